"""The pre-flight check: what the municipality would answer to a file, without taking it in.

The verdict is that of the intake itself (`oordeel.beoordeel`), with the municipality's own chain state and register,
in a transaction in which the database refuses every change. Of the content nothing is kept; the read log says who
checked what kind of message. Only a file of one's own provider is checked: the answer tells what the municipality
knows of its clients.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from ijw.antwoord import getekend, maak_declaratie_antwoord, maak_retour
from ijw.berichten import definitie_van
from ijw.berichten.basis import TotaalBedragMetDC
from ijw.codelijsten import codelijst
from ijw.controle import Controle, controleer
from ijw.schrijven import schrijf
from jeugdketen.berichten import toestand as t
from jeugdketen.berichten.aanname import MAX_BERICHT
from jeugdketen.berichten.kop import AANGENOMEN, Kop, lees_kop
from jeugdketen.berichten.models import Bericht, RuwBericht
from jeugdketen.berichten.oordeel import AFZENDER_HERSTELT, BACKOFFICE_HANDELT_AF, Oordeel, beoordeel
from jeugdketen.berichten.registratie import Ontvangst, Weigering, register, voorziener
from jeugdketen.berichten.remedies import herstel_bij
from jeugdketen.berichten.selectors import SOORTNAMEN, omvang_tekst
from jeugdketen.kern import klok
from jeugdketen.kern.bsn import bsn_sleutel, toon_bsn
from jeugdketen.kern.leeslog import leg_inzage_vast
from jeugdketen.kern.models import Inzage
from jeugdketen.kern.toegang import Toegang, als_systeem

GROND = "proefcontrole van een eigen bestand, vóór verzending"
"""On what ground, for the read log."""

PROEF = "PROEF"
"""Identification of an answer that was never sent."""

WIE_MOET_IN_PROEF = {
    AFZENDER_HERSTELT: "Herstel het bestand of kies een ander, en controleer het opnieuw.",
    BACKOFFICE_HANDELT_AF: "Overleg met de gemeente hoe u dit kunt aanleveren.",
}
"""Who must act when nothing was sent: what the back office does with a file that came in, it does not do here."""

GOED, AFGEKEURD, NIET_BEOORDEELD, WACHT = "toegestaan", "geweigerd", "onvolledig", "opgeschort"
"""Outcome of a line, in the words of the five outcomes."""


class ProefGeweigerd(Exception):
    """This file is not checked for this person; ``str(e)`` is one Dutch sentence that says what to do."""


@dataclass(frozen=True, slots=True)
class Proefbevinding:
    """One broken rule. ``regelnummer``: line in the file; ``regel`` is empty for what is no message at all."""

    niveau: int
    regel: str
    retourcode: str
    pad: str
    regelnummer: int | None
    melding: str

    @property
    def titel(self) -> str:
        """What the return code says."""
        betekenis = codelijst("WJ001").betekenis(self.retourcode).rstrip(".") if self.retourcode else ""
        return (
            betekenis if betekenis and betekenis != self.retourcode else (self.regel or "Geen geldig bericht")
        )

    @property
    def herstel(self) -> str:
        """What the sender can do; empty where the finding says it all."""
        return herstel_bij(self.regel)


@dataclass(frozen=True, slots=True)
class Proefregel:
    """One line of the message with the answer it would get. ``bedrag_cent``: euro cents with sign, of a declaration."""

    nummer: int
    bsn: str
    kenmerk: str
    wat: str
    van: date | None
    tot: date | None
    omvang: str
    bedrag_cent: int | None
    uitkomst: str
    bevindingen: tuple[Proefbevinding, ...]


@dataclass(frozen=True, slots=True)
class Proef:
    """What came out of a check. ``uitkomst``: goed, deels, afgekeurd, wacht, dubbel or geweigerd.

    ``wacht``: it would wait for a message that it overtook (OP080), and be rejected for its findings when that one does
    not come.

    ``regels``: every line; ``algemeen``: findings about the message as a whole, or about a part above the lines.
    ``antwoord``: the message that would come back, None where none would.
    """

    bestandsnaam: str
    soort: str
    gemeente_code: str
    aanbieder_agb: str
    identificatie: str
    uitkomst: str
    reden: str
    wie_moet: str
    algemeen: tuple[Proefbevinding, ...]
    regels: tuple[Proefregel, ...]
    antwoord: Any
    bericht: Any

    @property
    def soort_naam(self) -> str:
        """The kind of message in words."""
        return SOORTNAMEN.get(self.soort, "geen bericht")

    @property
    def antwoord_soort(self) -> str:
        """Type of the answer, such as JW325; empty where none would come."""
        return definitie_van(self.antwoord).code if self.antwoord is not None else ""

    @property
    def bevindingen(self) -> tuple[Proefbevinding, ...]:
        """Every finding once, in the order of the file."""
        alle = dict.fromkeys([*self.algemeen, *(b for regel in self.regels for b in regel.bevindingen)])
        return tuple(sorted(alle, key=lambda b: (b.regelnummer or 0, b.regel)))

    def aantal(self, uitkomst: str) -> int:
        """How many lines have this outcome."""
        return sum(1 for regel in self.regels if regel.uitkomst == uitkomst)

    def bedrag(self, uitkomst: str = "") -> int:
        """The amount of the lines with this outcome, or of all, in euro cents."""
        return sum(
            regel.bedrag_cent or 0 for regel in self.regels if not uitkomst or regel.uitkomst == uitkomst
        )


def proefcontrole(
    toegang: Toegang,
    bestandsnaam: str,
    inhoud: bytes,
    *,
    handeling: str = Inzage.Handeling.LEZEN,
    voor_leeslog: Toegang | None = None,
) -> Proef:
    """Check a file as the municipality that it is for would, and change nothing.

    Args:
        toegang: somebody of the provider that sends it.
        handeling: for the read log; ``export`` when the result is taken away as a file.
        voor_leeslog: as whom it stands in the read log, when that is another (a machine).

    Raises:
        ProefGeweigerd: empty, too large, of another sender, or of a kind that no provider sends.
    """
    if not toegang.aanbieders:
        raise ProefGeweigerd("De proefcontrole is voor aanbieders. U werkt niet voor een aanbieder.")
    if not inhoud:
        raise ProefGeweigerd("Dit bestand is leeg. Kies een bestand met een bericht erin.")
    if len(inhoud) > MAX_BERICHT:
        raise ProefGeweigerd(
            "Dit bestand is groter dan 25 MB. Een bericht mag niet groter zijn (OP179). Splits het."
        )
    controle = controleer(inhoud)
    kop = lees_kop(controle.bericht) if controle.bericht is not None else None
    if kop is not None:
        _keur_afzender(toegang, kop)
    gemeente = kop.gemeente if kop is not None and kop.gemeente in register().gemeenten() else None
    leg_inzage_vast(
        voor_leeslog or toegang,
        None,
        handeling,
        GROND,
        f"proefcontrole van een {kop.soort}" if kop is not None else "proefcontrole van een bestand",
        gemeente_code=gemeente,
        bsn_sleutel=bsn_sleutel(kop.bsn) if kop is not None and kop.bsn and gemeente else "",
    )
    bericht = _los_bericht(toegang, inhoud, bestandsnaam)
    with als_systeem({gemeente} if gemeente else (), naam=f"proefcontrole voor {toegang.naam}"):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION READ ONLY")  # ends with the savepoint that als_systeem made
        oordeel = beoordeel(bericht, controle, kop, gemeente, kan_wachten=True)
        if oordeel.toestand == t.AANVAARD and kop is not None:
            oordeel = _voorzien(bericht, controle, kop) or oordeel
    return _proef(bestandsnaam, controle, kop, oordeel)


def _keur_afzender(toegang: Toegang, kop: Kop) -> None:
    if kop.soort not in AANGENOMEN:
        soorten = f"{', '.join(AANGENOMEN[:-1])} of {AANGENOMEN[-1]}"
        raise ProefGeweigerd(
            f"Dit is een {kop.soort} ({SOORTNAMEN.get(kop.soort, 'onbekend')}). Kies een {soorten}."
        )
    if kop.aanbieder not in toegang.aanbieders:
        wie = register().aanbieder_naam(kop.aanbieder) or f"AGB-code {kop.aanbieder}"
        raise ProefGeweigerd(
            f"Dit bestand is van een andere afzender ({wie}). Kies een bestand van uw eigen organisatie."
        )


def _voorzien(bericht: Bericht, controle: Controle, kop: Kop) -> Oordeel | None:
    """The refusal of who would handle the message, None when it would take it in."""
    voorziet = voorziener(kop.soort)
    if voorziet is None:
        return None
    try:
        voorziet(
            Ontvangst(
                bericht=bericht,
                inhoud=controle.bericht,
                gemeente_code=kop.gemeente,
                aanbieder_agb=kop.aanbieder,
                ontvangen=bericht.ontvangen_dag,
                nu=klok.nu(),
            )
        )
    except Weigering as fout:
        return Oordeel(t.GEWEIGERD, reden=fout.reden, wie_moet=fout.wie_moet)
    return None


def _los_bericht(toegang: Toegang, inhoud: bytes, bestandsnaam: str) -> Bericht:
    """A message as the intake would store it, in memory alone."""
    ruw = RuwBericht(
        inhoud=inhoud,
        sha256=hashlib.sha256(inhoud).hexdigest(),
        grootte=len(inhoud),
        bestandsnaam=bestandsnaam[-255:],
        weg=t.UPLOAD,
        ontvangen_op=klok.nu(),
    )
    return Bericht(
        ruw=ruw,
        richting=t.IN,
        weg=t.UPLOAD,
        mag_afzender=sorted(toegang.aanbieders),
        tijdstip=klok.nu(),
        ontvangen_dag=klok.vandaag(),
    )


def _proef(bestandsnaam: str, controle: Controle, kop: Kop | None, oordeel: Oordeel) -> Proef:
    bevindingen = tuple(Proefbevinding(*b) for b in oordeel.bevindingen)
    bericht = controle.bericht if kop is not None else None
    regels: tuple[Proefregel, ...] = ()
    algemeen = bevindingen
    if bericht is not None and oordeel.toestand in (t.AANVAARD, t.AFGEKEURD, t.WACHT):
        regels, algemeen = _regels(bericht, bevindingen, oordeel.toestand)
    uitkomst = {
        t.AANVAARD: "deels" if bevindingen else "goed",
        t.AFGEKEURD: "afgekeurd",
        t.WACHT: "wacht",
        t.DUBBEL: "dubbel",
    }
    return Proef(
        bestandsnaam=bestandsnaam,
        soort=kop.soort if kop else "",
        gemeente_code=kop.gemeente if kop else "",
        aanbieder_agb=kop.aanbieder if kop else "",
        identificatie=kop.identificatie if kop else "",
        uitkomst=uitkomst.get(oordeel.toestand, "geweigerd"),
        reden=oordeel.reden,
        wie_moet=WIE_MOET_IN_PROEF.get(oordeel.wie_moet, oordeel.wie_moet),
        algemeen=algemeen,
        regels=regels,
        antwoord=_antwoord(bericht, oordeel) if oordeel.retour else None,
        bericht=bericht,
    )


def _antwoord(bericht: Any, oordeel: Oordeel) -> Any:
    maak = maak_declaratie_antwoord if definitie_van(bericht).code == "JW323" else maak_retour
    return maak(bericht, oordeel.codes, identificatie=PROEF, dagtekening=klok.vandaag())


def als_ketenregel(proef: Proef) -> dict[str, Any]:
    """What ``jeugdketen keten controleer`` says of a message, for this one against the municipality's own state."""
    bevindingen = proef.bevindingen
    regel: dict[str, Any] = {
        "toetser": "gemeente",
        "uitkomst": "afgekeurd" if proef.uitkomst == "deels" else proef.uitkomst,
        "regels": sorted({b.regel for b in bevindingen if b.regel}),
        "retourcodes": sorted({b.retourcode for b in bevindingen if b.retourcode}),
        "bevindingen": [
            {"regel": b.regel, "retourcode": b.retourcode or None, "pad": b.pad, "melding": b.melding}
            for b in bevindingen
            if b.regel
        ],
        "antwoord": proef.antwoord_soort or None,
    }
    return regel | ({"reden": proef.reden} if proef.reden else {})


# --- line by line -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Deel:
    """A line as it stands in the message. ``boven``: path of the part above it that the line falls with."""

    pad: str
    boven: str
    bsn: str
    kenmerk: str
    wat: str
    van: Any
    tot: Any
    omvang: str
    bedrag_cent: int | None = None


def _regels(
    bericht: Any, bevindingen: Sequence[Proefbevinding], toestand: str
) -> tuple[tuple[Proefregel, ...], tuple[Proefbevinding, ...]]:
    """The lines with their findings, and the findings that belong to no line."""
    delen = list(_delen(bericht))
    paden = {deel.pad for deel in delen} | {deel.boven for deel in delen}
    per_pad: dict[str, list[Proefbevinding]] = {}
    algemeen = []
    for b in bevindingen:
        plek = _plek(b.pad, paden)
        if plek is None:
            algemeen.append(b)
        else:
            per_pad.setdefault(plek, []).append(b)
    # A rejected message is rejected as a whole: a line without a finding of its own was not looked at, or falls along.
    # One that waits, waits as a whole.
    zonder = (
        WACHT if toestand == t.WACHT else NIET_BEOORDEELD if toestand == t.AFGEKEURD or algemeen else GOED
    )
    regels = []
    for nummer, deel in enumerate(delen, 1):
        eigen = (*per_pad.get(deel.boven, ()), *per_pad.get(deel.pad, ()))
        regels.append(
            Proefregel(
                nummer=nummer,
                bsn=deel.bsn,
                kenmerk=deel.kenmerk,
                wat=deel.wat,
                van=deel.van if isinstance(deel.van, date) else None,
                tot=deel.tot if isinstance(deel.tot, date) else None,
                omvang=deel.omvang,
                bedrag_cent=deel.bedrag_cent,
                uitkomst=AFGEKEURD if eigen and toestand != t.WACHT else zonder,
                bevindingen=eigen,
            )
        )
    return tuple(regels), tuple(algemeen)


def _plek(pad: str, paden: set[str]) -> str | None:
    """The line, or the part above lines, to which a finding belongs."""
    while pad:
        if pad in paden:
            return pad
        pad = pad.rpartition("/")[0]
    return None


def _delen(bericht: Any) -> Iterator[_Deel]:
    soort = definitie_van(bericht).code
    if soort == "JW323":
        yield from _prestaties(bericht.declaratie)
        return
    client = bericht.client
    boven, bsn = "", client.bsn
    if soort in ("JW305", "JW307"):
        lijst, kind = (
            ("StartProducten", "StartProduct") if soort == "JW305" else ("StopProducten", "StopProduct")
        )
        producten = client.start_producten if soort == "JW305" else client.stop_producten
        for nr, p in enumerate(producten, 1):
            weg = " (verwijderen)" if p.status_aanlevering == "3" else ""
            reden = codelijst("JZ588").betekenis(p.reden_beeindiging) if soort == "JW307" else ""
            yield _Deel(
                f"/Bericht/Client/{lijst}/{kind}[{nr}]",
                boven,
                bsn,
                f"toewijzing {p.toewijzing_nummer}" if p.toewijzing_nummer is not None else "",
                f"{_product(p.product)}{weg}",
                p.begindatum,
                getattr(p, "einddatum", None),
                reden,
            )
    elif soort == "JW315":
        for nr, p in enumerate(client.aangevraagde_producten, 1):
            yield _Deel(
                f"/Bericht/Client/AangevraagdeProducten/AangevraagdProduct[{nr}]",
                boven,
                bsn,
                p.referentie_aanbieder,
                _product(p.product),
                p.toewijzing_ingangsdatum,
                p.toewijzing_einddatum,
                omvang_tekst(p.omvang, p.budget),
            )
    else:
        yield from _wensen(client.verzoek, bsn)


def _wensen(verzoek: Any, bsn: str) -> Iterator[_Deel]:
    pad = "/Bericht/Client/Verzoek"
    for nr, p in enumerate(verzoek.ongewijzigde_producten, 1):
        yield _Deel(
            f"{pad}/OngewijzigdeProducten/OngewijzigdProduct[{nr}]",
            "",
            bsn,
            f"toewijzing {p.toewijzing_nummer}",
            "blijft zoals het is",
            None,
            None,
            "",
        )
    for nr, p in enumerate(verzoek.te_wijzigen_producten, 1):
        yield _Deel(
            f"{pad}/TeWijzigenProducten/TeWijzigenProduct[{nr}]",
            "",
            bsn,
            f"toewijzing {p.toewijzing_nummer}",
            "wijzigen",
            p.gewenste_ingangsdatum,
            p.einddatum,
            omvang_tekst(p.omvang, p.budget),
        )
    for nr, p in enumerate(verzoek.nieuwe_producten, 1):
        yield _Deel(
            f"{pad}/NieuweProducten/NieuwProduct[{nr}]",
            "",
            bsn,
            "nieuw",
            _product(p.product),
            p.gewenste_ingangsdatum,
            p.einddatum,
            omvang_tekst(p.omvang, p.budget),
        )


def _prestaties(declaratie: Any) -> Iterator[_Deel]:
    for c, client in enumerate(declaratie.clienten, 1):
        boven = f"/Bericht/Declaratie/Clienten/Client[{c}]"
        for p, prestatie in enumerate(client.prestaties, 1):
            yield _Deel(
                f"{boven}/Prestaties/Prestatie[{p}]",
                boven,
                client.bsn,
                prestatie.product_referentie.referentie_nummer,
                f"{prestatie.product_code} · toewijzing {prestatie.toewijzing_nummer}",
                prestatie.product_periode.begindatum,
                prestatie.product_periode.einddatum,
                _geleverd(prestatie),
                getekend(*prestatie.ingediend_bedrag),
            )


def _geleverd(prestatie: Any) -> str:
    eenheid = codelijst("WJ756").betekenis(prestatie.eenheid).lower()
    volume = getattr(prestatie, "geleverd_volume", None)
    tarief = getattr(prestatie, "product_tarief", None)
    tekst = f"{volume} {eenheid}" if volume is not None else ""
    return f"{tekst} × {euro(tarief)}" if tarief is not None else tekst


def euro(cent: int) -> str:
    """``€ 1.605,60``; a negative amount with a minus."""
    hele, rest = divmod(abs(cent), 100)
    return f"{'-' if cent < 0 else ''}€ {hele:,}".replace(",", ".") + f",{rest:02d}"


def _product(product: Any) -> str:
    if product is None:
        return "zonder product"
    return (
        f"{product.categorie} {product.code}"
        if product.code
        else codelijst("JZ020").betekenis(product.categorie)
    )


# --- downloads ----------------------------------------------------------------------------------------------------


def antwoordbestand(proef: Proef) -> tuple[str, bytes] | None:
    """The answer that would come, as a file whose name says that it is a trial; None where none would come."""
    if proef.antwoord is None:
        return None
    return f"PROEF_{proef.antwoord_soort}_{_stam(proef.bestandsnaam)}.xml", schrijf(proef.antwoord)


def goede_regels(proef: Proef) -> tuple[str, bytes] | None:
    """The declaration with only the lines that would be accepted, its totals made to fit; None when nothing is left
    to take out, or nothing to keep."""
    if proef.soort != "JW323" or not proef.aantal(AFGEKEURD) or not proef.aantal(GOED):
        return None
    goed = {regel.nummer for regel in proef.regels if regel.uitkomst == GOED}
    nummer, clienten, totaal = 0, [], 0
    for client in proef.bericht.declaratie.clienten:
        prestaties = []
        for prestatie in client.prestaties:
            nummer += 1
            if nummer in goed:
                prestaties.append(prestatie)
                totaal += getekend(*prestatie.ingediend_bedrag)
        if prestaties:
            clienten.append(client._replace(prestaties=tuple(prestaties)))
    declaratie = proef.bericht.declaratie._replace(
        clienten=tuple(clienten),
        totaal_ingediend_bedrag=TotaalBedragMetDC(abs(totaal), "C" if totaal < 0 else "D"),
    )
    return f"{_stam(proef.bestandsnaam)}_goed.xml", schrijf(proef.bericht._replace(declaratie=declaratie))


def _stam(naam: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]+", "_", naam.rsplit(".", 1)[0]).strip("._")[:80] or "bestand"


KOLOMMEN = (
    "regel", "bsn", "kenmerk", "product", "van", "tot en met", "omvang", "bedrag", "uitkomst", "regelcode",
    "retourcode", "regel in bestand", "melding", "zo herstelt u dit",
)  # fmt: skip
"""Heads of the list of reasons."""

UITKOMSTWOORD: Mapping[str, str] = {
    GOED: "goed",
    AFGEKEURD: "afgekeurd",
    NIET_BEOORDEELD: "niet beoordeeld",
    WACHT: "wacht",
}


def redenen(proef: Proef) -> Iterator[tuple[object, ...]]:
    """The list of reasons, row by row, one for each finding; a line without findings has one row."""
    for b in proef.algemeen:
        yield ("", "", "", "", "", "", "", "", "hele bericht", *_cellen(b))
    for r in proef.regels:
        begin = (
            r.nummer,
            toon_bsn(r.bsn),
            r.kenmerk,
            r.wat,
            r.van.isoformat() if r.van else "",
            r.tot.isoformat() if r.tot else "",
            r.omvang,
            Decimal(r.bedrag_cent) / 100 if r.bedrag_cent is not None else "",
            UITKOMSTWOORD[r.uitkomst],
        )
        for bevinding in r.bevindingen or (None,):
            yield (*begin, *(_cellen(bevinding) if bevinding is not None else ("",) * 5))


def _cellen(b: Proefbevinding) -> tuple[object, ...]:
    return b.regel, b.retourcode, b.regelnummer or "", b.melding, b.herstel
