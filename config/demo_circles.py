"""Circles in the demo: one open to people from outside, a full one, a standing group, a team's meeting."""

from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta

from config.demo_names import email_of
from peers.circles import hosting, opening, services
from peers.circles.models import Circle, Meeting
from peers.circles.plan import Plan
from peers.circles.rules import NAMES
from peers.learning.programme import programme
from supervision.errors import Refusal
from supervision.people.models import WEEKDAYS, Member
from supervision.scheduling.days import local_day

FOLLOWS_HOME = (
    "Some visits stay in the coat. An hour with others who do this work: listen, speak, or just be there. "
    "No slides, no advice unless you ask for it."
)
FIRST_WINTER = "For everyone in their first year here. What nobody told us, and what turned out to matter."
WITHOUT_ROTA = "Half an hour for how the week lands. Tasks, rota and cases have their own meeting on Mondays."

Who = Callable[[str], Member]


def hold_circles(*, now: datetime) -> None:
    """Let people of Alder hold circles, and others take places in them under names of their own."""
    names = Member.objects.filter(organisation__slug="alder-case-management").select_related("person")
    people = {member.person.email: member for member in names}

    def who(name: str) -> Member:
        return people[email_of(name)]

    for hold in (_open_to_all, _full, _group, _series, _team):
        hold(who, now)


def _open_to_all(who: Who, now: datetime) -> None:
    """Fortnightly, and open to people from outside."""
    circle = _found(
        who("Femi Oladipo"),
        ("Tue", time(12, 30)),
        now,
        title="When it follows you home",
        about=FOLLOWS_HOME,
        where="Camera on or off, as you like",
        link="https://meet.example/when-it-follows-you-home",
        pattern="fortnightly",
        number=6,
        places=12,
        listening=3,
        smallest=4,
    )
    _seat(circle, [who(name) for name in ("Grace Adeyemi", "Tom Ashworth", "Imran Qureshi")], now)
    _seat(circle, [who(name) for name in ("Aled Morgan", "Una Fitzgerald")], now, first=3)
    if circle is not None:
        opening.ask_for_outside(circle, now=now)
        opening.answer_for_outside(circle, who("Asha Denholm"), is_yes=True, now=now)


def _full(who: Who, now: datetime) -> None:
    """A small one with four places: somebody waits, and outside is asked for."""
    circle = _found(
        who("Beatriz Lindqvist"),
        ("Wed", time(16, 0)),
        now,
        title="A first winter in the work",
        about=FIRST_WINTER,
        minutes=45,
        places=4,
        smallest=3,
    )
    early = ("Jamal Whittaker", "Hester Vane", "Eleri Pugh", "Noor Siddiqui")
    _seat(circle, [who(name) for name in early], now, first=10)
    _seat(circle, [who("Nia Bevan")], now, first=20, may_wait=True)
    if circle is not None:
        opening.ask_for_outside(circle, now=now)


def _group(who: Who, now: datetime) -> None:
    """The same five people, in person."""
    circle = _found(
        who("Aled Morgan"),
        ("Thu", time(16, 30)),
        now,
        title="Thursday, half past four",
        about="Five of us, the same each time. Whoever’s turn it is brings something; the others listen.",
        kind="group",
        pattern="fortnightly",
        number=12,
        places=6,
        smallest=3,
        medium="in_person",
        where="Mill Street, room 2",
    )
    for number, name in enumerate(("Nia Bevan", "Bronwen Rees", "Tariq Mahmood", "Ioana Petrescu")):
        _seat(circle, [who(name)], now - timedelta(days=4 - number), first=30 + number)


def _series(who: Who, now: datetime) -> None:
    """Six Mondays with the programme."""
    circle = _found(
        who("Judith Marlow"),
        ("Mon", time(13, 0)),
        now,
        title="Six Mondays with the programme",
        about="One session each time: read it before, or hear what it says. An exercise, and a round.",
        kind="series",
        goes_through=tuple(one.key for one in programme()[:6]),
        pattern="weekly",
        minutes=45,
        places=10,
        smallest=3,
    )
    _seat(circle, [who(name) for name in ("Una Fitzgerald", "Imran Qureshi", "Callum Reid")], now, first=5)


def _team(who: Who, now: datetime) -> None:
    """A team's own half hour."""
    _found(
        who("Grace Adeyemi"),
        ("Fri", time(10, 0)),
        now,
        title="Community, without the rota",
        about=WITHOUT_ROTA,
        kind="team",
        team=who("Grace Adeyemi").team,
        pattern="weekly",
        number=12,
        minutes=30,
        places=14,
        smallest=3,
    )


def _found(host: Member, when: tuple[str, time], now: datetime, **plan) -> Circle | None:
    """Return a new circle from the next such weekday on that is at least three days ahead."""
    weekday, at = when
    day = local_day(now, host.zone) + timedelta(days=3)
    while WEEKDAYS[day.weekday()] != weekday:
        day += timedelta(days=1)
    whole = Plan(first_day=day, starts=hosting.minutes_of(at), **plan)
    try:
        return hosting.found(host, whole, skip_busy=True, now=now)
    except Refusal:
        return None  # on all of these days they have something else


def _seat(
    circle: Circle | None, members: Sequence[Member], now: datetime, *, first: int = 0, may_wait: bool = False
) -> None:
    """Have members take a place under ready names; whoever has something else then stays away."""
    meeting = circle.meetings.order_by("number").first() if circle else None
    for number, member in enumerate(members):
        if circle is None or meeting is None:
            return
        table: Meeting | None = None if circle.is_standing else meeting
        try:
            services.join(
                member, circle, table, alias=NAMES[(first + number) % len(NAMES)], may_wait=may_wait, now=now
            )
        except Refusal:
            continue
