"""A small region for tests of the post box and of allocation, and JW315 files as a provider's system writes them.

Everything here is invented. BSNs start with 9999 and pass the eleven-proof; the persons stand in the synthetic BRP.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from itertools import count
from pathlib import Path
from xml.sax.saxutils import escape

from jeugdketen.kern import rollen
from jeugdketen.kern.models import Gebruiker, Rolhouder
from jeugdketen.kern.toegang import Toegang, als_inrichting, toegang_van
from jeugdketen.landschap.models import Aanbieder, Contract, Gemeente, Productvertaling

GEMEENTEN = {
    "0388": "Enkhuizen",
    "0405": "Hoorn",
    "0420": "Medemblik",
    "0432": "Opmeer",
    "0498": "Drechterland",
    "0532": "Stede Broec",
    "1598": "Koggenland",
}
MEDEMBLIK, HOORN, OPMEER, ENKHUIZEN, STEDE_BROEC, KOGGENLAND = "0420", "0405", "0432", "0388", "0532", "1598"
LINDE, KLINIEK, GEZINSHUIS, ZONDER = "99001234", "99001235", "99001236", "99001237"
JESSE = "999900432"
"""Lives in Medemblik, known to the BRP."""
DAAN = "999901187"
"""Lives in Stede Broec at a secret address."""
LOTTE = "999900456"
"""Lives in Koggenland."""
NOOR = "999900717"
"""Lives in Enkhuizen."""
LIAM, ZOE, FENNA = "999900523", "999900535", "999900547"
"""Live in Hoorn, Hoorn and Opmeer."""
ONBEKEND = "999999990"
"""Passes the eleven-proof; the BRP does not know it."""
STORING = "999900626"
"""Lives in Hoorn; asking the BRP about this number fails."""

_nummers = count(1)


def richt_regio_in() -> None:
    """Municipalities, four providers with contracts (one without), and product codes."""
    with als_inrichting():
        Gemeente.objects.bulk_create(
            [Gemeente(cbs_code=code, naam=naam, regio="westfriesland") for code, naam in GEMEENTEN.items()],
            ignore_conflicts=True,
        )
        for agb, naam, segmenten in (
            (LINDE, "Stichting De Linde", "BV"),
            (KLINIEK, "Kliniek Zuiderdijk", "C"),
            (GEZINSHUIS, "Gezinshuizen Noorderkoog", "V"),
            (ZONDER, "Praktijk Zonder Contract", ""),
        ):
            aanbieder, nieuw = Aanbieder.objects.get_or_create(agb=agb, defaults={"naam": naam})
            if nieuw:
                for segment in segmenten:
                    Contract.objects.create(aanbieder=aanbieder, segment=segment, van=date(2025, 7, 1))
        for categorie, code, product, naam in (
            ("45", "45A12", "B/P4/intensief", "begeleiding bij beperking"),
            ("45", "45A02", "B/P2/perspectief", "opvoedondersteuning"),
            ("54", "54C01", "C/hoogspecialistisch", "hoogspecialistische jeugdhulp"),
            ("44", "44V02", "V/gezinshuis/midden", "gezinshuis midden"),
        ):
            Productvertaling.objects.get_or_create(
                categorie=categorie,
                code=code,
                van=date(2025, 7, 1),
                defaults={"regioproduct": product, "naam": naam, "status": "voorbeeld"},
            )


def iemand(
    rol: str = rollen.CONSULENT, *gemeenten: str, aanbieder: str | None = None, naam: str = ""
) -> Toegang:
    """The access of a new, stored user with one role."""
    nummer = next(_nummers)
    with als_inrichting():
        gebruiker = Gebruiker.objects.maak(
            f"post{nummer}",
            e_mail=f"post{nummer}@voorbeeld.test",
            naam=naam or f"Post Tester {nummer}",
            wachtwoord=None,
        )
        for gemeente in gemeenten or (None,):
            Rolhouder.objects.create(
                gebruiker=gebruiker,
                rol=rol,
                gemeente_code=gemeente,
                aanbieder_agb=aanbieder,
                van=date(2025, 7, 1),
            )
        return toegang_van(gebruiker)


@dataclass
class Vraag:
    """One AangevraagdProduct."""

    referentie: str = "AZ-26-00901"
    categorie: str = "45"
    code: str | None = "45A12"
    van: str = "2026-02-02"
    tot: str | None = "2026-12-31"
    volume: int | None = 6
    eenheid: str = "04"
    frequentie: str = "4"
    budget: int | None = None
    verwijzer: str = "02"
    verwijzer_code: str | None = "01999999"

    def xml(self) -> str:
        """As a provider writes it."""
        omvang = (
            f"<ns:Omvang><ijw:Volume>{self.volume}</ijw:Volume><ijw:Eenheid>{self.eenheid}</ijw:Eenheid>"
            f"<ijw:Frequentie>{self.frequentie}</ijw:Frequentie></ns:Omvang>"
            if self.volume is not None
            else ""
        )
        return (
            f"<ns:AangevraagdProduct>\n<ns:ReferentieAanbieder>{escape(self.referentie)}</ns:ReferentieAanbieder>\n"
            f"<ns:Product><ijw:Categorie>{self.categorie}</ijw:Categorie>"
            + (f"<ijw:Code>{self.code}</ijw:Code>" if self.code else "")
            + f"</ns:Product>\n<ns:ToewijzingIngangsdatum>{self.van}</ns:ToewijzingIngangsdatum>\n"
            + (f"<ns:ToewijzingEinddatum>{self.tot}</ns:ToewijzingEinddatum>\n" if self.tot else "")
            + omvang
            + (f"<ns:Budget>{self.budget}</ns:Budget>" if self.budget is not None else "")
            + f"\n<ns:Verwijzer><ijw:Type>{self.verwijzer}</ijw:Type>"
            + (
                f"<ijw:ZorgverlenerCode>{self.verwijzer_code}</ijw:ZorgverlenerCode>"
                if self.verwijzer_code
                else ""
            )
            + "</ns:Verwijzer>\n<ns:Raamcontract>2</ns:Raamcontract>\n</ns:AangevraagdProduct>"
        )


@dataclass
class Vot:
    """A JW315 file."""

    identificatie: str = "AZ26VOT00901"
    afzender: str = LINDE
    ontvanger: str = MEDEMBLIK
    dagtekening: str = "2026-01-20"
    bsn: str = JESSE
    geboren: str = "2011-09-03"
    voornamen: str = "Jesse"
    voorvoegsel: str = "van der"
    achternaam: str = "Molenaar"
    producten: list[Vraag] = field(default_factory=lambda: [Vraag()])

    def xml(self) -> bytes:
        """As a provider's system writes it."""
        tussen = f"<ijw:Voorvoegsel>{self.voorvoegsel}</ijw:Voorvoegsel>" if self.voorvoegsel else ""
        return f"""<?xml version="1.0" encoding="UTF-8"?>
<ns:Bericht xmlns:ns="http://www.istandaarden.nl/ijw/3_2/jw315/schema" xmlns:ijw="http://www.istandaarden.nl/ijw/3_2/basisschema/schema">
<ns:Header>
<ns:BerichtCode>446</ns:BerichtCode>
<ns:BerichtVersie>3</ns:BerichtVersie>
<ns:BerichtSubversie>2</ns:BerichtSubversie>
<ns:Afzender>{self.afzender}</ns:Afzender>
<ns:Ontvanger>{self.ontvanger}</ns:Ontvanger>
<ns:BerichtIdentificatie>
<ijw:Identificatie>{escape(self.identificatie)}</ijw:Identificatie>
<ijw:Dagtekening>{self.dagtekening}</ijw:Dagtekening>
</ns:BerichtIdentificatie>
<ns:XsdVersie>
<ijw:BasisschemaXsdVersie>1.0.0</ijw:BasisschemaXsdVersie>
<ijw:BerichtXsdVersie>1.0.0</ijw:BerichtXsdVersie>
</ns:XsdVersie>
</ns:Header>
<ns:Client>
<ns:Bsn>{self.bsn}</ns:Bsn>
<ns:Geboortedatum><ijw:Datum>{self.geboren}</ijw:Datum></ns:Geboortedatum>
<ns:Geslacht>1</ns:Geslacht>
<ns:Naam>
<ijw:Geslachtsnaam><ijw:Achternaam>{escape(self.achternaam)}</ijw:Achternaam>{tussen}</ijw:Geslachtsnaam>
<ijw:Voornamen>{escape(self.voornamen)}</ijw:Voornamen>
<ijw:Voorletters>{self.voornamen[0]}</ijw:Voorletters>
</ns:Naam>
<ns:GezagsdragerBekend>1</ns:GezagsdragerBekend>
<ns:AangevraagdeProducten>
{"".join(p.xml() for p in self.producten)}
</ns:AangevraagdeProducten>
</ns:Client>
</ns:Bericht>
""".replace("\n", "\r\n").encode()


def uitgaande_bestanden(postbus: Path, soort: str = "") -> list[Path]:
    """The files that lie in ``uit/``, by name."""
    return sorted((postbus / "uit").glob(f"{soort}*.xml"))
