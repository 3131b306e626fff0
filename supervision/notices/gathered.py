"""The one message that stands for many: what was kept back, or came all at once."""

from collections import Counter
from datetime import datetime
from typing import TypedDict

from django.urls import reverse

from supervision.notices import claiming
from supervision.notices.kinds import ended_by, kind_of
from supervision.notices.models import Notice


class GatheredFacts(TypedDict):
    """How many messages stand in the inbox unread, and the line of each kind with its number.

    `ends` is the soft kind that the link to fewer ends: that of all of them; empty where there is none.
    """

    count: int
    lines: list[tuple[str, int]]
    ends: str


def context(notice: Notice, now: datetime) -> GatheredFacts | None:
    """Count what was put into the inbox for this message; None once its reader has been there."""
    since = datetime.fromisoformat(notice.about["since"])
    kept = Notice.objects.filter(
        recipient=notice.recipient_id, reason=claiming.GATHERED, inbox_at__gte=since, read_at=None
    )
    numbers = Counter(kept.values_list("kind", flat=True))
    if not numbers:
        return None
    kinds = {name: kind for name in sorted(numbers) if (kind := kind_of(name))}
    ends = {ended_by(kind) for kind in kinds.values()}
    return {
        "count": numbers.total(),
        "lines": [(kind.said_line, numbers[name]) for name, kind in kinds.items()],
        "ends": ends.pop() if len(ends) == 1 and notice.notice_class == Notice.Class.SOFT else "",
    }


def path(notice: Notice) -> str:
    return reverse("notices:inbox")
