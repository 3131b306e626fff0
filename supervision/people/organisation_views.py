"""Settings of an organisation: its name and place, its help line, and its tree of teams."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from supervision.clock import now
from supervision.errors import Refusal
from supervision.people import services
from supervision.people.access import admin_required
from supervision.people.form_parts import put_right
from supervision.people.models import Member, Team
from supervision.people.organisation_forms import HelpLineForm, LeadsForm, OrganisationForm, TeamForm
from supervision.people.organisation_selectors import members_to_choose, team_tree, teams_in_order

FOLDER = "supervision/people/organisation"
TEAM_PROBLEMS = {"name_missing": "name", "team_name_taken": "name", "team_under_itself": "parent"}


def _team_or_404(viewer: Member, pk: int) -> Team:
    team = Team.objects.of(viewer.organisation_id).filter(pk=pk).first()
    if team is None:
        raise Http404
    return team


@admin_required
@require_http_methods(["GET", "HEAD", "POST"])
def details(request):
    """The organisation's name, zone and country."""
    organisation, moment = request.member.organisation, now()
    form = OrganisationForm(request.POST or None, initial=OrganisationForm.facts(organisation))
    if request.method == "POST" and form.is_valid():
        try:
            services.change_organisation(by=request.member, now=moment, **form.cleaned_data)
        except Refusal as refusal:
            put_right(form, refusal, {"name_missing": "name", "unknown_country": "country"})
        else:
            more = " Choose its part, if holidays differ there." if form.has_other_parts else ""
            messages.success(request, f"Saved.{more}")
            return redirect("organisation:details")
    return render(request, f"{FOLDER}/details.html", {"form": form, "tab": "details"})


@admin_required
@require_http_methods(["GET", "HEAD", "POST"])
def help_lines(request):
    """The organisation's own line, shown above the national ones."""
    organisation = request.member.organisation
    form = HelpLineForm(request.POST or None, initial=HelpLineForm.facts(organisation))
    if request.method == "POST" and form.is_valid():
        try:
            services.change_organisation(by=request.member, now=now(), **form.cleaned_data)
        except Refusal as refusal:
            put_right(form, refusal, HelpLineForm.PROBLEMS)
        else:
            messages.success(request, "Saved. It stands in Help now from this moment on.")
            return redirect("organisation:help-lines")
    return render(request, f"{FOLDER}/help_lines.html", {"form": form, "tab": "help-lines"})


# ---------------------------------------------------------------- teams
@admin_required
@require_http_methods(["GET", "HEAD", "POST"])
def teams(request):
    """The tree of teams, and a new one."""
    moment = now()
    tree = team_tree(request.member.organisation, on=services.local_today(request.member, moment))
    form = TeamForm(request.POST or None, teams=teams_in_order(tree))
    if request.method == "POST" and form.is_valid():
        try:
            team = services.add_team(**form.cleaned_data, by=request.member, now=moment)
        except Refusal as refusal:
            put_right(form, refusal, TEAM_PROBLEMS)
        else:
            messages.success(request, f"{team.name} is there. Choose who leads it.")
            return redirect("organisation:team", pk=team.pk)
    return render(request, f"{FOLDER}/teams.html", {"form": form, "tree": tree, "tab": "teams"})


@admin_required
@require_http_methods(["GET", "HEAD", "POST"])
def team(request, pk):
    """One team: its name and place, and who leads it."""
    team, moment = _team_or_404(request.member, pk), now()
    organisation = request.member.organisation
    today = services.local_today(request.member, moment)
    places = teams_in_order(team_tree(organisation, on=today))
    leads = [
        row.member
        for row in team.leaderships.select_related("member__person").order_by("member__person__name", "pk")
    ]
    posted = request.POST or None
    place_form = TeamForm(
        posted if "name" in request.POST else None,
        teams=[(each, path) for each, path in places if each != team],
        initial={"name": team.name, "parent": team.parent_id},
    )
    leads_form = LeadsForm(
        posted if "another" in request.POST else None,
        leads=leads,
        candidates=members_to_choose(organisation, on=today),
        initial={"stay": [lead.pk for lead in leads]},
    )
    if request.method == "POST" and _save_team(request, team, place_form, leads_form, moment):
        return redirect("organisation:team", pk=pk)
    context = {
        "team": team,
        "form": place_form,
        "leads_form": leads_form,
        "remove": removal_of(team),
        "people": team.members.present(today).count(),
        "tab": "teams",
    }
    return render(request, f"{FOLDER}/team.html", context)


def _save_team(request, team, place_form, leads_form, moment) -> bool:
    """Save whichever of the two forms was sent; say whether it went in."""
    if place_form.is_bound and place_form.is_valid():
        try:
            services.change_team(team, **place_form.cleaned_data, by=request.member, now=moment)
        except Refusal as refusal:
            put_right(place_form, refusal, TEAM_PROBLEMS)
            return False
        messages.success(request, "Saved.")
        return True
    if leads_form.is_bound and leads_form.is_valid():
        try:
            services.set_leads(team, leads=leads_form.chosen(), by=request.member, now=moment)
        except Refusal as refusal:
            put_right(leads_form, refusal, {"has_left": "another"})
            return False
        messages.success(request, "Saved. They see this team on their board.")
        return True
    return False


def removal_of(team: Team) -> dict:
    """Return what the question before removing a team says."""
    return {
        "id": "remove-team",
        "question": f"Remove {team.name}?",
        "words": "Only a team without people, teams or a policy can be removed. Nobody is told.",
        "action": reverse("organisation:team-remove", args=[team.pk]),
        "back": reverse("organisation:team", args=[team.pk]),
        "yes": "Remove it",
        "no": "Keep it",
    }


@admin_required
@require_http_methods(["GET", "HEAD", "POST"])
def remove_team(request, pk):
    """Ask, then remove a team."""
    team = _team_or_404(request.member, pk)
    ask = removal_of(team)
    if request.method == "POST":
        try:
            services.remove_team(team, by=request.member, now=now())
        except Refusal as refusal:
            ask["problem"] = str(refusal)
        else:
            messages.success(request, f"{team.name} is removed.")
            return redirect("organisation:teams")
    return render(request, "asks.html", {"ask": ask}, status=409 if "problem" in ask else 200)
