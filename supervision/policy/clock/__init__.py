"""The clock: from a rule, a member's sessions, leave and units to a state, a date and the reason.

Pure: no database, no Django, no reading of the time. The same input gives the same answer.
The law is product.md, "The clock (exact)"; docs/rules explains it to people.
"""

from supervision.policy.clock.choice import Scope, parse_scope, policy_for
from supervision.policy.clock.credit import credit
from supervision.policy.clock.returns import return_offer_by
from supervision.policy.clock.states import clock_on, compile_rule, evaluate
from supervision.policy.clock.values import (
    DUE_SOON,
    ESCALATED,
    ON_TRACK,
    OVERDUE,
    PAUSED,
    TRACKED_ROLES,
    Answer,
    CompiledRule,
    Leave,
    Membership,
    Rule,
    Sitting,
    Stage,
    Worked,
    half_up,
    parse_stages,
    pauses,
)
from supervision.policy.clock.words import explain

__all__ = [
    "DUE_SOON",
    "ESCALATED",
    "ON_TRACK",
    "OVERDUE",
    "PAUSED",
    "TRACKED_ROLES",
    "Answer",
    "CompiledRule",
    "Leave",
    "Membership",
    "Rule",
    "Scope",
    "Sitting",
    "Stage",
    "Worked",
    "clock_on",
    "compile_rule",
    "credit",
    "evaluate",
    "explain",
    "half_up",
    "parse_scope",
    "parse_stages",
    "pauses",
    "policy_for",
    "return_offer_by",
]
