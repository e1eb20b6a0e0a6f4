"""Help in choosing a product (S-033 … S-036, S-039, S-040, S-047)."""

from __future__ import annotations

from jeugdregels.feiten import Productkeuzevraag
from jeugdregels.oordeel import Uit
from jeugdregels.periode import in_woorden
from jeugdregels.regio import Rij
from jeugdregels.register import regel
from jeugdregels.tabellen import Tabellen

_DIMENSIES = ("setting", "problematiek")


def _past(rij: Rij, v: Productkeuzevraag) -> bool | None:
    """Whether a row is about these facts; None when that hangs on a fact that is not there."""
    past: bool | None = True
    for veld in _DIMENSIES:
        nodig = rij[veld]
        if nodig is None:
            continue
        waarde = getattr(v, veld)
        if waarde is None:
            past = None
        elif waarde != nodig:
            return False
    if v.peildatum is not None:
        if rij["vanaf"] is not None and v.peildatum < rij["vanaf"]:
            return False
        if rij["tot"] is not None and v.peildatum > rij["tot"]:
            return False
    elif rij["tot"] is not None:
        return False
    return past


@regel(
    "productkeuze",
    vragen=["productkeuze"],
    gronden=["rij", "gegeven_ontbreekt", "groepsgrootte_wijst_anders"],
    onderwerpen=["productkeuze"],
    beslist="Welk product past volgt uit de setting en de problematiek, niet uit de grootte van de groep.",
)
def productkeuze(v: Productkeuzevraag, t: Tabellen, uit: Uit) -> None:
    """Advise a product, or the route that replaced an old one; without a date the row without an end counts."""
    feiten = {"soort": v.soort}
    for veld in (*_DIMENSIES, "groepsgrootte"):
        if getattr(v, veld) is not None:
            feiten[veld] = getattr(v, veld)
    if v.peildatum is not None:
        feiten["peildatum"] = v.peildatum.isoformat()
    open_rijen: list[Rij] = []
    gevonden: Rij | None = None
    for rij in t.rijen["productkeuze"]:
        if rij["soort"] != v.soort:
            continue
        past = _past(rij, v)
        if past:
            gevonden = rij
            break
        if past is None:
            open_rijen.append(rij)
    if gevonden is None and not open_rijen:
        uit.meld(
            t.grond("productkeuze", "gegeven_ontbreekt").bevinding(
                f"De keuzehulp van de regio heeft geen rij voor {v.soort} met deze gegevens.",
                feiten,
                "Een vraag waarvoor de keuzehulp wel een rij heeft.",
            )
        )
        return
    if gevonden is None:
        mist = [veld for veld in _DIMENSIES if getattr(v, veld) is None and any(r[veld] for r in open_rijen)]
        eisen: dict[str, None] = {}
        for rij in open_rijen:
            for eis in rij.eisen:
                eisen.setdefault(eis)
        veld = mist[0]
        waarden = list(dict.fromkeys(str(r[veld]) for r in open_rijen if r[veld]))
        grond = t.grond("productkeuze", "gegeven_ontbreekt")._replace(
            eisen=tuple(eisen), bron=open_rijen[0].bron, rij=open_rijen[0].id
        )
        uit.meld(
            grond.bevinding(
                f"De {veld} ontbreekt. Daarvan hangt af welk product past"
                + ("; de grootte van de groep beslist niet." if v.groepsgrootte is not None else "."),
                feiten | {veld: "ontbreekt"},
                f"De {veld}: {', '.join(waarden)}.",
            )
        )
        return
    advies = dict(gevonden["advies"])
    uit.extra["advies"] = advies
    if "product" in advies:
        product = t.producten[advies["product"]]
        uitleg = f"Bij deze vraag past {product.naam} ({product.omschrijving})."
    else:
        naam = advies["route"].replace("_", " ")
        einde = next(
            (r["laatste_dag"] for r in t.rijen["vervallen_routes"] if r["route"] == advies["route"]), None
        )
        uitleg = (
            f"Deze vraag valt onder: {naam}."
            if einde is None
            else f"Deze vraag valt op deze datum nog onder: {naam}, tot en met {in_woorden(einde)}."
        )
    uit.meld(t.grond("productkeuze", "rij").volgens(gevonden).bevinding(uitleg, feiten))
    wijst_op = [
        r for r in t.rijen["productkeuze"] if r["soort"] == v.soort and r["problematiek"] == v.groepsgrootte
    ]
    if v.groepsgrootte is not None and wijst_op and gevonden not in wijst_op:
        uit.meld(
            t.grond("productkeuze", "groepsgrootte_wijst_anders").bevinding(
                f"De grootte van de groep wijst op {v.groepsgrootte}, de problematiek op {v.problematiek}. De "
                "problematiek beslist; de groepsgrootte is een richtlijn.",
                feiten,
            )
        )
