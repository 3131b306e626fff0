"""What follows when a letter comes back: its message failed, another way stands in, and it is shown why."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models.functions import Coalesce

from supervision.notices.bouncing.addresses import notice_among
from supervision.notices.bouncing.complaints import read_complaint, take_complaint
from supervision.notices.bouncing.reading import read_return
from supervision.notices.calendars.reading import addresses_of, message_of
from supervision.notices.channels.passing import stand_in
from supervision.notices.models import Notice
from supervision.people.mail_trouble import QUIET_FOR, note_trouble
from supervision.people.models import MailTrouble

ABSENCE, OWN, LATE, UNKNOWN = (
    "absence note",
    "our own words, come round",
    "still being tried",
    "a report on nothing of ours",
)
RETURNED, REPEATED = "came back", "repeated"
CAME_BACK = "came back with "


def take_return(raw: bytes, *, sent_to: Iterable[str] = (), now: datetime) -> tuple[str, bool] | None:
    """Take in a message that is no calendar's answer; return what became of it, and if it is done with.

    None: it is for a person to read. A report counts only at the address that its letter alone was sent
    from. Raises Unreadable.
    """
    message = message_of(raw)
    read = read_return(message)
    if read.what == "own":
        return OWN, False
    if (complaint := read_complaint(message)) is not None:
        return take_complaint(complaint, sent_to=[*addresses_of(message), *sent_to], now=now)
    if read.what == "absence":
        return ABSENCE, False
    if read.what == "other":
        return None
    notice_id = notice_among([*addresses_of(message), *sent_to])
    if notice_id is None:
        return UNKNOWN, False
    if read.what == "late":
        return LATE, True
    return _come_back(notice_id, read.code, now), True


@transaction.atomic
def _come_back(notice_id: int, code: str, now: datetime) -> str:
    """Note that a letter came back for good. What must arrive goes by all the other ways there are."""
    notice = (
        Notice.objects.select_for_update(of=("self",))
        .select_related("recipient__person")
        .filter(pk=notice_id, state__in=("sending", "sent", "uncertain"))
        .first()
    )
    if notice is None:
        return REPEATED
    Notice.objects.filter(pk=notice.pk).update(
        state="failed",
        reason=f"{CAME_BACK}{code}",
        owner="",
        lease_until=None,
        inbox_at=Coalesce("inbox_at", now),
    )
    note_trouble(notice.recipient.person, code=code, now=now)
    stand_in(notice, now=now)
    return RETURNED


def forget_troubles(*, now: datetime) -> int:
    """Count on addresses again to which a letter went three days ago or more, and has not come back.

    At once where none could be written: one that went says enough.
    """
    cleared = 0
    for trouble in MailTrouble.objects.filter(last_at__lt=now):
        quiet = timedelta() if trouble.never_leaves else QUIET_FOR
        arrived = Notice.objects.filter(
            recipient__person=trouble.person_id,
            state="sent",
            sent_at__gt=trouble.last_at,
            sent_at__lte=now - quiet,
        )
        if arrived.exists():
            cleared += trouble.delete()[0]
    return cleared
