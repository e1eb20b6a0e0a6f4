"""Django app of the file."""

from __future__ import annotations

from django.apps import AppConfig


class DossierConfig(AppConfig):
    """Children, their family, consent, living situation and joint assessments."""

    name = "jeugdketen.dossier"
    label = "dossier"
    verbose_name = "Dossier"
    default_auto_field = "django.db.models.BigAutoField"
