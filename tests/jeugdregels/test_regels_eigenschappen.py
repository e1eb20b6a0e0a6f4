"""What must hold for every question: proved over generated ones."""

from __future__ import annotations

import copy
import json
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategieen import NAMEN, PRODUCTEN, T, toewijzingsvragen

from jeugdregels.oordeel import ZWAARTE
from jeugdregels.periode import OPEN, Periode, leeftijd_op, periode, verjaardag
from jeugdregels.vragen import beantwoord

TOEWIJSBAAR = [s for s, x in T.segmenten.items() if x.toewijsbaar]
EEN_PER_SEGMENT = {"B": "B/P4/intensief", "C": "C/forensisch", "V": "V/gezinshuis/laag"}


def _ja(vraag: dict[str, Any]) -> bool:
    return beantwoord(vraag).uitkomst in ("toegestaan", "signaal")


def _regel(vraag: dict[str, Any], regel: str) -> list[tuple[str, str]]:
    return [(b.uitkomst, b.rij) for b in beantwoord(vraag).bevindingen if b.regel == regel]


@given(toewijzingsvragen())
def test_every_right_question_gets_one_of_the_five_outcomes(vraag: dict[str, Any]) -> None:
    antwoord = beantwoord(vraag)
    assert antwoord.uitkomst in ZWAARTE
    zwaarst = max((ZWAARTE[b.uitkomst] for b in antwoord.bevindingen), default=0)
    assert ZWAARTE[antwoord.uitkomst] == zwaarst


@given(toewijzingsvragen(), st.randoms(use_true_random=False))
def test_order_of_running_allocations_does_not_matter(vraag: dict[str, Any], toeval: Any) -> None:
    anders = copy.deepcopy(vraag)
    toeval.shuffle(anders["lopend"])
    for volledig in (False, True):
        assert json.dumps(beantwoord(vraag, volledig=volledig).naar_dict()) == json.dumps(
            beantwoord(anders, volledig=volledig).naar_dict()
        )


@given(toewijzingsvragen(), st.randoms(use_true_random=False))
def test_order_of_fields_and_contracts_does_not_matter(vraag: dict[str, Any], toeval: Any) -> None:
    anders = copy.deepcopy(vraag)
    for a in anders["aanbieders"].values():
        toeval.shuffle(a["contracten"])
    paren = list(anders["aanvraag"].items())
    toeval.shuffle(paren)
    anders["aanvraag"] = dict(paren)
    assert json.dumps(beantwoord(vraag).naar_dict()) == json.dumps(beantwoord(anders).naar_dict())


@given(toewijzingsvragen(open_mag=False), st.data())
def test_a_shorter_period_never_turns_a_yes_into_a_no(vraag: dict[str, Any], data: st.DataObject) -> None:
    van, tot = (date.fromisoformat(vraag["aanvraag"][k]) for k in ("van", "tot"))
    nieuw_van = data.draw(st.dates(van, tot))
    korter = copy.deepcopy(vraag)
    korter["aanvraag"] |= {
        "van": nieuw_van.isoformat(),
        "tot": data.draw(st.dates(nieuw_van, tot)).isoformat(),
    }
    if _ja(vraag):
        assert _ja(korter)
    assert len(beantwoord(korter).bevindingen) <= len(beantwoord(vraag).bevindingen)


@given(toewijzingsvragen())
def test_every_municipality_gives_the_same_answer(vraag: dict[str, Any]) -> None:
    antwoorden = {
        json.dumps(beantwoord(vraag | {"gemeente": gemeente}).naar_dict()) for gemeente in T.gemeenten
    }
    assert len(antwoorden) == 1


test_every_municipality_gives_the_same_answer = pytest.mark.eis("S-120", "S-011")(
    test_every_municipality_gives_the_same_answer
)


@given(
    toewijzingsvragen(),
    st.sampled_from(sorted({"toestemming", "uitstroomdoel", "onderbouwing", "verwijzer"})),
)
def test_a_missing_fact_never_turns_a_no_into_a_yes(vraag: dict[str, Any], veld: str) -> None:
    if not _ja(vraag):
        zonder = copy.deepcopy(vraag)
        zonder["aanvraag"].pop(veld, None)
        if veld == "verwijzer" and zonder["aanvraag"]["route"] != "externe_verwijzer":
            return
        assert not _ja(zonder)


@given(toewijzingsvragen())
def test_null_is_the_same_as_absent(vraag: dict[str, Any]) -> None:
    zonder = copy.deepcopy(vraag)
    zonder["aanvraag"] = {k: w for k, w in zonder["aanvraag"].items() if w is not None}
    zonder["jeugdige"] = {k: w for k, w in zonder["jeugdige"].items() if w is not None}
    assert beantwoord(vraag).naar_dict() == beantwoord(zonder).naar_dict()


@pytest.mark.eis("S-051", "S-052", "S-053", "S-054", "S-055", "S-056")
@pytest.mark.parametrize("een", TOEWIJSBAAR)
@pytest.mark.parametrize("ander", TOEWIJSBAAR)
@pytest.mark.parametrize("zelfde", [True, False])
def test_the_stacking_matrix_is_symmetric(een: str, ander: str, zelfde: bool) -> None:
    assert T.stapel[(een, ander)] is T.stapel[(ander, een)]

    def vraag(loopt: str, gevraagd: str) -> dict[str, Any]:
        return {
            "vraag": "toewijzing",
            "peildatum": "2025-09-01",
            "gemeente": "Hoorn",
            "jeugdige": {"geboortedatum": "2012-05-01", "woont_thuis": False},
            "aanbieders": {
                n: {"contracten": [{"segment": s, "van": "2025-07-01"} for s in "BCV"]} for n in NAMEN
            },
            "lopend": [
                {
                    "product": EEN_PER_SEGMENT[loopt],
                    "aanbieder": NAMEN[0 if zelfde else 1],
                    "van": "2025-07-15",
                }
            ],
            "aanvraag": {
                "route": "lokale_toegang",
                "product": EEN_PER_SEGMENT[gevraagd],
                "componenten": [],
                "aanbieder": NAMEN[0],
                "van": "2025-10-01",
            },
        }

    heen, terug = _regel(vraag(een, ander), "stapelen"), _regel(vraag(ander, een), "stapelen")
    assert heen == terug
    moet_anders = een == ander and een in "BC"
    assert bool(heen) == (zelfde and (moet_anders or een == ander))


@given(
    st.sampled_from(PRODUCTEN),
    st.dates(date(2025, 7, 2), date(2027, 1, 1)),
    st.integers(0, 400),
    st.integers(-3, 3),
)
def test_one_shared_day_is_an_overlap_and_none_is_not(product: str, van: date, duur: int, gat: int) -> None:
    eerste = periode(van, van + timedelta(days=duur))
    begin = van + timedelta(days=duur + gat)
    tweede = periode(begin, begin + timedelta(days=10))
    samen = eerste.overlap(tweede)
    assert samen == tweede.overlap(eerste)
    assert (samen is not None) == (gat <= 0)
    if gat == 0:
        assert samen == Periode(begin, begin + timedelta(days=1))
        assert samen.tot == begin


@given(st.dates(date(1990, 1, 1), date(2025, 12, 31)), st.integers(0, 23))
def test_age_turns_on_the_birthday_and_not_the_day_before(geboren: date, jaren: int) -> None:
    dag = verjaardag(geboren, jaren)
    assert leeftijd_op(geboren, dag) == jaren
    assert leeftijd_op(geboren, dag - timedelta(days=1)) == jaren - 1


def test_who_is_born_on_29_february_turns_on_1_march_in_a_common_year() -> None:
    geboren = date(2008, 2, 29)
    assert verjaardag(geboren, 18) == date(2026, 3, 1)
    assert verjaardag(geboren, 20) == date(2028, 2, 29)
    assert leeftijd_op(geboren, date(2026, 2, 28)) == 17


def test_the_end_of_the_calendar_does_not_break_anything() -> None:
    assert verjaardag(date(9990, 1, 1), 18) == OPEN
    assert periode(date(2025, 7, 1), date.max).open
    assert periode(date(2025, 7, 1), None).tot is None


@pytest.mark.eis("S-026")
@given(st.dates(date(2007, 7, 2), date(2008, 6, 30)), st.integers(-2, 2))
def test_a_stay_may_last_until_the_day_before_the_birthday(geboren: date, verschil: int) -> None:
    achttien = verjaardag(geboren, 18)
    vraag = {
        "vraag": "toewijzing",
        "peildatum": "2025-07-01",
        "gemeente": "Opmeer",
        "jeugdige": {"geboortedatum": geboren.isoformat(), "woont_thuis": False},
        "aanbieders": {"De Linde": {"contracten": [{"segment": "V", "van": "2025-07-01"}]}},
        "lopend": [],
        "aanvraag": {
            "route": "lokale_toegang",
            "product": "V/met-behandeling/behandelgroep",
            "componenten": [],
            "aanbieder": "De Linde",
            "van": "2025-07-01",
            "tot": max(date(2025, 7, 1), achttien + timedelta(days=verschil)).isoformat(),
            "toestemming": {"vorm": "mondeling", "datum": "2025-06-20"},
            "uitstroomdoel": "zelfstandig wonen",
        },
    }
    mag = date.fromisoformat(vraag["aanvraag"]["tot"]) < achttien  # type: ignore[index]
    assert beantwoord(vraag).uitkomst == ("toegestaan" if mag else "geweigerd")
