"""Below ``/api/v1/``: the token endpoint and the router."""

from django.urls import path
from oauth2_provider.views import RevokeTokenView, TokenView

from jeugdketen.api.router import api

urlpatterns = [
    path("token", TokenView.as_view(), name="api-token"),
    path("token/intrekken", RevokeTokenView.as_view(), name="api-token-intrekken"),
    path("", api.urls),
]
