"""The REST interface: machine log-in, the rules by HTTP, and errors that say what to do."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from oauth2_provider.models import get_access_token_model

from apihulp import token
from jeugdketen.api.models import Machineaccount
from jeugdketen.api.services import NieuwAccount, maak_account
from jeugdketen.kern.toegang import als_inrichting
from jeugdregels.vragen import beantwoord

pytestmark = pytest.mark.django_db

VRAAG = {"vraag": "productcode", "jw301_verzonden": "2025-06-28", "ingangsdatum": "2025-07-15"}


@pytest.fixture
def account() -> NieuwAccount:
    return maak_account("Softwarehuis De Brug", "De Brug", ["toets"])


def stel(sleutel: str, vraag: Any, pad: str = "/api/v1/toets") -> Any:
    inhoud = vraag if isinstance(vraag, bytes) else json.dumps(vraag).encode()
    return Client().post(
        pad,
        inhoud,
        content_type="application/json",
        headers={"Authorization": f"Bearer {sleutel}"},
        secure=True,
    )


@pytest.mark.eis("S-137")
def test_answer_equals_the_command_line(account: NieuwAccount) -> None:
    sleutel = token(account).json()["access_token"]
    antwoord = stel(sleutel, VRAAG)
    assert antwoord.status_code == 200
    assert antwoord.json() == beantwoord(VRAAG).naar_dict()
    assert antwoord.json()["uitkomst"] == "oud"


def test_wrong_question_is_a_problem_document(account: NieuwAccount) -> None:
    sleutel = token(account).json()["access_token"]
    antwoord = stel(sleutel, VRAAG | {"kleur": "rood"})
    assert antwoord.status_code == 422
    assert antwoord["Content-Type"] == "application/problem+json"
    document = antwoord.json()
    assert document["uitkomst"] == "fout"
    assert [f["veld"] for f in document["fouten"]] == ["kleur"]
    assert document["status"] == 422


@pytest.mark.parametrize("inhoud", [b"", b"{", b"\xff\xfe", b"[" * 100_000])
def test_not_json_is_a_problem_document(account: NieuwAccount, inhoud: bytes) -> None:
    sleutel = token(account).json()["access_token"]
    antwoord = stel(sleutel, inhoud)
    assert antwoord.status_code == 400
    assert antwoord["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("inhoud", "veld"),
    [
        (b'{"vraag": "contact", "gemeente": "Hoorn", "gemeente": "Opmeer"}', "gemeente"),
        (b'{"vraag": "contact", "gemeente": "\\ud800"}', "gemeente"),
    ],
)
def test_what_the_command_line_refuses_is_refused_here(
    account: NieuwAccount, inhoud: bytes, veld: str
) -> None:
    antwoord = stel(token(account).json()["access_token"], inhoud)
    assert antwoord.status_code == 422
    assert antwoord.json()["uitkomst"] == "fout"
    assert [f["veld"] for f in antwoord.json()["fouten"]] == [veld]


def test_without_token_no_answer() -> None:
    antwoord = stel("verzonnen", VRAAG)
    assert antwoord.status_code == 401
    assert antwoord["Content-Type"] == "application/problem+json"
    assert antwoord["WWW-Authenticate"].startswith("Bearer")


def test_token_opens_only_what_the_account_may(account: NieuwAccount) -> None:
    assert token(account, scope="berichten.controle").status_code == 400
    sleutel = token(account).json()["access_token"]
    assert stel(sleutel, b"<a/>", "/api/v1/berichten/controle").status_code == 401


def test_secret_and_token_are_not_stored(account: NieuwAccount) -> None:
    sleutel = token(account).json()["access_token"]
    opgeslagen = Machineaccount.objects.get()
    assert account.geheim not in opgeslagen.client_secret
    assert get_access_token_model().objects.get().token == ""
    assert stel(sleutel, VRAAG).status_code == 200


def test_renewed_secret_ends_the_old_token(account: NieuwAccount) -> None:
    sleutel = token(account).json()["access_token"]
    nieuw = maak_account("Softwarehuis De Brug", "De Brug", ["toets"])
    assert stel(sleutel, VRAAG).status_code == 401
    assert token(account).status_code == 401
    assert token(nieuw).status_code == 200


def test_wrong_right_is_refused_with_the_choices() -> None:
    with pytest.raises(ValueError, match=r"onbekend: alles\. Kies uit: toets, berichten\.controle"):
        maak_account("X", "X", ["alles"])
    assert not Machineaccount.objects.exists()


def test_token_expires(account: NieuwAccount) -> None:
    from datetime import UTC, datetime

    sleutel = token(account).json()["access_token"]
    with als_inrichting():
        get_access_token_model().objects.update(expires=datetime(2020, 1, 1, tzinfo=UTC))
    assert stel(sleutel, VRAAG).status_code == 401


def test_message_check_finds_what_the_command_finds() -> None:
    account = maak_account("Proef", "De Linde", ["berichten.controle"])
    sleutel = token(account).json()["access_token"]
    antwoord = stel(sleutel, b"geen xml", "/api/v1/berichten/controle")
    assert antwoord.status_code == 200
    assert antwoord.json()["uitkomst"] == "geweigerd"
    assert antwoord.json()["reden"]


def test_openapi_is_published() -> None:
    document = Client().get("/api/v1/openapi.json", secure=True).json()
    assert set(document["paths"]) == {
        "/api/v1/toets",
        "/api/v1/berichten",
        "/api/v1/berichten/controle",
        "/api/v1/berichten/{bericht_id}",
        "/api/v1/berichten/{bericht_id}/xml",
        "/api/v1/berichten/{bericht_id}/ontvangen",
    }
    assert "application/json" in document["paths"]["/api/v1/toets"]["post"]["requestBody"]["content"]
