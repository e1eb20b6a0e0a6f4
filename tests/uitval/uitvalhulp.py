"""What tests of faults share: workers on the test database, and everything that a message leaves behind."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import connection

import postregio
from jeugdketen.berichten.models import Bericht, Nummerreeks, Overgang, RuwBericht, VerzendPost
from jeugdketen.kern.toegang import als_systeem
from jeugdketen.toewijzing.models import Toets, Verzoek

HERSTELTIJD = 10.0
"""Seconds from "the worker runs" to the end state, on a machine that does other things too."""


def leg_neer(postbus: Path, inhoud: bytes, naam: str = "vot.xml") -> None:
    """Put a file in the folder as a careful sender does: written beside, then renamed."""
    (postbus / "uit" / f".{naam}").write_bytes(inhoud)
    (postbus / "uit" / f".{naam}").rename(postbus / "in" / naam)


def stand(postbus: Path) -> dict[str, Any]:
    """Everything that a message leaves behind, without keys and times."""
    with als_systeem(postregio.GEMEENTEN):
        uit: dict[str, Any] = {
            "berichten": sorted(Bericht.objects.values_list("soort", "toestand")),
            "ruw": RuwBericht.objects.count(),
            "stappen": sorted(Overgang.objects.values_list("bericht__soort", "van", "naar")),
            "verzoeken": list(
                Verzoek.objects.order_by("nummer").values_list("nummer", "referentie_aanbieder")
            ),
            "toetsen": Toets.objects.count(),
            "verzonden": VerzendPost.objects.exclude(verzonden_op=None).count(),
            "wacht": VerzendPost.objects.filter(verzonden_op=None).count(),
            "nummers": sorted(Nummerreeks.objects.values_list("reeks", "laatste")),
        }
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing', 'failed')")
        uit["onafgedaan"] = cursor.fetchone()[0]
    uit["bestanden"] = {
        deel: len([p for p in (postbus / deel).iterdir() if p.suffix == ".xml"])
        for deel in ("in", "bezig", "verwerkt", "uit", "geweigerd")
    }
    return uit


GOED = {
    "berichten": [("JW315", "aanvaard"), ("JW316", "verzonden")],
    "ruw": 2,
    "stappen": [
        ("JW315", "", "ontvangen"),
        ("JW315", "ontvangen", "aanvaard"),
        ("JW316", "", "klaar"),
        ("JW316", "klaar", "verzonden"),
    ],
    "verzoeken": [("VT-2026-0001", "AZ-26-00901")],
    "toetsen": 1,
    "verzonden": 1,
    "wacht": 0,
    "nummers": [("bericht-R-0420-2026", 1), ("verzoek-2026", 1)],
    "onafgedaan": 0,
    "bestanden": {"in": 0, "bezig": 0, "verwerkt": 1, "uit": 1, "geweigerd": 0},
}


def wacht_op(klaar: Callable[[], bool], seconden: float) -> float:
    """Wait until it is so; how long that took."""
    begin = time.monotonic()
    while time.monotonic() - begin < seconden:
        if klaar():
            return time.monotonic() - begin
        time.sleep(0.1)
    return time.monotonic() - begin
