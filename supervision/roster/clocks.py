"""What a load does to clocks: which of them move, and what is owed afterwards."""

from dataclasses import asdict, dataclass, field
from datetime import date, datetime

from supervision.people.models import Organisation
from supervision.policy.clock import DUE_SOON, ESCALATED, OVERDUE
from supervision.policy.selectors import answers_on

NAMED = 50
FORTNIGHT = 14

ClockKey = tuple[str, str]
ClockStand = tuple[str, str, date | None]


@dataclass(frozen=True, slots=True)
class Owed:
    """To how many people a supervision is owed today, and for how many more it falls due this fortnight."""

    owed: int
    soon: int
    clocks: int


@dataclass(slots=True)
class Moves:
    """Clocks that a load moves: how many, and the first fifty by name."""

    count: int = 0
    named: list[dict] = field(default_factory=list)

    def as_dict(self) -> dict:
        return asdict(self)


def clocks_of(organisation: Organisation | None, *, now: datetime) -> dict[ClockKey, ClockStand]:
    """Return every clock today: by address and rule's id, the person's name, the state and the due date."""
    if organisation is None:
        return {}
    return {
        (member.email.lower(), str(facts.id)): (member.name, answer.state, answer.due_on)
        for member, facts, answer in answers_on(organisation, now=now)
    }


def moves_between(before: dict[ClockKey, ClockStand], after: dict[ClockKey, ClockStand]) -> Moves:
    """Return which clocks are new, are gone, or fall due on another day."""
    moves = Moves()
    for key in sorted(before.keys() | after.keys()):
        was, is_ = before.get(key), after.get(key)
        if was and is_ and was[1:] == is_[1:]:
            continue
        moves.count += 1
        if len(moves.named) < NAMED:
            stand = is_ or was
            moves.named.append(
                {
                    "name": stand[0] if stand else "",
                    "is_new": was is None,
                    "is_gone": is_ is None,
                    "was_due": was[2].isoformat() if was and was[2] else "",
                    "due": is_[2].isoformat() if is_ and is_[2] else "",
                }
            )
    return moves


def owed_after(organisation: Organisation, *, now: datetime) -> Owed:
    """Return what is owed today, in people, whatever the number of their rules."""
    owed, soon, number = set(), set(), 0
    today = now.astimezone(organisation.zone).date()
    for member, _, answer in answers_on(organisation, now=now):
        number += 1
        if answer.state in (OVERDUE, ESCALATED):
            owed.add(member.id)
        elif answer.state == DUE_SOON or (answer.due_on and 0 <= (answer.due_on - today).days <= FORTNIGHT):
            soon.add(member.id)
    return Owed(owed=len(owed), soon=len(soon - owed), clocks=number)
