"""Deciding: what the rules exclude stays excluded, a person signs, the first of two wins, and nothing is half done."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from toewijzinghulp import besluit, lees_bericht, lees_verzoek, maak_compleet, ontvang

import postregio
from jeugdketen.berichten import toestand as t
from jeugdketen.berichten.models import Bericht, Ketentoewijzing, Ketenverzoek, VerzendPost
from jeugdketen.berichten.uitgang import verzend_wachtende
from jeugdketen.dossier.models import Jeugdige
from jeugdketen.kern import klok, mensen, rollen
from jeugdketen.kern.toegang import Toegang, ToegangGeweigerd, als_inrichting, als_systeem, met_toegang
from jeugdketen.landschap.models import Contract
from jeugdketen.toewijzing import (
    berichtbouw,
    feitenservices,
    overnameservices,
    selectors,
    services,
    tasks,
    werkservices,
)
from jeugdketen.toewijzing.models import Aanvulling, Besluit, Toets, Toewijzing
from postregio import JESSE, LINDE, MEDEMBLIK, Vot, Vraag


@pytest.fixture
def sem(regio: Path) -> Toegang:
    """A consulent of Medemblik."""
    return postregio.iemand(rollen.CONSULENT, MEDEMBLIK, naam="Sem Blokker")


def lopend(
    van: date, tot: date | None, *, code: str = "45A02", aanbieder: str = LINDE, bsn: str = JESSE
) -> Toewijzing:
    """An allocation from before; the child's file must be there."""
    with als_systeem({MEDEMBLIK}):
        from jeugdketen.dossier.selectors import jeugdige_bij_bsn

        kind = jeugdige_bij_bsn(bsn, MEDEMBLIK)
        assert kind is not None
        return overnameservices.neem_toewijzing_over(
            kind,
            aanbieder_agb=aanbieder,
            categorie=code[:2],
            code=code,
            van=van,
            tot=tot,
            volume=4,
            eenheid="04",
            frequentie="4",
        )


# --- after the night ----------------------------------------------------------------------------------------------


def test_what_the_brp_says_in_the_night_counts_for_open_requests_in_the_morning(
    sem: Toegang, settings: Any
) -> None:
    (verzoek,) = ontvang()
    maak_compleet(sem, verzoek.nummer)
    sinds = klok.nu() - timedelta(hours=1)
    assert feitenservices.toets_na_brp(MEDEMBLIK, sinds) == 0, "asked when it came in, and nothing changed"
    voor = lees_verzoek(verzoek.nummer).laatste_toets_id
    with als_systeem({MEDEMBLIK}):
        kind = Jeugdige.objects.get(pk=verzoek.jeugdige_id)
        kind.geboortedatum, kind.brp_op = date(2005, 1, 1), klok.nu()
        kind.save(update_fields=["geboortedatum", "brp_op"])
    assert feitenservices.toets_na_brp("0405", sinds) == 0, "not of another municipality"
    brp, settings.JEUGDKETEN_BRP = settings.JEUGDKETEN_BRP, ""
    tasks.toets_na_brp(0)
    assert lees_verzoek(verzoek.nummer).laatste_toets_id == voor, "where no BRP is connected nothing happens"
    settings.JEUGDKETEN_BRP = brp
    tasks.toets_na_brp(0)
    na = lees_verzoek(verzoek.nummer)
    assert na.laatste_toets_id != voor
    assert feitenservices.toets_na_brp(MEDEMBLIK, sinds) == 0, "once is enough"


# --- whose decision it is -----------------------------------------------------------------------------------------


def test_a_colleague_who_keeps_the_list_decides_in_the_own_name_on_behalf_of_the_absent_one(
    sem: Toegang,
) -> None:
    jolanda, ilse = (
        postregio.iemand(rollen.CONSULENT, MEDEMBLIK, naam=n) for n in ("Jolanda Met", "Ilse Tuin")
    )
    assert sem.gebruiker_id is not None
    assert jolanda.gebruiker_id is not None
    (verzoek,) = ontvang()
    with met_toegang(sem):
        werkservices.neem_op(sem, verzoek.nummer)
    maak_compleet(sem, verzoek.nummer)
    vandaag = klok.vandaag()
    with met_toegang(sem):
        mensen.regel_waarneming(sem, sem.gebruiker_id, jolanda.gebruiker_id, van=vandaag, tot=vandaag)
    # A colleague who keeps nobody's list decides on behalf of nobody.
    eigen = besluit(ilse, verzoek.nummer, "in_onderzoek", vraag="Wat is er al geprobeerd?")
    assert (eigen.door_id, eigen.namens_id, eigen.namens_naam) == (ilse.gebruiker_id, None, "")
    namens = besluit(jolanda, verzoek.nummer, "afwijzen", code="6", motivering="Er is al hulp.")
    assert (namens.door_id, namens.door_naam) == (jolanda.gebruiker_id, "Jolanda Met")
    assert (namens.namens_id, namens.namens_naam) == (sem.gebruiker_id, "Sem Blokker")
    with met_toegang(ilse):
        door = [regel.door for regel in selectors.verzoek_pagina(ilse, verzoek.nummer).besluiten]
    assert door == ["Jolanda Met, namens Sem Blokker", "Ilse Tuin"]
    with (
        klok.op(vandaag + timedelta(days=1)),
        met_toegang(jolanda),
    ):  # after the last day it is over by itself
        assert mensen.afwezige_bij(jolanda, sem.gebruiker_id, MEDEMBLIK) is None


# --- what the rules say -------------------------------------------------------------------------------------------


@pytest.mark.eis("S-114")
def test_without_consent_granting_is_not_possible(sem: Toegang) -> None:
    (verzoek,) = ontvang()
    with met_toegang(sem):
        feitenservices.vul_aan(sem, verzoek.nummer, woont_thuis=True)
    with pytest.raises(services.BesluitFout) as fout:
        besluit(sem, verzoek.nummer, "toewijzen")
    assert fout.value.veld == "besluit"
    assert lees_verzoek(verzoek.nummer).nu_te_doen == "Toestemming vastleggen"


@pytest.mark.eis("S-051")
def test_a_second_b_at_the_same_provider_cannot_be_granted_nor_deviated_from(sem: Toegang) -> None:
    (verzoek,) = ontvang()
    maak_compleet(sem, verzoek.nummer)
    assert lees_verzoek(verzoek.nummer).oordeel == "toegestaan"
    lopend(date(2025, 11, 1), date(2026, 4, 30))
    na = lees_verzoek(verzoek.nummer)
    assert na.oordeel == "geweigerd"  # a fact changed: judged again at once
    assert na.nu_te_doen == "Afwijzen of onderzoeken"
    for soort in ("toewijzen", "met_afwijking"):
        with pytest.raises(services.BesluitFout):
            besluit(sem, verzoek.nummer, soort, reden="Toch nodig.")
    genomen = besluit(sem, verzoek.nummer, "afwijzen", code="6", motivering="De Linde geeft al hulp.")
    assert any(
        b["uitkomst"] == "geweigerd" and "S-051" in b["eisen"] for b in genomen.antwoord["bevindingen"]
    )


@pytest.mark.eis("S-093")
def test_deviating_needs_a_reason_and_keeps_it(sem: Toegang) -> None:
    (verzoek,) = ontvang()
    maak_compleet(sem, verzoek.nummer)
    with pytest.raises(services.BesluitFout) as fout:
        besluit(sem, verzoek.nummer, "met_afwijking", reden="  ")
    assert fout.value.veld == "reden"
    genomen = besluit(
        sem,
        verzoek.nummer,
        "met_afwijking",
        afwijk_grond="periode",
        reden="Eerst een half jaar.",
        tot=date(2026, 7, 31),
        volume=4,
    )
    assert genomen.reden == "Eerst een half jaar."
    with als_systeem({MEDEMBLIK}):
        toewijzing = Toewijzing.objects.get()
    assert (toewijzing.tot, toewijzing.volume) == (date(2026, 7, 31), 4)
    assert genomen.feiten["vraag"]["aanvraag"]["tot"] == "2026-07-31"


@pytest.mark.regel("OP259")
def test_the_same_product_twice_at_one_provider_is_refused_by_rule_and_by_the_database(sem: Toegang) -> None:
    (verzoek,) = ontvang(Vot(producten=[Vraag(categorie="44", code="44V02", eenheid="14", volume=2)]))
    lopend(date(2025, 9, 1), date(2026, 8, 31), code="44V02")
    maak_compleet(sem, verzoek.nummer)
    bevindingen = lees_verzoek(verzoek.nummer).laatste_toets.antwoord["bevindingen"]
    assert any(b["regel"] == "op259" and b["uitkomst"] == "geweigerd" for b in bevindingen)
    with pytest.raises(DatabaseError, match="toewijzing_niet_gestapeld"):
        lopend(date(2026, 1, 1), date(2026, 2, 1), code="44V02")
    lopend(date(2026, 9, 1), None, code="44V02")  # the day after: allowed


@pytest.mark.parametrize(
    ("soort", "velden", "veld"),
    [
        ("afwijzen", {"motivering": "x"}, "code"),
        ("afwijzen", {"code": "0", "motivering": "x"}, "code"),
        ("afwijzen", {"code": "7", "motivering": " "}, "motivering"),
        ("in_onderzoek", {"vraag": ""}, "vraag"),
        ("iets_anders", {}, "besluit"),
    ],
)
def test_a_form_that_is_not_complete_changes_nothing(
    sem: Toegang, soort: str, velden: dict[str, str], veld: str
) -> None:
    (verzoek,) = ontvang()
    with pytest.raises(services.BesluitFout) as fout:
        besluit(sem, verzoek.nummer, soort, **velden)
    assert fout.value.veld == veld
    assert str(fout.value).endswith(".")
    with als_systeem({MEDEMBLIK}):
        assert not Besluit.objects.exists()
        assert Bericht.objects.filter(richting=t.UIT).count() == 1


def test_a_decision_on_a_stale_page_is_refused(sem: Toegang) -> None:
    (verzoek,) = ontvang()
    maak_compleet(sem, verzoek.nummer)
    versie = services.versie_van(lees_verzoek(verzoek.nummer))
    lopend(date(2025, 11, 1), date(2026, 4, 30))
    with pytest.raises(services.BesluitFout, match="veranderd"):
        besluit(sem, verzoek.nummer, "toewijzen", versie=versie)


def test_a_verdict_is_not_run_again_when_nothing_changed(sem: Toegang) -> None:
    (verzoek,) = ontvang()
    maak_compleet(sem, verzoek.nummer)
    with als_systeem({MEDEMBLIK}):
        aantal = Toets.objects.count()
    besluit(sem, verzoek.nummer, "toewijzen")
    with als_systeem({MEDEMBLIK}):
        assert Toets.objects.count() == aantal


# --- who may ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rol", [rollen.BACKOFFICE, rollen.REGISSEUR])
def test_only_a_consulent_or_team_leader_decides(sem: Toegang, rol: str) -> None:
    (verzoek,) = ontvang()
    maak_compleet(sem, verzoek.nummer)
    ander = postregio.iemand(rol, MEDEMBLIK)
    with pytest.raises(ToegangGeweigerd):
        besluit(ander, verzoek.nummer, "toewijzen")


def test_the_worker_cannot_decide(sem: Toegang) -> None:
    (verzoek,) = ontvang()
    maak_compleet(sem, verzoek.nummer)
    with als_systeem({MEDEMBLIK}) as systeem, pytest.raises(ToegangGeweigerd):
        services.besluit(systeem, verzoek.nummer, "toewijzen")


def test_somebody_of_another_municipality_does_not_even_find_it(sem: Toegang) -> None:
    (verzoek,) = ontvang()
    ander = postregio.iemand(rollen.CONSULENT, postregio.OPMEER)
    with pytest.raises(services.BesluitFout, match="bestaat niet"):
        besluit(ander, verzoek.nummer, "afwijzen", code="7", motivering="x")


# --- two at once --------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_consulenten_at_once_give_one_decision(regio: Path) -> None:
    (verzoek,) = ontvang()
    een = postregio.iemand(rollen.CONSULENT, MEDEMBLIK, naam="Sem Blokker")
    twee = postregio.iemand(rollen.CONSULENT, MEDEMBLIK, naam="Nadia Kuiper")
    maak_compleet(een, verzoek.nummer)
    uitkomsten: list[object] = []
    slagboom = threading.Barrier(2)

    def beslis(toegang: Toegang, soort: str, velden: dict[str, str]) -> None:
        try:
            slagboom.wait(10)
            uitkomsten.append(besluit(toegang, verzoek.nummer, soort, **velden))
        except services.BesluitFout as fout:
            uitkomsten.append(fout)
        finally:
            connection.close()

    draden = [
        threading.Thread(target=beslis, args=(een, "toewijzen", {})),
        threading.Thread(target=beslis, args=(twee, "afwijzen", {"code": "7", "motivering": "Past niet."})),
    ]
    for draad in draden:
        draad.start()
    for draad in draden:
        draad.join(30)
    genomen = [u for u in uitkomsten if isinstance(u, Besluit)]
    geweigerd = [u for u in uitkomsten if isinstance(u, services.AlBesloten)]
    assert (len(genomen), len(geweigerd)) == (1, 1)
    toen = genomen[0].op.astimezone(klok.NEDERLAND)
    assert str(geweigerd[0]) == (
        f"Dit verzoek is al besloten door {genomen[0].door_naam}, op 21-1-2026 om {toen:%H.%M} uur."
    )
    with als_systeem({MEDEMBLIK}):
        assert Bericht.objects.filter(soort__in=("JW301", "JW319")).count() == 1
        assert Besluit.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_facts_on_two_requests_of_one_child_at_once(regio: Path) -> None:
    """Each locks what the other has to judge again; they wait for each other and both are recorded."""
    een, twee = ontvang(
        Vot(producten=[Vraag("A-1"), Vraag("A-2", categorie="44", code="44V02", eenheid="14", volume=2)])
    )
    mensen = [postregio.iemand(rollen.CONSULENT, MEDEMBLIK) for _ in range(2)]
    fouten: list[Exception] = []
    slagboom = threading.Barrier(2)

    def leg_vast(toegang: Toegang, nummer: str) -> None:
        try:
            slagboom.wait(10)
            for beurt in range(4):
                with met_toegang(toegang):
                    feitenservices.vul_aan(toegang, nummer, onderbouwing=f"Beurt {beurt}", woont_thuis=True)
        except Exception as fout:
            fouten.append(fout)
        finally:
            connection.close()

    draden = [
        threading.Thread(target=leg_vast, args=(mens, verzoek.nummer))
        for mens, verzoek in zip(mensen, (een, twee), strict=True)
    ]
    for draad in draden:
        draad.start()
    for draad in draden:
        draad.join(60)
    assert not fouten
    with als_systeem({MEDEMBLIK}):
        assert Aanvulling.objects.filter(veld="onderbouwing").count() == 8


# --- taking back --------------------------------------------------------------------------------------------------


def test_a_decision_can_be_taken_back_while_its_message_waits(sem: Toegang, settings: object) -> None:
    settings.JEUGDKETEN_INTREKTIJD = 60
    (verzoek,) = ontvang()
    maak_compleet(sem, verzoek.nummer)
    genomen = besluit(sem, verzoek.nummer, "toewijzen")
    with met_toegang(sem):
        services.trek_in(sem, verzoek.nummer)
    na = lees_verzoek(verzoek.nummer)
    assert (na.toestand, na.nu_te_doen) == ("open", "Besluiten")
    assert lees_bericht(genomen.bericht_id).toestand == t.INGETROKKEN
    with als_systeem({MEDEMBLIK}):
        assert Toewijzing.objects.get().toestand == "ingetrokken"
        assert not Ketenverzoek.objects.get().toegewezen
        assert not Ketentoewijzing.objects.exists()
        assert [b.soort for b in Besluit.objects.order_by("volgnummer")] == ["toewijzen", "ingetrokken"]
    besluit(sem, verzoek.nummer, "in_onderzoek", vraag="Toch eerst overleg.")
    with met_toegang(sem):
        services.trek_in(sem, verzoek.nummer)
    besluit(sem, verzoek.nummer, "in_onderzoek", vraag="En nu echt.")  # never sent, so TR360 allows it
    settings.JEUGDKETEN_INTREKTIJD = 0
    besluit(sem, verzoek.nummer, "toewijzen")
    with als_systeem({MEDEMBLIK}):
        VerzendPost.objects.update(niet_voor="2026-01-01T00:00:00Z")
    assert verzend_wachtende() == 3
    with met_toegang(sem), pytest.raises(services.BesluitFout, match="al verstuurd"):
        services.trek_in(sem, verzoek.nummer)


# --- facts --------------------------------------------------------------------------------------------------------


def test_wrong_facts_are_named_per_field_and_nothing_is_recorded(sem: Toegang) -> None:
    (verzoek,) = ontvang()
    with met_toegang(sem), pytest.raises(feitenservices.AanvulFout) as fout:
        feitenservices.vul_aan(
            sem,
            verzoek.nummer,
            toestemming_vorm="mondeling",
            toestemming_datum=date(2026, 3, 1),
            zorg_gestart=date(2027, 1, 1),
            woonplaats="9999",
            onderbouwing="Blijft niet staan",
            overig={"bestaat_niet": 1},
        )
    assert set(fout.value.fouten) == {"toestemming_datum", "zorg_gestart", "woonplaats", "bestaat_niet"}
    with als_systeem({MEDEMBLIK}):
        assert not Aanvulling.objects.exists()


def test_facts_after_the_decision_do_not_touch_it(sem: Toegang) -> None:
    (verzoek,) = ontvang()
    maak_compleet(sem, verzoek.nummer)
    besluit(sem, verzoek.nummer, "toewijzen")
    with met_toegang(sem), pytest.raises(feitenservices.AanvulFout):
        feitenservices.vul_aan(sem, verzoek.nummer, onderbouwing="Nog iets.")


def test_domicile_that_was_established_lifts_the_finding(sem: Toegang) -> None:
    (verzoek,) = ontvang(
        Vot(bsn=postregio.LOTTE, geboren="2010-11-08", voornamen="Lotte", achternaam="Ruiter")
    )
    with met_toegang(sem):
        feitenservices.vul_aan(sem, verzoek.nummer, woonplaats=MEDEMBLIK)
    na = lees_verzoek(verzoek.nummer)
    assert na.termijn_soort == "verzoek"
    assert not [b for b in na.laatste_toets.antwoord["bevindingen"] if b["regel"] == "woonplaats"]


def test_a_fact_of_the_child_counts_for_all_its_open_requests(sem: Toegang) -> None:
    een, twee = ontvang(
        Vot(producten=[Vraag("A-1"), Vraag("A-2", categorie="44", code="44V02", eenheid="14", volume=2)])
    )
    maak_compleet(sem, een.nummer)
    feiten = lees_verzoek(twee.nummer).laatste_toets.feiten
    assert feiten["vraag"]["aanvraag"]["toestemming"]["vorm"] == "mondeling"


@pytest.mark.parametrize("tabel", ["toewijzing_besluit", "toewijzing_toets", "toewijzing_aanvulling"])
def test_decisions_verdicts_and_facts_cannot_be_changed(sem: Toegang, tabel: str) -> None:
    (verzoek,) = ontvang()
    maak_compleet(sem, verzoek.nummer)
    besluit(sem, verzoek.nummer, "toewijzen")
    for opdracht in (f"UPDATE {tabel} SET gemeente_code = gemeente_code", f"DELETE FROM {tabel}"):
        with (
            met_toegang(sem),
            pytest.raises(DatabaseError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(opdracht)


@pytest.mark.eis("S-057")
def test_a_provider_that_refers_itself_is_refused(sem: Toegang) -> None:
    (verzoek,) = ontvang(Vot(producten=[Vraag(verwijzer_code=postregio.KLINIEK)]))
    maak_compleet(sem, verzoek.nummer)
    na = lees_verzoek(verzoek.nummer)
    assert na.laatste_toets.feiten["vraag"]["aanvraag"]["verwijzer"]["soort"] == "jeugdhulpaanbieder"
    assert any(
        "S-057" in b["eisen"] and b["uitkomst"] == "geweigerd"
        for b in na.laatste_toets.antwoord["bevindingen"]
    )


@pytest.mark.eis("S-061")
def test_a_provider_without_a_contract_is_refused(sem: Toegang) -> None:
    (verzoek,) = ontvang(Vot(afzender=postregio.ZONDER))
    maak_compleet(sem, verzoek.nummer)
    na = lees_verzoek(verzoek.nummer)
    assert any(
        b["regel"] == "contract" and b["uitkomst"] == "geweigerd"
        for b in na.laatste_toets.antwoord["bevindingen"]
    )


def test_secret_address_data_and_missing_address(sem: Toegang) -> None:
    ontvang()
    with als_systeem({MEDEMBLIK}):
        kind = Jeugdige.objects.get()
        client = berichtbouw.Client(kind, None, ())
        with pytest.raises(berichtbouw.OnvolledigDossier, match="TR061"):
            berichtbouw._contact(client)
        kind.geheim = True
        assert berichtbouw._contact(client).soort == "02"
        kind.gemeente_code = "9999"
        with pytest.raises(berichtbouw.OnvolledigDossier, match="postadres"):
            berichtbouw._contact(client)


def test_a_page_of_yesterday_can_still_be_decided_on(sem: Toegang) -> None:
    """The rules are run again on the day of the decision; when they say the same, the date alone is no obstacle."""
    with klok.op(date(2026, 1, 21)):
        (verzoek,) = ontvang()
        maak_compleet(sem, verzoek.nummer)
        versie = services.versie_van(lees_verzoek(verzoek.nummer))
    with klok.op(date(2026, 1, 23)):
        genomen = besluit(sem, verzoek.nummer, "toewijzen", versie=versie)
    assert genomen.feiten["vraag"]["peildatum"] == "2026-01-23"


@pytest.mark.eis("S-061")
def test_a_contract_that_ended_since_is_noticed_at_the_decision(sem: Toegang) -> None:
    (verzoek,) = ontvang()
    maak_compleet(sem, verzoek.nummer)
    versie = services.versie_van(lees_verzoek(verzoek.nummer))
    with als_inrichting():
        Contract.objects.filter(aanbieder__agb=LINDE).update(tot=date(2026, 1, 31))
    # As a screen does: the refusal is shown, and what the rules say now is kept.
    with met_toegang(sem), pytest.raises(services.BesluitFout, match="vernieuwd"):
        services.besluit(sem, verzoek.nummer, "toewijzen", versie=versie)
    with pytest.raises(services.BesluitFout, match="Toewijzen kan niet"):
        besluit(sem, verzoek.nummer, "toewijzen", versie=services.versie_van(lees_verzoek(verzoek.nummer)))
