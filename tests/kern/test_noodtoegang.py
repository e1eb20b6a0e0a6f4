"""Break-glass access: that one file, for reading, for an hour, with a reason, and the officer hears of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import Error, connection, transaction
from django.utils import timezone

from jeugdketen.dossier.models import Adres, Jeugdige, Relatie
from jeugdketen.dossier.selectors import open_dossier
from jeugdketen.kern import noodtoegang
from jeugdketen.kern.models import Inzage, Noodtoegang
from jeugdketen.kern.toegang import (
    Noodrecht,
    Toegang,
    ToegangGeweigerd,
    als_systeem,
    met_nood,
    met_toegang,
    toegang_van,
)
from mensen import HOORN, OPMEER, gebruiker

pytestmark = pytest.mark.django_db(databases=["default", "logboek"])
REDEN = "Kind staat zonder ouders bij de crisisdienst"


@pytest.fixture
def kinderen() -> tuple[Jeugdige, Jeugdige]:
    """Two children of Opmeer, with an address and a parent."""
    with als_systeem([OPMEER]):
        paar = tuple(
            Jeugdige.objects.create(gemeente_code=OPMEER, achternaam=naam, geboortedatum="2013-01-30")
            for naam in ("Eerste", "Tweede")
        )
        for kind in paar:
            Adres.objects.create(
                jeugdige=kind, gemeente_code=OPMEER, straatnaam="Dorpsstraat", van="2020-01-01"
            )
            Relatie.objects.create(jeugdige=kind, gemeente_code=OPMEER, volgnummer=1, achternaam="Ouder")
    return paar[0], paar[1]


def ziet() -> tuple[int, int, int]:
    return Jeugdige.objects.count(), Adres.objects.count(), Relatie.objects.count()


@pytest.mark.eis("S-114")
def test_it_opens_that_child_only_and_for_reading_only(kinderen: tuple[Jeugdige, Jeugdige]) -> None:
    eerste, tweede = kinderen
    nadia = toegang_van(gebruiker("consulent", HOORN))
    with met_toegang(nadia):
        assert ziet() == (0, 0, 0)
        noodtoegang.open_noodtoegang(nadia, eerste.pk, OPMEER, reden=REDEN)
        assert ziet() == (0, 0, 0), "not before the sealed context names it"
        met = noodtoegang.aangevuld(nadia)
    with met_toegang(met):
        assert ziet() == (1, 1, 1)
        assert Jeugdige.objects.get() == eerste
        assert Jeugdige.objects.update(geheim=True) == 0
        assert Adres.objects.update(plaatsnaam="x") == 0
        with pytest.raises(Error, match="row-level security"), transaction.atomic():
            Relatie.objects.create(jeugdige=eerste, gemeente_code=OPMEER, volgnummer=2, achternaam="x")
        kind = open_dossier(met, eerste.pk, grond="dossier van de lokale toegang", wat="gegevens")
        assert kind == eerste
        rij = Inzage.objects.using("logboek").order_by("-id").first()
    assert rij is not None
    assert (rij.handeling, rij.gemeente_code, rij.jeugdige_id) == ("noodtoegang", OPMEER, eerste.pk)
    assert REDEN in rij.grond
    assert tweede.pk not in {recht.jeugdige_id for recht in met.nood}


def test_it_ends_by_itself_in_the_database(kinderen: tuple[Jeugdige, Jeugdige]) -> None:
    """Also for a context that still names it: the row is over."""
    nadia = toegang_van(gebruiker("consulent", HOORN))
    nu = timezone.now()
    with met_toegang(nadia):
        rij = Noodtoegang.objects.create(
            gebruiker_id=nadia.gebruiker_id, wie="x", jeugdige_id=kinderen[0].pk, gemeente_code=OPMEER, reden="x",
            op=nu, van=nu - timedelta(minutes=61), tot=nu - timedelta(minutes=1),
        )  # fmt: skip
        assert noodtoegang.aangevuld(nadia) is nadia
    with met_toegang(met_nood(nadia, [Noodrecht(rij.pk, rij.jeugdige_id, OPMEER, rij.tot, "x")])):
        assert ziet() == (0, 0, 0)
        with pytest.raises(Error, match="verandert niet meer"), transaction.atomic():
            Noodtoegang.objects.update(tot=nu + timedelta(days=1))


def test_stopping_early_closes_it(kinderen: tuple[Jeugdige, Jeugdige]) -> None:
    nadia = toegang_van(gebruiker("consulent", HOORN))
    with met_toegang(nadia):
        rij = noodtoegang.open_noodtoegang(nadia, kinderen[0].pk, OPMEER, reden=REDEN)
        met = noodtoegang.aangevuld(nadia)
    with met_toegang(met):
        assert ziet() == (1, 1, 1)
        noodtoegang.stop(met, rij.pk)
        assert ziet() == (0, 0, 0)


def test_the_context_cannot_be_set_by_a_statement(kinderen: tuple[Jeugdige, Jeugdige]) -> None:
    nadia = toegang_van(gebruiker("consulent", HOORN))
    with met_toegang(nadia):
        noodtoegang.open_noodtoegang(nadia, kinderen[0].pk, OPMEER, reden=REDEN)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('app.toegang', jsonb_set(current_setting('app.toegang')::jsonb, '{nood}',"
                " to_jsonb(ARRAY[%s]))::text, true)",
                [str(kinderen[0].pk)],
            )
        assert ziet() == (0, 0, 0)


@pytest.mark.parametrize(
    "rol", ["backoffice", "fg", "beheerder", "aanbieder_medewerker", "gi_medewerker", "gezin"]
)
def test_other_roles_have_none_also_when_a_row_and_a_context_say_so(
    kinderen: tuple[Jeugdige, Jeugdige], rol: str
) -> None:
    gemeenten = [HOORN] if rol in ("backoffice", "fg") else []
    iemand = toegang_van(gebruiker(rol, *gemeenten, aanbieder="99001234"))
    with met_toegang(iemand):
        with pytest.raises(ToegangGeweigerd):
            noodtoegang.open_noodtoegang(iemand, kinderen[0].pk, OPMEER, reden=REDEN)
        with pytest.raises(Error, match="row-level security"), transaction.atomic():
            _rij(iemand, kinderen[0])
        assert ziet() == (0, 0, 0)


def _rij(iemand: Toegang, kind: Jeugdige, **velden: Any) -> Noodtoegang:
    nu = timezone.now()
    return Noodtoegang.objects.create(
        **{
            "gebruiker_id": iemand.gebruiker_id,
            "wie": "x",
            "jeugdige_id": kind.pk,
            "gemeente_code": OPMEER,
            "reden": "x",
            "op": nu,
            "van": nu,
            "tot": nu + timedelta(hours=1),
            **velden,
        }
    )


def test_a_reason_is_needed_and_five_a_day_is_enough(kinderen: tuple[Jeugdige, Jeugdige]) -> None:
    nadia = toegang_van(gebruiker("consulent", HOORN))
    with met_toegang(nadia):
        for reden in ("", "spoed", " " * 40):
            with pytest.raises(ValidationError, match="privacyfunctionaris"):
                noodtoegang.open_noodtoegang(nadia, kinderen[0].pk, OPMEER, reden=reden)
        for _ in range(noodtoegang.PER_ETMAAL):
            _rij(nadia, kinderen[1], gestopt_op=None)
        with pytest.raises(ToegangGeweigerd, match="24 uur"):
            noodtoegang.open_noodtoegang(nadia, kinderen[0].pk, OPMEER, reden=REDEN)


def test_the_officer_judges_each_opening_once_with_a_note(kinderen: tuple[Jeugdige, Jeugdige]) -> None:
    nadia = toegang_van(gebruiker("consulent", HOORN))
    els, elders = toegang_van(gebruiker("fg", OPMEER)), toegang_van(gebruiker("fg", HOORN))
    with met_toegang(nadia):
        rij = noodtoegang.open_noodtoegang(nadia, kinderen[0].pk, OPMEER, reden=REDEN)
        with pytest.raises(noodtoegang.NoodtoegangNietGevonden):
            noodtoegang.beoordeel(nadia, rij.pk, oordeel="terecht", notitie="ik vond van wel")
        with pytest.raises(Error, match="door een ander"), transaction.atomic():
            Noodtoegang.objects.update(
                oordeel="terecht",
                notitie="x",
                beoordeeld_door=nadia.gebruiker_id,
                beoordeeld_op=timezone.now(),
            )
    with met_toegang(elders):
        assert noodtoegang.nog_te_beoordelen(elders) == 0
        with pytest.raises(noodtoegang.NoodtoegangNietGevonden):
            noodtoegang.beoordeel(elders, rij.pk, oordeel="terecht", notitie="niet van ons")
    with met_toegang(els):
        assert [r.pk for r in noodtoegang.noodtoegangen(els, open_=True)] == [rij.pk]
        with pytest.raises(ValidationError) as fout:
            noodtoegang.beoordeel(els, rij.pk, oordeel="", notitie="")
        assert set(fout.value.message_dict) == {"oordeel", "notitie"}
        noodtoegang.beoordeel(els, rij.pk, oordeel="niet_terecht", notitie="De gemeente was bereikbaar.")
        with pytest.raises(ValidationError, match="al beoordeeld"):
            noodtoegang.beoordeel(els, rij.pk, oordeel="terecht", notitie="toch wel goed")
        with pytest.raises(Error, match="één keer beoordeeld"), transaction.atomic():
            Noodtoegang.objects.update(notitie="anders")
        assert noodtoegang.nog_te_beoordelen(els) == 0
        assert [r.oordeel for r in noodtoegang.noodtoegangen(els, open_=False)] == ["niet_terecht"]
