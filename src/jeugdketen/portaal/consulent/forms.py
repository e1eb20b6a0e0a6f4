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
        for naam in ("afwijk_grond", "reden", "code", "motivering", "gemeente", "vraag"):
            self.fields[naam].verplicht_bij_keuze = True  # type: ignore[attr-defined]

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


class Aanvulformulier(Formulier):
    """What a JW315 lacks and a person must record. One group, or all of them; empty means: leave as it is."""

    GROEPEN: dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
        "toestemming": (
            "Toestemming van de ouders",
            ("toestemming_vorm", "toestemming_datum"),
            ("toestemming",),
        ),
        "woont_thuis": (
            "Woonsituatie",
            ("woont_thuis", "verblijf"),
            ("woont thuis", "woonsituatie", "verblijf"),
        ),
        "gezamenlijke_beoordeling": (
            "Gezamenlijke beoordeling",
            ("gezamenlijke_beoordeling",),
            ("afstemming", "gezamenlijke beoordeling", "samen beoordeeld"),
        ),
        "onderbouwing": ("Onderbouwing", ("onderbouwing",), ("onderbouwing",)),
        "zorg_gestart": ("Hulp al gestart", ("zorg_gestart",), ("hulp gestart", "zorg gestart")),
        "overleg_drie_partijen": (
            "Overleg met drie partijen",
            ("overleg_drie_partijen",),
            ("overleg drie partijen", "driepartijenoverleg", "overleg"),
        ),
    }
    """Group → title, fields, and the labels under which the page shows the present value."""

    toestemming_vorm = forms.ChoiceField(
        label="Vorm",
        required=False,
        choices=[("schriftelijk", "Schriftelijk"), ("mondeling", "Mondeling")],
        widget=forms.RadioSelect,
        help_text="Mondeling is genoeg; een handtekening hoeft niet.",
        error_messages={"invalid_choice": "Kies schriftelijk of mondeling."},
    )
    toestemming_datum = Datumveld(
        naam="toestemming", label="Datum", required=False, help_text="Bijvoorbeeld 12-1-2026."
    )
    woont_thuis = forms.ChoiceField(
        label="Woont de jeugdige thuis?",
        required=False,
        choices=[("ja", "Ja"), ("nee", "Nee")],
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Kies ja of nee."},
    )
    verblijf = forms.CharField(
        label="Zo nee, waar dan",
        required=False,
        max_length=200,
        help_text="Bijvoorbeeld gezinshuis of pleeggezin.",
    )
    gezamenlijke_beoordeling = Datumveld(
        naam="de gezamenlijke beoordeling",
        label="Datum van de beoordeling",
        required=False,
        help_text="De dag waarop de betrokken aanbieders en u samen keken wat nodig is.",
    )
    onderbouwing = forms.CharField(
        label="Waarom is deze hulp nodig naast wat er al loopt",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    zorg_gestart = Datumveld(naam="de start van de hulp", label="Datum waarop de hulp begon", required=False)
    overleg_drie_partijen = Datumveld(
        naam="het overleg", label="Datum van het overleg", required=False,
        help_text="Overleg tussen gecertificeerde instelling, aanbieder en lokale toegang.",
    )  # fmt: skip

    def __init__(self, *args: Any, groep: str = "", feiten: Sequence[Aanvulfeit] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
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
        return next((g for g, (_, velden, _) in cls.GROEPEN.items() if veld == g or veld in velden), "")

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
        for groep, (titel, velden, labels) in self.GROEPEN.items():
            if self.groep and groep != self.groep:
                continue
            nu = next(
                (
                    f"{f.waarde} ({f.bron})" if f.bron else f.waarde
                    for f in self.feiten
                    if (f.veld in velden or f.veld == groep or f.label.casefold() in labels)
                    and not f.uitkomst
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
        if data.get("woont_thuis") == "nee" and not data.get("verblijf", "").strip():
            self.add_error("verblijf", "Vul in waar de jeugdige woont, bijvoorbeeld gezinshuis.")
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


MEEST_BYTES = 25_000_000


class Inleesformulier(Formulier):
    """Upload one message."""

    bestand = forms.FileField(
        label="Bestand met één bericht (XML, hoogstens 25 MB)",
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ".xml,text/xml,application/xml"}),
        error_messages={
            "required": "Kies eerst een bestand.",
            "missing": "Het bestand is niet aangekomen. Kies het opnieuw.",
            "invalid": "Het bestand is niet aangekomen. Kies het opnieuw.",
            "max_length": "De naam van het bestand is te lang. Geef het een kortere naam.",
        },
    )

    def clean_bestand(self) -> Any:
        """Refuse what cannot be a message before a byte is stored."""
        bestand = self.cleaned_data["bestand"]
        if bestand.size == 0:
            raise forms.ValidationError("Dit bestand is leeg. Kies een bestand met een bericht erin.")
        if bestand.size > MEEST_BYTES:
            raise forms.ValidationError(
                "Dit bestand is groter dan 25 MB. Vraag de afzender het bericht te splitsen."
            )
        return bestand
