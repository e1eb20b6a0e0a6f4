"""No BSN reaches a log line."""

from __future__ import annotations

import logging
import sys

import pytest

from jeugdketen.config.logboekregels import ZonderPersoonsgegevens, zonder_bsn


@pytest.mark.parametrize(
    "bsn", ["999901187", "9999 01 187", "9999.01.187", "9999-01-187", "999-901-187", "999 901 187"]
)
def test_a_bsn_is_masked_however_it_is_written(bsn: str) -> None:
    assert zonder_bsn(f"Key (bsn)=({bsn}) bestaat al") == "Key (bsn)=([bsn]) bestaat al"


@pytest.mark.parametrize("geen_bsn", ["999901188", "12345678", "1999901187", "VT-2026-0188", "2026-01-21"])
def test_other_numbers_stay_readable(geen_bsn: str) -> None:
    assert zonder_bsn(f"regel {geen_bsn} klaar") == f"regel {geen_bsn} klaar"


def test_a_traceback_is_masked_too() -> None:
    try:
        raise ValueError("dubbel: 999901187")
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, "x.py", 1, "mislukt", None, sys.exc_info())
    regel = ZonderPersoonsgegevens("{message}", style="{").format(record)
    assert "ValueError: dubbel: [bsn]" in regel
    assert "999901187" not in regel


def test_nobody_makes_a_line_of_their_own_in_the_plain_form_either() -> None:
    record = logging.LogRecord("x", logging.INFO, "x.py", 1, "naam %s", ("a\r\n2026 INFO nep",), None)
    regel = ZonderPersoonsgegevens("{message}", style="{").format(record)
    assert regel == "naam a\\r\\n2026 INFO nep"
