"""Requirements that are met by rows of the region's data, and by what follows from them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from regiokopie import Regiokopie

from jeugdregels.gevallen import lees
from jeugdregels.regio import RegioFout, Rij, laad
from jeugdregels.vragen import beantwoord

RIJEN = laad().rijen_op(laad().begin)
TABELLEN = laad().op(laad().begin)


def _rijen(onderwerp: str, **velden: Any) -> Iterator[Rij]:
    return (r for r in RIJEN[onderwerp] if all(r[v] == w for v, w in velden.items()))


@pytest.mark.eis("S-011", "S-120")
def test_every_municipality_gives_the_same_verdict() -> None:
    """Only the name of the municipality and its address may differ."""
    namen = [r["naam"] for r in RIJEN["gemeenten"]]
    gezien = 0
    for geval in lees(laad()):
        if geval.vraag.get("vraag") != "toewijzing" or geval.vraag.get("gemeente") not in namen:
            continue
        gezien += 1
        antwoorden = [beantwoord({**geval.vraag, "gemeente": naam}) for naam in namen]
        assert len({repr((a.uitkomst, a.bevindingen, a.extra)) for a in antwoorden}) == 1, geval.naam
    assert gezien > 100
    assert list(_rijen("kenmerken", kenmerk="uniforme werkwijze"))


@pytest.mark.eis("S-029")
def test_the_analysis_is_asked_for_only_where_a_region_switches_it_on(tmp_path: Path) -> None:
    vraag = {
        "vraag": "toewijzing",
        "peildatum": "2025-09-01",
        "gemeente": "Opmeer",
        "jeugdige": {"geboortedatum": "2012-01-15", "woont_thuis": True},
        "aanbieders": {"Duinhuis": {"contracten": [{"segment": "V", "van": "2025-07-01"}]}},
        "lopend": [],
        "aanvraag": {
            "route": "lokale_toegang",
            "product": "V/gezinshuis/laag",
            "componenten": [],
            "aanbieder": "Duinhuis",
            "van": "2025-10-01",
            "tot": "2026-03-31",
            "toestemming": {"vorm": "schriftelijk", "datum": "2025-08-20"},
            "uitstroomdoel": "terug naar huis",
        },
    }
    kopie = Regiokopie(tmp_path / "regio")
    kopie.wijzig("regels", "regel-verklarende-analyse-nodig", actief="ja")
    aan = kopie.regio()
    assert [b.regel for b in beantwoord(vraag).bevindingen] == []
    antwoord = beantwoord(vraag, regio=aan)
    assert antwoord.uitkomst == "signaal"
    assert [b.regel for b in antwoord.bevindingen] == ["verklarende_analyse"]
    vraag["aanvraag"] = {**vraag["aanvraag"], "product": "V/kortdurend/logeren-regulier"}  # type: ignore[dict-item]
    assert "verklarende_analyse" not in [b.regel for b in beantwoord(vraag, regio=aan).bevindingen]


@pytest.mark.eis("S-031")
def test_count_of_providers_is_the_one_of_the_session() -> None:
    [rij] = [r for r in RIJEN["kenmerken"] if r.eisen == ("S-031",)]
    assert rij["waarde"] == "16"
    assert "12 mei 2025" in rij["kenmerk"]


@pytest.mark.eis("S-032", "S-014", "S-016")
def test_day_care_is_a_product_of_its_own_with_a_code_of_its_own() -> None:
    dagbesteding = {c for c in TABELLEN.alle_componenten if c.startswith("dagbesteding-")}
    assert dagbesteding == {"dagbesteding-laag", "dagbesteding-midden", "dagbesteding-hoog"}
    assert dagbesteding - TABELLEN.componenten["C"] == {"dagbesteding-laag"}
    assert dagbesteding <= TABELLEN.componenten["B"]
    met_code = {r["component"] for r in RIJEN["productcodes"] if r["component"] in dagbesteding}
    assert met_code == dagbesteding


@pytest.mark.eis("S-045")
def test_every_tariff_and_code_is_marked_as_an_example() -> None:
    assert {r.status for o in ("tarieven", "productcodes", "was_wordt") for r in RIJEN[o]} == {"voorbeeld"}
    met_tarief = {r["product"] for r in RIJEN["tarieven"]}
    for naam, product in TABELLEN.producten.items():
        if product.geldig and product.segment.code in ("B", "V"):
            assert naam in met_tarief, naam
    bladen = {r["segment"]: r["datum"] for r in RIJEN["documentregister"] if r["soort"] == "tarieven"}
    assert {s: d.isoformat() for s, d in bladen.items()} == {"B": "2025-07-01", "V": "2025-07-01"}


@pytest.mark.eis("S-152")
def test_every_new_code_in_the_old_to_new_list_exists() -> None:
    codes = {r["code"]: r["product"] for r in RIJEN["productcodes"]}
    assert RIJEN["was_wordt"]
    for rij in RIJEN["was_wordt"]:
        assert codes[rij["nieuwe_code"]] == rij["product"]
        assert rij["oude_code"] not in codes


@pytest.mark.eis("S-044", "S-046", "S-085", "S-087", "S-092", "S-207")
def test_documents_that_the_sources_name_are_in_the_register() -> None:
    genoemd = {eis for r in RIJEN["documentregister"] for eis in r.eisen}
    assert {"S-044", "S-046", "S-085", "S-092", "S-207"} <= genoemd
    protocollen = [r for r in RIJEN["documentregister"] if r["soort"] == "administratieprotocol"]
    assert {r["segment"] for r in protocollen} == {"B", "C", "V", None}
    [gi] = [r for r in protocollen if r["segment"] is None]
    assert gi["versie"] == "1.1"


@pytest.mark.eis("S-190", "S-191", "S-119")
def test_addresses_of_the_region() -> None:
    assert len(RIJEN["gemeenten"]) == 7
    for rij in RIJEN["gemeenten"]:
        antwoord = beantwoord({"vraag": "contact", "gemeente": rij["naam"]})
        assert antwoord.extra["advies"] == {"adres": rij["adres"]}
        assert beantwoord({"vraag": "contact", "gemeente": rij["code"]}).extra == antwoord.extra
    [nwo] = _rijen("contacten", rol="netwerkorganisatie")
    assert nwo["adres"] == "inkoop@zorginregiowestfriesland.nl"


@pytest.mark.eis("S-109")
def test_the_word_procesregisseur_is_not_used() -> None:
    """The role is regisseur; only the expert team says otherwise, and the row on that word tells so."""
    for r in laad().rijen():
        if "S-109" not in r.eisen:
            assert "procesregisseur" not in repr(r.waarden).lower(), r.id


@pytest.mark.eis("S-063", "S-065", "S-066", "S-069")
@pytest.mark.parametrize("soort", ["organisatie", "zzp"])
def test_a_subcontractor_has_no_contract_and_the_main_contractor_has(soort: str) -> None:
    contract = [{"segment": "B", "van": "2025-07-01"}]

    def vraag(hoofd: list[Any], onder: list[Any]) -> dict[str, Any]:
        return {
            "vraag": "onderaannemer",
            "peildatum": "2025-09-01",
            "hoofdaannemer": {"contracten": hoofd},
            "onderaannemer": {"contracten": onder, "soort": soort},
            "reden": "capaciteit",
            "gemeld_bij_nwo": "2025-08-20",
            "afgestemd_met_gezin": "2025-08-20",
            "in_managementrapportage": True,
        }

    goed = beantwoord(vraag(contract, []))
    assert (goed.uitkomst, goed.extra["soort"]) == ("toegestaan", "onderaannemer")
    onder = beantwoord(vraag(contract, contract))
    assert onder.uitkomst == "geweigerd"
    assert any("S-065" in b.eisen for b in onder.bevindingen)
    hoofd = beantwoord(vraag([], []))
    assert hoofd.uitkomst == "geweigerd"
    assert any("S-063" in b.eisen for b in hoofd.bevindingen)


@pytest.mark.eis("S-070", "S-146", "S-151", "S-147")
def test_a_started_conversion_says_who_does_what_when_and_what_the_client_notices() -> None:
    vraag = {
        "vraag": "conversie",
        "toewijzing": {
            "segment": "C",
            "componenten": [],
            "van": "2025-01-01",
            "tot": "2026-12-31",
            "jw301_verzonden": "2025-01-05",
            "jw305_start": "2025-01-10",
        },
        "aanbieder": {"contracten": [{"segment": "C", "van": "2025-07-01"}]},
    }
    antwoord = beantwoord(vraag, volledig=True)
    assert antwoord.uitkomst == "omzetting"
    assert [s.rsplit(":", 1)[0] for s in antwoord.extra["stappen"]] == ["aanbieder:JW307", "aanbieder:JW315"]
    genoemd = {eis for b in antwoord.bevindingen for eis in b.eisen}
    assert {"S-070", "S-146", "S-151"} <= genoemd


@pytest.mark.eis("S-174")
@pytest.mark.parametrize(
    ("melder", "bij"), [("lokale_toegang", "beleidscollega"), ("huisarts", "zorgmakelaar")]
)
def test_a_suspected_gap_is_told_to_whom_the_readers_own_source_names(melder: str, bij: str) -> None:
    vraag = {
        "vraag": "hiaat",
        "segment": "C",
        "stap": "vaststellen",
        "gemeld_door": melder,
        "vastgesteld_door": "huisarts",
        "soort": "geindiceerd",
        "schaal": "een_gemeente",
        "consultatie": {"casus_voorgelegd": False, "termijn_verstreken": False},
    }
    antwoord = beantwoord(vraag, volledig=True)
    zinnen = " ".join(b.uitleg for b in antwoord.bevindingen if "S-174" in b.eisen)
    assert bij in zinnen


@pytest.mark.eis("S-223")
def test_a_product_can_be_added_without_code(tmp_path: Path) -> None:
    kopie = Regiokopie(tmp_path / "regio")
    kopie.voeg_toe(
        "producten",
        id="product-v-forensische-pleegzorg",
        product="V/pleegzorg/forensisch",
        segment="V",
        perceel="pleegzorg",
        naam="forensische pleegzorg",
    )
    product = kopie.regio().op(laad().begin).producten["V/pleegzorg/forensisch"]
    assert product.geldig
    assert product.segment.verblijf


@pytest.mark.eis("S-012")
def test_what_the_source_of_a_row_does_not_give_is_marked_in_the_row(tmp_path: Path) -> None:
    """The names of the profiles and how long an intensity lasts come from a catalogue that nobody established."""
    assert all(r["niet_vastgesteld"] == ("naam", "complexiteit") for r in RIJEN["profielen"])
    assert all(r["niet_vastgesteld"] == ("duur",) for r in RIJEN["intensiteiten"])
    vraag = next(g.vraag for g in lees(laad()) if g.naam == "p8-intensief")
    (bestaat,) = [b for b in beantwoord(vraag, volledig=True).bevindingen if b.regel == "productcombinatie"]
    assert "is een voorbeeld; niemand heeft die vastgesteld." in bestaat.uitleg

    kopie = Regiokopie(tmp_path / "regio")
    kopie.wijzig("profielen", "profiel-p8", niet_vastgesteld=["naam", "kleur"])
    with pytest.raises(RegioFout, match="'kleur' is geen ingevuld veld van deze rij"):
        kopie.regio()
