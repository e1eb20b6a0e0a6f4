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
        """Tell the read log how to find a file."""
        from jeugdketen.dossier.selectors import dossier_bij_sleutel
        from jeugdketen.kern.leeslog import gebruik_dossierzoeker

        gebruik_dossierzoeker(dossier_bij_sleutel)
