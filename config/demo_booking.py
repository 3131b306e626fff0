"""What the people of the demo say about when they can be booked: hours, lunch, writing up, limits.

Said through the same services as on their pages. The same day gives the same hours.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from config.demo_names import CASE_MANAGERS, SUPERVISORS, email_of
from supervision.availability import organisation_services, services
from supervision.availability.checks import Protected, Stretch
from supervision.people.models import WEEKDAYS, Member
from supervision.people.services import local_today

WORKING = ("Mon", "Tue", "Wed", "Thu", "Fri")
LUNCH = Protected("within", "Lunch", WORKING, starts=720, ends=840, minutes=30)
WRITING_UP = Protected("weekly", "Writing up", ("Thu",), starts=900, ends=1020)
A_WALK = Protected("weekly", "A walk", ("Tue", "Fri"), starts=990, ends=1020)
AFTER_LONG = Protected("after_long", "After a long visit", minutes=45, long_minutes=90)
REMOTE, HERE = ("video", "phone"), ("video", "phone", "in_person")
ROOM = "Mill Street, room 2"

HOURS: dict[str, list[tuple]] = {
    "Judith Marlow": [("Mon-Thu", 570, 810), ("Mon-Thu", 870, 1080), ("Fri", 570, 780)],
    "Femi Oladipo": [("Mon", 540, 1020), ("Tue", 540, 1020, ROOM), ("Wed-Thu", 540, 1020)],
    "Helen Stroud": [("Mon-Fri", 510, 990)],
    "Ruth Calder": [("Mon-Thu", 540, 1050), ("Fri", 540, 780)],
    "Nia Bevan": [("Mon-Tue", 540, 1020), ("Wed", 540, 780), ("Thu", 540, 1050), ("Fri", 540, 960)],
    "Grace Adeyemi": [("Mon-Fri", 600, 1080)],
    "Tom Ashworth": [("Mon-Thu", 540, 1020)],
}
"""Wall times in minutes; with a place one can also meet in person."""
LIMITS: dict[str, dict[str, int | None]] = {
    "Judith Marlow": {"most_a_day": 4, "most_a_week": 12, "most_supervisees": 8},
    "Femi Oladipo": {"most_a_day": 3, "notice_hours": 48, "individual_buffer": 30},
}


def say_hours(*, now: datetime) -> None:
    """Have the people of Alder say their hours, protect their time and set limits; close Christmas Eve."""
    people = {
        member.person.email: member
        for member in Member.objects.filter(organisation__slug="alder-case-management").select_related(
            "person", "organisation"
        )
    }
    for name, stretches in HOURS.items():
        services.set_week(people[email_of(name)], windows=list(_windows(stretches)), now=now)
    for name, limits in LIMITS.items():
        services.set_limits(people[email_of(name)], limits, now=now)
    community = [*SUPERVISORS["Community"], *CASE_MANAGERS["Community"].split(";")]
    for name in ["Ruth Calder", *community]:
        services.protect(people[email_of(name)], LUNCH, now=now)
    for name in CASE_MANAGERS["Community"].split(";")[::2]:
        services.protect(people[email_of(name)], WRITING_UP, now=now)
    services.protect(people[email_of("Judith Marlow")], A_WALK, now=now)
    nia, ruth = people[email_of("Nia Bevan")], people[email_of("Ruth Calder")]
    services.protect(nia, AFTER_LONG, now=now)
    services.mark_heavy(nia, day=_weekday_after(local_today(nia, now), 1, "Tue"), is_heavy=True, now=now)
    half_a_day = [Stretch(540, 720, REMOTE)]
    services.set_day(ruth, day=_weekday_after(local_today(ruth, now), 7, "Wed"), windows=half_a_day, now=now)
    asha = people[email_of("Asha Denholm")]
    today = local_today(asha, now)
    eve = date(today.year + (today > date(today.year, 12, 24)), 12, 24)
    organisation_services.close_on(eve, by=asha, now=now)


def _windows(stretches: Iterable[tuple]) -> Iterable[Stretch]:
    for days, starts, ends, *place in stretches:
        first, _, last = days.partition("-")
        for weekday in range(WEEKDAYS.index(first), WEEKDAYS.index(last or first) + 1):
            where = place[0] if place else ""
            yield Stretch(starts, ends, HERE if where else REMOTE, where, weekday)


def _weekday_after(day: date, ahead: int, weekday: str) -> date:
    """Return the first such weekday at least so many days ahead."""
    day += timedelta(days=ahead)
    while WEEKDAYS[day.weekday()] != weekday:
        day += timedelta(days=1)
    return day
