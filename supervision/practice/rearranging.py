"""Telling people that somebody else supervises them, or that they supervise somebody else.

One message to each whom a deed touches, however many it is about; none to whoever did it. It holds ids and
days, and is worked out anew when it is sent: what was put back by then is not told. It says how many and from
which day; who it is stands on the page behind its link (`turning`).
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.urls import reverse

from supervision.notices.facts import RearrangedDay, RearrangedFacts
from supervision.notices.kinds import Kind
from supervision.notices.models import Notice
from supervision.notices.services import Message, queue_notices
from supervision.people.models import Member, Relationship
from supervision.people.rearranged import Pairing, Rearranged
from supervision.practice.turning import turns_for
from supervision.sessions.staying import booked_between
from supervision.wording import noted

REARRANGED = "supervision_rearranged"
SUPERVISEE, SUPERVISOR = "supervisee", "supervisor"

Reader = tuple[int, str]
"""A member, and on which side of the pairs they are."""
Days = Sequence[tuple[int, date]]
"""The others, each with the first day of the change."""


# ---------------------------------------------------------------- as it is done
def tell(change: Rearranged, by: Member, now: datetime) -> None:
    """Leave a message for each side of the pairs that begin or end, but for whoever did it.

    What takes back a beginning or an end of that day, of which a side has not been told yet, is not told
    them: the message that waits finds that it is so no more.
    """
    about: dict[Reader, dict[str, list]] = defaultdict(lambda: {"begins": [], "ends": []})
    waiting = _waiting(change)
    for what, takes_back, pairings in (
        ("begins", "ends", change.begins),
        ("ends", "begins", change.ends),
    ):
        for pairing in pairings:
            day = pairing.day.isoformat()
            for reader, side, other in _sides(pairing):
                if (reader, side, takes_back, other, day) not in waiting:
                    about[reader, side][what].append([other, day])
    messages = [
        Message(
            organisation_id=by.organisation_id,
            recipient_id=reader,
            kind=REARRANGED,
            notice_class="R",
            key=_key(reader, side, what, now),
            not_before=now,
            about={"as": side, **what},
        )
        for (reader, side), what in sorted(about.items())
        if reader != by.pk and (what["begins"] or what["ends"])
    ]
    queue_notices(messages, now=now)


def _sides(pairing: Pairing) -> tuple[tuple[int, str, int], tuple[int, str, int]]:
    """Return each side of a pair: who is told, as what, and who the other is."""
    supervisor, supervisee = pairing.supervisor_id, pairing.supervisee_id
    return (supervisee, SUPERVISEE, supervisor), (supervisor, SUPERVISOR, supervisee)


def _waiting(change: Rearranged) -> set[tuple[int, str, str, int, str]]:
    """Return what is still to be told those whom a change touches: to whom, as what, which, of whom, when."""
    readers = {reader for one in (*change.begins, *change.ends) for reader, _, _ in _sides(one)}
    rows = Notice.objects.filter(recipient__in=readers, kind=REARRANGED, state=Notice.State.DUE)
    return {
        (reader, about["as"], what, other, day)
        for reader, about in rows.values_list("recipient_id", "about")
        for what in ("begins", "ends")
        for other, day in about[what]
    }


def _key(reader: int, side: str, what: Mapping[str, list], now: datetime) -> str:
    said = hashlib.sha256(json.dumps(what).encode()).hexdigest()[:16]
    return f"{REARRANGED}-{side}-{reader}-{now:%Y%m%d%H%M%S%f}-{said}"


# ---------------------------------------------------------------- as it is sent
def context(notice: Notice, now: datetime) -> RearrangedFacts | None:
    """Return how many come and go, as far as it is still so; None when nothing of it is."""
    reader, side = notice.recipient, notice.about["as"]
    begins, ends = _days(notice.about["begins"]), _days(notice.about["ends"])
    mine, other = (SUPERVISOR, SUPERVISEE) if side == SUPERVISOR else (SUPERVISEE, SUPERVISOR)
    spans: dict[int, list[tuple[date, date | None]]] = defaultdict(list)
    rows = Relationship.objects.filter(
        **{mine: reader, f"{other}__in": [pk for pk, _ in [*begins, *ends]]},
        supervisee__organisation=reader.organisation_id,
    )
    for pk, starts_on, ends_on in rows.values_list(other, "starts_on", "ends_on"):
        spans[pk].append((starts_on, ends_on))
    people = Member.objects.of(reader.organisation_id).in_bulk([pk for pk, _ in [*begins, *ends]])
    begins = [(pk, day) for pk, day in begins if pk in people and _is_on(spans[pk], day)]
    ends = [(pk, day) for pk, day in ends if pk in people and not _is_on(spans[pk], day)]
    if not begins and not ends:
        return None
    return {
        "told_as": side,
        "days": _numbers(begins, ends),
        "is_shown": {(pk, True) for pk, _ in begins} | {(pk, False) for pk, _ in ends}
        <= {
            (turn.other.pk, turn.begins)
            for turn in turns_for(reader, now=now)
            if turn.is_supervisor == (side == SUPERVISOR)
        },
        "booked": _booked(reader, side, ends, people, now),
    }


def page(notice: Notice) -> str:
    """Where they see who it is, and from or until when."""
    return reverse("agreements:list")


def _days(pairs: Sequence[tuple[int, str]]) -> Days:
    return [(pk, date.fromisoformat(day)) for pk, day in pairs]


def _is_on(spans: Sequence[tuple[date, date | None]], day: date) -> bool:
    return any(starts_on <= day and (ends_on is None or day <= ends_on) for starts_on, ends_on in spans)


def _by_day(days: Days) -> dict[date, list[int]]:
    found: dict[date, list[int]] = defaultdict(list)
    for pk, day in sorted(days, key=lambda one: one[1]):
        found[day].append(pk)
    return found


def _numbers(begins: Days, ends: Days) -> list[RearrangedDay]:
    more, fewer = Counter(day for _, day in begins), Counter(day for _, day in ends)
    return [RearrangedDay(day=day, more=more[day], fewer=fewer[day]) for day in sorted({*more, *fewer})]


def _booked(reader: Member, side: str, ends: Days, people: Mapping[int, Member], now: datetime) -> int:
    """Count what is still booked with those who go, from the day on which each does."""
    if side == SUPERVISOR:
        return sum(booked_between(reader, ids, day=day, now=now) for day, ids in _by_day(ends).items())
    return sum(booked_between(people[pk], [reader.pk], day=day, now=now) for pk, day in ends)


KIND = Kind(
    name=REARRANGED,
    notice_class="R",
    subject="something-to-read",
    line=noted("Who works with whom changes"),
    icon="users-round",
    context=context,
    path=page,
    label=noted("Who supervises whom changes"),
    help_text=noted("Your own supervision, and that of those you supervise. Each change once."),
)
