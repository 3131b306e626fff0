"""The trace that a moved session leaves in the lists of those who are in it."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from supervision.sessions import selectors
from supervision.sessions.booking import SeriesPlan
from supervision.sessions.models import Move, Session
from supervision.sessions.moving import move
from tests.builders import make_lead, make_team
from tests.supervision.sessions.pairs import HOUR, NOW, TEN

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def rows_of(viewer, now=NOW, **more):
    found = selectors.sessions_for(viewer, now=now, **more)
    return selectors.ListRows(found, viewer, when=more.get("when", ""), now=now)


def shown(viewer, **more):
    return [(row.starts_at, row.moved) for row in rows_of(viewer, **more)[:20]]


def test_both_sides_find_the_old_time_and_where_it_went(pair):
    (session,) = pair.book()
    move(session=session, by=pair.supervisor, starts_at=TEN + DAY, now=NOW)

    name = pair.supervisor.person.get_short_name()
    assert shown(pair.supervisee) == [(TEN, f"Moved to 11 November by {name}"), (TEN + DAY, "")]
    assert shown(pair.supervisor) == [(TEN, "Moved to 11 November by you"), (TEN + DAY, "")]
    assert len(rows_of(pair.supervisor)) == 2
    assert rows_of(pair.supervisor).number == 1


def test_a_move_by_a_lead_is_by_the_organisation(pair):
    (session,) = pair.book()
    move(session=session, by=pair.lead, starts_at=TEN + 2 * HOUR, now=NOW)
    assert shown(pair.supervisee)[0][1] == f"Moved to 12:00 by us, at {pair.organisation.name}"


def test_what_comes_back_to_a_time_leaves_no_trace_of_it(pair):
    (session,) = pair.book()
    for at in (TEN + DAY, TEN + 2 * DAY, TEN):
        move(session=session, by=pair.supervisor, starts_at=at, now=NOW)
    assert [at for at, moved in shown(pair.supervisee) if moved] == [TEN + DAY, TEN + 2 * DAY]
    assert all("10 November" in moved for _, moved in shown(pair.supervisee) if moved)


def test_a_series_leaves_traces_only_of_other_days(pair):
    starts = tuple(TEN + timedelta(days=7 * number) for number in range(3))
    sessions = pair.book(series=SeriesPlan("weekly", starts, number=3))
    move(session=sessions[0], by=pair.supervisor, starts_at=TEN + HOUR, scope="all", now=NOW)
    assert not Move.objects.exists()
    move(session=sessions[0], by=pair.supervisor, starts_at=TEN + HOUR + DAY, scope="all", now=NOW)
    assert Move.objects.count() == 3


def test_traces_stand_with_what_is_ahead_or_over_and_never_with_what_is_to_record(pair):
    (session,) = pair.book()
    move(session=session, by=pair.supervisor, starts_at=TEN + DAY, now=NOW)
    between = TEN + 5 * HOUR
    assert shown(pair.supervisee, now=between) == [
        (TEN + DAY, ""),
        (TEN, f"Moved to 11 November by {pair.supervisor.person.get_short_name()}"),
    ]
    later = TEN + 3 * DAY
    assert [at for at, _ in shown(pair.supervisee, when="record", now=later)] == [TEN + DAY]


def test_nobody_else_finds_it(pair, client):
    (session,) = pair.book()
    move(session=session, by=pair.supervisor, starts_at=TEN + DAY, now=NOW)
    other = make_lead(make_team(pair.organisation))
    assert shown(other) == shown(pair.lead) == []
    client.force_login(pair.lead.person)
    with time_machine.travel(NOW, tick=False):
        seen = client.get(f"/api/v1/sessions/{session.pk}/").json()
        page = client.get(f"/sessions/{session.pk}/").content.decode()
    assert seen["moved_from"] == []
    assert "moved from" not in page


def test_the_page_and_the_api_say_it(pair, client):
    (session,) = pair.book()
    move(session=session, by=pair.supervisor, starts_at=TEN + DAY, now=NOW)
    client.force_login(pair.supervisee.person)
    with time_machine.travel(NOW, tick=False):
        listed = client.get("/sessions/").content.decode()
        page = client.get(f"/sessions/{session.pk}/").content.decode()
        seen = client.get(f"/api/v1/sessions/{session.pk}/").json()
    assert "Moved to 11 November" in listed
    assert "1 session" in listed
    assert f'href="/sessions/{session.pk}/"' in listed
    assert "moved from Tue 10 Nov, 10:00" in page
    assert seen["moved_from"][0]["starts_at"] == "2026-11-10T10:00:00Z"


def test_a_list_costs_the_same_with_one_and_with_thirty(pair, client):
    def cost():
        with CaptureQueriesContext(connection) as found, time_machine.travel(NOW, tick=False):
            assert client.get("/sessions/?when=ahead").status_code == 200
        return len(found)

    client.force_login(pair.supervisee.person)
    (session,) = pair.book()
    move(session=session, by=pair.supervisor, starts_at=TEN + DAY, now=NOW)
    cost()
    one = cost()
    for number in range(30):
        Move.objects.create(
            session=session,
            starts_at=TEN + timedelta(days=10, minutes=number),
            ends_at=TEN + timedelta(days=10, hours=1, minutes=number),
            by=pair.supervisor,
            moved_at=NOW,
        )
    assert cost() == one
    assert Session.objects.count() == 1
