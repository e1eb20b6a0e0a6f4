"""What people do with messages: send after all, settle outside the traffic, and what operators see and press."""

from __future__ import annotations

import os
import stat as bestandsoort
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

import postregio
from jeugdketen.berichten import aansluitingen, beheer, selectors, services, wegbeheer
from jeugdketen.berichten import toestand as t
from jeugdketen.berichten.aanname import neem_aan
from jeugdketen.berichten.models import (
    Aansluiting,
    Afhandeling,
    Bericht,
    Ingreep,
    Overgang,
    VerzendPost,
    Wegstand,
)
from jeugdketen.berichten.uitgang import verzend_wachtende
from jeugdketen.berichten.verwerking import verwerk, zet_apart
from jeugdketen.kern import rollen
from jeugdketen.kern.toegang import Toegang, ToegangGeweigerd, als_systeem, met_toegang
from postregio import HOORN, LINDE, MEDEMBLIK, Vot, Vraag, uitgaande_bestanden

pytestmark = pytest.mark.django_db
REDEN = "Gebeld met Anja van De Linde: zij stuurt een nieuw bestand."


@pytest.fixture
def roos(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Toegang:
    """The back office of Medemblik."""
    settings.JEUGDKETEN_POSTBUS = tmp_path
    monkeypatch.setattr(wegbeheer, "_goed", {})
    postregio.richt_regio_in()
    return postregio.iemand(rollen.BACKOFFICE, MEDEMBLIK, naam="Roos Bakkum")


def geweigerd() -> Any:
    """A file that is no message, in the mailbox of Medemblik."""
    nummer = neem_aan(b"<Bericht/>", bestandsnaam="x.xml", weg=t.MAP, postbus_gemeente=MEDEMBLIK)
    assert verwerk(nummer) == t.GEWEIGERD
    return nummer


def uitgaand() -> VerzendPost:
    """A return message of ours that waits."""
    verwerk(neem_aan(Vot().xml(), bestandsnaam="vot.xml", weg=t.MAP))
    with als_systeem({MEDEMBLIK}):
        return VerzendPost.objects.get()


def pagina(wie: Toegang, nummer: Any) -> Any:
    """The page of a message."""
    with met_toegang(wie):
        return selectors.bericht_pagina(wie, nummer)


@pytest.mark.regel("OP090x2")
def test_a_person_settles_a_message_with_a_reason(roos: Toegang) -> None:
    nummer = geweigerd()
    assert [r for r, _ in pagina(roos, nummer).afhandelredenen] == [
        "geen-retour",
        "veiligheid",
        "afgesproken",
    ]
    with met_toegang(roos):
        services.handel_af(roos, nummer, "geen-retour", REDEN)
        (regel,) = selectors.berichten_lijst(roos).regels
    assert regel.afgehandeld
    p = pagina(roos, nummer)
    assert (p.afhandeling.door, p.afhandeling.toelichting) == ("Roos Bakkum", REDEN)
    assert (p.kan_opnieuw, p.afhandelredenen) == (False, ())
    assert "Roos Bakkum" in [o.door for o in p.overgangen]
    assert p.draad[0].wat.endswith("buitenom afgehandeld")
    with met_toegang(roos), pytest.raises(services.AfhandelFout):
        services.handel_af(roos, nummer, "geen-retour", REDEN)
    with met_toegang(roos), pytest.raises(ToegangGeweigerd):
        services.verwerk_opnieuw(roos, nummer)


@pytest.mark.parametrize(
    ("reden", "toelichting", "veld"),
    [
        ("geen-retour", "", "toelichting"),
        ("geen-retour", "ok", "toelichting"),
        ("geen-retour", "Het gaat om 9999 00 432, gebeld met Anja", "toelichting"),
        ("antwoord-anders", REDEN, "reden"),
        ("bestaat niet", REDEN, "reden"),
    ],
)
def test_without_a_good_reason_nothing_changes(
    roos: Toegang, reden: str, toelichting: str, veld: str
) -> None:
    nummer = geweigerd()
    with met_toegang(roos), pytest.raises(services.AfhandelFout) as fout:
        services.handel_af(roos, nummer, reden, toelichting)
    assert fout.value.veld == veld
    with als_systeem({MEDEMBLIK}):
        assert not Afhandeling.objects.exists()


def test_others_settle_nothing(roos: Toegang) -> None:
    nummer = geweigerd()
    for wie in (postregio.iemand(rollen.BACKOFFICE, HOORN), postregio.iemand(rollen.FG, MEDEMBLIK)):
        with met_toegang(wie), pytest.raises(ToegangGeweigerd):
            services.handel_af(wie, nummer, "geen-retour", REDEN)


@pytest.mark.regel("OP003")
def test_a_message_that_would_bring_a_child_in_danger_is_not_sent(roos: Toegang, tmp_path: Path) -> None:
    post = uitgaand()
    with met_toegang(roos):
        with pytest.raises(services.AfhandelFout):
            services.handel_af(roos, post.pk, "afgesproken", REDEN)
        services.handel_af(roos, post.pk, "veiligheid", "Doorgegeven aan de directie, niet per bericht.")
    assert verzend_wachtende() == 0
    assert not uitgaande_bestanden(tmp_path)
    p = pagina(roos, post.pk)
    assert (p.toestand, p.kan_versturen) == (t.VERZONDEN, False)
    assert p.verstuurd.startswith("via buitenom")


def test_an_answered_message_is_settled_already(roos: Toegang) -> None:
    uitgaand()
    with als_systeem({MEDEMBLIK}):
        aanvaard = Bericht.objects.get(toestand=t.AANVAARD)
    with met_toegang(roos), pytest.raises(services.AfhandelFout):
        services.handel_af(roos, aanvaard.pk, "afgesproken", REDEN)


def test_sending_after_all(roos: Toegang, tmp_path: Path) -> None:
    """One that waits goes at once; one that left goes again, under the same name, once."""
    post = uitgaand()
    with als_systeem({MEDEMBLIK}):
        VerzendPost.objects.update(niet_voor=timezone.now() + timedelta(minutes=5))
    assert verzend_wachtende() == 0
    with met_toegang(roos):
        services.verstuur_alsnog(roos, post.pk)
    assert verzend_wachtende() == 1
    (bestand,) = uitgaande_bestanden(tmp_path)
    bestand.unlink()  # lost on the other side
    with met_toegang(roos):
        services.verstuur_alsnog(roos, post.pk)
    assert verzend_wachtende() == 1
    assert verzend_wachtende() == 0
    assert uitgaande_bestanden(tmp_path) == [bestand]
    with als_systeem({MEDEMBLIK}):
        redenen = list(Overgang.objects.filter(bericht=post.pk).order_by("pk").values_list("door", "reden"))
    assert [r for d, r in redenen if d == "Roos Bakkum"] == ["alsnog versturen, door Roos Bakkum"] * 2
    assert redenen[-1][1].startswith("nog eens verstuurd")
    vreemd = postregio.iemand(rollen.BACKOFFICE, HOORN)
    with met_toegang(vreemd), pytest.raises(ToegangGeweigerd):
        services.verstuur_alsnog(vreemd, post.pk)


def test_who_brought_it_and_how_it_left(roos: Toegang) -> None:
    post = uitgaand()
    verzend_wachtende()
    assert pagina(roos, post.pk).verstuurd == "via map, 1 poging"
    with als_systeem({MEDEMBLIK}):
        heen = Bericht.objects.get(toestand=t.AANVAARD)
    assert pagina(roos, heen.pk).aangeleverd == "ontvangst via map, map"


def test_a_replay_with_other_content_is_shown_as_such(roos: Toegang) -> None:
    verwerk(neem_aan(Vot().xml(), bestandsnaam="a.xml", weg=t.MAP))
    ander = neem_aan(Vot(producten=[Vraag(volume=9)]).xml(), bestandsnaam="b.xml", weg=t.MAP)
    assert verwerk(ander) == t.AFGEKEURD
    p = pagina(roos, ander)
    assert "een ander bericht ontvangen; de inhoud is veranderd" in p.samenvatting
    assert p.eerder is not None
    assert "met andere inhoud" in p.eerder[1]
    assert pagina(roos, p.eerder[0]).toestand == t.AANVAARD


# --- operators ------------------------------------------------------------------------------------------------------


@pytest.fixture
def beheerder() -> Toegang:
    """An operator."""
    return postregio.iemand(rollen.BEHEERDER, naam="Bas Beheer")


def stand(wie: Toegang) -> beheer.Postbusstand:
    """The page of the operators."""
    with met_toegang(wie):
        return beheer.postbusstand(wie)


def mislukt(aantal: int) -> list[Any]:
    """Messages whose processing failed."""
    nummers = []
    for nr in range(aantal):
        nummer = neem_aan(Vot(identificatie=f"MIS{nr}").xml(), bestandsnaam="Jesse 999900432.xml", weg=t.MAP)
        zet_apart(nummer, RuntimeError("x"))
        nummers.append(nummer)
    return nummers


def test_operators_see_what_failed_and_no_child(roos: Toegang, beheerder: Toegang) -> None:
    mislukt(2)
    nu = stand(beheerder)
    assert nu.ernst == "geen werker"
    assert {r.naam: r.aantal for r in nu.rijen}["Verwerking mislukt"] == 2
    assert len(nu.mislukt) == 2
    assert "Jesse" not in repr(nu)
    assert "999900432" not in repr(nu)


def test_operators_have_failed_messages_read_again_and_that_is_on_record(
    roos: Toegang, beheerder: Toegang
) -> None:
    eerste, *rest = mislukt(3)
    with met_toegang(beheerder):
        assert beheer.mislukte_opnieuw(beheerder, [eerste]) == 1
        assert beheer.mislukte_opnieuw(beheerder, []) == 0
        assert beheer.mislukte_opnieuw(beheerder) == 2
        assert beheer.mislukte_opnieuw(beheerder) == 0
    nu = stand(beheerder)
    assert [(i.door_naam, i.aantal) for i in nu.ingrepen] == [("Bas Beheer", 2), ("Bas Beheer", 1)]
    assert not nu.mislukt
    assert all(verwerk(n) is not None for n in (eerste, *rest))


def test_a_full_disk_is_seen_and_the_button_tries_again(
    roos: Toegang, beheerder: Toegang, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    uitgaand()

    def vol(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as m:
        m.setattr("jeugdketen.berichten.wegen.map.os.fsync", vol)
        assert verzend_wachtende() == 0
    nu = stand(beheerder)
    (weg,) = [w for w in nu.wegen if w.richting == "afleveren"]
    assert (weg.stand, weg.laatste_fout, weg.wacht) == ("fout", "OSError: de schijf is vol", 1)
    assert [(u.pogingen, u.laatste_fout) for u in nu.uitgaand] == [(1, "OSError: de schijf is vol")]
    assert not list((tmp_path / "bezig").iterdir()), "no half file stays behind"
    assert verzend_wachtende() == 0, "it waits a while"
    with met_toegang(beheerder):
        assert beheer.verstuur_nu(beheerder) == 1
    assert verzend_wachtende() == 1
    assert [w.stand for w in stand(beheerder).wegen if w.richting == "afleveren"] == ["goed"]


def test_what_may_be_gone_after_a_loss_of_power_is_sent_again(
    roos: Toegang, beheerder: Toegang, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The file lies there but the folder could not be flushed: it is not noted as sent, and the road as broken."""
    uitgaand()
    echt = os.fsync

    def alleen_bestanden(fd: int) -> None:
        if bestandsoort.S_ISDIR(os.fstat(fd).st_mode):
            raise OSError(5, "Input/output error")
        echt(fd)

    with monkeypatch.context() as m:
        m.setattr("jeugdketen.berichten.wegen.map.os.fsync", alleen_bestanden)
        assert verzend_wachtende() == 0
    (geplaatst,) = (tmp_path / "uit").iterdir()
    nu = stand(beheerder)
    assert [w.stand for w in nu.wegen if w.richting == "afleveren"] == ["fout"]
    assert [(u.pogingen, u.laatste_fout) for u in nu.uitgaand] == [(1, "OSError: Input/output error")]
    with met_toegang(beheerder):
        assert beheer.verstuur_nu(beheerder) == 1
    assert verzend_wachtende() == 1
    assert list((tmp_path / "uit").iterdir()) == [geplaatst], "the same file, under the same name"


def test_failed_jobs_go_back_into_the_queue(roos: Toegang, beheerder: Toegang) -> None:
    neem_aan(Vot().xml(), bestandsnaam="x.xml", weg=t.MAP)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed'")
    with met_toegang(beheerder):
        assert beheer.taken_opnieuw(beheerder) == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT status::text FROM procrastinate_jobs")
        assert cursor.fetchall() == [("todo",)]


def test_nobody_else_sees_or_presses(roos: Toegang) -> None:
    for doe in (beheer.postbusstand, beheer.mislukte_opnieuw, beheer.taken_opnieuw, beheer.verstuur_nu):
        with met_toegang(roos), pytest.raises(ToegangGeweigerd):
            doe(roos)
    with met_toegang(roos):
        assert not Ingreep.objects.exists()
        assert not Wegstand.objects.exists()


def test_the_page_of_operators_asks_a_fixed_number_of_questions(roos: Toegang, beheerder: Toegang) -> None:
    def vragen() -> int:
        with met_toegang(beheerder), CaptureQueriesContext(connection) as gevangen:
            beheer.postbusstand(beheerder)
        return len(gevangen)

    mislukt(1)
    voor = vragen()
    mislukt(8)
    assert vragen() == voor


# --- roads that an administrator sets -------------------------------------------------------------------------------

SLEUTEL = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ5sbGtAEwoSJq0eXV7dDe6bY2gUc3bWvHRMBqOXE/9C"
SFTP = {
    "gemeente_code": MEDEMBLIK,
    "aanbieder_agb": "",
    "weg": t.SFTP,
    "actief": True,
    "ophalen": True,
    "afleveren": True,
    "host": "sftp.voorbeeld.test",
    "poort": 22,
    "gebruiker": "medemblik",
    "hostsleutel": f"sftp.voorbeeld.test {SLEUTEL} commentaar",
    "geheim": "sftp-medemblik",
    "map_in": "gemeente/uit",
    "map_uit": "gemeente/in",
    "verpakking": "",
}


def test_an_administrator_sets_a_road(roos: Toegang, beheerder: Toegang) -> None:
    with met_toegang(beheerder):
        rij = aansluitingen.bewaar_aansluiting(beheerder, None, SFTP)
        assert rij.hostsleutel == SLEUTEL, "kept in one form"
        aansluitingen.bewaar_aansluiting(beheerder, rij.pk, SFTP | {"actief": False})
        assert [(r.actief, g, p) for r, g, p in aansluitingen.aansluitingen(beheerder)] == [
            (False, "Medemblik", "alle aanbieders")
        ]
    with met_toegang(roos), pytest.raises(ToegangGeweigerd):
        aansluitingen.bewaar_aansluiting(roos, None, SFTP)


@pytest.mark.parametrize(
    ("velden", "veld"),
    [
        ({"gemeente_code": "0363"}, "gemeente_code"),
        ({"aanbieder_agb": "12345678"}, "aanbieder_agb"),
        ({"weg": "post"}, "weg"),
        ({"ophalen": False, "afleveren": False}, "ophalen"),
        ({"map_in": ""}, "map_in"),
        ({"map_in": "../elders"}, "map_in"),
        ({"map_uit": "/abs"}, "map_uit"),
        ({"map_uit": "gemeente/uit"}, "map_uit"),
        ({"host": "sftp://x"}, "host"),
        ({"poort": 0}, "poort"),
        ({"gebruiker": ""}, "gebruiker"),
        ({"geheim": "../geheim"}, "geheim"),
        ({"hostsleutel": "geen sleutel"}, "hostsleutel"),
        ({"verpakking": "ggk"}, "verpakking"),
    ],
)
def test_a_road_that_cannot_be_is_refused(
    roos: Toegang, beheerder: Toegang, velden: dict[str, Any], veld: str
) -> None:
    with met_toegang(beheerder), pytest.raises(aansluitingen.AansluitFout) as fout:
        aansluitingen.bewaar_aansluiting(beheerder, None, SFTP | velden)
    assert list(fout.value.fouten) == [veld]
    with met_toegang(beheerder):
        assert not Aansluiting.objects.exists()


def test_one_road_for_each_party(roos: Toegang, beheerder: Toegang) -> None:
    with met_toegang(beheerder):
        aansluitingen.bewaar_aansluiting(beheerder, None, SFTP)
        aansluitingen.bewaar_aansluiting(beheerder, None, SFTP | {"aanbieder_agb": LINDE})
        with pytest.raises(aansluitingen.AansluitFout):
            aansluitingen.bewaar_aansluiting(beheerder, None, SFTP)
