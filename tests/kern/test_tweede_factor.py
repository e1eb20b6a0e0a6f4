"""The second factor: a code opens the door once, its secret is not readable, recovery codes go once used."""

from __future__ import annotations

import time
from typing import Any

import pyotp
import pytest
from django.db import connection

from jeugdketen.kern import grenzen, herstel, tweede_factor
from jeugdketen.kern.beveiligingslog import gebeurtenissen
from jeugdketen.kern.models import Gebruiker, Herstelcode, TweedeFactor
from jeugdketen.kern.toegang import POORT, met_toegang, toegang_van
from mensen import HOORN, gebruiker, toegang

pytestmark = pytest.mark.django_db(databases=["default", "logboek"])


@pytest.fixture
def klok(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A clock that stands still until it is told to go on, in seconds."""

    class Klok:
        nu = float(int(time.time()) // 30 * 30 + 3)

        def code(self, geheim: str, stappen: int = 0) -> str:
            return pyotp.TOTP(geheim).at(int(self.nu) + 30 * stappen)

    klok = Klok()
    monkeypatch.setattr(tweede_factor.time, "time", lambda: klok.nu)
    return klok


def met_factor(klok: Any) -> tuple[Gebruiker, str, list[str]]:
    iemand, geheim = gebruiker("consulent", HOORN), tweede_factor.nieuw_geheim()
    codes = tweede_factor.stel_in(iemand, geheim, klok.code(geheim))
    assert codes is not None
    klok.nu += 60
    return iemand, geheim, codes


def test_a_code_opens_once(klok: Any) -> None:
    iemand, geheim, _ = met_factor(klok)
    code = klok.code(geheim)
    assert tweede_factor.klopt(iemand, code) == "code"
    assert tweede_factor.klopt(iemand, code) is None
    klok.nu += 30
    assert tweede_factor.klopt(iemand, code) is None
    assert tweede_factor.klopt(iemand, klok.code(geheim)) == "code"


@pytest.mark.parametrize(("stappen", "goed"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_clocks_may_differ_by_half_a_minute(klok: Any, stappen: int, goed: bool) -> None:
    iemand, geheim, _ = met_factor(klok)
    klok.nu += 300
    assert (tweede_factor.klopt(iemand, klok.code(geheim, stappen)) == "code") is goed


def test_after_a_later_code_an_earlier_one_no_longer_counts(klok: Any) -> None:
    iemand, geheim, _ = met_factor(klok)
    assert tweede_factor.klopt(iemand, klok.code(geheim, 1)) == "code"
    assert tweede_factor.klopt(iemand, klok.code(geheim)) is None


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "१२३४५६", "00 00 00 00"])
def test_what_is_no_code_is_refused(klok: Any, code: str) -> None:
    iemand, _, _ = met_factor(klok)
    assert tweede_factor.klopt(iemand, code) is None


def test_without_the_right_code_nothing_is_set_up(klok: Any) -> None:
    iemand, geheim = gebruiker("consulent", HOORN), tweede_factor.nieuw_geheim()
    assert tweede_factor.stel_in(iemand, geheim, "000000") is None
    assert not tweede_factor.heeft(iemand.pk)


def test_the_secret_and_the_recovery_codes_are_not_readable_in_the_database(klok: Any) -> None:
    iemand, geheim, codes = met_factor(klok)
    with met_toegang(POORT), connection.cursor() as cursor:
        cursor.execute("SELECT geheim FROM kern_tweedefactor WHERE gebruiker_id = %s", [iemand.pk])
        assert geheim not in cursor.fetchone()[0]
        cursor.execute("SELECT kenmerk FROM kern_herstelcode")
        opgeslagen = {k for (k,) in cursor.fetchall()}
    assert len(opgeslagen) == len(codes) == 10
    assert not opgeslagen & {code.replace("-", "") for code in codes}
    assert len({*codes}) == 10
    assert all(len(code.replace("-", "")) == 24 for code in codes)  # 120 bits


def test_a_recovery_code_opens_once_however_it_is_typed(klok: Any) -> None:
    iemand, _, codes = met_factor(klok)
    assert tweede_factor.klopt(iemand, f" {codes[0].lower()} ") == "herstelcode"
    assert tweede_factor.klopt(iemand, codes[0]) is None
    assert tweede_factor.aantal_herstelcodes(iemand.pk) == 9
    ander = gebruiker("consulent", HOORN)
    assert tweede_factor.klopt(ander, codes[1]) is None


def test_new_recovery_codes_end_the_old_ones(klok: Any) -> None:
    iemand, _, codes = met_factor(klok)
    nieuw = tweede_factor.nieuwe_herstelcodes(iemand)
    assert tweede_factor.klopt(iemand, codes[0]) is None
    assert tweede_factor.klopt(iemand, nieuw[0]) == "herstelcode"


def test_guessing_codes_stops_even_the_right_one_for_a_while(klok: Any) -> None:
    iemand, geheim, _ = met_factor(klok)
    for _ in range(9):  # the one that set it up counted too
        tweede_factor.klopt(iemand, "000000")
    with pytest.raises(grenzen.TeVaak, match="te vaak een verkeerde code"):
        tweede_factor.klopt(iemand, "000000")
    with pytest.raises(grenzen.TeVaak):
        tweede_factor.klopt(iemand, klok.code(geheim))


def test_only_an_administrator_takes_away_the_factor_of_another_with_a_trace(klok: Any) -> None:
    iemand, _, _ = met_factor(klok)
    collega, beheerder = gebruiker("teamleider", HOORN), gebruiker("beheerder")
    with met_toegang(toegang_van(collega)):
        assert not tweede_factor.wis(iemand, toelichting="x")
    with met_toegang(toegang_van(beheerder)) as ik:
        verzoek = herstel.vraag(ik, iemand, "factor", toelichting="telefoon kwijt")
    with met_toegang(toegang_van(collega)) as ander:
        herstel.antwoord(ander, verzoek.pk, akkoord=True, toelichting="gebeld")
    with met_toegang(toegang_van(beheerder)):
        assert tweede_factor.wis(iemand, toelichting="telefoon kwijt, gezien met paspoort")
    with met_toegang(toegang_van(beheerder), using="logboek"):
        rij = gebeurtenissen(soort="tweede_factor_gewist").using("logboek").get()
    assert (rij.gebruiker_id, rij.door_id) == (iemand.pk, beheerder.pk)
    assert rij.details["toelichting"] == "telefoon kwijt, gezien met paspoort"
    assert not tweede_factor.heeft(iemand.pk)
    with met_toegang(POORT):
        assert not Herstelcode.objects.filter(gebruiker=iemand).exists()


def test_after_a_new_key_the_secret_is_kept_under_it(klok: Any, settings: Any) -> None:
    import base64
    import os

    iemand, geheim, _ = met_factor(klok)
    ander, _, _ = met_factor(klok)
    nieuw = base64.urlsafe_b64encode(os.urandom(32)).decode()
    settings.JEUGDKETEN_BSN_SLEUTELS = [nieuw, *settings.JEUGDKETEN_BSN_SLEUTELS]
    assert tweede_factor.klopt(iemand, klok.code(geheim)) == "code"
    assert tweede_factor.herversleutel() == 1
    settings.JEUGDKETEN_BSN_SLEUTELS = [nieuw]
    klok.nu += 60
    assert tweede_factor.klopt(iemand, klok.code(geheim)) == "code"
    assert tweede_factor.heeft(ander.pk)
    with met_toegang(POORT):
        assert TweedeFactor.objects.count() == 2


@pytest.mark.parametrize(
    ("stand", "verplicht"),
    [
        ("iedereen", {"consulent", "gezin", "contractmanager"}),
        ("dossier", {"consulent", "gezin"}),
        ("nee", set()),
    ],
)
def test_the_setting_says_who_must_have_one(settings: Any, stand: str, verplicht: set[str]) -> None:
    settings.JEUGDKETEN_TWEEDE_FACTOR = stand
    for rol in ("consulent", "gezin", "contractmanager"):
        assert tweede_factor.moet(toegang(rol, HOORN)) is (rol in verplicht)
