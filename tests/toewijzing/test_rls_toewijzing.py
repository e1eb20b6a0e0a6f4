"""Row security of allocation, at the database: another municipality's requests do not exist, by whatever query."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from toewijzinghulp import besluit, maak_compleet, ontvang

import postregio
from ijw.keten.stand import Declaratie, Regel, Start, Wijziging
from jeugdketen.berichten.keten import DbKetenstand
from jeugdketen.kern import rollen
from jeugdketen.kern.toegang import NIEMAND, als_systeem, met_toegang
from jeugdketen.toewijzing import wijzigservices
from jeugdketen.toewijzing.models import EigenVerzoek, Toewijzing, Verzoek
from ketensuite import bouw
from postregio import HOORN, LINDE, MEDEMBLIK, OPMEER, Vot, Vraag

TABELLEN = [
    m._meta.db_table for naam in ("toewijzing", "berichten") for m in apps.get_app_config(naam).get_models()
]
ZONDER_PERSOON = {"berichten_nummerreeks", "berichten_verzendpost", "berichten_ketenbericht"}


@pytest.fixture
def gevuld(regio: Path) -> str:
    """One request in Hoorn, granted, started and declared; its number."""
    (verzoek,) = ontvang(
        Vot(
            ontvanger=HOORN,
            bsn=postregio.LIAM,
            geboren="2012-12-01",
            voornamen="Liam",
            voorvoegsel="",
            achternaam="Beemsterboer",
            producten=[Vraag("H-1")],
        )
    )
    peter = postregio.iemand(rollen.CONSULENT, HOORN)
    maak_compleet(peter, verzoek.nummer)
    besluit(peter, verzoek.nummer, "met_afwijking", reden="Voor de proef.")
    with met_toegang(peter):
        rij = Toewijzing.objects.get()
        wijzigservices.wijzig(
            peter, rij.pk, "corrigeren", einddatum=date(2026, 11, 30), reden="Voor de proef."
        )
    partijen = (HOORN, LINDE, postregio.LIAM)
    with als_systeem({HOORN}):
        DbKetenstand(HOORN).verwerk(
            Wijziging(
                regie=(Start(*partijen, 2600001, "45", "45A12", date(2026, 2, 2)),),
                verzonden=bouw.jw323_(bouw.regel(), gemeente=HOORN, aanbieder=LINDE),
                declaratie=Declaratie(HOORN, LINDE, "D1", date(2026, 2, 1), "M1"),
                regels=(Regel(*partijen, "D1", bouw.regel()),),
            )
        )
    return verzoek.nummer


def _aantallen() -> dict[str, int]:
    uit = {}
    with connection.cursor() as cursor:
        for tabel in TABELLEN:
            cursor.execute(f'SELECT count(*) FROM "{tabel}"')
            uit[tabel] = cursor.fetchone()[0]
    return uit


def test_the_owner_of_the_file_sees_rows_in_every_table(gevuld: str) -> None:
    with met_toegang(postregio.iemand(rollen.CONSULENT, HOORN)):
        leeg = [tabel for tabel, aantal in _aantallen().items() if not aantal]
    # Nothing was rejected, mailed over a road of its own or handled by hand here.
    assert set(leeg) <= {
        "berichten_bevinding",
        *(
            f"berichten_{naam}"
            for naam in ("envelop", "afhandeling", "aansluiting", "wegstand", "wegproef", "ingreep")
        ),
        *("berichten_herinnering", "berichten_verwijzing", "toewijzing_verzoekdeel"),
        # What the provider knows: nothing has left yet, and the view is the provider's alone.
        *("toewijzing_bekend", "toewijzing_eigen_verzoek"),
    }


@pytest.mark.parametrize(
    ("rol", "gemeenten"),
    [
        (rollen.CONSULENT, (OPMEER,)),
        (rollen.TEAMLEIDER, (OPMEER, MEDEMBLIK)),
        (rollen.BELEIDSADVISEUR, (HOORN,)),
        (rollen.FG, (HOORN,)),
        (rollen.CONTRACTMANAGER, ()),
        (rollen.GEZIN, ()),
    ],
)
def test_others_see_no_row_with_a_person(gevuld: str, rol: str, gemeenten: tuple[str, ...]) -> None:
    with met_toegang(postregio.iemand(rol, *gemeenten)):
        gezien = {tabel for tabel, aantal in _aantallen().items() if aantal} - ZONDER_PERSOON
    assert not gezien


def test_without_context_nothing_exists(gevuld: str) -> None:
    with met_toegang(NIEMAND):
        assert not any(_aantallen().values())


def test_a_provider_sees_its_own_requests_and_sent_messages_only(gevuld: str) -> None:
    with met_toegang(postregio.iemand(rollen.AANBIEDER_MEDEWERKER, aanbieder=LINDE)):
        eigen = _aantallen()
        assert EigenVerzoek.objects.get().nummer == gevuld
    assert eigen["toewijzing_verzoek"] == eigen["toewijzing_bekend"] == 0
    assert eigen["berichten_bericht"] == 1  # the JW315; JW316 and JW301 have not left yet
    assert eigen["toewijzing_toewijzing"] == 0  # decided, not sent
    assert eigen["toewijzing_besluit"] == eigen["toewijzing_toets"] == 0
    with met_toegang(postregio.iemand(rollen.AANBIEDER_MEDEWERKER, aanbieder=postregio.KLINIEK)):
        assert not any(aantal for tabel, aantal in _aantallen().items() if tabel not in ZONDER_PERSOON)


def test_nobody_writes_in_another_municipality(gevuld: str) -> None:
    vreemd = postregio.iemand(rollen.CONSULENT, OPMEER)
    with als_systeem({HOORN}):
        bestaand = Verzoek.objects.get(nummer=gevuld)
    with met_toegang(vreemd):
        assert Verzoek.objects.filter(nummer=gevuld).update(toestand="afgewezen") == 0
    for gemeente in (HOORN, OPMEER):  # marked as theirs, or marked as one's own and hung under their child
        with met_toegang(vreemd), pytest.raises(DatabaseError), transaction.atomic():  # noqa: PT012
            Toewijzing.objects.create(
                nummer="2699999",
                gemeente_code=gemeente,
                aanbieder_agb=LINDE,
                jeugdige_id=bestaand.jeugdige_id,
                product_sleutel="45A12",
                van=bestaand.van,
                toegewezen_op=bestaand.aangemaakt_op,
            )
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_the_worker_of_one_message_sees_no_other_municipality(gevuld: str) -> None:
    with als_systeem({OPMEER}):
        gezien = {tabel for tabel, aantal in _aantallen().items() if aantal} - ZONDER_PERSOON
    assert not gezien
