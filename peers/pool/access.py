"""Who may not be brought together among peers: power lines, and those who would rather not.

The other rooms of this wing ask here before they ask, pair or seat anybody. Everything is answered for
many members at once, in a fixed number of queries, and stays within an organisation.
"""

# ruff: noqa: S608 - only names of tables and columns are written into statements; values never are.

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import QuerySet

from peers.pool.models import Joined, NotWith
from supervision.people.models import Leadership, Member, Relationship, Team
from supervision.sets import fetch, one_of

MEMBER = Member._meta.db_table
TEAM = Team._meta.db_table
LEADERSHIP = Leadership._meta.db_table
RELATIONSHIP = Relationship._meta.db_table
NOT_WITH = NotWith._meta.db_table

Pairs = dict[int, set[int]]

LED = f"""
with recursive above(team_id, top_id) as (
    select id, id from {TEAM}
    union
    select above.team_id, team.parent_id from above join {TEAM} team on team.id = above.top_id
    where team.parent_id is not null
)
select m.id, l.member_id from {MEMBER} m
join above on above.team_id = m.team_id
join {LEADERSHIP} l on l.team_id = above.top_id and l.member_id <> m.id
join {MEMBER} lead on lead.id = l.member_id and lead.is_team_lead
"""
"""Every member with everybody who leads their team, or a team above it; asked in full or of some."""


def power_lines(member_ids: Iterable[int], *, on: date) -> Pairs:
    """Return for each of these members those with whom one of the two answers for the other.

    Line managers, supervisors on this day, leads of their team and of those above, in both directions:
    whoever is on one side is on the other's list too. Members without any are there with an empty set.
    Three queries; none of them depends on how many members there are.
    """
    ids = set(member_ids)
    found: Pairs = {pk: set() for pk in ids}
    where, given = one_of(ids)
    managed = fetch(
        f"select id, line_manager_id from {MEMBER} where line_manager_id is not null"
        f" and (id {where} or line_manager_id {where})",
        [given, given],
    )
    supervised = fetch(
        f"select supervisee_id, supervisor_id from {RELATIONSHIP}"
        f" where (supervisee_id {where} or supervisor_id {where})"
        " and starts_on <= %s and (ends_on is null or ends_on >= %s)",
        [given, given, on.isoformat(), on.isoformat()],
    )
    led = fetch(f"{LED} where (m.id {where} or l.member_id {where})", [given, given])
    for rows in (managed, supervised, led):
        _both_ways(found, rows)
    return found


def not_with(member_ids: Iterable[int]) -> Pairs:
    """Return for each of these members whom they would rather not meet, or who not them. One query.

    Whoever uses it must not show by it that a list exists: it is never explained to anyone.
    """
    ids = set(member_ids)
    found: Pairs = {pk: set() for pk in ids}
    where, given = one_of(ids)
    _both_ways(
        found,
        fetch(
            f"select member_id, other_id from {NOT_WITH} where member_id {where} or other_id {where}",
            [given, given],
        ),
    )
    return found


def apart(member_ids: Iterable[int], *, on: date) -> Pairs:
    """Return for each of these members everybody they are never brought together with. Four queries."""
    ids = set(member_ids)
    lines, lists = power_lines(ids, on=on), not_with(ids)
    return {pk: lines[pk] | lists[pk] for pk in ids}


def _both_ways(found: Pairs, rows: Collection[tuple[int, ...]]) -> None:
    for one, other in rows:
        if one in found:
            found[one].add(other)
        if other in found:
            found[other].add(one)


def joined_members(part: str, organisation, *, on: date) -> QuerySet[Member]:
    """Return the members of an organisation who take part in `part` on this day, by their number."""
    taking_part = Joined.objects.in_part(part).of(organisation).present(on)
    return Member.objects.of(organisation).filter(pk__in=taking_part.values("member")).order_by("pk")


def colleagues_of(member: Member, *, on: date) -> QuerySet[Member]:
    """Return whom a member may name on a list of theirs: everybody here but themselves."""
    return (
        Member.objects.of(member.organisation_id)
        .present(on)
        .exclude(pk=member.pk)
        .with_person()
        .order_by("person__name", "pk")
    )


def list_of(member: Member) -> list[NotWith]:
    """Return a member's own list, by name. For their eyes alone."""
    return list(
        NotWith.objects.filter(member=member)
        .select_related("other__person")
        .order_by("other__person__name", "pk")
    )


def lines_of_one(member: Member, *, on: date) -> tuple[str, list[object]]:
    """Return the parts of a "with recursive" that end in `lines(id)` and `apart(id)`, and their parameters.

    For whoever reads one member's candidates in a statement of their own: `lines` says what `power_lines`
    says of them, `apart` what `not_with` does.
    """
    pk, day = member.pk, on.isoformat()
    sql = f"""
    up(id) as (
        select team_id from {MEMBER} where id = %s and team_id is not null
        union select t.parent_id from {TEAM} t join up on up.id = t.id where t.parent_id is not null
    ),
    down(id) as (
        select l.team_id from {LEADERSHIP} l
        join {MEMBER} me on me.id = l.member_id and me.is_team_lead where me.id = %s
        union select t.id from {TEAM} t join down on down.id = t.parent_id
    ),
    lines(id) as (
        select line_manager_id from {MEMBER} where id = %s and line_manager_id is not null
        union select id from {MEMBER} where line_manager_id = %s
        union select supervisor_id from {RELATIONSHIP}
        where supervisee_id = %s and starts_on <= %s and (ends_on is null or ends_on >= %s)
        union select supervisee_id from {RELATIONSHIP}
        where supervisor_id = %s and starts_on <= %s and (ends_on is null or ends_on >= %s)
        union select l.member_id from {LEADERSHIP} l join up on up.id = l.team_id
        join {MEMBER} lead on lead.id = l.member_id and lead.is_team_lead
        union select m.id from {MEMBER} m join down on down.id = m.team_id
    ),
    apart(id) as (
        select other_id from {NOT_WITH} where member_id = %s
        union select member_id from {NOT_WITH} where other_id = %s
    )
    """
    return sql, [pk, pk, pk, pk, pk, day, day, pk, day, day, pk, pk]
