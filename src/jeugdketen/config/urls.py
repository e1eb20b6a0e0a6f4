"""All addresses: the portal at the root, the API below /api/v1/, and a health check."""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import include, path
from django.urls.resolvers import URLPattern, URLResolver

from jeugdketen.config.gezond import gezond

urlpatterns: list[URLPattern | URLResolver] = [path("gezond", gezond, name="gezond")]
if all(map(find_spec, ("jeugdketen.api", "ijw.controle", "jeugdregels.vragen"))):
    urlpatterns.append(path("api/v1/", include("jeugdketen.api.urls")))
if find_spec("jeugdketen.portaal.urls"):
    urlpatterns.append(path("", include("jeugdketen.portaal.urls")))

handler403 = "jeugdketen.portaal.views.geen_toegang"
handler404 = "jeugdketen.portaal.views.niet_gevonden"
