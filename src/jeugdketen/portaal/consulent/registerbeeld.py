"""What the pages of a child and of the rules print."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings

from jeugdketen.dossier import selectors as dossier
from jeugdketen.kern import klok, leeslog
from jeugdketen.kern.toegang import Toegang
from jeugdketen.landschap import selectors as landschap
from jeugdketen.portaal.consulent import identiteitbeeld
from jeugdketen.portaal.weergave.datums import kort, leeftijd, periode_lang
from jeugdketen.portaal.weergave.feiten import Feitregel
from jeugdketen.portaal.weergave.teksten import productnaam, zinsdeel
from jeugdketen.portaal.weergave.tijdlijn import Balk, maak_tijdlijn
from jeugdketen.portaal.weergave.uitkomst import WOORDEN
from jeugdketen.toewijzing.jeugdigeselectors import Toewijzingregel, jeugdige_overzicht

MEEST_GEVONDEN = 50
MEEST_INZAGEN = 20
TERUGKIJKEN = timedelta(days=730)
"""Allocations that ended longer ago are not on the time line of a child."""


def gemeentezin(toegang: Toegang) -> str:
    """The municipalities for which somebody works, by name."""
    return zinsdeel(sorted(landschap.gemeente_naam(code) for code in toegang.gemeenten))


# --- children ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Gevondene:
    """One child in the list of hits."""

    id: UUID
    naam: str
    geboren: str
    bsn: str
    gemeente: str


def gevonden_jeugdigen(toegang: Toegang, tekst: str, geboren: date | None) -> dict[str, Any]:
    """The hits of a search, which is itself logged without what was typed."""
    rijen = dossier.zoek_jeugdigen(
        toegang, tekst, geboren=geboren, grond="zoeken in jeugdigen", hoogstens=MEEST_GEVONDEN + 1
    )
    namen = {code: landschap.gemeente_naam(code) for code in {rij.gemeente_code for rij in rijen}}
    gevonden = [
        Gevondene(
            rij.pk,
            identiteitbeeld.naam_van(rij),
            identiteitbeeld.geboren(rij),
            rij.bsn_tekst,
            namen[rij.gemeente_code],
        )
        for rij in rijen
    ]
    return {"gevonden": gevonden[:MEEST_GEVONDEN], "meer": len(gevonden) > MEEST_GEVONDEN}


@dataclass(frozen=True)
class Jeugdigekop:
    """The head of a child's page."""

    id: UUID
    naam: str
    leeftijd: int | None
    gemeente: str
    bsn: str
    overleden: bool


@dataclass(frozen=True)
class Inzageregel:
    """One line of "who looked"."""

    wie: str
    op: datetime
    wat: str
    grond: str


def jeugdigebeeld(toegang: Toegang, jeugdige_id: UUID, *, handeling: str = "lezen") -> dict[str, Any] | None:
    """Everything on a child's page; ``None`` when there is no such file for this person. The opening is logged."""
    try:
        kind = dossier.open_dossier(
            toegang,
            jeugdige_id,
            grond="dossier van de lokale toegang",
            wat="gegevens, verzoeken, toewijzingen",
            handeling=handeling,
        )
    except dossier.DossierNietGevonden:
        return None
    vandaag = klok.vandaag()
    overzicht = jeugdige_overzicht(kind.pk)
    feiten = dossier.dossierfeiten(kind)
    gemeente = landschap.gemeente_naam(kind.gemeente_code)
    inzagen = leeslog.inzages().filter(jeugdige_id=kind.pk)[:MEEST_INZAGEN]
    return {
        "kop": Jeugdigekop(
            kind.pk,
            identiteitbeeld.naam_van(kind),
            None if kind.ongeboren else leeftijd(kind.geboortedatum, vandaag),
            gemeente,
            kind.bsn_tekst,
            kind.overleden_op is not None,
        ),
        "gegevens": _gegevens(feiten, gemeente),
        "identiteit": identiteitbeeld.identiteitregels(kind),
        "stappen": identiteitbeeld.stappen(toegang, kind),
        "opgegaan_in": kind.samengevoegd_met_id,
        "opgenomen": identiteitbeeld.opgenomen(toegang, kind),
        "brpmeldingen": dossier.brpmeldingen_van(kind),
        "aanbod": dossier.open_overdracht_van(kind),
        "tijdlijn": maak_tijdlijn(
            [_balk(t) for t in overzicht.toewijzingen if t.tot is None or t.tot >= vandaag - TERUGKIJKEN],
            vandaag,
        ),
        "toewijzingen": [
            {
                "id": t.id,
                "nummer": t.nummer,
                "wat": " ".join(filter(None, productnaam(t.product, t.product_naam, t.code))),
                "van": t.van,
                "tot": t.tot,
                "aanbieder": t.aanbieder_naam,
                "stand": t.stand,
                "levering": t.levering or "geen start gemeld",
            }
            for t in overzicht.toewijzingen
        ],
        "verzoeken": [
            {
                "nummer": v.nummer,
                "ontvangen": v.ontvangen,
                "wat": " ".join(filter(None, productnaam(v.product, v.product_naam, v.code))),
                "van": v.van,
                "tot": v.tot,
                "aanbieder": v.aanbieder_naam,
                "stand": v.stand,
            }
            for v in overzicht.verzoeken
        ],
        "nood": toegang.noodrecht_op(kind.pk) if kind.gemeente_code not in toegang.gemeenten else None,
        "inzagen": [Inzageregel(i.wie, i.op, i.wat, i.grond) for i in inzagen],
    }


def balken(jeugdige_id: UUID) -> Any:
    """The allocations of a child in time, without those that ended long ago; the caller has opened the file."""
    vandaag = klok.vandaag()
    rijen = jeugdige_overzicht(jeugdige_id).toewijzingen
    return maak_tijdlijn(
        [_balk(t) for t in rijen if t.tot is None or t.tot >= vandaag - TERUGKIJKEN], vandaag
    )


def _balk(rij: Toewijzingregel) -> Balk:
    segment, naam = productnaam(rij.product, rij.product_naam, rij.code)
    return Balk(
        segment=segment,
        naam=naam,
        aanbieder=rij.aanbieder_naam,
        van=rij.van,
        tot=rij.tot,
        gesproken=", ".join(
            filter(
                None,
                [f"Toewijzing {rij.nummer}", periode_lang(rij.van, rij.tot), rij.stand, rij.levering],
            )
        ),
    )


def _gegevens(feiten: dossier.Dossierfeiten, gemeente: str) -> list[Feitregel]:
    kind = feiten.jeugdige
    adres = "geheim, niet getoond" if kind.geheim else feiten.adres.regel if feiten.adres else "niet bekend"
    regels = [
        Feitregel("Geboren", identiteitbeeld.geboren(kind)),
        Feitregel("Geslacht", kind.get_geslacht_display()),
        Feitregel("Adres", adres, bron="BRP" if kind.geheim else feiten.adres.bron if feiten.adres else ""),
        Feitregel(
            "Gezag",
            zinsdeel([g.rol or g.weergavenaam for g in feiten.gezagsdragers]) or "niet bekend",
            bron="BRP",
        ),
        Feitregel("Dossier van", gemeente),
    ]
    if kind.woongemeente and kind.woongemeente != kind.gemeente_code:
        sinds = f", sinds {kort(kind.woongemeente_sinds)}" if kind.woongemeente_sinds else ""
        regels.append(Feitregel("Woont in", landschap.gemeente_naam(kind.woongemeente) + sinds, bron="BRP"))
    if feiten.leefsituatie:
        leef = feiten.leefsituatie
        regels.append(Feitregel("Woont thuis", leef.tekst, bron=leef.vastgelegd_door_naam))
    if feiten.toestemming:
        t = feiten.toestemming
        regels.append(
            Feitregel("Toestemming", f"{t.get_vorm_display()}, {kort(t.datum)}", bron=t.vastgelegd_door_naam)
        )
    if feiten.beoordeling:
        b = feiten.beoordeling
        regels.append(Feitregel("Samen beoordeeld", kort(b.datum), bron=b.vastgelegd_door_naam))
    return regels


# --- rules -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Regelgrond:
    """One ground of a rule, as the region's table has it today."""

    grond: str
    segmenten: str
    uitkomst: str
    afwijken: str
    actief: bool
    eisen: tuple[str, ...]
    bron: str
    onderdeel: str
    voorbeeld: bool

    @property
    def is_oordeel(self) -> bool:
        """Whether the ground gives one of the five outcomes; others only advise."""
        return self.uitkomst in WOORDEN


@dataclass(frozen=True)
class Regelblok:
    """A rule with its grounds."""

    naam: str
    titel: str
    beslist: str
    gronden: tuple[Regelgrond, ...]


def regelregister() -> dict[str, Any]:
    """The rules of the region with their requirements and sources, as they count today."""
    from jeugdregels.regio import laad
    from jeugdregels.register import alle_regels

    regio = laad(settings.JEUGDKETEN_REGIO)
    versie = max((v for v in regio.versies if v <= klok.vandaag()), default=regio.begin)
    beslist = {regel.naam: regel.beslist for regel in alle_regels(regio)}
    blokken: dict[str, list[Regelgrond]] = {}
    for rij in regio.rijen_op(versie)["regels"]:
        blokken.setdefault(rij["regel"], []).append(
            Regelgrond(
                grond=str(rij["grond"]).replace("_", " "),
                segmenten=", ".join(rij.waarden.get("segmenten") or ()),
                uitkomst=rij["uitkomst"],
                afwijken="met reden" if rij["afwijken"] == "met_onderbouwing" else "nee",
                actief=bool(rij["actief"]),
                eisen=rij.eisen,
                bron=rij.bron.document,
                onderdeel=rij.bron.onderdeel,
                voorbeeld=rij.status == "voorbeeld",
            )
        )
    regels = [
        Regelblok(naam, naam.replace("_", " ").capitalize(), beslist.get(naam, ""), tuple(gronden))
        for naam, gronden in sorted(blokken.items())
    ]
    return {
        "regels": regels,
        "versie": versie,
        "titel": regio.titel,
        "aantal": sum(len(regel.gronden) for regel in regels),
    }
