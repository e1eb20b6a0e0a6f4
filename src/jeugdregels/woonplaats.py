"""Which municipality is responsible (woonplaatsbeginsel, as it holds since 1 January 2022)."""

from __future__ import annotations

from jeugdregels.feiten import Woonplaatsvraag
from jeugdregels.oordeel import Uit
from jeugdregels.periode import in_woorden
from jeugdregels.register import regel
from jeugdregels.tabellen import Tabellen


@regel(
    "woonplaats",
    vragen=["woonplaats"],
    gronden=["brp", "voor_verblijf", "moeder", "werkelijk_verblijf", "gegeven_ontbreekt"],
    beslist="Verantwoordelijk is de gemeente van het BRP-woonadres; bij verblijf die van vlak vóór het verblijf.",
)
def woonplaats(v: Woonplaatsvraag, t: Tabellen, uit: Uit) -> None:
    """Say whose child this is: by the BRP, before a stay, by the mother, or where it really stays.

    A stay counts from the day on which the first of an unbroken chain of stays began, and only once it has begun.
    """
    dag = in_woorden(v.peildatum)
    feiten = {"peildatum": v.peildatum.isoformat(), "woonadres volgens BRP": v.brp_gemeente or "geen"}
    verblijf = v.verblijf if v.verblijf is not None and v.verblijf.van <= v.peildatum else None
    if v.ongeboren:
        if v.moeder_gemeente is None:
            _ontbreekt(
                t, uit, feiten, "De jeugdige is nog niet geboren en de gemeente van de moeder is niet bekend.",
                "De gemeente waar de moeder volgens de BRP woont.",
            )  # fmt: skip
        else:
            _wijs(
                t, uit, "moeder", v.moeder_gemeente, feiten,
                "De jeugdige is nog niet geboren. Daarom telt de gemeente waar de moeder haar woonadres heeft.",
                "De jeugdige is geboren en staat in de BRP.",
            )  # fmt: skip
    elif verblijf is not None and verblijf.vanaf_geboorte:
        feiten["verblijf sinds"] = verblijf.van.isoformat()
        if v.moeder_gemeente is None:
            _ontbreekt(
                t, uit, feiten,
                "De jeugdige verblijft sinds de geboorte bij een aanbieder of pleegouder. Waar de moeder toen "
                "woonde is niet bekend.",
                "De gemeente waar de moeder bij de geboorte volgens de BRP woonde.",
            )  # fmt: skip
        else:
            _wijs(
                t, uit, "moeder", v.moeder_gemeente, feiten,
                "De jeugdige verblijft sinds de geboorte bij een aanbieder of pleegouder. Daarom telt de gemeente "
                "waar de moeder bij de geboorte haar woonadres had.",
                "Het verblijf eindigt; dan telt het woonadres van de jeugdige zelf.",
            )  # fmt: skip
    elif verblijf is not None:
        sinds = in_woorden(verblijf.van)
        feiten["verblijf sinds"] = verblijf.van.isoformat()
        if verblijf.gemeente_ervoor is None:
            _ontbreekt(
                t, uit, feiten,
                f"De jeugdige verblijft sinds {sinds} bij een aanbieder of pleegouder. Waar de jeugdige vlak "
                "daarvoor woonde is niet bekend.",
                "De gemeente van het woonadres op de dag vóór het verblijf begon.",
            )  # fmt: skip
        else:
            _wijs(
                t, uit, "voor_verblijf", verblijf.gemeente_ervoor, feiten,
                f"De jeugdige verblijft sinds {sinds} bij een aanbieder of pleegouder. Daarom blijft de gemeente "
                "verantwoordelijk waar de jeugdige vlak daarvoor woonde.",
                "Het verblijf eindigt en de jeugdige gaat ergens wonen; dan telt dat woonadres.",
            )  # fmt: skip
    elif v.brp_gemeente is not None:
        _wijs(
            t, uit, "brp", v.brp_gemeente, feiten,
            f"De jeugdige verblijft op {dag} niet bij een aanbieder of pleegouder. Daarom telt het woonadres in de "
            "BRP.",
            "De jeugdige verhuist, of gaat bij een aanbieder of pleegouder verblijven.",
        )  # fmt: skip
    elif v.werkelijk_verblijf is not None:
        feiten["verblijft werkelijk in"] = v.werkelijk_verblijf
        _wijs(
            t, uit, "werkelijk_verblijf", v.werkelijk_verblijf, feiten,
            "De jeugdige heeft geen woonadres in Nederland in de BRP. Daarom telt de gemeente waar de jeugdige "
            "werkelijk verbleef toen om hulp werd gevraagd.",
            "De jeugdige wordt in de BRP van een gemeente ingeschreven.",
        )  # fmt: skip
    else:
        _ontbreekt(
            t, uit, feiten, "De jeugdige heeft geen woonadres in Nederland in de BRP.",
            "De gemeente waar de jeugdige werkelijk verbleef toen om hulp werd gevraagd.",
        )  # fmt: skip


def _wijs(
    t: Tabellen, uit: Uit, grond: str, gemeente: str, feiten: dict[str, str], uitleg: str, anders: str
) -> None:
    uit.extra["advies"] = {"gemeente": gemeente, "grond": grond}
    uit.meld(t.grond("woonplaats", grond).bevinding(uitleg, feiten | {"verantwoordelijk": gemeente}, anders))


def _ontbreekt(t: Tabellen, uit: Uit, feiten: dict[str, str], uitleg: str, anders: str) -> None:
    uit.meld(t.grond("woonplaats", "gegeven_ontbreekt").bevinding(uitleg, feiten, anders))
