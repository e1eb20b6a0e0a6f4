"""What hangs under the contracts of the demo: products, tariffs, places, subcontractors, and some history of them.

The registers were filled in June 2025. Hanna of the Netwerkorganisatie changed and corrected things since, so that the
pages have something to tell about what was known when. All of it is invented.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from jeugdketen.demo.casussen.aanbieders import (
    EIND_B,
    LINDE,
    LISDODDE,
    NOORDERKOOG,
    PLEEGZORG,
    START,
    STREEK,
    TERP,
    WATERKERS,
    WESTERKOGGE,
)
from jeugdketen.demo.casussen.verzoeken import LOPEND, VERZOEKEN
from jeugdketen.kern import klok
from jeugdketen.kern.toegang import Toegang, als_inrichting, met_toegang
from jeugdketen.landschap import services
from jeugdketen.landschap.models import (
    Aanbieder,
    Contract,
    Contractproduct,
    Locatie,
    Onderaannemer,
    Tarief,
)

GEVULD: Final = date(2025, 6, 16)
"""The day on which the registers were filled."""

GEWOON: Final = {
    "B": ("B/P4/perspectief", "B/P4/intensief"),
    "C": ("C/hoogspecialistisch",),
    "V": ("V/kortdurend/logeren-regulier", "V/gezinshuis/midden"),
}
"""Products of a contract for a whole segment, besides those that its provider gives in the cases of the demo."""

VAN_LINDE: Final = tuple(
    f"B/P{profiel}/{soort}" for profiel in (1, 2, 4, 7, 8) for soort in ("perspectief", "intensief")
)

LOCATIES: Final = (
    (LINDE, "De Linde Hoorn", "Kersenboogerd 12", "1628 XA", "Hoorn"),
    (LINDE, "De Linde Opmeer", "Dorpsweg 3", "1716 CA", "Opmeer"),
    (NOORDERKOOG, "Gezinshuis Noord", "Koogweg 8", "1715 GE", "Opmeer"),
    (TERP, "De Terp", "Hoofdstraat 101", "1611 AG", "Bovenkarspel"),
    (PLEEGZORG, "Kantoor De Goorn", "Dwingel 4", "1648 JM", "De Goorn"),
)


def vul_registers(hanna: Toegang) -> int:
    """Fill what hangs under the contracts, once; returns how many rows were added."""
    if Contractproduct.objects.exists():
        return 0
    with klok.op(GEVULD), als_inrichting() as inrichting:
        aantal = _producten(inrichting) + _locaties(inrichting)
        services.zet_gemeenten(inrichting, _contract(WESTERKOGGE), ["1598", "0432"], START)
    _onderaannemers(hanna)
    _geschiedenis(hanna)
    return aantal


def _contract(agb: str) -> Contract:
    contract = Contract.objects.filter(aanbieder__agb=agb, uitloop=False).order_by("segment").first()
    assert contract is not None
    return contract


def _producten(inrichting: Toegang) -> int:
    in_gebruik: dict[str, set[str]] = {}
    for geval in (*LOPEND, *VERZOEKEN):
        in_gebruik.setdefault(geval.aanbieder, set()).add(geval.product)
    namen = services.productnamen()
    aantal = 0
    for contract in Contract.objects.filter(uitloop=False).select_related("aanbieder"):
        agb = contract.aanbieder.agb
        kies = {p for p in in_gebruik.get(agb, ()) if p.startswith(contract.segment)} & set(namen)
        kies |= set(GEWOON[contract.segment])
        if agb == LINDE and contract.segment == "B":
            kies |= set(VAN_LINDE)
        if contract.perceel:
            kies = {p for p in namen if p.split("/")[:2] == [contract.segment, contract.perceel]}
        for product in sorted(kies):
            services.voeg_toe(
                inrichting, Contractproduct(contract=contract, regioproduct=product, van=contract.van)
            )
            aantal += 1
            # The cases of the demo are allocated by the hour, the examples of the region are by trajectory.
            if contract.segment == "B":
                services.voeg_toe(inrichting, _uurtarief(contract, product))
                aantal += 1
    return aantal


def _uurtarief(contract: Contract, product: str) -> Tarief:
    zwaar = product.split("/")[1] in {"P5", "P6", "P7", "P8"}
    return Tarief(
        contract=contract,
        regioproduct=product,
        eenheid="04",
        bedrag_cent=105_00 if zwaar else 89_25,
        status="voorbeeld",
        bron="Voorbeeldwaarde van het product",
        van=contract.van,
    )


def _locaties(inrichting: Toegang) -> int:
    for agb, naam, adres, postcode, plaats in LOCATIES:
        aanbieder = Aanbieder.objects.get(agb=agb)
        services.voeg_toe(
            inrichting,
            Locatie(aanbieder=aanbieder, naam=naam, adres=adres, postcode=postcode, plaats=plaats, van=START),
        )
    return len(LOCATIES)


def _onderaannemers(hanna: Toegang) -> None:
    def meld(dag: date, hoofd: str, **velden: Any) -> None:
        with klok.op(dag), met_toegang(hanna):
            services.voeg_toe(hanna, Onderaannemer(aanbieder=Aanbieder.objects.get(agb=hoofd), **velden))

    meld(
        date(2025, 7, 3),
        LINDE,
        naam="Praktijk Lisdodde",
        agb=LISDODDE,
        toelichting="ambulante begeleiding",
        oude_constructie=True,
        gemeld_op=date(2025, 7, 3),
        van=date(2024, 2, 1),
        tot=date(2026, 5, 31),
        einde_toewijzing=date(2026, 5, 31),
    )
    meld(
        date(2025, 9, 4),
        LINDE,
        naam="Praktijk Wad en Water",
        kvk="99880011",
        reden="expertise",
        toelichting="muziektherapie",
        gezin_afgestemd_op=date(2025, 8, 27),
        gezin_referentie="LINDE-25-0188",
        gemeld_op=date(2025, 9, 4),
        in_managementrapportage=True,
        van=date(2025, 9, 1),
    )
    meld(
        date(2025, 12, 2),
        LINDE,
        naam="J. Tromp",
        soort="zzp",
        kvk="99880022",
        reden="capaciteit",
        toelichting="begeleiding thuis",
        gezin_afgestemd_op=date(2025, 10, 28),
        van=date(2025, 11, 1),
    )
    meld(
        date(2025, 10, 6),
        WATERKERS,
        naam="Manege De Hoef",
        kvk="99880033",
        reden="expertise",
        toelichting="paardrijden met begeleiding",
        gezin_afgestemd_op=date(2025, 9, 30),
        gemeld_op=date(2025, 10, 6),
        van=date(2025, 10, 6),
        tot=date(2026, 3, 31),
    )


def _geschiedenis(hanna: Toegang) -> None:
    with klok.op(date(2026, 1, 8)), met_toegang(hanna):
        # Settled on 8 January, and holds since the first.
        for product, bedrag in (
            ("B/P4/perspectief", 91_50),
            ("B/P4/intensief", 91_50),
            ("B/P7/intensief", 108_00),
        ):
            tarief = Tarief.objects.get(contract=_contract(LINDE), regioproduct=product)
            services.wijzig(hanna, tarief, vanaf=date(2026, 1, 1), bedrag_cent=bedrag)
    with klok.op(date(2026, 1, 12)), met_toegang(hanna):
        locatie = Locatie.objects.get(naam="De Linde Opmeer")
        services.corrigeer(hanna, locatie, "huisnummer verkeerd overgenomen", adres="Dorpsweg 13")
        gegevens = Aanbieder.objects.get(agb=TERP).gegevens.get()
        services.wijzig(hanna, gegevens, vanaf=date(2026, 4, 1), naam="Logeerhuis De Terp en De Wierde")
    with klok.op(date(2026, 1, 14)), als_inrichting() as inrichting:
        # A local contract of Hoorn, as its own contract manager would make it (S-206).
        services.leg_contract_vast(
            inrichting, Aanbieder.objects.get(agb=STREEK), "A", date(2026, 1, 1), EIND_B,
            nummer="HOORN-2026-03", gemeente="0405",
        )  # fmt: skip
