"""Addresses of the room of the consulent."""

from __future__ import annotations

from django.urls import path

from jeugdketen.portaal.consulent import berichtviews, views

urlpatterns = [
    path("werkvoorraad", views.werkvoorraad, name="werkvoorraad"),
    path("verzoeken/<str:nummer>", views.verzoek, name="verzoek"),
    path("verzoeken/<str:nummer>/aanvullen", views.aanvullen, name="verzoek-aanvullen"),
    path("verzoeken/<str:nummer>/kwitantie", views.kwitantie, name="verzoek-kwitantie"),
    path("verzoeken/<str:nummer>/intrekken", views.intrekken, name="verzoek-intrekken"),
    path("verzoeken/<str:nummer>/brp", views.brp_opnieuw, name="verzoek-brp"),
    path("verzoeken/<str:nummer>/opnemen", views.opnemen, name="verzoek-opnemen"),
    path("jeugdigen", views.jeugdigen, name="jeugdigen"),
    path("jeugdigen/<uuid:jeugdige_id>", views.jeugdige, name="jeugdige"),
    path("berichten", views.berichten, name="berichten"),
    path("berichten/inlezen", views.bericht_inlezen, name="bericht-inlezen"),
    path("berichten/<uuid:bericht_id>", views.bericht, name="bericht"),
    path("berichten/<uuid:bericht_id>/xml", views.bericht_xml, name="bericht-xml"),
    path("berichten/<uuid:bericht_id>/verwerking", views.bericht_verwerking, name="bericht-verwerking"),
    path("berichten/<uuid:bericht_id>/opnieuw", views.bericht_opnieuw, name="bericht-opnieuw"),
    path("berichten/<uuid:bericht_id>/download", views.bericht_download, name="bericht-download"),
    path("berichten/<uuid:bericht_id>/versturen", berichtviews.bericht_versturen, name="bericht-versturen"),
    path(
        "berichten/<uuid:bericht_id>/afhandelen", berichtviews.bericht_afhandelen, name="bericht-afhandelen"
    ),
    path("termijnen", berichtviews.termijnen, name="termijnen"),
    path("termijnen/csv", berichtviews.termijnen_csv, name="termijnen-csv"),
    path("regels", views.regels, name="regels"),
]
