"""What stands in the database when a simulation begins: registers, files of children, and what runs already.

The allocations that run are history: their JW301s and JW305s lie in the raw store as if they had passed before, with
the chain state that follows from them. It goes in volume, one transaction a municipality; the check at the end makes
the state again from the messages one by one, so a begin that does not follow from its messages is found.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final, TypeVar
from uuid import UUID, uuid5

from django.conf import settings
from django.db import models

from ijw.berichten import definitie_van, jw301, jw305
from ijw.berichten.basis import (
    Achternaam,
    BerichtIdentificatie,
    Geboortedatum,
    VerkorteNaam,
    XsdVersie,
)
from ijw.definitie import maak
from ijw.keten.stand import Start, Wijziging
from ijw.keten.stand import Toewijzing as Ketenfeit
from ijw.schrijven import schrijf
from jeugdketen.berichten import keten, toestand
from jeugdketen.berichten.models import Bericht, Ketenbericht, Nummerreeks, Overgang, RuwBericht
from jeugdketen.demo.simulatie.aanbieder import omvang_van
from jeugdketen.demo.simulatie.wereld import BEGIN, OVEREENKOMST, Kind, Lopend, Partij, Wereld, persoon
from jeugdketen.dossier import namen
from jeugdketen.dossier.brp import lees_persoon
from jeugdketen.dossier.models import Adres, Betrokkenheid, Jeugdige, Relatie, Zoekterm
from jeugdketen.dossier.selectors import term_van
from jeugdketen.kern.bsn import bsn_sleutel
from jeugdketen.kern.klok import NEDERLAND
from jeugdketen.kern.toegang import Toegang, als_inrichting
from jeugdketen.landschap import selectors as landschap
from jeugdketen.landschap.models import Gemeente
from jeugdketen.landschap.services import laad_regio, leg_aanbieder_vast, leg_contract_vast
from jeugdketen.toewijzing import berichtbouw
from jeugdketen.toewijzing.models import GEREGISTREERD, Toewijzing
from jeugdketen.toewijzing.toetsing import product_sleutel

NAAMRUIMTE: Final = UUID("6a657567-646b-4e74-8e6e-73696d756c61")
CONTRACT_TOT: Final = date(2028, 12, 31)
IN_EEN_KEER: Final = 2_000
"""Rows in one statement."""

_M = TypeVar("_M", bound=models.Model)


def schrijf_brp(wereld: Wereld, map_: Path) -> None:
    """Write the invented BRP, in files of a hundred numbers, so that nobody has to load a country."""
    map_.mkdir(parents=True, exist_ok=True)
    per_bestand: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for kind in wereld.kinderen:
        if kind.woont is not None:
            per_bestand[kind.bsn[:7]].append(persoon(kind))
    for begin, personen in per_bestand.items():
        (map_ / f"{begin}.json").write_text(json.dumps({"personen": personen}), encoding="utf-8")


def richt_landschap_in(wereld: Wereld) -> None:
    """The region's own registers, the further municipalities of a larger scale, and the providers."""
    with als_inrichting() as inrichting:
        lading = laad_regio(settings.JEUGDKETEN_REGIO)
        if len(wereld.gemeenten) > lading.gemeenten:
            Gemeente.objects.bulk_create(
                [Gemeente(cbs_code=c, naam=n, regio="simulatie") for c, n in wereld.gemeenten.items()],
                ignore_conflicts=True,
            )
        for partij in wereld.aanbieders:
            _aanbieder(inrichting, partij)
    if not settings.JEUGDKETEN_CORRESPONDENTIEADRESSEN:
        return  # those of the region itself
    adressen = {
        code: {
            "straatnaam": "Simulatiestraat",
            "huisnummer": 1,
            "postcode": "1600ZZ",
            "plaatsnaam": naam[:24],
        }
        for code, naam in wereld.gemeenten.items()
    }
    pad = Path(settings.JEUGDKETEN_CORRESPONDENTIEADRESSEN)
    pad.write_text(json.dumps({"status": "voorbeeld", "gemeenten": adressen}), encoding="utf-8")


def _aanbieder(inrichting: Toegang, partij: Partij) -> None:
    aanbieder = leg_aanbieder_vast(
        inrichting, agb=partij.agb, naam=partij.naam, kvk=partij.kvk, plaats=partij.plaats
    )
    for segment in partij.segmenten:
        leg_contract_vast(
            inrichting,
            aanbieder,
            segment,
            OVEREENKOMST,
            CONTRACT_TOT,
            nummer=f"SIM-{segment}-{partij.agb[-4:]}",
        )


def laad_lopend(wereld: Wereld, gemeente: str) -> int:
    """The files, allocations and old messages of one municipality; returns how many messages."""
    lopend = [regel for regel in wereld.lopend if regel.kind.gemeente == gemeente]
    with als_inrichting({gemeente}):
        dossiers = _dossiers({regel.kind.bsn: regel.kind for regel in lopend}.values())
        toewijzingen = _toewijzingen(lopend, dossiers)
        berichten = [*_jw301(lopend, dossiers, toewijzingen), *_jw305(lopend)]
        berichten.sort(key=lambda paar: paar[0])
        _bewaar(gemeente, berichten)
        _bewaar_keten(gemeente, [inhoud for _, inhoud in berichten])
        _maak(
            [
                Nummerreeks(
                    reeks=f"toewijzing-{gemeente}-{OVEREENKOMST.year}",
                    laatste=max((regel.nummer - 2_500_000 for regel in lopend), default=0),
                )
            ]
        )
    return len(berichten)


def _maak(rijen: list[_M]) -> list[_M]:
    if rijen:
        type(rijen[0])._default_manager.bulk_create(rijen, batch_size=IN_EEN_KEER)
    return rijen


def _moment(dag: date) -> datetime:
    return datetime.combine(dag, time(10), NEDERLAND)


class _Dossier:
    """A child's file as the rows that make it, before and after they are stored."""

    def __init__(self, kind: Kind) -> None:
        gegeven = lees_persoon(persoon(kind))
        self.jeugdige = Jeugdige(
            id=uuid5(NAAMRUIMTE, kind.bsn),
            gemeente_code=kind.gemeente,
            bsn=kind.bsn,
            bsn_sleutel=bsn_sleutel(kind.bsn),
            geboortedatum=gegeven.geboortedatum,
            geslacht=gegeven.geslacht,
            geheim=gegeven.geheim,
            woongemeente=gegeven.gemeente_code,
            woongemeente_sinds=gegeven.gemeente_sinds,
            brp_stand=Jeugdige.BrpStand.BEKEND,
            brp_op=_moment(BEGIN - timedelta(days=1)),
            **gegeven.naam._asdict(),
        )
        eigen = {"jeugdige": self.jeugdige, "gemeente_code": kind.gemeente}
        self.adres = None
        if gegeven.adres is not None and not gegeven.geheim:
            velden = ("straatnaam", "huisnummer", "huisletter", "toevoeging", "postcode", "plaatsnaam")
            self.adres = Adres(
                van=gegeven.adres.van, **{veld: getattr(gegeven.adres, veld) for veld in velden}, **eigen
            )
        self.relaties = [
            Relatie(volgnummer=nr, rol=drager.rol, soort="10", gezag=True, **drager.naam._asdict(), **eigen)
            for nr, drager in enumerate(gegeven.gezagsdragers, 1)
        ]
        tekst = " ".join(deel for deel in gegeven.naam._asdict().values() if deel)
        termen = {term_van(stuk) for stuk in namen.stukken(tekst)}
        termen.add(term_van(f"geb:{gegeven.geboortedatum.isoformat()}"))
        self.zoektermen = [Zoekterm(term=term, **eigen) for term in sorted(termen)]


def _dossiers(kinderen: Iterable[Kind]) -> dict[str, _Dossier]:
    uit = {kind.bsn: _Dossier(kind) for kind in kinderen}
    _maak([d.jeugdige for d in uit.values()])
    _maak([d.adres for d in uit.values() if d.adres is not None])
    _maak([relatie for d in uit.values() for relatie in d.relaties])
    _maak([term for d in uit.values() for term in d.zoektermen])
    return uit


def _toewijzingen(lopend: list[Lopend], dossiers: dict[str, _Dossier]) -> dict[int, Toewijzing]:
    vertaling = {
        soort: landschap.regioproduct_bij(soort.categorie, soort.code, BEGIN)
        for soort in {regel.product for regel in lopend}
    }
    uit: dict[int, Toewijzing] = {}
    for regel in lopend:
        omvang, budget = omvang_van(regel.nummer, regel.product)
        code, gevonden = regel.product.code or "", vertaling[regel.product]
        uit[regel.nummer] = Toewijzing(
            nummer=str(regel.nummer),
            gemeente_code=regel.kind.gemeente,
            aanbieder_agb=regel.agb,
            jeugdige=dossiers[regel.kind.bsn].jeugdige,
            categorie=regel.product.categorie,
            code=code,
            product_sleutel=product_sleutel(regel.product.categorie, code),
            product=gevonden.regioproduct if gevonden else None,
            product_naam=gevonden.naam if gevonden else "",
            componenten=list(gevonden.componenten) if gevonden else [],
            van=regel.van,
            tot=regel.tot,
            volume=omvang.volume if omvang else None,
            eenheid=omvang.eenheid if omvang else "",
            frequentie=omvang.frequentie if omvang else "",
            budget_cent=budget,
            toegewezen_op=_moment(regel.toegewezen),
            toestand=GEREGISTREERD,
        )
    _maak(list(uit.values()))
    betrokken = {
        (regel.kind.bsn, regel.agb, regel.van): Betrokkenheid(
            jeugdige=dossiers[regel.kind.bsn].jeugdige,
            gemeente_code=regel.kind.gemeente,
            aanbieder_agb=regel.agb,
            soort=Betrokkenheid.Soort.TOEWIJZING,
            van=regel.van,
            tot=regel.tot,
        )
        for regel in lopend
    }
    _maak(list(betrokken.values()))
    return uit


# --- old messages -------------------------------------------------------------------------------------------------


def _jw301(
    lopend: list[Lopend], dossiers: dict[str, _Dossier], toewijzingen: dict[int, Toewijzing]
) -> Iterable[tuple[datetime, jw301.Bericht]]:
    """One for each allocation on the day that it was given, with all that was current then (OP087)."""
    per_client: dict[tuple[str, str], list[Lopend]] = defaultdict(list)
    for regel in sorted(lopend, key=lambda r: (r.toegewezen, r.nummer)):
        samen = per_client[regel.kind.bsn, regel.agb]
        samen.append(regel)
        dossier = dossiers[regel.kind.bsn]
        op = _moment(regel.toegewezen)
        yield (
            op,
            berichtbouw.maak_jw301(
                berichtbouw.Client(dossier.jeugdige, dossier.adres, tuple(dossier.relaties)),
                [toewijzingen[r.nummer] for r in samen],
                {},
                identificatie=f"{regel.kind.gemeente}S{regel.nummer}",
                nu=op,
            ),
        )


def _jw305(lopend: list[Lopend]) -> Iterable[tuple[datetime, jw305.Bericht]]:
    for regel in lopend:
        if regel.gestart is None:
            continue
        kind, op = regel.kind, _moment(regel.gestart + timedelta(days=1))
        header = maak(
            jw305.Header,
            afzender=regel.agb,
            ontvanger=kind.gemeente,
            bericht_identificatie=BerichtIdentificatie(f"{kind.gemeente}S{regel.nummer}", op.date()),
            xsd_versie=XsdVersie("1.0.0", "1.0.0"),
        )
        client = jw305.Client(
            kind.bsn,
            Geboortedatum(kind.geboren, None),
            kind.geslacht,
            VerkorteNaam(Achternaam(kind.achternaam, kind.voorvoegsel or None), kind.voornaam, None),
            (
                jw305.StartProduct(
                    regel.nummer,
                    regel.product.product,
                    regel.van,
                    regel.gestart,
                    "1",
                ),
            ),
        )
        yield op, jw305.Bericht(header, client)


def _bewaar_keten(gemeente: str, berichten: list[Any]) -> None:
    """The chain state that follows from these messages, in one change."""
    _maak(
        [
            Ketenbericht(
                gemeente_code=gemeente,
                afzender=bericht.header.afzender,
                soort=definitie_van(bericht).code,
                identificatie=bericht.header.bericht_identificatie.identificatie,
            )
            for bericht in berichten
        ]
    )
    keten.DbKetenstand(gemeente).verwerk(
        Wijziging(
            toewijzingen=tuple(
                Ketenfeit(gemeente, b.header.ontvanger, b.client.bsn, product)
                for b in berichten
                if isinstance(b, jw301.Bericht)
                for product in b.client.toegewezen_producten
            ),
            regie=tuple(
                Start(
                    gemeente,
                    b.header.afzender,
                    b.client.bsn,
                    start.toewijzing_nummer,
                    start.product.categorie if start.product else None,
                    start.product.code if start.product else None,
                    start.begindatum,
                )
                for b in berichten
                if isinstance(b, jw305.Bericht)
                for start in b.client.start_producten
            ),
        )
    )


def _bewaar(gemeente: str, berichten: list[tuple[datetime, Any]]) -> None:
    """Put messages in the store as they would stand there, sent and answered."""
    ruw: list[RuwBericht] = []
    rijen: list[Bericht] = []
    for op, inhoud in berichten:
        uit = isinstance(inhoud, jw301.Bericht)
        soort = "JW301" if uit else "JW305"
        kop, client = inhoud.header, inhoud.client
        aanbieder = kop.ontvanger if uit else kop.afzender
        identificatie = kop.bericht_identificatie.identificatie
        producten = client.toegewezen_producten if uit else client.start_producten
        data = schrijf(inhoud, controleer=False)
        sleutel = uuid5(NAAMRUIMTE, f"{soort}|{identificatie}")
        weg = toestand.UITGAAND if uit else toestand.MAP
        ruw.append(
            RuwBericht(
                id=sleutel,
                inhoud=data,
                sha256=hashlib.sha256(data).hexdigest(),
                grootte=len(data),
                bestandsnaam=f"{soort}_{gemeente}_{aanbieder}_{identificatie}.xml",
                weg=weg,
                ontvangen_op=op,
                door_naam="beginstand",
            )
        )
        rijen.append(
            Bericht(
                id=sleutel,
                ruw_id=sleutel,
                richting=toestand.UIT if uit else toestand.IN,
                weg=weg,
                soort=soort,
                identificatie=identificatie,
                dagtekening=op.date(),
                afzender=kop.afzender,
                ontvanger=kop.ontvanger,
                gemeente_code=gemeente,
                aanbieder_agb=aanbieder,
                toestand=toestand.AANGENOMEN if uit else toestand.AANVAARD,
                bsn_sleutel=bsn_sleutel(client.bsn),
                referenties=sorted({str(product.toewijzing_nummer) for product in producten}),
                draad=sleutel,
                tijdstip=op,
                ontvangen_dag=op.date(),
            )
        )
    _maak(ruw)
    _maak(rijen)
    _maak(
        [
            Overgang(
                bericht_id=rij.pk,
                naar=toestand.KLAAR if rij.richting == toestand.UIT else rij.toestand,
                op=rij.tijdstip,
                door="beginstand",
                reden="van voor de simulatie",
            )
            for rij in rijen
        ]
    )
