"""What debriefs hold of people: for thirty days, and then a count."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.db.models import Q

from peers.debriefs import rules
from peers.debriefs.answering import step_back
from peers.debriefs.ending import let_go
from peers.debriefs.models import Request, Spared
from peers.debriefs.telling import OFF
from supervision.notices.models import Notice
from supervision.people.holdings import NAMELESS, NOBODYS, Erasing, Keeping, erases, holds, keeps
from supervision.people.models import Member
from supervision.people.visibility import Thing
from supervision.wording import counted

AREA = "peers"
DAYS = counted("{number} day", "{number} days", rules.ERASED_AFTER.days)


def register_holdings() -> None:
    own: dict[str, Any] = {"area": AREA, "kept": DAYS, "thing": Thing.DEBRIEFS}
    holds(
        "peers_debriefs.Request",
        "That you asked for a debrief, and how",
        **own,
        fate=NAMELESS,
        whose=("asker",),
        named=("first", "listener"),
        why="Only one called off today, without its words, so that the other reads it.",
    )
    holds(
        "peers_debriefs.Spared",
        "Whom you would rather not have asked that time",
        **own,
        whose=("request__asker",),
        named=("member",),
    )
    asked: dict[str, Any] = {"area": AREA, "kept": DAYS, "whose": ("member",)}
    holds(
        "peers_debriefs.Invite",
        "That you were asked to listen, and what you said",
        **asked,
        thing=Thing.DEBRIEF_ASKED,
    )
    holds("peers_debriefs.Afterwards", "What you answered after a talk", **asked, thing=Thing.AFTERWARDS)
    holds(
        "peers_debriefs.OnCall",
        "When you are on call for “now”",
        area=AREA,
        whose=("member",),
        thing=Thing.PEER_SETTINGS,
    )
    for name in ("Ways", "Tally"):
        holds(f"peers_debriefs.{name}", "", area=AREA, fate=NOBODYS)
    erases("debriefs", step_out)
    keeps(
        Keeping(
            "debriefs",
            "Who asked for a debrief, and who talked with whom",
            lambda organisation: DAYS,
            then="Deleted; a count remains",
        )
    )


def step_out(erasing: Erasing) -> None:
    """Step back from what is agreed and ahead, as they would themselves, and let go of all that is over.

    An asker who had somebody is asked round for again. A talk that took place stays counted.
    """
    member, now = erasing.member, erasing.now
    let_go(_withdrawn_and_told(member))
    mine = Q(asker=member) | Q(listener=member)
    for request in Request.objects.with_people().filter(mine, state=Request.State.AGREED).order_by("pk"):
        with suppress(rules.NotNow):
            step_back(request, by=member, now=now)
    asked = Request.objects.with_people().select_related("organisation").filter(asker=member)
    let_go(list(asked.exclude(state=Request.State.WITHDRAWN)))
    asked.filter(ends_at=None).update(touches_sealed=b"", note_sealed=b"")
    Request.objects.filter(listener=member).update(listener=None)
    Request.objects.filter(first=member).update(first=None)
    Spared.objects.filter(Q(member=member) | Q(request__asker=member)).delete()


def _withdrawn_and_told(member: Member) -> list[Request]:
    """Return what a member withdrew, or leaving did, but for what the other one has yet to hear is off."""
    withdrawn = Request.objects.with_people().filter(asker=member, state=Request.State.WITHDRAWN)
    found = list(withdrawn.order_by("pk"))
    on_their_way = Notice.objects.filter(kind=OFF, state__in=("due", "claimed", "sending"))
    told_of = on_their_way.filter(about__talk__in=[str(one.pk) for one in found]) if found else ()
    waiting = {notice.about["talk"] for notice in told_of if notice.recipient_id != member.pk}
    return [one for one in found if str(one.pk) not in waiting]
