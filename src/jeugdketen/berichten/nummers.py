"""Numbers without gaps: taken and committed with the row that carries them, or not at all."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection


def volgende(reeks: str) -> int:
    """The next number of a series, from 1; the series stays locked until this transaction ends.

    Call inside a transaction: a number that is rolled back is given to the next one, so no gap appears.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("volgende() needs a transaction")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO berichten_nummerreeks AS n (reeks, laatste) VALUES (%s, 1) "
            "ON CONFLICT (reeks) DO UPDATE SET laatste = n.laatste + 1 RETURNING laatste",
            [reeks],
        )
        return int(cursor.fetchone()[0])


def berichtnummer(gemeente_code: str, jaar: int, letter: str) -> str:
    """A message identification of ours, at most 12 characters (RS017): 0420 + 26 + T + 5 digits.

    ``letter``: T allocation, A answer, R return message, D answer on a declaration. Unique per sender and type (TR056).
    """
    nummer = volgende(f"bericht-{letter}-{gemeente_code}-{jaar}")
    return f"{gemeente_code}{jaar % 100:02d}{letter}{nummer:05d}"


def verzoeknummer(jaar: int) -> str:
    """VT-2026-0188: the number of a request, one series a year for the whole installation."""
    return f"VT-{jaar}-{volgende(f'verzoek-{jaar}'):04d}"


def toewijzingnummer(gemeente_code: str, jaar: int) -> str:
    """A ToewijzingNummer, digits only (RS006), unique within the municipality (TR332): 26 + 5 digits."""
    return f"{jaar % 100:02d}{volgende(f'toewijzing-{gemeente_code}-{jaar}'):05d}"


def sla_over(gemeente_code: str, toewijzingnummers: Iterable[str]) -> None:
    """Let new numbers go on after numbers of the same form that another system gave (TR332)."""
    hoogste: dict[str, int] = {}
    for nummer in toewijzingnummers:
        if len(nummer) == 7:
            hoogste[nummer[:2]] = max(hoogste.get(nummer[:2], 0), int(nummer[2:]))
    with connection.cursor() as cursor:
        for jaar, laatste in hoogste.items():
            cursor.execute(
                "INSERT INTO berichten_nummerreeks AS n (reeks, laatste) VALUES (%s, %s) "
                "ON CONFLICT (reeks) DO UPDATE SET laatste = GREATEST(n.laatste, EXCLUDED.laatste)",
                [f"toewijzing-{gemeente_code}-20{jaar}", laatste],
            )
