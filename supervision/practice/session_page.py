"""What stands on a session's page for those in it: agenda, things to try, record, notes, grounding."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext

from supervision.languages import worded
from supervision.people.models import Member
from supervision.practice import balancing, lenses, notes, records, sharing
from supervision.practice.access import relationship_in, seat_in
from supervision.practice.words import HEADINGS, word_for
from supervision.sessions.models import Session

MAIN, SIDE = "supervision/practice/_session_main.html", "supervision/practice/_session_side.html"


def read(session: Session, viewer: Member, now: datetime) -> dict:
    """Return what one who is in a session sees of what is kept with it, their private notes among it."""
    seat = seat_in(session, viewer)
    has_begun = session.starts_at <= now
    gate = sharing.gate_of(seat)
    facts = {
        "heading": worded(HEADINGS[word_for(viewer)]) if session.kind == "individual" else "",
        "seat": seat,
        "session": session,
        "viewer": viewer,
        "who": who_words(seat),
        "gate": gate,
        "relationship": relationship_in(seat) if seat.supervisee else None,
        "has_begun": has_begun,
        "opening": lenses.OPENING,
        "closing": lenses.CLOSING,
        **agenda_facts(seat),
        "actions": sharing.actions_of(seat),
        "record": records.record_of(seat),
        "balance": balancing.balance_of(records.columns_of(seat)),
        "notes": notes.note_of(viewer, seat.tier, session, notes.NOTES),
    }
    if not seat.is_supervisor:
        facts["preparation"] = notes.note_of(viewer, seat.tier, session, notes.PREPARATION)
    return facts


def agenda_facts(seat) -> dict:
    """Return what the agenda's panel shows, for the page and for the panel alone."""
    ways = sharing.ways_of(seat)
    steps = sharing.agenda_of(seat)
    return {
        "seat": seat,
        "session": seat.session,
        "who": who_words(seat),
        "ways": ways,
        "steps": steps,
        "takes": [one.step for one in steps if one.step.takes_points],
    }


def who_words(seat) -> str:
    """Return "You and Judith", "You and the group": who reads what is shared."""
    others = seat.others
    if len(others) == 1:
        return gettext("You and {name}").format(name=others[0].person.get_short_name())
    return gettext("You and the group")
