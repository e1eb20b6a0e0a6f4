"""Changing a running allocation: what may change, with whose agreement, and the JW301 that tells so."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from toewijzinghulp import besluit, jw301, lees_bericht, maak_compleet, neem_over, ontvang, stuur

import postregio
from ijw.keten.stand import Regel, Wijziging
from jeugdketen.berichten import toestand as t
from jeugdketen.berichten.keten import DbKetenstand, bouw_opnieuw
from jeugdketen.berichten.models import Ketentoewijzing
from jeugdketen.berichten.uitgang import verzend_wachtende
from jeugdketen.kern import klok, mensen, rollen
from jeugdketen.kern.toegang import Toegang, ToegangGeweigerd, als_systeem, met_toegang
from jeugdketen.toewijzing import werkservices
from jeugdketen.toewijzing import wijzigservices as services
from jeugdketen.toewijzing.models import Toewijzing, Toewijzingswijziging
from jeugdketen.toewijzing.services import BesluitFout
from jeugdketen.toewijzing.wijzigselectors import toewijzing_pagina
from ketensuite import bouw
from postregio import JESSE, LINDE, MEDEMBLIK

WIE: dict[str, Any] = {"gemeente": MEDEMBLIK, "aanbieder": LINDE, "bsn": JESSE}
MET = {"reden": "Herbeoordeeld in het team.", "overleg": "Met mevrouw Bakker van De Linde, 19 januari."}


@pytest.fixture
def sem(regio: Path) -> Toegang:
    """A consulent of Medemblik."""
    return postregio.iemand(rollen.CONSULENT, MEDEMBLIK, naam="Sem Blokker")


def wijzig(toegang: Toegang, rij: Toewijzing, soort: str, **velden: Any) -> Toewijzingswijziging:
    """Change it, in a transaction of that person."""
    with met_toegang(toegang):
        return services.wijzig(toegang, rij.pk, soort, **velden)


def lees_nu(rij: Toewijzing) -> Toewijzing:
    """The allocation as it stands now."""
    with als_systeem({MEDEMBLIK}):
        return Toewijzing.objects.get(pk=rij.pk)


@pytest.mark.regel("OP087")
def test_extending_sends_everything_that_is_current(sem: Toegang) -> None:
    eerste, tweede = neem_over(), neem_over("45A12")
    regel = wijzig(sem, eerste, "verlengen", einddatum=date(2026, 12, 31), code="04", **MET)
    inhoud = jw301(regel.bericht_id)
    assert set(inhoud) == {int(eerste.nummer), int(tweede.nummer)}
    verlengd = inhoud[int(eerste.nummer)]
    assert (verlengd.einddatum, verlengd.reden_wijziging) == (date(2026, 12, 31), "04")
    assert verlengd.referentie_aanbieder is None
    assert inhoud[int(tweede.nummer)].reden_wijziging is None
    assert lees_nu(eerste).tot == date(2026, 12, 31)
    with als_systeem({MEDEMBLIK}):
        rij = Ketentoewijzing.objects.get(nummer=int(eerste.nummer))
    assert rij.product["einddatum"] == "2026-12-31"


@pytest.mark.regel("OP259")
@pytest.mark.parametrize(
    ("ander", "maat", "wat"),
    [
        ("45A02", {}, "voor hetzelfde product,"),
        (
            "45",
            {"volume": None, "eenheid": "", "frequentie": "", "budget_cent": 500_000},
            "voor alle hulp in categorie 45,",
        ),
    ],
)
def test_an_extension_into_the_same_product_says_which_field_and_what_to_do(
    sem: Toegang, ander: str, maat: dict[str, Any], wat: str
) -> None:
    eerste, tweede = neem_over(tot="2026-05-31"), neem_over(ander, van="2026-06-01", tot="2026-12-31", **maat)
    with pytest.raises(BesluitFout) as fout:
        wijzig(sem, eerste, "verlengen", einddatum=date(2026, 7, 31), code="04", **MET)
    assert fout.value.veld == "einddatum"
    zin = str(fout.value)
    assert f"toewijzing {tweede.nummer} van deze aanbieder, {wat} vanaf 1-6-2026 tot en met 31-12-2026" in zin
    assert zin.endswith("Laat de periode eindigen voor 1-6-2026, of wijzig eerst die toewijzing.")
    assert "TR302" not in zin
    assert lees_nu(eerste).tot == date(2026, 5, 31)


def test_what_has_ended_is_not_offered_to_be_shortened(sem: Toegang) -> None:
    voorbij, loopt = neem_over(van="2025-07-01", tot="2026-01-09"), neem_over(van="2026-01-10")
    with als_systeem({MEDEMBLIK}):
        mag = {
            rij.pk: {m.soort for m in services.mogelijkheden(rij, date(2026, 1, 21)) if m.mag}
            for rij in (loopt, voorbij)
        }
    assert "verkorten" in mag[loopt.pk]
    assert not {"verkorten", "verlengen"} & mag[voorbij.pk]
    assert "beeindigen" in mag[voorbij.pk]
    with pytest.raises(BesluitFout, match="de einddatum is vandaag of al voorbij"):
        wijzig(sem, voorbij, "verkorten", einddatum=date(2026, 1, 5), code="05", **MET)


@pytest.mark.regel("OP186")
def test_an_end_in_the_past_needs_the_providers_agreement(sem: Toegang) -> None:
    rij = neem_over()
    velden = {"einddatum": date(2026, 1, 10), "code": "07", "reden": "Verhuisd."}
    with pytest.raises(BesluitFout, match="afgesproken") as fout:
        wijzig(sem, rij, "beeindigen", **velden)
    assert fout.value.veld == "overleg"
    with pytest.raises(BesluitFout, match="OP186"):
        wijzig(sem, rij, "corrigeren", einddatum=date(2026, 1, 10), reden="Typefout.")
    regel = wijzig(sem, rij, "beeindigen", **velden, overleg=MET["overleg"])
    # Ended before today, so no longer current, but it changed: it goes along (OP087).
    assert jw301(regel.bericht_id)[int(rij.nummer)].einddatum == date(2026, 1, 10)


@pytest.mark.parametrize(
    ("soort", "velden", "veld", "zin"),
    [
        ("verlengen", {"einddatum": date(2026, 3, 1), "code": "04"}, "einddatum", "Verkorten"),
        ("verkorten", {"einddatum": date(2026, 12, 1), "code": "05"}, "einddatum", "Verlengen"),
        ("verkorten", {"einddatum": date(2026, 1, 1), "code": "05"}, "einddatum", "Intrekken"),
        ("beeindigen", {"einddatum": date(2025, 1, 1), "code": "07"}, "einddatum", "voor de begindatum"),
        ("verlengen", {"code": "04"}, "einddatum", "nieuwe einddatum"),
        ("verlengen", {"einddatum": date(2026, 12, 31), "code": "07"}, "code", "Kies de reden"),
        ("omvang", {"volume": 20, "code": "08"}, "soort", "totaal over de hele looptijd"),
        ("budget", {"budget_cent": 20, "code": "08"}, "soort", "geen budget"),
        ("corrigeren", {"volume": 9}, "volume", "OP257"),
        ("corrigeren", {}, "einddatum", "verandert niets"),
        ("toveren", {}, "soort", "Kies wat u wijzigt"),
    ],
)
def test_what_cannot_change_is_refused_at_its_field(
    sem: Toegang, soort: str, velden: dict[str, Any], veld: str, zin: str
) -> None:
    rij = neem_over()
    with pytest.raises(BesluitFout, match=zin) as fout:
        wijzig(sem, rij, soort, **velden, **MET)
    assert fout.value.veld == veld
    assert lees_nu(rij).tot == rij.tot
    with als_systeem({MEDEMBLIK}):
        assert not Toewijzingswijziging.objects.exists()


@pytest.mark.regel("OP298", "OP299")
def test_a_total_and_a_budget_change_with_agreement_and_not_below_what_was_declared(sem: Toegang) -> None:
    totaal = neem_over(volume=100, frequentie="6")
    budget = neem_over("54", volume=None, eenheid="", frequentie="", budget_cent=500_000)
    lijn = bouw.regel(volume=40, nummer=int(totaal.nummer))
    with als_systeem({MEDEMBLIK}):
        DbKetenstand(MEDEMBLIK).verwerk(Wijziging(regels=(Regel(MEDEMBLIK, LINDE, JESSE, "D1", lijn),)))
    with pytest.raises(BesluitFout, match="afgesproken"):
        wijzig(sem, totaal, "omvang", volume=50, code="08", reden="Minder nodig.")
    with pytest.raises(BesluitFout, match="al meer gedeclareerd"):
        wijzig(sem, totaal, "omvang", volume=39, code="08", **MET)
    wijzig(sem, totaal, "omvang", volume=50, code="08", **MET)
    wijzig(sem, budget, "budget", budget_cent=400_000, code="08", **MET)
    assert (lees_nu(totaal).volume, lees_nu(budget).budget_cent) == (50, 400_000)


@pytest.mark.regel("OP362", "CS335")
def test_only_an_unused_allocation_can_be_deleted(sem: Toegang) -> None:
    rij, ander = neem_over(), neem_over("45A12")
    start = bouw.start("2025-09-08", int(rij.nummer), bouw.Product("45", "45A02"), ingang="2025-09-01")
    assert stuur(bouw.jw305_(start, **WIE)).toestand == t.AANVAARD
    with pytest.raises(BesluitFout, match="meldde een start"):
        wijzig(sem, rij, "verwijderen", reden="Dubbel ingevoerd.")
    regel = wijzig(sem, ander, "verwijderen", reden="Dubbel ingevoerd.")
    weg = jw301(regel.bericht_id)[int(ander.nummer)]
    assert (weg.ingangsdatum, weg.einddatum, weg.reden_wijziging) == (weg.einddatum, weg.ingangsdatum, "13")
    assert lees_nu(ander).toestand == "verwijderd"
    neem_over("45A12")  # it counts as never sent, so the same product may be allocated again


def test_a_change_can_be_taken_back_while_its_message_waits(sem: Toegang, settings: object) -> None:
    settings.JEUGDKETEN_INTREKTIJD = 60
    rij = neem_over()
    regel = wijzig(sem, rij, "verlengen", einddatum=date(2026, 12, 31), code="04", **MET)
    with met_toegang(sem):
        services.neem_terug(sem, rij.pk)
    na = lees_nu(rij)
    assert (na.tot, na.reden_wijziging, na.toestand) == (rij.tot, "", "geregistreerd")
    assert na.toegewezen_op == rij.toegewezen_op
    assert lees_bericht(regel.bericht_id).toestand == t.INGETROKKEN
    with als_systeem({MEDEMBLIK}):
        assert Ketentoewijzing.objects.get().product["einddatum"] == "2026-08-31"
        assert [w.soort for w in Toewijzingswijziging.objects.order_by("volgnummer")] == [
            "verlengen",
            "teruggenomen",
        ]
    with met_toegang(sem), pytest.raises(BesluitFout, match="geen wijziging"):
        services.neem_terug(sem, rij.pk)
    settings.JEUGDKETEN_INTREKTIJD = 0
    wijzig(sem, rij, "verlengen", einddatum=date(2026, 10, 31), code="04", **MET)
    assert verzend_wachtende() == 1
    with met_toegang(sem), pytest.raises(BesluitFout, match="al verstuurd"):
        services.neem_terug(sem, rij.pk)


def test_changes_are_rebuilt_from_the_messages(sem: Toegang) -> None:
    rij = neem_over()
    wijzig(sem, rij, "verlengen", einddatum=date(2026, 12, 31), code="04", **MET)
    wijzig(sem, rij, "verkorten", einddatum=date(2026, 6, 30), code="05", **MET)
    with als_systeem({MEDEMBLIK}):
        voor = Ketentoewijzing.objects.get().product
        assert voor["einddatum"] == "2026-06-30"
        bouw_opnieuw(MEDEMBLIK)
        assert Ketentoewijzing.objects.get().product == voor


def test_a_stale_page_and_a_stranger_change_nothing(sem: Toegang) -> None:
    rij = neem_over()
    velden: dict[str, Any] = {"einddatum": date(2026, 12, 31), "code": "04", **MET}
    with pytest.raises(BesluitFout, match="veranderd sinds"):
        wijzig(sem, rij, "verlengen", versie="oud", **velden)
    with pytest.raises(BesluitFout, match="bestaat niet"):
        wijzig(postregio.iemand(rollen.CONSULENT, postregio.OPMEER), rij, "verlengen", **velden)
    with pytest.raises(ToegangGeweigerd):
        wijzig(postregio.iemand(rollen.BACKOFFICE, MEDEMBLIK), rij, "verlengen", **velden)
    assert lees_nu(rij).tot == rij.tot


def test_a_change_for_an_absent_colleague_is_in_the_own_name_on_behalf_of_that_one(sem: Toegang) -> None:
    jolanda = postregio.iemand(rollen.CONSULENT, MEDEMBLIK, naam="Jolanda Met")
    assert sem.gebruiker_id is not None
    assert jolanda.gebruiker_id is not None
    (verzoek,) = ontvang()
    with met_toegang(sem):
        werkservices.neem_op(sem, verzoek.nummer)
    maak_compleet(sem, verzoek.nummer)
    besluit(sem, verzoek.nummer, "toewijzen")
    with als_systeem({MEDEMBLIK}):
        rij = Toewijzing.objects.get()
    vandaag = klok.vandaag()
    with met_toegang(sem):
        mensen.regel_waarneming(sem, sem.gebruiker_id, jolanda.gebruiker_id, van=vandaag, tot=vandaag)
    for wie, namens in ((sem, (None, "")), (jolanda, (sem.gebruiker_id, "Sem Blokker"))):
        dag = date(2026, 10, 31) if wie is sem else date(2026, 9, 30)
        regel = wijzig(wie, rij, "verkorten", einddatum=dag, code="05", **MET)
        assert (regel.door_id, (regel.namens_id, regel.namens_naam)) == (wie.gebruiker_id, namens)
    with met_toegang(jolanda):
        pagina = toewijzing_pagina(jolanda, rij.pk)
    assert [regel.door for regel in pagina.verloop] == ["Jolanda Met, namens Sem Blokker", "Sem Blokker"]
