"""What a board says of the next booking, and to whom."""

from datetime import timedelta

import pytest

from supervision.policy.bookings import next_bookings
from supervision.sessions.moving import move
from supervision.sessions.undoing import may_take_back
from tests.builders import make_lead
from tests.supervision.sessions.pairs import NOW, TEN, Pair

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def pair():
    return Pair()


def booking_for(viewer, pair, *, now, own_only=False):
    return next_bookings([pair.supervisee.pk], viewer, now=now, own_only=own_only)[pair.supervisee.pk]


def test_undo_is_offered_exactly_as_long_as_it_is_taken(pair):
    (session,) = pair.book(by=pair.lead)
    for minutes, is_offered in ((0, True), (9, True), (10, False)):
        now = NOW + minutes * MINUTE
        assert booking_for(pair.lead, pair, now=now).may_undo is is_offered
        assert may_take_back(pair.lead, session, now=now) is is_offered
    assert not booking_for(make_lead(pair.team), pair, now=NOW).may_undo

    move(session=session, by=pair.lead, starts_at=TEN + timedelta(days=1), now=NOW + MINUTE)
    session.refresh_from_db()

    assert not booking_for(pair.lead, pair, now=NOW + MINUTE).may_undo
    assert not may_take_back(pair.lead, session, now=NOW + MINUTE)


def test_whoever_sees_only_their_own_is_told_of_others_without_the_session(pair):
    (session,) = pair.book(by=pair.lead)

    assert booking_for(pair.supervisor, pair, now=NOW, own_only=True).session_id == session.pk
    told = booking_for(pair.lead, pair, now=NOW, own_only=True)
    assert (told.session_id, told.may_undo) == (None, False)
