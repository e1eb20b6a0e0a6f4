"""The settings are safe by default, and complain where an installation is not set up."""

from __future__ import annotations

import pytest
from django.test import Client

from jeugdketen.config.sleutels import nieuwe_sleutels
from platform_hulp import beheer


def test_deploy_check_is_silent() -> None:
    uit = beheer("check", "--deploy", "--fail-level", "WARNING")
    assert uit.returncode == 0, uit.stderr
    assert "no issues" in uit.stdout


@pytest.mark.parametrize(
    ("naam", "melding"),
    [
        ("JEUGDKETEN_GEHEIM", "JEUGDKETEN_GEHEIM"),
        ("DATABASE_URL_APP", "DATABASE_URL"),
        ("JEUGDKETEN_BSN_SLEUTELS", "jeugdketen.E001"),
        ("JEUGDKETEN_BSN_HASHSLEUTEL", "jeugdketen.E003"),
    ],
)
def test_a_missing_setting_is_named_and_stops_the_process(naam: str, melding: str) -> None:
    uit = beheer("check", weg=(naam,))
    assert uit.returncode != 0
    assert melding in uit.stderr
    assert "Traceback" not in uit.stderr


@pytest.mark.parametrize(
    ("naam", "waarde"),
    [
        ("JEUGDKETEN_VANDAAG", "21-01-2026"),
        ("JEUGDKETEN_DEBUG", "misschien"),
        ("JEUGDKETEN_BSN_SLEUTELS", "te-kort"),
        ("DATABASE_URL_APP", "geen dsn"),
    ],
)
def test_a_wrong_setting_is_named_and_stops_the_process(naam: str, waarde: str) -> None:
    uit = beheer("check", **{naam: waarde})
    assert uit.returncode != 0
    assert naam.removesuffix("_APP") in uit.stderr
    assert "Traceback" not in uit.stderr


def test_a_process_with_the_application_role_alone_cannot_migrate() -> None:
    uit = beheer("migrate")
    assert uit.returncode != 0
    assert "DATABASE_URL_EIGENAAR" in uit.stderr


def test_fresh_secrets_need_no_set_up_and_differ_each_time() -> None:
    een, twee = (beheer("sleutel", weg=("DATABASE_URL_APP", "JEUGDKETEN_GEHEIM")).stdout for _ in range(2))
    assert [regel.split("=")[0] for regel in een.splitlines()] == list(nieuwe_sleutels())
    assert not set(een.splitlines()) & set(twee.splitlines())


@pytest.mark.django_db
@pytest.mark.parametrize("pad", ["/gezond", "/inloggen", "/bestaat-niet"])
def test_every_answer_carries_the_strict_headers(client: Client, pad: str) -> None:
    antwoord = client.get(pad)
    beleid = dict(deel.strip().split(" ", 1) for deel in antwoord["Content-Security-Policy"].split(";"))
    assert beleid["default-src"] == "'none'"
    assert beleid["script-src"] == beleid["style-src"] == "'self'"
    assert beleid["frame-ancestors"] == "'none'"
    assert "unsafe" not in antwoord["Content-Security-Policy"]
    assert "http" not in antwoord["Content-Security-Policy"]
    assert antwoord["X-Frame-Options"] == "DENY"
    assert antwoord["X-Content-Type-Options"] == "nosniff"
    assert antwoord["Referrer-Policy"] == "same-origin"
    assert antwoord["Cache-Control"]


@pytest.mark.django_db
def test_health_check_says_only_whether_the_database_answers(client: Client) -> None:
    antwoord = client.get("/gezond")
    assert antwoord.status_code == 200
    assert antwoord.json() == {"database": "goed"}
