"""From a request to a verdict: gather the facts, ask the rules, store question, answer and receipt together.

What the rules do not judge because it is not in their question format is added here as findings of the same
shape: what the BRP says, and the same product twice at one provider (OP259). They stand in the stored answer
like all others.
"""

from __future__ import annotations

import copy
import hashlib
import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.conf import settings

from ijw.keten.rekenen import overlappen
from jeugdketen.dossier.models import Jeugdige
from jeugdketen.dossier.selectors import Dossierfeiten, dossierfeiten_van, woonplaats_van
from jeugdketen.kern import klok
from jeugdketen.kern.datumtekst import kort, periode
from jeugdketen.kern.samen import voeg_toe
from jeugdketen.landschap import selectors as landschap
from jeugdketen.toewijzing import termijnen
from jeugdketen.toewijzing.models import (
    GELDENDE_TOESTANDEN,
    IN_ONDERZOEK,
    ONGEWIJZIGD,
    OPEN,
    VOW,
    Aanvulling,
    Toets,
    Toewijzing,
    Verzoek,
    Verzoekdeel,
)
from jeugdregels.kwitantie import canoniek, maak_kwitantie
from jeugdregels.oordeel import ZWAARTE
from jeugdregels.regio import laad

VERWIJZERS: Final = {
    "01": "lokale_toegang",
    "02": "huisarts",
    "03": "jeugdarts",
    "04": "gecertificeerde_instelling",
    "05": "medisch_specialist",
}
"""Verwijzer.Type (COD327) → who refers, in the words of the rules. 06 (no referrer) and 08 (judge) name nobody
who refers."""

VERWIJZERNAMEN: Final = {
    "01": "gemeente",
    "02": "huisarts",
    "03": "jeugdarts",
    "04": "gecertificeerde instelling",
    "05": "medisch specialist",
    "06": "geen verwijzer",
    "08": "rechter of officier van justitie",
}

ROUTES: Final = {
    "01": "lokale_toegang",
    "02": "externe_verwijzer",
    "03": "externe_verwijzer",
    "04": "gecertificeerde_instelling",
    "05": "externe_verwijzer",
    "06": "lokale_toegang",
    "08": "gecertificeerde_instelling",
}
"""Verwijzer.Type → route. A judge's measure is carried out by a GI (S-100); without a referrer the local access
team judges."""

AANVULVELDEN: Final = frozenset(
    {
        *(
            "onderbouwing",
            "plan",
            "zorgvraag",
            "zorg_gestart",
            "aangemeld",
            "uitzondering",
            "verlengde_jeugdhulp",
        ),
        *(
            "oplegger",
            "overleg_drie_partijen",
            "hiaat",
            "doel",
            "setting",
            "overnachting",
            "uitstroomdoel",
            "buiten_regio",
        ),
        *("componenten", "handtekening"),
    }
)
"""Fields of ``aanvraag`` in the question format that a person may add to a request."""

STANDAARD: Final = "iJw 3.2"
REGELTITELS: Final = {
    "brp": "BRP",
    "woonplaats": "Woonplaats",
    "leefsituatie": "Leefsituatie",
    "productcode": "Productcode",
    "geheim_adres": "Geheim adres",
    "op259": "Zelfde product",
    "lopend_onbekend": "Lopende toewijzing",
    "onderzoek": "Onderzoek",
}
"""Titles of the findings that are made here; those of the rules are in :data:`TITELS`."""


def bevinding(
    regel: str,
    uitkomst: str,
    uitleg: str,
    *,
    feiten: Mapping[str, str],
    afwijken: str,
    anders: str,
    bron: tuple[str, str],
    eisen: tuple[str, ...] = (),
) -> dict[str, Any]:
    """A finding in the shape of the question format."""
    return {
        "regel": regel,
        "eisen": list(eisen),
        "uitkomst": uitkomst,
        "uitleg": uitleg,
        "bron": {"document": bron[0], "onderdeel": bron[1]},
        "feiten": dict(feiten),
        "rij": "",
        "afwijken": afwijken,
        "wat_zou_het_veranderen": anders,
    }


@dataclass(frozen=True, slots=True)
class Feiten:
    """Everything that a request is judged on, read once.

    ``vraag`` is the question for the rules, or ``None`` when a fact is missing without which it cannot be asked;
    ``eigen`` are the findings that are made here.
    """

    dossier: Dossierfeiten
    lopend: tuple[Toewijzing, ...]
    aanvulling: Mapping[str, Any]
    namen: Mapping[str, str]
    vraag: dict[str, Any] | None
    eigen: tuple[dict[str, Any], ...]

    def sleutel(self) -> str:
        """Hash of all facts: equal when nothing that counts has changed."""
        inhoud = json.dumps([self.vraag, self.eigen], sort_keys=True, ensure_ascii=False, default=str)
        return hashlib.sha256(inhoud.encode()).hexdigest()


def aanvullingen_van(verzoek: Verzoek) -> dict[str, Aanvulling]:
    """The newest row of each field that was added to a request."""
    return {rij.veld: rij for rij in Aanvulling.objects.filter(verzoek=verzoek).order_by("pk")}


def lopende_toewijzingen(
    jeugdige: Jeugdige, *, behalve: Verzoek | None = None, zonder: Collection[UUID] = ()
) -> list[Toewijzing]:
    """The allocations of a child in this municipality's file that count, running, coming and past.

    ``behalve``: leave out what this request became; ``zonder``: keys of allocations that are to be replaced.
    """
    alle = _lopend_van([jeugdige.pk]).get(jeugdige.pk, [])
    return _zonder(alle, behalve, zonder)


def _lopend_van(jeugdigen: Collection[UUID]) -> dict[UUID, list[Toewijzing]]:
    uit: dict[UUID, list[Toewijzing]] = {}
    rijen = Toewijzing.objects.filter(jeugdige__in=jeugdigen, toestand__in=GELDENDE_TOESTANDEN)
    for rij in rijen.order_by("van", "nummer"):
        uit.setdefault(rij.jeugdige_id, []).append(rij)
    return uit


def _zonder(
    toewijzingen: Sequence[Toewijzing], behalve: Verzoek | None, zonder: Collection[UUID]
) -> list[Toewijzing]:
    return [t for t in toewijzingen if (behalve is None or t.verzoek_id != behalve.pk) and t.pk not in zonder]


class Bronnen:
    """What requests are judged on, read for all of them at once: files, running allocations, providers.

    ``nieuw``: they are not stored yet, so nothing was added to them; these are all their parts.
    """

    def __init__(self, verzoeken: Sequence[Verzoek], *, nieuw: Sequence[Verzoekdeel] | None = None) -> None:
        kinderen = {verzoek.jeugdige_id: verzoek.jeugdige for verzoek in verzoeken}
        self._dossiers = dossierfeiten_van(list(kinderen.values()))
        self._lopend = _lopend_van(list(kinderen))
        self._aanvullingen: dict[UUID, dict[str, Any]] = {}
        if nieuw is None:
            for rij in Aanvulling.objects.filter(verzoek__in=[v.pk for v in verzoeken]).order_by("pk"):
                self._aanvullingen.setdefault(rij.verzoek_id, {})[rij.veld] = rij.waarde
        agbs = {verzoek.aanbieder_agb for verzoek in verzoeken}
        agbs |= {verzoek.verwijzer_code for verzoek in verzoeken if verzoek.verwijzer_code}
        agbs |= {t.aanbieder_agb for rijen in self._lopend.values() for t in rijen}
        self._aanbieders = landschap.toetsbeelden(agbs)
        self._delen = _per_verzoek(_lees_delen(verzoeken) if nieuw is None else nieuw)

    def delen(self, verzoek: Verzoek) -> list[Verzoekdeel]:
        """The parts of a VOW, in their order."""
        return self._delen.get(verzoek.pk, [])

    def dossier(self, verzoek: Verzoek) -> Dossierfeiten:
        """What the file of the child says."""
        return self._dossiers[verzoek.jeugdige_id]

    def lopend(self, verzoek: Verzoek, zonder: Collection[UUID]) -> list[Toewijzing]:
        """The allocations of the child, without what the request became and those that it replaces."""
        return _zonder(self._lopend.get(verzoek.jeugdige_id, ()), verzoek, zonder)

    def aanvulling(self, verzoek: Verzoek) -> dict[str, Any]:
        """What people added to the request."""
        alle = self._aanvullingen.get(verzoek.pk, {})
        return {veld: waarde for veld, waarde in alle.items() if waarde is not None}

    def aanbieder(self, agb: str) -> tuple[str, dict[str, object]] | None:
        """Name and facts of a provider; None when the register does not know it."""
        return self._aanbieders.get(agb)

    def namen(self, agbs: Collection[str]) -> dict[str, str]:
        """AGB → the name by which the provider stands in the question; with its code where two share a name."""
        uit: dict[str, str] = {}
        for agb in sorted(agbs):
            beeld = self.aanbieder(agb)
            naam = agb if beeld is None else beeld[0]
            uit[agb] = f"{naam} ({agb})" if naam in uit.values() else naam
        return uit

    def feiten(self, agb: str) -> dict[str, object]:
        """What the rules want to know of a provider; one that the register does not know has no contracts."""
        beeld = self.aanbieder(agb)
        return {"contracten": []} if beeld is None else beeld[1]


def als_verzoeken(
    verzoek: Verzoek, *, vanaf: date | None = None, delen: Iterable[Verzoekdeel] | None = None
) -> list[tuple[Verzoekdeel, Verzoek]]:
    """What a VOW asks, product by product, each as a request that the rules can judge; what stays is not asked.

    ``vanaf``: nothing begins before this day (granting later than asked). ``delen``: its parts, when they were read
    before.
    """
    uit = []
    for deel in _lees_delen([verzoek]) if delen is None else delen:
        if deel.soort == ONGEWIJZIGD:
            continue
        beeld = copy.copy(verzoek)
        for veld in (
            *("categorie", "code", "product", "product_naam", "product_status", "componenten"),
            *("van", "tot", "volume", "eenheid", "frequentie", "budget_cent"),
        ):
            setattr(beeld, veld, getattr(deel, veld))
        if vanaf is not None:
            beeld.van = max(beeld.van, vanaf)
        uit.append((deel, beeld))
    return uit


def _lees_delen(verzoeken: Sequence[Verzoek]) -> list[Verzoekdeel]:
    """The parts of VOWs, in their order."""
    wijzigingen = [verzoek.pk for verzoek in verzoeken if verzoek.soort == VOW]
    if not wijzigingen:
        return []
    return list(Verzoekdeel.objects.filter(verzoek__in=wijzigingen).order_by("volgnummer"))


def _per_verzoek(delen: Iterable[Verzoekdeel]) -> dict[UUID, list[Verzoekdeel]]:
    uit: dict[UUID, list[Verzoekdeel]] = {}
    for deel in delen:
        uit.setdefault(deel.verzoek_id, []).append(deel)
    return uit


def verzamel(
    verzoek: Verzoek,
    *,
    van: date | None = None,
    tot: date | None = None,
    zonder: Collection[UUID] = (),
    bronnen: Bronnen | None = None,
) -> Feiten:
    """Gather the facts of a request as they stand now; ``van`` and ``tot`` replace the asked period (granting
    otherwise)."""
    bronnen = bronnen or Bronnen([verzoek])
    begin, eind = van or verzoek.van, tot if tot is not None else verzoek.tot
    feiten = bronnen.dossier(verzoek)
    aanvulling = bronnen.aanvulling(verzoek)
    alle = bronnen.lopend(verzoek, zonder)
    lopend = tuple(t for t in alle if overlappen(t.van, t.tot, begin, eind))
    namen = bronnen.namen({verzoek.aanbieder_agb, *(t.aanbieder_agb for t in lopend)})
    eigen = _eigen_bevindingen(verzoek, feiten, lopend, aanvulling, namen, begin, eind)
    vraag = None
    if verzoek.product and feiten.leefsituatie is not None:
        vraag = _vraag(verzoek, feiten, lopend, aanvulling, namen, begin, eind, bronnen)
    return Feiten(feiten, tuple(alle), aanvulling, namen, vraag, tuple(eigen))


def _vraag(
    verzoek: Verzoek,
    feiten: Dossierfeiten,
    lopend: tuple[Toewijzing, ...],
    aanvulling: Mapping[str, Any],
    namen: Mapping[str, str],
    van: date,
    tot: date | None,
    bronnen: Bronnen,
) -> dict[str, Any]:
    dossier = feiten.als_vraag()
    aanvraag: dict[str, Any] = {
        "route": ROUTES.get(verzoek.verwijzer_type, "lokale_toegang"),
        "product": verzoek.product,
        "componenten": list(verzoek.componenten),
        "aanbieder": namen[verzoek.aanbieder_agb],
        "van": van.isoformat(),
        **dossier["aanvraag"],
    }
    if tot is not None:
        aanvraag["tot"] = tot.isoformat()
    aanbieders = {naam: bronnen.feiten(agb) for agb, naam in namen.items()}
    verwijzer = _verwijzer(verzoek, aanbieders, bronnen)
    if verwijzer is not None:
        aanvraag["verwijzer"] = verwijzer
    aanvraag |= {veld: waarde for veld, waarde in aanvulling.items() if veld in AANVULVELDEN}
    return {
        "vraag": "toewijzing",
        "peildatum": klok.vandaag().isoformat(),
        "gemeente": verzoek.gemeente_code,
        "jeugdige": dossier["jeugdige"],
        "aanbieders": aanbieders,
        "lopend": [
            {
                "product": t.product,
                "aanbieder": namen[t.aanbieder_agb],
                "van": t.van.isoformat(),
                **({"tot": t.tot.isoformat()} if t.tot else {}),
            }
            for t in lopend
            if t.product
        ],
        "aanvraag": aanvraag,
    }


def _verwijzer(verzoek: Verzoek, aanbieders: dict[str, Any], bronnen: Bronnen) -> dict[str, Any] | None:
    """Who referred. An AGB code that is a contracted provider's makes the provider the referrer, whatever the
    type says (S-057)."""
    if verzoek.verwijzer_code:
        aanbieder = bronnen.aanbieder(verzoek.verwijzer_code)
        if aanbieder is not None:
            naam, wat = aanbieder
            aanbieders.setdefault(naam, wat)
            return {"soort": "jeugdhulpaanbieder", "aanbieder": naam}
    soort = VERWIJZERS.get(verzoek.verwijzer_type)
    return {"soort": soort} if soort else None


def _eigen_bevindingen(
    verzoek: Verzoek,
    feiten: Dossierfeiten,
    lopend: tuple[Toewijzing, ...],
    aanvulling: Mapping[str, Any],
    namen: Mapping[str, str],
    van: date,
    tot: date | None,
) -> list[dict[str, Any]]:
    uit = [*_brp(verzoek, feiten, aanvulling)]
    if feiten.leefsituatie is None:
        uit.append(
            bevinding(
                "leefsituatie",
                "onvolledig",
                "Niet vastgelegd is of de jeugdige thuis woont. Zonder dat kunnen de andere regels niet oordelen.",
                feiten={"leefsituatie": "niet vastgelegd"},
                afwijken="niet",
                anders="Vastleggen of de jeugdige thuis woont.",
                bron=("Menukaart Jeugd (lokale toegang)", "Zak- en kleedgeld"),
                eisen=("S-161",),
            )
        )
    if verzoek.product is None:
        code = verzoek.code or f"categorie {verzoek.categorie}" if verzoek.categorie else "alleen een budget"
        uit.append(
            bevinding(
                "productcode",
                "onvolledig",
                f"Bij {code} hoort geen product van de regio. Vraag de contractmanager welk product het is, "
                "of laat de aanbieder met een andere code vragen.",
                feiten={"categorie": verzoek.categorie or "geen", "code": verzoek.code or "geen"},
                afwijken="niet",
                anders="De code in het register (contractmanager), of een verzoek van de aanbieder met een andere.",
                bron=("Register", "Productvertaling"),
                eisen=("S-012",),
            )
        )
    sleutel = product_sleutel(verzoek.categorie, verzoek.code)
    for t in lopend:
        if t.aanbieder_agb == verzoek.aanbieder_agb and t.product_sleutel == sleutel:
            uit.append(
                bevinding(
                    "op259",
                    "geweigerd",
                    f"{namen[t.aanbieder_agb]} heeft voor ditzelfde product al toewijzing {t.nummer}, "
                    f"{periode(t.van, t.tot)}. Hetzelfde product mag niet twee keer tegelijk bij één aanbieder.",
                    feiten={"toewijzing": t.nummer, "periode": periode(t.van, t.tot)},
                    afwijken="niet",
                    anders="De nieuwe laten ingaan nadat de lopende stopt, of een wijziging (JW317) van de aanbieder.",
                    bron=(STANDAARD, "OP259"),
                )
            )
        if not t.product:
            uit.append(
                bevinding(
                    "lopend_onbekend",
                    "onvolledig",
                    f"Toewijzing {t.nummer} bij {namen[t.aanbieder_agb]} heeft een code zonder product van de regio. "
                    "De regels hebben haar niet meegewogen.",
                    feiten={"toewijzing": t.nummer, "code": t.code or t.categorie or "geen"},
                    afwijken="met_onderbouwing",
                    anders="Een product bij de code in het register, of een onderbouwing waarom zij niet meetelt.",
                    bron=("Register", "Productvertaling"),
                    eisen=("S-050",),
                )
            )
    return uit


def _brp(verzoek: Verzoek, feiten: Dossierfeiten, aanvulling: Mapping[str, Any]) -> list[dict[str, Any]]:
    j = feiten.jeugdige
    bron = ("BRP", "Persoonsgegevens")
    if j.brp_stand == Jeugdige.BrpStand.ONBEKEND:
        return [
            bevinding(
                "brp",
                "onvolledig",
                "De BRP kent geen jeugdige met dit BSN. Vraag de aanbieder het BSN te controleren; "
                "tot die tijd kan er geen toewijzing uit.",
                feiten={"brp": "niet gevonden"},
                afwijken="niet",
                anders="Een nieuw verzoek van de aanbieder, met een gecontroleerd BSN.",
                bron=bron,
            )
        ]
    if j.brp_stand == Jeugdige.BrpStand.NIET_GEVRAAGD:
        return [
            bevinding(
                "brp",
                "onvolledig",
                "De BRP gaf geen antwoord toen dit verzoek binnenkwam. Vraag de BRP opnieuw: adres en gezag ontbreken.",
                feiten={"brp": "nog niet gevraagd"},
                afwijken="niet",
                anders="De BRP opnieuw vragen.",
                bron=bron,
            )
        ]
    uit = []
    if j.overleden_op is not None:
        uit.append(
            bevinding(
                "brp",
                "geweigerd",
                "Volgens de BRP is deze jeugdige overleden. Neem contact op met de aanbieder.",
                feiten={"overleden": kort(j.overleden_op)},
                afwijken="niet",
                anders="Een correctie in de BRP.",
                bron=bron,
            )
        )
    vastgesteld = aanvulling.get("woonplaats")
    if (
        j.woongemeente != verzoek.gemeente_code
        and not vastgesteld
        and (toets := woonplaats_van(j)) is not None
    ):
        vastgesteld = toets.vastgesteld
    if j.woongemeente != verzoek.gemeente_code and vastgesteld != verzoek.gemeente_code:
        waar = landschap.gemeente_naam(j.woongemeente) if j.woongemeente else "geen Nederlandse gemeente"
        sinds = f" sinds {kort(j.woongemeente_sinds)}" if j.woongemeente_sinds else ""
        uit.append(
            bevinding(
                "woonplaats",
                "onvolledig",
                f"Volgens de BRP staat deze jeugdige{sinds} ingeschreven in {waar}. "
                "Stel vast welke gemeente verantwoordelijk is, of wijs af met reden 8 en noem die gemeente.",
                feiten={"woongemeente": f"{waar} ({j.woongemeente or 'geen'})"},
                afwijken="niet",
                anders="Vaststellen dat uw gemeente verantwoordelijk is, bijvoorbeeld door verblijf.",
                bron=("Woonplaatsbeginsel jeugdhulp (VNG)", "BRP-woonadres en verblijf"),
                eisen=("S-001",),
            )
        )
    if j.geheim:
        uit.append(
            bevinding(
                "geheim_adres",
                "signaal",
                "Het adres is geheim en gaat niet mee in het bericht. In de JW301 staat het postadres van de gemeente. "
                "Is het bericht zelf een gevaar, handel dan buiten het berichtenverkeer af (OP003).",
                feiten={"adres": "geheim"},
                afwijken="met_onderbouwing",
                anders="Een adres dat volgens de BRP niet meer geheim is.",
                bron=(STANDAARD, "TR061, OP003"),
            )
        )
    return uit


TOETSVELDEN: Final = (
    *("laatste_toets", "oordeel", "adres_geheim", "woongemeente", "brp_bekend"),
    *("termijn_soort", "termijn", "nu_te_doen"),
)
"""What a verdict changes in a request."""


def toets(
    verzoek: Verzoek,
    aanleiding: str,
    *,
    van: date | None = None,
    tot: date | None = None,
    bronnen: Bronnen | None = None,
) -> Toets:
    """Run the rules over a request and store what they said; the stored verdict stays when no fact changed.

    Moves the deadline and the next step of the request along. Call with the request locked. ``bronnen``: its facts,
    when they were read with those of others.
    """
    nieuw = _toets(verzoek, aanleiding, van=van, tot=tot, bronnen=bronnen)
    if nieuw is None:
        assert verzoek.laatste_toets is not None
        return verzoek.laatste_toets
    nieuw.save(force_insert=True)
    verzoek.save(update_fields=TOETSVELDEN)
    return nieuw


def leg_nieuwe_vast(
    verzoeken: Sequence[Verzoek], aanleiding: str, *, delen: Sequence[Verzoekdeel] = ()
) -> None:
    """Store new requests, with the parts of those that are a VOW, and the verdict on each, in a few statements."""
    bronnen = Bronnen(verzoeken, nieuw=delen)
    toetsen = [_toets(verzoek, aanleiding, bronnen=bronnen) for verzoek in verzoeken]
    voeg_toe(verzoeken)
    voeg_toe(delen)
    voeg_toe([nieuw for nieuw in toetsen if nieuw is not None])


def _toets(
    verzoek: Verzoek,
    aanleiding: str,
    *,
    van: date | None = None,
    tot: date | None = None,
    bronnen: Bronnen | None = None,
) -> Toets | None:
    """The verdict as it stands now, on the request but not written; None when no fact changed since the last one."""
    bronnen = bronnen or Bronnen([verzoek])
    if verzoek.soort == VOW:
        delen = als_verzoeken(verzoek, vanaf=van, delen=bronnen.delen(verzoek))
        zonder = [deel.toewijzing_id for deel, _ in delen if deel.toewijzing_id is not None]
        alle = [verzamel(beeld, zonder=zonder, bronnen=bronnen) for _, beeld in delen]
        namen = [beeld.product_naam or beeld.code or beeld.categorie for _, beeld in delen]
    else:
        alle, namen = [verzamel(verzoek, van=van, tot=tot, bronnen=bronnen)], [""]
    feiten = alle[0]
    sleutels = [deel.sleutel() for deel in alle]
    sleutel = sleutels[0] if len(alle) == 1 else hashlib.sha256("".join(sleutels).encode()).hexdigest()
    laatste = verzoek.laatste_toets
    if laatste is not None and laatste.feiten_sleutel == sleutel:
        return None
    antwoord, kwitantie = _als_geheel(namen, [_antwoord(deel) for deel in alle])
    gesteld: dict[str, Any] = {"vraag": feiten.vraag, "eigen": list(feiten.eigen)}
    if len(alle) > 1:
        gesteld = {"delen": [{"vraag": deel.vraag, "eigen": list(deel.eigen)} for deel in alle]}
    nieuw = Toets(
        verzoek=verzoek,
        gemeente_code=verzoek.gemeente_code,
        aanleiding=aanleiding,
        feiten=gesteld,
        feiten_sleutel=sleutel,
        antwoord=antwoord,
        uitkomst=antwoord["uitkomst"],
        kwitantie=kwitantie,
        op=klok.nu(),
    )
    verzoek.laatste_toets = nieuw
    verzoek.oordeel = nieuw.uitkomst
    verzoek.adres_geheim = feiten.dossier.jeugdige.geheim
    verzoek.woongemeente = feiten.dossier.jeugdige.woongemeente
    verzoek.brp_bekend = feiten.dossier.jeugdige.brp_stand == Jeugdige.BrpStand.BEKEND
    if verzoek.toestand == OPEN:
        verzoek.termijn_soort, verzoek.termijn = _termijn(verzoek, antwoord)
    verzoek.nu_te_doen = nu_te_doen(verzoek.toestand, antwoord)
    return nieuw


def _als_geheel(
    namen: list[str], gegeven: list[tuple[dict[str, Any], dict[str, Any]]]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """One verdict on a request with several products: the heaviest of all (OP344).

    What is said of every product alike stands there once, the rest with the product that it is about.
    """
    if len(gegeven) == 1:
        return gegeven[0]
    telling = Counter(
        canoniek(b)
        for antwoord, _ in gegeven
        for b in {canoniek(b): b for b in antwoord["bevindingen"]}.values()
    )
    bevindingen: dict[bytes, dict[str, Any]] = {}
    for naam, (antwoord, _) in zip(namen, gegeven, strict=True):
        for b in antwoord["bevindingen"]:
            if telling[canoniek(b)] < len(gegeven):
                b = {**b, "uitleg": f"{naam[:1].upper()}{naam[1:]}: {b['uitleg']}"}
            bevindingen.setdefault(canoniek(b), b)
    samen = sorted(bevindingen.values(), key=lambda b: -ZWAARTE.get(b["uitkomst"], 0))
    uitkomst = max((antwoord["uitkomst"] for antwoord, _ in gegeven), key=lambda u: ZWAARTE.get(u, 0))
    regio = next((a["regio"] for a, _ in gegeven if a["regio"]["naam"]), gegeven[0][0]["regio"])
    return (
        {**gegeven[0][0], "uitkomst": uitkomst, "bevindingen": samen, "regio": regio},
        {"delen": [kwitantie for _, kwitantie in gegeven]},
    )


def _antwoord(feiten: Feiten) -> tuple[dict[str, Any], dict[str, Any]]:
    """The answer of the rules with the findings of our own, heaviest outcome on top, and the receipt."""
    if feiten.vraag is None:
        antwoord: dict[str, Any] = {
            "uitkomst": "toegestaan",
            "bevindingen": [],
            "regio": {"naam": "", "versie": ""},
        }
        kwitantie: dict[str, Any] = {"vraag": "niet gesteld: een feit ontbreekt"}
    else:
        from jeugdregels.vragen import beantwoord  # reads the region's tables: not before somebody asks

        regio = laad(settings.JEUGDKETEN_REGIO)
        gegeven = beantwoord(feiten.vraag, regio=regio, volledig=True)
        antwoord = gegeven.naar_dict()
        kwitantie = maak_kwitantie(feiten.vraag, gegeven, gesteld_op=klok.vandaag(), regio=regio).naar_dict()
        if antwoord["uitkomst"] == "fout":
            uitleg = "; ".join(f"{f['veld']}: {f['melding']}" for f in antwoord["fouten"])
            antwoord = {
                "uitkomst": "onvolledig",
                "bevindingen": [
                    bevinding(
                        "vraag",
                        "onvolledig",
                        f"De regels kunnen deze feiten niet beoordelen. {uitleg}",
                        feiten={f["veld"]: f["melding"] for f in antwoord["fouten"]},
                        afwijken="niet",
                        anders="Deze gegevens verbeteren.",
                        bron=("Vraagformaat van de regels", "Fouten"),
                    )
                ],
                "regio": {"naam": "", "versie": ""},
            }
    bevindingen = [*antwoord["bevindingen"], *feiten.eigen]
    bevindingen.sort(key=lambda b: -ZWAARTE.get(b["uitkomst"], 0))
    antwoord["bevindingen"] = bevindingen
    antwoord["uitkomst"] = max(
        (b["uitkomst"] for b in bevindingen), key=lambda u: ZWAARTE.get(u, 0), default=antwoord["uitkomst"]
    )
    return antwoord, kwitantie


def _termijn(verzoek: Verzoek, antwoord: Mapping[str, Any]) -> tuple[str, date]:
    if any(b["regel"] == "woonplaats" for b in antwoord["bevindingen"]):
        return termijnen.WOONPLAATS, termijnen.woonplaats_uiterlijk(verzoek.ontvangen)
    return termijnen.VERZOEK, termijnen.antwoord_uiterlijk(verzoek.ontvangen)


STAPPEN: Final = {
    "toestemming": "Toestemming vastleggen",
    "leefsituatie": "Leefsituatie vastleggen",
    "woonplaats": "Woonplaats vaststellen",
    "brp": "BSN laten controleren",
    "productcode": "Product laten vaststellen",
    "gezamenlijke_beoordeling": "Gezamenlijk beoordelen",
    "oplegger": "Oplegger vastleggen",
    "overleg_drie_partijen": "Overleg met drie partijen",
    "uitstroomdoel": "Uitstroomdoel vastleggen",
    "integraal_tarief": "Onderbouwing vastleggen",
    "plan": "Onderbouwing vastleggen",
    "zorgvraag": "Zorgvraag vastleggen",
    "verwijzing": "Verwijzing navragen",
}
"""Rule → the next step when it asks for something."""


def nu_te_doen(toestand: str, antwoord: Mapping[str, Any]) -> str:
    """The one next step of a person, from the heaviest findings."""
    if toestand not in (OPEN, IN_ONDERZOEK):
        return ""
    uitkomst = antwoord["uitkomst"]
    if uitkomst in ("toegestaan", "signaal"):
        return "Besluiten"
    if uitkomst == "geweigerd":
        return "Afwijzen" if toestand == IN_ONDERZOEK else "Afwijzen of onderzoeken"
    for b in antwoord["bevindingen"]:
        if b["uitkomst"] == uitkomst and b["regel"] in STAPPEN:
            return STAPPEN[b["regel"]]
    return "Gegevens aanvullen" if uitkomst == "onvolledig" else "Eerst een stap zetten"


def product_sleutel(categorie: str, code: str) -> str:
    """What counts as the same product: category and code, else the category, else the budget alone (OP259)."""
    return f"{categorie}{code}" if categorie else "budget"


def toets_opnieuw(jeugdige: Jeugdige, aanleiding: str) -> list[Verzoek]:
    """Facts of a child count for all its open requests: judge each of them again. Returns them, as they are then."""
    rijen = Verzoek.objects.select_for_update(of=("self",)).select_related("jeugdige", "laatste_toets")
    open_ = list(rijen.filter(jeugdige=jeugdige, toestand__in=(OPEN, IN_ONDERZOEK)).order_by("pk"))
    bronnen = Bronnen(open_) if open_ else None
    for verzoek in open_:
        toets(verzoek, aanleiding[:80], bronnen=bronnen)
    return open_
