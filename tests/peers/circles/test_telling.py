"""Who hears of new circles, and what calendars answer about held times."""

import pytest

from peers.circles import held_times, telling
from peers.circles.models import Place
from peers.pool.services import take_part
from supervision.notices.calendars.addresses import answer_address
from supervision.notices.calendars.answers import Answer
from supervision.notices.models import Notice
from supervision.sessions.models import TakenTime
from tests.builders import make_member, make_organisation
from tests.peers.circles.house import NOW, joined, make_circle, make_group, meeting_of

pytestmark = pytest.mark.django_db


def test_whoever_wants_to_hear_of_new_circles_does_once_a_week_at_most():
    organisation = make_organisation()
    hears, other = make_member(organisation), make_member(organisation)
    take_part(hears, "circles", state="in", now=NOW)

    make_circle(organisation=organisation)
    make_circle(organisation=organisation)

    assert list(Notice.objects.filter(kind="circle_new").values_list("recipient", flat=True)) == [hears.pk]
    assert other.pk != hears.pk


@pytest.mark.parametrize("standing", [False, True])
def test_a_calendar_s_no_counts_as_an_answer_and_nobody_else_can_give_it(standing):
    circle = make_group() if standing else make_circle()
    place, stranger = joined(circle), make_member(circle.organisation)
    meeting = meeting_of(circle)
    name = telling.held_name(place.pk, meeting.pk).hex
    address = answer_address(name, place.member_id)

    def answer(member, said, *, to=address, sequence=0):
        given = Answer(name, sequence, NOW, member.person.email, said)
        return held_times.take_answer(given, frozenset({to}), NOW)

    assert answer(stranger, "declined") is None
    assert answer(place.member, "declined", to=answer_address(name, stranger.pk)) == "not authentic"
    assert answer(place.member, "declined", sequence=3) == "about an earlier state"
    assert TakenTime.objects.filter(person=place.member.person).exists()

    assert answer(place.member, "declined") == "noted"
    assert not TakenTime.objects.filter(kept_for=telling.held_name(place.pk, meeting.pk)).exists()
    assert Place.objects.filter(pk=place.pk).exists() is standing
    assert answer(place.member, "accepted") == ("noted" if standing else None)
    assert TakenTime.objects.filter(kept_for=telling.held_name(place.pk, meeting.pk)).exists() is standing


def test_a_host_s_no_from_a_calendar_calls_nothing_off():
    circle = make_circle()
    meeting = meeting_of(circle)
    name = telling.held_name(meeting.pk, meeting.pk).hex
    given = Answer(name, 0, NOW, circle.facilitator.person.email, "declined")
    to = frozenset({answer_address(name, circle.facilitator_id)})

    assert held_times.take_answer(given, to, NOW) == "noted"

    assert meeting_of(circle).state == "planned"
