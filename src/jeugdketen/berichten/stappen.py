"""The one place that moves a message from state to state; every step is logged and every step is checked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from jeugdketen.berichten import toestand as t
from jeugdketen.berichten.models import Bericht, Overgang
from jeugdketen.kern import klok
from jeugdketen.kern.toegang import huidige_toegang


def log_feit(bericht: Bericht, *, reden: str) -> None:
    """Log something that happened to a message and left its state as it was."""
    _log(bericht, bericht.toestand, reden)


def zet_toestand(bericht: Bericht, naar: str, *, reden: str = "", velden: tuple[str, ...] = ()) -> None:
    """Move a locked message to another state, save it with ``velden`` and log the step.

    Raises:
        OngeldigeOvergang: the state machine does not know this step.
    """
    van = bericht.toestand
    toets_stap(bericht, naar)
    bericht.toestand = naar
    bericht.save(update_fields=["toestand", *velden])
    _log(bericht, van, reden)


def zet_toestanden(stappen: Sequence[tuple[Bericht, str]], naar: str, **velden: Any) -> None:
    """Move locked messages to the same state in one statement, each with a reason of its own; ``velden`` get the
    same value in all of them.

    Raises:
        OngeldigeOvergang: for one of them the state machine does not know this step; none is moved.
    """
    vanuit = [bericht.toestand for bericht, _ in stappen]
    for bericht, _ in stappen:
        toets_stap(bericht, naar)
    for bericht, _ in stappen:
        for veld, waarde in (("toestand", naar), *velden.items()):
            setattr(bericht, veld, waarde)
    Bericht.objects.filter(pk__in=[bericht.pk for bericht, _ in stappen]).update(toestand=naar, **velden)
    Overgang.objects.bulk_create(
        [maak_stap(bericht, van, reden) for (bericht, reden), van in zip(stappen, vanuit, strict=True)]
    )


def _log(bericht: Bericht, van: str, reden: str) -> None:
    Overgang.objects.bulk_create([maak_stap(bericht, van, reden)])


def toets_stap(bericht: Bericht, naar: str, *, van: str | None = None) -> None:
    """Whether the state machine knows the step from ``van``, or else from where the message is now.

    Raises:
        OngeldigeOvergang: it does not.
    """
    begin = bericht.toestand if van is None else van
    if naar not in t.TOEGESTAAN[begin]:
        raise t.OngeldigeOvergang(f"{bericht.pk}: {begin!r} → {naar!r}")


def maak_stap(bericht: Bericht, van: str, reden: str) -> Overgang:
    """The row of the log of a step, not written yet; the message is in its new state."""
    return Overgang(
        bericht=bericht,
        van=van,
        naar=bericht.toestand,
        op=klok.nu(),
        door=huidige_toegang().naam,
        reden=reden,
    )
