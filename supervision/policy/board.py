"""The board: whom it is of, everybody at a glance, and each person's clocks in words, a page at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from supervision.languages import worded
from supervision.people.access import is_admin, leads
from supervision.people.models import Member, Team
from supervision.policy import looks
from supervision.policy.bookings import Booking, next_bookings
from supervision.policy.clock import explain
from supervision.policy.inputs import MemberFacts, read
from supervision.policy.standings import Standing, counted, lead_sentence, standings
from supervision.policy.strips import Strip, strip_of
from supervision.policy.times import Person, Times, suggested, supervisors_by_person
from supervision.policy.wanted import Wanted, wanted_among
from supervision.practice.selectors import Coverage, Dated, coverage_of, dates_of
from supervision.scheduling.days import local_day
from supervision.wording import noted

SIZES = (25, 50, 100)
SIZE = 50
SHOWS = (("", noted("All")), ("owed", noted("Owed or due")), ("none", noted("Not booked")))


@dataclass(frozen=True, slots=True)
class Line:
    """One clock in words."""

    rule: str
    look: str
    words: str
    why: str
    strip: Strip
    rank: tuple[int, date]
    aim: str = ""
    """What the person alone is told of an aim: oftener than owed, and owing nothing."""


@dataclass(frozen=True, slots=True)
class Row:
    """One person: their clocks, worst first, and what is booked, or when it could be."""

    standing: Standing
    lines: Sequence[Line]
    booking: Booking | None
    has_supervisor: bool
    is_viewer: bool
    times: Times | None = None
    agreement: Dated | None = None
    """Until when they have signed with their supervisor; None for whoever does not answer for it."""
    wanted: Wanted | None = None
    """That they have no supervisor, or soon none; None for whoever does not lead them."""

    @property
    def worst(self) -> Line | None:
        return self.lines[0] if self.lines else None

    @property
    def look(self) -> str:
        return self.lines[0].look if self.lines else looks.NONE


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a board."""

    show: str = ""
    name: str = ""
    size: int = SIZE
    page: int = 1


@dataclass
class Board:
    """One page of a board. `everybody` is sorted worst first; `found` are those asked for."""

    everybody: list[Standing]
    found: list[Standing]
    rows: list[Row]
    asked: Asked
    page: int
    pages: int
    counts: Counter = field(default_factory=Counter)
    coverage: Coverage | None = None
    """How many have an agreement that is in date; None for whoever does not answer for it."""

    @property
    def starts_at(self) -> int:
        return (self.page - 1) * self.asked.size + 1

    @property
    def ends_at(self) -> int:
        return self.starts_at + len(self.rows) - 1

    @property
    def previous_page(self) -> int:
        return self.page - 1

    @property
    def next_page(self) -> int:
        return self.page + 1

    @property
    def page_numbers(self) -> range:
        return range(1, self.pages + 1)

    @property
    def unbooked(self) -> list[Person]:
        """Everybody who has nothing booked."""
        return [one.person for one in self.everybody if not one.is_booked]

    @property
    def lead(self) -> str:
        """The sentence at the top: what we owe first."""
        return lead_sentence(self.counts)

    def dots(self) -> list[tuple[Standing, str]]:
        """Everybody with where their dot leads: to their row here, or to the page that has it."""
        here = {row.standing.id for row in self.rows}
        links = []
        for number, standing in enumerate(self.everybody):
            page = number // self.asked.size + 1
            query = "" if standing.id in here else f"?page={page}&size={self.asked.size}"
            links.append((standing, f"{query}#m{standing.id}"))
        return links


def teams_led(viewer: Member) -> list[Team]:
    """Return the teams the viewer answers for, by name."""
    return list(leads(viewer).order_by("name", "pk"))


def top_teams(teams: Iterable[Team]) -> list[Team]:
    """Return those of `teams` that have none of the others above them."""
    teams = list(teams)
    ids = {team.pk for team in teams}
    return [team for team in teams if team.parent_id not in ids]


def with_those_below(team: Team, teams: Iterable[Team]) -> list[int]:
    """Return the ids of `team` and of those of `teams` that lie below it."""
    found, rest = {team.pk}, [team.pk]
    below: dict[int | None, list[int]] = {}
    for one in teams:
        below.setdefault(one.parent_id, []).append(one.pk)
    while rest:
        for pk in below.get(rest.pop(), ()):
            if pk not in found:
                found.add(pk)
                rest.append(pk)
    return sorted(found)


def supervised(viewer: Member, *, now: datetime):
    """Return the people the viewer supervises today, a queryset."""
    today = local_day(now, viewer.zone)
    theirs = viewer.supervises.on(today).values("supervisee")
    return Member.objects.of(viewer.organisation_id).filter(pk__in=theirs)


def without_team(viewer: Member):
    """Return the people in no team, for an administrator: a queryset. Nobody, to anybody else.

    No lead answers for them, so administrators are told of their flags (`rules.leads_told`).
    """
    members = Member.objects.of(viewer.organisation_id)
    return members.filter(team=None) if is_admin(viewer) else members.none()


def board_of(
    viewer: Member,
    members,
    *,
    asked: Asked,
    now: datetime,
    own_only: bool = False,
    with_agreements: bool | None = None,
    with_times: bool = False,
) -> Board:
    """Return a page of the board of `members`, a queryset of those the viewer answers for or supervises.

    With `own_only` a booking with another supervisor is told without its day, for it is not the
    viewer's to know, and `with_times` suggests the viewer's own times alone; until when an agreement is
    signed is left out too, unless `with_agreements` says otherwise. The number of statements
    does not depend on how many there are.
    """
    members = members.tracked_at(now)
    everybody = sorted(standings(members, now=now), key=lambda standing: standing.sort_key)
    counts = counted(everybody)
    with_agreements = not own_only if with_agreements is None else with_agreements
    ids = [one.id for one in everybody] if with_agreements else []
    dates = dates_of(ids, on=local_day(now, viewer.zone)) if ids else {}
    found = [standing for standing in everybody if _is_asked_for(standing, asked)]
    pages = max(1, -(-len(found) // asked.size))
    page = min(max(asked.page, 1), pages)
    shown = found[(page - 1) * asked.size : page * asked.size]
    rows = rows_of(viewer, shown, now=now, own_only=own_only, with_times=with_times)
    rows = [replace(row, agreement=dates.get(row.standing.id)) for row in rows]
    if not own_only:
        shown_ids, today = [one.id for one in shown], local_day(now, viewer.zone)
        wanted = wanted_among(shown_ids, organisation_id=viewer.organisation_id, on=today, now=now)
        rows = [replace(row, wanted=wanted.get(row.standing.id)) for row in rows]
    coverage = coverage_of(dates.values()) if dates else None
    return Board(everybody, found, rows, asked, page, pages, counts, coverage)


def _is_asked_for(standing: Standing, asked: Asked) -> bool:
    if asked.show == "owed" and standing.look not in (looks.OWED, looks.SOON):
        return False
    if asked.show == "none" and (standing.is_booked or standing.look == looks.AWAY):
        return False
    return asked.name.casefold() in standing.name.casefold()


def rows_of(
    viewer: Member, shown: Sequence[Standing], *, now: datetime, own_only: bool, with_times: bool = False
) -> list[Row]:
    """Return the rows of those shown: each clock worked out afresh, in their own day, with its sentence.

    `with_times` adds the best times for those who are owed and have nothing booked.
    """
    ids = [standing.id for standing in shown]
    bookings = next_bookings(ids, viewer, now=now, own_only=own_only)
    today = local_day(now, viewer.zone)
    supervised = supervisors_by_person(ids, on=today)
    facts = {member.id: member for member in read(ids)} if ids else {}
    rows = []
    for standing in shown:
        booking = bookings.get(standing.id)
        is_viewer = standing.id == viewer.pk
        lines = _lines_of(facts[standing.id], standing, booking, now=now, is_viewer=is_viewer)
        rows.append(Row(standing, lines, booking, standing.id in supervised, is_viewer))
    if not with_times:
        return rows
    waiting = [row for row in rows if row.look == looks.OWED and not row.booking and row.has_supervisor]
    times = suggested(
        {row.standing.id: [viewer.pk] if own_only else supervised[row.standing.id] for row in waiting},
        {row.standing.id: row.standing.due_on for row in waiting},
        now=now,
    )
    return [replace(row, times=times.get(row.standing.id)) for row in rows]


def _lines_of(
    facts: MemberFacts, standing: Standing, booking: Booking | None, *, now: datetime, is_viewer: bool
) -> list[Line]:
    """Return the clocks of one of those shown in words, worst first."""
    on = local_day(now, standing.zone)
    booked_on = local_day(booking.starts_at, standing.zone) if booking and booking.session_id else None
    lines = []
    for rule, answer in facts.answers_on(on):
        look = looks.look_of(answer.state)
        words = looks.booked_words(look, booked_on, on) if booked_on else ""
        lines.append(
            Line(
                rule=rule.name,
                look=look,
                words=words or looks.status_words(look, answer.due_on, on),
                why=worded(explain(answer, on, you=is_viewer)),
                strip=strip_of(answer, on, booked_on=booked_on),
                rank=looks.rank(look, answer.due_on),
                aim=worded(facts.aim_words(rule, answer, on)) if is_viewer else "",
            )
        )
    return sorted(lines, key=lambda line: line.rank)


def coverage_in(viewer: Member, *, now: datetime) -> Coverage:
    """Return how many of the viewer's organisation have an agreement that is in date."""
    on = local_day(now, viewer.zone)
    members = Member.objects.of(viewer.organisation_id).tracked_at(now)
    return coverage_of(dates_of(members.values_list("pk", flat=True), on=on).values())
