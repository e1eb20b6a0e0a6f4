"""Addresses of the room of the certified institution and of the referrer."""

from __future__ import annotations

from django.urls import path

from jeugdketen.portaal.gi import views

urlpatterns = [
    path("instelling/kinderen", views.kinderen, name="gi-kinderen"),
    path("instelling/kinderen/<uuid:jeugdige_id>", views.kind, name="gi-kind"),
    path("verwijzingen", views.verwijzingen, name="verwijzingen"),
]
