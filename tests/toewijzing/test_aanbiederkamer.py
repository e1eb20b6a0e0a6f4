"""The room of the provider: fill in a form, see the coming answer, send, and what then stands there."""

from __future__ import annotations

import re
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from aanbiederhulp import (
    breng,
    declaratie,
    enige_toewijzing,
    start,
    toegewezen,
    van_kliniek,
    van_linde,
    vot_van_liam,
)
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from toewijzinghulp import lees_bericht

from ijw.schrijven import schrijf
from jeugdketen.berichten.models import Bericht
from jeugdketen.berichten.verwerking import verwerk
from jeugdketen.kern.leeslog import LOGBOEK
from jeugdketen.kern.models import Gebruiker, Inzage
from jeugdketen.kern.toegang import Toegang, als_inrichting, als_systeem, met_toegang
from postregio import GEMEENTEN, HOORN, KLINIEK, LIAM, LINDE

pytestmark = [pytest.mark.usefixtures("regio"), pytest.mark.django_db(databases=["default", "logboek"])]

KAMER = "/zorgaanbieder"


class Bezoeker:
    """Somebody of a provider in a browser."""

    def __init__(self, wie: Toegang) -> None:
        self.wie = wie
        self.client = Client()
        with als_inrichting():
            gebruiker = Gebruiker.objects.get(pk=wie.gebruiker_id)
        self.client.force_login(gebruiker)

    def lees(self, pad: str, status: int = 200) -> str:
        antwoord = self.client.get(f"{KAMER}/{pad}", secure=True)
        assert antwoord.status_code == status, antwoord.content[:500]
        return str(antwoord.content.decode())

    def stuur(self, pad: str, **velden: Any) -> Any:
        return self.client.post(f"{KAMER}/{pad}", velden, secure=True)

    def verstuurd(self, pad: str, **velden: Any) -> Bericht:
        """Check the form, send it, have it read; the message."""
        proef = self.stuur(pad, **velden)
        assert "Versturen naar de gemeente" in proef.content.decode(), fouten(proef)
        voor = aantal_berichten()
        antwoord = self.stuur(pad, **velden, versturen="1")
        assert antwoord.status_code == 302, fouten(antwoord)
        assert aantal_berichten() == voor + 1
        nummer = UUID(antwoord["Location"].rsplit("/", 1)[1])
        verwerk(nummer)
        bericht = lees_bericht(nummer)
        assert bericht.toestand == "aanvaard", bericht.reden
        assert "Goed" in self.lees(f"berichten/{nummer}")
        return bericht


def fouten(antwoord: Any) -> str:
    tekst = antwoord.content.decode()
    return re.sub(r"<[^>]+>|\s+", " ", tekst[tekst.find("<main") :])[-2500:]


def aantal_berichten() -> int:
    with als_systeem(GEMEENTEN):
        return Bericht.objects.filter(richting="in").count()


@pytest.fixture
def bas() -> Bezoeker:
    toegewezen()
    return Bezoeker(van_linde())


def verzoekvelden(**anders: str) -> dict[str, str]:
    velden = {
        "aanbieder": LINDE,
        "gemeente": HOORN,
        "bsn": "9999 00 535",
        "voornamen": "Zoë",
        "voorvoegsel": "",
        "achternaam": "Kuin",
        "geboortedatum": "3-9-2014",
        "geslacht": "2",
        "gezagsdrager": "1",
        "verwijzer_type": "02",
        "verwijzer_naam": "",
        "verwijzer_agb": "01999999",
        "raamcontract": "1",
        "commentaar": "",
        "aantal": "1",
        "p0-product": "45|45A12",
        "p0-van": "2-2-2026",
        "p0-tot": "31-12-2026",
        "p0-volume": "6",
        "p0-eenheid": "04",
        "p0-frequentie": "4",
        "p0-budget": "",
        "referentie-0": "JK-PROEF-1",
    }
    return velden | anders


# --- start and stop ----------------------------------------------------------------------------------------------


@pytest.mark.regel("OP271", "OP272", "OP377", "TR382")
def test_start_temporary_stop_final_stop(bas: Bezoeker) -> None:
    t = enige_toewijzing(bas.wie)
    bericht = bas.verstuurd(f"maken/start/{t.id}", begindatum="5-1-2026")
    assert (bericht.soort, bericht.afzender, bericht.ruw.door_naam) == ("JW305", LINDE, "Bas Vriend")
    assert enige_toewijzing(bas.wie).stand == "loopt"
    velden = {"levering": "2026-01-05", "einddatum": "15-1-2026"}
    assert bas.verstuurd(f"maken/stop/{t.id}", **velden, reden="20").soort == "JW307"
    assert enige_toewijzing(bas.wie).stand == "tijdelijk gestopt"
    bas.verstuurd(f"maken/stop/{t.id}", **velden | {"einddatum": "19-1-2026"}, reden="31")
    assert enige_toewijzing(bas.wie).stand == "gestopt"
    assert "gestopt" in bas.lees(f"toewijzingen/{t.id}")


@pytest.mark.regel("IV008", "TR063", "TR071")
def test_a_wrong_start_is_replaced_and_deleted(bas: Bezoeker) -> None:
    t = enige_toewijzing(bas.wie)
    bas.verstuurd(f"maken/start/{t.id}", begindatum="5-1-2026")
    bas.verstuurd(
        f"maken/correctie/{t.id}", melding="start|2026-01-05", actie="vervangen", begindatum="12-1-2026"
    )
    (levering,) = enige_toewijzing(bas.wie).leveringen
    assert levering.begindatum == date(2026, 1, 12)
    bas.verstuurd(f"maken/stop/{t.id}", levering="2026-01-12", einddatum="19-1-2026", reden="31")
    tegen = bas.stuur(f"maken/correctie/{t.id}", melding="start|2026-01-12", actie="verwijderen")
    assert "TR071" in tegen.content.decode(), "first the stop must go"
    assert "Versturen naar" not in tegen.content.decode()
    bas.verstuurd(
        f"maken/correctie/{t.id}",
        melding="stop|2026-01-12|2026-01-19|31",
        actie="vervangen",
        einddatum="20-1-2026",
        reden="32",
    )
    (levering,) = enige_toewijzing(bas.wie).leveringen
    assert [(s.einddatum, s.reden) for s in levering.stops] == [(date(2026, 1, 20), "32")]
    bas.verstuurd(f"maken/correctie/{t.id}", melding="stop|2026-01-12|2026-01-20|32", actie="verwijderen")
    bas.verstuurd(f"maken/correctie/{t.id}", melding="start|2026-01-12", actie="verwijderen")
    assert enige_toewijzing(bas.wie).leveringen == ()


@pytest.mark.parametrize(
    ("begindatum", "melding"),
    [
        ("", "Vul de datum van de start in"),
        ("32-1-2026", "Vul bij de start een datum in"),
        ("22-1-2026", "ligt in de toekomst"),
        ("5-1-2016", "De start ligt voor de eerste dag van de toewijzing"),
    ],
)
def test_a_wrong_date_names_field_and_remedy(bas: Bezoeker, begindatum: str, melding: str) -> None:
    t = enige_toewijzing(bas.wie)
    voor = aantal_berichten()
    antwoord = bas.stuur(f"maken/start/{t.id}", begindatum=begindatum, versturen="1")
    tekst = antwoord.content.decode()
    assert antwoord.status_code == 200
    assert melding in tekst
    assert "<title>Fout: " in tekst
    assert aantal_berichten() == voor


def test_what_the_municipality_would_reject_is_not_sent(bas: Bezoeker) -> None:
    t = enige_toewijzing(bas.wie)
    bas.verstuurd(f"maken/start/{t.id}", begindatum="5-1-2026")
    voor = aantal_berichten()
    antwoord = bas.stuur(f"maken/start/{t.id}", begindatum="1-11-2025", versturen="1")
    assert "Versturen naar" not in antwoord.content.decode()
    assert aantal_berichten() == voor


@pytest.mark.regel("OP080", "TR326")
def test_what_would_wait_is_sent_only_by_who_was_told_so(bas: Bezoeker) -> None:
    t = enige_toewijzing(bas.wie)
    bas.verstuurd(f"maken/start/{t.id}", begindatum="5-1-2026")
    voor = aantal_berichten()
    antwoord = bas.stuur(f"maken/start/{t.id}", begindatum="12-1-2026", versturen="1")
    assert "TR326" in antwoord.content.decode()
    assert "Toch versturen" in antwoord.content.decode()
    assert aantal_berichten() == voor
    antwoord = bas.stuur(f"maken/start/{t.id}", begindatum="12-1-2026", versturen="wacht")
    assert antwoord.status_code == 302
    assert aantal_berichten() == voor + 1


def test_an_allocation_of_another_does_not_exist(bas: Bezoeker) -> None:
    t = enige_toewijzing(bas.wie)
    ander = Bezoeker(van_kliniek())
    for pad in (
        f"toewijzingen/{t.id}",
        *(f"maken/{w}/{t.id}" for w in ("start", "stop", "correctie", "wijziging")),
    ):
        ander.lees(pad, 404)
    bas.lees(f"toewijzingen/{uuid4()}", 404)


# --- requests ----------------------------------------------------------------------------------------------------


@pytest.mark.regel("OP090", "OP274")
def test_ask_for_two_products(bas: Bezoeker) -> None:
    meer = bas.stuur("maken/verzoek", **verzoekvelden(meer="1")).content.decode()
    assert "Product 2" in meer
    assert "Fout: " not in meer
    leeg = bas.stuur("maken/verzoek", meer="1", aantal="1").content.decode()
    assert "app-veld__fout" not in leeg, "who asks for one more product has not finished yet"
    velden = verzoekvelden(
        **{
            "aantal": "2",
            "p1-product": "45|45A02",
            "p1-van": "2-2-2026",
            "p1-tot": "31-12-2026",
            "p1-volume": "2",
            "p1-eenheid": "04",
            "p1-frequentie": "2",
            "p1-budget": "",
            "referentie-1": "JK-PROEF-2",
        }
    )
    bericht = bas.verstuurd("maken/verzoek", **velden)
    assert bericht.soort == "JW315"
    lijst = bas.lees("verzoeken")
    assert lijst.count("Zoë Kuin") >= 2
    assert "JK-PROEF-2" in lijst


@pytest.mark.parametrize(
    ("anders", "melding"),
    [
        ({"bsn": "123456789"}, "geen geldig BSN"),
        ({"gemeente": "0363"}, "Kies de gemeente uit de lijst"),
        ({"aanbieder": KLINIEK}, "Kies de aanbieder uit de lijst"),
        ({"p0-tot": "1-1-2026"}, "De laatste dag ligt voor de eerste dag"),
        ({"p0-budget": "100"}, "Vul een omvang in of een budget, niet allebei"),
        ({"p0-eenheid": ""}, "Kies in welke eenheid de omvang is"),
        ({"p0-volume": "zes"}, "heel getal"),
        ({"p0-product": "45|99999"}, "Kies een product uit de lijst"),
        ({"verwijzer_agb": "12"}, "AGB-code heeft acht cijfers"),
        ({"verwijzer_agb": ""}, "Vul de AGB-code van de verwijzer in"),
        ({"verwijzer_naam": "dr. Ploeg"}, "de naam of de AGB-code in, niet allebei"),
        ({"verwijzer_type": "01"}, "Bij deze verwijzer hoort geen AGB-code"),
        ({"verwijzer_type": "01", "verwijzer_agb": ""}, ""),
        ({"geboortedatum": "1-1-2030"}, "ligt in de toekomst"),
        ({"geboortedatum": "1 mei"}, "Vul de geboortedatum in als dag-maand-jaar"),
        ({"aantal": "-3"}, ""),
        ({"aantal": "99", "p0-product": ""}, "Kies een product uit de lijst"),
    ],
)
def test_a_request_that_is_not_right_says_so(bas: Bezoeker, anders: dict[str, str], melding: str) -> None:
    antwoord = bas.stuur("maken/verzoek", **verzoekvelden(**anders))
    assert antwoord.status_code == 200
    assert melding in antwoord.content.decode()
    assert ("Versturen naar" in antwoord.content.decode()) == (not melding)


@pytest.mark.parametrize("aantal", ["2", "99"])
def test_an_extra_product_left_empty_does_not_go_along(bas: Bezoeker, aantal: str) -> None:
    bericht = bas.verstuurd("maken/verzoek", **verzoekvelden(aantal=aantal, **{"p1-product": ""}))
    assert bericht.ruw.inhoud.count(b":AangevraagdProduct>") == 2, "one element, open and closed"
    half = bas.stuur("maken/verzoek", **verzoekvelden(aantal="2", **{"p1-volume": "6"}))
    assert "Kies een product uit de lijst" in half.content.decode()


@pytest.mark.regel("TR374", "OP350")
def test_a_second_request_meanwhile_is_seen_before_it_is_sent(bas: Bezoeker) -> None:
    bas.verstuurd("maken/verzoek", **verzoekvelden())
    antwoord = bas.stuur("maken/verzoek", **verzoekvelden(**{"referentie-0": "JK-PROEF-9"}))
    assert "TR374" in antwoord.content.decode()


@pytest.mark.regel("OP306", "OP308", "TR349")
def test_ask_for_a_change_names_the_whole_situation(bas: Bezoeker) -> None:
    t = enige_toewijzing(bas.wie)
    bas.verstuurd(f"maken/start/{t.id}", begindatum="5-1-2026")
    pagina = bas.lees(f"maken/wijziging/{t.id}")
    assert f"Toewijzing {t.nummer}" in pagina
    p = f"t{t.nummer}"
    velden = {
        "reden": "1",
        "referentie": "JK-VOW-1",
        "nieuw": "0",
        f"{p}-keuze": "wijzigt",
        f"{p}-van": "2-2-2026",
        f"{p}-tot": "31-12-2026",
        f"{p}-volume": "10",
        f"{p}-eenheid": "04",
        f"{p}-frequentie": "4",
    }
    meer = bas.stuur(f"maken/wijziging/{t.id}", nieuw="0", meer="1").content.decode()
    assert "Nieuw product 1" in meer
    assert "app-veld__fout" not in meer
    velden["nieuw"] = "1"
    zonder = bas.stuur(f"maken/wijziging/{t.id}", **velden | {f"{p}-keuze": ""})
    assert "Kies of deze toewijzing blijft of wijzigt" in zonder.content.decode()
    bericht = bas.verstuurd(f"maken/wijziging/{t.id}", **velden)
    assert bericht.soort == "JW317"
    assert "JK-VOW-1" in bas.lees("verzoeken")


# --- messages ----------------------------------------------------------------------------------------------------


def test_accepting_a_message_sends_the_return_message(bas: Bezoeker) -> None:
    with met_toegang(bas.wie):
        jw301 = Bericht.objects.get(soort="JW301").pk
    assert "Aannemen en JW302 sturen" in bas.lees(f"berichten/{jw301}")
    assert "Ontvangen, nog te bevestigen" in bas.lees("berichten")
    antwoord = bas.stuur(f"berichten/{jw301}/bevestigen")
    verwerk(UUID(antwoord["Location"].rsplit("/", 1)[1]))
    assert lees_bericht(jw301).toestand == "aangenomen"
    lijst = bas.lees("berichten")
    assert "Door u aangenomen" in lijst
    assert "Verstuurd" not in lijst, "what the municipality sent, a provider received"
    assert "Aannemen en" not in bas.lees(f"berichten/{jw301}")
    voor = aantal_berichten()
    bas.stuur(f"berichten/{jw301}/bevestigen")
    assert aantal_berichten() == voor, "once is enough"


def test_the_overview_shows_what_asks_for_attention(bas: Bezoeker) -> None:
    product = start(bas.wie, date(2026, 1, 12), nummer="MIS")
    stuk = product.client.start_producten[0]._replace(toewijzing_nummer=999)
    mis = breng(product._replace(client=product.client._replace(start_producten=(stuk,))))
    nummer = int(enige_toewijzing(bas.wie).nummer)
    deels = breng(declaratie(("R1", nummer, "45A12", 3), ("R2", 999, "45A12", 2)))
    pagina = bas.lees("overzicht")
    for deel in (str(mis.pk), str(deels.pk), "Deels afgekeurd", "Meld start", "JW301"):
        assert deel in pagina
    breng(start(bas.wie, date(2026, 1, 12), nummer="MIS"))
    assert str(mis.pk) not in bas.lees("overzicht"), "sent again and accepted"


def test_search_on_a_name_is_a_post_and_logged(bas: Bezoeker) -> None:
    for lijst in ("verzoeken", "toewijzingen"):
        antwoord = bas.stuur(lijst, zoek="Liam", tab="alle")
        assert "Liam" not in antwoord["Location"]
        assert "Liam Beemsterboer" in bas.lees(f"{lijst}?tab=alle")
        bas.stuur(lijst, zoek="Bestaatniet", tab="alle")
        assert "gevonden</strong> met “Bestaatniet”" in bas.lees(f"{lijst}?tab=alle")
    with met_toegang(bas.wie, using=LOGBOEK):
        gezocht = list(Inzage.objects.using(LOGBOEK).filter(handeling="zoeken").values_list("wat", flat=True))
    assert gezocht
    assert not [wat for wat in gezocht if "Liam" in wat]


def test_lists_go_along_as_csv(bas: Bezoeker) -> None:
    tekst = bas.lees("toewijzingen.csv?tab=alle")
    assert "Liam Beemsterboer" in tekst
    assert "Liam Beemsterboer" in bas.lees("verzoeken.csv?tab=alle")
    with met_toegang(bas.wie, using=LOGBOEK):
        assert Inzage.objects.using(LOGBOEK).filter(handeling="export").count() == 2


def test_upload_of_another_provider_is_refused_by_the_intake(bas: Bezoeker) -> None:
    bestand = SimpleUploadedFile("vot.xml", vot_van_liam(afzender=KLINIEK, identificatie="ANDER").xml())
    antwoord = bas.stuur("berichten/aanleveren", bestand=bestand)
    nummer = UUID(antwoord["Location"].rsplit("/", 1)[1])
    assert "wordt nu gelezen" in bas.lees(f"berichten/{nummer}")
    verwerk(nummer)
    assert lees_bericht(nummer).toestand == "geweigerd"


def test_who_must_act_is_said_to_the_provider_as_you(bas: Bezoeker) -> None:
    nummers = []
    for inhoud in (b"%PDF-1.4", schrijf(declaratie(("R-FOUT", 999, "45A12", 2)))):
        antwoord = bas.stuur("berichten/aanleveren", bestand=SimpleUploadedFile("x.xml", inhoud))
        nummers.append(UUID(antwoord["Location"].rsplit("/", 1)[1]))
        verwerk(nummers[-1])
    assert "U levert een nieuw bestand aan" in bas.lees(f"berichten/{nummers[0]}")
    for pagina in (f"berichten/{nummers[1]}", "berichten"):
        assert "U herstelt de afgewezen regels en dient ze opnieuw in" in bas.lees(pagina)
    assert "geen enkele regel goedgekeurd" in bas.lees("berichten")


# --- pre-flight check --------------------------------------------------------------------------------------------


def _pakket(pagina: str) -> dict[str, str]:
    return {
        naam: re.search(rf'name="{naam}" value="([^"]*)"', pagina)[1]  # type: ignore[index]
        for naam in ("naam", "pakket")
    }


def test_check_filter_and_download_without_keeping_the_file(bas: Bezoeker) -> None:
    nummer = int(enige_toewijzing(bas.wie).nummer)
    inhoud = schrijf(declaratie(("R-GOED", nummer, "45A12", 3), ("R-FOUT", 999, "45A12", 2)))
    voor = aantal_berichten()
    pagina = bas.stuur("proefcontrole", bestand=SimpleUploadedFile("d.xml", inhoud)).content.decode()
    assert "1 regel afgekeurd" in pagina
    assert "R-GOED" in pagina
    assert "R-FOUT" in pagina
    assert "Liam Beemsterboer" in pagina, "a child that this provider may see has its name"
    pakket = _pakket(pagina)
    alleen = bas.stuur("proefcontrole", **pakket, toon="afgekeurd").content.decode()
    assert "R-FOUT" in alleen
    assert "R-GOED" not in alleen.replace(pakket["pakket"], "")
    for geef, begin, eind in (
        ("antwoord", b"<?xml", ".xml"),
        ("goed", b"<?xml", ".xml"),
        ("csv", "\ufeff".encode(), ".csv"),
        ("xlsx", b"PK", ".xlsx"),
    ):
        antwoord = bas.stuur("proefcontrole", **pakket, geef=geef)
        assert antwoord.content.startswith(begin), geef
        assert antwoord["Content-Disposition"].rstrip('"').endswith(eind)
        assert "attachment" in antwoord["Content-Disposition"]
    assert aantal_berichten() == voor


def test_a_check_that_cannot_be_done_says_why(bas: Bezoeker) -> None:
    vreemd = SimpleUploadedFile("x.xml", vot_van_liam(afzender=KLINIEK).xml())
    assert "andere afzender" in bas.stuur("proefcontrole", bestand=vreemd).content.decode()
    assert "Kies eerst een bestand" in bas.stuur("proefcontrole").content.decode()
    for pakket in ("geen base64!", "AAAA", "eJwDAAAAAAE="):
        antwoord = bas.stuur("proefcontrole", naam="x", pakket=pakket)
        assert antwoord.status_code == 200
        assert "Fout: Proefcontrole" in antwoord.content.decode()
    kwaad = SimpleUploadedFile("<script>.xml", b"<script>alert(1)</script>")
    pagina = bas.stuur("proefcontrole", bestand=kwaad).content.decode()
    assert "Geweigerd" in pagina
    assert "controleer het opnieuw" in pagina
    assert "backoffice" not in pagina, "nothing was sent, so nobody there does anything"
    assert "<script>.xml" not in pagina
    assert LIAM not in pagina


def test_the_room_is_for_providers_alone() -> None:
    from jeugdketen.kern import rollen
    from postregio import iemand

    peter = Bezoeker(iemand(rollen.CONSULENT, HOORN))
    for pad in ("overzicht", "verzoeken", "toewijzingen", "berichten", "proefcontrole", "maken/verzoek"):
        peter.lees(pad, 403)
