"""What is read or written of people's other places on purpose, for somebody who knows nothing of these.

On PostgreSQL each asker is held to their own places, as in a request; on SQLite nobody is.
"""

from datetime import timedelta
from functools import partial

import pytest

from supervision.availability.opening import frame_of
from supervision.clock import now as clock_now
from supervision.people import walls
from supervision.people.encryption import seal, unseal
from supervision.people.models import Member
from supervision.rights import erasing
from supervision.sessions.booking import book
from supervision.sessions.finding import diaries
from supervision.sessions.models import TakenTime
from supervision.sessions.rules import Said
from supervision.sessions.services import SomewhereElse, give_account
from supervision.sessions.taking import NoLongerFree, minute_of
from supervision.sessions.widening import keep_all
from tests.builders import make_member, make_organisation, make_relationship, make_session
from tests.supervision.sessions.pairs import HOUR, NOW, TEN, Pair

pytestmark = pytest.mark.django_db


@pytest.fixture
def asking():
    """Return what holds the test to a member's places."""
    yield lambda member: walls.bind(member.person_id)
    walls.unbind()


class Judith:
    """She supervises Nia at Alder and somebody else at Fern, and is booked there at ten."""

    def __init__(self):
        self.alder, self.fern = Pair(), Pair()
        self.nia = self.alder.supervisee
        self.here = self.alder.supervisor
        self.there = make_member(self.fern.organisation, roles=("supervisor",), person=self.here.person)
        make_relationship(self.there, self.fern.supervisee)
        (self.session,) = book(
            by=self.there,
            supervisor=self.there,
            supervisees=[self.fern.supervisee],
            starts_at=TEN,
            minutes=60,
            now=NOW,
        ).sessions


@pytest.fixture
def judith():
    return Judith()


def test_whoever_is_taken_elsewhere_is_taken(judith, asking):
    asking(judith.nia)

    with pytest.raises(NoLongerFree):
        judith.alder.book(by=judith.nia)

    assert judith.alder.book(by=judith.nia, at=TEN + timedelta(days=1))


def test_what_is_facilitated_elsewhere_counts_towards_a_break(judith, asking):
    start, person = minute_of(TEN), judith.here.person_id
    frame = frame_of(start, start + 60)
    facts = partial(diaries._facts_of, [person], frame, start, start + 60, now=NOW, leaving_out=None)
    known = facts()

    asking(judith.nia)

    assert known[person].facilitated == [(start, start + 60)]
    assert facts() == known


def test_the_time_around_a_session_elsewhere_stays_as_it_is(judith, asking):
    judith.alder.book(by=judith.nia, at=TEN + 2 * HOUR)
    taken = TakenTime.objects.filter(person=judith.here.person_id).order_by("starts")
    before = list(taken.values_list("session", "starts", "ends"))

    asking(judith.nia)
    keep_all(judith.alder.organisation.pk, NOW)
    walls.unbind()

    assert list(taken.values_list("session", "starts", "ends")) == before


def test_nobody_is_recorded_where_they_cannot_have_been(judith, asking):
    at = NOW - timedelta(days=3)
    make_session(judith.there, judith.fern.supervisee, at=at)
    here = make_session(judith.here, judith.nia, at=at, status="booked")

    asking(judith.nia)

    with pytest.raises(SomewhereElse):
        give_account(session=here, by=judith.nia, said=Said("held"), now=NOW)


def test_erasing_one_place_leaves_the_key_to_the_other(asking):
    admin = make_member(make_organisation(), roles=("admin",))
    here = make_member(admin.organisation)
    elsewhere = make_member(make_organisation(), person=here.person)
    kept = seal("mine", person=here.person, table="t", field="f", row=1)
    Member.objects.filter(pk=here.pk).update(end_date=(clock_now() - timedelta(days=60)).date())
    here.refresh_from_db()

    asking(admin)
    assert erasing.erase(here, by=admin, now=clock_now())
    walls.unbind()

    assert unseal(kept, person=here.person, table="t", field="f", row=1) == b"mine"
    assert list(here.person.memberships.all()) == [elsewhere]
