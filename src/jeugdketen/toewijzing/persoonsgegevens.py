"""All that is kept about one child, for who it is about: without the data of others that are not due (AVG art. 15, 20).

Of others it gives what they are to the child (a parent with authority, a provider, who decided by name), never their
address, telephone, e-mail or number. Free text may still speak of somebody else; the person who hands it over looks at
it first, and the screen says so. Who read the file stands in the read log, which is closed to who hands this over: the
officer and the page of the family give that list.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from jeugdketen.berichten.models import Bericht
from jeugdketen.dossier.models import Betrokkenheid, Rechtenverzoek
from jeugdketen.dossier.selectors import dossierfeiten, open_dossier, rijen_van
from jeugdketen.kern import klok
from jeugdketen.kern.models import Inzage
from jeugdketen.kern.toegang import Toegang
from jeugdketen.landschap import selectors as landschap
from jeugdketen.toewijzing.models import BESLUITSOORTEN, TOEWIJZING_TOESTANDEN, Besluit, Toets
from jeugdketen.toewijzing.selectors import product_tekst, toewijzingen_van, verzoeken_van

Deel = tuple[str, list[dict[str, Any]]]


def _dag(waarde: Any) -> str:
    return "" if waarde is None else waarde.isoformat()


def gegevens_van(toegang: Toegang, jeugdige_id: UUID, *, grond: str) -> list[Deel]:
    """The parts of the file with their rows; each row is named values of text. The taking away is in the read log.

    Args:
        toegang: who hands it over.
        jeugdige_id: opaque key of the file.
        grond: on what ground, for instance "verzoek om inzage van 14-1-2026".

    Raises:
        DossierNietGevonden: not there for this person.
    """
    kind = open_dossier(
        toegang,
        jeugdige_id,
        grond=grond,
        wat="alle gegevens, in een bestand",
        handeling=Inzage.Handeling.EXPORT,
    )
    feiten = dossierfeiten(kind)
    delen: list[Deel] = [
        (
            "Wie het is",
            [
                {
                    "naam": kind.weergavenaam,
                    "BSN": kind.bsn or "",
                    "geboren": _dag(kind.geboortedatum),
                    "geslacht": kind.get_geslacht_display(),
                    "dossier van": landschap.gemeente_naam(kind.gemeente_code),
                    "adres": "geheim" if kind.geheim else feiten.adres.regel if feiten.adres else "",
                }
            ],
        ),
        (
            "Gezin en gezag",
            [
                {"wie": r.rol or "relatie", "gezag": "ja" if r.gezag else "nee"}
                for r in rijen_van(kind, "relaties")
            ],
        ),
        (
            "Toestemming",
            [
                {"vorm": t.get_vorm_display(), "datum": _dag(t.datum), "gegeven door": t.gegeven_door}
                for t in rijen_van(kind, "toestemmingen")
            ],
        ),
        (
            "Leefsituatie",
            [{"woont thuis": x.tekst, "vanaf": _dag(x.vanaf)} for x in rijen_van(kind, "leefsituaties")],
        ),
        (
            "Samen beoordeeld",
            [{"datum": _dag(b.datum), "door": b.door} for b in rijen_van(kind, "gezamenlijke_beoordelingen")],
        ),
        (
            "Betrokken organisaties",
            [
                {
                    "organisatie": landschap.aanbieder_naam(b.aanbieder_agb),
                    "waarom": b.get_soort_display(),
                    "van": _dag(b.van),
                    "tot en met": _dag(b.tot),
                }
                for b in Betrokkenheid.objects.filter(jeugdige=kind).order_by("van", "pk")
            ],
        ),
    ]
    delen += _hulp(kind.pk)
    delen.append(
        (
            "Verzoeken over deze gegevens",
            [
                {
                    "soort": r.get_soort_display(),
                    "ontvangen": _dag(r.ontvangen),
                    "wat": r.omschrijving,
                    "antwoord": r.get_antwoord_display(),
                    "toelichting": r.toelichting,
                }
                for r in Rechtenverzoek.objects.filter(jeugdige=kind)
            ],
        )
    )
    delen.append(("Berichten", _berichten(kind.bsn_sleutel, kind.gemeente_code)))
    return delen


def _hulp(jeugdige_id: UUID) -> list[Deel]:
    verzoeken = verzoeken_van(jeugdige_id)
    nummers = {v.pk: v.nummer for v in verzoeken}
    return [
        (
            "Verzoeken om hulp",
            [
                {
                    "nummer": v.nummer,
                    "ontvangen": _dag(v.ontvangen),
                    "wat": product_tekst(v),
                    "aanbieder": landschap.aanbieder_naam(v.aanbieder_agb),
                    "van": _dag(v.van),
                    "tot en met": _dag(v.tot),
                    "toelichting van de aanbieder": v.commentaar,
                }
                for v in verzoeken
            ],
        ),
        (
            "Oordelen van de regels",
            [
                {
                    "verzoek": nummers[t.verzoek_id],
                    "wanneer": t.op.astimezone(klok.NEDERLAND).isoformat(timespec="minutes"),
                    "uitkomst": t.uitkomst,
                    "waarom": " ".join(str(b.get("uitleg", "")) for b in t.antwoord.get("bevindingen", [])),
                }
                for t in Toets.objects.filter(verzoek_id__in=nummers).order_by("op")
            ],
        ),
        (
            "Besluiten",
            [
                {
                    "verzoek": nummers[b.verzoek_id],
                    "wanneer": b.op.astimezone(klok.NEDERLAND).isoformat(timespec="minutes"),
                    "besluit": BESLUITSOORTEN[b.soort],
                    "door": b.door_naam,
                    "reden": b.reden,
                    "motivering": b.motivering,
                }
                for b in Besluit.objects.filter(verzoek_id__in=nummers).order_by("op")
            ],
        ),
        (
            "Toewijzingen",
            [
                {
                    "nummer": t.nummer,
                    "wat": product_tekst(t),
                    "aanbieder": landschap.aanbieder_naam(t.aanbieder_agb),
                    "van": _dag(t.van),
                    "tot en met": _dag(t.tot),
                    "stand": TOEWIJZING_TOESTANDEN.get(t.toestand, t.toestand),
                }
                for t in toewijzingen_van(jeugdige_id)
            ],
        ),
    ]


def _berichten(bsn_sleutel: str | None, gemeente: str) -> list[dict[str, Any]]:
    if not bsn_sleutel:
        return []
    rijen = Bericht.objects.filter(bsn_sleutel=bsn_sleutel, gemeente_code=gemeente).order_by("tijdstip")
    return [
        {
            "wanneer": b.tijdstip.astimezone(klok.NEDERLAND).isoformat(timespec="minutes"),
            "soort": b.soort,
            "richting": "ontvangen" if b.richting == "in" else "verstuurd",
            "aanbieder": landschap.aanbieder_naam(b.aanbieder_agb or ""),
        }
        for b in rijen
    ]
