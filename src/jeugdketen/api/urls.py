"""Below ``/api/v1/``: the token endpoint and the router."""

from django.urls import path

from jeugdketen.api.router import api
from jeugdketen.api.tokens import Token, TokenIntrekken

urlpatterns = [
    path("token", Token.as_view(), name="api-token"),
    path("token/intrekken", TokenIntrekken.as_view(), name="api-token-intrekken"),
    path("", api.urls),
]
