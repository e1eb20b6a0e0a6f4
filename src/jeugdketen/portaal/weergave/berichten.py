"""What every room shows of a message: the thread through time, the raw lines, a safe name for the download."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.urls import reverse

from jeugdketen.berichten.weergave import Draadstap, RuweXml
from jeugdketen.portaal.weergave.xmlregels import Xmlbeeld, maak_xmlbeeld


@dataclass(frozen=True)
class Stap:
    """A step of the thread, with what the line after it looks like."""

    url: str
    soort: str
    wat: str
    richting: str
    partij: str
    datum_tekst: str
    moment: str
    uitkomst: str | None
    tussen: str
    straks_hierna: bool


def draad(stappen: Sequence[Draadstap], view: str = "portaal:bericht") -> list[Stap]:
    """The thread through time; the line to a step that has yet to come is dashed.

    ``view``: the name of the page of a message in this room; the step under the reader's eyes has no link.
    """
    return [
        Stap(
            url=reverse(view, args=[stap.id]) if stap.id and stap.moment != "huidig" else "",
            soort=stap.soort,
            wat=stap.wat,
            richting=stap.richting,
            partij=stap.partij,
            datum_tekst=stap.datum_tekst,
            moment=stap.moment,
            uitkomst=stap.uitkomst,
            tussen=stap.tussen,
            straks_hierna=i + 1 < len(stappen) and stappen[i + 1].moment == "verwacht",
        )
        for i, stap in enumerate(stappen)
    ]


def xml(ruw: RuweXml) -> Xmlbeeld:
    """The lines of a raw message."""
    return maak_xmlbeeld([(regel.nummer, regel.tekst, bool(regel.bevindingen)) for regel in ruw.regels])


def als_bestand(naam: str, inhoud: bytes) -> HttpResponse:
    """The exact bytes of a message as a file; never opened by the browser itself."""
    return HttpResponse(
        inhoud,
        content_type="application/octet-stream",
        headers={"Content-Disposition": f'attachment; filename="{veilige_bestandsnaam(naam)}"'},
    )


def veilige_bestandsnaam(naam: str) -> str:
    """A file name that cannot break out of its header or of a folder."""
    kern = re.sub(r"[^A-Za-z0-9._-]+", "_", naam.replace("\\", "/").rsplit("/", 1)[-1]).strip("._")
    return (kern or "bericht")[:120] + ("" if kern.lower().endswith(".xml") else ".xml")
