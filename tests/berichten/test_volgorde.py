"""Order must not matter (OP080): what was overtaken waits, and server and library agree after every message."""

from __future__ import annotations

import datetime
from itertools import permutations
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

import postregio
from berichtstroom import BERICHTEN, KINDEREN, begin
from ijw.keten import controleer
from ijw.keten.geheugen import GeheugenKetenstand
from ijw.keten.stand import Wijziging
from ijw.keten.verwerking import beoordeel
from ijw.schrijven import schrijf
from jeugdketen.berichten import registratie
from jeugdketen.berichten import toestand as t
from jeugdketen.berichten.aanname import neem_aan
from jeugdketen.berichten.keten import DbKetenstand, Registerpoort, bouw_opnieuw
from jeugdketen.berichten.models import Bericht
from jeugdketen.berichten.oordeel import REGIEBERICHTEN, WACHT_OP
from jeugdketen.berichten.verwerking import verwerk, wek_wachtende
from jeugdketen.kern import klok
from jeugdketen.kern.toegang import als_systeem
from ketensuite import bouw
from postregio import HOORN, LINDE

pytestmark = pytest.mark.django_db

WIE: dict[str, Any] = {"gemeente": HOORN, "aanbieder": LINDE, "op": "2026-01-12"}


@pytest.fixture(autouse=True)
def regio(settings: object, tmp_path: Path) -> None:
    """The small region, with one allocation that was taken over."""
    settings.JEUGDKETEN_POSTBUS = tmp_path
    postregio.richt_regio_in()
    neem_over()


def neem_over() -> None:
    """Allocation 1 of the first child and 2 of the second."""
    with als_systeem({HOORN}):
        DbKetenstand(HOORN).neem_over(begin())


def ontvang(inhoud: bytes) -> Any:
    """Take it in, and read all there is to read: what it woke as well. Its key."""
    nummer = neem_aan(inhoud, bestandsnaam="bericht.xml", weg=t.MAP)
    lees_alles()
    return nummer


def lees_alles() -> None:
    """Read what lies ready, in the order of the queue."""
    while True:
        with als_systeem(postregio.GEMEENTEN):
            klaar = Bericht.objects.filter(toestand=t.ONTVANGEN).order_by("dagtekening", "tijdstip", "pk")
            nummers = list(klaar.values_list("pk", flat=True))
        if not nummers:
            return
        for nummer in nummers:
            verwerk(nummer)


def regie(bsn: str = bouw.KIND) -> set[Any]:
    """The starts and stops that count."""
    with als_systeem({HOORN}):
        return set(DbKetenstand(HOORN).regie(HOORN, LINDE, bsn))


def toestanden() -> list[str]:
    """The states of the messages in, by name."""
    with als_systeem(postregio.GEMEENTEN):
        return sorted(Bericht.objects.filter(richting=t.IN).values_list("toestand", flat=True))


REEKSEN: dict[str, tuple[Any, ...]] = {
    "start en stop": (bouw.jw305_(bouw.start(nummer=1), **WIE), bouw.jw307_(bouw.stop(nummer=1), **WIE)),
    "gemeld en verwijderd": (
        bouw.jw305_(bouw.start(nummer=1), **WIE),
        bouw.jw305_(bouw.start(nummer=1, status="3"), **WIE),
    ),
    "stop verwijderd": (
        bouw.jw305_(bouw.start(nummer=1), **WIE),
        bouw.jw307_(bouw.stop(nummer=1), **WIE),
        bouw.jw307_(bouw.stop(nummer=1, status="3"), **WIE),
    ),
}


@pytest.mark.regel("OP080")
@pytest.mark.parametrize("naam", REEKSEN)
def test_the_same_messages_in_any_order_end_in_the_same_state(naam: str, leeg: Any) -> None:
    uitkomsten = set()
    for volgorde in permutations(REEKSEN[naam]):
        leeg()
        for bericht in volgorde:
            ontvang(schrijf(bericht))
        uitkomsten.add((frozenset(regie()), tuple(toestanden())))
    assert len(uitkomsten) == 1
    assert set(next(iter(uitkomsten))[1]) == {t.AANVAARD}


@pytest.fixture
def leeg() -> Any:
    """Undo what was done since the test began, as often as asked."""
    from django.db import transaction

    punten: list[Any] = []

    def terug() -> None:
        if punten:
            transaction.savepoint_rollback(punten.pop())
        punten.append(transaction.savepoint())

    return terug


@pytest.mark.regel("OP080", "OP090")
def test_what_waits_in_vain_is_rejected_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    nummer = ontvang(schrijf(bouw.jw307_(bouw.stop(nummer=1), **WIE)))
    with als_systeem(postregio.GEMEENTEN):
        bericht = Bericht.objects.get(pk=nummer)
    assert (bericht.toestand, bericht.gemeente_code) == (t.WACHT, HOORN)
    assert "OP080" in bericht.reden
    assert bericht.antwoord_uiterlijk == datetime.date(2026, 1, 26)
    assert wek_wachtende() == 0
    with klok.op(datetime.date(2026, 1, 23)):
        assert wek_wachtende() == 1
        lees_alles()
    with als_systeem(postregio.GEMEENTEN):
        bericht.refresh_from_db()
        antwoord = Bericht.objects.get(antwoord_op=bericht, richting=t.UIT)
    assert bericht.toestand == t.AFGEKEURD
    assert (antwoord.soort, antwoord.dagtekening) == ("JW308", datetime.date(2026, 1, 23))


# --- server and library side by side ------------------------------------------------------------------------------


class ServerEnBibliotheek(RuleBasedStateMachine):
    """Every message goes to both; after each their verdicts and their states are the same."""

    def __init__(self) -> None:
        super().__init__()
        from django.db import transaction

        self.punt = transaction.savepoint()
        self.geheugen = GeheugenKetenstand()
        for toewijzing in begin():
            self.geheugen.verwerk(Wijziging(toewijzingen=(toewijzing,)))
        self.wachtend: list[tuple[Any, Any]] = []
        self.gestuurd: list[bytes] = []
        self.aanvaard: set[bytes] = set()

    def teardown(self) -> None:
        """Back to where it began; the rebuilt state is that of both."""
        from django.db import transaction

        try:
            if self.gestuurd:
                with als_systeem({HOORN}):
                    bouw_opnieuw(HOORN)
                self.gelijk()
        finally:
            transaction.savepoint_rollback(self.punt)

    @rule(bericht=BERICHTEN)
    def stuur(self, bericht: Any) -> None:
        """A new message of the provider."""
        self._beide(schrijf(bericht), bericht)

    @precondition(lambda self: self.gestuurd)
    @rule(data=st.data())
    def nog_eens(self, data: st.DataObject) -> None:
        """Precisely the same file again."""
        from ijw.lezen import lees

        inhoud = data.draw(st.sampled_from(self.gestuurd))
        self._beide(inhoud, lees(inhoud).bericht)

    def _beide(self, inhoud: bytes, bericht: Any) -> None:
        nummer = ontvang(inhoud)
        self.gestuurd.append(inhoud)
        with als_systeem(postregio.GEMEENTEN):
            rij = Bericht.objects.get(pk=nummer)
            regels = sorted({b.regel for b in rij.bevindingen.filter(lezing=rij.lezing)})
        verwacht, verdict = self._bibliotheek(bericht, inhoud)
        assert rij.toestand == verwacht, (rij.soort, rij.reden)
        if verwacht != t.DUBBEL:
            assert regels == verdict

    def _bibliotheek(self, bericht: Any, inhoud: bytes) -> tuple[str, list[str]]:
        """What becomes of it by the library and the rules of waiting."""
        vandaag = klok.vandaag()
        controle = beoordeel(inhoud, self.geheugen, Registerpoort(), vandaag=vandaag, identificatie="X")
        soort = controle.berichttype
        if "TR056" in controle.regels and inhoud in self.aanvaard:
            return t.DUBBEL, []
        if controle.bevindingen and soort in REGIEBERICHTEN and set(controle.regels) <= WACHT_OP:
            self.wachtend.append((bericht, inhoud))
            return t.WACHT, list(controle.regels)
        self.geheugen.verwerk(controle.wijziging)
        geteld = controle.wijziging.bericht is not None
        if geteld:
            self.aanvaard.add(inhoud)
        if soort == "JW323":
            self.geheugen.verwerk(
                controleer(controle.antwoord, self.geheugen, Registerpoort(), vandaag=vandaag).wijziging
            )
        if geteld and soort in REGIEBERICHTEN:
            self._wek(bericht.client.bsn)
        return (t.AANVAARD if geteld else t.AFGEKEURD), list(controle.regels)

    def _wek(self, bsn: str) -> None:
        van_kind = [paar for paar in self.wachtend if paar[0].client.bsn == bsn]
        self.wachtend = [paar for paar in self.wachtend if paar[0].client.bsn != bsn]
        for wachtend, inhoud in sorted(
            van_kind, key=lambda paar: paar[0].header.bericht_identificatie.dagtekening
        ):
            self._bibliotheek(wachtend, inhoud)

    @invariant()
    def gelijk(self) -> None:
        """Both know the same."""
        geheugen = self.geheugen
        with als_systeem({HOORN}):
            stand = DbKetenstand(HOORN)
            for bsn in KINDEREN:
                client = (HOORN, LINDE, bsn)
                assert sorted(map(str, stand.regie(*client))) == sorted(map(str, geheugen.regie(*client)))
                assert list(stand.toewijzingen_van(*client)) == list(geheugen.toewijzingen_van(*client))
                eigen = sorted(stand.verzoeken_van(*client))
                assert eigen == sorted(geheugen.verzoeken_van(*client))
            regels = {nr: list(rij) for nr, rij in geheugen.regels_op(HOORN, (1, 2)).items() if rij}
            assert {nr: list(rij) for nr, rij in stand.regels_op(HOORN, (1, 2)).items()} == regels
            assert stand.laatste_declaratie(HOORN, LINDE) == geheugen.laatste_declaratie(HOORN, LINDE)
            assert Bericht.objects.filter(toestand=t.WACHT).count() == len(self.wachtend)


def test_server_and_library_agree_after_every_message(monkeypatch: pytest.MonkeyPatch) -> None:
    from hypothesis.stateful import run_state_machine_as_test

    monkeypatch.setattr(registratie, "_BEHANDELAARS", {})  # the chain alone: no child's file, no work list
    run_state_machine_as_test(
        ServerEnBibliotheek,
        settings=settings(
            max_examples=12,
            stateful_step_count=10,
            deadline=None,
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
        ),
    )
