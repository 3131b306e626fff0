"""Builders for check-ins: organisations with people who take part, and rounds."""

from datetime import UTC, datetime, timedelta

from peers.checkins.models import Pair, Round, Seat
from peers.checkins.rounds import close_rounds, make_round, mend_round
from tests.builders import make_joined, make_member, make_organisation

MONDAY = datetime(2026, 11, 2, 7, tzinfo=UTC)
"""The first Monday, before anybody works."""
DAY, FORTNIGHT = timedelta(days=1), timedelta(days=14)


def make_people(number, organisation=None, **extra):
    """Return so many members of one organisation who take part."""
    organisation = organisation or make_organisation()
    return [make_joined(make_member(organisation, **extra), "checkins") for _ in range(number)]


def turn(organisation, now):
    """Do what beat rings for, and return the round that was made, if one was."""
    close_rounds(organisation, now=now)
    made = make_round(organisation, now=now)
    mend_round(organisation, now=now)
    return made


def groups_of(made):
    """Return who is together in a round, as sets of members' numbers."""
    found = {}
    for member, pair in Seat.objects.filter(round=made).together().values_list("member_id", "pair_id"):
        found.setdefault(pair, set()).add(member)
    return list(found.values())


def alone_in(made):
    return set(Seat.objects.filter(round=made).alone().values_list("member_id", flat=True))


def pair_of(member):
    return Pair.objects.get(seats__member=member, round=Round.objects.latest("starts_on"))
