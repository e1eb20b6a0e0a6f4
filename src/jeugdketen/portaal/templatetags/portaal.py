"""Components as template tags: each prints one class of the design, and nothing else knows its markup."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from jeugdketen.kern import klok
from jeugdketen.kern.bsn import toon_bsn
from jeugdketen.landschap import selectors as landschap
from jeugdketen.portaal.weergave import datums, teksten
from jeugdketen.portaal.weergave import termijn as termijnen
from jeugdketen.portaal.weergave import uitkomst as uitkomsten
from jeugdketen.portaal.weergave.termijn import Termijnchip
from jeugdketen.toewijzing.weergave import Termijn

register = template.Library()

register.filter("kort", lambda dag: datums.kort(dag) if dag else "")
register.filter("dag_kort", lambda dag: datums.dag_kort(dag) if dag else "")
register.filter("dag_kort_jaar", lambda dag: datums.dag_kort_jaar(dag) if dag else "")
register.filter("lang", lambda dag: datums.lang(dag) if dag else "")


@register.filter
def dag_lang(dag: date | None) -> str:
    """``Woensdag 21 januari 2026``, at the start of a sentence."""
    return datums.dag_lang(dag).capitalize() if dag else ""


@register.filter
def dag_voluit(dag: date | None) -> str:
    """``woensdag 21 januari 2026``, inside a sentence."""
    return datums.dag_lang(dag) if dag else ""


@register.filter
def tijdstip(moment: datetime | None) -> str:
    """A moment in Dutch time."""
    if moment is None:
        return ""
    from zoneinfo import ZoneInfo

    if moment.tzinfo is not None:
        moment = moment.astimezone(ZoneInfo("Europe/Amsterdam"))
    return datums.tijdstip(moment)


@register.filter
def uur(moment: datetime | None) -> str:
    """``14.32 uur``: the time of a real moment in the Netherlands."""
    return f"{moment.astimezone(klok.NEDERLAND):%H.%M} uur" if moment else ""


@register.filter
def gemeentenaam(code: str | None) -> str:
    """The name of a municipality by its CBS code."""
    return landschap.gemeente_naam(code) if code else ""


@register.filter
def iso_kort(tekst: str) -> str:
    """``2025-07-01`` as ``1 jul 2025``; anything else as it is."""
    try:
        return datums.kort(date.fromisoformat(tekst))
    except ValueError:
        return tekst


@register.filter
def leesbaar(tekst: object) -> str:
    """Stored words as people read them: dates as ``1 jul 2025`` that do not break, products without slashes."""
    return teksten.leesbaar(str(tekst))


@register.filter
def bsn(cijfers: str) -> str:
    """A BSN in groups: ``9999 03 415``."""
    return toon_bsn(cijfers)


@register.simple_tag
def periode(van: date, tot: date | None) -> str:
    """``2 feb t/m 31 dec 2026``."""
    return datums.periode(van, tot)


@register.filter
def duizendtal(getal: int) -> str:
    """``1.647``."""
    return f"{getal:,}".replace(",", ".")


@register.simple_tag
def icoon(naam: str, extra: str = "") -> SafeString:
    """An icon from the sprite; it says nothing to a screen reader, so words must stand beside it."""
    return format_html(
        '<svg class="app-icoon{}" aria-hidden="true" focusable="false"><use href="#i-{}"></use></svg>',
        f" {extra}" if extra else "",
        naam,
    )


@register.simple_tag
def uitkomst(soort: str | uitkomsten.Uitkomst, woord: str = "", groot: bool = False) -> SafeString:
    """One of the five outcomes: icon and word."""
    chip = soort if isinstance(soort, uitkomsten.Uitkomst) else uitkomsten.uitkomst(soort, woord)
    return format_html(
        '<span class="app-uitkomst app-u-{}{}">{}{}</span>',
        chip.soort,
        " app-uitkomst--groot" if groot else "",
        icoon(chip.soort),
        woord or chip.woord,
    )


@register.inclusion_tag("portaal/onderdelen/termijn.html")
def termijn(waarde: Termijn | Termijnchip, pips: bool = False, antwoord: bool = False) -> dict[str, Any]:
    """The deadline chip, with or without its pips; ``antwoord`` puts what must be done in the words."""
    if isinstance(waarde, Termijn):
        waarde = termijnen.chip(waarde, termijnen.antwoordtekst(waarde) if antwoord else "")
    return {"termijn": waarde, "pips": pips}


@register.simple_tag
def segment(letter: str) -> SafeString:
    """The letter of a segment in its box; nothing when the segment is not known."""
    if not letter:
        return SafeString(
            '<span class="app-segment"><span class="app-alleen-voorlezen">Segment onbekend</span>?</span>'
        )
    return format_html(
        '<span class="app-segment"><span class="app-alleen-voorlezen">Segment </span>{}</span>', letter
    )


@register.simple_tag
def voorbeeld() -> SafeString:
    """The label of a value that no source gives."""
    return SafeString('<span class="app-voorbeeld">voorbeeld</span>')


@register.simple_tag
def bronmerk(bron: str) -> SafeString:
    """Where a fact comes from."""
    return format_html('<span class="app-bronmerk">{}</span>', bron) if bron else SafeString("")
