"""Answering messages about sessions from the message: by the same services as the pages, and back again."""

from datetime import timedelta

import pytest
from django.urls import reverse

from supervision.notices.acts import links
from supervision.notices.acts.registry import answering_of
from supervision.notices.acts.services import NotAsked, give_answer, undo_answer
from supervision.notices.selectors import waiting_ids
from supervision.sessions import services
from supervision.sessions.acting.cancelled import times as times_instead
from supervision.sessions.acting.shared import other_times
from supervision.sessions.booking import book
from supervision.sessions.booking_facts import cancelled as cancelled_facts
from supervision.sessions.cancelling import cancel
from supervision.sessions.choosing import moment_value
from supervision.sessions.models import Account, CalendarAnswer, Proposal, Session
from supervision.sessions.moving import move
from supervision.sessions.rules import Said, TooLateToUndo
from tests.builders import make_member, make_relationship
from tests.supervision.sessions.pairs import HOUR, NOW, TEN
from tests.supervision.sessions.pressing import AFTERWARDS, LATER, press, taken_of, told, undo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


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

    assert press(notice, act="book", choice=second) == "not_asked"
    assert Session.objects.filter(rebooks=session).count() == 1
    assert answering_of(notice.kind).question(notice, NOW).heading == "Another time is booked"


@pytest.mark.parametrize("choice", ["", "soon", "2026-11-11T10:00", "2026-11-14T10:00Z", "2026-11-10T10:07Z"])
def test_no_time_that_is_not_free_is_booked_anew(pair, called_off, choice):
    session, notice = called_off

    assert press(notice, act="book", choice=choice) in ("proposal_times", "slot_taken")
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

    assert press(told("session_booked", pair.supervisee), act="another", choice=choice) == "proposal_times"

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

    assert undo(notice) == "settled_since"
