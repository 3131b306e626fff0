"""The one message about calendars: a link has stopped working, and only its owner can mend it."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from supervision.availability.models import Calendar
from supervision.notices.facts import CalendarStoppedFacts
from supervision.notices.kinds import Kind
from supervision.notices.models import Notice
from supervision.wording import noted


def stopped(notice: Notice, now: datetime) -> CalendarStoppedFacts | None:
    """A calendar of the recipient's still cannot be read; nothing once it was mended or taken away."""
    waiting = Calendar.objects.filter(
        pk=notice.about["calendar"], person=notice.recipient.person_id, state=Calendar.State.STOPPED
    )
    found = waiting.values_list("read_at", "time_zone").first()
    if found is None:
        return None
    read_at, _ = found
    return {"read_on": read_at.astimezone(notice.recipient.zone).date() if read_at else None}


def path(notice: Notice) -> str:
    return reverse("linked:page")


KINDS = (
    Kind(
        name="calendar_stopped",
        notice_class="S",
        subject="to-mend",
        line=noted("A calendar you linked needs you"),
        icon="calendar-days",
        context=stopped,
        path=path,
        label=noted("A calendar that can’t be read any more"),
        help_text=noted("Once, when a link of yours has stopped working."),
        can_unsubscribe=True,
    ),
)
