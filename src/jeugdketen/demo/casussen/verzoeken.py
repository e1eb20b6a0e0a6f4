"""The caseload of the demo around 21 January 2026: what runs already, and which requests came in on which day.

Together the requests show every outcome of the rules and every group of the work list. Nobody here exists; the
persons are those of `brp.json`.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final, NamedTuple

from jeugdketen.demo.casussen import aanbieders as a


def _d(dag: int, maand: int, jaar: int = 2026) -> date:
    return date(jaar, maand, dag)


class Lopend(NamedTuple):
    """An allocation that ran before the installation was in use."""

    bsn: str
    aanbieder: str
    product: str
    van: date
    tot: date | None


class Demoverzoek(NamedTuple):
    """A request as a provider sends it.

    Attributes:
        sleutel: short name; makes the identification of the message and the reference.
        ontvangen: the day on which it comes in.
        naam: first names, prefix, surname as the provider writes them.
        product: the region's product; it is sent as the category and code that stand for it.
        feiten: what the consulent recorded since: fields of `vul_aan`.
        besluit: a decision that was taken already: day, kind and its fields.
        afgekeurd: the provider rejected the message of the decision: day and return codes by class of the message.
        behandelaar: log-in name of who has it.
    """

    sleutel: str
    ontvangen: date
    bsn: str
    naam: tuple[str, str, str]
    geboren: date
    geslacht: str
    gemeente: str
    aanbieder: str
    product: str
    van: date
    tot: date | None
    omvang: tuple[int, str, str] | None = None
    budget: int | None = None
    verwijzer: tuple[str, str | None, str | None] = ("02", None, "01999999")
    feiten: dict[str, Any] = {}
    besluit: tuple[date, dict[str, Any]] | None = None
    afgekeurd: tuple[date, dict[str, list[str]]] | None = None
    behandelaar: str | None = None
    commentaar: str | None = None


UREN: Final = (6, "04", "4")
"""Six hours a month."""

ETMALEN: Final = (2, "14", "2")
"""Two nights a week."""

LOPEND: Final = (
    Lopend("999900717", a.LINDE, "B/P4/perspectief", _d(1, 8, 2025), _d(31, 1)),
    Lopend("999900717", a.ZUIDERDIJK, "C/hoogspecialistisch", _d(1, 9, 2025), _d(30, 6)),
    Lopend("999900717", a.TERP, "V/kortdurend/logeren-regulier", _d(1, 11, 2025), _d(31, 10)),
    Lopend("999901187", a.LINDE, "B/P2/perspectief", _d(1, 11, 2025), _d(30, 4)),
    Lopend("999901187", a.NOORDERKOOG, "V/gezinshuis/midden", _d(1, 9, 2025), _d(31, 8)),
    Lopend("999900419", a.WATERKERS, "B/P8/intensief", _d(1, 9, 2025), _d(31, 8)),
    Lopend("999900444", a.WATERKERS, "B/P7/intensief", _d(1, 10, 2025), _d(30, 9)),
    Lopend("999900493", a.LINDE, "B/P5/intensief", _d(28, 7, 2025), _d(27, 7)),
    Lopend("999900432", a.LINDE, "B/P2/perspectief", _d(16, 7, 2025), _d(9, 1)),
    Lopend("999900407", a.ZUIDERDIJK, "C/hoogspecialistisch", _d(1, 8, 2025), _d(31, 1)),
    Lopend("999900523", a.WENDE, "B/P6/duurzaam-licht", _d(1, 7, 2025), None),
    Lopend("999900547", a.NOORDERKOOG, "V/gezinshuis/laag", _d(1, 7, 2025), _d(30, 6)),
    Lopend("999900638", a.PLEEGZORG, "V/pleegzorg/voltijd", _d(1, 7, 2025), None),
)

_THUIS: Final[dict[str, Any]] = {"woont_thuis": True}


def _akkoord(dag: date, vorm: str = "schriftelijk", **meer: Any) -> dict[str, Any]:
    return {"toestemming_vorm": vorm, "toestemming_datum": dag, **_THUIS, **meer}


VERZOEKEN: Final = (
    # --- Stede Broec, Enkhuizen, Drechterland: the work list of Nadia Kuiper --------------------------------------
    Demoverzoek(
        "FINN",
        _d(13, 1),
        "999900407",
        ("Finn", "", "Schouten"),
        _d(14, 8, 2016),
        "1",
        "0532",
        a.ZUIDERDIJK,
        "C/hoogspecialistisch",
        _d(1, 2),
        _d(31, 7),
        budget=850000,
        verwijzer=("05", None, "01999997"),
        feiten={**_THUIS, "overig": {"zorgvraag": {"hoogspecialistisch": True}}},
        behandelaar="nadia",
        commentaar="Vervolg op de behandeling die tot en met 31 januari loopt.",
    ),
    Demoverzoek(
        "NOOR",
        _d(14, 1),
        "999900717",
        ("Noor", "", "Vlaming"),
        _d(3, 10, 2011),
        "2",
        "0388",
        a.LINDE,
        "B/P4/intensief",
        _d(2, 2),
        _d(31, 12),
        omvang=UREN,
        behandelaar="nadia",
        feiten=_akkoord(
            _d(12, 1),
            gezamenlijke_beoordeling=_d(8, 1),
            onderbouwing="Begeleiding thuis op vier dagen, naast het logeren in het weekend; in het plan resultaat 2.",
        ),
    ),
    Demoverzoek(
        "DAAN",
        _d(14, 1),
        "999901187",
        ("Daan", "", "Rood"),
        _d(22, 5, 2012),
        "1",
        "0532",
        a.LINDE,
        "B/P4/intensief",
        _d(2, 2),
        _d(31, 1, 2027),
        omvang=(16, "04", "4"),
        verwijzer=("03", None, "01999998"),
        feiten={"woont_thuis": False, "verblijf": "gezinshuis"},
        behandelaar="nadia",
    ),
    Demoverzoek(
        "YUSUF",
        _d(26, 11, 2025),
        "999900419",
        ("Yusuf", "", "Demir"),
        _d(30, 6, 2009),
        "1",
        "0498",
        a.NOORDERKOOG,
        "V/gezinshuis/midden",
        _d(1, 2),
        _d(31, 1, 2027),
        omvang=(7, "14", "2"),
        verwijzer=("01", None, None),
        feiten=_akkoord(
            _d(1, 12, 2025),
            "mondeling",
            onderbouwing="De begeleiding van Yusuf en zijn ouders gaat door tijdens het verblijf.",
            overig={"uitstroomdoel": "terug naar huis na een jaar"},
        ),
        besluit=(
            _d(2, 12, 2025),
            {
                "soort": "in_onderzoek",
                "vraag": "Gezamenlijke beoordeling met Waterkers en Noorderkoog plannen.",
            },
        ),
        behandelaar="nadia",
    ),
    Demoverzoek(
        "SANNE",
        _d(15, 1),
        "999900420",
        ("Sanne", "", "Kaij"),
        _d(11, 4, 2018),
        "2",
        "0388",
        a.WIERDIJK,
        "B/P7/perspectief",
        _d(26, 1),
        _d(24, 7),
        omvang=UREN,
        feiten=_akkoord(_d(14, 1)),
        behandelaar="nadia",
    ),
    Demoverzoek(
        "MILAN",
        _d(16, 1),
        "999900444",
        ("Milan", "", "Appelman"),
        _d(19, 9, 2014),
        "1",
        "0388",
        a.TERP,
        "V/kortdurend/logeren-regulier",
        _d(1, 3),
        _d(31, 8),
        omvang=ETMALEN,
        verwijzer=("01", None, None),
        feiten=_akkoord(
            _d(15, 1),
            gezamenlijke_beoordeling=_d(13, 1),
            onderbouwing="De begeleiding helpt thuis en op school; het logeren ontlast de ouders. Plan, resultaat 1.",
            overig={
                "setting": "groep",
                "doel": "respijt",
                "overnachting": True,
                "uitstroomdoel": "ouders houden het vol",
            },
        ),
        behandelaar="nadia",
    ),
    Demoverzoek(
        "LOTTE",
        _d(16, 1),
        "999900456",
        ("Lotte", "", "Ruiter"),
        _d(8, 11, 2010),
        "2",
        "0498",
        a.WIERDIJK,
        "B/P6/intensief",
        _d(2, 2),
        _d(31, 7),
        omvang=UREN,
        feiten=_akkoord(_d(15, 1)),
        behandelaar="nadia",
    ),
    Demoverzoek(
        "BRAM",
        _d(19, 1),
        "999900468",
        ("Bram", "", "Koster"),
        _d(27, 3, 2011),
        "1",
        "0498",
        a.LINDE,
        "B/P4/intensief",
        _d(2, 2),
        _d(31, 12),
        omvang=UREN,
        feiten=_akkoord(_d(16, 1)),
        behandelaar="nadia",
    ),
    Demoverzoek(
        "ISA",
        _d(19, 1),
        "999900481",
        ("Isa", "", "Commandeur"),
        _d(16, 2, 2020),
        "2",
        "0532",
        a.ZUIDERDIJK,
        "C/hoogspecialistisch",
        _d(9, 2),
        _d(8, 2, 2027),
        budget=1200000,
        verwijzer=("02", None, "01999996"),
        feiten=_akkoord(_d(19, 1), overig={"zorgvraag": {"hoogspecialistisch": True}}),
        behandelaar="nadia",
    ),
    Demoverzoek(
        "AMIRA",
        _d(20, 1),
        "999900596",
        ("Amira", "el", "Idrissi"),
        _d(8, 8, 2012),
        "2",
        "0498",
        a.STREEK,
        "V/met-behandeling/behandelgroep",
        _d(16, 2),
        _d(15, 8),
        omvang=(7, "14", "2"),
        verwijzer=("04", None, "01999995"),
    ),
    Demoverzoek(
        "EVA",
        _d(20, 1),
        "999900493",
        ("Eva", "", "Groot"),
        _d(5, 7, 2013),
        "2",
        "0388",
        a.WESTERKOGGE,
        "B/P7/intensief",
        _d(16, 2),
        _d(15, 2, 2027),
        omvang=UREN,
        feiten=_akkoord(_d(20, 1), "mondeling"),
    ),
    # --- Hoorn ------------------------------------------------------------------------------------------------------
    Demoverzoek(
        "LIAM",
        _d(15, 1),
        "999900523",
        ("Liam", "", "Beemsterboer"),
        _d(1, 12, 2012),
        "1",
        "0405",
        a.OOSTERPOLDER,
        "C/hoogspecialistisch",
        _d(1, 2),
        _d(31, 1, 2027),
        budget=1500000,
        verwijzer=("05", None, "01999994"),
        feiten=_akkoord(_d(14, 1), overig={"zorgvraag": {"hoogspecialistisch": True}}),
        behandelaar="peter",
    ),
    Demoverzoek(
        "ZOE",
        _d(16, 1),
        "999900535",
        ("Zoë", "", "Kuin"),
        _d(3, 3, 2014),
        "2",
        "0405",
        a.WENDE,
        "B/P1/intensief",
        _d(1, 2),
        _d(31, 1, 2027),
        omvang=UREN,
        feiten=_akkoord(_d(15, 1)),
        behandelaar="peter",
        besluit=(_d(20, 1), {"soort": "toewijzen"}),
    ),
    Demoverzoek(
        "TESS",
        _d(19, 1),
        "999900511",
        ("Tess", "", "Vlaar"),
        _d(20, 5, 2015),
        "2",
        "0405",
        a.WENDE,
        "B/P3/perspectief",
        _d(1, 2),
        _d(31, 7),
        omvang=UREN,
    ),
    Demoverzoek(
        "NINA",
        _d(19, 1),
        "999900614",
        ("Nina", "", "Wester"),
        _d(26, 9, 2013),
        "2",
        "0405",
        a.WENDE,
        "B/P7/intensief",
        _d(1, 2),
        _d(31, 12),
        omvang=UREN,
    ),
    Demoverzoek(
        "STIJN",
        _d(20, 1),
        "999900626",
        ("Stijn", "", "Storm"),
        _d(9, 1, 2014),
        "1",
        "0405",
        a.WATERKERS,
        "B/P2/intensief",
        _d(1, 2),
        _d(31, 12),
        omvang=UREN,
    ),
    Demoverzoek(
        "JORIS",
        _d(20, 1),
        "999900638",
        ("Joris", "", "Laan"),
        _d(10, 1, 2008),
        "1",
        "0405",
        a.STREEK,
        "V/met-behandeling/behandelgroep",
        _d(1, 2),
        _d(31, 7),
        omvang=(7, "14", "2"),
        verwijzer=("01", None, None),
        feiten={
            "woont_thuis": False,
            "verblijf": "pleeggezin",
            "toestemming_vorm": "mondeling",
            "toestemming_datum": _d(19, 1),
        },
        behandelaar="peter",
    ),
    # --- Medemblik, Opmeer, Koggenland -------------------------------------------------------------------------------
    Demoverzoek(
        "MILA",
        _d(16, 1),
        "999900572",
        ("Mila", "", "Singer"),
        _d(6, 6, 2015),
        "2",
        "0420",
        a.MEERKOET,
        "B/P3/intensief",
        _d(1, 2),
        _d(31, 12),
        omvang=UREN,
        feiten=_akkoord(_d(15, 1)),
        behandelaar="sem",
    ),
    Demoverzoek(
        "ONBEKEND",
        _d(20, 1),
        "999900584",
        ("Sem", "", "Portegijs"),
        _d(2, 2, 2016),
        "1",
        "0420",
        a.LINDE,
        "B/P1/perspectief",
        _d(2, 2),
        _d(31, 7),
        omvang=UREN,
    ),
    Demoverzoek(
        "FENNA",
        _d(15, 1),
        "999900547",
        ("Fenna", "", "Slagter"),
        _d(30, 1, 2013),
        "2",
        "0432",
        a.KAASPERS,
        "B/P5/intensief",
        _d(1, 2),
        _d(31, 12),
        omvang=UREN,
        verwijzer=("04", None, "01999995"),
        feiten={
            "woont_thuis": False,
            "verblijf": "gezinshuis",
            "toestemming_vorm": "schriftelijk",
            "toestemming_datum": _d(13, 1),
        },
        behandelaar="ilse",
    ),
    Demoverzoek(
        "THIJS",
        _d(19, 1),
        "999900559",
        ("Thijs", "de", "Wit"),
        _d(10, 10, 2017),
        "1",
        "0432",
        a.HOOGLAND,
        "V/kortdurend/logeren-regulier",
        _d(1, 2),
        _d(31, 7),
        omvang=ETMALEN,
        verwijzer=("01", None, None),
        feiten=_akkoord(_d(16, 1), overig={"setting": "individueel", "doel": "respijt"}),
        behandelaar="ilse",
    ),
    Demoverzoek(
        "JORT",
        _d(20, 1),
        "999900560",
        ("Jort", "", "Bakker"),
        _d(18, 4, 2010),
        "1",
        "1598",
        a.LISDODDE,
        "B/P6/intensief",
        _d(1, 2),
        _d(31, 12),
        omvang=UREN,
        feiten=_akkoord(_d(19, 1)),
        behandelaar="tineke",
    ),
    Demoverzoek(
        "PIM",
        _d(13, 1),
        "999900651",
        ("Pim", "", "Schuit"),
        _d(11, 4, 2013),
        "1",
        "0388",
        a.WENDE,
        "B/P1/intensief",
        _d(1, 2),
        _d(31, 1, 2027),
        omvang=UREN,
        feiten=_akkoord(_d(12, 1)),
        behandelaar="nadia",
        besluit=(_d(16, 1), {"soort": "toewijzen"}),
        # The provider's system does not know the reference any more.
        afgekeurd=(_d(20, 1), {"/Bericht/Client/ToegewezenProducten/ToegewezenProduct[1]": ["9379"]}),
    ),
)
