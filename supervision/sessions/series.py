"""What a series would be, before anything is booked: each date, whether it clashes, and what instead."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from supervision.people.models import Member
from supervision.sessions import finding, rules
from supervision.sessions.asking import search_for
from supervision.sessions.booking import MOST_AT_ONCE, WrongSeries
from supervision.sessions.booking_access import check_may_book, check_may_have_beside
from supervision.sessions.finding import Occurrence
from supervision.wording import sentence


def preview_series(
    *,
    by: Member,
    supervisor: Member,
    supervisees: Sequence[Member],
    starts_at: datetime,
    minutes: int,
    kind: str = rules.INDIVIDUAL,
    medium: str = "",
    pattern: str,
    until: date | None = None,
    number: int | None = None,
    beside: Sequence[Member] = (),
    now: datetime,
) -> list[Occurrence]:
    """Return the dates of a series from `starts_at` on, those that clash with an alternative each.

    It keeps its time on the supervisor's wall. Nothing is held. Raises NotYours, WrongPeople, WrongSeries.
    """
    supervisees = tuple(supervisees)
    rules.check_people(
        kind=kind,
        supervisor=supervisor.pk,
        supervisees=[one.pk for one in supervisees],
        beside=[one.pk for one in beside],
    )
    rules.check_length(minutes)
    if (until is None) == (number is None) or (number is not None and not 1 <= number <= MOST_AT_ONCE):
        raise WrongSeries(
            sentence("Either until when, or how many times: at most {most}.", most=MOST_AT_ONCE)
        )
    day = starts_at.astimezone(supervisees[0].zone).date()
    check_may_book(by, supervisor=supervisor, supervisees=supervisees, kind=kind, day=day)
    check_may_have_beside(by, beside, supervisees=supervisees, day=day)
    search = search_for(
        supervisor,
        supervisees,
        minutes=minutes,
        kind=kind,
        medium=medium,
        around=starts_at,
        beside=beside,
    )
    found = finding.plan_series(search, starts_at, pattern, until=until, number=number, now=now)
    if len(found) > MOST_AT_ONCE:
        raise WrongSeries(sentence("At most {most} sessions at a time, please.", most=MOST_AT_ONCE))
    return found
