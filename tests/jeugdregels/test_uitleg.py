"""The wording of every verdict, as a consulent puts it in a letter: a sentence changes by choice, not by accident."""

from __future__ import annotations

from copy import deepcopy

import pytest
from syrupy.assertion import SnapshotAssertion

from jeugdregels.gevallen import lees
from jeugdregels.regio import laad
from jeugdregels.vragen import beantwoord

ONDERWERPEN = sorted({g.onderwerp for g in lees(laad())})


@pytest.mark.parametrize("onderwerp", ONDERWERPEN)
def test_wording(onderwerp: str, snapshot: SnapshotAssertion) -> None:
    zinnen: dict[str, list[str]] = {}
    for geval in lees(laad()):
        if geval.onderwerp != onderwerp:
            continue
        antwoord = beantwoord(geval.vraag)
        zinnen[geval.naam] = [
            f"{b.uitkomst}: {b.uitleg} | {b.wat_zou_het_veranderen}" for b in antwoord.bevindingen
        ]
        zinnen[geval.naam] += [f"{f.veld}: {f.melding}" for f in antwoord.fouten]
    assert zinnen == snapshot


def test_wording_of_what_passes(snapshot: SnapshotAssertion) -> None:
    """One sentence per rule and row that may say "in order", whatever the facts."""
    zinnen: dict[str, str] = {}
    for geval in lees(laad()):
        for b in beantwoord(geval.vraag, volledig=True).bevindingen:
            if b.uitkomst == "toegestaan":
                zinnen.setdefault(f"{b.regel} {b.rij}", b.uitleg)
    assert dict(sorted(zinnen.items())) == snapshot


def test_what_would_change_it_reads_on_after_a_colon() -> None:
    """Screens say "Dit verandert het:" and then this: a thing or an act, not a condition ("als …")."""
    for geval in lees(laad()):
        for b in beantwoord(geval.vraag).bevindingen:
            if wat := b.wat_zou_het_veranderen:
                assert wat[0].isupper(), wat
                assert wat.endswith("."), wat
                assert not wat.startswith(("Als ", "U ")), wat


@pytest.mark.eis("S-026")
@pytest.mark.eis("S-027")
@pytest.mark.parametrize("van", ["2025-10-01", "2026-03-01", "2027-06-01"])
@pytest.mark.parametrize("grond", [None, {"grond": "besluit van voor 18"}])
@pytest.mark.parametrize("product", ["V/gezinshuis/midden", "V/met-behandeling/behandelgroep"])
@pytest.mark.parametrize("geboren", ["2002-05-01", "2003-05-01", "2005-03-01", "2007-10-01", "2008-03-01"])
def test_a_stay_past_its_age_says_only_what_can_still_be_done(
    van: str, grond: dict[str, str] | None, product: str, geboren: str
) -> None:
    """No end date before the beginning, no ground that is of no use, and each remedy that is named works."""
    vraag = deepcopy(dict(next(g.vraag for g in lees(laad()) if g.naam == "negentien-behandelgroep")))
    vraag["jeugdige"]["geboortedatum"] = geboren
    vraag["aanvraag"] |= {"product": product, "van": van, "tot": "2028-12-31", "verlengde_jeugdhulp": grond}
    te_oud = next((b for b in beantwoord(vraag).bevindingen if b.regel == "leeftijd"), None)
    if te_oud is None:
        return
    advies, laatste = te_oud.wat_zou_het_veranderen or "", te_oud.feiten["laatste mogelijke dag"]
    assert ("einddatum" in advies) == (laatste >= van)
    assert ("al bij het begin" in te_oud.uitleg) == (laatste < van)
    if laatste >= van:
        vraag["aanvraag"]["tot"] = laatste
        assert not [b for b in beantwoord(vraag).bevindingen if b.regel == "leeftijd"]
    met_grond = deepcopy(vraag)
    met_grond["aanvraag"] |= {"verlengde_jeugdhulp": {"grond": "x"}, "tot": van}
    helpt = grond is None and not [b for b in beantwoord(met_grond).bevindingen if b.regel == "leeftijd"]
    assert ("grond voor verlengde jeugdhulp" in advies) == helpt


@pytest.mark.eis("S-144")
@pytest.mark.parametrize(
    ("tot", "eerder"), [("2026-06-29", True), ("2026-06-30", False), ("2026-07-01", False)]
)
def test_the_last_day_of_the_run_off_is_not_before_itself(tot: str, eerder: bool) -> None:
    vraag = deepcopy(dict(next(g.vraag for g in lees(laad()) if g.naam == "b-lang")))
    vraag["toewijzing"]["tot"] = tot
    uitleg = " ".join(b.uitleg for b in beantwoord(vraag).bevindingen)
    assert ("eerder dan de laatste dag" in uitleg) == eerder


@pytest.mark.eis("S-050")
def test_several_other_providers_are_named_as_in_a_sentence() -> None:
    vraag = deepcopy(dict(next(g.vraag for g in lees(laad()) if g.naam == "geen-beoordeling")))
    for naam in ("Zeewind", "Noorderlicht"):
        vraag["aanbieders"][naam] = vraag["aanbieders"]["Het Baken"]
        vraag["lopend"].append(vraag["lopend"][0] | {"aanbieder": naam})
    uitleg = [b.uitleg for b in beantwoord(vraag).bevindingen if b.regel == "gezamenlijke_beoordeling"]
    assert uitleg[0].startswith(
        "Naast De Linde zijn ook Het Baken, Noorderlicht en Zeewind betrokken in dezelfde"
    )


@pytest.mark.eis("S-051")
@pytest.mark.parametrize("tot", ["2026-03-31", None])
def test_what_begins_later_does_not_run_already_and_can_be_made_room_for(tot: str | None) -> None:
    vraag = deepcopy(dict(next(g.vraag for g in lees(laad()) if g.naam == "bb-zelfde-aanbieder")))
    vraag["lopend"][0] |= {"van": "2026-01-01", "tot": tot}
    (gevonden,) = [b for b in beantwoord(vraag).bevindingen if b.regel == "stapelen"]
    assert "begint op 1 januari 2026" in gevonden.uitleg
    assert "laten eindigen op of vóór 31 december 2025" in (gevonden.wat_zou_het_veranderen or "")
    assert ("nadat de andere is gestopt" in (gevonden.wat_zou_het_veranderen or "")) == (tot is not None)
    vraag["aanvraag"]["tot"] = "2025-12-31"
    assert not [b for b in beantwoord(vraag).bevindingen if b.regel == "stapelen"]


@pytest.mark.eis("S-061")
@pytest.mark.parametrize(
    ("tot", "zin"),
    [
        ("2026-09-30", "over de hele periode van 1 oktober 2025 tot en met 30 september 2026."),
        (None, "op 1 oktober 2025."),
        ("2025-10-01", "op 1 oktober 2025."),
    ],
)
def test_a_contract_that_falls_short_says_how_long_it_runs(tot: str | None, zin: str) -> None:
    vraag = deepcopy(dict(next(g.vraag for g in lees(laad()) if g.naam == "contract-past")))
    aanbieder = vraag["aanvraag"]["aanbieder"]
    vraag["aanbieders"][aanbieder]["contracten"] = [
        {"segment": "B", "van": "2025-07-01", "tot": "2025-09-30"},
        {"segment": "B", "van": "2025-10-02"},
    ]
    vraag["aanvraag"] |= {"van": "2025-10-01", "tot": tot}
    (gevonden,) = [b for b in beantwoord(vraag).bevindingen if b.regel == "contract"]
    contracten = (
        "Wel zijn er contracten van 1 juli 2025 tot en met 30 september 2025 en vanaf 2 oktober 2025."
    )
    assert f"heeft geen contract voor segment B {zin} {contracten}" in gevonden.uitleg
