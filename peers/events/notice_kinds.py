"""The two kinds of letters of offers. They are chosen together, and come in working hours like any other."""

from peers.events import notice_facts as facts
from peers.events import telling
from supervision.notices.kinds import Kind, register
from supervision.wording import noted


def register_kinds() -> None:
    register(
        Kind(
            name=telling.OFFER,
            notice_class="S",
            subject="something-to-read",
            line=noted("Somebody thought of you"),
            icon="hand-heart",
            context=facts.offer,
            path=facts.page,
            is_private=True,
            label=noted("When somebody thought of you"),
            help_text=noted("A call, time for yourself, an earlier hour. Each can be left without a word."),
            can_unsubscribe=True,
        )
    )
    register(
        Kind(
            name=telling.TIMES,
            notice_class="S",
            subject="a-time-to-choose",
            line=noted("An earlier hour, if you like"),
            icon="hand-heart",
            context=facts.times,
            path=facts.page,
            is_private=True,
            chosen_with=telling.OFFER,
        )
    )
