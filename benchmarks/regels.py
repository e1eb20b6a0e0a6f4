"""Questions about allocations against GoRules zen-engine on the same stacking table, in turns in one process.

    python benchmarks/regels.py [--vragen 1000000] [--beurten 5]

One core, processor time. First a stream of mixed `toewijzing` questions through the Python call, every rule and every
explanation included: at least 20,000 a second. Then the stacking decision alone, each in its own turn: our rule on the
facts, with its explanation, and zen-engine on a decision table made of the same rows; both must decide the same, ours
at least 10 times as often. Prints one JSON line.
"""

from __future__ import annotations

import argparse
import copy
import json
import random
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))

from jeugdregels.gevallen import lees
from jeugdregels.oordeel import GEWEIGERD, Uit
from jeugdregels.regio import laad
from jeugdregels.stapelen import stapelen
from jeugdregels.vragen import beantwoord, lees_feiten

MINSTENS_PER_SECONDE = 20_000
MINSTENS_MAAL = 10


def gemengde_vragen(aantal: int) -> list[dict[str, Any]]:
    """The questions of the officials' own cases, mixed; the providers that a question does not name left out."""
    vragen: list[dict[str, Any]] = []
    for geval in lees(laad()):
        if geval.vraag["vraag"] != "toewijzing" or geval.verwacht["uitkomst"] == "fout":
            continue
        vraag = copy.deepcopy(dict(geval.vraag))
        aanvraag = vraag["aanvraag"]
        noemt = {aanvraag["aanbieder"], (aanvraag.get("verwijzer") or {}).get("aanbieder")}
        noemt |= {x["aanbieder"] for x in vraag["lopend"]}
        vraag["aanbieders"] = {n: a for n, a in vraag["aanbieders"].items() if n in noemt}
        vragen.append(vraag)
    toeval = random.Random(20250701)
    return [toeval.choice(vragen) for _ in range(aantal)]


def tijd(doe: Callable[[], object]) -> float:
    """Processor seconds of one call."""
    begin = time.process_time()
    doe()
    return time.process_time() - begin


def zen_besluit() -> Any:
    """The region's stacking matrix as a decision table of zen-engine, first row that fits."""
    import zen

    rijen: list[dict[str, str]] = []
    for (een, ander), cel in sorted(laad().laatste.stapel.items()):
        basis = {"een": f'"{een}"', "ander": f'"{ander}"', "rij": f'"{cel.grond.rij}"'}
        if cel.voorwaarde == "verschillende_aanbieders":
            rijen.append({**basis, "zelfde": "true", "uitkomst": '"geweigerd"'})
        rijen.append({**basis, "zelfde": "", "uitkomst": '"toegestaan"'})
    for nummer, rij in enumerate(rijen):
        rij["_id"] = str(nummer)
    kolommen = [{"id": n, "name": n, "field": n} for n in ("een", "ander", "zelfde")]
    uit = [{"id": n, "name": n, "field": n} for n in ("uitkomst", "rij")]
    plek = {"x": 0, "y": 0}
    tabel = {"hitPolicy": "first", "inputs": kolommen, "outputs": uit, "rules": rijen}
    model = {
        "contentType": "application/vnd.gorules.decision",
        "nodes": [
            {"id": "in", "type": "inputNode", "name": "in", "position": plek},
            {"id": "tabel", "type": "decisionTableNode", "name": "tabel", "position": plek, "content": tabel},
            {"id": "uit", "type": "outputNode", "name": "uit", "position": plek},
        ],
        "edges": [
            {"id": "1", "sourceId": "in", "targetId": "tabel", "type": "edge"},
            {"id": "2", "sourceId": "tabel", "targetId": "uit", "type": "edge"},
        ],
    }
    return zen.ZenEngine().create_decision(json.dumps(model))


def stapelvragen(aantal: int) -> tuple[list[Any], list[dict[str, Any]]]:
    """Facts with one running allocation that overlaps: for our rule, and as zen-engine wants them."""
    t = laad().laatste
    feiten = []
    for vraag in gemengde_vragen(60 * aantal):
        if len(vraag["lopend"]) != 1:
            continue
        v = lees_feiten(vraag, t)
        lopend = v.lopend[0]
        zelfde_product = lopend.product is v.aanvraag.product
        if (
            lopend.periode.overlap(v.aanvraag.periode)
            and lopend.product.segment.toewijsbaar
            and not zelfde_product
        ):
            feiten.append(v)
        if len(feiten) == aantal:
            break
    zen_feiten = [
        {
            "een": v.lopend[0].product.segment.code,
            "ander": v.aanvraag.product.segment.code,
            "zelfde": v.lopend[0].aanbieder == v.aanvraag.aanbieder,
        }
        for v in feiten
    ]
    return feiten, zen_feiten


def main() -> int:
    lezer = argparse.ArgumentParser()
    lezer.add_argument("--vragen", type=int, default=1_000_000)
    lezer.add_argument("--beurten", type=int, default=5)
    keuze = lezer.parse_args()
    t = laad().laatste
    regio = laad()
    vragen = gemengde_vragen(min(keuze.vragen, 50_000))
    per_seconde: list[float] = []
    gedaan = 0
    while gedaan < keuze.vragen:
        duur = tijd(lambda: [beantwoord(v, regio=regio) for v in vragen])
        per_seconde.append(len(vragen) / duur)
        gedaan += len(vragen)
    uitslag: dict[str, Any] = {
        "vragen": gedaan,
        "vragen_per_seconde": round(statistics.median(per_seconde)),
        "vragen_per_seconde_minst": round(min(per_seconde)),
    }
    goed = uitslag["vragen_per_seconde"] >= MINSTENS_PER_SECONDE
    try:
        besluit = zen_besluit()
    except ModuleNotFoundError:
        print("zen-engine is not installed: install requirements/bench.txt to compare", file=sys.stderr)
        print(json.dumps(uitslag))
        return 2
    feiten, zen_feiten = stapelvragen(2_000)
    regel = t.grond("stapelen", "zelfde_aanbieder").regel

    def onze(v: Any) -> Uit:
        uit = Uit(False)
        stapelen(v, t, uit)
        return uit

    for v, z in zip(feiten, zen_feiten, strict=True):
        eigen = any(b.regel == regel and b.uitkomst == GEWEIGERD for b in onze(v).bevindingen)
        assert eigen == (besluit.evaluate(z)["result"]["uitkomst"] == GEWEIGERD), (v, z)
    verhoudingen, ons, zens = [], [], []
    for _ in range(keuze.beurten):
        ons.append(tijd(lambda: [onze(v) for v in feiten]) / len(feiten))
        zens.append(tijd(lambda: [besluit.evaluate(z) for z in zen_feiten]) / len(feiten))
        verhoudingen.append(zens[-1] / ons[-1])
    uitslag |= {
        "stapelen_us": round(statistics.median(ons) * 1e6, 2),
        "zen_us": round(statistics.median(zens) * 1e6, 2),
        "maal_zen": round(statistics.median(verhoudingen), 1),
        "hele_vraag_maal_zen": round(statistics.median(zens) * uitslag["vragen_per_seconde"], 1),
    }
    goed = goed and uitslag["maal_zen"] >= MINSTENS_MAAL
    print(json.dumps(uitslag))
    return 0 if goed else 1


if __name__ == "__main__":
    sys.exit(main())
