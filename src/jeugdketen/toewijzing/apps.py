"""The app of allocation."""

from __future__ import annotations

from django.apps import AppConfig


class ToewijzingConfig(AppConfig):
    """From a request to a decision and an allocation."""

    name = "jeugdketen.toewijzing"
    label = "toewijzing"
    verbose_name = "Toewijzing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what this app does with the messages of its domain."""
        from jeugdketen.toewijzing import berichten, verplichtingen  # noqa: F401  both register themselves
