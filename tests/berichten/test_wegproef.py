"""Trying a road before it is used: what it tells, what it leaves behind, and what it never does."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncssh
import pytest
from django.test import Client
from sftpserver import WACHTWOORD, Sftpserver

import postregio
from jeugdketen.berichten import toestand as t
from jeugdketen.berichten import wegproef
from jeugdketen.berichten.aansluitingen import AansluitFout
from jeugdketen.berichten.models import Aansluiting, Ingreep, Wegstand
from jeugdketen.kern import rollen
from jeugdketen.kern.models import Gebruiker
from jeugdketen.kern.toegang import Toegang, ToegangGeweigerd, als_inrichting, met_toegang

pytestmark = [pytest.mark.django_db(databases=["default", "logboek"]), pytest.mark.eis("S-115")]


@pytest.fixture
def beheerder(settings: Any, tmp_path: Path) -> Toegang:
    settings.JEUGDKETEN_POSTBUS = tmp_path / "postbus"
    settings.JEUGDKETEN_GEHEIMENMAP = str(tmp_path / "geheim")
    (tmp_path / "geheim").mkdir()
    (tmp_path / "postbus").mkdir()
    postregio.richt_regio_in()
    return postregio.iemand(rollen.BEHEERDER)


@pytest.fixture(params=[True, False], ids=["openssh", "kaal"])
def server(request: pytest.FixtureRequest, beheerder: Toegang, tmp_path: Path) -> Iterator[Sftpserver]:
    with Sftpserver(tmp_path / "sftp", met_posix=request.param) as s:
        for map_ in ("van", "naar"):
            (s.map_ / map_).mkdir()
        (tmp_path / "geheim" / "wachtwoord").write_text(WACHTWOORD)
        yield s


def waarden(server: Sftpserver | None = None, **anders: Any) -> dict[str, Any]:
    uit: dict[str, Any] = {
        "gemeente_code": postregio.MEDEMBLIK,
        "aanbieder_agb": "",
        "weg": t.MAP,
        "actief": True,
        "ophalen": True,
        "afleveren": True,
        "verpakking": "",
        "map_in": "van",
        "map_uit": "naar",
        "poort": 22,
    }
    if server is not None:
        uit |= {
            "weg": t.SFTP,
            "host": "127.0.0.1",
            "poort": server.poort,
            "gebruiker": "gemeente",
            "hostsleutel": server.hostsleutel,
            "geheim": "wachtwoord",
        }
    return uit | anders


def proef(wie: Toegang, wat: dict[str, Any]) -> list[tuple[str, str, str]]:
    with met_toegang(wie):
        return [(s.wat, s.uitkomst, s.zin) for s in wegproef.probeer_weg(wie, wat)]


def gelogd(wie: Toegang) -> list[str]:
    with met_toegang(wie):
        return list(Ingreep.objects.values_list("wat", flat=True))


def test_a_server_that_works_says_so_and_keeps_nothing(server: Sftpserver, beheerder: Toegang) -> None:
    (server.map_ / "van" / "vot.xml").write_bytes(b"x")
    assert proef(beheerder, waarden(server)) == [
        ("Ophalen", "toegestaan", "De map van is te lezen; er ligt 1 bestand."),
        ("Afleveren", "toegestaan", "In de map naar is een proefbestand geschreven en weer weggehaald."),
    ]
    assert sorted(p.name for p in server.map_.rglob("*") if p.is_file()) == ["vot.xml"]
    with met_toegang(beheerder):
        assert not Aansluiting.objects.exists(), "nothing was stored"
        assert not Wegstand.objects.exists()
    assert gelogd(beheerder) == [f"weg geprobeerd (gemeente@127.0.0.1:{server.poort}): gelukt"]


def test_a_server_with_another_key_hears_nothing(
    server: Sftpserver, beheerder: Toegang, monkeypatch: pytest.MonkeyPatch
) -> None:
    gevraagd: list[str] = []
    monkeypatch.setattr(
        "sftpserver._Server.begin_auth", lambda self, username: gevraagd.append(username) or True
    )
    ander = asyncssh.generate_private_key("ssh-ed25519").export_public_key().decode()
    ((wat, uitkomst, zin),) = proef(beheerder, waarden(server, hostsleutel=ander))
    assert (wat, uitkomst) == ("Verbinden", "geweigerd")
    assert "andere sleutel" in zin
    assert gevraagd == [], "it was not even told who we are"
    assert gelogd(beheerder)[0].endswith("niet gelukt")


def test_a_wrong_secret_is_told_and_never_shown(
    server: Sftpserver, beheerder: Toegang, tmp_path: Path
) -> None:
    (tmp_path / "geheim" / "fout").write_text("verkeerd-geheim-9")
    for geheim, deel in (("fout", "weigert de gebruiker of het geheim"), ("weg", "niet leesbaar")):
        uit = proef(beheerder, waarden(server, geheim=geheim))
        assert deel in uit[0][2]
        assert "verkeerd-geheim-9" not in str(uit) + str(gelogd(beheerder))


def test_a_folder_that_is_not_there_is_asked_about_and_not_made(
    server: Sftpserver, beheerder: Toegang
) -> None:
    uit = proef(beheerder, waarden(server, map_uit="naa"))
    assert [u for _, u, _ in uit] == ["toegestaan", "signaal"]
    assert "De map naa is er nog niet. Klopt de naam?" in uit[1][2]
    assert not (server.map_ / "naa").exists()


def test_a_folder_that_nobody_may_write_in(
    server: Sftpserver, beheerder: Toegang, monkeypatch: pytest.MonkeyPatch
) -> None:
    def weiger(self: Any, pad: bytes, *_: Any) -> None:
        raise asyncssh.SFTPPermissionDenied("nee")

    monkeypatch.setattr(asyncssh.SFTPServer, "remove", weiger)
    uit = proef(beheerder, waarden(server))
    assert uit[1][1] == "signaal"
    assert "kon niet weg" in uit[1][2]
    monkeypatch.setattr(asyncssh.SFTPServer, "open", weiger)
    uit = proef(beheerder, waarden(server))
    assert uit[1][1] == "geweigerd"
    assert "kan niet worden geschreven" in uit[1][2]


def test_a_server_that_says_nothing_is_given_up_on(
    beheerder: Toegang, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wegproef, "BINNEN", 0.5)
    (tmp_path / "geheim" / "wachtwoord").write_text("x")
    sleutel = asyncssh.generate_private_key("ssh-ed25519").export_public_key().decode()
    with socket.create_server(("127.0.0.1", 0)) as zwijger:
        stil = Sftpserver(tmp_path, poort=zwijger.getsockname()[1], hostsleutel=sleutel)
        begin = time.monotonic()
        ((wat, uitkomst, zin),) = proef(beheerder, waarden(stil))
        assert time.monotonic() - begin < 5
    assert (wat, uitkomst) == ("Verbinden", "geweigerd")
    assert "niet bereikbaar" in zin


def test_a_folder_of_this_machine(beheerder: Toegang, tmp_path: Path) -> None:
    (tmp_path / "postbus" / "van").mkdir()
    (tmp_path / "postbus" / "naar").mkdir()
    assert [u for _, u, _ in proef(beheerder, waarden())] == ["toegestaan", "toegestaan"]
    assert not [p for p in (tmp_path / "postbus").rglob("*") if p.is_file()]
    assert proef(beheerder, waarden(weg=t.REST))[0][1] == "signaal"


def test_only_who_keeps_the_post_box_and_only_a_whole_road(beheerder: Toegang) -> None:
    with pytest.raises(ToegangGeweigerd):
        proef(postregio.iemand(rollen.BACKOFFICE, postregio.MEDEMBLIK), waarden())
    with pytest.raises(AansluitFout, match="zonder / aan het begin"):
        proef(beheerder, waarden(map_uit="../../etc"))
    assert gelogd(beheerder) == []


def test_the_button_asks_who_one_is_and_is_limited(beheerder: Toegang, settings: Any) -> None:
    settings.JEUGDKETEN_GRENZEN = ["wegproef=1/3600"]
    client = Client()
    with als_inrichting():
        client.force_login(Gebruiker.objects.get(pk=beheerder.gebruiker_id))
    adres = "/beheer/postbus/wegen/nieuw"
    velden = {naam: ("on" if waarde is True else waarde) for naam, waarde in waarden().items()}
    antwoord = client.post(adres, velden | {"proberen": "1"}, secure=True)
    assert antwoord["Location"].startswith("/mijn-account/bevestigen")
    assert gelogd(beheerder) == []
    settings.JEUGDKETEN_GRENZEN = ["wegproef=2/3600"]
    sessie = client.session
    sessie["_bewezen_op"] = time.time()
    sessie.save()
    antwoord = client.post(adres, velden | {"proberen": "1"}, secure=True)
    assert antwoord.status_code == 200
    assert "De map van is er nog niet." in antwoord.content.decode()
    assert client.post(adres, velden | {"proberen": "1"}, secure=True).status_code == 429
