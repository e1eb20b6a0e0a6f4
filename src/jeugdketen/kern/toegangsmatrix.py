"""The access matrix: for each role and each kind of record what row security lets somebody do.

Read from the migrations that write row security, so the page `docs/toegang.md` cannot say anything else than the
conditions that stand in the database. A condition is taken apart into its parts, and each part is answered for one
role: always, never, or only for some rows (`Deel`). A part that is not known here is an error: a new kind of
condition must get its words first. `tests/kern/test_toegangsmatrix.py` proves the page against the database.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.apps import apps
from django.db.migrations import RunSQL
from django.db.migrations.loader import MigrationLoader

from jeugdketen.kern import rollen
from jeugdketen.kern.rijbeveiliging import (
    AlleenToevoegen,
    ExtraBeleid,
    HerzieBeleid,
    Kolomvenster,
    Rijbeveiliging,
    VasteKolommen,
    VervaltBeleid,
    of,
)

ACTIES: Final = ("lezen", "toevoegen", "wijzigen", "verwijderen")
"""The kinds of statement that row security tells apart."""

TECHNISCH: Final[dict[str, str]] = {
    rollen.SYSTEEM: "systeem (verwerkt één bericht)",
    rollen.INRICHTING: "inrichting (opdrachtregel)",
    rollen.AANMELDING: "aanmelding (het inloggen zelf)",
    rollen.VERZEGELING: "verzegeling (zegels op het leeslogboek)",
}
"""Roles that no person can hold, with the words that people read."""


class Deel(StrEnum):
    """To which rows a right is limited; the value is what the page says."""

    GEMEENTE = "eigen gemeente"
    ONTVANGER = "ontvangende gemeente"
    AANBIEDER = "eigen aanbieder"
    BETROKKEN = "betrokken kinderen"
    AF_TE_MELDEN = "nog af te melden"
    EIGEN_KIND = "eigen kind"
    AAN_AANBIEDER = "aan de aanbieder gericht"
    NOOD = "noodtoegang"
    GELEID = "eigen team"
    BEHEERD = "eigen mensen"
    GI = "als gecertificeerde instelling"
    VERWEZEN = "eigen verwijzing"
    ANDER = "voor een ander"
    ANDERE_ROL = "rol zonder dossiers"
    AANBIEDERROL = "rol bij een aanbieder"
    TOEGEKEND = "na voorstel van een ander"
    LATER = "vanaf vandaag"
    MENSEN = "over mensen"
    NAMENS = "namens eigen aanbieder aangeleverd"
    VERZONDEN = "na verzending"
    ZONDER_GEMEENTE = "zonder gemeente"
    ZELF = "zelf"
    WAARNEMER = "als waarnemer"
    EIGEN_NAAM = "op eigen naam"
    ONBESLIST = "nog niet beslist"
    ZONDER_GEBRUIKER = "zonder gebruiker"
    LEIDT = "als leidinggevende van die persoon"
    BEVESTIGD = "na akkoord van een ander"


UITLEG: Final[dict[Deel, str]] = {
    Deel.GEMEENTE: "rijen van een gemeente waarvoor iemand deze rol heeft",
    Deel.ONTVANGER: "rijen die aan een gemeente zijn gericht waarvoor iemand deze rol heeft",
    Deel.AANBIEDER: "rijen van de aanbieder waarvoor iemand werkt",
    Deel.BETROKKEN: "kinderen bij wie die aanbieder vandaag betrokken is",
    Deel.AF_TE_MELDEN: "kinderen van wie bij die aanbieder hulp is geëindigd waarvan de stop niet is gemeld (tot een "
    "half jaar), en tot het eind van de maand daarna",
    Deel.EIGEN_KIND: "kinderen met wie iemand vandaag als gezin is verbonden",
    Deel.AAN_AANBIEDER: "herinneringen die voor de aanbieder zijn en niet voor de gemeente",
    Deel.NOOD: "het ene dossier dat iemand op dit moment met noodtoegang open heeft",
    Deel.GELEID: "rijen van een gemeente waar iemand teamleider is",
    Deel.BEHEERD: "mensen die alleen bij de aanbieder werken die iemand beheert",
    Deel.GI: "kinderen bij wie de instelling vandaag als GI is betrokken",
    Deel.VERWEZEN: "verzoeken op een verwijzing van de eigen praktijk, en de kinderen daarin",
    Deel.ANDER: "rijen die niet over de persoon zelf gaan",
    Deel.ANDERE_ROL: "rollen die geen zicht geven op dossiers of op het leeslogboek",
    Deel.AANBIEDERROL: "de rollen medewerker en beheerder van een aanbieder",
    Deel.TOEGEKEND: "een voorstel van een ander, voor weer een ander, dat deze persoon toekent",
    Deel.LATER: "rijen waarvan de eerste dag vandaag is of nog komt",
    Deel.MENSEN: "wijzigingen in accounts en rollen",
    Deel.NAMENS: "berichten die iemand of een systeem namens die aanbieder heeft aangeleverd",
    Deel.VERZONDEN: "pas als het bericht erover is verstuurd, en niet als het is ingetrokken",
    Deel.ZONDER_GEMEENTE: "rijen die (nog) bij geen gemeente horen",
    Deel.ZELF: "rijen over of van de persoon zelf",
    Deel.WAARNEMER: "rijen waarin de persoon voor een ander waarneemt",
    Deel.EIGEN_NAAM: "rijen die de persoon zelf ondertekent",
    Deel.ONBESLIST: "lijsten waarover nog niet is beslist",
    Deel.ZONDER_GEBRUIKER: "rijen waar geen persoon bij staat",
    Deel.LEIDT: "mensen die in de gemeente of bij de aanbieder werken die iemand leidt; voor een beheerder iedereen "
    "behalve zichzelf",
    Deel.BEVESTIGD: "herstel dat een ander heeft bevestigd; ook zonder: bij een account dat nog niemand gebruikt, "
    "en een wachtwoordcode waar een tweede factor achter blijft",
}

Recht = frozenset[frozenset[Deel]]
"""Alternatives, each a set of limits that must all hold. Empty: never. With an empty set in it: every row."""

NOOIT: Final[Recht] = frozenset()
ALTIJD: Final[Recht] = frozenset({frozenset()})


class OnbekendeVoorwaarde(ValueError):
    """A condition of row security that this module has no words for."""


@dataclass(frozen=True, slots=True)
class Tabel:
    """One kind of record.

    Attributes:
        naam: name of the table.
        soort: what people call it (Dutch).
        voorwaarden: per kind of statement the condition of row security; without one nobody can do it.
    """

    naam: str
    soort: str
    voorwaarden: Mapping[str, str]


_BELEID: Final = re.compile(r"CREATE POLICY (\w+) ON (\w+) FOR SELECT USING \((.*?)\);", re.S)


def tabellen() -> list[Tabel]:
    """Every table with row security, and every view of its columns, as the migrations leave it, by name."""
    gevonden: dict[str, dict[str, str]] = {}
    extra: dict[tuple[str, str], list[str]] = {}
    for stap in _stappen():
        if isinstance(stap, Rijbeveiliging):
            soorten = {actie: getattr(stap, actie) for actie in ACTIES}
            gevonden[stap.tabel] = {actie: v for actie, v in soorten.items() if v}
        elif isinstance(stap, HerzieBeleid):
            gevonden[stap.tabel][stap.soort] = stap.voorwaarde
        elif isinstance(stap, Kolomvenster):
            gevonden[stap.naam] = {"lezen": stap.voorwaarde}
        elif isinstance(stap, VervaltBeleid):
            extra[stap.tabel, stap.soort].remove(stap.voorwaarde)
        elif isinstance(stap, ExtraBeleid):
            extra.setdefault((stap.tabel, stap.soort), []).append(stap.voorwaarde)
        elif isinstance(stap, RunSQL) and isinstance(stap.sql, str):
            for actie, tabel, voorwaarde in _BELEID.findall(stap.sql):
                gevonden.setdefault(tabel, {})[actie] = voorwaarde
    for (tabel, actie), voorwaarden in extra.items():
        eerste = [gevonden[tabel][actie]] if actie in gevonden[tabel] else []
        if alle := [*eerste, *voorwaarden]:
            gevonden[tabel][actie] = of(*alle)
    soorten = {m._meta.db_table: str(m._meta.verbose_name) for m in apps.get_models()}
    return [Tabel(naam, soorten.get(naam, naam), v) for naam, v in sorted(gevonden.items())]


def _stappen() -> Iterator[object]:
    lader = MigrationLoader(None)
    for sleutel in lader.graph._generate_plan(lader.graph.leaf_nodes(), True):
        yield from lader.graph.nodes[sleutel].operations


def vaste_kolommen() -> dict[str, tuple[str, ...]]:
    """Tables whose rows change in some columns alone once they stand: table → those columns."""
    return {stap.tabel: tuple(sorted(stap.behalve)) for stap in _stappen() if isinstance(stap, VasteKolommen)}


def vensters() -> dict[tuple[str, str], tuple[str, ...]]:
    """Views that show some columns of a table to who does not reach the table: (view, table) → the columns."""
    return {
        (stap.naam, stap.tabel): (*stap.kolommen, *stap.afgeleid)
        for stap in _stappen()
        if isinstance(stap, Kolomvenster)
    }


def alleen_erbij() -> list[str]:
    """Tables whose rows never change."""
    return sorted({stap.tabel for stap in _stappen() if isinstance(stap, AlleenToevoegen)})


# --- conditions --------------------------------------------------------------------------------------------------


def _splits(tekst: str, woord: str) -> list[str]:
    """Split at a word (`OR`, `AND`) that stands outside every parenthesis."""
    delen, diepte, begin, i = [], 0, 0, 0
    zoek = f" {woord} "
    while i < len(tekst):
        diepte += {"(": 1, ")": -1}.get(tekst[i], 0)
        if diepte == 0 and tekst.startswith(zoek, i):
            delen.append(tekst[begin:i])
            begin = i = i + len(zoek)
            continue
        i += 1
    return [*delen, tekst[begin:]]


def _zonder_haakjes(tekst: str) -> str:
    """Take off parentheses that stand around the whole text."""
    while tekst.startswith("(") and tekst.endswith(")"):
        diepte = 0
        for i, teken in enumerate(tekst):
            diepte += {"(": 1, ")": -1}.get(teken, 0)
            if diepte == 0 and i < len(tekst) - 1:
                return tekst
        tekst = tekst[1:-1].strip()
    return tekst


def _of(een: Recht, ander: Recht) -> Recht:
    alle = een | ander
    return frozenset(a for a in alle if not any(b < a for b in alle))  # what is limited less says enough


def _en(een: Recht, ander: Recht) -> Recht:
    return _of(frozenset(a | b for a in een for b in ander), NOOIT)


_LIJST: Final = re.compile(r"\w+ = ANY \(\(SELECT (\w+)\(\)\)::\w+\[\]\)")
_ROL: Final = re.compile(r"SELECT kern_heeft_rol\('(\w+)'\)")
_VIA: Final = re.compile(r"EXISTS \(SELECT 1 FROM (\w+) b WHERE b\.\w+ = \w+\.\w+\)")


_PERSOON: Final = {
    "door_id": Deel.EIGEN_NAAM,
    "opgesteld_door_id": Deel.EIGEN_NAAM,
    "waarnemer_id": Deel.WAARNEMER,
}
"""Columns that name a person in another part than whom the row is about."""


def _als_tekst(soorten: Collection[str]) -> str:
    """Roles as an array of PostgreSQL, as migrations write them."""
    return "{" + ",".join(sorted(soorten)) + "}"


class Lezer:
    """Answers conditions for one role, held for one municipality or one provider."""

    def __init__(self, rol: str) -> None:
        self.rol = rol
        self.lijsten: dict[str, Recht] = {
            "kern_gemeenten": self._als(rol in rollen.DOSSIER_LEZEN, Deel.GEMEENTE),
            "kern_schrijf_gemeenten": self._als(rol in rollen.DOSSIER_SCHRIJVEN, Deel.GEMEENTE),
            "kern_fg_gemeenten": self._als(rol == rollen.FG, Deel.GEMEENTE),
            "landschap_contract_gemeenten": self._als(rol == rollen.LOKALE_CONTRACTMANAGER, Deel.GEMEENTE),
            "kern_aanbieders": self._als(rol in rollen.PER_AANBIEDER, Deel.AANBIEDER),
            "dossier_betrokken": self._als(rol in rollen.PER_AANBIEDER, Deel.BETROKKEN),
            "toewijzing_nog_af_te_melden": self._als(rol in rollen.PER_AANBIEDER, Deel.AF_TE_MELDEN),
            "kern_eigen_kinderen": self._als(rol == rollen.GEZIN, Deel.EIGEN_KIND),
            "kern_nood_kinderen": self._als(rol in rollen.NOODTOEGANG, Deel.NOOD),
            "kern_geleide_gemeenten": self._als(rol == rollen.TEAMLEIDER, Deel.GELEID),
            "kern_beheerde_aanbieders": self._als(rol == rollen.AANBIEDER_BEHEERDER, Deel.AANBIEDER),
            "kern_mensen_van_aanbieder": self._als(rol == rollen.AANBIEDER_BEHEERDER, Deel.BEHEERD),
        }
        for naam, deel, waar in (
            ("dossier_gi_kinderen", Deel.GI, rol == rollen.GI_MEDEWERKER),
            ("toewijzing_gi_verzoeken", Deel.GI, rol == rollen.GI_MEDEWERKER),
            ("kern_instellingen", Deel.AANBIEDER, rol == rollen.GI_MEDEWERKER),
            ("toewijzing_eigen_verzoeken", Deel.EIGEN_KIND, rol == rollen.GEZIN),
            ("kern_verwijzers", Deel.VERWEZEN, rol == rollen.VERWIJZER),
            ("toewijzing_verwezen_kinderen", Deel.VERWEZEN, rol == rollen.VERWIJZER),
        ):
            self.lijsten[naam] = self._als(waar, deel)
        beslist = rol in (rollen.BEHEERDER, rollen.TEAMLEIDER)
        self.vast: dict[str, Recht] = {
            "gebruiker_id IS NULL": self._als(True, Deel.ZONDER_GEBRUIKER),
            "gemeente_code IS NULL": self._als(True, Deel.ZONDER_GEMEENTE),
            "toestand NOT IN ('klaar', 'ingetrokken')": self._als(True, Deel.VERZONDEN),
            "aan = 'aanbieder'": self._als(True, Deel.AAN_AANBIEDER),
            "toestand = 'opgesteld'": self._als(True, Deel.ONBESLIST),
            "dossier_eigen_lijst(lijst_id)": frozenset({frozenset({Deel.EIGEN_NAAM, Deel.ONBESLIST})})
            if rol in rollen.ROLLEN
            else NOOIT,
            "soort = 'gi'": self._als(True, Deel.GI),
            "van >= (SELECT kern_dag())": self._als(True, Deel.LATER),
            "kern_rol_toegekend(voorstel_id, gebruiker_id, rol, gemeente_code, aanbieder_agb, van, tot)": self._als(
                beslist, Deel.TOEGEKEND
            ),
            "kern_mag_toekennen(voorstel_id)": self._als(beslist, Deel.TOEGEKEND),
            f"rol <> ALL ('{_als_tekst(rollen.VIER_OGEN)}'::text[])": self._als(True, Deel.ANDERE_ROL),
            f"rol = ANY ('{_als_tekst(rollen.PER_AANBIEDER)}'::text[])": self._als(True, Deel.AANBIEDERROL),
            "tabel = ANY ('{kern_gebruiker,kern_rolhouder}'::text[])": self._als(True, Deel.MENSEN),
        }
        leidt = rol in (rollen.BEHEERDER, rollen.TEAMLEIDER, rollen.AANBIEDER_BEHEERDER)
        self.vast["kern_kan_bevestigen((SELECT kern_gebruiker()), gebruiker_id)"] = self._als(
            leidt, Deel.LEIDT
        )
        for zaak in ("'factor'", "'koppelen'", "doel"):
            self.vast[f"kern_mag_herstellen(gebruiker_id, {zaak})"] = self._als(True, Deel.BEVESTIGD)
        self.tabellen = {tabel.naam: tabel for tabel in tabellen()}

    @staticmethod
    def _als(waar: bool, deel: Deel) -> Recht:
        return frozenset({frozenset({deel})}) if waar else NOOIT

    def mag(self, tabel: str, actie: str) -> Recht:
        """On which rows of a table this role can do this.

        A statement that changes or removes must find its row, so it never reaches further than reading does.
        """
        voorwaarden = self.tabellen[tabel].voorwaarden
        if actie not in voorwaarden:
            return NOOIT
        recht = self.lees(voorwaarden[actie])
        return _en(recht, self.lees(voorwaarden["lezen"])) if actie in ("wijzigen", "verwijderen") else recht

    def lees(self, voorwaarde: str) -> Recht:
        """A condition as alternatives of limits.

        Raises:
            OnbekendeVoorwaarde: a part of it has no words here.
        """
        tekst = _zonder_haakjes(" ".join(voorwaarde.split()))
        delen = _splits(tekst, "OR")
        if len(delen) > 1:
            recht = NOOIT
            for deel in delen:
                recht = _of(recht, self.lees(deel))
            return recht
        delen = _splits(tekst, "AND")
        if len(delen) > 1:
            recht = ALTIJD
            for deel in delen:
                recht = _en(recht, self.lees(deel))
            return recht
        return self._deel(tekst)

    def _deel(self, tekst: str) -> Recht:
        persoon = self.rol in rollen.ROLLEN
        if tekst == "true":
            return ALTIJD
        if tekst == "(SELECT kern_gebruiker()) IS NOT NULL":
            return ALTIJD if persoon else NOOIT
        if tekst.endswith(" = (SELECT kern_gebruiker())"):
            return self._als(persoon, _PERSOON.get(tekst.split(" ")[0], Deel.ZELF))
        if tekst.endswith(" <> (SELECT kern_gebruiker())"):
            return self._als(persoon, Deel.ANDER)
        if tekst in self.vast:
            return self.vast[tekst]
        if tekst == "mag_afzender::text[] && (SELECT kern_aanbieders())::text[]":
            return self._als(self.rol in rollen.PER_AANBIEDER, Deel.NAMENS)
        if lijst := _LIJST.fullmatch(tekst):
            if tekst.startswith("naar_gemeente ") and lijst[1] in self.lijsten:
                return self._als(bool(self.lijsten[lijst[1]]), Deel.ONTVANGER)
            return self.lijsten[lijst[1]] if lijst[1] in self.lijsten else self._onbekend(tekst)
        if rol := _ROL.fullmatch(tekst):
            return ALTIJD if rol[1] == self.rol else NOOIT
        if via := _VIA.fullmatch(tekst):
            return self.mag(via[1], "lezen")
        return self._onbekend(tekst)

    @staticmethod
    def _onbekend(tekst: str) -> Recht:
        raise OnbekendeVoorwaarde(f"no words for this condition of row security: {tekst}")


def in_woorden(recht: Recht) -> str:
    """A right as the page says it: `–`, `alles`, or alternatives with `;` of limits with `en`."""
    if not recht:
        return "–"
    volgorde = list(Deel)
    uit = [" en ".join(sorted(deel, key=volgorde.index)) if deel else "alles" for deel in recht]
    return "; ".join(sorted(uit))


# --- the page ----------------------------------------------------------------------------------------------------


def _rijen(lezers: Mapping[str, Lezer], tabel: Tabel) -> Iterator[tuple[str, ...]]:
    """The roles with some right on a table, those with the same rights together; then all the others."""
    groepen: dict[tuple[str, ...], list[str]] = {}
    for rol, lezer in lezers.items():
        rechten = tuple(in_woorden(lezer.mag(tabel.naam, actie)) for actie in ACTIES)
        groepen.setdefault(rechten, []).append({**rollen.ROLLEN, **TECHNISCH}[rol])
    geen = groepen.pop(("–",) * len(ACTIES), [])
    for rechten, namen in groepen.items():
        yield ("; ".join(namen), *rechten)
    if geen:
        yield ("; ".join(geen) if groepen else "iedereen", *("–",) * len(ACTIES))


def _functies(rol: str) -> Iterator[tuple[str, bool]]:
    """What the functions of `rollen` answer for this role: own municipality or provider."""
    from jeugdketen.kern.toegang import Rol, Toegang

    gemeente, aanbieder = "0001", "99000001"
    toegang = Toegang(
        gebruiker_id=1,
        naam="",
        houdt=frozenset(
            {
                Rol(
                    rol,
                    gemeente if rol in rollen.PER_GEMEENTE else None,
                    aanbieder if rol in rollen.PER_ORGANISATIE else None,
                )
            }
        ),
    )
    for naam, functie in vars(rollen).items():
        if naam.startswith("mag_"):
            namen = functie.__code__.co_varnames[1 : functie.__code__.co_argcount]
            waarden = {"gemeente": gemeente, "aanbieder": aanbieder}
            yield naam, functie(toegang, *(waarden[n] for n in namen))


def toegang_md() -> str:
    """The page `docs/toegang.md`."""
    lezers = {rol: Lezer(rol) for rol in (*rollen.ROLLEN, *TECHNISCH)}
    gebruikt = {
        deel
        for tabel in tabellen()
        for lezer in lezers.values()
        for actie in ACTIES
        for delen in lezer.mag(tabel.naam, actie)
        for deel in delen
    }
    uit = [
        "# Wie kan waarbij",
        "",
        "<!-- Gemaakt met `make docs` uit code en gegevens; wijzig dit bestand niet met de hand. -->",
        "",
        "Per soort gegeven en per rol: wat de database toelaat (rijbeveiliging). De toepassing verbindt met een rol "
        "die geen eigenaar en geen superuser is. Wie niet is ingelogd, ziet en wijzigt niets. "
        "`tests/kern/test_toegangsmatrix.py` leest deze bladzijde en probeert elke cel in een echte database, op rijen "
        "van de eigen en van een andere gemeente en aanbieder.",
        "",
        "Een streepje is: nooit. `alles` is: elke rij. Anders geldt het recht alleen voor:",
        "",
        *(f"- **{deel}**: {UITLEG[deel]}." for deel in Deel if deel in gebruikt),
        "",
        "Met `en` ertussen moet alles gelden; met `;` ertussen is één ervan genoeg.",
        "",
        "## De rollen",
        "",
        "| rol | in het kort |",
        "|---|---|",
        *(f"| {rollen.ROLLEN[rol]} | {rollen.ROLUITLEG[rol]} |" for rol in rollen.ROLLEN),
        "",
        "## Wat de database toelaat",
        "",
    ]
    for tabel in tabellen():
        uit += [
            f"### {tabel.naam}",
            "",
            f"{tabel.soort[:1].upper()}{tabel.soort[1:]}.",
            "",
            "| rol | lezen | toevoegen | wijzigen | verwijderen |",
            "|---|---|---|---|---|",
            *("| " + " | ".join(rij) + " |" for rij in _rijen(lezers, tabel)),
            "",
        ]
    uit += [
        "## Velden met een eigen recht",
        "",
        "Wie een rij mag wijzigen, wijzigt daarin bij deze tabellen alleen de genoemde velden; wat er verder staat, "
        "staat vast, voor iedereen. Wie ze wanneer mag wijzigen, bewaakt bij besluiten van twee mensen nog een "
        "trigger. Een wachtwoord zet iemand zelf, een rol of waarneming kan alleen eerder eindigen, en een geheim "
        "adres komt op geen scherm en in geen bericht.",
        "",
        "| tabel | velden die nog kunnen veranderen |",
        "|---|---|",
        *(f"| {tabel} | {', '.join(velden)} |" for tabel, velden in sorted(vaste_kolommen().items())),
        "",
        *(
            f"Wie `{tabel}` zelf niet ziet, ziet in `{naam}` alleen: {', '.join(velden)}."
            for (naam, tabel), velden in sorted(vensters().items())
        ),
        "",
        "Een besluit van de gemeente, en de stand van het verzoek die daaruit volgt, staat daarin voor wie niet van de "
        "gemeente is pas als het niet meer kan worden teruggenomen: als het bericht erover is vertrokken en niet is "
        "afgekeurd.",
        "",
        f"Nooit iets veranderen, alleen erbij: {', '.join(alleen_erbij())}.",
        "",
    ]
    kolommen = [naam for naam, _ in _functies(rollen.CONSULENT)]
    uit += [
        "## Wat de toepassing daarboven toelaat",
        "",
        "Rijbeveiliging zegt welke rijen er voor iemand zijn; de functies in `kern/rollen.py` zeggen wat iemand ermee "
        "mag doen. Hieronder wat zij antwoorden voor de eigen gemeente of aanbieder.",
        "",
        "| recht | rollen |",
        "|---|---|",
    ]
    for kolom in kolommen:
        wie = [rollen.ROLLEN[rol] for rol in rollen.ROLLEN if dict(_functies(rol))[kolom]]
        uit.append(f"| `{kolom}` | {'; '.join(wie) or '–'} |")
    return "\n".join(uit) + "\n"
