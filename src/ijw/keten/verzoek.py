"""Rules on requests: JW315 (VOT) and JW317 (VOW), checked by the municipality."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ijw.berichten import jw315, jw317
from ijw.berichten.basis import Product
from ijw.keten.product import tr381_product
from ijw.keten.register import GOED, Vondsten, ketenregel
from ijw.keten.rekenen import TOTAAL, is_zelfde_product, overlappen
from ijw.keten.stand import Contractpoort, Ketenstand, Toewijzing, Verzoek, Wijziging
from ijw.keten.tekst import toon, toon_toegewezen
from ijw.keten.verslag import Verslag

_VRIJ_TOT: Final = datetime.date(2020, 12, 31)
"""Until this end date an allocation without a product code could still have a volume (TR375, TR412)."""


@dataclass(frozen=True, slots=True)
class Verzoekbeeld:
    """A request as a whole: one reference of a JW315, or a JW317."""

    gemeente: str
    aanbieder: str
    bsn: str
    referentie: str
    bekend: Mapping[str, Verzoek]
    """Requests of this provider under the same references."""
    eerdere: Sequence[Verzoek]
    """Requests of this provider for this client at this municipality."""


@ketenregel(
    "TR347",
    "9347",
    {"JW315": "AangevraagdProduct", "JW317": "Verzoek"},
    "ReferentieAanbieder is nieuw voor de aanbieder.",
)
def tr347(k: Verzoekbeeld) -> Vondsten:
    """TR347: the provider has not used this ReferentieAanbieder in an accepted VOT or VOW before."""
    if k.referentie not in k.bekend:
        return GOED
    return (
        (
            "ReferentieAanbieder",
            f"ReferentieAanbieder '{k.referentie}' is al gebruikt in een eerder verzoek van deze aanbieder; "
            "elk verzoek krijgt een nieuwe.",
        ),
    )


@ketenregel(
    "TR374",
    "9374",
    {"JW315": "Client", "JW317": "Client"},
    "Er loopt geen ander verzoek van deze aanbieder voor deze cliënt.",
)
def tr374(k: Verzoekbeeld) -> Vondsten:
    """TR374: every earlier request of this provider for this client was refused or allocated (OP350).

    A request under investigation is still open. The source does not say which class carries the code; here it is
    the Client, and what is below it is judged all the same.
    """
    onderhanden = [v.referentie for v in k.eerdere if v.is_onderhanden]
    if not onderhanden:
        return GOED
    return (
        (
            "",
            f"Er loopt nog een verzoek van deze aanbieder voor deze cliënt ('{onderhanden[0]}'); een nieuw "
            "verzoek kan pas als dat is afgewezen of toegewezen.",
        ),
    )


# --- JW315 ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Productbeeld:
    """A product that is asked for."""

    gemeente: str
    aanbieder: str
    product: Product | None
    op: datetime.date
    contract: Contractpoort


@ketenregel("TR381", "S329", {"JW315": "AangevraagdProduct", "JW317": "NieuwProduct"}, "", niveau=4)
def tr381_gevraagd(k: Productbeeld) -> Vondsten:
    """TR381 on a product that is asked for."""
    return tr381_product(k.contract, k.gemeente, k.aanbieder, k.product, k.op)


def controleer_vot(
    bericht: jw315.Bericht, stand: Ketenstand, contract: Contractpoort, verslag: Verslag
) -> Wijziging:
    """Judge the classes of a JW315 below the Header; the change counts only when nothing is wrong."""
    gemeente, aanbieder, client = bericht.header.ontvanger, bericht.header.afzender, bericht.client
    producten = client.aangevraagde_producten
    bekend = stand.verzoeken(aanbieder, {p.referentie_aanbieder for p in producten})
    eerdere = stand.verzoeken_van(gemeente, aanbieder, client.bsn)
    verslag.toets(
        (tr374,), Verzoekbeeld(gemeente, aanbieder, client.bsn, "", bekend, eerdere), "/Bericht/Client"
    )
    for nr, product in enumerate(producten, 1):
        pad = f"/Bericht/Client/AangevraagdeProducten/AangevraagdProduct[{nr}]"
        verslag.toets(
            (tr347,),
            Verzoekbeeld(gemeente, aanbieder, client.bsn, product.referentie_aanbieder, bekend, eerdere),
            pad,
        )
        verslag.toets(
            (tr381_gevraagd,),
            Productbeeld(gemeente, aanbieder, product.product, product.toewijzing_ingangsdatum, contract),
            pad,
        )
    return Wijziging(
        verzoeken=tuple(
            Verzoek(gemeente, aanbieder, client.bsn, p.referentie_aanbieder, "VOT") for p in producten
        )
    )


# --- JW317 ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Clientbeeld:
    """The client of a JW317 and the allocations that it names."""

    bsn: str
    genoemd: Sequence[Toewijzing]


@ketenregel(
    "TR304", "8187", {"JW317": "Client"}, "Het Bsn is dat van de cliënt bij wie de toewijzingen horen."
)
def tr304_vow(k: Clientbeeld) -> Vondsten:
    """TR304: an allocation that is named belongs to this client. Unknown numbers are TR350's and TR351's."""
    vreemd = [t.nummer for t in k.genoemd if t.bsn != k.bsn]
    if not vreemd:
        return GOED
    return (("Bsn", f"Toewijzing {vreemd[0]} hoort bij een andere cliënt dan die in dit bericht."),)


@dataclass(frozen=True, slots=True)
class Vowbeeld:
    """A VOW against the allocations of the client."""

    verzoek: jw317.Verzoek
    dagtekening: datetime.date
    toewijzingen: Mapping[int, Toewijzing]
    """All allocations of the client at this provider, by number."""


@ketenregel(
    "TR349", "9349", {"JW317": "Verzoek"}, "Alle actuele toewijzingen van de cliënt staan in het verzoek."
)
def tr349(k: Vowbeeld) -> Vondsten:
    """TR349: every allocation that is valid on or after the Dagtekening is named, unchanged or to be changed."""
    genoemd = {p.toewijzing_nummer for p in k.verzoek.ongewijzigde_producten}
    genoemd |= {p.toewijzing_nummer for p in k.verzoek.te_wijzigen_producten}
    ontbreekt = [
        str(nummer)
        for nummer, t in sorted(k.toewijzingen.items())
        if t.is_actueel(k.dagtekening) and nummer not in genoemd
    ]
    if not ontbreekt:
        return GOED
    return (
        (
            "",
            f"Deze toewijzingen zijn actueel maar staan niet in het verzoek: {', '.join(ontbreekt)}. Neem elke "
            "actuele toewijzing op als ongewijzigd of te wijzigen product.",
        ),
    )


@ketenregel(
    "TR361", "9361", {"JW317": "Verzoek"}, "Hetzelfde product komt niet vaker voor met overlappende perioden."
)
def tr361(k: Vowbeeld) -> Vondsten:
    """TR361: no product twice with overlapping periods, where at least one of the two is an existing allocation
    (between new products it is TR410's). An allocation to be changed counts from its own start: what comes before
    the wanted date stays allocated.
    """
    bezet: list[tuple[str, Product | None, datetime.date, datetime.date | None]] = []
    for ongewijzigd in k.verzoek.ongewijzigde_producten:
        t = k.toewijzingen.get(ongewijzigd.toewijzing_nummer)
        if t is not None and not t.is_verwijderd:
            p = t.product
            bezet.append((f"toewijzing {t.nummer}", p.product, p.ingangsdatum, p.einddatum))
    for wijzig in k.verzoek.te_wijzigen_producten:
        t = k.toewijzingen.get(wijzig.toewijzing_nummer)
        if t is not None and not t.is_verwijderd:
            begin = min(t.product.ingangsdatum, wijzig.gewenste_ingangsdatum)
            bezet.append((f"toewijzing {t.nummer}", t.product.product, begin, wijzig.einddatum))
    bestaand = len(bezet)
    bezet += [
        (f"nieuw product {toon_toegewezen(n.product)}", n.product, n.gewenste_ingangsdatum, n.einddatum)
        for n in k.verzoek.nieuwe_producten
    ]
    vondsten = []
    for i in range(bestaand):
        for j in range(i + 1, len(bezet)):
            (naam, product, begin, eind), (naam2, product2, begin2, eind2) = bezet[i], bezet[j]
            if is_zelfde_product(product, product2) and overlappen(begin, eind, begin2, eind2):
                vondsten.append(("", f"Hetzelfde product overlapt in tijd: {naam} en {naam2}."))
    return vondsten


@dataclass(frozen=True, slots=True)
class Ongewijzigdbeeld:
    """An allocation that should stay as it is."""

    nummer: int
    toewijzing: Toewijzing | None
    dagtekening: datetime.date


def _niet_actueel(nummer: int, toewijzing: Toewijzing | None, dag: datetime.date) -> str | None:
    """Why a number is not that of a current allocation of this client at this provider; None when it is."""
    if toewijzing is None:
        return f"Toewijzing {nummer} is niet bekend als toewijzing aan deze aanbieder."
    if toewijzing.is_verwijderd:
        return f"Toewijzing {nummer} is verwijderd."
    if not toewijzing.is_actueel(dag):
        return (
            f"Toewijzing {nummer} is niet meer actueel: zij eindigde op {toon(toewijzing.product.einddatum)}."
        )
    return None


@ketenregel(
    "TR350",
    "9350",
    {"JW317": "OngewijzigdProduct"},
    "Een ongewijzigd product hoort bij een actuele toewijzing.",
)
def tr350(k: Ongewijzigdbeeld) -> Vondsten:
    """TR350: the number is that of a current allocation at this provider."""
    reden = _niet_actueel(k.nummer, k.toewijzing, k.dagtekening)
    return (("ToewijzingNummer", reden),) if reden else GOED


@dataclass(frozen=True, slots=True)
class Wijzigbeeld:
    """An allocation that should change."""

    product: jw317.TeWijzigenProduct
    toewijzing: Toewijzing | None
    dagtekening: datetime.date


@ketenregel(
    "TR351",
    "9351",
    {"JW317": "TeWijzigenProduct"},
    "Een te wijzigen product hoort bij een actuele toewijzing.",
)
def tr351(k: Wijzigbeeld) -> Vondsten:
    """TR351: the number is that of a current allocation at this provider."""
    reden = _niet_actueel(k.product.toewijzing_nummer, k.toewijzing, k.dagtekening)
    return (("ToewijzingNummer", reden),) if reden else GOED


@ketenregel(
    "TR357",
    "9357",
    {"JW317": "TeWijzigenProduct"},
    "Een wijziging die niet in de toekomst ingaat, geldt vanaf de ingangsdatum van de toewijzing.",
)
def tr357(k: Wijzigbeeld) -> Vondsten:
    """TR357: GewensteIngangsdatum up to and including the Dagtekening is the allocation's Ingangsdatum."""
    assert k.toewijzing is not None
    gewenst, ingang = k.product.gewenste_ingangsdatum, k.toewijzing.product.ingangsdatum
    if gewenst > k.dagtekening or gewenst == ingang:
        return GOED
    return (
        (
            "GewensteIngangsdatum",
            f"De gewenste ingangsdatum {toon(gewenst)} ligt niet na de dagtekening {toon(k.dagtekening)}; dan "
            f"moet het de ingangsdatum van de toewijzing zijn: {toon(ingang)}.",
        ),
    )


@ketenregel(
    "TR373",
    "9373",
    {"JW317": "TeWijzigenProduct"},
    "Een ander budget of totaal geldt vanaf de ingangsdatum van de toewijzing.",
)
def tr373(k: Wijzigbeeld) -> Vondsten:
    """TR373: when the allocated Budget, or the Omvang of an allocation with a total (frequency 6), changes,
    GewensteIngangsdatum is the allocation's Ingangsdatum (IV092).
    """
    assert k.toewijzing is not None
    nu = k.toewijzing.product
    ander_budget = nu.budget is not None and k.product.budget is not None and k.product.budget != nu.budget
    ander_totaal = (
        nu.omvang is not None
        and nu.omvang.frequentie == TOTAAL
        and k.product.omvang is not None
        and k.product.omvang != nu.omvang
    )
    if not (ander_budget or ander_totaal) or k.product.gewenste_ingangsdatum == nu.ingangsdatum:
        return GOED
    wat = "budget" if ander_budget else "totaal"
    return (
        (
            "GewensteIngangsdatum",
            f"Een ander {wat} geldt voor de hele looptijd; de gewenste ingangsdatum moet "
            f"{toon(nu.ingangsdatum)} zijn en niet {toon(k.product.gewenste_ingangsdatum)}.",
        ),
    )


def _mag_nog_omvang(k: Wijzigbeeld) -> bool:
    eind = k.product.einddatum
    return eind is not None and eind <= _VRIJ_TOT


@ketenregel(
    "TR375", "9375", {"JW317": "TeWijzigenProduct"}, "Bij een generieke toewijzing blijft de omvang leeg."
)
def tr375(k: Wijzigbeeld) -> Vondsten:
    """TR375: no Omvang on an allocation without a product."""
    assert k.toewijzing is not None
    if k.product.omvang is None or k.toewijzing.product.product is not None or _mag_nog_omvang(k):
        return GOED
    return (("Omvang", "De toewijzing heeft geen product; dan blijft de omvang leeg."),)


@ketenregel(
    "TR411", "9411", {"JW317": "TeWijzigenProduct"}, "Bij een toewijzing met productcode is de omvang gevuld."
)
def tr411(k: Wijzigbeeld) -> Vondsten:
    """TR411: an allocation with a product code needs an Omvang."""
    assert k.toewijzing is not None
    product = k.toewijzing.product.product
    if product is None or product.code is None or k.product.omvang is not None:
        return GOED
    return (("Omvang", f"De toewijzing heeft productcode {product.code}; dan moet de omvang gevuld zijn."),)


@ketenregel(
    "TR412",
    "9412",
    {"JW317": "TeWijzigenProduct"},
    "Bij een toewijzing zonder productcode blijft de omvang leeg.",
)
def tr412(k: Wijzigbeeld) -> Vondsten:
    """TR412: no Omvang on an allocation with a category only; without any product it is TR375."""
    assert k.toewijzing is not None
    product = k.toewijzing.product.product
    if k.product.omvang is None or product is None or product.code is not None or _mag_nog_omvang(k):
        return GOED
    return (
        (
            "Omvang",
            f"De toewijzing heeft alleen productcategorie {product.categorie}; dan blijft de omvang leeg.",
        ),
    )


_WIJZIG = (tr357, tr373, tr375, tr411, tr412)


def controleer_vow(
    bericht: jw317.Bericht, stand: Ketenstand, contract: Contractpoort, verslag: Verslag
) -> Wijziging:
    """Judge the classes of a JW317 below the Header; the change counts only when nothing is wrong.

    After an error on the Client (TR304) nothing below it is judged. On a number that is not known, or that was
    deleted, only TR350 or TR351 judges.
    """
    gemeente, aanbieder, client = bericht.header.ontvanger, bericht.header.afzender, bericht.client
    verzoek, dag = client.verzoek, bericht.header.bericht_identificatie.dagtekening
    referentie = verzoek.referentie_aanbieder
    nummers = {p.toewijzing_nummer for p in verzoek.ongewijzigde_producten}
    nummers |= {p.toewijzing_nummer for p in verzoek.te_wijzigen_producten}
    alle = stand.toewijzingen(gemeente, nummers)
    genoemd = [alle[nr] for nr in sorted(nummers) if nr in alle and alle[nr].aanbieder == aanbieder]
    beeld = Verzoekbeeld(
        gemeente,
        aanbieder,
        client.bsn,
        referentie,
        stand.verzoeken(aanbieder, (referentie,)),
        stand.verzoeken_van(gemeente, aanbieder, client.bsn),
    )
    pad = "/Bericht/Client/Verzoek"
    if not verslag.toets((tr304_vow,), Clientbeeld(client.bsn, genoemd), "/Bericht/Client"):
        verslag.niet_beoordeeld(pad)
        for lijst, kind, aantal in (
            ("OngewijzigdeProducten", "OngewijzigdProduct", len(verzoek.ongewijzigde_producten)),
            ("TeWijzigenProducten", "TeWijzigenProduct", len(verzoek.te_wijzigen_producten)),
            ("NieuweProducten", "NieuwProduct", len(verzoek.nieuwe_producten)),
        ):
            for nr in range(1, aantal + 1):
                verslag.niet_beoordeeld(f"{pad}/{lijst}/{kind}[{nr}]")
        return Wijziging()
    verslag.toets((tr374,), beeld, "/Bericht/Client")
    van_client = {t.nummer: t for t in stand.toewijzingen_van(gemeente, aanbieder, client.bsn)}
    verslag.toets((tr347,), beeld, pad)
    verslag.toets((tr349, tr361), Vowbeeld(verzoek, dag, van_client), pad)
    for nr, ongewijzigd in enumerate(verzoek.ongewijzigde_producten, 1):
        nummer = ongewijzigd.toewijzing_nummer
        verslag.toets(
            (tr350,),
            Ongewijzigdbeeld(nummer, van_client.get(nummer), dag),
            f"{pad}/OngewijzigdeProducten/OngewijzigdProduct[{nr}]",
        )
    for nr, wijzig in enumerate(verzoek.te_wijzigen_producten, 1):
        toewijzing = van_client.get(wijzig.toewijzing_nummer)
        wijzigbeeld = Wijzigbeeld(wijzig, toewijzing, dag)
        wijzigpad = f"{pad}/TeWijzigenProducten/TeWijzigenProduct[{nr}]"
        verslag.toets((tr351,), wijzigbeeld, wijzigpad)
        if toewijzing is not None and not toewijzing.is_verwijderd:
            verslag.toets(_WIJZIG, wijzigbeeld, wijzigpad)
    for nr, nieuw in enumerate(verzoek.nieuwe_producten, 1):
        verslag.toets(
            (tr381_gevraagd,),
            Productbeeld(gemeente, aanbieder, nieuw.product, nieuw.gewenste_ingangsdatum, contract),
            f"{pad}/NieuweProducten/NieuwProduct[{nr}]",
        )
    return Wijziging(verzoeken=(Verzoek(gemeente, aanbieder, client.bsn, referentie, "VOW"),))
