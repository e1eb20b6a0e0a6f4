"""How values of region data are shown to people and written as JSON; the same in every report, sheet and page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from jeugdregels.oordeel import Bron

LEEG: Final = "(leeg)"


def toon(waarde: Any) -> str:
    """A value as people read it: ``ja``, ``2025-07-01``, ``B, C``, ``document: …, onderdeel: …``."""
    if waarde is None:
        return LEEG
    if isinstance(waarde, bool):
        return "ja" if waarde else "nee"
    if isinstance(waarde, date):
        return waarde.isoformat()
    if isinstance(waarde, Bron):
        return f"{waarde.document}, {waarde.onderdeel}"
    if isinstance(waarde, Mapping):
        return ", ".join(f"{sleutel}: {toon(deel)}" for sleutel, deel in waarde.items())
    if isinstance(waarde, tuple | list):
        scheiding = " | " if any(isinstance(deel, Mapping) for deel in waarde) else ", "
        return scheiding.join(toon(deel) for deel in waarde) or "(niets)"
    return str(waarde)


def opsomming(delen: Sequence[str], slot: str = "en") -> str:
    """Words one after the other as in a sentence: ``a, b en c``."""
    return f" {slot} ".join([*([", ".join(delen[:-1])] if len(delen) > 1 else []), *delen[-1:]])


def als_json(waarde: Any) -> Any:
    """A value as JSON can hold it: a date as text, a source as ``{document, onderdeel}``, a tuple as a list."""
    if isinstance(waarde, date):
        return waarde.isoformat()
    if isinstance(waarde, Bron):
        return {"document": waarde.document, "onderdeel": waarde.onderdeel}
    if isinstance(waarde, Mapping):
        return {str(sleutel): als_json(deel) for sleutel, deel in waarde.items()}
    if isinstance(waarde, tuple | list):
        return [als_json(deel) for deel in waarde]
    return waarde
