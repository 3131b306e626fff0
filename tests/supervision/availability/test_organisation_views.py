"""The organisation's page of how supervision is booked."""

from datetime import date

import pytest

from supervision.availability.models import BookingRules, ClosedDay
from tests.builders import make_member, make_organisation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
PAGE = "/organisation/booking/"


@pytest.fixture
def admin():
    return make_member(make_organisation(subdivision="SCT"), roles=("admin",))


@pytest.fixture
def client(client, admin):
    client.force_login(admin.person)
    return client


def words(answer):
    return answer.content.decode()


def test_the_page_lists_the_year_s_holidays_of_the_part_with_their_names(client):
    page = words(client.get(PAGE))

    assert "Public holidays in 2026" in page
    assert "Scotland, United Kingdom" in page
    assert "Saint Andrew" in page
    assert "Empty: 60, as Holdspace starts with." in page
    assert "Public holidays in 2027" in words(client.get(f"{PAGE}?year=2027"))
    for year in ("1999", "x", "٢٠٢٧"):
        assert "Public holidays in 2026" in words(client.get(f"{PAGE}?year={year}"))


def test_limits_are_kept_and_empty_is_holdspace_s_own(client, admin):
    assert client.post(PAGE, {"individual_minutes": "50", "keeps_holidays": "on"}).status_code == 302

    row = BookingRules.objects.get()
    assert (row.individual_minutes, row.most_a_day, row.keeps_holidays) == (50, None, True)

    client.post(PAGE, {"individual_minutes": ""})
    row.refresh_from_db()
    assert (row.individual_minutes, row.keeps_holidays) == (None, False)


@pytest.mark.parametrize(
    ("value", "says"), [("52", "in steps of 5"), ("many", "Write a whole number"), ("5", "15 to 240")]
)
def test_a_limit_that_cannot_be_is_said_and_stays_typed(client, value, says):
    answer = client.post(PAGE, {"individual_minutes": value, "group_minutes": "90"})

    assert answer.status_code == 422
    assert says in words(answer)
    assert f'value="{value}"' in words(answer)
    assert not BookingRules.objects.exists()


def test_a_holiday_is_worked_and_closed_again(client):
    christmas = {"on": "2026-12-25"}
    client.post(f"{PAGE}day/", christmas | {"what": "worked"})
    assert "Christmas Day: worked here" in words(client.get(PAGE))

    client.post(f"{PAGE}day/", christmas | {"what": "back"})
    assert not ClosedDay.objects.exists()


def test_a_day_is_closed_and_opened_again(client):
    assert client.post(f"{PAGE}day/", {"on": "2026-12-24"}).status_code == 302
    assert ClosedDay.objects.get().day == date(2026, 12, 24)
    assert "Thu 24 Dec" in words(client.get(PAGE)).split('id="closed-h"')[1]

    client.post(f"{PAGE}day/", {"on": "2026-12-24", "what": "back"})
    assert not ClosedDay.objects.exists()


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"on": "2026-11-01"}, "That day is over."),
        ({"on": "whenever"}, "Write a day as year, month and day"),
        ({}, "Choose a day."),
        ({"on": "2026-12-24", "what": "worked"}, "That day is no public holiday here."),
    ],
)
def test_a_day_that_cannot_be_is_said(client, sent, says):
    answer = client.post(f"{PAGE}day/", sent)

    assert answer.status_code == 422
    assert says in words(answer)
    assert not ClosedDay.objects.exists()
