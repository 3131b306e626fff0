"""Reads: clocks on any day, worked out afresh."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from supervision.people.models import Organisation
from supervision.policy.clock import Answer
from supervision.policy.inputs import MemberFacts, chunks, read, tracked_ids
from supervision.policy.law import RuleFacts, laws_of
from supervision.scheduling.days import local_day


def answers_on(
    organisation: Organisation, day: date | None = None, *, now: datetime | None = None
) -> Iterator[tuple[MemberFacts, RuleFacts, Answer]]:
    """Give each clock of an organisation on `day`, or today in each member's own zone at `now`.

    Worked out afresh, a thousand members at a time; in the order of members' ids, then of the policy.
    Sessions and units after the day are not known yet, leave is. Members who are not tracked that day
    have no clock. Raises TypeError if neither `day` nor `now` is given.
    """
    if day is None and now is None:
        raise TypeError("Clocks stand on a day, or at a moment.")
    laws = laws_of([organisation.pk])
    for ids in chunks(tracked_ids(organisation.pk)):
        for member in read(ids, laws=laws):
            on = day or local_day(now, member.zone)
            for facts, answer in member.answers_on(on):
                yield member, facts, answer
