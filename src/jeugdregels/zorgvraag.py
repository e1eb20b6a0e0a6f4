"""What highly specialised help is for (S-010) and the waiting list of before the new contracts (S-122)."""

from __future__ import annotations

from jeugdregels.feiten import Toewijzingsvraag
from jeugdregels.oordeel import Uit
from jeugdregels.periode import in_woorden
from jeugdregels.register import regel
from jeugdregels.tabellen import Tabellen


@regel(
    "zorgvraag",
    vragen=["toewijzing"],
    gronden=["zelfstandig", "wachtlijst_te_laat", "wachtlijst_datum"],
    beslist="Hoog specialistische hulp vraagt een hoog specialistische zorgvraag; lichtere hulp alleen "
    "als deel daarvan.",
)
def zorgvraag(v: Toewijzingsvraag, t: Tabellen, uit: Uit) -> None:
    """Refuse a need of its own under a segment that it is too light for, save who waited since before the start."""
    a = v.aanvraag
    segment = a.product.segment
    if not segment.zorgvraag_vereist:
        return
    vraag = a.zorgvraag
    te_licht = vraag is not None and not vraag.hoogspecialistisch
    feiten: dict[str, str] = {"product": a.product.naam}
    if vraag is not None:
        feiten["hoogspecialistisch"] = "ja" if vraag.hoogspecialistisch else "nee"
        feiten["kenmerkend voor"] = vraag.kenmerkend_voor or "niet ingevuld"
    if a.uitzondering is not None and (te_licht or vraag is None):
        if a.aangemeld is None:
            uit.meld(
                t.grond("zorgvraag", "wachtlijst_datum").bevinding(
                    "Er wordt een beroep gedaan op de wachtlijst van vóór de nieuwe contracten, maar de datum van "
                    "aanmelding ontbreekt.",
                    feiten | {"aangemeld": "ontbreekt"},
                    f"De datum van aanmelding; die moet vóór {in_woorden(t.ingang)} liggen.",
                )
            )
        elif a.aangemeld >= t.ingang:
            uit.meld(
                t.grond("zorgvraag", "wachtlijst_te_laat").bevinding(
                    f"De jeugdige is aangemeld op {in_woorden(a.aangemeld)}. De uitzondering voor de wachtlijst geldt "
                    f"alleen voor wie vóór {in_woorden(t.ingang)} is aangemeld.",
                    feiten | {"aangemeld": a.aangemeld.isoformat()},
                    "Een toewijzing vragen in het segment waar de zorgvraag bij hoort.",
                )
            )
        elif uit.volledig:
            uit.meld(
                t.grond("zorgvraag", "wachtlijst_datum").goed(
                    f"De jeugdige stond al op de wachtlijst (aangemeld op {in_woorden(a.aangemeld)}). De hulp kan "
                    f"vanuit segment {segment.code} beginnen.",
                    feiten | {"aangemeld": a.aangemeld.isoformat()},
                )
            )
        return
    if te_licht and vraag is not None:
        hoort = (
            f" De vraag is kenmerkend voor segment {vraag.kenmerkend_voor}."
            if vraag.kenmerkend_voor is not None and vraag.kenmerkend_voor != segment.code
            else ""
        )
        uit.meld(
            t.grond("zorgvraag", "zelfstandig").bevinding(
                f"De zorgvraag is niet hoog specialistisch.{hoort} Lichtere hulp mag in segment "
                f"{segment.code} alleen als "
                "deel van een hoog specialistische zorgvraag.",
                feiten,
                "Een toewijzing vragen in het segment waar de zorgvraag bij hoort, of vastleggen dat de hulp deel is "
                "van een hoog specialistische zorgvraag.",
            )
        )
    elif vraag is not None and uit.volledig:
        uit.meld(
            t.grond("zorgvraag", "zelfstandig").goed(
                "De hulp is (deel van) een hoog specialistische zorgvraag.", feiten
            )
        )
