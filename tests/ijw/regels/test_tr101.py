"""TR101: every place where it holds, on both sides of its edge."""

import pytest

from ijw.berichten import jw323, jw325
from ijw.berichten.basis import BedragMetDC, Product, Referentie
from ijw_hulp import (
    BSN,
    BSN2,
    D,
    afgewezen,
    bericht301,
    bericht305,
    bericht307,
    bericht315,
    bericht317,
    bericht323,
    bericht325,
    bevindingen,
    codes,
    contact,
    gevraagd,
    nieuw,
    prestatie,
    relatie,
    start,
    stop,
    te_wijzigen,
    toegewezen,
)

REGEL = pytest.mark.regel("TR101")


def melding(pad):
    return f"Deze regel heeft dezelfde sleutel als {pad}; elke regel mag een keer voorkomen."


def dubbel(pad, laatste=2):
    return [("TR101", f"{pad}[{laatste}]", melding(f"{pad}[1]"))]


@REGEL
def test_jw301():
    contacten = "/Bericht/Client/Contactgegevens/Contact"
    assert bevindingen(bericht301(contactgegevens=(contact(), contact()))) == dubbel(contacten)
    assert bevindingen(bericht301(contactgegevens=(contact(), contact(soort="03")))) == []
    relaties = "/Bericht/Client/Relaties/Relatie"
    assert bevindingen(bericht301(relaties=(relatie(), relatie(soort="11")))) == [
        *dubbel(relaties),
        ("TR101", f"{relaties}[2]/Contact", melding(f"{relaties}[1]/Contact")),
    ]
    assert bevindingen(bericht301(relaties=(relatie(), relatie(nummer="2")))) == []
    producten = "/Bericht/Client/ToegewezenProducten/ToegewezenProduct"
    ander = toegewezen(product=Product("46", None), omvang=None)
    assert bevindingen(bericht301(toegewezen(), ander)) == dubbel(producten)
    assert bevindingen(bericht301(toegewezen(), ander._replace(toewijzing_nummer=101))) == []


@REGEL
def test_een_relatie_mag_hetzelfde_soort_adres_hebben_als_de_client():
    assert bevindingen(bericht301(relaties=(relatie(),))) == []


@REGEL
def test_jw305():
    pad = "/Bericht/Client/StartProducten/StartProduct"
    assert bevindingen(bericht305(start(), start(status_aanlevering="3"))) == dubbel(pad)
    assert bevindingen(bericht305(start(), start(begindatum=D("2026-02-02")))) == []
    assert bevindingen(bericht305(start(), start(product=Product("45", None)))) == []
    assert bevindingen(bericht305(start(), start(product=Product("46", "45A01")))) == []
    assert bevindingen(bericht305(start(), start(toewijzing_nummer=101))) == []
    leeg = start(toewijzing_nummer=None, product=None)
    assert bevindingen(bericht305(leeg, leeg)) == dubbel(pad)


@REGEL
def test_jw307():
    pad = "/Bericht/Client/StopProducten/StopProduct"
    assert bevindingen(bericht307(stop(), stop(status_aanlevering="3"))) == dubbel(pad)
    for verschil in (
        {"reden_beeindiging": "20"},
        {"einddatum": D("2026-03-02")},
        {"begindatum": D("2026-02-02")},
    ):
        assert bevindingen(bericht307(stop(), stop(**verschil))) == []


@REGEL
def test_jw315():
    pad = "/Bericht/Client/AangevraagdeProducten/AangevraagdProduct"
    ander = gevraagd(product=Product("46", "46A01"))
    uniek = (
        "TR383",
        f"{pad}[2]/ReferentieAanbieder",
        f"ReferentieAanbieder REF-1 staat ook in {pad}[1]; die moet uniek zijn.",
    )
    assert bevindingen(bericht315(gevraagd(), ander)) == [*dubbel(pad), uniek]
    assert bevindingen(bericht315(gevraagd(), ander._replace(referentie_aanbieder="REF-2"))) == []


@REGEL
def test_jw317():
    verzoek = "/Bericht/Client/Verzoek"
    assert bevindingen(bericht317(ongewijzigd=(1, 1))) == dubbel(
        f"{verzoek}/OngewijzigdeProducten/OngewijzigdProduct"
    )
    assert bevindingen(
        bericht317(wijzigen=(te_wijzigen(), te_wijzigen(gewenste_ingangsdatum=D("2026-05-01"))))
    ) == dubbel(f"{verzoek}/TeWijzigenProducten/TeWijzigenProduct")
    assert bevindingen(bericht317(ongewijzigd=(100, 101))) == []
    een, twee = nieuw(einddatum=D("2026-04-30")), nieuw(gewenste_ingangsdatum=D("2026-05-01"))
    assert bevindingen(bericht317(nieuwe=(een, twee))) == []
    pad = f"{verzoek}/NieuweProducten/NieuwProduct"
    assert codes(bericht317(nieuwe=(een, een))) == ["TR101", "TR410"]
    assert dubbel(pad)[0] in bevindingen(bericht317(nieuwe=(een, een)))


@REGEL
def test_jw323():
    clienten = "/Bericht/Declaratie/Clienten/Client"
    een, twee = prestatie(), prestatie(product_referentie=Referentie("P-2", None), toewijzing_nummer=101)
    dezelfde = (jw323.Client(BSN, (een,)), jw323.Client(BSN, (twee,)))
    assert bevindingen(bericht323(clienten=dezelfde)) == dubbel(clienten)
    assert bevindingen(bericht323(clienten=(dezelfde[0], jw323.Client(BSN2, (twee,))))) == []
    # the same number for another child is no double line in the message (TR314 looks across messages)
    elders = (jw323.Client(BSN, (een,)), jw323.Client(BSN2, (een._replace(toewijzing_nummer=101),)))
    assert bevindingen(bericht323(clienten=elders)) == []
    pad = f"{clienten}[1]/Prestaties/Prestatie"
    assert bevindingen(bericht323(een, een._replace(toewijzing_nummer=101))) == dubbel(pad)
    assert bevindingen(bericht323(een, twee)) == []
    credit = prestatie(product_referentie=Referentie("P-1", "OUD-1"), ingediend_bedrag=BedragMetDC(100, "C"))
    assert bevindingen(bericht323(een, credit)) == []


@REGEL
def test_jw325():
    clienten = "/Bericht/DeclaratieAntwoord/Clienten/Client"
    een, twee = afgewezen(), afgewezen(product_referentie=Referentie("P-2", None))
    samen = bericht325(clienten=(jw325.Client(BSN, (een,), ("0200",)), jw325.Client(BSN, (twee,), ("0200",))))
    assert bevindingen(samen) == dubbel(clienten)
    assert bevindingen(bericht325(een, een)) == dubbel(f"{clienten}[1]/Prestaties/Prestatie")
    assert bevindingen(bericht325(een, twee)) == []
