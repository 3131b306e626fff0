"""One's own space: what stands in it, taking it along, and letting it go. For its owner alone."""

from __future__ import annotations

import json

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from peers.pool.own_space import panels_for
from peers.wellbeing import services
from supervision.clock import now as clock_now
from supervision.people.access import member_required


@never_cache
@member_required
@require_safe
def space(request):
    """Everything that is one's own, on one page."""
    return render(
        request, "peers/wellbeing/space.html", {"panels": panels_for(request.member, now=clock_now())}
    )


@never_cache
@member_required
@require_safe
def download(request):
    """Everything that is one's own, as one file."""
    found = services.download(request.member, now=clock_now())
    answer = HttpResponse(
        json.dumps(found, ensure_ascii=False, indent=2) + "\n", content_type="application/json; charset=utf-8"
    )
    answer.headers["Content-Disposition"] = 'attachment; filename="my-space.json"'
    return answer


@member_required
@require_POST
def wipe(request):
    """Delete everything that is one's own."""
    if services.wipe_everything(request.member):
        messages.success(request, _("Deleted. Nobody can bring it back."))
    return redirect("space:page")
