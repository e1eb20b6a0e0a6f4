"""Tokens of machines: what a stolen one opens, how long, and what is left of failures."""

from __future__ import annotations

import base64
import json
import logging
from datetime import timedelta
from typing import Any

import pytest
from django.db import ProgrammingError, connection
from django.test import Client
from django.utils import timezone
from oauth2_provider.models import get_access_token_model

from jeugdketen.api import selectors, services
from jeugdketen.api.models import Machineaccount
from jeugdketen.api.services import NieuwAccount, maak_account
from jeugdketen.kern import beveiligingslog
from jeugdketen.kern.toegang import NIEMAND, POORT, als_inrichting, als_systeem, met_toegang
from mensen import HOORN
from mensen import toegang as mensen_toegang

pytestmark = pytest.mark.django_db(databases=["default", "logboek"])

VRAAG = {"vraag": "productcode", "jw301_verzonden": "2025-06-28", "ingangsdatum": "2025-07-15"}


@pytest.fixture
def account() -> NieuwAccount:
    return maak_account("Softwarehuis De Brug", "De Brug", ["toets"])


def vraag_token(client_id: str, geheim: str, **extra: Any) -> Any:
    basis = base64.b64encode(f"{client_id}:{geheim}".encode()).decode()
    return Client().post(
        "/api/v1/token",
        {"grant_type": "client_credentials"},
        headers={"Authorization": f"Basic {basis}"},
        **extra,
    )


def token(account: NieuwAccount) -> str:
    antwoord = vraag_token(account.account.client_id, account.geheim)
    assert antwoord.status_code == 200
    return str(antwoord.json()["access_token"])


def stel(sleutel: str, pad: str = "/api/v1/toets", **extra: Any) -> Any:
    return Client().post(
        pad, json.dumps(VRAAG), content_type="application/json",
        headers={"Authorization": f"Bearer {sleutel}"}, **extra,
    )  # fmt: skip


def gebeurtenissen(soort: str) -> list[dict[str, Any]]:
    with met_toegang(POORT, using="logboek"):
        return [r.details for r in beveiligingslog.gebeurtenissen(soort=soort).using("logboek")]


def test_a_stolen_token_opens_only_its_scopes_and_stops_at_once_when_revoked(account: NieuwAccount) -> None:
    gestolen = token(account)
    assert stel(gestolen).status_code == 200
    assert stel(gestolen, "/api/v1/berichten/controle").status_code == 401
    assert Client().get("/werkvoorraad", headers={"Authorization": f"Bearer {gestolen}"}).status_code == 302
    assert services.trek_tokens_in(account.account.pk) == 1
    assert stel(gestolen).status_code == 401
    assert stel(token(account)).status_code == 200  # the owner asks for another


@pytest.mark.parametrize(
    "poging",
    [
        "INSERT INTO oauth2_provider_accesstoken SELECT * FROM oauth2_provider_accesstoken LIMIT 0",
        "UPDATE oauth2_provider_accesstoken SET token_checksum = 'x'",
        "UPDATE api_machineaccount SET gemeenten = '{0405}', aanbieders = '{}'",
        "DELETE FROM oauth2_provider_accesstoken",
    ],
)
def test_a_statement_that_makes_itself_a_token_or_an_account_gets_nothing(
    account: NieuwAccount, poging: str
) -> None:
    """What an injection could do with the rights of somebody who is logged in, or of the worker."""
    sleutel = token(account)
    for toegang in (met_toegang(NIEMAND), met_toegang(mensen_toegang("consulent", HOORN)), als_systeem()):
        with pytest.raises(ProgrammingError), toegang, connection.cursor() as cursor:
            cursor.execute(poging)
    assert stel(sleutel).status_code == 200


def test_an_account_that_was_taken_away_opens_nothing_until_it_gets_a_new_secret(
    account: NieuwAccount,
) -> None:
    sleutel = token(account)
    services.trek_account_in(account.account.pk)
    assert stel(sleutel).status_code == 401
    assert vraag_token(account.account.client_id, account.geheim).status_code == 401
    assert selectors.accounts()[0].stand == "ingetrokken"
    nieuw = services.vernieuw_geheim(account.account.pk)
    assert stel(token(nieuw)).status_code == 200
    assert vraag_token(account.account.client_id, account.geheim).status_code == 401


def test_a_secret_is_over_after_a_year_and_so_are_its_tokens(account: NieuwAccount) -> None:
    sleutel = token(account)
    rest = account.account.geheim_verloopt_op - timezone.now()
    assert timedelta(days=364) < rest <= timedelta(days=365)
    with als_inrichting():
        Machineaccount.objects.update(geheim_verloopt_op=timezone.now())
    assert stel(sleutel).status_code == 401
    assert vraag_token(account.account.client_id, account.geheim).status_code == 401
    assert selectors.accounts()[0].stand == "verlopen"


def test_no_token_and_no_secret_reaches_a_log(
    account: NieuwAccount, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    sleutel = token(account)
    stel(sleutel)
    stel(f"{sleutel}x")
    vraag_token(account.account.client_id, "een-verkeerd-geheim")
    services.trek_tokens_in(account.account.pk)
    tekst = caplog.text + json.dumps([gebeurtenissen(s) for s in beveiligingslog.WOORDEN])
    # Also not in what Django says of queries: tokens are looked up by their checksum.
    for geheim in (sleutel, account.geheim, "een-verkeerd-geheim"):
        assert geheim not in tekst.replace(account.account.client_secret, "")
    assert get_access_token_model().objects.count() == 0


def test_tokens_given_refused_and_taken_away_are_in_the_security_log(account: NieuwAccount) -> None:
    token(account)
    vraag_token(account.account.client_id, "fout")
    vraag_token("verzonnen", "fout")
    stel("verzonnen")
    services.trek_tokens_in(account.account.pk)
    assert gebeurtenissen("token_uitgegeven") == [{"account": "Softwarehuis De Brug"}]
    assert [d.get("account") for d in gebeurtenissen("token_geweigerd")] == [
        None, "onbekend", "Softwarehuis De Brug",
    ]  # fmt: skip
    assert gebeurtenissen("token_ingetrokken") == [{"account": "Softwarehuis De Brug", "aantal": 1}]


def test_guessing_secrets_closes_the_door_for_that_address_even_for_the_right_one(
    account: NieuwAccount,
) -> None:
    kwaad = {"REMOTE_ADDR": "198.51.100.7"}
    for _ in range(20):
        assert vraag_token(account.account.client_id, "fout", **kwaad).status_code == 401
    antwoord = vraag_token(account.account.client_id, account.geheim, **kwaad)
    assert antwoord.status_code == 429
    assert int(antwoord["Retry-After"]) > 0
    assert "te vaak een verkeerd geheim" in antwoord.json()["detail"]
    assert stel("verzonnen", **kwaad).status_code == 429
    assert vraag_token(account.account.client_id, account.geheim).status_code == 200


def test_a_system_that_asks_too_much_waits_and_another_does_not(account: NieuwAccount, settings: Any) -> None:
    settings.JEUGDKETEN_GRENZEN = ["api=3/3600", "token=2/3600"]
    ander = maak_account("Ander systeem", "Ander", ["toets"])
    een, twee = token(account), token(ander)
    assert [stel(een).status_code for _ in range(4)] == [200, 200, 200, 429]
    assert stel(twee).status_code == 200
    antwoord = stel(een)
    assert antwoord["Content-Type"] == "application/problem+json"
    assert int(antwoord["Retry-After"]) > 0
    token(account)
    assert vraag_token(account.account.client_id, account.geheim).status_code == 429


def test_the_interface_refuses_plain_http_and_does_not_redirect(settings: Any) -> None:
    settings.JEUGDKETEN_HTTPS = settings.SECURE_SSL_REDIRECT = True
    antwoord = Client().post("/api/v1/token")
    assert antwoord.status_code == 403
    assert "alleen over HTTPS" in antwoord.json()["detail"]
    assert Client().get("/inloggen").status_code == 301
    assert stel("verzonnen", secure=True).status_code == 401


@pytest.mark.parametrize("pad", ["/api/v1/token", "/api/v1/token/intrekken"])
def test_a_nul_is_refused_before_the_database_sees_it(account: NieuwAccount, pad: str) -> None:
    naam, kop = account.account.client_id, base64.b64encode(b"a\0b:geheim").decode()
    pogingen: list[dict[str, Any]] = [
        {"data": {"grant_type": "client_credentials", "client_id": "a\0b", "client_secret": "x"}},
        {"data": {"grant_type": "client_credentials", "client_id": naam, "client_secret": "x\0"}},
        {"data": {"grant_type": "client_credentials"}, "headers": {"Authorization": f"Basic {kop}"}},
    ]
    for poging in pogingen:
        antwoord = Client().post(pad, **poging)
        assert antwoord.status_code == 400
        assert antwoord.json() == {"error": "invalid_request"}
