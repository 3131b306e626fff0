"""Founding a circle, changing it, and what becomes of its meetings: for whoever holds it, and for beat."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from peers.circles import access, guests, rules, sealing, series, services, telling
from peers.circles.models import Absence, Circle, Meeting, Place
from peers.circles.plan import Plan
from supervision.availability import taking
from supervision.errors import Refusal
from supervision.people.audit import Deed, record
from supervision.people.models import Member, Team
from supervision.scheduling.recurrence import moments_of
from supervision.scheduling.wall_time import resolve
from supervision.wording import sentence

LONGEST_DECISION = 168
"""So many hours beforehand at most a meeting is decided."""


class HostBusy(Refusal):
    """Whoever holds the circle is somewhere else on some of its days (`days`, in their zone)."""

    code = "circle_host_busy"

    def __init__(self, days: Iterable[date]):
        self.days = sorted(days)
        first = ", ".join(f"{day.day} {day:%b}" for day in self.days[:5])
        super().__init__(
            sentence(
                "You have something else at that time on {days}. Leave those days out, or choose again.",
                days=first,
            )
        )

    @property
    def facts(self) -> dict:
        return {"days": [day.isoformat() for day in self.days]}


class NotForThisTeam(Refusal):
    """A team's support meeting is held by one of the team who doesn't answer for it."""

    code = "circle_team"
    status = 422


class PlacesTaken(Refusal):
    """More places are taken than there would be."""

    code = "circle_places_taken"
    status = 422


# ---------------------------------------------------------------- founding and changing
def found(founder: Member, plan: Plan, *, skip_busy: bool = False, now: datetime) -> Circle:
    """Found a circle that `founder` holds, with all its meetings, and take their time for each.

    A learning series has as many meetings as there is to go through. Any member may. Raises BadShape,
    NotForThisTeam, HostBusy (unless `skip_busy` leaves those days out).
    """
    rules.check_shape(plan.shape)
    if plan.kind == rules.TEAM:
        check_team(founder, plan.team)
    series.check_readings(founder, plan)
    goes_through = series.keys_of(plan)
    number = len(goes_through) or plan.number
    days = series.days_for(plan, number, may_skip=skip_busy)
    starts = moments_of(days, plan.starts, founder.zone)
    if starts[0] <= now:
        raise rules.BadShape({"first_day": "That time has passed. Choose one that lies ahead."})

    def act() -> Circle:
        circle = Circle(
            organisation_id=founder.organisation_id,
            facilitator=founder,
            kind=plan.kind,
            team=plan.team if plan.kind == rules.TEAM else None,
            title=plan.title,
            about=plan.about,
            medium=plan.medium,
            where=plan.where,
            pattern=plan.pattern,
            first_day=plan.first_day,
            starts=plan.starts,
            minutes=plan.minutes,
            time_zone=founder.time_zone,
            places=plan.places,
            listening=plan.listening,
            smallest=plan.smallest,
            decides_hours=plan.decides_hours,
            goes_through=goes_through,
            created_at=now,
        )
        circle.link = plan.link
        circle.save(force_insert=True)
        add_meetings(circle, starts, skip_busy=skip_busy, most=number, now=now)
        telling.tell_new(circle, now=now)
        record([Deed(circle.organisation_id, "circle.founded", founder.pk, founder.pk)], at=now)
        return circle

    return services.in_turn(act)


def check_team(founder: Member, team: Team | None) -> None:
    """Raise NotForThisTeam unless this member may hold the support meeting of `team`."""
    if team is None or founder.team_id != team.pk:
        raise NotForThisTeam("A team’s support meeting is held by somebody of that team.")
    if access.leads_team(founder, team.pk):
        raise NotForThisTeam(
            "Whoever leads the team doesn’t hold its support meeting, so that people can speak."
        )


def add_meetings(
    circle: Circle,
    starts: Iterable[datetime],
    *,
    first: int = 0,
    skip_busy: bool,
    most: int | None = None,
    now: datetime,
) -> None:
    """Add meetings that start then, numbered from `first`, and take the host's time. Raises HostBusy.

    Of those that can be held, the first `most`.
    """
    person = circle.facilitator.person_id
    taking.lock_persons([person])
    length = timedelta(minutes=circle.minutes)
    planned = [
        Meeting(circle=circle, number=0, starts_at=at, ends_at=at + length, changed_at=now) for at in starts
    ]
    free = [meeting for meeting in planned if _host_is_free(circle, meeting, now=now)]
    busy = [meeting for meeting in planned if meeting not in free]
    if busy and not (skip_busy and free):
        zone = ZoneInfo(circle.time_zone)
        raise HostBusy(meeting.starts_at.astimezone(zone).date() for meeting in busy)
    free = free[:most]
    for number, meeting in enumerate(free, start=first):
        meeting.number = number
    Meeting.objects.bulk_create(free)
    for meeting in free:
        take_host(circle, meeting, now=now)


def _host_is_free(circle: Circle, meeting: Meeting, *, now: datetime) -> bool:
    starts_at, ends_at = services.stretch_of(circle, meeting)
    minutes = taking.minute_of(starts_at), taking.minute_of(ends_at)
    return not any(taking.spans_of([circle.facilitator.person_id], *minutes, now=now).values())


def take_host(circle: Circle, meeting: Meeting, *, now: datetime) -> None:
    """Take the time of whoever holds a circle for a meeting. Wants their lock. Raises TimeTaken."""
    starts_at, ends_at = services.stretch_of(circle, meeting)
    reference = telling.held_name(meeting.pk, meeting.pk)
    taking.take(reference, [circle.facilitator.person_id], starts_at, ends_at, now=now)


CHANGEABLE = ("title", "about", "medium", "where", "places", "listening", "smallest", "decides_hours")


def change(circle: Circle, said: dict, *, now: datetime) -> Circle:
    """Change what a circle says of itself, or its size; more places go to those who wait.

    Times are changed meeting by meeting (`move`). Raises BadShape, PlacesTaken.
    """

    def act() -> Circle:
        own = services.lock_circle(circle)
        for name in CHANGEABLE:
            if name in said:
                setattr(own, name, said[name])
        rules.check_shape(rules.Shape(own.kind, own.places, own.listening, own.smallest, own.minutes))
        ahead = Place.objects.filter(circle=own).held().exclude(meeting__ends_at__lte=now)
        for kind, most in ((rules.SPEAK, own.places), (rules.LISTEN, own.listening)):
            if ahead.filter(seat_kind=kind, seat__gt=most).exists():
                raise PlacesTaken("More places are taken than that already.")
        fields = [*CHANGEABLE]
        if "link" in said:
            own.link = said["link"]
            fields.append("link_sealed")
        own.save(update_fields=fields)
        fill_all(own, now=now)
        return own

    return services.in_turn(act)


def fill_all(circle: Circle, *, now: datetime) -> None:
    """Fill whatever is free at every table of a circle. Wants the circle's lock."""
    tables = [None] if circle.is_standing else services.meetings_ahead(circle, now=now)
    for table in tables:
        services.fill(circle, table, now=now)


def end(circle: Circle, *, now: datetime) -> None:
    """End a circle: what lies ahead is called off, and whoever had a place is told."""

    def act() -> None:
        own = services.lock_circle(circle)
        if own.ended_at is not None:
            return
        for meeting in services.meetings_ahead(own, now=now):
            call_it_off(own, meeting, Meeting.Why.HOST, now=now)
        Circle.objects.filter(pk=own.pk).update(ended_at=now, outside=Circle.Outside.CLOSED)
        record([Deed(own.organisation_id, "circle.ended", own.facilitator_id, own.facilitator_id)], at=now)

    services.in_turn(act)


# ---------------------------------------------------------------- meetings
def move(meeting: Meeting, starts_at: datetime, *, now: datetime) -> Meeting:
    """Move one meeting. Whoever is somewhere else then loses it, and is told so; the list moves up.

    Raises HostBusy, NotOn.
    """

    def act() -> Meeting:
        circle = services.lock_circle(meeting.circle)
        fresh = _ahead(circle, meeting, now=now)
        if starts_at <= now:
            raise rules.BadShape({"starts_at": "That time has passed. Choose one that lies ahead."})
        was = fresh.starts_at
        if starts_at == was:
            return fresh
        coming = list(Place.objects.coming(fresh).select_related("member", "guest", "meeting"))
        persons = [place.member.person_id for place in coming if place.member]
        taking.lock_persons([circle.facilitator.person_id, *persons])
        _release(fresh, coming)
        fresh.starts_at, fresh.ends_at = starts_at, starts_at + timedelta(minutes=circle.minutes)
        if not _host_is_free(circle, fresh, now=now):
            raise HostBusy([starts_at.astimezone(ZoneInfo(circle.time_zone)).date()])
        fresh.sequence, fresh.state, fresh.changed_at = fresh.sequence + 1, Meeting.State.PLANNED, now
        fresh.save(update_fields=["starts_at", "ends_at", "sequence", "state", "changed_at"])
        take_host(circle, fresh, now=now)
        stay = [one for one in coming if services.take_if_free(circle, one, fresh, now=now)]
        go = [one for one in coming if one not in stay]
        about = {"was": was.isoformat()}
        telling.tell(telling.MOVED, stay, fresh, circle=circle, now=now, **about)
        telling.tell_host(telling.MOVED, circle, fresh, now=now, **about)
        if circle.is_standing:
            Absence.objects.bulk_create(Absence(place=one, meeting=fresh) for one in go)
            telling.tell(telling.LET_GO, go, fresh, circle=circle, now=now, told_as="clash")
        else:
            for one in go:
                one.meeting = fresh
            services.take_away(go, circle=circle, now=now, told_as="clash")
            services.fill(circle, fresh, now=now)
        return fresh

    return services.in_turn(act)


def call_off(meeting: Meeting, *, now: datetime) -> None:
    """Call one meeting off; whoever has a place or waits is told. Raises NotOn."""

    def act() -> None:
        circle = services.lock_circle(meeting.circle)
        call_it_off(circle, _ahead(circle, meeting, now=now), Meeting.Why.HOST, now=now)

    services.in_turn(act)


def _ahead(circle: Circle, meeting: Meeting, *, now: datetime) -> Meeting:
    fresh = circle.meetings.on().filter(pk=meeting.pk, starts_at__gt=now).first()
    if fresh is None:
        raise services.NotOn("This meeting has begun, or was called off.")
    fresh.circle = circle
    return fresh


def _release(meeting: Meeting, places: Iterable[Place]) -> None:
    owners = [meeting.pk, *(place.pk for place in places)]
    taking.release([telling.held_name(owner, meeting.pk) for owner in owners])


def call_it_off(circle: Circle, meeting: Meeting, why: str, *, now: datetime) -> None:
    """Call a meeting off and tell everybody. Wants the circle's lock."""
    coming = list(Place.objects.coming(meeting).select_related("member", "guest"))
    waiting = list(Place.objects.at(circle, meeting).waiting().select_related("member", "guest"))
    meeting.state, meeting.why_off = Meeting.State.OFF, why
    meeting.sequence, meeting.changed_at = meeting.sequence + 1, now
    meeting.save(update_fields=["state", "why_off", "sequence", "changed_at"])
    _release(meeting, coming)
    telling.tell(telling.CALLED_OFF, [*coming, *waiting], meeting, circle=circle, now=now, told_as=str(why))
    telling.tell_host(telling.CALLED_OFF, circle, meeting, now=now, told_as=str(why))


def decide(*, now: datetime) -> int:
    """Decide which meetings go on: with too few they are called off, in time, and all are told.

    Each in a transaction of its own, under its circle's lock, so that two that decide at once do it once.
    Returns how many were decided.
    """
    near = Meeting.objects.filter(
        state=Meeting.State.PLANNED, starts_at__lte=now + timedelta(hours=LONGEST_DECISION)
    )
    decided = 0
    for meeting in near.with_circle().order_by("starts_at", "pk"):
        before = timedelta(hours=meeting.circle.decides_hours)
        if meeting.starts_at - before <= now:
            decided += _decide(meeting, before, now=now)
    return decided


def _decide(meeting: Meeting, before: timedelta, *, now: datetime) -> bool:
    def act() -> bool:
        circle = services.lock_circle(meeting.circle)
        fresh = circle.meetings.filter(pk=meeting.pk, state=Meeting.State.PLANNED).first()
        if fresh is None:
            return False
        fresh.circle = circle
        people = Place.objects.coming(fresh).count()
        found = rules.verdict(
            people=people, smallest=circle.smallest, starts_at=fresh.starts_at, decides_before=before, now=now
        )
        if found is not rules.Verdict.WAIT and has_nobody(circle, fresh):
            call_it_off(circle, fresh, Meeting.Why.HOST, now=now)
        elif found is rules.Verdict.OFF:
            call_it_off(circle, fresh, Meeting.Why.FEW, now=now)
        elif found is rules.Verdict.GOES:
            fresh.state = Meeting.State.GOING
            fresh.save(update_fields=["state"])
            _remind(circle, fresh, now=now)
        return found is not rules.Verdict.WAIT

    return services.in_turn(act)


def has_nobody(circle: Circle, meeting: Meeting) -> bool:
    """Say whether nobody holds a meeting: whoever did has left the organisation by then."""
    host = circle.facilitator
    day = meeting.starts_at.astimezone(host.zone).date()
    return host.end_date is not None and day > host.end_date


def _remind(circle: Circle, meeting: Meeting, *, now: datetime) -> None:
    """Leave the reminder of the day before, at the meeting's own time on the wall; not at the last moment."""
    zone = ZoneInfo(circle.time_zone)
    local = meeting.starts_at.astimezone(zone).replace(tzinfo=None)
    at = max(resolve(local - timedelta(days=1), zone), now)
    if at > meeting.starts_at - timedelta(hours=4):
        return
    coming = Place.objects.coming(meeting).select_related("member", "guest")
    telling.tell(telling.TOMORROW, coming, meeting, circle=circle, now=now, not_before=at)
    telling.tell_host(telling.TOMORROW, circle, meeting, now=now, not_before=at)


# ---------------------------------------------------------------- who came
@transaction.atomic
def note_who_came(meeting: Meeting, place_ids: Collection[UUID], *, now: datetime) -> None:
    """Keep who came, sealed for whoever holds the circle; nobody else can ask. Raises NotBegun, NotOn."""
    circle = services.lock_circle(meeting.circle)
    if meeting.starts_at > now:
        raise series.NotBegun("That can be noted once it has begun.")
    if meeting.state == Meeting.State.OFF or meeting.erased_at:
        raise services.NotOn("This meeting was called off, or is long past.")
    places = set(Place.objects.for_meeting(meeting).held().values_list("pk", flat=True))
    meeting.circle = circle
    meeting.came = sealing.as_came(set(place_ids) & places, out_of=len(places))
    meeting.save(update_fields=["came_sealed"])


def erase(*, now: datetime) -> int:
    """Erase names, notes, and who came, 30 days after each meeting; return how many meetings that were.

    Of a circle that has ended, all that is left of who was in it. What the outbox knew goes with it.
    """
    past = Meeting.objects.filter(erased_at=None, ends_at__lte=now - rules.KEPT).order_by("ends_at", "pk")
    done = 0
    for meeting in past.select_related("circle")[:500]:
        with transaction.atomic():
            Circle.objects.locked(meeting.circle)
            places = list(Place.objects.for_meeting(meeting))
            _release(meeting, places)
            meeting.places.all().delete()
            meeting.absences.all().delete()
            telling.erase_messages([meeting.pk])
            Meeting.objects.filter(pk=meeting.pk).update(came_sealed=b"", erased_at=now)
            if not meeting.circle.meetings.filter(ends_at__gt=now - rules.KEPT).exists():
                Place.objects.filter(circle=meeting.circle).delete()
        done += 1
    guests.forget_guests(now=now)
    return done


def minutes_of(at: time) -> int:
    """Return a time on the wall as minutes after midnight."""
    return at.hour * 60 + at.minute
