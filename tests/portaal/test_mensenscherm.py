"""The screens of people, absence and break-glass access, in a browser and by plain posts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from playwright.sync_api import Page, expect
from test_schermen import ziet_er_goed_uit

from jeugdketen.kern.models import Gebruiker, Inzage, Noodtoegang
from jeugdketen.kern.toegang import Toegang, met_toegang, toegang_van
from portaalsite import BREED, SMAL, Site

pytestmark = pytest.mark.browser


def wie(inlognaam: str) -> Toegang:
    return toegang_van(Gebruiker.objects.get(gebruikersnaam=inlognaam))


@pytest.fixture
def klant(site: Site) -> Callable[[str], Client]:
    """A browser without a screen, logged in as somebody of the caseload."""

    def log_in(inlognaam: str) -> Client:
        client = Client()
        antwoord = client.post("/inloggen", {"username": inlognaam, "password": site.wachtwoord})
        assert antwoord.status_code == 302
        return client

    return log_in


@pytest.mark.parametrize("javascript", [True, False], ids=["met-js", "zonder-js"])
def test_een_beheerder_stelt_een_rol_voor_en_een_teamleider_kent_toe(
    site: Site, als: Callable[..., Page], axe: Callable[[Page], None], javascript: bool
) -> None:
    naam = "Mila Vos" if javascript else "Jip Vos"
    pagina = als("beheer", javascript=javascript)
    expect(pagina).to_have_url(f"{site.url}/mensen")
    pagina.get_by_role("link", name="Persoon toevoegen").click()
    pagina.get_by_role("button", name="Voeg toe").click()
    expect(pagina.get_by_role("alert")).to_contain_text("Vul een gebruikersnaam in.")
    pagina.get_by_label("Naam", exact=True).fill(naam)
    pagina.get_by_label("Gebruikersnaam").fill(naam.split()[0].lower())
    pagina.get_by_label("E-mailadres").fill(f"{naam.split()[0].lower()}@voorbeeld.invalid")
    pagina.get_by_role("button", name="Voeg toe").click()
    expect(pagina.get_by_role("heading", level=1)).to_have_text(naam)
    pagina.get_by_label("Rol", exact=True).select_option("consulent")
    pagina.get_by_label("Gemeente").select_option("0388")
    pagina.get_by_label("Waarom heeft deze persoon").fill("Vervangt Nadia tijdens verlof")
    pagina.get_by_role("button", name="Geef deze rol").click()
    expect(pagina.get_by_text("Uw voorstel ligt klaar")).to_be_visible()
    expect(pagina.get_by_role("region", name="Wacht op een tweede persoon")).to_contain_text("consulent")
    pagina.goto("/mensen/voorstellen")
    eigen = pagina.get_by_role("region", name=f"{naam}: consulent voor Enkhuizen")
    expect(eigen).to_contain_text("beslist een ander")
    if javascript:
        axe(pagina)
    leider = als("marit", javascript=javascript)
    leider.goto("/mensen/voorstellen")
    leider.get_by_role("button", name=f"Ken toe aan {naam}").click()
    expect(leider.get_by_text("De rol is toegekend.")).to_be_visible()
    nieuw = Gebruiker.objects.get(naam=naam)
    assert toegang_van(nieuw).gemeenten == {"0388"}


@pytest.mark.parametrize("javascript", [True, False], ids=["met-js", "zonder-js"])
@pytest.mark.eis("S-114")
def test_noodtoegang_opent_een_dossier_met_een_balk_en_komt_bij_de_fg(
    site: Site, als: Callable[..., Page], axe: Callable[[Page], None], javascript: bool
) -> None:
    wiens = "NOOR" if javascript else "DAAN"
    bsn, geboren = _kind(wiens)
    pagina = als("peter", javascript=javascript)
    pagina.goto("/noodtoegang")
    pagina.get_by_label("BSN").fill(bsn)
    pagina.get_by_label("Geboortedatum").fill(geboren)
    pagina.get_by_label("Waarom moet u dit dossier nu zien").fill("spoed")
    pagina.get_by_role("button", name="Open dit ene dossier").click()
    expect(pagina.get_by_role("alert")).to_contain_text("Schrijf in een zin")
    assert bsn not in pagina.url
    pagina.get_by_label("Waarom moet u dit dossier nu zien").fill(
        "Kind staat alleen bij de crisisdienst in Hoorn"
    )
    pagina.get_by_role("button", name="Open dit ene dossier").click()
    expect(pagina).to_have_url(f"{site.url}/jeugdigen/{site.jeugdige_id(wiens)}")
    balk = pagina.get_by_role("region", name="Noodtoegang")
    expect(balk).to_contain_text("Alles wat u opent, wordt gemeld")
    if javascript:
        axe(pagina)
    pagina.goto("/werkvoorraad")
    expect(balk).to_be_visible()
    balk.get_by_role("button", name="Stop nu").click()
    expect(pagina.get_by_text("De noodtoegang is gestopt")).to_be_visible()
    expect(balk).to_have_count(0)
    with met_toegang(wie("peter")) as ik:
        gedaan = list(
            Inzage.objects.filter(
                gebruiker_id=ik.gebruiker_id, jeugdige_id=site.jeugdige_id(wiens)
            ).values_list("handeling", flat=True)
        )
    assert gedaan == ["noodtoegang", "noodtoegang"]
    fg = als("els", javascript=javascript)
    fg.goto("/noodtoegangen")
    kaart = (
        fg.get_by_role("region", name="Peter Oud opende het dossier van")
        .filter(has_text="crisisdienst in Hoorn")
        .first
    )
    kaart.get_by_role("button", name="Vink af").click()
    expect(fg.get_by_role("alert")).to_contain_text("Kies of deze noodtoegang terecht was.")
    kaart.get_by_label("Ja, terecht").check()
    kaart.get_by_label("Waarop baseert u dat").fill("Nagevraagd bij de crisisdienst.")
    kaart.get_by_role("button", name="Vink af").click()
    expect(fg.get_by_text("Uw oordeel is vastgelegd.")).to_be_visible()
    if javascript:
        axe(fg)
    with met_toegang(wie("els")):
        assert (
            Noodtoegang.objects.get(jeugdige_id=site.jeugdige_id(wiens), wie="Peter Oud").oordeel == "terecht"
        )


def _kind(sleutel: str) -> tuple[str, str]:
    from jeugdketen.demo.casussen.verzoeken import VERZOEKEN

    gegeven = next(v for v in VERZOEKEN if v.sleutel == sleutel)
    return gegeven.bsn, f"{gegeven.geboren:%-d-%-m-%Y}"


def test_wie_niet_mag_krijgt_geen_scherm_en_geen_rij(site: Site, klant: Callable[[str], Client]) -> None:
    nadia = Gebruiker.objects.get(gebruikersnaam="nadia").pk
    for naam, adressen in {
        "nadia": ("/mensen", f"/mensen/{nadia}", "/mensen/voorstellen", "/noodtoegangen", "/wijzigingen"),
        "roos": ("/noodtoegang",),
        "els": ("/mensen", "/noodtoegang", "/waarneming"),
        "beheer": ("/noodtoegang", "/noodtoegangen", "/waarneming", "/werkvoorraad", "/jeugdigen"),
        "bas": ("/mensen", "/wijzigingen", "/waarneming"),
    }.items():
        client = klant(naam)
        for adres in adressen:
            assert client.get(adres).status_code == 403, (naam, adres)
    loes = klant("loes")
    assert "Bas Vriend" in loes.get("/mensen").content.decode()
    assert "Nadia" not in loes.get("/mensen?stand=alle").content.decode()
    assert loes.get(f"/mensen/{nadia}").status_code == 404
    assert klant("beheer").post(f"/mensen/{nadia}/rollen/999999/beeindigen").status_code == 404


def test_wat_in_een_naam_staat_blijft_tekst(site: Site, klant: Callable[[str], Client]) -> None:
    """Stored HTML, a template tag and SQL in a name: shown as they are typed, and found as they are typed."""
    beheer = klant("beheer")
    naam = "<script>alert(1)</script>{{ 7|add:7 }}' OR 1=1 --"
    antwoord = beheer.post(
        "/mensen/toevoegen", {"naam": naam, "gebruikersnaam": "streek", "e_mail": "streek@voorbeeld.invalid"}
    )
    assert antwoord.status_code == 302
    tekst = beheer.get(antwoord.headers["Location"]).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7|add:7 }}&#x27; OR 1=1 --" in tekst
    assert "<script>alert" not in tekst
    beheer.post("/mensen", {"zoek": "' OR 1=1 --"})
    gevonden = beheer.get("/mensen").content.decode()
    assert "streek@voorbeeld.invalid" in gevonden
    assert "Nadia Kuiper" not in gevonden
    with met_toegang(wie("beheer")):
        Gebruiker.objects.filter(gebruikersnaam="streek").update(naam="Streek")


def test_vertrek_geeft_het_werk_door(site: Site, klant: Callable[[str], Client]) -> None:
    from jeugdketen.kern.toegang import als_systeem
    from jeugdketen.toewijzing.models import Verzoek

    beheer = klant("beheer")
    nadia, jolanda = (Gebruiker.objects.get(gebruikersnaam=n) for n in ("nadia", "jolanda"))
    with als_systeem(["0388", "0498", "0532"]):
        open_ = Verzoek.objects.filter(behandelaar=nadia, toestand__in=("open", "in_onderzoek"))
        elders = open_.filter(gemeente_code="0498").count()
        totaal = open_.count()
    sessie = klant("nadia")
    assert sessie.get("/werkvoorraad").status_code == 200
    antwoord = beheer.post(
        f"/mensen/{nadia.pk}",
        {"doe": "vertrek", "vertrek-laatste_dag": "20-1-2026", "vertrek-opvolger": str(jolanda.pk)},
        follow=True,
    )
    tekst = antwoord.content.decode()
    assert f"{totaal - elders} open zaken gingen over, {elders} staan bij Nog van niemand" in tekst
    assert sessie.get("/werkvoorraad").status_code == 302, "the open session is over"
    with als_systeem(["0388", "0498", "0532"]):
        assert not Verzoek.objects.filter(behandelaar=nadia, toestand__in=("open", "in_onderzoek")).exists()
        assert Verzoek.objects.filter(behandelaar=jolanda).count() >= totaal - elders


SCHERMEN = {
    "mensen": ("beheer", "/mensen", "Mensen"),
    "persoon-toevoegen": ("beheer", "/mensen/toevoegen", "Persoon toevoegen"),
    "persoon": ("saskia", "/mensen/{sem}", "Sem Blokker"),
    "persoon-aanbieder": ("loes", "/mensen/{bas}", "Bas Vriend"),
    "voorstellen": ("saskia", "/mensen/voorstellen", "Voorstellen voor rollen"),
    "waarneming": ("marit", "/waarneming", "Waarneming"),
    "noodtoegang": ("ilse", "/noodtoegang", "Noodtoegang"),
    "noodtoegangen": ("els", "/noodtoegangen", "Noodtoegangen"),
    "wijzigingen": ("els", "/wijzigingen", "Wijzigingen"),
    "wijzigingen-beheer": ("beheer", "/wijzigingen?tabel=kern_rolhouder", "Wijzigingen"),
}


@pytest.mark.parametrize("scherm", SCHERMEN)
def test_scherm(site: Site, als: Callable[..., Page], axe: Callable[[Page], None], scherm: str) -> None:
    inlognaam, adres, kop = SCHERMEN[scherm]
    nummers = {n: Gebruiker.objects.get(gebruikersnaam=n).pk for n in ("sem", "bas")}
    pagina = als(inlognaam)
    pagina.goto(adres.format(**nummers))
    expect(pagina.get_by_role("heading", level=1)).to_have_text(kop)
    for maat in (BREED, SMAL):
        pagina.set_viewport_size(maat)  # type: ignore[arg-type]
        ziet_er_goed_uit(pagina, axe)
