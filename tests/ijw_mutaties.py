"""Real messages, and what may be wrong with them: structured mutations for comparison and for fuzzing."""

from __future__ import annotations

import copy
import random
import re
from collections.abc import Callable
from functools import cache
from typing import Any

from lxml import etree

from ijw.berichten import BERICHTEN, jw319, jw323
from ijw.berichten.basis import BedragMetDC, Communicatie, OpenPeriode, Referentie, Telefoon, Telefoonnummers
from ijw.codelijsten import codelijst, namen
from ijw.definitie import maak, velden
from ijw.schrijven import schrijf
from ijw_hulp import (
    BSN,
    BSN2,
    VERSIE,
    D,
    afgewezen,
    bericht301,
    bericht305,
    bericht307,
    bericht315,
    bericht317,
    bericht319,
    bericht323,
    bericht325,
    contact,
    nieuw,
    prestatie,
    relatie,
    toegewezen,
)

_XSI = "http://www.w3.org/2001/XMLSchema-instance"


def retour_van(bericht: Any, code: str) -> Any:
    """The return message of this type that copies every class, each with 0200."""
    definitie = BERICHTEN[code]

    def kopie(deel: Any) -> Any:
        if isinstance(deel, tuple) and not hasattr(deel, "_fields"):
            return tuple(kopie(onder) for onder in deel)
        if not hasattr(deel, "_fields") or definitie.ruimte(type(deel)) == "":
            return deel
        try:
            klasse = definitie.klasse(type(deel).__name__)
        except KeyError:
            return deel
        inhoud = {naam: kopie(waarde) for naam, waarde in deel._asdict().items()}
        if "retourcodes" in klasse._fields:
            inhoud["retourcodes"] = ("0200",)
        if klasse.__name__ == "Header":
            vast = {veld.naam: None for veld in velden(klasse) if veld.vast is not None}
            inhoud = {naam: waarde for naam, waarde in inhoud.items() if naam not in vast}
            inhoud |= {
                "identificatie_retour": "R1",
                "dagtekening_retour": D("2026-03-11"),
                "xsd_versie_retour": VERSIE,
            }
        return maak(klasse, **inhoud)

    return kopie(bericht)


@cache
def voorbeelden() -> dict[str, bytes]:
    """One rich and valid message of every type, with invented people."""
    rijk = contact(
        soort="04",
        telefoon=maak(Telefoonnummers, telefoon01=Telefoon("0229123456", "0031")),
        organisatie="Huis De Kade",
        emailadres="post@voorbeeld.invalid",
        periode=OpenPeriode(D("2026-01-01"), D("2026-02-01")),
    )
    heen = {
        "JW301": bericht301(
            toegewezen(commentaar="Eerste\nregel", referentie_aanbieder="R-1"),
            toegewezen(
                toewijzing_nummer=101,
                product=None,
                omvang=None,
                budget=5000,
                ingangsdatum=D("2027-01-01"),
                einddatum=D("2027-12-31"),
            ),
            communicatie=Communicatie("1", "Oekraïens"),
            juridische_status="04",
            relaties=(relatie(), relatie(nummer="2", volgorde=1, geslacht="2")),
            contactgegevens=(contact(), rijk),
        ),
        "JW305": bericht305(),
        "JW307": bericht307(),
        "JW315": bericht315(),
        "JW317": bericht317(ongewijzigd=(7, 8), nieuwe=(nieuw(),)),
        "JW319": bericht319(reden_afwijzing_verzoek="8", woonplaatsbeginsel=jw319.Woonplaatsbeginsel("0388")),
        "JW323": bericht323(
            clienten=(
                jw323.Client(
                    BSN,
                    (
                        prestatie(),
                        prestatie(
                            product_referentie=Referentie("P-2", "OUD"),
                            ingediend_bedrag=BedragMetDC(100, "C"),
                        ),
                    ),
                ),
                jw323.Client(
                    BSN2,
                    (
                        prestatie(
                            product_referentie=Referentie("P-3", None),
                            toewijzing_nummer=5,
                            eenheid="83",
                            product_tarief=None,
                            geleverd_volume=40000,
                        ),
                    ),
                ),
            )
        ),
        "JW325": bericht325(
            afgewezen(), afgewezen(product_referentie=Referentie("P-2", None), retourcodes=("9321", "9341"))
        ),
    }
    alle = dict(heen)
    for code, bericht in heen.items():
        antwoord = BERICHTEN[code].beantwoord_met
        if antwoord is not None and antwoord != "JW325":
            alle[antwoord] = retour_van(bericht, antwoord)
    return {code: schrijf(alle[code]) for code in sorted(alle)}


_WAARDEN = [
    "", " ", "\n", "\t \n", "x", "X" * 13, "y" * 201, "0", "1", "2", "3", "9", "C", "D", "c", "NL", "nl", "XX", "-1", "-0", "+5",
    "007", "1.0", "1e3", "99999999", "100000000", "999999999", "1000000000", "999999999999", "1000000000000",
    "2026-03-01", " 2026-03-01 ", "\n2026-03-01", "12026-03-31", "-2026-03-01", "-0001-01-01", "0000-01-01", "2026-02-29", "2024-02-29", "2026-13-01",
    "2026-03-01Z", "2026-03-01+01:00", "2026-03-01-05:00", "2026-3-1", "20260301", "01-03-2026", "10:00:00", "24:00:00", "24:00:01", "10:00:00Z",
    "10:00", "10:00:00.1234567890", " 10:00:00 ", "23:59:60", "0405", "04050", "040", "O405", "99005678", "9900567", "999900018", "99990001",
    "1.0.0", "01.0.0", "1.0", "1.0.0.0", "0.0.0", "ABCDEFGHIJKL", "A-B", "A B", "é", "À", "ỳ", "ÿz", "😀", "\u00a0", "a\nb", "a\tb", " a", "a ", "Jan3", "J.",
    "٣", "３", "２０２６-01-01", "०१", "\u0085", "\u2028", "\u200b", "\r", "A\u0301", "ﬁ", "×", "÷", "Ā", "Ỵ", "ß", "1.", "1 1", "+1", "-",
    "2026-02-30", "2100-02-29", "2000-02-29", "10000-01-01", "010000-01-01", "+2026-01-01", "0001-01-01", "2026-01-01T00:00:00", "2026-01-00",
    "24:00:00.0", "24:00:00.1", "12:00:00.", "12:00:00,5", "12:00:00-05:00", "00:60:00", "A" * 36, "A" * 37, "😀" * 36, "😀" * 37, "1.0.0\n", "1.2.3-a",
    "12345678901234567890", "123456789012345678901", "0200", "8001", "9999", "01", "02", "13", "14", "83", "84", "45", "56", "490", "436", "437",
]  # fmt: skip


@cache
def _codes() -> list[str]:
    return sorted({code for lijst in namen() if lijst != "CBS" for code in codelijst(lijst)})


def _kies(kans: random.Random, wortel: Any, *, blad: bool | None = None) -> Any:
    elementen = [e for e in wortel.iter() if isinstance(e.tag, str) and e is not wortel]
    if blad is not None:
        elementen = [e for e in elementen if (len(e) == 0) is blad] or elementen
    return kans.choice(elementen)


def _naam(element: Any) -> Any:
    return etree.QName(element)


def weg(kans: random.Random, wortel: Any) -> None:
    """Drop an element."""
    element = _kies(kans, wortel)
    element.getparent().remove(element)


def dubbel(kans: random.Random, wortel: Any) -> None:
    """Double an element."""
    element = _kies(kans, wortel)
    element.addnext(copy.deepcopy(element))


def verplaats(kans: random.Random, wortel: Any) -> None:
    """Move an element elsewhere."""
    element, doel = _kies(kans, wortel), _kies(kans, wortel)
    if doel is not element and element not in doel.iterancestors():
        (doel.addnext if kans.random() < 0.6 else doel.append)(element)


def wissel(kans: random.Random, wortel: Any) -> None:
    """Swap an element with the next one."""
    element = _kies(kans, wortel)
    volgende = element.getnext()
    if volgende is not None:
        volgende.addnext(element)


def leeg(kans: random.Random, wortel: Any) -> None:
    """Empty an element."""
    element = _kies(kans, wortel)
    for kind in list(element):
        element.remove(kind)
    element.text = kans.choice([None, "", " ", "\n"])


def waarde(kans: random.Random, wortel: Any) -> None:
    """Another value, mostly a wrong one."""
    element = _kies(kans, wortel, blad=True)
    element.text = kans.choice(_WAARDEN) if kans.random() < 0.7 else kans.choice(_codes())


def code(kans: random.Random, wortel: Any) -> None:
    """A value of the same list or of another."""
    element = _kies(kans, wortel, blad=True)
    if element.text and len(element.text) <= 4:
        element.text = kans.choice(_codes())


def rek(kans: random.Random, wortel: Any) -> None:
    """Make a value longer, shorter or padded."""
    element = _kies(kans, wortel, blad=True)
    tekst = element.text or ""
    element.text = kans.choice(
        [
            tekst + tekst,
            tekst[:-1],
            f" {tekst}",
            f"{tekst} ",
            tekst + "0",
            f"0{tekst}",
            f"+{tekst}",
            tekst.lower(),
        ]
    )


def naam(kans: random.Random, wortel: Any) -> None:
    """Another name."""
    element = _kies(kans, wortel)
    lokaal = kans.choice([_naam(_kies(kans, wortel)).localname, "Onbekend", _naam(element).localname.lower()])
    element.tag = f"{{{_naam(element).namespace}}}{lokaal}" if _naam(element).namespace else lokaal


def ruimte(kans: random.Random, wortel: Any) -> None:
    """Another namespace."""
    element = wortel if kans.random() < 0.1 else _kies(kans, wortel)
    andere = [
        None,
        _naam(wortel).namespace,
        "http://www.istandaarden.nl/ijw/3_2/basisschema/schema",
        "http://www.istandaarden.nl/ijw/3_1/jw301/schema",
        "http://www.istandaarden.nl/iwmo/3_2/wmo301/schema",
        "http://www.istandaarden.nl/ijw/3_2/jw301/schema",
    ]
    nieuw_ = kans.choice(andere)
    lokaal = _naam(element).localname
    element.tag = f"{{{nieuw_}}}{lokaal}" if nieuw_ else lokaal


def attribuut(kans: random.Random, wortel: Any) -> None:
    """An attribute, allowed or not."""
    element = wortel if kans.random() < 0.3 else _kies(kans, wortel)
    eigen = _naam(wortel).localname and wortel.prefix
    soort = kans.choice(
        ["ijw:LDT_Datum", "ijw:LDT_Naam", "ijw:CDT_Product", f"{eigen}:Client", f"{eigen}:Header", f"{eigen}:Root", "onbekend:X",
         f"{eigen}:{_naam(element).localname}", f"ijw:CDT_{_naam(element).localname}", f"ijw:LDT_{_naam(element).localname}", "ijw:LDT_Bedrag"]
    )  # fmt: skip
    sleutel, inhoud = kans.choice(
        [
            ("foo", "1"),
            (f"{{{_XSI}}}nil", "true"),
            (f"{{{_XSI}}}nil", "false"),
            (f"{{{_XSI}}}type", soort),
            (f"{{{_XSI}}}type", soort),
            (
                f"{{{_XSI}}}schemaLocation",
                "http://www.istandaarden.nl/ijw/3_2/jw301/schema http://127.0.0.1:9/x.xsd",
            ),
            (f"{{{_XSI}}}noNamespaceSchemaLocation", "file:///bestaat/niet.xsd"),
            (f"{{{_XSI}}}onbekend", "1"),
            ("{http://www.w3.org/XML/1998/namespace}space", "preserve"),
            ("{http://www.w3.org/XML/1998/namespace}lang", "nl"),
            ("{urn:vreemd}a", ""),
        ]
    )
    element.set(sleutel, inhoud)


def tussenin(kans: random.Random, wortel: Any) -> None:
    """A comment, a processing instruction or text where it does or does not belong."""
    element = _kies(kans, wortel)
    ding = kans.choice([etree.Comment(" opmerking "), etree.ProcessingInstruction("pi", "x"), None])
    if ding is None:
        if len(element):
            element[0].tail = kans.choice([" ", "tekst", "\n\n"])
        else:
            element.tail = kans.choice([" ", "tekst", None])
    elif len(element) == 0 and element.text and kans.random() < 0.7:
        knip = kans.randrange(len(element.text) + 1)
        ding.tail = element.text[knip:]
        element.text = element.text[:knip] or None
        element.append(ding)
    else:
        element.addprevious(ding)


def cdata(kans: random.Random, wortel: Any) -> None:
    """The same value, or one with markup in it, as CDATA."""
    element = _kies(kans, wortel, blad=True)
    element.text = etree.CDATA(kans.choice([element.text or "", " ", "<b>&amp;", "<!DOCTYPE x>"]))


def kind(kans: random.Random, wortel: Any) -> None:
    """An element inside a value."""
    element = _kies(kans, wortel, blad=True)
    etree.SubElement(element, kans.choice([element.tag, "b", "{urn:x}b"]))


def vreemd(kans: random.Random, wortel: Any) -> None:
    """A piece of another message, or of this one, where it does or does not belong."""
    ander = etree.fromstring(voorbeelden()[kans.choice(list(BERICHTEN))])
    stuk = copy.deepcopy(_kies(kans, ander))
    if kans.random() < 0.5:
        eigen, van = _naam(wortel).namespace, _naam(ander).namespace
        for element in stuk.iter():
            if isinstance(element.tag, str) and _naam(element).namespace == van:
                element.tag = f"{{{eigen}}}{_naam(element).localname}"
    ouder = kans.choice([e for e in wortel.iter() if len(e)])
    ouder.insert(kans.randrange(len(ouder) + 1), stuk)


def door_elkaar(kans: random.Random, wortel: Any) -> None:
    """The parts of one element in another order."""
    ouder = kans.choice([e for e in wortel.iter() if len(e)])
    delen = list(ouder)
    kans.shuffle(delen)
    ouder[:] = delen


MUTATIES: list[Callable[[random.Random, Any], None]] = [
    weg, dubbel, verplaats, wissel, leeg, waarde, waarde, waarde, code, rek, naam, ruimte, attribuut, attribuut, tussenin, cdata, kind,
    vreemd, door_elkaar,
]  # fmt: skip


_VERWIJZINGEN = [
    b"&#x31;", b"&#48;", b"&#32;", b"&#xA0;", b"&#10;", b"&#xD;", b"&#x85;", b"&amp;", b"&lt;", b"&apos;", b"&#0;", b"&#x1;", b"&#xFFFE;",
    b"&#xD800;", b"&#x10FFFF;", b"&#x110000;", b"&geen;", b"&#;", b"&;", b"\x01", b"\x7f", b"\xc2\x80", b"\xc0\x80", b"\xed\xa0\x80",
    b"<![CDATA[]]>", b"<![CDATA[ ]]>", b"<![CDATA[1]]>", b"<?p?>", b"<!---->", b"<!-- -- -->",
]  # fmt: skip


def _bytes(kans: random.Random, data: bytes) -> bytes:
    """Another way to write the same, or a small fault in the markup."""
    keus = kans.randrange(12)
    if keus == 0:
        return data.replace(b"xmlns:ijw=", b"xmlns:q=").replace(b"ijw:", b"q:")
    if keus == 1:
        return b'<?xml version="1.0"?>\n<?stijl x?>\n<!-- eerst -->\n' + data
    if keus == 2:
        plek = kans.randrange(len(data))
        return (
            data[:plek]
            + kans.choice([b"<", b">", b"&", b"&lt;", b"\x00", b"\xff", b"]]>", b"<!--", b'"'])
            + data[plek:]
        )
    if keus == 3:
        return data[: kans.randrange(len(data))]
    if keus == 4:
        return data.replace(b"\n", b"")
    if keus == 5:
        return data.replace(b"\n", b"\r\n")
    if keus == 7:  # in the middle of a value, or between elements
        plek = data.index(b">", kans.randrange(len(data) - 1)) + 1
        return data[:plek] + kans.choice(_VERWIJZINGEN) + data[plek:]
    if keus == 8:  # the own namespace as the default one
        return re.sub(rb"(</?)jw\d{3}:", rb"\1", re.sub(rb"xmlns:jw\d{3}=", b"xmlns=", data, count=1))
    if keus == 9:  # nearly the right namespace
        plek = data.index(b"http://www.istandaarden.nl")
        einde = data.index(b'"', plek)
        uri = data[plek:einde]
        anders = [
            uri + b" ",
            b" " + uri,
            uri.upper(),
            uri.replace(b"http:", b"https:"),
            uri + b"/",
            uri.replace(b"3_2", b"3.2"),
            b"",
        ]
        return data[:plek] + kans.choice(anders) + data[einde:]
    if keus == 6:
        return b'<?xml version="1.0" encoding="utf-8" standalone="yes"?>' + data
    return data


def muteer(data: bytes, kans: random.Random) -> bytes:
    """One to three mutations of a message, and sometimes another way to write it."""
    boom = etree.fromstring(data)
    for _ in range(kans.choice([1, 1, 1, 2, 3])):
        if len(boom) == 0:
            break
        kans.choice(MUTATIES)(kans, boom)
    uit = etree.tostring(boom, encoding="utf-8")
    return _bytes(kans, uit) if kans.random() < 0.2 else uit
