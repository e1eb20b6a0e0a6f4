"""Requests about one's own data: the term of a month, once two months more, an answer with a reason."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import Error, transaction

from jeugdketen.dossier import rechten
from jeugdketen.dossier.models import Jeugdige, Rechtenverzoek
from jeugdketen.dossier.selectors import DossierNietGevonden
from jeugdketen.dossier.services import leg_betrokkenheid_vast, leg_gi_vast
from jeugdketen.kern import klok
from jeugdketen.kern.toegang import ToegangGeweigerd, als_systeem, met_toegang, toegang_van
from mensen import HOORN, OPMEER, gebruiker

pytestmark = pytest.mark.django_db(databases=["default", "logboek"])
NU = date(2026, 1, 31)


@pytest.fixture(autouse=True)
def _dag() -> Iterator[None]:
    with klok.op(NU):
        yield


@pytest.fixture
def kind() -> Jeugdige:
    with als_systeem([HOORN]):
        return Jeugdige.objects.create(gemeente_code=HOORN, achternaam="Kuin", geboortedatum="2014-03-03")


@pytest.mark.parametrize(
    ("dag", "maanden", "later"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 1, 9), 1, date(2026, 2, 9)),
        (date(2025, 11, 30), 3, date(2026, 2, 28)),
        (date(2025, 12, 15), 1, date(2026, 1, 15)),
    ],
)
def test_a_month_ends_on_the_same_day_or_the_last(dag: date, maanden: int, later: date) -> None:
    assert rechten.maanden_later(dag, maanden) == later


def test_a_request_is_answered_within_a_month_or_extended_once(kind: Jeugdige) -> None:
    nadia = toegang_van(gebruiker("consulent", HOORN))
    with met_toegang(nadia):
        rij = rechten.neem_aan(
            nadia, kind, soort="inzage", indiener="moeder", omschrijving="alles over Zoë", ontvangen=NU
        )
        assert rij.termijn == date(2026, 2, 28)
        rechten.verleng(nadia, rij.pk, "Er zijn veel stukken.")
        rij.refresh_from_db()
        assert rij.termijn == date(2026, 4, 30)
        with pytest.raises(ValidationError, match="één keer"):
            rechten.verleng(nadia, rij.pk, "Nog meer stukken.")
        with pytest.raises(ValidationError, match="Schrijf waarom"):
            rechten.beantwoord(nadia, rij.pk, antwoord="afgewezen", toelichting="")
        rechten.beantwoord(nadia, rij.pk, antwoord="ingewilligd", toelichting="")
        with pytest.raises(ValidationError, match="al beantwoord"):
            rechten.beantwoord(nadia, rij.pk, antwoord="deels", toelichting="toch niet alles")
        with pytest.raises(Error, match="verandert niet meer"), transaction.atomic():
            Rechtenverzoek.objects.update(ontvangen=date(2020, 1, 1))
    elders = toegang_van(gebruiker("consulent", OPMEER))
    with met_toegang(elders):
        assert rechten.verzoeken(open_=False) == []
        with pytest.raises(DossierNietGevonden):
            rechten.verzoek_bij(rij.pk)


def test_after_the_first_month_extending_is_too_late(kind: Jeugdige) -> None:
    nadia = toegang_van(gebruiker("backoffice", HOORN))
    with met_toegang(nadia):
        rij = rechten.neem_aan(
            nadia, kind, soort="correctie", indiener="vader", omschrijving="naam klopt niet", ontvangen=NU
        )
        with klok.op(date(2026, 3, 1)), pytest.raises(ValidationError, match="voorbij"):
            rechten.verleng(nadia, rij.pk, "Er zijn veel stukken.")


def test_wrong_fields_are_named(kind: Jeugdige) -> None:
    nadia = toegang_van(gebruiker("consulent", HOORN))
    with met_toegang(nadia), pytest.raises(ValidationError) as fout:
        rechten.neem_aan(nadia, kind, soort="x", indiener=" ", omschrijving="", ontvangen=date(2026, 2, 1))
    assert set(fout.value.message_dict) == {"soort", "indiener", "omschrijving", "ontvangen"}
    fg = toegang_van(gebruiker("fg", HOORN))
    with met_toegang(fg), pytest.raises(ToegangGeweigerd):
        rechten.neem_aan(fg, kind, soort="inzage", indiener="x", omschrijving="alles", ontvangen=NU)


@pytest.mark.eis("S-059")
def test_a_certified_institution_is_noted_with_its_days_by_who_works_with_files(kind: Jeugdige) -> None:
    nadia, karim = (
        toegang_van(gebruiker("consulent", HOORN)),
        gebruiker("gi_medewerker", aanbieder="99009090"),
    )
    with met_toegang(nadia):
        rij = leg_gi_vast(nadia, kind, aanbieder_agb="99009090", van=NU, tot=date(2026, 12, 31))
        assert (rij.soort, rij.van, rij.tot) == ("gi", NU, date(2026, 12, 31))
    for dag, aantal in ((NU, 1), (date(2026, 12, 31), 1), (date(2027, 1, 1), 0)):
        with klok.op(dag), met_toegang(toegang_van(karim)):
            assert Jeugdige.objects.count() == aantal


@pytest.mark.parametrize(
    ("agb", "tot", "veld"),
    [
        ("", None, "aanbieder_agb"),
        ("9900909", None, "aanbieder_agb"),
        ("9900909x", None, "aanbieder_agb"),
        ("९९००९०९०", None, "aanbieder_agb"),
        ("99009090", date(2025, 1, 1), "tot"),
    ],
)
def test_a_certified_institution_with_wrong_fields_is_refused_by_name(
    kind: Jeugdige, agb: str, tot: date | None, veld: str
) -> None:
    nadia = toegang_van(gebruiker("consulent", HOORN))
    with met_toegang(nadia):
        with pytest.raises(ValidationError) as fout:
            leg_gi_vast(nadia, kind, aanbieder_agb=agb, van=NU, tot=tot)
        assert set(fout.value.message_dict) == {veld}
        assert not kind.betrokkenheden.exists()


@pytest.mark.parametrize("rol", ["backoffice", "fg", "teamleider"])
def test_who_may_not_write_in_the_file_notes_no_institution(kind: Jeugdige, rol: str) -> None:
    wie = toegang_van(gebruiker(rol, OPMEER if rol == "teamleider" else HOORN))
    with met_toegang(wie), pytest.raises(ToegangGeweigerd):
        leg_gi_vast(wie, kind, aanbieder_agb="99009090", van=NU)


def test_a_provider_or_an_institution_whose_days_are_over_sees_the_child_no_more(kind: Jeugdige) -> None:
    """After its contract or its measure; with no filter in between, and also for a guessed key."""
    with als_systeem([HOORN]):
        leg_betrokkenheid_vast(kind, "99001234", "toewijzing", van=date(2025, 7, 1), tot=NU)
        leg_betrokkenheid_vast(kind, "99009090", "gi", van=date(2025, 7, 1), tot=NU)
    mensen = (
        gebruiker("aanbieder_medewerker", aanbieder="99001234"),
        gebruiker("gi_medewerker", aanbieder="99009090"),
    )
    for dag, aantal in ((NU, 1), (date(2026, 2, 1), 0)):
        for wie in mensen:
            with klok.op(dag), met_toegang(toegang_van(wie)):
                assert Jeugdige.objects.count() == aantal
                assert Jeugdige.objects.filter(pk=kind.pk).count() == aantal
