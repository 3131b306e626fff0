"""The past of one clock, for the charts of a member's page: from the same calculation as the present."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from operator import itemgetter
from typing import NamedTuple, cast

from supervision.policy.clock.counted import counting_days, known
from supervision.policy.clock.states import compile_rule, evaluate
from supervision.policy.clock.values import (
    PAUSED,
    Answer,
    CompiledRule,
    Leave,
    Membership,
    MonthWhy,
    Rule,
    SittingRow,
    WorkedRow,
    pauses,
)

COVERED, OWED, AWAY = "covered", "owed", "away"


class Stretch(NamedTuple):
    """Days from `start` to `end`, `end` not included, on which a clock was covered, owed or away."""

    kind: str
    start: date
    end: date


class Held(NamedTuple):
    """A day with a counting session, and what lay between it and the one before.

    `days` is None for the first one; `away` and `owed` are how many of the days since the last one
    were in a pausing leave, and how many were past the due date.
    """

    on: date
    days: int | None
    away: int
    owed: int


class Month(NamedTuple):
    """A month's credit and what it owed, exact. `stands` is met, short, away or early (not owed yet)."""

    first: date
    minutes: Fraction
    needed: Fraction
    stands: str


class Past:
    """One clock as it stood on each past day, knowing only what was held and worked by then."""

    def __init__(
        self,
        *,
        rule: Rule | CompiledRule,
        membership: Membership,
        sittings: Sequence[SittingRow],
        leave: Sequence[Leave] = (),
        worked: Sequence[WorkedRow] = (),
    ):
        self.rule = rule if isinstance(rule, CompiledRule) else compile_rule(rule)
        self.membership = membership
        self.sittings = sorted(sittings, key=itemgetter(0))
        self.worked = sorted(worked, key=itemgetter(0))
        self.away = pauses(leave, self.rule.pausing_leave)

    def answer_on(self, day: int) -> Answer:
        member = self.membership
        return evaluate(
            day,
            self.rule,
            member.start.toordinal(),
            None if member.end is None else member.end.toordinal(),
            (member.fte.numerator, member.fte.denominator),
            self.sittings,
            self.away,
            self.worked,
        )

    def stretches(self, since: date, today: date) -> list[Stretch]:
        """Return the tracked days from `since` to `today`, both included, as stretches in order.

        A day is owed if its clock was past due that day, whatever the grace; away if it was paused.
        """
        member = self.membership
        day = max(since, member.start).toordinal()
        stop = min(today, member.end or today).toordinal() + 1
        found: list[tuple[str, int, int]] = []

        def add(kind: str, start: int, end: int) -> None:
            if start >= end:
                return
            if found and found[-1][0] == kind:
                found[-1] = (kind, found[-1][1], end)
            else:
                found.append((kind, start, end))

        while day < stop:
            answer = self.answer_on(day)
            # The answer holds until then: it knows when the next session and the next unit come.
            until = stop if answer.recheck_on is None else min(stop, answer.recheck_on.toordinal())
            if answer.state == PAUSED:
                add(AWAY, day, until)
            elif answer.due_on is None:
                add(COVERED, day, until)
            else:
                late = max(day, min(until, answer.due_on.toordinal() + 1))
                add(COVERED, day, late)
                add(OWED, late, until)
            day = until
        return [Stretch(kind, date.fromordinal(start), date.fromordinal(end)) for kind, start, end in found]

    def held(self, since: date, today: date) -> list[Held]:
        """Return the days with counting sessions from `since` to `today`, newest first."""
        upto = known(today.toordinal(), self.sittings)
        days = sorted(set(counting_days(self.rule, self.sittings, 0, upto)))
        stretches = self.stretches(date.fromordinal(days[0]), today) if days else []
        rows = []
        for i, day in enumerate(days):
            if day < since.toordinal():
                continue
            before = days[i - 1] if i else None
            spent = {AWAY: 0, OWED: 0, COVERED: 0}
            if before is not None:
                for kind, start, end in stretches:
                    # The days between the two sessions, neither of them included.
                    spent[kind] += max(0, min(end.toordinal(), day) - max(start.toordinal(), before + 1))
            gap = None if before is None else day - before
            rows.append(Held(date.fromordinal(day), gap, spent[AWAY], spent[OWED]))
        return rows[::-1]

    def months(self, today: date, number: int = 12) -> list[Month]:
        """Return the last `number` months up to this one, oldest first, under a calendar_minutes rule.

        Months that ended before the member started are left out.
        """
        if self.rule.kind != "calendar_minutes":
            raise ValueError("Only a rule of minutes a month has months.")
        day = today.toordinal()
        rows: list[Month] = []
        while len(rows) < number and day >= self.membership.start.toordinal():
            answer = self.answer_on(day)
            why = cast(MonthWhy, answer.why)
            rows.append(
                Month(
                    date.fromordinal(why.this),
                    Fraction(*why.this_credit),
                    Fraction(*why.need),
                    why.this_stands,
                )
            )
            day = why.this - 1
        return rows[::-1]
