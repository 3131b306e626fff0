"""A supervisor, whom they supervise and that one's lead, all ready to book; and what is taken then."""

from datetime import UTC, datetime, timedelta

from django.test import Client

from supervision.sessions.booking import book
from supervision.sessions.models import Session, TakenTime
from supervision.sessions.taking import planned, stretches_of
from tests.builders import make_lead, make_member, make_organisation, make_relationship, make_team

NOW = datetime(2026, 11, 2, 8, tzinfo=UTC)
"""A Monday morning."""
WEDNESDAY_10 = datetime(2026, 11, 4, 10, tzinfo=UTC)
TEN = datetime(2026, 11, 10, 10, tzinfo=UTC)
"""A Tuesday, eight days on; London keeps GMT then."""
HOUR = timedelta(hours=1)
WEEK = timedelta(weeks=1)
ISO = "%Y-%m-%dT%H:%M:%SZ"


class Pair:
    def __init__(self, organisation=None):
        self.organisation = organisation or make_organisation()
        self.team = make_team(self.organisation)
        self.lead = make_lead(self.team)
        self.supervisor = make_member(self.organisation, roles=("supervisor",))
        self.supervisee = make_member(team=self.team)
        make_relationship(self.supervisor, self.supervisee)

    def book(self, at=TEN, *, by=None, supervisees=None, now=NOW, **more):
        more.setdefault("minutes", 60)
        return book(
            by=by or self.supervisor,
            supervisor=self.supervisor,
            supervisees=supervisees or [self.supervisee],
            starts_at=at,
            now=now,
            **more,
        ).sessions


class Three(Pair):
    """A pair, and a second supervisor of the same person."""

    def __init__(self):
        super().__init__()
        self.second = make_member(self.organisation, roles=("supervisor",), name="Femi Oladipo")
        make_relationship(self.second, self.supervisee)

    def book(self, at=TEN, **more):
        more.setdefault("beside", [self.second])
        return super().book(at, **more)

    def fresh(self):
        return Session.objects.with_people().order_by("starts_at").first()


def taken_by(member):
    rows = TakenTime.objects.filter(person=member.person_id).order_by("starts")
    return list(rows.values_list("starts", "ends"))


def check_taken():
    """What is taken is what booked sessions say, and nothing else."""
    booked = list(Session.objects.booked().with_people())
    said = {
        (session.pk, *stretch)
        for session, each in zip(booked, stretches_of([planned(one) for one in booked]), strict=True)
        for stretch in each
    }
    assert set(TakenTime.objects.values_list("session", "person", "starts", "ends")) == said


def call(member, method, path, body=None, **headers):
    """Return the API's answer to somebody who is signed in."""
    client = Client()
    client.force_login(member.person)
    return getattr(client, method)(
        f"/api/v1/{path}", body or {}, content_type="application/json", headers=headers
    )
