"""How much of supervisors' time a rule asks for in a month, so that an organisation sees it beforehand.

An estimate, and shown as one: months are a twelfth of 365.25 days, a session that has no least length
is taken for an hour, and what is shared in a group is not taken off.
"""

from fractions import Fraction

from supervision.policy.clock import CompiledRule
from supervision.policy.clock.rolling import every_days

DAYS_A_MONTH = Fraction(36525, 1200)
USUAL_MINUTES = 60


def minutes_a_month(
    rule: CompiledRule, *, fte: tuple[int, int], days_here: int, units_a_year: Fraction
) -> Fraction:
    """Return the minutes of supervision a rule asks for one member in an average month.

    `fte` is a fraction, (top, bottom). `days_here` is how long the member has been tracked, for the
    stages of a rolling rule; `units_a_year` what they worked in the last 365 days.
    """
    length = rule.min_minutes or USUAL_MINUTES
    if rule.kind == "rolling":
        return DAYS_A_MONTH / every_days(rule, after_start=days_here, fte=fte) * length
    share = Fraction(*fte) if rule.is_pro_rata else Fraction(1)
    if rule.kind == "calendar_minutes":
        return rule.minutes * share
    if rule.kind == "count":
        return rule.sessions_a_year * share / 12 * length
    return units_a_year / Fraction(rule.units) / 12 * length
