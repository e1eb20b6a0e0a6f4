"""The registers by workbook: every row has its fate before anything is written, and a round trip changes nothing."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jeugdketen.kern import klok
from jeugdketen.kern.toegang import Toegang, ToegangGeweigerd, als_inrichting, met_toegang, toegang_van
from jeugdketen.landschap import inlezen, services, tasks
from jeugdketen.landschap.inlezen import neem_werkboek_aan, vraag_verwerking, werkboek
from jeugdketen.landschap.models import (
    Aanbieder,
    Aanbiedergegevens,
    Contract,
    Contractproduct,
    Importregel,
    Locatie,
    Onderaannemer,
    Registerimport,
    Registerversie,
    Tarief,
)
from jeugdketen.landschap.werkboek import BLADEN, Werkboekfout, lees, schrijf
from mensen import HOORN, gebruiker, toegang

pytestmark = pytest.mark.django_db

START, EINDE = date(2025, 7, 1), date(2027, 12, 31)
BLAD = {blad.naam: [k.kop for k in blad.kolommen] for blad in BLADEN}
MODELLEN: tuple[Any, ...] = (Aanbiedergegevens, Locatie, Contract, Contractproduct, Tarief, Onderaannemer)
P4 = "B/P4/intensief"


@pytest.fixture(autouse=True)
def _vandaag() -> Iterator[None]:
    with klok.op(date(2026, 1, 21)):
        yield


@pytest.fixture
def manager() -> Iterator[Toegang]:
    """The contract manager, in a loaded region with one provider and what hangs under it."""
    with als_inrichting() as inrichting:
        services.laad_regio("westfriesland")
        aanbieder = services.leg_aanbieder_vast(
            inrichting, agb="99001234", naam="De Linde", van=START, telefoon="0229 000 000", ggz=True
        )
        contract = services.leg_contract_vast(inrichting, aanbieder, "B", START, EINDE, nummer="B-1")
        services.voeg_toe(inrichting, Contractproduct(contract=contract, regioproduct=P4, van=START))
        prijs = Tarief(contract=contract, regioproduct=P4, eenheid="04", bedrag_cent=9150, van=START)
        services.voeg_toe(inrichting, prijs)
        services.voeg_toe(inrichting, Locatie(aanbieder=aanbieder, naam="Noord", plaats="Hoorn", van=START))
        sub = Onderaannemer(
            aanbieder=aanbieder, naam="Wad en Water", reden="expertise", van=date(2025, 9, 1),
            gezin_afgestemd_op=date(2025, 8, 27), kvk="99880011",
        )  # fmt: skip
        services.voeg_toe(inrichting, sub)
    with met_toegang(toegang_van(gebruiker("contractmanager"))) as ik:
        yield ik


def boek(**bladen: Sequence[dict[str, Any]]) -> bytes:
    """A workbook as somebody types it: rows as heading → value."""
    uit = openpyxl.Workbook()
    uit.remove(uit.active)
    for naam, rijen in bladen.items():
        blad = uit.create_sheet(naam)
        blad.append(BLAD[naam])
        for rij in rijen:
            blad.append([rij.get(kop) for kop in BLAD[naam]])
    stroom = io.BytesIO()
    uit.save(stroom)
    return stroom.getvalue()


def gewijzigd(inhoud: bytes, doe: Callable[[Any], None]) -> bytes:
    """A workbook after somebody edited it."""
    uit = openpyxl.load_workbook(io.BytesIO(inhoud))
    doe(uit)
    stroom = io.BytesIO()
    uit.save(stroom)
    return stroom.getvalue()


def loten(import_: Registerimport) -> list[tuple[str, int, str, str, str]]:
    return list(import_.regels.values_list("blad", "nummer", "lot", "kolom", "reden"))


def alles() -> list[Any]:
    return [list(m.objects.order_by("pk").values()) for m in (Aanbieder, *MODELLEN)]


AANBIEDER = {"AGB-code": "99001310", "naam": "Zuiderdijk", "van": "2025-07-01"}
CONTRACT = {"AGB-code": "99001310", "contractnummer": "C-1", "segment": "C", "van": "1-7-2025"}


PRODUCT = {
    "AGB-code": "99001234",
    "contractnummer": "B-1",
    "product": P4,
    "status": "vastgesteld",
    "van": "2025-07-01",
}


def uurtarief(van: str, tot: str = "", bedrag: Any = "92,50", nummer: str = "B-1") -> dict[str, Any]:
    return {
        "AGB-code": "99001234", "contractnummer": nummer, "product": P4, "eenheid": "uur", "bedrag": bedrag,
        "status": "vastgesteld", "van": van, "tot en met": tot,
    }  # fmt: skip


# --- the round trip ------------------------------------------------------------------------------------------------


def test_reading_back_what_was_written_changes_nothing(manager: Toegang) -> None:
    voor, versies = alles(), Registerversie.objects.count()
    import_ = neem_werkboek_aan(manager, "registers.xlsx", werkboek())
    assert {lot for _, _, lot, _, _ in loten(import_)} == {"gelijk"}
    assert import_.regels.count() == sum(m.objects.count() for m in MODELLEN) > 45
    vraag_verwerking(manager, import_)
    assert alles() == voor
    assert Registerversie.objects.count() == versies


TEKST = st.text(
    st.characters(min_codepoint=32, max_codepoint=0x2FFF, exclude_categories=["Cs", "Cn", "Co"]), max_size=40
)


@given(st.lists(st.tuples(TEKST, TEKST), max_size=8))
def test_text_survives_and_no_cell_is_a_formula(rijen: list[tuple[str, str]]) -> None:
    kop = BLAD["locaties"]
    inhoud = schrijf(
        [
            (
                "locaties",
                kop,
                [["99001234", naam, adres, "", "Hoorn", "2025-07-01", ""] for naam, adres in rijen],
            )
        ]
    )
    terug = openpyxl.load_workbook(io.BytesIO(inhoud))["locaties"]
    assert all(cel.data_type != "f" for rij in terug.iter_rows() for cel in rij)
    for rij in lees(inhoud):
        naam, adres = rijen[rij.nummer - 2]
        if rij.fout is None:
            assert (rij.waarden["naam"], rij.waarden["adres"]) == (naam.strip(), adres.strip())
        else:
            assert not naam.strip() or rij.fout.kolom in {"naam", "straat en huisnummer"}


def test_a_formula_as_a_name_leaves_as_text(manager: Toegang) -> None:
    kwaad = '=HYPERLINK("https://kwaad.voorbeeld";"klik")'
    services.leg_aanbieder_vast(manager, agb="99001310", naam=kwaad, van=START)
    blad = openpyxl.load_workbook(io.BytesIO(werkboek()))["aanbieders"]
    cel = next(rij[1] for rij in blad.iter_rows(min_row=2) if rij[0].value == "99001310")
    assert (cel.value, cel.data_type, cel.quotePrefix) == (kwaad, "s", True)


# --- every row has its fate ----------------------------------------------------------------------------------------


def test_nothing_is_written_before_somebody_asks_and_then_the_good_rows_go_on(manager: Toegang) -> None:
    inhoud = boek(
        aanbieders=[
            AANBIEDER,
            {"AGB-code": "99001234", "naam": "De Lindeboom", "telefoon": "0229 000 000", "jeugd-ggz": "ja",
             "in gebruik": "ja", "van": date(2026, 3, 1)},
            {"AGB-code": "12", "naam": "Kort", "van": "2025-07-01"},
        ],
        contracten=[CONTRACT, CONTRACT | {"contractnummer": "B-2", "segment": "B"}],
    )  # fmt: skip
    voor = alles()
    import_ = neem_werkboek_aan(manager, "x.xlsx", inhoud)
    assert alles() == voor
    assert [(b, n, lot, kolom) for b, n, lot, kolom, _ in loten(import_)] == [
        ("aanbieders", 2, "nieuw", ""),
        ("aanbieders", 3, "gewijzigd", ""),
        ("aanbieders", 4, "geweigerd", "AGB-code"),
        ("contracten", 2, "nieuw", ""),
        ("contracten", 3, "geweigerd", ""),
    ]
    anders = import_.regels.get(blad="aanbieders", nummer=3).verschillen
    assert ["naam", "De Linde", "De Lindeboom"] in anders
    assert ["van", "2025-07-01", "2026-03-01"] in anders
    assert "niet tegelijk een contract" in import_.regels.get(blad="contracten", nummer=3).reden
    vraag_verwerking(manager, import_)
    assert import_.toestand == "verwerkt"
    assert import_.bestand is None
    assert [g.naam for g in Aanbiedergegevens.objects.filter(aanbieder__agb="99001234")] == [
        "De Linde",
        "De Lindeboom",
    ]
    assert Contract.objects.filter(aanbieder__agb="99001310").count() == 1
    with pytest.raises(ValidationError, match="al verwerkt"):
        vraag_verwerking(manager, import_)


def test_the_refused_rows_come_back_with_a_reason_and_can_be_mended(manager: Toegang) -> None:
    import_ = neem_werkboek_aan(
        manager, "x.xlsx", boek(aanbieders=[AANBIEDER | {"KvK-nummer": "12"}, AANBIEDER])
    )
    terug = inlezen.afgekeurd_werkboek(import_)
    blad = openpyxl.load_workbook(io.BytesIO(terug))["aanbieders"]
    assert [cel.value for cel in blad[1]][:3] == ["reden", "AGB-code", "naam"]
    assert [cel.value for cel in blad[2]][:3] == [
        "KvK-nummer: Een KvK-nummer heeft acht cijfers.", "99001310", "Zuiderdijk",
    ]  # fmt: skip
    assert blad.max_row == 2
    hersteld = gewijzigd(terug, lambda b: setattr(b["aanbieders"]["D2"], "value", "99887701"))
    assert [lot for _, _, lot, _, _ in loten(neem_werkboek_aan(manager, "y.xlsx", hersteld))] == ["nieuw"]


def test_the_same_row_otherwise_is_a_correction_with_its_reason(manager: Toegang) -> None:
    def doe(werkmap: Any) -> None:
        werkmap["locaties"]["C2"] = "Dorpsweg 13"

    import_ = neem_werkboek_aan(manager, "x.xlsx", gewijzigd(werkboek({"locatie"}), doe))
    (regel,) = import_.regels.all()
    assert (regel.lot, regel.verschillen) == ("gewijzigd", [["straat en huisnummer", "", "Dorpsweg 13"]])
    vraag_verwerking(manager, import_)
    versie = Registerversie.objects.filter(tabel="landschap_locatie").first()
    assert versie is not None
    assert (versie.soort, versie.reden, versie.gebruiker_id) == (
        "correctie",
        inlezen.WAAROM,
        manager.gebruiker_id,
    )


@pytest.mark.parametrize(
    ("cel", "melding"),
    [
        ("=1+1", "formule"),
        (99001310, "Excel heeft hier een getal van gemaakt"),
        (date(2026, 1, 1), "Excel heeft hier een datum van gemaakt"),
        ("", "vul het in"),
        ("999900432", "op een BSN lijkt"),
        ("gezin van 999900432", "op een BSN lijkt"),
    ],
)
def test_a_cell_that_cannot_be_is_refused_without_repeating_it(
    manager: Toegang, cel: Any, melding: str
) -> None:
    import_ = neem_werkboek_aan(manager, "x.xlsx", boek(aanbieders=[AANBIEDER | {"naam": cel}]))
    ((_, _, lot, kolom, reden),) = loten(import_)
    assert (lot, kolom) == ("geweigerd", "naam")
    assert melding in reden
    assert "999900432" not in str(list(Importregel.objects.values()))


@pytest.mark.parametrize(
    ("kop", "cel", "melding"),
    [
        ("van", "31-02-2026", "geen bestaande datum"),
        ("van", "gisteren", "geen bestaande datum"),
        ("tot en met", "2025-06-30", "einddatum ligt voor de begindatum"),
        ("jeugd-ggz", "misschien", "ja of nee"),
        ("e-mail", "geen adres", "e-mail"),
        ("naam", "x" * 201, "200"),
    ],
)
def test_a_value_that_does_not_fit_names_its_column(
    manager: Toegang, kop: str, cel: Any, melding: str
) -> None:
    import_ = neem_werkboek_aan(manager, "x.xlsx", boek(aanbieders=[AANBIEDER | {kop: cel}]))
    ((_, _, lot, kolom, reden),) = loten(import_)
    assert (lot, kolom) == ("geweigerd", kop)
    assert melding.lower() in reden.lower()


def test_what_belongs_to_nothing_is_refused(manager: Toegang) -> None:
    import_ = neem_werkboek_aan(
        manager,
        "x.xlsx",
        boek(
            contracten=[CONTRACT, CONTRACT | {"AGB-code": "99001234", "lokaal contract van": "9999"}],
            producten=[PRODUCT | {"contractnummer": "X"}],
        ),
    )  # fmt: skip
    assert [(kolom, reden.split(".")[0]) for _, _, _, kolom, reden in loten(import_)] == [
        ("AGB-code", "Deze aanbieder staat niet in het register"),
        ("lokaal contract van", "Dit is geen CBS-code van een gemeente in de regio"),
        ("contractnummer", "Dit contract heeft de aanbieder niet"),
    ]


# --- periods -------------------------------------------------------------------------------------------------------


def test_overlapping_contracts_in_one_workbook(manager: Toegang) -> None:
    twee = [CONTRACT, CONTRACT | {"contractnummer": "C-2", "van": "2026-01-01"}]
    import_ = neem_werkboek_aan(manager, "x.xlsx", boek(aanbieders=[AANBIEDER], contracten=twee))
    assert [lot for _, _, lot, _, _ in loten(import_)] == ["nieuw", "nieuw", "geweigerd"]
    assert "al een contract voor dit segment" in import_.regels.last().reden


@pytest.mark.eis("S-045")
def test_a_new_tariff_ends_the_old_one_the_day_before(manager: Toegang) -> None:
    import_ = neem_werkboek_aan(manager, "x.xlsx", boek(tarieven=[uurtarief("2026-01-01")]))
    assert loten(import_) == [("tarieven", 2, "gewijzigd", "", "")]
    vraag_verwerking(manager, import_)
    assert [(t.van, t.tot, t.bedrag_cent) for t in Tarief.objects.filter(contract__nummer="B-1")] == [
        (START, date(2025, 12, 31), 9150),
        (date(2026, 1, 1), None, 9250),
    ]


@pytest.mark.eis("S-045")
def test_tariffs_of_one_product_stand_or_fall_together(manager: Toegang) -> None:
    met_gat = [uurtarief("2025-07-01", "2025-12-31"), uurtarief("2026-01-02")]
    import_ = neem_werkboek_aan(manager, "x.xlsx", boek(tarieven=met_gat))
    assert {(lot, reden) for _, _, lot, _, reden in loten(import_)} == {
        (
            "geweigerd",
            f"{P4} heeft op 1 januari 2026 geen tarief per uur. Laat de tarieven op elkaar aansluiten, "
            "van de eerste tot en met de laatste dag.",
        )
    }
    goed = [uurtarief("2025-07-01", "2025-12-31"), uurtarief("2026-01-01", bedrag=93.5)]
    import_ = neem_werkboek_aan(manager, "x.xlsx", boek(tarieven=goed))
    assert [lot for _, _, lot, _, _ in loten(import_)] == ["gewijzigd", "nieuw"]
    vraag_verwerking(manager, import_)
    assert [t.bedrag_cent for t in Tarief.objects.filter(contract__nummer="B-1")] == [9250, 9350]


def _willekeurig(data: st.DataObject) -> dict[str, list[dict[str, Any]]]:
    """A workbook with few names and few days, so that rows meet: doubles, overlaps, holes, what is there already."""

    def kies(*keuzes: Any) -> Any:
        return data.draw(st.sampled_from(keuzes))

    def dagen() -> dict[str, str]:
        van, tot = kies("2025-07-01", "2026-01-01", "2026-06-01"), kies("", "2025-12-31", "2026-12-31")
        return {"van": van, "tot en met": tot}

    def agb() -> str:
        return str(kies("98000001", "98000002", "98000003", "99001234", "9800"))

    def bij() -> dict[str, str]:
        return {"AGB-code": agb(), "contractnummer": kies("B-1", "C-1", "")}

    def rijen(maak: Callable[[], dict[str, Any]], hoogstens: int) -> list[dict[str, Any]]:
        return [maak() for _ in range(data.draw(st.integers(0, hoogstens)))]

    return {
        "aanbieders": [
            {"AGB-code": f"9800000{n}", "naam": f"Aanbieder {n}", "KvK-nummer": kies("", "99880011", "1"), **dagen()}
            for n in range(1, data.draw(st.integers(1, 4)))
        ]
        + rijen(lambda: {"AGB-code": agb(), "naam": kies("A", "B", ""), **dagen()}, 2),
        "locaties": rijen(
            lambda: {"AGB-code": agb(), "naam": kies("Noord", "Zuid"), "plaats": "Hoorn", **dagen()}, 3
        ),
        "contracten": rijen(
            lambda: {**bij(), "segment": kies("B", "C", "A"), "perceel": kies("", "P4"), **dagen()}, 6
        ),
        "producten": rijen(
            lambda: {**bij(), "product": kies(P4, "C/P1/x"), "status": "vastgesteld", **dagen()}, 6
        ),
        "tarieven": rijen(
            lambda: {
                **bij(), "product": P4, "eenheid": kies("uur", "dagdeel"), "bedrag": kies("92,50", "80,00", ""),
                "status": "vastgesteld", **dagen(),
            },
            6,
        ),
    }  # fmt: skip


def test_many_rows_at_once_have_the_fate_of_each_alone(
    manager: Toegang, monkeypatch: pytest.MonkeyPatch
) -> None:
    @settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def gelijk(data: st.DataObject) -> None:
        rijen = lees(boek(**_willekeurig(data)))
        uitslagen = []
        for samen in (True, False):
            with monkeypatch.context() as m, transaction.atomic():
                if not samen:
                    m.setattr(inlezen._Loop, "_zet_klaar", lambda *_: False)
                loten = inlezen._Loop(manager, lambda gedaan: None).doe(rijen)
                stand = [
                    sorted(
                        str({k: w for k, w in rij.items() if not k.endswith("id")})
                        for rij in model.objects.values()
                    )
                    for model in (Aanbieder, *MODELLEN)
                ]
                transaction.set_rollback(True)
            uitslagen.append(([(u.rij.nummer, u.lot, u.wat, u.kolom, u.reden) for u in loten], stand))
        assert uitslagen[0] == uitslagen[1]

    gelijk()


def test_five_in_a_hundred_broken_rows(manager: Toegang) -> None:
    rijen = []
    for n in range(200):
        rij = AANBIEDER | {"AGB-code": f"9800{n:04}", "naam": f"Aanbieder {n}"}
        stuk = [{"KvK-nummer": "1"}, {"van": "nooit"}, {"naam": "=A1"}, {"AGB-code": "98000001"}]
        rijen.append(rij | stuk[n // 20 % 4] if n % 20 == 19 else rij)
    import_ = neem_werkboek_aan(manager, "x.xlsx", boek(aanbieders=rijen))
    geteld = [lot for _, _, lot, _, _ in loten(import_)]
    assert (geteld.count("nieuw"), geteld.count("geweigerd"), geteld.count("gewijzigd")) == (190, 8, 2)
    assert all(r.reden for r in import_.regels.filter(lot="geweigerd"))
    vraag_verwerking(manager, import_)
    assert Aanbieder.objects.count() == 191


# --- files that are none -------------------------------------------------------------------------------------------


def _bom() -> bytes:
    stroom = io.BytesIO()
    with zipfile.ZipFile(stroom, "w", zipfile.ZIP_DEFLATED) as archief:
        archief.writestr("xl/workbook.xml", b"0" * (101 * 1024 * 1024))
    return stroom.getvalue()


def _bewerkt(doe: Callable[[Any], None]) -> bytes:
    return gewijzigd(boek(aanbieders=[]), doe)


def _veel_delen() -> bytes:
    """More files in one archive than any workbook has."""
    uit = io.BytesIO()
    with zipfile.ZipFile(uit, "w") as archief:
        for nummer in range(1001):
            archief.writestr(f"{nummer}.xml", "")
    return uit.getvalue()


def _entiteiten() -> bytes:
    stroom = io.BytesIO()
    with zipfile.ZipFile(stroom, "w") as archief:
        archief.writestr("xl/workbook.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')
    return stroom.getvalue()


@pytest.mark.parametrize(
    ("inhoud", "melding"),
    [
        (lambda: b"", "geen werkboek"),
        (lambda: b"PK\x03\x04 en dan niets", "geen werkboek"),
        (lambda: b"x" * (10 * 1024 * 1024 + 1), "groter dan 10 MB"),
        (_bom, "uitgepakt te groot"),
        (_veel_delen, "uitgepakt te groot"),
        (_entiteiten, "niet in een werkboek hoort"),
        (lambda: _bewerkt(lambda b: setattr(b["aanbieders"], "title", "x")), "geen bekend blad"),
        (lambda: _bewerkt(lambda b: b["aanbieders"].delete_cols(2)), "kolom naam ontbreekt"),
        (lambda: _bewerkt(lambda b: setattr(b["aanbieders"]["B1"], "value", "BSN")), "onbekende kop"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_workbook_stores_nothing(
    manager: Toegang, inhoud: Callable[[], bytes], melding: str
) -> None:
    with pytest.raises(Werkboekfout, match=melding):
        neem_werkboek_aan(manager, "x.xlsx", inhoud())
    assert not Registerimport.objects.exists()


def test_too_many_rows_are_refused(manager: Toegang, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jeugdketen.landschap.werkboek.MEESTE_RIJEN", 1)
    with pytest.raises(Werkboekfout, match="meer dan 1 regels"):
        neem_werkboek_aan(manager, "x.xlsx", boek(aanbieders=[AANBIEDER, AANBIEDER]))


# --- who, and by the worker ----------------------------------------------------------------------------------------


def test_only_who_keeps_the_registers_hands_in_a_workbook(manager: Toegang) -> None:
    for iemand in (
        toegang("lokale_contractmanager", HOORN),
        toegang("aanbieder_beheerder", aanbieder="99001234"),
    ):
        with met_toegang(iemand), pytest.raises(ToegangGeweigerd):
            neem_werkboek_aan(iemand, "x.xlsx", boek(aanbieders=[AANBIEDER]))
    assert not Registerimport.objects.exists()


def test_a_big_workbook_is_a_job_in_the_name_of_who_handed_it_in(
    manager: Toegang, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inlezen, "MEEST_METEEN", 1)
    monkeypatch.setattr(inlezen, "LOGBOEK", "default")  # one connection sees what a test did not commit
    monkeypatch.setattr(inlezen._Loop, "STAP", 1)
    opdrachten: list[Any] = []
    monkeypatch.setattr(tasks.beoordeel_werkboek, "defer", lambda **a: opdrachten.append(a))
    monkeypatch.setattr(tasks.verwerk_werkboek, "defer", lambda **a: opdrachten.append(a))
    import_ = neem_werkboek_aan(manager, "x.xlsx", boek(aanbieders=[AANBIEDER]))
    assert import_.toestand == "wacht"
    tasks.beoordeel_werkboek(**opdrachten.pop())
    import_.refresh_from_db()
    assert (import_.toestand, import_.aantal, import_.gedaan) == ("beoordeeld", 1, 1)
    vraag_verwerking(manager, import_)
    tasks.verwerk_werkboek(**opdrachten.pop())
    import_.refresh_from_db()
    assert import_.toestand == "verwerkt"
    versie = Registerversie.objects.filter(tabel="landschap_aanbiedergegevens").first()
    assert versie is not None
    assert versie.gebruiker_id == manager.gebruiker_id


def test_a_role_that_was_taken_away_meanwhile_counts(
    manager: Toegang, monkeypatch: pytest.MonkeyPatch
) -> None:
    from jeugdketen.kern.models import Rolhouder

    import_ = neem_werkboek_aan(manager, "x.xlsx", boek(aanbieders=[AANBIEDER]))
    with als_inrichting():
        Rolhouder.objects.filter(gebruiker_id=manager.gebruiker_id).update(tot=date(2026, 1, 20))
    tasks.verwerk_werkboek(import_id=str(import_.pk))
    import_.refresh_from_db()
    assert import_.toestand == "mislukt"
    assert "mag de registers niet meer wijzigen" in import_.melding
    assert not Aanbieder.objects.filter(agb="99001310").exists()


def test_the_night_brings_names_up_to_date_and_throws_old_workbooks_away(manager: Toegang) -> None:
    import_ = neem_werkboek_aan(manager, "x.xlsx", boek(aanbieders=[AANBIEDER]))
    gegevens = Aanbiedergegevens.objects.get()
    services.wijzig(manager, gegevens, vanaf=date(2026, 5, 1), naam="De Lindeboom")
    with klok.op(date(2026, 5, 1)):
        tasks.nacht(0)
    assert Aanbieder.objects.get().naam == "De Lindeboom"
    assert not Registerimport.objects.filter(pk=import_.pk).exists()
    assert not Importregel.objects.exists()
