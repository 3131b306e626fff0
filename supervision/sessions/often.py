"""Sessions that keep being called off: an offer to the person, a prompt to the supervisor, nobody else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from supervision.notices.kinds import Kind
from supervision.notices.models import Notice
from supervision.notices.services import Message, queue_notices
from supervision.sessions import access, rules
from supervision.sessions.models import Session
from supervision.sessions.notice_facts import session_page
from supervision.wording import noted

IN_A_ROW = 3
"""From so many called off one after another on, it is asked whether something else would suit."""
WITHIN = timedelta(days=180)


def ask_after_many(sessions: Sequence[Session], *, now: datetime) -> None:
    """Ask both sides of a pair whose sessions keep being called off, whoever it was that did so.

    The supervisee is offered another time, medium or supervisor; the supervisor is prompted to get in
    touch. Once a month at most, by the key; calling off a whole series is one time. Source: product.md,
    "Booking".
    """
    seen = set()
    for session in sessions:
        invited = access.invited(session)
        if session.kind != rules.INDIVIDUAL or len(invited) != 1:
            continue
        pair = (session.supervisor_id, invited[0])
        if pair not in seen and in_a_row(*pair, now=now) >= IN_A_ROW:
            queue_notices(_messages(session, *pair, now=now), now=now)
        seen.add(pair)


def in_a_row(supervisor: int, supervisee: int, *, now: datetime) -> int:
    """Return how many times in a row a pair called off, since they last met. Those of one moment are one."""
    theirs = Session.objects.filter(
        supervisor=supervisor, attendances__member=supervisee, kind=rules.INDIVIDUAL
    )
    met = theirs.held().filter(starts_at__lte=now).order_by("-starts_at").values_list("starts_at", flat=True)
    since = max(met.first() or now - WITHIN, now - WITHIN)
    moments = theirs.filter(status=Session.Status.CANCELLED, cancelled_at__gt=since)
    return moments.values("cancelled_at").distinct().count()


def still_called_off(notice: Notice, now: datetime) -> dict[str, str] | None:
    """Return nothing but that it holds; None once they have met again, or one of them has left."""
    session = Session.objects.with_people().filter(pk=notice.about["session"]).first()
    if session is None or notice.recipient_id not in (session.supervisor_id, *access.invited(session)):
        return None
    met = Session.objects.held().filter(
        supervisor=session.supervisor_id,
        attendances__member__in=access.invited(session),
        starts_at__gte=notice.created_at,
    )
    return None if met.exists() else {"about": "often"}


KINDS = (
    Kind(
        name="session_offer",
        notice_class="S",
        subject="a-time-to-choose",
        line=noted("Would something else suit better?"),
        icon="calendar-days",
        context=still_called_off,
        path=session_page,
        label=noted("When held times keep being called off"),
        help_text=noted("Once a month at most, to the two whose times they were."),
        can_unsubscribe=True,
    ),
    Kind(
        name="session_get_in_touch",
        notice_class="S",
        subject="one-tap",
        line=noted("You might get in touch"),
        icon="users-round",
        context=still_called_off,
        path=session_page,
        offered_to=lambda member: member.is_supervisor,
        label=noted("When times with those you supervise keep being called off"),
        help_text=noted("Once a month for each, at most."),
        can_unsubscribe=True,
    ),
)


def _messages(session: Session, supervisor: int, supervisee: int, *, now: datetime) -> list[Message]:
    month = f"{now:%Y-%m}"
    return [
        Message(
            organisation_id=session.organisation_id,
            recipient_id=reader,
            kind=kind,
            notice_class="S",
            key=f"{kind}-{supervisor}-{supervisee}-{month}",
            about={"session": session.pk},
            not_before=now,
            not_after=now + timedelta(days=7),
        )
        for kind, reader in (("session_offer", supervisee), ("session_get_in_touch", supervisor))
    ]
