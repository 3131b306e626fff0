"""The one message that stands for many: what was kept back, or came all at once."""

from collections import Counter
from datetime import datetime
from typing import TypedDict

from django.urls import reverse

from supervision.notices import claiming
from supervision.notices.kinds import kind_of
from supervision.notices.models import Notice


class GatheredFacts(TypedDict):
    """How many messages stand in the inbox unread, and the line of each kind with its number."""

    count: int
    lines: list[tuple[str, int]]


def context(notice: Notice, now: datetime) -> GatheredFacts | None:
    """Count what was put into the inbox for this message; None once its reader has been there."""
    since = datetime.fromisoformat(notice.about["since"])
    kept = Notice.objects.filter(
        recipient=notice.recipient_id, reason=claiming.GATHERED, inbox_at__gte=since, read_at=None
    )
    numbers = Counter(kept.values_list("kind", flat=True))
    if not numbers:
        return None
    lines = [(kind.said_line, number) for name, number in sorted(numbers.items()) if (kind := kind_of(name))]
    return {"count": numbers.total(), "lines": lines}


def path(notice: Notice) -> str:
    return reverse("notices:inbox")
