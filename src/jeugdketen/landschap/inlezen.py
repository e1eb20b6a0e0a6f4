"""Changing the registers by workbook: first every row's fate, then, when somebody asks for it, the good rows.

A row is judged by doing it, with the same services and rules as a form, in a transaction that is rolled back. Rows of
tariffs of one product stand or fall together, because together they must leave no day open.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import DataError, IntegrityError, transaction
from django.db.models import Q

from jeugdketen.kern import klok
from jeugdketen.kern.models import Gebruiker
from jeugdketen.kern.rollen import mag_contracten_beheren
from jeugdketen.kern.toegang import Toegang, ToegangGeweigerd, als_inrichting, met_toegang, toegang_van
from jeugdketen.landschap import services
from jeugdketen.landschap.models import (
    AANBIEDERVELDEN,
    Aanbieder,
    Aanbiedergegevens,
    Contract,
    Importregel,
    Onderaannemer,
    Registerimport,
)
from jeugdketen.landschap.registerselectors import REGISTERS
from jeugdketen.landschap.werkboek import (
    BLADEN,
    REDEN,
    Blad,
    Rij,
    Werkboekfout,
    bewaak,
    in_cel,
    lees,
    schrijf,
)

log = logging.getLogger(__name__)

LOGBOEK = "logboek"
MEEST_METEEN = 60_000
"""Bytes of a workbook that is judged while somebody waits; a bigger one is a job of the worker."""
BEWAAR = timedelta(days=90)
"""Workbooks of longer ago are thrown away with their rows; what they changed stays in the history."""
WAAROM = "ingelezen uit een werkboek"
Lot = Importregel.Lot
Toestand = Registerimport.Toestand


# --- out -----------------------------------------------------------------------------------------------------------


def werkboek(soorten: Iterable[str] | None = None) -> bytes:
    """The registers as they stand now as a workbook; of some registers only when they are named."""
    kies = None if soorten is None else set(soorten)
    return schrijf(
        (
            blad.naam,
            [k.kop for k in blad.kolommen],
            ([in_cel(w.get(k.veld), k) for k in blad.kolommen] for w in _rijen(blad.soort)),
        )
        for blad in BLADEN
        if kies is None or blad.soort in kies
    )


def _rijen(soort: str) -> Iterator[dict[str, Any]]:
    """The rows of a register, as the workbook names their values."""
    model: Any = REGISTERS[soort]
    verwant = ["contract__aanbieder"] if soort in {"product", "tarief"} else ["aanbieder"]
    volgorde = {
        "product": ("contract__aanbieder__agb", "contract__nummer", "regioproduct", "van"),
        "tarief": ("contract__aanbieder__agb", "contract__nummer", "regioproduct", "eenheid", "van"),
    }.get(soort, ("aanbieder__agb", "van", "pk"))
    for rij in model.objects.select_related(*verwant).order_by(*volgorde):
        yield _als_waarden(soort, rij)


def _als_waarden(soort: str, rij: Any) -> dict[str, Any]:
    uit = {veld.name: getattr(rij, veld.attname) for veld in rij._meta.local_concrete_fields}
    if soort in {"product", "tarief"}:
        contract = rij.contract
        uit["agb"] = contract.aanbieder.agb if contract else ""
        uit["contractnummer"] = contract.nummer if contract else ""
    elif soort == "onderaannemer":
        uit["eigen_agb"], uit["agb"] = rij.agb, rij.aanbieder_id
    else:
        uit["agb"] = rij.aanbieder.agb
    return uit


def afgekeurd_werkboek(import_: Registerimport) -> bytes:
    """The refused rows as they were handed in, each with its reason; it can be read again when they are mended."""
    per_blad: dict[str, list[Importregel]] = {}
    for regel in import_.regels.filter(lot=Lot.GEWEIGERD):
        per_blad.setdefault(regel.blad, []).append(regel)

    def rijen(blad: Blad) -> Iterator[list[str]]:
        for regel in per_blad[blad.naam]:
            reden = f"{regel.kolom}: {regel.reden}" if regel.kolom else regel.reden
            yield [reden, *(regel.cellen.get(k.kop, "") for k in blad.kolommen)]

    return schrijf(
        (blad.naam, [REDEN, *(k.kop for k in blad.kolommen)], rijen(blad))
        for blad in BLADEN
        if blad.naam in per_blad
    )


# --- in ------------------------------------------------------------------------------------------------------------


def neem_werkboek_aan(toegang: Toegang, naam: str, inhoud: bytes) -> Registerimport:
    """Store a workbook and judge its rows, at once or, when it is big, by the worker; changes no register.

    Raises:
        ToegangGeweigerd: this person may not change the registers.
        Werkboekfout: it is no workbook, too big, or misses columns.
    """
    services.eis_beheer(toegang)
    bewaak(inhoud)
    groot = len(inhoud) > MEEST_METEEN
    if not groot:
        lees(inhoud)  # a wrong column is told at once, and nothing is stored
    import_ = Registerimport.objects.create(
        bestandsnaam=naam[-120:],
        bestand=inhoud,
        gebruiker_id=toegang.gebruiker_id,
        wie=toegang.naam,
        op=klok.nu(),
    )
    if groot:
        from jeugdketen.landschap.tasks import beoordeel_werkboek

        beoordeel_werkboek.defer(import_id=str(import_.pk))
    else:
        beoordeel(toegang, import_)
    return import_


def beoordeel(toegang: Toegang, import_: Registerimport, *, meld: bool = False) -> None:
    """Give every row of a workbook its fate; changes no register. `meld` tells others how far it is.

    Raises:
        Werkboekfout: the workbook cannot be read.
    """
    rijen = lees(bytes(import_.bestand or b""))
    uitslagen: list[Uitslag] = []
    with transaction.atomic():
        uitslagen = _Loop(toegang, _voortgang(toegang, import_, len(rijen), meld=meld)).doe(rijen)
        transaction.set_rollback(True)
    with transaction.atomic():
        import_.regels.all().delete()
        Importregel.objects.bulk_create([u.regel(import_) for u in uitslagen], batch_size=1000)
        import_.toestand, import_.aantal, import_.gedaan = Toestand.BEOORDEELD, len(rijen), len(rijen)
        import_.save(update_fields=["toestand", "aantal", "gedaan"])


def vraag_verwerking(toegang: Toegang, import_: Registerimport) -> None:
    """Do the good rows of a judged workbook, at once or by the worker.

    Raises:
        ToegangGeweigerd: this person may not change the registers.
        ValidationError: it was done already, or is not judged yet.
    """
    services.eis_beheer(toegang)
    gezet = Registerimport.objects.filter(pk=import_.pk, toestand=Toestand.BEOORDEELD).update(
        toestand=Toestand.VERWERKEN, gedaan=0
    )
    if not gezet:
        raise ValidationError("Dit werkboek is al verwerkt, of wordt nog beoordeeld.")
    import_.refresh_from_db()
    if len(import_.bestand or b"") > MEEST_METEEN:
        from jeugdketen.landschap.tasks import verwerk_werkboek

        verwerk_werkboek.defer(import_id=str(import_.pk))
    else:
        verwerk(toegang, import_)


def verwerk(toegang: Toegang, import_: Registerimport, *, meld: bool = False) -> None:
    """Do the good rows, all in one transaction; what the register refuses by now gets its reason. The rest stays.

    Raises:
        Werkboekfout: the workbook cannot be read.
    """
    rijen = lees(bytes(import_.bestand or b""))
    with transaction.atomic():
        uitslagen = _Loop(toegang, _voortgang(toegang, import_, len(rijen), meld=meld)).doe(rijen)
        import_.regels.all().delete()
        Importregel.objects.bulk_create([u.regel(import_) for u in uitslagen], batch_size=1000)
        import_.toestand, import_.gedaan, import_.bestand = Toestand.VERWERKT, len(rijen), None
        import_.save(update_fields=["toestand", "gedaan", "bestand"])


def gooi_weg(toegang: Toegang, import_: Registerimport) -> None:
    """Throw a workbook away with its rows; what it changed stays.

    Raises:
        ToegangGeweigerd: this person may not change the registers.
        ValidationError: the worker is busy with it.
    """
    services.eis_beheer(toegang)
    bezig = Q(toestand__in=(Toestand.WACHT, Toestand.VERWERKEN), op__gt=klok.nu() - timedelta(hours=1))
    weg, _ = Registerimport.objects.filter(pk=import_.pk).exclude(bezig).delete()
    if not weg:
        raise ValidationError("Dit werkboek wordt nog beoordeeld of verwerkt. Probeer het straks opnieuw.")


def ruim_werkboeken_op() -> int:
    """Throw away workbooks of longer ago than `BEWAAR`; returns how many. Call under `als_inrichting`."""
    oud = Registerimport.objects.filter(op__lt=klok.nu() - BEWAAR)
    aantal = oud.count()
    oud.delete()
    return aantal


def in_naam_van(import_id: UUID, werk: Callable[[Toegang, Registerimport], None]) -> None:
    """Do the work of a workbook as the person who handed it in, with the roles of this moment.

    What goes wrong is said at the workbook itself; a fault of the program is raised on.
    """
    with als_inrichting():
        import_ = Registerimport.objects.filter(pk=import_id).first()
        gebruiker = Gebruiker.objects.filter(pk=import_.gebruiker_id).first() if import_ else None
        toegang = toegang_van(gebruiker) if gebruiker else None
    if import_ is None:
        return
    melding = "Er ging iets mis. Er is niets gewijzigd. Lees het werkboek opnieuw in."
    try:
        if toegang is None or not mag_contracten_beheren(toegang):
            raise ToegangGeweigerd(
                "Wie dit werkboek inlas, mag de registers niet meer wijzigen. Er is niets gewijzigd."
            )
        with met_toegang(toegang):
            werk(toegang, import_)
        return
    except (Werkboekfout, ToegangGeweigerd) as fout:
        melding = str(fout)
    except Exception:
        log.exception("workbook %s failed", import_id)
    with als_inrichting():
        Registerimport.objects.filter(pk=import_id).update(toestand=Toestand.MISLUKT, melding=melding[:500])


def _voortgang(
    toegang: Toegang, import_: Registerimport, aantal: int, *, meld: bool
) -> Callable[[int], None]:
    """Tells how far it is on a connection of its own, so that others see it while the work is not committed.

    Only for a job: within a request the row may be locked by the request itself.
    """

    def zet(gedaan: int) -> None:
        with met_toegang(toegang, using=LOGBOEK):
            Registerimport.objects.using(LOGBOEK).filter(pk=import_.pk).update(aantal=aantal, gedaan=gedaan)

    return zet if meld else lambda gedaan: None


@dataclass(slots=True)
class Uitslag:
    """What becomes of one row."""

    rij: Rij
    lot: str = Lot.GEWEIGERD
    wat: str = ""
    kolom: str = ""
    reden: str = ""
    verschillen: list[list[str]] = field(default_factory=list)

    def regel(self, import_: Registerimport) -> Importregel:
        """The row as it is stored."""
        return Importregel(
            werkboek=import_,
            blad=self.rij.blad.naam,
            nummer=self.rij.nummer,
            wat=self.wat[:200],
            lot=self.lot,
            kolom=self.kolom[:40],
            reden=self.reden[:1000],
            cellen=self.rij.cellen,
            verschillen=self.verschillen,
        )


@dataclass(slots=True)
class _Nieuw:
    """New rows that stand or fall together, with their fates; for a new provider that provider too."""

    soort: str
    uitslagen: list[Uitslag]
    rijen: list[Any]
    aanbieder: Aanbieder | None


class _Loop:
    """Does rows one after another. New rows that do not touch each other go to the database many at a time.

    What the database refuses of many is halved until it is one row; that one is done alone, in a savepoint, and gets
    its reason. So the fate of a row is the same as when each was done alone.
    """

    STAP = 200

    def __init__(self, toegang: Toegang, voortgang: Callable[[int], None]) -> None:
        self.toegang, self.voortgang = toegang, voortgang
        self.aanbieders = {a.agb: a for a in Aanbieder.objects.all()}
        self.gemeenten = set(services.gemeentecodes())
        self.contracten: dict[tuple[str, str], Contract] = {}
        for contract in Contract.objects.select_related("aanbieder").order_by("-van"):
            self.contracten[contract.aanbieder.agb, contract.nummer] = contract
        self.bekend: dict[str, dict[tuple[Any, ...], Any]] = {blad.soort: {} for blad in BLADEN}
        self.reeksen: dict[tuple[Any, ...], list[Any]] = {}
        self.producten: set[tuple[int, str]] = set()
        for soort in self.bekend:
            model: Any = REGISTERS[soort]
            verwant = "contract__aanbieder" if soort in {"product", "tarief"} else "aanbieder"
            for rij in model.objects.select_related(verwant):
                self._onthoud(soort, rij)
        self.wacht: list[_Nieuw] = []
        self.wachtend: set[tuple[Any, ...]] = set()
        self.onderaannemers = services.onderaannemers_bij_nummer()
        self.antwoorden: dict[str, dict[str, Any]] = {}
        self.gedaan = 0

    def doe(self, rijen: list[Rij]) -> list[Uitslag]:
        """The fate of every row, in their order."""
        uit: list[Uitslag] = []
        for (soort, _), groep in groupby(self._geordend(rijen), key=_groep):
            uitslagen = [Uitslag(rij, wat=_wat(rij)) for rij in groep]
            uit += uitslagen
            for samen in [uitslagen] if soort == "tarief" else ([u] for u in uitslagen):
                if not self._zet_klaar(soort, samen):
                    self._een_voor_een(soort, samen)
                    self._meld(len(samen))
        self._voer_uit()
        uit.sort(key=lambda u: (_PLEK[u.rij.blad.naam], u.rij.nummer))
        return uit

    def _meld(self, erbij: int) -> None:
        voor, self.gedaan = self.gedaan, self.gedaan + erbij
        if voor // self.STAP != self.gedaan // self.STAP:
            self.voortgang(self.gedaan)

    def _een_voor_een(self, soort: str, uitslagen: list[Uitslag]) -> None:
        if soort == "tarief":
            self._tarieven(uitslagen)
        else:
            for uitslag in uitslagen:
                self._doe(uitslag)

    # --- many at once

    def _zet_klaar(self, soort: str, uitslagen: list[Uitslag]) -> bool:
        """Put rows that stand or fall together aside, to go with many; False: they must be done alone, and now can be.

        Alone go: a row with an error, a change of something that is there, a subcontractor, and a provider that has
        been one.
        """
        if self.wacht and self.wacht[0].soort != soort:
            self._voer_uit()  # the next sheet refers to what stands here
        if not self.wacht and all(self._is_gelijk(soort, uitslag.rij) for uitslag in uitslagen):
            for uitslag in uitslagen:
                uitslag.lot = Lot.GELIJK
            self._meld(len(uitslagen))
            return True
        rijen: list[Any] = []
        sleutels: set[tuple[Any, ...]] = set()
        nieuwe = None
        try:
            for uitslag in uitslagen:
                if uitslag.rij.fout is not None or soort == "onderaannemer":
                    return False
                waarden = self._verwijs(soort, dict(uitslag.rij.waarden))
                if soort == "gegevens":
                    nieuwe = self._nieuwe_aanbieder(waarden)
                    if nieuwe is None:
                        return self._vrij({("gegevens", waarden["agb"])})
                    sleutels.add(("gegevens", nieuwe.agb))
                else:
                    sleutel = _sleutel(soort, waarden)
                    sleutels.add((soort, sleutel[0]) if soort == "contract" else (soort, *sleutel[:-1]))
                    if self._is_er(soort, sleutel):
                        return self._vrij(sleutels)
                rij = REGISTERS[soort](**waarden)
                services.keur_velden(rij)
                rijen.append(rij)
        except ValidationError:
            return self._vrij(sleutels)
        if soort == "contract" and self._was_onderaannemer(rijen[0].aanbieder):
            return self._vrij(sleutels)
        if soort == "tarief" and any(
            t.contract and (t.contract_id, t.regioproduct) not in self.producten for t in rijen
        ):
            return self._vrij(sleutels)
        self._vrij(sleutels)
        self.wachtend |= sleutels
        self.wacht.append(_Nieuw(soort, uitslagen, rijen, nieuwe))
        if sum(len(n.rijen) for n in self.wacht) >= self.STAP:
            self._voer_uit()
        return True

    def _is_gelijk(self, soort: str, rij: Rij) -> bool:
        """The register says just this already."""
        if rij.fout is not None:
            return False
        try:
            waarden = self._verwijs(soort, dict(rij.waarden))
        except ValidationError:
            return False
        nu = self.bekend[soort].get(_sleutel(soort, waarden))
        return nu is not None and not _anders(nu, waarden)

    def _vrij(self, sleutels: set[tuple[Any, ...]]) -> bool:
        """Do what waits first when something there is about the same; gives False."""
        if self.wachtend & sleutels:
            self._voer_uit()
        return False

    def _nieuwe_aanbieder(self, waarden: dict[str, Any]) -> Aanbieder | None:
        if waarden["aanbieder"] is not None:
            return None
        nieuw = Aanbieder(agb=waarden.pop("agb"), **{n: waarden[n] for n in AANBIEDERVELDEN})
        services.keur_velden(nieuw)
        waarden["aanbieder"] = nieuw
        return nieuw

    def _is_er(self, soort: str, sleutel: tuple[Any, ...]) -> bool:
        """The register knows this row, or one that it follows or comes before."""
        if sleutel in self.bekend[soort]:
            return True
        return soort in {"tarief", "locatie"} and (soort, *sleutel[:-1]) in self.reeksen

    def _was_onderaannemer(self, aanbieder: Aanbieder) -> bool:
        agbs, kvks = self.onderaannemers
        return aanbieder.agb in agbs or aanbieder.kvk in kvks

    def _vraag(self, vraag: dict[str, Any]) -> dict[str, Any]:
        """Ask the rules, each question once for a workbook."""
        sleutel = json.dumps(vraag, sort_keys=True)
        if sleutel not in self.antwoorden:
            self.antwoorden[sleutel] = services.vraag_regels(vraag)
        return self.antwoorden[sleutel]

    def _voer_uit(self) -> None:
        wacht, self.wacht = self.wacht, []
        self.wachtend = set()
        self._doe_veel(wacht)

    def _doe_veel(self, wacht: list[_Nieuw]) -> None:
        """Many at once; what is refused in halves, and one alone as any row."""
        if not wacht:
            return
        if len(wacht) == 1:
            self._een_voor_een(wacht[0].soort, wacht[0].uitslagen)
            self._meld(len(wacht[0].uitslagen))
            return
        rijen = [rij for nieuw in wacht for rij in nieuw.rijen]
        nieuwe = [nieuw.aanbieder for nieuw in wacht if nieuw.aanbieder is not None]
        try:
            with transaction.atomic():
                services.voeg_veel_toe(self.toegang, rijen, nieuwe, vraag=self._vraag)
        except (ValidationError, DataError, IntegrityError):
            for rij in (*nieuwe, *rijen):
                rij.pk, rij._state.adding = None, True
                if isinstance(rij, Aanbiedergegevens):
                    rij.aanbieder = rij.aanbieder  # that one has no key any more either
            helft = len(wacht) // 2
            self._doe_veel(wacht[:helft])
            self._doe_veel(wacht[helft:])
            return
        for aanbieder in nieuwe:
            self.aanbieders[aanbieder.agb] = aanbieder
        for rij in rijen:
            self._onthoud(wacht[0].soort, rij)
            if isinstance(rij, Contract):
                self.contracten[rij.aanbieder.agb, rij.nummer] = rij
        for nieuw in wacht:
            for uitslag in nieuw.uitslagen:
                uitslag.lot = Lot.NIEUW
            self._meld(len(nieuw.uitslagen))

    @staticmethod
    def _geordend(rijen: list[Rij]) -> list[Rij]:
        """By sheet; tariffs of one product together."""
        return sorted(rijen, key=lambda r: (_PLEK[r.blad.naam], _groep(r)[1]))

    def _tarieven(self, uitslagen: list[Uitslag]) -> None:
        """Tariffs of one product in one contract: those that are good, if together they leave no day open."""
        eerste = next((u.rij.waarden for u in uitslagen if u.rij.fout is None), None)
        try:
            with transaction.atomic():
                for uitslag in uitslagen:
                    self._doe(uitslag)
                if eerste is not None and any(u.lot in (Lot.NIEUW, Lot.GEWIJZIGD) for u in uitslagen):
                    contract = self.contracten.get((eerste["agb"], eerste["contractnummer"]))
                    services.controleer_tarieven(contract, eerste["regioproduct"])
        except ValidationError as fout:
            for uitslag in uitslagen:
                if uitslag.lot in (Lot.NIEUW, Lot.GEWIJZIGD):
                    _weiger(uitslag, fout)

    def _doe(self, uitslag: Uitslag) -> None:
        rij = uitslag.rij
        if rij.fout is not None:
            uitslag.kolom, uitslag.reden = rij.fout.kolom, str(rij.fout)
            return
        try:
            with transaction.atomic():
                uitslag.lot, uitslag.verschillen = self._zet(rij)
        except ValidationError as fout:
            _weiger(uitslag, fout)
        except (DataError, IntegrityError):
            uitslag.reden = "Deze regel past niet bij wat er al staat. Controleer de waarden en de periode."

    # --- one row

    def _zet(self, rij: Rij) -> tuple[str, list[list[str]]]:
        soort, waarden = rij.blad.soort, self._verwijs(rij.blad.soort, dict(rij.waarden))
        sleutel = _sleutel(soort, waarden)
        nu = self.bekend[soort].get(sleutel)
        if nu is not None:
            anders = _anders(nu, waarden)
            if not anders:
                return Lot.GELIJK, []
            verschillen = _verschillen(rij.blad, nu, anders)
            services.corrigeer(self.toegang, nu, WAAROM, tarieven=False, **anders)
            return Lot.GEWIJZIGD, verschillen
        if soort in {"gegevens", "tarief", "locatie"}:
            reeks = self.reeksen.get((soort, *sleutel[:-1]), [])
            dag = waarden["van"]
            loopt = next((r for r in reeks if r.van < dag and (r.tot is None or r.tot >= dag)), None)
            if loopt is not None:
                anders = _anders(loopt, waarden)
                verschillen = _verschillen(rij.blad, loopt, anders)
                anders.pop("van")
                nieuw: Any = services.wijzig(self.toegang, loopt, vanaf=dag, tarieven=False, **anders)
                self._onthoud(soort, nieuw)
                return Lot.GEWIJZIGD, verschillen
        if soort == "gegevens" and waarden["aanbieder"] is None:
            gegevens = {n: w for n, w in waarden.items() if n != "aanbieder"}
            aanbieder = services.nieuwe_aanbieder(self.toegang, **gegevens)
            self.aanbieders[aanbieder.agb] = aanbieder
            self._onthoud(soort, aanbieder.gegevens.get())
            return Lot.NIEUW, []
        if soort == "gegevens":
            waarden.pop("agb")
        model: Any = REGISTERS[soort]
        nieuw = services.voeg_toe(self.toegang, model(**waarden), tarieven=False)
        self._onthoud(soort, nieuw)
        if isinstance(nieuw, Contract):
            self.contracten[nieuw.aanbieder.agb, nieuw.nummer] = nieuw
        return Lot.NIEUW, []

    def _verwijs(self, soort: str, waarden: dict[str, Any]) -> dict[str, Any]:
        """From numbers in the workbook to rows of the register.

        Raises:
            ValidationError: there is no such provider, contract or municipality.
        """
        agb = waarden.pop("agb")
        if soort == "gegevens":
            return {"agb": agb, "aanbieder": self.aanbieders.get(agb), **waarden}
        if soort == "tarief" and not agb and not waarden["contractnummer"]:
            waarden.pop("contractnummer")
            return {"contract": None, **waarden}
        aanbieder = self.aanbieders.get(agb)
        if aanbieder is None:
            raise ValidationError({"agb": "Deze aanbieder staat niet in het register. Neem hem eerst op."})
        if soort in {"product", "tarief"}:
            contract = self.contracten.get((agb, waarden.pop("contractnummer")))
            if contract is None:
                raise ValidationError(
                    {"contractnummer": "Dit contract heeft de aanbieder niet. Controleer het nummer."}
                )
            return {"contract": contract, **waarden}
        if soort == "onderaannemer":
            waarden["agb"] = waarden.pop("eigen_agb")
        if soort == "contract":
            waarden["gemeente_code"] = waarden["gemeente_code"] or None
            if waarden["gemeente_code"] and waarden["gemeente_code"] not in self.gemeenten:
                raise ValidationError({"gemeente_code": "Dit is geen CBS-code van een gemeente in de regio."})
        return {"aanbieder": aanbieder, **waarden}

    def _onthoud(self, soort: str, rij: Any) -> None:
        sleutel = _sleutel(soort, _veld(rij))
        self.bekend[soort][sleutel] = rij
        if soort == "product":
            self.producten.add((rij.contract_id, rij.regioproduct))
        if soort in {"gegevens", "tarief", "locatie"}:
            self.reeksen.setdefault((soort, *sleutel[:-1]), []).append(rij)


_PLEK = {blad.naam: nummer for nummer, blad in enumerate(BLADEN)}
_WAT = {
    "gegevens": ("AGB-code", "naam"),
    "locatie": ("AGB-code", "naam"),
    "contract": ("AGB-code", "contractnummer"),
    "product": ("contractnummer", "product"),
    "tarief": ("contractnummer", "product", "eenheid", "van"),
    "onderaannemer": ("AGB-code hoofdaannemer", "naam"),
}
"""Columns by which people know a row."""


def _wat(rij: Rij) -> str:
    return " ".join(filter(None, (rij.cellen.get(kop, "") for kop in _WAT[rij.blad.soort])))


def _groep(rij: Rij) -> tuple[str, tuple[str, ...]]:
    w = rij.cellen
    if rij.blad.soort != "tarief":
        return rij.blad.soort, ()
    return "tarief", (w.get("AGB-code", ""), w.get("contractnummer", ""), w.get("product", ""))


class _veld:
    """Reads a stored row as if it were values."""

    def __init__(self, rij: Any) -> None:
        self.rij = rij

    def __getitem__(self, naam: str) -> Any:
        return getattr(self.rij, naam)


def _sleutel(soort: str, w: Any) -> tuple[Any, ...]:
    """What makes a row the same row; the last part is its first day, where it has one of its own."""
    if soort == "gegevens":
        return (w["aanbieder"].pk if w["aanbieder"] else None, w["van"])
    if soort == "contract":
        return (
            w["aanbieder"].pk,
            w["nummer"],
            None if w["nummer"] else (w["segment"], w["perceel"], w["van"]),
        )
    if soort == "product":
        return (w["contract"].pk, w["regioproduct"], w["van"])
    if soort == "tarief":
        return (w["contract"].pk if w["contract"] else None, w["regioproduct"], w["eenheid"], w["van"])
    return (w["aanbieder"].pk, w["naam"], w["van"])


def _anders(rij: Any, waarden: dict[str, Any]) -> dict[str, Any]:
    """What a row of the workbook says otherwise; a variant that is left open says nothing."""
    uit = {}
    for naam, waarde in waarden.items():
        if naam in {"aanbieder", "contract"} or (naam == "variant" and not waarde):
            continue
        if naam == "agb" and not isinstance(rij, Onderaannemer):
            continue
        if getattr(rij, naam) != waarde:
            uit[naam] = waarde
    return uit


def _verschillen(blad: Blad, rij: Any, anders: dict[str, Any]) -> list[list[str]]:
    velden = {k.veld: k for k in blad.kolommen}
    if blad.soort == "onderaannemer":
        velden["agb"] = velden["eigen_agb"]
    return [
        [velden[naam].kop, in_cel(getattr(rij, naam), velden[naam]), in_cel(waarde, velden[naam])]
        for naam, waarde in anders.items()
    ]


def _weiger(uitslag: Uitslag, fout: ValidationError) -> None:
    """Tell the refusal at its column, in one sentence."""
    uitslag.lot, uitslag.verschillen = Lot.GEWEIGERD, []
    koppen = {k.veld: k.kop for k in uitslag.rij.blad.kolommen}
    if hasattr(fout, "error_dict"):
        veld, meldingen = next(iter(fout.message_dict.items()))
        uitslag.kolom = "" if veld == NON_FIELD_ERRORS else koppen.get(veld, "")
        uitslag.reden = " ".join(m for deel in fout.message_dict.values() for m in deel)
        if not meldingen:
            uitslag.reden = "Deze regel klopt niet."
    else:
        uitslag.reden = " ".join(fout.messages)
