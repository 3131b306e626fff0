"""One message to one's own device or number, to see whether it gets there."""

import logging
import secrets
from datetime import datetime

from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from supervision.errors import Refusal
from supervision.notices.channels.carrying import Gone, OutcomeUnknown, Refused, Words, time_words
from supervision.notices.channels.connecting import way_or_404
from supervision.notices.channels.posting import carry
from supervision.notices.models import Way
from supervision.people.encryption import CannotUnseal
from supervision.people.limits import is_within
from supervision.people.models import Member
from supervision.people.rules import TooManyTries

logger = logging.getLogger(__name__)
MOST, SECONDS = 5, 600
"""As many in ten minutes: a text costs its organisation money, and a number may be mistyped."""


class NotTaken(Refusal):
    code = "way_not_taken"


def try_way(member: Member, pk, *, now: datetime) -> Way:
    """Send the member's own way what any message sends it, a time of day, and return it as it stands then.

    It is no message: nothing is kept of it but whether the way works. Calls a service, so never within a
    transaction. Raises NotTaken, TooManyTries; Http404 for anybody else's.
    """
    way = way_or_404(member, pk)
    if way.ended_at is not None:
        raise NotTaken(_("This device takes nothing any more. Connect it again, on the device itself."))
    if not is_within("way.try", str(member.person_id), most=MOST, seconds=SECONDS, now=now):
        raise TooManyTries(_("That was a lot of tries. Wait ten minutes, then try again."))
    row = Way.objects.filter(pk=way.pk)
    try:
        carry(way, Words(time_words(now, member.zone), "/inbox/", secrets.token_hex(16), must_arrive=True))
    except Gone:
        row.update(ended_at=now)
        raise NotTaken(
            _("This device takes nothing any more. Connect it again, on the device itself.")
        ) from None
    except OutcomeUnknown:
        raise NotTaken(_("No answer came. It may have arrived all the same: look there.")) from None
    except (Refused, CannotUnseal):
        row.update(failures=F("failures") + 1, failed_at=Coalesce("failed_at", now))
        raise NotTaken(
            _("It was not taken, so e-mail goes on as before. Check it, or try again later.")
        ) from None
    except Exception:
        logger.exception("Way %s could not be tried", way.pk)
        raise NotTaken(_("It could not be put together. That was us, not you.")) from None
    row.update(failures=0, failed_at=None)
    return row.get()
