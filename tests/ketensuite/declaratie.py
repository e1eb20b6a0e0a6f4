"""Rules on the declaration JW323 and the JW325 that answers it."""

from __future__ import annotations

import datetime
import gc

import pytest

from ijw.berichten.basis import Omvang, Product
from ijw.keten import Contractafspraak, Ketencontrole, controleer
from ijw.keten.geheugen import GeheugenContract
from ketensuite.bouw import (
    A04,
    A53,
    AFSPRAKEN,
    ANDER_KIND,
    ANDERE_AANBIEDER,
    GGZ,
    KIND,
    MEDEMBLIK,
    Keten,
    antwoord_op,
    jw301_,
    jw323_,
    per_maand,
    per_week,
    product,
    regel,
    totaal,
)

D = "/Bericht/Declaratie"


def client(c=1):
    return f"{D}/Clienten/Client[{c}]"


def prestatie(p=1, c=1):
    return f"{client(c)}/Prestaties/Prestatie[{p}]"


@pytest.fixture
def keten(stand):
    """Ten hours a month during 2025 on allocation 100001."""
    return Keten(stand).goed(jw301_())


def toewijzing(stand, *producten, contract=None):
    return (Keten(stand, contract) if contract else Keten(stand)).goed(jw301_(*producten))


# --- volledig goed --------------------------------------------------------------------------------


def test_goed_zonder_startbericht(keten):
    bericht = jw323_(regel())
    controle = keten.stuur(bericht)
    assert controle.uitkomst == "goed"
    assert controle.toetser == "gemeente"
    antwoord = antwoord_op(bericht, controle)
    kop, inhoud = antwoord.header, antwoord.declaratie_antwoord
    assert (kop.bericht_code, kop.afzender, kop.ontvanger) == ("491", "0405", "99000101")
    assert kop.retourcodes == ("0200",)
    assert kop.declaratie_identificatie == bericht.header.bericht_identificatie
    assert kop.xsd_versie_declaratie == bericht.header.xsd_versie
    assert inhoud.declaratie_nummer == "DECL1"
    assert inhoud.retourcodes == ("8001",)
    assert inhoud.totaal_ingediend_bedrag == inhoud.totaal_toegekend_bedrag == (69600, "D")
    assert inhoud.clienten == ()


# --- Declaratie -----------------------------------------------------------------------------------


@pytest.mark.regel("TR333")
def test_tr333_declaratienummer_opnieuw(keten):
    keten.goed(jw323_(regel("P1")))
    bericht = jw323_(regel("P2", 99, nummer=555), maand="2025-04")
    controle = keten.fout(bericht, ("TR333", "9333", f"{D}/DeclaratieNummer"))
    inhoud = antwoord_op(bericht, controle).declaratie_antwoord
    assert inhoud.retourcodes == ("9333",)
    assert inhoud.totaal_ingediend_bedrag == (861300, "D")
    assert inhoud.totaal_toegekend_bedrag == (0, "D")
    assert inhoud.clienten == ()
    assert antwoord_op(bericht, controle).header.retourcodes == ("0200",)


@pytest.mark.regel("TR333")
def test_tr333_andere_aanbieder_of_ander_nummer(keten):
    keten.goed(
        jw323_(regel("P1")),
        jw301_(product(2), aanbieder=ANDERE_AANBIEDER),
        jw323_(regel("P1", nummer=2), aanbieder=ANDERE_AANBIEDER),
        jw323_(regel("P2", maand="2025-04"), declaratie="DECL2", maand="2025-04"),
    )


@pytest.mark.regel("TR333")
def test_tr333_volledig_afgewezen_declaratie_houdt_haar_nummer(keten):
    keten.fout(jw323_(regel("P1", 11)), ("TR321", "9321", f"{prestatie()}/GeleverdVolume"))
    keten.fout(jw323_(regel("P1")), ("TR333", "9333", f"{D}/DeclaratieNummer"))
    keten.goed(jw323_(regel("P1"), declaratie="DECL2"))


@pytest.mark.regel("TR318")
def test_tr318_periode_terug(keten):
    keten.goed(jw323_(regel("P1", maand="2025-05"), maand="2025-05"))
    bericht = jw323_(regel("P2", maand="2025-04"), declaratie="D2", maand="2025-04")
    controle = keten.fout(bericht, ("TR318", "8214", f"{D}/DeclaratiePeriode"))
    assert antwoord_op(bericht, controle).declaratie_antwoord.retourcodes == ("8214",)
    # de nagekomen prestatie gaat mee met dezelfde of een latere maand (IV090)
    keten.goed(jw323_(regel("P2", maand="2025-04"), declaratie="D3", maand="2025-05"))
    keten.goed(jw323_(regel("P3", maand="2025-02"), declaratie="D4", maand="2025-08"))
    keten.fout(
        jw323_(regel("P4", maand="2025-07"), declaratie="D5", maand="2025-07"),
        ("TR318", "8214", f"{D}/DeclaratiePeriode"),
    )


@pytest.mark.regel("TR318")
def test_tr318_per_gemeente(keten):
    keten.goed(
        jw323_(regel("P1", maand="2025-05"), maand="2025-05"),
        jw301_(product(7), gemeente=MEDEMBLIK),
        jw323_(regel("P2", nummer=7), declaratie="D2", gemeente=MEDEMBLIK),
    )


@pytest.mark.regel("TR318", "TR333")
def test_tr318_en_tr333_samen(keten):
    keten.goed(jw323_(regel("P1", maand="2025-05"), maand="2025-05"))
    controle = keten.fout(
        jw323_(regel("P2", maand="2025-04"), maand="2025-04"),
        ("TR318", "8214", f"{D}/DeclaratiePeriode"),
        ("TR333", "9333", f"{D}/DeclaratieNummer"),
    )
    assert controle.codes == {D: ("9333", "8214")}


# --- Client ---------------------------------------------------------------------------------------


@pytest.mark.regel("TR304")
def test_tr304_toewijzing_van_ander_kind(keten):
    bericht = jw323_((ANDER_KIND, [regel("P1"), regel("P2", 99, nummer=555)]))
    controle = keten.fout(bericht, ("TR304", "8187", f"{client()}/Bsn"))
    inhoud = antwoord_op(bericht, controle).declaratie_antwoord
    assert inhoud.retourcodes == ("0200",)
    assert inhoud.totaal_toegekend_bedrag == (0, "D")
    (terug,) = inhoud.clienten
    assert terug.bsn == ANDER_KIND
    assert terug.retourcodes == ("8187",)
    assert [p.retourcodes for p in terug.prestaties] == [("0233",), ("0233",)]
    assert controle.retourcodes == ("8187",)


@pytest.mark.regel("TR304")
def test_tr304_andere_client_in_bericht_blijft_goed(keten):
    bericht = jw323_(regel("P1"), (ANDER_KIND, [regel("P2", maand="2025-02")]))
    controle = keten.fout(bericht, ("TR304", "8187", f"{client(2)}/Bsn"))
    inhoud = antwoord_op(bericht, controle).declaratie_antwoord
    assert inhoud.totaal_ingediend_bedrag == (139200, "D")
    assert inhoud.totaal_toegekend_bedrag == (69600, "D")
    assert [c.bsn for c in inhoud.clienten] == [ANDER_KIND]
    # P2 is niet beoordeeld en dus nog vrij
    keten.goed(jw323_(regel("P2", maand="2025-02"), declaratie="D2"))


@pytest.mark.regel("TR304")
def test_tr304_geen_fout_met_eigen_toewijzing(keten):
    keten.goed(
        jw301_(product(2), bsn=ANDER_KIND),
        jw323_(regel("P1"), (ANDER_KIND, [regel("P2", nummer=2)])),
    )


# --- TR338, TR384 ---------------------------------------------------------------------------------


@pytest.mark.regel("TR338")
@pytest.mark.parametrize(
    "bericht",
    [
        jw323_(regel(nummer=999, volume=99, tarief=1)),
        jw323_(regel(), aanbieder=ANDERE_AANBIEDER),
        jw323_(regel(), gemeente=MEDEMBLIK),
        jw323_((ANDER_KIND, [regel(nummer=999)])),
        jw323_(regel("C1", nummer=999, credit_op="P0")),
    ],
    ids=["nummer", "andere aanbieder", "andere gemeente", "ander kind", "credit"],
)
def test_tr338_onbekende_toewijzing(keten, bericht):
    controle = keten.fout(bericht, ("TR338", "9338", f"{prestatie()}/ToewijzingNummer"))
    (terug,) = antwoord_op(bericht, controle).declaratie_antwoord.clienten
    assert terug.retourcodes == ("0200",)
    assert terug.prestaties[0].retourcodes == ("9338",)


@pytest.mark.regel("TR338")
def test_alleen_afgewezen_regels_komen_terug(keten):
    bericht = jw323_(regel("P1"), regel("P2", 3, nummer=999), regel("P3", 4, maand="2025-02"))
    controle = keten.fout(bericht, ("TR338", "9338", f"{prestatie(2)}/ToewijzingNummer"))
    inhoud = antwoord_op(bericht, controle).declaratie_antwoord
    assert inhoud.totaal_ingediend_bedrag == (15 * 8700, "D")
    assert inhoud.totaal_toegekend_bedrag == (12 * 8700, "D")
    (terug,) = inhoud.clienten
    assert [p.product_referentie.referentie_nummer for p in terug.prestaties] == ["P2"]
    assert terug.prestaties[0][:-1] == bericht.declaratie.clienten[0].prestaties[1]


@pytest.mark.regel("TR384")
def test_tr384_verwijderde_toewijzing(stand):
    keten = toewijzing(stand, product(van="2025-03-01"))
    keten.goed(jw301_(product(van="2025-03-01", tot="2025-03-01", reden="13", toegewezen="2025-02-01")))
    keten.fout(jw323_(regel(tot="2025-03-01")), ("TR384", "9384", f"{prestatie()}/ToewijzingNummer"))
    keten.fout(
        jw323_(regel(), declaratie="D2"),
        ("TR384", "9384", f"{prestatie()}/ToewijzingNummer"),
        ("TR308", "9308", f"{prestatie()}/ProductPeriode/Einddatum"),
        ("TR388", "9388", f"{prestatie()}/ProductPeriode/Einddatum"),
    )


@pytest.mark.regel("TR384")
def test_tr384_andere_reden_wijziging_mag(keten):
    keten.goed(jw301_(product(tot="2025-06-30", reden="05", toegewezen="2025-02-01")), jw323_(regel()))


# --- perioden -------------------------------------------------------------------------------------

BEGIN, EIND = "ProductPeriode/Begindatum", "ProductPeriode/Einddatum"


@pytest.mark.regel("TR307")
def test_tr307_maand_voor_de_toewijzing(stand):
    keten = toewijzing(stand, product(van="2025-02-01"))
    keten.fout(jw323_(regel(maand="2025-01"), maand="2025-01"), ("TR307", "9307", f"{prestatie()}/{BEGIN}"))
    keten.goed(jw323_(regel(maand="2025-02"), declaratie="D2"))


@pytest.mark.regel("TR307")
def test_tr307_week_en_dagvolume_geven_geen_volumefout(stand):
    keten = toewijzing(
        stand,
        product(1, omvang=per_week(3), van="2025-02-01"),
        product(2, A53, Omvang(1, "04", "1"), "2025-02-01"),
    )
    keten.fout(
        jw323_(
            regel("P1", nummer=1, maand="2025-01"),
            regel("P2", nummer=2, product=A53, tarief=9900, maand="2025-01"),
        ),
        ("TR307", "9307", f"{prestatie(1)}/{BEGIN}"),
        ("TR307", "9307", f"{prestatie(2)}/{BEGIN}"),
    )


@pytest.mark.regel("TR308")
def test_tr308_maand_na_de_toewijzing(stand):
    keten = toewijzing(stand, product(tot="2025-02-28"))
    keten.fout(jw323_(regel()), ("TR308", "9308", f"{prestatie()}/{EIND}"))
    keten.goed(jw323_(regel(maand="2025-02"), declaratie="D2"))


@pytest.mark.regel("TR308")
def test_tr308_zonder_einddatum(stand):
    toewijzing(stand, product(tot=None)).goed(jw323_(regel()))


@pytest.mark.regel("TR387")
@pytest.mark.parametrize(
    ("ingang", "begin", "regels"),
    [
        ("2025-01-01", "2025-03-02", ["TR387"]),
        ("2025-03-01", "2025-03-02", ["TR387"]),
        ("2025-03-10", "2025-03-15", ["TR387"]),
        ("2025-03-10", "2025-03-01", ["TR307", "TR387"]),
        ("2025-03-10", "2025-03-10", []),
        ("2025-02-10", "2025-03-01", []),
        ("2025-03-01", "2025-03-01", []),
        ("2024-03-10", "2025-03-01", []),
    ],
)
def test_tr387_begin_van_de_productperiode(stand, ingang, begin, regels):
    keten = toewijzing(stand, product(van=ingang))
    bericht = jw323_(regel(van=begin))
    controle = keten.stuur(bericht)
    assert list(controle.regels) == regels
    assert all(b.pad == f"{prestatie()}/{BEGIN}" for b in controle.bevindingen)
    assert controle.retourcodes == tuple(f"9{r[2:]}" for r in regels)


@pytest.mark.regel("TR388")
@pytest.mark.parametrize(
    ("einddatum", "eind", "regels"),
    [
        ("2025-12-31", "2025-03-30", ["TR388"]),
        (None, "2025-03-30", ["TR388"]),
        ("2025-03-20", "2025-03-19", ["TR388"]),
        ("2025-03-20", "2025-03-31", ["TR308", "TR388"]),
        ("2025-03-20", "2025-03-20", []),
        ("2025-03-31", "2025-03-31", []),
        ("2026-03-20", "2025-03-31", []),
        (None, "2025-03-31", []),
    ],
)
def test_tr388_eind_van_de_productperiode(stand, einddatum, eind, regels):
    keten = toewijzing(stand, product(tot=einddatum))
    controle = keten.stuur(jw323_(regel(tot=eind)))
    assert list(controle.regels) == regels
    assert all(b.pad == f"{prestatie()}/{EIND}" for b in controle.bevindingen)


@pytest.mark.regel("TR319")
def test_tr319_productperiode_na_declaratieperiode(keten):
    bericht = jw323_(regel("P1"), regel("P2", maand="2025-04"))
    controle = keten.fout(bericht, ("TR319", "9319", f"{prestatie(2)}/ProductPeriode"))
    assert antwoord_op(bericht, controle).declaratie_antwoord.totaal_toegekend_bedrag == (69600, "D")
    keten.goed(
        jw323_(regel("P2", maand="2025-04"), regel("P3", maand="2025-01"), declaratie="D2", maand="2025-04")
    )


# --- product en eenheid ---------------------------------------------------------------------------


@pytest.mark.regel("TR339")
def test_tr339_andere_categorie(keten):
    keten.fout(
        jw323_(regel(product=Product("54", "45A04"))), ("TR339", "9339", f"{prestatie()}/ProductCategorie")
    )


@pytest.mark.regel("TR339", "TR340")
def test_tr339_en_tr340_ander_product(keten):
    keten.fout(
        jw323_(regel(product=GGZ, tarief=11000)),
        ("TR339", "9339", f"{prestatie()}/ProductCategorie"),
        ("TR340", "9340", f"{prestatie()}/ProductCode"),
    )


@pytest.mark.regel("TR340")
def test_tr340_andere_code(keten):
    keten.fout(jw323_(regel(product=A53, tarief=9900)), ("TR340", "9340", f"{prestatie()}/ProductCode"))


@pytest.mark.regel("TR339", "TR340")
def test_aspecifieke_toewijzing(stand):
    keten = toewijzing(stand, product(product=Product("45", None), budget=500000))
    keten.goed(jw323_(regel("P1"), regel("P2", product=A53, tarief=9900)))
    keten.fout(
        jw323_(regel("P3", product=GGZ, tarief=11000), declaratie="D2"),
        ("TR339", "9339", f"{prestatie()}/ProductCategorie"),
    )


@pytest.mark.regel("TR339", "TR340")
def test_generieke_toewijzing(stand):
    keten = toewijzing(stand, product(product=None, budget=500000))
    keten.goed(jw323_(regel("P1"), regel("P2", product=GGZ, tarief=11000)))


@pytest.mark.regel("TR381")
def test_tr381_prestatie(stand):
    contract = GeheugenContract(AFSPRAKEN, {"45A04": "45", "54004": "54"})
    keten = toewijzing(stand, product(product=Product("45", None), budget=500000), contract=contract)
    keten.fout(
        jw323_(regel("P1", product=Product("45", "54004"), tarief=11000)),
        ("TR381", "S329", f"{prestatie()}/ProductCode"),
    )
    keten.goed(jw323_(regel("P1"), declaratie="D2"))


@pytest.mark.regel("TR341")
@pytest.mark.parametrize("eenheid", ["14", "16", "82", "84"])
def test_tr341_andere_eenheid(keten, eenheid):
    keten.fout(jw323_(regel(eenheid=eenheid)), ("TR341", "9341", f"{prestatie()}/Eenheid"))


@pytest.mark.regel("TR341")
def test_tr341_euro_op_uren(keten):
    keten.fout(jw323_(regel(eenheid="83")), ("TR341", "9341", f"{prestatie()}/Eenheid"))


@pytest.mark.regel("TR341")
def test_tr341_uren_op_minuten(stand):
    contract = GeheugenContract([Contractafspraak("45", "45A04", "01", 145, "inspanningsgericht")])
    keten = toewijzing(stand, product(omvang=per_maand(600, "01")), contract=contract)
    keten.fout(jw323_(regel()), ("TR341", "9341", f"{prestatie()}/Eenheid"))
    keten.goed(jw323_(regel(volume=480, eenheid="01", tarief=145), declaratie="D2"))


@pytest.mark.regel("TR341")
def test_tr341_aspecifiek_volgt_het_contract(stand):
    keten = toewijzing(stand, product(product=Product("45", None), budget=500000))
    keten.fout(jw323_(regel("P1", eenheid="16")), ("TR341", "9341", f"{prestatie()}/Eenheid"))
    keten.goed(
        jw323_(
            regel("P1", 60, eenheid="01", tarief=145, bedrag=8700),
            regel("P2", 3, product=Product("45", "45X01"), eenheid="16", tarief=4000),
            declaratie="D2",
        )
    )


# --- tarief en bedrag -----------------------------------------------------------------------------


@pytest.mark.regel("TR418")
def test_tr418_ander_tarief(keten):
    keten.fout(jw323_(regel(tarief=8800)), ("TR418", "0611", f"{prestatie()}/ProductTarief"))
    keten.fout(jw323_(regel(tarief=8699), declaratie="D2"), ("TR418", "0611", f"{prestatie()}/ProductTarief"))


@pytest.mark.regel("TR418")
def test_tr418_minuten_en_zonder_afspraak(stand):
    contract = GeheugenContract(
        [
            Contractafspraak("45", "45A04", "04", 8735, "inspanningsgericht"),
            Contractafspraak("45", "45A53", "01", 165, "inspanningsgericht"),
            Contractafspraak("45", "45A53", "04", 9900, "inspanningsgericht"),
        ]
    )
    keten = toewijzing(stand, product(1), product(2, A53), product(3, GGZ), contract=contract)
    keten.fout(
        jw323_(
            regel("P1", 60, nummer=1, eenheid="01", tarief=145, bedrag=8735),
            regel("P2", 60, nummer=2, product=A53, eenheid="01", tarief=166),
        ),
        ("TR418", "0611", f"{prestatie(1)}/ProductTarief"),
        ("TR418", "0611", f"{prestatie(2)}/ProductTarief"),
    )
    keten.goed(
        jw323_(
            regel("P1", 60, nummer=1, eenheid="01", tarief=146, bedrag=8735),
            regel("P2", 60, nummer=2, product=A53, eenheid="01", tarief=165),
            regel("P3", 2, nummer=3, product=GGZ, tarief=12345),
            declaratie="D2",
        )
    )


@pytest.mark.regel("TR418", "TR346")
def test_euro_heeft_geen_tarief(stand):
    contract = GeheugenContract([Contractafspraak("45", "45A04", "83", None, "outputgericht")])
    keten = toewijzing(stand, product(omvang=per_maand(20000, "83")), contract=contract)
    keten.goed(jw323_(regel(volume=20000, eenheid="83")))


@pytest.mark.regel("TR346")
@pytest.mark.parametrize("bedrag", [69599, 69601, 0])
def test_tr346_bedrag_is_niet_volume_maal_tarief(keten, bedrag):
    bericht = jw323_(regel(bedrag=bedrag))
    controle = keten.fout(bericht, ("TR346", "9346", f"{prestatie()}/IngediendBedrag"))
    inhoud = antwoord_op(bericht, controle).declaratie_antwoord
    assert inhoud.totaal_toegekend_bedrag == (0, "D")
    assert inhoud.retourcodes == ("0200",)


@pytest.mark.regel("TR346", "TR418")
def test_tr346_en_tr418(keten):
    keten.fout(
        jw323_(regel(tarief=8800, bedrag=69600)),
        ("TR346", "9346", f"{prestatie()}/IngediendBedrag"),
        ("TR418", "0611", f"{prestatie()}/ProductTarief"),
    )


@pytest.mark.regel("TR346")
def test_tr346_minuten_op_uurtarief(stand):
    contract = GeheugenContract([Contractafspraak("45", "45A04", "04", 8735, "inspanningsgericht")])
    keten = toewijzing(stand, product(), contract=contract)
    # 8735 x 125 / 60 = 18197,9; niet 125 x 146 = 18250 (IV081)
    keten.fout(
        jw323_(regel(volume=125, eenheid="01", tarief=146, bedrag=18250)),
        ("TR346", "9346", f"{prestatie()}/IngediendBedrag"),
    )
    keten.goed(jw323_(regel(volume=125, eenheid="01", tarief=146, bedrag=18198), declaratie="D2"))


@pytest.mark.regel("TR346")
def test_tr346_minuten_op_minuuttarief(stand):
    contract = GeheugenContract(
        [
            Contractafspraak("45", "45A04", "01", 146, "inspanningsgericht"),
            Contractafspraak("45", "45A04", "04", 8735, "inspanningsgericht"),
        ]
    )
    keten = toewijzing(stand, product(), contract=contract)
    keten.fout(
        jw323_(regel(volume=125, eenheid="01", tarief=146, bedrag=18198)),
        ("TR346", "9346", f"{prestatie()}/IngediendBedrag"),
    )
    keten.goed(jw323_(regel(volume=125, eenheid="01", tarief=146), declaratie="D2"))


@pytest.mark.regel("TR346")
def test_tr346_minuten_zonder_contract(stand):
    keten = toewijzing(stand, product(1), product(2, A53), contract=GeheugenContract())
    keten.goed(
        jw323_(
            regel("P1", 125, nummer=1, eenheid="01", tarief=146, bedrag=18198),
            regel("P2", 125, nummer=2, product=A53, eenheid="01", tarief=146),
        )
    )
    keten.fout(
        jw323_(
            regel("P3", 125, nummer=1, maand="2025-02", eenheid="01", tarief=146, bedrag=18400),
            declaratie="D2",
        ),
        ("TR346", "9346", f"{prestatie()}/IngediendBedrag"),
    )


# --- volume en budget -----------------------------------------------------------------------------

VOLUME = "GeleverdVolume"


@pytest.mark.regel("TR321")
def test_tr321_per_maand(keten):
    keten.fout(jw323_(regel(volume=11)), ("TR321", "9321", f"{prestatie()}/{VOLUME}"))
    keten.goed(jw323_(regel(volume=10), declaratie="D2"))


@pytest.mark.regel("TR321")
def test_tr321_gebroken_maand_mag_volle_maand(stand):
    # IV078: 15 uur per maand, 12-10-2021 t/m 13-12-2021
    keten = toewijzing(
        stand, product(omvang=per_maand(15), van="2021-10-12", tot="2021-12-13", toegewezen="2021-10-01")
    )
    keten.fout(
        jw323_(regel("P1", 16, van="2021-10-12"), maand="2021-10"),
        ("TR321", "9321", f"{prestatie()}/{VOLUME}"),
    )
    keten.goed(
        jw323_(regel("P1", 15, van="2021-10-12"), declaratie="D2", maand="2021-10"),
        jw323_(regel("P3", 15, van="2021-12-01", tot="2021-12-13"), declaratie="D3", maand="2021-12"),
    )


@pytest.mark.regel("TR321")
@pytest.mark.parametrize(
    ("van", "tot", "maximum"),
    [("2022-10-11", "2022-10-31", 12), ("2022-11-01", "2022-11-30", 15), ("2022-12-01", "2022-12-28", 15)],
)
def test_tr321_per_week_inspanning(stand, van, tot, maximum):
    # IV077: 3 uur per week, 11-10-2022 t/m 28-12-2022
    keten = toewijzing(
        stand, product(omvang=per_week(3), van="2022-10-11", tot="2022-12-28", toegewezen="2022-10-01")
    )
    keten.fout(
        jw323_(regel("P1", maximum + 1, van=van, tot=tot), maand="2022-12"),
        ("TR321", "9321", f"{prestatie()}/{VOLUME}"),
    )
    keten.goed(jw323_(regel("P1", maximum, van=van, tot=tot), declaratie="D2", maand="2022-12"))


@pytest.mark.regel("TR321")
@pytest.mark.parametrize(
    ("van", "tot", "zondagen"),
    [("2022-10-11", "2022-10-31", 3), ("2022-11-01", "2022-11-30", 4), ("2022-12-01", "2022-12-31", 5)],
)
def test_tr321_per_week_output(stand, van, tot, zondagen):
    # IV077: 300 euro per week, 11-10-2022 t/m 31-12-2022
    contract = GeheugenContract([Contractafspraak("45", "45A04", "83", None, "outputgericht")])
    keten = toewijzing(
        stand,
        product(omvang=per_week(30000, "83"), van="2022-10-11", tot="2022-12-31", toegewezen="2022-10-01"),
        contract=contract,
    )
    maximum = zondagen * 30000
    keten.fout(
        jw323_(regel("P1", maximum + 1, van=van, tot=tot, eenheid="83"), maand="2022-12"),
        ("TR321", "9321", f"{prestatie()}/{VOLUME}"),
    )
    keten.goed(jw323_(regel("P1", maximum, van=van, tot=tot, eenheid="83"), declaratie="D2", maand="2022-12"))


@pytest.mark.regel("TR321")
@pytest.mark.parametrize(
    ("contract", "maximum"),
    [
        ([Contractafspraak("45", "45A04", "84", 5000, "inspanningsgericht")], 6),
        ([Contractafspraak("45", "45A04", "84", 5000, "outputgericht")], 5),
        ([Contractafspraak("45", "45A04", "04", 5000, "outputgericht")], 5),
        (
            [
                Contractafspraak("45", "45A04", "04", 5000, "outputgericht"),
                Contractafspraak("45", "45A04", "84", 5000, "inspanningsgericht"),
            ],
            6,
        ),
        ([], 6),
    ],
    ids=["inspanning", "output", "andere eenheid", "twee eenheden", "geen contract"],
)
def test_tr321_variant_uit_contract(stand, contract, maximum):
    # maart 2025: weken 9 t/m 14, vijf zondagen
    keten = toewijzing(stand, product(omvang=per_week(1, "84")), contract=GeheugenContract(contract))
    keten.fout(
        jw323_(regel("P1", maximum + 1, eenheid="84", tarief=5000)),
        ("TR321", "9321", f"{prestatie()}/{VOLUME}"),
    )
    keten.goed(jw323_(regel("P1", maximum, eenheid="84", tarief=5000), declaratie="D2"))


@pytest.mark.regel("TR321")
def test_tr321_per_dag(stand):
    keten = toewijzing(stand, product(omvang=Omvang(2, "04", "1"), van="2025-03-10"))
    keten.fout(jw323_(regel("P1", 45, van="2025-03-10")), ("TR321", "9321", f"{prestatie()}/{VOLUME}"))
    keten.goed(jw323_(regel("P1", 44, van="2025-03-10"), declaratie="D2"))


@pytest.mark.regel("TR321")
def test_tr321_minuten_op_uren(keten):
    keten.fout(
        jw323_(regel("P1", 601, eenheid="01", tarief=145, bedrag=87145)),
        ("TR321", "9321", f"{prestatie()}/{VOLUME}"),
    )
    keten.goed(jw323_(regel("P1", 600, eenheid="01", tarief=145, bedrag=87000), declaratie="D2"))


@pytest.mark.regel("TR322")
def test_tr322_totaal_over_toewijzing(stand):
    keten = toewijzing(stand, product(omvang=totaal(20)))
    keten.goed(jw323_(regel("P1", 12)))
    keten.fout(
        jw323_(regel("P2", 9, maand="2025-04"), declaratie="D2", maand="2025-04"),
        ("TR322", "9322", f"{prestatie()}/{VOLUME}"),
    )
    keten.goed(
        jw323_(regel("P2", 8, maand="2025-04"), declaratie="D3", maand="2025-04"),
    )


@pytest.mark.regel("TR322")
def test_tr322_precies_het_totaal(stand):
    keten = toewijzing(stand, product(1, omvang=totaal(20, "16")), product(2, A53, totaal(1)))
    keten.goed(
        jw323_(regel("P1", 20, nummer=1, eenheid="16"), regel("P2", 1, nummer=2, product=A53, tarief=9900))
    )
    keten.fout(
        jw323_(regel("P3", 1, "2025-04", nummer=1, eenheid="16"), declaratie="D2", maand="2025-04"),
        ("TR322", "9322", f"{prestatie()}/{VOLUME}"),
    )


@pytest.mark.regel("TR321", "TR322")
def test_tr321_en_tr322_in_een_regel(stand):
    keten = toewijzing(stand, product(omvang=totaal(20)))
    controle = keten.fout(
        jw323_(regel("P1", 21)),
        ("TR321", "9321", f"{prestatie()}/{VOLUME}"),
        ("TR322", "9322", f"{prestatie()}/{VOLUME}"),
    )
    assert controle.codes == {prestatie(): ("9321", "9322")}


@pytest.mark.regel("TR322")
def test_tr322_weekmaximum_over_toewijzing(stand):
    # IV077: 12, 15 en 15 per maand, maar niet meer dan 36 in totaal
    keten = toewijzing(
        stand, product(omvang=per_week(3), van="2022-10-11", tot="2022-12-28", toegewezen="2022-10-01")
    )
    keten.goed(
        jw323_(
            regel("P1", 12, van="2022-10-11", tot="2022-10-31"),
            regel("P2", 15, van="2022-11-01", tot="2022-11-30"),
            maand="2022-11",
        )
    )
    keten.fout(
        jw323_(regel("P3", 10, van="2022-12-01", tot="2022-12-28"), declaratie="D2", maand="2022-12"),
        ("TR322", "9322", f"{prestatie()}/{VOLUME}"),
    )
    keten.goed(jw323_(regel("P3", 9, van="2022-12-01", tot="2022-12-28"), declaratie="D3", maand="2022-12"))


@pytest.mark.regel("TR322")
def test_tr322_binnen_een_bericht_wat_nog_past(stand):
    keten = toewijzing(stand, product(omvang=totaal(20)))
    bericht = jw323_(
        regel("P1", 12, maand="2025-01"),
        regel("P2", 12, maand="2025-02"),
        regel("P3", 8, maand="2025-03"),
    )
    controle = keten.fout(bericht, ("TR322", "9322", f"{prestatie(2)}/{VOLUME}"))
    assert antwoord_op(bericht, controle).declaratie_antwoord.totaal_toegekend_bedrag == (20 * 8700, "D")


@pytest.mark.regel("TR322")
def test_tr322_credit_geeft_ruimte(stand):
    keten = toewijzing(stand, product(omvang=totaal(20)))
    keten.goed(
        jw323_(regel("P1", 12, maand="2025-01"), regel("P2", 8, maand="2025-02")),
        # credit staat achteraan maar telt eerst (OP366)
        jw323_(
            regel("P3", 12, maand="2025-03"),
            regel("C1", 12, maand="2025-01", credit_op="P1"),
            declaratie="D2",
        ),
    )
    keten.fout(
        jw323_(regel("P4", 1, maand="2025-01"), declaratie="D3"), ("TR322", "9322", f"{prestatie()}/{VOLUME}")
    )


@pytest.mark.regel("TR322")
def test_tr322_uren_en_minuten_samen(stand):
    keten = toewijzing(stand, product(omvang=totaal(2)))
    keten.goed(jw323_(regel("P1", 1, maand="2025-01")))
    keten.fout(
        jw323_(regel("P2", 61, eenheid="01", tarief=145, bedrag=8845), declaratie="D2"),
        ("TR322", "9322", f"{prestatie()}/{VOLUME}"),
    )
    keten.goed(jw323_(regel("P2", 60, eenheid="01", tarief=145, bedrag=8700), declaratie="D3"))


@pytest.mark.regel("TR322")
def test_tr322_zonder_einddatum_geen_maximum(stand):
    keten = toewijzing(stand, product(tot=None))
    for maand in range(1, 13):
        keten.goed(
            jw323_(regel(f"P{maand}", 10, maand=f"2025-{maand:02}"), declaratie=f"D{maand}", maand="2025-12")
        )


@pytest.mark.regel("TR322")
def test_tr322_na_inkorten(stand):
    keten = toewijzing(stand, product(tot="2025-12-31"))
    keten.goed(
        jw323_(regel("P1", 10, maand="2025-01"), regel("P2", 10, maand="2025-02")),
        jw301_(product(tot="2025-01-31", toegewezen="2025-03-01")),
        jw301_(product(tot="2025-03-31", toegewezen="2025-03-02")),
        jw323_(regel("P3", 10), declaratie="D2"),
    )


@pytest.mark.regel("TR369")
def test_tr369_budget(stand):
    keten = toewijzing(stand, product(product=Product("45", None), budget=150000))
    keten.goed(jw323_(regel("P1")))
    keten.fout(
        jw323_(regel("P2", 10, maand="2025-04"), declaratie="D2", maand="2025-04"),
        ("TR369", "9369", f"{prestatie()}/{VOLUME}"),
    )
    keten.goed(
        jw323_(regel("P2", 9, maand="2025-04"), declaratie="D3", maand="2025-04"),
    )


@pytest.mark.regel("TR369")
def test_tr369_euro_precies_op(stand):
    keten = toewijzing(stand, product(product=None, budget=150000), contract=GeheugenContract())
    keten.fout(jw323_(regel("P1", 150001, eenheid="83")), ("TR369", "9369", f"{prestatie()}/{VOLUME}"))
    keten.goed(jw323_(regel("P1", 150000, eenheid="83"), declaratie="D2"))
    keten.goed(jw323_(regel("C1", 150000, eenheid="83", credit_op="P1"), declaratie="D3"))
    keten.goed(jw323_(regel("P2", 150000, eenheid="83"), declaratie="D4"))


# --- credit en debet ------------------------------------------------------------------------------

VORIG = "ProductReferentie/VorigReferentieNummer"
REFERENTIE = "ProductReferentie/ReferentieNummer"


@pytest.mark.regel("TR389")
def test_tr389_tweede_debet(keten):
    keten.goed(jw323_(regel("P1")))
    keten.fout(jw323_(regel("P2", 2), declaratie="D2"), ("TR389", "9389", prestatie()))
    keten.goed(jw323_(regel("C1", credit_op="P1"), declaratie="D3"), jw323_(regel("P2", 6), declaratie="D4"))
    keten.fout(jw323_(regel("P3", 1), declaratie="D5"), ("TR389", "9389", prestatie()))


@pytest.mark.regel("TR389")
def test_tr389_credit_en_debet_in_een_bericht(keten):
    keten.goed(jw323_(regel("P1")))
    bericht = jw323_(regel("P2", 6), regel("C1", credit_op="P1"), declaratie="D2")
    controle = keten.stuur(bericht)
    assert controle.bevindingen == ()
    inhoud = antwoord_op(bericht, controle).declaratie_antwoord
    assert inhoud.totaal_ingediend_bedrag == inhoud.totaal_toegekend_bedrag == (17400, "C")


@pytest.mark.regel("TR389", "TR323")
def test_tr389_afgewezen_credit_maakt_niets_vrij(keten):
    keten.goed(jw323_(regel("P1")))
    bericht = jw323_(regel("C1", credit_op="PX"), regel("P2", 6), declaratie="D2")
    controle = keten.fout(
        bericht, ("TR323", "8017", f"{prestatie(1)}/{VORIG}"), ("TR389", "9389", prestatie(2))
    )
    inhoud = antwoord_op(bericht, controle).declaratie_antwoord
    assert inhoud.totaal_ingediend_bedrag == (17400, "C")
    assert inhoud.totaal_toegekend_bedrag == (0, "D")


@pytest.mark.regel("TR389")
def test_tr389_afgewezen_debet_telt_niet(keten):
    keten.stuur(jw323_(regel("P1", 11)))
    keten.goed(jw323_(regel("P1"), declaratie="D2"))


@pytest.mark.regel("TR389")
def test_tr389_andere_maand_ander_product_andere_toewijzing(stand):
    keten = toewijzing(stand, product(1, Product("45", None), budget=900000), product(2, GGZ))
    keten.goed(
        jw323_(regel("P1", nummer=1)),
        jw323_(regel("P2", nummer=1, maand="2025-02"), declaratie="D2"),
        jw323_(regel("P3", nummer=1, product=A53, tarief=9900), declaratie="D3"),
        jw323_(regel("P4", nummer=2, product=GGZ, tarief=11000), declaratie="D4"),
    )


@pytest.mark.regel("TR323")
@pytest.mark.parametrize(
    "credit",
    [
        regel("C1", credit_op="PX"),
        regel("C1", credit_op="P1", maand="2025-02"),
        regel("C1", credit_op="C0"),
        regel("C1", credit_op="P2"),
        regel("C1", credit_op="P1", nummer=2),
    ],
    ids=["onbekend", "andere maand", "op een credit", "op een afgewezen debet", "andere toewijzing"],
)
def test_tr323_credit_zonder_goedgekeurde_debet(stand, credit):
    keten = toewijzing(stand, product(), product(2, A04, van="2024-01-01", tot="2024-12-31"))
    keten.goed(jw323_(regel("P1"), regel("P0", maand="2025-01")))
    keten.goed(jw323_(regel("C0", credit_op="P0", maand="2025-01"), declaratie="D2"))
    keten.stuur(jw323_(regel("P2", 11, maand="2025-04"), declaratie="D3", maand="2025-04"))
    controle = keten.stuur(jw323_(credit, declaratie="D4", maand="2025-04"))
    assert ("TR323", "8017", f"{prestatie()}/{VORIG}") in [b[:3] for b in controle.bevindingen]
    if credit.toewijzing_nummer == 100001:
        assert controle.regels == ("TR323",)


@pytest.mark.regel("TR323", "CD060")
def test_tr323_credit_zonder_verwijzing(keten):
    """Level 2 keeps it out (CD060); whoever skips that gets a finding, not an exception."""
    zonder = regel("C1")._replace(ingediend_bedrag=regel().ingediend_bedrag._replace(debet_credit="C"))
    controle = controleer(jw323_(zonder), keten.stand, keten.contract, vandaag=keten.vandaag)
    assert controle.regels == ("TR323",)
    assert controle.wijziging.regels == ()


@pytest.mark.regel("TR323")
def test_tr323_andere_aanbieder(keten):
    keten.goed(jw323_(regel("P1")), jw301_(product(2), aanbieder=ANDERE_AANBIEDER))
    keten.fout(
        jw323_(regel("C1", nummer=2, credit_op="P1"), aanbieder=ANDERE_AANBIEDER),
        ("TR323", "8017", f"{prestatie()}/{VORIG}"),
    )


@pytest.mark.regel("TR323")
def test_credit_van_ander_kind(keten):
    keten.goed(jw301_(product(2), bsn=ANDER_KIND), jw323_(regel("P1")))
    keten.fout(
        jw323_((ANDER_KIND, [regel("C1", nummer=2, credit_op="P1")]), declaratie="D2"),
        ("TR323", "8017", f"{prestatie()}/{VORIG}"),
    )


@pytest.mark.regel("TR390")
def test_tr390_twee_keer_gecrediteerd(keten):
    keten.goed(jw323_(regel("P1")), jw323_(regel("C1", credit_op="P1"), declaratie="D2"))
    keten.fout(
        jw323_(regel("C2", credit_op="P1"), declaratie="D3"), ("TR390", "9390", f"{prestatie()}/{VORIG}")
    )
    keten.goed(jw323_(regel("P2"), declaratie="D4"), jw323_(regel("C2", credit_op="P2"), declaratie="D5"))


@pytest.mark.regel("TR390", "TR314")
def test_tr390_zelfde_credit_opnieuw(keten):
    keten.goed(jw323_(regel("P1")), jw323_(regel("C1", credit_op="P1"), declaratie="D2"))
    keten.fout(
        jw323_(regel("C1", credit_op="P1"), declaratie="D3"),
        ("TR314", "8021", f"{prestatie()}/{REFERENTIE}"),
        ("TR390", "9390", f"{prestatie()}/{VORIG}"),
    )


@pytest.mark.regel("TR390")
def test_tr390_afgewezen_credit_telt_niet(keten):
    keten.goed(jw323_(regel("P1"), regel("P0", maand="2025-02")))
    keten.fout(
        jw323_(regel("P0", credit_op="P1"), declaratie="D2"),
        ("TR314", "8021", f"{prestatie()}/{REFERENTIE}"),
    )
    keten.goed(jw323_(regel("C1", credit_op="P1"), declaratie="D3"))


@pytest.mark.regel("TR314")
def test_tr314_referentienummer_opnieuw(keten):
    keten.goed(jw323_(regel("P1")))
    keten.fout(
        jw323_(regel("P1", maand="2025-04"), declaratie="D2", maand="2025-04"),
        ("TR314", "8021", f"{prestatie()}/{REFERENTIE}"),
    )
    keten.goed(
        jw323_(regel("P2", maand="2025-04"), declaratie="D3", maand="2025-04"),
        jw301_(product(2), aanbieder=ANDERE_AANBIEDER),
        jw323_(regel("P1", nummer=2), aanbieder=ANDERE_AANBIEDER),
    )


@pytest.mark.regel("TR314")
def test_tr314_na_credit_blijft_het_nummer_bezet(keten):
    keten.goed(jw323_(regel("P1")), jw323_(regel("C1", credit_op="P1"), declaratie="D2"))
    keten.fout(jw323_(regel("P1"), declaratie="D3"), ("TR314", "8021", f"{prestatie()}/{REFERENTIE}"))


@pytest.mark.regel("TR314")
def test_tr314_binnen_een_bericht(keten):
    keten.goed(jw301_(product(2), bsn=ANDER_KIND))
    bericht = jw323_(regel("P1"), (ANDER_KIND, [regel("P1", nummer=2)]))
    controle = keten.fout(
        bericht,
        ("TR314", "8021", f"{prestatie()}/{REFERENTIE}"),
        ("TR314", "8021", f"{prestatie(c=2)}/{REFERENTIE}"),
    )
    assert [c.bsn for c in antwoord_op(bericht, controle).declaratie_antwoord.clienten] == [KIND, ANDER_KIND]


@pytest.mark.regel("TR314")
def test_tr314_nummer_van_afgewezen_regel_is_vrij(keten):
    keten.stuur(jw323_(regel("P1", 11)))
    keten.goed(jw323_(regel("P1"), declaratie="D2"))


def test_credit_na_inkorten_en_ander_tarief_is_goed(stand):
    keten = toewijzing(stand, product())
    keten.goed(jw323_(regel("P1")), jw301_(product(tot="2025-02-28", toegewezen="2025-05-01")))
    keten.contract = GeheugenContract([AFSPRAKEN[0]._replace(tarief=9000)])
    keten.goed(jw323_(regel("C1", credit_op="P1"), declaratie="D2"))


@pytest.mark.regel("TR346", "TR323")
def test_credit_die_geen_kopie_is(keten):
    keten.goed(jw323_(regel("P1")))
    keten.fout(
        jw323_(regel("C1", credit_op="P1", bedrag=69601), declaratie="D2"),
        ("TR346", "9346", f"{prestatie()}/IngediendBedrag"),
    )
    # volume en budget worden een credit niet tegengeworpen
    keten.goed(jw323_(regel("C1", 11, credit_op="P1"), declaratie="D3"))


# --- deels afgekeurd ------------------------------------------------------------------------------


def test_meer_fouten_op_een_regel_staan_er_alle(keten):
    bericht = jw323_(regel("P1", 11, tarief=8800, bedrag=1, tot="2025-03-30"))
    controle = keten.fout(
        bericht,
        ("TR388", "9388", f"{prestatie()}/{EIND}"),
        ("TR418", "0611", f"{prestatie()}/ProductTarief"),
        ("TR346", "9346", f"{prestatie()}/IngediendBedrag"),
        ("TR321", "9321", f"{prestatie()}/{VOLUME}"),
    )
    (terug,) = antwoord_op(bericht, controle).declaratie_antwoord.clienten
    assert sorted(terug.prestaties[0].retourcodes) == ["0611", "9321", "9346", "9388"]


def test_bevindingen_staan_op_volgorde_van_het_bericht(keten):
    keten.goed(jw301_(product(2), bsn=ANDER_KIND))
    controle = keten.stuur(
        jw323_(
            regel("P1", nummer=9),
            regel("C1", nummer=9, credit_op="X"),
            (ANDER_KIND, [regel("P2", 11, nummer=2), regel("C2", nummer=2, credit_op="Y")]),
        )
    )
    assert [(b.regel, b.pad.rpartition("/Prestatie")[2][:3]) for b in controle.bevindingen] == [
        ("TR338", "[1]"),
        ("TR338", "[2]"),
        ("TR321", "[1]"),
        ("TR323", "[2]"),
    ]


def test_credit_en_debet_deels_afgewezen_getekende_som(keten):
    keten.goed(jw323_(regel("P1")))
    # credit 8 uur goed, nieuwe debet 11 uur te veel: toegekend is -8 uur
    bericht = jw323_(regel("C1", credit_op="P1"), regel("P2", 11), declaratie="D2")
    controle = keten.fout(bericht, ("TR321", "9321", f"{prestatie(2)}/{VOLUME}"))
    inhoud = antwoord_op(bericht, controle).declaratie_antwoord
    assert inhoud.totaal_ingediend_bedrag == (3 * 8700, "D")
    assert inhoud.totaal_toegekend_bedrag == (8 * 8700, "C")


# --- JW325 ----------------------------------------------------------------------------------------

A = "/Bericht/DeclaratieAntwoord"
AREGEL = f"{A}/Clienten/Client[1]/Prestaties/Prestatie[1]"


@pytest.fixture
def beantwoord(keten):
    """A refused declaration with its answer."""
    bericht = jw323_(regel("P1", 11))
    controle = keten.stuur(bericht)
    return keten, antwoord_op(bericht, controle)


def anders(antwoord, **velden):
    """The same answer with another value in its first line."""
    inhoud = antwoord.declaratie_antwoord
    kind = inhoud.clienten[0]
    lijn = kind.prestaties[0]._replace(**velden)
    return antwoord._replace(
        declaratie_antwoord=inhoud._replace(clienten=(kind._replace(prestaties=(lijn,)),))
    )


def kop(antwoord, **velden):
    return antwoord._replace(header=antwoord.header._replace(**velden))


def test_antwoord_goed(beantwoord):
    keten, antwoord = beantwoord
    keten.goed(antwoord)


@pytest.mark.regel("TR337")
def test_tr337_onbekende_declaratie(beantwoord):
    keten, antwoord = beantwoord
    identificatie = antwoord.header.declaratie_identificatie
    for verkeerd in (
        kop(antwoord, declaratie_identificatie=identificatie._replace(identificatie="ONBEKEND")),
        kop(antwoord, declaratie_identificatie=identificatie._replace(dagtekening=datetime.date(2026, 1, 9))),
        kop(antwoord, afzender=MEDEMBLIK),
        kop(antwoord, ontvanger=ANDERE_AANBIEDER),
    ):
        controle = keten.fout(verkeerd, ("TR337", None, "/Bericht/Header/DeclaratieIdentificatie"))
        assert controle.retourcodes == ()
        assert controle.codes == {}


@pytest.mark.regel("TR371")
def test_tr371_andere_xsd_versie(beantwoord):
    keten, antwoord = beantwoord
    versie = antwoord.header.xsd_versie_declaratie._replace(bericht_xsd_versie="1.0.1")
    keten.fout(
        kop(antwoord, xsd_versie_declaratie=versie), ("TR371", None, "/Bericht/Header/XsdVersieDeclaratie")
    )


@pytest.mark.regel("TR376")
def test_tr376_ander_declaratienummer(beantwoord):
    keten, antwoord = beantwoord
    verkeerd = antwoord._replace(
        declaratie_antwoord=antwoord.declaratie_antwoord._replace(declaratie_nummer="DECL9")
    )
    keten.fout(
        anders(verkeerd, geleverd_volume=1), ("TR376", None, "/Bericht/DeclaratieAntwoord/DeclaratieNummer")
    )


@pytest.mark.regel("TR304")
def test_tr304_antwoord_over_ander_kind(beantwoord):
    keten, antwoord = beantwoord
    inhoud = antwoord.declaratie_antwoord
    verkeerd = inhoud._replace(clienten=(inhoud.clienten[0]._replace(bsn=ANDER_KIND),))
    keten.fout(
        antwoord._replace(declaratie_antwoord=verkeerd), ("TR304", "8187", f"{A}/Clienten/Client[1]/Bsn")
    )


@pytest.mark.regel("TR304")
def test_tr304_regels_verwisseld_tussen_kinderen(keten):
    keten.goed(jw301_(product(2), bsn=ANDER_KIND))
    bericht = jw323_(regel("P1", 11), (ANDER_KIND, [regel("P2", 11, nummer=2)]))
    antwoord = antwoord_op(bericht, keten.stuur(bericht))
    inhoud = antwoord.declaratie_antwoord
    een, twee = inhoud.clienten
    verwisseld = inhoud._replace(
        clienten=(een._replace(prestaties=twee.prestaties), twee._replace(prestaties=een.prestaties))
    )
    keten.fout(
        antwoord._replace(declaratie_antwoord=verwisseld),
        ("TR304", "8187", f"{A}/Clienten/Client[1]/Bsn"),
        ("TR304", "8187", f"{A}/Clienten/Client[2]/Bsn"),
    )


@pytest.mark.regel("TR366")
@pytest.mark.parametrize("referentie", [("PX", None), ("P1", "P0")], ids=["onbekend", "ander vorig nummer"])
def test_tr366_onbekende_prestatie(beantwoord, referentie):
    keten, antwoord = beantwoord
    lijn = antwoord.declaratie_antwoord.clienten[0].prestaties[0]
    controle = keten.fout(
        anders(antwoord, product_referentie=type(lijn.product_referentie)(*referentie), geleverd_volume=1),
        ("TR366", "9366", f"{AREGEL}/ProductReferentie"),
        streng=False,
    )
    assert controle.toetser == "aanbieder"


@pytest.mark.regel("TR367")
def test_tr367_andere_waarde(beantwoord):
    keten, antwoord = beantwoord
    lijn = antwoord.declaratie_antwoord.clienten[0].prestaties[0]
    gevallen = {
        "toewijzing_nummer": (2, "ToewijzingNummer"),
        "product_categorie": ("54", "ProductCategorie"),
        "product_code": ("45A53", "ProductCode"),
        "product_periode": (
            lijn.product_periode._replace(einddatum=datetime.date(2025, 3, 30)),
            "ProductPeriode",
        ),
        "geleverd_volume": (10, "GeleverdVolume"),
        "eenheid": ("01", "Eenheid"),
        "product_tarief": (None, "ProductTarief"),
        "ingediend_bedrag": (lijn.ingediend_bedrag._replace(bedrag=1), "IngediendBedrag"),
    }
    for veld, (waarde, element) in gevallen.items():
        controle = keten.fout(
            anders(antwoord, **{veld: waarde}), ("TR367", "9367", f"{AREGEL}/{element}"), streng=False
        )
        assert controle.codes == {AREGEL: ("9367",)}
    keten.fout(
        anders(antwoord, eenheid="01", geleverd_volume=1),
        ("TR367", "9367", f"{AREGEL}/GeleverdVolume"),
        ("TR367", "9367", f"{AREGEL}/Eenheid"),
    )


@pytest.mark.regel("TR056")
def test_tr056_declaratieantwoord(beantwoord):
    keten, antwoord = beantwoord
    keten.goed(antwoord)
    keten.fout(antwoord, ("TR056", "9056", "/Bericht/Header/BerichtIdentificatie/Identificatie"))


def test_declaratie_met_fout_op_header_telt_als_verzonden(keten):
    bericht = jw323_(regel("P1"), op="2026-02-10")
    controle = keten.fout(bericht, ("TR135", "8848", "/Bericht/Header/BerichtIdentificatie/Dagtekening"))
    antwoord = antwoord_op(bericht, controle)
    assert antwoord.declaratie_antwoord is None
    assert antwoord.header.retourcodes == ("8848",)
    keten.vandaag = datetime.date(2026, 2, 11)
    keten.goed(antwoord)


def test_antwoord_wijst_alsnog_een_regel_af(keten):
    """What the answer refuses was not approved: it cannot be credited and leaves room."""
    keten.goed(jw323_(regel("P1")))
    bericht = jw323_(regel("P2", maand="2025-04"), declaratie="D2", maand="2025-04")
    controle = keten.stuur(bericht)
    assert controle.uitkomst == "goed"
    afwijzing = antwoord_op(bericht, Ketencontrole("JW323", "gemeente", codes={prestatie(): ("9338",)}))
    keten.goed(afwijzing)
    keten.fout(
        jw323_(regel("C2", maand="2025-04", credit_op="P2"), declaratie="D3", maand="2025-04"),
        ("TR323", "8017", f"{prestatie()}/{VORIG}"),
    )
    keten.goed(jw323_(regel("P2", maand="2025-04"), declaratie="D4", maand="2025-04"))


def test_antwoord_op_dubbele_regel_raakt_de_eerste_niet(keten):
    keten.goed(jw323_(regel("P1")))
    bericht = jw323_(regel("P1", maand="2025-04"), declaratie="D2", maand="2025-04")
    controle = keten.stuur(bericht)
    assert controle.regels == ("TR314",)
    keten.goed(antwoord_op(bericht, controle))
    keten.goed(jw323_(regel("C1", credit_op="P1"), declaratie="D3", maand="2025-04"))


@pytest.mark.parametrize("soort", ["kop", "declaratie"])
def test_antwoord_wijst_hele_declaratie_af(keten, soort):
    bericht = jw323_(regel("P1"))
    keten.goed(bericht)
    codes = {"/Bericht/Header": ("0001",)} if soort == "kop" else {D: ("9333",)}
    keten.goed(antwoord_op(bericht, Ketencontrole("JW323", "gemeente", codes=codes)))
    keten.goed(jw323_(regel("P1")))


def test_antwoord_op_dubbel_declaratienummer_raakt_de_eerste_niet(keten):
    keten.goed(jw323_(regel("P1"), identificatie="EEN"))
    bericht = jw323_(regel("P2", maand="2025-04"), maand="2025-04", identificatie="TWEE")
    controle = keten.stuur(bericht)
    assert controle.regels == ("TR333",)
    keten.goed(antwoord_op(bericht, controle))
    keten.fout(
        jw323_(regel("P3", maand="2025-04"), maand="2025-04"), ("TR333", "9333", f"{D}/DeclaratieNummer")
    )
    keten.goed(jw323_(regel("C1", credit_op="P1"), declaratie="D3"))


@pytest.mark.regel("TR376")
def test_antwoord_op_de_eerste_van_twee_met_dezelfde_identificatie(keten):
    eerste = jw323_(regel("P1"), identificatie="EEN")
    keten.goed(eerste)
    keten.stuur(jw323_(regel("P2", maand="2025-02"), declaratie="D2", identificatie="EEN"))
    afwijzing = antwoord_op(eerste, Ketencontrole("JW323", "gemeente", codes={prestatie(): ("9338",)}))
    keten.goed(afwijzing)
    # P1 is alsnog afgewezen en dus weer vrij
    keten.goed(jw323_(regel("P1"), declaratie="D3"))


def test_antwoord_op_dubbele_identificatie_raakt_de_eerste_niet(keten):
    keten.goed(jw323_(regel("P1"), identificatie="EEN"))
    bericht = jw323_(regel("P1"), identificatie="EEN")
    controle = keten.stuur(bericht)
    assert controle.regels == ("TR056",)
    keten.goed(antwoord_op(bericht, controle))
    keten.goed(jw323_(regel("C1", credit_op="P1"), declaratie="D3"))


@pytest.mark.parametrize("aan", [True, False])
def test_opruimen_staat_na_afloop_zoals_het_stond(keten, aan):
    stond = gc.isenabled()
    try:
        (gc.enable if aan else gc.disable)()
        keten.goed(jw323_(regel("P1")))
        assert gc.isenabled() is aan
    finally:
        (gc.enable if stond else gc.disable)()
