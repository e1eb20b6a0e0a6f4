"""Allocations beside each other (S-042, S-050 … S-056, K-18)."""

from __future__ import annotations

from jeugdregels.feiten import Lopend, Toewijzingsvraag
from jeugdregels.oordeel import Uit
from jeugdregels.periode import Periode, dag_voor, in_woorden, periode_in_woorden, periode_kort
from jeugdregels.register import regel
from jeugdregels.tabellen import Tabellen
from jeugdregels.weergave import opsomming


def _feiten(lopend: Lopend, v: Toewijzingsvraag, overlap: Periode) -> dict[str, str]:
    return {
        "lopend": f"{lopend.product.naam} bij {lopend.aanbieder}",
        "gevraagd": f"{v.aanvraag.product.naam} bij {v.aanvraag.aanbieder}",
        "overlap": periode_kort(overlap),
    }


@regel(
    "stapelen",
    vragen=["toewijzing"],
    gronden=["zelfde_aanbieder", "zelfde_product"],
    onderwerpen=["stapelen"],
    beslist="Twee toewijzingen mogen tegelijk lopen als de stapeltabel dat voor hun segmenten toestaat.",
)
def stapelen(v: Toewijzingsvraag, t: Tabellen, uit: Uit) -> None:
    """Hold the request against every running allocation that it overlaps, by the region's stacking matrix."""
    a = v.aanvraag
    for lopend in v.lopend:
        overlap = lopend.periode.overlap(a.periode)
        if overlap is None:
            continue
        zelfde = lopend.aanbieder == a.aanbieder
        segment_1, segment_2 = lopend.product.segment.code, a.product.segment.code
        cel = t.stapel.get((segment_1, segment_2))
        if cel is None:
            continue
        if cel.voorwaarde == "nooit" or (cel.voorwaarde == "verschillende_aanbieders" and zelfde):
            if cel.voorwaarde == "nooit":
                slot = f"Segment {segment_1} en segment {segment_2} mogen niet tegelijk lopen."
                anders = f"De nieuwe toewijzing {_uit_de_weg(lopend, v)}."
            else:
                slot = (
                    f"Twee toewijzingen in segment {segment_1} mogen alleen tegelijk lopen bij "
                    "verschillende aanbieders."
                    if segment_1 == segment_2
                    else f"Segment {segment_1} en segment {segment_2} mogen alleen tegelijk lopen bij "
                    "verschillende aanbieders."
                )
                anders = f"Een andere aanbieder kiezen, of de nieuwe toewijzing {_uit_de_weg(lopend, v)}."
            uit.meld(
                cel.grond.bevinding(
                    f"{_loopt(lopend, v)} en overlapt ({periode_in_woorden(overlap)}). {slot}",
                    _feiten(lopend, v, overlap),
                    anders,
                )
            )
        elif uit.volledig:
            uit.meld(
                cel.grond.goed(
                    f"{a.product.naam} mag naast {lopend.product.naam} bij {lopend.aanbieder} lopen.",
                    _feiten(lopend, v, overlap),
                )
            )
        if (
            zelfde
            and lopend.product is a.product
            and cel.voorwaarde == "geen"
            and t.keuze["K-18"] == "weigeren"
        ):
            uit.meld(
                t.grond("stapelen", "zelfde_product").bevinding(
                    f"{_loopt(lopend, v)} en overlapt ({periode_in_woorden(overlap)}). "
                    "Het berichtenverkeer (iJw, regel OP259) staat hetzelfde product niet twee keer toe bij één "
                    "aanbieder.",
                    _feiten(lopend, v, overlap),
                    "De lopende toewijzing wijzigen of laten eindigen, of een ander product of een andere "
                    "aanbieder kiezen.",
                )
            )


def _loopt(lopend: Lopend, v: Toewijzingsvraag) -> str:
    """The allocation that is in the way: it runs already, or is to begin on a later day."""
    begin = lopend.periode.van
    hoe = "loopt al" if begin <= v.peildatum else f"begint op {in_woorden(begin)}"
    return f"{lopend.product.naam} {hoe} bij {lopend.aanbieder}"


def _uit_de_weg(lopend: Lopend, v: Toewijzingsvraag) -> str:
    """What to do with the new allocation so that both do not run at once: end before the other, or begin after it."""
    tot = lopend.periode.tot
    na = "laten ingaan nadat de andere is gestopt " + (
        "(zij heeft geen einddatum)" if tot is None else f"(zij loopt tot en met {in_woorden(tot)})"
    )
    if v.aanvraag.periode.van < lopend.periode.van:
        voor = f"laten eindigen op of vóór {in_woorden(dag_voor(lopend.periode.van))}"
        return voor if tot is None else f"{voor}, of {na}"
    return na


@regel(
    "gezamenlijke_beoordeling",
    vragen=["toewijzing"],
    gronden=["ontbreekt"],
    beslist="Zijn er meer aanbieders tegelijk betrokken, dan beoordeelt de lokale toegang eerst de hele inzet.",
)
def gezamenlijke_beoordeling(v: Toewijzingsvraag, t: Tabellen, uit: Uit) -> None:
    """Suspend a request beside another provider's allocation until the joint assessment has been made (S-050)."""
    if not v.lopend:
        return
    a = v.aanvraag
    anderen = sorted(
        {x.aanbieder for x in v.lopend if x.aanbieder != a.aanbieder and x.periode.overlap(a.periode)}
    )
    if not anderen:
        return
    namen = opsomming(anderen)
    zijn = "is" if len(anderen) == 1 else "zijn"
    beoordeeld = a.gezamenlijke_beoordeling
    grond = t.grond("gezamenlijke_beoordeling", "ontbreekt")
    if beoordeeld is None or beoordeeld > v.peildatum:
        stand = (
            "De lokale toegang heeft de inzet van deze aanbieders nog niet samen beoordeeld."
            if beoordeeld is None
            else f"De gezamenlijke beoordeling staat pas op {in_woorden(beoordeeld)}."
        )
        uit.meld(
            grond.bevinding(
                f"Naast {a.aanbieder} {zijn} ook {namen} betrokken in dezelfde periode. {stand}",
                {
                    "aanbieders": ", ".join([a.aanbieder, *anderen]),
                    "gezamenlijke beoordeling": "ontbreekt" if beoordeeld is None else beoordeeld.isoformat(),
                },
                "Een gezamenlijke beoordeling door de lokale toegang, vóór de toewijzing.",
            )
        )
    elif uit.volledig:
        uit.meld(
            grond.goed(
                f"De lokale toegang heeft de inzet van {opsomming([a.aanbieder, *anderen])} beoordeeld op "
                f"{in_woorden(beoordeeld)}.",
                {
                    "aanbieders": ", ".join([a.aanbieder, *anderen]),
                    "gezamenlijke beoordeling": beoordeeld.isoformat(),
                },
            )
        )
