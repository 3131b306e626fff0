"""Answering messages about sessions from the message: by the same services as the pages, and back again."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from supervision.errors import Refusal
from supervision.notices.acts import links
from supervision.notices.acts.registry import answering_of
from supervision.notices.acts.services import AlreadyAnswered, NotAsked, give_answer, undo_answer
from supervision.notices.models import Notice
from supervision.notices.selectors import waiting_ids
from supervision.sessions import services
from supervision.sessions.acting.cancelled import times as times_instead
from supervision.sessions.acting.shared import other_times
from supervision.sessions.booking import book
from supervision.sessions.booking_facts import PROPOSAL_ANSWERED
from supervision.sessions.booking_facts import cancelled as cancelled_facts
from supervision.sessions.cancelling import cancel
from supervision.sessions.choosing import moment_value
from supervision.sessions.models import Account, CalendarAnswer, Proposal, Session, TakenTime
from supervision.sessions.moving import move
from supervision.sessions.proposing import ProposalOver, propose
from supervision.sessions.rules import Said, TooLateToUndo
from tests.builders import make_member, make_relationship, make_session
from tests.supervision.sessions.pairs import HOUR, NOW, TEN, Pair

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=9)
AFTERWARDS = TEN + timedelta(hours=3)


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def pair():
    return Pair()


def told(kind, member):
    return Notice.objects.filter(kind=kind, recipient=member).order_by("-pk").first()


def start_of(session):
    return Session.objects.get(pk=session.pk).starts_at


def taken_of(*members):
    rows = TakenTime.objects.filter(person__in=[member.person_id for member in members])
    return sorted(rows.values_list("person", "starts", "ends"))


# ---------------------------------------------------------------- a proposal
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

    client_answer = _press(notice, act="take", choice=choice)

    assert client_answer == "proposal_times"
    assert start_of(session) == TEN
    assert Proposal.objects.get().state == "open"


def _press(notice, **what):
    try:
        give_answer(notice, now=NOW, **what)
    except Refusal as refusal:
        return refusal.code
    return "done"


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

    assert _undo(notice) == "slot_taken"

    assert start_of(session) == TEN + 4 * HOUR


def _undo(notice, now=LATER):
    try:
        undo_answer(notice, now=now)
    except Refusal as refusal:
        return refusal.code
    return "undone"


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


# ---------------------------------------------------------------- how it went
@pytest.fixture
def recorded(pair):
    """A session that the supervisor has recorded, and the message that asks the supervisee."""
    (session,) = pair.book()
    services.give_account(session=session, by=pair.supervisor, said=Said("held"), now=AFTERWARDS)
    return session, told("session_recorded", pair.supervisee)


def test_one_tap_confirms_what_the_other_side_said_and_can_be_undone(pair, recorded):
    session, notice = recorded

    give_answer(notice, act="same", now=AFTERWARDS)
    assert Account.objects.get(member=pair.supervisee).outcome == "held"

    undo_answer(notice, now=AFTERWARDS + timedelta(minutes=9))
    assert not Account.objects.filter(member=pair.supervisee).exists()
    assert Session.objects.get().status == "held"
    with pytest.raises(TooLateToUndo):
        services.withdraw_account(session=session, by=pair.supervisor, now=AFTERWARDS + HOUR)


@pytest.mark.parametrize(
    ("choice", "outcome", "minutes", "by"),
    [
        ("missed", "missed", None, ""),
        ("short-30", "short", 30, ""),
        ("cancelled-organisation", "cancelled", None, "organisation"),
    ],
)
def test_it_was_different_and_how(pair, recorded, choice, outcome, minutes, by):
    _, notice = recorded

    give_answer(notice, act="different", choice=choice, now=AFTERWARDS)

    account = Account.objects.get(member=pair.supervisee)
    assert (account.outcome, account.minutes, account.cancelled_by) == (outcome, minutes, by)
    assert notice.pk not in _waiting(pair.supervisee)


def _waiting(member):
    return waiting_ids(member, now=AFTERWARDS)


@pytest.mark.parametrize("choice", ["", "short-61", "short-0", "short-", "cancelled-", "held-9", "x"])
def test_no_other_word_is_taken(pair, recorded, choice):
    _, notice = recorded

    with pytest.raises(services.NothingToConfirm):
        give_answer(notice, act="different", choice=choice, now=AFTERWARDS)

    assert Account.objects.count() == 1


def test_what_was_said_shows_on_a_known_device_alone(pair, recorded, client, now):
    now.move_to(AFTERWARDS)
    _, notice = recorded
    path = reverse("answer", args=[links.make_link(notice, until=AFTERWARDS + HOUR, now=NOW)])

    strange = client.get(path).content.decode()
    client.force_login(pair.supervisee.person)
    known = client.get(path).content.decode()

    for words in (pair.supervisor.person.name, "Held, 60 minutes"):
        assert words not in strange
        assert words in known


# ---------------------------------------------------------------- a time that is held
@pytest.mark.parametrize(("act", "said"), [("suits", "accepted"), ("not", "declined")])
def test_saying_whether_a_time_suits_changes_nothing_but_that_it_was_said(pair, act, said):
    (session,) = pair.book()
    notice = told("session_booked", pair.supervisee)

    give_answer(notice, act=act, now=NOW)

    answer = CalendarAnswer.objects.get()
    assert (answer.said, answer.member, answer.is_by_hand) == (said, pair.supervisee, True)
    row = Session.objects.get()
    assert (row.status, row.starts_at, row.calendar_sequence) == ("booked", TEN, session.calendar_sequence)
    asked = told("session_asked", pair.supervisor)
    if act == "not":
        assert asked.not_before == NOW + timedelta(minutes=10)
        assert told("session_asked", pair.supervisee) is None
    else:
        assert asked is None

    undo_answer(notice, now=LATER)
    assert not CalendarAnswer.objects.exists()


def test_undoing_brings_back_what_a_calendar_had_answered(pair):
    (session,) = pair.book()
    CalendarAnswer.objects.create(
        session=session,
        member=pair.supervisee,
        said="accepted",
        starts_at=TEN,
        sequence=session.calendar_sequence,
        stamped_at=NOW,
        received_at=NOW,
    )
    before = CalendarAnswer.objects.values().get()
    notice = told("session_booked", pair.supervisee)
    give_answer(notice, act="not", now=LATER)

    undo_answer(notice, now=LATER)

    assert CalendarAnswer.objects.values().get() == before


def test_another_time_is_proposed_from_the_message_and_taken_back(pair):
    pair.book()
    notice = told("session_booked", pair.supervisee)
    choices = other_times(notice, NOW)
    assert len(choices) == 4
    assert TEN.isoformat() not in {one.key for one in choices}

    give_answer(notice, act="another", choice=choices[0].key, now=NOW)
    assert Proposal.objects.get().proposed_by == pair.supervisee
    assert told("session_proposed", pair.supervisor) is not None

    undo_answer(notice, now=LATER)
    assert Proposal.objects.get().state == "withdrawn"


# ---------------------------------------------------------------- called off
@pytest.fixture
def called_off(pair):
    """A session that its supervisor called off, and the message to its supervisee with three other times."""
    (session,) = pair.book()
    cancel(session=session, by=pair.supervisor, now=NOW)
    return session, told("session_cancelled", pair.supervisee)


def test_another_time_is_booked_from_the_message_that_one_was_called_off_and_taken_back(pair, called_off):
    session, notice = called_off
    choices = times_instead(notice, NOW)
    letter = cancelled_facts(notice, NOW)
    assert [one["value"] for one in letter["times"]] == [one.key for one in choices] and len(choices) == 3
    assert moment_value(TEN) not in {one.key for one in choices}
    assert links.draft_address(notice, now=NOW)

    give_answer(notice, act="book", choice=choices[1].key, now=NOW)
    anew = Session.objects.get(rebooks=session)
    assert moment_value(anew.starts_at) == choices[1].key and anew.status == "booked"
    assert (anew.supervisor, anew.booked_by) == (pair.supervisor, pair.supervisee)
    assert told("session_booked", pair.supervisor) is not None

    undo_answer(notice, now=LATER)
    assert not Session.objects.filter(rebooks=session, status="booked").exists()
    assert taken_of(pair.supervisor, pair.supervisee) == []


def test_what_was_called_off_is_booked_anew_once_by_whoever_is_first(pair, called_off):
    session, notice = called_off
    others = told("session_cancelled", pair.supervisor)
    first, second, _ = (one.key for one in times_instead(notice, NOW))

    give_answer(others, act="book", choice=first, now=NOW)

    assert _press(notice, act="book", choice=second) == "not_asked"
    assert Session.objects.filter(rebooks=session).count() == 1
    assert answering_of(notice.kind).question(notice, NOW).heading == "Another time is booked"


@pytest.mark.parametrize("choice", ["", "soon", "2026-11-11T10:00", "2026-11-14T10:00Z", "2026-11-10T10:07Z"])
def test_no_time_that_is_not_free_is_booked_anew(pair, called_off, choice):
    session, notice = called_off

    assert _press(notice, act="book", choice=choice) in ("proposal_times", "slot_taken")
    assert not Session.objects.filter(rebooks=session).exists()


def test_whoever_left_a_group_or_may_not_book_it_is_asked_for_no_other_time(pair):
    others = [make_member(pair.organisation) for _ in range(2)]
    for one in others:
        make_relationship(pair.supervisor, one)
    (session,) = book(
        by=pair.supervisor,
        supervisor=pair.supervisor,
        supervisees=[pair.supervisee, *others],
        starts_at=TEN,
        minutes=60,
        kind="group",
        now=NOW,
    ).sessions
    cancel(session=session, by=others[0], now=NOW)  # leaves it
    cancel(session=session, by=pair.supervisor, now=NOW)

    for one in (*others, pair.supervisee):
        assert links.draft_address(told("session_cancelled", one), now=NOW) is None
    assert links.draft_address(told("session_cancelled", pair.supervisor), now=NOW)


@pytest.mark.parametrize(
    "choice",
    [
        "",
        "soon",
        "2026-11-11T10:00",
        "2026-11-11T10:07:00+00:00",
        "9999-12-31T23:59-14:00",
        "0001-01-01T00:00+14:00",
    ],
)
def test_no_time_that_cannot_be_proposed_is(pair, choice):
    pair.book()

    assert _press(told("session_booked", pair.supervisee), act="another", choice=choice) == "proposal_times"

    assert not Proposal.objects.exists()


def test_a_message_about_an_earlier_state_asks_nothing(pair):
    (session,) = pair.book()
    notice = told("session_booked", pair.supervisee)
    move(session=session, by=pair.supervisor, starts_at=TEN + HOUR, now=NOW)

    with pytest.raises(NotAsked):
        give_answer(notice, act="suits", now=NOW)

    cancel(session=session, by=pair.supervisor, now=NOW)
    with pytest.raises(NotAsked):
        give_answer(told("session_moved", pair.supervisee), act="suits", now=NOW)


def test_whoever_is_not_in_it_any_more_is_asked_nothing(pair):
    (session,) = pair.book()
    notice = told("session_booked", pair.supervisee)
    session.attendances.update(member=make_member(pair.organisation))

    with pytest.raises(NotAsked):
        give_answer(notice, act="suits", now=NOW)


# ---------------------------------------------------------------- a question about a time
def test_it_stands_settles_the_question_and_the_undoing_asks_again(pair):
    pair.book()
    give_answer(told("session_booked", pair.supervisee), act="not", now=NOW)
    notice = told("session_asked", pair.supervisor)

    give_answer(notice, act="stands", now=NOW)
    assert CalendarAnswer.objects.get().settled_at == NOW

    undo_answer(notice, now=LATER)
    assert CalendarAnswer.objects.get().settled_at is None
    give_answer(notice, act="stands", now=LATER)


def test_a_question_that_is_settled_by_the_others_cannot_be_unsaid(pair):
    pair.book()
    notice = told("session_booked", pair.supervisee)
    give_answer(notice, act="not", now=NOW)
    give_answer(told("session_asked", pair.supervisor), act="stands", now=NOW)

    assert _undo(notice) == "settled_since"


# ---------------------------------------------------------------- cost
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
