"""A supervisor, whom they supervise, and the lead of that one's team, all ready to book."""

from datetime import UTC, datetime, timedelta

from supervision.sessions.booking import book
from tests.builders import make_lead, make_member, make_organisation, make_relationship, make_team

NOW = datetime(2026, 11, 2, 8, tzinfo=UTC)
TEN = datetime(2026, 11, 10, 10, tzinfo=UTC)
"""A Tuesday, eight days on; London keeps GMT then."""
HOUR = timedelta(hours=1)


class Pair:
    def __init__(self, organisation=None):
        self.organisation = organisation or make_organisation()
        self.team = make_team(self.organisation)
        self.lead = make_lead(self.team)
        self.supervisor = make_member(self.organisation, roles=("supervisor",))
        self.supervisee = make_member(team=self.team)
        make_relationship(self.supervisor, self.supervisee)

    def book(self, at=TEN, *, by=None, now=NOW, **more):
        more.setdefault("minutes", 60)
        return book(
            by=by or self.supervisor,
            supervisor=self.supervisor,
            supervisees=[self.supervisee],
            starts_at=at,
            now=now,
            **more,
        ).sessions
