"""What an administrator can do about a message that did not arrive: send it again, or let it be.

They act on kind, time and fate. No text is read here, and whose message it is is not shown.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.http import Http404

from supervision.errors import Refusal
from supervision.notices import claiming
from supervision.notices.checking import Facts
from supervision.notices.models import Notice
from supervision.people.audit import Deed, record
from supervision.people.models import Member

TROUBLED = ("failed", "uncertain")


class PastItsTime(Refusal):
    code = "past_its_time"


class ComesBack(Refusal):
    code = "letters_come_back"


def troubled_notice(viewer: Member, pk: int) -> Notice:
    """Return a message of the viewer's organisation that went wrong, however it was settled.

    Raises Http404 for anything else: for one that arrived, for one elsewhere, and for whoever does not
    administer this organisation.
    """
    went_wrong = Q(state__in=TROUBLED) | Q(reason=claiming.BY_HAND) | Q(mended_at__isnull=False)
    found = Notice.objects.filter(went_wrong, pk=pk, organisation=viewer.organisation_id).first()
    if found is None or not viewer.is_admin:
        raise Http404
    return found


@transaction.atomic
def send_again(pk: int, *, by: Member, now: datetime) -> bool:
    """Put a failed or uncertain message into the queue again, under its old Message-ID.

    Returns False when that has happened already. Whether it may still go is asked afresh when it is
    taken. Raises PastItsTime when its time is over, ComesBack while a soft one would be left in the inbox
    again because its reader's address is in trouble, Http404 as `troubled_notice` does.
    """
    notice = troubled_notice(by, pk)
    if notice.not_after is not None and notice.not_after <= now:
        raise PastItsTime("Its time is over: it would tell of something that has passed.")
    if notice.state in TROUBLED and _would_stay_in_the_inbox(notice, now):
        raise ComesBack(
            "Letters to its address still come back, so it stands in the inbox alone. "
            "Under People you see whose do; put the address right, then try again."
        )
    again = Notice.objects.filter(pk=pk, state__in=TROUBLED).update(
        state="due", attempts=0, not_before=now, sent_at=None, reason="", owner="", mended_at=now
    )
    if again:
        record([Deed(by.organisation_id, "notice.sent_again", by.pk, None, pk)], at=now)
    return again == 1


def _would_stay_in_the_inbox(notice: Notice, now: datetime) -> bool:
    if notice.notice_class != Notice.Class.SOFT:
        return False
    facts = Facts([notice], now)
    return notice.recipient.person_id in facts.troubled and not facts.ways_of(notice)


@transaction.atomic
def drop_by_hand(pk: int, *, by: Member, now: datetime) -> bool:
    """Let a failed or uncertain message be; False when somebody has settled it already. Raises Http404."""
    troubled_notice(by, pk)
    dropped = Notice.objects.filter(pk=pk, state__in=TROUBLED).update(
        state="dropped", reason=claiming.BY_HAND, mended_at=now
    )
    if dropped:
        record([Deed(by.organisation_id, "notice.dropped", by.pk, None, pk)], at=now)
    return dropped == 1
