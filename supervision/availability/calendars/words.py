"""What a calendar's owner is told of it: how it goes, since when, and why not."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.dateformat import format as format_date
from django.utils.translation import gettext, ngettext

from supervision.languages import is_english, worded
from supervision.wording import noted

LINKS = {
    "bad_link": noted(
        "That is no address of a calendar. Copy the whole of it from your calendar’s settings."
    ),
    "not_https": noted("That address is not an encrypted one (https), so we don’t follow it."),
    "bad_port": noted("That address names a port that calendars don’t use."),
}
WHY = {
    "bad_link": noted("the link is not an address"),
    "not_https": noted("the link is not an encrypted one"),
    "bad_port": noted("the link names a port that calendars don’t use"),
    "no_such_host": noted("the place it names cannot be found"),
    "not_allowed": noted("the link leads to a place that we don’t call"),
    "no_answer": noted("its server does not answer"),
    "bad_certificate": noted("its server cannot show that it is who it says"),
    "too_slow": noted("its server takes too long"),
    "gone": noted("the link has stopped working"),
    "needs_sign_in": noted("the link asks for a sign-in"),
    "busy": noted("its server asks us to wait"),
    "their_trouble": noted("its server has trouble of its own"),
    "refused": noted("its server refuses us"),
    "too_many_redirects": noted("the link leads round in circles"),
    "too_big": noted("it is larger than 5 MB"),
    "too_many": noted("it holds more than we can read"),
    "odd_answer": noted("its server answers what we cannot read"),
    "empty": noted("what comes back is empty"),
    "web_page": noted("the link leads to a web page, not to the calendar itself"),
    "not_a_calendar": noted("what comes back is no calendar"),
    "cut_short": noted("what comes back breaks off before its end"),
    "not_understood": noted("what comes back cannot be understood"),
    "sealed": noted("its link can no longer be opened"),
}
OUR_TROUBLE = noted("that was us, not you")

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
    return worded(LINKS.get(code, LINKS["bad_link"]))


def maker_of(host: str) -> str:
    """Return whose calendar a host serves, or the host itself."""
    found = (name for end, name in MAKERS if host == end or host.endswith(f".{end}"))
    return next(found, host)


def ago(moment: datetime, now: datetime) -> str:
    """Return "4 minutes ago", "just now"; from the second day on "2 days ago"."""
    minutes = max(0, (now - moment) // timedelta(minutes=1))
    if minutes < 1:
        return gettext("just now")
    if minutes < 60:
        return ngettext("a minute ago", "{number} minutes ago", minutes).format(number=minutes)
    hours = minutes // 60
    if hours < 24:
        return ngettext("an hour ago", "{number} hours ago", hours).format(number=hours)
    days = hours // 24
    return ngettext("a day ago", "{number} days ago", days).format(number=days)


def since(moment: datetime, now: datetime, zone: ZoneInfo) -> str:
    """Return the day of `moment` as one says it: "today", "yesterday", "Tuesday", "3 Nov", "3 Nov 2025"."""
    day, today = moment.astimezone(zone).date(), now.astimezone(zone).date()
    days = (today - day).days
    if days <= 0:
        return gettext("today")
    if days == 1:
        return gettext("yesterday")
    if days < 7:
        return format_date(day, "l")
    return day_words(day, today)


def day_words(day: date, today: date) -> str:
    return format_date(day, "j M" if day.year == today.year else "j M Y")


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
    plain = WHY.get(fault, OUR_TROUBLE)
    why = worded(plain)
    today = now.astimezone(zone).date()
    if state == "new":
        words = gettext("It is about to be read. That takes a minute or two.")
        return f"{words} {gettext('Until then what was read before stands.')}" if read_at else words
    if is_file:
        if is_english():
            why = plain.replace("what comes back", "the file").replace("the link leads to", "the file is")
        if state == "read" and read_at:
            pattern = gettext("Read {ago}, as it was then.")
            if read_until:
                pattern = gettext("Read {ago}, as it was then, and known until {day}.")
            until = day_words(read_until, today) if read_until else ""
            return pattern.format(ago=ago(read_at, now), day=until) + left_out_words(left_out)
        return gettext("It could not be read: {why}.").format(why=why)
    if state == "read" and read_at:
        return gettext("Read {ago}.").format(ago=ago(read_at, now)) + left_out_words(left_out)
    if state == "failing":
        pattern = gettext("Not read yet: {why}. We go on trying.")
        if read_at:
            pattern = gettext("Read {ago}; since then {why}. We go on trying.")
        return pattern.format(ago=ago(read_at, now) if read_at else "", why=why)
    pattern = gettext("Never read: {why}. Your free hours may be wrong until it’s mended.")
    if read_at:
        pattern = gettext("Not read since {day}: {why}. Your free hours may be wrong until it’s mended.")
    return pattern.format(day=since(read_at, now, zone) if read_at else "", why=why)


def left_out_words(number: int) -> str:
    """Return what is said of entries that could not be understood; nothing when there are none."""
    if not number:
        return ""
    words = ngettext(
        "One entry in it can’t be understood, and counts as free.",
        "{number} entries in it can’t be understood, and count as free.",
        number,
    )
    return " " + words.format(number=f"{number:,}")
