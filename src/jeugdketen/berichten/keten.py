"""The state of the chain over the database, and the check of a message against it (levels 3 and 4).

``DbKetenstand`` implements ``ijw.keten.Ketenstand``: requests, allocations, answers, starts, stops, declarations and
their lines. It is a projection of messages alone: :func:`bouw_opnieuw` makes it again from the raw store. What was
allocated and started before this installation was in use comes in by :meth:`DbKetenstand.neem_over`.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import groupby, islice
from typing import TYPE_CHECKING, Any, TypeVar, get_args, get_type_hints
from uuid import UUID

from django.db import connection, models
from django.db.models import F, Func, Max, Q, Value

from ijw.antwoord import GEEN_OPMERKING, VOLLEDIG_TOEGEWEZEN
from ijw.berichten import jw301, jw323
from ijw.berichten.basis import BedragMetDC, GeslotenPeriode, Referentie
from ijw.keten import controleer
from ijw.keten.stand import (
    Berichtsleutel,
    Contractafspraak,
    Declaratie,
    Ketenstand,
    Regel,
    Start,
    Stop,
    Toewijzing,
    Verzoek,
    Wijziging,
)
from ijw.keten.verslag import Ketencontrole
from ijw.lezen import lees
from ijw.schrijven import schrijf
from ijw.waarden import VerreDatum
from jeugdketen.berichten import toestand as t
from jeugdketen.berichten.models import (
    Bericht,
    Ketenbericht,
    Ketendeclaratie,
    Ketenmelding,
    Ketenregel,
    Ketentoewijzing,
    Ketenverzending,
    Ketenverzoek,
    Overgang,
)
from jeugdketen.berichten.registratie import Contractboek, register
from jeugdketen.kern import klok
from jeugdketen.kern.bsn import bsn_sleutel, versleutel
from jeugdketen.kern.samen import voeg_toe

if TYPE_CHECKING:
    from ijw.keten.geheugen import GeheugenKetenstand
    from jeugdketen.berichten.ketenportie import Vragen

KETENSOORTEN = ("JW301", "JW305", "JW307", "JW315", "JW317", "JW319", "JW323", "JW325")
"""The messages that change the state; return messages do not."""

PORTIE = 2000
"""Rows that are read or written in one statement."""

_T = TypeVar("_T")


class DbKetenstand:
    """``Ketenstand`` over the tables of the chain, under the row security of this transaction.

    ``gemeente_code``: CBS code of the municipality whose administration this is; None: all that may be seen.
    """

    def __init__(self, gemeente_code: str | None = None) -> None:
        self.gemeente_code = gemeente_code

    def _eigen(self, model: type[models.Model], **velden: Any) -> Any:
        """The rows of this administration with these values."""
        if self.gemeente_code is not None:
            velden["gemeente_code"] = self.gemeente_code
        return model._default_manager.filter(**velden)

    # --- questions ---------------------------------------------------------------------------------------------

    def is_ontvangen(self, bericht: Berichtsleutel) -> bool:
        """Whether a message with this key was accepted before, by any municipality here (TR056)."""
        return Ketenbericht.objects.filter(
            afzender=bericht.afzender, soort=bericht.berichttype, identificatie=bericht.identificatie
        ).exists()

    def toewijzingen(self, gemeente: str, nummers: Collection[int]) -> Mapping[int, Toewijzing]:
        """The allocations of the municipality with these numbers."""
        rijen = _in_porties(
            Ketentoewijzing.objects.filter(gemeente_code=gemeente), "nummer", nummers, _TOEWIJZING
        )
        return {toewijzing.nummer: toewijzing for toewijzing in map(_toewijzing, rijen)}

    def toewijzingen_van(self, gemeente: str, aanbieder: str, bsn: str) -> Sequence[Toewijzing]:
        """All allocations of a client at a provider, in order of number."""
        rijen = Ketentoewijzing.objects.filter(**_client(gemeente, aanbieder, bsn)).order_by("nummer")
        return [_toewijzing(rij) for rij in rijen.values_list(*_TOEWIJZING)]

    def regie(self, gemeente: str, aanbieder: str, bsn: str) -> Sequence[Start | Stop]:
        """All starts and stops of a client at a provider that count, in order of arrival."""
        rijen = Ketenmelding.objects.filter(**_client(gemeente, aanbieder, bsn), vervallen=False)
        return [_melding(rij, bsn) for rij in rijen.order_by("pk").values_list(*_MELDING)]

    def verzoeken(self, aanbieder: str, referenties: Collection[str]) -> Mapping[str, Verzoek]:
        """The requests of a provider with these references, in this administration."""
        rijen = self._eigen(Ketenverzoek, aanbieder_agb=aanbieder, referentie_aanbieder__in=list(referenties))
        return {rij.referentie_aanbieder: _verzoek(rij) for rij in rijen}

    def verzoeken_van(self, gemeente: str, aanbieder: str, bsn: str) -> Sequence[Verzoek]:
        """All requests of a provider for a client at the municipality."""
        rijen = Ketenverzoek.objects.filter(**_client(gemeente, aanbieder, bsn)).order_by("pk")
        return [_verzoek(rij) for rij in rijen]

    def declaratie(self, aanbieder: str, declaratie_nummer: str) -> Declaratie | None:
        """The declaration that the provider sent under this number (TR333)."""
        rijen = self._eigen(Ketendeclaratie, aanbieder_agb=aanbieder, nummer=declaratie_nummer)
        rij = rijen.values_list("gemeente_code", "aanbieder_agb", "nummer", "begin", "identificatie").first()
        return None if rij is None else Declaratie(*rij)

    def laatste_declaratie(self, gemeente: str, aanbieder: str) -> datetime.date | None:
        """First day of the latest month that the provider declared at this municipality (TR318)."""
        rijen = Ketendeclaratie.objects.filter(gemeente_code=gemeente, aanbieder_agb=aanbieder)
        laatste: datetime.date | None = rijen.aggregate(laatste=Max("begin"))["laatste"]
        return laatste

    def regels(self, aanbieder: str, referenties: Collection[str]) -> Mapping[str, Regel]:
        """The approved lines of a provider with these ReferentieNummers."""
        rijen = _in_porties(
            self._eigen(Ketenregel, aanbieder_agb=aanbieder), "referentie", referenties, _REGEL
        )
        return {regel.referentie: regel for regel in map(_regel, rijen)}

    def regels_op(self, gemeente: str, nummers: Collection[int]) -> Mapping[int, Sequence[Regel]]:
        """The approved lines on these allocations, debit and credit, in order of approval."""
        rijen = Ketenregel.objects.filter(gemeente_code=gemeente).order_by("toewijzing_nummer", "pk")
        regels = map(_regel, _in_porties(rijen, "toewijzing_nummer", sorted(nummers), _REGEL))
        return {nr: list(groep) for nr, groep in groupby(regels, lambda r: r.prestatie.toewijzing_nummer)}

    def verzonden_declaraties(
        self, gemeente: str, aanbieder: str, identificatie: str
    ) -> Sequence[jw323.Bericht]:
        """Every JW323 that the provider sent under this Identificatie, refused ones too (TR337, TR371)."""
        rijen = Ketenverzending.objects.filter(
            gemeente_code=gemeente, aanbieder_agb=aanbieder, identificatie=identificatie
        )
        return [_inhoud(rij) for rij in rijen.select_related("ruw").order_by("pk")]

    def lees_vooraf(self, vragen: Vragen, stand: GeheugenKetenstand) -> dict[str, datetime.date]:
        """Put all that these questions are about in ``stand``, in a few statements; returns for each provider that
        declares the first day of the latest month that it declared."""
        if vragen.sleutels:
            self._lees_sleutels(vragen.sleutels, stand)
        if vragen.nummers or vragen.toewijzingen_van:
            self._lees_toewijzingen(vragen, stand)
        if vragen.regie_van:
            bsn_van = {bsn_sleutel(bsn): bsn for _, bsn in vragen.regie_van}
            rijen = self._eigen(Ketenmelding, vervallen=False, **_wie(vragen.regie_van)).order_by("pk")
            meldingen = [
                _melding(rij[:-1], bsn_van[rij[-1]]) for rij in rijen.values_list(*_MELDING, "bsn_sleutel")
            ]
            stand.verwerk(Wijziging(regie=tuple(meldingen)))
        if vragen.verzoeken or vragen.verzoeken_van:
            self._lees_verzoeken(vragen, stand)
        return self._lees_declaraties(vragen, stand) if vragen.declaranten else {}

    def _lees_sleutels(self, sleutels: Collection[Berichtsleutel], stand: GeheugenKetenstand) -> None:
        rijen = Ketenbericht.objects.filter(
            afzender__in={s.afzender for s in sleutels},
            soort__in={s.berichttype for s in sleutels},
            identificatie__in={s.identificatie for s in sleutels},
        )
        for rij in rijen.values_list("soort", "afzender", "identificatie"):
            stand.verwerk(Wijziging(bericht=Berichtsleutel(*rij)))

    def _lees_toewijzingen(self, vragen: Vragen, stand: GeheugenKetenstand) -> None:
        rijen = list(_in_porties(self._eigen(Ketentoewijzing), "nummer", vragen.nummers, _TOEWIJZING))
        if vragen.toewijzingen_van:
            van = self._eigen(Ketentoewijzing, **_wie(vragen.toewijzingen_van))
            rijen += van.values_list(*_TOEWIJZING)
        stand.verwerk(Wijziging(toewijzingen=tuple(map(_toewijzing, rijen))))

    def _lees_verzoeken(self, vragen: Vragen, stand: GeheugenKetenstand) -> None:
        """Those with a reference and those of a client, each by its own index."""
        rijen: dict[int, Ketenverzoek] = {}
        if vragen.verzoeken:
            met = {
                "aanbieder_agb__in": {aanbieder for aanbieder, _ in vragen.verzoeken},
                "referentie_aanbieder__in": {referentie for _, referentie in vragen.verzoeken},
            }
            rijen |= {rij.pk: rij for rij in self._eigen(Ketenverzoek, **met)}
        if vragen.verzoeken_van:
            rijen |= {rij.pk: rij for rij in self._eigen(Ketenverzoek, **_wie(vragen.verzoeken_van))}
        stand.verwerk(Wijziging(verzoeken=tuple(_verzoek(rijen[pk]) for pk in sorted(rijen))))

    def _lees_declaraties(self, vragen: Vragen, stand: GeheugenKetenstand) -> dict[str, datetime.date]:
        genoemd = self._eigen(
            Ketendeclaratie,
            aanbieder_agb__in=vragen.declaranten,
            nummer__in={nummer for _, nummer in vragen.declaraties},
        )
        for rij in genoemd.values_list("gemeente_code", "aanbieder_agb", "nummer", "begin", "identificatie"):
            stand.verwerk(Wijziging(declaratie=Declaratie(*rij)))
        referenties = {referentie for _, referentie in vragen.regels}
        met = self._eigen(Ketenregel, aanbieder_agb__in=vragen.declaranten)
        op = self._eigen(Ketenregel)
        rijen = {
            rij[-1]: rij
            for rij in (
                *_in_porties(met, "referentie", referenties, (*_REGEL, "pk")),
                *_in_porties(op, "toewijzing_nummer", vragen.regels_op, (*_REGEL, "pk")),
            )
        }
        stand.verwerk(Wijziging(regels=tuple(_regel(rijen[pk][:-1]) for pk in sorted(rijen))))
        verzonden = self._eigen(
            Ketenverzending,
            aanbieder_agb__in=vragen.declaranten,
            identificatie__in={identificatie for _, identificatie in vragen.verzonden},
        )
        for rij in verzonden.select_related("ruw").order_by("pk"):
            stand.verwerk(Wijziging(verzonden=_inhoud(rij)))
        laatste = self._eigen(Ketendeclaratie, aanbieder_agb__in=vragen.declaranten)
        return dict(laatste.values_list("aanbieder_agb").annotate(Max("begin")))

    # --- changes -----------------------------------------------------------------------------------------------

    def verwerk(self, wijziging: Wijziging) -> None:
        """Apply what a message changes: deletions before additions, one statement for each kind."""
        self.verwerk_alle([(wijziging, None)])

    def verwerk_alle(self, wijzigingen: Iterable[tuple[Wijziging, UUID | None]]) -> None:
        """Apply what messages change, in this order: what only adds is written together with what only adds after it.

        With each comes the key of its message in the raw store, so that its bytes are not kept twice; None: it is
        not there.
        """
        erbij: list[tuple[Wijziging, UUID | None]] = []
        for wijziging, ruw_id in wijzigingen:
            if _raakt_wat_er_is(wijziging):
                self._voeg_toe(erbij)
                erbij = []
                self._verander(wijziging)
            erbij.append((wijziging, ruw_id))
        self._voeg_toe(erbij)

    def _verander(self, wijziging: Wijziging) -> None:
        """What it takes away and changes; what it adds comes after."""
        for aanbieder, groep in groupby(wijziging.toegewezen, lambda sleutel: sleutel[0]):
            self._verzoek(aanbieder, *(referentie for _, referentie in groep)).update(toegewezen=True)
        for melding in wijziging.regie_vervallen:
            self._vervalt(melding)
        for antwoord in wijziging.antwoorden:
            erbij = Func(F("antwoorden"), Value(antwoord.verzoek_antwoord), function="array_append")
            self._verzoek(antwoord.aanbieder, antwoord.referentie).update(antwoorden=erbij)
        if wijziging.declaratie_vervallen is not None:
            aanbieder, nummer = wijziging.declaratie_vervallen
            self._eigen(Ketenregel, aanbieder_agb=aanbieder, declaratie_nummer=nummer).delete()
            self._eigen(Ketendeclaratie, aanbieder_agb=aanbieder, nummer=nummer).delete()
        for aanbieder, groep in groupby(wijziging.regels_vervallen, lambda sleutel: sleutel[0]):
            for portie in _porties(referentie for _, referentie in groep):
                self._eigen(Ketenregel, aanbieder_agb=aanbieder, referentie__in=portie).delete()

    def _voeg_toe(self, wijzigingen: Sequence[tuple[Wijziging, UUID | None]]) -> None:
        """What messages add, one statement for each kind."""
        alle = [wijziging for wijziging, _ in wijzigingen]
        self._onthoud([(w.bericht, w) for w in alle if w.bericht is not None])
        if toewijzingen := [toewijzing for w in alle for toewijzing in w.toewijzingen]:
            bewaar_toewijzingen(toewijzingen)
        if meldingen := _meldingrijen(melding for w in alle for melding in w.regie):
            voeg_toe(meldingen)
        # Of one reference the last counts.
        if verzoeken := {(v.aanbieder, v.referentie): v for w in alle for v in w.verzoeken}:
            self._bewaar_verzoeken(verzoeken.values())
        if verzonden := [(w.verzonden, ruw_id) for w, ruw_id in wijzigingen if w.verzonden is not None]:
            voeg_toe([_verzendingrij(*rij) for rij in verzonden])
        if declaraties := [_declaratierij(w.declaratie) for w in alle if w.declaratie is not None]:
            voeg_toe(declaraties)
        voeg_toe([_regelrij(regel) for w in alle for regel in w.regels])

    def neem_over(
        self,
        toewijzingen: Iterable[Toewijzing] = (),
        meldingen: Iterable[Start | Stop] = (),
        *,
        declaraties: Iterable[Declaratie] = (),
        regels: Iterable[Regel] = (),
        berichten: Iterable[Berichtsleutel] = (),
    ) -> None:
        """Know what was settled before this installation was in use, of which no message is in the store.

        A rebuild begins with it. Calling it again with an allocation replaces where it begins; with a declaration, a
        line or the key of a message that is known already nothing changes.
        """
        for portie in _porties(toewijzingen):
            bewaar_toewijzingen(portie, overgenomen=True)
        for groep in _porties(meldingen):
            voeg_toe(_meldingrijen(groep, overgenomen=True))
        reeksen: tuple[Iterable[models.Model], ...] = (
            (_declaratierij(d, overgenomen=True) for d in declaraties),
            (_regelrij(regel, overgenomen=True) for regel in regels),
            (
                Ketenbericht(
                    gemeente_code=self.gemeente_code,
                    afzender=b.afzender,
                    soort=b.berichttype,
                    identificatie=b.identificatie,
                    overgenomen=True,
                )
                for b in berichten
            ),
        )
        for rijen in reeksen:
            for stuk in _porties(rijen):
                voeg_toe(stuk, tenzij_bekend=True)

    def _onthoud(self, berichten: Sequence[tuple[Berichtsleutel, Wijziging]]) -> None:
        voeg_toe(
            [
                Ketenbericht(
                    gemeente_code=self.gemeente_code or _gemeente_van(sleutel, wijziging),
                    afzender=sleutel.afzender,
                    soort=sleutel.berichttype,
                    identificatie=sleutel.identificatie,
                )
                for sleutel, wijziging in berichten
            ]
        )

    def _verzoek(self, aanbieder: str, *referenties: str) -> Any:
        return self._eigen(Ketenverzoek, aanbieder_agb=aanbieder, referentie_aanbieder__in=referenties)

    def _vervalt(self, melding: Start | Stop) -> None:
        """Mark the oldest row that says precisely this."""
        zelfde = Ketenmelding.objects.filter(
            **_client(*melding[:3]), **_meldingsleutel(melding), vervallen=False
        )
        Ketenmelding.objects.filter(pk__in=zelfde.order_by("pk").values("pk")[:1]).update(vervallen=True)

    def _bewaar_verzoeken(self, verzoeken: Iterable[Verzoek]) -> None:
        Ketenverzoek.objects.bulk_create(
            [
                Ketenverzoek(
                    gemeente_code=v.gemeente,
                    aanbieder_agb=v.aanbieder,
                    referentie_aanbieder=v.referentie,
                    soort=v.soort,
                    bsn=v.bsn,
                    bsn_sleutel=bsn_sleutel(v.bsn),
                    antwoorden=list(v.antwoorden),
                    toegewezen=v.toegewezen,
                )
                for v in verzoeken
            ],
            update_conflicts=True,
            unique_fields=["gemeente_code", "aanbieder_agb", "referentie_aanbieder"],
            update_fields=["soort", "bsn", "bsn_sleutel", "antwoorden", "toegewezen"],
        )


def vergrendel(gemeente: str, aanbieder: str, bsn: str | None) -> None:
    """Let messages about one client of a provider wait for each other until commit, in and out alike.

    So two requests cannot both be the only one pending (TR374), and the order in which they were accepted is the order
    of their log. Without ``bsn``: the declarations of that provider.
    """
    grendel(clientgrendel(gemeente, aanbieder, bsn))


def clientgrendel(gemeente: str, aanbieder: str, bsn: str | None) -> str:
    """The name of the lock of :func:`vergrendel`."""
    return f"{gemeente}|{aanbieder}|{bsn or ''}"


def grendel(*namen: str) -> None:
    """Wait for, and take, the locks with these names; they open when the transaction ends.

    In one order whoever asks, so that two who need several do not wait for each other.
    """
    sleutels = sorted(
        int.from_bytes(hashlib.sha256(naam.encode()).digest()[:8], "big", signed=True) for naam in set(namen)
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(nr) FROM unnest(%s::bigint[]) AS nr", [sleutels])


def bewaar_toewijzingen(toewijzingen: Iterable[Toewijzing], *, overgenomen: bool = False) -> None:
    """Write versions of allocations, in one statement; an older version never replaces a newer one (IV013)."""
    nieuwste: dict[tuple[str, int], tuple[str, Toewijzing]] = {}
    for toewijzing in toewijzingen:
        sleutel, moment = (toewijzing.gemeente, toewijzing.nummer), moment_van(toewijzing.product)
        if sleutel not in nieuwste or nieuwste[sleutel][0] <= moment:
            nieuwste[sleutel] = (moment, toewijzing)
    vandaag = klok.vandaag() if overgenomen else None
    kolommen: list[list[Any]] = [[], [], [], [], [], [], [], [], []]
    for moment, toewijzing in nieuwste.values():
        product = json.dumps(naar_json(toewijzing.product))
        rij = (
            *(toewijzing.gemeente, toewijzing.aanbieder, toewijzing.nummer),
            *(versleutel(toewijzing.bsn), bsn_sleutel(toewijzing.bsn)),
            *(product, moment, product if overgenomen else None, vandaag),
        )
        for kolom, waarde in zip(kolommen, rij, strict=True):
            kolom.append(waarde)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO berichten_ketentoewijzing AS oud (gemeente_code, aanbieder_agb, nummer, bsn, bsn_sleutel,"
            " product, moment, overgenomen, overgenomen_op) SELECT * FROM unnest(%s::text[], %s::text[], %s::bigint[],"
            " %s::text[], %s::text[], %s::jsonb[], %s::text[], %s::jsonb[], %s::date[])"
            " ON CONFLICT (gemeente_code, nummer) DO UPDATE SET"
            " aanbieder_agb = excluded.aanbieder_agb, bsn = excluded.bsn, bsn_sleutel = excluded.bsn_sleutel,"
            " product = excluded.product, moment = excluded.moment,"
            " overgenomen = coalesce(excluded.overgenomen, oud.overgenomen),"
            " overgenomen_op = coalesce(oud.overgenomen_op, excluded.overgenomen_op)"
            " WHERE oud.moment <= excluded.moment",
            kolommen,
        )


class Registerpoort:
    """``Contractpoort`` over the register of product codes, contracts and tariffs.

    ``aanbieders``: providers about which more is going to be asked for the same municipality; read in one go.
    """

    def __init__(self, aanbieders: Iterable[str] = ()) -> None:
        self._samen = frozenset(aanbieders)
        self._boeken: dict[str, tuple[frozenset[str], Contractboek]] = {}

    def afspraken(
        self, gemeente: str, aanbieder: str, productcategorie: str, productcode: str, op: datetime.date
    ) -> Sequence[Contractafspraak]:
        """What the register says was agreed; without a contract that names the product nothing (TR341, TR418)."""
        if isinstance(op, VerreDatum):
            return ()
        van, boek = self._boeken.get(gemeente, (frozenset[str](), None))
        if boek is None or aanbieder not in van:
            van = self._samen | {aanbieder}
            boek = register().contractboek(gemeente, van)
            self._boeken[gemeente] = (van, boek)
        return boek.afspraken(aanbieder, productcategorie, productcode, op)

    def productcode_past(
        self, gemeente: str, aanbieder: str, productcategorie: str, productcode: str, op: datetime.date
    ) -> bool | None:
        """Whether the region's product list has this code under this category (TR381); ``None`` while it has no
        list."""
        if isinstance(op, VerreDatum):
            return None
        lijst = register().productcodelijsten()(op)
        return lijst.get(productcode) == productcategorie if lijst else None


def toets(
    bericht: Any,
    *,
    gemeente_code: str,
    stand: Ketenstand | None = None,
    contract: Registerpoort | None = None,
) -> Ketencontrole:
    """Check a message against the chain, as the party that receives it: we what comes in, the provider what
    goes out."""
    stand = stand or DbKetenstand(gemeente_code)
    return controleer(bericht, stand, contract or Registerpoort(), vandaag=_peildag(bericht, klok.vandaag()))


def _peildag(bericht: Any, dag: datetime.date) -> datetime.date:
    """The day on which a message is judged. A JW325 repeats the date of the declaration that it answers, also when
    that one was refused for a date in the future (TR135)."""
    herhaald = getattr(bericht.header, "declaratie_identificatie", None)
    return dag if herhaald is None else max(dag, herhaald.dagtekening)


def bouw_opnieuw(gemeente_code: str) -> int:
    """Throw the chain state of a municipality away and make it again from the raw messages; returns how many counted.

    The messages count in the order in which they were accepted or sent, until they were rejected, and again from when
    they were settled outside the message traffic. Call under
    ``als_systeem({gemeente_code})``. The state afterwards is the state before, or the projection was wrong.

    Raises:
        HerbouwFout: a message that was accepted breaks a rule now; nothing is to be committed then.
    """
    for model in (Ketenverzoek, Ketenverzending):
        model._default_manager.filter(gemeente_code=gemeente_code).delete()
    for model in (Ketenbericht, Ketendeclaratie, Ketenregel, Ketenmelding):
        model._default_manager.filter(gemeente_code=gemeente_code, overgenomen=False).delete()
    Ketenmelding.objects.filter(gemeente_code=gemeente_code, vervallen=True).update(vervallen=False)
    Ketentoewijzing.objects.filter(gemeente_code=gemeente_code, overgenomen__isnull=True).delete()
    for rij in Ketentoewijzing.objects.filter(gemeente_code=gemeente_code):
        rij.product = rij.overgenomen
        rij.moment = moment_van(uit_json(jw301.ToegewezenProduct, rij.overgenomen))
        rij.save(update_fields=["product", "moment"])
    from jeugdketen.berichten.herroeping import geldt_toch, herroep

    aantal = 0
    stand = DbKetenstand(gemeente_code)
    for stap in _ketenstappen(gemeente_code):
        rij = stap.bericht
        if stap.naar == t.AFGEWEZEN:
            herroep(rij, tot=stap.pk)
            continue
        if stap.van == t.AFGEWEZEN:
            geldt_toch(rij)
            continue
        inhoud = lees(rij.ruw.inhoud).bericht
        if rij.soort == "JW323":
            wijziging = _zonder_vernietigde(gemeente_code, _wijziging_van(rij, inhoud))
        else:
            controle = controleer(inhoud, stand, vandaag=_peildag(inhoud, rij.ontvangen_dag))
            if controle.bevindingen:
                raise HerbouwFout(f"{rij.soort} {rij.pk}: {', '.join(controle.regels)}")
            wijziging = controle.wijziging
        stand.verwerk_alle([(wijziging, rij.ruw_id)])
        aantal += 1
    return aantal


def _zonder_vernietigde(gemeente_code: str, wijziging: Wijziging) -> Wijziging:
    """Without lines whose allocation is not in the chain: it went with the file of the child, and its lines with it,
    while the declaration, which is about others too, is still in the store."""
    nummers = {regel.prestatie.toewijzing_nummer for regel in wijziging.regels}
    bekend = set(
        Ketentoewijzing.objects.filter(gemeente_code=gemeente_code, nummer__in=nummers).values_list(
            "nummer", flat=True
        )
    )
    regels = tuple(r for r in wijziging.regels if r.prestatie.toewijzing_nummer in bekend)
    return replace(wijziging, regels=regels)


class HerbouwFout(RuntimeError):
    """The messages in the store do not give a state: one that was accepted breaks a rule of the chain."""


def _ketenstappen(gemeente_code: str) -> Iterator[Overgang]:
    """What changed the chain of a municipality, in the order of its log: a message was taken in or sent, a JW323 was
    refused, or a message of ours was rejected and no longer counts (OP286), or counts again after that."""
    telt = Q(bericht__toestand__in=t.GELDIG) & Q(naar__in=(t.AANVAARD, t.KLAAR))
    geweigerd = Q(bericht__soort="JW323", naar=t.AFGEKEURD)
    afgewezen = Q(bericht__richting=t.UIT) & (Q(naar=t.AFGEWEZEN) | Q(van=t.AFGEWEZEN))
    return (
        Overgang.objects.select_related("bericht__ruw")
        .exclude(van=F("naar"))  # something that happened, not a step
        .filter(
            telt | geweigerd | afgewezen,
            bericht__gemeente_code=gemeente_code,
            bericht__soort__in=KETENSOORTEN,
        )
        .order_by("pk")
        .iterator(chunk_size=100)
    )


def _wijziging_van(rij: Bericht, inhoud: jw323.Bericht) -> Wijziging:
    """What a JW323 changed when it came, by the JW325 that we sent on it: which lines that names, was refused.

    Read off the answer and not judged again: contracts and tariffs may have been corrected since.
    """
    kop = inhoud.header
    antwoord = Bericht.objects.select_related("ruw").get(antwoord_op=rij, soort="JW325")
    inhoud_antwoord = lees(antwoord.ruw.inhoud).bericht.declaratie_antwoord
    zonder_fout = {GEEN_OPMERKING, VOLLEDIG_TOEGEWEZEN}
    if inhoud_antwoord is None or not set(inhoud_antwoord.retourcodes) <= zonder_fout:
        return Wijziging(verzonden=inhoud)
    geweigerd = {
        (client.bsn, p.product_referentie) for client in inhoud_antwoord.clienten for p in client.prestaties
    }
    regels = [
        Regel(kop.ontvanger, kop.afzender, client.bsn, inhoud.declaratie.declaratie_nummer, prestatie)
        for client in inhoud.declaratie.clienten
        for prestatie in client.prestaties
        if (client.bsn, prestatie.product_referentie) not in geweigerd
    ]
    identificatie = kop.bericht_identificatie.identificatie
    return Wijziging(
        bericht=Berichtsleutel("JW323", kop.afzender, identificatie),
        verzonden=inhoud,
        declaratie=Declaratie(
            kop.ontvanger,
            kop.afzender,
            inhoud.declaratie.declaratie_nummer,
            inhoud.declaratie.declaratie_periode.begindatum,
            identificatie,
        ),
        # Credits count first, as when they were judged (OP366).
        regels=tuple(sorted(regels, key=lambda r: r.prestatie.ingediend_bedrag.debet_credit != "C")),
    )


# --- rows ⇄ values -----------------------------------------------------------------------------------------------

_TOEWIJZING = ("gemeente_code", "aanbieder_agb", "bsn", "product")
_MELDING = (
    *("gemeente_code", "aanbieder_agb", "toewijzing_nummer", "categorie", "code", "begindatum"),
    *("reden_beeindiging", "einddatum"),
)
_REGEL = (
    *("gemeente_code", "aanbieder_agb", "bsn", "declaratie_nummer", "referentie", "vorige_referentie"),
    *("toewijzing_nummer", "categorie", "code", "begin", "eind", "volume", "eenheid", "tarief", "bedrag"),
    "debet_credit",
)


def _porties(waarden: Iterable[_T]) -> Iterator[list[_T]]:
    """What is read or written in one statement at a time."""
    rest = iter(waarden)
    while portie := list(islice(rest, PORTIE)):
        yield portie


def _raakt_wat_er_is(w: Wijziging) -> bool:
    """Whether it changes or takes away what messages before it added."""
    return bool(
        w.toegewezen
        or w.regie_vervallen
        or w.antwoorden
        or w.declaratie_vervallen is not None
        or w.regels_vervallen
    )


def _wie(paren: Collection[tuple[str, str]]) -> dict[str, Any]:
    """Rows of clients at providers; also of pairs that were not asked for."""
    return {
        "aanbieder_agb__in": {aanbieder for aanbieder, _ in paren},
        "bsn_sleutel__in": {bsn_sleutel(bsn) for _, bsn in paren},
    }


def _client(gemeente: str, aanbieder: str, bsn: str) -> dict[str, str]:
    return {"gemeente_code": gemeente, "aanbieder_agb": aanbieder, "bsn_sleutel": bsn_sleutel(bsn)}


def _in_porties(rijen: Any, veld: str, sleutels: Collection[Any], kolommen: Sequence[str]) -> Iterator[Any]:
    """The rows with one of these keys, so many keys at a time that no statement grows with the message."""
    for portie in _porties(sleutels):
        yield from rijen.filter(**{f"{veld}__in": portie}).values_list(*kolommen)


def _gemeente_van(sleutel: Berichtsleutel, wijziging: Wijziging) -> str:
    """The municipality that a message is about: its sender, or that of the first thing it changes."""
    if len(sleutel.afzender) == 4:
        return sleutel.afzender
    if wijziging.declaratie is not None:
        return wijziging.declaratie.gemeente
    eerste = next(
        iter((*wijziging.regie, *wijziging.regie_vervallen, *wijziging.verzoeken, *wijziging.toewijzingen))
    )
    return eerste.gemeente


def _verzoek(rij: Ketenverzoek) -> Verzoek:
    return Verzoek(
        gemeente=rij.gemeente_code,
        aanbieder=rij.aanbieder_agb,
        bsn=rij.bsn,
        referentie=rij.referentie_aanbieder,
        soort="VOW" if rij.soort == "VOW" else "VOT",
        antwoorden=tuple(rij.antwoorden),
        toegewezen=rij.toegewezen,
    )


def _toewijzing(rij: tuple[Any, ...]) -> Toewijzing:
    gemeente, aanbieder, bsn, product = rij
    return Toewijzing(gemeente, aanbieder, bsn, uit_json(jw301.ToegewezenProduct, product))


def _melding(rij: tuple[Any, ...], bsn: str) -> Start | Stop:
    gemeente, aanbieder, nummer, categorie, code, begin, reden, eind = rij
    if eind is None:
        return Start(gemeente, aanbieder, bsn, nummer, categorie, code, begin)
    return Stop(gemeente, aanbieder, bsn, nummer, categorie, code, begin, reden, eind)


def _meldingsleutel(melding: Start | Stop) -> dict[str, Any]:
    return {
        "toewijzing_nummer": melding.toewijzing_nummer,
        "categorie": melding.categorie,
        "code": melding.code,
        "begindatum": melding.begindatum,
        "reden_beeindiging": melding.reden_beeindiging if isinstance(melding, Stop) else None,
        "einddatum": melding.einddatum if isinstance(melding, Stop) else None,
    }


def _meldingrijen(meldingen: Iterable[Start | Stop], *, overgenomen: bool = False) -> list[Ketenmelding]:
    return [
        Ketenmelding(**_client(*m[:3]), bsn=m.bsn, **_meldingsleutel(m), overgenomen=overgenomen)
        for m in meldingen
    ]


def _regel(rij: tuple[Any, ...]) -> Regel:
    (gemeente, aanbieder, bsn, declaratie, referentie, vorige) = rij[:6]
    (nummer, categorie, code, begin, eind, volume, eenheid, tarief, bedrag, debet_credit) = rij[6:]
    return Regel(
        gemeente,
        aanbieder,
        bsn,
        declaratie,
        jw323.Prestatie(
            Referentie(referentie, vorige),
            nummer,
            categorie,
            code,
            GeslotenPeriode(begin, eind),
            volume,
            eenheid,
            tarief,
            BedragMetDC(bedrag, debet_credit),
        ),
    )


def _declaratierij(declaratie: Declaratie, *, overgenomen: bool = False) -> Ketendeclaratie:
    return Ketendeclaratie(
        gemeente_code=declaratie.gemeente,
        aanbieder_agb=declaratie.aanbieder,
        nummer=declaratie.nummer,
        begin=declaratie.begin,
        identificatie=declaratie.identificatie,
        overgenomen=overgenomen,
    )


def _regelrij(regel: Regel, *, overgenomen: bool = False) -> Ketenregel:
    p = regel.prestatie
    return Ketenregel(
        overgenomen=overgenomen,
        gemeente_code=regel.gemeente,
        aanbieder_agb=regel.aanbieder,
        bsn=regel.bsn,
        bsn_sleutel=bsn_sleutel(regel.bsn),
        declaratie_nummer=regel.declaratie_nummer,
        referentie=regel.referentie,
        vorige_referentie=p.product_referentie.vorig_referentie_nummer,
        toewijzing_nummer=p.toewijzing_nummer,
        categorie=p.product_categorie,
        code=p.product_code,
        begin=p.product_periode.begindatum,
        eind=p.product_periode.einddatum,
        volume=p.geleverd_volume,
        eenheid=p.eenheid,
        tarief=p.product_tarief,
        bedrag=p.ingediend_bedrag.bedrag,
        debet_credit=p.ingediend_bedrag.debet_credit,
    )


def _verzendingrij(bericht: jw323.Bericht, ruw_id: UUID | None) -> Ketenverzending:
    kop = bericht.header
    return Ketenverzending(
        gemeente_code=kop.ontvanger,
        aanbieder_agb=kop.afzender,
        identificatie=kop.bericht_identificatie.identificatie,
        ruw_id=ruw_id,
        inhoud=None if ruw_id is not None else zlib.compress(schrijf(bericht)),
    )


def _inhoud(rij: Ketenverzending) -> jw323.Bericht:
    bytes_ = rij.ruw.inhoud if rij.ruw is not None else zlib.decompress(rij.inhoud)
    bericht: jw323.Bericht = lees(bytes_).bericht
    return bericht


def moment_van(product: jw301.ToegewezenProduct) -> str:
    """When this version of an allocation was settled, as text that sorts by time (IV013)."""
    return f"{product.toewijzingsdatum.isoformat()}T{product.toewijzingstijd.isoformat()}"


def naar_json(waarde: Any) -> Any:
    """A class of a message as JSON: dates and times as ISO text, classes as objects."""
    if hasattr(waarde, "_asdict"):
        return {naam: naar_json(deel) for naam, deel in waarde._asdict().items() if deel is not None}
    if isinstance(waarde, tuple):
        return [naar_json(deel) for deel in waarde]
    if isinstance(waarde, (datetime.date, datetime.time)):
        return waarde.isoformat()
    return waarde


def uit_json(klasse: type[Any], waarde: Mapping[str, Any]) -> Any:
    """The inverse of :func:`naar_json` for a class without lists."""
    return klasse(
        *(
            lees_deel(waarde[naam]) if waarde.get(naam) is not None else None
            for naam, lees_deel in _lezers(klasse)
        )
    )


@lru_cache(maxsize=32)
def _lezers(klasse: type[Any]) -> tuple[tuple[str, Callable[[Any], Any]], ...]:
    """For each field of a class how its JSON becomes a value."""
    typen = get_type_hints(klasse)
    return tuple((naam, _lezer(get_args(typen[naam]) or (typen[naam],))) for naam in klasse._fields)


def _lezer(soorten: tuple[Any, ...]) -> Callable[[Any], Any]:
    deel = next((s for s in soorten if hasattr(s, "_fields")), None)
    if deel is not None:
        return lambda waarde: uit_json(deel, waarde)
    if datetime.date in soorten:
        return datetime.date.fromisoformat
    if datetime.time in soorten:
        return datetime.time.fromisoformat
    return lambda waarde: waarde
