"""The one kind of message about one's own space: something one asked to be reminded of. It says no more."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse

from peers.wellbeing import reminding
from peers.wellbeing.models import Reminder
from supervision.notices.kinds import Kind, register
from supervision.notices.models import Notice
from supervision.notices.samples import Sample, register_samples
from supervision.wording import noted


def reminder(notice: Notice, now: datetime) -> Mapping[str, Any] | None:
    """Nothing is told; None once its reader wants no more reminders of it."""
    is_wanted = Reminder.objects.filter(member=notice.recipient_id, about=notice.about["of"]).exists()
    return {} if is_wanted else None


def page(notice: Notice) -> str:
    return reverse("space:page")


def register_kinds() -> None:
    register(
        Kind(
            name=reminding.KIND,
            notice_class="S",
            subject="something-to-read",
            line=noted("Something you asked us to remind you of"),
            icon="notebook-pen",
            context=reminder,
            path=page,
            is_private=True,
            label=noted("Reminders of your own"),
            help_text=noted("Those you asked for in your space, as often as you said."),
            can_unsubscribe=True,
        )
    )
    register_samples(reminding.KIND, Sample("To whoever asked for it", {}))
