"""The kinds of message there are. Each room registers its own when the project starts.

    class PolicyConfig(AppConfig):
        def ready(self):
            from supervision.notices.kinds import Kind, register
            from supervision.policy import notice_facts
            from supervision.wording import noted

            register(Kind(
                name="due_soon", notice_class="S", subject="an-hour-to-find",
                line=noted("Your next hour comes due"),
                icon="calendar-days", context=notice_facts.due_soon, path=notice_facts.member_page,
                label=noted("Supervision coming due"), help_text=noted("Once a week at most."),
                can_unsubscribe=True,
            ))

`noted` has the words gathered for translation. Those of a letter stand in `templates/notices/<name>.html`
and `.txt`; what they are told is in `facts.py`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from supervision.languages import worded
from supervision.notices.calendars.writing import Entry
from supervision.notices.models import Notice
from supervision.notices.subjects import SUBJECTS
from supervision.people.models import Member

Context = Callable[[Notice, datetime], Mapping[str, Any] | None]
CalendarOf = Callable[[Notice, Mapping[str, Any]], Entry | None]


def everyone(member: Member) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of message: when its reason still holds, what it says, and where it leads.

    `context(notice, now)` is called with the row (its recipient, person and organisation loaded) when it
    is about to be sent. It returns plain values for the templates, or None when the reason no longer
    holds: then nothing is sent. It must only read.
    `path(notice)` returns the page that the one link opens, beginning with "/"; it runs no query, for the
    inbox asks it for every row. `line` is the inbox's second line: fixed words that name nobody.
    `template` names the files under `templates/notices/` when they are not called as the kind is.
    `subject_day` names the value of the context that a subject with a day takes.
    `waiting(notices, now)` returns the ids of those that still wait for an answer; None: never any.
    `chosen_with` names the kind by whose choice of ways this one goes as well; it has no label then. The
    letters of a soft one end and pause that kind, where it can be ended.
    `is_opt_in`: it comes only to those who asked for it by some way, and is left for nobody else.
    `ignores_hours` lets a kind through at any hour and on leave: for security alone.
    `comes_in_heaps(notice)`: whether it is one of many that can come due for its reader at once, which go as
    one message then (`heaps`); None: it never is. It runs no query.
    `is_first`: it may be the first message somebody gets, who never signed in; others wait for a welcome.
    `is_private`: it is between peers, or of somebody's own space. Administrators, who see what failed, are
    not told its kind.
    `calendar(notice, context)` returns the held time that the message puts into the reader's calendar,
    changes there or takes out; None: nothing this time. What carries one goes by itself after a leave,
    since nothing else brings the reader's calendar up to date.
    `label` and `help_text` describe it on the preferences page of those to whom `offered_to(member)` says
    yes; no label, no entry. `can_unsubscribe` offers the choice there, and `List-Unsubscribe` in the
    message (soft kinds only).
    """

    name: str
    notice_class: str
    subject: str
    line: str
    context: Context
    path: Callable[[Notice], str]
    icon: str = "mail"
    subject_day: str = ""
    template: str = ""
    offered_to: Callable[[Member], bool] = everyone
    label: str = ""
    help_text: str = ""
    can_unsubscribe: bool = False
    chosen_with: str = ""
    is_opt_in: bool = False
    ignores_hours: bool = False
    comes_in_heaps: Callable[[Notice], bool] | None = None
    is_first: bool = False
    is_private: bool = False
    waiting: Callable[[Sequence[Notice], datetime], set[int]] | None = None
    calendar: CalendarOf | None = None

    @property
    def said_line(self) -> str:
        """The inbox's second line, in the reader's language; `label` and `help_text` likewise."""
        return worded(self.line)

    @property
    def said_label(self) -> str:
        return worded(self.label)

    @property
    def said_help(self) -> str:
        return worded(self.help_text)

    @property
    def html_template(self) -> str:
        return f"notices/{self.template or self.name}.html"

    @property
    def text_template(self) -> str:
        return f"notices/{self.template or self.name}.txt"


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> Kind:
    """Add `kind` and return it. A second one of the same name takes its place.

    Raises ValueError for a subject that is not on the list, an unknown class, or a message that must
    arrive and could be unsubscribed from.
    """
    if kind.subject not in SUBJECTS:
        raise ValueError(f"{kind.name}: “{kind.subject}” is not in subjects.SUBJECTS.")
    if kind.notice_class not in Notice.Class.values:
        raise ValueError(f"{kind.name}: a class is R or S.")
    if kind.can_unsubscribe and kind.notice_class != Notice.Class.SOFT:
        raise ValueError(f"{kind.name}: what must arrive cannot be unsubscribed from.")
    if kind.can_unsubscribe and not kind.label:
        raise ValueError(f"{kind.name}: the preferences page needs a label for it.")
    if kind.is_opt_in and not kind.can_unsubscribe:
        raise ValueError(f"{kind.name}: what has to be asked for can be ended as well.")
    _kinds[kind.name] = kind
    return kind


def kind_of(name: str) -> Kind | None:
    """Return the kind called `name`, or None when no room registered one."""
    return _kinds.get(name)


def choice_of(name: str) -> str:
    """Return the name of the kind by whose choice of ways the kind called `name` goes: mostly its own."""
    kind = _kinds.get(name)
    return (kind.chosen_with or name) if kind else name


def ended_by(kind: Kind) -> str:
    """Return the name of the kind that the link to fewer in a letter of `kind` ends; empty: there is no link.

    Mostly its own; that of the kind it is chosen with, where that one is soft and can be ended.
    """
    of = kind_of(kind.chosen_with) if kind.chosen_with else kind
    is_soft = kind.notice_class == Notice.Class.SOFT
    return of.name if is_soft and of is not None and of.can_unsubscribe else ""


def calendar_kinds() -> list[str]:
    """Return the names of the kinds that carry a part for calendars."""
    return [kind.name for kind in all_kinds() if kind.calendar is not None]


def heaped_kinds() -> list[str]:
    """Return the names of the kinds of which several can come due for one reader at once."""
    return [kind.name for kind in all_kinds() if kind.comes_in_heaps is not None]


def all_kinds() -> list[Kind]:
    """Return every kind, by name."""
    return sorted(_kinds.values(), key=lambda kind: kind.name)


def first_kinds() -> list[str]:
    """Return the names of the kinds that may reach somebody who never signed in, and was never welcomed."""
    return [kind.name for kind in all_kinds() if kind.is_first]
