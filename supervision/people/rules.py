"""What may be said of an organisation, its teams, its members and their leave; and every "no" to it.

Values in, answer or Refusal out. Days are the member's own; both ends of a stretch are included.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from supervision.errors import Refusal
from supervision.wording import noted, sentence

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


class NotHere(Refusal):
    """Something of another organisation, or of none: to the asker it does not exist."""

    code = "not_found"
    status = 404

    def __init__(self) -> None:
        super().__init__("There is nothing here by that number.")


class NameMissing(Refusal):
    code = "name_missing"


class UnknownZone(Refusal):
    code = "unknown_time_zone"


class UnknownCountry(Refusal):
    code = "unknown_country"


class NotAPhoneNumber(Refusal):
    code = "not_a_phone_number"


class NotALink(Refusal):
    code = "not_a_link"


class NotAnAddress(Refusal):
    code = "not_an_email_address"


class TeamNameTaken(Refusal):
    code = "team_name_taken"


class TeamUnderItself(Refusal):
    code = "team_under_itself"


class TeamInUse(Refusal):
    code = "team_in_use"


class AlreadyMember(Refusal):
    code = "already_member"


class HasLeft(Refusal):
    code = "has_left"


class LastAdmin(Refusal):
    code = "last_admin"


class StillLeads(Refusal):
    code = "still_leads"


class StillSupervises(Refusal):
    code = "still_supervises"


class NoSuchRole(Refusal):
    code = "no_such_role"


class NoSuchEmployment(Refusal):
    code = "no_such_employment"


class NotAShare(Refusal):
    code = "fte_out_of_range"


class NoWorkingDay(Refusal):
    code = "no_working_day"


class EndsBeforeStart(Refusal):
    code = "ends_before_start"


class OwnLineManager(Refusal):
    code = "own_line_manager"


class OwnSupervisor(Refusal):
    code = "own_supervisor"


class NotASupervisor(Refusal):
    code = "not_a_supervisor"


class AlreadySupervises(Refusal):
    code = "already_supervises"


class NobodyToHandOn(Refusal):
    code = "nobody_to_hand_on"


class SetsOwnAddress(Refusal):
    code = "sets_own_address"


class AddressTaken(Refusal):
    code = "address_taken"


class SameAddress(Refusal):
    code = "same_address"


class WorkAccountDecides(Refusal):
    code = "work_account_decides"


class TooManyTries(Refusal):
    code = "too_many_tries"


class WrongNumber(Refusal):
    code = "wrong_number"
    status = 422


class NoChange(Refusal):
    """Nothing waits."""

    code = "no_change"


class ChangeOver(Refusal):
    """The link was used, is too old, or never was one. All three are answered alike."""

    code = "link_over"
    status = 404


class NoSuchLeave(Refusal):
    code = "no_such_kind_of_leave"


class LeaveThere(Refusal):
    code = "leave_already_there"


def checked_name(name: str, what: str, longest: int = 120) -> str:
    """Return `name` with single spaces, or refuse one that is empty or longer than `longest` letters."""
    name = " ".join(name.split())
    if not name:
        raise NameMissing(f"{what} needs a name.")
    if len(name) > longest:
        raise NameMissing(f"{what}’s name can have {longest} letters at most.")
    return name


def checked_zone(name: str) -> str:
    if name not in available_timezones():
        raise UnknownZone(
            sentence("There is no time zone “{name}”. Choose one such as Europe/London.", name=name)
        )
    return name


def checked_phone(number: str) -> str:
    """Return a telephone number as it is to be shown; empty is allowed."""
    number = " ".join(number.split())
    if number and not re.fullmatch(r"\+?[0-9][0-9 ()\-]{1,38}", number):
        raise NotAPhoneNumber("Write the number in digits, such as 0808 157 0123 or +44 20 7946 0123.")
    return number


def checked_link(link: str) -> str:
    """Return the address of a page, over https and without a name or a password in it; empty is allowed."""
    link = link.strip()
    if not link:
        return ""
    try:
        parts = urlsplit(link)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme != "https" or "." not in parts.netloc or re.search(r"[@\s\\<>\"]", link):
        raise NotALink("Write the whole address of a page, beginning with https://.")
    return link


def checked_fte(value: Decimal | float | str) -> Decimal:
    """Return a full-time equivalent: above 0, below 10, eight decimal places at most."""
    try:
        fte = Decimal(str(value))
    except InvalidOperation:
        fte = Decimal("NaN")
    if not fte.is_finite() or not 0 < fte < 10 or fte != round(fte, 8):
        raise NotAShare("Hours are a share of full time: above 0, below 10, such as 0.6.")
    return fte


def checked_working_days(days: str | Iterable[str]) -> str:
    """Return working days as they are kept, "Mon,Tue,Thu", in the week's order."""
    chosen = set(days.split(",") if isinstance(days, str) else days)
    if not chosen or chosen - set(WEEKDAYS):
        raise NoWorkingDay("Choose at least one day of the week.")
    return ",".join(day for day in WEEKDAYS if day in chosen)


def check_stretch(starts_on: date, ends_on: date | None) -> None:
    """Refuse days that end before they start."""
    if ends_on is not None and ends_on < starts_on:
        raise EndsBeforeStart("The last day cannot come before the first.")


def overlaps(starts_on: date, ends_on: date | None, other_starts: date, other_ends: date | None) -> bool:
    """Say whether two stretches of days, both ends included, share a day; no end is for good."""
    return (ends_on is None or other_starts <= ends_on) and (other_ends is None or starts_on <= other_ends)


def team_path(team: int | None, parents: Mapping[int, int | None]) -> list[int]:
    """Return `team` and the teams above it, nearest first. `parents` names the team above each."""
    path: list[int] = []
    while team is not None and team not in path:
        path.append(team)
        team = parents.get(team)
    return path


def below(team: int, parents: Mapping[int, int | None]) -> set[int]:
    """Return `team` and every team under it."""
    return {each for each in parents if team in team_path(each, parents)}


def check_parent(team: int, parent: int | None, parents: Mapping[int, int | None]) -> None:
    """Refuse a place in the tree under the team itself or under one of its own."""
    if team in team_path(parent, parents):
        raise TeamUnderItself("A team cannot stand under itself, or under a team of its own.")


def check_admin_stays(*, staying_before: set[int], staying_after: set[int]) -> None:
    """Refuse to take away the last administrator who has no last day."""
    if staying_before and not staying_after:
        raise LastAdmin("Somebody must stay administrator. Make someone else one first.")


# ---------------------------------------------------------------- letters that come back
WORDS = {
    "x.1.1": noted("there is no such mailbox"),
    "x.1.2": noted("there is no such mail domain"),
    "x.1.3": noted("it is not written as an address is"),
    "x.1.10": noted("there is no such mail domain"),
    "x.2.1": noted("the mailbox is switched off"),
    "x.2.2": noted("the mailbox is full"),
    "x.4.4": noted("its mail server can’t be found"),
    "x.4.7": noted("its mail server took nothing for days"),
    "x.6.7": noted("before the @ it has letters that can’t be mailed to from here"),
    "x.7.1": noted("its mail server turns our letters away"),
}
NOT_AN_ADDRESS, NOT_IN_ASCII = "5.1.3", "5.6.7"
"""Codes of RFC 3463 and 6531 for an address that no letter can be written to."""


def never_leaves(code: str) -> bool:
    """Say whether letters to an address do not come back, but never leave."""
    return code in (NOT_AN_ADDRESS, NOT_IN_ASCII)


def words_for(code: str) -> str:
    """Return why letters come back, from a status code (RFC 3463): plain words, and none of the server's."""
    found = WORDS.get(f"x{code[1:]}", "")
    return found or (WORDS["x.7.1"] if code[2:4] == "7." else noted("they can’t be delivered"))


# ---------------------------------------------------------------- after the last day
LEAVERS = timedelta(days=30)
"""So long after their last day somebody can still sign in to take along what is theirs, and to nothing
else.
"""


def may_still_take(last_day: date, *, today: date) -> bool:
    """Say whether somebody who left may still take along what is theirs: for thirty days."""
    return today <= last_day + LEAVERS
