"""What the pages of a rejected message and of the one that came instead show about sending it anew."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from ijw.antwoord import lees_uitslag
from ijw.codelijsten import codelijst
from ijw.lezen import lees
from jeugdketen.berichten import toestand as t
from jeugdketen.berichten.models import Bericht
from jeugdketen.kern import klok, rollen
from jeugdketen.kern.toegang import Toegang
from jeugdketen.kern.werkdagen import werkdagen_tussen
from jeugdketen.landschap import selectors as landschap
from jeugdketen.toewijzing import afgekeurd
from jeugdketen.toewijzing.models import INGETROKKEN, Toewijzing, Verzoek
from jeugdketen.toewijzing.verplichtingen import afgekeurde_berichten


@dataclass(frozen=True, slots=True)
class Herstelstand:
    """``is_open``: nothing came instead of the message yet; ``mag``: this person may send it anew.

    ``toewijzingen``: key and number of the allocations that wait for it.
    """

    is_open: bool
    mag: bool
    toewijzingen: tuple[tuple[UUID, str], ...]


MEEST: Final = 20
"""No more rejected messages than this above the work list; the rest is on the list of terms."""


@dataclass(frozen=True, slots=True)
class Herstelregel:
    """A rejected message that waits for somebody: about whom, why, and by when. ``rest``: working days until the last
    day, negative when late; ``codes``: the return codes with their meaning."""

    bericht_id: UUID
    wat: str
    jeugdige_naam: str
    gemeente_naam: str
    aanbieder_naam: str
    codes: tuple[tuple[str, str], ...]
    uiterlijk: date
    rest: int


def te_herstellen(toegang: Toegang) -> tuple[Herstelregel, ...]:
    """The rejected messages that this person may send anew, by their last day."""
    gemeenten = {g for g in toegang.gemeenten if rollen.mag_berichten_afhandelen(toegang, g)}
    open_ = list(afgekeurde_berichten(gemeenten, date.max, MEEST))
    if not open_:
        return ()
    berichten = Bericht.objects.in_bulk([v.bericht_id for v in open_])
    retour = {
        rij.antwoord_op_id: rij
        for rij in Bericht.objects.select_related("ruw").filter(antwoord_op__in=list(berichten))
    }
    kinderen = {
        rij.bericht_id: rij.jeugdige
        for rij in Toewijzing.objects.select_related("jeugdige").filter(bericht__in=list(berichten))
    }
    verzoeken = Verzoek.objects.select_related("jeugdige").filter(
        draad__in={b.draad for b in berichten.values() if b.pk not in kinderen}
    )
    kinderen |= {
        b.pk: v.jeugdige
        for v in verzoeken
        for b in berichten.values()
        if v.draad == b.draad and v.referentie_aanbieder in b.referenties
    }
    namen = {g.cbs_code: g.naam for g in landschap.gemeenten()}
    vandaag = klok.vandaag()
    return tuple(
        Herstelregel(
            bericht_id=v.bericht_id,
            wat=f"{berichten[v.bericht_id].soort} {berichten[v.bericht_id].identificatie}",
            jeugdige_naam=kinderen[v.bericht_id].weergavenaam if v.bericht_id in kinderen else "",
            gemeente_naam=namen.get(v.gemeente_code, v.gemeente_code),
            aanbieder_naam=landschap.aanbieder_naam(v.aanbieder_agb),
            codes=_codes(retour.get(v.bericht_id)),
            uiterlijk=v.uiterlijk,
            rest=min(werkdagen_tussen(vandaag, v.uiterlijk), -1)
            if v.uiterlijk < vandaag
            else werkdagen_tussen(vandaag, v.uiterlijk),
        )
        for v in open_
        if v.bericht_id is not None
    )


def _codes(retour: Bericht | None) -> tuple[tuple[str, str], ...]:
    if retour is None:
        return ()
    codes = {code for reeks in lees_uitslag(lees(retour.ruw.inhoud).bericht).codes.values() for code in reeks}
    return tuple((code, codelijst("WJ001").betekenis(code)) for code in sorted(codes))


def stand(toegang: Toegang, bericht_id: UUID) -> Herstelstand | None:
    """How it stands with a message of ours that its receiver rejected (OP286); None for any other message."""
    bericht = Bericht.objects.filter(pk=bericht_id, richting=t.UIT, toestand=t.AFGEWEZEN).first()
    if bericht is None:
        return None
    is_open = afgekeurd.is_open(bericht)
    rijen = Toewijzing.objects.filter(bericht=bericht).exclude(toestand=INGETROKKEN).order_by("nummer")
    return Herstelstand(
        is_open=is_open,
        mag=is_open and rollen.mag_berichten_afhandelen(toegang, bericht.gemeente_code or ""),
        toewijzingen=tuple(rijen.values_list("pk", "nummer")) if is_open else (),
    )


def mag_terug(toegang: Toegang, bericht_id: UUID) -> bool:
    """Whether this person may take a message back that says anew what was rejected: it has not left yet."""
    bericht = Bericht.objects.filter(pk=bericht_id, richting=t.UIT, toestand=t.KLAAR).first()
    return (
        bericht is not None
        and afgekeurd.is_herstel(bericht)
        and rollen.mag_berichten_afhandelen(toegang, bericht.gemeente_code or "")
    )
