"""Forms of the room of supervision: people and roles, leaving, absence, break-glass access, its judgement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from jeugdketen.kern import rollen
from jeugdketen.portaal.forms import Datumveld, Formulier

AGB = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": 8})


def neem_fouten_over(formulier: forms.Form, fout: ValidationError) -> None:
    """Put the errors of a service on the fields that they name; the rest on top of the form."""
    if not hasattr(fout, "error_dict"):
        formulier.add_error(None, fout)
        return
    for veld, meldingen in fout.message_dict.items():
        formulier.add_error(veld if veld in formulier.fields else None, meldingen)


class Persoonformulier(Formulier):
    """Somebody new."""

    naam = forms.CharField(
        label="Naam",
        max_length=200,
        help_text="Zoals collega's en het logboek deze persoon noemen.",
        error_messages={"required": "Vul de naam in zoals collega's die kennen."},
    )
    gebruikersnaam = forms.CharField(
        label="Gebruikersnaam",
        max_length=150,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
        error_messages={"required": "Vul een gebruikersnaam in."},
    )
    e_mail = forms.EmailField(
        label="E-mailadres",
        error_messages={
            "required": "Vul het e-mailadres van het werk in.",
            "invalid": "Vul een e-mailadres in, zoals naam@gemeente.nl.",
        },
    )


class Rolformulier(Formulier):
    """A role for somebody; a provider's administrator has two roles and the own provider to choose from."""

    rol = forms.ChoiceField(label="Rol", error_messages={"required": "Kies een rol."})
    gemeente = forms.ChoiceField(
        label="Gemeente", required=False, help_text="Voor een rol bij een gemeente. Anders leeg laten."
    )
    aanbieder = forms.CharField(
        label="AGB-code van de organisatie",
        required=False,
        max_length=8,
        widget=AGB,
        help_text="Voor een rol bij een aanbieder, gecertificeerde instelling of verwijzer.",
    )
    van = Datumveld(naam="de eerste dag", label="Eerste dag", required=False)
    tot = Datumveld(naam="de laatste dag", label="Laatste dag", required=False)
    reden = forms.CharField(
        label="Waarom heeft deze persoon deze rol nodig",
        required=False,
        max_length=200,
        help_text="Nodig bij een rol met zicht op dossiers: een collega beslist over uw voorstel.",
    )

    def __init__(
        self,
        *args: Any,
        gemeenten: Mapping[str, str],
        aanbieders: Sequence[tuple[str, str]] = (),
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("prefix", "rol")
        super().__init__(*args, **kwargs)
        if aanbieders:
            keuzes = {rol: rollen.ROLLEN[rol] for rol in sorted(rollen.PER_AANBIEDER, reverse=True)}
            self.fields["aanbieder"] = forms.ChoiceField(label="Aanbieder", choices=list(aanbieders))
            del self.fields["gemeente"], self.fields["reden"]
            self.kleed_aan()
        else:
            keuzes = rollen.ROLLEN
            self.fields["gemeente"].choices = [("", "Geen gemeente"), *gemeenten.items()]  # type: ignore[attr-defined]
        self.fields["rol"].choices = [  # type: ignore[attr-defined]
            ("", "Kies een rol"),
            *((rol, woord[:1].upper() + woord[1:]) for rol, woord in keuzes.items()),
        ]


class Vertrekformulier(Formulier):
    """Somebody leaves; who takes over the open work."""

    laatste_dag = Datumveld(naam="de laatste werkdag", label="Laatste werkdag")
    opvolger = forms.ChoiceField(
        label="Open zaken gaan naar",
        required=False,
        help_text="Zij gaan meteen over, niet pas op de laatste dag.",
    )

    def __init__(self, *args: Any, opvolgers: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        kwargs.setdefault("prefix", "vertrek")
        super().__init__(*args, **kwargs)
        if opvolgers:
            self.fields["opvolger"].choices = [  # type: ignore[attr-defined]
                ("", "Niemand: zet ze bij Nog van niemand"),
                *opvolgers,
            ]
        else:
            del self.fields["opvolger"]


class Waarneemformulier(Formulier):
    """Who keeps whose work list, from a day to a day."""

    afwezige = forms.ChoiceField(label="Wie is er niet", required=False)
    waarnemer = forms.ChoiceField(label="Wie neemt waar", error_messages={"required": "Kies een collega."})
    van = Datumveld(naam="de eerste dag", label="Eerste dag")
    tot = Datumveld(naam="de laatste dag", label="Laatste dag")

    def __init__(
        self,
        *args: Any,
        collegas: Sequence[tuple[str, str]],
        afwezigen: Sequence[tuple[str, str]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["waarnemer"].choices = [("", "Kies een collega"), *collegas]  # type: ignore[attr-defined]
        if len(afwezigen) > 1:
            self.fields["afwezige"].choices = list(afwezigen)  # type: ignore[attr-defined]
        else:
            del self.fields["afwezige"]


class Noodformulier(Formulier):
    """Which child, and why it cannot wait."""

    bsn = forms.CharField(
        label="BSN",
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    achternaam = forms.CharField(
        label="Achternaam",
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="Alleen als het kind geen burgerservicenummer heeft: de hele achternaam. Kies dan ook de gemeente.",
    )
    geboortedatum = Datumveld(naam="de geboortedatum", label="Geboortedatum")
    gemeente = forms.ChoiceField(label="Wiens dossier", required=False)
    reden = forms.CharField(
        label="Waarom moet u dit dossier nu zien",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="De functionaris gegevensbescherming van die gemeente leest dit en geeft een oordeel.",
        error_messages={"required": "Schrijf in een zin waarom u dit dossier nu moet zien."},
    )

    def __init__(self, *args: Any, gemeenten: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["gemeente"].choices = [("", "Weet ik niet"), *gemeenten.items()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A number, or for a child without one a name."""
        gegeven = super().clean() or self.cleaned_data
        if not gegeven.get("bsn") and not gegeven.get("achternaam"):
            self.add_error("bsn", "Vul het BSN van het kind in, of de achternaam als het er geen heeft.")
        return gegeven


class Oordeelformulier(Formulier):
    """What the officer finds of one opening."""

    oordeel = forms.ChoiceField(
        label="Was deze noodtoegang terecht",
        choices=[("terecht", "Ja, terecht"), ("niet_terecht", "Nee, niet terecht")],
        widget=forms.RadioSelect,
        error_messages={"required": "Kies of deze noodtoegang terecht was."},
    )
    notitie = forms.CharField(
        label="Waarop baseert u dat",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Schrijf waarop u dit oordeel baseert."},
    )
