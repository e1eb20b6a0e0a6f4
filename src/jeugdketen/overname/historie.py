"""The message history of a municipality: JW301, JW305, JW307 and JW323 files from before the move.

The messages are played again in the order in which they were written, over the library's own state of the chain. A
JW301 of the past counts as it stands: what it grants is settled between the parties, also where the request that it
answers is not in the history. Starts, stops and declarations are judged by the rules of the standard; what breaks
one stays out, with the rule that it breaks.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any, Final

from ijw.controle import controleer as controleer_bericht
from ijw.keten import controleer
from ijw.keten.geheugen import GeheugenKetenstand
from ijw.keten.stand import Berichtsleutel, Toewijzing, Wijziging
from ijw.waarden import VerreDatum
from jeugdketen.overname.lijst import GROOTSTE_UITGEPAKT, LijstFout

SOORTEN: Final = ("JW301", "JW305", "JW307", "JW323")
"""The messages that a history is made of, in the order in which messages of one day are played."""

MEESTE_BESTANDEN: Final = 500_000

UIT_LIJST: Final = "uit de lijst"
"""Name of a message that was made from the list."""


def pak_uit(naam: str, inhoud: bytes) -> Iterator[tuple[str, bytes]]:
    """The files in an upload: those in a ZIP archive, else the file itself.

    Raises:
        LijstFout: the archive is damaged, locked, or grows beyond all bounds.
    """
    if not naam.lower().endswith(".zip"):
        yield naam, inhoud
        return
    try:
        with zipfile.ZipFile(io.BytesIO(inhoud)) as archief:
            delen = [deel for deel in archief.infolist() if not deel.is_dir()]
            if sum(deel.file_size for deel in delen) > GROOTSTE_UITGEPAKT or len(delen) > MEESTE_BESTANDEN:
                raise LijstFout(
                    "Het ZIP-bestand is uitgepakt te groot. Verdeel de berichten over meer bestanden."
                )
            for deel in delen:
                with archief.open(deel) as bron:
                    # The size in the directory is what the maker says; reading stops there.
                    yield deel.filename, bron.read(deel.file_size)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError) as fout:
        raise LijstFout(
            "Het ZIP-bestand is beschadigd of met een wachtwoord gesloten. Maak het opnieuw, zonder wachtwoord."
        ) from fout


@dataclass(slots=True)
class Historiebericht:
    """One file of the history and what became of it.

    Attributes:
        aangenomen: it counts in the state of the chain.
        reden: why it does not, or does so in part; empty when all of it counts.
        regels: the rules that it breaks.
    """

    naam: str
    inhoud: bytes
    soort: str = ""
    bericht: Any = None
    aanbieder: str = ""
    identificatie: str = ""
    dagtekening: date | None = None
    bsn: str | None = None
    aangenomen: bool = False
    reden: str = ""
    regels: tuple[str, ...] = ()

    @property
    def sha256(self) -> str:
        """Fingerprint of the bytes."""
        return hashlib.sha256(self.inhoud).hexdigest()


@dataclass(slots=True)
class Historie:
    """The state of the chain after the history, and every file of it in the order in which it was played."""

    stand: GeheugenKetenstand = field(default_factory=GeheugenKetenstand)
    berichten: list[Historiebericht] = field(default_factory=list)

    @property
    def aantallen(self) -> dict[str, int]:
        """How many messages of each type count; what was made from the list is not among them."""
        return dict(Counter(b.soort for b in self.berichten if b.aangenomen and b.naam != UIT_LIJST))


def speel(gemeente: str, bestanden: Iterable[tuple[str, bytes]]) -> Historie:
    """Play the history of a municipality again.

    Args:
        gemeente: CBS code; messages of others are left out, with a reason.
        bestanden: names and bytes of XML files, in any order.
    """
    historie = Historie()
    gezien: set[str] = set()
    gelezen: list[Historiebericht] = []
    for naam, inhoud in bestanden:
        stuk = _lees(gemeente, naam, inhoud)
        if not stuk.reden and (som := stuk.sha256) in gezien:
            stuk.reden = "Dit bestand zit er twee keer in; het telt één keer."
        elif not stuk.reden:
            gezien.add(som)
        gelezen.append(stuk)
    for stuk in sorted(gelezen, key=_volgorde):
        if not stuk.reden:
            _speel_een(gemeente, historie.stand, stuk)
        historie.berichten.append(stuk)
    return historie


def wijziging_van(bericht: Any, soort: str, stand: Any, vandaag: date) -> tuple[Wijziging, tuple[str, ...]]:
    """What a message of the past changes in the chain, and the rules that it breaks."""
    if soort != "JW301":
        uitslag = controleer(bericht, stand, vandaag=vandaag)
        return uitslag.wijziging, uitslag.regels
    kop, client = bericht.header, bericht.client
    return Wijziging(
        bericht=Berichtsleutel("JW301", kop.afzender, kop.bericht_identificatie.identificatie),
        toewijzingen=tuple(
            Toewijzing(kop.afzender, kop.ontvanger, client.bsn, product)
            for product in client.toegewezen_producten
        ),
    ), ()


def _lees(gemeente: str, naam: str, inhoud: bytes) -> Historiebericht:
    stuk = Historiebericht(naam=naam, inhoud=inhoud)
    controle = controleer_bericht(inhoud)
    stuk.soort = controle.bericht_code or ""
    if controle.uitkomst == "geweigerd":
        stuk.reden = controle.reden or "Dit is geen bericht van de standaard."
        return stuk
    if stuk.soort not in SOORTEN:
        stuk.reden = f"Een {stuk.soort} is voor de overname niet nodig; het bestand is overgeslagen."
        return stuk
    stuk.bericht = controle.bericht
    kop = stuk.bericht.header
    van_gemeente = stuk.soort == "JW301"
    eigen, stuk.aanbieder = (kop.afzender, kop.ontvanger) if van_gemeente else (kop.ontvanger, kop.afzender)
    stuk.identificatie = kop.bericht_identificatie.identificatie
    dag = kop.bericht_identificatie.dagtekening
    stuk.dagtekening = None if isinstance(dag, VerreDatum) else dag
    stuk.bsn = getattr(getattr(stuk.bericht, "client", None), "bsn", None)
    if eigen != gemeente:
        stuk.reden = (
            f"Dit bericht is van of voor gemeente {eigen}. Neem alleen berichten van gemeente {gemeente} mee."
        )
    elif stuk.dagtekening is None:
        stuk.reden = "De dagtekening van dit bericht kan niet kloppen."
    elif controle.uitkomst == "afgekeurd":
        stuk.regels = controle.regels
        stuk.reden = f"Dit bericht voldoet niet aan de standaard ({', '.join(controle.regels)})."
    return stuk


def _volgorde(stuk: Historiebericht) -> tuple[date, int, date, time, str]:
    moment = (date.min, time.min)
    if stuk.soort == "JW301" and stuk.bericht is not None:
        momenten = [
            (p.toewijzingsdatum, p.toewijzingstijd)
            for p in stuk.bericht.client.toegewezen_producten
            if not isinstance(p.toewijzingsdatum, VerreDatum)
        ]
        moment = max(momenten, default=moment)
    rang = SOORTEN.index(stuk.soort) if stuk.soort in SOORTEN else len(SOORTEN)
    return (stuk.dagtekening or date.max, rang, *moment, stuk.naam)


def _speel_een(gemeente: str, stand: GeheugenKetenstand, stuk: Historiebericht) -> None:
    assert stuk.dagtekening is not None
    afzender = gemeente if stuk.soort == "JW301" else stuk.aanbieder
    if stand.is_ontvangen(Berichtsleutel(stuk.soort, afzender, stuk.identificatie)):
        stuk.regels, stuk.reden = ("TR056",), "Een ander bericht met dit nummer kwam eerder; dit telt niet."
        return
    wijziging, stuk.regels = wijziging_van(stuk.bericht, stuk.soort, stand, stuk.dagtekening)
    stand.verwerk(wijziging)
    # Of a declaration good lines count although others do not.
    stuk.aangenomen = not stuk.regels or bool(wijziging.bericht or wijziging.regels or wijziging.regie)
    if stuk.regels:
        deel = "Een deel van dit bericht telt niet" if stuk.aangenomen else "Dit bericht telt niet"
        stuk.reden = f"{deel}: het past niet bij wat eerder kwam ({', '.join(stuk.regels)})."
