"""Short cuts for the tests of allocation: a request that came in, facts that make it complete, the decision."""

from __future__ import annotations

from datetime import date

import postregio
from jeugdketen.berichten import toestand as t
from jeugdketen.berichten.aanname import neem_aan
from jeugdketen.berichten.models import Bericht
from jeugdketen.berichten.verwerking import verwerk
from jeugdketen.kern.toegang import Toegang, als_systeem, met_toegang
from jeugdketen.toewijzing import services
from jeugdketen.toewijzing.models import Besluit, Verzoek


def ontvang(vot: postregio.Vot | None = None) -> list[Verzoek]:
    """Have a JW315 come in; the requests it made."""
    nummer = neem_aan((vot or postregio.Vot()).xml(), bestandsnaam="vot.xml", weg=t.MAP)
    assert verwerk(nummer) == t.AANVAARD, lees_bericht(nummer).reden
    with als_systeem(postregio.GEMEENTEN):
        return list(Verzoek.objects.filter(bericht_id=nummer).order_by("nummer"))


def lees_bericht(nummer: object) -> Bericht:
    """A message, whoever's it is."""
    with als_systeem(postregio.GEMEENTEN):
        return Bericht.objects.select_related("ruw").get(pk=nummer)


def lees_verzoek(nummer: str) -> Verzoek:
    """A request as it stands now."""
    with als_systeem(postregio.GEMEENTEN):
        return Verzoek.objects.select_related("laatste_toets", "jeugdige").get(nummer=nummer)


def maak_compleet(toegang: Toegang, nummer: str) -> None:
    """Record what a straight case needs: consent and living situation (S-114)."""
    with met_toegang(toegang):
        services.vul_aan(
            toegang,
            nummer,
            toestemming_vorm="mondeling",
            toestemming_datum=date(2026, 1, 19),
            woont_thuis=True,
            plan_producten=["B/P4/intensief"],
        )


def besluit(toegang: Toegang, nummer: str, soort: str, **velden: object) -> Besluit:
    """Take a decision."""
    with met_toegang(toegang):
        return services.besluit(toegang, nummer, soort, **velden)  # type: ignore[arg-type]
