"""The first run: from nothing to invitations in five steps, each of which says what is done already."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from supervision.clock import now
from supervision.errors import Refusal
from supervision.notices.models import Notice
from supervision.notices.welcome import KIND, begins_at, invite_members, to_invite
from supervision.people import services
from supervision.people.access import admin_required
from supervision.people.form_parts import DayField, offer, put_right, team_choices
from supervision.people.models import AuditEntry, Member, Organisation, Relationship, Team
from supervision.people.organisation_forms import HelpLineForm, OrganisationForm
from supervision.people.organisation_selectors import counts_of, team_tree, teams_in_order
from supervision.people.services import local_today
from supervision.policy import editing
from supervision.policy.models import Policy, Rule
from supervision.policy.preview import would_be
from supervision.policy.rule_shape import clean_rule
from supervision.policy.rule_views import policies_of, shown_of

FOLDER = "supervision/policy/setup"
STEPS = (
    ("organisation", "Your organisation", "Two minutes"),
    ("people", "Your people", "Twenty minutes"),
    ("owed", "What is owed", "Ten minutes"),
    ("help", "Who can help now", "Five minutes"),
    ("invite", "Invite people", "Two minutes"),
)
STARTS = {
    "4w": {
        "name": "Every four weeks",
        "kind": "rolling",
        "interval_days": 28,
        "first_within_days": 14,
        "min_minutes": 45,
    },
    "bacp": {"name": "Ninety minutes a month", "kind": "calendar_minutes", "minutes": 90, "credit": "bacp"},
    "nq": {
        "name": "Oftener at first, then every four weeks",
        "kind": "rolling",
        "interval_days": 28,
        "first_within_days": 7,
        "min_minutes": 45,
        "stages": "42:7;182:14",
    },
}
"""What most begin with; anything else is written in the rule's own page."""


@dataclass(slots=True)
class Step:
    key: str
    name: str
    number: int
    words: str
    is_done: bool


def steps_of(organisation: Organisation, moment: datetime) -> list[Step]:
    """Return the five steps with what is there already, read from what is kept and from nothing else."""
    today = local_today(organisation, moment)
    people, teams = counts_of(organisation, on=today)
    is_looked_at = AuditEntry.objects.filter(
        organisation=organisation, action="organisation.changed"
    ).exists()
    rules = Rule.objects.of(organisation).current(today).filter(policy__ended_on=None).count()
    invited = Notice.objects.filter(organisation=organisation, kind=KIND).count()
    found = {
        "organisation": (is_looked_at or people > 1, "Name, country, holidays"),
        "people": (people > 1, f"{people} here, {teams} team{'' if teams == 1 else 's'}"),
        "owed": (rules > 0, f"{rules} rule{'' if rules == 1 else 's'}"),
        "help": (bool(organisation.assistance_phone), organisation.assistance_name),
        "invite": (invited > 0, f"{invited} invited"),
    }
    return [
        Step(key, name, number, f"{found[key][1]}. Done" if found[key][0] else takes, found[key][0])
        for number, (key, name, takes) in enumerate(STEPS, start=1)
    ]


@admin_required
@require_safe
def home(request):
    """The way in: the first run while something of it is open, else policies and rules."""
    steps = {step.key: step.is_done for step in steps_of(request.member.organisation, now())}
    is_running = steps["owed"] and steps["people"]
    return redirect("organisation:policies" if is_running else "organisation:setup")


@admin_required
@require_safe
def setup(request):
    """The first step that is not done, or the last."""
    steps = steps_of(request.member.organisation, now())
    open_step = next((step for step in steps if not step.is_done), steps[-1])
    return redirect("organisation:setup-step", step=open_step.key)


@admin_required
@require_http_methods(["GET", "HEAD", "POST"])
def step(request, step):
    """One step of the first run."""
    keys = [key for key, _, _ in STEPS]
    if step not in keys:
        raise Http404
    moment = now()
    place = keys.index(step)
    context = {
        "steps": steps_of(request.member.organisation, moment),
        "here": step,
        "number": place + 1,
        "before": keys[place - 1] if place else "",
        "after": keys[place + 1] if place + 1 < len(keys) else "",
    }
    return VIEWS[step](request, context, moment)


def _go_on(context, words: str, request):
    messages.success(request, words)
    return redirect("organisation:setup-step", step=context["after"] or context["here"])


def _organisation(request, context, moment):
    organisation = request.member.organisation
    form = OrganisationForm(request.POST or None, initial=OrganisationForm.facts(organisation))
    if request.method == "POST" and form.is_valid():
        try:
            services.change_organisation(by=request.member, now=moment, **form.cleaned_data)
        except Refusal as refusal:
            put_right(form, refusal, {"name_missing": "name", "unknown_country": "country"})
        else:
            if form.has_other_parts:
                messages.success(request, "Kept. Choose its part, if holidays differ there.")
                return redirect("organisation:setup-step", step="organisation")
            return _go_on(context, "Kept. Next: your people.", request)
    return render(request, f"{FOLDER}/organisation.html", context | {"form": form})


def _people(request, context, moment):
    if request.method == "POST":
        raise Http404
    people, teams = counts_of(
        request.member.organisation, on=local_today(request.member.organisation, moment)
    )
    return render(request, f"{FOLDER}/people.html", context | {"people": people, "teams": teams})


# ---------------------------------------------------------------- what is owed
def _owed(request, context, moment):
    organisation = request.member.organisation
    today = local_today(organisation, moment)
    policies = policies_of(request.member, today)
    if any(line.rules for line in policies):
        if request.method == "POST":
            raise Http404
        return render(request, f"{FOLDER}/owed_done.html", context | {"policies": policies})
    start = request.POST.get("start", "4w")
    if request.method == "POST" and "preview" not in request.POST:
        if start in STARTS or start == "own":
            return _keep_start(request, context, start, moment)
        raise Http404
    values = STARTS.get(start)
    if values:
        preview = would_be(organisation, clean_rule(values), now=moment)
        context |= shown_of(preview) | {"compared": f"with “{values['name']}” for everyone"}
        context["without_supervisor"] = _without_supervisor(organisation, today, now=moment)
    context["start"] = start
    template = "_owed_preview.html" if request.htmx else "owed.html"
    return render(request, f"{FOLDER}/{template}", context)


def _without_supervisor(organisation: Organisation, today, *, now) -> int:
    """Return how many people supervision can be owed to have nobody to ask for it."""
    tracked = Member.objects.of(organisation).tracked_at(now)
    return tracked.exclude(pk__in=Relationship.objects.on(today).values("supervisee")).count()


def _keep_start(request, context, start: str, moment):
    """Give everyone the rule chosen, or open the page on which to write one."""
    everyone = Policy.objects.of(request.member.organisation).kept().filter(level="organisation").first()
    try:
        policy = everyone or editing.add_policy(
            name="Everyone", level="organisation", by=request.member, now=moment
        )
        if start == "own":
            return redirect("organisation:rule-add", pk=policy.pk)
        editing.add_rule(policy, STARTS[start], by=request.member, now=moment)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("organisation:policies")
    return _go_on(context, "Kept; it starts tomorrow. Next: who can help now.", request)


# ---------------------------------------------------------------- help, and inviting
def _help(request, context, moment):
    organisation = request.member.organisation
    form = HelpLineForm(request.POST or None, initial=HelpLineForm.facts(organisation))
    if request.method == "POST" and form.is_valid():
        try:
            services.change_organisation(by=request.member, now=moment, **form.cleaned_data)
        except Refusal as refusal:
            put_right(form, refusal, HelpLineForm.PROBLEMS)
        else:
            return _go_on(context, "Kept. Last: invite people.", request)
    return render(request, f"{FOLDER}/help.html", context | {"form": form})


class InviteForm(forms.Form):
    """Who is invited, and from which morning on."""

    team = forms.TypedChoiceField(label="Who", required=False, coerce=int, empty_value=None)
    day = DayField(
        label="From which morning", help_text="From eight o’clock on, in each reader’s own working hours."
    )

    def __init__(self, *args, teams: list[tuple[Team, str]], today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        offer(self, "team", [("", "Everyone"), *team_choices(teams)])

    def clean_day(self):
        day = self.cleaned_data["day"]
        if not self.today <= day <= self.today + timedelta(days=366):
            raise forms.ValidationError("Choose today or a day of the coming year.")
        return day


def _invite(request, context, moment):
    organisation = request.member.organisation
    today = local_today(organisation, moment)
    teams = teams_in_order(team_tree(organisation, on=today))
    posted = request.POST if request.method == "POST" else None
    form = InviteForm(posted, teams=teams, today=today, initial={"day": today + timedelta(days=1)})
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data["day"]
        members = to_invite(request.member, team=form.cleaned_data["team"] or None, now=moment)
        if "sure" in request.POST:
            begin = begins_at(organisation, day)
            invited = invite_members(members, not_before=begin, by=request.member, now=moment)
            messages.success(request, f"{invited} invited.")
            return redirect("organisation:setup-step", step="invite")
        context |= {"asks": members.count(), "day": day}
    context |= {
        "form": form,
        "left": to_invite(request.member, now=moment).count(),
    }
    return render(request, f"{FOLDER}/invite.html", context)


VIEWS = {"organisation": _organisation, "people": _people, "owed": _owed, "help": _help, "invite": _invite}
