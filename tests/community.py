"""A team as many tests need one: who leads it, who supervises its people, and an administrator."""

from tests.builders import make_lead, make_member, make_organisation, make_relationship, make_team


class Community:
    """Each test adds whom it is about."""

    def __init__(self, name="Alder"):
        self.organisation = make_organisation(name)
        self.team = make_team(self.organisation, "Community")
        self.lead = make_lead(self.team, name="Ruth Calder")
        self.supervisor = make_member(self.organisation, roles=("supervisor",), name="Judith Marlow")
        self.admin = make_member(self.organisation, roles=("admin",), name="Asha Denholm")

    def add(self, name="", *, supervised=True, **extra):
        """Return a case manager, of the team unless `team` says otherwise, whom the supervisor supervises."""
        extra.setdefault("team", self.team)
        member = make_member(self.organisation, name=name, **extra)
        if supervised:
            make_relationship(self.supervisor, member)
        return member

    def add_lead_above(self, name=""):
        """Put the team under a service, and return who leads that."""
        service = make_team(self.organisation, "Adult services")
        self.team.parent = service
        self.team.save(update_fields=["parent"])
        return make_lead(service, name=name)
