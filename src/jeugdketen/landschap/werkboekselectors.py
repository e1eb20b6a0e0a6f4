"""Workbooks that were handed in, and the fate of their rows."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Count

from jeugdketen.landschap.models import Importregel, Registerimport

MEEST = 20


def imports() -> list[Registerimport]:
    """The latest workbooks, newest first, without their bytes."""
    return list(Registerimport.objects.defer("bestand")[:MEEST])


def import_bij(import_id: UUID) -> Registerimport | None:
    """A workbook by its key; None when it is not there for this person."""
    return Registerimport.objects.filter(pk=import_id).first()


def tellers(werkboek: Registerimport) -> dict[str, int]:
    """How many rows have each fate, also those that none has."""
    geteld = dict(werkboek.regels.order_by().values_list("lot").annotate(n=Count("id")))
    return {lot: geteld.get(lot, 0) for lot in Importregel.Lot.values}


def regels(werkboek: Registerimport, lot: str, vanaf: int, hoogstens: int) -> list[Importregel]:
    """Rows of a workbook in its order; only those with one fate when it is named."""
    rijen = werkboek.regels.defer("cellen")
    if lot:
        rijen = rijen.filter(lot=lot)
    return list(rijen[vanaf : vanaf + hoogstens])
