"""What an organisation says about booking: audited, and worked out anew for everybody in it."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from supervision.availability import checks, opening, selectors
from supervision.availability import organisation_services as services
from supervision.availability.models import BookingRules, ClosedDay, OpenWeek
from supervision.people.models import AuditEntry
from supervision.people.services import change_organisation
from supervision.sessions.finding import Search, why_not
from tests.builders import MONDAY_9AM, make_member, make_organisation

pytestmark = pytest.mark.django_db
NOW, TODAY = MONDAY_9AM, MONDAY_9AM.date()
CHRISTMAS, A_FRIDAY = date(2026, 12, 25), date(2026, 12, 18)


@pytest.fixture
def rebuilt(monkeypatch):
    calls = []
    monkeypatch.setattr(services, "rebuild_open_weeks", lambda ids, now: calls.append(list(ids)))
    return calls


@pytest.fixture
def admin():
    organisation = make_organisation(subdivision="ENG")
    make_member(organisation, end_date=TODAY - timedelta(days=1))
    make_member()
    return make_member(organisation, roles=("admin",))


def deeds():
    return list(AuditEntry.objects.order_by("sequence").values_list("action", flat=True))


def test_limits_change_what_is_given_and_are_written_down_once(admin, rebuilt):
    for _ in range(2):
        services.set_booking_rules(by=admin, limits={"most_a_day": 5}, now=NOW)
    services.set_booking_rules(by=admin, limits={"notice_hours": 48}, now=NOW)

    row = BookingRules.objects.get()
    assert (row.member, row.most_a_day, row.notice_hours) == (None, 5, 48)
    assert deeds() == ["booking_rules.changed"] * 2
    assert rebuilt == []


def test_keeping_no_holidays_opens_them_for_everybody_who_has_not_left(admin, rebuilt):
    services.set_booking_rules(by=admin, limits={}, keeps_holidays=False, now=NOW)

    assert rebuilt == [[admin.pk]]
    assert not selectors.booking_of(admin.organisation, now=NOW).keeps_holidays
    assert selectors.closed_on(admin, [CHRISTMAS]) == {}


def test_wrong_limits_change_nothing(admin):
    with pytest.raises(checks.LimitsWrong):
        services.set_booking_rules(by=admin, limits={"horizon_days": 3}, now=NOW)

    assert not BookingRules.objects.exists()
    assert deeds() == []


def test_a_day_is_closed_and_opened_again(admin, rebuilt):
    for _ in range(2):
        services.close_on(A_FRIDAY, by=admin, now=NOW)
    assert selectors.closed_on(admin, [A_FRIDAY, TODAY]) == {A_FRIDAY: "Closed"}

    assert services.clear_closed_day(A_FRIDAY, by=admin, now=NOW)
    assert not services.clear_closed_day(A_FRIDAY, by=admin, now=NOW)

    assert not ClosedDay.objects.exists()
    assert deeds() == ["closed_day.added", "closed_day.removed"]
    assert rebuilt == [[admin.pk]] * 2


def test_a_holiday_is_worked_here_and_any_other_day_cannot_be(admin, rebuilt):
    assert selectors.closed_on(admin, [CHRISTMAS]) == {CHRISTMAS: "Christmas Day"}

    services.work_on_holiday(CHRISTMAS, by=admin, now=NOW)

    assert selectors.closed_on(admin, [CHRISTMAS]) == {}
    (worked,) = [day for day in selectors.holidays_of(admin.organisation, year=2026) if day.is_worked]
    assert (worked.day, worked.name) == (CHRISTMAS, "Christmas Day")
    with pytest.raises(checks.NotAHoliday):
        services.work_on_holiday(A_FRIDAY, by=admin, now=NOW)


def test_a_day_that_is_over_is_refused(admin):
    with pytest.raises(checks.DayWrong):
        services.close_on(TODAY - timedelta(days=1), by=admin, now=NOW)

    assert not ClosedDay.objects.exists()


def test_another_country_has_other_holidays_for_everybody_in_it(admin, rebuilt):
    change_organisation(by=admin, now=NOW, country="ES", subdivision="MD")

    assert rebuilt == [[admin.pk]]
    epiphany = date(2027, 1, 6)
    admin.organisation.refresh_from_db()
    assert selectors.closed_on(admin, [epiphany]) == {epiphany: "Epiphany"}


def test_a_large_organisation_is_worked_out_afresh_until_it_is_filled_again(admin, monkeypatch):
    """Nobody books into a day that was just closed, and no transaction works out thousands of people."""
    monkeypatch.setattr(services, "AT_ONCE", 1)
    monkeypatch.setattr(opening, "CHUNK", 2)
    others = [make_member(admin.organisation) for _ in range(4)]
    stranger = make_member()
    everybody = [admin.pk, *(one.pk for one in others)]
    opening.fill_open_weeks(now=NOW)
    theirs = OpenWeek.objects.filter(member__in=everybody)
    far = list(OpenWeek.objects.filter(member=stranger).values())
    day = TODAY + timedelta(days=8 - TODAY.weekday())  # a Tuesday

    services.close_on(day, by=admin, now=NOW)

    assert not theirs.exists()
    assert list(OpenWeek.objects.filter(member=stranger).values()) == far
    starts_at = datetime.combine(day, time(10), UTC)
    search = Search(
        supervisors=(others[0].pk,), supervisees=(), minutes=60, first=day, last=day, zone=admin.zone
    )
    assert why_not(search, [starts_at], NOW) == [f"{admin.organisation.name} is closed"]

    assert opening.fill_open_weeks(now=NOW) == len(everybody) * opening.KEPT_WEEKS == theirs.count()
    assert opening.fill_open_weeks(now=NOW) == 0
    assert opening.rebuild_open_weeks(everybody, now=NOW) == 0
    assert why_not(search, [starts_at], NOW) == [f"{admin.organisation.name} is closed"]
