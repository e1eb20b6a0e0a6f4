"""All addresses: the portal at the root, the API below /api/v1/, and a health check."""

from __future__ import annotations

from django.urls import include, path
from django.urls.resolvers import URLPattern, URLResolver

from jeugdketen.config.gezond import gezond

urlpatterns: list[URLPattern | URLResolver] = [
    path("gezond", gezond, name="gezond"),
    path("api/v1/", include("jeugdketen.api.urls")),
    path("", include("jeugdketen.portaal.urls")),
]

handler400 = "jeugdketen.portaal.views.niet_te_lezen"
handler403 = "jeugdketen.portaal.views.geen_toegang"
handler404 = "jeugdketen.portaal.views.niet_gevonden"
