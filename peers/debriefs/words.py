"""How debriefs read: times, ways, weights. Words that pages, letters and answers from letters share."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.text import capfirst
from django.utils.translation import gettext

from peers.debriefs import rules
from peers.debriefs.models import Invite, Request
from supervision import languages
from supervision.languages import worded
from supervision.people.models import Member
from supervision.scheduling.zone_words import zone_name
from supervision.wording import Sentence, noted, sentence

WEIGHTS = {
    rules.NIGGLING: noted("Niggling, the lightest of three"),
    rules.HEAVY: noted("Heavy, the middle of three"),
    rules.VERY_HEAVY: noted("Very heavy, the heaviest of three"),
}
LENGTHS = {
    5: noted("five minutes"),
    10: noted("ten minutes"),
    15: noted("a quarter of an hour"),
    30: noted("half an hour"),
}
ROOM = {rules.NOW: noted("now"), rules.TODAY: noted("today"), rules.WEEK: noted("some time this week")}
"""As in “have you room for this today?”."""
CARDS = (
    (
        noted("Before you begin"),
        (
            noted("Ask what would help: someone to listen, or to think along."),
            noted(
                "How much detail? Ask first. Less is usually enough: what it did to you, not what was seen."
            ),
            noted("No names, and nothing by which a client could be known."),
        ),
    ),
    (
        noted("While you talk"),
        (
            noted("Listen longer than feels natural. Nothing has to be solved."),
            noted("Say when it gets close to your own life. Stopping is always fine."),
        ),
    ),
    (
        noted("Before you part"),
        (
            noted(
                "Come back to where you are: both feet on the floor, three slow breaths, name what you see."
            ),
            noted("What is the next kind thing you do for yourself today?"),
            noted("And the one who listened: are you all right? Who is there for you?"),
        ),
    ),
)


def day_words(moment: datetime, *, zone: ZoneInfo, now: datetime) -> str:
    """Return "today", "tomorrow" or "Tue 10 Nov"."""
    day, today = moment.astimezone(zone).date(), now.astimezone(zone).date()
    if day == today:
        return gettext("today")
    if day == today + timedelta(days=1):
        return gettext("tomorrow")
    return languages.day_words(day, this_year=today.year)


def time_words(starts_at: datetime, minutes: int, *, zone: ZoneInfo, now: datetime) -> dict[str, str]:
    """Return a stretch of time on somebody's wall: its day, "16:30", "16:50", and the name of the zone."""
    starts, ends = starts_at.astimezone(zone), (starts_at + timedelta(minutes=minutes)).astimezone(zone)
    return {
        "day": day_words(starts_at, zone=zone, now=now),
        "starts": f"{starts:%H:%M}",
        "ends": f"{ends:%H:%M}",
        "zone": worded(zone_name(zone)),
    }


def when_words(request: Request, invite: Invite, *, zone: ZoneInfo, now: datetime) -> str:
    """Return when an invite would be, and how long: "Now, five minutes" or "Today, 16:30 to 16:50"."""
    if request.urgency == rules.NOW:
        return gettext("Now, {length}").format(length=worded(LENGTHS[request.minutes]))
    time = time_words(invite.starts_at, request.minutes, zone=zone, now=now)
    return gettext("%(day)s, %(starts)s to %(ends)s") % {**time, "day": capfirst(time["day"])}


def asker_words(request: Request) -> str:
    """Return who asks, as somebody who is asked may know it: a name if the asker allowed it."""
    return request.asker.person.get_short_name() if request.shows_name else gettext("A colleague")


def how_words(request: Request) -> str:
    """Return which way one talks, for who is asked."""
    if request.how == "phone" and not request.shows_name:
        return gettext("By phone: a colleague rings you")
    if request.how == "phone":
        return gettext("By phone: {name} rings you").format(name=asker_words(request))
    return (
        gettext("By video: the link shows once you say yes")
        if request.how == "video"
        else gettext("In person")
    )


def touches_words(request: Request) -> str:
    """Return what it may touch on, in a sentence; empty if nothing was said."""
    codes = [code for code in request.touches.split(",") if code]
    words = [worded(rules.TOUCHES[code]) for code in rules.TOUCHES if code in codes]
    if not words:
        return ""
    lower = [words[0], *(word[0].lower() + word[1:] for word in words[1:])]
    return languages.listed(lower, things=True)


def heading_words(member: Member, request: Request) -> Sentence:
    name = member.person.get_short_name()
    if request.urgency == rules.NOW:
        return sentence("{name}, have you room for this now?", name=name)
    if request.urgency == rules.TODAY:
        return sentence("{name}, have you room for this today?", name=name)
    return sentence("{name}, have you room for this some time this week?", name=name)
