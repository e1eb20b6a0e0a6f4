"""The app of allocation."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ToewijzingConfig(AppConfig):
    """From a request to a decision and an allocation."""

    name = "jeugdketen.toewijzing"
    label = "toewijzing"
    verbose_name = "Toewijzing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what this app does with the messages of its domain; after a migration, its term for the database."""
        from jeugdketen.toewijzing import berichten, verplichtingen  # noqa: F401  both register themselves
        from jeugdketen.toewijzing.zicht import na_migratie

        post_migrate.connect(na_migratie, sender=self, dispatch_uid="toewijzing.zicht.na_migratie")
