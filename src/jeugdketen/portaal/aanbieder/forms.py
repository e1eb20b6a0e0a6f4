"""Forms with which a provider makes a message by hand. Every list of choices is a code list of the standard.

A form says what is missing or cannot be read. Whether the municipality would take the message is the pre-flight
check's to say.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms

from ijw.berichten.basis import Omvang
from ijw.codelijsten import codelijst
from ijw.regels.cd import VERWIJZERS_MET_CODE
from jeugdketen.berichten.meldingen import Levering
from jeugdketen.kern import klok
from jeugdketen.kern.bsn import is_bsn
from jeugdketen.kern.velden import geldige_agb
from jeugdketen.portaal.forms import GEBOORTEDATUM_FOUT, Datumveld, Formulier, niet_in_toekomst
from jeugdketen.portaal.weergave.datums import kort
from jeugdketen.toewijzing.aanbiederberichten import (
    VERWIJDEREN,
    Clientgegevens,
    Productwens,
    Startregel,
    Stopregel,
    Verwijzing,
    Wijzigingswens,
    nieuwe_referentie,
)
from jeugdketen.toewijzing.aanbiederselectors import Toegewezen

KIES = "Kies uit de lijst."
Keuzes = Sequence[tuple[str, Any]]


def keuzes_van(lijst: str, op: date | None = None) -> list[tuple[str, str]]:
    """The codes of a list that may be used on a day (default today), with what they mean."""
    return [(c.code, c.betekenis) for c in codelijst(lijst).op(op or klok.vandaag()).values()]


class Keuzeveld(forms.ChoiceField):
    """A choice from a list, with a first line that chooses nothing."""

    def __init__(self, *, naam: str, keuzes: Keuzes = (), leeg: str = "Kies", **kwargs: Any) -> None:
        kwargs.setdefault(
            "error_messages",
            {
                "required": f"Kies {naam} uit de lijst.",
                "invalid_choice": f"Kies {naam} uit de lijst; deze waarde staat er niet in.",
            },
        )
        super().__init__(choices=[("", leeg), *keuzes], **kwargs)


class Getalveld(forms.IntegerField):
    """A whole number, 1 or more."""

    def __init__(self, *, naam: str, **kwargs: Any) -> None:
        kwargs.setdefault("min_value", 1)
        kwargs.setdefault("max_value", 99_999_999)
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}))
        fout = f"Vul bij {naam} een heel getal van 1 of meer in."
        kwargs.setdefault(
            "error_messages", dict.fromkeys(("invalid", "min_value", "max_value", "required"), fout)
        )
        super().__init__(**kwargs)


class Bedragveld(forms.CharField):
    """An amount in euros as people write it (9.000 or 9000,50); gives whole euro cents."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        """Euro cents, or None when nothing was filled in."""
        tekst = str(super().clean(value)).replace("€", "").replace(" ", "").replace("\u00a0", "")
        if not tekst:
            return None
        if not re.fullmatch(r"(\d{1,3}(\.\d{3})+|\d{1,6})(,\d{1,2})?", tekst):
            raise forms.ValidationError("Vul het budget in als een bedrag in euro, zoals 9000 of 9.000,50.")
        heel, _, rest = tekst.replace(".", "").partition(",")
        return int(heel) * 100 + int((rest + "00")[:2])


def _tekst(label: str, *, hoogstens: int, verplicht: str = "", **kwargs: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=hoogstens,
        required=bool(verplicht),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": verplicht,
            "max_length": f"Maak {label.lower()} korter: hoogstens {hoogstens} tekens.",
        },
        **kwargs,
    )


# --- start and stop ----------------------------------------------------------------------------------------------


class Startformulier(Formulier):
    """Report the start of delivery on one allocation."""

    begindatum = Datumveld(naam="de start", label="Eerste dag van de hulp")

    def __init__(self, toewijzing: Toegewezen, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.toewijzing = toewijzing

    def clean_begindatum(self) -> date:
        """A start has happened, within the period of the allocation.

        No rule of the standard compares the two, so a slip of the pen in the year would pass every check.
        """
        dag: date = self.cleaned_data["begindatum"]
        niet_in_toekomst(dag, "de start")
        t = self.toewijzing
        if dag < t.van:
            raise forms.ValidationError(
                f"De start ligt voor de eerste dag van de toewijzing ({kort(t.van)}). Kies een latere dag."
            )
        if t.tot and dag > t.tot:
            raise forms.ValidationError(
                f"De start ligt na de laatste dag van de toewijzing ({kort(t.tot)}). Kies een eerdere dag."
            )
        return dag

    def regels(self) -> list[Startregel]:
        """What the JW305 says."""
        return [Startregel(self.cleaned_data["begindatum"])]


class Stopformulier(Formulier):
    """Report the stop of a delivery, for good or for a time."""

    levering = forms.ChoiceField(label="Welke levering")
    einddatum = Datumveld(naam="de stop", label="Laatste dag van de hulp")
    reden = Keuzeveld(naam="de reden", label="Reden")

    def __init__(self, leveringen: Sequence[Levering], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.leveringen = leveringen
        veld = self.fields["levering"]
        assert isinstance(veld, forms.ChoiceField)
        veld.choices = [
            (lev.begindatum.isoformat(), f"begonnen op {kort(lev.begindatum)}, {lev.stand}")
            for lev in reversed(leveringen)
        ]
        veld.error_messages["invalid_choice"] = "Kies een van de leveringen uit de lijst."
        reden = self.fields["reden"]
        assert isinstance(reden, forms.ChoiceField)
        reden.choices = [("", "Kies"), *keuzes_van("JZ588")]

    def clean(self) -> dict[str, Any]:
        """A delivery does not end before it began."""
        data = super().clean() or {}
        begin, eind = data.get("levering"), data.get("einddatum")
        if begin and eind and eind < date.fromisoformat(begin):
            self.add_error(
                "einddatum",
                f"De laatste dag ligt voor de start ({kort(date.fromisoformat(begin))}). Kies een latere dag.",
            )
        return data

    def regels(self) -> list[Stopregel]:
        """What the JW307 says."""
        data = self.cleaned_data
        return [Stopregel(date.fromisoformat(data["levering"]), data["einddatum"], data["reden"])]


class Correctieformulier(Formulier):
    """Take back a start or stop that was reported, or put another in its place."""

    melding = forms.ChoiceField(label="Welke melding klopt niet")
    actie = forms.ChoiceField(
        label="Wat wilt u doen",
        widget=forms.RadioSelect,
        choices=[
            ("verwijderen", "Verwijderen: dit is niet gebeurd"),
            ("vervangen", "Vervangen: dit was anders"),
        ],
        error_messages={"required": "Kies of u de melding verwijdert of vervangt."},
    )
    begindatum = Datumveld(naam="de start", label="Nieuwe eerste dag van de hulp", required=False)
    einddatum = Datumveld(naam="de stop", label="Nieuwe laatste dag van de hulp", required=False)
    reden = Keuzeveld(naam="de reden", label="Nieuwe reden van de stop", required=False)

    def __init__(self, leveringen: Sequence[Levering], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keuzes: list[tuple[str, str]] = []
        for lev in reversed(leveringen):
            for stop in reversed(lev.stops):
                sleutel = f"stop|{lev.begindatum.isoformat()}|{stop.einddatum.isoformat()}|{stop.reden}"
                keuzes.append((sleutel, f"stop op {kort(stop.einddatum)} ({stop.tekst.lower()})"))
            keuzes.append((f"start|{lev.begindatum.isoformat()}", f"start op {kort(lev.begindatum)}"))
        veld = self.fields["melding"]
        assert isinstance(veld, forms.ChoiceField)
        veld.choices = keuzes
        veld.error_messages["invalid_choice"] = "Kies een van de meldingen uit de lijst."
        reden = self.fields["reden"]
        assert isinstance(reden, forms.ChoiceField)
        reden.choices = [("", "Kies"), *keuzes_van("JZ588")]
        for naam in ("begindatum", "einddatum", "reden"):
            self.fields[naam].verplicht_bij_keuze = True  # type: ignore[attr-defined]

    @property
    def is_start(self) -> bool:
        """Whether the chosen report is a start."""
        return str(self.cleaned_data.get("melding", "")).startswith("start|")

    def clean(self) -> dict[str, Any]:
        """What takes the place of the report must be there."""
        data = super().clean() or {}
        if data.get("actie") == "vervangen" and "melding" in data:
            if self.is_start and not data.get("begindatum") and "begindatum" not in self.errors:
                self.add_error("begindatum", "Vul in op welke dag de hulp dan wel begon.")
            if not self.is_start:
                if not data.get("einddatum") and "einddatum" not in self.errors:
                    self.add_error("einddatum", "Vul in op welke dag de hulp dan wel stopte.")
                if not data.get("reden") and "reden" not in self.errors:
                    self.add_error("reden", "Kies de reden van de stop.")
        return data

    def startregels(self) -> list[Startregel]:
        """What the JW305 says: the old start deleted, and its replacement where there is one."""
        oud = date.fromisoformat(self.cleaned_data["melding"].split("|")[1])
        regels = [Startregel(oud, VERWIJDEREN)]
        if self.cleaned_data["actie"] == "vervangen":
            regels.append(Startregel(self.cleaned_data["begindatum"]))
        return regels

    def stopregels(self) -> list[Stopregel]:
        """What the JW307 says: the old stop deleted, and its replacement where there is one."""
        _, begin, eind, reden = self.cleaned_data["melding"].split("|")
        start = date.fromisoformat(begin)
        regels = [Stopregel(start, date.fromisoformat(eind), reden, VERWIJDEREN)]
        if self.cleaned_data["actie"] == "vervangen":
            regels.append(Stopregel(start, self.cleaned_data["einddatum"], self.cleaned_data["reden"]))
        return regels


# --- requests ----------------------------------------------------------------------------------------------------


class Maatvelden(Formulier):
    """Period and size of a product: a volume with its unit, or a budget."""

    van = Datumveld(naam="de eerste dag", label="Eerste dag")
    tot = Datumveld(naam="de laatste dag", label="Laatste dag", required=False)
    volume = Getalveld(naam="de omvang", label="Omvang", required=False)
    eenheid = Keuzeveld(naam="de eenheid", label="Eenheid", required=False)
    frequentie = Keuzeveld(naam="per wanneer", label="Per", required=False)
    budget = Bedragveld(label="Of een budget in euro", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for naam, lijst in (("eenheid", "WJ756"), ("frequentie", "WMO757")):
            veld = self.fields[naam]
            assert isinstance(veld, forms.ChoiceField)
            veld.choices = [("", "Kies"), *keuzes_van(lijst)]
            veld.verplicht_bij_keuze = True  # type: ignore[attr-defined]
        self.fields["volume"].verplicht_bij_keuze = True  # type: ignore[attr-defined]
        self.fields["budget"].verplicht_bij_keuze = True  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The period runs forward; a volume is whole, and stands alone."""
        data = super().clean() or {}
        van, tot = data.get("van"), data.get("tot")
        if van and tot and tot < van:
            self.add_error(
                "tot", "De laatste dag ligt voor de eerste dag. Kies een latere dag, of laat hem leeg."
            )
        if data.get("volume"):
            if not data.get("eenheid"):
                self.add_error("eenheid", "Kies in welke eenheid de omvang is.")
            if not data.get("frequentie"):
                self.add_error("frequentie", "Kies per wanneer de omvang geldt.")
            if data.get("budget"):
                self.add_error("budget", "Vul een omvang in of een budget, niet allebei.")
        return data

    def wens(self, categorie: str = "", code: str = "") -> Productwens:
        """What is asked for."""
        data = self.cleaned_data
        omvang = Omvang(data["volume"], data["eenheid"], data["frequentie"]) if data.get("volume") else None
        return Productwens(categorie, code, data["van"], data.get("tot"), omvang, data.get("budget"))


class Productformulier(Maatvelden):
    """One product that is asked for."""

    product = Keuzeveld(naam="een product", label="Product")
    field_order = ("product", "van", "tot", "volume", "eenheid", "frequentie", "budget")

    def __init__(self, producten: Keuzes, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        veld = self.fields["product"]
        assert isinstance(veld, forms.ChoiceField)
        veld.choices = [("", "Kies een product"), *producten]

    @property
    def is_gevraagd(self) -> bool:
        """Filled in; an extra product that is left empty is not asked for."""
        return not self.empty_permitted or self.has_changed()

    def productwens(self) -> Productwens:
        """What is asked for, with its category and code."""
        categorie, _, code = self.cleaned_data["product"].partition("|")
        return self.wens(categorie, code)


class Verzoekformulier(Formulier):
    """Who the request is about, for whom it is, and who referred; the products stand in forms of their own."""

    aanbieder = Keuzeveld(naam="de aanbieder", label="Namens")
    gemeente = Keuzeveld(naam="de gemeente", label="Gemeente")
    bsn = _tekst("BSN", hoogstens=12, verplicht="Vul het BSN in: negen cijfers.")
    voornamen = _tekst("Voornamen", hoogstens=200, verplicht="Vul de voornamen in.")
    voorvoegsel = _tekst("Voorvoegsel", hoogstens=10)
    achternaam = _tekst("Achternaam", hoogstens=200, verplicht="Vul de achternaam in.")
    geboortedatum = Datumveld(naam="de geboorte", label="Geboortedatum", error_messages=GEBOORTEDATUM_FOUT)
    geslacht = Keuzeveld(naam="het geslacht", label="Geslacht")
    gezagsdrager = Keuzeveld(
        naam="of de gezagsdrager bekend is",
        label="Is de gezagsdrager bekend",
        required=False,
        leeg="Niet opgegeven",
    )
    verwijzer_type = Keuzeveld(naam="wie verwees", label="Wie verwees")
    verwijzer_naam = _tekst("Naam van de verwijzer", hoogstens=64)
    verwijzer_agb = _tekst("AGB-code van de verwijzer", hoogstens=8)
    raamcontract = Keuzeveld(
        naam="of er een raamcontract is",
        label="Valt het onder een raamcontract",
        required=False,
        leeg="Niet opgegeven",
    )
    commentaar = forms.CharField(
        label="Toelichting voor de gemeente",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": "Maak de toelichting korter: hoogstens 4000 tekens."},
    )

    def __init__(self, aanbieders: Keuzes, gemeenten: Keuzes, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for naam, keuzes in (
            ("aanbieder", list(aanbieders)),
            ("gemeente", list(gemeenten)),
            ("geslacht", keuzes_van("COD046")),
            ("gezagsdrager", keuzes_van("COD260")),
            ("verwijzer_type", keuzes_van("COD327")),
            ("raamcontract", keuzes_van("COD260")),
        ):
            veld = self.fields[naam]
            assert isinstance(veld, forms.ChoiceField)
            veld.choices = [veld.choices[0], *keuzes]  # type: ignore[index]
        if len(aanbieders) == 1:
            self.fields["aanbieder"].widget = forms.HiddenInput()
            self.fields["aanbieder"].initial = aanbieders[0][0]

    def clean_bsn(self) -> str:
        """Nine digits that pass the elfproef."""
        cijfers = str(self.cleaned_data["bsn"]).replace(" ", "").replace(".", "")
        if not is_bsn(cijfers):
            raise forms.ValidationError("Dit is geen geldig BSN. Een BSN heeft negen cijfers; controleer ze.")
        return cijfers

    def clean_geboortedatum(self) -> date:
        """A birth has happened."""
        dag: date = self.cleaned_data["geboortedatum"]
        niet_in_toekomst(dag, "de geboorte")
        return dag

    def clean_verwijzer_agb(self) -> str:
        """Eight digits."""
        agb = str(self.cleaned_data["verwijzer_agb"]).strip()
        if agb:
            geldige_agb(agb)
        return agb

    def clean(self) -> dict[str, Any]:
        """A referrer is known by code or by name, in the words of this form (CD066-CD068)."""
        data = super().clean() or {}
        soort, naam, agb = (data.get(f"verwijzer_{deel}") for deel in ("type", "naam", "agb"))
        if soort and soort not in VERWIJZERS_MET_CODE:
            if agb:
                self.add_error("verwijzer_agb", "Bij deze verwijzer hoort geen AGB-code. Maak dit veld leeg.")
        elif soort and naam and agb:
            self.add_error("verwijzer_naam", "Vul van de verwijzer de naam of de AGB-code in, niet allebei.")
        elif soort and not naam and agb == "":
            self.add_error(
                "verwijzer_agb", "Vul de AGB-code van de verwijzer in. Weet u die niet, vul dan de naam in."
            )
        return data

    def client(self) -> Clientgegevens:
        """The child."""
        d = self.cleaned_data
        return Clientgegevens(
            bsn=d["bsn"],
            geboortedatum=d["geboortedatum"],
            geslacht=d["geslacht"],
            achternaam=d["achternaam"],
            voorvoegsel=d["voorvoegsel"],
            voornamen=d["voornamen"],
        )

    def verwijzing(self) -> Verwijzing:
        """Who referred."""
        d = self.cleaned_data
        return Verwijzing(d["verwijzer_type"], d["verwijzer_naam"], d["verwijzer_agb"])


class Wijzigingskop(Formulier):
    """Why the change is asked for."""

    reden = Keuzeveld(naam="de reden", label="Reden van het verzoek")
    referentie = _tekst(
        "Uw kenmerk", hoogstens=36, verplicht="Geef het verzoek een kenmerk dat u nog niet gebruikte."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        veld = self.fields["reden"]
        assert isinstance(veld, forms.ChoiceField)
        veld.choices = [("", "Kies"), *keuzes_van("WJ758")]
        self.fields["referentie"].initial = nieuwe_referentie(klok.vandaag())


class Toewijzingswens(Maatvelden):
    """What an allocation should become: the same, or with another period or size."""

    keuze = forms.ChoiceField(
        label="Wat wilt u met deze toewijzing",
        widget=forms.RadioSelect,
        choices=[("blijft", "Blijft zoals het is"), ("wijzigt", "Wijzigt")],
        error_messages={"required": "Kies of deze toewijzing blijft of wijzigt."},
    )
    field_order = ("keuze", "van", "tot", "volume", "eenheid", "frequentie", "budget")

    def __init__(
        self, toewijzing: Toegewezen, omvang: Omvang | None, budget: int | None, *args: Any, **kwargs: Any
    ):
        begin = {"van": toewijzing.van, "tot": toewijzing.tot}
        if omvang is not None:
            begin |= {"volume": omvang.volume, "eenheid": omvang.eenheid, "frequentie": omvang.frequentie}  # type: ignore[dict-item]
        if budget is not None:
            begin["budget"] = f"{budget // 100},{budget % 100:02d}"  # type: ignore[assignment]
        kwargs.setdefault("initial", begin)
        super().__init__(*args, **kwargs)
        self.toewijzing = toewijzing
        self.fields["van"].required = False
        self.fields["van"].verplicht_bij_keuze = True  # type: ignore[attr-defined]
        # With a product code there is a volume, without one a budget (TR411, TR412).
        for naam in ("budget",) if toewijzing.code else ("volume", "eenheid", "frequentie"):
            del self.fields[naam]

    def clean(self) -> dict[str, Any]:
        """Only what changes needs its fields."""
        if self.cleaned_data.get("keuze") != "wijzigt":
            for naam in ("van", "tot", "volume", "eenheid", "frequentie", "budget"):
                self._errors.pop(naam, None)  # type: ignore[union-attr]
            return dict(self.cleaned_data)
        data = super().clean()
        if not data.get("van") and "van" not in self.errors:
            self.add_error("van", "Vul in vanaf welke dag de wijziging geldt.")
        return data

    def wijzigingswens(self) -> Wijzigingswens:
        """What the JW317 says about this allocation."""
        if self.cleaned_data["keuze"] == "blijft":
            return Wijzigingswens(self.toewijzing.nummer, None)
        return Wijzigingswens(self.toewijzing.nummer, self.wens())


def productkeuzes(producten: Sequence[tuple[str, str, str]]) -> Keuzes:
    """The products of the region (category, code, name), grouped by category as the code list names it."""
    groepen: dict[str, list[tuple[str, str]]] = {}
    for categorie, code, naam in producten:
        groep = f"{categorie} {codelijst('JZ020').betekenis(categorie)}"
        groepen.setdefault(groep, []).append((f"{categorie}|{code}", f"{code or 'hele categorie'} · {naam}"))
    return list(groepen.items())


def met_aantal(data: Mapping[str, Any], naam: str, *, laagste: int, hoogste: int) -> int:
    """How many parts a form has, as it says itself, held within bounds."""
    tekst = str(data.get(naam, ""))
    aantal = int(tekst) if tekst.isascii() and tekst.isdigit() and len(tekst) < 4 else laagste
    return max(laagste, min(hoogste, aantal))
