"""Words for members on the settings pages."""

from datetime import date

from django import template

from supervision.people.member_forms import ROLE_WORDS
from supervision.people.models import TRACKED_ROLES, Member

register = template.Library()
SHORT = {"team_lead": "Lead"}


@register.filter
def roles_words(member: Member) -> str:
    """Return "Lead, case manager": the roles of a member, leads first."""
    words = [SHORT.get(role, ROLE_WORDS[role]) for role in sorted(member.roles, key="team_lead".__ne__)]
    return ", ".join([*words[:1], *(word.lower() for word in words[1:])]) or "None"


@register.filter
def works(member: Member, today: date) -> str:
    """Return "Employee, full time", "Associate, 0.6" or "External, from 5 Jan 2027"."""
    share = "full time" if member.fte == 1 else format(member.fte.normalize(), "f")
    words = [member.get_employment_display()]
    if member.employment != Member.Employment.EXTERNAL or member.fte != 1:
        words.append(share)
    if member.start_date > today:
        words.append(f"from {member.start_date.day} {member.start_date:%b %Y}")
    if member.end_date:
        words.append(f"until {member.end_date.day} {member.end_date:%b %Y}")
    return ", ".join(words)


@register.filter
def is_tracked(member: Member) -> bool:
    """Say whether supervision can be owed to a member."""
    return bool(set(member.roles) & set(TRACKED_ROLES))
