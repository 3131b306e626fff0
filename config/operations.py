"""Operations: is everything getting through? For an organisation's administrators.

They see that a message exists, its kind and its fate; never its text, and never whose it is. Counts and
rows are their own organisation's. The parts (beat, workers, Redis, database) are the installation's: they
say that machines run and when they last did, and count nothing of anybody's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_POST, require_safe

from config.health import redis_answers
from supervision.clock import now as clock_now
from supervision.errors import Refusal
from supervision.notices import heartbeats, mending
from supervision.notices import operations as counts
from supervision.notices.channel_counts import by_channel
from supervision.notices.models import Delivery
from supervision.people.access import admin_required
from supervision.people.models import Member
from supervision.policy.looks import count_words
from supervision.scheduling.days import day_starts_at, local_day

ROWS_A_PAGE = 25
FOLDER = "operations"
SHOWN = {
    "open": ("Not delivered", "Nothing. Every message that could go has gone."),
    "failed": ("Failed", "Nothing has failed that is still to be settled."),
    "uncertain": ("Uncertain", "Nothing is uncertain."),
    "waiting": ("In the queue again", "Nothing that was sent again still waits."),
    "arrived": ("Gone since", "Nothing has gone after it was sent again, in the last 90 days."),
    "dropped": ("Dropped", "Nothing was dropped in the last 90 days."),
    "all": ("All that went wrong", "Nothing has gone wrong in the last 90 days."),
}
"""How messages that went wrong can stand: what the list is called then, and what it says when it is empty."""
NONE_OF_KIND = "None of this kind. All kinds may show more."


# ---------------------------------------------------------------- the parts
@dataclass(frozen=True, slots=True)
class Part:
    """One part of the installation: its name, how it is, and since when or how many."""

    key: str
    name: str
    is_well: bool
    words: str
    at: datetime | None = None


def parts_of(pulses: dict[str, heartbeats.Pulse]) -> list[Part]:
    """Return web, workers, beat, database, Redis and mail, each with how it is."""
    worker, beat = pulses[heartbeats.WORKER], pulses[heartbeats.BEAT]
    redis = redis_answers()
    return [
        Part("web", "Web", True, "Serves this page"),
        Part("worker", "Workers", not worker.is_silent, _running(worker), worker.since or worker.at),
        Part("beat", "Timetable", not beat.is_silent, _running(beat), beat.since or beat.at),
        Part("database", "Database", True, "Answers"),
        Part(
            "redis",
            "Redis",
            redis != "unreachable",
            {"ok": "Answers", "unreachable": "Does not answer. Messages wait in the database"}.get(
                redis, "None was named"
            ),
        ),
        _mail_part(heartbeats.mail_stopped_at(pulses)),
    ]


def _mail_part(stopped_at: datetime | None) -> Part:
    if settings.EMAIL_BACKEND.rpartition(".")[0].rpartition(".")[2] != "smtp":
        return Part("mail", "Mail", False, "Nothing leaves: see EMAIL_URL")
    if stopped_at is not None:
        words = "The mail server takes nothing. Messages wait in the database, since"
        return Part("mail", "Mail", False, words, stopped_at)
    return Part("mail", "Mail", True, "To a mail server, over one kept connection")


def _running(pulse: heartbeats.Pulse) -> str:
    if pulse.at is None:
        return "Never heard of"
    return "Silent since" if pulse.is_silent else f"{count_words(pulse.number).capitalize()}, since"


# ---------------------------------------------------------------- the page
@dataclass(frozen=True, slots=True)
class Bar:
    """One hour of the chart: where its bar stands, in per cent of the width and pixels down."""

    hour: counts.Hour
    x: str
    y: str
    height: str
    middle: str
    is_named: bool
    is_longest: bool
    label_y: str
    words: str


@dataclass(frozen=True, slots=True)
class Chart:
    bars: list[Bar]
    ticks: list[tuple[int, float]]
    finding: str
    longest: counts.Hour


TOP, BOTTOM, LEFT = 20.0, 104.0, 6.0


def chart_of(hours: list[counts.Hour], zone) -> Chart:
    """Return 24 bars, the scale at least a minute, with the finding in words."""
    longest = max(hours, key=lambda hour: hour.seconds)
    scale = _round_scale(longest.seconds)
    step = (100 - LEFT) / len(hours)
    bars = []
    for n, hour in enumerate(hours):
        height = max(0.0, (BOTTOM - TOP) * hour.seconds / scale)
        local = hour.starts_at.astimezone(zone)
        bars.append(
            Bar(
                hour=hour,
                x=f"{LEFT + 0.6 + n * step:.1f}%",
                y=f"{BOTTOM - height:.1f}",
                height=f"{height:.1f}",
                middle=f"{LEFT + 0.6 + n * step + 1.3:.1f}%",
                is_named=local.hour % 6 == 0,
                is_longest=hour is longest and hour.seconds > 0,
                label_y=f"{BOTTOM - height - 6:.1f}",
                words=span_words(hour.seconds),
            )
        )
    ticks = [(int(scale * share), BOTTOM - (BOTTOM - TOP) * share) for share in (0, 0.5, 1)]
    when = longest.starts_at.astimezone(zone)
    if not longest.seconds:
        finding = "Nothing waited in the last day"
    else:
        finding = f"The longest wait in the last day was {span_words(longest.seconds)}, at {when:%H}:00"
    return Chart(bars, ticks, finding, longest)


def _round_scale(seconds: int) -> int:
    scale = 60
    while scale < seconds:
        scale *= 2
    return scale


def span_words(seconds: int) -> str:
    """Return "4 s", "3 min", "2 h" or "5 days"."""
    for size, unit in ((86_400, "days"), (3600, "h"), (60, "min")):
        if seconds >= 2 * size:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"


def lead_of(figures: counts.Figures, parts: list[Part]) -> str:
    """Return how it stands in a sentence or two: "All is running. Two messages couldn’t be delivered."."""
    wrong = [part for part in parts if not part.is_well and (part.key != "mail" or part.at)]
    silent = [part.name.lower() for part in wrong]
    words = f"{_listed(silent).capitalize()} want a look." if len(silent) > 1 else ""
    if len(silent) == 1:
        words = f"{silent[0].capitalize()} {'want' if silent[0] == 'workers' else 'wants'} a look."
    words = words or "All is running."
    troubles = []
    if figures.failed:
        noun = "message" if figures.failed == 1 else "messages"
        troubles.append(f"{count_words(figures.failed)} {noun} couldn’t be delivered")
    if figures.uncertain:
        troubles.append(
            f"{count_words(figures.uncertain)} {'is' if figures.uncertain == 1 else 'are'} uncertain"
        )
    told = " and ".join(troubles)
    return f"{words} {told[0].upper()}{told[1:]}." if told else words


def _listed(names: list[str]) -> str:
    return ", ".join(names[:-1]) + f" and {names[-1]}" if len(names) > 1 else "".join(names)


def now_context(member: Member, now: datetime) -> dict:
    """Return what the figures at the top show. Seven queries, whatever there is."""
    since = day_starts_at(local_day(now, member.zone), member.zone)
    figures = counts.figures_of(member.organisation, since=since, now=now)
    deliveries = Delivery.objects.filter(organisation=member.organisation)
    channels = by_channel(figures, deliveries, since=since, now=now)
    pulses = heartbeats.pulses(now=now)
    return {
        "figures": figures,
        "channels": [(channel, span_words(int(channel.oldest_seconds))) for channel in channels],
        "oldest": span_words(figures.oldest_seconds),
        "sweep": pulses[heartbeats.SWEEP],
        "ring": pulses[heartbeats.RING],
        "pulses": pulses,
        "read_at": now,
    }


def _asked(request) -> dict[str, str]:
    """Return what of the list the address asks for. What there is not to choose counts as not chosen."""
    show, kind, page = (request.GET.get(name, "") for name in ("show", "kind", "page"))
    return {
        "show": show if show in SHOWN else counts.IN_TROUBLE,
        "kind": kind if kind in counts.kinds_told() else "",
        "page": page if page.isascii() and page.isdigit() and len(page) < 10 else "",
    }


def _kept(asked: dict[str, str]) -> str:
    """Return the end of an address that asks for the same: "?show=failed&page=2", or nothing."""
    said = {name: value for name, value in asked.items() if value and value != counts.IN_TROUBLE}
    return f"?{urlencode(said)}" if said else ""


def _to_list(request):
    """Lead back to the list as it was."""
    return redirect(f"{reverse('operations:home')}{_kept(_asked(request))}")


@admin_required
@require_safe
def operations(request):
    """The whole page."""
    member, now = request.member, clock_now()
    asked = _asked(request)
    found = counts.troubled(member.organisation, show=asked["show"], kind=asked["kind"])
    page = Paginator(found, ROWS_A_PAGE).get_page(asked["page"])
    heading, nothing = SHOWN[asked["show"]]
    context = now_context(member, now)
    parts = parts_of(context["pulses"])
    context |= {
        "lead": lead_of(context["figures"], parts),
        "parts": parts,
        "asked": asked,
        "kept": _kept(asked),
        "shown": [(name, words) for name, (words, _) in SHOWN.items()],
        "kinds": sorted(((name, counts.kind_words(name)) for name in counts.kinds_told()), key=itemgetter(1)),
        "heading": heading,
        "nothing": NONE_OF_KIND if asked["kind"] else nothing,
        "page": page,
        "rows": [counts.as_trouble(notice) for notice in page],
        "ways": counts.troubled_ways(member.organisation),
        "chart": chart_of(counts.waits_of(member.organisation, now=now), member.zone),
    }
    return render(request, f"{FOLDER}/operations.html", context)


@admin_required
@require_safe
def figures(request):
    """The figures alone, for a page that stays open."""
    return render(request, f"{FOLDER}/_now.html", now_context(request.member, clock_now()))


@admin_required
@require_safe
def message(request, pk):
    """One message that did not arrive: its kind, its times and its fate."""
    trouble = counts.as_trouble(mending.troubled_notice(request.member, pk))
    return render(request, f"{FOLDER}/message.html", {"row": trouble})


@admin_required
@require_POST
def send_again(request, pk):
    """Put it into the queue again."""
    try:
        done = mending.send_again(pk, by=request.member, now=clock_now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "In the queue again." if done else "It is in the queue already.")
    return _to_list(request)


@admin_required
@require_POST
def drop(request, pk):
    """Let it be."""
    done = mending.drop_by_hand(pk, by=request.member, now=clock_now())
    messages.success(
        request, "Dropped. It stays in the list for 90 days." if done else "It is settled already."
    )
    return _to_list(request)


app_name = "operations"
urlpatterns = [
    path("", operations, name="home"),
    path("now/", figures, name="now"),
    path("<int:pk>/", message, name="message"),
    path("<int:pk>/send-again/", send_again, name="send-again"),
    path("<int:pk>/drop/", drop, name="drop"),
]
