"""An organisation with an associate who brings her own supervisor from outside."""

from datetime import UTC, datetime

from supervision.outside import services
from supervision.people.models import Member
from tests.builders import make_lead, make_member, make_organisation, make_team

NOW = datetime(2026, 11, 9, 9, tzinfo=UTC)


class Alder:
    """An organisation with an administrator, an employee, and an associate who brings her own supervisor."""

    def __init__(self):
        self.organisation = make_organisation("Alder")
        self.team = make_team(self.organisation)
        self.lead = make_lead(self.team, name="Ruth Calder")
        self.admin = make_member(self.organisation, roles=("admin",), name="Asha Denholm")
        self.employee = make_member(team=self.team, name="Nia Bevan")
        self.associate = make_member(team=self.team, name="Tom Ashworth", employment="associate")

    def invite(self, by=None, supervisee=None, email="kit@outside.example", name="Kit Rowan"):
        supervisee = supervisee or self.associate
        return services.invite(by=by or supervisee, supervisee=supervisee, email=email, name=name, now=NOW)

    def guest(self):
        row = self.invite()
        services.answer(row, by=row.guest, agrees=True, now=NOW)
        return Member.objects.with_person().get(pk=row.guest_id)
