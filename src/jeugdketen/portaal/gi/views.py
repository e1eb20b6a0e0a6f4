"""The certified institution reads of its own children; the referrer follows its own referrals. Both write nothing."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from jeugdketen.dossier import selectors as dossier
from jeugdketen.kern import leeslog
from jeugdketen.portaal.consulent.registerbeeld import balken
from jeugdketen.portaal.eisen import eisen
from jeugdketen.portaal.toegang import alleen, is_gi, is_verwijzer, toegang_bij
from jeugdketen.toewijzing import kindselectors

GROND_GI = "gecertificeerde instelling van dit kind"
GROND_VERWIJZER = "eigen verwijzingen"


@require_safe
@alleen(is_gi)
@eisen("S-114")
def kinderen(request: HttpRequest) -> HttpResponse:
    """The children for whom this institution is GI today."""
    toegang = toegang_bij(request)
    gevonden = dossier.kinderen_van_instelling(toegang)
    for gemeente in sorted({kind.gemeente_code for kind in gevonden}):
        aantal = sum(kind.gemeente_code == gemeente for kind in gevonden)
        leeslog.leg_inzage_vast(
            toegang,
            None,
            "lezen",
            GROND_GI,
            f"lijst van kinderen, {aantal} {'naam' if aantal == 1 else 'namen'}",
            gemeente_code=gemeente,
        )
    return render(request, "portaal/gi/kinderen.html", {"kinderen": gevonden})


@require_safe
@alleen(is_gi)
@eisen("S-058", "S-114")
def kind(request: HttpRequest, jeugdige_id: UUID) -> HttpResponse:
    """One child: requests with verdict and decision, and allocations in time. Every opening is logged."""
    toegang = toegang_bij(request)
    if jeugdige_id not in {k.pk for k in dossier.kinderen_van_instelling(toegang)}:
        raise Http404
    try:
        gevonden = dossier.open_dossier(
            toegang, jeugdige_id, grond=GROND_GI, wat="verzoeken, oordelen, toewijzingen"
        )
    except dossier.DossierNietGevonden as fout:
        raise Http404 from fout
    context = {
        "kind": gevonden,
        "zaken": kindselectors.zaken_van(jeugdige_id),
        "tijdlijn": balken(jeugdige_id),
    }
    return render(request, "portaal/gi/kind.html", context)


@require_safe
@alleen(is_verwijzer)
@eisen("S-114")
def verwijzingen(request: HttpRequest) -> HttpResponse:
    """The requests that rest on one's own referrals, and how far they are."""
    toegang = toegang_bij(request)
    rijen = kindselectors.verwijzingen(toegang)
    for gemeente in sorted({rij.gemeente_code for rij in rijen}):
        aantal = sum(rij.gemeente_code == gemeente for rij in rijen)
        leeslog.leg_inzage_vast(
            toegang,
            None,
            "lezen",
            GROND_VERWIJZER,
            f"lijst van verwijzingen, {aantal} regels",
            gemeente_code=gemeente,
        )
    return render(request, "portaal/gi/verwijzingen.html", {"regels": rijen})
