"""Messages that are processed together end as if each had been processed alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

import hypothesis.strategies as st
import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings

import postregio
from berichtstroom import BERICHTEN, HOORN, KINDEREN, LINDE, begin
from ijw.lezen import lees
from ijw.schrijven import schrijf
from jeugdketen.berichten import registratie, tasks, verwerking
from jeugdketen.berichten import toestand as t
from jeugdketen.berichten.aanname import Post, neem_aan_samen
from jeugdketen.berichten.keten import DbKetenstand, bouw_opnieuw
from jeugdketen.berichten.models import Bericht, Overgang
from jeugdketen.berichten.registratie import Ontvangst, Weigering
from jeugdketen.berichten.verwerking import verwerk, verwerk_portie
from jeugdketen.kern import klok
from jeugdketen.kern.toegang import als_systeem
from ketensuite import bouw

pytestmark = pytest.mark.django_db

WIE: dict[str, Any] = {"gemeente": HOORN, "aanbieder": LINDE, "op": "2026-01-12"}


@pytest.fixture(autouse=True)
def regio(settings: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The small region, with an allocation for each child and no app that handles messages."""
    settings.JEUGDKETEN_POSTBUS = tmp_path
    postregio.richt_regio_in()
    monkeypatch.setattr(registratie, "_BEHANDELAARS", {})
    with als_systeem({HOORN}):
        DbKetenstand(HOORN).neem_over(begin())


def bewaar(inhouden: Sequence[bytes]) -> list[UUID]:
    """Take files in together; their keys in order."""
    posten = [Post(inhoud, f"b{nr}.xml", UUID(int=nr)) for nr, inhoud in enumerate(inhouden, 1)]
    neem_aan_samen(posten, weg=t.MAP)
    return [post.bericht_id for post in posten]


def lees_rest() -> None:
    """Read what was woken, one after the other."""
    while True:
        with als_systeem(postregio.GEMEENTEN):
            klaar = Bericht.objects.filter(toestand=t.ONTVANGEN).order_by("dagtekening", "pk")
            nummers = list(klaar.values_list("pk", flat=True))
        if not nummers:
            return
        for nummer in nummers:
            verwerk(nummer)


def uitkomst(nummers: Sequence[UUID]) -> Any:
    """Everything that must be the same: verdicts, findings, threads, answers, steps, and the chain."""
    uit = []
    with als_systeem(postregio.GEMEENTEN):
        rijen = {rij.pk: rij for rij in Bericht.objects.prefetch_related("bevindingen")}
        for nummer in nummers:
            rij = rijen[nummer]
            antwoorden = [a for a in rijen.values() if a.antwoord_op_id == nummer]
            inhoud = [lees(a.ruw.inhoud).bericht._replace(header=None) for a in antwoorden]
            uit.append(
                (
                    *(rij.soort, rij.toestand, rij.reden, rij.wie_moet, rij.dubbel_van_id, rij.gemeente_code),
                    *(rij.antwoord_uiterlijk, rij.lezing, rij.draad, [a.draad for a in antwoorden], inhoud),
                    sorted(
                        (b.lezing, b.volgnummer, b.regel, b.retourcode, b.pad, b.regelnummer, b.melding)
                        for b in rij.bevindingen.all()
                    ),
                    list(Overgang.objects.filter(bericht=rij).values_list("van", "naar")),
                )
            )
    return uit, keten()


def keten() -> Any:
    """The chain of Hoorn as it stands in the tables."""
    with als_systeem({HOORN}):
        stand = DbKetenstand(HOORN)
        per_kind = [
            (
                sorted(map(str, stand.regie(HOORN, LINDE, bsn))),
                sorted(map(str, stand.verzoeken_van(HOORN, LINDE, bsn))),
                list(stand.toewijzingen_van(HOORN, LINDE, bsn)),
            )
            for bsn in KINDEREN
        ]
        regels = {nr: list(rij) for nr, rij in stand.regels_op(HOORN, (1, 2)).items()}
        return per_kind, regels, stand.laatste_declaratie(HOORN, LINDE)


def teruggedraaid(doe: Callable[[], Any]) -> Any:
    """What it gives, with nothing left of it."""
    punt = transaction.savepoint()
    try:
        return doe()
    finally:
        transaction.savepoint_rollback(punt)


@pytest.mark.regel("OP080", "TR056", "TR374")
@settings(
    max_examples=20,
    deadline=None,
    phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)
@given(
    berichten=st.lists(BERICHTEN, min_size=2, max_size=12),
    nog_eens=st.lists(st.integers(0, 11), max_size=3),
    sneden=st.lists(st.integers(1, 6), min_size=1, max_size=12),
)
def test_a_portion_ends_as_its_messages_one_by_one(
    berichten: list[Any], nog_eens: list[int], sneden: list[int]
) -> None:
    inhouden = [schrijf(bericht) for bericht in berichten]
    inhouden += [inhouden[nr] for nr in nog_eens if nr < len(inhouden)]

    def alleen() -> Any:
        nummers = bewaar(inhouden)
        for nummer in nummers:
            verwerk(nummer)
        lees_rest()
        return uitkomst(nummers)

    def samen() -> Any:
        nummers = bewaar(inhouden)
        rest = list(nummers)
        for grootte in sneden:
            assert verwerk_portie(rest[:grootte]) == []
            rest = rest[grootte:]
        assert verwerk_portie(rest) == []
        lees_rest()
        uit = uitkomst(nummers)
        with als_systeem({HOORN}):
            bouw_opnieuw(HOORN)
        assert keten() == uit[1]
        return uit

    (van_samen, keten_samen), (van_alleen, keten_alleen) = teruggedraaid(samen), teruggedraaid(alleen)
    for een, ander in zip(van_samen, van_alleen, strict=True):
        assert een == ander
    assert keten_samen == keten_alleen


@pytest.fixture
def afspraak(monkeypatch: pytest.MonkeyPatch) -> dict[str, set[str]]:
    """A handler of starts that refuses some allocations and falls over others."""
    wil: dict[str, set[str]] = {"weiger": set(), "stuk": set()}

    @registratie.behandelt("JW305")
    def neem(ontvangst: Ontvangst) -> None:
        begin = ontvangst.inhoud.client.start_producten[0].begindatum.isoformat()
        if begin in wil["weiger"]:
            raise Weigering("Dit kan niet.", "Niemand.")
        if begin in wil["stuk"]:
            raise ZeroDivisionError

    return wil


def starts() -> list[UUID]:
    """A start of each child, and a request between them."""
    eerste, tweede = KINDEREN
    return bewaar(
        [
            schrijf(bouw.jw305_(bouw.start(nummer=1), bsn=eerste, **WIE)),
            schrijf(bouw.jw315_(bouw.gevraagd("R1"), **WIE)),
            schrijf(bouw.jw305_(bouw.start("2025-02-06", nummer=2), bsn=tweede, **WIE)),
        ]
    )


def toestanden(nummers: Sequence[UUID]) -> list[str]:
    with als_systeem(postregio.GEMEENTEN):
        rijen = dict(Bericht.objects.filter(pk__in=nummers).values_list("pk", "toestand"))
    return [rijen[nummer] for nummer in nummers]


def test_what_an_app_refuses_is_refused_and_the_others_go_on(afspraak: dict[str, set[str]]) -> None:
    afspraak["weiger"] = {"2025-02-06"}
    nummers = starts()
    assert verwerk_portie(nummers) == []
    assert toestanden(nummers) == [t.AANVAARD, t.AANVAARD, t.GEWEIGERD]


@pytest.mark.django_db(transaction=True)
def test_one_that_fails_does_not_hold_up_the_others_and_gets_tries_of_its_own(
    afspraak: dict[str, set[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    afspraak["stuk"] = {"2025-01-06"}
    nummers = starts()
    alleen: list[str] = []
    monkeypatch.setattr(tasks.verwerk_bericht, "defer", lambda *, bericht_id: alleen.append(bericht_id))
    tasks.verwerk_berichten(bericht_ids=[str(nummer) for nummer in nummers])
    assert toestanden(nummers) == [t.ONTVANGEN, t.AANVAARD, t.AANVAARD]
    assert alleen == [str(nummers[0])]
    afspraak["stuk"] = set()
    assert verwerk_portie(nummers) == []
    assert toestanden(nummers) == [t.AANVAARD] * 3


def test_portions_stay_small_and_keep_to_one_municipality(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verwerking, "SAMEN", 2)
    van_twee = [
        schrijf(bouw.jw315_(bouw.gevraagd(f"R{nr}"), **{**WIE, "gemeente": gemeente}))
        for nr, gemeente in enumerate((HOORN, postregio.MEDEMBLIK) * 3)
    ]
    groepen = list(verwerking._per_gemeente(verwerking._lees(bewaar(van_twee))))
    assert sorted((gemeente, len(groep)) for gemeente, groep in groepen) == [
        *((HOORN, 1), (HOORN, 2), (postregio.MEDEMBLIK, 1), (postregio.MEDEMBLIK, 2))
    ]
    monkeypatch.setattr(verwerking, "SAMEN_BYTES", 1)
    with als_systeem(postregio.GEMEENTEN):
        nummers = list(Bericht.objects.values_list("pk", flat=True))
    assert {len(groep) for _, groep in verwerking._per_gemeente(verwerking._lees(nummers))} == {1}


def test_the_number_of_statements_does_not_grow_with_the_portion(
    django_assert_max_num_queries: Any,
) -> None:
    """Forty messages of four types; each alone costs some fifteen statements."""
    dag = klok.vandaag().isoformat()
    inhouden = [
        schrijf(
            bouw.jw323_((bouw.KIND, [bouw.regel(f"P{nr}", nr % 14 + 1, nummer=1)]), declaratie=f"D{nr}", op=dag,
                        gemeente=HOORN, aanbieder=LINDE)
            if nr % 4 == 0
            else bouw.jw315_(bouw.gevraagd(f"R{nr}"), bsn=bouw.ANDER_KIND, **WIE)
            if nr % 4 == 1
            else bouw.jw305_(bouw.start(nummer=1), **WIE)
            if nr % 4 == 2
            else bouw.jw307_(bouw.stop(nummer=1), **WIE)
        )
        for nr in range(40)
    ]  # fmt: skip
    nummers = bewaar(inhouden)
    with registratie.onthoud_register(), django_assert_max_num_queries(60):
        assert verwerk_portie(nummers) == []
    assert t.ONTVANGEN not in toestanden(nummers)
