"""What messages of debriefs are told when they are sent, and whether they still hold. No names, no weight."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext

from peers.debriefs import rules, words
from peers.debriefs.models import Afterwards, Invite, Request
from supervision.languages import worded
from supervision.notices.calendars.writing import Entry
from supervision.notices.models import Notice
from supervision.wording import noted

TOLD = ("sent", "sending", "uncertain", "passed_on")
HOW = {"phone": noted("by phone"), "video": noted("by video"), "in_person": noted("in person")}
FIRST, AGREED, OFF = 0, 1, 2
"""The states of a calendar's entry, in their order."""


def asked(notice: Notice, now: datetime) -> Mapping[str, Any] | None:
    """Return when it would be; None once it is settled, answered or too late."""
    invite = _invite(notice)
    if invite is None or invite.state != Invite.State.OPEN or invite.request.state != Request.State.ASKING:
        return None
    request = invite.request
    is_now = request.urgency == rules.NOW
    if now >= request.latest_at or (not is_now and invite.starts_at <= now):
        return None
    zone = notice.recipient.zone
    return {
        "length": worded(words.LENGTHS[request.minutes]),
        "is_now": is_now,
        "room": worded(words.ROOM[request.urgency]),
        "time": words.time_words(invite.starts_at, request.minutes, zone=zone, now=now),
        "how": worded(HOW[request.how]),
        "goes_on": _clock(request.next_at, notice, now),
        "entry": None if is_now else entry_of(invite, request, FIRST, notice.created_at),
    }


def agreed(notice: Notice, now: datetime) -> Mapping[str, Any] | None:
    """Return the time that is agreed; None once it is off or over."""
    request, invite = _talk(notice), _invite(notice)
    if request is None or invite is None or request.state != Request.State.AGREED:
        return None
    if request.starts_at is None or request.ends_at is None or request.ends_at <= now:
        return None
    return {
        "is_now": request.urgency == rules.NOW and request.starts_at <= now,
        "time": words.time_words(request.starts_at, request.minutes, zone=notice.recipient.zone, now=now),
        "how": worded(HOW[request.how]),
        "entry": entry_of(invite, request, AGREED, notice.created_at),
    }


def released(notice: Notice, now: datetime) -> Mapping[str, Any] | None:
    """Return nothing much; None for who was never told that they were asked."""
    invite = _invite(notice)
    if invite is None or not _was_told(invite):
        return None
    has_entry = invite.request.urgency != rules.NOW and invite.starts_at > now
    return {
        "is_needed": invite.state == Invite.State.RELEASED,
        "entry": entry_of(invite, None, AGREED, notice.created_at, is_off=True) if has_entry else None,
    }


def offered(notice: Notice, now: datetime) -> Mapping[str, Any] | None:
    """Return the time that somebody offers instead; None once it is taken, gone or past."""
    request, invite = _talk(notice), _invite(notice)
    if request is None or invite is None or invite.state != Invite.State.OFFERED or not invite.offered_at:
        return None
    if request.state not in (Request.State.ASKING, Request.State.NOBODY) or invite.offered_at <= now:
        return None
    zone = notice.recipient.zone
    return {"time": words.time_words(invite.offered_at, request.minutes, zone=zone, now=now)}


def nobody(notice: Notice, now: datetime) -> Mapping[str, Any] | None:
    """Return what can be done next; None once something was."""
    request = _talk(notice)
    if request is None or request.state != Request.State.NOBODY:
        return None
    return {"can_widen": rules.wider(request.urgency) is not None}


def off(notice: Notice, now: datetime) -> Mapping[str, Any] | None:
    """Return the time that is free again; None once it is past."""
    request, invite = _talk(notice), _invite(notice)
    starts_at = datetime.fromisoformat(notice.about["starts"])
    ends_at = datetime.fromisoformat(notice.about["ends"])
    if request is None or invite is None or ends_at <= now:
        return None
    minutes = int((ends_at - starts_at).total_seconds() // 60)
    return {
        "time": words.time_words(starts_at, minutes, zone=notice.recipient.zone, now=now),
        "goes_on": request.asker_id == notice.recipient_id and request.state == Request.State.ASKING,
        "entry": Entry(
            name=invite.pk.hex,
            sequence=OFF,
            starts_at=starts_at,
            ends_at=ends_at,
            stamped_at=notice.created_at,
            is_off=True,
        ),
    }


def after(notice: Notice, now: datetime) -> Mapping[str, Any] | None:
    """Return nothing; None once the question is answered, or gone."""
    waiting = Afterwards.objects.filter(
        request=notice.about["talk"], member=notice.recipient_id, answered_at=None
    )
    return {} if waiting.exists() else None


def calendar(notice: Notice, context: Mapping[str, Any]) -> Entry | None:
    """Return what the message does to the reader's calendar."""
    found: Entry | None = context["entry"]
    return found


def entry_of(
    invite: Invite, request: Request | None, sequence: int, stamped_at: datetime, *, is_off: bool = False
) -> Entry:
    """Return the time of an invite as a calendar's entry: as it is agreed, or as it was asked for."""
    of = request or invite.request
    is_agreed = sequence == AGREED and not is_off and of.starts_at and of.ends_at
    starts_at = of.starts_at if is_agreed and of.starts_at else invite.starts_at
    ends_at = of.ends_at if is_agreed and of.ends_at else starts_at + timedelta(minutes=of.minutes)
    return Entry(
        name=invite.pk.hex,
        sequence=sequence,
        starts_at=starts_at,
        ends_at=ends_at,
        stamped_at=stamped_at,
        is_off=is_off,
    )


# ---------------------------------------------------------------- pages and what waits
def invite_page(notice: Notice) -> str:
    return reverse("talks:invite", args=[notice.about["invite"]])


def request_page(notice: Notice) -> str:
    return reverse("talks:asked", args=[notice.about["talk"]])


def talk_page(notice: Notice) -> str:
    return reverse("talks:talk", args=[notice.about["talk"]])


def after_page(notice: Notice) -> str:
    return reverse("talks:after", args=[notice.about["talk"]])


def today_page(notice: Notice) -> str:
    return reverse("today")


def waits_for_an_answer(notices: Sequence[Notice], now: datetime) -> set[int]:
    """Return the ids of those whose invite is still open."""
    of = {UUID(notice.about["invite"]): notice.pk for notice in notices}
    waiting = Invite.objects.open().filter(pk__in=list(of), request__latest_at__gt=now)
    return {of[pk] for pk in waiting.values_list("pk", flat=True)}


def _invite(notice: Notice) -> Invite | None:
    return Invite.objects.with_request().filter(pk=notice.about["invite"]).first()


def _talk(notice: Notice) -> Request | None:
    return Request.objects.with_people().filter(pk=notice.about["talk"]).first()


def _was_told(invite: Invite) -> bool:
    """Say whether the invite itself has gone out: nobody is thanked for what they never heard of."""
    asked_by = Notice.objects.filter(
        recipient=invite.member_id, key=f"talk_asked-{invite.pk}", state__in=TOLD
    )
    return asked_by.exists()


def _clock(moment: datetime | None, notice: Notice, now: datetime) -> str:
    """Return "15:30", or with its day when that is not today; empty for none."""
    if moment is None:
        return ""
    zone = notice.recipient.zone
    hour, day = f"{moment.astimezone(zone):%H:%M}", words.day_words(moment, zone=zone, now=now)
    days_on = (moment.astimezone(zone).date() - now.astimezone(zone).date()).days
    if days_on == 0:
        return hour
    return f"{hour} {day}" if days_on == 1 else gettext("{hour} on {day}").format(hour=hour, day=day)
