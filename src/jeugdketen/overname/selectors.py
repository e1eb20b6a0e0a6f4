"""Reading take-overs. Row security shows those of the municipalities whose files one may read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from jeugdketen.kern import leeslog, rollen
from jeugdketen.kern.models import Inzage
from jeugdketen.kern.toegang import Toegang
from jeugdketen.landschap import selectors as landschap
from jeugdketen.overname.afstemming import GELADEN, LOTTEN, Lot
from jeugdketen.overname.models import (
    BIJ_VERSCHIL,
    LAADT,
    MISLUKT,
    ONDERTEKEND,
    OVERGENOMEN,
    PROEF,
    WACHT,
    Overname,
    Overnameregel,
)

PER_BLADZIJDE = 50


class OvernameNietGevonden(LookupError):
    """No such take-over, or none that this person may see. The message may be shown."""

    def __init__(self) -> None:
        super().__init__("Deze overname bestaat niet, of u mag haar niet zien.")


@dataclass(frozen=True, slots=True)
class Overnameregelbeeld:
    """One row of the list of take-overs."""

    id: UUID
    naam: str
    gemeente: str
    peildatum: date
    toestand: str
    toestand_naam: str
    aantal: int
    door: str
    op: datetime


@dataclass(frozen=True, slots=True)
class Lotregel:
    """One fate in the report: how many allocations, and whether they are taken over."""

    lot: str
    naam: str
    aantal: int
    geladen: str


@dataclass(frozen=True, slots=True)
class Regelbeeld:
    """One allocation in the report."""

    nummer: str
    aanbieder: str
    aanbieder_naam: str
    van: date | None
    tot: date | None
    rij: int | None
    lot: str
    lot_naam: str
    reden: str
    verschillen: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Afwijkend:
    """A message file that does not count, or not wholly."""

    naam: str
    soort: str
    aangenomen: bool
    reden: str


@dataclass(frozen=True, slots=True)
class Bestandbeeld:
    """A file that was brought."""

    naam: str
    grootte: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Overnamepagina:
    """The report of a take-over: the counts, the files, and what may be done next."""

    id: UUID
    naam: str
    gemeente: str
    peildatum: date
    toestand: str
    toestand_naam: str
    melding: str
    met_lijst: bool
    bij_verschil: str
    vingerafdruk: str
    loten: tuple[Lotregel, ...]
    geteld: int
    geladen: int
    berichten: tuple[tuple[str, int], ...]
    bestanden: tuple[Bestandbeeld, ...]
    afwijkend: tuple[Afwijkend, ...]
    meer_afwijkend: int
    door: str
    op: datetime
    overgenomen_door: str
    overgenomen_op: datetime | None
    ondertekend_door: str
    ondertekend_op: datetime | None
    opmerking: str
    is_bezig: bool
    mag_overnemen: bool
    mag_ondertekenen: bool
    mag_vervallen: bool
    keuze_nodig: bool


def overnames(toegang: Toegang) -> list[Overnameregelbeeld]:
    """The take-overs that may be seen, newest first."""
    namen = {g.cbs_code: g.naam for g in landschap.gemeenten()}
    return [
        Overnameregelbeeld(
            rij.pk,
            rij.naam,
            namen.get(rij.gemeente_code, rij.gemeente_code),
            rij.peildatum,
            rij.toestand,
            rij.get_toestand_display(),
            sum(rij.telling.values()),
            rij.door_naam,
            rij.op,
        )
        for rij in Overname.objects.all()[:200]
        if rollen.mag_caseload_overnemen(toegang, rij.gemeente_code)
    ]


def _haal(toegang: Toegang, overname_id: UUID) -> Overname:
    rij = Overname.objects.filter(pk=overname_id).first()
    if rij is None or not rollen.mag_caseload_overnemen(toegang, rij.gemeente_code):
        raise OvernameNietGevonden
    return rij


def overname_pagina(toegang: Toegang, overname_id: UUID, *, afwijkend: int = 50) -> Overnamepagina:
    """The report of one take-over.

    Raises:
        OvernameNietGevonden: it is not there for this person.
    """
    rij = _haal(toegang, overname_id)
    telling = {lot: int(rij.telling.get(lot.value, 0)) for lot in Lot}
    vreemd = list(rij.afwijkende_berichten.all()[: afwijkend + 1])
    aantal_vreemd = rij.afwijkende_berichten.count() if len(vreemd) > afwijkend else len(vreemd)
    return Overnamepagina(
        id=rij.pk,
        naam=rij.naam,
        gemeente=landschap.gemeente_naam(rij.gemeente_code),
        peildatum=rij.peildatum,
        toestand=rij.toestand,
        toestand_naam=rij.get_toestand_display(),
        melding=rij.melding,
        met_lijst=rij.met_lijst,
        bij_verschil=BIJ_VERSCHIL.get(rij.bij_verschil, ""),
        vingerafdruk=rij.vingerafdruk,
        loten=tuple(
            Lotregel(lot.value, LOTTEN[lot], aantal, _geladen(lot, rij.bij_verschil))
            for lot, aantal in telling.items()
        ),
        geteld=sum(telling.values()),
        geladen=rij.geladen,
        berichten=tuple(sorted(rij.berichten.items())),
        bestanden=tuple(
            Bestandbeeld(naam, grootte, sha)
            for naam, grootte, sha in rij.bestanden.values_list("naam", "grootte", "sha256")
        ),
        afwijkend=tuple(Afwijkend(b.naam, b.soort, b.aangenomen, b.reden) for b in vreemd[:afwijkend]),
        meer_afwijkend=max(aantal_vreemd - afwijkend, 0),
        door=rij.door_naam,
        op=rij.op,
        overgenomen_door=rij.overgenomen_door_naam,
        overgenomen_op=rij.overgenomen_op,
        ondertekend_door=rij.ondertekend_door_naam,
        ondertekend_op=rij.ondertekend_op,
        opmerking=rij.opmerking,
        is_bezig=rij.toestand in (WACHT, LAADT),
        mag_overnemen=rij.toestand == PROEF and sum(telling[lot] for lot in (*GELADEN, Lot.VERSCHILT)) > 0,
        mag_ondertekenen=rij.toestand == OVERGENOMEN
        and rollen.mag_overname_ondertekenen(toegang, rij.gemeente_code)
        and rij.overgenomen_door_id != toegang.gebruiker_id,
        mag_vervallen=rij.toestand in (PROEF, MISLUKT),
        keuze_nodig=telling[Lot.VERSCHILT] > 0,
    )


def _geladen(lot: Lot, bij_verschil: str) -> str:
    if lot is Lot.VERSCHILT:
        return {"": "naar keuze", "berichten": "ja, zoals de berichten zeggen"}.get(bij_verschil, "nee")
    return "ja" if lot in GELADEN else "nee"


def regels(
    toegang: Toegang, overname_id: UUID, *, lot: str = "", pagina: int = 1
) -> tuple[list[Regelbeeld], int]:
    """One page of the allocations in the report, of one fate or of all; and how many pages there are."""
    rij = _haal(toegang, overname_id)
    gevraagd = rij.regels.filter(lot=lot) if lot else rij.regels.all()
    aantal = gevraagd.count()
    paginas = max(1, -(-aantal // PER_BLADZIJDE))
    begin = (min(max(pagina, 1), paginas) - 1) * PER_BLADZIJDE
    return _beelden(list(gevraagd[begin : begin + PER_BLADZIJDE])), paginas


def alle_regels(toegang: Toegang, overname_id: UUID, *, lot: str = "") -> Iterator[Regelbeeld]:
    """Every allocation in the report, for an export; it is in the read log as taken away."""
    rij = _haal(toegang, overname_id)
    leeslog.leg_inzage_vast(
        toegang,
        None,
        Inzage.Handeling.EXPORT,
        "overname van lopende toewijzingen",
        "verslag van de overname, zonder namen en BSN",
        gemeente_code=rij.gemeente_code,
    )
    gevraagd = rij.regels.filter(lot=lot) if lot else rij.regels.all()
    portie: list[Overnameregel] = []
    for een in gevraagd.iterator(chunk_size=2000):
        portie.append(een)
        if len(portie) == 2000:
            yield from _beelden(portie)
            portie = []
    yield from _beelden(portie)


def _beelden(rijen: Sequence[Overnameregel]) -> list[Regelbeeld]:
    namen = landschap.aanbieder_namen({rij.aanbieder_agb for rij in rijen if rij.aanbieder_agb})
    return [
        Regelbeeld(
            rij.nummer,
            rij.aanbieder_agb,
            namen.get(rij.aanbieder_agb, ""),
            rij.van,
            rij.tot,
            rij.rij,
            rij.lot,
            LOTTEN[Lot(rij.lot)],
            rij.reden,
            tuple((veld, lijst, historie) for veld, lijst, historie in rij.verschillen),
        )
        for rij in rijen
    ]


__all__ = [
    "ONDERTEKEND",
    "OvernameNietGevonden",
    "alle_regels",
    "overname_pagina",
    "overnames",
    "regels",
]
