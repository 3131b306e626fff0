"""Leaving messages in the outbox."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from supervision.notices.models import Notice
from supervision.sets import insert_rows

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


def queue_notices(messages: Iterable[Message], *, now: datetime) -> None:
    """Leave `messages` in the outbox, five thousand a statement; a key already there is left as it is."""
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
    for start in range(0, len(rows), 5000):
        insert_rows(Notice, QUEUED_COLUMNS, rows[start : start + 5000], skip_known=True)


def withdraw_notices(keys: Iterable[str]) -> int:
    """Withdraw what has not been sent under `keys`, and return how many were."""
    return Notice.objects.filter(key__in=list(keys), state="due").update(state="dropped", reason="withdrawn")
