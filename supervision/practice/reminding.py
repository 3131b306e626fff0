"""What both sides of an agreement are reminded of: a signature that waits, a review, and what to read first.

Found in sets, once a day. A unique key makes each message go once, however often and late this runs.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import F

from supervision.notices.services import Message, queue_notices
from supervision.people.models import Relationship
from supervision.practice import rules, services
from supervision.practice.models import Agreement, AgreementVersion, LimitsRead
from supervision.sessions.models import Attendance, Session

REVIEW, LIMITS = "agreement_review", "agreement_limits"


def remind(*, now: datetime) -> int:
    """Leave whatever is to be said today, and return how many messages are new."""
    return queue_notices([*_waiting(now), *_reviews(now), *_unread(now)], now=now)


def _message(organisation: int, to: int, kind: str, key: str, about: dict, now: datetime) -> Message:
    return Message(organisation, to, kind, "S", key, now, about=about)


def _open_relationships(now: datetime):
    """Return the relationships in force by pair: {(supervisor, supervisee): (id, organisation)}."""
    rows = Relationship.objects.on(now.date()).values_list(
        "supervisor_id", "supervisee_id", "pk", "supervisee__organisation_id"
    )
    return {(one, other): (pk, organisation) for one, other, pk, organisation in rows.order_by("pk")}


def _waiting(now: datetime) -> Iterator[Message]:
    """A version that waits for a signature for a week is asked about once more."""
    rows = AgreementVersion.objects.filter(
        state="open", proposed_at__lte=now - rules.ASK_AGAIN_AFTER
    ).values_list("pk", "agreement__supervisor_id", "agreement__supervisee_id", "proposed_by_id")
    pairs = None
    for pk, supervisor, supervisee, by in rows:
        pairs = pairs or _open_relationships(now)
        if (supervisor, supervisee) in pairs:
            relationship, organisation = pairs[supervisor, supervisee]
            to = supervisee if by == supervisor else supervisor
            about = {"relationship": relationship, "version": str(pk)}
            yield _message(
                organisation, to, services.TO_SIGN, f"{services.TO_SIGN}:{pk}:{to}:again", about, now
            )


def _reviews(now: datetime) -> Iterator[Message]:
    """Both sides hear, three weeks before, that a review comes near; of one that is past, no more."""
    soon = now.date() + rules.REMIND_BEFORE
    rows = Agreement.objects.filter(signed_until__lte=soon, signed_until__gte=now.date()).values_list(
        "supervisor_id", "supervisee_id", "signed_until", "pk"
    )
    pairs = None
    for supervisor, supervisee, until, pk in rows:
        pairs = pairs or _open_relationships(now)
        if until and (supervisor, supervisee) in pairs:
            relationship, organisation = pairs[supervisor, supervisee]
            for to in (supervisor, supervisee):
                about = {"relationship": relationship, "until": until.isoformat()}
                yield _message(organisation, to, REVIEW, f"{REVIEW}:{pk}:{until}:{to}", about, now)


def _unread(now: datetime) -> Iterator[Message]:
    """Whoever first meets somebody within five days is asked to read where confidentiality ends."""
    ahead = Attendance.objects.filter(
        session__status=Session.Status.BOOKED,
        session__kind=Session.Kind.INDIVIDUAL,
        session__starts_at__gt=now,
        session__starts_at__lte=now + rules.READ_BEFORE,
    ).values_list("session__supervisor_id", "member_id")
    pairs = set(ahead)
    if not pairs:
        return
    supervisees = {supervisee for _, supervisee in pairs}
    met = set(
        Attendance.objects.counted()
        .filter(member__in=supervisees, session__starts_at__gt=now - timedelta(days=3650))
        .values_list(F("session__supervisor_id"), "member_id")
    )
    read = set(
        LimitsRead.objects.filter(agreement__supervisee__in=supervisees).values_list(
            "agreement__supervisor_id", "agreement__supervisee_id", "member_id"
        )
    )
    relationships = _open_relationships(now)
    for pair in sorted(pairs - met):
        if pair not in relationships:
            continue
        relationship, organisation = relationships[pair]
        for to in pair:
            if (*pair, to) not in read:
                about = {"relationship": relationship}
                yield _message(organisation, to, LIMITS, f"{LIMITS}:{relationship}:{to}", about, now)
