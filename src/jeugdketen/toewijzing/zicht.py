"""How long a provider goes on seeing a child whose help ended and whose stop it did not report (OP272, ADR 0035).

No source gives a day, so it is data with its status. Row security needs it too: `migrate` gives it to the database.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.db import connections

FUNCTIE = """
CREATE OR REPLACE FUNCTION toewijzing_stop_terug() RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$ SELECT {dagen:d} $$
"""


@dataclass(frozen=True, slots=True)
class Zichttermijn:
    """``dagen`` after ``vanaf``, the last day counted in; ``voorbeeld``: no source gives the number."""

    naam: str
    dagen: int
    vanaf: str
    bron: str
    voorbeeld: bool


@lru_cache(maxsize=1)
def zichttermijn() -> Zichttermijn:
    """The term as it stands in the data."""
    pad = Path(__file__).with_name("zichttermijn.yaml")
    rij: dict[str, Any] = yaml.safe_load(pad.read_text(encoding="utf-8"))
    return Zichttermijn(
        naam=str(rij["naam"]),
        dagen=int(rij["dagen"]),
        vanaf=str(rij["vanaf"]),
        bron=str(rij["bron"]),
        voorbeeld=rij["status"] == "voorbeeld",
    )


def na_migratie(*, using: str, **_: object) -> None:
    """After `migrate` (run as the owner): row security counts with the term of the data."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT to_regprocedure('toewijzing_stop_terug()') IS NOT NULL")
        if not cursor.fetchone()[0]:
            return
        cursor.execute("SELECT toewijzing_stop_terug()")
        dagen = zichttermijn().dagen
        if cursor.fetchone()[0] != dagen:
            cursor.execute(FUNCTIE.format(dagen=dagen))
