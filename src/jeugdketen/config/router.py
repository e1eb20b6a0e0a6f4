"""Which connection may change the schema."""

from __future__ import annotations

from typing import Any


class AlleenEigenaarMigreert:
    """Migrations run on ``eigenaar`` alone: the application role may not even create a table."""

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        """True for the owner's connection only."""
        return db == "eigenaar"
