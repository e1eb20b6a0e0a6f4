"""A request to change (VOW, JW317): several products, one verdict, one decision, one JW301 or one JW319."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from toewijzinghulp import besluit, jw301, lees_bericht, lees_verzoek, maak_compleet, neem_over, stuur

import postregio
from ijw.berichten.basis import Product
from ijw.keten.stand import Toewijzing as Ketentoewijzing
from ijw.lezen import lees
from jeugdketen.berichten import toestand as t
from jeugdketen.berichten.keten import DbKetenstand, bouw_opnieuw
from jeugdketen.berichten.models import Ketentoewijzing as Ketentoewijzingrij
from jeugdketen.berichten.models import Ketenverzoek
from jeugdketen.kern import rollen
from jeugdketen.kern.toegang import Toegang, als_systeem, met_toegang
from jeugdketen.toewijzing import services
from jeugdketen.toewijzing.models import Toewijzing, Toewijzingswijziging, Verzoek
from ketensuite import bouw
from postregio import JESSE, LINDE, MEDEMBLIK

A12, HOOG = Product("45", "45A12"), Product("54", "54C01")
ZES = bouw.per_maand(6)


@pytest.fixture
def sem(regio: Path) -> Toegang:
    """A consulent of Medemblik."""
    return postregio.iemand(rollen.CONSULENT, MEDEMBLIK, naam="Sem Blokker")


def vow(**velden: Any) -> Verzoek:
    """A VOW of De Linde for Jesse that comes in; the request it became."""
    bericht = bouw.jw317_(gemeente=MEDEMBLIK, aanbieder=LINDE, bsn=JESSE, op="2026-01-20", **velden)
    rij = stuur(bericht)
    assert rij.toestand == t.AANVAARD, rij.reden
    with als_systeem({MEDEMBLIK}):
        return Verzoek.objects.get(bericht=rij)


def gevraagd(rij: Toewijzing, tweede: Toewijzing) -> Verzoek:
    """More hours from 1 March on the first allocation, the second as it is, and a new product."""
    return vow(
        ongewijzigd=[int(tweede.nummer)],
        wijzigen=[bouw.wijzig(int(rij.nummer), "2026-03-01", "2026-12-31", ZES)],
        nieuwe=[bouw.nieuw(A12, "2026-03-01", "2026-12-31")],
    )


@pytest.mark.regel("OP308", "OP344")
def test_a_vow_is_one_request_with_all_its_products(sem: Toegang) -> None:
    verzoek = gevraagd(neem_over(), neem_over("54C01"))
    assert (verzoek.soort, verzoek.reden_verzoek, verzoek.referentie_aanbieder) == ("VOW", "1", "VOW-1")
    assert (verzoek.code, verzoek.van) == ("45A12", date(2026, 3, 1))
    with als_systeem({MEDEMBLIK}):
        delen = [(d.volgnummer, d.soort, d.volume) for d in verzoek.delen.all()]
        assert delen == [(1, "nieuw", 5), (2, "wijzig", 6), (3, "ongewijzigd", None)]
        assert verzoek.laatste_toets is not None
        uitleg = [b["uitleg"] for b in verzoek.laatste_toets.antwoord["bevindingen"]]
    # What holds for the child is said once; the allocation that is replaced does not stand in its own way.
    assert len(uitleg) == len(set(uitleg))
    assert not any("OP259" in zin or "twee keer tegelijk" in zin for zin in uitleg)


@pytest.mark.regel("OP348", "TR379", "OP257")
def test_granting_carries_out_the_whole_wish_in_one_message(sem: Toegang) -> None:
    eerste, tweede = neem_over(), neem_over("54C01")
    verzoek = gevraagd(eerste, tweede)
    maak_compleet(sem, verzoek.nummer)
    genomen = besluit(sem, verzoek.nummer, "met_afwijking", reden="Besproken in het team.")
    inhoud = jw301(genomen.bericht_id)
    assert {p.referentie_aanbieder for p in inhoud.values()} == {"VOW-1"}
    assert len(inhoud) == 4
    oud = inhoud[int(eerste.nummer)]
    assert (oud.einddatum, oud.reden_wijziging) == (date(2026, 2, 28), "12")
    opvolger = next(p for p in inhoud.values() if p.product == oud.product and p is not oud)
    assert (opvolger.ingangsdatum, opvolger.omvang, opvolger.reden_wijziging) == (
        date(2026, 3, 1),
        ZES,
        None,
    )
    assert inhoud[int(tweede.nummer)].reden_wijziging is None
    assert lees_verzoek(verzoek.nummer).toestand == "toegewezen"
    with als_systeem({MEDEMBLIK}):
        assert Ketenverzoek.objects.get().toegewezen
        assert Toewijzing.objects.filter(verzoek=verzoek).count() == 2
        voor = list(Ketentoewijzingrij.objects.order_by("nummer").values_list("nummer", "product", "moment"))
        assert bouw_opnieuw(MEDEMBLIK) == 2
        na = list(Ketentoewijzingrij.objects.order_by("nummer").values_list("nummer", "product", "moment"))
        assert (na, Ketenverzoek.objects.get().toegewezen) == (voor, True)


@pytest.mark.regel("OP380")
def test_only_another_end_date_keeps_the_number(sem: Toegang) -> None:
    rij = neem_over()
    verzoek = vow(
        wijzigen=[bouw.wijzig(int(rij.nummer), "2025-09-01", "2026-12-31", bouw.per_maand(4))],
        nieuwe=[bouw.nieuw(A12, "2026-03-01", "2026-12-31")],
    )
    maak_compleet(sem, verzoek.nummer)
    genomen = besluit(sem, verzoek.nummer, "met_afwijking", reden="Besproken in het team.")
    verlengd = jw301(genomen.bericht_id)[int(rij.nummer)]
    assert (verlengd.einddatum, verlengd.ingangsdatum) == (date(2026, 12, 31), date(2025, 9, 1))


def test_refusing_sends_one_answer_for_the_whole(sem: Toegang) -> None:
    verzoek = gevraagd(neem_over(), neem_over("54C01"))
    genomen = besluit(sem, verzoek.nummer, "afwijzen", code="4", motivering="Past niet.")
    inhoud = lees(lees_bericht(genomen.bericht_id).ruw.inhoud).bericht
    assert (inhoud.antwoord.referentie_aanbieder, inhoud.antwoord.verzoek_antwoord) == ("VOW-1", "1")
    with als_systeem({MEDEMBLIK}):
        assert not Toewijzingswijziging.objects.exists()


def test_a_granted_vow_can_be_taken_back_as_a_whole(sem: Toegang, settings: object) -> None:
    settings.JEUGDKETEN_INTREKTIJD = 60
    eerste, tweede = neem_over(), neem_over("54C01")
    verzoek = gevraagd(eerste, tweede)
    maak_compleet(sem, verzoek.nummer)
    besluit(sem, verzoek.nummer, "met_afwijking", reden="Besproken in het team.")
    with met_toegang(sem):
        services.trek_in(sem, verzoek.nummer)
    with als_systeem({MEDEMBLIK}):
        assert not Ketenverzoek.objects.get().toegewezen
        rij = Toewijzing.objects.get(pk=eerste.pk)
        assert (rij.tot, rij.reden_wijziging) == (eerste.tot, "")
        assert set(Toewijzing.objects.filter(verzoek=verzoek).values_list("toestand", flat=True)) == {
            "ingetrokken"
        }
    besluit(sem, verzoek.nummer, "met_afwijking", reden="Nu echt.")


@pytest.mark.regel("IV093")
def test_a_wish_that_has_passed_needs_a_day_agreed_with_the_provider(sem: Toegang) -> None:
    rij = neem_over()
    verzoek = vow(
        wijzigen=[bouw.wijzig(int(rij.nummer), "2025-09-01", "2026-08-31", ZES)],
        nieuwe=[bouw.nieuw(A12, "2026-03-01", "2026-12-31")],
    )
    maak_compleet(sem, verzoek.nummer)
    with pytest.raises(services.BesluitFout, match="begindatum is voorbij"):
        besluit(sem, verzoek.nummer, "met_afwijking", reden="Akkoord.")
    with pytest.raises(services.BesluitFout, match="als geheel"):
        besluit(sem, verzoek.nummer, "met_afwijking", reden="Minder.", volume=3)
    genomen = besluit(
        sem,
        verzoek.nummer,
        "met_afwijking",
        afwijk_grond="periode",
        reden="Afgesproken met mevrouw Bakker, 20 januari.",
        van=date(2026, 2, 1),
    )
    inhoud = jw301(genomen.bericht_id)
    assert inhoud[int(rij.nummer)].einddatum == date(2026, 1, 31)
    assert sorted(p.ingangsdatum for p in inhoud.values())[1:] == [date(2026, 2, 1), date(2026, 3, 1)]


def test_a_vow_for_a_child_without_a_file_is_refused_and_kept(regio: Path) -> None:
    with als_systeem({MEDEMBLIK}):
        DbKetenstand(MEDEMBLIK).neem_over(
            [Ketentoewijzing(MEDEMBLIK, LINDE, JESSE, bouw.product(7, tot="2026-12-31"))]
        )
    bericht = bouw.jw317_(
        ongewijzigd=[7],
        nieuwe=[bouw.nieuw(A12, "2026-03-01", "2026-12-31")],
        gemeente=MEDEMBLIK,
        aanbieder=LINDE,
        bsn=JESSE,
        op="2026-01-20",
    )
    rij = stuur(bericht)
    assert rij.toestand == t.GEWEIGERD, rij.reden
    assert "geen dossier" in rij.reden
    with als_systeem({MEDEMBLIK}):
        assert not Ketenverzoek.objects.exists()
