"""Every message of the chain at the server: taken in, answered, kept in the state, and rebuilt from the raw store."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import postregio
from ijw.keten.stand import Toewijzing
from ijw.lezen import lees
from ijw.schrijven import schrijf
from jeugdketen.berichten import models as m
from jeugdketen.berichten import toestand as t
from jeugdketen.berichten.aanname import neem_aan
from jeugdketen.berichten.keten import DbKetenstand, bouw_opnieuw
from jeugdketen.berichten.verwerking import verwerk
from jeugdketen.kern.toegang import als_systeem
from ketensuite import bouw
from postregio import HOORN, LINDE, MEDEMBLIK

pytestmark = pytest.mark.django_db

KETEN = (
    *(m.Ketenbericht, m.Ketenverzoek, m.Ketentoewijzing, m.Ketenmelding, m.Ketendeclaratie, m.Ketenregel),
    m.Ketenverzending,
)
WIE: dict[str, Any] = {"gemeente": HOORN, "aanbieder": LINDE}


@pytest.fixture(autouse=True)
def toegewezen(settings: object, tmp_path: Path) -> None:
    """The small region, and one child with an allocation of 2025 that was taken over."""
    settings.JEUGDKETEN_POSTBUS = tmp_path
    postregio.richt_regio_in()
    neem_over(bouw.product())


def neem_over(*producten: Any, gemeente: str = HOORN) -> None:
    """Allocations of the usual child from before this installation was in use."""
    with als_systeem({gemeente}):
        DbKetenstand(gemeente).neem_over([Toewijzing(gemeente, LINDE, bouw.KIND, p) for p in producten])


def stuur(bericht: Any) -> m.Bericht:
    """Have a message come in and be read; it as it stands then."""
    nummer = neem_aan(schrijf(bericht), bestandsnaam="bericht.xml", weg=t.MAP)
    verwerk(nummer)
    with als_systeem(postregio.GEMEENTEN):
        return m.Bericht.objects.select_related("ruw").get(pk=nummer)


def antwoord(bericht: m.Bericht) -> Any:
    """The message that we sent on it."""
    with als_systeem(postregio.GEMEENTEN):
        rij = m.Bericht.objects.select_related("ruw").get(antwoord_op=bericht, richting=t.UIT)
        assert rij.soort == rij.ruw.bestandsnaam[:5]
        return lees(rij.ruw.inhoud).bericht


def stand() -> dict[str, list[tuple[Any, ...]]]:
    """Everything in the tables of the chain, but for keys of rows and the salt of ciphertext."""
    with als_systeem(postregio.GEMEENTEN):
        return {
            model._meta.db_table: [
                tuple(str(getattr(rij, f.attname)) for f in model._meta.fields if f.name != "id")
                for rij in model._default_manager.order_by("pk")
                if not getattr(rij, "vervallen", False)
            ]
            for model in KETEN
        }


# --- start and stop -----------------------------------------------------------------------------------------------


@pytest.mark.eis("S-115")
def test_start_and_stop_are_taken_in_answered_and_kept() -> None:
    start = stuur(bouw.jw305_(**WIE))
    assert (start.toestand, start.soort, start.referenties) == (t.AANVAARD, "JW305", ["100001"])
    assert antwoord(start).header.retourcodes == ()
    stop = stuur(bouw.jw307_(**WIE))
    assert stop.toestand == t.AANVAARD
    assert antwoord(stop).header.bericht_code == "441"
    with als_systeem({HOORN}):
        eerste, tweede = DbKetenstand(HOORN).regie(HOORN, LINDE, bouw.KIND)
    assert eerste.begindatum == bouw.dag("2025-01-06")
    assert tweede.einddatum == bouw.dag("2025-04-15")


@pytest.mark.regel("TR019")
def test_a_start_on_an_unknown_allocation_is_rejected_with_its_code() -> None:
    bericht = stuur(bouw.jw305_(bouw.start(nummer=555), **WIE))
    assert bericht.toestand == t.AFGEKEURD
    assert antwoord(bericht).client.start_producten[0].retourcodes == ("9019",)
    assert stand()["berichten_ketenmelding"] == []


def test_a_deleted_stop_counts_no_longer_and_may_come_again() -> None:
    assert stuur(bouw.jw305_(**WIE)).toestand == t.AANVAARD
    assert stuur(bouw.jw307_(**WIE)).toestand == t.AANVAARD
    assert stuur(bouw.jw307_(bouw.stop(status="3"), **WIE)).toestand == t.AANVAARD
    assert len(stand()["berichten_ketenmelding"]) == 1
    assert stuur(bouw.jw307_(**WIE)).toestand == t.AANVAARD


@pytest.mark.regel("TR056")
def test_a_number_that_was_used_at_another_municipality_is_rejected_there() -> None:
    neem_over(bouw.product(7), gemeente=MEDEMBLIK)
    assert stuur(bouw.jw305_(**WIE, identificatie="X")).toestand == t.AANVAARD
    elders = stuur(bouw.jw305_(bouw.start(nummer=7), gemeente=MEDEMBLIK, aanbieder=LINDE, identificatie="X"))
    assert elders.toestand == t.AFGEKEURD
    assert antwoord(elders).header.retourcodes == ("9056",)


# --- VOW ----------------------------------------------------------------------------------------------------------


@pytest.mark.regel("TR304")
def test_a_vow_about_another_child_is_rejected() -> None:
    bericht = stuur(bouw.jw317_(ongewijzigd=[100001], nieuwe=[bouw.nieuw()], bsn=bouw.ANDER_KIND, **WIE))
    assert bericht.toestand == t.AFGEKEURD
    assert antwoord(bericht).header.bericht_code == "487"


# --- declarations -------------------------------------------------------------------------------------------------


def test_a_good_declaration_is_granted_in_full() -> None:
    bericht = stuur(bouw.jw323_(bouw.regel(), **WIE))
    assert bericht.toestand == t.AANVAARD
    assert antwoord(bericht).declaratie_antwoord.retourcodes == ("8001",)
    with als_systeem({HOORN}):
        assert set(DbKetenstand(HOORN).regels(LINDE, {"P1"})) == {"P1"}


def test_of_a_declaration_with_a_wrong_line_the_others_count() -> None:
    bericht = stuur(bouw.jw323_(bouw.regel(), bouw.regel("P2", nummer=9), **WIE))
    assert bericht.toestand == t.AANVAARD
    assert "1 van de 2 regels" in bericht.reden
    inhoud = antwoord(bericht).declaratie_antwoord
    assert [p.product_referentie.referentie_nummer for c in inhoud.clienten for p in c.prestaties] == ["P2"]
    assert [rij[5] for rij in stand()["berichten_ketenregel"]] == ["P1"]
    with als_systeem({HOORN}):
        assert [b.regel for b in bericht.bevindingen.all()] == ["TR338"]


@pytest.mark.regel("TR333")
def test_a_declaration_refused_as_a_whole_was_still_sent() -> None:
    assert stuur(bouw.jw323_(bouw.regel(), **WIE)).toestand == t.AANVAARD
    tweede = stuur(bouw.jw323_(bouw.regel("P2"), **WIE))
    assert tweede.toestand == t.AFGEKEURD
    assert antwoord(tweede).declaratie_antwoord.totaal_toegekend_bedrag.totaal_bedrag == 0
    assert len(stand()["berichten_ketenregel"]) == 1
    assert len(stand()["berichten_ketenverzending"]) == 2


@pytest.mark.regel("TR319")
def test_a_line_after_the_declared_month_is_refused_alone() -> None:
    bericht = stuur(bouw.jw323_(bouw.regel(), bouw.regel("P2", maand="2025-04"), **WIE))
    assert bericht.toestand == t.AANVAARD
    assert [rij[5] for rij in stand()["berichten_ketenregel"]] == ["P1"]


@pytest.mark.regel("TR135")
def test_a_declaration_dated_in_the_future_is_answered_and_can_be_rebuilt() -> None:
    """Its JW325 repeats that date, and is right all the same."""
    neem_over(bouw.product(100002, bouw.A53))  # a rebuild throws away what came by messages alone
    bericht = stuur(bouw.jw323_(bouw.regel(), op="2026-02-20", **WIE))
    assert bericht.toestand == t.AFGEKEURD
    assert antwoord(bericht).header.retourcodes == ("8848",)
    voor = stand()
    with als_systeem({HOORN}):
        bouw_opnieuw(HOORN)
    assert stand() == voor


# --- rebuilding ---------------------------------------------------------------------------------------------------


def test_the_whole_chain_is_rebuilt_from_the_raw_store_as_it_was() -> None:
    neem_over(bouw.product(100002, bouw.A53))
    for bericht in (
        bouw.jw307_(**WIE),  # too early: rejected
        bouw.jw305_(**WIE),
        bouw.jw323_(bouw.regel(), bouw.regel("P2", 4, "2025-02"), bouw.regel("P3", nummer=9), **WIE),
        bouw.jw323_(bouw.regel("P9"), **WIE),  # the same number: refused as a whole
        bouw.jw307_(**WIE),
        bouw.jw307_(bouw.stop(status="3"), **WIE),
        bouw.jw323_(
            bouw.regel("C1", credit_op="P1"), bouw.regel("P4"), declaratie="D2", maand="2025-04", **WIE
        ),
        bouw.jw307_(**WIE),
    ):
        stuur(bericht)
    voor = stand()
    assert {tabel: len(rijen) for tabel, rijen in voor.items()} == {
        "berichten_ketenbericht": 9,
        "berichten_ketenverzoek": 0,
        "berichten_ketentoewijzing": 2,
        "berichten_ketenmelding": 2,
        "berichten_ketendeclaratie": 2,
        "berichten_ketenregel": 4,
        "berichten_ketenverzending": 3,
    }
    with als_systeem({HOORN}):
        bouw_opnieuw(HOORN)
    assert stand() == voor
