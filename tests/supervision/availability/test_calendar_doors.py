"""The pages and the API of one's own calendars: what they say, what they refuse, and who is not there."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from supervision.availability.calendars import services
from supervision.availability.calendars.refreshing import read_due
from supervision.availability.calendars.words import WHY, ago, since, state_words
from supervision.availability.models import BusySpan, Calendar
from supervision.clock import now as clock_now
from tests.builders import make_member, make_organisation

MINUTE = timedelta(minutes=1)
LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LINK = "https://calendar.example.org/private-5f2c/mine.ics"
EVENT = b"BEGIN:VEVENT\nUID:1\nDTSTART:20301124T090000Z\nDURATION:PT1H\nEND:VEVENT\n"
ICS = b"BEGIN:VCALENDAR\n" + EVENT + b"END:VCALENDAR\n"


@pytest.fixture
def calendar(member):
    return services.add_address(member, address=LINK, name="Work", now=clock_now())


def words_of(response):
    return " ".join(response.content.decode().split())


# ---------------------------------------------------------------- pages
def test_somebody_links_a_calendar_and_sees_its_host_and_never_its_address(signed_in, member):
    answer = signed_in.post(
        reverse("linked:add"),
        {"address": "webcal://calendar.example.org/private-5f2c/mine.ics", "name": " My  work "},
    )

    assert answer.status_code == 302
    page = words_of(signed_in.get(reverse("linked:page")))
    assert "My work" in page and "calendar.example.org." in page and "about to be read" in page
    assert "private-5f2c" not in page
    change = words_of(signed_in.get(reverse("linked:change", args=[Calendar.objects.get().pk])))
    assert "private-5f2c" not in change


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("", "Paste the address here."),
        ("http://calendar.example.org/x.ics", "not an encrypted one"),
        ("https://localhost/x.ics", "no address of a calendar"),
        ("https://calendar.example.org:22/", "a port that calendars don’t use"),
        ("https://holdspace.example.org/feed/", "Holdspace’s own"),
    ],
)
def test_an_address_that_cannot_be_right_is_refused_beside_its_field(signed_in, settings, address, words):
    settings.ALLOWED_HOSTS = ["testserver", "holdspace.example.org"]

    answer = signed_in.post(reverse("linked:add"), {"address": address})

    assert answer.status_code == 422
    assert words in words_of(answer)
    assert not Calendar.objects.exists()


def test_a_file_is_taken_in_and_what_is_none_is_refused(signed_in):
    for content, words in (
        (b"%PDF-1.7", "no calendar file"),
        (b"", "empty"),
        (ICS + b"x" * 5_000_000, "larger than 5 MB"),
    ):
        answer = signed_in.post(reverse("linked:add"), {"file": SimpleUploadedFile("rota.ics", content)})
        assert (answer.status_code, words in words_of(answer)) == (422, True)
    answer = signed_in.post(reverse("linked:add"), {"name": "", "file": ""})
    assert "Choose a file." in words_of(answer)

    answer = signed_in.post(
        reverse("linked:add"), {"file": SimpleUploadedFile("rota.ics", ICS), "name": "Rota"}
    )

    assert answer.status_code == 302
    assert Calendar.objects.get().kind == "file"


def test_there_are_eight_calendars_at_most(signed_in, member):
    for number in range(8):
        services.add_address(member, address=f"https://calendar.example.org/{number}", now=NOW)

    answer = signed_in.post(reverse("linked:add"), {"address": LINK})

    assert "we read no more" in words_of(answer)
    assert Calendar.objects.count() == 8


def test_a_calendar_is_renamed_mended_read_and_taken_away(signed_in, calendar):
    change = reverse("linked:change", args=[calendar.pk])
    before = bytes(calendar.address_sealed)

    signed_in.post(change, {"act": "name", "n-name": "Duty rota"})
    assert "Duty rota" in words_of(signed_in.get(change))
    refused = signed_in.post(change, {"act": "mend", "address": "http://calendar.example.org/"})
    assert (refused.status_code, "not an encrypted one" in words_of(refused)) == (422, True)
    Calendar.objects.update(state="stopped", fault="gone")
    assert "Mend the link" in words_of(signed_in.get(reverse("linked:page")))
    signed_in.post(change, {"act": "mend", "address": "https://calendar.example.org/new.ics"})
    kept = Calendar.objects.get()
    assert (kept.state, kept.fault) == ("new", "")
    assert bytes(kept.address_sealed) != before

    Calendar.objects.update(next_read_at=None)
    signed_in.post(reverse("linked:read", args=[calendar.pk]))
    assert Calendar.objects.get().next_read_at is not None

    away = reverse("linked:take-away", args=[calendar.pk])
    assert "Take this calendar away?" in words_of(signed_in.get(away))
    assert Calendar.objects.exists()
    signed_in.post(away)
    assert not Calendar.objects.exists()


def test_a_calendar_taken_away_opens_what_it_kept_busy(signed_in, member):
    calendar = services.add_file(member, content=ICS.replace(b"2030", b"2026"), now=NOW)
    read_due(tell_time=lambda: NOW, should_stop=lambda: False)
    assert BusySpan.objects.count() == 1

    signed_in.post(reverse("linked:take-away", args=[calendar.pk]))

    assert not BusySpan.objects.exists()


def test_while_one_is_about_to_be_read_the_section_asks_again(signed_in, calendar):
    url = reverse("linked:page")
    assert f'hx-get="{url}"' in words_of(signed_in.get(url))

    part = signed_in.get(url, headers={"HX-Request": "true"})
    assert words_of(part).startswith('<section class="panel" id="calendars"')
    Calendar.objects.update(state="read", read_at=clock_now())
    assert "hx-get" not in words_of(signed_in.get(url, headers={"HX-Request": "true"}))


def test_a_list_costs_the_same_for_one_and_for_eight(signed_in, member, django_assert_num_queries):
    services.add_address(member, address=LINK, name="One", now=NOW)
    signed_in.get(reverse("linked:page"))
    with CaptureQueriesContext(connection) as for_one:
        signed_in.get(reverse("linked:page"))
    for number in range(7):
        services.add_address(member, address=LINK, name=f"No {number}", now=NOW)

    with django_assert_num_queries(len(for_one)):
        signed_in.get(reverse("linked:page"))


def test_nobody_else_comes_near_a_calendar(client, calendar, member):
    colleague = make_member(member.organisation, roles=("admin", "team_lead", "supervisor"))
    client.force_login(colleague.person)

    assert "Work" not in words_of(client.get(reverse("linked:page")))
    for name in ("change", "take-away"):
        assert client.get(reverse(f"linked:{name}", args=[calendar.pk])).status_code == 404
        assert client.post(reverse(f"linked:{name}", args=[calendar.pk])).status_code == 404
    assert client.post(reverse("linked:read", args=[calendar.pk])).status_code == 404
    assert Calendar.objects.count() == 1


def test_one_person_in_two_organisations_has_one_list(signed_in, member):
    elsewhere = make_member(make_organisation(), person=member.person)
    services.add_address(elsewhere, address=LINK, name="Mine", now=NOW)

    assert "Mine" in words_of(signed_in.get(reverse("linked:page")))


# ---------------------------------------------------------------- the API
def test_the_api_links_shows_mends_and_takes_away(signed_in):
    url = reverse("api:calendars")
    made = signed_in.post(url, {"address": LINK, "name": "Work"}, content_type="application/json")

    assert made.status_code == 201
    one = made.json()
    assert (one["name"], one["kind"], one["host"], one["state"]) == (
        "Work",
        "address",
        "calendar.example.org",
        "new",
    )
    assert "private-5f2c" not in made.content.decode()
    mine = reverse("api:calendar", args=[one["id"]])
    changed = signed_in.patch(
        mine, {"name": "Rota", "content": ICS.decode()}, content_type="application/json"
    )
    assert (changed.json()["name"], changed.json()["kind"], changed.json()["host"]) == ("Rota", "file", "")
    assert signed_in.post(reverse("api:calendar-read", args=[one["id"]])).status_code == 200
    assert signed_in.get(url).json()["results"] == [signed_in.get(mine).json()]
    assert signed_in.delete(mine).status_code == 204
    assert signed_in.get(url).json()["results"] == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 400),
        ({"address": LINK, "content": "BEGIN:VCALENDAR"}, 400),
        ({"address": LINK, "titles": True}, 400),
        ({"address": "http://calendar.example.org/"}, 400),
        ({"content": "nothing"}, 400),
        ({"address": LINK, "name": "x" * 61}, 400),
    ],
)
def test_the_api_refuses_what_is_not_right(signed_in, body, status):
    answer = signed_in.post(reverse("api:calendars"), body, content_type="application/json")

    assert answer.status_code == status
    assert answer["Content-Type"].startswith("application/problem+json")
    assert not Calendar.objects.exists()


def test_the_same_call_twice_links_one_calendar(signed_in):
    for _ in range(2):
        answer = signed_in.post(
            reverse("api:calendars"),
            {"address": LINK},
            content_type="application/json",
            headers={"Idempotency-Key": "once"},
        )
        assert answer.status_code == 201

    assert Calendar.objects.count() == 1


# ---------------------------------------------------------------- words
def test_how_long_ago_and_since_when():
    for minutes, words in (
        (0, "just now"),
        (1, "a minute ago"),
        (4, "4 minutes ago"),
        (75, "an hour ago"),
        (1500, "a day ago"),
        (6000, "4 days ago"),
    ):
        assert ago(NOW - minutes * MINUTE, NOW) == words
    for days, words in ((0, "today"), (1, "yesterday"), (6, "Tuesday"), (7, "16 Nov"), (400, "19 Oct 2025")):
        assert since(NOW - days * 1440 * MINUTE, NOW, LONDON) == words


def said(**facts):
    known = {
        "state": "read",
        "is_file": False,
        "fault": "",
        "read_at": NOW - 4 * MINUTE,
        "read_until": None,
        "left_out": 0,
    }
    return state_words(**(known | facts), now=NOW, zone=LONDON)


def test_each_state_says_what_it_means():
    tuesday = NOW - 6 * 1440 * MINUTE
    assert said() == "Read 4 minutes ago."
    assert said(left_out=1) == "Read 4 minutes ago. One entry in it can’t be understood, and counts as free."
    assert said(state="failing", fault="no_answer") == (
        "Read 4 minutes ago; since then its server does not answer. We go on trying."
    )
    assert said(state="stopped", fault="gone", read_at=tuesday) == (
        "Not read since Tuesday: the link has stopped working. "
        "Your free hours may be wrong until it’s mended."
    )
    assert said(state="stopped", fault="web_page", read_at=None).startswith(
        "Never read: the link leads to a web page"
    )
    assert (
        said(is_file=True, read_until=NOW.date())
        == "Read 4 minutes ago, as it was then, and known until 23 Nov."
    )
    assert said(is_file=True, state="stopped", fault="cut_short") == (
        "It could not be read: the file breaks off before its end."
    )
    assert said(state="stopped", fault="our_trouble", read_at=None).startswith(
        "Never read: that was us, not you."
    )
    assert all(words[0].islower() and not words.endswith(".") for words in WHY.values())
