"""What a member does with a check-in, and what an organisation says about them. Nobody sees an answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction

from peers.checkins import rules, telling
from peers.checkins.access import seat_of
from peers.checkins.models import Pair, Rhythm, Seat, Standing, TeamRhythm
from peers.checkins.selectors import free_starts, next_round_on
from peers.pool.models import CHECKINS, Joined
from peers.pool.services import take_part
from supervision.availability import taking
from supervision.people.audit import Deed, record
from supervision.people.models import Member, Team

GONE = "That time has just gone. The others still stand."


# ---------------------------------------------------------------- a time
def choose_time(member: Member, starts_at: datetime, *, now: datetime) -> Pair:
    """Hold a quarter of an hour for everybody in a member's pair, in place of one they had.

    Whoever is in it is told, with an entry for their calendar, and reminded. Raises NoPartner, and
    TimeGone when it is not free for all of them, past, or after the round.
    """
    seat, pair = _own_pair(member, now=now)

    def act() -> Pair:
        seats = _locked_seats(pair)
        if seat.pk not in {one.pk for one in seats}:
            raise rules.NoPartner("This check-in is over.")
        members = [one.member for one in seats]
        kept = Pair.objects.get(pk=pair.pk)
        if kept.starts_at == starts_at:
            return kept
        if kept.starts_at is not None:
            taking.release([kept.pk])
        if starts_at not in free_starts(seat.round, members, now=now):
            raise rules.TimeGone(GONE)
        ends_at = starts_at + timedelta(minutes=rules.MINUTES)
        persons = [one.person_id for one in members]
        taking.take(kept.pk, persons, starts_at, ends_at, now=now)
        _keep(kept, starts_at, ends_at, now=now)
        telling.tell_held(kept, members, now=now)
        return kept

    try:
        return taking.in_turn(act)
    except taking.TimeTaken:
        raise rules.TimeGone(GONE) from None


def another_time(member: Member, *, now: datetime) -> Pair:
    """Let go of the time of a member's pair, if it has one to come; others can be chosen then.

    Everybody in it is told. Raises NoPartner.
    """
    seat, pair = _own_pair(member, now=now)

    def act() -> Pair:
        seats = _locked_seats(pair)
        if seat.pk not in {one.pk for one in seats}:
            raise rules.NoPartner("This check-in is over.")
        kept = Pair.objects.get(pk=pair.pk)
        if kept.starts_at is not None:
            if kept.starts_at > now:
                telling.tell_freed(kept, [one.member for one in seats], now=now)
            taking.release([kept.pk])
            _keep(kept, None, None, now=now)
        return kept

    return taking.in_turn(act)


def _own_pair(member: Member, *, now: datetime) -> tuple[Seat, Pair]:
    seat = seat_of(member, now=now)
    if seat is None or seat.pair is None:
        raise rules.NoPartner("There is nobody to meet in this round.")
    return seat, seat.pair


def _locked_seats(pair: Pair) -> Sequence[Seat]:
    """Lock the persons in a pair, then read who is in it."""
    persons = Seat.objects.filter(pair=pair).values_list("member__person_id", flat=True)
    taking.lock_persons(persons)
    found = Seat.objects.filter(pair=pair).select_related("member__person", "member__organisation")
    return list(found.order_by("member_id"))


def _keep(pair: Pair, starts_at: datetime | None, ends_at: datetime | None, *, now: datetime) -> None:
    pair.starts_at, pair.ends_at, pair.changed_at = starts_at, ends_at, now
    pair.sequence += 1
    pair.save(update_fields=["starts_at", "ends_at", "changed_at", "sequence"])


# ---------------------------------------------------------------- whether one spoke
def say(member: Member, answer: str, *, now: datetime) -> Seat:
    """Keep what a member says of this round's check-in, for themselves alone, until the round closes.

    A time to come is let go by “not this time”: the others are told that it is free again, and nothing else.
    Raises NoPartner.
    """
    if answer not in (Seat.Answer.SPOKE, Seat.Answer.NOT):
        raise rules.NotOffered("Spoke, or not this time.")
    seat, pair = _own_pair(member, now=now)
    if answer == Seat.Answer.NOT and pair.starts_at is not None and pair.starts_at > now:
        another_time(member, now=now)
    Seat.objects.filter(pk=seat.pk, round__closed_at=None).update(answer=answer)
    seat.answer = answer
    return seat


def take_back(member: Member, *, now: datetime) -> None:
    """Forget what a member said of this round's check-in."""
    seat = seat_of(member, now=now)
    if seat is not None:
        Seat.objects.filter(pk=seat.pk).update(answer=Seat.Answer.NONE)


# ---------------------------------------------------------------- taking part
@transaction.atomic
def join(member: Member, *, turns: int | None = None, now: datetime) -> None:
    """Let a member take part, with a partner every round, or every other one (`turns` 2)."""
    if turns is not None and turns not in rules.TURNS:
        raise rules.NotOffered("Every round, or every other one.")
    take_part(member, CHECKINS, state=Joined.State.IN, now=now)
    if turns is not None:
        _stand(member, turns=turns)


def leave(member: Member, *, now: datetime) -> None:
    """Let a member take part no more. Their partner is offered somebody else, and told nothing of it."""
    take_part(member, CHECKINS, state=Joined.State.OUT, now=now)


def rest(member: Member, *, rounds: int = 1, now: datetime) -> date:
    """Leave a member out of so many rounds; return the first day on which they are in one again."""
    if rounds not in rules.RESTS:
        raise rules.NotOffered("One round, two or three.")
    begins, every = next_round_on(member, now=now)
    _stand(member, rests_until=begins + timedelta(days=every * rounds - 1))
    return begins + timedelta(days=every * rounds)


def end_rest(member: Member) -> None:
    """Let a member be in the next round again."""
    Standing.objects.filter(pk=member.pk).update(rests_until=None)


def _stand(member: Member, **values) -> None:
    Standing.objects.update_or_create(member=member, defaults=values)


@transaction.atomic
def set_rhythm(*, by: Member, every_days: int, by_team: bool, now: datetime) -> Rhythm:
    """Keep how the organisation of an administrator has its rounds, from the next one on."""
    if every_days not in rules.EVERY_DAYS:
        raise rules.NotOffered("Every 7, 14, 21, 28 or 42 days.")
    kept, _ = Rhythm.objects.update_or_create(
        organisation_id=by.organisation_id, defaults={"every_days": every_days, "by_team": by_team}
    )
    record([Deed(by.organisation_id, "checkins.rhythm", by.pk)], at=now)
    return kept


@transaction.atomic
def set_team_rhythm(team: Team, *, by: Member, every_days: int | None, now: datetime) -> None:
    """Give a team rounds of its own, as often as this; with None its people are in everybody's again.

    What is on goes on to its end. Raises NotOffered.
    """
    if every_days is None:
        TeamRhythm.objects.filter(team=team).delete()
    elif every_days not in rules.EVERY_DAYS:
        raise rules.NotOffered("Every 7, 14, 21, 28 or 42 days.")
    else:
        TeamRhythm.objects.update_or_create(
            team=team, defaults={"organisation_id": by.organisation_id, "every_days": every_days}
        )
    record([Deed(by.organisation_id, "checkins.rhythm", by.pk)], at=now)
