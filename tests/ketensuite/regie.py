"""Rules on starts and stops: TR019, TR063, TR071, TR074, TR326, TR382, TR413, TR414, TR415, TR381."""

from __future__ import annotations

import pytest

from ijw.keten.geheugen import GeheugenContract
from ketensuite.bouw import (
    A04,
    A53,
    AFSPRAKEN,
    ANDER_KIND,
    ANDERE_AANBIEDER,
    MEDEMBLIK,
    Keten,
    antwoord_op,
    jw301_,
    jw305_,
    jw307_,
    jw323_,
    product,
    regel,
    start,
    stop,
)

START = "/Bericht/Client/StartProducten/StartProduct"
STOP = "/Bericht/Client/StopProducten/StopProduct"


@pytest.fixture
def gestart(stand):
    return Keten(stand).goed(jw301_(), jw305_())


@pytest.fixture
def gestopt(gestart):
    return gestart.goed(jw307_())


@pytest.fixture
def onderbroken(gestart):
    return gestart.goed(jw307_(stop(reden="20")))


@pytest.mark.regel("TR019")
@pytest.mark.parametrize(
    ("bericht", "pad"),
    [
        (jw305_(start(nummer=555)), START),
        (jw305_(aanbieder=ANDERE_AANBIEDER), START),
        (jw305_(gemeente=MEDEMBLIK), START),
        (jw305_(bsn=ANDER_KIND), START),
        (jw307_(stop(nummer=555)), STOP),
        (jw307_(aanbieder=ANDERE_AANBIEDER), STOP),
    ],
    ids=["nummer", "aanbieder", "gemeente", "client", "stop nummer", "stop aanbieder"],
)
def test_tr019_onbekende_toewijzing(stand, bericht, pad):
    keten = Keten(stand).goed(jw301_())
    controle = keten.fout(bericht, ("TR019", "9019", f"{pad}[1]/ToewijzingNummer"))
    retour = antwoord_op(bericht, controle)
    producten = retour.client[-2]
    assert (retour.header.retourcodes, retour.client.retourcodes) == (("0200",), ("0200",))
    assert producten[0].retourcodes == ("9019",)


@pytest.mark.regel("TR019")
def test_tr019_taakgericht_zonder_nummer(stand):
    Keten(stand).goed(
        jw305_(start(nummer=None)), jw307_(stop(nummer=None)), jw305_(start("2025-05-01", nummer=None))
    )


@pytest.mark.regel("TR326")
def test_tr326_taakgericht_per_product(stand):
    keten = Keten(stand).goed(jw305_(start(nummer=None)), jw305_(start(nummer=None, product=A53)))
    keten.fout(jw305_(start("2025-05-01", nummer=None)), ("TR326", "9326", f"{START}[1]"))


@pytest.mark.regel("TR019")
def test_tr019_verwijderde_toewijzing(stand):
    weg = product(tot="2025-01-01", reden="13", toegewezen="2025-03-01")
    keten = Keten(stand).goed(jw301_(), jw305_(), jw301_(weg))
    # wat begonnen is, mag nog stoppen (OP288)
    keten.goed(jw307_())
    keten.fout(jw305_(start("2025-05-01")), ("TR019", "9019", f"{START}[1]/ToewijzingNummer"))


@pytest.mark.regel("TR019")
def test_start_voor_ingang_en_na_einde_toewijzing_mag(stand):
    keten = Keten(stand).goed(jw301_(product(tot="2025-01-31")))
    keten.goed(jw305_(start("2024-12-01")), jw307_(stop("2025-05-01", begin="2024-12-01")))
    keten.goed(jw305_(start("2025-06-01", ingang=None)))


@pytest.mark.regel("TR063")
def test_tr063_verwijderen_zonder_eerdere_aanlevering(gestart):
    bericht = jw305_(start("2025-01-07", status="3"))
    controle = gestart.fout(bericht, ("TR063", "9063", f"{START}[1]/StatusAanlevering"))
    retour = antwoord_op(bericht, controle)
    assert retour.header.retourcodes == ("0200",)
    assert retour.client.retourcodes == ("0200",)
    assert retour.client.start_producten[0].retourcodes == ("9063",)
    gestart.fout(jw305_(start(product=A53, status="3")), ("TR063", "9063", f"{START}[1]/StatusAanlevering"))
    gestart.fout(jw307_(stop(status="3")), ("TR063", "9063", f"{STOP}[1]/StatusAanlevering"))


@pytest.mark.regel("TR063")
def test_tr063_verwijderen_en_opnieuw(gestart):
    gestart.goed(jw305_(start(status="3")))
    gestart.fout(jw305_(start(status="3")), ("TR063", "9063", f"{START}[1]/StatusAanlevering"))
    gestart.goed(jw305_())


@pytest.mark.regel("TR063")
def test_status_3_op_onbekende_toewijzing_alleen_tr063(stand):
    keten = Keten(stand, GeheugenContract(AFSPRAKEN, {}))
    keten.fout(jw305_(start(nummer=555, status="3")), ("TR063", "9063", f"{START}[1]/StatusAanlevering"))


@pytest.mark.regel("TR063", "TR414")
def test_stop_verwijderen_en_verbeteren(gestopt):
    gestopt.fout(jw307_(stop("2025-04-14", status="3")), ("TR063", "9063", f"{STOP}[1]/StatusAanlevering"))
    gestopt.fout(jw307_(stop(reden="32", status="3")), ("TR063", "9063", f"{STOP}[1]/StatusAanlevering"))
    gestopt.goed(jw307_(stop(status="3"), stop("2025-03-31", "32")))


@pytest.mark.regel("TR071")
def test_tr071_start_verwijderen_na_stop(gestopt):
    gestopt.fout(jw305_(start(status="3")), ("TR071", "9071", f"{START}[1]/StatusAanlevering"))
    gestopt.goed(jw307_(stop(status="3")), jw305_(start(status="3")), jw305_(start("2025-01-08")))


@pytest.mark.regel("TR071")
def test_tr071_ook_na_tijdelijke_stop(onderbroken):
    onderbroken.fout(jw305_(start(status="3")), ("TR071", "9071", f"{START}[1]/StatusAanlevering"))
    # de herstart heeft geen stop en mag dus weg
    onderbroken.goed(jw305_(start("2025-05-01")), jw305_(start("2025-05-01", status="3")))


@pytest.mark.regel("TR074")
def test_tr074_zelfde_start_opnieuw(gestart):
    gestart.fout(jw305_(), ("TR074", "9074", f"{START}[1]"), ("TR326", "9326", f"{START}[1]"))


@pytest.mark.regel("TR074")
def test_tr074_herstart_op_zelfde_begindatum(gestopt):
    gestopt.fout(jw305_(), ("TR074", "9074", f"{START}[1]"))


@pytest.mark.regel("TR074")
def test_tr074_zelfde_stop_opnieuw(gestopt):
    gestopt.fout(jw307_(), ("TR074", "9074", f"{STOP}[1]"), ("TR415", "9415", f"{STOP}[1]"))


@pytest.mark.regel("TR074", "TR413")
def test_tr074_zelfde_tijdelijke_stop_opnieuw(onderbroken):
    onderbroken.fout(
        jw307_(stop(reden="20")),
        ("TR074", "9074", f"{STOP}[1]"),
        ("TR413", "9413", f"{STOP}[1]/RedenBeeindiging"),
    )


@pytest.mark.regel("TR326")
def test_tr326_tweede_start(gestart):
    gestart.fout(jw305_(start("2025-02-01")), ("TR326", "9326", f"{START}[1]"))


@pytest.mark.regel("TR326")
@pytest.mark.parametrize("reden", ["20", "31"])
def test_tr326_herstart_na_stop(gestart, reden):
    gestart.goed(jw307_(stop(reden=reden)), jw305_(start("2025-05-01")))
    gestart.fout(jw305_(start("2025-06-01")), ("TR326", "9326", f"{START}[1]"))
    gestart.goed(jw307_(stop("2025-06-30", begin="2025-05-01")), jw305_(start("2025-07-01")))


@pytest.mark.regel("TR326")
def test_tr326_correctie_in_een_bericht(gestart):
    # verwijderen telt eerst, ook als het achteraan staat (IV008)
    gestart.goed(jw305_(start("2025-01-08"), start(status="3")))
    gestart.goed(jw307_(stop(begin="2025-01-08")))


@pytest.mark.regel("TR326")
def test_tr326_andere_toewijzing_mag(gestart):
    gestart.goed(jw301_(product(), product(2, A53)), jw305_(start(nummer=2, product=A53)))


@pytest.mark.regel("TR326")
def test_tr326_twee_starts_in_een_bericht(stand):
    keten = Keten(stand).goed(jw301_())
    bericht = jw305_(start(), start("2025-02-01"))
    controle = keten.fout(bericht, ("TR326", "9326", f"{START}[2]"))
    retour = antwoord_op(bericht, controle)
    assert [p.retourcodes for p in retour.client.start_producten] == [("0200",), ("9326",)]
    # het hele bericht is afgekeurd, dus ook de eerste start is er niet
    keten.goed(jw305_(start("2025-02-01")))


@pytest.mark.regel("TR326")
def test_tr326_na_verwijderde_stop_loopt_de_levering_weer(gestopt):
    gestopt.goed(jw307_(stop(status="3")))
    gestopt.fout(jw305_(start("2025-05-01")), ("TR326", "9326", f"{START}[1]"))


@pytest.mark.regel("TR382")
@pytest.mark.parametrize(
    "verkeerd",
    [stop(begin="2025-01-07"), stop(product=A53), stop(product=A04._replace(code=None)), stop(product=None)],
    ids=["begindatum", "code", "zonder code", "zonder product"],
)
def test_tr382_andere_sleutel_dan_start(gestart, verkeerd):
    gestart.fout(jw307_(verkeerd), ("TR382", "9069", f"{STOP}[1]"))
    gestart.goed(jw307_())


@pytest.mark.regel("TR382")
def test_tr382_zonder_of_na_verwijderde_start(stand):
    keten = Keten(stand).goed(jw301_())
    keten.fout(jw307_(), ("TR382", "9069", f"{STOP}[1]"))
    keten.goed(jw305_(), jw305_(start(status="3")))
    keten.fout(jw307_(), ("TR382", "9069", f"{STOP}[1]"))


@pytest.mark.regel("TR382")
def test_tr382_stop_na_herstart_hoort_bij_laatste_start(onderbroken):
    onderbroken.goed(jw305_(start("2025-05-01")))
    onderbroken.fout(jw307_(stop("2025-06-30")), ("TR382", "9069", f"{STOP}[1]/Begindatum"))
    onderbroken.goed(jw307_(stop("2025-06-30", begin="2025-05-01")))


@pytest.mark.regel("TR382")
def test_tr382_aspecifieke_en_generieke_toewijzing(stand):
    categorie = A04._replace(code=None)
    keten = Keten(stand).goed(
        jw301_(
            product(1, categorie, budget=100000, tot="2025-06-30"),
            product(2, None, budget=100000, van="2025-07-01"),
        )
    )
    keten.goed(jw305_(start(nummer=1, product=categorie), start(nummer=2, product=None)))
    keten.goed(jw307_(stop(nummer=1, product=categorie), stop(nummer=2, product=None)))


@pytest.mark.regel("TR413")
def test_tr413_tweede_tijdelijke_stop(onderbroken):
    onderbroken.fout(jw307_(stop("2025-05-15", "20")), ("TR413", "9413", f"{STOP}[1]/RedenBeeindiging"))
    # na een tijdelijke stop kan een definitieve volgen, zonder nieuwe start (OP377)
    onderbroken.goed(jw307_(stop("2025-05-15", "31")))


@pytest.mark.regel("TR413")
def test_tr413_tijdelijke_stop_na_herstart(onderbroken):
    onderbroken.goed(jw305_(start("2025-05-01")), jw307_(stop("2025-06-15", "20", begin="2025-05-01")))


@pytest.mark.regel("TR414")
def test_tr414_einddatum_voor_eerdere_stop(onderbroken):
    onderbroken.fout(jw307_(stop("2025-04-14")), ("TR414", "9414", f"{STOP}[1]/Einddatum"))
    onderbroken.goed(jw307_(stop("2025-04-15")))


@pytest.mark.regel("TR415")
@pytest.mark.parametrize("reden", ["20", "32"])
def test_tr415_stop_na_definitieve_stop(gestopt, reden):
    gestopt.fout(jw307_(stop("2025-05-01", reden)), ("TR415", "9415", f"{STOP}[1]"))


@pytest.mark.regel("TR415", "TR414")
def test_tr415_en_eerdere_einddatum(gestopt):
    gestopt.fout(
        jw307_(stop("2025-04-01", "32")),
        ("TR414", "9414", f"{STOP}[1]/Einddatum"),
        ("TR415", "9415", f"{STOP}[1]"),
    )


@pytest.mark.regel("TR415")
def test_tr415_na_herstart_mag_weer(gestopt):
    gestopt.goed(jw305_(start("2025-05-01")), jw307_(stop("2025-06-30", begin="2025-05-01")))


@pytest.mark.regel("TR381")
def test_tr381_regie(stand):
    contract = GeheugenContract(AFSPRAKEN, {"45A04": "45", "54004": "54"})
    keten = Keten(stand, contract).goed(jw301_())
    fout = A04._replace(code="54004")
    keten.fout(jw305_(start(product=fout)), ("TR381", "S329", f"{START}[1]/Product/Code"))
    keten.goed(jw305_())
    keten.fout(
        jw307_(stop(product=fout)),
        ("TR381", "S329", f"{STOP}[1]/Product/Code"),
        ("TR382", "9069", f"{STOP}[1]"),
    )
    keten.goed(jw307_())


@pytest.mark.regel("TR019", "TR063")
def test_elk_product_in_een_bericht_wordt_beoordeeld(gestart):
    gestart.fout(
        jw305_(
            start("2025-02-01", nummer=5),
            start("2025-02-01", status="3"),
            start("2025-02-01", nummer=6),
            start("2025-02-02", status="3"),
            start("2025-03-01"),
        ),
        ("TR019", "9019", f"{START}[1]/ToewijzingNummer"),
        ("TR063", "9063", f"{START}[2]/StatusAanlevering"),
        ("TR019", "9019", f"{START}[3]/ToewijzingNummer"),
        ("TR063", "9063", f"{START}[4]/StatusAanlevering"),
        ("TR326", "9326", f"{START}[5]"),
    )


def test_afgekeurd_regiebericht_verandert_niets(gestart):
    gestart.fout(
        jw305_(start(status="3"), start("2025-01-08", nummer=555)),
        ("TR019", "9019", f"{START}[2]/ToewijzingNummer"),
    )
    gestart.goed(jw307_())


def test_regie_is_nooit_voorwaarde_voor_declaratie(gestopt):
    # gestopt in april, geleverd in augustus (OP364)
    gestopt.goed(jw323_(regel("P1", maand="2025-08"), maand="2025-08"))
