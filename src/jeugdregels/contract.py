"""Contracts: whether the provider may deliver what is asked, and which contracts one provider may hold.

Sources: S-002, S-008, S-009, S-061, S-071, S-107, S-135, S-136 and K-08.
"""

from __future__ import annotations

from collections.abc import Sequence

from jeugdregels.feiten import Contract, Contractvraag, Toewijzingsvraag
from jeugdregels.oordeel import Uit
from jeugdregels.periode import Periode, in_woorden, periode_in_woorden, periode_kort
from jeugdregels.register import regel
from jeugdregels.tabellen import Tabellen
from jeugdregels.weergave import opsomming


def gedekt(contracten: Sequence[Contract], segment: str, p: Periode) -> bool:
    """Whether contracts for a segment cover a period from its first to its last day, one after the other.

    An open period is judged on its first day.
    """
    nodig = p.van
    for c in sorted([c.periode for c in contracten if c.segment == segment]):
        if c.van <= nodig < c.einde:
            if p.open or c.einde >= p.einde:
                return True
            nodig = c.einde
    return False


def gecontracteerd(contracten: Sequence[Contract], p: Periode) -> tuple[str, ...]:
    """The segments for which a provider has a contract on the first day of a period, in alphabetical order."""
    return tuple(sorted({c.segment for c in contracten if c.periode.bevat(p.van)}))


def _contracten_kort(contracten: Sequence[Contract]) -> str:
    return ", ".join(f"{c.segment} {periode_kort(c.periode)}" for c in sorted(contracten)) or "geen"


def _looptijd(p: Periode) -> str:
    if p.tot is None:
        return f"vanaf {in_woorden(p.van)}"
    return f"op {in_woorden(p.van)}" if p.tot == p.van else f"van {periode_in_woorden(p)}"


@regel(
    "contract",
    vragen=["toewijzing"],
    gronden=["geen_contract", "gi_zonder_contract", "te_complex", "buiten_regio", "voor_ingang"],
    onderwerpen=["routes"],
    beslist="Een toewijzing gaat alleen naar een aanbieder met een contract voor dat product, over de hele periode.",
)
def contract(v: Toewijzingsvraag, t: Tabellen, uit: Uit) -> None:
    """Refuse an allocation that the provider's contract does not cover (S-061).

    A finished gap process (S-107) and a substantiated request outside the region (S-071) make room for a
    provider without a contract.
    """
    a = v.aanvraag
    segment = a.product.segment
    if not segment.contracteerbaar:
        return
    if a.periode.van < t.ingang:
        uit.meld(
            t.grond("contract", "voor_ingang").bevinding(
                f"De toewijzing zou ingaan op {in_woorden(a.periode.van)}. Tot {in_woorden(t.ingang)} gelden de "
                "oude contracten; de nieuwe producten bestaan dan nog niet.",
                {"ingangsdatum": a.periode.van.isoformat(), "nieuwe overeenkomst": t.ingang.isoformat()},
                f"Een ingangsdatum op of na {in_woorden(t.ingang)}.",
            )
        )
    aanbieder = v.aanbieders[a.aanbieder]
    contracten = aanbieder.contracten
    if len(contracten) == 1 and contracten[0].segment == segment.code:
        c = contracten[0].periode
        dekt = c.van <= a.periode.van < c.einde and (a.periode.open or a.periode.einde <= c.einde)
    else:
        dekt = gedekt(contracten, segment.code, a.periode)
    if dekt:
        _complexiteit(v, t, uit)
        if uit.volledig:
            uit.meld(
                t.grond("contract", "geen_contract").goed(
                    f"{a.aanbieder} heeft een contract voor segment {segment.code} over de hele gevraagde periode.",
                    {"aanbieder": a.aanbieder, "contracten": _contracten_kort(contracten)},
                )
            )
        return
    feiten = {
        "aanbieder": a.aanbieder,
        "segment": segment.code,
        "periode": periode_kort(a.periode),
        "contracten": _contracten_kort(contracten),
    }
    route = t.routes[a.route]
    eigen = route["zonder_contract"]
    if a.hiaat == "afgerond":
        if uit.volledig:
            uit.meld(
                t.grond("contract", eigen).goed(
                    f"{a.aanbieder} heeft geen contract dat past, maar het hiaatproces is afgerond.",
                    feiten | {"hiaatproces": "afgerond"},
                )
            )
        return
    if a.buiten_regio and eigen == "geen_contract":
        grond = t.grond("contract", "buiten_regio")
        if a.onderbouwing is None:
            uit.meld(
                grond.bevinding(
                    f"{a.aanbieder} heeft geen contract voor segment {segment.code} en wordt gevraagd omdat het "
                    "gecontracteerde aanbod te ver weg is. De onderbouwing daarvan ontbreekt.",
                    feiten,
                    "Een onderbouwing waaruit duidelijk blijkt dat er binnen redelijke afstand geen "
                    "gecontracteerde aanbieder is. De lokale toegang beslist dan over de financiering.",
                )
            )
        elif uit.volledig:
            uit.meld(
                grond.goed(
                    f"{a.aanbieder} heeft geen contract; onderbouwd is dat het gecontracteerde aanbod te ver weg "
                    "is. De lokale toegang beslist over de financiering.",
                    feiten,
                )
            )
        return
    eigen_segment = sorted(c.periode for c in contracten if c.segment == segment.code)
    waarom = f"geen contract voor segment {segment.code}"
    een_dag = a.periode.open or a.periode.tot == a.periode.van
    wanneer = f"op {in_woorden(a.periode.van)}" if een_dag else "over de hele periode"
    wel = ""
    if eigen_segment:
        waarom += f" {wanneer}"
        if not een_dag:
            waarom += f" van {periode_in_woorden(a.periode)}"
        loopt = "is er een contract" if len(eigen_segment) == 1 else "zijn er contracten"
        wel = f" Wel {loopt} {opsomming([_looptijd(p) for p in eigen_segment])}."
    slot = (
        "Een gecertificeerde instelling verwijst niet naar een aanbieder zonder contract; het "
        "hiaatproces gaat altijd voor."
        if eigen == "gi_zonder_contract"
        else "Een toewijzing kan alleen naar een aanbieder met een contract voor dat segment."
    )
    uit.meld(
        t.grond("contract", eigen).bevinding(
            f"{a.aanbieder} heeft {waarom}.{wel} {slot}",
            feiten | ({"hiaatproces": a.hiaat} if a.hiaat else {}),
            f"Een aanbieder kiezen met een contract voor segment {segment.code} {wanneer}, of eerst het hiaatproces "
            "afronden.",
        )
    )


def _complexiteit(v: Toewijzingsvraag, t: Tabellen, uit: Uit) -> None:
    a = v.aanvraag
    if not v.aanbieders[a.aanbieder].alleen_laag_complex or a.product.complexiteit is None:
        return
    if a.product.complexiteit in t.instelling["laag-complex"] or a.hiaat == "afgerond":
        return
    if t.misschien_grond("overleg_drie_partijen", "ontbreekt", a.product.segment.code) is not None and (
        t.routes[a.route]["bepaalt_hulp"] == "gecertificeerde_instelling"
    ):
        return
    uit.meld(
        t.grond("contract", "te_complex").bevinding(
            f"{a.aanbieder} heeft alleen een contract voor laag complexe jeugdhulp. {a.product.naam} is "
            f"{a.product.complexiteit} complex.",
            {"aanbieder": a.aanbieder, "product": a.product.naam, "complexiteit": a.product.complexiteit},
            "Een aanbieder kiezen die ook voor deze complexiteit een contract heeft.",
        )
    )


@regel(
    "contractset",
    vragen=["contract"],
    gronden=["verboden_combinatie", "niet_in_lijst", "voor_ingang"],
    onderwerpen=["contractcombinaties"],
    beslist="Eén aanbieder kan tegelijk alleen bepaalde segmenten hebben.",
)
def contractset(v: Contractvraag, t: Tabellen, uit: Uit) -> None:
    """Refuse a contract that would bring a provider to a set of segments that is not allowed (S-008, S-009).

    Only contracts that run at the same time count.
    """
    nieuw = v.toevoegen
    if nieuw.periode.van < t.ingang:
        uit.meld(
            t.grond("contractset", "voor_ingang").bevinding(
                f"De nieuwe overeenkomsten gaan in op {in_woorden(t.ingang)}; dit contract zou eerder beginnen.",
                {"van": nieuw.periode.van.isoformat(), "nieuwe overeenkomst": t.ingang.isoformat()},
                f"Een begindatum op of na {in_woorden(t.ingang)}.",
            )
        )
    tegelijk = [(c, o) for c in sorted(v.aanbieder.contracten) if (o := c.periode.overlap(nieuw.periode))]
    sets: dict[frozenset[str], Periode] = {}
    for dag in sorted({nieuw.periode.van, *(o.van for _, o in tegelijk)}):
        loopt = frozenset({nieuw.segment, *(c.segment for c, o in tegelijk if o.bevat(dag))})
        sets.setdefault(loopt, Periode(dag, nieuw.periode.einde))
    verboden: dict[str, None] = {}
    for samen, vanaf in sets.items():
        rij = t.contractsets.get(samen)
        if rij is not None and rij["toegestaan"]:
            if uit.volledig:
                uit.meld(
                    t.grond("contractset", "niet_in_lijst")
                    .volgens(rij)
                    .goed(
                        f"Een aanbieder mag een contract voor segment {opsomming(sorted(samen))} hebben"
                        + (", ook tegelijk." if len(samen) > 1 else "."),
                        {"segmenten": ", ".join(sorted(samen)), "vanaf": vanaf.van.isoformat()},
                    )
                )
            continue
        naam = opsomming(sorted(samen))
        for paar, regelrij in t.contractsets.items():
            if (
                not regelrij["toegestaan"]
                and paar <= samen
                and nieuw.segment in paar
                and regelrij.id not in verboden
            ):
                verboden[regelrij.id] = None
                uit.meld(
                    t.grond("contractset", "verboden_combinatie")
                    .volgens(regelrij)
                    .bevinding(
                        "Een aanbieder kan niet tegelijk een contract hebben voor segment "
                        f"{opsomming(sorted(paar))}.",
                        {"segmenten": ", ".join(sorted(samen)), "samen vanaf": vanaf.van.isoformat()},
                        f"Het contract voor segment {nieuw.segment} pas laten ingaan als het andere is afgelopen.",
                    )
                )
        uit.meld(
            t.grond("contractset", "niet_in_lijst").bevinding(
                f"Met dit contract heeft de aanbieder vanaf {in_woorden(vanaf.van)} tegelijk segment {naam}. "
                "Dat staat niet in de lijst van wat samen mag.",
                {"segmenten": ", ".join(sorted(samen)), "samen vanaf": vanaf.van.isoformat()},
                "Een periode kiezen waarin de aanbieder alleen tegelijk heeft wat samen mag: "
                + "; ".join(opsomming(r["segmenten"]) for r in t.contractsets.values() if r["toegestaan"])
                + ".",
            )
        )
