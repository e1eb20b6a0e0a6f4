"""An allocation of Liam (Hoorn) at De Linde that was sent, and what its provider then does."""

from __future__ import annotations

from datetime import date
from typing import Any

from toewijzinghulp import besluit, lees_bericht, maak_compleet, ontvang

import postregio
from ijw.berichten import jw305, jw323
from ijw.berichten.basis import (
    BedragMetDC,
    BerichtIdentificatie,
    GeslotenPeriode,
    Referentie,
    TotaalBedragMetDC,
    XsdVersie,
)
from ijw.schrijven import schrijf
from jeugdketen.berichten import toestand as t
from jeugdketen.berichten.aanname import neem_aan
from jeugdketen.berichten.uitgang import verzend_wachtende
from jeugdketen.berichten.verwerking import verwerk
from jeugdketen.kern import rollen
from jeugdketen.kern.toegang import Toegang, met_toegang
from jeugdketen.toewijzing import aanbiederberichten as bouw
from jeugdketen.toewijzing import aanbiederselectors as selectors
from jeugdketen.toewijzing.models import Verzoek
from postregio import HOORN, KLINIEK, LIAM, LINDE, Vot, Vraag

VAN, TOT = "2025-12-01", "2026-12-31"


def vot_van_liam(**velden: Any) -> Vot:
    """A request of De Linde for Liam, for a period that has begun."""
    velden.setdefault("producten", [Vraag("L-1", van=VAN, tot=TOT)])
    return Vot(
        ontvanger=HOORN,
        bsn=LIAM,
        geboren="2012-12-01",
        voornamen="Liam",
        voorvoegsel="",
        achternaam="Beemsterboer",
        **velden,
    )


def gevraagd(**velden: Any) -> Verzoek:
    """The request, taken in."""
    return ontvang(vot_van_liam(**velden))[0]


def toegewezen(verzoek: Verzoek | None = None, *, verzend: bool = True) -> Verzoek:
    """The request granted, and its JW301 sent unless it is held back."""
    verzoek = verzoek or gevraagd()
    peter = postregio.iemand(rollen.CONSULENT, HOORN)
    maak_compleet(peter, verzoek.nummer)
    besluit(peter, verzoek.nummer, "met_afwijking", reden="Voor de proef.")
    if verzend:
        verzend_wachtende()
    return verzoek


def van_linde(rol: str = rollen.AANBIEDER_MEDEWERKER) -> Toegang:
    """Somebody of De Linde."""
    return postregio.iemand(rol, aanbieder=LINDE, naam="Bas Vriend")


def van_kliniek() -> Toegang:
    """Somebody of another provider."""
    return postregio.iemand(rollen.AANBIEDER_MEDEWERKER, aanbieder=KLINIEK)


def enige_toewijzing(wie: Toegang) -> selectors.Toegewezen:
    """The one allocation that somebody of a provider sees."""
    with met_toegang(wie):
        (t_,) = selectors.toewijzingen(wie, tab="alle").regels
        return t_  # type: ignore[no-any-return]


def start(wie: Toegang, op: date, *, nummer: str = "START1") -> jw305.Bericht:
    """A JW305 on that allocation."""
    toewijzing = enige_toewijzing(wie)
    with met_toegang(wie):
        client = bouw.clientgegevens(wie, toewijzing)
        assert client is not None
    return bouw.maak_jw305(
        toewijzing, client, [bouw.Startregel(op)], identificatie=nummer, op=date(2026, 1, 21)
    )


def breng(bericht: Any) -> Any:
    """Have a message come in and be read; its row."""
    inhoud = bericht if isinstance(bericht, bytes) else schrijf(bericht)
    nummer = neem_aan(inhoud, bestandsnaam="bericht.xml", weg=t.MAP)
    verwerk(nummer)
    return lees_bericht(nummer)


def declaratie(
    *regels: tuple[str, int, str, int],
    nummer: str = "D1",
    identificatie: str = "DECL1",
    afzender: str = LINDE,
) -> jw323.Bericht:
    """A JW323 over December 2025; a line is (reference, allocation number, product code, volume in hours)."""
    prestaties = tuple(
        jw323.Prestatie(
            product_referentie=Referentie(referentie, None),
            toewijzing_nummer=toewijzing,
            product_categorie="45",
            product_code=code,
            product_periode=GeslotenPeriode(date(2025, 12, 1), date(2025, 12, 31)),
            geleverd_volume=volume,
            eenheid="04",
            product_tarief=9000,
            ingediend_bedrag=BedragMetDC(9000 * volume, "D"),
        )
        for referentie, toewijzing, code, volume in regels
    )
    return jw323.Bericht(
        header=jw323.Header(
            bericht_code="490",
            bericht_versie=3,
            bericht_subversie=2,
            afzender=afzender,
            ontvanger=HOORN,
            bericht_identificatie=BerichtIdentificatie(identificatie, date(2026, 1, 21)),
            xsd_versie=XsdVersie("1.0.0", "1.0.0"),
        ),
        declaratie=jw323.Declaratie(
            declaratie_nummer=nummer,
            declaratie_periode=GeslotenPeriode(date(2025, 12, 1), date(2025, 12, 31)),
            declaratie_dagtekening=date(2026, 1, 21),
            totaal_ingediend_bedrag=TotaalBedragMetDC(
                sum(p.ingediend_bedrag.bedrag for p in prestaties), "D"
            ),
            clienten=(jw323.Client(LIAM, prestaties),),
        ),
    )
