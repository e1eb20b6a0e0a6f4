"""What the pages of a rejected message and of the one that came instead show about sending it anew."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from jeugdketen.berichten import toestand as t
from jeugdketen.berichten.models import Bericht
from jeugdketen.kern import rollen
from jeugdketen.kern.toegang import Toegang
from jeugdketen.toewijzing import afgekeurd
from jeugdketen.toewijzing.models import INGETROKKEN, Toewijzing


@dataclass(frozen=True, slots=True)
class Herstelstand:
    """``is_open``: nothing came instead of the message yet; ``mag``: this person may send it anew.

    ``toewijzingen``: key and number of the allocations that wait for it.
    """

    is_open: bool
    mag: bool
    toewijzingen: tuple[tuple[UUID, str], ...]


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
