"""The kinds of message about held times, in a table. None names anybody but its reader."""

from typing import Any

from supervision.availability import panels
from supervision.availability.panels import Panel
from supervision.notices.calendars.sources import Source, register_source
from supervision.notices.kinds import Context, Kind, register
from supervision.sessions import answering, held_times
from supervision.sessions import booking_facts as facts
from supervision.wording import noted


def _kind(name: str, subject: str, line: str, icon: str, context: Context, **more: Any) -> Kind:
    """Return a kind that must arrive, leads to its session's page, and goes as `session_booked` goes."""
    more = {"notice_class": "R", "chosen_with": facts.BOOKED} | more
    return Kind(
        name=name, subject=subject, line=line, icon=icon, context=context, path=facts.session_page, **more
    )


KINDS = (
    _kind(
        facts.BOOKED,
        "held",
        noted("It stands in your calendar as held time"),
        "calendar-plus",
        facts.booked,
        calendar=facts.entry,
        chosen_with="",
        label=noted("Your own sessions"),
        help_text=noted("Booked, moved, called off, the working day before."),
    ),
    _kind(
        facts.REMINDER, "held-soon", noted("A time that is held for you comes up"), "clock", facts.reminder
    ),
    _kind(
        facts.SOON,
        "held-soon",
        noted("In about an hour"),
        "clock",
        facts.reminder,
        notice_class="S",
        template=facts.REMINDER,
        chosen_with="",
        label=noted("An hour before"),
        help_text=noted(
            "A time that is held for you. Only if you ask, and only where your hours have begun by then."
        ),
        can_unsubscribe=True,
        is_opt_in=True,
    ),
    _kind(
        facts.MOVED,
        "moved",
        noted("Your calendar has the new time"),
        "clock",
        facts.moved,
        calendar=facts.entry,
    ),
    _kind(
        facts.CANCELLED,
        "free-again",
        noted("Other times stand on its page"),
        "calendar-days",
        facts.cancelled,
        calendar=facts.entry,
    ),
    _kind(
        facts.HANDED_OVER,
        "small-change",
        noted("The time itself stays"),
        "users-round",
        facts.handed_over,
        calendar=facts.entry,
    ),
    _kind(
        facts.PROPOSED,
        "a-time-to-choose",
        noted("Would another time suit?"),
        "calendar-days",
        facts.proposed,
        waiting=facts.waits_for_a_choice,
    ),
    _kind(
        facts.PROPOSAL_ANSWERED,
        "an-answer",
        noted("Your question about a time has an answer"),
        "circle-check",
        facts.proposal_answered,
    ),
    _kind(
        answering.ASKED,
        "still-suits",
        noted("A calendar says that it doesn’t"),
        "calendar-days",
        facts.asked,
        waiting=facts.waits_for_a_word,
    ),
)


def register_kinds() -> None:
    """Register every kind, and the sessions as times that calendars may show."""
    for kind in KINDS:
        register(kind)
    # One's own feed stands on the availability page, whose room may not be asked for by the room of messages.
    panels.register(Panel("supervision/notices/_feed.html", read=_nothing_more))
    register_source(
        Source(entries=held_times.entries_of, page=held_times.page_of, answer=answering.take_answer)
    )


def _nothing_more(member, now) -> dict:
    """The panel of the feed asks for itself; with a name, so that naming it twice counts once."""
    return {}
