"""Where the apps above plug in: who handles which message, and who knows municipalities, providers and products.

The post box itself knows no domain app. A domain app registers its handler in ``AppConfig.ready()``::

    @behandelt("JW315")
    def ontvang_verzoek(ontvangst: Ontvangst) -> None: ...

A handler runs in the transaction of the message, for the municipality of the message alone; when it raises, nothing
of the message stays but its bytes and its place in the queue.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol, cast
from uuid import UUID

from ijw.keten.stand import Contractafspraak
from jeugdketen.berichten.models import Bericht


@dataclass(frozen=True, slots=True)
class Ontvangst:
    """An accepted message on its way to the app that handles it.

    ``inhoud`` is the message object of ``ijw`` (``ijw.berichten.jw315.Bericht`` …). ``beantwoordt`` is the
    message of ours that a return message answers; ``retourcodes`` its codes, empty when all was accepted.
    """

    bericht: Bericht
    inhoud: Any
    gemeente_code: str
    aanbieder_agb: str
    ontvangen: date
    nu: datetime
    beantwoordt: Bericht | None = None
    retourcodes: tuple[str, ...] = ()


class Weigering(Exception):
    """A handler cannot take this message in, and no return code says so: it becomes ``geweigerd``, nothing else
    stays.

    ``reden``: one Dutch sentence that says what is the matter; ``wie_moet``: one that says who must act;
    ``bericht_id``: which message, to be named by a handler of several.
    """

    def __init__(self, reden: str, wie_moet: str, bericht_id: UUID | None = None) -> None:
        super().__init__(reden)
        self.reden = reden
        self.wie_moet = wie_moet
        self.bericht_id = bericht_id


Behandelaar = Callable[[Ontvangst], None]
Samenbehandelaar = Callable[[Sequence[Ontvangst]], None]

_BEHANDELAARS: dict[str, tuple[Any, Samenbehandelaar]] = {}
_VOORZIENERS: dict[str, Behandelaar] = {}


def behandelt(soort: str, *, voorziet: Behandelaar | None = None) -> Callable[[Behandelaar], Behandelaar]:
    """Register the handler of a message type (``"JW315"``); one per type.

    ``voorziet``: raises the :class:`Weigering` that the handler would raise, and writes nothing; what a pre-flight
    check asks. A handler that never refuses needs none.

    Raises:
        RuntimeError: the type already has another handler.
    """

    def registreer(functie: Behandelaar) -> Behandelaar:
        def een_voor_een(ontvangsten: Sequence[Ontvangst]) -> None:
            for ontvangst in ontvangsten:
                try:
                    functie(ontvangst)
                except Weigering as fout:
                    fout.bericht_id = ontvangst.bericht.pk
                    raise

        _registreer(soort, functie, een_voor_een, voorziet)
        return functie

    return registreer


def behandelt_samen(
    soort: str, *, voorziet: Behandelaar | None = None
) -> Callable[[Samenbehandelaar], Samenbehandelaar]:
    """Register the handler of a message type that takes several at once, in the order in which they were accepted;
    ``voorziet`` as for :func:`behandelt`, about one message.

    Raises:
        RuntimeError: the type already has another handler.
    """

    def registreer(functie: Samenbehandelaar) -> Samenbehandelaar:
        _registreer(soort, functie, functie, voorziet)
        return functie

    return registreer


def _registreer(soort: str, functie: Any, samen: Samenbehandelaar, voorziet: Behandelaar | None) -> None:
    ander, _ = _BEHANDELAARS.setdefault(soort, (functie, samen))
    if ander is not functie:
        raise RuntimeError(f"{soort} already has a handler: {ander.__qualname__}")
    if voorziet is not None:
        _VOORZIENERS[soort] = voorziet


def behandelaar(soort: str) -> Samenbehandelaar | None:
    """The handler of a message type, or ``None`` when no app handles it."""
    return _BEHANDELAARS[soort][1] if soort in _BEHANDELAARS else None


def voorziener(soort: str) -> Behandelaar | None:
    """What says beforehand whether the handler of a message type would refuse, or ``None`` when it never does."""
    return _VOORZIENERS.get(soort)


Verzendgevolg = Callable[[Sequence[Bericht]], None]

_VERZENDGEVOLGEN: dict[str, Verzendgevolg] = {}


def na_verzending(soort: str) -> Callable[[Verzendgevolg], Verzendgevolg]:
    """Register what follows when messages of ours of this type have left; it runs in the transaction of the sending.

    Raises:
        RuntimeError: the type already has another one.
    """

    def registreer(functie: Verzendgevolg) -> Verzendgevolg:
        if _VERZENDGEVOLGEN.setdefault(soort, functie) is not functie:
            raise RuntimeError(f"{soort} already has one: {_VERZENDGEVOLGEN[soort].__qualname__}")
        return functie

    return registreer


def verzendgevolg(soort: str) -> Verzendgevolg | None:
    """What follows when a message of this type has left, or ``None`` when nothing does."""
    return _VERZENDGEVOLGEN.get(soort)


class Afkeur(Protocol):
    """What the app above knows of a message of ours that its receiver rejected (OP286)."""

    def is_open(self, bericht: Bericht) -> bool:
        """Whether it still says something that no other message says and nobody took back."""

    def geldt_toch(self, bericht: Bericht, *, verzwegen: bool) -> None:
        """Its receiver has what it says by another way. ``verzwegen``: nothing of it may be shown there (OP003)."""


_AFKEUR: list[Afkeur] = []


def gebruik_afkeur(afkeur: Afkeur) -> None:
    """Plug in what knows about rejected messages."""
    _AFKEUR[:] = [afkeur]


def afkeur() -> Afkeur:
    """What knows about rejected messages.

    Raises:
        RuntimeError: nothing was plugged in; the installation is not complete.
    """
    if not _AFKEUR:
        raise RuntimeError("nothing plugged in: call registratie.gebruik_afkeur() in AppConfig.ready()")
    return _AFKEUR[0]


class Contractboek(Protocol):
    """Agreements with some providers for one municipality."""

    def afspraken(self, aanbieder: str, categorie: str, code: str, op: date) -> Sequence[Contractafspraak]:
        """Tariffs agreed with a provider for a product code, one for each unit; empty: none are known."""


class Register(Protocol):
    """What the post box asks about the landscape."""

    def gemeenten(self) -> Mapping[str, str]:
        """CBS code → name of the municipalities that this installation serves."""

    def gemeente_naam(self, code: str) -> str | None:
        """Name of any Dutch municipality, also outside the region; ``None``: no such code."""

    def aanbieder_naam(self, agb: str) -> str | None:
        """Name of a provider that is active in the register; ``None``: there is none."""

    def actieve_aanbieders(self) -> Mapping[str, str]:
        """AGB → name of all of them."""

    def aanbieder_namen(self, agbs: frozenset[str]) -> Mapping[str, str]:
        """AGB → name, for lists: one question for the whole page."""

    def zoek_aanbieders(self, tekst: str) -> Mapping[str, str]:
        """AGB → name of the providers with this text in their name."""

    def verzoeknummers(self, bericht_id: UUID, draad: UUID) -> tuple[str, ...]:
        """Numbers of the requests that came from this message, or that this thread is about."""

    def productcodelijsten(self) -> Callable[[date], Mapping[str, str]]:
        """For each day the list that TR381 is judged by, product code → category; read once."""

    def contractboek(self, gemeente: str, aanbieders: frozenset[str]) -> Contractboek:
        """What was agreed with these providers for a municipality, read once."""


_REGISTER: list[Register] = []
_ONTHOUDEN: list[Register] = []


def gebruik_register(register: Register) -> None:
    """Plug the landscape in; the last one counts (tests plug their own)."""
    _REGISTER[:] = [register]


def register() -> Register:
    """The landscape that was plugged in.

    Raises:
        RuntimeError: none was; the installation is not complete.
    """
    if not _REGISTER:
        raise RuntimeError("no register plugged in: call registratie.gebruik_register() in AppConfig.ready()")
    return (_ONTHOUDEN or _REGISTER)[0]


class _Geheugen:
    """A register whose answers are kept for a while, per question."""

    BEWAARD = ("gemeenten", "gemeente_naam", "actieve_aanbieders", "productcodelijsten")

    def __init__(self, bron: Register, seconden: float) -> None:
        self._bron, self._seconden = bron, seconden
        self._tot, self._antwoorden = 0.0, dict[tuple[Any, ...], Any]()

    def aanbieder_naam(self, agb: str) -> str | None:
        """See ``Register``; out of all of them, since a worker meets most."""
        naam: str | None = self.actieve_aanbieders().get(agb)
        return naam

    def __getattr__(self, naam: str) -> Any:
        vraag = getattr(self._bron, naam)
        if naam not in self.BEWAARD:
            return vraag

        def beantwoord(*args: Any) -> Any:
            nu = time.monotonic()
            if nu > self._tot:
                self._antwoorden, self._tot = {}, nu + self._seconden
            sleutel = (naam, *args)
            if sleutel not in self._antwoorden:
                self._antwoorden[sleutel] = vraag(*args)
            return self._antwoorden[sleutel]

        return beantwoord


@contextmanager
def onthoud_register(seconden: float = 10.0) -> Iterator[None]:
    """In here the register is asked the same question once in so many seconds: for the worker, which asks for every
    message who its sender is. A change of the register counts for it after that time.
    """
    _ONTHOUDEN[:] = [cast("Register", _Geheugen(register(), seconden))]
    try:
        yield
    finally:
        _ONTHOUDEN.clear()
