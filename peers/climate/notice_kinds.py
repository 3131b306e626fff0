"""The one kind of message about climate."""

from peers.climate import notice_facts as facts
from peers.climate import telling
from supervision.notices.kinds import Kind, register
from supervision.wording import noted


def register_kinds() -> None:
    register(
        Kind(
            name=telling.OPEN,
            notice_class="S",
            subject="a-few-minutes",
            line=noted("Nine lines without your name, if you like"),
            icon="chart-line",
            context=facts.card_open,
            path=facts.card_page,
            is_private=True,
            label=noted("The month’s card"),
            help_text=noted(
                "Once a month, to everybody who is asked. Never a reminder: nobody knows who answered."
            ),
            can_unsubscribe=True,
        )
    )
