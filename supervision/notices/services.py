"""Leaving messages in the outbox."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from supervision.notices.models import Notice


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
    """Leave `messages` in the outbox, in one statement a thousand; a key already there is left as it is."""
    Notice.objects.bulk_create(
        [
            Notice(
                organisation_id=message.organisation_id,
                recipient_id=message.recipient_id,
                kind=message.kind,
                notice_class=message.notice_class,
                key=message.key,
                topic=message.topic,
                about=message.about,
                not_before=message.not_before,
                not_after=message.not_after,
                created_at=now,
            )
            for message in messages
        ],
        ignore_conflicts=True,
        batch_size=1000,
    )


def withdraw_notices(keys: Iterable[str]) -> int:
    """Withdraw what has not been sent under `keys`, and return how many were."""
    return Notice.objects.filter(key__in=list(keys), state="due").update(state="dropped", reason="withdrawn")
