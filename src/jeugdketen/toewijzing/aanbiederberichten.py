"""The messages that a provider makes by hand: JW305, JW307, JW315, JW317, and the return message on what it received.

Here a message is only built. It goes the road of any other: checked before (``berichten.proef``), then handed in as
bytes, and judged again when it is read.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from ijw.antwoord import maak_retour
from ijw.berichten import jw305, jw307, jw315, jw317
from ijw.berichten.basis import (
    Achternaam,
    BerichtIdentificatie,
    Geboortedatum,
    Omvang,
    Product,
    VerkorteNaam,
    Verwijzer,
    XsdVersie,
)
from ijw.lezen import lees
from jeugdketen.berichten import toestand as t
from jeugdketen.berichten.models import Bericht
from jeugdketen.dossier.models import Jeugdige
from jeugdketen.kern.toegang import Toegang
from jeugdketen.toewijzing.aanbiederselectors import Toegewezen
from jeugdketen.toewijzing.models import Toewijzing

XSD_VERSIE = XsdVersie("1.0.0", "1.0.0")
EERSTE, VERWIJDEREN = "1", "3"
"""StatusAanlevering (COD467)."""

PROEF = "PROEF"
"""Identification of a message that is only looked at."""


@dataclass(frozen=True, slots=True)
class Clientgegevens:
    """What a message says about the child. ``geslacht``: COD046; ``datum_gebruik``: COD170 or empty."""

    bsn: str
    geboortedatum: date
    geslacht: str
    achternaam: str
    voorvoegsel: str = ""
    voornamen: str = ""
    voorletters: str = ""
    datum_gebruik: str = ""

    @property
    def naam(self) -> str:
        """First name and surname."""
        voor = self.voornamen.split(" ")[0] if self.voornamen else self.voorletters
        return " ".join(deel for deel in (voor, self.voorvoegsel, self.achternaam) if deel)


def clientgegevens(toegang: Toegang, toewijzing: Toegewezen) -> Clientgegevens | None:
    """The child of an allocation of one's own, from its file while the provider is involved, and after that from the
    provider's own post about this allocation; None when neither is there."""
    j = Jeugdige.objects.filter(pk=toewijzing.jeugdige_id).first()
    if j is not None and j.bsn:
        return Clientgegevens(
            bsn=j.bsn,
            geboortedatum=j.geboortedatum,
            geslacht=j.geslacht,
            achternaam=j.achternaam,
            voorvoegsel=j.voorvoegsel,
            voornamen=j.voornamen,
            voorletters=j.voorletters,
            datum_gebruik=j.geboortedatum_gebruik,
        )
    post = (
        Bericht.objects.select_related("ruw")
        .filter(
            gemeente_code=toewijzing.gemeente_code,
            aanbieder_agb=toewijzing.aanbieder_agb,
            soort__in=("JW301", "JW305"),
            referenties__contains=[toewijzing.nummer],
            toestand__in=(t.AANVAARD, t.VERZONDEN, t.AANGENOMEN, t.AFGEWEZEN),
        )
        .order_by("-tijdstip")
        .first()
    )
    client = lees(post.ruw.inhoud).bericht.client if post is not None else None
    if client is None:
        return None
    return Clientgegevens(
        bsn=client.bsn,
        geboortedatum=client.geboortedatum.datum,
        geslacht=client.geslacht,
        achternaam=client.naam.geslachtsnaam.achternaam,
        voorvoegsel=client.naam.geslachtsnaam.voorvoegsel or "",
        voornamen=client.naam.voornamen or "",
        voorletters=client.naam.voorletters or "",
        datum_gebruik=client.geboortedatum.datum_gebruik or "",
    )


def nieuwe_referentie(op: date) -> str:
    """A ReferentieAanbieder that nobody used before (TR347): the day and a random part."""
    return f"JK-{op:%Y%m%d}-{secrets.token_hex(4).upper()}"


def _header(klasse: Any, code: str, afzender: str, ontvanger: str, identificatie: str, op: date) -> Any:
    return klasse(
        bericht_code=code,
        bericht_versie=3,
        bericht_subversie=2,
        afzender=afzender,
        ontvanger=ontvanger,
        bericht_identificatie=BerichtIdentificatie(identificatie, op),
        xsd_versie=XSD_VERSIE,
    )


def _naam(c: Clientgegevens) -> VerkorteNaam:
    letters = "".join(re.findall(r"[a-zA-ZÀ-ỳ]", c.voorletters))[:6] or c.voornamen[:1]
    return VerkorteNaam(
        geslachtsnaam=Achternaam(c.achternaam, c.voorvoegsel or None),
        voornamen=c.voornamen or None,
        voorletters=letters or None,
    )


def _geboren(c: Clientgegevens) -> Geboortedatum:
    return Geboortedatum(c.geboortedatum, c.datum_gebruik or None)


def _product(toewijzing: Toegewezen | Toewijzing) -> Product | None:
    return Product(toewijzing.categorie, toewijzing.code or None) if toewijzing.categorie else None


# --- start and stop -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Startregel:
    """One start in a JW305. ``status``: `EERSTE` or `VERWIJDEREN`."""

    begindatum: date
    status: str = EERSTE


@dataclass(frozen=True, slots=True)
class Stopregel:
    """One stop in a JW307. ``begindatum`` is that of the start it refers to (TR382); ``reden``: JZ588."""

    begindatum: date
    einddatum: date
    reden: str
    status: str = EERSTE


def maak_jw305(
    toewijzing: Toegewezen | Toewijzing,
    client: Clientgegevens,
    regels: Sequence[Startregel],
    *,
    identificatie: str,
    op: date,
) -> jw305.Bericht:
    """The start of delivery on one allocation, or the deletion or replacement of one (OP271, IV008)."""
    return jw305.Bericht(
        header=_header(
            jw305.Header, "438", toewijzing.aanbieder_agb, toewijzing.gemeente_code, identificatie, op
        ),
        client=jw305.Client(
            bsn=client.bsn,
            geboortedatum=_geboren(client),
            geslacht=client.geslacht,
            naam=_naam(client),
            start_producten=tuple(
                jw305.StartProduct(
                    toewijzing_nummer=int(toewijzing.nummer),
                    product=_product(toewijzing),
                    toewijzing_ingangsdatum=toewijzing.van,
                    begindatum=regel.begindatum,
                    status_aanlevering=regel.status,
                )
                for regel in regels
            ),
        ),
    )


def maak_jw307(
    toewijzing: Toegewezen,
    client: Clientgegevens,
    regels: Sequence[Stopregel],
    *,
    identificatie: str,
    op: date,
) -> jw307.Bericht:
    """The stop of delivery on one allocation, or the deletion or replacement of one (OP272, IV008)."""
    return jw307.Bericht(
        header=_header(
            jw307.Header, "440", toewijzing.aanbieder_agb, toewijzing.gemeente_code, identificatie, op
        ),
        client=jw307.Client(
            bsn=client.bsn,
            geboortedatum=_geboren(client),
            geslacht=client.geslacht,
            naam=_naam(client),
            stop_producten=tuple(
                jw307.StopProduct(
                    toewijzing_nummer=int(toewijzing.nummer),
                    product=_product(toewijzing),
                    toewijzing_ingangsdatum=toewijzing.van,
                    begindatum=regel.begindatum,
                    reden_beeindiging=regel.reden,
                    einddatum=regel.einddatum,
                    status_aanlevering=regel.status,
                )
                for regel in regels
            ),
        ),
    )


# --- requests -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Productwens:
    """A product that is asked for. ``budget_cent`` in euro cents; dates inclusive, ``tot`` None is open-ended."""

    categorie: str
    code: str
    van: date
    tot: date | None
    omvang: Omvang | None
    budget_cent: int | None


@dataclass(frozen=True, slots=True)
class Verwijzing:
    """Who referred the child. ``soort``: COD327; ``agb`` or ``naam``, as CD066 and CD067 ask."""

    soort: str
    naam: str = ""
    agb: str = ""


def maak_jw315(
    client: Clientgegevens,
    wensen: Sequence[tuple[str, Productwens]],
    *,
    aanbieder_agb: str,
    gemeente_code: str,
    verwijzing: Verwijzing,
    gezagsdrager_bekend: str,
    raamcontract: str,
    commentaar: str,
    identificatie: str,
    op: date,
) -> jw315.Bericht:
    """A request for allocations (OP090). ``wensen``: each with its own ReferentieAanbieder (TR347)."""
    return jw315.Bericht(
        header=_header(jw315.Header, "446", aanbieder_agb, gemeente_code, identificatie, op),
        client=jw315.Client(
            bsn=client.bsn,
            geboortedatum=_geboren(client),
            geslacht=client.geslacht,
            naam=_naam(client),
            gezagsdrager_bekend=gezagsdrager_bekend or None,
            commentaar=None,
            aangevraagde_producten=tuple(
                jw315.AangevraagdProduct(
                    referentie_aanbieder=referentie,
                    beschikking_nummer=None,
                    product=Product(wens.categorie, wens.code or None) if wens.categorie else None,
                    beschikking_ingangsdatum=None,
                    toewijzing_ingangsdatum=wens.van,
                    toewijzing_einddatum=wens.tot,
                    omvang=wens.omvang,
                    budget=wens.budget_cent,
                    verwijzer=Verwijzer(verwijzing.soort, verwijzing.naam or None, verwijzing.agb or None),
                    raamcontract=raamcontract or None,
                    commentaar=commentaar or None,
                )
                for referentie, wens in wensen
            ),
        ),
    )


@dataclass(frozen=True, slots=True)
class Wijzigingswens:
    """What an allocation should become; ``gewijzigd`` None: it stays as it is."""

    nummer: str
    gewijzigd: Productwens | None


def maak_jw317(
    bsn: str,
    wensen: Sequence[Wijzigingswens],
    nieuw: Sequence[Productwens],
    *,
    aanbieder_agb: str,
    gemeente_code: str,
    referentie: str,
    reden: str,
    identificatie: str,
    op: date,
) -> jw317.Bericht:
    """A request for a change: the whole situation that is wanted, unchanged allocations included (OP306, OP308)."""
    return jw317.Bericht(
        header=_header(jw317.Header, "486", aanbieder_agb, gemeente_code, identificatie, op),
        client=jw317.Client(
            bsn=bsn,
            verzoek=jw317.Verzoek(
                referentie_aanbieder=referentie,
                reden_verzoek=reden,
                ongewijzigde_producten=tuple(
                    jw317.OngewijzigdProduct(int(w.nummer)) for w in wensen if w.gewijzigd is None
                ),
                te_wijzigen_producten=tuple(
                    jw317.TeWijzigenProduct(
                        toewijzing_nummer=int(w.nummer),
                        gewenste_ingangsdatum=w.gewijzigd.van,
                        einddatum=w.gewijzigd.tot,
                        omvang=w.gewijzigd.omvang,
                        budget=w.gewijzigd.budget_cent,
                    )
                    for w in wensen
                    if w.gewijzigd is not None
                ),
                nieuwe_producten=tuple(
                    jw317.NieuwProduct(
                        product=Product(w.categorie, w.code or None) if w.categorie else None,
                        gewenste_ingangsdatum=w.van,
                        einddatum=w.tot,
                        omvang=w.omvang,
                        budget=w.budget_cent,
                    )
                    for w in nieuw
                ),
            ),
        ),
    )


# --- return messages ----------------------------------------------------------------------------------------------

TE_BEVESTIGEN = {"JW301": "JW302", "JW319": "JW320"}
"""Messages of a municipality, with the return message that the provider owes it."""


def maak_ontvangstbevestiging(bericht_id: UUID, *, identificatie: str, op: date) -> Any | None:
    """The return message that accepts a message that was received; None when there is nothing to accept."""
    b = (
        Bericht.objects.select_related("ruw")
        .filter(pk=bericht_id, richting=t.UIT, toestand=t.VERZONDEN, soort__in=tuple(TE_BEVESTIGEN))
        .first()
    )
    if b is None:
        return None
    return maak_retour(lees(b.ruw.inhoud).bericht, {}, identificatie=identificatie, dagtekening=op)
