"""Main contractor and subcontractor (S-060, S-062 … S-069)."""

from __future__ import annotations

from jeugdregels.feiten import Onderaannemervraag
from jeugdregels.oordeel import Uit
from jeugdregels.periode import in_woorden
from jeugdregels.register import regel
from jeugdregels.tabellen import Grond, Tabellen


@regel(
    "onderaannemer",
    vragen=["onderaannemer"],
    gronden=[
        "gecontracteerd",
        "hoofdaannemer_zonder_contract",
        "reden",
        "niet_gemeld",
        "niet_in_rapportage",
        "gezin",
        "geregistreerd_als",
    ],
    beslist="Een hoofdaannemer mag alleen een aanbieder zonder contract inzetten, om een reden, en meldt dat.",
)
def onderaannemer(v: Onderaannemervraag, t: Tabellen, uit: Uit) -> None:
    """Judge the use of a subcontractor; a freelancer is one too."""
    uit.extra["soort"] = "onderaannemer"
    als = t.grond("onderaannemer", "geregistreerd_als")
    zzp = als.eisen if v.onderaannemer.soort == "zzp" else ()

    def grond(naam: str) -> Grond:
        """The ground; for a freelancer it also serves the requirement that makes him a subcontractor."""
        eigen = t.grond("onderaannemer", naam)
        return eigen._replace(eisen=(*eigen.eisen, *(e for e in zzp if e not in eigen.eisen)))

    op = v.peildatum
    beheerder = t.contact("netwerkorganisatie", "de contractbeheerder van de regio")
    hoofd = sorted({c.segment for c in v.hoofdaannemer.contracten if c.periode.bevat(op)})
    sub = sorted({c.segment for c in v.onderaannemer.contracten if c.periode.bevat(op)})
    if not hoofd:
        uit.meld(
            grond("hoofdaannemer_zonder_contract").bevinding(
                f"De hoofdaannemer heeft op {in_woorden(op)} geen contract. Alleen een gecontracteerde aanbieder kan "
                "hoofdaannemer zijn; die draagt de volledige verantwoordelijkheid.",
                {"contracten hoofdaannemer": "geen", "peildatum": op.isoformat()},
                "Een hoofdaannemer met een contract.",
            )
        )
    elif uit.volledig:
        uit.meld(
            grond("hoofdaannemer_zonder_contract").goed(
                "De hoofdaannemer heeft een contract en draagt de volledige verantwoordelijkheid.",
                {"contracten hoofdaannemer": ", ".join(hoofd)},
            )
        )
    if sub:
        uit.meld(
            grond("gecontracteerd").bevinding(
                f"De onderaannemer heeft op {in_woorden(op)} zelf een contract (segment {', '.join(sub)}). Tussen "
                "gecontracteerde aanbieders bestaat geen onderaannemerschap meer; ieder krijgt een eigen toewijzing.",
                {"contracten onderaannemer": ", ".join(sub), "peildatum": op.isoformat()},
                "Een eigen toewijzing voor deze aanbieder, of een onderaannemer zonder contract.",
            )
        )
    elif uit.volledig:
        uit.meld(
            grond("gecontracteerd").goed(
                "De onderaannemer heeft geen contract met de gemeente.", {"contracten onderaannemer": "geen"}
            )
        )
    if v.reden is None:
        uit.meld(
            grond("reden").bevinding(
                "De reden om een onderaannemer in te zetten ontbreekt. Het mag alleen bij een tekort aan capaciteit of "
                "expertise.",
                {"reden": "ontbreekt"},
                "De reden: capaciteit of expertise.",
            )
        )
    elif uit.volledig:
        uit.meld(grond("reden").goed(f"De reden is {v.reden}.", {"reden": v.reden}))
    if v.afgestemd_met_gezin is None or v.afgestemd_met_gezin > op:
        uit.meld(
            grond("gezin").bevinding(
                "De datum waarop dit met de jeugdige en het gezin is afgestemd ontbreekt."
                if v.afgestemd_met_gezin is None
                else f"De afstemming met het gezin staat pas op {in_woorden(v.afgestemd_met_gezin)}.",
                {
                    "afgestemd met gezin": "ontbreekt"
                    if v.afgestemd_met_gezin is None
                    else v.afgestemd_met_gezin.isoformat()
                },
                "De datum waarop de inzet met de jeugdige en het gezin is afgestemd.",
            )
        )
    elif uit.volledig:
        uit.meld(
            grond("gezin").goed(
                f"De inzet is met het gezin afgestemd op {in_woorden(v.afgestemd_met_gezin)}.",
                {"afgestemd met gezin": v.afgestemd_met_gezin.isoformat()},
            )
        )
    if v.gemeld_bij_nwo is None or v.gemeld_bij_nwo > op:
        uit.meld(
            grond("niet_gemeld").bevinding(
                f"De onderaannemer is nog niet gemeld bij {beheerder}. Dat houdt de hulp niet tegen, maar moet wel "
                "gebeuren.",
                {"gemeld": "nee" if v.gemeld_bij_nwo is None else v.gemeld_bij_nwo.isoformat()},
                f"Een melding van de onderaannemer bij {beheerder}.",
            )
        )
    elif uit.volledig:
        uit.meld(
            grond("niet_gemeld").goed(
                f"De onderaannemer is gemeld op {in_woorden(v.gemeld_bij_nwo)}.",
                {"gemeld": v.gemeld_bij_nwo.isoformat()},
            )
        )
    if not v.in_managementrapportage:
        uit.meld(
            grond("niet_in_rapportage").bevinding(
                "De onderaannemer staat niet in de managementrapportage. De hoofdaannemer neemt hem daarin op.",
                {"in managementrapportage": "nee"},
                "De onderaannemer opnemen in de managementrapportage.",
            )
        )
    if uit.volledig:
        naam = "zzp'er" if v.onderaannemer.soort == "zzp" else "organisatie"
        uit.meld(
            als.goed(
                f"De {naam} wordt geregistreerd als onderaannemer. Alle berichten lopen via de hoofdaannemer.",
                {"soort": v.onderaannemer.soort, "geregistreerd als": "onderaannemer"},
            )
        )
