"""Taking a calendar to read: in one hand at a time, and nothing written by whoever lost it."""

from django.db import connection

from supervision.availability.calendars import refreshing, services
from supervision.availability.calendars.lines import Unreadable
from supervision.availability.calendars.reading import Reading
from supervision.availability.calendars.refreshing import claim, keep, read_one
from supervision.availability.models import BusySpan, Calendar
from tests.builders import make_member, make_organisation
from tests.supervision.availability.linked import (
    LINK,
    MINUTE,
    NINE,
    NOW,
    again,
    calendar_text,
    minute,
    read_at,
)


def test_a_calendar_is_in_one_hand_at_a_time_and_comes_back_when_its_lease_is_over(calendar):
    taken = claim(owner="one", now=NOW)

    assert taken.pk == calendar.pk
    assert claim(owner="two", now=NOW + refreshing.LEASE - MINUTE) is None
    assert claim(owner="two", now=NOW + refreshing.LEASE).pk == calendar.pk


def test_whoever_lost_the_lease_writes_nothing(calendar):
    slow = claim(owner="slow", now=NOW)
    later = NOW + refreshing.LEASE
    quick = claim(owner="quick", now=later)
    start = minute(NOW)

    assert keep(quick, Reading(((start, start + 30),), 0), owner="quick", facts={}, now=later)
    assert not keep(slow, Reading(((start, start + 60),), 0), owner="slow", facts={}, now=later)
    assert not refreshing.fail(slow, owner="slow", code="no_answer", now=later)

    assert BusySpan.objects.get().ends == start + 30
    assert again(calendar).state == "read"


def test_a_link_mended_while_the_old_one_is_read_is_not_written_over(calendar, monkeypatch):
    taken = claim(owner="one", now=NOW)
    services.mend_address(again(calendar), address="https://elsewhere.example.net/new.ics", now=NOW + MINUTE)

    assert not keep(taken, Reading((), 0), owner="one", facts={}, now=NOW + MINUTE)
    assert again(calendar).state == "new"
    assert again(calendar).next_read_at == NOW + MINUTE


def test_a_calendar_taken_away_while_it_is_read_stays_away(calendar):
    taken = claim(owner="one", now=NOW)
    services.take_away(again(calendar), now=NOW)

    assert not keep(taken, Reading(((1, 2),), 0), owner="one", facts={}, now=NOW)
    assert not BusySpan.objects.exists()


def test_no_host_is_asked_for_more_than_four_calendars_at_once(member):
    other = make_member(member.organisation)
    for number in range(6):
        whose = member if number < 3 else other
        services.add_address(whose, address=f"https://calendar.example.org/{number}.ics", now=NOW)
    services.add_address(other, address="https://elsewhere.example.net/it.ics", now=NOW + MINUTE)

    at = NOW + MINUTE
    hosts = [taken.host if (taken := claim(owner=str(n), now=at)) else None for n in range(6)]

    assert len(set(hosts[:4])) == 1
    assert hosts[4] not in (None, hosts[0])
    assert hosts[5] is None


def test_neither_fetching_nor_reading_happens_in_a_transaction(transactional_db, calendar_host, monkeypatch):
    member = make_member(make_organisation(time_zone="Europe/London"))
    services.add_address(member, address=LINK, now=NOW)
    open_then = []
    for name in ("fetch", "read_calendar"):
        real = getattr(refreshing, name)

        def watched(*args, real=real, **kwargs):
            open_then.append(connection.in_atomic_block)
            return real(*args, **kwargs)

        monkeypatch.setattr(refreshing, name, watched)
    calendar_host.answers["/mine.ics"] = calendar_text(NINE)

    read_at(NOW)

    assert open_then == [False, False]
    assert BusySpan.objects.count() == 1


def test_taking_and_keeping_cost_the_same_for_one_span_and_for_thirty(
    calendar, django_assert_max_num_queries
):
    start = minute(NOW)
    for number in (1, 30):
        Calendar.objects.update(next_read_at=NOW, lease_until=None)
        with django_assert_max_num_queries(6):
            taken = claim(owner="one", now=NOW)
        spans = tuple((start + 100 * n, start + 100 * n + 30 + number) for n in range(number))
        with django_assert_max_num_queries(24):
            assert keep(taken, Reading(spans, 0), owner="one", facts={}, now=NOW)


def test_a_reader_that_gives_up_is_told_apart(calendar, calendar_host, monkeypatch):
    calendar_host.answers["/mine.ics"] = calendar_text(NINE)

    def gives_up(*args):
        raise Unreadable("too_slow")

    monkeypatch.setattr(refreshing, "read_calendar", gives_up)
    read_one(claim(owner="one", now=NOW), owner="one", tell_time=lambda: NOW)

    assert again(calendar).fault == "too_slow"
