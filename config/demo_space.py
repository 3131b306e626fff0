"""What some people in the demo keep in their own space. Only they can open it."""

from datetime import datetime, time, timedelta

from config.demo_names import email_of
from peers.wellbeing import contacts, journal, planning
from peers.wellbeing.breaks import HEAVY as HEAVIEST
from peers.wellbeing.breaks import LIGHT, MEDIUM, Limits
from peers.wellbeing.checking import keep_check
from peers.wellbeing.signs import ANSWERS, SIGNS
from supervision.availability.taking import minute_of
from supervision.people.models import Member, Organisation
from supervision.scheduling.days import local_day
from supervision.scheduling.wall_time import resolve

STEADY = {"dread": 1, "scanning": 1, "images": 1, "numbness": 0, "irritability": 1}
"""How often, of five words; the good signs stand at often unless said otherwise."""
FULL = {"dread": 3, "scanning": 3, "images": 3, "numbness": 1, "irritability": 3, "sleep": 1, "outlook": 2}
HEAVY = {"dread": 3, "scanning": 4, "images": 4, "irritability": 3, "sleep": 0, "enjoying": 1, "outlook": 1}
WEEKS = {
    "Nia Bevan": (STEADY, STEADY, {"sleep": 2}, FULL, HEAVY, FULL, {"images": 3, "sleep": 1}, {"images": 2}),
    "Tom Ashworth": (STEADY, {"irritability": 2}, FULL, HEAVY, HEAVY),
    "Judith Marlow": (STEADY, STEADY, {"sleep": 2, "dread": 0}),
    "Ruth Calder": ({"enjoying": 2, "support": 1}, STEADY),
}
"""One check a fortnight for each of these, the latest last."""


def keep_spaces(*, now: datetime) -> None:
    """Let some people of Alder have made their checks, and one have weighed her contacts."""
    alder = Organisation.objects.get(slug="alder-case-management")
    for name, checks in WEEKS.items():
        member = Member.objects.of(alder).with_person().get(person__email=email_of(name))
        for ago, said in enumerate(reversed(checks)):
            at = now - timedelta(days=14 * ago + 3)
            usual = {sign.key: len(ANSWERS) - 2 if sign.is_good else 1 for sign in SIGNS}
            keep_check(member, usual | said, now=at)
        if name == "Nia Bevan":
            weigh_contacts(member, now=now)
            write_plan(member, now=now)
    nia, tom = (Member.objects.of(alder).get(person__email=email_of(name)) for name in list(WEEKS)[:2])
    planning.thank(tom, nia, "For covering Thursday, and for not asking.", now=now - timedelta(days=4))
    planning.thank(nia, tom, "The lift home. It was a long one.", now=now - timedelta(days=2))
    planning.keep_plan(tom, {"signs": "Working through lunch.", "helps": "The allotment."}, now=now)


def weigh_contacts(member: Member, *, now: datetime) -> None:
    """Let a member keep to limits of her own, and have weighed what was hers today and last week."""
    contacts.set_limits(member, Limits(most_heavy=3, break_after=2))
    today = local_day(now, member.zone)
    for ago, hour, minutes, weight in (
        (0, 14, 60, HEAVIEST),
        (0, 15, 45, HEAVIEST),
        (0, 9, 45, MEDIUM),
        (1, 10, 60, LIGHT),
        (2, 11, 90, HEAVIEST),
        (3, 15, 30, MEDIUM),
    ):
        day = today - timedelta(days=ago)
        starts = minute_of(resolve(datetime.combine(day, time(hour, 5)), member.zone))
        span = (starts, starts + minutes)
        contacts.weigh(member, weight, name=f"{ago}-{hour}", span=span, day=day, now=now)


def write_plan(member: Member, *, now: datetime) -> None:
    """Let a member have a plan, people she rings, a note for mornings and a few lines."""
    planning.keep_plan(
        member,
        {
            "signs": "Going quiet at home. Sitting in the car. Snapping at the sat-nav.",
            "helps": "The coast path before nine. Choir on Wednesdays. Lunch away from the desk.",
            "boundary": "Phone in the glovebox after 18:00.",
            "notice": "When I only talk about tasks.",
        },
        now=now - timedelta(days=20),
    )
    femi = Member.objects.of(member.organisation_id).filter(person__email=email_of("Femi Oladipo")).first()
    planning.add_someone(member, name="My sister, on a Sunday", phone="07700 900318")
    if femi is not None:
        planning.add_someone(member, name="", phone="07700 900164", colleague=femi)
    planning.keep_morning_note(member, "Walk first. The inbox keeps.")
    for days, words in (
        (16, "Two long afternoons in a row. I drove the long way home to have the sea on the left."),
        (9, "Slept. The thing from Tuesday came back only once, and went when I named it."),
        (2, "Said no to the late one, and nobody minded."),
    ):
        journal.write(member, words, now=now - timedelta(days=days))
