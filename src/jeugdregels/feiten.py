"""The facts of every kind of question, as the rules read them: checked, converted, periods half-open."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from jeugdregels.periode import Periode
from jeugdregels.tabellen import Gemeente, Product


class Contract(NamedTuple):
    """A provider's contract for one segment over a period."""

    segment: str
    periode: Periode


class Aanbieder(NamedTuple):
    """A provider: its contracts; None where it is not said whether it is GGZ, or contracted for light care only."""

    contracten: tuple[Contract, ...]
    ggz: bool | None
    alleen_laag_complex: bool | None


class Jeugdige(NamedTuple):
    """The child: birth date (None: not known, or not born yet) and whether it lives at home."""

    geboortedatum: date | None
    woont_thuis: bool


class Lopend(NamedTuple):
    """A running allocation."""

    product: Product
    aanbieder: str
    periode: Periode


class Verwijzer(NamedTuple):
    """Who refers, and for which provider that person works, if any."""

    soort: str
    aanbieder: str | None


class Toestemming(NamedTuple):
    """The parents' consent: its form and its date."""

    vorm: str
    datum: date


class Zorgvraag(NamedTuple):
    """The kind of need: highly specialised or not, and the segment it is typical for."""

    hoogspecialistisch: bool
    kenmerkend_voor: str | None


class Oplegger(NamedTuple):
    """The form that a certified institution files."""

    arrangement: Product | None
    component: str | None
    aanvullend_product: str | None
    verblijfsproduct: Product | None
    toelichting: str | None


class Aanvraag(NamedTuple):
    """What is asked for; None wherever a fact is not there."""

    route: str
    product: Product
    componenten: tuple[str, ...]
    aanbieder: str
    periode: Periode
    verwijzer: Verwijzer | None
    toestemming: Toestemming | None
    handtekening: bool | None
    onderbouwing: str | None
    gezamenlijke_beoordeling: date | None
    plan: tuple[Product, ...] | None
    zorgvraag: Zorgvraag | None
    zorg_gestart: date | None
    aangemeld: date | None
    uitzondering: str | None
    verlengde_jeugdhulp: str | None
    oplegger: Oplegger | None
    overleg_drie_partijen: date | None
    hiaat: str | None
    doel: str | None
    setting: str | None
    overnachting: bool | None
    uitstroomdoel: str | None
    buiten_regio: bool | None


class Toewijzingsvraag(NamedTuple):
    """May this be allocated? ``lopend`` is sorted, so that its order in the question does not matter."""

    peildatum: date
    gemeente: Gemeente
    jeugdige: Jeugdige
    aanbieders: dict[str, Aanbieder]
    lopend: tuple[Lopend, ...]
    aanvraag: Aanvraag


class Contractvraag(NamedTuple):
    """May this provider have this contract too?"""

    peildatum: date
    aanbieder: Aanbieder
    toevoegen: Contract


class OudeToewijzing(NamedTuple):
    """An allocation under the old contract."""

    segment: str
    componenten: tuple[str, ...]
    periode: Periode
    jw301_verzonden: date
    jw305_start: date | None


class Conversievraag(NamedTuple):
    """What becomes of an allocation under the old contract?"""

    toewijzing: OudeToewijzing
    aanbieder: Aanbieder


class Productcodevraag(NamedTuple):
    """Old or new product code?"""

    jw301_verzonden: date | None
    ingangsdatum: date


class Productkeuzevraag(NamedTuple):
    """Which product fits?"""

    soort: str
    setting: str | None
    problematiek: str | None
    groepsgrootte: str | None
    peildatum: date | None


class Verblijf(NamedTuple):
    """A stay: product, period and the days of the week on which the child stays."""

    product: Product
    periode: Periode
    dagen: tuple[str, ...]


class Zakgeldvraag(NamedTuple):
    """Pocket and clothing money?"""

    peildatum: date
    jeugdige: Jeugdige
    verblijf: Verblijf
    ouders_kunnen_voorzien: bool


class BijzondereKostenvraag(NamedTuple):
    """Special costs of foster care: a separate allocation?"""

    product: Product
    binnen_regeling: bool


class Consultatie(NamedTuple):
    """The consultation of the contracted providers."""

    casus_voorgelegd: bool
    termijn_verstreken: bool
    kunnen_leveren: bool | None


class Openstelling(NamedTuple):
    """Whether the procurement was opened for new providers, and whether that solved the gap."""

    gedaan: bool
    opgelost: bool | None


class Hiaatvraag(NamedTuple):
    """May this step of the gap process be taken?"""

    segment: str
    stap: str
    gemeld_door: str
    vastgesteld_door: str | None
    soort: str
    schaal: str | None
    consultatie: Consultatie
    openstelling: Openstelling | None
    voorwaarden_overgenomen: bool | None
    aanbieder_gecontracteerd: bool | None


class Toetredingsvraag(NamedTuple):
    """May a provider enter during the contract?"""

    segment: str
    grond: str | None
    overname_clienten_onderzocht: bool | None


class Onderaannemer(NamedTuple):
    """The one who would do part of the help: its own contracts, and an organisation or a freelancer."""

    contracten: tuple[Contract, ...]
    soort: str


class Onderaannemervraag(NamedTuple):
    """May this main contractor use this subcontractor?"""

    peildatum: date
    hoofdaannemer: Aanbieder
    onderaannemer: Onderaannemer
    reden: str | None
    gemeld_bij_nwo: date | None
    afgestemd_met_gezin: date | None
    in_managementrapportage: bool


class Regievraag(NamedTuple):
    """Who directs?"""

    route: str
    segment: str


class Documentvraag(NamedTuple):
    """Which form?"""

    situatie: str
    segment: str | None
    peildatum: date


class Contactvraag(NamedTuple):
    """Which address?"""

    gemeente: Gemeente


class VerblijfElders(NamedTuple):
    """A stay with a provider or foster parent: since when, without a break; where the child lived the day before.

    ``vanaf_geboorte``: it began at birth, so there is no day before.
    """

    van: date
    gemeente_ervoor: str | None
    vanaf_geboorte: bool | None


class Woonplaatsvraag(NamedTuple):
    """Which municipality is responsible? Municipalities are CBS codes of the whole country."""

    peildatum: date
    brp_gemeente: str | None
    verblijf: VerblijfElders | None
    ongeboren: bool | None
    moeder_gemeente: str | None
    werkelijk_verblijf: str | None
