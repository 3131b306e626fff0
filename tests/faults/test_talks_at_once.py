"""Everybody who was asked says yes at once, by whatever door: one listens, the others are thanked.

Fifty people, two rounds, against real processes; `HOLDSPACE_RACE_ASKED` and `HOLDSPACE_RACE_TALKS` say
otherwise (50 and 200 are what we promise). One listener with so many overlapping invites as
`HOLDSPACE_RACE_INVITES` says (100).
"""

import asyncio
import json
import os
from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import partial
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection, connections

from peers.debriefs.answering import accept
from peers.debriefs.held_times import take_answer
from peers.debriefs.models import Invite, Request
from peers.debriefs.telling import tell_asked
from supervision.availability import taking
from supervision.notices.acts.links import make_link, number_of
from supervision.notices.calendars.addresses import answer_address
from supervision.notices.calendars.answers import Answer
from supervision.notices.models import Notice
from supervision.people.models import ApiToken, Member, Person
from supervision.people.tokens import digest_of
from supervision.sessions.models import TakenTime
from tests.builders import LONG_AGO, make_member, make_organisation
from tests.faults.test_booking_at_once import deadlocks, in_a_loop
from tests.faults.test_recording_at_once import at_once

pytestmark = pytest.mark.race

ASKED = int(os.environ.get("HOLDSPACE_RACE_ASKED", 50))
ROUNDS = int(os.environ.get("HOLDSPACE_RACE_TALKS", 2))
INVITES = int(os.environ.get("HOLDSPACE_RACE_INVITES", 100))
CSRF = "a" * 32
DOORS = ("api", "page", "letter", "signed-in letter", "calendar")
MINUTE = timedelta(minutes=1)


def clock():
    return datetime.now(UTC)


class Crowd:
    """So many members of one organisation, each with a token and a session of their own."""

    def __init__(self, number):
        self.organisation = make_organisation()
        persons = Person.objects.bulk_create(
            Person(email=f"listener-{n}@example.org", name=f"Listener {n}", last_login=clock())
            for n in range(number)
        )
        self.people = Member.objects.bulk_create(
            Member(organisation=self.organisation, person=person, is_case_manager=True, start_date=LONG_AGO)
            for person in persons
        )
        ApiToken.objects.bulk_create(
            ApiToken(
                member=one,
                name="Crowd",
                digest=digest_of(f"hs_crowd-{one.pk}"),
                scopes="read write",
                created_at=clock(),
                expires_at=clock() + timedelta(days=30),
            )
            for one in self.people
        )
        self.sessions = {one.pk: self._session(one.person) for one in self.people}

    @staticmethod
    def _session(person):
        session = SessionStore()
        session[SESSION_KEY] = str(person.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = person.get_session_auth_hash()
        session.create()
        return session.session_key


def make_asked(asker, people, *, urgency="now", starts_at=None):
    """Return a request of `asker` that waits for an answer of all these people, and their letters' rows."""
    now = clock()
    request = Request.objects.create(
        organisation=asker.organisation,
        asker=asker,
        urgency=urgency,
        weight=2,
        minutes=5,
        how="phone",
        wave=1,
        next_at=now + timedelta(hours=1),
        latest_at=now + timedelta(hours=2),
        created_at=now,
        erase_at=now + timedelta(days=30),
    )
    invites = Invite.objects.bulk_create(
        Invite(request=request, member=one, wave=1, starts_at=starts_at or now, asked_at=now)
        for one in people
    )
    tell_asked(request, invites, now=now)
    return request, invites


async def send(address, path, *, body, headers):
    """Send a POST over a connection of its own; return the status, and 0 if nobody answered."""
    host, port = address.removeprefix("http://").split(":")
    lines = {"Host": f"{host}:{port}", "Content-Length": len(body), "Connection": "close", **headers}
    head = f"POST {path} HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(f"{head}\r\n{body}".encode())
    try:
        answer = await reader.read()
    except ConnectionResetError:
        answer = b""
    writer.close()
    first, _, rest = answer.partition(b"\r\n\r\n")
    return (int(first.split()[1]) if answer else 0), rest


def yes(address, crowd, invite, door, links):
    """Return the press of one who says yes, through this door."""
    if door == "calendar":
        return asyncio.to_thread(by_calendar, invite)
    if door == "api":
        headers = {
            "Authorization": f"Bearer hs_crowd-{invite.member_id}",
            "Content-Type": "application/json",
        }
        return send(
            address,
            f"/api/v1/debriefs/invites/{invite.pk}/answer/",
            body=json.dumps({"answer": "yes"}),
            headers=headers,
        )
    cookies = [f"{settings.CSRF_COOKIE_NAME}={CSRF}"]
    form = {"csrfmiddlewaretoken": CSRF}
    path = f"/talks/invite/{invite.pk}/"
    if door == "page":
        form["answer"] = "yes"
    else:
        token, number = links[invite.pk]
        path, form["act"] = f"/answer/{token}/", "yes"
        if door == "letter":
            form["number"] = number
    if door != "letter":
        cookies.append(f"{settings.SESSION_COOKIE_NAME}={crowd.sessions[invite.member_id]}")
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": "; ".join(cookies)}
    return send(address, path, body=urlencode(form), headers=headers)


def by_calendar(invite):
    """Take a yes as the reader of the answers' mailbox hands it on; return it as the other doors do."""
    name = invite.pk.hex
    given = Answer(name, 0, clock(), invite.member.person.email, "accepted")
    try:
        said = take_answer(given, frozenset({answer_address(name, invite.member_id)}), clock())
    finally:
        connections.close_all()
    return (200, b"") if said == "noted" else (409, b"Thank you")


def links_of(invites):
    """Return for each invite the token in its letter, and the number beside it."""
    keys = {f"talk_asked-{invite.pk}": invite.pk for invite in invites}
    return {
        keys[notice.key]: (
            make_link(notice, until=clock() + timedelta(hours=1), now=clock()),
            number_of(notice),
        )
        for notice in Notice.objects.filter(key__in=keys)
    }


def test_of_all_who_say_yes_at_once_one_listens_and_the_asker_is_told_once(own_database, processes):
    crowd = Crowd(ASKED)
    asker = make_member(crowd.organisation)
    address = processes.serve()
    before = deadlocks()
    for _ in range(ROUNDS):
        request, invites = make_asked(asker, crowd.people)
        links = links_of(invites)

        async def everybody(invites=invites, links=links):
            doors = [DOORS[n % len(DOORS)] for n in range(len(invites))]
            presses = [
                yes(address, crowd, one, door, links) for one, door in zip(invites, doors, strict=True)
            ]
            return list(zip(doors, await asyncio.gather(*presses), strict=True))

        told = in_a_loop(everybody())

        statuses = Counter((door, status) for door, (status, _) in told)
        assert {status for _, status in statuses} <= {200, 302, 409}, statuses
        winners = [status for _, (status, _) in told if status in (200, 302)]
        assert len(winners) == 1, statuses
        for _door, (status, body) in told:
            if status == 409:
                assert b"Thank you" in body
        request.refresh_from_db()
        accepted = Invite.objects.get(request=request, state="accepted")
        assert (request.state, request.listener_id) == ("agreed", accepted.member_id)
        assert Invite.objects.filter(request=request, state="released").count() == len(invites) - 1
        assert TakenTime.objects.filter(kept_for=request.pk).count() == 2
        agreed = Notice.objects.filter(kind="talk_agreed_now", about__talk=str(request.pk))
        assert sorted(agreed.values_list("recipient", flat=True)) == sorted([asker.pk, accepted.member_id])
        TakenTime.objects.all().delete()
    assert deadlocks() == before


def test_one_listener_with_many_overlapping_invites_is_in_one_talk(own_database, processes):
    crowd = Crowd(1)
    (listener,) = crowd.people
    starts_at = (clock() + timedelta(minutes=30)).replace(second=0, microsecond=0)
    persons = Person.objects.bulk_create(
        Person(email=f"asker-{n}@example.org", name=f"Asker {n}") for n in range(INVITES)
    )
    askers = Member.objects.bulk_create(
        Member(organisation=crowd.organisation, person=person, start_date=LONG_AGO) for person in persons
    )
    invites = []
    for n, asker in enumerate(askers):
        shift = n % 5 * MINUTE  # none begins after another has ended
        invites += make_asked(asker, [listener], urgency="today", starts_at=starts_at + shift)[1]
    address = processes.serve()
    before = deadlocks()

    async def everything():
        return await asyncio.gather(*(yes(address, crowd, one, "api", {}) for one in invites))

    told = in_a_loop(everything())

    assert Counter(status for status, _ in told) == Counter({200: 1, 409: INVITES - 1})
    assert TakenTime.objects.filter(person=listener.person).count() == 1
    assert Request.objects.filter(state="agreed").count() == 1
    assert deadlocks() == before


# ---------------------------------------------------------------- the lock, and what stands behind it
IN_THREADS = 8


def says_yes_to_all(crowd, number):
    """Have one listener say yes to so many askers for one time, from threads of their own."""
    (listener,) = crowd.people
    starts_at = (clock() + timedelta(hours=1 + number)).replace(second=0, microsecond=0)
    invites = []
    for _ in range(IN_THREADS):
        asker = make_member(crowd.organisation)
        invites += make_asked(asker, [listener], urgency="today", starts_at=starts_at)[1]
    return at_once(*(partial(accept, one, by=listener, now=clock()) for one in invites))


def talks_of(crowd):
    return Request.objects.filter(listener=crowd.people[0], state="agreed").count()


def test_without_the_lock_the_database_still_lets_nobody_be_in_two_talks(own_database, monkeypatch):
    monkeypatch.setattr(taking, "lock_persons", lambda ids: sorted(set(ids)))
    crowd = Crowd(1)
    for number in range(3):
        results = says_yes_to_all(crowd, number)
        assert sum(isinstance(one, Request) for one in results) == 1, results
        assert talks_of(crowd) == number + 1


def test_with_neither_lock_nor_backstop_a_listener_is_in_several_talks_at_once(own_database, monkeypatch):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time: it takes no lock that could be left off.")
    monkeypatch.setattr(taking, "lock_persons", lambda ids: sorted(set(ids)))
    with connection.cursor() as cursor:
        cursor.execute(f"alter table {TakenTime._meta.db_table} drop constraint taken_time_overlaps")
    crowd = Crowd(1)
    for number in range(6):
        says_yes_to_all(crowd, number)
    assert talks_of(crowd) > 6
