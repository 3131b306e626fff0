"""What the templates of each kind of message are told: plain values, worked out when it is sent.

The room that registers a kind returns one of these from the kind's `context`. No names of others, no
reasons, no kinds of leave: whoever needs a name finds it behind their sign-in.
"""

from datetime import date
from typing import Literal, TypedDict

ToldAs = Literal["own", "supervisor", "lead"]
"""Whose clock it is: the reader's own, that of someone they supervise, or of someone they lead."""


class DueSoonFacts(TypedDict):
    """`due_soon`. `sentence` explains the date to the one it is about ("Due 14 Nov: ..."), else empty."""

    told_as: ToldAs
    due_on: date
    sentence: str


class OverdueFacts(TypedDict):
    """`overdue` and `escalated`. `days_owed` counts from `due_on`; on `booked_on` an hour is found."""

    told_as: ToldAs
    due_on: date
    days_owed: int
    booked_on: date | None
    sentence: str


class ReturnOfferFacts(TypedDict):
    """`return_offer`. An hour is offered up to and including `offer_until`."""

    told_as: ToldAs
    offer_until: date


class TeamWeek(TypedDict):
    """One team in a lead's digest: how many members stand where today."""

    name: str
    owed: int
    due_soon: int
    covered: int
    paused: int


class DigestFacts(TypedDict):
    """`digest`. Counts of members, never names; `week_of` is the Monday, `due_by` the last day looked at.

    `held` and `unconfirmed` count sessions of the seven days before; `own_due_on` is the reader's own clock.
    """

    week_of: date
    due_by: date
    teams: list[TeamWeek]
    owed_unbooked: int
    without_supervisor: int
    held: int
    unconfirmed: int
    own_due_on: date | None


class SessionRecordedFacts(TypedDict):
    """`session_recorded`. The other side recorded `day`; unanswered, it stands from `stands_on`."""

    day: date
    stands_on: date
