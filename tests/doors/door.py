"""Who may knock at a door, and how: the words that the tables of doors are written in."""

from dataclasses import dataclass, field

from tests.doors.house import ROLES

EVERYONE = frozenset({"stranger", *ROLES})
PLACE = frozenset(ROLES)
"""Whoever has a place in an organisation."""
SELF, SIDES = frozenset({"member"}), frozenset({"member", "supervisor"})
SEES = SIDES | {"lead"}
"""Oneself, one's supervisor, one's lead."""
LEAD, ADMIN = frozenset({"lead"}), frozenset({"admin"})
HOST = frozenset({"supervisor"})
"""Whoever holds the circle of the house."""
NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Door:
    """Who may ask (`get`) and who may act, by method. `rows` fill the address, in its order."""

    get: frozenset[str] = NOBODY
    post: frozenset[str] = NOBODY
    put: frozenset[str] = NOBODY
    patch: frozenset[str] = NOBODY
    delete: frozenset[str] = NOBODY
    rows: tuple[str, ...] = ()
    answers: frozenset[int] = field(default=frozenset({200}))
    """What those who may ask get."""

    @property
    def is_foreign_to_others(self) -> bool:
        """Say whether the address names a row that belongs to the first organisation alone."""
        return bool(set(self.rows) - OPEN_ROWS)

    def may(self, method: str, who: str) -> bool:
        role = who.removeprefix("foreign_")
        if role != who and self.is_foreign_to_others:
            return False
        return role in getattr(self, method)


OPEN_ROWS = frozenset(
    {"number", "sample", "step", "link", "fewer", "feed", "day", "answer", "kind", "one", "look", "body"}
    | {"circle_page", "guest_link", "tier", "purpose", "month", "card"}
    | {"own_day", "own_key", "pause_key", "session_key"}
)
"""Parts of an address that are nobody's: names everybody has, or tokens that are a key themselves."""
MOVED = frozenset({302})
OWN, OWN_EDIT = Door(get=PLACE), Door(get=PLACE, post=PLACE)
KEPT = Door(get=ADMIN, post=ADMIN)


def changing(*rows: str) -> Door:
    """Return a page about rows that administrators look at and change."""
    return Door(get=ADMIN, post=ADMIN, rows=rows)
