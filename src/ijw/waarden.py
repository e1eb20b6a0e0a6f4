"""Values as XML Schema writes them and as Python holds them: dates, times and whole numbers.

The standard's date is that of XML Schema, so a schema-valid message may hold ``12026-03-31`` or ``-2026-03-01``, and
a time ``24:00:00``. Such values have a class of their own here: they compare and write as they should and never
raise an exception in a rule.
"""

from __future__ import annotations

import datetime
import re
from typing import Any, Self

_WIT = " \t\r\n"
_DATUM = re.compile(r"(-?)(\d{4,})-(\d\d)-(\d\d)", re.ASCII)


class VerreDatum(datetime.date):
    """A date before year 1 or after year 9999, which ``datetime.date`` cannot hold.

    It sorts by its real year; ``isoformat`` gives it back as it stood in the message.
    """

    __slots__ = ("_jaar",)
    _jaar: int

    def __new__(cls, jaar: int, maand: int, dag: int) -> Self:
        """A plain date when the year fits in one (arithmetic on dates asks for that)."""
        if 1 <= jaar <= 9999:
            return datetime.date(jaar, maand, dag)  # type: ignore[return-value]
        # 9996 and 4 are leap years: a 29th of February fits
        zelf = super().__new__(cls, 9996 if jaar > 0 else 4, maand, dag)
        zelf._jaar = jaar
        return zelf

    @property
    def year(self) -> int:
        """The real year."""
        return self._jaar

    def _sleutel(self) -> tuple[int, int, int]:
        return self._jaar, self.month, self.day

    def isoformat(self) -> str:
        """The date as XML Schema writes it."""
        teken = "-" if self._jaar < 0 else ""
        return f"{teken}{abs(self._jaar):04d}-{self.month:02d}-{self.day:02d}"

    __str__ = isoformat

    def __repr__(self) -> str:
        return f"VerreDatum({self._jaar}, {self.month}, {self.day})"

    def __eq__(self, ander: object) -> bool:
        return isinstance(ander, datetime.date) and self._sleutel() == (ander.year, ander.month, ander.day)

    def __ne__(self, ander: object) -> bool:
        return not self == ander

    def __hash__(self) -> int:
        return hash(self._sleutel())

    def __lt__(self, ander: Any) -> bool:
        return self._sleutel() < (ander.year, ander.month, ander.day)

    def __le__(self, ander: Any) -> bool:
        return self._sleutel() <= (ander.year, ander.month, ander.day)

    def __gt__(self, ander: Any) -> bool:
        return self._sleutel() > (ander.year, ander.month, ander.day)

    def __ge__(self, ander: Any) -> bool:
        return self._sleutel() >= (ander.year, ander.month, ander.day)


class PreciezeTijd(datetime.time):
    """A time that ``datetime.time`` cannot hold exactly: ``24:00:00`` or more than six decimals of a second."""

    __slots__ = ("tekst",)
    tekst: str

    @classmethod
    def van(cls, tekst: str) -> Self:
        """The time written like this in a message."""
        heel, _, breuk = tekst.partition(".")
        uur, minuut, seconde = (int(deel) for deel in heel.split(":"))
        zelf = cls(uur % 24, minuut, seconde, int((breuk + "000000")[:6]))
        zelf.tekst = tekst
        return zelf

    def isoformat(self, timespec: str = "auto") -> str:
        """The time as it stood in the message."""
        return self.tekst

    __str__ = isoformat

    def __eq__(self, ander: object) -> bool:
        return isinstance(ander, PreciezeTijd) and self.tekst == ander.tekst

    def __ne__(self, ander: object) -> bool:
        return not self == ander

    def __hash__(self) -> int:
        return hash(self.tekst)


def datum(tekst: str) -> datetime.date:
    """The date for a schema-valid text; blanks around it are allowed."""
    tekst = tekst.strip(_WIT)
    if len(tekst) == 10 and tekst[0] != "-":
        return datetime.date.fromisoformat(tekst)
    delen = _DATUM.fullmatch(tekst)
    if delen is None:
        raise ValueError(f"geen datum: {tekst!r}")
    jaar = int(delen[2])
    return VerreDatum(-jaar if delen[1] else jaar, int(delen[3]), int(delen[4]))


def tijd(tekst: str) -> datetime.time:
    """The time of day for a schema-valid text; blanks around it are allowed."""
    tekst = tekst.strip(_WIT)
    if tekst[:2] == "24" or len(tekst) > 15:
        return PreciezeTijd.van(tekst)
    heel, _, breuk = tekst.partition(".")
    return datetime.time(int(heel[:2]), int(heel[3:5]), int(heel[6:8]), int((breuk + "000000")[:6]))


def geheel(tekst: str) -> int:
    """The whole number for a schema-valid text, however many zeros it starts with."""
    try:
        return int(tekst)
    except ValueError:  # Python refuses thousands of digits, also when they are zeros
        kaal = tekst.strip(_WIT)
        teken, cijfers = (kaal[0], kaal[1:]) if kaal[:1] in {"+", "-"} else ("", kaal)
        return int(teken + (cijfers.lstrip("0") or "0"))


def jaar_maand_dag(dag: datetime.date, jaren: int = 0) -> tuple[int, int, int]:
    """A date as year, month, day with the year shifted: to compare across years without a 29th of February."""
    return dag.year + jaren, dag.month, dag.day


def nl(dag: datetime.date) -> str:
    """A date as people in the Netherlands write it in a form: dd-mm-jjjj."""
    return f"{dag.day:02d}-{dag.month:02d}-{dag.year}"


def euro(centen: int) -> str:
    """An amount in eurocents as people read it: ``€ 1.234,56``."""
    teken = "-" if centen < 0 else ""
    heel, rest = divmod(abs(centen), 100)
    return f"€ {teken}{heel:,}".replace(",", ".") + f",{rest:02d}"
