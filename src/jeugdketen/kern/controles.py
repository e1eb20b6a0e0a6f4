"""System checks of the core, run by `jeugdketen beheer check --database default` and by `migrate`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError, connections

from jeugdketen.kern import rollen
from jeugdketen.kern.toegang import Rol, Toegang, met_toegang


@register(Tags.database)
def zegel_past(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Does the database take the context that this process seals? If not, everybody sees nothing.

    Says nothing before the first `migrate`.
    """
    if not databases or "default" not in databases:
        return []
    proef = Toegang(gebruiker_id=None, naam="controle", houdt=frozenset({Rol(rollen.SYSTEEM)}))
    try:
        with met_toegang(proef), connections["default"].cursor() as cursor:
            cursor.execute("SELECT to_regprocedure('kern_heeft_rol(text)') IS NOT NULL")
            if not cursor.fetchone()[0]:
                return []
            cursor.execute("SELECT kern_heeft_rol('systeem')")
            past = cursor.fetchone()[0]
    except DatabaseError:
        return []  # other checks say that the database cannot be reached
    if past:
        return []
    return [
        Error(
            "De database herkent deze installatie niet: niemand ziet gegevens.",
            hint=(
                "Draai `jeugdketen beheer migrate` met dezelfde JEUGDKETEN_GEHEIM en JEUGDKETEN_ZEGELSLEUTEL. "
                "Helpt dat niet, haal dan een pooler als PgBouncer tussen toepassing en database weg."
            ),
            id="kern.E001",
        )
    ]
