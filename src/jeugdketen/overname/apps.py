"""The app of taking over a caseload."""

from __future__ import annotations

from django.apps import AppConfig


class OvernameConfig(AppConfig):
    """From message history and a list of running allocations to files, allocations and chain state."""

    name = "jeugdketen.overname"
    label = "overname"
    verbose_name = "Overname"
    default_auto_field = "django.db.models.BigAutoField"
