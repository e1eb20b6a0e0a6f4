"""What becomes of an allocation under the old contract (S-070, S-130 … S-151, K-03, K-11, K-16)."""

from __future__ import annotations

from datetime import date

from jeugdregels.feiten import Conversievraag
from jeugdregels.oordeel import Uit
from jeugdregels.periode import dag_voor, in_woorden
from jeugdregels.regio import Rij
from jeugdregels.register import regel
from jeugdregels.tabellen import Tabellen

OMZETTING = "omzetting"
UITSTERVEN = "uitsterven"


def _past(rij: Rij, v: Conversievraag, t: Tabellen) -> bool:
    """Whether a row of the conversion table is about this allocation."""
    oud = v.toewijzing
    if oud.segment not in rij["segmenten"]:
        return False
    actief = {c.segment for c in v.aanbieder.contracten if c.periode.bevat(t.ingang)}
    voorwaarde = rij["voorwaarde"]
    if voorwaarde == "niet_gecontracteerd":
        return oud.segment not in actief
    if voorwaarde == "ander_segment_gecontracteerd":
        return oud.segment not in actief and bool(actief)
    if voorwaarde == "niet_gestart":
        return oud.jw305_start is None
    if voorwaarde == "altijd":
        return True
    if t.keuze["K-03"] == "alles_omzetten":
        return False
    verblijf = set(t.instelling["conversie-verblijfscomponenten"])
    if voorwaarde == "verblijfscomponent":
        return any(c in verblijf for c in oud.componenten)
    blijft = set(t.instelling["conversie-blijvende-componenten"])
    return any(c not in blijft and c not in verblijf for c in oud.componenten)


_WAAROM = {
    "niet_gecontracteerd": "de aanbieder heeft vanaf {ingang} geen contract meer voor segment {segment}",
    "ander_segment_gecontracteerd": "de aanbieder heeft vanaf {ingang} alleen nog een contract voor een ander segment",
    "niet_gestart": "de zorg is nog niet begonnen en de toewijzing is vóór {ingang} verzonden",
    "verblijfscomponent": "de toewijzing heeft een verblijfscomponent, die opnieuw beoordeeld moet worden",
    "te_herbeoordelen_component": "de toewijzing heeft een component die opnieuw beoordeeld moet worden",
    "altijd": "dat geldt voor toewijzingen in segment {segment} van het oude contract",
}


@regel(
    "conversie",
    vragen=["conversie"],
    gronden=[
        "niet_oud",
        "stappen_gestart",
        "stappen_niet_gestart",
        "oude_afspraken_vervallen",
        "laatste_dag",
        "einddatum_nabij",
        "onderaannemers",
        "client_merkt_niets",
    ],
    onderwerpen=["conversie"],
    beslist="Een toewijzing van het oude contract wordt omgezet naar het nieuwe, of loopt uit tot een laatste dag.",
)
def conversie(v: Conversievraag, t: Tabellen, uit: Uit) -> None:
    """Convert or let run off; say until when the old allocation runs and which steps are left."""
    oud = v.toewijzing
    ingang = t.ingang
    feiten = {
        "segment": oud.segment,
        "componenten": ", ".join(oud.componenten) or "geen",
        "einddatum": "geen" if oud.periode.tot is None else oud.periode.tot.isoformat(),
        "verzonden": oud.jw301_verzonden.isoformat(),
        "gestart": "nee" if oud.jw305_start is None else oud.jw305_start.isoformat(),
    }
    passend = [r for r in t.conversie if _past(r, v, t)]
    if not passend:
        uit.meld(
            t.grond("conversie", "niet_oud").bevinding(
                f"De regio kent geen omzetting van toewijzingen in segment {oud.segment}.",
                feiten,
                "Een segment waarvan toewijzingen worden omgezet of uitlopen.",
            )
        )
        return
    if oud.jw301_verzonden >= ingang:
        uit.meld(
            t.grond("conversie", "niet_oud").bevinding(
                f"De toewijzing is verzonden op {in_woorden(oud.jw301_verzonden)}, op of na {in_woorden(ingang)}. "
                "Dat is geen besluit onder het oude contract, dus er valt niets om te zetten.",
                feiten,
                f"Een toewijzing die vóór {in_woorden(ingang)} is verzonden.",
            )
        )
        uit.extra["einddatum_oud"] = None if oud.periode.tot is None else oud.periode.tot.isoformat()
        uit.extra["stappen"] = []
        return
    besluit: str = passend[0]["uitkomst"]
    laatste = t.instelling["uitdienen-laatste-dag"]
    if t.keuze["K-16"] == "voor":
        laatste = dag_voor(laatste)
    tot = oud.periode.tot
    afgelopen = tot is not None and tot < ingang
    if afgelopen:
        besluit = UITSTERVEN
    uit.extra["uitkomst"] = besluit
    if besluit == OMZETTING:
        _zet_om(v, t, uit, passend, feiten)
    else:
        _loop_uit(t, uit, passend, feiten, tot, laatste, afgelopen=afgelopen)
        if afgelopen:
            return
    uit.meld(
        t.grond("conversie", "onderaannemers")
        ._replace(uitkomst=besluit)
        .bevinding(
            "Lopende afspraken met onderaannemers onder deze toewijzing lopen door zolang de toewijzing loopt.",
            feiten,
        )
    )
    if not any(r["voorwaarde"] == "niet_gecontracteerd" for r in passend):
        uit.meld(
            t.grond("conversie", "client_merkt_niets")
            ._replace(uitkomst=besluit)
            .bevinding(
                "De aanbieder blijft gecontracteerd. Het gezin hoeft niets te doen en merkt niets van "
                "het nieuwe contract.",
                feiten,
            )
        )


def _meld_rij(rij: Rij, besluit: str, t: Tabellen, uit: Uit, feiten: dict[str, str], slot: str) -> None:
    waarom = _WAAROM[rij["voorwaarde"]].format(ingang=in_woorden(t.ingang), segment=feiten["segment"])
    grond = t.grond("conversie", "laatste_dag" if besluit == UITSTERVEN else "stappen_gestart").volgens(rij)
    optie = {"optie (afgeleid)": rij["optie"]} if rij["optie"] else {}
    kop = (
        "De toewijzing wordt omgezet"
        if besluit == OMZETTING
        else "De toewijzing wordt niet omgezet maar loopt uit"
    )
    uit.meld(
        grond._replace(uitkomst=besluit).bevinding(f"{kop}: {waarom}. {slot}".strip(), feiten | optie, None)
    )


def _zet_om(v: Conversievraag, t: Tabellen, uit: Uit, passend: list[Rij], feiten: dict[str, str]) -> None:
    oud = v.toewijzing
    wissel = t.ingang
    tweede: date = t.instelling["conversie-tweede-wisseldatum"]
    if (
        oud.jw305_start is not None
        and t.ingang <= oud.jw305_start < tweede
        and t.keuze["K-11"] == "een_of_augustus"
        and (oud.periode.open or oud.periode.einde > tweede)
    ):
        wissel = tweede
    einde_oud = dag_voor(wissel)
    for rij in passend:
        if rij["uitkomst"] == OMZETTING:
            _meld_rij(
                rij, OMZETTING, t, uit, feiten, f"De oude toewijzing eindigt op {in_woorden(einde_oud)}."
            )
    if oud.jw305_start is not None:
        stappen = [f"aanbieder:JW307:{einde_oud.isoformat()}", f"aanbieder:JW315:{wissel.isoformat()}"]
        uit.meld(
            t.grond("conversie", "stappen_gestart").bevinding(
                f"De zorg is al begonnen. De aanbieder stopt de oude toewijzing (JW307) per {in_woorden(einde_oud)} en "
                f"vraagt de nieuwe aan (JW315) per {in_woorden(wissel)}.",
                feiten | {"einddatum oud": einde_oud.isoformat()},
            )
        )
    else:
        stappen = [
            "aanbieder:lijst:",
            f"gemeente:handmatig_stoppen:{einde_oud.isoformat()}",
            f"aanbieder:JW315:{wissel.isoformat()}",
        ]
        uit.meld(
            t.grond("conversie", "stappen_niet_gestart").bevinding(
                "De zorg is nog niet begonnen, dus stoppen met een bericht (JW307) kan niet. De aanbieder levert een "
                f"lijst aan, de gemeente stopt de toewijzing met de hand per {in_woorden(einde_oud)} en de aanbieder "
                f"vraagt de nieuwe aan (JW315) per {in_woorden(wissel)}.",
                feiten | {"einddatum oud": einde_oud.isoformat()},
            )
        )
    uit.meld(
        t.grond("conversie", "oude_afspraken_vervallen").bevinding(
            "De oude beschikking vervalt. Oude minuten en een oud budgetplafond gelden niet voor de nieuwe toewijzing.",
            feiten,
        )
    )
    tot = oud.periode.tot
    if tot is not None and tot < tweede:
        uit.meld(
            t.grond("conversie", "einddatum_nabij").bevinding(
                f"De toewijzing eindigt al op {in_woorden(tot)}. De lokale toegang beslist met de hand of een nieuwe "
                "toewijzing voor die korte tijd nodig is.",
                feiten,
            )
        )
    uit.extra["einddatum_oud"] = einde_oud.isoformat()
    uit.extra["stappen"] = stappen


def _loop_uit(
    t: Tabellen,
    uit: Uit,
    passend: list[Rij],
    feiten: dict[str, str],
    tot: date | None,
    laatste: date,
    *,
    afgelopen: bool,
) -> None:
    einde = laatste if tot is None or tot > laatste else tot
    redenen = [r for r in passend if r["uitkomst"] == UITSTERVEN]
    if afgelopen:
        grond = t.grond("conversie", "laatste_dag").volgens(passend[0])
        uit.meld(
            grond.bevinding(
                f"De toewijzing eindigt op {in_woorden(einde)}, vóór {in_woorden(t.ingang)}. Er valt "
                "niets om te zetten.",
                feiten,
            )
        )
        uit.extra["einddatum_oud"] = einde.isoformat()
        uit.extra["stappen"] = []
        return
    for rij in redenen:
        slot = ""
        if rij["voorwaarde"] == "niet_gecontracteerd":
            slot = "Is er daarna nog hulp nodig, dan zoeken gezin en lokale toegang samen een passend alternatief."
        _meld_rij(rij, UITSTERVEN, t, uit, feiten, slot)
    ingekort = tot is None or tot > laatste
    uit.meld(
        t.grond("conversie", "laatste_dag").bevinding(
            f"De oude toewijzing loopt tot en met {in_woorden(einde)}."
            + (
                " Dat is de laatste dag van het uitdienen. Vóór die tijd gaat doorlopende hulp over naar het nieuwe "
                "contract: na een evaluatie door de lokale toegang, een nieuw verzoek (JW315) of een nieuwe aanvraag."
                if ingekort
                else " Dat is de einddatum die al in de toewijzing stond."
                if einde < laatste
                else " Die einddatum stond al in de toewijzing en is ook de laatste dag van het uitdienen."
            ),
            feiten | {"einddatum oud": einde.isoformat()},
        )
    )
    if einde < laatste:
        uit.meld(
            t.grond("conversie", "einddatum_nabij").bevinding(
                f"De toewijzing eindigt op {in_woorden(einde)}, eerder dan de laatste dag van het "
                "uitdienen. Is er daarna "
                "nog hulp nodig, dan beslist de lokale toegang daarover met de hand.",
                feiten | {"einddatum oud": einde.isoformat()},
            )
        )
    uit.extra["einddatum_oud"] = einde.isoformat()
    uit.extra["stappen"] = []
