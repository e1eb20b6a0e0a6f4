"""Valid on a day, as known on a day: the registers against a plain list of what was said, and what they tell of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import Error, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion

from jeugdketen.kern import klok
from jeugdketen.kern.toegang import Toegang, ToegangGeweigerd, als_inrichting, met_toegang, toegang_van
from jeugdketen.landschap import registerselectors as register
from jeugdketen.landschap import services
from jeugdketen.landschap.models import (
    Aanbieder,
    Aanbiedergegevens,
    Contract,
    Gemeente,
    Locatie,
    Onderaannemer,
    Registerversie,
)
from jeugdketen.landschap.tijden import gaten, stand
from mensen import HOORN, OPMEER, gebruiker, toegang

pytestmark = pytest.mark.django_db

START = date(2025, 7, 1)
MANAGER = toegang("contractmanager")


@pytest.fixture
def aanbieder() -> Iterator[Aanbieder]:
    """A provider that was put in the register on 1 December 2025, and somebody who may change it."""
    with klok.op(date(2025, 12, 1)), met_toegang(MANAGER):
        rij = services.leg_aanbieder_vast(MANAGER, agb="99001234", naam="De Linde", kvk="99887766", van=START)
    with met_toegang(MANAGER):
        yield rij


def op(dag: date) -> Any:
    """Another day for the clock and for the context of the database."""
    return _Dag(dag)


class _Dag:
    def __init__(self, dag: date, wie: Toegang = MANAGER) -> None:
        self.klok, self.wie = klok.op(dag), wie

    def __enter__(self) -> None:
        self.klok.__enter__()
        self.toegang = met_toegang(self.wie)
        self.toegang.__enter__()

    def __exit__(self, *fout: Any) -> None:
        self.toegang.__exit__(*fout)
        self.klok.__exit__(*fout)


# --- the model: after each day the plain list of rows, against what the database answers ----------------------------

NAMEN = ("Noord", "Zuid")
DAGEN = st.integers(0, 40).map(lambda n: START + timedelta(days=n))
STAP = st.fixed_dictionaries(
    {
        "wacht": st.integers(0, 3),
        "wat": st.sampled_from(["nieuw", "wijzig", "corrigeer", "verwijder"]),
        "naam": st.sampled_from(NAMEN),
        "plaats": st.sampled_from(["Hoorn", "Opmeer", "Wognum"]),
        "van": DAGEN,
        "tot": st.none() | DAGEN,
        "welke": st.integers(0, 5),
    }
)


def _pas_toe(rijen: dict[int, tuple[str, str, date, date | None]], aanbieder: Aanbieder, stap: Any) -> None:
    """One write through the services, and the same by hand in the plain list."""
    nummer = sorted(rijen)[stap["welke"] % len(rijen)] if rijen else None
    if stap["wat"] == "nieuw":
        rij = Locatie(aanbieder=aanbieder, **{veld: stap[veld] for veld in ("naam", "plaats", "van", "tot")})
        services.voeg_toe(MANAGER, rij)
        rijen[rij.pk] = (rij.naam, rij.plaats, rij.van, rij.tot)
    elif nummer is not None:
        naam, plaats, van, tot = rijen[nummer]
        oud = Locatie.objects.get(pk=nummer)
        if stap["wat"] == "wijzig":
            nieuw = services.wijzig(MANAGER, oud, vanaf=stap["van"], plaats=stap["plaats"])
            rijen[nummer] = (naam, plaats, van, stap["van"] - timedelta(days=1))
            rijen[nieuw.pk] = (naam, stap["plaats"], stap["van"], tot)
        elif stap["wat"] == "corrigeer":
            services.corrigeer(MANAGER, oud, "typefout", plaats=stap["plaats"], van=stap["van"])
            rijen[nummer] = (naam, stap["plaats"], stap["van"], tot)
        else:
            services.verwijder(MANAGER, oud, "bestaat niet")
            del rijen[nummer]


@given(stappen=st.lists(STAP, max_size=8), vragen=st.lists(DAGEN, min_size=1, max_size=3))
@settings(max_examples=25)
def test_valid_and_known_agree_with_a_plain_list_of_what_was_said(stappen: Any, vragen: list[date]) -> None:
    begin = date(2026, 1, 1)
    with transaction.atomic():
        with op(begin):
            aanbieder = services.leg_aanbieder_vast(MANAGER, agb="99001234", naam="x", van=START)
        dag, rijen = begin, {}
        gezegd: dict[date, list[tuple[str, str, date, date | None]]] = {begin: []}
        for stap in stappen:
            dag += timedelta(days=stap["wacht"])
            with op(dag), suppress(ValidationError):  # a refusal changes nothing, in the list neither
                _pas_toe(rijen, aanbieder, stap)
            gezegd[dag] = sorted(rijen.values(), key=str)
        with op(dag + timedelta(days=1)):
            bekend = begin
            for moment in (begin + timedelta(days=n) for n in range((dag - begin).days + 2)):
                bekend = moment if moment in gezegd else bekend
                for geldig in (*vragen, None):
                    model = [
                        r
                        for r in gezegd[bekend]
                        if geldig is None or (r[2] <= geldig and (r[3] is None or r[3] >= geldig))
                    ]
                    sql = stand(Locatie, geldig, moment, aanbieder=aanbieder)
                    assert sorted(((r.naam, r.plaats, r.van, r.tot) for r in sql), key=str) == model
        transaction.set_rollback(True)


@given(
    van=DAGEN,
    tot=st.none() | DAGEN,
    perioden=st.lists(st.tuples(DAGEN, st.none() | st.integers(0, 20)), max_size=6),
)
def test_the_open_days_are_the_days_that_no_period_covers(
    van: date, tot: date | None, perioden: list[tuple[date, int | None]]
) -> None:
    echt = [(b, None if n is None else b + timedelta(days=n)) for b, n in perioden]
    ver = START + timedelta(days=100)
    alle = {START + timedelta(days=n) for n in range(101)}
    nodig = {d for d in alle if d >= van and d <= (tot or ver)}
    gedekt = {d for d in alle for b, e in echt if b <= d and (e is None or d <= e)}
    gevonden = gaten(van, tot, echt)
    assert {d for d in alle for b, e in gevonden if b <= d <= (e or ver)} == nodig - gedekt
    assert all(e is None or b <= e for b, e in gevonden)


# --- change and correction -----------------------------------------------------------------------------------------


def test_a_change_holds_from_a_day_and_a_correction_was_always_so(aanbieder: Aanbieder) -> None:
    with op(date(2026, 1, 8)):
        nu = aanbieder.gegevens.get()
        services.wijzig(MANAGER, nu, vanaf=date(2026, 3, 1), naam="De Lindeboom")
    with op(date(2026, 1, 15)):
        services.corrigeer(MANAGER, aanbieder.gegevens.first(), "verkeerd overgenomen", kvk="99887767")

    def wat(geldig: date, bekend: date) -> tuple[str, str]:
        (rij,) = stand(Aanbiedergegevens, geldig, bekend, aanbieder=aanbieder)
        return rij.naam, rij.kvk

    with op(date(2026, 1, 21)):
        assert wat(date(2026, 3, 1), date(2026, 1, 21)) == ("De Lindeboom", "99887766")
        assert wat(date(2026, 2, 28), date(2026, 1, 21)) == ("De Linde", "99887767")
        assert wat(date(2026, 3, 1), date(2026, 1, 7)) == ("De Linde", "99887766")
        assert wat(START, date(2026, 1, 14)) == ("De Linde", "99887766")
        assert stand(Aanbiedergegevens, START, date(2025, 11, 30)) == []
    with op(date(2026, 3, 1)):
        aanbieder.refresh_from_db()
        assert aanbieder.naam == "De Linde"
        assert services.zet_alle_actueel() == 1
        aanbieder.refresh_from_db()
        assert aanbieder.naam == "De Lindeboom"


def test_a_change_on_or_before_the_first_day_points_to_correction(aanbieder: Aanbieder) -> None:
    nu = aanbieder.gegevens.get()
    with pytest.raises(ValidationError, match=r"na 1 juli 2025\. Was het vanaf het begin anders"):
        services.wijzig(MANAGER, nu, vanaf=START, naam="Anders")
    with pytest.raises(ValidationError, match="waarom u dit verbetert"):
        services.corrigeer(MANAGER, nu, "  ", naam="Anders")
    contract = services.leg_contract_vast(MANAGER, aanbieder, "B", START)
    with pytest.raises(ValidationError, match="Kies dan correctie"):
        services.wijzig(MANAGER, contract, nummer="B-2")
    assert aanbieder.gegevens.get().naam == "De Linde"


def test_nothing_is_lost_by_removing_and_nobody_rewrites_the_past(aanbieder: Aanbieder) -> None:
    with op(date(2026, 1, 2)):
        contract = services.leg_contract_vast(MANAGER, aanbieder, "B", START, nummer="B-1")
    with op(date(2026, 1, 9)):
        services.verwijder(MANAGER, contract, "hoorde bij een ander")
    with op(date(2026, 1, 21)):
        assert [c.nummer for c in stand(Contract, START, date(2026, 1, 8))] == ["B-1"]
        assert stand(Contract, START, date(2026, 1, 9)) == []
        for opdracht in (
            "UPDATE landschap_registerversie SET reden = 'x'",
            "DELETE FROM landschap_registerversie",
        ):
            with connection.cursor() as cursor:
                cursor.execute(opdracht)
                assert cursor.rowcount == 0
        with pytest.raises(Error, match="row-level security"), transaction.atomic():
            Registerversie.objects.create(
                tabel="x", sleutel="1", rij={}, handeling="nieuw", bekend_van=klok.nu(),
                geregistreerd_op=klok.nu(), transactie=1,
            )  # fmt: skip


def test_raw_sql_and_bulk_changes_are_versions_too(aanbieder: Aanbieder) -> None:
    services.leg_contract_vast(MANAGER, aanbieder, "B", START)
    Contract.objects.update(nummer="X")
    Contract.objects.update(nummer="X")
    versies = Registerversie.objects.filter(tabel="landschap_contract").order_by("id")
    assert [(v.handeling, v.rij["nummer"], v.bekend_tot is None) for v in versies] == [
        ("nieuw", "", False),
        ("gewijzigd", "X", True),
    ]


# --- what the pages say --------------------------------------------------------------------------------------------


def test_one_sentence_says_the_difference_between_two_dates(aanbieder: Aanbieder) -> None:
    with op(date(2026, 1, 8)):
        services.leg_contract_vast(MANAGER, aanbieder, "B", START, nummer="B-1")
        services.voeg_toe(MANAGER, Locatie(aanbieder=aanbieder, naam="Noord", plaats="Hoorn", van=START))
    vandaag = date(2026, 1, 21)
    with op(vandaag):
        zin = register.verschilzin
        assert zin(vandaag, vandaag) == "U ziet vandaag, met wat nu bekend is."
        assert zin(START, vandaag) == "U ziet de stand van 1 juli 2025, met wat nu bekend is."
        assert zin(START, date(2026, 1, 7), aanbieder=aanbieder) == (
            "U ziet de stand van 1 juli 2025, met wat op 7 januari 2026 bekend was. Over die dag werden daarna 1 "
            "contract en 1 locatie anders bekend, het laatst op 8 januari 2026."
        )
        assert zin(START, date(2026, 1, 8)).endswith("Daarna is daar niets over veranderd.")
        # The end of a contract says nothing about a day before it.
        services.wijzig(MANAGER, Contract.objects.get(), tot=date(2027, 1, 1))
        assert zin(START, date(2026, 1, 20)).endswith("Daarna is daar niets over veranderd.")


def test_the_list_of_now_and_of_then_are_the_same_question(aanbieder: Aanbieder) -> None:
    with op(date(2026, 1, 8)):
        with als_inrichting():
            for code, naam in ((HOORN, "Hoorn"), (OPMEER, "Opmeer")):
                Gemeente.objects.create(cbs_code=code, naam=naam, regio="x")
        ander = services.leg_aanbieder_vast(MANAGER, agb="99001310", naam="Zuiderdijk", van=date(2026, 1, 1))
        services.leg_contract_vast(MANAGER, ander, "C", START)
        contract = services.leg_contract_vast(MANAGER, aanbieder, "B", START)
        services.leg_contract_vast(MANAGER, aanbieder, "V", date(2026, 1, 5))
        services.zet_gemeenten(MANAGER, contract, [HOORN], date(2026, 1, 1))
    with op(date(2026, 1, 9)):
        for geldig in (date(2025, 6, 30), START, date(2026, 1, 5), date(2026, 1, 9)):
            for vraag in (
                {}, {"segment": "B"}, {"segment": "V"}, {"zoek": "lind"}, {"zoek": "9900131"},
                {"gemeente": OPMEER}, {"gemeente": HOORN},
            ):  # fmt: skip
                nu = register.aanbieders(geldig, **vraag)
                assert nu == register.aanbieders(geldig, date(2026, 1, 9), **vraag)
                with klok.op(date(2026, 1, 10)):  # now 9 January is the past
                    assert nu == register.aanbieders(geldig, date(2026, 1, 9), **vraag)
        assert register.aanbieders(date(2026, 1, 9), hoogstens=1).totaal == 2
        assert [r.naam for r in register.aanbieders(vanaf=1, hoogstens=1).regels] == ["Zuiderdijk"]


def _vragen(doe: Callable[[], object]) -> list[str]:
    with CaptureQueriesContext(connection) as vragen:
        doe()
    return [vraag["sql"].replace('"', "") for vraag in vragen]


def test_the_questions_of_the_register_stay_the_same(
    aanbieder: Aanbieder, snapshot: SnapshotAssertion
) -> None:
    services.leg_contract_vast(MANAGER, aanbieder, "B", START)
    toen = date(2026, 1, 8)
    with op(date(2026, 1, 21)):
        vragen = {
            "lijst": _vragen(
                lambda: register.aanbieders(zoek="lin", segment="B", gemeente=HOORN, hoogstens=100)
            ),
            "lijst toen": _vragen(lambda: register.aanbieders(START, toen)),
            "aanbieder": _vragen(lambda: register.aanbiederstand("99001234", START)),
            "zin": _vragen(lambda: register.verschilzin(START, toen)),
        }
        assert [re.sub(r"= \d+|IN \(\d+\)", "= ?", v) for v in vragen["lijst"]] == snapshot
        assert {naam: [v.split(" WHERE ")[0][:80] for v in r] for naam, r in vragen.items()} == snapshot(
            name="kort"
        )
        for n in range(30):  # more providers, no more questions
            services.leg_aanbieder_vast(MANAGER, agb=f"9700{n:04}", naam=f"Linde {n}", van=START)
        assert len(_vragen(lambda: register.aanbieders(zoek="lin"))) == len(vragen["lijst"])
        assert len(_vragen(lambda: register.aanbieders(START, toen))) == len(vragen["lijst toen"])


def test_the_history_tells_who_did_what_and_why(aanbieder: Aanbieder) -> None:
    hanna = toegang_van(gebruiker("contractmanager"))
    with klok.op(date(2026, 1, 8)), met_toegang(hanna):
        contract = services.leg_contract_vast(hanna, aanbieder, "B", START, nummer="B-1")
        services.corrigeer(hanna, contract, "typefout", nummer="B-2")
        services.verwijder(hanna, contract, "hoorde bij een ander")
        weg, goed, nieuw, begin = register.geschiedenis(aanbieder)[0]
    assert (weg.soort, weg.reden, weg.veranderingen) == ("weggehaald", "hoorde bij een ander", ())
    assert (goed.soort, goed.reden, goed.register, goed.naam) == (
        "gecorrigeerd",
        "typefout",
        "Contract",
        "B B-2",
    )
    assert goed.wie == hanna.naam
    assert goed.veranderingen == (register.Verandering("contractnummer", "B-1", "B-2"),)
    assert ("van", "", "1 juli 2025") in {(v.veld, v.oud, v.nieuw) for v in nieuw.veranderingen}
    assert (begin.soort, begin.register, begin.naam) == ("nieuw", "Gegevens", "De Linde")
    assert goed.op.astimezone(klok.NEDERLAND).date() == date(2026, 1, 8)


# --- local contracts -----------------------------------------------------------------------------------------------


@pytest.mark.eis("S-206")
def test_a_local_contract_manager_keeps_the_local_contracts_of_its_own_municipality(
    aanbieder: Aanbieder,
) -> None:
    regionaal = services.leg_contract_vast(MANAGER, aanbieder, "B", START)
    wim = toegang("lokale_contractmanager", HOORN)
    with met_toegang(wim):
        lokaal = services.leg_contract_vast(wim, aanbieder, "A", START, nummer="H-1", gemeente=HOORN)
        services.beeindig_contract(wim, lokaal, date(2026, 12, 31))
        for doe in (
            lambda: services.beeindig_contract(wim, regionaal, date(2026, 12, 31)),
            lambda: services.leg_contract_vast(wim, aanbieder, "V", START),
            lambda: services.leg_contract_vast(wim, aanbieder, "A", START, gemeente=OPMEER),
        ):
            with pytest.raises(ToegangGeweigerd, match="Netwerkorganisatie"):
                doe()
        # Row security beneath, with the service out of the way.
        assert Contract.objects.filter(pk=regionaal.pk).update(tot=date(2026, 1, 1)) == 0
        with pytest.raises(Error, match="row-level security"), transaction.atomic():
            Contract.objects.filter(pk=lokaal.pk).update(gemeente_code=OPMEER)
        with pytest.raises(Error, match="row-level security"), transaction.atomic():
            Contract.objects.create(aanbieder=aanbieder, segment="A", van=START, gemeente_code=OPMEER)
    assert [c.nummer for c in register.lokale_contracten([HOORN], date(2026, 1, 21))] == ["H-1"]
    assert register.lokale_contracten([OPMEER], date(2026, 1, 21)) == []


@pytest.mark.eis("S-003")
def test_segment_a_has_local_contracts_only(aanbieder: Aanbieder) -> None:
    with pytest.raises(ValidationError, match="geen regionaal contract"):
        services.leg_contract_vast(MANAGER, aanbieder, "A", START)


# --- subcontractors ------------------------------------------------------------------------------------------------


@pytest.fixture
def hoofd(aanbieder: Aanbieder) -> Aanbieder:
    """A main contractor with a contract."""
    services.leg_contract_vast(MANAGER, aanbieder, "B", START)
    return aanbieder


def onder(hoofd: Aanbieder, **anders: Any) -> Onderaannemer:
    """A subcontractor that is in order, but for what is given."""
    velden: dict[str, Any] = {
        "naam": "Praktijk Wad en Water",
        "reden": "expertise",
        "gezin_afgestemd_op": date(2025, 8, 27),
        "gemeld_op": date(2025, 9, 4),
        "in_managementrapportage": True,
        "van": date(2025, 9, 1),
    }
    return Onderaannemer(aanbieder=hoofd, **(velden | anders))


@pytest.fixture(autouse=True)
def _vandaag() -> Iterator[None]:
    with klok.op(date(2026, 1, 21)):
        yield


@pytest.mark.eis("S-062", "S-069")
@pytest.mark.parametrize("soort", ["organisatie", "zzp"])
def test_a_subcontractor_in_order_gives_no_signal(hoofd: Aanbieder, soort: str) -> None:
    services.voeg_toe(MANAGER, onder(hoofd, soort=soort))
    (regel,) = register.onderaannemerrapport(date(2025, 7, 1), date(2025, 12, 31)).regels
    assert (regel.gemeld, regel.signalen, regel.loopt) == (True, (), True)


@pytest.mark.eis("S-060", "S-065")
@pytest.mark.parametrize("kenmerk", [{"agb": "99001310"}, {"kvk": "11112222"}])
@pytest.mark.parametrize("begin", [START, date(2025, 12, 1)])
def test_a_contracted_provider_is_no_subcontractor(hoofd: Aanbieder, kenmerk: Any, begin: date) -> None:
    ander = services.leg_aanbieder_vast(MANAGER, agb="99001310", naam="Zuiderdijk", kvk="11112222", van=START)
    services.leg_contract_vast(MANAGER, ander, "C", begin)
    with pytest.raises(ValidationError, match="geen onderaannemerschap meer"):
        services.voeg_toe(MANAGER, onder(hoofd, **kenmerk))
    assert not Onderaannemer.objects.exists()


@pytest.mark.eis("S-060")
def test_who_is_a_subcontractor_gets_no_contract_before_that_ends(hoofd: Aanbieder) -> None:
    ander = services.leg_aanbieder_vast(MANAGER, agb="99001310", naam="Zuiderdijk", van=START)
    rij = services.voeg_toe(MANAGER, onder(hoofd, agb="99001310"))
    with pytest.raises(ValidationError, match="onderaannemer van De Linde"):
        services.leg_contract_vast(MANAGER, ander, "C", date(2026, 2, 1))
    services.wijzig(MANAGER, rij, tot=date(2026, 1, 31))
    services.leg_contract_vast(MANAGER, ander, "C", date(2026, 2, 1))


@pytest.mark.eis("S-062")
def test_only_a_contracted_provider_has_subcontractors(aanbieder: Aanbieder) -> None:
    with pytest.raises(ValidationError, match="geen contract"):
        services.voeg_toe(MANAGER, onder(aanbieder))


@pytest.mark.parametrize(
    ("anders", "veld", "melding"),
    [
        pytest.param({"reden": ""}, "reden", "capaciteit of", marks=pytest.mark.eis("S-064")),
        pytest.param(
            {"gezin_afgestemd_op": None}, "gezin_afgestemd_op", "afgestemd ontbreekt", marks=pytest.mark.eis("S-068")
        ),
        pytest.param(
            {"gezin_afgestemd_op": date(2026, 1, 22)}, "gezin_afgestemd_op", "afgestemd", marks=pytest.mark.eis("S-068")
        ),
        ({"gezin_referentie": "999900432"}, "gezin_referentie", "lijkt een BSN"),
        ({"gezin_referentie": "Jan Jansen"}, "gezin_referentie", "Zet hier geen naam"),
    ],
)  # fmt: skip
def test_what_is_missing_is_said_at_its_field(hoofd: Aanbieder, anders: Any, veld: str, melding: str) -> None:
    with pytest.raises(ValidationError) as fout:
        services.voeg_toe(MANAGER, onder(hoofd, **anders))
    assert melding in fout.value.message_dict[veld][0]
    assert "999900432" not in str(fout.value)
    assert not Onderaannemer.objects.exists()


@pytest.mark.eis("S-067")
def test_not_reported_is_a_signal_and_stops_nothing(hoofd: Aanbieder) -> None:
    rij = services.voeg_toe(MANAGER, onder(hoofd, gemeld_op=None, in_managementrapportage=False))
    rapport = register.onderaannemerrapport(date(2025, 7, 1), date(2025, 12, 31))
    assert (rapport.niet_gemeld, rapport.niet_in_rapportage) == (1, 1)
    assert any("niet gemeld" in signaal for signaal in rapport.regels[0].signalen)
    (gemis,) = [g for g in register.gemis(date(2026, 1, 21)) if "onderaannemer" in g.wat]
    assert (gemis.agb, gemis.wat) == ("99001234", "onderaannemer Praktijk Wad en Water is niet gemeld")
    services.wijzig(MANAGER, rij, gemeld_op=date(2026, 1, 21), in_managementrapportage=True)
    assert register.onderaannemerrapport(date(2025, 7, 1), date(2025, 12, 31)).niet_gemeld == 0
    assert register.onderaannemerrapport(date(2025, 1, 1), date(2025, 6, 30)).regels == ()


@pytest.mark.eis("S-070")
def test_a_running_old_construction_ends_with_its_allocation(hoofd: Aanbieder) -> None:
    oud: dict[str, Any] = {"oude_constructie": True, "van": date(2024, 1, 1), "gemeld_op": None}
    eind = date(2026, 5, 31)
    with pytest.raises(ValidationError, match="eindigt tegelijk met de toewijzing"):
        services.voeg_toe(MANAGER, onder(hoofd, **oud, einde_toewijzing=eind, tot=date(2025, 6, 30)))
    with pytest.raises(ValidationError, match="begon voor 1 juli 2025"):
        services.voeg_toe(MANAGER, onder(hoofd, **(oud | {"van": START}), einde_toewijzing=eind, tot=eind))
    # Also between providers that both have a contract by now.
    ander = services.leg_aanbieder_vast(MANAGER, agb="99001310", naam="Zuiderdijk", van=START)
    services.leg_contract_vast(MANAGER, ander, "C", START)
    services.voeg_toe(MANAGER, onder(hoofd, **oud, agb="99001310", einde_toewijzing=eind, tot=eind))
    with pytest.raises(Error, match="onderaannemer_oude_constructie"), transaction.atomic():
        Onderaannemer.objects.update(tot=date(2026, 1, 1))


@pytest.mark.eis("S-067")
def test_a_provider_reports_its_own_subcontractors_and_nobody_elses(hoofd: Aanbieder) -> None:
    bas = toegang("aanbieder_medewerker", aanbieder="99001234")
    vreemd = toegang("aanbieder_medewerker", aanbieder="99001310")
    with met_toegang(bas):
        rij = services.voeg_toe(bas, onder(hoofd))
    with met_toegang(vreemd):
        with pytest.raises(ToegangGeweigerd, match="hoofdaannemer zelf"):
            services.voeg_toe(vreemd, onder(hoofd, naam="Ander"))
        with pytest.raises(ToegangGeweigerd):
            services.wijzig(vreemd, rij, tot=date(2026, 1, 1))
        assert Onderaannemer.objects.update(naam="Anders") == 0
        with pytest.raises(Error, match="row-level security"), transaction.atomic():
            onder(hoofd, naam="Ander").save()
