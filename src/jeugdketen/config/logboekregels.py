"""Log lines: without personal data, one JSON document on one line, with the time in UTC."""

from __future__ import annotations

import json
import logging
import re
from datetime import UTC, datetime

_NEGEN = re.compile(r"(?<!\d)(?:\d{4}[ .-]?\d{2}[ .-]?\d{3}|\d{3}[ .-]\d{3}[ .-]\d{3})(?!\d)")


def _lijkt_bsn(cijfers: str) -> bool:
    som = sum(int(c) * w for c, w in zip(cijfers, (9, 8, 7, 6, 5, 4, 3, 2, -1), strict=True))
    return som % 11 == 0 and cijfers != "000000000"


def zonder_bsn(tekst: str) -> str:
    """The text with every nine-digit number that passes the BSN check replaced by ``[bsn]``."""
    return _NEGEN.sub(lambda m: "[bsn]" if _lijkt_bsn(re.sub(r"\D", "", m[0])) else m[0], tekst)


class ZonderPersoonsgegevens(logging.Formatter):
    """Formatter that masks BSNs, also inside tracebacks (a database error quotes the row that failed)."""

    def format(self, record: logging.LogRecord) -> str:
        """The formatted line, masked."""
        return zonder_bsn(super().format(record))

    def formatMessage(self, record: logging.LogRecord) -> str:
        """The line itself: a line end in what somebody sent makes no line of its own."""
        return super().formatMessage(record).replace("\r", "\\r").replace("\n", "\\n")


class JsonRegels(logging.Formatter):
    """One JSON document for each line, for a log server; masked as above.

    JSON writes a line end in what somebody sent as two letters, so nobody can make a line of their own.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The record as JSON: `tijd` (UTC, with zone), `niveau`, `bron`, `tekst`, and what comes with it."""
        regel = {
            "tijd": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "niveau": record.levelname,
            "bron": record.name,
            "proces": record.process,
            "tekst": record.getMessage(),
        }
        if (status := getattr(record, "status_code", None)) is not None:
            regel["status"] = status
        if (gebeurtenis := getattr(record, "gebeurtenis", None)) is not None:
            regel["gebeurtenis"] = gebeurtenis
        if record.exc_info:
            regel["spoor"] = self.formatException(record.exc_info)
        return zonder_bsn(json.dumps(regel, ensure_ascii=False, default=str))


class GeenSpoorBijWeigering(logging.Filter):
    """A page that is refused (403) is no fault: one line without the traceback that Django adds."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep the record, without its traceback when it is a refusal."""
        if getattr(record, "status_code", None) == 403:
            record.exc_info = None
            record.exc_text = None
        return True
