"""The read log: survives a rollback, only grows, shows tampering."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import Error, connection, connections, transaction

from jeugdketen.kern import leeslog, zegels
from jeugdketen.kern.models import Gebruiker, Inzage, Verzegeling
from jeugdketen.kern.toegang import als_systeem, met_toegang, toegang_van
from mensen import HOORN, OPMEER, gebruiker, toegang

DB = pytest.mark.django_db(databases=["default", "logboek"])
ECHT = pytest.mark.django_db(transaction=True)
KIND = uuid.UUID("00000000-0000-4000-8000-000000000001")


def lees(aantal: int = 1, gemeente: str = HOORN, door: int = 1) -> None:
    """Read a file a few times."""
    iemand = toegang("consulent", gemeente, gebruiker_id=door)
    for nummer in range(aantal):
        leeslog.leg_inzage_vast(iemand, KIND, "lezen", f"besluit op VT-2026-{nummer:04}", "verzoek")


@pytest.fixture
def als_beheer(testdatabase: object) -> Callable[[str], None]:
    """Run SQL as the owner of the tables, past triggers: what somebody with the keys of the server could do."""

    def draai(opdracht: str) -> None:
        connections["logboek"].close()
        with psycopg.connect(testdatabase.eigenaar) as db:  # type: ignore[attr-defined]
            for tabel in ("kern_inzage", "kern_verzegeling", "kern_wijziging"):
                db.execute(f"ALTER TABLE {tabel} DISABLE TRIGGER USER")  # type: ignore[arg-type]
                db.execute(f"ALTER TABLE {tabel} NO FORCE ROW LEVEL SECURITY")  # type: ignore[arg-type]
            assert db.execute(opdracht).rowcount > 0  # type: ignore[arg-type]
            for tabel in ("kern_inzage", "kern_verzegeling", "kern_wijziging"):
                db.execute(f"ALTER TABLE {tabel} ENABLE TRIGGER USER")  # type: ignore[arg-type]
                if tabel != "kern_wijziging":  # its function writes as the owner
                    db.execute(f"ALTER TABLE {tabel} FORCE ROW LEVEL SECURITY")  # type: ignore[arg-type]

    return draai


@ECHT
def test_a_row_survives_the_rollback_of_the_request() -> None:
    iemand = toegang_van(gebruiker("consulent", HOORN))

    def view() -> None:
        with met_toegang(iemand):
            leeslog.leg_inzage_vast(iemand, KIND, "lezen", "besluit op VT-2026-0187", "verzoek")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        view()
    with met_toegang(iemand):
        rij = leeslog.inzages().get()
    assert (rij.wie, rij.jeugdige_id, rij.gemeente_code) == (iemand.naam, KIND, HOORN)
    assert (rij.handeling, rij.grond, rij.wat) == ("lezen", "besluit op VT-2026-0187", "verzoek")
    assert rij.rollen == "consulent"


@DB
def test_who_reads_sees_own_rows_and_the_officer_those_of_the_municipality() -> None:
    lees(2, HOORN, door=1)
    lees(1, OPMEER, door=2)

    def aantal(*wie: object, **meer: object) -> int:
        with met_toegang(toegang(*wie, **meer), using="logboek"):  # type: ignore[arg-type]
            return Inzage.objects.using("logboek").count()

    assert aantal("consulent", HOORN, gebruiker_id=1) == 2
    assert aantal("consulent", HOORN, gebruiker_id=3) == 0
    assert aantal("fg", HOORN, gebruiker_id=9) == 2
    assert aantal("fg", HOORN, OPMEER, gebruiker_id=9) == 3
    assert aantal("beheerder", gebruiker_id=8) == 0
    assert Inzage.objects.using("logboek").count() == 0


@DB
def test_nobody_writes_a_row_in_the_name_of_another() -> None:
    with (
        pytest.raises(Error, match="row-level security"),
        met_toegang(toegang("consulent", HOORN), using="logboek"),
    ):
        Inzage.objects.using("logboek").create(
            op="2026-01-21T10:00Z",
            geregistreerd_op="2026-01-21T10:00Z",
            gebruiker_id=2,
            wie="x",
            handeling="lezen",
            wat="x",
            grond="x",
        )


@DB
@pytest.mark.parametrize("tabel", ["kern_inzage", "kern_verzegeling", "kern_wijziging"])
@pytest.mark.parametrize("opdracht", ["UPDATE {} SET op = now()", "DELETE FROM {}", "TRUNCATE {}"])
@pytest.mark.parametrize("rol", ["consulent", "fg", "beheerder", "systeem", "inrichting", "verzegeling"])
def test_the_logs_cannot_be_changed_emptied_or_shortened(tabel: str, opdracht: str, rol: str) -> None:
    lees()
    with (
        pytest.raises(Error, match=r"permission denied|kan alleen worden toegevoegd"),
        met_toegang(toegang(rol, HOORN)),
        connection.cursor() as cursor,
    ):
        cursor.execute(opdracht.format(tabel))


@DB
@pytest.mark.parametrize("tabel", ["kern_inzage", "kern_verzegeling", "kern_wijziging"])
def test_the_application_has_no_right_to_change_the_logs(tabel: str) -> None:
    with connection.cursor() as cursor:
        for recht in ("UPDATE", "DELETE", "TRUNCATE"):
            cursor.execute("SELECT has_table_privilege(current_user, %s, %s)", [tabel, recht])
            assert cursor.fetchone() == (False,), recht


@DB
def test_a_wrong_action_is_an_error() -> None:
    with pytest.raises(ValueError, match="Onbekende handeling"):
        leeslog.leg_inzage_vast(toegang("consulent", HOORN), KIND, "gluren", "x", "x")


@DB
def test_no_row_no_sight(monkeypatch: pytest.MonkeyPatch) -> None:
    """When the log cannot be written, opening the file fails."""
    from jeugdketen.dossier.models import Jeugdige
    from jeugdketen.dossier.selectors import open_dossier

    with als_systeem([HOORN]):
        kind = Jeugdige.objects.create(gemeente_code=HOORN, achternaam="Kuin", geboortedatum="2014-03-03")

    def kapot(*_: object, **__: object) -> int:
        raise Error("logboek onbereikbaar")

    monkeypatch.setattr(leeslog, "leg_inzage_vast", kapot)
    iemand = toegang("consulent", HOORN)
    with met_toegang(iemand), pytest.raises(Error, match="onbereikbaar"):
        open_dossier(iemand, kind.pk, grond="x", wat="x")


# --- seals ---------------------------------------------------------------------------------------------------------


@DB
def test_sealing_and_checking() -> None:
    assert zegels.verzegel() is None
    lees(3)
    eerste = zegels.verzegel()
    assert eerste is not None
    assert (eerste.aantal, eerste.vorige) == (3, "")
    assert zegels.verzegel() is None
    lees(2)
    tweede = zegels.verzegel()
    assert tweede is not None
    assert tweede.vorige == eerste.zegel
    lees(1)
    controle = zegels.controleer(bekend_zegel=eerste.zegel)
    assert controle.klopt
    assert (controle.verzegelingen, controle.regels, controle.onverzegeld) == (2, 5, 1)
    assert controle.laatste_zegel == tweede.zegel


@ECHT
@pytest.mark.parametrize(
    ("opdracht", "melding"),
    [
        (
            "UPDATE kern_inzage SET wie = 'Iemand anders' WHERE id = (SELECT min(id) FROM kern_inzage)",
            "veranderd",
        ),
        (
            "UPDATE kern_inzage SET grond = 'noodtoegang' WHERE id = (SELECT max(id) FROM kern_inzage)",
            "veranderd",
        ),
        ("UPDATE kern_inzage SET op = op - interval '1 microsecond'", "veranderd"),
        ("DELETE FROM kern_inzage WHERE id = (SELECT min(id) FROM kern_inzage)", "er staan 1 regels"),
        ("DELETE FROM kern_inzage WHERE id = (SELECT max(id) FROM kern_inzage)", "er staan 1 regels"),
        (
            "INSERT INTO kern_inzage (id, op, geregistreerd_op, wie, rollen, handeling, wat, grond)"
            " VALUES (0, now(), now(), 'x', '', 'lezen', 'x', 'x')",
            "buiten elke verzegeling",
        ),
        ("DELETE FROM kern_verzegeling WHERE vorige = ''", "sluit niet aan"),
        ("UPDATE kern_verzegeling SET zegel = repeat('0', 64) WHERE vorige <> ''", "veranderd"),
        ("UPDATE kern_verzegeling SET aantal = 1", "regels"),
    ],
)
def test_any_tampering_is_found(als_beheer: Callable[[str], None], opdracht: str, melding: str) -> None:
    lees(2)
    zegels.verzegel()
    lees(2)
    zegels.verzegel()
    assert zegels.controleer().klopt
    als_beheer(opdracht)
    controle = zegels.controleer()
    assert not controle.klopt
    assert melding in " ".join(controle.fouten)


@ECHT
def test_cutting_off_the_end_is_found_with_a_seal_kept_outside(als_beheer: Callable[[str], None]) -> None:
    lees(1)
    zegels.verzegel()
    lees(1)
    laatste = zegels.verzegel()
    assert laatste is not None
    als_beheer("DELETE FROM kern_verzegeling WHERE vorige <> ''")
    als_beheer("DELETE FROM kern_inzage WHERE id = (SELECT max(id) FROM kern_inzage)")
    assert zegels.controleer().klopt
    controle = zegels.controleer(bekend_zegel=laatste.zegel)
    assert controle.fouten == (
        "Het zegel dat u bewaarde komt niet meer voor: het einde van het logboek is weggehaald.",
    )


@ECHT
def test_the_key_is_needed_to_make_a_seal(als_beheer: Callable[[str], None], settings: object) -> None:
    lees(1)
    zegels.verzegel()
    settings.JEUGDKETEN_ZEGELSLEUTEL = "een andere sleutel"  # type: ignore[attr-defined]
    # Under another key the database refuses our context as well, so nothing can be read to compare.
    with met_toegang(toegang("verzegeling")):
        assert Verzegeling.objects.count() == 1
        assert Inzage.objects.count() == 0


@ECHT
def test_sealing_waits_for_a_row_that_is_being_written() -> None:
    """A lower number cannot appear after the seal: writing holds the lock that sealing needs."""
    with transaction.atomic(using="logboek"):
        lees(1)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [zegels.SLOT])
            assert cursor.fetchone() == (False,)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [zegels.SLOT])
        assert cursor.fetchone() == (True,)


@DB
def test_the_command_says_whether_it_is_right(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zegels, "GEDULD", 0.0)
    lees(2)
    call_command("logboek_verzegel")
    call_command("logboek_controleer")
    uit = capsys.readouterr().out
    assert "Van het leeslogboek zijn 2 regels verzegeld." in uit
    assert "klopt" in uit
    with pytest.raises(CommandError, match="niet meer voor"):
        call_command("logboek_controleer", zegel="f" * 64)
    call_command("logboek", "verzegel")
    call_command("logboek", "controleer")
    uit = capsys.readouterr().out
    assert "Van het leeslogboek zijn 0 regels verzegeld." in uit
    assert "leeslogboek klopt: 2 regels in 1 verzegelingen" in uit


@DB
def test_the_job_of_the_worker_seals(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zegels, "GEDULD", 0.0)
    from jeugdketen.kern.tasks import verzegel_leeslog

    lees(2)
    verzegel_leeslog(0)
    assert zegels.controleer().regels == 2


@DB
def test_the_chain_cannot_fork() -> None:
    """Two seals after the same one: the database refuses the second."""
    lees(1)
    eerste = zegels.verzegel()
    assert eerste is not None
    with (
        pytest.raises(Error, match="verzegeling_een_keten"),
        met_toegang(toegang("verzegeling"), using="logboek"),
    ):
        Verzegeling.objects.using("logboek").create(van_id=1, tot_id=1, aantal=1, vorige="", zegel="a" * 64)


# --- the change log -----------------------------------------------------------------------------------------------


@ECHT
@pytest.mark.parametrize(
    ("opdracht", "melding"),
    [
        ("UPDATE kern_wijziging SET gebruiker_id = 99 WHERE id = (SELECT min(id) FROM kern_wijziging)", "veranderd"),
        ("UPDATE kern_wijziging SET nieuw = '{\"tot\": null}' WHERE id = (SELECT max(id) FROM kern_wijziging)",
         "veranderd"),
        ("UPDATE kern_wijziging SET op = op - interval '1 microsecond'", "veranderd"),
        ("DELETE FROM kern_wijziging WHERE id = (SELECT min(id) FROM kern_wijziging)", "regels"),
        (
            "INSERT INTO kern_wijziging (id, op, transactie, tabel, sleutel, handeling, rollen)"
            " VALUES (0, now(), 1, 'kern_rolhouder', '1', 'insert', '')",
            "buiten elke verzegeling",
        ),
    ],
)  # fmt: skip
def test_any_tampering_with_the_change_log_is_found(
    als_beheer: Callable[[str], None], opdracht: str, melding: str
) -> None:
    gebruiker("consulent", HOORN)
    zegel = zegels.verzegel("wijziging")
    assert zegel is not None
    assert zegel.aantal == 2  # the account and its role
    gebruiker("consulent", HOORN)
    assert zegels.verzegel("wijziging") is not None
    assert zegels.controleer("wijziging", bekend_zegel=zegel.zegel).klopt
    als_beheer(opdracht)
    controle = zegels.controleer("wijziging")
    assert not controle.klopt
    assert melding in " ".join(controle.fouten)
    assert zegels.controleer().klopt, "the read log has a chain of its own"


@ECHT
def test_a_change_in_a_long_transaction_is_sealed_later_and_never_left_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    iemand = gebruiker("consulent", HOORN)
    assert zegels.verzegel("wijziging") is not None
    monkeypatch.setattr(zegels, "GEDULD", 0.0)
    with met_toegang(toegang("beheerder")):
        Gebruiker.objects.filter(pk=iemand.pk).update(is_active=False)
        assert zegels.verzegel("wijziging") is None, "its number is lower than what may be sealed meanwhile"
    zegel = zegels.verzegel("wijziging")
    assert zegel is not None
    assert zegel.aantal == 1
    assert zegels.controleer("wijziging").onverzegeld == 0


@ECHT
def test_the_command_checks_both_logs(
    als_beheer: Callable[[str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    gebruiker("consulent", HOORN)
    lees(1)
    call_command("logboek", "verzegel")
    call_command("logboek", "controleer")
    uit = capsys.readouterr().out
    assert "Het leeslogboek klopt: 1 regels" in uit
    assert "Het wijzigingenlogboek klopt: 2 regels" in uit
    als_beheer("DELETE FROM kern_wijziging WHERE id = (SELECT max(id) FROM kern_wijziging)")
    with pytest.raises(CommandError, match="wijzigingenlogboek: Verzegeling"):
        call_command("logboek", "controleer")
