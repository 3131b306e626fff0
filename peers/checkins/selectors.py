"""What a member sees of their own check-in: with whom, until when, when it could be, and why these two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.dateformat import format as format_date
from django.utils.translation import gettext, gettext_noop

from peers.checkins import rules
from peers.checkins.access import days_of, own_team_of, seat_of
from peers.checkins.gathering import round_minutes
from peers.checkins.models import Pair, Round, Seat, Standing
from peers.pool.models import CHECKINS, Joined, Profile
from peers.pool.selectors import state_of
from supervision import languages
from supervision.availability.free import free_times_of
from supervision.people.models import Member
from supervision.scheduling.bits import QUARTER, every, listed
from supervision.scheduling.days import local_day

OFFERED, MORE = 3, 12
SOONEST = timedelta(hours=1)
"""No time is offered that is nearer than this."""
WEEKDAYS = (
    gettext_noop("Mondays"),
    gettext_noop("Tuesdays"),
    gettext_noop("Wednesdays"),
    gettext_noop("Thursdays"),
    gettext_noop("Fridays"),
    gettext_noop("Saturdays"),
    gettext_noop("Sundays"),
)

RHYTHM = {
    7: gettext_noop("week"),
    14: gettext_noop("fortnight"),
    21: gettext_noop("three weeks"),
    28: gettext_noop("four weeks"),
    42: gettext_noop("six weeks"),
    56: gettext_noop("eight weeks"),
    84: gettext_noop("twelve weeks"),
}


@dataclass(frozen=True, slots=True)
class Partner:
    """Somebody whom a member meets. `phone` only once a time is held, if they gave one for calls."""

    name: str
    rings: bool
    phone: str = ""

    @property
    def first_name(self) -> str:
        return self.name.split(" ")[0]


@dataclass(slots=True)
class CheckIn:
    """A member's own check-in in the round that is on; without `partners` when there is nobody for them."""

    seat: Seat
    partners: list[Partner]
    times: list[datetime] = field(default_factory=list)
    more: list[datetime] = field(default_factory=list)
    why: str = ""

    @property
    def pair(self) -> Pair | None:
        return self.seat.pair

    @property
    def until(self) -> date:
        return self.seat.round.ends_on

    @property
    def names(self) -> str:
        return languages.listed([partner.name for partner in self.partners])

    @property
    def first_names(self) -> str:
        return languages.listed([partner.first_name for partner in self.partners])

    @property
    def ringing(self) -> str:
        """The first name of whoever rings; empty when it is the member."""
        return next((partner.first_name for partner in self.partners if partner.rings), "")


@dataclass(frozen=True, slots=True)
class Place:
    """Whether a member takes part, how often, and until when they rest."""

    state: str
    turns: int
    rests_until: date | None

    @property
    def is_in(self) -> bool:
        return self.state == Joined.State.IN


def place_of(member: Member, *, now: datetime) -> Place:
    """Return how a member takes part; a rest that is over is none."""
    kept = Standing.objects.filter(pk=member.pk).first()
    rests = kept.rests_until if kept else None
    day = local_day(now, member.organisation.zone)
    return Place(
        state_of(member, CHECKINS), kept.turns if kept else 1, rests if rests and rests >= day else None
    )


def check_in_of(member: Member, *, now: datetime, with_times: bool = True) -> CheckIn | None:
    """Return a member's own check-in; None when they are in no round now.

    `with_times`: also when it could be, why these two, and numbers to ring.
    """
    seat = seat_of(member, now=now)
    if seat is None:
        return None
    seats = others_in(seat)
    if not with_times or seat.pair is None:
        return CheckIn(seat, [Partner(one.member.person.name, one.rings) for one in seats])
    phones = _phones([one.member for one in seats]) if seat.pair.starts_at is not None else {}
    partners = [Partner(one.member.person.name, one.rings, phones.get(one.member_id, "")) for one in seats]
    starts = free_starts(seat.round, [member, *(one.member for one in seats)], now=now)
    found = CheckIn(seat, partners, *_offered(starts, member))
    found.why = _why(seat, seats, starts, member)
    return found


def others_in(seat: Seat) -> list[Seat]:
    """Return the others in a member's pair, by name. One query."""
    if seat.pair_id is None:
        return []
    others = Seat.objects.filter(pair=seat.pair_id).exclude(pk=seat.pk)
    return list(
        others.select_related("member__person", "member__organisation").order_by("member__person__name", "pk")
    )


def free_starts(made: Round, members: Sequence[Member], *, now: datetime) -> list[datetime]:
    """Return all quarters of an hour at which a check-in can begin for all of these, in order."""
    start, end = round_minutes(
        members[0].organisation, on=made.starts_on, last=made.ends_on, now=now + SOONEST
    )
    free = free_times_of(members, start, end, now=now)
    cells = free.common([member.pk for member in members], rules.MINUTES) & every(QUARTER, free.frame.cells)
    return [datetime.fromtimestamp(minute * 60, UTC) for minute in listed(cells, free.frame)]


def suggested(made: Round, members: Sequence[Member], *, now: datetime) -> list[datetime]:
    """Return up to three times for these members, over the days of the round."""
    return _offered(free_starts(made, members, now=now), members[0])[0]


def _offered(starts: Sequence[datetime], member: Member) -> tuple[list[datetime], list[datetime]]:
    """Return the three times that are suggested, and further ones."""
    minutes = [int(start.timestamp()) // 60 for start in starts]

    def day_of(minute: int) -> int:
        return datetime.fromtimestamp(minute * 60, member.zone).toordinal()

    few = rules.spread_over(minutes, number=OFFERED, day_of=day_of)
    rest = [minute for minute in minutes if minute not in few and minute % 60 == few[0] % 60] if few else []
    step = max(1, len(rest) // MORE)
    many = rest[::step][:MORE]
    return [_at(minute) for minute in few], [_at(minute) for minute in many]


def _at(minute: int) -> datetime:
    return datetime.fromtimestamp(minute * 60, UTC)


def _phones(members: Sequence[Member]) -> dict[int, str]:
    profiles = Profile.objects.filter(member__in=members).exclude(phone_sealed=b"").select_related("member")
    return {profile.member_id: profile.phone for profile in profiles}


def _why(seat: Seat, others: Sequence[Seat], starts: Sequence[datetime], member: Member) -> str:
    """Return why these are partners in a sentence; it never speaks of those who are not."""
    before = _met_before(seat, others)
    if before is None:
        words = gettext("You haven’t been partners yet")
    elif seat.round.starts_on - before < rules.APART:
        words = gettext("There was nobody else this time with whom you share free hours")
    else:
        words = gettext("You haven’t been partners since {month}").format(month=format_date(before, "F"))
    return _with_shared(words, starts, member)


def _met_before(seat: Seat, others: Sequence[Seat]) -> date | None:
    """Return the first day of the round in which a member met one of these last, within a year."""
    since = seat.round.starts_on - timedelta(days=rules.FRESH)
    mine = (
        Seat.objects.of(seat.member)
        .together()
        .filter(round__starts_on__lt=seat.round.starts_on, round__starts_on__gt=since)
    )
    found = Seat.objects.filter(
        pair__in=mine.values("pair"), member__in=[one.member_id for one in others]
    ).order_by("-round__starts_on")
    return found.values_list("round__starts_on", flat=True).first()


def _with_shared(why: str, starts: Sequence[datetime], member: Member) -> str:
    days = sorted({start.astimezone(member.zone).weekday() for start in starts})
    if not days:
        return gettext("{why}. Never your lead, never your supervisor.").format(why=why)
    if len(days) > 3:
        return gettext(
            "{why}, and are free together on most days. Never your lead, never your supervisor."
        ).format(why=why)
    return gettext("{why}, and are free together on {days}. Never your lead, never your supervisor.").format(
        why=why, days=languages.listed([gettext(WEEKDAYS[day]) for day in days])
    )


def rhythm_words(every_days: int) -> str:
    """Return how often a round begins: "week", "fortnight", "three weeks", "four weeks", "six weeks"."""
    return gettext(RHYTHM[every_days])


def every_words(member: Member) -> tuple[str, str]:
    """Return how often a partner comes at each of the two rates a member may choose."""
    days = days_of(member.organisation_id, own_team_of(member))
    return rhythm_words(days), rhythm_words(2 * days)


def next_round_on(member: Member, *, now: datetime) -> tuple[date, int]:
    """Return the day on which a member's next round begins, and how many days one lasts.

    Their team's, where it has rounds of its own; else the organisation's.
    """
    organisation, team_id = member.organisation, own_team_of(member)
    days = days_of(organisation, team_id)
    today = local_day(now, organisation.zone)
    held = Round.objects.of(organisation).among(team_id).order_by("-starts_on")
    last = held.values_list("starts_on", flat=True).first()
    if last is None:
        return today + timedelta(days=-today.weekday() % 7 or 7), days
    rounds = max((today - last).days // days + 1, 1)
    return last + timedelta(days=days * rounds), days


def next_round_words(member: Member, *, now: datetime) -> str:
    """Return the day on which the next round begins: "Monday 23 November"."""
    day, _ = next_round_on(member, now=now)
    return languages.day_words(day, this_year=now.year, long=True)


def moment_words(at: datetime, zone: ZoneInfo) -> str:
    """Return a moment on somebody's wall: "Fri 13 Nov, 12:30"."""
    local = at.astimezone(zone)
    return f"{languages.day_words(local.date(), this_year=local.year)}, {local:%H:%M}"
