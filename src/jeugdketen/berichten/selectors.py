"""Every read of the post box. Returns the frozen values of :mod:`jeugdketen.berichten.weergave`.

Call inside the request's transaction: row security decides what exists for this user. A list page costs the
same number of questions to the database however many rows it shows. Opening one message writes the read log.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone

from ijw.berichten import definitie_van
from ijw.codelijsten import codelijst
from ijw.keten.stand import VERWIJDERD
from ijw.lezen import lees
from jeugdketen.berichten import toestand as t
from jeugdketen.berichten.kop import ANTWOORDEN
from jeugdketen.berichten.lijst import PER_PAGINA, Filter, Rand, bladzijde
from jeugdketen.berichten.models import Afhandeling, Bericht, Envelop, VerzendPost
from jeugdketen.berichten.oordeel import AFZENDER_HERSTELT
from jeugdketen.berichten.registratie import register
from jeugdketen.berichten.remedies import herstel_bij
from jeugdketen.berichten.services import afhandelredenen
from jeugdketen.berichten.termijnen import melding_uiterlijk
from jeugdketen.berichten.weergave import (
    TOESTANDNAMEN,
    TOESTANDNAMEN_AANBIEDER,
    Afhandelblok,
    Antwoordblok,
    Antwoordregel,
    Berichtbevinding,
    Berichtenlijst,
    BerichtPagina,
    Berichtregel,
    Draadstap,
    Overgangregel,
    RuweXml,
    Xmlregel,
)
from jeugdketen.kern import klok
from jeugdketen.kern.bsn import toon_bsn
from jeugdketen.kern.datumtekst import kort, weekdag
from jeugdketen.kern.leeslog import leg_inzage_vast
from jeugdketen.kern.models import Inzage
from jeugdketen.kern.toegang import Toegang, huidige_toegang
from jeugdketen.kern.werkdagen import werkdagen_tussen

SOORTNAMEN: Mapping[str, str] = {
    "JW301": "toewijzing",
    "JW302": "retour op toewijzing",
    "JW305": "startbericht",
    "JW306": "retour op start",
    "JW307": "stopbericht",
    "JW308": "retour op stop",
    "JW315": "verzoek om toewijzing",
    "JW316": "retour op verzoek",
    "JW317": "verzoek om wijziging",
    "JW318": "retour op wijziging",
    "JW319": "antwoord op verzoek",
    "JW320": "retour op antwoord",
    "JW323": "declaratie",
    "JW325": "antwoord op declaratie",
}

UITKOMST: Mapping[str, str | None] = {
    t.ONTVANGEN: None,
    t.AANVAARD: "toegestaan",
    t.AFGEKEURD: "geweigerd",
    t.GEWEIGERD: "geweigerd",
    t.DUBBEL: "signaal",
    t.ONBEKOPPELD: "signaal",
    t.WACHT: "opgeschort",
    t.MISLUKT: "geweigerd",
    t.KLAAR: None,
    t.VERZONDEN: None,
    t.AANGENOMEN: "toegestaan",
    t.AFGEWEZEN: "geweigerd",
    t.INGETROKKEN: None,
}
"""State → outcome word, for icon and colour."""


class BerichtNietGevonden(LookupError):
    """No such message, or it is none of this user's business: the same answer for both."""

    def __init__(self) -> None:
        super().__init__("Dit bericht bestaat niet, of u mag het niet zien.")


def berichten_lijst(
    toegang: Toegang, *, voor: str = "", na: str = "", per_pagina: int = PER_PAGINA, **velden: Any
) -> Berichtenlijst:
    """Messages, newest first: the newest page, or the one just older than ``voor`` or newer than ``na``.

    ``velden``: those of :class:`jeugdketen.berichten.lijst.Filter`. ``voor`` and ``na`` are the edges ``ouder`` and
    ``nieuwer`` of another page; anything else counts as none. Unknown filter values give an empty list, not an error.
    """
    filter_ = Filter(**velden | {"zoek": velden.get("zoek", "").strip()})
    rand_voor, rand_na = Rand.lees(voor), Rand.lees(na)
    blad = bladzijde(
        toegang, filter_, voor=rand_voor, na=None if rand_voor else rand_na, per_pagina=per_pagina
    )
    return Berichtenlijst(
        regels=als_regels(blad.berichten),
        nieuwer=str(blad.nieuwer or ""),
        ouder=str(blad.ouder or ""),
        filter=filter_,
        soorten=tuple(sorted(SOORTNAMEN)),
        toestanden=tuple(_toestandnamen().items()),
    )


def als_regels(berichten: Sequence[Bericht]) -> tuple[Berichtregel, ...]:
    """These messages as rows of a list, with the names of their parties."""
    namen = _partijnamen(berichten)
    return tuple(_regel(b, namen) for b in berichten)


def _partijnamen(berichten: Iterable[Bericht]) -> dict[str, str]:
    """AGB and CBS codes → names, in two questions for a whole page."""
    codes = {code for b in berichten for code in (b.afzender, b.ontvanger) if code}
    namen = dict(register().aanbieder_namen(frozenset(c for c in codes if len(c) == 8)))
    eigen = register().gemeenten()
    for code in codes:
        if len(code) == 4:
            namen[code] = f"gemeente {eigen.get(code) or code}"
    return namen


def _stand(b: Bericht) -> tuple[str, str | None]:
    """The state in words and its outcome word; of a declaration of which some lines were rejected, that."""
    if b.soort == "JW323" and b.toestand == t.AANVAARD and b.reden:
        return "Deels afgekeurd", "geweigerd"
    if b.soort in ANTWOORDEN and b.toestand == t.AANVAARD and b.reden:
        return "Afkeuring van een bericht", "geweigerd"
    if b.toestand == t.AANGENOMEN and b.afgehandeld_op is not None:
        return "Geldt, buitenom afgehandeld", UITKOMST[b.toestand]
    naam = _toestandnamen()[b.toestand]
    if _wacht_op_antwoord(b) and huidige_toegang().aanbieders:
        naam = f"{naam}, nog te bevestigen"
    return naam, UITKOMST[b.toestand]


def _toestandnamen() -> Mapping[str, str]:
    """The words for who looks."""
    return TOESTANDNAMEN_AANBIEDER if huidige_toegang().aanbieders else TOESTANDNAMEN


def _wie_moet(b: Bericht, namen: Mapping[str, str]) -> str:
    """Who must act, said to who looks: a provider reads its own name as "u"."""
    if not huidige_toegang().aanbieders or b.richting != t.IN:
        return b.wie_moet
    if b.wie_moet == AFZENDER_HERSTELT:
        return "U levert een nieuw bestand aan."
    naam = namen.get(b.afzender)
    return f"U {b.wie_moet.removeprefix(f'{naam} ')}" if b.wie_moet.startswith(f"{naam} ") else b.wie_moet


def _regel(b: Bericht, namen: Mapping[str, str]) -> Berichtregel:
    toestand_naam, uitkomst = _stand(b)
    return Berichtregel(
        id=b.pk,
        soort=b.soort,
        soort_naam=SOORTNAMEN.get(b.soort, "onbekend bestand"),
        identificatie=b.identificatie,
        richting=b.richting,
        afzender=b.afzender,
        afzender_naam=namen.get(b.afzender, b.afzender or "onbekend"),
        ontvanger=b.ontvanger,
        ontvanger_naam=namen.get(b.ontvanger, b.ontvanger or "onbekend"),
        toestand=b.toestand,
        toestand_naam=toestand_naam,
        uitkomst=uitkomst,
        tijdstip=timezone.localtime(b.tijdstip, klok.NEDERLAND),
        antwoord_uiterlijk=b.antwoord_uiterlijk if _wacht_op_antwoord(b) else None,
        samenvatting=" ".join(deel for deel in (b.reden, _wie_moet(b, namen)) if deel),
        gemeente_code=b.gemeente_code,
        afgehandeld=b.afgehandeld_op is not None,
    )


def _wacht_op_antwoord(b: Bericht) -> bool:
    return b.toestand == t.VERZONDEN and b.antwoord_uiterlijk is not None and b.afgehandeld_op is None


# --- one message --------------------------------------------------------------------------------------------------


def _open(toegang: Toegang, bericht_id: UUID, wat: str, handeling: str = Inzage.Handeling.LEZEN) -> Bericht:
    bericht = Bericht.objects.select_related("ruw", "antwoord_op", "dubbel_van").filter(pk=bericht_id).first()
    if bericht is None:
        raise BerichtNietGevonden
    leg_inzage_vast(
        toegang,
        None,
        handeling,
        f"bericht {bericht.soort} {bericht.identificatie}".strip(),
        wat,
        gemeente_code=bericht.gemeente_code,
        bsn_sleutel=bericht.bsn_sleutel,
    )
    return bericht


def bericht_pagina(toegang: Toegang, bericht_id: UUID) -> BerichtPagina:
    """One message with its thread, findings, answer and log; writes the read log.

    Raises:
        BerichtNietGevonden: it is not there for this person.
    """
    b = _open(toegang, bericht_id, "bericht, draad, bevindingen")
    draad = list(
        Bericht.objects.select_related("ruw").filter(draad=b.draad).order_by("ruw__ontvangen_op", "pk")
    )
    namen = _partijnamen([b, *draad])
    inhoud = lees(b.ruw.inhoud).bericht
    bevindingen = tuple(_bevinding(rij) for rij in b.bevindingen.filter(lezing=b.lezing))
    regel = _regel(b, namen)
    return BerichtPagina(
        id=b.pk,
        soort=b.soort,
        soort_naam=regel.soort_naam,
        identificatie=b.identificatie,
        richting=b.richting,
        afzender=b.afzender,
        afzender_naam=regel.afzender_naam,
        ontvanger=b.ontvanger,
        ontvanger_naam=regel.ontvanger_naam,
        toestand=b.toestand,
        toestand_naam=regel.toestand_naam,
        uitkomst=regel.uitkomst,
        tijdstip=regel.tijdstip,
        weg=t.WEGEN.get(b.weg, b.weg),
        bestandsnaam=b.ruw.bestandsnaam,
        grootte=b.ruw.grootte,
        sha256=b.ruw.sha256,
        samenvatting=b.reden,
        wie_moet=_wie_moet(b, namen),
        jeugdige_naam=_jeugdige_naam(inhoud) or next((n for d in draad if (n := _naam_in(d))), ""),
        draad=_draadstappen(b, draad, namen),
        draad_titel=_draadtitel(draad),
        bevindingen=bevindingen,
        bevindingen_tekst=_bevindingen_tekst(b, bevindingen),
        inhoud=_leesbaar(inhoud),
        antwoord=_antwoord(b, draad),
        overgangen=tuple(
            Overgangregel(
                op=timezone.localtime(o.op, klok.NEDERLAND),
                van=TOESTANDNAMEN.get(o.van, ""),
                naar=TOESTANDNAMEN[o.naar],
                door=o.door,
                reden=o.reden,
            )
            for o in b.overgangen.order_by("pk")
        ),
        verzoeken=register().verzoeknummers(b.pk, b.draad),
        antwoord_uiterlijk=regel.antwoord_uiterlijk,
        aangeleverd=f"{b.ruw.door_naam or 'onbekend'}, {t.WEGEN.get(b.weg, b.weg)}",
        verstuurd=_verstuurd(b),
        envelop=_envelop(b),
        eerder=_eerder(b),
        afhandeling=_afhandeling(b),
        herinneringen=tuple(
            (timezone.localtime(h.gemaakt_op, klok.NEDERLAND).date(), h.tekst)
            for h in b.herinneringen.order_by("volgnummer")
        ),
        kan_opnieuw=b.richting == t.IN
        and b.afgehandeld_op is None
        and b.toestand in (t.GEWEIGERD, t.ONBEKOPPELD, t.MISLUKT),
        kan_versturen=b.richting == t.UIT
        and b.afgehandeld_op is None
        and (b.toestand == t.KLAAR or (b.toestand == t.VERZONDEN and b.antwoord_uiterlijk is not None)),
        afhandelredenen=tuple((r, t.AFHANDELREDENEN[r]) for r in afhandelredenen(b)),
    )


def _verstuurd(b: Bericht) -> str:
    post = VerzendPost.objects.filter(pk=b.pk).first() if b.richting == t.UIT else None
    if post is None:
        return ""
    keer = f"{post.pogingen} {'poging' if post.pogingen == 1 else 'pogingen'}"
    if post.verzonden_op is None:
        return f"wacht op versturen, {keer}" + (
            f", laatste fout: {post.laatste_fout}" if post.laatste_fout else ""
        )
    opgehaald = ", opgehaald door de ontvanger" if post.opgehaald_op else ""
    return f"via {t.WEGEN.get(post.weg, post.weg or 'onbekende weg')}, {keer}{opgehaald}"


def _envelop(b: Bericht) -> tuple[tuple[str, str], ...]:
    envelop = Envelop.objects.filter(pk=b.pk).first()
    if envelop is None:
        return ()
    uit = [(naam.capitalize(), str(waarde)) for naam, waarde in envelop.gegevens.items()]
    anders = [
        naam
        for naam in ("afzender", "ontvanger", "soort")
        if getattr(b, naam) and envelop.gegevens.get(naam) not in (None, getattr(b, naam))
    ]
    if anders:
        uit.append(
            ("Let op", f"de envelop noemt een andere {' en '.join(anders)} dan het bericht; het bericht telt")
        )
    return tuple(uit)


def _eerder(b: Bericht) -> tuple[UUID, str] | None:
    if b.dubbel_van is None:
        return None
    zelfde = b.toestand == t.DUBBEL
    woord = "Het eerste exemplaar" if zelfde else "Het eerdere bericht met dit kenmerk, met andere inhoud"
    return b.dubbel_van.pk, f"{woord}, {_dag_tekst(b.dubbel_van.ontvangen_dag)}"


def _afhandeling(b: Bericht) -> Afhandelblok | None:
    if b.afgehandeld_op is None:
        return None
    rij = Afhandeling.objects.filter(pk=b.pk).first()
    if rij is None:
        return None
    return Afhandelblok(
        reden=t.AFHANDELREDENEN[rij.reden],
        toelichting=rij.toelichting,
        door=rij.door_naam,
        op=timezone.localtime(rij.op, klok.NEDERLAND),
    )


def ruwe_xml(toegang: Toegang, bericht_id: UUID) -> RuweXml:
    """The raw XML, line by line, with the findings at their lines; writes the read log.

    Raises:
        BerichtNietGevonden: it is not there for this person.
    """
    b = _open(toegang, bericht_id, "ruwe XML van het bericht")
    per_regel: dict[int, list[int]] = {}
    for index, rij in enumerate(b.bevindingen.filter(lezing=b.lezing)):
        if rij.regelnummer:
            per_regel.setdefault(rij.regelnummer, []).append(index)
    tekst = b.ruw.inhoud.decode("utf-8", errors="replace").replace("\r\n", "\n").replace("\r", "\n")
    regels = tuple(
        Xmlregel(nummer=nr, tekst=_zichtbaar(regel), bevindingen=tuple(per_regel.get(nr, ())))
        for nr, regel in enumerate(tekst.split("\n"), 1)
    )
    return RuweXml(
        id=b.pk, regels=regels, grootte=b.ruw.grootte, sha256=b.ruw.sha256, bestandsnaam=b.ruw.bestandsnaam
    )


def ruwe_bytes(toegang: Toegang, bericht_id: UUID) -> tuple[str, bytes]:
    """File name and the exact bytes, for the download; written in the read log as taken away.

    Raises:
        BerichtNietGevonden: it is not there for this person.
    """
    b = _open(toegang, bericht_id, "ruwe XML van het bericht", Inzage.Handeling.EXPORT)
    return b.ruw.bestandsnaam, b.ruw.inhoud


def _zichtbaar(regel: str) -> str:
    """Control characters as the replacement sign: a file that is no XML may hold anything."""
    return "".join(c if c == "\t" or c.isprintable() else "\ufffd" for c in regel)


def _bevinding(rij: Any) -> Berichtbevinding:
    betekenis = codelijst("WJ001").betekenis(rij.retourcode) if rij.retourcode else ""
    return Berichtbevinding(
        regel=rij.regel,
        retourcode=rij.retourcode or None,
        titel=betekenis.rstrip(".")
        if betekenis and betekenis != rij.retourcode
        else (rij.regel or "Geen geldig bericht"),
        melding=rij.melding,
        herstel=herstel_bij(rij.regel),
        pad=rij.pad,
        regelnummer=rij.regelnummer,
        niveau=rij.niveau,
        uitkomst="geweigerd",
    )


def _bevindingen_tekst(b: Bericht, bevindingen: tuple[Berichtbevinding, ...]) -> str:
    if b.richting == t.UIT:
        return "Door ons gemaakt en gecontroleerd voor verzending"
    if b.toestand == t.ONTVANGEN:
        return "Nog niet gelezen"
    if b.toestand == t.GEWEIGERD and not b.soort:
        return "Dit bestand is geen bericht van de standaard"
    if not bevindingen:
        return (
            "Schema in orde, alle regels gehaald"
            if b.toestand == t.AANVAARD
            else "Niet inhoudelijk beoordeeld"
        )
    aantal = len({v.regel for v in bevindingen})
    return f"Schema in orde, {aantal} regel{'s' if aantal > 1 else ''} niet gehaald"


# --- the thread ---------------------------------------------------------------------------------------------------

WAT: Mapping[tuple[str, str], str] = {
    ("JW315", t.AANVAARD): "verzoek",
    ("JW315", t.AFGEKEURD): "verzoek, afgekeurd",
    ("JW301", t.KLAAR): "toewijzing, klaar",
    ("JW301", t.INGETROKKEN): "toewijzing, ingetrokken",
    ("JW301", t.VERZONDEN): "toewijzing",
    ("JW301", t.AANGENOMEN): "toewijzing",
    ("JW301", t.AFGEWEZEN): "toewijzing, afgekeurd",
}

VERWACHT = {"JW315": "JW316", "JW301": "JW302", "JW319": "JW320"}
"""Message → the return message that must follow."""


def _draadstappen(b: Bericht, draad: list[Bericht], namen: Mapping[str, str]) -> tuple[Draadstap, ...]:
    stappen: list[Draadstap] = []
    for index, d in enumerate(draad):
        volgende = draad[index + 1] if index + 1 < len(draad) else None
        stappen.append(
            Draadstap(
                id=d.pk,
                soort=d.soort or "bestand",
                wat=(WAT.get((d.soort, d.toestand)) or _wat(d))
                + (", buitenom afgehandeld" if d.afgehandeld_op and d.toestand != t.AFGEWEZEN else ""),
                richting=d.richting,
                partij="gemeente" if d.richting == t.UIT else namen.get(d.afzender, d.afzender or "onbekend"),
                datum_tekst=_dag_tekst(timezone.localtime(d.tijdstip, klok.NEDERLAND).date()),
                moment="huidig" if d.pk == b.pk else "geweest",
                uitkomst=_stand(d)[1],
                tussen=_tussen(d, volgende) if volgende else "",
            )
        )
    for d in draad:
        if d.toestand == t.VERZONDEN and d.soort in VERWACHT and d.afgehandeld_op is None:
            stappen.append(
                Draadstap(
                    id=None,
                    soort=VERWACHT[d.soort],
                    wat="verwacht",
                    richting=t.IN,
                    partij=namen.get(d.ontvanger, d.ontvanger),
                    datum_tekst=f"uiterlijk {_dag_tekst(d.antwoord_uiterlijk)}"
                    if d.antwoord_uiterlijk
                    else "",
                    moment="verwacht",
                    uitkomst=None,
                    tussen="",
                )
            )
    stappen += _verwachte_start(draad, namen)
    return tuple(stappen)


def _verwachte_start(draad: list[Bericht], namen: Mapping[str, str]) -> list[Draadstap]:
    """A start that must still be reported (OP271), after the latest allocation of the thread."""
    toegewezen = [d for d in draad if d.soort == "JW301" and d.toestand in (t.VERZONDEN, t.AANGENOMEN)]
    if not toegewezen or any(d.soort in ("JW305", "JW307") and d.toestand == t.AANVAARD for d in draad):
        return []
    laatste = toegewezen[-1]
    producten = lees(laatste.ruw.inhoud).bericht.client.toegewezen_producten
    product = next((p for p in producten if p.reden_wijziging != VERWIJDERD), None)
    if product is None:
        return []
    uiterlijk = melding_uiterlijk(product.ingangsdatum, product.toewijzingsdatum)
    return [
        Draadstap(
            id=None,
            soort="JW305",
            wat="start, verwacht",
            richting=t.IN,
            partij=namen.get(laatste.ontvanger, laatste.ontvanger),
            datum_tekst=f"uiterlijk {_dag_tekst(uiterlijk)}",
            moment="verwacht",
            uitkomst=None,
            tussen="",
        )
    ]


def _wat(d: Bericht) -> str:
    naam = SOORTNAMEN.get(d.soort, "niet leesbaar")
    return (
        naam
        if UITKOMST[d.toestand] in (None, "toegestaan")
        else f"{naam}, {TOESTANDNAMEN[d.toestand].lower()}"
    )


def _tussen(d: Bericht, volgende: Bericht) -> str:
    a = timezone.localtime(d.tijdstip, klok.NEDERLAND).date()
    z = timezone.localtime(volgende.tijdstip, klok.NEDERLAND).date()
    if a >= z:
        return "zelfde dag"
    if (z - a).days > 20:
        return f"{(z - a).days // 7} weken"
    dagen = werkdagen_tussen(a, z)
    return f"{dagen} werkdag{'en' if dagen != 1 else ''}"


def _draadtitel(draad: list[Bericht]) -> str:
    soorten = {d.soort for d in draad}
    woorden = (("JW315", "verzoek"), ("JW317", "verzoek"), ("JW301", "toewijzing"), ("JW305", "start"))
    begin = next(
        (w for s, w in (*woorden, ("JW307", "stop"), ("JW323", "declaratie")) if s in soorten), "bericht"
    )
    einden = (("JW307", "stop"), ("JW305", "start"), ("JW301", "toewijzing"), ("JW319", "antwoord"))
    eind = next((w for s, w in einden if s in soorten), "ontvangst")
    return f"De draad: van {begin} tot {'ontvangst' if eind == begin else eind}"


def _antwoord(b: Bericht, draad: list[Bericht]) -> Antwoordblok | None:
    antwoord = next((d for d in draad if d.antwoord_op_id == b.pk), None)
    if antwoord is None:
        if b.toestand == t.VERZONDEN and b.soort in VERWACHT:
            nog = "Nog te sturen" if huidige_toegang().aanbieders else "Nog niet ontvangen"
            return Antwoordblok(None, VERWACHT[b.soort], "verwacht", nog, b.antwoord_uiterlijk, ())
        return None
    inhoud = lees(antwoord.ruw.inhoud).bericht
    return Antwoordblok(
        id=antwoord.pk,
        soort=antwoord.soort,
        toestand=antwoord.toestand,
        toestand_naam=_stand(antwoord)[0],
        uiterlijk=b.antwoord_uiterlijk,
        regels=tuple(_antwoordregels(inhoud, "Bericht")),
    )


def _antwoordregels(klasse: Any, deel: str) -> Iterable[Antwoordregel]:
    """The classes of a return message that carry codes, in order; a Header without codes means: accepted."""
    if klasse is None or not hasattr(klasse, "_fields"):
        return
    if "retourcodes" in klasse._fields:
        codes = klasse.retourcodes or (("",) if deel == "Header" else ())
        for code in codes:
            betekenis = codelijst("WJ001").betekenis(code) if code else "aangenomen"
            yield Antwoordregel(deel="Bericht" if deel == "Header" else deel, code=code, betekenis=betekenis)
    for naam in klasse._fields:
        waarde = getattr(klasse, naam)
        if isinstance(waarde, tuple) and hasattr(waarde, "_fields"):
            yield from _antwoordregels(waarde, type(waarde).__name__)
        elif isinstance(waarde, tuple):
            for nr, kind in enumerate(waarde, 1):
                naam_kind = type(kind).__name__
                yield from _antwoordregels(kind, f"{naam_kind} {nr}" if len(waarde) > 1 else naam_kind)


# --- as people read it --------------------------------------------------------------------------------------------


def _naam_in(b: Bericht) -> str:
    return _jeugdige_naam(lees(b.ruw.inhoud).bericht) if b.bsn_sleutel else ""


def _jeugdige_naam(inhoud: Any) -> str:
    client = getattr(inhoud, "client", None)
    if client is None or getattr(client, "naam", None) is None:
        return ""
    naam = client.naam
    voor = (naam.voornamen or naam.voorletters or "").split(" ")[0]
    achter = naam.geslachtsnaam
    return " ".join(deel for deel in (voor, achter.voorvoegsel, achter.achternaam) if deel)


def _leesbaar(inhoud: Any) -> tuple[tuple[str, str], ...]:
    """What a message says, as label and value; addresses and phone numbers stay out: nobody needs them to judge
    a message."""
    if inhoud is None:
        return ()
    uit: list[tuple[str, str]] = []
    client = getattr(inhoud, "client", None)
    if client is not None and hasattr(client, "geboortedatum"):
        uit.append(
            (
                "Jeugdige",
                f"{_jeugdige_naam(inhoud)}, geboren {kort(client.geboortedatum.datum)}, "
                f"BSN {toon_bsn(client.bsn)}",
            )
        )
    elif getattr(client, "bsn", None):
        uit.append(("Jeugdige", f"BSN {toon_bsn(client.bsn)}"))
    uit += _meldingregels(client) + _wijzigingregels(getattr(client, "verzoek", None))
    for lijst_naam, label in (("aangevraagde_producten", "Gevraagd"), ("toegewezen_producten", "Toegewezen")):
        producten = getattr(client, lijst_naam, ()) or ()
        for nr, product in enumerate(producten, 1):
            kop = f"{label} {nr}" if len(producten) > 1 else label
            uit += _productregels(kop, product)
    antwoord = getattr(inhoud, "antwoord", None)
    if antwoord is not None:
        uit.append(("Kenmerk aanbieder", antwoord.referentie_aanbieder))
        uit.append(("Antwoord", codelijst("WJ760").betekenis(antwoord.verzoek_antwoord)))
        if antwoord.reden_afwijzing_verzoek:
            reden = codelijst("WJ759").betekenis(antwoord.reden_afwijzing_verzoek)
            uit.append(("Reden", f"{antwoord.reden_afwijzing_verzoek} {reden}"))
        if antwoord.woonplaatsbeginsel:
            code = antwoord.woonplaatsbeginsel.gemeente
            uit.append(
                ("Verantwoordelijke gemeente", f"{register().gemeente_naam(code) or ''} {code}".strip())
            )
    if definitie_van(inhoud).antwoord_op:
        kop = inhoud.header
        uit.append(
            (
                "Antwoord op",
                f"{definitie_van(inhoud).antwoord_op[0]} {kop.bericht_identificatie.identificatie}",
            )
        )
        uit += [
            (regel.deel, f"{regel.code} {regel.betekenis}".strip())
            for regel in _antwoordregels(inhoud, "Bericht")
        ]
    return tuple(uit)


def _meldingregels(client: Any) -> list[tuple[str, str]]:
    """Starts and stops, one line each."""
    uit: list[tuple[str, str]] = []
    for naam, label in (("start_producten", "Start"), ("stop_producten", "Stop")):
        producten = getattr(client, naam, ()) or ()
        for nr, p in enumerate(producten, 1):
            kop = f"{label} {nr}" if len(producten) > 1 else label
            if p.toewijzing_nummer is not None:
                uit.append((f"{kop}: toewijzing", str(p.toewijzing_nummer)))
            if p.product is not None:
                uit.append((f"{kop}: product", _producttekst(p.product)))
            uit.append((f"{kop}: hulp begon op", kort(p.begindatum)))
            if label == "Stop":
                reden = codelijst("JZ588").betekenis(p.reden_beeindiging)
                uit.append((f"{kop}: hulp eindigde op", kort(p.einddatum)))
                uit.append((f"{kop}: reden", f"{p.reden_beeindiging} {reden}"))
            uit.append((f"{kop}: aanlevering", codelijst("COD467").betekenis(p.status_aanlevering)))
    return uit


def _wijzigingregels(verzoek: Any) -> list[tuple[str, str]]:
    """What a JW317 asks: what stays, what changes into what, and what is new."""
    if verzoek is None:
        return []
    uit = [("Kenmerk aanbieder", verzoek.referentie_aanbieder)]
    uit += [("Blijft", f"toewijzing {p.toewijzing_nummer}") for p in verzoek.ongewijzigde_producten or ()]
    for lijst, label in ((verzoek.te_wijzigen_producten, "Wijzigen"), (verzoek.nieuwe_producten, "Nieuw")):
        for p in lijst or ():
            wat = f"toewijzing {p.toewijzing_nummer}" if label == "Wijzigen" else _producttekst(p.product)
            tot = f" t/m {kort(p.einddatum)}" if p.einddatum else ""
            omvang = omvang_tekst(p.omvang, p.budget)
            uit.append((label, f"{wat}, vanaf {kort(p.gewenste_ingangsdatum)}{tot}, {omvang}"))
    return uit


def _producttekst(product: Any) -> str:
    if product is None:
        return "zonder product"
    categorie = codelijst("JZ020").betekenis(product.categorie)
    return f"{product.categorie} {categorie}, {product.code or 'hele categorie'}"


def _productregels(kop: str, p: Any) -> list[tuple[str, str]]:
    uit: list[tuple[str, str]] = []
    if getattr(p, "toewijzing_nummer", None) is not None:
        uit.append((f"{kop}: nummer", str(p.toewijzing_nummer)))
    if p.product is not None:
        uit.append((f"{kop}: product", _producttekst(p.product)))
    van = getattr(p, "toewijzing_ingangsdatum", None) or getattr(p, "ingangsdatum", None)
    tot = getattr(p, "toewijzing_einddatum", None) or getattr(p, "einddatum", None)
    if van is not None:
        uit.append(
            (
                f"{kop}: periode",
                f"{kort(van)} t/m {kort(tot)}" if tot else f"vanaf {kort(van)}",
            )
        )
    uit.append((f"{kop}: omvang", omvang_tekst(p.omvang, p.budget)))
    if getattr(p, "referentie_aanbieder", None):
        uit.append((f"{kop}: kenmerk aanbieder", p.referentie_aanbieder))
    return uit


EENHEDEN = {
    "01": ("minuut", "minuten"),
    "04": ("uur", "uur"),
    "14": ("etmaal", "etmalen"),
    "16": ("dagdeel", "dagdelen"),
    "82": ("stuk", "stuks"),
    "83": ("euro", "euro"),
    "84": ("stuk", "stuks"),
}
FREQUENTIES = {"1": "per dag", "2": "per week", "4": "per maand", "6": "in totaal"}


def omvang_tekst(omvang: Any, budget_cent: int | None) -> str:
    """A volume or budget in words: "6 uur per maand", "budget € 1.200,00", "zonder omvang"."""
    if omvang is not None:
        enkel, meer = EENHEDEN.get(omvang.eenheid, (omvang.eenheid, omvang.eenheid))
        hoeveel = f"{omvang.volume} {enkel if omvang.volume == 1 else meer}"
        return f"{hoeveel} {FREQUENTIES.get(omvang.frequentie, '')}".strip()
    if budget_cent is not None:
        euro, cent = divmod(budget_cent, 100)
        return f"budget € {euro:,}".replace(",", ".") + f",{cent:02d}"
    return "zonder omvang"


def _dag_tekst(dag: date) -> str:
    return f"{weekdag(dag)} {kort(dag)}"
