"""The check at the end of a simulation: what the parties sent and got, against what the database holds.

Every question is asked of the tables themselves and of the ledger of the box, not of the code that processed the
messages. :func:`keten_gelijk` throws the chain state away, makes it again from the raw store, and compares.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from django.apps import apps
from django.db import models, transaction
from django.db.models import Count

from ijw.berichten import BERICHTEN
from jeugdketen.berichten import keten
from jeugdketen.berichten import toestand as t
from jeugdketen.berichten.bewaking import verplichtingen
from jeugdketen.berichten.models import Bericht, RuwBericht, VerzendPost
from jeugdketen.demo.simulatie.postvak import Postvak
from jeugdketen.demo.simulatie.wereld import Wereld
from jeugdketen.kern import klok
from jeugdketen.kern.toegang import als_systeem
from jeugdketen.toewijzing.afgekeurd import open_afgekeurd
from jeugdketen.toewijzing.models import IN_ONDERZOEK, INGETROKKEN, OPEN, VERWIJDERD, Toewijzing, Verzoek
from jeugdketen.toewijzing.services import VERWIJDERD_CODE

ONAF: Final = (t.ONTVANGEN, t.MISLUKT, t.KLAAR)
"""States in which a message may not be left behind."""


VOORUIT: Final = timedelta(days=400)
"""How far the lists of terms are read: past every term there is."""


@dataclass
class Uitslag:
    """The figures, and for each that is not as it should be a sentence."""

    berichten: int = 0
    verloren: int = 0
    dubbel: int = 0
    zonder_uitkomst: int = 0
    toestand_gelijk: bool = True
    meldingen: list[str] = field(default_factory=list)
    soorten: Counter[str] = field(default_factory=Counter)
    afdruk: str = ""
    """Digest of every message and of the end state, without what depends on the order of the workers or the hour."""

    @property
    def goed(self) -> bool:
        """Whether all is as it should be."""
        return (
            self.berichten > 0
            and not (self.verloren or self.dubbel or self.zonder_uitkomst)
            and self.toestand_gelijk
        )

    def regel(self, seconden: float) -> str:
        """The one line at the end of ``make simulatie``."""
        return json.dumps(
            {
                "berichten": self.berichten,
                "verloren": self.verloren,
                "dubbel": self.dubbel,
                "zonder_uitkomst": self.zonder_uitkomst,
                "toestand_gelijk": self.toestand_gelijk,
                "seconden": round(seconden, 1),
            }
        )


def controleer(
    postvak: Postvak,
    gemeenten: frozenset[str],
    sinds: date,
    herbouw_alle: Callable[[list[str]], Iterable[list[str]]] | None = None,
) -> Uitslag:
    """Check all that happened since a day. Changes nothing but the chain state, which is made again.

    ``herbouw_alle``: does :func:`herbouw` for each of these municipalities; here, one by one, without it.
    """
    uit = Uitslag()
    with als_systeem(gemeenten, naam="controle van de simulatie"):
        nieuw = Bericht.objects.filter(ontvangen_dag__gte=sinds).exclude(ruw__door_naam="beginstand")
        uit.berichten = nieuw.count()
        uit.soorten.update(
            {
                f"{s or 'onleesbaar'} {w}": n
                for s, w, n in nieuw.values_list("soort", "toestand").annotate(Count("pk"))
            }
        )
        _ontvangen(uit, postvak, nieuw)
        _verstuurd(uit, postvak)
        _antwoorden(uit, nieuw)
        _verzoeken(uit, nieuw)
        _termijnen(uit, nieuw, gemeenten, klok.vandaag() + VOORUIT)
        _toewijzingen(uit, gemeenten)
    opgebouwd = (
        map(keten_gelijk, sorted(gemeenten)) if herbouw_alle is None else herbouw_alle(sorted(gemeenten))
    )
    for anders in opgebouwd:
        uit.toestand_gelijk = uit.toestand_gelijk and not anders
        uit.meldingen += anders
    with als_systeem(gemeenten, naam="controle van de simulatie"):
        uit.afdruk = afdruk(sinds)
    return uit


def _meld(uit: Uitslag, wat: str, aantal: int, zin: str) -> None:
    if aantal:
        setattr(uit, wat, getattr(uit, wat) + aantal)
        uit.meldingen.append(f"{zin}: {aantal}")


def _ontvangen(uit: Uitslag, postvak: Postvak, nieuw: models.QuerySet[Bericht]) -> None:
    """Every file that was put in lies in the store once, byte for byte, and no other file does."""
    bewaard: dict[str, list[str]] = defaultdict(list)
    for naam, som in RuwBericht.objects.filter(bericht__in=nieuw.filter(richting=t.IN)).values_list(
        "bestandsnaam", "sha256"
    ):
        bewaard[naam].append(som)
    kwijt = dubbel = 0
    for zending in postvak.verstuurd:
        sommen = bewaard.pop(zending.naam, [])
        kwijt += zending.sha256 not in sommen
        dubbel += max(0, len(sommen) - 1)
    _meld(uit, "verloren", kwijt, "bestanden die zijn aangeboden en niet zo zijn bewaard")
    _meld(uit, "dubbel", dubbel, "bestanden die meer dan een keer zijn bewaard")
    _meld(uit, "dubbel", len(bewaard), "bestanden in de opslag die niemand heeft aangeboden")
    for stand, reden, aantal in (
        nieuw.filter(toestand__in=ONAF).values_list("toestand", "reden").annotate(Count("pk"))
    ):
        _meld(uit, "zonder_uitkomst", aantal, f"berichten die niet af zijn ({stand}. {reden})")
    telt = nieuw.filter(richting=t.IN, toestand=t.AANVAARD)
    twee = telt.values("afzender", "soort", "identificatie").annotate(n=Count("pk")).filter(n__gt=1).count()
    _meld(uit, "dubbel", twee, "berichten die twee keer zijn aanvaard")


def _verstuurd(uit: Uitslag, postvak: Postvak) -> None:
    """Every message of ours that left arrived once, and nothing arrived that we did not send."""
    namen = set(
        VerzendPost.objects.exclude(bericht__toestand=t.INGETROKKEN).values_list("bestandsnaam", flat=True)
    )
    _meld(
        uit,
        "verloren",
        len(namen - set(postvak.aangekomen)),
        "eigen berichten die niet bij de ontvanger aankwamen",
    )
    vaker = sum(aantal - 1 for aantal in postvak.aangekomen.values())
    _meld(uit, "dubbel", vaker, "eigen berichten die vaker dan een keer aankwamen")
    _meld(uit, "dubbel", len(set(postvak.aangekomen) - namen), "aangekomen berichten die wij niet kennen")


def _antwoorden(uit: Uitslag, nieuw: models.QuerySet[Bericht]) -> None:
    """Every judged message has one answer."""
    met_antwoord = [code for code, definitie in BERICHTEN.items() if definitie.beantwoord_met is not None]
    beoordeeld = nieuw.filter(richting=t.IN, soort__in=met_antwoord, toestand__in=(t.AANVAARD, t.AFGEKEURD))
    aantallen = Counter(
        beoordeeld.annotate(n=Count("antwoorden", filter=models.Q(antwoorden__richting=t.UIT))).values_list(
            "n", flat=True
        )
    )
    _meld(uit, "zonder_uitkomst", aantallen[0], "beoordeelde berichten zonder retourbericht")
    _meld(
        uit,
        "dubbel",
        sum((keer - 1) * aantal for keer, aantal in aantallen.items() if keer > 1),
        "retourberichten te veel",
    )


def _termijnen(uit: Uitslag, nieuw: models.QuerySet[Bericht], gemeenten: frozenset[str], tot: date) -> None:
    """What waits for an answer of either party stands on the list of terms of its municipality."""
    op_lijst: set[Any] = set()
    for gemeente in sorted(gemeenten):
        lijst, afgekapt = verplichtingen({gemeente}, tot)
        if afgekapt:
            uit.meldingen.append(f"de termijnenlijst van {gemeente} is afgekapt")
        op_lijst |= {v.bericht_id for v in lijst} | {v.verzoek for v in lijst}
    wachtend = nieuw.filter(richting=t.UIT, toestand=t.VERZONDEN, antwoord_op=None).values_list(
        "pk", flat=True
    )
    zonder = len(set(wachtend) - op_lijst)
    _meld(uit, "zonder_uitkomst", zonder, "eigen berichten die op antwoord wachten en niet op de lijst staan")
    liggend = open_afgekeurd(gemeenten).count()
    _meld(uit, "zonder_uitkomst", liggend, "afgekeurde berichten die niemand opnieuw verstuurde of introk")
    open_ = Verzoek.objects.filter(toestand__in=(OPEN, IN_ONDERZOEK)).values_list("nummer", flat=True)
    _meld(uit, "zonder_uitkomst", len(set(open_) - op_lijst), "open verzoeken die niet op de lijst staan")


def _verzoeken(uit: Uitslag, nieuw: models.QuerySet[Bericht]) -> None:
    """Every accepted request message made a request, and what is decided was decided with a message of ours."""
    zonder = nieuw.filter(richting=t.IN, soort__in=("JW315", "JW317"), toestand=t.AANVAARD, verzoeken=None)
    _meld(uit, "zonder_uitkomst", zonder.count(), "aanvaarde verzoekberichten zonder verzoek")
    besloten = Verzoek.objects.exclude(toestand__in=(OPEN, IN_ONDERZOEK))
    _meld(
        uit,
        "zonder_uitkomst",
        besloten.exclude(besluiten__bericht__isnull=False).count(),
        "besloten verzoeken zonder bericht",
    )


def _toewijzingen(uit: Uitslag, gemeenten: frozenset[str]) -> None:
    """What the domain calls allocated is what the messages say."""
    domein = {
        (gemeente, int(nummer)): (agb, van.isoformat(), tot.isoformat() if tot else None, volume, budget)
        for gemeente, nummer, agb, van, tot, volume, budget in Toewijzing.objects.exclude(
            toestand__in=(INGETROKKEN, VERWIJDERD)
        ).values_list("gemeente_code", "nummer", "aanbieder_agb", "van", "tot", "volume", "budget_cent")
    }
    berichten: dict[tuple[str, int], tuple[Any, ...]] = {}
    for rij in apps.get_model("berichten", "Ketentoewijzing").objects.filter(gemeente_code__in=gemeenten):
        product = rij.product
        if product.get("reden_wijziging") == VERWIJDERD_CODE:
            continue
        berichten[rij.gemeente_code, rij.nummer] = (
            rij.aanbieder_agb,
            product["ingangsdatum"],
            product.get("einddatum"),
            (product.get("omvang") or {}).get("volume"),
            product.get("budget"),
        )
    anders = {
        sleutel
        for sleutel in domein.keys() | berichten.keys()
        if domein.get(sleutel) != berichten.get(sleutel)
    }
    if anders:
        uit.toestand_gelijk = False
        uit.meldingen.append(f"toewijzingen die anders zijn dan de berichten zeggen: {len(anders)}")


def ketenmodellen() -> list[type[models.Model]]:
    """The tables of the chain state: all that ``bouw_opnieuw`` makes from messages."""
    return [m for m in apps.get_app_config("berichten").get_models() if m.__name__.startswith("Keten")]


def ketenstand(gemeente: str) -> dict[str, list[str]]:
    """The chain state of a municipality, by table, without the keys of the rows; call under its access."""
    uit: dict[str, list[str]] = {}
    for model in ketenmodellen():
        velden = [v.attname for v in model._meta.concrete_fields if not v.primary_key]
        rijen = model._default_manager.filter(gemeente_code=gemeente).values(*velden)
        uit[model.__name__] = sorted(json.dumps(rij, default=str, sort_keys=True) for rij in rijen)
    return uit


def herbouw(_: Wereld, gemeente: str) -> list[str]:
    """:func:`keten_gelijk` as a process of the simulation is asked it."""
    return keten_gelijk(gemeente)


def keten_gelijk(gemeente: str) -> list[str]:
    """Make the chain state of a municipality again from its raw messages; a sentence for each difference."""
    with als_systeem({gemeente}, naam="controle van de simulatie"):
        eerst = ketenstand(gemeente)
        try:
            keten.bouw_opnieuw(gemeente)
        except keten.HerbouwFout as fout:
            transaction.set_rollback(True)
            return [f"de berichten van {gemeente} geven geen toestand: {fout}"]
        daarna = ketenstand(gemeente)
    uit = []
    for tabel, rijen in eerst.items():
        anders = Counter(rijen) - Counter(daarna[tabel]) + (Counter(daarna[tabel]) - Counter(rijen))
        if anders:
            uit.append(f"{tabel} van {gemeente}: {anders.total()} rijen anders na opnieuw opbouwen")
    return uit


def afdruk(sinds: date) -> str:
    """A digest of all messages and of the end state; equal for two runs of one seed.

    Left out: the numbers of our own return messages and of requests, which workers hand out in the order in which
    they come, and the time of day.
    """
    som = hashlib.sha256()
    regels = []
    eigen = ("richting", "soort", "afzender", "ontvanger", "toestand", "ontvangen_dag", "identificatie")
    beantwoordt = ("antwoord_op__soort", "antwoord_op__afzender", "antwoord_op__identificatie")
    for rij in Bericht.objects.filter(ontvangen_dag__gte=sinds).values_list(*eigen, *beantwoordt):
        retour = rij[0] == t.UIT and rij[-1] is not None
        regels.append(" ".join(map(str, (*rij[:6], *rij[7:]) if retour else rij[:7])))
    regels += [
        " ".join(map(str, rij))
        for rij in Verzoek.objects.values_list(
            "gemeente_code", "aanbieder_agb", "referentie_aanbieder", "toestand", "oordeel", "termijn"
        )
    ]
    regels += [
        " ".join(map(str, rij))
        for rij in Toewijzing.objects.values_list(
            "gemeente_code", "nummer", "aanbieder_agb", "product_sleutel", "van", "tot", "volume", "toestand"
        )
    ]
    for regel in sorted(regels):
        som.update(regel.encode() + b"\n")
    return som.hexdigest()
