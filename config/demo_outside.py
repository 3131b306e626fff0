"""Kit Rowan, who has no organisation here, and supervises one associate of Fern’s."""

from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password

from config.demo_data import PASSWORD
from supervision.outside.services import answer, invite
from supervision.people.models import Member, Person
from supervision.policy.services import refresh
from supervision.practice import agreed, services
from supervision.practice.terms import Late, Terms

GUEST, NAME = "kit.rowan@outside.example", "Kit Rowan"
ASSOCIATE = "tom.ashworth@alder.example"


def bring_guest(*, now: datetime) -> None:
    """Let Tom Ashworth have brought Kit Rowan to Fern, the two agree on terms, and one more be waiting."""
    tom = Member.objects.select_related("person", "organisation").get(
        person__email=ASSOCIATE, organisation__slug="fern-associates"
    )
    asked = now - timedelta(days=9)
    row = invite(by=tom, supervisee=tom, email=GUEST, name=NAME, now=asked)
    answer(row, by=Member.objects.get(person__email=GUEST), agrees=True, now=asked + timedelta(hours=5))
    kit = Member.objects.get(person__email=GUEST)
    pair = kit.supervises.select_related("supervisor__person", "supervisee__person").get()
    services.propose(
        by=kit,
        relationship=pair,
        words=agreed.starting_words(tom.organisation_id),
        terms=Terms(Late(48, 50)),
        has_read_limits=True,
        now=asked + timedelta(days=1),
    )
    services.sign(by=tom, relationship=pair, number=1, has_read_limits=True, now=asked + timedelta(days=2))
    gwen = Member.objects.get(person__email="gwen.parry@fern.example", organisation=tom.organisation_id)
    lowri = Member.objects.get(person__email="lowri.beddoe@fern.example", organisation=tom.organisation_id)
    invite(by=gwen, supervisee=lowri, email=GUEST, name=NAME, now=now - timedelta(hours=3))
    Person.objects.filter(email=GUEST).update(password=make_password(PASSWORD))
    refresh(member_ids=[kit.pk, tom.pk], now=now)
