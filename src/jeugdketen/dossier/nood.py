"""Finding the one file that break-glass access may open: by BSN and birth date together, in the whole region.

A child without a BSN is found by its whole last name and birth date, in one municipality that is named, and only when
there is one such child.

Somebody without a role in a municipality cannot search there. This looks as the system, tells nothing but whether there
is such a file, and opens it at once (`kern.noodtoegang`), so that no look stays without a reason and a trace.
"""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError

from jeugdketen.dossier.models import Jeugdige
from jeugdketen.dossier.namen import woorden
from jeugdketen.dossier.selectors import jeugdige_bij_bsn, met_termen
from jeugdketen.kern import leeslog, noodtoegang
from jeugdketen.kern.bsn import schoon_bsn
from jeugdketen.kern.models import Inzage, Noodtoegang
from jeugdketen.kern.toegang import Toegang, als_systeem
from jeugdketen.landschap.selectors import gemeente_naam, gemeenten

_EIGEN = "Dit is een dossier van {}, waar u zelf werkt. Open het bij Jeugdigen; noodtoegang is niet nodig."


def _log_niet_gevonden(toegang: Toegang, reden: str, wat: str) -> None:
    leeslog.leg_inzage_vast(
        toegang, None, Inzage.Handeling.GEWEIGERD, f"noodtoegang: {' '.join(reden.split())}", wat
    )


def _open_zonder_bsn(
    toegang: Toegang, achternaam: str, geboortedatum: date, gemeente: str, reden: str
) -> Noodtoegang:
    if not gemeente:
        raise ValidationError(
            {"gemeente": "Kies van welke gemeente het dossier is. Zonder BSN zoeken we in één."}
        )
    if gemeente in toegang.gemeenten:
        raise ValidationError({"gemeente": _EIGEN.format(gemeente_naam(gemeente))})
    naam = woorden(achternaam)
    if not naam:
        raise ValidationError({"achternaam": "Vul de hele achternaam in."})
    with als_systeem([gemeente], naam=toegang.naam):
        op_dag = Jeugdige.objects.filter(
            pk__in=met_termen({f"geb:{geboortedatum.isoformat()}"}),
            gemeente_code=gemeente,
            geboortedatum=geboortedatum,
            bsn__isnull=True,
            samengevoegd_met__isnull=True,
        )
        gevonden = [
            k for k in op_dag if naam in (woorden(k.achternaam), woorden(f"{k.voorvoegsel} {k.achternaam}"))
        ]
    if len(gevonden) != 1:
        _log_niet_gevonden(toegang, reden, f"gezocht op naam en geboortedatum, {len(gevonden)} gevonden")
        raise ValidationError(
            {
                "achternaam": "Met deze achternaam en geboortedatum vinden we in die gemeente niet precies één dossier "
                "zonder BSN. Controleer ze, of bel de gemeente."
            }
        )
    return noodtoegang.open_noodtoegang(toegang, gevonden[0].pk, gemeente, reden=reden)


def open_in_nood(
    toegang: Toegang, *, bsn: str, geboortedatum: date, reden: str, gemeente: str = "", achternaam: str = ""
) -> Noodtoegang:
    """Open the file of the child with this BSN and birth date, or of the one without a BSN with this name, for an hour.

    Args:
        toegang: who asks.
        bsn: as it was typed; empty for a child without one.
        geboortedatum: must be that of the child; a BSN alone opens nothing.
        reden: why this cannot wait; the officer reads it.
        gemeente: CBS code of the municipality whose file it must be; needed when several keep one, and without a BSN.
        achternaam: the whole last name of a child without a BSN.

    Raises:
        ToegangGeweigerd: the role does not allow it, or it was done too often within 24 hours.
        ValidationError: a field is wrong, nobody was found, or the file is one's own; names the field and the remedy.
    """
    noodtoegang.eis(toegang, reden)
    if not bsn.strip() and achternaam.strip():
        return _open_zonder_bsn(toegang, achternaam, geboortedatum, gemeente, reden)
    try:
        nummer = schoon_bsn(bsn)
    except ValidationError as fout:
        raise ValidationError({"bsn": fout.messages}) from fout
    codes = [g.cbs_code for g in gemeenten()]
    with als_systeem(codes, naam=toegang.naam):
        kinderen = [kind for code in codes if (kind := jeugdige_bij_bsn(nummer, code)) is not None]
        gevonden = {k.gemeente_code: k for k in kinderen if k.geboortedatum == geboortedatum}
    if not gevonden:
        _log_niet_gevonden(toegang, reden, "gezocht op BSN en geboortedatum, niet gevonden")
        raise ValidationError(
            {
                "bsn": "Er is in de regio geen dossier met dit BSN en deze geboortedatum. Controleer ze allebei."
            }
        )
    if eigen := sorted(gevonden.keys() & toegang.gemeenten):
        raise ValidationError({"bsn": _EIGEN.format(gemeente_naam(eigen[0]))})
    if gemeente not in gevonden and (gemeente or len(gevonden) > 1):
        namen = " en ".join(gemeente_naam(code) for code in sorted(gevonden))
        raise ValidationError({"gemeente": f"Kies wiens dossier u nodig hebt: {namen}."})
    kind: Jeugdige = gevonden[gemeente or next(iter(gevonden))]
    return noodtoegang.open_noodtoegang(toegang, kind.pk, kind.gemeente_code, reden=reden)
