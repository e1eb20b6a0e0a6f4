"""Numbers: unique, without gaps, also when two take one at the same moment and when a transaction fails."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction

from jeugdketen.berichten import nummers
from jeugdketen.kern.toegang import als_systeem


@pytest.mark.django_db
def test_numbers_read_as_they_should() -> None:
    with als_systeem():
        assert nummers.verzoeknummers(2026, 1) == ["VT-2026-0001"]
        assert nummers.verzoeknummers(2026, 2) == ["VT-2026-0002", "VT-2026-0003"]
        assert nummers.verzoeknummers(2027, 1) == ["VT-2027-0001"]
        assert nummers.verzoeknummers(2027, 0) == []
        assert nummers.berichtnummer("0420", 2026, "T") == "042026T00001"
        assert len(nummers.berichtnummer("0420", 2026, "R")) == 12
        assert nummers.toewijzingnummer("0420", 2026) == "2600001"
        assert nummers.toewijzingnummer("0405", 2026) == "2600001"


@pytest.mark.django_db
def test_a_failed_transaction_leaves_no_gap() -> None:
    with als_systeem():
        nummers.volgende("proef")
    with pytest.raises(ZeroDivisionError), als_systeem():  # noqa: PT012
        nummers.volgende("proef")
        raise ZeroDivisionError
    with als_systeem():
        assert nummers.volgende("proef") == 2


@pytest.mark.django_db(transaction=True)
def test_many_at_once_get_a_number_each() -> None:
    uit: list[int] = []

    def neem() -> None:
        try:
            for _ in range(5):
                with als_systeem():
                    uit.append(nummers.volgende("druk"))
        finally:
            connection.close()

    draden = [threading.Thread(target=neem) for _ in range(6)]
    for draad in draden:
        draad.start()
    for draad in draden:
        draad.join(30)
    assert sorted(uit) == list(range(1, 31))


@pytest.mark.django_db(transaction=True)
def test_no_number_outside_a_transaction() -> None:
    assert not transaction.get_connection().in_atomic_block
    with pytest.raises(RuntimeError):
        nummers.volgende("los")
