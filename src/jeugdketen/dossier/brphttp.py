"""The BRP over HTTP: Haal Centraal BRP Personen bevragen, version 2.

Every question is a POST with the BSN in its body, so that no number stands in an address or a log of a server in
between. Who asks proves itself with an API key, a client certificate, a token by OAuth2 client credentials, or any of
these together, as the source wants. Only the fields that a file keeps are asked for.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, Final, NamedTuple

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from requests.adapters import HTTPAdapter
from urllib3.util.retry import Retry

from jeugdketen.dossier.brp import BrpOnbereikbaar, BrpPersoon, TeVeelGevonden, lees_persoon

log = logging.getLogger(__name__)

VELDEN: Final = (
    "burgerservicenummer",
    "naam",
    "geboorte.datum",
    "geslacht",
    "gemeenteVanInschrijving",
    "datumInschrijvingInGemeente",
    "verblijfplaats",
    "overlijden.datum",
    "partners.naam",
    "ouders",
    "gezag",
)
"""What is asked of one person. That an address is secret comes along by itself."""

ZOEKVELDEN: Final = ("burgerservicenummer", "naam", "geboorte.datum", "gemeenteVanInschrijving")
"""What is asked of everybody that a search finds: enough to choose."""

SAMEN: Final = 20
"""So many numbers the BRP takes in one question."""

OPNIEUW_BIJ: Final = (429, 502, 503, 504)
"""Answers after which the same question is asked again."""

DREMPEL: Final = 3
"""After so many failures in a row nobody waits for this source for a while."""

RUST: Final = 30.0
"""For how many seconds it is then left alone."""


class Instellingen(NamedTuple):
    """Where the BRP is and how one proves who asks.

    Attributes:
        url: address before `/personen`.
        api_sleutel: sent as X-API-KEY; empty for none.
        certificaat, certificaat_sleutel: paths of the client certificate and its key (mTLS); empty for none.
        ca: path of the certificates that the server's is checked against; empty for those of the machine.
        token_url, client_id, client_geheim, scope: OAuth2 client credentials; an empty `token_url` for none.
        wachttijd: seconds that one try may take.
        pogingen: how often a question is tried in all, at least 1.
    """

    url: str
    api_sleutel: str = ""
    certificaat: str = ""
    certificaat_sleutel: str = ""
    ca: str = ""
    token_url: str = ""
    client_id: str = ""
    client_geheim: str = ""
    scope: str = ""
    wachttijd: float = 5
    pogingen: int = 3


class HttpBrp:
    """`BrpPoort` over HTTP. Safe to share between threads: each has its own connection."""

    def __init__(self, instellingen: Instellingen) -> None:
        self._i = instellingen
        self._lokaal = threading.local()
        self._mislukt = 0
        self._weer_na = 0.0

    def zoek(self, bsn: str) -> BrpPersoon | None:
        """The person with this BSN, or None when the BRP does not know it.

        Raises:
            BrpOnbereikbaar: no answer came, or none that can be read.
        """
        return next((p for p in self._raadpleeg([bsn]) if p.bsn == bsn), None)

    def zoek_samen(self, bsns: Sequence[str]) -> dict[str, BrpPersoon | BrpOnbereikbaar]:
        """The persons with these BSNs, twenty in a question; a question without an answer counts for all in it."""
        uit: dict[str, BrpPersoon | BrpOnbereikbaar] = {}
        for begin in range(0, len(bsns), SAMEN):
            gevraagd = bsns[begin : begin + SAMEN]
            try:
                uit |= {p.bsn: p for p in self._raadpleeg(gevraagd) if p.bsn in gevraagd}
            except BrpOnbereikbaar as fout:
                uit |= dict.fromkeys(gevraagd, fout)
        return uit

    def _raadpleeg(self, bsns: Sequence[str]) -> list[BrpPersoon]:
        return self._vraag(
            "RaadpleegMetBurgerservicenummer", {"burgerservicenummer": list(bsns), "fields": list(VELDEN)}
        )

    def zoek_op_naam(self, achternaam: str, geboortedatum: date, voornamen: str = "") -> list[BrpPersoon]:
        """The living people with this surname (without prefix) and birth date.

        Raises:
            BrpOnbereikbaar: no answer came, or none that can be read.
            TeVeelGevonden: more people than the BRP gives at once.
        """
        vraag: dict[str, Any] = {
            "geslachtsnaam": achternaam,
            "geboortedatum": geboortedatum.isoformat(),
            "fields": list(ZOEKVELDEN),
        }
        if voornamen:
            vraag["voornamen"] = voornamen
        return self._vraag("ZoekMetGeslachtsnaamEnGeboortedatum", vraag)

    # --- over the line -------------------------------------------------------------------------------------------

    def _sessie(self) -> requests.Session:
        sessie: requests.Session | None = getattr(self._lokaal, "sessie", None)
        if sessie is not None:
            return sessie
        i = self._i
        if i.token_url:
            sessie = OAuth2Session(
                i.client_id,
                i.client_geheim,
                scope=i.scope or None,
                token_endpoint=i.token_url,
                grant_type="client_credentials",
            )
        else:
            sessie = requests.Session()
        sessie.max_redirects = 0  # the question for a token, with the secret in it, goes nowhere else either
        sessie.trust_env = False  # no proxy and no password file of the machine
        opnieuw = Retry(
            total=max(i.pogingen, 1) - 1,
            status_forcelist=OPNIEUW_BIJ,
            allowed_methods=None,  # a question by POST changes nothing
            backoff_factor=0.2,
            respect_retry_after_header=False,
            raise_on_status=False,
        )
        for schema in ("https://", "http://"):
            sessie.mount(schema, HTTPAdapter(max_retries=opnieuw))
        sessie.headers["Accept"] = "application/json, application/problem+json"
        if i.api_sleutel:
            sessie.headers["X-API-KEY"] = i.api_sleutel
        if i.certificaat:
            sessie.cert = (i.certificaat, i.certificaat_sleutel) if i.certificaat_sleutel else i.certificaat
        if i.ca:
            sessie.verify = i.ca
        self._lokaal.sessie = sessie
        return sessie

    def _vraag(self, soort: str, inhoud: Mapping[str, Any]) -> list[BrpPersoon]:
        if self._mislukt >= DREMPEL and time.monotonic() < self._weer_na:
            raise BrpOnbereikbaar("De BRP geeft nu geen antwoord. Probeer het over een minuut opnieuw.")
        begin = time.monotonic()
        try:
            antwoord = self._stuur({"type": soort, **inhoud})
        except (requests.RequestException, AuthlibBaseError, OSError) as fout:
            # The text of the exception may hold the address of a token; its kind is enough.
            self._is_mislukt(soort, type(fout).__name__, begin)
            raise BrpOnbereikbaar("De BRP geeft nu geen antwoord. Probeer het later opnieuw.") from None
        if antwoord.status_code != 200:
            self._weiger(soort, antwoord, begin)
        try:
            personen = [lees_persoon(persoon) for persoon in antwoord.json()["personen"]]
        except (ValueError, KeyError, TypeError, AttributeError):
            self._is_mislukt(soort, "onleesbaar antwoord", begin)
            raise BrpOnbereikbaar(
                "De BRP gaf een antwoord dat niet te lezen is. Meld dit aan uw beheerder."
            ) from None
        self._mislukt = 0
        log.info("BRP %s: %s found in %.0f ms", soort, len(personen), (time.monotonic() - begin) * 1000)
        return personen

    def _stuur(self, vraag: Mapping[str, Any]) -> requests.Response:
        sessie, i = self._sessie(), self._i
        if isinstance(sessie, OAuth2Session):
            if not sessie.token:
                sessie.fetch_token(timeout=i.wachttijd)
            else:
                sessie.ensure_active_token()
        return sessie.post(
            f"{i.url.rstrip('/')}/personen", json=vraag, timeout=i.wachttijd, allow_redirects=False
        )

    def _weiger(self, soort: str, antwoord: requests.Response, begin: float) -> None:
        """Turn an error answer (problem+json) into a sentence; its code goes to the log, its text may name a person."""
        try:
            probleem = antwoord.json()
            code = str(probleem.get("code", ""))
            velden = [str(p.get("name", "")) for p in probleem.get("invalidParams", ())]
        except (ValueError, AttributeError, TypeError):
            code, velden = "", []
        if antwoord.status_code == 400 and code == "tooManyResults":
            raise TeVeelGevonden
        self._is_mislukt(soort, f"{antwoord.status_code} {code} {' '.join(velden)}".strip(), begin)
        if antwoord.status_code in (401, 403):
            raise BrpOnbereikbaar("De BRP weigert deze installatie. Meld dit aan uw beheerder.")
        if antwoord.status_code == 400:
            raise BrpOnbereikbaar("De BRP begrijpt de vraag niet. Meld dit aan uw beheerder.")
        raise BrpOnbereikbaar("De BRP geeft nu geen antwoord. Probeer het later opnieuw.")

    def _is_mislukt(self, soort: str, wat: str, begin: float) -> None:
        self._mislukt += 1
        self._weer_na = time.monotonic() + RUST
        log.warning("BRP %s failed: %s after %.0f ms", soort, wat, (time.monotonic() - begin) * 1000)


@lru_cache(maxsize=4)
def http_brp(instellingen: Instellingen) -> HttpBrp:
    """The one adapter of this process for these settings, so that connections and tokens are used again."""
    return HttpBrp(instellingen)
