"""The constraints (CS): which values an element may have."""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Iterator

from ijw.definitie import elementnaam
from ijw.inhoud import Inhoud, Tabel
from ijw.regels.basis import Fout, regel
from ijw.waarden import euro, nl

_EIND_2020 = datetime.date(2020, 12, 31)
_BEGIN_2021 = datetime.date(2021, 1, 1)
_ONBEKEND = datetime.date(1900, 1, 1)
_POSTCODE = re.compile("[1-9][0-9]{3}[a-zA-Z]{2}")
_TEKEN_NUL = 48 * (9 + 8 + 7 + 6 + 5 + 4 + 3 + 2 - 1)


def elfproef(bsn: str) -> bool:
    """Whether nine digits pass the test of eleven for a BSN."""
    a, b, c, d, e, f, g, h, i = bsn.encode()
    return (9 * a + 8 * b + 7 * c + 6 * d + 5 * e + 4 * f + 3 * g + 2 * h - i - _TEKEN_NUL) % 11 == 0


@regel(
    "Een BSN voldoet aan de elfproef.",
    ("JW301 JW305 JW307 JW315 JW317 JW323 JW325", "Client", "bsn"),
)
def cs002(tabel: Tabel, pad: str, inhoud: Inhoud) -> Iterator[Fout]:
    """The BSN passes the test of eleven. The number itself is not repeated."""
    for rij, bsn in enumerate(tabel.kolom(pad)):
        if not elfproef(bsn):
            yield Fout(rij, pad, "Dit BSN voldoet niet aan de elfproef; controleer op een typefout.")


_BEGIN = {
    "periode.einddatum": "periode.begindatum",
    "toewijzing_einddatum": "toewijzing_ingangsdatum",
}


@regel(
    "De einddatum van een periode ligt niet voor de begin- of ingangsdatum.",
    ("JW301", "Contact", "periode.einddatum"),
    ("JW301", "ToegewezenProduct", "einddatum"),
    ("JW315", "AangevraagdProduct", "toewijzing_einddatum"),
    ("JW317", "NieuwProduct", "einddatum"),
    ("JW317", "TeWijzigenProduct", "einddatum"),
)
def cs003(tabel: Tabel, pad: str, inhoud: Inhoud) -> Iterator[Fout]:
    """Where a period has both days, it does not end before it begins."""
    begin_pad = _BEGIN.get(pad, "ingangsdatum" if inhoud.code == "JW301" else "gewenste_ingangsdatum")
    for rij, begin, eind in tabel.rijen(begin_pad, pad):
        if begin is not None and eind is not None and eind < begin:
            yield Fout(
                rij,
                pad,
                f"De einddatum {nl(eind)} ligt voor het begin {nl(begin)}; die mag niet eerder zijn.",
            )


@regel(
    "Met een Partnernaam is NaamGebruik 1, 2, 3 of 4; zonder is het 1 of 6.",
    ("JW301", "Client", "naam.naam_gebruik"),
    ("JW301", "Relatie", "naam.naam_gebruik"),
)
def cs050(tabel: Tabel, pad: str, inhoud: Inhoud) -> Iterator[Fout]:
    """NaamGebruik fits whether there is a Partnernaam."""
    for rij, partner, gebruik in tabel.rijen("naam.partnernaam", pad):
        if partner is not None and gebruik not in {"1", "2", "3", "4"}:
            yield Fout(rij, pad, f"NaamGebruik is {gebruik} met een Partnernaam; dat moet 1, 2, 3 of 4 zijn.")
        elif partner is None and gebruik not in {"1", "6"}:
            yield Fout(rij, pad, f"NaamGebruik is {gebruik} zonder Partnernaam; dat moet 1 of 6 zijn.")


@regel(
    "StatusAanlevering is 1 (eerste aanlevering) of 3 (verwijderen).",
    ("JW305", "StartProduct", "status_aanlevering"),
    ("JW307", "StopProduct", "status_aanlevering"),
)
def cs058(tabel: Tabel, pad: str, inhoud: Inhoud) -> Iterator[Fout]:
    """StatusAanlevering is 1 or 3."""
    for rij, status in enumerate(tabel.kolom(pad)):
        if status not in {"1", "3"}:
            yield Fout(rij, pad, f"StatusAanlevering is {status}; dat moet 1 of 3 zijn.")


@regel(
    "Een postcode in Nederland is vier cijfers, niet met een 0 vooraan, en twee letters.",
    ("JW301", "Contact", "adres.postcode"),
)
def cs089(tabel: Tabel, pad: str, inhoud: Inhoud) -> Iterator[Fout]:
    """With LandCode NL, Postcode has the Dutch form without a space."""
    for rij, land, postcode in tabel.rijen("adres.land_code", pad):
        if land == "NL" and postcode is not None and _POSTCODE.fullmatch(postcode) is None:
            yield Fout(
                rij, pad, "Dit is geen Nederlandse postcode; die is vier cijfers en twee letters aaneen."
            )


@regel(
    "Een declaratie gaat over 2021 of later.",
    ("JW323", "Declaratie", "declaratie_periode"),
    ("JW323", "Prestatie", "product_periode"),
)
def cs100(tabel: Tabel, pad: str, inhoud: Inhoud) -> Iterator[Fout]:
    """Both days of the period are on or after 1 January 2021."""
    for deel in ("begindatum", "einddatum"):
        for rij, datum in enumerate(tabel.kolom(f"{pad}.{deel}")):
            if datum < _BEGIN_2021:
                yield Fout(
                    rij, pad, f"De {elementnaam(deel)} {nl(datum)} ligt voor 01-01-2021; dat mag niet."
                )


@regel(
    "DatumGebruik past bij de geboortedatum: 3 bij 01-01-1900, 2 bij 1 januari, 1 bij de eerste van een maand.",
    ("JW301 JW305 JW307 JW315", "Client", "geboortedatum.datum_gebruik"),
    ("JW301", "Relatie", "geboortedatum.datum_gebruik"),
)
def cs139(tabel: Tabel, pad: str, inhoud: Inhoud) -> Iterator[Fout]:
    """The unknown part of a date of birth is filled with ones."""
    for rij, datum, gebruik in tabel.rijen("geboortedatum.datum", pad):
        if gebruik == "3" and datum != _ONBEKEND:
            yield Fout(
                rij,
                pad,
                f"DatumGebruik is 3 (onbekend) bij datum {nl(datum)}; die moet 01-01-1900 zijn.",
            )
        elif gebruik == "2" and (datum.month, datum.day) != (1, 1):
            yield Fout(
                rij,
                pad,
                f"DatumGebruik is 2 (alleen jaar) bij datum {nl(datum)}; die moet 1 januari zijn.",
            )
        elif gebruik == "1" and datum.day != 1:
            yield Fout(
                rij,
                pad,
                f"DatumGebruik is 1 (dag onbekend) bij datum {nl(datum)}; de dag moet 1 zijn.",
            )


@regel("Een client is een mens: NaamGebruik is niet 6.", ("JW301", "Client", "naam"))
def cs318(tabel: Tabel, pad: str, inhoud: Inhoud) -> Iterator[Fout]:
    """NaamGebruik 6 is for organisations, which a client is not."""
    for rij, gebruik in enumerate(tabel.kolom(f"{pad}.naam_gebruik")):
        if gebruik == "6":
            yield Fout(rij, pad, "NaamGebruik is 6 (niet-natuurlijk persoon); dat mag niet bij een client.")


@regel(
    "Een bedrag van 0 is debet.",
    ("JW323", "Declaratie", "totaal_ingediend_bedrag.debet_credit"),
    ("JW323 JW325", "Prestatie", "ingediend_bedrag.debet_credit"),
    ("JW325", "DeclaratieAntwoord", "totaal_ingediend_bedrag.debet_credit"),
    ("JW325", "DeclaratieAntwoord", "totaal_toegekend_bedrag.debet_credit"),
)
def cs325(tabel: Tabel, pad: str, inhoud: Inhoud) -> Iterator[Fout]:
    """An amount of nil has DebetCredit D."""
    bedrag_pad = pad.replace("debet_credit", "totaal_bedrag" if pad.startswith("totaal") else "bedrag")
    for rij, bedrag, dc in tabel.rijen(bedrag_pad, pad):
        if bedrag == 0 and dc != "D":
            yield Fout(rij, pad, "Het bedrag is 0 en DebetCredit is C; bij 0 moet dat D zijn.")


@regel(
    "Een verwijderde toewijzing (RedenWijziging 13) eindigt op haar ingangsdatum.",
    ("JW301", "ToegewezenProduct", "reden_wijziging"),
)
def cs335(tabel: Tabel, pad: str, inhoud: Inhoud) -> Iterator[Fout]:
    """Reason 13 goes with an end date equal to the start date."""
    for rij, reden, begin, eind in tabel.rijen(pad, "ingangsdatum", "einddatum"):
        if reden == "13" and begin != eind:
            gevonden = "ontbreekt" if eind is None else f"is {nl(eind)}"
            yield Fout(
                rij,
                pad,
                f"RedenWijziging is 13 (verwijderd), maar de einddatum {gevonden}; dat moet {nl(begin)} zijn.",
            )


@regel("RedenWijziging 01 is vervallen.", ("JW301", "ToegewezenProduct", "reden_wijziging"))
def cs336(tabel: Tabel, pad: str, inhoud: Inhoud) -> Iterator[Fout]:
    """Reason 01 is not used any more."""
    for rij, reden in enumerate(tabel.kolom(pad)):
        if reden == "01":
            yield Fout(rij, pad, "RedenWijziging 01 is vervallen; gebruik 14 (administratieve correctie).")


@regel("Een productperiode begint en eindigt in dezelfde maand.", ("JW323", "Prestatie", "product_periode"))
def cs337(tabel: Tabel, pad: str, inhoud: Inhoud) -> Iterator[Fout]:
    """Both days of a ProductPeriode are in the same month of the same year."""
    van, tot = tabel.kolom(f"{pad}.begindatum"), tabel.kolom(f"{pad}.einddatum")
    anders = {
        p for p in set(zip(van, tot, strict=True)) if (p[0].year, p[0].month) != (p[1].year, p[1].month)
    }
    if not anders:
        return
    for rij, begin, eind in tabel.rijen(f"{pad}.begindatum", f"{pad}.einddatum"):
        if (begin, eind) in anders:
            yield Fout(
                rij,
                pad,
                f"De periode loopt van {nl(begin)} tot en met {nl(eind)}; dat moet binnen een kalendermaand blijven.",
            )


def _frequentie(tabel: Tabel, pad: str, eind_pad: str) -> Iterator[Fout]:
    """A unit that cannot be allocated per day, with a frequency of once a day."""
    for rij, eenheid, frequentie, eind in tabel.rijen(f"{pad}.eenheid", f"{pad}.frequentie", eind_pad):
        if (
            eenheid in {"14", "16", "83", "84"}
            and frequentie not in {"2", "4", "6"}
            and (eind is None or eind > _EIND_2020)
        ):
            yield Fout(
                rij,
                pad,
                f"Frequentie is {frequentie} bij eenheid {eenheid}; dat moet 2, 4 of 6 zijn.",
            )


@regel(
    "Etmaal, dagdeel, euro en stuks inspanning (14, 16, 83, 84) gaan per week, per maand of in totaal, als de periode "
    "na 31-12-2020 of niet eindigt.",
    ("JW301", "ToegewezenProduct", "omvang"),
    ("JW317", "NieuwProduct", "omvang"),
    ("JW317", "TeWijzigenProduct", "omvang"),
)
def cs338(tabel: Tabel, pad: str, inhoud: Inhoud) -> Iterator[Fout]:
    """Units 14, 16, 83 and 84 go with Frequentie 2, 4 or 6."""
    return _frequentie(tabel, pad, "einddatum")


@regel(
    "Bij eenheid 83 (euro) is het bedrag gelijk aan het volume.", ("JW323", "Prestatie", "ingediend_bedrag")
)
def cs339(tabel: Tabel, pad: str, inhoud: Inhoud) -> Iterator[Fout]:
    """With Eenheid 83 the amount in cents equals GeleverdVolume."""
    if "83" not in tabel.kolom("eenheid"):
        return
    for rij, eenheid, volume, bedrag in tabel.rijen("eenheid", "geleverd_volume", f"{pad}.bedrag"):
        if eenheid == "83" and bedrag != volume:
            yield Fout(
                rij,
                pad,
                f"Het IngediendBedrag is {euro(bedrag)}, maar het GeleverdVolume is {euro(volume)}; "
                "bij eenheid 83 moet dat gelijk zijn.",
            )


@regel("Een declaratie gaat over precies een kalendermaand.", ("JW323", "Declaratie", "declaratie_periode"))
def cs340(tabel: Tabel, pad: str, inhoud: Inhoud) -> Iterator[Fout]:
    """DeclaratiePeriode runs from the first to the last day of one month."""
    for rij, begin, eind in tabel.rijen(f"{pad}.begindatum", f"{pad}.einddatum"):
        laatste = calendar.monthrange(begin.year, begin.month)[1] if begin.year > 0 else 0
        if (begin.day, eind.year, eind.month, eind.day) != (1, begin.year, begin.month, laatste):
            yield Fout(
                rij,
                pad,
                f"De DeclaratiePeriode is {nl(begin)} tot en met {nl(eind)}; dat moet een hele kalendermaand zijn.",
            )


@regel(
    "Etmaal, dagdeel, euro en stuks inspanning (14, 16, 83, 84) worden per week, per maand of in totaal gevraagd, als "
    "de periode na 31-12-2020 of niet eindigt.",
    ("JW315", "AangevraagdProduct", "omvang"),
)
def cs343(tabel: Tabel, pad: str, inhoud: Inhoud) -> Iterator[Fout]:
    """Units 14, 16, 83 and 84 go with Frequentie 2, 4 or 6 in a request too."""
    return _frequentie(tabel, pad, "toewijzing_einddatum")
