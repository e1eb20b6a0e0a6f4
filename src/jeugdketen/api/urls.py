"""``/api/v1/``: the token endpoint and the router."""

from django.urls import include, path
from oauth2_provider.views import RevokeTokenView, TokenView

from jeugdketen.api.router import api

_V1 = [
    path("token", TokenView.as_view(), name="api-token"),
    path("token/intrekken", RevokeTokenView.as_view(), name="api-token-intrekken"),
    path("", api.urls),
]
urlpatterns = [path("v1/", include(_V1))]
