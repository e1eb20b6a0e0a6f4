"""Old or new product code (S-135 … S-138, K-02)."""

from __future__ import annotations

from jeugdregels.feiten import Productcodevraag
from jeugdregels.oordeel import Uit
from jeugdregels.periode import in_woorden
from jeugdregels.register import regel
from jeugdregels.tabellen import Tabellen


@regel(
    "productcode",
    vragen=["productcode"],
    gronden=[
        "oude_code",
        "nieuwe_code",
        "oude_code_startdatum",
        "nieuwe_code_startdatum",
        "datums_verschillen",
    ],
    beslist="Een toewijzing die vóór de nieuwe overeenkomst is verzonden, houdt de oude code.",
)
def productcode(v: Productcodevraag, t: Tabellen, uit: Uit) -> None:
    """Decide by the day the allocation was sent; by its start only while nothing was sent (K-02)."""
    verzonden = v.jw301_verzonden
    start_oud = v.ingangsdatum < t.ingang
    feiten = {
        "verzonden": "nog niet" if verzonden is None else verzonden.isoformat(),
        "ingangsdatum": v.ingangsdatum.isoformat(),
        "nieuwe overeenkomst": t.ingang.isoformat(),
    }
    op_start = verzonden is None or t.keuze["K-02"] == "startdatum"
    oud = start_oud if op_start or verzonden is None else verzonden < t.ingang
    code = "oude" if oud else "nieuwe"
    if op_start:
        grond = t.grond("productcode", f"{code}_code_startdatum")
        kop = "De toewijzing is nog niet verzonden. " if verzonden is None else ""
        uitleg = (
            f"{kop}De zorg begint op {in_woorden(v.ingangsdatum)}, "
            f"{'vóór' if oud else 'op of na'} {in_woorden(t.ingang)}. Daarom geldt de {code} code."
        )
        anders = f"Een ingangsdatum {'op of na' if oud else 'vóór'} {in_woorden(t.ingang)}."
    else:
        assert verzonden is not None
        grond = t.grond("productcode", f"{code}_code")
        uitleg = (
            f"De toewijzing is verzonden op {in_woorden(verzonden)}, {'vóór' if oud else 'op of na'} "
            f"{in_woorden(t.ingang)}. Daarom geldt de {code} code; de verzenddatum beslist."
        )
        anders = f"Een toewijzing die {'op of na' if oud else 'vóór'} {in_woorden(t.ingang)} is verzonden."
    uit.meld(grond.bevinding(uitleg, feiten, anders))
    if verzonden is not None and (verzonden < t.ingang) is not start_oud:
        uit.meld(
            t.grond("productcode", "datums_verschillen").bevinding(
                f"De verzenddatum ({in_woorden(verzonden)}) en de ingangsdatum ({in_woorden(v.ingangsdatum)}) wijzen "
                f"niet dezelfde kant op. Hier beslist de {'ingangsdatum' if op_start else 'verzenddatum'}.",
                feiten | {"keuze": "K-02"},
            )
        )
