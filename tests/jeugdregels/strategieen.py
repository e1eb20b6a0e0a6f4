"""Hypothesis strategies for questions about allocations in Westfriesland."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import strategies as st

from jeugdregels.regio import laad

T = laad().laatste
PRODUCTEN = sorted(T.producten)
BEGIN, EINDE = date(2025, 7, 1), date(2029, 12, 31)
NAMEN = ["De Linde", "Het Baken", "Zeewind"]

dagen = st.dates(BEGIN, EINDE)


@st.composite
def periodes(draw: st.DrawFn, *, open_mag: bool = True) -> dict[str, Any]:
    """A period with inclusive ends, perhaps without an end."""
    van = draw(dagen)
    if open_mag and draw(st.booleans()):
        return draw(st.sampled_from([{"van": van.isoformat()}, {"van": van.isoformat(), "tot": None}]))
    return {"van": van.isoformat(), "tot": draw(st.dates(van, date(2031, 12, 31))).isoformat()}


@st.composite
def aanbieders(draw: st.DrawFn) -> dict[str, Any]:
    """The three providers of these tests, each with some contracts."""
    uit: dict[str, Any] = {}
    for naam in NAMEN:
        contracten = draw(
            st.lists(
                st.builds(lambda s, p: {"segment": s, **p}, st.sampled_from("BCV"), periodes()), max_size=3
            )
        )
        if draw(st.booleans()):
            contracten = [{"segment": s, "van": "2025-07-01"} for s in "BCV"]
        uit[naam] = {"contracten": contracten}
        for veld in ("ggz", "alleen_laag_complex"):
            waarde = draw(st.sampled_from([..., None, True, False]))
            if waarde is not ...:
                uit[naam][veld] = waarde
    return uit


_datum = st.one_of(st.none(), st.dates(date(2025, 1, 1), date(2030, 1, 1)).map(date.isoformat))
_tekst = st.sampled_from([None, "omdat het nodig is"])
_keuze = {
    "verwijzer": st.one_of(
        st.none(),
        st.builds(
            lambda s, a: {"soort": s, "aanbieder": a},
            st.sampled_from(sorted(T.verwijzers)),
            st.sampled_from([None, *NAMEN]),
        ),
    ),
    "toestemming": st.one_of(
        st.none(),
        st.builds(
            lambda v, d: {"vorm": v, "datum": d.isoformat()},
            st.sampled_from(["schriftelijk", "mondeling"]),
            st.dates(date(2025, 1, 1), date(2025, 9, 30)),
        ),
    ),
    "handtekening": st.sampled_from([None, True, False]),
    "onderbouwing": _tekst,
    "gezamenlijke_beoordeling": _datum,
    "plan": st.one_of(
        st.none(), st.builds(lambda p: {"producten": p}, st.lists(st.sampled_from(PRODUCTEN), max_size=3))
    ),
    "zorgvraag": st.one_of(
        st.none(),
        st.builds(
            lambda h, k: {"hoogspecialistisch": h, "kenmerkend_voor": k},
            st.booleans(),
            st.sampled_from([None, "B", "C", "V"]),
        ),
    ),
    "zorg_gestart": _datum,
    "aangemeld": _datum,
    "uitzondering": st.sampled_from([None, "wachtlijst_voor_2025-07-01"]),
    "verlengde_jeugdhulp": st.sampled_from([None, {"grond": "besluit voor 18 jaar"}]),
    "oplegger": st.one_of(
        st.none(),
        st.fixed_dictionaries(
            {},
            optional={
                "arrangement": st.sampled_from([None, *PRODUCTEN]),
                "verblijfsproduct": st.sampled_from([None, *PRODUCTEN]),
                "component": st.sampled_from([None, "vervoer-groep"]),
                "toelichting": _tekst,
            },
        ),
    ),
    "overleg_drie_partijen": _datum,
    "hiaat": st.sampled_from([None, {"status": "open"}, {"status": "afgerond"}]),
    "doel": st.sampled_from([None, "respijt"]),
    "setting": st.sampled_from([None, "groep", "gezin", "individueel"]),
    "overnachting": st.sampled_from([None, True, False]),
    "uitstroomdoel": st.sampled_from([None, "terug naar huis"]),
    "buiten_regio": st.sampled_from([None, True, False]),
}


@st.composite
def toewijzingsvragen(draw: st.DrawFn, *, open_mag: bool = True) -> dict[str, Any]:
    """A question that is right in form, about anything."""
    product = draw(st.sampled_from(PRODUCTEN))
    segment = T.producten[product].segment.code
    lopend = draw(
        st.lists(
            st.builds(
                lambda p, a, periode: {"product": p, "aanbieder": a, **periode},
                st.sampled_from(PRODUCTEN),
                st.sampled_from(NAMEN),
                periodes(),
            ),
            max_size=4,
        )
    )
    aanvraag = {
        "route": draw(st.sampled_from(sorted(T.routes))),
        "product": product,
        "componenten": draw(
            st.lists(st.sampled_from(sorted(T.componenten[segment]) or ["vervoer"]), max_size=2)
        ),
        "aanbieder": draw(st.sampled_from(NAMEN)),
        **draw(periodes(open_mag=open_mag)),
        **draw(st.fixed_dictionaries({}, optional=_keuze)),
    }
    return {
        "vraag": "toewijzing",
        "peildatum": draw(st.dates(BEGIN, date(2026, 12, 31))).isoformat(),
        "gemeente": draw(st.sampled_from(sorted(T.gemeenten))),
        "jeugdige": {
            "geboortedatum": draw(
                st.one_of(st.none(), st.dates(date(2002, 1, 1), date(2026, 1, 1)).map(date.isoformat))
            ),
            "woont_thuis": draw(st.booleans()),
        },
        "aanbieders": draw(aanbieders()),
        "lopend": lopend,
        "aanvraag": aanvraag,
    }
