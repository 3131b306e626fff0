"""What pairs of the demo agreed on: most signed and in date, some waiting, some to be looked at again.

Said through the same services as on their pages. The same day gives the same agreements.
"""

from datetime import datetime, timedelta

from config.demo_names import email_of
from supervision.people.models import Relationship
from supervision.practice import agreed, services

NIA = email_of("Nia Bevan")
WORDS = {
    "purpose": "A place to think about the work and what it does to you. Not line management, not therapy.",
    "frequency": "Every four weeks, sixty minutes, by video; once a year in person. More whenever asked.",
    "confidentiality": "What is said, written here or prepared. Alder is told date and minutes.",
    "limits": "If somebody is in danger, or a law makes Judith speak. She tells you first, unless that "
    "itself would put someone at risk, and then speaks to one named person: Miriam Stone.",
    "cancellation": "We tell each other a day before. Inside 24 hours Judith’s time is still paid by Alder.",
    "urgent": "Urgent: text Judith, she answers the same working day. Otherwise the agenda.",
    "ending": "Say so to each other first. Either may end it, without explaining it to a manager. Alder "
    "finds somebody else within a fortnight.",
}
LATER = {
    "cancellation": "We tell each other as soon as we know, and agree a new time in the same message. Inside "
    "24 hours Judith’s time is still paid by Alder, twice a year without a word."
}


def sign_agreements(*, now: datetime) -> None:
    """Let everybody at Alder have agreed with their supervisor, or nearly."""
    today = now.date()
    pairs = (
        Relationship.objects.on(today)
        .filter(supervisee__organisation__slug="alder-case-management")
        .select_related(
            "supervisor__person", "supervisee__person", "supervisor__organisation", "supervisee__organisation"
        )
        .order_by("pk")
    )
    for number, pair in enumerate(pairs):
        if agreed.is_line_manager(pair):
            continue
        if pair.supervisee.person.email == NIA:
            _nia(pair, now)
        elif number % 9 == 4:
            continue
        elif number % 9 == 7:
            _agree(pair, now - timedelta(days=195 + number))
        else:
            _agree(pair, now - timedelta(days=15 + 5 * (number % 30)))


def _nia(pair: Relationship, now: datetime) -> None:
    """Two versions that held, and a third that waits for Nia's name."""
    start = agreed.starting_words(pair.supervisee.organisation_id)
    first = start | WORDS | {"frequency": "Every three weeks, sixty minutes, by video."}
    _agree(pair, now - timedelta(days=440), first)
    _agree(pair, now - timedelta(days=250), start | WORDS)
    _propose(pair, now - timedelta(days=4), start | WORDS | LATER)


def _agree(pair: Relationship, at: datetime, words: dict[str, str] | None = None) -> None:
    version = _propose(pair, at, words)
    services.sign(
        by=pair.supervisee,
        relationship=pair,
        number=version.number,
        has_read_limits=True,
        now=at + timedelta(days=1),
    )


def _propose(pair: Relationship, at: datetime, words: dict[str, str] | None = None):
    words = words or agreed.starting_words(pair.supervisee.organisation_id)
    return services.propose(
        by=pair.supervisor, relationship=pair, words=words, has_read_limits=True, is_sure=True, now=at
    )
