"""Roads that an administrator sets: checked before they are stored, every change in the change log."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction

from jeugdketen.berichten import toestand as t
from jeugdketen.berichten.models import Aansluiting
from jeugdketen.berichten.registratie import register
from jeugdketen.berichten.wegen.adressen import keur_host
from jeugdketen.berichten.wegen.envelop import VORMEN
from jeugdketen.berichten.wegen.sftp import lees_hostsleutel
from jeugdketen.kern import rollen
from jeugdketen.kern.toegang import Toegang, ToegangGeweigerd

VELDEN = (
    "gemeente_code", "aanbieder_agb", "weg", "actief", "ophalen", "afleveren", "verpakking",
    "host", "poort", "gebruiker", "hostsleutel", "geheim", "map_in", "map_uit",
)  # fmt: skip

_HOST = re.compile(r"\A[A-Za-z0-9](?:[A-Za-z0-9.:-]{0,251}[A-Za-z0-9])?\Z")
_NAAM = re.compile(r"\A[A-Za-z0-9_][A-Za-z0-9_.@-]{0,63}\Z")
_DEEL = re.compile(r"\A[A-Za-z0-9_][A-Za-z0-9_. -]*\Z")


class AansluitFout(Exception):
    """The road cannot be stored so; ``fouten``: field → one Dutch sentence."""

    def __init__(self, fouten: Mapping[str, str]) -> None:
        super().__init__(" ".join(fouten.values()))
        self.fouten = dict(fouten)


def aansluitingen(toegang: Toegang) -> list[tuple[Aansluiting, str, str]]:
    """Every road with the names of its municipality and provider."""
    rijen = list(Aansluiting.objects.order_by("gemeente_code", "aanbieder_agb", "pk"))
    gemeenten = register().gemeenten()
    namen = register().aanbieder_namen(frozenset(r.aanbieder_agb for r in rijen if r.aanbieder_agb))
    return [
        (
            rij,
            gemeenten.get(rij.gemeente_code, rij.gemeente_code),
            namen.get(rij.aanbieder_agb, rij.aanbieder_agb) if rij.aanbieder_agb else "alle aanbieders",
        )
        for rij in rijen
    ]


def aansluiting(toegang: Toegang, sleutel: int) -> Aansluiting | None:
    """One road, None when it is not there for this person."""
    return Aansluiting.objects.filter(pk=sleutel).first()


@transaction.atomic
def bewaar_aansluiting(toegang: Toegang, sleutel: int | None, waarden: Mapping[str, Any]) -> Aansluiting:
    """Store a new or changed road.

    Raises:
        ToegangGeweigerd: this person is no administrator.
        AansluitFout: something is missing or cannot be; nothing was stored.
    """
    if not toegang.heeft({rollen.BEHEERDER}):
        raise ToegangGeweigerd("Alleen een beheerder stelt wegen in.")
    rij = (
        Aansluiting()
        if sleutel is None
        else Aansluiting.objects.select_for_update().filter(pk=sleutel).first()
    )
    if rij is None:
        raise ToegangGeweigerd("Deze aansluiting bestaat niet meer.")
    vul(rij, waarden)
    try:
        with transaction.atomic():
            rij.save()
    except IntegrityError as fout:
        raise AansluitFout(
            {"aanbieder_agb": "Voor deze gemeente en aanbieder is er al een weg. Wijzig die."}
        ) from fout
    return rij


def vul(rij: Aansluiting, waarden: Mapping[str, Any]) -> None:
    """Put what was filled in into a road, as far as it can be a road.

    Raises:
        AansluitFout: something is missing or cannot be.
    """
    for veld in VELDEN:
        if veld in waarden:
            waarde = waarden[veld]
            setattr(rij, veld, waarde.strip() if isinstance(waarde, str) else waarde)
    rij.aanbieder_agb = rij.aanbieder_agb or None
    if fouten := _keur(rij):
        raise AansluitFout(fouten)
    if rij.weg == t.SFTP:
        rij.hostsleutel = lees_hostsleutel(rij.hostsleutel).export_public_key().decode().strip()
    else:
        rij.host = rij.gebruiker = rij.hostsleutel = rij.geheim = ""


def _keur(rij: Aansluiting) -> dict[str, str]:
    fouten: dict[str, str] = {}
    if rij.gemeente_code not in register().gemeenten():
        fouten["gemeente_code"] = "Kies een gemeente van deze regio."
    if rij.aanbieder_agb and register().aanbieder_naam(rij.aanbieder_agb) is None:
        fouten["aanbieder_agb"] = (
            "Deze AGB-code staat niet in het register. Vul acht cijfers in, of laat het leeg."
        )
    if rij.weg not in t.INSTELBAAR:
        fouten["weg"] = "Kies een weg: map, SFTP of REST."
    if rij.verpakking and rij.verpakking not in VORMEN:
        fouten["verpakking"] = "Kies een vorm uit de lijst."
    if not (rij.ophalen or rij.afleveren):
        fouten["ophalen"] = "Kies ophalen, afleveren of beide."
    if rij.weg != t.REST:
        for veld, nodig, woord in (
            ("map_in", rij.ophalen, "op te halen"),
            ("map_uit", rij.afleveren, "af te leveren"),
        ):
            waarde = getattr(rij, veld)
            if nodig and not waarde:
                fouten[veld] = (
                    f"Vul de map in om {woord}, bijvoorbeeld gemeente/{'uit' if veld == 'map_in' else 'in'}."
                )
            elif waarde and not all(_DEEL.match(deel) for deel in waarde.split("/")):
                fouten[veld] = (
                    "Schrijf de map als namen met / ertussen, zonder / aan het begin en zonder punten."
                )
        if rij.map_in and rij.map_in == rij.map_uit and rij.ophalen and rij.afleveren:
            fouten["map_uit"] = (
                "Kies een andere map dan om op te halen; anders halen wij onze eigen berichten op."
            )
    if rij.weg == t.SFTP:
        if not _HOST.match(rij.host):
            fouten["host"] = "Vul de naam of het adres van de server in, zonder sftp:// ervoor."
        elif zin := keur_host(rij.host):
            fouten["host"] = zin
        if not 1 <= int(rij.poort or 0) <= 65535:
            fouten["poort"] = "Vul een poort van 1 tot en met 65535 in; meestal 22."
        if not _NAAM.match(rij.gebruiker):
            fouten["gebruiker"] = "Vul de gebruikersnaam op de server in."
        if not _NAAM.match(rij.geheim):
            fouten["geheim"] = "Vul de naam van het bestand met het geheim in, niet het geheim zelf."
        try:
            lees_hostsleutel(rij.hostsleutel)
        except ValueError as fout:
            fouten["hostsleutel"] = str(fout)
    return fouten
