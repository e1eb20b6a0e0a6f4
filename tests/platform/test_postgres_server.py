"""The PostgreSQL that set-up brings along: it starts, it stops, it leaves nothing behind."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from jeugdketen.config.omgeving import ROL_APP, ROL_EIGENAAR, afgeleid_wachtwoord
from jeugdketen.config.rollen import InrichtFout, richt_in
from jeugdketen.demo import postgres
from jeugdketen.demo.postgres import PostgresFout, Server

GEHEIM = "een-geheim-voor-deze-test"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A throw-away server of this module: these tests make and break roles."""
    draaiend = Server(tmp_path_factory.mktemp("pg") / "data", vluchtig=True)
    draaiend.start()
    yield draaiend
    draaiend.stop()


def leeft(pid: int) -> bool:
    """Is the process there (and no zombie)?"""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wacht_tot_weg(pid: int, seconden: float = 15) -> None:
    einde = time.monotonic() + seconden
    while leeft(pid):
        assert time.monotonic() < einde, f"process {pid} is still there"
        time.sleep(0.05)


def test_it_listens_on_a_private_socket_only(server: Server) -> None:
    with psycopg.connect(server.dsn()) as db:
        rij = db.execute(
            "SELECT current_setting('listen_addresses'), current_setting('unix_socket_directories')"
        ).fetchone()
    assert rij is not None
    assert rij[0] == ""
    assert Path(rij[1]).stat().st_mode & 0o077 == 0


def test_it_does_not_run_as_root(server: Server) -> None:
    assert server.pid is not None
    assert Path(f"/proc/{server.pid}").stat().st_uid != 0


def test_stop_leaves_no_process_and_no_folder(tmp_path: Path) -> None:
    eigen = Server(tmp_path / "data", vluchtig=True)
    dsn = eigen.start()
    pid = eigen.pid
    assert pid is not None
    assert leeft(pid)
    eigen.stop()
    eigen.stop()  # twice does no harm
    assert not leeft(pid)
    assert not eigen.data.exists()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(dsn)


def test_data_stay_when_they_are_not_throw_away(tmp_path: Path) -> None:
    eerste = Server(tmp_path / "data")
    with psycopg.connect(eerste.start(), autocommit=True) as db:
        db.execute("CREATE TABLE blijft (n int)")
    eerste.stop()
    tweede = Server(tmp_path / "data")
    try:
        with psycopg.connect(tweede.start()) as db:
            assert db.execute("SELECT count(*) FROM blijft").fetchone() == (0,)
    finally:
        tweede.vluchtig = True
        tweede.stop()


def test_it_dies_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from jeugdketen.demo.postgres import Server\n"
        "s = Server(Path(sys.argv[1]), vluchtig=True); s.start(); print(s.pid, flush=True); time.sleep(60)"
    )
    ouder = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path / "data")], stdout=subprocess.PIPE, text=True
    )
    assert ouder.stdout is not None
    pid = int(ouder.stdout.readline())
    assert leeft(pid)
    os.kill(ouder.pid, signal.SIGKILL)
    ouder.wait(10)
    ouder.stdout.close()
    wacht_tot_weg(pid)
    data = postgres.datamap(tmp_path / "data")
    shutil.rmtree(data)
    data.with_name(f"{data.name}.log").unlink()


def test_without_any_postgresql_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("JEUGDKETEN_POSTGRES_BIN", str(tmp_path))
    with pytest.raises(PostgresFout, match="DATABASE_URL") as fout:
        postgres.vind()
    assert str(tmp_path) in str(fout.value)


def test_a_postgresql_that_is_too_old_is_passed_over(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for naam in ("postgres", "initdb"):
        (tmp_path / naam).write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 13.9'\n")
        (tmp_path / naam).chmod(0o755)
    monkeypatch.setenv("JEUGDKETEN_POSTGRES_BIN", str(tmp_path))
    with pytest.raises(PostgresFout, match="versie 13 is te oud"):
        postgres.vind()


def test_data_of_another_version_are_not_touched(tmp_path: Path) -> None:
    data = postgres.datamap(tmp_path / "data")
    data.mkdir(parents=True)
    try:
        (data / "PG_VERSION").write_text("14\n")
        with pytest.raises(PostgresFout, match="make demo-schoon"):
            Server(tmp_path / "data").start()
        assert (data / "PG_VERSION").read_text() == "14\n"
    finally:
        shutil.rmtree(data)  # root keeps data outside its own folders


def test_set_up_is_safe_to_run_again(server: Server) -> None:
    een = richt_in(server.dsn(), GEHEIM, naam="dubbel")
    with psycopg.connect(een.eigenaar, autocommit=True) as db:
        db.execute("CREATE TABLE logboek (n int)")
        db.execute(f"REVOKE UPDATE, DELETE ON logboek FROM {ROL_APP}")
    twee = richt_in(server.dsn(), GEHEIM, naam="dubbel")
    assert een == twee
    with psycopg.connect(twee.app, autocommit=True) as db:
        db.execute("INSERT INTO logboek VALUES (1)")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            db.execute("DELETE FROM logboek")  # a right that a migration took away stays away


def test_set_up_needs_no_superuser(server: Server) -> None:
    """A hosted PostgreSQL gives a role that may make roles and databases, and no more."""
    with psycopg.connect(server.dsn(), autocommit=True) as db:
        db.execute("DROP DATABASE IF EXISTS dubbel WITH (FORCE)")
        for rol in (ROL_APP, ROL_EIGENAAR):
            db.execute(f"DROP ROLE IF EXISTS {rol}")
        db.execute("CREATE ROLE huurder LOGIN CREATEDB CREATEROLE")
    verbindingen = richt_in(make_conninfo(server.dsn(), user="huurder"), GEHEIM, naam="gehuurd")
    with psycopg.connect(verbindingen.app) as db:
        assert db.execute("SELECT current_user").fetchone() == (ROL_APP,)


def test_set_up_refuses_an_application_role_that_may_too_much(server: Server) -> None:
    with psycopg.connect(server.dsn(), autocommit=True) as db:
        db.execute(f"DO $$ BEGIN CREATE ROLE {ROL_APP}; EXCEPTION WHEN duplicate_object THEN NULL; END $$")
        db.execute(f"ALTER ROLE {ROL_APP} BYPASSRLS")
        try:
            with pytest.raises(InrichtFout, match="mag te veel"):
                richt_in(server.dsn(), GEHEIM, naam="teveel")
        finally:
            db.execute(f"ALTER ROLE {ROL_APP} NOBYPASSRLS")


def test_set_up_refuses_a_filled_database_of_somebody_else(server: Server) -> None:
    with psycopg.connect(server.dsn(), autocommit=True) as db:
        db.execute("CREATE DATABASE vreemd")
    with psycopg.connect(server.dsn("vreemd"), autocommit=True) as db:
        db.execute("CREATE TABLE van_een_ander (n int)")
    with pytest.raises(InrichtFout, match="niet leeg"):
        richt_in(server.dsn("vreemd"), GEHEIM)


def test_passwords_of_the_roles_differ_and_follow_the_secret() -> None:
    wachtwoorden = {afgeleid_wachtwoord(g, r) for g in ("a", "b") for r in (ROL_APP, ROL_EIGENAAR)}
    assert len(wachtwoorden) == 4
