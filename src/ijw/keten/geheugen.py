"""The state of the chain and the contracts in memory: for the command line, a notebook and the tests."""

from __future__ import annotations

import datetime
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from ijw.berichten import jw323
from ijw.keten.stand import (
    Berichtsleutel,
    Contractafspraak,
    Declaratie,
    Regel,
    Start,
    Stop,
    Toewijzing,
    Verzoek,
    Wijziging,
)

_Client = tuple[str, str, str]


class GeheugenKetenstand:
    """``Ketenstand`` in dictionaries. Nothing is written to disk; not safe for several threads at once."""

    def __init__(self) -> None:
        self._ontvangen: set[Berichtsleutel] = set()
        self._toewijzingen: dict[str, dict[int, Toewijzing]] = {}
        self._nummers_van: dict[_Client, set[int]] = {}
        self._regie: dict[_Client, list[Start | Stop]] = {}
        self._verzoeken: dict[str, dict[str, Verzoek]] = {}
        self._declaraties: dict[tuple[str, str], Declaratie] = {}
        self._regels: dict[str, dict[str, Regel]] = {}
        self._regels_op: dict[str, dict[int, list[Regel]]] = {}
        self._verzonden: dict[tuple[str, str, str], list[jw323.Bericht]] = {}

    def is_ontvangen(self, bericht: Berichtsleutel) -> bool:
        """See ``Ketenstand``."""
        return bericht in self._ontvangen

    def toewijzingen(self, gemeente: str, nummers: Collection[int]) -> Mapping[int, Toewijzing]:
        """See ``Ketenstand``."""
        return self._toewijzingen.get(gemeente, {})

    def toewijzingen_van(self, gemeente: str, aanbieder: str, bsn: str) -> Sequence[Toewijzing]:
        """See ``Ketenstand``."""
        bekend = self._toewijzingen.get(gemeente, {})
        nummers = self._nummers_van.get((gemeente, aanbieder, bsn), ())
        return [bekend[nr] for nr in sorted(nummers) if bekend[nr][:3] == (gemeente, aanbieder, bsn)]

    def regie(self, gemeente: str, aanbieder: str, bsn: str) -> Sequence[Start | Stop]:
        """See ``Ketenstand``."""
        return tuple(self._regie.get((gemeente, aanbieder, bsn), ()))

    def verzoeken(self, aanbieder: str, referenties: Collection[str]) -> Mapping[str, Verzoek]:
        """See ``Ketenstand``."""
        bekend = self._verzoeken.get(aanbieder, {})
        return {ref: bekend[ref] for ref in referenties if ref in bekend}

    def verzoeken_van(self, gemeente: str, aanbieder: str, bsn: str) -> Sequence[Verzoek]:
        """See ``Ketenstand``."""
        return [
            v for v in self._verzoeken.get(aanbieder, {}).values() if v.gemeente == gemeente and v.bsn == bsn
        ]

    def declaratie(self, aanbieder: str, declaratie_nummer: str) -> Declaratie | None:
        """See ``Ketenstand``."""
        return self._declaraties.get((aanbieder, declaratie_nummer))

    def laatste_declaratie(self, gemeente: str, aanbieder: str) -> datetime.date | None:
        """See ``Ketenstand``."""
        return max(
            (
                d.begin
                for d in self._declaraties.values()
                if d.gemeente == gemeente and d.aanbieder == aanbieder
            ),
            default=None,
        )

    def regels(self, aanbieder: str, referenties: Collection[str]) -> Mapping[str, Regel]:
        """See ``Ketenstand``."""
        return self._regels.get(aanbieder, {})

    def regels_op(self, gemeente: str, nummers: Collection[int]) -> Mapping[int, Sequence[Regel]]:
        """See ``Ketenstand``."""
        return self._regels_op.get(gemeente, {})

    def verzonden_declaraties(
        self, gemeente: str, aanbieder: str, identificatie: str
    ) -> Sequence[jw323.Bericht]:
        """See ``Ketenstand``."""
        return tuple(self._verzonden.get((gemeente, aanbieder, identificatie), ()))

    # What is in it, to hand on to another state.

    def alle_toewijzingen(self, gemeente: str) -> Collection[Toewijzing]:
        """Every allocation of a municipality, in its latest version, ended and deleted ones too."""
        return self._toewijzingen.get(gemeente, {}).values()

    def alle_regie(self, gemeente: str) -> Iterator[Start | Stop]:
        """Every start and stop at a municipality that was not deleted, of one client in order of arrival."""
        return (m for sleutel, reeks in self._regie.items() if sleutel[0] == gemeente for m in reeks)

    def alle_declaraties(self, gemeente: str) -> Iterator[Declaratie]:
        """Every declaration that was taken in at a municipality."""
        return (d for d in self._declaraties.values() if d.gemeente == gemeente)

    def alle_regels(self, gemeente: str) -> Iterator[Regel]:
        """Every approved line at a municipality, of one allocation in order of approval."""
        return (regel for reeks in self._regels_op.get(gemeente, {}).values() for regel in reeks)

    def alle_berichten(self) -> Collection[Berichtsleutel]:
        """The key of every message that was accepted."""
        return self._ontvangen

    def verwerk(self, wijziging: Wijziging) -> None:
        """See ``Ketenstand``."""
        if wijziging.bericht is not None:
            self._ontvangen.add(wijziging.bericht)
        for toewijzing in wijziging.toewijzingen:
            bekend = self._toewijzingen.setdefault(toewijzing.gemeente, {})
            oud = bekend.get(toewijzing.nummer)
            if oud is None or _moment(oud) <= _moment(toewijzing):
                bekend[toewijzing.nummer] = toewijzing
                self._nummers_van.setdefault(toewijzing[:3], set()).add(toewijzing.nummer)
        for aanbieder, referentie in wijziging.toegewezen:
            verzoek = self._verzoeken.get(aanbieder, {}).get(referentie)
            if verzoek is not None:
                self._verzoeken[aanbieder][referentie] = verzoek._replace(toegewezen=True)
        for melding in wijziging.regie_vervallen:
            rij = self._regie.get(melding[:3], [])
            if melding in rij:
                rij.remove(melding)
        for melding in wijziging.regie:
            self._regie.setdefault(melding[:3], []).append(melding)
        for verzoek in wijziging.verzoeken:
            self._verzoeken.setdefault(verzoek.aanbieder, {})[verzoek.referentie] = verzoek
        for antwoord in wijziging.antwoorden:
            verzoek = self._verzoeken.get(antwoord.aanbieder, {}).get(antwoord.referentie)
            if verzoek is not None:
                self._verzoeken[antwoord.aanbieder][antwoord.referentie] = verzoek._replace(
                    antwoorden=(*verzoek.antwoorden, antwoord.verzoek_antwoord)
                )
        if wijziging.verzonden is not None:
            kop = wijziging.verzonden.header
            sleutel = (kop.ontvanger, kop.afzender, kop.bericht_identificatie.identificatie)
            self._verzonden.setdefault(sleutel, []).append(wijziging.verzonden)
        if wijziging.declaratie_vervallen is not None:
            self._vervalt(*wijziging.declaratie_vervallen)
        for aanbieder, referentie in wijziging.regels_vervallen:
            regel = self._regels.get(aanbieder, {}).pop(referentie, None)
            if regel is not None:
                self._regels_op[regel.gemeente][regel.prestatie.toewijzing_nummer].remove(regel)
        if wijziging.declaratie is not None:
            declaratie = wijziging.declaratie
            self._declaraties[declaratie.aanbieder, declaratie.nummer] = declaratie
        for regel in wijziging.regels:
            self._regels.setdefault(regel.aanbieder, {})[regel.referentie] = regel
            self._regels_op.setdefault(regel.gemeente, {}).setdefault(
                regel.prestatie.toewijzing_nummer, []
            ).append(regel)

    def _vervalt(self, aanbieder: str, declaratie_nummer: str) -> None:
        """Forget a declaration with all its lines."""
        self._declaraties.pop((aanbieder, declaratie_nummer), None)
        van_aanbieder = self._regels.get(aanbieder, {})
        for regel in [r for r in van_aanbieder.values() if r.declaratie_nummer == declaratie_nummer]:
            del van_aanbieder[regel.referentie]
            self._regels_op[regel.gemeente][regel.prestatie.toewijzing_nummer].remove(regel)


def _moment(toewijzing: Toewijzing) -> tuple[datetime.date, datetime.time]:
    """When the municipality settled this version of the allocation (IV013)."""
    return toewijzing.product.toewijzingsdatum, toewijzing.product.toewijzingstijd


class Contractfout(ValueError):
    """A contract file that cannot be read; the message is a Dutch sentence."""


class GeheugenContract:
    """``Contractpoort`` from a list of agreements that holds for every municipality, provider and date."""

    def __init__(
        self,
        afspraken: Sequence[Contractafspraak] = (),
        productcodelijst: Mapping[str, str] | None = None,
    ) -> None:
        self._afspraken: dict[tuple[str, str], list[Contractafspraak]] = {}
        for afspraak in afspraken:
            sleutel = (afspraak.productcategorie, afspraak.productcode)
            self._afspraken.setdefault(sleutel, []).append(afspraak)
        self._productcodelijst = productcodelijst

    def afspraken(
        self, gemeente: str, aanbieder: str, productcategorie: str, productcode: str, op: datetime.date
    ) -> Sequence[Contractafspraak]:
        """See ``Contractpoort``."""
        return self._afspraken.get((productcategorie, productcode), ())

    def productcode_past(
        self, gemeente: str, aanbieder: str, productcategorie: str, productcode: str, op: datetime.date
    ) -> bool | None:
        """See ``Contractpoort``."""
        if self._productcodelijst is None:
            return None
        return self._productcodelijst.get(productcode) == productcategorie

    @classmethod
    def uit_json(cls, inhoud: str | bytes) -> GeheugenContract:
        """Read the contents of a ``contract.json``: ``contract`` and ``productcodelijst``, both optional.

        Raises Contractfout when it is not such a file.
        """
        try:
            gegevens = json.loads(inhoud)
        except UnicodeDecodeError as fout:
            raise Contractfout("het contractbestand is geen UTF-8") from fout
        except json.JSONDecodeError as fout:
            raise Contractfout(
                f"het contractbestand is geen JSON (regel {fout.lineno}, teken {fout.colno})"
            ) from fout
        except (ValueError, RecursionError) as fout:  # a number of thousands of digits, or as many brackets
            raise Contractfout("het contractbestand is geen bruikbare JSON") from fout
        if not isinstance(gegevens, dict):
            raise Contractfout("het contractbestand moet een JSON-object zijn")
        rijen = gegevens.get("contract")
        if rijen is None:
            rijen = []
        if not isinstance(rijen, list):
            raise Contractfout("'contract' moet een lijst zijn")
        lijst = gegevens.get("productcodelijst")
        if lijst is not None and not (
            isinstance(lijst, dict) and all(isinstance(waarde, str) for waarde in lijst.values())
        ):
            raise Contractfout("'productcodelijst' moet van productcode naar productcategorie gaan")
        return cls([_afspraak(rij, nr) for nr, rij in enumerate(rijen, 1)], lijst)


def _afspraak(rij: Any, nr: int) -> Contractafspraak:
    """One row of the contract file."""
    if not isinstance(rij, dict):
        raise Contractfout(f"afspraak {nr} is geen JSON-object")
    teksten = []
    for naam in ("productcategorie", "productcode", "eenheid"):
        waarde = rij.get(naam)
        if not isinstance(waarde, str) or not waarde:
            raise Contractfout(f"afspraak {nr} heeft geen {naam}")
        teksten.append(waarde)
    tarief = rij.get("tarief")
    if tarief is not None and (isinstance(tarief, bool) or not isinstance(tarief, int) or tarief < 0):
        raise Contractfout(f"afspraak {nr}: tarief moet een heel aantal eurocenten zijn")
    variant = rij.get("variant")
    if variant not in ("inspanningsgericht", "outputgericht"):
        raise Contractfout(f"afspraak {nr}: variant moet inspanningsgericht of outputgericht zijn")
    return Contractafspraak(teksten[0], teksten[1], teksten[2], tarief, variant)
