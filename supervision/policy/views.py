"""The board."""

from collections import Counter

from django import forms
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from supervision.clock import now as clock_now
from supervision.people.access import is_admin, member_required
from supervision.people.audit import record_readings
from supervision.people.models import Member
from supervision.policy import board as boards
from supervision.policy import looks, times
from supervision.policy.standings import counts_by_team, lead_sentence
from supervision.policy.strips import months_on
from supervision.scheduling.days import local_day


class BoardFilter(forms.Form):
    """What the board shows; anything else asked for is left out."""

    show = forms.ChoiceField(choices=boards.SHOWS, required=False)
    name = forms.CharField(max_length=100, required=False)
    size = forms.TypedChoiceField(choices=[(size, size) for size in boards.SIZES], coerce=int, required=False)
    page = forms.IntegerField(min_value=1, required=False)

    @classmethod
    def asked(cls, query) -> boards.Asked:
        form = cls(query)
        form.is_valid()
        known = {name: value for name, value in form.cleaned_data.items() if value}
        return boards.Asked(**known)


@member_required
@require_safe
def board(request):
    """The first team the viewer leads; else the people they supervise; else, for an admin, counts.

    Others lead from there: each of their teams, people they supervise, people without a team.
    """
    teams = boards.teams_led(request.member)
    if teams:
        return _team_board(request, boards.top_teams(teams)[0], teams)
    if request.member.is_supervisor:
        return redirect("policy:board_mine")
    if is_admin(request.member):
        return redirect("policy:board_counts")
    raise Http404


@member_required
@require_safe
def team_board(request, pk):
    """A team the viewer leads, with all below it."""
    teams = boards.teams_led(request.member)
    team = next((team for team in teams if team.pk == pk), None)
    if team is None:
        raise Http404
    return _team_board(request, team, teams)


def _team_board(request, team, teams):
    ids = boards.with_those_below(team, teams)
    members = Member.objects.of(request.member.organisation_id).filter(team__in=ids)
    context = {
        "heading": team.name,
        "tabs": _tabs(request, teams),
        "shows_teams": len(ids) > 1,
        "address": reverse("policy:team_board", args=[team.pk]),
        "book_all": reverse("policy:book_team", args=[team.pk]),
    }
    return _show(request, members, context)


@member_required
@require_safe
def mine(request):
    """The people the viewer supervises today."""
    if not request.member.is_supervisor:
        raise Http404
    members = boards.supervised(request.member, now=clock_now())
    context = {
        "heading": gettext("People you supervise"),
        "address": reverse("policy:board_mine"),
        "book_all": reverse("policy:book_mine"),
        "tabs": _tabs(request, [], is_mine=True),
        "is_mine": True,
    }
    return _show(request, members, context, own_only=True)


@member_required
@require_safe
def without_team(request):
    """The people in no team, whom no lead answers for: administrators are told of their flags.

    They see what we owe, and put people into teams. Booking is for leads and supervisors.
    """
    if not is_admin(request.member):
        raise Http404
    teams = boards.teams_led(request.member)
    context = {
        "heading": gettext("People without a team"),
        "tabs": _tabs(request, teams),
        "address": reverse("policy:board_without_team"),
        "is_without_team": True,
    }
    members = boards.without_team(request.member)
    return _show(request, members, context, own_only=True, with_agreements=True, with_times=False)


@member_required
@require_safe
def counts(request):
    """How many stand where in each team: an administrator sees numbers, never a name."""
    if not is_admin(request.member):
        raise Http404
    rows = counts_by_team(request.member, now=clock_now())
    total = sum((counter for _, counter in rows), Counter())
    coverage = boards.coverage_in(request.member, now=clock_now())
    context = {
        "tabs": _tabs(request, []),
        "rows": rows,
        "total": total,
        "lead": lead_sentence(total),
        "coverage": coverage,
    }
    return render(request, "supervision/policy/counts.html", context)


def _tabs(request, teams, *, is_mine=False) -> list[tuple[str, str]]:
    """Return the viewer's boards as names and addresses, for the chooser; none where there is only one.

    From the people they supervise one tab leads to all the teams of the viewer. People without a team are
    there for administrators, as long as there are any.
    """
    viewer = request.member
    if is_mine:
        tabs = [(gettext("Your teams"), reverse("policy:board"))] if viewer.is_team_lead else []
    else:
        tabs = [(team.name, reverse("policy:team_board", args=[team.pk])) for team in teams]
    if viewer.is_supervisor:
        tabs.append((gettext("People you supervise"), reverse("policy:board_mine")))
    if is_admin(viewer):
        if not tabs:
            tabs.append((gettext("Where we stand"), reverse("policy:board_counts")))
        if boards.without_team(viewer).tracked_at(clock_now()).exists():
            tabs.append((gettext("People without a team"), reverse("policy:board_without_team")))
    return tabs if len(tabs) > 1 else []


def _show(request, members, context, *, own_only=False, with_agreements=None, with_times=True):
    now = clock_now()
    asked = BoardFilter.asked(request.GET)
    board = boards.board_of(
        request.member,
        members,
        asked=asked,
        now=now,
        own_only=own_only,
        with_agreements=with_agreements,
        with_times=with_times,
    )
    record_readings(request.member, [row.standing.id for row in board.rows], "board", now=now)
    stand = Counter(row.look for row in board.rows)
    context |= {
        "board": board,
        "asked": asked,
        "shows": boards.SHOWS,
        "sizes": boards.SIZES,
        "months": months_on(local_day(now, request.member.zone)),
        "dots": board.dots(),
        "forecast": None if own_only else times.forecast_for(request.member, board.unbooked, now=now),
        "to_book": sum(one.look == looks.OWED for one in board.unbooked) if with_times else 0,
        "unfold": _unfold_words(stand),
        "is_all_folded": not stand[looks.OWED] + stand[looks.SOON],
        "is_filtered": bool(asked.show or asked.name),
    }
    fragment = request.htmx and not request.htmx.boosted
    context["is_fragment"] = fragment
    context["look_at"] = request.GET.get("look-at", "") if fragment else ""
    template = "supervision/policy/_people.html" if fragment else "supervision/policy/board.html"
    return render(request, template, context)


def _unfold_words(stand: Counter) -> str:
    """Return "Show the seven covered, the one paused and the two with no rule"."""
    kinds = ((looks.COVERED, "covered"), (looks.AWAY, "paused"), (looks.NONE, "with no rule"))
    parts = [f"the {looks.count_words(stand[look])} {words}" for look, words in kinds if stand[look]]
    return f"Show {' and '.join([', '.join(parts[:-1]), parts[-1]] if parts[1:] else parts)}" if parts else ""
