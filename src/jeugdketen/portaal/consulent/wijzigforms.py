"""The form that changes an allocation: only the fields of the chosen kind of change."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from django import forms

from jeugdketen.portaal.forms import Datumveld, Formulier
from jeugdketen.toewijzing.wijzigselectors import ToewijzingPagina, keuzes

VELDEN: Final[dict[str, tuple[str, ...]]] = {
    "verlengen": ("einddatum", "zonder_einddatum"),
    "verkorten": ("einddatum",),
    "beeindigen": ("einddatum",),
    "omvang": ("volume",),
    "budget": ("budget",),
    "corrigeren": ("einddatum", "zonder_einddatum", "volume", "budget"),
    "verwijderen": (),
}
"""Kind of change → what can be filled in."""


class Wijzigformulier(Formulier):
    """What changes, why, and with whom it was agreed. The service checks what the allocation allows."""

    soort = forms.CharField(widget=forms.HiddenInput)
    versie = forms.CharField(widget=forms.HiddenInput, required=False)
    einddatum = Datumveld(naam="de einddatum", label="Nieuwe einddatum", required=False)
    zonder_einddatum = forms.BooleanField(label="Zonder einddatum", required=False)
    volume = forms.IntegerField(
        label="Nieuwe omvang",
        required=False,
        min_value=1,
        max_value=99_999_999,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "invalid": "Vul de omvang in als een getal, zoals 40.",
            "min_value": "Vul een omvang van 1 of meer in.",
            "max_value": "Deze omvang is te groot. Vul een kleiner getal in.",
        },
    )
    budget = forms.DecimalField(
        label="Nieuw budget in euro",
        required=False,
        min_value=Decimal("0.01"),
        max_value=Decimal("999999.99"),
        decimal_places=2,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={
            "invalid": "Vul het budget in als een bedrag, zoals 1200,00.",
            "min_value": "Vul een bedrag in dat groter is dan nul.",
            "max_value": "Dit bedrag is te groot. Vul een kleiner bedrag in.",
            "max_decimal_places": "Vul het budget in met hoogstens twee cijfers achter de komma.",
        },
    )
    code = forms.ChoiceField(
        label="Reden in het bericht JW301",
        error_messages={"required": "Kies de reden die in het bericht staat."},
    )
    reden = forms.CharField(
        label="Waarom, in eigen woorden",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Schrijf waarom u dit wijzigt, in minstens één zin."},
    )
    overleg = forms.CharField(
        label="Met wie bij de aanbieder afgesproken, en wanneer",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Schrijf met wie u dit bij de aanbieder hebt afgesproken, en wanneer."},
    )

    def __init__(self, zaak: ToewijzingPagina, soort: str, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "%s")
        kwargs.setdefault("initial", {"soort": soort, "versie": zaak.versie})
        super().__init__(*args, **kwargs)
        for naam in ("einddatum", "zonder_einddatum", "volume", "budget"):
            if naam not in VELDEN[soort]:
                del self.fields[naam]
        redenen = keuzes(soort)
        code = self.fields["code"]
        assert isinstance(code, forms.ChoiceField)
        code.choices = [*([("", "Kies een reden")] if len(redenen) > 1 else []), *redenen]
        code.error_messages["invalid_choice"] = "Kies een van de redenen uit de lijst."
        if "volume" in self.fields:
            self.fields["volume"].help_text = (
                f"In {zaak.eenheid}, over de hele looptijd." if zaak.eenheid else ""
            )
        if soort in ("corrigeren", "verwijderen"):
            self.fields["overleg"].required = False
            self.fields["overleg"].widget.attrs.pop("aria-required", None)
        for naam in VELDEN[soort]:
            self.fields[naam].verplicht_bij_keuze = soort != "corrigeren"  # type: ignore[attr-defined]
        if "zonder_einddatum" in self.fields:
            self.fields["zonder_einddatum"].verplicht_bij_keuze = False  # type: ignore[attr-defined]

    def voor_dienst(self) -> dict[str, Any]:
        """The arguments of the service."""
        data = dict(self.cleaned_data)
        data.pop("soort")
        budget = data.pop("budget", None)
        if budget is not None:
            data["budget_cent"] = int(budget * 100)
        return data
