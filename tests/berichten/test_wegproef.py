"""Trying a road before it is used: what it tells, what it leaves behind, and what it never does."""

from __future__ import annotations

import asyncio
import ipaddress
import json
import socket
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import asyncssh
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django import app
from sftpserver import WACHTWOORD, Sftpserver

import postregio
from jeugdketen.berichten import toestand as t
from jeugdketen.berichten import wegproef
from jeugdketen.berichten.aansluitingen import AansluitFout
from jeugdketen.berichten.models import Aansluiting, Ingreep, Wegproef, Wegstand
from jeugdketen.berichten.tasks import probeer_weg, ruim_wegproeven_op
from jeugdketen.berichten.wegbeheer import kast_van
from jeugdketen.berichten.wegen import WegFout, adressen
from jeugdketen.config import omgeving
from jeugdketen.kern import klok, rollen
from jeugdketen.kern.models import Gebruiker
from jeugdketen.kern.toegang import Toegang, ToegangGeweigerd, als_inrichting, als_systeem, met_toegang

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
        nummer = wegproef.vraag_proef(wie, wat)
    werk()
    with met_toegang(wie):
        stand = wegproef.proef_van(wie, nummer)
    assert stand is not None
    assert stand.stand == "klaar"
    return [(s.wat, s.uitkomst, s.zin) for s in stand.stappen]


def werk() -> None:
    """What a worker finds in its queue."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'succeeded' WHERE status = 'todo'"
            " AND task_name = 'berichten.probeer_weg' RETURNING args, priority"
        )
        for tekst, voorrang in cursor.fetchall():
            args = json.loads(tekst)
            assert voorrang > 0, "somebody waits"
            assert list(args) == ["proef_id"], "an opaque key alone"
            probeer_weg(**args)


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
    assert gelogd(beheerder) == [f"weg proberen (gemeente@127.0.0.1:{server.poort})"]
    with met_toegang(beheerder):
        (laatste,) = wegproef.laatste_proeven(beheerder)
    assert (laatste.plek, laatste.gelukt) == (f"gemeente@127.0.0.1:{server.poort}", True)


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
    assert antwoord.status_code == 302
    pagina = antwoord["Location"].partition("#")[0]
    tekst = client.get(pagina, secure=True).content.decode()
    assert "De werker gaat deze weg proberen." in tekst
    assert 'hx-trigger="every 1s"' in tekst
    assert f'href="{pagina}">Ververs</a>' in tekst, "without JavaScript"
    assert 'value="naar"' in tekst, "as it was filled in"
    werk()
    tekst = client.get(pagina, secure=True).content.decode()
    assert "De map van is er nog niet." in tekst
    assert "every 1s" not in tekst
    assert client.post(adres, velden | {"proberen": "1"}, secure=True).status_code == 429


def test_the_web_server_connects_to_nothing(
    server: Sftpserver, beheerder: Toegang, monkeypatch: pytest.MonkeyPatch
) -> None:
    def verbonden(*_: Any, **__: Any) -> None:
        raise AssertionError("a connection from the process that was asked")

    monkeypatch.setattr("jeugdketen.berichten.wegproef._stappen", verbonden)
    with met_toegang(beheerder):
        stand = wegproef.proef_van(beheerder, wegproef.vraag_proef(beheerder, waarden(server)))
    assert stand is not None
    assert (stand.stand, stand.stappen) == ("wacht", ())
    werk()  # and what breaks in the worker is told as well
    with met_toegang(beheerder):
        na = wegproef.proef_van(beheerder, stand.id)
    assert na is not None
    assert [s.zin for s in na.stappen] == [
        "De proef brak af (AssertionError). Kijk in het logboek van de werker."
    ]


def test_without_a_worker_the_page_says_so_and_later_nothing_is_tried(
    beheerder: Toegang, monkeypatch: pytest.MonkeyPatch
) -> None:
    with met_toegang(beheerder):
        nummer = wegproef.vraag_proef(beheerder, waarden())

    def stand() -> str:
        with met_toegang(beheerder):
            proef = wegproef.proef_van(beheerder, nummer)
        assert proef is not None
        return proef.stand

    assert stand() == "wacht"
    monkeypatch.setattr(wegproef, "OPPAKKEN", 0.0)
    assert stand() == "lang"
    monkeypatch.setattr(wegproef, "GELDIG", 0.0)
    assert stand() == "verloren"
    werk()
    assert stand() == "verloren", "nobody waits for it any more"


def test_another_administrator_sees_how_it_went_and_nobody_else_does(beheerder: Toegang) -> None:
    with met_toegang(beheerder):
        nummer = wegproef.vraag_proef(beheerder, waarden())
    ander = postregio.iemand(rollen.BEHEERDER, naam="Ander")
    with met_toegang(ander):
        assert wegproef.proef_van(ander, nummer) is not None
    for rol in (rollen.BACKOFFICE, rollen.CONSULENT):
        wie = postregio.iemand(rol, postregio.MEDEMBLIK)
        with met_toegang(wie):
            assert not Wegproef.objects.exists(), "at the database"
    with met_toegang(ander), pytest.raises(DatabaseError), transaction.atomic():
        Wegproef.objects.create(
            door_id=beheerder.gebruiker_id, door_naam="x", waarden={}, gevraagd_op=klok.nu()
        )


def test_old_trials_go_in_the_night_and_by_nobody_else(beheerder: Toegang) -> None:
    with met_toegang(beheerder):
        oud, nieuw = (wegproef.vraag_proef(beheerder, waarden()) for _ in range(2))
    met_leeftijd = {
        oud: wegproef.BEWAARD + timedelta(minutes=1),
        nieuw: wegproef.BEWAARD - timedelta(minutes=1),
    }
    with als_systeem():
        for nummer, leeftijd in met_leeftijd.items():
            Wegproef.objects.filter(pk=nummer).update(gevraagd_op=timezone.now() - leeftijd)
    with met_toegang(beheerder):
        assert Wegproef.objects.all().delete()[0] == 0, "at the database"
    ruim_wegproeven_op(timestamp=0)
    with met_toegang(beheerder):
        assert [rij.pk for rij in Wegproef.objects.all()] == [nieuw]
        assert Ingreep.objects.filter(wat__startswith="weg proberen").count() == 2, "that it was asked stays"
    gepland = {taak.task.name for taak in app.periodic_registry.periodic_tasks.values()}
    assert "berichten.ruim_wegproeven_op" in gepland


# --- where a road may go to -----------------------------------------------------------------------------------------

VERBODEN = [
    *(
        "127.0.0.1",
        "127.8.0.1",
        "::1",
        "0.0.0.0",
        "169.254.169.254",
        "fe80::1",
        "224.0.0.1",
        "255.255.255.255",
    ),
    *("100.100.100.200", "fd00:ec2::254", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "::"),
]


@pytest.mark.parametrize("adres", VERBODEN)
def test_addresses_of_the_machine_and_around_it_are_refused(adres: str, settings: Any) -> None:
    settings.JEUGDKETEN_WEGADRESSEN = []
    assert not adressen.is_toegestaan(ipaddress.ip_address(adres))
    assert "JEUGDKETEN_WEGADRESSEN" in adressen.keur_host(adres)


@pytest.mark.parametrize(
    "adres", ["10.1.2.3", "192.168.4.4", "172.16.0.9", "145.54.1.1", "2a02:898::1", "fd12::4"]
)
def test_servers_of_others_and_of_the_own_network_are_not(adres: str, settings: Any) -> None:
    settings.JEUGDKETEN_WEGADRESSEN = []
    assert adressen.is_toegestaan(ipaddress.ip_address(adres))
    assert adressen.keur_host(adres) == ""


def test_a_setting_lets_an_address_in(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.JEUGDKETEN_WEGADRESSEN = ["127.0.0.1"]
    assert adressen.keur_host("127.0.0.1") == adressen.keur_host("localhost") == ""
    assert adressen.keur_host("127.0.0.2") != ""
    monkeypatch.setenv("X", "127.0.0.1, hier")
    with pytest.raises(ImproperlyConfigured, match="geen adres"):
        omgeving.netwerken("X")


@pytest.mark.parametrize("host", ["localhost", "2130706433", "0x7f.1", "intern.voorbeeld.test"])
def test_a_name_that_points_to_the_machine_hears_nothing(
    server: Sftpserver, beheerder: Toegang, settings: Any, monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    """Also in real traffic, and by what the name means at the moment of connecting."""
    echt = asyncio.BaseEventLoop.getaddrinfo

    async def opgezocht(self: Any, host: str, *args: Any, **kwargs: Any) -> Any:
        naar = "127.0.0.1" if host == "intern.voorbeeld.test" else host
        return await echt(self, naar, *args, **kwargs)

    monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", opgezocht)
    verbonden: list[Any] = []
    monkeypatch.setattr("sftpserver._Server.begin_auth", lambda self, username: verbonden.append(1) or True)
    settings.JEUGDKETEN_WEGADRESSEN = []
    if host == "localhost":
        with pytest.raises(AansluitFout, match="van deze machine"):
            proef(beheerder, waarden(server, host=host))
        return
    ((wat, uitkomst, zin),) = proef(beheerder, waarden(server, host=host))
    assert (wat, uitkomst) == ("Verbinden", "geweigerd")
    assert zin.startswith(f"{host} is een adres van deze machine")
    assert not verbonden
    rij = Aansluiting(weg=t.SFTP, host=host, poort=server.poort, gebruiker="gemeente", geheim="wachtwoord")
    rij.hostsleutel = server.hostsleutel
    with pytest.raises(WegFout, match="van deze machine"):
        kast_van(rij).lijst("van")
