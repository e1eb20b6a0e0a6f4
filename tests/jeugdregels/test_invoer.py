"""Bad input: the exact field, a sentence, and the same verdict as the published schema of the questions."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gedeeld import GEDEELD, vereist_gedeeld
from jeugdregels.gevallen import lees
from jeugdregels.invoer import Datum, JaNee, Keuze, Ongeldig, Reeks, Tekst, Veld, Velden, lees_datum
from jeugdregels.regio import laad
from jeugdregels.vragen import SOORTEN, beantwoord

VRAGEN = [g.vraag for g in lees(laad())]
EIGEN_VRAGEN = {"woonplaats"}
"""Questions that we added to the published format; its schema does not know them, so it does not judge them."""
BESCHREVEN = [vraag for vraag in VRAGEN if vraag.get("vraag") not in EIGEN_VRAGEN]


def fouten(vraag: Any) -> dict[str, str]:
    antwoord = beantwoord(vraag).naar_dict()
    assert antwoord["uitkomst"] == "fout"
    assert set(antwoord) == {"uitkomst", "fouten"}
    return {f["veld"]: f["melding"] for f in antwoord["fouten"]}


def vraag_b(**anders: Any) -> dict[str, Any]:
    vraag = copy.deepcopy(dict(next(g.vraag for g in lees(laad()) if g.naam == "contract-past")))
    vraag["aanvraag"] |= anders
    return vraag


@pytest.mark.parametrize(
    "tekst",
    [
        "2025-02-30",
        "2025-13-01",
        "2025-W27-1",
        "20250701",
        "2025-7-1",
        "2025-07-01T00:00",
        "",
        " 2025-07-01",
        "0000-01-01",
        "٢٠٢٥-٠٧-٠١",
        20250701,
        None,
        True,
        1.5,
        [],
        {},
    ],
)
def test_only_a_day_that_exists_in_one_spelling_is_a_date(tekst: Any) -> None:
    with pytest.raises(Ongeldig):
        lees_datum(tekst)


@given(st.dates())
def test_every_day_is_read_back(dag: date) -> None:
    assert lees_datum(dag.isoformat()) == dag


@pytest.mark.parametrize("vraag", [None, [], "toewijzing", 3, True])
def test_a_question_that_is_no_object(vraag: Any) -> None:
    assert "JSON-object" in fouten(vraag)[""]


@pytest.mark.parametrize(
    "vraag", [{}, {"vraag": "raadsel"}, {"vraag": None}, {"vraag": ["toewijzing"]}, {"vraag": 1}]
)
def test_an_unknown_kind_of_question_names_the_kinds(vraag: Any) -> None:
    assert all(soort in fouten(vraag)["vraag"] for soort in SOORTEN)


def test_all_errors_at_once_with_their_paths() -> None:
    vraag = vraag_b(van="2025-02-30", product="B/P9/licht", kleur="rood", componenten=["taxi", "vervoer"])
    vraag["lopend"] = [
        {"product": "B/P1/intensief", "aanbieder": "Niemand", "van": "2025-08-01", "tot": "2025-07-01"}
    ]
    del vraag["jeugdige"]["woont_thuis"]
    gevonden = fouten(vraag)
    assert list(gevonden) == [
        "jeugdige.woont_thuis",
        "lopend[0].tot",
        "aanvraag.product",
        "aanvraag.componenten[0]",
        "aanvraag.van",
        "aanvraag.kleur",
        "lopend[0].aanbieder",
    ]
    for pad, melding in gevonden.items():
        assert pad in melding
        assert re.search(r"(Vul|Kies|Schrijf|Haal|Verbeter|Voeg) ", melding), melding


def test_each_error_has_its_own_message() -> None:
    kapot = [
        vraag_b(van="2026-02-30"),
        vraag_b(tot="2025-01-01"),
        vraag_b(aanbieder="Niemand"),
        vraag_b(onzin=1),
        vraag_b() | {"peildatum": "2025-06-30"},
        vraag_b() | {"gemeente": "Alkmaar"},
        vraag_b(product="Z/groot"),
        vraag_b(product=None),
        vraag_b() | {"lopend": {}},
    ]
    meldingen = [next(iter(fouten(v).values())) for v in kapot]
    assert len({re.sub(r"'[^']*'", "'…'", m) for m in meldingen}) == len(kapot)


@pytest.mark.parametrize("dag", ["2025-06-30", "2019-01-01"])
@pytest.mark.parametrize("soort", ["toewijzing", "contract", "zakgeld", "onderaannemer"])
def test_a_date_outside_the_region_data_is_an_error_of_its_own(soort: str, dag: str) -> None:
    vraag = dict(next(v for v in VRAGEN if v["vraag"] == soort and beantwoord(v).uitkomst != "fout")) | {
        "peildatum": dag
    }
    assert "buiten de gegevens van de regio" in fouten(vraag)["peildatum"]


def test_a_question_is_never_changed() -> None:
    for vraag in VRAGEN:
        ervoor = copy.deepcopy(vraag)
        beantwoord(vraag)
        assert vraag == ervoor


def test_the_fast_and_the_precise_check_agree_on_parts() -> None:
    soort = Velden(
        [
            Veld("a", Keuze(["x"], "letter")),
            Veld("van", Datum()),
            Veld("tot", Datum(), False),
            Veld("b", Reeks(JaNee()), False),
            Veld("c", Tekst(), False),
        ],
        tuple,
        met_periode=True,
    )
    goed = [
        {"a": "x", "van": "2025-01-01"},
        {"a": "x", "van": "2025-01-01", "tot": None, "b": [True], "c": "ja"},
    ]
    fout = [
        {},
        {"a": "x"},
        {"a": "y", "van": "2025-01-01"},
        {"a": "x", "van": "2025-01-01", "b": [1]},
        [],
        {"a": "x", "van": "2025-01-02", "tot": "2025-01-01"},
        {"a": "x", "van": "2025-01-01", "d": None},
        {"a": ["x"], "van": "2025-01-01"},
        {"a": "x", "van": "2025-01-01", "c": ""},
    ]
    for waarde in goed:
        soort.snel(waarde)
        gevonden: list[Any] = []
        soort.zoek(waarde, "", gevonden)
        assert gevonden == []
    for waarde in fout:
        with pytest.raises(Ongeldig):
            soort.snel(waarde)
        gevonden = []
        soort.zoek(waarde, "", gevonden)
        assert gevonden, waarde


# --- the published schema, read by a small checker of our own -------------------------------------------------------


def _goed(schema: dict[str, Any], waarde: Any) -> bool:
    if "const" in schema:
        return bool(waarde == schema["const"])
    if "enum" in schema:
        return any(waarde is e or (type(waarde) is type(e) and waarde == e) for e in schema["enum"])
    if "anyOf" in schema:
        return any(_goed(s, waarde) for s in schema["anyOf"])
    if "oneOf" in schema:
        return sum(_goed(s, waarde) for s in schema["oneOf"]) == 1
    soort = schema["type"]
    if soort == "null":
        return waarde is None
    if soort == "boolean":
        return isinstance(waarde, bool)
    if soort == "string":
        if not isinstance(waarde, str) or len(waarde) < schema.get("minLength", 0):
            return False
        if schema.get("format") != "date":
            return True
        try:
            return bool(re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", waarde)) and bool(
                date.fromisoformat(waarde)
            )
        except ValueError:
            return False
    if soort == "array":
        return isinstance(waarde, list) and all(_goed(schema["items"], x) for x in waarde)
    assert soort == "object", soort
    if not isinstance(waarde, dict) or any(n not in waarde for n in schema.get("required", ())):
        return False
    bekend, rest = schema.get("properties", {}), schema.get("additionalProperties", True)
    for naam, deel in waarde.items():
        if naam in bekend:
            if not _goed(bekend[naam], deel):
                return False
        elif rest is False or (isinstance(rest, dict) and not _goed(rest, deel)):
            return False
    return True


_BUITEN_SCHEMA = re.compile(
    r"ligt vóór de begindatum|niet beschreven in 'aanbieders'|buiten de gegevens van de regio|hoort niet bij"
)
"""What the schema cannot say and the format does."""


def _paden(document: Any, pad: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield pad
    delen: Any = (
        document.items()
        if isinstance(document, dict)
        else enumerate(document)
        if isinstance(document, list)
        else ()
    )
    for sleutel, deel in delen:
        yield from _paden(deel, (*pad, sleutel))


_VREEMD: list[Any] = [
    None,
    True,
    False,
    0,
    1,
    405,
    "",
    " ",
    "x",
    "2025-02-30",
    "0001-01-01",
    "9999-12-30",
    "9999-12-31",
    "2025-08-01",
    "2019-01-01",
    [],
    [None],
    ["ma"],
    {},
    {"x": 1},
    "B",
    "A",
    "Hoorn",
    "V/gezinshuis/laag",
    "B/P1/duurzaam-licht",
    {"contracten": []},
    {"status": "open"},
    "huisarts",
]


@st.composite
def _kapot(draw: st.DrawFn) -> Any:
    document = copy.deepcopy(dict(draw(st.sampled_from(BESCHREVEN))))
    for _ in range(draw(st.integers(1, 2))):
        pad = draw(st.sampled_from([p for p in _paden(document) if p]))
        plek: Any = document
        for deel in pad[:-1]:
            plek = plek[deel]
        daad = draw(st.sampled_from(["zet", "zet", "weg", "erbij"]))
        if daad == "zet":
            plek[pad[-1]] = copy.deepcopy(draw(st.sampled_from(_VREEMD)))
        elif daad == "weg":
            del plek[pad[-1]]
        elif isinstance(plek, dict):
            plek[draw(st.sampled_from(["kleur", "tot", "van", "aanbieder", "segment", "hiaat", "grond"]))] = (
                copy.deepcopy(draw(st.sampled_from(_VREEMD)))
            )
    return document


@vereist_gedeeld
@settings(max_examples=1500)
@given(_kapot())
def test_the_same_verdict_as_the_published_schema(document: Any) -> None:
    assert GEDEELD is not None
    schema = _schema()
    gevonden = beantwoord(document).fouten
    eigen = [f for f in gevonden if not _BUITEN_SCHEMA.search(f.melding)]
    assert (not eigen) == _goed(schema, document), (document, gevonden)


@vereist_gedeeld
def test_every_case_without_error_is_right_by_the_published_schema() -> None:
    for vraag in BESCHREVEN:
        gevonden = beantwoord(vraag).fouten
        eigen = [f for f in gevonden if not _BUITEN_SCHEMA.search(f.melding)]
        assert (not eigen) == _goed(_schema(), vraag), (vraag, gevonden)


def _schema() -> dict[str, Any]:
    assert GEDEELD is not None
    if not _SCHEMA:
        _SCHEMA.update(json.loads((GEDEELD / "toets-schema.json").read_text("utf-8")))
    return _SCHEMA


_SCHEMA: dict[str, Any] = {}
