"""Reads that shape the pages about sessions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cached_property

from django.db.models import Case, F, QuerySet, Value, When
from django.utils.translation import gettext as _

from supervision.people.access import leads
from supervision.people.models import Member, Relationship
from supervision.scheduling.days import local_day
from supervision.sessions import access, rules
from supervision.sessions.models import Account, AskedLater, Move, Proposal, Session
from supervision.sessions.telling import Telling, moved_words, rebooked_words, tell
from supervision.sessions.words import planned_minutes

LOOK_BACK = timedelta(days=92)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two people whose past session the viewer can record, and how they are called to the viewer."""

    supervisor: Member
    supervisee: Member
    label: str

    @property
    def key(self) -> str:
        return f"{self.supervisor.pk}-{self.supervisee.pk}"


def pairs_of(viewer: Member, *, on: date, supervisee: Member | None = None) -> list[Pair]:
    """Return the pairs whose past session the viewer can record, by name: the viewer's own.

    With `supervisee`, the pairs of that one person alone, whom the viewer leads or supervises. Pairs
    that ended in the last three months are among them: what took place then can still be recorded.
    """
    found = Relationship.objects.filter(starts_on__lte=on, supervisee__organisation=viewer.organisation_id)
    found = found.exclude(ends_on__lt=on - LOOK_BACK)
    if supervisee is None:
        found = found.filter(supervisor=viewer) | found.filter(supervisee=viewer)
    else:
        found = found.filter(supervisee=supervisee)
        is_led = leads(viewer).filter(pk=supervisee.team_id).exists()
        if viewer.pk != supervisee.pk and not is_led:
            found = found.filter(supervisor=viewer)
    found = found.select_related("supervisor__person", "supervisee__person").order_by("pk")
    pairs = {}
    for one in found:
        pairs[one.supervisor_id, one.supervisee_id] = Pair(
            one.supervisor, one.supervisee, _label(viewer, one.supervisor, one.supervisee)
        )
    return sorted(pairs.values(), key=lambda pair: (pair.label.casefold(), pair.key))


def _label(viewer: Member, supervisor: Member, supervisee: Member) -> str:
    if viewer.pk == supervisor.pk:
        return supervisee.person.name
    if viewer.pk == supervisee.pk:
        return supervisor.person.name
    return _("{supervisee} with {supervisor}").format(
        supervisee=supervisee.person.name, supervisor=supervisor.person.name
    )


@dataclass(frozen=True, slots=True)
class Guess:
    """When a session that nobody booked most likely began, on a wall clock, and its minutes."""

    starts: datetime
    minutes: int
    is_usual: bool
    """The weekday and hour are those of the last one; else it is only the hour just past."""


def usual_time(pair: Pair, viewer: Member, *, now: datetime) -> Guess:
    """Return when a session of this pair most likely began, on the viewer's wall clock."""
    last = (
        Session.objects.held()
        .filter(supervisor=pair.supervisor, attendances__member=pair.supervisee, starts_at__lte=now)
        .order_by("-starts_at", "-pk")
        .first()
    )
    minutes = planned_minutes(last) if last else 60
    wall = last.starts_at.astimezone(viewer.zone).replace(tzinfo=None) if last else None
    here = now.astimezone(viewer.zone).replace(tzinfo=None)
    starts = rules.usual_start(wall, minutes=minutes, now=here)
    is_usual = wall is not None and starts > wall and (starts - wall) % timedelta(weeks=1) == timedelta(0)
    return Guess(starts, minutes, is_usual)


def waiting_of(pair: Pair, viewer: Member, *, now: datetime) -> Session | None:
    """Return this pair's latest session that was booked and waits for a word, if the viewer may give it."""
    found = Session.objects.of(viewer.organisation_id).unrecorded(now).with_people()
    between = found.filter(supervisor=pair.supervisor, attendances__member=pair.supervisee)
    session = between.order_by("-starts_at", "-pk").first()
    return session if session is not None and access.may_speak(viewer, session) else None


def sessions_for(viewer: Member, *, when: str = "", groups_only: bool = False, now: datetime):
    """Return the viewer's own sessions: all, `ahead`, `past`, or those to `record`.

    What is ahead comes first, the soonest first; then what is over, the latest first.
    """
    sessions = Session.objects.of(viewer.organisation_id)
    # Whoever is there beside the supervisor is not asked how one went.
    found = sessions.between(viewer) if when == "record" else sessions.involving(viewer)
    if when:
        found = found.standing(when, now)
    if groups_only:
        found = found.filter(kind=Session.Kind.GROUP)
    return found.with_people().with_rebooking().ahead_first(now)


class ListRows:
    """The rows of somebody's list: sessions, and the times they had before they were moved. Sliced by pages.

    `sessions` are those of `sessions_for`. Two queries to count, and for a page as many for one row as
    for thirty.
    """

    def __init__(self, sessions: QuerySet[Session], viewer: Member, *, when: str = "", now: datetime):
        self.viewer, self.now, self.sessions = viewer, now, sessions
        moves = Move.objects.filter(session__in=sessions.order_by().values("pk"))
        if when == "record":
            moves = moves.none()
        far = datetime.max.replace(tzinfo=UTC) - timedelta(days=2)

        def keys(rows, what):
            # What is still to end comes first, the soonest first; then what is over, the latest first.
            ahead = Case(When(ends_at__gt=now, then=F("starts_at")), default=Value(far))
            named = rows.order_by().annotate(what=Value(what), ahead=ahead)
            return named.values_list("ahead", "starts_at", "pk", "what")

        everything = keys(sessions, "s").union(keys(moves, "m"), all=True)
        self.keys = everything.order_by("ahead", "-starts_at", "-pk")
        self.moves = moves

    @cached_property
    def number(self) -> int:
        """How many sessions there are, traces of moves not counted."""
        return self.sessions.count()

    def __len__(self) -> int:
        return self.number + self.moves.count()

    def __getitem__(self, page: slice) -> list[Telling]:
        keys = [(what, pk) for _, _, pk, what in self.keys[page]]
        moves = Move.objects.select_related("by__person").in_bulk([pk for what, pk in keys if what == "m"])
        wanted = {pk for what, pk in keys if what == "s"} | {one.session_id for one in moves.values()}
        found = Session.objects.filter(pk__in=wanted).with_people().with_rebooking()
        sessions = {one.pk: one for one in found}
        return [self._row(what, pk, sessions, moves) for what, pk in keys]

    def _row(self, what: str, pk: int, sessions: dict[int, Session], moves: dict[int, Move]) -> Telling:
        session = sessions[pk if what == "s" else moves[pk].session_id]
        told = tell(session, self.viewer, now=self.now)
        if what == "s":
            return replace(told, rebooked=rebooked_words(session, self.viewer), key=f"s{pk}")
        move = moves[pk]
        return replace(
            told,
            starts_at=move.starts_at,
            ends_at=move.ends_at,
            moved=moved_words(move, self.viewer, session),
            key=f"m{pk}",
        )


def next_session(viewer: Member, *, now: datetime) -> Telling | None:
    """Return the viewer's next own supervision, as supervisee; None with none booked."""
    found = Session.objects.of(viewer.organisation_id).upcoming(now).filter(attendances__member=viewer)
    session = found.with_people().order_by("starts_at", "pk").first()
    return tell(session, viewer, now=now) if session else None


def proposals_for(viewer: Member, *, now: datetime) -> list[tuple[Proposal, Telling]]:
    """Return the proposals that wait for the viewer’s answer, the first to lapse first, with its session."""
    own = Session.objects.of(viewer.organisation_id).between(viewer).upcoming(now)
    found = list(
        Proposal.objects.open(now)
        .filter(session__in=own)
        .exclude(proposed_by=viewer)
        .select_related("proposed_by__person")
        .order_by("expires_at", "pk")
    )
    sessions = Session.objects.with_people().in_bulk([one.session_id for one in found]) if found else {}
    return [(one, tell(sessions[one.session_id], viewer, now=now)) for one in found]


def unrecorded_for(viewer: Member, *, now: datetime, limit: int = 5) -> list[Telling]:
    """Return sessions of the viewer that are over and of which nobody has said anything, the oldest first.

    Those that the viewer wants to be asked about another day are left out until then.
    """
    later = AskedLater.objects.filter(member=viewer, until__gt=local_day(now, viewer.zone))
    found = Session.objects.of(viewer.organisation_id).between(viewer).unrecorded(now)
    found = found.exclude(pk__in=later.values("session"))
    return [tell(one, viewer, now=now) for one in found.with_people().order_by("starts_at", "pk")[:limit]]


def to_confirm(viewer: Member, *, now: datetime) -> list[Telling]:
    """Return sessions of which the other side spoke in the last seven days, and the viewer has not."""
    since = now - rules.ANSWER_WITHIN
    spoken = Account.objects.filter(given_at__gt=since).values("session")
    own = Account.objects.filter(member=viewer).values("session")
    found = (
        Session.objects.of(viewer.organisation_id).between(viewer).filter(pk__in=spoken).exclude(pk__in=own)
    )
    told = [tell(one, viewer, now=now) for one in found.with_people().order_by("starts_at", "pk")]
    return [one for one in told if one.confirms]
