"""Where the sources contradict each other (K-01 … K-18): visible, with both sources, and to be switched per region."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from regiokopie import Regiokopie

from jeugdregels.cli import main
from jeugdregels.gevallen import lees
from jeugdregels.oordeel import Antwoord
from jeugdregels.regio import Regio, laad
from jeugdregels.tabellen import KEUZES
from jeugdregels.vragen import beantwoord

RIJEN = {r["keuze"]: r for r in laad().rijen_op(laad().begin)["keuzes"]}
GEVALLEN = list(lees(laad()))

ANDERS = [(k, w) for k, waarden in KEUZES.items() for w in waarden if w != RIJEN[k]["gekozen"]]
"""Every choice that the region did not make."""

GEEN_OORDEEL = {
    "K-12": "says under which name two products are grouped",
    "K-13": "says which segment a sentence in a source is about; no rule rests on that sentence",
}
"""Choices that no verdict depends on, and why."""


@pytest.fixture
def kopie(tmp_path: Path) -> Regiokopie:
    return Regiokopie(tmp_path / "anders")


def test_every_contradiction_is_in_the_data() -> None:
    assert list(RIJEN) == [f"K-{n:02}" for n in range(1, 19)] == list(KEUZES)


@pytest.mark.parametrize("keuze", KEUZES)
def test_both_sides_name_their_source(keuze: str) -> None:
    rij = RIJEN[keuze]
    assert rij["vraag"].endswith("?")
    assert rij["reden"].endswith(".")
    mogelijkheden = rij["mogelijkheden"]
    assert {m["waarde"] for m in mogelijkheden} == set(KEUZES[keuze])
    assert rij["gekozen"] in KEUZES[keuze]
    bronnen = {(m["document"], m["onderdeel"]) for m in mogelijkheden}
    assert len(bronnen) == 1 if keuze == "K-13" else len(bronnen) > 1


@pytest.mark.parametrize(("keuze", "waarde"), ANDERS, ids=[f"{k}-{w}" for k, w in ANDERS])
def test_another_choice_gives_other_answers(kopie: Regiokopie, keuze: str, waarde: str) -> None:
    kopie.kies(keuze, waarde)
    anders = kopie.regio()
    veranderd = [
        g.naam
        for g in GEVALLEN
        if beantwoord(g.vraag).naar_dict() != beantwoord(g.vraag, regio=anders).naar_dict()
    ]
    assert bool(veranderd) is (keuze not in GEEN_OORDEEL), veranderd
    assert len(veranderd) < len(GEVALLEN) / 2


@pytest.mark.eis("S-020")
def test_k_12_groups_two_products_under_one_name(kopie: Regiokopie) -> None:
    def groepen(regio: Regio) -> set[str | None]:
        return {p.groep for p in regio.op(regio.begin).producten.values()}

    assert groepen(laad()) == {None, "begeleid wonen"}
    kopie.kies("K-12", "losse_producten")
    assert groepen(kopie.regio()) == {None}


def _hiaat(**velden: Any) -> dict[str, Any]:
    return {
        "vraag": "hiaat",
        "segment": "C",
        "stap": "lokale_contractering",
        "gemeld_door": "huisarts",
        "vastgesteld_door": "huisarts",
        "soort": "geindiceerd",
        "schaal": "een_gemeente",
        "consultatie": {"casus_voorgelegd": True, "termijn_verstreken": True, "kunnen_leveren": False},
        "voorwaarden_overgenomen": True,
        "aanbieder_gecontracteerd": False,
        **velden,
    }


def _verblijf(**aanvraag: Any) -> dict[str, Any]:
    return {
        "vraag": "toewijzing",
        "peildatum": "2025-09-01",
        "gemeente": "Opmeer",
        "jeugdige": {"geboortedatum": "2007-01-15", "woont_thuis": False},
        "aanbieders": {"Duinhuis": {"contracten": [{"segment": "V", "van": "2025-07-01"}]}},
        "lopend": [],
        "aanvraag": {
            "route": "lokale_toegang",
            "product": "V/met-behandeling/behandelgroep",
            "componenten": [],
            "aanbieder": "Duinhuis",
            "van": "2025-10-01",
            "tot": "2026-03-31",
            "toestemming": {"vorm": "schriftelijk", "datum": "2025-08-20"},
            "uitstroomdoel": "terug naar huis",
            "overnachting": True,
            "verlengde_jeugdhulp": {"grond": "de hulp liep al vóór de achttiende verjaardag"},
            **aanvraag,
        },
    }


def _conversie(**toewijzing: Any) -> dict[str, Any]:
    return {
        "vraag": "conversie",
        "toewijzing": {
            "segment": "C",
            "componenten": [],
            "van": "2025-01-01",
            "tot": "2026-12-31",
            "jw301_verzonden": "2025-01-05",
            "jw305_start": "2025-01-10",
            **toewijzing,
        },
        "aanbieder": {"contracten": [{"segment": "C", "van": "2025-07-01"}]},
    }


def _uitkomst(a: Antwoord) -> Any:
    return a.uitkomst


def _advies(a: Antwoord) -> Any:
    return a.extra["advies"]


def _einddatum(a: Antwoord) -> Any:
    return a.extra["einddatum_oud"]


GEVAL: list[tuple[str, str, dict[str, Any], Callable[[Antwoord], Any], Any, Any]] = [
    ("K-01", "ook_verwijzer", _hiaat(), _uitkomst, "opgeschort", "toegestaan"),
    (
        "K-02",
        "startdatum",
        {"vraag": "productcode", "jw301_verzonden": "2025-06-20", "ingangsdatum": "2025-08-01"},
        _uitkomst,
        "oud",
        "nieuw",
    ),
    (
        "K-03",
        "alles_omzetten",
        _conversie(componenten=["dagbehandeling-vg"]),
        _uitkomst,
        "uitsterven",
        "omzetting",
    ),
    (
        "K-05",
        "een_perspectiefplan",
        {"vraag": "document", "situatie": "externe_verwijzing", "segment": "C", "peildatum": "2025-09-01"},
        _advies,
        {"document": "perspectiefplan_externe_verwijzers"},
        {"document": "perspectiefplan"},
    ),
    ("K-07", "nooit", _verblijf(), _uitkomst, "toegestaan", "geweigerd"),
    (
        "K-10",
        "nooit",
        _hiaat(
            segment="V",
            stap="individuele_contractering",
            gemeld_door="lokale_toegang",
            vastgesteld_door="lokale_toegang",
            openstelling={"gedaan": True, "opgelost": False},
        ),
        _uitkomst,
        "toegestaan",
        "geweigerd",
    ),
    (
        "K-14",
        "alleen_regisseur",
        {"vraag": "regie", "route": "gecertificeerde_instelling", "segment": "B"},
        _advies,
        {"procesregie": "gecertificeerde_instelling", "casusregie": "jeugdhulpaanbieder"},
        {"regierol": "gecertificeerde_instelling"},
    ),
    ("K-16", "voor", _conversie(segment="V"), _einddatum, "2026-06-30", "2026-06-29"),
    (
        "K-17",
        "maand_voltijds",
        {
            "vraag": "zakgeld",
            "peildatum": "2025-09-01",
            "jeugdige": {"geboortedatum": "2012-05-01", "woont_thuis": False},
            "verblijf": {
                "product": "V/gezinshuis/laag",
                "van": "2025-09-01",
                "tot": "2025-12-31",
                "dagen": ["ma", "di", "wo", "do", "vr"],
            },
            "ouders_kunnen_voorzien": False,
        },
        _uitkomst,
        "toegestaan",
        "geweigerd",
    ),
]


@pytest.mark.parametrize(
    ("keuze", "waarde", "vraag", "kijk", "nu", "straks"), GEVAL, ids=[g[0] for g in GEVAL]
)
def test_the_choice_turns_this_verdict(
    kopie: Regiokopie,
    keuze: str,
    waarde: str,
    vraag: dict[str, Any],
    kijk: Callable[[Antwoord], Any],
    nu: Any,
    straks: Any,
) -> None:
    assert kijk(beantwoord(vraag)) == nu, beantwoord(vraag).naar_dict()
    kopie.kies(keuze, waarde)
    antwoord = beantwoord(vraag, regio=kopie.regio())
    assert kijk(antwoord) == straks, antwoord.naar_dict()


def test_a_choice_that_does_not_exist_is_refused(
    kopie: Regiokopie, capsys: pytest.CaptureFixture[str]
) -> None:
    kopie.kies("K-07", "misschien")
    assert main(["regio", "controleer", str(kopie.map)]) == 1
    assert "is 'misschien', maar mag alleen zijn: met_grond, nooit" in capsys.readouterr().out
