"""Django app of the core."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class KernConfig(AppConfig):
    """Users, roles, row security, read log and change log."""

    name = "jeugdketen.kern"
    label = "kern"
    verbose_name = "Kern"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """After each migration: hand the database the key that proves a context is ours, and close the logs.

        A process forked from here begins without database connections.
        """
        from jeugdketen.kern import controles  # noqa: F401  registers the check
        from jeugdketen.kern.rijbeveiliging import na_migratie
        from jeugdketen.kern.verbindingen import bewaak

        post_migrate.connect(na_migratie, sender=self, dispatch_uid="kern.rijbeveiliging.na_migratie")
        bewaak()
