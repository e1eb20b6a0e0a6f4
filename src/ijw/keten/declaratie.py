"""Rules on the declaration JW323, checked by the municipality.

Credits are processed before debits (OP366). A line is accepted or refused whole; a refused line counts for
nothing that follows. A credit is a one-sided act of the provider (IV085): a faithful copy of an approved debit is
judged on its references only, whatever happened to the allocation or the contract since. Volumes and budgets are
never held against a credit. Nothing is refused because of a start or stop (OP364).
"""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ijw.antwoord import DECLARATIE
from ijw.berichten import jw301, jw323
from ijw.berichten.basis import Product
from ijw.keten.product import tr381_product
from ijw.keten.register import GOED, Regelfunctie, Vondsten, ketenregel
from ijw.keten.rekenen import (
    MINUUT,
    UUR,
    Variant,
    bedrag_minuten,
    begin_productperiode,
    eenheid_past,
    eind_productperiode,
    gebruikelijke_variant,
    kan_uurtarief_zijn,
    maximum_in_periode,
    maximum_totaal,
    minuuttarief,
    vergelijkbaar,
)
from ijw.keten.stand import (
    VERWIJDERD,
    Contractafspraak,
    Contractpoort,
    Declaratie,
    Ketenstand,
    Regel,
    Toewijzing,
    Wijziging,
)
from ijw.keten.tekst import toon, toon_periode, toon_product, toon_volume
from ijw.keten.verslag import Verslag, vind
from ijw.opruimen import zonder_opruimen
from ijw.waarden import euro

_CREDIT: Final = "C"
_PRESTATIE = {"JW323": "Prestatie"}

# --- Declaratie -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Declaratiebeeld:
    """The Declaratie of a JW323."""

    gemeente: str
    aanbieder: str
    declaratie: jw323.Declaratie
    stand: Ketenstand


@ketenregel("TR333", "9333", {"JW323": "Declaratie"}, "Het declaratienummer is nieuw voor de aanbieder.")
def tr333(k: Declaratiebeeld) -> Vondsten:
    """TR333: the provider has not used this DeclaratieNummer before."""
    nummer = k.declaratie.declaratie_nummer
    if k.stand.declaratie(k.aanbieder, nummer) is None:
        return GOED
    return (
        (
            "DeclaratieNummer",
            f"Declaratienummer '{nummer}' is al eerder gebruikt; elke declaratie krijgt een nieuw.",
        ),
    )


@ketenregel(
    "TR318",
    "8214",
    {"JW323": "Declaratie"},
    "De declaratieperiode ligt niet vóór de laatst ingediende periode.",
)
def tr318(k: Declaratiebeeld) -> Vondsten:
    """TR318: the month is not before the latest month declared at this municipality (IV090).

    The same month again and months without a declaration are allowed (OP284): whether care was delivered in
    between, only the provider knows.
    """
    laatste = k.stand.laatste_declaratie(k.gemeente, k.aanbieder)
    periode = k.declaratie.declaratie_periode
    if laatste is None or periode.begindatum >= laatste:
        return GOED
    return (
        (
            "DeclaratiePeriode",
            f"De declaratieperiode {toon_periode(*periode)} ligt vóór de laatst ingediende periode, die begint "
            f"op {toon(laatste)}. Dien de prestaties in met die periode of een latere.",
        ),
    )


# --- Client ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Clientbeeld:
    """A client of a JW323 and the allocations of this provider that the lines name."""

    bsn: str
    toewijzingen: Sequence[Toewijzing]


@ketenregel("TR304", "8187", {"JW323": "Client"}, "")
def tr304(k: Clientbeeld) -> Vondsten:
    """TR304: the lines of a client are on allocations of that client. On an unknown number TR338 judges."""
    for toewijzing in k.toewijzingen:
        if toewijzing.bsn != k.bsn:
            return (
                (
                    "Bsn",
                    f"Toewijzing {toewijzing.nummer} hoort bij een andere cliënt dan die waaronder de prestatie "
                    "is ingediend.",
                ),
            )
    return GOED


# --- Prestatie ------------------------------------------------------------------------------------


_Debetsleutel = tuple[int, str, str, datetime.date, datetime.date]


def _debetsleutel(prestatie: jw323.Prestatie) -> _Debetsleutel:
    """What a debit line is about: allocation, product and ProductPeriode (TR389)."""
    periode = prestatie.product_periode
    return (
        prestatie.toewijzing_nummer,
        prestatie.product_categorie,
        prestatie.product_code,
        periode.begindatum,
        periode.einddatum,
    )


class Verbruik:
    """What approved lines add up to: debit adds, credit subtracts (TR358). For all allocations of one message."""

    __slots__ = ("bedrag", "gecrediteerd", "open", "volume")

    def __init__(self) -> None:
        self.volume: dict[int, int] = {}
        """By ToewijzingNummer, in the smallest unit: hours are counted as minutes."""
        self.bedrag: dict[int, int] = {}
        """By ToewijzingNummer, in eurocents."""
        self.gecrediteerd: set[str] = set()
        """The debits that were taken back, by ReferentieNummer (TR390)."""
        self.open: dict[_Debetsleutel, str] = {}
        """The debits that were not taken back (TR389)."""

    def boek(self, prestatie: jw323.Prestatie) -> None:
        """Count an approved line."""
        referentie = prestatie.product_referentie
        sleutel = _debetsleutel(prestatie)
        volume = vergelijkbaar(prestatie.geleverd_volume, prestatie.eenheid)
        bedrag = prestatie.ingediend_bedrag.bedrag
        if prestatie.ingediend_bedrag.debet_credit == _CREDIT:
            volume, bedrag = -volume, -bedrag
            vorig = referentie.vorig_referentie_nummer
            assert vorig is not None
            self.gecrediteerd.add(vorig)
            if self.open.get(sleutel) == vorig:
                del self.open[sleutel]
        else:
            self.open[sleutel] = referentie.referentie_nummer
        nummer = prestatie.toewijzing_nummer
        self.volume[nummer] = self.volume.get(nummer, 0) + volume
        self.bedrag[nummer] = self.bedrag.get(nummer, 0) + bedrag


class Declaratiekader:
    """What all lines of a message share."""

    def __init__(
        self,
        gemeente: str,
        aanbieder: str,
        eind: datetime.date,
        contract: Contractpoort,
        dubbel: Collection[str],
        verbruik: Verbruik,
    ) -> None:
        self.gemeente = gemeente
        self.aanbieder = aanbieder
        self.eind = eind
        """Last day of the DeclaratiePeriode."""
        self.dubbel = dubbel
        """ReferentieNummers that occur more often, here or in approved lines (TR314)."""
        self.verbruik = verbruik
        self._contract = contract
        self._afspraken: dict[tuple[str, str, datetime.date], Sequence[Contractafspraak]] = {}
        self._productcodes: dict[tuple[str, str, datetime.date], Vondsten] = {}

    def afspraken(self, prestatie: jw323.Prestatie) -> Sequence[Contractafspraak]:
        """What was contracted for the product on the first day of the ProductPeriode; asked once for each."""
        sleutel = _productdag(prestatie)
        gevonden = self._afspraken.get(sleutel)
        if gevonden is None:
            gevonden = self._afspraken[sleutel] = self._contract.afspraken(
                self.gemeente, self.aanbieder, *sleutel
            )
        return gevonden

    def productcode(self, prestatie: jw323.Prestatie) -> Vondsten:
        """What TR381 finds in the product on the first day of the ProductPeriode; asked once for each."""
        sleutel = _productdag(prestatie)
        gevonden = self._productcodes.get(sleutel)
        if gevonden is None:
            gevonden = self._productcodes[sleutel] = tr381_product(
                self._contract,
                self.gemeente,
                self.aanbieder,
                Product(*sleutel[:2]),
                sleutel[2],
                "ProductCode",
            )
        return gevonden


def _productdag(prestatie: jw323.Prestatie) -> tuple[str, str, datetime.date]:
    return prestatie.product_categorie, prestatie.product_code, prestatie.product_periode.begindatum


class Prestatiebeeld:
    """One line of a declaration and what the chain knows around it. One object serves all lines in turn."""

    __slots__ = ("bsn", "debet", "kader", "prestatie", "toegewezen", "verbruik")

    def __init__(self, kader: Declaratiekader) -> None:
        self.kader = kader
        self.verbruik = kader.verbruik
        self.bsn: str
        self.prestatie: jw323.Prestatie
        self.toegewezen: jw301.ToegewezenProduct
        self.debet: Regel | None
        """For a credit: the approved line that VorigReferentieNummer points at."""

    @property
    def variant(self) -> Variant:
        """By contract, or else the variant that goes with the allocated unit (IV077)."""
        omvang = self.toegewezen.omvang
        assert omvang is not None
        afspraken = self.kader.afspraken(self.prestatie)
        for afspraak in afspraken:
            if afspraak.eenheid == omvang.eenheid:
                return afspraak.variant
        return afspraken[0].variant if afspraken else gebruikelijke_variant(omvang.eenheid)

    def tarief(self, eenheid: str) -> int | None:
        """The contractual tariff for a unit in eurocents; None when there is none."""
        for afspraak in self.kader.afspraken(self.prestatie):
            if afspraak.eenheid == eenheid:
                return afspraak.tarief
        return None


@ketenregel("TR338", "9338", _PRESTATIE, "Een prestatie hoort bij een toewijzing aan deze aanbieder.")
def tr338(k: Toewijzing | None) -> Vondsten:
    """TR338: this municipality gave this provider the allocation; another provider's counts as unknown."""
    if k is not None:
        return GOED
    return (("ToewijzingNummer", "Dit toewijzingsnummer is niet bekend als toewijzing aan deze aanbieder."),)


@ketenregel("TR314", "8021", _PRESTATIE, "Het referentienummer van een prestatie is nieuw voor de aanbieder.")
def tr314(k: Prestatiebeeld) -> Vondsten:
    """TR314: ReferentieNummer is unique, within the message and among approved lines. Lines that share a number
    within the message are both wrong.
    """
    nummer = k.prestatie.product_referentie.referentie_nummer
    if nummer not in k.kader.dubbel:
        return GOED
    return (
        (
            "ProductReferentie/ReferentieNummer",
            f"Referentienummer '{nummer}' komt vaker voor; het moet uniek zijn.",
        ),
    )


@ketenregel("TR323", "8017", _PRESTATIE, "Een credit verwijst naar een goedgekeurde debetprestatie.")
def tr323(k: Prestatiebeeld) -> Vondsten:
    """TR323: VorigReferentieNummer is that of an approved debit of this client on the same allocation, product
    and ProductPeriode.
    """
    p = k.prestatie
    if p.ingediend_bedrag.debet_credit != _CREDIT:
        return GOED
    debet = k.debet
    if debet is not None:
        d = debet.prestatie
        if (
            d.ingediend_bedrag.debet_credit != _CREDIT
            and debet.bsn == k.bsn
            and _debetsleutel(d) == _debetsleutel(p)
        ):
            return GOED
    vorig = p.product_referentie.vorig_referentie_nummer
    return (
        (
            "ProductReferentie/VorigReferentieNummer",
            f"Er is geen goedgekeurde debetprestatie '{vorig}' met dezelfde toewijzing, product en periode.",
        ),
    )


@ketenregel("TR390", "9390", _PRESTATIE, "Een debetprestatie wordt één keer gecrediteerd.")
def tr390(k: Prestatiebeeld) -> Vondsten:
    """TR390: there is no approved credit for the same debit yet (OP360)."""
    p = k.prestatie
    vorig = p.product_referentie.vorig_referentie_nummer
    if vorig is None or p.ingediend_bedrag.debet_credit != _CREDIT or vorig not in k.verbruik.gecrediteerd:
        return GOED
    return (
        (
            "ProductReferentie/VorigReferentieNummer",
            f"Prestatie '{vorig}' is al gecrediteerd; dat kan een keer.",
        ),
    )


@ketenregel("TR384", "9384", _PRESTATIE, "Op een verwijderde toewijzing wordt niet gedeclareerd.")
def tr384(k: Prestatiebeeld) -> Vondsten:
    """TR384: the allocation does not have RedenWijziging 13."""
    if k.toegewezen.reden_wijziging != VERWIJDERD:
        return GOED
    return (
        (
            "ToewijzingNummer",
            f"Toewijzing {k.prestatie.toewijzing_nummer} is verwijderd; daarop kan niet worden gedeclareerd.",
        ),
    )


@ketenregel("TR307", "9307", _PRESTATIE, "De productperiode begint niet vóór de toewijzing.")
def tr307(k: Prestatiebeeld) -> Vondsten:
    """TR307: Begindatum of the ProductPeriode is not before the allocation's Ingangsdatum."""
    begin, ingang = k.prestatie.product_periode.begindatum, k.toegewezen.ingangsdatum
    if begin >= ingang:
        return GOED
    return (
        (
            "ProductPeriode/Begindatum",
            f"De productperiode begint op {toon(begin)}, de toewijzing pas op {toon(ingang)}.",
        ),
    )


@ketenregel("TR308", "9308", _PRESTATIE, "De productperiode eindigt niet na de toewijzing.")
def tr308(k: Prestatiebeeld) -> Vondsten:
    """TR308: Einddatum of the ProductPeriode is not after the allocation's Einddatum, if it has one."""
    eind, einddatum = k.prestatie.product_periode.einddatum, k.toegewezen.einddatum
    if einddatum is None or eind <= einddatum:
        return GOED
    return (
        (
            "ProductPeriode/Einddatum",
            f"De productperiode eindigt op {toon(eind)}, de toewijzing al op {toon(einddatum)}.",
        ),
    )


@ketenregel(
    "TR387",
    "9387",
    _PRESTATIE,
    "De productperiode begint op de eerste van de maand of bij ingang van de toewijzing.",
)
def tr387(k: Prestatiebeeld) -> Vondsten:
    """TR387: the ProductPeriode begins on the first of its month, or on the Ingangsdatum later that month."""
    begin = k.prestatie.product_periode.begindatum
    moet = begin_productperiode(begin, k.toegewezen.ingangsdatum)
    if begin == moet:
        return GOED
    return (
        (
            "ProductPeriode/Begindatum",
            f"De productperiode begint op {toon(begin)}; dat moet {toon(moet)} zijn.",
        ),
    )


@ketenregel(
    "TR388",
    "9388",
    _PRESTATIE,
    "De productperiode eindigt op de laatste van de maand of bij het eind van de toewijzing.",
)
def tr388(k: Prestatiebeeld) -> Vondsten:
    """TR388: the ProductPeriode ends on the last of its month, or on the allocation's Einddatum earlier that
    month.
    """
    eind = k.prestatie.product_periode.einddatum
    moet = eind_productperiode(eind, k.toegewezen.einddatum)
    if eind == moet:
        return GOED
    return (
        (
            "ProductPeriode/Einddatum",
            f"De productperiode eindigt op {toon(eind)}; dat moet {toon(moet)} zijn.",
        ),
    )


@ketenregel("TR319", "9319", _PRESTATIE, "De productperiode ligt in deze of een eerdere declaratieperiode.")
def tr319(k: Prestatiebeeld) -> Vondsten:
    """TR319: the ProductPeriode does not end after the DeclaratiePeriode."""
    eind = k.prestatie.product_periode.einddatum
    if eind <= k.kader.eind:
        return GOED
    return (
        (
            "ProductPeriode",
            f"De productperiode eindigt op {toon(eind)}, na de declaratieperiode die tot en met "
            f"{toon(k.kader.eind)} loopt.",
        ),
    )


@ketenregel("TR339", "9339", _PRESTATIE, "De productcategorie is de toegewezen categorie.")
def tr339(k: Prestatiebeeld) -> Vondsten:
    """TR339: the category is the allocated one, where the allocation has one."""
    product = k.toegewezen.product
    if product is None or product.categorie == k.prestatie.product_categorie:
        return GOED
    return (
        (
            "ProductCategorie",
            f"Productcategorie {k.prestatie.product_categorie} is niet de toegewezen categorie {product.categorie}.",
        ),
    )


@ketenregel("TR340", "9340", _PRESTATIE, "De productcode is de toegewezen code.")
def tr340(k: Prestatiebeeld) -> Vondsten:
    """TR340: the code is the allocated one, where the allocation has one."""
    product = k.toegewezen.product
    if product is None or product.code is None or product.code == k.prestatie.product_code:
        return GOED
    return (
        ("ProductCode", f"Productcode {k.prestatie.product_code} is niet de toegewezen code {product.code}."),
    )


@ketenregel("TR341", "9341", _PRESTATIE, "De eenheid past bij de toewijzing, of anders bij het contract.")
def tr341(k: Prestatiebeeld) -> Vondsten:
    """TR341: the unit is the allocated one, or minutes where hours were allocated. An allocation without Omvang
    leaves it to the contract (IV081).
    """
    eenheid = k.prestatie.eenheid
    omvang = k.toegewezen.omvang
    if omvang is not None:
        if eenheid_past(eenheid, omvang.eenheid):
            return GOED
        return (("Eenheid", f"Eenheid {eenheid} past niet bij de toegewezen eenheid {omvang.eenheid}."),)
    afspraken = k.kader.afspraken(k.prestatie)
    if not afspraken or any(eenheid_past(eenheid, a.eenheid) for a in afspraken):
        return GOED
    afgesproken = " of ".join(sorted({a.eenheid for a in afspraken}))
    return (("Eenheid", f"Eenheid {eenheid} past niet bij de gecontracteerde eenheid {afgesproken}."),)


@ketenregel("TR418", "0611", _PRESTATIE, "Het producttarief is het contractuele tarief.")
def tr418(k: Prestatiebeeld) -> Vondsten:
    """TR418: ProductTarief is the contractual tariff of the product in this unit; for minutes on an hourly tariff
    a sixtieth, rounded half up (IV081). Not judged for euros, which have no tariff (CD087), nor without an
    agreement in this unit.
    """
    p = k.prestatie
    if p.product_tarief is None:
        return GOED
    tarief = k.tarief(p.eenheid)
    if tarief is None and p.eenheid == MINUUT:
        uurtarief = k.tarief(UUR)
        tarief = None if uurtarief is None else minuuttarief(uurtarief)
    if tarief is None or tarief == p.product_tarief:
        return GOED
    return (
        (
            "ProductTarief",
            f"Het tarief {euro(p.product_tarief)} is niet het contractuele tarief {euro(tarief)} voor "
            f"{toon_product(p.product_categorie, p.product_code)}.",
        ),
    )


@ketenregel("TR346", "9346", _PRESTATIE, "Het bedrag is volume maal tarief.", niveau=4)
def tr346(k: Prestatiebeeld) -> Vondsten:
    """TR346: the amount is volume times tariff; euros have no tariff (CD087, CS339). Minutes on an hourly tariff:
    hourly tariff times minutes over 60, rounded only then (IV081). Where the contract is not known, an amount that
    some hourly tariff explains is right too.
    """
    p = k.prestatie
    if p.product_tarief is None:
        return GOED
    bedrag, volume = p.ingediend_bedrag.bedrag, p.geleverd_volume
    moet = volume * p.product_tarief
    if p.eenheid == MINUUT and k.tarief(MINUUT) is None:
        uurtarief = k.tarief(UUR)
        if uurtarief is not None:
            moet = bedrag_minuten(uurtarief, volume)
        elif kan_uurtarief_zijn(p.product_tarief, volume, bedrag):
            return GOED
    if bedrag == moet:
        return GOED
    return (
        (
            "IngediendBedrag",
            f"Het bedrag is {euro(bedrag)}; volgens volume en tarief moet het {euro(moet)} zijn.",
        ),
    )


@ketenregel("TR321", "9321", _PRESTATIE, "Het volume past binnen wat voor de productperiode is toegewezen.")
def tr321(k: Prestatiebeeld) -> Vondsten:
    """TR321: the volume fits what the Omvang allows over the ProductPeriode (IV077, IV078)."""
    p, t = k.prestatie, k.toegewezen
    omvang = t.omvang
    if (
        omvang is None
        or p.ingediend_bedrag.debet_credit == _CREDIT
        or not eenheid_past(p.eenheid, omvang.eenheid)
    ):
        return GOED
    volume = vergelijkbaar(p.geleverd_volume, p.eenheid)
    maximum = maximum_in_periode(
        omvang,
        k.variant,
        p.product_periode.begindatum,
        p.product_periode.einddatum,
        t.ingangsdatum,
        t.einddatum,
    )
    if maximum is None or volume <= vergelijkbaar(maximum, omvang.eenheid):
        return GOED
    return (
        (
            "GeleverdVolume",
            f"Geleverd is {toon_volume(p.geleverd_volume, p.eenheid)}; over {toon_periode(*p.product_periode)} is "
            f"ten hoogste {toon_volume(maximum, omvang.eenheid)} toegewezen.",
        ),
    )


@ketenregel("TR322", "9322", _PRESTATIE, "Alle volumes samen passen binnen wat in totaal is toegewezen.")
def tr322(k: Prestatiebeeld) -> Vondsten:
    """TR322: this line and the approved lines before it fit the Omvang over the whole allocation."""
    p, t = k.prestatie, k.toegewezen
    omvang = t.omvang
    if (
        omvang is None
        or p.ingediend_bedrag.debet_credit == _CREDIT
        or not eenheid_past(p.eenheid, omvang.eenheid)
    ):
        return GOED
    maximum = maximum_totaal(omvang, k.variant, t.ingangsdatum, t.einddatum)
    if maximum is None:
        return GOED
    eerder = k.verbruik.volume.get(p.toewijzing_nummer, 0)
    som = eerder + vergelijkbaar(p.geleverd_volume, p.eenheid)
    if som <= vergelijkbaar(maximum, omvang.eenheid):
        return GOED
    al = eerder / (60 if omvang.eenheid == UUR else 1)
    return (
        (
            "GeleverdVolume",
            f"Over de hele toewijzing is ten hoogste {toon_volume(maximum, omvang.eenheid)} toegewezen; "
            f"eerder is {al:g} goedgekeurd en nu {toon_volume(p.geleverd_volume, p.eenheid)} ingediend.",
        ),
    )


@ketenregel("TR369", "9369", _PRESTATIE, "Alle prestaties samen passen binnen het toegewezen budget.")
def tr369(k: Prestatiebeeld) -> Vondsten:
    """TR369: this line and the approved lines before it fit the allocated Budget, in eurocents.

    The amounts are summed: only in unit 83 are they the volumes that the rule names.
    """
    budget = k.toegewezen.budget
    if budget is None or k.prestatie.ingediend_bedrag.debet_credit == _CREDIT:
        return GOED
    bedrag = k.prestatie.ingediend_bedrag.bedrag
    eerder = k.verbruik.bedrag.get(k.prestatie.toewijzing_nummer, 0)
    if eerder + bedrag <= budget:
        return GOED
    return (
        (
            "GeleverdVolume",
            f"Het budget is {euro(budget)}; eerder is {euro(eerder)} goedgekeurd en nu "
            f"{euro(bedrag)} ingediend.",
        ),
    )


@ketenregel(
    "TR389", "9389", _PRESTATIE, "Een product wordt per periode één keer gedeclareerd, tenzij gecrediteerd."
)
def tr389(k: Prestatiebeeld) -> Vondsten:
    """TR389: no approved debit on the allocation for this product and ProductPeriode that was not credited."""
    if k.prestatie.ingediend_bedrag.debet_credit == _CREDIT:
        return GOED
    eerder = k.verbruik.open.get(_debetsleutel(k.prestatie))
    if eerder is None:
        return GOED
    return (
        (
            "",
            f"Voor dit product en deze periode is prestatie '{eerder}' al goedgekeurd; crediteer die eerst.",
        ),
    )


@ketenregel("TR381", "S329", _PRESTATIE, "", niveau=4)
def tr381_prestatie(k: Prestatiebeeld) -> Vondsten:
    """TR381 on the product of a line."""
    return k.kader.productcode(k.prestatie)


_REFERENTIES: tuple[Regelfunctie, ...] = (tr314, tr323, tr390)
_INHOUD: tuple[Regelfunctie, ...] = (
    tr384,
    tr307,
    tr308,
    tr387,
    tr388,
    tr319,
    tr339,
    tr340,
    tr381_prestatie,
    tr341,
    tr418,
    tr346,
    tr321,
    tr322,
    tr369,
    tr389,
)
_ALLES: tuple[Regelfunctie, ...] = (tr314, *_INHOUD)
_CREDIT_ANDERS: tuple[Regelfunctie, ...] = (*_REFERENTIES, *_INHOUD)


def controleer_declaratie(
    bericht: jw323.Bericht, stand: Ketenstand, contract: Contractpoort, verslag: Verslag
) -> Wijziging:
    """Judge a JW323 below the Header. What is refused does not enter the change, the rest does.

    After an error on Declaratie no clients are judged, after one on a Client none of its lines, and on an unknown
    allocation only TR338.
    """
    gemeente, aanbieder, declaratie = bericht.header.ontvanger, bericht.header.afzender, bericht.declaratie
    beeld = Declaratiebeeld(gemeente, aanbieder, declaratie, stand)
    if not verslag.toets((tr333, tr318), beeld, DECLARATIE):
        return Wijziging(verzonden=bericht)
    clienten = declaratie.clienten
    nummers = {p.toewijzing_nummer for client in clienten for p in client.prestaties}
    bekend = stand.toewijzingen(gemeente, nummers)
    toewijzingen = {nr: bekend[nr] for nr in nummers if nr in bekend and bekend[nr].aanbieder == aanbieder}
    te_toetsen: list[tuple[str, jw323.Client]] = []
    for c, client in enumerate(clienten, 1):
        pad = f"{DECLARATIE}/Clienten/Client[{c}]"
        van_regels = [
            toewijzingen[p.toewijzing_nummer]
            for p in client.prestaties
            if p.toewijzing_nummer in toewijzingen
        ]
        if verslag.toets((tr304,), Clientbeeld(client.bsn, van_regels), pad):
            te_toetsen.append((pad, client))
    tellers = Counter(
        p.product_referentie.referentie_nummer for client in clienten for p in client.prestaties
    )
    genoemd = set(tellers)
    genoemd.update(
        p.product_referentie.vorig_referentie_nummer
        for _, client in te_toetsen
        for p in client.prestaties
        if p.product_referentie.vorig_referentie_nummer is not None
    )
    eerdere = stand.regels(aanbieder, genoemd)
    dubbel = {nr for nr, aantal in tellers.items() if aantal > 1 or nr in eerdere}
    verbruik = Verbruik()
    regels_op = stand.regels_op(gemeente, toewijzingen.keys())
    for nummer in toewijzingen:
        for regel in regels_op.get(nummer, ()):
            verbruik.boek(regel.prestatie)
    kader = Declaratiekader(
        gemeente, aanbieder, declaratie.declaratie_periode.einddatum, contract, dubbel, verbruik
    )
    with zonder_opruimen():
        regels = _toets_prestaties(
            verslag, kader, te_toetsen, toewijzingen, eerdere, declaratie.declaratie_nummer
        )
    return Wijziging(
        verzonden=bericht,
        declaratie=Declaratie(
            gemeente,
            aanbieder,
            declaratie.declaratie_nummer,
            declaratie.declaratie_periode.begindatum,
            bericht.header.bericht_identificatie.identificatie,
        ),
        regels=regels,
    )


def _toets_prestaties(
    verslag: Verslag,
    kader: Declaratiekader,
    te_toetsen: Sequence[tuple[str, jw323.Client]],
    toewijzingen: Mapping[int, Toewijzing],
    eerdere: Mapping[str, Regel],
    declaratie_nummer: str,
) -> tuple[Regel, ...]:
    """Judge the lines, credits first (OP366); give back what is approved, in that order."""
    goedgekeurd: list[Regel] = []
    vanaf = len(verslag.bevindingen)
    beeld = Prestatiebeeld(kader)
    for credits in (True, False):
        for pad, client in te_toetsen:
            for nr, prestatie in enumerate(client.prestaties, 1):
                if (prestatie.ingediend_bedrag.debet_credit == _CREDIT) != credits:
                    continue
                toewijzing = toewijzingen.get(prestatie.toewijzing_nummer)
                if toewijzing is None:
                    gevonden = vind((tr338,), None)
                else:
                    beeld.bsn = client.bsn
                    beeld.prestatie = prestatie
                    beeld.toegewezen = toewijzing.product
                    gevonden = vind(_ALLES if not credits else _voor_credit(beeld, eerdere), beeld)
                if not gevonden:
                    kader.verbruik.boek(prestatie)
                    goedgekeurd.append(
                        Regel(kader.gemeente, kader.aanbieder, client.bsn, declaratie_nummer, prestatie)
                    )
                for code, vondsten in gevonden:
                    verslag.meld(code, f"{pad}/Prestaties/Prestatie[{nr}]", vondsten)
    verslag.bevindingen[vanaf:] = sorted(verslag.bevindingen[vanaf:], key=lambda b: _volgorde(b.pad))
    return tuple(goedgekeurd)


def _voor_credit(beeld: Prestatiebeeld, eerdere: Mapping[str, Regel]) -> tuple[Regelfunctie, ...]:
    """What a credit is judged by: a copy of an approved debit by its references only (IV085)."""
    vorig = beeld.prestatie.product_referentie.vorig_referentie_nummer
    beeld.debet = eerdere.get(vorig) if vorig is not None else None
    if beeld.debet is not None and _is_kopie(beeld.prestatie, beeld.debet.prestatie):
        return _REFERENTIES
    return _CREDIT_ANDERS


def _volgorde(pad: str) -> list[int]:
    """The place of a line in the message: number of the client and of the line."""
    return [int(nummer) for nummer in re.findall(r"\[(\d+)\]", pad)]


def _is_kopie(credit: jw323.Prestatie, debet: jw323.Prestatie) -> bool:
    """Whether a credit is the debit again, but for its reference and C (IV091)."""
    return (
        credit[1:-1] == debet[1:-1]
        and credit.ingediend_bedrag.bedrag == debet.ingediend_bedrag.bedrag
        and debet.ingediend_bedrag.debet_credit != _CREDIT
    )
