"""Taking over a running caseload: dry run, reconciliation, loading, signature."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import date
from uuid import UUID

import pytest
from django.db import connection

from jeugdketen.berichten import keten
from jeugdketen.berichten.keten import DbKetenstand
from jeugdketen.berichten.models import Ketenmelding, Ketentoewijzing
from jeugdketen.dossier.models import Betrokkenheid, Jeugdige
from jeugdketen.dossier.selectors import jeugdige_bij_bsn, zoek_jeugdigen
from jeugdketen.kern import klok, rollen
from jeugdketen.kern.toegang import Toegang, ToegangGeweigerd, als_systeem, met_toegang
from jeugdketen.overname import selectors, services
from jeugdketen.overname.afstemming import Lot
from jeugdketen.overname.models import BERICHTEN, NIET, Overname, Overnamebestand, Overnameregel
from jeugdketen.toewijzing.models import GEREGISTREERD, Toewijzing
from overname.overnamehulp import (
    DAG,
    GEMEENTE,
    KLINIEK,
    LINDE,
    MEES,
    SANNE,
    TIJN,
    bericht301,
    bericht305,
    lijst,
    product,
    rij,
)
from postregio import HOORN, iemand, richt_regio_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def backoffice() -> Iterator[Toegang]:
    """Somebody of the back office of Medemblik, on the day of the move."""
    richt_regio_in()
    with klok.op(DAG):
        yield iemand(rollen.BACKOFFICE, GEMEENTE, naam="Bente de Boer")


def proef(wie: Toegang, *bestanden: tuple[str, bytes], peildatum: date = DAG) -> UUID:
    """Bring files and run the dry run."""
    with met_toegang(wie):
        sleutel = services.lever_aan(wie, GEMEENTE, bestanden, naam="Oud systeem", peildatum=peildatum)
    services.kijk_na(sleutel, GEMEENTE)
    return sleutel


def loten(wie: Toegang, sleutel: UUID) -> dict[str, str]:
    """Number (or row) → fate."""
    with met_toegang(wie):
        return {r.nummer or f"rij {r.rij}": r.lot for r in Overnameregel.objects.filter(overname_id=sleutel)}


def neem_over(wie: Toegang, sleutel: UUID, bij_verschil: str = NIET) -> Overname:
    """Take over and run the job."""
    with met_toegang(wie):
        services.neem_over(wie, sleutel, bij_verschil=bij_verschil)
    services.laad(sleutel, GEMEENTE)
    with met_toegang(wie):
        return Overname.objects.get(pk=sleutel)


@pytest.mark.eis("S-134")
def test_list_and_messages_that_agree_are_taken_over_with_their_start(backoffice: Toegang) -> None:
    sleutel = proef(
        backoffice,
        ("oud.zip", zipje(a=bericht301("T1", product(2500001)), b=bericht305("S1", 2500001))),
        ("lijst.csv", lijst(rij(2500001))),
    )
    assert loten(backoffice, sleutel) == {"2500001": Lot.GELIJK}
    with als_systeem({GEMEENTE}):
        assert not Jeugdige.objects.exists()
        assert not Ketentoewijzing.objects.exists()

    assert neem_over(backoffice, sleutel).geladen == 1

    with als_systeem({GEMEENTE}):
        kind = jeugdige_bij_bsn(SANNE, GEMEENTE)
        assert kind is not None
        assert (kind.achternaam, kind.geboortedatum) == ("Duinker", date(2012, 5, 1))
        toewijzing = Toewijzing.objects.get(nummer="2500001")
        assert toewijzing.toestand == GEREGISTREERD
        assert toewijzing.product == "B/P4/intensief"
        assert Betrokkenheid.objects.get(jeugdige=kind).aanbieder_agb == LINDE
        stand = DbKetenstand(GEMEENTE)
        assert [t.nummer for t in stand.toewijzingen_van(GEMEENTE, LINDE, SANNE)] == [2500001]
        assert [m.begindatum for m in stand.regie(GEMEENTE, LINDE, SANNE)] == [date(2025, 9, 3)]
    with met_toegang(iemand(rollen.CONSULENT, GEMEENTE)) as consulent:
        assert [k.pk for k in zoek_jeugdigen(consulent, "duink", grond="proef")] == [kind.pk]


def zipje(**inhoud: bytes) -> bytes:
    """A ZIP archive of messages."""
    uit = io.BytesIO()
    with zipfile.ZipFile(uit, "w") as archief:
        for naam, stuk in inhoud.items():
            archief.writestr(f"{naam}.xml", stuk)
    return uit.getvalue()


@pytest.mark.eis("S-134")
def test_every_allocation_that_either_source_knows_has_exactly_one_fate(backoffice: Toegang) -> None:
    sleutel = proef(
        backoffice,
        ("1.xml", bericht301("T1", product(2500001), product(2500002, categorie="45", code="45A02"))),
        ("2.xml", bericht301("T2", product(2500003, tot=date(2025, 11, 30)), bsn=TIJN)),
        ("3.xml", bericht301("T3", product(2500004), bsn=MEES, aanbieder="99009999")),
        ("4.xml", bericht301("T4", product(2500005, code="45A02"), bsn=MEES)),
        (
            "lijst.csv",
            lijst(
                rij(2500001, einddatum="30-6-2026", volume=8),
                rij(2500006, bsn=MEES, gestart_op="3-9-2025"),
                rij(2500007, bsn="123456789"),
                rij(2500005, bsn=MEES, productcode="45A02"),
                rij(2500008, bsn=TIJN, volume=""),
            ),
        ),
    )
    assert loten(backoffice, sleutel) == {
        "2500001": Lot.VERSCHILT,
        "2500002": Lot.ALLEEN_HISTORIE,
        "2500003": Lot.BEEINDIGD,
        "2500004": Lot.GEWEIGERD,
        "2500005": Lot.GELIJK,
        "2500006": Lot.ALLEEN_LIJST,
        "2500007": Lot.GEWEIGERD,
        "2500008": Lot.GEWEIGERD,
    }
    with met_toegang(backoffice):
        pagina = selectors.overname_pagina(backoffice, sleutel)
        rijen, _ = selectors.regels(backoffice, sleutel)
    redenen = {r.nummer: r.reden for r in rijen}
    assert pagina.geteld == 8
    assert {v for v, *_ in next(r for r in rijen if r.nummer == "2500001").verschillen} == {
        "einddatum",
        "volume",
    }
    assert "BSN" in redenen["2500007"]
    assert "123456789" not in redenen["2500007"]
    assert "register" in redenen["2500004"]
    assert "CD041" in redenen["2500008"]


def test_a_difference_waits_for_a_choice(backoffice: Toegang) -> None:
    bestanden = (("1.xml", bericht301("T1", product(2500001))), ("l.csv", lijst(rij(2500001, volume=8))))
    niet = proef(backoffice, *bestanden)
    with met_toegang(backoffice), pytest.raises(services.OvernameFout, match="Kies wat er gebeurt"):
        services.neem_over(backoffice, niet, bij_verschil="")
    assert neem_over(backoffice, niet, NIET).geladen == 0
    wel = proef(backoffice, *bestanden)
    assert neem_over(backoffice, wel, BERICHTEN).geladen == 1
    with als_systeem({GEMEENTE}):
        assert Toewijzing.objects.get().volume == 6


def test_the_newest_version_of_an_allocation_counts_and_a_deleted_one_does_not(backoffice: Toegang) -> None:
    sleutel = proef(
        backoffice,
        ("z.xml", bericht301("T1", product(2500001))),
        ("a.xml", bericht301("T2", product(2500001, tot=date(2026, 3, 31), uur=10))),
        ("b.xml", bericht301("T3", product(2500003), bsn=TIJN)),
        (
            "c.xml",
            bericht301("T4", product(2500003, tot=date(2025, 9, 1), uur=11, reden="13"), bsn=TIJN),
        ),
    )
    assert loten(backoffice, sleutel) == {"2500001": Lot.ALLEEN_HISTORIE, "2500003": Lot.BEEINDIGD}
    neem_over(backoffice, sleutel)
    with als_systeem({GEMEENTE}):
        assert [(t.nummer, t.tot) for t in Toewijzing.objects.all()] == [("2500001", date(2026, 3, 31))]


def test_the_same_caseload_again_finds_everything_here(backoffice: Toegang) -> None:
    bestanden = (
        ("1.xml", bericht301("T1", product(2500001))),
        ("l.csv", lijst(rij(2500001), rij(2500004, bsn=TIJN))),
    )
    neem_over(backoffice, proef(backoffice, *bestanden))
    weer = proef(backoffice, *bestanden)
    assert set(loten(backoffice, weer).values()) == {Lot.AANWEZIG}
    assert neem_over(backoffice, weer).geladen == 0
    with als_systeem({GEMEENTE}):
        assert Toewijzing.objects.count() == 2
        assert Jeugdige.objects.count() == 2


def test_nothing_runs_twice_beside_what_is_here(backoffice: Toegang) -> None:
    neem_over(backoffice, proef(backoffice, ("1.xml", bericht301("T1", product(2500001)))))
    tweede = proef(backoffice, ("l.csv", lijst(rij(2500009), rij(2500010, aanbieder=KLINIEK))))
    assert loten(backoffice, tweede) == {"2500009": Lot.GEWEIGERD, "2500010": Lot.ALLEEN_LIJST}
    with met_toegang(backoffice):
        reden = Overnameregel.objects.get(overname_id=tweede, nummer="2500009").reden
    assert "2500001" in reden
    assert "OP259" in reden


def test_what_changed_since_the_dry_run_stops_the_take_over(backoffice: Toegang) -> None:
    bestanden = (("1.xml", bericht301("T1", product(2500001))),)
    eerste, tweede = proef(backoffice, *bestanden), proef(backoffice, *bestanden)
    neem_over(backoffice, eerste)
    te_laat = neem_over(backoffice, tweede)
    assert te_laat.toestand == "vervallen"
    assert "opnieuw" in te_laat.melding
    with als_systeem({GEMEENTE}):
        assert Toewijzing.objects.count() == 1


def test_the_chain_can_be_rebuilt_after_a_take_over(backoffice: Toegang) -> None:
    sleutel = proef(
        backoffice,
        ("1.xml", bericht301("T1", product(2500001))),
        ("2.xml", bericht305("S1", 2500001)),
        ("l.csv", lijst(rij(2500001), rij(2500004, bsn=TIJN, gestart_op="3-9-2025"))),
    )
    neem_over(backoffice, sleutel)

    def stand() -> tuple[list[object], list[object]]:
        with als_systeem({GEMEENTE}):
            return (
                list(Ketentoewijzing.objects.order_by("nummer").values_list("nummer", "product", "moment")),
                list(
                    Ketenmelding.objects.order_by("begindatum", "toewijzing_nummer").values_list(
                        "toewijzing_nummer"
                    )
                ),
            )

    voor = stand()
    assert len(voor[0]) == len(voor[1]) == 2
    with als_systeem({GEMEENTE}):
        keten.bouw_opnieuw(GEMEENTE)
    assert stand() == voor


def test_new_numbers_go_on_after_the_old_ones(backoffice: Toegang) -> None:
    from jeugdketen.berichten.nummers import toewijzingnummer

    neem_over(backoffice, proef(backoffice, ("1.xml", bericht301("T1", product(2600041)))))
    with als_systeem({GEMEENTE}):
        assert toewijzingnummer(GEMEENTE, 2026) == "2600042"


def test_messages_that_do_not_count_are_named_with_the_reason(backoffice: Toegang) -> None:
    zelfde = bericht301("T1", product(2500001))
    sleutel = proef(
        backoffice,
        ("1.xml", zelfde),
        ("1-nog-eens.xml", zelfde),
        ("kapot.xml", b"<a/>"),
        ("hoorn.xml", bericht301("T9", product(2500009), gemeente=HOORN)),
        ("2.xml", bericht305("S1", 2599999)),
    )
    with met_toegang(backoffice):
        vreemd = {b.naam: b.reden for b in selectors.overname_pagina(backoffice, sleutel).afwijkend}
    assert "twee keer" in vreemd["1-nog-eens.xml"]
    assert "geen" in vreemd["kapot.xml"].lower()
    assert "0405" in vreemd["hoorn.xml"]
    assert "TR" in vreemd["2.xml"]
    assert "1.xml" not in vreemd


@pytest.mark.parametrize(
    ("naam", "inhoud", "zin"),
    [
        ("l.csv", b"", "leeg"),
        ("l.csv", b"bsn;onzin\n1;2", "onzin"),
        ("l.csv", b"bsn;achternaam\n1;2", "mist de kolom toewijzingnummer"),
        ("l.xlsx", b"PK\x03\x04kapot", "geen Excelbestand"),
        ("l.zip", b"kapot", "ZIP-bestand is beschadigd"),
        ("l.csv", b'bsn;"achter', "aanhalingsteken"),
    ],
)
def test_a_file_that_is_none_gets_a_sentence_and_changes_nothing(
    backoffice: Toegang, naam: str, inhoud: bytes, zin: str
) -> None:
    if not inhoud:
        with met_toegang(backoffice), pytest.raises(services.OvernameFout, match=zin):
            services.lever_aan(backoffice, GEMEENTE, [(naam, inhoud)], naam="x", peildatum=DAG)
        return
    sleutel = proef(backoffice, (naam, inhoud))
    with met_toegang(backoffice):
        rij_ = Overname.objects.get(pk=sleutel)
        assert rij_.toestand == "mislukt"
        assert zin in rij_.melding
        assert not Overnameregel.objects.exists()


def test_one_in_twenty_rows_broken_does_not_hold_up_the_others(backoffice: Toegang) -> None:
    rijen = [
        rij(
            2500100 + n,
            bsn=SANNE,
            ingangsdatum=f"1-{n % 12 + 1}-{2010 + n}",
            einddatum=f"28-{n % 12 + 1}-{2010 + n}",
        )
        for n in range(15)
    ]
    rijen += [rij(2500200 + n, aanbieder=KLINIEK, productcode=f"45A{n:02d}") for n in range(40)]
    rijen[20]["geboortedatum"] = "31-31-2012"
    rijen[30]["achternaam"] = "=cmd|'/c calc'!A1"
    rijen[40]["volume"] = "veel"
    sleutel = proef(backoffice, ("l.csv", lijst(*rijen)))
    with met_toegang(backoffice):
        telling = Overname.objects.get(pk=sleutel).telling
    assert telling["geweigerd"] == 2
    assert telling["beeindigd"] == 15
    assert telling["alleen_lijst"] == 38
    assert neem_over(backoffice, sleutel).geladen == 38


def test_a_workbook_says_the_same_as_the_csv(backoffice: Toegang) -> None:
    import openpyxl

    boek = openpyxl.Workbook()
    blad = boek.active
    een = rij(2500001)
    een |= {"ingangsdatum": date(2025, 9, 1), "bsn": int(SANNE), "volume": 6.0}
    blad.append(list(een))
    blad.append(list(een.values()))
    uit = io.BytesIO()
    boek.save(uit)
    sleutel = proef(backoffice, ("lijst.xlsx", uit.getvalue()), ("1.xml", bericht301("T1", product(2500001))))
    assert loten(backoffice, sleutel) == {"2500001": Lot.GELIJK}


# --- who may -------------------------------------------------------------------------------------------------------


def test_somebody_else_signs(backoffice: Toegang) -> None:
    leider = iemand(rollen.TEAMLEIDER, GEMEENTE, naam="Tess Leider")
    sleutel = proef(leider, ("1.xml", bericht301("T1", product(2500001))))
    neem_over(leider, sleutel)
    with met_toegang(backoffice), pytest.raises(ToegangGeweigerd, match="teamleider"):
        services.onderteken(backoffice, sleutel)
    with met_toegang(leider), pytest.raises(services.OvernameFout, match="Iemand anders"):
        services.onderteken(leider, sleutel)
    ander = iemand(rollen.TEAMLEIDER, GEMEENTE, naam="Ties Ander")
    with met_toegang(ander):
        getekend = services.onderteken(ander, sleutel, opmerking="Klopt met de boekhouding.")
        assert (getekend.toestand, getekend.ondertekend_door_naam) == ("ondertekend", "Ties Ander")


def test_another_municipality_sees_no_take_over(backoffice: Toegang) -> None:
    proef(backoffice, ("1.xml", bericht301("T1", product(2500001))))
    for wie in (
        iemand(rollen.BACKOFFICE, HOORN),
        iemand(rollen.BEHEERDER),
        iemand(rollen.AANBIEDER_MEDEWERKER, aanbieder=LINDE),
    ):
        with met_toegang(wie):
            assert not Overname.objects.exists()
            assert not Overnamebestand.objects.exists()
            assert not Overnameregel.objects.exists()


def test_a_consulent_cannot_take_over(backoffice: Toegang) -> None:
    consulent = iemand(rollen.CONSULENT, GEMEENTE)
    with met_toegang(consulent), pytest.raises(ToegangGeweigerd):
        services.lever_aan(consulent, GEMEENTE, [("1.xml", b"x")], naam="x", peildatum=DAG)
    with met_toegang(backoffice), pytest.raises(ToegangGeweigerd):
        services.lever_aan(backoffice, HOORN, [("1.xml", b"x")], naam="x", peildatum=DAG)


def test_no_bsn_lies_readable_in_the_tables_of_the_take_over(backoffice: Toegang) -> None:
    sleutel = proef(
        backoffice, ("1.xml", bericht301("T1", product(2500001))), ("l.csv", lijst(rij(2500001, volume=8)))
    )
    with met_toegang(backoffice), connection.cursor() as cursor:
        for tabel in ("overname", "overnameregel", "overnamebericht"):
            cursor.execute(f"SELECT string_agg(t::text, ' ') FROM overname_{tabel} t")
            tekst = cursor.fetchone()[0] or ""
            assert SANNE not in tekst
            assert "Duinker" not in tekst
        cursor.execute("SELECT inhoud FROM overname_overnamebestand WHERE overname_id = %s", [sleutel])
        assert all(SANNE.encode() not in bytes(inhoud) for (inhoud,) in cursor.fetchall())
