"""Community, to whom supervision is owed, at noon on a Thursday; and a board as its reader sees it."""

from datetime import UTC, datetime, timedelta

from django.db import transaction

from supervision.policy.services import refresh
from tests.builders import make_policy, make_rule, make_session
from tests.community import Community

NOW = datetime(2026, 11, 5, 12, tzinfo=UTC)
DAY = timedelta(days=1)


class Alder(Community):
    """Supervision is owed every four weeks: to everybody, or to one role."""

    def __init__(self, name="Alder", *, now=NOW, to="", **rule):
        super().__init__(name)
        self.now = now
        self.policy = make_policy(self.organisation, **({"level": "role", "role": to} if to else {}))
        self.rule = make_rule(self.policy, "Every four weeks", **rule)

    def add(self, name="", *, held=None, **extra):
        """Return a member as Community has them, who was last supervised `held` days ago."""
        member = super().add(name, **extra)
        if held is not None:
            make_session(self.supervisor, member, at=self.now - timedelta(days=held))
        return member

    def bring_up(self):
        """Work every clock out, as it stands now."""
        with transaction.atomic():
            refresh(organisation=self.organisation, now=self.now)


def shown(client, member, path):
    client.force_login(member.person)
    return client.get(path)


def names(response):
    return [row.standing.name for row in response.context["board"].rows]
