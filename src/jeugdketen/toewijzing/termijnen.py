"""The legal deadlines of a request, counted in Dutch working days (OP090, OP274, OP346, OP359)."""

from __future__ import annotations

from datetime import date, timedelta

from jeugdketen.kern.werkdagen import plus_werkdagen, werkdagen_tussen
from jeugdketen.toewijzing.weergave import Termijn

ANTWOORD_WERKDAGEN = 5
"""Working days after receipt within which a request must be answered (OP274)."""
ONDERZOEK_WEKEN = 8
"""Weeks after the request's date within which an investigation must end (OP274)."""
WOONPLAATS_WEKEN = 2
"""Weeks after receipt within which a refusal on domicile must be sent (OP359)."""

VERZOEK = "verzoek"
ONDERZOEK = "onderzoek"
WOONPLAATS = "woonplaats"
SOORTEN = (VERZOEK, ONDERZOEK, WOONPLAATS)
NORMEN = {
    VERZOEK: "verzoek, 5 werkdagen",
    ONDERZOEK: "in onderzoek, 8 weken",
    WOONPLAATS: "woonplaats, 2 weken",
}


def antwoord_uiterlijk(ontvangen: date) -> date:
    """Last day to answer a request that came in on this day (OP274)."""
    return plus_werkdagen(ontvangen, ANTWOORD_WERKDAGEN)


def onderzoek_uiterlijk(dagtekening: date) -> date:
    """Last day of an investigation of a request with this date (OP274: after the Dagtekening of the request)."""
    return dagtekening + timedelta(weeks=ONDERZOEK_WEKEN)


def woonplaats_uiterlijk(ontvangen: date) -> date:
    """Last day to refuse on domicile, naming the right municipality (OP359)."""
    return ontvangen + timedelta(weeks=WOONPLAATS_WEKEN)


def groep(uiterlijk: date, vandaag: date) -> str:
    """In which group of the work list a deadline falls: weeks run from Monday to Sunday."""
    if uiterlijk < vandaag:
        return "te_laat"
    if uiterlijk == vandaag:
        return "vandaag"
    maandag = vandaag - timedelta(days=vandaag.weekday())
    if uiterlijk < maandag + timedelta(days=7):
        return "deze_week"
    if uiterlijk < maandag + timedelta(days=14):
        return "volgende_week"
    return "later"


def groepsgrenzen(vandaag: date) -> tuple[date, date]:
    """First day of next week and of the week after it: what the groups are cut on in a query."""
    maandag = vandaag - timedelta(days=vandaag.weekday())
    return maandag + timedelta(days=7), maandag + timedelta(days=14)


def termijn(uiterlijk: date, soort: str, vandaag: date) -> Termijn:
    """A deadline as it stands today; late as soon as the day has passed, also when no working day has."""
    rest = werkdagen_tussen(vandaag, uiterlijk)
    if uiterlijk < vandaag:
        rest = min(rest, -1)
        tekst = f"{-rest} werkdag{'en' if rest < -1 else ''} te laat"
    elif uiterlijk == vandaag:
        rest, tekst = 0, "vandaag"
    elif rest == 0:
        tekst = "voor maandag"
    else:
        tekst = f"nog {rest} werkdag{'en' if rest > 1 else ''}"
    return Termijn(
        uiterlijk=uiterlijk,
        werkdagen=rest,
        groep=groep(uiterlijk, vandaag),
        tekst=tekst,
        norm=NORMEN[soort],
        pips=max(0, min(5, 5 - rest)),
    )
