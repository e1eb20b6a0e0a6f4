"""The BRP over real HTTP: the shape of the questions, who asks, and everything that can go wrong on the way."""

from __future__ import annotations

import dataclasses
import json
import logging
import socket
import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from jeugdketen.demo.brpserver import Brpserver
from jeugdketen.dossier import brp, brphttp
from jeugdketen.dossier.brphttp import HttpBrp, Instellingen

JESSE = "999900432"


@pytest.fixture
def server() -> Iterator[Brpserver]:
    """A BRP with the invented persons of the demo."""
    with Brpserver() as server:
        yield server


def poort(server: Brpserver, **anders: Any) -> HttpBrp:
    """The adapter for this server, impatient."""
    return HttpBrp(Instellingen(server.url, **{"wachttijd": 2, "pogingen": 1, **anders}))


def test_the_same_person_over_the_line_and_from_the_file(server: Brpserver) -> None:
    http, bestand = poort(server), brp.brp_poort()
    for persoon in json.loads(Path(server.personen).read_text())["personen"]:  # type: ignore[arg-type]
        if persoon.get("storing"):
            continue
        bsn = persoon["burgerservicenummer"]
        gevonden, verwacht = http.zoek(bsn), bestand.zoek(bsn)
        assert gevonden is not None
        assert verwacht is not None
        # Where somebody lived before is not in this interface.
        assert gevonden == dataclasses.replace(verwacht, vorige_gemeente_code=None)


def test_the_bsn_is_in_the_body_and_nowhere_else(server: Brpserver, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    poort(server, api_sleutel="geheim").zoek(JESSE)
    ((pad, koppen, vraag),) = server.vragen
    assert JESSE not in pad + str(koppen)
    assert koppen["X-API-KEY"] == "geheim"
    assert vraag["type"] == "RaadpleegMetBurgerservicenummer"
    assert vraag["burgerservicenummer"] == [JESSE]
    assert set(vraag["fields"]) == set(brphttp.VELDEN)
    assert JESSE not in caplog.text
    assert "RaadpleegMetBurgerservicenummer: 1 found" in caplog.text


def test_nobody_has_this_number(server: Brpserver) -> None:
    assert poort(server).zoek("999999990") is None


def test_search_by_surname_and_birth_date(server: Brpserver) -> None:
    (jesse,) = poort(server).zoek_op_naam("molenaar", date(2011, 9, 3))
    assert (jesse.bsn, jesse.adres) == (JESSE, None)
    assert [p.bsn for p in brp.brp_poort().zoek_op_naam("molenaar", date(2011, 9, 3))] == [JESSE]
    assert poort(server).zoek_op_naam("Molenaar", date(2011, 9, 3), "Kees") == []


def test_too_many_hits_is_no_failure_of_the_source() -> None:
    veel = [
        {
            "burgerservicenummer": str(n),
            "naam": {"geslachtsnaam": "Groot"},
            "geboorte": {"datum": {"type": "Datum", "datum": "2012-01-01"}},
        }
        for n in range(11)
    ]
    with Brpserver(veel) as server, pytest.raises(brp.TeVeelGevonden, match="voornaam"):
        poort(server).zoek_op_naam("Groot", date(2012, 1, 1))


@pytest.mark.parametrize(
    ("status", "woord"),
    [(401, "weigert deze installatie"), (403, "weigert"), (404, "geen antwoord"), (500, "geen antwoord")],
)
def test_an_error_answer_becomes_a_sentence_without_data(server: Brpserver, status: int, woord: str) -> None:
    server.storingen = [status]
    with pytest.raises(brp.BrpOnbereikbaar, match=woord) as fout:
        poort(server).zoek(JESSE)
    assert JESSE not in str(fout.value)


def test_a_wrong_question_says_which_field_in_the_log_alone(
    server: Brpserver, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(brphttp, "VELDEN", ())
    with pytest.raises(brp.BrpOnbereikbaar, match="begrijpt de vraag niet"):
        poort(server).zoek(JESSE)
    assert "400 paramsValidation fields" in caplog.text


def test_a_short_failure_is_tried_again_and_not_noticed(server: Brpserver) -> None:
    server.storingen = [503, 502]
    assert poort(server, pogingen=3).zoek(JESSE) is not None
    assert len(server.vragen) == 3


def test_trying_again_has_an_end_and_then_a_rest(server: Brpserver, monkeypatch: pytest.MonkeyPatch) -> None:
    server.storingen = [503] * 50
    bron = poort(server, pogingen=2)
    for _ in range(brphttp.DREMPEL + 2):
        with pytest.raises(brp.BrpOnbereikbaar):
            bron.zoek(JESSE)
    assert len(server.vragen) == 2 * brphttp.DREMPEL, "after that nobody waits for it"
    server.storingen = []
    monkeypatch.setattr(bron, "_weer_na", 0)
    assert bron.zoek(JESSE) is not None


def test_a_slow_source_is_not_waited_for(server: Brpserver) -> None:
    server.traag = 1
    with pytest.raises(brp.BrpOnbereikbaar, match="geen antwoord"):
        poort(server, wachttijd=0.2).zoek(JESSE)


def test_nobody_listens() -> None:
    with socket.socket() as vrij:
        vrij.bind(("127.0.0.1", 0))
        adres = f"http://127.0.0.1:{vrij.getsockname()[1]}"
    with pytest.raises(brp.BrpOnbereikbaar):
        HttpBrp(Instellingen(adres, wachttijd=1, pogingen=1)).zoek(JESSE)


@pytest.mark.parametrize(
    "persoon", [{"burgerservicenummer": JESSE}, {"burgerservicenummer": JESSE, "naam": "x"}]
)
def test_an_answer_that_cannot_be_read(persoon: dict[str, Any]) -> None:
    with Brpserver([persoon]) as server, pytest.raises(brp.BrpOnbereikbaar, match="niet te lezen"):
        poort(server).zoek(JESSE)


def test_the_wrong_key_is_refused() -> None:
    with Brpserver(api_sleutel="goed") as server:
        assert poort(server, api_sleutel="goed").zoek(JESSE) is not None
        with pytest.raises(brp.BrpOnbereikbaar, match="weigert"):
            poort(server, api_sleutel="fout").zoek(JESSE)


def test_a_token_by_client_credentials_is_fetched_once() -> None:
    with Brpserver(client=("jeugdketen", "geheim")) as server:
        bron = poort(server, token_url=server.token_url, client_id="jeugdketen", client_geheim="geheim")
        assert bron.zoek(JESSE) is not None
        assert bron.zoek(JESSE) is not None
        assert all(koppen["Authorization"] == "Bearer synthetisch-token" for _, koppen, _ in server.vragen)
        fout = poort(server, token_url=server.token_url, client_id="jeugdketen", client_geheim="nee")
        with pytest.raises(brp.BrpOnbereikbaar):
            fout.zoek(JESSE)


def _certificaat(map_: Path, naam: str) -> tuple[Path, Path]:
    """A certificate of its own making for `localhost`, and its key."""
    sleutel = ec.generate_private_key(ec.SECP256R1())
    wie = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, naam)])
    nu = datetime.now(UTC)
    certificaat = (
        x509.CertificateBuilder()
        .subject_name(wie)
        .issuer_name(wie)
        .public_key(sleutel.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(nu - timedelta(days=1))
        .not_valid_after(nu + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(sleutel, hashes.SHA256())
    )
    crt, key = map_ / f"{naam}.crt", map_ / f"{naam}.key"
    crt.write_bytes(certificaat.public_bytes(serialization.Encoding.PEM))
    key.write_bytes(
        sleutel.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return crt, key


def test_a_client_certificate_over_tls(tmp_path: Path) -> None:
    server_crt, server_key = _certificaat(tmp_path, "brp")
    mijn_crt, mijn_key = _certificaat(tmp_path, "jeugdketen")
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(server_crt, server_key)
    tls.load_verify_locations(mijn_crt)
    tls.verify_mode = ssl.CERT_REQUIRED
    with Brpserver(tls=tls) as server:
        met = {"ca": str(server_crt), "certificaat": str(mijn_crt), "certificaat_sleutel": str(mijn_key)}
        assert poort(server, **met).zoek(JESSE) is not None
        with pytest.raises(brp.BrpOnbereikbaar):
            poort(server, ca=str(server_crt)).zoek(JESSE)
        with pytest.raises(brp.BrpOnbereikbaar):
            poort(server, **{**met, "ca": ""}).zoek(JESSE)


def test_the_setting_chooses_it(server: Brpserver, settings: Any) -> None:
    settings.JEUGDKETEN_BRP = f"haalcentraal:{server.url}"
    bron = brp.brp_poort()
    assert isinstance(bron, HttpBrp)
    assert bron is brp.brp_poort(), "connections are used again"
    assert bron.zoek(JESSE) is not None


def test_the_question_for_a_token_follows_no_redirect(server: Brpserver) -> None:
    gevraagd: list[str] = []

    class Doorverwijzer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            gevraagd.append(self.path)
            self.send_response(307)
            self.send_header("Location", "/elders")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing on the screen."""

    with HTTPServer(("127.0.0.1", 0), Doorverwijzer) as kwaad:
        threading.Thread(target=kwaad.serve_forever, daemon=True).start()
        adres = f"http://127.0.0.1:{kwaad.server_port}/token"
        bron = poort(server, token_url=adres, client_id="jeugdketen", client_geheim="geheim")
        with pytest.raises(brp.BrpOnbereikbaar):
            bron.zoek(JESSE)
        kwaad.shutdown()
    assert gevraagd == ["/token"]
