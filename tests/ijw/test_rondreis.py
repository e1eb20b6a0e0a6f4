"""Read → write → read is the identity, for every message and every value that the schema accepts."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from gedeeld import GEDEELD
from ijw import testing
from ijw.berichten import BERICHTEN
from ijw.berichten.basis import XsdVersie
from ijw.codelijsten import codelijst
from ijw.controle import controleer_lezing
from ijw.inhoud import KolomBron, lees_clienten, plaatsen_van
from ijw.lezen import lees
from ijw.regels.cs import elfproef
from ijw.schrijven import OngeldigBericht, met_xsd_versie, schrijf
from ijw_mutaties import voorbeelden

_RUIM = settings(
    max_examples=min(settings.default.max_examples // 4, 500) if settings.default else 25,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@cache
def _officieel(code: str) -> Any:
    assert GEDEELD is not None
    return etree.XMLSchema(etree.parse(str(GEDEELD / "ijw-3.2" / "xsd" / f"{code}.xsd")))


@pytest.mark.parametrize("code", BERICHTEN)
@_RUIM
@given(data=st.data())
def test_lezen_schrijven_lezen(code: str, data: st.DataObject) -> None:
    bericht = data.draw(testing.berichten(code))
    geschreven = schrijf(bericht)
    lezing = lees(geschreven)
    assert lezing.reden is None
    assert lezing.bericht == bericht
    assert schrijf(lezing.bericht) == geschreven
    # the other way to read, column by column, and the client-by-client way give the same objects
    assert lezing.boom is not None
    assert KolomBron(lezing.boom).objecten(0) == [bericht]
    if plaatsen_van(BERICHTEN[code], "Client"):
        assert list(lezing.clienten()) == list(lees_clienten(lezing.boom, groot=True))
    # and a check never raises, whichever way it looks
    een = controleer_lezing(lees(geschreven), groot=False)
    assert een.bevindingen == controleer_lezing(lees(geschreven), groot=True).bevindingen
    if GEDEELD is not None:
        assert _officieel(code).validate(etree.fromstring(geschreven))


@pytest.mark.parametrize("code", BERICHTEN)
def test_vorm_van_een_geschreven_bericht(code: str) -> None:
    """UTF-8 without BOM, CRLF, the same bytes every time (OP192)."""
    data = voorbeelden()[code]
    assert data.startswith(b'<?xml version="1.0" encoding="UTF-8"?>\r\n<jw')
    assert data.endswith(b":Bericht>\r\n")
    assert data.count(b"\n") == data.count(b"\r\n")
    assert schrijf(lees(data).bericht) == data
    data.decode("utf-8")


def test_regeleinde_in_een_waarde() -> None:
    bericht = lees(voorbeelden()["JW301"]).bericht
    for tekst in ("Eerste\ntweede", "  \n  derde", "a\rb", "\r\n vierde", "vijfde\n", "<&>\"'"):
        ander = bericht._replace(client=bericht.client._replace(commentaar=tekst))
        data = schrijf(ander)
        assert data.count(b"\n") == data.count(b"\r\n")
        assert lees(data).bericht == ander


def test_xsd_versie_is_instelbaar() -> None:
    heen = lees(voorbeelden()["JW315"]).bericht
    assert lees(schrijf(heen, xsd_versie=("0.1.0", "2.3.4"))).bericht.header.xsd_versie == XsdVersie(
        "0.1.0", "2.3.4"
    )
    terug = lees(voorbeelden()["JW316"]).bericht
    kop = lees(schrijf(terug, xsd_versie=("9.9.9", "8.8.8"))).bericht.header
    assert (kop.xsd_versie, kop.xsd_versie_retour) == (terug.header.xsd_versie, XsdVersie("9.9.9", "8.8.8"))
    antwoord = met_xsd_versie(lees(voorbeelden()["JW325"]).bericht, ("9.9.9", "8.8.8")).header
    assert antwoord.xsd_versie_declaratie == XsdVersie("9.9.9", "8.8.8")
    assert antwoord.xsd_versie == XsdVersie("1.0.0", "1.0.0")


def test_wat_niet_klopt_wordt_niet_geschreven() -> None:
    bericht = lees(voorbeelden()["JW305"]).bericht
    with pytest.raises(OngeldigBericht, match=r"De waarde van Geslacht .7. staat niet in de codelijst"):
        schrijf(bericht._replace(client=bericht.client._replace(geslacht="7")))
    with pytest.raises(OngeldigBericht, match="teken dat niet in XML mag"):
        schrijf(bericht._replace(client=bericht.client._replace(bsn="\x01")))
    with pytest.raises(KeyError):
        schrijf("geen bericht")
    assert b"<jw305:Geslacht>7<" in schrijf(
        bericht._replace(client=bericht.client._replace(geslacht="7")), controleer=False
    )


@pytest.mark.parametrize(
    ("wat", "anders", "zin"),
    [
        ({}, {"client": None}, "/Bericht/Client ontbreekt; dat is verplicht."),
        ({}, {"client": "iemand"}, "/Bericht/Client is van het type str; dat moet Client zijn."),
        ({"naam": None}, {}, "/Bericht/Client/Naam ontbreekt; dat is verplicht."),
        ({"bsn": 999900018}, {}, "/Bericht/Client/Bsn is van het type int; dat moet str zijn."),
        ({"start_producten": 1}, {}, "/Bericht/Client/StartProducten is van het type int; dat moet tuple zijn."),
    ],
)  # fmt: skip
def test_een_onaf_bericht_noemt_het_element(wat: dict[str, Any], anders: dict[str, Any], zin: str) -> None:
    bericht = lees(voorbeelden()["JW305"]).bericht
    client = bericht.client._replace(**wat)
    with pytest.raises(OngeldigBericht) as fout:
        schrijf(bericht._replace(**({"client": client} | anders)))
    assert str(fout.value) == zin


def test_een_datum_als_tekst_noemt_het_element() -> None:
    bericht = lees(voorbeelden()["JW305"]).bericht
    eerste, *rest = bericht.client.start_producten
    pad = "/Bericht/Client/StartProducten/StartProduct[1]/Begindatum"
    for waarde, zin in (
        ("2026-03-02", f"{pad} is van het type str; dat moet date zijn."),
        (None, f"{pad} ontbreekt; dat is verplicht."),
    ):
        producten = (eerste._replace(begindatum=waarde), *rest)
        with pytest.raises(OngeldigBericht) as fout:
            schrijf(bericht._replace(client=bericht.client._replace(start_producten=producten)))
        assert str(fout.value) == zin


def test_lezen_gaat_uit_van_bytes() -> None:
    data = voorbeelden()["JW305"]
    assert lees(bytearray(data)).bericht == lees(memoryview(data)).bericht == lees(data).bericht
    for verkeerd in (data.decode(), None):
        with pytest.raises(TypeError, match=r"niet uit (str|NoneType); open het met 'rb'"):
            lees(verkeerd)  # type: ignore[arg-type]


def test_wat_er_niet_is_zegt_wat_er_wel_is() -> None:
    with pytest.raises(KeyError, match="codelijst WJ000 bestaat niet; kies uit CBS, "):
        codelijst("WJ000")
    with pytest.raises(KeyError, match="JW999 is geen bericht van deze standaard; kies uit JW301, "):
        BERICHTEN["JW999"]


@given(testing.bsns())
def test_proefnummers(bsn: str) -> None:
    assert len(bsn) == 9
    assert bsn.startswith("9")
    assert elfproef(bsn)


@given(
    testing.waarden(testing.BERICHTEN["JW323"].klasse("Prestatie").__annotations__["eenheid"].__metadata__[0])
)
def test_waarden_uit_de_codelijst(eenheid: str) -> None:
    assert eenheid in codelijst("WJ756")
