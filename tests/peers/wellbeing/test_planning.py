"""The plan, my people, the note for mornings, thank-yous and private lines."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from peers.debriefs.candidates import read_listeners
from peers.pool.favoured import rung_first
from peers.wellbeing import journal, planning
from supervision.notices.models import Notice
from tests.builders import MONDAY_9AM, make_listeners, make_member, make_not_with, make_request

pytestmark = pytest.mark.django_db


@pytest.fixture
def nia(client):
    member = make_member(name="Nia Bevan")
    client.force_login(member.person)
    return member


# ---------------------------------------------------------------- the plan
@time_machine.travel(MONDAY_9AM, tick=False)
def test_a_plan_is_kept_as_written_and_an_empty_one_is_gone(client, nia):
    client.post("/space/plan/", {"signs": "Going quiet", "notice": "Ask about the car"})

    page = client.get("/space/").content.decode()
    assert "Going quiet" in page and "Signs I know in me" in page and "Last looked at on Mon 2 Nov" in page
    assert planning.plan_of(nia).parts == {"signs": "Going quiet", "notice": "Ask about the car"}

    client.post("/space/plan/", {})
    assert planning.plan_of(nia) == planning.Plan({})


def test_a_plan_not_looked_at_for_a_quarter_says_so_until_one_has(client, nia):
    planning.keep_plan(nia, {"signs": "x"}, now=MONDAY_9AM)
    with time_machine.travel(MONDAY_9AM + timedelta(days=91), tick=False):
        assert "it still holds" not in client.get("/space/").content.decode()
    with time_machine.travel(MONDAY_9AM + timedelta(days=92), tick=False):
        client.force_login(nia.person)
        assert "it still holds" in client.get("/space/").content.decode()
        client.post("/space/plan/looked/")
        assert "it still holds" not in client.get("/space/").content.decode()
    assert planning.plan_of(nia).parts == {"signs": "x"}


def test_my_people_stand_in_my_order_and_are_not_told(client, nia):
    callum = make_member(nia.organisation, name="Callum Reid")
    client.post("/space/people/add/", {"one-name": "My sister", "one-phone": "07700 900318"})
    client.post("/space/people/add/", {"one-colleague": "Callum Reid"})
    client.post("/space/people/add/", {"one-colleague": "Callum Reid"})
    sister, colleague = planning.people_of(nia)
    assert (sister.name, sister.member, colleague.member) == ("My sister", None, callum.pk)

    client.post("/space/people/move/", {"key": colleague.key, "act": "up"})
    assert [one.name for one in planning.people_of(nia)] == ["Callum Reid", "My sister"]
    client.post("/space/people/move/", {"key": colleague.key, "act": "up"})
    client.post("/space/people/move/", {"key": "nobody", "act": "down"})
    assert [one.name for one in planning.people_of(nia)] == ["Callum Reid", "My sister"]
    assert 'href="tel:07700900318"' in client.get("/space/plan/").content.decode()
    client.post("/space/people/move/", {"key": sister.key, "act": "off"})
    assert [one.name for one in planning.people_of(nia)] == ["Callum Reid"]
    assert not Notice.objects.exists()


def test_only_colleagues_here_can_be_chosen_and_somebody_has_to_be(client, nia):
    make_member(name="Elsewhere Person")

    for body in ({}, {"one-colleague": "Elsewhere Person"}):
        assert client.post("/space/people/add/", body).status_code == 422
    assert planning.people_of(nia) == []


def test_twenty_people_are_as_many_as_a_list_holds(nia):
    for number in range(20):
        planning.add_someone(nia, name=f"Person {number}")

    with pytest.raises(planning.TooManyPeople):
        planning.add_someone(nia, name="One more")
    assert len(planning.people_of(nia)) == 20


def test_the_note_for_mornings_stands_until_noon_on_its_owners_wall(client, nia):
    client.post("/space/morning/", {"morning-words": "Walk first"})

    at = MONDAY_9AM.replace(hour=11, minute=59)
    assert planning.note_for_now(nia, now=at) == "Walk first"
    assert planning.note_for_now(nia, now=at + timedelta(minutes=1)) == ""
    with time_machine.travel(at, tick=False):
        assert "Walk first" in client.get("/").content.decode()
    with time_machine.travel(at + timedelta(minutes=1), tick=False):
        assert "Walk first" not in client.get("/").content.decode()
    client.post("/space/morning/", {"morning-words": ""})
    assert planning.morning_note_of(nia) == ""


# ---------------------------------------------------------------- thank-yous
def test_a_thank_you_is_left_for_one_colleague_and_nobody_is_told(client, nia):
    callum = make_member(nia.organisation, name="Callum Reid")

    client.post("/space/thanks/", {"colleague": "Callum Reid", "words": "For Tuesday"})

    (left,) = planning.thanks_to(callum)
    assert (left.by, left.words) == ("Nia Bevan", "For Tuesday")
    assert planning.thanks_to(nia) == [] and not Notice.objects.exists()
    client.force_login(callum.person)
    assert "For Tuesday" in client.get("/space/").content.decode()
    client.post("/space/thanks/delete/", {"key": left.key})
    assert planning.thanks_to(callum) == []


@pytest.mark.parametrize("turned", [False, True])
def test_between_people_kept_apart_nothing_is_left_and_neither_is_told(client, nia, turned):
    callum = make_member(nia.organisation, name="Callum Reid")
    make_not_with(*((nia, callum) if turned else (callum, nia)))

    answer = client.post("/space/thanks/", {"colleague": "Callum Reid", "words": "For Tuesday"}, follow=True)

    assert "Left for them alone." in answer.content.decode()
    assert planning.thanks_to(callum) == []


def test_ten_a_day_are_enough(nia):
    callum = make_member(nia.organisation)
    for _ in range(10):
        planning.thank(nia, callum, "Thanks", now=MONDAY_9AM)

    with pytest.raises(planning.EnoughToday):
        planning.thank(nia, callum, "Thanks", now=MONDAY_9AM)
    planning.thank(nia, callum, "Thanks", now=MONDAY_9AM + timedelta(days=1))
    assert len(planning.thanks_to(callum)) == 11


# ---------------------------------------------------------------- private lines
def test_a_line_is_kept_changed_found_and_deleted(client, nia):
    client.post("/space/journal/keep/", {"words": "The sea was loud"})
    client.post("/space/journal/keep/", {"words": "Slept till seven"})
    first = next(line for line in journal.lines_of(nia) if "sea" in line.words)

    client.post("/space/journal/keep/", {"words": "The sea was LOUD, and grey", "key": first.key})

    page = client.post("/space/journal/find/", {"words": "loud SEA"}).content.decode()
    assert "and grey" in page and "Slept" not in page and "1 line found" in page
    assert (
        "No line has these words" in client.post("/space/journal/find/", {"words": "hill"}).content.decode()
    )
    assert {line.at for line in journal.lines_of(nia) if line.key == first.key} == {first.at}
    client.post("/space/journal/delete/", {"key": first.key})
    assert [line.words for line in journal.lines_of(nia)] == ["Slept till seven"]


def test_what_is_looked_for_never_stands_in_an_address(client, nia):
    assert client.get("/space/journal/find/?words=kittiwake").status_code == 405
    assert 'method="post" action="/space/journal/find/"' in client.get("/space/journal/").content.decode()


def test_the_two_fields_on_the_page_of_lines_have_an_id_each(client, nia):
    client.force_login(nia.person)
    page = client.get("/space/journal/").content.decode()

    ids = re.findall(r'\bid="([^"]+)"', page)
    assert sorted(ids) == sorted(set(ids))


def test_nobody_changes_or_finds_anybody_elses_line(client, nia):
    other = make_member(nia.organisation)
    key = journal.write(other, "Theirs", now=MONDAY_9AM)

    client.post("/space/journal/keep/", {"words": "Mine", "key": key})
    client.post("/space/journal/delete/", {"key": key})

    assert [line.words for line in journal.lines_of(other)] == ["Theirs"]
    assert journal.find(nia, "Theirs") == []


@pytest.mark.parametrize("number", [1, 30])
def test_the_pages_cost_the_same_for_one_line_and_for_thirty(client, nia, number):
    for n in range(number):
        journal.write(nia, f"Line {n}", now=MONDAY_9AM + timedelta(minutes=n))
    client.get("/space/journal/")
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/space/journal/").status_code == 200
    assert len(asked) == 5


def test_a_five_minute_call_asks_first_whom_one_would_ring(nia):
    others = make_listeners(nia.organisation, 4, around_for_five=True)
    favoured = others[-1]
    planning.add_someone(nia, name="", colleague=favoured)
    planning.add_someone(nia, name="My sister")
    request = make_request(nia, urgency="now", minutes=5, at=MONDAY_9AM)

    assert rung_first(nia) == {favoured.pk}
    assert wished(request) == {favoured.pk}
    tom = make_member(nia.organisation)
    planning.add_someone(tom, name="", colleague=favoured)
    assert wished(make_request(tom, urgency="week", at=MONDAY_9AM)) == set()


def wished(request):
    found = [one.candidate for one in read_listeners(request, now=MONDAY_9AM)]
    return {one.member for one in found if one.is_wished}
