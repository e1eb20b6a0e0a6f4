"""A second, invented region: other segments, another stacking matrix, other ages; not a line of code changed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from jeugdregels.cli import main
from jeugdregels.regio import Regio, controleer, laad, laad_map
from jeugdregels.register import alle_regels
from jeugdregels.vragen import beantwoord

MAP = Path(__file__).parent / "regios" / "zuidermeer"


@pytest.fixture(scope="module")
def regio() -> Regio:
    return laad_map(MAP)


def vraag(
    product: str, contracten: str, lopend: str = "", zelfde: bool = True, **anders: Any
) -> dict[str, Any]:
    """A question in Zuidermeer, with an allocation that runs beside it."""
    namen = {
        n: {"contracten": [{"segment": s, "van": "2024-01-01"} for s in contracten]} for n in ("Iep", "Vlier")
    }
    geboren = anders.pop("geboren", "2015-05-05")
    return {
        "vraag": "toewijzing",
        "peildatum": "2024-03-01",
        "gemeente": anders.pop("gemeente", "Waterdam"),
        "jeugdige": {"geboortedatum": geboren, "woont_thuis": False},
        "aanbieders": namen,
        "lopend": [{"product": lopend, "aanbieder": "Iep" if zelfde else "Vlier", "van": "2024-01-15"}]
        if lopend
        else [],
        "aanvraag": {
            "route": "lokale_toegang",
            "product": product,
            "componenten": [],
            "aanbieder": "Iep",
            "van": "2024-04-01",
            "tot": "2025-03-31",
            "toestemming": {"vorm": "mondeling", "datum": "2024-02-20"},
            "uitstroomdoel": "naar huis",
            "onderbouwing": "samen nodig",
            "gezamenlijke_beoordeling": "2024-02-25",
            **anders,
        },
    }


def test_the_region_is_right() -> None:
    assert controleer(MAP) == []
    assert main(["regio", "controleer", str(MAP)]) == 0


@pytest.mark.parametrize(
    ("product", "lopend", "zelfde", "uitkomst"),
    [
        ("J/T1/kort", "J/T2/lang", True, "toegestaan"),
        ("J/T1/kort", "K/opname", True, "geweigerd"),
        ("K/opname", "J/T1/kort", True, "geweigerd"),
        ("K/opname", "J/T1/kort", False, "toegestaan"),
        ("K/opname", "K/opname", False, "geweigerd"),
        ("W/pleeggezin", "K/opname", False, "geweigerd"),
        ("W/pleeggezin", "W/leefhuis/groot", True, "geweigerd"),
        ("W/pleeggezin", "W/leefhuis/groot", False, "toegestaan"),
        ("J/T1/kort", "W/pleeggezin", True, "toegestaan"),
        ("J/T1/kort", "J/T1/kort", True, "geweigerd"),
    ],
)
def test_its_own_stacking_matrix(
    regio: Regio, product: str, lopend: str, zelfde: bool, uitkomst: str
) -> None:
    antwoord = beantwoord(vraag(product, "JKW", lopend, zelfde), regio=regio)
    zonder_analyse = [b for b in antwoord.bevindingen if b.regel != "verklarende_analyse"]
    assert zonder_analyse == [] if uitkomst == "toegestaan" else antwoord.uitkomst == uitkomst
    if uitkomst == "geweigerd":
        assert any(
            b.regel == "stapelen" and b.bron.document == "Inkoopboek Zuidermeer" for b in antwoord.bevindingen
        )


@pytest.mark.parametrize(
    ("product", "geboren", "grond", "uitkomst"),
    [
        ("W/leefhuis/groot", "2009-04-01", None, "signaal"),
        ("W/leefhuis/groot", "2009-03-31", None, "geweigerd"),
        ("W/leefhuis/groot", "2009-03-31", {"grond": "lang verhaal"}, "geweigerd"),
        ("W/pleeggezin", "2005-03-31", None, "geweigerd"),
        ("W/pleeggezin", "2005-04-01", None, "toegestaan"),
        ("W/pleeggezin", "2001-01-01", {"grond": "lang verhaal"}, "toegestaan"),
        ("W/pleeggezin", "1999-01-01", {"grond": "lang verhaal"}, "geweigerd"),
    ],
)
def test_its_own_ages(regio: Regio, product: str, geboren: str, grond: Any, uitkomst: str) -> None:
    """A leefhuis also gets the signal on an explanatory analysis, which this region has switched on."""
    q = vraag(product, "W", geboren=geboren, verlengde_jeugdhulp=grond)
    assert beantwoord(q, regio=regio).uitkomst == uitkomst


@pytest.mark.parametrize(
    ("heeft", "erbij", "uitkomst"),
    [("J", "K", "toegestaan"), ("K", "W", "geweigerd"), ("JK", "W", "geweigerd"), ("J", "W", "toegestaan")],
)
def test_its_own_contract_sets(regio: Regio, heeft: str, erbij: str, uitkomst: str) -> None:
    q = {
        "vraag": "contract",
        "peildatum": "2024-03-01",
        "aanbieder": {"contracten": [{"segment": s, "van": "2024-01-01"} for s in heeft]},
        "toevoegen": {"segment": erbij, "van": "2024-05-01"},
    }
    assert beantwoord(q, regio=regio).uitkomst == uitkomst


def test_its_own_products_components_and_names(regio: Regio) -> None:
    def uitkomst(**anders: Any) -> str:
        return beantwoord(vraag(anders.pop("product"), "JKW", **anders), regio=regio).uitkomst

    assert uitkomst(product="J/T2/lang") == "toegestaan"
    assert uitkomst(product="J/T1/lang") == "geweigerd"
    assert uitkomst(product="O/buurt") == "geweigerd"
    assert uitkomst(product="B/P4/intensief") == "fout"
    assert uitkomst(product="J/T1/kort", gemeente="Hoorn") == "fout"
    assert uitkomst(product="J/T1/kort", gemeente="9902") == "toegestaan"
    assert uitkomst(product="W/pleeggezin", componenten=["taxi"]) == "toegestaan"
    assert uitkomst(product="J/T1/kort", componenten=["taxi"]) == "geweigerd"
    assert uitkomst(product="J/T1/kort", componenten=["vervoer"]) == "fout"


def test_its_own_amounts(regio: Regio) -> None:
    def zakgeld(geboren: str, dagen: list[str], product: str = "W/pleeggezin") -> dict[str, Any]:
        return beantwoord(
            {
                "vraag": "zakgeld",
                "peildatum": "2024-03-01",
                "jeugdige": {"geboortedatum": geboren, "woont_thuis": False},
                "verblijf": {"product": product, "van": "2024-02-03", "tot": "2024-02-11", "dagen": dagen},
                "ouders_kunnen_voorzien": False,
            },
            regio=regio,
        ).naar_dict()

    assert zakgeld("2015-01-01", ["za", "zo"])["bedragen"] == {
        "zakgeld": "15.50",
        "kleedgeld": "5.25",
        "totaal": "20.75",
    }
    assert zakgeld("2017-01-01", ["za", "zo"])["uitkomst"] == "geweigerd"
    assert zakgeld("2015-01-01", ["za"])["uitkomst"] == "geweigerd"
    assert zakgeld("2015-01-01", ["za", "zo"], "W/leefhuis/groot")["uitkomst"] == "geweigerd"


def test_questions_that_it_has_no_rows_for(regio: Regio) -> None:
    conversie = {
        "vraag": "conversie",
        "toewijzing": {
            "segment": "J",
            "componenten": [],
            "van": "2023-01-01",
            "jw301_verzonden": "2023-01-01",
        },
        "aanbieder": {"contracten": []},
    }
    assert beantwoord(conversie, regio=regio).uitkomst == "geweigerd"
    assert beantwoord({"vraag": "productkeuze", "soort": "gezinshuis"}, regio=regio).uitkomst == "onvolledig"
    respijt = beantwoord({"vraag": "productkeuze", "soort": "respijt"}, regio=regio)
    assert respijt.extra["advies"] == {"product": "W/pleeggezin"}
    toetreding = {"vraag": "toetreding", "segment": "J", "grond": "hiaat"}
    assert beantwoord(toetreding, regio=regio).uitkomst == "geweigerd"
    hiaat = {
        "vraag": "hiaat",
        "segment": "J",
        "stap": "openstellen",
        "gemeld_door": "huisarts",
        "soort": "geindiceerd",
        "schaal": "een_gemeente",
        "consultatie": {"casus_voorgelegd": True, "termijn_verstreken": False},
    }
    assert beantwoord(hiaat, regio=regio).uitkomst == "geweigerd"
    assert beantwoord(hiaat | {"stap": "lokale_contractering"}, regio=regio).uitkomst == "toegestaan"


def test_nothing_of_westfriesland_is_in_its_answers(regio: Regio) -> None:
    eigen = {w for w in _woorden(laad()) if len(w) > 5} - _woorden(regio)
    for product in ("J/T1/kort", "K/opname", "W/leefhuis/groot"):
        for lopend in ("J/T1/kort", "K/opname", "W/leefhuis/groot"):
            tekst = json.dumps(
                beantwoord(vraag(product, "J", lopend), regio=regio, volledig=True).naar_dict()
            )
            assert not [w for w in eigen if w in tekst]


def _woorden(regio: Regio) -> set[str]:
    namen: set[str] = set()
    for rij in regio.rijen():
        namen |= {rij.id, rij.bron.document}
        if rij.onderwerp in ("gemeenten", "producten", "componenten", "profielen"):
            namen |= {str(w) for w in rij.waarden.values() if isinstance(w, str)}
    return namen


def test_the_register_reads_the_other_region_too(regio: Regio) -> None:
    regels = {r.naam: r for r in alle_regels(regio)}
    assert "S-951" in regels["stapelen"].eisen
    assert {b.document for r in regels.values() for b in r.bron} == {"Inkoopboek Zuidermeer"}
