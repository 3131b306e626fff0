"""What messages about check-ins are told, and whether they still hold when sent. They name nobody."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, TypedDict

from django.urls import reverse

from peers.checkins import rules
from peers.checkins.models import Round, Seat
from peers.checkins.selectors import next_round_words, suggested
from peers.checkins.telling import DAY, EVE, MIDDLE
from peers.pool.models import CHECKINS, Joined
from supervision.languages import day_words, worded
from supervision.notices.calendars.writing import Entry
from supervision.notices.models import Notice
from supervision.scheduling.days import local_day
from supervision.scheduling.zone_words import zone_name


class TimeWords(TypedDict):
    """A held time in the reader's own wall time: "Tuesday 10 November", "12:30", "12:45", "UK time"."""

    day: str
    starts: str
    ends: str
    zone: str


class PartnerFacts(TypedDict):
    """`checkin_partner`: until when, and times that suit all. `is_three`: there are two others."""

    until: str
    is_three: bool
    times: list[TimeWords]


class AloneFacts(TypedDict):
    """`checkin_alone` and `checkin_missed`. `next_on`: when the next round begins, in words."""

    next_on: str


class HeldTimeFacts(TypedDict):
    """`checkin_held`. `entry` is what the reader's calendar gets."""

    time: TimeWords
    entry: Entry


class FreedTimeFacts(TypedDict):
    """`checkin_freed`. `times`: others that suit, while there is still somebody to meet."""

    time: TimeWords
    times: list[TimeWords]
    entry: Entry


class ReminderFacts(TypedDict):
    """`checkin_reminder`. `moment`: the working day before, the day itself, or the middle of the round."""

    moment: str
    time: TimeWords | None
    times: list[TimeWords]
    reader_rings: bool


def partner(notice: Notice, now: datetime) -> PartnerFacts | None:
    """Return what is told of a new partner; None once a time is held or the round is over for them."""
    seat = _seat(notice, now)
    if seat is None or seat.pair is None or seat.pair.starts_at is not None or seat.answer:
        return None
    members = _members(seat)
    return {
        "until": _day_words(seat.round.ends_on, now),
        "is_three": len(members) == 3,
        "times": [_words(at, notice, now, short=True) for at in suggested(seat.round, members, now=now)],
    }


def alone(notice: Notice, now: datetime) -> AloneFacts | None:
    """Return when there is another round; None once there is somebody for them, or they left."""
    seat = _in_round(notice, now)
    if seat is None or seat.pair_id is not None or not _takes_part(notice):
        return None
    return {"next_on": next_round_words(notice.recipient, now=now)}


def missed(notice: Notice, now: datetime) -> AloneFacts | None:
    return {"next_on": next_round_words(notice.recipient, now=now)} if _takes_part(notice) else None


def held(notice: Notice, now: datetime) -> HeldTimeFacts | None:
    """Return the time that is held; None once it has begun, is free again, or has moved on."""
    seat = _seat(notice, now)
    pair = seat.pair if seat else None
    if pair is None or pair.starts_at is None or pair.ends_at is None or pair.starts_at <= now:
        return None
    if pair.sequence != notice.about["sequence"]:
        return None
    entry = Entry(pair.pk.hex, pair.sequence, pair.starts_at, pair.ends_at, notice.created_at)
    return {"time": _words(pair.starts_at, notice, now), "entry": entry}


def freed(notice: Notice, now: datetime) -> FreedTimeFacts | None:
    """Return the time that is free again, and others; None where a new one is held already."""
    about = notice.about
    starts_at, ends_at = (datetime.fromisoformat(about[name]) for name in ("starts_at", "ends_at"))
    seat = _seat(notice, now)
    pair = seat.pair if seat else None
    if ends_at <= now or (pair is not None and pair.sequence > about["sequence"]):
        return None
    times = suggested(seat.round, _members(seat), now=now) if seat and pair else []
    return {
        "time": _words(starts_at, notice, now),
        "times": [_words(at, notice, now, short=True) for at in times],
        "entry": Entry(
            about["pair"].replace("-", ""),
            about["sequence"],
            starts_at,
            ends_at,
            notice.created_at,
            is_off=True,
        ),
    }


def reminder(notice: Notice, now: datetime) -> ReminderFacts | None:
    """Return what comes near; None once it moved, was answered, or there is nobody to meet."""
    seat = _seat(notice, now)
    pair = seat.pair if seat else None
    if seat is None or pair is None or seat.answer:
        return None
    moment = notice.about["moment"]
    if moment == MIDDLE:
        if pair.starts_at is not None:
            return None
        times = suggested(seat.round, _members(seat), now=now)
        words = [_words(at, notice, now, short=True) for at in times]
        return {"moment": MIDDLE, "time": None, "times": words, "reader_rings": seat.rings}
    if pair.starts_at is None or pair.sequence != notice.about["sequence"]:
        return None
    if moment == EVE and pair.starts_at <= now:
        return None
    return {
        "moment": EVE if moment == EVE else DAY,
        "time": _words(pair.starts_at, notice, now),
        "times": [],
        "reader_rings": seat.rings,
    }


def entry(notice: Notice, context: Mapping[str, Any]) -> Entry:
    """Return what the message does to the reader's calendar."""
    found: Entry = context["entry"]
    return found


def own_page(notice: Notice) -> str:
    return reverse("checkins:page")


# ---------------------------------------------------------------- whether it still holds
def _seat(notice: Notice, now: datetime) -> Seat | None:
    """Return the reader's place in the pair of a message, while its round is on."""
    seats = Seat.objects.filter(member=notice.recipient_id, pair=notice.about["pair"])
    seat = seats.select_related("pair", "round__organisation", "member").first()
    return seat if seat and _is_on(seat.round, now) else None


def _in_round(notice: Notice, now: datetime) -> Seat | None:
    seats = Seat.objects.filter(member=notice.recipient_id, round=notice.about["round"])
    seat = seats.select_related("round__organisation").first()
    return seat if seat and _is_on(seat.round, now) else None


def _is_on(found: Round, now: datetime) -> bool:
    return found.closed_at is None and local_day(now, found.organisation.zone) <= found.ends_on


def _takes_part(notice: Notice) -> bool:
    return Joined.objects.in_part(CHECKINS).filter(member=notice.recipient_id).exists()


def _members(seat: Seat) -> list:
    seats = Seat.objects.filter(pair=seat.pair_id).select_related("member__organisation")
    return [one.member for one in seats.order_by("member_id")]


# ---------------------------------------------------------------- words
def _words(starts_at: datetime, notice: Notice, now: datetime, *, short: bool = False) -> TimeWords:
    zone = notice.recipient.zone
    starts = starts_at.astimezone(zone)
    ends = (starts_at + timedelta(minutes=rules.MINUTES)).astimezone(zone)
    return {
        "day": _day_words(starts.date(), now, short=short),
        "starts": f"{starts:%H:%M}",
        "ends": f"{ends:%H:%M}",
        "zone": worded(zone_name(zone)),
    }


def _day_words(day: date, now: datetime, *, short: bool = False) -> str:
    return day_words(day, this_year=now.year, long=not short)
