"""A JW301 or JW319 that the provider rejects counts as not sent (OP286), until it goes out anew or is taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from toewijzinghulp import (
    besluit,
    jw301,
    lees_bericht,
    lees_verzoek,
    maak_compleet,
    neem_over,
    ontvang,
    stuur,
)

import postregio
from ijw.antwoord import maak_retour
from ijw.lezen import lees
from ijw.schrijven import schrijf
from jeugdketen.berichten import keten
from jeugdketen.berichten import selectors as berichtselectors
from jeugdketen.berichten import toestand as t
from jeugdketen.berichten.aanname import neem_aan
from jeugdketen.berichten.bewaking import verplichtingen
from jeugdketen.berichten.models import Bericht, Ketentoewijzing, Ketenverzoek
from jeugdketen.berichten.services import AfhandelFout, handel_af
from jeugdketen.berichten.uitgang import verzend_wachtende
from jeugdketen.berichten.verwerking import verwerk_portie
from jeugdketen.demo.simulatie.controle import ketenstand
from jeugdketen.kern import rollen
from jeugdketen.kern.toegang import Toegang, ToegangGeweigerd, als_systeem, met_toegang
from jeugdketen.toewijzing import (
    aanbiederselectors,
    afgekeurd,
    herstel,
    herstelselectors,
    services,
    wijzigservices,
)
from jeugdketen.toewijzing.models import Besluit, Toewijzing
from jeugdketen.toewijzing.services import BesluitFout
from ketensuite import bouw
from postregio import JESSE, LINDE, MEDEMBLIK, Vot, Vraag

pytestmark = pytest.mark.usefixtures("regio")

CODES = {"/Bericht/Client/ToegewezenProducten/ToegewezenProduct[1]": ["9332"]}
MET = {"reden": "Herbeoordeeld in het team.", "overleg": "Met mevrouw Bakker van De Linde, 19 januari."}


@pytest.fixture
def sem() -> Toegang:
    """A consulent of Medemblik."""
    return postregio.iemand(rollen.CONSULENT, MEDEMBLIK, naam="Sem Blokker")


@pytest.fixture
def bea() -> Toegang:
    """The back office of Medemblik."""
    return postregio.iemand(rollen.BACKOFFICE, MEDEMBLIK, naam="Bea Post")


@pytest.fixture
def antwoord() -> Callable[..., None]:
    """Lets the provider answer a message of ours that has left: rejected with these codes, or accepted."""
    teller = iter(range(1, 100))

    def stuur_retour(bericht_id: object, codes: dict[str, list[str]] | None = None) -> None:
        heen = lees(lees_bericht(bericht_id).ruw.inhoud).bericht
        kenmerk = f"RET{next(teller)}"
        retour = stuur(maak_retour(heen, codes, identificatie=kenmerk, dagtekening=date(2026, 1, 21)))
        assert retour.toestand == t.AANVAARD, retour.reden

    return stuur_retour


def toegewezen(sem: Toegang, *vragen: Vraag) -> list[Besluit]:
    """The requests of Jesse, granted and sent."""
    verzoeken = ontvang(Vot(producten=list(vragen)) if vragen else None)
    genomen = []
    for verzoek in verzoeken:
        maak_compleet(sem, verzoek.nummer)
        genomen.append(besluit(sem, verzoek.nummer, "met_afwijking", reden="Voor de proef."))
    verzend_wachtende()
    return genomen


def opnieuw(wie: Toegang, bericht_id: Any) -> Bericht:
    """The button."""
    with met_toegang(wie):
        return herstel.verstuur_opnieuw(wie, bericht_id)


def open_() -> list[Any]:
    """The rejected messages that still lie there, by the work list."""
    with als_systeem({MEDEMBLIK}):
        lijst, _ = verplichtingen({MEDEMBLIK}, date(2026, 12, 31))
        van_lijst = [v.bericht_id for v in lijst if v.soort == "herstel"]
        assert set(van_lijst) == set(afgekeurd.open_afgekeurd({MEDEMBLIK}).values_list("pk", flat=True))
    return van_lijst


def stand(*, herbouwd: bool = True) -> dict[str, Any]:
    """What the chain knows of Jesse; the same when it is made again from the raw store."""
    with als_systeem({MEDEMBLIK}):
        if herbouwd:
            eerst = ketenstand(MEDEMBLIK)
            keten.bouw_opnieuw(MEDEMBLIK)
            assert ketenstand(MEDEMBLIK) == eerst
        return {
            "toewijzingen": {
                rij.nummer: (rij.moment, rij.product.get("einddatum"))
                for rij in Ketentoewijzing.objects.all()
            },
            "verleend": dict(Ketenverzoek.objects.values_list("referentie_aanbieder", "toegewezen")),
        }


def gezien() -> dict[str, date | None]:
    """The allocations that De Linde sees, with their end."""
    bas = postregio.iemand(rollen.AANBIEDER_MEDEWERKER, aanbieder=LINDE)
    with met_toegang(bas):
        return {x.nummer: x.tot for x in aanbiederselectors.toewijzingen(bas, tab="alle").regels}


@pytest.mark.regel("OP286", "OP087", "TR379", "IV013")
def test_a_rejected_allocation_counts_as_not_sent_until_it_goes_out_anew(
    sem: Toegang, bea: Toegang, antwoord: Callable[..., None]
) -> None:
    (genomen,) = toegewezen(sem)
    eerst = stand()
    (nummer,) = eerst["toewijzingen"]
    oud = jw301(genomen.bericht_id)[nummer]
    assert list(gezien()) == [str(nummer)]
    antwoord(genomen.bericht_id, CODES)
    with met_toegang(bea):
        (retour,) = berichtselectors.als_regels(list(Bericht.objects.filter(soort="JW302")))
    assert (retour.toestand_naam, retour.uitkomst) == ("Afkeuring van een bericht", "geweigerd")
    (referentie,) = eerst["verleend"]
    assert stand() == {"toewijzingen": {}, "verleend": {referentie: False}}
    assert (gezien(), open_()) == ({}, [genomen.bericht_id])
    assert lees_verzoek(genomen.verzoek.nummer).toestand == "toegewezen"  # the decision about care stands
    nieuw = opnieuw(bea, genomen.bericht_id)
    assert nieuw.identificatie != lees_bericht(genomen.bericht_id).identificatie
    assert nieuw.draad == lees_bericht(genomen.bericht_id).draad
    assert jw301(nieuw.pk) == {nummer: oud}  # the same version, with its reference and its moment
    assert (stand(), open_(), gezien()) == (eerst, [], {})
    with pytest.raises(BesluitFout, match="al een nieuw bericht"):
        opnieuw(bea, genomen.bericht_id)
    verzend_wachtende()
    antwoord(nieuw.pk)
    assert (stand(), open_(), list(gezien())) == (eerst, [], [str(nummer)])
    with als_systeem({MEDEMBLIK}):
        assert Toewijzing.objects.get().toestand == "aangenomen"
        log = list(lees_bericht(genomen.bericht_id).overgangen.values_list("reden", flat=True))
    assert log[-1] == f"opnieuw verstuurd als JW301 {nieuw.identificatie}, door Bea Post"


@pytest.mark.regel("OP286", "OP274")
def test_the_work_list_has_the_term_of_the_request(sem: Toegang, antwoord: Callable[..., None]) -> None:
    (genomen,) = toegewezen(sem)
    antwoord(genomen.bericht_id, CODES)
    with als_systeem({MEDEMBLIK}):
        (regel,) = [v for v in verplichtingen({MEDEMBLIK}, date(2026, 12, 31))[0] if v.soort == "herstel"]
    assert regel.uiterlijk == lees_verzoek(genomen.verzoek.nummer).termijn
    assert (regel.regel, regel.bericht_id) == ("OP286", genomen.bericht_id)


@pytest.mark.regel("OP286")
def test_what_is_corrected_goes_out_with_what_was_rejected(
    sem: Toegang, antwoord: Callable[..., None]
) -> None:
    """A change of the rejected allocation is the repair: one message, with the reference that it still grants."""
    (genomen,) = toegewezen(sem)
    antwoord(genomen.bericht_id, CODES)
    with met_toegang(sem):
        rij = Toewijzing.objects.get()
        wijziging = wijzigservices.wijzig(
            sem, rij.pk, "verkorten", einddatum=date(2026, 5, 31), code="05", **MET
        )
    product = jw301(wijziging.bericht_id)[int(rij.nummer)]
    assert (product.einddatum, product.referentie_aanbieder) == (date(2026, 5, 31), rij.referentie_aanbieder)
    assert (open_(), stand()["verleend"]) == ([], {rij.referentie_aanbieder: True})
    # Taken back within the time for it: what was rejected waits again, as it was.
    with met_toegang(sem):
        wijzigservices.neem_terug(sem, rij.pk)
    assert (open_(), stand()["toewijzingen"]) == ([genomen.bericht_id], {})


@pytest.mark.regel("OP286", "OP087")
def test_one_message_repairs_all_that_was_rejected_for_a_child(
    sem: Toegang, bea: Toegang, antwoord: Callable[..., None]
) -> None:
    een, ander = toegewezen(sem, Vraag("L-1", tot="2026-05-31"), Vraag("L-2", code="45A02", van="2026-06-01"))
    eerst = stand()
    antwoord(een.bericht_id, CODES)
    # The second message named the first allocation too, but not its request.
    assert stand()["verleend"] == {"L-1": False, "L-2": True}
    antwoord(ander.bericht_id, CODES)
    assert stand() == {"toewijzingen": {}, "verleend": {"L-1": False, "L-2": False}}
    assert set(open_()) == {een.bericht_id, ander.bericht_id}
    nieuw = opnieuw(bea, ander.bericht_id)
    assert sorted(str(p.referentie_aanbieder) for p in jw301(nieuw.pk).values()) == ["L-1", "L-2"]
    assert (open_(), stand()) == ([], eerst)


@pytest.mark.regel("OP286")
def test_a_rejected_decision_can_be_taken_back(sem: Toegang, antwoord: Callable[..., None]) -> None:
    (genomen,) = toegewezen(sem)
    nummer = genomen.verzoek.nummer
    with met_toegang(sem), pytest.raises(BesluitFout, match="al verstuurd"):
        services.trek_in(sem, nummer)
    antwoord(genomen.bericht_id, CODES)
    with met_toegang(sem):
        services.trek_in(sem, nummer)
        assert Toewijzing.objects.get().toestand == "ingetrokken"
    assert lees_verzoek(nummer).toestand == "open"
    assert (open_(), gezien(), stand()["toewijzingen"]) == ([], {}, {})
    # And decided anew: a new allocation, under a number of its own.
    andermaal = besluit(sem, nummer, "met_afwijking", reden="Alsnog.")
    assert len(jw301(andermaal.bericht_id)) == 1
    assert stand()["verleend"] == {genomen.verzoek.referentie_aanbieder: True}


@pytest.mark.regel("OP286", "OP033x1")
def test_a_rejected_change_leaves_the_allocation_as_it_was(
    sem: Toegang, bea: Toegang, antwoord: Callable[..., None]
) -> None:
    rij = neem_over()
    eerst, tot = stand(), {rij.nummer: rij.tot}
    for afloop in ("opnieuw", "teruggenomen"):
        with met_toegang(sem):
            wijziging = wijzigservices.wijzig(
                sem, rij.pk, "verlengen", einddatum=date(2026, 12, 31), code="04", **MET
            )
        assert gezien() == tot  # not before it has left
        verzend_wachtende()
        assert gezien() == {rij.nummer: date(2026, 12, 31)}
        antwoord(wijziging.bericht_id, CODES)
        assert (gezien(), stand(), open_()) == (tot, eerst, [wijziging.bericht_id])
        if afloop == "teruggenomen":
            with met_toegang(sem):
                wijzigservices.neem_terug(sem, rij.pk)
            assert (gezien(), stand(), open_()) == (tot, eerst, [])
            with als_systeem({MEDEMBLIK}):
                terug = Toewijzing.objects.get(pk=rij.pk)
            assert (terug.tot, terug.toestand) == (rij.tot, "geregistreerd")
        else:
            nieuw = opnieuw(bea, wijziging.bericht_id)
            verzend_wachtende()
            assert (open_(), gezien()) == ([], {rij.nummer: date(2026, 12, 31)})
            assert stand()["toewijzingen"][int(rij.nummer)][1] == "2026-12-31"
            antwoord(nieuw.pk, CODES)  # rejected once more, and now taken back
            with met_toegang(sem):
                wijzigservices.neem_terug(sem, rij.pk)
            assert (gezien(), stand(), open_()) == (tot, eerst, [])


@pytest.mark.regel("OP286", "OP288")
def test_what_was_started_before_the_rejection_stays_and_holds_the_decision(
    sem: Toegang, bea: Toegang, antwoord: Callable[..., None]
) -> None:
    (genomen,) = toegewezen(sem, Vraag("L-1", van="2026-01-05"))
    (nummer,) = stand()["toewijzingen"]
    product = jw301(genomen.bericht_id)[nummer].product
    start = bouw.start(begin="2026-01-12", nummer=nummer, product=product, ingang="2026-01-05")
    wie = {"bsn": JESSE, "aanbieder": LINDE, "gemeente": MEDEMBLIK, "op": "2026-01-21"}
    assert stuur(bouw.jw305_(start, **wie)).toestand == t.AANVAARD
    antwoord(genomen.bericht_id, CODES)
    stand()  # a start on an allocation that was rejected afterwards does not break the rebuild
    with met_toegang(sem), pytest.raises(BesluitFout, match="start gemeld"):
        services.trek_in(sem, genomen.verzoek.nummer)
    opnieuw(bea, genomen.bericht_id)
    assert list(stand()["toewijzingen"]) == [nummer]


@pytest.mark.regel("OP286", "TR365")
def test_a_rejected_refusal_goes_out_anew(sem: Toegang, bea: Toegang, antwoord: Callable[..., None]) -> None:
    (verzoek,) = ontvang()
    maak_compleet(sem, verzoek.nummer)
    genomen = besluit(sem, verzoek.nummer, "afwijzen", code="7", motivering="Andere hulp past beter.")
    verzend_wachtende()
    bas = postregio.iemand(rollen.AANBIEDER_MEDEWERKER, aanbieder=LINDE)

    def beantwoord() -> int:
        with met_toegang(bas):
            return aanbiederselectors.verzoeken(bas, tab="beantwoord").totaal

    def antwoorden() -> list[str]:
        stand()
        with als_systeem({MEDEMBLIK}):
            return list(Ketenverzoek.objects.get().antwoorden)

    assert (beantwoord(), antwoorden()) == (1, ["1"])
    antwoord(genomen.bericht_id, {"/Bericht/Antwoord": ["9355"]})
    assert (open_(), beantwoord(), antwoorden()) == ([genomen.bericht_id], 0, [])
    nieuw = opnieuw(bea, genomen.bericht_id)
    assert (nieuw.soort, open_(), antwoorden()) == ("JW319", [], ["1"])
    verzend_wachtende()
    assert beantwoord() == 1
    antwoord(nieuw.pk, {"/Bericht/Antwoord": ["9355"]})
    with met_toegang(sem):
        services.trek_in(sem, verzoek.nummer)
    assert (open_(), antwoorden(), lees_verzoek(verzoek.nummer).toestand) == ([], [], "open")


def test_only_the_own_back_office_sends_anew(sem: Toegang, antwoord: Callable[..., None]) -> None:
    (genomen,) = toegewezen(sem)
    antwoord(genomen.bericht_id, CODES)
    for wie in (
        postregio.iemand(rollen.BACKOFFICE, postregio.HOORN),
        postregio.iemand(rollen.REGISSEUR, MEDEMBLIK),
        postregio.iemand(rollen.AANBIEDER_MEDEWERKER, aanbieder=LINDE),
    ):
        with pytest.raises(ToegangGeweigerd):
            opnieuw(wie, genomen.bericht_id)
    assert open_() == [genomen.bericht_id]


def settle(wie: Toegang, bericht_id: Any, reden: str = "afgesproken") -> None:
    """Settle it outside the traffic."""
    with met_toegang(wie):
        handel_af(wie, bericht_id, reden, "Gebeld met Anja van De Linde: zij voert het met de hand in.")


@pytest.mark.regel("OP286", "OP090x2", "TR374", "TR379")
@pytest.mark.parametrize("reden", ["afgesproken", "veiligheid"])
def test_what_is_settled_outside_the_traffic_counts_and_the_request_is_answered(
    sem: Toegang, bea: Toegang, antwoord: Callable[..., None], reden: str
) -> None:
    (genomen,) = toegewezen(sem, Vraag("L-1", van="2026-01-05"))
    eerst = stand()
    antwoord(genomen.bericht_id, CODES)
    assert stuur(Vot("V-2", producten=[Vraag("L-2")]).xml()).toestand == t.AFGEKEURD  # L-1 waits (TR374)
    settle(bea, genomen.bericht_id, reden)
    assert (open_(), stand()) == ([], eerst)
    # The provider may go on with it; for the safety of the child its own room shows nothing (OP003).
    (nummer,) = eerst["toewijzingen"]
    assert list(gezien()) == ([str(nummer)] if reden == "afgesproken" else [])
    start = bouw.start(
        begin="2026-01-12",
        nummer=nummer,
        product=jw301(genomen.bericht_id)[nummer].product,
        ingang="2026-01-05",
    )
    wie = {"bsn": JESSE, "aanbieder": LINDE, "gemeente": MEDEMBLIK, "op": "2026-01-21"}
    assert stuur(bouw.jw305_(start, **wie)).toestand == t.AANVAARD
    tweede = stuur(Vot("V-3", producten=[Vraag("L-3", code="45A02", van="2026-06-01")]).xml())
    assert tweede.toestand == t.AANVAARD, tweede.reden
    assert stand()["verleend"] == {"L-1": True, "L-3": False}
    # It has its outcome: it is in the thread, and nothing is left to send, settle or take back.
    bericht = lees_bericht(genomen.bericht_id)
    with als_systeem({MEDEMBLIK}):
        assert Toewijzing.objects.get().toestand == "aangenomen"
        laatste = bericht.overgangen.order_by("pk").last()
        assert laatste is not None
        assert (laatste.van, laatste.naar, laatste.door) == (t.AFGEWEZEN, t.AANGENOMEN, "Bea Post")
    for niet in (
        lambda: opnieuw(bea, genomen.bericht_id),
        lambda: settle(bea, genomen.bericht_id),
    ):
        with pytest.raises((BesluitFout, AfhandelFout)):
            niet()
    with met_toegang(sem), pytest.raises(BesluitFout, match="al verstuurd"):
        services.trek_in(sem, genomen.verzoek.nummer)


@pytest.mark.regel("OP286", "TR374")
def test_a_rejected_refusal_that_is_settled_answers_the_request(
    sem: Toegang, bea: Toegang, antwoord: Callable[..., None]
) -> None:
    (verzoek,) = ontvang()
    maak_compleet(sem, verzoek.nummer)
    genomen = besluit(sem, verzoek.nummer, "afwijzen", code="7", motivering="Andere hulp past beter.")
    verzend_wachtende()
    antwoord(genomen.bericht_id, {"/Bericht/Antwoord": ["9355"]})
    settle(bea, genomen.bericht_id)
    stand()
    with als_systeem({MEDEMBLIK}):
        assert list(Ketenverzoek.objects.get().antwoorden) == ["1"]
    assert open_() == []
    assert stuur(Vot("V-2", producten=[Vraag("L-2")]).xml()).toestand == t.AANVAARD


@pytest.mark.regel("OP286", "IV013")
def test_after_a_settlement_a_later_rejection_goes_back_to_what_was_settled(
    sem: Toegang, bea: Toegang, antwoord: Callable[..., None], settings: Any
) -> None:
    (genomen,) = toegewezen(sem)
    antwoord(genomen.bericht_id, CODES)
    settle(bea, genomen.bericht_id)
    eerst = stand()
    settings.JEUGDKETEN_VANDAAG = date(2026, 1, 22)
    with met_toegang(sem):
        rij = Toewijzing.objects.get()
        wijziging = wijzigservices.wijzig(
            sem, rij.pk, "verkorten", einddatum=date(2026, 5, 31), code="05", **MET
        )
    verzend_wachtende()
    antwoord(wijziging.bericht_id, CODES)
    assert (stand(), gezien(), open_()) == (eerst, {rij.nummer: rij.tot}, [wijziging.bericht_id])
    with met_toegang(sem):
        wijzigservices.neem_terug(sem, rij.pk)
        assert Toewijzing.objects.get().toestand == "aangenomen"
    assert (stand(), open_()) == (eerst, [])


@pytest.mark.regel("OP286")
def test_what_was_replaced_or_taken_back_is_not_settled(
    sem: Toegang, bea: Toegang, antwoord: Callable[..., None]
) -> None:
    (genomen,) = toegewezen(sem)
    antwoord(genomen.bericht_id, CODES)
    nieuw = opnieuw(bea, genomen.bericht_id)
    eerst = stand()
    with pytest.raises(AfhandelFout, match="al afgehandeld"):
        settle(bea, genomen.bericht_id)
    verzend_wachtende()
    antwoord(nieuw.pk, CODES)
    with met_toegang(sem):
        services.trek_in(sem, genomen.verzoek.nummer)
    for bericht_id in (genomen.bericht_id, nieuw.pk):
        with pytest.raises(AfhandelFout, match="al afgehandeld"):
            settle(bea, bericht_id)
    assert stand()["toewijzingen"] == {} != eerst["toewijzingen"]


@pytest.mark.regel("OP286")
def test_a_rejection_of_what_was_settled_already_is_open_again(
    sem: Toegang, bea: Toegang, antwoord: Callable[..., None]
) -> None:
    (genomen,) = toegewezen(sem)
    settle(bea, genomen.bericht_id)
    antwoord(genomen.bericht_id, CODES)
    assert open_() == [genomen.bericht_id]
    opnieuw(bea, genomen.bericht_id)
    assert (open_(), list(stand()["verleend"].values())) == ([], [True])


@pytest.mark.regel("OP286")
def test_what_is_sent_anew_can_be_taken_back_until_it_leaves(
    sem: Toegang, bea: Toegang, antwoord: Callable[..., None]
) -> None:
    een, ander = toegewezen(sem, Vraag("L-1", tot="2026-05-31"), Vraag("L-2", code="45A02", van="2026-06-01"))
    antwoord(een.bericht_id, CODES)
    # The other message told of the first allocation too, but not of its request: that one waits on its own.
    afgekeurd_ = stand()
    nieuw = opnieuw(bea, een.bericht_id)
    assert stand()["verleend"] == {"L-1": True, "L-2": True}
    for _ in range(2):
        with met_toegang(bea):
            terug = herstel.neem_terug(bea, nieuw.pk)
        assert terug is not None
        assert (terug.pk, stand(), open_()) == (een.bericht_id, afgekeurd_, [een.bericht_id])
        assert lees_bericht(nieuw.pk).toestand == t.INGETROKKEN
        with als_systeem({MEDEMBLIK}):
            log = terug.overgangen.order_by("pk").last()
            assert log is not None
            assert f"{nieuw.identificatie} is teruggenomen door Bea Post" in log.reden
        nieuw = opnieuw(bea, een.bericht_id)
    verzend_wachtende()
    for bericht_id, zin in ((nieuw.pk, "al verstuurd"), (ander.bericht_id, "geen herstel")):
        with met_toegang(bea), pytest.raises(BesluitFout, match=zin):
            herstel.neem_terug(bea, bericht_id)
    vreemd = postregio.iemand(rollen.BACKOFFICE, postregio.HOORN)
    with met_toegang(vreemd), pytest.raises(ToegangGeweigerd):
        herstel.neem_terug(vreemd, nieuw.pk)
    assert stand()["verleend"] == {"L-1": True, "L-2": True}


@pytest.mark.regel("OP286", "TR365")
def test_a_refusal_that_is_sent_anew_can_be_taken_back(
    sem: Toegang, bea: Toegang, antwoord: Callable[..., None]
) -> None:
    (verzoek,) = ontvang()
    maak_compleet(sem, verzoek.nummer)
    genomen = besluit(sem, verzoek.nummer, "afwijzen", code="7", motivering="Andere hulp past beter.")
    verzend_wachtende()
    antwoord(genomen.bericht_id, {"/Bericht/Antwoord": ["9355"]})
    nieuw = opnieuw(bea, genomen.bericht_id)
    with met_toegang(bea):
        assert herstelselectors.mag_terug(bea, nieuw.pk)
        herstel.neem_terug(bea, nieuw.pk)
        assert not herstelselectors.mag_terug(bea, nieuw.pk)
    stand()
    with als_systeem({MEDEMBLIK}):
        assert list(Ketenverzoek.objects.get().antwoorden) == []
    assert open_() == [genomen.bericht_id]


@pytest.mark.regel("OP286", "TR019")
@pytest.mark.parametrize("start_eerst", [True, False])
def test_a_rejection_and_a_start_that_are_processed_together(sem: Toegang, start_eerst: bool) -> None:
    """The start counts when it came before the rejection; after it the allocation was never sent."""
    (genomen,) = toegewezen(sem, Vraag("L-1", van="2026-01-05"))
    ((nummer, product),) = jw301(genomen.bericht_id).items()
    start = bouw.start(begin="2026-01-12", nummer=nummer, product=product.product, ingang="2026-01-05")
    heen = lees(lees_bericht(genomen.bericht_id).ruw.inhoud).bericht
    retour = maak_retour(
        heen, {"/Bericht/Header": ["0001"]}, identificatie="RET1", dagtekening=date(2026, 1, 21)
    )
    berichten = [
        bouw.jw305_(start, bsn=JESSE, aanbieder=LINDE, gemeente=MEDEMBLIK, op="2026-01-21"),
        retour,
    ]
    nummers = [
        neem_aan(schrijf(b), bestandsnaam="b.xml", weg=t.MAP)
        for b in (berichten if start_eerst else reversed(berichten))
    ]
    assert verwerk_portie(nummers) == []
    start_id, retour_id = nummers if start_eerst else reversed(nummers)
    assert lees_bericht(retour_id).toestand == t.AANVAARD
    assert lees_bericht(start_id).toestand == (t.AANVAARD if start_eerst else t.AFGEKEURD)
    assert (stand()["toewijzingen"], open_()) == ({}, [genomen.bericht_id])
