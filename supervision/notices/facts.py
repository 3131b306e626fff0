"""What the templates of each kind of message are told: plain values, worked out when it is sent.

The room that registers a kind returns one of these from the kind's `context`. No names of others, no
reasons, no kinds of leave: whoever needs a name finds it behind their sign-in.
"""

from __future__ import annotations

from datetime import date
from typing import Literal, TypedDict

from supervision.notices.calendars.writing import Entry

ToldAs = Literal["own", "supervisor", "lead", "admin"]
"""Whose clock it is: the reader's own, that of someone they supervise, of someone they lead, or (to an
administrator) of someone for whom no lead could be told."""


class PickWords(TypedDict):
    """A free time as its reader's wall has it ("Mon 9 Nov", "15:30", "16:30"), and the page that books it."""

    day: str
    starts: str
    ends: str
    link: str
    value: str


class PickFacts(TypedDict):
    """Up to three free times. `is_usual`: with whom one usually meets; `zone`: "UK time".

    `more` is the page with more times, and with other people.
    """

    times: list[PickWords]
    is_usual: bool
    zone: str
    more: str


class DueSoonFacts(TypedDict):
    """`due_soon`. `sentence` explains the date to the one it is about ("Due 14 Nov: ..."), else empty."""

    told_as: ToldAs
    due_on: date
    sentence: str
    picks: PickFacts


class CalendarStoppedFacts(TypedDict):
    """`calendar_stopped`. On `read_on` the calendar was read last; None when it never was."""

    read_on: date | None


class OverdueFacts(TypedDict):
    """`overdue` and `escalated`. `days_owed` counts from `due_on`; on `booked_on` an hour is found."""

    told_as: ToldAs
    due_on: date
    days_owed: int
    booked_on: date | None
    sentence: str


class SupervisorWantedFacts(TypedDict):
    """`supervisor_wanted`. `is_soon`: there is a supervisor still, for thirty days at most."""

    is_soon: bool


class ReturnOfferFacts(TypedDict):
    """`return_offer`. An hour is offered up to and including `offer_until`."""

    told_as: ToldAs
    offer_until: date
    picks: PickFacts


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


class MonthFacts(TypedDict):
    """`month`: the reader's own. `month` is its first day; `days` are those on which a session was held.

    `hours` says how long in all ("two hours"); `given` counts the sessions they held for others,
    `unrecorded` those of which nobody has said how they went; `next` is the next that is booked.
    """

    month: date
    days: list[date]
    hours: str
    given: int
    unrecorded: int
    next: TimeWords | None
    due_on: date | None
    sentence: str


class SessionRecordedFacts(TypedDict):
    """`session_recorded`. The other side recorded `day`; unanswered, it stands from `stands_on`."""

    day: date
    stands_on: date


class TimeWords(TypedDict):
    """A held time, in the reader's own wall time: "Tuesday 10 November", "10:00", "11:00", "UK time".

    The day carries its year when it is not this one. `how` reads "by video", "by phone", "in person", or
    is empty.
    """

    day: str
    starts: str
    ends: str
    zone: str
    how: str


class HeldFacts(TypedDict):
    """`session_booked`. `entry` is what the reader's calendar gets."""

    time: TimeWords
    entry: Entry


class ReminderFacts(TypedDict):
    """`session_reminder` and `session_soon`: a held time, on the working day before or an hour before.

    `soon`: it was meant for an hour before, and the reader's hours or a busy server left less of it.
    """

    told_as: Literal["day", "hour", "soon"]
    time: TimeWords


class MovedFacts(TypedDict):
    """`session_moved`. `was` is the time before, where it is known."""

    time: TimeWords
    was: TimeWords | None
    entry: Entry


class FreeTimeWords(TimeWords):
    """A time that can be booked instead; `value` is what the page that books it calls it."""

    value: str


class FreedFacts(TypedDict):
    """`session_cancelled`. `told_as`: `off` for everybody in it, `left` for one who is no longer in it.

    `times` are free for those in it, before the day `before` ("Friday 20 November") if there is one.
    """

    told_as: Literal["off", "left"]
    time: TimeWords
    times: list[FreeTimeWords]
    before: str
    entry: Entry


PeopleToldAs = Literal["stays", "comes", "goes", "fewer"]
"""Who holds a time has changed, or (`fewer`) somebody who was to be there beside them is not."""


class HandedOverFacts(TypedDict):
    """`session_handed_over`: to those who stay in it, to whom it comes, and from whom it is taken."""

    told_as: PeopleToldAs
    time: TimeWords
    entry: Entry


class ProposedFacts(TypedDict):
    """`session_proposed`: other times for one that is held, to choose from until `until` (a day)."""

    time: TimeWords
    times: list[TimeWords]
    until: str


class ProposalAnsweredFacts(TypedDict):
    """`session_proposal_answered`: the time as it stands now, and whether it is one that was proposed."""

    time: TimeWords
    is_taken: bool


class AskedFacts(TypedDict):
    """`session_asked`: a calendar says that a time does not suit; `told_as` whose, or a person did.

    `times` are free for everybody in it.
    """

    told_as: Literal["own", "other", "person"]
    time: TimeWords
    times: list[TimeWords]


class FeedbackInvitedFacts(TypedDict):
    """`feedback_invited`. `until` is the last day on which something can be said."""

    until: date


class AgreementReviewFacts(TypedDict):
    """`agreement_review`. What two people agreed is to be looked at again by `review_on`."""

    review_on: date


class DocumentReadyFacts(TypedDict):
    """`document_ready`. What somebody asked for can be read by them until this day."""

    until: date


class DataAskedFacts(TypedDict):
    """`data_asked`. By when an answer about somebody's data is owed."""

    until: date


class NothingMoreFacts(TypedDict):
    """`data_answered`, `agreement_to_sign`, `agreement_holds`, `agreement_limits`: the words of the template
    say it all.
    """


class YesOrNoFacts(TypedDict):
    """`supervisor_answered`. Whether somebody who was asked said yes."""

    is_yes: bool


class RearrangedDay(TypedDict):
    """The first day of a change, and how many come and go on it."""

    day: date
    more: int
    fewer: int


class RearrangedFacts(TypedDict):
    """`supervision_rearranged`. `told_as`: whether its reader is supervised or supervises.

    `days` counts those who come and go; `is_shown`: whether the page behind the link has all of them.
    `booked` counts what is still booked with those who go, on that day or later.
    """

    told_as: Literal["supervisee", "supervisor"]
    days: list[RearrangedDay]
    is_shown: bool
    booked: int
