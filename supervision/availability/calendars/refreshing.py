"""Reading the calendars that are due: taking one, reading it with nothing held, keeping what it said.

Taking is one short transaction, keeping another; between them, while a stranger's server and file take
their time, no lock and no transaction is open. A worker that is lost loses its lease, and another reads.
"""

from __future__ import annotations

import hmac
import ipaddress
import logging
import random
import uuid
from collections.abc import Callable
from datetime import date, datetime, timedelta
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db import connections, transaction
from django.db.models import Count, Max, Q
from django.utils.crypto import salted_hmac

from supervision.availability.calendars import rules, sealing
from supervision.availability.calendars.addresses import Network, Unfetched, link_of
from supervision.availability.calendars.fetching import Fetched, fetch
from supervision.availability.calendars.lines import Unreadable
from supervision.availability.calendars.reading import Question, Reading, read_calendar
from supervision.availability.models import DAY_MINUTES, BookingRules, BusySpan, Calendar
from supervision.availability.opening import rebuild_for_people
from supervision.availability.rules import DEFAULTS
from supervision.faults import fault
from supervision.notices.services import Message, queue_notices
from supervision.people.encryption import CannotUnseal
from supervision.people.models import Member
from supervision.sets import insert_rows

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=180)
"""More than a fetch and a reading may take together."""
MOST_AT_A_HOST = 4
"""So many calendars of one host are read at once."""
EPOCH = date(1970, 1, 1)
NOTICE = "calendar_stopped"


# ---------------------------------------------------------------- taking
def claim(*, owner: str, now: datetime, only: int | None = None) -> Calendar | None:
    """Take the calendar that has been due longest, for `owner`; None when none is. `only`: that one.

    On PostgreSQL a row that another worker is taking is skipped; on SQLite the transaction, begun
    IMMEDIATE, is alone. A taken row is due again when its lease is over, whatever became of its worker.
    """
    with transaction.atomic():
        due = Calendar.objects.filter(next_read_at__lte=now).exclude(host__in=_busy_hosts(now))
        if only is not None:
            due = due.filter(pk=only)
        if connections[due.db].features.has_select_for_update:
            due = due.select_for_update(skip_locked=True, of=("self",))
        calendar = due.order_by("next_read_at", "pk").first()
        if calendar is None:
            return None
        calendar.owner, calendar.lease_until = owner, now + LEASE
        Calendar.objects.filter(pk=calendar.pk).update(
            owner=owner, lease_until=calendar.lease_until, next_read_at=calendar.lease_until
        )
    fault("claim.after")
    return calendar


def _busy_hosts(now: datetime) -> list[str]:
    reading = Calendar.objects.filter(lease_until__gt=now).exclude(host="")
    counts = reading.values("host").annotate(many=Count("pk")).filter(many__gte=MOST_AT_A_HOST)
    return [row["host"] for row in counts]


def due_now(now: datetime) -> int:
    """Return how many calendars wait to be read."""
    return Calendar.objects.filter(next_read_at__lte=now).count()


def read_due(*, tell_time: Callable[[], datetime], should_stop: Callable[[], bool]) -> int:
    """Read one calendar after another until none is due or it is time to stop; return how many were."""
    owner = uuid.uuid4().hex
    done = 0
    while not should_stop():
        calendar = claim(owner=owner, now=tell_time())
        if calendar is None:
            break
        read_one(calendar, owner=owner, tell_time=tell_time)
        done += 1
    return done


# ---------------------------------------------------------------- reading
def read_one(calendar: Calendar, *, owner: str, tell_time: Callable[[], datetime]) -> None:
    """Fetch and read a calendar that `owner` took, and keep what it said or that it said nothing.

    Nothing of a link, a file or an answer reaches a log. Outside of any transaction.
    """
    try:
        _read(calendar, owner, tell_time)
    except Unfetched as trouble:
        fail(calendar, owner=owner, code=trouble.code, wait=trouble.wait, now=tell_time())
    except Unreadable as trouble:
        fail(calendar, owner=owner, code=trouble.code, now=tell_time())
    except CannotUnseal:
        fail(calendar, owner=owner, code="sealed", now=tell_time())
    except OSError as trouble:
        logger.warning("A calendar could not be read (%s).", type(trouble).__name__)
        fail(calendar, owner=owner, code="our_trouble", now=tell_time())


def _read(calendar: Calendar, owner: str, tell_time: Callable[[], datetime]) -> None:
    now = tell_time()
    time_zone = _time_zone_of(calendar)
    is_file = calendar.kind == Calendar.Kind.FILE
    today = now.date()
    needed = rules.FILE_DAYS if is_file else _horizon_of(calendar.person_id)
    until = today + timedelta(days=needed + (0 if is_file else rules.MARGIN_DAYS))
    mine = {calendar.person.email.lower()}
    if is_file:
        fetched = Fetched(sealing.opened(calendar, "file"))
    else:
        address = sealing.opened(calendar, "address").decode()
        reaches = calendar.read_until or today
        is_enough = reaches - today >= timedelta(days=needed + rules.SPARE_DAYS)
        is_enough = is_enough and calendar.time_zone == time_zone
        mine |= rules.addresses_in(unquote(urlsplit(address).path))
        fetched = fetch(
            address,
            etag=calendar.etag if is_enough else "",
            modified=calendar.last_modified if is_enough else "",
            own=own_networks(),
            own_names=own_names(),
        )
        digest = "" if fetched.raw is None else digest_of(fetched.raw)
        if fetched.raw is None or (is_enough and hmac.compare_digest(digest, calendar.digest)):
            keep_unchanged(calendar, owner=owner, fetched=fetched, now=tell_time())
            return
    raw = fetched.raw or b""
    question = Question(
        first=((today - EPOCH).days - 1) * DAY_MINUTES,
        last=((until - EPOCH).days + 1) * DAY_MINUTES,
        zone=time_zone,
        mine=frozenset(mine),
        domain=settings.CALENDAR_DOMAIN,
    )
    reading = read_calendar(raw, question)
    facts = {
        "etag": fetched.etag,
        "last_modified": fetched.modified,
        "digest": digest_of(raw),
        "read_until": until,
        "time_zone": time_zone,
    }
    keep(calendar, reading, owner=owner, facts=facts, now=tell_time())


def _horizon_of(person_id: int) -> int:
    """Return how many days ahead anybody books in the organisations where this person has a place."""
    theirs = BookingRules.objects.filter(organisation__members__person=person_id)
    return max(theirs.aggregate(most=Max("horizon_days"))["most"] or 0, DEFAULTS.horizon_days)


def _time_zone_of(calendar: Calendar) -> str:
    """Return the zone that the owner lives by now; the one they had, where their places differ."""
    present = Member.objects.filter(person=calendar.person_id, end_date=None)
    zones = set(present.values_list("time_zone", flat=True))
    if len(zones) == 1:
        return zones.pop()
    return calendar.time_zone


def digest_of(raw: bytes) -> str:
    """Return what tells one content of a calendar from another, and nothing of it to anybody else."""
    return salted_hmac("holdspace.calendar", rules.without_passing_lines(raw), algorithm="sha256").hexdigest()


def host_of(address: str) -> str:
    """Return what tells one host from another without naming it. Raises Unfetched for a bad link."""
    host = link_of(address).host
    return salted_hmac("holdspace.calendar.host", host, algorithm="sha256").hexdigest()[:32]


def own_names() -> frozenset[str]:
    """Return the names under which this installation is reached; a calendar is never fetched from there."""
    named = {name.lower().lstrip(".") for name in settings.ALLOWED_HOSTS if name and "*" not in name}
    return frozenset(named | {urlsplit(settings.BASE_URL).hostname or ""} - {""})


def own_networks() -> tuple[Network, ...]:
    """Return the networks that the installation says are its own."""
    return tuple(ipaddress.ip_network(text.strip(), strict=False) for text in settings.OWN_NETWORKS)


# ---------------------------------------------------------------- keeping
def _mine(calendar: Calendar, owner: str):
    """The calendar, as long as it is `owner`'s to write; nobody's rows once the lease went to another."""
    return Calendar.objects.filter(pk=calendar.pk, owner=owner, kind=calendar.kind)


def _read_again(calendar: Calendar, now: datetime) -> datetime | None:
    if calendar.kind == Calendar.Kind.FILE:
        return None
    every = timedelta(minutes=settings.CALENDAR_MINUTES)
    return rules.read_again_at(now, every=every, chance=random.random())  # noqa: S311 - spreads load


def _well(calendar: Calendar, now: datetime) -> dict:
    return {
        "state": rules.READ,
        "fault": "",
        "failures": 0,
        "failing_since": None,
        "read_at": now,
        "next_read_at": _read_again(calendar, now),
        "lease_until": None,
        "owner": "",
    }


def keep_unchanged(calendar: Calendar, *, owner: str, fetched: Fetched, now: datetime) -> bool:
    """Note that a calendar says what it said before; False if it is no longer `owner`'s to write."""
    facts = _well(calendar, now)
    if fetched.raw is not None:
        facts |= {"etag": fetched.etag, "last_modified": fetched.modified}
    return _mine(calendar, owner).update(**facts) == 1


@transaction.atomic
def keep(calendar: Calendar, reading: Reading, *, owner: str, facts: dict, now: datetime) -> bool:
    """Put the spans of a reading in the place of those before, and work out open time with them.

    One transaction. False, and nothing done, if the calendar is no longer `owner`'s to write.
    """
    facts = _well(calendar, now) | facts | {"left_out": reading.left_out, "file_sealed": b""}
    if _mine(calendar, owner).update(**facts) != 1:
        return False
    if replace_spans(calendar, set(reading.spans)):
        rebuild_for_people([calendar.person_id], now=now)
    fault("commit.before")
    return True


def replace_spans(calendar: Calendar, spans: set[tuple[int, int]]) -> bool:
    """Make `spans` the busy spans of a calendar; say whether any of them is new or gone."""
    kept = {
        (starts, ends): pk for pk, starts, ends in calendar.busy_spans.values_list("pk", "starts", "ends")
    }
    gone = [pk for span, pk in kept.items() if span not in spans]
    for start in range(0, len(gone), 5_000):
        BusySpan.objects.filter(pk__in=gone[start : start + 5_000]).delete()
    fresh = sorted(spans - set(kept))
    rows = [(calendar.pk, calendar.person_id, starts, ends) for starts, ends in fresh]
    insert_rows(BusySpan, ("calendar_id", "person_id", "starts", "ends"), rows)
    return bool(gone or fresh)


@transaction.atomic
def fail(calendar: Calendar, *, owner: str, code: str, now: datetime, wait: int = 0) -> bool:
    """Note that a calendar could not be read, and why; what was read before stands.

    Its owner gets one message when it has come to need them. A host that asks to be left alone is, with
    all its calendars. False, and nothing done, if the calendar is no longer `owner`'s to write.
    """
    since, failures = calendar.failing_since or now, calendar.failures + 1
    is_file = calendar.kind == Calendar.Kind.FILE
    if is_file:
        then = rules.after_failed_file(code=code, failures=failures, now=now)
    else:
        chance = random.random()  # noqa: S311 - spreads load
        then = rules.after_failure(
            code=code, failures=failures, since=since, now=now, chance=chance, wait=wait
        )
    facts = {
        "state": then.state,
        "fault": code[:40],
        "failures": min(failures, 30_000),
        "failing_since": since,
        "next_read_at": then.next_read_at,
        "lease_until": None,
        "owner": "",
    }
    if is_file and then.next_read_at is None:
        facts["file_sealed"] = b""
    if _mine(calendar, owner).update(**facts) != 1:
        return False
    if wait and calendar.host:
        waits = Q(host=calendar.host, next_read_at__lt=now + timedelta(seconds=wait), lease_until=None)
        Calendar.objects.filter(waits).update(next_read_at=now + timedelta(seconds=wait))
    if then.state == rules.STOPPED and calendar.state != rules.STOPPED and not is_file:
        _ask_owner(calendar, since, now)
    return True


def _ask_owner(calendar: Calendar, since: datetime, now: datetime) -> None:
    """Leave the owner one message, at the place where they have been longest."""
    place = Member.objects.filter(
        Q(end_date=None) | Q(end_date__gte=now.date()), person=calendar.person_id
    ).order_by("pk")
    member = place.first()
    if member is None:
        return
    message = Message(
        organisation_id=member.organisation_id,
        recipient_id=member.pk,
        kind=NOTICE,
        notice_class="S",
        key=f"calendar-{calendar.pk}-{int(since.timestamp())}",
        not_before=now,
        topic=f"calendar-{calendar.pk}",
        about={"calendar": calendar.pk},
    )
    queue_notices([message], now=now)
