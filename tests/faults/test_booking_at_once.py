"""Everybody presses the same slot: one has it, the others read what is free, and nothing is half done.

Forty people, three rounds, against real processes; `HOLDSPACE_RACE_PEOPLE` and `HOLDSPACE_RACE_ROUNDS` say
otherwise (500 and 20 are what we promise).
"""

import asyncio
import json
import os
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from django.db import connection

from supervision.notices.models import Notice
from supervision.people.models import ApiToken, AuditEntry, Member, Person, Relationship
from supervision.people.tokens import digest_of
from supervision.sessions import finding, taking
from supervision.sessions.booking import book
from supervision.sessions.models import Attendance, Session, TakenTime
from supervision.sessions.taking import NoLongerFree
from tests.builders import LONG_AGO, make_member, make_organisation, make_relationship, make_team
from tests.faults.test_recording_at_once import at_once

pytestmark = pytest.mark.race

NOW = datetime(2026, 11, 2, 8, tzinfo=UTC)
TEN = datetime(2026, 11, 10, 10, tzinfo=UTC)
PEOPLE = int(os.environ.get("HOLDSPACE_RACE_PEOPLE", 40))
ROUNDS = int(os.environ.get("HOLDSPACE_RACE_ROUNDS", 3))
IN_THREADS = 6


def weekdays():
    """Yield ten o'clock on one working day after another."""
    at = TEN
    while True:
        if at.weekday() < 5:
            yield at
        at += timedelta(days=1)


class Crowd:
    """A supervisor and so many people they supervise, each with a token of their own."""

    def __init__(self, number):
        self.organisation = make_organisation()
        self.team = make_team(self.organisation)
        self.supervisor = make_member(self.organisation, roles=("supervisor",))
        persons = Person.objects.bulk_create(
            Person(email=f"crowd-{n}@example.org", name=f"Crowd {n}") for n in range(number)
        )
        self.people = Member.objects.bulk_create(
            Member(
                organisation=self.organisation,
                person=person,
                team=self.team,
                is_case_manager=True,
                start_date=LONG_AGO,
            )
            for person in persons
        )
        Relationship.objects.bulk_create(
            Relationship(supervisor=self.supervisor, supervisee=one, starts_on=LONG_AGO)
            for one in self.people
        )
        ApiToken.objects.bulk_create(
            ApiToken(
                member=one,
                name="Crowd",
                digest=digest_of(self.token(one)),
                scopes="read write",
                created_at=NOW,
                expires_at=NOW + timedelta(days=30),
            )
            for one in self.people
        )

    @staticmethod
    def token(member):
        return f"hs_crowd-{member.pk}"

    def body(self, member, at, **more):
        return json.dumps(
            {
                "supervisor": self.supervisor.pk,
                "supervisees": [member.pk],
                "starts_at": at.isoformat(),
                "minutes": 60,
                **more,
            }
        )


async def press(address, token, body):
    """Send the request over a connection of its own, and return the status and what was answered.

    A status of 0 says that nobody answered.
    """
    host, port = address.removeprefix("http://").split(":")
    head = (
        f"POST /api/v1/bookings/ HTTP/1.1\r\nHost: {host}:{port}\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    # A connection that says nothing is closed after two seconds, so none is opened beforehand.
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write((head + body).encode())
    try:
        answer = await reader.read()
    except ConnectionResetError:
        answer = b""
    writer.close()
    first, _, rest = answer.partition(b"\r\n\r\n")
    return (int(first.split()[1]), json.loads(rest) if rest else {}) if answer else (0, {})


def all_press(address, crowd, at):
    """Have everybody ask for one slot at once, and return (status, what was answered) of each."""

    async def everybody():
        presses = [press(address, crowd.token(one), crowd.body(one, at)) for one in crowd.people]
        return await asyncio.gather(*presses)

    return in_a_loop(everybody())


def in_a_loop(presses):
    """Run this to its end in a thread of its own: an earlier test’s browser may keep a loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, presses).result()


def deadlocks():
    """Return how many deadlocks PostgreSQL counted in this database."""
    if connection.vendor != "postgresql":
        return 0
    time.sleep(1.2)  # the backends tell of theirs once a second
    with connection.cursor() as cursor:
        cursor.execute("select deadlocks from pg_stat_database where datname = current_database()")
        return cursor.fetchone()[0]


def check_nobody_is_twice_somewhere():
    rows = TakenTime.objects.order_by("person", "starts").values_list("person", "starts", "ends")
    last = {}
    for person, starts, ends in rows:
        assert starts >= last.get(person, starts), f"person {person} is taken twice at minute {starts}"
        last[person] = ends


def test_of_many_who_press_one_slot_one_has_it_and_the_others_read_what_is_free(
    own_database, processes, tmp_path
):
    clock = tmp_path / "clock"
    clock.write_text(NOW.isoformat())
    crowd = Crowd(PEOPLE)
    address = processes.serve(workers=2, HOLDSPACE_CLOCK=str(clock))
    before = deadlocks()
    for number, at in zip(range(ROUNDS), weekdays(), strict=False):
        began = time.monotonic()
        answers = all_press(address, crowd, at)
        took = time.monotonic() - began
        print(f"{connection.vendor}, {PEOPLE} people, round {number + 1}: {took:.1f} s", flush=True)
        assert Counter(status for status, _ in answers) == {201: 1, 409: PEOPLE - 1}
        for status, said in answers:
            if status == 409:
                assert said["code"] == "slot-taken", said
                assert len(said["next_free"]) == 3
                assert all(slot["starts_at"] != at.isoformat() for slot in said["next_free"])
        assert Session.objects.count() == number + 1
        check_nobody_is_twice_somewhere()
    assert deadlocks() == before
    log = processes.log(processes.started[0])
    assert "Traceback" not in log


# ---------------------------------------------------------------- the lock, and what stands behind it
def crowd_books(crowd, at):
    acts = [
        partial(
            book,
            by=one,
            supervisor=crowd.supervisor,
            supervisees=[one],
            starts_at=at,
            minutes=60,
            now=NOW,
        )
        for one in crowd.people
    ]
    return at_once(*acts)


def test_without_the_lock_the_database_refuses_and_it_reads_the_same(own_database, monkeypatch):
    monkeypatch.setattr(taking, "lock_people", lambda members: [one.person_id for one in members])
    crowd = Crowd(IN_THREADS)
    for number, at in zip(range(3), weekdays(), strict=False):
        results = crowd_books(crowd, at)
        lost = [one for one in results if isinstance(one, NoLongerFree)]
        assert len(lost) == IN_THREADS - 1, results
        assert all(one.next_free for one in lost)
        assert Session.objects.count() == number + 1
    check_nobody_is_twice_somewhere()


def test_with_neither_lock_nor_backstop_people_are_booked_twice(own_database, monkeypatch):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time: it takes no lock that could be left off.")
    monkeypatch.setattr(taking, "lock_people", lambda members: [one.person_id for one in members])
    with connection.cursor() as cursor:
        cursor.execute(f"alter table {TakenTime._meta.db_table} drop constraint taken_time_overlaps")
    crowd = Crowd(IN_THREADS)
    twice = 0
    for _, at in zip(range(6), weekdays(), strict=False):
        crowd_books(crowd, at)
        twice += Session.objects.filter(starts_at=at).count() - 1
    assert twice > 0


def test_where_the_backstop_alone_would_be_asked_too_late_nothing_is_half_done(own_database, monkeypatch):
    """Two people who look before the other has written: the second finds out at the very end."""
    crowd = Crowd(1)
    (one,) = crowd.people
    asked = {"supervisor": crowd.supervisor, "supervisees": [one], "minutes": 60, "now": NOW}
    book(by=one, starts_at=TEN, **asked)
    rows = [model.objects.count() for model in (Session, Attendance, TakenTime, Notice, AuditEntry)]
    monkeypatch.setattr(finding, "why_not", lambda search, starts, now, **more: [""] * len(starts))
    with pytest.raises(NoLongerFree):
        book(by=one, starts_at=TEN + timedelta(minutes=30), **asked)
    assert rows == [model.objects.count() for model in (Session, Attendance, TakenTime, Notice, AuditEntry)]


# ---------------------------------------------------------------- killed in the middle
def test_killed_before_the_commit_nothing_of_a_series_is_there(own_database, processes, tmp_path):
    clock = tmp_path / "clock"
    clock.write_text(NOW.isoformat())
    crowd = Crowd(1)
    (one,) = crowd.people
    dates = [(TEN + n * timedelta(weeks=1)).isoformat() for n in range(4)]
    body = crowd.body(one, TEN, series={"pattern": "weekly", "number": 4, "dates": dates})
    address = processes.serve(HOLDSPACE_CLOCK=str(clock), HOLDSPACE_FAULT="commit.before:kill")

    assert in_a_loop(press(address, crowd.token(one), body))[0] == 0
    assert not Session.objects.exists()
    assert not TakenTime.objects.exists()
    assert not Notice.objects.exists()
    address = processes.serve(HOLDSPACE_CLOCK=str(clock))
    assert in_a_loop(press(address, crowd.token(one), body))[0] == 201
    assert Session.objects.count() == 4


def test_a_person_of_two_places_is_booked_in_one(own_database):
    """Their two supervisees ask in two organisations at one moment."""
    for at in (TEN, TEN + timedelta(days=1), TEN + timedelta(days=2)):
        person = None
        acts = []
        for _ in range(2):
            organisation = make_organisation()
            place = make_member(organisation, roles=("supervisor",), person=person)
            person = place.person
            supervisee = make_member(organisation)
            make_relationship(place, supervisee)
            acts.append(
                partial(
                    book,
                    by=supervisee,
                    supervisor=place,
                    supervisees=[supervisee],
                    starts_at=at,
                    minutes=60,
                    now=NOW,
                )
            )
        results = at_once(*acts)
        assert sorted(type(one).__name__ for one in results) == ["Booked", "NoLongerFree"]
    check_nobody_is_twice_somewhere()
