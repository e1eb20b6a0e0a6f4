"""Facts as key and value, with the source of the value."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Feitregel:
    """One line of a fact list.

    ``regels`` are further lines under the value; ``bron`` says where it comes from (BRP, JW315, u); ``voorbeeld`` is
    true for a value that no source gives; ``ontbreekt`` names the outcome that its absence causes, with a link to fill
    it in.
    """

    naam: str
    waarde: str = ""
    regels: tuple[str, ...] = field(default=())
    bron: str = ""
    sterk: bool = False
    voorbeeld: bool = False
    ontbreekt: str = ""
    url: str = ""
    url_tekst: str = ""
