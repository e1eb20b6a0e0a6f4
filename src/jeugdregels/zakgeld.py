"""Pocket and clothing money (S-160 … S-169, K-17)."""

from __future__ import annotations

from datetime import date, timedelta

from jeugdregels.feiten import Zakgeldvraag
from jeugdregels.oordeel import Uit
from jeugdregels.periode import Periode, in_euro, in_woorden, leeftijd_op
from jeugdregels.register import regel
from jeugdregels.tabellen import Tabellen

DAGEN = ("ma", "di", "wo", "do", "vr", "za", "zo")
_VOLUIT = dict(
    zip(DAGEN, ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"), strict=True)
)


def aantal_dagen(p: Periode, weekdag: int) -> int:
    """How often a day of the week (0 is Monday) falls in a closed period."""
    weken, over = divmod((p.einde - p.van).days, 7)
    return weken + ((weekdag - p.van.weekday()) % 7 < over)


def lang_genoeg(p: Periode, dagen: tuple[str, ...], vereist: tuple[str, ...], weken: int) -> bool:
    """Whether a stay has each required day of the week at least so many times; an open stay goes on long enough.

    Planned days count. Four weeks from Monday to Friday are four of each of those days.
    """
    if not set(vereist) <= set(dagen):
        return False
    return p.open or all(aantal_dagen(p, DAGEN.index(d)) >= weken for d in vereist)


def _samen(een: str, ander: str) -> str:
    """The sum of two amounts in euros with two decimals, counted in cents."""
    centen = int(een.replace(".", "")) + int(ander.replace(".", ""))
    return f"{centen // 100}.{centen % 100:02}"


def maand_verder(dag: date) -> date:
    """The day on which a month from ``dag`` is full; a month without that day ends on its last."""
    jaar, maand = divmod(dag.year * 12 + dag.month, 12)
    eerste_erna = date(jaar + (maand + 1) // 12, (maand + 1) % 12 + 1, 1)
    laatste = eerste_erna - timedelta(days=1)
    return laatste if laatste.day < dag.day else laatste.replace(day=dag.day)


@regel(
    "zakgeld",
    vragen=["zakgeld"],
    gronden=[
        "thuiswonend",
        "ouders_voorzien",
        "geen_recht",
        "geen_verblijf",
        "te_kort",
        "te_jong",
        "te_oud",
        "geboortedatum",
    ],
    onderwerpen=["zakgeld"],
    beslist="Zak- en kleedgeld is er voor wie lang genoeg niet thuis verblijft en van wie de ouders "
    "het niet kunnen geven.",
)
def zakgeld(v: Zakgeldvraag, t: Tabellen, uit: Uit) -> None:
    """Judge the right to pocket and clothing money, and give the amounts a month by the age on the peildatum."""
    stay = v.verblijf
    if v.jeugdige.woont_thuis:
        uit.meld(
            t.grond("zakgeld", "thuiswonend").bevinding(
                "De jeugdige woont thuis. Zak- en kleedgeld is er alleen voor jeugdigen die niet meer thuis wonen.",
                {"woont thuis": "ja"},
                "Een jeugdige die niet meer thuis woont.",
            )
        )
    elif uit.volledig:
        uit.meld(
            t.grond("zakgeld", "thuiswonend").goed("De jeugdige woont niet thuis.", {"woont thuis": "nee"})
        )
    if v.ouders_kunnen_voorzien:
        uit.meld(
            t.grond("zakgeld", "ouders_voorzien").bevinding(
                "De ouders kunnen zelf in zak- en kleedgeld voorzien. Dan betaalt de gemeente niet.",
                {"ouders kunnen voorzien": "ja"},
                "Een verklaring dat de ouders er niet in kunnen voorzien.",
            )
        )
    elif uit.volledig:
        uit.meld(
            t.grond("zakgeld", "ouders_voorzien").goed(
                "De ouders kunnen er niet in voorzien; de gemeente is financieel verantwoordelijk.",
                {"ouders kunnen voorzien": "nee"},
            )
        )
    _plek(v, t, uit)
    vereist = t.instelling["zakgeld-dagen"]
    weken = t.instelling["zakgeld-weken"]
    if t.keuze["K-17"] == "maand_voltijds":
        genoeg = set(stay.dagen) == set(DAGEN) and (
            stay.periode.open or stay.periode.einde >= maand_verder(stay.periode.van)
        )
        eis = "een maand voltijds"
    else:
        genoeg = lang_genoeg(stay.periode, stay.dagen, vereist, weken)
        eis = f"{weken} weken van {_VOLUIT[vereist[0]]} tot en met {_VOLUIT[vereist[-1]]}"
    feiten = {
        "van": stay.periode.van.isoformat(),
        "tot": "geen einddatum" if stay.periode.tot is None else stay.periode.tot.isoformat(),
        "dagen": ", ".join(d for d in DAGEN if d in stay.dagen),
        "nodig": eis,
    }
    if not genoeg:
        uit.meld(
            t.grond("zakgeld", "te_kort").bevinding(
                f"Het verblijf duurt niet ten minste {eis}.",
                feiten,
                f"Een verblijf (geplande dagen tellen mee) van ten minste {eis}.",
            )
        )
    elif uit.volledig:
        uit.meld(
            t.grond("zakgeld", "te_kort").goed(
                f"Het verblijf duurt ten minste {eis}. De wet spreekt van een maand voltijds (K-17).", feiten
            )
        )
    _bedrag(v, t, uit)


def _plek(v: Zakgeldvraag, t: Tabellen, uit: Uit) -> None:
    product = v.verblijf.product
    feiten = {"product": product.naam}
    if not product.segment.verblijf:
        uit.meld(
            t.grond("zakgeld", "geen_verblijf").bevinding(
                f"{product.naam} is geen verblijf. Zak- en kleedgeld hoort bij een verblijf.",
                feiten,
                "Een verblijf waarvoor de regeling geldt.",
            )
        )
        return
    perceel = t.percelen[product.perceel]
    grond = t.grond("zakgeld", "geen_recht").volgens(perceel)
    wel = [str(r["naam"]) for r in t.percelen.values() if r["zakgeld"]]
    if not perceel["zakgeld"]:
        uit.meld(
            grond.bevinding(
                f"De regeling voor zak- en kleedgeld geldt niet voor {perceel['naam']}.",
                feiten | {"wel voor": ", ".join(wel)},
                f"Een verblijf waarvoor de regeling geldt: {', '.join(wel)}.",
            )
        )
    elif uit.volledig:
        uit.meld(grond.goed(f"De regeling geldt voor {perceel['naam']}.", feiten))


def _bedrag(v: Zakgeldvraag, t: Tabellen, uit: Uit) -> None:
    geboren = v.jeugdige.geboortedatum
    if geboren is None:
        uit.meld(
            t.grond("zakgeld", "geboortedatum").bevinding(
                "De geboortedatum ontbreekt. Het bedrag hangt van de leeftijd af.",
                {"geboortedatum": "ontbreekt"},
                "De geboortedatum van de jeugdige.",
            )
        )
        return
    jaren = leeftijd_op(geboren, v.peildatum)
    feiten = {
        "geboortedatum": geboren.isoformat(),
        "leeftijd": str(jaren),
        "peildatum": v.peildatum.isoformat(),
    }
    rijen = t.rijen["zakgeld"]
    for rij in rijen:
        if rij["vanaf_leeftijd"] <= jaren < rij["tot_leeftijd"]:
            uit.extra["bedragen"] = {
                "zakgeld": rij["zakgeld"],
                "kleedgeld": rij["kleedgeld"],
                "totaal": _samen(rij["zakgeld"], rij["kleedgeld"]),
            }
            if uit.volledig:
                uit.meld(
                    t.grond("zakgeld", "te_jong")
                    .volgens(rij)
                    .goed(
                        f"Op {in_woorden(v.peildatum)} is de jeugdige {jaren} jaar. Per maand is er "
                        f"{in_euro(rij['zakgeld'])} "
                        f"zakgeld en {in_euro(rij['kleedgeld'])} kleedgeld.",
                        feiten,
                    )
                )
            return
    jongst = min((r["vanaf_leeftijd"] for r in rijen), default=None)
    if jongst is not None and jaren < jongst:
        uit.meld(
            t.grond("zakgeld", "te_jong").bevinding(
                f"Op {in_woorden(v.peildatum)} is de jeugdige nog geen {jongst} jaar. Voor die leeftijd "
                "is er geen bedrag.",
                feiten,
                f"Een peildatum op of na de {jongst}e verjaardag.",
            )
        )
    else:
        oudst = max((r["tot_leeftijd"] for r in rijen), default=jaren)
        uit.meld(
            t.grond("zakgeld", "te_oud").bevinding(
                f"Op {in_woorden(v.peildatum)} is de jeugdige {jaren} jaar. Zak- en kleedgeld is er tot {oudst} jaar; "
                "tot die leeftijd kan verlengde jeugdhulp met verblijf lopen.",
                feiten,
                f"Een peildatum vóór de {oudst}e verjaardag.",
            )
        )
