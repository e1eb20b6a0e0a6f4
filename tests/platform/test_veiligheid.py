"""docs/veiligheid.md: every requirement once, and every test and setting that it names is there.

Below that, the few things about sessions and passwords that the page says and no other test shows.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from gedeeld import GEDEELD, vereist_gedeeld
from jeugdketen.kern import sessies
from jeugdketen.kern.wachtwoorden import NietVeelgebruikt
from mensen import HOORN, gebruiker

WORTEL = Path(__file__).resolve().parents[2]
PAGINA = WORTEL / "docs" / "veiligheid.md"

NUMMERS = (
    "1.1:1-2 1.2:1-9 1.3:1-11 1.4:1-3 1.5:1-2 2.1:1-3 2.2:1-3 2.3:1-4 2.4:1 3.2:1-2 3.3:1-4 3.4:1-6 "
    "3.5:1-5 3.7:1-2 4.1:1-3 4.2:1 4.3:1-2 4.4:1-4 5.1:1 5.2:1-3 5.3:1-2 5.4:1-3 6.1:1-3 6.2:1-12 6.3:1-4 "
    "6.4:1-4 6.5:1-5 6.6:1-3 6.8:1-4 7.1:1-3 7.2:1-4 7.3:1-2 7.4:1-5 7.5:1-2 7.6:1-2 8.1:1-2 8.2:1-3 "
    "8.3:1 8.4:1 9.1:1-3 9.2:1-4 10.1:1-2 10.2:1-2 10.3:1-4 10.4:1-11 10.5:1-5 10.6:1-2 10.7:1-3 11.1:1-2 "
    "11.2:1-3 11.3:1-3 11.4:1-4 11.5:1 11.6:1 12.1:1-3 12.2:1-2 12.3:1-4 13.1:1 13.2:1-5 13.3:1-2 "
    "13.4:1-5 14.1:1-2 14.2:1-4 14.3:1-3 15.1:1-3 15.2:1-3 15.3:1-7 16.1:1 16.2:1-5 16.3:1-4 16.4:1-3 "
    "16.5:1-3 17.1:1 17.2:1-4 17.3:1-2 "
)
"""The requirements of levels 1 and 2 by section: `1.2:1-9` is V1.2.1 up to and including V1.2.9."""


def alle_nummers() -> list[str]:
    """The numbers in full."""
    uit = []
    for deel in NUMMERS.split():
        sectie, _, reeksen = deel.partition(":")
        for reeks in reeksen.split(","):
            van, _, tot = reeks.partition("-")
            uit += [f"V{sectie}.{n}" for n in range(int(van), int(tot or van) + 1)]
    return uit


def rijen() -> list[tuple[str, str, str, str]]:
    """Number, level, state and words of each row of the page."""
    regels = PAGINA.read_text(encoding="utf-8").splitlines()
    uit = []
    for regel in regels:
        if regel.startswith("| V"):
            nummer, niveau, stand, woorden = (cel.strip() for cel in regel.strip("|").split("|"))
            uit.append((nummer, niveau, stand, woorden))
    return uit


def test_every_requirement_stands_there_once_in_order() -> None:
    assert [nummer for nummer, *_ in rijen()] == alle_nummers()
    assert len(set(alle_nummers())) == len(alle_nummers()) == 253


@vereist_gedeeld
def test_numbers_and_levels_are_those_of_the_standard() -> None:
    assert GEDEELD is not None
    with (GEDEELD / "asvs-5.0.0.csv").open(encoding="utf-8", newline="") as bestand:
        norm = {rij["req_id"]: rij["L"] for rij in csv.DictReader(bestand) if rij["L"] in ("1", "2")}
    assert {nummer: niveau for nummer, niveau, *_ in rijen()} == norm


def test_the_sums_at_the_head_are_right() -> None:
    standen = [stand for _, _, stand, _ in rijen()]
    assert set(standen) == {"voldoet", "nog niet", "n.v.t."}
    kop = (
        f"Stand: {standen.count('voldoet')} voldoen, {standen.count('nog niet')} nog niet, "
        f"{standen.count('n.v.t.')} niet van toepassing."
    )
    assert kop in PAGINA.read_text(encoding="utf-8")


def _bestaat(naam: str) -> bool:
    """Is this a setting, a file of the tree, or a test in one?"""
    if re.fullmatch(r"[A-Z][A-Z0-9_]+", naam):
        instellingen = (WORTEL / "src/jeugdketen/config/settings.py").read_text(encoding="utf-8")
        return re.search(rf"^\s*{naam}\b", instellingen, re.M) is not None
    pad, _, test = naam.partition("::")
    bestand = WORTEL / pad
    if not bestand.is_file():
        return False
    return not test or re.search(rf"^def {test}\(", bestand.read_text(encoding="utf-8"), re.M) is not None


def test_every_test_file_and_setting_that_is_named_exists() -> None:
    weg = []
    for nummer, _, _, woorden in rijen():
        for naam in re.findall(r"`([^`]+)`", woorden):
            if ("/" in naam or naam.isupper() or naam.endswith(".md")) and not _bestaat(naam):
                weg.append(f"{nummer}: {naam}")
    assert not weg, "\n".join(weg)


def test_what_is_met_names_a_proof_and_the_rest_says_why() -> None:
    for nummer, _, stand, woorden in rijen():
        if stand == "voldoet":
            assert any(_bestaat(naam) for naam in re.findall(r"`([^`]+)`", woorden)), nummer
        else:
            assert len(re.sub(r"`[^`]+`", "", woorden).split()) >= 2, nummer


def test_a_name_that_is_not_there_is_noticed() -> None:
    assert not _bestaat("tests/platform/test_veiligheid.py::test_bestaat_niet")
    assert not _bestaat("tests/bestaat_niet.py")
    assert not _bestaat("BESTAAT_NIET")
    assert _bestaat("tests/platform/test_veiligheid.py::test_a_name_that_is_not_there_is_noticed")


# --- sessions and passwords ----------------------------------------------------------------------------------------

WACHTWOORD = "Een Zin Met Spaties, hoofdletters en ook nog een staart van ruim 64 tekens "


def _log_in(client: Client, naam: str, wachtwoord: str = WACHTWOORD) -> bool:
    antwoord = client.post("/inloggen", {"username": naam, "password": wachtwoord})
    return antwoord.status_code == 302


@pytest.mark.django_db(transaction=True)
def test_a_password_counts_as_it_was_typed() -> None:
    """No letter is dropped, none changes case, spaces at the ends count, and long is fine."""
    naam = gebruiker("consulent", HOORN, wachtwoord=WACHTWOORD).gebruikersnaam
    assert len(WACHTWOORD) > 64
    for bijna in (WACHTWOORD.strip(), WACHTWOORD.lower(), WACHTWOORD[:64]):
        assert not _log_in(Client(), naam, bijna)
    assert _log_in(Client(), naam)


@pytest.mark.django_db(transaction=True)
def test_logging_in_gives_a_new_session_and_ends_the_old_one() -> None:
    """A session that somebody else put in the browser does not become that of who logs in."""
    client = Client()
    client.cookies["jeugdketen"] = gelegd = "a" * 32
    naam = gebruiker("consulent", HOORN, wachtwoord=WACHTWOORD).gebruikersnaam
    assert _log_in(client, naam)
    eerste = client.cookies["jeugdketen"].value
    assert eerste != gelegd
    assert len(eerste) == 32
    assert _log_in(Client(), naam)
    client.post("/uitloggen")
    assert _log_in(client, naam)
    assert client.cookies["jeugdketen"].value not in (eerste, gelegd, "")
    winkel = sessies.SessionStore()
    assert [winkel.exists(sleutel) for sleutel in (eerste, gelegd)] == [False, False]
    assert winkel.exists(client.cookies["jeugdketen"].value)


@pytest.mark.django_db(transaction=True)
def test_logging_out_ends_the_session_at_the_server() -> None:
    client = Client()
    assert _log_in(client, gebruiker("consulent", HOORN, wachtwoord=WACHTWOORD).gebruikersnaam)
    bewaard = client.cookies["jeugdketen"].value
    assert b'action="/uitloggen"' in client.get("/regels").content
    client.post("/uitloggen")
    dief = Client()
    dief.cookies["jeugdketen"] = bewaard
    assert dief.get("/regels")["Location"].startswith("/inloggen")


@pytest.mark.parametrize(
    "reeks",
    [
        "123456789012",
        "1234567890ab",
        "abcdefghijkl",
        "987654321098",
        "zaq12wsxcde3",
        "1a2b3c4d5e6f",
        "Qwertyuiop!!",
    ],
)
def test_a_row_of_digits_letters_or_keys_is_no_password(reeks: str) -> None:
    with pytest.raises(ValidationError, match="het eerst worden geprobeerd"):
        NietVeelgebruikt().validate(reeks)


@pytest.mark.parametrize(
    "goed", ["paars-fiets-lantaarn", "kast 1234 wolk boom", "t7#Lq9!vR2pX", "abcd molen tafel"]
)
def test_a_few_words_or_chance_are_a_password(goed: str) -> None:
    NietVeelgebruikt().validate(goed)
