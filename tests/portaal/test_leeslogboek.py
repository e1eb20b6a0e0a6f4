"""The two pages of the read log: for the functionaris gegevensbescherming and for the family."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect
from test_schermen import ziet_er_goed_uit

from jeugdketen.kern import klok, leeslog, toezicht, zegels
from jeugdketen.kern.models import Gebruiker, Gezinsband, Inzage
from jeugdketen.kern.toegang import Toegang, als_systeem, met_toegang, toegang_van
from portaalsite import BREED, SMAL, Site

pytestmark = pytest.mark.browser

ENKHUIZEN = "0388"


def wie(inlognaam: str) -> Toegang:
    return toegang_van(Gebruiker.objects.get(gebruikersnaam=inlognaam))


def log_van(inlognaam: str) -> list[Inzage]:
    """What somebody did by the read log, newest first."""
    with met_toegang(wie(inlognaam)) as toegang:
        return list(Inzage.objects.filter(gebruiker_id=toegang.gebruiker_id).order_by("-id"))


@pytest.fixture
def klant(site: Site) -> Callable[[str], Client]:
    """A browser without a screen, logged in as somebody of the caseload."""

    def log_in(inlognaam: str) -> Client:
        client = Client()
        assert (
            client.post("/inloggen", {"username": inlognaam, "password": site.wachtwoord}).status_code == 302
        )
        return client

    return log_in


# --- the officer ---------------------------------------------------------------------------------------------------


@pytest.mark.eis("S-114")
@pytest.mark.parametrize("javascript", [True, False], ids=["met-js", "zonder-js"])
def test_de_fg_ziet_wie_wiens_dossier_las_en_maakt_rapporten(
    site: Site, als: Callable[..., Page], axe: Callable[[Page], None], javascript: bool
) -> None:
    pagina = als("els", javascript=javascript)
    expect(pagina).to_have_url(f"{site.url}/leeslogboek")
    rij = pagina.get_by_role("row").filter(has_text="Noor Vlaming").first
    expect(rij).to_contain_text("Nadia Kuiper")
    expect(rij).to_contain_text("Enkhuizen")
    expect(rij).to_contain_text("behandeling van VT-2026-")
    expect(rij).to_contain_text("in taak")
    assert log_van("els")[0].grond == toezicht.GROND
    rij.get_by_role("link", name="Noor Vlaming").click()
    expect(pagina.get_by_role("heading", level=1)).to_have_text("Noor Vlaming")
    telling = pagina.get_by_role("table", name="Per medewerker")
    expect(telling.get_by_role("row").filter(has_text="Nadia Kuiper")).to_be_visible()
    expect(telling.get_by_role("row").filter(has_text="Marit Haas")).to_contain_text("16")
    assert str(log_van("els")[0].jeugdige_id) in pagina.url
    telling.get_by_role("link", name="Marit Haas").click()
    expect(pagina.get_by_role("heading", level=1)).to_have_text("Marit Haas")
    expect(pagina.get_by_role("table", name="Per dossier")).to_contain_text("Noor Vlaming")
    pagina.get_by_label("Van", exact=True).fill("17-12-2025")
    pagina.get_by_role("button", name="Toon").click()
    expect(pagina.get_by_role("heading", level=1)).to_have_text("Marit Haas")
    expect(pagina.get_by_text("Niets in deze periode")).to_be_visible()
    pagina.go_back()
    if javascript:
        for scherm in (BREED, SMAL):
            pagina.set_viewport_size(scherm)
            ziet_er_goed_uit(pagina, axe)


@pytest.mark.parametrize("scherm", [BREED, SMAL], ids=["breed", "smal"])
def test_de_schermen_zien_er_goed_uit(
    site: Site, als: Callable[..., Page], axe: Callable[[Page], None], scherm: dict[str, int]
) -> None:
    pagina = als("els", scherm=scherm)
    ziet_er_goed_uit(pagina, axe)
    pagina.goto("/leeslogboek?soort=noodtoegang&van=1-1-2020&tot=2-1-2020")
    expect(pagina.get_by_text("Niets gevonden")).to_be_visible()
    ziet_er_goed_uit(pagina, axe)
    pagina.goto("/leeslogboek?van=gisteren")
    expect(pagina.get_by_role("alert")).to_contain_text("Vul bij Van een dag in, zoals 14-1-2026.")
    expect(pagina.get_by_role("alert")).to_be_focused()
    ziet_er_goed_uit(pagina, axe)
    pagina.goto("/leeslogboek/verzegeling")
    zegels.verzegel()
    pagina.get_by_role("button", name="Controleer alle zegels").click()
    expect(pagina.get_by_role("status").filter(has_text="Het leeslogboek")).to_contain_text("Alles klopt")
    pagina.get_by_label("Zegel dat u eerder bewaarde").fill("0" * 64)
    pagina.get_by_role("button", name="Controleer alle zegels").click()
    expect(pagina.get_by_role("status").filter(has_text="Het leeslogboek")).to_contain_text(
        "Er is aan het logboek gekomen"
    )
    ziet_er_goed_uit(pagina, axe)
    pagina = als("familie", scherm=scherm)
    expect(pagina).to_have_url(f"{site.url}/wie-las")
    ziet_er_goed_uit(pagina, axe)


def test_zoeken_op_naam_bsn_en_medewerker_zonder_sporen_in_het_adres(
    site: Site, als: Callable[..., Page]
) -> None:
    pagina = als("els", javascript=False)
    for zoek, gevonden in (("Vlaming", True), ("999900717", True), ("nadia", True), ("Bestaatniet", False)):
        pagina.goto("/leeslogboek")
        pagina.get_by_label("Medewerker of jeugdige").fill(zoek)
        pagina.get_by_role("button", name="Toon").click()
        if gevonden:
            expect(pagina.get_by_role("row").filter(has_text="Noor Vlaming").first).to_be_visible()
        else:
            expect(pagina.get_by_text("Niets gevonden")).to_be_visible()
        assert zoek.lower() not in pagina.url.lower()
        assert zoek not in log_van("els")[0].wat
    mislukt = log_van("els")[:7]  # nobody found: every municipality of the officer has the search
    assert {rij.gemeente_code for rij in mislukt} == set(wie("els").fg_gemeenten)
    assert {rij.handeling for rij in mislukt} == {"zoeken"}
    pagina.get_by_role("link", name="Wis filters").click()
    expect(pagina.get_by_label("Medewerker of jeugdige")).to_have_value("")


def test_wat_nagekeken_moet_worden(site: Site, klant: Callable[[str], Client]) -> None:
    """A refused opening and a burst of searches; nine searches are none."""
    ilse, sem = wie("ilse"), wie("sem")
    for _ in range(9):
        leeslog.leg_inzage_vast(sem, None, "zoeken", "zoeken in jeugdigen", "gezocht op naam, 1 gevonden")
    for _ in range(11):
        leeslog.leg_inzage_vast(ilse, None, "zoeken", "zoeken in jeugdigen", "gezocht op naam, 1 gevonden")
    klant("peter").get(f"/jeugdigen/{site.jeugdige_id('DAAN')}")  # another municipality's file
    vandaag = klok.vandaag()
    vraag = toezicht.Vraag(van=vandaag, tot=vandaag, soort="nakijken")
    with met_toegang(wie("els")) as els:
        rijen = list(toezicht.lezingen(els, vraag))
        assert {rij.wie for rij in rijen} == {"Ilse Kok", "Peter Oud"}
        assert sum(rij.wie == "Ilse Kok" for rij in rijen) == 2  # the tenth and the eleventh
        assert all(toezicht.oordeel(rij) == toezicht.NAKIJKEN for rij in rijen)
        assert toezicht.tellers(els, vraag)["nakijken"] == len(rijen)
    tekst = klant("els").get("/leeslogboek?soort=nakijken").content.decode()
    assert "Peter Oud" in tekst
    assert "Daan Rood" not in tekst, "a refused row names the municipality of who tried, not the child"


def test_de_export_is_veilig_voor_een_rekenblad_en_staat_in_het_logboek(
    site: Site, klant: Callable[[str], Client]
) -> None:
    nadia = wie("nadia")
    for grond in (
        '=HYPERLINK("http://kwaad.voorbeeld")',
        "+1",
        "-1",
        "@SUM(A1)",
        " =1+1",
        "\t=1",
        "gewoon - zo",
    ):
        leeslog.leg_inzage_vast(
            nadia, site.jeugdige_id("NOOR"), "lezen", grond, 'dossier; met "tekens"', gemeente_code=ENKHUIZEN
        )
    client = klant("els")
    client.post("/leeslogboek", {"zoek": "Vlaming"})
    antwoord = client.get("/leeslogboek/csv")
    assert antwoord["Content-Type"].startswith("text/csv")
    assert antwoord["Content-Disposition"].startswith("attachment;")
    rijen = list(csv.reader(io.StringIO(antwoord.content.decode("utf-8-sig")), delimiter=";"))
    assert tuple(rijen[0]) == toezicht.KOLOMMEN
    assert all(len(rij) == len(toezicht.KOLOMMEN) for rij in rijen)
    gronden = {rij[8] for rij in rijen[1:]}
    assert {'\'=HYPERLINK("http://kwaad.voorbeeld")', "'+1", "'-1", "'@SUM(A1)", "' =1+1", "'\t=1"} <= gronden
    assert "gewoon - zo" in gronden
    assert not [cel for rij in rijen for cel in rij if cel.strip()[:1] in ("=", "+", "-", "@")]
    assert {rij[3] for rij in rijen[1:]} == {"Noor Vlaming"}
    blik = log_van("els")[0]
    assert (blik.handeling, blik.wat) == ("export", f"leeslogboek als CSV, {len(rijen) - 1} regels")
    assert blik.gemeente_code == ENKHUIZEN


def test_buiten_kantooruren_telt_nacht_en_weekend(site: Site) -> None:
    """By Dutch time: Friday at 18.59 counts as office time, 19.00 and Saturday do not."""
    nadia = wie("nadia")
    with met_toegang(nadia):
        for dag, uur in ((5, 10), (9, 6), (9, 7), (9, 18), (9, 19), (10, 12)):
            moment = datetime(2026, 1, dag, uur, 0, tzinfo=klok.NEDERLAND)
            Inzage.objects.create(
                op=moment,
                geregistreerd_op=moment,
                gebruiker_id=nadia.gebruiker_id,
                wie="Nadia Kuiper",
                gemeente_code=ENKHUIZEN,
                handeling="lezen",
                wat=f"kantooruren {dag} {uur}",
                grond="x",
            )
    with met_toegang(wie("els")) as els:
        vraag = toezicht.Vraag(van=date(2026, 1, 5), tot=date(2026, 1, 10), soort="buiten")
        gevonden = {rij.wat for rij in toezicht.lezingen(els, vraag) if rij.wat.startswith("kantooruren")}
    assert gevonden == {"kantooruren 9 6", "kantooruren 9 19", "kantooruren 10 12"}


@pytest.mark.parametrize("inlognaam", ["nadia", "bas", "hanna", "beheer", "familie", "vera"])
def test_niemand_anders_ziet_het_leeslogboek(
    site: Site, klant: Callable[[str], Client], inlognaam: str
) -> None:
    client = klant(inlognaam)
    kind = site.jeugdige_id("NOOR")
    for adres in (
        "/leeslogboek",
        "/leeslogboek/csv",
        "/leeslogboek/verzegeling",
        f"/leeslogboek/jeugdige/{kind}",
        "/leeslogboek/medewerker/1",
    ):
        antwoord = client.get(adres)
        assert antwoord.status_code == 403, adres
        assert b"Noor" not in antwoord.content
    if inlognaam != "familie":
        assert client.get("/wie-las").status_code == 403


def test_een_fg_van_een_andere_gemeente_ziet_de_lezingen_niet(site: Site) -> None:
    """The filter of the view aside: row security has no such row."""
    from mensen import OPMEER, toegang

    with met_toegang(toegang("fg", OPMEER, gebruiker_id=9999)) as fg:
        vraag = toezicht.Vraag(klok.vandaag() - timedelta(days=400), klok.vandaag())
        assert {rij.gemeente_code for rij in toezicht.lezingen(fg, vraag)} <= {OPMEER}
        assert not Inzage.objects.filter(jeugdige_id=site.jeugdige_id("NOOR")).exists()
        from jeugdketen.dossier.selectors import dossiers_voor_toezicht, namen_voor_toezicht

        assert namen_voor_toezicht(fg, [(site.jeugdige_id("NOOR"), ENKHUIZEN)]) == {}
        assert dossiers_voor_toezicht(fg, "Vlaming") == set()


# --- the family ----------------------------------------------------------------------------------------------------


@pytest.mark.eis("S-114")
@pytest.mark.parametrize("javascript", [True, False], ids=["met-js", "zonder-js"])
def test_het_gezin_leest_wie_wanneer_en_waarom(
    site: Site, als: Callable[..., Page], javascript: bool
) -> None:
    pagina = als("familie", javascript=javascript)
    expect(pagina).to_have_url(f"{site.url}/wie-las")
    expect(pagina.get_by_role("heading", level=1)).to_have_text("Wie las het dossier van Noor?")
    januari = pagina.locator("h2:text-is('Januari 2026') + ul")
    rij = januari.get_by_role("listitem").filter(has_text="19")
    expect(rij).to_contain_text(
        "Nadia Kuiper van uw gemeente las het verzoek om hulp, welke hulp er is en of"
    )
    expect(rij).to_contain_text("Om te besluiten over de hulp waar om is gevraagd (verzoek VT-2026-")
    december = pagina.locator("h2:text-is('December 2025') + ul")
    expect(december).to_contain_text("Marit Haas van uw gemeente las de gegevens van uw kind")
    expect(december).to_contain_text("Voor het werk van de gemeente")
    vraag = pagina.get_by_role("link", name="Stel een vraag")
    expect(vraag).to_have_attribute(
        "href", "mailto:jeugdconsulenten@sed-wf.nl?subject=Vraag%20over%20wie%20het%20dossier%20las"
    )
    expect(pagina.locator("main")).not_to_contain_text("Karin Mantel")
    assert log_van("familie")[0].grond == toezicht.GROND_GEZIN


def test_het_gezin_ziet_alleen_het_eigen_kind_en_zolang_de_band_er_is(
    site: Site, klant: Callable[[str], Client]
) -> None:
    client = klant("familie")
    assert client.get(f"/wie-las/{site.jeugdige_id('DAAN')}").status_code == 404
    eigen = f"/wie-las/{site.jeugdige_id('NOOR')}"
    assert client.get(eigen).status_code == 200
    with als_systeem([ENKHUIZEN]):
        assert Gezinsband.objects.update(tot=klok.vandaag() - timedelta(days=1)) == 1
    try:
        assert client.get(eigen).status_code == 404
        leeg = client.get("/wie-las").content.decode()
        assert "nog niet verbonden met een dossier" in leeg
        assert "Noor" not in leeg
        with met_toegang(wie("familie")):
            assert not Inzage.objects.exclude(wie="Karin Mantel").exists()
    finally:
        with als_systeem([ENKHUIZEN]):
            Gezinsband.objects.update(tot=None)


def test_een_vijandige_naam_of_grond_wordt_tekst(site: Site, klant: Callable[[str], Client]) -> None:
    kwaad = "<script>alert(1)</script>"
    nadia: Any = wie("nadia")
    leeslog.leg_inzage_vast(nadia, site.jeugdige_id("NOOR"), "lezen", kwaad, kwaad, gemeente_code=ENKHUIZEN)
    for inlognaam, adres in (("els", "/leeslogboek"), ("familie", "/wie-las")):
        tekst = klant(inlognaam).get(adres).content.decode()
        assert "&lt;script&gt;" in tekst
        assert kwaad not in tekst
