"""What the register pages print: the two dates, bars in time, prices and states in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from ijw.waarden import euro
from jeugdketen.kern import klok
from jeugdketen.kern.datumtekst import cijfers
from jeugdketen.landschap import registerselectors as register
from jeugdketen.landschap import selectors as landschap
from jeugdketen.portaal.forms import Fout
from jeugdketen.portaal.netwerkorganisatie.forms import dag_of_fout
from jeugdketen.portaal.weergave.datums import periode, periode_lang
from jeugdketen.portaal.weergave.feiten import Feitregel
from jeugdketen.portaal.weergave.teksten import productnaam, zinsdeel
from jeugdketen.portaal.weergave.tijdlijn import Balk, maak_tijdlijn

TABS = (
    ("portaal:aanbieder", "Overzicht"),
    ("portaal:aanbieder-producten", "Producten en tarieven"),
    ("portaal:aanbieder-locaties", "Locaties"),
    ("portaal:aanbieder-onderaannemers", "Onderaannemers"),
    ("portaal:aanbieder-geschiedenis", "Geschiedenis"),
)

MEEST_PRODUCTEN = 8
"""So many products stand on the first page of a provider; its own page has all of them."""


@dataclass(frozen=True)
class Moment:
    """The two dates of a register page, and what was wrong with what somebody filled in."""

    geldig: date
    bekend: date
    geldig_tekst: str
    bekend_tekst: str
    fouten: tuple[Fout, ...]
    zin: str = ""

    @property
    def heden(self) -> bool:
        """Whether both are today."""
        return self.geldig == self.bekend == klok.vandaag()

    @property
    def is_nu(self) -> bool:
        """Whether the page shows what the register says now, so that it can be changed from here."""
        return self.bekend >= klok.vandaag()

    def vraag(self, **extra: str) -> str:
        """The two dates, where they are not today, and other filters as the end of an address."""
        delen = {naam: waarde for naam, waarde in extra.items() if waarde}
        if self.geldig != klok.vandaag():
            delen["geldig"] = self.geldig_tekst
        if self.bekend != klok.vandaag():
            delen["bekend"] = self.bekend_tekst
        return f"?{urlencode(delen)}" if delen else ""


def moment(request: HttpRequest) -> Moment:
    """The dates in the address; what is no date, or a "known on" in the future, becomes today with an error."""
    vandaag = klok.vandaag()
    fouten = []
    dagen = {}
    for naam, woorden in (("geldig", "Geldig op"), ("bekend", "Zoals bekend op")):
        tekst = request.GET.get(naam, "").strip()[:20]
        dag = dag_of_fout(tekst) if tekst else vandaag
        if dag is None:
            fouten.append(Fout(naam, f"Vul bij {woorden} een datum in, zoals 12-1-2026."))
        elif naam == "bekend" and dag > vandaag:
            fouten.append(
                Fout(naam, "Wat later bekend wordt, weet het register nog niet. Kies vandaag of eerder.")
            )
            dag = None
        dagen[naam] = dag or vandaag
    return Moment(
        dagen["geldig"],
        dagen["bekend"],
        *(cijfers(dag) for dag in (dagen["geldig"], dagen["bekend"])),
        fouten=tuple(fouten),
    )


def met_zin(wanneer: Moment, zin: str) -> dict[str, Any]:
    """The dates with their sentence, for a template."""
    return {"moment": wanneer, "fouten": wanneer.fouten, "momentzin": zin}


# --- one provider --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Tab:
    """One tab of a provider's page."""

    naam: str
    url: str
    hier: bool


def tabs(agb: str, view: str, wanneer: Moment) -> tuple[Tab, ...]:
    """The tabs, that keep the two dates."""
    return tuple(Tab(naam, reverse(v, args=[agb]) + wanneer.vraag(), v == view) for v, naam in TABS)


def kop(stand: register.Aanbiederstand, wanneer: Moment) -> dict[str, Any]:
    """Name, numbers and segments of a provider on the day that was asked."""
    segmenten = tuple(
        sorted(
            {
                c.segment
                for c in stand.contracten
                if not c.uitloop and c.gemeente_code is None and _loopt(c, wanneer.geldig)
            }
        )
    )
    rij = stand.gegevens
    return {
        "naam": rij.naam if rij else stand.aanbieder.naam,
        "agb": stand.aanbieder.agb,
        "kvk": rij.kvk if rij else "",
        "segmenten": segmenten,
        "bekend": rij is not None,
    }


def _loopt(rij: Any, dag: date) -> bool:
    return bool(rij.van <= dag and (rij.tot is None or rij.tot >= dag))


def tijdlijn(stand: register.Aanbiederstand, *, mag: Callable[[Any], bool]) -> Any:
    """The contracts as bars in time; one that this person may change (`mag`) is a link."""
    agb = stand.aanbieder.agb
    return maak_tijdlijn([_balk(c, stand, agb, mag=mag) for c in stand.contracten], klok.vandaag())


def _balk(contract: Any, stand: register.Aanbiederstand, agb: str, *, mag: Callable[[Any], bool]) -> Balk:
    naam = contract.get_segment_display()
    if contract.uitloop:
        naam = "Oud contract, loopt uit"
    elif contract.gemeente_code:
        naam = f"Lokaal contract {landschap.gemeente_naam(contract.gemeente_code)}"
    return Balk(
        segment=contract.segment,
        naam=naam,
        aanbieder=" · ".join(filter(None, (contract.nummer, contract.perceel.replace("-", " ")))),
        van=contract.van,
        tot=contract.tot,
        soort="oud" if contract.uitloop else "contract",
        url=reverse("portaal:registerrij", args=[agb, "contract", contract.pk]) if mag(contract) else "",
        gesproken=f"Contract {contract.segment} {periode_lang(contract.van, contract.tot)}"
        + (", loopt uit: geen nieuwe toewijzing" if contract.uitloop else ""),
    )


@dataclass(frozen=True)
class Prijs:
    """A tariff in words; `standaard` when it is the one of the region, and `url` where it can be changed."""

    bedrag: str
    per: str
    sinds: date
    standaard: bool
    voorbeeld: bool
    url: str


@dataclass(frozen=True)
class Productrij:
    """One product of a provider in the table."""

    segment: str
    naam: str
    uitleg: str
    code: str
    code_voorbeeld: bool
    contract: str
    periode: str
    prijzen: tuple[Prijs, ...]
    url: str


def productrijen(stand: register.Aanbiederstand, *, mag: Callable[[Any], bool]) -> list[Productrij]:
    """The products with their tariffs, by segment and name; links where this person may change the contract (`mag`)."""
    agb = stand.aanbieder.agb
    uit = []
    for p in stand.producten:
        segment, naam = productnaam(p.rij.regioproduct, p.naam, p.code)
        open_ = mag(p.contract)
        uit.append(
            Productrij(
                segment,
                naam,
                p.naam if p.naam != p.rij.regioproduct else "",
                p.code,
                p.code_voorbeeld,
                p.contract.nummer,
                periode(p.rij.van, p.rij.tot),
                tuple(prijs(t, agb if open_ and p.eigen else "") for t in p.tarieven),
                reverse("portaal:registerrij", args=[agb, "product", p.rij.pk]) if open_ else "",
            )
        )
    uit.sort(key=lambda r: (r.segment, r.naam))
    return uit


def prijs(tarief: Any, agb: str = "") -> Prijs:
    """A tariff as people read it; with an AGB code it links to where that provider's tariff is changed."""
    return Prijs(
        euro(tarief.bedrag_cent) if tarief.bedrag_cent is not None else "wat het kost",
        tarief.per or tarief.get_eenheid_display(),
        tarief.van,
        tarief.contract_id is None,
        tarief.voorbeeld,
        reverse("portaal:registerrij", args=[agb, "tarief", tarief.pk]) if agb else "",
    )


@dataclass(frozen=True)
class Onderaannemerrij:
    """One subcontractor in words."""

    naam: str
    soort: str
    regel: str
    gemeld: bool
    loopt: bool
    signalen: tuple[str, ...]
    in_rapportage: bool
    hoofd: str
    agb: str
    url: str


def onderaannemerrijen(
    regels: Sequence[register.Onderaannemerregel], hoofd: str = "", *, mag: bool
) -> list[Onderaannemerrij]:
    """The subcontractors; those that run first."""
    uit = []
    for regel in regels:
        r = regel.rij
        agb = r.aanbieder_id
        delen = [
            f"{r.reden}: {r.toelichting}" if r.reden and r.toelichting else r.reden or r.toelichting,
            periode(r.van, r.tot),
            f"gemeld {periode(r.gemeld_op, r.gemeld_op).split(' t/m ')[-1]}" if r.gemeld_op else "",
            "lopende constructie, eindigt met de toewijzing" if r.oude_constructie else "",
        ]
        uit.append(
            Onderaannemerrij(
                r.naam,
                r.get_soort_display(),
                " · ".join(filter(None, delen)),
                regel.gemeld,
                regel.loopt,
                regel.signalen,
                r.in_managementrapportage,
                hoofd or r.aanbieder.naam,
                agb,
                reverse("portaal:registerrij", args=[agb, "onderaannemer", r.pk]) if mag else "",
            )
        )
    return uit if not hoofd else sorted(uit, key=lambda r: (not r.loopt, r.naam.casefold()))


def gegevensfeiten(stand: register.Aanbiederstand) -> list[Feitregel]:
    """What the register says of a provider, without its name and numbers."""
    rij = stand.gegevens
    if rij is None:
        return []
    plaatsen = sorted({locatie.plaats for locatie in stand.locaties}) or ([rij.plaats] if rij.plaats else [])
    feiten = [Feitregel("Locaties", zinsdeel(plaatsen) or "niet bekend")]
    if rij.contactpersoon or rij.telefoon:
        feiten.append(Feitregel("Contact", ", ".join(filter(None, (rij.contactpersoon, rij.telefoon)))))
    if rij.e_mail:
        feiten.append(Feitregel("E-mail", rij.e_mail))
    feiten.append(Feitregel("Jeugd-ggz", "ja" if rij.ggz else "nee"))
    if rij.alleen_laag_complex:
        feiten.append(Feitregel("Complexiteit", "alleen laag complexe jeugdhulp"))
    if not rij.actief:
        feiten.append(Feitregel("In gebruik", "nee"))
    return feiten


def werkgebied_urls(stand: register.Aanbiederstand, wanneer: Moment) -> list[tuple[str, str]]:
    """Where the municipalities of each running regional contract are changed."""
    return [
        (
            f"{c.segment} {c.nummer}".strip(),
            reverse("portaal:contract-gemeenten", args=[stand.aanbieder.agb, c.pk]),
        )
        for c in stand.contracten
        if c.gemeente_code is None and not c.uitloop and _loopt(c, wanneer.geldig)
    ]


def werkgebied(stand: register.Aanbiederstand, wanneer: Moment) -> list[str]:
    """For whom the running regional contracts work: one sentence, or one for each contract where they differ."""
    alle = [g.naam for g in landschap.gemeenten()]
    lopend = [
        c for c in stand.contracten if c.gemeente_code is None and not c.uitloop and _loopt(c, wanneer.geldig)
    ]
    zinnen = {}
    for c in lopend:
        namen = stand.gemeenten.get(c.pk, ())
        zinnen[f"{c.segment} {c.nummer}".strip()] = (
            f"{zinsdeel(list(namen))}." if namen else f"Alle gemeenten van de regio: {zinsdeel(alle)}."
        )
    if len(set(zinnen.values())) == 1:
        return [next(iter(zinnen.values()))]
    return [f"{contract}: {zin}" for contract, zin in zinnen.items()]
