"""Reading what is due: taken once, read with nothing held, kept whole or not at all."""

from datetime import UTC, date, datetime, timedelta

import pytest

from supervision.availability.calendars import refreshing, rules, services
from supervision.availability.models import BookingRules, BusySpan, Calendar, OpenWeek
from supervision.notices.models import Notice
from tests.builders import make_member
from tests.supervision.availability.linked import MINUTE, NINE, NOW, again, calendar_text, minute, read_at


# ---------------------------------------------------------------- reading one
def test_a_linked_calendar_is_read_and_closes_what_it_keeps_busy(calendar, calendar_host, member):
    calendar_host.answers["/mine.ics"] = calendar_text(NINE)
    was_open = open_bits(member)

    assert read_at(NOW) == 1

    kept = again(calendar)
    nine = minute(datetime(2026, 11, 24, 9, tzinfo=UTC))
    assert list(BusySpan.objects.values_list("person", "starts", "ends")) == [
        (member.person_id, nine, nine + 60)
    ]
    assert (kept.state, kept.fault, kept.failures, kept.left_out) == ("read", "", 0, 0)
    assert (kept.read_at, kept.lease_until, kept.owner) == (NOW, None, "")
    assert timedelta(minutes=24) <= kept.next_read_at - NOW <= timedelta(minutes=36)
    assert kept.read_until == date(2026, 11, 23) + timedelta(days=183 + 42)
    assert open_bits(member) != was_open
    assert read_at(NOW) == 0


def open_bits(member):
    return list(OpenWeek.objects.filter(member=member).order_by("week").values_list("bits", flat=True))


def test_nothing_of_a_link_or_a_calendar_is_kept_or_logged(calendar, calendar_host, caplog, member):
    secret = "SUMMARY:Consultant oncologist\nLOCATION:Ward 9\nATTENDEE:mailto:someone@else.example"
    calendar_host.answers["/mine.ics"] = calendar_text(f"{NINE}\n{secret}")

    read_at(NOW)

    row = b"".join(
        bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
        for value in Calendar.objects.values_list().get()
    )
    for word in (b"oncologist", b"Ward", b"else.example", b"calendar.example.org", b"mine.ics", b"Work"):
        assert word not in row
    assert "example" not in caplog.text
    assert [field.name for field in BusySpan._meta.get_fields()] == [
        "id",
        "calendar",
        "person",
        "starts",
        "ends",
    ]


def test_what_has_not_changed_is_neither_read_nor_written_again(calendar, calendar_host, monkeypatch):
    calendar_host.answers["/mine.ics"] = (200, {"ETag": '"one"'}, calendar_text(NINE))
    read_at(NOW)
    spans = list(BusySpan.objects.values_list("pk", flat=True))
    monkeypatch.setattr(refreshing, "read_calendar", lambda *args: pytest.fail("It was read again."))

    calendar_host.answers["/mine.ics"] = (304, {}, b"")
    read_at(NOW + timedelta(hours=1))
    assert calendar_host.asked[1][2]["If-None-Match"] == '"one"'
    # Made afresh for each who asks, with another time in every entry.
    calendar_host.answers["/mine.ics"] = calendar_text(NINE, stamp="20261123T100000Z")
    read_at(NOW + timedelta(hours=2))

    assert again(calendar).read_at == NOW + timedelta(hours=2)
    assert list(BusySpan.objects.values_list("pk", flat=True)) == spans


def test_the_whole_is_asked_for_when_the_horizon_has_come_near(calendar, calendar_host):
    calendar_host.answers["/mine.ics"] = (200, {"ETag": '"one"'}, calendar_text(NINE))
    read_at(NOW)

    read_at(NOW + timedelta(days=27))
    read_at(NOW + timedelta(days=29))

    assert ["If-None-Match" in headers for _, _, headers in calendar_host.asked] == [False, True, False]
    assert again(calendar).read_until == date(2026, 12, 22) + timedelta(days=225)


def test_it_is_known_as_far_ahead_as_anybody_books(calendar, calendar_host, member):
    BookingRules.objects.create(
        organisation=member.organisation, member=make_member(member.organisation), horizon_days=400
    )
    calendar_host.answers["/mine.ics"] = calendar_text("DTSTART:20271227T090000Z\nDURATION:PT1H")

    read_at(NOW)

    assert again(calendar).read_until == date(2026, 11, 23) + timedelta(days=442)
    assert BusySpan.objects.count() == 1


def test_a_change_replaces_only_what_is_new_or_gone(calendar, calendar_host):
    ten, eleven = (f"DTSTART:20261124T{hour}0000Z\nDURATION:PT30M" for hour in (10, 11))
    calendar_host.answers["/mine.ics"] = calendar_text(NINE, eleven)
    read_at(NOW)
    first = dict(BusySpan.objects.values_list("starts", "pk"))

    calendar_host.answers["/mine.ics"] = calendar_text(
        eleven, "DTSTART:20261124T130000Z\nDURATION:PT30M", ten
    )
    read_at(NOW + timedelta(hours=1))

    then = dict(BusySpan.objects.values_list("starts", "pk"))
    hours = sorted((starts - minute(datetime(2026, 11, 24, tzinfo=UTC))) // 60 for starts in then)
    assert hours == [10, 11, 13]
    kept = minute(datetime(2026, 11, 24, 11, tzinfo=UTC))
    assert then[kept] == first[kept]


def test_declined_is_known_by_the_login_and_by_the_link(member, calendar_host):
    declined = [
        f"{NINE}\nATTENDEE;PARTSTAT=DECLINED:mailto:{who}"
        for who in (member.person.email, "nia@home.example")
    ]
    calendar_host.answers["/ical/nia%40home.example/basic.ics"] = calendar_text(*declined)
    services.add_address(
        member, address="https://calendar.example.org/ical/nia%40home.example/basic.ics", now=NOW
    )

    read_at(NOW)

    assert not BusySpan.objects.exists()


def test_our_own_entries_do_not_come_back(calendar, calendar_host, settings):
    settings.CALENDAR_DOMAIN = "holdspace.example"
    raw = calendar_text(NINE).replace(b"UID:0", b"UID:" + b"0123456789abcdef" * 2 + b"@holdspace.example")
    calendar_host.answers["/mine.ics"] = raw

    read_at(NOW)

    assert not BusySpan.objects.exists()


def test_whole_days_follow_their_owner_to_another_zone(calendar, calendar_host, member):
    calendar_host.answers["/mine.ics"] = calendar_text("DTSTART;VALUE=DATE:20261201")
    read_at(NOW)
    type(member).objects.filter(pk=member.pk).update(time_zone="America/New_York")

    read_at(NOW + timedelta(hours=1))

    assert BusySpan.objects.get().starts == minute(datetime(2026, 12, 1, 5, tzinfo=UTC))
    assert again(calendar).time_zone == "America/New_York"


def test_a_file_is_read_once_and_forgotten(member):
    calendar = services.add_file(
        member, content=calendar_text(NINE, "DTSTART:yesterday"), name="Rota", now=NOW
    )
    assert bytes(again(calendar).file_sealed)

    assert read_at(NOW) == 1

    kept = again(calendar)
    assert (kept.state, kept.next_read_at, bytes(kept.file_sealed), kept.left_out) == ("read", None, b"", 1)
    assert kept.read_until == date(2026, 11, 23) + timedelta(days=730)
    assert BusySpan.objects.count() == 1
    assert not services.read_soon(kept, now=NOW + timedelta(days=1))


def test_a_file_that_cannot_be_read_says_so_and_is_forgotten(member):
    calendar = services.add_file(member, content=b"BEGIN:VCALENDAR\nBEGIN:VEVENT\n", now=NOW)

    read_at(NOW)

    kept = again(calendar)
    assert (kept.state, kept.fault, kept.next_read_at, bytes(kept.file_sealed)) == (
        "stopped",
        "cut_short",
        None,
        b"",
    )
    assert not Notice.objects.exists()


# ---------------------------------------------------------------- what goes wrong
def test_a_failure_keeps_what_was_read_and_is_tried_again_ever_later(calendar, calendar_host):
    calendar_host.answers["/mine.ics"] = calendar_text(NINE)
    read_at(NOW)
    calendar_host.answers["/mine.ics"] = (500, {}, b"")
    at, waits = NOW + timedelta(hours=1), []
    for _ in range(9):
        assert read_at(at) == 1
        kept = again(calendar)
        waits.append((kept.next_read_at - at) / MINUTE)
        at = kept.next_read_at

    assert (kept.state, kept.fault, kept.failures) == ("failing", "their_trouble", 9)
    assert kept.failing_since == NOW + timedelta(hours=1)
    assert BusySpan.objects.count() == 1
    for number, wait in enumerate(waits):
        longest = min(5 * 2**number, 360)
        assert longest / 2 <= wait <= longest
    calendar_host.answers["/mine.ics"] = calendar_text(NINE)
    read_at(at)
    kept = again(calendar)
    assert (kept.state, kept.fault, kept.failures, kept.failing_since) == ("read", "", 0, None)


@pytest.mark.parametrize("status", [401, 404, 410])
def test_a_link_that_is_gone_needs_its_owner_who_hears_of_it_once(calendar, calendar_host, member, status):
    calendar_host.answers["/mine.ics"] = (status, {}, b"")
    read_at(NOW)
    assert again(calendar).state == "failing"
    assert not Notice.objects.exists()

    at = NOW
    for _ in range(4):
        at = again(calendar).next_read_at
        read_at(at)

    kept = again(calendar)
    assert kept.state == "stopped"
    assert timedelta(hours=12) <= kept.next_read_at - at <= timedelta(days=1)
    notice = Notice.objects.get()
    assert (notice.kind, notice.notice_class, notice.recipient) == ("calendar_stopped", "S", member)
    assert notice.about == {"calendar": calendar.pk}
    assert "example" not in f"{notice.key}{notice.topic}"


def test_the_message_is_dropped_once_the_link_is_mended(calendar, calendar_host, member):
    from supervision.availability.calendars.notice_kinds import stopped

    calendar_host.answers["/mine.ics"] = (404, {}, b"")
    read_at(NOW)
    read_at(again(calendar).next_read_at)
    notice = Notice.objects.select_related("recipient").get()
    assert stopped(notice, NOW) == {"read_on": None}

    calendar_host.answers["/new.ics"] = calendar_text(NINE)
    services.mend_address(again(calendar), address="https://calendar.example.org/new.ics", now=NOW)
    read_at(NOW)

    assert again(calendar).state == "read"
    assert stopped(notice, NOW) is None


def test_a_week_without_a_reading_needs_its_owner_and_two_months_are_enough():
    since = NOW - timedelta(days=7) + MINUTE
    almost = rules.after_failure(code="no_answer", failures=30, since=since, now=NOW, chance=1)
    over = rules.after_failure(code="no_answer", failures=31, since=since - MINUTE, now=NOW, chance=0)
    last = rules.after_failure(
        code="no_answer", failures=90, since=NOW - timedelta(days=60), now=NOW, chance=0
    )

    assert almost == rules.Next("failing", NOW + timedelta(hours=6))
    assert over == rules.Next("stopped", NOW + timedelta(hours=12))
    assert last == rules.Next("stopped", None)


def test_a_host_that_asks_to_be_left_alone_is_with_all_its_calendars(calendar, calendar_host, member):
    other = services.add_address(member, address="https://calendar.example.org/other.ics", now=NOW + MINUTE)
    elsewhere = services.add_address(member, address="https://elsewhere.example.net/it.ics", now=NOW + MINUTE)
    calendar_host.answers["/mine.ics"] = (429, {"Retry-After": "3600"}, b"")

    read_at(NOW)

    assert again(calendar).next_read_at >= NOW + timedelta(hours=1)
    assert again(other).next_read_at >= NOW + timedelta(hours=1)
    assert again(elsewhere).next_read_at == NOW + MINUTE


def test_one_bad_calendar_does_not_hold_up_the_others(calendar, calendar_host, member):
    services.add_address(member, address="https://calendar.example.org/other.ics", now=NOW)
    calendar_host.answers["/mine.ics"] = calendar_text(f"{NINE}\nRRULE:FREQ=SECONDLY", "DTSTART:nonsense")
    calendar_host.answers["/other.ics"] = calendar_text(NINE)

    assert read_at(NOW) == 2

    assert again(calendar).left_out == 2
    assert BusySpan.objects.count() == 1


def test_a_link_whose_key_is_gone_needs_its_owner(calendar, member):
    from supervision.people.encryption import erase_key

    erase_key(member.person)

    read_at(NOW)

    assert again(calendar).fault == "sealed"


def test_trouble_of_our_own_is_a_failure_like_others(calendar, calendar_host, monkeypatch):
    calendar_host.answers["/mine.ics"] = calendar_text(NINE)
    monkeypatch.setattr(
        refreshing, "read_calendar", lambda *args: (_ for _ in ()).throw(OSError("no process"))
    )

    read_at(NOW)

    assert (again(calendar).state, again(calendar).fault) == ("failing", "our_trouble")
