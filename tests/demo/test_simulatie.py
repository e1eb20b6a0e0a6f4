"""A small region, played past real worker processes: nothing lost, nothing twice, and the check at the end can fail."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connections, transaction
from django.test import override_settings

from jeugdketen.berichten import toestand as t
from jeugdketen.berichten.models import Bericht, Ketentoewijzing, RuwBericht
from jeugdketen.demo.simulatie.beginstand import schrijf_brp
from jeugdketen.demo.simulatie.controle import Uitslag, controleer
from jeugdketen.demo.simulatie.loop import Simulatie, werkdagen
from jeugdketen.demo.simulatie.opdracht import _toon_besluiten, lees_keuze
from jeugdketen.demo.simulatie.overzicht import overzicht
from jeugdketen.demo.simulatie.ploeg import Ploeg
from jeugdketen.demo.simulatie.postvak import Postvak
from jeugdketen.demo.simulatie.wereld import BEGIN, maak_wereld
from jeugdketen.demo.werkers import Werkgroep
from jeugdketen.kern.toegang import als_systeem
from jeugdketen.toewijzing.models import Toewijzing, Verzoek

if TYPE_CHECKING:
    from jeugdketen.config.rollen import Verbindingen

SCHAAL, LOPEND, DAGEN, DODEN = 0.5, 40, 4, 12
DB = pytest.mark.django_db(databases=["default", "logboek"])


def speel(dsn: str, map_: Path, werkers: int, doden: int = 0) -> tuple[Simulatie, Uitslag]:
    """Some days of a small region on the test database."""
    wereld = maak_wereld(7, SCHAAL, lopend=LOPEND)
    schrijf_brp(wereld, map_ / "brp")
    eigen = {
        "JEUGDKETEN_POSTBUS": str(map_ / "postbus"),
        "JEUGDKETEN_KLOKBESTAND": str(map_ / "vandaag"),
        "JEUGDKETEN_BRP": f"synthetisch:{map_ / 'brp'}",
        "JEUGDKETEN_INTREKTIJD": "0",
    }
    with (
        override_settings(**eigen),
        Ploeg(wereld, werkers if werkers > 1 else 0) as ploeg,
        Werkgroep(dsn, map_ / "postbus", eigen, ("--rust", "0.05", "--stabiel", "0")) as groep,
    ):
        simulatie = Simulatie(
            wereld, groep, map_ / "postbus", map_ / "vandaag", ploeg, werkers=werkers, doden=doden
        )
        simulatie.begin()
        simulatie.draai(list(werkdagen(1))[:DAGEN])
        groep.stop()
        return simulatie, simulatie.controleer()


@pytest.fixture(scope="module")
def gespeeld(
    django_db_setup: None,
    django_db_blocker: Any,
    testdatabase: Verbindingen,
    leeg_database: Callable[[], None],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Simulatie, Uitslag, Uitslag]]:
    """The same days twice: by one worker, and by two of which some are killed."""
    with django_db_blocker.unblock():
        _, alleen = speel(testdatabase.app, tmp_path_factory.mktemp("een"), 1)
        connections.close_all()
        leeg_database()
        simulatie, samen = speel(testdatabase.app, tmp_path_factory.mktemp("twee"), 2, doden=DODEN)
        yield simulatie, alleen, samen
        connections.close_all()
        leeg_database()


@DB
def test_every_message_has_one_outcome_and_the_state_follows_from_the_messages(
    gespeeld: tuple[Simulatie, Uitslag, Uitslag],
) -> None:
    simulatie, alleen, samen = gespeeld
    for uitslag in (alleen, samen):
        assert uitslag.meldingen == []
        assert uitslag.goed
        assert uitslag.berichten >= 60
    assert samen.soorten["JW301 aangenomen"] > 0
    fouten = {soort.split()[-1] for soort in samen.soorten} & {t.AFGEKEURD, t.DUBBEL, t.GEWEIGERD}
    assert fouten, "the providers make mistakes"
    assert len(simulatie.postvak.verstuurd) < samen.berichten


@DB
def test_the_same_seed_ends_in_the_same_state_whoever_did_the_work_and_whoever_was_killed(
    gespeeld: tuple[Simulatie, Uitslag, Uitslag],
) -> None:
    simulatie, alleen, samen = gespeeld
    assert simulatie.gedood >= DODEN
    assert alleen.afdruk == samen.afdruk
    assert alleen.soorten == samen.soorten


@DB
def test_a_manager_reads_month_by_month_what_happened(gespeeld: tuple[Simulatie, Uitslag, Uitslag]) -> None:
    simulatie, _, samen = gespeeld
    kop, maart, *uitleg = overzicht(simulatie.wereld.gemeenten, BEGIN, date(2026, 3, 5))
    waarden = dict(zip(kop.replace("op tijd", "op_tijd").split()[1:], maart.split()[2:], strict=True))
    assert maart.startswith("mrt 2026")
    assert int(waarden["totaal"]) == samen.berichten
    verzoeken = sum(n for soort, n in samen.soorten.items() if soort.startswith(("JW315", "JW317")))
    assert int(waarden["verzoek"]) == verzoeken
    ontvangen = Bericht.objects.filter(richting="in", ontvangen_dag__gte=BEGIN).exclude(toestand=t.DUBBEL)
    with als_systeem(simulatie.wereld.gemeenten):
        fout = ontvangen.filter(toestand__in=(t.AFGEKEURD, t.GEWEIGERD)).count() / ontvangen.count()
    assert waarden["afgekeurd"] == f"{100 * fout:.1f}%".replace(".", ",")
    assert len(uitleg) == 3, "every share is explained"


def test_the_decisions_are_told_by_kind_with_the_commonest_refusals(
    capsys: pytest.CaptureFixture[str],
) -> None:
    keuze = lees_keuze([])
    _toon_besluiten(keuze, {"toewijzen": 3, "afwijzen": 1} | {f"geweigerd: zin {n}": n + 1 for n in range(6)})
    regels = capsys.readouterr().out.splitlines()
    assert regels[0] == "Besluiten: toewijzen 3, afwijzen 1."
    assert regels[1].split() == ["6", "geweigerd:", "zin", "5"]
    assert regels[-1].split() == ["3", "andere", "weigeringen"]


def test_days_without_work_are_made_up_for_before_the_end(tmp_path: Path) -> None:
    simulatie = Simulatie(maak_wereld(7, 0.05), Werkgroep("", tmp_path), tmp_path, tmp_path / "dag", doden=20)
    dagen = 22
    for nr in range(dagen):
        deel = simulatie._te_doden(nr, dagen)
        assert deel >= 0
        simulatie.gedood += 0 if nr in (2, 3, 9) else deel
    assert simulatie.gedood == 20
    simulatie.gedood = 5
    assert simulatie._te_doden(dagen - 1, dagen) == 15, "the last day does all that is left"


# --- the check can fail -------------------------------------------------------------------------------------------


def na(simulatie: Simulatie, kapot: Callable[[Postvak], None]) -> Uitslag:
    """The outcome of the check when something is broken first; the database is put back."""
    gemeenten = frozenset(simulatie.wereld.gemeenten)
    eerst = simulatie.postvak
    eigen = Postvak(simulatie.postbus, list(eerst.verstuurd), eerst.aangekomen.copy())
    with transaction.atomic():
        with als_systeem(gemeenten):
            kapot(eigen)
        uitslag = controleer(eigen, gemeenten, BEGIN)
        transaction.set_rollback(True)
    return uitslag


def _toestand(soort: str, van: str, **velden: Any) -> Callable[[Postvak], None]:
    def doe(_: Postvak) -> None:
        rij = Bericht.objects.filter(soort=soort, toestand=van, ontvangen_dag__gte=BEGIN).first()
        assert rij is not None
        Bericht.objects.filter(pk=rij.pk).update(**velden)

    return doe


def _zonder_verzoek(_: Postvak) -> None:
    # A decision cannot lose its message (append-only); a request that nobody decided can be called decided.
    open_ = Verzoek.objects.filter(toestand="open").first()
    assert open_ is not None
    Verzoek.objects.filter(pk=open_.pk).update(toestand="toegewezen")


def _tweede_antwoord(_: Postvak) -> None:
    retour = Bericht.objects.filter(soort="JW316").first()
    ander = Bericht.objects.filter(soort="JW316").exclude(pk=retour and retour.pk).first()
    assert retour is not None
    assert ander is not None
    Bericht.objects.filter(pk=ander.pk).update(antwoord_op=retour.antwoord_op)


def _andere_bytes(postvak: Postvak) -> None:
    postvak.verstuurd[0] = postvak.verstuurd[0]._replace(sha256="anders")


def _nooit_bewaard(postvak: Postvak) -> None:
    postvak.verstuurd.append(postvak.verstuurd[0]._replace(naam="JW315_kwijt.xml"))


def _vreemd_bestand(postvak: Postvak) -> None:
    postvak.verstuurd.pop()


def _niet_aangekomen(postvak: Postvak) -> None:
    postvak.aangekomen.pop(next(iter(postvak.aangekomen)))


def _twee_keer_aangekomen(postvak: Postvak) -> None:
    postvak.aangekomen[next(iter(postvak.aangekomen))] += 1


def _onbekend_aangekomen(postvak: Postvak) -> None:
    postvak.aangekomen["JW301_0405_99001234_X.xml"] += 1


def _twee_keer_bewaard(_: Postvak) -> None:
    rij = RuwBericht.objects.filter(bericht__soort="JW315", ontvangen_op__date__gte=BEGIN).first()
    assert rij is not None
    bericht = Bericht.objects.get(pk=rij.pk)
    rij.pk = bericht.pk = bericht.ruw_id = None
    nieuw = RuwBericht(
        inhoud=rij.inhoud,
        sha256=rij.sha256,
        grootte=rij.grootte,
        bestandsnaam=rij.bestandsnaam,
        weg=rij.weg,
        ontvangen_op=rij.ontvangen_op,
    )
    nieuw.save(force_insert=True)
    Bericht(
        ruw=nieuw,
        richting="in",
        weg="map",
        toestand="dubbel",
        gemeente_code=bericht.gemeente_code,
        draad=nieuw.pk,
        tijdstip=bericht.tijdstip,
        ontvangen_dag=bericht.ontvangen_dag,
    ).save(force_insert=True)


def _ketenrij(_: Postvak) -> None:
    rij = Ketentoewijzing.objects.first()
    assert rij is not None
    Ketentoewijzing.objects.filter(pk=rij.pk).update(product={**rij.product, "einddatum": "2031-01-01"})


def _toewijzing(_: Postvak) -> None:
    rij = Toewijzing.objects.first()
    assert rij is not None
    Toewijzing.objects.filter(pk=rij.pk).update(aanbieder_agb="99009999")


@DB
@pytest.mark.parametrize(
    ("kapot", "veld"),
    [
        (_nooit_bewaard, "verloren"),
        (_andere_bytes, "verloren"),
        (_niet_aangekomen, "verloren"),
        (_vreemd_bestand, "dubbel"),
        (_twee_keer_aangekomen, "dubbel"),
        (_onbekend_aangekomen, "dubbel"),
        (_twee_keer_bewaard, "dubbel"),
        (_tweede_antwoord, "dubbel"),
        (_tweede_antwoord, "zonder_uitkomst"),
        (_zonder_verzoek, "zonder_uitkomst"),
        (_toestand("JW315", "aanvaard", toestand="ontvangen"), "zonder_uitkomst"),
        (_toestand("JW301", "verzonden", antwoord_uiterlijk=None), "zonder_uitkomst"),
        (_ketenrij, "toestand_gelijk"),
        (_toewijzing, "toestand_gelijk"),
    ],
)
def test_what_is_broken_is_found(
    gespeeld: tuple[Simulatie, Uitslag, Uitslag], kapot: Callable[[Postvak], None], veld: str
) -> None:
    uitslag = na(gespeeld[0], kapot)
    assert not uitslag.goed
    assert uitslag.meldingen
    assert uitslag.toestand_gelijk is False if veld == "toestand_gelijk" else getattr(uitslag, veld) > 0


@DB
def test_nothing_broken_nothing_found(gespeeld: tuple[Simulatie, Uitslag, Uitslag]) -> None:
    assert na(gespeeld[0], lambda _: None).goed


def test_the_last_line_has_exactly_this_form() -> None:
    regel = json.loads(Uitslag(berichten=12).regel(3.25))
    assert list(regel) == [
        "berichten",
        "verloren",
        "dubbel",
        "zonder_uitkomst",
        "toestand_gelijk",
        "seconden",
    ]
    assert regel == {
        "berichten": 12,
        "verloren": 0,
        "dubbel": 0,
        "zonder_uitkomst": 0,
        "toestand_gelijk": True,
        "seconden": 3.2,
    }


def test_a_run_without_messages_proves_nothing_and_is_not_good() -> None:
    assert not Uitslag().goed
    assert Uitslag(berichten=1).goed


@pytest.mark.parametrize(
    "fout", [["--schaal", "0"], ["--maanden", "0"], ["--werkers", "0"], ["--uitval", "-1"]]
)
def test_a_wrong_choice_is_refused(fout: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as einde:
        lees_keuze(fout)
    assert einde.value.code == 2
    assert "moet minstens" in capsys.readouterr().err
