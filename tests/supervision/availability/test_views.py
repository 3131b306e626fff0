"""The page of one's own availability."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from supervision.availability import selectors, services
from supervision.availability.checks import Protected, Stretch
from supervision.availability.models import ProtectedTime, WeeklyHours
from tests.builders import MONDAY_9AM, make_leave, make_member, make_relationship, make_session
from tests.supervision.availability.pages import PAGE, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "signed_in")]
NOW, TODAY = MONDAY_9AM, MONDAY_9AM.date()


def hours(*stretches, **extra):
    """Return what the form sends for stretches (day, from, to), with one row a day at least."""
    data = {"time_zone": "Europe/London", "day": sorted({str(day) for day, *_ in stretches})}
    rows = dict.fromkeys(range(7), 0)
    for day, starts, ends in stretches:
        name = f"w{day}-{rows[day]}"
        data |= {f"{name}-starts": starts, f"{name}-ends": ends, f"{name}-ways": ["video", "phone"]}
        rows[day] += 1
    return data | {f"w{day}-rows": str(max(number, 1)) for day, number in rows.items()} | extra


# ---------------------------------------------------------------- the week
def test_the_page_shows_working_days_to_somebody_who_said_nothing(client):
    page = words(client.get(PAGE))

    assert "You have said nothing yet" in page
    assert page.count('value="09:00"') == 5
    assert "How much you take on" not in page


def test_a_week_is_saved_with_two_stretches_in_a_day_and_until_midnight(client, member):
    answer = client.post(PAGE, hours((0, "09:00", "12:00"), (0, "13:00", "17:30"), (4, "18:00", "00:00")))

    assert answer.status_code == 302
    assert [(each.weekday, each.starts, each.ends) for each in selectors.hours_of(member)] == [
        (0, 540, 720),
        (0, 780, 1050),
        (4, 1080, 1440),
    ]
    page = words(client.get(PAGE))
    assert "Monday, second stretch, from" in page
    assert 'value="00:00"' in page


def test_another_stretch_is_a_row_more_and_keeps_what_was_typed(client):
    page = words(client.post(PAGE, hours((0, "09:00", "half past"), add="w0", time_zone="Europe/Madrid")))

    assert 'name="w0-1-starts"' in page
    assert 'value="half past"' in page
    assert '<option value="Europe/Madrid" selected>' in page
    assert 'role="alert"' not in page
    assert "not saved yet" in page
    assert not WeeklyHours.objects.exists()


def test_a_row_is_taken_out(client):
    sent = hours((0, "09:00", "12:00"), (0, "13:00", "17:00"), (0, "18:00", "19:00"), remove="w0-1")

    page = words(client.post(PAGE, sent))

    assert 'value="13:00"' not in page
    assert 'name="w0-1-starts" value="18:00"' in page
    assert 'name="w0-rows" value="2"' in page


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        (hours((0, "17:00", "09:00")), "It ends at 09:00, before it starts at 17:00"),
        (hours((0, "09:00", "12:00"), (0, "11:00", "15:00")), "11:00 to 15:00 overlaps 09:00 to 12:00"),
        (hours((0, "09:05", "12:00")), "Write times on quarter hours"),
        (hours((0, "", "12:00")), "Say when it starts."),
        (hours((0, "", "")), "Say from when to when, or untick the day."),
        (hours((0, "noon", "12:00")), "Write a time of the day"),
        (hours(), "Keep at least one stretch in the week"),
        (hours((0, "09:00", "12:00"), **{"w0-0-ways": ["in_person"]}), "Say where you meet in person."),
        (hours((0, "09:00", "12:00"), **{"w0-0-ways": []}), "Choose at least one way to meet."),
        (hours((0, "09:00", "12:00"), time_zone="Europe/Nowhere"), "Select a valid choice"),
    ],
)
def test_what_is_wrong_is_said_once_above_and_beside_its_field(client, sent, says):
    answer = client.post(PAGE, sent)

    page = words(answer)
    assert answer.status_code == 422
    assert says in page.split('role="alert"')[1].split("</div>\n</div>")[0]
    typed = [value for name, value in sent.items() if name.endswith(("-starts", "-ends")) and value]
    assert all(f'value="{value}"' in page for value in typed)
    assert not WeeklyHours.objects.exists()


def test_a_day_unticked_is_left_out_whatever_stands_in_it(client, member):
    client.post(PAGE, hours((0, "09:00", "12:00"), (1, "17:00", "09:00"), day=["0"]))

    assert [each.weekday for each in selectors.hours_of(member)] == [0]


def test_what_is_booked_and_lies_outside_is_listed_and_stays(client, member):
    supervisor = make_member(member.organisation, roles=("supervisor",), name="Judith Marlow")
    make_relationship(supervisor, member)
    inside = make_session(supervisor, member, at=NOW + timedelta(days=7, hours=1), status="booked")
    outside = make_session(supervisor, member, at=NOW + timedelta(days=7, hours=5), status="booked")

    answer = client.post(PAGE, hours((0, "09:00", "12:00")), follow=True)

    page = words(answer)
    assert "Saved. One session that is booked lies outside your hours now." in page
    listed = page.split('id="outside-h"')[1].split("</section>")[0]
    assert f"/sessions/{outside.pk}/" in listed
    assert "Judith Marlow" in listed
    assert f"/sessions/{inside.pk}/" not in listed
    outside.refresh_from_db()
    assert outside.status == "booked"


def test_going_back_to_the_working_days(client, member):
    services.set_week(member, windows=[Stretch(540, 600)], now=NOW)

    client.post(f"{PAGE}usual/")

    assert not WeeklyHours.objects.exists()


def test_a_supervisor_has_limits_of_their_own_beside_what_the_organisation_says(client, member):
    member.is_supervisor = True
    member.save()
    page = words(client.get(PAGE))
    assert "How much you take on" in page
    assert "as your organisation says" in page

    week = [(day, "09:00", "17:00") for day in range(5)]
    assert client.post(PAGE, hours(*week, most_a_day="3", notice_hours="")).status_code == 302
    assert selectors.limits_of(member)["most_a_day"] == 3
    assert not WeeklyHours.objects.exists()

    answer = client.post(PAGE, hours(*week, most_a_day="30"))
    assert answer.status_code == 422
    assert "Write 1 to 16 sessions." in words(answer)
    assert selectors.limits_of(member)["most_a_day"] == 3


# ---------------------------------------------------------------- what comes of it
def drawn(page):
    """Return the words beside each drawn day."""
    rows = page.split('id="week"')[1].split("<ol")[1].split("</ol>")[0].split("<h3>")[1:]
    return {row[:3]: row.split('<p class="soft s">')[1].split("</p>")[0] for row in rows}


def test_the_week_is_drawn_with_its_words_beside_it(client, member):
    services.set_week(member, windows=[Stretch(540, 1020, weekday=day) for day in range(5)], now=NOW)
    services.protect(member, Protected("weekly", "Writing up", ("Thu",), None, 900, 1020), now=NOW)
    services.protect(member, Protected("within", "Lunch", ("Mon",), None, 720, 840, 30), now=NOW)
    services.set_day(member, day=TODAY + timedelta(days=2), windows=[], now=NOW)
    make_leave(member, TODAY + timedelta(days=4), TODAY + timedelta(days=4))

    page = words(client.get(PAGE))

    found = drawn(page)
    assert found["Mon"] == "09:00 to 17:00 can be booked. Lunch: 30 minutes between 12:00 and 14:00."
    assert found["Wed"] == "No hours."
    assert found["Thu"] == "09:00 to 15:00 can be booked. Yours: Writing up, 15:00 to 17:00."
    assert found["Fri"] == "Away."
    assert page.count('class="hold"') == 2
    assert page.split("<ol")[1].count('class="loose"') == page.count("Lunch: 30 minutes") == 1


def test_a_holiday_closes_a_day_unless_it_is_worked(client, member):
    address = f"{PAGE}?week=2026-12-25"
    assert drawn(words(client.get(address)))["Fri"] == "Christmas Day."

    answer = client.post(f"{PAGE}day/", {"on": "2026-12-25", "what": "usual"})

    assert answer.status_code == 302
    assert drawn(words(client.get(address)))["Fri"] == "09:00 to 17:00 can be booked."


@pytest.mark.parametrize("asked", ["2020-01-06", "9999-12-31", "never", ""])
def test_a_week_that_cannot_be_shown_is_this_one(client, asked):
    assert "Mon 2 Nov to Sun 8 Nov" in words(client.get(f"{PAGE}?week={asked}"))


def test_a_week_is_tried_out_and_not_kept(client):
    page = words(client.post(f"{PAGE}week/", hours((0, "10:00", "11:00"))))

    assert "As it would be: not saved yet." in page
    assert drawn(page)["Mon"] == "10:00 to 11:00 can be booked."
    assert drawn(page)["Tue"] == "No hours."
    assert not WeeklyHours.objects.exists()


def test_the_day_the_clocks_change_is_drawn_on_the_wall(client, member):
    services.set_week(member, windows=[Stretch(0, 240, weekday=6)], now=NOW)

    page = words(client.get(f"{PAGE}?week=2027-03-28"))

    assert drawn(page)["Sun"] == "00:00 to 04:00 can be booked."


def test_protected_time_in_another_zone_lies_where_it_is(client, member):
    row = services.protect(member, Protected("weekly", "Call", ("Mon",), None, 600, 660), now=NOW)
    ProtectedTime.objects.filter(pk=row.pk).update(time_zone="Europe/Madrid")

    assert "Yours: Call, 09:00 to 10:00." in drawn(words(client.get(PAGE)))["Mon"]


def test_looking_costs_the_same_with_one_row_and_with_thirty(client, member):
    def fill(number):
        for ahead in range(number):
            services.protect(member, Protected("weekly", "Walk", ("Thu",), None, 900, 1020), now=NOW)
            services.set_day(member, day=TODAY + timedelta(days=ahead), windows=[], now=NOW)
            make_session(member, at=NOW + timedelta(days=ahead, hours=9), status="booked")

    counts = []
    for number in (1, 30):
        fill(number)
        with CaptureQueriesContext(
            connection,
        ) as caught:
            client.get(PAGE)
        counts.append(len(caught))
    assert counts[0] == counts[1]
    assert counts[1] <= 45


def test_every_page_of_the_settings_leads_to_every_other(client):
    addresses = ["/me/availability/", "/inbox/preferences/", "/me/leave/", "/who-sees-what/", "/me/"]
    for address in addresses:
        page = words(client.get(address)).split('aria-label="Settings"')[1].split("</nav>")[0]
        assert [each for each in addresses if f'href="{each}"' in page] == addresses
        assert f'href="{address}" aria-current="page"' in page


def test_today_shows_what_of_it_is_one_s_own_and_nothing_otherwise(client, member):
    assert 'id="yours-h"' not in words(client.get("/"))

    services.protect(member, Protected("within", "Lunch", ("Mon",), None, 720, 840, 30), now=NOW)
    services.protect(member, Protected("once", "", (), TODAY, 900, 960), now=NOW)
    make_session(member, at=NOW + timedelta(hours=2), status="booked")

    panel = words(client.get("/")).split('id="yours-h"')[1].split("</section>")[0]
    assert "An hour and 30 minutes today are yours" in panel
    assert "Protected time, 15:00 to 16:00. Lunch: 30 minutes between 12:00 and 14:00." in panel
    assert panel.count('class="loose"') == 1
    assert "Busy: 11:00 to 12:00." in panel
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        assert 'id="yours-h"' not in words(client.get("/"))
