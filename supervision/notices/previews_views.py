"""Every kind of message with invented facts, for administrators. Nobody's real one is ever shown."""

from csp.constants import NONE, SELF
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from supervision.notices import previews
from supervision.people.access import admin_required


@admin_required
@require_safe
def every(request):
    """List the kinds, those that must arrive first, each with the messages there are of it."""
    found = previews.previews(request.member.organisation)
    groups = [
        ("Must arrive", [one for one in found if one.must_arrive]),
        ("Soft: each can be ended", [one for one in found if not one.must_arrive]),
    ]
    return render(request, "supervision/notices/previews.html", {"groups": groups, "tab": "gateways"})


@admin_required
@require_safe
def one(request, name, number):
    """Show one message as narrow and wide mail programs do, in both schemes, and as plain text."""
    shown = previews.preview_of(name, number, organisation=request.member.organisation)
    if shown is None:
        raise Http404
    answer = render(request, "supervision/notices/preview.html", {"shown": shown, "tab": "gateways"})
    answer._csp_update = {"frame-src": [SELF]}  # type: ignore[attr-defined]
    return answer


@admin_required
@require_safe
@xframe_options_sameorigin
def letter(request, name, number, look):
    """Give the letter's own page, for a frame: its style sheet is let in by its digest, and nothing else."""
    shown = previews.preview_of(name, number, organisation=request.member.organisation)
    if shown is None or look not in previews.LOOKS:
        raise Http404
    document = shown.document(look)
    answer = HttpResponse(document)
    answer._csp_config = {  # type: ignore[attr-defined]
        "default-src": [NONE],
        "style-src": [previews.style_source(document)],
        "base-uri": [NONE],
        "form-action": [NONE],
        "frame-ancestors": [SELF],
        "sandbox": "allow-same-origin",
    }
    return answer
