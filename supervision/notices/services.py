"""Leaving messages in the outbox."""

import json
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Coalesce

from supervision.errors import Refusal
from supervision.notices import claiming
from supervision.notices.models import Hours, Notice, Preference
from supervision.sets import insert_rows, insert_selected

QUEUED_COLUMNS = (
    "organisation_id",
    "recipient_id",
    "kind",
    "notice_class",
    "key",
    "topic",
    "about",
    "not_before",
    "not_after",
    "created_at",
)


MAIL = "email"


class OneWayStays(Refusal):
    """A kind that must arrive was left without a way; `kinds` names which."""

    code = "one_way_stays"
    status = 422

    def __init__(self, kinds: Sequence[str]):
        super().__init__("What must arrive needs one way to you.")
        self.kinds = kinds


@dataclass(frozen=True, slots=True)
class Message:
    """One message to leave in the outbox. `about` holds ids and ISO days, never a word."""

    organisation_id: int
    recipient_id: int
    kind: str
    notice_class: str
    key: str
    not_before: datetime
    topic: str = ""
    not_after: datetime | None = None
    about: dict = field(default_factory=dict)


@transaction.atomic
def queue_notices(messages: Iterable[Message], *, now: datetime) -> int:
    """Leave `messages` in the outbox, and return how many are new; a key already there is left as it is."""
    rows = [
        (
            message.organisation_id,
            message.recipient_id,
            message.kind,
            message.notice_class,
            message.key,
            message.topic,
            json.dumps(message.about),
            message.not_before,
            message.not_after,
            now,
        )
        for message in messages
    ]
    return sum(
        insert_rows(Notice, QUEUED_COLUMNS, rows[start : start + 5000], skip_known=True)
        for start in range(0, len(rows), 5000)
    )


def queue_selected(sql: str, params: Sequence[Any]) -> int:
    """Leave a message for each row of a statement with `QUEUED_COLUMNS`, and return how many are new.

    For thousands at a time, whose words never have to pass through Python. A key already there is left
    as it is.
    """
    return insert_selected(Notice, QUEUED_COLUMNS, sql, params, skip_known=True)


def withdraw_notices(keys: Iterable[str]) -> int:
    """Withdraw what has not begun to be sent under `keys`, and return how many were."""
    return Notice.objects.filter(key__in=list(keys), state__in=("due", "claimed")).update(
        state="dropped", reason=claiming.WITHDRAWN
    )


def mark_all_read(member, *, now: datetime) -> int:
    """Note that `member` has read all that stands in their inbox, and return how many were new."""
    return Notice.objects.visible_to(member).unread().update(read_at=now)


def choose_kinds(
    member, wanted: dict[str, bool], *, for_good: bool = False, reported_at: datetime | None = None
) -> None:
    """Keep which kinds `member` wants by e-mail; the inbox has them either way.

    `for_good`: ended from an e-mail itself, so that not even another way's failure brings it back.
    `reported_at`: when their mail provider said so for them.
    """
    Preference.objects.bulk_create(
        [
            Preference(
                member=member,
                kind=kind,
                way=MAIL,
                is_wanted=is_wanted,
                is_final=for_good and not is_wanted,
                reported_at=None if is_wanted else reported_at,
            )
            for kind, is_wanted in wanted.items()
        ],
        update_conflicts=True,
        unique_fields=["member", "kind", "way"],
        update_fields=["is_wanted", "is_final", "reported_at"],
    )


@transaction.atomic
def choose_ways(member, chosen: Mapping[str, Set[str]], *, ways: Set[str], fixed: Set[str]) -> None:
    """Keep by which of `ways` ("email", "push", "gateway-N") each kind reaches `member`.

    `fixed` kinds must arrive. Raises OneWayStays when one of them would be left without any way.
    """
    silent = sorted(kind for kind in chosen if kind in fixed and not chosen[kind] & ways)
    if silent:
        raise OneWayStays(silent)
    ended = dict(
        Preference.objects.filter(member=member, way=MAIL, is_final=True).values_list("kind", "reported_at")
    )
    Preference.objects.bulk_create(
        [
            Preference(
                member=member,
                kind=kind,
                way=way,
                is_wanted=way in wanted,
                is_final=way == MAIL and kind in ended and way not in wanted,
                reported_at=ended.get(kind) if way == MAIL and way not in wanted else None,
            )
            for kind, wanted in chosen.items()
            for way in sorted(ways)
        ],
        update_conflicts=True,
        unique_fields=["member", "kind", "way"],
        update_fields=["is_wanted", "is_final", "reported_at"],
    )


def choose_hours(member, *, opens_at: time, closes_at: time, summary: str | None = None) -> None:
    """Keep when messages may reach `member` on a working day, in wall time of their zone, and in what form.

    `summary` is one of Hours.Summary; None leaves it as it is.
    """
    kept: dict[str, Any] = {"opens_at": opens_at, "closes_at": closes_at}
    if summary is not None:
        kept["summary"] = summary
    Hours.objects.update_or_create(member=member, defaults=kept)


def forget_about(
    recipient_ids: Iterable[int], *, kinds: Iterable[str], about: Mapping[str, Sequence[str]]
) -> int:
    """Delete messages of these kinds to these members that are about any of these, and return how many.

    For what may not be known any more, sooner than messages are forgotten anyway. `about` names values by
    their name in the row.
    """
    meant = Q(pk__in=[])
    for name, values in about.items():
        meant |= Q(**{f"about__{name}__in": list(values)})
    found = Notice.objects.filter(meant, recipient__in=list(recipient_ids), kind__in=list(kinds))
    return found.delete()[0]


KEPT = timedelta(days=90)
WELCOME = "welcome"
"""The kind of the first message. Kept for good: it says that somebody was invited."""


def kept_long_enough(now: datetime):
    """Return the messages that the next night forgets."""
    done = Notice.objects.done().exclude(kind=WELCOME)
    return done.annotate(since=Coalesce("inbox_at", "created_at")).filter(Q(since__lt=now - KEPT))


def forget_old(*, now: datetime, batch: int = 2000) -> int:
    """Delete what was sent, dropped or failed more than 90 days ago; in short statements. Return how many."""
    old = kept_long_enough(now).order_by("pk")
    forgotten = 0
    while ids := list(old.values_list("pk", flat=True)[:batch]):
        forgotten += Notice.objects.filter(pk__in=ids).delete()[0]
    return forgotten
