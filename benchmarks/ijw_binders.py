"""The peers of ``ijw_declaratie.py``: object binders, given the same classes as ours. No measurement by itself."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))

from ijw.berichten import BERICHTEN
from ijw.definitie import Berichtdefinitie, Dag, Geheel, Tijdstip, Veld, velden


def _soort(veld: Veld) -> type[Any]:
    if isinstance(veld.facet, Geheel):
        return int
    if isinstance(veld.facet, Dag):
        return datetime.date
    if isinstance(veld.facet, Tijdstip):
        return datetime.time
    return str


def xsdata_lezer(code: str = "JW323") -> Callable[[bytes], Any]:
    """xsdata's lxml parser into the dataclasses that ``intake.py`` makes from our definitions."""
    from intake import binder
    from xsdata.formats.dataclass.parsers import XmlParser

    klasse = binder(BERICHTEN[code])
    parser = XmlParser()
    return lambda data: parser.from_bytes(data, klasse)


def pydantic_xml_lezer(code: str = "JW323") -> Callable[[bytes], Any]:
    """pydantic-xml models of the same classes."""
    from pydantic import create_model
    from pydantic_xml import BaseXmlModel, element, wrapped

    definitie: Berichtdefinitie = BERICHTEN[code]
    ruimten = {"m": definitie.naamruimte, "b": definitie.basisruimte}
    klaar: dict[type[Any], Any] = {}

    def model(klasse: type[Any], tag: str) -> Any:
        if klasse in klaar:
            return klaar[klasse]
        ns = "m" if definitie.ruimte(klasse) == definitie.naamruimte else "b"
        inhoud: dict[str, Any] = {}
        for veld in velden(klasse):
            soort = _soort(veld) if veld.klasse is None else model(veld.klasse, veld.kind or veld.element)
            if veld.soort == "lijst":
                kind = element(tag=veld.kind, ns=ns, nsmap=ruimten)
                inhoud[veld.naam] = (list[soort], wrapped(veld.element, kind, ns=ns, nsmap=ruimten))
            elif veld.verplicht:
                inhoud[veld.naam] = (soort, element(tag=veld.element, ns=ns, nsmap=ruimten))
            else:
                inhoud[veld.naam] = (
                    soort | None,
                    element(tag=veld.element, ns=ns, nsmap=ruimten, default=None),
                )

        class Basis(BaseXmlModel, tag=tag, ns="m", nsmap=ruimten):
            pass

        klaar[klasse] = create_model(klasse.__name__, __base__=Basis, **inhoud)
        return klaar[klasse]

    wortel = model(definitie.bericht, "Bericht")
    return wortel.from_xml
