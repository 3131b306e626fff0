"""Where everybody stands, by the clocks that are kept: each member's worst, and how many stand where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from supervision.languages import both
from supervision.people.models import Member
from supervision.policy import looks
from supervision.policy.models import Clock
from supervision.policy.times import Person
from supervision.scheduling.days import local_day
from supervision.sessions.models import Attendance, Session


@dataclass(frozen=True, slots=True)
class Standing:
    """One member's worst clock, as it is kept: enough for a dot, a filter and an order."""

    id: int
    name: str
    zone: ZoneInfo
    team: str
    roles: str
    look: str
    due_on: date | None
    words: str
    is_booked: bool

    @property
    def person(self) -> Person:
        return Person(self.id, self.name, self.look, self.due_on, self.words)

    @property
    def sort_key(self):
        return (*looks.rank(self.look, self.due_on), self.name.casefold(), self.id)


def standings(members, *, now: datetime) -> list[Standing]:
    """Return everybody's worst clock from the rows that are kept, in three statements."""
    clocks: dict[int, tuple[str, date | None]] = {}
    for pk, state, due_on, due_soon_at, overdue_at in Clock.objects.filter(
        member__in=members.values("pk")
    ).values_list("member_id", "state", "due_on", "due_soon_at", "overdue_at"):
        look = looks.look_at(state, due_soon_at, overdue_at, now)
        known = clocks.get(pk)
        if known is None or looks.rank(look, due_on) < looks.rank(*known):
            clocks[pk] = (look, due_on)
    booked = set(
        Attendance.objects.filter(
            member__in=members.values("pk"), session__status=Session.Status.BOOKED, session__starts_at__gt=now
        ).values_list("member_id", flat=True)
    )
    found = []
    for pk, name, zone, team, supervises, leads_team in members.values_list(
        "pk", "person__name", "time_zone", "team__name", "is_supervisor", "is_team_lead"
    ):
        look, due_on = clocks.get(pk, (looks.NONE, None))
        today = local_day(now, ZoneInfo(zone))
        roles = _("Team lead") if leads_team else _("Supervisor") if supervises else ""
        words = looks.status_words(look, due_on, today)
        found.append(Standing(pk, name, ZoneInfo(zone), team or "", roles, look, due_on, words, pk in booked))
    return found


def waiting(members, *, now: datetime) -> list[Person]:
    """Return those of `members` who have nothing booked and are not away, whatever their clocks say."""
    everybody = standings(members, now=now)
    return [one.person for one in everybody if not one.is_booked and one.look not in (looks.AWAY, looks.NONE)]


def counted(everybody: Iterable[Standing]) -> Counter:
    """Return how many stand where, by look."""
    return Counter(standing.look for standing in everybody)


def counts_by_team(viewer: Member, *, now: datetime) -> list[tuple[str, Counter]]:
    """Return how many stand where today in each team, by name: what an administrator sees."""
    members = Member.objects.of(viewer.organisation_id).tracked_at(now)
    found: dict[str, Counter] = {}
    for standing in standings(members, now=now):
        found.setdefault(standing.team, Counter())[standing.look] += 1
    return sorted(found.items(), key=lambda item: (not item[0], item[0].casefold()))


def lead_sentence(counts: Counter) -> str:
    """Return "We owe two people a supervision. Two more come due soon, and seven are covered."."""
    owed, soon, covered = counts[looks.OWED], counts[looks.SOON], counts[looks.COVERED]
    if not sum(counts.values()):
        return _("Nobody is here yet.")
    if owed:
        words = ngettext("We owe one person a supervision.", "We owe {number} people a supervision.", owed)
        first = words.format(number=looks.count_words(owed))
    else:
        first = _("We owe nobody a supervision.")
    rest = []
    if soon and owed:
        words = ngettext("{number} more comes due soon", "{number} more come due soon", soon)
        rest.append(words.format(number=looks.count_words(soon)))
    elif soon:
        words = ngettext("{number} comes due soon", "{number} come due soon", soon)
        rest.append(words.format(number=looks.count_words(soon)))
    if covered:
        words = ngettext("{number} is covered", "{number} are covered", covered)
        rest.append(words.format(number=looks.count_words(covered)))
    return f"{first} {capfirst(both(rest))}." if rest else first
