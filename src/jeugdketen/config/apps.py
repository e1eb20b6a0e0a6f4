"""The app that carries the project's own management commands and system checks."""

from __future__ import annotations

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Set-up commands (``inrichten``, ``migrate`` as owner) and the checks that a set-up can fail."""

    name = "jeugdketen.config"
    label = "config"
    verbose_name = "Inrichting"

    def ready(self) -> None:
        from jeugdketen.config import controles  # noqa: F401  registers the checks
