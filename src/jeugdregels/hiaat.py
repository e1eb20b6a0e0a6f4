"""The gap process, step by step (S-171 … S-189, K-01, K-04, K-10)."""

from __future__ import annotations

from jeugdregels.feiten import Hiaatvraag
from jeugdregels.oordeel import ONVOLLEDIG, Uit
from jeugdregels.register import regel
from jeugdregels.tabellen import Tabellen
from jeugdregels.verwijzing import wie

POORTEN = (
    "geindiceerd",
    "schaal",
    "vaststelling",
    "casus",
    "termijn",
    "levering",
    "openstelling",
    "voorwaarden",
    "hiaatproces",
    "niet_gecontracteerd",
    "gecontracteerd_bekend",
)
"""What a step may ask to be done first; which step asks what is in the region data (``hiaatstappen``)."""

_STAP = {
    "vaststellen": "een hiaat vaststellen",
    "openstellen": "de inkoop openstellen",
    "lokale_contractering": "lokaal contracteren",
    "individuele_contractering": "individueel contracteren",
    "maatwerkovereenkomst": "een maatwerkovereenkomst sluiten",
}


class _Stap:
    """One question about one step, with what its gates share."""

    def __init__(self, v: Hiaatvraag, t: Tabellen, uit: Uit) -> None:
        self.v, self.t, self.uit = v, t, uit
        self.feiten = {"segment": v.segment, "stap": v.stap}
        self.dicht = False
        """A gate is shut. One that can't be judged, for lack of a fact, is not: that asks for the fact only."""
        self.open = True
        """Every gate so far was found open."""

    def meld(self, grond: str, uitleg: str, anders: str | None, **feiten: str) -> None:
        bevinding = self.t.grond("hiaat", grond, self.v.segment).bevinding(
            uitleg, self.feiten | {k.replace("_", " "): w for k, w in feiten.items()}, anders
        )
        self.open = False
        self.dicht = self.dicht or bevinding.uitkomst != ONVOLLEDIG
        self.uit.meld(bevinding)

    def goed(self, grond: str, uitleg: str) -> None:
        if self.uit.volledig:
            self.uit.meld(self.t.grond("hiaat", grond, self.v.segment).goed(uitleg, self.feiten))


def _contact(v: Hiaatvraag, t: Tabellen) -> str:
    keuze = t.keuze["K-04"]
    if keuze == "naar_doelgroep":
        return str(t.verwijzers[v.gemeld_door]["contact"] or "de lokale toegang")
    rol = "zorgmakelaar" if keuze == "zorgmakelaar" else "beleidscollega"
    return t.contact(rol, "de lokale toegang")


def _geindiceerd(s: _Stap) -> None:
    if s.v.soort == "voorveld":
        s.meld(
            "voorveld",
            "Het hiaat zit in het voorveld. Dat heeft geen gevolgen voor het gecontracteerde aanbod; "
            f"{_STAP[s.v.stap]} kan niet.",
            "Een hiaat in het geïndiceerde aanbod.",
            soort="voorveld",
        )
    else:
        s.goed("voorveld", "Het hiaat zit in het geïndiceerde aanbod.")


def _schaal(s: _Stap) -> None:
    if s.v.schaal is None:
        s.meld(
            "schaal",
            "Er staat niet bij of het hiaat voor één of voor meer gemeenten geldt.",
            "De schaal: één gemeente of meer gemeenten.",
            schaal="ontbreekt",
        )
    else:
        hoe = "één gemeente" if s.v.schaal == "een_gemeente" else "meer gemeenten"
        s.goed("schaal", f"Het hiaat geldt voor {hoe}.")


def _vaststelling(s: _Stap) -> None:
    v = s.v
    door = v.vastgesteld_door or v.gemeld_door
    bevoegd = {"lokale_toegang"}
    if s.t.keuze["K-01"] == "ook_verwijzer":
        bevoegd |= {
            soort
            for rij in s.t.routes.values()
            if rij["bepaalt_hulp"] == "externe_verwijzer"
            for soort in rij["verwijzers"]
        }
    if door in bevoegd:
        s.goed("alleen_signaal", f"Het hiaat is vastgesteld door {wie(door)}.")
    elif v.stap == "vaststellen":
        s.meld(
            "alleen_signaal",
            f"Een vaststelling door {wie(door)} telt als een signaal. De lokale toegang stelt het hiaat vast. "
            f"Bespreek het vermoeden met {_contact(v, s.t)}.",
            "Een vaststelling door de lokale toegang.",
            gemeld_door=v.gemeld_door,
            vastgesteld_door=door,
        )
    else:
        s.meld(
            "eerst_vaststellen",
            f"Het hiaat is gesignaleerd door {wie(door)}, maar nog niet vastgesteld door de lokale toegang.",
            "Een vaststelling door de lokale toegang.",
            vastgesteld_door=door,
        )


def _casus(s: _Stap) -> None:
    if not s.v.consultatie.casus_voorgelegd:
        s.meld(
            "casus",
            "De casus of situatieschets is nog niet voorgelegd aan de gecontracteerde aanbieders.",
            "Een consultatie van de gecontracteerde aanbieders met de casus of een schets.",
            casus_voorgelegd="nee",
        )
    else:
        s.goed("casus", "De casus is voorgelegd aan de gecontracteerde aanbieders.")


def _termijn(s: _Stap) -> None:
    if not s.v.consultatie.termijn_verstreken:
        s.meld(
            "termijn",
            "De termijn van de consultatie loopt nog. Zolang kunnen gecontracteerde aanbieders zeggen dat zij de hulp "
            "kunnen leveren.",
            "Wachten tot de termijn van de consultatie voorbij is.",
            termijn_verstreken="nee",
        )
    else:
        s.goed("termijn", "De termijn van de consultatie is voorbij.")


def _levering(s: _Stap) -> None:
    c = s.v.consultatie
    if c.kunnen_leveren:
        s.meld(
            "wel_leverbaar",
            "Een gecontracteerde aanbieder kan deze hulp leveren. Dan is er geen hiaat.",
            "Een antwoord van de gecontracteerde aanbieders dat zij de hulp niet kunnen leveren.",
            kunnen_leveren="ja",
        )
    elif c.kunnen_leveren is None:
        if c.casus_voorgelegd and c.termijn_verstreken and s.v.stap != "vaststellen":
            s.meld(
                "antwoord_onbekend",
                "De consultatie is voorbij, maar er staat niet bij of gecontracteerde aanbieders de "
                "hulp kunnen leveren.",
                "Het antwoord van de gecontracteerde aanbieders.",
                kunnen_leveren="ontbreekt",
            )
    else:
        s.goed("wel_leverbaar", "De gecontracteerde aanbieders kunnen deze hulp niet leveren.")


def _openstelling(s: _Stap) -> None:
    o = s.v.openstelling
    if o is None:
        s.meld(
            "openstelling_onbekend",
            "Er staat niet bij of de inkoop is opengesteld voor nieuwe aanbieders. Pas daarna kan de gemeente "
            f"{_STAP[s.v.stap]}.",
            "Of de inkoop is opengesteld, en of dat het hiaat heeft opgelost.",
            openstelling="ontbreekt",
        )
        s.dicht = True  # nothing says that this step of the process was taken
    elif not o.gedaan:
        s.meld(
            "eerst_openstellen",
            "De inkoop is nog niet opengesteld voor nieuwe aanbieders. Pas daarna kan de gemeente "
            f"{_STAP[s.v.stap]}.",
            "De procedure openstellen en zien of dat het hiaat oplost.",
            openstelling="niet gedaan",
        )
    elif o.opgelost is None:
        s.meld(
            "openstelling_onbekend",
            "De inkoop is opengesteld, maar er staat niet bij of dat het hiaat heeft opgelost.",
            "De uitkomst van de openstelling.",
            opgelost="ontbreekt",
        )
    elif o.opgelost:
        s.meld(
            "openstelling_loste_op",
            f"Het openstellen heeft het hiaat opgelost. {_STAP[s.v.stap].capitalize()} is dan niet nodig en kan niet.",
            "Een openstelling die het hiaat niet oplost.",
            opgelost="ja",
        )
    else:
        s.goed("openstelling_loste_op", "Het openstellen heeft het hiaat niet opgelost.")


def _voorwaarden(s: _Stap) -> None:
    over = s.v.voorwaarden_overgenomen
    wat = "programma van eisen, uitsluitingsgronden, geschiktheidseisen en tarieven"
    if over is None:
        s.meld(
            "voorwaarden_onbekend",
            f"Er staat niet bij of de regionale voorwaarden zijn overgenomen ({wat}).",
            "De bevestiging dat de regionale voorwaarden zijn overgenomen.",
            voorwaarden_overgenomen="ontbreekt",
        )
    elif not over:
        s.meld(
            "voorwaarden_niet_overgenomen",
            f"De regionale voorwaarden zijn niet overgenomen. Bij lokale contractering moet dat wel: {wat}.",
            "Een lokaal contract met de regionale voorwaarden.",
            voorwaarden_overgenomen="nee",
        )
    else:
        s.goed("voorwaarden_niet_overgenomen", "De regionale voorwaarden zijn overgenomen.")


def _niet_gecontracteerd(s: _Stap) -> None:
    if s.v.aanbieder_gecontracteerd:
        s.meld(
            "gecontracteerd",
            "De aanbieder is al regionaal gecontracteerd. Met zo'n aanbieder sluit de gemeente geen "
            "eigen overeenkomst.",
            "Een aanbieder zonder regionaal contract.",
            aanbieder_gecontracteerd="ja",
        )
    elif s.v.aanbieder_gecontracteerd is False:
        s.goed("gecontracteerd", "De aanbieder is niet regionaal gecontracteerd.")
    if s.t.keuze["K-10"] == "nooit" and s.v.stap in ("individuele_contractering", "maatwerkovereenkomst"):
        s.meld(
            "geen_maatwerk",
            "De regio sluit geen individuele overeenkomsten meer.",
            "Een besluit van de regio over keuze K-10.",
            keuze="K-10",
        )


def _gecontracteerd_bekend(s: _Stap) -> None:
    if s.v.aanbieder_gecontracteerd is None:
        s.meld(
            "gecontracteerd_onbekend",
            "Er staat niet bij of de aanbieder regionaal gecontracteerd is. Met een gecontracteerde "
            "aanbieder kan dit niet.",
            "Of de aanbieder regionaal gecontracteerd is.",
            aanbieder_gecontracteerd="ontbreekt",
        )


def _hiaatproces(s: _Stap) -> None:
    if s.dicht:
        s.meld(
            "hiaatproces_eerst",
            f"Het hiaatproces gaat altijd voor. Pas als dat helemaal is doorlopen, kan de gemeente {_STAP[s.v.stap]}.",
            "Het hiaatproces afronden. Mail erover met 'Maatwerkovereenkomst' in het onderwerp.",
        )
    elif s.open:
        s.goed("hiaatproces_eerst", "Het hiaatproces is doorlopen.")


_CONTROLES = {
    "geindiceerd": _geindiceerd,
    "schaal": _schaal,
    "vaststelling": _vaststelling,
    "casus": _casus,
    "termijn": _termijn,
    "levering": _levering,
    "openstelling": _openstelling,
    "voorwaarden": _voorwaarden,
    "niet_gecontracteerd": _niet_gecontracteerd,
    "gecontracteerd_bekend": _gecontracteerd_bekend,
    "hiaatproces": _hiaatproces,
}


@regel(
    "hiaat",
    vragen=["hiaat"],
    gronden=[
        "stap_past_niet",
        "voorveld",
        "schaal",
        "alleen_signaal",
        "eerst_vaststellen",
        "casus",
        "termijn",
        "antwoord_onbekend",
        "wel_leverbaar",
        "voorwaarden_onbekend",
        "voorwaarden_niet_overgenomen",
        "eerst_openstellen",
        "openstelling_loste_op",
        "openstelling_onbekend",
        "gecontracteerd",
        "gecontracteerd_onbekend",
        "hiaatproces_eerst",
        "geen_maatwerk",
    ],
    onderwerpen=["hiaatstappen"],
    beslist="Elke stap bij een hiaat kan pas als de stappen ervoor gedaan zijn.",
)
def hiaat(v: Hiaatvraag, t: Tabellen, uit: Uit) -> None:
    """Hold a step of the gap process against every gate that the region puts before it, in order."""
    s = _Stap(v, t, uit)
    rij = t.hiaatstappen.get((v.stap, v.segment))
    if rij is None:
        mogelijk = [stap for stap, segment in t.hiaatstappen if segment == v.segment]
        s.meld(
            "stap_past_niet",
            f"Bij een hiaat in segment {v.segment} bestaat de stap '{_STAP[v.stap]}' niet.",
            f"Een van deze stappen: {', '.join(m.replace('_', ' ') for m in mogelijk)}.",
        )
        poorten: tuple[str, ...] = ("geindiceerd", "schaal")
    else:
        poorten = rij["poorten"]
    for poort in POORTEN:
        if poort in poorten:
            _CONTROLES[poort](s)
