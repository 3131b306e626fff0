"""Which policy is owed to whom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeVar

from supervision.policy.clock.values import TRACKED_ROLES

ROLES = TRACKED_ROLES | {"admin"}
"""An administrator alone is owed none, but one who carries cases as well may have a policy of their own."""

LEVELS = ("team", "role", "organisation")
"""From the most specific to the least."""


class Scope(NamedTuple):
    """Whom a policy is for: the organisation (no target), a role, or a team with the teams under it."""

    level: str
    target: str | int = ""


def parse_scope(text: str) -> Scope:
    """Read "organisation", "role:supervisor" or "team:Adult Brain Injury".

    Raises ValueError with a sentence for the person who wrote it.
    """
    level, _, target = (piece.strip() for piece in text.partition(":"))
    if level not in LEVELS:
        raise ValueError(f"“{text}” is not organisation, role:… or team:….")
    if level == "organisation" and target:
        raise ValueError("A policy for the organisation names nothing else.")
    if level != "organisation" and not target:
        raise ValueError(f"“{text}” does not say which {level}.")
    if level == "role" and target not in ROLES:
        raise ValueError(f"There is no role “{target}”.")
    return Scope(level, target)


P = TypeVar("P")


def policy_for(
    policies: Iterable[tuple[Scope, P]], *, roles: Iterable[str], team_path: Sequence[str | int] = ()
) -> P | None:
    """Return the policy owed to a member, or None: no policy holds, or no role of theirs is tracked.

    `policies` come in the organisation's order. `team_path` names the member's team, then the team
    above it, and so on up. The most specific wins: the nearest team, then a role, then the
    organisation; among equals, the first. Source: product.md, "The clock".
    """
    held = set(roles)
    if not held & TRACKED_ROLES:
        return None
    depth = {team: i for i, team in reversed(list(enumerate(team_path)))}
    best, best_rank = None, None
    for (level, target), policy in policies:
        if level == "team" and target in depth:
            rank = (0, depth[target])
        elif level == "role" and target in held:
            rank = (1, 0)
        elif level == "organisation":
            rank = (2, 0)
        else:
            continue
        if best_rank is None or rank < best_rank:
            best, best_rank = policy, rank
    return best
