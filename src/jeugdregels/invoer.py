"""Checks a question field by field and converts it, fast when it is right and precise when it is wrong.

A :class:`Soort` describes what may stand in a field. ``snel`` converts a right value and raises :class:`Ongeldig`
at anything else; ``zoek`` walks the same description to say what is wrong, where (a dotted path) and how to mend
it. So a good question costs microseconds and a wrong one still gets a full list of errors.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from jeugdregels.oordeel import Invoerfout
from jeugdregels.periode import OPEN, Periode, in_woorden, periode

_DATUMS: Final[dict[str, date]] = {}
_DATUMS_MAX: Final = 20_000


class Ongeldig(Exception):
    """Something in the question is wrong; ``zoek`` says what."""


def lees_datum(waarde: Any) -> date:
    """A date written as ``jjjj-mm-dd``, and in no other way.

    :raises Ongeldig: it is not text, not of that form, or not a day that exists.
    """
    try:
        return _DATUMS[waarde]
    except (KeyError, TypeError):
        pass
    if type(waarde) is not str or len(waarde) != 10 or waarde[4] != "-" or waarde[7] != "-":
        raise Ongeldig
    try:
        dag = date.fromisoformat(waarde)
    except ValueError:
        raise Ongeldig from None
    if len(_DATUMS) >= _DATUMS_MAX:
        _DATUMS.clear()
    _DATUMS[waarde] = dag
    return dag


def _toon(waarde: Any) -> str:
    if isinstance(waarde, bool):
        return "true" if waarde else "false"
    if waarde is None:
        return "null"
    if isinstance(waarde, str):
        return f"'{waarde[:60]}'"
    if isinstance(waarde, Mapping):
        return "een groep velden"
    if isinstance(waarde, Sequence):
        return "een lijst"
    return str(waarde)[:60]


class Soort:
    """What may stand in a field."""

    verwacht: str = ""

    def snel(self, waarde: Any) -> Any:
        """Convert a right value.

        :raises Ongeldig: the value is wrong.
        """
        raise Ongeldig

    def omzetter(self) -> Callable[[Any], Any]:
        """What converts a right value fastest; it may raise KeyError or TypeError instead of Ongeldig."""
        return self.snel

    def zoek(self, waarde: Any, pad: str, fouten: list[Invoerfout]) -> None:
        """Add every error in this value to ``fouten``; a right value adds none."""
        try:
            self.snel(waarde)
        except Ongeldig:
            fouten.append(Invoerfout(pad, self.melding(waarde, pad)))

    def melding(self, waarde: Any, pad: str) -> str:
        """A plain Dutch sentence that names the field, what stands there and what should."""
        return f"In het veld '{pad}' staat {_toon(waarde)}. Vul {self.verwacht} in."


class Datum(Soort):
    """A date."""

    verwacht = "een bestaande datum in als jjjj-mm-dd, bijvoorbeeld 2025-09-30"

    def snel(self, waarde: Any) -> Any:
        """The date."""
        return lees_datum(waarde)

    def melding(self, waarde: Any, pad: str) -> str:
        """Says how to write a date."""
        wat = f"In het veld '{pad}' staat {_toon(waarde)}; dat is geen bestaande datum."
        return f"{wat} Schrijf een datum als 2025-09-30."


class JaNee(Soort):
    """True or false."""

    verwacht = "true of false"

    def snel(self, waarde: Any) -> Any:
        """The truth value; 0, 1, "ja" are not."""
        if waarde is True or waarde is False:
            return waarde
        raise Ongeldig


class Tekst(Soort):
    """Text of at least one character."""

    verwacht = "een tekst"

    def snel(self, waarde: Any) -> Any:
        """The text; only spaces says nothing and counts as not there (None)."""
        if type(waarde) is str and waarde:
            return waarde if not waarde.isspace() else None
        raise Ongeldig


class Naam(Soort):
    """The name of a provider."""

    verwacht = "de naam van een aanbieder"

    def snel(self, waarde: Any) -> Any:
        """The name as it stands."""
        if type(waarde) is str and waarde:
            return waarde
        raise Ongeldig


class Gemeentecode(Soort):
    """The CBS code of any Dutch municipality; whether there is one is not looked at."""

    verwacht = "de CBS-code van een gemeente"

    def snel(self, waarde: Any) -> Any:
        """The code."""
        if type(waarde) is str and len(waarde) == 4 and waarde.isascii() and waarde.isdigit():
            return waarde
        raise Ongeldig

    def melding(self, waarde: Any, pad: str) -> str:
        """Says how to write it."""
        return (
            f"In het veld '{pad}' staat {_toon(waarde)}. Vul de CBS-code van een gemeente in, vier cijfers als tekst, "
            "bijvoorbeeld '0405'."
        )


class Keuze(Soort):
    """One of a list of values, each with what it becomes."""

    def __init__(self, waarden: Mapping[str, Any] | Sequence[str], wat: str) -> None:
        self.waarden: dict[str, Any] = (
            dict(waarden) if isinstance(waarden, Mapping) else {w: w for w in waarden}
        )
        self.wat = wat

    def snel(self, waarde: Any) -> Any:
        """What the value becomes."""
        try:
            return self.waarden[waarde]
        except (KeyError, TypeError):
            raise Ongeldig from None

    def omzetter(self) -> Callable[[Any], Any]:
        """The look-up itself."""
        return self.waarden.__getitem__

    def melding(self, waarde: Any, pad: str) -> str:
        """Names the allowed values, or the first of them when there are many."""
        namen = list(self.waarden)
        opsomming = (
            ", ".join(namen) if len(namen) <= 16 else f"{', '.join(namen[:6])} en nog {len(namen) - 6}"
        )
        return f"In het veld '{pad}' staat {_toon(waarde)}; dat is geen {self.wat}. Kies uit: {opsomming}."


class Reeks(Soort):
    """A list of values of one kind; ``sleutel`` sorts it, for a list whose order says nothing."""

    verwacht = "een lijst"

    def __init__(self, deel: Soort, sleutel: Callable[[Any], Any] | None = None) -> None:
        self.deel = deel
        self.sleutel = sleutel
        self._snel = deel.omzetter()

    def snel(self, waarde: Any) -> Any:
        """The converted values as a tuple."""
        if type(waarde) is not list:
            raise Ongeldig
        if not waarde:
            return ()
        snel = self._snel
        try:
            delen = [snel(w) for w in waarde]
        except (KeyError, TypeError):
            raise Ongeldig from None
        if self.sleutel is not None and len(delen) > 1:
            delen.sort(key=self.sleutel)
        return tuple(delen)

    def zoek(self, waarde: Any, pad: str, fouten: list[Invoerfout]) -> None:
        """Errors of the list itself or of each of its items."""
        if type(waarde) is not list:
            fouten.append(Invoerfout(pad, self.melding(waarde, pad)))
            return
        for nummer, deel in enumerate(waarde):
            self.deel.zoek(deel, f"{pad}[{nummer}]", fouten)


class Namenlijst(Soort):
    """A mapping of free names to values of one kind."""

    verwacht = "per naam een groep velden"

    def __init__(self, deel: Soort) -> None:
        self.deel = deel
        self._snel = deel.omzetter()

    def snel(self, waarde: Any) -> Any:
        """The converted values by their name."""
        if type(waarde) is not dict:
            raise Ongeldig
        snel = self._snel
        return {naam: snel(w) for naam, w in waarde.items()}

    def zoek(self, waarde: Any, pad: str, fouten: list[Invoerfout]) -> None:
        """Errors of the mapping itself or of each of its values."""
        if type(waarde) is not dict:
            fouten.append(Invoerfout(pad, self.melding(waarde, pad)))
            return
        for naam, deel in waarde.items():
            self.deel.zoek(deel, f"{pad}.{naam}", fouten)


class Veld:
    """A field: its name, what may stand in it, and whether it must be there.

    A field that need not be there may also be null, which means the same.
    """

    __slots__ = ("naam", "soort", "verplicht")

    def __init__(self, naam: str, soort: Soort, verplicht: bool = True) -> None:
        self.naam = naam
        self.soort = soort
        self.verplicht = verplicht


class Velden(Soort):
    """A group of named fields. With ``met_periode`` its ``van`` and ``tot`` (in a row) become one period."""

    verwacht = "een groep velden"

    def __init__(
        self, velden: Sequence[Veld], maak: Callable[[Sequence[Any]], Any], *, met_periode: bool = False
    ) -> None:
        self.velden = tuple(velden)
        self.maak = maak
        self.met_periode = met_periode
        self._snel = {v.naam: (i, v.soort.omzetter(), v.verplicht) for i, v in enumerate(self.velden)}
        self._van = [v.naam for v in self.velden].index("van") if met_periode else -1
        self._verplicht = sum(v.verplicht for v in self.velden)
        self._leeg: list[Any] = [None] * len(self.velden)

    def snel(self, waarde: Any) -> Any:
        """What ``maak`` makes of the converted fields, in their order."""
        if type(waarde) is not dict:
            raise Ongeldig
        uit = self._leeg.copy()
        nodig = self._verplicht
        soorten = self._snel
        try:
            for naam, ruw in waarde.items():
                i, snel, verplicht = soorten[naam]
                if ruw is not None:
                    uit[i] = snel(ruw)
                    nodig -= verplicht
        except (KeyError, TypeError):
            raise Ongeldig from None
        if nodig:
            raise Ongeldig
        if self.met_periode:
            i = self._van
            van, tot = uit[i], uit[i + 1]
            if tot is None:
                uit[i : i + 2] = (Periode(van, OPEN),)
            elif tot < van:
                raise Ongeldig
            else:
                uit[i : i + 2] = (periode(van, tot),)
        return self.maak(uit)

    def zoek(self, waarde: Any, pad: str, fouten: list[Invoerfout]) -> None:
        """Errors of each field, of fields that are not there or not known, and of a ``tot`` before its ``van``."""
        if type(waarde) is not dict:
            fouten.append(Invoerfout(pad, self.melding(waarde, pad)))
            return
        voor = f"{pad}." if pad else ""
        for veld in self.velden:
            ruw = waarde.get(veld.naam)
            if ruw is not None:
                veld.soort.zoek(ruw, voor + veld.naam, fouten)
            elif veld.verplicht:
                hoe = "is leeg (null)" if veld.naam in waarde else "ontbreekt"
                fouten.append(
                    Invoerfout(
                        voor + veld.naam, f"Het veld '{voor}{veld.naam}' {hoe}, maar is nodig. Vul het in."
                    )
                )
        for naam in waarde:
            if naam not in self._snel:
                fouten.append(
                    Invoerfout(
                        f"{voor}{naam}",
                        f"Het veld '{voor}{naam}' bestaat niet in deze vraag. Haal het weg of verbeter de naam.",
                    )
                )
        if self.met_periode:
            try:
                van, tot = lees_datum(waarde.get("van")), lees_datum(waarde.get("tot"))
            except Ongeldig:
                return
            if tot < van:
                fouten.append(
                    Invoerfout(
                        f"{voor}tot",
                        f"De einddatum in '{voor}tot' ({in_woorden(tot)}) ligt vóór de begindatum in "
                        f"'{voor}van' ({in_woorden(van)}). Verbeter een van de twee.",
                    )
                )
