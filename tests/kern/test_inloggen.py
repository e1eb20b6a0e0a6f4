"""Log-in with a local account, and the lock-out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.db import connections
from django.test import RequestFactory
from django.utils import timezone

from jeugdketen.kern import inloggen
from jeugdketen.kern.beveiligingslog import adres_van
from jeugdketen.kern.models import Gebruiker, Inlogpoging
from jeugdketen.kern.toegang import POORT, als_inrichting, met_toegang
from mensen import HOORN, gebruiker

pytestmark = pytest.mark.django_db(databases=["default", "logboek"])


def vraag(adres: str = "192.0.2.1") -> Any:
    """A request from an address."""
    return RequestFactory().post("/inloggen", REMOTE_ADDR=adres)


def probeer(naam: str, wachtwoord: str = "fout-wachtwoord", adres: str = "192.0.2.1") -> Any:
    """One attempt to log in."""
    return authenticate(vraag(adres), username=naam, password=wachtwoord)


@pytest.mark.parametrize("wijze", ["naam", "hoofdletters", "e-mail"])
def test_log_in_by_name_or_e_mail(wijze: str) -> None:
    iemand = gebruiker("consulent", HOORN)
    naam = {
        "naam": iemand.gebruikersnaam,
        "hoofdletters": iemand.gebruikersnaam.upper(),
        "e-mail": iemand.e_mail,
    }
    assert probeer(naam[wijze], "een-goed-wachtwoord") == iemand


def test_wrong_password_unknown_name_and_closed_account_get_the_same_answer() -> None:
    iemand = gebruiker("consulent", HOORN)
    assert probeer(iemand.gebruikersnaam) is None
    assert probeer("niemand") is None
    assert probeer("", "x") is None
    with als_inrichting():
        Gebruiker.objects.filter(pk=iemand.pk).update(is_active=False)
    assert probeer(iemand.gebruikersnaam, "een-goed-wachtwoord") is None
    assert inloggen.LokaalAccount().get_user(iemand.pk) is None


def test_five_failures_lock_the_account_even_for_the_right_password() -> None:
    iemand = gebruiker("consulent", HOORN)
    for nummer in range(inloggen.PER_ACCOUNT):
        assert inloggen.wachttijd(iemand.gebruikersnaam) is None
        probeer(iemand.gebruikersnaam, adres=f"192.0.2.{nummer}")
    assert probeer(iemand.gebruikersnaam, "een-goed-wachtwoord") is None
    wachten = inloggen.wachttijd(iemand.gebruikersnaam.upper())
    assert wachten is not None
    assert timedelta(minutes=14) < wachten <= timedelta(minutes=15)


def test_an_account_has_one_count_however_its_name_is_written() -> None:
    iemand = gebruiker("consulent", HOORN)
    with als_inrichting():
        Gebruiker.objects.filter(pk=iemand.pk).update(gebruikersnaam="willemijn")
    namen = ["willemijn", iemand.e_mail, "WILLEMIJN ", "w\u0131llem\u0131jn", iemand.e_mail.upper()]
    for nummer, naam in enumerate(namen):
        probeer(naam, adres=f"192.0.2.{nummer}")
    for naam in ("willemijn", iemand.e_mail):
        assert inloggen.wachttijd(naam) is not None
        assert probeer(naam, "een-goed-wachtwoord", adres="192.0.2.77") is None


def test_the_lock_ends_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    iemand = gebruiker("consulent", HOORN)
    for _ in range(inloggen.PER_ACCOUNT):
        probeer(iemand.gebruikersnaam)
    assert inloggen.wachttijd(iemand.gebruikersnaam) is not None
    straks = timezone.now() + timedelta(minutes=16)
    monkeypatch.setattr(inloggen.timezone, "now", lambda: straks)
    assert inloggen.wachttijd(iemand.gebruikersnaam) is None
    assert probeer(iemand.gebruikersnaam, "een-goed-wachtwoord") == iemand


def test_a_success_forgives_earlier_failures() -> None:
    iemand = gebruiker("consulent", HOORN)
    for _ in range(inloggen.PER_ACCOUNT - 1):
        probeer(iemand.gebruikersnaam)
    assert probeer(iemand.gebruikersnaam, "een-goed-wachtwoord") == iemand
    probeer(iemand.gebruikersnaam)
    assert inloggen.wachttijd(iemand.gebruikersnaam) is None


def test_spraying_passwords_over_many_accounts_locks_the_address() -> None:
    iemand = gebruiker("consulent", HOORN)
    for nummer in range(inloggen.PER_ADRES):
        probeer(f"naam{nummer}", adres="198.51.100.7")
    assert probeer(iemand.gebruikersnaam, "een-goed-wachtwoord", adres="198.51.100.7") is None
    assert probeer(iemand.gebruikersnaam, "een-goed-wachtwoord", adres="198.51.100.8") == iemand


def test_attempts_hold_no_name_and_no_address_and_only_the_door_reads_them() -> None:
    iemand = gebruiker("consulent", HOORN)
    probeer(iemand.gebruikersnaam, adres="192.0.2.99")
    assert Inlogpoging.objects.using("logboek").count() == 0
    with met_toegang(POORT, using="logboek"):
        rij = Inlogpoging.objects.using("logboek").get()
    assert iemand.gebruikersnaam not in rij.naam_kenmerk
    assert "192.0.2.99" not in rij.adres_kenmerk


@pytest.mark.django_db(transaction=True, databases=["default", "logboek"])
def test_a_failure_still_counts_when_the_request_rolls_back() -> None:
    from django.db import transaction

    def view() -> None:
        with transaction.atomic():
            probeer("iemand")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        view()
    connections["logboek"].close()
    with met_toegang(POORT, using="logboek"):
        assert Inlogpoging.objects.using("logboek").count() == 1


def test_somebody_without_the_right_cannot_make_users_or_roles() -> None:
    from django.db import Error, transaction

    from mensen import toegang

    iemand = gebruiker("consulent", HOORN)
    with met_toegang(toegang("consulent", HOORN, gebruiker_id=iemand.pk)):
        with pytest.raises(Error, match="row-level security"), transaction.atomic():
            Gebruiker.objects.maak(
                "sluiper", e_mail="s@voorbeeld.test", naam="S", wachtwoord="een-goed-wachtwoord"
            )
        with pytest.raises(Error, match="row-level security"), transaction.atomic():
            iemand.rolhouders.create(rol="consulent", gemeente_code="0432", van="2025-07-01")
        assert iemand.rolhouders.update(gemeente_code="0432") == 0
        assert iemand.rolhouders.all().delete()[0] == 0


def test_old_attempts_are_removed_and_new_ones_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    probeer("iemand")
    assert inloggen.ruim_pogingen_op() == 0
    morgen = timezone.now() + timedelta(days=1, minutes=1)
    monkeypatch.setattr(inloggen.timezone, "now", lambda: morgen)
    assert inloggen.ruim_pogingen_op() == 1


def test_the_address_behind_a_proxy_is_what_the_proxy_says(settings: Any) -> None:
    request = RequestFactory().get(
        "/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="198.51.100.1, 203.0.113.9"
    )
    assert adres_van(request) == "10.0.0.1"
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert adres_van(request) == "203.0.113.9"
    assert adres_van(RequestFactory().get("/", REMOTE_ADDR="10.0.0.1")) == "10.0.0.1"
    assert adres_van(None) == ""
