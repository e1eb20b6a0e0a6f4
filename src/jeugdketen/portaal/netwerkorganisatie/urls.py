"""Addresses of the registers."""

from __future__ import annotations

from django.urls import path

from jeugdketen.portaal.netwerkorganisatie import importviews, views

urlpatterns = [
    path("aanbieders", views.aanbieders, name="aanbieders"),
    path("aanbieders/nieuw", views.aanbieder_nieuw, name="aanbieder-nieuw"),
    path("aanbieders/<str:agb>", views.aanbieder, name="aanbieder"),
    path("aanbieders/<str:agb>/producten", views.producten, name="aanbieder-producten"),
    path("aanbieders/<str:agb>/locaties", views.locaties, name="aanbieder-locaties"),
    path("aanbieders/<str:agb>/onderaannemers", views.onderaannemers, name="aanbieder-onderaannemers"),
    path("aanbieders/<str:agb>/geschiedenis", views.geschiedenis, name="aanbieder-geschiedenis"),
    path(
        "aanbieders/<str:agb>/contract/<int:pk>/gemeenten", views.contractgemeenten, name="contract-gemeenten"
    ),
    path("aanbieders/<str:agb>/<str:soort>/nieuw", views.rij_nieuw, name="registerrij-nieuw"),
    path("aanbieders/<str:agb>/<str:soort>/<int:pk>", views.rij, name="registerrij"),
    path("registers", importviews.registers, name="registers"),
    path("registers/werkboek", importviews.werkboek, name="register-werkboek"),
    path("registers/<uuid:import_id>", importviews.werkboek_stand, name="register-import"),
    path("registers/<uuid:import_id>/verwerken", importviews.verwerken, name="register-verwerken"),
    path("registers/<uuid:import_id>/weg", importviews.weg, name="register-weg"),
    path("registers/<uuid:import_id>/afgekeurd", importviews.afgekeurd, name="register-afgekeurd"),
    path("tarieven", views.standaardtarieven, name="standaardtarieven"),
    path("tarieven/nieuw", views.standaardtarief_nieuw, name="standaardtarief-nieuw"),
    path("tarieven/<int:pk>", views.standaardtarief, name="standaardtarief"),
    path("lokale-contracten", views.lokale_contracten, name="lokale-contracten"),
    path("onderaannemers", views.onderaannemerrapport, name="onderaannemerrapport"),
    path("onderaannemers/gemis", views.gemis, name="register-gemis"),
]
