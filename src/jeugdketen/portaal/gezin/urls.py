"""Addresses of the room of the family."""

from __future__ import annotations

from django.urls import path

from jeugdketen.portaal.gezin import views

urlpatterns = [
    path("mijn-hulp", views.mijn_hulp, name="mijn-hulp"),
    path("mijn-hulp/<uuid:jeugdige_id>", views.mijn_hulp, name="mijn-hulp-kind"),
    path("wie-las", views.wie_las, name="wie-las"),
    path("wie-las/<uuid:jeugdige_id>", views.wie_las, name="wie-las-kind"),
]
