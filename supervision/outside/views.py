"""Pages: inviting a supervisor from outside, and all of one's own times in one list."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from supervision.clock import now as clock_now
from supervision.errors import Refusal
from supervision.languages import worded
from supervision.outside import rules, selectors, services
from supervision.outside.forms import AdminInviteForm, InviteForm
from supervision.people.access import member_required, places_of
from supervision.people.form_parts import let_choose
from supervision.people.models import Member
from supervision.practice import directory

FOLDER = "supervision/outside"


def _who_may(request) -> Member:
    """Return the viewer, if they may invite anybody from outside. Raises Http404 for everybody else."""
    viewer = request.member
    if not viewer.is_admin and not services.may_invite_own(viewer):
        raise Http404
    return viewer


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request):
    """Invite a supervisor from outside: an administrator for anybody, an associate for themselves."""
    viewer, now = _who_may(request), clock_now()
    data = request.POST if request.method == "POST" else None
    form = AdminInviteForm(data) if viewer.is_admin else InviteForm(data)
    if viewer.is_admin:
        people = Member.objects.of(viewer.organisation_id).tracked_at(now)
        let_choose(form, "supervisee", people.with_person().order_by("person__name", "pk"))
    if request.method == "POST" and form.is_valid():
        try:
            services.invite(
                by=viewer,
                supervisee=form.cleaned_data.get("supervisee") or viewer,
                email=form.cleaned_data["email"],
                name=form.cleaned_data["name"],
                now=now,
            )
        except Refusal as refusal:
            if refusal.status == 404:
                raise Http404 from None
            form.add_error(None, worded(refusal))
        else:
            messages.success(request, _("Invited. They answer from the letter, without an account."))
            return redirect("outside:invite")
    context = {"form": form, "waiting": selectors.invitations_seen_by(viewer)}
    return render(request, f"{FOLDER}/invite.html", context, status=422 if form.errors else 200)


@member_required
@require_POST
def withdraw(request, pk):
    """Take back an invitation that waits."""
    viewer = _who_may(request)
    row = next((one for one in selectors.invitations_seen_by(viewer) if one.pk == pk), None)
    if row is None:
        raise Http404
    services.withdraw(row, by=viewer, now=clock_now())
    messages.success(request, _("Taken back."))
    return redirect("outside:invite")


@never_cache
@member_required
@require_safe
def asked(request):
    """What waits for one's own answer: to be somebody's supervisor, from outside or from the list of them."""
    viewer, now = request.member, clock_now()
    context = {
        "invitations": selectors.invitations_to(viewer, now=now),
        "answered": selectors.just_answered(viewer, now=now),
        "requests": directory.requests_to(viewer) if viewer.is_supervisor else [],
    }
    return render(request, f"{FOLDER}/asked.html", context)


@member_required
@require_POST
def answer(request, pk):
    """Say yes to an invitation, or not this time; or take that back while one may."""
    row, now, said = selectors.asked_or_404(request.member, pk), clock_now(), request.POST.get("say", "")
    try:
        if said == "undo":
            if not any(one.pk == row.pk for one in selectors.just_answered(request.member, now=now)):
                raise rules.NotOpen("That can’t be taken back any more.")
            services.take_back_answer(row, by=request.member, now=now)
            messages.success(request, _("Taken back. It waits again."))
        elif said in ("yes", "no"):
            services.answer(row, by=request.member, agrees=said == "yes", now=now)
            words = _("You work together from today.") if said == "yes" else _("Said. No reason goes out.")
            messages.success(request, words)
    except Refusal as refusal:
        messages.error(request, worded(refusal))
    return redirect("outside:asked")


@never_cache
@member_required
@require_safe
def times(request):
    """All of one's own times for four weeks, whatever the organisation."""
    now = clock_now()
    context = {
        "days": selectors.own_times(request.member, now=now),
        "own_places": places_of(request.user, now=now),
    }
    return render(request, f"{FOLDER}/times.html", context)
