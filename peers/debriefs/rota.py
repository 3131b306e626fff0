"""The rota for “now”: whether an organisation keeps one, and who takes which half of a day."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from peers.debriefs import rules
from peers.debriefs.models import OnCall, Ways
from peers.debriefs.selectors import kept_by_listeners, ways_of
from peers.pool.models import DEBRIEFS, Joined
from peers.pool.selectors import state_of
from supervision.people.audit import Deed, record
from supervision.people.models import Member
from supervision.scheduling.days import local_day


@transaction.atomic
def keep_rota(*, by: Member, has_rota: bool, now: datetime) -> Ways:
    """Keep whether an administrator's organisation has a rota. Without one, turns that were taken go."""
    kept, _ = Ways.objects.update_or_create(
        organisation_id=by.organisation_id, defaults={"has_rota": has_rota}
    )
    if not has_rota:
        OnCall.objects.filter(organisation_id=by.organisation_id).delete()
    record([Deed(by.organisation_id, "debriefs.rota", by.pk)], at=now)
    return kept


@transaction.atomic
def take_turn(member: Member, *, day: date, half: str, now: datetime) -> bool:
    """Put a member down to be asked first for “now” in half a day that is nobody's; False if it is taken.

    Raises NoRota, NotListening, NotOffered.
    """
    if not ways_of(member.organisation_id).has_rota:
        raise rules.NoRota
    if state_of(member, DEBRIEFS) != Joined.State.IN:
        raise rules.NotListening
    if half not in OnCall.Half.values or day < local_day(now, member.zone):
        raise rules.NotOffered({"day": "From today on, a morning or an afternoon."})
    turns = OnCall.objects.filter(organisation_id=member.organisation_id, day=day, half=half)
    turns.exclude(pk__in=kept_by_listeners(turns, on=day)).delete()
    kept, _ = OnCall.objects.get_or_create(
        organisation_id=member.organisation_id, day=day, half=half, defaults={"member": member}
    )
    return kept.member_id == member.pk


def give_turn_back(member: Member, *, day: date, half: str) -> None:
    """Take a member's own turn back; nothing happens if it is not theirs."""
    OnCall.objects.filter(member=member, day=day, half=half).delete()
