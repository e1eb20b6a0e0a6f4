"""Small valid messages with invented people, and what the checks say about them."""

from __future__ import annotations

import datetime
from typing import Any

from ijw.berichten import BERICHTEN, jw301, jw305, jw307, jw315, jw317, jw319, jw323, jw325
from ijw.berichten.basis import (
    Achternaam,
    Adres,
    BedragMetDC,
    BerichtIdentificatie,
    Geboortedatum,
    GeslotenPeriode,
    Huis,
    Omvang,
    Product,
    Referentie,
    TotaalBedragMetDC,
    VerkorteNaam,
    Verwijzer,
    VolledigeNaam,
    XsdVersie,
)
from ijw.controle import controleer_bericht, controleer_lezing
from ijw.definitie import maak
from ijw.lezen import lees
from ijw.schrijven import schrijf

Datum = datetime.date
D = datetime.date.fromisoformat
BSN = "999900018"
BSN2 = "999900031"
GEMEENTE = "0405"
AANBIEDER = "99005678"
DAGTEKENING = D("2026-03-10")
VERSIE = XsdVersie("1.0.0", "1.0.0")
GEBOREN = Geboortedatum(D("2012-05-17"), None)
NAAM = maak(VolledigeNaam, geslachtsnaam=Achternaam("Voorbeeld", "van"), naam_gebruik="1")
KORTE_NAAM = maak(VerkorteNaam, geslachtsnaam=Achternaam("Voorbeeld", None), voornamen="Sam")
UUR_PER_MAAND = Omvang(6, "04", "4")
PRODUCT = Product("45", "45A01")


def kop(code: str, dagtekening: Datum = DAGTEKENING, **velden: Any) -> Any:
    """A header of this message type."""
    definitie = BERICHTEN[code]
    gemeente_eerst = code in {"JW301", "JW302", "JW319", "JW320", "JW325"}
    velden.setdefault("afzender", GEMEENTE if gemeente_eerst else AANBIEDER)
    velden.setdefault("ontvanger", AANBIEDER if gemeente_eerst else GEMEENTE)
    velden.setdefault("bericht_identificatie", BerichtIdentificatie("PROEF0000001", dagtekening))
    return maak(definitie.klasse("Header"), xsd_versie=VERSIE, **velden)


def contact(**velden: Any) -> jw301.Contact:
    """A BRP address, unless told otherwise."""
    basis: dict[str, Any] = {
        "soort": "01",
        "adres": maak(
            Adres, huis=maak(Huis, huisnummer=12), postcode="1621AB", plaatsnaam="Hoorn", land_code="NL"
        ),
    }
    return maak(jw301.Contact, **{**basis, **velden})


def relatie(**velden: Any) -> jw301.Relatie:
    """A parent, unless told otherwise."""
    basis: dict[str, Any] = {"nummer": "1", "soort": "10", "naam": NAAM, "contact": contact()}
    return maak(jw301.Relatie, **{**basis, **velden})


def toegewezen(**velden: Any) -> jw301.ToegewezenProduct:
    """An allocation of six hours a month for 2026, unless told otherwise."""
    basis: dict[str, Any] = {
        "toewijzing_nummer": 100,
        "product": PRODUCT,
        "toewijzingsdatum": D("2026-03-09"),
        "toewijzingstijd": datetime.time(9, 30),
        "ingangsdatum": D("2026-01-01"),
        "einddatum": D("2026-12-31"),
        "omvang": UUR_PER_MAAND,
    }
    return maak(jw301.ToegewezenProduct, **{**basis, **velden})


def bericht301(*producten: Any, dagtekening: Datum = DAGTEKENING, **client: Any) -> jw301.Bericht:
    """A JW301 of these allocations, or of one."""
    basis: dict[str, Any] = {
        "bsn": BSN,
        "geboortedatum": GEBOREN,
        "geslacht": "1",
        "naam": NAAM,
        "contactgegevens": (contact(),),
        "toegewezen_producten": producten or (toegewezen(),),
    }
    return jw301.Bericht(kop("JW301", dagtekening), maak(jw301.Client, **{**basis, **client}))


_KIND: dict[str, Any] = {"bsn": BSN, "geboortedatum": GEBOREN, "geslacht": "1", "naam": KORTE_NAAM}


def start(**velden: Any) -> jw305.StartProduct:
    """A start on 1 February 2026, unless told otherwise."""
    basis: dict[str, Any] = {
        "toewijzing_nummer": 100,
        "product": PRODUCT,
        "toewijzing_ingangsdatum": D("2026-01-01"),
        "begindatum": D("2026-02-01"),
        "status_aanlevering": "1",
    }
    return maak(jw305.StartProduct, **{**basis, **velden})


def bericht305(*producten: Any, dagtekening: Datum = DAGTEKENING, **client: Any) -> jw305.Bericht:
    """A JW305 of these starts, or of one."""
    velden = {**_KIND, "start_producten": producten or (start(),), **client}
    return jw305.Bericht(kop("JW305", dagtekening), maak(jw305.Client, **velden))


def stop(**velden: Any) -> jw307.StopProduct:
    """A stop on 1 March 2026, unless told otherwise."""
    basis: dict[str, Any] = {
        "toewijzing_nummer": 100,
        "product": PRODUCT,
        "toewijzing_ingangsdatum": D("2026-01-01"),
        "begindatum": D("2026-02-01"),
        "reden_beeindiging": "31",
        "einddatum": D("2026-03-01"),
        "status_aanlevering": "1",
    }
    return maak(jw307.StopProduct, **{**basis, **velden})


def bericht307(*producten: Any, dagtekening: Datum = DAGTEKENING, **client: Any) -> jw307.Bericht:
    """A JW307 of these stops, or of one."""
    velden = {**_KIND, "stop_producten": producten or (stop(),), **client}
    return jw307.Bericht(kop("JW307", dagtekening), maak(jw307.Client, **velden))


def gevraagd(**velden: Any) -> jw315.AangevraagdProduct:
    """A request referred by a named general practitioner, unless told otherwise."""
    basis: dict[str, Any] = {
        "referentie_aanbieder": "REF-1",
        "product": PRODUCT,
        "toewijzing_ingangsdatum": D("2026-01-01"),
        "toewijzing_einddatum": D("2026-12-31"),
        "omvang": UUR_PER_MAAND,
        "verwijzer": maak(Verwijzer, type="02", naam="Huisartsenpraktijk De Kade"),
    }
    return maak(jw315.AangevraagdProduct, **{**basis, **velden})


def bericht315(*producten: Any, dagtekening: Datum = DAGTEKENING, **client: Any) -> jw315.Bericht:
    """A JW315 of these requests, or of one."""
    velden = {**_KIND, "aangevraagde_producten": producten or (gevraagd(),), **client}
    return jw315.Bericht(kop("JW315", dagtekening), maak(jw315.Client, **velden))


def te_wijzigen(**velden: Any) -> jw317.TeWijzigenProduct:
    """A change to eight hours a month, unless told otherwise."""
    basis: dict[str, Any] = {
        "toewijzing_nummer": 100,
        "gewenste_ingangsdatum": D("2026-04-01"),
        "einddatum": D("2026-12-31"),
        "omvang": Omvang(8, "04", "4"),
    }
    return maak(jw317.TeWijzigenProduct, **{**basis, **velden})


def nieuw(**velden: Any) -> jw317.NieuwProduct:
    """A new product from April, unless told otherwise."""
    basis: dict[str, Any] = {
        "product": Product("45", "45A02"),
        "gewenste_ingangsdatum": D("2026-04-01"),
        "einddatum": D("2026-12-31"),
        "omvang": UUR_PER_MAAND,
    }
    return maak(jw317.NieuwProduct, **{**basis, **velden})


def bericht317(
    ongewijzigd: tuple[int, ...] = (), wijzigen: Any = None, nieuwe: tuple[Any, ...] = (), bsn: str = BSN
) -> jw317.Bericht:
    """A JW317; without arguments one that changes one allocation."""
    verzoek = jw317.Verzoek(
        "VOW-1",
        "1",
        tuple(jw317.OngewijzigdProduct(nummer) for nummer in ongewijzigd),
        (te_wijzigen(),) if wijzigen is None else tuple(wijzigen),
        tuple(nieuwe),
    )
    return jw317.Bericht(kop("JW317"), jw317.Client(bsn, verzoek))


def bericht319(**velden: Any) -> jw319.Bericht:
    """A refusal for lack of a contract, unless told otherwise."""
    basis: dict[str, Any] = {
        "referentie_aanbieder": "REF-1",
        "verzoek_antwoord": "1",
        "reden_afwijzing_verzoek": "3",
    }
    return jw319.Bericht(kop("JW319"), maak(jw319.Antwoord, **{**basis, **velden}))


def maand(jaar: int, nummer: int) -> GeslotenPeriode:
    """A whole calendar month."""
    eerste = datetime.date(jaar, nummer, 1)
    volgende = datetime.date(jaar + nummer // 12, nummer % 12 + 1, 1)
    return GeslotenPeriode(eerste, volgende - datetime.timedelta(days=1))


FEBRUARI = maand(2026, 2)


def prestatie(**velden: Any) -> jw323.Prestatie:
    """Five hours in February at € 80,00, unless told otherwise."""
    basis: dict[str, Any] = {
        "product_referentie": Referentie("P-1", None),
        "toewijzing_nummer": 100,
        "product_categorie": "45",
        "product_code": "45A01",
        "product_periode": FEBRUARI,
        "geleverd_volume": 5,
        "eenheid": "04",
        "product_tarief": 8000,
        "ingediend_bedrag": BedragMetDC(40000, "D"),
    }
    return maak(jw323.Prestatie, **{**basis, **velden})


def _som(prestaties: Any) -> TotaalBedragMetDC:
    totaal = sum(
        p.ingediend_bedrag.bedrag * (1 if p.ingediend_bedrag.debet_credit == "D" else -1) for p in prestaties
    )
    return TotaalBedragMetDC(abs(totaal), "D" if totaal >= 0 else "C")


def bericht323(
    *prestaties: Any, clienten: Any = None, dagtekening: Datum = DAGTEKENING, **velden: Any
) -> jw323.Bericht:
    """A JW323 over February 2026 of these lines for one client, or of these clients; the total fits."""
    if clienten is None:
        clienten = (jw323.Client(BSN, tuple(prestaties) or (prestatie(),)),)
    basis: dict[str, Any] = {
        "declaratie_nummer": "D1",
        "declaratie_periode": FEBRUARI,
        "declaratie_dagtekening": dagtekening,
        "totaal_ingediend_bedrag": _som([p for c in clienten for p in c.prestaties]),
        "clienten": tuple(clienten),
    }
    return jw323.Bericht(kop("JW323", dagtekening), jw323.Declaratie(**{**basis, **velden}))


def afgewezen(**velden: Any) -> jw325.Prestatie:
    """The line of ``prestatie``, refused for its volume."""
    basis = {**prestatie()._asdict(), "retourcodes": ("9321",)}
    return jw325.Prestatie(**{**basis, **velden})


def bericht325(
    *prestaties: Any, clienten: Any = None, dagtekening: Datum = DAGTEKENING, **velden: Any
) -> jw325.Bericht:
    """A JW325 that refuses these lines of a declaration of € 1000,00; the totals fit."""
    if clienten is None:
        clienten = (jw325.Client(BSN, tuple(prestaties), ("0200",)),) if prestaties else ()
    regels = [p for c in clienten for p in c.prestaties]
    basis: dict[str, Any] = {
        "declaratie_nummer": "D1",
        "totaal_ingediend_bedrag": TotaalBedragMetDC(100000, "D"),
        "totaal_toegekend_bedrag": TotaalBedragMetDC(100000 - _som(regels).totaal_bedrag, "D"),
        "clienten": tuple(clienten),
        "retourcodes": ("0200",) if regels else ("8001",),
    }
    header = kop(
        "JW325",
        dagtekening,
        declaratie_identificatie=BerichtIdentificatie("PROEF0000002", DAGTEKENING),
        xsd_versie_declaratie=VERSIE,
        retourcodes=("0200",),
    )
    return jw325.Bericht(header, jw325.DeclaratieAntwoord(**{**basis, **velden}))


def bevindingen(bericht: Any) -> list[tuple[str, str, str]]:
    """Rule, path and sentence of all that is wrong; the same by object, by column and in memory."""
    data = schrijf(bericht)
    als_object = controleer_lezing(lees(data), groot=False).bevindingen
    als_kolom = controleer_lezing(lees(data), groot=True).bevindingen
    assert als_object == als_kolom
    assert {b._replace(regelnummer=None) for b in als_object} == set(controleer_bericht(bericht))
    regels = data.split(b"\r\n")
    for bevinding in als_object:
        assert bevinding.regelnummer is not None
        stappen = [stap.partition("[")[0].encode() for stap in bevinding.pad.split("/")]
        assert any(b":%s>" % stap in regels[bevinding.regelnummer - 1] for stap in stappen if stap)
    return [(b.regel, b.pad, b.melding) for b in als_object]


def codes(bericht: Any) -> list[str]:
    """The codes of the broken rules, sorted, each once."""
    return sorted({code for code, _, _ in bevindingen(bericht)})
