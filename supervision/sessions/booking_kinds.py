"""The kinds of message about held times. All must arrive; none names anybody but its reader."""

from supervision.availability import panels
from supervision.availability.panels import Panel
from supervision.notices.calendars.sources import Source, register_source
from supervision.notices.kinds import Kind, register
from supervision.sessions import answering, booking_facts, held_times
from supervision.wording import noted


def register_kinds() -> None:
    """Register every kind, and the sessions as times that calendars may show."""
    register(
        Kind(
            name=booking_facts.BOOKED,
            notice_class="R",
            subject="held",
            line=noted("It stands in your calendar as held time"),
            icon="calendar-plus",
            context=booking_facts.booked,
            path=booking_facts.session_page,
            calendar=booking_facts.entry,
            label=noted("Your own sessions"),
            help_text=noted("Booked, moved, called off, the working day before."),
        )
    )
    register(
        Kind(
            name=booking_facts.REMINDER,
            notice_class="R",
            subject="held-soon",
            line=noted("A time that is held for you comes up"),
            icon="clock",
            context=booking_facts.reminder,
            path=booking_facts.session_page,
            chosen_with=booking_facts.BOOKED,
        )
    )
    register(
        Kind(
            name=booking_facts.SOON,
            notice_class="S",
            subject="held-soon",
            line=noted("In about an hour"),
            icon="clock",
            context=booking_facts.reminder,
            path=booking_facts.session_page,
            template=booking_facts.REMINDER,
            label=noted("An hour before"),
            help_text=noted("A time that is held for you. Only if you ask for it."),
            can_unsubscribe=True,
            is_opt_in=True,
        )
    )
    register(
        Kind(
            name=booking_facts.MOVED,
            notice_class="R",
            subject="moved",
            line=noted("Your calendar has the new time"),
            icon="clock",
            context=booking_facts.moved,
            path=booking_facts.session_page,
            calendar=booking_facts.entry,
            chosen_with=booking_facts.BOOKED,
        )
    )
    register(
        Kind(
            name=booking_facts.CANCELLED,
            notice_class="R",
            subject="free-again",
            line=noted("Other times stand on its page"),
            icon="calendar-days",
            context=booking_facts.cancelled,
            path=booking_facts.session_page,
            calendar=booking_facts.entry,
            chosen_with=booking_facts.BOOKED,
        )
    )
    register(
        Kind(
            name=booking_facts.HANDED_OVER,
            notice_class="R",
            subject="small-change",
            line=noted("The time itself stays"),
            icon="users-round",
            context=booking_facts.handed_over,
            path=booking_facts.session_page,
            calendar=booking_facts.entry,
            chosen_with=booking_facts.BOOKED,
        )
    )
    register(
        Kind(
            name=booking_facts.PROPOSED,
            notice_class="R",
            subject="a-time-to-choose",
            line=noted("Would another time suit?"),
            icon="calendar-days",
            context=booking_facts.proposed,
            path=booking_facts.session_page,
            waiting=booking_facts.waits_for_a_choice,
            chosen_with=booking_facts.BOOKED,
        )
    )
    register(
        Kind(
            name=booking_facts.PROPOSAL_ANSWERED,
            notice_class="R",
            subject="an-answer",
            line=noted("Your question about a time has an answer"),
            icon="circle-check",
            context=booking_facts.proposal_answered,
            path=booking_facts.session_page,
            chosen_with=booking_facts.BOOKED,
        )
    )
    register(
        Kind(
            name=answering.ASKED,
            notice_class="R",
            subject="still-suits",
            line=noted("A calendar says that it doesn’t"),
            icon="calendar-days",
            context=booking_facts.asked,
            path=booking_facts.session_page,
            waiting=booking_facts.waits_for_a_word,
            chosen_with=booking_facts.BOOKED,
        )
    )
    # One's own feed stands on the availability page, whose room may not be asked for by the room of messages.
    panels.register(Panel("supervision/notices/_feed.html", read=_nothing_more))
    register_source(
        Source(entries=held_times.entries_of, page=held_times.page_of, answer=answering.take_answer)
    )


def _nothing_more(member, now) -> dict:
    """The panel of the feed asks for itself; with a name, so that naming it twice counts once."""
    return {}
