"""The pages of the family: which help there is and why, and who read the file of the own child."""

from __future__ import annotations

from urllib.parse import quote
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from jeugdketen.dossier import selectors as dossier
from jeugdketen.kern import leeslog, toezicht
from jeugdketen.landschap import selectors as landschap
from jeugdketen.portaal.eisen import eisen
from jeugdketen.portaal.gezin import beeld
from jeugdketen.portaal.toegang import alleen, is_gezin, toegang_bij
from jeugdketen.toewijzing import kindselectors

ONDERWERP = "Vraag over wie het dossier las"
"""Subject of a question by e-mail: says nothing about who the child is."""


@require_safe
@alleen(is_gezin)
@eisen("S-114")
def wie_las(request: HttpRequest, jeugdige_id: UUID | None = None) -> HttpResponse:
    """Who read the file; of the first child when none is named. This look is logged too."""
    toegang = toegang_bij(request)
    kinderen = toezicht.eigen_kinderen(toegang)
    if jeugdige_id is not None and jeugdige_id not in kinderen:
        raise Http404
    if not kinderen:
        return render(request, "portaal/gezin/wie_las.html", {"kind": None})
    kind = jeugdige_id or next(iter(kinderen))
    leeslog.leg_inzage_vast(
        toegang, kind, "lezen", toezicht.GROND_GEZIN, "wie het dossier las", gemeente_code=kinderen[kind]
    )
    maanden = beeld.maanden(toezicht.lezingen_van_kind(toegang, kind))
    alles = request.GET.get("maanden") == "alle"
    getoond = maanden if alles else maanden[: beeld.MAANDEN_EERST]
    contact = next((g.contact for g in landschap.gemeenten() if g.cbs_code == kinderen[kind]), "")
    return render(
        request,
        "portaal/gezin/wie_las.html",
        {
            "kind": kind,
            "voornaam": dossier.voornaam_van(kind),
            "anderen": [(k, dossier.voornaam_van(k)) for k in kinderen if k != kind],
            "maanden": getoond,
            "samenvatting": beeld.samenvatting(getoond),
            "eerder": len(maanden) > len(getoond),
            "gemeente": landschap.gemeente_naam(kinderen[kind]),
            "contact": contact,
            "mail": f"mailto:{contact}?subject={quote(ONDERWERP)}" if "@" in contact else "",
        },
    )


@require_safe
@alleen(is_gezin)
@eisen("S-114")
def mijn_hulp(request: HttpRequest, jeugdige_id: UUID | None = None) -> HttpResponse:
    """What was asked for the own child, what was decided and why, in plain words. This look is logged too."""
    toegang = toegang_bij(request)
    kinderen = toezicht.eigen_kinderen(toegang)
    if jeugdige_id is not None and jeugdige_id not in kinderen:
        raise Http404
    if not kinderen:
        return render(request, "portaal/gezin/mijn_hulp.html", {"kind": None})
    kind = jeugdige_id or next(iter(kinderen))
    leeslog.leg_inzage_vast(
        toegang,
        kind,
        "lezen",
        toezicht.GROND_GEZIN,
        "verzoeken, toewijzingen, oordeel",
        gemeente_code=kinderen[kind],
    )
    contact = next((g.contact for g in landschap.gemeenten() if g.cbs_code == kinderen[kind]), "")
    context = {
        "kind": kind,
        "voornaam": dossier.voornaam_van(kind),
        "anderen": [(k, dossier.voornaam_van(k)) for k in kinderen if k != kind],
        "hulp": kindselectors.hulp_van(kind),
        "zaken": kindselectors.zaken_van(kind),
        "gemeente": landschap.gemeente_naam(kinderen[kind]),
        "contact": contact,
    }
    return render(request, "portaal/gezin/mijn_hulp.html", context)
