"""Addresses of the room of the provider."""

from __future__ import annotations

from django.urls import path

from jeugdketen.portaal.aanbieder import maakviews, proefviews, termijnviews, views

urlpatterns = [
    path("overzicht", views.overzicht, name="aanbieder-overzicht"),
    path("verzoeken", views.verzoeken, name="aanbieder-verzoeken"),
    path("verzoeken.csv", views.verzoeken_csv, name="aanbieder-verzoeken-csv"),
    path("verzoeken/<str:nummer>", views.verzoek, name="aanbieder-verzoek"),
    path("toewijzingen", views.toewijzingen, name="aanbieder-toewijzingen"),
    path("toewijzingen.csv", views.toewijzingen_csv, name="aanbieder-toewijzingen-csv"),
    path("toewijzingen/<uuid:toewijzing_id>", views.toewijzing, name="aanbieder-toewijzing"),
    path("berichten", views.berichten, name="aanbieder-berichten"),
    path("berichten/aanleveren", views.aanleveren, name="aanbieder-aanleveren"),
    path("berichten/<uuid:bericht_id>", views.bericht, name="aanbieder-bericht"),
    path("berichten/<uuid:bericht_id>/xml", views.bericht_xml, name="aanbieder-bericht-xml"),
    path("berichten/<uuid:bericht_id>/download", views.bericht_download, name="aanbieder-bericht-download"),
    path(
        "berichten/<uuid:bericht_id>/bevestigen",
        views.bericht_bevestigen,
        name="aanbieder-bericht-bevestigen",
    ),
    path("termijnen", termijnviews.termijnen, name="aanbieder-termijnen"),
    path("termijnen.csv", termijnviews.termijnen_csv, name="aanbieder-termijnen-csv"),
    path("herinneringen", termijnviews.herinneringen, name="aanbieder-herinneringen"),
    path("onderaannemers", termijnviews.onderaannemers, name="eigen-onderaannemers"),
    path("proefcontrole", proefviews.proefcontrole, name="aanbieder-proefcontrole"),
    path("maken/verzoek", maakviews.verzoek, name="aanbieder-maak-verzoek"),
    path("maken/verzoek/<uuid:toewijzing_id>", maakviews.verzoek, name="aanbieder-maak-verzoek-voor"),
    path("maken/start/<uuid:toewijzing_id>", maakviews.start, name="aanbieder-maak-start"),
    path("maken/stop/<uuid:toewijzing_id>", maakviews.stop, name="aanbieder-maak-stop"),
    path("maken/correctie/<uuid:toewijzing_id>", maakviews.correctie, name="aanbieder-maak-correctie"),
    path("maken/wijziging/<uuid:toewijzing_id>", maakviews.wijziging, name="aanbieder-maak-wijziging"),
]
