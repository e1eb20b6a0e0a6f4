"""Answers: what goes where, and what an incoming answer says."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ijw.antwoord import (
    DECLARATIE,
    HEADER,
    Uitslag,
    getekend,
    lees_uitslag,
    maak_declaratie_antwoord,
    maak_retour,
)
from ijw.berichten import definitie_van
from ijw.lezen import lees
from ijw.schrijven import schrijf
from ketensuite.bouw import (
    AANBIEDER,
    ANDER_KIND,
    HOORN,
    jw301_,
    jw305_,
    jw307_,
    jw315_,
    jw317_,
    jw319_,
    jw323_,
    nieuw,
    regel,
    wijzig,
)

DAG = datetime.date(2026, 1, 21)
EIGEN = {"identificatie": "R000001", "dagtekening": DAG}

HEEN = {
    "JW301": (jw301_(), "JW302", "437"),
    "JW305": (jw305_(), "JW306", "439"),
    "JW307": (jw307_(), "JW308", "441"),
    "JW315": (jw315_(), "JW316", "447"),
    "JW317": (jw317_(ongewijzigd=[1], wijzigen=[wijzig(2)], nieuwe=[nieuw()]), "JW318", "487"),
    "JW319": (jw319_(woonplaats="0420"), "JW320", "489"),
}


@pytest.fixture(params=HEEN)
def heen(request):
    return HEEN[request.param]


@pytest.mark.regel("IV028")
def test_goedgekeurd_is_alleen_een_kop_zonder_codes(heen):
    bericht, type_, code = heen
    retour = maak_retour(bericht, **EIGEN)
    assert definitie_van(retour).code == type_
    assert retour[1:] == (None,)
    kop = retour.header
    assert kop.retourcodes == ()
    assert kop.bericht_code == code
    assert kop[1:7] == bericht.header[1:7]
    assert (kop.identificatie_retour, kop.dagtekening_retour) == ("R000001", DAG)
    assert kop.xsd_versie_retour == ("1.0.0", "1.0.0")
    assert kop.xslt_versie is None
    assert lees(schrijf(retour)).bericht == retour


@pytest.mark.regel("IV028", "IV032", "IV033")
@pytest.mark.parametrize("code", ["0001", "9056", "8848", "S300"])
def test_fout_op_kop_is_alleen_een_kop(heen, code):
    bericht, _, _ = heen
    retour = maak_retour(
        bericht, {HEADER: (code,)}, xslt_versie="2.10.5", xsd_versie=("0.1.0", "0.2.0"), **EIGEN
    )
    assert retour.header.retourcodes == (code,)
    assert retour[1:] == (None,)
    assert retour.header.xslt_versie == "2.10.5"
    assert retour.header.xsd_versie_retour == ("0.1.0", "0.2.0")
    assert lees(schrijf(retour)).bericht == retour


@pytest.mark.regel("IV028")
@pytest.mark.parametrize(
    ("soort", "pad", "code"),
    [
        ("JW301", "/Bericht/Client/ToegewezenProducten/ToegewezenProduct[1]", "9332"),
        ("JW305", "/Bericht/Client/StartProducten/StartProduct[1]", "9019"),
        ("JW307", "/Bericht/Client/StopProducten/StopProduct[1]", "9415"),
        ("JW315", "/Bericht/Client/AangevraagdeProducten/AangevraagdProduct[1]", "9347"),
        ("JW317", "/Bericht/Client/Verzoek/TeWijzigenProducten/TeWijzigenProduct[1]", "9351"),
        ("JW317", "/Bericht/Client/Verzoek/OngewijzigdeProducten/OngewijzigdProduct[1]", "9350"),
        ("JW317", "/Bericht/Client/Verzoek/NieuweProducten/NieuwProduct[1]", "S329"),
        ("JW317", "/Bericht/Client/Verzoek", "9349"),
        ("JW319", "/Bericht/Antwoord", "9355"),
        ("JW319", "/Bericht/Antwoord/Woonplaatsbeginsel", "S300"),
    ],
)
def test_fout_in_een_klasse_geeft_alles_terug(soort, pad, code):
    bericht, type_, _ = HEEN[soort]
    retour = maak_retour(bericht, {pad: (code,)}, **EIGEN)
    assert retour.header.retourcodes == ("0200",)
    data = schrijf(retour)
    assert lees(data).bericht == retour
    assert data.count(code.encode()) == 1
    klassen = data.count(b"<" + type_.lower().encode() + b":RetourCodes>")
    assert data.count(b">0200<") == klassen - 1
    assert lees_uitslag(retour) == Uitslag(
        soort,
        bericht.header.afzender,
        bericht.header.ontvanger,
        bericht.header.bericht_identificatie.identificatie,
        bericht.header.bericht_identificatie.dagtekening,
        False,
        {pad: (code,)},
    )


def test_retour_bestaat_niet_op_elk_bericht():
    with pytest.raises(ValueError, match="JW323"):
        maak_retour(jw323_(regel()), **EIGEN)
    with pytest.raises(ValueError, match="JW302"):
        maak_retour(maak_retour(jw301_(), **EIGEN), **EIGEN)
    with pytest.raises(ValueError, match="JW301 is geen antwoord"):
        lees_uitslag(jw301_())
    with pytest.raises(ValueError, match="JW319 is geen antwoord"):
        lees_uitslag(jw319_())


def test_uitslag_van_goedgekeurd_retourbericht(heen):
    bericht, _, _ = heen
    uitslag = lees_uitslag(maak_retour(bericht, **EIGEN))
    assert uitslag.goedgekeurd
    assert uitslag.codes == {}
    assert uitslag.berichttype == definitie_van(bericht).code
    assert uitslag.identificatie == bericht.header.bericht_identificatie.identificatie


@pytest.mark.regel("IV087")
def test_uitslag_van_declaratieantwoord():
    bericht = jw323_(regel("P1"), regel("P2", maand="2025-02"), identificatie="D-77", op="2026-01-05")
    pad = f"{DECLARATIE}/Clienten/Client[1]/Prestaties/Prestatie[2]"
    goed = lees_uitslag(maak_declaratie_antwoord(bericht, **EIGEN))
    assert goed == Uitslag("JW323", AANBIEDER, HOORN, "D-77", datetime.date(2026, 1, 5), True, {})
    fout = lees_uitslag(maak_declaratie_antwoord(bericht, {pad: ("9321", "9322")}, **EIGEN))
    assert not fout.goedgekeurd
    # in het antwoord is het de eerste: alleen afgewezen regels komen terug
    plek = "/Bericht/DeclaratieAntwoord/Clienten/Client[1]/Prestaties/Prestatie[1]"
    assert fout.codes == {plek: ("9321", "9322")}
    assert lees_uitslag(maak_declaratie_antwoord(bericht, {HEADER: ("0001",)}, **EIGEN)).codes == {
        HEADER: ("0001",)
    }


@pytest.mark.regel("IV087", "IV088")
def test_declaratieantwoord_kop():
    bericht = jw323_(regel("P1"))
    antwoord = maak_declaratie_antwoord(
        bericht, {HEADER: ("0001",)}, xslt_versie="2.10.5", xsd_versie=("0.1.0", "0.2.0"), **EIGEN
    )
    assert antwoord.declaratie_antwoord is None
    kop = antwoord.header
    assert kop.retourcodes == ("0001",)
    assert kop.xslt_versie == "2.10.5"
    assert kop.xsd_versie == ("0.1.0", "0.2.0")
    assert kop.xsd_versie_declaratie == bericht.header.xsd_versie
    assert (kop.bericht_versie, kop.bericht_subversie) == (3, 2)
    assert kop.bericht_identificatie == ("R000001", DAG)
    assert lees(schrijf(antwoord)).bericht == antwoord


@pytest.mark.regel("TR342", "CS325")
@given(
    st.lists(st.tuples(st.integers(0, 40), st.booleans(), st.booleans()), min_size=1, max_size=6),
    st.booleans(),
)
def test_toegekend_is_ingediend_min_getekende_som_van_afgewezen(regels, clientfout):
    """TR342 holds for every mixture of debit and credit, refused and granted; nil is debit."""
    codes = {}
    lijnen = []
    for nr, (volume, credit, afgewezen) in enumerate(regels, 1):
        lijnen.append(regel(f"P{nr}", volume, credit_op=f"V{nr}" if credit else None))
        if afgewezen:
            codes[f"{DECLARATIE}/Clienten/Client[1]/Prestaties/Prestatie[{nr}]"] = ("9321",)
    bericht = jw323_(*lijnen, (ANDER_KIND, [regel("Z", 3)]))
    if clientfout:
        codes[f"{DECLARATIE}/Clienten/Client[2]"] = ("8187",)
    antwoord = maak_declaratie_antwoord(bericht, codes, **EIGEN).declaratie_antwoord
    terug = [p for c in antwoord.clienten for p in c.prestaties]
    som = sum(getekend(*p.ingediend_bedrag) for p in terug)
    toegekend = antwoord.totaal_toegekend_bedrag
    assert getekend(*antwoord.totaal_ingediend_bedrag) - getekend(*toegekend) == som
    assert toegekend.totaal_bedrag > 0 or toegekend.debet_credit == "D"
    assert len(terug) == sum(a for _, _, a in regels) + clientfout
    assert antwoord.retourcodes == (("0200",) if codes else ("8001",))
    assert antwoord.totaal_ingediend_bedrag == bericht.declaratie.totaal_ingediend_bedrag
