"""Pages of somebody's own log. Only they see it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from supervision.clock import now as clock_now
from supervision.errors import Refusal
from supervision.evidence import log as logs
from supervision.evidence import rules, services
from supervision.evidence.documents import own_documents
from supervision.evidence.forms import Asked, PackForm, RegistrationForm, TeamForm
from supervision.evidence.log_files import log_csv
from supervision.languages import worded
from supervision.people.access import is_admin, is_lead, member_required
from supervision.policy.clock.words import MONTHS

LINES_A_PAGE = 12
SHOWN = 10
"""How many of one's documents stand on the page."""


@never_cache
@require_safe
@member_required
def page(request):
    """One's own log of a year, counted as a body counts it, a page of lines at a time."""
    member, now = request.member, clock_now()
    log = logs.log_of(member, now=now, **Asked.of(request.GET))
    team_form = TeamForm(member=member, now=now)
    lines = Paginator(log.lines, LINES_A_PAGE).get_page(request.GET.get("page"))
    registrations = logs.registrations_of(member.person_id)
    context = {
        "log": log,
        "page": lines,
        "ways": logs.offered(registrations),
        "months": [month for month in log.tally.months if month.stands not in (rules.AHEAD, rules.BEFORE)],
        "is_registered": bool(registrations),
        "pack_form": PackForm(member=member, now=now) if is_admin(member) else None,
        "team_form": team_form if is_lead(member) and team_form.teams else None,
        "documents": own_documents(member, now=now)[:SHOWN],
    }
    return render(request, "supervision/evidence/log.html", context)


@never_cache
@require_safe
@member_required
def sheet(request):
    """The same log, all of the year, for a spreadsheet."""
    return log_csv(logs.log_of(request.member, now=clock_now(), **Asked.of(request.GET)))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def registrations(request):
    """With whom one is registered, and when those years begin."""
    form = RegistrationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_registration(request.member.person, form.registration())
        except Refusal as refusal:
            form.add_error("day", worded(refusal))
        else:
            messages.success(request, _("Your log counts that way from now on."))
            return redirect("log:registrations")
    kept = [
        (one, MONTHS[one.month - 1], one.counting) for one in logs.registrations_of(request.member.person_id)
    ]
    status = 422 if form.is_bound else 200
    return render(
        request, "supervision/evidence/registrations.html", {"form": form, "kept": kept}, status=status
    )


@never_cache
@require_POST
@member_required
def remove(request, body):
    """Take one body out of one's log."""
    services.remove_registration(request.member.person, body)
    return redirect("log:registrations")
