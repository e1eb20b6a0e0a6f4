"""Lists that are taken away as a file; a cell is text to a spreadsheet, never a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.http import HttpResponse
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from jeugdketen.kern.toezicht import veilige_cel

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def als_csv(naam: str, kolommen: Sequence[str], rijen: Iterable[Iterable[object]]) -> HttpResponse:
    """A CSV file as Dutch spreadsheets read it: semicolons, UTF-8 with a mark, every cell quoted."""
    antwoord = HttpResponse(
        "\ufeff",
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{naam}.csv"'},
    )
    schrijver = csv.writer(antwoord, delimiter=";", quoting=csv.QUOTE_ALL)
    schrijver.writerow(kolommen)
    schrijver.writerows([_tekst(cel) for cel in rij] for rij in rijen)
    return antwoord


def _tekst(cel: object) -> str:
    """Text made harmless; a number with a decimal comma, as it is."""
    return str(cel).replace(".", ",") if isinstance(cel, (int, Decimal)) else veilige_cel(str(cel))


def als_xlsx(naam: str, kolommen: Sequence[str], rijen: Iterable[Iterable[object]]) -> HttpResponse:
    """A workbook with one sheet; what is text stays text, so that no code loses a leading zero."""
    boek = Workbook(write_only=True)
    blad = boek.create_sheet("lijst")
    for rij in (kolommen, *rijen):
        cellen = []
        for waarde in rij:
            if isinstance(waarde, (int, Decimal)):
                cellen.append(WriteOnlyCell(blad, value=waarde))
                continue
            cel = WriteOnlyCell(blad, value=ILLEGAL_CHARACTERS_RE.sub("\ufffd", veilige_cel(str(waarde))))
            cel.data_type = "s"
            cellen.append(cel)
        blad.append(cellen)
    bestand = io.BytesIO()
    boek.save(bestand)
    return HttpResponse(
        bestand.getvalue(),
        content_type=XLSX,
        headers={"Content-Disposition": f'attachment; filename="{naam}.xlsx"'},
    )
