"""Terms: what is due and overdue on both sides, counted in Dutch working days, and reminders that come once."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

import postregio
from jeugdketen.berichten import bewaking
from jeugdketen.berichten import toestand as t
from jeugdketen.berichten.aanname import neem_aan
from jeugdketen.berichten.models import (
    Bericht,
    Herinnering,
    Ketenmelding,
    Ketentoewijzing,
    VerzendPost,
)
from jeugdketen.berichten.tasks import herinner
from jeugdketen.berichten.termijnen import (
    AANBIEDER,
    GEMEENTE,
    Verplichting,
    antwoord_uiterlijk,
    melding_uiterlijk,
)
from jeugdketen.berichten.uitgang import verzend_wachtende
from jeugdketen.berichten.verwerking import verwerk
from jeugdketen.kern import klok, rollen
from jeugdketen.kern.bsn import bsn_sleutel
from jeugdketen.kern.toegang import Toegang, als_systeem, met_toegang
from postregio import HOORN, LINDE, MEDEMBLIK, Vot

pytestmark = pytest.mark.django_db
WO = date(2026, 1, 21)


@pytest.fixture
def roos(settings: Any, tmp_path: Path) -> Toegang:
    """The back office of Medemblik on Wednesday 21 January 2026, with one request in and its JW316 ready."""
    settings.JEUGDKETEN_POSTBUS = tmp_path
    settings.JEUGDKETEN_VANDAAG = WO
    postregio.richt_regio_in()
    verwerk(neem_aan(Vot().xml(), bestandsnaam="vot.xml", weg=t.MAP))
    return postregio.iemand(rollen.BACKOFFICE, MEDEMBLIK)


def lijst(wie: Toegang, kant: str, **velden: Any) -> bewaking.Termijnen:
    """The list of one side."""
    with met_toegang(wie):
        return bewaking.termijnen(wie, wie=kant, **velden)


def op(settings: Any, dag: date) -> None:
    """Make it another day."""
    settings.JEUGDKETEN_VANDAAG = dag


def toewijzing(nummer: int, **product: str) -> None:
    """An allocation that the chain knows."""
    with als_systeem({MEDEMBLIK}):
        Ketentoewijzing.objects.create(
            gemeente_code=MEDEMBLIK,
            aanbieder_agb=LINDE,
            nummer=nummer,
            bsn=postregio.JESSE,
            bsn_sleutel=bsn_sleutel(postregio.JESSE),
            product={"toewijzing_nummer": nummer, "toewijzingsdatum": "2026-01-05", **product},
            moment="2026-01-05T10:00:00",
        )


def melding(nummer: int, begin: date, **velden: Any) -> None:
    """A start (or with an end a stop) that the chain knows."""
    with als_systeem({MEDEMBLIK}):
        Ketenmelding.objects.create(
            gemeente_code=MEDEMBLIK,
            aanbieder_agb=LINDE,
            bsn=postregio.JESSE,
            bsn_sleutel=bsn_sleutel(postregio.JESSE),
            toewijzing_nummer=nummer,
            begindatum=begin,
            **velden,
        )


@pytest.mark.parametrize(
    ("soort", "ontvangen", "uiterlijk"),
    [
        ("JW315", date(2026, 1, 21), date(2026, 1, 26)),  # over a weekend
        ("JW305", date(2026, 4, 1), date(2026, 4, 8)),  # over Good Friday and Easter Monday
        ("JW323", date(2026, 12, 18), date(2027, 1, 5)),  # over Christmas and New Year's Day
    ],
)
@pytest.mark.regel("OP090", "OP090x4")
def test_our_answer_is_due_after_three_or_ten_working_days(
    soort: str, ontvangen: date, uiterlijk: date
) -> None:
    assert antwoord_uiterlijk(soort, ontvangen) == uiterlijk


@pytest.mark.regel("OP271")
def test_a_start_in_the_past_counts_from_the_allocation() -> None:
    assert melding_uiterlijk(date(2026, 2, 2), bekend=date(2026, 1, 5)) == date(2026, 2, 9)
    assert melding_uiterlijk(date(2025, 12, 1), bekend=date(2026, 1, 5)) == date(2026, 1, 12)


def test_our_answer_that_did_not_leave_is_ours(roos: Toegang, settings: Any) -> None:
    def onze() -> list[tuple[str, int]]:
        return [(r.verplichting.soort, r.rest) for r in lijst(roos, GEMEENTE).regels]

    assert onze() == [("retour-ons", 3), ("verzoek", 5)]
    op(settings, date(2026, 1, 27))
    assert onze() == [("retour-ons", -1), ("verzoek", 1)]
    verzend_wachtende()
    assert onze() == [("verzoek", 1)], "it left: no longer due"


def _verzonden_jw301() -> Bericht:
    """A message of ours that left and waits for its return message."""
    with als_systeem({MEDEMBLIK}):
        post = VerzendPost.objects.select_related("bericht").get()
        Bericht.objects.filter(pk=post.pk).update(
            soort="JW301", antwoord_op=None, toestand=t.VERZONDEN, antwoord_uiterlijk=date(2026, 1, 26)
        )
        VerzendPost.objects.update(verzonden_op=klok.nu())
        return Bericht.objects.get(pk=post.pk)


@pytest.mark.regel("OP090")
def test_their_answer_that_did_not_come_is_theirs(roos: Toegang, settings: Any) -> None:
    bericht = _verzonden_jw301()
    (regel,) = lijst(roos, AANBIEDER).regels
    assert (regel.verplichting.soort, regel.rest, regel.aanbieder_naam) == (
        "retour-hun",
        3,
        "Stichting De Linde",
    )
    assert regel.verplichting.wat == f"JW302 op JW301 {bericht.identificatie}"
    op(settings, date(2026, 1, 31))  # a Saturday, after Monday the 26th
    laat = lijst(roos, AANBIEDER)
    assert [r.rest for r in laat.regels] == [-4]
    assert [(x.naam, x.te_laat, x.op_tijd) for x in laat.per_aanbieder] == [("Stichting De Linde", 1, 0)]
    assert [(x.naam, x.te_laat) for x in laat.per_gemeente] == [("Medemblik", 1)]


@pytest.mark.regel("OP271", "OP272")
def test_starts_and_stops_that_were_not_reported(roos: Toegang, settings: Any) -> None:
    op(settings, date(2026, 2, 20))
    toewijzing(1, ingangsdatum="2026-02-02")  # never started
    toewijzing(2, ingangsdatum="2026-02-02")  # started
    melding(2, date(2026, 2, 2))
    toewijzing(3, ingangsdatum="2026-01-05", einddatum="2026-02-06")  # started and ended, no stop
    melding(3, date(2026, 1, 5))
    toewijzing(4, ingangsdatum="2026-01-05", einddatum="2026-02-06")  # and this one stopped
    melding(4, date(2026, 1, 5))
    melding(4, date(2026, 1, 5), einddatum=date(2026, 2, 6), reden_beeindiging="01")
    toewijzing(5, ingangsdatum="2026-02-02", reden_wijziging="13")  # withdrawn
    toewijzing(6, ingangsdatum="2026-06-01")  # yet to begin
    toewijzing(7, ingangsdatum="2026-01-05", einddatum="2026-02-06")  # stopped for a while only
    melding(7, date(2026, 1, 5))
    melding(7, date(2026, 1, 5), einddatum=date(2026, 1, 20), reden_beeindiging="20")
    toewijzing(8, ingangsdatum="2026-02-02")  # reported, and taken back
    melding(8, date(2026, 2, 2), vervallen=True)
    regels = lijst(roos, AANBIEDER).regels
    assert sorted(r.verplichting.wat for r in regels) == [
        "JW305 bij toewijzing 1",
        "JW305 bij toewijzing 8",
        "JW307 bij toewijzing 3",
        "JW307 bij toewijzing 7",
    ]
    assert {r.verplichting.uiterlijk for r in regels} == {date(2026, 2, 9), date(2026, 2, 13)}


@pytest.mark.regel("OP090x2")
def test_what_gets_no_return_message_must_be_told(roos: Toegang, settings: Any) -> None:
    verwerk(neem_aan(b"<Bericht/>", bestandsnaam="x.xml", weg=t.MAP, postbus_gemeente=MEDEMBLIK))
    melden = [r.verplichting for r in lijst(roos, GEMEENTE, soort="melden").regels]
    assert [(v.uiterlijk, v.regel) for v in melden] == [(date(2026, 1, 26), "OP090x2")]


def test_filters_and_another_municipality(roos: Toegang) -> None:
    assert len(lijst(roos, GEMEENTE, aanbieder=LINDE).regels) == 2
    assert not lijst(roos, GEMEENTE, aanbieder=postregio.KLINIEK).regels
    assert not lijst(roos, GEMEENTE, alleen_laat=True).regels
    vreemd = postregio.iemand(rollen.BACKOFFICE, HOORN)
    assert not lijst(vreemd, GEMEENTE).regels
    assert not lijst(vreemd, AANBIEDER).per_aanbieder


def test_the_list_asks_a_fixed_number_of_questions(roos: Toegang, settings: Any) -> None:
    def vragen() -> int:
        with met_toegang(roos), CaptureQueriesContext(connection) as gevangen:
            bewaking.termijnen(roos, wie=AANBIEDER)
        return len(gevangen)

    op(settings, date(2026, 2, 20))
    toewijzing(99, ingangsdatum="2026-02-02")
    voor = vragen()
    for nr in range(1, 9):
        toewijzing(nr, ingangsdatum="2026-02-02")
    assert vragen() == voor


# --- reminders ------------------------------------------------------------------------------------------------------


def test_reminders_come_on_the_first_day_too_late_and_every_five_working_days_and_stop(
    roos: Toegang, settings: Any
) -> None:
    _verzonden_jw301()  # due on Monday 26 January
    gemaakt = {}
    for dag in range(1, 29):
        op(settings, date(2026, 2, dag) if dag < 29 else date(2026, 3, 1))
        for _ in range(2):  # twice a day makes no second one
            if n := bewaking.maak_herinneringen(MEDEMBLIK):
                gemaakt[dag] = n
    with met_toegang(roos):
        retour = Herinnering.objects.filter(soort="retour-hun").order_by("volgnummer")
        # nobody looked before the 2nd of February: the reminder of that day alone, and not the one before
        assert list(retour.values_list("volgnummer", "gemaakt_op__date")) == [
            (1, date(2026, 2, 2)),
            (2, date(2026, 2, 3)),
            (3, date(2026, 2, 10)),
        ]
        assert "JW302 op JW301" in retour[0].tekst
        assert "26-1-2026" in retour[0].tekst
        assert postregio.JESSE not in "".join(retour.values_list("tekst", flat=True))


def test_a_reminder_shows_on_the_list_and_to_the_provider_it_is_for(roos: Toegang, settings: Any) -> None:
    _verzonden_jw301()
    op(settings, date(2026, 1, 29))
    assert bewaking.maak_herinneringen(MEDEMBLIK) == 2, "theirs, and our request"
    (regel,) = lijst(roos, AANBIEDER).regels
    assert regel.herinnerd == (date(2026, 1, 29),)
    linde = postregio.iemand(rollen.AANBIEDER_MEDEWERKER, aanbieder=LINDE)
    kliniek = postregio.iemand(rollen.AANBIEDER_MEDEWERKER, aanbieder=postregio.KLINIEK)
    with met_toegang(linde):
        assert [h.soort for h in bewaking.herinneringen_voor(linde)] == ["retour-hun"]
    with met_toegang(kliniek):
        assert not bewaking.herinneringen_voor(kliniek)


@pytest.mark.parametrize("dag", [date(2026, 4, 5), date(2026, 4, 6), date(2026, 4, 27)])
def test_nobody_is_reminded_on_a_day_off(roos: Toegang, settings: Any, dag: date) -> None:
    op(settings, dag)
    assert bewaking.maak_herinneringen(MEDEMBLIK) == 0


def test_the_morning_job_reminds_every_municipality_and_names_nobody(roos: Toegang, settings: Any) -> None:
    op(settings, date(2026, 1, 29))
    for _ in range(2):
        herinner(timestamp=0)
    with als_systeem({MEDEMBLIK}):
        assert Herinnering.objects.count() == 2  # our return message and our request, once
    from procrastinate.contrib.django import app

    gepland = {taak.task.name: taak.cron for taak in app.periodic_registry.periodic_tasks.values()}
    assert gepland["berichten.herinner"] == "5 6 * * *"


@pytest.mark.parametrize(("laat", "stap"), [(0, 0), (1, 1), (5, 1), (6, 2), (11, 3), (40, 3)])
def test_which_reminder_is_due(laat: int, stap: int) -> None:
    from jeugdketen.kern.werkdagen import plus_werkdagen

    v = Verplichting("retour-hun", AANBIEDER, MEDEMBLIK, LINDE, "x", "x", "OP090", WO, WO)
    assert v.stap(plus_werkdagen(WO, laat) if laat else WO) == stap
