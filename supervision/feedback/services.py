"""Verbs of feedback: say how it is, take it back; open windows, ask once, and decide what is shown, once."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from random import SystemRandom

from django.db import transaction

from supervision.feedback import access, rules
from supervision.feedback.models import Answer, Place, Release, Window
from supervision.notices.services import Message, queue_notices, withdraw_notices
from supervision.people.encryption import CannotUnseal
from supervision.people.models import Member, Organisation, Relationship
from supervision.scheduling.days import day_starts_at, local_day
from supervision.sessions.models import Attendance

INVITED, BY_NAME = "feedback_invited", "feedback_by_name"
Draw = Callable[[int], int]
by_chance: Draw = SystemRandom().randrange


# ---------------------------------------------------------------- one answer
@transaction.atomic
def answer(
    *,
    by: Member,
    relationship: Relationship,
    how: Mapping[str, int | None],
    more: str,
    is_named: bool,
    now: datetime,
) -> Answer:
    """Keep what a supervisee says of supervision in this window, in place of what they said before in it.

    By name the supervisor reads it at once, and hears that there is something to read. Raises NotNow,
    ByNameOnly, FieldsMissing, NothingSaid or TooLong.
    """
    said, more = rules.checked(how, more, is_named=is_named)
    window = access.open_window(relationship, local_day(now, by.zone), lock=True)
    if window is None:
        raise rules.NotNow("There is nothing to answer just now.")
    kept = Answer.objects.filter(window=window, member=by).first()
    if not is_named:
        if kept is not None and kept.is_named:
            raise rules.ByNameOnly("They have read it by your name, so until the next half-year it stays so.")
        if not access.may_be_counted(window, by):
            raise rules.ByNameOnly("Too few to be counted together, so it could only be by name.")
    row = kept or Answer(window=window, member=by)
    row.member, row.is_named = by, is_named
    row.text = json.dumps({"how": said, "more": more}, ensure_ascii=False)
    row.save(force_insert=kept is None)
    withdraw_notices([f"{INVITED}:{window.closes_on}:{by.pk}"])
    if is_named:
        about = {"window": window.pk, "answer": str(row.pk)}
        to, key = window.supervisor, f"{BY_NAME}:{row.pk}"
        queue_notices([Message(to.organisation_id, to.pk, BY_NAME, "S", key, now, about=about)], now=now)
    return row


@transaction.atomic
def take_back(*, by: Member, relationship: Relationship, now: datetime) -> bool:
    """Delete what a supervisee said in this window; say whether there was anything."""
    window = access.open_window(relationship, local_day(now, by.zone), lock=True)
    rows = Answer.objects.filter(window=window, member=by)
    gone = rows.filter(is_named=True).exclude(sealed=b"").update(sealed=b"")
    return bool(gone + rows.filter(is_named=False).delete()[0])


# ---------------------------------------------------------------- windows
def turn(*, now: datetime, draw: Draw = by_chance) -> int:
    """Decide what windows that are over show, open the next ones, and ask; return how many windows moved.

    Beat rings every night. A second run at once or later moves nothing more.
    """
    moved = 0
    for organisation in Organisation.objects.order_by("pk"):
        today = local_day(now, organisation.zone)
        over = Window.objects.filter(
            supervisor__organisation=organisation, decided_at=None, closes_on__lt=today
        )
        for pk in list(over.order_by("pk").values_list("pk", flat=True)):
            moved += _decide(pk, now=now, draw=draw)
        moved += _open(organisation, now=now)
        _ask(organisation, now=now)
    Window.objects.filter(closes_on__lt=rules.kept_since(now.date())).delete()
    return moved


@transaction.atomic
def _decide(pk: int, *, now: datetime, draw: Draw) -> int:
    """Decide once what a window shows, and delete whatever was not said by name."""
    window = access.locked(pk)
    if window is None or window.decided_at is not None:
        return 0
    answers = _readable(window)
    earlier = [
        json.loads(one.people)
        for one in Release.objects.filter(window__supervisor=window.supervisor_id).select_related(
            "window__supervisor"
        )
    ]
    if rules.may_release(answers.keys(), earlier):
        shown = {
            "bands": rules.bands_of([one["how"] for one in answers.values()], draw=draw),
            "words": rules.words_of((one["more"] for one in answers.values()), draw=draw),
        }
        release = Release(window=window)
        release.text = json.dumps(shown, ensure_ascii=False)
        release.people = json.dumps(sorted(answers))
        release.save(force_insert=True)
    Answer.objects.filter(window=window, is_named=False).delete()
    Place.objects.filter(window=window).delete()
    window.decided_at = now
    window.save(update_fields=["decided_at"])
    return 1


def _readable(window: Window) -> dict[int, dict]:
    """Return what is counted together, by member: by those who have a place, not by name, and not erased."""
    places = set(Place.objects.filter(window=window).values_list("member_id", flat=True))
    found = {}
    for row in Answer.objects.filter(window=window, is_named=False).select_related("member"):
        if row.member_id in places:
            try:
                found[row.member_id] = json.loads(row.text)
            except CannotUnseal:
                continue
    return found


@transaction.atomic
def _open(organisation: Organisation, *, now: datetime) -> int:
    """Open this half-year's window of everybody who supervises somebody here and has none."""
    today = local_day(now, organisation.zone)
    span = rules.window_opening(today)
    if span is None:
        return 0
    Organisation.objects.locked(organisation)
    half = rules.half_year_of(today)
    has_one = Window.objects.filter(supervisor__organisation=organisation, closes_on=half.closes_on)
    pairs = (
        Relationship.objects.on(today)
        .filter(supervisor__organisation=organisation)
        .exclude(supervisor__in=has_one.values("supervisor"))
        .values_list("supervisor_id", "supervisee_id")
    )
    people: dict[int, set[int]] = {}
    for supervisor, supervisee in pairs:
        people.setdefault(supervisor, set()).add(supervisee)
    windows = Window.objects.bulk_create(
        Window(supervisor_id=pk, opens_on=span.opens_on, closes_on=span.closes_on) for pk in sorted(people)
    )
    Place.objects.bulk_create(
        Place(window=window, member_id=member)
        for window in windows
        for member in sorted(people[window.supervisor_id])
    )
    return len(windows)


def _ask(organisation: Organisation, *, now: datetime) -> int:
    """Leave one soft letter a half-year for whoever met their supervisor in it and has said nothing yet."""
    today = local_day(now, organisation.zone)
    half = rules.half_year_of(today)
    if not rules.is_time_to_ask(half.closes_on, today):
        return 0
    open_ones = Window.objects.filter(
        supervisor__organisation=organisation, decided_at=None, closes_on=half.closes_on
    )
    said = set(Answer.objects.filter(window__in=open_ones).values_list("window__supervisor", "member"))
    met = set(
        Attendance.objects.counted()
        .filter(
            session__organisation=organisation,
            session__supervisor__in=open_ones.values("supervisor"),
            session__starts_at__gte=day_starts_at(half.opens_on, organisation.zone),
        )
        .values_list("session__supervisor_id", "member_id")
    )
    now_paired = set(
        Relationship.objects.on(today)
        .filter(supervisor__organisation=organisation)
        .values_list("supervisor_id", "supervisee_id")
    )
    to = sorted({member for _, member in (met & now_paired) - said})
    return queue_notices(
        [
            Message(
                organisation.pk,
                member,
                INVITED,
                "S",
                f"{INVITED}:{half.closes_on}:{member}",
                now,
                about={"until": half.closes_on.isoformat()},
            )
            for member in to
        ],
        now=now,
    )
