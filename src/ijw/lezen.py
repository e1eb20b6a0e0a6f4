"""From bytes to a message: refuse what is not a message of the standard, and read what is.

One of the two places that touch XML (``schrijven`` is the other). A file is refused with one Dutch sentence, never
with an exception; no entity is expanded, no address opened, no DOCTYPE accepted, no more than 25,000,000 bytes read
(OP179, OP192). A tree is validated as a whole, unless it is large and full of errors: a hostile file can hold a
million of them, and then it is parsed and validated in one pass that stops soon after the first.
"""

from __future__ import annotations

import datetime
import random
import re
import threading
from collections.abc import Callable, Iterator
from itertools import accumulate
from typing import Any, NamedTuple

from lxml import etree

from ijw import waarden
from ijw.definitie import Berichtdefinitie, Dag, Geheel, Tijdstip, Veld, velden
from ijw.schema import officieel_schema, schema
from ijw.standaarden import zoek_naamruimte

MAXIMUM_BYTES = 25_000_000
"""The largest message that is read (OP179)."""
_DICHTSTE_TAGS = 90
"""A valid message has fewer tags in 1000 bytes; a hostile one fills the memory with them."""
_DICHTSTE_ATTRIBUTEN = 40
"""Attributes hardly occur in a message: so many in 1000 bytes ask for a closer look."""
_MEESTE_STUKJES = 100_000
"""Comments, references and the like cut a value in pieces, and validating along takes the square of their number."""
_KIJKJES = 500
"""So many places of a large file are looked at to see whether it can be handled as a tree."""
_PROEVEN = 80
"""So many pieces of each kind are judged before a large tree is. The schema validator reports every error, at a cost
that grows with the square of their number: when more than a few in a hundred pieces are wrong, one of these shows it,
and the file is validated piece by piece instead. The verdict never depends on it."""
_LANGSTE_LIJST = 500
"""Values in one list, return codes in practice, above which that happens too."""
_KLEIN = 32_768
"""Up to this many bytes a file is validated as a tree, which gives every error its line."""
_RUIM = 10_000_000
"""libxml2 refuses a value, comment or run of white space that is longer, unless it is told that a file may hold one."""
_MEESTE_ATTRIBUTEN = 10_000
"""With more equals signs than this a file is never told so: one element with a million attributes fills the memory."""
_STROOM = 524_288
"""So many bytes go to the parser at a time when validation runs along; after each piece it can stop."""
_XSI = "http://www.w3.org/2001/XMLSchema-instance"

_OPTIES: dict[str, Any] = {
    "encoding": "utf-8",
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "dtd_validation": False,
    "remove_comments": True,
    "remove_pis": True,
    "strip_cdata": True,
}
_STROOMOPTIES = {"resolve_entities": "internal"}
"""While validation runs along lxml misses syntax errors unless entities are resolved; without DTD there are none."""


def _opties(data: bytes) -> dict[str, Any]:
    """How the parser reads this file."""
    ruim = len(data) > _RUIM and data.count(b"=") <= _MEESTE_ATTRIBUTEN
    return _OPTIES | {"huge_tree": ruim}


class Weigering(NamedTuple):
    """Why a file is not a message of the standard."""

    reden: str
    """One Dutch sentence."""
    regelnummer: int | None
    """Line in the file, where there is one."""


class _Geweigerd(Exception):
    def __init__(self, reden: str, regelnummer: int | None = None) -> None:
        super().__init__(reden)
        self.weigering = Weigering(reden, regelnummer)


# --- before the parser sees anything ------------------------------------------------------------------

_VERKLARING = re.compile(rb"""<\?xml\s[^>]*?encoding\s*=\s*["']([^"'>]*)["']""")
_WIT = re.compile(rb"[ \t\r\n]*")
_VREEMD = (
    (b"\xef\xbb\xbf", "Het bestand begint met een byte-order-mark (BOM); dat mag niet (OP192)."),
    (b"\xff\xfe", "Het bestand is UTF-16 in plaats van UTF-8 (OP192)."),
    (b"\xfe\xff", "Het bestand is UTF-16 in plaats van UTF-8 (OP192)."),
    (b"<\x00", "Het bestand is UTF-16 in plaats van UTF-8 (OP192)."),
    (b"\x00<", "Het bestand is UTF-16 in plaats van UTF-8 (OP192)."),
    (b"\x00\x00\x00<", "Het bestand is UTF-32 in plaats van UTF-8 (OP192)."),
    (b"PK\x03\x04", "Het bestand is een zip-bestand, geen XML-bericht; pak het eerst uit."),
    (b"\x1f\x8b", "Het bestand is gecomprimeerd (gzip), geen XML-bericht; pak het eerst uit."),
    (b"%PDF", "Het bestand is een PDF, geen XML-bericht."),
)


def _regel(data: bytes, plek: int) -> int:
    return data.count(b"\n", 0, plek) + 1


def _keur_bytes(data: bytes) -> int:
    """Refuse what no parser should see; gives the place where the root element starts."""
    if not data:
        raise _Geweigerd("Het bestand is leeg.")
    if len(data) > MAXIMUM_BYTES:
        raise _Geweigerd(
            f"Het bestand is {len(data)} bytes; een bericht is hoogstens {MAXIMUM_BYTES} bytes (OP179)."
        )
    for begin, reden in _VREEMD:
        if data.startswith(begin):
            raise _Geweigerd(reden, 1)
    start = _na_wit(data, 0)
    eerste = data[start : start + 1]
    if eerste in {b"{", b"["}:
        raise _Geweigerd("Het bestand is JSON, geen XML-bericht.", 1)
    if eerste != b"<":
        raise _Geweigerd("Het bestand is geen XML: het begint niet met een element.", 1)
    plek = data.find(b"\x00")
    if plek >= 0:
        raise _Geweigerd("Het bestand bevat een NUL-teken; dat mag niet in XML.", _regel(data, plek))
    verklaring = _VERKLARING.match(data[:4096])
    if verklaring is not None and verklaring[1].lower() not in {b"utf-8", b"utf8"}:
        codering = _kort(verklaring[1].decode("ascii", "replace"))
        wat = f"noemt zichzelf {codering}" if codering else "noemt een lege codering"
        raise _Geweigerd(f"Het bestand {wat}; een bericht is UTF-8 (OP192).", 1)
    return _begin_wortel(data)


def _na_wit(data: bytes, plek: int) -> int:
    """The first place from here on that is not white space."""
    einde = _WIT.match(data, plek)
    return einde.end() if einde else plek


def _begin_wortel(data: bytes) -> int:
    """Where the root element starts, past declaration, comments and processing instructions; no DOCTYPE is passed."""
    plek = 0
    while True:
        plek = _na_wit(data, plek)
        if data.startswith(b"<?", plek):
            einde = data.find(b"?>", plek)
            lengte = 2
        elif data.startswith(b"<!--", plek):
            einde = data.find(b"-->", plek + 4)
            lengte = 3
        elif data[plek : plek + 9].upper() == b"<!DOCTYPE":
            raise _Geweigerd(
                "Het bestand heeft een DOCTYPE; dat is in een bericht niet toegestaan.", _regel(data, plek)
            )
        elif plek < len(data):
            return plek
        else:
            einde, lengte = -1, 0
        if einde < 0:
            raise _Geweigerd(
                "Het bestand is afgebroken: het bericht begint nergens.", _regel(data, len(data))
            )
        plek = einde + lengte


_SYNTAX: tuple[tuple[str, str], ...] = (
    ("XML declaration allowed only", "Er staat een tweede XML-verklaring in; een bestand bevat één bericht."),
    (
        "Extra content at the end",
        "Na het einde van het bericht staat nog iets; een bestand bevat één bericht.",
    ),
    ("Excessive depth", "Het bestand is dieper genest dan een bericht kan zijn."),
    ("Buffer size limit", "Het bestand heeft een element of waarde van meer dan 10 MB."),
    ("Text node too long", "Het bestand heeft een waarde van meer dan 10 MB."),
    ("Resource limit", "Het bestand is te groot of te ingewikkeld voor een bericht."),
    ("Premature end", "Het bestand is afgebroken: het einde ontbreekt."),
    ("Invalid bytes in character encoding", "Het bestand bevat tekens die geen UTF-8 zijn (OP192)."),
    ("not proper UTF-8", "Het bestand bevat tekens die geen UTF-8 zijn (OP192)."),
    ("encoding", "De tekencodering van het bestand klopt niet; een bericht is UTF-8 (OP192)."),
    (
        "Entity '",
        "Het bestand verwijst naar een entiteit die niet bestaat; alleen de vijf van XML zelf mogen.",
    ),
    ("tag mismatch", "Het bestand is geen goede XML: een begin- en eindelement horen niet bij elkaar."),
    ("Couldn't find end of Start Tag", "Het bestand is afgebroken: het einde ontbreekt."),
    ("EndTag: '</' not found", "Het bestand is afgebroken: het einde ontbreekt."),
    ("expected '>'", "Het bestand is afgebroken of een element is niet goed afgesloten."),
    ("redefined", "Het bestand is geen goede XML: een attribuut staat er twee keer."),
    ("Namespace prefix", "Het bestand is geen goede XML: een voorvoegsel heeft geen naamruimte."),
    ("xmlParseCharRef", "Het bestand bevat een teken dat niet in XML mag."),
    ("PCDATA invalid Char", "Het bestand bevat een teken dat niet in XML mag."),
)


def _syntaxfout(tekst: str, regelnummer: int | None, data: bytes) -> _Geweigerd:
    reden = next((nl for en, nl in _SYNTAX if en in tekst), "Het bestand is geen goede XML.")
    if not regelnummer or "afgebroken" in reden:
        regelnummer = _regel(data, len(data.rstrip()))
    return _Geweigerd(reden, regelnummer)


# --- level 1 --------------------------------------------------------------------------------------------

_NAAM = re.compile(r"Element '(?:\{([^}]*)\})?([^']*)'")
_ATTRIBUUT = re.compile(r"attribute '(?:\{[^}]*\})?([^']*)'")
_WAARDE = re.compile(r"(?:The value|:) '(.*?)' (?:is not|has a|is less|is greater)", re.DOTALL)
_VERWACHT = re.compile(r"Expected is (?:one of )?\( (.*) \)")


def _kort(tekst: str) -> str:
    tekst = " ".join(tekst.split())
    return tekst if len(tekst) <= 40 else tekst[:37] + "…"


_OPENBAAR = re.compile("Bericht.*|.*Versie|Afzender|Ontvanger|Gemeente|DeclaratieNummer")


def _mag_genoemd(naam: str, soort: str) -> bool:
    """Whether a reason may repeat the value: a code or a number of the message, never what is about a person."""
    if "ENUMERATION" in soort:
        return True
    if "PATTERN" in soort:
        return _OPENBAAR.fullmatch(naam) is not None
    return naam != "Datum"


def _schemafout(soort: str, tekst: str, regelnummer: int | None) -> _Geweigerd:
    """A sentence for an error of the schema validator."""
    gevonden = _NAAM.search(tekst)
    naam = gevonden[2] if gevonden else "?"
    waarde_ = _WAARDE.search(tekst)
    waarde = f" ({_kort(waarde_[1])})" if waarde_ and _mag_genoemd(naam, soort) else ""
    verwacht_ = _VERWACHT.search(tekst)
    verwacht = ""
    if verwacht_:
        namen = [deel.rpartition("}")[2].strip(" ,") for deel in verwacht_[1].split(", ")]
        verwacht = f"; verwacht: {' of '.join(namen)}"
    if soort == "SCHEMAV_ELEMENT_CONTENT":
        if "Missing child" in tekst:
            reden = f"In {naam} ontbreekt een verplicht element{verwacht}."
        elif "not expected" in tekst:
            reden = f"Het element {naam} staat hier niet goed of komt in dit bericht niet voor{verwacht}."
        elif "No matching global" in tekst:
            reden = f"Het element {naam} is geen bericht van de standaard."
        else:
            reden = f"De inhoud van {naam} klopt niet met het berichtschema."
    elif "ATTRIBUTE" in soort or "CVC_COMPLEX_TYPE_3" in soort:
        attribuut = _ATTRIBUUT.search(tekst)
        reden = (
            f"Het element {naam} heeft een attribuut dat niet mag{f' ({attribuut[1]})' if attribuut else ''}."
        )
    elif "ENUMERATION" in soort:
        reden = f"De waarde van {naam}{waarde} staat niet in de codelijst."
    elif "PATTERN" in soort:
        reden = f"De waarde van {naam}{waarde} heeft niet de vorm die de standaard voorschrijft."
    elif "MAXLENGTH" in soort:
        reden = f"De waarde van {naam} is langer dan de standaard toestaat."
    elif "MINLENGTH" in soort:
        reden = f"De waarde van {naam} is leeg of te kort."
    elif "INCLUSIVE" in soort:
        reden = f"De waarde van {naam}{waarde} ligt buiten de grenzen van de standaard."
    elif "DATATYPE" in soort:
        reden = f"De waarde van {naam}{waarde} is geen bestaande datum, tijd of geheel getal."
    elif "CVC_COMPLEX_TYPE_2" in soort:
        reden = f"In {naam} staat tekst waar alleen elementen horen."
    elif "CVC_TYPE_3_1" in soort:
        reden = f"Het element {naam} hoort alleen een waarde te hebben."
    else:
        reden = f"De inhoud van {naam} klopt niet met het berichtschema."
    return _Geweigerd(reden, regelnummer or None)


class Boom(NamedTuple):
    """A schema-valid message as a tree, with the bytes it came from."""

    wortel: Any
    definitie: Berichtdefinitie
    data: bytes


_WORTEL = re.compile(rb"<(?:([^\s:/>]+):)?([^\s:/>]+)((?:\s[^>]*)?)/?>")


def _definitie(naamruimte: str | None, naam: str) -> Berichtdefinitie:
    if naam != "Bericht" or naamruimte is None:
        raise _Geweigerd(f"Dit is geen iJw-bericht: het begint met het element {_kort(naam)}.")
    definitie = zoek_naamruimte(naamruimte)
    if definitie is None:
        raise _Geweigerd(f"Dit is geen bericht van iJw 3.2: de naamruimte is {_kort(naamruimte)}.")
    return definitie


def _keur_attributen(wortel: Any) -> None:
    """Refuse foreign attributes before validation, which would report each of a million."""
    for plek in wortel.xpath("(//*[@*[namespace-uri() != $xsi]])[1]", xsi=_XSI):
        raise _Geweigerd(
            f"Het element {_kort(etree.QName(plek).localname)} heeft een attribuut dat niet mag.",
            plek.sourceline,
        )


_Werk = Callable[["Boom"], object]


def _lees_boom(data: bytes, werk: _Werk | None = None) -> Boom:
    begin = _keur_bytes(data)
    if len(data) <= _KLEIN:
        return _lees_klein(data)
    return _lees_groot(data, begin, werk)


def _int(regelnummer: Any) -> int:
    return int(regelnummer or 1)


def _klopt(keurder: etree.XMLSchema, element: Any) -> bool:
    """Whether the schema accepts it. A value so large and so wrong that the validator gives up is not accepted."""
    try:
        return keurder.validate(element)
    except etree.XMLSchemaValidateError:
        return False


def _eerste_uit(afkeurend: etree.XMLSchema) -> _Geweigerd:
    fouten: Any = afkeurend.error_log
    eerste = min(fouten, key=lambda regel: (regel.type_name == "SCHEMAV_INTERNAL", regel.line))
    return _schemafout(eerste.type_name, eerste.message, eerste.line)


def _lees_klein(data: bytes) -> Boom:
    try:
        wortel = etree.fromstring(data, etree.XMLParser(**_OPTIES))
    except etree.XMLSyntaxError as fout:
        raise _syntaxfout(fout.msg or "", fout.lineno, data) from None
    kop, kop_regel = etree.QName(wortel), _int(wortel.sourceline)
    try:
        definitie = _definitie(kop.namespace, kop.localname)
    except _Geweigerd as fout:
        raise _Geweigerd(fout.weigering.reden, kop_regel) from None
    eigen = schema(definitie)
    if not _klopt(eigen, wortel):
        raise _eerste_uit(eigen)
    _keur_officieel(wortel, definitie)
    return Boom(wortel, definitie, data)


def _keur_officieel(wortel: Any, definitie: Berichtdefinitie) -> None:
    officieel = officieel_schema(definitie)
    if officieel is not None and not _klopt(officieel, wortel):
        raise _eerste_uit(officieel)


def _vooruitblik(data: bytes, begin: int, opties: dict[str, Any]) -> Berichtdefinitie:
    """The message type from the start tag of the root, so that validation can run along with the parser."""
    einde = data.find(b">", begin)
    if einde < 0 or einde - begin > _STROOM:
        raise _Geweigerd(
            "Het bestand begint met een element dat te lang is voor een bericht.", _regel(data, begin)
        )
    # quotes may hide a ">": the parser knows better, so let it read the start tag alone
    lezer = etree.XMLPullParser(events=("start",), **opties)
    plek = 0
    try:
        while True:
            tot = min(len(data), max(einde + 1, plek + 4096))
            lezer.feed(data[plek:tot])
            plek = tot
            for _, element in lezer.read_events():
                try:
                    kop = etree.QName(element)  # type: ignore[arg-type]
                except ValueError:  # the parser only tells later that it does not know the prefix
                    raise _syntaxfout("Namespace prefix", _regel(data, begin), data) from None
                return _definitie(kop.namespace, kop.localname)
            if plek >= len(data):
                break
    except etree.XMLSyntaxError as fout:
        raise _syntaxfout(fout.msg or "", fout.lineno, data) from None
    raise _Geweigerd("Het bestand is afgebroken: het einde ontbreekt.", _regel(data, len(data.rstrip())))


def _kijk_rond(data: bytes) -> tuple[float, int]:
    """Tags of elements per 1000 bytes, and how many of the looked-at places are full of attributes."""
    tags = vol = 0
    for _ in range(_KIJKJES):
        plek = random.randrange(len(data) - 999)  # noqa: S311
        stuk = data[plek : plek + 1000]
        tags += stuk.count(b"<") - stuk.count(b"<!") - stuk.count(b"<?")
        vol += stuk.count(b"=") > _DICHTSTE_ATTRIBUTEN
    return tags / _KIJKJES, vol


def _stukken(wortel: Any, definitie: Berichtdefinitie) -> Iterator[Any]:
    """Pieces of a tree that is not validated yet, picked at random from every place where a class can be repeated."""

    def loop(klasse: type[Any], pad: str) -> Iterator[Any]:
        for veld in velden(klasse):
            if veld.klasse is None or definitie.ruimte(veld.klasse) != definitie.naamruimte:
                continue
            hier = f"{pad}/m:{veld.element}"
            if veld.soort != "lijst":
                yield from loop(veld.klasse, hier)
                continue
            if any(onder.klasse is not None and onder.soort == "lijst" for onder in velden(veld.klasse)):
                elementen = _zoek(wortel, f"{hier}/m:*", definitie)
                if elementen:
                    yield from (e for e in random.choices(elementen, k=_PROEVEN) if _is_klein(e))  # noqa: S311
                yield from loop(veld.klasse, f"{hier}/m:{veld.kind}")
                continue
            bakken = _zoek(wortel, hier, definitie)
            gewichten = list(accumulate(map(len, bakken)))
            if gewichten and gewichten[-1]:
                for bak in random.choices(bakken, cum_weights=gewichten, k=_PROEVEN):  # noqa: S311
                    yield bak[random.randrange(len(bak))]  # noqa: S311

    return loop(definitie.bericht, "/m:Bericht")


def _zoek(wortel: Any, pad: str, definitie: Berichtdefinitie) -> list[Any]:
    gevonden: list[Any] = wortel.xpath(pad, namespaces={"m": definitie.naamruimte})
    return gevonden


def _is_klein(element: Any) -> bool:
    return all(len(kind) < _LANGSTE_LIJST for kind in element)


_WAARDELIJSTEN: dict[Berichtdefinitie, set[str]] = {}


def _is_tam(wortel: Any, definitie: Berichtdefinitie) -> bool:
    """Whether validating this tree as a whole will not drown in errors."""
    waardelijsten = {
        v.element for k in definitie.klassen for v in velden(k) if v.soort == "lijst" and v.klasse is None
    }
    for naam in waardelijsten:
        if any(len(lijst) > _LANGSTE_LIJST for lijst in wortel.iter(f"{{{definitie.naamruimte}}}{naam}")):
            return False
    deel = schema(definitie, delen=True)
    # a piece that was picked twice is judged once: one of them can be nearly the whole file
    return all(_klopt(deel, stuk) for stuk in dict.fromkeys(_stukken(wortel, definitie)))


def _keur_ernaast(eigen: etree.XMLSchema, boom: Boom, werk: _Werk) -> bool:
    """Validate a tree in a second thread (libxml2 lets go of the interpreter) and do the work meanwhile.

    Both only read the tree. What goes wrong in work on a tree that turns out invalid does not matter.
    """
    oordeel: list[bool] = []
    draad = threading.Thread(target=lambda: oordeel.append(_klopt(eigen, boom.wortel)), daemon=True)
    draad.start()
    mislukt: Exception | None = None
    try:
        werk(boom)
    except Exception as fout:
        mislukt = fout
    finally:
        draad.join()
    if oordeel == [True] and mislukt is not None:
        raise mislukt
    return oordeel == [True]


def _lees_groot(data: bytes, begin: int, werk: _Werk | None = None) -> Boom:
    opties = _opties(data)
    definitie = _vooruitblik(data, begin, opties)
    tags, vol = _kijk_rond(data)
    if tags > _DICHTSTE_TAGS:
        return _lees_stroom(data, begin, definitie)
    # Blank text between elements is not kept, unless comments or the like could stand beside a blank value.
    kaal = data.find(b"!", begin) < 0 and data.find(b"?", begin) < 0
    try:
        wortel = etree.fromstring(data, etree.XMLParser(remove_blank_text=kaal, **opties))
    except etree.XMLSyntaxError as fout:
        raise _syntaxfout(fout.msg or "", fout.lineno, data) from None
    if vol:
        _keur_attributen(wortel)
    if not _is_tam(wortel, definitie):
        del wortel
        return _lees_stroom(data, begin, definitie)
    boom, eigen = Boom(wortel, definitie, data), schema(definitie)
    if not (_klopt(eigen, wortel) if werk is None else _keur_ernaast(eigen, boom, werk)):
        raise _eerste_uit(eigen)
    _keur_officieel(wortel, definitie)
    return boom


def _lees_stroom(data: bytes, begin: int, definitie: Berichtdefinitie) -> Boom:
    """Parse and validate in one pass that stops soon after the first error: there is one, except in a long list."""
    if data.count(b"&") + data.count(b"<!") + data.count(b"<?") > _MEESTE_STUKJES:
        raise _Geweigerd(
            "Het bestand klopt niet met het berichtschema, en bestaat uit te veel stukjes om te zeggen waar."
        )
    kaal = data.find(b"!", begin) < 0 and data.find(b"?", begin) < 0
    opties = _opties(data) | _STROOMOPTIES
    lezer = etree.XMLParser(schema=schema(definitie), remove_blank_text=kaal, **opties)
    try:
        for plek in range(0, len(data), _STROOM):
            lezer.feed(data[plek : plek + _STROOM])
            if len(lezer.feed_error_log):
                raise _eerste_fout(data, plek, definitie)
        wortel = lezer.close()
    except etree.XMLSyntaxError as fout:
        raise _fout_in_stroom(data, fout, definitie) from None
    _keur_officieel(wortel, definitie)
    return Boom(wortel, definitie, data)


def _syntaxfout_in(data: bytes, fout: etree.XMLSyntaxError) -> _Geweigerd:
    """A parser that validates keeps its syntax errors to itself: ask one that does not."""
    try:
        etree.fromstring(data, etree.XMLParser(**_opties(data)))
    except etree.XMLSyntaxError as gewoon:
        fout = gewoon
    return _syntaxfout(fout.msg or "", fout.lineno, data)


def _fout_in_stroom(data: bytes, fout: etree.XMLSyntaxError, definitie: Berichtdefinitie) -> _Geweigerd:
    """The parser gave up: on the schema, or on the markup itself."""
    if fout.msg and "Element '" in fout.msg:
        return _eerste_fout(data, 0, definitie)
    return _syntaxfout_in(data, fout)


def _eerste_fout(data: bytes, plek: int, definitie: Berichtdefinitie) -> _Geweigerd:
    """Find the line of the first schema error: the same again, the last piece tag by tag."""
    lezer = etree.XMLParser(schema=schema(definitie), **(_opties(data) | _STROOMOPTIES))
    try:
        if plek:
            lezer.feed(data[:plek])
        einde = min(len(data), plek + _STROOM)
        while not len(lezer.feed_error_log) and plek < einde:
            volgende = data.find(b">", plek) + 1 or len(data)
            lezer.feed(data[plek:volgende])
            plek = volgende
        if not len(lezer.feed_error_log):
            lezer.close()
    except etree.XMLSyntaxError as fout:
        if not any(regel.domain_name == "SCHEMASV" for regel in lezer.feed_error_log):
            return _syntaxfout_in(data, fout)
    for regel in lezer.feed_error_log:
        if regel.domain_name == "SCHEMASV":
            return _schemafout(regel.type_name, regel.message, _regel(data, plek - 1))
    return _Geweigerd("Het bestand klopt niet met het berichtschema.")


# --- from tree to objects ---------------------------------------------------------------------------------


class _Datums(dict[str, datetime.date]):
    """The few thousand dates that messages are full of, made once."""

    def __missing__(self, tekst: str) -> datetime.date:
        dag = waarden.datum(tekst)
        if len(self) < 20_000:
            self[tekst] = dag
        return dag


lees_datum = _Datums().__getitem__
"""A date from its text; as quick as looking it up."""


def omzetter(veld: Veld) -> Callable[[str], Any] | None:
    """How the text of an element becomes its value; None when it stays a text."""
    if isinstance(veld.facet, Geheel):
        return waarden.geheel
    if isinstance(veld.facet, Dag):
        return lees_datum
    if isinstance(veld.facet, Tijdstip):
        return waarden.tijd
    return None


_LEZERS: dict[Berichtdefinitie, Callable[[Any], Any]] = {}


def _maak_lezer(definitie: Berichtdefinitie) -> Callable[[Any], Any]:
    """Write and compile the functions that read a valid tree by position: one per class of the message."""
    omgeving: dict[str, Any] = {}
    klaar: dict[type[Any], str] = {}

    def waarde(veld: Veld, bron: str) -> str:
        zet = omzetter(veld)
        if zet is None:
            return f"{bron}.text"
        naam = f"zet_{type(veld.facet).__name__}"
        omgeving[naam] = zet
        return f"{naam}({bron}.text)"

    def inhoud(veld: Veld, bron: str) -> str:
        if veld.soort == "lijst":
            binnen = f"{functie(veld.klasse)}(q)" if veld.klasse is not None else waarde(veld, "q")
            return f"tuple([{binnen} for q in {bron}])"
        if veld.klasse is not None:
            return f"{functie(veld.klasse)}({bron})"
        return waarde(veld, bron)

    def functie(klasse: type[Any]) -> str:
        if klasse in klaar:
            return klaar[klasse]
        naam = klaar[klasse] = f"lees_{len(klaar)}_{klasse.__name__}"
        omgeving[f"K_{naam}"] = klasse
        ruimte = definitie.ruimte(klasse)
        regels = [f"def {naam}(e):", "    k = list(e)"]
        los = False
        for nummer, veld in enumerate(velden(klasse)):
            if veld.verplicht and not los:
                regels.append(f"    v{nummer} = {inhoud(veld, f'k[{nummer}]')}")
                continue
            if not los:
                regels += [f"    i = {nummer}", "    n = len(k)"]
                los = True
            if veld.verplicht:
                regels += [f"    v{nummer} = {inhoud(veld, 'k[i]')}", "    i += 1"]
            else:
                leeg = "()" if veld.soort == "lijst" else "None"
                tag = f"{{{ruimte}}}{veld.element}"
                regels += [
                    f"    if i < n and k[i].tag == {tag!r}:",
                    f"        v{nummer} = {inhoud(veld, 'k[i]')}",
                    "        i += 1",
                    "    else:",
                    f"        v{nummer} = {leeg}",
                ]
        argumenten = ", ".join(f"v{nummer}" for nummer in range(len(velden(klasse))))
        regels.append(f"    return K_{naam}({argumenten})")
        exec(compile("\n".join(regels), f"<ijw {definitie.code} {klasse.__name__}>", "exec"), omgeving)  # noqa: S102
        return naam

    wortel = functie(definitie.bericht)
    lezer: Callable[[Any], Any] = omgeving[wortel]
    return lezer


def bouw_bericht(boom: Boom) -> Any:
    """The message object of a tree that the schema has accepted."""
    lezer = _LEZERS.get(boom.definitie)
    if lezer is None:
        lezer = _LEZERS[boom.definitie] = _maak_lezer(boom.definitie)
    return lezer(boom.wortel)


# --- what callers use ---------------------------------------------------------------------------------------

_SOORT = re.compile(rb"istandaarden\.nl/ijw/\d+_\d+/jw(\d{3})/schema")


def vermoedelijke_soort(data: bytes) -> str | None:
    """Which message a file that was refused seems to be, from the namespace near its start."""
    gevonden = _SOORT.search(data[:65_536])
    return f"JW{gevonden[1].decode()}" if gevonden else None


class Lezing:
    """What reading a file gave: a message, or the reason why it is none."""

    def __init__(self, boom: Boom | None, weigering: Weigering | None, code: str | None) -> None:
        self.boom = boom
        self.weigering = weigering
        self.code = code
        """Type of the message, such as ``JW315``; of a refused file what it seems to be, or None."""
        self._bericht: Any = None

    @property
    def geweigerd(self) -> bool:
        """Whether the file is not a message of the standard."""
        return self.weigering is not None

    @property
    def reden(self) -> str | None:
        """Why the file was refused, in one Dutch sentence with the line where there is one; None when it was not."""
        if self.weigering is None:
            return None
        if self.weigering.regelnummer is None:
            return self.weigering.reden
        return f"{self.weigering.reden[:-1]} (regel {self.weigering.regelnummer})."

    @property
    def definitie(self) -> Berichtdefinitie | None:
        """The definition of the message type; None when the file was refused."""
        return self.boom.definitie if self.boom is not None else None

    @property
    def bericht(self) -> Any:
        """The message object; None when the file was refused."""
        if self._bericht is None and self.boom is not None:
            self._bericht = bouw_bericht(self.boom)
        return self._bericht

    def clienten(self) -> Iterator[Any]:
        """The clients of a JW323 or JW325 one by one, without an object for the whole message.

        Of another message its one client, if it has one.
        """
        if self.boom is None:
            return
        from ijw.inhoud import lees_clienten

        yield from lees_clienten(self.boom)


def lees(data: bytes | bytearray | memoryview, werk: Callable[[Boom], object] | None = None) -> Lezing:
    """Read a file: level 1 only, the schema. Never raises, whatever the bytes are; ``OnbruikbaarSchema`` only when
    ``JEUGDKETEN_XSD`` points at a folder without usable schemas.

    ``werk`` may be called, with the tree, while a large file is still being validated; whether its results count
    is known when this returns.
    """
    if not isinstance(data, bytes):
        try:
            data = bytes(memoryview(data))
        except TypeError:
            soort = type(data).__name__
            raise TypeError(
                f"een bericht lezen gaat uit de bytes van het bestand, niet uit {soort}; open het met 'rb'"
            ) from None
    try:
        return Lezing(boom := _lees_boom(data, werk), None, boom.definitie.code)
    except _Geweigerd as fout:
        return Lezing(None, fout.weigering, vermoedelijke_soort(data))
