"""Whatever is booked, moved, called off, held and let run out: nobody is twice anywhere, and rows agree."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from supervision.errors import Refusal
from supervision.sessions.booking import book
from supervision.sessions.cancelling import cancel
from supervision.sessions.covering import hand_over
from supervision.sessions.holding import HELD_FOR, hold
from supervision.sessions.models import Hold, Session, TakenTime
from supervision.sessions.moving import move
from supervision.sessions.proposing import answer_proposal, open_proposal, propose
from supervision.sessions.taking import planned, stretches_of
from tests.builders import make_lead, make_member, make_organisation, make_relationship, make_team

MONDAY = datetime(2026, 11, 9, 9, tzinfo=UTC)
quarters = st.integers(0, 2 * 32 - 1).map(lambda n: MONDAY + timedelta(days=n // 32, minutes=15 * (n % 32)))
"""Every quarter of an hour of two working days: so few that they clash all the time."""
one_of_two = st.integers(0, 1)


class Small(RuleBasedStateMachine):
    """Two supervisors and two whom both supervise; one of the supervisors works in two organisations."""

    def __init__(self):
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()

    def teardown(self):
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)

    @initialize()
    def move_in(self):
        self.now = datetime(2026, 11, 2, 8, tzinfo=UTC)
        self.houses = []
        shared = None
        for _ in range(2):
            organisation = make_organisation()
            team = make_team(organisation)
            first = make_member(organisation, roles=("supervisor",), person=shared)
            shared = first.person
            supervisors = [first, make_member(organisation, roles=("supervisor",))]
            supervisees = [make_member(team=team) for _ in range(2)]
            for supervisor in supervisors:
                for supervisee in supervisees:
                    make_relationship(supervisor, supervisee)
            self.houses.append((make_lead(team), supervisors, supervisees))

    def _try(self, act, **asked):
        try:
            return act(**asked, now=self.now)
        except Refusal:
            return None

    def _booked(self, number):
        rows = list(Session.objects.booked().order_by("pk"))
        return rows[number % len(rows)] if rows else None

    def _lead_of(self, session):
        return next(lead for lead, _, _ in self.houses if lead.organisation_id == session.organisation_id)

    @rule(house=one_of_two, who=one_of_two, whom=one_of_two, at=quarters, minutes=st.sampled_from((45, 60)))
    def books(self, house, who, whom, at, minutes):
        lead, supervisors, supervisees = self.houses[house]
        held = Hold.objects.filter(held_by=lead, proposed_time=None).first()
        self._try(
            book,
            by=lead,
            supervisor=supervisors[who],
            supervisees=[supervisees[whom]],
            starts_at=at,
            minutes=minutes,
            hold=held,
        )

    @rule(house=one_of_two, who=one_of_two, at=quarters)
    def books_a_group(self, house, who, at):
        lead, supervisors, supervisees = self.houses[house]
        people = {"supervisor": supervisors[who], "supervisees": supervisees}
        self._try(book, by=lead, **people, starts_at=at, minutes=90, kind="group")

    @rule(house=one_of_two, who=one_of_two, whom=one_of_two, at=quarters)
    def books_two_together(self, house, who, whom, at):
        lead, supervisors, supervisees = self.houses[house]
        people = {"supervisor": supervisors[who], "beside": [supervisors[1 - who]]}
        self._try(book, by=lead, **people, supervisees=[supervisees[whom]], starts_at=at, minutes=60)

    @rule(number=st.integers(0, 9))
    def withdraws(self, number):
        session = self._booked(number)
        if session and (one := session.besides.first()):
            self._try(cancel, session=session, by=one.member, only_me=True)

    @rule(house=one_of_two, who=one_of_two, whom=one_of_two, at=quarters)
    def holds(self, house, who, whom, at):
        lead, supervisors, supervisees = self.houses[house]
        people = {"supervisor": supervisors[who], "supervisees": [supervisees[whom]]}
        self._try(hold, by=lead, **people, starts_at=at, minutes=60, kind="individual")

    @rule(number=st.integers(0, 9), at=quarters)
    def moves(self, number, at):
        if session := self._booked(number):
            self._try(move, session=session, by=self._lead_of(session), starts_at=at)

    @rule(number=st.integers(0, 9))
    def calls_off(self, number):
        if session := self._booked(number):
            self._try(cancel, session=session, by=self._lead_of(session))

    @rule(number=st.integers(0, 9), to=one_of_two)
    def hands_over(self, number, to):
        if session := self._booked(number):
            lead, supervisors, _ = next(one for one in self.houses if one[0] == self._lead_of(session))
            self._try(hand_over, sessions=[session], by=lead, to=supervisors[to])

    @rule(number=st.integers(0, 9), at=quarters, other=quarters, takes=st.booleans())
    def proposes(self, number, at, other, takes):
        session = self._booked(number)
        if session is None:
            return
        supervisee = session.attendances.first().member
        self._try(propose, session=session, by=session.supervisor, times=[at, other])
        session = Session.objects.with_people().get(pk=session.pk)
        if takes and (proposal := open_proposal(session, supervisee, now=self.now)):
            self._try(answer_proposal, proposal=proposal, by=supervisee, starts_at=at)

    @rule(minutes=st.sampled_from((1, 10, 60)))
    def waits(self, minutes):
        self.now += timedelta(minutes=minutes)

    @invariant()
    def nobody_is_taken_twice(self):
        last = {}
        rows = TakenTime.objects.standing(self.now).order_by("person", "starts")
        for person, starts, ends in rows.values_list("person", "starts", "ends"):
            assert starts >= last.get(person, starts)
            last[person] = ends

    @invariant()
    def what_is_taken_is_what_sessions_say(self):
        booked = list(Session.objects.booked().with_people())
        said = {
            (session.pk, *stretch)
            for session, each in zip(booked, stretches_of([planned(one) for one in booked]), strict=True)
            for stretch in each
        }
        rows = TakenTime.objects.filter(hold=None)
        assert set(rows.values_list("session", "person", "starts", "ends")) == said

    @invariant()
    def what_is_held_ends_by_itself(self):
        assert not Hold.objects.filter(proposed_time=None, expires_at__gt=self.now + HELD_FOR).exists()


@pytest.mark.django_db
def test_nobody_is_ever_in_two_places():
    run_state_machine_as_test(
        Small,
        settings=settings(
            max_examples=6,
            stateful_step_count=15,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
