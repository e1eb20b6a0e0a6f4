"""The officials' own cases, and the public examples when they are on this machine."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gedeeld import GEDEELD, vereist_gedeeld
from jeugdregels.gevallen import Geval, lees, verschillen
from jeugdregels.oordeel import ZWAARTE
from jeugdregels.regio import laad
from jeugdregels.vragen import SOORTEN, beantwoord

GEVALLEN = list(lees(laad()))


@pytest.mark.parametrize(
    "geval",
    [pytest.param(g, id=f"{g.onderwerp}-{g.naam}", marks=pytest.mark.eis(*g.eisen)) for g in GEVALLEN],
)
def test_case_gets_the_expected_answer(geval: Geval) -> None:
    assert verschillen(geval, beantwoord(geval.vraag)) == []


def test_passing_findings_change_nothing_but_are_there_on_request() -> None:
    meer = 0
    for geval in GEVALLEN:
        kort, lang = beantwoord(geval.vraag), beantwoord(geval.vraag, volledig=True)
        assert lang.uitkomst == kort.uitkomst, geval.naam
        assert lang.extra == kort.extra, geval.naam
        assert [b for b in lang.bevindingen if b.uitkomst != "toegestaan"] == list(kort.bevindingen), (
            geval.naam
        )
        assert not any(b.uitkomst == "toegestaan" for b in kort.bevindingen), geval.naam
        meer += len(lang.bevindingen) - len(kort.bevindingen)
    assert meer > 1000


def test_cases_cover_every_kind_of_question() -> None:
    assert {g.vraag["vraag"] for g in GEVALLEN} == set(SOORTEN)


def test_a_case_that_expects_something_else_is_seen() -> None:
    geval = next(g for g in GEVALLEN if g.naam == "bb-zelfde-aanbieder")
    antwoord = beantwoord(geval.vraag)
    assert verschillen(geval._replace(verwacht={"uitkomst": "toegestaan"}), antwoord)
    assert verschillen(geval._replace(verwacht={"uitkomst": "geweigerd", "regels": ["leeftijd"]}), antwoord)
    assert verschillen(
        geval._replace(verwacht={"uitkomst": "geweigerd", "zonder_regels": ["stapelen"]}), antwoord
    )
    assert verschillen(geval._replace(eisen=("S-999",)), antwoord)
    assert verschillen(
        geval._replace(verwacht={"uitkomst": "geweigerd", "advies": {"product": "x"}}), antwoord
    )


def test_every_finding_explains_itself() -> None:
    """Plain sentences with facts, a source, a row, and for a no what would change it."""
    for geval in GEVALLEN:
        for b in beantwoord(geval.vraag, volledig=True).bevindingen:
            waar = f"{geval.naam}: {b.uitleg}"
            assert b.uitleg[0].isupper() or b.uitleg[0].isdigit() or b.uitleg[1] == "/", waar
            assert b.uitleg.endswith("."), waar
            assert not any(teken in b.uitleg for teken in ("None", "{", "}", "_", "  ")), waar
            assert b.eisen, waar
            assert all([b.bron.document, b.bron.onderdeel, b.rij]), waar
            assert b.feiten, waar
            assert all(isinstance(w, str) and w for w in b.feiten.values()), waar
            assert b.afwijken in ("niet", "met_onderbouwing"), waar
            if ZWAARTE.get(b.uitkomst, 0) >= ZWAARTE["onvolledig"]:
                assert b.wat_zou_het_veranderen, waar
                assert b.wat_zou_het_veranderen.endswith("."), waar


def _openbaar() -> dict[str, Any]:
    if GEDEELD is None:
        return {}
    return dict(json.loads((Path(GEDEELD) / "voorbeelden/toets/verwacht.json").read_text("utf-8")))


@vereist_gedeeld
@pytest.mark.parametrize("naam", sorted(_openbaar()) or ["-"])
def test_public_example(naam: str) -> None:
    assert GEDEELD is not None
    vraag = json.loads((GEDEELD / "voorbeelden/toets" / f"{naam}.json").read_text("utf-8"))
    verwacht = _openbaar()[naam]
    antwoord = beantwoord(vraag).naar_dict()
    assert antwoord["uitkomst"] in (verwacht["uitkomst"], *verwacht.get("ook", ()))
    if "veld" in verwacht:
        assert verwacht["veld"] in [f["veld"] for f in antwoord["fouten"]]
    for sleutel in verwacht.keys() - {"eisen", "uitkomst", "ook", "veld"}:
        assert antwoord[sleutel] == verwacht[sleutel]
    if verwacht["uitkomst"] not in ("toegestaan", "fout"):
        assert {e for b in antwoord["bevindingen"] for e in b["eisen"]} & set(verwacht["eisen"])
