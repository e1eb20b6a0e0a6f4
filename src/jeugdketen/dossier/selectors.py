"""Reading the file of a child. Row security decides which children exist for who asks.

`open_dossier` is the door: it reads and writes the read log in one step. The other functions give facts of a child
that was opened before, within the same request.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from jeugdketen.dossier import namen
from jeugdketen.dossier.models import (
    Adres,
    Betrokkenheid,
    Brpmelding,
    GezamenlijkeBeoordeling,
    Jeugdige,
    Leefsituatie,
    Overdracht,
    Relatie,
    Samenvoeging,
    Toestemming,
    Vastgelegd,
    VroegerBsn,
    Woonplaatstoets,
    Zoekterm,
)
from jeugdketen.kern import klok, leeslog
from jeugdketen.kern.bsn import bsn_sleutel, is_bsn, kenmerk
from jeugdketen.kern.datumtekst import cijfers
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
        handeling: one of `Inzage.Handeling`; a file that is open by break-glass access is logged as that, with the
            reason given.

    Raises:
        DossierNietGevonden: it is not there for this person; that attempt is logged too.
    """
    jeugdige = Jeugdige.objects.filter(pk=jeugdige_id).first()
    if jeugdige is None:
        leeslog.leg_inzage_vast(toegang, jeugdige_id, Inzage.Handeling.GEWEIGERD, grond, wat)
        raise DossierNietGevonden
    recht = toegang.noodrecht_op(jeugdige_id)
    if recht is not None and jeugdige.gemeente_code not in toegang.gemeenten:
        handeling, grond = Inzage.Handeling.NOODTOEGANG, f"noodtoegang: {recht.reden}"
    leeslog.leg_inzage_vast(toegang, jeugdige.pk, handeling, grond, wat, gemeente_code=jeugdige.gemeente_code)
    return jeugdige


def jeugdige_bij_bsn(bsn: str, gemeente_code: str) -> Jeugdige | None:
    """The file of the child with exactly this BSN in one municipality; for the handling of messages.

    A double file that went up in another leads to the one that counts. A BSN that was corrected is not looked at: it
    may be somebody else's (see `jeugdige_bij_vroeger_bsn`).
    """
    return next(iter(jeugdigen_bij_sleutel(gemeente_code, [bsn_sleutel(bsn)]).values()), None)


def jeugdigen_bij_sleutel(gemeente_code: str, sleutels: Collection[str]) -> dict[str, Jeugdige]:
    """`jeugdige_bij_bsn` for several: hash of the BSN → file."""
    if not sleutels:
        return {}
    rijen = Jeugdige.objects.select_related("samengevoegd_met").filter(
        bsn_sleutel__in=list(sleutels), gemeente_code=gemeente_code
    )
    uit: dict[str, Jeugdige] = {}
    een: dict[UUID, Jeugdige] = {}  # one object for one child, also when doubles lead to it
    for rij in rijen:
        uit[str(rij.bsn_sleutel)] = een.setdefault(rij.blijvend.pk, rij.blijvend)
    return uit


def jeugdige_bij_vroeger_bsn(bsn: str, gemeente_code: str, geboortedatum: date) -> Jeugdige | None:
    """The file that was known under this BSN before it was corrected, if the birth date is that child's.

    Without the same birth date the number says nothing: a wrong BSN is often the right one of somebody else.
    """
    sleutel = bsn_sleutel(bsn)
    return jeugdigen_bij_vroegere_sleutel(gemeente_code, [sleutel]).get((sleutel, geboortedatum))


def jeugdigen_bij_vroegere_sleutel(
    gemeente_code: str, sleutels: Collection[str]
) -> dict[tuple[str, date], Jeugdige]:
    """`jeugdige_bij_vroeger_bsn` for several: hash of the BSN and birth date → file."""
    if not sleutels:
        return {}
    rijen = VroegerBsn.objects.select_related("jeugdige__samengevoegd_met").filter(
        bsn_sleutel__in=list(sleutels), gemeente_code=gemeente_code
    )
    return {  # the row that was made last comes last
        (rij.bsn_sleutel, rij.jeugdige.geboortedatum): rij.jeugdige.blijvend for rij in rijen.order_by("id")
    }


def dossier_bij_sleutel(sleutel: str, gemeente_code: str) -> UUID | None:
    """The key of the file with this hash of a BSN, today's or a corrected one, in one municipality.

    None when there is none that may be seen. Messages that came in under a wrong BSN are found so.
    """
    rij = (
        Jeugdige.objects.filter(bsn_sleutel=sleutel, gemeente_code=gemeente_code)
        .values_list("pk", "samengevoegd_met")
        .first()
    )
    if rij is None:
        rij = (
            VroegerBsn.objects.filter(bsn_sleutel=sleutel, gemeente_code=gemeente_code)
            .values_list("jeugdige", "jeugdige__samengevoegd_met")
            .first()
        )
    return None if rij is None else rij[1] or rij[0]


def dossiers_bij_bsn(bsn: str) -> set[UUID]:
    """The keys of every file, in any municipality of who asks, that has this BSN or had it before it was corrected."""
    sleutel = bsn_sleutel(bsn)
    nu = Jeugdige.objects.filter(bsn_sleutel=sleutel).values_list("pk", flat=True)
    return {*nu, *VroegerBsn.objects.filter(bsn_sleutel=sleutel).values_list("jeugdige", flat=True)}


def verwante_sleutels(sleutel: str) -> set[str]:
    """The hashes of all BSNs under which the children behind this hash are or were known to who asks."""
    nu = Jeugdige.objects.filter(bsn_sleutel=sleutel).values_list("pk", "samengevoegd_met")
    eerder = VroegerBsn.objects.filter(bsn_sleutel=sleutel).values_list(
        "jeugdige", "jeugdige__samengevoegd_met"
    )
    kinderen = {pk for rij in [*nu, *eerder] for pk in rij if pk is not None}
    if not kinderen:
        return set()
    alle = dict(
        Jeugdige.objects.filter(Q(pk__in=kinderen) | Q(samengevoegd_met__in=kinderen)).values_list(
            "pk", "bsn_sleutel"
        )
    )
    vroeger = VroegerBsn.objects.filter(jeugdige__in=alle).values_list("bsn_sleutel", flat=True)
    return {s for s in [*alle.values(), *vroeger] if s}


def term_van(tekst: str) -> int:
    """The hashed number of one search piece: eight bytes of a keyed hash, as PostgreSQL's bigint."""
    return int.from_bytes(kenmerk(tekst, "zoekterm")[:8], "big", signed=True)


def met_termen(termen: set[str]) -> QuerySet[Zoekterm, UUID]:
    """The keys of the files that have every one of these pieces (of names, or `geb:JJJJ-MM-DD`).

    In no order: sorting by name would read every child whose name begins so. Ask for no more than are shown.
    """
    eerste, *rest = sorted(termen, key=lambda term: (-len(term), term))
    rijen = Zoekterm.objects.filter(term=term_van(eerste))
    for term in rest:
        rijen = rijen.filter(
            Exists(
                Zoekterm.objects.filter(
                    gemeente_code=OuterRef("gemeente_code"),
                    jeugdige=OuterRef("jeugdige"),
                    term=term_van(term),
                )
            )
        )
    return rijen.values_list("jeugdige", flat=True)


def zoek_jeugdigen(
    toegang: Toegang, tekst: str, *, geboren: date | None = None, grond: str, hoogstens: int = 50
) -> list[Jeugdige]:
    """Find children by BSN, or by (the beginnings of) names, with or without a birth date.

    The search is in the read log, with how many were found and without what was typed.

    Args:
        tekst: nine digits, or words of at least two letters; every word must begin a part of the name.
        geboren: birth date.
        grond: on what ground somebody searches.
        hoogstens: no more than this many; when there are more, which ones come is not said.

    Returns:
        The files that count, by name; one found by a double file that went up in another is that other.
    """
    cijfers = tekst.replace(" ", "").replace(".", "")
    if cijfers.isdigit() and len(cijfers) in (8, 9):
        soort = "BSN"
        bsn = cijfers.zfill(9)
        rijen = Jeugdige.objects.filter(pk__in=dossiers_bij_bsn(bsn) if is_bsn(bsn) else ())
    else:
        woorden = [
            woord[: namen.MAX_LETTERS] for woord in namen.woorden(tekst) if len(woord) >= namen.MIN_LETTERS
        ]
        termen = set(woorden)
        soort = "naam" if termen else "geboortedatum"
        if geboren is not None:
            termen.add(f"geb:{geboren.isoformat()}")
            soort = "naam en geboortedatum" if woorden else "geboortedatum"
        sleutels = list(met_termen(termen)[:hoogstens]) if termen else []
        rijen = Jeugdige.objects.filter(pk__in=sleutels)
    kinderen = {rij.blijvend.pk: rij.blijvend for rij in rijen.select_related("samengevoegd_met")[:hoogstens]}
    gevonden = sorted(
        kinderen.values(), key=lambda k: (k.achternaam.casefold(), k.voornamen.casefold(), k.pk)
    )
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


_V = TypeVar("_V", bound=Vastgelegd)


@dataclass(frozen=True, slots=True)
class _Dossiers:
    """Files with the double ones that went up in them, whose rows stay where they were; read once for all their rows.

    ``staand``: key of a file → key of the file that stands now. ``geheim``: the double ones that are secret.
    """

    staand: Mapping[UUID, UUID]
    geheim: frozenset[UUID]

    @classmethod
    def van(cls, jeugdigen: Collection[Jeugdige]) -> _Dossiers:
        """Of these children."""
        sleutels = {jeugdige.pk for jeugdige in jeugdigen}
        rijen = list(
            Jeugdige.objects.filter(Q(pk__in=sleutels) | Q(samengevoegd_met__in=sleutels)).values_list(
                "pk", "samengevoegd_met_id", "geheim"
            )
        )
        return cls(
            {pk: samen or pk for pk, samen, _ in rijen},
            frozenset(pk for pk, _, geheim in rijen if geheim and pk not in sleutels),
        )

    def rijen(self, model: type[_V], **velden: Any) -> list[tuple[UUID, _V]]:
        """Rows with the file that stands now, its own before those of double ones; nothing of a secret double one."""
        volgorde = ("-van", "-pk") if model is Adres else (*model._meta.ordering, "pk")
        sleutels = [pk for pk in self.staand if pk not in self.geheim]
        rijen = [
            (self.staand[rij.jeugdige_id], rij)
            for rij in model._default_manager.filter(jeugdige__in=sleutels, **velden).order_by(*volgorde)
        ]
        return sorted(rijen, key=lambda rij: rij[0] != rij[1].jeugdige_id)

    def laatste(self, model: type[_V]) -> dict[UUID, _V]:
        """The row that was recorded last for each, also in a double file: what a person recorded stays valid."""
        rijen = model._default_manager.filter(jeugdige__in=list(self.staand)).order_by("id")
        return {self.staand[rij.jeugdige_id]: rij for rij in rijen}


def rijen_van(jeugdige: Jeugdige, naam: str) -> list[Any]:
    """Everything of one kind (`toestemmingen`, `relaties`) in the file of a child and in files that went up in it."""
    model: Any = Jeugdige._meta.get_field(naam).related_model
    return list(
        model._default_manager.filter(Q(jeugdige=jeugdige) | Q(jeugdige__samengevoegd_met=jeugdige)).order_by(
            "pk"
        )
    )


def _geldig(toestemming: Toestemming | None) -> Toestemming | None:
    """The consent that holds; None where none was given, or the last one was taken back (S-112, S-114)."""
    ingetrokken = toestemming is None or toestemming.vorm == Toestemming.Vorm.INGETROKKEN
    return None if ingetrokken else toestemming


def leefsituatie_van(jeugdige: Jeugdige) -> Leefsituatie | None:
    """The living situation that was recorded last."""
    return _Dossiers.van([jeugdige]).laatste(Leefsituatie).get(jeugdige.pk)


def woonplaats_van(jeugdige: Jeugdige) -> Woonplaatstoets | None:
    """Which municipality was established last to be responsible."""
    return _Dossiers.van([jeugdige]).laatste(Woonplaatstoets).get(jeugdige.pk)


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
    return dossierfeiten_van([jeugdige])[jeugdige.pk]


def dossierfeiten_van(jeugdigen: Collection[Jeugdige]) -> dict[UUID, Dossierfeiten]:
    """`dossierfeiten` of several children, in as many questions: key of the file → facts."""
    dossiers = _Dossiers.van(jeugdigen)
    adressen, gezag = _adressen_en_gezag(jeugdigen, dossiers)
    toestemmingen = dossiers.laatste(Toestemming)
    leefsituaties = dossiers.laatste(Leefsituatie)
    beoordelingen = dossiers.laatste(GezamenlijkeBeoordeling)
    return {
        jeugdige.pk: Dossierfeiten(
            jeugdige=jeugdige,
            adres=adressen.get(jeugdige.pk),
            gezagsdragers=tuple(gezag.get(jeugdige.pk, ())),
            toestemming=_geldig(toestemmingen.get(jeugdige.pk)),
            leefsituatie=leefsituaties.get(jeugdige.pk),
            beoordeling=beoordelingen.get(jeugdige.pk),
        )
        for jeugdige in jeugdigen
    }


def adres_en_gezag(jeugdige: Jeugdige) -> tuple[Adres | None, tuple[Relatie, ...]]:
    """Where a child lives, None when that is secret or unknown, and who has custody: what a JW301 tells of both."""
    adressen, gezag = _adressen_en_gezag([jeugdige], _Dossiers.van([jeugdige]))
    return adressen.get(jeugdige.pk), tuple(gezag.get(jeugdige.pk, ()))


def _adressen_en_gezag(
    jeugdigen: Collection[Jeugdige], dossiers: _Dossiers
) -> tuple[dict[UUID, Adres], dict[UUID, list[Relatie]]]:
    """By key of the file; an address that is secret is left out."""
    adressen: dict[UUID, Adres] = {}
    for dossier, adres in dossiers.rijen(Adres, soort=Adres.Soort.WOONADRES, tot__isnull=True):
        adressen.setdefault(dossier, adres)
    for jeugdige in jeugdigen:
        if jeugdige.geheim:
            adressen.pop(jeugdige.pk, None)
    gezag: dict[UUID, list[Relatie]] = {}
    for dossier, relatie in dossiers.rijen(Relatie, gezag=True):
        wie = gezag.setdefault(dossier, [])
        if not wie or wie[0].jeugdige_id == relatie.jeugdige_id:
            wie.append(relatie)
    return adressen, gezag


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
        return dossiers_bij_bsn(cijfers) if is_bsn(cijfers) else set(met_termen(woorden)[:hoogstens])


def voornaam_van(jeugdige_id: UUID) -> str:
    """The first name of a child that may be seen; "uw kind" without one."""
    kind = Jeugdige.objects.filter(pk=jeugdige_id).first()
    return (kind.voornamen.split(" ")[0] if kind else "") or "uw kind"


# --- doubles ------------------------------------------------------------------------------------------------------

RONDOM: Final = 60
"""A child born within so many days of the day on which a birth was expected may be that child."""

_DUBBEL: Final = """
WITH kind AS MATERIALIZED (
    SELECT id, gemeente_code, geboortedatum, ongeboren, bsn_sleutel,
        lower(split_part(voornamen, ' ', 1)) AS voornaam, lower(achternaam) AS achternaam
    FROM dossier_jeugdige WHERE samengevoegd_met_id IS NULL AND gemeente_code = ANY (%(gemeenten)s)
), moeder AS (
    SELECT r.jeugdige_id, lower(split_part(r.voornamen, ' ', 1)) AS voornaam, lower(r.achternaam) AS achternaam
    FROM dossier_relatie r WHERE r.rol = 'moeder' AND r.gemeente_code = ANY (%(gemeenten)s)
), paar AS (
    SELECT a.id AS een, b.id AS ander, 1 AS soort
    FROM kind a JOIN kind b ON a.gemeente_code = b.gemeente_code AND a.geboortedatum = b.geboortedatum
        AND a.achternaam = b.achternaam AND a.voornaam = b.voornaam AND a.id < b.id
    WHERE NOT a.ongeboren AND NOT b.ongeboren
    UNION ALL
    SELECT k.id, v.jeugdige_id, 2
    FROM dossier_vroegerbsn v JOIN kind k ON k.gemeente_code = v.gemeente_code AND k.bsn_sleutel = v.bsn_sleutel
        JOIN kind andere ON andere.id = v.jeugdige_id
    WHERE k.id <> v.jeugdige_id
    UNION ALL
    SELECT a.id, b.id, 3
    FROM kind b JOIN moeder mb ON mb.jeugdige_id = b.id
        JOIN kind a ON a.gemeente_code = b.gemeente_code AND NOT a.ongeboren
            AND a.geboortedatum BETWEEN b.geboortedatum - %(rondom)s AND b.geboortedatum + %(rondom)s
        JOIN moeder ma ON ma.jeugdige_id = a.id AND ma.achternaam = mb.achternaam AND ma.voornaam = mb.voornaam
    WHERE b.ongeboren
    UNION ALL
    SELECT a.id, b.id, 4
    FROM kind b JOIN kind a ON a.gemeente_code = b.gemeente_code AND a.geboortedatum = b.geboortedatum
        AND a.bsn_sleutel IS NOT NULL AND a.id <> b.id
        AND (a.achternaam = b.achternaam) <> (a.voornaam = b.voornaam AND a.voornaam <> '')
    WHERE b.bsn_sleutel IS NULL AND NOT b.ongeboren
)
SELECT DISTINCT ON (least(een, ander), greatest(een, ander)) een, ander, soort FROM paar
WHERE NOT EXISTS (
    SELECT 1 FROM dossier_geendubbel g WHERE g.een_id = least(een, ander) AND g.ander_id = greatest(een, ander)
)
ORDER BY least(een, ander), greatest(een, ander), soort
LIMIT %(hoogstens)s
"""

_WAAROM: Final = {
    1: "zelfde naam en geboortedatum",
    2: "het ene dossier had eerder het BSN van het andere",
    3: "zelfde moeder, geboren rond de verwachte dag",
    4: "zonder BSN, met dezelfde geboortedatum en een zelfde naam",
}


@dataclass(frozen=True, slots=True)
class Dubbelpaar:
    """Two files that may be about one child. `een` is the one with a BSN where only one has; `waarom` in words."""

    een: Jeugdige
    ander: Jeugdige
    waarom: str


def dubbele_dossiers(toegang: Toegang, *, hoogstens: int = 100) -> list[Dubbelpaar]:
    """Pairs of files of one municipality that may be about one child, and that nobody said are two.

    The list shows names, so the read log has a row for it; each pair that is opened gets its own.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _DUBBEL, {"gemeenten": sorted(toegang.gemeenten), "hoogstens": hoogstens, "rondom": RONDOM}
        )
        paren = cursor.fetchall()
    kinderen = Jeugdige.objects.in_bulk({sleutel for een, ander, _ in paren for sleutel in (een, ander)})
    leeslog.leg_inzage_vast(
        toegang, None, Inzage.Handeling.ZOEKEN, "dubbele dossiers", f"{len(paren)} paren op de lijst"
    )
    uit = []
    for een, ander, soort in paren:
        links, rechts = kinderen[een], kinderen[ander]
        if rechts.bsn_sleutel and not links.bsn_sleutel:
            links, rechts = rechts, links
        uit.append(Dubbelpaar(links, rechts, _WAAROM[soort]))
    return sorted(uit, key=lambda p: (p.een.achternaam.casefold(), p.een.voornamen.casefold(), p.een.pk))


@dataclass(frozen=True, slots=True)
class Bewijs:
    """One line of evidence: the same fact of two files. `gelijk`: None where one of them does not say."""

    wat: str
    een: str
    ander: str
    gelijk: bool | None


def vergelijk(een: Jeugdige, ander: Jeugdige) -> list[Bewijs]:
    """What two files say, side by side. A secret address is on neither side; both files were opened before."""

    def regel(wat: str, links: str, rechts: str) -> Bewijs:
        return Bewijs(wat, links, rechts, links.casefold() == rechts.casefold() if links and rechts else None)

    def adres(kind: Jeugdige) -> str:
        huidig = huidig_adres(kind)
        return "geheim" if kind.geheim else huidig.regel if huidig else ""

    def ouders(kind: Jeugdige) -> str:
        return ", ".join(sorted(f"{r.rol} {r.weergavenaam}".strip() for r in kind.relaties.all()))

    def dag(kind: Jeugdige) -> str:
        tekst = cijfers(kind.geboortedatum)
        return f"verwacht {tekst}" if kind.ongeboren else tekst

    adressen = adres(een), adres(ander)
    geheim = "geheim" in adressen
    uit = [
        regel("Voornamen", een.voornamen, ander.voornamen),
        regel("Achternaam", een.naam.geslachtsnaam, ander.naam.geslachtsnaam),
        regel("Geboren", dag(een), dag(ander)),
        regel("Geslacht", een.get_geslacht_display(), ander.get_geslacht_display()),
        regel("BSN", een.bsn_tekst if een.bsn else "", ander.bsn_tekst if ander.bsn else ""),
        Bewijs("Stand BRP", een.get_brp_stand_display(), ander.get_brp_stand_display(), None),
        regel("Adres", *adressen),
        regel("Gezin", ouders(een), ouders(ander)),
    ]
    # Two secret addresses are not the same for being secret.
    return [Bewijs(b.wat, b.een, b.ander, None) if geheim and b.wat == "Adres" else b for b in uit]


def samenvoegingen_van(jeugdige: Jeugdige) -> list[Samenvoeging]:
    """The merges in which this file took up another, newest first, with what was undone."""
    return list(Samenvoeging.objects.select_related("vervalt").filter(blijft=jeugdige))


def brpmeldingen(*, hoogstens: int = 200) -> list[Brpmelding]:
    """What changed in the BRP and is still to be dealt with, newest first, as far as row security shows it."""
    rijen = Brpmelding.objects.select_related("jeugdige").filter(afgehandeld_op__isnull=True)
    return list(rijen[:hoogstens])


def wacht_op(toegang: Toegang) -> tuple[int, int]:
    """How many changes in the BRP, and how many transfers offered to these municipalities, wait for somebody."""
    aangeboden = Overdracht.objects.filter(
        stand=Overdracht.Stand.AANGEBODEN, naar_gemeente__in=toegang.schrijf_gemeenten
    )
    return Brpmelding.objects.filter(afgehandeld_op__isnull=True).count(), aangeboden.count()


def brpmeldingen_van(jeugdige: Jeugdige) -> list[Brpmelding]:
    """What changed in the BRP about one child and waits, also what was found for a file that went up in this one."""
    return [rij for rij in rijen_van(jeugdige, "brpmeldingen") if rij.afgehandeld_op is None]


def open_overdracht_van(jeugdige: Jeugdige) -> Overdracht | None:
    """The transfer of this file that waits for an answer."""
    return jeugdige.overdrachten.filter(stand=Overdracht.Stand.AANGEBODEN).first()


def vroegere_bsns(jeugdige: Jeugdige) -> list[VroegerBsn]:
    """The numbers that were corrected, newest first."""
    return list(jeugdige.vroegere_bsns.all())


def kinderen_van_instelling(toegang: Toegang) -> list[Jeugdige]:
    """The children for whom the certified institutions of this person are GI today, by name. The caller logs it."""
    vandaag = klok.vandaag()
    rijen = Betrokkenheid.objects.geldig_op(vandaag).filter(
        soort=Betrokkenheid.Soort.GI, aanbieder_agb__in=toegang.instellingen
    )
    return list(
        Jeugdige.objects.filter(pk__in=rijen.values("jeugdige_id")).order_by("achternaam", "voornamen", "pk")
    )


def instellingen_van(jeugdige: Jeugdige) -> list[Betrokkenheid]:
    """The certified institutions that are or were GI for this child, newest first."""
    return list(jeugdige.betrokkenheden.filter(soort=Betrokkenheid.Soort.GI).order_by("-van"))
