"""Addresses of the room of supervision."""

from __future__ import annotations

from django.urls import path

from jeugdketen.portaal.beheer import views

urlpatterns = [
    path("leeslogboek", views.leeslogboek, name="leeslogboek"),
    path("leeslogboek/csv", views.leeslogboek_csv, name="leeslogboek-csv"),
    path("leeslogboek/verzegeling", views.verzegeling, name="leeslogboek-verzegeling"),
    path("leeslogboek/jeugdige/<uuid:jeugdige_id>", views.per_jeugdige, name="leeslogboek-jeugdige"),
    path("leeslogboek/medewerker/<int:gebruiker_id>", views.per_medewerker, name="leeslogboek-medewerker"),
]
