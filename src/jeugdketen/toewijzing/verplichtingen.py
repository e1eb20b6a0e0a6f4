"""What a municipality must still decide or send anew, as obligations beside those of the post box (OP274, OP286, OP346,
OP359)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from jeugdketen.berichten.models import Bericht
from jeugdketen.berichten.termijnen import GEMEENTE, RETOUR, Verplichting, levert_verplichtingen
from jeugdketen.kern import klok
from jeugdketen.kern.werkdagen import plus_werkdagen
from jeugdketen.toewijzing import termijnen
from jeugdketen.toewijzing.afgekeurd import open_afgekeurd
from jeugdketen.toewijzing.models import IN_ONDERZOEK, OPEN, Verzoek

REGEL = {termijnen.VERZOEK: "OP274", termijnen.ONDERZOEK: "OP274", termijnen.WOONPLAATS: "OP359"}


@levert_verplichtingen
def open_verzoeken(gemeenten: Collection[str], tot: date, hoogstens: int) -> Iterator[Verplichting]:
    """Requests without a decision, or under investigation, whose last day comes up."""
    rijen = Verzoek.objects.filter(
        gemeente_code__in=sorted(gemeenten), toestand__in=(OPEN, IN_ONDERZOEK), termijn__lte=tot
    ).order_by("termijn", "nummer")
    for v in rijen[:hoogstens]:
        yield Verplichting(
            soort=v.termijn_soort,
            wie=GEMEENTE,
            gemeente_code=v.gemeente_code,
            aanbieder_agb=v.aanbieder_agb,
            sleutel=f"verzoek:{v.nummer}:{v.termijn_soort}",
            wat=f"verzoek {v.nummer} beantwoorden",
            regel=REGEL[v.termijn_soort],
            sinds=v.ontvangen,
            uiterlijk=v.termijn,
            verzoek=v.nummer,
        )


@levert_verplichtingen
def afgekeurde_berichten(gemeenten: Collection[str], tot: date, hoogstens: int) -> Iterator[Verplichting]:
    """Messages of ours that a provider rejected, and for which none came instead (OP286).

    An answer to a request that counts as not sent is still due when the request was (OP274). For other allocations no
    rule gives a term: as many working days as a return message has (OP090), counted from the rejection.
    """
    open_ = list(open_afgekeurd(gemeenten).order_by("tijdstip", "pk")[:hoogstens])
    retour = dict(
        Bericht.objects.filter(antwoord_op__in=[b.pk for b in open_]).values_list(
            "antwoord_op", "ontvangen_dag"
        )
    )
    verzoeken = Verzoek.objects.filter(draad__in={b.draad for b in open_}).values_list(
        "draad", "referentie_aanbieder", "termijn", "nummer"
    )
    uit = []
    for b in open_:
        sinds = retour.get(b.pk) or b.tijdstip.astimezone(klok.NEDERLAND).date()
        eigen = [v for v in verzoeken if v[0] == b.draad and v[1] in b.referenties]
        uit.append(
            Verplichting(
                soort="herstel",
                wie=GEMEENTE,
                gemeente_code=b.gemeente_code or "",
                aanbieder_agb=b.aanbieder_agb or "",
                sleutel=f"herstel:{b.pk}",
                wat=f"{b.soort} {b.identificatie} opnieuw versturen",
                regel="OP286",
                sinds=sinds,
                uiterlijk=min((v[2] for v in eigen), default=plus_werkdagen(sinds, RETOUR)),
                bericht_id=b.pk,
            )
        )
    yield from (v for v in sorted(uit, key=lambda v: v.uiterlijk) if v.uiterlijk <= tot)
