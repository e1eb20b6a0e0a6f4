"""Many rows in one statement where Django's own way costs a part of the statement per row and column."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection, models
from django.db.models.expressions import DatabaseDefault
from psycopg import Binary, sql

PORTIE = 2000
"""Rows that are written in one statement; more are written in several."""


def voeg_toe(rijen: Sequence[models.Model], *, tenzij_bekend: bool = False) -> None:
    """Insert rows of one model in their order; what the database gives out (a key, a default) is not read back. A
    field is given out for all of them or for none.

    ``tenzij_bekend``: leave out a row that meets one with the same key, whichever key.
    """
    if not rijen:
        return
    meta = rijen[0]._meta
    assert meta.pk is not None
    kolommen = [
        veld
        for veld in meta.concrete_fields
        if (veld is not meta.pk or rijen[0].pk is not None) and not _laat_weg(veld, rijen)
    ]
    namen = sql.SQL(", ").join(sql.Identifier(veld.column) for veld in kolommen)
    opdracht = sql.SQL("INSERT INTO {tabel} ({namen}) SELECT {namen} FROM {bron}{dubbel}").format(
        tabel=sql.Identifier(meta.db_table),
        namen=namen,
        bron=_recordset(kolommen),
        dubbel=sql.SQL(" ON CONFLICT DO NOTHING" if tenzij_bekend else ""),
    )
    for begin in range(0, len(rijen), PORTIE):
        _voer_uit(opdracht, rijen[begin : begin + PORTIE], kolommen)


def _laat_weg(veld: Any, rijen: Sequence[models.Model]) -> bool:
    """Whether the database fills in by itself what these rows say of a field."""
    if veld.has_db_default():
        return isinstance(getattr(rijen[0], veld.attname), DatabaseDefault)
    return all(getattr(rij, veld.attname) is None for rij in rijen)


def werk_bij(rijen: Sequence[models.Model], velden: Collection[str]) -> None:
    """Write these fields of rows of one model, each with its own values; a row that is not there, or that row security
    hides, is left out as an UPDATE leaves it out.

    ``velden``: names of fields.
    """
    if not rijen:
        return
    meta = rijen[0]._meta
    assert meta.pk is not None
    kolommen: list[Any] = [meta.pk, *(meta.get_field(naam) for naam in velden)]
    opdracht = sql.SQL(
        "UPDATE {tabel} SET {zetten} FROM {bron} WHERE {tabel}.{sleutel} = nieuw.{sleutel}"
    ).format(
        tabel=sql.Identifier(meta.db_table),
        sleutel=sql.Identifier(meta.pk.column),
        zetten=sql.SQL(", ").join(
            sql.SQL("{naam} = nieuw.{naam}").format(naam=sql.Identifier(veld.column)) for veld in kolommen[1:]
        ),
        bron=_recordset(kolommen),
    )
    _voer_uit(opdracht, rijen, kolommen)


def _recordset(kolommen: Sequence[Any]) -> sql.Composed:
    vorm = sql.SQL(", ").join(
        sql.SQL("{} {}").format(sql.Identifier(veld.column), sql.SQL(veld.rel_db_type(connection)))
        for veld in kolommen
    )
    return sql.SQL("jsonb_to_recordset(%s::jsonb) AS nieuw({})").format(vorm)


def _voer_uit(opdracht: sql.Composed, rijen: Sequence[models.Model], kolommen: Sequence[Any]) -> None:
    gewoon = [(veld.column, veld.attname) for veld in kolommen if not _eigen_vorm(type(veld))]
    anders = [veld for veld in kolommen if _eigen_vorm(type(veld))]
    inhoud = []
    for rij in rijen:
        van = rij.__dict__
        waarden = {kolom: van[naam] for kolom, naam in gewoon}
        for veld in anders:
            waarden[veld.column] = veld.get_db_prep_save(getattr(rij, veld.attname), connection)
        inhoud.append(waarden)
    with connection.cursor() as cursor:
        cursor.execute(opdracht, [json.dumps(inhoud, default=_als_tekst)])


def _als_tekst(waarde: Any) -> str:
    """The form in which PostgreSQL reads a value of a column."""
    if isinstance(waarde, date | UUID | Decimal):
        return str(waarde)
    if isinstance(waarde, Binary):
        waarde = waarde.obj
    if isinstance(waarde, bytes | memoryview):
        return f"\\x{bytes(waarde).hex()}"
    raise TypeError(f"no form is known for a {type(waarde).__name__}")


@lru_cache(maxsize=64)
def _eigen_vorm(soort: type[models.Field[Any, Any]]) -> bool:
    """Whether a kind of field of ours stores another form than its value (an encrypted number)."""
    vormen = (soort.get_prep_value, soort.get_db_prep_value, soort.get_db_prep_save)
    return not all(vorm.__module__.startswith("django.") for vorm in vormen)
