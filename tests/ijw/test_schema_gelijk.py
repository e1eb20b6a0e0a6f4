"""Level 1 says exactly what the official schemas say, and both ways of validating say the same."""

from __future__ import annotations

import os
import random
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from gedeeld import GEDEELD, vereist_gedeeld
from ijw import lezen
from ijw.berichten import BERICHTEN
from ijw.lezen import lees
from ijw.schema import schema, schematekst
from ijw_mutaties import muteer, voorbeelden

PER_BERICHT = int(os.environ.get("JEUGDKETEN_MUTATIES", "2800")) // len(BERICHTEN) + 1


@cache
def _officieel(code: str) -> Any:
    assert GEDEELD is not None
    return etree.XMLSchema(etree.parse(str(GEDEELD / "ijw-3.2" / "xsd" / f"{code}.xsd")))


def _officieel_oordeel(data: bytes) -> bool:
    """What lxml says with the official schema of the root's namespace, hostile XML refused."""
    try:
        wortel = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        return False
    kop = etree.QName(wortel)
    for code in BERICHTEN:
        if kop.namespace == f"http://www.istandaarden.nl/ijw/3_2/{code.lower()}/schema":
            return bool(_officieel(code).validate(wortel))
    return False


@vereist_gedeeld
@pytest.mark.parametrize("code", BERICHTEN)
def test_zelfde_oordeel_op_mutaties(code: str) -> None:
    """At least 2,000 mutations over all messages here; ``make mutaties`` compares more than 20,000."""
    kans = random.Random(f"mutaties {code}")
    basis = voorbeelden()[code]
    goed = 0
    for nummer in range(PER_BERICHT):
        data = muteer(basis, kans)
        verwacht = _officieel_oordeel(data)
        lezing = lees(data)
        assert lezing.geweigerd is not verwacht, (code, nummer, lezing.reden, data.decode("utf-8", "replace"))
        if verwacht:
            goed += 1
            assert lezing.bericht is not None
    # mutations that stay valid are as telling as those that do not
    assert 0.02 * PER_BERICHT < goed < 0.9 * PER_BERICHT


def _lees_stroom(data: bytes, begin: int) -> lezen.Boom:
    return lezen._lees_stroom(data, begin, lezen._vooruitblik(data, begin, lezen._opties(data)))


@pytest.mark.parametrize("code", BERICHTEN)
def test_stroom_zegt_hetzelfde_als_boom(code: str) -> None:
    """Large files are validated while they are parsed; that gives the verdict that the tree gives."""
    kans = random.Random(f"stroom {code}")
    basis = voorbeelden()[code]
    for _ in range(150):
        data = muteer(basis, kans)
        klein = lees(data)
        for lees_groot in (lezen._lees_groot, _lees_stroom):
            try:
                boom = lees_groot(data + b" " * 1000, lezen._keur_bytes(data))
            except lezen._Geweigerd:
                assert klein.geweigerd, data
            else:
                assert not klein.geweigerd, (klein.reden, data)
                assert lezen.bouw_bericht(boom) == klein.bericht


@vereist_gedeeld
def test_zelfde_oordeel_op_alle_voorbeelden() -> None:
    assert GEDEELD is not None
    bestanden = sorted((GEDEELD / "ijw-3.2" / "voorbeelden").rglob("*.xml"))
    assert len(bestanden) > 60
    for pad in bestanden:
        data = pad.read_bytes()
        if b"<!DOCTYPE" not in data:
            assert lees(data).geweigerd is not _officieel_oordeel(data), pad


@vereist_gedeeld
def test_officiele_schemas_mogen_meekijken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """With JEUGDKETEN_XSD set both schemas must accept."""
    assert GEDEELD is not None
    monkeypatch.setenv("JEUGDKETEN_XSD", str(GEDEELD / "ijw-3.2" / "xsd"))
    for data in voorbeelden().values():
        assert not lees(data).geweigerd


def test_een_strenger_schema_van_de_gebruiker_telt(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    eigen, basis = schematekst(BERICHTEN["JW319"])
    streng = eigen.replace(
        'name="Woonplaatsbeginsel" type="m:Woonplaatsbeginsel" minOccurs="0"', 'name="Weg" type="m:Header"'
    )
    assert streng != eigen
    (tmp_path / "JW319.xsd").write_text(streng)
    (tmp_path / "ijw-basis.xsd").write_text(basis)
    data = voorbeelden()["JW319"]
    assert not lees(data).geweigerd
    monkeypatch.setenv("JEUGDKETEN_XSD", str(tmp_path))
    lezing = lees(data)
    assert lezing.reden == (
        "Het element Woonplaatsbeginsel staat hier niet goed of komt in dit bericht niet voor; "
        "verwacht: Weg (regel 22)."
    )


def test_een_schema_wordt_een_keer_gemaakt() -> None:
    assert schema(BERICHTEN["JW301"]) is schema(BERICHTEN["JW301"])
    assert schema(BERICHTEN["JW301"]) is not schema(BERICHTEN["JW302"])
