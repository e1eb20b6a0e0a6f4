"""The people who can log in to the demo: at least one for each role. Nobody here exists."""

from __future__ import annotations

from datetime import date
from typing import Final, NamedTuple

from jeugdketen.kern import rollen

DEMOWACHTWOORD: Final = "Westfriesland-2026"
"""The password of everybody in the demo, printed by `make demo`; worthless anywhere else."""

SINDS: Final = date(2025, 7, 1)

GI: Final = "99009090"
"""AGB code of the certified institution of the demo."""

HUISARTS: Final = "01999999"
"""AGB code of the family doctor on whose referral most requests of the demo rest."""

ALLE_ZEVEN: Final = ("0388", "0405", "0420", "0432", "0498", "0532", "1598")


class Demogebruiker(NamedTuple):
    """Somebody of the demo: log-in name, name, role, and for whom."""

    inlognaam: str
    naam: str
    rol: str
    gemeenten: tuple[str, ...] = ()
    aanbieder: str | None = None


GEBRUIKERS: Final = (
    Demogebruiker("nadia", "Nadia Kuiper", rollen.CONSULENT, ("0388", "0498", "0532")),
    Demogebruiker("jolanda", "Jolanda Schilder", rollen.CONSULENT, ("0388", "0532")),
    Demogebruiker("sem", "Sem Blokker", rollen.CONSULENT, ("0420",)),
    Demogebruiker("peter", "Peter Oud", rollen.CONSULENT, ("0405",)),
    Demogebruiker("ilse", "Ilse Kok", rollen.CONSULENT, ("0432",)),
    Demogebruiker("tineke", "Tineke Balder", rollen.CONSULENT, ("1598",)),
    Demogebruiker("roos", "Roos Bakkum", rollen.BACKOFFICE, ("0420",)),
    Demogebruiker("henk", "Henk Visser", rollen.REGISSEUR, ("0388", "0498", "0532")),
    Demogebruiker("marit", "Marit Haas", rollen.TEAMLEIDER, ("0388", "0498", "0532")),
    Demogebruiker("bas", "Bas Vriend", rollen.AANBIEDER_MEDEWERKER, aanbieder="99001234"),
    Demogebruiker("loes", "Loes Winder", rollen.AANBIEDER_BEHEERDER, aanbieder="99001234"),
    Demogebruiker("wiebe", "Wiebe Ruiter", rollen.AANBIEDER_MEDEWERKER, aanbieder="99001865"),
    Demogebruiker("karim", "Karim Haddou", rollen.GI_MEDEWERKER, aanbieder=GI),
    Demogebruiker("vera", "Vera de Jong", rollen.VERWIJZER, aanbieder=HUISARTS),
    Demogebruiker("familie", "Karin Mantel", rollen.GEZIN),
    Demogebruiker("hanna", "Hanna Smit", rollen.CONTRACTMANAGER),
    Demogebruiker("wim", "Wim Steltenpool", rollen.LOKALE_CONTRACTMANAGER, ("0405",)),
    Demogebruiker("olga", "Olga Pronk", rollen.ZORGMAKELAAR),
    Demogebruiker("rik", "Rik Zomer", rollen.BELEIDSADVISEUR, ("0405",)),
    Demogebruiker("els", "Els Wit", rollen.FG, ALLE_ZEVEN),
    Demogebruiker("beheer", "Arjen Stam", rollen.BEHEERDER),
    Demogebruiker("saskia", "Saskia Bruin", rollen.BEHEERDER),
)

_NAMEN: Final = {
    "0388": "Enkhuizen",
    "0405": "Hoorn",
    "0420": "Medemblik",
    "0432": "Opmeer",
    "0498": "Drechterland",
    "0532": "Stede Broec",
    "1598": "Koggenland",
}


def _waarvoor(gebruiker: Demogebruiker) -> str:
    if gebruiker.gemeenten == ALLE_ZEVEN:
        return "alle zeven gemeenten"
    if gebruiker.aanbieder:
        return {
            GI: "Jeugdbescherming Westkust",
            HUISARTS: "huisartsenpraktijk",
            "99001865": "De Wende Jeugdhulp",
        }.get(gebruiker.aanbieder, "Stichting De Linde")
    return ", ".join(_NAMEN[code] for code in gebruiker.gemeenten)


DEMOLOGINS: Final[list[dict[str, str]]] = [
    {
        "inlognaam": g.inlognaam,
        "naam": g.naam,
        "rol": ", ".join(deel for deel in (rollen.ROLLEN[g.rol], _waarvoor(g)) if deel),
    }
    for g in GEBRUIKERS
]
"""What the log-in page and the start of the demo show."""
