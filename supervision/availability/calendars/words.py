"""What a calendar's owner is told of it: how it goes, since when, and why not."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

LINKS = {
    "bad_link": "That is no address of a calendar. Copy the whole of it from your calendar’s settings.",
    "not_https": "That address is not an encrypted one (https), so we don’t follow it.",
    "bad_port": "That address names a port that calendars don’t use.",
}
WHY = {
    "bad_link": "the link is not an address",
    "not_https": "the link is not an encrypted one",
    "bad_port": "the link names a port that calendars don’t use",
    "no_such_host": "the place it names cannot be found",
    "not_allowed": "the link leads to a place that we don’t call",
    "no_answer": "its server does not answer",
    "bad_certificate": "its server cannot show that it is who it says",
    "too_slow": "its server takes too long",
    "gone": "the link has stopped working",
    "needs_sign_in": "the link asks for a sign-in",
    "busy": "its server asks us to wait",
    "their_trouble": "its server has trouble of its own",
    "refused": "its server refuses us",
    "too_many_redirects": "the link leads round in circles",
    "too_big": "it is larger than 5 MB",
    "too_many": "it holds more than we can read",
    "odd_answer": "its server answers what we cannot read",
    "empty": "what comes back is empty",
    "web_page": "the link leads to a web page, not to the calendar itself",
    "not_a_calendar": "what comes back is no calendar",
    "cut_short": "what comes back breaks off before its end",
    "not_understood": "what comes back cannot be understood",
    "sealed": "its link can no longer be opened",
}
OUR_TROUBLE = "that was us, not you"
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

MAKERS = (
    ("calendar.google.com", "Google Calendar"),
    ("outlook.office365.com", "Outlook"),
    ("outlook.live.com", "Outlook"),
    ("outlook.office.com", "Outlook"),
    ("icloud.com", "iCloud"),
    ("fastmail.com", "Fastmail"),
    ("calendar.proton.me", "Proton Calendar"),
    ("calendar.yahoo.com", "Yahoo Calendar"),
    ("calendar.zoho.com", "Zoho Calendar"),
)


def link_words(code: str) -> str:
    """Return why a link cannot be followed, for whoever typed it."""
    return LINKS.get(code, LINKS["bad_link"])


def maker_of(host: str) -> str:
    """Return whose calendar a host serves, or the host itself."""
    found = (name for end, name in MAKERS if host == end or host.endswith(f".{end}"))
    return next(found, host)


def ago(moment: datetime, now: datetime) -> str:
    """Return "4 minutes ago", "just now"; from the second day on "2 days ago"."""
    minutes = max(0, (now - moment) // timedelta(minutes=1))
    if minutes < 1:
        return "just now"
    if minutes < 60:
        return "a minute ago" if minutes == 1 else f"{minutes} minutes ago"
    hours = minutes // 60
    if hours < 24:
        return "an hour ago" if hours == 1 else f"{hours} hours ago"
    days = hours // 24
    return "a day ago" if days == 1 else f"{days} days ago"


def since(moment: datetime, now: datetime, zone: ZoneInfo) -> str:
    """Return the day of `moment` as one says it: "today", "yesterday", "Tuesday", "3 Nov", "3 Nov 2025"."""
    day, today = moment.astimezone(zone).date(), now.astimezone(zone).date()
    days = (today - day).days
    if days <= 0:
        return "today"
    if days == 1:
        return "yesterday"
    if days < 7:
        return WEEKDAYS[day.weekday()]
    return day_words(day, today)


def day_words(day: date, today: date) -> str:
    words = f"{day.day} {MONTHS[day.month - 1]}"
    return words if day.year == today.year else f"{words} {day.year}"


def state_words(
    *,
    state: str,
    is_file: bool,
    fault: str,
    read_at: datetime | None,
    read_until: date | None,
    left_out: int,
    now: datetime,
    zone: ZoneInfo,
) -> str:
    """Return the sentences under a calendar's name."""
    why = WHY.get(fault, OUR_TROUBLE)
    today = now.astimezone(zone).date()
    if state == "new":
        words = "It is about to be read. That takes a minute or two."
        return f"{words} Until then what was read before stands." if read_at else words
    if is_file:
        why = why.replace("what comes back", "the file").replace("the link leads to", "the file is")
        if state == "read" and read_at:
            until = f", and known until {day_words(read_until, today)}" if read_until else ""
            return f"Read {ago(read_at, now)}, as it was then{until}.{left_out_words(left_out)}"
        return f"It could not be read: {why}."
    if state == "read" and read_at:
        return f"Read {ago(read_at, now)}.{left_out_words(left_out)}"
    if state == "failing":
        before = f"Read {ago(read_at, now)}; since then" if read_at else "Not read yet:"
        return f"{before} {why}. We go on trying."
    before = f"Not read since {since(read_at, now, zone)}" if read_at else "Never read"
    return f"{before}: {why}. Your free hours may be wrong until it’s mended."


def left_out_words(number: int) -> str:
    """Return what is said of entries that could not be understood; nothing when there are none."""
    if not number:
        return ""
    if number == 1:
        return " One entry in it can’t be understood, and counts as free."
    return f" {number:,} entries in it can’t be understood, and count as free."
