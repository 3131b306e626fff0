"""The kinds of message about check-ins. None names anybody but its reader."""

from peers.checkins import notice_facts as facts
from peers.checkins import telling
from supervision.notices.kinds import Kind, register
from supervision.wording import noted


def register_kinds() -> None:
    register(
        Kind(
            name=telling.PARTNER,
            notice_class="S",
            subject="a-time-to-choose",
            line=noted("There is somebody to talk to for a quarter of an hour"),
            icon="users-round",
            context=facts.partner,
            path=facts.own_page,
            is_private=True,
            label=noted("A partner for a check-in"),
            help_text=noted("Once in each round you are in."),
            can_unsubscribe=True,
        )
    )
    register(
        Kind(
            name=telling.ALONE,
            notice_class="S",
            subject="something-to-read",
            line=noted("Nobody was free for you this time"),
            icon="coffee",
            context=facts.alone,
            path=facts.own_page,
            is_private=True,
        )
    )
    register(
        Kind(
            name=telling.HELD,
            notice_class="R",
            subject="held",
            line=noted("It stands in your calendar as held time"),
            icon="calendar-plus",
            context=facts.held,
            path=facts.own_page,
            is_private=True,
            calendar=facts.entry,
            label=noted("A check-in’s time held or free again"),
            help_text=noted("Each change once, with the entry for your calendar."),
        )
    )
    register(
        Kind(
            name=telling.FREED,
            notice_class="R",
            subject="free-again",
            line=noted("Other times stand on its page"),
            icon="calendar-days",
            context=facts.freed,
            path=facts.own_page,
            is_private=True,
            calendar=facts.entry,
        )
    )
    register(
        Kind(
            name=telling.REMINDER,
            notice_class="S",
            subject="one-tap",
            line=noted("A quarter of an hour, and one tap"),
            icon="clock",
            context=facts.reminder,
            path=facts.own_page,
            is_private=True,
            label=noted("Reminders of a check-in"),
            help_text=noted("The working day before, and on the day."),
            can_unsubscribe=True,
        )
    )
    register(
        Kind(
            name=telling.MISSED,
            notice_class="S",
            subject="something-to-read",
            line=noted("Whatever suits you now is fine"),
            icon="coffee",
            context=facts.missed,
            path=facts.own_page,
            is_private=True,
        )
    )
