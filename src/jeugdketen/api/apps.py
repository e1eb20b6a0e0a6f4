from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The REST interface: machine accounts, and which message a system has taken over."""

    name = "jeugdketen.api"
    label = "api"
    verbose_name = "API"
