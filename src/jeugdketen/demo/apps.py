"""Django app of the demo: brings its command, has no tables."""

from __future__ import annotations

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The synthetic region."""

    name = "jeugdketen.demo"
    label = "demo"
    verbose_name = "Demo"
