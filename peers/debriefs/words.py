"""How debriefs read: times, ways, weights. Words that pages, letters and answers from letters share."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from peers.debriefs import rules
from peers.debriefs.models import Invite, Request
from supervision.people.models import Member
from supervision.scheduling.zone_words import zone_name

WEIGHTS = {
    rules.NIGGLING: "Niggling, the lightest of three",
    rules.HEAVY: "Heavy, the middle of three",
    rules.VERY_HEAVY: "Very heavy, the heaviest of three",
}
LENGTHS = {5: "five minutes", 10: "ten minutes", 15: "a quarter of an hour", 30: "half an hour"}
ROOM = {rules.NOW: "now", rules.TODAY: "today", rules.WEEK: "some time this week"}
"""As in “have you room for this today?”."""
CARDS = (
    (
        "Before you begin",
        (
            "Ask what would help: someone to listen, or to think along.",
            "How much detail? Ask first. Less is usually enough: what it did to you, not what was seen.",
            "No names, and nothing by which a client could be known.",
        ),
    ),
    (
        "While you talk",
        (
            "Listen longer than feels natural. Nothing has to be solved.",
            "Say when it gets close to your own life. Stopping is always fine.",
        ),
    ),
    (
        "Before you part",
        (
            "Come back to where you are: both feet on the floor, three slow breaths, name what you see.",
            "What is the next kind thing you do for yourself today?",
            "And the one who listened: are you all right? Who is there for you?",
        ),
    ),
)


def day_words(moment: datetime, *, zone: ZoneInfo, now: datetime) -> str:
    """Return "today", "tomorrow" or "Tue 10 Nov"."""
    day, today = moment.astimezone(zone).date(), now.astimezone(zone).date()
    if day == today:
        return "today"
    if day == today + timedelta(days=1):
        return "tomorrow"
    words = f"{day:%a} {day.day} {day:%b}"
    return words if day.year == today.year else f"{words} {day.year}"


def time_words(starts_at: datetime, minutes: int, *, zone: ZoneInfo, now: datetime) -> dict[str, str]:
    """Return a stretch of time on somebody's wall: its day, "16:30", "16:50", and the name of the zone."""
    starts, ends = starts_at.astimezone(zone), (starts_at + timedelta(minutes=minutes)).astimezone(zone)
    return {
        "day": day_words(starts_at, zone=zone, now=now),
        "starts": f"{starts:%H:%M}",
        "ends": f"{ends:%H:%M}",
        "zone": zone_name(zone),
    }


def when_words(request: Request, invite: Invite, *, zone: ZoneInfo, now: datetime) -> str:
    """Return when an invite would be, and how long: "Now, five minutes" or "Today, 16:30 to 16:50"."""
    if request.urgency == rules.NOW:
        return f"Now, {LENGTHS[request.minutes]}"
    time = time_words(invite.starts_at, request.minutes, zone=zone, now=now)
    return f"{time['day'].capitalize()}, {time['starts']} to {time['ends']}"


def asker_words(request: Request) -> str:
    """Return who asks, as somebody who is asked may know it: a name if the asker allowed it."""
    return request.asker.person.get_short_name() if request.shows_name else "A colleague"


def how_words(request: Request) -> str:
    """Return which way one talks, for who is asked."""
    who = asker_words(request)
    return {
        "phone": f"By phone: {who} rings you",
        "video": "By video: the link shows once you say yes",
        "in_person": "In person",
    }[request.how]


def touches_words(request: Request) -> str:
    """Return what it may touch on, in a sentence; empty if nothing was said."""
    codes = [code for code in request.touches.split(",") if code]
    words = [rules.TOUCHES[code] for code in rules.TOUCHES if code in codes]
    if not words:
        return ""
    lower = [words[0], *(word[0].lower() + word[1:] for word in words[1:])]
    return lower[0] if len(lower) == 1 else f"{', '.join(lower[:-1])} and {lower[-1]}"


def heading_words(member: Member, request: Request) -> str:
    return f"{member.person.get_short_name()}, have you room for this {ROOM[request.urgency]}?"
