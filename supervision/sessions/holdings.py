"""What sessions hold of people. That one took place is a fact of two sides: of whoever is erased it keeps no
name.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from supervision.people.holdings import NAMELESS, NOBODYS, Activity, Erasing, activity, erases, holds
from supervision.people.visibility import Thing
from supervision.sessions.models import TakenTime
from supervision.wording import noted

AREA = "sessions"
FACT = "As long as the organisation"
BOTH = noted("It is the other side’s supervision as well, and their clock and their log count it.")


def register_holdings() -> None:
    activity(
        Activity(
            AREA,
            "Supervision that takes place",
            "To book supervision, and to know that it took place.",
            "Legitimate interests and, where a professional body or a law asks for supervision, legal "
            "obligation: "
            "Art. 6(1)(f) and (c).",
        )
    )
    fact: dict[str, Any] = {"area": AREA, "fate": NAMELESS, "kept": FACT, "why": BOTH}
    holds(
        "supervision_sessions.Session",
        "Sessions: when, how long, with whom, whether they took place",
        **fact,
        whose=("supervisor", "attendances__member", "besides__member"),
        named=("booked_by", "covers_for"),
        thing=Thing.SESSIONS,
    )
    holds(
        "supervision_sessions.Attendance",
        "That you were in a session",
        **fact,
        whose=("member",),
        thing=Thing.SESSIONS,
    )
    holds(
        "supervision_sessions.Beside",
        "That you were there beside a supervisor",
        **fact,
        whose=("member",),
        thing=Thing.SESSIONS,
    )
    holds(
        "supervision_sessions.Series",
        "Repeating bookings",
        **fact,
        whose=("supervisor",),
        named=("booked_by",),
        thing=Thing.SESSIONS,
    )
    holds(
        "supervision_sessions.Move",
        "Times that a session had before",
        **fact,
        whose=("by",),
        thing=Thing.SESSIONS,
    )
    holds(
        "supervision_sessions.Account",
        "What you said took place",
        **fact,
        whose=("member",),
        leave_out=("came",),
        thing=Thing.ACCOUNTS,
    )
    gone: dict[str, Any] = {"area": AREA, "kept": FACT}
    holds(
        "supervision_sessions.Line",
        "What you wrote with a booking, or of why one was called off",
        **gone,
        whose=("writer",),
        named=("supervisor",),
        thing=Thing.LINES,
    )
    holds(
        "supervision_sessions.CalendarAnswer",
        "What your calendar answered about a time",
        **gone,
        whose=("member",),
        thing=Thing.CALENDAR_ANSWERS,
    )
    holds(
        "supervision_sessions.AskedLater",
        "That you wanted to be asked another day",
        **gone,
        whose=("member",),
    )
    holds(
        "supervision_sessions.Hold",
        "Times held for you for a while",
        area=AREA,
        whose=("held_by", "supervisor"),
        kept="Ten minutes, or until a proposal is answered",
        thing=Thing.SESSIONS,
    )
    holds(
        "supervision_sessions.Proposal",
        "Other times that you offered",
        **gone,
        whose=("proposed_by",),
        thing=Thing.SESSIONS,
    )
    holds(
        "supervision_sessions.TakenTime",
        "That you are taken at a time, so that nobody is in two places",
        area=AREA,
        whose=(),
        named=("person",),
        kept="As long as the session",
        thing=Thing.AVAILABILITY,
    )
    holds("supervision_sessions.ProposedTime", "", area=AREA, fate=NOBODYS)
    erases("sessions", free_time)


def free_time(erasing: Erasing) -> None:
    """Let go of the time that sessions of this organisation took of them; elsewhere they stay taken."""
    here = erasing.member.organisation_id
    theirs = TakenTime.objects.filter(person=erasing.person)
    theirs.filter(Q(session__organisation=here) | Q(hold__organisation=here)).delete()
