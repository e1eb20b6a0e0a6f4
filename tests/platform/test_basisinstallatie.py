"""What `pip install jeugdketen` brings: two libraries and their commands, on lxml and PyYAML alone."""

from __future__ import annotations

import email
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

WORTEL = Path(__file__).resolve().parents[2]
MEE = ("lxml", "yaml", "_yaml")


@pytest.fixture(scope="module")
def wiel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy of the source (a build leaves files behind)."""
    werk = tmp_path_factory.mktemp("wiel")
    bron = werk / "bron"
    weg = shutil.ignore_patterns(
        ".git", ".venv*", ".demo", "node_modules", "*.egg-info", "__pycache__", "build", ".*_cache"
    )
    shutil.copytree(WORTEL, bron, ignore=weg)
    subprocess.run(
        [
            sys.executable,
            "-m",
            "pip",
            "wheel",
            "--quiet",
            "--no-deps",
            "--no-build-isolation",
            "-w",
            str(werk),
            str(bron),
        ],
        check=True,
        capture_output=True,
        text=True,
    )
    return next(werk.glob("*.whl"))


@pytest.fixture(scope="module")
def kale_python(wiel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Python in an empty environment with the wheel and its two dependencies, nothing else."""
    map_ = tmp_path_factory.mktemp("kaal")
    venv.create(map_, symlinks=True)
    python = map_ / "bin" / "python"
    pakketten = Path(
        subprocess.run(
            [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
            check=True, capture_output=True, text=True,
        ).stdout.strip()
    )  # fmt: skip
    with zipfile.ZipFile(wiel) as inhoud:
        inhoud.extractall(pakketten)
    hier = Path(sysconfig.get_path("platlib"))
    for naam in MEE:
        if (hier / naam).is_dir():
            shutil.copytree(hier / naam, pakketten / naam)
    return python


def draai(python: Path, *args: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    env = {
        k: v
        for k, v in os.environ.items()
        if not k.startswith(("PYTHON", "DJANGO", "JEUGDKETEN", "DATABASE"))
    }
    return subprocess.run(
        [python, *args], cwd=cwd, env=env, capture_output=True, text=True, timeout=60, check=False
    )


def test_the_base_needs_lxml_and_pyyaml_alone(wiel: Path) -> None:
    with zipfile.ZipFile(wiel) as inhoud:
        naam = next(n for n in inhoud.namelist() if n.endswith(".dist-info/METADATA"))
        metadata = email.message_from_bytes(inhoud.read(naam))
    basis = {eis.split(">")[0].strip() for eis in metadata.get_all("Requires-Dist") if "extra ==" not in eis}
    assert basis == {"lxml", "PyYAML"}


def test_the_wheel_carries_data_templates_and_styles(wiel: Path) -> None:
    with zipfile.ZipFile(wiel) as inhoud:
        namen = inhoud.namelist()
    in_repo = {
        p.relative_to(WORTEL / "src").as_posix()
        for soort in (
            "*.py",
            "*.yaml",
            "*.csv",
            "*.html",
            "*.css",
            "*.js",
            "*.svg",
            "py.typed",
            "brp.json",
            "*.woff2",
        )
        for p in (WORTEL / "src").rglob(soort)
    }
    assert sorted(in_repo - set(namen)) == []
    assert any(n.endswith("LICENSE") for n in namen)


def test_there_is_no_django_in_it(kale_python: Path, tmp_path: Path) -> None:
    uit = draai(kale_python, "-c", "import django", cwd=tmp_path)
    assert uit.returncode != 0
    assert "No module named 'django'" in uit.stderr


def test_the_help_and_an_unknown_command(kale_python: Path, tmp_path: Path) -> None:
    hulp = draai(kale_python, "-m", "jeugdketen.cli", "--help", cwd=tmp_path)
    assert hulp.returncode == 0
    assert "bericht" in hulp.stdout
    onbekend = draai(kale_python, "-m", "jeugdketen.cli", "bestaat-niet", cwd=tmp_path)
    assert onbekend.returncode == 2
    assert "Onbekende opdracht" in onbekend.stderr


def test_a_server_command_says_what_to_install(kale_python: Path, tmp_path: Path) -> None:
    uit = draai(kale_python, "-m", "jeugdketen.cli", "beheer", "check", cwd=tmp_path)
    assert uit.returncode == 2
    assert "jeugdketen[server]" in uit.stderr
    assert "Traceback" not in uit.stderr


def test_a_question_is_answered(kale_python: Path, tmp_path: Path) -> None:
    vraag = tmp_path / "vraag.json"
    contracten = [{"segment": "B", "van": "2025-07-01"}]
    vraag.write_text(
        json.dumps(
            {
                "vraag": "contract",
                "peildatum": "2025-10-01",
                "aanbieder": {"contracten": contracten},
                "toevoegen": {"segment": "C", "van": "2025-10-01"},
            }
        )
    )
    uit = draai(kale_python, "-m", "jeugdketen.cli", "toets", str(vraag), cwd=tmp_path)
    assert uit.returncode == 0, uit.stderr
    antwoord = json.loads(uit.stdout)
    assert antwoord["uitkomst"] == "geweigerd"
    assert "S-009" in antwoord["bevindingen"][0]["eisen"]


def test_a_message_is_checked(kale_python: Path, tmp_path: Path) -> None:
    """Something that is no message at all gets the defined answer, not a stack trace."""
    bericht = tmp_path / "geen-bericht.xml"
    bericht.write_text("dit is geen xml", encoding="utf-8")
    uit = draai(kale_python, "-m", "jeugdketen.cli", "bericht", "controleer", str(bericht), cwd=tmp_path)
    assert uit.returncode == 1, uit.stderr
    assert "Traceback" not in uit.stderr
    assert uit.stdout.strip()


def test_the_test_environment_is_not_bare_itself() -> None:
    """Guards the tests above: in the environment that runs them Django is there, so its absence means something."""
    assert importlib.util.find_spec("django") is not None
