"""What an unsafe API call was answered, kept for a repeated one: sealed for whoever called."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from supervision.people.encryption import seal, unseal
from supervision.people.models import IdempotentCall

KEPT = timedelta(days=7)
"""How long an answer is kept: longer than anybody tries a call again."""


def forget_answers(*, now: datetime) -> int:
    """Delete calls answered longer ago than KEPT; return how many. Their keys may be used anew."""
    return IdempotentCall.objects.filter(created_at__lt=now - KEPT).delete()[0]


def keep_answer(call: IdempotentCall, status: int, body: str) -> None:
    """Keep what a call was answered; `body` is JSON."""
    sealed = seal(body, **_place(call))
    IdempotentCall.objects.filter(pk=call.pk).update(status=status, sealed=sealed)


def answer_to(call: IdempotentCall) -> Any:
    """Return what a call was answered, as JSON says it. Wants `member` loaded. Raises CannotUnseal."""
    return json.loads(unseal(bytes(call.sealed), **_place(call))) if call.sealed else None


def _place(call: IdempotentCall) -> dict:
    table = IdempotentCall._meta.db_table
    return {"person": call.member.person_id, "table": table, "field": "sealed", "row": call.pk}
