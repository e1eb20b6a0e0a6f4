"""Forms of the room: decide, fill in what a request lacks, search a child, read in a message."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms

from jeugdketen.kern import klok
from jeugdketen.kern.bsn import is_bsn
from jeugdketen.portaal.forms import Datumveld, Formulier, Fout
from jeugdketen.toewijzing.weergave import Aanvulfeit, VerzoekPagina

KEUZE_ID = {
    "toewijzen": "kies-toewijzen",
    "met_afwijking": "kies-afwijken",
    "afwijzen": "kies-afwijzen",
    "in_onderzoek": "kies-onderzoek",
}
"""The id of each choice; the style sheet shows the fields that belong to it."""


class Besluitformulier(Formulier):
    """The decision bar. Only the fields of the chosen decision count; the others may hold anything."""

    besluit = forms.CharField(required=False)
    versie = forms.CharField(required=False)
    afwijk_grond = forms.ChoiceField(label="Waarvan wijkt u af", required=False)
    reden = forms.CharField(
        label="Waarom, in eigen woorden",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    volume = forms.IntegerField(
        label="Andere omvang",
        required=False,
        min_value=1,
        max_value=99_999_999,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "invalid": "Vul de omvang in als een getal, zoals 4.",
            "min_value": "Vul een omvang van 1 of meer in.",
            "max_value": "Deze omvang is te groot. Vul een kleiner getal in.",
        },
    )
    van = Datumveld(naam="de begindatum", label="Andere begindatum", required=False)
    tot = Datumveld(naam="de einddatum", label="Andere einddatum", required=False)
    code = forms.ChoiceField(label="Reden in het antwoord JW319", required=False)
    motivering = forms.CharField(
        label="Motivering voor het gezin en de aanbieder",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    gemeente = forms.ChoiceField(label="Welke gemeente is het dan", required=False)
    vraag = forms.CharField(
        label="Wat zoekt u uit, en bij wie",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, zaak: VerzoekPagina, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "%s")
        kwargs.setdefault(
            "initial",
            {
                "code": zaak.voorstel_reden or "",
                "motivering": zaak.voorstel_motivering,
                "versie": zaak.versie,
            },
        )
        super().__init__(*args, **kwargs)
        self.zaak = zaak
        self._keuzes("afwijk_grond", "Kies", zaak.afwijkgronden)
        self._keuzes("code", "Kies een reden", [(r.code, f"{r.code} {r.betekenis}") for r in zaak.redencodes])
        self._keuzes("gemeente", "Kies een gemeente", [(g.code, g.naam) for g in zaak.gemeenten])
        self.fields["code"].help_text = (
            "Voorstel uit het oordeel; gaat mee in het bericht."
            if zaak.voorstel_reden
            else "Gaat mee in het bericht."
        )
        for veld in self.fields.values():
            veld.verplicht_bij_keuze = True  # type: ignore[attr-defined]

    def _keuzes(self, naam: str, leeg: str, paren: Sequence[tuple[str, str]]) -> None:
        veld = self.fields[naam]
        assert isinstance(veld, forms.ChoiceField)
        veld.choices = [("", leeg), *paren]
        veld.error_messages["invalid_choice"] = "Kies een van de mogelijkheden uit de lijst."

    def clean(self) -> dict[str, Any]:
        """What the chosen decision needs; the service checks the same and more, as it does for the API."""
        data = super().clean() or {}
        soort = data.get("besluit", "")
        mag = {keuze.soort: keuze for keuze in self.zaak.keuzes}
        if soort not in KEUZE_ID:
            self.add_error("besluit", "Kies eerst wat u besluit.")
        elif soort not in mag or not mag[soort].mag:
            uitleg = mag[soort].uitleg if soort in mag else "dit besluit bestaat hier niet"
            self.add_error("besluit", f"Dit besluit {uitleg}. Kies een ander besluit.")
        elif soort == "met_afwijking":
            if not data.get("afwijk_grond"):
                self._mis("afwijk_grond", "Kies waarvan u afwijkt.")
            if not data.get("reden", "").strip():
                self._mis("reden", "Schrijf waarom u afwijkt, in minstens één zin.")
            if data.get("afwijk_grond") == "omvang" and data.get("volume") is None:
                self._mis("volume", "Vul in welke omvang u toewijst.")
            if data.get("afwijk_grond") == "periode" and not (data.get("van") or data.get("tot")):
                self._mis("tot", "Vul in welke begin- of einddatum u toewijst.")
        elif soort == "afwijzen":
            if not data.get("code"):
                self._mis("code", "Kies de reden die in het antwoord komt.")
            if data.get("code") == "8" and not data.get("gemeente"):
                self._mis("gemeente", "Kies welke gemeente het dan wel is.")
            if not data.get("motivering", "").strip():
                self._mis("motivering", "Schrijf waarom u afwijst, in minstens één zin.")
        elif soort == "in_onderzoek" and not data.get("vraag", "").strip():
            self._mis("vraag", "Schrijf wat u uitzoekt, en bij wie.")
        return data

    def andere_maat(self) -> dict[str, Any]:
        """The period or volume that is granted instead of the asked one; empty unless that is what one deviates in."""
        data = self.cleaned_data
        if data["besluit"] != "met_afwijking":
            return {}
        velden = {"omvang": ("volume",), "periode": ("van", "tot")}.get(data["afwijk_grond"], ())
        return {veld: data[veld] for veld in velden if data.get(veld) is not None}

    def _mis(self, veld: str, tekst: str) -> None:
        if veld not in self.errors:
            self.add_error(veld, tekst)

    def fouten(self) -> list[Fout]:
        """The error summary; an error on the choice points at the first choice that can be made."""
        fouten = []
        for naam, meldingen in self.errors.items():
            if naam in ("besluit", "versie", "__all__"):
                kan = next((k.soort for k in self.zaak.keuzes if k.mag), "toewijzen")
                doel = KEUZE_ID[kan]
            else:
                doel = naam
            fouten.append(Fout(doel, str(meldingen[0])))
        return fouten


@dataclass(frozen=True)
class Formulierdeel:
    """A group of fields with its title and what is known now."""

    titel: str
    nu: str
    velden: tuple[forms.BoundField, ...]


VERBLIJVEN = (
    ("pleeggezin", "pleeggezin"),
    ("gezinshuis", "gezinshuis"),
    ("groep", "woon-, leef- of behandelgroep"),
    ("netwerk", "familie of netwerk"),
    ("zelfstandig", "zelfstandig"),
    ("anders", "anders"),
)
"""Where a child stays that does not live at home, as the file records it."""


class Aanvulformulier(Formulier):
    """What a JW315 lacks and a person must record. One group, or all of them; empty means: leave as it is."""

    GROEPEN: dict[str, tuple[str, tuple[str, ...]]] = {
        "toestemming": ("Toestemming van de ouders", ("toestemming_vorm", "toestemming_datum")),
        "woont_thuis": ("Woonsituatie", ("woont_thuis", "verblijf")),
        "gezamenlijke_beoordeling": (
            "Gezamenlijke beoordeling",
            ("gezamenlijke_beoordeling", "beoordeling_door"),
        ),
        "woonplaats": ("Verantwoordelijke gemeente", ("woonplaats",)),
        "onderbouwing": ("Onderbouwing", ("onderbouwing",)),
        "zorgvraag": ("Zorgvraag", ("zorgvraag",)),
        "verblijf_en_logeren": ("Verblijf en logeren", ("uitstroomdoel", "setting", "overnachting", "doel")),
        "zorg_gestart": ("Hulp al gestart", ("zorg_gestart",)),
        "overleg_drie_partijen": ("Overleg met drie partijen", ("overleg_drie_partijen",)),
    }
    """Group → title and fields; the names of the fields are those of the service ``vul_aan``."""

    OVERIG = ("zorgvraag", "uitstroomdoel", "setting", "overnachting", "doel")
    """Fields that the service takes as other facts of the request."""

    toestemming_vorm = forms.ChoiceField(
        label="Hoe is de toestemming gegeven",
        required=False,
        choices=[
            ("schriftelijk", "Schriftelijk"),
            ("mondeling", "Mondeling"),
            ("ingetrokken", "Ingetrokken"),
        ],
        widget=forms.RadioSelect,
        help_text="Mondeling is genoeg; een handtekening hoeft niet.",
        error_messages={"invalid_choice": "Kies schriftelijk, mondeling of ingetrokken."},
    )
    toestemming_datum = Datumveld(
        naam="de toestemming", label="Datum", required=False, help_text="Bijvoorbeeld 12-1-2026."
    )
    woont_thuis = forms.ChoiceField(
        label="Woont de jeugdige thuis",
        required=False,
        choices=[("ja", "Ja"), ("nee", "Nee")],
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Kies ja of nee."},
    )
    verblijf = forms.ChoiceField(
        label="Zo nee, waar dan",
        required=False,
        choices=[("", "Kies"), *VERBLIJVEN],
        error_messages={"invalid_choice": "Kies waar de jeugdige woont uit de lijst."},
    )
    gezamenlijke_beoordeling = Datumveld(
        naam="de gezamenlijke beoordeling",
        label="Datum van de beoordeling",
        required=False,
        help_text="De dag waarop u met de betrokken aanbieders keek wat nodig is. Bijvoorbeeld 8-1-2026.",
    )
    beoordeling_door = forms.CharField(
        label="Wie waren erbij",
        required=False,
        max_length=200,
        help_text="Bijvoorbeeld de namen van de aanbieders.",
    )
    woonplaats = forms.ChoiceField(
        label="Welke gemeente is verantwoordelijk",
        required=False,
        help_text="Is dat een andere gemeente, wijs dan af met reden 8.",
        error_messages={"invalid_choice": "Kies een gemeente uit de lijst."},
    )
    onderbouwing = forms.CharField(
        label="Waarom is deze hulp nodig naast wat er al loopt of in het plan staat",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    zorgvraag = forms.ChoiceField(
        label="Is de zorgvraag hoog specialistisch",
        required=False,
        choices=[("ja", "Ja"), ("nee", "Nee")],
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Kies ja of nee."},
    )
    uitstroomdoel = forms.CharField(
        label="Waar werkt u naartoe",
        required=False,
        max_length=200,
        help_text="Bijvoorbeeld terug naar huis, of zelfstandig wonen.",
    )
    setting = forms.ChoiceField(
        label="In welke vorm",
        required=False,
        choices=[
            ("", "Kies"),
            ("groep", "in een groep"),
            ("gezin", "in een gezin"),
            ("individueel", "individueel"),
        ],
        error_messages={"invalid_choice": "Kies een vorm uit de lijst."},
    )
    overnachting = forms.ChoiceField(
        label="Blijft de jeugdige slapen",
        required=False,
        choices=[("ja", "Ja"), ("nee", "Nee")],
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Kies ja of nee."},
    )
    doel = forms.ChoiceField(
        label="Doel van het logeren",
        required=False,
        choices=[("", "Kies"), ("respijt", "de opvoeders ontlasten (respijt)")],
        error_messages={"invalid_choice": "Kies een doel uit de lijst."},
    )
    zorg_gestart = Datumveld(naam="de start van de hulp", label="Datum waarop de hulp begon", required=False)
    overleg_drie_partijen = Datumveld(
        naam="het overleg",
        label="Datum van het overleg",
        required=False,
        help_text="Overleg tussen gecertificeerde instelling, aanbieder en lokale toegang.",
    )

    def __init__(
        self,
        *args: Any,
        groep: str = "",
        feiten: Sequence[Aanvulfeit] = (),
        gemeenten: Sequence[tuple[str, str]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        woonplaats = self.fields["woonplaats"]
        assert isinstance(woonplaats, forms.ChoiceField)
        woonplaats.choices = [("", "Kies"), *gemeenten]
        self.groep = groep if groep in self.GROEPEN else ""
        self.feiten = feiten
        for veld in self.fields.values():
            veld.verplicht_bij_keuze = True  # type: ignore[attr-defined]
        if self.groep:
            blijft = self.GROEPEN[self.groep][1]
            for naam in list(self.fields):
                if naam not in blijft:
                    del self.fields[naam]

    @classmethod
    def groep_van(cls, veld: str | None) -> str:
        """The group in which a field of the service is recorded; empty when a person cannot record it here."""
        if not veld:
            return ""
        return next((g for g, (_, velden) in cls.GROEPEN.items() if veld == g or veld in velden), "")

    @property
    def titel(self) -> str:
        """The heading above the form."""
        return self.GROEPEN[self.groep][0] if self.groep else "Aanvullen"

    @property
    def uitleg(self) -> str:
        """What to do, in one sentence."""
        if self.groep:
            return "De regels worden daarna meteen opnieuw getoetst."
        return "Vul in wat u weet of wat is veranderd. Wat u leeg laat, blijft zoals het is."

    @property
    def delen(self) -> list[Formulierdeel]:
        """The fields by group, with the present value beside the title."""
        delen = []
        for groep, (titel, velden) in self.GROEPEN.items():
            if self.groep and groep != self.groep:
                continue
            nu = next(
                (
                    f"{f.waarde} ({f.bron})" if f.bron else f.waarde
                    for f in self.feiten
                    if (f.veld in velden or f.veld == groep) and not f.uitkomst
                ),
                "",
            )
            delen.append(Formulierdeel(titel, nu, tuple(self[veld] for veld in velden)))
        return delen

    def clean(self) -> dict[str, Any]:
        """Both halves of a fact, and no day that has yet to come."""
        data = super().clean() or {}
        vorm, datum = data.get("toestemming_vorm"), data.get("toestemming_datum")
        if vorm and not datum and "toestemming_datum" not in self.errors:
            self.add_error("toestemming_datum", "Vul de datum van de toestemming in, zoals 12-1-2026.")
        if datum and not vorm:
            self.add_error("toestemming_vorm", "Kies of de toestemming schriftelijk of mondeling is gegeven.")
        if data.get("woont_thuis") == "nee" and not data.get("verblijf") and "verblijf" not in self.errors:
            self.add_error("verblijf", "Kies waar de jeugdige woont, bijvoorbeeld gezinshuis.")
        if data.get("verblijf") and not data.get("woont_thuis"):
            self.add_error("woont_thuis", "Kies of de jeugdige thuis woont.")
        for naam, wat in (
            ("toestemming_datum", "de toestemming"),
            ("gezamenlijke_beoordeling", "de gezamenlijke beoordeling"),
            ("overleg_drie_partijen", "het overleg"),
            ("zorg_gestart", "de start van de hulp"),
        ):
            if data.get(naam) and data[naam] > klok.vandaag():
                self.add_error(
                    naam, f"De datum van {wat} ligt in de toekomst. Vul de dag in waarop het is gebeurd."
                )
        if self.groep and not self.errors and not any(data.get(veld) for veld in self.fields):
            self.add_error(
                self.GROEPEN[self.groep][1][0], f"Vul iets in bij {self.titel.lower()}, of ga terug."
            )
        return data

    def feiten_voor_dienst(self) -> dict[str, Any]:
        """The arguments for ``vul_aan``; what was left empty is not among them."""
        data = {naam: waarde for naam, waarde in self.cleaned_data.items() if waarde not in ("", None)}
        if "woont_thuis" in data:
            data["woont_thuis"] = data["woont_thuis"] == "ja"
            if data["woont_thuis"]:
                data.pop("verblijf", None)
        overig: dict[str, Any] = {veld: data.pop(veld) for veld in self.OVERIG if veld in data}
        if "zorgvraag" in overig:
            overig["zorgvraag"] = {"hoogspecialistisch": overig["zorgvraag"] == "ja"}
        if "overnachting" in overig:
            overig["overnachting"] = overig["overnachting"] == "ja"
        if overig:
            data["overig"] = overig
        return data


def lees_datum(tekst: str) -> date | None:
    """A birth date as people type it (3-10-2011, 3/10/2011, 2011-10-03); ``None`` for anything else."""
    for vorm in ("%d-%m-%Y", "%d/%m/%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(tekst, vorm).date()  # noqa: DTZ007 - a date has no zone
        except ValueError:
            continue
    return None


class Zoekformulier(Formulier):
    """Search a child by name, BSN or date of birth, by POST so that none of these is in an address or a log."""

    zoek = forms.CharField(
        label="Naam, BSN of geboortedatum",
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text="Bijvoorbeeld Vlaming, 9999 00 717 of 3-10-2011.",
        error_messages={"required": "Vul een naam, een BSN of een geboortedatum in."},
    )

    geboren: date | None = None
    """The birth date that stood among the words; ``clean_zoek`` takes it out of the text."""

    def clean_zoek(self) -> str:
        """Words of at least two characters (one letter would list half the town), a BSN, or a birth date."""
        rest = []
        for woord in self.cleaned_data["zoek"].split():
            dag = lees_datum(woord)
            if dag is None:
                rest.append(woord)
            else:
                self.geboren = dag
        tekst = " ".join(rest)
        if self.geboren is None and len(tekst) < 2:
            raise forms.ValidationError("Vul minstens twee letters of cijfers in.")
        cijfers = tekst.replace(" ", "").replace(".", "")
        if cijfers.isdigit() and (len(cijfers) != 9 or not is_bsn(cijfers)):
            raise forms.ValidationError("Dit is geen geldig BSN. Een BSN heeft negen cijfers; controleer ze.")
        return tekst
