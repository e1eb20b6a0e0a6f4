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
        al_te_oud = p.van >= eerste_te_oud
        wat_kan = [] if al_te_oud else [f"een einddatum op of vóór {in_woorden(laatste)}"]
        te_oud_met_grond = verjaardag(geboren, grens.met_grond)
        if p.van < te_oud_met_grond and eerste_te_oud < te_oud_met_grond:
            wat_kan.append(
                f"een vastgelegde grond voor verlengde jeugdhulp (dan tot {grens.met_grond} jaar, dus tot en met "
                f"{in_woorden(dag_voor(te_oud_met_grond))})"
            )
        else:
            wat_kan.append("hulp uit een andere wet")
        anders = f"{', of '.join(wat_kan)}."
        wanneer = (
            f"De jeugdige is {jaren} vanaf {in_woorden(eerste_te_oud)}, dus al bij het begin van het verblijf."
            if al_te_oud
            else f"De jeugdige wordt {jaren} op {in_woorden(eerste_te_oud)} en de gevraagde periode gaat daar overheen."
        )
        uit.meld(
            grens.te_oud.bevinding(
                f"{a.product.omschrijving[0].upper()}{a.product.omschrijving[1:]} kan{met} tot "
                f"{jaren} jaar. {wanneer}",
                feiten | {"laatste mogelijke dag": laatste.isoformat()},
                anders[0].upper() + anders[1:],
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
