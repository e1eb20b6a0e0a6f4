"""Watching the terms: what is due, overdue and unanswered, on both sides, and the reminders that were made of it.

Everything is read off the messages and the chain at the moment that it is asked, so nothing can be forgotten to be
put on a list or taken off it. Row security decides whose obligations there are; what runs here is a fixed number of
questions however much is late.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection
from django.db.models import F

from ijw.keten.regie import TIJDELIJK
from ijw.keten.stand import VERWIJDERD
from jeugdketen.berichten import toestand as t
from jeugdketen.berichten.models import Bericht, Herinnering, VerzendPost
from jeugdketen.berichten.registratie import register
from jeugdketen.berichten.termijnen import (
    AANBIEDER,
    BRONNEN,
    GEMEENTE,
    MELDING,
    RETOUR,
    SOORTEN,
    Verplichting,
    antwoord_uiterlijk,
    levert_verplichtingen,
    melding_uiterlijk,
)
from jeugdketen.kern import klok
from jeugdketen.kern.datumtekst import cijfers
from jeugdketen.kern.toegang import Toegang, als_systeem
from jeugdketen.kern.werkdagen import is_werkdag, plus_werkdagen, werkdagen_tussen

log = logging.getLogger(__name__)

PER_BRON = 1000
"""No more obligations than this of each kind; the oldest come first."""

VOORUIT = 5
"""Working days that the list looks ahead."""

RETOUR_OP: Mapping[str, str] = {"JW301": "JW302", "JW319": "JW320"}
"""Message of ours → the return message that must come."""


# --- what follows from messages -----------------------------------------------------------------------------------


@levert_verplichtingen
def _onbeantwoord(gemeenten: Collection[str], tot: date, hoogstens: int) -> Iterator[Verplichting]:
    """Their return message to a message of ours has not come (OP090)."""
    rijen = Bericht.objects.filter(
        gemeente_code__in=sorted(gemeenten),
        toestand=t.VERZONDEN,
        afgehandeld_op=None,
        antwoord_uiterlijk__isnull=False,
        antwoord_uiterlijk__lte=tot,
    ).order_by("antwoord_uiterlijk", "pk")
    for b in rijen[:hoogstens]:
        assert b.antwoord_uiterlijk is not None
        retour = RETOUR_OP.get(b.soort, "het retourbericht")
        yield Verplichting(
            soort="retour-hun",
            wie=AANBIEDER,
            gemeente_code=b.gemeente_code or "",
            aanbieder_agb=b.aanbieder_agb or "",
            sleutel=f"retour-hun:{b.pk}",
            wat=f"{retour} op {b.soort} {b.identificatie}",
            regel="OP090",
            sinds=b.tijdstip.astimezone(klok.NEDERLAND).date(),
            uiterlijk=b.antwoord_uiterlijk,
            bericht_id=b.pk,
        )


@levert_verplichtingen
def _niet_verstuurd(gemeenten: Collection[str], tot: date, hoogstens: int) -> Iterator[Verplichting]:
    """Our answer is made and has not left (OP090, OP090x4)."""
    posten = (
        VerzendPost.objects.filter(gemeente_code__in=sorted(gemeenten), verzonden_op=None)
        .filter(bericht__antwoord_op__isnull=False)
        .select_related("bericht__antwoord_op")
        .order_by("bericht__antwoord_op__ontvangen_dag", "pk")
    )
    for post in posten[:hoogstens]:
        heen = post.bericht.antwoord_op
        assert heen is not None
        uiterlijk = heen.antwoord_uiterlijk or antwoord_uiterlijk(heen.soort, heen.ontvangen_dag)
        if uiterlijk <= tot:
            yield Verplichting(
                soort="retour-ons",
                wie=GEMEENTE,
                gemeente_code=post.gemeente_code,
                aanbieder_agb=post.aanbieder_agb,
                sleutel=f"retour-ons:{post.pk}",
                wat=f"{post.bericht.soort} op {heen.soort} {heen.identificatie} versturen",
                regel="OP090x4" if heen.soort == "JW323" else "OP090",
                sinds=heen.ontvangen_dag,
                uiterlijk=uiterlijk,
                bericht_id=post.pk,
            )


@levert_verplichtingen
def _te_melden(gemeenten: Collection[str], tot: date, hoogstens: int) -> Iterator[Verplichting]:
    """No return message can be made: we tell the sender outside the traffic (OP090x2)."""
    # Three working days are three days at least, so this leaves nothing out that is due.
    vanaf = tot - timedelta(days=RETOUR)
    rijen = Bericht.objects.filter(
        gemeente_code__in=sorted(gemeenten),
        toestand__in=(t.GEWEIGERD, t.ONBEKOPPELD),
        afgehandeld_op=None,
        ontvangen_dag__lte=vanaf,
    ).order_by("ontvangen_dag", "pk")
    for b in rijen[:hoogstens]:
        uiterlijk = plus_werkdagen(b.ontvangen_dag, RETOUR)
        if uiterlijk > tot:
            continue
        yield Verplichting(
            soort="melden",
            wie=GEMEENTE,
            gemeente_code=b.gemeente_code or "",
            aanbieder_agb=b.aanbieder_agb or "",
            sleutel=f"melden:{b.pk}",
            wat=f"{b.soort or 'bestand'} {b.identificatie} kan geen retourbericht krijgen".replace("  ", " "),
            regel="OP090x2",
            sinds=b.ontvangen_dag,
            uiterlijk=uiterlijk,
            bericht_id=b.pk,
        )


_START = """
    SELECT t.gemeente_code, t.aanbieder_agb, t.nummer, (t.product->>'ingangsdatum')::date,
           (t.product->>'toewijzingsdatum')::date
      FROM berichten_ketentoewijzing t
     WHERE t.gemeente_code = ANY (%s)
       AND (t.overgenomen_op IS NULL OR t.product->>'ingangsdatum' >= t.overgenomen_op::text)
       AND coalesce(t.product->>'reden_wijziging', '') <> %s
       AND coalesce(t.product->>'einddatum', '9999') >= t.product->>'ingangsdatum'
       AND greatest(t.product->>'ingangsdatum', t.product->>'toewijzingsdatum') <= %s
       AND NOT EXISTS (SELECT 1 FROM berichten_ketenmelding m
                        WHERE m.gemeente_code = t.gemeente_code AND m.toewijzing_nummer = t.nummer
                          AND NOT m.vervallen)
     ORDER BY greatest(t.product->>'ingangsdatum', t.product->>'toewijzingsdatum'), t.nummer
     LIMIT %s
"""

_STOP = """
    SELECT t.gemeente_code, t.aanbieder_agb, t.nummer, (t.product->>'einddatum')::date,
           greatest((t.product->>'toewijzingsdatum')::date, t.overgenomen_op)
      FROM berichten_ketentoewijzing t
     WHERE t.gemeente_code = ANY (%s) AND coalesce(t.product->>'reden_wijziging', '') <> %s
       AND greatest(t.product->>'einddatum', t.product->>'toewijzingsdatum', t.overgenomen_op::text) <= %s
       AND t.product->>'einddatum' IS NOT NULL
       AND EXISTS (SELECT 1 FROM berichten_ketenmelding m
                    WHERE m.gemeente_code = t.gemeente_code AND m.toewijzing_nummer = t.nummer
                      AND m.einddatum IS NULL AND NOT m.vervallen)
       AND NOT EXISTS (SELECT 1 FROM berichten_ketenmelding m
                        WHERE m.gemeente_code = t.gemeente_code AND m.toewijzing_nummer = t.nummer
                          AND m.einddatum IS NOT NULL AND m.reden_beeindiging <> %s AND NOT m.vervallen)
     ORDER BY greatest(t.product->>'einddatum', t.product->>'toewijzingsdatum', t.overgenomen_op::text), t.nummer
     LIMIT %s
"""


@levert_verplichtingen
def _starts(gemeenten: Collection[str], tot: date, hoogstens: int) -> Iterator[Verplichting]:
    """Help was allocated and its first day has passed, and no start was reported (OP271).

    Whether help really began we cannot know: the list asks, it does not accuse. What began before it was taken over
    from another system is not asked about: its start may have been reported there.
    """
    grens = (tot - timedelta(days=MELDING)).isoformat()
    with connection.cursor() as cursor:
        cursor.execute(_START, [sorted(gemeenten), VERWIJDERD, grens, hoogstens])
        rijen = cursor.fetchall()
    for gemeente, agb, nummer, ingang, toegewezen in rijen:
        v = _melding("start", "JW305", "OP271", gemeente, agb, nummer, ingang, toegewezen)
        if v.uiterlijk <= tot:
            yield v


@levert_verplichtingen
def _stops(gemeenten: Collection[str], tot: date, hoogstens: int) -> Iterator[Verplichting]:
    """Help began, the allocation has ended, and no final stop was reported (OP272); counted from the take-over when
    the allocation was taken over after that."""
    grens = (tot - timedelta(days=MELDING)).isoformat()
    with connection.cursor() as cursor:
        cursor.execute(_STOP, [sorted(gemeenten), VERWIJDERD, grens, TIJDELIJK, hoogstens])
        rijen = cursor.fetchall()
    for gemeente, agb, nummer, eind, toegewezen in rijen:
        v = _melding("stop", "JW307", "OP272", gemeente, agb, nummer, eind, toegewezen)
        if v.uiterlijk <= tot:
            yield v


def _melding(
    soort: str, bericht: str, regel: str, gemeente: str, agb: str, nummer: int, dag: date, bekend: date
) -> Verplichting:
    return Verplichting(
        soort=soort,
        wie=AANBIEDER,
        gemeente_code=gemeente,
        aanbieder_agb=agb,
        sleutel=f"{soort}:{nummer}:{dag.isoformat()}",
        wat=f"{bericht} bij toewijzing {nummer}",
        regel=regel,
        sinds=max(dag, bekend),
        uiterlijk=melding_uiterlijk(dag, bekend),
    )


# --- the list -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Termijnregel:
    """An obligation on the list. ``rest``: working days until its last day, negative when late; ``herinnerd``:
    the days on which a reminder was made."""

    verplichting: Verplichting
    soort_naam: str
    aanbieder_naam: str
    rest: int
    herinnerd: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Telling:
    """How many obligations one party has: late, and still in time."""

    sleutel: str
    naam: str
    te_laat: int
    op_tijd: int


@dataclass(frozen=True, slots=True)
class Termijnen:
    """The list of one side; ``per_aanbieder`` and ``per_gemeente`` count the whole side before the filters.

    ``afgekapt``: of some kind there are more than the list holds; the oldest are on it.
    """

    regels: tuple[Termijnregel, ...]
    per_aanbieder: tuple[Telling, ...]
    per_gemeente: tuple[Telling, ...]
    te_laat: Mapping[str, int]
    afgekapt: bool


def termijnen(
    toegang: Toegang,
    *,
    wie: str,
    aanbieder: str = "",
    gemeente: str = "",
    soort: str = "",
    alleen_laat: bool = False,
) -> Termijnen:
    """What ``wie`` (``gemeente`` or ``aanbieder``) must do, longest overdue first, until five working days ahead."""
    vandaag = klok.vandaag()
    tot = plus_werkdagen(vandaag, VOORUIT)
    alle, afgekapt = verplichtingen(toegang.gemeenten, tot)
    kant = [v for v in alle if v.wie == wie]
    gekozen = [
        v
        for v in kant
        if aanbieder in ("", v.aanbieder_agb)
        and gemeente in ("", v.gemeente_code)
        and soort in ("", v.soort)
        and (not alleen_laat or v.uiterlijk < vandaag)
    ]
    namen = register().aanbieder_namen(frozenset(v.aanbieder_agb for v in kant if v.aanbieder_agb))
    gemeentenamen = register().gemeenten()
    herinnerd = herinnerd_op([v.sleutel for v in gekozen])
    return Termijnen(
        regels=tuple(
            Termijnregel(
                verplichting=v,
                soort_naam=SOORTEN[v.soort],
                aanbieder_naam=namen.get(v.aanbieder_agb, v.aanbieder_agb),
                rest=-v.te_laat(vandaag) if v.uiterlijk < vandaag else werkdagen_tussen(vandaag, v.uiterlijk),
                herinnerd=herinnerd.get((v.gemeente_code, v.sleutel), ()),
            )
            for v in gekozen
        ),
        per_aanbieder=_tel(kant, vandaag, lambda v: v.aanbieder_agb, namen),
        per_gemeente=_tel(kant, vandaag, lambda v: v.gemeente_code, gemeentenamen),
        te_laat=Counter(v.wie for v in alle if v.uiterlijk < vandaag),
        afgekapt=afgekapt,
    )


def verplichtingen(gemeenten: Collection[str], tot: date) -> tuple[list[Verplichting], bool]:
    """All obligations up to and including a last day, oldest first; whether some kind was cut off."""
    alle: list[Verplichting] = []
    afgekapt = False
    for bron in BRONNEN:
        deel = list(bron(gemeenten, tot, PER_BRON))
        afgekapt = afgekapt or len(deel) >= PER_BRON
        alle += deel
    return sorted(alle, key=lambda v: (v.uiterlijk, v.sinds, v.sleutel)), afgekapt


def _tel(
    rijen: Iterable[Verplichting],
    vandaag: date,
    sleutel: Callable[[Verplichting], str],
    namen: Mapping[str, str],
) -> tuple[Telling, ...]:
    laat: Counter[str] = Counter()
    alle: Counter[str] = Counter()
    for v in rijen:
        if code := sleutel(v):
            alle[code] += 1
            laat[code] += v.uiterlijk < vandaag
    uit = [Telling(code, namen.get(code, code), laat[code], n - laat[code]) for code, n in alle.items()]
    return tuple(sorted(uit, key=lambda x: (-x.te_laat, -x.op_tijd, x.naam)))


def herinnerd_op(sleutels: Collection[str]) -> dict[tuple[str, str], tuple[date, ...]]:
    """The days of the reminders about these obligations, by municipality and key; without any: left out."""
    uit: dict[tuple[str, str], tuple[date, ...]] = {}
    gevonden = Herinnering.objects.filter(sleutel__in=sleutels).order_by("volgnummer")
    for gemeente, sleutel, op in gevonden.values_list("gemeente_code", "sleutel", "gemaakt_op"):
        dag = op.astimezone(klok.NEDERLAND).date()
        uit[gemeente, sleutel] = (*uit.get((gemeente, sleutel), ()), dag)
    return uit


# --- reminders ----------------------------------------------------------------------------------------------------


def maak_herinneringen(gemeente_code: str) -> int:
    """Make the reminders of today for one municipality; returns how many. Again on the same day: none.

    Nothing on a day that nobody works. An obligation that was late for weeks before anybody looked gets the reminder
    of today alone, not those of the days before.
    """
    vandaag = klok.vandaag()
    if not is_werkdag(vandaag):
        return 0
    with als_systeem({gemeente_code}, naam="bewaking van termijnen"):
        laat, _ = verplichtingen({gemeente_code}, vandaag - timedelta(days=1))
        gedaan = dict(
            Herinnering.objects.filter(sleutel__in=[v.sleutel for v in laat])
            .order_by("volgnummer")
            .values_list("sleutel", "volgnummer")
        )
        nieuw = [
            Herinnering(
                gemeente_code=gemeente_code,
                aanbieder_agb=v.aanbieder_agb,
                sleutel=v.sleutel,
                volgnummer=v.stap(vandaag),
                soort=v.soort,
                aan=v.wie,
                uiterlijk=v.uiterlijk,
                tekst=tekst(v),
                gemaakt_op=klok.nu(),
                bericht_id=v.bericht_id,
            )
            for v in laat
            if v.aanbieder_agb and v.stap(vandaag) > gedaan.get(v.sleutel, 0)
        ]
        Herinnering.objects.bulk_create(nieuw, ignore_conflicts=True)
    return len(nieuw)


def tekst(v: Verplichting) -> str:
    """What the reminder says: numbers and days, nothing about a child."""
    dag = cijfers(v.uiterlijk)
    if v.soort == "retour-hun":
        kern = f"Wij wachten op {v.wat}. Dat had er uiterlijk {dag} moeten zijn ({v.regel})."
        return f"{kern} Wilt u het sturen, of laten weten wat er aan de hand is?"
    if v.soort in ("start", "stop"):
        wat = "begonnen" if v.soort == "start" else "gestopt"
        kern = f"Wij hebben geen {v.wat} ontvangen; dat had uiterlijk {dag} gekund ({v.regel})."
        return f"{kern} Is de hulp {wat}? Stuur dan het bericht. Zo niet, laat het ons weten."
    return f"Te laat: {v.wat}. Dit moest uiterlijk {dag} klaar zijn ({v.regel})."


def herinneringen_voor(toegang: Toegang, *, hoogstens: int = 200) -> list[Herinnering]:
    """The reminders that this person may see, newest first: of the own municipalities, or to the own provider."""
    rijen = Herinnering.objects.order_by(F("gemaakt_op").desc(), "-pk")
    if toegang.gemeenten:
        rijen = rijen.filter(gemeente_code__in=sorted(toegang.gemeenten))
    return list(rijen[:hoogstens])
