"""Two people, their lead, an administrator and a session of theirs, for tests of the session page."""

from datetime import timedelta

from supervision.clock import now as clock_now
from supervision.practice import notes, records
from supervision.practice.access import seat_in
from supervision.practice.records import Words
from supervision.sessions.models import Session
from tests.builders import (
    make_lead,
    make_member,
    make_organisation,
    make_relationship,
    make_session,
    make_team,
)


class Two:
    """Judith supervises Nia; they met before, and have a session that began an hour ago."""

    def __init__(self, at=None):
        self.now = at or clock_now()
        self.organisation = make_organisation("Alder")
        self.team = make_team(self.organisation)
        self.lead = make_lead(self.team, name="Ruth Calder")
        self.admin = make_member(self.organisation, roles=("admin",), name="Asha Denholm")
        self.supervisor = make_member(self.organisation, roles=("supervisor",), name="Judith Marlow")
        self.supervisee = make_member(team=self.team, name="Nia Bevan")
        self.relationship = make_relationship(self.supervisor, self.supervisee)
        self.before = make_session(self.supervisor, self.supervisee, at=self.now - timedelta(days=28))
        self.session = self.meet(self.now - timedelta(hours=2), status="held")
        self.page = f"/sessions/{self.session.pk}/"

    def meet(self, at, status="booked", **extra):
        return make_session(self.supervisor, self.supervisee, at=at, status=status, **extra)

    def seat(self, member, session=None):
        return seat_in(Session.objects.with_people().get(pk=(session or self.session).pk), member)


def save(two, who, revision, themes="Themes", **words):
    return records.save_record(two.seat(who), Words(themes=themes, **words), revision=revision, now=two.now)


def note(two, who, text, revision=0, tier="supervisee", purpose="notes", session=None):
    return notes.save_note(who, tier, session or two.session, purpose, text, revision=revision, now=two.now)
