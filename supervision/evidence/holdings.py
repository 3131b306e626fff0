"""What documents and one's own log hold of people."""

from supervision.evidence.documents import KEPT_FOR
from supervision.evidence.models import Document
from supervision.people.holdings import (
    NOBODYS,
    PERSON,
    UNTIL_DELETED,
    Activity,
    Erasing,
    Keeping,
    activity,
    erases,
    holds,
    keeps,
)
from supervision.people.visibility import Thing
from supervision.wording import counted

AREA = "evidence"


def register_holdings() -> None:
    activity(
        Activity(
            AREA,
            "Showing that supervision takes place",
            "For an inspection in counts; for a professional body by each person for themselves.",
            "Legitimate interests and legal obligation: Art. 6(1)(f) and (c).",
        )
    )
    holds(
        "supervision_evidence.Registrations",
        "With which professional bodies you are registered",
        area=AREA,
        fate=PERSON,
        whose=("person",),
        kept=UNTIL_DELETED,
        thing=Thing.OWN_LOG,
    )
    holds(
        "supervision_evidence.OwnEntry",
        "Supervision that you had elsewhere and wrote into your log",
        area=AREA,
        fate=PERSON,
        whose=("person",),
        kept=UNTIL_DELETED,
        thing=Thing.OWN_LOG,
    )
    week = counted("{number} day", "{number} days", KEPT_FOR.days)
    holds(
        "supervision_evidence.Document",
        "Documents that you asked for",
        area=AREA,
        whose=("member",),
        kept=week,
        thing=Thing.OWN_LOG,
    )
    holds(
        "supervision_evidence.Piece",
        "What they say",
        area=AREA,
        whose=("document__member",),
        kept=week,
        in_export=False,
        thing=Thing.OWN_LOG,
    )
    holds("supervision_evidence.Released", "", area=AREA, fate=NOBODYS)
    erases("evidence", throw_away_pages_of_teams)
    keeps(Keeping("documents", "Documents that somebody asked for", lambda organisation: week))


def throw_away_pages_of_teams(erasing: Erasing) -> None:
    """Throw away pages of teams that leads took out in the last week: they may name whoever is erased."""
    here = Document.objects.filter(organisation=erasing.member.organisation_id)
    here.filter(kind=Document.Kind.TEAM).delete()
