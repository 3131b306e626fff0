"""A member's own availability: written whole, theirs alone, and worked out anew at once."""

from datetime import date, timedelta

import pytest
from django.http import Http404

from supervision.availability import checks, selectors, services
from supervision.availability.checks import Protected, Stretch
from supervision.availability.models import BookingRules, DayHours, HeavyDay, ProtectedTime, WeeklyHours
from supervision.people.models import AuditEntry
from supervision.people.rules import NotHere, UnknownZone
from tests.builders import MONDAY_9AM, make_member, make_organisation, make_person

pytestmark = pytest.mark.django_db
NOW, TODAY = MONDAY_9AM, MONDAY_9AM.date()
MORNINGS = [Stretch(540, 720, weekday=day) for day in range(5)]
LUNCH = Protected("within", "Lunch", ("Mon", "Tue"), None, 720, 840, 30)


@pytest.fixture
def rebuilt(monkeypatch):
    """The members whose open time was worked out anew, call by call."""
    calls = []
    monkeypatch.setattr(services, "rebuild_open_weeks", lambda ids, now: calls.append(list(ids)))
    return calls


# ---------------------------------------------------------------- the week
def test_a_week_is_written_whole_and_worked_out_anew(rebuilt):
    member = make_member()
    in_person = Stretch(540, 720, ("phone", "in_person"), "Mill  Street", 4)

    services.set_week(member, windows=[in_person, *MORNINGS[:2]], now=NOW)

    assert selectors.hours_of(member) == [
        *MORNINGS[:2],
        Stretch(540, 720, ("phone", "in_person"), "Mill Street", 4),
    ]
    assert rebuilt == [[member.pk]]


def test_the_same_week_once_more_writes_nothing(rebuilt):
    member = make_member()
    services.set_week(member, windows=MORNINGS, now=NOW)
    kept = set(WeeklyHours.objects.values_list("pk", flat=True))

    services.set_week(member, windows=MORNINGS[::-1], now=NOW)

    assert set(WeeklyHours.objects.values_list("pk", flat=True)) == kept
    assert len(rebuilt) == 1


def test_the_usual_hours_sent_back_stay_those_of_the_working_days(rebuilt):
    member = make_member(working_days="Mon,Wed")

    services.set_week(member, windows=selectors.usual_hours(member), now=NOW)

    assert not WeeklyHours.objects.exists()
    assert [window.weekday for window in selectors.usual_hours(member)] == [0, 2]
    assert rebuilt == []


def test_going_back_to_the_usual_hours(rebuilt):
    member = make_member()
    services.set_week(member, windows=MORNINGS, now=NOW)

    services.forget_week(member, now=NOW)
    services.forget_week(member, now=NOW)

    assert selectors.hours_of(member) == []
    assert len(rebuilt) == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"windows": [Stretch(720, 540)]},
        {"windows": []},
        {"windows": MORNINGS, "limits": {"most_a_day": 0}},
        {"windows": MORNINGS, "time_zone": "Europe/Nowhere"},
    ],
)
def test_a_week_goes_in_whole_or_not_at_all(wrong):
    member = make_member()
    refusals = (checks.HoursWrong, checks.NoHours, checks.LimitsWrong, UnknownZone)

    with pytest.raises(refusals):
        services.set_week(member, **wrong, now=NOW)

    member.refresh_from_db()
    assert (member.time_zone, WeeklyHours.objects.count()) == ("Europe/London", 0)
    assert not BookingRules.objects.exists()


def test_a_zone_takes_the_protected_time_planned_in_it_along(rebuilt):
    member = make_member()
    services.protect(member, LUNCH, now=NOW)
    ProtectedTime.objects.create(
        person=member.person, shape="after_long", minutes=5, long_minutes=60, time_zone="UTC"
    )

    services.set_zone(member, time_zone="Europe/Madrid", now=NOW)

    member.refresh_from_db()
    assert member.time_zone == "Europe/Madrid"
    assert set(ProtectedTime.objects.values_list("time_zone", flat=True)) == {"Europe/Madrid", "UTC"}
    assert rebuilt[-1] == [member.pk]


# ---------------------------------------------------------------- single days
def test_a_day_has_hours_of_its_own_or_none(rebuilt):
    member, day = make_member(), TODAY + timedelta(days=3)

    services.set_day(member, day=day, windows=[Stretch(600, 660)], now=NOW)
    assert selectors.day_of(member, day).windows == (Stretch(600, 660),)

    services.set_day(member, day=day, windows=[], now=NOW)
    services.set_day(member, day=day, windows=[], now=NOW)
    assert selectors.days_of(member, now=NOW) == [selectors.OneDay(day, ())]

    assert services.clear_day(member, day=day, now=NOW)
    assert not services.clear_day(member, day=day, now=NOW)
    assert not DayHours.objects.exists()
    assert len(rebuilt) == 3


def test_a_day_that_is_over_is_refused():
    with pytest.raises(checks.DayWrong):
        services.set_day(make_member(), day=TODAY - timedelta(days=1), windows=[], now=NOW)


def test_today_is_the_member_s_own():
    """At nine in the morning of Monday in London it is Sunday in Honolulu."""
    member = make_member(time_zone="Pacific/Honolulu")

    services.set_day(member, day=date(2026, 11, 1), windows=[], now=NOW)

    assert DayHours.objects.get().day == date(2026, 11, 1)


def test_working_on_a_holiday_takes_the_weekday_s_hours():
    member = make_member()
    services.set_week(member, windows=[Stretch(600, 660, weekday=4)], now=NOW)
    christmas = date(2026, 12, 25)

    services.work_on(member, day=christmas, now=NOW)

    assert selectors.day_of(member, christmas).windows == (Stretch(600, 660),)
    with pytest.raises(checks.NoHours):
        services.work_on(member, day=date(2026, 12, 26), now=NOW)


# ---------------------------------------------------------------- protected time
def test_protected_time_is_sealed_and_opens_for_its_owner(rebuilt):
    person = make_person()
    first, second = make_member(person=person), make_member(person=person)

    row = services.protect(first, LUNCH, now=NOW)

    row.refresh_from_db()
    assert b"Lunch" not in bytes(row.name_sealed)
    for place in (first, second):
        (kept,) = selectors.protected_of(place, now=NOW)
        assert kept.said == LUNCH
    assert rebuilt == [[first.pk, second.pk]]


def test_a_name_is_optional_and_can_be_taken_away():
    member = make_member()
    row = services.protect(member, LUNCH, now=NOW)

    services.change_protected(member, row.pk, Protected("weekly", "", ("Thu",), None, 900, 1020), now=NOW)

    (kept,) = selectors.protected_of(member, now=NOW)
    assert kept.said == Protected("weekly", "", ("Thu",), None, 900, 1020)
    assert bytes(ProtectedTime.objects.get().name_sealed) == b""


def test_only_its_owner_can_change_it_or_give_it_up():
    organisation = make_organisation()
    owner = make_member(organisation)
    row = services.protect(owner, LUNCH, now=NOW)

    for other in (make_member(organisation, roles=("admin", "team_lead", "supervisor")), make_member()):
        with pytest.raises(NotHere):
            services.change_protected(
                other, row.pk, Protected("after_long", minutes=5, long_minutes=60), now=NOW
            )
        with pytest.raises(NotHere):
            services.give_up(other, row.pk, now=NOW)
        with pytest.raises(Http404):
            selectors.one_protected(other, row.pk)

    row.refresh_from_db()
    assert row.shape == "within"
    services.give_up(owner, row.pk, now=NOW)
    assert not ProtectedTime.objects.exists()


def test_what_is_over_is_not_shown():
    member = make_member()
    services.protect(member, Protected("once", "Walk", (), TODAY, 900, 960), now=NOW)

    assert selectors.protected_of(member, now=NOW)
    assert not selectors.protected_of(member, now=NOW + timedelta(days=1))


def test_nobody_protects_more_than_forty_times():
    member = make_member()
    for _ in range(checks.MOST_PROTECTED):
        services.protect(member, Protected("after_long", minutes=5, long_minutes=60), now=NOW)

    with pytest.raises(checks.TooManyProtected):
        services.protect(member, LUNCH, now=NOW)


def test_one_s_own_availability_leaves_nothing_in_the_audit():
    member = make_member()

    services.set_week(member, windows=MORNINGS, limits={"most_a_day": 3}, now=NOW)
    services.set_day(member, day=TODAY, windows=[], now=NOW)
    services.give_up(member, services.protect(member, LUNCH, now=NOW).pk, now=NOW)
    services.mark_heavy(member, day=TODAY, is_heavy=True, now=NOW)

    assert not AuditEntry.objects.exists()


# ---------------------------------------------------------------- heavy days and limits
def test_a_day_is_marked_as_heavy_and_no_longer():
    member = make_member()
    for _ in range(2):
        services.mark_heavy(member, day=TODAY, is_heavy=True, now=NOW)
    assert selectors.heavy_days_of(member, now=NOW) == [TODAY]

    for _ in range(2):
        services.mark_heavy(member, day=TODAY, is_heavy=False, now=NOW)
    assert not HeavyDay.objects.exists()


def test_limits_are_one_s_own_the_organisation_s_or_holdspace_s():
    member = make_member(roles=("supervisor",))
    BookingRules.objects.create(organisation=member.organisation, most_a_day=5, notice_hours=48)

    services.set_limits(member, {"most_a_day": 3, "most_a_week": None}, now=NOW)
    services.set_limits(member, {"most_supervisees": 8}, now=NOW)

    own, in_force = selectors.limits_of(member), selectors.limits_in_force(member)
    assert {name for name, value in own.items() if value is not None} == {"most_a_day", "most_supervisees"}
    assert (in_force["most_a_day"], in_force["notice_hours"]) == (3, 48)
    assert in_force["individual_minutes"] > 0


def test_limits_taken_back_are_the_organisation_s_again():
    member = make_member(roles=("supervisor",))
    services.set_limits(member, {"most_a_day": None}, now=NOW)
    assert not BookingRules.objects.exists()

    services.set_limits(member, {"most_a_day": 3}, now=NOW)
    services.set_limits(member, {"most_a_day": None}, now=NOW)

    assert selectors.limits_of(member)["most_a_day"] is None
