"""Messages over REST: check one before it is sent, bring one, and fetch what is for one's own party.

Everything runs as the parties of the machine account, under row security. Every message that is read is in the read
log.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router

from ijw.cli import schrijf_regel
from ijw.controle import controleer
from jeugdketen.api import selectors, services
from jeugdketen.api.models import Machineaccount
from jeugdketen.api.problemen import problem
from jeugdketen.api.toegang import toegang_van_account, voor_leeslog
from jeugdketen.api.tokens import MetToken
from jeugdketen.berichten.aanname import MAX_BERICHT, UploadFout
from jeugdketen.berichten.proef import ProefGeweigerd, als_ketenregel, proefcontrole
from jeugdketen.berichten.selectors import SOORTNAMEN, BerichtNietGevonden, ruwe_bytes
from jeugdketen.kern.leeslog import leg_inzage_vast
from jeugdketen.kern.models import Inzage
from jeugdketen.kern.toegang import met_toegang

router = Router(tags=["berichten"])

MEEST_BESTANDEN = 20
"""Files in one call of the check."""

GROND = "gegevensuitwisseling met de eigen partij"
"""On what ground a system reads, for the read log."""

_SLEUTEL = re.compile(r"[!-~]{1,100}\Z")
_NAAM = re.compile(r"[^\x00-\x1f\x7f/\\]{1,255}\Z")

PROBLEEM: dict[str, Any] = {"description": "Probleem (RFC 9457)", "content": {"application/problem+json": {}}}
JSON: dict[str, Any] = {"application/json": {}}
XML: dict[str, Any] = {"application/xml": {"schema": {"type": "string", "format": "binary"}}}


def _account(request: HttpRequest) -> Machineaccount:
    account: Machineaccount = request.auth.application  # type: ignore[attr-defined]
    return account


def _json(document: Any, *, status: int = 200, soort: str = "application/json") -> HttpResponse:
    return HttpResponse(json.dumps(document, ensure_ascii=False), status=status, content_type=soort)


def _antwoorden(*statussen: int, goed: dict[int, dict[str, Any]]) -> dict[int, dict[str, Any]]:
    return goed | dict.fromkeys(statussen, PROBLEEM)


# --- check -------------------------------------------------------------------------------------------------------


def _bestanden(request: HttpRequest) -> Iterator[tuple[str, bytes]]:
    """The files of a call: one raw body, or those of a form in the order given."""
    if request.content_type == "multipart/form-data":
        for _, lijst in request.FILES.lists():
            for bestand in lijst:
                yield bestand.name or "bericht.xml", bestand.read(MAX_BERICHT + 1)
        return
    naam = request.GET.get("bestand", "")
    # Not `.body`: that stops at the size of an ordinary form.
    yield naam if _NAAM.match(naam) else "bericht.xml", request.read(MAX_BERICHT + 1)


@router.post(
    "/controle",
    auth=MetToken(scopes=["berichten.controle"]),
    summary="Controleer iJw-berichten (niveau 1 en 2) zonder ze in te dienen",
    openapi_extra={
        "parameters": [
            {
                "name": "bestand",
                "in": "query",
                "schema": {"type": "string"},
                "description": "Naam van het bestand, zoals die in het antwoord komt",
            },
            {
                "name": "keten",
                "in": "query",
                "schema": {"type": "boolean"},
                "description": "Ook niveau 3 en 4, tegen de stand van de gemeente; alleen voor eigen berichten",
            },
        ],
        "requestBody": {
            "required": True,
            "content": XML
            | {
                "multipart/form-data": {
                    "schema": {
                        "type": "object",
                        "properties": {
                            "bestand": {"type": "array", "items": {"type": "string", "format": "binary"}}
                        },
                    }
                }
            },
        },
        "responses": _antwoorden(
            400,
            401,
            403,
            413,
            goed={
                200: {
                    "description": "De regel JSON van de opdracht; bij een formulier één per bestand",
                    "content": {
                        "application/json": {
                            "example": {
                                "bestand": "JW305.xml",
                                "bericht": "JW305",
                                "uitkomst": "goed",
                                "regels": [],
                                "bevindingen": [],
                            }
                        },
                        "application/x-ndjson": {},
                    },
                }
            },
        ),
    },
)
def controle(request: HttpRequest) -> HttpResponse:
    """The lines that ``jeugdketen bericht controleer`` prints, byte for byte; nothing is stored and nothing is sent.

    With ``keten=1`` each line has one more field, ``keten``: what the municipality would say on levels 1 to 4. Its
    ``uitkomst`` is ``wacht`` for a start or stop that would wait for another message (OP080).
    """
    account = _account(request)
    met_keten = request.GET.get("keten", "") in ("1", "true")
    if met_keten and not account.aanbieders:
        return problem(
            403, "Controleren tegen de stand van de gemeente kan alleen met een account van een aanbieder."
        )
    los = request.content_type != "multipart/form-data"
    uit, aantal = io.StringIO(), 0
    for naam, inhoud in _bestanden(request):
        aantal += 1
        if aantal > MEEST_BESTANDEN:
            return problem(413, f"Stuur hoogstens {MEEST_BESTANDEN} bestanden per aanroep.")
        if len(inhoud) > MAX_BERICHT:
            return problem(413, "Een bericht mag hoogstens 25 MB groot zijn (OP179).")
        if not met_keten:
            schrijf_regel(naam, controleer(inhoud), uit)
            continue
        try:
            uit.write(_met_keten(account, naam, inhoud))
        except ProefGeweigerd as fout:
            return problem(403, str(fout))
    if not aantal:
        return problem(400, "Er is geen bestand meegestuurd. Stuur minstens één bestand mee.")
    return HttpResponse(uit.getvalue(), content_type="application/json" if los else "application/x-ndjson")


def _met_keten(account: Machineaccount, naam: str, inhoud: bytes) -> str:
    """The line of the command with the field ``keten`` added."""
    toegang = toegang_van_account(account)
    with met_toegang(toegang):
        uitkomst = proefcontrole(toegang, naam, inhoud, voor_leeslog=voor_leeslog(account))
    regel = {"bestand": naam, **controleer(inhoud).naar_dict(), "keten": als_ketenregel(uitkomst)}
    return f"{json.dumps(regel, ensure_ascii=False)}\n"


# --- bring -------------------------------------------------------------------------------------------------------


@router.post(
    "",
    auth=MetToken(scopes=["berichten.aanleveren"]),
    summary="Lever één iJw-bericht aan",
    openapi_extra={
        "parameters": [
            {
                "name": "Idempotency-Key",
                "in": "header",
                "schema": {"type": "string", "maxLength": 100},
                "description": "Eigen sleutel van dit bericht; dezelfde sleutel nog eens is hetzelfde bericht",
            },
        ],
        "requestBody": {"required": True, "content": XML},
        "responses": _antwoorden(
            400,
            401,
            403,
            409,
            413,
            415,
            goed={
                202: {
                    "description": "Bewaard; wordt hierna gelezen en beantwoord",
                    "content": {
                        "application/json": {
                            "example": {
                                "id": "5b0c2f0e-3a55-4d6e-9a53-0d7c2b8f1f11",
                                "toestand": "ontvangen",
                                "stand": "/api/v1/berichten/5b0c2f0e-3a55-4d6e-9a53-0d7c2b8f1f11",
                            }
                        }
                    },
                }
            },
        ),
    },
)
def lever_aan(request: HttpRequest) -> HttpResponse:
    """Store the bytes as they are and queue their reading; ``Location`` is where to ask what became of it."""
    account = _account(request)
    if request.content_type not in ("application/xml", "text/xml", "application/octet-stream", ""):
        return problem(415, "Stuur het bericht zelf als inhoud, met Content-Type application/xml.")
    sleutel = request.headers.get("Idempotency-Key", "")
    if sleutel and not _SLEUTEL.match(sleutel):
        return problem(400, "De Idempotency-Key mag hoogstens 100 zichtbare tekens hebben, zonder spaties.")
    inhoud = request.read(MAX_BERICHT + 1)
    if len(inhoud) > MAX_BERICHT:
        return problem(413, "Een bericht mag hoogstens 25 MB groot zijn (OP179).")
    try:
        bericht_id = services.lever_aan(account, inhoud, sleutel=sleutel)
    except services.SleutelHergebruikt as fout:
        return problem(409, str(fout))
    except UploadFout as fout:
        return problem(400, str(fout))
    except PermissionError as fout:
        return problem(403, str(fout))
    adres = f"/api/v1/berichten/{bericht_id}"
    antwoord = _json({"id": str(bericht_id), "toestand": "ontvangen", "stand": adres}, status=202)
    antwoord["Location"] = adres
    return antwoord


# --- fetch -------------------------------------------------------------------------------------------------------

OPHALEN = MetToken(scopes=["berichten.ophalen"])


@router.get(
    "",
    auth=OPHALEN,
    summary="Welke berichten zijn er voor ons",
    openapi_extra={
        "responses": _antwoorden(
            400,
            401,
            goed={
                200: {
                    "description": "De oudste eerst; wat is bevestigd komt niet terug, tenzij met alle=1",
                    "content": {"application/json": {"example": {"berichten": [], "volgende": None}}},
                }
            },
        ),
    },
)
def lijst(
    request: HttpRequest, soort: str = "", alle: bool = False, na: str = "", aantal: int = 100
) -> HttpResponse:
    """Messages for the parties of this account that no system of theirs has confirmed yet.

    Asking changes nothing: the same messages come again until they are confirmed. Begin each round without ``na``.
    """
    account = _account(request)
    if soort and soort not in SOORTNAMEN:
        return problem(400, f"De soort '{soort[:20]}' bestaat niet. Kies uit: {', '.join(SOORTNAMEN)}.")
    if not 1 <= aantal <= selectors.HOOGSTENS:
        return problem(400, f"Het aantal moet tussen 1 en {selectors.HOOGSTENS} liggen.")
    toegang = toegang_van_account(account)
    with met_toegang(toegang):
        try:
            blad = selectors.lijst(toegang, soort=soort, alle=alle, na=na, hoogstens=aantal)
        except selectors.OngeldigeCursor as fout:
            return problem(400, str(fout))
    leg_inzage_vast(
        voor_leeslog(account),
        None,
        Inzage.Handeling.LEZEN,
        GROND,
        f"lijst van berichten, {len(blad.berichten)} regels",
    )
    return _json({"berichten": list(blad.berichten), "volgende": blad.volgende or None})


def _niet_gevonden() -> HttpResponse:
    return problem(404, "Dit bericht bestaat niet, of is niet voor of van uw organisatie.")


@router.get(
    "/{bericht_id}",
    auth=OPHALEN,
    summary="De stand van één bericht, met bevindingen en antwoord",
    openapi_extra={"responses": _antwoorden(401, 404, goed={200: {"description": "Stand", "content": JSON}})},
)
def stand(request: HttpRequest, bericht_id: UUID) -> HttpResponse:
    """State, findings and answer of a message of this account's parties, sent or received."""
    account = _account(request)
    toegang = toegang_van_account(account)
    with met_toegang(toegang):
        try:
            document = selectors.bericht(toegang, bericht_id)
        except BerichtNietGevonden:
            return _niet_gevonden()
        leg_inzage_vast(
            voor_leeslog(account),
            None,
            Inzage.Handeling.LEZEN,
            GROND,
            f"stand van bericht {document['bericht'] or ''} {document['identificatie'] or ''}".strip(),
        )
    return _json(document)


@router.get(
    "/{bericht_id}/xml",
    auth=OPHALEN,
    summary="De inhoud van één bericht, byte voor byte",
    openapi_extra={
        "responses": _antwoorden(401, 404, goed={200: {"description": "Het bericht zelf", "content": XML}})
    },
)
def xml(request: HttpRequest, bericht_id: UUID) -> HttpResponse:
    """The exact bytes; the read log says who took them."""
    account = _account(request)
    with met_toegang(toegang_van_account(account)):
        try:
            naam, inhoud = ruwe_bytes(voor_leeslog(account), bericht_id)
        except BerichtNietGevonden:
            return _niet_gevonden()
    veilig = re.sub(r"[^A-Za-z0-9._-]+", "_", naam)[:120]
    return HttpResponse(
        inhoud,
        content_type="application/xml",
        headers={"Content-Disposition": f'attachment; filename="{veilig}"'},
    )


@router.post(
    "/{bericht_id}/ontvangen",
    auth=OPHALEN,
    summary="Bevestig dat uw systeem een bericht heeft overgenomen",
    openapi_extra={"responses": _antwoorden(401, 404, goed={204: {"description": "Bevestigd"}})},
)
def ontvangen(request: HttpRequest, bericht_id: UUID) -> HttpResponse:
    """From now on the list leaves this message out; confirming again changes nothing."""
    account = _account(request)
    with met_toegang(toegang_van_account(account)):
        try:
            services.bevestig(account, bericht_id)
        except BerichtNietGevonden:
            return _niet_gevonden()
    return HttpResponse(status=204)
