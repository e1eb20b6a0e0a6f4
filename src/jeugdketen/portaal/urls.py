"""Addresses of the portal. A child or a message has an opaque key in its address, never a BSN or a name."""

from __future__ import annotations

from django.urls import include, path

from jeugdketen.portaal import views

app_name = "portaal"
urlpatterns = [
    path("", views.start, name="start"),
    path("toegankelijkheid", views.toegankelijkheid, name="toegankelijkheid"),
    path("toetsen", views.toetsen, name="toetsen"),
    path("", include("jeugdketen.portaal.account.urls")),
    path("", include("jeugdketen.portaal.consulent.urls")),
    path("zorgaanbieder/", include("jeugdketen.portaal.aanbieder.urls")),
    path("", include("jeugdketen.portaal.beheer.urls")),
    path("", include("jeugdketen.portaal.gezin.urls")),
    path("", include("jeugdketen.portaal.gi.urls")),
    path("", include("jeugdketen.portaal.netwerkorganisatie.urls")),
]
