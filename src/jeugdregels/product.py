"""Which products and components can be allocated at all (S-003 … S-006, S-012 … S-022, K-09)."""

from __future__ import annotations

from jeugdregels.feiten import Toewijzingsvraag
from jeugdregels.oordeel import Uit
from jeugdregels.register import regel
from jeugdregels.tabellen import Tabellen


@regel(
    "toewijsbaar",
    vragen=["toewijzing"],
    gronden=["voorveld", "lopend_voorveld"],
    beslist="Voor een segment dat niet wordt toegewezen, zoals het voorveld, bestaat geen toewijzing.",
)
def toewijsbaar(v: Toewijzingsvraag, t: Tabellen, uit: Uit) -> None:
    """Refuse an allocation in a segment that is never allocated (S-003)."""
    product = v.aanvraag.product
    if not product.segment.toewijsbaar:
        uit.meld(
            t.grond("toewijsbaar", "voorveld").bevinding(
                f"Voor segment {product.segment.code} ({product.segment.naam}) bestaat geen toewijzing. "
                "Het gezin kan er zonder toewijzing terecht.",
                {"product": product.naam, "segment": product.segment.code},
                "Een product vragen uit een segment waarvoor wel een toewijzing bestaat.",
            )
        )
    elif uit.volledig:
        uit.meld(
            t.grond("toewijsbaar", "voorveld")
            .volgens(product.segment.rij)
            .goed(
                f"Segment {product.segment.code} ({product.segment.naam}) kan worden toegewezen.",
                {"product": product.naam, "segment": product.segment.code},
            )
        )
    for lopend in v.lopend:
        if not lopend.product.segment.toewijsbaar:
            uit.meld(
                t.grond("toewijsbaar", "lopend_voorveld").bevinding(
                    f"Volgens de gegevens loopt er een toewijzing {lopend.product.naam} bij {lopend.aanbieder}. "
                    f"Voor segment {lopend.product.segment.code} kan geen toewijzing bestaan; kijk de gegevens na.",
                    {"lopend": f"{lopend.product.naam} bij {lopend.aanbieder}"},
                    "De toewijzing uit de lijst halen als zij niet bestaat.",
                )
            )


@regel(
    "productcombinatie",
    vragen=["toewijzing"],
    gronden=["bestaat_niet"],
    onderwerpen=["profielen", "producten"],
    beslist="Bij elk profiel horen bepaalde intensiteiten; een andere combinatie bestaat niet.",
)
def productcombinatie(v: Toewijzingsvraag, t: Tabellen, uit: Uit) -> None:
    """Refuse a profile with an intensity that it does not have (S-012, S-013)."""
    product = v.aanvraag.product
    if not product.geldig:
        mogelijk = [p.naam for p in t.producten.values() if p.profiel == product.profiel and p.geldig]
        uit.meld(
            t.grond("productcombinatie", "bestaat_niet").bevinding(
                f"Bij profiel {product.profiel} bestaat de intensiteit {product.intensiteit} niet.",
                {"product": product.naam, "profiel": str(product.profiel), "mogelijk": ", ".join(mogelijk)},
                f"Een van deze producten vragen: {', '.join(mogelijk)}.",
            )
        )
    elif uit.volledig:
        onzeker = product.profiel is not None and "naam" in (product.rij["niet_vastgesteld"] or ())
        slot = (
            " De omschrijving van het profiel is een voorbeeld; niemand heeft die vastgesteld."
            if onzeker
            else ""
        )
        uit.meld(
            t.grond("productcombinatie", "bestaat_niet")
            .volgens(product.rij)
            .goed(
                f"{product.naam} is een product van de regio: {product.omschrijving}.{slot}",
                {"product": product.naam},
            )
        )


@regel(
    "component",
    vragen=["toewijzing"],
    gronden=["hoort_niet", "catalogus_waarschuwt"],
    onderwerpen=["componenten"],
    beslist="Een component kan alleen bij een toewijzing in een segment dat die component heeft.",
)
def component(v: Toewijzingsvraag, t: Tabellen, uit: Uit) -> None:
    """Refuse a component that the segment does not have (S-014, S-016); K-09 says what to do with transport."""
    a = v.aanvraag
    if not a.componenten:
        return
    segment = a.product.segment.code
    mag = t.componenten[segment]
    for naam in a.componenten:
        if naam not in mag:
            elders = [s for s, namen in t.componenten.items() if naam in namen]
            waar = (
                f"Deze component hoort bij segment {' of '.join(elders)}."
                if elders
                else "Deze component bestond alleen in het oude contract."
            )
            uit.meld(
                t.grond("component", "hoort_niet", segment).bevinding(
                    f"De component {naam} kan niet bij een toewijzing in segment {segment}. {waar}",
                    {"component": naam, "segment": segment, "hoort bij": ", ".join(elders) or "oud contract"},
                    f"De component {naam} weglaten, of een component van segment {segment} kiezen."
                    if mag
                    else f"De component {naam} weglaten: segment {segment} heeft geen componenten.",
                )
            )
            continue
        waarschuwing = t.actief("component", "catalogus_waarschuwt", segment)
        twijfel = waarschuwing is not None and naam in t.instelling["catalogus-waarschuwt-bij"]
        if twijfel and waarschuwing is not None and t.keuze["K-09"] == "signaal":
            uit.meld(
                waarschuwing.bevinding(
                    f"De component {naam} mag bij segment {segment}, maar een catalogus die niet is vastgesteld "
                    "zegt dat het niet kan. Overleg bij twijfel met de backoffice.",
                    {"component": naam, "segment": segment, "keuze": "K-09"},
                    "Een besluit van de regio over keuze K-09.",
                )
            )
        elif uit.volledig:
            rij = t.componentrij[segment]
            slot = " Een catalogus die niet is vastgesteld zegt dat het niet kan (K-09)." if twijfel else ""
            uit.meld(
                t.grond("component", "hoort_niet", segment)
                .volgens(rij)
                .goed(
                    f"De component {naam} kan bij een toewijzing in segment {segment}.{slot}",
                    {"component": naam, "segment": segment},
                )
            )
