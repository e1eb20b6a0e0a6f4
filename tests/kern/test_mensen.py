"""People and roles: four eyes, a provider's own people, absence, leaving. Proved with the screens' rules taken away."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import Error, ProgrammingError, transaction

from jeugdketen.kern import klok, mensen, rollen
from jeugdketen.kern.models import Gebruiker, Rolbesluit, Rolhouder, Rolvoorstel, Waarneming, Wijziging
from jeugdketen.kern.toegang import NIEMAND, Toegang, ToegangGeweigerd, met_toegang, toegang_van
from mensen import ENKHUIZEN, HOORN, OPMEER, gebruiker

pytestmark = pytest.mark.django_db(databases=["default", "logboek"])
VANDAAG = date(2026, 1, 21)
LINDE, WENDE = "99001234", "99001865"


@pytest.fixture(autouse=True)
def _dag() -> Iterator[None]:
    with klok.op(VANDAAG):
        yield


def geweigerd(**velden: Any) -> bool:
    """Does the database refuse this role, whatever the services say?"""
    try:
        with transaction.atomic():
            Rolhouder.objects.create(van=VANDAAG, **velden)
    except ProgrammingError:  # row security; a constraint raises something else
        return True
    return False


# --- four eyes ----------------------------------------------------------------------------------------------------


def test_a_role_with_sight_of_files_takes_two_people() -> None:
    arjen, nieuw = gebruiker("beheerder"), gebruiker("beleidsadviseur", HOORN)
    leider, elders = gebruiker("teamleider", HOORN), gebruiker("teamleider", OPMEER)
    with met_toegang(toegang_van(arjen)) as ik:
        uitslag = mensen.geef_rol(ik, nieuw, rollen.CONSULENT, gemeente=HOORN, reden="nieuw in het team")
        assert uitslag.rolhouder is None
        assert uitslag.voorstel is not None
        assert toegang_van(nieuw).gemeenten == frozenset()
        with pytest.raises(ToegangGeweigerd, match="een ander"):
            mensen.beslis(ik, uitslag.voorstel.pk, akkoord=True)
    with met_toegang(toegang_van(elders)) as ik, pytest.raises(mensen.PersoonNietGevonden):
        mensen.beslis(ik, uitslag.voorstel.pk, akkoord=True)
    with met_toegang(toegang_van(leider)) as ik:
        mensen.beslis(ik, uitslag.voorstel.pk, akkoord=True)
        with pytest.raises(ValidationError, match="al beslist"):
            mensen.beslis(ik, uitslag.voorstel.pk, akkoord=True)
    assert toegang_van(nieuw).gemeenten == {HOORN}


def test_the_database_gives_an_administrator_no_way_around_it() -> None:
    arjen, ander, pop = gebruiker("beheerder"), gebruiker("beleidsadviseur", HOORN), gebruiker("verwijzer")
    with met_toegang(toegang_van(arjen)):
        for rol in sorted(rollen.VIER_OGEN):
            gemeente = HOORN if rol in rollen.PER_GEMEENTE else None
            assert geweigerd(gebruiker=ander, rol=rol, gemeente_code=gemeente), rol
        assert geweigerd(gebruiker=arjen, rol="beleidsadviseur", gemeente_code=HOORN), "not even a small one"
        assert not geweigerd(gebruiker=ander, rol="zorgmakelaar")
        voorstel = Rolvoorstel.objects.create(
            gebruiker=pop,
            rol="consulent",
            gemeente_code=HOORN,
            van=VANDAAG,
            reden="x",
            door=arjen,
            door_naam="x",
            op=klok.nu(),
        )
        for door in (arjen, ander):  # the own yes, and a yes in the name of somebody else
            with pytest.raises(Error, match="row-level security"), transaction.atomic():
                Rolbesluit.objects.create(
                    voorstel=voorstel, akkoord=True, door=door, door_naam="x", op=klok.nu()
                )
        assert geweigerd(gebruiker=pop, rol="consulent", gemeente_code=HOORN, voorstel=voorstel)
        with pytest.raises(Error, match="kan alleen worden toegevoegd"), transaction.atomic():
            Rolvoorstel.objects.update(door=ander)
        with pytest.raises(Error, match="alleen eerder eindigen"), transaction.atomic():
            Rolhouder.objects.filter(gebruiker=ander, rol="beleidsadviseur").update(rol="consulent")
        with pytest.raises(Error, match="row-level security"), transaction.atomic():
            Rolvoorstel.objects.create(
                gebruiker=arjen, rol="consulent", gemeente_code=HOORN, van=VANDAAG, reden="x",
                door=ander, door_naam="x", op=klok.nu(),
            )  # fmt: skip


def test_a_granted_role_that_ended_does_not_come_back_by_the_old_yes() -> None:
    arjen, nieuw, leider = (
        gebruiker("beheerder"),
        gebruiker("beleidsadviseur", OPMEER),
        gebruiker("teamleider", HOORN),
    )
    with met_toegang(toegang_van(arjen)) as ik:
        voorstel = mensen.geef_rol(ik, nieuw, "consulent", gemeente=HOORN, reden="vervanging").voorstel
    assert voorstel is not None
    with met_toegang(toegang_van(leider)) as ik:
        mensen.beslis(ik, voorstel.pk, akkoord=True)
    with met_toegang(toegang_van(arjen)) as ik:
        mensen.beeindig_rol(ik, Rolhouder.objects.get(voorstel=voorstel).pk, per=VANDAAG + timedelta(days=1))
        with pytest.raises(Error, match="alleen eerder eindigen"), transaction.atomic():
            Rolhouder.objects.filter(voorstel=voorstel).update(tot=None)
    with met_toegang(toegang_van(leider)), pytest.raises(Error), transaction.atomic():
        Rolhouder.objects.create(
            gebruiker=nieuw, rol="consulent", gemeente_code=HOORN, van=VANDAAG, voorstel=voorstel
        )
    with klok.op(VANDAAG + timedelta(days=2)):
        assert toegang_van(nieuw).gemeenten == frozenset()


def test_an_administrator_sees_no_file_and_sets_no_password_of_another() -> None:
    arjen, ander = gebruiker("beheerder"), gebruiker("consulent", HOORN)
    toegang = toegang_van(arjen)
    assert (toegang.gemeenten, toegang.aanbieders, toegang.nood) == (frozenset(), frozenset(), frozenset())
    with met_toegang(toegang), pytest.raises(Error, match="wachtwoord zet iemand zelf"), transaction.atomic():
        Gebruiker.objects.filter(pk=ander.pk).update(password="x")


# --- a provider's administrator -----------------------------------------------------------------------------------


def test_a_provider_manages_its_own_people_alone() -> None:
    loes, bas = (
        gebruiker("aanbieder_beheerder", aanbieder=LINDE),
        gebruiker("aanbieder_medewerker", aanbieder=LINDE),
    )
    vreemd, consulent = gebruiker("aanbieder_medewerker", aanbieder=WENDE), gebruiker("consulent", HOORN)
    with met_toegang(toegang_van(loes)) as ik:
        assert set(mensen.zoek_mensen(ik)) == {loes, bas}
        with pytest.raises(mensen.PersoonNietGevonden):
            mensen.persoon(ik, vreemd.pk)
        nieuw = mensen.voeg_toe(ik, naam="Eva Groot", gebruikersnaam="eva", e_mail="eva@linde.test")
        assert mensen.geef_rol(ik, nieuw, "aanbieder_medewerker", aanbieder=LINDE).rolhouder is not None
        for rol, aanbieder in (("aanbieder_medewerker", WENDE), ("zorgmakelaar", None)):
            with pytest.raises(ToegangGeweigerd, match="eigen aanbieder"):
                mensen.geef_rol(ik, nieuw, rol, aanbieder=aanbieder)
        # And in the database, without the services:
        assert geweigerd(gebruiker=nieuw, rol="aanbieder_medewerker", aanbieder_agb=WENDE)
        assert geweigerd(gebruiker=nieuw, rol="gi_medewerker", aanbieder_agb=LINDE)
        assert geweigerd(gebruiker=nieuw, rol="consulent", gemeente_code=HOORN)
        assert geweigerd(gebruiker=loes, rol="aanbieder_medewerker", aanbieder_agb=LINDE)
        assert Gebruiker.objects.filter(pk__in=[vreemd.pk, consulent.pk]).update(is_active=False) == 0
        assert Rolhouder.objects.filter(gebruiker=vreemd).update(tot=VANDAAG) == 0
        mensen.vertrek(ik, bas, laatste_dag=VANDAAG)
    bas.refresh_from_db()
    assert bas.laatste_dag == VANDAAG


def test_somebody_who_works_elsewhere_too_keeps_the_account() -> None:
    loes, beide = (
        gebruiker("aanbieder_beheerder", aanbieder=LINDE),
        gebruiker("aanbieder_medewerker", aanbieder=WENDE),
    )
    with met_toegang(toegang_van(gebruiker("beheerder"))) as ik:
        mensen.geef_rol(ik, beide, "aanbieder_medewerker", aanbieder=LINDE)
    with met_toegang(toegang_van(loes)) as ik:
        with pytest.raises(ValidationError, match="andere organisatie"):
            mensen.vertrek(ik, beide, laatste_dag=VANDAAG)
        assert Gebruiker.objects.filter(pk=beide.pk).update(is_active=False) == 0


# --- fields -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("velden", "veld"),
    [
        ({"rol": "koning"}, "rol"),
        ({"rol": "consulent", "reden": "nodig hier"}, "gemeente"),
        ({"rol": "verwijzer"}, "aanbieder"),
        ({"rol": "zorgmakelaar", "van": VANDAAG - timedelta(days=1)}, "van"),
        ({"rol": "zorgmakelaar", "tot": VANDAAG - timedelta(days=1)}, "tot"),
        ({"rol": "consulent", "gemeente": HOORN}, "reden"),
        ({"rol": "beleidsadviseur", "gemeente": HOORN}, "rol"),
    ],
)
def test_a_wrong_field_is_named_and_changes_nothing(velden: dict[str, Any], veld: str) -> None:
    ander = gebruiker("beleidsadviseur", HOORN)
    with met_toegang(toegang_van(gebruiker("beheerder"))) as ik:
        with pytest.raises(ValidationError) as fout:
            mensen.geef_rol(ik, ander, **velden)
        assert list(fout.value.message_dict) == [veld]
        assert ander.rolhouders.count() == 1
        assert not Rolvoorstel.objects.exists()


def test_a_name_that_is_taken_is_refused() -> None:
    ander = gebruiker("consulent", HOORN)
    with met_toegang(toegang_van(gebruiker("beheerder"))) as ik, pytest.raises(ValidationError) as fout:
        mensen.voeg_toe(ik, naam="", gebruikersnaam=ander.gebruikersnaam.upper(), e_mail=ander.e_mail)
    assert set(fout.value.message_dict) == {"naam", "gebruikersnaam", "e_mail"}


# --- absence ------------------------------------------------------------------------------------------------------


def test_a_colleague_with_the_same_role_keeps_the_list_and_it_ends_by_itself() -> None:
    nadia, jolanda = gebruiker("consulent", HOORN, OPMEER), gebruiker("consulent", HOORN, ENKHUIZEN)
    tot = VANDAAG + timedelta(days=14)
    with met_toegang(toegang_van(nadia)) as ik:
        assert mensen.collegas_voor_waarneming(ik, nadia.pk) == [(jolanda, (HOORN,))]
        uitslag = mensen.regel_waarneming(ik, nadia.pk, jolanda.pk, van=VANDAAG, tot=tot)
        assert (uitslag.geregeld, uitslag.open) == ((HOORN,), (OPMEER,))
    waarnemer = toegang_van(jolanda)
    assert OPMEER not in waarnemer.gemeenten, "it gives no access"
    with met_toegang(waarnemer) as ik:
        assert [(a.naam, a.gemeente) for a in mensen.neemt_waar_voor(ik)] == [(nadia.naam, HOORN)]
        assert mensen.afwezige_bij(ik, nadia.pk, HOORN) is not None
        assert mensen.afwezige_bij(ik, nadia.pk, OPMEER) is None
    with klok.op(tot + timedelta(days=1)), met_toegang(toegang_van(jolanda)) as ik:
        assert mensen.neemt_waar_voor(ik) == ()
    with met_toegang(toegang_van(gebruiker("beheerder"))) as beheer:
        mensen.beeindig_rol(beheer, jolanda.rolhouders.get(gemeente_code=HOORN).pk)
    with met_toegang(toegang_van(jolanda)) as ik:
        assert mensen.neemt_waar_voor(ik) == (), "without the role the list is gone at once"


def test_who_may_arrange_absence_and_for_whom() -> None:
    nadia, jolanda, ilse = (gebruiker("consulent", g) for g in (HOORN, HOORN, OPMEER))
    leider, elders = gebruiker("teamleider", HOORN), gebruiker("teamleider", OPMEER)
    dagen = {"van": VANDAAG, "tot": VANDAAG + timedelta(days=5)}
    with met_toegang(toegang_van(nadia)) as ik:
        with pytest.raises(ValidationError, match="dezelfde rol"):
            mensen.regel_waarneming(ik, nadia.pk, ilse.pk, **dagen)
        with pytest.raises(ToegangGeweigerd):
            mensen.regel_waarneming(ik, jolanda.pk, nadia.pk, **dagen)
    for wie in (elders, jolanda):
        with met_toegang(toegang_van(wie)) as ik, pytest.raises(ToegangGeweigerd):
            mensen.regel_waarneming(ik, nadia.pk, jolanda.pk, **dagen)
    with (
        met_toegang(toegang_van(jolanda)),
        pytest.raises(Error, match="row-level security"),
        transaction.atomic(),
    ):
        Waarneming.objects.create(
            afwezige=nadia, waarnemer=jolanda, rol="consulent", gemeente_code=HOORN, geregeld_door=jolanda,
            op=klok.nu(), **dagen,
        )  # fmt: skip
    with met_toegang(toegang_van(leider)) as ik:
        mensen.regel_waarneming(ik, nadia.pk, jolanda.pk, **dagen)
        with pytest.raises(ValidationError, match="al waarneming geregeld"):
            mensen.regel_waarneming(ik, nadia.pk, jolanda.pk, **dagen)
        rij = Waarneming.objects.get()
        with pytest.raises(Error, match="alleen eerder eindigen"), transaction.atomic():
            Waarneming.objects.update(tot=date(2030, 1, 1))
        mensen.stop_waarneming(ik, rij.pk)
    with met_toegang(toegang_van(jolanda)) as ik:
        assert mensen.neemt_waar_voor(ik) == ()


# --- leaving ------------------------------------------------------------------------------------------------------


def test_who_leaves_comes_in_until_the_last_day_and_leaves_the_log_behind() -> None:
    nadia = gebruiker("consulent", HOORN, OPMEER)
    laatste = VANDAAG + timedelta(days=3)
    with met_toegang(toegang_van(gebruiker("beheerder"))) as ik:
        assert mensen.vertrek(ik, nadia, laatste_dag=laatste) == 2
        with pytest.raises(ToegangGeweigerd, match="eigen account"):
            mensen.vertrek(ik, Gebruiker.objects.get(pk=ik.gebruiker_id), laatste_dag=laatste)
        gewijzigd = Wijziging.objects.filter(tabel="kern_rolhouder", sleutel__in=map(str, _rollen(nadia)))
        assert gewijzigd.filter(handeling="update").count() == 2
    nadia.refresh_from_db()
    assert nadia.is_active
    with klok.op(laatste):
        assert toegang_van(nadia).gemeenten == {HOORN, OPMEER}
    with klok.op(laatste + timedelta(days=1)):
        assert toegang_van(nadia) is NIEMAND
        from jeugdketen.kern.tasks import sluit_accounts

        sluit_accounts(0)
    nadia.refresh_from_db()
    assert not nadia.is_active


@pytest.mark.parametrize("wie", ["over wie het gaat", "wie het deed"])
def test_a_proposal_lapses_with_who_leaves(wie: str) -> None:
    arjen, saskia, leider = gebruiker("beheerder"), gebruiker("beheerder"), gebruiker("teamleider", HOORN)
    nieuw = gebruiker("beleidsadviseur", OPMEER)
    begin = VANDAAG + timedelta(days=10)
    with met_toegang(toegang_van(arjen)) as ik:
        voorstel = mensen.geef_rol(
            ik, nieuw, "consulent", gemeente=HOORN, van=begin, reden="vervanging"
        ).voorstel
    assert voorstel is not None
    weg, laatste = (
        (nieuw, begin - timedelta(days=1))
        if wie == "over wie het gaat"
        else (arjen, VANDAAG - timedelta(days=1))
    )
    with met_toegang(toegang_van(saskia)) as ik:
        mensen.vertrek(ik, weg, laatste_dag=laatste)
        assert mensen.open_voorstellen(ik) == []
    with met_toegang(toegang_van(leider)) as ik:
        with pytest.raises(ValidationError, match="vervallen"):
            mensen.beslis(ik, voorstel.pk, akkoord=True)
        with pytest.raises(Error, match="row-level security"), transaction.atomic():  # nor by hand
            Rolbesluit.objects.create(
                voorstel=voorstel, akkoord=True, door_id=ik.gebruiker_id, door_naam="x", op=klok.nu()
            )


def test_closing_an_account_counts_at_once() -> None:
    nadia = gebruiker("consulent", HOORN)
    with met_toegang(toegang_van(gebruiker("beheerder"))) as ik:
        mensen.sluit_account(ik, nadia)
    nadia.refresh_from_db()
    assert (nadia.is_active, toegang_van(nadia)) == (False, NIEMAND)


def _rollen(wie: Gebruiker) -> list[int]:
    return list(wie.rolhouders.values_list("pk", flat=True))


def test_every_role_is_explained() -> None:
    assert set(rollen.ROLUITLEG) == set(rollen.ROLLEN)


def test_nobody_else_manages_people() -> None:
    for rol in sorted(set(rollen.ROLLEN) - {"beheerder", "aanbieder_beheerder"}):
        toegang: Toegang = toegang_van(
            gebruiker(rol, HOORN if rol in rollen.PER_GEMEENTE else "", aanbieder=LINDE)
            if rol in rollen.PER_GEMEENTE
            else gebruiker(rol, aanbieder=LINDE)
        )
        with met_toegang(toegang) as ik:
            assert not mensen.mensen(ik).exists() or rol in rollen.PER_AANBIEDER, rol
            with pytest.raises(ToegangGeweigerd):
                mensen.voeg_toe(ik, naam="x", gebruikersnaam="x", e_mail="x@y.test")
