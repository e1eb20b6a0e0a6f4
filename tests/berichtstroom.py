"""Messages of one provider about two children, as Hypothesis draws them: starts, stops, requests and declarations."""

from __future__ import annotations

import hypothesis.strategies as st

from ijw.keten.stand import Toewijzing
from ketensuite import bouw
from postregio import HOORN, LINDE

KINDEREN = (bouw.KIND, bouw.ANDER_KIND)


def begin() -> list[Toewijzing]:
    """The allocations with which both sides begin."""
    return [
        Toewijzing(HOORN, LINDE, bsn, bouw.product(nr, tot="2026-12-31"))
        for nr, bsn in enumerate(KINDEREN, 1)
    ]


NUMMERS = st.sampled_from([1, 1, 2, 9])
BEGINNEN = st.sampled_from(["2025-01-06", "2025-02-06"])
PRODUCTEN = st.sampled_from([bouw.A04, bouw.A04, bouw.GGZ])
STATUS = st.sampled_from(["1", "1", "1", "3"])
partijen = {
    "bsn": st.sampled_from([bouw.KIND, bouw.KIND, bouw.ANDER_KIND]),
    "gemeente": st.just(HOORN),
    "aanbieder": st.just(LINDE),
    "op": st.sampled_from(["2026-01-12", "2026-01-13"]),
}
BERICHTEN = st.one_of(
    st.builds(bouw.jw305_, st.builds(bouw.start, BEGINNEN, NUMMERS, PRODUCTEN, STATUS), **partijen),
    st.builds(
        bouw.jw307_,
        st.builds(
            bouw.stop,
            st.sampled_from(["2025-04-15", "2025-04-20"]),
            st.sampled_from(["20", "31"]),
            BEGINNEN,
            NUMMERS,
            PRODUCTEN,
            STATUS,
        ),
        **partijen,
    ),
    st.builds(bouw.jw315_, st.builds(bouw.gevraagd, st.sampled_from(["R1", "R2"])), **partijen),
    st.builds(
        bouw.jw317_,
        ongewijzigd=st.lists(NUMMERS, max_size=2, unique=True),
        nieuwe=st.just([bouw.nieuw(bouw.A53, "2026-03-01", "2026-12-31")]),
        referentie=st.sampled_from(["R1", "R2"]),
        **partijen,
    ),
    st.builds(
        bouw.jw323_,
        st.tuples(
            partijen["bsn"],
            st.lists(
                st.builds(
                    bouw.regel, st.sampled_from(["P1", "P2", "P3"]), st.integers(1, 14), nummer=NUMMERS
                ),
                min_size=1,
                max_size=2,
            ),
        ),
        declaratie=st.sampled_from(["D1", "D2", "D3"]),
        gemeente=st.just(HOORN),
        aanbieder=st.just(LINDE),
    ),
)
