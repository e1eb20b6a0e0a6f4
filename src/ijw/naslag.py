"""The reference of all rules as Markdown, made from the two registers (``python -m ijw.naslag``)."""

from __future__ import annotations

from ijw.definitie import elementnaam
from ijw.keten import KETENREGELS
from ijw.keten.register import Ketenregel
from ijw.regels import REGISTER
from ijw.regels.basis import Regel

_KOP = """# De regels van iJw 3.2 die deze bibliotheek controleert

Gemaakt uit de registers van `ijw.regels` en `ijw.keten` met `python -m ijw.naslag`; wijzig dit bestand niet met de
hand. De officiële tekst van een regel staat bij iStandaarden; hier staat in eigen woorden wat de controle eist.

- **Niveau 2, binnen het bericht.** Breekt een bericht een van deze regels, dan antwoordt de ontvanger met alleen de
  Header en retourcode 0001 en verwerkt hij niets (OP286, IV032, IV088).
- **Niveau 3 en 4, over berichten heen en met een externe bron.** De eigen retourcode staat in het antwoord bij de
  klasse waar de regel hoort (IV028, IV032, IV087, IV088).
- TR319 hoort bij niveau 3, maar is uit het bericht alleen te beoordelen; `bericht controleer` doet dat al.
"""
_TABEL = ("| Regel | Eist | Waar | Retourcode |", "|---|---|---|---|")


def _plekken(regel: Regel) -> str:
    regels = []
    for plek in regel.plekken:
        element = "".join(f"/{elementnaam(deel)}" for deel in plek.pad.split(".")) if plek.pad else ""
        regels.append(f"{plek.bericht} {plek.klasse}{element}")
    return "<br>".join(regels)


def _klassen(regel: Ketenregel) -> str:
    return "<br>".join(f"{bericht} {klasse}" for bericht, klasse in regel.klassen.items())


def naslag() -> str:
    """The whole reference."""
    uit = [_KOP]
    for soort, titel in {"TR": "technische regels", "CD": "condities", "CS": "constraints"}.items():
        binnen = [regel for code, regel in sorted(REGISTER.items()) if code.startswith(soort)]
        uit += [f"## Binnen het bericht: {titel} ({len(binnen)})", "", *_TABEL]
        uit += [f"| {r.code} | {r.omschrijving} | {_plekken(r)} | {r.retourcode} |" for r in binnen]
        uit.append("")
    for niveau, titel in {3: "Over berichten heen (niveau 3)", 4: "Met een externe bron (niveau 4)"}.items():
        keten = [regel for code, regel in sorted(KETENREGELS.items()) if regel.niveau == niveau]
        uit += [f"## {titel} ({len(keten)})", "", *_TABEL]
        uit += [f"| {r.code} | {r.zin} | {_klassen(r)} | {r.retourcode or 'geen antwoord'} |" for r in keten]
        uit.append("")
    return "\n".join(uit)


if __name__ == "__main__":
    print(naslag(), end="")  # noqa: T201
