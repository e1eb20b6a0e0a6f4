"""What only the list knows, put into messages: so the rules of the standard judge it as they judge the history.

A JW301 for each child and provider, and a JW305 where the list says that care has started. They are never stored and
never sent: what passes is played after the history, what breaks a rule is refused with that rule.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from itertools import count

from ijw.berichten import jw305
from ijw.controle import controleer
from ijw.schrijven import OngeldigBericht, schrijf
from jeugdketen.dossier.models import Jeugdige
from jeugdketen.kern import klok
from jeugdketen.overname.afstemming import Lot, Regel
from jeugdketen.overname.historie import UIT_LIJST, Historie, Historiebericht, wijziging_van
from jeugdketen.overname.lijst import Lijstregel
from jeugdketen.toewijzing import berichtbouw
from jeugdketen.toewijzing.aanbiederberichten import Clientgegevens, Startregel, maak_jw305
from jeugdketen.toewijzing.models import Toewijzing

_PRODUCT = re.compile(r"/ToegewezenProduct\[(\d+)\]")


def maak_berichten(
    gemeente: str, regels: Sequence[Regel], lijst: Iterable[Lijstregel], peildatum: date
) -> tuple[list[Historiebericht], dict[int, str]]:
    """The messages for allocations that only the list knows.

    Returns:
        The messages, allocations before starts; and the allocations of which none can be made, with the reason.
    """
    nodig = {regel.nummer for regel in regels if regel.lot is Lot.ALLEEN_LIJST}
    groepen: dict[tuple[str, str], list[Lijstregel]] = defaultdict(list)
    for rij in lijst:
        if rij.nummer in nodig:
            groepen[rij.bsn, rij.aanbieder].append(rij)
    nummers = count(1)
    fouten: dict[int, str] = {}
    uit: list[Historiebericht] = []
    starts: list[Lijstregel] = []
    for groep in groepen.values():
        rijen = groep
        while rijen:
            stuk, fout = _jw301(gemeente, rijen, f"OVN{next(nummers):09d}", peildatum)
            if stuk is not None:
                uit.append(stuk)
                starts += [rij for rij in rijen if rij.gestart_op is not None]
                break
            fouten |= fout
            rijen = [rij for rij in rijen if rij.nummer not in fout]
    uit += [_jw305(gemeente, rij, f"OVN{next(nummers):09d}", peildatum) for rij in starts]
    return uit, fouten


def speel_bij(historie: Historie, berichten: Iterable[Historiebericht]) -> None:
    """Play made messages after the history; a start that does not fit stays out, with the rule that it breaks."""
    for stuk in berichten:
        historie.berichten.append(stuk)
        if stuk.reden:
            continue
        assert stuk.dagtekening is not None
        wijziging, stuk.regels = wijziging_van(stuk.bericht, stuk.soort, historie.stand, stuk.dagtekening)
        historie.stand.verwerk(wijziging)
        stuk.aangenomen = not stuk.regels
        if stuk.regels:
            stuk.reden = _geen_start(stuk.bericht, stuk.regels)


def _geen_start(bericht: jw305.Bericht, regels: Sequence[str]) -> str:
    nummer = bericht.client.start_producten[0].toewijzing_nummer
    return (
        f"De startdatum van toewijzing {nummer} op de lijst is niet overgenomen: zij breekt {', '.join(regels)}. "
        "De aanbieder stuurt een startbericht."
    )


def _toewijzing(gemeente: str, rij: Lijstregel) -> Toewijzing:
    return Toewijzing(
        nummer=str(rij.nummer),
        gemeente_code=gemeente,
        aanbieder_agb=rij.aanbieder,
        categorie=rij.categorie,
        code=rij.code,
        van=rij.van,
        tot=rij.tot,
        volume=rij.volume,
        eenheid=rij.eenheid,
        frequentie=rij.frequentie,
        budget_cent=rij.budget,
        toegewezen_op=datetime.combine(rij.toegewezen_op, time(), klok.NEDERLAND),
    )


def _jw301(
    gemeente: str, rijen: Sequence[Lijstregel], identificatie: str, dag: date
) -> tuple[Historiebericht | None, dict[int, str]]:
    eerste = rijen[0]
    kind = Jeugdige(
        gemeente_code=gemeente,
        bsn=eerste.bsn,
        geboortedatum=eerste.geboortedatum,
        geslacht=eerste.geslacht,
        voornamen=eerste.voornamen,
        voorvoegsel=eerste.voorvoegsel,
        achternaam=eerste.achternaam,
        geheim=True,  # the list has no address: the municipality's own stands in its place
    )
    toewijzingen = [_toewijzing(gemeente, rij) for rij in rijen]
    try:
        bericht = berichtbouw.maak_jw301(
            berichtbouw.Client(kind, None, ()),
            toewijzingen,
            {},
            identificatie=identificatie,
            nu=datetime.combine(dag, time(), klok.NEDERLAND),
        )
        inhoud = schrijf(bericht)
    except (berichtbouw.OnvolledigDossier, OngeldigBericht) as fout:
        return None, {rij.nummer: str(fout) for rij in rijen}
    controle = controleer(inhoud)
    if controle.uitkomst == "geweigerd":
        zin = "Een gegeven past niet in het toewijzingsbericht van de standaard. Kijk namen en nummers in deze rij na."
        return None, {rij.nummer: zin for rij in rijen}
    fouten: dict[int, list[str]] = defaultdict(list)
    for bevinding in controle.bevindingen:
        if treffer := _PRODUCT.search(bevinding.pad):
            fouten[rijen[int(treffer[1]) - 1].nummer].append(f"{bevinding.melding} ({bevinding.regel})")
        else:  # about the child: the sentence may repeat what stands in the message
            for rij in rijen:
                fouten[rij.nummer].append(f"De gegevens van de cliënt breken regel {bevinding.regel}.")
    if fouten:
        return None, {nummer: " ".join(dict.fromkeys(zinnen)) for nummer, zinnen in fouten.items()}
    return (
        Historiebericht(
            naam=UIT_LIJST,
            inhoud=inhoud,
            soort="JW301",
            bericht=bericht,
            aanbieder=eerste.aanbieder,
            identificatie=identificatie,
            dagtekening=dag,
            bsn=eerste.bsn,
        ),
        {},
    )


def _jw305(gemeente: str, rij: Lijstregel, identificatie: str, dag: date) -> Historiebericht:
    assert rij.gestart_op is not None
    bericht = maak_jw305(
        _toewijzing(gemeente, rij),
        Clientgegevens(
            bsn=rij.bsn,
            geboortedatum=rij.geboortedatum,
            geslacht=rij.geslacht,
            achternaam=rij.achternaam,
            voorvoegsel=rij.voorvoegsel,
            voornamen=rij.voornamen,
        ),
        [Startregel(rij.gestart_op)],
        identificatie=identificatie,
        op=dag,
    )
    inhoud = schrijf(bericht)
    stuk = Historiebericht(
        naam=UIT_LIJST,
        inhoud=inhoud,
        soort="JW305",
        bericht=bericht,
        aanbieder=rij.aanbieder,
        identificatie=identificatie,
        dagtekening=dag,
        bsn=rij.bsn,
    )
    controle = controleer(inhoud)
    if controle.uitkomst != "goed":
        stuk.regels = controle.regels
        stuk.reden = _geen_start(bericht, stuk.regels)
    return stuk
