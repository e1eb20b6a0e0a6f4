"""The sentences people read: one failing message per rule, with its exact text."""

from __future__ import annotations

import pytest

from ijw.berichten.basis import Product
from ijw.keten import Contractafspraak
from ijw.keten.geheugen import GeheugenContract
from ketensuite.bouw import (
    A04,
    A53,
    AFSPRAKEN,
    ANDER_KIND,
    GGZ,
    Keten,
    antwoord_op,
    gevraagd,
    jw301_,
    jw305_,
    jw307_,
    jw315_,
    jw317_,
    jw319_,
    jw323_,
    nieuw,
    per_week,
    product,
    regel,
    start,
    stop,
    totaal,
    wijzig,
)

LIJST = GeheugenContract(AFSPRAKEN, {"45A04": "45", "45A53": "45", "54004": "54"})
CATEGORIE = Product("45", None)
GEKOZEN = A04._replace(code="54004")

GEVALLEN = {
    "TR019": (
        [jw301_()],
        jw305_(start(nummer=555)),
        "Toewijzing 555 is bij de gemeente niet bekend als toewijzing aan deze aanbieder voor deze cliënt.",
    ),
    "TR056": (
        [jw301_(identificatie="M1")],
        jw301_(identificatie="M1"),
        "Er is al een JW301 van 0405 met identificatie 'M1'; elk bericht moet een nieuwe identificatie hebben.",
    ),
    "TR063": (
        [jw301_()],
        jw305_(start(status="3")),
        "Er is geen start bekend op toewijzing 100001 met begindatum 06-01-2025 met dezelfde sleutel; er valt "
        "niets te verwijderen.",
    ),
    "TR063 stop": (
        [jw301_(), jw305_(start(nummer=None))],
        jw307_(stop(nummer=None, status="3")),
        "Er is geen stop bekend op 45/45A04 met begindatum 06-01-2025 met dezelfde sleutel; er valt niets te "
        "verwijderen.",
    ),
    "TR071": (
        [jw301_(), jw305_(), jw307_()],
        jw305_(start(status="3")),
        "Op de start van toewijzing 100001 met begindatum 06-01-2025 is al een stop gevolgd; verwijder eerst de "
        "stop.",
    ),
    "TR074": (
        [jw301_(), jw305_(), jw307_()],
        jw305_(),
        "De start op toewijzing 100001 met begindatum 06-01-2025 is al eerder ontvangen met dezelfde sleutel.",
    ),
    "TR074 stop": (
        [jw301_(), jw305_(), jw307_(stop(reden="20"))],
        jw307_(stop(reden="20")),
        "De stop op toewijzing 100001 met begindatum 06-01-2025 is al eerder ontvangen met dezelfde sleutel.",
    ),
    "TR135": (
        [],
        jw301_(op="2026-02-01"),
        "De dagtekening 01-02-2026 ligt in de toekomst; vandaag is het 21-01-2026.",
    ),
    "TR304 declaratie": (
        [jw301_()],
        jw323_((ANDER_KIND, [regel()])),
        "Toewijzing 100001 hoort bij een andere cliënt dan die waaronder de prestatie is ingediend.",
    ),
    "TR304 verzoek": (
        [jw301_()],
        jw317_(ongewijzigd=[100001], nieuwe=[nieuw()], bsn=ANDER_KIND),
        "Toewijzing 100001 hoort bij een andere cliënt dan die in dit bericht.",
    ),
    "TR307": (
        [jw301_(product(van="2025-04-01"))],
        jw323_(regel()),
        "De productperiode begint op 01-03-2025, de toewijzing pas op 01-04-2025.",
    ),
    "TR308": (
        [jw301_(product(tot="2025-02-28"))],
        jw323_(regel()),
        "De productperiode eindigt op 31-03-2025, de toewijzing al op 28-02-2025.",
    ),
    "TR314": (
        [jw301_(), jw323_(regel("P1"))],
        jw323_(regel("P1", maand="2025-02"), declaratie="D2"),
        "Referentienummer 'P1' komt vaker voor; het moet uniek zijn.",
    ),
    "TR318": (
        [jw301_(), jw323_(regel("P1"))],
        jw323_(regel("P2", maand="2025-02"), declaratie="D2", maand="2025-02"),
        "De declaratieperiode 01-02-2025 t/m 28-02-2025 ligt vóór de laatst ingediende periode, die begint op "
        "01-03-2025. Dien de prestaties in met die periode of een latere.",
    ),
    "TR319": (
        [jw301_()],
        jw323_(regel(maand="2025-04")),
        "De productperiode eindigt op 30-04-2025, na de declaratieperiode die tot en met 31-03-2025 loopt.",
    ),
    "TR321": (
        [jw301_(product(omvang=per_week(1, "84")))],
        jw323_(regel(volume=7, eenheid="84")),
        "Geleverd is 7 stuks; over 01-03-2025 t/m 31-03-2025 is ten hoogste 6 stuks toegewezen.",
    ),
    "TR322": (
        [jw301_(product(omvang=totaal(20))), jw323_(regel("P1", 12))],
        jw323_(regel("P2", 9, "2025-04"), declaratie="D2", maand="2025-04"),
        "Over de hele toewijzing is ten hoogste 20 uur toegewezen; eerder is 12 goedgekeurd en nu 9 uur "
        "ingediend.",
    ),
    "TR322 stuks": (
        [jw301_(product(omvang=totaal(20, "16"))), jw323_(regel("P1", 12, eenheid="16"))],
        jw323_(regel("P2", 9, "2025-04", eenheid="16"), declaratie="D2", maand="2025-04"),
        "Over de hele toewijzing is ten hoogste 20 dagdelen toegewezen; eerder is 12 goedgekeurd en nu 9 dagdelen "
        "ingediend.",
    ),
    "TR323": (
        [jw301_()],
        jw323_(regel("C1", credit_op="PX")),
        "Er is geen goedgekeurde debetprestatie 'PX' met dezelfde toewijzing, product en periode.",
    ),
    "TR326": (
        [jw301_(), jw305_()],
        jw305_(start("2025-02-01")),
        "De levering op toewijzing 100001 met begindatum 01-02-2025 kan niet starten: de levering met begindatum "
        "06-01-2025 is nog niet gestopt.",
    ),
    "TR332 client": (
        [jw301_()],
        jw301_(bsn=ANDER_KIND),
        "Toewijzingsnummer 100001 is al gebruikt voor een andere cliënt; een nieuwe toewijzing krijgt een nieuw "
        "nummer.",
    ),
    "TR332 aanbieder": (
        [jw301_()],
        jw301_(aanbieder="99000202"),
        "Toewijzingsnummer 100001 is al gebruikt voor een andere aanbieder; een nieuwe toewijzing krijgt een "
        "nieuw nummer.",
    ),
    "TR332 product": (
        [jw301_(product(product=None, budget=1))],
        jw301_(product(product=CATEGORIE, budget=1)),
        "Toewijzingsnummer 100001 is al gebruikt voor een ander product (zonder product); een nieuwe toewijzing "
        "krijgt een nieuw nummer.",
    ),
    "TR332 ingangsdatum": (
        [jw301_()],
        jw301_(product(van="2025-02-01")),
        "Toewijzingsnummer 100001 is al gebruikt voor een andere ingangsdatum (01-01-2025); een nieuwe toewijzing "
        "krijgt een nieuw nummer.",
    ),
    "TR333": (
        [jw301_(), jw323_(regel("P1"))],
        jw323_(regel("P2", maand="2025-02")),
        "Declaratienummer 'DECL1' is al eerder gebruikt; elke declaratie krijgt een nieuw.",
    ),
    "TR338": (
        [jw301_()],
        jw323_(regel(nummer=9)),
        "Dit toewijzingsnummer is niet bekend als toewijzing aan deze aanbieder.",
    ),
    "TR339": (
        [jw301_(product(product=CATEGORIE, budget=900000))],
        jw323_(regel(product=GGZ, tarief=11000)),
        "Productcategorie 54 is niet de toegewezen categorie 45.",
    ),
    "TR340": (
        [jw301_()],
        jw323_(regel(product=A53, tarief=9900)),
        "Productcode 45A53 is niet de toegewezen code 45A04.",
    ),
    "TR341": (
        [jw301_()],
        jw323_(regel(eenheid="16")),
        "Eenheid 16 past niet bij de toegewezen eenheid 04.",
    ),
    "TR341 contract": (
        [jw301_(product(product=CATEGORIE, budget=900000))],
        jw323_(regel(eenheid="16")),
        "Eenheid 16 past niet bij de gecontracteerde eenheid 04.",
    ),
    "TR346": (
        [jw301_()],
        jw323_(regel(bedrag=123456)),
        "Het bedrag is € 1.234,56; volgens volume en tarief moet het € 696,00 zijn.",
    ),
    "TR347": (
        [jw315_(gevraagd("V1")), jw319_("V1")],
        jw315_(gevraagd("V1")),
        "ReferentieAanbieder 'V1' is al gebruikt in een eerder verzoek van deze aanbieder; "
        "elk verzoek krijgt een nieuwe.",
    ),
    "TR349": (
        [jw301_(product(1), product(2, A53), product(3, GGZ))],
        jw317_(wijzigen=[wijzig(1)]),
        "Deze toewijzingen zijn actueel maar staan niet in het verzoek: 2, 3. Neem elke actuele toewijzing op als "
        "ongewijzigd of te wijzigen product.",
    ),
    "TR350 onbekend": (
        [jw301_()],
        jw317_(ongewijzigd=[100001, 9], nieuwe=[nieuw()]),
        "Toewijzing 9 is niet bekend als toewijzing aan deze aanbieder.",
    ),
    "TR350 afgelopen": (
        [jw301_(product(), product(2, A53, tot="2025-05-11"))],
        jw317_(ongewijzigd=[100001, 2], nieuwe=[nieuw()]),
        "Toewijzing 2 is niet meer actueel: zij eindigde op 11-05-2025.",
    ),
    "TR351 verwijderd": (
        [jw301_(product(), product(2, A53, tot="2025-01-01", reden="13"))],
        jw317_(ongewijzigd=[100001], wijzigen=[wijzig(2)]),
        "Toewijzing 2 is verwijderd.",
    ),
    "TR355": (
        [],
        jw319_("V1"),
        "Er is geen verzoek bekend met ReferentieAanbieder 'V1'.",
    ),
    "TR357": (
        [jw301_()],
        jw317_(wijzigen=[wijzig(vanaf="2025-05-12")]),
        "De gewenste ingangsdatum 12-05-2025 ligt niet na de dagtekening 12-05-2025; dan moet het de ingangsdatum "
        "van de toewijzing zijn: 01-01-2025.",
    ),
    "TR359": (
        [jw315_(), jw301_(product(referentie="VOT-1"))],
        jw319_(),
        "Verzoek 'VOT-1' is al toegewezen; een antwoord kan dan niet meer.",
    ),
    "TR360": (
        [jw315_(), jw319_("VOT-1", "2")],
        jw319_("VOT-1", "2"),
        "Op verzoek 'VOT-1' is al geantwoord; 'in onderzoek' kan alleen als eerste antwoord.",
    ),
    "TR361": (
        [jw301_()],
        jw317_(ongewijzigd=[100001], nieuwe=[nieuw(A04)]),
        "Hetzelfde product overlapt in tijd: toewijzing 100001 en nieuw product 45/45A04.",
    ),
    "TR361 te wijzigen": (
        [jw301_()],
        jw317_(wijzigen=[wijzig()], nieuwe=[nieuw(A04)]),
        "Hetzelfde product overlapt in tijd: toewijzing 100001 en nieuw product 45/45A04.",
    ),
    "TR365": (
        [jw315_(), jw319_()],
        jw319_(),
        "Verzoek 'VOT-1' is al afgewezen; daarna volgt geen antwoord meer.",
    ),
    "TR369": (
        [jw301_(product(product=None, budget=100000)), jw323_(regel("P1"))],
        jw323_(regel("P2", maand="2025-02"), declaratie="D2"),
        "Het budget is € 1.000,00; eerder is € 696,00 goedgekeurd en nu € 696,00 ingediend.",
    ),
    "TR373": (
        [jw301_(product(omvang=totaal(80)))],
        jw317_(wijzigen=[wijzig(omvang=totaal(90))]),
        "Een ander totaal geldt voor de hele looptijd; de gewenste ingangsdatum moet 01-01-2025 zijn en "
        "niet 01-07-2025.",
    ),
    "TR373 budget": (
        [jw301_(product(product=None, budget=100000))],
        jw317_(wijzigen=[wijzig(omvang=None, budget=1)]),
        "Een ander budget geldt voor de hele looptijd; de gewenste ingangsdatum moet 01-01-2025 zijn en niet "
        "01-07-2025.",
    ),
    "TR374": (
        [jw315_(gevraagd("V1"))],
        jw315_(gevraagd("V2")),
        "Er loopt nog een verzoek van deze aanbieder voor deze cliënt ('V1'); een nieuw verzoek kan pas als dat is "
        "afgewezen of toegewezen.",
    ),
    "TR375": (
        [jw301_(product(product=None, budget=100000))],
        jw317_(wijzigen=[wijzig(vanaf="2025-01-01")]),
        "De toewijzing heeft geen product; dan blijft de omvang leeg.",
    ),
    "TR378": (
        [],
        jw301_(gemeente="9999"),
        "Gemeentecode 9999 staat niet in de gemeentelijke indeling van het CBS die hier geldt.",
    ),
    "TR379 onbekend": (
        [],
        jw301_(product(referentie="V1")),
        "ReferentieAanbieder 'V1' hoort niet bij een eerder verzoek van deze aanbieder voor deze cliënt.",
    ),
    "TR379 al gehonoreerd": (
        [jw315_(), jw301_(product(referentie="VOT-1"))],
        jw301_(product(referentie="VOT-1", toegewezen="2024-12-17")),
        "ReferentieAanbieder 'VOT-1' is al gehonoreerd met een eerdere toewijzing en blijft bij een latere "
        "wijziging leeg.",
    ),
    "TR379 leeg": (
        [jw301_(product(1), product(2, A53)), jw317_(ongewijzigd=[1], wijzigen=[wijzig(2)])],
        jw301_(product(1), product(2, A53, referentie="VOW-1")),
        "Dit bericht honoreert verzoek om wijziging 'VOW-1'; dan hoort die referentie bij elk toegewezen product "
        "te staan, ook bij de ongewijzigde.",
    ),
    "TR381": (
        [],
        jw301_(product(product=GEKOZEN)),
        "Productcode 54004 hoort volgens de gehanteerde productcodelijst niet bij productcategorie 45.",
    ),
    "TR382": (
        [jw301_()],
        jw307_(),
        "Er is geen start bekend op toewijzing 100001 met begindatum 06-01-2025 met hetzelfde product; een stop "
        "volgt op een start.",
    ),
    "TR382 herstart": (
        [jw301_(), jw305_(), jw307_(stop(reden="20")), jw305_(start("2025-05-01"))],
        jw307_(stop("2025-06-30")),
        "De levering op toewijzing 100001 met begindatum 06-01-2025 is al gestopt en daarna opnieuw begonnen op "
        "01-05-2025; de stop hoort bij die laatste start.",
    ),
    "TR384": (
        [jw301_(product(van="2025-03-01", tot="2025-03-01", reden="13"))],
        jw323_(regel(tot="2025-03-01")),
        "Toewijzing 100001 is verwijderd; daarop kan niet worden gedeclareerd.",
    ),
    "TR385": (
        [jw301_(), jw323_(regel("P1"))],
        jw301_(product(tot="2025-01-01", reden="13")),
        "Toewijzing 100001 kan niet worden verwijderd: er zijn goedgekeurde prestaties die niet zijn gecrediteerd "
        "(P1).",
    ),
    "TR385 veel": (
        [
            jw301_(),
            jw323_(*(regel(f"P{m}", maand=f"2025-0{m}") for m in range(1, 7)), maand="2025-06"),
        ],
        jw301_(product(tot="2025-01-01", reden="13")),
        "Toewijzing 100001 kan niet worden verwijderd: er zijn goedgekeurde prestaties die niet zijn gecrediteerd "
        "(P1, P2, P3, P4, P5, …).",
    ),
    "TR387": (
        [jw301_()],
        jw323_(regel(van="2025-03-02")),
        "De productperiode begint op 02-03-2025; dat moet 01-03-2025 zijn.",
    ),
    "TR388": (
        [jw301_()],
        jw323_(regel(tot="2025-03-30")),
        "De productperiode eindigt op 30-03-2025; dat moet 31-03-2025 zijn.",
    ),
    "TR389": (
        [jw301_(), jw323_(regel("P1"))],
        jw323_(regel("P2"), declaratie="D2"),
        "Voor dit product en deze periode is prestatie 'P1' al goedgekeurd; crediteer die eerst.",
    ),
    "TR390": (
        [jw301_(), jw323_(regel("P1")), jw323_(regel("C1", credit_op="P1"), declaratie="D2")],
        jw323_(regel("C2", credit_op="P1"), declaratie="D3"),
        "Prestatie 'P1' is al gecrediteerd; dat kan een keer.",
    ),
    "TR411": (
        [jw301_()],
        jw317_(wijzigen=[wijzig(omvang=None)]),
        "De toewijzing heeft productcode 45A04; dan moet de omvang gevuld zijn.",
    ),
    "TR412": (
        [jw301_(product(product=CATEGORIE, budget=100000))],
        jw317_(wijzigen=[wijzig(vanaf="2025-01-01")]),
        "De toewijzing heeft alleen productcategorie 45; dan blijft de omvang leeg.",
    ),
    "TR413": (
        [jw301_(), jw305_(), jw307_(stop(reden="20"))],
        jw307_(stop("2025-05-01", "20")),
        "De levering op toewijzing 100001 met begindatum 06-01-2025 is al tijdelijk gestopt; zonder nieuwe start "
        "kan alleen een definitieve stop volgen.",
    ),
    "TR414": (
        [jw301_(), jw305_(), jw307_(stop(reden="20"))],
        jw307_(stop("2025-04-14")),
        "De einddatum 14-04-2025 ligt vóór de einddatum 15-04-2025 van de eerdere stop van deze levering.",
    ),
    "TR415": (
        [jw301_(), jw305_(), jw307_()],
        jw307_(stop("2025-05-01")),
        "De levering op toewijzing 100001 met begindatum 06-01-2025 is al definitief gestopt per 15-04-2025.",
    ),
    "TR418": (
        [jw301_()],
        jw323_(regel(tarief=8800)),
        "Het tarief € 88,00 is niet het contractuele tarief € 87,00 voor 45/45A04.",
    ),
}


@pytest.mark.parametrize("geval", GEVALLEN)
def test_melding(stand, geval):
    eerst, bericht, melding = GEVALLEN[geval]
    keten = Keten(stand, LIJST).goed(*eerst)
    controle = keten.stuur(bericht)
    code = geval.split()[0]
    assert controle.bevindingen[0].regel == code
    assert controle.bevindingen[0].melding == melding


@pytest.mark.regel("TR304", "TR337", "TR366", "TR367", "TR371", "TR376")
def test_meldingen_bij_een_declaratieantwoord(stand):
    keten = Keten(stand).goed(jw301_())
    bericht = jw323_(regel("P1", 11), identificatie="DB1", op="2026-01-10")
    antwoord = antwoord_op(bericht, keten.stuur(bericht))
    kop, inhoud = antwoord.header, antwoord.declaratie_antwoord
    client = inhoud.clienten[0]
    lijn = client.prestaties[0]

    def met(**velden):
        nieuwe = client._replace(prestaties=(lijn._replace(**velden),))
        return antwoord._replace(declaratie_antwoord=inhoud._replace(clienten=(nieuwe,)))

    gevallen = [
        (
            antwoord._replace(
                header=kop._replace(
                    declaratie_identificatie=kop.declaratie_identificatie._replace(identificatie="X")
                )
            ),
            "Er is geen declaratiebericht 'X' van 10-01-2026 naar deze gemeente verstuurd.",
        ),
        (
            antwoord._replace(
                header=kop._replace(
                    xsd_versie_declaratie=kop.xsd_versie_declaratie._replace(bericht_xsd_versie="1.0.1")
                )
            ),
            "XsdVersieDeclaratie is 1.0.0/1.0.1; de declaratie heeft 1.0.0/1.0.0.",
        ),
        (
            antwoord._replace(declaratie_antwoord=inhoud._replace(declaratie_nummer="D9")),
            "Declaratienummer 'D9' is niet dat van de declaratie: 'DECL1'.",
        ),
        (
            antwoord._replace(
                declaratie_antwoord=inhoud._replace(clienten=(client._replace(bsn=ANDER_KIND),))
            ),
            "Dit Bsn is niet dat van de cliënt in de declaratie.",
        ),
        (
            met(product_referentie=lijn.product_referentie._replace(referentie_nummer="PX")),
            "Prestatie 'PX' komt niet voor in de declaratie.",
        ),
        (met(eenheid="01"), "Eenheid is anders dan in de ingediende prestatie."),
    ]
    for verkeerd, melding in gevallen:
        assert [b.melding for b in keten.stuur(verkeerd).bevindingen] == [melding]


@pytest.mark.regel("TR341")
def test_melding_van_meer_eenheden(stand):
    contract = GeheugenContract(
        [
            Contractafspraak("45", "45A04", "16", 100, "inspanningsgericht"),
            Contractafspraak("45", "45A04", "04", 100, "inspanningsgericht"),
        ]
    )
    keten = Keten(stand, contract).goed(jw301_(product(product=CATEGORIE, budget=900000)))
    controle = keten.stuur(jw323_(regel(eenheid="84")))
    assert [b.melding for b in controle.bevindingen] == [
        "Eenheid 84 past niet bij de gecontracteerde eenheid 04 of 16."
    ]
