"""A rule in a few words, for lists: what is owed, and from when on."""

from datetime import date, timedelta
from decimal import Decimal

from supervision.people.member_forms import ROLE_WORDS
from supervision.policy.clock.aims import every_words
from supervision.policy.clock.words import day_words
from supervision.policy.models import Policy, Rule


def amount_words(rule: Rule) -> str:
    """Return "every 42 days, aiming for every four weeks", "90 minutes a month", "10 sessions a year"..."""
    aim = f", aiming for {every_words(rule.aim_days)}" if rule.aim_days else ""
    return f"{owed_words(rule)}{aim}"


def owed_words(rule: Rule) -> str:
    """Return "every 28 days", "90 minutes a month", "10 sessions a year" or "one for every 8 shifts ..."."""
    if rule.kind == "rolling":
        return "every day" if rule.interval_days == 1 else f"every {rule.interval_days} days"
    if rule.kind == "calendar_minutes":
        return f"{rule.minutes} minutes a month"
    if rule.kind == "count":
        return f"{rule.sessions_a_year} {'session' if rule.sessions_a_year == 1 else 'sessions'} a year"
    return f"one for every {format(Decimal(rule.units or 0).normalize(), 'f')} shifts or hours"


def since_words(rule: Rule, today: date) -> str:
    """Return when a rule begins or ends, where that is still to come: "from tomorrow", "ends today"."""
    if rule.in_force_from and rule.in_force_from > today:
        is_tomorrow = rule.in_force_from == today + timedelta(days=1)
        return "from tomorrow" if is_tomorrow else f"from {day_words(rule.in_force_from, today)}"
    if rule.in_force_until:
        return (
            "ends today" if rule.in_force_until == today else f"until {day_words(rule.in_force_until, today)}"
        )
    return ""


def whom_words(policy: Policy) -> str:
    """Return "Organisation", "Role: supervisor" or "Team: Community"."""
    if policy.level == Policy.Level.ROLE:
        return f"Role: {ROLE_WORDS[policy.role].lower()}"
    return f"Team: {policy.team.name}" if policy.team else "Organisation"
