"""How messages get through: counts for one organisation, gauges for the whole installation.

Never a text, never whose it is. Each figure is counted from an index of its own.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, DurationField, ExpressionWrapper, F, Max, Min, Q, QuerySet
from django.db.models.functions import Greatest, TruncHour

from supervision.notices import claiming
from supervision.notices.bouncing.taking import CAME_BACK
from supervision.notices.kinds import all_kinds, kind_of
from supervision.notices.mending import TROUBLED
from supervision.notices.models import Delivery, Notice
from supervision.people.models import Organisation
from supervision.people.rules import words_for

WORTH_A_LOOK = timedelta(minutes=1)
HOURS = 24
SAID_BY_SERVER = {
    "550": "The address takes no messages",
    "551": "The address takes no messages",
    "552": "The mailbox is full",
    "553": "The address takes no messages",
    "554": "The mail server would not take it",
}
REASONS = {
    "address cannot be written to": "The address can’t be written to",
    claiming.UNKNOWN_OUTCOME: "It was being handed over when the worker stopped; it may have arrived",
    "could not be written": "It could not be put together. That was us",
    claiming.BY_HAND: "Dropped by an administrator",
    "the device is gone": "The device is gone",
    "not reachable": "The service could not be reached",
}
ANOTHER = "Another message"
SINCE = {
    "due": "In the queue again",
    "claimed": "In the queue again",
    "sending": "Going out now",
    "sent": "It has arrived since",
    "passed_on": "It went another way than e-mail",
}
"""What became of one that somebody sent again."""
NOT_NEEDED = "It was no longer needed"
"""Of one that was sent again and then left out: why is between it and its reader."""

IN_TROUBLE = "open"
IS_MENDED = Q(mended_at__isnull=False)
SHOWN = {
    IN_TROUBLE: Q(state__in=TROUBLED),
    "failed": Q(state="failed"),
    "uncertain": Q(state="uncertain"),
    "waiting": IS_MENDED & Q(state__in=("due", "claimed", "sending")),
    "arrived": IS_MENDED & Q(state__in=("sent", "passed_on")),
    "dropped": IS_MENDED & Q(state="dropped"),
    "all": Q(state__in=TROUBLED) | IS_MENDED,
}
"""How messages that went wrong can stand. What never did is in none: when a message goes that is between
colleagues would tell of a small organisation what happens there."""


# ---------------------------------------------------------------- one organisation
@dataclass(frozen=True, slots=True)
class Figures:
    """How an organisation's messages stand. `held` wait for somebody's hours, a day or the end of a leave."""

    oldest_seconds: int
    waiting: int
    held: int
    next_held_at: datetime | None
    sent_today: int
    failed: int
    uncertain: int

    @property
    def is_slow(self) -> bool:
        return self.oldest_seconds >= WORTH_A_LOOK.total_seconds()


def figures_of(organisation: Organisation, *, since: datetime, now: datetime) -> Figures:
    """Count an organisation's messages at `now`; `since` is when its day began. Three queries."""
    here = Notice.objects.filter(organisation=organisation)
    is_due = Q(not_before__lte=now)
    due = here.filter(state="due").aggregate(
        oldest=Min("not_before", filter=is_due),
        waiting=Count("pk", filter=is_due),
        held=Count("pk", filter=~is_due),
        next=Min("not_before", filter=~is_due),
    )
    sent = here.filter(state="sent", sent_at__gte=since).count()
    wrong = here.filter(state__in=TROUBLED).aggregate(
        failed=Count("pk", filter=Q(state="failed")), uncertain=Count("pk", filter=Q(state="uncertain"))
    )
    return Figures(
        oldest_seconds=int((now - due["oldest"]).total_seconds()) if due["oldest"] else 0,
        waiting=due["waiting"],
        held=due["held"],
        next_held_at=due["next"],
        sent_today=sent,
        failed=wrong["failed"],
        uncertain=wrong["uncertain"],
    )


def troubled(organisation: Organisation, *, show: str = IN_TROUBLE, kind: str = "") -> QuerySet[Notice]:
    """Return what failed or is uncertain, newest first; or what stands as `show` says, one of `SHOWN`.

    `kind` is one of `kinds_told()`, and leaves those that read as it does. Raises KeyError for any other.
    """
    here = Notice.objects.filter(SHOWN[show], organisation=organisation).order_by("-pk")
    return here.filter(kind__in=kinds_told()[kind]) if kind else here


def kinds_told() -> dict[str, list[str]]:
    """Return the kinds that an administrator is told, by the name of the first of those that read alike.

    Nothing is looked up, so that what is here tells nothing of what is there. Those between colleagues are
    left out: to ask for one would be to be told it.
    """
    alike = defaultdict(list)
    for kind in all_kinds():
        if not kind.is_private:
            alike[kind.label or kind.line].append(kind.name)
    return {names[0]: names for names in alike.values()}


@dataclass(frozen=True, slots=True)
class Trouble:
    """One message that did not arrive, as an administrator sees it: a number, a kind, a time, a fate."""

    id: int
    kind: str
    way: str
    state: str
    why: str
    tried: int
    made_at: datetime
    ended_at: datetime
    mended_at: datetime | None
    not_after: datetime | None

    @property
    def number(self) -> str:
        return f"N-{self.id}"

    @property
    def is_open(self) -> bool:
        return self.state in TROUBLED


def as_trouble(notice: Notice) -> Trouble:
    return Trouble(
        id=notice.pk,
        kind=kind_words(notice.kind),
        way="Mail",
        state=notice.state,
        why=_fate(notice),
        tried=notice.attempts,
        made_at=notice.created_at,
        ended_at=notice.inbox_at or notice.sent_at or notice.created_at,
        mended_at=notice.mended_at,
        not_after=notice.not_after,
    )


def _fate(notice: Notice) -> str:
    if notice.state == "dropped" and notice.reason != claiming.BY_HAND:
        return NOT_NEEDED
    return SINCE.get(notice.state) or why_words(notice.reason)


def troubled_ways(organisation: Organisation, *, most: int = 10) -> list[Trouble]:
    """Return the newest deliveries by other ways than e-mail that failed or are uncertain. One query."""
    rows = Delivery.objects.filter(organisation=organisation, state__in=TROUBLED).order_by("-pk")
    return [
        Trouble(
            id=row.notice_id,
            kind=kind_words(row.notice.kind),
            way=row.name,
            state=row.state,
            why=f"{why_words(row.reason, 'The service would not take it')}. {_instead(row.notice)}",
            tried=row.attempts,
            made_at=row.created_at,
            ended_at=row.ended_at or row.created_at,
            mended_at=None,
            not_after=row.notice.not_after,
        )
        for row in rows.select_related("notice")[:most]
    ]


def _instead(notice: Notice) -> str:
    return "E-mail took over" if notice.mail_took_over else "It stands in the inbox"


def kind_words(name: str) -> str:
    """Return a kind in the words that its reader chooses it by: fixed ones, which name nobody.

    What is between peers, or somebody's own, is a message and no more: whoever knows from whose address
    letters come back could else tell who was asked for a talk, or thought of.
    """
    kind = kind_of(name)
    if kind is not None and kind.is_private:
        return ANOTHER
    return (kind.said_label or kind.said_line) if kind else name.replace("_", " ").capitalize()


def why_words(reason: str, otherwise: str = "The mail server would not take it") -> str:
    """Return why a message went no further, in words; a reason noted by a machine keeps its number."""
    if reason in REASONS:
        return REASONS[reason]
    if reason.startswith("refused with "):
        code = reason.removeprefix("refused with ")[:3]
        return f"{SAID_BY_SERVER.get(code, otherwise)} ({code})"
    if reason.startswith(CAME_BACK):
        code = reason.removeprefix(CAME_BACK)
        return f"It came back: {words_for(code)} ({code})"
    if reason.startswith("connection lost"):
        return "The connection broke each time"
    return otherwise if reason else ""


@dataclass(frozen=True, slots=True)
class Hour:
    """The longest that a message which went in this hour had waited since it was due."""

    starts_at: datetime
    seconds: int


def waits_of(organisation: Organisation, *, now: datetime) -> list[Hour]:
    """Return the longest wait of each of the last 24 hours of the clock, the present one last. One query."""
    this_hour = now.replace(minute=0, second=0, microsecond=0)
    first = this_hour - timedelta(hours=HOURS - 1)
    due_since = Greatest("not_before", "created_at")
    wait = ExpressionWrapper(F("sent_at") - due_since, output_field=DurationField())
    rows = (
        Notice.objects.filter(organisation=organisation, state="sent", sent_at__gte=first)
        .annotate(hour=TruncHour("sent_at", tzinfo=now.tzinfo))
        .values("hour")
        .annotate(wait=Max(wait))
        .order_by("hour")
    )
    longest = {row["hour"]: max(0, int(row["wait"].total_seconds())) for row in rows}
    hours = [first + timedelta(hours=n) for n in range(HOURS)]
    return [Hour(hour, longest.get(hour, 0)) for hour in hours]


# ---------------------------------------------------------------- the whole installation
@dataclass(frozen=True, slots=True)
class Outbox:
    """Counts over all organisations, for whoever runs the machines."""

    waiting: int
    held: int
    oldest_seconds: float
    in_hand: int
    failed: int
    uncertain: int
    sent_last_hour: int


def outbox(*, now: datetime) -> Outbox:
    """Count the outbox at `now`. Four queries, each from a partial index, however many rows there are."""
    is_due = Q(not_before__lte=now)
    due = Notice.objects.filter(state="due").aggregate(
        waiting=Count("pk", filter=is_due),
        held=Count("pk", filter=~is_due),
        oldest=Min("not_before", filter=is_due),
    )
    in_hand = Notice.objects.filter(state__in=("claimed", "sending")).count()
    wrong = Notice.objects.filter(state__in=TROUBLED).aggregate(
        failed=Count("pk", filter=Q(state="failed")), uncertain=Count("pk", filter=Q(state="uncertain"))
    )
    sent = Notice.objects.filter(state="sent", sent_at__gt=now - timedelta(hours=1)).count()
    oldest = (now - due["oldest"]).total_seconds() if due["oldest"] else 0.0
    return Outbox(due["waiting"], due["held"], oldest, in_hand, wrong["failed"], wrong["uncertain"], sent)
