"""An hour that comes due is booked from the message that says so."""

from datetime import timedelta

import pytest
import time_machine

from supervision.errors import Refusal
from supervision.notices.acts import answering_of
from supervision.notices.acts.services import NotAsked, give_answer, undo_answer
from supervision.notices.models import Notice
from supervision.policy.models import Clock
from supervision.policy.services import refresh
from supervision.sessions.models import Session, TakenTime
from tests.builders import make_lead, make_member, make_notice, make_policy, make_rule, make_session
from tests.supervision.sessions.pairs import NOW, Pair

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_work():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def pair():
    """Somebody whose hour comes due, and who supervises them."""
    pair = Pair()
    make_rule(make_policy(pair.organisation))
    make_session(pair.supervisor, pair.supervisee, at=NOW - timedelta(days=25))
    refresh(organisation=pair.organisation, now=NOW)
    assert Clock.objects.get(member=pair.supervisee).state == "due_soon"
    return pair


def told(pair, reader):
    clock = Clock.objects.get(member=pair.supervisee)
    about = {"member": pair.supervisee.pk, "rule": clock.rule_id, "day": clock.due_on.isoformat()}
    return make_notice(reader, kind="due_soon", notice_class="S", about=about, state="sent", inbox_at=NOW)


def choices(notice):
    return answering_of("due_soon").act("book").choices(notice, NOW)


@pytest.mark.parametrize("who", ["supervisee", "supervisor"])
def test_either_side_books_one_of_three_times_and_takes_it_back(pair, who):
    notice = told(pair, getattr(pair, who))
    found = choices(notice)
    assert len(found) == 3

    give_answer(notice, act="book", choice=found[1].key, now=NOW)
    session = Session.objects.get(status="booked")
    assert (session.supervisor, session.booked_by) == (pair.supervisor, getattr(pair, who))
    assert Notice.objects.filter(kind="session_booked", state="due").count() == 2

    undo_answer(notice, now=NOW + timedelta(minutes=9))
    assert not Session.objects.filter(status="booked").exists()
    assert not TakenTime.objects.exists()
    assert not Notice.objects.filter(kind="session_booked", state="due").exists()


@pytest.mark.parametrize("choice", ["", "x", "1-2-3", "29000000-{other}-60", "29000000-999999-60"])
def test_nothing_is_booked_that_may_not_be(pair, choice):
    other = make_member(roles=("supervisor",))

    with pytest.raises(Refusal):
        give_answer(told(pair, pair.supervisee), act="book", choice=choice.format(other=other.pk), now=NOW)

    assert not Session.objects.filter(status="booked").exists()


def test_a_time_that_has_gone_is_refused_and_others_are_shown(pair):
    notice = told(pair, pair.supervisee)
    found = choices(notice)
    first = found[0].key
    starts = NOW.fromtimestamp(int(first.split("-")[0]) * 60, NOW.tzinfo)
    make_session(pair.supervisor, make_member(pair.organisation), at=starts, status="booked")

    with pytest.raises(Refusal) as refusal:
        give_answer(notice, act="book", choice=first, now=NOW)

    assert refusal.value.code == "slot_taken"
    assert first not in {one.key for one in choices(notice)}


def test_once_an_hour_is_booked_nothing_is_asked(pair):
    mine, theirs = told(pair, pair.supervisee), told(pair, pair.supervisor)
    give_answer(mine, act="book", choice=choices(mine)[0].key, now=NOW)

    with pytest.raises(NotAsked):
        give_answer(theirs, act="book", choice="", now=NOW)


def test_a_lead_is_shown_the_way_to_the_board(pair):
    lead = make_lead(pair.team)
    found = answering_of("due_soon").question(told(pair, lead), NOW)

    assert found.goes.path == "/board/"


def test_a_stranger_to_it_is_asked_nothing(pair):
    with pytest.raises(NotAsked):
        give_answer(told(pair, make_member(pair.organisation)), act="book", now=NOW)
