"""Pages about an organisation's data: who asks, who left, what is kept for how long, the pack."""

from datetime import date

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from supervision.clock import now as clock_now
from supervision.errors import Refusal
from supervision.languages import worded
from supervision.people.access import admin_required
from supervision.people.fresh import unless_fresh
from supervision.rights import erasing, selectors, services
from supervision.rights import pack as packing
from supervision.rights.access import leaver_or_404
from supervision.rights.forms import WHYS, NameForm, RefusalForm
from supervision.rights.models import ErasureRequest
from supervision.scheduling.days import local_day

FOLDER = "supervision/rights"
A_PAGE = 30


@never_cache
@admin_required
@require_safe
def page(request):
    """Who asks about their data, and who has left."""
    now, organisation = clock_now(), request.member.organisation
    left = selectors.left_in(organisation, on=local_day(now, organisation.zone))
    context = {
        "whys": WHYS,
        "asked": selectors.asked_in(organisation, now=now),
        "page": Paginator(left, A_PAGE).get_page(request.GET.get("page")),
        "tab": "data",
    }
    return render(request, f"{FOLDER}/organisation.html", context)


@never_cache
@admin_required
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request, pk):
    """What goes and what stays when somebody is erased; and erasing them, by typing their name."""
    member, now = leaver_or_404(request.member, pk), clock_now()
    first = unless_fresh(request, otherwise="rights:page")
    if first is not None:
        return first
    form = NameForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.erase(member, name=form.cleaned_data["name"], by=request.member, now=now)
        except Refusal as refusal:
            form.add_error("name", worded(refusal))
        else:
            messages.success(request, gettext("Erased. Nobody can bring it back."))
            return redirect("data:page")
    context = {
        "member": member,
        "form": form,
        "held": selectors.what_is_held(),
        "has_left": erasing.has_left(member, now=now),
        "tab": "data",
    }
    return render(request, f"{FOLDER}/erase.html", context, status=422 if form.errors else 200)


@never_cache
@admin_required
@require_POST
def refuse(request, pk):
    """Say no to somebody who asked, for a ground that the law names."""
    found = ErasureRequest.objects.of(request.member.organisation_id).filter(pk=pk).first()
    if found is None:
        raise Http404
    form = RefusalForm(request.POST)
    if not form.is_valid():
        messages.error(request, gettext("Choose the ground."))
        return redirect("data:page")
    try:
        services.refuse(found, why=form.cleaned_data["why"], by=request.member, now=clock_now())
    except Refusal as refusal:
        messages.info(request, worded(refusal))
    else:
        messages.success(request, gettext("Answered. They are told."))
    return redirect("data:page")


@never_cache
@admin_required
@require_safe
def kept(request):
    """How long everything is kept, and how much of it goes tonight."""
    rows = selectors.kept_in(request.member.organisation, now=clock_now())
    return render(request, f"{FOLDER}/kept.html", {"rows": rows, "tab": "data"})


@never_cache
@admin_required
@require_safe
def pack(request):
    """The data-protection pack, to read and to print."""
    found = packing.pack_of(request.member.organisation, now=clock_now())
    context = {"pack": found, "made_on": date.fromisoformat(found["made_on"]), "tab": "data"}
    return render(request, f"{FOLDER}/pack.html", context)
