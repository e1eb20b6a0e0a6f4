"""What the screens about identity, domicile and transfer print."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.urls import reverse

from jeugdketen.dossier import selectors
from jeugdketen.dossier.overdracht import EINDIGT, ONDERDELEN
from jeugdketen.kern import klok, rollen
from jeugdketen.kern.bsn import toon_bsn
from jeugdketen.kern.toegang import Toegang
from jeugdketen.landschap import selectors as landschap
from jeugdketen.portaal.weergave.datums import kort, lang
from jeugdketen.portaal.weergave.feiten import Feitregel
from jeugdketen.toewijzing.overdracht import Gevolg, lopende_toewijzingen

TABS = (
    ("zoeken", "Zoeken", "portaal:jeugdigen"),
    ("nieuw", "Nieuw dossier", "portaal:jeugdige-nieuw"),
    ("dubbelen", "Dubbele dossiers", "portaal:dubbelen"),
    ("brp", "Wijzigingen in de BRP", "portaal:brpwerk"),
    ("overdrachten", "Overdrachten", "portaal:overdrachten"),
)


def tabs(toegang: Toegang, hier: str) -> list[dict[str, Any]]:
    """The parts of the room of children, with the one that is open and how much waits in each."""
    brp, aangeboden = selectors.wacht_op(toegang)
    aantal = {"brp": brp, "overdrachten": aangeboden}
    return [
        {"naam": naam, "url": reverse(view), "actief": sleutel == hier, "aantal": aantal.get(sleutel, 0)}
        for sleutel, naam, view in TABS
    ]


def gemeente(code: str) -> str:
    """The name of a municipality."""
    return landschap.gemeente_naam(code)


def gemeenten_met(toegang: Toegang, mag: Callable[[Toegang, str], bool]) -> list[tuple[str, str]]:
    """The municipalities for which this person may do something, by name."""
    paren = [(code, gemeente(code)) for code in toegang.gemeenten if mag(toegang, code)]
    return sorted(paren, key=lambda paar: paar[1])


def alle_gemeenten() -> list[tuple[str, list[tuple[str, str]]]]:
    """All Dutch municipalities to choose from, those of the region first."""
    regio = {g.cbs_code: g.naam for g in landschap.gemeenten()}
    ander = landschap.nederlandse_gemeenten(klok.vandaag())
    return [
        ("In de regio", sorted(regio.items(), key=lambda paar: paar[1])),
        ("Andere gemeenten", [(code, naam) for code, naam in ander.items() if code not in regio]),
    ]


@dataclass(frozen=True)
class Kop:
    """Whom a page is about. `geboren` in words."""

    id: UUID
    naam: str
    geboren: str
    bsn: str
    gemeente: str
    ongeboren: bool
    geheim: bool


def kop(kind: Any) -> Kop:
    """The head of a page about a child."""
    return Kop(
        kind.pk,
        naam_van(kind),
        geboren(kind),
        kind.bsn_tekst,
        gemeente(kind.gemeente_code),
        kind.ongeboren,
        kind.geheim,
    )


def naam_van(kind: Any) -> str:
    """The name; a child that is not born yet has only a surname."""
    return f"Kind {kind.naam.geslachtsnaam}" if kind.ongeboren else str(kind.weergavenaam)


def geboren(kind: Any) -> str:
    """`3 okt 2011`, or when the birth is expected."""
    dag = kort(kind.geboortedatum)
    return f"verwacht rond {dag}" if kind.ongeboren else dag


def loopt_bij(kind: Any) -> list[str]:
    """The providers that know a child by the BSN it has now."""
    return sorted({rij["aanbieder"] for rij in lopende_toewijzingen(kind.pk, klok.vandaag())})


def identiteitregels(kind: Any) -> list[Feitregel]:
    """The lines about who a child is: BSN, what the BRP said, numbers from before, who is responsible."""
    brp = kind.get_brp_stand_display()
    gevraagd = f", gevraagd op {kort(kind.brp_op.astimezone(klok.NEDERLAND).date())}" if kind.brp_op else ""
    regels = [Feitregel("BSN", kind.bsn_tekst), Feitregel("BRP", f"{brp}{gevraagd}")]
    if kind.overleden_op:
        regels.append(Feitregel("Overleden", kort(kind.overleden_op), bron="BRP"))
    for vroeger in selectors.vroegere_bsns(kind):
        op = kort(vroeger.vastgelegd_op.astimezone(klok.NEDERLAND).date())
        wie = f"tot {op}: {vroeger.reden}"
        regels.append(
            Feitregel("Vroeger BSN", toon_bsn(vroeger.bsn), regels=(wie,), bron=vroeger.vastgelegd_door_naam)
        )
    toets = selectors.woonplaats_van(kind)
    if toets is not None:
        regels.append(
            Feitregel(
                "Verantwoordelijk",
                gemeente(toets.vastgesteld),
                regels=(f"op {kort(toets.peildatum)}",),
                bron=toets.vastgelegd_door_naam,
            )
        )
    return regels


@dataclass(frozen=True)
class Stap:
    """Something that can be done about a child; a POST when it changes something at once."""

    naam: str
    url: str
    post: bool = False


def stappen(toegang: Toegang, kind: Any) -> list[Stap]:
    """What this person can do about the identity and domicile of a child."""
    if kind.samengevoegd_met_id is not None:
        return []
    uit = []
    if rollen.mag_identiteit_verbeteren(toegang, kind.gemeente_code):
        if kind.ongeboren:
            uit.append(Stap("Geboorte vastleggen", reverse("portaal:jeugdige-geboorte", args=[kind.pk])))
        else:
            naam = "BSN verbeteren" if kind.bsn_sleutel else "BSN invullen"
            uit.append(Stap(naam, reverse("portaal:jeugdige-bsn", args=[kind.pk])))
        if kind.bsn_sleutel:
            uit.append(Stap("BRP opnieuw vragen", reverse("portaal:jeugdige-brp", args=[kind.pk]), post=True))
    if rollen.mag_overdragen(toegang, kind.gemeente_code):
        uit.append(Stap("Woonplaats vaststellen", reverse("portaal:woonplaats", args=[kind.pk])))
        uit.append(Stap("Dossier overdragen", reverse("portaal:overdragen", args=[kind.pk])))
    return uit


def opgenomen(toegang: Toegang, kind: Any) -> list[dict[str, Any]]:
    """The double files that went up in this one, with the way back."""
    mag = rollen.mag_identiteit_verbeteren(toegang, kind.gemeente_code)
    return [
        {
            "naam": naam_van(samen.vervalt),
            "id": samen.vervalt_id,
            "reden": samen.reden,
            "wie": samen.vastgelegd_door_naam,
            "op": samen.vastgelegd_op,
            "ongedaan_op": samen.ongedaan_op,
            "ongedaan_wie": samen.ongedaan_door_naam,
            "url": reverse("portaal:samenvoeging-ongedaan", args=[kind.pk, samen.pk])
            if mag and samen.ongedaan_op is None
            else "",
        }
        for samen in selectors.samenvoegingen_van(kind)
    ]


def brppersonen(gevonden: Sequence[Any]) -> list[dict[str, str]]:
    """People of the BRP to choose from."""
    return [
        {
            "naam": p.naam.voluit(),
            "geboren": kort(p.geboortedatum),
            "bsn": toon_bsn(p.bsn),
            "gemeente": gemeente(p.gemeente_code) if p.gemeente_code else "niet in een gemeente",
        }
        for p in gevonden
    ]


# --- doubles --------------------------------------------------------------------------------------------------------


def paren(gevonden: Sequence[selectors.Dubbelpaar]) -> list[dict[str, Any]]:
    """The list of pairs."""
    return [
        {
            "een": kop(paar.een),
            "ander": kop(paar.ander),
            "waarom": paar.waarom,
            "url": reverse("portaal:vergelijk", args=[paar.een.pk, paar.ander.pk]),
        }
        for paar in gevonden
    ]


def kant(kind: Any) -> dict[str, Any]:
    """One side of a comparison."""
    # The demo has a day of its own; the database has not.
    sinds = "" if klok.is_demo() else kort(kind.aangemaakt_op.astimezone(klok.NEDERLAND).date())
    return {
        "kop": kop(kind),
        "sinds": sinds,
        "toewijzingen": len(lopende_toewijzingen(kind.pk, date(1900, 1, 1))),
    }


# --- BRP ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Brpregel:
    """One change in the BRP on the list of work."""

    id: int
    kind: Kop
    soort: str
    tekst: str
    op: datetime
    mag: bool


def brpmeldingen(toegang: Toegang) -> list[Brpregel]:
    """The open changes; the list shows names, so each child's row is in the read log by who opens it."""
    from jeugdketen.kern import leeslog

    meldingen = selectors.brpmeldingen()
    leeslog.leg_inzage_vast(
        toegang, None, "zoeken", "wijzigingen in de BRP", f"lijst, {len(meldingen)} meldingen"
    )
    namen = {code: gemeente(code) for code in {m.gemeente_code for m in meldingen}}
    return [
        Brpregel(
            m.pk,
            Kop(
                m.jeugdige_id,
                naam_van(m.jeugdige),
                geboren(m.jeugdige),
                "",
                namen[m.gemeente_code],
                m.jeugdige.ongeboren,
                m.jeugdige.geheim,
            ),
            m.get_soort_display(),
            m.tekst,
            m.op,
            rollen.mag_identiteit_verbeteren(toegang, m.gemeente_code),
        )
        for m in meldingen
    ]


# --- domicile -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Advies:
    """What the rules say: the municipality (code and name; empty when a fact is missing), and why."""

    gemeente: str
    naam: str
    uitkomst: str
    zinnen: tuple[str, ...]
    anders: str
    bron: str


def advies(antwoord: Mapping[str, Any]) -> Advies:
    """The verdict of the rules on domicile."""
    bevindingen = antwoord.get("bevindingen", [])
    code = str(antwoord.get("advies", {}).get("gemeente", ""))
    eerste = bevindingen[0] if bevindingen else {}
    bron = eerste.get("bron", {})
    return Advies(
        code,
        gemeente(code) if code else "",
        "toegestaan" if code else "onvolledig",
        tuple(b["uitleg"] for b in bevindingen),
        eerste.get("wat_zou_het_veranderen", ""),
        ", ".join(filter(None, (bron.get("document"), bron.get("onderdeel")))),
    )


def woonfeiten(kind: Any) -> list[Feitregel]:
    """What the file and the BRP say about where a child lives; never the address itself."""
    waar = gemeente(kind.woongemeente) if kind.woongemeente else "geen woonadres in Nederland bekend"
    sinds = (f"sinds {lang(kind.woongemeente_sinds)}",) if kind.woongemeente_sinds else ()
    regels = [
        Feitregel("Woonadres in", waar, regels=sinds, bron="BRP"),
        Feitregel("Dossier van", gemeente(kind.gemeente_code)),
    ]
    leef = selectors.leefsituatie_van(kind)
    if leef is not None:
        regels.append(Feitregel("Woont thuis", leef.tekst, bron=leef.vastgelegd_door_naam))
    return regels


def eerdere_toets(kind: Any) -> dict[str, Any] | None:
    """What was established before."""
    toets = selectors.woonplaats_van(kind)
    if toets is None:
        return None
    return {
        "gemeente": gemeente(toets.vastgesteld),
        "wie": toets.vastgelegd_door_naam,
        "op": toets.vastgelegd_op,
    }


def vastgesteld(toets: Any) -> str:
    """What was established, in one sentence."""
    return f"Vastgesteld: {gemeente(toets.vastgesteld)} is verantwoordelijk."


# --- transfer -------------------------------------------------------------------------------------------------------

STANDKLEUR = {
    "aangeboden": "opgeschort",
    "aanvaard": "toegestaan",
    "geweigerd": "geweigerd",
    "ingetrokken": "signaal",
    "verstuurd": "toegestaan",
}


def aangeboden(aanbod: Any) -> str:
    """What happens next after an offer."""
    naar = gemeente(aanbod.naar_gemeente)
    if aanbod.buiten_regio:
        return f"De overdracht aan {naar} staat klaar. Druk de brief af en stuur haar op."
    return f"Het dossier is aangeboden aan {naar}. Die gemeente neemt het aan of weigert het."


def overdrachtmelding(rij: Any) -> str:
    """What was done with a transfer."""
    return f"Vastgelegd: de overdracht is {rij.get_stand_display()}."


def _naam_in(rij: Any) -> str:
    from jeugdketen.dossier.namen import Naam

    gegevens = rij.inhoud["gegevens"]
    naam = Naam(**gegevens["naam"])
    return f"Kind {naam.geslachtsnaam}" if gegevens["ongeboren"] else naam.voluit()


def overdrachtrijen(toegang: Toegang, rijen: Sequence[Any]) -> list[dict[str, Any]]:
    """The list of transfers, seen from the municipalities of this person."""
    return [
        {
            "id": rij.pk,
            "naam": _naam_in(rij),
            "van": gemeente(rij.gemeente_code),
            "naar": gemeente(rij.naar_gemeente),
            "in": rij.naar_gemeente in toegang.gemeenten,
            "ingang": rij.ingang,
            "stand": rij.get_stand_display(),
            "kleur": STANDKLEUR[rij.stand],
            "op": rij.aangeboden_op,
            "mijn_beurt": rij.stand == "aangeboden"
            and rollen.mag_overdragen(toegang, rij.gemeente_code if rij.buiten_regio else rij.naar_gemeente),
        }
        for rij in rijen
    ]


def overdrachtpagina(toegang: Toegang, rij: Any, gevolgen: Sequence[Gevolg]) -> dict[str, Any]:
    """Everything on the page of one transfer."""
    open_ = rij.stand == "aangeboden"
    inhoud = rij.inhoud
    g = inhoud["gegevens"]
    dag = kort(date.fromisoformat(g["geboortedatum"]))
    regels = [
        Feitregel("Naam", _naam_in(rij), sterk=True),
        Feitregel("Geboren", f"verwacht rond {dag}" if g["ongeboren"] else dag),
        Feitregel("BSN", toon_bsn(rij.bsn) if rij.bsn else "geen BSN"),
    ]
    if g["geheim"]:
        regels.append(Feitregel("Adres", "geheim, gaat niet mee"))
    elif "adres" in inhoud:
        regels.append(Feitregel("Adres", f"{inhoud['adres']['regel']} ({inhoud['adres']['postcode']})"))
    if inhoud.get("gezag"):
        from jeugdketen.dossier.namen import Naam

        wie = ", ".join(f"{Naam(**p['naam']).voluit()} ({p['rol']})" for p in inhoud["gezag"])
        regels.append(Feitregel("Gezag", wie))
    if t := inhoud.get("toestemming"):
        regels.append(
            Feitregel("Toestemming", f"{t['vorm']}, {kort(date.fromisoformat(t['datum']))}", bron=t["door"])
        )
    if leef := inhoud.get("leefsituatie"):
        regels.append(Feitregel("Woont thuis", leef["tekst"]))
    if b := inhoud.get("beoordeling"):
        regels.append(Feitregel("Samen beoordeeld", f"{kort(date.fromisoformat(b['datum']))}, {b['door']}"))
    if w := inhoud.get("woonplaats"):
        regels.append(
            Feitregel(
                "Woonplaats",
                f"{gemeente(w['vastgesteld'])}, op {kort(date.fromisoformat(w['peildatum']))}",
                regels=tuple(w["uitleg"]),
                bron=w["door"],
            )
        )
    return {
        "overdracht": rij,
        "naam": _naam_in(rij),
        "van": gemeente(rij.gemeente_code),
        "naar": gemeente(rij.naar_gemeente),
        "kleur": STANDKLEUR[rij.stand],
        "regels": regels,
        "mee": [ONDERDELEN[deel] for deel in rij.onderdelen],
        "niet_mee": [naam for deel, naam in ONDERDELEN.items() if deel not in rij.onderdelen],
        "toewijzingen": [
            {
                **t,
                "van": date.fromisoformat(t["van"]),
                "tot": date.fromisoformat(t["tot"]) if t["tot"] else None,
                "eindigt": t.get("keuze") == EINDIGT,
            }
            for t in inhoud.get("toewijzingen", [])
        ],
        "gevolgen": [
            {"wie": gemeente(code), "stappen": [stap for stap in gevolgen if stap.gemeente == code]}
            for code in (rij.gemeente_code, rij.naar_gemeente)
            if any(stap.gemeente == code for stap in gevolgen)
        ],
        "mag_antwoorden": open_
        and not rij.buiten_regio
        and rollen.mag_overdragen(toegang, rij.naar_gemeente),
        "mag_intrekken": open_ and rollen.mag_overdragen(toegang, rij.gemeente_code),
        "mag_brief": rij.buiten_regio and rollen.mag_overdragen(toegang, rij.gemeente_code),
        "eigen_dossier": _dossier(toegang, rij),
    }


def _dossier(toegang: Toegang, rij: Any) -> UUID | None:
    """The file on this person's own side of the transfer."""
    if rij.gemeente_code in toegang.gemeenten:
        return UUID(str(rij.jeugdige_id))
    return rij.dossier if rij.naar_gemeente in toegang.gemeenten else None
