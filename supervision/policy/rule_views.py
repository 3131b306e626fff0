"""Settings of what is owed: policies, their order, their rules, and what a rule would mean."""

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from supervision.clock import now
from supervision.errors import Refusal
from supervision.people.access import admin_required
from supervision.people.audit import record_readings
from supervision.people.form_parts import put_right
from supervision.people.models import Member
from supervision.people.organisation_selectors import counts_of, team_tree, teams_in_order
from supervision.people.services import local_today
from supervision.policy import editing
from supervision.policy.bodies import BODY_RULES, CHECK, WITHOUT_A_FIGURE
from supervision.policy.models import Policy, Rule
from supervision.policy.preview import MOST_PEOPLE, would_be
from supervision.policy.rule_forms import PolicyForm, RuleForm
from supervision.policy.rule_shape import DEFAULTS, clean_rule
from supervision.policy.rule_words import amount_words, owed_words, since_words, whom_words

FOLDER = "supervision/policy/rules"
SHOWN_CHANGES, MOST_CHANGES = 6, 200
POLICY_PROBLEMS = {"name_missing": "name", "policy_name_taken": "name", "not_for_that": "whom"}


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A rule as a list shows it: what is owed, and from or until when where that is to come."""

    rule: Rule
    amount: str
    since: str

    @property
    def can_change(self) -> bool:
        return self.rule.in_force_until is None


@dataclass(frozen=True, slots=True)
class PolicyLine:
    """A policy as a list shows it, with its rules of now and to come."""

    policy: Policy
    whom: str
    rules: list[RuleLine]


def policies_of(member: Member, today: date) -> list[PolicyLine]:
    """Return the policies of the member's organisation, in its order. Two queries."""
    kept = Policy.objects.of(member.organisation_id).kept().select_related("team")
    lines = {policy.pk: PolicyLine(policy, whom_words(policy), []) for policy in kept}
    rules = Rule.objects.filter(policy__in=lines).current(today)
    for rule in rules.order_by("position", "in_force_from", "pk"):
        lines[rule.policy_id].rules.append(RuleLine(rule, amount_words(rule), since_words(rule, today)))
    return list(lines.values())


def _policy_or_404(viewer: Member, pk: int) -> Policy:
    found = Policy.objects.of(viewer.organisation_id).kept().select_related("team").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _rule_or_404(viewer: Member, pk: int) -> Rule:
    found = Rule.objects.of(viewer.organisation_id).select_related("policy__team", "follows").filter(pk=pk)
    rule = found.filter(policy__ended_on=None).first()
    if rule is None:
        raise Http404
    return rule


def _policy_form(request, policy: Policy | None = None) -> PolicyForm:
    organisation = request.member.organisation
    teams = teams_in_order(team_tree(organisation, on=local_today(organisation, now())))
    initial = (
        {"name": policy.name, "whom": PolicyForm.whom_of(policy)} if policy else {"whom": "organisation"}
    )
    return PolicyForm(request.POST if request.method == "POST" else None, teams=teams, initial=initial)


# ---------------------------------------------------------------- policies
@admin_required
@require_http_methods(["GET", "HEAD", "POST"])
def policies(request):
    """The organisation's policies in their order, and a new one."""
    organisation, moment = request.member.organisation, now()
    form = _policy_form(request)
    if request.method == "POST" and form.is_valid():
        try:
            name = form.cleaned_data["name"]
            policy = editing.add_policy(name=name, **form.scope(), by=request.member, now=moment)
        except Refusal as refusal:
            put_right(form, refusal, POLICY_PROBLEMS)
        else:
            return redirect("organisation:rule-add", pk=policy.pk)
    today = local_today(organisation, moment)
    people, teams = counts_of(organisation, on=today)
    context = {
        "form": form,
        "policies": policies_of(request.member, today),
        "people": people,
        "teams": teams,
        "tab": "policies",
    }
    return render(request, f"{FOLDER}/policies.html", context)


@admin_required
@require_http_methods(["POST"])
def move_policy(request, pk):
    """Put a policy one place up or down in the order."""
    policy = _policy_or_404(request.member, pk)
    order = list(Policy.objects.of(request.member.organisation_id).kept().values_list("pk", flat=True))
    place = order.index(policy.pk)
    other = place + (-1 if request.POST.get("way") == "up" else 1)
    if 0 <= other < len(order):
        order[place], order[other] = order[other], order[place]
        try:
            editing.order_policies(order, by=request.member, now=now())
        except Refusal as refusal:
            messages.error(request, str(refusal))
    return redirect(f"{reverse('organisation:policies')}#policy-{pk}")


def removal_of(policy: Policy) -> dict:
    """Return what the question before removing a policy says."""
    return {
        "id": "remove-policy",
        "question": f"Remove “{policy.name}”?",
        "words": (
            "Its rules end today. From tomorrow the next policy that fits answers for its people, or "
            "nothing is owed to them. What was owed stays in their history."
        ),
        "action": reverse("organisation:policy-remove", args=[policy.pk]),
        "back": reverse("organisation:policy", args=[policy.pk]),
        "yes": "Remove it",
        "no": "Keep it",
    }


@admin_required
@require_http_methods(["GET", "HEAD", "POST"])
def policy(request, pk):
    """One policy: its name, and whom it is for."""
    policy, moment = _policy_or_404(request.member, pk), now()
    form = _policy_form(request, policy)
    if request.method == "POST" and form.is_valid():
        try:
            name = form.cleaned_data["name"]
            kept = editing.change_policy(policy, name=name, **form.scope(), by=request.member, now=moment)
        except Refusal as refusal:
            put_right(form, refusal, POLICY_PROBLEMS)
        else:
            messages.success(request, "Saved." if kept.pk == policy.pk else "Saved. It starts tomorrow.")
            return redirect("organisation:policies")
    context = {"policy": policy, "form": form, "remove": removal_of(policy), "tab": "policies"}
    return render(request, f"{FOLDER}/policy.html", context)


@admin_required
@require_http_methods(["GET", "HEAD", "POST"])
def remove_policy(request, pk):
    """Ask, then end a policy."""
    policy = _policy_or_404(request.member, pk)
    if request.method == "POST":
        editing.remove_policy(policy, by=request.member, now=now())
        messages.success(request, f"“{policy.name}” ends today.")
        return redirect("organisation:policies")
    return render(request, "asks.html", {"ask": removal_of(policy)})


# ---------------------------------------------------------------- rules
@admin_required
@require_http_methods(["GET", "HEAD", "POST"])
def add_rule(request, pk):
    """A new rule of a policy, with what it would mean."""
    policy = _policy_or_404(request.member, pk)
    return _rule_page(request, policy)


@admin_required
@require_http_methods(["GET", "HEAD", "POST"])
def rule(request, pk):
    """One rule, with what a change would mean."""
    rule = _rule_or_404(request.member, pk)
    return _rule_page(request, rule.policy, rule)


def _rule_page(request, policy: Policy, rule: Rule | None = None):
    moment = now()
    body = next((each for each in BODY_RULES if each.key == request.GET.get("from")), None)
    values = editing.values_of(rule) if rule else {"name": "Every four weeks", "interval_days": 28, **FIRST}
    if body:
        values = {**DEFAULTS, **body_values(body)}
    form = RuleForm(request.POST if request.method == "POST" else None, initial=RuleForm.facts(values))
    is_preview = "preview" in request.POST
    if request.method == "POST" and not is_preview and form.is_valid():
        try:
            if rule:
                editing.change_rule(rule, form.kept, by=request.member, now=moment)
            else:
                editing.add_rule(policy, form.kept, by=request.member, now=moment)
        except Refusal as refusal:
            put_right(form, refusal, {"rule_name_taken": "name"})
        else:
            messages.success(
                request, "Saved. What is owed starts tomorrow; nobody is owed for days before it."
            )
            return redirect("organisation:policies")
    context = {
        "policy": policy,
        "whom": whom_words(policy),
        "rule": rule,
        "form": form,
        "body": body,
        "check": CHECK,
        "tab": "policies",
        **_meaning(request, form, values, policy, rule, moment),
    }
    if request.htmx and is_preview:
        return render(request, f"{FOLDER}/_preview.html", context)
    if rule:
        context["since"] = since_words(rule, local_today(policy.organisation, moment))
        context["ask"] = _rule_end(rule, moment)
    context["templates_at"] = reverse("organisation:bodies") + (
        f"?rule={rule.pk}" if rule else f"?policy={policy.pk}"
    )
    context["bodies"] = [(each, _address_from(policy, rule, each.key)) for each in BODY_RULES]
    return render(request, f"{FOLDER}/rule.html", context)


FIRST = {"min_minutes": 45, "first_within_days": 14}
"""A new rule begins as most care teams have it: every four weeks, the first within a fortnight."""


def body_values(body) -> dict:
    """Return a body's rule as `clean_rule` takes it."""
    names = [name for name in DEFAULTS if name not in ("name", "stages", "counts", "pausing_leave")]
    values = {name: getattr(body.rule, name) for name in names}
    stages = ";".join(f"{stage.below}:{stage.every_days}" for stage in body.rule.stages)
    return {
        **values,
        "name": body.name,
        "stages": stages,
        "counts": sorted(body.rule.counts, reverse=True),
        "pausing_leave": sorted(body.rule.pausing_leave),
    }


def _meaning(request, form, values, policy, rule, moment) -> dict:
    """Return the preview of what the form says; None while it cannot be kept."""
    if form.is_bound and not form.is_valid():
        return {"preview": None}
    draft = form.kept if form.is_bound else {**DEFAULTS, **values}
    if not form.is_bound:
        draft = clean_rule(draft)
    replaces = rule
    if rule and rule.in_force_from and rule.in_force_from > local_today(request.member.organisation, moment):
        replaces = rule.follows
    preview = would_be(request.member.organisation, draft, policy=policy, replaces=replaces, now=moment)
    shown = shown_of(preview)
    named = [change.member_id for change in (*shown["first_changes"], *shown["other_changes"])]
    record_readings(request.member, named, "list", now=moment)
    return shown | {"compared": _compared(draft, replaces)}


def shown_of(preview) -> dict:
    """Return a preview as its template takes it: the first few who change, and the rest."""
    return {
        "preview": preview,
        "first_changes": preview.changes[:SHOWN_CHANGES],
        "other_changes": preview.changes[SHOWN_CHANGES:MOST_CHANGES],
        "most_people": MOST_PEOPLE,
    }


def _compared(draft: dict, replaces: Rule | None) -> str:
    """Return "with every 28 days instead of every 42 days", where the amount is what changes."""
    if replaces is None:
        return "with this rule added"
    words, before = owed_words(Rule(**draft)), owed_words(replaces)
    return f"with {words} instead of {before}" if words != before else f"with {words}, as now"


def _rule_end(rule: Rule, moment) -> dict:
    """Return what the question before ending a rule, or taking a change back, says."""
    today = local_today(rule.policy.organisation, moment)
    is_to_come = rule.in_force_from is not None and rule.in_force_from > today
    ask = {
        "action": reverse("organisation:rule-end", args=[rule.pk]),
        "back": reverse("organisation:rule", args=[rule.pk]),
        "no": "Leave it",
        "id": "end-rule",
        "is_to_come": is_to_come,
    }
    if is_to_come and rule.follows:
        return ask | {
            "question": "Take this change back?",
            "words": f"“{rule.follows.name}” goes on as it is today.",
            "yes": "Take it back",
        }
    if is_to_come:
        return ask | {
            "question": f"Take “{rule.name}” back?",
            "words": "It has not begun.",
            "yes": "Take it back",
        }
    return ask | {
        "question": f"End “{rule.name}”?",
        "words": "From tomorrow nothing is owed under it. What was owed stays in people’s history.",
        "yes": "End it today",
    }


@admin_required
@require_http_methods(["GET", "HEAD", "POST"])
def end_rule(request, pk):
    """Ask, then end a rule, or take back one that has not begun."""
    rule, moment = _rule_or_404(request.member, pk), now()
    ask = _rule_end(rule, moment)
    if request.method == "POST":
        try:
            if ask["is_to_come"]:
                editing.take_back(rule, by=request.member, now=moment)
            else:
                editing.remove_rule(rule, by=request.member, now=moment)
        except Refusal as refusal:
            ask["problem"] = str(refusal)
        else:
            messages.success(request, "Taken back." if ask["is_to_come"] else f"“{rule.name}” ends today.")
            return redirect("organisation:policies")
    return render(request, "asks.html", {"ask": ask}, status=409 if "problem" in ask else 200)


def _address_from(policy: Policy, rule: Rule | None, key: str) -> str:
    page = ("organisation:rule", rule.pk) if rule else ("organisation:rule-add", policy.pk)
    return f"{reverse(page[0], args=[page[1]])}?from={key}"


@admin_required
@require_safe
def bodies(request):
    """The bodies' rules to start from, as a page of its own."""
    try:
        if request.GET.get("rule"):
            rule = _rule_or_404(request.member, int(request.GET["rule"]))
            policy = rule.policy
        else:
            rule, policy = None, _policy_or_404(request.member, int(request.GET.get("policy", "")))
    except ValueError:
        raise Http404 from None
    context = {
        "bodies": [(each, _address_from(policy, rule, each.key)) for each in BODY_RULES],
        "without": WITHOUT_A_FIGURE,
        "check": CHECK,
        "tab": "policies",
    }
    return render(request, f"{FOLDER}/bodies.html", context)
