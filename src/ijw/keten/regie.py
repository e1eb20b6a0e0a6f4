"""Rules on starts (JW305) and stops (JW307), checked by the municipality: the state machine of a delivery.

A delivery starts, stops for a time (reason 20) or for good, and may start again (OP377-OP379). Within a message
deletions (StatusAanlevering 3) are taken in before first deliveries (IV008). No rule compares a start with the
allocation's own dates (OP095, OP270), and none refuses a stop because of what was declared (OP364).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ijw.berichten import jw305, jw307
from ijw.keten.product import tr381_product
from ijw.keten.register import GOED, Vondsten, ketenregel
from ijw.keten.stand import Contractpoort, Ketenstand, Start, Stop, Toewijzing, Wijziging
from ijw.keten.tekst import toon, toon_toegewezen
from ijw.keten.verslag import Verslag

TIJDELIJK = "20"
"""RedenBeeindiging: the delivery has stopped for a time (JZ588)."""
VERWIJDEREN = "3"
_STATUS = "StatusAanlevering"


@dataclass(frozen=True, slots=True)
class Regiebeeld:
    """One StartProduct or StopProduct and what the chain knows around it."""

    product: jw305.StartProduct | jw307.StopProduct
    sleutel: Start | Stop
    toewijzing: Toewijzing | None
    """The allocation that the municipality gave to this provider for this client under the number."""
    regie: Sequence[Start | Stop]
    """What was reported for this client and not deleted, this message's earlier parts included."""
    contract: Contractpoort

    @property
    def starts(self) -> list[Start]:
        """The starts on the same allocation; without a number those of the same product (IV096)."""
        return [m for m in self.regie if isinstance(m, Start) and self._zelfde_levering(m)]

    @property
    def stops(self) -> list[Stop]:
        """The stops of the same delivery: same allocation (or product) and Begindatum."""
        return [
            m
            for m in self.regie
            if isinstance(m, Stop) and self._zelfde_levering(m) and m.begindatum == self.sleutel.begindatum
        ]

    def _zelfde_levering(self, melding: Start | Stop) -> bool:
        if melding.toewijzing_nummer != self.sleutel.toewijzing_nummer:
            return False
        return self.sleutel.toewijzing_nummer is not None or (
            (melding.categorie, melding.code) == (self.sleutel.categorie, self.sleutel.code)
        )

    @property
    def wat(self) -> str:
        """The delivery in words."""
        nummer = self.sleutel.toewijzing_nummer
        waar = f"toewijzing {nummer}" if nummer is not None else toon_toegewezen(self.product.product)
        return f"{waar} met begindatum {toon(self.sleutel.begindatum)}"


_BEIDE = {"JW305": "StartProduct", "JW307": "StopProduct"}


@ketenregel(
    "TR019",
    "9019",
    _BEIDE,
    "Een start of stop hoort bij een toewijzing aan deze aanbieder, op toewijzingsnummer.",
)
def tr019(k: Regiebeeld) -> Vondsten:
    """TR019: this municipality gave this provider the allocation, for this client. Without a number there is
    none to look for: a task-oriented contract has no allocations (IV096). A deleted allocation counts as never
    sent (OP033x1), so nothing starts on it; what did start on it may still be stopped (OP288).
    """
    if k.sleutel.toewijzing_nummer is None:
        return GOED
    if k.toewijzing is not None and (not k.toewijzing.is_verwijderd or isinstance(k.sleutel, Stop)):
        return GOED
    return (
        (
            "ToewijzingNummer",
            f"Toewijzing {k.sleutel.toewijzing_nummer} is bij de gemeente niet bekend als toewijzing aan deze "
            "aanbieder voor deze cliënt.",
        ),
    )


@ketenregel("TR063", "9063", _BEIDE, "Verwijderen kan alleen wat eerder met dezelfde sleutel is aangeleverd.")
def tr063(k: Regiebeeld) -> Vondsten:
    """TR063: StatusAanlevering 3 needs an earlier delivery with the same logical key."""
    if k.sleutel in k.regie:
        return GOED
    soort = "start" if isinstance(k.sleutel, Start) else "stop"
    return (
        (
            _STATUS,
            f"Er is geen {soort} bekend op {k.wat} met dezelfde sleutel; er valt niets te verwijderen.",
        ),
    )


@ketenregel(
    "TR071",
    "9071",
    {"JW305": "StartProduct"},
    "Een start wordt niet verwijderd als er een stop op is gevolgd.",
)
def tr071(k: Regiebeeld) -> Vondsten:
    """TR071: StatusAanlevering 3 on a start for which a stop was sent."""
    if not any(stop.start == k.sleutel for stop in k.stops):
        return GOED
    return ((_STATUS, f"Op de start van {k.wat} is al een stop gevolgd; verwijder eerst de stop."),)


@ketenregel(
    "TR074", "9074", _BEIDE, "Een eerste aanlevering heeft een sleutel die nog niet eerder is ontvangen."
)
def tr074(k: Regiebeeld) -> Vondsten:
    """TR074: StatusAanlevering 1 with a key that is new."""
    if k.sleutel not in k.regie:
        return GOED
    soort = "start" if isinstance(k.sleutel, Start) else "stop"
    return (("", f"De {soort} op {k.wat} is al eerder ontvangen met dezelfde sleutel."),)


@ketenregel(
    "TR326",
    "9326",
    {"JW305": "StartProduct"},
    "Bij een toegewezen product is maar één start tegelijk actueel.",
)
def tr326(k: Regiebeeld) -> Vondsten:
    """TR326: no start while an earlier one on the allocation has no stop yet."""
    gestopt = {m.start for m in k.regie if isinstance(m, Stop)}
    lopend = [start for start in k.starts if start not in gestopt]
    if not lopend:
        return GOED
    return (
        (
            "",
            f"De levering op {k.wat} kan niet starten: de levering met begindatum "
            f"{toon(lopend[-1].begindatum)} is nog niet gestopt.",
        ),
    )


@ketenregel(
    "TR382",
    "9069",
    {"JW307": "StopProduct"},
    "Een stop neemt de sleutel van de actuele start ongewijzigd over.",
)
def tr382(k: Regiebeeld) -> Vondsten:
    """TR382: there is a start with this client, number, product and Begindatum. After a temporary stop the final
    one may follow without a new start (OP377), but once there is a newer start the stop refers to that (OP155).
    """
    assert isinstance(k.sleutel, Stop)
    start = k.sleutel.start
    starts = k.starts
    if start not in starts:
        return (
            ("", f"Er is geen start bekend op {k.wat} met hetzelfde product; een stop volgt op een start."),
        )
    later = [s for s in starts if s.begindatum > start.begindatum]
    stops = k.stops
    if later and stops and all(stop.reden_beeindiging == TIJDELIJK for stop in stops):
        return (
            (
                "Begindatum",
                f"De levering op {k.wat} is al gestopt en daarna opnieuw begonnen op "
                f"{toon(later[-1].begindatum)}; de stop hoort bij die laatste start.",
            ),
        )
    return GOED


@ketenregel(
    "TR413", "9413", {"JW307": "StopProduct"}, "Na een tijdelijke stop volgt geen tweede tijdelijke stop."
)
def tr413(k: Regiebeeld) -> Vondsten:
    """TR413: a second temporary stop (reason 20) of the same delivery."""
    assert isinstance(k.sleutel, Stop)
    if k.sleutel.reden_beeindiging != TIJDELIJK:
        return GOED
    if not any(stop.reden_beeindiging == TIJDELIJK for stop in k.stops):
        return GOED
    return (
        (
            "RedenBeeindiging",
            f"De levering op {k.wat} is al tijdelijk gestopt; zonder nieuwe start kan alleen een definitieve "
            "stop volgen.",
        ),
    )


@ketenregel(
    "TR414",
    "9414",
    {"JW307": "StopProduct"},
    "De einddatum ligt niet vóór die van de actuele stop van de levering.",
)
def tr414(k: Regiebeeld) -> Vondsten:
    """TR414: Einddatum is not before that of the current stop of the same delivery."""
    assert isinstance(k.sleutel, Stop)
    stops = k.stops
    if not stops or k.sleutel.einddatum >= stops[-1].einddatum:
        return GOED
    return (
        (
            "Einddatum",
            f"De einddatum {toon(k.sleutel.einddatum)} ligt vóór de einddatum {toon(stops[-1].einddatum)} van "
            "de eerdere stop van deze levering.",
        ),
    )


@ketenregel("TR415", "9415", {"JW307": "StopProduct"}, "Na een definitieve stop volgt geen stop meer.")
def tr415(k: Regiebeeld) -> Vondsten:
    """TR415: no stop after a final one (any reason but 20) of the same delivery."""
    definitief = [stop for stop in k.stops if stop.reden_beeindiging != TIJDELIJK]
    if not definitief:
        return GOED
    return (
        (
            "",
            f"De levering op {k.wat} is al definitief gestopt per {toon(definitief[-1].einddatum)}.",
        ),
    )


@ketenregel("TR381", "S329", _BEIDE, "", niveau=4)
def tr381_regie(k: Regiebeeld) -> Vondsten:
    """TR381 on the product of a start or stop."""
    op = k.product.toewijzing_ingangsdatum or k.product.begindatum
    return tr381_product(k.contract, k.sleutel.gemeente, k.sleutel.aanbieder, k.product.product, op)


_START = (tr074, tr326, tr381_regie)
_START_WEG = (tr063, tr071)
_STOP = (tr074, tr382, tr413, tr414, tr415, tr381_regie)
_STOP_WEG = (tr063,)


def controleer_regie(
    bericht: jw305.Bericht | jw307.Bericht, stand: Ketenstand, contract: Contractpoort, verslag: Verslag
) -> Wijziging:
    """Judge the starts or stops of a message; the change counts only when nothing is wrong.

    With StatusAanlevering 3 only TR063 and TR071 are judged; on an unknown allocation only TR019.
    """
    gemeente, aanbieder, bsn = bericht.header.ontvanger, bericht.header.afzender, bericht.client.bsn
    producten: Sequence[jw305.StartProduct | jw307.StopProduct]
    if isinstance(bericht, jw305.Bericht):
        producten = bericht.client.start_producten
        lijst, kind = "StartProducten", "StartProduct"
    else:
        producten = bericht.client.stop_producten
        lijst, kind = "StopProducten", "StopProduct"
    nummers = {p.toewijzing_nummer for p in producten if p.toewijzing_nummer is not None}
    toewijzingen = stand.toewijzingen(gemeente, nummers)
    regie = list(stand.regie(gemeente, aanbieder, bsn))
    weg: list[Start | Stop] = []
    erbij: list[Start | Stop] = []
    genummerd: list[tuple[int, jw305.StartProduct | jw307.StopProduct]] = list(enumerate(producten, 1))
    genummerd.sort(key=lambda paar: paar[1].status_aanlevering != VERWIJDEREN)
    for nr, product in genummerd:
        sleutel = _sleutel(gemeente, aanbieder, bsn, product)
        toewijzing = (
            toewijzingen.get(product.toewijzing_nummer) if product.toewijzing_nummer is not None else None
        )
        if toewijzing is not None and (toewijzing.aanbieder != aanbieder or toewijzing.bsn != bsn):
            toewijzing = None
        beeld = Regiebeeld(product, sleutel, toewijzing, regie, contract)
        pad = f"/Bericht/Client/{lijst}/{kind}[{nr}]"
        is_start = isinstance(sleutel, Start)
        if product.status_aanlevering == VERWIJDEREN:
            if verslag.toets(_START_WEG if is_start else _STOP_WEG, beeld, pad):
                regie.remove(sleutel)
                weg.append(sleutel)
            continue
        if not verslag.toets((tr019,), beeld, pad):
            continue
        if verslag.toets(_START if is_start else _STOP, beeld, pad):
            regie.append(sleutel)
            erbij.append(sleutel)
    return Wijziging(regie_vervallen=tuple(weg), regie=tuple(erbij))


def _sleutel(
    gemeente: str, aanbieder: str, bsn: str, product: jw305.StartProduct | jw307.StopProduct
) -> Start | Stop:
    """The logical key of a start or stop (IV096)."""
    start = Start(
        gemeente,
        aanbieder,
        bsn,
        product.toewijzing_nummer,
        product.product.categorie if product.product else None,
        product.product.code if product.product else None,
        product.begindatum,
    )
    if isinstance(product, jw305.StartProduct):
        return start
    return Stop(*start, product.reden_beeindiging, product.einddatum)
