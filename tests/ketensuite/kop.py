"""Rules on the Header: TR056, TR135, TR378."""

from __future__ import annotations

import pytest

from ijw.antwoord import HEADER
from ketensuite.bouw import (
    ANDERE_AANBIEDER,
    KIND,
    MEDEMBLIK,
    VANDAAG,
    Keten,
    antwoord_op,
    dag,
    jw301_,
    jw305_,
    jw307_,
    jw315_,
    jw317_,
    jw319_,
    jw323_,
    nieuw,
    product,
    regel,
    start,
    stop,
)

_ID = f"{HEADER}/BerichtIdentificatie/Identificatie"


@pytest.mark.regel("TR056")
def test_tr056_zelfde_identificatie(stand):
    keten = Keten(stand).goed(jw301_(), jw305_(identificatie="X"))
    bericht = jw305_(start("2025-02-01"), identificatie="X")
    controle = keten.fout(bericht, ("TR056", "9056", _ID))
    retour = antwoord_op(bericht, controle)
    assert retour.header.retourcodes == ("9056",)
    assert retour.client is None


@pytest.mark.regel("TR056")
def test_tr056_andere_soort_of_verzender_mag(stand):
    Keten(stand).goed(
        jw301_(),
        jw305_(identificatie="X"),
        jw307_(identificatie="X"),
        jw301_(product(200001), aanbieder=ANDERE_AANBIEDER),
        jw305_(start(nummer=200001), aanbieder=ANDERE_AANBIEDER, identificatie="X"),
    )


@pytest.mark.regel("TR056")
def test_tr056_afgekeurd_bericht_telt_niet(stand):
    keten = Keten(stand).goed(jw301_())
    keten.stuur(jw305_(start(nummer=555), identificatie="X"))
    keten.goed(jw305_(identificatie="X"))


@pytest.mark.regel("TR056")
def test_tr056_andere_gemeente_is_zelfde_verzender(stand):
    keten = Keten(stand).goed(jw301_(), jw305_(identificatie="X"), jw301_(product(7), gemeente=MEDEMBLIK))
    keten.fout(jw305_(start(nummer=7), gemeente=MEDEMBLIK, identificatie="X"), ("TR056", "9056", _ID))


@pytest.mark.regel("TR056")
def test_tr056_deels_afgekeurde_declaratie_telt_wel(stand):
    keten = Keten(stand).goed(jw301_())
    keten.stuur(jw323_(regel("P1", 11), identificatie="X"))
    keten.fout(jw323_(regel("P2"), declaratie="D2", identificatie="X"), ("TR056", "9056", _ID))


@pytest.mark.regel("TR056")
def test_tr056_declaratie_met_fout_op_declaratie_telt_niet(stand):
    keten = Keten(stand).goed(jw301_(), jw323_(regel("P1"), declaratie="D1"))
    keten.stuur(jw323_(regel("P2", maand="2025-04"), declaratie="D1", maand="2025-04", identificatie="X"))
    keten.goed(jw323_(regel("P2", maand="2025-04"), declaratie="D2", maand="2025-04", identificatie="X"))


@pytest.mark.regel("TR135")
def test_tr135_dagtekening_in_toekomst(stand):
    keten = Keten(stand)
    bericht = jw301_(op="2026-01-22")
    keten.fout(bericht, ("TR135", "8848", f"{HEADER}/BerichtIdentificatie/Dagtekening"))
    keten.goed(jw301_(op="2026-01-21"))


@pytest.mark.regel("TR135")
def test_tr135_declaratieantwoord_ook_declaratie_identificatie(stand):
    keten = Keten(stand).goed(jw301_())
    bericht = jw323_(regel())
    controle = keten.stuur(bericht)
    antwoord = antwoord_op(bericht, controle)
    later = dag("2026-01-22")
    header = antwoord.header._replace(
        bericht_identificatie=antwoord.header.bericht_identificatie._replace(dagtekening=later),
        declaratie_identificatie=antwoord.header.declaratie_identificatie._replace(dagtekening=later),
    )
    keten.fout(
        antwoord._replace(header=header),
        ("TR135", "8848", f"{HEADER}/BerichtIdentificatie/Dagtekening"),
        ("TR135", "8848", f"{HEADER}/DeclaratieIdentificatie/Dagtekening"),
    )


@pytest.mark.regel("TR378")
@pytest.mark.parametrize(
    ("bericht", "element"),
    [
        (jw301_(gemeente="9999"), "Afzender"),
        (jw305_(gemeente="9999"), "Ontvanger"),
        (jw307_(gemeente="9999"), "Ontvanger"),
        (jw315_(gemeente="9999"), "Ontvanger"),
        (jw317_(ongewijzigd=[1], nieuwe=[nieuw()], gemeente="9999"), "Ontvanger"),
        (jw319_(gemeente="9999"), "Afzender"),
        (jw323_(regel(), gemeente="9999"), "Ontvanger"),
    ],
    ids=lambda w: w if isinstance(w, str) else type(w).__module__[-5:],
)
def test_tr378_onbekende_gemeente(stand, bericht, element):
    controle = Keten(stand).fout(bericht, ("TR378", "S300", f"{HEADER}/{element}"))
    assert antwoord_op(bericht, controle).header.retourcodes == ("S300",)


@pytest.mark.regel("TR378")
def test_tr378_oude_gemeentecode_op_ingangsdatum(stand):
    # 0416 (Langedijk) ging op 01-01-2022 op in Dijk en Waard
    keten = Keten(stand)
    oud = product(1, van="2021-06-01", tot="2026-12-31", toegewezen="2021-05-20")
    keten.goed(
        jw301_(oud, gemeente="0416", op="2021-05-21"),
        jw305_(start(nummer=1), gemeente="0416", op="2025-02-01"),
        jw307_(stop(nummer=1), gemeente="0416"),
        jw317_(ongewijzigd=[1], nieuwe=[nieuw()], gemeente="0416"),
        jw319_("VOW-1", gemeente="0416", op="2021-12-31"),
        jw323_(regel(nummer=1), gemeente="0416"),
    )
    keten.goed(jw301_(oud, gemeente="0416", op="2025-05-21"))
    keten.fout(jw301_(product(2, van="2025-01-01"), gemeente="0416"), ("TR378", "S300", f"{HEADER}/Afzender"))
    keten.fout(jw305_(start(nummer=99), gemeente="0416"), ("TR378", "S300", f"{HEADER}/Ontvanger"))


@pytest.mark.regel("TR378")
def test_tr378_ingangsdatum_in_het_bericht_zelf(stand):
    # ToewijzingIngangsdatum counts where the allocation is not known: task-oriented care has none (IV096)
    keten = Keten(stand)
    keten.goed(jw305_(start(nummer=None, ingang="2021-06-01"), gemeente="0416"))
    keten.fout(
        jw305_(start(nummer=99, ingang="2021-06-01"), gemeente="0416"),
        ("TR019", "9019", "/Bericht/Client/StartProducten/StartProduct[1]/ToewijzingNummer"),
    )
    keten.fout(
        jw305_(start(nummer=None, ingang="2022-01-01"), gemeente="0416"),
        ("TR378", "S300", f"{HEADER}/Ontvanger"),
    )
    keten.fout(
        jw305_(start(nummer=None, ingang=None), gemeente="0416"), ("TR378", "S300", f"{HEADER}/Ontvanger")
    )


@pytest.mark.regel("TR378")
def test_tr378_woonplaatsbeginsel(stand):
    keten = Keten(stand).goed(jw315_())
    bericht = jw319_(woonplaats="9999")
    controle = keten.fout(bericht, ("TR378", "S300", "/Bericht/Antwoord/Woonplaatsbeginsel/Gemeente"))
    retour = antwoord_op(bericht, controle)
    assert retour.header.retourcodes == ("0200",)
    assert retour.antwoord.retourcodes == ("0200",)
    assert retour.antwoord.woonplaatsbeginsel.retourcodes == ("S300",)
    keten.goed(jw319_(woonplaats=MEDEMBLIK))


@pytest.mark.regel("TR056", "TR135", "TR378")
def test_na_fout_op_header_niets_meer(stand):
    keten = Keten(stand).goed(jw301_(identificatie="X"))
    bericht = jw301_(product(2, referentie="ONBEKEND"), op="2026-02-01", identificatie="X")
    controle = keten.fout(
        bericht,
        ("TR056", "9056", _ID),
        ("TR135", "8848", f"{HEADER}/BerichtIdentificatie/Dagtekening"),
    )
    assert controle.regels == ("TR056", "TR135")
    assert controle.retourcodes == ("8848", "9056")
    assert controle.codes == {HEADER: ("9056", "8848")}
    assert dag("2026-02-01") > VANDAAG
    assert stand.toewijzingen_van("0405", "99000101", KIND)[0].nummer == 100001
    assert len(stand.toewijzingen_van("0405", "99000101", KIND)) == 1
