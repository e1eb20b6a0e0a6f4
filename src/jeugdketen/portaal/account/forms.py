"""Forms of logging in and of the own account. A password is never trimmed, and pasting is fine."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from jeugdketen.kern import wachtwoorden
from jeugdketen.kern.models import Gebruiker
from jeugdketen.portaal.forms import Formulier


def _wachtwoordveld(label: str, soort: str, leeg: str, uitleg: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        strip=False,
        max_length=1000,
        help_text=uitleg,
        widget=forms.PasswordInput(attrs={"autocomplete": soort}),
        error_messages={"required": leeg},
    )


def _codeveld(label: str, leeg: str, uitleg: str = "", *, eenmalig: bool = False) -> forms.CharField:
    attrs = {"autocomplete": "one-time-code" if eenmalig else "off", "spellcheck": "false"}
    if eenmalig:
        attrs["autocapitalize"] = "none"
    return forms.CharField(
        label=label,
        max_length=60,
        help_text=uitleg,
        widget=forms.TextInput(attrs=attrs),
        error_messages={"required": leeg},
    )


EISEN_WACHTWOORD = (
    "Minstens 12 tekens; een zin met een paar woorden is goed. Gebruik niet alleen de naam van de regio, een "
    "gemeente, dit systeem of uzelf, en geen wachtwoord dat u ergens anders ook gebruikt."
)


class Factorformulier(Formulier):
    """The six digits of the app, or a recovery code."""

    code = _codeveld("Code", "Vul de code van zes cijfers uit uw app in.", eenmalig=True)


class Koppelformulier(Formulier):
    """A code of the administrator that ties this log-in to an account."""

    code = _codeveld("Code van uw beheerder", "Vul de code in die u van uw beheerder kreeg.")


class NieuwWachtwoord(Formulier):
    """Twice the same new password, good enough for this person."""

    nieuw = _wachtwoordveld(
        "Nieuw wachtwoord", "new-password", "Kies een nieuw wachtwoord.", EISEN_WACHTWOORD
    )
    herhaal = _wachtwoordveld(
        "Nog een keer het nieuwe wachtwoord", "new-password", "Vul het nieuwe wachtwoord nog een keer in."
    )

    def clean(self) -> dict[str, Any]:
        """Both must be the same."""
        schoon = super().clean() or {}
        if "nieuw" in schoon and "herhaal" in schoon and schoon["nieuw"] != schoon["herhaal"]:
            self.add_error(
                "herhaal", "Dit is een ander wachtwoord dan het eerste. Vul twee keer hetzelfde in."
            )
        return schoon

    def keur(self, gebruiker: Gebruiker) -> bool:
        """Is the new password good enough for this person? Puts the reasons at the field when it is not."""
        try:
            wachtwoorden.keur(self.cleaned_data["nieuw"], gebruiker)
        except ValidationError as fout:
            self.add_error("nieuw", fout.messages[0])
            return False
        return True


class Kiesformulier(NieuwWachtwoord):
    """Choose a password with a code of the administrator."""

    code = _codeveld("Code van uw beheerder", "Vul de code in die u van uw beheerder kreeg.")
    field_order = ["code", "nieuw", "herhaal"]


class Wachtwoordformulier(NieuwWachtwoord):
    """Change the own password."""

    huidig = _wachtwoordveld("Huidig wachtwoord", "current-password", "Vul uw huidige wachtwoord in.")
    field_order = ["huidig", "nieuw", "herhaal"]


class Bevestigformulier(Formulier):
    """Show again who one is: the password, and the code of the app when there is one."""

    wachtwoord = _wachtwoordveld("Wachtwoord", "current-password", "Vul uw wachtwoord in.")
    code = _codeveld("Code uit uw app", "Vul de code van zes cijfers uit uw app in.", eenmalig=True)

    def __init__(self, *args: Any, met_code: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not met_code:
            del self.fields["code"]
