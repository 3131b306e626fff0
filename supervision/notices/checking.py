"""The second look at what was claimed: may it go to this person, on this topic, at this hour?

Read in sets: a batch costs the same few queries whether it holds one row or a hundred.
"""

import logging
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db.models import Max, Q
from django.db.models.functions import Coalesce

from supervision.notices import claiming, pausing, rules
from supervision.notices.channels import passing
from supervision.notices.claiming import drop, hold
from supervision.notices.closed import closed_days
from supervision.notices.gathering import GATHERED_KIND, KEPT_BACK, gather, kinds_under
from supervision.notices.heaps import heaps_among
from supervision.notices.kinds import Kind, choice_of, first_kinds, kind_of
from supervision.notices.models import Hours, Notice, Preference, Way
from supervision.notices.services import WELCOME
from supervision.people.mail_trouble import troubled_among
from supervision.people.models import Leave, Member
from supervision.sets import among

logger = logging.getLogger(__name__)
MAIL = "email"


def ready_to_go(batch: list[Notice], *, owner: str, now: datetime) -> list[Notice]:
    """Return the rows of `batch` that may be sent at `now`; the others have been dropped or held.

    Dropped: whose place has ended, what a later message on the topic has replaced, what is not wanted by
    any way (it stands in the inbox). Held, its `not_before` moved forward: what finds its reader away,
    outside their hours or on a day on which their organisation is closed, not invited yet, or told on this
    topic in the last seven days, or what waits for their summary. What was kept during a leave, before the
    invitation or for a summary goes as one message, not a heap, and with it whatever else is due as somebody
    comes back; and so does a heap, whatever made it (`heaps`). What goes by other ways than e-mail gets its
    deliveries.
    """
    facts = Facts(batch, now)
    held: list[tuple[Notice, datetime, str]] = []
    dropped: dict[tuple[str, bool], list[Notice]] = defaultdict(list)
    reachable, back = [], defaultdict(list)
    for notice in batch:
        kind = kind_of(notice.kind)
        day = now.astimezone(facts.windows[notice.recipient_id].zone).date()
        rested = facts.rested(notice)
        if not still_here(notice.recipient, day):
            dropped[claiming.LEFT, False].append(notice)
        elif rested and rested.has_replaced(notice):
            dropped[claiming.REPLACED, False].append(notice)
        elif facts.is_silenced(notice):
            holds = reason_holds(notice, now)
            dropped[claiming.NOT_WANTED if holds else claiming.GONE, holds].append(notice)
        elif kind is not None and kind.ignores_hours:
            reachable.append(notice)
        elif until := facts.until(notice, day, rested):
            waits = (
                facts.summary(notice) if until[1] == claiming.HOURS and not facts.ways_of(notice) else None
            )
            held.append((notice, waits, claiming.SUMMARY) if waits else (notice, *until))
        elif facts.joins_the_rest(notice) and notice.kind != GATHERED_KIND and not _has_calendar(kind):
            back[notice.recipient_id].append(notice)
        else:
            reachable.append(notice)
    heaps = heaps_among(notice for notice in reachable if not facts.summary(notice))
    for reader, heap in heaps.items():
        back[reader] += heap
    in_heaps = {notice.pk for heap in heaps.values() for notice in heap}
    reachable = [notice for notice in reachable if notice.pk not in in_heaps]
    passed, ready = [], []
    for notice in reachable:
        if facts.is_without_mail(notice):
            passed.append(notice)
        elif waits := facts.summary(notice):
            held.append((notice, waits, claiming.SUMMARY))
        else:
            ready.append(notice)
    taken = {notice: ways for notice in reachable if (ways := facts.ways_of(notice))}
    if taken:
        passing.hand_on(taken, _still_true(passed, dropped, now=now), owner=owner, now=now)
    hold(held, owner=owner, now=now)
    kept = {pk: _still_true(notices, dropped, now=now) for pk, notices in back.items()}
    for (reason, shown), notices in dropped.items():
        drop(notices, owner=owner, reason=reason, now=now, shown=shown)
    for pk, live in kept.items():
        if live:
            today = now.astimezone(facts.windows[pk].zone).date()
            ready += gather(live, owner=owner, day=today, now=now)
    return ready


def _still_true(notices: list[Notice], dropped, *, now: datetime) -> list[Notice]:
    """Return those whose reason holds; the others go to what is dropped. (What is mailed is asked later.)"""
    true = []
    for notice in notices:
        if reason_holds(notice, now):
            true.append(notice)
        else:
            dropped[claiming.GONE, False].append(notice)
    return true


def hours_of(notices: Iterable[Notice], *, now: datetime) -> dict[int, rules.Window]:
    """Return, by their recipients' ids, when each may be reached."""
    return windows_of({notice.recipient_id: notice.recipient for notice in notices}.values())


def windows_of(members: Iterable[Member]) -> dict[int, rules.Window]:
    """Return, by their ids, when each of these members may be reached. One query."""
    by_id = {member.pk: member for member in members}
    hours = {hours.pk: hours for hours in Hours.objects.filter(pk__in=among(by_id))}
    return {pk: _window(member, hours.get(pk)) for pk, member in by_id.items()}


def _has_calendar(kind: Kind | None) -> bool:
    """Say whether only this message itself can bring its reader's calendar up to date."""
    return kind is not None and kind.calendar is not None


def still_here(member: Member, day) -> bool:
    """Say whether the member's place gives access on `day`, a day of theirs."""
    return member.person.is_active and (member.end_date is None or day <= member.end_date)


def reason_holds(notice: Notice, now: datetime) -> bool:
    """Ask the notice's kind. One that cannot say counts as holding, and stands in the way of no other."""
    kind = kind_of(notice.kind)
    try:
        return kind is None or kind.context(notice, now) is not None
    except Exception:
        logger.exception("Notice %s (%s) could not be looked at again", notice.pk, notice.kind)
        return True


@dataclass(frozen=True, slots=True)
class _Told:
    """When a person was last told on a topic, and the newest rows that did: of all, and of class R."""

    at: datetime
    newest: int
    newest_that_must: int

    def has_replaced(self, notice: Notice) -> bool:
        """Say whether a later row stands for `notice`. What must arrive is replaced only by its like."""
        must_arrive = notice.notice_class == Notice.Class.MUST_ARRIVE
        return (self.newest_that_must if must_arrive else self.newest) > notice.pk


class Facts:
    """What the checks of a batch need to know, read once for all of it."""

    def __init__(self, batch: Iterable[Notice], now: datetime):
        self.now = now
        members = {notice.recipient_id: notice.recipient for notice in batch}
        these = among(members)
        hours = {hours.pk: hours for hours in Hours.objects.filter(pk__in=these)}
        self.windows = {pk: _window(member, hours.get(pk)) for pk, member in members.items()}
        self.summaries = {pk: kept.summary for pk, kept in hours.items() if kept.summary}
        words = list(
            Preference.objects.filter(member_id__in=these).values_list(
                "member_id", "kind", "way", "is_wanted", "is_final"
            )
        )
        self.troubled = troubled_among({member.person_id for member in members.values()})
        self.paused = pausing.paused_pairs(members, now=now)
        self.under = kinds_under(batch)
        self.without_mail = {(pk, kind) for pk, kind, way, wanted, _ in words if way == MAIL and not wanted}
        self.with_mail = {(pk, kind) for pk, kind, way, wanted, _ in words if way == MAIL and wanted}
        self.final = {(pk, kind) for pk, kind, way, _, is_final in words if way == MAIL and is_final}
        chosen = [(pk, kind, way) for pk, kind, way, wanted, _ in words if way != MAIL and wanted]
        ways = list(Way.objects.filter(member_id__in=these).select_related("gateway"))
        self.ways = passing.chosen([way for way in ways if way.ended_at is None], chosen)
        self.ended = passing.chosen([way for way in ways if way.ended_at is not None], chosen)
        self.strangers = _strangers(members.values())
        self.returning = _returning(members, now)
        self.leaves = defaultdict(list)
        near = now.date()
        for member_id, starts_on, ends_on in (
            Leave.objects.filter(member_id__in=these, starts_on__lte=near + timedelta(days=1))
            .filter(Q(ends_on=None) | Q(ends_on__gte=near - timedelta(days=1)))
            .values_list("member_id", "starts_on", "ends_on")
        ):
            self.leaves[member_id].append((starts_on, ends_on))
        self.closed = closed_days(members, first=near - timedelta(days=1), last=near + timedelta(days=1))
        topics = {notice.topic for notice in batch if notice.topic}
        told = (
            Notice.objects.filter(_was_told(since=now - rules.TOPIC_REST))
            .filter(recipient_id__in=these, topic__in=topics)
            .values("recipient_id", "topic")
            .annotate(
                at=Max(Coalesce("sent_at", "inbox_at")),
                newest=Max("pk"),
                newest_that_must=Coalesce(Max("pk", filter=Q(notice_class=Notice.Class.MUST_ARRIVE)), 0),
            )
        )
        self.told = {
            (row["recipient_id"], row["topic"]): _Told(row["at"], row["newest"], row["newest_that_must"])
            for row in told
        }

    def joins_the_rest(self, notice: Notice) -> bool:
        """Say whether `notice` was kept back, or is due as what a leave kept back, or a summary, goes."""
        is_kept = notice.reason in KEPT_BACK or notice.recipient_id in self.returning
        return is_kept or (self._is_of_this_summary(notice) and not self.ways_of(notice))

    def kinds_in(self, notice: Notice) -> tuple[str, ...]:
        """Return by the choices of which kinds `notice` goes: its own, or those gathered under it."""
        return self.under.get(notice.pk) or (notice.kind,)

    def ways_of(self, notice: Notice) -> list[Way]:
        """Return the ways beside e-mail that `notice` takes; none once e-mail has taken over from them."""
        if notice.mail_took_over:
            return []
        kinds = self.kinds_in(notice)
        if len(kinds) == 1:
            return self.ways.get(_choice(notice, kinds[0]), [])
        found = {way: None for kind in kinds for way in self.ways.get(_choice(notice, kind), [])}
        return list(found)

    def no_mail(self, notice: Notice) -> bool:
        """Say whether nothing of `notice` is wanted by e-mail."""
        return all(self._kind_has_no_mail(notice, kind) for kind in self.kinds_in(notice))

    def _kind_has_no_mail(self, notice: Notice, name: str) -> bool:
        """Say whether the reader does not want a kind by e-mail: they said so, or never asked for it."""
        kind = kind_of(name)
        is_opt_in = kind is not None and kind.is_opt_in
        key = _choice(notice, name)
        return key in self.without_mail or (is_opt_in and key not in self.with_mail)

    def is_without_mail(self, notice: Notice) -> bool:
        """Say whether `notice` goes by other ways alone: there is one, and its reader wants no e-mail of it.

        What carries an entry for a calendar is always mailed: nothing else keeps that calendar right.
        """
        is_other = self.no_mail(notice) and bool(self.ways_of(notice))
        return is_other and not _has_calendar(kind_of(notice.kind))

    def is_silenced(self, notice: Notice) -> bool:
        """Say whether a soft message is wanted by no way; what must arrive never is.

        Where the ways its reader chose have failed, or take nothing any more, e-mail takes over, unless they
        ended it from an e-mail. A gathered one is silenced when all that is under it is.
        """
        if notice.notice_class != Notice.Class.SOFT:
            return False
        if notice.recipient.person_id in self.troubled and not self.ways_of(notice):
            return True  # letters to this address come back; what must arrive is still tried
        return all(self._kind_is_silenced(notice, kind) for kind in self.kinds_in(notice))

    def _kind_is_silenced(self, notice: Notice, kind: str) -> bool:
        if _choice(notice, kind) in self.paused:
            return True
        if not self._kind_has_no_mail(notice, kind):
            return False
        key = _choice(notice, kind)
        is_reached = not notice.mail_took_over and key in self.ways
        if notice.mail_took_over or (key in self.ended and not is_reached):
            return key in self.final
        return not is_reached

    def is_paused(self, notice: Notice) -> bool:
        """Say whether `notice` is a soft one whose kind its reader has paused, or all that is under it."""
        is_soft = notice.notice_class == Notice.Class.SOFT
        return is_soft and all(_choice(notice, kind) in self.paused for kind in self.kinds_in(notice))

    def summary(self, notice: Notice) -> datetime | None:
        """Return when the summary comes that `notice` waits for; None when it goes by itself."""
        if not self._can_wait(notice) or self._is_of_this_summary(notice):
            return None
        weekly = self.summaries[notice.recipient_id] == Hours.Summary.WEEKLY
        comes = rules.summary_at(self.now, self.windows[notice.recipient_id], weekly=weekly)
        return None if notice.not_after is not None and notice.not_after <= comes else comes

    def _can_wait(self, notice: Notice) -> bool:
        """Say whether `notice` is one that waits for the summary its reader chose, and has not yet.

        A gathered one is what they waited for.
        """
        kind = kind_of(notice.kind)
        is_soft = notice.notice_class == Notice.Class.SOFT and not (kind and kind.ignores_hours)
        is_soft = is_soft and notice.kind != GATHERED_KIND
        is_fresh = notice.reason not in KEPT_BACK and not notice.mail_took_over
        return notice.recipient_id in self.summaries and is_soft and is_fresh

    def _is_of_this_summary(self, notice: Notice) -> bool:
        """Say whether `notice` was due when today's summary came: it goes today, not with the next one."""
        if not self._can_wait(notice):
            return False
        weekly = self.summaries[notice.recipient_id] == Hours.Summary.WEEKLY
        came = rules.summary_of_now(self.now, self.windows[notice.recipient_id], weekly=weekly)
        return came is not None and notice.not_before <= came

    def rested(self, notice: Notice) -> _Told | None:
        """Return how this person was told on this topic within the last seven days, if they were."""
        return self.told.get((notice.recipient_id, notice.topic)) if notice.topic else None

    def until(self, notice: Notice, day, rested) -> tuple[datetime, str] | None:
        """Return until when `notice` has to wait, and why; None when it may go.

        During a leave it waits for the next day on which its reader would otherwise be reached, and is
        looked at again: so a leave without an end, or cut short, needs nothing more.
        """
        window = self.windows[notice.recipient_id]
        if notice.recipient_id in self.strangers and notice.kind not in (WELCOME, *first_kinds()):
            return rules.opens_after_today(self.now, window), claiming.NOT_INVITED
        if rested:
            return rules.may_reach_at(rested.at + rules.TOPIC_REST, window), claiming.RESTING
        return self.off(notice, day)

    def off(self, notice: Notice, day) -> tuple[datetime, str] | None:
        """Return until when the reader of `notice` is off on `day`, theirs, and why; None when they are not.

        The next day on which they would otherwise be reached: then it is looked at again.
        """
        member, window = notice.recipient_id, self.windows[notice.recipient_id]
        away = any(start <= day and (end is None or day <= end) for start, end in self.leaves[member])
        if away or day < notice.recipient.start_date:
            return rules.opens_after_today(self.now, window), claiming.AWAY
        kept = notice.reason if notice.reason in KEPT_BACK else claiming.HOURS
        if day in self.closed[member]:
            return rules.opens_after_today(self.now, window), kept
        opens = rules.may_reach_at(self.now, window)
        return (opens, kept) if opens > self.now else None


def _was_told(*, since: datetime) -> Q:
    """What somebody was told after `since`, by itself or as one of those under a gathered message."""
    return Q(sent_at__gt=since) | Q(state="dropped", reason=claiming.GATHERED, inbox_at__gt=since)


def _choice(notice: Notice, kind: str) -> tuple[int, str]:
    """Return whose choice of ways holds for `notice`, and under which kind that of `kind` stands."""
    return notice.recipient_id, choice_of(kind)


def _returning(member_ids: Iterable[int], now: datetime) -> set[int]:
    """Return those of these members whom a leave has just given back: what it kept has not gone yet."""
    kept = Q(reason=claiming.AWAY) | Q(kind=GATHERED_KIND)
    waiting = Notice.objects.filter(kept, state__in=("due", "claimed"), not_before__lte=now)
    return set(waiting.filter(recipient_id__in=among(member_ids)).values_list("recipient_id", flat=True))


def _strangers(members: Iterable[Member]) -> set[int]:
    """Return those of these members who never signed in, and to whom no welcome to their place has gone."""
    unseen = {member.pk for member in members if member.person.last_login is None}
    welcomes = (WELCOME, *first_kinds())
    welcomed = Notice.objects.filter(
        recipient_id__in=unseen, kind__in=welcomes, state__in=("sent", "uncertain")
    )
    return unseen.difference(welcomed.values_list("recipient_id", flat=True))


def _window(member: Member, hours: Hours | None) -> rules.Window:
    weekdays = rules.weekdays_of(member.working_days)
    if hours is None:
        return rules.Window(_zone(member), weekdays)
    return rules.Window(_zone(member), weekdays, hours.opens_at, hours.closes_at)


def _zone(member: Member) -> ZoneInfo:
    """Return the member's zone, or UTC for a name that this machine does not know: one row harms no other."""
    try:
        return member.zone
    except (ZoneInfoNotFoundError, ValueError):
        logger.warning("Member %s has a time zone that is not known here", member.pk)
        return ZoneInfo("UTC")
