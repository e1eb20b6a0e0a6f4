"""Log-in at a provider through OpenID Connect: Keycloak, Entra ID, a broker for eHerkenning or DigiD.

Authorization code with PKCE, state and nonce, by Authlib. What a provider says counts only when its discovery document
names exactly the issuer of the settings, and the ID token is signed by one of its keys with an asymmetric method, for
this client, in time, and answers our nonce. Providers come from the environment; no secret of them is in the database.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final
from urllib.parse import urlsplit

from authlib.integrations.base_client import OAuthError
from authlib.integrations.django_client import DjangoIntegration, DjangoOAuth2App
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from django.conf import settings
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry
from requests import RequestException

from jeugdketen.kern import grenzen, rollen
from jeugdketen.kern.bsn import BsnOnleesbaar, ontsleutel, versleutel
from jeugdketen.kern.toegang import Toegang

log = logging.getLogger(__name__)

METHODEN: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
"""Ways of signing that count; never `none`, and never one with a shared secret."""

TRANSACTIE: Final = 600
"""Seconds within which somebody must be back from the provider."""

SPELING: Final = 60
"""Seconds that clocks may differ."""

MEDEWERKER, AANBIEDER, GEZIN = "medewerker", "aanbieder", "gezin"
SOORTEN: Final = (MEDEWERKER, AANBIEDER, GEZIN)
"""Kinds of people a provider can be for."""

_DOEL: Final = b"jeugdketen.aanmelden"
_AFMELDING: Final = "http://schemas.openid.net/event/backchannel-logout"


class AanmeldFout(Exception):
    """The log-in at the provider did not hold. The message is Dutch and may be shown; the cause goes to the log."""


@dataclass(frozen=True)
class Inlogdienst:
    """One log-in provider, as the environment describes it (`docs/aanmelden.md`).

    Attributes:
        sleutel: short name in addresses, lower case.
        naam: what the button says.
        uitgever: the issuer, exactly as its discovery document and tokens name it.
        client_id, geheim: who we are there.
        acr, amr: values of which one shows that a second factor was used there.
        zwak: what happens without one: "factor" (ask the second factor here) or "weiger".
        voor: which of `SOORTEN` may come in by this door.
        vraag_acr: asked of the provider as `acr_values`.
    """

    sleutel: str
    naam: str
    uitgever: str
    client_id: str
    geheim: str
    acr: tuple[str, ...] = ()
    amr: tuple[str, ...] = ()
    zwak: str = "factor"
    voor: tuple[str, ...] = SOORTEN
    vraag_acr: str = ""

    @property
    def terug(self) -> str:
        """Path of the address to which the provider sends people back."""
        return f"/inloggen/bij/{self.sleutel}/terug"


def inlogdiensten() -> dict[str, Inlogdienst]:
    """The providers of this installation, by short name, in the order of the setting."""
    return {d["sleutel"]: Inlogdienst(**d) for d in settings.JEUGDKETEN_OIDC}


def soorten_van(toegang: Toegang) -> set[str]:
    """Which kinds of people somebody is, by the roles held."""
    uit = set()
    for rol in toegang.rollen:
        if rol == rollen.GEZIN:
            uit.add(GEZIN)
        elif rol in rollen.PER_AANBIEDER | {rollen.GI_MEDEWERKER, rollen.VERWIJZER}:
            uit.add(AANBIEDER)
        else:
            uit.add(MEDEWERKER)
    return uit


class _Sessie(OAuth2Session):
    """Speaks HTTP with a provider: never follows a redirect, never waits for ever."""

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Any:
        kwargs["allow_redirects"] = False
        kwargs.setdefault("timeout", 10)
        return super().request(method, url, *args, **kwargs)


class _App(DjangoOAuth2App):
    client_cls = _Sessie


@lru_cache(maxsize=16)
def _app(dienst: Inlogdienst) -> _App:
    return _App(
        DjangoIntegration(dienst.sleutel),
        name=dienst.sleutel,
        client_id=dienst.client_id,
        client_secret=dienst.geheim,
        server_metadata_url=f"{dienst.uitgever.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={"scope": "openid", "code_challenge_method": "S256"},
    )


def vergeet_metadata() -> None:
    """Read every discovery document again at the next log-in."""
    _app.cache_clear()


def _veilig(adres: str) -> bool:
    delen = urlsplit(adres)
    if delen.scheme == "https":
        return True
    # Without HTTPS only for a demo or a test, with a provider on the same machine.
    return (
        not settings.JEUGDKETEN_HTTPS
        and delen.scheme == "http"
        and delen.hostname in {"127.0.0.1", "localhost", "::1"}
    )


def _metadata(dienst: Inlogdienst) -> dict[str, Any]:
    app = _app(dienst)
    if time.time() - app.server_metadata.get("_loaded_at", 0) > 24 * 3600:
        app.server_metadata.clear()
    metadata: dict[str, Any] = app.load_server_metadata()
    try:
        if metadata.get("issuer") != dienst.uitgever:
            raise AanmeldFout(f"issuer {metadata.get('issuer')!r} is not the one of the settings")
        for naam in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            if not _veilig(str(metadata.get(naam, ""))):
                raise AanmeldFout(f"{naam} is no https address")
    except AanmeldFout:
        app.server_metadata.clear()
        raise
    gewenst = metadata.get("id_token_signing_alg_values_supported") or ["RS256"]
    metadata["id_token_signing_alg_values_supported"] = [m for m in gewenst if m in METHODEN]
    return metadata


@dataclass(frozen=True)
class Begin:
    """The start of a log-in: where to go, and what the browser keeps meanwhile (encrypted)."""

    adres: str
    koekje: str


def begin(
    dienst: Inlogdienst, terugadres: str, *, naar: str = "/", opnieuw: bool = False, sessie: str = ""
) -> Begin:
    """Start a log-in at this provider.

    Args:
        terugadres: the full address to which the provider sends people back, registered there.
        naar: where to go afterwards, a path of this site.
        opnieuw: ask people to show again who they are, even when they are logged in there.
        sessie: hash of the session here that this log-in takes the place of.

    Raises:
        AanmeldFout: the provider cannot be reached, or is not what the settings say.
    """
    extra: dict[str, Any] = {"prompt": "login", "max_age": 0} if opnieuw else {}
    if dienst.vraag_acr:
        extra["acr_values"] = dienst.vraag_acr
    try:
        _metadata(dienst)
        stap = _app(dienst).create_authorization_url(terugadres, **extra)
    except (RequestException, OAuthError, RuntimeError, ValueError, AanmeldFout) as fout:
        raise _mislukt(dienst, fout, "geeft nu geen goed antwoord") from fout
    inhoud = {
        "dienst": dienst.sleutel,
        "state": stap["state"],
        "nonce": stap["nonce"],
        "verifier": stap["code_verifier"],
        "terug": terugadres,
        "naar": naar,
        "opnieuw": opnieuw,
        "sessie": sessie,
        "begin": int(time.time()),
    }
    return Begin(stap["url"], versleutel(json.dumps(inhoud), _DOEL))


@dataclass(frozen=True)
class Aanmelding:
    """Who came back from a provider.

    Attributes:
        dienst: the provider.
        onderwerp: the subject, unique and lasting at this issuer.
        sterk: a second factor was used there.
        hoe: `acr` and `amr` as the provider gave them, for the log.
        sessie_daar: the session there, when it says one.
        id_token: for logging out there.
        naar, sessie, opnieuw: as given to `begin`.
    """

    dienst: Inlogdienst
    onderwerp: str
    sterk: bool
    hoe: tuple[str, ...]
    sessie_daar: str
    id_token: str
    naar: str
    sessie: str
    opnieuw: bool


def _mislukt(dienst: Inlogdienst, fout: Exception, wat: str) -> AanmeldFout:
    log.warning("log-in at %s: %s: %s", dienst.sleutel, type(fout).__name__, fout)
    return AanmeldFout(
        f"{dienst.naam} {wat}. Probeer het opnieuw. Blijft het misgaan, vraag dan uw beheerder."
    )


def rond_af(dienst: Inlogdienst, koekje: str, antwoord: Mapping[str, str]) -> Aanmelding:
    """Check what came back from the provider and get the ID token.

    Args:
        koekje: what `begin` gave the browser to keep.
        antwoord: the parameters of the address: `code`, `state`, `iss`, or `error`.

    Raises:
        AanmeldFout: anything that does not hold; nobody is logged in then.
    """
    try:
        stap = json.loads(ontsleutel(koekje, _DOEL))
    except (BsnOnleesbaar, ValueError) as fout:
        raise _mislukt(dienst, fout, "stuurde u terug, maar dit inloggen is hier niet begonnen") from fout
    if stap["dienst"] != dienst.sleutel or not antwoord.get("state") or stap["state"] != antwoord["state"]:
        raise _mislukt(
            dienst, ValueError("state"), "stuurde u terug, maar dit inloggen hoort bij een ander venster"
        )
    if time.time() - stap["begin"] > TRANSACTIE:
        raise _mislukt(dienst, ValueError("too late"), "stuurde u te laat terug")
    # Once: somebody who kept cookie and address cannot come back with them.
    if grenzen.eenmalig(f"oidc:{stap['state']}", TRANSACTIE):
        raise _mislukt(dienst, ValueError("state was used"), "stuurde u voor de tweede keer terug")
    if antwoord.get("error"):
        raise _mislukt(dienst, ValueError(antwoord["error"][:80]), "heeft u niet ingelogd")
    try:
        metadata = _metadata(dienst)
        if antwoord.get("iss", dienst.uitgever) != dienst.uitgever or (
            metadata.get("authorization_response_iss_parameter_supported") and "iss" not in antwoord
        ):
            raise AanmeldFout("the answer comes from another issuer")
        token = _app(dienst).fetch_access_token(
            redirect_uri=stap["terug"], code=antwoord.get("code", ""), code_verifier=stap["verifier"]
        )
        if not token.get("id_token"):
            raise AanmeldFout("no ID token")
        gegevens = _app(dienst).parse_id_token(
            token,
            nonce=stap["nonce"],
            claims_options={
                "iss": {"essential": True, "value": dienst.uitgever},
                "aud": {"essential": True, "value": dienst.client_id},
                "nonce": {"essential": True, "value": stap["nonce"]},
            },
            claims_cls=CodeIDToken,
            leeway=SPELING,
        )
        onderwerp = gegevens["sub"]
        if not isinstance(onderwerp, str) or not 0 < len(onderwerp) <= 255:
            raise AanmeldFout("sub is no text of at most 255 characters")
        if stap["opnieuw"] and float(gegevens.get("auth_time") or 0) < stap["begin"] - SPELING:
            raise AanmeldFout("auth_time does not show a fresh log-in")
    except (
        RequestException,
        OAuthError,
        JoseError,
        AanmeldFout,
        RuntimeError,
        ValueError,
        KeyError,
        TypeError,
    ) as fout:
        raise _mislukt(dienst, fout, "gaf een antwoord dat niet klopt") from fout
    acr = str(gegevens.get("acr") or "")
    amr = [str(deel) for deel in gegevens.get("amr") or ()]
    return Aanmelding(
        dienst=dienst,
        onderwerp=onderwerp,
        sterk=acr in dienst.acr or bool(set(amr) & set(dienst.amr)),
        hoe=tuple(deel for deel in (acr, *amr) if deel),
        sessie_daar=str(gegevens.get("sid") or ""),
        id_token=token["id_token"],
        naar=stap["naar"],
        sessie=stap["sessie"],
        opnieuw=stap["opnieuw"],
    )


# --- logging out ------------------------------------------------------------------------------------------------------


def bewaar_id_token(id_token: str) -> str:
    """The ID token as it lies in the session: encrypted."""
    return versleutel(id_token, _DOEL)


def uitlogadres(dienst: Inlogdienst, id_token: str, terugadres: str) -> str:
    """Where to go to log out at the provider as well; empty when it offers no such thing or cannot be reached."""
    try:
        if not _veilig(str(_metadata(dienst).get("end_session_endpoint", ""))):
            return ""
        stap = _app(dienst).create_logout_url(
            post_logout_redirect_uri=terugadres,
            id_token_hint=ontsleutel(id_token, _DOEL),
            client_id=dienst.client_id,
        )
    except (RequestException, OAuthError, RuntimeError, ValueError, AanmeldFout) as fout:
        log.warning("log-out at %s: %s: %s", dienst.sleutel, type(fout).__name__, fout)
        return ""
    return str(stap["url"])


def lees_afmelding(dienst: Inlogdienst, afmeldtoken: str) -> tuple[str, str]:
    """Check a log-out token that a provider sent (back-channel log-out). Returns subject and session there.

    Raises:
        AanmeldFout: it is no log-out token of this issuer for this client, or was used before.
    """
    try:
        metadata = _metadata(dienst)
        methoden = metadata["id_token_signing_alg_values_supported"]
        register = JWSRegistry(algorithms=methoden, strict_check_header=False)
        token = jwt.decode(
            afmeldtoken, KeySet.import_key_set(_app(dienst).fetch_jwk_set(force=True)), registry=register
        )
        zegt = token.claims
        if str(token.header.get("typ", "")).lower() != "logout+jwt":
            raise AanmeldFout("typ is not logout+jwt")
        jwt.JWTClaimsRegistry(
            leeway=SPELING,
            iss={"essential": True, "value": dienst.uitgever},
            aud={"essential": True, "value": dienst.client_id},
            iat={"essential": True},
            jti={"essential": True},
        ).validate(zegt)
        nu = time.time()
        if not nu - 2 * SPELING < float(zegt["iat"]) < nu + SPELING:
            raise AanmeldFout("not issued just now")
        if not isinstance(zegt.get("events"), dict) or _AFMELDING not in zegt["events"] or "nonce" in zegt:
            raise AanmeldFout("no log-out event")
        onderwerp, sessie = str(zegt.get("sub") or ""), str(zegt.get("sid") or "")
        if not onderwerp and not sessie:
            raise AanmeldFout("neither sub nor sid")
        if grenzen.eenmalig(f"afmelding:{dienst.uitgever}:{zegt['jti']}", TRANSACTIE):
            raise AanmeldFout("jti was used")
    except (
        RequestException,
        OAuthError,
        JoseError,
        RuntimeError,
        ValueError,
        KeyError,
        TypeError,
        AanmeldFout,
    ) as fout:
        raise _mislukt(dienst, fout, "stuurde een afmelding die niet klopt") from fout
    return onderwerp, sessie
