"""Rules on requests and their answers: JW315, JW317 and JW319."""

from __future__ import annotations

import pytest

from ijw.keten.geheugen import GeheugenContract
from ketensuite.bouw import (
    A04,
    A53,
    AANBIEDER,
    AFSPRAKEN,
    ANDER_KIND,
    ANDERE_AANBIEDER,
    GGZ,
    HOORN,
    MEDEMBLIK,
    Keten,
    antwoord_op,
    gevraagd,
    jw301_,
    jw315_,
    jw317_,
    jw319_,
    nieuw,
    per_maand,
    product,
    totaal,
    wijzig,
)

CLIENT = "/Bericht/Client"
VERZOEK = f"{CLIENT}/Verzoek"
GEVRAAGD = f"{CLIENT}/AangevraagdeProducten/AangevraagdProduct"
ONGEWIJZIGD = f"{VERZOEK}/OngewijzigdeProducten/OngewijzigdProduct"
WIJZIG = f"{VERZOEK}/TeWijzigenProducten/TeWijzigenProduct"
NIEUW = f"{VERZOEK}/NieuweProducten/NieuwProduct"
ANTWOORD = "/Bericht/Antwoord"
CATEGORIE = A04._replace(code=None)


# --- TR347 en TR374 -------------------------------------------------------------------------------


@pytest.mark.regel("TR347")
def test_tr347_referentie_opnieuw(stand):
    keten = Keten(stand).goed(jw315_(gevraagd("V1")), jw319_("V1"))
    bericht = jw315_(gevraagd("V2"), gevraagd("V1", A53))
    controle = keten.fout(bericht, ("TR347", "9347", f"{GEVRAAGD}[2]/ReferentieAanbieder"))
    retour = antwoord_op(bericht, controle)
    assert retour.header.bericht_code == "447"
    assert (retour.header.afzender, retour.header.ontvanger) == (AANBIEDER, HOORN)
    assert retour.client.retourcodes == ("0200",)
    assert [p.retourcodes for p in retour.client.aangevraagde_producten] == [("0200",), ("9347",)]
    keten.goed(jw315_(gevraagd("V2")))


@pytest.mark.regel("TR347")
def test_tr347_over_vot_vow_en_gemeenten_heen(stand):
    keten = Keten(stand).goed(jw315_(gevraagd("V1")), jw301_(product(referentie="V1")))
    keten.fout(
        jw317_(ongewijzigd=[100001], nieuwe=[nieuw()], referentie="V1"),
        ("TR347", "9347", f"{VERZOEK}/ReferentieAanbieder"),
    )
    keten.fout(
        jw315_(gevraagd("V1"), gemeente=MEDEMBLIK), ("TR347", "9347", f"{GEVRAAGD}[1]/ReferentieAanbieder")
    )
    keten.goed(jw315_(gevraagd("V1"), aanbieder=ANDERE_AANBIEDER))


@pytest.mark.regel("TR347", "TR374")
def test_tr347_zelfde_verzoek_terwijl_het_loopt(stand):
    Keten(stand).goed(jw315_()).fout(
        jw315_(), ("TR347", "9347", f"{GEVRAAGD}[1]/ReferentieAanbieder"), ("TR374", "9374", CLIENT)
    )


@pytest.mark.regel("TR347")
def test_tr347_na_afkeur_mag_zelfde_referentie(stand):
    keten = Keten(stand).goed(jw315_(gevraagd("V1")))
    keten.fout(jw315_(gevraagd("V2")), ("TR374", "9374", CLIENT))
    keten.goed(jw319_("V1"), jw315_(gevraagd("V2")))


@pytest.mark.regel("TR374")
def test_tr374_onderhanden_verzoek(stand):
    keten = Keten(stand).goed(jw315_(gevraagd("V1")))
    bericht = jw315_(gevraagd("V2", A53))
    controle = keten.fout(bericht, ("TR374", "9374", CLIENT))
    retour = antwoord_op(bericht, controle)
    assert retour.header.retourcodes == ("0200",)
    assert retour.client.retourcodes == ("9374",)
    assert retour.client.aangevraagde_producten[0].retourcodes == ("0200",)


@pytest.mark.regel("TR374")
def test_tr374_in_onderzoek_loopt_door(stand):
    keten = Keten(stand).goed(jw315_(gevraagd("V1")), jw319_("V1", "2"))
    keten.fout(jw315_(gevraagd("V2")), ("TR374", "9374", CLIENT))
    keten.goed(jw319_("V1", "1"), jw315_(gevraagd("V2")))


@pytest.mark.regel("TR374")
def test_tr374_alle_producten_van_een_vot_moeten_af(stand):
    keten = Keten(stand).goed(jw315_(gevraagd("V1"), gevraagd("V2", A53)))
    keten.goed(jw301_(product(1, referentie="V1")))
    keten.fout(jw315_(gevraagd("V3", GGZ)), ("TR374", "9374", CLIENT))
    keten.goed(jw319_("V2"), jw315_(gevraagd("V3", GGZ)))


@pytest.mark.regel("TR374")
def test_tr374_toewijzing_zonder_referentie_handelt_niet_af(stand):
    keten = Keten(stand).goed(jw315_(gevraagd("V1")), jw301_(product()))
    keten.fout(jw315_(gevraagd("V2", A53)), ("TR374", "9374", CLIENT))


@pytest.mark.regel("TR374")
def test_tr374_ander_kind_andere_aanbieder_andere_gemeente_mogen(stand):
    Keten(stand).goed(
        jw315_(gevraagd("V1")),
        jw315_(gevraagd("V2"), bsn=ANDER_KIND),
        jw315_(gevraagd("V3"), gemeente=MEDEMBLIK),
        jw315_(gevraagd("V1"), aanbieder=ANDERE_AANBIEDER),
    )


@pytest.mark.regel("TR374")
def test_tr374_vow(stand):
    keten = Keten(stand).goed(jw301_(), jw317_(ongewijzigd=[100001], nieuwe=[nieuw()]))
    tweede = jw317_(ongewijzigd=[100001], nieuwe=[nieuw()], referentie="VOW-2")
    controle = keten.fout(tweede, ("TR374", "9374", CLIENT))
    retour = antwoord_op(tweede, controle)
    assert retour.client.retourcodes == ("9374",)
    assert retour.client.verzoek.retourcodes == ("0200",)
    assert retour.client.verzoek.ongewijzigde_producten[0].retourcodes == ("0200",)
    keten.fout(jw315_(gevraagd("V9", GGZ)), ("TR374", "9374", CLIENT))
    keten.goed(jw319_("VOW-1"), jw317_(ongewijzigd=[100001], nieuwe=[nieuw()], referentie="VOW-2"))


@pytest.mark.regel("TR381")
def test_tr381_verzoeken(stand):
    keten = Keten(stand, GeheugenContract(AFSPRAKEN, {"45A04": "45", "45A53": "45", "54004": "54"}))
    fout = A04._replace(code="54004")
    keten.fout(jw315_(gevraagd(product=fout)), ("TR381", "S329", f"{GEVRAAGD}[1]/Product/Code"))
    keten.goed(jw315_(gevraagd()), jw301_(product(referentie="VOT-1")))
    keten.fout(
        jw317_(ongewijzigd=[100001], nieuwe=[nieuw(), nieuw(fout)]),
        ("TR381", "S329", f"{NIEUW}[2]/Product/Code"),
    )
    keten.goed(jw317_(ongewijzigd=[100001], nieuwe=[nieuw()]))


# --- JW317 ----------------------------------------------------------------------------------------


@pytest.mark.regel("TR304")
def test_tr304_toewijzing_van_ander_kind(stand):
    keten = Keten(stand).goed(jw301_(product(1)), jw301_(product(2), bsn=ANDER_KIND))
    bericht = jw317_(ongewijzigd=[1], wijzigen=[wijzig(2)], nieuwe=[nieuw()])
    controle = keten.fout(bericht, ("TR304", "8187", f"{CLIENT}/Bsn"))
    retour = antwoord_op(bericht, controle)
    verzoek = retour.client.verzoek
    assert retour.client.retourcodes == ("8187",)
    assert verzoek.retourcodes == ("0233",)
    assert verzoek.ongewijzigde_producten[0].retourcodes == ("0233",)
    assert verzoek.te_wijzigen_producten[0].retourcodes == ("0233",)
    assert verzoek.nieuwe_producten[0].retourcodes == ("0233",)
    assert controle.retourcodes == ("8187",)
    keten.goed(jw317_(ongewijzigd=[1], nieuwe=[nieuw()]))


@pytest.mark.regel("TR349")
def test_tr349_actuele_toewijzing_ontbreekt(stand):
    keten = Keten(stand).goed(jw301_(product(1), product(2, A53)))
    bericht = jw317_(ongewijzigd=[1], nieuwe=[nieuw()])
    controle = keten.fout(bericht, ("TR349", "9349", VERZOEK))
    retour = antwoord_op(bericht, controle)
    assert retour.client.verzoek.retourcodes == ("9349",)
    assert retour.client.verzoek.nieuwe_producten[0].retourcodes == ("0200",)
    keten.goed(jw317_(ongewijzigd=[1], wijzigen=[wijzig(2)], nieuwe=[nieuw()]))


@pytest.mark.regel("TR349")
def test_tr349_wat_actueel_is(stand):
    keten = Keten(stand).goed(
        jw301_(
            product(1),
            product(2, A53, tot="2025-05-11"),
            product(3, GGZ, van="2026-03-01", tot="2026-12-31"),
            product(4, GGZ, van="2025-05-01", tot="2025-05-12"),
        ),
        jw301_(product(5, GGZ), aanbieder=ANDERE_AANBIEDER),
        jw301_(product(6, GGZ), gemeente=MEDEMBLIK),
        jw301_(product(7, GGZ), bsn=ANDER_KIND),
    )
    keten.fout(jw317_(ongewijzigd=[1, 4], nieuwe=[nieuw(A53)]), ("TR349", "9349", VERZOEK))
    keten.fout(jw317_(ongewijzigd=[1, 3], nieuwe=[nieuw(A53)]), ("TR349", "9349", VERZOEK))
    keten.goed(jw317_(ongewijzigd=[1, 3, 4], nieuwe=[nieuw(A53)]))


@pytest.mark.regel("TR349", "TR350")
def test_tr349_verwijderde_toewijzing_telt_niet(stand):
    keten = Keten(stand).goed(
        jw301_(product(1), product(2, A53, van="2026-01-01", tot="2026-12-31")),
        jw301_(product(2, A53, van="2026-01-01", tot="2026-01-01", reden="13", toegewezen="2025-01-01")),
    )
    keten.fout(
        jw317_(ongewijzigd=[1, 2], nieuwe=[nieuw()]),
        ("TR350", "9350", f"{ONGEWIJZIGD}[2]/ToewijzingNummer"),
    )
    keten.goed(jw317_(ongewijzigd=[1], nieuwe=[nieuw()]))


@pytest.mark.regel("TR350")
def test_tr350_onbekend_of_niet_actueel(stand):
    keten = Keten(stand).goed(
        jw301_(product(1), product(2, A53, tot="2025-05-11")),
        jw301_(product(3), aanbieder=ANDERE_AANBIEDER),
        jw301_(product(4), aanbieder=ANDERE_AANBIEDER, bsn=ANDER_KIND),
    )
    bericht = jw317_(ongewijzigd=[1, 999, 2, 3, 4], nieuwe=[nieuw()])
    controle = keten.fout(
        bericht, *(("TR350", "9350", f"{ONGEWIJZIGD}[{nr}]/ToewijzingNummer") for nr in (2, 3, 4, 5))
    )
    codes = [p.retourcodes for p in antwoord_op(bericht, controle).client.verzoek.ongewijzigde_producten]
    assert codes == [("0200",), ("9350",), ("9350",), ("9350",), ("9350",)]


@pytest.mark.regel("TR351")
def test_tr351_onbekend_of_niet_actueel(stand):
    keten = Keten(stand).goed(jw301_(product(1), product(2, A53, tot="2025-05-11")))
    bericht = jw317_(ongewijzigd=[1], wijzigen=[wijzig(999), wijzig(2, tot="2026-12-31")])
    keten.fout(
        bericht,
        ("TR351", "9351", f"{WIJZIG}[1]/ToewijzingNummer"),
        ("TR351", "9351", f"{WIJZIG}[2]/ToewijzingNummer"),
    )
    keten.goed(jw317_(wijzigen=[wijzig(1)]))


@pytest.mark.regel("TR357")
@pytest.mark.parametrize("vanaf", ["2025-05-12", "2025-03-01", "2024-12-31"])
def test_tr357_wijziging_in_verleden(stand, vanaf):
    keten = Keten(stand).goed(jw301_())
    keten.fout(jw317_(wijzigen=[wijzig(vanaf=vanaf)]), ("TR357", "9357", f"{WIJZIG}[1]/GewensteIngangsdatum"))


@pytest.mark.regel("TR357")
@pytest.mark.parametrize("vanaf", ["2025-05-13", "2025-01-01", "2026-07-01"])
def test_tr357_toekomst_of_ingangsdatum(stand, vanaf):
    Keten(stand).goed(jw301_(), jw317_(wijzigen=[wijzig(vanaf=vanaf, tot=None)]))


@pytest.mark.regel("TR361")
def test_tr361_overlap_met_nieuw_product(stand):
    keten = Keten(stand).goed(jw301_(product(1), product(2, A53)))
    keten.fout(jw317_(ongewijzigd=[1, 2], nieuwe=[nieuw(A04), nieuw(GGZ)]), ("TR361", "9361", VERZOEK))
    keten.fout(
        jw317_(
            ongewijzigd=[2],
            wijzigen=[wijzig(1, "2025-01-01", "2025-07-01", per_maand(10))],
            nieuwe=[nieuw(A04)],
        ),
        ("TR361", "9361", VERZOEK),
    )
    keten.goed(
        jw317_(
            ongewijzigd=[2],
            wijzigen=[wijzig(1, "2025-01-01", "2025-06-30", per_maand(10))],
            nieuwe=[nieuw(A04)],
        )
    )


@pytest.mark.regel("TR361")
def test_tr361_na_einde_van_toewijzing_mag(stand):
    keten = Keten(stand).goed(jw301_())
    keten.fout(
        jw317_(ongewijzigd=[100001], nieuwe=[nieuw(A04, "2025-12-31", "2026-06-30")]),
        ("TR361", "9361", VERZOEK),
    )
    keten.goed(jw317_(ongewijzigd=[100001], nieuwe=[nieuw(A04, "2026-01-01", "2026-06-30")]))


@pytest.mark.regel("TR361")
def test_tr361_op_categorie_en_generiek(stand):
    keten = Keten(stand).goed(
        jw301_(product(1, CATEGORIE, budget=500000)), jw301_(product(2, None, budget=5000), bsn=ANDER_KIND)
    )
    keten.fout(jw317_(ongewijzigd=[1], nieuwe=[nieuw(A53)]), ("TR361", "9361", VERZOEK))
    keten.goed(jw317_(ongewijzigd=[1], nieuwe=[nieuw(GGZ)]))
    keten.fout(
        jw317_(ongewijzigd=[2], nieuwe=[nieuw(GGZ)], bsn=ANDER_KIND, referentie="VOW-2"),
        ("TR361", "9361", VERZOEK),
    )


@pytest.mark.regel("TR361")
def test_tr361_twee_bestaande_toewijzingen(stand):
    # twee opvolgende toewijzingen; oprekken van de eerste overlapt de tweede
    keten = Keten(stand).goed(
        jw301_(product(1, tot="2025-06-30"), product(2, van="2025-07-01", tot="2025-12-31"))
    )
    keten.fout(
        jw317_(ongewijzigd=[2], wijzigen=[wijzig(1, "2025-01-01", "2025-09-30", per_maand(10))]),
        ("TR361", "9361", VERZOEK),
    )
    keten.goed(jw317_(ongewijzigd=[1], wijzigen=[wijzig(2, "2025-07-01", "2026-09-30", per_maand(10))]))


@pytest.mark.regel("TR373")
def test_tr373_ander_totaal_of_budget(stand):
    keten = Keten(stand).goed(
        jw301_(product(1, omvang=totaal(80)), product(2, GGZ._replace(code=None), budget=100000))
    )
    keten.fout(
        jw317_(
            wijzigen=[
                wijzig(1, "2025-07-01", omvang=totaal(90)),
                wijzig(2, "2025-07-01", omvang=None, budget=120000),
            ]
        ),
        ("TR373", "9373", f"{WIJZIG}[1]/GewensteIngangsdatum"),
        ("TR373", "9373", f"{WIJZIG}[2]/GewensteIngangsdatum"),
    )
    keten.goed(
        jw317_(
            wijzigen=[
                wijzig(1, "2025-01-01", omvang=totaal(90)),
                wijzig(2, "2025-01-01", omvang=None, budget=120000),
            ]
        )
    )


@pytest.mark.regel("TR373", "TR357")
def test_tr373_en_tr357(stand):
    keten = Keten(stand).goed(jw301_(product(omvang=totaal(80))))
    keten.fout(
        jw317_(wijzigen=[wijzig(vanaf="2025-03-01", omvang=totaal(90))]),
        ("TR357", "9357", f"{WIJZIG}[1]/GewensteIngangsdatum"),
        ("TR373", "9373", f"{WIJZIG}[1]/GewensteIngangsdatum"),
    )


@pytest.mark.regel("TR373")
def test_tr373_zelfde_totaal_of_ander_maandvolume(stand):
    keten = Keten(stand).goed(
        jw301_(
            product(1, omvang=totaal(80)),
            product(2, A53),
            product(3, GGZ._replace(code=None), budget=100000),
        )
    )
    keten.goed(
        jw317_(
            wijzigen=[
                wijzig(1, "2025-07-01", "2026-06-30", totaal(80)),
                wijzig(2, "2025-07-01"),
                wijzig(3, "2025-07-01", "2026-06-30", None, 100000),
            ]
        )
    )


@pytest.mark.regel("TR375")
def test_tr375_omvang_op_generieke_toewijzing(stand):
    keten = Keten(stand).goed(jw301_(product(product=None, budget=100000)))
    keten.fout(jw317_(wijzigen=[wijzig(vanaf="2025-01-01")]), ("TR375", "9375", f"{WIJZIG}[1]/Omvang"))
    keten.goed(jw317_(wijzigen=[wijzig(vanaf="2025-01-01", omvang=None, budget=90000)]))


@pytest.mark.regel("TR375", "TR412")
def test_tr375_tr412_zonder_einddatum_en_voor_2021(stand):
    keten = Keten(stand).goed(
        jw301_(product(1, None, budget=100000)),
        jw301_(product(2, CATEGORIE, budget=100000), bsn=ANDER_KIND),
    )
    keten.fout(jw317_(wijzigen=[wijzig(1, "2025-01-01", None)]), ("TR375", "9375", f"{WIJZIG}[1]/Omvang"))
    keten.fout(
        jw317_(wijzigen=[wijzig(2, "2025-01-01", None)], bsn=ANDER_KIND, referentie="VOW-2"),
        ("TR412", "9412", f"{WIJZIG}[1]/Omvang"),
    )


@pytest.mark.regel("TR375", "TR412")
def test_tr375_tr412_tot_en_met_2020_mag_omvang(stand):
    oud = {"van": "2020-01-01", "toegewezen": "2019-12-16"}
    keten = Keten(stand).goed(
        jw301_(product(1, None, budget=100000, **oud)),
        jw301_(product(2, CATEGORIE, budget=100000, **oud), bsn=ANDER_KIND),
    )
    keten.fout(
        jw317_(wijzigen=[wijzig(1, "2020-01-01", "2021-01-01")]), ("TR375", "9375", f"{WIJZIG}[1]/Omvang")
    )
    keten.fout(
        jw317_(wijzigen=[wijzig(2, "2020-01-01", "2021-01-01")], bsn=ANDER_KIND, referentie="VOW-2"),
        ("TR412", "9412", f"{WIJZIG}[1]/Omvang"),
    )
    keten.goed(
        jw317_(wijzigen=[wijzig(1, "2020-01-01", "2020-12-31")]),
        jw317_(wijzigen=[wijzig(2, "2020-01-01", "2020-12-31")], bsn=ANDER_KIND, referentie="VOW-2"),
    )


@pytest.mark.regel("TR411")
def test_tr411_omvang_ontbreekt(stand):
    keten = Keten(stand).goed(jw301_())
    keten.fout(
        jw317_(wijzigen=[wijzig(vanaf="2025-01-01", omvang=None)]),
        ("TR411", "9411", f"{WIJZIG}[1]/Omvang"),
    )
    keten.goed(jw317_(wijzigen=[wijzig(vanaf="2025-01-01")]))


@pytest.mark.regel("TR412")
def test_tr412_omvang_op_aspecifieke_toewijzing(stand):
    keten = Keten(stand).goed(jw301_(product(product=CATEGORIE, budget=100000)))
    keten.fout(jw317_(wijzigen=[wijzig(vanaf="2025-01-01")]), ("TR412", "9412", f"{WIJZIG}[1]/Omvang"))
    keten.goed(jw317_(wijzigen=[wijzig(vanaf="2025-01-01", omvang=None, budget=90000)]))


# --- JW319 ----------------------------------------------------------------------------------------


@pytest.mark.regel("TR355")
@pytest.mark.parametrize(
    "bericht",
    [jw319_("ONBEKEND"), jw319_(aanbieder=ANDERE_AANBIEDER), jw319_(gemeente=MEDEMBLIK)],
    ids=["onbekend", "andere aanbieder", "andere gemeente"],
)
def test_tr355_antwoord_zonder_verzoek(stand, bericht):
    keten = Keten(stand).goed(jw315_())
    controle = keten.fout(bericht, ("TR355", "9355", f"{ANTWOORD}/ReferentieAanbieder"))
    retour = antwoord_op(bericht, controle)
    assert retour.header.bericht_code == "489"
    assert retour.header.retourcodes == ("0200",)
    assert retour.antwoord.retourcodes == ("9355",)
    assert controle.toetser == "aanbieder"
    keten.goed(jw319_())


@pytest.mark.regel("TR355")
def test_tr355_antwoord_op_wijzigingsverzoek(stand):
    Keten(stand).goed(jw301_(), jw317_(wijzigen=[wijzig()]), jw319_("VOW-1", "2"), jw319_("VOW-1"))


@pytest.mark.regel("TR359")
def test_tr359_antwoord_na_toewijzing(stand):
    keten = Keten(stand).goed(jw315_(gevraagd("V1"), gevraagd("V2", A53)), jw301_(product(referentie="V1")))
    keten.fout(jw319_("V1"), ("TR359", "9359", ANTWOORD))
    keten.fout(jw319_("V1", "2"), ("TR359", "9359", ANTWOORD))
    keten.goed(jw319_("V2"))


@pytest.mark.regel("TR360")
def test_tr360_twee_keer_in_onderzoek(stand):
    keten = Keten(stand).goed(jw315_(), jw319_("VOT-1", "2"))
    keten.fout(jw319_("VOT-1", "2"), ("TR360", "9360", f"{ANTWOORD}/VerzoekAntwoord"))
    keten.goed(jw319_("VOT-1", "1"))


@pytest.mark.regel("TR360", "TR365")
def test_tr360_in_onderzoek_na_afwijzing(stand):
    keten = Keten(stand).goed(jw315_(), jw319_("VOT-1", "1"))
    keten.fout(
        jw319_("VOT-1", "2"),
        ("TR360", "9360", f"{ANTWOORD}/VerzoekAntwoord"),
        ("TR365", "9365", ANTWOORD),
    )


@pytest.mark.regel("TR365")
def test_tr365_twee_keer_afgewezen(stand):
    keten = Keten(stand).goed(jw315_(), jw319_("VOT-1", "2"), jw319_("VOT-1", "1"))
    keten.fout(jw319_("VOT-1", "1"), ("TR365", "9365", ANTWOORD))


def test_in_onderzoek_daarna_toewijzing(stand):
    Keten(stand).goed(jw315_(), jw319_("VOT-1", "2"), jw301_(product(referentie="VOT-1")))


@pytest.mark.regel("TR360")
def test_afgekeurd_antwoord_telt_niet(stand):
    keten = Keten(stand).goed(jw315_())
    keten.stuur(jw319_("VOT-1", "2", op="2027-01-01"))
    keten.goed(jw319_("VOT-1", "2"))
