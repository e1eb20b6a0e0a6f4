"""Forms about who a child is, which municipality is responsible, and handing a file over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from jeugdketen.dossier.namen import Naam
from jeugdketen.dossier.overdracht import EINDIGT, LOOPT_DOOR, ONDERDELEN
from jeugdketen.dossier.woonplaats import Woonplaatsfeiten
from jeugdketen.portaal.forms import GEBOORTEDATUM_FOUT, Datumveld, Formulier

GESLACHT = (("0", "onbekend"), ("1", "jongen"), ("2", "meisje"))
JA_NEE = (("nee", "Nee"), ("ja", "Ja"))
_GEEN_AANVULLEN = {"autocomplete": "off", "spellcheck": "false"}


def _tekst(label: str, hulp: str = "", *, verplicht: str = "", lengte: int = 200) -> forms.CharField:
    """A line of text; `verplicht` is the sentence that says what is missing, and makes the field required."""
    return forms.CharField(
        label=label,
        max_length=lengte,
        required=bool(verplicht),
        help_text=hulp,
        widget=forms.TextInput(attrs=_GEEN_AANVULLEN),
        error_messages={"required": verplicht, "max_length": f"Dit is te lang: hoogstens {lengte} tekens."},
    )


def _reden(
    label: str, hulp: str = "", verplicht: str = "Schrijf op waarom, in een paar woorden."
) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=1000,
        required=bool(verplicht),
        help_text=hulp,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": verplicht},
    )


def neem_fouten_over(formulier: forms.Form, fout: ValidationError) -> None:
    """Put what a service refused beside the fields it names."""
    per_veld = fout.message_dict if hasattr(fout, "error_dict") else {"": fout.messages}
    for veld, meldingen in per_veld.items():
        for melding in meldingen:
            formulier.add_error(veld if veld in formulier.fields else None, melding)


class Naamvelden(Formulier):
    """The parts of a name."""

    voornamen = _tekst("Voornamen", lengte=80)
    voorvoegsel = _tekst("Voorvoegsel", "Bijvoorbeeld van der.", lengte=20)
    achternaam = _tekst("Achternaam", verplicht="Vul de achternaam in.")

    def naam(self) -> Naam:
        """The name as the file keeps it."""
        data = self.cleaned_data
        voornamen = data["voornamen"].strip()
        return Naam(
            voornamen=voornamen,
            voorletters="".join(deel[0] for deel in voornamen.split())[:20],
            voorvoegsel=data["voorvoegsel"].strip(),
            achternaam=data["achternaam"].strip(),
        )


class Gemeentekeuze(forms.Form):
    """For which municipality; only asked of who works for more than one."""

    def zet_gemeenten(self, gemeenten: Sequence[tuple[str, str]]) -> None:
        """Offer these municipalities; one alone is no question."""
        self.gemeenten = gemeenten
        if len(gemeenten) > 1:
            veld = forms.ChoiceField(
                label="Gemeente",
                choices=[("", "Kies"), *gemeenten],
                error_messages={
                    "required": "Kies de gemeente.",
                    "invalid_choice": "Kies een gemeente uit de lijst.",
                },
            )
            self.fields = {"gemeente": veld, **self.fields}

    def gekozen_gemeente(self) -> str:
        """The CBS code."""
        return str(self.cleaned_data.get("gemeente") or self.gemeenten[0][0])


class Bsnformulier(Formulier):
    """The right BSN, and why."""

    bsn = _tekst(
        "Juist BSN", "Negen cijfers, bijvoorbeeld 9999 00 717.", verplicht="Vul het juiste BSN in.", lengte=20
    )
    reden = _reden(
        "Waarom klopt het oude niet", "Bijvoorbeeld: cijfers verwisseld in het bericht van de aanbieder."
    )


class Ongeborenformulier(Formulier, Gemeentekeuze):
    """A child that is not born yet."""

    verwacht_op = Datumveld(
        naam="de verwachte geboorte", label="Verwacht op", help_text="Bijvoorbeeld 3-4-2026."
    )
    moeder_voornamen = _tekst("Voornamen van de moeder", lengte=80)
    moeder_voorvoegsel = _tekst("Voorvoegsel van de moeder", lengte=20)
    moeder_achternaam = _tekst("Achternaam van de moeder", verplicht="Vul de achternaam van de moeder in.")
    moeder_bsn = _tekst(
        "BSN van de moeder",
        "Hiermee vindt u het kind terug na de geboorte, en de gemeente die verantwoordelijk is.",
        lengte=20,
    )

    def __init__(self, *args: Any, gemeenten: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zet_gemeenten(gemeenten)
        self.kleed_aan()

    def moeder(self) -> Naam:
        """The mother's name."""
        data = self.cleaned_data
        voornamen = data["moeder_voornamen"].strip()
        return Naam(
            voornamen=voornamen,
            voorletters="".join(deel[0] for deel in voornamen.split())[:20],
            voorvoegsel=data["moeder_voorvoegsel"].strip(),
            achternaam=data["moeder_achternaam"].strip(),
        )


class ZonderBsnformulier(Naamvelden, Gemeentekeuze):
    """A child that has no BSN (yet)."""

    geboortedatum = Datumveld(
        naam="de geboorte",
        label="Geboortedatum",
        help_text="Bijvoorbeeld 3-10-2014.",
        error_messages=GEBOORTEDATUM_FOUT,
    )
    geslacht = forms.ChoiceField(label="Geslacht", choices=GESLACHT, initial="0", required=False)
    reden = _reden("Waarom is er geen BSN", "Bijvoorbeeld: pas in Nederland, inschrijving loopt.")

    def __init__(self, *args: Any, gemeenten: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zet_gemeenten(gemeenten)
        self.kleed_aan()


class Geboorteformulier(Naamvelden):
    """The birth of a child that was expected."""

    geboortedatum = Datumveld(naam="de geboorte", label="Geboren op", help_text="Bijvoorbeeld 3-4-2026.")
    geslacht = forms.ChoiceField(label="Geslacht", choices=GESLACHT, initial="0", required=False)
    bsn = _tekst("BSN", "Als het er al is; anders vult u het later in.", lengte=20)


class Vergelijkformulier(Formulier):
    """What two files are: one child (and which file stays), or two."""

    blijft = forms.ChoiceField(
        label="Wat stelt u vast",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Kies welk dossier blijft, of dat het om twee jeugdigen gaat.",
            "invalid_choice": "Kies een van de drie.",
        },
    )
    reden = _reden("Waarom", "Bijvoorbeeld: zelfde kind, spelfout in het bericht.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        veld = self.fields["blijft"]
        assert isinstance(veld, forms.ChoiceField)
        veld.choices = [
            ("een", "Eén jeugdige: het linker dossier blijft"),
            ("ander", "Eén jeugdige: het rechter dossier blijft"),
            ("twee", "Twee jeugdigen: geen dubbel dossier"),
        ]


class Redenformulier(Formulier):
    """Why something is done."""

    reden = _reden("Waarom")


class Afhandelformulier(Formulier):
    """What was done about a change in the BRP."""

    afhandeling = _tekst(
        "Wat heeft u gedaan",
        "Bijvoorbeeld: woonplaats vastgesteld, dossier aangeboden aan Hoorn.",
        verplicht="Schrijf in een paar woorden op wat u heeft gedaan.",
        lengte=500,
    )


class Woonplaatsformulier(Formulier):
    """Where a child lives and lived, what the rules make of it, and what somebody establishes."""

    verblijft = forms.ChoiceField(
        label="Verblijft de jeugdige bij een aanbieder of pleegouder",
        choices=JA_NEE,
        widget=forms.RadioSelect,
        initial="nee",
        error_messages={"required": "Kies ja of nee.", "invalid_choice": "Kies ja of nee."},
    )
    verblijf_van = Datumveld(
        naam="het begin van het verblijf",
        label="Zo ja, sinds wanneer",
        required=False,
        help_text="De eerste dag. Volgden verblijven elkaar zonder onderbreking op, dan de eerste dag van het eerste.",
    )
    gemeente_ervoor = forms.ChoiceField(
        label="In welke gemeente woonde de jeugdige vlak daarvoor",
        required=False,
        error_messages={"invalid_choice": "Kies een gemeente uit de lijst."},
    )
    vanaf_geboorte = forms.ChoiceField(
        label="Verblijft de jeugdige daar vanaf de geboorte",
        choices=JA_NEE,
        widget=forms.RadioSelect,
        initial="nee",
        required=False,
    )
    moeder_gemeente = forms.ChoiceField(
        label="Gemeente van de moeder bij de geboorte",
        required=False,
        help_text="Alleen bij een verblijf vanaf de geboorte, of vóór de geboorte.",
        error_messages={"invalid_choice": "Kies een gemeente uit de lijst."},
    )
    werkelijk_verblijf = forms.ChoiceField(
        label="Gemeente waar de jeugdige werkelijk verblijft",
        required=False,
        help_text="Alleen als er geen woonadres in Nederland is.",
        error_messages={"invalid_choice": "Kies een gemeente uit de lijst."},
    )
    vastgesteld = forms.ChoiceField(
        label="Verantwoordelijke gemeente",
        required=False,
        error_messages={"invalid_choice": "Kies een gemeente uit de lijst."},
    )
    toelichting = _reden(
        "Toelichting",
        "Nodig als u iets anders vaststelt dan de regels zeggen, of als een gegeven ontbreekt.",
        "",
    )

    FEITEN = (
        "verblijft",
        "verblijf_van",
        "gemeente_ervoor",
        "vanaf_geboorte",
        "moeder_gemeente",
        "werkelijk_verblijf",
    )

    def __init__(self, *args: Any, gemeenten: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for naam in ("gemeente_ervoor", "moeder_gemeente", "werkelijk_verblijf", "vastgesteld"):
            veld = self.fields[naam]
            assert isinstance(veld, forms.ChoiceField)
            veld.choices = [("", "Kies"), *gemeenten]
        for veld in self.fields.values():
            veld.verplicht_bij_keuze = True  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A stay has a first day; without a stay its fields say nothing."""
        data = super().clean() or {}
        if (
            data.get("verblijft") == "ja"
            and not data.get("verblijf_van")
            and "verblijf_van" not in self.errors
        ):
            self.add_error("verblijf_van", "Vul in sinds wanneer de jeugdige daar verblijft.")
        return data

    def feiten(self) -> Woonplaatsfeiten:
        """What was filled in, for the service."""
        data = self.cleaned_data
        verblijf = data["verblijft"] == "ja"
        return Woonplaatsfeiten(
            verblijf_van=data["verblijf_van"] if verblijf else None,
            gemeente_ervoor=(data["gemeente_ervoor"] or None) if verblijf else None,
            vanaf_geboorte=verblijf and data["vanaf_geboorte"] == "ja",
            moeder_gemeente=data["moeder_gemeente"] or None,
            werkelijk_verblijf=data["werkelijk_verblijf"] or None,
        )


class Overdrachtformulier(Formulier):
    """What goes along to another municipality, from which day, and what becomes of running allocations."""

    ingang = Datumveld(
        naam="de overdracht",
        label="Verantwoordelijk met ingang van",
        help_text="De eerste dag waarop de andere gemeente verantwoordelijk is.",
    )
    reden = _reden("Waarom draagt u over", "Bijvoorbeeld: verhuisd op 3 januari.")
    onderdelen = forms.MultipleChoiceField(
        label="Wat gaat er mee",
        choices=[(k, n) for k, n in ONDERDELEN.items() if k != "gegevens"],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Naam, geboortedatum, geslacht en BSN gaan altijd mee. Kies alleen wat nodig is.",
        error_messages={"invalid_choice": "Kies uit de lijst wat er meegaat."},
    )

    def __init__(
        self, *args: Any, toewijzingen: Iterable[Mapping[str, Any]], geheim: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.toewijzingen = list(toewijzingen)
        onderdelen = self.fields["onderdelen"]
        assert isinstance(onderdelen, forms.MultipleChoiceField)
        onderdelen.verplicht_bij_keuze = True  # type: ignore[attr-defined]
        if geheim:
            onderdelen.choices = [(k, n) for k, n in onderdelen.choices if k != "adres"]
        onderdelen.initial = [k for k, _ in onderdelen.choices]
        for rij in self.toewijzingen:
            self.fields[f"toewijzing_{rij['nummer']}"] = forms.ChoiceField(
                label=f"{rij['product']} bij {rij['aanbieder']} (toewijzing {rij['nummer']})",
                choices=[(EINDIGT, "eindigt op de dag ervoor"), (LOOPT_DOOR, "loopt door")],
                widget=forms.RadioSelect,
                initial=EINDIGT,
                error_messages={
                    "required": "Kies of deze toewijzing eindigt of doorloopt.",
                    "invalid_choice": "Kies of deze toewijzing eindigt of doorloopt.",
                },
            )

    def gekozen_toewijzingen(self) -> list[dict[str, Any]]:
        """The running allocations, each with what becomes of it."""
        return [
            {**rij, "keuze": self.cleaned_data[f"toewijzing_{rij['nummer']}"]} for rij in self.toewijzingen
        ]


class Antwoordformulier(Formulier):
    """Accept a file, or refuse it with a reason."""

    reden = _reden("Toelichting", "Nodig als u weigert: de andere gemeente moet ermee verder kunnen.", "")
