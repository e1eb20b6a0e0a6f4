"""Which municipality is responsible for a child: the facts, what the rules say, and what a named person established."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction

from jeugdketen.dossier.brp import BrpOnbereikbaar, brp_poort
from jeugdketen.dossier.models import Jeugdige, Woonplaatstoets
from jeugdketen.dossier.selectors import DossierNietGevonden, leefsituatie_van
from jeugdketen.dossier.services import door_wie
from jeugdketen.kern import klok, leeslog
from jeugdketen.kern.models import Inzage
from jeugdketen.kern.rollen import mag_overdragen
from jeugdketen.kern.toegang import Toegang, ToegangGeweigerd
from jeugdketen.landschap.selectors import nederlandse_gemeenten
from jeugdregels.kwitantie import maak_kwitantie

GROND = "woonplaats vaststellen"


class Woonplaatsfeiten(NamedTuple):
    """What somebody says about where a child lives and lived. Municipalities are CBS codes; None: not known.

    Attributes:
        verblijf_van: first day of an unbroken chain of stays with a provider or foster parent; None: no stay.
        gemeente_ervoor: where the child had its address on the day before.
        vanaf_geboorte: the stay began at birth.
        moeder_gemeente: where the mother had her address at birth (or has it, before birth).
        werkelijk_verblijf: where the child really stayed when help was asked, if it has no address in the BRP.
    """

    verblijf_van: date | None = None
    gemeente_ervoor: str | None = None
    vanaf_geboorte: bool = False
    moeder_gemeente: str | None = None
    werkelijk_verblijf: str | None = None


def bekende_feiten(jeugdige: Jeugdige) -> Woonplaatsfeiten:
    """What the file knows already: a recorded stay, and for a child that is not born the mother's municipality."""
    leef = leefsituatie_van(jeugdige)
    verblijf = leef.vanaf if leef is not None and not leef.woont_thuis else None
    return Woonplaatsfeiten(verblijf_van=verblijf, moeder_gemeente=_gemeente_van_moeder(jeugdige))


def _gemeente_van_moeder(jeugdige: Jeugdige) -> str | None:
    moeder = jeugdige.relaties.filter(bsn__isnull=False).first() if jeugdige.ongeboren else None
    if moeder is None:
        return None
    try:
        persoon = brp_poort().zoek(moeder.bsn)
    except BrpOnbereikbaar:
        return None
    return persoon.gemeente_code if persoon else None


def vraag_van(jeugdige: Jeugdige, feiten: Woonplaatsfeiten, op: date) -> dict[str, Any]:
    """The `woonplaats` question of `jeugdregels` on a day; the address is what the BRP said last."""
    vraag: dict[str, Any] = {"vraag": "woonplaats", "peildatum": op.isoformat()}
    if jeugdige.woongemeente:
        vraag["brp_gemeente"] = jeugdige.woongemeente
    if jeugdige.ongeboren:
        vraag["ongeboren"] = True
    if feiten.verblijf_van is not None:
        vraag["verblijf"] = {
            "van": feiten.verblijf_van.isoformat(),
            "gemeente_ervoor": feiten.gemeente_ervoor,
            "vanaf_geboorte": feiten.vanaf_geboorte,
        }
    if feiten.moeder_gemeente:
        vraag["moeder_gemeente"] = feiten.moeder_gemeente
    if feiten.werkelijk_verblijf:
        vraag["werkelijk_verblijf"] = feiten.werkelijk_verblijf
    return vraag


def beoordeel(jeugdige: Jeugdige, feiten: Woonplaatsfeiten, op: date) -> dict[str, Any]:
    """What the rules say about these facts, as JSON, with its receipt under `kwitantie`; nothing is stored."""
    from jeugdregels.vragen import beantwoord  # reads the region's tables: not before somebody asks

    vraag = vraag_van(jeugdige, feiten, op)
    antwoord = beantwoord(vraag, regio=settings.JEUGDKETEN_REGIO, volledig=True)
    kwitantie = maak_kwitantie(vraag, antwoord, gesteld_op=klok.vandaag(), regio=settings.JEUGDKETEN_REGIO)
    return {**antwoord.naar_dict(), "kwitantie": kwitantie.naar_dict()}


@transaction.atomic
def stel_vast(
    toegang: Toegang,
    jeugdige_id: UUID,
    feiten: Woonplaatsfeiten,
    vastgesteld: str,
    *,
    peildatum: date | None = None,
    toelichting: str = "",
) -> Woonplaatstoets:
    """Record which municipality is responsible. The rules advise; whoever establishes something else says why.

    Raises:
        DossierNietGevonden: there is no such file for this person.
        ToegangGeweigerd: this person may not do it.
        ValidationError: a field is wrong; the message names it and what to do.
    """
    jeugdige = Jeugdige.objects.filter(pk=jeugdige_id).first()
    if jeugdige is None:
        leeslog.leg_inzage_vast(toegang, jeugdige_id, Inzage.Handeling.GEWEIGERD, GROND, "woonplaats")
        raise DossierNietGevonden
    if toegang.gebruiker_id is None or not mag_overdragen(toegang, jeugdige.gemeente_code):
        raise ToegangGeweigerd("U mag in deze gemeente de woonplaats niet vaststellen. Vraag een consulent.")
    op = peildatum or klok.vandaag()
    gemeenten = nederlandse_gemeenten(op)
    if (
        feiten.verblijf_van is not None
        and not jeugdige.ongeboren
        and feiten.verblijf_van < jeugdige.geboortedatum
    ):
        raise ValidationError({"verblijf_van": "Het verblijf begint voor de geboorte. Controleer het jaar."})
    # A stay may have begun when another division into municipalities held.
    alle = nederlandse_gemeenten()
    for veld in ("gemeente_ervoor", "moeder_gemeente", "werkelijk_verblijf"):
        code = getattr(feiten, veld)
        if code and code not in alle:
            raise ValidationError({veld: "Deze gemeente bestaat niet. Kies een gemeente uit de lijst."})
    if vastgesteld not in gemeenten:
        raise ValidationError({"vastgesteld": "Kies welke gemeente verantwoordelijk is."})
    antwoord = beoordeel(jeugdige, feiten, op)
    advies = str(antwoord.get("advies", {}).get("gemeente", ""))
    uitleg = toelichting.strip()[:1000]
    if advies != vastgesteld and len(uitleg) < 10:
        wat = "De regels komen op een andere gemeente uit" if advies else "De regels missen een gegeven"
        raise ValidationError({"toelichting": f"{wat}. Schrijf op waarom u dit toch vaststelt."})
    toets = Woonplaatstoets.objects.create(
        jeugdige=jeugdige,
        peildatum=op,
        feiten=vraag_van(jeugdige, feiten, op),
        antwoord=antwoord,
        advies=advies,
        vastgesteld=vastgesteld,
        toelichting=uitleg,
        **door_wie(toegang, jeugdige),
    )
    leeslog.leg_inzage_vast(
        toegang,
        jeugdige.pk,
        Inzage.Handeling.VASTLEGGEN,
        GROND,
        "verantwoordelijke gemeente",
        gemeente_code=jeugdige.gemeente_code,
    )
    return toets
