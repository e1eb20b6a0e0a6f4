"""Short-hands for invented messages, and a ``Keten`` that sends them past a state."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from lxml import etree

from gedeeld import GEDEELD
from ijw.antwoord import lees_uitslag, maak_declaratie_antwoord, maak_retour
from ijw.berichten import definitie_van, jw301, jw305, jw307, jw315, jw317, jw319, jw323
from ijw.berichten.basis import (
    Achternaam,
    Adres,
    BedragMetDC,
    BerichtIdentificatie,
    Geboortedatum,
    GeslotenPeriode,
    Huis,
    Omvang,
    Product,
    Referentie,
    TotaalBedragMetDC,
    VerkorteNaam,
    Verwijzer,
    VolledigeNaam,
    XsdVersie,
)
from ijw.controle import controleer as controleer_bytes
from ijw.definitie import maak
from ijw.keten import Contractafspraak, Ketencontrole, controleer
from ijw.keten.geheugen import GeheugenContract
from ijw.keten.rekenen import laatste_van_maand
from ijw.schrijven import schrijf

HOORN, MEDEMBLIK = "0405", "0420"
AANBIEDER, ANDERE_AANBIEDER = "99000101", "99000202"
KIND, ANDER_KIND = "999900006", "999900018"
A04, A53, GGZ = Product("45", "45A04"), Product("45", "45A53"), Product("54", "54004")
TARIEF = 8700
VANDAAG = datetime.date(2026, 1, 21)
XSD = XsdVersie("1.0.0", "1.0.0")
TIEN, TWAALF = Omvang(10, "04", "4"), Omvang(12, "04", "4")

AFSPRAKEN = (
    Contractafspraak("45", "45A04", "04", TARIEF, "inspanningsgericht"),
    Contractafspraak("45", "45A53", "04", 9900, "inspanningsgericht"),
    Contractafspraak("54", "54004", "04", 11000, "inspanningsgericht"),
)
CONTRACT = GeheugenContract(AFSPRAKEN)


def dag(tekst: str) -> datetime.date:
    """A date: ``2025-03-01``."""
    return datetime.date.fromisoformat(tekst)


def per_maand(volume: int, eenheid: str = "04") -> Omvang:
    return Omvang(volume, eenheid, "4")


def per_week(volume: int, eenheid: str = "04") -> Omvang:
    return Omvang(volume, eenheid, "2")


def totaal(volume: int, eenheid: str = "04") -> Omvang:
    return Omvang(volume, eenheid, "6")


_teller = 0


def nieuw_nummer() -> str:
    """An Identificatie that was not used before in this run."""
    global _teller
    _teller += 1
    return f"B{_teller:06}"


def _kop(module: Any, van: str, naar: str, op: str, identificatie: str | None) -> Any:
    return maak(
        module.Header,
        afzender=van,
        ontvanger=naar,
        bericht_identificatie=BerichtIdentificatie(identificatie or nieuw_nummer(), dag(op)),
        xsd_versie=XSD,
    )


_GEBOREN = Geboortedatum(datetime.date(2012, 5, 17), None)
_NAAM = VerkorteNaam(Achternaam("Duinstra", None), "Sanne", "S")


def product(
    nummer: int = 100001,
    product: Product | None = A04,
    omvang: Omvang | None = TIEN,
    van: str = "2025-01-01",
    tot: str | None = "2025-12-31",
    *,
    budget: int | None = None,
    referentie: str | None = None,
    reden: str | None = None,
    toegewezen: str = "2024-12-16",
    tijd: str = "10:15:00",
) -> jw301.ToegewezenProduct:
    """A ToegewezenProduct; by default ten hours a month during 2025."""
    return maak(
        jw301.ToegewezenProduct,
        toewijzing_nummer=nummer,
        referentie_aanbieder=referentie,
        product=product,
        toewijzingsdatum=dag(toegewezen),
        toewijzingstijd=datetime.time.fromisoformat(tijd),
        ingangsdatum=dag(van),
        einddatum=dag(tot) if tot else None,
        reden_wijziging=reden,
        omvang=None if budget is not None else omvang,
        budget=budget,
    )


def jw301_(
    *producten: jw301.ToegewezenProduct,
    bsn: str = KIND,
    gemeente: str = HOORN,
    aanbieder: str = AANBIEDER,
    op: str | None = None,
    identificatie: str | None = None,
) -> jw301.Bericht:
    """A JW301 with these products, by default sent on the day that the last of them was allocated."""
    op = op or max(["2025-01-02", *(p.toewijzingsdatum.isoformat() for p in producten)])
    adres = Adres(Huis(12, None, None, None), "1621AB", "Verzonnenstraat", "Hoorn", "NL")
    client = maak(
        jw301.Client,
        bsn=bsn,
        geboortedatum=_GEBOREN,
        geslacht="2",
        naam=VolledigeNaam(Achternaam("Duinstra", None), None, "Sanne", "S", "1"),
        contactgegevens=(maak(jw301.Contact, soort="01", adres=adres),),
        relaties=(
            maak(
                jw301.Relatie,
                nummer="1",
                soort="07",
                naam=VolledigeNaam(Achternaam("Duinstra", None), None, None, "K", "1"),
                contact=maak(jw301.Contact, soort="01", adres=adres),
            ),
        ),
        toegewezen_producten=producten or (product(),),
    )
    return jw301.Bericht(_kop(jw301, gemeente, aanbieder, op, identificatie), client)


def start(
    begin: str = "2025-01-06",
    nummer: int | None = 100001,
    product: Product | None = A04,
    status: str = "1",
    ingang: str | None = "2025-01-01",
) -> jw305.StartProduct:
    return jw305.StartProduct(nummer, product, dag(ingang) if ingang else None, dag(begin), status)


def jw305_(
    *starts: jw305.StartProduct,
    bsn: str = KIND,
    aanbieder: str = AANBIEDER,
    gemeente: str = HOORN,
    op: str = "2025-12-01",
    identificatie: str | None = None,
) -> jw305.Bericht:
    client = jw305.Client(bsn, _GEBOREN, "2", _NAAM, starts or (start(),))
    return jw305.Bericht(_kop(jw305, aanbieder, gemeente, op, identificatie), client)


def stop(
    eind: str = "2025-04-15",
    reden: str = "31",
    begin: str = "2025-01-06",
    nummer: int | None = 100001,
    product: Product | None = A04,
    status: str = "1",
) -> jw307.StopProduct:
    return jw307.StopProduct(nummer, product, dag("2025-01-01"), dag(begin), reden, dag(eind), status)


def jw307_(
    *stops: jw307.StopProduct,
    bsn: str = KIND,
    aanbieder: str = AANBIEDER,
    gemeente: str = HOORN,
    op: str = "2025-12-01",
    identificatie: str | None = None,
) -> jw307.Bericht:
    client = jw307.Client(bsn, _GEBOREN, "2", _NAAM, stops or (stop(),))
    return jw307.Bericht(_kop(jw307, aanbieder, gemeente, op, identificatie), client)


def gevraagd(
    referentie: str = "VOT-1", product: Product | None = A04, van: str = "2025-02-01", tot: str = "2025-12-31"
) -> jw315.AangevraagdProduct:
    return maak(
        jw315.AangevraagdProduct,
        referentie_aanbieder=referentie,
        product=product,
        toewijzing_ingangsdatum=dag(van),
        toewijzing_einddatum=dag(tot),
        omvang=per_maand(10),
        verwijzer=Verwijzer("02", None, "01000001"),
        raamcontract="2",
    )


def jw315_(
    *producten: jw315.AangevraagdProduct,
    bsn: str = KIND,
    aanbieder: str = AANBIEDER,
    gemeente: str = HOORN,
    op: str = "2025-01-20",
    identificatie: str | None = None,
) -> jw315.Bericht:
    client = maak(
        jw315.Client,
        bsn=bsn,
        geboortedatum=_GEBOREN,
        geslacht="2",
        naam=_NAAM,
        gezagsdrager_bekend="1",
        aangevraagde_producten=producten or (gevraagd(),),
    )
    return jw315.Bericht(_kop(jw315, aanbieder, gemeente, op, identificatie), client)


def wijzig(
    nummer: int = 100001,
    vanaf: str = "2025-07-01",
    tot: str | None = "2025-12-31",
    omvang: Omvang | None = TWAALF,
    budget: int | None = None,
) -> jw317.TeWijzigenProduct:
    return jw317.TeWijzigenProduct(nummer, dag(vanaf), dag(tot) if tot else None, omvang, budget)


def nieuw(product: Product | None = GGZ, vanaf: str = "2025-07-01", tot: str | None = "2025-12-31") -> Any:
    return jw317.NieuwProduct(product, dag(vanaf), dag(tot) if tot else None, per_maand(5), None)


def jw317_(
    *,
    ongewijzigd: Sequence[int] = (),
    wijzigen: Sequence[jw317.TeWijzigenProduct] = (),
    nieuwe: Sequence[jw317.NieuwProduct] = (),
    referentie: str = "VOW-1",
    bsn: str = KIND,
    aanbieder: str = AANBIEDER,
    gemeente: str = HOORN,
    op: str = "2025-05-12",
    identificatie: str | None = None,
) -> jw317.Bericht:
    verzoek = jw317.Verzoek(
        referentie,
        "1",
        tuple(jw317.OngewijzigdProduct(nr) for nr in ongewijzigd),
        tuple(wijzigen),
        tuple(nieuwe),
    )
    return jw317.Bericht(_kop(jw317, aanbieder, gemeente, op, identificatie), jw317.Client(bsn, verzoek))


def jw319_(
    referentie: str = "VOT-1",
    antwoord: str = "1",
    reden: str | None = None,
    *,
    woonplaats: str | None = None,
    aanbieder: str = AANBIEDER,
    gemeente: str = HOORN,
    op: str = "2025-02-01",
    identificatie: str | None = None,
) -> jw319.Bericht:
    if antwoord == "1" and reden is None:
        reden = "8" if woonplaats else "3"
    return jw319.Bericht(
        _kop(jw319, gemeente, aanbieder, op, identificatie),
        jw319.Antwoord(
            referentie, antwoord, reden, jw319.Woonplaatsbeginsel(woonplaats) if woonplaats else None
        ),
    )


def regel(
    referentie: str = "P1",
    volume: int = 8,
    maand: str = "2025-03",
    *,
    nummer: int = 100001,
    product: Product = A04,
    van: str | None = None,
    tot: str | None = None,
    eenheid: str = "04",
    tarief: int | None = TARIEF,
    bedrag: int | None = None,
    credit_op: str | None = None,
) -> jw323.Prestatie:
    """A declaration line; by default 8 hours in March 2025 on allocation 100001."""
    begin = dag(van) if van else dag(f"{maand}-01")
    eind = dag(tot) if tot else laatste_van_maand(begin)
    if eenheid == "83":
        tarief = None
    if bedrag is None:
        bedrag = volume * (1 if tarief is None else tarief)
    assert product.code is not None
    return jw323.Prestatie(
        Referentie(referentie, credit_op),
        nummer,
        product.categorie,
        product.code,
        GeslotenPeriode(begin, eind),
        volume,
        eenheid,
        tarief,
        BedragMetDC(bedrag, "C" if credit_op else "D"),
    )


def jw323_(
    *regels: jw323.Prestatie | tuple[str, Sequence[jw323.Prestatie]],
    declaratie: str = "DECL1",
    maand: str = "2025-03",
    aanbieder: str = AANBIEDER,
    gemeente: str = HOORN,
    op: str = "2026-01-10",
    identificatie: str | None = None,
) -> jw323.Bericht:
    """A JW323; lines of the usual child, or ``(bsn, lines)`` per client."""
    los = tuple(r for r in regels if isinstance(r, jw323.Prestatie))
    clienten = [jw323.Client(KIND, los)] if los else []
    clienten += [jw323.Client(r[0], tuple(r[1])) for r in regels if not isinstance(r, jw323.Prestatie)]
    som = sum(
        p.ingediend_bedrag.bedrag * (-1 if p.ingediend_bedrag.debet_credit == "C" else 1)
        for client in clienten
        for p in client.prestaties
    )
    begin = dag(f"{maand}-01")
    return jw323.Bericht(
        _kop(jw323, aanbieder, gemeente, op, identificatie),
        jw323.Declaratie(
            declaratie,
            GeslotenPeriode(begin, laatste_van_maand(begin)),
            dag(op),
            TotaalBedragMetDC(abs(som), "C" if som < 0 else "D"),
            tuple(clienten),
        ),
    )


def antwoord_op(bericht: Any, controle: Ketencontrole) -> Any:
    """The answer on a message by its verdict."""
    bouw = maak_declaratie_antwoord if controle.berichttype == "JW323" else maak_retour
    return bouw(bericht, controle.codes, identificatie="ANTW1", dagtekening=VANDAAG)


@lru_cache(maxsize=20)
def _officieel(code: str) -> etree.XMLSchema | None:
    if GEDEELD is None:
        return None
    return etree.XMLSchema(file=str(GEDEELD / "ijw-3.2" / "xsd" / f"{code}.xsd"))


def moet_kloppen(bericht: Any, streng: bool = True) -> None:
    """Assert that a message is right on levels 1 and 2 (TR319 is level 3 by its own code)."""
    data = schrijf(bericht)
    fouten = [b for b in controleer_bytes(data).bevindingen if b.regel != "TR319"]
    assert fouten == [] or not streng
    schema = _officieel(definitie_van(bericht).code)
    if schema is not None:
        schema.assertValid(etree.fromstring(data))


class Keten:
    """Sends messages past a state, one after the other, and keeps the last verdict."""

    def __init__(self, stand: Any, contract: Any = CONTRACT, vandaag: datetime.date = VANDAAG) -> None:
        self.stand = stand
        self.contract = contract
        self.vandaag = vandaag

    def stuur(self, bericht: Any, *, streng: bool = True) -> Ketencontrole:
        """Judge a message and apply what it changes.

        Whatever is sent is right on levels 1 and 2, and so is its answer, also by the official schema where that
        is present: a test cannot lean on a message that would never come this far. (``streng`` off: only level 1
        of the message itself.)
        """
        moet_kloppen(bericht, streng)
        controle = controleer(bericht, self.stand, self.contract, vandaag=self.vandaag)
        if controle.berichttype != "JW325":
            antwoord = antwoord_op(bericht, controle)
            moet_kloppen(antwoord)
            uitslag = lees_uitslag(antwoord)
            assert uitslag.goedgekeurd == (controle.uitkomst == "goed")
            assert {c for codes in uitslag.codes.values() for c in codes} == set(controle.retourcodes)
        self.stand.verwerk(controle.wijziging)
        return controle

    def goed(self, *berichten: Any) -> Keten:
        """Send messages that must all be right."""
        for bericht in berichten:
            controle = self.stuur(bericht)
            assert controle.bevindingen == (), controle.bevindingen
            assert controle.uitkomst == "goed"
            assert controle.codes == {}
        return self

    def fout(
        self, bericht: Any, *verwacht: tuple[str, str | None, str], streng: bool = True
    ) -> Ketencontrole:
        """Send a message that must break exactly these rules: (rule, return code, path of the element)."""
        controle = self.stuur(bericht, streng=streng)
        assert sorted(b[:3] for b in controle.bevindingen) == sorted(verwacht)
        assert controle.uitkomst == "afgekeurd"
        assert all(b.melding.endswith(".") for b in controle.bevindingen)
        return controle
