"""Django app of the file."""

from __future__ import annotations

from django.apps import AppConfig


class DossierConfig(AppConfig):
    """Children, their family, consent, living situation and joint assessments."""

    name = "jeugdketen.dossier"
    label = "dossier"
    verbose_name = "Dossier"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the read log and the searches below how to find a file."""
        from jeugdketen.dossier.selectors import dossier_bij_sleutel, verwante_sleutels
        from jeugdketen.kern.bsn import gebruik_verwantenzoeker
        from jeugdketen.kern.leeslog import gebruik_dossierzoeker

        gebruik_dossierzoeker(dossier_bij_sleutel)
        gebruik_verwantenzoeker(verwante_sleutels)
