"""The app of the post box."""

from __future__ import annotations

from django.apps import AppConfig


class BerichtenConfig(AppConfig):
    """Messages in and out, their transport, check, answer and deadline."""

    name = "jeugdketen.berichten"
    label = "berichten"
    verbose_name = "Berichten"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the obligations that follow from messages."""
        from jeugdketen.berichten import bewaking  # noqa: F401
