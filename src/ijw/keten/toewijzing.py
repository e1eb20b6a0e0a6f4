"""Rules on the allocation message JW301, checked by the provider (TR332, TR379, TR381, TR385)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ijw.berichten import jw301
from ijw.keten.product import tr381_product
from ijw.keten.register import GOED, Vondsten, ketenregel
from ijw.keten.stand import (
    VERWIJDERD,
    Contractpoort,
    Ketenstand,
    Regel,
    Toewijzing,
    Verzoek,
    Wijziging,
)
from ijw.keten.tekst import toon, toon_toegewezen
from ijw.keten.verslag import Verslag


@dataclass(frozen=True, slots=True)
class Toewijzingsbeeld:
    """One ToegewezenProduct and what the chain knows around it."""

    gemeente: str
    aanbieder: str
    bsn: str
    product: jw301.ToegewezenProduct
    eerdere: Toewijzing | None
    """What the municipality gave under this number before, to whomever."""
    verzoeken: Mapping[str, Verzoek]
    """The requests that this message refers to."""
    vow: str | None
    """The reference of the VOW that this message grants."""
    regels: Sequence[Regel]
    """Approved declaration lines on this number."""
    contract: Contractpoort

    @property
    def is_herhaling(self) -> bool:
        """Whether this is the very version that was sent before: same moment of allocation (IV013)."""
        eerder = self.eerdere
        return (
            eerder is not None
            and eerder.product.toewijzingsdatum == self.product.toewijzingsdatum
            and eerder.product.toewijzingstijd == self.product.toewijzingstijd
        )


@ketenregel(
    "TR332",
    "9332",
    {"JW301": "ToegewezenProduct"},
    "Een toewijzingsnummer hoort binnen een gemeente bij één toewijzing.",
)
def tr332(k: Toewijzingsbeeld) -> Vondsten:
    """TR332: a number belongs to one allocation: one client, provider, product and Ingangsdatum. Only the end
    date, the budget and a total volume may change under it (IV066, OP033x1). A deleted allocation counts as never
    sent, so its number is free.
    """
    eerder = k.eerdere
    if eerder is None or eerder.is_verwijderd:
        return GOED
    wat = None
    if eerder.bsn != k.bsn:
        wat = "een andere cliënt"
    elif eerder.aanbieder != k.aanbieder:
        wat = "een andere aanbieder"
    elif eerder.product.product != k.product.product:
        wat = f"een ander product ({toon_toegewezen(eerder.product.product)})"
    elif eerder.product.ingangsdatum != k.product.ingangsdatum:
        wat = f"een andere ingangsdatum ({toon(eerder.product.ingangsdatum)})"
    if wat is None:
        return GOED
    return (
        (
            "ToewijzingNummer",
            f"Toewijzingsnummer {k.product.toewijzing_nummer} is al gebruikt voor {wat}; "
            "een nieuwe toewijzing krijgt een nieuw nummer.",
        ),
    )


@ketenregel(
    "TR379",
    "9379",
    {"JW301": "ToegewezenProduct"},
    "ReferentieAanbieder staat er alleen in de toewijzing waarmee een verzoek wordt gehonoreerd.",
)
def tr379(k: Toewijzingsbeeld) -> Vondsten:
    """TR379: the reference is that of a request of this provider for this client, the first time that it is
    granted (IV097); repeating that very allocation is allowed (IV013). Of a granted VOW every product carries the
    reference (IV093).
    """
    referentie = k.product.referentie_aanbieder
    if referentie is None:
        if k.vow is None:
            return GOED
        return (
            (
                "ReferentieAanbieder",
                f"Dit bericht honoreert verzoek om wijziging '{k.vow}'; dan hoort die referentie bij elk "
                "toegewezen product te staan, ook bij de ongewijzigde.",
            ),
        )
    verzoek = k.verzoeken.get(referentie)
    if verzoek is None or verzoek.gemeente != k.gemeente or verzoek.bsn != k.bsn:
        waarom = "hoort niet bij een eerder verzoek van deze aanbieder voor deze cliënt"
    elif verzoek.toegewezen and not k.is_herhaling:
        waarom = "is al gehonoreerd met een eerdere toewijzing en blijft bij een latere wijziging leeg"
    else:
        return GOED
    return (("ReferentieAanbieder", f"ReferentieAanbieder '{referentie}' {waarom}."),)


@ketenregel(
    "TR385",
    "9385",
    {"JW301": "ToegewezenProduct"},
    "Een toewijzing met goedgekeurde, niet gecrediteerde prestaties wordt niet verwijderd.",
)
def tr385(k: Toewijzingsbeeld) -> Vondsten:
    """TR385: no deletion (RedenWijziging 13) while an approved debit line has not been credited."""
    if k.product.reden_wijziging != VERWIJDERD:
        return GOED
    gecrediteerd = {
        r.prestatie.product_referentie.vorig_referentie_nummer
        for r in k.regels
        if r.prestatie.ingediend_bedrag.debet_credit == "C"
    }
    open_ = [
        r.referentie
        for r in k.regels
        if r.prestatie.ingediend_bedrag.debet_credit == "D" and r.referentie not in gecrediteerd
    ]
    if not open_:
        return GOED
    return (
        (
            "RedenWijziging",
            f"Toewijzing {k.product.toewijzing_nummer} kan niet worden verwijderd: er zijn goedgekeurde "
            f"prestaties die niet zijn gecrediteerd ({', '.join(open_[:5])}"
            f"{', …' if len(open_) > 5 else ''}).",
        ),
    )


@ketenregel(
    "TR381",
    "S329",
    {"JW301": "ToegewezenProduct"},
    "De productcode past volgens de gehanteerde productcodelijst bij de productcategorie.",
    niveau=4,
)
def tr381_toegewezen(k: Toewijzingsbeeld) -> Vondsten:
    """TR381 on the product of an allocation."""
    return tr381_product(k.contract, k.gemeente, k.aanbieder, k.product.product, k.product.ingangsdatum)


_REGELS = (tr332, tr379, tr385, tr381_toegewezen)


def controleer_toewijzing(
    bericht: jw301.Bericht, stand: Ketenstand, contract: Contractpoort, verslag: Verslag
) -> Wijziging:
    """Judge the classes of a JW301 below the Header; the change counts only when nothing is wrong."""
    gemeente, aanbieder = bericht.header.afzender, bericht.header.ontvanger
    client = bericht.client
    producten = client.toegewezen_producten
    nummers = {p.toewijzing_nummer for p in producten}
    eerdere = stand.toewijzingen(gemeente, nummers)
    verwijderd = {p.toewijzing_nummer for p in producten if p.reden_wijziging == VERWIJDERD}
    regels = stand.regels_op(gemeente, verwijderd) if verwijderd else {}
    referenties = {p.referentie_aanbieder for p in producten if p.referentie_aanbieder is not None}
    verzoeken = stand.verzoeken(aanbieder, referenties) if referenties else {}
    vow = next(
        (
            v.referentie
            for v in verzoeken.values()
            if v.soort == "VOW" and not v.toegewezen and v.gemeente == gemeente and v.bsn == client.bsn
        ),
        None,
    )
    for nr, product in enumerate(producten, 1):
        nummer = product.toewijzing_nummer
        beeld = Toewijzingsbeeld(
            gemeente,
            aanbieder,
            client.bsn,
            product,
            eerdere.get(nummer),
            verzoeken,
            vow,
            regels.get(nummer, ()),
            contract,
        )
        verslag.toets(_REGELS, beeld, f"/Bericht/Client/ToegewezenProducten/ToegewezenProduct[{nr}]")
    return Wijziging(
        toewijzingen=tuple(Toewijzing(gemeente, aanbieder, client.bsn, p) for p in producten),
        toegewezen=tuple((aanbieder, referentie) for referentie in sorted(referenties)),
    )
