"""Who can log in and how: codes, second factors, identities, sessions; for the administrator."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from jeugdketen.kern import (
    beveiligingslog,
    herstel,
    identiteiten,
    inlogbeheer,
    oidc,
    rollen,
    sessies,
    tweede_factor,
    wachtwoorden,
)
from jeugdketen.kern.models import Gebruiker, Herstelverzoek, Toegangscode
from jeugdketen.kern.toegang import Toegang, ToegangGeweigerd
from jeugdketen.portaal.account import beeld
from jeugdketen.portaal.forms import Formulier, fouten_van
from jeugdketen.portaal.toegang import alleen, opnieuw_bewezen, toegang_bij

PER_BLADZIJDE = 50


class Vraagformulier(Formulier):
    """Ask that somebody else confirms a recovery: how one saw who it was."""

    toelichting = forms.CharField(
        label="Hoe hebt u vastgesteld wie het is?",
        max_length=200,
        help_text="Bijvoorbeeld: gezien met paspoort. Wie bevestigt leest dit; het blijft in het beveiligingslogboek.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Schrijf op hoe u hebt vastgesteld wie het is."},
    )


class Identiteitformulier(Formulier):
    """Tie an identity that the administrator knows."""

    dienst = forms.ChoiceField(label="Inlogdienst", error_messages={"required": "Kies een inlogdienst."})
    onderwerp = forms.CharField(
        label="Onderwerp (sub) bij die dienst",
        max_length=255,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": "Vul het onderwerp (sub) in zoals de inlogdienst het noemt."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["dienst"].choices = [(d.uitgever, d.naam) for d in oidc.inlogdiensten().values()]  # type: ignore[attr-defined]


@require_http_methods(["GET", "HEAD", "POST"])
@alleen(rollen.mag_gebruikers_beheren)
def overzicht(request: HttpRequest) -> HttpResponse:
    """Everybody who can log in, with how; a search by name is a POST."""
    zoek = " ".join(request.POST.get("zoek", "")[:100].split()) if request.method == "POST" else ""
    rijen = inlogbeheer.mensen(zoek)
    return render(
        request,
        "portaal/beheer/inloggen.html",
        {
            "zoek": zoek,
            "mensen": rijen[:PER_BLADZIJDE],
            "meer": len(rijen) > PER_BLADZIJDE,
            "diensten": list(oidc.inlogdiensten().values()),
            "tellen": inlogbeheer.tellen(),
            "herstel": len(herstel.te_bevestigen(toegang_bij(request))),
        },
    )


def _iemand(gebruiker_id: int) -> Gebruiker:
    gebruiker = Gebruiker.objects.filter(pk=gebruiker_id).first()
    if gebruiker is None:
        raise Http404
    return gebruiker


@dataclass(frozen=True)
class Herstelstand:
    """How far one kind of recovery of an account is.

    Attributes:
        wat: `Herstelverzoek.Wat`.
        vier_ogen: a second person must confirm.
        mag: it can be carried out now.
        verzoek: the question that lies there, or that was confirmed.
        alleen: nobody else can confirm it, so it waits.
        vanaf: from when it can be carried out then.
        vraag: the form to ask it with.
    """

    wat: str
    vier_ogen: bool
    mag: bool
    verzoek: Herstelverzoek | None
    alleen: bool
    vanaf: str
    vraag: Vraagformulier


def _herstelstanden(
    toegang: Toegang, iemand: Gebruiker, vragen: dict[str, Vraagformulier]
) -> dict[str, Herstelstand]:
    open_ = {}
    for rij in reversed(herstel.verzoeken_over(iemand.pk)):
        verlopen = rij.antwoord_op is not None and rij.antwoord_op <= timezone.now() - herstel.GELDT
        if rij.uitgevoerd_op is None and rij.antwoord in ("", herstel.Antwoord.AKKOORD) and not verlopen:
            open_[rij.wat] = rij
    alleen_ = herstel.staat_alleen(toegang, iemand)
    return {
        wat: Herstelstand(
            wat=wat,
            vier_ogen=herstel.vraagt_vier_ogen(iemand, wat),
            mag=herstel.mag(iemand, wat),
            verzoek=rij,
            alleen=alleen_,
            vanaf=beeld.moment(rij.op + herstel.WACHT) if rij else "",
            vraag=vragen[wat],
        )
        for wat in herstel.Wat.values
        for rij in [open_.get(wat)]
    }


def _nummer(tekst: str) -> int:
    return int(tekst) if tekst.isascii() and tekst.isdigit() and len(tekst) < 15 else 0


@require_http_methods(["GET", "HEAD", "POST"])
@alleen(rollen.mag_gebruikers_beheren)
@opnieuw_bewezen
@sensitive_post_parameters()
def persoon(request: HttpRequest, gebruiker_id: int) -> HttpResponse:
    """One account: ask for and carry out a recovery, tie or untie an identity, end sessions."""
    iemand, toegang = _iemand(gebruiker_id), toegang_bij(request)
    doe, _, wat = request.POST.get("doe", "").partition(":")
    vragen = {
        w: Vraagformulier(request.POST if (doe, wat) == ("vraag", w) else None, prefix=w)
        for w in herstel.Wat.values
    }
    koppel = Identiteitformulier(request.POST if doe == "koppel" else None, prefix="koppel")
    terug = redirect("portaal:beheer-inloggen-persoon", iemand.pk)
    code = ""
    try:
        if doe == "vraag" and wat in vragen and vragen[wat].is_valid():
            try:
                herstel.vraag(
                    toegang, iemand, wat, toelichting=vragen[wat].cleaned_data["toelichting"], request=request
                )
            except ValidationError as fout:
                vragen[wat].add_error("toelichting", fout.messages[0])
            else:
                messages.success(
                    request, "Uw verzoek ligt klaar. Een ander bevestigt het; daarna voert u het uit."
                )
                return terug
        elif doe == "intrekken":
            herstel.trek_in(toegang, _nummer(request.POST.get("verzoek", "")), request=request)
            messages.success(request, "Het verzoek is ingetrokken.")
            return terug
        elif doe in Toegangscode.Doel.values:
            code = wachtwoorden.maak_code(iemand, doe, request=request)
        elif doe == "wis":
            gevraagd = _herstelstanden(toegang, iemand, vragen)[herstel.Wat.FACTOR].verzoek
            toelichting = gevraagd.toelichting if gevraagd else ""
            if tweede_factor.wis(iemand, request=request, toelichting=toelichting):
                messages.success(request, "De tweede factor is gewist en alle sessies zijn beëindigd.")
            return terug
        elif doe == "koppel" and koppel.is_valid():
            try:
                identiteiten.koppel(
                    iemand, koppel.cleaned_data["dienst"], koppel.cleaned_data["onderwerp"], request=request
                )
            except ValidationError as fout:
                koppel.add_error("onderwerp", fout.messages[0])
            else:
                messages.success(request, "De identiteit is gekoppeld.")
                return terug
        elif doe == "ontkoppel":
            if nummer := _nummer(request.POST.get("identiteit", "")):
                identiteiten.ontkoppel(iemand, nummer, request=request)
                messages.success(request, "De identiteit is ontkoppeld.")
            return terug
        elif doe == "sessies":
            aantal = sessies.beeindig(iemand.pk, request=request, reden="door een beheerder")
            messages.success(
                request, f"{aantal} sessies beëindigd." if aantal != 1 else "De sessie is beëindigd."
            )
            return terug
    except herstel.HerstelNietGevonden as fout:
        raise Http404 from fout
    except (ToegangGeweigerd, ValidationError) as fout:
        messages.error(request, " ".join(fout.messages) if isinstance(fout, ValidationError) else str(fout))
        return terug
    return render(
        request,
        "portaal/beheer/inloggen_persoon.html",
        {
            "iemand": iemand,
            "rol_tekst": inlogbeheer.rol_tekst(iemand),
            "code": code,
            "code_doel": doe,
            "factor": tweede_factor.heeft(iemand.pk),
            "identiteiten": beeld.identiteiten(iemand),
            "sessies": beeld.sessieregels(sessies.sessies_van(iemand.pk)),
            "gebeurtenissen": beeld.gebeurtenisregels(beveiligingslog.gebeurtenissen(over=iemand.pk)[:20]),
            "herstel": _herstelstanden(toegang, iemand, vragen),
            "zelf": iemand.pk == toegang.gebruiker_id,
            "koppel": koppel,
            "diensten": list(oidc.inlogdiensten().values()),
            "fouten": [f for formulier in (*vragen.values(), koppel) for f in fouten_van(formulier)],
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@alleen(rollen.mag_herstel_bevestigen)
@opnieuw_bewezen
def bevestigen(request: HttpRequest) -> HttpResponse:
    """What colleagues asked to recover; somebody else than who asked and whom it is about says yes or no."""
    toegang = toegang_bij(request)
    if request.method == "POST":
        try:
            rij = herstel.antwoord(
                toegang,
                _nummer(request.POST.get("verzoek", "")),
                akkoord=request.POST.get("besluit") == "ja",
                toelichting=request.POST.get("toelichting", "")[:200],
                request=request,
            )
        except herstel.HerstelNietGevonden as fout:
            raise Http404 from fout
        except (ToegangGeweigerd, ValidationError) as fout:
            messages.error(
                request, " ".join(fout.messages) if isinstance(fout, ValidationError) else str(fout)
            )
        else:
            messages.success(
                request,
                f"Bevestigd. {rij.door_naam} kan het nu uitvoeren, 24 uur lang."
                if rij.antwoord == herstel.Antwoord.AKKOORD
                else "Afgewezen. Er is niets veranderd.",
            )
        return redirect("portaal:herstel")
    rijen = herstel.te_bevestigen(toegang)
    return render(
        request,
        "portaal/beheer/herstel.html",
        {
            "regels": [
                {
                    "rij": rij,
                    "wat": rij.get_wat_display(),
                    "mag": herstel.kan_bevestigen(toegang, rij),
                    "op": beeld.moment(rij.op),
                    "rol": inlogbeheer.rol_tekst(rij.gebruiker),
                    "gebeurtenissen": beeld.gebeurtenisregels(
                        beveiligingslog.gebeurtenissen(over=rij.gebruiker_id, dagen=7)[:5]
                    )
                    if rollen.mag_beveiligingslog_zien(toegang)
                    else [],
                }
                for rij in rijen
            ],
            "beheert": rollen.mag_gebruikers_beheren(toegang),
        },
    )


def _mag_beveiligingslog(toegang: Any) -> bool:
    return rollen.mag_beveiligingslog_zien(toegang)


@require_http_methods(["GET", "HEAD"])
@alleen(_mag_beveiligingslog)
def gebeurtenissen(request: HttpRequest) -> HttpResponse:
    """The security log: what to look at first, or all, of one kind, of one person."""
    soort = request.GET.get("soort", "")
    soort = soort if soort in beveiligingslog.WOORDEN else ""
    toon = "alle" if request.GET.get("toon") == "alle" or soort else "nakijken"
    nummer = request.GET.get("pagina", "")
    pagina = int(nummer) if nummer.isascii() and nummer.isdigit() and 0 < len(nummer) < 5 else 1
    pagina = max(1, pagina)
    rijen = beveiligingslog.gebeurtenissen(soort=soort, alleen_nakijken=toon == "nakijken", dagen=90)
    begin = (pagina - 1) * PER_BLADZIJDE
    stuk = list(rijen[begin : begin + PER_BLADZIJDE + 1])
    return render(
        request,
        "portaal/beheer/gebeurtenissen.html",
        {
            "regels": beeld.gebeurtenisregels(stuk[:PER_BLADZIJDE]),
            "meer": len(stuk) > PER_BLADZIJDE,
            "pagina": pagina,
            "soort": soort,
            "toon": toon,
            "soorten": sorted((str(s), w) for s, w in beveiligingslog.WOORDEN.items()),
            "beheert": rollen.mag_gebruikers_beheren(request.toegang),  # type: ignore[attr-defined]
        },
    )
