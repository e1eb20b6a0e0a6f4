"""What the shell around every page needs: who, which day, which menu."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from jeugdketen.config.context import vormgeving_aanwezig
from jeugdketen.kern import herstel, klok, mensen, rollen
from jeugdketen.kern.toegang import NIEMAND, Noodrecht, Toegang
from jeugdketen.portaal import toegang as toegangen
from jeugdketen.toewijzing import aanbiedertermijnen

TOETSEN_UIT = "toetsen_uit"
"""Session key: this user switched the single-letter keys off."""

VORMGEVING = ("vendor/noto-sans/index.css", "vendor/voorbeeld.css", "vendor/utrecht.css")
"""Stylesheets of the design system, in the order in which they must load."""


MET_GEGEVENS = ("consulent", "beheer", "aanbieder", "gi")
"""Rooms whose pages show people. The browser's own print command gives none of theirs: the read log would not know."""

OP_PAPIER = frozenset(
    {
        "jeugdige-afdrukken",
        "verzoek-afdrukken",
        "overdracht-brief",
        "overname",
        "leeslogboek-verzegeling",
        "regels",
    }
)
"""Pages in those rooms that are made to be printed: they are in the read log as printed, or name nobody."""


def op_papier(request: HttpRequest) -> bool:
    """May the browser print this page?"""
    plek = request.resolver_match
    if plek is None:
        return True
    kamer = plek.func.__module__.removeprefix("jeugdketen.portaal.").partition(".")[0]
    return kamer not in MET_GEGEVENS or plek.url_name in OP_PAPIER


@dataclass(frozen=True)
class Menupunt:
    """One entry of the main menu; ``hier`` when it is the very page, ``actief`` when the page lies below it.

    ``aantal``: how much there is late; 0 shows nothing.
    """

    naam: str
    url: str
    actief: bool
    hier: bool
    aantal: int = 0


@dataclass(frozen=True)
class Schil:
    """The shell of a page; ``eigen`` stands in the menu under one's name, ``nood`` is open by break-glass access.

    ``op_papier``: the browser may print this page.
    ``herstel``: somebody asked to open this very account again, and its owner should know.
    """

    vandaag: date
    is_demo: bool
    gebruiker: str
    rollen: str
    menu: tuple[Menupunt, ...]
    eigen: tuple[Menupunt, ...]
    nood: tuple[Noodrecht, ...]
    herstel: bool
    op_papier: bool
    toetsen_aan: bool


MENU: tuple[tuple[str, str, tuple[str, ...], Callable[[Toegang], bool]], ...] = (
    ("Werkvoorraad", "portaal:werkvoorraad", ("/werkvoorraad", "/verzoeken"), toegangen.opent_dossiers),
    ("Jeugdigen", "portaal:jeugdigen", ("/jeugdigen",), toegangen.opent_dossiers),
    ("Berichten", "portaal:berichten", ("/berichten",), toegangen.ziet_berichten),
    ("Overname", "portaal:overnames", ("/overname",), toegangen.neemt_caseload_over),
    ("Termijnen", "portaal:termijnen", ("/termijnen",), toegangen.ziet_berichten),
    ("Postbus", "portaal:postbus", ("/beheer/postbus",), toegangen.beheert_postbus),
    ("Leeslogboek", "portaal:leeslogboek", ("/leeslogboek",), toegangen.ziet_leeslogboek),
    ("Mensen", "portaal:mensen", ("/mensen",), mensen.mag_beheren),
    ("Inloggen beheren", "portaal:beheer-inloggen", ("/beheer/inloggen",), rollen.mag_gebruikers_beheren),
    ("Machines", "portaal:beheer-machines", ("/beheer/machines",), rollen.mag_gebruikers_beheren),
    (
        "Beveiligingslog",
        "portaal:beheer-gebeurtenissen",
        ("/beheer/beveiligingslogboek",),
        rollen.mag_beveiligingslog_zien,
    ),
    ("Noodtoegangen", "portaal:noodtoegangen", ("/noodtoegangen",), toegangen.ziet_leeslogboek),
    ("Wijzigingen", "portaal:wijzigingen", ("/wijzigingen",), rollen.mag_wijzigingen_zien),
    ("Kinderen", "portaal:gi-kinderen", ("/instelling",), toegangen.is_gi),
    ("Verwijzingen", "portaal:verwijzingen", ("/verwijzingen",), toegangen.is_verwijzer),
    ("Welke hulp is er", "portaal:mijn-hulp", ("/mijn-hulp",), toegangen.is_gezin),
    ("Wie las het dossier", "portaal:wie-las", ("/wie-las",), toegangen.is_gezin),
    ("Overzicht", "portaal:aanbieder-overzicht", ("/zorgaanbieder/overzicht",), toegangen.is_aanbieder),
    (
        "Verzoeken",
        "portaal:aanbieder-verzoeken",
        ("/zorgaanbieder/verzoeken", "/zorgaanbieder/maken/verzoek"),
        toegangen.is_aanbieder,
    ),
    (
        "Toewijzingen",
        "portaal:aanbieder-toewijzingen",
        (
            "/zorgaanbieder/toewijzingen",
            *(f"/zorgaanbieder/maken/{wat}" for wat in ("start", "stop", "correctie", "wijziging")),
        ),
        toegangen.is_aanbieder,
    ),
    (
        "Termijnen",
        "portaal:aanbieder-termijnen",
        ("/zorgaanbieder/termijnen", "/zorgaanbieder/herinneringen"),
        toegangen.is_aanbieder,
    ),
    ("Onze berichten", "portaal:aanbieder-berichten", ("/zorgaanbieder/berichten",), toegangen.is_aanbieder),
    (
        "Proefcontrole",
        "portaal:aanbieder-proefcontrole",
        ("/zorgaanbieder/proefcontrole",),
        toegangen.is_aanbieder,
    ),
    (
        "Onderaannemers",
        "portaal:eigen-onderaannemers",
        ("/zorgaanbieder/onderaannemers",),
        toegangen.is_aanbieder,
    ),
    ("Aanbieders", "portaal:aanbieders", ("/aanbieders",), rollen.mag_register_zien),
    ("Producten en tarieven", "portaal:standaardtarieven", ("/tarieven",), rollen.mag_contracten_beheren),
    (
        "Lokale contracten",
        "portaal:lokale-contracten",
        ("/lokale-contracten",),
        toegangen.heeft_lokale_contracten,
    ),
    ("Onderaannemers", "portaal:onderaannemerrapport", ("/onderaannemers",), rollen.mag_contracten_beheren),
    ("Regels", "portaal:regels", ("/regels",), toegangen.ziet_regels),
)


EIGEN: tuple[tuple[str, str, tuple[str, ...], Callable[[Toegang], bool]], ...] = (
    ("Waarneming", "portaal:waarneming", ("/waarneming",), toegangen.opent_dossiers),
    ("Verzoeken over gegevens", "portaal:rechten", ("/rechten",), toegangen.opent_dossiers),
    ("Bewaren en vernietigen", "portaal:bewaren", ("/bewaren",), toegangen.opent_dossiers),
    ("Noodtoegang", "portaal:noodtoegang", ("/noodtoegang",), rollen.mag_noodtoegang),
    ("Voorstellen voor rollen", "portaal:rolvoorstellen", ("/mensen/voorstellen",), toegangen.geeft_rollen),
    (
        "Logboeken bewaren",
        "portaal:logboeken-bewaren",
        ("/beheer/logboeken",),
        rollen.mag_logvernietiging_zien,
    ),
    ("Herstel bevestigen", "portaal:herstel", ("/beheer/herstel",), rollen.mag_herstel_bevestigen),
)
"""What stands in the menu under one's name: no rooms, but things that one arranges."""

TELLERS: Mapping[str, Callable[[Toegang], int]] = {
    "portaal:aanbieder-termijnen": aanbiedertermijnen.aantal_te_laat,
}
"""View → how much there is late, beside its name in the menu."""


def menu_voor(
    toegang: Toegang,
    pad: str,
    menu: tuple[tuple[str, str, tuple[str, ...], Callable[[Toegang], bool]], ...] = MENU,
) -> tuple[Menupunt, ...]:
    """The rooms that this person has, with the current one marked."""
    if toegang.gebruiker_id is None:
        return ()
    punten = []
    for naam, view, paden, recht in menu:
        if recht(toegang):
            url = reverse(view)
            actief = any(pad.startswith(p) for p in paden)
            punten.append(Menupunt(naam, url, actief, pad == url, _aantal(view, toegang)))
    return tuple(punten)


def _aantal(view: str, toegang: Toegang) -> int:
    """How much there is late behind an entry; an error page, whose transaction is over, does not count."""
    tel = TELLERS.get(view)
    if tel is None or not connection.in_atomic_block or connection.get_rollback():
        return 0
    return tel(toegang)


def schil(request: HttpRequest) -> dict[str, Any]:
    """Context processor: ``schil`` and the stylesheets that set-up put in place."""
    toegang: Toegang = getattr(request, "toegang", NIEMAND)

    def maak() -> Schil:
        sessie = getattr(request, "session", {})
        return Schil(
            vandaag=klok.vandaag(),
            is_demo=klok.is_demo(),
            gebruiker=toegang.naam if toegang.gebruiker_id is not None else "",
            rollen=toegang.rol_tekst,
            menu=menu_voor(toegang, request.path),
            eigen=menu_voor(toegang, request.path, EIGEN),
            nood=tuple(sorted(toegang.nood, key=lambda recht: recht.tot)),
            herstel=toegang.gebruiker_id is not None and bool(sessie.get(herstel.BERICHT)),
            op_papier=op_papier(request),
            toetsen_aan=not (toegang.gebruiker_id is not None and sessie.get(TOETSEN_UIT)),
        )

    return {
        "schil": SimpleLazyObject(maak),
        "vormgeving": [static(pad) for pad in VORMGEVING] if vormgeving_aanwezig() else [],
    }
