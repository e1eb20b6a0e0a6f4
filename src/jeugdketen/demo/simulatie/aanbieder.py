"""A provider in the simulation: a state machine that reads its post, keeps an agenda and writes messages.

It knows what a provider knows: its clients, what municipalities allocated in JW301s that arrived, and its own open
requests. It makes the mistakes that people make. Nothing here looks at a clock or a database: the same seed, days and
post give the same files.
"""

from __future__ import annotations

import calendar
import heapq
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from typing import Any, Final, NamedTuple

from ijw.antwoord import lees_uitslag, maak_retour
from ijw.berichten import definitie_van, jw305, jw307, jw315, jw317, jw323
from ijw.berichten.basis import (
    Achternaam,
    BedragMetDC,
    BerichtIdentificatie,
    Geboortedatum,
    GeslotenPeriode,
    Omvang,
    Product,
    Referentie,
    TotaalBedragMetDC,
    VerkorteNaam,
    Verwijzer,
    XsdVersie,
)
from ijw.definitie import maak
from ijw.keten.rekenen import is_zelfde_product
from ijw.schrijven import schrijf
from jeugdketen.demo.simulatie.wereld import Kind, Lopend, Partij, Productsoort, Wereld, kans, poisson
from jeugdketen.kern.werkdagen import plus_werkdagen

VERZOEKEN_PER_WERKDAG: Final = 13
WIJZIGINGEN_PER_WERKDAG: Final = 3
"""Requests (JW315) and changes (JW317) of all providers of scale 1 together."""

BUITEN_DE_REGIO: Final = "0361"
"""Alkmaar: a municipality that no simulation of the region serves."""

TARIEF: Final = {"04": 8_700, "14": 21_000}
"""Euro cents for an hour and for a day; invented."""

FOUTEN: Final = {
    "dubbel": 24,
    "ander onder zelfde nummer": 6,
    "onleesbaar": 8,
    "verkeerd bsn": 14,
    "dagtekening in de toekomst": 8,
    "onbekende productcode": 14,
    "gemeente buiten de regio": 8,
}
"""What can be wrong with a message of one's own, and how often against the others."""

VERWIJDEREN, TIJDELIJK = "3", "20"


class Zending(NamedTuple):
    """A file that a party puts in the box. ``postbus``: CBS code of the mailbox, empty for the common one.

    ``fout``: what is wrong with it, empty when nothing is; the parties do not see this, the ledger does.
    """

    naam: str
    postbus: str
    inhoud: bytes
    soort: str
    identificatie: str
    afzender: str
    ontvanger: str
    fout: str = ""


class Post(NamedTuple):
    """A message that arrived at a provider: its type, the municipality that sent it, and what it says."""

    soort: str
    gemeente: str
    bericht: Any


@dataclass
class Levering:
    """What a provider knows of one allocation."""

    gemeente: str
    nummer: int
    kind: Kind
    product: Product | None
    van: date
    tot: date | None
    omvang: Omvang | None
    budget: int | None
    gestart: date | None = None
    gestopt: date | None = None
    onderweg: bool = False
    """A start or stop was sent and not answered."""
    gedeclareerd: set[date] = field(default_factory=set)


class Vraag(NamedTuple):
    """A request that waits for an answer."""

    kind: Kind
    gemeente: str
    referenties: tuple[str, ...]


class Uitgaand(NamedTuple):
    """A message that went out and may come back: how it is made again, what was wrong, what to do when it is taken.

    ``bouw`` makes it anew from an identification and a date.
    """

    bouw: Callable[[str, date], Any]
    gemeente: str
    fout: str
    gelukt: Callable[[date], None] | None
    mislukt: Callable[[date], None] | None


class Aanbieder:
    """One provider. :meth:`dag` is called once each working day, with the post that came since."""

    def __init__(self, wereld: Wereld, partij: Partij, soorten: frozenset[str]) -> None:
        """``soorten``: the types that this region exchanges; a provider starts nothing that nobody takes in."""
        self.partij, self.soorten = partij, soorten
        self.toeval = kans(wereld.seed, "aanbieder", partij.agb)
        self._wereld = wereld
        self._aandeel = partij.gewicht / sum(a.gewicht for a in wereld.aanbieders)
        self._schaal = wereld.schaal
        self._agenda: list[tuple[date, int, Callable[[date], None]]] = []
        self._teller: dict[str, int] = {}
        self._uit: list[Zending] = []
        self._open: dict[tuple[str, str], Uitgaand] = {}
        self.leveringen: dict[tuple[str, int], Levering] = {}
        self._vragen: dict[str, Vraag] = {}
        self._clienten: dict[str, Kind] = {}
        self.onverwacht: list[str] = []
        """Codes with which something was rejected in which nothing was wrong on purpose."""

    # --- the day --------------------------------------------------------------------------------------------------

    def begin(self, lopend: Iterable[Lopend], dag: date) -> None:
        """Take over what runs at the start of the simulation."""
        for regel in lopend:
            omvang, budget = omvang_van(regel.nummer, regel.product)
            levering = Levering(
                regel.kind.gemeente,
                regel.nummer,
                regel.kind,
                regel.product.product,
                regel.van,
                regel.tot,
                omvang,
                budget,
                gestart=regel.gestart,
            )
            self.leveringen[levering.gemeente, levering.nummer] = levering
            self._clienten[regel.kind.bsn] = regel.kind
            if levering.gestart is None:
                self._plan(dag, self.toeval.randint(1, 15), partial(self._start, lev=levering))
            else:
                self._plan_stop(dag, levering)
        if "JW323" in self.soorten:
            self._plan_declaratie(dag)

    def dag(self, dag: date, post: Sequence[Post]) -> list[Zending]:
        """Read the post, do what the agenda says and what comes up; returns the files that go out today."""
        self._uit = []
        for stuk in sorted(post, key=_volgorde):
            self._lees(dag, stuk)
        while self._agenda and self._agenda[0][0] <= dag:
            heapq.heappop(self._agenda)[2](dag)
        if "JW315" in self.soorten:
            for _ in range(poisson(self.toeval, VERZOEKEN_PER_WERKDAG * self._aandeel * self._schaal)):
                self._vraag_aan(dag)
        if "JW317" in self.soorten:
            for _ in range(poisson(self.toeval, WIJZIGINGEN_PER_WERKDAG * self._aandeel * self._schaal)):
                self._vraag_wijziging(dag)
        return self._uit

    def _plan(self, dag: date, werkdagen: int, doe: Callable[[date], None]) -> None:
        """Do something that many working days later; 0 is today."""
        heapq.heappush(self._agenda, (plus_werkdagen(dag, werkdagen), self._volg("agenda"), doe))

    def _volg(self, reeks: str) -> int:
        self._teller[reeks] = nummer = self._teller.get(reeks, 0) + 1
        return nummer

    # --- the post -------------------------------------------------------------------------------------------------

    def _lees(self, dag: date, stuk: Post) -> None:
        if stuk.soort == "JW301":
            self._lees_toewijzing(dag, stuk)
        elif stuk.soort == "JW319":
            goed = self._antwoord(dag, stuk)
            antwoord = stuk.bericht.antwoord
            if goed and antwoord.verzoek_antwoord == "1":
                self._vragen.pop(antwoord.referentie_aanbieder, None)
        else:
            self._lees_retour(dag, stuk)

    def _lees_toewijzing(self, dag: date, stuk: Post) -> None:
        goed = self._antwoord(dag, stuk)
        client = stuk.bericht.client
        kind = self._clienten.get(client.bsn)
        if not goed:
            return  # a request waits on for the message that comes instead
        for product in client.toegewezen_producten:
            if product.referentie_aanbieder:
                self._vragen.pop(product.referentie_aanbieder, None)
            if kind is None:
                continue
            sleutel = (stuk.gemeente, product.toewijzing_nummer)
            bekend = self.leveringen.get(sleutel)
            if product.reden_wijziging == "13":
                self.leveringen.pop(sleutel, None)
            elif bekend is not None:
                bekend.tot, bekend.omvang, bekend.budget = product.einddatum, product.omvang, product.budget
            else:
                levering = self.leveringen[sleutel] = Levering(
                    stuk.gemeente,
                    product.toewijzing_nummer,
                    kind,
                    product.product,
                    product.ingangsdatum,
                    product.einddatum,
                    product.omvang,
                    product.budget,
                )
                wacht = max(0, (product.ingangsdatum - dag).days) * 5 // 7
                laat = 15 if self.toeval.random() < self.partij.slordig else 0
                self._plan(dag, wacht + self.toeval.randint(1, 6) + laat, partial(self._start, lev=levering))

    def _antwoord(self, dag: date, stuk: Post) -> bool:
        """Answer a JW301 or JW319 after the days that this provider takes; False when it rejects the message.

        A rejection goes at once: until it is there the municipality counts on what the message says, and would reject
        what the provider declares by what it knew before (TR388). Who answers nothing takes everything in.
        """
        antwoordt = not self.partij.zwijgt and _antwoordsoort(stuk.soort) in self.soorten
        codes: dict[str, tuple[str, ...]] = {}
        if antwoordt and self.toeval.random() < self.partij.slordig / 6:  # for a reason that is none
            codes = (
                {"/Bericht/Client/ToegewezenProducten/ToegewezenProduct[1]": ("9332",)}
                if stuk.soort == "JW301"
                else {"/Bericht/Antwoord": ("9355",)}
            )
            self._stuur_antwoord(dag, stuk.bericht, stuk.gemeente, codes)
        elif antwoordt:
            laat = self.toeval.randint(3, 9) if self.toeval.random() < self.partij.slordig / 2 else 0
            self._plan(
                dag,
                self.partij.traag + laat,
                lambda op: self._stuur_antwoord(op, stuk.bericht, stuk.gemeente, codes),
            )
        return not codes

    def _stuur_antwoord(
        self, dag: date, bericht: Any, gemeente: str, codes: Mapping[str, Sequence[str]]
    ) -> None:
        identificatie = self._nummer("R")
        retour = maak_retour(bericht, codes, identificatie=identificatie, dagtekening=dag)
        inhoud = schrijf(retour, controleer=False)
        soort = definitie_van(retour).code
        self._leg_neer(soort, inhoud, identificatie, gemeente)
        if self.toeval.random() < self.partij.slordig / 4:
            self._plan(dag, 1, lambda op: self._leg_neer(soort, inhoud, identificatie, gemeente, "dubbel"))

    def _lees_retour(self, dag: date, stuk: Post) -> None:
        uitslag = lees_uitslag(stuk.bericht)
        uitgaand = self._open.pop((uitslag.berichttype, uitslag.identificatie), None)
        if uitgaand is None:
            return
        if uitslag.goedgekeurd:
            if uitgaand.gelukt is not None:
                uitgaand.gelukt(dag)
            return
        if uitgaand.fout:
            self._plan(
                dag,
                self.toeval.randint(0, 3),
                lambda op: self._verstuur(
                    op, uitgaand.bouw, uitgaand.gemeente, uitgaand.gelukt, uitgaand.mislukt, goed=True
                ),
            )
            return
        codes = sorted({code for reeks in uitslag.codes.values() for code in reeks})
        self.onverwacht.append(f"{uitslag.berichttype} {' '.join(codes)}")
        if uitgaand.mislukt is not None:
            uitgaand.mislukt(dag)

    # --- requests -------------------------------------------------------------------------------------------------

    def _vraag_aan(self, dag: date) -> None:
        toeval = self.toeval
        if self._clienten and toeval.random() < 0.25:
            kind = self._clienten[toeval.choice(list(self._clienten))]
        else:
            kind = toeval.choice(self._wereld.nieuwe_kinderen)
        if self._loopt_al(kind):
            return
        bezet = [lev.product for lev in self.leveringen.values() if lev.kind.bsn == kind.bsn]
        soorten: list[Productsoort] = []
        for _ in range(2 if toeval.random() < 0.12 else 1):
            keuze = toeval.choice(self._wereld.producten[toeval.choice(self.partij.segmenten)])
            if not any(is_zelfde_product(product, keuze.product) for product in bezet):
                bezet.append(keuze.product)
                soorten.append(keuze)
        if not soorten:
            return
        self._clienten[kind.bsn] = kind
        van = dag + timedelta(days=toeval.randint(-5, 25))
        tot = van + timedelta(days=toeval.choice((91, 182, 364)))
        producten = tuple(self._gevraagd(soort, van, tot) for soort in soorten)

        def bouw(identificatie: str, op: date) -> jw315.Bericht:
            return jw315.Bericht(
                self._kop(jw315, kind.gemeente, identificatie, op),
                maak(
                    jw315.Client,
                    bsn=kind.bsn,
                    geboortedatum=Geboortedatum(kind.geboren, None),
                    geslacht=kind.geslacht,
                    naam=_naam(kind),
                    gezagsdrager_bekend="1",
                    aangevraagde_producten=producten,
                ),
            )

        vraag = Vraag(kind, kind.gemeente, tuple(p.referentie_aanbieder for p in producten))
        for referentie in vraag.referenties:
            self._vragen[referentie] = vraag
        self._verstuur(dag, bouw, kind.gemeente, None, lambda _: self._vergeet(vraag.referenties))

    def _gevraagd(self, soort: Productsoort, van: date, tot: date) -> jw315.AangevraagdProduct:
        nummer = self._volg("referentie")
        omvang, budget = omvang_van(nummer, soort)
        return maak(
            jw315.AangevraagdProduct,
            referentie_aanbieder=f"{self.partij.agb}-{nummer:06d}",
            product=Product(soort.categorie, soort.code),
            toewijzing_ingangsdatum=van,
            toewijzing_einddatum=tot,
            omvang=omvang,
            budget=budget,
            verwijzer=Verwijzer(self.toeval.choice(("02", "03")), None, "01999999"),
            raamcontract="1",
        )

    def _vraag_wijziging(self, dag: date) -> None:
        """Ask for more of one allocation; the others of the child stay as they are (TR349)."""
        lopend = [
            lev
            for lev in self.leveringen.values()
            if lev.gestart is not None
            and lev.gestopt is None
            and lev.omvang is not None
            and lev.van < dag
            and (lev.tot is None or lev.tot > dag + timedelta(days=40))
        ]
        if not lopend:
            return
        lev = self.toeval.choice(lopend)
        if self._loopt_al(lev.kind) or lev.omvang is None:
            return
        kind, gemeente, omvang = lev.kind, lev.gemeente, lev.omvang
        referentie = f"{self.partij.agb}-{self._volg('referentie'):06d}"
        gewenst = omvang._replace(volume=omvang.volume + 2)
        vanaf = dag + timedelta(days=21)

        def bouw(identificatie: str, op: date) -> jw317.Bericht:
            andere = sorted(
                x.nummer
                for x in self.leveringen.values()
                if x.kind.bsn == kind.bsn
                and x.gemeente == gemeente
                and x is not lev
                and (x.tot is None or x.tot >= op)
            )
            return jw317.Bericht(
                self._kop(jw317, gemeente, identificatie, op),
                jw317.Client(
                    kind.bsn,
                    jw317.Verzoek(
                        referentie,
                        "1",
                        tuple(jw317.OngewijzigdProduct(nummer) for nummer in andere),
                        (jw317.TeWijzigenProduct(lev.nummer, vanaf, lev.tot, gewenst, None),),
                        (),
                    ),
                ),
            )

        self._vragen[referentie] = Vraag(kind, gemeente, (referentie,))
        self._verstuur(dag, bouw, gemeente, None, lambda _: self._vergeet((referentie,)))

    def _loopt_al(self, kind: Kind) -> bool:
        """Whether a request for this child waits for an answer (TR374)."""
        return any(vraag.kind.bsn == kind.bsn for vraag in self._vragen.values())

    def _vergeet(self, referenties: Sequence[str]) -> None:
        for referentie in referenties:
            self._vragen.pop(referentie, None)

    # --- starts and stops -----------------------------------------------------------------------------------------

    def _start(self, dag: date, lev: Levering) -> None:
        if "JW305" not in self.soorten or lev.gestart is not None or lev.onderweg:
            return
        if self.leveringen.get((lev.gemeente, lev.nummer)) is not lev or (
            lev.tot is not None and lev.tot < dag
        ):
            return
        begin = max(lev.van, min(dag, lev.van + timedelta(days=self.toeval.randint(0, 10))))
        if begin > dag:
            self._plan(dag, 3, lambda op: self._start(op, lev))
            return
        if self.toeval.random() < self.partij.slordig / 3 and begin > lev.van:
            # Reported with a wrong first day, put right some days later: deleted, and reported again.
            self._stuur_starts(dag, lev, [(lev.van, "1")], lambda op: self._verbeter_start(op, lev, begin))
        else:
            self._stuur_starts(dag, lev, [(begin, "1")], lambda op: self._gestart(op, lev, begin))

    def _verbeter_start(self, dag: date, lev: Levering, begin: date) -> None:
        fout = lev.van
        self._plan(
            dag,
            self.toeval.randint(1, 5),
            lambda op: self._stuur_starts(
                op, lev, [(fout, VERWIJDEREN), (begin, "1")], lambda op2: self._gestart(op2, lev, begin)
            ),
        )

    def _stuur_starts(
        self, dag: date, lev: Levering, starts: Sequence[tuple[date, str]], gelukt: Callable[[date], None]
    ) -> None:
        lev.onderweg = True

        def bouw(identificatie: str, op: date) -> jw305.Bericht:
            return jw305.Bericht(
                self._kop(jw305, lev.gemeente, identificatie, op),
                jw305.Client(
                    lev.kind.bsn,
                    Geboortedatum(lev.kind.geboren, None),
                    lev.kind.geslacht,
                    _naam(lev.kind),
                    tuple(
                        jw305.StartProduct(lev.nummer, lev.product, lev.van, d, status)
                        for d, status in starts
                    ),
                ),
            )

        self._verstuur(dag, bouw, lev.gemeente, gelukt, None)

    def _gestart(self, dag: date, lev: Levering, begin: date) -> None:
        lev.gestart, lev.onderweg = begin, False
        self._plan_stop(dag, lev)

    def _plan_stop(self, dag: date, lev: Levering) -> None:
        """Deliveries end with their allocation, or before; some stop for a time."""
        lot = self.toeval.random()
        if lot < 0.05:
            dagen, reden = self.toeval.randint(10, 120), TIJDELIJK
        elif lot < 0.25:
            dagen, reden = self.toeval.randint(15, 300), self.toeval.choice(("32", "33", "34"))
        elif lev.tot is not None:
            dagen, reden = max(0, (lev.tot - dag).days * 5 // 7), "31"
        else:
            return
        self._plan(dag, dagen + self.toeval.randint(0, 4), lambda op: self._stop(op, lev, reden))

    def _stop(self, dag: date, lev: Levering, reden: str) -> None:
        if "JW307" not in self.soorten or lev.gestart is None or lev.gestopt is not None or lev.onderweg:
            return
        eind = max(lev.gestart, min(lev.tot or dag, dag - timedelta(days=self.toeval.randint(0, 6))))
        begin = lev.gestart
        lev.onderweg = True

        def bouw(identificatie: str, op: date) -> jw307.Bericht:
            return jw307.Bericht(
                self._kop(jw307, lev.gemeente, identificatie, op),
                jw307.Client(
                    lev.kind.bsn,
                    Geboortedatum(lev.kind.geboren, None),
                    lev.kind.geslacht,
                    _naam(lev.kind),
                    (jw307.StopProduct(lev.nummer, lev.product, lev.van, begin, reden, eind, "1"),),
                ),
            )

        self._verstuur(dag, bouw, lev.gemeente, lambda op: self._gestopt(op, lev, reden, eind), None)

    def _gestopt(self, dag: date, lev: Levering, reden: str, eind: date) -> None:
        lev.onderweg = False
        if reden != TIJDELIJK:
            lev.gestopt = eind
            return
        lev.gestart = None
        if lev.tot is None or lev.tot > dag + timedelta(days=30):
            self._plan(dag, self.toeval.randint(5, 20), lambda op: self._hervat(op, lev, eind))

    def _hervat(self, dag: date, lev: Levering, na: date) -> None:
        """Begin again after a stop for a time, later than that stop (OP378)."""
        if lev.onderweg or lev.gestart is not None or (lev.tot is not None and lev.tot < dag):
            return
        begin = max(na + timedelta(days=1), dag)
        self._stuur_starts(dag, lev, [(begin, "1")], lambda op: self._gestart(op, lev, begin))

    # --- declarations ---------------------------------------------------------------------------------------------

    def _plan_declaratie(self, dag: date) -> None:
        """Declare each month some working days after its end."""
        eerste = dag.replace(day=1)
        if dag.day > 5:
            eerste = (eerste + timedelta(days=32)).replace(day=1)
        uren = self.toeval.randint(1, 7)
        self._plan(max(dag, eerste), uren, self._declareer)

    def _declareer(self, dag: date) -> None:
        maand = (dag.replace(day=1) - timedelta(days=1)).replace(day=1)
        eind = maand.replace(day=calendar.monthrange(maand.year, maand.month)[1])
        per_gemeente: dict[str, dict[str, list[jw323.Prestatie]]] = {}
        for lev in sorted(self.leveringen.values(), key=lambda x: (x.gemeente, x.nummer)):
            regel = self._prestatie(lev, maand, eind)
            if regel is not None:
                per_gemeente.setdefault(lev.gemeente, {}).setdefault(lev.kind.bsn, []).append(regel)
        for gemeente, clienten in per_gemeente.items():
            self._stuur_declaratie(dag, gemeente, clienten, maand, eind)
        self._plan_declaratie(eind + timedelta(days=32))

    def _prestatie(self, lev: Levering, maand: date, eind: date) -> jw323.Prestatie | None:
        if lev.gestart is None or lev.omvang is None or lev.product is None or lev.product.code is None:
            return None
        if maand in lev.gedeclareerd:
            return None
        if lev.gestart > eind or (lev.gestopt is not None and lev.gestopt < maand):
            return None
        # The period is that of the month and the allocation, whatever was delivered in it (TR387, TR388).
        van, tot = max(maand, lev.van), min(eind, lev.tot or eind)
        if van > tot:
            return None
        lev.gedeclareerd.add(maand)
        # At most what was allocated for the part of the month: by the week for days, by the month for hours.
        volume = max(
            1, lev.omvang.volume * ((tot - van).days + 1) // (31 if lev.omvang.frequentie == "4" else 7)
        )
        tarief = TARIEF[lev.omvang.eenheid]
        return jw323.Prestatie(
            Referentie(f"{self.partij.agb}{self._volg('prestatie'):010d}", None),
            lev.nummer,
            lev.product.categorie,
            lev.product.code,
            GeslotenPeriode(van, tot),
            volume,
            lev.omvang.eenheid,
            tarief,
            BedragMetDC(volume * tarief, "D"),
        )

    def _stuur_declaratie(
        self,
        dag: date,
        gemeente: str,
        clienten: Mapping[str, Sequence[jw323.Prestatie]],
        maand: date,
        eind: date,
    ) -> None:
        nummer = f"{self.partij.agb[-4:]}{self._volg('declaratie'):06d}"
        totaal = sum(regel.ingediend_bedrag.bedrag for regels in clienten.values() for regel in regels)

        def bouw(identificatie: str, op: date) -> jw323.Bericht:
            return jw323.Bericht(
                self._kop(jw323, gemeente, identificatie, op),
                jw323.Declaratie(
                    nummer,
                    GeslotenPeriode(maand, eind),
                    op,
                    TotaalBedragMetDC(totaal, "D"),
                    tuple(jw323.Client(bsn, tuple(regels)) for bsn, regels in clienten.items()),
                ),
            )

        self._verstuur(dag, bouw, gemeente, None, None)

    # --- sending --------------------------------------------------------------------------------------------------

    def _nummer(self, letter: str) -> str:
        return f"{letter}{self._volg(f'bericht{letter}'):09d}"

    def _kop(self, module: Any, gemeente: str, identificatie: str, op: date) -> Any:
        return maak(
            module.Header,
            afzender=self.partij.agb,
            ontvanger=gemeente,
            bericht_identificatie=BerichtIdentificatie(identificatie, op),
            xsd_versie=XsdVersie("1.0.0", "1.0.0"),
        )

    def _verstuur(
        self,
        dag: date,
        bouw: Callable[[str, date], Any],
        gemeente: str,
        gelukt: Callable[[date], None] | None,
        mislukt: Callable[[date], None] | None,
        *,
        goed: bool = False,
    ) -> None:
        """Send a message, now and then with something wrong with it; ``goed``: this time it is right."""
        fout = ""
        if not goed and self.toeval.random() < self.partij.slordig:
            fout = self.toeval.choices(list(FOUTEN), list(FOUTEN.values()))[0]
        identificatie = self._nummer("B")
        bericht, ontvanger = bouw(identificatie, dag), gemeente
        soort = definitie_van(bericht).code
        if fout == "onbekende productcode" and soort in {"JW317", "JW323"}:
            fout = "verkeerd bsn"
        if fout == "dagtekening in de toekomst":
            bericht = bouw(identificatie, dag + timedelta(days=3))
        elif fout == "gemeente buiten de regio":
            ontvanger = BUITEN_DE_REGIO
            bericht = bericht._replace(header=bericht.header._replace(ontvanger=ontvanger))
        elif fout == "onbekende productcode":
            bericht = _met_productcode(bericht, "45Z99")
        inhoud = schrijf(bericht, controleer=False)
        if fout == "verkeerd bsn":
            inhoud = inhoud.replace(b"Bsn>9", b"Bsn>8", 1)
        elif fout == "onleesbaar":
            inhoud = inhoud.replace(b"</ijw:Dagtekening>", b"", 1)
        if fout in {
            "",
            "dubbel",
            "ander onder zelfde nummer",
            "verkeerd bsn",
            "dagtekening in de toekomst",
        } or (fout == "onbekende productcode"):
            self._open[soort, identificatie] = Uitgaand(
                bouw,
                gemeente,
                "" if fout in {"dubbel", "ander onder zelfde nummer"} else fout,
                gelukt,
                mislukt,
            )
        else:  # no answer will come: after the term the provider looks, and sends it again
            self._plan(
                dag,
                self.toeval.randint(4, 6),
                lambda op: self._verstuur(op, bouw, gemeente, gelukt, mislukt, goed=True),
            )
        self._leg_neer(soort, inhoud, identificatie, gemeente, fout if fout != "dubbel" else "", ontvanger)
        if fout == "dubbel":
            wacht = self.toeval.choice((0, 1, 3))
            self._plan(
                dag, wacht, lambda op: self._leg_neer(soort, inhoud, identificatie, gemeente, "dubbel")
            )
        elif fout == "ander onder zelfde nummer":
            # Two days later, so that the first has been judged.
            self._plan(
                dag,
                2,
                lambda op: self._leg_neer(
                    soort, schrijf(bouw(identificatie, op), controleer=False), identificatie, gemeente, fout
                ),
            )

    def _leg_neer(
        self,
        soort: str,
        inhoud: bytes,
        identificatie: str,
        gemeente: str,
        fout: str = "",
        ontvanger: str = "",
    ) -> None:
        naam = f"{soort}_{self.partij.agb}_{self._volg('bestand'):07d}.xml"
        self._uit.append(
            Zending(
                naam, gemeente, inhoud, soort, identificatie, self.partij.agb, ontvanger or gemeente, fout
            )
        )


def omvang_van(nummer: int, soort: Productsoort) -> tuple[Omvang | None, int | None]:
    """How much of a product: hours a month, days a week, or a budget (in euro cents) for a category without code."""
    if soort.code is None:
        return None, 100_000 * (3 + nummer % 7)
    if soort.segment == "V":
        return Omvang(2 + nummer % 5, "14", "2"), None
    return Omvang(4 + nummer % 9, "04", "4"), None


def _naam(kind: Kind) -> VerkorteNaam:
    return VerkorteNaam(
        Achternaam(kind.achternaam, kind.voorvoegsel or None), kind.voornaam, kind.voornaam[0]
    )


def _antwoordsoort(soort: str) -> str:
    return {"JW301": "JW302", "JW319": "JW320"}[soort]


def _met_productcode(bericht: Any, code: str) -> Any:
    """The same message with another product code on its first product."""
    client = bericht.client
    lijst = next(
        naam
        for naam in ("aangevraagde_producten", "start_producten", "stop_producten")
        if hasattr(client, naam)
    )
    eerste, *rest = getattr(client, lijst)
    eerste = eerste._replace(product=Product("45", code))
    if hasattr(eerste, "omvang") and eerste.omvang is None:
        eerste = eerste._replace(omvang=Omvang(4, "04", "4"), budget=None)
    return bericht._replace(client=client._replace(**{lijst: (eerste, *rest)}))


def _volgorde(stuk: Post) -> tuple[str, str, str]:
    """The post in an order that does not depend on which worker was first: by what it answers, or its own number."""
    kop = stuk.bericht.header
    eigen = getattr(kop, "declaratie_identificatie", None) or kop.bericht_identificatie
    return stuk.soort, stuk.gemeente, eigen.identificatie
