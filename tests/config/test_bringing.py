"""Bringing something of one's own to supervision, and back: what is seen, by whom, and until when."""

from datetime import timedelta

import pytest
import time_machine
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from peers.wellbeing import checking, journal, lending, planning
from tests.builders import (
    MONDAY_9AM,
    make_lead,
    make_member,
    make_organisation,
    make_relationship,
    make_session,
    make_team,
)

pytestmark = pytest.mark.django_db
SAID, KEPT = "kittiwake", "guillemot"
THURSDAY = MONDAY_9AM + timedelta(days=3)


class Alder:
    def __init__(self):
        organisation = make_organisation("Alder")
        team = make_team(organisation)
        self.nia = make_member(team=team, name="Nia Bevan")
        self.judith = make_member(organisation, roles=("supervisor",), name="Judith Marlow")
        self.other = make_member(organisation, roles=("supervisor",))
        self.lead = make_lead(team)
        self.admin = make_member(organisation, roles=("admin",))
        self.callum = make_member(team=team, name="Callum Reid")
        make_relationship(self.judith, self.nia)
        self.session = make_session(
            self.judith, [self.nia, self.callum], at=THURSDAY, status="booked", kind="group"
        )
        self.later = make_session(self.judith, self.nia, at=THURSDAY + timedelta(days=7), status="booked")
        checking.keep_check(self.nia, {"sleep": 0, "dread": 4}, now=MONDAY_9AM)
        planning.keep_plan(self.nia, {"notice": f"Ask about {SAID}", "signs": KEPT}, now=MONDAY_9AM)
        self.line = journal.write(self.nia, f"A {SAID} on the sill", now=MONDAY_9AM)
        journal.write(self.nia, f"A {KEPT} further out", now=MONDAY_9AM)


@pytest.fixture
def alder():
    with time_machine.travel(MONDAY_9AM, tick=False) as clock:
        found = Alder()
        found.clock = clock
        yield found


def client_of(member):
    client = Client()
    client.force_login(member.person)
    return client


def page(member, session):
    answer = client_of(member).get(f"/sessions/{session.pk}/")
    return answer.content.decode() if answer.status_code == 200 else ""


def bring(alder, *what, aim=None, act="bring"):
    body = {"aim": aim or f"session-{alder.session.pk}", "what": what, "act": act}
    return client_of(alder.nia).post("/space/bring/", body)


def test_looking_it_over_shows_it_to_nobody(alder):
    answer = bring(alder, f"line:{alder.line}", "check:dread", act="look").content.decode()

    assert "Judith will see exactly this" in answer
    assert (
        f"A {SAID} on the sill" in answer and "Always" in answer and "only on the page of" in answer.lower()
    )
    assert lending.lent_by(alder.nia, now=MONDAY_9AM) == []
    assert SAID not in page(alder.judith, alder.session)


def test_the_supervisor_sees_what_was_chosen_on_that_sessions_page_alone(alder):
    bring(alder, f"line:{alder.line}", "check:sleep")

    shown = page(alder.judith, alder.session)
    assert f"A {SAID} on the sill" in shown and "I slept well enough" in shown and "Never" in shown
    assert KEPT not in shown and "dreaded" not in shown
    assert SAID not in page(alder.judith, alder.later)
    for address in ("/", "/desk/", "/sessions/", "/space/", f"/people/{alder.nia.pk}/", "/space/bring/"):
        assert SAID not in client_of(alder.judith).get(address).content.decode(), address


@pytest.mark.parametrize("who", ["callum", "lead", "admin", "other"])
def test_nobody_else_sees_it_anywhere(alder, who):
    bring(alder, f"line:{alder.line}")
    member = getattr(alder, who)

    assert SAID not in page(member, alder.session)
    for address in ("/", "/board/", "/sessions/", "/space/", "/space/bring/", "/api/v1/sessions/"):
        assert SAID not in client_of(member).get(address).content.decode(), address


def test_it_is_taken_back_at_any_time_and_gone_at_once(alder):
    bring(alder, f"line:{alder.line}")
    (lent,) = lending.lent_by(alder.nia, now=MONDAY_9AM)
    assert "Take it back" in page(alder.nia, alder.session)

    client_of(alder.judith).post("/space/bring/back/", {"name": lent.name})
    assert SAID in page(alder.judith, alder.session), "only its owner can"
    client_of(alder.nia).post("/space/bring/back/", {"name": lent.name})

    assert SAID not in page(alder.judith, alder.session)
    assert f"A {SAID} on the sill" in [line.words for line in journal.lines_of(alder.nia)]


def test_what_leaves_my_space_names_it(alder):
    """The page says that it lists all that leaves: what is brought, thank-yous and held breaks too."""
    before = client_of(alder.nia).get("/climate/what-leaves/").content.decode()
    bring(alder, f"line:{alder.line}")
    after = client_of(alder.nia).get("/climate/what-leaves/").content.decode()

    for what in ("What you bring to supervision", "A thank-you to a colleague", "A break you protect"):
        assert what in before
    assert "nothing of yours is shown" in before
    assert "1 thing is shown" in after
    assert SAID not in after


def test_it_stands_until_a_day_after_the_session(alder):
    bring(alder, f"line:{alder.line}")
    over = alder.session.ends_at + timedelta(days=1)

    alder.clock.move_to(over - timedelta(seconds=1))
    assert SAID in page(alder.judith, alder.session)
    alder.clock.move_to(over)
    assert SAID not in page(alder.judith, alder.session)
    assert SAID not in page(alder.nia, alder.session)


def test_whoever_takes_the_session_over_does_not_see_it(alder):
    bring(alder, f"line:{alder.line}")
    alder.session.supervisor = alder.other
    alder.session.save(update_fields=["supervisor"])

    assert SAID not in page(alder.other, alder.session)


def test_called_off_it_is_not_shown(alder):
    bring(alder, f"line:{alder.line}")
    type(alder.session).objects.filter(pk=alder.session.pk).update(
        status="cancelled", cancelled_by="supervisor", cancelled_at=MONDAY_9AM
    )

    assert SAID not in page(alder.judith, alder.session)


def test_parts_of_the_plan_are_shown_for_a_time_on_all_their_pages_and_then_gone(alder):
    aim = f"weeks-2-{alder.judith.pk}"
    bring(alder, "plan:notice", aim=aim)

    assert f"Ask about {SAID}" in page(alder.judith, alder.session)
    assert f"Ask about {SAID}" in page(alder.judith, alder.later)
    assert KEPT not in page(alder.judith, alder.session)
    planning.keep_plan(alder.nia, {"notice": "Something newer"}, now=MONDAY_9AM)
    assert "Something newer" not in page(alder.judith, alder.session), "what was shown is what was chosen"
    alder.clock.move_to(MONDAY_9AM + timedelta(weeks=2))
    assert SAID not in page(alder.judith, alder.later)


def test_for_a_time_there_is_the_plan_alone(alder):
    answer = bring(alder, f"line:{alder.line}", aim=f"weeks-2-{alder.judith.pk}")

    assert "For a time only parts of your plan" in answer.content.decode()
    assert lending.lent_by(alder.nia, now=MONDAY_9AM) == []


def test_only_ones_own_can_be_brought_and_only_to_ones_own(alder):
    theirs = journal.write(alder.callum, "Theirs", now=MONDAY_9AM)
    foreign = make_session(alder.other, alder.callum, at=THURSDAY + timedelta(days=2), status="booked")

    for answer in (
        bring(alder, f"line:{theirs}"),
        bring(alder, f"line:{alder.line}", aim=f"session-{foreign.pk}"),
        bring(alder, f"line:{alder.line}", aim=f"weeks-2-{alder.other.pk}"),
        bring(alder),
    ):
        assert answer.status_code == 200
    assert lending.lent_by(alder.nia, now=MONDAY_9AM) == []


def test_what_is_brought_is_sealed_and_has_no_relation_to_the_session(alder):
    bring(alder, f"line:{alder.line}")

    for model in apps.get_models():
        for row in model._default_manager.all().values_list():
            assert not any(SAID in str(value) or SAID.encode() in _bytes(value) for value in row), model
    kept = apps.get_model("peers_wellbeing", "Kept")
    assert not [field for field in kept._meta.get_fields() if field.related_model and field.name != "space"]


def _bytes(value):
    return bytes(value) if isinstance(value, bytes | memoryview) else b""


def test_the_page_costs_the_same_for_one_thing_as_for_thirty(alder):
    client = client_of(alder.judith)
    costs = []
    for number in (1, 29):
        for _ in range(number):
            bring(alder, f"line:{alder.line}")
        client.get(f"/sessions/{alder.session.pk}/")
        with CaptureQueriesContext(connection) as asked:
            assert SAID in client.get(f"/sessions/{alder.session.pk}/").content.decode()
        costs.append(len(asked))
    assert costs[0] == costs[1]
