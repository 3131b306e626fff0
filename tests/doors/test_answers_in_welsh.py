"""The pages that a letter's link opens, and what they say afterwards, in Welsh for who chose it."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import time_machine

from supervision.notices.acts import links
from supervision.people.models import Person
from supervision.policy.models import Clock
from supervision.policy.services import refresh
from supervision.sessions import services
from supervision.sessions.cancelling import cancel
from supervision.sessions.moving import move
from supervision.sessions.proposing import propose
from supervision.sessions.rules import Said
from supervision.sessions.suiting import say_suits
from tests.builders import make_notice, make_policy, make_rule, make_session
from tests.doors.test_in_welsh import english_on, page_of
from tests.supervision.sessions.pairs import HOUR, NOW, TEN, Pair
from tests.supervision.sessions.pressing import AFTERWARDS, told

pytestmark = pytest.mark.django_db
TO_ANSWER = ("booked", "moved", "proposed", "asked", "recorded", "called_off", "due_soon")
ANSWERS = {
    "booked": ("not", ""),
    "moved": ("suits", ""),
    "proposed": ("take", "first"),
    "asked": ("stands", ""),
    "recorded": ("different", "cancelled-supervisor"),
    "called_off": ("book", "first"),
    "due_soon": ("book", "first"),
}


def left_for(pair, what):
    """Return the message that asks the supervisee, and the moment it is read."""
    if what == "due_soon":
        make_rule(make_policy(pair.organisation))
        make_session(pair.supervisor, pair.supervisee, at=NOW - timedelta(days=25))
        refresh(organisation=pair.organisation, now=NOW)
        clock = Clock.objects.get(member=pair.supervisee)
        about = {"member": pair.supervisee.pk, "rule": clock.rule_id, "day": clock.due_on.isoformat()}
        return make_notice(pair.supervisee, kind="due_soon", about=about, state="sent", inbox_at=NOW), NOW
    (session,) = pair.book()
    if what == "booked":
        return told("session_booked", pair.supervisee), NOW
    if what == "moved":
        move(session=session, by=pair.supervisor, starts_at=TEN + HOUR, now=NOW)
        return told("session_moved", pair.supervisee), NOW
    if what == "proposed":
        propose(session=session, by=pair.supervisor, times=[TEN + HOUR, TEN + 4 * HOUR], now=NOW)
        return told("session_proposed", pair.supervisee), NOW
    if what == "asked":
        say_suits(session=session, by=pair.supervisor, suits=False, now=NOW)
        return told("session_asked", pair.supervisee), NOW + timedelta(minutes=11)
    if what == "recorded":
        services.give_account(session=session, by=pair.supervisor, said=Said("held"), now=AFTERWARDS)
        return told("session_recorded", pair.supervisee), AFTERWARDS
    cancel(session=session, by=pair.supervisor, reason="", now=NOW)
    return told("session_cancelled", pair.supervisee), NOW


def path_to(notice, now):
    return urlsplit(links.address_for(notice, now=now).link).path


@pytest.fixture
def pair():
    with time_machine.travel(NOW, tick=False) as clock:
        pair = Pair()
        pair.clock = clock
        Person.objects.filter(pk=pair.supervisee.person_id).update(language="cy")
        yield pair


@pytest.mark.parametrize("what", TO_ANSWER)
def test_what_is_asked_and_what_is_said_to_an_answer_is_welsh(pair, client, what):
    notice, now = left_for(pair, what)
    pair.clock.move_to(now)
    path = path_to(notice, now)
    client.force_login(pair.supervisee.person)

    asked = client.get(path)
    act, choice = ANSWERS[what]
    if choice == "first":
        choice = asked.content.decode().partition(f'name="choice-{act}" value="')[2].partition('"')[0]
    said = client.post(path, {"act": act, f"choice-{act}": choice}, follow=True)

    assert 'name="act"' in asked.content.decode()
    assert 'value="undo"' in said.content.decode()
    assert [english_on(page_of(asked)), english_on(page_of(said))] == ["", ""]


def test_a_name_keeps_its_letters_where_somebody_called_it_off(pair, client):
    (session,) = pair.book()
    said = Said("cancelled", cancelled_by="supervisor")
    services.give_account(session=session, by=pair.supervisor, said=said, now=AFTERWARDS)
    pair.clock.move_to(AFTERWARDS)
    Person.objects.filter(pk=pair.supervisee.person_id).update(language="en")
    client.force_login(pair.supervisee.person)

    page = client.get(path_to(told("session_recorded", pair.supervisee), AFTERWARDS))

    first = pair.supervisor.person.name.split()[0]
    assert f"Called off by {first}" in page.content.decode()
