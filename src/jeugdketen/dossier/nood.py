"""Finding the one file that break-glass access may open: by BSN and birth date together, in the whole region.

Somebody without a role in a municipality cannot search there. This looks as the system, tells nothing but whether there
is such a file, and opens it at once (`kern.noodtoegang`), so that no look stays without a reason and a trace.
"""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError

from jeugdketen.dossier.models import Jeugdige
from jeugdketen.dossier.selectors import jeugdige_bij_bsn
from jeugdketen.kern import leeslog, noodtoegang
from jeugdketen.kern.bsn import schoon_bsn
from jeugdketen.kern.models import Inzage, Noodtoegang
from jeugdketen.kern.toegang import Toegang, als_systeem
from jeugdketen.landschap.selectors import gemeente_naam, gemeenten


def open_in_nood(
    toegang: Toegang, *, bsn: str, geboortedatum: date, reden: str, gemeente: str = ""
) -> Noodtoegang:
    """Open the file of the child with this BSN and birth date, for an hour.

    Args:
        toegang: who asks.
        bsn: as it was typed.
        geboortedatum: must be that of the child; a BSN alone opens nothing.
        reden: why this cannot wait; the officer reads it.
        gemeente: CBS code of the municipality whose file it must be; needed when several keep one.

    Raises:
        ToegangGeweigerd: the role does not allow it, or it was done too often within 24 hours.
        ValidationError: a field is wrong, nobody was found, or the file is one's own; names the field and the remedy.
    """
    noodtoegang.eis(toegang, reden)
    try:
        nummer = schoon_bsn(bsn)
    except ValidationError as fout:
        raise ValidationError({"bsn": fout.messages}) from fout
    codes = [g.cbs_code for g in gemeenten()]
    with als_systeem(codes, naam=toegang.naam):
        kinderen = [kind for code in codes if (kind := jeugdige_bij_bsn(nummer, code)) is not None]
        gevonden = {k.gemeente_code: k for k in kinderen if k.geboortedatum == geboortedatum}
    if not gevonden:
        leeslog.leg_inzage_vast(
            toegang,
            None,
            Inzage.Handeling.GEWEIGERD,
            f"noodtoegang: {' '.join(reden.split())}",
            "gezocht op BSN en geboortedatum, niet gevonden",
        )
        raise ValidationError(
            {
                "bsn": "Er is in de regio geen dossier met dit BSN en deze geboortedatum. Controleer ze allebei."
            }
        )
    if eigen := sorted(gevonden.keys() & toegang.gemeenten):
        raise ValidationError(
            {
                "bsn": f"Dit is een dossier van {gemeente_naam(eigen[0])}, waar u zelf werkt. "
                "Open het bij Jeugdigen; noodtoegang is niet nodig."
            }
        )
    if gemeente not in gevonden and (gemeente or len(gevonden) > 1):
        namen = " en ".join(gemeente_naam(code) for code in sorted(gevonden))
        raise ValidationError({"gemeente": f"Kies wiens dossier u nodig hebt: {namen}."})
    kind: Jeugdige = gevonden[gemeente or next(iter(gevonden))]
    return noodtoegang.open_noodtoegang(toegang, kind.pk, kind.gemeente_code, reden=reden)
