"""Handing over the sessions of a leave to several supervisors at once: all of them, or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db.models import Q

from supervision.people.access import leads
from supervision.people.models import Leave, Member
from supervision.scheduling.days import local_day
from supervision.sessions import access, taking
from supervision.sessions.asking import search_again
from supervision.sessions.booking_access import leads_all
from supervision.sessions.covering import CannotCover, cover_plan, hand_over, sessions_in
from supervision.sessions.models import Session
from supervision.sessions.taking import NoLongerFree

LOOK_BACK = timedelta(days=1)
MOST_COVERS = 12


def leave_or_none(viewer: Member, pk: int) -> Leave | None:
    """Return a supervisor's leave whose sessions the viewer may hand over: their own, or their people's."""
    found = Leave.objects.filter(pk=pk, member__organisation=viewer.organisation_id)
    leave = found.select_related("member__person", "member__organisation", "member__team").first()
    if leave is None or not leave.member.is_supervisor:
        return None
    return leave if leave.member_id == viewer.pk or leads_all(viewer, [leave.member_id]) else None


def leaves_to_cover(viewer: Member, *, now: datetime) -> list[tuple[Leave, int]]:
    """Return the leaves not yet over of supervisors the viewer answers for, themselves among them, and how
    many sessions are booked in each; by their first day. Those without sessions are there too.
    """
    today = local_day(now, viewer.zone)
    found = (
        Leave.objects.filter(Q(member=viewer) | Q(member__team__in=leads(viewer)))
        .filter(member__organisation=viewer.organisation_id, member__is_supervisor=True)
        .exclude(ends_on__lt=today)
        .select_related("member__person", "member__organisation")
        .order_by("starts_on", "pk")
    )
    return [(leave, sessions_in(leave, now=now).count()) for leave in found[:30]]


def covers_for(sessions: Sequence[Session], viewer: Member, *, now: datetime) -> list[Member]:
    """Return supervisors here who are in none of these sessions, by name; those of the team first."""
    if not sessions:
        return []
    taken = {sessions[0].supervisor_id, *(pk for one in sessions for pk in access.invited(one))}
    members = Member.objects.of(viewer.organisation_id).tracked_at(now).filter(is_supervisor=True)
    found = members.exclude(pk__in=taken).with_person().order_by("person__name", "pk")
    team = sessions[0].supervisor.team_id
    return sorted(found, key=lambda one: (one.team_id != team,))[:MOST_COVERS]


def clashes_of(
    sessions: Sequence[Session], covers: Sequence[Member], *, by: Member, now: datetime
) -> dict[int, dict[int, str]]:
    """Return by cover, then by session, why it cannot be handed over: empty where it can."""
    return {
        cover.pk: {
            one.session.pk: one.clash for one in cover_plan(sessions=sessions, by=by, to=cover, now=now)
        }
        for cover in covers
    }


def hand_over_many(*, picks: Mapping[Session, Member], by: Member, now: datetime) -> list[Session]:
    """Hand each of these sessions to the supervisor picked for it, all of them or none; return them by start.

    Everybody is locked before the first is looked at, in one order. Raises NoLongerFree, NotAhead,
    NotYours, CannotCover; nothing is handed over then.
    """
    if not picks:
        raise CannotCover("Choose who covers, for one of them at least.")
    sessions = sorted(picks, key=lambda one: (one.starts_at, one.pk))
    search = search_again(sessions[0], around=sessions[0].starts_at, supervisor=picks[sessions[0]])

    def act() -> list[Session]:
        everybody = [member for one in sessions for member in taking.planned(one).everybody]
        taking.lock_people([*everybody, *picks.values()])
        done: list[Session] = []
        for cover in sorted(set(picks.values()), key=lambda one: one.pk):
            done += hand_over(
                sessions=[one for one in sessions if picks[one].pk == cover.pk], by=by, to=cover, now=now
            )
        return sorted(done, key=lambda one: (one.starts_at, one.pk))

    return taking.in_turn(act, search=search, now=now)


__all__ = ["CannotCover", "NoLongerFree", "hand_over_many"]
