"""Whom to ask first: the first twenty listeners among `size` (10,000), with the database.

Works: `now`, `today`, `week`. Ours reads two to four statements and ranks plain values; `objects` reads model
objects, one listener after another, and asks of each what the rules ask: power lines, lists, limits, rest,
and free time. Both must give the same twenty, in the same order.
"""

from __future__ import annotations

import os
import random
from datetime import UTC, date, datetime, timedelta

from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from benchmarks._measure import Results, apart, say, timed
from peers.debriefs import rules
from peers.debriefs.candidates import asker_cells, look, stretch_of, wanted_of
from peers.debriefs.models import Invite, Request
from peers.debriefs.ranking import Candidate, ranked, why_not
from peers.pool.models import Joined, NotWith, Profile
from supervision.availability.free import free_times
from supervision.availability.opening import rebuild_open_weeks
from supervision.availability.taking import minute_of
from supervision.people.models import Leadership, Member, Organisation, Person, Relationship, Team
from supervision.scheduling.bits import QUARTER, every, lowest

DEFAULT_SIZE = 10_000
NOW = datetime(2026, 11, 2, 10, tzinfo=UTC)
LONG_AGO = date(2020, 1, 6)
RUNS, FIRST = int(os.environ.get("RUNS", "5")), 20
MOST_QUERIES, AIM = 4, 10


def run(db: str, size: int | None) -> int:
    results = Results("rank", db)
    size = size or DEFAULT_SIZE
    say(f"making {size} listeners")
    # As a request comes with its asker: who they are is not part of ranking.
    asker = Member.objects.select_related("person", "organisation").get(pk=populate(size).pk)
    wrong = False
    for urgency in rules.URGENCIES:
        request = asked(asker, urgency)
        with CaptureQueriesContext(connection) as queries:
            ours = [(one.member, one.free_at) for one in look(request, now=NOW, number=FIRST).ranked]
        if len(queries) > MOST_QUERIES:
            say(f"{urgency}: {len(queries)} queries")
            wrong = True
        theirs, _ = apart(lambda request=request: [(one.member, one.free_at) for one in by_objects(request)])
        if ours != theirs:
            say(f"{urgency}: the variants differ")
            wrong = True
        for _ in range(RUNS):
            for variant, work in (("holdspace", first_twenty), ("objects", by_objects)):
                if variant == "objects" and len(results.times["".join([urgency]), size, variant]) >= 1:
                    continue  # minutes at this size: once is enough to see a factor
                seconds, peak = apart(lambda work=work, request=request: timed(lambda: work(request)))
                results.add(urgency, size, variant, seconds, peak)
        factor = results.median(urgency, size, "objects") / results.median(urgency, size, "holdspace")
        say(f"{urgency}: {factor:.0f} times faster, {len(queries)} queries (aim: {AIM} and {MOST_QUERIES})")
    results.show()
    return int(wrong)


def first_twenty(request: Request):
    return look(request, now=NOW, number=FIRST).ranked


# ---------------------------------------------------------------- one after another
def by_objects(request: Request):
    """Rank with model objects: everybody's facts are read for them alone."""
    wanted = wanted_of(request, now=NOW)
    found = []
    own_work = Profile.objects.get(member=request.asker).work
    for joined in Joined.objects.filter(part="debriefs", state="in").exclude(member=request.asker):
        candidate = facts_of(request, joined.member, own_work)
        if not why_not(candidate, wanted):
            found.append(candidate._replace(free_at=free_at(request, joined.member)))
    return ranked(found, wanted, number=FIRST)


def facts_of(request: Request, member: Member, own_work: str) -> Candidate:
    profile = Profile.objects.get(member=member)
    invites = Invite.objects.filter(member=member).select_related("request")
    lately = invites.filter(asked_at__gt=NOW - rules.LATELY)
    given = [one.request for one in lately.filter(state="accepted")]
    heavy = [one.ends_at for one in given if one.weight >= rules.HEAVY]
    asker = request.asker
    return Candidate(
        member.pk,
        None,
        lately.filter(asked_at__gt=NOW - rules.WEEK_BACK).count(),
        profile.most_a_week,
        len(given),
        sum(one.asker_id == asker.pk for one in given),
        minute_of(rules.rests_until(max(heavy))) if heavy else 0,
        profile.heaviest,
        profile.longest_minutes,
        True,
        bool(set(own_work.split(",")) & set(profile.work.split(",")) - {""}),
        False,
        member.pk == request.first_id,
        is_line(asker, member),
        NotWith.objects.filter(Q(member=asker, other=member) | Q(member=member, other=asker)).exists(),
    )


def is_line(asker: Member, member: Member) -> bool:
    if asker.line_manager_id == member.pk or member.line_manager_id == asker.pk:
        return True
    day = NOW.date()
    both = Q(supervisor=asker, supervisee=member) | Q(supervisor=member, supervisee=asker)
    if Relationship.objects.on(day).filter(both).exists():
        return True
    led = Leadership.objects.filter(member=member, member__is_team_lead=True, team=asker.team_id)
    return led.exists()


def free_at(request: Request, member: Member) -> int | None:
    start, end = stretch_of(request, now=NOW)
    people = {one.pk: one.person_id for one in (request.asker, member)}
    free = free_times(people, start, end, now=NOW)
    if request.urgency == rules.NOW:
        return start if free.starts(member.pk, request.minutes) >> free.frame.cell(start) & 1 else None
    both = asker_cells(request, free) & every(QUARTER, free.frame.cells)
    both &= free.starts(member.pk, request.minutes)
    return free.minute(lowest(both)) if both else None


# ---------------------------------------------------------------- an organisation
def populate(size: int) -> Member:
    """Make so many listeners in teams of twenty, with what they gave and were asked lately."""
    dice = random.Random(5)
    alder = Organisation.objects.create(name="Alder", slug="alder")
    teams = Team.objects.bulk_create(
        Team(organisation=alder, name=f"Team {n}") for n in range(size // 20 + 1)
    )
    persons = Person.objects.bulk_create(
        (Person(email=f"p{n}@example.org", name=f"P {n}") for n in range(size + 1)), batch_size=2000
    )
    members = Member.objects.bulk_create(
        (
            Member(
                organisation=alder,
                person=person,
                team=teams[n // 20],
                is_case_manager=True,
                is_team_lead=n % 20 == 0,
                start_date=LONG_AGO,
                working_days=dice.choice(["Mon,Tue,Wed,Thu,Fri", "Tue,Wed,Thu", "Mon,Wed,Fri"]),
            )
            for n, person in enumerate(persons)
        ),
        batch_size=2000,
    )
    Leadership.objects.bulk_create(
        Leadership(team=one.team, member=one) for one in members if one.is_team_lead
    )
    asker, listeners = members[-1], members[:-1]
    since = NOW - timedelta(days=90)
    Joined.objects.bulk_create(
        (Joined(member=one, part="debriefs", state="in", since=since) for one in members), batch_size=2000
    )
    Profile.objects.bulk_create(
        (
            Profile(
                member=one,
                heaviest=dice.choice([1, 2, 2, 3]),
                longest_minutes=dice.choice([15, 30, 30]),
                work=dice.choice([",housing,", ",children,", ""]),
            )
            for one in members
        ),
        batch_size=2000,
    )
    lived(alder, listeners, dice)
    NotWith.objects.bulk_create(
        [NotWith(member=asker, other=one) for one in dice.sample(listeners, min(5, size))],
        ignore_conflicts=True,
    )
    rebuild_open_weeks([one.pk for one in members], now=NOW)
    return asker


def lived(alder: Organisation, listeners: list[Member], dice: random.Random) -> None:
    """Have three in ten listeners been asked in the last weeks, and half of them have listened."""
    requests, invites = [], []
    for one in dice.sample(listeners, len(listeners) * 3 // 10):
        asked_at = NOW - timedelta(days=dice.randrange(1, 27), minutes=dice.randrange(600))
        other = dice.choice(listeners)
        is_given = dice.random() < 0.5 and other.pk != one.pk
        request = Request(
            organisation=alder,
            asker=other,
            urgency="today",
            weight=dice.choice([1, 2, 3]),
            minutes=15,
            how="phone",
            state="over" if is_given else "withdrawn",
            listener=one if is_given else None,
            starts_at=asked_at if is_given else None,
            ends_at=asked_at + timedelta(minutes=15) if is_given else None,
            latest_at=asked_at,
            created_at=asked_at,
            erase_at=NOW + timedelta(days=30),
        )
        requests.append(request)
        state = "accepted" if is_given else "passed"
        invites.append(
            Invite(request=request, member=one, wave=1, state=state, starts_at=asked_at, asked_at=asked_at)
        )
    Request.objects.bulk_create(requests, batch_size=2000)
    Invite.objects.bulk_create(invites, batch_size=2000)


def asked(asker: Member, urgency: str) -> Request:
    """Return a request as it stands before its first wave; it is not kept."""
    return Request(
        organisation=asker.organisation,
        asker=asker,
        urgency=urgency,
        weight=2,
        minutes=15,
        how="phone",
        same_work=True,
        next_at=NOW,
        latest_at=rules.window_ends(urgency, now=NOW, zone=asker.zone),
        created_at=NOW,
        erase_at=NOW + timedelta(days=30),
    )
