"""What clocks hold of people."""

from __future__ import annotations

from typing import Any

from supervision.people.encryption import CannotUnseal, unseal
from supervision.people.holdings import NOBODYS, UNTIL_DELETED, Activity, activity, holds
from supervision.people.models import Member
from supervision.people.visibility import Thing
from supervision.policy.models import PrivateRule
from supervision.policy.private import from_json

AREA = "policy"
TABLE = PrivateRule._meta.db_table


def register_holdings() -> None:
    activity(
        Activity(
            AREA,
            "What the organisation owes",
            "To see to it that supervision is not forgotten. It measures the organisation, never a person.",
            "Legitimate interests and, where supervision is asked for by a body or a law, legal obligation: "
            "Art. 6(1)(f) and (c).",
        )
    )
    clock: dict[str, Any] = {"area": AREA, "whose": ("member",), "thing": Thing.CLOCK}
    holds("supervision_policy.Clock", "Your clocks: what you are owed, and by when", **clock)
    holds("supervision_policy.Flag", "When we owed you, and until when", **clock)
    holds("supervision_policy.Worked", "Shifts or hours that count towards what you are owed", **clock)
    holds("supervision_policy.Upkeep", "When your clocks are looked at next", **clock, in_export=False)
    holds(
        "supervision_policy.PrivateRule",
        "The clock of your professional body",
        area=AREA,
        whose=("member",),
        kept=UNTIL_DELETED,
        thing=Thing.PRIVATE_RULE,
        read=_own_rules,
    )
    for name in ("Policy", "Rule", "Run"):
        holds(f"supervision_policy.{name}", "", area=AREA, fate=NOBODYS)


def _own_rules(member: Member) -> list[dict[str, Any]]:
    found = []
    for row in PrivateRule.objects.filter(member=member).order_by("pk"):
        try:
            own = from_json(
                unseal(bytes(row.sealed), person=member.person_id, table=TABLE, field="sealed", row=row.pk)
            )
        except CannotUnseal:
            continue
        found.append({"name": own.name, "body": own.body, "source": own.source, "says": own.says})
    return found
