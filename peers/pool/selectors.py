"""What a member said of themselves among peers, for themselves."""

from __future__ import annotations

from peers.pool.models import Joined, Profile
from supervision.people.models import Member


def state_of(member: Member, part: str) -> str:
    """Return whether a member is in a part, on a pause from it, or out."""
    kept = Joined.objects.filter(member=member, part=part).values_list("state", flat=True).first()
    return kept or Joined.State.OUT


def profile_of(member: Member) -> Profile:
    """Return what a member says of themselves, or what holds for those who said nothing (not saved)."""
    kept = Profile.objects.filter(member=member).first()
    found = kept or Profile(member=member)
    found.member = member
    return found
