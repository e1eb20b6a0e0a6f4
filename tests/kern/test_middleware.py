"""One transaction for each request, with who asks, read anew each time."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.test import RequestFactory

from jeugdketen.dossier.models import Jeugdige
from jeugdketen.kern.middleware import ToegangMiddleware
from jeugdketen.kern.models import Gebruiker, Rolhouder
from jeugdketen.kern.sessies import SessionStore
from jeugdketen.kern.toegang import NIEMAND, als_inrichting, als_systeem
from mensen import HOORN, OPMEER, gebruiker

pytestmark = pytest.mark.django_db(databases=["default", "logboek"])


def vraag(iemand: Any) -> Any:
    """A request by somebody, with a session."""
    request = RequestFactory().get("/")
    request.user = iemand
    request.session = SessionStore()
    return request


def draai(iemand: Any, view: Any) -> HttpResponse:
    """The answer of a view behind the middleware, as Django calls it."""
    middleware = ToegangMiddleware(lambda request: view(request))
    return middleware(vraag(iemand))


def gemeenten(request: Any) -> HttpResponse:
    """A view that says what the database gives."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT array_to_string(kern_gemeenten(), ',')")
        return HttpResponse(cursor.fetchone()[0])


def test_the_view_runs_with_who_asks() -> None:
    assert draai(gebruiker("consulent", HOORN), gemeenten).content == HOORN.encode()
    assert draai(AnonymousUser(), gemeenten).content == b""


def test_a_role_changed_during_a_session_counts_on_the_next_request() -> None:
    iemand = gebruiker("consulent", HOORN)
    assert draai(iemand, gemeenten).content == HOORN.encode()
    with als_inrichting():
        Rolhouder.objects.filter(gebruiker=iemand).update(gemeente_code=OPMEER)
    assert draai(iemand, gemeenten).content == OPMEER.encode()


def test_who_left_is_logged_out() -> None:
    iemand = gebruiker("consulent", HOORN)
    with als_inrichting():
        Gebruiker.objects.filter(pk=iemand.pk).update(is_active=False)
    iemand.refresh_from_db()
    request = vraag(iemand)
    ToegangMiddleware(gemeenten)(request)
    assert request.toegang is NIEMAND
    assert not request.user.is_authenticated


def maak_kind(request: Any) -> None:
    """Write something."""
    Jeugdige.objects.create(gemeente_code=HOORN, achternaam="Kuin", geboortedatum="2014-03-03")


def aantal() -> int:
    """How many children there are in Hoorn."""
    with als_systeem([HOORN]):
        return Jeugdige.objects.count()


@pytest.mark.parametrize(("status", "blijft"), [(200, 1), (302, 1), (404, 1), (500, 0), (503, 0)])
def test_an_answer_of_500_leaves_nothing(status: int, blijft: int) -> None:
    def view(request: Any) -> HttpResponse:
        maak_kind(request)
        return HttpResponse(status=status)

    draai(gebruiker("consulent", HOORN), view)
    assert aantal() == blijft


def test_an_exception_leaves_nothing() -> None:
    """Django turns an exception into an answer before the middleware sees it; `process_exception` rolls back."""

    def get_response(request: Any) -> HttpResponse:
        try:
            maak_kind(request)
            raise ZeroDivisionError
        except ZeroDivisionError as fout:
            middleware.process_exception(request, fout)
            return HttpResponse(status=400)

    middleware = ToegangMiddleware(get_response)
    middleware(vraag(gebruiker("consulent", HOORN)))
    assert aantal() == 0


def test_without_a_database_the_answer_is_503_and_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def weg(*_: object, **__: object) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr("jeugdketen.kern.middleware.met_toegang", weg)
    antwoord = draai(AnonymousUser(), gemeenten)
    assert antwoord.status_code == 503
    assert "Er is niets opgeslagen" in antwoord.content.decode()
