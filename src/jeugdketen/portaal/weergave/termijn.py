"""The law's clock on screen: colour, icon and pips for a deadline that the application has counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from jeugdketen.kern.werkdagen import werkdagen_tussen
from jeugdketen.portaal.weergave.datums import dag_kort
from jeugdketen.toewijzing.weergave import Termijn

PIPS = 5
KORT = 2
"""With this many working days left or fewer, the chip gets its warning colour."""


@dataclass(frozen=True)
class Termijnchip:
    """A deadline as a chip: ``stand`` is ``telaat``, ``vandaag``, ``kort`` or ``ruim``."""

    stand: str
    tekst: str
    pips: tuple[tuple[int, str], ...] = ()

    @property
    def icoon(self) -> str:
        """The name of the icon beside the words."""
        return "laat" if self.stand == "telaat" else "klok"


def stand(werkdagen: int) -> str:
    """The colour class for a number of working days left (0 is today, negative is late)."""
    if werkdagen < 0:
        return "telaat"
    if werkdagen == 0:
        return "vandaag"
    return "kort" if werkdagen <= KORT else "ruim"


def chip(termijn: Termijn, tekst: str = "") -> Termijnchip:
    """The chip of a counted deadline; the pips count working days used, for a longer term they are a scale."""
    klasse = "over" if termijn.te_laat else "vol"
    vol = PIPS if termijn.te_laat else max(0, min(PIPS, termijn.pips))
    pips = tuple((i * 10, klasse if i < vol else "") for i in range(PIPS))
    return Termijnchip(stand(termijn.werkdagen), tekst or termijn.tekst, pips)


def antwoordtekst(termijn: Termijn) -> str:
    """The words in the head of a case: what must be answered when."""
    return "vandaag antwoorden" if termijn.werkdagen == 0 else f"antwoord {termijn.tekst}"


def datumchip(uiterlijk: date, vandaag: date, *, met_woorden: bool = False) -> Termijnchip:
    """The chip for an answer that is due on a day: the day itself, or how long that is away."""
    over = werkdagen_tussen(vandaag, uiterlijk)
    if not met_woorden:
        return Termijnchip(stand(over), dag_kort(uiterlijk))
    if over < 0:
        return Termijnchip("telaat", f"antwoord {-over} {_werkdagen(over)} te laat")
    if over == 0:
        return Termijnchip("vandaag", "vandaag antwoorden")
    return Termijnchip(stand(over), f"antwoord nog {over} {_werkdagen(over)}")


def restchip(rest: int) -> Termijnchip:
    """The chip for a number of working days until the last day; negative is late."""
    if rest < 0:
        return Termijnchip("telaat", f"{-rest} {_werkdagen(rest)} te laat")
    return Termijnchip(stand(rest), f"nog {rest} {_werkdagen(rest)}" if rest else "vandaag")


def _werkdagen(aantal: int) -> str:
    return "werkdag" if abs(aantal) == 1 else "werkdagen"
