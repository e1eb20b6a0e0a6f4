"""Short cuts for the tests of allocation: a request that came in, facts that make it complete, the decision."""

from __future__ import annotations

from datetime import date

import postregio
from ijw.berichten import jw301 as jw301_
from ijw.lezen import lees
from ijw.schrijven import schrijf
from jeugdketen.berichten import toestand as t
from jeugdketen.berichten.aanname import neem_aan
from jeugdketen.berichten.models import Bericht
from jeugdketen.berichten.verwerking import verwerk
from jeugdketen.dossier.namen import Naam
from jeugdketen.dossier.selectors import jeugdige_bij_bsn
from jeugdketen.dossier.services import leg_jeugdige_vast, werk_bij_uit_brp
from jeugdketen.kern.toegang import Toegang, als_systeem, met_toegang
from jeugdketen.toewijzing import feitenservices, overnameservices, services
from jeugdketen.toewijzing.models import Besluit, Toewijzing, Verzoek


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
        feitenservices.vul_aan(
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


def stuur(bericht: object) -> Bericht:
    """Have a message of any type, or its XML, come in and be read; it as it stands then."""
    xml = bericht if isinstance(bericht, bytes) else schrijf(bericht)
    nummer = neem_aan(xml, bestandsnaam="bericht.xml", weg=t.MAP)
    verwerk(nummer)
    return lees_bericht(nummer)


def neem_over(
    code: str = "45A02", *, van: str = "2025-09-01", tot: str | None = "2026-08-31", **velden: object
) -> Toewijzing:
    """An allocation of Jesse from before, in his file and in the chain; four hours a month unless told otherwise."""
    with als_systeem({postregio.MEDEMBLIK}):
        kind = jeugdige_bij_bsn(postregio.JESSE, postregio.MEDEMBLIK) or leg_jeugdige_vast(
            postregio.MEDEMBLIK,
            bsn=postregio.JESSE,
            naam=Naam(voornamen="Jesse", voorletters="J", voorvoegsel="van der", achternaam="Molenaar"),
            geboortedatum=date(2011, 9, 3),
            geslacht="1",
        )
        werk_bij_uit_brp(kind)
        maat = {"volume": 4, "eenheid": "04", "frequentie": "4"} | velden
        return overnameservices.neem_toewijzing_over(
            kind,
            aanbieder_agb=postregio.LINDE,
            categorie=code[:2],
            code=code if len(code) > 2 else "",
            van=date.fromisoformat(van),
            tot=date.fromisoformat(tot) if tot else None,
            **maat,  # type: ignore[arg-type]
        )


def jw301(bericht_id: object) -> dict[int, jw301_.ToegewezenProduct]:
    """What an allocation message of ours says, by ToewijzingNummer."""
    inhoud = lees(lees_bericht(bericht_id).ruw.inhoud).bericht
    return {p.toewijzing_nummer: p for p in inhoud.client.toegewezen_producten}
