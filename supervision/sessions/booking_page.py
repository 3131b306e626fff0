"""What the page where a session is booked shows: whom, with whom, the free times, the dates of a series."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.utils.dateformat import format as format_date
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from supervision.availability.models import Medium
from supervision.languages import listed
from supervision.people.models import Member
from supervision.scheduling.days import local_day
from supervision.sessions import booking_people, choosing, conditions, finding, rules
from supervision.sessions.booking_forms import BookForm, ids_in
from supervision.sessions.choosing import Weeks
from supervision.sessions.models import Series, Session
from supervision.sessions.owed import due_dates
from supervision.sessions.series_words import (
    DateShown,
    clash_words,
    dates_shown,
    moment_value,
    pattern_words,
    sessions_words,
    starts_of,
)
from supervision.sessions.telling import count_words, how_words

WITHIN = timedelta(minutes=1)


@dataclass
class Asked:
    """A booking as it is asked for so far, checked against what its booker may."""

    viewer: Member
    form: BookForm
    kind: str
    people: list[Member]
    supervisees: list[Member]
    supervisors: list[Member]
    chosen: list[Member]
    lengths: list[int]
    ways: list[booking_people.Way]
    today: date
    now: datetime
    weeks: Weeks | None = None
    next_free: list[choosing.Choice] = field(default_factory=list)
    dates: list[DateShown] = field(default_factory=list)

    @property
    def is_group(self) -> bool:
        return self.kind == rules.GROUP

    @property
    def is_joint(self) -> bool:
        """Say whether all of the supervisors chosen are to be there together."""
        return self.form.is_all and len(self.chosen) > 1

    def beside(self, supervisor: Member) -> list[Member]:
        """Return who is there beside this supervisor, who facilitates."""
        return [one for one in self.chosen if one.pk != supervisor.pk] if self.is_joint else []

    @property
    def names(self) -> dict[int, str]:
        """Whose free time is whose: nothing to say where all of them must be free."""
        return {} if self.is_joint else {one.pk: one.person.get_short_name() for one in self.chosen}

    @property
    def slot(self) -> str:
        """The value of the time that is chosen now, as far as it is free."""
        if self.weeks and self.weeks.chosen:
            return self.weeks.chosen.value
        sent = self.form.cleaned_data.get("slot") or ""
        free = [one.value for one in self.next_free]
        return sent if sent in free else next(iter(free), "")

    def search(self, *, first: date, last: date, supervisors: Sequence[Member] | None = None):
        return finding.Search(
            supervisors=tuple(one.pk for one in supervisors or self.chosen),
            supervisees=tuple(one.pk for one in self.supervisees),
            minutes=self.form.minutes_asked,
            kind=self.kind,
            medium=self.form.way.medium,
            place=self.form.way.place,
            all_of=self.is_joint,
            first=first,
            last=last,
            zone=self.viewer.zone,
        )

    def supervisor(self, pk: int) -> Member | None:
        """Return the supervisor of this id, if the session can be booked with them here."""
        return next((one for one in self.supervisors if one.pk == pk), None)


def read(viewer: Member, data, *, now: datetime) -> Asked | None:
    """Return the booking that `data` (a QueryDict) asks for; None where it names somebody it may not."""
    today = local_day(now, viewer.zone)
    is_group = data.get("group") == "1"
    if is_group:
        people = booking_people.group_for(viewer, now=now)
        if not people:
            return None
    else:
        people = booking_people.people_for(viewer, now=now)
    wanted = ids_in(data.getlist("for")) or ([] if is_group else [people[0].pk])
    by_pk = {one.pk: one for one in people}
    if any(pk not in by_pk for pk in wanted) or (not is_group and len(wanted) != 1):
        return None
    supervisees = [by_pk[pk] for pk in wanted]
    kind = rules.GROUP if is_group else rules.INDIVIDUAL
    supervisors, own = (
        booking_people.supervisors_for(viewer, supervisees, now=now) if supervisees else ([], set())
    )
    picked = set(ids_in(data.getlist("with"))) & {one.pk for one in supervisors}
    if not picked and "with" not in data:
        picked = {one.pk for one in supervisors if one.pk in own} or {one.pk for one in supervisors[:1]}
    chosen = [one for one in supervisors if one.pk in picked]
    if len(supervisors) == 1:
        chosen = supervisors
    lengths, usual = booking_people.lengths_for(chosen, kind=kind)
    ways = booking_people.ways_for(chosen, on=today)
    form = BookForm(data, lengths=lengths, usual=usual, ways=ways)
    return Asked(viewer, form, kind, people, supervisees, supervisors, chosen, lengths, ways, today, now)


def look_up(asked: Asked) -> Asked:
    """Look up the free times of the two weeks asked for, and the dates of a series from the one chosen."""
    if not asked.supervisees or not asked.chosen:
        return asked
    first = choosing.first_shown(asked.form.asked_first, today=asked.today)
    search = asked.search(first=first, last=choosing.last_shown(first))
    found = finding.find_slots(search, asked.now)
    asked.weeks = choosing.weeks_shown(
        [(day.day, day.slots, day.reason) for day in found.days],
        first=first,
        names=asked.names,
        place=asked.form.way.place,
        chosen=asked.form.cleaned_data.get("slot") or "",
        prefer=booking_people.last_met(asked.chosen, asked.supervisees, now=asked.now),
        zone=asked.viewer.zone,
        now=asked.now,
    )
    if asked.weeks.is_empty:
        asked.next_free = choices_of(finding.next_free(search, number=3, now=asked.now), asked)
    if asked.form.is_series and asked.slot:
        _look_up_dates(asked)
    return asked


def _look_up_dates(asked: Asked) -> None:
    read_slot = choosing.read_value(asked.slot)
    if read_slot is None:
        return
    starts_at, pk = read_slot
    with_whom = asked.supervisor(pk)
    if with_whom is None:
        return
    day = local_day(starts_at, asked.viewer.zone)
    together = None if asked.is_joint else [with_whom]
    search = asked.search(first=day, last=day, supervisors=together)
    form = asked.form
    occurrences = finding.plan_series(
        search,
        starts_at,
        form.pattern_asked,
        until=form.until_asked,
        number=form.number_asked,
        now=asked.now,
    )
    asked.dates = dates_shown(occurrences, seen=form.starts_seen(asked.slot), zone=asked.viewer.zone)


def choices_of(slots, asked: Asked) -> list[choosing.Choice]:
    """Return found times as choices of this page."""
    names = asked.names
    return [
        choosing.Choice(
            choosing.value_of(one.starts_at, one.supervisors[0]),
            one.starts_at,
            one.ends_at,
            one.supervisors[0],
            choosing.who_words(one.supervisors, names),
        )
        for one in slots
    ]


def booked_already(
    by: Member, supervisor: Member, supervisees: Sequence[Member], starts_at: datetime, *, now: datetime
) -> Session | None:
    """Return the session that `by` booked of these people within the last minute: a second tap."""
    found = Session.objects.of(by.organisation_id).booked()
    found = found.filter(booked_by=by, supervisor=supervisor, starts_at=starts_at, booked_at__gt=now - WITHIN)
    for session in found.prefetch_related("attendances"):
        if {one.member_id for one in session.attendances.all()} == {one.pk for one in supervisees}:
            return session
    return None


# ---------------------------------------------------------------- words
def heading(asked: Asked) -> str:
    if asked.is_group:
        return _("Book a group")
    (one,) = asked.supervisees
    if one.pk == asked.viewer.pk:
        return _("Book a supervision")
    return _("Book supervision for {name}").format(name=one.person.name)


def lead(asked: Asked) -> str:
    """Return what is owed and who has supervised them since when, for one person."""
    if asked.is_group:
        return _("Hours that all of you have free.")
    (one,) = asked.supervisees
    due = due_dates([one.pk], now=asked.now).get(one.pk)
    words = ""
    if due is not None:
        day = format_date(due, "j F" if due.year == asked.today.year else "j F Y")
        pattern = _("Owed since {day}.") if due < asked.today else _("Due on {day}.")
        words = pattern.format(day=day) + " "
    return words + booking_people.since_words(asked.supervisors, one, viewer=asked.viewer, on=asked.today)


def line_audience(asked: Asked) -> str:
    """Return by name who will read the line: both sides, never a lead who is neither."""
    read = choosing.read_value(asked.slot)
    with_whom = asked.supervisor(read[1]) if read else next(iter(asked.chosen), None)
    people = [*asked.supervisees, *([with_whom] if with_whom else [])]
    names = [_("you") if one.pk == asked.viewer.pk else one.person.get_short_name() for one in people]
    if len(names) > 4:
        names = [_("the group"), *names[-1:]]
    return listed(names) if len(names) > 1 else _("those in it")


def summary(asked: Asked) -> dict[str, str]:
    """Return what the bar says: when, with whom and how, and what its button does."""
    read = choosing.read_value(asked.slot)
    if read is None:
        return {}
    starts_at, pk = read
    zone = asked.viewer.zone
    local, ends = (
        starts_at.astimezone(zone),
        (starts_at + timedelta(minutes=asked.form.minutes_asked)).astimezone(zone),
    )
    with_whom = asked.supervisor(pk)
    name = ""
    if with_whom:
        whom = _("you") if pk == asked.viewer.pk else with_whom.person.get_short_name()
        name = _("With {name}").format(name=whom)
        others = [
            _("you") if one.pk == asked.viewer.pk else one.person.get_short_name()
            for one in asked.beside(with_whom)
        ]
        if others:
            words = _("{with_whom} as supervisor, {others} there as well")
            name = words.format(with_whom=name, others=listed(others))
    way = asked.form.way
    how = how_words(way.medium, way.place)
    meeting = how if way.medium == Medium.IN_PERSON else _("by {how}").format(how=how)
    details = f"{name}, {meeting}"
    button = _("Book this session")
    if asked.dates:
        starts = starts_of(asked.dates)
        pattern = pattern_words(asked.form.pattern_asked, starts_at, zone)
        details = _("{details}, then {pattern}").format(details=details, pattern=pattern)
        if starts:
            last = format_date(starts[-1].astimezone(zone), "j F")
            details = _("{first} to {last}").format(first=details, last=last)
        button = _("Book {sessions}").format(sessions=sessions_words(len(starts)))
    return {
        "summary": _("{day}, {starts} to {ends}").format(
            day=capfirst(format_date(local, "l j F")), starts=f"{local:%H:%M}", ends=f"{ends:%H:%M}"
        ),
        "details": details,
        "meeting": meeting,
        "button": button,
    }


def context(asked: Asked) -> dict:
    """Return all that the page's template shows of a booking."""
    at = asked.weeks.chosen.starts_at if asked.weeks and asked.weeks.chosen else asked.now
    return {
        "form": asked.form,
        "is_group": asked.is_group,
        "people": asked.people,
        "chosen_people": {one.pk for one in asked.supervisees},
        "supervisees": asked.supervisees,
        "supervisors": asked.supervisors,
        "chosen_with": {one.pk for one in asked.chosen},
        "lengths": asked.lengths,
        "ways": asked.ways,
        "patterns": Series.Pattern.choices,
        "weeks": asked.weeks,
        "next_free": asked.next_free,
        "apart": choosing.hours_apart(asked.viewer.zone, asked.chosen, at=at),
        "dates": asked.dates,
        "dates_count": count_words(len(asked.dates)),
        "dates_key": asked.form.key_of_dates(asked.slot),
        "clashes": clash_words(asked.dates),
        "conditions": conditions.at_booking(
            asked.viewer,
            asked.chosen,
            [] if asked.is_group else asked.supervisees,
            asked.weeks.chosen.starts_at if asked.weeks and asked.weeks.chosen else None,
            now=asked.now,
        ),
        "heading": heading(asked),
        "lead": lead(asked),
        "line_audience": line_audience(asked),
        **summary(asked),
    }


def seen_starts(asked: Asked) -> list[str]:
    """Return the starts that stand now, as hidden fields send them."""
    return [moment_value(one) for one in starts_of(asked.dates)]
