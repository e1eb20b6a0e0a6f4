"""From a message to bytes: UTF-8 without BOM, CRLF, tabs (OP192); the same message gives the same bytes every time."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from typing import Any

from ijw.definitie import Berichtdefinitie, Dag, Geheel, Tekst, Tijdstip, Veld, definitie_van, velden

XSD_VERSIE = ("1.0.0", "1.0.0")
"""What published sample messages carry as BasisschemaXsdVersie and BerichtXsdVersie; the schemas say 0.1.0 (IV034)."""

_EIGEN_VERSIE = ("xsd_versie_retour", "xsd_versie_declaratie", "xsd_versie")
_VERBODEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LEEG_BEGIN = re.compile(r"[ \t\n]*")


class OngeldigBericht(ValueError):
    """A message that cannot be written because the schema would refuse it; the text says why, in Dutch."""


def _tekst(waarde: str) -> str:
    if not waarde.isprintable():
        if _VERBODEN.search(waarde):
            raise OngeldigBericht(f"Een waarde bevat een teken dat niet in XML mag: {waarde!r}.")
        # A line break in leading blanks is written as a reference: parsers may take bare blanks for layout.
        leeg = _LEEG_BEGIN.match(waarde)
        aantal = leeg.end() if leeg is not None else 0
        waarde = _vlucht(waarde[:aantal]).replace("\n", "&#10;") + _vlucht(waarde[aantal:])
        return waarde.replace("\r", "&#13;").replace("\n", "\r\n")
    return _vlucht(waarde)


def _vlucht(waarde: str) -> str:
    if "&" in waarde or "<" in waarde or ">" in waarde:
        return waarde.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return waarde


_PYTHON: dict[type, type] = {
    Tekst: str,
    Geheel: int,
    Dag: datetime.date,
    Tijdstip: datetime.time,
}


def _gebrek(deel: Any, pad: str) -> str | None:
    """The first element that is not there or not what it should be, in a sentence; for who made a message by hand."""
    for veld in velden(type(deel)):
        waarde, plek = getattr(deel, veld.naam), f"{pad}/{veld.element}"
        if waarde is None and veld.soort != "lijst":
            if veld.verplicht:
                return f"{plek} ontbreekt; dat is verplicht."
            continue
        if veld.soort == "lijst":
            if not isinstance(waarde, (tuple, list)):
                return _ander(plek, waarde, tuple)
            delen = [(kind, f"{plek}/{veld.kind}[{nr}]") for nr, kind in enumerate(waarde, 1)]
        else:
            delen = [(waarde, plek)]
        soort = veld.klasse or _PYTHON[type(veld.facet)]
        for kind, hier in delen:
            if not isinstance(kind, soort):
                return _ander(hier, kind, soort)
            gebrek = _gebrek(kind, hier) if veld.klasse is not None else None
            if gebrek is not None:
                return gebrek
    return None


def _ander(plek: str, waarde: object, soort: type) -> str:
    return f"{plek} is van het type {type(waarde).__name__}; dat moet {soort.__name__} zijn."


_Schrijver = Callable[[Any, Callable[[str], None]], None]
_SCHRIJVERS: dict[Berichtdefinitie, _Schrijver] = {}


def _maak_schrijver(definitie: Berichtdefinitie) -> _Schrijver:
    """Write and compile the functions that turn each class of a message into lines."""
    eigen = definitie.code.lower()
    omgeving: dict[str, Any] = {"_tekst": _tekst}
    klaar: dict[tuple[type[Any], int], str] = {}

    def waarde(veld: Veld, bron: str) -> str:
        if isinstance(veld.facet, Tekst):
            return f"{{_tekst({bron})}}"
        return (
            f"{{{bron}.isoformat()}}" if veld.facet and not hasattr(veld.facet, "minimum") else f"{{{bron}}}"
        )

    def regels_voor(veld: Veld, ruimte: str, diepte: int, bron: str, inspring: str) -> list[str]:
        tab = "\t" * diepte
        naam = f"{ruimte}:{veld.element}"
        if veld.soort == "lijst":
            binnen = [f'{inspring}a("{tab}<{naam}>")', f"{inspring}for q in {bron}:"]
            kind = f"{eigen}:{veld.kind}"
            tab2 = tab + "\t"
            if veld.klasse is not None:
                binnen += [
                    f'{inspring}    a("{tab2}<{kind}>")',
                    f"{inspring}    {functie(veld.klasse, diepte + 2)}(q, a)",
                    f'{inspring}    a("{tab2}</{kind}>")',
                ]
            else:
                binnen.append(f'{inspring}    a(f"{tab2}<{kind}>{waarde(veld, "q")}</{kind}>")')
            return [*binnen, f'{inspring}a("{tab}</{naam}>")']
        if veld.klasse is not None:
            return [
                f'{inspring}a("{tab}<{naam}>")',
                f"{inspring}{functie(veld.klasse, diepte + 1)}({bron}, a)",
                f'{inspring}a("{tab}</{naam}>")',
            ]
        return [f'{inspring}a(f"{tab}<{naam}>{waarde(veld, bron)}</{naam}>")']

    def functie(klasse: type[Any], diepte: int) -> str:
        sleutel = (klasse, diepte)
        if sleutel in klaar:
            return klaar[sleutel]
        naam = klaar[sleutel] = f"schrijf_{len(klaar)}_{klasse.__name__}"
        ruimte = eigen if definitie.ruimte(klasse) == definitie.naamruimte else "ijw"
        regels = [f"def {naam}(o, a):"]
        for veld in velden(klasse):
            bron = f"o.{veld.naam}"
            if veld.verplicht:
                regels += regels_voor(veld, ruimte, diepte, bron, "    ")
            else:
                regels.append(f"    if {bron}:" if veld.soort == "lijst" else f"    if {bron} is not None:")
                regels += regels_voor(veld, ruimte, diepte, bron, "        ")
        exec(compile("\n".join(regels), f"<ijw {definitie.code} {klasse.__name__}>", "exec"), omgeving)  # noqa: S102
        return naam

    schrijver: _Schrijver = omgeving[functie(definitie.bericht, 1)]
    return schrijver


def schrijf(bericht: Any, *, xsd_versie: tuple[str, str] | None = None, controleer: bool = True) -> bytes:
    """Write a message.

    ``xsd_versie`` replaces the versions of the schemas by which this message is written (IV034): BasisschemaXsdVersie
    and BerichtXsdVersie of XsdVersie, or in an answer of XsdVersieRetour or XsdVersieDeclaratie. Without it the
    message's own values are written. ``controleer`` checks the result against the schema.

    Raises OngeldigBericht when the schema refuses the message, and KeyError for an object that is not a message.
    """
    definitie = definitie_van(bericht)
    if xsd_versie is not None:
        bericht = met_xsd_versie(bericht, xsd_versie)
    schrijver = _SCHRIJVERS.get(definitie)
    if schrijver is None:
        schrijver = _SCHRIJVERS[definitie] = _maak_schrijver(definitie)
    eigen = definitie.code.lower()
    regels = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<{eigen}:Bericht xmlns:{eigen}="{definitie.naamruimte}" xmlns:ijw="{definitie.basisruimte}">',
    ]
    try:
        schrijver(bericht, regels.append)
    except (AttributeError, TypeError) as fout:
        raise OngeldigBericht(_gebrek(bericht, "/Bericht") or f"Het bericht klopt niet: {fout}.") from fout
    regels.append(f"</{eigen}:Bericht>")
    data = ("\r\n".join(regels) + "\r\n").encode("utf-8")
    if controleer:
        from ijw.lezen import lees

        lezing = lees(data)
        if lezing.geweigerd:
            raise OngeldigBericht(lezing.reden)
    return data


def met_xsd_versie(bericht: Any, xsd_versie: tuple[str, str]) -> Any:
    """The same message with other schema versions as those by which it was written (IV034)."""
    from ijw.berichten.basis import XsdVersie

    kop = bericht.header
    naam = next(naam for naam in _EIGEN_VERSIE if naam in kop._fields)
    return bericht._replace(header=kop._replace(**{naam: XsdVersie(*xsd_versie)}))
