"""The whole path: a JW315 comes in, a consulent decides, a JW301 or JW319 goes out, the return message comes back."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from toewijzinghulp import besluit, lees_bericht, lees_verzoek, maak_compleet, ontvang

import postregio
from gedeeld import GEDEELD, vereist_gedeeld
from ijw.antwoord import maak_retour
from ijw.controle import controleer
from ijw.lezen import lees
from ijw.schrijven import schrijf
from jeugdketen.berichten import toestand as t
from jeugdketen.berichten.aanname import neem_aan
from jeugdketen.berichten.models import Bericht, Ketentoewijzing, Ketenverzoek
from jeugdketen.berichten.uitgang import verzend_wachtende
from jeugdketen.berichten.verwerking import verwerk
from jeugdketen.dossier.models import Jeugdige
from jeugdketen.kern import rollen
from jeugdketen.kern.toegang import als_systeem, met_toegang
from jeugdketen.toewijzing import feitenservices, services
from jeugdketen.toewijzing.models import Besluit, Toewijzing
from postregio import LINDE, MEDEMBLIK, Vot, Vraag

pytestmark = pytest.mark.usefixtures("regio")


def _schema_aanvaardt(bestand: Path) -> None:
    """The official schema of the type accepts the file."""
    from lxml import etree

    assert GEDEELD is not None
    soort = bestand.name[:5]
    schema = etree.XMLSchema(etree.parse(str(GEDEELD / "ijw-3.2" / "xsd" / f"{soort}.xsd")))
    schema.assertValid(etree.parse(str(bestand)))


def _antwoord_aanbieder(
    bericht: Bericht, codes: dict[str, list[str]] | None = None, nummer: str = "AZ26R0000901"
) -> Bericht:
    """The provider's return message on a message of ours, taken in."""
    retour = maak_retour(
        lees(bericht.ruw.inhoud).bericht, codes, identificatie=nummer, dagtekening=date(2026, 1, 21)
    )
    ontvangen = neem_aan(schrijf(retour), bestandsnaam="retour.xml", weg=t.MAP)
    verwerk(ontvangen)
    return lees_bericht(ontvangen)


@pytest.mark.eis("S-114", "S-115", "S-050")
@pytest.mark.regel("TR061", "TR379", "OP087")
def test_request_to_accepted_allocation(regio: Path) -> None:
    (verzoek,) = ontvang()
    assert verzoek.oordeel == "onvolledig"
    sem = postregio.iemand(rollen.CONSULENT, MEDEMBLIK, naam="Sem Blokker")
    maak_compleet(sem, verzoek.nummer)
    assert lees_verzoek(verzoek.nummer).oordeel in ("toegestaan", "signaal")
    genomen = besluit(sem, verzoek.nummer, "toewijzen")
    assert genomen.door_naam == "Sem Blokker"
    assert genomen.feiten["vraag"]["aanvraag"]["toestemming"]["vorm"] == "mondeling"
    assert genomen.antwoord["bevindingen"]
    assert genomen.kwitantie["vraag_hash"]
    assert lees_verzoek(verzoek.nummer).toestand == "toegewezen"
    assert verzend_wachtende() == 2
    (bestand,) = postregio.uitgaande_bestanden(regio, "JW301")
    assert controleer(bestand.read_bytes()).uitkomst == "goed"
    bericht = lees(bestand.read_bytes()).bericht
    assert (bericht.header.afzender, bericht.header.ontvanger) == (MEDEMBLIK, LINDE)
    client = bericht.client
    assert client.bsn == postregio.JESSE
    assert client.naam.naam_gebruik == "1"
    (contact,) = client.contactgegevens
    assert (contact.soort, contact.adres.postcode) == ("01", "1671ZZ")
    assert [r.naam.geslachtsnaam.achternaam for r in client.relaties] == ["Molenaar", "Molenaar"]
    (product,) = client.toegewezen_producten
    assert (product.referentie_aanbieder, product.product.code) == ("AZ-26-00901", "45A12")
    assert (product.ingangsdatum, product.einddatum) == (date(2026, 2, 2), date(2026, 12, 31))
    # the provider accepts it
    antwoord = _antwoord_aanbieder(lees_bericht(genomen.bericht_id))
    assert antwoord.toestand == t.AANVAARD
    assert antwoord.draad == verzoek.draad
    assert lees_bericht(genomen.bericht_id).toestand == t.AANGENOMEN
    with als_systeem({MEDEMBLIK}):
        assert Toewijzing.objects.get().toestand == "aangenomen"
        assert Ketenverzoek.objects.get().toegewezen
        assert Ketentoewijzing.objects.get().nummer == product.toewijzing_nummer
        assert Bericht.objects.filter(draad=verzoek.draad).count() == 4


@vereist_gedeeld
def test_what_goes_out_passes_the_official_schema(regio: Path) -> None:
    verzoeken = ontvang(
        Vot(
            producten=[
                Vraag("A-1"),
                Vraag("A-2", categorie="44", code="44V02", eenheid="14", volume=2),
                Vraag("A-3", code="45A02"),
            ]
        )
    )
    sem = postregio.iemand(rollen.CONSULENT, MEDEMBLIK)
    maak_compleet(sem, verzoeken[0].nummer)
    besluit(sem, verzoeken[0].nummer, "toewijzen")
    besluit(sem, verzoeken[1].nummer, "afwijzen", code="7", motivering="Past niet bij de vraag.")
    besluit(sem, verzoeken[2].nummer, "in_onderzoek", vraag="Overleg met school.")
    verzend_wachtende()
    bestanden = postregio.uitgaande_bestanden(regio)
    assert sorted(b.name[:5] for b in bestanden) == ["JW301", "JW316", "JW319", "JW319"]
    for bestand in bestanden:
        _schema_aanvaardt(bestand)


@vereist_gedeeld
def test_the_public_sample_becomes_a_jw301_that_the_official_schema_accepts(regio: Path) -> None:
    assert GEDEELD is not None
    ontvangen = neem_aan(
        (GEDEELD / "ijw-3.2" / "voorbeelden" / "JW315.xml").read_bytes(), bestandsnaam="JW315.xml", weg=t.MAP
    )
    assert verwerk(ontvangen) == t.AANVAARD
    sem = postregio.iemand(rollen.CONSULENT, MEDEMBLIK)
    maak_compleet(sem, "VT-2026-0001")
    besluit(sem, "VT-2026-0001", "toewijzen")
    verzend_wachtende()
    (bestand,) = postregio.uitgaande_bestanden(regio, "JW301")
    _schema_aanvaardt(bestand)


@pytest.mark.regel("TR377", "TR409", "OP359")
def test_a_refusal_on_domicile_names_the_right_municipality(regio: Path) -> None:
    (verzoek,) = ontvang(
        Vot(bsn=postregio.LOTTE, geboren="2010-11-08", voornamen="Lotte", achternaam="Ruiter")
    )
    sem = postregio.iemand(rollen.CONSULENT, MEDEMBLIK)
    with pytest.raises(services.BesluitFout) as fout:
        besluit(sem, verzoek.nummer, "afwijzen", code="8", motivering="Woont in Koggenland.")
    assert fout.value.veld == "gemeente"
    with pytest.raises(services.BesluitFout):
        besluit(sem, verzoek.nummer, "afwijzen", code="8", motivering="Woont hier.", gemeente=MEDEMBLIK)
    besluit(sem, verzoek.nummer, "afwijzen", code="8", motivering="Woont in Koggenland.", gemeente="1598")
    verzend_wachtende()
    (bestand,) = postregio.uitgaande_bestanden(regio, "JW319")
    antwoord = lees(bestand.read_bytes()).bericht.antwoord
    assert (antwoord.verzoek_antwoord, antwoord.reden_afwijzing_verzoek) == ("1", "8")
    assert antwoord.woonplaatsbeginsel.gemeente == "1598"


@pytest.mark.regel("TR360", "OP274")
def test_under_investigation_once_and_then_a_decision(regio: Path) -> None:
    (verzoek,) = ontvang()
    sem = postregio.iemand(rollen.CONSULENT, MEDEMBLIK)
    maak_compleet(sem, verzoek.nummer)
    genomen = besluit(sem, verzoek.nummer, "in_onderzoek", vraag="Wat vindt school?")
    assert genomen.uiterlijk == date(2026, 3, 17)  # eight weeks after the Dagtekening
    na = lees_verzoek(verzoek.nummer)
    assert (na.toestand, na.termijn, na.termijn_soort) == ("in_onderzoek", date(2026, 3, 17), "onderzoek")
    with pytest.raises(services.AlBesloten):
        besluit(sem, verzoek.nummer, "in_onderzoek", vraag="Nog eens?")
    _antwoord_aanbieder(lees_bericht(genomen.bericht_id))
    assert lees_bericht(genomen.bericht_id).toestand == t.AANGENOMEN
    besluit(sem, verzoek.nummer, "toewijzen")
    verzend_wachtende()
    assert len(postregio.uitgaande_bestanden(regio, "JW319")) == 1
    assert len(postregio.uitgaande_bestanden(regio, "JW301")) == 1


@pytest.mark.regel("OP087", "TR379")
def test_the_next_jw301_carries_everything_current_and_the_reference_only_once(regio: Path) -> None:
    eerste, tweede = ontvang(
        Vot(producten=[Vraag("A-1"), Vraag("A-2", categorie="44", code="44V02", eenheid="14", volume=2)])
    )
    sem = postregio.iemand(rollen.CONSULENT, MEDEMBLIK)
    with met_toegang(sem):
        feitenservices.vul_aan(
            sem,
            eerste.nummer,
            toestemming_vorm="schriftelijk",
            toestemming_datum=date(2026, 1, 19),
            woont_thuis=False,
            verblijf="gezinshuis",
        )
        for verzoek in (eerste, tweede):
            feitenservices.vul_aan(
                sem,
                verzoek.nummer,
                onderbouwing="Nodig naast elkaar.",
                overig={"uitstroomdoel": "terug naar huis"},
            )
    besluit(sem, eerste.nummer, "met_afwijking", reden="Afgestemd met beide aanbieders.")
    besluit(sem, tweede.nummer, "met_afwijking", reden="Afgestemd met beide aanbieders.")
    verzend_wachtende()
    _, bestand = postregio.uitgaande_bestanden(regio, "JW301")
    producten = lees(bestand.read_bytes()).bericht.client.toegewezen_producten
    assert sorted((p.product.code, p.referentie_aanbieder) for p in producten) == [
        ("44V02", "A-2"),
        ("45A12", None),
    ]


@pytest.mark.regel("TR061", "OP003")
def test_a_secret_address_never_reaches_a_message(regio: Path) -> None:
    (verzoek,) = ontvang(
        Vot(
            ontvanger=postregio.STEDE_BROEC,
            bsn=postregio.DAAN,
            geboren="2012-05-22",
            voornamen="Daan",
            voorvoegsel="",
            achternaam="Rood",
        )
    )
    nadia = postregio.iemand(rollen.CONSULENT, postregio.STEDE_BROEC)
    maak_compleet(nadia, verzoek.nummer)
    assert lees_verzoek(verzoek.nummer).oordeel == "signaal"
    besluit(nadia, verzoek.nummer, "toewijzen")
    verzend_wachtende()
    (bestand,) = postregio.uitgaande_bestanden(regio, "JW301")
    client = lees(bestand.read_bytes()).bericht.client
    assert [c.soort for c in client.contactgegevens] == ["02"]
    assert {c.adres.postcode for c in (*client.contactgegevens, *(r.contact for r in client.relaties))} == {
        "1611ZZ"
    }
    assert all(r.contact.telefoon is None for r in client.relaties)


def test_a_child_without_an_address_cannot_be_granted_and_nothing_changes() -> None:
    (verzoek,) = ontvang(Vot(bsn=postregio.ONBEKEND, voornamen="Niemand", achternaam="Onbekend"))
    sem = postregio.iemand(rollen.CONSULENT, MEDEMBLIK)
    maak_compleet(sem, verzoek.nummer)
    with pytest.raises(services.BesluitFout, match="BRP kent geen jeugdige"):
        besluit(sem, verzoek.nummer, "toewijzen")
    with pytest.raises(services.BesluitFout, match="BRP kent geen jeugdige"):
        besluit(sem, verzoek.nummer, "met_afwijking", reden="Toch doen.")
    with als_systeem({MEDEMBLIK}):
        assert not Besluit.objects.exists()
        assert not Toewijzing.objects.exists()
        assert not Bericht.objects.filter(soort="JW301").exists()
        assert Jeugdige.objects.count() == 1


# --- return messages ----------------------------------------------------------------------------------------------


def _toegewezen() -> Besluit:
    (verzoek,) = ontvang()
    sem = postregio.iemand(rollen.CONSULENT, MEDEMBLIK)
    maak_compleet(sem, verzoek.nummer)
    genomen = besluit(sem, verzoek.nummer, "toewijzen")
    verzend_wachtende()
    return genomen


def test_a_rejected_jw301_is_visible_and_leaves_the_decision_standing() -> None:
    genomen = _toegewezen()
    antwoord = _antwoord_aanbieder(lees_bericht(genomen.bericht_id), {"/Bericht/Header": ["0001"]})
    assert antwoord.toestand == t.AANVAARD
    assert "afgekeurd met 0001" in antwoord.reden
    assert "backoffice" in antwoord.wie_moet
    assert lees_bericht(genomen.bericht_id).toestand == t.AFGEWEZEN
    with als_systeem({MEDEMBLIK}):
        assert Toewijzing.objects.get().toestand == "afgekeurd"
    assert lees_verzoek("VT-2026-0001").toestand == "toegewezen"


def test_an_answer_to_nothing_is_visible_as_such() -> None:
    genomen = _toegewezen()
    bericht = lees_bericht(genomen.bericht_id)
    inhoud = lees(bericht.ruw.inhoud).bericht
    kop = inhoud.header
    vreemd = inhoud._replace(
        header=kop._replace(
            bericht_identificatie=kop.bericht_identificatie._replace(identificatie="BESTAATNIET")
        )
    )
    retour = maak_retour(vreemd, identificatie="AZ26R0000999", dagtekening=date(2026, 1, 21))
    nummer = neem_aan(schrijf(retour), bestandsnaam="retour.xml", weg=t.MAP)
    assert verwerk(nummer) == t.ONBEKOPPELD
    assert "BESTAATNIET" in lees_bericht(nummer).reden


def test_a_second_answer_changes_nothing() -> None:
    genomen = _toegewezen()
    _antwoord_aanbieder(lees_bericht(genomen.bericht_id))
    tweede = _antwoord_aanbieder(
        lees_bericht(genomen.bericht_id), {"/Bericht/Header": ["0001"]}, nummer="AZ26R0000902"
    )
    assert tweede.toestand == t.ONBEKOPPELD
    assert lees_bericht(genomen.bericht_id).toestand == t.AANGENOMEN
    zelfde = _antwoord_aanbieder(lees_bericht(genomen.bericht_id))
    assert zelfde.toestand == t.DUBBEL


def test_an_answer_may_arrive_before_we_noted_that_the_message_left() -> None:
    (verzoek,) = ontvang()
    sem = postregio.iemand(rollen.CONSULENT, MEDEMBLIK)
    maak_compleet(sem, verzoek.nummer)
    genomen = besluit(sem, verzoek.nummer, "toewijzen")
    _antwoord_aanbieder(lees_bericht(genomen.bericht_id))
    bericht = lees_bericht(genomen.bericht_id)
    assert bericht.toestand == t.AANGENOMEN
    with als_systeem({MEDEMBLIK}):
        assert [o.naar for o in bericht.overgangen.order_by("pk")] == [t.KLAAR, t.VERZONDEN, t.AANGENOMEN]
    verzend_wachtende()
    assert lees_bericht(genomen.bericht_id).toestand == t.AANGENOMEN
