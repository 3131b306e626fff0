"""The kinds of message about circles. None says that it is about one."""

from peers.circles import acting, hand_acts, notice_facts, telling
from supervision.notices import acts
from supervision.notices.kinds import Kind, register
from supervision.wording import noted


def register_kinds() -> None:
    """Register every kind, and how those that ask something are answered."""
    for kind in KINDS:
        register(kind)
    for answering in (*acting.ANSWERINGS, hand_acts.ANSWERING):
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
    Kind(
        name=telling.HANDS,
        notice_class="R",
        subject="one-tap",
        line=noted("Would you hold a time that others come to?"),
        icon="users-round",
        context=notice_facts.hands,
        path=notice_facts.hold_page,
        waiting=notice_facts.waits_to_be_held,
        label=noted("Holding a time that others come to"),
        help_text=noted("When somebody asks you to go on with theirs."),
    ),
    Kind(
        name=telling.HANDED,
        notice_class="R",
        subject="an-answer",
        line=noted("What you asked has an answer"),
        icon="circle-check",
        context=notice_facts.handed,
        path=notice_facts.list_page,
    ),
    Kind(
        name=telling.NEW_HOST,
        notice_class="S",
        subject="small-change",
        line=noted("Another one holds it from now on"),
        icon="users-round",
        context=notice_facts.new_host,
        path=notice_facts.circle_page,
        chosen_with=telling.JOINED,
    ),
    Kind(
        name=telling.NEW,
        notice_class="S",
        subject="something-to-read",
        line=noted("A new time that you could come to"),
        icon="users-round",
        context=notice_facts.new,
        path=notice_facts.circle_page,
        label=noted("New times that you could come to"),
        help_text=noted("For those who asked for it under Colleagues. Once a week at most."),
        can_unsubscribe=True,
    ),
)
