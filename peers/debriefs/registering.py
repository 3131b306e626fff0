"""What debriefs put into other rooms' lists when the project starts."""

from dataclasses import replace

from peers.debriefs import acting, held_times, notice_facts, notice_samples, rota_section, telling
from peers.pool.sections import register as put_on_settings
from supervision.availability.booked import on_ask
from supervision.notices.calendars.sources import Source, register_source
from supervision.notices.kinds import Kind, register
from supervision.wording import noted

LABEL = noted("A time between colleagues")


def register_everything() -> None:
    for kind in kinds():
        register(kind)
    acting.register_acts()
    notice_samples.register_talk_samples()
    register_source(
        Source(entries=held_times.entries_of, page=held_times.page_of, answer=held_times.take_answer)
    )
    on_ask(held_times.booked_from)
    put_on_settings(rota_section.SECTION)


def kinds() -> list[Kind]:
    """Return every kind of message of this room. Those sent at once differ in nothing but their hours."""
    asked = Kind(
        name=telling.ASKED,
        notice_class="R",
        subject="a-few-minutes",
        line=noted("Have you room for this?"),
        icon="message-circle",
        context=notice_facts.asked,
        path=notice_facts.invite_page,
        is_private=True,
        template=telling.ASKED,
        waiting=notice_facts.waits_for_an_answer,
        calendar=notice_facts.calendar,
        label=LABEL,
        help_text=noted("Twice in seven days at most, if you listen."),
    )
    agreed = Kind(
        name=telling.AGREED,
        notice_class="R",
        subject="held",
        line=noted("It stands in your calendar as held time"),
        icon="calendar-plus",
        context=notice_facts.agreed,
        path=notice_facts.talk_page,
        is_private=True,
        template=telling.AGREED,
        calendar=notice_facts.calendar,
    )
    nobody = Kind(
        name=telling.NOBODY,
        notice_class="R",
        subject="an-answer",
        line=noted("What you asked for, and what comes next"),
        icon="message-circle",
        context=notice_facts.nobody,
        path=notice_facts.request_page,
        is_private=True,
        template=telling.NOBODY,
    )
    released = Kind(
        name=telling.RELEASED,
        notice_class="R",
        subject="free-again",
        line=noted("Thank you. It is settled"),
        icon="circle-check",
        context=notice_facts.released,
        path=notice_facts.today_page,
        is_private=True,
        calendar=notice_facts.calendar,
    )
    offered = Kind(
        name=telling.OFFERED,
        notice_class="R",
        subject="a-time-to-choose",
        line=noted("Would another time suit?"),
        icon="calendar-days",
        context=notice_facts.offered,
        path=notice_facts.request_page,
        is_private=True,
    )
    off = Kind(
        name=telling.OFF,
        notice_class="R",
        subject="free-again",
        line=noted("A held time is off"),
        icon="calendar-days",
        context=notice_facts.off,
        path=notice_facts.today_page,
        is_private=True,
        calendar=notice_facts.calendar,
    )
    after = Kind(
        name=telling.AFTER,
        notice_class="S",
        subject="one-tap",
        line=noted("One question, for you alone"),
        icon="circle-check",
        context=notice_facts.after,
        path=notice_facts.after_page,
        is_private=True,
    )
    at_once = [
        replace(kind, name=kind.name + telling.AT_ONCE, ignores_hours=True, label="", help_text="")
        for kind in (asked, agreed, nobody)
    ]
    return [asked, agreed, nobody, *at_once, released, offered, off, after]
