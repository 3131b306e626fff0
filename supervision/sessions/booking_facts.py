"""What messages about held times are told when they are sent, and whether they still hold.

Whoever changes a session leaves one message for each person in it, in the transaction of the change:

| kind | `about` |
| --- | --- |
| `session_booked` | `session`, `sequence` |
| `session_moved` | `session`, `sequence`, `was` (ISO instant of the start before) |
| `session_cancelled` | `session`, `sequence`; `times` (ISO instants that are free), `before` (ISO day) |
| `session_handed_over` | `session`, `sequence`; also to whom it is taken from; `fewer`: one beside left |
| `session_proposed` | `session`, `proposal`; to those who did not propose |
| `session_proposal_answered` | `session`, `proposal`; to the one who did |
| `session_asked` | `session`, `sequence`, `answer`: a calendar says that the time does not suit |
| `session_reminder`, `session_soon` | `session`, `sequence`: left by `reminding` for that sequence |

`sequence` is `Session.calendar_sequence` as it stands after the change. `left` (true) stands in `about`
for a reader who is not in the session any more, and to whom its page is closed. A message whose sequence is
older than the session's is dropped when a later one to the same reader stands in the outbox.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from django.urls import reverse

from supervision.languages import day_words, worded
from supervision.notices.calendars.writing import Entry
from supervision.notices.facts import (
    AskedFacts,
    FreedFacts,
    FreeTimeWords,
    HandedOverFacts,
    HeldFacts,
    MovedFacts,
    PeopleToldAs,
    ProposalAnsweredFacts,
    ProposedFacts,
    ReminderFacts,
    TimeWords,
)
from supervision.notices.models import Notice
from supervision.scheduling.zone_words import zone_name
from supervision.sessions import access, answering, finding
from supervision.sessions.asking import search_again
from supervision.sessions.cancelling import times_instead
from supervision.sessions.choosing import moment_value
from supervision.sessions.held_times import entry_of
from supervision.sessions.models import CalendarAnswer, Proposal, Session
from supervision.wording import noted

BOOKED, MOVED, CANCELLED = "session_booked", "session_moved", "session_cancelled"
HANDED_OVER = "session_handed_over"
PROPOSED, PROPOSAL_ANSWERED = "session_proposed", "session_proposal_answered"
REMINDER, SOON = "session_reminder", "session_soon"
WITH_AN_ENTRY = (BOOKED, MOVED, CANCELLED, HANDED_OVER)
ANSWERED = (Proposal.State.ACCEPTED, Proposal.State.DECLINED)
ABOUT_AN_HOUR = timedelta(minutes=45)
"""Less than this is not said to be an hour."""
FRESH = timedelta(minutes=10)
"""How long the free times that were found with a change are told as they were found."""

HOW = {"video": noted("by video"), "phone": noted("by phone"), "in_person": noted("in person")}


def booked(notice: Notice, now: datetime) -> HeldFacts | None:
    """Return the time that is held; None once it has begun, is off, or a later message tells of it."""
    session = _standing(notice, now)
    if session is None:
        return None
    return {"time": _time_of(session, notice, now), "entry": entry_of(session, stamped_at=notice.created_at)}


def reminder(notice: Notice, now: datetime) -> ReminderFacts | None:
    """Return the time that comes up; None once it has begun, is off, or was changed since this was left."""
    session = _standing(notice, now)
    if session is None or session.calendar_sequence != notice.about["sequence"]:
        return None
    told_as: Literal["day", "hour", "soon"] = "day"
    if notice.kind == SOON:
        told_as = "hour" if session.starts_at - now >= ABOUT_AN_HOUR else "soon"
    return {"told_as": told_as, "time": _time_of(session, notice, now)}


def moved(notice: Notice, now: datetime) -> MovedFacts | None:
    """Return the time that is held now, and the one before; None as for `booked`."""
    session = _standing(notice, now)
    if session is None:
        return None
    was = notice.about.get("was")
    length = session.ends_at - session.starts_at
    return {
        "time": _time_of(session, notice, now),
        "was": _words(_moment(was), length, notice, now) if was else None,
        "entry": entry_of(session, stamped_at=notice.created_at),
    }


def cancelled(notice: Notice, now: datetime) -> FreedFacts | None:
    """Return the time that was called off, and what is free instead; None once it is past, or on again."""
    session = _session_of(notice)
    if session is None or session.ends_at <= now:
        return None
    has_left = notice.recipient_id not in access.everybody(session)
    if not has_left and session.status != Session.Status.CANCELLED:
        return None
    before = notice.about.get("before", "")
    return {
        "told_as": "left" if has_left else "off",
        "time": _time_of(session, notice, now),
        "times": [] if has_left else _free_times(session, notice, now),
        "before": _day_words(date.fromisoformat(before), now) if before else "",
        "entry": entry_of(session, stamped_at=notice.created_at, is_off=True),
    }


def handed_over(notice: Notice, now: datetime) -> HandedOverFacts | None:
    """Return the time, and what it means for the reader: it stays, it comes to them, or it goes.

    Or it stays with fewer there: somebody beside its supervisor has withdrawn.
    """
    session = _session_of(notice)
    if session is None or session.status != Session.Status.BOOKED or session.starts_at <= now:
        return None
    goes = notice.recipient_id not in access.everybody(session)
    if not goes and _is_told_later(notice, session):
        return None
    return {
        "told_as": _told_of_people(notice, session),
        "time": _time_of(session, notice, now),
        "entry": entry_of(session, stamped_at=notice.created_at, is_off=goes),
    }


def _told_of_people(notice: Notice, session: Session) -> PeopleToldAs:
    if notice.recipient_id not in access.everybody(session):
        return "goes"
    if notice.about.get("fewer"):
        return "fewer"
    return "comes" if notice.recipient_id == session.supervisor_id else "stays"


def proposed(notice: Notice, now: datetime) -> ProposedFacts | None:
    """Return the times to choose from; None once the proposal is answered or over, or the session is off."""
    session, proposal = _standing(notice, now), _proposal_of(notice)
    if session is None or proposal is None or not _is_open(proposal, now):
        return None
    return {
        "time": _time_of(session, notice, now),
        "times": [
            _words(time.starts_at, time.ends_at - time.starts_at, notice, now, short=True)
            for time in proposal.times.order_by("starts_at")
            if time.starts_at > now
        ],
        "until": _day_words(proposal.expires_at.astimezone(notice.recipient.zone).date(), now),
    }


def proposal_answered(notice: Notice, now: datetime) -> ProposalAnsweredFacts | None:
    """Return what became of a proposal; None while it is open, and once the session is off or has begun."""
    session, proposal = _standing(notice, now), _proposal_of(notice)
    if session is None or proposal is None or proposal.state not in ANSWERED:
        return None
    return {
        "time": _time_of(session, notice, now),
        "is_taken": proposal.state == Proposal.State.ACCEPTED,
    }


def waits_for_a_choice(notices: Sequence[Notice], now: datetime) -> set[int]:
    """Return the ids of those whose proposal is still open."""
    asked = {notice.about["proposal"]: notice.pk for notice in notices}
    waiting = Proposal.objects.filter(pk__in=asked, state=Proposal.State.OPEN, expires_at__gt=now)
    return {asked[pk] for pk in waiting.values_list("pk", flat=True)}


def asked(notice: Notice, now: datetime) -> AskedFacts | None:
    """Return the time that a calendar says does not suit, and others; None once nothing is asked of it."""
    session = _standing(notice, now)
    answer = answering.still_asking([notice.about["answer"]], now=now).first()
    if session is None or answer is None:
        return None
    return {
        "told_as": _told_as(answer, notice),
        "time": _time_of(session, notice, now),
        "times": _other_times(session, notice, now),
    }


def _told_as(answer: CalendarAnswer, notice: Notice) -> Literal["own", "other", "person"]:
    if answer.is_by_hand:
        return "person"
    return "own" if answer.member_id == notice.recipient_id else "other"


def waits_for_a_word(notices: Sequence[Notice], now: datetime) -> set[int]:
    """Return the ids of those whose question is still open."""
    asked = {notice.about["answer"]: notice.pk for notice in notices}
    return {asked[pk] for pk in answering.still_asking(asked, now=now).values_list("pk", flat=True)}


def entry(notice: Notice, context: Mapping[str, Any]) -> Entry:
    """Return what the message does to the reader's calendar."""
    found: Entry = context["entry"]
    return found


def session_page(notice: Notice) -> str:
    if notice.about.get("left"):
        return reverse("sessions:list")
    return reverse("sessions:detail", args=[notice.about["session"]])


# ---------------------------------------------------------------- whether it still holds
def _session_of(notice: Notice) -> Session | None:
    return Session.objects.with_people().filter(pk=notice.about["session"]).first()


def _proposal_of(notice: Notice) -> Proposal | None:
    return Proposal.objects.filter(pk=notice.about["proposal"], session=notice.about["session"]).first()


def _is_open(proposal: Proposal, now: datetime) -> bool:
    return proposal.state == Proposal.State.OPEN and proposal.expires_at > now


def _standing(notice: Notice, now: datetime) -> Session | None:
    """Return the session of a message, as long as it is on, ahead and its reader's; else None."""
    session = _session_of(notice)
    if session is None or session.status != Session.Status.BOOKED or session.starts_at <= now:
        return None
    if notice.recipient_id not in access.everybody(session):
        return None
    return None if _is_told_later(notice, session) else session


def _is_told_later(notice: Notice, session: Session) -> bool:
    """Say whether a later message to the same reader tells of what changed since this one was left."""
    if notice.about.get("sequence", session.calendar_sequence) >= session.calendar_sequence:
        return False
    return Notice.objects.filter(
        recipient=notice.recipient_id, kind__in=WITH_AN_ENTRY, pk__gt=notice.pk, about__session=session.pk
    ).exists()


# ---------------------------------------------------------------- words
def _moment(iso: str) -> datetime:
    return datetime.fromisoformat(iso)


def _time_of(session: Session, notice: Notice, now: datetime) -> TimeWords:
    words = _words(session.starts_at, session.ends_at - session.starts_at, notice, now)
    return {**words, "how": worded(HOW.get(session.medium, ""))}


def _words(
    starts_at: datetime, length: timedelta, notice: Notice, now: datetime, *, short: bool = False
) -> TimeWords:
    """Return a stretch of time in the reader's own wall time."""
    zone: ZoneInfo = notice.recipient.zone
    starts, ends = starts_at.astimezone(zone), (starts_at + length).astimezone(zone)
    return {
        "day": _day_words(starts.date(), now, short=short),
        "starts": f"{starts:%H:%M}",
        "ends": f"{ends:%H:%M}",
        "zone": worded(zone_name(zone)),
        "how": "",
    }


def _day_words(day: date, now: datetime, *, short: bool = False) -> str:
    """Return "Tuesday 10 November", or in short "Tue 10 Nov"; with its year when that is not this one."""
    return day_words(day, this_year=now.year, long=not short)


def _free_times(session: Session, notice: Notice, now: datetime) -> list[FreeTimeWords]:
    """Return up to three times instead of one that was called off. Older ones are looked for afresh."""
    length = session.ends_at - session.starts_at
    starts = [_moment(iso) for iso in notice.about.get("times", ())]
    if starts and now - notice.created_at > FRESH:
        starts = [_moment(iso) for iso in times_instead(session, None, now=now)["times"]]
    others = [at for at in starts if at > now and at != session.starts_at]
    return [
        FreeTimeWords(**_words(at, length, notice, now, short=True), value=moment_value(at)) for at in others
    ]


def _other_times(session: Session, notice: Notice, now: datetime) -> list[TimeWords]:
    """Return up to three other times that are free for those in a session that stands."""
    slots = finding.next_free(search_again(session, around=now), number=4, now=now)
    starts = [slot.starts_at for slot in slots if slot.starts_at != session.starts_at]
    length = session.ends_at - session.starts_at
    return [_words(at, length, notice, now, short=True) for at in starts[:3]]
