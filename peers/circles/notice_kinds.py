"""The kinds of message about circles. None says that it is about one."""

from peers.circles import acting, notice_facts, telling
from supervision.notices import acts
from supervision.notices.kinds import Kind, register
from supervision.wording import noted


def register_kinds() -> None:
    """Register every kind, and how those that ask something are answered."""
    for kind in KINDS:
        register(kind)
    for answering in acting.ANSWERINGS:
        acts.register(answering)


KINDS = (
    Kind(
        name=telling.JOINED,
        notice_class="R",
        subject="held",
        line=noted("It stands in your calendar as held time"),
        icon="calendar-plus",
        context=notice_facts.held,
        path=notice_facts.meeting_page,
        calendar=notice_facts.entry,
        label=noted("Times you took a place for"),
        help_text=noted("Taken, moved or called off: each once, with the entry for your calendar."),
    ),
    Kind(
        name=telling.CAME_FREE,
        notice_class="R",
        subject="yours-now",
        line=noted("It is yours; not this time is fine too"),
        icon="calendar-plus",
        context=notice_facts.held,
        path=notice_facts.meeting_page,
        calendar=notice_facts.entry,
    ),
    Kind(
        name=telling.MOVED,
        notice_class="R",
        subject="moved",
        line=noted("Your calendar has the new time"),
        icon="clock",
        context=notice_facts.moved,
        path=notice_facts.meeting_page,
        calendar=notice_facts.entry,
    ),
    Kind(
        name=telling.CALLED_OFF,
        notice_class="R",
        subject="free-again",
        line=noted("That time is yours again"),
        icon="calendar-days",
        context=notice_facts.called_off,
        path=notice_facts.list_page,
        calendar=notice_facts.entry,
    ),
    Kind(
        name=telling.LET_GO,
        notice_class="R",
        subject="free-again",
        line=noted("That time is yours again"),
        icon="calendar-days",
        context=notice_facts.let_go,
        path=notice_facts.list_page,
        calendar=notice_facts.entry,
    ),
    Kind(
        name=telling.TOMORROW,
        notice_class="S",
        subject="held-soon",
        line=noted("A word the day before"),
        icon="clock",
        context=notice_facts.tomorrow,
        path=notice_facts.meeting_page,
        label=noted("A word the day before"),
        help_text=noted("For times you took a place for. Once each."),
        can_unsubscribe=True,
    ),
    Kind(
        name=telling.ASKS,
        notice_class="S",
        subject="one-tap",
        line=noted("Something waits for your yes"),
        icon="circle-check",
        context=notice_facts.asks,
        path=notice_facts.asking_page,
        offered_to=lambda member: member.is_admin,
        label=noted("An open circle that asks to let people from outside come"),
        help_text=noted("Once a day at most for each."),
        can_unsubscribe=True,
    ),
    Kind(
        name=telling.ANSWERED,
        notice_class="R",
        subject="an-answer",
        line=noted("What you asked has an answer"),
        icon="circle-check",
        context=notice_facts.answered,
        path=notice_facts.desk_page,
    ),
)
