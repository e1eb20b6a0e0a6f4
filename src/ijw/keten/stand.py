"""What a party knows of the chain (``Ketenstand``), where it looks up contracts (``Contractpoort``), and what an
accepted message changes (``Wijziging``).

The state follows from accepted messages alone: whoever applies the ``Wijziging`` of every message in the order in
which they were accepted has the same state. So it can be thrown away and rebuilt from the raw messages. Both
protocols are small on purpose: a database implements them with one query per method, and every question about
many lines at once is one call.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, Protocol

from ijw.berichten import jw301, jw323
from ijw.keten.rekenen import Variant

VERWIJDERD = "13"
"""RedenWijziging that deletes an allocation (OP033x1, CS335)."""
VERVALLEN = "01"
"""RedenWijziging of older releases for an allocation that never counted (TR349)."""
AFGEWEZEN = "1"
"""VerzoekAntwoord: the request is refused (WJ760)."""
IN_ONDERZOEK = "2"
"""VerzoekAntwoord: the request is under investigation (WJ760)."""


class Berichtsleutel(NamedTuple):
    """What makes a message unique (TR056)."""

    berichttype: str
    afzender: str
    """CBS code of a municipality or AGB code of a provider."""
    identificatie: str


class Toewijzing(NamedTuple):
    """The latest version of an allocation: by Toewijzingsdatum and Toewijzingstijd (IV013)."""

    gemeente: str
    aanbieder: str
    bsn: str
    product: jw301.ToegewezenProduct

    @property
    def nummer(self) -> int:
        """ToewijzingNummer, unique within the municipality (TR332)."""
        return self.product.toewijzing_nummer

    @property
    def is_verwijderd(self) -> bool:
        """Whether it counts as never sent: deleted, or dropped in the old way (OP033x1, TR349)."""
        return (
            self.product.reden_wijziging in {VERWIJDERD, VERVALLEN}
            and self.product.einddatum == self.product.ingangsdatum
        )

    def is_actueel(self, dag: datetime.date) -> bool:
        """Whether it is valid on this day or later (TR349)."""
        eind = self.product.einddatum
        return not self.is_verwijderd and (eind is None or eind >= dag)


class Start(NamedTuple):
    """A start of delivery that was reported and not deleted; its fields are its logical key (IV096)."""

    gemeente: str
    aanbieder: str
    bsn: str
    toewijzing_nummer: int | None
    categorie: str | None
    code: str | None
    begindatum: datetime.date


class Stop(NamedTuple):
    """A stop of delivery that was reported and not deleted; its fields are its logical key (IV096)."""

    gemeente: str
    aanbieder: str
    bsn: str
    toewijzing_nummer: int | None
    categorie: str | None
    code: str | None
    begindatum: datetime.date
    reden_beeindiging: str
    """20 is temporary, anything else is final (JZ588)."""
    einddatum: datetime.date

    @property
    def start(self) -> Start:
        """The start that this stop refers to (TR382)."""
        return Start(*self[:7])


class Verzoek(NamedTuple):
    """A product asked for in a VOT, or a whole VOW, with what became of it."""

    gemeente: str
    aanbieder: str
    bsn: str
    referentie: str
    """ReferentieAanbieder, unique for the provider (TR347)."""
    soort: Literal["VOT", "VOW"]
    antwoorden: tuple[str, ...] = ()
    """VerzoekAntwoord of the JW319 messages that came, in that order (WJ760)."""
    toegewezen: bool = False
    """Whether a JW301 with this reference came."""

    @property
    def is_onderhanden(self) -> bool:
        """Whether it waits for a refusal or an allocation (TR374)."""
        return not self.toegewezen and AFGEWEZEN not in self.antwoorden


class Declaratie(NamedTuple):
    """A declaration that was taken in."""

    gemeente: str
    aanbieder: str
    nummer: str
    """DeclaratieNummer, unique for the provider (TR333)."""
    begin: datetime.date
    """First day of the DeclaratiePeriode, a calendar month (CS340)."""
    identificatie: str
    """Identificatie of the JW323 that brought it."""


class Regel(NamedTuple):
    """A declaration line that was approved."""

    gemeente: str
    aanbieder: str
    bsn: str
    declaratie_nummer: str
    prestatie: jw323.Prestatie

    @property
    def referentie(self) -> str:
        """ReferentieNummer, unique for the provider (TR314)."""
        return self.prestatie.product_referentie.referentie_nummer


class Antwoord(NamedTuple):
    """What a JW319 says about one request."""

    aanbieder: str
    referentie: str
    verzoek_antwoord: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wijziging:
    """What one message changes. Apply all of it or nothing, deletions before additions."""

    bericht: Berichtsleutel | None = None
    """The message, once it is accepted (of a JW323: once its Header and Declaratie are)."""
    toewijzingen: tuple[Toewijzing, ...] = ()
    """New or changed allocations; they replace the one of the same municipality and number."""
    toegewezen: tuple[tuple[str, str], ...] = ()
    """Provider and reference of the requests that these allocations grant."""
    regie_vervallen: tuple[Start | Stop, ...] = ()
    regie: tuple[Start | Stop, ...] = ()
    verzoeken: tuple[Verzoek, ...] = ()
    antwoorden: tuple[Antwoord, ...] = ()
    verzonden: jw323.Bericht | None = None
    """A JW323 counts as sent for the JW325 that answers it, whatever its own verdict (TR337)."""
    declaratie: Declaratie | None = None
    regels: tuple[Regel, ...] = ()
    """The approved lines of a JW323."""
    declaratie_vervallen: tuple[str, str] | None = None
    """Provider and DeclaratieNummer of a declaration that a JW325 refused as a whole, with all its lines."""
    regels_vervallen: tuple[tuple[str, str], ...] = ()
    """Provider and ReferentieNummer of lines that a JW325 refused after all."""


class Ketenstand(Protocol):
    """What the chain knows, derived from accepted messages alone.

    A party's own administration. ``ijw.keten.geheugen`` holds the implementation in memory; any other one passes
    the same test-suite (``tests/ijw/keten``).
    """

    def is_ontvangen(self, bericht: Berichtsleutel) -> bool:
        """Whether a message with this key was accepted before (TR056)."""

    def toewijzingen(self, gemeente: str, nummers: Collection[int]) -> Mapping[int, Toewijzing]:
        """The allocations of a municipality with these numbers, of any provider, deleted ones too.

        More than was asked for may come back.
        """

    def toewijzingen_van(self, gemeente: str, aanbieder: str, bsn: str) -> Sequence[Toewijzing]:
        """All allocations of a client at a provider, ended and deleted ones too, in order of number."""

    def regie(self, gemeente: str, aanbieder: str, bsn: str) -> Sequence[Start | Stop]:
        """All starts and stops of a client at a provider that were not deleted, in order of arrival."""

    def verzoeken(self, aanbieder: str, referenties: Collection[str]) -> Mapping[str, Verzoek]:
        """The requests of a provider with these references, at whichever municipality."""

    def verzoeken_van(self, gemeente: str, aanbieder: str, bsn: str) -> Sequence[Verzoek]:
        """All requests of a provider for a client at a municipality."""

    def declaratie(self, aanbieder: str, declaratie_nummer: str) -> Declaratie | None:
        """The declaration that the provider sent under this number (TR333)."""

    def laatste_declaratie(self, gemeente: str, aanbieder: str) -> datetime.date | None:
        """First day of the latest month that the provider declared at this municipality (TR318)."""

    def regels(self, aanbieder: str, referenties: Collection[str]) -> Mapping[str, Regel]:
        """The approved lines of a provider with these ReferentieNummers. More may come back."""

    def regels_op(self, gemeente: str, nummers: Collection[int]) -> Mapping[int, Sequence[Regel]]:
        """The approved lines on these allocations, debit and credit, in order of approval.

        An allocation without lines may be left out; more than was asked for may come back.
        """

    def verzonden_declaraties(
        self, gemeente: str, aanbieder: str, identificatie: str
    ) -> Sequence[jw323.Bericht]:
        """Every JW323 that the provider sent under this Identificatie, refused ones too (TR337, TR371)."""

    def verwerk(self, wijziging: Wijziging) -> None:
        """Apply what a message changes.

        An allocation replaces the stored one only when its Toewijzingsdatum and -tijd are not older (IV013).
        """


# --- contracts ------------------------------------------------------------------------------------


class Contractafspraak(NamedTuple):
    """What municipality and provider agreed about one product (TR341, TR346, TR418)."""

    productcategorie: str
    productcode: str
    eenheid: str
    """Unit of the tariff (WJ756)."""
    tarief: int | None
    """Eurocents per unit; None for unit 83, where the volume is the amount."""
    variant: Variant


class Contractpoort(Protocol):
    """What the parties agreed outside the messages (control level 4, IV032)."""

    def afspraken(
        self, gemeente: str, aanbieder: str, productcategorie: str, productcode: str, op: datetime.date
    ) -> Sequence[Contractafspraak]:
        """The agreements on a product on a day, one per unit; empty when there are none or they are unknown.

        Without an agreement the rules that need one (TR418, TR341 on a non-specific allocation) do not judge.
        """

    def productcode_past(
        self, gemeente: str, aanbieder: str, productcategorie: str, productcode: str, op: datetime.date
    ) -> bool | None:
        """Whether the product list in use has this code under this category (TR381); None without a list."""


class GeenContract:
    """A contract port that knows nothing: no contract rule judges."""

    def afspraken(
        self, gemeente: str, aanbieder: str, productcategorie: str, productcode: str, op: datetime.date
    ) -> Sequence[Contractafspraak]:
        """No agreements."""
        return ()

    def productcode_past(
        self, gemeente: str, aanbieder: str, productcategorie: str, productcode: str, op: datetime.date
    ) -> bool | None:
        """No product list."""
        return None
