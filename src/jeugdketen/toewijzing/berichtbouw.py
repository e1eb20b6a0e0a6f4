"""From a decision to a message: JW301 with everything that is current (OP087), JW319 with the answer.

What a secret address needs: iJw has no mark for it, asks for at least one address of kind 01, 02 or 03 (TR061)
and forbids traffic that endangers a child (OP003). So the address and phone numbers of a child with a secret
address never enter a message; the correspondence address (02) of the municipality stands in their place, and
the consulent is told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from ijw.berichten import jw301, jw319
from ijw.berichten.basis import (
    Achternaam,
    Adres,
    BerichtIdentificatie,
    Geboortedatum,
    Huis,
    Omvang,
    Product,
    Telefoon,
    Telefoonnummers,
    VolledigeNaam,
    XsdVersie,
)
from jeugdketen.dossier import models as dossier
from jeugdketen.kern import klok
from jeugdketen.toewijzing.models import Toewijzing

XSD_VERSIE = XsdVersie("1.0.0", "1.0.0")
"""What we write as the versions of the schemas (IV034); the sample messages say the same."""

BRP_ADRES, CORRESPONDENTIE = "01", "02"
OUDER, VOOGD = "10", "11"
MAX_STRAATNAAM = 24
"""Letters of a street name in a message; the BRP has longer ones. House number and postal code find the house."""


class OnvolledigDossier(ValueError):
    """A message cannot be made because the file lacks something; ``str(e)`` says in Dutch what, and who fills
    it in."""


@dataclass(frozen=True, slots=True)
class Client:
    """What a JW301 tells about a child, read from the file in one go."""

    jeugdige: dossier.Jeugdige
    adres: dossier.Adres | None
    gezag: tuple[dossier.Relatie, ...]


def _postadressen() -> dict[str, dict[str, Any]]:
    gekozen = settings.JEUGDKETEN_CORRESPONDENTIEADRESSEN
    pad = Path(gekozen) if gekozen else Path(__file__).with_name("correspondentieadressen.yaml")
    return _lees_adressen(pad, pad.stat().st_mtime_ns)


@lru_cache(maxsize=2)
def _lees_adressen(pad: Path, versie: int) -> dict[str, dict[str, Any]]:
    return dict(yaml.safe_load(pad.read_text(encoding="utf-8"))["gemeenten"])


def _header(klasse: Any, code: str, gemeente: str, aanbieder: str, identificatie: str, op: date) -> Any:
    return klasse(
        bericht_code=code,
        bericht_versie=3,
        bericht_subversie=2,
        afzender=gemeente,
        ontvanger=aanbieder,
        bericht_identificatie=BerichtIdentificatie(identificatie, op),
        xsd_versie=XSD_VERSIE,
    )


def maak_jw301(
    client: Client,
    toewijzingen: Sequence[Toewijzing],
    verleent: Mapping[str, str],
    *,
    identificatie: str,
    nu: datetime,
) -> jw301.Bericht:
    """The JW301 of one child at one provider.

    ``toewijzingen``: all that are valid today or later, plus what changed (OP087), of one provider. ``verleent``:
    number → reference of the request that this message grants with it; the others carry none (TR379).

    Raises:
        OnvolledigDossier: no BSN, or no address to write (TR061).
    """
    j = client.jeugdige
    if not j.bsn:
        raise OnvolledigDossier(
            "Deze jeugdige heeft geen BSN in het dossier. Zonder BSN kan er geen toewijzingsbericht uit. "
            "Leg het BSN vast op de pagina van de jeugdige."
        )
    eerste = toewijzingen[0]
    return jw301.Bericht(
        header=_header(
            jw301.Header, "436", eerste.gemeente_code, eerste.aanbieder_agb, identificatie, nu.date()
        ),
        client=jw301.Client(
            bsn=j.bsn,
            geboortedatum=Geboortedatum(j.geboortedatum, j.geboortedatum_gebruik or None),
            geslacht=j.geslacht if j.geslacht in {"0", "1", "2"} else "0",
            naam=_naam(j),
            communicatie=None,
            juridische_status=None,
            wettelijke_vertegenwoordiging=None,
            commentaar=None,
            relaties=tuple(_relatie(relatie, client) for relatie in client.gezag),
            contactgegevens=(_contact(client),),
            toegewezen_producten=tuple(
                toegewezen_product(tw, verleent.get(tw.nummer)) for tw in toewijzingen
            ),
        ),
    )


def maak_jw319(
    *,
    gemeente: str,
    aanbieder: str,
    identificatie: str,
    op: date,
    referentie: str,
    antwoord: str,
    reden: str | None = None,
    woonplaats: str | None = None,
) -> jw319.Bericht:
    """The JW319 on one request: ``antwoord`` 1 refused (with ``reden``, WJ759) or 2 under investigation (WJ760).

    ``woonplaats``: CBS code of the municipality that is responsible, with reason 8 and only then (TR377, TR409).
    """
    return jw319.Bericht(
        header=_header(jw319.Header, "488", gemeente, aanbieder, identificatie, op),
        antwoord=jw319.Antwoord(
            referentie_aanbieder=referentie,
            verzoek_antwoord=antwoord,
            reden_afwijzing_verzoek=reden,
            woonplaatsbeginsel=jw319.Woonplaatsbeginsel(gemeente=woonplaats) if woonplaats else None,
        ),
    )


def _naam(namen: dossier.Namen) -> VolledigeNaam:
    partner = (
        Achternaam(namen.partner_achternaam, namen.partner_voorvoegsel or None)
        if namen.partner_achternaam
        else None
    )
    gebruik = namen.naam_gebruik if namen.naam_gebruik in {"1", "2", "3", "4"} else "1"
    return VolledigeNaam(
        geslachtsnaam=Achternaam(namen.achternaam, namen.voorvoegsel or None),
        partnernaam=partner,
        voornamen=namen.voornamen or None,
        voorletters=_voorletters(namen.voorletters),
        naam_gebruik=gebruik if partner else "1",  # CS050
    )


def _voorletters(tekst: str) -> str | None:
    letters = "".join(c for c in tekst if c.isalpha()).upper()[:6]
    return letters or None


def _contact(client: Client) -> jw301.Contact:
    """The child's address; the municipality's correspondence address when that one is secret."""
    if client.jeugdige.geheim:
        return _van_gemeente(client.jeugdige.gemeente_code)
    adres = client.adres
    if adres is None or adres.huisnummer is None or not adres.postcode:
        raise OnvolledigDossier(
            "Van deze jeugdige is geen volledig adres bekend. Een toewijzingsbericht moet er een hebben (TR061). "
            "Vraag het adres na en leg het vast."
        )
    return jw301.Contact(
        soort=BRP_ADRES,
        adres=Adres(
            huis=Huis(adres.huisnummer, adres.huisletter or None, adres.toevoeging or None, None),
            postcode=adres.postcode,
            straatnaam=adres.straatnaam[:MAX_STRAATNAAM].rstrip() or None,
            plaatsnaam=adres.plaatsnaam or None,
            land_code=adres.land_code or "NL",
        ),
        organisatie=None,
        telefoon=None,
        emailadres=None,
        periode=None,
    )


def _van_gemeente(gemeente_code: str) -> jw301.Contact:
    adres = _postadressen().get(gemeente_code)
    if adres is None:
        raise OnvolledigDossier(
            "Het adres is geheim en er is geen postadres van de gemeente ingesteld. De beheerder vult dat in."
        )
    return jw301.Contact(
        soort=CORRESPONDENTIE,
        adres=Adres(
            huis=Huis(int(adres["huisnummer"]), None, None, None),
            postcode=adres["postcode"],
            straatnaam=adres["straatnaam"],
            plaatsnaam=adres["plaatsnaam"],
            land_code="NL",
        ),
        organisatie="Gemeente, lokale toegang jeugd",
        telefoon=None,
        emailadres=None,
        periode=None,
    )


def _relatie(relatie: dossier.Relatie, client: Client) -> jw301.Relatie:
    """Who has authority (OP002), with a phone number or an address (OP130), never those of a secret household."""
    telefoon = "".join(c for c in relatie.telefoon if c.isdigit())
    if client.jeugdige.geheim or not telefoon:
        contact = _contact(client)._replace(soort=CORRESPONDENTIE)
    else:
        contact = jw301.Contact(
            soort=CORRESPONDENTIE,
            adres=None,
            organisatie=None,
            telefoon=Telefoonnummers(Telefoon(telefoon[:15], "0031"), None),
            emailadres=None,
            periode=None,
        )
    return jw301.Relatie(
        nummer=str(relatie.volgnummer),
        volgorde=None,
        soort=relatie.soort or (VOOGD if "voogd" in relatie.rol.lower() else OUDER),
        geboortedatum=None,
        geslacht=None,
        naam=_naam(relatie),
        contact=contact,
    )


def toegewezen_product(tw: Toewijzing, referentie: str | None = None) -> jw301.ToegewezenProduct:
    """An allocation as it stands in a JW301; ``referentie``: of the request that it grants now (TR379).

    The moment is that of the Dutch clock, the same each time that this version is sent (IV013).
    """
    moment = tw.toegewezen_op.astimezone(klok.NEDERLAND)
    return jw301.ToegewezenProduct(
        toewijzing_nummer=int(tw.nummer),
        referentie_aanbieder=referentie or None,
        product=Product(tw.categorie, tw.code or None) if tw.categorie else None,
        toewijzingsdatum=moment.date(),
        toewijzingstijd=moment.time().replace(microsecond=0),
        ingangsdatum=tw.van,
        einddatum=tw.tot,
        reden_wijziging=tw.reden_wijziging or None,
        omvang=Omvang(tw.volume, tw.eenheid, tw.frequentie) if tw.volume is not None else None,
        budget=tw.budget_cent,
        commentaar=None,
    )
