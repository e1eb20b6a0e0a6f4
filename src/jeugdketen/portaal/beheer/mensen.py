"""Screens of people and roles: the list, one person, proposals, leaving, absence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from jeugdketen.kern import klok, mensen, rollen, sessies
from jeugdketen.kern.models import Gebruiker, Rolhouder, Rolvoorstel
from jeugdketen.kern.toegang import Toegang, ToegangGeweigerd
from jeugdketen.landschap import selectors as landschap
from jeugdketen.portaal.beheer.beeld import gemeentenamen
from jeugdketen.portaal.beheer.forms import (
    Persoonformulier,
    Rolformulier,
    Vertrekformulier,
    Waarneemformulier,
    neem_fouten_over,
)
from jeugdketen.portaal.eisen import eisen
from jeugdketen.portaal.forms import fouten_van
from jeugdketen.portaal.lijst import bladeren, bladzijde, een_van, lijstadres, zoekwoord
from jeugdketen.portaal.toegang import (
    View,
    alleen,
    geeft_rollen,
    opent_dossiers,
    opnieuw_bewezen,
    toegang_bij,
)
from jeugdketen.toewijzing.services import BesluitFout
from jeugdketen.toewijzing.werkservices import draag_werk_over

ZOEK_MENSEN = "zoek_mensen"
PER_BLADZIJDE = 50
FILTERS = ("stand", "rol", "gemeente")
GET_EN_POST = ["GET", "HEAD", "POST"]


def bewezen_bij_post(view: View) -> View:
    """Looking is free; who changes roles or accounts showed less than ten minutes ago who it is."""
    streng = opnieuw_bewezen(view)

    @wraps(view)
    def bewaakt(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return (streng if request.method == "POST" else view)(request, *args, **kwargs)

    return bewaakt


@dataclass(frozen=True)
class Rolregel:
    """One role as a row: its words, for whom, its days, and whether it counts today."""

    id: int
    rol: str
    voor: str
    van: Any
    tot: Any
    nu: bool
    loopt_af: bool
    toegekend: str
    beheerd: bool


def _voor(gemeente: str | None, aanbieder: str | None, namen: dict[str, str]) -> str:
    if gemeente:
        return namen.get(gemeente, gemeente)
    return landschap.aanbieder_naam(aanbieder) if aanbieder else "de regio"


def _rolregel(rij: Rolhouder, toegang: Toegang, namen: dict[str, str]) -> Rolregel:
    vandaag = klok.vandaag()
    voorstel = rij.voorstel
    return Rolregel(
        id=rij.pk,
        rol=rij.get_rol_display(),
        voor=_voor(rij.gemeente_code, rij.aanbieder_agb, namen),
        van=rij.van,
        tot=rij.tot,
        nu=rij.van <= vandaag and (rij.tot is None or rij.tot >= vandaag),
        loopt_af=rij.tot is not None and rij.tot < vandaag,
        toegekend=f"voorgesteld door {voorstel.door_naam}, toegekend door {voorstel.besluit.door_naam}"
        if voorstel is not None
        else "",
        beheerd=rollen.mag_gebruikers_beheren(toegang) or rij.aanbieder_agb in toegang.beheerde_aanbieders,
    )


def _stand(wie: Gebruiker) -> str:
    vandaag = klok.vandaag()
    if not wie.is_active or (wie.laatste_dag is not None and wie.laatste_dag < vandaag):
        return "vertrokken"
    return "vertrekt" if wie.laatste_dag is not None else "in dienst"


@require_http_methods(GET_EN_POST)
@alleen(mensen.mag_beheren)
@eisen("S-114")
def lijst(request: HttpRequest) -> HttpResponse:
    """The people that this administrator manages, with their roles of today."""
    toegang = toegang_bij(request)
    zoek = zoekwoord(request, ZOEK_MENSEN, FILTERS, "portaal:mensen")
    if isinstance(zoek, HttpResponse):
        return zoek
    gemeenten = gemeentenamen()
    filters = {
        "stand": een_van(request.GET.get("stand", ""), mensen.STANDEN),
        "rol": een_van(request.GET.get("rol", ""), rollen.ROLLEN),
        "gemeente": een_van(request.GET.get("gemeente", ""), gemeenten),
    }
    gevonden = mensen.zoek_mensen(toegang, tekst=zoek, **filters)
    totaal = gevonden.count()
    paginas = max(1, -(-totaal // PER_BLADZIJDE))
    pagina = min(bladzijde(request.GET.get("pagina", "")), paginas)
    rijen = gevonden[(pagina - 1) * PER_BLADZIJDE : pagina * PER_BLADZIJDE]
    vandaag = klok.vandaag()
    regels = [
        {
            "id": wie.pk,
            "naam": wie.weergavenaam,
            "gebruikersnaam": wie.gebruikersnaam,
            "e_mail": wie.e_mail,
            "stand": _stand(wie),
            "laatste_dag": wie.laatste_dag,
            "ingelogd": wie.laatst_ingelogd,
            "rollen": _samengevat(
                [r for r in wie.rolhouders.all() if r.van <= vandaag and (r.tot is None or r.tot >= vandaag)],
                gemeenten,
            ),
        }
        for wie in rijen
    ]
    regio = rollen.mag_gebruikers_beheren(toegang)
    context = {
        "regels": regels,
        "totaal": totaal,
        "zoek": zoek,
        "standen": [
            (waarde, naam, lijstadres("portaal:mensen", {**filters, "stand": waarde}))
            for waarde, naam in mensen.STANDEN.items()
        ],
        "filters": filters,
        "rollen": rollen.ROLLEN
        if regio
        else {rol: rollen.ROLLEN[rol] for rol in sorted(rollen.PER_AANBIEDER)},
        "gemeenten": gemeenten if regio else {},
        "gefilterd": bool(zoek or any(filters.values())),
        "voorstellen": len(mensen.open_voorstellen(toegang)) if regio else 0,
        "pagina": pagina,
        "paginas": paginas,
        "bladeren": bladeren("portaal:mensen", filters, pagina, paginas),
        "waarvan": ""
        if regio
        else ", ".join(landschap.aanbieder_naam(a) for a in toegang.beheerde_aanbieders),
    }
    return render(request, "portaal/beheer/mensen.html", context)


def _samengevat(rijen: Sequence[Rolhouder], gemeenten: dict[str, str]) -> list[tuple[str, str]]:
    """Each role once, with everything it is held for."""
    per_rol: dict[str, list[str]] = {}
    for rij in rijen:
        per_rol.setdefault(rij.get_rol_display(), []).append(
            _voor(rij.gemeente_code, rij.aanbieder_agb, gemeenten)
        )
    return [
        (rol, "alle gemeenten" if len(voor) == len(gemeenten) > 1 else ", ".join(sorted(voor)))
        for rol, voor in sorted(per_rol.items())
    ]


@require_http_methods(GET_EN_POST)
@alleen(mensen.mag_beheren)
def toevoegen(request: HttpRequest) -> HttpResponse:
    """Add somebody; a role comes on the page of that person."""
    formulier = Persoonformulier(request.POST or None)
    if request.method == "POST" and formulier.is_valid():
        try:
            wie = mensen.voeg_toe(toegang_bij(request), **formulier.cleaned_data)
        except ValidationError as fout:
            neem_fouten_over(formulier, fout)
        else:
            messages.success(request, f"{wie.naam} is toegevoegd. Geef nu een rol.")
            return redirect("portaal:persoon", wie.pk)
    return render(
        request,
        "portaal/beheer/persoon_toevoegen.html",
        {"formulier": formulier, "fouten": fouten_van(formulier)},
    )


def _persoon(request: HttpRequest, gebruiker_id: int) -> Gebruiker:
    try:
        return mensen.persoon(toegang_bij(request), gebruiker_id)
    except mensen.PersoonNietGevonden as fout:
        raise Http404 from fout


def _rolformulier(toegang: Toegang, data: Any = None) -> Rolformulier:
    regio = rollen.mag_gebruikers_beheren(toegang)
    eigen = [(agb, landschap.aanbieder_naam(agb)) for agb in sorted(toegang.beheerde_aanbieders)]
    return Rolformulier(data, gemeenten=gemeentenamen(), aanbieders=() if regio else eigen)


def _vertrekformulier(toegang: Toegang, wie: Gebruiker, data: Any = None) -> Vertrekformulier:
    regio = rollen.mag_gebruikers_beheren(toegang)
    namen = gemeentenamen()
    opvolgers = [
        (str(collega.pk), f"{collega.weergavenaam} ({', '.join(namen.get(g, g) for g in codes)})")
        for collega, codes in (mensen.collegas_voor_waarneming(toegang, wie.pk) if regio else ())
    ]
    return Vertrekformulier(data, opvolgers=opvolgers)


@require_http_methods(GET_EN_POST)
@alleen(mensen.mag_beheren)
@bewezen_bij_post
def persoon(request: HttpRequest, gebruiker_id: int) -> HttpResponse:
    """One person: the account, every role with its days, and what can be done with them."""
    toegang, wie = toegang_bij(request), _persoon(request, gebruiker_id)
    rolformulier, vertrekformulier = _rolformulier(toegang), _vertrekformulier(toegang, wie)
    kop = "Deze rol is nog niet gegeven"
    if request.method == "POST" and request.POST.get("doe") == "rol":
        rolformulier = _rolformulier(toegang, request.POST)
        if rolformulier.is_valid() and _geef_rol(request, toegang, wie, rolformulier):
            return redirect("portaal:persoon", wie.pk)
    elif request.method == "POST" and request.POST.get("doe") == "vertrek":
        kop = "Het vertrek is nog niet vastgelegd"
        vertrekformulier = _vertrekformulier(toegang, wie, request.POST)
        if vertrekformulier.is_valid() and _vertrek(request, toegang, wie, vertrekformulier):
            return redirect("portaal:persoon", wie.pk)
    namen = gemeentenamen()
    context = {
        "wie": wie,
        "stand": _stand(wie),
        "zelf": wie.pk == toegang.gebruiker_id,
        "regio": rollen.mag_gebruikers_beheren(toegang),
        "regels": [_rolregel(rij, toegang, namen) for rij in mensen.rollen_van(wie)],
        "voorstellen": [
            _voorstelregel(v, toegang, namen) for v in mensen.open_voorstellen(toegang, gebruiker=wie)
        ],
        "rolformulier": rolformulier,
        "vertrekformulier": vertrekformulier,
        "fouten": [*fouten_van(rolformulier), *fouten_van(vertrekformulier)],
        "kop": kop,
        "ziet_wijzigingen": rollen.mag_wijzigingen_zien(toegang),
        "uitleg": [
            (rollen.ROLLEN[r], rollen.ROLUITLEG[r]) for r, _ in rolformulier.fields["rol"].choices if r
        ],
    }
    return render(request, "portaal/beheer/persoon.html", context)


def _geef_rol(request: HttpRequest, toegang: Toegang, wie: Gebruiker, formulier: Rolformulier) -> bool:
    data = formulier.cleaned_data
    try:
        uitslag = mensen.geef_rol(
            toegang,
            wie,
            data["rol"],
            gemeente=data.get("gemeente"),
            aanbieder=data.get("aanbieder"),
            van=data["van"],
            tot=data["tot"],
            reden=data.get("reden", ""),
        )
    except ValidationError as fout:
        neem_fouten_over(formulier, fout)
        return False
    except ToegangGeweigerd as fout:
        formulier.add_error("rol", str(fout))
        return False
    if uitslag.voorstel is not None:
        messages.success(
            request,
            "Uw voorstel ligt klaar. Een andere beheerder of de teamleider van die gemeente beslist erover.",
        )
    else:
        messages.success(request, f"{wie.naam} heeft nu de rol {rollen.ROLLEN[data['rol']]}.")
    return True


def _vertrek(request: HttpRequest, toegang: Toegang, wie: Gebruiker, formulier: Vertrekformulier) -> bool:
    data = formulier.cleaned_data
    opvolger = data.get("opvolger", "")
    try:
        werk = None
        if rollen.mag_gebruikers_beheren(toegang):
            werk = draag_werk_over(toegang, wie.pk, int(opvolger) if opvolger else None)
        aantal = mensen.vertrek(toegang, wie, laatste_dag=data["laatste_dag"])
    except ValidationError as fout:
        neem_fouten_over(formulier, fout)
        return False
    except (ToegangGeweigerd, BesluitFout) as fout:
        formulier.add_error("laatste_dag", str(fout))
        return False
    if not wie.is_active:
        sessies.beeindig(wie.pk, request=request, reden="vertrokken")
    tekst = f"Vastgelegd: na {data['laatste_dag']:%-d-%-m-%Y} komt {wie.naam} niet meer binnen. "
    tekst += f"{aantal} {'rol eindigt' if aantal == 1 else 'rollen eindigen'} dan."
    if werk is not None and (werk.overgedragen or werk.zonder):
        tekst += f" {werk.overgedragen} open zaken gingen over, {werk.zonder} staan bij Nog van niemand."
    messages.success(request, tekst)
    return True


@require_POST
@alleen(mensen.mag_beheren)
def rol_beeindigen(request: HttpRequest, gebruiker_id: int, rolhouder_id: int) -> HttpResponse:
    """End one role at once; taking away needs no fresh proof of who one is."""
    wie = _persoon(request, gebruiker_id)
    if not wie.rolhouders.filter(pk=rolhouder_id).exists():
        raise Http404
    try:
        mensen.beeindig_rol(toegang_bij(request), rolhouder_id)
    except mensen.PersoonNietGevonden as fout:
        raise Http404 from fout
    except ValidationError as fout:
        messages.error(request, " ".join(fout.messages))
    else:
        messages.success(request, "De rol is beëindigd. Dat geldt vanaf de volgende klik van deze persoon.")
    return redirect("portaal:persoon", wie.pk)


def _voorstelregel(voorstel: Rolvoorstel, toegang: Toegang, namen: dict[str, str]) -> dict[str, Any]:
    return {
        "id": voorstel.pk,
        "wie": voorstel.gebruiker.weergavenaam,
        "rol": voorstel.get_rol_display(),
        "uitleg": rollen.ROLUITLEG[voorstel.rol],
        "voor": _voor(voorstel.gemeente_code, voorstel.aanbieder_agb, namen),
        "van": voorstel.van,
        "tot": voorstel.tot,
        "reden": voorstel.reden,
        "door": voorstel.door_naam,
        "op": voorstel.op,
        "mag": mensen.mag_beslissen(toegang, voorstel),
    }


@require_http_methods(GET_EN_POST)
@alleen(geeft_rollen)
@bewezen_bij_post
@eisen("S-114")
def voorstellen(request: HttpRequest) -> HttpResponse:
    """Proposals for roles with sight of files; somebody else than who proposed says yes or no."""
    toegang = toegang_bij(request)
    if request.method == "POST":
        nummer = request.POST.get("voorstel", "")
        try:
            besluit = mensen.beslis(
                toegang,
                int(nummer) if nummer.isascii() and nummer.isdigit() and len(nummer) < 19 else 0,
                akkoord=request.POST.get("besluit") == "ja",
                toelichting=request.POST.get("toelichting", "")[:200],
            )
        except mensen.PersoonNietGevonden as fout:
            raise Http404 from fout
        except (ValidationError, ToegangGeweigerd) as fout:
            tekst = " ".join(fout.messages) if isinstance(fout, ValidationError) else str(fout)
            messages.error(request, tekst)
        else:
            messages.success(
                request, "De rol is toegekend." if besluit.akkoord else "Het voorstel is afgewezen."
            )
        return redirect("portaal:rolvoorstellen")
    namen = gemeentenamen()
    rijen = [_voorstelregel(v, toegang, namen) for v in mensen.open_voorstellen(toegang)]
    if not rollen.mag_gebruikers_beheren(toegang):
        rijen = [rij for rij in rijen if rij["mag"]]
    return render(
        request,
        "portaal/beheer/voorstellen.html",
        {"regels": rijen, "beheert": mensen.mag_beheren(toegang)},
    )


# --- absence ------------------------------------------------------------------------------------------------------


def _team(toegang: Toegang) -> list[tuple[str, str]]:
    """Oneself, and for a team leader the colleagues of the own municipalities."""
    eigen = [(str(toegang.gebruiker_id), f"Ik ({toegang.naam})")]
    if not toegang.geleide_gemeenten:
        return eigen
    return eigen + [(str(wie.pk), wie.weergavenaam) for wie in mensen.team(toegang)]


@require_http_methods(GET_EN_POST)
@alleen(opent_dossiers)
def waarneming(request: HttpRequest) -> HttpResponse:
    """Who keeps whose work list; name a colleague for one's own leave, or for somebody of the team."""
    toegang = toegang_bij(request)
    assert toegang.gebruiker_id is not None
    afwezigen = _team(toegang)
    keuze = request.POST.get("afwezige", "")
    wie = int(keuze) if keuze in dict(afwezigen) else toegang.gebruiker_id
    namen = gemeentenamen()
    doelen = {int(pk) for pk, _ in afwezigen} if len(afwezigen) > 1 else {wie}
    collegas: dict[str, str] = {}
    for doel in sorted(doelen):
        for collega, codes in mensen.collegas_voor_waarneming(toegang, doel):
            tekst = f"{collega.weergavenaam} ({', '.join(namen.get(g, g) for g in codes)})"
            collegas.setdefault(str(collega.pk), tekst if len(doelen) == 1 else collega.weergavenaam)
    keuzes = sorted(collegas.items(), key=lambda paar: paar[1])
    formulier = Waarneemformulier(request.POST or None, collegas=keuzes, afwezigen=afwezigen)
    if request.method == "POST" and formulier.is_valid():
        data = formulier.cleaned_data
        try:
            uitslag = mensen.regel_waarneming(
                toegang, wie, int(data["waarnemer"]), van=data["van"], tot=data["tot"]
            )
        except ValidationError as fout:
            neem_fouten_over(formulier, fout)
        except ToegangGeweigerd as fout:
            formulier.add_error(None, str(fout))
        else:
            tekst = f"De waarneming is geregeld voor {_opgesomd(uitslag.geregeld, namen)}."
            if uitslag.open:
                tekst += (
                    f" Voor {_opgesomd(uitslag.open, namen)} is er nog niemand: regel daarvoor een ander."
                )
            messages.success(request, tekst)
            return redirect("portaal:waarneming")
    rijen = [
        {
            "id": rij.pk,
            "afwezige": rij.afwezige.weergavenaam,
            "waarnemer": rij.waarnemer.weergavenaam,
            "gemeente": namen.get(rij.gemeente_code, rij.gemeente_code),
            "van": rij.van,
            "tot": rij.tot,
            "mag_stoppen": rij.afwezige_id == toegang.gebruiker_id
            or rollen.mag_waarneming_regelen(toegang, rij.gemeente_code),
        }
        for rij in mensen.waarnemingen(toegang)
    ]
    context = {
        "regels": rijen,
        "formulier": formulier,
        "fouten": fouten_van(formulier),
        "niemand": not keuzes,
    }
    return render(request, "portaal/beheer/waarneming.html", context)


def _opgesomd(codes: Sequence[str], namen: dict[str, str]) -> str:
    delen = [namen.get(code, code) for code in codes]
    return " en ".join(filter(None, [", ".join(delen[:-1]), *delen[-1:]]))


@require_POST
@alleen(opent_dossiers)
def waarneming_stoppen(request: HttpRequest, waarneming_id: int) -> HttpResponse:
    """End an absence at once."""
    try:
        mensen.stop_waarneming(toegang_bij(request), waarneming_id)
    except mensen.PersoonNietGevonden as fout:
        raise Http404 from fout
    messages.success(request, "De waarneming is gestopt.")
    return redirect("portaal:waarneming")
