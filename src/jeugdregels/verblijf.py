"""What holds for a stay: nights, group setting, respite, the integral tariff, the exit goal, the analysis.

Sources: S-023 … S-025, S-028, S-029, S-033 … S-037.
"""

from __future__ import annotations

from jeugdregels.feiten import Toewijzingsvraag
from jeugdregels.oordeel import Uit
from jeugdregels.periode import periode_in_woorden, periode_kort
from jeugdregels.register import regel
from jeugdregels.tabellen import Tabellen


@regel(
    "etmaal",
    vragen=["toewijzing"],
    gronden=["geen_overnachting"],
    beslist="Een verblijf is altijd een verblijf van 24 uur.",
)
def etmaal(v: Toewijzingsvraag, t: Tabellen, uit: Uit) -> None:
    """Refuse a stay without nights (S-023)."""
    a = v.aanvraag
    if not a.product.segment.verblijf:
        return
    if a.overnachting is False:
        uit.meld(
            t.grond("etmaal", "geen_overnachting").bevinding(
                f"{a.product.naam} is een verblijf van 24 uur. In de aanvraag staat dat de jeugdige "
                "niet blijft slapen.",
                {"product": a.product.naam, "overnachting": "nee"},
                "Een product zonder verblijf vragen, of een verblijf met overnachting.",
            )
        )
    elif uit.volledig:
        uit.meld(
            t.grond("etmaal", "geen_overnachting").goed(
                f"{a.product.naam} wordt per etmaal geleverd.", {"product": a.product.naam}
            )
        )


@regel(
    "integraal_tarief",
    vragen=["toewijzing"],
    gronden=["dubbele_bekostiging", "onderbouwing"],
    beslist="In het tarief van verblijf zitten begeleiding en behandeling; extra hulp ernaast moet onderbouwd zijn.",
)
def integraal_tarief(v: Toewijzingsvraag, t: Tabellen, uit: Uit) -> None:
    """Warn on double funding (S-024) and ask for substantiation (S-025) of other help beside an integral tariff."""
    if not v.lopend:
        return
    a = v.aanvraag
    naast = [
        (x, overlap)
        for x in v.lopend
        if x.product.segment.integraal_tarief is not a.product.segment.integraal_tarief
        and x.product.segment.toewijsbaar
        and a.product.segment.toewijsbaar
        and (overlap := x.periode.overlap(a.periode)) is not None
    ]
    for x, overlap in naast:
        verblijf, hulp = (
            (a.product, x.product) if a.product.segment.integraal_tarief else (x.product, a.product)
        )
        feiten = {
            "verblijf": verblijf.naam,
            "andere hulp": hulp.naam,
            "lopend": f"{x.product.naam} bij {x.aanbieder}",
            "overlap": periode_kort(overlap),
        }
        if a.onderbouwing is not None:
            if uit.volledig:
                uit.meld(
                    t.grond("integraal_tarief", "onderbouwing").goed(
                        f"Er is onderbouwd waarom {hulp.naam} nodig is naast {verblijf.naam}.", feiten
                    )
                )
            continue
        uit.meld(
            t.grond("integraal_tarief", "dubbele_bekostiging").bevinding(
                f"In het tarief van {verblijf.naam} zitten begeleiding en behandeling al. {hulp.naam} loopt "
                f"ernaast ({periode_in_woorden(overlap)}), dus dezelfde hulp kan dubbel betaald worden.",
                feiten,
                "Een onderbouwing waarom deze hulp niet in het verblijf zit.",
            )
        )
        uit.meld(
            t.grond("integraal_tarief", "onderbouwing").bevinding(
                f"{hulp.naam} naast {verblijf.naam} moet onderbouwd zijn. De onderbouwing ontbreekt.",
                feiten,
                "Een onderbouwing waarom extra begeleiding of behandeling naast het verblijf nodig is.",
            )
        )


@regel(
    "uitstroomdoel",
    vragen=["toewijzing"],
    gronden=["ontbreekt"],
    beslist="Bij een verblijf staat vast waar de jeugdige daarna naartoe gaat: terug naar huis of zelfstandig wonen.",
)
def uitstroomdoel(v: Toewijzingsvraag, t: Tabellen, uit: Uit) -> None:
    """Ask for the exit goal of a stay (S-028)."""
    a = v.aanvraag
    if not a.product.segment.verblijf:
        return
    grond = t.grond("uitstroomdoel", "ontbreekt")
    if a.uitstroomdoel is None:
        uit.meld(
            grond.bevinding(
                f"Bij {a.product.naam} ontbreekt het uitstroomdoel. Het streven is altijd terugkeer naar het eigen "
                "gezin of netwerk, of zelfstandig wonen.",
                {"product": a.product.naam, "uitstroomdoel": "ontbreekt"},
                "Een uitstroomdoel in het plan.",
            )
        )
    elif uit.volledig:
        uit.meld(
            grond.goed(
                f"Het uitstroomdoel is: {a.uitstroomdoel}.",
                {"product": a.product.naam, "uitstroomdoel": a.uitstroomdoel},
            )
        )


@regel(
    "setting",
    vragen=["toewijzing"],
    gronden=["logeren_in_groep", "groepsgericht", "geen_respijt"],
    onderwerpen=["producten"],
    beslist="Een setting moet bij het product passen, en een doel respijt vraagt een respijtproduct.",
)
def setting(v: Toewijzingsvraag, t: Tabellen, uit: Uit) -> None:
    """Refuse a setting or a goal that does not go with the product, and name the product that does (S-033 … S-037)."""
    a = v.aanvraag
    product = a.product
    if not product.segment.verblijf:
        return
    if a.setting is not None and product.settings and a.setting not in product.settings:
        hoe = {"gezin": "in een gezin", "individueel": "individueel", "groep": "in een groep"}[a.setting]
        alternatief = t.producten.get(product.gezinsalternatief or "")
        grond = t.grond("setting", "logeren_in_groep" if product.respijt else "groepsgericht")
        uitleg = f"{product.naam} kan niet {hoe}."
        anders = "Een andere setting kiezen."
        if alternatief is not None:
            wat = "Respijt" if product.respijt else "Verblijf"
            uitleg += f" {wat} {hoe} valt onder {alternatief.omschrijving}."
            anders = f"Een andere setting, of {alternatief.naam} vragen."
        uit.meld(grond.bevinding(uitleg, {"product": product.naam, "setting": a.setting}, anders))
        if product.gezinsalternatief:
            uit.extra.setdefault("advies", {"product": product.gezinsalternatief})
    elif a.setting is not None and uit.volledig:
        uit.meld(
            t.grond("setting", "groepsgericht").goed(
                f"{product.naam} past bij de setting {a.setting}.",
                {"product": product.naam, "setting": a.setting},
            )
        )
    if a.doel == "respijt" and not product.respijt:
        keuzes = [p.naam for p in t.producten.values() if p.respijt]
        gezin = next((n for n in keuzes if not t.producten[n].settings), None)
        uit.meld(
            t.grond("setting", "geen_respijt").bevinding(
                f"Het doel is de opvoeder ontlasten; dat is respijt. {product.naam} is geen respijtproduct. Ook een "
                "weekend logeren elders valt onder respijt.",
                {"product": product.naam, "doel": "respijt", "respijtproducten": ", ".join(keuzes)},
                f"Een respijtproduct vragen: {', '.join(keuzes)}.",
            )
        )
        if gezin is not None:
            uit.extra.setdefault("advies", {"product": gezin})
    elif a.doel == "respijt" and uit.volledig:
        uit.meld(
            t.grond("setting", "geen_respijt").goed(
                f"{product.naam} is een respijtproduct.", {"product": product.naam, "doel": "respijt"}
            )
        )


@regel(
    "verklarende_analyse",
    vragen=["toewijzing"],
    gronden=["nodig"],
    beslist="Bij een (dreigende) uithuisplaatsing of doorplaatsing hoort een verklarende analyse; de "
    "regio zet dit aan.",
)
def verklarende_analyse(v: Toewijzingsvraag, t: Tabellen, uit: Uit) -> None:
    """Signal that an explanatory analysis is wanted, where the region has switched that on (S-029)."""
    a = v.aanvraag
    grond = t.actief("verklarende_analyse", "nodig")
    if grond is None or not a.product.segment.verblijf:
        return
    if a.product.perceel in t.instelling["verklarende-analyse-niet-bij"]:
        return
    uit.meld(
        grond.bevinding(
            f"Bij {a.product.naam} hoort een verklarende analyse. Ga na of die er is.",
            {"product": a.product.naam},
            "Een verklarende analyse, gemaakt in afstemming met de gedragswetenschapper van de regio.",
        )
    )
