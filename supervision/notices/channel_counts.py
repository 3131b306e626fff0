"""How messages get through by each channel: e-mail, devices, and an organisation's gateways. Counts alone.

Never whose, and never which gateway: three channels there are, whatever is connected.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, CharField, Count, F, Min, Q, QuerySet, Value, When

from supervision.notices.mending import TROUBLED
from supervision.notices.models import Delivery, Way
from supervision.notices.operations import Figures, Outbox

MAIL = "email"
NAMES = {MAIL: "E-mail", Way.Channel.PUSH.value: "Phone", Way.Channel.GATEWAY.value: "Other services"}


@dataclass(frozen=True, slots=True)
class ChannelCounts:
    """How one channel stands. `sent` since the moment that was asked for.

    `failed` and `uncertain` of e-mail are what nobody has settled; of the others, what stands of 90 days,
    since e-mail or the inbox took over from it.
    """

    channel: str
    waiting: int
    oldest_seconds: float
    sent: int
    failed: int
    uncertain: int

    @property
    def name(self) -> str:
        return NAMES[self.channel]


def by_channel(
    mail: Figures | Outbox, deliveries: QuerySet[Delivery], *, since: datetime, now: datetime
) -> list[ChannelCounts]:
    """Return e-mail, as it was counted, and what of `deliveries` went by each other. Three queries."""
    had_mail = mail.sent_today if isinstance(mail, Figures) else mail.sent_last_hour
    rows = [
        ChannelCounts(MAIL, mail.waiting, mail.oldest_seconds, had_mail, mail.failed, mail.uncertain),
    ]
    counted: dict[str, dict] = defaultdict(dict)
    for row in (
        *_grouped(deliveries.filter(state="due", not_before__lte=now), waiting=Count("pk")),
        *_grouped(deliveries.filter(state="sent", ended_at__gte=since), sent=Count("pk")),
        *_grouped(
            deliveries.filter(state__in=TROUBLED),
            failed=Count("pk", filter=Q(state="failed")),
            uncertain=Count("pk", filter=Q(state="uncertain")),
        ),
    ):
        counted[row["channel"]] |= row
    for channel in Way.Channel.values:
        found = counted[channel]
        oldest = found.get("oldest")
        rows.append(
            ChannelCounts(
                channel,
                waiting=found.get("waiting", 0),
                oldest_seconds=(now - oldest).total_seconds() if oldest else 0,
                sent=found.get("sent", 0),
                failed=found.get("failed", 0),
                uncertain=found.get("uncertain", 0),
            )
        )
    return rows


def _grouped(deliveries: QuerySet[Delivery], **counts) -> QuerySet:
    """Count deliveries by channel. Of a way that was removed the name is left: a device is "Phone"."""
    channel = Case(
        When(way__isnull=False, then=F("way__channel")),
        When(name="Phone", then=Value(Way.Channel.PUSH.value)),
        default=Value(Way.Channel.GATEWAY.value),
        output_field=CharField(),
    )
    if "waiting" in counts:
        counts["oldest"] = Min("not_before")
    return deliveries.annotate(channel=channel).values("channel").annotate(**counts).order_by("channel")
