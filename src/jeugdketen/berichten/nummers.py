"""Numbers without gaps: taken and committed with the row that carries them, or not at all."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection


def volgende(reeks: str, aantal: int = 1) -> int:
    """The first of the next ``aantal`` numbers of a series, from 1; it stays locked until this transaction ends, so
    take numbers late.

    Call inside a transaction: a number that is rolled back is given to the next one, so no gap appears.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("volgende() needs a transaction")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO berichten_nummerreeks AS n (reeks, laatste) VALUES (%s, %s) "
            "ON CONFLICT (reeks) DO UPDATE SET laatste = n.laatste + excluded.laatste RETURNING laatste",
            [reeks, aantal],
        )
        return int(cursor.fetchone()[0]) - aantal + 1


def berichtnummer(gemeente_code: str, jaar: int, letter: str) -> str:
    """A message identification of ours, at most 12 characters (RS017): 0420 + 26 + T + 5 digits.

    ``letter``: T allocation, A answer, R return message, D answer on a declaration. Unique per sender and type (TR056).
    """
    return berichtnummers(gemeente_code, jaar, letter, 1)[0]


def berichtnummers(gemeente_code: str, jaar: int, letter: str, aantal: int) -> list[str]:
    """As many identifications as messages (:func:`berichtnummer`), in order."""
    if not aantal:
        return []
    eerste = volgende(f"bericht-{letter}-{gemeente_code}-{jaar}", aantal)
    return [f"{gemeente_code}{jaar % 100:02d}{letter}{nr:05d}" for nr in range(eerste, eerste + aantal)]


def verzoeknummers(jaar: int, aantal: int) -> list[str]:
    """VT-2026-0188: the numbers of requests, one series a year for the whole installation."""
    if not aantal:
        return []
    eerste = volgende(f"verzoek-{jaar}", aantal)
    return [f"VT-{jaar}-{nr:04d}" for nr in range(eerste, eerste + aantal)]


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
