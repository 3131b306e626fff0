"""What a member does about taking part: join, pause, leave; their profile; with whom rather not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from peers.pool import rules
from peers.pool.models import Joined, NotWith, Profile
from peers.pool.selectors import profile_of
from supervision.people.models import Member

SEALED = ("training", "phone", "link")


@transaction.atomic
def take_part(member: Member, part: str, *, state: str, now: datetime) -> Joined:
    """Keep that a member is in a part, on a pause from it, or out; since when only if that is new."""
    kept, is_new = Joined.objects.get_or_create(
        member=member, part=part, defaults={"state": state, "since": now}
    )
    if not is_new and kept.state != state:
        kept.state, kept.since = state, now
        kept.save(update_fields=["state", "since"])
    return kept


@transaction.atomic
def keep_profile(member: Member, *, now: datetime, **wanted: Any) -> Profile:
    """Keep what a member says of themselves; what is not named stays as it is.

    `languages` and `work` are lists of codes; `training`, `phone` and `link` are sealed for them.
    Raises NotChosen for what is not on offer.
    """
    Member.objects.locked(member)
    profile = profile_of(member)
    for name, known in (("languages", rules.LANGUAGES), ("work", rules.WORK)):
        if name in wanted:
            wanted[name] = rules.joined(wanted[name], known)
    for name, value in wanted.items():
        setattr(profile, name, value.strip() if name in SEALED else value)
    rules.check_profile(
        most_a_week=profile.most_a_week,
        heaviest=profile.heaviest,
        longest_minutes=profile.longest_minutes,
    )
    profile.save(force_insert=profile._state.adding)
    return profile


@transaction.atomic
def keep_listening(member: Member, *, state: str, wanted: Mapping[str, Any], now: datetime) -> Profile:
    """Keep whether a member listens, and within which limits, in one go."""
    profile = keep_profile(member, now=now, **wanted)
    take_part(member, Joined.Part.DEBRIEFS, state=state, now=now)
    return profile


@transaction.atomic
def put_on_list(member: Member, others: Iterable[Member]) -> None:
    """Put others on a member's list of those they would rather not meet; twice counts once.

    Raises NotOneself.
    """
    others = list(others)
    if any(other.pk == member.pk for other in others):
        raise rules.NotOneself("That is you.")
    NotWith.objects.bulk_create(
        [
            NotWith(member=member, other=other)
            for other in others
            if other.organisation_id == member.organisation_id
        ],
        ignore_conflicts=True,
    )


def take_off_list(member: Member, other_id: int) -> None:
    """Take somebody off a member's own list; nothing happens if they are not on it."""
    NotWith.objects.filter(member=member, other=other_id).delete()
