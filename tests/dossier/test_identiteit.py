"""Who the child is: a wrong BSN, no BSN, not born yet, and two files of one child made one and parted again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jeugdketen.dossier import identiteit, nood, selectors, services
from jeugdketen.dossier import models as m
from jeugdketen.dossier.namen import Naam
from jeugdketen.kern import klok
from jeugdketen.kern.bsn import bsn_sleutel, bsn_sleutels
from jeugdketen.kern.models import Inzage
from jeugdketen.kern.toegang import Toegang, ToegangGeweigerd, als_systeem, met_toegang, toegang_van
from jeugdketen.kern.toezicht import leg_gezinsband_vast
from jeugdketen.toewijzing.models import INGETROKKEN, Toewijzing
from mensen import HOORN, OPMEER, gebruiker, toegang

pytestmark = pytest.mark.django_db(databases=["default", "logboek"])

# Numbers that the synthetic BRP does not know, save the last.
EEN, TWEE, DRIE, NOOR = "999990019", "999990020", "999990032", "999900717"
GEBOREN = date(2014, 5, 17)


def kind(bsn: str | None = EEN, *, gemeente: str = HOORN, geboren: date = GEBOREN, **naam: str) -> m.Jeugdige:
    """A child in a file."""
    delen = Naam(**{"voornamen": "Mila", "achternaam": "Kuin", **naam})
    with als_systeem([gemeente]):
        return services.leg_jeugdige_vast(gemeente, bsn=bsn, naam=delen, geboortedatum=geboren)


@pytest.fixture
def ik() -> Toegang:
    """A consulent of Hoorn who is in the database."""
    return toegang_van(gebruiker("consulent", HOORN))


@contextmanager
def geweigerd(veld: str, woord: str) -> Iterator[None]:
    """The service refuses, names this field, and says this."""
    with pytest.raises(ValidationError) as fout, transaction.atomic():
        yield
    assert woord in " ".join(fout.value.message_dict[veld])


def inzagen(jeugdige: m.Jeugdige) -> list[str]:
    with met_toegang(toegang("fg", HOORN, gebruiker_id=99), using="logboek"):
        rijen = Inzage.objects.using("logboek").filter(jeugdige_id=jeugdige.pk, handeling="vastleggen")
        return list(rijen.order_by("id").values_list("wat", flat=True))


# --- a wrong BSN ----------------------------------------------------------------------------------------------------


def test_a_wrong_bsn_is_corrected_and_the_old_one_still_leads_to_the_child(ik: Toegang) -> None:
    fout = kind(EEN)
    with met_toegang(ik):
        identiteit.verbeter_bsn(ik, fout.pk, "999 990.020", "cijfers verwisseld op het formulier")
        fout.refresh_from_db()
        assert fout.bsn == TWEE
        vroeger = fout.vroegere_bsns.get()
        assert (vroeger.bsn, vroeger.vastgelegd_door_naam) == (EEN, ik.naam)
        for nummer in (EEN, TWEE):
            assert selectors.dossier_bij_sleutel(bsn_sleutel(nummer), HOORN) == fout.pk
            assert selectors.zoek_jeugdigen(ik, nummer, grond="test") == [fout]
        # A search in the messages by the new number also finds those that came in under the old one.
        assert bsn_sleutels(TWEE) == {bsn_sleutel(EEN), bsn_sleutel(TWEE)} == bsn_sleutels(EEN)
    assert inzagen(fout) == ["BSN verbeterd, het oude blijft vindbaar"]


def test_the_brp_is_asked_at_once_under_the_new_number() -> None:
    ik = toegang_van(gebruiker("consulent", "0388"))
    fout = kind(EEN, gemeente="0388")
    with met_toegang(ik):
        assert identiteit.verbeter_bsn(ik, fout.pk, NOOR, "verkeerd kind gekozen").klopt
        fout.refresh_from_db()
        assert fout.weergavenaam == "Noor Vlaming"


@pytest.mark.parametrize(
    ("bsn", "reden", "veld", "woord"),
    [
        ("123456789", "verwisseld", "bsn", "geen geldig BSN"),
        (TWEE, " ", "reden", "waarom"),
        (EEN, "verwisseld", "bsn", "staat al in het dossier"),
        (DRIE, "verwisseld", "bsn", "al een dossier met dit BSN"),
    ],
)
def test_a_correction_that_cannot_be_right_changes_nothing(
    ik: Toegang, bsn: str, reden: str, veld: str, woord: str
) -> None:
    fout = kind(EEN)
    kind(DRIE, achternaam="Ander")
    with met_toegang(ik):
        with geweigerd(veld, woord):
            identiteit.verbeter_bsn(ik, fout.pk, bsn, reden)
        fout.refresh_from_db()
        assert fout.bsn == EEN
        assert not fout.vroegere_bsns.exists()


def test_who_may_not_correct_changes_nothing() -> None:
    fout = kind(EEN)
    for wie in (toegang("beleidsadviseur", HOORN), toegang("consulent", OPMEER)):
        with (
            met_toegang(wie),
            pytest.raises((ToegangGeweigerd, selectors.DossierNietGevonden)),
            transaction.atomic(),
        ):
            identiteit.verbeter_bsn(wie, fout.pk, TWEE, "verwisseld")


@pytest.mark.parametrize(("geboren", "zelfde"), [(GEBOREN, True), (date(2011, 1, 1), False)])
def test_a_message_under_the_old_number_is_coupled_only_with_the_same_birth_date(
    ik: Toegang, geboren: date, zelfde: bool
) -> None:
    fout = kind(EEN)
    with met_toegang(ik):
        identiteit.verbeter_bsn(ik, fout.pk, TWEE, "cijfers verwisseld")
    assert (kind(EEN, geboren=geboren).pk == fout.pk) is zelfde
    with met_toegang(ik):
        assert m.Brpmelding.objects.filter(jeugdige=fout, soort="vroeger_bsn").exists() is zelfde


# --- no BSN, not born yet -------------------------------------------------------------------------------------------


@pytest.mark.eis("S-125")
def test_a_child_that_is_not_born_yet_becomes_the_child_that_was_born() -> None:
    ik = toegang_van(gebruiker("consulent", "0388"))
    vandaag = klok.vandaag()
    with met_toegang(ik):
        klein = identiteit.leg_ongeboren_vast(
            ik,
            "0388",
            verwacht_op=vandaag + timedelta(days=20),
            moeder=Naam("Karin", "K", "", "Mantel"),
            moeder_bsn="999900535",
        )
        assert klein.bsn_tekst == "geen BSN"
        assert services.werk_bij_uit_brp(klein).uitkomst == "geen_bsn"
        with geweigerd("bsn", "nog niet geboren"):
            identiteit.verbeter_bsn(ik, klein.pk, TWEE, "alvast invullen")
        with geweigerd("geboortedatum", "vijf maanden"):
            identiteit.leg_geboorte_vast(
                ik, klein.pk, geboortedatum=date(2024, 1, 1), naam=Naam(achternaam="Mantel")
            )
        identiteit.leg_geboorte_vast(
            ik, klein.pk, geboortedatum=vandaag, naam=Naam("Saar", "S", "", "Mantel"), geslacht="2", bsn=TWEE
        )
        klein.refresh_from_db()
        assert (klein.ongeboren, klein.geboortedatum, klein.bsn) == (False, vandaag, TWEE)
        assert selectors.zoek_jeugdigen(ik, "saar mantel", grond="test") == [klein]
        with geweigerd("geboortedatum", "al vastgelegd"):
            identiteit.leg_geboorte_vast(ik, klein.pk, geboortedatum=vandaag, naam=Naam(achternaam="Mantel"))


@pytest.mark.eis("S-125")
def test_after_the_birth_the_brp_says_who_the_mother_is() -> None:
    ik = toegang_van(gebruiker("consulent", "0420"))
    with met_toegang(ik), klok.op(date(2011, 9, 10)):
        klein = identiteit.leg_ongeboren_vast(
            ik,
            "0420",
            verwacht_op=date(2011, 9, 1),
            moeder=Naam("Ilse", "", "", "Molenaar"),
            moeder_bsn="999900535",
        )
        uitslag = identiteit.leg_geboorte_vast(
            ik, klein.pk, geboortedatum=date(2011, 9, 3), naam=Naam(achternaam="Molenaar"), bsn="999900432"
        )
        assert uitslag is not None
        assert uitslag.klopt
        moeder, vader = klein.relaties.all()
        assert (moeder.rol, moeder.bron, moeder.gezag, moeder.bsn) == ("moeder", "BRP", True, None)
        assert (moeder.naam.voluit(), vader.rol) == ("Ilse van der Molenaar", "vader")


@pytest.mark.eis("S-125")
@pytest.mark.parametrize("dagen", [-61, 301])
def test_an_expected_day_has_bounds(ik: Toegang, dagen: int) -> None:
    with met_toegang(ik), geweigerd("verwacht_op", "kan niet kloppen"):
        identiteit.leg_ongeboren_vast(
            ik, HOORN, verwacht_op=klok.vandaag() + timedelta(days=dagen), moeder=Naam(achternaam="Mantel")
        )


def test_a_child_without_a_number_is_looked_for_in_the_brp() -> None:
    ik = toegang_van(gebruiker("consulent", "0420"))
    zonder = kind(None, gemeente="0420", geboren=date(2011, 9, 3), achternaam="Molenaar")
    met = kind(EEN, gemeente="0420")
    with met_toegang(ik):
        (jesse,) = identiteit.zoek_in_brp(ik, zonder.pk)
        assert (jesse.bsn, jesse.naam.voluit()) == ("999900432", "Jesse van der Molenaar")
        with geweigerd("bsn", "alleen zonder BSN"):
            identiteit.zoek_in_brp(ik, met.pk)
    with met_toegang(toegang("fg", "0420", gebruiker_id=99), using="logboek"):
        rij = Inzage.objects.using("logboek").get(jeugdige_id=zonder.pk, handeling="zoeken")
        assert rij.wat == "gezocht in de BRP op naam en geboortedatum, 1 gevonden"


# --- two files of one child -----------------------------------------------------------------------------------------


def loopt(
    jeugdige: m.Jeugdige, nummer: int, van: date, tot: date | None, product: str = "45A01"
) -> Toewijzing:
    """An allocation of a child; row security lets the worker add it."""
    services.leg_betrokkenheid_vast(jeugdige, "99001234", "toewijzing", van=van, tot=tot)
    return Toewijzing.objects.create(
        nummer=str(nummer),
        gemeente_code=jeugdige.gemeente_code,
        aanbieder_agb="99001234",
        jeugdige=jeugdige,
        product_sleutel=product,
        van=van,
        tot=tot,
        toegewezen_op=klok.nu(),
        toestand="verzonden",
    )


def foto() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of the file and of allocation, as text; without the record of merging itself."""
    uit = {}
    with connection.cursor() as cursor:
        for app in ("dossier", "toewijzing", "kern"):
            for model in apps.get_app_config(app).get_models():
                tabel = model._meta.db_table
                if tabel in {"dossier_samenvoeging", "dossier_verplaatsing", "kern_wijziging", "kern_inzage"}:
                    continue
                cursor.execute(f'SELECT t::text FROM "{tabel}" t ORDER BY 1')
                uit[tabel] = cursor.fetchall()
    return uit


def test_everything_of_the_double_file_goes_along(ik: Toegang) -> None:
    blijft, dubbel = kind(EEN), kind(None, achternaam="Kuyn")
    with als_systeem([HOORN]):
        toewijzing = loopt(dubbel, 101, date(2026, 1, 1), None)
    with met_toegang(ik):
        services.leg_toestemming_vast(ik, dubbel, vorm="mondeling", datum=date(2026, 1, 5))
        identiteit.voeg_samen(ik, blijft.pk, dubbel.pk, "zelfde kind, spelfout in het bericht")
        toewijzing.refresh_from_db()
        assert toewijzing.jeugdige_id == blijft.pk
        assert blijft.betrokkenheden.count() == 1
        # What a person recorded stays where it was recorded and counts all the same.
        toestemming = selectors.dossierfeiten(blijft).toestemming
        assert toestemming is not None
        assert toestemming.jeugdige_id == dubbel.pk
        # The name of the double file still finds the child, once.
        assert selectors.zoek_jeugdigen(ik, "kuyn", grond="test") == [blijft]
        assert selectors.zoek_jeugdigen(ik, "mila", grond="test") == [blijft]
    assert inzagen(blijft) == ["een dubbel dossier erbij gevoegd"]
    assert inzagen(dubbel) == ["dossier opgegaan in een ander"]


@pytest.mark.parametrize(
    ("bsns", "veld", "woord"),
    [
        ((None, EEN), "blijft", "Alleen het andere dossier heeft een BSN"),
        ((EEN, TWEE), "blijft", "twee personen"),
    ],
)
def test_what_cannot_be_one_child_is_not_merged(
    ik: Toegang, bsns: tuple[str | None, str], veld: str, woord: str
) -> None:
    een, ander = kind(bsns[0]), kind(bsns[1], achternaam="Kuyn")
    with met_toegang(ik):
        m.Jeugdige.objects.filter(bsn__isnull=False).update(brp_stand="bekend")
        with geweigerd(veld, woord):
            identiteit.voeg_samen(ik, een.pk, ander.pk, "zelfde kind")


def test_the_same_allocation_in_both_files_must_be_settled_first(ik: Toegang) -> None:
    blijft, dubbel = kind(EEN), kind(None)
    with als_systeem([HOORN]):
        loopt(blijft, 101, date(2026, 1, 1), None)
        tweede = loopt(dubbel, 102, date(2026, 2, 1), None)
    with met_toegang(ik):
        voor = foto()
        with geweigerd("blijft", "dezelfde toewijzing in dezelfde periode"):
            identiteit.voeg_samen(ik, blijft.pk, dubbel.pk, "zelfde kind")
        assert foto() == voor
        Toewijzing.objects.filter(pk=tweede.pk).update(toestand=INGETROKKEN)
        identiteit.voeg_samen(ik, blijft.pk, dubbel.pk, "zelfde kind")


def test_files_of_two_municipalities_are_not_merged() -> None:
    ik = toegang_van(gebruiker("consulent", HOORN, OPMEER))
    een, ander = kind(EEN), kind(EEN, gemeente=OPMEER)
    with met_toegang(ik), geweigerd("reden", "dossiers van twee gemeenten"):
        identiteit.voeg_samen(ik, een.pk, ander.pk, "zelfde kind")


def test_a_merge_is_undone_in_the_reverse_order(ik: Toegang) -> None:
    a, b, c = kind(EEN), kind(None), kind(None)
    with met_toegang(ik):
        voor = foto()
        eerste = identiteit.voeg_samen(ik, b.pk, c.pk, "zelfde kind")
        tweede = identiteit.voeg_samen(ik, a.pk, b.pk, "zelfde kind")
        c.refresh_from_db()
        assert c.samengevoegd_met_id == a.pk
        with geweigerd("reden", "Maak eerst die samenvoeging ongedaan"):
            identiteit.maak_ongedaan(ik, eerste.pk, "toch niet")
        assert identiteit.maak_ongedaan(ik, tweede.pk, "toch niet") == 0
        assert identiteit.maak_ongedaan(ik, eerste.pk, "toch niet") == 0
        assert foto() == voor
        with geweigerd("reden", "al ongedaan"):
            identiteit.maak_ongedaan(ik, eerste.pk, "toch niet")


def test_what_stays_in_the_file_that_went_up_is_seen_in_the_one_that_stays(ik: Toegang) -> None:
    blijft, dubbel = kind(EEN), kind(TWEE, achternaam="Kuyn")
    with als_systeem([HOORN]):
        deel = {"gemeente_code": HOORN, "jeugdige": dubbel}
        m.Adres.objects.create(van=date(2025, 1, 1), straatnaam="Dubbelweg", **deel)
        m.Relatie.objects.create(achternaam="Kuyn", rol="moeder", gezag=True, volgnummer=1, **deel)
        m.Brpmelding.objects.create(soort="verhuisd", tekst="Verhuisd.", op=klok.nu(), **deel)
    with met_toegang(ik):
        assert selectors.dossierfeiten(blijft).adres is None
        samen = identiteit.voeg_samen(ik, blijft.pk, dubbel.pk, "zelfde kind")
        feiten = selectors.dossierfeiten(blijft)
        assert feiten.adres is not None
        assert feiten.adres.straatnaam == "Dubbelweg"
        assert [r.achternaam for r in feiten.gezagsdragers] == ["Kuyn"]
        assert [r.tekst for r in selectors.brpmeldingen_van(blijft)] == ["Verhuisd."]
        assert len(selectors.rijen_van(blijft, "relaties")) == 1
    with als_systeem([HOORN]):  # the own facts go before those that came along
        deel["jeugdige"] = blijft
        m.Adres.objects.create(van=date(2020, 1, 1), straatnaam="Eigenweg", **deel)
        m.Relatie.objects.create(achternaam="Kuin", rol="vader", gezag=True, volgnummer=1, **deel)
        feiten = selectors.dossierfeiten(blijft)
        assert feiten.adres is not None
        assert feiten.adres.straatnaam == "Eigenweg"
        assert [r.achternaam for r in feiten.gezagsdragers] == ["Kuin"]
        assert {r.achternaam for r in selectors.rijen_van(blijft, "relaties")} == {"Kuin", "Kuyn"}
        m.Adres.objects.filter(straatnaam="Eigenweg").update(tot=date(2021, 1, 1))
        m.Jeugdige.objects.filter(pk=dubbel.pk).update(geheim=True)
        assert selectors.dossierfeiten(blijft).adres is None, (
            "a secret address is not shown by way of another file"
        )
        m.Jeugdige.objects.filter(pk=dubbel.pk).update(geheim=False)
    with met_toegang(ik):
        identiteit.maak_ongedaan(ik, samen.pk, "toch twee")
        assert selectors.dossierfeiten(blijft).adres is None
        assert selectors.brpmeldingen_van(blijft) == []


REDEN = "Kind staat zonder ouders bij de crisisdienst"


@pytest.mark.eis("S-114")
def test_a_child_without_bsn_is_opened_in_need_by_its_whole_name_in_one_municipality(ik: Toegang) -> None:
    zonder = kind(None, gemeente=OPMEER, voorvoegsel="van der", achternaam="Kuin-Özer")
    kind(EEN, gemeente=OPMEER, achternaam="Groot")  # has a BSN, so not by name
    kind(None, achternaam="Eigen")

    def open_(achternaam: str, gemeente: str = OPMEER, dag: date = GEBOREN, bsn: str = "") -> Any:
        with met_toegang(ik):
            return nood.open_in_nood(
                ik, bsn=bsn, achternaam=achternaam, geboortedatum=dag, reden=REDEN, gemeente=gemeente
            )

    for achternaam, dag in (
        ("Kuin", GEBOREN),
        ("Groot", GEBOREN),
        ("Kuin-Özer", date(2014, 5, 18)),
        ("%", GEBOREN),
    ):
        with geweigerd("achternaam", ""):
            open_(achternaam, dag=dag)
    with geweigerd("gemeente", "Kies van welke gemeente"):
        open_("Kuin-Özer", gemeente="")
    with geweigerd("gemeente", "waar u zelf werkt"):
        open_("Eigen", gemeente=HOORN)
    with geweigerd("bsn", ""):
        open_("")
    with geweigerd("bsn", "geen dossier met dit BSN"):  # with a number the name opens nothing
        open_("Kuin-Özer", bsn=DRIE)
    for schrijfwijze in ("van der kuin ozer", "KUIN-ÖZER"):
        rij = open_(schrijfwijze)
        assert (rij.jeugdige_id, rij.gemeente_code) == (zonder.pk, OPMEER)
    kind(None, gemeente=OPMEER, achternaam="Kuin-Özer")
    with geweigerd("achternaam", "niet precies één"):
        open_("Kuin-Özer")
    with met_toegang(toegang("beheerder", gebruiker_id=ik.gebruiker_id), using="logboek"):
        rijen = Inzage.objects.using("logboek").filter(gebruiker_id=ik.gebruiker_id, handeling="geweigerd")
        assert {r.wat for r in rijen} >= {"gezocht op naam en geboortedatum, 2 gevonden"}
        assert not any("uin" in r.wat for r in rijen), "the log holds no name"


DAGEN = st.integers(0, 400).map(lambda n: date(2025, 7, 1) + timedelta(days=n))
PERIODE = st.tuples(DAGEN, st.none() | st.integers(0, 90)).map(
    lambda p: (p[0], None if p[1] is None else p[0] + timedelta(days=p[1]))
)


@given(links=st.lists(PERIODE, max_size=3), rechts=st.lists(PERIODE, max_size=3), bsn=st.booleans())
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_merging_and_parting_again_is_the_identity(
    ik: Toegang, links: list[Any], rechts: list[Any], bsn: bool
) -> None:
    with transaction.atomic():
        blijft, dubbel = kind(EEN), kind(TWEE if bsn else None, achternaam="Kuyn")
        with als_systeem([HOORN]):
            for i, (dossier, (van, tot)) in enumerate(
                [*((blijft, p) for p in links), *((dubbel, p) for p in rechts)]
            ):
                loopt(dossier, 500 + i, van, tot, product=f"45A{i:02}")
            for dossier in (blijft, dubbel):
                leg_gezinsband_vast(ik.gebruiker_id or 0, dossier.pk, HOORN, van=date(2026, 1, 1))
        with met_toegang(ik):
            voor = foto()
            samen = identiteit.voeg_samen(ik, blijft.pk, dubbel.pk, "zelfde kind")
            assert not Toewijzing.objects.filter(jeugdige=dubbel).exists()
            assert identiteit.maak_ongedaan(ik, samen.pk, "toch twee") == 0
            assert foto() == voor
        transaction.set_rollback(True)


def test_no_reference_to_a_file_is_forgotten() -> None:
    """A table with a column for a child moves in a merge, or it is known why it stays."""
    blijft = {
        "dossier_zoekterm", "dossier_adres", "dossier_relatie", "dossier_vroegerbsn", "dossier_brpmelding",
        "dossier_toestemming", "dossier_leefsituatie", "dossier_gezamenlijkebeoordeling", "dossier_woonplaatstoets",
        "kern_inzage", "kern_noodtoegang", "dossier_vernietigingsregel",
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT k.table_name FROM information_schema.columns k JOIN information_schema.tables t"
            " USING (table_schema, table_name) WHERE k.table_schema = 'public' AND t.table_type = 'BASE TABLE'"
            " AND k.column_name = 'jeugdige_id'"
        )
        alle = {naam for (naam,) in cursor.fetchall()}
    assert alle == blijft | {
        model._meta.db_table for model, kolom in identiteit.verwijzingen() if kolom == "jeugdige_id"
    }


def test_a_pair_that_is_no_double_is_not_offered_again(ik: Toegang) -> None:
    een, ander = kind(EEN), kind(TWEE)
    with met_toegang(ik):
        (paar,) = selectors.dubbele_dossiers(ik)
        assert {paar.een.pk, paar.ander.pk} == {een.pk, ander.pk}
        assert paar.waarom == "zelfde naam en geboortedatum"
        identiteit.leg_geen_dubbel_vast(ik, een.pk, ander.pk, "een tweeling met dezelfde voorletter")
        assert selectors.dubbele_dossiers(ik) == []


@pytest.mark.eis("S-125")
def test_a_born_child_is_offered_beside_the_expected_one(ik: Toegang) -> None:
    with met_toegang(ik):
        klein = identiteit.leg_ongeboren_vast(
            ik, HOORN, verwacht_op=date(2026, 1, 10), moeder=Naam("Karin", "K", "", "Mantel")
        )
    geboren = kind(EEN, geboren=date(2026, 1, 3), achternaam="Vlaming", voornamen="Saar")
    with met_toegang(ik):
        m.Relatie.objects.create(
            jeugdige=geboren,
            gemeente_code=HOORN,
            volgnummer=1,
            rol="moeder",
            voornamen="Karin",
            achternaam="Mantel",
        )
        (paar,) = selectors.dubbele_dossiers(ik)
        assert (paar.een.pk, paar.ander.pk) == (geboren.pk, klein.pk)
        assert paar.waarom == "zelfde moeder, geboren rond de verwachte dag"
