"""Age limits of a stay (S-026, S-027, K-07)."""

from __future__ import annotations

from jeugdregels.feiten import Toewijzingsvraag
from jeugdregels.oordeel import Uit
from jeugdregels.periode import dag_voor, in_woorden, leeftijd_op, verjaardag
from jeugdregels.register import regel
from jeugdregels.tabellen import Tabellen


@regel(
    "leeftijd",
    vragen=["toewijzing"],
    gronden=["te_oud", "nog_niet_geboren", "geboortedatum"],
    onderwerpen=["leeftijden"],
    beslist="Een verblijf kan tot de dag vóór een bepaalde verjaardag; met een vastgelegde grond langer.",
)
def leeftijd(v: Toewijzingsvraag, t: Tabellen, uit: Uit) -> None:
    """Refuse a stay that goes past the age limit; a closed period counts to its end, an open one from its start."""
    a = v.aanvraag
    grens = t.leeftijden.get(a.product.perceel) if a.product.segment.verblijf else None
    if grens is None:
        return
    geboren = v.jeugdige.geboortedatum
    if geboren is None:
        uit.meld(
            grens.geboortedatum.bevinding(
                f"De geboortedatum ontbreekt. Voor {a.product.omschrijving} geldt een leeftijdsgrens, "
                "dus die is nodig.",
                {"product": a.product.naam, "geboortedatum": "ontbreekt"},
                "De geboortedatum van de jeugdige.",
            )
        )
        return
    jaren = grens.met_grond if a.verlengde_jeugdhulp is not None else grens.zonder_grond
    eerste_te_oud = verjaardag(geboren, jaren)
    p = a.periode
    feiten = {
        "product": a.product.naam,
        "geboortedatum": geboren.isoformat(),
        "leeftijd bij begin": str(leeftijd_op(geboren, p.van)),
        "grens": f"{jaren} jaar",
    }
    if p.van < geboren:
        uit.meld(
            grens.nog_niet_geboren.bevinding(
                f"Het verblijf zou beginnen op {in_woorden(p.van)}, vóór de geboorte op {in_woorden(geboren)}.",
                feiten,
                "Een begindatum op of na de geboorte, of een verblijf op naam van de ouder die zelf jeugdige is.",
            )
        )
        return
    te_oud = p.van >= eerste_te_oud or (not p.open and p.einde > eerste_te_oud)
    if te_oud:
        met = (
            " met een vastgelegde grond voor verlengde jeugdhulp" if a.verlengde_jeugdhulp is not None else ""
        )
        laatste = dag_voor(eerste_te_oud)
        if a.verlengde_jeugdhulp is None and grens.met_grond > grens.zonder_grond:
            anders = (
                f"Een einddatum op of vóór {in_woorden(laatste)}, of een vastgelegde grond voor verlengde "
                f"jeugdhulp (dan tot {grens.met_grond} jaar)."
            )
        else:
            anders = f"Een einddatum op of vóór {in_woorden(laatste)}, of hulp uit een andere wet."
        uit.meld(
            grens.te_oud.bevinding(
                f"{a.product.omschrijving[0].upper()}{a.product.omschrijving[1:]} kan{met} tot "
                f"{jaren} jaar. De jeugdige wordt {jaren} op {in_woorden(eerste_te_oud)} en de gevraagde periode "
                "gaat daar overheen.",
                feiten | {"laatste mogelijke dag": laatste.isoformat()},
                anders,
            )
        )
    elif uit.volledig:
        uit.meld(
            grens.te_oud.goed(
                f"De hele periode valt vóór de verjaardag waarop de jeugdige {jaren} wordt "
                f"({in_woorden(eerste_te_oud)}).",
                feiten,
            )
        )
