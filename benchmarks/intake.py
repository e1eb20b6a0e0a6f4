"""Intake check of a stream of small messages (JW315, JW301) against xmllint and an xsdata binder, in turns.

    python benchmarks/intake.py [--berichten 1000] [--beurten 5]

What is measured, warm and by processor time, over the same files:

- ``intake``: ``ijw.controle.controleer`` with the message object: levels 1 and 2, everything that the post box asks of
  the library before it looks at the chain;
- ``lxml_schema``: lxml's parser and our schema alone, in this process: the floor under ``intake``;
- ``xmllint_stroom``: one ``xmllint --noout --schema`` process per type for all files: no Python, no rules, no objects;
- ``xmllint_los``: one such process per message, as a system without a library would call it (a sample of 100);
- ``xsdata``: its XML parser into dataclasses of the same classes, without any check (needs ``requirements/bench.txt``).

Asked: at least 5 times faster than a process per message, and not slower than the binder although it checks. The other
ratios are printed as they are. A tool that is not on this machine is named as such; without both there is no verdict.
"""

from __future__ import annotations

import argparse
import dataclasses
import datetime
import json
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lxml import etree

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))

from ijw.berichten import BERICHTEN, jw301, jw315
from ijw.berichten import basis as b
from ijw.controle import controleer
from ijw.definitie import Berichtdefinitie, velden
from ijw.schema import schema, schematekst
from ijw.schrijven import schrijf

MIN_TEGEN_XMLLINT_LOS = 5.0
MIN_TEGEN_BINDER = 1.0
STEEKPROEF = 100
VERSIE = b.XsdVersie("1.0.0", "1.0.0")
DAG = datetime.date(2026, 1, 20)
ACHTERNAMEN = ("Molenaar", "Vlaming", "Groot", "Kuin", "Beemsterboer", "Wit")


def bsn(kans: random.Random) -> str:
    """An invented BSN: starts with 9 and passes the elfproef."""
    while True:
        cijfers = [9, *(kans.randrange(10) for _ in range(7))]
        rest = sum(c * g for c, g in zip(cijfers, range(9, 1, -1), strict=True)) % 11
        if rest < 10:
            return "".join(map(str, [*cijfers, rest]))


def maak_jw315(kans: random.Random, nr: int) -> bytes:
    """A request for one or two products."""
    gevraagd = tuple(
        jw315.AangevraagdProduct(
            referentie_aanbieder=f"AZ-{nr}-{i}",
            beschikking_nummer=None,
            product=b.Product("45", f"45A{10 + i:02d}"),
            beschikking_ingangsdatum=None,
            toewijzing_ingangsdatum=datetime.date(2026, 2, 2),
            toewijzing_einddatum=datetime.date(2026, 12, 31),
            omvang=b.Omvang(kans.randrange(1, 40), "04", "4"),
            budget=None,
            verwijzer=b.Verwijzer("02", None, "01999999"),
            raamcontract="2",
            commentaar=None,
        )
        for i in range(1, kans.randrange(2, 4))
    )
    achternaam = kans.choice(ACHTERNAMEN)
    return schrijf(
        jw315.Bericht(
            jw315.Header("446", 3, 2, "99001234", "0420", b.BerichtIdentificatie(f"B{nr:06d}", DAG), VERSIE),
            jw315.Client(
                bsn=bsn(kans),
                geboortedatum=b.Geboortedatum(datetime.date(2012, 5, 17), None),
                geslacht="1",
                naam=b.VerkorteNaam(b.Achternaam(achternaam, None), "Jan", "J"),
                gezagsdrager_bekend="1",
                commentaar=None,
                aangevraagde_producten=gevraagd,
            ),
        )
    )


def maak_jw301(kans: random.Random, nr: int) -> bytes:
    """An allocation of one to three products, with an address and a parent."""
    adres = b.Adres(b.Huis(8, None, None, None), "1671ZZ", "Voorbeeldlaan", "Medemblik", "NL")
    contact = jw301.Contact("01", adres, None, None, None, None)
    naam = b.VolledigeNaam(b.Achternaam(kans.choice(ACHTERNAMEN), None), None, "Jan", "J", "1")
    toegewezen = tuple(
        jw301.ToegewezenProduct(
            toewijzing_nummer=nr * 10 + i,
            referentie_aanbieder=None,
            product=b.Product("45", f"45A{10 + i:02d}"),
            toewijzingsdatum=DAG,
            toewijzingstijd=datetime.time(14, 5, 10),
            ingangsdatum=datetime.date(2026, 2, 2),
            einddatum=datetime.date(2026, 12, 31),
            reden_wijziging=None,
            omvang=b.Omvang(kans.randrange(1, 40), "04", "4"),
            budget=None,
            commentaar=None,
        )
        for i in range(1, kans.randrange(2, 5))
    )
    return schrijf(
        jw301.Bericht(
            jw301.Header("436", 3, 2, "0420", "99001234", b.BerichtIdentificatie(f"T{nr:06d}", DAG), VERSIE),
            jw301.Client(
                bsn=bsn(kans),
                geboortedatum=b.Geboortedatum(datetime.date(2012, 5, 17), None),
                geslacht="1",
                naam=naam,
                communicatie=None,
                juridische_status=None,
                wettelijke_vertegenwoordiging=None,
                commentaar=None,
                relaties=(jw301.Relatie("1", None, "10", None, None, naam, contact._replace(soort="02")),),
                contactgegevens=(contact,),
                toegewezen_producten=toegewezen,
            ),
        )
    )


def binder(definitie: Berichtdefinitie) -> type[Any]:
    """The classes of a message as xsdata dataclasses, made from the same definitions."""
    klaar: dict[type[Any], type[Any]] = {}

    def bouw(klasse: type[Any], naam: str) -> type[Any]:
        if klasse in klaar:
            return klaar[klasse]
        delen: list[tuple[str, Any, Any]] = []
        for veld in velden(klasse):
            ruimte = definitie.ruimte(klasse)
            meta = {"name": veld.element, "type": "Element", "namespace": ruimte}
            if veld.soort == "lijst":
                soort = bouw(veld.klasse, veld.kind or "") if veld.klasse else str
                kind = {"name": veld.kind, "type": "Element", "namespace": definitie.naamruimte}
                doos = dataclasses.make_dataclass(
                    f"{veld.element}_",
                    [("rij", list[soort], dataclasses.field(default_factory=list, metadata=kind))],  # type: ignore[valid-type]
                )
                doos.__module__ = __name__
                globals()[doos.__name__] = doos
                delen.append((veld.naam, doos | None, dataclasses.field(default=None, metadata=meta)))
            elif veld.klasse is not None:
                onder = bouw(veld.klasse, veld.klasse.__name__)
                delen.append((veld.naam, onder | None, dataclasses.field(default=None, metadata=meta)))
            else:
                delen.append((veld.naam, str | None, dataclasses.field(default=None, metadata=meta)))
        gemaakt = dataclasses.make_dataclass(f"{naam}_{definitie.code}", delen)
        gemaakt.__module__ = __name__
        globals()[gemaakt.__name__] = gemaakt
        klaar[klasse] = gemaakt
        return gemaakt

    wortel = bouw(definitie.bericht, "Bericht")
    wortel.Meta = type("Meta", (), {"name": "Bericht", "namespace": definitie.naamruimte})  # type: ignore[attr-defined]
    return wortel


def processortijd(doe: Callable[[], None]) -> float:
    """Processor seconds of this process and of the children it waits for."""

    def nu() -> float:
        kinderen = resource.getrusage(resource.RUSAGE_CHILDREN)
        return time.process_time() + kinderen.ru_utime + kinderen.ru_stime

    begin = nu()
    doe()
    return nu() - begin


def main() -> int:
    """Measure in turns, print one line of JSON; 1 when a goal is missed."""
    keuze = argparse.ArgumentParser()
    keuze.add_argument("--berichten", type=int, default=1000, help="per type")
    keuze.add_argument("--beurten", type=int, default=5)
    opties = keuze.parse_args()
    kans = random.Random(7)
    stroom = {
        "JW315": [maak_jw315(kans, nr) for nr in range(opties.berichten)],
        "JW301": [maak_jw301(kans, nr) for nr in range(opties.berichten)],
    }
    alle = [data for rij in stroom.values() for data in rij]

    def intake() -> None:
        for data in alle:
            controle = controleer(data)
            if controle.uitkomst != "goed" or controle.bericht is None:
                raise AssertionError(controle.naar_dict())

    schemas = {code: schema(BERICHTEN[code]) for code in stroom}

    def lxml_schema() -> None:
        for code, rij in stroom.items():
            for data in rij:
                if not schemas[code].validate(etree.fromstring(data)):
                    raise AssertionError(code)

    metingen: dict[str, Callable[[], None]] = {"intake": intake, "lxml_schema": lxml_schema}
    hoeveel = dict.fromkeys(("intake", "lxml_schema", "xmllint_stroom", "xsdata"), len(alle))
    hoeveel["xmllint_los"] = min(STEEKPROEF, opties.berichten)
    ontbreekt: list[str] = []
    with tempfile.TemporaryDirectory() as map_:
        plek = Path(map_)
        opdrachten: list[list[str]] = []
        for code, rij in stroom.items():
            eigen, basis = schematekst(BERICHTEN[code])
            (plek / code).mkdir()
            bestand_schema = plek / code / f"{code}.xsd"
            bestand_schema.write_text(eigen, encoding="utf-8")
            basisnaam = eigen.split('schemaLocation="', 1)[1].split('"', 1)[0]
            (plek / code / basisnaam).write_text(basis, encoding="utf-8")
            bestanden = []
            for nr, data in enumerate(rij):
                bestanden.append(str(plek / code / f"{nr}.xml"))
                Path(bestanden[-1]).write_bytes(data)
            opdrachten.append(["xmllint", "--noout", "--schema", str(bestand_schema), *bestanden])
        if shutil.which("xmllint"):

            def xmllint() -> None:
                for opdracht in opdrachten:
                    subprocess.run(opdracht, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

            def xmllint_los() -> None:
                begin, bestanden = opdrachten[0][:4], opdrachten[0][4:]
                for bestand in bestanden[: hoeveel["xmllint_los"]]:
                    subprocess.run([*begin, bestand], check=True, stderr=subprocess.DEVNULL)

            metingen["xmllint_stroom"] = xmllint
            metingen["xmllint_los"] = xmllint_los
        else:
            ontbreekt.append("xmllint (Debian: libxml2-utils)")
        try:
            from xsdata.formats.dataclass.parsers import XmlParser
        except ImportError:
            ontbreekt.append("xsdata (requirements/bench.txt)")
        else:
            lezer = XmlParser()
            soorten = {code: binder(BERICHTEN[code]) for code in stroom}

            def xsdata() -> None:
                for code, rij in stroom.items():
                    for data in rij:
                        if lezer.from_bytes(data, soorten[code]).client.bsn is None:
                            raise AssertionError(code)

            metingen["xsdata"] = xsdata
        tijden: dict[str, list[float]] = {naam: [] for naam in metingen}
        for beurt in range(opties.beurten + 1):
            for naam, doe in metingen.items():
                duur = processortijd(doe)
                if beurt:  # the first turn warms up
                    tijden[naam].append(duur)
    per_bericht = {naam: statistics.median(rij) / hoeveel[naam] for naam, rij in tijden.items()}

    def sneller_dan(naam: str) -> float | None:
        return round(per_bericht[naam] / per_bericht["intake"], 2) if naam in per_bericht else None

    los, bindt = sneller_dan("xmllint_los"), sneller_dan("xsdata")
    gehaald = (
        len(ontbreekt) < 2
        and (los is None or los >= MIN_TEGEN_XMLLINT_LOS)
        and (bindt is None or bindt >= MIN_TEGEN_BINDER)
    )
    print(
        json.dumps(
            {
                "berichten": len(alle),
                "bytes": sum(map(len, alle)),
                "per_seconde": {naam: round(1 / duur) for naam, duur in per_bericht.items()},
                "sneller_dan_xmllint_los": los,
                "sneller_dan_xmllint_stroom": sneller_dan("xmllint_stroom"),
                "sneller_dan_xsdata": bindt,
                "sneller_dan_lxml_schema": sneller_dan("lxml_schema"),
                "norm": {
                    "sneller_dan_xmllint_los": MIN_TEGEN_XMLLINT_LOS,
                    "sneller_dan_xsdata": MIN_TEGEN_BINDER,
                },
                "ontbreekt": ontbreekt,
                "gehaald": gehaald,
            }
        )
    )
    return 0 if gehaald else 1


if __name__ == "__main__":
    sys.exit(main())
