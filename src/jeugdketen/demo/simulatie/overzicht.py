"""What happened, month by month, in a table that one can read without knowing the numbers of messages."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from datetime import date
from typing import Final

from django.db.models import Count, Max, Min, Q
from django.db.models.functions import TruncMonth

from jeugdketen.berichten import toestand as t
from jeugdketen.berichten.models import Bericht
from jeugdketen.kern.klok import NEDERLAND
from jeugdketen.kern.toegang import als_systeem
from jeugdketen.toewijzing.models import AFWIJZEN, MET_AFWIJKING, TOEWIJZEN, Verzoek

KOLOMMEN: Final = {
    "verzoek": ("JW315", "JW317"),
    "toewijzing": ("JW301",),
    "antwoord": ("JW319",),
    "start": ("JW305",),
    "stop": ("JW307",),
    "declaratie": ("JW323",),
    "retour": ("JW302", "JW306", "JW308", "JW316", "JW318", "JW320", "JW325"),
}
"""Heading → the messages counted under it. A file that cannot be read counts in the total alone."""

AANDELEN: Final = {
    "afgekeurd": "aandeel van de ontvangen berichten dat is afgekeurd of geweigerd (zonder dubbele)",
    "laat": "aandeel van de toewijzingen en antwoorden dat de aanbieder niet binnen drie werkdagen beantwoordde",
    "op tijd": "aandeel van de verzoeken waarover de gemeente op tijd besloot, naar de maand van ontvangst",
}

_KOLOM: Final = {soort: kolom for kolom, soorten in KOLOMMEN.items() for soort in soorten}
_KORT: Final = ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")


class _Aandeel:
    """So many of so many."""

    def __init__(self) -> None:
        self.van = self.zoveel = 0

    def tel(self, wel: bool, aantal: int = 1) -> None:
        self.van += aantal
        self.zoveel += aantal * wel

    def __str__(self) -> str:
        return f"{100 * self.zoveel / self.van:.1f}%".replace(".", ",") if self.van else "-"


def overzicht(gemeenten: Collection[str], sinds: date, tot: date) -> Iterator[str]:
    """The lines of the table, of what came and went since a day; a term that ends on ``tot`` or later is not counted.

    Messages of the begin are left out.
    """
    aantallen: dict[date, Counter[str]] = defaultdict(Counter)
    aandelen: dict[str, dict[date, _Aandeel]] = {naam: defaultdict(_Aandeel) for naam in AANDELEN}
    with als_systeem(gemeenten, naam="overzicht van de simulatie"):
        nieuw = Bericht.objects.filter(ontvangen_dag__gte=sinds).exclude(ruw__door_naam="beginstand")
        per_soort = nieuw.annotate(maand=TruncMonth("ontvangen_dag")).values_list(
            "maand", "soort", "richting", "toestand"
        )
        for maand, soort, richting, toestand, aantal in per_soort.annotate(Count("pk")):
            aantallen[maand][_KOLOM.get(soort, "")] += aantal
            if richting == t.IN and toestand != t.DUBBEL:
                aandelen["afgekeurd"][maand].tel(toestand in (t.AFGEKEURD, t.GEWEIGERD), aantal)
        verwacht = nieuw.filter(richting=t.UIT, antwoord_op=None, antwoord_uiterlijk__lt=tot)
        eerste = Min("antwoorden__ontvangen_dag", filter=Q(antwoorden__toestand=t.AANVAARD))
        for dag, uiterlijk, antwoord in verwacht.annotate(eerste=eerste).values_list(
            "ontvangen_dag", "antwoord_uiterlijk", "eerste"
        ):
            aandelen["laat"][dag.replace(day=1)].tel(antwoord is None or antwoord > uiterlijk)
        telt = Q(
            besluiten__soort__in=(TOEWIJZEN, MET_AFWIJKING, AFWIJZEN), besluiten__herroepen_door__isnull=True
        )
        verzoeken = Verzoek.objects.filter(ontvangen__gte=sinds, termijn__lt=tot)
        laatste = Max("besluiten__op", filter=telt)
        for dag, termijn, besloten in verzoeken.annotate(laatste=laatste).values_list(
            "ontvangen", "termijn", "laatste"
        ):
            op_tijd = besloten is not None and besloten.astimezone(NEDERLAND).date() <= termijn
            aandelen["op tijd"][dag.replace(day=1)].tel(op_tijd)
    yield _regel("maand", [*KOLOMMEN, "totaal", *AANDELEN])
    for maand in sorted(aantallen):
        telling = aantallen[maand]
        yield _regel(
            f"{_KORT[maand.month - 1]} {maand.year}",
            [
                *(str(telling[kolom]) for kolom in KOLOMMEN),
                str(telling.total()),
                *(str(per_maand[maand]) for per_maand in aandelen.values()),
            ],
        )
    for naam, uitleg in AANDELEN.items():
        yield f"  {naam}: {uitleg}"


def _regel(kop: str, cellen: Collection[str]) -> str:
    return f"{kop:<9}" + "".join(f"{cel:>11}" for cel in cellen)
