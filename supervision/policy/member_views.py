"""A member's page: what we owe one person, why, and how the year went."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from supervision.clock import now as clock_now
from supervision.errors import Refusal
from supervision.languages import listed, worded
from supervision.people.access import (
    anyone_or_404,
    is_admin,
    leads,
    led_or_404,
    member_or_404,
    member_required,
    stands_in,
)
from supervision.people.audit import record_reading
from supervision.policy import looks, services, wanted
from supervision.policy.bodies import CHECK
from supervision.policy.bookings import next_bookings
from supervision.policy.member_forms import KINDS, BodyRuleForm, OwnRuleForm
from supervision.policy.member_page import member_page
from supervision.policy.selectors import private_clocks
from supervision.policy.times_views import back_to_board
from supervision.practice.selectors import dates_of
from supervision.scheduling.days import local_day
from supervision.sessions.selectors import pairs_of
from supervision.wording import noted

ROLE_WORDS = {
    "case_manager": noted("case manager"),
    "supervisor": noted("supervisor"),
    "team_lead": noted("team lead"),
    "admin": noted("administrator"),
}


@member_required
@require_safe
def member(request, pk):
    """What we owe one person. Open to themselves, their supervisor and lead; in no team, to admins.

    Other administrators come here by the message that tells them of a flag which no lead could be told of:
    they are shown to where its person's place is arranged, without a date.
    """
    now = clock_now()
    try:
        subject = member_or_404(request.member, pk)
    except Http404:
        if not is_admin(request.member):
            raise
        return redirect("organisation:person", pk=anyone_or_404(request.member, pk).pk)
    record_reading(request.member, subject, "member", now=now)
    return _show(request, subject, now=now)


@member_required
@require_POST
def ask_for_supervisor(request, pk):
    """Ask the administrators to find a supervisor for somebody whom the viewer leads, and come back."""
    subject = led_or_404(request.member, pk)
    try:
        wanted.ask_for_supervisor(member=subject, by=request.member, now=clock_now())
    except Refusal as refusal:
        messages.info(request, worded(refusal))
    else:
        messages.success(request, _("Asked. Whoever administers your organisation gets a message."))
    return redirect(
        back_to_board(request, pk) if "next" in request.POST else reverse("members:page", args=[pk])
    )


@member_required
@require_POST
def add_body_rule(request):
    """Keep a professional body's rule, for its owner alone."""
    return _add(request, BodyRuleForm(request.POST), "body_form")


@member_required
@require_POST
def add_own_rule(request):
    """Keep a rule of one's own, for its owner alone."""
    return _add(request, OwnRuleForm(request.POST), "own_form")


@member_required
@require_POST
def remove_own_rule(request, key):
    """Take out one of one's own rules."""
    if not services.remove_own_rule(member=request.member, pk=key):
        raise Http404
    messages.success(request, _("Taken out. It is gone for good."))
    return redirect(_own_panel(request))


def _add(request, form, name):
    now = clock_now()
    if form.is_valid():
        try:
            services.add_own_rule(member=request.member, own=form.own, now=now)
        except Refusal as refusal:
            form.add_error(None, worded(refusal))
        else:
            messages.success(request, _("Kept. Only you can see it."))
            return redirect(_own_panel(request))
    subject = member_or_404(request.member, request.member.pk)
    return _show(request, subject, now=now, status=422, **{name: form})


def _own_panel(request) -> str:
    return reverse("members:page", args=[request.member.pk]) + "#own"


def _show(request, subject, *, now, status=200, **forms):
    viewer = request.member
    is_own = viewer.pk == subject.pk
    is_lead = subject.team_id is not None and leads(viewer).filter(pk=subject.team_id).exists()
    is_stand_in = stands_in(viewer, subject)
    own_only = not (is_own or is_lead)
    booking = next_bookings([subject.pk], viewer, now=now, own_only=own_only).get(subject.pk)
    booked_on = local_day(booking.starts_at, subject.zone) if booking and booking.session_id else None
    page = member_page(subject, viewer, booked_on=booked_on, now=now)
    is_supervisor = any(one.supervisor_id == viewer.pk for one in page.supervisors)
    context = {
        "subject": subject,
        "first": subject.person.get_short_name(),
        "page": page,
        "is_own": is_own,
        "is_lead": is_lead,
        "is_supervisor": is_supervisor,
        "is_stand_in": is_stand_in,
        "only_days": is_stand_in and not (is_own or is_supervisor),
        "is_line_manager": subject.line_manager_id == viewer.pk,
        "manager_leads": any(one.pk == subject.line_manager_id for one in page.leads),
        "roles": _roles_words(subject),
        "booking": booking,
        "may_record": bool(pairs_of(viewer, on=page.today, supervisee=subject)),
        "wanted": wanted.wanted_for(subject, now=now) if is_lead else None,
        "agreement": dates_of([subject.pk], on=page.today)[subject.pk] if is_own or is_lead else None,
    }
    if is_own:
        context |= {
            "own_clocks": [
                {
                    "clock": clock,
                    "look": (look := looks.look_of(clock.answer.state)),
                    "words": looks.status_words(look, clock.answer.due_on, page.today),
                }
                for clock in private_clocks(viewer, now=now)
            ],
            "body_form": BodyRuleForm(),
            "own_form": OwnRuleForm(),
            "kinds": KINDS,
            "check": CHECK,
        }
    return render(request, "supervision/policy/member.html", context | forms, status=status)


def _roles_words(subject) -> str:
    """Return "Case manager and team lead"."""
    words = [worded(ROLE_WORDS[role]) for role in subject.roles] or [_("colleague")]
    joined = listed(words, things=True)
    return joined[0].upper() + joined[1:]
