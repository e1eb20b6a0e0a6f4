"""Log-in at a provider: what a provider, or somebody who plays one, sends counts only when all of it holds."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from joserfc import jwt
from joserfc.jwk import RSAKey

from jeugdketen.config import omgeving
from jeugdketen.kern import oidc
from jeugdketen.kern.oidc import AanmeldFout, Inlogdienst
from mensen import HOORN, toegang

pytestmark = pytest.mark.django_db(databases=["default", "logboek"])

UITGEVER = "https://inloggen.gemeente.example"
TERUG = "https://jeugdketen.example/inloggen/bij/gemeente/terug"
DIENST = Inlogdienst(
    "gemeente", "Gemeente", UITGEVER, "jeugdketen", "een-geheim", acr=("loa3",), amr=("mfa",)
)
SLEUTEL = RSAKey.generate_key(2048, {"kid": "een"}, private=True)
VREEMD = RSAKey.generate_key(2048, {"kid": "een"}, private=True)


class Dienst:
    """A provider that can be told to misbehave."""

    def __init__(self) -> None:
        self.metadata: dict[str, Any] = {
            "issuer": UITGEVER,
            "authorization_endpoint": f"{UITGEVER}/auth",
            "token_endpoint": f"{UITGEVER}/token",
            "jwks_uri": f"{UITGEVER}/jwks",
            "end_session_endpoint": f"{UITGEVER}/uit",
            "id_token_signing_alg_values_supported": ["none", "HS256", "RS256"],
        }
        self.zegt: dict[str, Any] = {}
        self.kop: dict[str, Any] = {"alg": "RS256", "kid": "een"}
        self.sleutel: Any = SLEUTEL
        self.id_token: str | None = None
        self.vragen: list[tuple[str, Any]] = []
        self.nonce = ""

    def token(self, **anders: Any) -> str:
        nu = int(time.time())
        zegt = {
            "iss": UITGEVER, "sub": "s-1", "aud": "jeugdketen", "iat": nu, "exp": nu + 300, "nonce": self.nonce,
            **self.zegt, **anders,
        }  # fmt: skip
        zegt = {naam: waarde for naam, waarde in zegt.items() if waarde is not None}
        return jwt.encode(self.kop, zegt, self.sleutel)

    def antwoord(self, adres: str, data: Any) -> Any:
        self.vragen.append((adres, data))
        if adres.endswith("/.well-known/openid-configuration"):
            return self.metadata
        if adres.endswith("/jwks"):
            return {"keys": [SLEUTEL.as_dict(private=False)]}
        if adres.endswith("/token"):
            return {
                "access_token": "a", "token_type": "Bearer", "expires_in": 60,
                "id_token": self.token() if self.id_token is None else self.id_token,
            }  # fmt: skip
        raise AssertionError(adres)


@pytest.fixture
def dienst(monkeypatch: pytest.MonkeyPatch) -> Dienst:
    """A provider instead of the network."""
    nep = Dienst()
    oidc.vergeet_metadata()

    def send(self: Any, vraag: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        assert kwargs["allow_redirects"] is False
        assert kwargs["timeout"] == 10
        antwoord = requests.Response()
        antwoord.status_code = 200
        antwoord._content = json.dumps(nep.antwoord(str(vraag.url), vraag.body)).encode()
        antwoord.headers["Content-Type"] = "application/json"
        return antwoord

    monkeypatch.setattr(requests.Session, "send", send)
    yield nep
    oidc.vergeet_metadata()


def begin(nep: Dienst, **opties: Any) -> tuple[dict[str, str], str]:
    """Start a log-in: what stands in the address to the provider, and what the browser keeps."""
    start = oidc.begin(DIENST, TERUG, **opties)
    vraag = {naam: waarde[0] for naam, waarde in parse_qs(urlsplit(start.adres).query).items()}
    nep.nonce = vraag["nonce"]
    return vraag, start.koekje


def terug(nep: Dienst, **opties: Any) -> oidc.Aanmelding:
    vraag, koekje = begin(nep, **opties)
    return oidc.rond_af(DIENST, koekje, {"code": "c", "state": vraag["state"]})


def test_a_log_in_asks_with_pkce_state_and_nonce_and_only_for_who_it_is(dienst: Dienst) -> None:
    vraag, koekje = begin(dienst)
    assert (vraag["response_type"], vraag["scope"], vraag["redirect_uri"]) == ("code", "openid", TERUG)
    assert vraag["code_challenge_method"] == "S256"
    assert all(len(vraag[naam]) >= 20 for naam in ("state", "nonce", "code_challenge"))
    assert vraag["state"] not in koekje  # encrypted
    aanmelding = oidc.rond_af(DIENST, koekje, {"code": "c", "state": vraag["state"]})
    assert (aanmelding.onderwerp, aanmelding.naar, aanmelding.sterk) == ("s-1", "/", False)
    body = parse_qs(dict(dienst.vragen)[f"{UITGEVER}/token"])
    assert body["code_verifier"]
    assert "een-geheim" not in str(body)


@pytest.mark.parametrize(
    ("zegt", "sterk"),
    [
        ({"acr": "loa3"}, True),
        ({"amr": ["pwd", "mfa"]}, True),
        ({"acr": "loa2", "amr": ["pwd"]}, False),
        ({}, False),
    ],
)
def test_a_second_factor_there_shows_in_acr_or_amr(dienst: Dienst, zegt: dict[str, Any], sterk: bool) -> None:
    dienst.zegt = zegt
    assert terug(dienst).sterk is sterk


@pytest.mark.parametrize(
    "zegt",
    [
        {"iss": "https://kwaad.example"},
        {"iss": None},
        {"aud": "een-ander"},
        {"aud": ["een-ander"]},
        {"aud": None},
        {"aud": ["jeugdketen", "een-ander"], "azp": "een-ander"},
        {"nonce": "een-andere"},
        {"nonce": None},
        {"exp": 1_000_000_000},
        {"exp": None},
        {"iat": 4_000_000_000},
        {"nbf": 4_000_000_000},
        {"sub": None},
        {"sub": ""},
        {"sub": "x" * 256},
        {"sub": 7},
    ],
    ids=str,
)
def test_a_token_with_a_wrong_claim_is_refused(dienst: Dienst, zegt: dict[str, Any]) -> None:
    dienst.zegt = zegt
    with pytest.raises(AanmeldFout, match="Gemeente gaf een antwoord dat niet klopt"):
        terug(dienst)


def _met_kop(token: str, kop: dict[str, str], sleutel: bytes = b"") -> str:
    """The same claims under another head: unsigned, or signed with the public key as if it were a shared secret."""

    def b64(deel: bytes) -> str:
        return base64.urlsafe_b64encode(deel).rstrip(b"=").decode()

    begin = f"{b64(json.dumps(kop).encode())}.{token.split('.')[1]}"
    zegel = hmac.new(sleutel, begin.encode(), hashlib.sha256).digest() if sleutel else b""
    return f"{begin}.{b64(zegel)}"


@pytest.mark.parametrize("soort", ["vreemde sleutel", "alg none", "hs256", "veranderd", "onzin", "leeg"])
def test_a_token_that_the_provider_did_not_sign_is_refused(dienst: Dienst, soort: str) -> None:
    vraag, koekje = begin(dienst)
    if soort == "vreemde sleutel":
        dienst.sleutel = VREEMD
        dienst.kop = {"alg": "RS256", "kid": "een", "jwk": VREEMD.as_dict(private=False)}
    elif soort == "alg none":
        dienst.id_token = _met_kop(dienst.token(), {"alg": "none"})
    elif soort == "hs256":
        kop = {"alg": "HS256", "kid": "een"}
        dienst.id_token = _met_kop(dienst.token(), kop, SLEUTEL.as_pem(private=False))
    elif soort == "veranderd":
        begin_, inhoud, zegel = dienst.token().split(".")
        dienst.id_token = f"{begin_}.{inhoud[:-4]}AAAA.{zegel}"
    else:
        dienst.id_token = {"onzin": "a.b.c", "leeg": ""}[soort]
    with pytest.raises(AanmeldFout):
        oidc.rond_af(DIENST, koekje, {"code": "c", "state": vraag["state"]})


def test_the_answer_must_belong_to_this_browser_and_this_log_in(dienst: Dienst) -> None:
    mijn, mijn_koekje = begin(dienst)
    zijn, zijn_koekje = begin(dienst)
    for koekje, state in (
        (mijn_koekje, zijn["state"]),
        (zijn_koekje, mijn["state"]),
        (mijn_koekje, ""),
        ("", mijn["state"]),
        ("verzonnen:AAAA", mijn["state"]),
        (mijn_koekje[:-4] + "AAAA", mijn["state"]),
    ):
        with pytest.raises(AanmeldFout):
            oidc.rond_af(DIENST, koekje, {"code": "c", "state": state})
    ander = Inlogdienst("ander", "Ander", UITGEVER, "jeugdketen", "x")
    with pytest.raises(AanmeldFout):
        oidc.rond_af(ander, mijn_koekje, {"code": "c", "state": mijn["state"]})


def test_a_state_works_once(dienst: Dienst) -> None:
    vraag, koekje = begin(dienst)
    oidc.rond_af(DIENST, koekje, {"code": "c", "state": vraag["state"]})
    with pytest.raises(AanmeldFout, match="voor de tweede keer"):
        oidc.rond_af(DIENST, koekje, {"code": "c", "state": vraag["state"]})


def test_who_comes_back_too_late_begins_anew(dienst: Dienst, monkeypatch: pytest.MonkeyPatch) -> None:
    vraag, koekje = begin(dienst)
    straks = time.time() + 601
    monkeypatch.setattr(oidc.time, "time", lambda: straks)
    with pytest.raises(AanmeldFout, match="te laat"):
        oidc.rond_af(DIENST, koekje, {"code": "c", "state": vraag["state"]})


def test_an_answer_in_the_name_of_another_issuer_is_refused(dienst: Dienst) -> None:
    vraag, koekje = begin(dienst)
    with pytest.raises(AanmeldFout):
        oidc.rond_af(DIENST, koekje, {"code": "c", "state": vraag["state"], "iss": "https://kwaad.example"})
    dienst.metadata["authorization_response_iss_parameter_supported"] = True
    oidc.vergeet_metadata()
    with pytest.raises(AanmeldFout):
        terug(dienst)  # it promises to say who it is, and does not


@pytest.mark.parametrize(
    "anders",
    [
        {"issuer": "https://kwaad.example"},
        {"issuer": UITGEVER + "/"},
        {"token_endpoint": "http://inloggen.gemeente.example/token"},
        {"jwks_uri": "file:///etc/passwd"},
        {"authorization_endpoint": "javascript:alert(1)"},
    ],
    ids=str,
)
def test_a_discovery_document_that_is_not_the_one_of_the_settings_stops_it(
    dienst: Dienst, anders: dict[str, str]
) -> None:
    dienst.metadata |= anders
    with pytest.raises(AanmeldFout, match="Gemeente geeft nu geen goed antwoord"):
        oidc.begin(DIENST, TERUG)
    dienst.metadata["issuer"], dienst.metadata["token_endpoint"] = UITGEVER, f"{UITGEVER}/token"
    dienst.metadata |= {"jwks_uri": f"{UITGEVER}/jwks", "authorization_endpoint": f"{UITGEVER}/auth"}
    assert terug(dienst).onderwerp == "s-1"  # a bad document is not kept


def test_who_says_no_at_the_provider_is_not_logged_in(dienst: Dienst) -> None:
    vraag, koekje = begin(dienst)
    with pytest.raises(AanmeldFout, match="heeft u niet ingelogd"):
        oidc.rond_af(DIENST, koekje, {"error": "access_denied", "state": vraag["state"]})


def test_showing_again_who_one_is_needs_a_fresh_log_in_there(dienst: Dienst) -> None:
    dienst.zegt = {"auth_time": int(time.time()) - 3600}
    with pytest.raises(AanmeldFout):
        terug(dienst, opnieuw=True)
    dienst.zegt = {}
    with pytest.raises(AanmeldFout):
        terug(dienst, opnieuw=True)
    dienst.zegt = {"auth_time": int(time.time())}
    assert terug(dienst, opnieuw=True).opnieuw
    vraag, _ = begin(dienst, opnieuw=True)
    assert (vraag["prompt"], vraag["max_age"]) == ("login", "0")


# --- log-out by the provider ------------------------------------------------------------------------------------------


def afmelding(nep: Dienst, **anders: Any) -> str:
    nep.kop = {"alg": "RS256", "kid": "een", "typ": anders.pop("typ", "logout+jwt")}
    gebeurtenis = {"http://schemas.openid.net/event/backchannel-logout": {}}
    zegt = {
        "jti": f"j-{time.monotonic_ns()}",
        "events": gebeurtenis,
        "nonce": None,
        "sid": "sessie-1",
        **anders,
    }
    return nep.token(**zegt)


def test_a_log_out_token_says_who_and_works_once(dienst: Dienst) -> None:
    token = afmelding(dienst)
    assert oidc.lees_afmelding(DIENST, token) == ("s-1", "sessie-1")
    with pytest.raises(AanmeldFout):
        oidc.lees_afmelding(DIENST, token)


@pytest.mark.parametrize(
    "anders",
    [
        {"typ": "JWT"},
        {"iss": "https://kwaad.example"},
        {"aud": "een-ander"},
        {"events": {}},
        {"events": None},
        {"events": {"iets": {}}},
        {"nonce": "n"},
        {"jti": None},
        {"iat": 1_000_000_000},
        {"sub": None, "sid": None},
    ],
    ids=str,
)
def test_what_is_no_log_out_token_ends_nothing(dienst: Dienst, anders: dict[str, Any]) -> None:
    with pytest.raises(AanmeldFout):
        oidc.lees_afmelding(DIENST, afmelding(dienst, **anders))


def test_an_id_token_or_a_forged_one_is_no_log_out(dienst: Dienst) -> None:
    with pytest.raises(AanmeldFout):
        oidc.lees_afmelding(DIENST, dienst.token())
    dienst.sleutel = VREEMD
    with pytest.raises(AanmeldFout):
        oidc.lees_afmelding(DIENST, afmelding(dienst))
    with pytest.raises(AanmeldFout):
        oidc.lees_afmelding(DIENST, "")


def test_logging_out_goes_along_the_provider_when_it_can(dienst: Dienst) -> None:
    token = oidc.bewaar_id_token("id.to.ken")
    assert "id.to.ken" not in token
    adres = oidc.uitlogadres(DIENST, token, "https://jeugdketen.example/inloggen")
    vraag = parse_qs(urlsplit(adres).query)
    assert vraag["id_token_hint"] == ["id.to.ken"]
    assert vraag["post_logout_redirect_uri"] == ["https://jeugdketen.example/inloggen"]
    del dienst.metadata["end_session_endpoint"]
    oidc.vergeet_metadata()
    assert oidc.uitlogadres(DIENST, token, "https://jeugdketen.example/inloggen") == ""


# --- settings ---------------------------------------------------------------------------------------------------------


def test_providers_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.core.exceptions import ImproperlyConfigured

    monkeypatch.setenv("JEUGDKETEN_OIDC", "gemeente, digid")
    for naam in ("GEMEENTE", "DIGID"):
        monkeypatch.setenv(f"JEUGDKETEN_OIDC_{naam}_UITGEVER", f"https://{naam.lower()}.example")
        monkeypatch.setenv(f"JEUGDKETEN_OIDC_{naam}_CLIENT_ID", "jeugdketen")
    with pytest.raises(ImproperlyConfigured, match="JEUGDKETEN_OIDC_GEMEENTE_GEHEIM"):
        omgeving.inlogdiensten()
    for naam in ("GEMEENTE", "DIGID"):
        monkeypatch.setenv(f"JEUGDKETEN_OIDC_{naam}_GEHEIM", "x")
    monkeypatch.setenv("JEUGDKETEN_OIDC_DIGID_VOOR", "gezin")
    monkeypatch.setenv("JEUGDKETEN_OIDC_DIGID_ZWAK", "weiger")
    gemeente, digid = (Inlogdienst(**d) for d in omgeving.inlogdiensten())
    assert (gemeente.naam, gemeente.zwak, gemeente.voor) == ("gemeente", "factor", oidc.SOORTEN)
    assert (digid.zwak, digid.voor) == ("weiger", ("gezin",))
    for naam, waarde in (("VOOR", "iedereen"), ("ZWAK", "gedogen")):
        goed = os.environ[f"JEUGDKETEN_OIDC_DIGID_{naam}"]
        monkeypatch.setenv(f"JEUGDKETEN_OIDC_DIGID_{naam}", waarde)
        with pytest.raises(ImproperlyConfigured, match=waarde):
            omgeving.inlogdiensten()
        monkeypatch.setenv(f"JEUGDKETEN_OIDC_DIGID_{naam}", goed)
    monkeypatch.setenv("JEUGDKETEN_OIDC", "../kwaad")
    with pytest.raises(ImproperlyConfigured, match="kleine letters"):
        omgeving.inlogdiensten()


@pytest.mark.parametrize(
    ("rol", "soort"),
    [
        ("consulent", "medewerker"),
        ("fg", "medewerker"),
        ("aanbieder_medewerker", "aanbieder"),
        ("gezin", "gezin"),
    ],
)
def test_every_role_is_one_kind_of_person(rol: str, soort: str) -> None:
    assert oidc.soorten_van(toegang(rol, HOORN)) == {soort}
