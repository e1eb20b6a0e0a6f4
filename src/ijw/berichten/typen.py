"""The value types of iJw 3.2: every kind of value with its limits and code list.

Facts from the standard's data dictionary; codes live in ``ijw.codelijsten``. Each name is an ``Annotated``
type: the reader gives plain ``str``, ``int``, ``date`` and ``time`` values within these limits.
"""

import datetime
from typing import Annotated

from ijw.definitie import Dag, Geheel, Tekst, Tijdstip

_ZICHTBAAR = r"[ \t]*[^\s].*"
"""One line with at least one visible character. Written so that matching never has to step back: the matcher
remembers every choice, which costs hundreds of megabytes on a hostile text of ten. It sees that a space is not
in ``[^\\s]``, but not that it is not in ``\\S``."""
_TEKST = r"\s*\S[\S\s]*"
"""Any text with at least one visible character; see ``_ZICHTBAAR``."""

AanduidingWoonadres = Annotated[str, Tekst("AanduidingWoonadres", maximum=2, codelijst="NUM061")]
"""How to find a home that has no ordinary street and number."""
AdresSoort = Annotated[str, Tekst("AdresSoort", maximum=2, codelijst="COD757")]
"""What an address is for."""
AgbCode = Annotated[str, Tekst("AgbCode", minimum=1, maximum=8, patroon=r"[0-9]{8}")]
"""The eight digits by which a provider is known (RS036)."""
Bedrag = Annotated[int, Geheel("Bedrag", 0, 99999999)]
"""An amount in eurocents, unsigned (IV024); the sign is in DebetCredit."""
BerichtCode = Annotated[str, Tekst("BerichtCode", minimum=1, maximum=3)]
"""The three-digit code of a message type (COD002)."""
BerichtSubversie = Annotated[int, Geheel("BerichtSubversie", 0, 99)]
"""Minor release of the standard that a message follows (CS015)."""
BerichtVersie = Annotated[int, Geheel("BerichtVersie", 0, 99)]
"""Major release of the standard that a message follows (CS025)."""
Budget = Annotated[int, Geheel("Budget", 0, 99999999)]
"""A budget in eurocents (IV024)."""
BurgerServicenummer = Annotated[str, Tekst("BurgerServicenummer", minimum=1, maximum=9, patroon=r"[0-9]{9}")]
"""The nine digits of a citizen; the elfproef is a rule of its own (CS002)."""
Commentaar = Annotated[str, Tekst("Commentaar", minimum=1, patroon=_TEKST)]
"""Free text of any length with at least one visible character."""
Communicatievorm = Annotated[str, Tekst("Communicatievorm", maximum=1, codelijst="COD747")]
"""The interpreter that a client needs."""
Datum = Annotated[datetime.date, Dag("Datum")]
"""A date without a time zone (RS032)."""
DatumGebruik = Annotated[str, Tekst("DatumGebruik", maximum=1, codelijst="COD170")]
"""Which part of a date of birth is unknown."""
DebetCredit = Annotated[str, Tekst("DebetCredit", maximum=1, codelijst="COD043")]
"""Whether an amount is added (D) or taken off (C)."""
Eenheid = Annotated[str, Tekst("Eenheid", maximum=2, codelijst="WJ756")]
"""The unit in which a volume is counted; there is no unit "day"."""
Emailadres = Annotated[str, Tekst("Emailadres", minimum=1, maximum=80, patroon=_ZICHTBAAR)]
"""An e-mail address."""
Frequentie = Annotated[str, Tekst("Frequentie", maximum=1, codelijst="WMO757")]
"""The period over which a volume is allocated."""
Gemeente = Annotated[str, Tekst("Gemeente", minimum=1, patroon=r"[0-9]{4}")]
"""The four digits of a municipality in the CBS list (RS035); validity is TR378."""
Geslacht = Annotated[str, Tekst("Geslacht", maximum=1, codelijst="COD046")]
"""Sex as registered."""
Huisletter = Annotated[str, Tekst("Huisletter", minimum=1, maximum=1, patroon=_ZICHTBAAR)]
"""A letter after the house number."""
Huisnummer = Annotated[int, Geheel("Huisnummer", 0, 99999)]
"""A house number."""
HuisnummerToevoeging = Annotated[str, Tekst("HuisnummerToevoeging", minimum=1, maximum=4, patroon=_ZICHTBAAR)]
"""What else is needed to find the letter box."""
IdentificatieBericht = Annotated[
    str, Tekst("IdentificatieBericht", minimum=1, maximum=12, patroon=_ZICHTBAAR)
]
"""The sender's own identification of a message (TR056)."""
IdentificatieDeclaratie = Annotated[str, Tekst("IdentificatieDeclaratie", minimum=1, maximum=12)]
"""The provider's own number of a declaration (TR333)."""
JaNee = Annotated[str, Tekst("JaNee", maximum=1, codelijst="COD260")]
"""Yes or no."""
JuridischeStatus = Annotated[str, Tekst("JuridischeStatus", maximum=2, codelijst="WJ232")]
"""Measure of law under which a child is helped."""
LandCode = Annotated[str, Tekst("LandCode", maximum=2, codelijst="COD032")]
"""A country, ISO 3166 alpha 2."""
Landnummer = Annotated[str, Tekst("Landnummer", minimum=1, maximum=4, patroon=_ZICHTBAAR)]
"""Country code of a telephone number."""
Naam = Annotated[str, Tekst("Naam", minimum=1, maximum=200, patroon=_ZICHTBAAR)]
"""A name of a person."""
NaamGebruik = Annotated[str, Tekst("NaamGebruik", maximum=1, codelijst="COD700")]
"""Which name a person wants to be called by."""
NaamVerwijzer = Annotated[str, Tekst("NaamVerwijzer", minimum=1, maximum=64, patroon=_ZICHTBAAR)]
"""Name of a referrer."""
Nummer = Annotated[int, Geheel("Nummer", 0, 999999999)]
"""A number of at most nine digits."""
Organisatienaam = Annotated[str, Tekst("Organisatienaam", minimum=1, maximum=35, patroon=_ZICHTBAAR)]
"""Name of an organisation."""
Persoonsid = Annotated[str, Tekst("Persoonsid", minimum=1, maximum=20, patroon=_ZICHTBAAR)]
"""The number of a relation within a message."""
Plaatsnaam = Annotated[str, Tekst("Plaatsnaam", minimum=1, maximum=80, patroon=_ZICHTBAAR)]
"""A town."""
Postcode = Annotated[str, Tekst("Postcode", minimum=1, maximum=8, patroon=_ZICHTBAAR)]
"""A postal code, Dutch or foreign; the Dutch form is CS089."""
ProductCategorie = Annotated[str, Tekst("ProductCategorie", maximum=2, codelijst="JZ020")]
"""Category of youth care."""
ProductCode = Annotated[str, Tekst("ProductCode", minimum=1, maximum=5, patroon=_ZICHTBAAR)]
"""A product within a category, from the list that the parties agreed on (IV075)."""
RedenAfwijzingVerzoek = Annotated[str, Tekst("RedenAfwijzingVerzoek", maximum=2, codelijst="WJ759")]
"""Why a request is refused."""
RedenBeeindiging = Annotated[str, Tekst("RedenBeeindiging", maximum=2, codelijst="JZ588")]
"""Why the delivery ended."""
RedenVerzoek = Annotated[str, Tekst("RedenVerzoek", maximum=1, codelijst="WJ758")]
"""Why a change is asked for."""
RedenWijziging = Annotated[str, Tekst("RedenWijziging", maximum=2, codelijst="JZ002")]
"""Why an allocation changed; 13 deletes it (CS335)."""
Referentie = Annotated[str, Tekst("Referentie", minimum=1, maximum=36, patroon=_ZICHTBAAR)]
"""The provider's own reference of a request (TR347, TR383)."""
ReferentieNummer = Annotated[str, Tekst("ReferentieNummer", minimum=1, maximum=20)]
"""The provider's own number of a declaration line (TR314)."""
RelatieVolgorde = Annotated[int, Geheel("RelatieVolgorde", 0, 99)]
"""The order in which relations are called."""
RetourCode = Annotated[str, Tekst("RetourCode", maximum=4, codelijst="WJ001")]
"""A verdict on one class of a message (IV032)."""
SoortRelatie = Annotated[str, Tekst("SoortRelatie", maximum=2, codelijst="COD472")]
"""What somebody is to the client."""
StatusAanlevering = Annotated[str, Tekst("StatusAanlevering", maximum=1, codelijst="COD467")]
"""First delivery (1) or deletion (3); 2 and 9 are forbidden by CS058."""
Straatnaam = Annotated[str, Tekst("Straatnaam", minimum=1, maximum=24, patroon=_ZICHTBAAR)]
"""A street, at most 24 characters."""
Taal = Annotated[str, Tekst("Taal", minimum=1, maximum=25, patroon=_ZICHTBAAR)]
"""The language that a client speaks."""
Telefoonnummer = Annotated[str, Tekst("Telefoonnummer", minimum=1, maximum=15, patroon=r"[0-9]*")]
"""A telephone number, digits only."""
Tijd = Annotated[datetime.time, Tijdstip("Tijd")]
"""A time of day without a time zone (RS032)."""
TotaalBedrag = Annotated[int, Geheel("TotaalBedrag", 0, 999999999999)]
"""A total in eurocents, unsigned (IV024)."""
TypeVerwijzer = Annotated[str, Tekst("TypeVerwijzer", maximum=2, codelijst="COD327")]
"""Who referred the child."""
Versie = Annotated[
    str, Tekst("Versie", minimum=1, patroon=r"(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)")
]
"""A version number n.n.n (RS048)."""
VerzoekAntwoord = Annotated[str, Tekst("VerzoekAntwoord", maximum=1, codelijst="WJ760")]
"""Refused (1) or under investigation (2)."""
Volume = Annotated[int, Geheel("Volume", 0, 99999999)]
"""How much care, in the unit that stands with it."""
Voorletters = Annotated[str, Tekst("Voorletters", minimum=1, maximum=6, patroon=r"([a-zA-ZÀ-ỳ])+")]
"""Initials without dots."""
Voorvoegsel = Annotated[str, Tekst("Voorvoegsel", minimum=1, maximum=10, patroon=_ZICHTBAAR)]
"""What comes before a surname."""
WettelijkeVertegenwoordiging = Annotated[
    str, Tekst("WettelijkeVertegenwoordiging", maximum=2, codelijst="WJ003")
]
"""How a client is represented by law."""
