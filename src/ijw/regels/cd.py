"""The conditions (CD): when an element must be filled and when it must be left out."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from ijw.inhoud import Inhoud, Tabel
from ijw.regels.basis import Fout, regel

_EIND_2020 = datetime.date(2020, 12, 31)
VERWIJZERS_MET_CODE = frozenset({"02", "03", "04", "05"})
_PRODUCTEN = (
    ("JW301", "ToegewezenProduct"),
    ("JW315", "AangevraagdProduct"),
    ("JW317", "NieuwProduct"),
    ("JW317", "TeWijzigenProduct"),
)


def _eind(inhoud: Inhoud) -> str:
    """The field with the end of a requested or allocated period."""
    return "toewijzing_einddatum" if inhoud.code == "JW315" else "einddatum"


@regel(
    "LandCode is gevuld als Postcode gevuld is, en anders leeg.",
    ("JW301", "Contact", "adres.land_code"),
)
def cd005(tabel: Tabel, pad: str, inhoud: Inhoud) -> Iterator[Fout]:
    """LandCode is there exactly when Postcode is."""
    for rij, postcode, land in tabel.rijen("adres.postcode", pad):
        if postcode is not None and land is None:
            yield Fout(rij, pad, "Postcode is gevuld, maar LandCode ontbreekt; die is dan verplicht.")
        elif postcode is None and land is not None:
            yield Fout(rij, pad, "LandCode is gevuld zonder Postcode; die moet dan leeg blijven.")


@regel(
    "Taal is gevuld bij een tolk voor een taal (Vorm 1), en anders leeg.",
    ("JW301", "Client", "communicatie.taal"),
)
def cd007(tabel: Tabel, pad: str, inhoud: Inhoud) -> Iterator[Fout]:
    """Taal is there exactly when Vorm is 1."""
    for rij, vorm, taal in tabel.rijen("communicatie.vorm", pad):
        if vorm == "1" and taal is None:
            yield Fout(rij, pad, "Vorm is 1 (tolk taal), maar Taal ontbreekt; die is dan verplicht.")
        elif vorm != "1" and taal is not None:
            yield Fout(rij, pad, f"Taal is gevuld bij Vorm {vorm}; dat mag alleen bij Vorm 1 (tolk taal).")


@regel(
    "Een Contact heeft alleen een Periode bij een tijdelijk verblijfadres (04).",
    ("JW301", "Contact", "periode"),
)
def cd009(tabel: Tabel, pad: str, inhoud: Inhoud) -> Iterator[Fout]:
    """Periode is allowed with Soort 04 only."""
    for rij, soort, periode in tabel.rijen("soort", pad):
        if periode is not None and soort != "04":
            yield Fout(rij, pad, f"Periode is gevuld bij Soort {soort}; dat mag alleen bij Soort 04.")


@regel("Een adres in Nederland heeft een huisnummer.", ("JW301", "Contact", "adres.huis"))
def cd025(tabel: Tabel, pad: str, inhoud: Inhoud) -> Iterator[Fout]:
    """Huis is there when LandCode is NL."""
    for rij, land, huis in tabel.rijen("adres.land_code", pad):
        if land == "NL" and huis is None:
            yield Fout(rij, pad, "LandCode is NL, maar Huis ontbreekt; dat is dan verplicht.")


@regel("Een BRP-adres (01) of verblijfadres (03) heeft een postcode.", ("JW301", "Contact", "adres.postcode"))
def cd034(tabel: Tabel, pad: str, inhoud: Inhoud) -> Iterator[Fout]:
    """Postcode is there in an Adres of Soort 01 or 03; a Contact without Adres is TR006's concern."""
    for rij, soort, adres, postcode in tabel.rijen("soort", "adres", pad):
        if soort in {"01", "03"} and adres is not None and postcode is None:
            yield Fout(rij, pad, f"Postcode ontbreekt bij Soort {soort}; die is dan verplicht.")


@regel(
    "Een product met een code heeft een omvang.",
    ("JW301", "ToegewezenProduct", "omvang"),
    ("JW315", "AangevraagdProduct", "omvang"),
    ("JW317", "NieuwProduct", "omvang"),
)
def cd041(tabel: Tabel, pad: str, inhoud: Inhoud) -> Iterator[Fout]:
    """Omvang is there when Product has a Code."""
    for rij, code, omvang in tabel.rijen("product.code", pad):
        if code is not None and omvang is None:
            yield Fout(
                rij, pad, f"Het product heeft code {code}, maar Omvang ontbreekt; die is dan verplicht."
            )


@regel(
    "BeschikkingIngangsdatum is gevuld als BeschikkingNummer gevuld is, en anders leeg.",
    ("JW315", "AangevraagdProduct", "beschikking_ingangsdatum"),
)
def cd043(tabel: Tabel, pad: str, inhoud: Inhoud) -> Iterator[Fout]:
    """BeschikkingIngangsdatum is there exactly when BeschikkingNummer is."""
    for rij, nummer, datum in tabel.rijen("beschikking_nummer", pad):
        if nummer is not None and datum is None:
            yield Fout(
                rij,
                pad,
                "BeschikkingNummer is gevuld en BeschikkingIngangsdatum ontbreekt; die is dan verplicht.",
            )
        elif nummer is None and datum is not None:
            yield Fout(
                rij,
                pad,
                "BeschikkingIngangsdatum is gevuld zonder BeschikkingNummer; dat mag niet.",
            )


@regel(
    "VorigReferentieNummer is gevuld bij credit, en anders leeg.",
    ("JW323 JW325", "Prestatie", "product_referentie.vorig_referentie_nummer"),
)
def cd060(tabel: Tabel, pad: str, inhoud: Inhoud) -> Iterator[Fout]:
    """VorigReferentieNummer is there exactly when the line is a credit."""
    for rij, dc, vorig in tabel.rijen("ingediend_bedrag.debet_credit", pad):
        if (dc == "C") != (vorig is not None):
            if vorig is None:
                yield Fout(
                    rij,
                    pad,
                    "Dit is een creditregel, maar VorigReferentieNummer ontbreekt; dat is verplicht.",
                )
            else:
                yield Fout(
                    rij, pad, "VorigReferentieNummer is gevuld bij een debetregel; dat moet dan leeg blijven."
                )


@regel(
    "De naam van een verwijzer van type 02 tot en met 05 is leeg als de ZorgverlenerCode gevuld is.",
    ("JW315", "AangevraagdProduct", "verwijzer.naam"),
)
def cd066(tabel: Tabel, pad: str, inhoud: Inhoud) -> Iterator[Fout]:
    """A referrer of type 02-05 with a code has no name."""
    for rij, soort, code, naam in tabel.rijen("verwijzer.type", "verwijzer.zorgverlener_code", pad):
        if soort in VERWIJZERS_MET_CODE and code is not None and naam is not None:
            yield Fout(
                rij,
                pad,
                f"Naam en ZorgverlenerCode zijn beide gevuld bij type {soort}; Naam moet dan leeg.",
            )


@regel(
    "De naam van een verwijzer van type 02 tot en met 05 is gevuld als de ZorgverlenerCode leeg is.",
    ("JW315", "AangevraagdProduct", "verwijzer.naam"),
)
def cd067(tabel: Tabel, pad: str, inhoud: Inhoud) -> Iterator[Fout]:
    """A referrer of type 02-05 without a code has a name."""
    for rij, soort, code, naam in tabel.rijen("verwijzer.type", "verwijzer.zorgverlener_code", pad):
        if soort in VERWIJZERS_MET_CODE and code is None and naam is None:
            yield Fout(
                rij, pad, f"Naam en ZorgverlenerCode ontbreken beide bij type {soort}; Naam is dan verplicht."
            )


@regel(
    "Een verwijzer van een ander type dan 02 tot en met 05 heeft geen ZorgverlenerCode.",
    ("JW315", "AangevraagdProduct", "verwijzer.zorgverlener_code"),
)
def cd068(tabel: Tabel, pad: str, inhoud: Inhoud) -> Iterator[Fout]:
    """A referrer of another type has no code."""
    for rij, soort, code in tabel.rijen("verwijzer.type", pad):
        if soort not in VERWIJZERS_MET_CODE and code is not None:
            yield Fout(
                rij,
                pad,
                f"ZorgverlenerCode is gevuld bij type {soort}; dat mag alleen bij 02, 03, 04 of 05.",
            )


@regel(
    "Een budget heeft een einddatum.",
    ("JW301", "ToegewezenProduct", "einddatum"),
    ("JW315", "AangevraagdProduct", "toewijzing_einddatum"),
    ("JW317", "NieuwProduct", "einddatum"),
    ("JW317", "TeWijzigenProduct", "einddatum"),
)
def cd075(tabel: Tabel, pad: str, inhoud: Inhoud) -> Iterator[Fout]:
    """The end date is there when Budget is."""
    for rij, budget, eind in tabel.rijen("budget", pad):
        if budget is not None and eind is None:
            yield Fout(rij, pad, "Budget is gevuld, maar de einddatum ontbreekt; die is dan verplicht.")


@regel(
    "Een omvang per week (Frequentie 2) heeft een einddatum.",
    ("JW301", "ToegewezenProduct", "einddatum"),
    ("JW315", "AangevraagdProduct", "toewijzing_einddatum"),
    ("JW317", "NieuwProduct", "einddatum"),
    ("JW317", "TeWijzigenProduct", "einddatum"),
)
def cd076(tabel: Tabel, pad: str, inhoud: Inhoud) -> Iterator[Fout]:
    """The end date is there when Frequentie is 2."""
    for rij, frequentie, eind in tabel.rijen("omvang.frequentie", pad):
        if frequentie == "2" and eind is None:
            yield Fout(
                rij, pad, "Frequentie is 2 (per week), maar de einddatum ontbreekt; die is dan verplicht."
            )


@regel(
    "Omvang is leeg als Budget gevuld is.", *((bericht, klasse, "omvang") for bericht, klasse in _PRODUCTEN)
)
def cd077(tabel: Tabel, pad: str, inhoud: Inhoud) -> Iterator[Fout]:
    """Omvang is left out when Budget is there."""
    for rij, omvang, budget in tabel.rijen(pad, "budget"):
        if omvang is not None and budget is not None:
            yield Fout(rij, pad, "Omvang en Budget zijn beide gevuld; Omvang moet dan leeg blijven.")


@regel(
    "Budget is leeg als Omvang gevuld is.", *((bericht, klasse, "budget") for bericht, klasse in _PRODUCTEN)
)
def cd078(tabel: Tabel, pad: str, inhoud: Inhoud) -> Iterator[Fout]:
    """Budget is left out when Omvang is there."""
    for rij, omvang, budget in tabel.rijen("omvang", pad):
        if omvang is not None and budget is not None:
            yield Fout(rij, pad, "Omvang en Budget zijn beide gevuld; Budget moet dan leeg blijven.")


@regel(
    "Zonder budget is het product gevuld.",
    ("JW301", "ToegewezenProduct", "product"),
    ("JW315", "AangevraagdProduct", "product"),
    ("JW317", "NieuwProduct", "product"),
)
def cd079(tabel: Tabel, pad: str, inhoud: Inhoud) -> Iterator[Fout]:
    """Product is there when Budget is not."""
    for rij, product, budget in tabel.rijen(pad, "budget"):
        if product is None and budget is None:
            yield Fout(rij, pad, "Budget is leeg en Product ontbreekt; Product is dan verplicht.")


def _omvang_zonder_code(tabel: Tabel, pad: str, inhoud: Inhoud) -> Iterator[Fout]:
    """Omvang without a product code, for a period that ends after 2020 or not at all."""
    for rij, code, eind, omvang in tabel.rijen("product.code", _eind(inhoud), pad):
        if omvang is not None and code is None and (eind is None or eind > _EIND_2020):
            yield Fout(
                rij,
                pad,
                "Omvang is gevuld zonder productcode; bij een periode die na 31-12-2020 eindigt moet die leeg blijven.",
            )


@regel(
    "Zonder productcode is Omvang leeg, als de toewijzing na 31-12-2020 of niet eindigt.",
    ("JW301", "ToegewezenProduct", "omvang"),
)
def cd080(tabel: Tabel, pad: str, inhoud: Inhoud) -> Iterator[Fout]:
    """An aspecific or generic allocation has no Omvang."""
    return _omvang_zonder_code(tabel, pad, inhoud)


@regel("Een afwijzing (VerzoekAntwoord 1) heeft een reden.", ("JW319", "Antwoord", "reden_afwijzing_verzoek"))
def cd085(tabel: Tabel, pad: str, inhoud: Inhoud) -> Iterator[Fout]:
    """RedenAfwijzingVerzoek is there when VerzoekAntwoord is 1."""
    for rij, antwoord, reden in tabel.rijen("verzoek_antwoord", pad):
        if antwoord == "1" and reden is None:
            yield Fout(
                rij,
                pad,
                "Het verzoek is afgewezen, maar RedenAfwijzingVerzoek ontbreekt; die is verplicht.",
            )


@regel(
    "Een verzoek in onderzoek (VerzoekAntwoord 2) heeft geen reden van afwijzing.",
    ("JW319", "Antwoord", "reden_afwijzing_verzoek"),
)
def cd086(tabel: Tabel, pad: str, inhoud: Inhoud) -> Iterator[Fout]:
    """RedenAfwijzingVerzoek is left out when VerzoekAntwoord is 2."""
    for rij, antwoord, reden in tabel.rijen("verzoek_antwoord", pad):
        if antwoord == "2" and reden is not None:
            yield Fout(
                rij,
                pad,
                f"De aanvraag is in onderzoek met RedenAfwijzingVerzoek {reden}; die moet dan leeg.",
            )


@regel(
    "ProductTarief is gevuld, behalve bij eenheid 83 (euro): dan is het leeg.",
    ("JW323", "Prestatie", "product_tarief"),
)
def cd087(tabel: Tabel, pad: str, inhoud: Inhoud) -> Iterator[Fout]:
    """ProductTarief is there exactly when Eenheid is not 83."""
    if None not in tabel.kolom(pad) and "83" not in tabel.kolom("eenheid"):
        return  # the ordinary declaration
    for rij, eenheid, tarief in tabel.rijen("eenheid", pad):
        if (eenheid == "83") != (tarief is None):
            if tarief is None:
                yield Fout(rij, pad, f"ProductTarief ontbreekt bij eenheid {eenheid}; dat is dan verplicht.")
            else:
                yield Fout(
                    rij, pad, "ProductTarief is gevuld bij eenheid 83 (euro); dat moet dan leeg blijven."
                )


@regel(
    "Zonder productcode is Omvang leeg, als de gevraagde toewijzing na 31-12-2020 of niet eindigt.",
    ("JW315", "AangevraagdProduct", "omvang"),
)
def cd095(tabel: Tabel, pad: str, inhoud: Inhoud) -> Iterator[Fout]:
    """A request for an aspecific or generic allocation has no Omvang."""
    return _omvang_zonder_code(tabel, pad, inhoud)


@regel(
    "Zonder productcode is Omvang leeg, als het nieuwe product na 31-12-2020 of niet eindigt.",
    ("JW317", "NieuwProduct", "omvang"),
)
def cd096(tabel: Tabel, pad: str, inhoud: Inhoud) -> Iterator[Fout]:
    """A new aspecific or generic product has no Omvang."""
    return _omvang_zonder_code(tabel, pad, inhoud)
