"""Addresses of the room of the consulent."""

from __future__ import annotations

from django.urls import path

from jeugdketen.portaal.consulent import berichtviews, identiteit, views, wijzigviews

urlpatterns = [
    path("werkvoorraad", views.werkvoorraad, name="werkvoorraad"),
    path("verzoeken/<str:nummer>", views.verzoek, name="verzoek"),
    path("verzoeken/<str:nummer>/aanvullen", views.aanvullen, name="verzoek-aanvullen"),
    path("verzoeken/<str:nummer>/afdrukken", views.verzoek_afdrukken, name="verzoek-afdrukken"),
    path("verzoeken/<str:nummer>/kwitantie", views.kwitantie, name="verzoek-kwitantie"),
    path("verzoeken/<str:nummer>/intrekken", views.intrekken, name="verzoek-intrekken"),
    path("verzoeken/<str:nummer>/brp", views.brp_opnieuw, name="verzoek-brp"),
    path("verzoeken/<str:nummer>/opnemen", views.opnemen, name="verzoek-opnemen"),
    path("toewijzingen/<uuid:toewijzing_id>", wijzigviews.toewijzing, name="toewijzing"),
    path(
        "toewijzingen/<uuid:toewijzing_id>/terugnemen",
        wijzigviews.toewijzing_terugnemen,
        name="toewijzing-terugnemen",
    ),
    path("jeugdigen", views.jeugdigen, name="jeugdigen"),
    path("jeugdigen/nieuw", identiteit.nieuw, name="jeugdige-nieuw"),
    path("jeugdigen/dubbelen", identiteit.dubbelen, name="dubbelen"),
    path("jeugdigen/dubbelen/<uuid:een_id>/<uuid:ander_id>", identiteit.vergelijk, name="vergelijk"),
    path("jeugdigen/brp", identiteit.brpwerk, name="brpwerk"),
    path("jeugdigen/brp/<int:melding_id>", identiteit.brpwerk_afhandelen, name="brpwerk-afhandelen"),
    path("jeugdigen/overdrachten", identiteit.overdrachten, name="overdrachten"),
    path("jeugdigen/overdrachten/<uuid:overdracht_id>", identiteit.overdracht_een, name="overdracht"),
    path(
        "jeugdigen/overdrachten/<uuid:overdracht_id>/brief",
        identiteit.overdracht_brief,
        name="overdracht-brief",
    ),
    path(
        "jeugdigen/overdrachten/<uuid:overdracht_id>/bestand",
        identiteit.overdracht_bestand,
        name="overdracht-bestand",
    ),
    path("jeugdigen/<uuid:jeugdige_id>", views.jeugdige, name="jeugdige"),
    path("jeugdigen/<uuid:jeugdige_id>/bsn", identiteit.bsn, name="jeugdige-bsn"),
    path("jeugdigen/<uuid:jeugdige_id>/geboorte", identiteit.geboorte, name="jeugdige-geboorte"),
    path("jeugdigen/<uuid:jeugdige_id>/brp", identiteit.brp_vragen, name="jeugdige-brp"),
    path("jeugdigen/<uuid:jeugdige_id>/woonplaats", identiteit.woonplaats_vaststellen, name="woonplaats"),
    path("jeugdigen/<uuid:jeugdige_id>/overdragen", identiteit.overdragen, name="overdragen"),
    path(
        "jeugdigen/<uuid:jeugdige_id>/samenvoeging/<uuid:samenvoeging_id>",
        identiteit.ongedaan,
        name="samenvoeging-ongedaan",
    ),
    path("jeugdigen/<uuid:jeugdige_id>/afdrukken", views.jeugdige_afdrukken, name="jeugdige-afdrukken"),
    path("berichten", views.berichten, name="berichten"),
    path("berichten/inlezen", views.bericht_inlezen, name="bericht-inlezen"),
    path("berichten/<uuid:bericht_id>", views.bericht, name="bericht"),
    path("berichten/<uuid:bericht_id>/xml", views.bericht_xml, name="bericht-xml"),
    path("berichten/<uuid:bericht_id>/verwerking", views.bericht_verwerking, name="bericht-verwerking"),
    path("berichten/<uuid:bericht_id>/opnieuw", views.bericht_opnieuw, name="bericht-opnieuw"),
    path("berichten/<uuid:bericht_id>/download", views.bericht_download, name="bericht-download"),
    path(
        "berichten/<uuid:bericht_id>/herstellen", berichtviews.bericht_herstellen, name="bericht-herstellen"
    ),
    path(
        "berichten/<uuid:bericht_id>/terugnemen", berichtviews.bericht_terugnemen, name="bericht-terugnemen"
    ),
    path("berichten/<uuid:bericht_id>/versturen", berichtviews.bericht_versturen, name="bericht-versturen"),
    path(
        "berichten/<uuid:bericht_id>/afhandelen", berichtviews.bericht_afhandelen, name="bericht-afhandelen"
    ),
    path("termijnen", berichtviews.termijnen, name="termijnen"),
    path("termijnen/csv", berichtviews.termijnen_csv, name="termijnen-csv"),
    path("regels", views.regels, name="regels"),
]
