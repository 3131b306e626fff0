"""The same message answered by several presses at one moment: one answer, one effect."""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from supervision.notices.acts.links import make_link, try_number
from supervision.notices.acts.services import give_answer, undo_answer
from supervision.notices.models import Answer, AnswerLink, Notice
from supervision.sessions.models import Proposal, Session, TakenTime
from supervision.sessions.proposing import propose
from tests.faults.test_recording_at_once import at_once
from tests.supervision.sessions.pairs import HOUR, NOW, TEN, Pair

pytestmark = pytest.mark.race
TIMES = 4


def proposal_of(pair, at):
    """Return a session, and the message that asks its supervisee which of two other times suits."""
    (session,) = pair.book(at)
    made = propose(session=session, by=pair.supervisor, times=[at + HOUR, at + 4 * HOUR], now=NOW)
    notice = Notice.objects.select_related("recipient__person", "recipient__organisation").get(
        kind="session_proposed", recipient=pair.supervisee, about__proposal=made.pk
    )
    return session, notice, [str(time.pk) for time in made.times.order_by("starts_at")]


def test_several_presses_on_one_message_give_one_answer(own_database):
    for number in range(TIMES):
        session, notice, times = proposal_of(Pair(), TEN + timedelta(days=7 * number))

        results = at_once(
            partial(give_answer, notice, act="take", choice=times[0], now=NOW),
            partial(give_answer, notice, act="take", choice=times[1], now=NOW),
            partial(give_answer, notice, act="keep", now=NOW),
        )

        assert sorted(type(one).__name__ for one in results) == [
            "AlreadyAnswered",
            "AlreadyAnswered",
            "Answer",
        ]
        answer = Answer.objects.get(notice=notice)
        proposal = Proposal.objects.get(session=session)
        assert proposal.state == ("accepted" if answer.act == "take" else "declined")
        moved = Notice.objects.filter(kind="session_moved", about__session=session.pk).count()
        assert moved == (2 if answer.act == "take" else 0)


def test_an_answer_is_undone_once_however_often_it_is_pressed(own_database):
    for number in range(TIMES):
        session, notice, times = proposal_of(Pair(), TEN + timedelta(days=7 * number))
        held = set(TakenTime.objects.values_list("person", "starts", "ends"))
        give_answer(notice, act="take", choice=times[1], now=NOW)

        results = at_once(*[partial(undo_answer, notice, now=NOW)] * 3)

        assert [type(one).__name__ for one in results].count("NothingToUndo") == 2
        assert Session.objects.get(pk=session.pk).starts_at == session.starts_at
        assert set(TakenTime.objects.values_list("person", "starts", "ends")) == held


def test_guesses_at_one_moment_are_all_counted(own_database):
    _, notice, _ = proposal_of(Pair(), TEN)
    make_link(notice, until=datetime(2026, 11, 9, tzinfo=UTC), now=NOW)
    link = AnswerLink.objects.select_related("notice").get()

    results = at_once(*[partial(try_number, link, f"{number}") for number in range(100, 112)])

    assert results == [False] * 12
    assert AnswerLink.objects.get().tries == 3
