from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The REST interface; holds no tables of its own (machine accounts are django-oauth-toolkit's)."""

    name = "jeugdketen.api"
    label = "api"
    verbose_name = "API"
