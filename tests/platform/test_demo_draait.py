"""`make demo` from start to stop: one address, a working site and worker, and nothing left behind."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from email.message import Message
from pathlib import Path

import pytest

from jeugdketen.demo import __main__ as demo
from jeugdketen.demo.postgres import datamap
from jeugdketen.demo.stappen import StapFout

WORTEL = Path(__file__).resolve().parents[2]


def vrije_poort() -> int:
    with socket.socket() as proef:
        proef.bind(("127.0.0.1", 0))
        return int(proef.getsockname()[1])


def processen(kenmerk: str) -> dict[int, str]:
    """Every process whose environment names this demo's folder, with its command line."""
    gevonden = {}
    for map_ in Path("/proc").glob("[0-9]*"):
        try:
            if kenmerk.encode() in (map_ / "environ").read_bytes():
                opdracht = (map_ / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                if opdracht:
                    gevonden[int(map_.name)] = opdracht
        except OSError:
            continue
    return gevonden


def wacht(voorwaarde: object, seconden: float, waarop: str) -> None:
    einde = time.monotonic() + seconden
    while not voorwaarde():  # type: ignore[operator]
        assert time.monotonic() < einde, f"not within {seconden} s: {waarop}"
        time.sleep(0.1)


class Draaiend:
    """One started demo."""

    def __init__(self, map_: Path, *args: str) -> None:
        self.map = map_
        self.poort = vrije_poort()
        weg = ("DATABASE_URL", "DJANGO_", "JEUGDKETEN_")
        env = {k: v for k, v in os.environ.items() if not k.startswith(weg)}
        env |= {"JEUGDKETEN_DEMO_MAP": str(map_), "JEUGDKETEN_POORT": str(self.poort)}
        self.begin = time.monotonic()
        self.uitvoer = map_.with_name("uitvoer.txt")
        with self.uitvoer.open("w") as uit:
            self.proces = subprocess.Popen(
                [sys.executable, "-m", "jeugdketen.demo", *args], cwd=WORTEL, env=env, stdout=uit, stderr=uit
            )
        wacht(
            lambda: "Ctrl-C stopt" in self.tekst() or self.proces.poll() is not None, 180, "start of the demo"
        )
        assert self.proces.poll() is None, self.tekst()
        self.duur = time.monotonic() - self.begin

    def tekst(self) -> str:
        return self.uitvoer.read_text(encoding="utf-8")

    def haal(self, pad: str) -> tuple[int, str, Message]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.poort}{pad}", timeout=20) as antwoord:
                return antwoord.status, antwoord.read().decode(), antwoord.headers
        except urllib.error.HTTPError as fout:
            return fout.code, fout.read().decode(), fout.headers

    def stop(self, teken: signal.Signals = signal.SIGTERM) -> int:
        self.proces.send_signal(teken)
        return self.proces.wait(40)


@pytest.fixture(scope="module")
def map_(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The demo's folder of this module; what root keeps elsewhere is removed afterwards."""
    pad = tmp_path_factory.mktemp("demo") / "werk"
    yield pad
    for pid in processen(str(pad)):
        os.kill(pid, signal.SIGKILL)
    data = datamap(pad / "postgres")
    shutil.rmtree(data, ignore_errors=True)
    data.with_name(f"{data.name}.log").unlink(missing_ok=True)


def test_the_demo_starts_works_recovers_and_stops_without_a_trace(map_: Path) -> None:
    eerste = Draaiend(map_)
    tekst = eerste.tekst()
    assert re.findall(r"http://\S+", tekst) == [f"http://127.0.0.1:{eerste.poort}"]
    assert "wachtwoord" in tekst

    status, pagina, koppen = eerste.haal("/inloggen")
    assert status == 200
    assert "Content-Security-Policy" in koppen
    stijlen = re.findall(r'href="(/static/[^"]+\.css)"', pagina)
    assert stijlen
    for stijl in stijlen:
        status, _, koppen = eerste.haal(stijl)
        assert status == 200, stijl
        assert "immutable" in koppen["Cache-Control"], stijl

    def werkers() -> list[int]:
        return [pid for pid, opdracht in processen(str(map_)).items() if "beheer postbus" in opdracht]

    (werker,) = werkers()
    os.kill(werker, signal.SIGKILL)
    wacht(lambda: werkers() not in ([], [werker]), 15, "a new worker after kill -9")
    assert eerste.haal("/gezond")[0] == 200

    webserver_env = (Path("/proc") / str(werkers()[0]) / "environ").read_bytes()
    assert b"DATABASE_URL_APP=" in webserver_env
    assert b"DATABASE_URL=" not in webserver_env
    assert b"DATABASE_URL_EIGENAAR=" not in webserver_env

    assert eerste.stop(signal.SIGTERM) == 0
    assert processen(str(map_)) == {}
    assert "Alles is gestopt" in eerste.tekst()

    tweede = Draaiend(map_)
    assert tweede.duur < 15, f"the second start took {tweede.duur:.1f} s"
    assert tweede.haal("/gezond")[0] == 200
    derde = subprocess.run(
        [sys.executable, "-m", "jeugdketen.demo"],
        cwd=WORTEL,
        env=os.environ | {"JEUGDKETEN_DEMO_MAP": str(map_)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert derde.returncode == 1
    assert f"draait al een demo (http://127.0.0.1:{tweede.poort})" in derde.stderr

    tweede.stop(signal.SIGKILL)  # nobody to clean up: the kernel tells the others
    wacht(lambda: processen(str(map_)) == {}, 30, "all processes gone after kill -9 of the supervisor")


def test_a_chosen_port_that_is_busy_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as bezet:
        bezet.bind(("127.0.0.1", 0))
        bezet.listen()
        poort = bezet.getsockname()[1]
        monkeypatch.setenv("JEUGDKETEN_POORT", str(poort))
        with pytest.raises(StapFout, match=f"poort {poort} is bezet") as fout:
            demo.kies_poort()
        assert "JEUGDKETEN_POORT" in fout.value.raad


def test_without_a_chosen_port_the_next_free_one_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JEUGDKETEN_POORT", raising=False)
    with socket.socket() as bezet:
        bezet.bind(("127.0.0.1", 0))
        bezet.listen()
        poort = bezet.getsockname()[1]
        monkeypatch.setattr(demo, "POORT", poort)
        assert poort < demo.kies_poort() < poort + 50


def test_a_process_that_keeps_falling_over_stops_the_demo(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(demo, "LOGMAP", tmp_path)
    kind = demo.Kind("proef", [sys.executable, "-c", "print('kapot'); raise SystemExit(3)"], dict(os.environ))
    kind.start()
    for _ in range(demo.Kind.MAX_SNEL - 1):
        wacht(lambda: not kind.leeft(), 10, "the process to end")
        kind.let_op()
    wacht(lambda: not kind.leeft(), 10, "the process to end")
    with pytest.raises(StapFout, match=r"(?s)valt steeds om \(code 3\).*kapot"):
        kind.let_op()


def test_stopping_takes_the_whole_group_along(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A child that ignores SIGTERM and has a child of its own."""
    monkeypatch.setattr(demo, "LOGMAP", tmp_path)
    code = (
        "import signal, subprocess, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']);"
        "print('klaar', flush=True); time.sleep(60)"
    )
    env = os.environ | {"KENMERK_VAN_DEZE_TEST": str(tmp_path)}
    kind = demo.Kind("groep", [sys.executable, "-c", code], env)
    kind.start()
    wacht(lambda: "klaar" in (tmp_path / "groep.log").read_text(), 10, "the child to be ready")
    assert len(processen(f"KENMERK_VAN_DEZE_TEST={tmp_path}")) == 2
    kind.stop(seconden=0.5)
    wacht(lambda: processen(f"KENMERK_VAN_DEZE_TEST={tmp_path}") == {}, 10, "the group to be gone")


def test_secrets_are_made_once_and_for_this_user_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(demo, "WERKMAP", tmp_path)
    een, twee = demo.geheimen(), demo.geheimen()
    assert een == twee
    assert set(een) >= {"JEUGDKETEN_GEHEIM", "JEUGDKETEN_BSN_SLEUTELS", "JEUGDKETEN_BSN_HASHSLEUTEL"}
    assert (tmp_path / "geheimen.env").stat().st_mode & 0o077 == 0
