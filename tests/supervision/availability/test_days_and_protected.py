"""Single days and protected time on the page of one's own availability."""

from datetime import date

import pytest
from django.test import Client

from supervision.availability import selectors, services
from supervision.availability.checks import Protected, Stretch
from supervision.availability.models import DayHours, HeavyDay, ProtectedTime
from tests.builders import MONDAY_9AM, make_member
from tests.supervision.availability.pages import PAGE, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "signed_in")]
NOW, TODAY = MONDAY_9AM, MONDAY_9AM.date()


def test_a_day_is_closed_has_other_hours_and_is_as_usual_again(client, member):
    day = {"on": "2026-11-05"}
    assert client.post(f"{PAGE}day/", day | {"what": "closed"}).status_code == 302
    assert DayHours.objects.get().starts is None
    assert "Thu 5 Nov" in words(client.get(PAGE)).split('id="days"')[1].split("</section>")[0]

    more = {"what": "hours", "d-rows": "1", "d-0-starts": "10:00", "d-0-ends": "11:00", "d-0-ways": "video"}
    assert client.post(f"{PAGE}day/", day | more).status_code == 302
    assert selectors.day_of(member, date(2026, 11, 5)).windows == (Stretch(600, 660, ("video",)),)

    client.post(f"{PAGE}day/clear/", day)
    assert not DayHours.objects.exists()


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"on": "2026-11-01", "what": "closed"}, "That day is over."),
        ({"on": "soon", "what": "closed"}, "Write a day as year, month and day"),
        ({"on": "2026-11-05"}, "Choose one."),
        ({"on": "2026-11-07", "what": "usual"}, "Your week has no hours on a Saturday."),
        ({"on": "2026-11-05", "what": "hours", "d-rows": "1"}, "Say from when to when"),
        (
            {"on": "2026-11-05", "what": "hours", "d-rows": "1", "d-0-starts": "11:00", "d-0-ends": "10:00"},
            "before it starts at 11:00",
        ),
    ],
)  # fmt: skip
def test_a_day_that_cannot_be_is_said(client, sent, says):
    answer = client.post(f"{PAGE}day/", sent)

    assert answer.status_code == 422
    assert says in words(answer)
    assert not DayHours.objects.exists()


def test_another_stretch_of_a_day(client):
    sent = {"on": "2026-11-05", "what": "hours", "d-rows": "1", "d-0-starts": "10:00", "add": "d"}

    page = words(client.post(f"{PAGE}day/", sent))

    assert 'name="d-1-starts"' in page
    assert 'value="10:00"' in page
    assert 'value="2026-11-05"' in page


def test_a_day_is_heavy_by_one_tap_and_no_longer_by_another(client):
    back = client.post(f"{PAGE}heavy/", {"on": "2026-11-03", "heavy": "on", "week": "2026-11-02"})
    assert back["Location"] == f"{PAGE}?week=2026-11-02#week"
    assert HeavyDay.objects.get().day == date(2026, 11, 3)
    assert "Heavy day" in words(client.get(PAGE))

    client.post(f"{PAGE}heavy/", {"on": "2026-11-03"})
    assert not HeavyDay.objects.exists()
    assert client.post(f"{PAGE}heavy/", {"on": "x"}).status_code == 302
    assert client.post(f"{PAGE}heavy/", {"on": "2026-11-01", "heavy": "on"}).status_code == 302
    assert not HeavyDay.objects.exists()


# ---------------------------------------------------------------- protected time
THURSDAYS = {"name": "Writing up", "shape": "weekly", "weekdays": ["Thu"], "starts": "15:00", "ends": "17:00"}


def test_time_is_protected_changed_and_given_up(client, member):
    assert client.post(f"{PAGE}protected/add/", THURSDAYS)["Location"] == f"{PAGE}#protected"
    row = ProtectedTime.objects.get()
    page = words(client.get(PAGE)).split('id="protected"')[1].split("</section>")[0]
    assert "Writing up" in page
    assert "Thursdays, 15:00 to 17:00" in page

    assert 'value="15:00"' in words(client.get(f"{PAGE}protected/{row.pk}/"))
    changed = {
        "shape": "after_long",
        "minutes": "45",
        "long_minutes": "90",
        "starts": "15:00",
        "weekdays": ["Thu"],
    }
    assert client.post(f"{PAGE}protected/{row.pk}/", changed).status_code == 302
    row.refresh_from_db()
    assert (row.shape, row.minutes, row.starts, row.weekdays, bytes(row.name_sealed)) == (
        "after_long",
        45,
        None,
        "",
        b"",
    )

    assert "Nobody is told." in words(client.get(f"{PAGE}protected/{row.pk}/give-up/"))
    client.post(f"{PAGE}protected/{row.pk}/give-up/")
    assert not ProtectedTime.objects.exists()


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"weekdays": []}, "Choose at least one day of the week."),
        ({"ends": "14:00"}, "before it starts at 15:00"),
        ({"starts": "15:02"}, "in steps of five minutes"),
        ({"shape": "within", "minutes": "125"}, "there are only 120 minutes"),
        ({"shape": "once", "day": "2026-11-01"}, "That day is over."),
        ({"shape": ""}, "Choose one of the four."),
    ],
)
def test_protected_time_that_cannot_be_is_said(client, changed, says):
    answer = client.post(f"{PAGE}protected/add/", THURSDAYS | changed)

    assert answer.status_code == 422
    assert says in words(answer)
    assert 'value="Writing up"' in words(answer)
    assert not ProtectedTime.objects.exists()


def test_nobody_else_has_a_way_in(client, member):
    row = services.protect(member, Protected("weekly", "Writing up", ("Thu",), None, 900, 1020), now=NOW)
    for roles in (("admin",), ("team_lead", "supervisor")):
        other = Client()
        other.force_login(make_member(member.organisation, roles=roles).person)
        for address in (f"{PAGE}protected/{row.pk}/", f"{PAGE}protected/{row.pk}/give-up/"):
            assert other.get(address).status_code == other.post(address, THURSDAYS).status_code == 404
        assert "Writing up" not in words(other.get(PAGE))
        for page in ("/organisation/people/", f"/organisation/people/{member.pk}/", f"/people/{member.pk}/"):
            assert "Writing up" not in words(other.get(page))

    assert ProtectedTime.objects.get().weekdays == "Thu"
