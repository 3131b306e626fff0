"""Booking one session: who may, what it takes, whom it tells, and what is refused."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from supervision.availability.opening import rebuild_open_weeks
from supervision.availability.services import mark_heavy, set_limits
from supervision.notices.models import Notice
from supervision.people.models import AuditEntry
from supervision.sessions.access import NotYours
from supervision.sessions.booking import Wanted, book, book_many
from supervision.sessions.booking_access import check_may_book, check_may_book_each
from supervision.sessions.holding import HELD_FOR, clear_run_out, hold, let_go
from supervision.sessions.lines import LONGEST, TooLong, lines_for
from supervision.sessions.models import Hold, Line, Session, TakenTime
from supervision.sessions.rules import WrongPeople
from supervision.sessions.taking import NoLongerFree, minute_of
from tests.builders import make_lead, make_member, make_organisation, make_relationship, make_team
from tests.supervision.sessions.pairs import HOUR, NOW, TEN, Pair, taken_by

pytestmark = pytest.mark.django_db


def span(at, minutes=60, after=0):
    return (minute_of(at), minute_of(at) + minutes + after)


@pytest.mark.parametrize("who", ["supervisor", "supervisee", "lead"])
def test_each_side_and_their_lead_may_book(pair, who):
    (session,) = pair.book(by=getattr(pair, who), medium="video")
    assert (session.status, session.starts_at, session.ends_at) == ("booked", TEN, TEN + HOUR)
    assert (session.medium, session.booked_by_id, session.booked_at) == ("video", getattr(pair, who).pk, NOW)
    assert session.time_zone == "Europe/London"
    assert len(session.calendar_uid) == 32
    assert [place.member for place in session.attendances.all()] == [pair.supervisee]


def test_a_session_takes_the_supervisor_with_a_buffer_and_the_supervisee_without(pair):
    pair.book()
    assert taken_by(pair.supervisor) == [span(TEN, after=15)]
    assert taken_by(pair.supervisee) == [span(TEN)]


def test_everybody_in_it_is_told_and_it_is_written_down(pair):
    (session,) = pair.book(by=pair.lead)
    told = Notice.objects.filter(kind="session_booked")
    assert {notice.recipient_id for notice in told} == {pair.supervisor.pk, pair.supervisee.pk}
    assert all(notice.about == {"session": session.pk, "sequence": 0} for notice in told)
    entry = AuditEntry.objects.get(action="session_booked")
    assert (entry.actor_id, entry.subject_id, entry.object_id) == (
        pair.lead.pk,
        pair.supervisee.pk,
        session.pk,
    )


@pytest.mark.parametrize("who", ["admin", "peer", "other_supervisor", "other_lead", "foreigner"])
def test_nobody_else_may_book(pair, who):
    organisation = pair.organisation
    by = {
        "admin": lambda: make_member(organisation, roles=("admin",)),
        "peer": lambda: make_member(team=pair.team),
        "other_supervisor": lambda: make_member(organisation, roles=("supervisor",)),
        "other_lead": lambda: make_lead(make_team(organisation)),
        "foreigner": lambda: make_member(roles=("supervisor", "team_lead", "admin")),
    }[who]()
    with pytest.raises(NotYours):
        pair.book(by=by)
    assert not Session.objects.exists()
    assert not TakenTime.objects.exists()


def test_a_lead_may_book_with_another_supervisor_but_the_supervisee_may_not(pair):
    other = make_member(pair.organisation, roles=("supervisor",))
    wanted = {"supervisor": other, "supervisees": [pair.supervisee], "starts_at": TEN, "minutes": 60}
    with pytest.raises(NotYours):
        book(by=pair.supervisee, now=NOW, **wanted)
    assert book(by=pair.lead, now=NOW, **wanted).sessions


def test_a_time_is_lost_to_whoever_came_first_and_the_next_free_ones_are_named(pair):
    pair.book()
    other = make_member(team=pair.team)
    make_relationship(pair.supervisor, other)
    with pytest.raises(NoLongerFree) as lost:
        book(by=other, supervisor=pair.supervisor, supervisees=[other], starts_at=TEN, minutes=60, now=NOW)
    assert lost.value.code == "slot_taken"
    assert [slot.starts_at for slot in lost.value.next_free] == [
        TEN + timedelta(minutes=75),
        TEN + timedelta(days=1),
        TEN + timedelta(days=2),
    ]
    assert Session.objects.count() == 1


def test_a_person_of_two_organisations_is_not_booked_twice_and_nothing_says_where(pair):
    elsewhere = Pair()
    twin = make_member(elsewhere.organisation, roles=("supervisor",), person=pair.supervisor.person)
    make_relationship(twin, elsewhere.supervisee)
    pair.book()
    with pytest.raises(NoLongerFree) as lost:
        book(
            by=elsewhere.supervisee,
            supervisor=twin,
            supervisees=[elsewhere.supervisee],
            starts_at=TEN,
            minutes=60,
            now=NOW,
        )
    assert str(lost.value) == "That time has just gone."
    assert elsewhere.book()  # with their own supervisor the same hour is free


def test_a_group_takes_everybody_and_is_one_session(pair):
    others = [make_member(team=pair.team) for _ in range(3)]
    (session,) = book(
        by=pair.lead,
        supervisor=pair.supervisor,
        supervisees=[pair.supervisee, *others],
        starts_at=TEN,
        minutes=90,
        kind="group",
        now=NOW,
    ).sessions
    assert session.kind == "group"
    assert all(taken_by(one) == [span(TEN, 90)] for one in [pair.supervisee, *others])
    assert Notice.objects.filter(kind="session_booked").count() == 5


def test_an_individual_session_has_one_supervisee(pair):
    with pytest.raises(WrongPeople):
        book(
            by=pair.lead,
            supervisor=pair.supervisor,
            supervisees=[pair.supervisee, make_member(team=pair.team)],
            starts_at=TEN,
            minutes=60,
            now=NOW,
        )


# ---------------------------------------------------------------- a line between the two
def test_a_line_is_read_by_the_two_sides_alone(pair):
    (session,) = pair.book(by=pair.lead, line="The room on the first floor, please.")
    session = Session.objects.with_people().get(pk=session.pk)
    assert [line.words for line in lines_for(pair.supervisee, session)] == [
        "The room on the first floor, please."
    ]
    assert lines_for(pair.supervisor, session)
    assert lines_for(pair.lead, session) == []
    assert b"first floor" not in bytes(Line.objects.get().sealed)


def test_a_line_that_is_too_long_books_nothing(pair):
    with pytest.raises(TooLong):
        pair.book(line="x" * (LONGEST + 1))
    assert not Session.objects.exists()


# ---------------------------------------------------------------- many at once
def test_many_are_booked_together(pair):
    other = Pair(pair.organisation)
    lead = make_lead(pair.team)
    other.supervisee.team = pair.team
    other.supervisee.save(update_fields=["team"])
    booked = book_many(
        by=lead,
        wanted=[
            Wanted(pair.supervisor, pair.supervisee, TEN, 60, "video"),
            Wanted(other.supervisor, other.supervisee, TEN, 60, "phone"),
        ],
        now=NOW,
    )
    assert [session.medium for session in booked.sessions] == ["video", "phone"]


def test_of_many_either_all_are_booked_or_none(pair):
    other = make_member(team=pair.team)
    make_relationship(pair.supervisor, other)
    with pytest.raises(NoLongerFree) as lost:
        book_many(
            by=pair.lead,
            wanted=[
                Wanted(pair.supervisor, pair.supervisee, TEN, 60),
                Wanted(pair.supervisor, other, TEN + HOUR, 60),  # runs into the buffer of the first
            ],
            now=NOW,
        )
    assert lost.value.row == 1
    assert lost.value.next_free
    assert not Session.objects.exists()
    assert not TakenTime.objects.exists()


# ---------------------------------------------------------------- held for ten minutes
def hold_ten(pair, by=None, now=NOW):
    return hold(
        by=by or pair.supervisee,
        supervisor=pair.supervisor,
        supervisees=[pair.supervisee],
        starts_at=TEN,
        minutes=60,
        kind="individual",
        now=now,
    )


def test_a_held_time_is_nobody_elses_until_it_runs_out(pair):
    hold_ten(pair)
    with pytest.raises(NoLongerFree):
        pair.book(by=pair.lead)
    with pytest.raises(NoLongerFree):
        pair.book(by=pair.lead, now=NOW + HELD_FOR - timedelta(seconds=1))
    assert pair.book(by=pair.lead, now=NOW + HELD_FOR)


def test_whoever_holds_a_time_books_it(pair):
    held = hold_ten(pair)
    assert pair.book(by=pair.supervisee, hold=held)
    assert not Hold.objects.exists()
    assert taken_by(pair.supervisor) == [span(TEN, after=15)]


def test_the_hold_of_another_does_not_make_way(pair):
    held = hold_ten(pair)
    with pytest.raises(NoLongerFree):
        pair.book(by=pair.lead, hold=held)
    assert Hold.objects.count() == 1


def test_holding_another_time_lets_the_first_one_go(pair):
    first = hold_ten(pair)
    second = hold_ten(pair, now=NOW + timedelta(minutes=1))
    assert list(Hold.objects.all()) == [second]
    assert first.pk != second.pk
    let_go(held=second, by=pair.supervisee)
    assert not TakenTime.objects.exists()


def test_only_its_holder_lets_a_time_go(pair):
    held = hold_ten(pair)
    with pytest.raises(NotYours):
        let_go(held=held, by=pair.lead)
    assert Hold.objects.exists()


def test_what_ran_out_is_cleared_away(pair):
    hold_ten(pair)
    assert clear_run_out(now=NOW + HELD_FOR - timedelta(seconds=1)) == 0
    assert clear_run_out(now=NOW + HELD_FOR) == 1
    assert not TakenTime.objects.exists()


def house_of(number):
    """Return a lead, and so many pairs of a supervisor and somebody of theirs in the lead's team."""
    organisation = make_organisation()
    team = make_team(organisation)
    lead = make_lead(team)
    pairs = []
    for _ in range(number):
        supervisor, supervisee = make_member(organisation, roles=("supervisor",)), make_member(team=team)
        make_relationship(supervisor, supervisee)
        pairs.append((supervisor, supervisee))
    rebuild_open_weeks([pk for pair in pairs for pk in (pair[0].pk, pair[1].pk)], now=NOW)
    return lead, pairs


def test_many_cost_the_same_queries_for_one_as_for_thirty():
    def cost(number):
        lead, pairs = house_of(number)
        wanted = [Wanted(*pair, TEN + timedelta(days=n % 3), 60, "video") for n, pair in enumerate(pairs)]
        with CaptureQueriesContext(connection) as found:
            assert len(book_many(by=lead, wanted=wanted, now=NOW).sessions) == number
        return len(found)

    cost(1)
    assert cost(30) == cost(1)


def test_the_row_that_is_refused_is_named_and_nothing_is_booked():
    lead, pairs = house_of(3)
    supervisor = pairs[0][0]
    for _, supervisee in pairs[1:]:
        make_relationship(supervisor, supervisee)
    starts = (TEN, TEN + timedelta(minutes=75), TEN + timedelta(minutes=135))
    wanted = [Wanted(supervisor, pair[1], at, 60) for pair, at in zip(pairs, starts, strict=True)]
    with pytest.raises(NoLongerFree) as lost:
        book_many(by=lead, wanted=wanted, now=NOW)
    assert lost.value.row == 2
    assert lost.value.next_free
    assert not Session.objects.exists()


def test_a_limit_and_a_heavy_day_count_those_before_in_the_same_call():
    lead, pairs = house_of(2)
    supervisor = pairs[0][0]
    make_relationship(supervisor, pairs[1][1])
    wanted = [Wanted(supervisor, pairs[n][1], TEN + n * timedelta(minutes=75), 60) for n in range(2)]
    mark_heavy(supervisor, day=TEN.date(), is_heavy=True, now=NOW)
    with pytest.raises(NoLongerFree) as lost:
        book_many(by=lead, wanted=wanted, now=NOW)
    assert lost.value.row == 1
    mark_heavy(supervisor, day=TEN.date(), is_heavy=False, now=NOW)
    set_limits(supervisor, {"most_a_day": 1}, now=NOW)
    with pytest.raises(NoLongerFree) as lost:
        book_many(by=lead, wanted=wanted, now=NOW)
    assert (lost.value.row, "day is full" in str(lost.value)) == (1, True)
    set_limits(supervisor, {"most_a_day": 2}, now=NOW)
    assert len(book_many(by=lead, wanted=wanted, now=NOW).sessions) == 2


def may(check, *args, **asked):
    try:
        check(*args, **asked)
    except NotYours:
        return False
    return True


@pytest.mark.parametrize("day", [TEN.date(), TEN.date() + timedelta(days=60)])
def test_who_may_book_many_is_who_may_book_each(pair, day):
    other = Pair(pair.organisation)
    both = make_member(team=pair.team, roles=("supervisor", "case_manager"))
    make_relationship(both, pair.supervisee, ends_on=TEN.date())
    far = Pair()
    everybody = [pair.lead, pair.supervisor, pair.supervisee, other.lead, other.supervisor, both, far.lead]
    for by in everybody:
        for supervisor in (pair.supervisor, other.supervisor, both, pair.lead, far.supervisor):
            for supervisee in (pair.supervisee, other.supervisee, both, far.supervisee):
                if supervisor == supervisee:
                    continue
                people = {"supervisor": supervisor, "supervisees": [supervisee]}
                one = may(check_may_book, by, **people, kind="individual", day=day)
                each = may(check_may_book_each, by, [(supervisor, supervisee, day)])
                assert one == each, (by, supervisor, supervisee)
