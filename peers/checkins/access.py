"""Who may look at a check-in: whoever is in it, from their own place in the round that is on."""

from __future__ import annotations

from datetime import datetime

from peers.checkins.models import Rhythm, Round, Seat, TeamRhythm
from supervision.people.models import Member, Organisation
from supervision.scheduling.days import local_day


def rhythm_of(organisation: Organisation | int) -> Rhythm:
    """Return how an organisation has its rounds; as Holdspace starts with, if it never said (not saved)."""
    pk = organisation if isinstance(organisation, int) else organisation.pk
    return Rhythm.objects.filter(pk=pk).first() or Rhythm(organisation_id=pk)


def own_team_of(member: Member) -> int | None:
    """Return the team whose own rounds a member is in; None for those of everybody else."""
    if member.team_id is None or not TeamRhythm.objects.filter(pk=member.team_id).exists():
        return None
    return member.team_id


def days_of(organisation: Organisation | int, team_id: int | None) -> int:
    """Return how many days a round lasts: of a team that has its own, or of everybody else."""
    own = (
        TeamRhythm.objects.filter(pk=team_id).values_list("every_days", flat=True).first()
        if team_id
        else None
    )
    return own or rhythm_of(organisation).every_days


def own_rhythms(organisation_id: int) -> list[TeamRhythm]:
    """Return the teams with rounds of their own, by name."""
    found = TeamRhythm.objects.filter(organisation=organisation_id).select_related("team")
    return list(found.order_by("team__name", "pk"))


def open_round(organisation: Organisation, *, now: datetime) -> Round | None:
    """Return the round that is on today in the organisation's zone, or None."""
    return (
        Round.objects.of(organisation)
        .open_on(local_day(now, organisation.zone))
        .order_by("-starts_on")
        .first()
    )


def seat_of(member: Member, *, now: datetime) -> Seat | None:
    """Return a member's own place in the round that is on, with its pair; None if they have none.

    There is no way from here to anybody else's.
    """
    day = local_day(now, member.organisation.zone)
    rounds = Round.objects.of(member.organisation_id).open_on(day)
    return (
        Seat.objects.of(member)
        .filter(round__in=rounds)
        .select_related("pair", "round", "member__person", "member__organisation")
        .order_by("-round__starts_on")
        .first()
    )
