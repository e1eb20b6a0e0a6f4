"""Addresses of logging in and of the own account."""

from __future__ import annotations

from django.urls import path

from jeugdketen.portaal.account import aanmelden, views

urlpatterns = [
    path("inloggen", aanmelden.Inloggen.as_view(), name="inloggen"),
    path("inloggen/code", aanmelden.code, name="inloggen-code"),
    path("inloggen/instellen", aanmelden.instellen, name="inloggen-instellen"),
    path("inloggen/wachtwoord", aanmelden.wachtwoord_kiezen, name="inloggen-wachtwoord"),
    path("inloggen/koppelen", aanmelden.koppelen, name="inloggen-koppelen"),
    path("inloggen/bij/<slug:sleutel>", aanmelden.bij_dienst, name="inloggen-bij"),
    path("inloggen/bij/<slug:sleutel>/terug", aanmelden.terug, name="inloggen-terug"),
    path("inloggen/bij/<slug:sleutel>/afmelding", aanmelden.afmelding, name="inloggen-afmelding"),
    path("uitloggen", aanmelden.uitloggen, name="uitloggen"),
    path("mijn-account", views.mijn_account, name="mijn-account"),
    path("mijn-account/wachtwoord", views.wachtwoord, name="mijn-wachtwoord"),
    path("mijn-account/tweede-factor", views.factor, name="mijn-factor"),
    path("mijn-account/tweede-factor/uit", views.factor_uit, name="mijn-factor-uit"),
    path("mijn-account/herstelcodes", views.herstelcodes, name="mijn-herstelcodes"),
    path("mijn-account/herstel", views.herstel_tegen, name="mijn-herstel"),
    path("mijn-account/sessies", views.sessie_beeindigen, name="mijn-sessies"),
    path("mijn-account/bevestigen", views.bevestigen, name="bevestigen"),
]
