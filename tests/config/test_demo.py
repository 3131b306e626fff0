"""The demo as somebody meets it on the first day."""

import pytest
from django.core.management import CommandError, call_command

from config import demo_data
from peers.checkins.selectors import check_in_of
from peers.climate.models import Cell, Window
from peers.events.selectors import offer_of, past_of
from supervision.clock import now
from supervision.notices.models import Notice
from supervision.people.models import Member, Organisation, Person
from supervision.policy.models import Clock, Flag
from supervision.sessions.models import Session

pytestmark = pytest.mark.django_db


def test_the_demo_is_an_organisation_worth_looking_at(client):
    call_command("demo", verbosity=0)

    alder = Organisation.objects.get(slug="alder-case-management")
    assert alder.members.count() == 60
    states = set(Clock.objects.filter(member__organisation=alder).values_list("state", flat=True))
    assert states == {"on_track", "due_soon", "overdue", "escalated", "paused"}
    assert Flag.objects.open().filter(member__organisation=alder).count() >= 5
    assert Session.objects.booked().of(alder).count() > 20
    assert Member.objects.filter(person__email="tom.ashworth@alder.example").count() == 2
    assert not Notice.objects.filter(state="due").exists()
    judith, at_fern = Member.objects.filter(person__email="judith.marlow@alder.example").order_by("pk")
    assert judith.time_zone == "Europe/Madrid"
    assert judith.weekly_hours.count() == 9
    assert judith.person.protected_times.count() == 2
    nia = Person.objects.get(email="nia.bevan@alder.example")
    assert list(nia.calendars.order_by("pk").values_list("state", flat=True)) == ["read", "stopped"]
    assert nia.calendars.first().busy_spans.count() > 100
    client.force_login(judith.person)
    first, second = client.get("/desk/").context["desk"].columns
    assert (first.place, second.place) == (judith, at_fern)
    assert first.people > 3 and second.people == 1
    assert Session.objects.upcoming(now()).filter(supervisor=at_fern).count() == 1
    check_in = check_in_of(nia.memberships.get(), now=now())
    assert check_in.partners and check_in.pair.starts_at is None
    released = Window.objects.of(alder).released().order_by("month")
    assert len(released) == 10 and Window.objects.of(alder).unreleased().count() == 1
    cells = Cell.objects.filter(window__in=released)
    assert 10 < cells.shown().count() < cells.count()
    assert any(window.words for window in released)
    ruth = Member.objects.get(person__email="ruth.calder@alder.example")
    (noted,) = past_of(ruth, now=now())
    assert (noted.people, noted.left) == (4, 2)
    assert offer_of(nia.memberships.get(), now=now()).thought_of_by == "Ruth Calder"
    for email, _ in demo_data.LOGINS:
        assert Person.objects.get(email=email).check_password(demo_data.PASSWORD)
        client.force_login(Person.objects.get(email=email))
        assert client.get("/").status_code == 200

    with pytest.raises(CommandError, match="--beside"):
        call_command("demo", verbosity=0)
