"""The providers of the demo, with their contracts. Names, AGB codes and KvK numbers are invented."""

from __future__ import annotations

from datetime import date
from typing import Final, NamedTuple

START: Final = date(2025, 7, 1)
"""First day of the new agreements (S-002)."""

EIND_B: Final = date(2027, 12, 31)
EIND_V: Final = date(2027, 6, 30)


class Democontract(NamedTuple):
    """A contract of a demo provider."""

    segment: str
    nummer: str
    van: date = START
    tot: date | None = EIND_B
    perceel: str = ""
    uitloop: bool = False


class Demoaanbieder(NamedTuple):
    """A provider of the demo."""

    agb: str
    naam: str
    kvk: str
    plaats: str
    contracten: tuple[Democontract, ...]
    contactpersoon: str = ""
    telefoon: str = ""
    ggz: bool = False
    alleen_laag_complex: bool = False
    actief: bool = True


LINDE: Final = "99001234"
ZUIDERDIJK: Final = "99001310"
NOORDERKOOG: Final = "99001421"
WIERDIJK: Final = "99001532"
TERP: Final = "99001643"
MEERKOET: Final = "99001754"
WENDE: Final = "99001865"
OOSTERPOLDER: Final = "99001976"
PLEEGZORG: Final = "99002087"
KAASPERS: Final = "99002198"
SCHARDAM: Final = "99002209"
STREEK: Final = "99002310"
WATERKERS: Final = "99002421"
WESTERKOGGE: Final = "99002532"
HOOGLAND: Final = "99002643"
LISDODDE: Final = "99002754"

AANBIEDERS: Final = (
    Demoaanbieder(
        LINDE,
        "Stichting De Linde",
        "99887766",
        "Hoorn",
        (
            Democontract("B", "OUD-2023-031", date(2023, 1, 1), date(2026, 6, 30), uitloop=True),
            Democontract("B", "B-2025-014"),
            Democontract("V", "V-2025-009", tot=EIND_V),
        ),
        contactpersoon="Bas Vriend",
        telefoon="0229 000 000",
    ),
    Demoaanbieder(
        ZUIDERDIJK, "Kliniek Zuiderdijk", "99887701", "Hoorn", (Democontract("C", "C-2025-002"),), ggz=True
    ),
    Demoaanbieder(
        NOORDERKOOG,
        "Gezinshuizen Noorderkoog",
        "99887702",
        "Opmeer",
        (Democontract("V", "V-2025-003", tot=EIND_V),),
    ),
    Demoaanbieder(
        WIERDIJK,
        "Praktijk Wierdijk",
        "99887703",
        "Enkhuizen",
        (Democontract("B", "B-2025-004"),),
    ),
    Demoaanbieder(
        TERP, "Logeerhuis De Terp", "99887704", "Bovenkarspel", (Democontract("V", "V-2025-005", tot=EIND_V),)
    ),
    Demoaanbieder(
        MEERKOET,
        "Stichting De Meerkoet",
        "99887705",
        "Medemblik",
        (Democontract("B", "B-2025-006", tot=date(2025, 12, 31)),),
    ),
    Demoaanbieder(
        WENDE,
        "De Wende Jeugdhulp",
        "99887706",
        "Hoorn",
        (Democontract("B", "B-2025-007"), Democontract("V", "V-2025-007", tot=EIND_V)),
    ),
    Demoaanbieder(
        OOSTERPOLDER,
        "Jeugdkliniek Oosterpolder",
        "99887707",
        "Hoorn",
        (Democontract("C", "C-2025-008"), Democontract("V", "V-2025-008", tot=EIND_V)),
        ggz=True,
    ),
    Demoaanbieder(
        PLEEGZORG,
        "Pleegzorg Zeven Dorpen",
        "99887708",
        "De Goorn",
        (Democontract("V", "V-2025-010", tot=EIND_V),),
    ),
    Demoaanbieder(
        KAASPERS,
        "Begeleiding Kaaspers",
        "99887709",
        "Wognum",
        (Democontract("B", "B-2025-011"),),
        alleen_laag_complex=True,
    ),
    Demoaanbieder(
        SCHARDAM,
        "Forensisch Centrum Schardam",
        "99887710",
        "Hoorn",
        (Democontract("C", "C-2025-012", perceel="forensisch"),),
    ),
    Demoaanbieder(
        STREEK,
        "Behandelhuis De Streek",
        "99887711",
        "Hoogkarspel",
        (Democontract("V", "V-2025-013", tot=EIND_V),),
    ),
    Demoaanbieder(
        WATERKERS, "Stichting Waterkers", "99887712", "Enkhuizen", (Democontract("B", "B-2025-015"),)
    ),
    Demoaanbieder(
        WESTERKOGGE, "Ambulant Team Westerkogge", "99887713", "Berkhout", (Democontract("B", "B-2025-016"),)
    ),
    Demoaanbieder(
        HOOGLAND,
        "Logeerboerderij Hoogland",
        "99887714",
        "Aartswoud",
        (Democontract("V", "V-2025-017", tot=EIND_V),),
    ),
    Demoaanbieder(LISDODDE, "Praktijk Lisdodde", "99887715", "Alkmaar", ()),
)
"""Sixteen providers: with B, C, V, B and V, C and V (S-008); one whose contract ended and one that has none."""
