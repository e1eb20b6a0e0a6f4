"""Make a message by hand: fill in, see what the municipality would answer, then send it on the road of any message."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from ijw.schrijven import OngeldigBericht, schrijf
from jeugdketen.berichten import aanbiederpost, proef
from jeugdketen.berichten import services as berichtservices
from jeugdketen.kern import klok
from jeugdketen.landschap import selectors as landschap
from jeugdketen.portaal.aanbieder import forms
from jeugdketen.portaal.eisen import eisen
from jeugdketen.portaal.forms import Formulier, Fout, fouten_van
from jeugdketen.portaal.toegang import alleen, is_aanbieder, toegang_bij
from jeugdketen.toewijzing import aanbiederberichten as bouw
from jeugdketen.toewijzing import aanbiederselectors as selectors
from jeugdketen.toewijzing.aanbiederselectors import Toegewezen

GET_EN_POST = ["GET", "HEAD", "POST"]
MEEST_PRODUCTEN = 5

Bouwer = Callable[[str], Any]
"""Makes the message under an identification."""


def _toewijzing(request: HttpRequest, toewijzing_id: UUID) -> Toegewezen:
    try:
        return selectors.toewijzing(toegang_bij(request), toewijzing_id)
    except selectors.ToewijzingNietGevonden as fout:
        raise Http404 from fout


def _client(request: HttpRequest, t: Toegewezen) -> bouw.Clientgegevens | HttpResponse:
    """The child of an allocation, or the page that says why a form cannot be filled in."""
    client = bouw.clientgegevens(toegang_bij(request), t)
    if client is not None:
        return client
    messages.error(
        request,
        "Van deze jeugdige hebben wij voor u geen gegevens meer. Lever het bericht aan vanuit uw eigen systeem.",
    )
    return redirect("portaal:aanbieder-toewijzing", t.id)


def _handel_af(
    request: HttpRequest,
    formulieren: Sequence[Formulier],
    bouwer: Bouwer,
    *,
    soort: str,
    aanbieder_agb: Callable[[], str],
    sjabloon: str,
    context: dict[str, Any],
    alleen_tonen: bool = False,
) -> HttpResponse:
    """Show the forms; when they are right, the coming answer; and send when that is asked and the answer is good."""
    uitkomst: proef.Proef | None = None
    fouten: list[Fout] = []
    if alleen_tonen:
        for f in formulieren:
            f.toon_zonder_oordeel()
    elif request.method == "POST":
        geldig = [f.is_valid() for f in formulieren]
        fouten = [fout for f in formulieren for fout in fouten_van(f)]
        if all(geldig):
            try:
                inhoud = schrijf(bouwer(bouw.PROEF))
                uitkomst = proef.proefcontrole(toegang_bij(request), f"{soort}.xml", inhoud)
            except OngeldigBericht as fout:
                fouten = [Fout("inhoud", str(fout))]
            except proef.ProefGeweigerd as fout:
                fouten = [Fout("inhoud", str(fout))]
            # What would wait for another message (OP080) may go when the one who sends it was told so.
            versturen = request.POST.get("versturen", "")
            if uitkomst is not None and versturen and uitkomst.uitkomst in ("goed", versturen):
                return _verstuur(request, bouwer, soort, aanbieder_agb())
    return render(
        request,
        f"portaal/aanbieder/{sjabloon}.html",
        context | {"soort": soort, "fouten": fouten, "proef": uitkomst},
    )


def _verstuur(request: HttpRequest, bouwer: Bouwer, soort: str, aanbieder_agb: str) -> HttpResponse:
    identificatie = aanbiederpost.identificatie(aanbieder_agb, klok.vandaag().year)
    bericht_id = berichtservices.neem_aan_upload(
        toegang_bij(request), f"{soort}_{identificatie}.xml", schrijf(bouwer(identificatie))
    )
    messages.success(request, f"{soort} {identificatie} is verstuurd. Hieronder ziet u wat ermee gebeurt.")
    return redirect("portaal:aanbieder-bericht", bericht_id)


# --- start and stop ----------------------------------------------------------------------------------------------


@require_http_methods(GET_EN_POST)
@alleen(is_aanbieder)
@eisen("S-066")
def start(request: HttpRequest, toewijzing_id: UUID) -> HttpResponse:
    """Report the start of delivery (JW305)."""
    t = _toewijzing(request, toewijzing_id)
    client = _client(request, t)
    if isinstance(client, HttpResponse):
        return client
    formulier = forms.Startformulier(t, request.POST or None, initial={"begindatum": t.van})
    return _handel_af(
        request,
        [formulier],
        lambda nummer: bouw.maak_jw305(
            t, client, formulier.regels(), identificatie=nummer, op=klok.vandaag()
        ),
        soort="JW305",
        aanbieder_agb=lambda: t.aanbieder_agb,
        sjabloon="maak_regie",
        context={"t": t, "kop": "Start melden", "naam": client.naam, "formulier": formulier},
    )


@require_http_methods(GET_EN_POST)
@alleen(is_aanbieder)
@eisen("S-066")
def stop(request: HttpRequest, toewijzing_id: UUID) -> HttpResponse:
    """Report the stop of a delivery (JW307)."""
    t = _toewijzing(request, toewijzing_id)
    open_ = [lev for lev in t.leveringen if not lev.is_klaar]
    if not open_:
        messages.error(request, "Op deze toewijzing loopt geen levering. Meld eerst de start.")
        return redirect("portaal:aanbieder-toewijzing", t.id)
    client = _client(request, t)
    if isinstance(client, HttpResponse):
        return client
    vandaag = klok.vandaag()
    begin = {
        "levering": open_[-1].begindatum.isoformat(),
        "einddatum": min(t.tot, vandaag) if t.tot else vandaag,
    }
    formulier = forms.Stopformulier(open_, request.POST or None, initial=begin)
    return _handel_af(
        request,
        [formulier],
        lambda nummer: bouw.maak_jw307(t, client, formulier.regels(), identificatie=nummer, op=vandaag),
        soort="JW307",
        aanbieder_agb=lambda: t.aanbieder_agb,
        sjabloon="maak_regie",
        context={"t": t, "kop": "Stop melden", "naam": client.naam, "formulier": formulier},
    )


@require_http_methods(GET_EN_POST)
@alleen(is_aanbieder)
@eisen("S-066")
def correctie(request: HttpRequest, toewijzing_id: UUID) -> HttpResponse:
    """Delete or replace a start or stop that was reported (StatusAanlevering 3)."""
    t = _toewijzing(request, toewijzing_id)
    if not t.leveringen:
        messages.error(
            request, "Op deze toewijzing is geen start of stop gemeld. Er valt niets te herstellen."
        )
        return redirect("portaal:aanbieder-toewijzing", t.id)
    client = _client(request, t)
    if isinstance(client, HttpResponse):
        return client
    formulier = forms.Correctieformulier(t.leveringen, request.POST or None)

    def maak(nummer: str) -> Any:
        if formulier.is_start:
            return bouw.maak_jw305(
                t, client, formulier.startregels(), identificatie=nummer, op=klok.vandaag()
            )
        return bouw.maak_jw307(t, client, formulier.stopregels(), identificatie=nummer, op=klok.vandaag())

    is_start = str(request.POST.get("melding", "")).startswith("start|")
    return _handel_af(
        request,
        [formulier],
        maak,
        soort="JW305" if is_start else "JW307",
        aanbieder_agb=lambda: t.aanbieder_agb,
        sjabloon="maak_regie",
        context={"t": t, "kop": "Melding herstellen", "naam": client.naam, "formulier": formulier},
    )


# --- requests ----------------------------------------------------------------------------------------------------


def _producten() -> Any:
    return forms.productkeuzes(landschap.productcodes_op(klok.vandaag()))


@require_http_methods(GET_EN_POST)
@alleen(is_aanbieder)
@eisen("S-066")
def verzoek(request: HttpRequest, toewijzing_id: UUID | None = None) -> HttpResponse:
    """Ask for an allocation (JW315), for a child that is known here or for another."""
    toegang = toegang_bij(request)
    initial: dict[str, Any] = {}
    if toewijzing_id is not None:
        t = _toewijzing(request, toewijzing_id)
        client = _client(request, t)
        if isinstance(client, HttpResponse):
            return client
        initial = {
            "aanbieder": t.aanbieder_agb,
            "gemeente": t.gemeente_code,
            "bsn": client.bsn,
            "voornamen": client.voornamen,
            "voorvoegsel": client.voorvoegsel,
            "achternaam": client.achternaam,
            "geboortedatum": client.geboortedatum,
            "geslacht": client.geslacht,
        }
    aanbieders = [(agb, landschap.aanbieder_naam(agb)) for agb in sorted(toegang.aanbieders)]
    gemeenten = [(g.cbs_code, g.naam) for g in landschap.gemeenten()]
    meer = "meer" in request.POST
    aantal = forms.met_aantal(request.POST, "aantal", laagste=1, hoogste=MEEST_PRODUCTEN)
    referenties = [request.POST.get(f"referentie-{i}", "") for i in range(aantal)]
    if meer and aantal < MEEST_PRODUCTEN:
        aantal += 1
    referenties = [
        r[:36] or bouw.nieuwe_referentie(klok.vandaag()) for r in (referenties + [""] * aantal)[:aantal]
    ]
    data = request.POST or None
    formulier = forms.Verzoekformulier(aanbieders, gemeenten, data, initial=initial)
    producten = [
        forms.Productformulier(
            _producten(),
            data if not meer or f"p{i}-product" in request.POST else None,
            prefix=f"p{i}",
            empty_permitted=i > 0,
        )
        for i in range(aantal)
    ]

    def maak(nummer: str) -> Any:
        d = formulier.cleaned_data
        return bouw.maak_jw315(
            formulier.client(),
            [(ref, p.productwens()) for ref, p in zip(referenties, producten, strict=True) if p.is_gevraagd],
            aanbieder_agb=d["aanbieder"],
            gemeente_code=d["gemeente"],
            verwijzing=formulier.verwijzing(),
            gezagsdrager_bekend=d["gezagsdrager"],
            raamcontract=d["raamcontract"],
            commentaar=d["commentaar"],
            identificatie=nummer,
            op=klok.vandaag(),
        )

    return _handel_af(
        request,
        [formulier, *producten],
        maak,
        soort="JW315",
        aanbieder_agb=lambda: str(formulier.cleaned_data["aanbieder"]),
        sjabloon="maak_verzoek",
        context={
            "formulier": formulier,
            "producten": list(zip(producten, referenties, strict=True)),
            "aantal": aantal,
            "mag_meer": aantal < MEEST_PRODUCTEN,
        },
        alleen_tonen=meer,
    )


@require_http_methods(GET_EN_POST)
@alleen(is_aanbieder)
@eisen("S-066")
def wijziging(request: HttpRequest, toewijzing_id: UUID) -> HttpResponse:
    """Ask for a change (JW317): every current allocation of the child here stands in it, changed or not."""
    toegang = toegang_bij(request)
    t = _toewijzing(request, toewijzing_id)
    actueel = selectors.actuele_toewijzingen_van(toegang, t)
    if not actueel:
        messages.error(
            request, "Er is geen toewijzing meer die loopt. Vraag de hulp aan met een nieuw verzoek."
        )
        return redirect("portaal:aanbieder-toewijzing", t.id)
    client = _client(request, t)
    if isinstance(client, HttpResponse):
        return client
    data = request.POST or None
    meer = "meer" in request.POST
    nieuw = forms.met_aantal(request.POST, "nieuw", laagste=0, hoogste=MEEST_PRODUCTEN)
    if meer and nieuw < MEEST_PRODUCTEN:
        nieuw += 1
    kop = forms.Wijzigingskop(data)
    wensen = [
        forms.Toewijzingswens(tw, *selectors.omvang_van(toegang, tw.id), data, prefix=f"t{tw.nummer}")
        for tw in actueel
    ]
    erbij = [
        forms.Productformulier(
            _producten(),
            data if not meer or f"n{i}-product" in request.POST else None,
            prefix=f"n{i}",
            empty_permitted=True,
        )
        for i in range(nieuw)
    ]

    def maak(nummer: str) -> Any:
        return bouw.maak_jw317(
            client.bsn,
            [w.wijzigingswens() for w in wensen],
            [n.productwens() for n in erbij if n.is_gevraagd],
            aanbieder_agb=t.aanbieder_agb,
            gemeente_code=t.gemeente_code,
            referentie=kop.cleaned_data["referentie"],
            reden=kop.cleaned_data["reden"],
            identificatie=nummer,
            op=klok.vandaag(),
        )

    return _handel_af(
        request,
        [kop, *wensen, *erbij],
        maak,
        soort="JW317",
        aanbieder_agb=lambda: t.aanbieder_agb,
        sjabloon="maak_wijziging",
        context={
            "t": t,
            "naam": client.naam,
            "formulier": kop,
            "wensen": wensen,
            "erbij": erbij,
            "nieuw": nieuw,
            "mag_meer": nieuw < MEEST_PRODUCTEN,
            "terug": reverse("portaal:aanbieder-toewijzing", args=[t.id]),
        },
        alleen_tonen=meer,
    )
