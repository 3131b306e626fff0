"""Answering a message from the message itself: what a room registers, and the page that asks.

    from supervision.notices.acts import Act, Answering, Question, register

    register(Answering(kind="debrief_invited", question=asked, acts=(
        Act("accept", "Yes, I have room", perform=accept, done=accepted, undo=take_back, icon="check"),
        Act("another", "Another time", press="Offer this time", perform=offer, done=offered,
            choices=free_times, look="page"),
        Act("pass", "Not this time", perform=let_pass, done=passed, undo=ask_again),
    )))

docs/messages.md says how it holds together, under "Acting from the message".
"""

from supervision.notices.acts.registry import (
    Act,
    Answering,
    Choice,
    Done,
    Fact,
    Goes,
    Over,
    Pressed,
    Question,
    answering_of,
    register,
)

__all__ = [
    "Act",
    "Answering",
    "Choice",
    "Done",
    "Fact",
    "Goes",
    "Over",
    "Pressed",
    "Question",
    "answering_of",
    "register",
]
