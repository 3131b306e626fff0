"""A learning series: one session a meeting, with the same people; who knows what of it, and what counts."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from peers.circles import hosting, rules, selectors, series, services
from peers.circles.models import Circle, Meeting
from peers.circles.plan import Plan
from peers.learning.programme import programme
from peers.learning.reading import mark_read
from peers.learning.services import remove_session, write_session
from peers.pool.going_through import gatherings_for, readings_for
from supervision.people.models import AuditEntry
from tests.builders import make_lead, make_member, make_organisation, make_team

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
KEYS = tuple(one.key for one in programme()[:3])


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as moved:
        yield moved


@pytest.fixture
def alder():
    return make_organisation("Alder")


@pytest.fixture
def judith(alder):
    return make_member(alder, name="Judith Marlow")


def plan(**other):
    usual = {
        "title": "Three Mondays",
        "first_day": date(2026, 11, 9),
        "starts": 13 * 60,
        "kind": rules.SERIES,
        "pattern": "weekly",
        "goes_through": KEYS,
        "places": 6,
        "smallest": 2,
    }
    return Plan(**(usual | other))


def held(host, **other):
    return hosting.found(host, plan(**other), now=NOW)


def join(member, circle, alias, **other):
    return services.join(member, circle, None, alias=alias, now=NOW, **other)


def client_of(member):
    client = Client()
    client.force_login(member.person)
    return client


def topics(circle):
    found = series.topics_of(circle, readings_for(circle.facilitator))
    meetings = circle.meetings.order_by("starts_at")
    return [found[one.pk].key if one.pk in found else "" for one in meetings]


# ---------------------------------------------------------------- holding one
def test_it_has_a_meeting_for_each_session_whatever_number_was_said(judith):
    circle = held(judith, number=9)

    assert topics(circle) == list(KEYS)
    assert [one.starts_at.day for one in circle.meetings.order_by("starts_at")] == [9, 16, 23]


@pytest.mark.parametrize(
    ("other", "field"),
    [
        ({"goes_through": ()}, "goes_through"),
        ({"goes_through": ("nothing-such",)}, "goes_through"),
        ({"goes_through": (KEYS[0], KEYS[0])}, "goes_through"),
        ({"goes_through": tuple(f"k{n}" for n in range(25))}, "goes_through"),
        ({"pattern": ""}, "pattern"),
        ({"places": 1}, "places"),
    ],
)
def test_what_cannot_be_held_is_refused_beside_its_field(judith, other, field):
    with pytest.raises(rules.BadShape) as refused:
        held(judith, **other)

    assert field in refused.value.problems
    assert not Circle.objects.exists()


def test_other_circles_go_through_nothing(judith):
    circle = held(judith, kind=rules.OPEN, number=2)

    assert (circle.goes_through, topics(circle)) == ([], ["", ""])


def test_another_organisation_s_own_session_cannot_be_gone_through(judith):
    admin = make_member(make_organisation("Fern"), roles=("admin",))
    key = str(write_session(admin, "# Theirs\n\nWords.", now=NOW).pk)

    with pytest.raises(rules.BadShape):
        held(judith, goes_through=(key,))


def test_days_left_out_push_it_on_and_nothing_of_it_falls_away(judith):
    held(judith, kind=rules.OPEN, number=1, first_day=date(2026, 11, 16), title="Something else")

    with pytest.raises(hosting.HostBusy):
        held(judith)
    circle = hosting.found(judith, plan(), skip_busy=True, now=NOW)

    assert [one.starts_at.day for one in circle.meetings.order_by("starts_at")] == [9, 23, 30]
    assert topics(circle) == list(KEYS)


def test_a_meeting_called_off_moves_what_follows_on(judith):
    circle = held(judith)
    second = circle.meetings.order_by("starts_at")[1]
    hosting.call_off(second, now=NOW)

    assert topics(circle) == [KEYS[0], "", KEYS[1]]


def test_a_session_that_was_taken_away_leaves_its_meeting_without_a_topic(judith):
    admin = make_member(judith.organisation, roles=("admin",))
    row = write_session(admin, "# Ours\n\nWords.", now=NOW)
    circle = held(judith, goes_through=(KEYS[0], str(row.pk)))
    remove_session(admin, row.pk, now=NOW)

    assert topics(circle) == [KEYS[0], ""]
    assert client_of(judith).get(f"/circles/{circle.pk}/").status_code == 200


# ---------------------------------------------------------------- places
def test_a_place_is_for_all_its_meetings_and_whoever_waits_moves_up(judith):
    circle = held(judith, places=2)
    first, second, third = (make_member(judith.organisation) for _ in range(3))
    place = join(first, circle, "Heron")
    join(second, circle, "Wren")
    with pytest.raises(services.CircleFull):
        join(third, circle, "Tern")
    waits = join(third, circle, "Tern", may_wait=True)
    services.leave(place, now=NOW)

    waits.refresh_from_db()
    assert (waits.state, waits.meeting) == ("held", None)


# ---------------------------------------------------------------- attendance
def test_how_many_came_is_a_number_and_nobody_is_ticked_off(judith, clock):
    circle = held(judith)
    join(make_member(judith.organisation), circle, "Heron")
    meeting = circle.meetings.order_by("starts_at")[0]
    address = f"/circles/at/{meeting.pk}/came/"
    client = client_of(judith)
    early = client.post(address, {"number": "1"}, follow=True).content.decode()
    assert "once it has begun" in early

    clock.move_to(meeting.starts_at + timedelta(minutes=5))
    desk = client.get(f"/circles/{circle.pk}/desk/?meeting={meeting.pk}").content.decode()
    assert "Heron" in desk
    assert 'name="came"' not in desk
    assert client.post(address, {"number": "1"}).status_code == 302
    assert client.post(address, {"number": "7"}, follow=True).status_code == 200
    assert client.post(address, {"number": "x"}).status_code == 404
    meeting.refresh_from_db()
    assert (meeting.came_number, bytes(meeting.came_sealed)) == (1, b"")


# ---------------------------------------------------------------- pages and the API
def test_pages_say_what_each_meeting_is_about(judith):
    circle = held(judith)
    nia = make_member(judith.organisation)
    join(nia, circle, "Heron")
    meeting = circle.meetings.order_by("starts_at")[0]
    client = client_of(nia)

    page = client.get(f"/circles/at/{meeting.pk}/").content.decode()
    assert f"/learning/{KEYS[0]}/" in page
    assert f"/learning/{KEYS[2]}/" in page
    stranger = make_member(judith.organisation)
    assert "Learning series" in client_of(stranger).get("/circles/").content.decode()
    learning = client_of(stranger).get("/learning/").content.decode()
    assert "Three Mondays" in learning
    assert "held by Judith Marlow" in learning
    assert f"/learning/{KEYS[0]}/" in client_of(judith).get(f"/circles/{circle.pk}/desk/").content.decode()


def test_it_is_held_by_the_page(judith):
    client = client_of(judith)
    form = client.get("/circles/new/?kind=series").content.decode()
    assert re.search(r'value="series"[^>]* checked', form)
    said = {
        "kind": "series", "title": "Three Mondays", "medium": "video", "places": "6", "listening": "0",
        "smallest": "2", "decides_hours": "24", "first_day": "2026-11-09", "starts": "13:00", "minutes": "45",
        "pattern": "weekly", "number": "1",
    }  # fmt: skip
    wrong = client.post("/circles/new/", said)
    assert wrong.status_code == 422
    assert "Choose what the series goes through." in wrong.content.decode()
    assert client.post("/circles/new/", said | {"goes_through": KEYS}).status_code == 302
    assert Circle.objects.get().goes_through == list(KEYS)


def test_it_is_held_and_read_by_the_api(judith, clock):
    client = client_of(judith)
    said = {
        "kind": "series", "title": "Three Mondays", "first_day": "2026-11-09", "starts": 780,
        "pattern": "weekly", "goes_through": list(KEYS), "smallest": 2,
    }  # fmt: skip
    made = client.post("/api/v1/circles/", said, "application/json").json()
    assert made["goes_through"] == list(KEYS)
    assert made["next_meeting"]["topic"] == KEYS[0]
    meetings = client.get(f"/api/v1/circles/{made['id']}/meetings/").json()["results"]
    assert sorted(one["topic"] for one in meetings) == sorted(KEYS)

    first = Meeting.objects.order_by("starts_at")[0]
    clock.move_to(first.starts_at + timedelta(minutes=5))
    done = client.put(f"/api/v1/circles/meetings/{first.pk}/came/", {"number": 4}, "application/json")
    assert done.status_code == 204
    desk = client.get(f"/api/v1/circles/meetings/{first.pk}/desk/").json()
    assert (desk["came_number"], desk["meeting"]["topic"]) == (4, KEYS[0])


# ---------------------------------------------------------------- who knows what
def test_neither_lead_nor_administrator_learns_who_is_in_it_or_who_read_what(judith):
    team = make_team(judith.organisation)
    lead, admin = make_lead(team), make_member(judith.organisation, roles=("admin",))
    nia = make_member(team=team, name="Nia Bevan")
    circle = held(judith)
    join(nia, circle, "Oystercatcher", note="Curlewnote")
    mark_read(nia, programme()[0], now=NOW)
    meeting = circle.meetings.order_by("starts_at")[0]

    for member in (lead, admin, judith):
        client = client_of(member)
        for path in (
            *("/", "/circles/", f"/circles/at/{meeting.pk}/", f"/circles/{circle.pk}/desk/", "/learning/"),
            *("/organisation/learning/", f"/people/{nia.pk}/", "/api/v1/circles/", "/api/v1/learning/"),
            f"/api/v1/circles/meetings/{meeting.pk}/desk/",
        ):
            told = client.get(path).content.decode()
            if "/people/" not in path and path != "/":
                assert "Nia Bevan" not in told, path
            if member != judith:
                assert "Oystercatcher" not in told, path
                assert "Curlewnote" not in told, path
    assert not AuditEntry.objects.filter(subject_id=nia.pk, action__startswith="circle").exists()


def test_nothing_of_another_organisation_s_series_is_there(judith):
    held(judith)
    stranger = make_member(make_organisation("Fern"))

    assert gatherings_for(stranger, now=NOW) == []
    assert "Three Mondays" not in client_of(stranger).get("/learning/").content.decode()


def test_the_list_costs_the_same_for_one_series_and_for_ten(judith, django_assert_max_num_queries):
    nia = make_member(judith.organisation)
    held(judith)
    with django_assert_max_num_queries(14):
        assert len(gatherings_for(nia, now=NOW)) == 1
    for number in range(9):
        host = make_member(judith.organisation)
        join(make_member(judith.organisation), held(host, title=f"Series {number}"), "Heron")
    with django_assert_max_num_queries(14):
        assert len(gatherings_for(nia, now=NOW)) == 10


def test_one_s_own_come_with_a_way_to_them(judith):
    circle = held(judith)
    nia = make_member(judith.organisation)
    join(nia, circle, "Heron")

    assert gatherings_for(judith, now=NOW)[0].path == f"/circles/{circle.pk}/desk/"
    own = gatherings_for(nia, now=NOW)[0]
    assert (own.is_own, own.meetings) == (True, 3)
    assert selectors.list_for(nia, now=NOW).series == []
