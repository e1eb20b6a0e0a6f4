"""Makes the two database roles and the database; safe to run again."""

from __future__ import annotations

from dataclasses import dataclass

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from jeugdketen.config.omgeving import ROL_APP, ROL_EIGENAAR, afgeleid_wachtwoord

_SLOT = 7_264_001  # advisory lock: two set-ups at once must not race on CREATE ROLE


class InrichtFout(Exception):
    """Set-up cannot go on; the message says in Dutch what to do."""


@dataclass(frozen=True)
class Verbindingen:
    """The two DSNs that set-up made: the owner's (migrations) and the application's."""

    eigenaar: str
    app: str


def richt_in(beheer_dsn: str, geheim: str, *, naam: str | None = None, vervang: bool = False) -> Verbindingen:
    """Create owner role, application role and database, with the grants that row security relies on.

    Args:
        beheer_dsn: DSN of a role that may create roles and databases (a superuser, or CREATEROLE + CREATEDB).
        geheim: the installation's secret key; the roles' passwords derive from it.
        naam: name of the database; default the one in the DSN, else ``jeugdketen``.
        vervang: drop an existing database of that name first (tests only).

    The application role gets its table rights by default privileges of the owner, never by a grant on existing
    tables: a migration that takes a right away (an append-only table) must not be undone by running this again.

    Raises:
        InrichtFout: PostgreSQL older than 15, too few rights, or a database that belongs to somebody else.
    """
    delen = conninfo_to_dict(beheer_dsn)
    naam = naam or str(delen.get("dbname") or "jeugdketen")
    onderhoud = make_conninfo(beheer_dsn, dbname="postgres")
    try:
        with psycopg.connect(onderhoud, autocommit=True) as db:
            if db.info.server_version < 150000:
                versie = db.info.server_version // 10000
                raise InrichtFout(f"PostgreSQL 15 of nieuwer is nodig; deze server is versie {versie}.")
            db.execute("SELECT pg_advisory_lock(%s)", [_SLOT])
            for rol in (ROL_EIGENAAR, ROL_APP):
                _maak_rol(db, rol, afgeleid_wachtwoord(geheim, rol))
            ik = db.info.user
            # A role with CREATEROLE alone may hand a database to an owner only as its member.
            super_ = db.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
            if super_ and super_[0]:
                # Sessions of one role see each other's statements in pg_stat_activity, with the names in them.
                db.execute(
                    sql.SQL("ALTER ROLE {} SET track_activities = off").format(sql.Identifier(ROL_APP))
                )
            else:
                db.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(ROL_EIGENAAR), sql.Identifier(ik)))
            if vervang:
                db.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(naam)))
            _maak_database(db, naam)
        eigenaar = make_conninfo(
            beheer_dsn, dbname=naam, user=ROL_EIGENAAR, password=afgeleid_wachtwoord(geheim, ROL_EIGENAAR)
        )
        app = make_conninfo(
            beheer_dsn, dbname=naam, user=ROL_APP, password=afgeleid_wachtwoord(geheim, ROL_APP)
        )
        with psycopg.connect(make_conninfo(beheer_dsn, dbname=naam), autocommit=True) as db:
            for uitbreiding in ("btree_gist", "pg_trgm"):
                db.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(uitbreiding)))
        with psycopg.connect(eigenaar, autocommit=True) as db:
            _geef_rechten(db, naam)
        with psycopg.connect(app) as db:
            db.execute("SELECT 1")
    except psycopg.errors.InsufficientPrivilege as fout:
        raise InrichtFout(
            f"De rol in DATABASE_URL mag dit niet: {fout}. Geef een rol die rollen en databases mag maken."
        ) from fout
    except psycopg.OperationalError as fout:
        raise InrichtFout(f"De database is niet bereikbaar: {fout}") from fout
    return Verbindingen(eigenaar=eigenaar, app=app)


def _maak_rol(db: psycopg.Connection, rol: str, wachtwoord: str) -> None:
    bestaat = db.execute(
        "SELECT rolsuper OR rolbypassrls OR rolcreaterole FROM pg_roles WHERE rolname = %s", [rol]
    ).fetchone()
    if bestaat is not None and bestaat[0]:
        raise InrichtFout(f"De rol {rol} bestaat al en mag te veel (superuser, bypassrls of createrole).")
    if bestaat is None:
        opdracht = (
            "CREATE ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD {}"
        )
    else:
        opdracht = "ALTER ROLE {} LOGIN PASSWORD {}"
    db.execute(sql.SQL(opdracht).format(sql.Identifier(rol), sql.Literal(wachtwoord)))


def _maak_database(db: psycopg.Connection, naam: str) -> None:
    bestaat = db.execute(
        "SELECT r.rolname FROM pg_database d JOIN pg_roles r ON r.oid = d.datdba WHERE d.datname = %s", [naam]
    ).fetchone()
    if bestaat is None:
        db.execute(
            sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8'").format(
                sql.Identifier(naam), sql.Identifier(ROL_EIGENAAR)
            )
        )
    elif bestaat[0] != ROL_EIGENAAR:
        with psycopg.connect(make_conninfo(db.info.dsn, dbname=naam, password=db.info.password)) as doel:
            gevuld = doel.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
        if gevuld and gevuld[0]:
            raise InrichtFout(
                f"De database {naam} is van {bestaat[0]} en niet leeg. Kies in DATABASE_URL een andere naam."
            )
        db.execute(
            sql.SQL("ALTER DATABASE {} OWNER TO {}").format(
                sql.Identifier(naam), sql.Identifier(ROL_EIGENAAR)
            )
        )


def _geef_rechten(db: psycopg.Connection, naam: str) -> None:
    app = sql.Identifier(ROL_APP)
    for opdracht in (
        "REVOKE ALL ON DATABASE {naam} FROM PUBLIC",
        "GRANT CONNECT ON DATABASE {naam} TO {app}",
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        "GRANT USAGE ON SCHEMA public TO {app}",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {app}",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {app}",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT EXECUTE ON FUNCTIONS TO {app}",
    ):
        db.execute(sql.SQL(opdracht).format(naam=sql.Identifier(naam), app=app))
