"""The page docs/toegang.md against the database: every role, every table, every kind of statement, every row.

The page is read as people read it. Each of its limits is a plain question about a row (`GELDT`), so nothing of the
code that writes the page decides here what is right. The statements run as the application's role, for a stored user
with the role for Hoorn, or for De Linde.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import pytest
from django.db import Error, connection, transaction
from django.db.models import Model
from django.utils import timezone

from ijw.keten import stand as keten_m
from jeugdketen.api import models as api_m
from jeugdketen.berichten import models as bericht_m
from jeugdketen.berichten.keten import DbKetenstand
from jeugdketen.dossier import models as dossier_m
from jeugdketen.dossier.services import leg_betrokkenheid_vast
from jeugdketen.kern import klok, rollen, toegangsmatrix
from jeugdketen.kern.bsn import bsn_sleutel
from jeugdketen.kern.models import (
    Gebeurtenis,
    Gebruiker,
    Gezinsband,
    Herstelcode,
    Herstelverzoek,
    Identiteit,
    Inlogpoging,
    Inzage,
    Logvernietiging,
    Noodtoegang,
    Rolbesluit,
    Rolhouder,
    Rolvoorstel,
    Sessie,
    Toegangscode,
    TweedeFactor,
    Verzegeling,
    Waarneming,
    Wijziging,
)
from jeugdketen.kern.toegang import (
    Noodrecht,
    Rol,
    Toegang,
    als_inrichting,
    als_systeem,
    met_nood,
    met_toegang,
    toegang_van,
)
from jeugdketen.landschap import models as landschap_m
from jeugdketen.overname import models as overname_m
from jeugdketen.toewijzing import models as toewijzing_m
from ketensuite import bouw
from mensen import HOORN, OPMEER, gebruiker

pytestmark = pytest.mark.django_db(databases=["default", "logboek"])

PAGINA: Final = Path(__file__).resolve().parents[2] / "docs" / "toegang.md"
LINDE, WENDE = "99001234", "99001865"
GI, PRAKTIJK = "99002001", "01004321"
ORGANISATIE = {
    rollen.AANBIEDER_MEDEWERKER: LINDE,
    rollen.AANBIEDER_BEHEERDER: LINDE,
    rollen.GI_MEDEWERKER: GI,
    rollen.VERWIJZER: PRAKTIJK,
}
NOODKIND, GIKIND, VERWEZEN = (OPMEER, LINDE), (OPMEER, WENDE), (HOORN, WENDE)
"""Which child somebody opens by break-glass access, which one the institution is GI for, which one was referred."""
DAG = date(2026, 1, 21)
WOORD = {**rollen.ROLLEN, **toegangsmatrix.TECHNISCH}


@dataclass(frozen=True)
class Rij:
    """One row in the database, and what is true of it."""

    naam: str
    sleutel: object
    gemeente: str | None = None
    aanbieder: str | None = None
    namens: str | None = None
    aan_aanbieder: bool = False
    verzonden: bool = False
    betrokken: str | None = None
    af_te_melden: str | None = None
    kind_van: int | None = None
    wie: int | None = None
    naar: str | None = None
    door: int | None = None
    waarnemer: int | None = None
    van_kind: tuple[str, str] | None = None
    rol: str = ""
    later: bool = False
    mensen: bool = False
    beheerd: bool = False
    toekenbaar: bool = False
    beslist: bool = False
    team: tuple[str, str] | None = None
    bevestigd: bool = False


GELDT: dict[str, Callable[[Rij, Toegang], bool]] = {
    "eigen gemeente": lambda rij, ik: rij.gemeente == HOORN,
    "ontvangende gemeente": lambda rij, ik: rij.naar == HOORN,
    "eigen aanbieder": lambda rij, ik: rij.aanbieder in ik.aanbieders | ik.instellingen,
    "eigen team": lambda rij, ik: rij.gemeente == HOORN,
    "noodtoegang": lambda rij, ik: rij.van_kind == NOODKIND,
    "als gecertificeerde instelling": lambda rij, ik: rij.van_kind == GIKIND,
    "eigen verwijzing": lambda rij, ik: rij.van_kind == VERWEZEN,
    "eigen mensen": lambda rij, ik: rij.beheerd,
    "voor een ander": lambda rij, ik: rij.wie != ik.gebruiker_id,
    "rol zonder dossiers": lambda rij, ik: (
        rij.rol in ("beleidsadviseur", "aanbieder_medewerker", "aanbieder_beheerder", "verwijzer", "gezin")
    ),
    "rol bij een aanbieder": lambda rij, ik: rij.rol.startswith("aanbieder_"),
    "vanaf vandaag": lambda rij, ik: rij.later,
    "over mensen": lambda rij, ik: rij.mensen,
    "na voorstel van een ander": lambda rij, ik: rij.toekenbaar,
    "nog niet beslist": lambda rij, ik: not rij.beslist,
    "als waarnemer": lambda rij, ik: rij.waarnemer == ik.gebruiker_id,
    "op eigen naam": lambda rij, ik: (rij.wie if rij.door is None else rij.door) == ik.gebruiker_id,
    "betrokken kinderen": lambda rij, ik: rij.betrokken == LINDE,
    "nog af te melden": lambda rij, ik: rij.af_te_melden == LINDE,
    "eigen kind": lambda rij, ik: rij.kind_van is not None and rij.kind_van == ik.gebruiker_id,
    "namens eigen aanbieder aangeleverd": lambda rij, ik: rij.namens == LINDE,
    "aan de aanbieder gericht": lambda rij, ik: rij.aan_aanbieder,
    "na verzending": lambda rij, ik: rij.verzonden,
    "zonder gemeente": lambda rij, ik: rij.gemeente is None,
    "zelf": lambda rij, ik: rij.wie is not None and rij.wie == ik.gebruiker_id,
    "zonder gebruiker": lambda rij, ik: rij.wie is None,
    "als leidinggevende van die persoon": lambda rij, ik: (
        rij.wie != ik.gebruiker_id
        and (
            "beheerder" in ik.rollen
            or (
                (rij.team is not None and rij.team in (("teamleider", HOORN), ("aanbieder_beheerder", LINDE)))
                and rij.team[0] in ik.rollen
            )
        )
    ),
    "na akkoord van een ander": lambda rij, ik: rij.bevestigd,
}


def lees_pagina() -> dict[tuple[str, str], dict[str, str]]:
    """What the page says: (table, role in words) → per kind of statement the cell."""
    uit: dict[tuple[str, str], dict[str, str]] = {}
    tabel = ""
    for regel in PAGINA.read_text(encoding="utf-8").splitlines():
        if kop := re.fullmatch(r"### (\w+)", regel):
            tabel = kop[1]
        elif regel.startswith("## "):
            tabel = ""
        elif tabel and regel.startswith("| ") and not regel.startswith("| rol |"):
            wie, *cellen = (cel.strip() for cel in regel.strip("|").split("|"))
            for rol in WOORD.values() if wie == "iedereen" else wie.split("; "):
                assert (tabel, rol) not in uit, "a role stands twice"
                uit[tabel, rol] = dict(zip(toegangsmatrix.ACTIES, cellen, strict=True))
    return uit


def belooft(cel: str, rij: Rij, ik: Toegang) -> bool:
    """Does this cell of the page say that it can be done with this row?"""
    if cel in ("–", "alles"):
        return cel == "alles"
    return any(all(GELDT[deel](rij, ik) for deel in keus.split(" en ")) for keus in cel.split("; "))


# --- rows of the own and of another municipality and provider -----------------------------------------------------


def _wijziging_sleutels() -> list[tuple[int, str | None, str]]:
    return list(Wijziging.objects.values_list("pk", "gemeente_code", "tabel"))


def vul(ik: Toegang) -> tuple[dict[str, list[Rij]], Toegang]:
    """Rows of every table: of Hoorn and of Opmeer, of De Linde and of De Wende, of this person and of another.

    Gives the access back with the file that was opened by break-glass access in it.
    """
    rijen: dict[str, list[Rij]] = {}

    def zet(rij: Model, naam: str, **feiten: Any) -> None:
        rijen.setdefault(rij._meta.db_table, []).append(Rij(naam, rij.pk, **feiten))

    ander = gebruiker("verwijzer")
    with als_inrichting([HOORN, OPMEER]):
        for code, naam in ((HOORN, "Hoorn"), (OPMEER, "Opmeer")):
            zet(landschap_m.Gemeente.objects.create(cbs_code=code, naam=naam, regio="x"), naam)
        for agb in (LINDE, WENDE):
            _aanbieder(zet, agb)
        werkboek = landschap_m.Registerimport.objects.create(bestandsnaam="x", op=klok.nu())
        zet(werkboek, "werkboek")
        regel = {"werkboek": werkboek, "blad": "x", "nummer": 2, "lot": "nieuw", "cellen": {}}
        zet(landschap_m.Importregel.objects.create(**regel), "regel")
        zet(
            landschap_m.Productvertaling.objects.create(
                categorie="45", code="45A01", regioproduct="B/P1/licht", naam="x", van=DAG
            ),
            "product",
        )
        zet(Gebruiker.objects.get(pk=ander.pk), "ander", wie=ander.pk)
        if ik.gebruiker_id is not None:
            zet(Gebruiker.objects.get(pk=ik.gebruiker_id), "ik", wie=ik.gebruiker_id)
        _rollen(zet, ik, ander)
        for gemeente, agb in ((HOORN, LINDE), (OPMEER, WENDE)):
            zet(
                bericht_m.Aansluiting.objects.create(weg="map", **feiten_code(gemeente, agb)),
                gemeente,
                gemeente=gemeente,
                aanbieder=agb,
            )
    for wie_id in {ik.gebruiker_id, ander.pk} - {None}:
        with met_toegang(Toegang(wie_id, "", frozenset({Rol(rollen.BEHEERDER)}))):
            zet(
                bericht_m.Ingreep.objects.create(
                    op=klok.nu(), door_id=wie_id, door_naam="x", wat="x", aantal=1
                ),
                f"door {wie_id}",
                wie=wie_id,
            )
            zet(
                bericht_m.Wegproef.objects.create(
                    door_id=wie_id, door_naam="x", waarden={}, gevraagd_op=klok.nu()
                ),
                f"door {wie_id}",
                wie=wie_id,
            )
    _voorstellen(zet, ik, ander)
    with met_toegang(Toegang(None, "", frozenset({Rol(rollen.AANMELDING)}))):
        zet(Inlogpoging.objects.create(naam_kenmerk="a", adres_kenmerk="b", gelukt=False), "poging")
        for naam, wie in (("ik", ik.gebruiker_id), ("ander", ander.pk)):
            if wie is not None:
                _aanmelding(zet, naam, wie)
    with met_toegang(Toegang(None, "", frozenset({Rol(rollen.VERZEGELING)}))):
        zet(Verzegeling.objects.create(van_id=1, tot_id=1, aantal=1, vorige="", zegel="0" * 64), "zegel")
    _herstel(zet, ik)
    _logvernietigingen(zet, ik)
    with als_systeem():
        zet(bericht_m.Nummerreeks.objects.create(reeks="x"), "reeks")
        zet(bericht_m.Wegstand.objects.create(sleutel="map:in", geprobeerd_op=klok.nu()), "weg")
        with als_inrichting():
            account = api_m.Machineaccount.objects.create(name="x", organisatie="x")
        zet(
            api_m.Aanlevering.objects.create(
                account=account, sleutel="x", sha256="0" * 64, bericht_id=uuid4(), op=klok.nu()
            ),
            "aanlevering",
        )
        _bericht(zet, "zonder gemeente", None, None)
        for agb in (LINDE, WENDE):
            _bericht(zet, f"namens {agb}", None, None, namens=agb)
    if ik.gebruiker_id is not None:
        # What nobody has read yet, handed in by this person and by somebody else.
        for naam, wie in (("door mij", ik.gebruiker_id), ("door een ander", ander.pk)):
            with met_toegang(Toegang(wie, "", frozenset({Rol(rollen.VERWIJZER)}))):
                _bericht(zet, naam, None, None, wie=wie)
    for gemeente, agb in ((HOORN, LINDE), (HOORN, WENDE), (OPMEER, LINDE), (OPMEER, WENDE)):
        _gemeente(zet, gemeente, agb, ik, ander)
    ik = _nood(zet, ik, ander, {rij.van_kind: rij for rij in rijen["dossier_jeugdige"]})
    for toegang in (ik, *(_als(rol, gemeente) for rol, gemeente in WIJZIGINGLEZERS)):
        with met_toegang(toegang):
            for pk, gemeente, tabel in _wijziging_sleutels():
                mensen = tabel in ("kern_gebruiker", "kern_rolhouder")
                rij = Rij(f"wijziging {tabel} {gemeente}", pk, gemeente=gemeente, mensen=mensen)
                bekend = rijen.setdefault("kern_wijziging", [])
                if (
                    rij not in bekend
                    and sum((r.gemeente, r.mensen) == (gemeente, mensen) for r in bekend) < 3
                ):
                    bekend.append(rij)
    return rijen, ik


def _aanbieder(zet: Callable[..., None], agb: str) -> None:
    """A provider with a regional contract and local ones of Hoorn and of Opmeer, and what hangs under them."""
    aanbieder = landschap_m.Aanbieder.objects.create(agb=agb, naam=agb)
    zet(aanbieder, agb)
    zet(landschap_m.Aanbiedergegevens.objects.create(aanbieder=aanbieder, naam=agb, van=DAG), agb)
    zet(landschap_m.Locatie.objects.create(aanbieder=aanbieder, naam="x", plaats="x", van=DAG), agb)
    onder = landschap_m.Onderaannemer.objects.create(aanbieder=aanbieder, naam="x", van=DAG)
    zet(onder, agb, aanbieder=agb)
    for gemeente in (None, HOORN, OPMEER):
        naam, feiten = f"{agb} {gemeente}", {"gemeente": gemeente}
        contract = landschap_m.Contract.objects.create(
            aanbieder=aanbieder, segment="B", van=DAG, gemeente_code=gemeente
        )
        zet(contract, naam, **feiten)
        deel: dict[str, Any] = {"contract": contract, "van": DAG}
        product = {"regioproduct": "B/P1/licht", "gemeente_code": gemeente, **deel}
        zet(landschap_m.Contractproduct.objects.create(**product), naam, **feiten)
        prijs = {"eenheid": "04", "bedrag_cent": 1, "variant": "inspanningsgericht"}
        zet(landschap_m.Tarief.objects.create(**prijs, **product), naam, **feiten)
        if gemeente is None:
            zet(landschap_m.Contractgemeente.objects.create(gemeente_id=HOORN, **deel), naam)
    for versie in landschap_m.Registerversie.objects.filter(aanbieder_id=aanbieder.pk)[:2]:
        zet(versie, agb)


WIJZIGINGLEZERS = (
    (rollen.SYSTEEM, HOORN),
    (rollen.SYSTEEM, OPMEER),
    (rollen.CONTRACTMANAGER, None),
    (rollen.BEHEERDER, None),
)
BEGONNEN, LATER = date(2025, 7, 1), date(2100, 1, 1)


def _rollen(zet: Callable[..., None], ik: Toegang, ander: Gebruiker) -> None:
    """Accounts and roles: of another, of a colleague at De Linde alone, of this person; begun and still to come."""
    collega = Gebruiker.objects.maak("collega", e_mail="collega@voorbeeld.test", naam="Collega")
    zet(collega, "collega", wie=collega.pk, beheerd=True)
    for wie, soort, gemeente, agb, van in (
        (ander, "consulent", OPMEER, None, BEGONNEN),
        (ander, "beleidsadviseur", HOORN, None, LATER),
        (ander, "aanbieder_medewerker", None, WENDE, LATER),
        (collega, "aanbieder_medewerker", None, LINDE, BEGONNEN),
        (collega, "aanbieder_beheerder", None, LINDE, LATER),
    ):
        rij = Rolhouder.objects.create(
            gebruiker=wie, rol=soort, gemeente_code=gemeente, aanbieder_agb=agb, van=van
        )
        zet(
            rij,
            f"{soort} {gemeente or agb}",
            wie=wie.pk,
            rol=soort,
            aanbieder=agb,
            gemeente=gemeente,
            later=van == LATER,
        )
    for rij in Rolhouder.objects.filter(gebruiker_id=ik.gebruiker_id):
        zet(
            rij,
            "eigen rol",
            wie=ik.gebruiker_id,
            rol=rij.rol,
            aanbieder=rij.aanbieder_agb,
            gemeente=rij.gemeente_code,
        )


def _voorstellen(zet: Callable[..., None], ik: Toegang, ander: Gebruiker) -> None:
    """Proposals and answers, by others and (where that can be) by this person; absence."""
    voorsteller, derde = gebruiker("beheerder"), gebruiker("beheerder")
    beheer = {
        wie.pk: Toegang(wie.pk, "x", frozenset({Rol(rollen.BEHEERDER)})) for wie in (voorsteller, derde)
    }

    def stel_voor(wie: Toegang, gemeente: str) -> Rolvoorstel:
        with met_toegang(wie):
            voorstel = Rolvoorstel.objects.create(
                gebruiker=ander,
                rol="regisseur",
                gemeente_code=gemeente,
                van=DAG,
                reden="x",
                door_id=wie.gebruiker_id,
                door_naam="x",
                op=klok.nu(),
            )
        zet(voorstel, f"door {wie.gebruiker_id}", gemeente=gemeente, wie=ander.pk, door=wie.gebruiker_id)
        return voorstel

    def beslis(wie: Toegang, voorstel: Rolvoorstel) -> None:
        with met_toegang(wie):
            besluit = Rolbesluit.objects.create(
                voorstel=voorstel, akkoord=True, door_id=wie.gebruiker_id, door_naam="x", op=klok.nu()
            )
            rol = Rolhouder.objects.create(
                gebruiker=ander,
                rol="regisseur",
                gemeente_code=voorstel.gemeente_code,
                van=DAG,
                voorstel=voorstel,
            )
        feiten: dict[str, Any] = {
            "gemeente": voorstel.gemeente_code,
            "wie": ander.pk,
            "door": wie.gebruiker_id,
        }
        mijn_team = rollen.TEAMLEIDER not in ik.rollen or voorstel.gemeente_code == HOORN
        zet(besluit, f"door {wie.gebruiker_id}", toekenbaar=mijn_team, **feiten)
        zet(
            rol,
            "toegekend",
            rol="regisseur",
            toekenbaar=wie.gebruiker_id == ik.gebruiker_id,
            later=rol.van >= klok.vandaag(),
            **feiten,
        )

    for gemeente in (HOORN, OPMEER):
        beslis(beheer[derde.pk], stel_voor(beheer[voorsteller.pk], gemeente))
    if ik.rollen & {rollen.BEHEERDER, rollen.TEAMLEIDER}:
        beslis(ik, stel_voor(beheer[voorsteller.pk], HOORN))
    if rollen.BEHEERDER in ik.rollen:
        stel_voor(ik, HOORN)
    mij = ik.gebruiker_id or derde.pk
    for gemeente, afwezige, waarnemer in (
        (HOORN, mij, ander.pk),
        (HOORN, ander.pk, mij),
        (OPMEER, ander.pk, derde.pk),
        (HOORN, ander.pk, derde.pk),
    ):
        with met_toegang(_als(rollen.TEAMLEIDER, gemeente)):
            rij = Waarneming.objects.create(
                afwezige_id=afwezige,
                waarnemer_id=waarnemer,
                rol="consulent",
                gemeente_code=gemeente,
                van=DAG,
                tot=DAG,
                geregeld_door=derde,
                op=klok.nu(),
            )
        zet(rij, f"{gemeente} {afwezige}", gemeente=gemeente, wie=afwezige, waarnemer=waarnemer)


def _logvernietigingen(zet: Callable[..., None], ik: Toegang) -> None:
    """What administrators propose to destroy in the logs: another one and, where this person is one, this person."""
    for wie, logboek in ((gebruiker("beheerder").pk, "inzage"), (ik.gebruiker_id, "veiligheid")):
        if wie is None or (wie == ik.gebruiker_id and rollen.BEHEERDER not in ik.rollen):
            continue
        with met_toegang(Toegang(wie, "x", frozenset({Rol(rollen.BEHEERDER)}))):
            rij = Logvernietiging.objects.create(
                logboek=logboek,
                tot_id=1,
                tot_en_met=DAG,
                jaren=20,
                aantal=1,
                opgesteld_door_id=wie,
                opgesteld_naam="x",
                opgesteld_op=klok.nu(),
            )
        zet(rij, f"door {wie}", door=wie)


def _herstel(zet: Callable[..., None], ik: Toegang) -> None:
    """Recovery asked by another and, by an administrator, by this person: of people of two teams and of oneself."""
    vrager, bevestiger = gebruiker("beheerder"), gebruiker("beheerder")
    mensen: list[tuple[int, tuple[str, str] | None]] = [
        (gebruiker("consulent", HOORN).pk, ("teamleider", HOORN)),
        (gebruiker("consulent", OPMEER).pk, ("teamleider", OPMEER)),
        (gebruiker("aanbieder_medewerker", aanbieder=LINDE).pk, ("aanbieder_beheerder", LINDE)),
        (gebruiker("aanbieder_medewerker", aanbieder=WENDE).pk, ("aanbieder_beheerder", WENDE)),
    ]
    if ik.gebruiker_id is not None:
        mensen.append((ik.gebruiker_id, None))
    vragers = [vrager.pk, *({ik.gebruiker_id} if rollen.BEHEERDER in ik.rollen else ())]
    for wie, team in mensen:
        for door in vragers:
            if wie == door:
                continue
            rijen = {}
            with met_toegang(Toegang(door, "x", frozenset({Rol(rollen.BEHEERDER)}))):
                for wat in Herstelverzoek.Wat.values:
                    if door == vrager.pk and wat != "factor":
                        continue
                    if Herstelverzoek.objects.filter(gebruiker_id=wie, wat=wat, antwoord="").exists():
                        continue
                    rijen[wat] = Herstelverzoek.objects.create(
                        gebruiker_id=wie, wat=wat, toelichting="x", door_id=door, door_naam="x"
                    )
            with met_toegang(Toegang(bevestiger.pk, "x", frozenset({Rol(rollen.BEHEERDER)}))):
                Herstelverzoek.objects.filter(pk__in=[r.pk for r in rijen.values()]).update(
                    antwoord="akkoord",
                    antwoord_door_id=bevestiger.pk,
                    antwoord_naam="x",
                    antwoord_op=klok.nu(),
                )
            for wat, rij in rijen.items():
                zet(rij, f"{wat} over {wie} door {door}", wie=wie, door=door, team=team)
    if rollen.BEHEERDER in ik.rollen:
        with met_toegang(Toegang(None, "", frozenset({Rol(rollen.AANMELDING)}))):
            _aanmelding(zet, "bevestigd", mensen[0][0], bevestigd=True)


def _nood(
    zet: Callable[..., None], ik: Toegang, ander: Gebruiker, kinderen: dict[tuple[str, str] | None, Rij]
) -> Toegang:
    """Break-glass access of another to a file of Hoorn, and of this person to one of Opmeer where the role allows."""
    nu = timezone.now()
    mag = bool(ik.rollen & rollen.NOODTOEGANG)
    for wie, kind in ((ander.pk, (HOORN, LINDE)), (ik.gebruiker_id if mag else ander.pk, NOODKIND)):
        assert wie is not None
        with met_toegang(Toegang(wie, "x", frozenset({Rol(rollen.CONSULENT, HOORN)}))):
            rij = Noodtoegang.objects.create(
                gebruiker_id=wie,
                wie="x",
                jeugdige_id=kinderen[kind].sleutel,
                gemeente_code=kind[0],
                reden="x",
                op=klok.nu(),
                van=nu,
                tot=nu + timedelta(hours=1),
            )
        zet(rij, f"{kind[0]} door {wie}", gemeente=kind[0], wie=wie)
    if not mag:
        return ik
    return met_nood(ik, [Noodrecht(rij.pk, rij.jeugdige_id, OPMEER, rij.tot, "x")])


def _als(rol: str, gemeente: str | None) -> Toegang:
    return Toegang(None, "", frozenset({Rol(rol, gemeente)}))


def _aanmelding(zet: Callable[..., None], naam: str, wie: int, *, bevestigd: bool = False) -> None:
    """What logging in leaves of one person; `bevestigd`: a second person confirmed that this one recovers it."""
    zet(Sessie.objects.create(session_key=naam, gebruiker_id=wie, expire_date=klok.nu()), naam, wie=wie)
    zet(
        Identiteit.objects.create(gebruiker_id=wie, uitgever="x", onderwerp=naam),
        naam,
        wie=wie,
        bevestigd=bevestigd,
    )
    zet(
        TweedeFactor.objects.create(gebruiker_id=wie, geheim="x", laatste_stap=0),
        naam,
        wie=wie,
        bevestigd=bevestigd,
    )
    zet(Herstelcode.objects.create(gebruiker_id=wie, kenmerk=naam), naam, wie=wie, bevestigd=bevestigd)
    code = Toegangscode.objects.create(gebruiker_id=wie, doel="koppelen", kenmerk=naam, verloopt_op=klok.nu())
    zet(code, naam, wie=wie, bevestigd=bevestigd)
    zet(Gebeurtenis.objects.create(op=klok.nu(), soort="x", gebruiker_id=wie), naam, wie=wie)


def _bericht(
    zet: Callable[..., None],
    naam: str,
    gemeente: str | None,
    agb: str | None,
    *,
    verzonden: bool = True,
    wie: int | None = None,
    namens: str | None = None,
) -> bericht_m.Bericht:
    """A message with what hangs under it; the caller is somebody who may add it."""
    feiten = {"gemeente": gemeente, "aanbieder": agb, "verzonden": verzonden, "wie": wie, "namens": namens}
    ruw = bericht_m.RuwBericht(
        inhoud=b"x", sha256="0" * 64, grootte=1, bestandsnaam="x", weg="map", ontvangen_op=klok.nu()
    )
    bericht = bericht_m.Bericht(
        ruw=ruw,
        richting="uit" if gemeente else "in",
        weg="map",
        gemeente_code=gemeente,
        aanbieder_agb=agb,
        aangeleverd_door_id=wie,
        mag_afzender=[namens] if namens else None,
        toestand=("verzonden" if verzonden else "klaar") if gemeente else "ontvangen",
        draad=ruw.pk,
        tijdstip=klok.nu(),
        ontvangen_dag=DAG,
    )
    bericht.referenties = ["x"]
    # The raw bytes can be seen once there is a message, so they go in without asking them back.
    ruw.save(force_insert=True)
    bericht.save(force_insert=True)
    zet(bericht, naam, **feiten)
    zet(ruw, naam, **feiten)
    zet(bericht_m.Verwijzing.objects.get(bericht=bericht), naam, **feiten)
    zet(
        bericht_m.Envelop.objects.create(bericht=bericht, vorm="x", gegevens={}, sha256="0" * 64),
        naam,
        **feiten,
    )
    zet(bericht_m.Overgang.objects.create(bericht=bericht, naar="x", op=klok.nu(), door="x"), naam, **feiten)
    zet(
        bericht_m.Bevinding.objects.create(bericht=bericht, volgnummer=1, niveau=1, melding="x"),
        naam,
        **feiten,
    )
    return bericht


def feiten_code(gemeente: str, agb: str) -> dict[str, str]:
    """The columns that say whose a row is."""
    return {"gemeente_code": gemeente, "aanbieder_agb": agb}


def _identiteit(
    kind: dossier_m.Jeugdige, dubbel: dossier_m.Jeugdige, iemand: int, wie: dict[str, Any]
) -> list[Model]:
    """A row in every table about who a child is and its domicile; the transfer goes to the other municipality."""
    deel = {k: v for k, v in wie.items() if k != "jeugdige"}
    een, ander = sorted((kind, dubbel), key=lambda j: j.pk)
    samen = dossier_m.Samenvoeging.objects.create(blijft=kind, vervalt=dubbel, reden="x", **deel)
    gemeente = kind.gemeente_code
    return [
        samen,
        dossier_m.VroegerBsn.objects.create(bsn="999900523", bsn_sleutel="x", reden="x", **wie),
        dossier_m.GeenDubbel.objects.create(een=een, ander=ander, reden="x", **deel),
        dossier_m.Verplaatsing.objects.create(
            samenvoeging=samen, gemeente_code=gemeente, tabel="x", sleutel="1", kolom="x"
        ),
        dossier_m.Brpmelding.objects.create(
            jeugdige=kind, gemeente_code=gemeente, soort="naam", tekst="x", op=klok.nu()
        ),
        dossier_m.Woonplaatstoets.objects.create(
            peildatum=DAG, feiten={}, antwoord={}, advies=gemeente, vastgesteld=gemeente, **wie
        ),
        dossier_m.Overdracht.objects.create(
            jeugdige=kind,
            gemeente_code=gemeente,
            naar_gemeente=OPMEER if gemeente == HOORN else HOORN,
            ingang=DAG,
            reden="x",
            onderdelen=["gegevens"],
            inhoud={},
            aangeboden_op=klok.nu(),
            aangeboden_door_id=iemand,
            aangeboden_door_naam="x",
        ),
    ]


def _lijsten(zet: Callable[..., None], gemeente: str, kind: object, mensen: set[int]) -> None:
    """A list of files to destroy, with a line, drawn up by each of these people."""
    for iemand in mensen:
        with met_toegang(Toegang(iemand, "x", frozenset({Rol(rollen.SYSTEEM, gemeente)}))):
            lijst = dossier_m.Vernietigingslijst.objects.create(
                gemeente_code=gemeente,
                peildatum=DAG,
                opgesteld_door_id=iemand,
                opgesteld_naam="x",
                opgesteld_op=klok.nu(),
            )
            regel = dossier_m.Vernietigingsregel.objects.create(
                lijst=lijst,
                gemeente_code=gemeente,
                jeugdige_id=kind,
                klasse="x",
                jaren=20,
                laatste_op=DAG,
                mag_vanaf=DAG,
                aantal=1,
            )
        for rij in (lijst, regel):
            zet(rij, f"{gemeente} door {iemand}", gemeente=gemeente, door=iemand)


def _niet_gi(feiten: dict[str, Any]) -> tuple[str, str] | None:
    """An institution sees its own involvement alone, not that of a provider with the same child."""
    kind = feiten["van_kind"]
    return kind if kind != GIKIND else None


def _overname(gemeente: str) -> list[Model]:
    """A take-over of a caseload, with a file, an allocation and a message in it."""
    overname = overname_m.Overname.objects.create(
        gemeente_code=gemeente, naam="x", peildatum=DAG, door_naam="x", op=klok.nu()
    )
    deel: dict[str, Any] = {"overname": overname, "gemeente_code": gemeente}
    return [
        overname,
        overname_m.Overnamebestand.objects.create(naam="x", grootte=1, sha256="0" * 64, inhoud=b"x", **deel),
        overname_m.Overnameregel.objects.create(volgnummer=1, lot="gelijk", **deel),
        overname_m.Overnamebericht.objects.create(naam="x", aangenomen=False, reden="x", **deel),
    ]


def _gemeente(zet: Callable[..., None], gemeente: str, agb: str, ik: Toegang, ander: Gebruiker) -> None:
    naam = f"{gemeente} {agb}"
    feiten: dict[str, Any] = {"gemeente": gemeente, "aanbieder": agb}
    bsn = {LINDE: "999900523", WENDE: "999900547"}[agb]
    with als_systeem([gemeente]):
        kind = dossier_m.Jeugdige.objects.create(
            gemeente_code=gemeente,
            bsn=bsn,
            bsn_sleutel=bsn_sleutel(bsn),
            achternaam="x",
            geboortedatum=date(2013, 1, 30),
        )
        # One child is this person's own; for who is not family the tie opens nothing.
        eigen = ik.gebruiker_id if (gemeente, agb) == (HOORN, LINDE) and ik.gebruiker_id else ander.pk
        band = Gezinsband.objects.create(
            gebruiker_id=eigen, jeugdige_id=kind.pk, gemeente_code=gemeente, van=DAG
        )
        zet(band, naam, gemeente=gemeente, wie=eigen)
        feiten |= {"van_kind": (gemeente, agb), "kind_van": eigen}
        zet(kind, naam, gemeente=gemeente, betrokken=agb, kind_van=eigen, van_kind=(gemeente, agb))
        deel: dict[str, Any] = {"jeugdige": kind, "gemeente_code": gemeente}
        wie: dict[str, Any] = {"vastgelegd_door_naam": "x", "vastgelegd_op": klok.nu(), **deel}
        zet(dossier_m.Zoekterm.objects.create(term=1, **deel), naam, **feiten)
        zet(dossier_m.Adres.objects.create(van=DAG, **deel), naam, **feiten)
        zet(dossier_m.Relatie.objects.create(volgnummer=1, achternaam="x", **deel), naam, **feiten)
        zet(dossier_m.Toestemming.objects.create(vorm="mondeling", datum=DAG, **wie), naam, **feiten)
        zet(dossier_m.Leefsituatie.objects.create(woont_thuis=True, vanaf=DAG, **wie), naam, **feiten)
        zet(
            dossier_m.GezamenlijkeBeoordeling.objects.create(datum=DAG, door="x", **wie),
            naam,
            **feiten,
        )
        dubbel = dossier_m.Jeugdige.objects.create(
            gemeente_code=gemeente, achternaam="x", geboortedatum=date(2013, 1, 30)
        )
        zet(dubbel, f"{naam} dubbel", gemeente=gemeente, af_te_melden=agb)
        geeindigd = {
            "nummer": f"47{agb[-4:]}",
            "gemeente_code": gemeente,
            "aanbieder_agb": agb,
            "jeugdige": dubbel,
            "van": BEGONNEN,
            "tot": DAG - timedelta(days=1),
            "toegewezen_op": klok.nu(),
        }
        voorbij = toewijzing_m.Toewijzing.objects.create(
            product_sleutel="47", toestand="verzonden", **geeindigd
        )
        zet(voorbij, f"{naam} voorbij", gemeente=gemeente, aanbieder=agb, verzonden=True)
        bekend = toewijzing_m.BekendeToewijzing.objects.create(toewijzing=voorbij, **geeindigd)
        zet(bekend, f"{naam} voorbij", gemeente=gemeente, aanbieder=agb)
        for rij in _identiteit(kind, dubbel, ander.pk, wie):
            naar = {"naar": rij.naar_gemeente} if isinstance(rij, dossier_m.Overdracht) else {}
            zet(rij, naam, **feiten, **naar)
        zet(dossier_m.Bewaarplicht.objects.create(reden="x", **wie), naam, **feiten)
        for rij in _overname(gemeente):
            zet(rij, naam, gemeente=gemeente)
        zet(
            dossier_m.Rechtenverzoek.objects.create(
                soort="inzage", indiener="x", omschrijving="x", ontvangen=DAG, termijn=DAG, **wie
            ),
            naam,
            **feiten,
        )
        _lijsten(zet, gemeente, kind.pk, {ander.pk, ik.gebruiker_id or ander.pk})
        leg_betrokkenheid_vast(kind, agb, "toewijzing", van=DAG)
        zet(
            dossier_m.Betrokkenheid.objects.get(jeugdige=kind),
            naam,
            **(feiten | {"van_kind": _niet_gi(feiten)}),
        )
        if (gemeente, agb) == GIKIND:
            leg_betrokkenheid_vast(kind, GI, "gi", van=DAG)
            zet(dossier_m.Betrokkenheid.objects.get(soort="gi"), "gi", **(feiten | {"aanbieder": GI}))
        bericht = _bericht(zet, naam, gemeente, agb)
        wacht = _bericht(zet, f"{naam} wacht", gemeente, agb, verzonden=False)
        zet(
            bericht_m.VerzendPost.objects.create(
                bericht=wacht,
                gemeente_code=gemeente,
                aanbieder_agb=agb,
                bestandsnaam=naam,
                niet_voor=klok.nu(),
            ),
            naam,
            **feiten,
        )
        for aan in ("aanbieder", "gemeente"):
            zet(
                bericht_m.Herinnering.objects.create(
                    sleutel=f"x:{agb}:{aan}",
                    volgnummer=1,
                    soort="retour",
                    aan=aan,
                    uiterlijk=DAG,
                    tekst="x",
                    gemaakt_op=klok.nu(),
                    **feiten_code(gemeente, agb),
                ),
                f"{naam} {aan}",
                aan_aanbieder=aan == "aanbieder",
                **feiten,
            )
        zet(
            api_m.Bevestiging.objects.create(
                bericht=bericht,
                gemeente_code=gemeente,
                aanbieder_agb=agb,
                zijde="aanbieder",
                account="x",
                op=klok.nu(),
            ),
            naam,
            **feiten,
        )
        keten: dict[str, Any] = {
            "gemeente_code": gemeente,
            "aanbieder_agb": agb,
            "bsn": bsn,
            "bsn_sleutel": bsn_sleutel(bsn),
        }
        zet(
            bericht_m.Ketenverzoek.objects.create(referentie_aanbieder="x", soort="vot", **keten),
            naam,
            **feiten,
        )
        zet(
            bericht_m.Ketentoewijzing.objects.create(
                nummer=int(agb), product={}, moment="2026-01-21", **keten
            ),
            naam,
            **feiten,
        )
        DbKetenstand(gemeente).verwerk(
            keten_m.Wijziging(
                bericht=keten_m.Berichtsleutel("JW323", agb, f"M{gemeente}"),
                regie=(keten_m.Start(gemeente, agb, bsn, int(agb), None, None, DAG),),
                verzonden=bouw.jw323_(bouw.regel(), gemeente=gemeente, aanbieder=agb),
                declaratie=keten_m.Declaratie(gemeente, agb, "D1", DAG, "M1"),
                regels=(keten_m.Regel(gemeente, agb, bsn, "D1", bouw.regel()),),
            )
        )
        for model in (
            bericht_m.Ketenbericht,
            bericht_m.Ketenmelding,
            bericht_m.Ketendeclaratie,
            bericht_m.Ketenregel,
            bericht_m.Ketenverzending,
        ):
            zet(model._default_manager.latest("pk"), naam, **feiten)
        verzoek = toewijzing_m.Verzoek.objects.create(
            nummer=f"VT-{gemeente}-{agb[-4:]}",
            gemeente_code=gemeente,
            aanbieder_agb=agb,
            bericht=bericht,
            draad=bericht.draad,
            jeugdige=kind,
            referentie_aanbieder="x",
            van=DAG,
            verwijzer_type="01",
            verwijzer_code=PRAKTIJK if (gemeente, agb) == VERWEZEN else "",
            ontvangen=DAG,
            dagtekening=DAG,
            termijn=DAG,
            aangemaakt_op=klok.nu(),
        )
        zet(verzoek, naam, **feiten)
        zet(toewijzing_m.EigenVerzoek(pk=verzoek.pk), naam, **feiten)
        zet(toewijzing_m.Kindverzoek(pk=verzoek.pk), naam, **feiten)
        van: dict[str, Any] = {"verzoek": verzoek, "gemeente_code": gemeente, "op": klok.nu()}
        zet(toewijzing_m.Aanvulling.objects.create(veld="x", door_naam="x", **van), naam, **feiten)
        toets = toewijzing_m.Toets.objects.create(
            aanleiding="x",
            feiten={},
            feiten_sleutel="x",
            antwoord={},
            uitkomst="signaal",
            kwitantie={},
            **van,
        )
        zet(toets, naam, **feiten)
        besluit = toewijzing_m.Besluit.objects.create(
            aanbieder_agb=agb,
            volgnummer=1,
            soort="toewijzen",
            toets=toets,
            bericht=bericht,
            feiten={},
            antwoord={},
            kwitantie={},
            door=ander,
            door_naam="x",
            vorige_toestand="open",
            vorige_termijn=DAG,
            vorige_termijn_soort="verzoek",
            **van,
        )
        zet(besluit, naam, **feiten)
        zet(toewijzing_m.Kindbesluit(pk=besluit.pk), naam, **feiten)
        for toestand, code in (("verzonden", "45"), ("klaar", "46")):
            toewijzing = toewijzing_m.Toewijzing.objects.create(
                nummer=f"{code}{agb[-4:]}",
                gemeente_code=gemeente,
                aanbieder_agb=agb,
                jeugdige=kind,
                product_sleutel=code,
                van=DAG,
                toegewezen_op=klok.nu(),
                toestand=toestand,
            )
            zet(toewijzing, f"{naam} {toestand}", verzonden=toestand == "verzonden", **feiten)
        zet(
            toewijzing_m.BekendeToewijzing.objects.create(
                toewijzing=toewijzing,
                nummer=toewijzing.nummer,
                gemeente_code=gemeente,
                aanbieder_agb=agb,
                jeugdige=kind,
                van=DAG,
                toegewezen_op=klok.nu(),
            ),
            naam,
            **feiten,
        )
        zet(
            toewijzing_m.Verzoekdeel.objects.create(
                verzoek=verzoek, gemeente_code=gemeente, volgnummer=1, soort="nieuw", van=DAG
            ),
            naam,
            **feiten,
        )
        zet(
            toewijzing_m.Toewijzingswijziging.objects.create(
                toewijzing=toewijzing,
                gemeente_code=gemeente,
                volgnummer=1,
                soort="corrigeren",
                voor={},
                na={},
                code="14",
                reden="x",
                door=ander,
                door_naam="x",
                op=klok.nu(),
            ),
            naam,
            **feiten,
        )
    for wie_id in {ik.gebruiker_id, ander.pk} - {None}:
        with met_toegang(Toegang(wie_id, "", frozenset({Rol(rollen.SYSTEEM, gemeente)}))):
            los = _bericht(zet, f"{naam} afgehandeld {wie_id}", gemeente, agb)
            zet(
                bericht_m.Afhandeling.objects.create(
                    bericht=los,
                    gemeente_code=gemeente,
                    reden="afgesproken",
                    toelichting="x",
                    op=klok.nu(),
                    door_id=wie_id,
                    door_naam="x",
                ),
                f"{naam} door {wie_id}",
                wie=wie_id,
                **feiten,
            )
    for wie_id in {None, ik.gebruiker_id, ander.pk}:
        rol = rollen.SYSTEEM if wie_id is None else rollen.VERWIJZER
        with met_toegang(Toegang(wie_id, "", frozenset({Rol(rol, gemeente)}))):
            inzage = Inzage.objects.create(
                op=klok.nu(),
                geregistreerd_op=klok.nu(),
                gebruiker_id=wie_id,
                wie="x",
                jeugdige_id=kind.pk,
                gemeente_code=gemeente,
                handeling="lezen",
                wat="x",
                grond="x",
            )
        zet(inzage, f"{naam} door {wie_id}", gemeente=gemeente, wie=wie_id, kind_van=eigen)


# --- what the database really allows --------------------------------------------------------------------------------


def _sleutelkolom(tabel: str) -> str:
    with connection.cursor() as cursor:
        return str(connection.introspection.get_primary_key_column(cursor, tabel) or "id")  # a view has none


class Doen:
    """Tries a statement on one row, and takes it back."""

    def __init__(self, tabel: str) -> None:
        self.tabel, self.sleutel = tabel, _sleutelkolom(tabel)
        with connection.cursor() as cursor:
            self.kolommen = [k.name for k in connection.introspection.get_table_description(cursor, tabel)]

    def _raakt(self, opdracht: str, waarden: list[object], *, telt: tuple[str, ...] = ()) -> bool:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(opdracht, waarden)
                aantal = len(cursor.fetchall()) if cursor.description else cursor.rowcount
                transaction.set_rollback(True)
        except Error as fout:
            code = str(getattr(fout.__cause__, "sqlstate", ""))
            if code in ("42501", "0A000"):  # row security, a missing grant or an append-only trigger; a view
                return False
            if code in telt:
                return True
            raise
        return aantal == 1

    def lezen(self, rij: Rij, kopie: tuple[object, ...]) -> bool:
        return self._raakt(f'SELECT 1 FROM "{self.tabel}" WHERE "{self.sleutel}" = %s', [rij.sleutel])

    def toevoegen(self, rij: Rij, kopie: tuple[object, ...]) -> bool:
        """The very row again: row security speaks before the unique key does."""
        plaatsen = ", ".join(["%s"] * len(kopie))
        kolommen = ", ".join(f'"{k}"' for k in self.kolommen)
        # In the binary text form of the row, so that no value changes on the way.
        return self._raakt(
            f'INSERT INTO "{self.tabel}" ({kolommen}) OVERRIDING SYSTEM VALUE VALUES ({plaatsen})',
            list(kopie),
            telt=("23505", "23P01"),
        )

    def wijzigen(self, rij: Rij, kopie: tuple[object, ...]) -> bool:
        k = self.sleutel
        return self._raakt(f'UPDATE "{self.tabel}" SET "{k}" = "{k}" WHERE "{k}" = %s', [rij.sleutel])

    def verwijderen(self, rij: Rij, kopie: tuple[object, ...]) -> bool:
        return self._raakt(
            f'DELETE FROM "{self.tabel}" WHERE "{self.sleutel}" = %s', [rij.sleutel], telt=("23503",)
        )


def _kopieen(rijen: dict[str, list[Rij]], ik: Toegang) -> dict[tuple[str, object], tuple[object, ...]]:
    """The rows as they stand, each read by somebody who may see it."""
    uit: dict[tuple[str, object], tuple[object, ...]] = {}
    lezers = [ik, *(_als(rol, g) for rol in toegangsmatrix.TECHNISCH for g in (HOORN, OPMEER))]
    lezers += [_als(rollen.BEHEERDER, None), _als(rollen.CONTRACTMANAGER, None)]
    lezers += [
        Toegang(None, "", frozenset({Rol(rollen.AANBIEDER_MEDEWERKER, None, agb)})) for agb in (LINDE, WENDE)
    ]
    personen = {rij.wie for r in rijen.values() for rij in r if rij.wie is not None}
    lezers += [Toegang(wie, "", frozenset({Rol(rollen.VERWIJZER)})) for wie in personen]
    for tabel, van_tabel in rijen.items():
        doen = Doen(tabel)
        # As text: every type takes its own text form back.
        kolommen = ", ".join(f'"{k}"::text' for k in doen.kolommen)
        for lezer in lezers:
            with met_toegang(lezer), connection.cursor() as cursor:
                for rij in van_tabel:
                    if (tabel, rij.sleutel) not in uit:
                        cursor.execute(
                            f'SELECT {kolommen} FROM "{tabel}" WHERE "{doen.sleutel}" = %s', [rij.sleutel]
                        )
                        if (gevonden := cursor.fetchone()) is not None:
                            uit[tabel, rij.sleutel] = gevonden
        assert all((tabel, rij.sleutel) in uit for rij in van_tabel), tabel
    return uit


def _wie_ben_ik(rol: str) -> Toegang:
    if rol in toegangsmatrix.TECHNISCH:
        return _als(rol, HOORN)
    gemeenten = [HOORN] if rol in rollen.PER_GEMEENTE else []
    return toegang_van(gebruiker(rol, *gemeenten, aanbieder=ORGANISATIE.get(rol)))


@pytest.mark.parametrize("rol", list(WOORD))
def test_the_database_allows_what_the_page_says_and_nothing_else(rol: str) -> None:
    pagina = lees_pagina()
    ik = _wie_ben_ik(rol)
    rijen, ik = vul(ik)
    assert set(rijen) == {tabel for tabel, _ in pagina}, (
        "every table of the page has rows here, and the reverse"
    )
    kopieen = _kopieen(rijen, ik)
    anders, toegestaan = [], 0
    with met_toegang(ik):
        for tabel, van_tabel in rijen.items():
            doen = Doen(tabel)
            for rij in van_tabel:
                for actie in toegangsmatrix.ACTIES:
                    echt = getattr(doen, actie)(rij, kopieen[tabel, rij.sleutel])
                    toegestaan += echt
                    if echt != belooft(pagina[tabel, WOORD[rol]][actie], rij, ik):
                        anders.append(f"{actie} {tabel} ({rij.naam}): database {echt}, page {not echt}")
    assert not anders, "\n".join(anders)
    assert toegestaan > 0


def test_every_role_stands_at_every_table() -> None:
    pagina = lees_pagina()
    assert {tabel for tabel, _ in pagina} == set(_beveiligd())
    assert set(pagina) == {(tabel, woord) for tabel in _beveiligd() for woord in WOORD.values()}


def _beveiligd() -> Iterator[str]:
    """Tables with row security in the database, and views of them; the table of keys has it without any policy."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE (relrowsecurity OR relkind = 'v')"
            " AND relnamespace = 'public'::regnamespace"
            " AND relname NOT IN ('kern_zegelsleutel', 'kern_teller')"
        )
        yield from (naam for (naam,) in cursor.fetchall())


def test_the_fields_that_may_change_are_those_of_the_page() -> None:
    """Each table on the page has a trigger with just these columns, and no other table has one."""
    tekst = (
        PAGINA.read_text(encoding="utf-8").partition("## Velden met een eigen recht")[2].partition("\n## ")[0]
    )
    pagina = {t: set(v.split(", ")) for t, v in re.findall(r"^\| (\w+_\w+) \| (.+) \|$", tekst, re.M)}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, t.tgname, pg_get_triggerdef(t.oid) FROM pg_trigger t"
            " JOIN pg_class c ON c.oid = t.tgrelid"
            " WHERE t.tgname IN ('vaste_kolommen', 'alleen_toevoegen') AND t.tgenabled = 'O'"
        )
        rijen = cursor.fetchall()
    assert pagina == {
        tabel: set(re.findall(r"'(\w+)'", regel)) for tabel, naam, regel in rijen if naam == "vaste_kolommen"
    }
    erbij = re.search(r"alleen erbij: (.+)\.$", tekst, re.M)
    assert erbij is not None
    assert set(erbij[1].split(", ")) == {tabel for tabel, naam, _ in rijen if naam == "alleen_toevoegen"}


def test_the_page_is_up_to_date() -> None:
    assert PAGINA.read_text(encoding="utf-8") == toegangsmatrix.toegang_md(), "run `make docs` and commit"


def test_a_condition_without_words_is_refused() -> None:
    lezer = toegangsmatrix.Lezer(rollen.CONSULENT)
    with pytest.raises(toegangsmatrix.OnbekendeVoorwaarde, match="random"):
        lezer.lees("(SELECT kern_heeft_rol('fg')) OR (random() > 0.5)")


def test_a_condition_is_taken_apart_by_its_brackets() -> None:
    fg = toegangsmatrix.Lezer(rollen.FG)
    tekst = "gemeente_code IS NULL AND ((SELECT kern_heeft_rol('fg')) OR (SELECT kern_heeft_rol('x')))"
    assert toegangsmatrix.in_woorden(fg.lees(tekst)) == "zonder gemeente"
    assert toegangsmatrix.in_woorden(toegangsmatrix.Lezer(rollen.GEZIN).lees(tekst)) == "–"
    assert toegangsmatrix.in_woorden(fg.lees("(true) OR (gemeente_code IS NULL)")) == "alles"
