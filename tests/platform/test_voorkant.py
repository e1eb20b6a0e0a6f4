"""Migrations fit the models, and the site's files can be collected as in production."""

from __future__ import annotations

import json
import re
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command

from platform_hulp import beheer

WORTEL = Path(__file__).resolve().parents[2]
SJABLONEN = sorted((WORTEL / "src" / "jeugdketen").rglob("*.html"))


@pytest.mark.django_db(databases=["default", "logboek", "eigenaar"])
def test_migrations_are_in_step_with_the_models() -> None:
    uit = StringIO()
    try:
        call_command("makemigrations", check=True, dry_run=True, verbosity=1, stdout=uit)
    except SystemExit:
        pytest.fail(f"a migration is missing:\n{uit.getvalue()}", pytrace=False)


def test_collectstatic_with_the_storage_of_production(tmp_path: Path) -> None:
    uit = beheer("collectstatic", "--noinput", JEUGDKETEN_STATIC=str(tmp_path))
    assert uit.returncode == 0, uit.stderr
    lijst = json.loads((tmp_path / "staticfiles.json").read_text(encoding="utf-8"))["paths"]
    genoemd = {
        pad
        for sjabloon in SJABLONEN
        for pad in re.findall(r"\{%\s*static\s+['\"]([^'\"]+)['\"]", sjabloon.read_text(encoding="utf-8"))
    }
    assert genoemd, "no template names a static file"
    assert sorted(pad for pad in genoemd if pad not in lijst) == []
    stijl = tmp_path / lijst["vendor/utrecht.css"]
    assert stijl.with_name(stijl.name + ".gz").is_file()
    assert stijl.with_name(stijl.name + ".br").is_file()


def test_the_design_system_comes_with_its_licences() -> None:
    for naam in ("vendor/utrecht.css", "vendor/voorbeeld.css", "vendor/noto-sans/index.css"):
        assert finders.find(naam), f"{naam} is missing: run `make voorkant`"
    map_ = Path(str(finders.find("vendor/utrecht.css"))).parent / "licenties"
    assert {p.stem for p in map_.iterdir()} == {"utrecht", "voorbeeld", "noto-sans"}
    assert "EUROPEAN UNION PUBLIC LICENCE" in (map_ / "utrecht.md").read_text(encoding="utf-8")


def test_our_own_script_writes_no_key_that_somebody_else_chose() -> None:
    """Nothing by which a prototype can be polluted (ASVS V15.3.6): no computed key is written, nothing is merged."""
    script = (WORTEL / "src/jeugdketen/portaal/static/portaal/portaal.js").read_text(encoding="utf-8")
    zonder = re.sub(r"//[^\n]*|/\*.*?\*/", "", script, flags=re.S)
    for gevaar in (
        r"\]\s*=(?!=)",
        r"Object\.(assign|defineProperty|setPrototypeOf|fromEntries)",
        r"__proto__|\.constructor\b",
        r"JSON\.parse|structuredClone|eval\(|new Function",
        r"\bfor\s*\([^)]*\bin\b",
    ):
        assert not re.search(gevaar, zonder), gevaar
