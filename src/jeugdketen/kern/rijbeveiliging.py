"""Row security of PostgreSQL as migration operations.

`Rijbeveiliging` goes into a migration beside the table it protects. It switches row security on, forces it (so that
the owner of the table is held to it as well) and writes one policy for each kind of statement. Where no condition is
given for a kind of statement, nobody can do it.

The conditions read the context of the transaction (`toegang`) through functions of the database:

- `kern_gemeenten()`: CBS codes of the municipalities whose files may be read;
- `kern_schrijf_gemeenten()`: those in whose files may be written;
- `kern_aanbieders()`: AGB codes of the providers the person works for;
- `kern_fg_gemeenten()`: municipalities whose read log may be seen;
- `kern_dag()`: today by the clock of the application;
- `kern_gebruiker()`: primary key of the user, or null;
- `kern_heeft_rol('consulent')`: true when that role is held.

Without a context, or with one whose seal does not fit, all of them are empty: nothing is seen, nothing is written.
In a condition a function stands inside `(SELECT …)`, so that it runs once for a query and not once for a row, and
so that an index on the column can be used.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any

from django.apps.registry import Apps
from django.conf import settings
from django.db import connections
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

ALLES = "true"
"""A condition that holds for every row: for registers without personal data."""

ALLEEN_TOEVOEGEN = ("kern_inzage", "kern_verzegeling", "kern_wijziging", "kern_gebeurtenis")
"""Tables whose rows are never changed and never removed."""


def leest_gemeente(kolom: str = "gemeente_code") -> str:
    """Condition: the row belongs to a municipality whose files this person may read."""
    return f"{kolom} = ANY ((SELECT kern_gemeenten())::text[])"


def schrijft_gemeente(kolom: str = "gemeente_code") -> str:
    """Condition: the row belongs to a municipality in whose files this person may write."""
    return f"{kolom} = ANY ((SELECT kern_schrijf_gemeenten())::text[])"


def van_aanbieder(kolom: str = "aanbieder_agb") -> str:
    """Condition: the row belongs to a provider that this person works for."""
    return f"{kolom} = ANY ((SELECT kern_aanbieders())::text[])"


def heeft_rol(*rollen: str) -> str:
    """Condition: this person holds one of these roles, whatever the row."""
    return " OR ".join(f"(SELECT kern_heeft_rol('{rol}'))" for rol in rollen)


def of(*voorwaarden: str) -> str:
    """One of several conditions."""
    return " OR ".join(f"({deel})" for deel in voorwaarden)


class _AlleenDatabase(ABC, Operation):
    """An operation that changes the database and leaves Django's models as they are."""

    reduces_to_sql = True
    reversible = True

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The models do not change."""

    @abstractmethod
    def _heen(self) -> Sequence[str]:
        """The statements that put it in place."""

    @abstractmethod
    def _terug(self) -> Sequence[str]:
        """The statements that take it away again."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Put it in place."""
        for opdracht in self._heen():
            schema_editor.execute(opdracht, params=None)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Take it away again."""
        for opdracht in self._terug():
            schema_editor.execute(opdracht, params=None)


class Rijbeveiliging(_AlleenDatabase):
    """Switch on and force row security for a table, with a policy for each kind of statement.

    Args:
        tabel: name of the table in the database.
        lezen: condition on rows that may be seen.
        schrijven: condition on rows that may be added, changed and removed; a kind of statement can have its own
            condition instead. A changed row must meet the condition before and after the change.
        toevoegen: condition on rows to add, instead of `schrijven`.
        wijzigen: condition on rows to change, instead of `schrijven`.
        verwijderen: condition on rows to remove, instead of `schrijven`.
    """

    def __init__(
        self,
        tabel: str,
        *,
        lezen: str,
        schrijven: str | None = None,
        toevoegen: str | None = None,
        wijzigen: str | None = None,
        verwijderen: str | None = None,
    ) -> None:
        self.tabel = tabel
        self.lezen = lezen
        self.toevoegen = toevoegen or schrijven
        self.wijzigen = wijzigen or schrijven
        self.verwijderen = verwijderen or schrijven

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """What a migration file must hold to make it again."""
        namen = ("lezen", "toevoegen", "wijzigen", "verwijderen")
        return (
            "Rijbeveiliging",
            [self.tabel],
            {naam: getattr(self, naam) for naam in namen if getattr(self, naam)},
        )

    def _heen(self) -> Sequence[str]:
        tabel = f'"{self.tabel}"'
        opdrachten = [
            f"ALTER TABLE {tabel} ENABLE ROW LEVEL SECURITY",
            f"ALTER TABLE {tabel} FORCE ROW LEVEL SECURITY",
            f"CREATE POLICY lezen ON {tabel} FOR SELECT USING ({self.lezen})",
        ]
        if self.toevoegen:
            opdrachten.append(f"CREATE POLICY toevoegen ON {tabel} FOR INSERT WITH CHECK ({self.toevoegen})")
        if self.wijzigen:
            opdrachten.append(
                f"CREATE POLICY wijzigen ON {tabel} FOR UPDATE USING ({self.wijzigen}) WITH CHECK ({self.wijzigen})"
            )
        if self.verwijderen:
            opdrachten.append(f"CREATE POLICY verwijderen ON {tabel} FOR DELETE USING ({self.verwijderen})")
        return opdrachten

    def _terug(self) -> Sequence[str]:
        tabel = f'"{self.tabel}"'
        return [
            *(
                f"DROP POLICY IF EXISTS {p} ON {tabel}"
                for p in ("lezen", "toevoegen", "wijzigen", "verwijderen")
            ),
            f"ALTER TABLE {tabel} NO FORCE ROW LEVEL SECURITY",
            f"ALTER TABLE {tabel} DISABLE ROW LEVEL SECURITY",
        ]

    def describe(self) -> str:
        """One line for the list of migrations."""
        return f"Row security on {self.tabel}"


class HerzieBeleid(_AlleenDatabase):
    """Replace the condition of one existing policy (`lezen`, `toevoegen`, `wijzigen`, `verwijderen`) of a table.

    Args:
        tabel: name of the table.
        soort: name of the policy.
        voorwaarde: the condition that holds from now on.
        voorheen: the condition before, for the way back.
    """

    def __init__(self, tabel: str, soort: str, voorwaarde: str, *, voorheen: str) -> None:
        self.tabel, self.soort, self.voorwaarde, self.voorheen = tabel, soort, voorwaarde, voorheen

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """What a migration file must hold to make it again."""
        return "HerzieBeleid", [self.tabel, self.soort, self.voorwaarde], {"voorheen": self.voorheen}

    def _opdracht(self, voorwaarde: str) -> list[str]:
        delen = {"toevoegen": ("WITH CHECK",), "wijzigen": ("USING", "WITH CHECK")}.get(
            self.soort, ("USING",)
        )
        tekst = " ".join(f"{deel} ({voorwaarde})" for deel in delen)
        return [f'ALTER POLICY {self.soort} ON "{self.tabel}" {tekst}']

    def _heen(self) -> Sequence[str]:
        return self._opdracht(self.voorwaarde)

    def _terug(self) -> Sequence[str]:
        return self._opdracht(self.voorheen)

    def describe(self) -> str:
        """One line for the list of migrations."""
        return f"Policy {self.soort} of {self.tabel}"


class ExtraBeleid(_AlleenDatabase):
    """One more ground on which rows of a table may be read (or added, changed, removed), beside those there are.

    PostgreSQL takes the policies of one kind of statement together with `OR`, so each ground can stand in the migration
    of the app that knows it.

    Args:
        tabel: name of the table, with row security on.
        naam: name of the policy.
        soort: `lezen`, `toevoegen`, `wijzigen` or `verwijderen`.
        voorwaarde: the condition on rows.
    """

    _SOORT = {
        "lezen": "FOR SELECT USING ({0})",
        "toevoegen": "FOR INSERT WITH CHECK ({0})",
        "wijzigen": "FOR UPDATE USING ({0}) WITH CHECK ({0})",
        "verwijderen": "FOR DELETE USING ({0})",
    }

    def __init__(self, tabel: str, naam: str, soort: str, voorwaarde: str) -> None:
        self.tabel, self.naam, self.soort, self.voorwaarde = tabel, naam, soort, voorwaarde

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """What a migration file must hold to make it again."""
        return "ExtraBeleid", [self.tabel, self.naam, self.soort, self.voorwaarde], {}

    def _heen(self) -> Sequence[str]:
        return [
            f'CREATE POLICY {self.naam} ON "{self.tabel}" {self._SOORT[self.soort].format(self.voorwaarde)}'
        ]

    def _terug(self) -> Sequence[str]:
        return [f'DROP POLICY IF EXISTS {self.naam} ON "{self.tabel}"']

    def describe(self) -> str:
        """One line for the list of migrations."""
        return f"Policy {self.naam} on {self.tabel}"


class VervaltBeleid(ExtraBeleid):
    """Take away a ground that `ExtraBeleid` gave, with the same arguments."""

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """What a migration file must hold to make it again."""
        return "VervaltBeleid", [self.tabel, self.naam, self.soort, self.voorwaarde], {}

    def _heen(self) -> Sequence[str]:
        return super()._terug()

    def _terug(self) -> Sequence[str]:
        return super()._heen()

    def describe(self) -> str:
        """One line for the list of migrations."""
        return f"No policy {self.naam} on {self.tabel} any more"


class Kolomvenster(_AlleenDatabase):
    """A view that shows some columns of a table to people who do not reach the table itself.

    Row security hides rows, not columns. The view reads with the rights of the owner, for whom alone there is a policy
    with the same condition; it is a security barrier, so that no condition of a question runs before its own.

    Args:
        naam: name of the view.
        tabel: name of the table, with row security forced.
        kolommen: the columns that it shows.
        voorwaarde: the condition on rows.
        afgeleid: further columns, as an expression over the table ``v``.
        ook: other tables that these expressions read; their rows must meet the same condition.
        alleen: what else holds for the rows that it shows, whoever asks, as an expression over the table ``v``.
    """

    def __init__(
        self,
        naam: str,
        tabel: str,
        *,
        kolommen: Sequence[str],
        voorwaarde: str,
        afgeleid: Mapping[str, str] | None = None,
        ook: Sequence[str] = (),
        alleen: str = "",
    ) -> None:
        self.naam, self.tabel, self.kolommen, self.voorwaarde = naam, tabel, tuple(kolommen), voorwaarde
        self.afgeleid, self.ook, self.alleen = dict(afgeleid or {}), tuple(ook), alleen

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """What a migration file must hold to make it again."""
        namen = ("kolommen", "voorwaarde", "afgeleid", "ook", "alleen")
        return "Kolomvenster", [self.naam, self.tabel], {naam: getattr(self, naam) for naam in namen}

    def maak(self, woord: str = "CREATE VIEW") -> str:
        """The statement that makes the view."""
        kolommen = [
            *(f'v."{kolom}"' for kolom in self.kolommen),
            *(f'({uitdrukking}) AS "{kolom}"' for kolom, uitdrukking in self.afgeleid.items()),
        ]
        return (
            f'{woord} "{self.naam}" WITH (security_barrier) AS SELECT {", ".join(kolommen)} '  # noqa: S608
            f'FROM "{self.tabel}" v WHERE ({self.voorwaarde})'
            + (f" AND {self.alleen}" if self.alleen else "")
        )

    def _heen(self) -> Sequence[str]:
        return [
            *(
                f'CREATE POLICY {self.naam} ON "{tabel}" FOR SELECT TO CURRENT_USER USING ({self.voorwaarde})'
                for tabel in (self.tabel, *self.ook)
            ),
            self.maak(),
        ]

    def _terug(self) -> Sequence[str]:
        return [
            f'DROP VIEW IF EXISTS "{self.naam}"',
            *(f'DROP POLICY IF EXISTS {self.naam} ON "{tabel}"' for tabel in (self.tabel, *self.ook)),
        ]

    def describe(self) -> str:
        """One line for the list of migrations."""
        return f"View {self.naam} of {self.tabel}"


class HerzieVenster(_AlleenDatabase):
    """Make a `Kolomvenster` anew, with other expressions or other rows for the same columns and the same readers.

    Args:
        nu: the view from now on; its columns have the names, order and types of before.
        voorheen: the view before, for the way back.
    """

    def __init__(self, nu: Kolomvenster, voorheen: Kolomvenster) -> None:
        self.nu, self.voorheen = nu, voorheen

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """What a migration file must hold to make it again."""
        return "HerzieVenster", [self.nu, self.voorheen], {}

    def _heen(self) -> Sequence[str]:
        return [self.nu.maak("CREATE OR REPLACE VIEW")]

    def _terug(self) -> Sequence[str]:
        return [self.voorheen.maak("CREATE OR REPLACE VIEW")]

    def describe(self) -> str:
        """One line for the list of migrations."""
        return f"View {self.nu.naam} of {self.nu.tabel} anew"


class VasteKolommen(_AlleenDatabase):
    """Let rows of a table change in the named columns alone; what else was written stays as it is, for everybody.

    Args:
        tabel: name of the table.
        behalve: the columns that may change.
    """

    def __init__(self, tabel: str, *, behalve: Sequence[str]) -> None:
        self.tabel, self.behalve = tabel, tuple(behalve)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """What a migration file must hold to make it again."""
        return "VasteKolommen", [self.tabel], {"behalve": self.behalve}

    def _heen(self) -> Sequence[str]:
        namen = ", ".join(f"'{naam}'" for naam in self.behalve)
        return [
            f'CREATE TRIGGER vaste_kolommen BEFORE UPDATE ON "{self.tabel}" '
            f"FOR EACH ROW EXECUTE FUNCTION kern_vaste_kolommen({namen})"
        ]

    def _terug(self) -> Sequence[str]:
        return [f'DROP TRIGGER IF EXISTS vaste_kolommen ON "{self.tabel}"']

    def describe(self) -> str:
        """One line for the list of migrations."""
        return f"Fixed columns of {self.tabel}"


class ZelfdeGemeente(_AlleenDatabase):
    """Hold a row to the municipality of the row it belongs to.

    Foreign keys look past row security. Without this, somebody of Hoorn could hang a row marked Hoorn under a child
    of Opmeer. The pair (key, municipality) must exist in the parent, which needs a unique constraint on it.
    """

    def __init__(self, tabel: str, kolom: str, ouder: str, *, gemeente: str = "gemeente_code") -> None:
        self.tabel, self.kolom, self.ouder, self.gemeente = tabel, kolom, ouder, gemeente

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """What a migration file must hold to make it again."""
        return "ZelfdeGemeente", [self.tabel, self.kolom, self.ouder], {"gemeente": self.gemeente}

    @property
    def _naam(self) -> str:
        return f"{self.tabel}_{self.kolom}_gemeente"[:63]

    def _heen(self) -> Sequence[str]:
        return [
            f'ALTER TABLE "{self.tabel}" ADD CONSTRAINT "{self._naam}" FOREIGN KEY ("{self.kolom}", "{self.gemeente}") '
            f'REFERENCES "{self.ouder}" (id, "{self.gemeente}") DEFERRABLE INITIALLY DEFERRED'
        ]

    def _terug(self) -> Sequence[str]:
        return [f'ALTER TABLE "{self.tabel}" DROP CONSTRAINT IF EXISTS "{self._naam}"']

    def describe(self) -> str:
        """One line for the list of migrations."""
        return f"Same municipality for {self.tabel}.{self.kolom}"


class VolgWijzigingen(_AlleenDatabase):
    """Write every change of a table to the change log, by trigger.

    Args:
        tabel: name of the table; a column `gemeente_code`, where there is one, decides who may see the change.
        sleutel: column that names the row.
        weglaten: columns whose content stays out of the log (names, addresses, birth dates, BSNs, passwords).
    """

    def __init__(self, tabel: str, *, sleutel: str = "id", weglaten: Sequence[str] = ()) -> None:
        self.tabel, self.sleutel, self.weglaten = tabel, sleutel, tuple(weglaten)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """What a migration file must hold to make it again."""
        return "VolgWijzigingen", [self.tabel], {"sleutel": self.sleutel, "weglaten": self.weglaten}

    def _heen(self) -> Sequence[str]:
        namen = ", ".join(f"'{naam}'" for naam in (self.sleutel, *self.weglaten))
        return [
            f'CREATE TRIGGER volg_wijzigingen AFTER INSERT OR UPDATE OR DELETE ON "{self.tabel}" '
            f"FOR EACH ROW EXECUTE FUNCTION kern_volg_wijziging({namen})"
        ]

    def _terug(self) -> Sequence[str]:
        return [f'DROP TRIGGER IF EXISTS volg_wijzigingen ON "{self.tabel}"']

    def describe(self) -> str:
        """One line for the list of migrations."""
        return f"Change log on {self.tabel}"


class AlleenToevoegen(_AlleenDatabase):
    """Refuse every change, removal and emptying of a table, for every role that triggers hold for."""

    def __init__(self, tabel: str) -> None:
        self.tabel = tabel

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """What a migration file must hold to make it again."""
        return "AlleenToevoegen", [self.tabel], {}

    def _heen(self) -> Sequence[str]:
        return [
            f'CREATE TRIGGER alleen_toevoegen BEFORE UPDATE OR DELETE OR TRUNCATE ON "{self.tabel}" '
            "FOR EACH STATEMENT EXECUTE FUNCTION kern_alleen_toevoegen()"
        ]

    def _terug(self) -> Sequence[str]:
        return [f'DROP TRIGGER IF EXISTS alleen_toevoegen ON "{self.tabel}"']

    def describe(self) -> str:
        """One line for the list of migrations."""
        return f"Append-only {self.tabel}"


def na_migratie(*, using: str, apps: Apps | None = None, **_: object) -> None:
    """After `migrate` (run as the owner): store the seal key, and take away what nobody needs on the logs."""
    from jeugdketen.kern.toegang import zegelsleutels

    verbinding = connections[using]
    with verbinding.cursor() as cursor:
        aanwezig = set(verbinding.introspection.table_names(cursor))
        if "kern_zegelsleutel" not in aanwezig:
            return
        binnen, buiten = zegelsleutels()
        cursor.execute(
            "INSERT INTO kern_zegelsleutel (id, binnen, buiten) VALUES (1, %s, %s) "
            "ON CONFLICT (id) DO UPDATE SET binnen = EXCLUDED.binnen, buiten = EXCLUDED.buiten",
            [binnen, buiten],
        )
        app_rol = str(settings.DATABASES["default"].get("USER") or "")
        cursor.execute(
            "SELECT current_user = %s OR NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = %s)",
            [app_rol, app_rol],
        )
        if cursor.fetchone()[0]:
            return
        rol = verbinding.ops.quote_name(app_rol)
        for tabel in aanwezig.intersection(("kern_zegelsleutel", "kern_teller")):
            cursor.execute(f"REVOKE ALL ON {tabel} FROM {rol}")
        groeit = ", ".join(tabel for tabel in ALLEEN_TOEVOEGEN if tabel in aanwezig)
        cursor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {groeit} FROM {rol}")
        cursor.execute(f"REVOKE INSERT ON kern_wijziging FROM {rol}")
        _laat_vernietigen(cursor)


def _laat_vernietigen(cursor: Any) -> None:
    """On every table with row security: let the owner see and remove rows while it destroys under an approved list.

    Nobody else gets anything from these policies, and the owner nothing at another moment (`kern_vernietigt`).
    """
    cursor.execute("SELECT to_regprocedure('kern_vernietigt()') IS NOT NULL")
    if not cursor.fetchone()[0]:
        return
    cursor.execute(
        "SELECT c.relname FROM pg_class c WHERE c.relkind IN ('r', 'p') AND c.relrowsecurity"
        " AND c.relnamespace = 'public'::regnamespace AND pg_get_userbyid(c.relowner) = current_user"
        " AND c.relname <> ALL (%s) AND NOT EXISTS (SELECT 1 FROM pg_policies p"
        " WHERE p.schemaname = 'public' AND p.tablename = c.relname AND p.policyname = 'vernietigen')",
        [[*ALLEEN_TOEVOEGEN, "kern_zegelsleutel"]],
    )
    for (tabel,) in cursor.fetchall():
        for naam, soort in (("vernietigen_zien", "SELECT"), ("vernietigen", "DELETE")):
            cursor.execute(
                f'CREATE POLICY {naam} ON "{tabel}" FOR {soort} TO CURRENT_USER '
                "USING ((SELECT public.kern_vernietigt()))"
            )
