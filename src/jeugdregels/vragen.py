"""The question format: one JSON document in, one JSON document out.

:func:`beantwoord` is the one door for the command line, the application and the API. It checks the question,
picks the tables of its date, runs every rule of its kind and gives the heaviest outcome with all findings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any, Final

from jeugdregels import feiten as f
from jeugdregels.invoer import (
    Datum,
    Gemeentecode,
    JaNee,
    Keuze,
    Naam,
    Namenlijst,
    Ongeldig,
    Reeks,
    Soort,
    Tekst,
    Veld,
    Velden,
    lees_datum,
)
from jeugdregels.oordeel import FOUT, ONVOLLEDIG, TOEGESTAAN, ZWAARTE, Antwoord, Invoerfout, Uit, zwaarste
from jeugdregels.periode import in_woorden
from jeugdregels.regio import STANDAARD, Regio, laad
from jeugdregels.register import functies
from jeugdregels.samenhang import (
    KEUZESOORTEN,
    ROUTES,
    SETTINGS,
    SITUATIES,
    STAPPEN,
    TOETREDINGSGRONDEN,
    VERWIJZERS,
)
from jeugdregels.tabellen import Tabellen

ADVIES: Final = "advies"
UITZONDERINGEN: Final = ("wachtlijst_voor_2025-07-01",)
PROBLEMATIEK: Final = ("laag", "midden", "hoog", "regulier", "intensief")

_DATUM = Datum()
_JA_NEE = JaNee()
_TEKST = Tekst()
_NAAM = Naam()
_GEMEENTECODE = Gemeentecode()


def _met(soort: Any) -> Callable[[Sequence[Any]], Any]:
    """Make a fact of its fields in order."""
    return partial(tuple.__new__, soort)


class _Soorten:
    """The kinds of value that hang on the region, made once per version of its tables."""

    def __init__(self, t: Tabellen) -> None:
        self.gemeente = Keuze(t.gemeenten, f"gemeente van {t.regio.titel}")
        self.segment = Keuze(t.contractsegmenten, "segment")
        self.product = Keuze(t.producten, "product van de regio")
        self.component = Keuze(t.alle_componenten, "component van de regio")
        self.contract = Velden(
            [Veld("segment", self.segment), Veld("van", _DATUM), Veld("tot", _DATUM, False)],
            _met(f.Contract),
            met_periode=True,
        )
        self.contracten = Reeks(self.contract)
        self.aanbieder = Velden(
            [
                Veld("contracten", self.contracten),
                Veld("ggz", _JA_NEE, False),
                Veld("alleen_laag_complex", _JA_NEE, False),
            ],
            _met(f.Aanbieder),
        )
        self.jeugdige = Velden(
            [Veld("geboortedatum", _DATUM, False), Veld("woont_thuis", _JA_NEE)], _met(f.Jeugdige)
        )
        self.route = Keuze(ROUTES, "route")
        self.verwijzersoort = Keuze(VERWIJZERS, "soort verwijzer")


def _sorteer_lopend(x: f.Lopend) -> tuple[Any, ...]:
    return (x.periode.van, x.periode.einde, x.product.naam, x.aanbieder)


def _toewijzing(s: _Soorten) -> Soort:
    lopend = Velden(
        [
            Veld("product", s.product),
            Veld("aanbieder", _NAAM),
            Veld("van", _DATUM),
            Veld("tot", _DATUM, False),
        ],
        _met(f.Lopend),
        met_periode=True,
    )
    aanvraag = Velden(
        [
            Veld("route", s.route),
            Veld("product", s.product),
            Veld("componenten", Reeks(s.component)),
            Veld("aanbieder", _NAAM),
            Veld("van", _DATUM),
            Veld("tot", _DATUM, False),
            Veld(
                "verwijzer",
                Velden([Veld("soort", s.verwijzersoort), Veld("aanbieder", _NAAM, False)], _met(f.Verwijzer)),
                False,
            ),
            Veld(
                "toestemming",
                Velden(
                    [Veld("vorm", Keuze(("schriftelijk", "mondeling"), "vorm")), Veld("datum", _DATUM)],
                    _met(f.Toestemming),
                ),
                False,
            ),
            Veld("handtekening", _JA_NEE, False),
            Veld("onderbouwing", _TEKST, False),
            Veld("gezamenlijke_beoordeling", _DATUM, False),
            Veld("plan", Velden([Veld("producten", Reeks(s.product))], _eerste), False),
            Veld(
                "zorgvraag",
                Velden(
                    [Veld("hoogspecialistisch", _JA_NEE), Veld("kenmerkend_voor", s.segment, False)],
                    _met(f.Zorgvraag),
                ),
                False,
            ),
            Veld("zorg_gestart", _DATUM, False),
            Veld("aangemeld", _DATUM, False),
            Veld("uitzondering", Keuze(UITZONDERINGEN, "uitzondering"), False),
            Veld("verlengde_jeugdhulp", Velden([Veld("grond", _TEKST)], _eerste), False),
            Veld(
                "oplegger",
                Velden(
                    [
                        Veld("arrangement", s.product, False),
                        Veld("component", s.component, False),
                        Veld("aanvullend_product", _TEKST, False),
                        Veld("verblijfsproduct", s.product, False),
                        Veld("toelichting", _TEKST, False),
                    ],
                    _met(f.Oplegger),
                ),
                False,
            ),
            Veld("overleg_drie_partijen", _DATUM, False),
            Veld("hiaat", Velden([Veld("status", Keuze(("open", "afgerond"), "status"))], _eerste), False),
            Veld("doel", Keuze(("respijt",), "doel"), False),
            Veld("setting", Keuze(SETTINGS, "setting"), False),
            Veld("overnachting", _JA_NEE, False),
            Veld("uitstroomdoel", _TEKST, False),
            Veld("buiten_regio", _JA_NEE, False),
        ],
        _met(f.Aanvraag),
        met_periode=True,
    )
    return _vraag(
        [
            Veld("peildatum", _DATUM),
            Veld("gemeente", s.gemeente),
            Veld("jeugdige", s.jeugdige),
            Veld("aanbieders", Namenlijst(s.aanbieder)),
            Veld("lopend", Reeks(lopend, _sorteer_lopend)),
            Veld("aanvraag", aanvraag),
        ],
        f.Toewijzingsvraag,
    )


def _eerste(waarden: Sequence[Any]) -> Any:
    return waarden[0]


def _vraag(velden: Sequence[Veld], soort: Any) -> Velden:
    """A whole question: the field ``vraag``, which is checked and dropped, and the fields of its kind."""

    def maak(waarden: Sequence[Any]) -> Any:
        return tuple.__new__(soort, waarden[1:])

    return Velden([Veld("vraag", _NAAM), *velden], maak)


def _contract(s: _Soorten) -> Soort:
    return _vraag(
        [Veld("peildatum", _DATUM), Veld("aanbieder", s.aanbieder), Veld("toevoegen", s.contract)],
        f.Contractvraag,
    )


def _conversie(s: _Soorten) -> Soort:
    toewijzing = Velden(
        [
            Veld("segment", s.segment),
            Veld("componenten", Reeks(s.component)),
            Veld("van", _DATUM),
            Veld("tot", _DATUM, False),
            Veld("jw301_verzonden", _DATUM),
            Veld("jw305_start", _DATUM, False),
        ],
        _met(f.OudeToewijzing),
        met_periode=True,
    )
    return _vraag([Veld("toewijzing", toewijzing), Veld("aanbieder", s.aanbieder)], f.Conversievraag)


def _productcode(s: _Soorten) -> Soort:
    return _vraag([Veld("jw301_verzonden", _DATUM, False), Veld("ingangsdatum", _DATUM)], f.Productcodevraag)


def _productkeuze(s: _Soorten) -> Soort:
    return _vraag(
        [
            Veld("soort", Keuze(KEUZESOORTEN, "soort keuze")),
            Veld("setting", Keuze(SETTINGS, "setting"), False),
            Veld("problematiek", Keuze(PROBLEMATIEK, "problematiek"), False),
            Veld("groepsgrootte", Keuze(("laag", "midden", "hoog"), "groepsgrootte"), False),
            Veld("peildatum", _DATUM, False),
        ],
        f.Productkeuzevraag,
    )


def _zakgeld(s: _Soorten) -> Soort:
    from jeugdregels.zakgeld import DAGEN

    verblijf = Velden(
        [
            Veld("product", s.product),
            Veld("van", _DATUM),
            Veld("tot", _DATUM, False),
            Veld("dagen", Reeks(Keuze(DAGEN, "dag van de week"))),
        ],
        _met(f.Verblijf),
        met_periode=True,
    )
    return _vraag(
        [
            Veld("peildatum", _DATUM),
            Veld("jeugdige", s.jeugdige),
            Veld("verblijf", verblijf),
            Veld("ouders_kunnen_voorzien", _JA_NEE),
        ],
        f.Zakgeldvraag,
    )


def _bijzondere_kosten(s: _Soorten) -> Soort:
    return _vraag([Veld("product", s.product), Veld("binnen_regeling", _JA_NEE)], f.BijzondereKostenvraag)


def _hiaat(s: _Soorten) -> Soort:
    consultatie = Velden(
        [
            Veld("casus_voorgelegd", _JA_NEE),
            Veld("termijn_verstreken", _JA_NEE),
            Veld("kunnen_leveren", _JA_NEE, False),
        ],
        _met(f.Consultatie),
    )
    openstelling = Velden([Veld("gedaan", _JA_NEE), Veld("opgelost", _JA_NEE, False)], _met(f.Openstelling))
    return _vraag(
        [
            Veld("segment", s.segment),
            Veld("stap", Keuze(STAPPEN, "stap")),
            Veld("gemeld_door", s.verwijzersoort),
            Veld("vastgesteld_door", s.verwijzersoort, False),
            Veld("soort", Keuze(("voorveld", "geindiceerd"), "soort hiaat")),
            Veld("schaal", Keuze(("een_gemeente", "meer_gemeenten"), "schaal"), False),
            Veld("consultatie", consultatie),
            Veld("openstelling", openstelling, False),
            Veld("voorwaarden_overgenomen", _JA_NEE, False),
            Veld("aanbieder_gecontracteerd", _JA_NEE, False),
        ],
        f.Hiaatvraag,
    )


def _toetreding(s: _Soorten) -> Soort:
    return _vraag(
        [
            Veld("segment", s.segment),
            Veld("grond", Keuze(TOETREDINGSGRONDEN, "grond"), False),
            Veld("overname_clienten_onderzocht", _JA_NEE, False),
        ],
        f.Toetredingsvraag,
    )


def _onderaannemer(s: _Soorten) -> Soort:
    hoofd = Velden([Veld("contracten", s.contracten)], _hoofdaannemer)
    onder = Velden(
        [
            Veld("contracten", s.contracten),
            Veld("soort", Keuze(("organisatie", "zzp"), "soort onderaannemer")),
        ],
        _met(f.Onderaannemer),
    )
    return _vraag(
        [
            Veld("peildatum", _DATUM),
            Veld("hoofdaannemer", hoofd),
            Veld("onderaannemer", onder),
            Veld("reden", Keuze(("capaciteit", "expertise"), "reden"), False),
            Veld("gemeld_bij_nwo", _DATUM, False),
            Veld("afgestemd_met_gezin", _DATUM, False),
            Veld("in_managementrapportage", _JA_NEE),
        ],
        f.Onderaannemervraag,
    )


def _hoofdaannemer(waarden: Sequence[Any]) -> f.Aanbieder:
    return f.Aanbieder(waarden[0], None, None)


def _regie(s: _Soorten) -> Soort:
    return _vraag([Veld("route", s.route), Veld("segment", s.segment)], f.Regievraag)


def _document(s: _Soorten) -> Soort:
    return _vraag(
        [
            Veld("situatie", Keuze(SITUATIES, "situatie")),
            Veld("segment", s.segment, False),
            Veld("peildatum", _DATUM),
        ],
        f.Documentvraag,
    )


def _contact(s: _Soorten) -> Soort:
    return _vraag([Veld("gemeente", s.gemeente)], f.Contactvraag)


def _woonplaats(s: _Soorten) -> Soort:
    verblijf = Velden(
        [
            Veld("van", _DATUM),
            Veld("gemeente_ervoor", _GEMEENTECODE, False),
            Veld("vanaf_geboorte", _JA_NEE, False),
        ],
        _met(f.VerblijfElders),
    )
    return _vraag(
        [
            Veld("peildatum", _DATUM),
            Veld("brp_gemeente", _GEMEENTECODE, False),
            Veld("verblijf", verblijf, False),
            Veld("ongeboren", _JA_NEE, False),
            Veld("moeder_gemeente", _GEMEENTECODE, False),
            Veld("werkelijk_verblijf", _GEMEENTECODE, False),
        ],
        f.Woonplaatsvraag,
    )


SOORTEN: Final[dict[str, Callable[[_Soorten], Soort]]] = {
    "toewijzing": _toewijzing,
    "contract": _contract,
    "conversie": _conversie,
    "productcode": _productcode,
    "productkeuze": _productkeuze,
    "zakgeld": _zakgeld,
    "bijzondere_kosten_pleegzorg": _bijzondere_kosten,
    "hiaat": _hiaat,
    "toetreding": _toetreding,
    "onderaannemer": _onderaannemer,
    "regie": _regie,
    "document": _document,
    "contact": _contact,
    "woonplaats": _woonplaats,
}
"""Every kind of question, with what describes its fields."""

OP_PEILDATUM: Final = frozenset({"toewijzing", "contract", "zakgeld", "onderaannemer"})
"""The kinds whose ``peildatum`` picks the tables, and must lie within the region data.

The other kinds carry no such date, ask about the change-over itself (``document``, ``productkeuze``), whose dates
are in the rows, or about national law (``woonplaats``); they use the newest tables.
"""

_UITKOMST: Final = {
    "productkeuze": ADVIES,
    "regie": ADVIES,
    "document": ADVIES,
    "contact": ADVIES,
    "woonplaats": ADVIES,
}


def _onbeschreven(vraag: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Every provider that a ``toewijzing`` question names but does not describe, with the field that names it."""
    beschreven = vraag.get("aanbieders")
    lopend = vraag.get("lopend")
    aanvraag = vraag.get("aanvraag")
    if type(beschreven) is not dict:
        return
    if type(lopend) is list:
        for nummer, x in enumerate(lopend):
            if (
                type(x) is dict
                and type(naam := x.get("aanbieder")) is str
                and naam
                and naam not in beschreven
            ):
                yield f"lopend[{nummer}].aanbieder", naam
    if type(aanvraag) is dict:
        naam = aanvraag.get("aanbieder")
        if type(naam) is str and naam and naam not in beschreven:
            yield "aanvraag.aanbieder", naam
        verwijzer = aanvraag.get("verwijzer")
        if type(verwijzer) is dict:
            naam = verwijzer.get("aanbieder")
            if type(naam) is str and naam and naam not in beschreven:
                yield "aanvraag.verwijzer.aanbieder", naam


def _verkeerde_problematiek(vraag: Mapping[str, Any], t: Tabellen) -> Iterator[tuple[str, str]]:
    """A ``problematiek`` that does not belong to the kind of product choice."""
    soort, problematiek = vraag.get("soort"), vraag.get("problematiek")
    if type(soort) is not str or type(problematiek) is not str or problematiek not in PROBLEMATIEK:
        return
    mag = [r["problematiek"] for r in t.rijen["productkeuze"] if r["soort"] == soort and r["problematiek"]]
    if mag and problematiek not in mag:
        yield (
            "problematiek",
            f"In het veld 'problematiek' staat '{problematiek}'; dat hoort niet bij {soort}. Kies uit: "
            f"{', '.join(mag)}.",
        )


class _Vorm:
    """A kind of question against one version of the tables: its fields and its rules."""

    def __init__(self, naam: str, t: Tabellen) -> None:
        soorten = t.cache.get("soorten")
        if soorten is None:
            soorten = t.cache["soorten"] = _Soorten(t)
        self.naam = naam
        self.velden = SOORTEN[naam](soorten)
        self.regels = functies(naam)

    def fouten(self, vraag: Mapping[str, Any], t: Tabellen) -> list[Invoerfout]:
        """Every error in the question."""
        fouten: list[Invoerfout] = []
        self.velden.zoek(vraag, "", fouten)
        if self.naam == "toewijzing":
            for pad, naam in _onbeschreven(vraag):
                fouten.append(
                    Invoerfout(
                        pad,
                        f"In het veld '{pad}' staat aanbieder '{naam}', maar die is niet beschreven in 'aanbieders'. "
                        "Voeg hem daar toe of verbeter de naam.",
                    )
                )
        elif self.naam == "productkeuze":
            fouten.extend(Invoerfout(*x) for x in _verkeerde_problematiek(vraag, t))
        return fouten


def _buiten(vraag: Mapping[str, Any], regio: Regio) -> list[Invoerfout]:
    """The error of a ``peildatum`` before the first or after the last day of the region data."""
    if vraag.get("vraag") not in OP_PEILDATUM:
        return []
    try:
        dag = lees_datum(vraag.get("peildatum"))
    except Ongeldig:
        return []
    if regio.begin <= dag <= regio.einde:
        return []
    tot = "" if regio.einde == date.max else f" tot en met {in_woorden(regio.einde)}"
    return [
        Invoerfout(
            "peildatum",
            f"De datum in 'peildatum' ({in_woorden(dag)}) valt buiten de gegevens van de regio, die gelden vanaf "
            f"{in_woorden(regio.begin)}{tot}. Kies een datum waarop de gegevens gelden.",
        )
    ]


def _tabellen(vraag: Mapping[str, Any], soort: str, regio: Regio) -> Tabellen:
    """The tables for a question.

    :raises Ongeldig: its ``peildatum`` is no date.
    :raises ValueError: its ``peildatum`` is outside the region data.
    """
    if soort in OP_PEILDATUM:
        return regio.op(lees_datum(vraag.get("peildatum")))
    return regio.laatste


def _fout(fouten: Sequence[Invoerfout], regio: Regio) -> Antwoord:
    return Antwoord(FOUT, (), {}, regio.naam, "", tuple(fouten))


def _zoek_fouten(vraag: Any, regio: Regio) -> Antwoord:
    """The answer to a question that is wrong: every error, in the order of the fields."""
    if type(vraag) is not dict:
        return _fout([Invoerfout("", "De vraag moet een JSON-object zijn met het veld 'vraag'.")], regio)
    soort = vraag.get("vraag")
    if type(soort) is not str or soort not in SOORTEN:
        wat = (
            "ontbreekt"
            if soort is None
            else f"is {soort!r}"
            if not isinstance(soort, str)
            else f"is '{soort}'"
        )
        return _fout(
            [Invoerfout("vraag", f"Het veld 'vraag' {wat}. Kies uit: {', '.join(SOORTEN)}.")],
            regio,
        )
    try:
        t = _tabellen(vraag, soort, regio)
    except (Ongeldig, ValueError):
        t = regio.laatste
    return _fout([*_vorm(soort, t).fouten(vraag, t), *_buiten(vraag, regio)], regio)


def _vorm(soort: str, t: Tabellen) -> _Vorm:
    vorm: _Vorm | None = t.cache.get(soort)
    if vorm is None:
        vorm = t.cache[soort] = _Vorm(soort, t)
    return vorm


def lees_feiten(vraag: Mapping[str, Any], t: Tabellen) -> Any:
    """The checked and converted facts of a question, as the rules of its kind read them.

    :raises Ongeldig: the question is wrong; :func:`beantwoord` says what.
    :raises KeyError: it has no known ``vraag``.
    """
    return _vorm(vraag["vraag"], t).velden.snel(vraag)


def beantwoord(
    vraag: Mapping[str, Any], *, regio: Regio | str = STANDAARD, volledig: bool = False
) -> Antwoord:
    """Answer one question about the region's rules.

    :param vraag: the question as read from JSON; it is not changed.
    :param regio: a loaded region, or the name of one that comes with the product.
    :param volledig: whether findings that pass are in the answer too.
    :returns: the answer; a question that is wrong is answered too, with ``uitkomst`` ``fout`` and its ``fouten``.
    :raises RegioFout: there is no such region, or its data are not right.
    """
    r = laad(regio) if isinstance(regio, str) else regio
    try:
        soort = vraag["vraag"]
        t = _tabellen(vraag, soort, r)
        vorm: _Vorm = t.cache.get(soort) or _vorm(soort, t)
        feiten = vorm.velden.snel(vraag)
        if soort == "toewijzing":
            for _ in _onbeschreven(vraag):
                raise Ongeldig
        elif soort == "productkeuze":
            for _ in _verkeerde_problematiek(vraag, t):
                raise Ongeldig
    except (Ongeldig, KeyError, TypeError, ValueError):
        return _zoek_fouten(vraag, r)
    uit = Uit(volledig)
    for regel in vorm.regels:
        regel(feiten, t, uit)
    extra = uit.extra
    zwaar = zwaarste(uit.bevindingen)
    if ZWAARTE[zwaar] < ZWAARTE[ONVOLLEDIG]:
        if soort in _UITKOMST:
            zwaar = _UITKOMST[soort]
        elif soort == "productcode":
            zwaar = uit.bevindingen[0].uitkomst
        elif "uitkomst" in extra:
            zwaar = extra["uitkomst"]
    extra.pop("uitkomst", None)
    if zwaar != TOEGESTAAN:
        extra.pop("bedragen", None)
    return Antwoord(zwaar, tuple(uit.bevindingen), extra, t.naam, t.versie)
