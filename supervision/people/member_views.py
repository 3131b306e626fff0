"""Settings of an organisation's people: the list, one person, who supervises them, and leave."""

from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.db.models.functions import Lower
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from supervision.clock import now
from supervision.errors import Refusal
from supervision.people import addresses, arrangements, services
from supervision.people.access import admin_required, anyone_or_404, member_or_404, member_required
from supervision.people.audit import record_reading
from supervision.people.form_parts import put_right
from supervision.people.leave_views import recent_leave
from supervision.people.mail_trouble import trouble_of, troubled_among
from supervision.people.member_forms import (
    PROBLEM_FIELDS,
    ROLE_WORDS,
    AddressForm,
    LastDayForm,
    LeaveForm,
    MemberForm,
    NewMemberForm,
    SupervisorForm,
)
from supervision.people.models import Leave, Member, Relationship
from supervision.people.organisation_selectors import (
    PAGE_SIZE,
    members_to_choose,
    roll,
    team_tree,
    teams_in_order,
)
from supervision.people.rearranged import staying_with
from supervision.people.visibility import Sight, Thing

DAY = timedelta(days=1)
FOLDER = "supervision/people/organisation"


def _whole(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 18 else None


def _today(request, moment):
    return services.local_today(request.member, moment)


# ---------------------------------------------------------------- the list
@member_required
@require_safe
def people(request):
    """People of the organisation for an administrator, of their teams for a lead; thirty to a page."""
    viewer = request.member
    if not (viewer.is_admin or viewer.is_team_lead):
        raise Http404
    today = _today(request, now())
    asked = {name: request.GET.get(name, "").strip() for name in ("q", "t", "r", "w")}
    found = roll(
        viewer, on=today, words=asked["q"][:200], team=_whole(asked["t"]), role=asked["r"], who=asked["w"]
    )
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "troubled": troubled_among([one.person_id for one in page]) if viewer.is_admin else set(),
        "asked": asked,
        "teams": teams_in_order(team_tree(viewer.organisation, on=today)),
        "roles": ROLE_WORDS,
        "today": today,
        "tab": "people",
    }
    return render(request, f"{FOLDER}/people.html", context)


# ---------------------------------------------------------------- one person
def _member_form(request, today, member: Member | None = None):
    organisation = request.member.organisation
    candidates = members_to_choose(organisation, on=today, also=member.line_manager_id if member else None)
    if member:
        candidates = candidates.exclude(pk=member.pk)
    teams = teams_in_order(team_tree(organisation, on=today))
    posted = request.POST if request.method == "POST" else None
    if member:
        return MemberForm(posted, initial=MemberForm.facts(member), teams=teams, candidates=candidates)
    initial = {
        "roles": ["case_manager"],
        "employment": Member.Employment.EMPLOYEE,
        "fte": "1",
        "working_days": ["Mon", "Tue", "Wed", "Thu", "Fri"],
        "time_zone": organisation.time_zone,
        "start_date": today,
        "team": _whole(request.GET.get("t")),
    }
    return NewMemberForm(posted, initial=initial, teams=teams, candidates=candidates)


@admin_required
@require_http_methods(["GET", "HEAD", "POST"])
def add_person(request):
    """Add a person by hand. Nobody is written to yet."""
    moment = now()
    form = _member_form(request, _today(request, moment))
    if request.method == "POST" and form.is_valid():
        try:
            member = services.add_member(**form.cleaned_data, by=request.member, now=moment)
        except Refusal as refusal:
            put_right(form, refusal, PROBLEM_FIELDS)
        else:
            messages.success(
                request, f"{member.person.name} is among your people. Nobody has been written to."
            )
            return redirect("organisation:person", pk=member.pk)
    return render(request, f"{FOLDER}/person_add.html", {"form": form, "tab": "people"})


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def person(request, pk):
    """A person's place: for an administrator to change, for a lead of theirs to look at."""
    viewer, moment = request.member, now()
    if not viewer.is_admin:
        return _look(request, pk, moment)
    member = anyone_or_404(viewer, pk)
    record_reading(viewer, member, "member", now=moment)
    form = _member_form(request, _today(request, moment), member)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_member(member, **form.cleaned_data, by=viewer, now=moment)
        except Refusal as refusal:
            put_right(form, refusal, PROBLEM_FIELDS)
        else:
            messages.success(request, "Saved.")
            return redirect("organisation:person", pk=pk)
    return render(request, f"{FOLDER}/person.html", _person_page(request, member, form=form))


def _look(request, pk, moment):
    """What a lead sees: team, roles, who supervises them, and that they are away."""
    if request.method == "POST" or not request.member.is_team_lead:
        raise Http404
    member = member_or_404(request.member, pk, thing=Thing.PLACE, at_least=Sight.DATES)
    record_reading(request.member, member, "member", now=moment)
    today = _today(request, moment)
    away = member.leaves.filter(ends_on=None) | member.leaves.filter(ends_on__gte=today)
    context = {
        "member": member,
        "relationships": _relationships(member, today),
        "away": away.order_by("starts_on", "pk"),
        "today": today,
        "tab": "people",
    }
    return render(request, f"{FOLDER}/person_look.html", context)


def _relationships(member: Member, today):
    """Return who supervises the member, latest first, each with whether that is over."""
    found = member.supervised_by.select_related("supervisor__person").order_by("-starts_on", "-pk")
    return [(each, each.ends_on is not None and each.ends_on < today) for each in found]


def _supervises(member: Member, today):
    """Return, by name, whom the member supervises today or from a later day on, each person once."""
    theirs = member.supervises.filter(Q(ends_on=None) | Q(ends_on__gte=today)).values("supervisee")
    people = Member.objects.of(member.organisation_id).filter(pk__in=theirs, erased_at=None)
    return list(people.select_related("person").order_by(Lower("person__name"), "pk"))


def _supervisors(request, today, member: Member):
    organisation = request.member.organisation
    return members_to_choose(organisation, on=today, is_supervisor=True).exclude(pk=member.pk)


def _person_page(request, member: Member, **forms) -> dict:
    """Return all that the administrator's page of a person shows; `forms` are those being put right."""
    today = _today(request, now())
    has_left = member.end_date is not None and member.end_date < today
    supervises = _supervises(member, today)
    context = {
        "member": member,
        "today": today,
        "has_left": has_left,
        "trouble": trouble_of(member.person),
        "relationships": _relationships(member, today),
        "leaves": recent_leave(member, today),
        "supervises": supervises,
        "staying": staying_with(member, viewer=request.member, now=now()),
        "supervisor_form": SupervisorForm(
            candidates=_supervisors(request, today, member), initial={"starts_on": today}, prefix="s"
        ),
        "leave_form": LeaveForm(initial={"kind": Leave.Kind.ANNUAL}, prefix="l"),
        "ending_form": LastDayForm(initial={"last_day": member.end_date or today}, prefix="e"),
        "end": ending_of(member, len(supervises)),
        "hand_on_form": SupervisorForm(
            candidates=_supervisors(request, today, member),
            initial={"starts_on": max(today, member.end_date + DAY) if member.end_date else today},
            prefix="h",
        ),
        "may_correct": addresses.may_correct(member),
        "address_form": AddressForm(initial={"email": member.person.email}, prefix="a"),
        "tab": "people",
    }
    if "form" not in forms:
        context["form"] = MemberForm(
            initial=MemberForm.facts(member),
            teams=teams_in_order(team_tree(request.member.organisation, on=today)),
            candidates=members_to_choose(request.member.organisation, on=today, also=member.line_manager_id),
        )
    return context | forms


def ending_of(member: Member, supervises: int) -> dict:
    """Return what the question before ending a membership says; `supervises` is how many they do."""
    theirs = ""
    if supervises:
        people = "one person, who needs" if supervises == 1 else f"{supervises} people, who need"
        theirs = f" They supervise {people} somebody else from then on."
    return {
        "id": "end-membership",
        "question": f"End {member.person.name}’s time here?",
        "words": (
            "They keep their history and lose access after that day. Who they supervise, and who supervises "
            f"them, ends with it.{theirs} Whatever is booked with them after it is called off, and the "
            "others in it are told."
        ),
        "action": reverse("organisation:person-end", args=[member.pk]),
        "back": reverse("organisation:person", args=[member.pk]),
        "yes": "End it",
        "no": "Go back",
    }


@admin_required
@require_http_methods(["GET", "HEAD", "POST"])
def end(request, pk):
    """Ask for a last day, then end a membership."""
    member, moment = anyone_or_404(request.member, pk), now()
    form = LastDayForm(
        request.POST if request.method == "POST" else None,
        initial={"last_day": member.end_date or _today(request, moment)},
        prefix="e",
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.end_membership(member, **form.cleaned_data, by=request.member, now=moment)
        except Refusal as refusal:
            put_right(form, refusal, {"ends_before_start": "last_day"})
        else:
            messages.success(request, "Saved. Their history stays.")
            return redirect("organisation:person", pk=pk)
    supervises = len(_supervises(member, _today(request, moment)))
    return render(request, "asks.html", {"ask": ending_of(member, supervises), "form": form})


@admin_required
@require_http_methods(["POST"])
def bring_back(request, pk):
    """Take a last day away."""
    member = anyone_or_404(request.member, pk)
    services.change_member(member, end_date=None, by=request.member, now=now())
    messages.success(request, "They stay. Choose their supervisor again if they need one.")
    return redirect("organisation:person", pk=pk)


# ---------------------------------------------------------------- who supervises them
@admin_required
@require_http_methods(["POST"])
def add_supervisor(request, pk):
    """Give a person a supervisor from a day on."""
    member, moment = anyone_or_404(request.member, pk), now()
    today = _today(request, moment)
    form = SupervisorForm(request.POST, candidates=_supervisors(request, today, member), prefix="s")
    if form.is_valid():
        try:
            arrangements.start_relationship(
                **form.cleaned_data, supervisee=member, by=request.member, now=moment
            )
        except Refusal as refusal:
            put_right(form, refusal, PROBLEM_FIELDS)
        else:
            messages.success(request, "Saved.")
            return redirect("organisation:person", pk=pk)
    return render(request, f"{FOLDER}/person.html", _person_page(request, member, supervisor_form=form))


def _relationship_or_404(member: Member, pk: int) -> Relationship:
    found = member.supervised_by.select_related("supervisor__person").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@admin_required
@require_http_methods(["GET", "HEAD", "POST"])
def supervisor(request, pk, relationship_pk):
    """One relationship: end it, or have somebody else take over from a day on."""
    member, moment = anyone_or_404(request.member, pk), now()
    relationship = _relationship_or_404(member, relationship_pk)
    today = _today(request, moment)
    posted = request.POST if request.method == "POST" else None
    end_form = LastDayForm(
        posted if posted and "e-last_day" in posted else None, initial={"last_day": today}, prefix="e"
    )
    change_form = SupervisorForm(
        posted if posted and "s-supervisor" in posted else None,
        candidates=_supervisors(request, today, member).exclude(pk=relationship.supervisor_id),
        initial={"starts_on": today},
        prefix="s",
    )
    sent = end_form if end_form.is_bound else change_form
    if sent.is_bound and sent.is_valid():
        try:
            if sent is end_form:
                arrangements.end_relationship(
                    relationship, **sent.cleaned_data, by=request.member, now=moment
                )
            else:
                arrangements.change_supervisor(
                    relationship, **sent.cleaned_data, by=request.member, now=moment
                )
        except Refusal as refusal:
            put_right(sent, refusal, PROBLEM_FIELDS | {"ends_before_start": "last_day"})
        else:
            messages.success(request, "Saved.")
            return redirect("organisation:person", pk=pk)
    context = {
        "member": member,
        "relationship": relationship,
        "end_form": end_form,
        "form": change_form,
        "tab": "people",
    }
    return render(request, f"{FOLDER}/supervisor.html", context)


@admin_required
@require_http_methods(["POST"])
def hand_on(request, pk):
    """Have somebody else supervise everybody a person does."""
    member, moment = anyone_or_404(request.member, pk), now()
    form = SupervisorForm(
        request.POST, candidates=_supervisors(request, _today(request, moment), member), prefix="h"
    )
    if form.is_valid():
        to, starts_on = form.cleaned_data["supervisor"], form.cleaned_data["starts_on"]
        try:
            begun = arrangements.hand_on(member, to=to, starts_on=starts_on, by=request.member, now=moment)
        except Refusal as refusal:
            put_right(form, refusal, PROBLEM_FIELDS)
        else:
            people = "1 person" if len(begun) == 1 else f"{len(begun)} people"
            staying = staying_with(member, viewer=request.member, now=moment).number
            sessions = "1 session stays" if staying == 1 else f"{staying} sessions stay"
            booked = f"{sessions} booked with {member.person}: see below." if staying else ""
            said = f"{to.person} supervises {people} more. Everybody concerned is told. {booked}"
            messages.success(request, said.strip())
            return redirect("organisation:person", pk=pk)
    return render(request, f"{FOLDER}/person.html", _person_page(request, member, hand_on_form=form))


# ---------------------------------------------------------------- their address
@admin_required
@require_http_methods(["POST"])
def correct_address(request, pk):
    """Put a mistyped address right, while nobody has signed in by it."""
    member, moment = anyone_or_404(request.member, pk), now()
    form = AddressForm(request.POST, prefix="a")
    if form.is_valid():
        try:
            addresses.correct_address(member, **form.cleaned_data, by=request.member, now=moment)
        except Refusal as refusal:
            put_right(form, refusal, PROBLEM_FIELDS)
        else:
            messages.success(request, "Saved. They sign in with this address; tell them so.")
            return redirect("organisation:person", pk=pk)
    return render(request, f"{FOLDER}/person.html", _person_page(request, member, address_form=form))
