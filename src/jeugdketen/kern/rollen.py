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

PER_ORGANISATIE: Final = PER_AANBIEDER | {GI_MEDEWERKER, VERWIJZER}
"""Roles that are held for one organisation with an AGB code: a provider, a certified institution, a referrer."""

DOSSIER_LEZEN: Final = frozenset({CONSULENT, BACKOFFICE, REGISSEUR, TEAMLEIDER, SYSTEEM})
"""Roles that open the files of the municipality they are held for."""

DOSSIER_SCHRIJVEN: Final = DOSSIER_LEZEN
"""Roles that write in the files of the municipality they are held for."""

VIER_OGEN: Final = frozenset({CONSULENT, BACKOFFICE, REGISSEUR, TEAMLEIDER, GI_MEDEWERKER, FG, BEHEERDER})
"""Roles that one person proposes and another one grants: those with sight of files or of the read log, and that of
administrator itself (or two accounts of one person would be two pairs of eyes)."""

NOODTOEGANG: Final = frozenset({CONSULENT, REGISSEUR, TEAMLEIDER})
"""Roles of people who may open one file elsewhere in the region, for a short time and with a reason."""

WAARNEEMBAAR: Final = frozenset({CONSULENT, BACKOFFICE, REGISSEUR, TEAMLEIDER})
"""Roles with a work list that a colleague can keep during leave."""

ROLUITLEG: Final[dict[str, str]] = {
    CONSULENT: "Leest en schrijft in de dossiers van de eigen gemeente, legt feiten vast en besluit over hulp. Mag met "
    "een reden één dossier elders openen (noodtoegang).",
    BACKOFFICE: "Leest de dossiers en berichten van de eigen gemeente en handelt het berichtenverkeer af. Legt geen "
    "feiten over een kind vast en besluit niet.",
    REGISSEUR: "Leest en schrijft in de dossiers van de eigen gemeente en legt feiten vast. Besluit niet over hulp.",
    TEAMLEIDER: "Kan wat een consulent kan, verdeelt het werk, regelt waarneming en geeft akkoord op rollen in "
    "de eigen gemeente.",
    AANBIEDER_MEDEWERKER: "Ziet de kinderen bij wie de aanbieder vandaag betrokken is, en de eigen verzoeken, "
    "toewijzingen en berichten. Ziet geen adres en geen gezin.",
    AANBIEDER_BEHEERDER: "Kan wat een medewerker van de aanbieder kan, en beheert de mensen van de eigen aanbieder.",
    GI_MEDEWERKER: "Ziet de kinderen bij wie de gecertificeerde instelling vandaag als GI is betrokken, met hun "
    "verzoeken, oordelen, besluiten en toewijzingen. Schrijft niets.",
    VERWIJZER: "Ziet de verzoeken die op de eigen verwijzing rusten, en welke kinderen dat zijn. Ziet geen oordeel.",
    GEZIN: "Ziet van het eigen kind de verzoeken, oordelen, besluiten en toewijzingen, en wie het dossier las.",
    CONTRACTMANAGER: "Beheert aanbieders, contracten en producten van de regio. Ziet geen enkel kind.",
    LOKALE_CONTRACTMANAGER: "Leest aanbieders, contracten en producten. Ziet geen enkel kind.",
    ZORGMAKELAAR: "Leest aanbieders, contracten en producten, om plaats te vinden voor een vraag zonder naam. Ziet "
    "geen enkel kind.",
    BELEIDSADVISEUR: "Leest aanbieders, contracten en producten. Ziet geen enkel kind.",
    FG: "Leest wie welk dossier van de gemeente las en wat er veranderde, en beoordeelt elke noodtoegang. Opent zelf "
    "geen dossier.",
    BEHEERDER: "Beheert mensen en rollen. Een rol met zicht op dossiers stelt de een voor en geeft een ander. Opent "
    "geen dossier.",
}
"""Each role in one or two sentences, as `docs/toegang.md` and the screen of people print it."""


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


def mag_caseload_overnemen(toegang: Toegang, gemeente: str) -> bool:
    """May load the running caseload of this municipality from another system."""
    return toegang.heeft({BACKOFFICE, TEAMLEIDER}, gemeente=gemeente)


def mag_overname_ondertekenen(toegang: Toegang, gemeente: str) -> bool:
    """May sign the reconciliation of a caseload that was loaded; never who loaded it."""
    return toegang.heeft({TEAMLEIDER}, gemeente=gemeente)


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


def mag_eigen_dossier_zien(toegang: Toegang) -> bool:
    """May read what was asked and decided for the own child, and who read its file: the family."""
    return toegang.heeft({GEZIN})


def mag_als_gi_zien(toegang: Toegang, aanbieder: str) -> bool:
    """May read requests, verdicts, decisions and allocations of the children this institution (AGB) is GI for."""
    return toegang.heeft({GI_MEDEWERKER}, aanbieder=aanbieder)


def mag_verwijzingen_zien(toegang: Toegang, aanbieder: str) -> bool:
    """May read the requests that rest on referrals of this practice (AGB), without the verdict."""
    return toegang.heeft({VERWIJZER}, aanbieder=aanbieder)


def mag_noodtoegang(toegang: Toegang) -> bool:
    """May open one file elsewhere in the region with a reason, for a short time; the officer hears of each one."""
    return toegang.heeft(NOODTOEGANG)


def mag_noodtoegang_beoordelen(toegang: Toegang, gemeente: str) -> bool:
    """May say of a break-glass opening in this municipality whether it was right: the officer."""
    return toegang.heeft({FG}, gemeente=gemeente)


def mag_leeslogboek_zien(toegang: Toegang, gemeente: str) -> bool:
    """May read who opened which file in this municipality: the functionaris gegevensbescherming."""
    return toegang.heeft({FG}, gemeente=gemeente)


def mag_wijzigingen_zien(toegang: Toegang) -> bool:
    """May read the change log: the officer of the own municipality, the administrator of people and roles."""
    return toegang.heeft({FG, BEHEERDER})


def mag_gebruikers_beheren(toegang: Toegang) -> bool:
    """May add people and give roles; gives no sight of any file."""
    return toegang.heeft({BEHEERDER, INRICHTING})


def mag_mensen_van_aanbieder_beheren(toegang: Toegang, aanbieder: str) -> bool:
    """May add people of this provider (AGB code) and give them the provider's roles."""
    return toegang.heeft({AANBIEDER_BEHEERDER}, aanbieder=aanbieder)


def mag_herstel_bevestigen(toegang: Toegang) -> bool:
    """May confirm that a colleague opens somebody's account again; whose, `kern.herstel.kan_bevestigen` says."""
    return toegang.heeft({BEHEERDER, TEAMLEIDER, AANBIEDER_BEHEERDER})


def mag_rol_toekennen(toegang: Toegang, gemeente: str) -> bool:
    """May grant a role for this municipality that somebody else proposed, for somebody else (four eyes)."""
    return toegang.heeft({BEHEERDER}) or toegang.heeft({TEAMLEIDER}, gemeente=gemeente)


def mag_waarneming_regelen(toegang: Toegang, gemeente: str) -> bool:
    """May name who keeps the work list of an absent colleague in this municipality, without being that colleague."""
    return toegang.heeft({TEAMLEIDER}, gemeente=gemeente)


def mag_beveiligingslog_zien(toegang: Toegang) -> bool:
    """May read who logged in, who was refused and what changed about logging in; nothing in it is about a child."""
    return toegang.heeft({BEHEERDER, FG})


def mag_vernietiging_voorstellen(toegang: Toegang, gemeente: str) -> bool:
    """May put files of this municipality whose term is over on a list for destruction."""
    return toegang.heeft({CONSULENT, BACKOFFICE, REGISSEUR, TEAMLEIDER}, gemeente=gemeente)


def mag_vernietiging_goedkeuren(toegang: Toegang, gemeente: str) -> bool:
    """May approve and carry out a list for destruction that somebody else drew up: the team leader."""
    return toegang.heeft({TEAMLEIDER}, gemeente=gemeente)


def mag_logvernietiging_zien(toegang: Toegang) -> bool:
    """May see what is proposed to be destroyed in the logs: who proposes it and who approves it."""
    return toegang.heeft({BEHEERDER, FG})


def mag_logvernietiging_voorstellen(toegang: Toegang) -> bool:
    """May propose that the oldest rows of a log are destroyed: the administrator, who sees none of them."""
    return toegang.heeft({BEHEERDER})


def mag_logvernietiging_goedkeuren(toegang: Toegang) -> bool:
    """May approve that and carry it out: the officer, of every municipality whose rows are in it."""
    return toegang.heeft({FG})


def mag_rechtenverzoek_behandelen(toegang: Toegang, gemeente: str) -> bool:
    """May take in and answer a request of somebody about the own data (AVG art. 12 to 20)."""
    return toegang.heeft({CONSULENT, BACKOFFICE, REGISSEUR, TEAMLEIDER}, gemeente=gemeente)
