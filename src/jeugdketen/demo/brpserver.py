"""A small BRP over HTTP with invented persons, in the shape of Haal Centraal BRP Personen bevragen 2.

    python -m jeugdketen.demo.brpserver --poort 8600 [--personen brp.json]

For the demo and the tests: it answers the two questions that this product asks, refuses a question that is wrong with
problem+json, and can be told to fail. It is no copy of the real service and no proof that one can connect to it.
"""

from __future__ import annotations

import argparse
import base64
import json
import ssl
import threading
import time
from collections.abc import Mapping, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs

PAD: Final = "/haalcentraal/api/brp"
MEEST: Final = 10
"""A search that finds more people than this is refused."""

PERSONEN: Final = Path(__file__).parent / "casussen" / "brp.json"

_VANZELF: Final = ("geheimhoudingPersoonsgegevens",)
"""What comes along unasked."""


class Probleem(Exception):
    """An answer that is an error."""

    def __init__(
        self, status: int, titel: str, code: str, velden: Sequence[tuple[str, str, str]] = ()
    ) -> None:
        super().__init__(titel)
        self.status = status
        self.inhoud = {
            "type": "https://www.w3.org/Protocols/rfc2616/rfc2616-sec10.html",
            "title": titel,
            "status": status,
            "code": code,
            "instance": f"{PAD}/personen",
            "invalidParams": [{"name": naam, "code": c, "reason": reden} for naam, c, reden in velden],
        }


def kies(persoon: Mapping[str, Any], velden: Sequence[str]) -> dict[str, Any]:
    """The fields that were asked for, by their paths (`naam`, `geboorte.datum`, `partners.naam`)."""
    uit: dict[str, Any] = {}
    for veld in (*velden, *_VANZELF):
        kop, _, rest = veld.partition(".")
        waarde = persoon.get(kop)
        if waarde in (None, False):
            continue
        if rest and isinstance(waarde, Mapping):
            waarde = {**uit.get(kop, {}), **kies(waarde, [rest])}
        elif rest and isinstance(waarde, list):
            waarde = [kies(deel, [rest]) for deel in waarde]
        uit[kop] = waarde
    return uit


class Brpserver:
    """The server; runs in a thread of its own between `start` and `stop`, or as a context.

    Attributes:
        vragen: every question that came in, as (path, headers, body), for tests.
        storingen: HTTP statuses to answer with first, one for each question to come.
        traag: seconds to wait before each answer.
    """

    def __init__(
        self,
        personen: Path | Sequence[Mapping[str, Any]] = PERSONEN,
        *,
        poort: int = 0,
        api_sleutel: str = "",
        client: tuple[str, str] | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.personen = personen
        self.api_sleutel = api_sleutel
        self.client = client
        self.vragen: list[tuple[str, dict[str, str], Any]] = []
        self.storingen: list[int] = []
        self.traag = 0.0
        self._http = ThreadingHTTPServer(("127.0.0.1", poort), self._behandelaar())
        if tls is not None:
            self._http.socket = tls.wrap_socket(self._http.socket, server_side=True)
        self._adres = f"{'https' if tls else 'http'}://localhost:{self._http.server_address[1]}"

    @property
    def url(self) -> str:
        """The address before `/personen`."""
        return f"{self._adres}{PAD}"

    @property
    def token_url(self) -> str:
        """Where a token is given for client credentials."""
        return f"{self._adres}/token"

    def start(self) -> Brpserver:
        """Answer in a thread of its own."""
        threading.Thread(target=self._http.serve_forever, daemon=True).start()
        return self

    def stop(self) -> None:
        """Answer no more."""
        self._http.shutdown()
        self._http.server_close()

    def draai(self) -> None:
        """Answer in this thread until it is interrupted."""
        self._http.serve_forever()

    __enter__ = start

    def __exit__(self, *fout: object) -> None:
        self.stop()

    # --- questions -----------------------------------------------------------------------------------------------

    def _alle(self) -> list[Mapping[str, Any]]:
        if isinstance(self.personen, Path):
            return list(json.loads(self.personen.read_text(encoding="utf-8"))["personen"])
        return list(self.personen)

    def antwoord(self, vraag: Any) -> dict[str, Any]:
        """The answer to a question of `/personen`.

        Raises:
            Probleem: the question is wrong, or the person stands for a source that fails.
        """
        if not isinstance(vraag, dict):
            raise Probleem(400, "Body is geen valide JSON.", "json")
        soort, velden = vraag.get("type"), vraag.get("fields")
        if not isinstance(velden, list) or not velden:
            raise Probleem(400, "Een of meerdere parameters zijn niet correct.", "paramsValidation", [
                ("fields", "required", "Parameter is verplicht.")
            ])  # fmt: skip
        if soort == "RaadpleegMetBurgerservicenummer":
            nummers = vraag.get("burgerservicenummer")
            if not isinstance(nummers, list) or not 1 <= len(nummers) <= 20:
                raise Probleem(400, "Een of meerdere parameters zijn niet correct.", "paramsValidation", [
                    ("burgerservicenummer", "required", "Parameter is verplicht.")
                ])  # fmt: skip
            gevonden = [p for p in self._alle() if p["burgerservicenummer"] in nummers]
        elif soort == "ZoekMetGeslachtsnaamEnGeboortedatum":
            gevonden = [p for p in self._alle() if _past(p, vraag)]
            if len(gevonden) > MEEST:
                raise Probleem(400, "Teveel zoekresultaten.", "tooManyResults")
        else:
            raise Probleem(400, "Een of meerdere parameters zijn niet correct.", "paramsValidation", [
                ("type", "value", "Waarde is geen geldig zoek type.")
            ])  # fmt: skip
        if any(p.get("storing") for p in gevonden):
            raise Probleem(503, "Bronservice BRP is tijdelijk niet beschikbaar.", "sourceUnavailable")
        return {"type": soort, "personen": [kies(p, velden) for p in gevonden]}

    def _token(self, kop: str, inhoud: str) -> dict[str, Any]:
        naam, geheim = self.client or ("", "")
        verwacht = f"Basic {base64.b64encode(f'{naam}:{geheim}'.encode()).decode()}"
        if kop != verwacht or parse_qs(inhoud).get("grant_type") != ["client_credentials"]:
            raise Probleem(401, "invalid_client", "invalid_client")
        return {"access_token": "synthetisch-token", "token_type": "Bearer", "expires_in": 300}

    def _behandelaar(server: Brpserver) -> type[BaseHTTPRequestHandler]:
        class Behandelaar(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                tekst = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
                try:
                    status, inhoud = 200, self._doe(tekst)
                except Probleem as fout:
                    status, inhoud = fout.status, fout.inhoud
                ruw = json.dumps(inhoud).encode()
                self.send_response(status)
                soort = "application/json" if status == 200 else "application/problem+json"
                self.send_header("Content-Type", soort)
                self.send_header("Content-Length", str(len(ruw)))
                self.end_headers()
                self.wfile.write(ruw)

            def _doe(self, tekst: str) -> dict[str, Any]:
                if self.path == "/token":
                    return server._token(self.headers.get("Authorization", ""), tekst)
                try:
                    vraag = json.loads(tekst)
                except ValueError:
                    vraag = None
                server.vragen.append((self.path, dict(self.headers), vraag))
                if server.traag:
                    time.sleep(server.traag)
                if server.storingen:
                    raise Probleem(server.storingen.pop(0), "Storing.", "serverError")
                if self.path != f"{PAD}/personen":
                    raise Probleem(404, "Opgevraagde resource bestaat niet.", "notFound")
                if server.api_sleutel and self.headers.get("X-API-KEY") != server.api_sleutel:
                    raise Probleem(401, "Niet correct geauthenticeerd.", "authentication")
                if server.client and self.headers.get("Authorization") != "Bearer synthetisch-token":
                    raise Probleem(401, "Niet correct geauthenticeerd.", "authentication")
                return server.antwoord(vraag)

            def log_message(self, format: str, *args: Any) -> None:
                """Nothing: what is asked here is about people."""

        return Behandelaar


def _past(persoon: Mapping[str, Any], vraag: Mapping[str, Any]) -> bool:
    naam = persoon["naam"]
    datum = persoon.get("geboorte", {}).get("datum", {}).get("datum")
    voornamen = str(vraag.get("voornamen") or "").casefold().rstrip("*")
    return (
        "overlijden" not in persoon
        and datum == vraag.get("geboortedatum")
        and naam["geslachtsnaam"].casefold() == str(vraag.get("geslachtsnaam", "")).casefold()
        and naam.get("voornamen", "").casefold().startswith(voornamen)
    )


def main() -> None:
    """Answer until it is stopped."""
    lezer = argparse.ArgumentParser(description="Een BRP met verzonnen personen, voor de demo.")
    lezer.add_argument("--poort", type=int, required=True)
    lezer.add_argument("--personen", type=Path, default=PERSONEN)
    keuze = lezer.parse_args()
    server = Brpserver(keuze.personen, poort=keuze.poort)
    print(f"JEUGDKETEN_BRP=haalcentraal:{server.url}", flush=True)
    server.draai()


if __name__ == "__main__":
    main()
