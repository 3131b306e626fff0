"""The month beside the list: its days, what stands in them, and what it costs."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from supervision.sessions.models import AskedLater, Session
from supervision.sessions.month import first_of, month_of
from tests.builders import (
    MONDAY_9AM,
    make_leave,
    make_member,
    make_session,
)
from tests.supervision.sessions.recording import make_pair

NOW = datetime(2026, 11, 5, 12, tzinfo=UTC)
NOVEMBER = date(2026, 11, 1)


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def pair(db):
    return make_pair(names=("Judith Marlow", "Nia Bevan"))


def days_of(month):
    return {day.on.day: day for week in month.weeks for day in week if day.is_in}


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("2026-12", date(2026, 12, 1)),
        ("2026-13", NOVEMBER),
        ("", NOVEMBER),
        ("0001-01", NOVEMBER),
        ("9999-12", NOVEMBER),
        ("drop table", NOVEMBER),
    ],
)
def test_a_month_is_read_from_its_address_and_nonsense_is_this_one(text, first):
    assert first_of(text, today=NOW.date()) == first


def test_the_month_shows_what_is_on_and_held_and_leaves_out_what_was_called_off(pair):
    supervisor, supervisee = pair
    for day, status in ((10, "booked"), (3, "held"), (12, "cancelled"), (13, "missed")):
        at = MONDAY_9AM.replace(day=day)
        make_session(supervisor, supervisee, at=at, status=status)
    make_session(supervisor, make_member(supervisor.organisation), at=MONDAY_9AM.replace(day=20))

    days = days_of(month_of(supervisee, NOVEMBER, now=NOW))

    assert [day for day, cell in days.items() if cell.sessions] == [3, 10]
    assert [day for day, cell in days.items() if cell.is_today] == [5]
    assert days[10].sessions[0].other == "Judith Marlow"


def test_a_session_stands_on_its_day_in_the_viewers_own_zone(pair):
    supervisor, supervisee = pair
    supervisee.time_zone = "Pacific/Auckland"
    make_session(supervisor, supervisee, at=datetime(2026, 11, 30, 20, tzinfo=UTC), status="booked")

    assert not days_of(month_of(supervisee, NOVEMBER, now=NOW))[30].sessions
    assert days_of(month_of(supervisee, date(2026, 12, 1), now=NOW))[1].sessions
    assert days_of(month_of(supervisor, NOVEMBER, now=NOW))[30].sessions


def test_days_away_are_shown_to_their_last_and_an_open_end_goes_on(pair):
    supervisor, supervisee = pair
    make_leave(supervisee, date(2026, 10, 28), date(2026, 11, 3))
    make_leave(supervisee, date(2026, 11, 27))

    days = days_of(month_of(supervisee, NOVEMBER, now=NOW))

    assert [day for day, cell in days.items() if cell.is_away] == [1, 2, 3, 27, 28, 29, 30]
    assert not month_of(supervisor, NOVEMBER, now=NOW).has_away


@pytest.mark.parametrize("number", [1, 30])
def test_a_month_costs_the_same_for_one_session_as_for_thirty(pair, number, django_assert_num_queries):
    supervisor, supervisee = pair
    for day in range(number):
        make_session(supervisor, supervisee, at=MONDAY_9AM - timedelta(days=1) + timedelta(hours=20 * day))
    with django_assert_num_queries(7):
        month_of(supervisor, NOVEMBER, now=NOW)


def test_the_table_links_into_the_list_or_else_to_the_session(client, pair):
    supervisor, supervisee = pair
    near = make_session(supervisor, supervisee, at=MONDAY_9AM + timedelta(days=8), status="booked")
    client.force_login(supervisee.person)

    assert f'href="#s{near.pk}"' in client.get("/sessions/").content.decode()
    assert f'<td><a href="/sessions/{near.pk}/"' in client.get("/sessions/?when=past").content.decode()
    december = client.get("/sessions/?month=2026-12").content.decode()
    assert "December 2026" in december and 'month=2026-11#month"' in december


def test_called_off_says_how_soon_it_was_booked_anew(client, pair):
    supervisor, supervisee = pair
    off = make_session(supervisor, supervisee, at=MONDAY_9AM, status="cancelled")
    anew = make_session(supervisor, supervisee, at=MONDAY_9AM + timedelta(days=13), status="booked")
    Session.objects.filter(pk=off.pk).update(cancelled_by="supervisor", cancelled_at=MONDAY_9AM)
    Session.objects.filter(pk=anew.pk).update(rebooks=off)
    client.force_login(supervisee.person)

    assert "Called off by Judith, rebooked in 13 days" in client.get("/sessions/").content.decode()


def test_ask_me_tomorrow_asks_again_tomorrow_and_whoever_else_was_there_today(client, pair):
    supervisor, supervisee = pair
    session = make_session(supervisor, supervisee, at=MONDAY_9AM, status="booked")
    client.force_login(supervisee.person)
    for _ in range(2):
        client.post(f"/sessions/{session.pk}/later/", {"next": "/"})
    assert AskedLater.objects.get().until == date(2026, 11, 6)

    assert "Did this one happen?" not in client.get("/").content.decode()
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        assert "Did this one happen?" in client.get("/").content.decode()
    client.force_login(supervisor.person)
    assert "Did this one happen?" in client.get("/").content.decode()


def test_nobody_is_asked_later_about_a_session_they_were_not_in_or_that_is_to_come(client, pair):
    supervisor, supervisee = pair
    ahead = make_session(supervisor, supervisee, at=NOW + timedelta(days=1), status="booked")
    client.force_login(supervisee.person)
    client.post(f"/sessions/{ahead.pk}/later/")
    client.force_login(make_member(supervisor.organisation).person)
    assert client.post(f"/sessions/{ahead.pk}/later/").status_code == 404
    assert not AskedLater.objects.exists()
