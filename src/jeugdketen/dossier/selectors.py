"""Reading the file of a child. Row security decides which children exist for who asks.

`open_dossier` is the door: it reads and writes the read log in one step. The other functions give facts of a child
that was opened before, within the same request.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from jeugdketen.dossier import namen
from jeugdketen.dossier.models import (
    Adres,
    GezamenlijkeBeoordeling,
    Jeugdige,
    Leefsituatie,
    Relatie,
    Toestemming,
    Zoekterm,
)
from jeugdketen.kern import leeslog
from jeugdketen.kern.bsn import bsn_sleutel, is_bsn, kenmerk
from jeugdketen.kern.models import Inzage
from jeugdketen.kern.rollen import mag_leeslogboek_zien
from jeugdketen.kern.toegang import Toegang, als_systeem


class DossierNietGevonden(LookupError):
    """No such file, or none that this person may see: the two are not told apart. The message may be shown."""

    def __init__(self) -> None:
        super().__init__("Dit dossier bestaat niet, of u mag het niet zien.")


def open_dossier(
    toegang: Toegang, jeugdige_id: UUID, *, grond: str, wat: str, handeling: str = Inzage.Handeling.LEZEN
) -> Jeugdige:
    """The child, with a row in the read log that stays whatever becomes of the request.

    Args:
        toegang: who reads.
        jeugdige_id: opaque key of the file.
        grond: on what ground, for instance "besluit op VT-2026-0187".
        wat: what is shown, for instance "verzoek, toewijzingen".
        handeling: one of `Inzage.Handeling`.

    Raises:
        DossierNietGevonden: it is not there for this person; that attempt is logged too.
    """
    jeugdige = Jeugdige.objects.filter(pk=jeugdige_id).first()
    if jeugdige is None:
        leeslog.leg_inzage_vast(toegang, jeugdige_id, Inzage.Handeling.GEWEIGERD, grond, wat)
        raise DossierNietGevonden
    leeslog.leg_inzage_vast(toegang, jeugdige.pk, handeling, grond, wat, gemeente_code=jeugdige.gemeente_code)
    return jeugdige


def jeugdige_bij_bsn(bsn: str, gemeente_code: str) -> Jeugdige | None:
    """The child with exactly this BSN in the files of one municipality; for the handling of messages."""
    return Jeugdige.objects.filter(bsn_sleutel=bsn_sleutel(bsn), gemeente_code=gemeente_code).first()


def dossier_bij_sleutel(sleutel: str, gemeente_code: str) -> UUID | None:
    """The key of the file with this hash of a BSN in one municipality; None when there is none that may be seen."""
    rijen = Jeugdige.objects.filter(bsn_sleutel=sleutel, gemeente_code=gemeente_code)
    return rijen.values_list("pk", flat=True).first()


def term_van(tekst: str) -> int:
    """The hashed number of one search piece: eight bytes of a keyed hash, as PostgreSQL's bigint."""
    return int.from_bytes(kenmerk(tekst, "zoekterm")[:8], "big", signed=True)


def met_termen(termen: set[str]) -> QuerySet[Jeugdige]:
    """The children that have every one of these pieces (of names, or `geb:JJJJ-MM-DD`)."""
    rijen = Jeugdige.objects.all()
    for term in sorted(termen):
        rijen = rijen.filter(Exists(Zoekterm.objects.filter(jeugdige=OuterRef("pk"), term=term_van(term))))
    return rijen


def zoek_jeugdigen(
    toegang: Toegang, tekst: str, *, geboren: date | None = None, grond: str, hoogstens: int = 50
) -> list[Jeugdige]:
    """Find children by BSN, or by (the beginnings of) names, with or without a birth date.

    The search is in the read log, with how many were found and without what was typed.

    Args:
        tekst: nine digits, or words of at least two letters; every word must begin a part of the name.
        geboren: birth date.
        grond: on what ground somebody searches.
        hoogstens: no more than this many.
    """
    cijfers = tekst.replace(" ", "").replace(".", "")
    if cijfers.isdigit() and len(cijfers) in (8, 9):
        soort = "BSN"
        bsn = cijfers.zfill(9)
        rijen = (
            Jeugdige.objects.filter(bsn_sleutel=bsn_sleutel(bsn)) if is_bsn(bsn) else Jeugdige.objects.none()
        )
    else:
        woorden = [
            woord[: namen.MAX_LETTERS] for woord in namen.woorden(tekst) if len(woord) >= namen.MIN_LETTERS
        ]
        termen = set(woorden)
        soort = "naam" if termen else "geboortedatum"
        if geboren is not None:
            termen.add(f"geb:{geboren.isoformat()}")
            soort = "naam en geboortedatum" if woorden else "geboortedatum"
        rijen = met_termen(termen) if termen else Jeugdige.objects.none()
    gevonden = list(rijen.order_by("achternaam", "voornamen", "pk")[:hoogstens])
    leeslog.leg_inzage_vast(
        toegang, None, Inzage.Handeling.ZOEKEN, grond, f"gezocht op {soort}, {len(gevonden)} gevonden"
    )
    return gevonden


# --- facts of a child ---------------------------------------------------------------------------------------------


def huidig_adres(jeugdige: Jeugdige, op: date | None = None) -> Adres | None:
    """The address where the child is registered; on a day, or now. None when the BRP says that it is secret."""
    if jeugdige.geheim:
        return None
    rijen = jeugdige.adressen.filter(soort=Adres.Soort.WOONADRES)
    rijen = rijen.filter(tot__isnull=True) if op is None else rijen.geldig_op(op)
    return rijen.order_by("-van").first()


def gezagsdragers(jeugdige: Jeugdige) -> list[Relatie]:
    """Who has authority over the child, in the order of the BRP."""
    return list(jeugdige.relaties.filter(gezag=True))


def toestemming_van(jeugdige: Jeugdige) -> Toestemming | None:
    """The consent that holds; None when there is none, or when the last one was taken back (S-112, S-114)."""
    laatste = jeugdige.toestemmingen.order_by("-id").first()
    return None if laatste is None or laatste.vorm == Toestemming.Vorm.INGETROKKEN else laatste


def leefsituatie_van(jeugdige: Jeugdige) -> Leefsituatie | None:
    """The living situation that was recorded last."""
    return jeugdige.leefsituaties.order_by("-id").first()


def beoordeling_van(jeugdige: Jeugdige) -> GezamenlijkeBeoordeling | None:
    """The joint assessment that was recorded last (S-050)."""
    return jeugdige.gezamenlijke_beoordelingen.order_by("-id").first()


@dataclass(frozen=True, slots=True)
class Dossierfeiten:
    """What the file gives the rules about a child; None where nothing was recorded."""

    jeugdige: Jeugdige
    adres: Adres | None
    gezagsdragers: tuple[Relatie, ...]
    toestemming: Toestemming | None
    leefsituatie: Leefsituatie | None
    beoordeling: GezamenlijkeBeoordeling | None

    def als_vraag(self) -> dict[str, dict[str, object]]:
        """The parts `jeugdige` and `aanvraag` of a `toewijzing` question that the file knows."""
        jeugdige: dict[str, object] = {"geboortedatum": self.jeugdige.geboortedatum.isoformat()}
        if self.leefsituatie is not None:
            jeugdige["woont_thuis"] = self.leefsituatie.woont_thuis
        aanvraag: dict[str, object] = {}
        if self.toestemming is not None:
            aanvraag["toestemming"] = {
                "vorm": self.toestemming.vorm,
                "datum": self.toestemming.datum.isoformat(),
            }
        if self.beoordeling is not None:
            aanvraag["gezamenlijke_beoordeling"] = self.beoordeling.datum.isoformat()
        return {"jeugdige": jeugdige, "aanvraag": aanvraag}


def dossierfeiten(jeugdige: Jeugdige) -> Dossierfeiten:
    """All facts of the file that a request is judged on."""
    return Dossierfeiten(
        jeugdige=jeugdige,
        adres=huidig_adres(jeugdige),
        gezagsdragers=tuple(gezagsdragers(jeugdige)),
        toestemming=toestemming_van(jeugdige),
        leefsituatie=leefsituatie_van(jeugdige),
        beoordeling=beoordeling_van(jeugdige),
    )


# --- names beside the read log, and for the family -----------------------------------------------------------------


def namen_voor_toezicht(toegang: Toegang, dossiers: Collection[tuple[UUID, str]]) -> dict[UUID, str]:
    """The names of children whose files stand in the read log, for the functionaris gegevensbescherming.

    An officer has no files, so row security shows none. This reads nothing but names, as the system, and only of
    municipalities whose read log this person may see. The caller writes the read log.

    Args:
        toegang: who looks.
        dossiers: keys of files, each with the CBS code of its municipality.
    """
    gemeenten = {g for _, g in dossiers if mag_leeslogboek_zien(toegang, g)}
    if not gemeenten:
        return {}
    with als_systeem(gemeenten, naam=toegang.naam):
        kinderen = Jeugdige.objects.filter(pk__in={sleutel for sleutel, _ in dossiers})
        return {kind.pk: kind.weergavenaam for kind in kinderen}


def dossiers_voor_toezicht(toegang: Toegang, tekst: str, *, hoogstens: int = 50) -> set[UUID]:
    """The keys of the files that a name or a BSN stands for, in the municipalities whose read log may be seen.

    The caller writes the read log; nothing of the file itself comes back.
    """
    gemeenten = toegang.fg_gemeenten
    cijfers = tekst.replace(" ", "").replace(".", "")
    woorden = {w[: namen.MAX_LETTERS] for w in namen.woorden(tekst) if len(w) >= namen.MIN_LETTERS}
    if not gemeenten or not (woorden or is_bsn(cijfers)):
        return set()
    with als_systeem(gemeenten, naam=toegang.naam):
        rijen = (
            Jeugdige.objects.filter(bsn_sleutel=bsn_sleutel(cijfers))
            if is_bsn(cijfers)
            else met_termen(woorden)
        )
        return set(rijen.values_list("pk", flat=True)[:hoogstens])


def voornaam_van(jeugdige_id: UUID) -> str:
    """The first name of a child that may be seen; "uw kind" without one."""
    kind = Jeugdige.objects.filter(pk=jeugdige_id).first()
    return (kind.voornamen.split(" ")[0] if kind else "") or "uw kind"
