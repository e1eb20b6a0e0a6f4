"""Many rows in one statement where Django's own way costs a part of the statement per row and column."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from psycopg import sql


def werk_bij(rijen: Sequence[models.Model], velden: Collection[str]) -> None:
    """Write these fields of rows of one model, each with its own values; a row that is not there, or that row security
    hides, is left out as an UPDATE leaves it out.

    ``velden``: names of columns, ``gemeente_code`` or ``draad_id``. Not for binary fields.
    """
    if not rijen:
        return
    meta = rijen[0]._meta
    assert meta.pk is not None
    kolommen: list[Any] = [meta.pk, *(meta.get_field(naam) for naam in velden)]
    inhoud = [{veld.column: _waarde(veld, rij) for veld in kolommen} for rij in rijen]
    tabel, sleutel = sql.Identifier(meta.db_table), sql.Identifier(meta.pk.column)
    opdracht = sql.SQL(
        "UPDATE {tabel} SET {zetten} FROM jsonb_to_recordset(%s::jsonb) AS nieuw({vorm})"
        " WHERE {tabel}.{sleutel} = nieuw.{sleutel}"
    ).format(
        tabel=tabel,
        sleutel=sleutel,
        zetten=sql.SQL(", ").join(
            sql.SQL("{naam} = nieuw.{naam}").format(naam=sql.Identifier(veld.column)) for veld in kolommen[1:]
        ),
        vorm=sql.SQL(", ").join(
            sql.SQL("{} {}").format(sql.Identifier(veld.column), sql.SQL(veld.rel_db_type(connection)))
            for veld in kolommen
        ),
    )
    with connection.cursor() as cursor:
        cursor.execute(opdracht, [json.dumps(inhoud, default=str)])


def _waarde(veld: Any, rij: models.Model) -> Any:
    waarde = getattr(rij, veld.attname)
    if isinstance(veld, (ArrayField, models.JSONField)):
        return waarde
    return veld.get_db_prep_save(waarde, connection)
