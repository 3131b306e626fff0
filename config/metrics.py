"""/metrics for Prometheus: how messages and jobs get through, over the whole installation.

Every value is read from the database when it is asked for, so any process, on any machine, gives the
same answer, and none keeps numbers that a restart would lose. No organisation, person or kind is named.
"""

import hmac
from collections.abc import Iterator
from datetime import timedelta
from ipaddress import ip_address

from django.conf import settings
from django.http import Http404, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from supervision.clock import now as clock_now
from supervision.notices import heartbeats
from supervision.notices.channel_counts import by_channel
from supervision.notices.models import Delivery
from supervision.notices.operations import outbox

PASSED_ON = ("X-Forwarded-For", "X-Forwarded-Proto", "X-Real-IP", "Forwarded", "Via")
GAUGES = {
    "waiting": "Messages that are due and not yet taken.",
    "held": "Messages that wait for their reader's hours, for a day or for the end of a leave.",
    "oldest_seconds": "How long the oldest due message has been waiting.",
    "in_hand": "Messages that a worker holds.",
    "failed": "Messages that could not be delivered and were not settled by hand.",
    "uncertain": "Messages that may have arrived and were not settled by hand.",
    "sent_last_hour": "Messages delivered in the last sixty minutes.",
}
CHANNEL_GAUGES = {
    "waiting": ("waiting", "What is due by a channel and not yet taken."),
    "oldest_seconds": ("oldest_seconds", "How long the oldest that is due by a channel has been waiting."),
    "failed": ("failed", "What a channel could not deliver; of e-mail what was not settled by hand."),
    "uncertain": ("uncertain", "What a channel may have delivered; of e-mail what was not settled by hand."),
    "sent_last_hour": ("sent", "What a channel delivered in the last sixty minutes."),
}
"""The e-mail of these says what the gauges above say."""


class Database(Collector):
    """The gauges, counted when they are asked for."""

    def describe(self) -> list[Metric]:
        return []  # what there is to collect is not asked for twice

    def collect(self) -> Iterator[Metric]:
        now = clock_now()
        counts = outbox(now=now)
        for name, words in GAUGES.items():
            yield GaugeMetricFamily(f"holdspace_notices_{name}", words, value=getattr(counts, name))
        channels = by_channel(counts, Delivery.objects.all(), since=now - timedelta(hours=1), now=now)
        for name, (field, words) in CHANNEL_GAUGES.items():
            gauge = GaugeMetricFamily(f"holdspace_channel_{name}", words, labels=["channel"])
            for channel in channels:
                gauge.add_metric([channel.channel], getattr(channel, field))
            yield gauge
        age = GaugeMetricFamily(
            "holdspace_heartbeat_age_seconds", "Since when a part was not heard of.", labels=["part"]
        )
        number = GaugeMetricFamily("holdspace_parts", "How many of a part are heard of.", labels=["part"])
        pulses = heartbeats.pulses(now=now)
        for part, pulse in pulses.items():
            if part == heartbeats.NO_MAIL:
                continue
            if pulse.at is not None:
                age.add_metric([part], (now - pulse.at).total_seconds())
            number.add_metric([part], pulse.number)
        yield age
        yield number
        stopped_at = heartbeats.mail_stopped_at(pulses)
        yield GaugeMetricFamily(
            "holdspace_mail_stopped_seconds",
            "For how long the mail server has taken nothing; 0 where it does, or nothing is to be sent.",
            value=(now - stopped_at).total_seconds() if stopped_at else 0,
        )
        took = pulses[heartbeats.SWEEP].took_ms
        if took is not None:
            yield GaugeMetricFamily(
                "holdspace_sweep_seconds", "How long the last sweep took.", value=took / 1000
            )


def may_read(request) -> bool:
    """Say whether this caller may: by the token, or, while there is none, from this machine itself.

    What another machine's call passed through (a proxy) comes from here as well, so a call that was
    passed on, or an installation with proxies in front, needs the token.
    """
    if settings.METRICS_TOKEN:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return hmac.compare_digest(given.encode(), settings.METRICS_TOKEN.encode())
    if settings.TRUSTED_PROXIES or any(name in request.headers for name in PASSED_ON):
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


@never_cache
@require_safe
def metrics(request):
    if not may_read(request):
        raise Http404
    registry = CollectorRegistry()
    registry.register(Database())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_PLAIN_0_0_4)
