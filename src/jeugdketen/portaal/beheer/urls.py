"""Addresses of the room of supervision: the logs, people and roles, absence, break-glass access."""

from __future__ import annotations

from django.urls import path

from jeugdketen.portaal.beheer import (
    bewaren,
    inlogbeheer,
    machines,
    mensen,
    nood,
    overname,
    postbus,
    views,
    wijzigingen,
)

urlpatterns = [
    path("overname", overname.overnames, name="overnames"),
    path("overname/<uuid:overname_id>", overname.overname, name="overname"),
    path("overname/<uuid:overname_id>/csv", overname.overname_csv, name="overname-csv"),
    path("overname/<uuid:overname_id>/<slug:wat>", overname.doe, name="overname-doe"),
    path("beheer/postbus", postbus.postbus, name="postbus"),
    path("beheer/postbus/opnieuw", postbus.postbus_opnieuw, name="postbus-opnieuw"),
    path("beheer/postbus/taken", postbus.postbus_taken, name="postbus-taken"),
    path("beheer/postbus/versturen", postbus.postbus_versturen, name="postbus-versturen"),
    path("beheer/postbus/wegen", postbus.aansluitingen, name="aansluitingen"),
    path("beheer/postbus/wegen/nieuw", postbus.aansluiting, name="aansluiting-nieuw"),
    path("beheer/postbus/wegen/<int:sleutel>", postbus.aansluiting, name="aansluiting"),
    path("leeslogboek", views.leeslogboek, name="leeslogboek"),
    path("leeslogboek/csv", views.leeslogboek_csv, name="leeslogboek-csv"),
    path("leeslogboek/verzegeling", views.verzegeling, name="leeslogboek-verzegeling"),
    path("leeslogboek/jeugdige/<uuid:jeugdige_id>", views.per_jeugdige, name="leeslogboek-jeugdige"),
    path("leeslogboek/medewerker/<int:gebruiker_id>", views.per_medewerker, name="leeslogboek-medewerker"),
    path("beheer/inloggen", inlogbeheer.overzicht, name="beheer-inloggen"),
    path("beheer/inloggen/<int:gebruiker_id>", inlogbeheer.persoon, name="beheer-inloggen-persoon"),
    path("beheer/herstel", inlogbeheer.bevestigen, name="herstel"),
    path("beheer/beveiligingslogboek", inlogbeheer.gebeurtenissen, name="beheer-gebeurtenissen"),
    path("beheer/machines", machines.overzicht, name="beheer-machines"),
    path("beheer/machines/<int:account_id>", machines.een, name="beheer-machine"),
    path("noodtoegangen", nood.beoordelen, name="noodtoegangen"),
    path("noodtoegang", nood.openen, name="noodtoegang"),
    path("noodtoegang/<int:noodtoegang_id>/stoppen", nood.stoppen, name="noodtoegang-stoppen"),
    path("wijzigingen", wijzigingen.lijst, name="wijzigingen"),
    path("mensen", mensen.lijst, name="mensen"),
    path("mensen/toevoegen", mensen.toevoegen, name="persoon-toevoegen"),
    path("mensen/voorstellen", mensen.voorstellen, name="rolvoorstellen"),
    path("mensen/<int:gebruiker_id>", mensen.persoon, name="persoon"),
    path(
        "mensen/<int:gebruiker_id>/rollen/<int:rolhouder_id>/beeindigen",
        mensen.rol_beeindigen,
        name="rol-beeindigen",
    ),
    path("waarneming", mensen.waarneming, name="waarneming"),
    path("waarneming/<int:waarneming_id>/stoppen", mensen.waarneming_stoppen, name="waarneming-stoppen"),
    path("beheer/logboeken", bewaren.logboeken, name="logboeken-bewaren"),
    path("bewaren", bewaren.lijsten, name="bewaren"),
    path("bewaren/<uuid:lijst_id>", bewaren.lijst, name="vernietigingslijst"),
    path("rechten", bewaren.rechtenlijst, name="rechten"),
    path("rechten/<uuid:verzoek_id>", bewaren.rechtenverzoek, name="rechtenverzoek"),
    path("rechten/<uuid:verzoek_id>/meenemen", bewaren.meenemen, name="rechtenverzoek-zip"),
    path("jeugdigen/<uuid:jeugdige_id>/gegevens", bewaren.kind, name="kindgegevens"),
]
