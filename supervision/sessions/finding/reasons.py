"""Why there is no slot, in a few words fit for anybody who may look for one.

Others learn that somebody is away, busy, or has no hours that day: nothing of leave but that, nothing
of what a calendar holds, and protected time is busy time. What another organisation booked is busy too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from supervision.availability.open_time import AWAY, CLOSED, HOLIDAY, NO_HOURS, NOT_HERE
from supervision.availability.sources import Party
from supervision.scheduling.hours import local_day_of, repeated
from supervision.sessions.finding.diaries import Diaries
from supervision.sessions.finding.values import Search
from supervision.wording import Listed, counted, noted, sentence

NO_HOURS_BY = {
    "video": noted("{name} has no hours by video then"),
    "phone": noted("{name} has no hours by phone then"),
    "in_person": noted("{name} has no hours in person then"),
}
SHUT_ORDER = (HOLIDAY, CLOSED, AWAY, NO_HOURS, NOT_HERE)


class Reasons:
    """Says why, for one search and the diaries that were read for it."""

    def __init__(self, search: Search, diaries: Diaries, *, within_horizon: bool = True):
        self.search = search
        self.diaries = diaries
        self.within_horizon = within_horizon
        self.names = names_of(diaries.parties.values())
        self.supervisors = [pk for pk in search.supervisors if pk in diaries.parties]
        self.supervisees = [pk for pk in search.supervisees if pk in diaries.parties]

    # ------------------------------------------------------------ a day
    def for_day(self, day: date, start: int, end: int) -> str:
        """Return why a day, from minute `start` to `end`, has no slot."""
        diaries = self.diaries
        if len(self.supervisors) < len(self.search.supervisors) or len(self.supervisees) < len(
            self.search.supervisees
        ):
            return noted("Somebody is not here any more")
        if end <= diaries.now:
            return noted("This day is over")
        window = diaries.frame.between(max(start, diaries.now), end)
        ordinal = day.toordinal()
        required = [*self.supervisees, *(self.supervisors if self._all_needed else ())]
        shut = self._shut(ordinal, required)
        if shut:
            return shut
        for pk in required:
            reason = self._alone(pk, ordinal, window, start, end)
            if reason:
                return reason
        if not self._all_needed:
            reasons = [
                self._shut(ordinal, [pk]) or self._alone(pk, ordinal, window, start, end)
                for pk in self.supervisors
            ]
            if all(reasons):
                return self._of_all(ordinal, reasons)
        if len(required) == 1 and self._all_needed:
            return sentence("{name} is busy", name=self.names[required[0]])
        if len(self.search.members) > 2:
            return noted("No time that suits everybody")
        return noted("No time that suits both")

    @property
    def _all_needed(self) -> bool:
        return self.search.all_of or len(self.supervisors) == 1

    def _shut(self, day: int, members: Iterable[int]) -> str:
        """Return why a day has no hours at all for one of these members; an empty string if it has."""
        letters = {pk: self.diaries.times[pk].letter(day) for pk in members}
        for letter in SHUT_ORDER:
            who = [pk for pk, its in letters.items() if its == letter]
            if who:
                return self._words(letter, who)
        return ""

    def _words(self, letter: str, who: Sequence[int]) -> str:
        if letter == HOLIDAY:
            return noted("Public holiday")
        if letter == CLOSED:
            return sentence("{name} is closed", name=self.diaries.parties[who[0]].organisation)
        if letter == AWAY:
            return counted("{names} is away", "{names} are away", len(who), names=self._list(who))
        if letter == NO_HOURS:
            if len(who) > 1:
                return noted("Not one of their days")
            return sentence("Not one of {whose} days", whose=possessive(self.names[who[0]]))
        return counted(
            "{names} is not here then", "{names} are not here then", len(who), names=self._list(who)
        )

    def _list(self, who: Sequence[int]) -> str:
        names = [self.names[pk] for pk in who]
        if len(names) > 3:
            return sentence("{name} and {number} others", name=names[0], number=len(names) - 1)
        return Listed.of(names)

    def _alone(self, pk: int, day: int, window: int, start: int, end: int) -> str:
        """Return why one member has no start of their own in a window; an empty string if they have."""
        search, diaries = self.search, self.diaries
        party, name = diaries.parties[pk], self.names[pk]
        supervises = pk in self.search.supervisors
        if supervises:
            begins, past = diaries.bookable(party, within_horizon=self.within_horizon)
            if end <= begins:
                return too_soon(name, party.rules.notice_hours)
            if start >= past:
                return sentence("{whose} diary is not open so far ahead", whose=possessive(name))
        can = diaries.can(
            pk,
            minutes=search.minutes,
            kind=search.kind,
            supervises=supervises,
            within_horizon=self.within_horizon,
        )
        if can & window and (not self._has_a_place(pk) or diaries.at_place(can & window, pk, search.place)):
            return ""
        time = diaries.times[pk]
        if supervises and search.medium and time.general & window and not time.bits & window:
            return sentence(NO_HOURS_BY[search.medium], name=name)
        if supervises and self._is_full(pk, day):
            return sentence("{whose} day is full", whose=possessive(name))
        if supervises and search.place and can & window:
            return sentence("{name} is not at {place} that day", name=name, place=search.place)
        return sentence("{name} is busy", name=name)

    def _is_at_place(self, pk: int, minute: int) -> bool:
        return not self._has_a_place(pk) or self.diaries.place([pk], minute) == self.search.place

    def _has_a_place(self, pk: int) -> bool:
        """Say whether a member must be at the place that is asked for."""
        search = self.search
        return bool(search.place) and pk in (search.supervisors[:1] if search.all_of else search.supervisors)

    def _is_full(self, pk: int, day: int) -> bool:
        party = self.diaries.parties[pk]
        facts = self.diaries.facts.get(party.person_id)
        most = party.rules.most_a_day
        if facts is None or most is None:
            return False
        return sum(local_day_of(start, party.zone) == day for start, _ in facts.facilitated) >= most

    def _of_all(self, day: int, reasons: Sequence[str]) -> str:
        """Return why none of several supervisors is free, of whom one would have done."""
        letters = {self.diaries.times[pk].letter(day) for pk in self.supervisors}
        if len(letters) == 1:
            (letter,) = letters
            if letter in (HOLIDAY, CLOSED):
                return reasons[0]
            if letter == AWAY:
                return self._words(AWAY, self.supervisors)
            if letter == NO_HOURS:
                return noted("Not one of their days")
        if all(reason.startswith("Too soon") for reason in reasons):
            return noted("Too soon for all of them")
        return noted("None of them is free")

    # ------------------------------------------------------------ a moment
    def for_moment(self, minute: int) -> str:
        """Return why a session can't start at a minute since 1970."""
        search, diaries = self.search, self.diaries
        frame = diaries.frame
        if minute <= diaries.now:
            return noted("That time has passed")
        if minute % 15:
            return noted("Sessions start on a quarter of an hour")
        cell = 1 << frame.cell(minute)
        if repeated(search.zone, frame) & cell:
            return noted("The clocks show that hour twice: choose the first")
        if len(self.supervisors) < len(search.supervisors) or len(self.supervisees) < len(search.supervisees):
            return noted("Somebody is not here any more")
        required = [*self.supervisees, *(self.supervisors if self._all_needed else ())]
        for pk in required:
            reason = self._at(pk, minute, cell)
            if reason:
                return reason
        reasons = [self._at(pk, minute, cell) for pk in self.supervisors]
        if len(set(reasons)) == 1:
            return reasons[0]
        return noted("None of them is free then")

    def _at(self, pk: int, minute: int, cell: int) -> str:
        search, diaries = self.search, self.diaries
        party, time, name = diaries.parties[pk], diaries.times[pk], self.names[pk]
        supervises = pk in search.supervisors
        can = diaries.can(
            pk,
            minutes=search.minutes,
            kind=search.kind,
            supervises=supervises,
            within_horizon=self.within_horizon,
        )
        if can & cell and self._is_at_place(pk, minute):
            return ""
        day = local_day_of(minute, party.zone)
        shut = self._shut(day, [pk])
        if shut:
            return noted("Public holiday that day") if shut.startswith("Public") else shut
        begins, past = diaries.bookable(party, within_horizon=self.within_horizon)
        if supervises and minute < begins:
            return too_soon(name, party.rules.notice_hours)
        if supervises and minute >= past:
            return sentence("{whose} diary is not open so far ahead", whose=possessive(name))
        if supervises and self._is_full(pk, day):
            return sentence("{whose} day is full", whose=possessive(name))
        span = diaries.frame.between(minute, minute + search.minutes)
        if span & ~time.general & ~time.blocked:
            return sentence("Outside {whose} hours", whose=possessive(name))
        if supervises and search.medium and span & ~time.bits & ~time.blocked:
            return sentence(NO_HOURS_BY[search.medium], name=name)
        if supervises and search.place and can & cell:
            return sentence("{name} is not at {place} then", name=name, place=search.place)
        return sentence("{name} is busy then", name=name)


def names_of(parties: Iterable[Party]) -> dict[int, str]:
    """Return what to call people: by their first names, unless two of them share one."""
    parties = list(parties)
    first = {party.id: party.name.split(" ")[0] for party in parties}
    people: dict[str, set[int]] = {}
    for party in parties:
        people.setdefault(first[party.id], set()).add(party.person_id)
    return {
        party.id: first[party.id] if len(people[first[party.id]]) == 1 else party.name for party in parties
    }


def possessive(name: str) -> str:
    """Return "Judith’s", "James’"; in languages without such an ending the name alone."""
    return sentence("{name}’", name=name) if name.endswith("s") else sentence("{name}’s", name=name)


def too_soon(name: str, hours: int) -> str:
    """Return that somebody asks for so many hours' notice, in days where they make whole ones."""
    if hours % 24 == 0 and hours >= 48:
        return sentence("Too soon: {name} asks for {number} days’ notice", name=name, number=hours // 24)
    return counted(
        "Too soon: {name} asks for an hour’s notice",
        "Too soon: {name} asks for {number} hours’ notice",
        hours,
        name=name,
    )
