"""The take-over itself: files of children, allocations and chain state, in a few statements for thousands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError

from ijw.keten.stand import Toewijzing
from jeugdketen.berichten.keten import DbKetenstand
from jeugdketen.dossier.namen import Naam
from jeugdketen.dossier.services import Nieuwkomer, leg_dossiers_vast
from jeugdketen.kern import klok
from jeugdketen.overname.afstemming import Lot
from jeugdketen.overname.bereken import Uitslag
from jeugdketen.overname.models import Overname
from jeugdketen.toewijzing.overnameservices import Lopend, neem_toewijzingen_over

NIET_IN_KETEN = frozenset({Lot.AANWEZIG, Lot.GEWEIGERD})
"""What the chain here knows better already, or must not know."""


def laad(overname: Overname, uitslag: Uitslag, *, met_verschil: bool) -> int:
    """Write everything that the dry run promised; returns how many allocations were taken over.

    Args:
        met_verschil: allocations on which list and messages differ are taken over as the messages say.
    """
    gemeente = overname.gemeente_code
    te_laden = uitslag.te_laden(met_verschil=met_verschil)
    stand = uitslag.historie.stand
    per_nummer = {t.nummer: t for t in stand.alle_toewijzingen(gemeente)}
    buiten = {regel.nummer for regel in uitslag.regels if regel.lot in NIET_IN_KETEN}
    if not met_verschil:
        buiten |= {regel.nummer for regel in uitslag.regels if regel.lot is Lot.VERSCHILT}
    DbKetenstand(gemeente).neem_over(
        toewijzingen=[t for nummer, t in per_nummer.items() if nummer not in buiten],
        meldingen=[m for m in stand.alle_regie(gemeente) if m.toewijzing_nummer not in buiten],
        declaraties=stand.alle_declaraties(gemeente),
        regels=[r for r in stand.alle_regels(gemeente) if r.prestatie.toewijzing_nummer not in buiten],
        berichten=stand.alle_berichten(),
    )
    bsns = {regel.bsn for regel in te_laden if regel.bsn is not None}
    dossiers = _dossiers(gemeente, sorted(bsns), uitslag)
    return neem_toewijzingen_over(
        gemeente,
        [_lopend(per_nummer[regel.nummer], dossiers) for regel in te_laden if regel.nummer is not None],
    )


def _dossiers(gemeente: str, bsns: Sequence[str], uitslag: Uitslag) -> dict[str, UUID]:
    """BSN → key of the file, made where there was none. What cannot be a child was left out before."""
    uit: dict[str, UUID] = {}
    gevonden = leg_dossiers_vast(gemeente, [_nieuwkomer(bsn, uitslag) for bsn in bsns])
    for bsn, dossier in zip(bsns, gevonden, strict=True):
        if isinstance(dossier, ValidationError):
            raise dossier
        uit[bsn] = dossier.pk
    return uit


def _nieuwkomer(bsn: str, uitslag: Uitslag) -> Nieuwkomer:
    persoon = uitslag.personen[bsn]
    return Nieuwkomer(
        bsn=bsn,
        naam=Naam(
            voornamen=persoon.voornamen,
            voorletters=persoon.voorletters,
            voorvoegsel=persoon.voorvoegsel,
            achternaam=persoon.achternaam,
        ),
        geboortedatum=persoon.geboortedatum,
        geboortedatum_gebruik=persoon.geboortedatum_gebruik,
        geslacht=persoon.geslacht,
    )


def _lopend(toewijzing: Toewijzing, dossiers: dict[str, UUID]) -> Lopend:
    product = toewijzing.product
    return Lopend(
        jeugdige_id=dossiers[toewijzing.bsn],
        nummer=str(toewijzing.nummer),
        aanbieder_agb=toewijzing.aanbieder,
        categorie=product.product.categorie if product.product else "",
        code=(product.product.code or "") if product.product else "",
        van=product.ingangsdatum,
        tot=product.einddatum,
        volume=product.omvang.volume if product.omvang else None,
        eenheid=product.omvang.eenheid if product.omvang else "",
        frequentie=product.omvang.frequentie if product.omvang else "",
        budget_cent=product.budget,
        toegewezen_op=datetime.combine(
            product.toewijzingsdatum, product.toewijzingstijd.replace(tzinfo=None), klok.NEDERLAND
        ),
    )
