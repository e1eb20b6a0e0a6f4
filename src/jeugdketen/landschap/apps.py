"""Django app of the youth-care landscape."""

from __future__ import annotations

from django.apps import AppConfig


class LandschapConfig(AppConfig):
    """Registers of municipalities, providers, contracts and products."""

    name = "jeugdketen.landschap"
    label = "landschap"
    verbose_name = "Landschap"
    default_auto_field = "django.db.models.BigAutoField"
