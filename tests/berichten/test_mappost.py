"""The watched folder: half-written files wait, whole files are taken once, a crash in between loses nothing."""

from __future__ import annotations

import math
import os
import zlib
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from django.db import IntegrityError, connection
from hypothesis import given
from hypothesis import strategies as st

import postregio
from jeugdketen.berichten import mappost, tasks, wegbeheer
from jeugdketen.berichten import toestand as t
from jeugdketen.berichten.aanname import Post, neem_aan, neem_aan_samen
from jeugdketen.berichten.mappost import Mappen, Mapwacht, Postwacht
from jeugdketen.berichten.models import Bericht, RuwBericht
from jeugdketen.berichten.verwerking import verwerk
from jeugdketen.berichten.wegen.map import Mapkast
from jeugdketen.kern.toegang import als_systeem

pytestmark = pytest.mark.django_db
INHOUD = postregio.Vot().xml()


@pytest.fixture
def postbus(settings: object, tmp_path: Path) -> Path:
    """A message box of its own, and a clock of the watcher that the test moves."""
    settings.JEUGDKETEN_POSTBUS = tmp_path
    for deel in ("in", "uit", "bezig", "verwerkt", "geweigerd"):
        (tmp_path / deel).mkdir()
    return tmp_path


@pytest.fixture
def klok(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Seconds on the watcher's clock."""
    tijd = [100.0]
    monkeypatch.setattr(mappost.time, "monotonic", lambda: tijd[0])
    return tijd


def _aantal() -> int:
    with als_systeem():
        return RuwBericht.objects.count()


def test_a_whole_file_is_taken_after_it_lay_still(postbus: Path, klok: list[float]) -> None:
    wacht = Mapwacht()
    (postbus / "in" / "vot.xml").write_bytes(INHOUD)
    assert wacht.ronde() == 0
    klok[0] += mappost.STABIEL
    assert wacht.ronde() == 1
    assert _aantal() == 1
    assert not list((postbus / "in").iterdir())
    assert not list((postbus / "bezig").iterdir())
    (bewaard,) = (postbus / "verwerkt").iterdir()
    assert bewaard.read_bytes() == INHOUD


def test_a_file_that_still_grows_is_left_alone(postbus: Path, klok: list[float]) -> None:
    wacht = Mapwacht()
    bestand = postbus / "in" / "vot.xml"
    for eind in range(200, len(INHOUD), 400):
        bestand.write_bytes(INHOUD[:eind])
        klok[0] += 5
        assert wacht.ronde() == 0
    bestand.write_bytes(INHOUD)
    wacht.ronde()
    klok[0] += mappost.STABIEL
    assert wacht.ronde() == 1
    with als_systeem():
        assert RuwBericht.objects.get().inhoud == INHOUD


def test_a_file_that_stays_half_is_taken_in_the_end_and_will_be_refused(
    postbus: Path, klok: list[float]
) -> None:
    wacht = Mapwacht()
    (postbus / "in" / "half.xml").write_bytes(INHOUD[:500])
    wacht.ronde()
    klok[0] += mappost.GEDULD - 0.1
    assert wacht.ronde() == 0
    klok[0] += 0.2
    assert wacht.ronde() == 1


@pytest.mark.parametrize("naam", [".verborgen.xml", "vot.xml.tmp", "vot.xml.part", "vot.xml~"])
def test_names_of_unfinished_files_are_skipped(postbus: Path, klok: list[float], naam: str) -> None:
    wacht = Mapwacht()
    (postbus / "in" / naam).write_bytes(INHOUD)
    wacht.ronde()
    klok[0] += 60
    assert wacht.ronde() == 0
    assert (postbus / "in" / naam).exists()


def test_a_link_is_not_followed(postbus: Path, klok: list[float], tmp_path: Path) -> None:
    (postbus / "in" / "link.xml").symlink_to("/etc/hostname")
    wacht = Mapwacht()
    wacht.ronde()
    klok[0] += 60
    assert wacht.ronde() == 0


def test_the_folder_of_a_municipality_says_whose_mailbox(postbus: Path, klok: list[float]) -> None:
    (postbus / "in" / "0405").mkdir()
    (postbus / "in" / "0405" / "vot.xml").write_bytes(INHOUD)
    wacht = Mapwacht()
    wacht.ronde()
    klok[0] += mappost.STABIEL
    assert wacht.ronde() == 1
    with als_systeem():
        assert Bericht.objects.get().postbus_gemeente == "0405"


def test_a_claimed_file_of_a_dead_process_is_stored_once(postbus: Path) -> None:
    naam = "0b0f6f0e-3f5b-4f0a-9d59-3b9fb8a3c001__vot.xml"
    (postbus / "bezig" / naam).write_bytes(INHOUD)
    assert Mapwacht().ronde() == 1
    # Died after the commit and before the file was put away: it lies there again.
    (postbus / "verwerkt" / naam).rename(postbus / "bezig" / naam)
    assert Mapwacht().ronde() == 1
    assert _aantal() == 1
    with als_systeem():
        assert Bericht.objects.get().pk == UUID(naam[:36])


def test_a_file_too_large_to_keep_is_refused_and_put_aside(
    postbus: Path, klok: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mappost, "MAX_BEWAREN", 1000)
    (postbus / "in" / "groot.xml").write_bytes(INHOUD)
    wacht = Mapwacht()
    wacht.ronde()
    klok[0] += mappost.STABIEL
    assert wacht.ronde() == 1
    assert len(list((postbus / "geweigerd").iterdir())) == 1
    with als_systeem():
        assert "te groot" in Bericht.objects.get().ruw.bestandsnaam


def test_names_as_long_or_as_strange_as_a_disk_allows(postbus: Path, klok: list[float]) -> None:
    (postbus / "in" / ("n" * 251 + ".xml")).write_bytes(INHOUD)
    (Path(os.fsdecode(os.fsencode(postbus / "in") + b"/vreemd-\xff.xml"))).write_bytes(INHOUD)
    wacht = Mapwacht()
    wacht.ronde()
    klok[0] += mappost.STABIEL
    assert wacht.ronde() == 2
    assert _aantal() == 2
    with als_systeem():
        assert all(
            naam.endswith(".xml") for naam in RuwBericht.objects.values_list("bestandsnaam", flat=True)
        )


def test_a_file_that_cannot_be_moved_does_not_hold_up_the_others(
    postbus: Path, klok: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    (postbus / "in" / "a.xml").write_bytes(INHOUD)
    (postbus / "in" / "b.xml").write_bytes(INHOUD)
    echt = Path.rename

    def rename(pad: Path, doel: Path) -> Path:
        if pad.name == "a.xml":
            raise PermissionError(13, "geen rechten")
        return echt(pad, doel)

    monkeypatch.setattr(Path, "rename", rename)
    wacht = Mapwacht()
    wacht.ronde()
    klok[0] += mappost.STABIEL
    assert wacht.ronde() == 1
    assert [p.name for p in (postbus / "in").iterdir()] == ["a.xml"]
    monkeypatch.undo()
    monkeypatch.setattr(mappost.time, "monotonic", lambda: klok[0])
    assert wacht.ronde() == 1


def test_a_place_is_fetched_from_by_one_worker_at_a_time(postbus: Path, klok: list[float]) -> None:
    ophaler = wegbeheer.Ophaler()
    (postbus / "in" / "vot.xml").write_bytes(INHOUD)
    ophaler.map_ronde()
    klok[0] += mappost.STABIEL
    met = connection.get_connection_params() | {"dbname": connection.settings_dict["NAME"]}
    bekend = {naam: met[naam] for naam in ("dbname", "user", "password", "host", "port") if met.get(naam)}
    with psycopg.connect(**bekend, autocommit=True) as ander:
        slot = [wegbeheer.SLOTGROEP, zlib.crc32(wegbeheer.MAP_IN.encode()) - 2**31]
        ander.execute("SELECT pg_advisory_lock(%s, %s)", slot)
        assert ophaler.map_ronde() == 0
        assert [pad.name for pad in (postbus / "in").iterdir()] == ["vot.xml"]
        ander.execute("SELECT pg_advisory_unlock(%s, %s)", slot)
        assert ophaler.map_ronde() == 1


@pytest.mark.parametrize("verwerkt", [False, True])
def test_files_are_stored_together_and_one_that_was_stored_before_does_not_hinder(
    postbus: Path, verwerkt: bool
) -> None:
    """A key that is in use already: the others are stored all the same, each once."""
    eerder, nieuw = UUID(int=1), UUID(int=2)
    neem_aan(INHOUD, bestandsnaam="eerder.xml", weg=t.MAP, bericht_id=eerder)
    if verwerkt:  # of a municipality by now, and no longer to be seen by who takes in
        postregio.richt_regio_in()
        verwerk(eerder)
    posten = [Post(INHOUD, "eerder.xml", eerder), Post(b"<x/>", "nieuw.xml", nieuw)]
    neem_aan_samen(posten, weg=t.MAP)
    neem_aan_samen(posten, weg=t.MAP)
    with als_systeem(postregio.GEMEENTEN):
        assert Bericht.objects.filter(richting=t.IN).count() == 2
    if not verwerkt:
        with pytest.raises(IntegrityError):
            neem_aan_samen([Post(b"<iets anders/>", "eerder.xml", eerder)], weg=t.MAP)


@given(st.lists(st.integers(0, 950), max_size=8))
def test_mailboxes_take_turns_and_keep_their_order(aantallen: list[int]) -> None:
    """Every file once, each mailbox in its own order, its first turn before the second turn of any other one."""
    postbussen = [[(plek, nr) for nr in range(aantal)] for plek, aantal in enumerate(aantallen)]
    beurten = mappost.in_beurten(postbussen)
    assert all(0 < len(beurt) <= mappost.BEURT and len({plek for plek, _ in beurt}) == 1 for beurt in beurten)
    for plek, rijen in enumerate(postbussen):
        assert [rij for beurt in beurten for rij in beurt if rij[0] == plek] == rijen
    eerste = [beurt[0][0] for beurt in beurten[: sum(aantal > 0 for aantal in aantallen)]]
    assert len(set(eerste)) == len(eerste)


def test_a_job_keeps_to_one_municipality_when_it_has_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many small ones share a job, a large one has jobs of its own, and no job has more than a worker reads at once."""
    taken: list[list[str]] = []
    monkeypatch.setattr(tasks.verwerk_berichten, "defer", lambda *, bericht_ids: taken.append(bericht_ids))
    monkeypatch.setattr(tasks, "PORTIE", 5)
    monkeypatch.setattr(tasks, "GENOEG", 3)
    van = dict(zip((UUID(int=nr) for nr in range(12)), "aabccccccddd", strict=True))
    tasks.zet_in_de_rij(list(van), van=lambda nummer: van[nummer])
    gemeenten = ["".join(van[UUID(nummer)] for nummer in taak) for taak in taken]
    assert gemeenten == ["aab", "ccccc", "cddd"]
    assert [UUID(nummer) for taak in taken for nummer in taak] == list(van)


def test_the_next_round_comes_when_the_first_file_lay_still(postbus: Path, klok: list[float]) -> None:
    """Not sooner, and with nothing to wait for as late as always: a half file does not keep the watcher busy."""
    wacht = Mapwacht()
    assert (wacht.ronde(), wacht.over()) == (0, math.inf)
    (postbus / "in" / "vot.xml").write_bytes(INHOUD)
    (postbus / "in" / "half.xml").write_bytes(INHOUD[:-40])
    wacht.ronde()
    klok[0] += mappost.STABIEL / 4
    assert wacht.over() == pytest.approx(mappost.STABIEL * 3 / 4)
    klok[0] += mappost.STABIEL
    assert wacht.over() == math.inf, "the moment passed: another worker may be fetching"
    assert (wacht.ronde(), wacht.over()) == (1, math.inf)


# --- somebody hostile who may write in the folder -------------------------------------------------------------------


def test_a_folder_that_is_a_link_is_no_mailbox(postbus: Path, klok: list[float], tmp_path: Path) -> None:
    (postbus / "elders").mkdir()
    (postbus / "elders" / "sleutel.pem").write_bytes(b"geheim")
    (postbus / "in" / "0405").symlink_to(postbus / "elders", target_is_directory=True)
    wacht = Mapwacht()
    wacht.ronde()
    klok[0] += 60
    assert wacht.ronde() == 0
    assert (postbus / "elders" / "sleutel.pem").read_bytes() == b"geheim"


@pytest.mark.parametrize("soort", ["koppeling", "pijp"])
def test_what_was_put_in_the_place_of_a_file_after_it_was_listed_is_not_read(
    postbus: Path, klok: list[float], monkeypatch: pytest.MonkeyPatch, soort: str
) -> None:
    (postbus / "geheim").write_bytes(INHOUD)
    (postbus / "in" / "a.xml").write_bytes(INHOUD)
    (postbus / "in" / "b.xml").write_bytes(INHOUD)
    echt = Mapwacht._claim

    def verwissel(wacht: Mapwacht, pad: str, gemeente: str | None) -> str | None:
        bezig = echt(wacht, pad, gemeente)
        assert bezig is not None
        if pad.endswith("a.xml"):
            (postbus / bezig).unlink()
            if soort == "koppeling":
                (postbus / bezig).symlink_to(postbus / "geheim")
            else:
                os.mkfifo(postbus / bezig)
        return bezig

    monkeypatch.setattr(Mapwacht, "_claim", verwissel)
    wacht = Mapwacht()
    wacht.ronde()
    klok[0] += mappost.STABIEL
    assert wacht.ronde() == 1
    assert _aantal() == 1


def test_a_file_that_grows_while_it_is_read_takes_no_more_memory_than_is_kept(
    postbus: Path, klok: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mappost, "MAX_BEWAREN", 5_000)
    (postbus / "in" / "groeit.xml").write_bytes(INHOUD[:3_000])
    monkeypatch.setattr(Mapkast, "grootte", lambda kast, pad: 3_000)
    wacht = Mapwacht()
    wacht.ronde()
    (postbus / "in" / "groeit.xml").write_bytes(INHOUD * 10)
    klok[0] += 60
    wacht.ronde()
    klok[0] += 60
    assert wacht.ronde() == 1
    assert len(list((postbus / "geweigerd").iterdir())) == 1
    with als_systeem():
        assert Bericht.objects.get().ruw.grootte == 0


def test_names_that_only_look_claimed_hold_up_nothing_and_choose_no_mailbox(
    postbus: Path, klok: list[float]
) -> None:
    binnen = postbus / "van-linde"
    (binnen / "bezig").mkdir(parents=True)
    (binnen / "bezig" / f"{'-' * 36}__a.xml").write_bytes(INHOUD)
    nummer = "0b0f6f0e-3f5b-4f0a-9d59-3b9fb8a3c0"
    (binnen / "bezig" / f"{nummer}01_0405__b.xml").write_bytes(INHOUD)
    neem_aan(b"iets anders", bestandsnaam="c.xml", weg=t.MAP, bericht_id=UUID(f"{nummer}02"))
    (binnen / "bezig" / f"{nummer}02__c.xml").write_bytes(INHOUD)
    wacht = Postwacht(
        Mapkast(postbus), t.MAP, Mappen.onder("van-linde"), gemeente=postregio.MEDEMBLIK, stabiel=0
    )
    assert wacht.ronde() == 1
    assert wacht.achtergebleven() == 1
    with als_systeem():
        assert Bericht.objects.get(pk=f"{nummer}01").postbus_gemeente == postregio.MEDEMBLIK
        assert bytes(RuwBericht.objects.get(pk=f"{nummer}02").inhoud) == b"iets anders"
