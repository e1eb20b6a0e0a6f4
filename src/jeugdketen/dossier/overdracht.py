"""Handing a file over to the municipality that is responsible: offered, accepted or refused, each by a named person.

Both municipalities keep a file of their own (ADR 0011). What goes along is chosen and copied into the transfer, so that
the receiver sees exactly that and nothing else of the other file. Outside the region a letter goes out instead.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from jeugdketen.dossier import selectors
from jeugdketen.dossier.models import Jeugdige, Overdracht, Relatie, Toestemming
from jeugdketen.dossier.namen import Naam
from jeugdketen.dossier.selectors import DossierNietGevonden
from jeugdketen.dossier.services import (
    leg_jeugdige_vast,
    leg_leefsituatie_vast,
    leg_toestemming_vast,
    werk_bij_uit_brp,
)
from jeugdketen.kern import klok, leeslog
from jeugdketen.kern.models import Inzage
from jeugdketen.kern.rollen import mag_overdragen
from jeugdketen.kern.toegang import Toegang, ToegangGeweigerd
from jeugdketen.landschap.selectors import gemeente_naam, is_gemeente, nederlandse_gemeenten

ONDERDELEN: Final[dict[str, str]] = {
    "gegevens": "Naam, geboortedatum, geslacht en BSN",
    "adres": "Adres",
    "gezag": "Wie gezag heeft",
    "toestemming": "Toestemming van de ouders",
    "leefsituatie": "Waar de jeugdige woont of verblijft",
    "beoordeling": "Gezamenlijke beoordeling",
    "woonplaats": "Hoe de woonplaats is vastgesteld",
    "toewijzingen": "Lopende toewijzingen",
}
"""What can go along, with the words that people read; the first always does."""

EINDIGT, LOOPT_DOOR = "eindigt", "loopt_door"
"""What becomes of a running allocation on the day before the other municipality becomes responsible."""

TERUG: Final = timedelta(days=2 * 365)
VOORUIT: Final = timedelta(days=365)
"""How far from today the day of transfer may lie."""


def _eis(toegang: Toegang, gemeente: str) -> None:
    if toegang.gebruiker_id is None or not mag_overdragen(toegang, gemeente):
        raise ToegangGeweigerd(
            "U mag in deze gemeente geen dossier overdragen of aannemen. Vraag een consulent."
        )


def _log(toegang: Toegang, overdracht: Overdracht, handeling: str, wat: str) -> None:
    """Both municipalities see in their log what was done with the file of the one that hands over."""
    for gemeente in (
        overdracht.gemeente_code,
        *(() if overdracht.buiten_regio else (overdracht.naar_gemeente,)),
    ):
        leeslog.leg_inzage_vast(
            toegang,
            overdracht.jeugdige_id,
            handeling,
            f"overdracht aan {gemeente_naam(overdracht.naar_gemeente)}",
            wat,
            gemeente_code=gemeente,
        )


def maak_inhoud(
    jeugdige: Jeugdige, onderdelen: Collection[str], toewijzingen: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """The chosen parts of a file as JSON. The BSN is not in it: it travels encrypted beside it."""
    feiten = selectors.dossierfeiten(jeugdige)
    uit: dict[str, Any] = {
        "gegevens": {
            "naam": jeugdige.naam._asdict(),
            "geboortedatum": jeugdige.geboortedatum.isoformat(),
            "geboortedatum_gebruik": jeugdige.geboortedatum_gebruik,
            "ongeboren": jeugdige.ongeboren,
            "geslacht": jeugdige.geslacht,
            "geheim": jeugdige.geheim,
        }
    }
    if "adres" in onderdelen and feiten.adres is not None:
        uit["adres"] = {"regel": feiten.adres.regel, "postcode": feiten.adres.postcode}
    if "gezag" in onderdelen:
        uit["gezag"] = [
            {"naam": g.naam._asdict(), "rol": g.rol, "soort": g.soort} for g in feiten.gezagsdragers
        ]
    if "toestemming" in onderdelen and feiten.toestemming is not None:
        t = feiten.toestemming
        uit["toestemming"] = {"vorm": t.vorm, "datum": t.datum.isoformat(), "door": t.vastgelegd_door_naam}
    if "leefsituatie" in onderdelen and feiten.leefsituatie is not None:
        leef = feiten.leefsituatie
        uit["leefsituatie"] = {
            "woont_thuis": leef.woont_thuis,
            "verblijf": leef.verblijf,
            "vanaf": leef.vanaf.isoformat(),
            "tekst": leef.tekst,
        }
    if "beoordeling" in onderdelen and feiten.beoordeling is not None:
        uit["beoordeling"] = {"datum": feiten.beoordeling.datum.isoformat(), "door": feiten.beoordeling.door}
    if "woonplaats" in onderdelen and (toets := selectors.woonplaats_van(jeugdige)) is not None:
        uitleg = [b["uitleg"] for b in toets.antwoord.get("bevindingen", ())]
        uit["woonplaats"] = {
            "vastgesteld": toets.vastgesteld,
            "peildatum": toets.peildatum.isoformat(),
            "door": toets.vastgelegd_door_naam,
            "uitleg": [*uitleg, *([toets.toelichting] if toets.toelichting else [])],
        }
    if "toewijzingen" in onderdelen:
        uit["toewijzingen"] = [dict(rij) for rij in toewijzingen]
    return uit


@transaction.atomic
def bied_aan(
    toegang: Toegang,
    jeugdige_id: UUID,
    *,
    naar: str,
    ingang: date,
    reden: str,
    onderdelen: Collection[str],
    toewijzingen: Sequence[Mapping[str, Any]] = (),
) -> Overdracht:
    """Offer a file to another municipality (or make the letter for one outside the region).

    Args:
        naar: CBS code; the municipality that was established to be responsible.
        ingang: first day on which it is.
        onderdelen: keys of `ONDERDELEN` that go along.
        toewijzingen: the running allocations as the layer above has them, each with `keuze`.

    Raises:
        DossierNietGevonden: there is no such file for this person.
        ToegangGeweigerd: this person may not do it.
        ValidationError: a field is wrong; the message names it and what to do. Nothing was offered.
    """
    jeugdige = Jeugdige.objects.select_for_update().filter(pk=jeugdige_id).first()
    if jeugdige is None:
        leeslog.leg_inzage_vast(toegang, jeugdige_id, Inzage.Handeling.GEWEIGERD, "overdracht", "dossier")
        raise DossierNietGevonden
    _eis(toegang, jeugdige.gemeente_code)
    vandaag = klok.vandaag()
    fouten: dict[str, str] = {}
    if jeugdige.samengevoegd_met_id is not None:
        fouten["naar"] = "Dit dossier is opgegaan in een ander. Draag dat dossier over."
    elif naar not in nederlandse_gemeenten(ingang):
        fouten["naar"] = "Kies een gemeente uit de lijst."
    elif naar == jeugdige.gemeente_code:
        fouten["naar"] = "Dit is uw eigen gemeente. Kies de gemeente die verantwoordelijk wordt."
    else:
        toets = selectors.woonplaats_van(jeugdige)
        if toets is None or toets.vastgesteld != naar:
            fouten["naar"] = (
                f"Stel eerst vast dat {gemeente_naam(naar)} verantwoordelijk is (woonplaats vaststellen)."
            )
    if not vandaag - TERUG <= ingang <= vandaag + VOORUIT:
        fouten["ingang"] = (
            "Deze dag ligt te ver weg. Kies een dag tussen twee jaar terug en een jaar vooruit."
        )
    if len(reden.strip()) < 5:
        fouten["reden"] = "Schrijf in een paar woorden op waarom u het dossier overdraagt."
    gekozen = [deel for deel in ONDERDELEN if deel == "gegevens" or deel in onderdelen]
    if set(onderdelen) - set(ONDERDELEN):
        fouten["onderdelen"] = "Kies uit de lijst wat er meegaat."
    elif jeugdige.geheim and "adres" in onderdelen:
        fouten["onderdelen"] = (
            "Het adres is geheim en gaat niet mee. De andere gemeente vraagt het aan de BRP."
        )
    if Overdracht.objects.filter(jeugdige=jeugdige, stand=Overdracht.Stand.AANGEBODEN).exists():
        fouten["naar"] = "Dit dossier is al aangeboden. Wacht op het antwoord, of trek dat aanbod in."
    if fouten:
        raise ValidationError(fouten)
    overdracht = Overdracht.objects.create(
        gemeente_code=jeugdige.gemeente_code,
        naar_gemeente=naar,
        buiten_regio=not is_gemeente(naar),
        jeugdige=jeugdige,
        bsn=jeugdige.bsn,
        bsn_sleutel=jeugdige.bsn_sleutel,
        ingang=ingang,
        reden=reden.strip()[:1000],
        onderdelen=gekozen,
        inhoud=maak_inhoud(jeugdige, gekozen, toewijzingen),
        aangeboden_op=klok.nu(),
        aangeboden_door_id=toegang.gebruiker_id,
        aangeboden_door_naam=toegang.naam,
    )
    _log(toegang, overdracht, Inzage.Handeling.EXPORT, f"aangeboden: {', '.join(gekozen)}")
    return overdracht


def _open(toegang: Toegang, overdracht_id: UUID) -> Overdracht:
    overdracht = Overdracht.objects.select_for_update().filter(pk=overdracht_id).first()
    if overdracht is None:
        raise DossierNietGevonden
    if overdracht.stand != Overdracht.Stand.AANGEBODEN:
        raise ValidationError(
            {
                "reden": f"Deze overdracht is al {overdracht.get_stand_display()} door {overdracht.besloten_door_naam}."
            }
        )
    return overdracht


def _sluit(toegang: Toegang, overdracht: Overdracht, stand: str, reden: str) -> Overdracht:
    overdracht.stand = stand
    overdracht.besloten_op = klok.nu()
    overdracht.besloten_door_id, overdracht.besloten_door_naam = toegang.gebruiker_id, toegang.naam
    overdracht.besluit_reden = reden.strip()[:1000]
    overdracht.save(
        update_fields=[
            "stand",
            "besloten_op",
            "besloten_door",
            "besloten_door_naam",
            "besluit_reden",
            "dossier",
        ]
    )
    _log(toegang, overdracht, Inzage.Handeling.VASTLEGGEN, f"overdracht {overdracht.get_stand_display()}")
    return overdracht


@transaction.atomic
def aanvaard(toegang: Toegang, overdracht_id: UUID, reden: str = "") -> Overdracht:
    """Take a file over: the receiving municipality makes its own file of what came along, and asks the BRP.

    Consent and living situation are recorded anew in the name of who accepts, as taken over. A file that it has already
    is used.

    Raises:
        DossierNietGevonden: there is no such transfer for this person.
        ToegangGeweigerd: this person may not do it.
        ValidationError: somebody was first, or what came along cannot be a file.
    """
    overdracht = _open(toegang, overdracht_id)
    naar = overdracht.naar_gemeente
    _eis(toegang, naar)
    inhoud = overdracht.inhoud
    g = inhoud["gegevens"]
    geboren = date.fromisoformat(g["geboortedatum"])
    if g["ongeboren"]:
        kind = Jeugdige.objects.create(gemeente_code=naar, ongeboren=True, geboortedatum=geboren, **g["naam"])
    else:
        kind = leg_jeugdige_vast(
            naar,
            bsn=overdracht.bsn,
            naam=Naam(**g["naam"]),
            geboortedatum=geboren,
            geboortedatum_gebruik=g["geboortedatum_gebruik"],
            geslacht=g["geslacht"],
        )
    if not kind.relaties.exists():
        for nummer, wie in enumerate(inhoud.get("gezag", ()), start=1):
            Relatie.objects.create(
                jeugdige=kind,
                gemeente_code=naar,
                volgnummer=nummer,
                rol=wie["rol"],
                soort=wie["soort"],
                gezag=True,
                bron="overdracht",
                **wie["naam"],
            )
    van = gemeente_naam(overdracht.gemeente_code)
    if (t := inhoud.get("toestemming")) and t["vorm"] in Toestemming.Vorm.values:
        leg_toestemming_vast(
            toegang,
            kind,
            vorm=t["vorm"],
            datum=date.fromisoformat(t["datum"]),
            gegeven_door=f"overgenomen van {van}"[:80],
        )
    if leef := inhoud.get("leefsituatie"):
        leg_leefsituatie_vast(
            toegang,
            kind,
            woont_thuis=leef["woont_thuis"],
            verblijf=leef["verblijf"],
            vanaf=date.fromisoformat(leef["vanaf"]),
        )
    werk_bij_uit_brp(kind)
    overdracht.dossier = kind.pk
    return _sluit(toegang, overdracht, Overdracht.Stand.AANVAARD, reden)


@transaction.atomic
def weiger(toegang: Toegang, overdracht_id: UUID, reden: str) -> Overdracht:
    """Refuse a file, with the reason; the municipality that offered it stays responsible until it is settled.

    Raises:
        DossierNietGevonden, ToegangGeweigerd, ValidationError: as above.
    """
    overdracht = _open(toegang, overdracht_id)
    _eis(toegang, overdracht.naar_gemeente)
    if len(reden.strip()) < 10:
        raise ValidationError({"reden": "Schrijf op waarom u weigert, zodat de andere gemeente verder kan."})
    return _sluit(toegang, overdracht, Overdracht.Stand.GEWEIGERD, reden)


@transaction.atomic
def trek_in(toegang: Toegang, overdracht_id: UUID, reden: str = "") -> Overdracht:
    """Take an offer back that nobody answered yet.

    Raises:
        DossierNietGevonden, ToegangGeweigerd, ValidationError: as above.
    """
    overdracht = _open(toegang, overdracht_id)
    _eis(toegang, overdracht.gemeente_code)
    return _sluit(toegang, overdracht, Overdracht.Stand.INGETROKKEN, reden)


@transaction.atomic
def is_verstuurd(toegang: Toegang, overdracht_id: UUID) -> Overdracht:
    """Note that the letter to a municipality outside the region went out.

    Raises:
        DossierNietGevonden, ToegangGeweigerd, ValidationError: as above.
    """
    overdracht = _open(toegang, overdracht_id)
    _eis(toegang, overdracht.gemeente_code)
    if not overdracht.buiten_regio:
        raise ValidationError({"reden": "Deze gemeente hoort bij de regio en antwoordt hier zelf."})
    return _sluit(toegang, overdracht, Overdracht.Stand.VERSTUURD, "")


def open_overdracht(
    toegang: Toegang, overdracht_id: UUID, *, handeling: str = Inzage.Handeling.LEZEN, wat: str = "overdracht"
) -> Overdracht:
    """One transfer, for both municipalities; looking at it is in the log of both.

    Raises:
        DossierNietGevonden: there is no such transfer for this person.
    """
    overdracht = Overdracht.objects.filter(pk=overdracht_id).first()
    if overdracht is None:
        raise DossierNietGevonden
    _log(toegang, overdracht, handeling, wat)
    return overdracht


def overdrachten(toegang: Toegang, *, hoogstens: int = 200) -> list[Overdracht]:
    """The transfers to and from the municipalities of this person, open ones first; the list is in the read log."""
    rijen = sorted(
        Overdracht.objects.order_by("-aangeboden_op")[:hoogstens],
        key=lambda o: (o.stand != Overdracht.Stand.AANGEBODEN, -o.aangeboden_op.timestamp()),
    )
    leeslog.leg_inzage_vast(
        toegang, None, Inzage.Handeling.ZOEKEN, "overdrachten", f"lijst, {len(rijen)} overdrachten"
    )
    return rijen
