"""Being asked another day how a session went. Unrecorded is asked about, never guessed."""

from datetime import datetime, timedelta

from django.db import transaction

from supervision.people.models import Member
from supervision.scheduling.days import local_day
from supervision.sessions import access, rules
from supervision.sessions.models import AskedLater, Session


@transaction.atomic
def ask_tomorrow(*, session: Session, by: Member, now: datetime) -> None:
    """Ask `by` no more about a session until tomorrow, in their own zone. Twice is as good as once.

    Raises NotYetBegun, and NotYours for whoever was not in it.
    """
    rules.check_begun(session.starts_at, now=now)
    if access.side_of(by.pk, session) == rules.ORGANISATION:
        raise access.NotYours("There is no such session here.")
    until = local_day(now, by.zone) + timedelta(days=1)
    AskedLater.objects.update_or_create(session=session, member=by, defaults={"until": until})
