"""Forms of the portal: plain Dutch errors that name the field and the remedy, tied to the field by id."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.forms.utils import ErrorDict

from jeugdketen.kern import klok
from jeugdketen.kern.beveiligingslog import adres_van
from jeugdketen.kern.inloggen import wachttijd


@dataclass(frozen=True)
class Fout:
    """One line of the error summary: the id of the field it belongs to, and what to do."""

    doel: str
    tekst: str


KLASSEN = {
    forms.TextInput: "utrecht-textbox utrecht-textbox--html-input",
    forms.PasswordInput: "utrecht-textbox utrecht-textbox--html-input",
    forms.DateInput: "utrecht-textbox utrecht-textbox--html-input app-kort",
    forms.Select: "utrecht-select utrecht-select--html-select",
    forms.Textarea: "utrecht-textarea utrecht-textarea--html-textarea",
}


class FormulierMixin:
    """Gives every widget the class of the design and leaves checking to the server, so that errors are in our words."""

    use_required_attribute = False
    fields: dict[str, forms.Field]

    def kleed_aan(self) -> None:
        """Put the css classes on the widgets and ``aria-required`` on what must be filled in."""
        for veld in self.fields.values():
            klasse = KLASSEN.get(type(veld.widget))
            if klasse:
                veld.widget.attrs.setdefault("class", klasse)
            if veld.required and not isinstance(veld.widget, forms.RadioSelect):
                veld.widget.attrs["aria-required"] = "true"


class Formulier(FormulierMixin, forms.Form):
    """Base of the forms of the portal."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.kleed_aan()

    def toon_zonder_oordeel(self) -> None:
        """Show what was filled in so far without errors: somebody is not ready yet."""
        self._errors = ErrorDict()


def fouten_van(formulier: forms.Form) -> list[Fout]:
    """The error summary of a form: first the fields in their order, then what belongs to none."""
    if not formulier.is_bound:
        return []
    fouten = []
    for veld in formulier:
        if veld.errors:
            doel = veld.id_for_label or veld.auto_id
            if isinstance(veld.field.widget, forms.RadioSelect):
                doel = f"{veld.auto_id}_0"
            fouten.append(Fout(doel, str(veld.errors[0])))
    eerste = next(iter(formulier), None)
    fouten += [Fout(eerste.auto_id if eerste else "inhoud", str(f)) for f in formulier.non_field_errors()]
    return fouten


class Datumveld(forms.DateField):
    """A day as people write it: 12-1-2026, 12/1/2026 or 2026-01-12."""

    def __init__(self, *, naam: str, **kwargs: Any) -> None:
        kwargs.setdefault("input_formats", ["%d-%m-%Y", "%d/%m/%Y", "%Y-%m-%d", "%d-%m-%y"])
        kwargs.setdefault(
            "widget",
            forms.DateInput(format="%d-%m-%Y", attrs={"inputmode": "numeric", "autocomplete": "off"}),
        )
        kwargs.setdefault(
            "error_messages",
            {
                "invalid": f"Vul bij {naam} een datum in, zoals 12-1-2026.",
                "required": f"Vul de datum van {naam} in, zoals 12-1-2026.",
            },
        )
        super().__init__(**kwargs)


GEBOORTEDATUM_FOUT = dict.fromkeys(
    ("invalid", "required"), "Vul de geboortedatum in als dag-maand-jaar, zoals 3-10-2014."
)
"""Of a day of birth one does not say "de datum van de geboorte", and none lies in this year."""


class Inlogformulier(FormulierMixin, AuthenticationForm):
    """Log in with name and password; a locked account hears how long that lasts."""

    error_messages = {
        "invalid_login": "Deze gebruikersnaam en dit wachtwoord horen niet bij elkaar. Controleer ze allebei.",
        "inactive": "Dit account is afgesloten. Vraag uw beheerder om hulp.",
    }

    def __init__(self, request: Any = None, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(request, *args, **kwargs)
        naam, wachtwoord = self.fields["username"], self.fields["password"]
        naam.label, wachtwoord.label = "Gebruikersnaam", "Wachtwoord"
        naam.widget = forms.TextInput(
            attrs={
                "autocomplete": "username",
                "autocapitalize": "none",
                "spellcheck": "false",
                "maxlength": 150,
            }
        )
        wachtwoord.widget = forms.PasswordInput(attrs={"autocomplete": "current-password"})
        naam.error_messages["required"] = "Vul uw gebruikersnaam in."
        wachtwoord.error_messages["required"] = "Vul uw wachtwoord in."
        self.kleed_aan()

    def get_invalid_login_error(self) -> forms.ValidationError:
        """A wrong password, or the time that one has to wait after too many."""
        wachten = wachttijd(self.cleaned_data.get("username", ""), adres_van(self.request))
        if wachten is not None:
            minuten = max(1, round(wachten.total_seconds() / 60))
            return forms.ValidationError(
                f"Er is te vaak een verkeerd wachtwoord ingevuld. Probeer het over {minuten} "
                f"{'minuut' if minuten == 1 else 'minuten'} opnieuw.",
                code="wachten",
            )
        return super().get_invalid_login_error()


def niet_in_toekomst(dag: date | None, wat: str) -> None:
    """Raise a sentence when something that must have happened lies after today."""
    if dag is not None and dag > klok.vandaag():
        raise forms.ValidationError(
            f"De datum van {wat} ligt in de toekomst. Vul de dag in waarop het is gebeurd."
        )


MEEST_BYTES = 25_000_000
"""Size of the largest message of the standard (OP179)."""


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
