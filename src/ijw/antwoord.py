"""The answer that a checked message gets: return messages (IV028, IV032) and JW325 (IV087, IV088).

Three functions are meant for use by others:

``maak_retour``
    the return message (JW302, 306, 308, 316, 318 or 320) on a message of which the verdict is known: accepted,
    refused on its header, or refused with a code for each class;
``maak_declaratie_antwoord``
    the JW325 on a JW323;
``lees_uitslag``
    what a return message or JW325 that came in says, and to which message it belongs.

Verdicts are given as *class codes*: a mapping from the path of a class (``/Bericht/Client``,
``/Bericht/Client/StartProducten/StartProduct[2]``) to its return codes. A class that is not named has no
remark (0200). Elements that may occur more than once always carry their index, counted from 1.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from ijw.berichten import BERICHTEN, definitie_van
from ijw.berichten.basis import TotaalBedragMetDC, XsdVersie
from ijw.definitie import velden

GEEN_OPMERKING: Final = "0200"
"""Return code: no remark on this class."""
NIET_BEOORDEELD: Final = "0233"
"""Return code: this class was not judged, because something above it was wrong."""
VOLLEDIG_TOEGEWEZEN: Final = "8001"
"""Return code on DeclaratieAntwoord: the declaration is granted in full."""
TECHNISCH_AFGEKEURD: Final = "0001"
"""Return code on Header: the message breaks an in-message rule (level 2) and was not processed (OP286)."""

ZONDER_FOUT: Final = frozenset({GEEN_OPMERKING, NIET_BEOORDEELD, VOLLEDIG_TOEGEWEZEN})
"""The return codes that report no error."""

HEADER: Final = "/Bericht/Header"
DECLARATIE: Final = "/Bericht/Declaratie"

Klassecodes = Mapping[str, Sequence[str]]
"""Return codes by the path of the class that they belong to."""

XSD_VERSIE: Final = ("1.0.0", "1.0.0")
"""XsdVersie of what is written here unless told otherwise: the published sample messages' (IV034)."""


def maak_retour(
    bericht: Any,
    codes: Klassecodes | None = None,
    *,
    identificatie: str,
    dagtekening: datetime.date,
    xsd_versie: tuple[str, str] = XSD_VERSIE,
    xslt_versie: str | None = None,
) -> Any:
    """Build the return message on a JW301, 305, 307, 315, 317 or 319 (IV028, IV032).

    No codes: accepted, a Header without codes. A code on the Header (``{HEADER: ["0001"]}``, 9056, 8848, S300):
    only the Header, with that code. Otherwise every class of the client comes back unchanged with its code, the
    ones not named with 0200. Afzender, Ontvanger and everything else in the Header stay as they were sent; only
    BerichtCode differs. ``identificatie`` (at most 12 characters, unique for who answers) and ``dagtekening`` are
    the return message's own. ``xslt_versie`` is only for those who checked with the official XSLT (IV033).

    Raises ValueError for a message that is not answered by a return message.
    """
    heen = definitie_van(bericht)
    if heen.beantwoord_met is None or heen.code == "JW323":
        raise ValueError(f"op een {heen.code} bestaat geen retourbericht")
    retour = BERICHTEN[heen.beantwoord_met]
    codes = codes or {}
    kopcodes = tuple(codes.get(HEADER, ()))
    afgekeurd = any(code not in ZONDER_FOUT for reeks in codes.values() for code in reeks)
    alleen_kop = not afgekeurd or bool(kopcodes)
    bron = bericht.header._asdict()
    bron["bericht_code"] = retour.berichtcode
    header = retour.klasse("Header")(
        **bron,
        identificatie_retour=identificatie,
        dagtekening_retour=dagtekening,
        xslt_versie=xslt_versie,
        xsd_versie_retour=XsdVersie(*xsd_versie),
        retourcodes=kopcodes or ((GEEN_OPMERKING,) if afgekeurd else ()),
    )
    inhoud: list[Any] = [header]
    for veld in velden(retour.bericht)[1:]:
        if alleen_kop:
            inhoud.append(None)
            continue
        assert veld.klasse is not None
        inhoud.append(_met_codes(getattr(bericht, veld.naam), veld.klasse, f"/Bericht/{veld.element}", codes))
    return retour.bericht(*inhoud)


def _met_codes(bron: Any, doel: type[Any], pad: str, codes: Klassecodes) -> Any:
    """Copy a class into its twin of the return message, with the codes of itself and of what is below it."""
    waarden: list[Any] = []
    for veld in velden(doel):
        if veld.naam == "retourcodes":
            waarden.append(tuple(codes.get(pad, (GEEN_OPMERKING,))))
            continue
        waarde = getattr(bron, veld.naam)
        if waarde is None or veld.klasse is None:
            waarden.append(waarde)
        elif veld.soort == "lijst":
            klasse = veld.klasse
            waarden.append(
                tuple(
                    _met_codes(kind, klasse, f"{pad}/{veld.element}/{veld.kind}[{nr}]", codes)
                    for nr, kind in enumerate(waarde, 1)
                )
            )
        elif isinstance(waarde, veld.klasse):
            waarden.append(waarde)
        else:
            waarden.append(_met_codes(waarde, veld.klasse, f"{pad}/{veld.element}", codes))
    return doel(*waarden)


def getekend(bedrag: int, debet_credit: str) -> int:
    """An amount in cents with its sign: credit (C) is negative (CS325, TR358)."""
    return -bedrag if debet_credit == "C" else bedrag


def _totaal(cent: int) -> TotaalBedragMetDC:
    """An unsigned total with D or C; nil is always debit (CS325)."""
    return TotaalBedragMetDC(abs(cent), "C" if cent < 0 else "D")


def maak_declaratie_antwoord(
    bericht: Any,
    codes: Klassecodes | None = None,
    *,
    identificatie: str,
    dagtekening: datetime.date,
    xsd_versie: tuple[str, str] = XSD_VERSIE,
    xslt_versie: str | None = None,
) -> Any:
    """Build the JW325 on a JW323 (IV087, IV088).

    ``codes`` are the class codes of the JW323. All accepted: Header 0200, DeclaratieAntwoord 8001, granted is
    what was submitted. A code on the Header: only the Header. A code on ``/Bericht/Declaratie``: granted nil and
    no lines. A code on a Client: its lines come back with 0233. A code on a Prestatie: the line comes back under
    its Client with 0200. Lines that are granted are never in it, and submitted minus granted is the signed sum
    of the refused lines (TR342). All amounts in eurocents.
    """
    definitie = BERICHTEN["JW325"]
    codes = codes or {}
    klasse = definitie.klasse
    kop = bericht.header
    header = klasse("Header")(
        bericht_code=definitie.berichtcode,
        bericht_versie=kop.bericht_versie,
        bericht_subversie=kop.bericht_subversie,
        afzender=kop.ontvanger,
        ontvanger=kop.afzender,
        bericht_identificatie=type(kop.bericht_identificatie)(identificatie, dagtekening),
        xsd_versie=XsdVersie(*xsd_versie),
        declaratie_identificatie=kop.bericht_identificatie,
        xslt_versie=xslt_versie,
        xsd_versie_declaratie=kop.xsd_versie,
        retourcodes=tuple(codes.get(HEADER, (GEEN_OPMERKING,))),
    )
    if codes.get(HEADER):
        return definitie.bericht(header, None)
    declaratie = bericht.declaratie
    ingediend = declaratie.totaal_ingediend_bedrag
    if codes.get(DECLARATIE):
        return definitie.bericht(
            header,
            klasse("DeclaratieAntwoord")(
                declaratie.declaratie_nummer, ingediend, _totaal(0), (), tuple(codes[DECLARATIE])
            ),
        )
    afgewezen = 0
    clienten: list[Any] = []
    for c, client in enumerate(declaratie.clienten, 1) if codes else ():
        pad = f"{DECLARATIE}/Clienten/Client[{c}]"
        clientcodes = codes.get(pad)
        regels: list[Any] = []
        for p, prestatie in enumerate(client.prestaties, 1):
            regelcodes = (
                (NIET_BEOORDEELD,) if clientcodes else codes.get(f"{pad}/Prestaties/Prestatie[{p}]", ())
            )
            if regelcodes:
                regels.append(klasse("Prestatie")(*prestatie, tuple(regelcodes)))
                afgewezen += getekend(*prestatie.ingediend_bedrag)
        if regels:
            clienten.append(
                klasse("Client")(client.bsn, tuple(regels), tuple(clientcodes or (GEEN_OPMERKING,)))
            )
    return definitie.bericht(
        header,
        klasse("DeclaratieAntwoord")(
            declaratie.declaratie_nummer,
            ingediend,
            _totaal(getekend(*ingediend) - afgewezen) if clienten else ingediend,
            tuple(clienten),
            (GEEN_OPMERKING,) if clienten else (VOLLEDIG_TOEGEWEZEN,),
        ),
    )


class Uitslag(NamedTuple):
    """What an incoming return message or JW325 says, and to which message it belongs."""

    berichttype: str
    """The type of the message that was answered, such as ``JW301``."""
    afzender: str
    """Who sent the message that was answered (AGB or CBS code)."""
    ontvanger: str
    """Who received it and answers."""
    identificatie: str
    """The Identificatie of the message that was answered; with type and sender the key of TR056."""
    dagtekening: datetime.date
    """The Dagtekening of the message that was answered."""
    goedgekeurd: bool
    """True when nothing was refused."""
    codes: dict[str, tuple[str, ...]]
    """Return codes by the path of the class in the answer, only those that report an error."""


def lees_uitslag(antwoord: Any) -> Uitslag:
    """Read the verdict out of a JW302, 306, 308, 316, 318, 320 or 325.

    Match it to what was sent by ``(berichttype, afzender, identificatie)``. In a return message Afzender and
    Ontvanger are those of the original (IV028); in a JW325 they are the answerer's own and are swapped back
    here. A JW325 is approved with 8001 on its DeclaratieAntwoord.

    Raises ValueError for a message that is no answer.
    """
    definitie = definitie_van(antwoord)
    if definitie.beantwoord_met is not None:
        raise ValueError(f"een {definitie.code} is geen antwoord")
    kop = antwoord.header
    codes: dict[str, tuple[str, ...]] = {}
    _verzamel(antwoord, "/Bericht", codes)
    if definitie.code == "JW325":
        van, naar, sleutel = kop.ontvanger, kop.afzender, kop.declaratie_identificatie
    else:
        van, naar, sleutel = kop.afzender, kop.ontvanger, kop.bericht_identificatie
    return Uitslag(
        definitie.antwoord_op[0],
        van,
        naar,
        sleutel.identificatie,
        sleutel.dagtekening,
        not codes,
        codes,
    )


def _verzamel(klasse: Any, pad: str, codes: dict[str, tuple[str, ...]]) -> None:
    """Collect the codes that report an error, from a class and from what is below it."""
    for veld in velden(type(klasse)):
        waarde = getattr(klasse, veld.naam)
        if veld.naam == "retourcodes":
            fouten = tuple(code for code in waarde if code not in ZONDER_FOUT)
            if fouten:
                codes[pad] = fouten
        elif veld.klasse is not None and waarde:
            if veld.soort == "lijst":
                for nr, kind in enumerate(waarde, 1):
                    _verzamel(kind, f"{pad}/{veld.element}/{veld.kind}[{nr}]", codes)
            else:
                _verzamel(waarde, f"{pad}/{veld.element}", codes)
