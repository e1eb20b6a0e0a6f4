"""From what the selectors return to what the screens of this room print."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from jeugdketen.portaal.consulent.forms import KEUZE_ID, Aanvulformulier
from jeugdketen.portaal.weergave.datums import dag_kort_jaar, periode, periode_lang
from jeugdketen.portaal.weergave.feiten import Feitregel
from jeugdketen.portaal.weergave.teksten import zinsbegin
from jeugdketen.portaal.weergave.tijdlijn import Balk, Tijdlijn, maak_tijdlijn
from jeugdketen.portaal.weergave.uitkomst import WOORDEN
from jeugdketen.toewijzing.weergave import Tijdlijnbalk, VerzoekPagina, Werkvoorraad

TABNAMEN = {
    "mijn": "Van mij",
    "team": "Van mijn team",
    "niemand": "Nog van niemand",
    "wacht": "Wacht op een ander",
}
TABELNAMEN = {
    "mijn": "Mijn werk",
    "team": "Werk van mijn team",
    "niemand": "Werk van niemand",
    "wacht": "Werk dat op een ander wacht",
}
SOORTEN = (
    ("verzoek", "Verzoek om toewijzing"),
    ("onderzoek", "Onderzoek"),
    ("woonplaats", "Andere gemeente?"),
)

TELWOORDEN = (
    "nul", "één", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "elf", "twaalf",
)  # fmt: skip


def telwoord(aantal: int) -> str:
    """``vier``; from thirteen on in digits."""
    return TELWOORDEN[aantal] if 0 <= aantal < len(TELWOORDEN) else str(aantal)


@dataclass(frozen=True)
class Samenvatting:
    """The sentence under the title, with one part in bold."""

    voor: str = ""
    sterk: str = ""
    na: str = ""


def samenvatting(werk: Werkvoorraad) -> Samenvatting:
    """What the work list asks today, in one sentence."""
    nu = werk.te_laat + werk.vandaag
    if not nu:
        return Samenvatting("Geen zaak in deze lijst vraagt vandaag een antwoord.")
    vraagt = "zaak vraagt" if nu == 1 else "zaken vragen"
    sterk = f"{zinsbegin(telwoord(nu))} {vraagt} vandaag een antwoord"
    if not werk.te_laat:
        return Samenvatting("", sterk, ".")
    if nu == werk.te_laat:
        return Samenvatting("", sterk, ", en is te laat." if nu == 1 else ", en zijn al te laat.")
    return Samenvatting(
        "", sterk, f", {telwoord(werk.te_laat)} daarvan {'is' if werk.te_laat == 1 else 'zijn'} te laat."
    )


def balken(rijen: Sequence[Tijdlijnbalk]) -> list[Balk]:
    """Rows of the time line of a request or a child."""
    return [
        Balk(
            segment=rij.segment or "",
            naam=_zonder_segment(rij.product_tekst, rij.segment),
            aanbieder=rij.aanbieder_naam,
            van=rij.van,
            tot=rij.tot,
            soort="vraag" if rij.soort == "gevraagd" else rij.soort if rij.soort == "oud" else "loopt",
            overlap=rij.overlap,
            samen_van=rij.samen_van,
            samen_tot=rij.samen_tot,
            gesproken=rij.tekst or periode_lang(rij.van, rij.tot),
        )
        for rij in rijen
    ]


def _zonder_segment(product: str, segment: str | None) -> str:
    """``B · P4 intensief`` beside the box with its B becomes ``P4 intensief``."""
    voor = f"{segment} · "
    return product[len(voor) :] if segment and product.startswith(voor) else product


def tijdlijn(rijen: Sequence[Tijdlijnbalk], vandaag: date) -> Tijdlijn:
    """The time line of a request or a child."""
    return maak_tijdlijn(balken(rijen), vandaag)


def gevraagd(zaak: VerzoekPagina) -> list[Feitregel]:
    """What the provider asks for."""
    g = zaak.gevraagd
    if zaak.delen:
        regels = [Feitregel("Aanbieder", g.aanbieder_naam or "onbekend", regels=(f"AGB {g.aanbieder_agb}",))]
        return [*regels, Feitregel("Kenmerk", g.referentie)]
    regels = [
        Feitregel(
            "Product",
            g.product_tekst or "niet te vertalen",
            regels=(g.product_omschrijving,) if g.product_omschrijving else (),
            sterk=bool(g.product),
            ontbreekt="" if g.product else "onvolledig",
        ),
        Feitregel("Code", g.code or g.categorie or "geen", voorbeeld=g.voorbeeld),
        Feitregel("Omvang", g.omvang_tekst or "niet opgegeven"),
        Feitregel("Periode", periode(g.van, g.tot)),
        Feitregel("Aanbieder", g.aanbieder_naam or "onbekend", regels=(f"AGB {g.aanbieder_agb}",)),
        Feitregel("Verwijzer", g.verwijzer_tekst or "niet opgegeven"),
    ]
    if g.referentie:
        regels.append(Feitregel("Kenmerk", g.referentie))
    return regels


def aangevuld(zaak: VerzoekPagina, *, mag: bool) -> list[Feitregel]:
    """What was added to the request, and what is still missing, with a link to record it."""
    regels = []
    for feit in zaak.aangevuld:
        groep = Aanvulformulier.groep_van(feit.veld)
        url = (
            f"{reverse('portaal:verzoek-aanvullen', args=[zaak.nummer])}?veld={groep}"
            if groep and mag
            else ""
        )
        regels.append(
            Feitregel(
                feit.label,
                feit.waarde,
                bron=feit.bron,
                ontbreekt=feit.uitkomst or "",
                url=url if feit.uitkomst else "",
                url_tekst="vul in",
            )
        )
    return regels


REGELGROEP = {
    "toestemming": "toestemming",
    "leefsituatie": "woont_thuis",
    "gezamenlijke_beoordeling": "gezamenlijke_beoordeling",
    "woonplaats": "woonplaats",
    "integraal_tarief": "onderbouwing",
    "plan": "onderbouwing",
    "zorgvraag": "zorgvraag",
    "uitstroomdoel": "verblijf_en_logeren",
    "setting": "verblijf_en_logeren",
    "overleg_drie_partijen": "overleg_drie_partijen",
}
"""Rule → the group of the form in which a person can record what it asks for."""


@dataclass(frozen=True)
class Nodig:
    """One thing that would make a grant possible, with a link when it can be recorded here."""

    titel: str
    tekst: str
    url: str


def stappen(zaak: VerzoekPagina, *, mag: bool) -> list[Nodig]:
    """What would have to change before this can be granted, from the findings that stand in its way."""
    if zaak.oordeel is None or zaak.toestand not in ("open", "in_onderzoek"):
        return []
    uit = []
    for b in zaak.oordeel.aandacht:
        if b.uitkomst == "signaal" or not b.wat_zou_het_veranderen:
            continue
        groep = REGELGROEP.get(b.regel, "") if b.uitkomst != "geweigerd" else ""
        url = (
            f"{reverse('portaal:verzoek-aanvullen', args=[zaak.nummer])}?veld={groep}"
            if groep and mag
            else ""
        )
        tekst = b.wat_zou_het_veranderen
        uit.append(Nodig(b.titel, tekst[0].upper() + tekst[1:], url))
    return uit


def melding_soort(zaak: VerzoekPagina) -> str:
    """The outcome that colours the notice on top: that of the finding it comes from."""
    alle = zaak.oordeel.aandacht if zaak.oordeel else ()
    return next((b.uitkomst for b in alle if b.uitleg == zaak.melding), "onvolledig")


@dataclass(frozen=True)
class Keuze:
    """One of the four choices as the bar prints it."""

    id: str
    soort: str
    naam: str
    mag: bool
    uitleg: str
    gekozen: bool


def keuzes(zaak: VerzoekPagina, gekozen: str = "") -> list[Keuze]:
    """The four choices; none is chosen unless the user chose it before an error."""
    return [
        Keuze(KEUZE_ID[k.soort], k.soort, k.naam, k.mag, k.uitleg, k.mag and k.soort == gekozen)
        for k in zaak.keuzes
        if k.soort in KEUZE_ID
    ]


def oordeeltelling(zaak: VerzoekPagina) -> str:
    """``8 van de 8 regels gehaald`` or ``4 vragen aandacht, 4 gehaald``."""
    if zaak.oordeel is None:
        return "nog niet getoetst"
    aandacht, gehaald = len(zaak.oordeel.aandacht), len(zaak.oordeel.gehaald)
    if not aandacht:
        return f"{gehaald} van de {gehaald} regels gehaald"
    return f"{aandacht} {'vraagt' if aandacht == 1 else 'vragen'} aandacht, {gehaald} gehaald"


BESLUITWOORD = {
    "toewijzen": "Toegewezen",
    "met_afwijking": "Toegewezen met afwijking",
    "afwijzen": "Afgewezen",
    "in_onderzoek": "In onderzoek",
    "ingetrokken": "Besluit ingetrokken",
}
BESLUITKLEUR = {
    "toewijzen": "toegestaan",
    "met_afwijking": "toegestaan",
    "afwijzen": "geweigerd",
    "in_onderzoek": "opgeschort",
    "ingetrokken": "signaal",
}


_KWITANTIE: Mapping[str, str] = {
    "gesteld_op": "Getoetst naar de dag",
    "vraag_hash": "Kenmerk van de vraag",
    "antwoord_hash": "Kenmerk van het antwoord",
    "code": "Versie van de regels",
    "regio": "Versie van de tabellen",
    "vraag": "De vraag zelf",
}
"""Part of a receipt → words on the screen."""


def kwitantieregels(kwitantie: Mapping[str, Any]) -> list[tuple[str, str, bool]]:
    """The receipt as name, value, and whether the value is long; what is nested is printed as indented JSON."""
    regels = [
        (
            _KWITANTIE.get(str(naam), str(naam).replace("_", " ").capitalize()),
            waarde if isinstance(waarde, str) else _tekst(waarde),
            not isinstance(waarde, str),
        )
        for naam, waarde in kwitantie.items()
    ]
    return sorted(regels, key=lambda regel: regel[2])


def _tekst(waarde: Any) -> str:
    return json.dumps(waarde, ensure_ascii=False, indent=2, default=str)


def filterwoorden(werk: Werkvoorraad) -> str:
    """The chosen filters in words, for the page without hits."""
    gemeente = next((g.naam for g in werk.gemeenten if g.code == werk.gemeente), "")
    return ", ".join(
        deel
        for deel in (
            gemeente,
            dict(SOORTEN).get(werk.soort, "").lower(),
            WOORDEN.get(werk.oordeel, "").lower(),
        )
        if deel
    )


def zaaknummer(tekst: str) -> str:
    """The number of a request when the text is one, else nothing."""
    return tekst if re.fullmatch(r"VT-\d{4}-\d{4,6}", tekst) else ""


def besluitmelding(zaak: VerzoekPagina, soort: str) -> str:
    """What happened after a decision, in one sentence."""
    aan = zaak.gevraagd.aanbieder_naam or f"AGB {zaak.gevraagd.aanbieder_agb}"
    return {
        "toewijzen": f"Toegewezen. Het bericht JW301 gaat naar {aan}.",
        "met_afwijking": f"Toegewezen met afwijking; uw reden is bewaard. Het bericht JW301 gaat naar {aan}.",
        "afwijzen": f"Afgewezen. Het bericht JW319 met de reden gaat naar {aan}.",
        "in_onderzoek": f"In onderzoek. Het bericht JW319 gaat naar {aan}; antwoord uiterlijk "
        f"{dag_kort_jaar(zaak.onderzoek_tot)}.",
    }.get(soort, "Het besluit is vastgelegd.")
