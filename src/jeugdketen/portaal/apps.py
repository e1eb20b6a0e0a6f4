"""The portal as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class PortaalConfig(AppConfig):
    """All screens; it has no tables of its own."""

    name = "jeugdketen.portaal"
    label = "portaal"
    verbose_name = "Portaal"
