"""Open time that is kept is what working it out afresh gives, whatever changed and by whichever service."""

import random
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from supervision.availability import organisation_services, services
from supervision.availability.checks import Protected, Stretch
from supervision.availability.models import BusySpan, Calendar, DayHours, OpenWeek, ProtectedTime, WeeklyHours
from supervision.availability.open_time import AWAY, HOLIDAY, NO_HOURS, NOT_HERE
from supervision.availability.opening import (
    KEPT_WEEKS,
    frame_of,
    open_times,
    rebuild_all,
    rebuild_for_people,
    rebuild_open_weeks,
    this_week,
    weeks_in,
    worked_out,
)
from supervision.availability.sources import parties_of
from supervision.people import arrangements
from supervision.people.models import Leave
from supervision.people.services import add_member, change_member, change_organisation
from supervision.scheduling.bits import week_starts
from tests.builders import make_leave, make_member, make_organisation

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 4, 9, tzinfo=UTC)
TODAY = NOW.date()


def frame():
    begins = this_week(NOW)
    return frame_of(week_starts(begins), week_starts(begins + KEPT_WEEKS))


def kept(member_ids):
    parties = parties_of(member_ids)
    rows = OpenWeek.objects.filter(member__in=member_ids)
    assert rows.count() == len(parties) * KEPT_WEEKS
    return {medium: open_times(parties, frame(), medium=medium, narrowed=parties) for medium in WAYS}


def afresh(member_ids):
    return worked_out(parties_of(member_ids), frame())


WAYS = ("", "video", "phone", "in_person")


def check_kept(member_ids, what=""):
    """Fail unless what is kept of these members is what their sources say now."""
    fresh = afresh(member_ids)
    for medium, times in kept(member_ids).items():
        for pk, time in times.items():
            assert time.bits == (fresh[pk].by[medium] if medium else fresh[pk].bits), (what, medium)
            assert (time.general, time.blocked) == (fresh[pk].general, fresh[pk].blocked), what
            for week in weeks_in(frame()):
                assert time.days[week] == fresh[pk].days[week], what


class Edits:
    """One thing after another that people change, at random, each by the service that a page calls."""

    def __init__(self, seed):
        self.dice = random.Random(seed)
        self.organisation = make_organisation()
        self.admin = make_member(self.organisation, roles=("admin",))
        self.judith = make_member(self.organisation, roles=("supervisor",))
        elsewhere = make_member(person=self.judith.person, time_zone="Pacific/Auckland")
        self.grace = make_member(self.organisation, time_zone="America/St_Johns")
        self.members = [self.judith, elsewhere, self.grace]
        self.calendar = Calendar.objects.create(person=self.judith.person, kind="file", created_at=NOW)
        rebuild_open_weeks([*(member.pk for member in self.members), self.admin.pk], now=NOW)

    @property
    def ids(self):
        return [member.pk for member in self.members]

    def day(self):
        return TODAY + timedelta(days=self.dice.randrange(-3, 110))

    def later(self):
        return TODAY + timedelta(days=self.dice.randrange(1, 110))

    def member(self):
        member = self.dice.choice(self.members)
        member.refresh_from_db()
        return member

    def times(self):
        starts = self.dice.randrange(0, 1380, 15)
        return starts, min(1440, starts + self.dice.randrange(30, 600, 15))

    def stretch(self):
        starts, ends = self.times()
        media = self.dice.choice([("video",), ("phone",), ("video", "phone")])
        return Stretch(starts, ends, media, "", self.dice.randrange(7))

    def week(self):
        services.set_week(self.member(), windows=[self.stretch()], now=NOW)

    def forget_week(self):
        services.forget_week(self.member(), now=NOW)

    def zone(self):
        zone = self.dice.choice(["Europe/London", "Asia/Tokyo", "America/New_York", "Australia/Lord_Howe"])
        services.set_zone(self.member(), time_zone=zone, now=NOW)

    def own_day(self):
        windows = [self.stretch()] if self.dice.random() < 0.7 else []
        services.set_day(self.member(), day=self.later(), windows=windows, now=NOW)

    def clear_day(self):
        row = DayHours.objects.order_by("?").first()
        if row:
            services.clear_day(row.member, day=row.day, now=NOW)

    def protect(self):
        starts, ends = self.times()
        shape = self.dice.choice(["weekly", "once", "after_long", "within"])
        wanted = {
            "weekly": Protected("weekly", weekdays=("Mon", "Wed"), starts=starts, ends=ends),
            "once": Protected("once", day=self.later(), starts=starts, ends=ends),
            "within": Protected("within", weekdays=("Tue",), starts=720, ends=840, minutes=30),
            "after_long": Protected("after_long", minutes=45, long_minutes=90),
        }[shape]
        services.protect(self.member(), wanted, now=NOW)

    def give_up(self):
        row = ProtectedTime.objects.order_by("?").first()
        if row:
            services.give_up(row.person.memberships.first(), row.pk, now=NOW)

    def leave(self):
        starts_on = self.day()
        ends_on = starts_on + timedelta(days=self.dice.randrange(9)) if self.dice.random() < 0.9 else None
        member = self.dice.choice([self.judith, self.grace])
        try:
            arrangements.add_leave(
                member, starts_on=starts_on, ends_on=ends_on, kind="annual", by=self.admin, now=NOW
            )
        except arrangements.rules.LeaveThere:
            return

    def back(self):
        row = Leave.objects.order_by("?").first()
        if row:
            arrangements.remove_leave(row, by=self.admin, now=NOW)

    def working_days(self):
        days = self.dice.sample(["Mon", "Tue", "Wed", "Thu", "Sat"], 3)
        change_member(self.dice.choice([self.judith, self.grace]), working_days=days, by=self.admin, now=NOW)

    def closed(self):
        organisation_services.close_on(self.later(), by=self.admin, now=NOW)

    def christmas(self):
        organisation_services.work_on_holiday(date(2026, 12, 25), by=self.admin, now=NOW)

    def holidays(self):
        organisation_services.set_booking_rules(
            by=self.admin, limits={}, keeps_holidays=self.dice.random() < 0.5, now=NOW
        )

    def country(self):
        country, part = self.dice.choice([("GB", "SCT"), ("GB", ""), ("IE", ""), ("DE", "BY")])
        change_organisation(country=country, subdivision=part, by=self.admin, now=NOW)

    def busy(self):
        start = int(NOW.timestamp()) // 60 + self.dice.randrange(-1000, 90 * 1440)
        BusySpan.objects.filter(calendar=self.calendar, starts=start).delete()
        BusySpan.objects.create(
            calendar=self.calendar,
            person=self.judith.person,
            starts=start,
            ends=start + self.dice.randrange(1, 500),
        )
        rebuild_for_people([self.judith.person_id], now=NOW)


EDITS = [name for name in vars(Edits) if not name.startswith("_")]
HELPERS = {"ids", "day", "later", "member", "times", "stretch"}


@pytest.mark.parametrize("seed", range(4))
def test_what_is_kept_stays_what_it_would_be_afresh(seed):
    edits = Edits(seed)
    done = []
    for _ in range(30):
        name = edits.dice.choice(sorted(set(EDITS) - HELPERS))
        getattr(edits, name)()
        done.append(name)
        check_kept(edits.ids, done)


def test_most_edits_change_what_is_kept():
    """The test above would notice nothing if its edits did nothing."""
    edits = Edits(7)
    changing = ["week", "zone", "own_day", "protect", "leave", "working_days", "closed", "country", "busy"]
    number = 0
    for name in changing:
        before = list(OpenWeek.objects.order_by("member", "week").values_list("bits", "blocked"))
        getattr(edits, name)()
        number += before != list(OpenWeek.objects.order_by("member", "week").values_list("bits", "blocked"))
    assert number >= 5


def test_a_new_member_is_kept_from_the_start():
    admin = make_member(roles=("admin",))
    member = add_member(email="new@example.org", name="New", by=admin, roles=["case_manager"], now=NOW)
    check_kept([member.pk])


def test_days_say_why_they_are_closed():
    member = make_member(make_organisation(), start_date=date(2026, 11, 6), end_date=date(2026, 12, 30))
    make_leave(member, date(2026, 11, 12), date(2026, 11, 13))
    rebuild_open_weeks([member.pk], now=NOW)
    time = open_times(parties_of([member.pk]), frame())[member.pk]

    letters = {
        day: time.letter(day.toordinal())
        for day in (
            date(2026, 11, 5),
            date(2026, 11, 7),
            date(2026, 11, 12),
            date(2026, 12, 25),
            date(2026, 12, 31),
        )
    }
    assert list(letters.values()) == [NOT_HERE, NO_HOURS, AWAY, HOLIDAY, NOT_HERE]


def test_the_night_extends_what_is_kept_and_drops_what_is_over():
    member, gone = make_member(), make_member(end_date=TODAY - timedelta(days=40))
    rebuild_open_weeks([member.pk, gone.pk], now=NOW - timedelta(weeks=3))
    later = NOW + timedelta(weeks=2)

    assert rebuild_all(now=later) == 5
    weeks = list(OpenWeek.objects.filter(member=member).order_by("week").values_list("week", flat=True))
    assert weeks == list(range(this_week(later), this_week(later) + KEPT_WEEKS))
    assert not OpenWeek.objects.filter(member=gone).exists()
    assert rebuild_all(now=later) == 0


def test_nothing_is_written_when_nothing_changed():
    member = make_member()
    rebuild_open_weeks([member.pk], now=NOW)
    WeeklyHours.objects.bulk_create(
        WeeklyHours(member=member, weekday=day, starts=540, ends=1020) for day in range(5)
    )
    assert rebuild_open_weeks([member.pk], now=NOW) == 0


@pytest.mark.parametrize("number", [1, 30])
def test_rebuilding_takes_the_same_queries_for_one_and_for_thirty(number):
    ids = [make_member().pk for _ in range(number)]
    with CaptureQueriesContext(connection) as queries:
        rebuild_open_weeks(ids, now=NOW)
    expected = 1 + 6 + 2 + (2 if connection.vendor == "postgresql" else 1)
    writes = [query for query in queries if "insert into" in query["sql"].lower()]
    assert len(queries) - len(writes) <= expected + 2
