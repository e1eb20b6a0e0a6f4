"""Each fault that the traffic knows, one by one: nothing lost, nothing twice, a trace, and operators see it."""

from __future__ import annotations

import resource
import signal
import threading
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from django.db import connection
from django.utils import timezone
from psycopg import sql
from uitvalhulp import GOED, leg_neer, stand, wacht_op

import postregio
from jeugdketen.berichten import beheer, mappost, wegbeheer
from jeugdketen.berichten import toestand as t
from jeugdketen.berichten.aanname import neem_aan
from jeugdketen.berichten.mappost import Mapwacht
from jeugdketen.berichten.models import Bericht, Nummerreeks, Overgang, RuwBericht, VerzendPost
from jeugdketen.berichten.uitgang import verzend_wachtende
from jeugdketen.berichten.verwerking import verwerk
from jeugdketen.berichten.waak import neem_werk_over
from jeugdketen.demo.werkers import Werkgroep
from jeugdketen.kern import rollen
from jeugdketen.kern.toegang import als_systeem, met_toegang
from postregio import MEDEMBLIK, Vot, Vraag, uitgaande_bestanden

if TYPE_CHECKING:
    from jeugdketen.config.rollen import Verbindingen

GEWOON = pytest.mark.django_db
ECHT = pytest.mark.django_db(transaction=True)


@pytest.fixture
def postbus(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A message box of its own in a small region."""
    settings.JEUGDKETEN_POSTBUS = tmp_path
    monkeypatch.setattr(wegbeheer, "_goed", {})
    postregio.richt_regio_in()
    return tmp_path


def operators() -> beheer.Postbusstand:
    """What operators see now."""
    wie = postregio.iemand(rollen.BEHEERDER)
    with met_toegang(wie):
        return beheer.postbusstand(wie)


def neem(inhoud: bytes) -> Bericht:
    """Take in and read."""
    nummer = neem_aan(inhoud, bestandsnaam="x.xml", weg=t.MAP, postbus_gemeente=MEDEMBLIK)
    verwerk(nummer)
    with als_systeem(postregio.GEMEENTEN):
        return Bericht.objects.select_related("dubbel_van").get(pk=nummer)


# --- what the other side does wrong ---------------------------------------------------------------------------------


@GEWOON
@pytest.mark.parametrize(
    ("tweede", "toestand", "zin"),
    [
        (Vot(), t.DUBBEL, "Precies dit bestand is al ontvangen"),
        (Vot(producten=[Vraag(volume=9)]), t.AFGEKEURD, "de inhoud is veranderd"),
        (Vot(identificatie="ANDERS", ontvanger="0363"), t.GEWEIGERD, "gebruikt deze installatie niet"),
        (Vot(identificatie="ANDERS", ontvanger="0001"), t.GEWEIGERD, "een gemeente die niet bestaat"),
        (Vot(identificatie="ANDERS", afzender="99009999"), t.GEWEIGERD, "staat niet in het register"),
    ],
    ids=["duplicate", "replay-with-other-content", "other-municipality", "wrong-receiver", "unknown-sender"],
)
def test_a_message_that_should_not_be_there(postbus: Path, tweede: Vot, toestand: str, zin: str) -> None:
    eerste = neem(Vot().xml())
    bericht = neem(tweede.xml())
    assert (eerste.toestand, bericht.toestand) == (t.AANVAARD, toestand)
    assert zin in bericht.reden
    with als_systeem(postregio.GEMEENTEN):
        assert RuwBericht.objects.filter(bericht__richting="in").count() == 2, "both are kept"
        assert Bericht.objects.filter(richting="in", toestand=t.AANVAARD).count() == 1, "one counts"
        assert Overgang.objects.filter(bericht=bericht.pk).count() == 2, "and the log says so"


@GEWOON
def test_half_of_a_file_is_never_taken_for_the_whole(postbus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tijd = [100.0]
    monkeypatch.setattr(mappost.time, "monotonic", lambda: tijd[0])
    wacht, inhoud = Mapwacht(), Vot().xml()
    (postbus / "in").mkdir()
    for eind in (100, 700, 1500, len(inhoud)):
        (postbus / "in" / "vot.xml").write_bytes(inhoud[:eind])
        assert wacht.ronde() == 0
        tijd[0] += mappost.GEDULD / 2
        assert wacht.ronde() == (eind == len(inhoud))
    with als_systeem():
        assert RuwBericht.objects.get().inhoud == inhoud


# --- what our own machine does wrong --------------------------------------------------------------------------------


@pytest.fixture
def kleine_schijf() -> Iterator[None]:
    """No file of this process may grow past a hundred bytes: a write fails half-way, as on a full disk."""
    zacht, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    oud = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (zacht, hard))
    signal.signal(signal.SIGXFSZ, oud)


@GEWOON
def test_a_write_that_fails_half_way_leaves_no_half_file(
    postbus: Path, request: pytest.FixtureRequest
) -> None:
    neem(Vot().xml())
    request.getfixturevalue("kleine_schijf")
    assert verzend_wachtende() == 0
    hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    assert not uitgaande_bestanden(postbus)
    assert not list((postbus / "bezig").iterdir())
    nu = operators()
    assert [u.pogingen for u in nu.uitgaand] == [1]
    assert [w.stand for w in nu.wegen if w.wacht] == ["fout"]
    wie = postregio.iemand(rollen.BEHEERDER)
    with met_toegang(wie):
        beheer.verstuur_nu(wie)
    assert verzend_wachtende() == 1
    (bestand,) = uitgaande_bestanden(postbus)
    with als_systeem({MEDEMBLIK}):
        assert bestand.read_bytes() == Bericht.objects.select_related("ruw").get(richting="uit").ruw.inhoud


@GEWOON
def test_a_folder_that_cannot_be_read_is_seen(postbus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ophaler = wegbeheer.Ophaler()
    assert ophaler.map_ronde() == 0
    with monkeypatch.context() as m:
        m.setattr(Path, "iterdir", lambda pad: (_ for _ in ()).throw(PermissionError(13, "geen rechten")))
        assert ophaler.map_ronde() == 0
        (weg,) = [w for w in operators().wegen if w.naam.startswith("map") and w.richting == "ophalen"]
        assert (weg.stand, weg.laatste_fout) == ("fout", "PermissionError: geen rechten op de map")
    ophaler.map_ronde()
    assert "fout" not in [w.stand for w in operators().wegen]


@GEWOON
def test_a_clock_that_was_ahead_leaves_nothing_waiting(postbus: Path) -> None:
    """Put in the outbox, and retried, while the clock was a year ahead; then somebody sets it right."""
    neem(Vot().xml())
    with als_systeem({MEDEMBLIK}):
        VerzendPost.objects.update(niet_voor=timezone.now() + timedelta(days=365))
    assert verzend_wachtende() == 1
    neem_aan(Vot(identificatie="LATER").xml(), bestandsnaam="x.xml", weg=t.MAP)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = now() + interval '1 year'")
        neem_werk_over()
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE scheduled_at IS NOT NULL")
        assert cursor.fetchone() == (0,)


@GEWOON
def test_a_day_that_jumps_forth_and_back_doubles_no_number(postbus: Path, settings: Any) -> None:
    dagen = [date(2026, 1, 21), date(2027, 3, 1), date(2026, 1, 14), date(2026, 1, 21), date(2025, 12, 31)]
    bsns = [postregio.JESSE, postregio.NOOR, postregio.LIAM, postregio.ZOE, postregio.FENNA]
    for nr, (dag, bsn) in enumerate(zip(dagen, bsns, strict=True)):
        settings.JEUGDKETEN_VANDAAG = dag
        vraag = Vraag(f"KLOK-{nr}", van="2027-04-01", tot="2027-12-31")
        vot = Vot(identificatie=f"KLOK{nr}", bsn=bsn, producten=[vraag], dagtekening=min(dagen).isoformat())
        assert neem(vot.xml()).toestand == t.AANVAARD
        assert verzend_wachtende() == 1
    with als_systeem(postregio.GEMEENTEN):
        retouren = Bericht.objects.filter(richting="uit")
        assert retouren.values("identificatie").distinct().count() == len(dagen)
        reeksen = dict(
            Nummerreeks.objects.filter(reeks__startswith="bericht-R-").values_list("reeks", "laatste")
        )
        assert sum(reeksen.values()) == len(dagen), "no gap either"
    assert len(uitgaande_bestanden(postbus)) == len(dagen)


# --- the database goes away -----------------------------------------------------------------------------------------


@ECHT
def test_a_database_that_takes_nobody_in_for_a_while(
    werkers: Werkgroep, tmp_path: Path, postgres_dsn: str, testdatabase: Verbindingen
) -> None:
    """Every connection is cut and no new one is taken, while files come in; then it is there again."""
    naam = sql.Identifier(psycopg.conninfo.conninfo_to_dict(testdatabase.app)["dbname"])
    werkers.start()
    werkers.start()
    connection.close()
    with psycopg.connect(
        psycopg.conninfo.make_conninfo(postgres_dsn, dbname="postgres"), autocommit=True
    ) as db:
        db.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(naam))
        try:
            db.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname LIKE 'test_jeugdketen_%'"
                " AND pid <> pg_backend_pid()"
            )
            leg_neer(tmp_path, Vot().xml())
            time.sleep(4)
            assert all(p.leeft() for p in werkers.lopend), "a worker waits for its database"
        finally:
            db.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS true").format(naam))
    wacht_op(lambda: stand(tmp_path) == GOED, 60)
    assert stand(tmp_path) == GOED


@ECHT
def test_two_workers_on_one_message(postbus: Path) -> None:
    """Both read it at the same moment; one writes, the other finds it done."""
    nummer = neem_aan(Vot().xml(), bestandsnaam="x.xml", weg=t.MAP)
    uit: list[object] = []

    def werk() -> None:
        try:
            uit.append(verwerk(nummer))
        finally:
            connection.close()

    draden = [threading.Thread(target=werk) for _ in range(4)]
    for draad in draden:
        draad.start()
    for draad in draden:
        draad.join()
    assert sorted(map(str, uit)) == ["None", "None", "None", t.AANVAARD]
    with als_systeem({MEDEMBLIK}):
        assert Bericht.objects.filter(richting="uit").count() == 1
