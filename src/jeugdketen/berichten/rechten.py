"""Taking rights away from the application's role, as a migration operation: append-only by grant as well as by
trigger."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings


def neem_af(*tabellen: str, rechten: str = "UPDATE, DELETE, TRUNCATE") -> Callable[[Any, Any], None]:
    """A function for ``RunPython`` that takes rights on tables away from the role that the application connects
    as."""

    def voer_uit(apps: Any, schema_editor: Any) -> None:
        rol = str(settings.DATABASES["default"].get("USER") or "")
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(
                "SELECT current_user <> %s AND EXISTS (SELECT 1 FROM pg_roles WHERE rolname = %s)", [rol, rol]
            )
            if not cursor.fetchone()[0]:
                return
            naam = schema_editor.connection.ops.quote_name(rol)
            for tabel in tabellen:
                cursor.execute(f'REVOKE {rechten} ON "{tabel}" FROM {naam}')

    return voer_uit
