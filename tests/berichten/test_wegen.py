"""Roads behind one interface: what a folder keeps, an SFTP server keeps; each party has its own road."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncssh
import pytest
import sftpserver
from sftpserver import WACHTWOORD, Sftpserver

import postregio
from jeugdketen.berichten import aanname, mappost, wegbeheer
from jeugdketen.berichten import toestand as t
from jeugdketen.berichten.models import Aansluiting, Bericht, Envelop, RuwBericht, VerzendPost, Wegstand
from jeugdketen.berichten.services import noteer_opgehaald
from jeugdketen.berichten.uitgang import verzend_wachtende
from jeugdketen.berichten.verwerking import verwerk
from jeugdketen.berichten.wegbeheer import Ophaler, foutzin, kast_van
from jeugdketen.berichten.wegen import WegFout
from jeugdketen.berichten.wegen.envelop import VORMEN, EnvelopFout, Route
from jeugdketen.kern.toegang import als_inrichting, als_systeem

pytestmark = pytest.mark.django_db
INHOUD = postregio.Vot().xml()


@pytest.fixture
def postbus(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A message box and secrets of its own, and no memory of roads of an earlier test."""
    settings.JEUGDKETEN_POSTBUS = tmp_path / "postbus"
    settings.JEUGDKETEN_GEHEIMENMAP = str(tmp_path / "geheim")
    (tmp_path / "geheim").mkdir()
    (tmp_path / "postbus").mkdir()
    monkeypatch.setattr(wegbeheer, "_goed", {})
    postregio.richt_regio_in()
    return tmp_path


@pytest.fixture
def klok(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Seconds on the watcher's clock."""
    tijd = [100.0]
    monkeypatch.setattr(mappost.time, "monotonic", lambda: tijd[0])
    return tijd


@pytest.fixture(params=[True, False], ids=["openssh", "kaal"])
def server(request: pytest.FixtureRequest, postbus: Path) -> Iterator[Sftpserver]:
    """A server with OpenSSH's extensions, and one without; its password and key are among the secrets."""
    with Sftpserver(postbus / "sftp", met_posix=request.param) as s:
        (postbus / "geheim" / "wachtwoord").write_text(WACHTWOORD + "\n")
        (postbus / "geheim" / "sleutel").write_bytes(s.clientsleutel.export_private_key())
        yield s


def sluit_aan(server: Sftpserver, geheim: str = "sleutel", **velden: Any) -> Aansluiting:
    """A road over this server, for Medemblik."""
    with als_inrichting():
        return Aansluiting.objects.create(
            **{
                "gemeente_code": postregio.MEDEMBLIK,
                "weg": t.SFTP,
                "host": "127.0.0.1",
                "poort": server.poort,
                "gebruiker": "gemeente",
                "hostsleutel": server.hostsleutel,
                "geheim": geheim,
                "map_in": "van-aanbieder",
                "map_uit": "naar-aanbieder",
            }
            | velden
        )


def haal(ophaler: Ophaler, klok: list[float]) -> int:
    """Two rounds, far enough apart for a file that lay still."""
    eerste = ophaler.ronde()
    klok[0] += mappost.STABIEL
    return eerste + ophaler.ronde()


def antwoord_klaar() -> VerzendPost:
    """A message of ours that waits in the outbox: the JW316 on a request that came in by hand."""
    nummer = aanname.neem_aan(INHOUD, bestandsnaam="vot.xml", weg=t.MAP)
    verwerk(nummer)
    with als_systeem({postregio.MEDEMBLIK}):
        return VerzendPost.objects.select_related("bericht__ruw").get()


@pytest.mark.parametrize("geheim", ["sleutel", "wachtwoord"])
def test_post_is_fetched_once_by_key_or_password(
    server: Sftpserver, postbus: Path, klok: list[float], geheim: str
) -> None:
    sluit_aan(server, geheim)
    ophaler = Ophaler()
    assert ophaler.ronde() == 0, "the folders are made when they are not there"
    (postbus / "sftp" / "van-aanbieder" / "vot.xml").write_bytes(INHOUD)
    assert haal(ophaler, klok) == 1
    assert haal(ophaler, klok) == 0
    with als_systeem():
        bericht = Bericht.objects.select_related("ruw").get()
        assert bericht.ruw.inhoud == INHOUD
        assert (bericht.weg, bericht.postbus_gemeente) == (t.SFTP, postregio.MEDEMBLIK)
        assert bericht.ruw.door_naam == "ontvangst via SFTP"
    (verwerkt,) = (postbus / "sftp" / "van-aanbieder" / "verwerkt").iterdir()
    assert verwerkt.read_bytes() == INHOUD


def test_a_file_that_still_grows_on_the_server_waits(
    server: Sftpserver, postbus: Path, klok: list[float]
) -> None:
    sluit_aan(server)
    ophaler = Ophaler()
    ophaler.ronde()
    bestand = postbus / "sftp" / "van-aanbieder" / "vot.xml"
    for eind in (200, 900, len(INHOUD) - 1):
        bestand.write_bytes(INHOUD[:eind])
        klok[0] += 5
        assert ophaler.ronde() == 0
    bestand.write_bytes(INHOUD)
    assert haal(ophaler, klok) == 1
    with als_systeem():
        assert RuwBericht.objects.get().inhoud == INHOUD


def test_what_a_killed_process_had_claimed_is_stored_once(
    server: Sftpserver, postbus: Path, klok: list[float]
) -> None:
    sluit_aan(server)
    bezig = postbus / "sftp" / "van-aanbieder" / "bezig"
    bezig.mkdir(parents=True)
    naam = "0b0f6f0e-3f5b-4f0a-9d59-3b9fb8a3c001_0420__vot.xml"
    (bezig / naam).write_bytes(INHOUD)
    assert Ophaler().ronde() == 1
    # It died after the commit and before the file was put away: it lies there again.
    (bezig.parent / "verwerkt" / naam).rename(bezig / naam)
    assert Ophaler().ronde() == 1
    with als_systeem():
        assert RuwBericht.objects.count() == 1


def test_a_message_goes_out_whole_and_twice_is_once(server: Sftpserver, postbus: Path) -> None:
    sluit_aan(server)
    post = antwoord_klaar()
    assert verzend_wachtende() == 1
    (geplaatst,) = (postbus / "sftp" / "naar-aanbieder").iterdir()
    with als_systeem({postregio.MEDEMBLIK}):
        post.refresh_from_db()
        assert geplaatst.read_bytes() == post.bericht.ruw.inhoud
        assert (post.weg, post.bericht.toestand) == (t.SFTP, t.VERZONDEN)
        # the process died after placing and before the commit: it is placed again
        VerzendPost.objects.update(verzonden_op=None)
    assert verzend_wachtende() == 1
    assert [p.name for p in (postbus / "sftp" / "naar-aanbieder").iterdir()] == [post.bestandsnaam]


def test_a_server_with_another_key_gets_nothing(server: Sftpserver, postbus: Path, klok: list[float]) -> None:
    sluit_aan(server)
    antwoord_klaar()
    server.ververs_sleutel()
    assert verzend_wachtende() == 0
    assert Ophaler().ronde() == 0
    assert not list((postbus / "sftp").rglob("*.xml"))
    with als_systeem({postregio.MEDEMBLIK}):
        standen = {s.sleutel.split(":")[1]: s for s in Wegstand.objects.exclude(sleutel__startswith="map")}
        assert set(standen) == {"in", "uit"}
        assert all("andere sleutel" in s.laatste_fout for s in standen.values())
        assert "andere sleutel" in VerzendPost.objects.get().laatste_fout


def test_a_wrong_secret_is_told_and_never_shown(server: Sftpserver, postbus: Path) -> None:
    (postbus / "geheim" / "fout").write_text("verkeerd-geheim")
    for geheim, zin in (
        ("fout", "weigert de gebruiker"),
        ("weg", "niet leesbaar"),
        ("../geheim/fout", "klopt niet"),
    ):
        rij = sluit_aan(server, geheim)
        kast = kast_van(rij)
        with pytest.raises(WegFout, match=zin) as fout:
            kast.lijst("x")
        assert "verkeerd-geheim" not in str(fout.value)
        kast.sluit()
        with als_inrichting():
            rij.delete()


def test_a_server_that_is_away_is_left_alone_a_while_and_then_used_again(
    server: Sftpserver, postbus: Path, klok: list[float]
) -> None:
    sluit_aan(server)
    antwoord_klaar()
    server.stop()
    assert verzend_wachtende() == 0
    assert Ophaler().ronde() == 0
    server.begin()
    assert Ophaler().ronde() == 0, "left alone for now"
    with als_systeem({postregio.MEDEMBLIK}):
        assert "niet bereikbaar" in VerzendPost.objects.get().laatste_fout
        Wegstand.objects.update(niet_voor=None)
        VerzendPost.objects.update(niet_voor="2020-01-01T00:00:00Z")
    assert verzend_wachtende() == 1
    Ophaler().ronde()
    with als_systeem():
        assert set(Wegstand.objects.values_list("fouten", "laatste_fout")) == {(0, "")}


def test_each_receiver_has_its_own_road(server: Sftpserver, postbus: Path) -> None:
    """A provider with a road of its own, the rest of the municipality, and a municipality without any."""
    sluit_aan(server, aanbieder_agb=postregio.KLINIEK, map_uit="kliniek")
    with als_inrichting():
        Aansluiting.objects.create(gemeente_code=postregio.MEDEMBLIK, weg=t.MAP, map_uit="uit/0420")
        Aansluiting.objects.create(
            gemeente_code=postregio.HOORN, aanbieder_agb=postregio.GEZINSHUIS, weg=t.REST, ophalen=False
        )
    for nr, (afzender, gemeente) in enumerate(
        (
            (postregio.KLINIEK, postregio.MEDEMBLIK),
            (postregio.LINDE, postregio.MEDEMBLIK),
            (postregio.LINDE, postregio.OPMEER),
            (postregio.GEZINSHUIS, postregio.HOORN),
        )
    ):
        vot = postregio.Vot(identificatie=f"WEG{nr}", afzender=afzender, ontvanger=gemeente)
        verwerk(aanname.neem_aan(vot.xml(), bestandsnaam="vot.xml", weg=t.MAP))
    assert verzend_wachtende() == 4
    assert len(list((postbus / "sftp" / "kliniek").iterdir())) == 1
    assert [p.name for p in (postbus / "postbus" / "uit").glob("*.xml")] == [
        f"JW316_0432_{postregio.LINDE}_043226R00001.xml"
    ]
    assert len(list((postbus / "postbus" / "uit" / "0420").iterdir())) == 1
    with als_systeem(postregio.GEMEENTEN):
        assert sorted(VerzendPost.objects.values_list("weg", flat=True)) == ["map", "map", "rest", "sftp"]


def test_one_road_that_fails_does_not_hold_up_the_others(server: Sftpserver, postbus: Path) -> None:
    sluit_aan(server)
    server.stop()
    for nr, gemeente in enumerate((postregio.MEDEMBLIK, postregio.MEDEMBLIK, postregio.OPMEER)):
        vot = postregio.Vot(
            identificatie=f"WEG{nr}",
            ontvanger=gemeente,
            bsn=(postregio.JESSE, postregio.NOOR, postregio.FENNA)[nr],
            producten=[postregio.Vraag(f"WG-{nr}")],
        )
        verwerk(aanname.neem_aan(vot.xml(), bestandsnaam="vot.xml", weg=t.MAP))
    assert verzend_wachtende() == 1
    with als_systeem(postregio.GEMEENTEN):
        wachtend = VerzendPost.objects.filter(verzonden_op=None)
        assert sorted(wachtend.values_list("pogingen", flat=True)) == [0, 1], "one try tells enough"
        assert all("niet bereikbaar" in fout for fout in wachtend.values_list("laatste_fout", flat=True))
    server.begin()


def test_what_a_receiver_fetched_is_noted_once(postbus: Path) -> None:
    post = antwoord_klaar()
    assert verzend_wachtende() == 1
    for _ in range(2):
        noteer_opgehaald(post.bericht)
    with als_systeem({postregio.MEDEMBLIK}):
        post.refresh_from_db()
        assert post.opgehaald_op is not None
        assert post.opgehaald_op >= post.verzonden_op


# --- envelopes ------------------------------------------------------------------------------------------------------


def test_routing_data_is_kept_apart_from_the_message(postbus: Path, klok: list[float]) -> None:
    with als_inrichting():
        Aansluiting.objects.create(
            gemeente_code=postregio.MEDEMBLIK,
            weg=t.MAP,
            verpakking="voorbeeld",
            map_in="knooppunt/in",
            map_uit="knooppunt/uit",
        )
    route = Route(postregio.LINDE, postregio.MEDEMBLIK, "JW315", "bezorging 17")
    ophaler = Ophaler()
    ophaler.ronde()
    binnen = postbus / "postbus" / "knooppunt" / "in"
    (binnen / "a.json").write_bytes(VORMEN["voorbeeld"].pak_in(route, INHOUD))
    assert haal(ophaler, klok) == 1
    with als_systeem():
        bericht = Bericht.objects.select_related("ruw", "envelop").get()
        assert bericht.ruw.inhoud == INHOUD, "the store holds the message itself"
        assert bericht.envelop.gegevens == {
            "afzender": postregio.LINDE,
            "ontvanger": postregio.MEDEMBLIK,
            "soort": "JW315",
            "kenmerk": "bezorging 17",
        }
    assert verwerk(bericht.pk) == t.AANVAARD
    assert verzend_wachtende() == 1
    (uit,) = (postbus / "postbus" / "knooppunt" / "uit").iterdir()
    terug, inhoud = VORMEN["voorbeeld"].pak_uit(uit.read_bytes())
    assert (terug.afzender, terug.ontvanger, terug.soort) == (postregio.MEDEMBLIK, postregio.LINDE, "JW316")
    with als_systeem({postregio.MEDEMBLIK}):
        assert Bericht.objects.select_related("ruw").get(richting="uit").ruw.inhoud == inhoud


@pytest.mark.parametrize(
    "inhoud",
    [
        b"{",
        b"[]",
        b"[" * 100_000,
        b'{"envelop": "iets anders"}',
        VORMEN["voorbeeld"].pak_in(Route("1", "2", "3", "4"), INHOUD).replace(b'"kenmerk"', b'"kenteken"'),
        VORMEN["voorbeeld"]
        .pak_in(Route("1", "2", "3", "4"), INHOUD)
        .replace(b'"bericht": "P', b'"bericht": "Q'),
        VORMEN["voorbeeld"]
        .pak_in(Route("1", "2", "3", "4"), INHOUD)
        .replace(b'"bericht": "', b'"bericht": "!'),
    ],
)
def test_a_damaged_envelope_is_told(inhoud: bytes) -> None:
    with pytest.raises(EnvelopFout):
        VORMEN["voorbeeld"].pak_uit(inhoud)


def test_a_file_without_its_envelope_is_kept_and_refused(postbus: Path) -> None:
    nummer = aanname.neem_aan(b'{"geen": "envelop"}', bestandsnaam="x.json", weg=t.MAP, vorm="voorbeeld")
    with als_systeem():
        assert not Envelop.objects.exists()
    assert verwerk(nummer) == t.GEWEIGERD


def test_an_operator_reads_what_is_wrong_without_a_path() -> None:
    assert foutzin(OSError(28, "No space left on device", "/geheime/map")) == "OSError: de schijf is vol"


@pytest.mark.parametrize("teken", ["\0", "\ud800"])
def test_routing_data_that_no_database_keeps_holds_up_nothing(
    postbus: Path, klok: list[float], teken: str
) -> None:
    with als_inrichting():
        Aansluiting.objects.create(
            gemeente_code=postregio.MEDEMBLIK,
            weg=t.MAP,
            verpakking="voorbeeld",
            map_in="knooppunt/in",
            map_uit="knooppunt/uit",
        )
    ophaler = Ophaler()
    ophaler.ronde()
    binnen = postbus / "postbus" / "knooppunt" / "in"
    vorm = VORMEN["voorbeeld"]
    route = (postregio.LINDE, postregio.MEDEMBLIK, "JW315")
    (binnen / "a.json").write_bytes(vorm.pak_in(Route(*route, f"kwaad {teken}"), INHOUD))
    (binnen / "b.json").write_bytes(vorm.pak_in(Route(*route, "goed"), INHOUD))
    assert haal(ophaler, klok) == 2
    with als_systeem():
        assert [e.gegevens["kenmerk"] for e in Envelop.objects.all()] == ["goed"]
        assert RuwBericht.objects.count() == 2


class _Leugenaar(asyncssh.SFTPServer):
    """Says that every file is small, and never comes to its end."""

    gegeven = 0

    def fstat(self, file_obj: Any) -> Any:
        attrs = super().fstat(file_obj)
        attrs.size = 2**40
        return attrs

    def read(self, file_obj: Any, offset: int, size: int) -> bytes:
        type(self).gegeven += size
        return b"x" * size


def test_a_server_whose_file_never_ends_is_not_read_to_the_end(
    server: Sftpserver, postbus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.stop()
    monkeypatch.setattr(asyncssh, "SFTPServer", _Leugenaar)
    monkeypatch.setattr(sftpserver, "_ZonderPosix", _Leugenaar)
    server.begin()
    (server.map_ / "x.xml").write_bytes(INHOUD)
    kast = kast_van(sluit_aan(server))
    try:
        assert len(kast.lees("x.xml", 1_000_000)) == 1_000_001
    finally:
        kast.sluit()
    assert _Leugenaar.gegeven < 20_000_000


def test_a_name_on_the_server_that_is_no_text_holds_up_nothing(
    server: Sftpserver, postbus: Path, klok: list[float]
) -> None:
    sluit_aan(server)
    ophaler = Ophaler()
    ophaler.ronde()
    binnen = server.map_ / "van-aanbieder"
    (Path(os.fsdecode(os.fsencode(binnen) + b"/vreemd-\xff.xml"))).write_bytes(INHOUD)
    (binnen / "goed.xml").write_bytes(INHOUD)
    assert haal(ophaler, klok) == 2
    with als_systeem():
        assert RuwBericht.objects.count() == 2
