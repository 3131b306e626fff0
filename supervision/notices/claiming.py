"""Taking rows from the outbox, putting them back, and what may become of them before they are sent.

Every change here is one conditional statement: it names the state, and the owner where there is one, so
that two workers, or one that was thought dead, never both decide.
"""

# ruff: noqa: S608 - only names of tables and columns are written into statements; values never are.

import json
import uuid
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db import IntegrityError, connection, models, transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from supervision import quick_rows
from supervision.faults import fault
from supervision.notices import rules, slips
from supervision.notices.models import Notice
from supervision.people.models import Member, Organisation, Person
from supervision.sets import among, execute, fetch, is_postgres, moment, one_of
from supervision.written_once import Given, Written, write

BATCH = 500
MOST_BESIDE = 1000

WITHDRAWN = "withdrawn"
GONE = "reason gone"
LEFT = "left"
REPLACED = "replaced by a later one"
NOT_WANTED = "e-mail not wanted"
GATHERED = "gathered"
TOO_LATE = "too late"
AWAY = "away"
HOURS = "outside hours"
RESTING = "told less than a week ago"
NOT_INVITED = "not invited yet"
UNKNOWN_OUTCOME = "outcome not known"
BY_HAND = "dropped by hand"
SUMMARY = "kept for the summary"
HOST = "its host takes no more for now"


def new_owner() -> str:
    """Return a token for one run of one worker."""
    return uuid.uuid4().hex


def lease_from(now: datetime) -> datetime:
    return now + timedelta(seconds=settings.NOTICE_LEASE_SECONDS)


def claim(*, owner: str, now: datetime, limit: int = BATCH) -> list[Notice]:
    """Take up to `limit` due rows for `owner` and return them, with recipient, person and organisation.

    On PostgreSQL rows that another worker is taking are skipped; on SQLite the transaction, begun
    IMMEDIATE, is alone. Two rows on one topic to one person are never in two hands: where two workers
    reach for them in the same moment the database refuses one, which then looks again.
    """

    def next_ones() -> list[int]:
        # What was tried before comes last: a row that its worker does not survive holds up nobody.
        ids: list[int] = []
        for was_tried in (False, True):
            if len(ids) < limit:
                found = _next_sql(connection.vendor, was_tried, limit).run(now=moment(now))
                ids += [pk for (pk,) in found][: limit - len(ids)]
        return ids

    return _claim(next_ones, owner=owner, now=now)


def claim_of(readers: Collection[int], kinds: Collection[str], *, owner: str, now: datetime) -> list[Notice]:
    """Take what else of these kinds is due for these readers, MOST_BESIDE rows at most, as `claim` does."""

    def theirs() -> list[int]:
        found = _claimable(now).filter(recipient__in=among(readers), kind__in=kinds)
        return list(found.values_list("pk", flat=True)[:MOST_BESIDE])

    return _claim(theirs, owner=owner, now=now)


def _claimable(now: datetime | Given) -> QuerySet[Notice]:
    due = Notice.objects.claimable(now)
    return due.select_for_update(skip_locked=True, of=("self",)) if is_postgres() else due


@lru_cache(maxsize=16)
def _next_sql(vendor: str, was_tried: bool, limit: int) -> Written:
    """Return what finds the next rows, for one database. A row locked too many is let go at the commit."""
    due = _claimable(Given("now", models.DateTimeField()))
    return write(due.filter(**{"attempts__gt" if was_tried else "attempts": 0}).values_list("pk")[:limit])


def _claim(find: Callable[[], list[int]], *, owner: str, now: datetime) -> list[Notice]:
    for _ in range(5):
        try:
            with transaction.atomic():
                ids = find()
                _take(ids, owner=owner, until=lease_from(now))
        except IntegrityError:
            continue
        fault("claim.after")
        return _read(ids, owner=owner)
    return []


def _take(ids: Collection[int], *, owner: str, until: datetime) -> None:
    picked, these = one_of(ids)
    table = Notice._meta.db_table
    execute(
        f"update {table} set state = 'claimed', owner = %s, lease_until = %s"
        f" where id {picked} and state = 'due'",
        [owner, moment(until), these],
    )


def _read(ids: Collection[int], *, owner: str) -> list[Notice]:
    """Return these rows as far as `owner` has taken them, with recipient, person and organisation."""
    if not ids:
        return []
    picked, these = one_of(ids)
    notice, member, person = (model._meta.db_table for model in (Notice, Member, Person))
    rows = quick_rows.read(
        f"select {quick_rows.columns(Notice, 'n')}, {quick_rows.columns(Member, 'm')},"
        f" {quick_rows.columns(Person, 'p')} from {notice} n join {member} m on m.id = n.recipient_id"
        f" join {person} p on p.id = m.person_id where n.id {picked} and n.owner = %s"
        " and n.state = 'claimed' order by n.attempts, n.not_before, n.id",
        [these, owner],
        *(Notice, Member, Person),
    )
    places = _places({member.organisation_id for _, member, _ in rows})
    found = []
    for one, recipient, its_person in rows:
        quick_rows.relate(recipient, person=its_person, organisation=places[recipient.organisation_id])
        quick_rows.relate(one, recipient=recipient)
        found.append(one)
    return found


def _places(ids: Collection[int]) -> dict[int, Organisation]:
    picked, these = one_of(ids)
    columns = quick_rows.columns(Organisation, "o")
    sql = f"select {columns} from {Organisation._meta.db_table} o where o.id {picked}"
    return {one.pk: one for (one,) in quick_rows.read(sql, [these], Organisation)}


def let_go(owner: str) -> int:
    """Put back what `owner` took and has not begun to send, as if never taken; return how many rows."""
    return Notice.objects.filter(owner=owner, state="claimed").update(state="due", owner="", lease_until=None)


def drop(notices: Iterable[Notice], *, owner: str, reason: str, now: datetime, shown: bool = False) -> None:
    """Take claimed rows out of the post for `reason`; `shown` ones stand in the inbox from `now` on."""
    Notice.objects.in_hand(owner).filter(pk__in=[notice.pk for notice in notices], state="claimed").update(
        state="dropped", reason=reason, owner="", lease_until=None, inbox_at=now if shown else None
    )


def hold(held: Iterable[tuple[Notice, datetime, str]], *, owner: str, now: datetime) -> None:
    """Put claimed rows back until a moment each, with the reason; one statement for each pair.

    What its reader is not written to about yet stands in the inbox meanwhile, should they come by.
    """
    groups: dict[tuple[datetime, str], list[int]] = defaultdict(list)
    for notice, until, reason in held:
        groups[until, reason].append(notice.pk)
    for (until, reason), ids in groups.items():
        Notice.objects.filter(pk__in=ids, owner=owner, state="claimed").update(
            state="due",
            not_before=until,
            reason=reason,
            owner="",
            lease_until=None,
            inbox_at=Coalesce("inbox_at", now) if reason == NOT_INVITED else F("inbox_at"),
        )


def start_sending(notice: Notice, *, owner: str, message_id: str, now: datetime) -> bool:
    """Note that the words of `notice` are about to go, under `message_id`; False if it is no longer ours."""
    return (
        Notice.objects.filter(pk=notice.pk, owner=owner, state="claimed").update(
            state="sending", message_id=message_id, attempts=F("attempts") + 1, lease_until=lease_from(now)
        )
        == 1
    )


def start_sending_all(letters: Mapping[int, str], *, owner: str, now: datetime) -> set[int]:
    """Note that the words of these rows are about to go, each under its Message-ID; return which are ours.

    One statement, whatever their number.
    """
    if not letters:
        return set()
    table = Notice._meta.db_table
    if is_postgres():
        pairs = "unnest(%s::bigint[], %s::text[]) as v(id, message_id)"
        given: list[Any] = [list(letters), list(letters.values())]
    else:
        pairs = "(select json_extract(value, '$[0]') as id, json_extract(value, '$[1]') as message_id"
        pairs += " from json_each(%s)) as v"
        given = [json.dumps(list(letters.items()))]
    rows = fetch(
        f"update {table} set state = 'sending', message_id = v.message_id, attempts = attempts + 1,"
        f" lease_until = %s from {pairs} where {table}.id = v.id and {table}.owner = %s"
        f" and {table}.state = 'claimed' returning {table}.id",
        [moment(lease_from(now)), *given, owner],
    )
    return {pk for (pk,) in rows}


def mark_sent_all(pks: Collection[int], *, owner: str, now: datetime) -> int:
    """Note that the server took these rows, in one statement; return how many were still ours to mark."""
    ours = Notice.objects.filter(pk__in=among(pks), owner=owner, state__in=("sending", "uncertain"))
    return ours.update(state="sent", sent_at=now, inbox_at=now, lease_until=None, reason="") if pks else 0


def put_back(pks: Collection[int], *, owner: str) -> None:
    """Put back rows that were to be sent and have not begun, as if never taken."""
    if pks:
        Notice.objects.filter(pk__in=among(pks), owner=owner, state="sending").update(
            state="due", owner="", lease_until=None, attempts=F("attempts") - 1
        )


def mark_sent(notice: Notice, *, owner: str, now: datetime) -> bool:
    """Note that the server took `notice`. Also after its lease ran out and it counted as not known."""
    return (
        Notice.objects.filter(pk=notice.pk, owner=owner, state__in=("sending", "uncertain")).update(
            state="sent", sent_at=now, inbox_at=now, lease_until=None, reason=""
        )
        == 1
    )


def mark_failed(notice: Notice, *, owner: str, attempts: int, reason: str, now: datetime) -> None:
    """Note that `notice` cannot be sent, ever. Its reader still finds it in the inbox."""
    Notice.objects.in_hand(owner).filter(pk=notice.pk).update(
        state="failed", attempts=attempts, reason=reason, lease_until=None, inbox_at=now
    )


def mark_uncertain(notice: Notice, *, owner: str, now: datetime) -> None:
    Notice.objects.in_hand(owner).filter(pk=notice.pk).update(
        state="uncertain", reason=UNKNOWN_OUTCOME, sent_at=now, inbox_at=now, lease_until=None
    )


def try_later(
    notice: Notice, *, owner: str, attempts: int, reason: str, now: datetime, chance: float
) -> None:
    """Put `notice` back to be tried again after a while, or give up after the fourteenth attempt."""
    if attempts >= rules.MOST_ATTEMPTS:
        mark_failed(notice, owner=owner, attempts=attempts, reason=reason, now=now)
        return
    Notice.objects.in_hand(owner).filter(pk=notice.pk).update(
        state="due",
        attempts=attempts,
        not_before=now + rules.wait_after(attempts, chance=chance),
        reason=reason,
        owner="",
        lease_until=None,
    )


def recover(*, now: datetime) -> int:
    """Free what a lost worker still holds, and return how many rows that were.

    Taken but not begun: due again. Begun and must arrive: due again, under the same Message-ID. Begun and
    soft: it may have gone, so it is shown as not known and not repeated; the same after the fourteenth
    time of the other class. What has become too late is dropped. Where the lost worker's slip is at hand,
    it says which of a group went, and which had not begun.
    """
    lost = Notice.objects.lease_over(now)
    _take_slips_at_their_word(lost, now=now)
    not_again = Q(notice_class=Notice.Class.SOFT) | Q(attempts__gte=rules.MOST_ATTEMPTS)
    uncertain = lost.filter(not_again, state="sending").update(
        state="uncertain", reason=UNKNOWN_OUTCOME, sent_at=now, inbox_at=now, lease_until=None
    )
    again = lost.update(state="due", owner="", lease_until=None)
    Notice.objects.filter(state="due", not_after__lte=now).update(state="dropped", reason=TOO_LATE)
    return uncertain + again


def _take_slips_at_their_word(lost: QuerySet[Notice], *, now: datetime) -> None:
    """Mark what a lost worker's slip says that it sent, and put back what it had not begun."""
    owners = list(lost.filter(state="sending").values_list("owner", flat=True).distinct().order_by())
    for owner in owners:
        told = slips.read(owner)
        if told is None:
            continue
        held = set(Notice.objects.filter(owner=owner, state="sending").values_list("pk", flat=True))
        with transaction.atomic():
            mark_sent_all(held & told.sent, owner=owner, now=now)
            put_back(held - told.sent - told.unknown, owner=owner)
    slips.forget(owners)
