"""The work of a consulent, from log-in to message, with and without JavaScript."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from portaalsite import SMAL, Site

pytestmark = pytest.mark.browser


def open_uit_werkvoorraad(pagina: Page, naam: str) -> None:
    """From the work list to a case."""
    pagina.goto("/werkvoorraad")
    pagina.get_by_role("link", name=naam).click()
    expect(pagina.get_by_role("heading", level=1)).to_contain_text(naam)


def feit(pagina: Page, wat: str) -> Locator:
    """The value beside a name in the list of facts that were added."""
    return pagina.locator("#aangevuld dt", has_text=wat).locator("+ dd")


def vul_in(pagina: Page, wat: str) -> None:
    """Follow the link ``vul in`` beside a fact that is missing."""
    feit(pagina, wat).get_by_role("link", name="vul in").click()


def kies(pagina: Page, naam: str) -> None:
    """Choose in the decision bar: ``toewijzen``, ``afwijken``, ``afwijzen`` or ``onderzoek``."""
    pagina.locator(f"#kies-{naam.lower()}").check()


def leg_vast(pagina: Page) -> None:
    pagina.get_by_role("button", name="Besluit vastleggen").click()


def oordeel(pagina: Page) -> str:
    """The verdict at the head of the findings."""
    return pagina.locator(".app-bevindingen__kop .app-uitkomst").inner_text().strip()


def met_toestemming(pagina: Page) -> None:
    """Record consent by word of mouth."""
    vul_in(pagina, "Toestemming")
    pagina.get_by_role("radio", name="Mondeling").check()
    pagina.get_by_label("Datum", exact=True).fill("20-1-2026")
    pagina.get_by_role("button", name="Vastleggen en opnieuw toetsen").click()
    expect(pagina.get_by_role("status").first).to_contain_text("opnieuw getoetst")
    expect(feit(pagina, "Toestemming")).to_contain_text("mondeling, 20\u00a0jan")


def met_beoordeling(pagina: Page) -> None:
    """Record the joint assessment."""
    vul_in(pagina, "Afstemming")
    pagina.get_by_label("Datum van de beoordeling").fill("19-1-2026")
    pagina.get_by_label("Wie waren erbij").fill("De Wende en Oosterpolder")
    pagina.get_by_role("button", name="Vastleggen en opnieuw toetsen").click()
    expect(pagina.get_by_role("status").first).to_contain_text("opnieuw getoetst")
    expect(feit(pagina, "Afstemming")).to_contain_text("19\u00a0jan, De Wende en Oosterpolder")


@pytest.mark.eis("S-050", "S-114", "S-115")
@pytest.mark.parametrize(
    ("javascript", "wie", "sleutel", "naam", "eerst", "aanvullen"),
    [
        (True, "nadia", "FINN", "Finn Schouten", "Onvolledig", met_toestemming),
        (False, "peter", "LIAM", "Liam Beemsterboer", "Opgeschort", met_beoordeling),
    ],
    ids=["met-script", "zonder-script"],
)
def test_van_werkvoorraad_tot_toewijzing(
    site: Site,
    als: Callable[..., Page],
    javascript: bool,
    wie: str,
    sleutel: str,
    naam: str,
    eerst: str,
    aanvullen: Callable[[Page], None],
) -> None:
    pagina = als(wie, javascript=javascript)
    pagina.get_by_role("link", name=naam).click()
    assert oordeel(pagina) == eerst
    assert pagina.locator("[data-besluit] input[type=radio]:checked").count() == 0
    expect(pagina.locator("#kies-toewijzen")).to_be_disabled()
    aanvullen(pagina)
    assert oordeel(pagina) in ("Toegestaan", "Signaal")

    kies(pagina, "toewijzen")
    leg_vast(pagina)
    expect(pagina.get_by_role("status").first).to_contain_text("Het bericht JW301 gaat naar")
    expect(pagina.get_by_role("heading", name="Toegewezen")).to_be_visible()
    assert pagina.locator("[data-besluit]").count() == 0

    pagina.goto("/berichten")
    rij = pagina.get_by_role("row", name="JW301").first
    expect(rij).to_contain_text("Klaar, niet verstuurd")
    rij.get_by_role("link").first.click()
    expect(pagina.get_by_role("heading", level=1)).to_have_text("JW301 toewijzing")
    pagina.get_by_role("link", name="Ruwe XML").click()
    expect(pagina.locator(".app-xml")).to_contain_text("ToewijzingNummer")
    expect(pagina.get_by_role("link", name=f"Verzoek {site.nummer(sleutel)}").first).to_be_visible()


@pytest.mark.eis("S-050", "S-051")
def test_een_rechte_zaak_is_zonder_schuiven_in_twee_stappen_besloten(
    site: Site, als: Callable[..., Page]
) -> None:
    pagina = als("nadia")
    open_uit_werkvoorraad(pagina, "Noor Vlaming")
    for wat in (
        pagina.locator(".app-bevindingen__kop .app-uitkomst"),
        pagina.get_by_role("button", name="Besluit vastleggen"),
    ):
        kader = wat.bounding_box()
        assert kader is not None
        assert kader["y"] + kader["height"] <= 900
    assert oordeel(pagina) in ("Toegestaan", "Signaal")
    kies(pagina, "toewijzen")
    leg_vast(pagina)
    assert pagina.evaluate("scrollY") == 0
    expect(pagina.get_by_role("heading", name="Toegewezen")).to_be_visible()
    expect(pagina.locator(".app-melding--kop")).to_contain_text("Nadia Kuiper")
    pagina.get_by_role("link", name="Volgende zaak").click()
    expect(pagina.get_by_role("heading", level=1)).not_to_contain_text("Noor Vlaming")
    expect(pagina.get_by_text("Uw besluit", exact=True)).to_be_visible()


@pytest.mark.eis("S-051", "S-093")
@pytest.mark.parametrize("javascript", [True, False], ids=["met-script", "zonder-script"])
def test_een_geweigerde_zaak_kan_alleen_worden_afgewezen_of_onderzocht(
    site: Site, als: Callable[..., Page], javascript: bool
) -> None:
    pagina = als("nadia", javascript=javascript)
    pagina.goto(f"/verzoeken/{site.nummer('DAAN')}")
    assert oordeel(pagina) == "Geweigerd"
    expect(pagina.locator("#kies-toewijzen")).to_be_disabled()
    expect(pagina.locator("#kies-afwijken")).to_be_disabled()
    expect(pagina.locator("label", has=pagina.locator("#kies-toewijzen"))).to_contain_text("kan niet: ")
    eerste = pagina.locator(".app-bevinding").first
    expect(eerste).to_contain_text("Geweigerd")
    expect(eerste).to_contain_text("Dit verandert het")
    expect(eerste).to_contain_text("Bron: Menukaart Jeugd")
    expect(eerste).to_contain_text("afwijken: nee")

    kies(pagina, "afwijzen")
    expect(pagina.get_by_label("Reden in het antwoord JW319")).to_have_value("6")
    pagina.get_by_role("textbox", name="Motivering").fill("  ")
    leg_vast(pagina)
    expect(pagina).to_have_title("Fout: Verzoek van Daan Rood - Jeugdketen")
    samenvatting = pagina.get_by_role("alert")
    expect(samenvatting).to_contain_text("Het besluit is nog niet vastgelegd")
    expect(samenvatting).to_be_focused()
    expect(pagina.locator("#kies-afwijzen")).to_be_checked()
    motivering = pagina.get_by_role("textbox", name="Motivering")
    expect(motivering).to_have_attribute("aria-invalid", "true")
    uitleg = motivering.get_attribute("aria-describedby") or ""
    expect(pagina.locator(f"#{uitleg.split()[-1]}")).to_have_text(
        "Schrijf waarom u afwijst, in minstens één zin."
    )
    samenvatting.get_by_role("link").click()
    expect(motivering).to_be_focused()


@pytest.mark.eis("S-093")
def test_afwijzen_met_reden_en_motivering_stuurt_een_jw319(site: Site, als: Callable[..., Page]) -> None:
    pagina = als("nadia", scherm=SMAL)
    pagina.goto(f"/verzoeken/{site.nummer('DAAN')}")
    kies(pagina, "afwijzen")
    pagina.get_by_role("textbox", name="Motivering").fill(
        "De Linde geeft Daan tot en met april al deze hulp."
    )
    leg_vast(pagina)
    expect(pagina.get_by_role("heading", name="Afgewezen")).to_be_visible()
    expect(pagina.locator(".app-melding--kop").last).to_contain_text(
        "De Linde geeft Daan tot en met april al deze hulp."
    )
    pagina.get_by_role("link", name="JW319").first.click()
    expect(pagina.get_by_role("heading", level=1)).to_have_text("JW319 antwoord op verzoek")
    expect(pagina.get_by_text("6 Stapeling")).to_be_visible()


@pytest.mark.eis("S-093")
def test_met_afwijking_vraagt_waarvan_en_waarom(site: Site, als: Callable[..., Page]) -> None:
    pagina = als("nadia")
    pagina.goto(f"/verzoeken/{site.nummer('BRAM')}")
    kies(pagina, "afwijken")
    leg_vast(pagina)
    fouten = pagina.get_by_role("alert").get_by_role("link")
    expect(fouten).to_have_text(["Kies waarvan u afwijkt.", "Schrijf waarom u afwijkt, in minstens één zin."])
    pagina.get_by_label("Waarvan wijkt u af").select_option("periode")
    pagina.get_by_label("Andere einddatum").fill("31-8-2026")
    pagina.get_by_label("Waarom, in eigen woorden").fill("Eerst een half jaar, dan evalueren wij.")
    leg_vast(pagina)
    expect(pagina.get_by_role("heading", name="Toegewezen met afwijking")).to_be_visible()
    pagina.get_by_role("link", name="JW301").first.click()
    expect(pagina.get_by_text("31 aug 2026").first).to_be_visible()


@pytest.mark.eis("S-050")
def test_intrekken_zolang_het_bericht_niet_weg_is_en_daarna_in_onderzoek(
    site: Site, als: Callable[..., Page]
) -> None:
    pagina = als("nadia")
    pagina.goto(f"/verzoeken/{site.nummer('SANNE')}")
    kies(pagina, "toewijzen")
    leg_vast(pagina)
    pagina.get_by_role("button", name="Besluit intrekken").click()
    expect(pagina.get_by_role("status").first).to_contain_text("ingetrokken")
    kies(pagina, "onderzoek")
    pagina.get_by_label("Wat zoekt u uit, en bij wie").fill("Overleg met school en de huisarts.")
    leg_vast(pagina)
    expect(pagina.get_by_role("heading", name="In onderzoek")).to_be_visible()
    expect(pagina.locator("#kies-onderzoek")).to_be_disabled()
    assert pagina.locator("[data-besluit] input[type=radio]:checked").count() == 0


def test_een_collega_was_eerst(site: Site, als: Callable[..., Page]) -> None:
    een, ander = als("nadia"), als("marit")
    adres = f"/verzoeken/{site.nummer('ISA')}"
    een.goto(adres)
    ander.goto(adres)
    kies(een, "toewijzen")
    leg_vast(een)
    kies(ander, "toewijzen")
    leg_vast(ander)
    expect(ander.get_by_role("status").first).to_contain_text("al besloten door Nadia Kuiper")
    assert ander.locator("[data-besluit]").count() == 0


def test_een_besluit_op_een_verouderde_bladzijde_wordt_geweigerd(
    site: Site, als: Callable[..., Page]
) -> None:
    een, ander = als("nadia"), als("henk")
    adres = f"/verzoeken/{site.nummer('EVA')}"
    een.goto(adres)
    ander.goto(f"{adres}/aanvullen?veld=toestemming")
    ander.get_by_role("radio", name="Schriftelijk").check()
    ander.get_by_label("Datum", exact=True).fill("21-1-2026")
    ander.get_by_role("button", name="Vastleggen en opnieuw toetsen").click()
    kies(een, "afwijzen")
    een.get_by_label("Reden in het antwoord JW319").select_option("7")
    een.get_by_role("textbox", name="Motivering").fill("Dit past niet bij de vraag.")
    leg_vast(een)
    expect(een.get_by_role("alert")).to_contain_text("veranderd")
    expect(een.get_by_role("textbox", name="Motivering")).to_have_value("Dit past niet bij de vraag.")


@pytest.mark.parametrize("javascript", [True, False], ids=["met-script", "zonder-script"])
def test_filters_van_de_werkvoorraad(site: Site, als: Callable[..., Page], javascript: bool) -> None:
    pagina = als("marit", javascript=javascript)
    pagina.goto("/werkvoorraad?tab=team")
    pagina.get_by_label("Oordeel").select_option("onvolledig")
    if not javascript:
        pagina.get_by_role("button", name="Toon").click()
    expect(pagina.get_by_role("link", name="Lotte Ruiter")).to_be_visible()
    expect(pagina.get_by_role("link", name="Yusuf Demir")).to_have_count(0)
    assert "oordeel=onvolledig" in pagina.url
    pagina.get_by_label("Zoek op naam").fill("999900456")
    pagina.get_by_role("button", name="Toon").click()
    expect(pagina.locator("#werk tbody tr:not(.app-tabel__groep)")).to_have_count(1)
    assert "999900456" not in pagina.url
    pagina.get_by_label("Zoek op naam").fill("Nergenshuizen")
    pagina.get_by_role("button", name="Toon").click()
    expect(pagina.get_by_text("Geen zaken gevonden")).to_be_visible()
    pagina.get_by_role("link", name="Wis filters").click()
    expect(pagina.get_by_role("link", name="Yusuf Demir")).to_be_visible()
    expect(pagina.get_by_label("Zoek op naam")).to_have_value("")


def test_een_zaak_op_eigen_naam_zetten(site: Site, als: Callable[..., Page]) -> None:
    pagina = als("nadia")
    pagina.goto("/werkvoorraad?tab=niemand")
    pagina.get_by_role("link", name="Amira el Idrissi").click()
    pagina.get_by_role("button", name="Zet op mijn naam").click()
    expect(pagina.get_by_role("status").first).to_contain_text("staat nu op uw naam")
    pagina.goto("/werkvoorraad?tab=mijn")
    expect(pagina.get_by_role("link", name="Amira el Idrissi")).to_be_visible()


@pytest.mark.eis("S-114")
def test_een_halve_toestemming_krijgt_een_fout_bij_het_veld(site: Site, als: Callable[..., Page]) -> None:
    for javascript in (True, False):
        pagina = als("nadia", javascript=javascript)
        pagina.goto(f"/verzoeken/{site.nummer('AMIRA')}")
        vul_in(pagina, "Toestemming")
        pagina.get_by_role("radio", name="Schriftelijk").check()
        pagina.get_by_label("Datum", exact=True).fill("31-2-2026")
        pagina.get_by_role("button", name="Vastleggen en opnieuw toetsen").click()
        fout = pagina.get_by_role("alert")
        expect(fout).to_contain_text("Vul bij de toestemming een datum in, zoals 12-1-2026.")
        expect(fout).to_be_focused()
        expect(pagina.get_by_role("radio", name="Schriftelijk")).to_be_checked()
        pagina.get_by_label("Datum", exact=True).fill("22-1-2026")
        pagina.get_by_role("button", name="Vastleggen en opnieuw toetsen").click()
        expect(pagina.get_by_role("alert")).to_contain_text("ligt in de toekomst")


def test_de_brp_opnieuw_vragen(site: Site, als: Callable[..., Page]) -> None:
    pagina = als("peter", javascript=False)
    pagina.goto(f"/verzoeken/{site.nummer('STIJN')}")
    expect(pagina.get_by_text("De BRP gaf geen antwoord").first).to_be_visible()
    pagina.get_by_role("button", name="Vraag de BRP opnieuw").click()
    expect(pagina.get_by_role("status").first).to_contain_text("De BRP is opnieuw gevraagd")
