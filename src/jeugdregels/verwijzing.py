"""Who refers and what the certified institution files (S-057, S-100 … S-106, S-110, S-115, S-117)."""

from __future__ import annotations

from jeugdregels.feiten import Toewijzingsvraag
from jeugdregels.oordeel import Uit
from jeugdregels.periode import dag_voor, in_woorden
from jeugdregels.register import regel
from jeugdregels.tabellen import Tabellen
from jeugdregels.weergave import opsomming

_WIE = {
    "lokale_toegang": "de lokale toegang",
    "huisarts": "een huisarts",
    "jeugdarts": "een jeugdarts",
    "medisch_specialist": "een medisch specialist",
    "gecertificeerde_instelling": "een gecertificeerde instelling",
    "jeugdhulpaanbieder": "een jeugdhulpaanbieder",
    "externe_verwijzer": "een externe verwijzer",
}


def wie(soort: str) -> str:
    """A referrer or route in words, as in a sentence."""
    return _WIE.get(soort, soort.replace("_", " "))


@regel(
    "verwijzing",
    vragen=["toewijzing"],
    gronden=["aanbieder_verwijst", "ggz_onbekend", "verwijzer_ontbreekt", "past_niet_bij_route"],
    onderwerpen=["verwijzers", "routes"],
    beslist="Een jeugdhulpaanbieder mag niet verwijzen, niet naar zichzelf en niet naar een ander.",
)
def verwijzing(v: Toewijzingsvraag, t: Tabellen, uit: Uit) -> None:
    """Refuse a referral by a provider, also when its doctor signs it (S-057); ask for the referrer where needed."""
    a = v.aanvraag
    verwijzer = a.verwijzer
    route = t.routes[a.route]
    if verwijzer is None:
        if route["verwijzer_vereist"]:
            uit.meld(
                t.grond("verwijzing", "verwijzer_ontbreekt").bevinding(
                    "Bij een externe verwijzing moet vaststaan wie verwees. De verwijzer ontbreekt.",
                    {"route": a.route, "verwijzer": "ontbreekt"},
                    "De soort verwijzer: huisarts, jeugdarts of medisch specialist.",
                )
            )
        return
    feiten = {"verwijzer": verwijzer.soort}
    if verwijzer.aanbieder is not None:
        feiten["aanbieder van de verwijzer"] = verwijzer.aanbieder
    anders = "De aanbieder neemt contact op met de lokale toegang, die de hulp beoordeelt."
    if not t.verwijzers[verwijzer.soort]["mag_verwijzen"]:
        naam = verwijzer.aanbieder or "Een jeugdhulpaanbieder"
        naar = "zichzelf" if verwijzer.aanbieder == a.aanbieder else "een andere aanbieder"
        uit.meld(
            t.grond("verwijzing", "aanbieder_verwijst").bevinding(
                f"{naam} is opdrachtnemer en mag niet naar {naar} verwijzen.", feiten, anders
            )
        )
        return
    if verwijzer.aanbieder is not None:
        aanbieder = v.aanbieders[verwijzer.aanbieder]
        if any(c.periode.bevat(v.peildatum) for c in aanbieder.contracten):
            if aanbieder.ggz:
                uit.meld(
                    t.grond("verwijzing", "aanbieder_verwijst").bevinding(
                        f"{wie(verwijzer.soort).capitalize()} van {verwijzer.aanbieder} verwijst, maar "
                        f"{verwijzer.aanbieder} is een gecontracteerde ggz-aanbieder. Die is opdrachtnemer en mag niet "
                        "verwijzen, ook niet naar zichzelf.",
                        feiten | {"ggz": "ja"},
                        anders,
                    )
                )
                return
            if aanbieder.ggz is None:
                uit.meld(
                    t.grond("verwijzing", "ggz_onbekend").bevinding(
                        f"De verwijzer werkt bij {verwijzer.aanbieder}. Niet bekend is of dat een ggz-aanbieder is; "
                        "een gecontracteerde ggz-aanbieder mag niet verwijzen.",
                        feiten | {"ggz": "onbekend"},
                        f"Vastleggen of {verwijzer.aanbieder} een ggz-aanbieder is.",
                    )
                )
                return
    if verwijzer.soort not in route["verwijzers"]:
        uit.meld(
            t.grond("verwijzing", "past_niet_bij_route").bevinding(
                f"De aanvraag loopt via {wie(a.route)}, maar als verwijzer staat er {wie(verwijzer.soort)}. "
                "Kijk na welke route klopt.",
                feiten | {"route": a.route},
                "Een route en een verwijzer die bij elkaar horen.",
            )
        )
    elif uit.volledig:
        uit.meld(
            t.grond("verwijzing", "aanbieder_verwijst").goed(
                f"{wie(verwijzer.soort).capitalize()} mag verwijzen.", feiten
            )
        )


@regel(
    "oplegger",
    vragen=["toewijzing"],
    gronden=["ontbreekt", "ander_product"],
    onderwerpen=["opleggers"],
    beslist="Een gecertificeerde instelling beschrijft in de oplegger welke hulp nodig is.",
)
def oplegger(v: Toewijzingsvraag, t: Tabellen, uit: Uit) -> None:
    """Ask the certified institution for the oplegger with the fields of the segment (S-101, S-105)."""
    a = v.aanvraag
    rij = t.opleggers.get((a.route, a.product.segment.code))
    if rij is None:
        return
    woord = t.keuze["K-15"]
    ingevuld: dict[str, str] = {}
    if a.oplegger is not None:
        for veld in rij["een_van"]:
            waarde = getattr(a.oplegger, veld)
            if waarde is not None:
                ingevuld[veld] = waarde if isinstance(waarde, str) else waarde.naam
    nodig = opsomming([v.replace("_", " ") for v in rij["een_van"]], "of")
    if not ingevuld:
        uit.meld(
            t.grond("oplegger", "ontbreekt")
            .volgens(rij)
            .bevinding(
                f"De {woord} van de gecertificeerde instelling ontbreekt of is niet ingevuld."
                if a.oplegger is None
                else f"In de {woord} van de gecertificeerde instelling staat niet welke hulp nodig is.",
                {
                    "segment": a.product.segment.code,
                    woord: "ontbreekt" if a.oplegger is None else "onvolledig",
                },
                f"Een {woord} met ten minste: {nodig}.",
            )
        )
        return
    genoemd = ingevuld.get(rij["productveld"])
    if genoemd is not None and genoemd != a.product.naam:
        uit.meld(
            t.grond("oplegger", "ander_product")
            .volgens(rij)
            .bevinding(
                f"In de {woord} staat {genoemd}, maar gevraagd wordt {a.product.naam}.",
                {woord: genoemd, "gevraagd": a.product.naam},
                f"Een {woord} of een aanvraag die hetzelfde product noemt.",
            )
        )
    elif uit.volledig:
        uit.meld(
            t.grond("oplegger", "ontbreekt")
            .volgens(rij)
            .goed(f"De {woord} zegt welke hulp nodig is.", ingevuld)
        )


@regel(
    "overleg_drie_partijen",
    vragen=["toewijzing"],
    gronden=["ontbreekt"],
    beslist="Verwijst een gecertificeerde instelling naar een aanbieder voor alleen laag complexe "
    "hulp, dan is er eerst overleg.",
)
def overleg_drie_partijen(v: Toewijzingsvraag, t: Tabellen, uit: Uit) -> None:
    """Suspend a certified institution's referral to a light-care provider until the three have talked (S-104)."""
    a = v.aanvraag
    if t.routes[a.route]["bepaalt_hulp"] != "gecertificeerde_instelling":
        return
    grond = t.misschien_grond("overleg_drie_partijen", "ontbreekt", a.product.segment.code)
    if grond is None or not v.aanbieders[a.aanbieder].alleen_laag_complex:
        return
    overleg = a.overleg_drie_partijen
    if overleg is None or overleg > v.peildatum:
        stand = "is er nog niet geweest" if overleg is None else f"staat pas op {in_woorden(overleg)}"
        uit.meld(
            grond.bevinding(
                f"{a.aanbieder} heeft alleen een contract voor laag complexe jeugdhulp. Het overleg tussen "
                f"gecertificeerde instelling, aanbieder en lokale toegang {stand}.",
                {
                    "aanbieder": a.aanbieder,
                    "overleg": "ontbreekt" if overleg is None else overleg.isoformat(),
                },
                "Een overleg van de drie partijen over welke hulp past.",
            )
        )
    elif uit.volledig:
        uit.meld(
            grond.goed(
                f"De drie partijen hebben overlegd op {in_woorden(overleg)}.",
                {"aanbieder": a.aanbieder, "overleg": overleg.isoformat()},
            )
        )


@regel(
    "tijdelijke_werkwijze",
    vragen=["toewijzing"],
    gronden=["afgelopen"],
    beslist="Bij een externe verwijzing mag de hulp tijdelijk al beginnen voordat de toewijzing er is.",
)
def tijdelijke_werkwijze(v: Toewijzingsvraag, t: Tabellen, uit: Uit) -> None:
    """Signal care that began before its allocation after the temporary method had ended (S-110, S-115, S-117)."""
    a = v.aanvraag
    grond = t.misschien_grond("tijdelijke_werkwijze", "afgelopen", a.product.segment.code)
    if grond is None or a.zorg_gestart is None or t.routes[a.route]["bepaalt_hulp"] != "externe_verwijzer":
        return
    termijn = t.termijnen["tijdelijke-werkwijze-externe-verwijzing"]
    feiten = {
        "zorg gestart": a.zorg_gestart.isoformat(),
        "tijdelijke werkwijze t/m": dag_voor(termijn.einde).isoformat(),
    }
    if termijn.bevat(a.zorg_gestart):
        if uit.volledig:
            uit.meld(grond.goed("De hulp mocht beginnen voordat de toewijzing er was.", feiten))
    elif a.zorg_gestart <= v.peildatum:
        uit.meld(
            grond.bevinding(
                f"De hulp begon op {in_woorden(a.zorg_gestart)}, voordat de toewijzing er was. Dat kon tijdens de "
                f"tijdelijke werkwijze, tot en met {in_woorden(dag_voor(termijn.einde))}.",
                feiten,
                "Afspraken volgens de werkwijze die daarna geldt; overleg met de lokale toegang.",
            )
        )
