"""Random chains: whatever comes, a verdict, a right answer and a state that follows from what was accepted."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ijw.antwoord import getekend, lees_uitslag
from ijw.berichten.basis import Product
from ijw.keten import KETENREGELS
from ijw.keten.verwerking import beoordeel
from ijw.schrijven import schrijf
from ketensuite.bouw import (
    A04,
    A53,
    AANBIEDER,
    ANDER_KIND,
    ANDERE_AANBIEDER,
    CONTRACT,
    GGZ,
    HOORN,
    KIND,
    MEDEMBLIK,
    VANDAAG,
    gevraagd,
    jw301_,
    jw305_,
    jw307_,
    jw315_,
    jw317_,
    jw319_,
    jw323_,
    moet_kloppen,
    nieuw,
    per_maand,
    per_week,
    product,
    regel,
    start,
    stop,
    totaal,
    wijzig,
)

NUMMERS = st.sampled_from([1, 2, 3])
KINDEREN = st.sampled_from([KIND, KIND, KIND, ANDER_KIND])
AANBIEDERS = st.sampled_from([AANBIEDER, AANBIEDER, AANBIEDER, ANDERE_AANBIEDER])
GEMEENTEN = st.sampled_from([HOORN, HOORN, HOORN, MEDEMBLIK])
REFERENTIES = st.sampled_from(["R1", "R2", "R3"])
MAANDEN = st.sampled_from(["2025-02", "2025-03", "2025-04"])
PRODUCTEN = st.sampled_from([A04, A04, A53, GGZ])
partijen = {"bsn": KINDEREN, "aanbieder": AANBIEDERS, "gemeente": GEMEENTEN}
zonder_bsn = {"aanbieder": AANBIEDERS, "gemeente": GEMEENTEN}
IDENTIFICATIE = st.sampled_from([None, None, None, "X"])

toegewezen = st.builds(
    product,
    NUMMERS,
    st.sampled_from([A04, A04, A53, Product("45", None), None]),
    st.sampled_from([per_maand(10), per_week(3), totaal(20)]),
    st.sampled_from(["2025-01-01", "2025-03-10"]),
    st.sampled_from(["2025-12-31", "2025-03-20", None]),
    referentie=st.sampled_from([None, None, "R1", "R2"]),
    toegewezen=st.sampled_from(["2024-12-16", "2025-01-10"]),
).map(lambda p: p if p.product and p.product.code else p._replace(omvang=None, budget=100000))
verwijderd = toegewezen.map(lambda p: p._replace(einddatum=p.ingangsdatum, reden_wijziging="13"))
regels = st.lists(
    st.builds(
        regel,
        st.sampled_from(["P1", "P2", "P3", "P4"]),
        st.integers(0, 14),
        MAANDEN,
        nummer=NUMMERS,
        product=PRODUCTEN,
        eenheid=st.sampled_from(["04", "04", "01", "83"]),
        tarief=st.sampled_from([8700, 9900, 145]),
        credit_op=st.sampled_from([None, None, "P1", "P2"]),
    ),
    min_size=1,
    max_size=3,
)
BERICHTEN = st.one_of(
    st.builds(jw301_, toegewezen, **partijen, identificatie=IDENTIFICATIE),
    st.builds(jw301_, verwijderd, **partijen),
    st.builds(
        jw305_,
        st.builds(
            start,
            st.sampled_from(["2025-01-06", "2025-02-06"]),
            st.sampled_from([1, 2, None]),
            PRODUCTEN,
            st.sampled_from(["1", "1", "3"]),
        ),
        **partijen,
        identificatie=IDENTIFICATIE,
    ),
    st.builds(
        jw307_,
        st.builds(
            stop,
            st.sampled_from(["2025-04-15", "2025-04-20"]),
            st.sampled_from(["20", "31"]),
            st.sampled_from(["2025-01-06", "2025-02-06"]),
            st.sampled_from([1, 2, None]),
            PRODUCTEN,
            st.sampled_from(["1", "1", "3"]),
        ),
        **partijen,
    ),
    st.builds(jw315_, st.builds(gevraagd, REFERENTIES, PRODUCTEN), **partijen),
    st.builds(
        jw317_,
        ongewijzigd=st.lists(NUMMERS, max_size=2, unique=True),
        wijzigen=st.lists(
            st.builds(
                wijzig,
                NUMMERS,
                st.sampled_from(["2025-01-01", "2025-07-01"]),
                omvang=st.sampled_from([None, totaal(9)]),
            ),
            max_size=1,
        ),
        nieuwe=st.lists(st.builds(nieuw, PRODUCTEN), min_size=1, max_size=1),
        referentie=REFERENTIES,
        **partijen,
    ),
    st.builds(jw319_, REFERENTIES, st.sampled_from(["1", "2"]), **zonder_bsn),
    st.builds(
        jw323_,
        st.tuples(KINDEREN, regels),
        declaratie=st.sampled_from(["D1", "D2", "D3", "D4", "D5"]),
        maand=MAANDEN,
        **zonder_bsn,
        identificatie=IDENTIFICATIE,
    ),
)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(BERICHTEN, st.booleans()), min_size=4, max_size=14), st.data())
def test_willekeurige_keten(maak_stand, berichten, data):
    """No message of any chain ends without verdict; every answer is right; a replay gives the same verdicts."""
    stand, verdicts, gestuurd = maak_stand(), [], []
    for nr, (bericht, stuur_antwoord) in enumerate(berichten):
        bytes_ = schrijf(bericht)
        gestuurd.append(bytes_)
        oordeel = beoordeel(bytes_, stand, CONTRACT, vandaag=VANDAAG, identificatie=f"A{nr}")
        stand.verwerk(oordeel.wijziging)
        verdicts.append(oordeel.regels)
        controleer_oordeel(bericht, oordeel)
        if stuur_antwoord and oordeel.berichttype == "JW323":
            antwoord = schrijf(oordeel.antwoord)
            gestuurd.append(antwoord)
            terug = beoordeel(antwoord, stand, CONTRACT, vandaag=VANDAAG, identificatie=f"B{nr}")
            stand.verwerk(terug.wijziging)
            verdicts.append(terug.regels)
            # what was refused had not been taken in, so the answer takes nothing out
            assert terug.uitkomst == "goed", terug.bevindingen
            assert terug.wijziging.regels_vervallen == ()
            assert terug.wijziging.declaratie_vervallen is None
    opnieuw = maak_stand()
    for bytes_, verdict in zip(gestuurd, verdicts, strict=True):
        oordeel = beoordeel(bytes_, opnieuw, CONTRACT, vandaag=VANDAAG, identificatie="Z")
        opnieuw.verwerk(oordeel.wijziging)
        assert oordeel.regels == verdict


def controleer_oordeel(bericht, oordeel):
    """What holds for every verdict."""
    moet_kloppen(oordeel.antwoord)
    uitslag = lees_uitslag(oordeel.antwoord)
    codes = {c for reeks in uitslag.codes.values() for c in reeks}
    assert codes == set(oordeel.retourcodes)
    assert uitslag.goedgekeurd == (oordeel.uitkomst == "goed")
    if "0001" in codes:
        assert codes == {"0001"}
        assert oordeel.antwoord[1] is None
        return
    assert set(oordeel.regels) <= set(KETENREGELS)
    wijziging = oordeel.wijziging
    if oordeel.berichttype != "JW323":
        assert (oordeel.uitkomst == "goed") == (wijziging.bericht is not None)
        return
    assert wijziging.verzonden is not None
    inhoud = oordeel.antwoord.declaratie_antwoord
    if inhoud is None:
        return
    terug = [p.product_referentie for c in inhoud.clienten for p in c.prestaties]
    toegekend = getekend(*inhoud.totaal_toegekend_bedrag)
    assert sum(getekend(*r.prestatie.ingediend_bedrag) for r in wijziging.regels) == toegekend
    if wijziging.declaratie is not None:
        alle = [p.product_referentie for c in bericht.declaratie.clienten for p in c.prestaties]
        goed = [r.prestatie.product_referentie for r in wijziging.regels]
        assert sorted(map(str, [*goed, *terug])) == sorted(map(str, alle))
