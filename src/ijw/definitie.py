"""How a message of the standard is described: the words in which ``ijw.berichten`` is written.

A class of a message is a ``typing.NamedTuple``; its annotations say everything else: the order of the
elements (the order of the fields), which are optional (``| None``), and the limits of every value
(``Annotated`` with one of the facets below). The schema, the reader, the writer and the Hypothesis
strategies are all derived from these annotations: one description, and nothing to keep in step.
"""

from __future__ import annotations

import importlib
import sys
import types
import typing
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, Literal, NamedTuple, TypeVar

T = TypeVar("T")

# --- limits of a value ----------------------------------------------------------------------------


class Tekst(NamedTuple):
    """A text: the standard's name for the type, its length in characters, the regular expression (in the
    syntax of XML Schema) that it matches, and the code list it is from.
    """

    naam: str
    minimum: int | None = None
    maximum: int | None = None
    patroon: str | None = None
    codelijst: str | None = None


class Geheel(NamedTuple):
    """A whole number between two inclusive limits; amounts are eurocents (IV024)."""

    naam: str
    minimum: int
    maximum: int


class Dag(NamedTuple):
    """A calendar date without a time zone (RS032)."""

    naam: str
    patroon: str = "[^:Z]*"


class Tijdstip(NamedTuple):
    """A time of day without a time zone (RS032)."""

    naam: str
    patroon: str = "[^Z+-]+"


class Vast(NamedTuple):
    """A value that is the same in every message of this type, such as the BerichtCode (COD002)."""

    waarde: str


class Patroon(NamedTuple):
    """A regular expression that this element must match on top of its type's own limits."""

    patroon: str


class Lijst(NamedTuple):
    """A container element that holds one or more of the same element and nothing else.

    ``element`` is the name of what it holds; ``verplicht`` says whether the container must be there. An
    absent container is read as an empty tuple, and an empty tuple is written as an absent container.
    """

    element: str
    verplicht: bool = True
    container: str | None = None


Facet = Tekst | Geheel | Dag | Tijdstip


# --- what the reader, writer and schema see -------------------------------------------------------


def elementnaam(veld: str) -> str:
    """The element's name for a field's name: ``toewijzing_nummer`` is ``ToewijzingNummer``."""
    return "".join(deel[:1].upper() + deel[1:] for deel in veld.split("_"))


class Veld(NamedTuple):
    """One element of a class, as derived from the annotation of its field."""

    naam: str
    """Field name in Python."""
    element: str
    """Element name in XML; of a list the container's name."""
    soort: Literal["waarde", "klasse", "lijst"]
    verplicht: bool
    klasse: type[Any] | None
    """The class of the element, or of the elements in the list; None when it holds a value."""
    facet: Facet | None
    vast: str | None
    patroon: str | None
    kind: str | None
    """For a list: the name of the elements in the container."""


def _is_klasse(soort: object) -> bool:
    return isinstance(soort, type) and issubclass(soort, tuple) and hasattr(soort, "_fields")


def _veld(naam: str, annotatie: Any) -> Veld:
    verplicht = True
    extra: list[Any] = []
    soort = annotatie
    while True:
        oorsprong = typing.get_origin(soort)
        if oorsprong is typing.Annotated:
            extra += soort.__metadata__
            soort = soort.__origin__
        elif oorsprong is typing.Union or oorsprong is types.UnionType:
            (soort,) = (deel for deel in typing.get_args(soort) if deel is not type(None))
            verplicht = False
        else:
            break
    element = elementnaam(naam)
    lijst = next((deel for deel in extra if isinstance(deel, Lijst)), None)
    if lijst is not None:
        (inhoud, _) = typing.get_args(soort)
        binnen = _veld("kind", inhoud)
        return Veld(
            naam=naam,
            element=lijst.container or element,
            soort="lijst",
            verplicht=lijst.verplicht,
            klasse=binnen.klasse,
            facet=binnen.facet,
            vast=None,
            patroon=None,
            kind=lijst.element,
        )
    if _is_klasse(soort):
        return Veld(naam, element, "klasse", verplicht, soort, None, None, None, None)
    facet = next(deel for deel in extra if isinstance(deel, (Tekst, Geheel, Dag, Tijdstip)))
    vast = next((deel.waarde for deel in extra if isinstance(deel, Vast)), None)
    patroon = next((deel.patroon for deel in extra if isinstance(deel, Patroon)), None)
    return Veld(naam, element, "waarde", verplicht, None, facet, vast, patroon, None)


_VELDEN: dict[type[Any], tuple[Veld, ...]] = {}


def velden(klasse: type[Any]) -> tuple[Veld, ...]:
    """The elements of a class in the order in which the standard wants them."""
    gevonden = _VELDEN.get(klasse)
    if gevonden is None:
        annotaties = klasse.__annotations__
        gevonden = _VELDEN[klasse] = tuple(_veld(naam, annotaties[naam]) for naam in klasse._fields)
    return gevonden


def maak(klasse: type[T], **waarden: object) -> T:
    """Build a class of a message, with every optional element that is not given left out.

    Raises TypeError when a required element is missing or a name does not exist.
    """
    for veld in velden(klasse):
        if veld.naam not in waarden:
            if veld.vast is not None:
                waarden[veld.naam] = int(veld.vast) if isinstance(veld.facet, Geheel) else veld.vast
            elif not veld.verplicht:
                waarden[veld.naam] = () if veld.soort == "lijst" else None
    return klasse(**waarden)


class Berichtdefinitie:
    """One message type of one release of the standard, and what the standard says around it."""

    def __init__(
        self,
        *,
        code: str,
        naam: str,
        standaard: str,
        naamruimte: str,
        basisruimte: str,
        bericht: type[Any],
        verzender: Literal["gemeente", "aanbieder"],
        beantwoord_met: str | None,
        antwoord_op: tuple[str, ...],
        sleutels: Mapping[str, tuple[str, ...]],
    ) -> None:
        self.code = code
        """Name of the message, such as ``JW301``."""
        self.naam = naam
        """Dutch name."""
        self.standaard = standaard
        """Release of the standard, such as ``3.2``."""
        self.naamruimte = naamruimte
        """XML namespace of the message's own elements."""
        self.basisruimte = basisruimte
        """XML namespace of the elements inside shared classes."""
        self.bericht = bericht
        """The class of the whole message."""
        self.verzender = verzender
        """Who really sends it; in a return message the header keeps the original's Afzender (IV028)."""
        self.beantwoord_met = beantwoord_met
        """The message that answers it; None for a message that is an answer itself."""
        self.antwoord_op = antwoord_op
        """The messages that it answers."""
        self.sleutels = sleutels
        """Logical key per class (TR101), as paths of field names."""

    @cached_property
    def berichtcode(self) -> str:
        """The three digits in the header (COD002)."""
        return self._vaste_waarde("bericht_code")

    @cached_property
    def versie(self) -> tuple[int, int]:
        """BerichtVersie and BerichtSubversie that the header must carry (CS025, CS015)."""
        return int(self._vaste_waarde("bericht_versie")), int(self._vaste_waarde("bericht_subversie"))

    def _vaste_waarde(self, naam: str) -> str:
        for veld in velden(self.klasse("Header")):
            if veld.naam == naam and veld.vast is not None:
                return veld.vast
        raise KeyError(naam)

    def klasse(self, naam: str) -> type[Any]:
        """The class with this name in this message, or the shared class of that name.

        Raises KeyError when the message has no such class.
        """
        for soort in self.klassen:
            if soort.__name__ == naam:
                return soort
        raise KeyError(f"{self.code} heeft geen klasse {naam}")

    @cached_property
    def klassen(self) -> tuple[type[Any], ...]:
        """Every class of this message, the whole message first, each once."""
        gevonden: dict[type[Any], None] = {}

        def loop(soort: type[Any]) -> None:
            if soort not in gevonden:
                gevonden[soort] = None
                for veld in velden(soort):
                    if veld.klasse is not None:
                        loop(veld.klasse)

        loop(self.bericht)
        return tuple(gevonden)

    def ruimte(self, klasse: type[Any]) -> str:
        """The XML namespace of the elements inside a class."""
        return self.naamruimte if klasse.__module__ == self.bericht.__module__ else self.basisruimte


class Berichtenlijst(Mapping[str, Berichtdefinitie]):
    """The messages of a release by their name; a message's module is imported when it is first asked for."""

    def __init__(self, pakket: str, codes: tuple[str, ...]) -> None:
        self._pakket = pakket
        self._codes = codes
        self._geladen: dict[str, Berichtdefinitie] = {}

    def __getitem__(self, code: str) -> Berichtdefinitie:
        definitie = self._geladen.get(code)
        if definitie is None:
            if code not in self._codes:
                raise KeyError(
                    f"{code} is geen bericht van deze standaard; kies uit {', '.join(self._codes)}"
                )
            module = importlib.import_module(f"{self._pakket}.{code.lower()}")
            definitie = self._geladen[code] = module.DEFINITIE
        return definitie

    def __iter__(self) -> Iterator[str]:
        return iter(self._codes)

    def __len__(self) -> int:
        return len(self._codes)


class Standaard(NamedTuple):
    """One release of the standard: its number and its messages.

    A later release is a package beside ``ijw.berichten`` with an entry of its own in
    ``ijw.standaarden.STANDAARDEN``.
    """

    naam: str
    versie: str
    berichten: Berichtenlijst
    naamruimte: str
    """Namespace of a message, with ``{code}`` for its name in lower case."""
    xsd_versie: tuple[str, str] = ("1.0.0", "1.0.0")
    """What the writer puts in XsdVersie unless told otherwise (IV034)."""


def definitie_van(bericht: object) -> Berichtdefinitie:
    """The definition that a message object, or any class of a message type's own, belongs to.

    Raises KeyError for an object that is not part of a message.
    """
    soort = bericht if isinstance(bericht, type) else type(bericht)
    definitie = getattr(sys.modules[soort.__module__], "DEFINITIE", None)
    if not isinstance(definitie, Berichtdefinitie):
        raise KeyError(f"{soort.__name__} hoort niet bij een bericht")
    return definitie
