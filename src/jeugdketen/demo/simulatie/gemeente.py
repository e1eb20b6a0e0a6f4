"""The municipalities of the simulation: stand-ins for the consulent and the back office, by the real services.

What the stand-in does with a request follows from the seed and the request's own reference, never from the order in
which worker processes happened to take messages in.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from django.db import transaction

from jeugdketen.demo.simulatie.wereld import OVEREENKOMST, Wereld, kans, poisson
from jeugdketen.kern import rollen
from jeugdketen.kern.models import Gebruiker, Rolhouder
from jeugdketen.kern.toegang import Toegang, als_inrichting, met_toegang, toegang_van
from jeugdketen.kern.werkdagen import werkdagen_tussen
from jeugdketen.toewijzing.afgekeurd import open_afgekeurd
from jeugdketen.toewijzing.feitenservices import vul_aan
from jeugdketen.toewijzing.herstel import verstuur_opnieuw
from jeugdketen.toewijzing.models import (
    BEEINDIGEN,
    GELDENDE_TOESTANDEN,
    IN_ONDERZOEK,
    MET_AFWIJKING,
    OPEN,
    TOEWIJZEN,
    VERKORTEN,
    VERLENGEN,
    VERWIJDEREN,
    VOT,
    VOW,
    Toewijzing,
    Verzoek,
)
from jeugdketen.toewijzing.services import BesluitFout, besluit, blokkades
from jeugdketen.toewijzing.wijzigservices import REDENEN as REDENCODES
from jeugdketen.toewijzing.wijzigservices import wijzig

WERKDAGEN: Final = ((0, 22), (1, 25), (2, 18), (3, 12), (4, 11), (7, 7), (9, 3), (10_000, 2))
"""Working days until a decision, and how often against the others: the last ones are late, or never come."""

REDENEN: Final = {"woonplaats": "8", "stapelen": "6", "op259": "1", "contract": "3", "leeftijd": "9"}
"""Rule that stands in the way → reason of refusal in the JW319 (WJ759); 7 for any other."""


_SIMULANTEN: Final = {rollen.CONSULENT: "simulant", rollen.BACKOFFICE: "simulant-post"}
"""Role → how the log-in names of those who play it begin."""

WIJZIGINGEN_PER_WERKDAG: Final = 4
"""Changes that the municipalities of scale 1 together make in what runs, of their own accord."""


def richt_gemeenten_in(wereld: Wereld) -> None:
    """Make a consulent and a clerk of the back office for each municipality; their names say that they are none."""
    with als_inrichting():
        for code, naam in wereld.gemeenten.items():
            for rol, inlognaam in _SIMULANTEN.items():
                gebruiker = Gebruiker.objects.maak(
                    f"{inlognaam}-{code}",
                    e_mail=f"{inlognaam}-{code}@voorbeeld.invalid",
                    naam=f"Simulant {naam}",
                    wachtwoord=None,
                )
                Rolhouder.objects.create(gebruiker=gebruiker, rol=rol, gemeente_code=code, van=OVEREENKOMST)


def beslis(wereld: Wereld, gemeente: str, dag: date) -> Counter[str]:
    """One day of a municipality. Returns the decisions by kind, and the refusals of the services by their sentence."""
    werk = Gemeente(wereld, gemeente)
    werk.dag(dag)
    return werk.besluiten


@dataclass
class Gemeente:
    """One municipality, with one simulated consulent and one clerk of the back office."""

    wereld: Wereld
    code: str
    besluiten: Counter[str] = field(default_factory=Counter)

    def dag(self, dag: date) -> None:
        """Send anew what was rejected, decide what is to be decided today, and change some of what runs."""
        self._herstel(self._meld_aan(rollen.BACKOFFICE, dag))
        toegang = self._meld_aan(rollen.CONSULENT, dag)
        with met_toegang(toegang):
            open_ = list(
                Verzoek.objects.filter(gemeente_code=self.code, toestand__in=(OPEN, IN_ONDERZOEK))
                .order_by("ontvangen", "aanbieder_agb", "referentie_aanbieder")
                .values_list("nummer", "aanbieder_agb", "referentie_aanbieder", "ontvangen", "toestand")
            )
        for nummer, agb, referentie, ontvangen, toestand in open_:
            plan = self._plan(agb, referentie)
            wacht = plan["wacht"] + (plan["onderzoek"] if toestand == IN_ONDERZOEK else 0)
            if werkdagen_tussen(ontvangen, dag) >= wacht:
                with met_toegang(toegang):
                    self._besluit(toegang, nummer, toestand, plan, dag)
        with met_toegang(toegang):
            self._wijzig(toegang, dag)

    def _meld_aan(self, rol: str, dag: date) -> Toegang:
        """What the one with this role may do today, as a log-in reads it."""
        return toegang_van(Gebruiker.objects.get(gebruikersnaam=f"{_SIMULANTEN[rol]}-{self.code}"), dag)

    def _herstel(self, toegang: Toegang) -> None:
        """Send anew what a provider rejected; one message repairs all that is open for a child at that provider."""
        with met_toegang(toegang):
            afgekeurd = list(
                open_afgekeurd({self.code}).order_by("identificatie").values_list("pk", flat=True)
            )
        for bericht_id in afgekeurd:
            try:
                with met_toegang(toegang):
                    verstuur_opnieuw(toegang, bericht_id)
                self.besluiten["hersteld"] += 1
            except BesluitFout as fout:
                self.besluiten[f"niet hersteld: {fout}"] += 1

    def _wijzig(self, toegang: Toegang, dag: date) -> None:
        """Extend, shorten, end or delete a few of the allocations that run, after a call with the provider."""
        toeval = kans(self.wereld.seed, "wijziging", self.code, dag)
        gemiddeld = WIJZIGINGEN_PER_WERKDAG * self.wereld.schaal / len(self.wereld.gemeenten)
        aantal = poisson(toeval, gemiddeld)
        lopend = list(
            Toewijzing.objects.filter(
                gemeente_code=self.code,
                toestand__in=GELDENDE_TOESTANDEN,
                toegewezen_op__date__lt=dag,
                tot__gt=dag + timedelta(days=14),
            )
            .order_by("nummer")
            .values_list("pk", "tot")
        )
        for pk, tot in toeval.sample(lopend, min(aantal, len(lopend))):
            soort = toeval.choices((VERLENGEN, VERKORTEN, BEEINDIGEN, VERWIJDEREN), (45, 30, 15, 10))[0]
            einddatum = {
                VERLENGEN: tot + timedelta(days=91),
                VERKORTEN: dag + timedelta(days=10),
                BEEINDIGEN: dag + timedelta(days=1),
                VERWIJDEREN: None,
            }[soort]
            try:
                with transaction.atomic():
                    wijzig(
                        toegang,
                        pk,
                        soort,
                        einddatum=einddatum,
                        code=REDENCODES[soort][0],
                        reden="Uit de evaluatie met het gezin.",
                        overleg=f"gebeld op {dag.isoformat()}",
                    )
                self.besluiten[soort] += 1
            except BesluitFout as fout:
                self.besluiten[f"geweigerd: {fout}"] += 1

    def _plan(self, agb: str, referentie: str) -> dict[str, Any]:
        """What the stand-in makes of a request, by its reference."""
        toeval = kans(self.wereld.seed, "besluit", self.code, agb, referentie)
        dagen, gewichten = zip(*WERKDAGEN, strict=True)
        return {
            "wacht": toeval.choices(dagen, gewichten)[0],
            "onderzoek": toeval.randint(8, 30) if toeval.random() < 0.06 else 0,
            "afwijzen": toeval.random() < 0.05,
            "korter": toeval.random() < 0.06,
        }

    def _besluit(self, toegang: Toegang, nummer: str, toestand: str, plan: dict[str, Any], dag: date) -> None:
        try:
            if toestand == OPEN and plan["onderzoek"]:
                self._neem(toegang, nummer, "in_onderzoek", vraag="Wij vragen de school om informatie.")
                return
            verzoek = self._vul_aan(toegang, nummer, dag)
            assert verzoek.laatste_toets is not None
            tegen = blokkades(verzoek.laatste_toets.antwoord)
            if plan["afwijzen"]:
                self._wijs_af(toegang, nummer, "7")
            elif (
                not tegen
                and plan["korter"]
                and verzoek.soort == VOT
                and verzoek.tot is not None
                and verzoek.volume is not None
            ):
                tot = verzoek.van + timedelta(days=60)
                self._neem(
                    toegang,
                    nummer,
                    MET_AFWIJKING,
                    afwijk_grond="periode",
                    reden="Eerst een kortere periode, daarna evalueren.",
                    tot=min(tot, verzoek.tot),
                    volume=max(1, verzoek.volume - 1),
                )
            elif not tegen:
                self._wijs_toe(toegang, verzoek, dag, TOEWIJZEN)
            elif all(b["afwijken"] == "met_onderbouwing" for b in tegen):
                self._wijs_toe(
                    toegang,
                    verzoek,
                    dag,
                    MET_AFWIJKING,
                    afwijk_grond="regel",
                    reden="Onderbouwd in het overleg.",
                )
            else:
                vast = next(b["regel"] for b in tegen if b["afwijken"] != "met_onderbouwing")
                code = REDENEN.get(vast, "7")
                self._wijs_af(toegang, nummer, code, verzoek.woongemeente)
        except BesluitFout as fout:
            self.besluiten[f"geweigerd: {fout}"] += 1

    def _wijs_toe(self, toegang: Toegang, verzoek: Verzoek, dag: date, soort: str, **velden: Any) -> None:
        """Grant; a VOW whose day has passed from today, as agreed with the provider, or not at all (IV093)."""
        try:
            self._neem(toegang, verzoek.nummer, soort, **velden)
        except BesluitFout:
            if verzoek.soort != VOW:
                raise
            afspraak = {"afwijk_grond": "periode", "reden": "De aanbieder laat het vandaag ingaan.", **velden}
            try:
                self._neem(toegang, verzoek.nummer, MET_AFWIJKING, van=dag, **afspraak)
            except BesluitFout:
                self._wijs_af(toegang, verzoek.nummer, "7")

    def _vul_aan(self, toegang: Toegang, nummer: str, dag: date) -> Verzoek:
        """Record what the JW315 lacks: living situation, consent, and the goal of a stay."""
        verzoek = Verzoek.objects.select_related("laatste_toets").get(nummer=nummer)
        verblijf = (verzoek.product or "").startswith("V/")
        if verzoek.laatste_toets is not None and not blokkades(verzoek.laatste_toets.antwoord):
            return verzoek
        return vul_aan(
            toegang,
            nummer,
            toestemming_vorm="mondeling",
            toestemming_datum=min(dag, verzoek.dagtekening),
            woont_thuis=not verblijf,
            verblijf="groep" if verblijf else None,
            overig={"uitstroomdoel": "terug naar huis binnen een jaar"} if verblijf else None,
        )

    def _wijs_af(self, toegang: Toegang, nummer: str, code: str, woont: str | None = None) -> None:
        if code == "8" and (woont is None or woont == next(iter(toegang.gemeenten))):
            code = "7"
        self._neem(
            toegang,
            nummer,
            "afwijzen",
            code=code,
            motivering="Niet volgens de afspraken van de regio.",
            gemeente=woont or "" if code == "8" else "",
        )

    def _neem(self, toegang: Toegang, nummer: str, soort: str, **velden: Any) -> None:
        besluit(toegang, nummer, soort, **velden)
        self.besluiten[soort] += 1
