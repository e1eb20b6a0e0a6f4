"""The public chains: outcome, rules, codes and the whole expected answer, exactly."""

from __future__ import annotations

import datetime
import io
import json

import pytest
from lxml import etree

from gedeeld import GEDEELD, vereist_gedeeld
from ijw.controle import controleer
from ijw.definitie import velden
from ijw.keten.opdracht import main
from ijw.lezen import lees

KETENS = GEDEELD / "ijw-3.2" / "voorbeelden" / "ketens" if GEDEELD else None
VERWACHT = json.loads((KETENS / "verwacht.json").read_text("utf-8")) if KETENS else {}


def klassecodes(klasse, naam="Bericht"):
    """(name of the class, its codes) for every class in an answer that carries codes."""
    if hasattr(klasse, "retourcodes"):
        yield naam, list(klasse.retourcodes)
    for veld in velden(type(klasse)):
        waarde = getattr(klasse, veld.naam)
        if veld.klasse is None or not waarde:
            continue
        for kind in waarde if veld.soort == "lijst" else [waarde]:
            yield from klassecodes(kind, veld.kind or veld.element)


def vergelijk_declaratieantwoord(antwoord, verwacht):
    inhoud = antwoord.declaratie_antwoord

    def cent(bedrag):
        return bedrag.totaal_bedrag * (-1 if bedrag.debet_credit == "C" else 1)

    assert list(antwoord.header.retourcodes) == verwacht["Header"]
    assert list(inhoud.retourcodes) == verwacht["DeclaratieAntwoord"]
    assert cent(inhoud.totaal_ingediend_bedrag) == verwacht["TotaalIngediend_cent"]
    assert cent(inhoud.totaal_toegekend_bedrag) == verwacht["TotaalToegekend_cent"]
    clienten = {
        client.bsn: {
            "retourcodes": list(client.retourcodes),
            "prestaties": {
                p.product_referentie.referentie_nummer: list(p.retourcodes) for p in client.prestaties
            },
        }
        for client in inhoud.clienten
    }
    assert clienten == verwacht["clienten"]


def vergelijk_retour(antwoord, verwacht):
    codes = list(klassecodes(antwoord))
    if verwacht["Header"] == "geen retourcodes":
        assert codes == [("Header", [])]
        return
    assert codes[0] == ("Header", verwacht["Header"])
    overig = verwacht["overige_klassen"]
    genoemd = {
        k: v for k, v in verwacht.items() if k not in {"bericht", "Header", "overige_klassen", "uitleg"}
    }
    for naam, code in genoemd.items():
        if naam.startswith("bericht ("):  # the source does not say which class
            assert code in [c for _, c in codes]
        else:
            assert (naam, code) in codes
    rest = [c for n, c in codes[1:] if c not in genoemd.values()]
    assert all(c == overig for c in rest)


@vereist_gedeeld
@pytest.mark.parametrize("naam", VERWACHT)
def test_openbare_keten(naam, tmp_path):
    verwacht = VERWACHT[naam]
    uitvoer = io.StringIO()
    code = main(["controleer", str(KETENS / naam), "--uit", str(tmp_path)], uitvoer)
    regels = [json.loads(regel) for regel in uitvoer.getvalue().splitlines()]
    laatste = regels[-1]
    assert laatste["uitkomst"] == verwacht["verwacht"]
    assert laatste["toetser"] == verwacht["toetser_van_laatste"]
    assert set(laatste["regels"]) - set(verwacht.get("regels_ook_toegestaan", ())) == set(verwacht["regels"])
    assert laatste["retourcodes"] == verwacht["retourcodes"]
    assert code == (0 if all(r["uitkomst"] == "goed" for r in regels) else 1)
    for regel in regels:
        if regel["antwoord"] is None:
            assert regel["bericht"] == "JW325"
            continue
        data = (tmp_path / regel["antwoord"]).read_bytes()
        controle = controleer(data)
        assert (controle.uitkomst, controle.bevindingen) == ("goed", ())
        schema = etree.XMLSchema(file=str(GEDEELD / "ijw-3.2" / "xsd" / f"{lees(data).code}.xsd"))
        schema.assertValid(etree.fromstring(data))
        kop = lees(data).bericht.header
        assert datetime.date.today() in {
            getattr(kop, "dagtekening_retour", None),
            kop.bericht_identificatie.dagtekening,
        }
    verwacht_antwoord = verwacht["verwacht_antwoord"]
    if "bericht" not in verwacht_antwoord:
        assert laatste["antwoord"] is None
        return
    lezing = lees((tmp_path / laatste["antwoord"]).read_bytes())
    assert lezing.code == verwacht_antwoord["bericht"]
    if lezing.code == "JW325":
        vergelijk_declaratieantwoord(lezing.bericht, verwacht_antwoord)
    else:
        vergelijk_retour(lezing.bericht, verwacht_antwoord)


@vereist_gedeeld
def test_er_zijn_openbare_ketens():
    assert len(VERWACHT) >= 12
