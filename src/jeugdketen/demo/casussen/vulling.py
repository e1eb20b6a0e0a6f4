"""Fills an installation with the synthetic region, through the same services and the same intake as real work.

Everything is dated by the application's clock: a request of 14 January comes in on 14 January, and a consulent records
facts on the days in between. Doing it again adds what is missing and changes nothing that is there.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.hashers import make_password

from ijw.berichten import basis, jw315
from jeugdketen.berichten import toestand
from jeugdketen.berichten.models import Bericht
from jeugdketen.berichten.services import neem_aan, verstuur_alsnog
from jeugdketen.berichten.uitgang import verzend_wachtende
from jeugdketen.berichten.verwerking import verwerk
from jeugdketen.demo.casussen.aanbiederpost import vul_aanbiederpost
from jeugdketen.demo.casussen.aanbieders import AANBIEDERS, LINDE, Demoaanbieder
from jeugdketen.demo.casussen.gebruikers import (
    ALLE_ZEVEN,
    DEMOWACHTWOORD,
    GEBRUIKERS,
    GI,
    SINDS,
    Demogebruiker,
)
from jeugdketen.demo.casussen.identiteit import vul_identiteit
from jeugdketen.demo.casussen.post import vul_post
from jeugdketen.demo.casussen.registers import GEVULD, vul_registers
from jeugdketen.demo.casussen.verkeer import vul_verkeer
from jeugdketen.demo.casussen.verzoeken import ETMALEN, LOPEND, UREN, VERZOEKEN, Demoverzoek, Lopend
from jeugdketen.dossier import rechten
from jeugdketen.dossier.brp import brp_poort
from jeugdketen.dossier.models import Betrokkenheid, Jeugdige
from jeugdketen.dossier.selectors import jeugdige_bij_bsn, open_dossier
from jeugdketen.dossier.services import (
    leg_betrokkenheid_vast,
    leg_jeugdige_vast,
    leg_zoektermen_vast,
    werk_bij_uit_brp,
)
from jeugdketen.kern import herstel, klok, mensen, noodtoegang, rollen
from jeugdketen.kern.models import Gebruiker, Rolhouder
from jeugdketen.kern.toegang import Toegang, als_inrichting, als_systeem, met_toegang, toegang_van
from jeugdketen.kern.toezicht import leg_gezinsband_vast
from jeugdketen.landschap.models import Aanbieder, Contract
from jeugdketen.landschap.selectors import code_bij
from jeugdketen.landschap.services import laad_regio, leg_aanbieder_vast, leg_contract_vast
from jeugdketen.toewijzing.feitenservices import vul_aan
from jeugdketen.toewijzing.models import OPEN, Toewijzing, Verzoek
from jeugdketen.toewijzing.overnameservices import neem_toewijzing_over
from jeugdketen.toewijzing.selectors import verzoek_pagina
from jeugdketen.toewijzing.services import besluit
from jeugdketen.toewijzing.werkservices import neem_op

DEMOBERICHTEN: Final = uuid.UUID("6a657567-646b-4e74-8e6e-64656d6f3236")
"""Name space of the messages of the demo: the same request always has the same message number in the store."""

OVERGENOMEN: Final = date(2025, 7, 14)
"""The day on which the caseload of the demo came in; what began before has a start that nobody here knows of."""

Melder = Callable[[str], None]


def vul(meld: Melder) -> None:
    """Put the whole synthetic region in place, telling each step.

    Args:
        meld: is told one Dutch sentence for each step that was done.
    """
    with klok.op(GEVULD), als_inrichting():
        lading = laad_regio(settings.JEUGDKETEN_REGIO)
    meld(f"Regio: {lading.gemeenten} gemeenten en {lading.productcodes} productcodes.")
    with klok.op(GEVULD), als_inrichting() as inrichting:
        contracten = sum(_aanbieder(inrichting, aanbieder) for aanbieder in AANBIEDERS)
    meld(f"Landschap: {len(AANBIEDERS)} aanbieders, {contracten} nieuwe contracten.")
    nieuw = _gebruikers()
    meld(f"Gebruikers: {len(GEBRUIKERS)}, waarvan {nieuw} nieuw.")
    regels = vul_registers(toegang_van(Gebruiker.objects.get(gebruikersnaam="hanna"), SINDS))
    meld(f"Registers: {regels} nieuwe producten, tarieven en locaties.")
    nieuw = sum(_lopend(lopend) for lopend in LOPEND)
    meld(f"Lopende toewijzingen: {len(LOPEND)}, waarvan {nieuw} nieuw.")
    nieuw = 0
    for nummer, verzoek in enumerate(VERZOEKEN, start=1):
        nieuw += _verzoek(nummer, verzoek)
        if nummer % 5 == 0 or nummer == len(VERZOEKEN):
            meld(f"Verzoeken: {nummer} van {len(VERZOEKEN)}, waarvan {nieuw} nieuw.")
    nieuw = vul_aanbiederpost(_linde, DEMOBERICHTEN)
    meld(f"Post van De Linde: starts, stops en een declaratie, {nieuw} nieuw.")
    with als_systeem(ALLE_ZEVEN):
        lopend_nu = list(
            Toewijzing.objects.select_related("jeugdige").filter(toestand="geregistreerd").order_by("nummer")
        )
    nieuw = vul_verkeer(lopend_nu)
    meld(f"Starts, stops en wijzigingsverzoeken: {nieuw} nieuwe berichten.")
    vul_identiteit(_als)
    meld("Identiteit: een dubbel dossier, een ongeboren kind, wijzigingen in de BRP en twee overdrachten.")
    _gezin()
    meld("Gezin: de moeder van Noor ziet wie het dossier las.")
    _instelling()
    _mensen()
    meld("Mensen: een voorstel voor een rol, een waarneming en een noodtoegang om te beoordelen.")
    herinneringen = vul_post(klok.vandaag())
    meld(f"Postbus: een bericht dat mislukte, en {herinneringen} nieuwe herinneringen.")


def _linde() -> Toegang:
    """Somebody of De Linde, on the day of the clock."""
    return toegang_van(Gebruiker.objects.get(gebruikersnaam="bas"))


def _aanbieder(inrichting: Toegang, gegeven: Demoaanbieder) -> int:
    aanbieder = Aanbieder.objects.filter(agb=gegeven.agb).first()
    if aanbieder is None:
        aanbieder = leg_aanbieder_vast(
            inrichting,
            agb=gegeven.agb,
            naam=gegeven.naam,
            kvk=gegeven.kvk,
            plaats=gegeven.plaats,
            contactpersoon=gegeven.contactpersoon,
            telefoon=gegeven.telefoon,
            ggz=gegeven.ggz,
            alleen_laag_complex=gegeven.alleen_laag_complex,
            actief=gegeven.actief,
            van=min([SINDS, *(contract.van for contract in gegeven.contracten)]),
        )
    nieuw = 0
    for contract in gegeven.contracten:
        if not Contract.objects.filter(aanbieder=aanbieder, nummer=contract.nummer).exists():
            leg_contract_vast(
                inrichting,
                aanbieder,
                contract.segment,
                contract.van,
                contract.tot,
                perceel=contract.perceel,
                nummer=contract.nummer,
                uitloop=contract.uitloop,
            )
            nieuw += 1
    return nieuw


def _gebruikers() -> int:
    """Add the users that are not there yet; returns how many.

    They share one password, so it is hashed once: hashing is made slow on purpose.
    """
    bekend = set(Gebruiker.objects.values_list("gebruikersnaam", flat=True))
    nieuw = [gegeven for gegeven in GEBRUIKERS if gegeven.inlognaam not in bekend]
    if nieuw:
        wachtwoord = make_password(DEMOWACHTWOORD)
        with als_inrichting():
            for gegeven in nieuw:
                _gebruiker(gegeven, wachtwoord)
    return len(nieuw)


def _gebruiker(gegeven: Demogebruiker, wachtwoord: str) -> None:
    gebruiker = Gebruiker(
        gebruikersnaam=gegeven.inlognaam,
        e_mail=f"{gegeven.inlognaam}@voorbeeld.invalid",
        naam=gegeven.naam,
        password=wachtwoord,
    )
    gebruiker.full_clean()
    gebruiker.save()
    for gemeente in gegeven.gemeenten or (None,):
        rol = Rolhouder(
            gebruiker=gebruiker,
            rol=gegeven.rol,
            gemeente_code=gemeente,
            aanbieder_agb=gegeven.aanbieder,
            van=SINDS,
        )
        rol.full_clean()
        rol.save()


@contextmanager
def _als(inlognaam: str) -> Iterator[Toegang]:
    """Act as somebody of the demo."""
    with met_toegang(toegang_van(Gebruiker.objects.get(gebruikersnaam=inlognaam))) as toegang:
        yield toegang


def _lopend(gegeven: Lopend) -> bool:
    persoon = brp_poort().zoek(gegeven.bsn)
    assert persoon is not None, "the synthetic BRP misses somebody of the caseload"
    # The file lies with the municipality that decided, also after a move.
    gemeente = persoon.vorige_gemeente_code or persoon.gemeente_code
    assert gemeente is not None
    with klok.op(max(gegeven.van, OVERGENOMEN)), als_systeem([gemeente]):
        jeugdige = jeugdige_bij_bsn(gegeven.bsn, gemeente)
        if jeugdige is None:
            jeugdige = leg_jeugdige_vast(
                gemeente,
                bsn=gegeven.bsn,
                naam=persoon.naam,
                geboortedatum=persoon.geboortedatum,
                geslacht=persoon.geslacht,
                geboortedatum_gebruik=persoon.geboortedatum_gebruik,
            )
            werk_bij_uit_brp(jeugdige)
        bekend = Toewijzing.objects.filter(
            jeugdige=jeugdige, aanbieder_agb=gegeven.aanbieder, product=gegeven.product, van=gegeven.van
        )
        if bekend.exists():
            return False
        vertaling = code_bij(gegeven.product, max(gegeven.van, SINDS))
        assert vertaling is not None, f"no code for {gegeven.product}"
        # A product with a code has a volume (CD041), one without has a budget.
        volume, eenheid, frequentie = ETMALEN if gegeven.product.startswith("V/") else UREN
        maat: dict[str, Any] = (
            {"volume": volume, "eenheid": eenheid, "frequentie": frequentie}
            if vertaling.code
            else {"budget_cent": 900_000}
        )
        neem_toewijzing_over(
            jeugdige,
            aanbieder_agb=gegeven.aanbieder,
            categorie=vertaling.categorie,
            code=vertaling.code,
            van=gegeven.van,
            tot=gegeven.tot,
            product=gegeven.product,
            **maat,
        )
    return True


def _gezin() -> None:
    """Tie the mother of Noor to the file, and let colleagues have read it, as they do with every file."""
    bsn, gemeente = next((v.bsn, v.gemeente) for v in VERZOEKEN if v.sleutel == "NOOR")
    with als_systeem([gemeente]):
        kind = jeugdige_bij_bsn(bsn, gemeente)
        assert kind is not None, "the request of Noor made a file"
        verzoek = Verzoek.objects.get(jeugdige=kind, bericht_id=uuid.uuid5(DEMOBERICHTEN, "NOOR"))
        moeder = Gebruiker.objects.get(gebruikersnaam="familie")
        bekend = bool(moeder.gezinsbanden.count())
        leg_gezinsband_vast(moeder.pk, kind.pk, gemeente, van=SINDS)
    if bekend:
        return
    for dag, wie in ((date(2025, 12, 1), "henk"), (date(2025, 12, 16), "marit"), (date(2026, 1, 8), "nadia")):
        with klok.op(dag), _als(wie) as toegang:
            open_dossier(
                toegang, kind.pk, grond="dossier van de lokale toegang", wat="gegevens, toewijzingen"
            )
    for dag, wie in ((date(2026, 1, 15), "nadia"), (date(2026, 1, 19), "nadia")):
        with klok.op(dag), _als(wie) as toegang:
            verzoek_pagina(toegang, verzoek.nummer)


def _kind(sleutel: str) -> tuple[str, uuid.UUID]:
    """The municipality and the file of the child of a request."""
    bsn, gemeente = next((v.bsn, v.gemeente) for v in VERZOEKEN if v.sleutel == sleutel)
    with als_systeem([gemeente]):
        kind = jeugdige_bij_bsn(bsn, gemeente)
    assert kind is not None, f"the request of {sleutel} made a file"
    return gemeente, kind.pk


def _instelling() -> None:
    """The certified institution is involved with Yusuf, and sees what was asked and decided for him."""
    gemeente, pk = _kind("YUSUF")
    with als_systeem([gemeente]):
        leg_betrokkenheid_vast(Jeugdige.objects.get(pk=pk), GI, Betrokkenheid.Soort.GI, van=SINDS)


def _mensen() -> None:
    """What administrators, absent colleagues and the officer find on their pages."""
    if Gebruiker.objects.filter(gebruikersnaam="tom").exists():
        return
    with klok.op(date(2026, 1, 20)), _als("beheer") as toegang:
        tom = mensen.voeg_toe(
            toegang, naam="Tom Bakker", gebruikersnaam="tom", e_mail="tom@voorbeeld.invalid"
        )
        mensen.geef_rol(
            toegang,
            tom,
            rollen.CONSULENT,
            gemeente="0388",
            van=date(2026, 2, 1),
            reden="Begint op 1 februari in het team van Marit Haas.",
        )
    met = Gebruiker.objects.get(gebruikersnaam="jolanda").pk
    with klok.op(date(2026, 1, 21)), _als("nadia") as toegang:
        assert toegang.gebruiker_id is not None
        mensen.regel_waarneming(
            toegang, toegang.gebruiker_id, met, van=date(2026, 2, 2), tot=date(2026, 2, 13)
        )
    gemeente, pk = _kind("FINN")
    with klok.op(date(2026, 1, 19)), _als("ilse") as toegang:
        rij = noodtoegang.open_noodtoegang(
            toegang,
            pk,
            gemeente,
            reden="Jongen zit bij de huisarts in Opmeer en wil niet naar huis; de gemeente was gesloten.",
        )
        noodtoegang.stop(toegang, rij.pk)
    with _als("saskia") as toegang:
        herstel.vraag(
            toegang,
            Gebruiker.objects.get(gebruikersnaam="tineke"),
            herstel.Wat.WACHTWOORD,
            toelichting="Tineke stond aan de balie met haar rijbewijs.",
        )
    _bewaren()


def _bewaren() -> None:
    """A file of long ago whose term is over, and a mother who asks what is kept about Noor."""
    moment = datetime(2004, 3, 15, 12, tzinfo=klok.NEDERLAND)
    with als_systeem(["0388"]):
        oud = Jeugdige.objects.create(
            gemeente_code="0388",
            voornamen="Joris",
            achternaam="Vroegop",
            geboortedatum=date(1992, 6, 2),
            geslacht="1",
            aangemaakt_op=moment,
        )
        leg_zoektermen_vast([oud])
        leg_betrokkenheid_vast(
            oud, LINDE, Betrokkenheid.Soort.TOEWIJZING, van=date(2004, 3, 15), tot=date(2005, 3, 14)
        )
    _, pk = _kind("NOOR")
    with klok.op(date(2026, 1, 12)), _als("nadia") as toegang:
        rechten.neem_aan(
            toegang,
            Jeugdige.objects.get(pk=pk),
            soort="inzage",
            indiener="Karin Mantel, moeder met gezag",
            omschrijving="Wil weten wat de gemeente over Noor bewaart.",
            ontvangen=date(2026, 1, 9),
        )


# --- requests -----------------------------------------------------------------------------------------------------


def maak_bericht(gegeven: Demoverzoek, nummer: int) -> jw315.Bericht:
    """The JW315 that the provider of a demo request sends."""
    vertaling = code_bij(gegeven.product, gegeven.van)
    assert vertaling is not None, f"no code for {gegeven.product}"
    voornamen, voorvoegsel, achternaam = gegeven.naam
    soort, verwijzer, agb = gegeven.verwijzer
    return jw315.Bericht(
        header=jw315.Header(
            bericht_code="446",
            bericht_versie=3,
            bericht_subversie=2,
            afzender=gegeven.aanbieder,
            ontvanger=gegeven.gemeente,
            bericht_identificatie=basis.BerichtIdentificatie(f"DEMO26VOT{nummer:03}", gegeven.ontvangen),
            xsd_versie=basis.XsdVersie("1.0.0", "1.0.0"),
        ),
        client=jw315.Client(
            bsn=gegeven.bsn,
            geboortedatum=basis.Geboortedatum(gegeven.geboren, None),
            geslacht=gegeven.geslacht,
            naam=basis.VerkorteNaam(
                geslachtsnaam=basis.Achternaam(achternaam, voorvoegsel or None),
                voornamen=voornamen,
                voorletters=voornamen[0],
            ),
            gezagsdrager_bekend="1",
            commentaar=None,
            aangevraagde_producten=(
                jw315.AangevraagdProduct(
                    referentie_aanbieder=f"DEMO-26-{nummer:05}",
                    beschikking_nummer=None,
                    product=basis.Product(vertaling.categorie, vertaling.code or None),
                    beschikking_ingangsdatum=None,
                    toewijzing_ingangsdatum=gegeven.van,
                    toewijzing_einddatum=gegeven.tot,
                    omvang=basis.Omvang(*gegeven.omvang) if gegeven.omvang else None,
                    budget=gegeven.budget,
                    verwijzer=basis.Verwijzer(soort, verwijzer, agb),
                    raamcontract="1",
                    commentaar=gegeven.commentaar,
                ),
            ),
        ),
    )


def _verzoek(nummer: int, gegeven: Demoverzoek) -> bool:
    from ijw.schrijven import schrijf

    bericht_id = uuid.uuid5(DEMOBERICHTEN, gegeven.sleutel)
    with klok.op(gegeven.ontvangen):
        with als_systeem([gegeven.gemeente]):
            bekend = Bericht.objects.filter(pk=bericht_id).exclude(toestand=toestand.ONTVANGEN).exists()
            inhoud = None if bekend else schrijf(maak_bericht(gegeven, nummer))
        if inhoud is not None:
            neem_aan(
                inhoud,
                bestandsnaam=f"JW315-{gegeven.sleutel.lower()}.xml",
                weg=toestand.MAP,
                bericht_id=bericht_id,
            )
            verwerk(bericht_id)
    with als_systeem([gegeven.gemeente]):
        verzoek = Verzoek.objects.filter(bericht_id=bericht_id).first()
        onaf = verzoek is not None and _is_onaf(verzoek, gegeven)
    if verzoek is not None and onaf:
        _behandel(verzoek, gegeven)
    if verzoek is not None and gegeven.afgekeurd is not None:
        _keur_af(verzoek, gegeven)
    return not bekend


def _is_onaf(verzoek: Verzoek, gegeven: Demoverzoek) -> bool:
    """Is the consulent's work on it still to be done: just come in, or was an earlier filling broken off?

    What somebody did in the demo since is left alone.
    """
    return verzoek.toestand == OPEN and (
        (gegeven.behandelaar is not None and verzoek.behandelaar_id is None)
        or (
            bool(gegeven.feiten)
            and not verzoek.toetsen.filter(aanleiding__startswith="feiten vastgelegd").exists()
        )
        or (gegeven.besluit is not None and not verzoek.besluiten.exists())
    )


def _keur_af(verzoek: Verzoek, gegeven: Demoverzoek) -> None:
    """The provider rejects the message that told the decision, which has left."""
    from ijw.antwoord import maak_retour
    from ijw.lezen import lees
    from ijw.schrijven import schrijf

    assert gegeven.besluit is not None
    assert gegeven.afgekeurd is not None
    retour_id = uuid.uuid5(DEMOBERICHTEN, f"{gegeven.sleutel}-afgekeurd")
    with als_systeem([gegeven.gemeente]):
        heen = verzoek.besluiten.select_related("bericht__ruw").order_by("volgnummer")[0].bericht
        if heen is None or heen.toestand not in (toestand.KLAAR, toestand.VERZONDEN):
            return
        inhoud = lees(heen.ruw.inhoud).bericht
    dag, codes = gegeven.afgekeurd
    if heen.toestand == toestand.KLAAR:
        with klok.op(gegeven.besluit[0]):
            with _als(gegeven.behandelaar or _consulent_van(gegeven.gemeente)) as toegang:
                verstuur_alsnog(toegang, heen.pk)
            verzend_wachtende()
    with klok.op(dag):
        neem_aan(
            schrijf(maak_retour(inhoud, codes, identificatie=f"RET{gegeven.sleutel}", dagtekening=dag)),
            bestandsnaam=f"JW302-{gegeven.sleutel.lower()}.xml",
            weg=toestand.MAP,
            bericht_id=retour_id,
        )
        verwerk(retour_id)


def _behandel(verzoek: Verzoek, gegeven: Demoverzoek) -> None:
    """What the consulent did since the request came in."""
    if gegeven.behandelaar is not None:
        with klok.op(_daarna(gegeven)), _als(gegeven.behandelaar) as toegang:
            neem_op(toegang, verzoek.nummer)
    if gegeven.feiten:
        wie = gegeven.behandelaar or _consulent_van(gegeven.gemeente)
        with klok.op(_daarna(gegeven)), _als(wie) as toegang:
            vul_aan(toegang, verzoek.nummer, **gegeven.feiten)
    if gegeven.besluit is not None:
        dag, keuze = gegeven.besluit
        with klok.op(dag), _als(gegeven.behandelaar or _consulent_van(gegeven.gemeente)) as toegang:
            besluit(toegang, verzoek.nummer, **keuze)


def _daarna(gegeven: Demoverzoek) -> date:
    """The day on which the consulent worked on it: the last day of what was recorded, or the day it came in."""
    dagen = [waarde for waarde in gegeven.feiten.values() if isinstance(waarde, date)]
    return max([gegeven.ontvangen, *dagen])


def _consulent_van(gemeente: str) -> str:
    return next(g.inlognaam for g in GEBRUIKERS if g.rol == "consulent" and gemeente in g.gemeenten)
