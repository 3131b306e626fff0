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

WAYS = {"video": "by video", "phone": "by phone", "in_person": "in person"}
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
            return "Somebody is not here any more"
        if end <= diaries.now:
            return "This day is over"
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
            return f"{self.names[required[0]]} is busy"
        return "No time that suits everybody" if len(self.search.members) > 2 else "No time that suits both"

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
            return "Public holiday"
        if letter == CLOSED:
            return f"{self.diaries.parties[who[0]].organisation} is closed"
        if letter == AWAY:
            return f"{self._list(who)} {'is' if len(who) == 1 else 'are'} away"
        if letter == NO_HOURS:
            return f"Not one of {possessive(self.names[who[0]]) if len(who) == 1 else 'their'} days"
        return f"{self._list(who)} {'is' if len(who) == 1 else 'are'} not here then"

    def _list(self, who: Sequence[int]) -> str:
        names = [self.names[pk] for pk in who]
        if len(names) > 3:
            return f"{names[0]} and {len(names) - 1} others"
        return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"

    def _alone(self, pk: int, day: int, window: int, start: int, end: int) -> str:
        """Return why one member has no start of their own in a window; an empty string if they have."""
        search, diaries = self.search, self.diaries
        party, name = diaries.parties[pk], self.names[pk]
        supervises = pk in self.search.supervisors
        if supervises:
            begins, past = diaries.bookable(party, within_horizon=self.within_horizon)
            if end <= begins:
                return f"Too soon: {name} asks for {notice_words(party.rules.notice_hours)}"
            if start >= past:
                return f"{possessive(name)} diary is not open so far ahead"
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
            return f"{name} has no hours {WAYS[search.medium]} then"
        if supervises and self._is_full(pk, day):
            return f"{possessive(name)} day is full"
        if supervises and search.place and can & window:
            return f"{name} is not at {search.place} that day"
        return f"{name} is busy"

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
                return "Not one of their days"
        if all(reason.startswith("Too soon") for reason in reasons):
            return "Too soon for all of them"
        return "None of them is free"

    # ------------------------------------------------------------ a moment
    def for_moment(self, minute: int) -> str:
        """Return why a session can't start at a minute since 1970."""
        search, diaries = self.search, self.diaries
        frame = diaries.frame
        if minute <= diaries.now:
            return "That time has passed"
        if minute % 15:
            return "Sessions start on a quarter of an hour"
        cell = 1 << frame.cell(minute)
        if repeated(search.zone, frame) & cell:
            return "The clocks show that hour twice: choose the first"
        if len(self.supervisors) < len(search.supervisors) or len(self.supervisees) < len(search.supervisees):
            return "Somebody is not here any more"
        required = [*self.supervisees, *(self.supervisors if self._all_needed else ())]
        for pk in required:
            reason = self._at(pk, minute, cell)
            if reason:
                return reason
        reasons = [self._at(pk, minute, cell) for pk in self.supervisors]
        if len(set(reasons)) == 1:
            return reasons[0]
        return "None of them is free then"

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
            return f"{shut} that day" if shut.startswith("Public") else shut
        begins, past = diaries.bookable(party, within_horizon=self.within_horizon)
        if supervises and minute < begins:
            return f"Too soon: {name} asks for {notice_words(party.rules.notice_hours)}"
        if supervises and minute >= past:
            return f"{possessive(name)} diary is not open so far ahead"
        if supervises and self._is_full(pk, day):
            return f"{possessive(name)} day is full"
        span = diaries.frame.between(minute, minute + search.minutes)
        if span & ~time.general & ~time.blocked:
            return f"Outside {possessive(name)} hours"
        if supervises and search.medium and span & ~time.bits & ~time.blocked:
            return f"{name} has no hours {WAYS[search.medium]} then"
        if supervises and search.place and can & cell:
            return f"{name} is not at {search.place} then"
        return f"{name} is busy then"


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
    return f"{name}’" if name.endswith("s") else f"{name}’s"


def notice_words(hours: int) -> str:
    if hours % 24 == 0 and hours >= 48:
        return f"{hours // 24} days’ notice"
    return "an hour’s notice" if hours == 1 else f"{hours} hours’ notice"
