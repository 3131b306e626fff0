"""A session's accounts as the rules read them."""

from supervision.sessions import access, rules
from supervision.sessions.models import Account, Session


def words_of(session: Session) -> list[rules.Word]:
    """Return what was said about a session, as the rules read it. Wants `with_people()`: no query then."""
    return [word_of(account, session) for account in session.accounts.all()]


def word_of(account: Account, session: Session) -> rules.Word:
    return rules.Word(
        member=account.member_id,
        side=access.side_of(account.member_id, session),
        said=said_in(account),
        given_at=account.given_at,
        speaks_of=access.speaks_of(account.member_id, session),
    )


def said_in(account: Account) -> rules.Said:
    return rules.Said(account.outcome, account.minutes, account.cancelled_by, frozenset(account.came))


def planned_minutes(session: Session) -> int:
    """Return how many minutes a session was meant to last."""
    return round((session.ends_at - session.starts_at).total_seconds() / 60)
