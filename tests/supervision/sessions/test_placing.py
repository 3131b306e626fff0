"""The place that a supervisor named with hours in person goes with the slot into the session."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from supervision.availability.checks import Stretch
from supervision.availability.services import set_day, set_week
from supervision.sessions.asking import search_for
from supervision.sessions.booking import SeriesPlan, Wanted, book_many
from supervision.sessions.finding import find_slots, next_free, plan_series, why_not
from supervision.sessions.models import Session
from supervision.sessions.moving import move
from tests.supervision.sessions.pairs import NOW, TEN, Pair

pytestmark = pytest.mark.django_db
DAY, WEEK = timedelta(days=1), timedelta(days=7)
ALL = ("video", "phone", "in_person")


@pytest.fixture
def pair():
    """Tuesdays at Mill Street, Wednesdays at Park Row, the rest by video; one Tuesday at the library."""
    pair = Pair()
    days = [
        Stretch(540, 1020, ALL, "Mill Street", 1),
        Stretch(540, 720, ALL, "Park Row", 2),
        Stretch(720, 1020, ("video",), "", 2),
        Stretch(540, 1020, ("video",), "", 3),
    ]
    set_week(pair.supervisor, windows=days, now=NOW)
    library = [Stretch(540, 1020, ALL, "The library")]
    set_day(pair.supervisor, day=date(2026, 11, 17), windows=library, now=NOW)
    return pair


def search_of(pair, **more):
    return search_for(
        pair.supervisor,
        [pair.supervisee],
        minutes=60,
        kind="individual",
        medium="in_person",
        around=TEN,
        **more,
    )


def test_each_slot_says_where(pair):
    days = find_slots(search_of(pair), NOW).days
    found = {day.day: {slot.place for slot in day.slots} for day in days[:9] if day.slots}
    assert found == {
        date(2026, 11, 10): {"Mill Street"},
        date(2026, 11, 11): {"Park Row"},
        date(2026, 11, 17): {"The library"},
        date(2026, 11, 18): {"Park Row"},
    }


def test_a_place_that_is_asked_for_narrows_the_search(pair):
    search = replace(search_of(pair), place="Park Row")
    assert {slot.starts_at.weekday() for slot in next_free(search, 5, now=NOW)} == {2}
    refused, fine = why_not(search, [TEN, TEN + DAY], NOW)
    assert refused.endswith(" is not at Park Row then")
    assert fine == ""
    assert find_slots(search, NOW).days[0].reason.endswith(" is not at Park Row that day")


def test_by_video_nothing_is_asked_of_places(pair):
    search = replace(search_of(pair), medium="video")
    with CaptureQueriesContext(connection) as by_video:
        assert {slot.place for slot in next_free(search, 5, now=NOW)} == {""}
    with CaptureQueriesContext(connection) as in_person:
        next_free(search_of(pair), 5, now=NOW)
    assert len(in_person) == len(by_video) + 2


def test_the_session_has_it_without_anybody_typing(pair):
    (session,) = pair.book(medium="in_person")
    assert session.place == "Mill Street"
    (other,) = pair.book(TEN + DAY, medium="in_person", place="The café")
    assert other.place == "The café"
    (third,) = pair.book(TEN + 2 * DAY, medium="video", place="nowhere")
    assert third.place == ""


def test_each_date_of_a_series_has_its_own(pair):
    starts = (TEN, TEN + WEEK, TEN + 2 * WEEK)
    sessions = pair.book(medium="in_person", series=SeriesPlan("weekly", starts, number=3))
    assert [one.place for one in sessions] == ["Mill Street", "The library", "Mill Street"]
    found = plan_series(search_of(pair), TEN + 6 * DAY, "weekly", number=1, now=NOW)
    assert found[0].alternative.place == "The library"


def test_many_have_theirs(pair):
    wanted = [Wanted(pair.supervisor, pair.supervisee, TEN + n * DAY, 60, "in_person") for n in range(2)]
    sessions = book_many(by=pair.lead, wanted=wanted, now=NOW).sessions
    assert [one.place for one in sessions] == ["Mill Street", "Park Row"]


def test_a_session_that_moves_meets_where_its_new_hours_say(pair):
    (session,) = pair.book(medium="in_person")
    move(session=session, by=pair.supervisee, starts_at=TEN + DAY, now=NOW)
    assert Session.objects.get().place == "Park Row"


def test_a_place_that_was_agreed_on_stays(pair):
    (session,) = pair.book(medium="in_person", place="The café")
    move(session=session, by=pair.supervisee, starts_at=TEN + DAY, now=NOW)
    assert Session.objects.get().place == "The café"


def test_the_api_names_and_keeps_it(pair, client):
    client.force_login(pair.supervisee.person)
    people = {"supervisors": pair.supervisor.pk, "supervisees": pair.supervisee.pk}
    with time_machine.travel(NOW, tick=False):
        asked = {**people, "medium": "in_person", "from": "2026-11-10", "to": "2026-11-11"}
        tuesday, _ = client.get("/api/v1/slots/", asked).json()["days"]
        none, wednesday = client.get("/api/v1/slots/", {**asked, "place": "Park Row"}).json()["days"]
    assert tuesday["slots"][0]["place"] == "Mill Street"
    assert (none["slots"], wednesday["slots"][0]["place"]) == ([], "Park Row")


def test_the_page_shows_only_the_times_of_that_place(pair, client):
    client.force_login(pair.supervisee.person)
    sent = {"for": pair.supervisee.pk, "how": "in_person:Park Row", "first": "2026-11-09", "act": "show"}
    with time_machine.travel(NOW, tick=False):
        page = client.post("/sessions/book/", sent)
    shown = {
        one.starts_at.weekday()
        for week in page.context["weeks"].weeks
        for d in week.days
        for one in d.choices
    }
    assert shown == {2}
    slot = page.context["weeks"].chosen.value
    with time_machine.travel(NOW, tick=False):
        client.post("/sessions/book/", {**sent, "act": "book", "slot": slot})
    assert Session.objects.get().place == "Park Row"
