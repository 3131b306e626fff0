"""Acts that any kind may offer as they are."""

from __future__ import annotations

from datetime import datetime

from supervision.errors import Refusal
from supervision.notices import pausing, rules
from supervision.notices.acts.registry import Act, Done, Kept, Pressed
from supervision.notices.checking import hours_of
from supervision.notices.models import Notice
from supervision.notices.services import Message, queue_notices, withdraw_notices
from supervision.wording import Dated, noted, sentence


def pause_these(words: str = noted("Pause these for four weeks"), *, name: str = "pause") -> Act:
    """Return the act that keeps this kind from coming for four weeks; for soft kinds that can be ended."""
    return Act(name, words, perform=_pause, done=_paused, undo=_unpause)


class TooLate(Refusal):
    code = "too_late"


def snooze(words: str = noted("Ask me tomorrow"), *, name: str = "later") -> Act:
    """Return the act that sends the same message once more, as the reader's next working day begins.

    It is asked again whether its reason holds. Undoing it takes the second message back.
    """
    return Act(name, words, perform=_ask_later, done=_asked_later, undo=_unsnooze, icon="clock")


def comes_again_at(notice: Notice, now: datetime) -> datetime | None:
    """Return when a message that is put off comes again; None where that would be too late for it."""
    window = hours_of([notice], now=now)[notice.recipient_id]
    at = rules.opens_after_today(now, window)
    return at if notice.not_after is None or at < notice.not_after else None


def _ask_later(pressed: Pressed) -> Kept:
    notice, now = pressed.notice, pressed.now
    at = comes_again_at(notice, now)
    if at is None:
        raise TooLate("Tomorrow would be too late for this one.")
    key = f"{notice.key.partition('~')[0][:170]}~{now:%Y%m%dT%H%M%S%f}"
    again = Message(
        organisation_id=notice.organisation_id,
        recipient_id=notice.recipient_id,
        kind=notice.kind,
        notice_class=notice.notice_class,
        key=key,
        about=dict(notice.about),
        not_before=at,
        not_after=notice.not_after,
    )
    queue_notices([again], now=now)
    return {"key": key, "at": at.isoformat()}


def _asked_later(notice: Notice, kept: Kept, now: datetime) -> Done:
    at = datetime.fromisoformat(kept["at"]).astimezone(notice.recipient.zone)
    return Done("Put off", sentence("We ask again on {day}.", day=_day(at)))


def _day(at: datetime) -> Dated:
    return Dated.of(f"{at:%A} {at.day} {at:%B}", at.date(), "l j F")


def _unsnooze(notice: Notice, kept: Kept, now: datetime) -> None:
    if not withdraw_notices([kept["key"]]):
        raise TooLate("It has gone out again by now.")


def _pause(pressed: Pressed) -> Kept:
    if not pausing.can_pause(pressed.notice.kind):
        raise TooLate("These have to arrive, so they can’t be paused.")
    before = pausing.pause_kind(pressed.member, pressed.notice.kind, now=pressed.now)
    until = pressed.now + pausing.LASTS
    return {"before": before.isoformat() if before else None, "until": until.isoformat()}


def _paused(notice: Notice, kept: Kept, now: datetime) -> Done:
    until = datetime.fromisoformat(kept["until"]).astimezone(notice.recipient.zone)
    words = sentence("None of these comes before {day}. They stand in your inbox meanwhile.", day=_day(until))
    return Done("Paused", words)


def _unpause(notice: Notice, kept: Kept, now: datetime) -> None:
    before = datetime.fromisoformat(kept["before"]) if kept["before"] else None
    pausing.put_back(notice.recipient, notice.kind, before)
