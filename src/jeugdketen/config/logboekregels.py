"""Log lines without personal data."""

from __future__ import annotations

import logging
import re

_NEGEN = re.compile(r"(?<!\d)(\d{4})[ .]?(\d{2})[ .]?(\d{3})(?!\d)")


def _lijkt_bsn(cijfers: str) -> bool:
    som = sum(int(c) * w for c, w in zip(cijfers, (9, 8, 7, 6, 5, 4, 3, 2, -1), strict=True))
    return som % 11 == 0 and cijfers != "000000000"


def zonder_bsn(tekst: str) -> str:
    """The text with every nine-digit number that passes the BSN check replaced by ``[bsn]``."""
    return _NEGEN.sub(lambda m: "[bsn]" if _lijkt_bsn("".join(m.groups())) else m.group(), tekst)


class ZonderPersoonsgegevens(logging.Formatter):
    """Formatter that masks BSNs, also inside tracebacks (a database error quotes the row that failed)."""

    def format(self, record: logging.LogRecord) -> str:
        """The formatted line, masked."""
        return zonder_bsn(super().format(record))
