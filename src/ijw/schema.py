"""Level 1: from the definition of a message the XML schema that lxml validates with, made in memory.

Type names are the standard's own (``LDT_…``, ``CDT_…``), because ``xsi:type`` in a message may name them. Nothing
is read from or written to disk, unless ``JEUGDKETEN_XSD`` points at a folder with the official schemas: then both
must accept a message.
"""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import Any

from lxml import etree

from ijw.codelijsten import codelijst
from ijw.definitie import Berichtdefinitie, Dag, Facet, Geheel, Tekst, Veld, velden

_BASIS = "ijw-basis.xsd"
_KOP = '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" elementFormDefault="qualified"'
_lokaal = threading.local()
_een_tegelijk = threading.Lock()
"""Threads that compile at the same moment disturb each other in lxml: what resolves an import is not theirs alone."""


def _citeer(waarde: str) -> str:
    """A value as an attribute, quotes included."""
    for teken, verwijzing in (("&", "&amp;"), ("<", "&lt;"), ('"', "&quot;")):
        waarde = waarde.replace(teken, verwijzing)
    return f'"{waarde}"'


def _beperkingen(facet: Facet) -> tuple[str, list[str]]:
    if isinstance(facet, Geheel):
        return "xs:integer", [
            f'<xs:minInclusive value="{facet.minimum}"/>',
            f'<xs:maxInclusive value="{facet.maximum}"/>',
        ]
    if isinstance(facet, Tekst):
        delen = []
        if facet.codelijst is not None:
            delen += [f"<xs:enumeration value={_citeer(code)}/>" for code in codelijst(facet.codelijst)]
        if facet.minimum is not None:
            delen.append(f'<xs:minLength value="{facet.minimum}"/>')
        if facet.maximum is not None:
            delen.append(f'<xs:maxLength value="{facet.maximum}"/>')
        if facet.patroon is not None:
            delen.append(f"<xs:pattern value={_citeer(facet.patroon)}/>")
        return "xs:string", delen
    basis = "xs:date" if isinstance(facet, Dag) else "xs:time"
    return basis, [f"<xs:pattern value={_citeer(facet.patroon)}/>"]


def _waardetype(facet: Facet) -> str:
    basis, delen = _beperkingen(facet)
    inhoud = "".join(delen)
    kern = f'<xs:restriction base="{basis}">{inhoud}</xs:restriction>'
    return f'<xs:simpleType name="LDT_{facet.naam}">{kern}</xs:simpleType>'


class _Schemabouw:
    """Collects the types of one message, each once."""

    def __init__(self, definitie: Berichtdefinitie) -> None:
        self.definitie = definitie
        self.basis: dict[str, str] = {}
        self.eigen: dict[str, str] = {}
        for klasse in definitie.klassen:
            self._klasse(klasse)

    def _typenaam(self, klasse: type[Any]) -> str:
        if klasse is self.definitie.bericht:
            return "m:Root"
        if self.definitie.ruimte(klasse) == self.definitie.naamruimte:
            return f"m:{klasse.__name__}"
        return f"b:CDT_{klasse.__name__}"

    def _waarde(self, facet: Facet) -> str:
        self.basis.setdefault(f"LDT_{facet.naam}", _waardetype(facet))
        return f"b:LDT_{facet.naam}"

    def _element(self, veld: Veld) -> str:
        keus = "" if veld.verplicht else ' minOccurs="0"'
        if veld.soort == "lijst":
            inhoud = self._typenaam(veld.klasse) if veld.klasse is not None else self._waarde(_facet(veld))
            self.eigen.setdefault(
                veld.element,
                f'<xs:complexType name="{veld.element}"><xs:sequence><xs:element name="{veld.kind}" type="{inhoud}" '
                f'maxOccurs="unbounded"/></xs:sequence></xs:complexType>',
            )
            return f'<xs:element name="{veld.element}" type="m:{veld.element}"{keus}/>'
        if veld.klasse is not None:
            return f'<xs:element name="{veld.element}" type="{self._typenaam(veld.klasse)}"{keus}/>'
        soort = self._waarde(_facet(veld))
        eigen = veld.vast if veld.vast is not None else veld.patroon
        if eigen is None:
            return f'<xs:element name="{veld.element}" type="{soort}"{keus}/>'
        return (
            f'<xs:element name="{veld.element}"{keus}><xs:simpleType><xs:restriction base="{soort}">'
            f"<xs:pattern value={_citeer(eigen)}/></xs:restriction></xs:simpleType></xs:element>"
        )

    def _klasse(self, klasse: type[Any]) -> None:
        ruimte, naam = self._typenaam(klasse).split(":")
        inhoud = "".join(self._element(veld) for veld in velden(klasse))
        tekst = f'<xs:complexType name="{naam}"><xs:sequence>{inhoud}</xs:sequence></xs:complexType>'
        (self.eigen if ruimte == "m" else self.basis)[naam] = tekst


def _facet(veld: Veld) -> Facet:
    assert veld.facet is not None
    return veld.facet


def schematekst(definitie: Berichtdefinitie, *, delen: bool = False) -> tuple[str, str]:
    """The two schema documents of a message: its own, and that of the shared namespace which it imports.

    With ``delen`` every class of the message may also stand alone, so that a piece of a message can be judged.
    """
    bouw = _Schemabouw(definitie)
    los = [k.__name__ for k in definitie.klassen[1:] if delen and definitie.ruimte(k) == definitie.naamruimte]
    globaal = "".join(f'<xs:element name="{naam}" type="m:{naam}"/>' for naam in los)
    ruimten = f'xmlns:m="{definitie.naamruimte}" xmlns:b="{definitie.basisruimte}"'
    eigen = (
        f'{_KOP} {ruimten} targetNamespace="{definitie.naamruimte}">'
        f'<xs:import namespace="{definitie.basisruimte}" schemaLocation="{_BASIS}"/>'
        f'<xs:element name="Bericht" type="m:Root"/>{"".join(bouw.eigen.values())}'
        f"{globaal}</xs:schema>"
    )
    basis = (
        f'{_KOP} xmlns:b="{definitie.basisruimte}" targetNamespace="{definitie.basisruimte}">'
        f"{''.join(bouw.basis.values())}</xs:schema>"
    )
    return eigen, basis


class _Basisschema(etree.Resolver):
    def __init__(self, tekst: str) -> None:
        super().__init__()
        self._tekst = tekst

    def resolve(self, system_url: Any, public_id: Any, context: Any) -> Any:  # type: ignore[override]
        if system_url is not None and system_url.endswith(_BASIS):
            return self.resolve_string(self._tekst, context, base_url=None)
        return None


def schema(definitie: Berichtdefinitie, *, delen: bool = False) -> etree.XMLSchema:
    """The compiled schema of a message; made once per message type and thread. For ``delen`` see ``schematekst``."""
    bekend: dict[tuple[Berichtdefinitie, bool], etree.XMLSchema] = _lokaal.__dict__.setdefault("schemas", {})
    gemaakt = bekend.get((definitie, delen))
    if gemaakt is None:
        eigen, basis = schematekst(definitie, delen=delen)
        parser = etree.XMLParser(no_network=True, resolve_entities=False)
        parser.resolvers.add(_Basisschema(basis))
        with _een_tegelijk:
            gemaakt = bekend[definitie, delen] = etree.XMLSchema(etree.fromstring(eigen, parser))
    return gemaakt


class OnbruikbaarSchema(Exception):
    """``JEUGDKETEN_XSD`` is set, but the schema of this message cannot be used; the text says so in Dutch."""

    def __init__(self, map_: str, bestand: str) -> None:
        super().__init__(
            f"JEUGDKETEN_XSD wijst naar '{map_}', maar {bestand} is daar niet te gebruiken. "
            "Zet daar de officiële schema's, met basisschema.xsd, of laat de variabele weg."
        )


def officieel_schema(definitie: Berichtdefinitie) -> etree.XMLSchema | None:
    """The official schema of a message from the folder in ``JEUGDKETEN_XSD``, or None when that is not set.

    Raises OnbruikbaarSchema when the folder does not hold a usable schema.
    """
    plek = os.environ.get("JEUGDKETEN_XSD")
    if not plek:
        return None
    bekend: dict[tuple[str, str], etree.XMLSchema] = _lokaal.__dict__.setdefault("officieel", {})
    sleutel = (plek, definitie.code)
    gevonden = bekend.get(sleutel)
    if gevonden is None:
        pad = Path(plek) / f"{definitie.code}.xsd"
        try:
            with _een_tegelijk:
                gevonden = bekend[sleutel] = etree.XMLSchema(etree.parse(str(pad)))
        except (OSError, etree.LxmlError) as fout:
            raise OnbruikbaarSchema(plek, pad.name) from fout
    return gevonden
