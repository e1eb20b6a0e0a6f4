"""Twenty workers are killed at random moments while messages of every kind come in: nothing lost, nothing twice."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from pathlib import Path

import pytest
from uitvalhulp import leg_neer, stand, wacht_op

import postregio
from jeugdketen.berichten.models import Bericht, Nummerreeks, Overgang, RuwBericht, VerzendPost
from jeugdketen.demo.werkers import Werkgroep, storing
from jeugdketen.kern.bsn import is_bsn
from jeugdketen.kern.toegang import als_systeem

pytestmark = pytest.mark.django_db(transaction=True)

DODEN = 20


def _bsns(aantal: int) -> list[str]:
    return [b for n in range(999_000_000, 999_002_000) if is_bsn(b := str(n))][:aantal]


def verkeer() -> tuple[list[bytes], Counter[tuple[str, str]]]:
    """Files, and what must become of them: (identification, state) → how many."""
    bestanden: list[bytes] = []
    uitkomst: Counter[tuple[str, str]] = Counter()

    def post(inhoud: bytes, wat: str, *standen: str) -> None:
        bestanden.append(inhoud)
        uitkomst.update((wat, stand) for stand in standen)

    for nr, bsn in enumerate(_bsns(24)):
        gemeente = (postregio.MEDEMBLIK, postregio.HOORN, postregio.OPMEER)[nr % 3]
        vot = postregio.Vot(
            identificatie=f"KANS{nr:04d}",
            bsn=bsn,
            ontvanger=gemeente,
            producten=[postregio.Vraag(f"KA-{nr}")],
        )
        post(vot.xml(), vot.identificatie, "aanvaard")
        if nr % 6 == 1:  # the very same bytes again
            post(vot.xml(), vot.identificatie, "dubbel")
        if nr % 6 == 2:  # the same identification with other content
            vot.producten = [postregio.Vraag(f"KA-{nr}", volume=8)]
            post(vot.xml(), vot.identificatie, "afgekeurd")
    post(postregio.Vot(identificatie="FOUT1", bsn="999900431").xml(), "FOUT1", "afgekeurd")
    post(postregio.Vot(identificatie="VREEMD1", afzender="99009999").xml(), "VREEMD1", "geweigerd")
    post(postregio.Vot(identificatie="ELDERS1", ontvanger="0363").xml(), "ELDERS1", "geweigerd")
    post(b"<Bericht>half</Bericht>", "", "geweigerd")
    return bestanden, uitkomst


def test_twenty_random_kills(werkers: Werkgroep, tmp_path: Path) -> None:
    bestanden, uitkomst = verkeer()
    kans = random.Random(20261130)
    kans.shuffle(bestanden)

    def stort() -> None:
        for nr, inhoud in enumerate(bestanden):
            leg_neer(tmp_path, inhoud, f"{nr:03d}.xml")
            time.sleep(0.25)

    vulling = threading.Thread(target=stort)
    vulling.start()
    verslag = storing(werkers, kans, doden=DODEN, tussen=(0.1, 0.7))
    vulling.join()
    assert verslag.doden == DODEN
    assert verslag.op_breekpunt > 0, "some died at a chosen point"
    retouren = sum(n for (_, toestand), n in uitkomst.items() if toestand in ("aanvaard", "afgekeurd"))

    def klaar() -> bool:
        nu = stand(tmp_path)
        return bool(nu["bestanden"]["uit"] == retouren and not nu["onafgedaan"] and not nu["wacht"])

    wacht_op(klaar, 60)
    with als_systeem(postregio.GEMEENTEN):
        binnen = Counter(Bericht.objects.filter(richting="in").values_list("identificatie", "toestand"))
        assert binnen == uitkomst
        assert RuwBericht.objects.filter(bericht__richting="in").count() == len(bestanden), "stored once each"
        retour = Bericht.objects.filter(richting="uit")
        assert Counter(retour.values_list("toestand", flat=True)) == {"verzonden": retouren}
        assert retour.values("antwoord_op").distinct().count() == retouren, "answered once each"
        assert VerzendPost.objects.filter(verzonden_op=None).count() == 0
        # each step of the state machine once, and numbers without a gap
        stappen = Counter(Overgang.objects.values_list("bericht_id", "naar"))
        assert set(stappen.values()) == {1}
        reeksen = dict(Nummerreeks.objects.values_list("reeks", "laatste"))
        assert sum(n for reeks, n in reeksen.items() if reeks.startswith("bericht-R-")) == retouren
    mappen = stand(tmp_path)["bestanden"]
    assert mappen == {"in": 0, "bezig": 0, "verwerkt": len(bestanden), "uit": retouren, "geweigerd": 0}
