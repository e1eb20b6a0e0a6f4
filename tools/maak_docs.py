"""`make docs`: writes docs/regels.md, docs/eisen.md and docs/toegang.md from the code, the region data and the tests.

With ``--controleer`` nothing is written; the exit code is 1 when one of them is not up to date.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

WORTEL = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(WORTEL / "src"))

from jeugdketen.eisen import Vervulling, verzamel  # noqa: E402
from jeugdregels.eisen import ONDERDELEN, alle_eisen  # noqa: E402
from jeugdregels.gevallen import Geval, lees  # noqa: E402
from jeugdregels.oordeel import Bron  # noqa: E402
from jeugdregels.periode import in_woorden  # noqa: E402
from jeugdregels.regio import Bestand, Regio, Rij, laad  # noqa: E402
from jeugdregels.register import Regel, alle_regels  # noqa: E402
from jeugdregels.schema import ONDERWERPEN  # noqa: E402
from jeugdregels.vragen import beantwoord  # noqa: E402
from jeugdregels.weergave import toon  # noqa: E402

GEMAAKT = "<!-- Gemaakt met `make docs` uit code en gegevens; wijzig dit bestand niet met de hand. -->"
AFWIJKEN = {"niet": "nee", "met_onderbouwing": "ja, de consulent met een onderbouwing"}


def _cel(tekst: str) -> str:
    return tekst.replace("|", "\\|").replace("\n", " ")


def _tabel(koppen: Sequence[str], rijen: Iterable[Sequence[str]]) -> Iterator[str]:
    gevuld = list(rijen)
    if not gevuld:
        return
    yield "| " + " | ".join(koppen) + " |"
    yield "|" + "---|" * len(koppen)
    for rij in gevuld:
        yield "| " + " | ".join(_cel(c) for c in rij) + " |"
    yield ""


def _bron(bron: Bron) -> str:
    return f"{bron.document}, {bron.onderdeel}"


def _bestand(regio: Regio, onderwerp: str) -> Bestand:
    return regio.bestanden[onderwerp][-1]


def _geldig(bestand: Bestand) -> str:
    tot = "" if bestand.tot is None else f" tot en met {in_woorden(bestand.tot)}"
    beslist = "" if bestand.beslisdatum == "geen" else f"; beslist op: {bestand.beslisdatum}"
    return f"vanaf {in_woorden(bestand.vanaf)}{tot}{beslist}"


def _waarden(rij: Rij) -> str:
    velden = (v.naam for v in ONDERWERPEN[rij.onderwerp].velden)
    waarden = "; ".join(f"{v}: {toon(rij[v])}" for v in velden if rij[v] is not None)
    return f"{waarden} ({rij.toelichting.rstrip('.')})" if rij.toelichting else waarden


def _van_regel(
    regel: Regel, gronden: Sequence[Rij], gevallen: Sequence[tuple[Geval, set[str]]]
) -> list[Geval]:
    """The cases that show a rule: it decides in them, they name it, or they show that its requirement is met."""
    eisen = {eis for g in gronden for eis in g.eisen}
    uit = []
    for geval, zwaar in gevallen:
        genoemd = {*geval.verwacht.get("regels", ()), *geval.verwacht.get("zonder_regels", ())}
        past = regel.naam in zwaar or regel.naam in genoemd
        if past or (not zwaar and geval.vraag.get("vraag") in regel.vragen and eisen & set(geval.eisen)):
            uit.append(geval)
    return uit


def _regel(regel: Regel, regio: Regio, gevallen: Sequence[tuple[Geval, set[str]]]) -> Iterator[str]:
    rijen = regio.rijen_op(regio.versies[-1])
    gronden = [r for r in rijen["regels"] if r["regel"] == regel.naam]
    yield f"## {regel.naam}"
    yield ""
    yield regel.beslist
    yield ""
    yield f"- **Bij de vraag:** {', '.join(regel.vragen)}"
    yield f"- **Eisen:** {', '.join(sorted({e for g in gronden for e in g.eisen}))}"
    yield f"- **Geldig:** {_geldig(_bestand(regio, 'regels'))}"
    mag = sorted({AFWIJKEN[g["afwijken"]] for g in gronden})
    yield f"- **Afwijken:** {' / '.join(mag)}" + (" (zie de gronden)" if len(mag) > 1 else "")
    yield f"- **Code:** `{regel.functie.__module__}`"
    yield ""
    yield "### Gronden"
    yield ""
    yield from _tabel(
        ("grond", "segment", "uitkomst", "afwijken", "eisen", "bron", "status", "rij"),
        (
            (
                g["grond"].replace("_", " ") + ("" if g["actief"] else " (staat uit)"),
                toon(g["segmenten"]) if g["segmenten"] else "alle",
                g["uitkomst"],
                AFWIJKEN[g["afwijken"]],
                ", ".join(g.eisen),
                _bron(g.bron),
                g.status,
                g.id,
            )
            for g in gronden
        ),
    )
    for onderwerp in regel.onderwerpen:
        yield f"### Tabel: {onderwerp}"
        yield ""
        yield f"{ONDERWERPEN[onderwerp].betekenis.capitalize()} ({_geldig(_bestand(regio, onderwerp))})."
        yield ""
        yield from _tabel(
            ("rij", "waarden", "eisen", "bron", "status"),
            ((r.id, _waarden(r), ", ".join(r.eisen), _bron(r.bron), r.status) for r in rijen[onderwerp]),
        )
    eigen = _van_regel(regel, gronden, gevallen)
    if eigen:
        yield "### Gevallen"
        yield ""
        yield from _tabel(
            ("geval", "wat het laat zien", "uitkomst", "eisen"),
            ((g.naam, g.toont, g.verwacht["uitkomst"], ", ".join(g.eisen)) for g in eigen),
        )


def _keuzes(regio: Regio) -> Iterator[str]:
    yield "## Keuzes bij tegenstrijdige bronnen"
    yield ""
    yield "Waar de bronnen elkaar tegenspreken, koos de regio. Een regio kan anders kiezen in de map `keuzes`."
    yield ""
    for rij in regio.rijen_op(regio.versies[-1])["keuzes"]:
        yield f"### {rij['keuze']}: {rij['vraag']}"
        yield ""
        yield from _tabel(
            ("", "mogelijkheid", "betekenis", "bron"),
            (
                (
                    "**gekozen**" if m["waarde"] == rij["gekozen"] else "",
                    m["waarde"],
                    m["betekenis"],
                    f"{m['document']}, {m['onderdeel']}",
                )
                for m in rij["mogelijkheden"]
            ),
        )
        yield f"{rij['reden']} ({', '.join(rij.eisen)})"
        yield ""


def regels_md(regio: Regio) -> str:
    """The page with every rule: text, requirements, sources, dates, tables, cases, and who may deviate."""
    gevallen = []
    for geval in lees(regio):
        bevindingen = beantwoord(geval.vraag, regio=regio).bevindingen
        gevallen.append((geval, {b.regel for b in bevindingen}))
    regels = alle_regels(regio)
    uit = [
        "# De regels",
        "",
        GEMAAKT,
        "",
        f"Alle regels van {regio.titel}: wat zij beslissen, op welke grond, uit welke bron, en met welke gevallen "
        "zij zijn beproefd. Een status `voorbeeld` betekent: niemand heeft deze waarde vastgesteld.",
        "",
        *_tabel(
            ("regel", "wat zij beslist", "bij de vraag"),
            ((f"[{r.naam}](#{r.naam})", r.beslist, ", ".join(r.vragen)) for r in regels),
        ),
    ]
    for regel in regels:
        uit += _regel(regel, regio, gevallen)
    uit += _keuzes(regio)
    for onderwerp in ("instellingen", "termijnen"):
        uit += [f"## {onderwerp.capitalize()}", ""]
        uit += _tabel(
            ("rij", "waarden", "eisen", "bron", "status"),
            (
                (r.id, _waarden(r), ", ".join(r.eisen), _bron(r.bron), r.status)
                for r in regio.rijen_op(regio.versies[-1])[onderwerp]
            ),
        )
    return "\n".join(uit).rstrip() + "\n"


def _eerste(namen: Sequence[str], aantal: int = 4) -> str:
    rest = f" en nog {len(namen) - aantal}" if len(namen) > aantal else ""
    return ", ".join(f"`{n}`" for n in namen[:aantal]) + rest


def _bestanden(namen: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(n.partition("::")[0] for n in namen))


def _waar(v: Vervulling) -> str:
    delen = [
        f"{kop} {_eerste(namen)}"
        for kop, namen in (
            ("regel", v.regels),
            ("gegevens", v.data),
            ("test", _bestanden(v.tests)),
            ("scherm", _bestanden(v.schermen)),
        )
        if namen
    ]
    return "; ".join(delen)


def eisen_md(regio: Regio) -> str:
    """The page with every requirement: where it is met, or why it is not software."""
    vervuld: Mapping[str, Vervulling] = verzamel(regio.naam)
    eisen = alle_eisen()
    uit = [
        "# De eisen",
        "",
        GEMAAKT,
        "",
        "Elke eis uit de brondocumenten, met de plek waar zij is vervuld: een regel, een rij gegevens, een test of een "
        "scherm. Waar een eis geen software is, of in een latere ronde komt, staat de reden. "
        "De volledige lijst, met elke test, geeft `jeugdketen eisen`.",
        "",
    ]
    for letter, titel in ONDERDELEN.items():
        uit += [f"## {letter}. {titel}", ""]
        rijen: list[tuple[str, ...]] = []
        for nummer, eis in eisen.items():
            if eis.onderdeel == letter:
                v = vervuld[nummer]
                bronnen = "; ".join(eis.bronnen)
                rijen.append((nummer, eis.titel, eis.soort, bronnen, _waar(v), v.reden or ""))
        uit += _tabel(("eis", "titel", "soort", "bron", "vervuld door", "reden"), rijen)
    return "\n".join(uit).rstrip() + "\n"


def toegang_md() -> str:
    """The page with what each role can reach, read from the migrations that write row security."""
    import django
    from django.apps import apps

    if not apps.ready:
        # The settings of the tests: fixed secrets, and no database is asked anything.
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jeugdketen.config.settings_test")
        django.setup()
    from jeugdketen.kern import toegangsmatrix

    return toegangsmatrix.toegang_md()


def paginas() -> dict[Path, str]:
    """The generated pages by their place in the repository."""
    regio = laad()
    return {
        WORTEL / "docs" / "regels.md": regels_md(regio),
        WORTEL / "docs" / "eisen.md": eisen_md(regio),
        WORTEL / "docs" / "toegang.md": toegang_md(),
    }


def main(argv: Sequence[str]) -> int:
    """Write the pages, or say which are not up to date."""
    oud = {
        pad: tekst
        for pad, tekst in paginas().items()
        if not pad.is_file() or pad.read_text(encoding="utf-8") != tekst
    }
    for pad, tekst in oud.items():
        naam = pad.relative_to(WORTEL).as_posix()
        if "--controleer" in argv:
            print(f"{naam} is niet bijgewerkt; draai: make docs")
        else:
            pad.write_text(tekst, encoding="utf-8")
            print(f"{naam} geschreven")
    return 1 if oud and "--controleer" in argv else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
