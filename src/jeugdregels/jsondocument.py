"""JSON documents as questions come in and answers go out: the command line and the REST interface read alike."""

from __future__ import annotations

import json
from typing import Any


class DubbeleSleutel(ValueError):
    """A JSON object that names a field twice."""


def _zonder_dubbele(paren: list[tuple[str, Any]]) -> dict[str, Any]:
    uit = dict(paren)
    if len(uit) != len(paren):
        gezien: set[str] = set()
        for naam, _ in paren:
            if naam in gezien:
                raise DubbeleSleutel(naam)
            gezien.add(naam)
    return uit


def _geen_getal(naam: str) -> Any:
    raise ValueError(f"{naam} is no JSON")


def _half(tekst: str) -> str:
    """The first half of a surrogate pair in a text, spelled out; empty when every character is whole."""
    return next((f"\\u{ord(t):04x}" for t in tekst if "\ud800" <= t <= "\udfff"), "")


def _half_teken(document: Any) -> tuple[str, str]:
    """Where half a character stands in a document (a dotted path), and which; two empty texts when nowhere.

    JSON can spell one (``"\\ud800"``), but it is no character: it can't be written as UTF-8 or stored.
    """
    stapel: list[tuple[str, Any]] = [("", document)]
    while stapel:
        pad, deel = stapel.pop()
        if isinstance(deel, str):
            if teken := _half(deel):
                return pad, teken
        elif isinstance(deel, list):
            stapel += [(f"{pad}[{n}]", d) for n, d in enumerate(deel)][::-1]
        elif isinstance(deel, dict):
            voor = f"{pad}." if pad else ""
            for naam in deel:
                if teken := _half(naam):
                    return f"{voor}{naam}".encode("utf-8", "backslashreplace").decode(), teken
            stapel += [(f"{voor}{naam}", d) for naam, d in deel.items()][::-1]
    return "", ""


def _fout(veld: str, melding: str) -> dict[str, Any]:
    return {"uitkomst": "fout", "fouten": [{"veld": veld, "melding": melding}]}


def lees_json(ruw: bytes) -> tuple[Any, dict[str, Any] | None]:
    """Read one JSON document; the second part is the ``fout`` answer when it cannot be read.

    A field that stands there twice and half a character are refused by their field.
    """
    try:
        tekst = ruw.decode(json.detect_encoding(ruw))
        document = json.loads(tekst, object_pairs_hook=_zonder_dubbele, parse_constant=_geen_getal)
    except DubbeleSleutel as fout:
        naam = str(fout).encode("utf-8", "backslashreplace").decode()
        return None, _fout(naam, f"Het veld '{naam}' staat er twee keer. Laat er één staan.")
    except (ValueError, RecursionError) as fout:
        plek = f" (regel {fout.lineno}, teken {fout.colno})" if isinstance(fout, json.JSONDecodeError) else ""
        melding = f"De vraag is geen geldige JSON{plek}. Controleer haakjes, komma's en aanhalingstekens."
        return None, _fout("", melding)
    if "\\ud" in tekst or "\\uD" in tekst:
        veld, teken = _half_teken(document)
        if teken:
            return None, _fout(
                veld,
                f"In het veld '{veld}' staat een half teken ({teken}). Schrijf het hele teken of haal het weg.",
            )
    return document, None


def schrijf_json(document: Any, *, ruim: bool = False) -> str:
    """One document as JSON: on one line, or readable."""
    if ruim:
        return json.dumps(document, ensure_ascii=False, indent=2)
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))
