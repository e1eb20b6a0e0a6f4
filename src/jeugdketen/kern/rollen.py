"""Who may do what, each right a function that reads as a sentence.

A role is held for one municipality, for one provider, or for the whole region, and from a date to a date. Row
security (`rijbeveiliging`) stands beneath these functions: it decides which rows exist for somebody; a function here
decides what somebody may do with them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from jeugdketen.kern.toegang import Toegang

CONSULENT: Final = "consulent"
BACKOFFICE: Final = "backoffice"
REGISSEUR: Final = "regisseur"
TEAMLEIDER: Final = "teamleider"
AANBIEDER_MEDEWERKER: Final = "aanbieder_medewerker"
AANBIEDER_BEHEERDER: Final = "aanbieder_beheerder"
GI_MEDEWERKER: Final = "gi_medewerker"
VERWIJZER: Final = "verwijzer"
GEZIN: Final = "gezin"
CONTRACTMANAGER: Final = "contractmanager"
LOKALE_CONTRACTMANAGER: Final = "lokale_contractmanager"
ZORGMAKELAAR: Final = "zorgmakelaar"
BELEIDSADVISEUR: Final = "beleidsadviseur"
FG: Final = "fg"
BEHEERDER: Final = "beheerder"

ROLLEN: Final[dict[str, str]] = {
    CONSULENT: "consulent",
    BACKOFFICE: "backoffice",
    REGISSEUR: "regisseur",
    TEAMLEIDER: "teamleider",
    AANBIEDER_MEDEWERKER: "medewerker aanbieder",
    AANBIEDER_BEHEERDER: "beheerder aanbieder",
    GI_MEDEWERKER: "medewerker gecertificeerde instelling",
    VERWIJZER: "verwijzer",
    GEZIN: "jeugdige of gezin",
    CONTRACTMANAGER: "contractmanager Netwerkorganisatie",
    LOKALE_CONTRACTMANAGER: "lokale contractmanager",
    ZORGMAKELAAR: "zorgmakelaar",
    BELEIDSADVISEUR: "beleidsadviseur",
    FG: "functionaris gegevensbescherming",
    BEHEERDER: "beheerder",
}
"""Each role with the words that people read."""

SYSTEEM: Final = "systeem"
"""The worker that handles one message, for the municipality of that message. Never given to a person."""

INRICHTING: Final = "inrichting"
"""Set-up from the command line: loads registers and users. Never given to a person."""

AANMELDING: Final = "aanmelding"
"""The log-in itself, before anybody is known: may count attempts and renew a password hash. Never given to a person."""

VERZEGELING: Final = "verzegeling"
"""The job that seals and checks the read log. Never given to a person."""

PER_GEMEENTE: Final = frozenset(
    {CONSULENT, BACKOFFICE, REGISSEUR, TEAMLEIDER, LOKALE_CONTRACTMANAGER, BELEIDSADVISEUR, FG}
)
"""Roles that are held for one municipality; somebody who works for three holds three."""

PER_AANBIEDER: Final = frozenset({AANBIEDER_MEDEWERKER, AANBIEDER_BEHEERDER})
"""Roles that are held for one provider."""

DOSSIER_LEZEN: Final = frozenset({CONSULENT, BACKOFFICE, REGISSEUR, TEAMLEIDER, SYSTEEM})
"""Roles that open the files of the municipality they are held for."""

DOSSIER_SCHRIJVEN: Final = DOSSIER_LEZEN
"""Roles that write in the files of the municipality they are held for."""


def mag_dossier_lezen(toegang: Toegang, gemeente: str) -> bool:
    """May read the files of children of this municipality (CBS code)."""
    return toegang.heeft(DOSSIER_LEZEN, gemeente=gemeente)


def mag_feiten_vastleggen(toegang: Toegang, gemeente: str) -> bool:
    """May record consent, living situation and joint assessment (S-050, S-114): the local team, not the back office."""
    return toegang.heeft({CONSULENT, REGISSEUR, TEAMLEIDER}, gemeente=gemeente)


def mag_identiteit_verbeteren(toegang: Toegang, gemeente: str) -> bool:
    """May correct a BSN, complete a birth, and merge or part files of one child: the local team and the back office."""
    return toegang.heeft({CONSULENT, BACKOFFICE, REGISSEUR, TEAMLEIDER}, gemeente=gemeente)


def mag_overdragen(toegang: Toegang, gemeente: str) -> bool:
    """May establish the domicile, and offer, accept or refuse the transfer of a file to another municipality."""
    return toegang.heeft({CONSULENT, TEAMLEIDER}, gemeente=gemeente)


def mag_besluiten(toegang: Toegang, gemeente: str) -> bool:
    """May decide on care in this municipality; always a person, never the worker (S-050, S-093)."""
    return toegang.heeft({CONSULENT, TEAMLEIDER}, gemeente=gemeente)


def mag_werk_verdelen(toegang: Toegang, gemeente: str) -> bool:
    """May give a case to a colleague."""
    return toegang.heeft({TEAMLEIDER}, gemeente=gemeente)


def mag_berichten_zien(toegang: Toegang, gemeente: str) -> bool:
    """May open the messages that this municipality received and sent."""
    return toegang.heeft({CONSULENT, BACKOFFICE, REGISSEUR, TEAMLEIDER, SYSTEEM}, gemeente=gemeente)


def mag_berichten_afhandelen(toegang: Toegang, gemeente: str) -> bool:
    """May send answers again, upload a message by hand and settle one outside the traffic."""
    return toegang.heeft({BACKOFFICE, TEAMLEIDER, CONSULENT}, gemeente=gemeente)


def mag_berichten_aanleveren(toegang: Toegang, aanbieder: str) -> bool:
    """May upload messages in the name of this provider (AGB code)."""
    return toegang.heeft(PER_AANBIEDER, aanbieder=aanbieder)


def mag_register_zien(toegang: Toegang) -> bool:
    """May read the register of providers and contracts: everybody with a role in the chain, except the family."""
    return bool(toegang.rollen - {GEZIN})


def mag_contracten_beheren(toegang: Toegang) -> bool:
    """May change regional contracts: the Netwerkorganisatie only (S-001)."""
    return toegang.heeft({CONTRACTMANAGER, INRICHTING})


def mag_lokale_contracten_beheren(toegang: Toegang, gemeente: str) -> bool:
    """May change the local contracts of this municipality; regional ones only with the Netwerkorganisatie (S-206)."""
    return toegang.heeft({LOKALE_CONTRACTMANAGER}, gemeente=gemeente) or mag_contracten_beheren(toegang)


def mag_onderaannemers_melden(toegang: Toegang, aanbieder: str) -> bool:
    """May report the subcontractors of this provider (AGB code): itself, and the Netwerkorganisatie (S-067)."""
    return toegang.heeft(PER_AANBIEDER, aanbieder=aanbieder) or mag_contracten_beheren(toegang)


def mag_leeslogboek_zien(toegang: Toegang, gemeente: str) -> bool:
    """May read who opened which file in this municipality: the functionaris gegevensbescherming."""
    return toegang.heeft({FG}, gemeente=gemeente)


def mag_gebruikers_beheren(toegang: Toegang) -> bool:
    """May add people and give roles; gives no sight of any file."""
    return toegang.heeft({BEHEERDER, INRICHTING})
