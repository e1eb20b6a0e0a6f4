"""The parties of the simulation, without a database: the same seed gives the same files, and people are invented."""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import date

import pytest

from ijw.controle import controleer
from ijw.keten.rekenen import is_zelfde_product
from jeugdketen.demo.simulatie.aanbieder import FOUTEN, Aanbieder, Post, Zending
from jeugdketen.demo.simulatie.loop import SOORTEN, werkdagen
from jeugdketen.demo.simulatie.wereld import Lopend, Wereld, maak_wereld, persoon
from jeugdketen.dossier.brp import lees_persoon
from jeugdketen.kern.bsn import is_bsn
from ketensuite import bouw


def maand(wereld: Wereld) -> list[Zending]:
    """Everything that the providers send in a month in which nobody answers them."""
    partijen = [Aanbieder(wereld, partij, frozenset(SOORTEN)) for partij in wereld.aanbieders]
    dagen = list(werkdagen(1))
    for aanbieder in partijen:
        eigen = [regel for regel in wereld.lopend if regel.agb == aanbieder.partij.agb]
        aanbieder.begin(eigen, dagen[0])
    return [zending for dag in dagen for aanbieder in partijen for zending in aanbieder.dag(dag, [])]


def som(zendingen: list[Zending]) -> str:
    return hashlib.sha256(repr(zendingen).encode()).hexdigest()


def test_the_same_seed_gives_the_same_month_and_another_seed_another() -> None:
    assert maak_wereld(7) == maak_wereld(7)
    eerste = maand(maak_wereld(7))
    assert som(eerste) == som(maand(maak_wereld(7)))
    assert som(eerste) != som(maand(maak_wereld(8)))


def test_a_month_of_the_region_has_its_size_its_kinds_and_its_mistakes() -> None:
    zendingen = maand(maak_wereld(7))
    soorten = Counter(zending.soort for zending in zendingen)
    assert set(soorten) == {"JW305", "JW307", "JW315", "JW317", "JW323"}
    assert 1_000 < len(zendingen) < 2_500
    assert {zending.fout for zending in zendingen} == {"", *FOUTEN}
    assert len({zending.naam for zending in zendingen}) == len(zendingen)


def test_what_has_nothing_wrong_with_it_meets_the_rules_of_the_message() -> None:
    for zending in maand(maak_wereld(3, 0.3)):
        uitkomst = controleer(zending.inhoud)
        if zending.fout in {"", "dubbel", "ander onder zelfde nummer", "onbekende productcode"}:
            assert uitkomst.uitkomst == "goed", (zending.soort, uitkomst.bevindingen)
        elif zending.fout == "onleesbaar":
            assert uitkomst.uitkomst == "geweigerd"


def test_a_region_has_seven_municipalities_eighty_providers_and_four_thousand_allocations() -> None:
    wereld = maak_wereld(7)
    assert (len(wereld.gemeenten), len(wereld.aanbieders), len(wereld.lopend)) == (7, 80, 4_000)
    assert sum(partij.zwijgt for partij in wereld.aanbieders) == 1
    assert len({(regel.kind.gemeente, regel.nummer) for regel in wereld.lopend}) == 4_000
    groot = maak_wereld(7, 10)
    assert (len(groot.gemeenten), len(groot.aanbieders), len(groot.lopend)) == (70, 800, 40_000)


def test_no_child_begins_with_the_same_product_twice_at_one_provider() -> None:
    per_paar: dict[tuple[str, str], list[Lopend]] = {}
    for regel in maak_wereld(7).lopend:
        samen = per_paar.setdefault((regel.kind.bsn, regel.agb), [])
        # A category without a code is the same product as every code in it (OP259, TR361).
        assert not any(is_zelfde_product(regel.product.product, ander.product.product) for ander in samen)
        samen.append(regel)


@pytest.mark.parametrize("zwijgt", [True, False])
def test_a_provider_goes_by_a_message_unless_it_says_at_once_that_it_rejects_it(zwijgt: bool) -> None:
    """Otherwise it declares by what it knew before, and is rejected for that (TR388)."""
    wereld = maak_wereld(7)
    regel = next(r for r in wereld.lopend if r.tot is not None and r.product.code is not None)
    partij = next(p for p in wereld.aanbieders if p.agb == regel.agb)
    dag = next(werkdagen(1))
    # As careless as can be: it rejects whatever it may reject.
    aanbieder = Aanbieder(wereld, partij._replace(zwijgt=zwijgt, slordig=6, traag=5), frozenset({"JW302"}))
    aanbieder.begin([regel], dag)
    verlengd = bouw.product(regel.nummer, van=regel.van.isoformat(), tot="2028-01-31")
    bericht = bouw.jw301_(verlengd, bsn=regel.kind.bsn, gemeente=regel.kind.gemeente, aanbieder=regel.agb)
    uit = aanbieder.dag(dag, [Post("JW301", regel.kind.gemeente, bericht)])
    assert [zending.soort for zending in uit] == ([] if zwijgt else ["JW302"])
    (levering,) = aanbieder.leveringen.values()
    assert levering.tot == (date(2028, 1, 31) if zwijgt else regel.tot)


def test_everybody_is_invented() -> None:
    wereld = maak_wereld(7)
    kinderen = list(wereld.kinderen)
    assert len({kind.bsn for kind in kinderen}) == len(kinderen)
    assert all(kind.bsn.startswith("9") and is_bsn(kind.bsn) for kind in kinderen)
    assert all(partij.agb.startswith("99") for partij in wereld.aanbieders)
    gelezen = lees_persoon(persoon(kinderen[0]))
    assert (gelezen.bsn, gelezen.geboortedatum) == (kinderen[0].bsn, kinderen[0].geboren)
    assert gelezen.geboortedatum < date(2026, 1, 1)
