"""Reads for the settings of an organisation: its tree of teams, and its people a page at a time."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Lower

from supervision.people.access import visible_to
from supervision.people.models import ROLES, Leadership, Member, Organisation, Relationship, Team
from supervision.people.visibility import Sight, Thing

PAGE_SIZE = 30
SOON = timedelta(days=30)
"""Whoever loses their supervisor within so many days is among those without one."""


@dataclass(slots=True)
class Branch:
    """A team in the tree. `people` counts it and all below; `leads` are names, in order."""

    team: Team
    people: int
    leads: list[str]
    branches: list["Branch"] = field(default_factory=list)


def team_tree(organisation: Organisation, *, on: date) -> list[Branch]:
    """Return the organisation's teams as a tree, by name, with who leads them on this day. Three queries."""
    led = defaultdict(list)
    leaderships = Leadership.objects.filter(team__organisation=organisation)
    for team_id, name in (
        leaderships.filter(Q(member__end_date=None) | Q(member__end_date__gte=on))
        .order_by(Lower("member__person__name"), "pk")
        .values_list("team_id", "member__person__name")
    ):
        led[team_id].append(name)
    counts = dict(
        Member.objects.of(organisation)
        .present(on)
        .order_by()
        .values_list("team")
        .annotate(people=Count("pk"))
    )
    branches = {
        team.pk: Branch(team, counts.get(team.pk, 0), led[team.pk])
        for team in Team.objects.of(organisation).order_by(Lower("name"), "pk")
    }
    top: list[Branch] = []
    for branch in branches.values():
        (branches[branch.team.parent_id].branches if branch.team.parent_id else top).append(branch)
    for branch in top:
        _add_up(branch)
    return top


def _add_up(branch: Branch) -> int:
    branch.people += sum(_add_up(each) for each in branch.branches)
    return branch.people


def teams_in_order(branches: list[Branch], above: str = "") -> list[tuple[Team, str]]:
    """Return every team with its path ("Adult services › Community"), in the tree's order."""
    found = []
    for branch in branches:
        path = f"{above}{branch.team.name}"
        found += [(branch.team, path), *teams_in_order(branch.branches, f"{path} › ")]
    return found


def sought(
    viewer: Member, *, on: date, words: str = "", team: int | None = None, role: str = "", who: str = "here"
):
    """Return those of whom the viewer sees where they belong: `who` is "here", "left", "alone" or "" for all.

    "alone" are those here who are owed supervision and lack a supervisor, or soon will.
    `words` are looked for in names and, for administrators, in addresses; each word has to be there.
    """
    members = visible_to(viewer, thing=Thing.PLACE, at_least=Sight.DATES, on=on)
    if who == "left":
        members = members.filter(end_date__lt=on)
    elif who == "alone":
        members = without_supervisor(members, on=on)
    elif who == "here":
        members = members.present(on)
    for word in words.split():
        found = Q(person__name__icontains=word)
        if viewer.is_admin:
            found |= Q(person__email__icontains=word)
        members = members.filter(found)
    if team:
        members = members.filter(team=team)
    if role in ROLES:
        members = members.filter(**{f"is_{role}": True})
    return members


def without_supervisor(members, *, on: date):
    """Return those of `members` who are here, are owed supervision, and have no supervisor or soon none.

    Soon is within thirty days of `on`; whoever is yet to start is looked at on their first day, and
    nobody needs a supervisor beyond their own last day.
    """
    theirs = Relationship.objects.filter(supervisee=OuterRef("pk"))
    now = theirs.filter(
        Q(starts_on__lte=on) | Q(starts_on__lte=OuterRef("start_date")), Q(ends_on=None) | Q(ends_on__gte=on)
    )
    later = theirs.filter(Q(ends_on=None) | Q(ends_on__gte=on + SOON) | Q(ends_on__gte=OuterRef("end_date")))
    return members.tracked().present(on).filter(~(Exists(now) & Exists(later)))


def roll(
    viewer: Member, *, on: date, words: str = "", team: int | None = None, role: str = "", who: str = ""
) -> QuerySet[Member]:
    """Return the people `sought`, by name, with their team and who supervises them on this day."""
    who = who if who in ("left", "alone") else "here"
    members = sought(viewer, on=on, words=words, team=team, role=role, who=who)
    current = Relationship.objects.on(on).select_related("supervisor__person").order_by("starts_on", "pk")
    return (
        members.select_related("person", "team")
        .prefetch_related(Prefetch("supervised_by", queryset=current, to_attr="current_relationships"))
        .order_by(Lower("person__name"), "pk")
    )


def counts_of(organisation: Organisation, *, on: date) -> tuple[int, int]:
    """Return how many people are here on this day, and how many teams there are."""
    people = Member.objects.of(organisation).present(on).count()
    return people, Team.objects.of(organisation).count()


def members_to_choose(
    organisation: Organisation, *, on: date, also: int | None = None, **having
) -> QuerySet[Member]:
    """Return members who have not left, by name, for a field to choose from; and the one chosen already."""
    chosen = Q(end_date=None) | Q(end_date__gte=on)
    if also:
        chosen |= Q(pk=also)
    members = Member.objects.of(organisation).filter(chosen, **having)
    return members.select_related("person").order_by(Lower("person__name"), "pk")
