"""Messages over REST: the check as the command gives it, bringing once and only once, fetching under row security."""

from __future__ import annotations

import io
import json
import uuid
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings

from apihulp import token
from ijw.cli import main as opdracht
from jeugdketen.api.models import Aanlevering, Bevestiging
from jeugdketen.api.services import NieuwAccount, maak_account
from jeugdketen.api.toegang import toegang_van_account
from jeugdketen.berichten.models import Bericht, RuwBericht
from jeugdketen.berichten.uitgang import verzend_wachtende
from jeugdketen.berichten.verwerking import verwerk
from jeugdketen.kern.leeslog import LOGBOEK
from jeugdketen.kern.models import Inzage
from jeugdketen.kern.toegang import als_inrichting, als_systeem, met_toegang
from postregio import HOORN, KLINIEK, LINDE, MEDEMBLIK, Vot, Vraag, richt_regio_in

pytestmark = pytest.mark.django_db(databases=["default", "logboek"])


@pytest.fixture(autouse=True)
def postbus(tmp_path: Path) -> Any:
    richt_regio_in()
    with override_settings(JEUGDKETEN_POSTBUS=tmp_path, JEUGDKETEN_INTREKTIJD=0):
        yield tmp_path


ALLES = ("berichten.controle", "berichten.aanleveren", "berichten.ophalen")


class Systeem:
    """A provider's or municipality's system that is logged in."""

    def __init__(self, naam: str, **partijen: Any) -> None:
        self.nieuw: NieuwAccount = maak_account(naam, naam, ALLES, **partijen)
        self.sleutel = token(self.nieuw).json()["access_token"]

    def doe(self, methode: str, pad: str, inhoud: bytes = b"", **koppen: str) -> Any:
        return Client().generic(
            methode,
            f"/api/v1/berichten{pad}",
            inhoud,
            content_type=koppen.pop("soort", "application/xml"),
            headers={"Authorization": f"Bearer {self.sleutel}", **koppen},
            secure=True,
        )

    def breng(self, inhoud: bytes, **koppen: str) -> Any:
        return self.doe("POST", "", inhoud, **koppen)

    def opgehaald(self, vraag: str = "") -> list[dict[str, Any]]:
        antwoord = self.doe("GET", vraag)
        assert antwoord.status_code == 200, antwoord.content
        return list(antwoord.json()["berichten"])


@pytest.fixture
def linde() -> Systeem:
    return Systeem("Dossier De Linde", aanbieders=[LINDE])


def verwerk_alles() -> None:
    with als_systeem():
        wachtend = list(Bericht.objects.filter(toestand="ontvangen").values_list("pk", flat=True))
    for sleutel in wachtend:
        verwerk(sleutel)
    verzend_wachtende()


def regels_van_opdracht(map_: Path, *bestanden: tuple[str, bytes]) -> str:
    paden = []
    for naam, inhoud in bestanden:
        (map_ / naam).write_bytes(inhoud)
        paden.append(str(map_ / naam))
    uit = io.StringIO()
    with redirect_stdout(uit):
        opdracht(["bericht", "controleer", *paden])
    return uit.getvalue()


# --- check --------------------------------------------------------------------------------------------------------


FOUT = Vot(producten=[Vraag(van="2026-12-31", tot="2026-02-02")]).xml()


def test_the_check_gives_the_line_of_the_command(linde: Systeem, tmp_path: Path) -> None:
    for inhoud in (Vot().xml(), FOUT, b"geen xml", b""):
        antwoord = linde.doe("POST", "/controle?bestand=vot.xml", inhoud)
        assert antwoord.status_code == 200
        assert antwoord["Content-Type"] == "application/json"
        assert antwoord.content.decode() == regels_van_opdracht(tmp_path, ("vot.xml", inhoud))
    assert json.loads(antwoord.content)["uitkomst"] == "geweigerd"


def test_files_of_a_form_give_a_line_each(linde: Systeem, tmp_path: Path) -> None:
    bestanden = [("b.xml", Vot().xml()), ("a.xml", FOUT)]
    antwoord = Client().post(
        "/api/v1/berichten/controle",
        {"bestand": [SimpleUploadedFile(naam, inhoud) for naam, inhoud in bestanden]},
        headers={"Authorization": f"Bearer {linde.sleutel}"},
        secure=True,
    )
    assert antwoord["Content-Type"] == "application/x-ndjson"
    assert antwoord.content.decode() == regels_van_opdracht(tmp_path, *bestanden)


def test_the_check_stores_nothing(linde: Systeem) -> None:
    linde.doe("POST", "/controle", Vot().xml())
    with als_systeem([MEDEMBLIK]):
        assert not Bericht.objects.exists()
        assert not RuwBericht.objects.exists()


def test_with_the_chain_the_line_says_what_the_municipality_would_answer(linde: Systeem) -> None:
    linde.breng(Vot().xml())
    verwerk_alles()
    nog_eens = Vot(identificatie="NOGEENS").xml()
    zonder = linde.doe("POST", "/controle", nog_eens).json()
    met = linde.doe("POST", "/controle?keten=1", nog_eens).json()
    assert "keten" not in zonder
    assert {naam: waarde for naam, waarde in met.items() if naam != "keten"} == zonder
    assert (met["uitkomst"], met["keten"]["uitkomst"]) == ("goed", "afgekeurd")
    assert met["keten"]["regels"] == ["TR347", "TR374"]
    assert met["keten"]["retourcodes"] == ["9347", "9374"]
    assert met["keten"]["antwoord"] == "JW316"
    with als_systeem([MEDEMBLIK]):
        assert Bericht.objects.filter(richting="in").count() == 1


def test_the_chain_is_open_for_own_messages_alone(linde: Systeem) -> None:
    vreemd = linde.doe("POST", "/controle?keten=1", Vot(afzender=KLINIEK).xml())
    assert (vreemd.status_code, vreemd["Content-Type"]) == (403, "application/problem+json")
    assert linde.doe("POST", "/controle", Vot(afzender=KLINIEK).xml()).status_code == 200
    gemeente = Systeem("Gemeente Medemblik", gemeenten=[MEDEMBLIK])
    assert gemeente.doe("POST", "/controle?keten=1", Vot().xml()).status_code == 403


def test_too_large_is_a_problem_document(linde: Systeem) -> None:
    for pad in ("/controle", ""):
        antwoord = linde.doe("POST", pad, b" " * 25_000_001)
        assert (antwoord.status_code, antwoord["Content-Type"]) == (413, "application/problem+json")


# --- bring --------------------------------------------------------------------------------------------------------


def test_a_message_over_rest_is_a_message_like_any_other(linde: Systeem) -> None:
    antwoord = linde.breng(Vot().xml())
    assert antwoord.status_code == 202
    adres = antwoord["Location"].removeprefix("/api/v1/berichten")
    assert linde.doe("GET", adres).json()["toestand"] == "ontvangen"
    verwerk_alles()
    stand = linde.doe("GET", adres).json()
    assert (stand["toestand"], stand["bericht"], stand["antwoord"]["bericht"]) == (
        "aanvaard",
        "JW315",
        "JW316",
    )
    assert linde.doe("GET", f"{adres}/xml").content == Vot().xml()
    with als_systeem([MEDEMBLIK]):
        b = Bericht.objects.get(soort="JW315")
        assert (b.weg, b.ruw.door_naam) == ("rest", "Dossier De Linde via REST")


def test_a_rejected_message_says_why_line_by_line(linde: Systeem) -> None:
    adres = linde.breng(FOUT).json()["stand"].removeprefix("/api/v1/berichten")
    verwerk_alles()
    stand = linde.doe("GET", adres).json()
    assert stand["toestand"] == "afgekeurd"
    bevinding = stand["bevindingen"][0]
    assert all(bevinding[veld] for veld in ("regel", "regelnummer", "melding"))


def test_the_same_key_is_the_same_message(linde: Systeem) -> None:
    een = linde.breng(Vot().xml(), **{"Idempotency-Key": "zending-1"})
    twee = linde.breng(Vot().xml(), **{"Idempotency-Key": "zending-1"})
    assert een.json() == twee.json()
    verwerk_alles()
    assert linde.breng(Vot().xml(), **{"Idempotency-Key": "zending-1"}).json() == een.json()
    anders = linde.breng(Vot(identificatie="ANDERS").xml(), **{"Idempotency-Key": "zending-1"})
    assert (anders.status_code, anders["Content-Type"]) == (409, "application/problem+json")
    with als_systeem([MEDEMBLIK]):
        assert Bericht.objects.filter(richting="in").count() == 1
    with als_systeem():
        assert Aanlevering.objects.count() == 1


def test_two_systems_may_use_the_same_key(linde: Systeem) -> None:
    kliniek = Systeem("Kliniek", aanbieders=[KLINIEK])
    een = linde.breng(Vot().xml(), **{"Idempotency-Key": "1"}).json()["id"]
    twee = kliniek.breng(Vot(afzender=KLINIEK).xml(), **{"Idempotency-Key": "1"}).json()["id"]
    assert een != twee


def test_what_is_empty_leaves_its_key_free(linde: Systeem) -> None:
    leeg = linde.breng(b"", **{"Idempotency-Key": "1"})
    assert (leeg.status_code, leeg["Content-Type"]) == (400, "application/problem+json")
    assert linde.breng(Vot().xml(), **{"Idempotency-Key": "1"}).status_code == 202


def test_a_message_of_another_provider_is_refused(linde: Systeem) -> None:
    adres = linde.breng(Vot(afzender=KLINIEK).xml()).json()["stand"].removeprefix("/api/v1/berichten")
    verwerk_alles()
    with als_systeem([MEDEMBLIK]):
        b = Bericht.objects.get()
        assert b.toestand == "geweigerd"
        assert "alleen berichten van uw eigen organisatie" in b.reden
    assert linde.doe("GET", adres).status_code in (200, 404)


@pytest.mark.parametrize("soort", ["application/json", "text/plain"])
def test_only_the_message_itself_can_be_brought(linde: Systeem, soort: str) -> None:
    antwoord = linde.breng(Vot().xml(), soort=soort)
    assert (antwoord.status_code, antwoord["Content-Type"]) == (415, "application/problem+json")


@pytest.mark.parametrize("pad", ["", "/controle"])
def test_a_form_that_is_none_is_a_problem_document(linde: Systeem, pad: str) -> None:
    antwoord = linde.doe("POST", pad, b"x" * 5000, soort="multipart/form-data; boundary=x")
    assert (antwoord.status_code, antwoord["Content-Type"]) == (400, "application/problem+json")
    antwoord = linde.doe("POST", pad, b"x" * 6_000_000, soort="application/x-www-form-urlencoded")
    assert (antwoord.status_code, antwoord["Content-Type"]) == (413, "application/problem+json")


def test_a_wrong_key_is_refused(linde: Systeem) -> None:
    assert linde.breng(Vot().xml(), **{"Idempotency-Key": "x" * 101}).status_code == 400


# --- fetch --------------------------------------------------------------------------------------------------------


def antwoorden_klaar(linde: Systeem) -> None:
    for nr in (1, 2, 3):
        linde.breng(Vot(identificatie=f"VOT{nr}", producten=[Vraag(referentie=f"R{nr}")], bsn=BSNS[nr]).xml())
    verwerk_alles()


BSNS = {1: "999900432", 2: "999900717", 3: "999900523"}


def test_a_system_fetches_until_it_confirms(linde: Systeem) -> None:
    antwoorden_klaar(linde)
    rij = linde.opgehaald()
    assert [b["bericht"] for b in rij] == ["JW316"] * 3
    assert rij == linde.opgehaald(), "asking changes nothing"
    eerste = rij[0]["id"]
    inhoud = linde.doe("GET", f"/{eerste}/xml").content
    assert b"JW316" in inhoud or b"jw316" in inhoud
    for _ in range(2):
        assert linde.doe("POST", f"/{eerste}/ontvangen").status_code == 204
    assert [b["id"] for b in linde.opgehaald()] == [b["id"] for b in rij[1:]]
    assert len(linde.opgehaald("?alle=1")) == 3
    with met_toegang(toegang_van_account(linde.nieuw.account)):
        assert Bevestiging.objects.get().account == "Dossier De Linde"


def test_pages_follow_each_other_without_gap_or_double(linde: Systeem) -> None:
    antwoorden_klaar(linde)
    gezien, na = [], ""
    while True:
        blad = linde.doe("GET", f"?aantal=1&na={na}").json()
        gezien += [b["id"] for b in blad["berichten"]]
        na = blad["volgende"]
        if not na:
            break
    assert gezien == [b["id"] for b in linde.opgehaald()]


def test_what_has_not_left_is_not_there(linde: Systeem) -> None:
    linde.breng(Vot().xml())
    with als_systeem():
        sleutel = Bericht.objects.get().pk
    verwerk(sleutel)  # its answer is made, and waits in the outbox
    assert linde.opgehaald() == []
    with als_systeem([MEDEMBLIK]):
        klaar = Bericht.objects.get(toestand="klaar").pk
    assert linde.doe("GET", f"/{klaar}").status_code == 404
    assert linde.doe("GET", f"/{klaar}/xml").status_code == 404
    assert linde.doe("POST", f"/{klaar}/ontvangen").status_code == 404


def test_another_provider_gets_nothing_by_list_or_by_key(linde: Systeem) -> None:
    antwoorden_klaar(linde)
    ander = Systeem("Kliniek", aanbieders=[KLINIEK])
    assert ander.opgehaald() == []
    for b in linde.opgehaald():
        for methode, pad in (("GET", ""), ("GET", "/xml"), ("POST", "/ontvangen")):
            antwoord = ander.doe(methode, f"/{b['id']}{pad}")
            assert (antwoord.status_code, antwoord["Content-Type"]) == (404, "application/problem+json")
    with met_toegang(toegang_van_account(ander.nieuw.account)):  # with the filter taken away
        assert not Bericht.objects.exists()
        assert not RuwBericht.objects.exists()


def test_a_municipality_takes_over_what_was_sent_to_it(linde: Systeem) -> None:
    antwoorden_klaar(linde)
    medemblik, hoorn = Systeem("Medemblik", gemeenten=[MEDEMBLIK]), Systeem("Hoorn", gemeenten=[HOORN])
    rij = medemblik.opgehaald()
    assert {b["bericht"] for b in rij} == {"JW315"}
    assert len(rij) == 3
    assert hoorn.opgehaald() == []
    medemblik.doe("POST", f"/{rij[0]['id']}/ontvangen")
    assert len(medemblik.opgehaald()) == 2
    assert len(linde.opgehaald()) == 3, "the other side has confirmed nothing"


def test_every_look_is_in_the_read_log(linde: Systeem) -> None:
    antwoorden_klaar(linde)
    sleutel = linde.opgehaald()[0]["id"]
    linde.doe("GET", f"/{sleutel}")
    linde.doe("GET", f"/{sleutel}/xml")
    with als_systeem([MEDEMBLIK], using=LOGBOEK):
        rijen = list(Inzage.objects.using(LOGBOEK).filter(wie="Dossier De Linde via REST").order_by("pk"))
    assert [r.handeling for r in rijen] == ["lezen", "lezen", "export"]
    assert "999900432" not in " ".join(r.wat + r.grond for r in rijen)


@pytest.mark.parametrize(
    ("pad", "status"),
    [("?na=abc", 400), ("?soort=JW999", 400), ("?aantal=0", 400), ("?aantal=x", 400), ("/geen-uuid", 404)],
)
def test_a_wrong_call_is_a_problem_document(linde: Systeem, pad: str, status: int) -> None:
    antwoord = linde.doe("GET", pad)
    assert (antwoord.status_code, antwoord["Content-Type"]) == (status, "application/problem+json")
    assert antwoord.json()["detail"]


# --- rights -------------------------------------------------------------------------------------------------------


def test_each_right_has_its_own_scope() -> None:
    nieuw = maak_account("Alleen controle", "X", ["berichten.controle"], aanbieders=[LINDE])
    sleutel = token(nieuw).json()["access_token"]
    for methode, pad in (("POST", ""), ("GET", ""), ("GET", f"/{uuid.uuid4()}")):
        antwoord = Client().generic(
            methode,
            f"/api/v1/berichten{pad}",
            b"<a/>",
            content_type="application/xml",
            headers={"Authorization": f"Bearer {sleutel}"},
            secure=True,
        )
        assert antwoord.status_code == 401


@pytest.mark.parametrize(
    ("partijen", "woord"),
    [
        ({}, "geen gekozen"),
        ({"aanbieders": [LINDE], "gemeenten": [HOORN]}, "niet allebei"),
        ({"aanbieders": ["12345678"]}, "niet in het register"),
        ({"gemeenten": ["0363"]}, "hoort niet bij deze regio"),
    ],
)
def test_an_account_speaks_for_parties_that_exist(partijen: dict[str, Any], woord: str) -> None:
    with pytest.raises(ValueError, match=woord):
        maak_account("X", "X", ["berichten.ophalen"], **partijen)


def test_an_account_that_lost_its_party_sees_nothing(linde: Systeem) -> None:
    antwoorden_klaar(linde)
    linde.nieuw.account.aanbieders = []
    with als_inrichting():
        linde.nieuw.account.save(update_fields=["aanbieders"])
    assert linde.opgehaald() == []
    assert linde.breng(Vot().xml()).status_code == 403
