"""Moving sessions, and calling them off."""

from datetime import UTC, date, datetime, timedelta

import pytest

from supervision.notices.models import Notice
from supervision.sessions import owed, services
from supervision.sessions.access import NotYours
from supervision.sessions.booking import SeriesPlan, book
from supervision.sessions.cancelling import cancel
from supervision.sessions.lines import lines_for
from supervision.sessions.models import Session, TakenTime
from supervision.sessions.moving import NotAhead, WrongScope, move
from supervision.sessions.rules import Said
from supervision.sessions.taking import NoLongerFree, minute_of
from tests.builders import make_lead, make_member, make_relationship, make_session, make_team
from tests.supervision.sessions.pairs import HOUR, NOW, TEN, WEEK, Pair, check_taken

pytestmark = pytest.mark.django_db

QUARTER = timedelta(minutes=15)


@pytest.fixture
def due_on(monkeypatch):
    """Say when everybody is owed their next session."""
    monkeypatch.setattr(owed, "_answers", [])
    return lambda day: owed.ask_for_due_dates(lambda ids, now: dict.fromkeys(ids, day))


def series_of(pair, number=4):
    starts = tuple(TEN + n * WEEK for n in range(number))
    return pair.book(series=SeriesPlan("weekly", starts, number=number))


# ---------------------------------------------------------------- moving
@pytest.mark.parametrize("who", ["supervisor", "supervisee", "lead"])
def test_each_side_and_their_lead_may_move_it(pair, who):
    (session,) = pair.book()
    (moved,) = move(session=session, by=getattr(pair, who), starts_at=TEN + 3 * HOUR, now=NOW)
    assert (moved.pk, moved.starts_at, moved.ends_at) == (session.pk, TEN + 3 * HOUR, TEN + 4 * HOUR)
    assert moved.calendar_sequence == 1
    assert moved.calendar_uid == session.calendar_uid
    told = Notice.objects.filter(kind="session_moved")
    assert {notice.recipient_id for notice in told} == {pair.supervisor.pk, pair.supervisee.pk}
    assert told[0].about == {"session": session.pk, "sequence": 1, "was": TEN.isoformat()}
    check_taken()


def test_a_session_may_move_into_its_own_time(pair):
    (session,) = pair.book()
    move(session=session, by=pair.lead, starts_at=TEN + 2 * QUARTER, now=NOW)
    check_taken()


def test_moving_to_the_same_time_changes_and_tells_nothing(pair):
    (session,) = pair.book()
    assert move(session=session, by=pair.lead, starts_at=TEN, now=NOW) == []
    assert Session.objects.get().calendar_sequence == 0
    assert not Notice.objects.filter(kind="session_moved").exists()
    check_taken()


def test_a_time_that_is_taken_moves_nothing(pair):
    (session,) = pair.book()
    other = Pair(pair.organisation)
    make_relationship(pair.supervisor, other.supervisee)
    pair.book(TEN + 3 * HOUR, by=pair.supervisor, supervisees=[other.supervisee])
    with pytest.raises(NoLongerFree) as lost:
        move(session=session, by=pair.supervisor, starts_at=TEN + 3 * HOUR, now=NOW)
    assert lost.value.next_free
    assert Session.objects.get(pk=session.pk).starts_at == TEN
    check_taken()


@pytest.mark.parametrize("who", ["admin", "peer", "other_lead", "foreigner"])
def test_nobody_else_may_move_it_or_call_it_off(pair, who):
    (session,) = pair.book()
    by = {
        "admin": lambda: make_member(pair.organisation, roles=("admin",)),
        "peer": lambda: make_member(team=pair.team),
        "other_lead": lambda: make_lead(make_team(pair.organisation)),
        "foreigner": lambda: make_member(roles=("supervisor", "team_lead", "admin")),
    }[who]()
    with pytest.raises(NotYours):
        move(session=session, by=by, starts_at=TEN + HOUR, now=NOW)
    with pytest.raises(NotYours):
        cancel(session=session, by=by, now=NOW)
    check_taken()


def test_what_has_begun_is_recorded_not_moved(pair):
    (session,) = pair.book()
    for act in (move, cancel):
        more = {"starts_at": TEN + WEEK} if act is move else {}
        with pytest.raises(NotAhead, match="Say how it went"):
            act(session=session, by=pair.lead, now=TEN, **more)


def test_a_series_moves_from_one_session_on_and_keeps_to_the_wall(pair):
    # Clocks in London go forward on 29 March 2027, between the second and the third.
    march = datetime(2027, 3, 16, 10, tzinfo=UTC)
    later = NOW + timedelta(days=120)
    starts = (march, march + WEEK, march + 2 * WEEK - HOUR, march + 3 * WEEK - HOUR)
    sessions = pair.book(march, series=SeriesPlan("weekly", starts, number=4), now=later)
    moved = move(
        session=sessions[1], by=pair.lead, starts_at=march + 8 * timedelta(days=1), scope="later", now=later
    )
    assert [one.starts_at for one in moved] == [start + timedelta(days=1) for start in starts[1:]]
    assert {one.starts_at.astimezone(pair.supervisor.zone).hour for one in moved} == {10}
    assert Session.objects.get(pk=sessions[0].pk).starts_at == march
    check_taken()


def test_all_of_a_series_move_half_an_hour_over_one_another(pair):
    sessions = series_of(pair)
    moved = move(
        session=sessions[2], by=pair.supervisee, starts_at=sessions[2].starts_at + HOUR, scope="all", now=NOW
    )
    assert [one.starts_at for one in moved] == [TEN + n * WEEK + HOUR for n in range(4)]
    assert moved[0].series.starts == 660
    check_taken()


def test_a_series_moves_whole_or_not_at_all(pair):
    sessions = series_of(pair)
    other = Pair(pair.organisation)
    make_relationship(pair.supervisor, other.supervisee)
    pair.book(sessions[3].starts_at + 2 * HOUR, by=pair.supervisor, supervisees=[other.supervisee])
    with pytest.raises(NoLongerFree) as lost:
        move(session=sessions[0], by=pair.lead, starts_at=TEN + 2 * HOUR, scope="all", now=NOW)
    assert lost.value.row == 3
    assert [one.starts_at for one in Session.objects.filter(series=sessions[0].series).order_by("pk")] == [
        one.starts_at for one in sessions
    ]
    check_taken()


def test_a_session_alone_has_no_later_ones(pair):
    (session,) = pair.book()
    with pytest.raises(WrongScope):
        move(session=session, by=pair.lead, starts_at=TEN + HOUR, scope="later", now=NOW)


# ---------------------------------------------------------------- calling off
@pytest.mark.parametrize(
    ("who", "side"), [("supervisor", "supervisor"), ("supervisee", "supervisee"), ("lead", "organisation")]
)
def test_each_side_and_their_lead_may_call_it_off(pair, who, side):
    (session,) = pair.book()
    (off,) = cancel(session=session, by=getattr(pair, who), now=NOW)
    assert (off.status, off.cancelled_by, off.cancelled_at) == ("cancelled", side, NOW)
    assert off.calendar_sequence == 1
    assert not TakenTime.objects.exists()


def test_three_other_times_before_the_due_date_go_with_the_message(pair, due_on):
    due_on(date(2026, 11, 4))
    (session,) = pair.book()
    cancel(session=session, by=pair.supervisor, now=NOW)
    about = Notice.objects.filter(kind="session_cancelled").first().about
    assert about["before"] == "2026-11-04"
    assert len(about["times"]) == 3
    assert all(NOW < datetime.fromisoformat(at) < datetime(2026, 11, 5, tzinfo=UTC) for at in about["times"])


def test_what_is_called_off_is_not_offered_again(pair, due_on):
    due_on(TEN.date())
    (session,) = pair.book()
    now = TEN - timedelta(days=1, hours=2)
    cancel(session=session, by=pair.supervisor, now=now)
    about = Notice.objects.filter(kind="session_cancelled").first().about
    # With a day's notice, from 09:00 on: before it the buffer of the hour itself is in the way.
    assert about["times"][0] == (TEN + 5 * QUARTER).isoformat()
    assert TEN.isoformat() not in about["times"]


def test_with_nothing_free_before_the_due_date_the_next_times_are_named(pair, due_on):
    due_on(date(2026, 10, 1))
    (session,) = pair.book()
    cancel(session=session, by=pair.supervisor, now=NOW)
    about = Notice.objects.filter(kind="session_cancelled").first().about
    assert "before" not in about
    assert len(about["times"]) == 3


def test_the_reason_stays_between_the_two(pair):
    (session,) = pair.book()
    cancel(session=session, by=pair.supervisor, reason="My train is off.", now=NOW)
    session = Session.objects.with_people().get(pk=session.pk)
    assert [line.words for line in lines_for(pair.supervisee, session)] == ["My train is off."]
    assert lines_for(pair.lead, session) == []
    assert "train" not in str(list(Notice.objects.values()))


def test_the_new_session_says_what_it_came_for(pair):
    (session,) = pair.book()
    cancel(session=session, by=pair.supervisor, now=NOW)
    (again,) = pair.book(TEN + WEEK, rebooks=session)
    assert again.rebooks_id == session.pk
    with pytest.raises(NotYours):
        pair.book(TEN + 2 * WEEK, rebooks=again)  # which was not called off


def test_the_later_ones_of_a_series_are_called_off(pair):
    sessions = series_of(pair)
    off = cancel(session=sessions[1], by=pair.supervisee, scope="later", now=NOW)
    assert [one.pk for one in off] == [one.pk for one in sessions[1:]]
    assert Session.objects.booked().get() == sessions[0]
    check_taken()


def test_one_of_a_group_gives_up_their_own_place(pair):
    other = make_member(team=pair.team)
    (session,) = book(
        by=pair.lead,
        supervisor=pair.supervisor,
        supervisees=[pair.supervisee, other],
        starts_at=TEN,
        minutes=90,
        kind="group",
        now=NOW,
    ).sessions
    cancel(session=session, by=pair.supervisee, reason="Another day off.", now=NOW)
    session = Session.objects.with_people().get(pk=session.pk)
    assert (session.status, session.calendar_sequence) == ("booked", 1)
    assert [place.member for place in session.attendances.all()] == [other]
    told = Notice.objects.get(kind="session_cancelled")
    assert (told.recipient_id, told.about["left"]) == (pair.supervisee.pk, True)
    assert lines_for(other, session) == []
    assert [line.words for line in lines_for(pair.supervisor, session)] == ["Another day off."]
    fewer = Notice.objects.get(kind="session_handed_over")
    assert (fewer.recipient_id, fewer.about["fewer"]) == (pair.supervisor.pk, True)
    check_taken()


def test_what_was_called_off_is_not_recorded_and_what_was_recorded_is_not_called_off(pair):
    (session,) = pair.book()
    cancel(session=session, by=pair.supervisor, now=NOW)
    with pytest.raises(services.CalledOff):
        services.give_account(session=session, by=pair.supervisee, said=Said("held"), now=TEN + HOUR)
    (other,) = pair.book(TEN + 2 * HOUR)
    services.give_account(session=other, by=pair.supervisee, said=Said("missed"), now=TEN + 3 * HOUR)
    with pytest.raises(NotAhead):
        cancel(session=other, by=pair.supervisor, now=TEN + 3 * HOUR)
    assert not TakenTime.objects.exists()


def test_taking_back_what_was_said_takes_the_time_again(pair):
    (session,) = pair.book()
    services.give_account(session=session, by=pair.supervisee, said=Said("missed"), now=TEN)
    assert not TakenTime.objects.exists()
    services.withdraw_account(session=session, by=pair.supervisee, now=TEN)
    check_taken()


# ---------------------------------------------------------------- when it keeps happening
def test_from_the_third_time_in_a_row_on_both_sides_are_asked_and_nobody_else(pair):
    for times in range(3):
        assert not Notice.objects.filter(kind__in=("session_offer", "session_get_in_touch")).exists()
        (session,) = pair.book()
        cancel(session=session, by=pair.lead, now=NOW + times * HOUR)
    asked = Notice.objects.filter(kind__in=("session_offer", "session_get_in_touch"))
    assert {(notice.kind, notice.recipient_id) for notice in asked} == {
        ("session_offer", pair.supervisee.pk),
        ("session_get_in_touch", pair.supervisor.pk),
    }


def test_having_met_begins_the_count_anew(pair):
    for times in range(2):
        (session,) = pair.book()
        cancel(session=session, by=pair.lead, now=NOW + times * HOUR)
    make_session(pair.supervisor, pair.supervisee, at=NOW + 2 * HOUR)
    (session,) = pair.book(now=NOW + 4 * HOUR)
    cancel(session=session, by=pair.lead, now=NOW + 4 * HOUR)
    assert not Notice.objects.filter(kind="session_offer").exists()


def test_a_whole_series_called_off_is_one_time(pair):
    cancel(session=series_of(pair)[0], by=pair.supervisee, scope="all", now=NOW)
    assert not Notice.objects.filter(kind="session_offer").exists()


def test_minutes_are_those_of_utc():
    assert minute_of(datetime(1970, 1, 2, tzinfo=UTC)) == 1440
