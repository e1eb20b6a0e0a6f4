"""The port to the registration of persons (BRP), shaped after Haal Centraal BRP bevragen version 2.

The application asks through `BrpPoort` and gets a `BrpPersoon`. Which source stands behind it is a setting
(`JEUGDKETEN_BRP`): `brphttp` over the line, or a file of invented persons. `lees_persoon` reads the JSON of that
interface, so a real source and the synthetic one of the demo and the tests are read by the same code.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings

from jeugdketen.dossier.namen import Naam


class BrpOnbereikbaar(RuntimeError):
    """The BRP does not answer. The message is Dutch, may be shown and holds no personal data."""


class TeVeelGevonden(RuntimeError):
    """A search finds more people than the BRP gives at once. The message may be shown."""

    def __init__(self) -> None:
        super().__init__("De BRP kent te veel mensen met deze naam en geboortedatum. Zoek ook op voornaam.")


@dataclass(frozen=True, slots=True)
class BrpAdres:
    """An address in the Netherlands as the BRP has it."""

    straatnaam: str
    huisnummer: int | None
    huisletter: str
    toevoeging: str
    postcode: str
    plaatsnaam: str
    van: date | None


@dataclass(frozen=True, slots=True)
class BrpGezagsdrager:
    """Somebody with authority over the child. `rol` is ouder, voogd or derde, in Dutch words that may be shown."""

    naam: Naam
    rol: str
    geboortedatum: date | None = None
    geslacht: str = "0"


@dataclass(frozen=True, slots=True)
class BrpPersoon:
    """What the BRP says about one person.

    Attributes:
        geslacht: in the codes of the standard (0, 1, 2).
        geheim: disclosure is restricted; the address must not reach a screen or message that does not need it.
        gemeente_code: CBS code of the municipality of registration; None when the person is not registered in one.
        gemeente_sinds: since when.
        vorige_gemeente_code: where the person was registered before, when the source knows.
        overleden_op: day of death.
        gezag: form of authority (`beide ouders`, `één ouder`, `voogd`, `geen`), in words.
    """

    bsn: str
    naam: Naam
    geboortedatum: date
    geboortedatum_gebruik: str
    geslacht: str
    geheim: bool
    gemeente_code: str | None
    gemeente_sinds: date | None
    vorige_gemeente_code: str | None
    overleden_op: date | None
    adres: BrpAdres | None
    gezag: str
    gezagsdragers: tuple[BrpGezagsdrager, ...]


class Zoeker(Protocol):
    """Where one person is looked up."""

    def zoek(self, bsn: str) -> BrpPersoon | None:
        """The person with this BSN, or None when the BRP does not know it.

        Raises:
            BrpOnbereikbaar: no answer came.
        """


class BrpPoort(Zoeker, Protocol):
    """Where persons are looked up."""

    def zoek_samen(self, bsns: Sequence[str]) -> Mapping[str, BrpPersoon | BrpOnbereikbaar]:
        """The persons with these BSNs, in as few questions as the source takes; left out: the BRP does not know it."""

    def zoek_op_naam(self, achternaam: str, geboortedatum: date, voornamen: str = "") -> Sequence[BrpPersoon]:
        """The people with this surname (without prefix) and birth date, with little more than that.

        Raises:
            BrpOnbereikbaar: no answer came.
            TeVeelGevonden: more people than can be shown.
        """


def een_voor_een(poort: Zoeker, bsns: Sequence[str]) -> dict[str, BrpPersoon | BrpOnbereikbaar]:
    """`zoek_samen` for a source that is asked about one person at a time."""
    uit: dict[str, BrpPersoon | BrpOnbereikbaar] = {}
    for bsn in bsns:
        try:
            persoon = poort.zoek(bsn)
        except BrpOnbereikbaar as fout:
            uit[bsn] = fout
        else:
            if persoon is not None:
                uit[bsn] = persoon
    return uit


_GESLACHT = {"M": "1", "V": "2"}
_NAAMGEBRUIK = {"E": "1", "P": "2", "V": "3", "N": "4"}


def _datum(deel: Mapping[str, Any] | None) -> tuple[date | None, str]:
    """A date of the BRP, and which part of it is unknown in the codes of the standard (COD170)."""
    match (deel or {}).get("type"):
        case "Datum":
            return date.fromisoformat(deel["datum"]), ""  # type: ignore[index]
        case "JaarMaandDatum":
            return date(int(deel["jaar"]), int(deel["maand"]), 1), "1"  # type: ignore[index]
        case "JaarDatum":
            return date(int(deel["jaar"]), 1, 1), "2"  # type: ignore[index]
        case "DatumOnbekend":
            return None, "3"
    return None, ""


def _naam(deel: Mapping[str, Any], partners: Sequence[Mapping[str, Any]] = ()) -> Naam:
    partner = partners[0]["naam"] if partners else {}
    return Naam(
        voornamen=deel.get("voornamen", ""),
        voorletters=deel.get("voorletters", "").replace(".", ""),
        voorvoegsel=deel.get("voorvoegsel", ""),
        achternaam=deel.get("geslachtsnaam", ""),
        partner_voorvoegsel=partner.get("voorvoegsel", ""),
        partner_achternaam=partner.get("geslachtsnaam", ""),
        naam_gebruik=_NAAMGEBRUIK.get(deel.get("aanduidingNaamgebruik", {}).get("code", "E"), "1"),
    )


def _adres(deel: Mapping[str, Any] | None) -> BrpAdres | None:
    if not deel or deel.get("type") != "Adres":
        return None
    straat = deel.get("verblijfadres", {})
    return BrpAdres(
        straatnaam=straat.get("officieleStraatnaam") or straat.get("korteStraatnaam", ""),
        huisnummer=straat.get("huisnummer"),
        huisletter=straat.get("huisletter", ""),
        toevoeging=straat.get("huisnummertoevoeging", ""),
        postcode=straat.get("postcode", ""),
        plaatsnaam=straat.get("woonplaats", ""),
        van=_datum(deel.get("datumVan"))[0],
    )


def _gezag(persoon: Mapping[str, Any]) -> tuple[str, tuple[BrpGezagsdrager, ...]]:
    """Form of authority and who has it. Names of parents stand with `ouders`, of others with the authority itself."""
    ouders = {ouder["burgerservicenummer"]: ouder for ouder in persoon.get("ouders", ()) if "naam" in ouder}

    def drager(wie: Mapping[str, Any], rol: str) -> BrpGezagsdrager | None:
        bron = {**ouders.get(wie.get("burgerservicenummer", ""), {}), **wie}
        if "naam" not in bron:
            return None
        geslacht = _GESLACHT.get(bron.get("geslacht", {}).get("code", ""), "0")
        woord = {"1": "vader", "2": "moeder"}.get(geslacht, rol) if rol == "ouder" else rol
        return BrpGezagsdrager(
            naam=_naam(bron["naam"], bron.get("partners", ())),
            rol=woord,
            geboortedatum=_datum(bron.get("geboorte", {}).get("datum"))[0],
            geslacht=geslacht,
        )

    vormen: set[str] = set()
    dragers: list[BrpGezagsdrager] = []
    for regel in persoon.get("gezag", ()):
        match regel.get("type"):
            case "GezamenlijkOuderlijkGezag" | "TweehoofdigOuderlijkGezag":
                vormen.add("beide ouders")
                wie = [(ouder, "ouder") for ouder in regel.get("ouders", ())]
            case "EenhoofdigOuderlijkGezag":
                vormen.add("één ouder")
                wie = [(regel["ouder"], "ouder")]
            case "GezamenlijkGezag":
                vormen.add("ouder en derde")
                wie = [(regel["ouder"], "ouder"), (regel["derde"], "derde")]
            case "Voogdij":
                vormen.add("voogd")
                wie = [(derde, "voogd") for derde in regel.get("derden", ())]
            case _:
                vormen.add("geen" if regel.get("type") == "TijdelijkGeenGezag" else "niet te bepalen")
                wie = []
        dragers += [gevonden for een, rol in wie if (gevonden := drager(een, rol)) is not None]
    return ", ".join(sorted(vormen)) or "onbekend", tuple(dragers)


def lees_persoon(persoon: Mapping[str, Any]) -> BrpPersoon:
    """A person in the JSON of Haal Centraal BRP bevragen as a value of our own.

    Raises:
        KeyError: a field that the interface promises is not there.
    """
    geboren, gebruik = _datum(persoon["geboorte"].get("datum"))
    gezag, dragers = _gezag(persoon)
    gemeente = persoon.get("gemeenteVanInschrijving") or {}
    vorige = persoon.get("vorigeGemeenteVanInschrijving") or {}
    return BrpPersoon(
        bsn=persoon["burgerservicenummer"],
        naam=_naam(persoon["naam"], persoon.get("partners", ())),
        geboortedatum=geboren or date(1900, 1, 1),
        geboortedatum_gebruik=gebruik,
        geslacht=_GESLACHT.get((persoon.get("geslacht") or {}).get("code", ""), "0"),
        geheim=bool(persoon.get("geheimhoudingPersoonsgegevens", False)),
        gemeente_code=gemeente.get("code"),
        gemeente_sinds=_datum(persoon.get("datumInschrijvingInGemeente"))[0],
        vorige_gemeente_code=vorige.get("code"),
        overleden_op=_datum((persoon.get("overlijden") or {}).get("datum"))[0],
        adres=_adres(persoon.get("verblijfplaats")),
        gezag=gezag,
        gezagsdragers=dragers,
    )


class SynthetischeBrp:
    """A BRP of invented persons in a JSON file (`{"personen": […]}`), for demo and tests.

    A folder holds files named after the first seven digits of the numbers in them, for a simulation of a whole country.
    A person may have `"storing": true`: looking it up then fails as an unreachable source does.
    """

    def __init__(self, plek: Path) -> None:
        self._plek = plek

    def zoek(self, bsn: str) -> BrpPersoon | None:
        """The invented person with this BSN, or None."""
        bestand = self._plek / f"{bsn[:7]}.json" if self._plek.is_dir() else self._plek
        if bestand is not self._plek and not bestand.is_file():
            return None
        persoon = _lees_bestand(bestand, bestand.stat().st_mtime_ns).get(bsn)
        if persoon is None:
            return None
        if persoon.get("storing"):
            raise BrpOnbereikbaar("De BRP geeft nu geen antwoord. Probeer het later opnieuw.")
        return lees_persoon(persoon)

    def zoek_samen(self, bsns: Sequence[str]) -> dict[str, BrpPersoon | BrpOnbereikbaar]:
        """The invented persons with these BSNs."""
        return een_voor_een(self, bsns)

    def zoek_op_naam(self, achternaam: str, geboortedatum: date, voornamen: str = "") -> list[BrpPersoon]:
        """The invented people with this surname and birth date."""
        bestanden = sorted(self._plek.glob("*.json")) if self._plek.is_dir() else [self._plek]
        alle = (
            lees_persoon(p)
            for bestand in bestanden
            for p in _lees_bestand(bestand, bestand.stat().st_mtime_ns).values()
            if not p.get("storing")
        )
        return [
            p
            for p in alle
            if p.geboortedatum == geboortedatum
            and p.naam.achternaam.casefold() == achternaam.casefold()
            and p.naam.voornamen.casefold().startswith(voornamen.casefold())
        ]


@lru_cache(maxsize=256)
def _lees_bestand(bestand: Path, versie: int) -> dict[str, dict[str, Any]]:
    inhoud = json.loads(bestand.read_text(encoding="utf-8"))
    return {persoon["burgerservicenummer"]: persoon for persoon in inhoud["personen"]}


class GeenBrp:
    """No BRP is connected: every question is answered with the fact that it is not."""

    def zoek(self, bsn: str) -> BrpPersoon | None:
        """Always raises BrpOnbereikbaar."""
        raise BrpOnbereikbaar(
            "Er is geen BRP aangesloten. Vraag de beheerder de instelling JEUGDKETEN_BRP te vullen."
        )

    def zoek_samen(self, bsns: Sequence[str]) -> dict[str, BrpPersoon | BrpOnbereikbaar]:
        """The same for everybody."""
        return een_voor_een(self, bsns)

    def zoek_op_naam(self, achternaam: str, geboortedatum: date, voornamen: str = "") -> list[BrpPersoon]:
        """Always raises BrpOnbereikbaar."""
        self.zoek("")
        return []


def brp_poort() -> BrpPoort:
    """The BRP that this installation asks: `haalcentraal:<address>`, `synthetisch:<file or folder>`, or none.

    Raises:
        ValueError: the setting names a source that does not exist.
    """
    keuze: str = getattr(settings, "JEUGDKETEN_BRP", "")
    if not keuze:
        return GeenBrp()
    soort, _, rest = keuze.partition(":")
    if soort == "synthetisch":
        return SynthetischeBrp(Path(rest))
    if soort == "haalcentraal":
        from jeugdketen.dossier.brphttp import Instellingen, http_brp

        return http_brp(
            Instellingen(
                url=rest,
                api_sleutel=settings.JEUGDKETEN_BRP_API_SLEUTEL,
                certificaat=settings.JEUGDKETEN_BRP_CERTIFICAAT,
                certificaat_sleutel=settings.JEUGDKETEN_BRP_CERTIFICAAT_SLEUTEL,
                ca=settings.JEUGDKETEN_BRP_CA,
                token_url=settings.JEUGDKETEN_BRP_TOKEN_URL,
                client_id=settings.JEUGDKETEN_BRP_CLIENT_ID,
                client_geheim=settings.JEUGDKETEN_BRP_CLIENT_GEHEIM,
                scope=settings.JEUGDKETEN_BRP_SCOPE,
                wachttijd=settings.JEUGDKETEN_BRP_WACHTTIJD,
                pogingen=settings.JEUGDKETEN_BRP_POGINGEN,
            )
        )
    raise ValueError(
        f"JEUGDKETEN_BRP kent {soort!r} niet; kies haalcentraal:<adres> of synthetisch:<bestand>."
    )
