"""What messages about sessions are told when they are sent, and whether they still wait for an answer."""

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse

from supervision.notices.facts import SessionRecordedFacts
from supervision.notices.models import Notice
from supervision.sessions import rules
from supervision.sessions.models import Account, Session
from supervision.sessions.telling import tell


def session_recorded(notice: Notice, now: datetime) -> SessionRecordedFacts | None:
    """Return the day of the session and until when an answer is asked for; None once none is."""
    session = Session.objects.with_people().filter(pk=notice.about["session"]).first()
    account = Account.objects.filter(pk=notice.about["account"]).first()
    if session is None or account is None or not still_asks(session, notice, now):
        return None
    zone = notice.recipient.zone
    return {
        "day": session.starts_at.astimezone(zone).date(),
        "stands_on": rules.answer_by(account.given_at).astimezone(zone).date(),
    }


def still_asks(session: Session, notice: Notice, now: datetime) -> bool:
    """Say whether a session still wants its recipient’s word."""
    told = tell(session, notice.recipient, now=now)
    # Whoever has spoken already is told only of a word that differs from theirs.
    return told.confirms or told.standing is rules.Standing.DIFFERING


def session_page(notice: Notice) -> str:
    return reverse("sessions:detail", args=[notice.about["session"]])


def waiting(notices: Sequence[Notice], now: datetime) -> set[int]:
    """Return the ids of those whose session still wants their recipient's word."""
    asked = {notice.about["session"] for notice in notices}
    sessions = {one.pk: one for one in Session.objects.with_people().filter(pk__in=asked)}
    found = [(notice, sessions.get(notice.about["session"])) for notice in notices]
    return {
        notice.pk for notice, session in found if session is not None and still_asks(session, notice, now)
    }
