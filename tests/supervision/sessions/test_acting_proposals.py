"""A proposed time answered from the message: taken, kept or settled already, and back again."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from supervision.notices.acts import links
from supervision.notices.acts.services import AlreadyAnswered, give_answer, undo_answer
from supervision.notices.models import Notice
from supervision.sessions.booking_facts import PROPOSAL_ANSWERED
from supervision.sessions.models import Proposal
from supervision.sessions.moving import move
from supervision.sessions.proposing import ProposalOver, propose
from tests.builders import make_member, make_relationship, make_session
from tests.supervision.sessions.pairs import HOUR, NOW, TEN, Pair
from tests.supervision.sessions.pressing import LATER, press, start_of, taken_of, told, undo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


@pytest.fixture
def proposed(pair):
    """A session at ten, two other times for it, and the message to the supervisee that asks."""
    (session,) = pair.book()
    propose(session=session, by=pair.supervisor, times=[TEN + HOUR, TEN + 4 * HOUR], now=NOW)
    return session, told("session_proposed", pair.supervisee)


def time_at(session, at):
    return str(Proposal.objects.get(session=session).times.get(starts_at=at).pk)


def test_a_proposed_time_is_taken_and_the_undoing_puts_all_of_it_back(pair, proposed):
    session, notice = proposed
    before = taken_of(pair.supervisor, pair.supervisee)

    give_answer(notice, act="take", choice=time_at(session, TEN + 4 * HOUR), now=NOW)
    assert start_of(session) == TEN + 4 * HOUR
    assert told("session_moved", pair.supervisor) is not None

    undo_answer(notice, now=LATER)
    assert start_of(session) == TEN
    assert Proposal.objects.get().state == "open"
    assert taken_of(pair.supervisor, pair.supervisee) == before
    assert told("session_moved", pair.supervisor).about["was"] == (TEN + 4 * HOUR).isoformat()

    give_answer(notice, act="take", choice=time_at(session, TEN + HOUR), now=LATER)
    assert start_of(session) == TEN + HOUR


def test_keeping_the_time_is_told_each_time_it_is_said(pair, proposed):
    session, notice = proposed
    before = taken_of(pair.supervisor, pair.supervisee)
    give_answer(notice, act="keep", now=NOW)
    assert Proposal.objects.get().state == "declined"

    undo_answer(notice, now=LATER)
    assert taken_of(pair.supervisor, pair.supervisee) == before
    give_answer(notice, act="keep", now=LATER)

    assert start_of(session) == TEN
    assert Notice.objects.filter(kind=PROPOSAL_ANSWERED, recipient=pair.supervisor).count() == 2


@pytest.mark.parametrize("choice", ["", "0", "x", "9" * 30, "٣", "2026-11-10T10:00"])
def test_a_time_that_was_not_proposed_is_refused(pair, proposed, choice):
    session, notice = proposed

    client_answer = press(notice, act="take", choice=choice)

    assert client_answer == "proposal_times"
    assert start_of(session) == TEN
    assert Proposal.objects.get().state == "open"


def test_of_a_proposal_s_link_and_its_page_the_second_reads_that_it_is_settled(pair, proposed, client):
    session, notice = proposed
    client.force_login(pair.supervisee.person)
    path = reverse("answer", args=[links.make_link(notice, until=TEN, now=NOW)])
    client.post(
        reverse("sessions:answer", args=[session.pk]),
        {"proposal": Proposal.objects.get().pk, "act": "decline"},
    )

    answer = client.post(path, {"act": "take", "choice-take": time_at(session, TEN + HOUR)})

    assert answer.status_code == 409
    assert "settled already" in answer.content.decode()
    assert start_of(session) == TEN


def test_what_moved_on_since_cannot_be_undone(pair, proposed):
    session, notice = proposed
    give_answer(notice, act="take", choice=time_at(session, TEN + HOUR), now=NOW)
    move(session=session, by=pair.supervisor, starts_at=TEN + 24 * HOUR, now=NOW)

    with pytest.raises(ProposalOver):
        undo_answer(notice, now=LATER)

    assert start_of(session) == TEN + 24 * HOUR
    with pytest.raises(AlreadyAnswered):
        give_answer(notice, act="keep", now=LATER)


def test_undoing_finds_its_old_time_gone_and_says_so(pair, proposed):
    session, notice = proposed
    give_answer(notice, act="take", choice=time_at(session, TEN + 4 * HOUR), now=NOW)
    other = make_member(pair.organisation)
    make_relationship(pair.supervisor, other)
    make_session(pair.supervisor, other, at=TEN, status="booked")

    assert undo(notice) == "slot_taken"

    assert start_of(session) == TEN + 4 * HOUR


def test_the_link_of_a_proposal_ends_with_it(pair, proposed):
    _, notice = proposed

    links.address_for(notice, now=NOW)

    assert links.AnswerLink.objects.get().expires_at == Proposal.objects.get().expires_at


def test_an_external_supervisor_without_an_account_answers_by_the_letter_alone(client):
    pair = Pair()
    guest = make_member(pair.organisation, roles=("supervisor",), employment="external")
    guest.person.set_unusable_password()
    guest.person.last_login = None
    guest.person.save()
    make_relationship(guest, pair.supervisee)
    session = make_session(guest, pair.supervisee, at=TEN, status="booked")
    propose(session=session, by=pair.supervisee, times=[TEN + HOUR], now=NOW)
    notice = told("session_proposed", guest)
    path = reverse("answer", args=[links.make_link(notice, until=TEN, now=NOW)])
    name = pair.supervisee.person.name
    assert name not in client.get(path).content.decode()

    page = client.post(
        path,
        {
            "act": "take",
            "choice-take": time_at(session, TEN + HOUR),
            "number": links.number_of(notice),
            "remember": "1",
        },
        follow=True,
    )

    assert start_of(session) == TEN + HOUR
    assert "Moved" in page.content.decode()
    client.cookies.pop("sessionid", None)
    client.post(path, {"act": "undo"})  # on the device that is remembered now
    assert start_of(session) == TEN
    assert "_auth_user_id" not in client.session


def test_the_page_costs_as_much_for_thirty_proposals_as_for_one(
    pair, proposed, client, django_assert_num_queries
):
    _, notice = proposed
    client.force_login(pair.supervisee.person)
    path = reverse("answer", args=[links.make_link(notice, until=TEN, now=NOW)])
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get(path)
    for number in range(29):
        at = datetime(2026, 12, 1, 10, tzinfo=UTC) + timedelta(days=number)
        make_session(pair.supervisor, pair.supervisee, at=at, status="booked")

    with django_assert_num_queries(len(one)):
        client.get(path)

    assert len(one) <= 25
