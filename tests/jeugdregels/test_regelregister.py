"""The register of rules says for every rule what it decides, from which source, and who may deviate."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest

from jeugdregels import register
from jeugdregels.eisen import alle_eisen
from jeugdregels.gevallen import lees
from jeugdregels.regio import laad
from jeugdregels.register import alle_regels, functies, geregistreerd
from jeugdregels.schema import ONDERWERPEN
from jeugdregels.vragen import SOORTEN, beantwoord

BRON = Path(register.__file__).parent
EISEN = alle_eisen()


def test_every_rule_has_name_source_requirements_and_deviation() -> None:
    regels = alle_regels()
    assert [r.naam for r in regels] == list(geregistreerd())
    for r in regels:
        assert r.eisen, r.naam
        assert set(r.eisen) <= set(EISEN), r.naam
        assert r.bron, r.naam
        assert set(r.afwijken) <= {"niet", "met_onderbouwing"}, r.naam
        assert r.afwijken, r.naam
        assert r.beslist.endswith("."), r.naam
        assert set(r.vragen) <= set(SOORTEN), r.naam
        assert set(r.onderwerpen) <= set(ONDERWERPEN), r.naam
        assert r.functie.__doc__, r.naam


def test_every_kind_of_question_has_a_rule() -> None:
    for soort in SOORTEN:
        assert functies(soort), soort


def test_every_module_with_a_rule_is_in_the_register() -> None:
    met_regel = {p.stem for p in BRON.glob("*.py") if "\n@regel(" in p.read_text("utf-8")}
    assert met_regel == set(register.MODULES)


def test_a_rule_is_registered_once() -> None:
    with pytest.raises(ValueError, match="twice"):
        register.regel("stapelen", vragen=[], gronden=[], beslist="Niets.")(lambda: None)


def test_every_ground_of_every_rule_is_shown_by_a_case_or_waits_for_a_choice() -> None:
    """No ground without a case, except those that another choice of the region switches on."""
    gezien: set[tuple[str, str]] = set()
    rijen = {r.id: r for r in laad().rijen() if r.onderwerp == "regels"}
    overgenomen: set[str] = set()
    for geval in lees(laad()):
        for b in beantwoord(geval.vraag, volledig=True).bevindingen:
            if b.rij in rijen:
                gezien.add((b.regel, rijen[b.rij]["grond"]))
            else:
                overgenomen.add(b.regel)
    door_keuze = {
        ("component", "catalogus_waarschuwt"),
        ("hiaat", "geen_maatwerk"),
        ("verklarende_analyse", "nodig"),
    }
    for naam, r in geregistreerd().items():
        for grond in r.gronden:
            if (naam, grond) in door_keuze or (naam in overgenomen and (naam, grond) not in gezien):
                continue
            assert (naam, grond) in gezien, (naam, grond)


def test_every_requirement_that_a_rule_names_is_named_by_a_case() -> None:
    in_gevallen = {eis for g in lees(laad()) for eis in g.eisen}
    assert {e for e in in_gevallen if e not in EISEN} == set()
    assert len(in_gevallen) > 110


def test_no_rule_names_a_region_a_segment_or_a_requirement() -> None:
    """What only one region says is in its data: code strings hold no S-number, no segment, no municipality.

    ``verblijf`` and ``hoogspecialistisch`` are fields of the question format too.
    """
    t = laad().laatste
    verboden = {*t.gemeenten, *t.producten, *t.percelen, *t.componentrij} - {"verblijf", "hoogspecialistisch"}
    for module in register.MODULES:
        boom = ast.parse((BRON / f"{module}.py").read_text("utf-8"))
        docs = {
            id(n.body[0].value)
            for n in ast.walk(boom)
            if isinstance(n, ast.Module | ast.FunctionDef | ast.ClassDef)
            and n.body
            and isinstance(n.body[0], ast.Expr)
        }
        for n in ast.walk(boom):
            if isinstance(n, ast.Constant) and isinstance(n.value, str) and id(n) not in docs:
                assert n.value not in verboden, (module, n.value)
                assert "S-0" not in n.value, (module, n.value)
                assert "S-1" not in n.value, (module, n.value)
                assert "westfriesland" not in n.value.lower(), (module, n.value)
                assert "2025" not in n.value, (module, n.value)


def test_data_rows_can_be_listed_by_requirement() -> None:
    per_eis: dict[str, list[str]] = {}
    for rij in laad().rijen():
        for eis in rij.eisen:
            per_eis.setdefault(eis, []).append(rij.id)
    assert "stapelen-b-b" in per_eis["S-051"]
    assert set(per_eis) <= set(EISEN)
    assert json.dumps(per_eis)
