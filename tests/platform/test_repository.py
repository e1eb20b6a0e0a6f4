"""The repository itself: portable, complete, without leftovers."""

from __future__ import annotations

import ast
import json
import re
import subprocess
from pathlib import Path

import pytest

WORTEL = Path(__file__).resolve().parents[2]
TEKST = {
    ".py",
    ".md",
    ".txt",
    ".in",
    ".toml",
    ".yaml",
    ".yml",
    ".json",
    ".html",
    ".css",
    ".js",
    ".sh",
    ".sql",
    ".cfg",
    "",
}


def bestanden() -> list[Path]:
    """What is (or is about to be) in the repository."""
    uit = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=WORTEL, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [p for regel in uit.stdout.splitlines() if (p := WORTEL / regel).is_file()]


def teksten() -> list[tuple[str, str]]:
    return [
        (p.relative_to(WORTEL).as_posix(), p.read_text(encoding="utf-8"))
        for p in bestanden()
        if p.suffix in TEKST
    ]


def test_lock_files_pin_by_hash_and_name_no_host() -> None:
    sloten = sorted((WORTEL / "requirements").glob("*.txt"))
    assert len(sloten) >= 4
    for slot in sloten:
        inhoud = slot.read_text(encoding="utf-8")
        assert "://" not in inhoud, slot.name
        assert "--index-url" not in inhoud, slot.name
        pakketten = re.findall(r"^[A-Za-z0-9].*==\S+ \\$", inhoud, re.M)
        assert pakketten, slot.name
        zonder_hash = re.findall(r"^[A-Za-z0-9][^\\\n]*$", inhoud, re.M)
        assert not zonder_hash, (slot.name, zonder_hash)


def test_npm_lock_names_no_host_and_pins_exactly() -> None:
    slot = json.loads((WORTEL / "package-lock.json").read_text(encoding="utf-8"))
    pakketten = {naam: info for naam, info in slot["packages"].items() if naam}
    assert pakketten
    assert not [naam for naam, info in pakketten.items() if "resolved" in info]
    assert all(info["integrity"].startswith("sha512-") for info in pakketten.values())
    eisen = json.loads((WORTEL / "package.json").read_text(encoding="utf-8"))
    versies = [*eisen["dependencies"].values(), *eisen["devDependencies"].values()]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", versie) for versie in versies)


def test_no_path_of_a_machine_stands_in_the_tree() -> None:
    verboden = [str(WORTEL) + "/", str(Path.home()) + "/", "/" + "work/", "/" + "root/", "/" + "Users/"]
    treffers = [f"{naam}: {pad}" for naam, tekst in teksten() for pad in verboden if pad in tekst]
    assert not treffers


def test_no_work_is_left_for_later_in_the_source() -> None:
    verboden = re.compile(
        r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "X" + "XX", "raise NotImplemented" + "Error"]) + r")\b"
    )
    treffers = [
        naam for naam, tekst in teksten() if naam.startswith(("src/", "tools/")) and verboden.search(tekst)
    ]
    assert not treffers


@pytest.mark.parametrize("pakket", ["ijw", "jeugdregels"])
def test_the_libraries_know_no_clock(pakket: str) -> None:
    """A rule judges the dates it is given; a command line may look at the clock."""
    gevonden = []
    for bestand in (WORTEL / "src" / pakket).rglob("*.py"):
        if bestand.name in {"cli.py", "opdracht.py", "__main__.py"}:
            continue
        for knoop in ast.walk(ast.parse(bestand.read_text(encoding="utf-8"))):
            if (
                isinstance(knoop, ast.Call)
                and isinstance(knoop.func, ast.Attribute)
                and knoop.func.attr in {"today", "now", "utcnow", "time_ns"}
            ):
                gevonden.append(f"{bestand.relative_to(WORTEL)}:{knoop.lineno}")
    assert not gevonden


def test_templates_have_no_inline_style_or_script() -> None:
    """The content security policy would refuse them; better here than in a browser."""
    inline = re.compile(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=\"|javascript:", re.I)
    treffers = [
        naam
        for naam, tekst in teksten()
        if naam.endswith(".html") and naam.startswith("src/") and inline.search(tekst)
    ]
    assert not treffers


@pytest.mark.parametrize(
    "naam",
    [
        "README.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        "SECURITY.md",
        "LICENSE",
        "publiccode.yml",
        "docs/begrippen.md",
    ],
)
def test_the_repository_has_its_papers(naam: str) -> None:
    assert len((WORTEL / naam).read_text(encoding="utf-8")) > 500


def test_every_decision_record_is_in_the_index() -> None:
    map_ = WORTEL / "docs" / "adr"
    index = (map_ / "README.md").read_text(encoding="utf-8")
    records = sorted(p.name for p in map_.glob("[0-9]*.md"))
    assert records
    assert [naam for naam in records if f"({naam})" not in index] == []
    assert [int(naam[:4]) for naam in records] == list(range(1, len(records) + 1))


def test_links_between_documents_hold() -> None:
    stuk = []
    for naam, tekst in teksten():
        if not naam.endswith(".md"):
            continue
        for doel in re.findall(r"\]\(([^)#\s]+)", tekst):
            if (
                "://" not in doel
                and not doel.startswith("mailto:")
                and not ((WORTEL / naam).parent / doel).exists()
            ):
                stuk.append(f"{naam} -> {doel}")
    assert not stuk


def test_make_help_explains_every_target() -> None:
    makefile = (WORTEL / "Makefile").read_text(encoding="utf-8")
    doelen = set(re.findall(r"^([a-z-]+):", makefile, re.M))
    uit = subprocess.run(["make", "help"], cwd=WORTEL, capture_output=True, text=True, check=True).stdout
    uitgelegd = set(re.findall(r"^  make ([a-z-]+) +\S", uit, re.M))
    assert {"demo", "demo-schoon", "test", "lock"} <= doelen
    assert uitgelegd == doelen


def test_ci_runs_exactly_what_a_developer_runs() -> None:
    opdrachten = [
        r for r in (WORTEL / ".ci" / "run").read_text(encoding="utf-8").splitlines() if r and r[0] != "#"
    ]
    assert opdrachten[-1] == "exec make test"


def test_readme_names_every_setting() -> None:
    readme = (WORTEL / "README.md").read_text(encoding="utf-8")
    namen = set()
    for bestand in (WORTEL / "src" / "jeugdketen").rglob("*.py"):
        namen |= set(
            re.findall(
                r"[\"'](JEUGDKETEN_[A-Z_]+|DATABASE_URL[A-Z_]*)[\"']", bestand.read_text(encoding="utf-8")
            )
        )
    intern = {"JEUGDKETEN_DEMO"}
    assert sorted(naam for naam in namen - intern if f"`{naam}`" not in readme) == []
