"""Everybody takes the last place at once: never more than there are places, and everyone gets a clear answer.

Fifty people, against real processes; `HOLDSPACE_RACE_PEOPLE` and `HOLDSPACE_RACE_ROUNDS` say otherwise.
"""

import asyncio
import json
import os
import random
from collections import Counter
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection

from peers.circles import services
from peers.circles.models import Circle, Place
from supervision.errors import Refusal
from supervision.notices.models import Notice
from supervision.people.models import ApiToken, Member, Person
from supervision.people.tokens import digest_of
from supervision.sessions.models import TakenTime
from tests.builders import LONG_AGO
from tests.faults.test_booking_at_once import check_nobody_is_twice_somewhere, deadlocks, in_a_loop
from tests.faults.test_recording_at_once import at_once
from tests.peers.circles.house import NOW, make_circle, meeting_of

pytestmark = pytest.mark.race

PEOPLE = int(os.environ.get("HOLDSPACE_RACE_PEOPLE", 50))
ROUNDS = int(os.environ.get("HOLDSPACE_RACE_ROUNDS", 2))
IN_THREADS = 6


def crowd_of(organisation, number):
    """Return so many members of an organisation, each with a token of their own."""
    persons = Person.objects.bulk_create(
        Person(email=f"circle-{random.random()}-{n}@example.org", name=f"Crowd {n}") for n in range(number)
    )
    members = Member.objects.bulk_create(
        Member(organisation=organisation, person=person, is_case_manager=True, start_date=LONG_AGO)
        for person in persons
    )
    ApiToken.objects.bulk_create(
        ApiToken(
            member=one,
            name="Crowd",
            digest=digest_of(token(one)),
            scopes="read write",
            created_at=NOW,
            expires_at=NOW + timedelta(days=30),
        )
        for one in members
    )
    return members


def token(member):
    return f"hs_circle-{member.pk}"


async def press(address, member, method, path, body=None):
    """Send one request over a connection of its own, and return the status and what was answered."""
    host, port = address.removeprefix("http://").split(":")
    words = json.dumps(body) if body is not None else ""
    head = (
        f"{method} /api/v1/circles/{path} HTTP/1.1\r\nHost: {host}:{port}\r\n"
        f"Authorization: Bearer {token(member)}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(words)}\r\nConnection: close\r\n\r\n"
    )
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write((head + words).encode())
    answer = await reader.read()
    writer.close()
    first, _, rest = answer.partition(b"\r\n\r\n")
    return int(first.split()[1]), json.loads(rest) if rest.strip() else {}


def all_press(presses):
    async def everybody():
        return await asyncio.gather(*presses)

    return in_a_loop(everybody())


def joining(address, members, meeting, **more):
    return [
        press(
            address,
            one,
            "POST",
            f"meetings/{meeting.pk}/join/",
            {"name": f"Name {one.pk}", "agrees": True, **more},
        )
        for one in members
    ]


@pytest.fixture
def served(processes, tmp_path):
    clock = tmp_path / "clock"
    clock.write_text(NOW.isoformat())
    return processes.serve(workers=2, HOLDSPACE_CLOCK=str(clock))


def check_seats(circle):
    seats = list(Place.objects.filter(circle=circle).held().values_list("seat", flat=True))
    assert sorted(seats) == list(range(1, len(seats) + 1)) and len(seats) <= circle.places
    check_nobody_is_twice_somewhere()


def test_of_all_who_take_the_last_place_one_has_it_and_the_others_are_told(own_database, served, processes):
    before = deadlocks()
    for _ in range(ROUNDS):
        circle = make_circle(places=2)
        first, *crowd = crowd_of(circle.organisation, PEOPLE + 1)
        services.join(first, circle, meeting_of(circle), alias="First", now=NOW)
        answers = all_press(joining(served, crowd, meeting_of(circle)))
        assert Counter(status for status, _ in answers) == {201: 1, 409: PEOPLE - 1}
        assert {said["code"] for status, said in answers if status == 409} == {"circle-full"}
        check_seats(circle)
        assert TakenTime.objects.filter(person__in=[one.person_id for one in crowd]).count() == 1
        assert Notice.objects.filter(kind="circle_joined", recipient__in=crowd).count() == 1
    assert deadlocks() == before
    assert "Traceback" not in processes.log(processes.started[0])


def test_who_may_wait_waits_and_places_given_up_meanwhile_go_to_them(own_database, served):
    before = deadlocks()
    circle = make_circle(places=12)
    crowd = crowd_of(circle.organisation, PEOPLE)
    answers = all_press(joining(served, crowd, meeting_of(circle), may_wait=True))
    assert Counter(said["state"] for _, said in answers) == {"held": 12, "waiting": PEOPLE - 12}
    check_seats(circle)
    held = list(Place.objects.filter(circle=circle).held().select_related("member"))
    late = crowd_of(circle.organisation, 10)
    leaving = [press(served, one.member, "DELETE", f"places/{one.pk}/") for one in held]
    answers = all_press([*leaving, *joining(served, late, meeting_of(circle))])
    assert Counter(status for status, _ in answers) == {204: 12, 409: 10}
    check_seats(circle)
    assert Place.objects.filter(circle=circle).held().count() == 12
    assert Notice.objects.filter(kind="circle_came_free").count() == 12
    assert not TakenTime.objects.filter(person__in=[one.member.person_id for one in held]).exists()
    assert deadlocks() == before


# ---------------------------------------------------------------- the lock, and what stands behind it
def without_the_lock(monkeypatch):
    monkeypatch.setattr(services, "lock_circle", lambda circle: Circle.objects.with_host().get(pk=circle.pk))


def press_in_threads(circle, crowd):
    meeting = meeting_of(circle)
    acts = [partial(services.join, one, circle, meeting, alias=f"Name {one.pk}", now=NOW) for one in crowd]
    return at_once(*acts)


def test_without_the_lock_numbered_seats_still_let_nobody_in_twice(own_database, monkeypatch):
    without_the_lock(monkeypatch)
    for _ in range(4):
        circle = make_circle(places=2)
        results = press_in_threads(circle, crowd_of(circle.organisation, IN_THREADS))
        assert all(isinstance(one, (Place, Refusal)) for one in results), results
        check_seats(circle)


def test_with_neither_lock_nor_numbers_more_come_than_there_are_places(own_database, monkeypatch):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time: it takes no lock that could be left off.")
    without_the_lock(monkeypatch)
    with connection.cursor() as cursor:
        cursor.execute("drop index circle_seat_once_at_meeting")
    over = 0
    for _ in range(6):
        circle = make_circle(places=2)
        press_in_threads(circle, crowd_of(circle.organisation, IN_THREADS))
        over += max(Place.objects.filter(circle=circle).held().count() - circle.places, 0)
    assert over > 0
