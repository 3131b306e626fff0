"""What a kind of message asks and how it can be answered, as its room says. Values, and a list of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from supervision.notices.models import Notice
from supervision.people.models import Member

Kept = Mapping[str, Any]
"""What an act leaves for its undoing: ids and ISO moments alone, forgotten after a day."""

Look = Literal["button", "times", "fold", "page"]


@dataclass(frozen=True, slots=True)
class Goes:
    """A link to one more page, beginning with "/". Whoever follows it may have to sign in."""

    path: str
    words: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One line to decide on: its icon, what it is, and the words.

    `is_private` ones show on a device that is signed in or remembered, or once the number was typed:
    never to whatever else opens the link.
    """

    icon: str
    term: str
    words: str
    is_private: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several to choose from. `key` is what the form sends: an id or an ISO moment, never a word."""

    key: str
    words: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """What the page asks. `acts` names those that are open now, in their order; None: all of the kind's.

    `heading`, `eyebrow` and `after` show to whatever opens the link: they name nobody and say nothing of
    how heavy. `private_heading` and `private_eyebrow`, where given, take their place on a known device.
    `only_you` are lines about the reader alone, on a known device. `after` stands below the answers, its
    first line in bold; `audience` says who sees the answer; `goes` leads to the page in the app.
    """

    heading: str
    eyebrow: str = ""
    private_heading: str = ""
    private_eyebrow: str = ""
    facts: Sequence[Fact] = ()
    only_you: Sequence[str] = ()
    after: Sequence[str] = ()
    audience: str = ""
    goes: Goes | None = None
    acts: Sequence[str] | None = None


@dataclass(frozen=True, slots=True)
class Over:
    """Why there is nothing to answer any more: kindly, and naming nobody. Also for who came second."""

    heading: str
    words: str
    goes: Goes | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """What the page says once an answer is given, on a known device."""

    heading: str
    words: str = ""
    goes: Goes | None = None


@dataclass(frozen=True, slots=True)
class Pressed:
    """One press: on which message, whose `recipient` has person and organisation loaded, and when.

    `choice` is what was sent for an act with choices; whoever pressed may have made it up.
    """

    notice: Notice
    choice: str
    now: datetime

    @property
    def member(self) -> Member:
        return self.notice.recipient


@dataclass(frozen=True, slots=True)
class Act:
    """One way to answer.

    `perform(pressed)` does it by calling the same service as the page in the app, inside the transaction
    that notes the answer, and returns what `undo` needs, or None. Where a rule says no it raises the
    service's Refusal; nothing is noted then, and the question is asked afresh: if that returns Over, the
    reader gets that page. `done(notice, kept, now)` returns the words afterwards.
    `undo(notice, kept, now)` takes it back within ten minutes, or raises a Refusal; None: it can't be.
    `choices(notice, now)` returns what to choose from; `perform` checks what was sent.

    `look`: a "button"; "times", a list with the button `press` below it; "fold", the same behind
    `words`; "page", a button that leads to a page with the list. `choices` belongs to the last three.
    """

    name: str
    words: str
    perform: Callable[[Pressed], Kept | None]
    done: Callable[[Notice, Kept, datetime], Done]
    undo: Callable[[Notice, Kept, datetime], None] | None = None
    icon: str = ""
    look: Look = "button"
    choices: Callable[[Notice, datetime], Sequence[Choice]] | None = None
    legend: str = ""
    press: str = ""


@dataclass(frozen=True, slots=True)
class Answering:
    """How a kind of message can be answered.

    `question(notice, now)` returns what is asked, or Over; it only reads. `is_equal` shows all answers
    in the same size side by side, none before the others: for up to three. `lasts(notice, now)` returns
    until when the address in a letter opens; None: two weeks. `asks(notice)` says whether this reader is
    asked at all: a letter that asks nothing leads to its page.
    """

    kind: str
    question: Callable[[Notice, datetime], Question | Over]
    acts: Sequence[Act]
    is_equal: bool = False
    lasts: Callable[[Notice, datetime], datetime | None] | None = None
    asks: Callable[[Notice], bool] | None = None

    def act(self, name: str) -> Act | None:
        return next((act for act in self.acts if act.name == name), None)

    def open_acts(self, asked: Question) -> list[Act]:
        """Return the acts that a question leaves open, in its order."""
        if asked.acts is None:
            return list(self.acts)
        return [act for name in asked.acts if (act := self.act(name)) is not None]


_answerings: dict[str, Answering] = {}
RESERVED = frozenset({"look", "undo"})
"""Words of the page's own buttons."""


def register(answering: Answering) -> Answering:
    """Add how a kind is answered, and return it. A second one for the same kind takes its place.

    Raises ValueError for two acts of one name, a reserved name, choices without a list, or a list
    without choices.
    """
    names = [act.name for act in answering.acts]
    if len(set(names)) != len(names) or RESERVED & set(names):
        raise ValueError(f"{answering.kind}: each act needs a name of its own, and not “look” or “undo”.")
    for act in answering.acts:
        if (act.look == "button") != (act.choices is None):
            raise ValueError(f"{answering.kind}, {act.name}: a list needs choices, and a button has none.")
    _answerings[answering.kind] = answering
    return answering


def answering_of(kind: str) -> Answering | None:
    """Return how messages of this kind are answered, or None for those that ask nothing."""
    return _answerings.get(kind)
