"""One tap, the day view, and breaks that are held; nobody else learns of any of it."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from peers.wellbeing import contacts, services
from peers.wellbeing.breaks import HEAVY, HOLDSPACE, MEDIUM, Limits
from peers.wellbeing.models import BreakDefault, Kept
from supervision.availability import taking
from supervision.availability.models import HeavyDay
from supervision.availability.own_day import close_words
from supervision.notices.calendars.sources import entries_of, page_of
from supervision.sessions.models import TakenTime
from tests.builders import MONDAY_9AM, make_member, make_relationship, make_session

pytestmark = pytest.mark.django_db
TODAY = MONDAY_9AM.date()
NOON = MONDAY_9AM.replace(hour=12)


@pytest.fixture
def nia(client):
    member = make_member(name="Nia Bevan")
    client.force_login(member.person)
    return member


def minute(hour, minutes=0):
    return taking.minute_of(MONDAY_9AM.replace(hour=hour, minute=minutes))


def weigh(member, weight, first, last=None, *, name=None, now=NOON):
    span = (first, last) if last else None
    return contacts.weigh(member, weight, name=name or uuid.uuid4().hex, span=span, day=TODAY, now=now)


@time_machine.travel(NOON, tick=False)
def test_one_tap_is_kept_and_the_same_tap_again_is_one(client, nia):
    tap = uuid.uuid4().hex
    for _ in range(2):
        assert client.post("/day/weigh/", {"w": "3", "tap": tap}).status_code == 302

    (kept,) = contacts.day_of(nia, TODAY).taps
    assert kept.weight == HEAVY
    page = client.get("/day/").content.decode()
    assert "A contact" in page and "Heavy" in page

    client.post(f"/day/{TODAY}/unweigh/", {"tap": tap})
    assert contacts.day_of(nia, TODAY).taps == ()
    assert not Kept.objects.exists()


@time_machine.travel(NOON, tick=False)
@pytest.mark.parametrize("body", [{}, {"w": "4"}, {"w": "1", "tap": "x"}, {"w": "1", "starts": "5"}])
def test_a_tap_that_is_none_changes_nothing(client, nia, body):
    client.post("/day/weigh/", {"tap": uuid.uuid4().hex} | body)

    assert not Kept.objects.exists()


@time_machine.travel(NOON, tick=False)
def test_a_booked_hour_is_weighed_in_its_place(client, nia):
    supervisor = make_member(nia.organisation, roles=("supervisor",))
    make_relationship(supervisor, nia)
    make_session(supervisor, nia, at=MONDAY_9AM.replace(hour=14), status="booked")
    page = client.get("/day/").content.decode()
    assert supervisor.person.name in page and "14:00" in page

    for weight in ("2", "3"):
        body = {"w": weight, "tap": uuid.uuid4().hex, "starts": minute(14), "ends": minute(15)}
        client.post("/day/weigh/", body)

    assert [tap.weight for tap in contacts.day_of(nia, TODAY).taps] == [HEAVY]
    assert client.get("/day/").content.decode().count('<li class="heavy"') == 1


@time_machine.travel(NOON, tick=False)
def test_a_break_is_offered_between_two_heavy_ones_held_and_let_go(client, nia):
    weigh(nia, HEAVY, minute(13), minute(14))
    weigh(nia, HEAVY, minute(14, 30), minute(15))
    page = client.get("/day/").content.decode()
    assert "A break would fit here" in page and "You keep 30 minutes between heavy ones" in page

    answer = client.post("/day/protect/", {"starts": minute(14), "ends": minute(14, 30)}, follow=True)

    page = answer.content.decode()
    assert "Protected: 14:00 to 14:30." in page and "A break, held for you" in page
    assert "A break would fit here" not in page
    taken = TakenTime.objects.get()
    assert (taken.person_id, taken.starts, taken.ends) == (nia.person_id, minute(14), minute(14, 30))
    (entry,) = entries_of(nia, since=NOON)
    assert (taking.minute_of(entry.starts_at), taking.minute_of(entry.ends_at)) == (
        minute(14),
        minute(14, 30),
    )
    assert page_of(nia, entry.name) == f"/day/{TODAY}/"
    assert page_of(make_member(nia.organisation), entry.name) is None

    (held,) = contacts.day_of(nia, TODAY).held
    client.post(f"/day/{TODAY}/release/", {"name": held.name})
    assert not TakenTime.objects.exists() and contacts.day_of(nia, TODAY).held == ()


@time_machine.travel(NOON, tick=False)
def test_a_break_is_not_held_over_what_is_booked_nor_when_it_is_over(client, nia):
    supervisor = make_member(nia.organisation, roles=("supervisor",))
    make_session(supervisor, nia, at=MONDAY_9AM.replace(hour=14), status="booked")
    before = TakenTime.objects.count()

    taken = client.post("/day/protect/", {"starts": minute(14, 30), "ends": minute(14, 45)})
    over = client.post("/day/protect/", {"starts": minute(11), "ends": minute(11, 15)})
    long = client.post("/day/protect/", {"starts": minute(16), "ends": minute(19)})

    assert [taken.status_code, over.status_code, long.status_code] == [409, 409, 409]
    assert TakenTime.objects.count() == before and contacts.day_of(nia, TODAY).held == ()


@time_machine.travel(NOON, tick=False)
def test_what_is_held_is_busy_to_others_and_says_no_more(client, nia):
    contacts.hold_break(nia, minute(14), minute(14, 30), now=NOON)

    assert taking.spans_of([nia.person_id], minute(9), minute(17), now=NOON) == {
        nia.person_id: [(minute(14), minute(14, 30))]
    }
    assert TakenTime.objects.get().session_id is None


@time_machine.travel(NOON, tick=False)
def test_a_break_one_lets_be_is_offered_no_more(client, nia):
    weigh(nia, HEAVY, minute(13), minute(14))
    weigh(nia, HEAVY, minute(14, 30), minute(15))

    client.post(f"/day/{TODAY}/leave-be/", {"after": str(minute(14))})

    assert "A break would fit here" not in client.get("/day/").content.decode()


def test_ones_own_limit_is_said_when_it_is_reached_and_stops_nobody(client, nia):
    contacts.set_limits(nia, Limits(most_heavy=2))
    with time_machine.travel(NOON, tick=False):
        weigh(nia, HEAVY, minute(9), minute(10))
        assert "1 of the 2" in client.get("/day/").content.decode()
        weigh(nia, HEAVY, minute(11), minute(12))
        page = client.get("/day/").content.decode()
        assert "2 of the 2" in page and "as many heavy ones as you meant to have" in page
        weigh(nia, HEAVY, minute(12), minute(12, 30))
        assert "3 of the 2" in client.get("/day/").content.decode()


# ---------------------------------------------------------------- limits
def test_an_organisations_default_may_only_protect_more(client, nia):
    admin = make_member(nia.organisation, roles=("admin",))
    client.force_login(admin.person)
    looser = {"most_heavy": "", "break_after": "3", "break_minutes": "10", "apart_minutes": "30"}
    answer = client.post("/organisation/questionnaires/breaks/", looser)
    assert "may only protect people more" in answer.content.decode()
    assert not BreakDefault.objects.exists()

    tighter = {"most_heavy": "4", "break_after": "2", "break_minutes": "20", "apart_minutes": "45"}
    assert client.post("/organisation/questionnaires/breaks/", tighter).status_code == 302

    assert contacts.limits_of(nia) == Limits(4, 2, 20, 45)
    contacts.set_limits(nia, Limits(3, 3, 10, 60))
    assert contacts.limits_of(nia) == Limits(3, 2, 20, 60)
    assert contacts.limits_of(make_member()) == HOLDSPACE


def test_where_the_organisation_asks_for_nothing_ones_own_limits_are_ones_own(client, nia):
    client.post("/day/limits/", {"break_minutes": "10", "apart_minutes": "0"})

    assert contacts.limits_of(nia) == Limits(None, None, 10, 0)


# ---------------------------------------------------------------- the rest
@time_machine.travel(NOON, tick=False)
def test_a_day_marked_for_booking_keeps_its_quarters_free(client, nia):
    client.post(f"/day/{TODAY}/heavy/", {"is_heavy": "yes"})
    assert HeavyDay.objects.get().day == TODAY
    assert "Not any more" in client.get("/day/").content.decode()

    client.post(f"/day/{TODAY}/heavy/", {"is_heavy": "no"})
    assert not HeavyDay.objects.exists()


@time_machine.travel(NOON, tick=False)
@pytest.mark.parametrize("day", ["2020-01-01", "2026-12-01", "today", "2026-13-01"])
def test_days_out_of_reach_are_not_there(client, nia, day):
    assert client.get(f"/day/{day}/").status_code == 404


@pytest.mark.parametrize("number", [1, 30])
def test_the_day_costs_the_same_for_one_contact_and_for_thirty(client, nia, number):
    with time_machine.travel(NOON, tick=False):
        for n in range(number):
            weigh(nia, MEDIUM, minute(8) + 10 * n, minute(8) + 10 * n + 5)
        client.get("/day/")
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/day/").status_code == 200
    assert len(asked) == 23


def test_what_was_tapped_is_forgotten_after_a_year_and_its_row_tells_no_day(nia):
    weigh(nia, HEAVY, minute(9), minute(10))

    assert Kept.objects.get().forget_on == date(2027, 12, 1)


def test_wiping_gives_back_the_time_of_breaks(nia):
    contacts.hold_break(nia, minute(14), minute(14, 30), now=NOON)
    contacts.hold_break(nia, minute(14) + 1440, minute(15) + 1440, now=NOON)

    services.wipe_everything(nia)

    assert not TakenTime.objects.exists()


def test_the_day_of_a_tap_is_its_owners_own(client, nia):
    nia.time_zone = "Pacific/Auckland"
    nia.save(update_fields=["time_zone"])
    with time_machine.travel(NOON + timedelta(hours=8), tick=False):
        client.post("/day/weigh/", {"w": "1", "tap": uuid.uuid4().hex})

    assert list(contacts.days_of(nia)) == [date(2026, 11, 3)]


# ---------------------------------------------------------------- at booking
@pytest.mark.parametrize(
    ("ends", "starts", "expected"),
    [
        (minute(13), minute(16), ""),
        (minute(13, 45), minute(16), ""),  # as much as is wished
        (minute(13, 46), minute(16), "14 minutes after what ends before it"),
        (minute(14), minute(16), "0 minutes after what ends before it"),
        (minute(13), minute(15, 14), "14 minutes before what comes next"),
        (minute(13, 50), minute(15, 5), "10 minutes after what ends before it and 5 minutes before"),
    ],
)
def test_a_time_booked_close_to_another_is_said_to_its_owner(nia, ends, starts, expected):
    others = ((minute(12, 30), ends), (starts, starts + 30))
    for span in others:
        first, last = (datetime.fromtimestamp(at * 60, UTC) for at in span)
        taking.take(uuid.uuid4(), [nia.person_id], first, last, now=NOON)
    at, until = MONDAY_9AM.replace(hour=14), MONDAY_9AM.replace(hour=15)
    assert close_words(nia, at, until, now=NOON) == "", "who set nothing is told nothing"

    contacts.set_limits(nia, HOLDSPACE)

    words = close_words(nia, at, until, now=NOON)
    assert (expected in words) if expected else words == ""
