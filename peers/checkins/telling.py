"""Leaving the messages of a round: who has a partner, who has none, what is held, and what comes near.

`about` holds the pair's random number and which state of it a message tells of; who it is about stands
behind the reader's sign-in.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from peers.checkins import rules
from peers.checkins.models import Pair, Round
from supervision.notices.rules import weekdays_of
from supervision.notices.services import Message, queue_notices
from supervision.people.models import Member
from supervision.scheduling.days import day_starts_at, local_day

PARTNER, ALONE, MISSED = "checkin_partner", "checkin_alone", "checkin_missed"
HELD, FREED, REMINDER = "checkin_held", "checkin_freed", "checkin_reminder"
EVE, DAY, MIDDLE = "eve", "day", "middle"
STILL_OF_USE = timedelta(days=2)
"""So long after a held time one can still be asked, in the round, whether one spoke."""


def tell_partners(made: Round, pairs: Iterable[tuple[Pair, Sequence[int]]], *, now: datetime) -> None:
    """Tell everybody in these pairs that there is a partner, and in the middle of the round once more."""
    zone = made.organisation.zone
    middle = made.starts_on + (made.ends_on - made.starts_on) / 2
    over = day_starts_at(made.ends_on + timedelta(days=1), zone)
    messages = []
    for pair, members in pairs:
        for member in members:
            about = {"pair": str(pair.pk)}
            key = f"checkin:{pair.pk}:{len(members)}:{member}"
            messages.append(_soft(made, member, PARTNER, f"{key}:partner", about, now, over))
            if (at := day_starts_at(middle, zone)) > now + timedelta(days=1):
                again = about | {"moment": MIDDLE}
                messages.append(_soft(made, member, REMINDER, f"{key}:middle", again, at, over))
    queue_notices(messages, now=now)


def tell_alone(made: Round, members: Iterable[int], *, now: datetime) -> None:
    """Tell members that there is nobody for them in this round; once in a round."""
    over = day_starts_at(made.ends_on + timedelta(days=1), made.organisation.zone)
    queue_notices(
        [
            _soft(made, pk, ALONE, f"checkin:{made.pk}:alone:{pk}", {"round": made.pk}, now, over)
            for pk in members
        ],
        now=now,
    )


def tell_missed(over: Round, members: Iterable[int], *, now: datetime) -> None:
    """Write to members who have not spoken in two rounds in a row, each alone."""
    until = now + timedelta(days=7)
    queue_notices(
        [
            _soft(over, pk, MISSED, f"checkin:{over.pk}:missed:{pk}", {"round": over.pk}, now, until)
            for pk in members
        ],
        now=now,
    )


def _soft(
    made: Round, member: int, kind: str, key: str, about: dict, not_before: datetime, not_after: datetime
) -> Message:
    return Message(
        organisation_id=made.organisation_id,
        recipient_id=member,
        kind=kind,
        notice_class="S",
        key=key,
        about=about,
        not_before=not_before,
        not_after=not_after,
    )


# ---------------------------------------------------------------- times
def tell_held(pair: Pair, members: Iterable[Member], *, now: datetime) -> None:
    """Tell everybody in a pair of the time held, with an entry for their calendar, and remind them."""
    messages = []
    for member in members:
        about = {"pair": str(pair.pk), "sequence": pair.sequence}
        key = f"checkin:{pair.pk}:{pair.sequence}:{member.pk}"
        messages.append(
            Message(
                organisation_id=member.organisation_id,
                recipient_id=member.pk,
                kind=HELD,
                notice_class="R",
                key=f"{key}:held",
                about=about,
                not_before=now,
                not_after=pair.starts_at,
            )
        )
        messages += _reminders(pair, member, about, key, now=now)
    queue_notices(messages, now=now)


def _reminders(pair: Pair, member: Member, about: dict, key: str, *, now: datetime) -> list[Message]:
    if pair.starts_at is None or pair.ends_at is None:
        return []
    eve = rules.eve_of(pair.starts_at, member.zone, weekdays_of(member.working_days))
    morning = day_starts_at(local_day(pair.starts_at, member.zone), member.zone)
    found = []
    for moment, at, until in (
        (EVE, eve, morning),
        (DAY, morning if morning > now else pair.ends_at, pair.ends_at + STILL_OF_USE),
    ):
        if at > now:
            found.append(
                Message(
                    organisation_id=member.organisation_id,
                    recipient_id=member.pk,
                    kind=REMINDER,
                    notice_class="S",
                    key=f"{key}:{moment}",
                    about=about | {"moment": moment},
                    not_before=at,
                    not_after=until,
                )
            )
    return found


def tell_freed(pair: Pair, members: Iterable[Member], *, now: datetime) -> None:
    """Tell members that a time is free again, and take it out of their calendars.

    It says what was held then, since the pair may be gone by the time it is sent.
    """
    if pair.starts_at is None or pair.ends_at is None:
        return
    queue_notices(
        [
            Message(
                organisation_id=member.organisation_id,
                recipient_id=member.pk,
                kind=FREED,
                notice_class="R",
                key=f"checkin:{pair.pk}:{pair.sequence + 1}:{member.pk}:freed",
                about={
                    "pair": str(pair.pk),
                    "sequence": pair.sequence + 1,
                    "starts_at": pair.starts_at.isoformat(),
                    "ends_at": pair.ends_at.isoformat(),
                },
                not_before=now,
                not_after=pair.ends_at,
            )
            for member in members
        ],
        now=now,
    )
