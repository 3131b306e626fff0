"""The best times for many people at once: for the Board, for reminders, for booking all that is owed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from supervision.scheduling.bits import listed
from supervision.scheduling.hours import day_starts, local_day_of
from supervision.sessions.finding.diaries import Diaries, open_diaries
from supervision.sessions.finding.reasons import names_of
from supervision.sessions.finding.search import one_a_day, rows_of
from supervision.sessions.finding.values import Search, Suggestion, minute_of, slot_of
from supervision.wording import Dated, sentence

LOOK_AHEAD = timedelta(weeks=8)


def best_for(
    pairs: Mapping[int, Sequence[int]],
    due: Mapping[int, date | None],
    number: int = 3,
    *,
    now: datetime,
    minutes: int | None = None,
    medium: str = "",
    apart: bool = False,
) -> dict[int, list[Suggestion]]:
    """Return, for each supervisee, the best times for an individual session, each with its sentence.

    `pairs`: the supervisors who may hold it, whoever knows them best first; `due`: the day by which it
    should be. The times are the soonest, one a day, with the first of the supervisors who has one by the
    due day, or who has one at all within eight weeks; nobody is sent to somebody new while whoever knows
    them has time by then. `minutes` is the length; the supervisor's own unless given. With `apart` no two
    people are offered the same time of one supervisor first: those due soonest choose before the rest.
    Three queries, for one person or three hundred.
    """
    members = {pk for supervisee, supervisors in pairs.items() for pk in (supervisee, *supervisors)}
    start = minute_of(now)
    end = start + int(LOOK_AHEAD.total_seconds()) // 60
    everybody = {pk for supervisors in pairs.values() for pk in supervisors}
    diaries = open_diaries(members, start=start, end=end, now=now, medium=medium, supervisors=everybody)
    names = names_of(diaries.parties.values())
    order = sorted(pairs, key=lambda pk: (due.get(pk) or date.max, pk))
    found: dict[int, list[Suggestion]] = {pk: [] for pk in pairs}
    for supervisee in order:
        if supervisee not in diaries.parties:
            continue
        wanted = _Wanted(diaries, supervisee, due.get(supervisee), number, minutes, medium, (start, end))
        found[supervisee] = wanted.best([pk for pk in pairs[supervisee] if pk in diaries.parties], names)
        if apart and found[supervisee]:
            slot = found[supervisee][0].slot
            span = (minute_of(slot.starts_at), minute_of(slot.ends_at))
            supervisor = slot.supervisors[0]
            buffer = diaries.parties[supervisor].rules.individual_buffer
            diaries.take((supervisor, supervisee), span, supervisor=supervisor, buffer=buffer)
    return found


class _Wanted:
    """What one supervisee needs."""

    def __init__(
        self,
        diaries: Diaries,
        supervisee: int,
        due: date | None,
        number: int,
        minutes: int | None,
        medium: str,
        span: tuple[int, int],
    ):
        self.diaries = diaries
        self.supervisee = supervisee
        self.due = due
        self.number = number
        self.minutes = minutes
        self.medium = medium
        self.span = span
        self.zone = diaries.parties[supervisee].zone
        self.today = local_day_of(span[0], self.zone)
        self.starts = day_starts(self.zone, self.today, LOOK_AHEAD.days + 1)

    def best(self, supervisors: Sequence[int], names: Mapping[int, str]) -> list[Suggestion]:
        if not supervisors:
            return []
        is_owed = self.due is not None and self.due.toordinal() < self.today
        by = None if self.due is None or is_owed else self.due.toordinal()
        late: tuple[int, list[int]] | None = None
        for supervisor in supervisors:
            found = self.minutes_with(supervisor)
            if found and (by is None or local_day_of(found[0], self.zone) <= by):
                return self.suggestions(supervisor, found, self.words(supervisor, supervisors, names, by))
            if found and (late is None or found[0] < late[1][0]):
                late = (supervisor, found)
        if late is None or self.due is None:
            return []
        supervisor, found = late
        why = sentence(
            "Nothing is free by {day}; the soonest is with {name}.",
            day=day_words(self.due),
            name=names[supervisor],
        )
        return self.suggestions(supervisor, found, why)

    def minutes_with(self, supervisor: int) -> list[int]:
        search = Search(
            supervisors=(supervisor,),
            supervisees=(self.supervisee,),
            minutes=self.length(supervisor),
            medium=self.medium,
            first=date.fromordinal(self.today),
            last=date.fromordinal(self.today) + LOOK_AHEAD,
            zone=self.zone,
        )
        (row,) = rows_of(search, self.diaries, self.diaries.frame.between(*self.span))
        return listed(row, self.diaries.frame)

    def length(self, supervisor: int) -> int:
        return self.minutes or self.diaries.parties[supervisor].rules.individual_minutes

    def words(
        self, supervisor: int, supervisors: Sequence[int], names: Mapping[int, str], by: int | None
    ) -> str:
        name, own = names[supervisor], names[supervisors[0]]
        if supervisor != supervisors[0]:
            if by is None:
                return sentence(
                    "{own} has nothing in the next weeks; the soonest is with {name}.", own=own, name=name
                )
            return sentence(
                "{own} has nothing by {day}; the soonest is with {name}.",
                own=own,
                name=name,
                day=day_words(date.fromordinal(by)),
            )
        if by is None:
            return sentence(
                "The soonest with {name}, who knows {other}.", name=name, other=names[self.supervisee]
            )
        return sentence(
            "The soonest with {name}, before it is due on {day}.",
            name=name,
            day=day_words(date.fromordinal(by)),
        )

    def suggestions(self, supervisor: int, found: list[int], why: str) -> list[Suggestion]:
        chosen = one_a_day([(minute, (supervisor,)) for minute in found], self.starts, self.number)
        length = self.length(supervisor)
        place = self.diaries.place
        return [
            Suggestion(slot_of(minute, length, holders, place(holders, minute)), why)
            for minute, holders in chosen
        ]


def day_words(day: date) -> str:
    return Dated.of(f"{day.day} {day:%b}", day, "j M")
