"""Addresses of the room of supervision."""

from __future__ import annotations

from django.urls import path

from jeugdketen.portaal.beheer import inlogbeheer, machines, views

urlpatterns = [
    path("leeslogboek", views.leeslogboek, name="leeslogboek"),
    path("leeslogboek/csv", views.leeslogboek_csv, name="leeslogboek-csv"),
    path("leeslogboek/verzegeling", views.verzegeling, name="leeslogboek-verzegeling"),
    path("leeslogboek/jeugdige/<uuid:jeugdige_id>", views.per_jeugdige, name="leeslogboek-jeugdige"),
    path("leeslogboek/medewerker/<int:gebruiker_id>", views.per_medewerker, name="leeslogboek-medewerker"),
    path("beheer/inloggen", inlogbeheer.overzicht, name="beheer-inloggen"),
    path("beheer/inloggen/<int:gebruiker_id>", inlogbeheer.persoon, name="beheer-inloggen-persoon"),
    path("beheer/beveiligingslogboek", inlogbeheer.gebeurtenissen, name="beheer-gebeurtenissen"),
    path("beheer/machines", machines.overzicht, name="beheer-machines"),
    path("beheer/machines/<int:account_id>", machines.een, name="beheer-machine"),
]
