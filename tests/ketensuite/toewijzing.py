"""Rules on the JW301: TR332, TR379, TR381, TR385; and which version of an allocation counts (IV013)."""

from __future__ import annotations

import pytest

from ijw.keten.geheugen import GeheugenContract
from ketensuite.bouw import (
    A53,
    AANBIEDER,
    AFSPRAKEN,
    ANDER_KIND,
    ANDERE_AANBIEDER,
    HOORN,
    KIND,
    MEDEMBLIK,
    Keten,
    antwoord_op,
    dag,
    gevraagd,
    jw301_,
    jw315_,
    jw317_,
    jw323_,
    nieuw,
    per_maand,
    product,
    regel,
    totaal,
    wijzig,
)

P1 = "/Bericht/Client/ToegewezenProducten/ToegewezenProduct[1]"
P2 = "/Bericht/Client/ToegewezenProducten/ToegewezenProduct[2]"


@pytest.mark.regel("TR332")
@pytest.mark.parametrize(
    "bericht",
    [
        jw301_(product(), bsn=ANDER_KIND),
        jw301_(product(), aanbieder=ANDERE_AANBIEDER),
        jw301_(product(product=A53)),
        jw301_(product(van="2025-02-01")),
    ],
    ids=["client", "aanbieder", "product", "ingangsdatum"],
)
def test_tr332_nummer_van_andere_toewijzing(stand, bericht):
    keten = Keten(stand).goed(jw301_())
    controle = keten.fout(bericht, ("TR332", "9332", f"{P1}/ToewijzingNummer"))
    retour = antwoord_op(bericht, controle)
    assert retour.header.retourcodes == ("0200",)
    assert retour.client.retourcodes == ("0200",)
    assert retour.client.contactgegevens[0].retourcodes == ("0200",)
    assert retour.client.relaties[0].retourcodes == ("0200",)
    assert retour.client.relaties[0].contact.retourcodes == ("0200",)
    assert retour.client.toegewezen_producten[0].retourcodes == ("9332",)
    assert retour.header.bericht_code == "437"


@pytest.mark.regel("TR332")
@pytest.mark.parametrize(
    "gewijzigd",
    [
        product(tot="2025-06-30"),
        product(tot="2026-06-30"),
        product(tot=None),
        product(omvang=per_maand(12)),
        product(tot="2025-01-01", reden="13"),
        product(),
    ],
    ids=["intrekken", "oprekken", "zonder eind", "volume", "verwijderen", "opnieuw"],
)
def test_tr332_wijziging_onder_zelfde_nummer(stand, gewijzigd):
    Keten(stand).goed(jw301_(), jw301_(gewijzigd))


@pytest.mark.regel("TR332")
def test_tr332_andere_gemeente_en_verwijderde_toewijzing(stand):
    keten = Keten(stand).goed(jw301_(), jw301_(product(), gemeente=MEDEMBLIK, bsn=ANDER_KIND))
    keten.goed(jw301_(product(tot="2025-01-01", reden="13")), jw301_(product(product=A53), bsn=ANDER_KIND))


def test_afgekeurde_toewijzing_verandert_niets(stand):
    keten = Keten(stand).goed(jw301_())
    controle = keten.stuur(jw301_(product(tot="2025-06-30"), product(2, A53, referentie="X")))
    assert controle.regels == ("TR379",)
    assert [t.product.einddatum for t in stand.toewijzingen_van(HOORN, AANBIEDER, KIND)] == [
        dag("2025-12-31")
    ]


@pytest.mark.regel("TR332")
def test_laatste_toewijzingsmoment_telt(stand):
    keten = Keten(stand).goed(
        jw301_(product(tot="2025-06-30", toegewezen="2025-03-01")),
        jw301_(product(tot="2025-12-31", toegewezen="2024-12-16")),
    )
    assert stand.toewijzingen(HOORN, {100001})[100001].product.einddatum == dag("2025-06-30")
    keten.goed(jw301_(product(tot="2025-08-31", toegewezen="2025-03-01", tijd="10:15:01")))
    assert stand.toewijzingen(HOORN, {100001})[100001].product.einddatum == dag("2025-08-31")
    keten.goed(jw301_(product(tot="2025-07-31", toegewezen="2025-03-01", tijd="10:15:00")))
    assert stand.toewijzingen(HOORN, {100001})[100001].product.einddatum == dag("2025-08-31")
    keten.goed(jw301_(product(tot="2025-09-30", toegewezen="2025-03-01", tijd="10:15:01")))
    assert stand.toewijzingen(HOORN, {100001})[100001].product.einddatum == dag("2025-09-30")


@pytest.mark.regel("TR379")
def test_tr379_referentie_uit_verzoek(stand):
    keten = Keten(stand).goed(jw315_(gevraagd("V1"), gevraagd("V2", A53)))
    keten.goed(jw301_(product(1, referentie="V1")))
    keten.goed(jw301_(product(1), product(2, A53, referentie="V2")))


@pytest.mark.regel("TR379")
@pytest.mark.parametrize(
    "bericht",
    [
        jw301_(product(referentie="ONBEKEND")),
        jw301_(product(referentie="VOT-1"), bsn=ANDER_KIND),
        jw301_(product(referentie="VOT-1"), aanbieder=ANDERE_AANBIEDER),
        jw301_(product(referentie="VOT-1"), gemeente=MEDEMBLIK),
    ],
    ids=["onbekend", "andere client", "andere aanbieder", "andere gemeente"],
)
def test_tr379_referentie_zonder_verzoek(stand, bericht):
    Keten(stand).goed(jw315_()).fout(bericht, ("TR379", "9379", f"{P1}/ReferentieAanbieder"))


@pytest.mark.regel("TR379")
def test_tr379_alleen_de_eerste_keer(stand):
    keten = Keten(stand).goed(jw315_(), jw301_(product(referentie="VOT-1")))
    # dezelfde toewijzing nog eens versturen mag (IV013)
    keten.goed(jw301_(product(referentie="VOT-1")))
    keten.fout(
        jw301_(product(referentie="VOT-1", tot="2025-06-30", toegewezen="2025-03-01")),
        ("TR379", "9379", f"{P1}/ReferentieAanbieder"),
    )
    keten.fout(
        jw301_(product(referentie="VOT-1", tot="2025-06-30", tijd="11:00:00")),
        ("TR379", "9379", f"{P1}/ReferentieAanbieder"),
    )
    keten.goed(jw301_(product(tot="2025-06-30", toegewezen="2025-03-01")))


@pytest.mark.regel("TR379")
def test_tr379_afgekeurd_verzoek_telt_niet(stand):
    keten = Keten(stand).goed(jw315_(gevraagd("V1")))
    keten.stuur(jw315_(gevraagd("V2")))
    keten.fout(jw301_(product(referentie="V2")), ("TR379", "9379", f"{P1}/ReferentieAanbieder"))


@pytest.mark.regel("TR379")
def test_tr379_wijzigingsverzoek_bij_elk_product(stand):
    keten = Keten(stand).goed(
        jw301_(product(1), product(2, A53)),
        jw317_(ongewijzigd=[1], wijzigen=[wijzig(2, "2025-01-01", "2026-06-30", per_maand(10))]),
    )
    keten.fout(
        jw301_(product(1), product(2, A53, tot="2026-06-30", referentie="VOW-1", reden="12")),
        ("TR379", "9379", f"{P1}/ReferentieAanbieder"),
    )
    keten.goed(
        jw301_(
            product(1, referentie="VOW-1"),
            product(2, A53, tot="2026-06-30", referentie="VOW-1", reden="12", toegewezen="2025-05-20"),
        )
    )
    # daarna op initiatief van de gemeente: zonder referentie
    keten.goed(jw301_(product(1), product(2, A53, tot="2026-06-30", toegewezen="2025-05-20")))


@pytest.mark.regel("TR379")
def test_tr379_eigen_initiatief_tijdens_wijzigingsverzoek(stand):
    keten = Keten(stand).goed(jw301_(), jw317_(ongewijzigd=[100001], nieuwe=[nieuw()]))
    keten.goed(jw301_(product(tot="2025-09-30", toegewezen="2025-05-20")))


@pytest.mark.regel("TR385")
def test_tr385_verwijderen_met_prestaties(stand):
    weg = product(tot="2025-01-01", reden="13", toegewezen="2025-05-01")
    keten = Keten(stand).goed(jw301_(), jw323_(regel("P1")))
    keten.fout(jw301_(weg), ("TR385", "9385", f"{P1}/RedenWijziging"))
    keten.goed(jw323_(regel("C1", credit_op="P1"), declaratie="D2"), jw301_(weg))


@pytest.mark.regel("TR385")
def test_tr385_alleen_prestaties_op_deze_toewijzing_tellen(stand):
    keten = Keten(stand).goed(jw301_(product(1), product(2, A53)), jw323_(regel("P1", nummer=1)))
    keten.stuur(jw323_(regel("P2", 99, nummer=2, product=A53, tarief=9900), declaratie="D2"))
    keten.goed(jw301_(product(1), product(2, A53, tot="2025-01-01", reden="13", toegewezen="2025-05-01")))
    # intrekken is geen verwijderen
    keten.goed(jw301_(product(1, tot="2025-01-31", reden="05", toegewezen="2025-05-02")))


@pytest.mark.regel("TR385")
def test_tr385_tweede_debet_na_credit(stand):
    keten = Keten(stand).goed(
        jw301_(),
        jw323_(regel("P1")),
        jw323_(regel("C1", credit_op="P1"), regel("P2", 6), declaratie="D2"),
    )
    keten.fout(
        jw301_(product(tot="2025-01-01", reden="13", toegewezen="2025-05-01")),
        ("TR385", "9385", f"{P1}/RedenWijziging"),
    )


@pytest.mark.regel("TR381")
def test_tr381_toewijzing(stand):
    contract = GeheugenContract(AFSPRAKEN, {"45A04": "45", "54004": "54"})
    keten = Keten(stand, contract)
    fout = A53._replace(code="54004")
    keten.fout(jw301_(product(1), product(2, fout)), ("TR381", "S329", f"{P2}/Product/Code"))
    keten.fout(jw301_(product(2, A53)), ("TR381", "S329", f"{P1}/Product/Code"))
    keten.goed(
        jw301_(
            product(1),
            product(3, A53._replace(code=None), budget=100000, van="2026-01-01", tot="2026-12-31"),
            product(4, None, budget=100000, van="2027-01-01", tot="2027-12-31"),
        )
    )


@pytest.mark.regel("TR381")
def test_tr381_zonder_lijst_niet_beoordeeld(stand):
    Keten(stand).goed(jw301_(product(2, A53._replace(code="54004"))))


def test_twee_fouten_in_twee_producten(stand):
    keten = Keten(stand).goed(jw301_())
    bericht = jw301_(product(product=A53, referentie="X"), product(2, omvang=totaal(5), referentie="X"))
    controle = keten.fout(
        bericht,
        ("TR332", "9332", f"{P1}/ToewijzingNummer"),
        ("TR379", "9379", f"{P1}/ReferentieAanbieder"),
        ("TR379", "9379", f"{P2}/ReferentieAanbieder"),
    )
    assert controle.codes == {P1: ("9332", "9379"), P2: ("9379",)}
    assert controle.toetser == "aanbieder"
