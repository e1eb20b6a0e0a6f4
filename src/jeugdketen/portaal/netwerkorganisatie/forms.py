"""Forms of the registers: one for each kind of row, and the choice between a change and a correction."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from jeugdketen.landschap import services
from jeugdketen.portaal.forms import KLASSEN, Datumveld, Formulier

KLASSEN.setdefault(forms.EmailInput, KLASSEN[forms.TextInput])

_BEDRAG = re.compile(r"\d{1,7}(\.\d{3})*(,\d{1,2})?\Z")


class Bedragveld(forms.CharField):
    """An amount as people write it (91,50); its value is in whole cents."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(max_length=14, **kwargs)

    def clean(self, value: Any) -> Any:
        """The amount in cents; None when nothing was filled in.

        Raises:
            ValidationError: it is no amount.
        """
        tekst = (super().clean(value) or "").replace("€", "").strip()
        if not tekst:
            return None
        if not _BEDRAG.match(tekst):
            raise ValidationError("Vul een bedrag in, zoals 91,50.")
        return int(Decimal(tekst.replace(".", "").replace(",", ".")) * 100)

    def prepare_value(self, value: Any) -> Any:
        """Cents as people write them; what somebody typed stays as it is."""
        return f"{value // 100},{value % 100:02d}" if isinstance(value, int) else value


def _tekst(label: str, lengte: int, *, nodig: bool = False, uitleg: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=lengte,
        required=nodig,
        help_text=uitleg,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": f"Vul het veld '{label}' in.",
            "max_length": f"{label} is te lang: hoogstens {lengte} tekens.",
        },
    )


def _ja(label: str, uitleg: str = "") -> forms.BooleanField:
    return forms.BooleanField(label=label, required=False, help_text=uitleg)


def _keus(label: str, keuzes: Sequence[tuple[Any, str]], *, nodig: bool = True) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=[("", "Kies"), *keuzes],
        required=nodig,
        error_messages={
            "required": f"Kies iets uit de lijst bij '{label}'.",
            "invalid_choice": f"Kies iets uit de lijst bij '{label}'.",
        },
    )


class Registerformulier(Formulier):
    """The fields of one kind of row, and for a row that is there what happens with it.

    `waarden()` gives what somebody filled in under the names of the register.
    """

    titel: ClassVar[str] = ""
    nieuw_rij: ClassVar[bool] = True
    """Whether a change starts a new row from a day; else it changes the row itself."""

    KEUZES: ClassVar[Mapping[str, str]] = {
        "wijziging": "Er verandert iets",
        "correctie": "Het stond verkeerd in het register",
        "weg": "Deze regel had er nooit moeten staan",
    }

    def __init__(self, *args: Any, rij: Any = None, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "%s")
        self.rij = rij
        super().__init__(*args, **kwargs)
        velden = {
            "van": Datumveld(naam="de eerste dag", label="Eerste dag"),
            "tot": Datumveld(naam="de laatste dag", label="Laatste dag", required=False),
        }
        self.fields |= velden
        if rij is not None:
            for naam in self.fields:
                self.fields[naam].initial = self.beginwaarde(naam)
            self.fields["keuze"] = forms.ChoiceField(
                label="Wat is er aan de hand",
                choices=list(self.KEUZES.items()),
                widget=forms.RadioSelect,
                error_messages={"required": "Kies wat er aan de hand is."},
            )
            if self.nieuw_rij:
                self.fields["vanaf"] = Datumveld(
                    naam="de dag van de wijziging",
                    label="Bij een wijziging: vanaf welke dag",
                    help_text="De dagen daarvoor blijven zoals ze zijn.",
                    required=False,
                )
            self.fields["waarom"] = _tekst("Bij een correctie: waarom", 300)
            for naam in ("vanaf", "waarom"):
                if naam in self.fields:
                    self.fields[naam].verplicht_bij_keuze = True  # type: ignore[attr-defined]
            self.order_fields(["keuze", "vanaf", "waarom"])
        self.kleed_aan()

    def beginwaarde(self, naam: str) -> Any:
        """What the row says for a field of the form."""
        waarde = getattr(self.rij, naam, None)
        return getattr(waarde, "pk", waarde)

    def waarden(self) -> dict[str, Any]:
        """What was filled in, under the names of the register."""
        niet = {"keuze", "vanaf", "waarom"}
        return {naam: waarde for naam, waarde in self.cleaned_data.items() if naam not in niet}

    def veranderd(self) -> dict[str, Any]:
        """Only what differs from the row."""
        return {
            n: w for n, w in self.waarden().items() if w != self.beginwaarde(n) and (w or self.beginwaarde(n))
        }

    def clean(self) -> dict[str, Any]:
        """A change that starts a new row needs its day."""
        gegevens = super().clean() or {}
        zonder_dag = "vanaf" in self.fields and "vanaf" not in self.errors and not gegevens.get("vanaf")
        if gegevens.get("keuze") == "wijziging" and zonder_dag:
            self.add_error("vanaf", "Vul in vanaf welke dag het anders is, zoals 1-3-2026.")
        return gegevens

    def neem_over(self, fout: ValidationError) -> None:
        """Put what the register refused at its own field, or else above the form."""
        if not hasattr(fout, "error_dict"):
            self.add_error(None, fout)
            return
        for naam, fouten in fout.error_dict.items():
            doel = naam if naam in self.fields else None
            for deel in fouten:
                for tekst in deel.messages:
                    self.add_error(doel if naam != NON_FIELD_ERRORS else None, tekst)


class Gegevensformulier(Registerformulier):
    """What the register says of a provider."""

    titel = "Gegevens"
    naam = _tekst("Naam", 200, nodig=True)
    kvk = _tekst("KvK-nummer", 8)
    plaats = _tekst("Plaats", 80)
    contactpersoon = _tekst("Contactpersoon", 120)
    telefoon = _tekst("Telefoon", 20)
    e_mail = forms.EmailField(
        label="E-mailadres",
        required=False,
        max_length=254,
        error_messages={"invalid": "Vul een e-mailadres in, zoals naam@aanbieder.nl."},
    )
    ggz = _ja("Geeft jeugd-ggz")
    alleen_laag_complex = _ja("Alleen laag complexe jeugdhulp")
    actief = forms.BooleanField(label="In gebruik", required=False, initial=True)


class Aanbiederformulier(Gegevensformulier):
    """A new provider."""

    titel = "Nieuwe aanbieder"
    agb = _tekst("AGB-code", 8, nodig=True)
    field_order = ["agb"]


class Locatieformulier(Registerformulier):
    """A place of a provider."""

    titel = "Locatie"
    naam = _tekst("Naam van de locatie", 120, nodig=True)
    adres = _tekst("Straat en huisnummer", 120)
    postcode = _tekst("Postcode", 7)
    plaats = _tekst("Plaats", 80, nodig=True)


class Contractformulier(Registerformulier):
    """A contract; `gemeenten` are the municipalities for which this person may make a local one."""

    titel = "Contract"
    nieuw_rij = False
    segment = _keus("Segment", [])
    perceel = forms.ChoiceField(label="Perceel", required=False)
    nummer = _tekst("Contractnummer", 40)
    uitloop = _ja("Loopt uit: alleen voor wat nog loopt, geen nieuwe toewijzing")
    gemeente_code = forms.ChoiceField(label="Regionaal of lokaal", required=False)

    def __init__(
        self, *args: Any, gemeenten: Mapping[str, str] | None = None, regionaal: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["segment"].choices = [("", "Kies"), *services.segmentkeuzes()]  # type: ignore[attr-defined]
        self.fields["perceel"].choices = [("", "het hele segment"), *services.perceelkeuzes()]  # type: ignore[attr-defined]
        self.fields["gemeente_code"].choices = [  # type: ignore[attr-defined]
            *([("", "regionaal contract")] if regionaal else []),
            *((code, f"lokaal contract van {naam}") for code, naam in (gemeenten or {}).items()),
        ]

    def waarden(self) -> dict[str, Any]:
        """No municipality is a regional contract."""
        uit = super().waarden()
        uit["gemeente_code"] = uit.get("gemeente_code") or None
        return uit


class Contractdeelformulier(Registerformulier):
    """A row under a contract of the provider."""

    contract_id = forms.TypedChoiceField(
        label="Contract", coerce=int, error_messages={"required": "Kies een contract."}
    )
    regioproduct = forms.ChoiceField(label="Product", error_messages={"required": "Kies een product."})

    def __init__(self, *args: Any, contracten: Sequence[Any] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contract_id"].choices = [("", "Kies"), *((c.pk, _contractnaam(c)) for c in contracten)]  # type: ignore[attr-defined]
        keuzes = list(services.productkeuzes({c.segment for c in contracten}).items())
        if self.rij is not None and self.rij.regioproduct not in dict(keuzes):
            keuzes.append((self.rij.regioproduct, self.rij.regioproduct))
        self.fields["regioproduct"].choices = [("", "Kies"), *keuzes]  # type: ignore[attr-defined]


def _contractnaam(contract: Any) -> str:
    soort = " (loopt uit)" if contract.uitloop else ""
    return " ".join(filter(None, (contract.segment, contract.perceel, contract.nummer))) + soort


class Productformulier(Contractdeelformulier):
    """A product of a contract."""

    titel = "Product"
    nieuw_rij = False


class _Prijs(forms.Form):
    eenheid = _keus("Eenheid", [])
    per = _tekst("Per", 20, uitleg="Zoals de regio het noemt, bijvoorbeeld traject of maand.")
    bedrag_cent = Bedragveld(label="Bedrag in euro", required=False)
    status = _keus("Status", [("vastgesteld", "vastgesteld"), ("voorbeeld", "voorbeeld")])
    bron = _tekst("Bron", 200)


class Tariefformulier(_Prijs, Contractdeelformulier):
    """A tariff of a contract."""

    titel = "Tarief"
    field_order = ["contract_id", "regioproduct"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["eenheid"].choices = [("", "Kies"), *services.eenheidkeuzes()]  # type: ignore[attr-defined]


class Standaardtariefformulier(_Prijs, Registerformulier):
    """A standard tariff of the region."""

    titel = "Standaardtarief"
    regioproduct = forms.ChoiceField(label="Product", error_messages={"required": "Kies een product."})
    field_order = ["regioproduct"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["eenheid"].choices = [("", "Kies"), *services.eenheidkeuzes()]  # type: ignore[attr-defined]
        keuzes = list(services.productkeuzes(None).items())
        self.fields["regioproduct"].choices = [("", "Kies"), *keuzes]  # type: ignore[attr-defined]


class Onderaannemerformulier(Registerformulier):
    """A subcontractor of a provider."""

    titel = "Onderaannemer"
    nieuw_rij = False
    naam = _tekst("Naam", 200, nodig=True)
    soort = _keus("Soort", [("organisatie", "organisatie"), ("zzp", "zzp'er")])
    agb = _tekst("AGB-code", 8)
    kvk = _tekst("KvK-nummer", 8)
    reden = _keus(
        "Reden", [("capaciteit", "tekort aan capaciteit"), ("expertise", "tekort aan expertise")], nodig=False
    )
    toelichting = _tekst("Welke hulp", 200, uitleg="Bijvoorbeeld muziektherapie. Zonder namen van kinderen.")
    gezin_afgestemd_op = Datumveld(
        naam="de afstemming", label="Afgestemd met de jeugdige en het gezin op", required=False
    )
    gezin_referentie = _tekst(
        "Referentie van de afstemming",
        20,
        uitleg="Het nummer in uw eigen administratie. Geen naam en geen BSN.",
    )
    gemeld_op = Datumveld(naam="de melding", label="Gemeld bij de Netwerkorganisatie op", required=False)
    in_managementrapportage = _ja("Staat in de managementrapportage")
    oude_constructie = _ja("Loopt sinds voor 1 juli 2025 door onder een omgezette toewijzing")
    einde_toewijzing = Datumveld(
        naam="het einde van de toewijzing",
        label="Einddatum van die toewijzing",
        help_text="Alleen bij een lopende constructie: die eindigt op dezelfde dag.",
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Needed, except for a construction that still runs: the rules say so.
        for naam in ("reden", "gezin_afgestemd_op"):
            self.fields[naam].verplicht_bij_keuze = True  # type: ignore[attr-defined]


class Gemeentenformulier(Formulier):
    """Which municipalities a regional contract serves from a day on."""

    gemeenten = forms.MultipleChoiceField(
        label="Gemeenten",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Niets aangevinkt betekent: de hele regio.",
    )
    per = Datumveld(naam="de ingang", label="Vanaf welke dag")

    def __init__(self, *args: Any, gemeenten: Mapping[str, str], **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "%s")
        super().__init__(*args, **kwargs)
        self.fields["gemeenten"].choices = list(gemeenten.items())  # type: ignore[attr-defined]


FORMULIEREN: dict[str, type[Registerformulier]] = {
    "gegevens": Gegevensformulier,
    "locatie": Locatieformulier,
    "contract": Contractformulier,
    "product": Productformulier,
    "tarief": Tariefformulier,
    "onderaannemer": Onderaannemerformulier,
}
"""The form of each kind of row, by the word in the address."""


def dag_of_fout(tekst: str) -> date | None:
    """A day as people write it in an address; None when it is no day."""
    try:
        uit: date = Datumveld(naam="de dag").clean(tekst)
    except ValidationError:
        return None
    return uit
