"""What the screens print, worked out without a database: dates, time lines, XML lines, the mark of a requirement."""

from __future__ import annotations

from datetime import date

import pytest

from jeugdketen.portaal.consulent.forms import Zoekformulier, lees_datum
from jeugdketen.portaal.eisen import eisen
from jeugdketen.portaal.weergave import datums
from jeugdketen.portaal.weergave.berichten import veilige_bestandsnaam
from jeugdketen.portaal.weergave.teksten import leesbaar
from jeugdketen.portaal.weergave.termijn import chip, datumchip, stand
from jeugdketen.portaal.weergave.tijdlijn import Balk, maak_tijdlijn
from jeugdketen.portaal.weergave.uitkomst import uitkomst
from jeugdketen.portaal.weergave.xmlregels import MEEST, korte_hash, maak_xmlbeeld
from jeugdketen.toewijzing.weergave import Termijn

VANDAAG = date(2026, 1, 21)
VAST = "\u00a0"


def gewoon(tekst: str) -> str:
    return tekst.replace(VAST, " ")


@pytest.mark.parametrize(
    ("van", "tot", "verwacht"),
    [
        (date(2026, 2, 2), date(2026, 12, 31), "2 feb t/m 31 dec 2026"),
        (date(2026, 2, 2), date(2027, 1, 31), "2 feb 2026 t/m 31 jan 2027"),
        (date(2026, 2, 2), None, "vanaf 2 feb 2026"),
    ],
)
def test_periode_noemt_het_jaar_niet_dubbel(van: date, tot: date | None, verwacht: str) -> None:
    assert gewoon(datums.periode(van, tot)) == verwacht


def test_een_datum_breekt_niet_over_een_regel() -> None:
    assert " " not in datums.kort(VANDAAG)
    assert " " not in datums.dag_kort_jaar(VANDAAG)


@pytest.mark.parametrize(
    ("van", "tot", "verwacht"),
    [
        (date(2026, 2, 2), date(2026, 12, 31), "11 maanden"),
        (date(2026, 2, 2), date(2026, 2, 2), "1 dag"),
        (date(2026, 2, 2), date(2026, 6, 30), "5 maanden"),
        (date(2026, 2, 2), date(2026, 6, 20), "19 weken"),
        (date(2026, 2, 2), date(2026, 2, 20), "19 dagen"),
        (date(2026, 2, 2), date(2026, 2, 1), "0 dagen"),
    ],
)
def test_duur_in_woorden(van: date, tot: date, verwacht: str) -> None:
    assert gewoon(datums.duur(van, tot)) == verwacht


def test_leeftijd_van_wie_op_29_februari_is_geboren() -> None:
    geboren = date(2012, 2, 29)
    assert datums.leeftijd(geboren, date(2026, 2, 28)) == 13
    assert datums.leeftijd(geboren, date(2026, 3, 1)) == 14


@pytest.mark.parametrize(
    ("werkdagen", "verwacht"), [(-1, "telaat"), (0, "vandaag"), (1, "kort"), (2, "kort"), (3, "ruim")]
)
def test_stand_van_een_termijn(werkdagen: int, verwacht: str) -> None:
    assert stand(werkdagen) == verwacht


def test_te_laat_kleurt_alle_streepjes_rood_en_anders_alleen_de_gebruikte() -> None:
    laat = chip(Termijn(date(2026, 1, 20), -1, "te_laat", "1 werkdag te laat", "verzoek, 5 werkdagen", 5))
    assert [k for _, k in laat.pips] == ["over"] * 5
    ruim = chip(Termijn(date(2026, 1, 26), 3, "volgende_week", "nog 3 werkdagen", "verzoek, 5 werkdagen", 2))
    assert [k for _, k in ruim.pips] == ["vol", "vol", "", "", ""]
    assert laat.icoon == "laat"
    assert ruim.icoon == "klok"


@pytest.mark.parametrize(
    ("uiterlijk", "verwacht"),
    [
        (date(2026, 1, 23), "antwoord nog 2 werkdagen"),
        (date(2026, 1, 22), "antwoord nog 1 werkdag"),
        (date(2026, 1, 21), "vandaag antwoorden"),
        (date(2026, 1, 20), "antwoord 1 werkdag te laat"),
    ],
)
def test_chip_bij_een_antwoord(uiterlijk: date, verwacht: str) -> None:
    assert datumchip(uiterlijk, VANDAAG, met_woorden=True).tekst == verwacht


def balk(van: date, tot: date | None, soort: str = "loopt", **rest: object) -> Balk:
    return Balk("B", "P4 intensief", "Stichting De Linde", van, tot, soort, **rest)  # type: ignore[arg-type]


def test_de_tijdlijn_loopt_van_de_eerste_balk_tot_na_de_laatste() -> None:
    lijn = maak_tijdlijn(
        [
            balk(date(2026, 2, 2), date(2026, 12, 31), "vraag"),
            balk(date(2025, 8, 1), date(2026, 1, 31)),
        ],
        VANDAAG,
    )
    assert lijn.rijen[1].vlakken[0].x == "0.00%"
    assert lijn.vraagvlak is not None
    assert [s.label for s in lijn.strepen] == ["2025", "okt", "2026", "apr", "jul", "okt", "2027"]
    assert 25 < float(lijn.nu[:-1]) < 35


def test_overlap_die_niet_mag_krijgt_een_rood_vlak_met_woorden() -> None:
    lijn = maak_tijdlijn(
        [
            balk(date(2026, 2, 2), date(2026, 12, 31), "vraag"),
            balk(
                date(2025, 11, 1),
                date(2026, 4, 30),
                overlap="botst",
                samen_van=date(2026, 2, 2),
                samen_tot=date(2026, 4, 30),
            ),
        ],
        VANDAAG,
    )
    rij = lijn.rijen[1]
    assert [v.klasse for v in rij.vlakken] == ["balk-loopt", "balk-botst"]
    assert gewoon(rij.teksten[0].tekst) == "3 maanden, mag niet"
    assert lijn.heeft_botsing
    assert not lijn.heeft_samen


def test_een_lijn_zonder_einde_en_een_oude_lijn_blijven_binnen_de_as() -> None:
    lijn = maak_tijdlijn(
        [
            balk(date(2026, 2, 2), None, "vraag"),
            balk(date(2001, 1, 1), None),
            balk(date(2026, 1, 1), date(2045, 1, 1)),
        ],
        VANDAAG,
    )
    for rij in lijn.rijen:
        for vlak in rij.vlakken:
            assert 0 <= float(vlak.x[:-1]) <= 100
            assert float(vlak.x[:-1]) + float(vlak.breedte[:-1]) <= 100.01
    assert len(lijn.strepen) < 30


def test_een_tijdlijn_zonder_balken_is_leeg() -> None:
    assert maak_tijdlijn([], VANDAAG).rijen == ()


@pytest.mark.parametrize(
    ("tekst", "verwacht"),
    [
        ("t/m 2026-04-30", "t/m 30~apr~2026"),
        (
            "overlapt 2 februari 2026 tot en met 30 april 2026.",
            "overlapt 2~februari~2026 tot en met 30~april~2026.",
        ),
        ("schriftelijk, 12 jan", "schriftelijk, 12~jan"),
        (
            "B/P4/intensief naast V/kortdurend/logeren-regulier",
            "B P4 intensief naast V kortdurend logeren regulier",
        ),
        ("C/hoogspecialistisch", "C hoogspecialistisch"),
        ("2026-02-31 en en/of", "2026-02-31 en en/of"),
        ("12 januskoppen", "12 januskoppen"),
    ],
)
def test_opgeslagen_zinnen_worden_leesbaar_zonder_dat_er_een_woord_verandert(
    tekst: str, verwacht: str
) -> None:
    assert leesbaar(tekst).replace(VAST, "~") == verwacht


def test_er_is_geen_zesde_uitkomst() -> None:
    with pytest.raises(ValueError, match="misschien"):
        uitkomst("misschien")


def test_xml_toont_tekens_die_de_bladzijde_zouden_verdraaien_als_een_merkteken() -> None:
    beeld = maak_xmlbeeld([(1, "<a>\u202eevil\x07</a>\t", True), (2, "", False)])
    assert beeld.regels[0].tekst == "<a>\ufffdevil\ufffd</a>\t"
    assert beeld.regels[0].raak
    assert beeld.regels[1].tekst == " "


def test_een_heel_lang_bericht_toont_ook_de_regels_met_een_bevinding() -> None:
    beeld = maak_xmlbeeld([(n, "x", n == MEEST + 500) for n in range(1, MEEST + 1001)])
    assert beeld.regels[-1].nummer == MEEST + 500
    assert beeld.weggelaten == 999


def test_korte_hash() -> None:
    assert korte_hash("9c41" + "0" * 56 + "e07b") == "9c41…e07b"


@pytest.mark.parametrize(
    ("naam", "verwacht"),
    [
        ("JW315.xml", "JW315.xml"),
        ("../../etc/passwd", "passwd.xml"),
        ('a"; filename="b.exe', "a_filename_b.exe.xml"),
        ("map\\x.XML", "x.XML"),
        ("", "bericht.xml"),
        ("...", "bericht.xml"),
    ],
)
def test_bestandsnaam_breekt_niet_uit_zijn_kop(naam: str, verwacht: str) -> None:
    assert veilige_bestandsnaam(naam) == verwacht


def test_zoeken_haalt_de_geboortedatum_uit_de_woorden() -> None:
    formulier = Zoekformulier({"zoek": " Vlaming  3-10-2011 "})
    assert formulier.is_valid()
    assert formulier.cleaned_data["zoek"] == "Vlaming"
    assert formulier.geboren == date(2011, 10, 3)


@pytest.mark.parametrize("tekst", ["", "v", "123456789", "9999 00"])
def test_zoeken_weigert_te_weinig_en_een_ongeldig_bsn(tekst: str) -> None:
    formulier = Zoekformulier({"zoek": tekst})
    assert not formulier.is_valid()
    assert tekst not in str(formulier.errors["zoek"][0]) or not tekst


@pytest.mark.parametrize("tekst", ["31-2-2026", "gisteren", "2026"])
def test_geen_datum_is_geen_datum(tekst: str) -> None:
    assert lees_datum(tekst) is None


def test_eisen_staan_op_het_scherm_en_een_verkeerd_nummer_wordt_geweigerd() -> None:
    @eisen("S-050", "S-114")
    def scherm() -> None: ...

    assert scherm.eisen == ("S-050", "S-114")  # type: ignore[attr-defined]
    for fout in (("50",), ("S-50",), ()):
        with pytest.raises(ValueError, match="eisnummer"):
            eisen(*fout)
