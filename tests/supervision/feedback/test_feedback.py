"""Who reads what of feedback: nobody a single answer, unless it goes by name; nobody in charge any of it."""

import io
import json
from datetime import UTC, datetime

import pytest
import time_machine
from django.apps import apps
from django.core.management import call_command
from django.db import connection

from supervision.feedback import rules, selectors, services
from supervision.feedback.models import Answer, Place, Release, Window
from supervision.notices.models import Notice
from supervision.people.encryption import CannotUnseal, erase_key
from tests.builders import (
    make_lead,
    make_member,
    make_organisation,
    make_person,
    make_relationship,
    make_session,
    make_team,
)

pytestmark = pytest.mark.django_db
OPENS, ASKS = datetime(2026, 7, 2, 9, tzinfo=UTC), datetime(2026, 12, 1, 9, tzinfo=UTC)
OVER, NEXT_OVER = datetime(2027, 1, 1, 9, tzinfo=UTC), datetime(2027, 7, 1, 9, tzinfo=UTC)
GOOD, BAD = dict.fromkeys(rules.SLUGS, 4), dict.fromkeys(rules.SLUGS, 1)
CANARY = "Capercaillie"


def never(below):
    """Nothing is turned round."""
    return below - 1


class Pairs:
    """A supervisor and so many supervisees, with the window of the half-year open."""

    def __init__(self, number=5):
        self.organisation = make_organisation("Alder")
        self.team = make_team(self.organisation)
        self.lead, self.admin = make_lead(self.team), make_member(self.organisation, roles=("admin",))
        self.supervisor = make_member(self.organisation, roles=("supervisor",), name="Judith Marlow")
        self.people = [make_member(team=self.team) for _ in range(number)]
        self.relationships = [make_relationship(self.supervisor, one) for one in self.people]
        services.turn(now=OPENS, draw=never)

    def join(self, **extra):
        self.people.append(make_member(team=self.team))
        self.relationships.append(make_relationship(self.supervisor, self.people[-1], **extra))

    def say(self, number, how=None, more="", *, is_named=False, now=ASKS):
        return services.answer(
            by=self.people[number],
            relationship=self.relationships[number],
            how=how or GOOD,
            more=more,
            is_named=is_named,
            now=now,
        )

    def shown(self):
        return selectors.about(self.supervisor).shown

    def page(self, client, member=None):
        client.force_login((member or self.supervisor).person)
        return client.get("/feedback/").content


@pytest.fixture
def pairs():
    return Pairs()


def test_five_are_shown_once_the_half_year_is_over_and_not_before(pairs):
    for number in range(5):
        pairs.say(number, GOOD if number else BAD)
    services.turn(now=ASKS, draw=never)
    assert pairs.shown() == []

    services.turn(now=OVER, draw=never)

    (shown,) = pairs.shown()
    assert [line["band"] for line in shown.as_facts] == ["most"] * 4
    assert not Answer.objects.exists()
    assert not Place.objects.filter(window__decided_at__isnull=False).exists()


def test_it_is_decided_once_and_never_anew(pairs):
    for number in range(5):
        pairs.say(number)
    services.turn(now=OVER, draw=never)
    before = bytes(Release.objects.get().sealed)

    services.turn(now=OVER, draw=lambda below: 0)

    assert bytes(Release.objects.get().sealed) == before
    assert [line["band"] for line in pairs.shown()[0].as_facts] == ["most"] * 4


def test_none_too_few_and_a_difference_that_tells_look_the_same_byte_for_byte(client):
    pages = []
    for given in (0, 1, 4):
        pairs = Pairs()
        for number in range(given):
            pairs.say(number, more=CANARY)
        services.turn(now=OVER, draw=never)
        with time_machine.travel(OVER, tick=False):
            pages.append(pairs.page(client))

    assert pages[0] == pages[1] == pages[2]
    assert b"Not shown." in pages[0]


def test_who_comes_cannot_be_told_from_the_difference_of_two_releases(pairs):
    for number in range(5):
        pairs.say(number, now=ASKS)
    pairs.join()
    services.turn(now=OVER, draw=never)
    with_one_more = datetime(2027, 6, 1, 9, tzinfo=UTC)
    for number in range(6):
        pairs.say(number, BAD, now=with_one_more)

    services.turn(now=NEXT_OVER, draw=never)

    latest, first = pairs.shown()
    assert first.lines
    assert not latest.lines
    assert Release.objects.count() == 1


def test_the_same_five_again_are_shown_again(pairs):
    for number in range(5):
        pairs.say(number)
    services.turn(now=OVER, draw=never)
    for number in range(5):
        pairs.say(number, BAD, now=datetime(2027, 6, 1, 9, tzinfo=UTC))
    services.turn(now=NEXT_OVER, draw=never)

    assert [line["band"] for line in pairs.shown()[0].as_facts] == ["few"] * 4


def test_who_came_after_the_window_opened_is_not_among_those_counted(pairs):
    pairs.join()
    with pytest.raises(rules.ByNameOnly):
        pairs.say(5)
    for number in range(4):
        pairs.say(number)
    services.turn(now=OVER, draw=never)

    assert not pairs.shown()[0].lines


def test_four_and_one_by_name_are_four(pairs):
    """Else whoever takes the named one away has the difference."""
    for number in range(4):
        pairs.say(number)
    pairs.say(4, BAD, CANARY, is_named=True)
    services.turn(now=OVER, draw=never)

    assert not pairs.shown()[0].lines
    assert [(one.name, one.said.more) for one in selectors.about(pairs.supervisor).named] == [
        (pairs.people[4].person.name, CANARY)
    ]


def test_what_was_read_by_name_is_not_counted_with_others_afterwards(pairs):
    pairs.say(4, is_named=True)
    services.take_back(by=pairs.people[4], relationship=pairs.relationships[4], now=ASKS)
    assert selectors.about(pairs.supervisor).named == []

    with pytest.raises(rules.ByNameOnly):
        pairs.say(4)


def test_an_answer_can_be_changed_and_taken_back_until_the_end(pairs):
    pairs.say(0, GOOD)
    pairs.say(0, BAD)
    assert Answer.objects.count() == 1
    assert services.take_back(by=pairs.people[0], relationship=pairs.relationships[0], now=ASKS)
    assert not services.take_back(by=pairs.people[0], relationship=pairs.relationships[0], now=ASKS)
    assert not Answer.objects.exists()
    with pytest.raises(rules.NotNow):
        pairs.say(0, now=OVER)


def test_whoever_is_erased_is_counted_no_more(pairs):
    for number in range(5):
        pairs.say(number)
    erase_key(pairs.people[2].person)
    services.turn(now=OVER, draw=never)

    assert not pairs.shown()[0].lines


def test_one_soft_letter_a_half_year_to_whoever_met_and_said_nothing(pairs):
    for one in pairs.people[:3]:
        make_session(pairs.supervisor, one, at=datetime(2026, 9, 7 + pairs.people.index(one), 9, tzinfo=UTC))
    pairs.say(0)
    for _ in range(2):
        services.turn(now=ASKS, draw=never)
    services.turn(now=datetime(2026, 12, 20, 9, tzinfo=UTC), draw=never)

    asked = Notice.objects.filter(kind=services.INVITED)
    assert set(asked.values_list("recipient", flat=True)) == {one.pk for one in pairs.people[1:3]}
    assert asked.count() == 2
    pairs.say(1)
    assert Notice.objects.filter(kind=services.INVITED, state="due").count() == 1


def test_windows_are_forgotten_after_three_years(pairs):
    pairs.say(0, is_named=True)
    services.turn(now=datetime(2030, 1, 2, 9, tzinfo=UTC), draw=never)

    assert not Window.objects.filter(closes_on__year=2026).exists()
    assert not Answer.objects.exists()


# ---------------------------------------------------------------- attacks
def test_nobody_in_charge_comes_across_any_of_it(pairs, client):
    pairs.say(0, BAD, CANARY)
    pairs.say(1, BAD, CANARY, is_named=True)
    operator = make_member(
        make_organisation(), roles=("admin",), person=make_person(is_staff=True, is_superuser=True)
    )
    pk = pairs.relationships[0].pk
    with time_machine.travel(ASKS, tick=False):
        for viewer in (pairs.lead, pairs.admin, pairs.people[2], operator):
            client.force_login(viewer.person)
            for path in (
                *("/feedback/", f"/feedback/{pk}/", "/", "/board/", "/agreements/", "/inbox/", "/operator/"),
                *("/api/v1/feedback/", f"/api/v1/feedback/{pk}/", "/api/v1/feedback/about-me/"),
                f"/people/{pairs.people[0].pk}/",
                f"/api/v1/feedback/?member={pairs.people[0].pk}&ordering=sealed",
            ):
                answer = client.get(path)
                assert CANARY not in answer.content.decode()
            assert client.get(f"/feedback/{pk}/").status_code == 404
            assert client.get(f"/api/v1/feedback/{pk}/").status_code == 404
        client.force_login(pairs.supervisor.person)
        read = client.get("/feedback/").content.decode() + client.get(f"/feedback/{pk}/").content.decode()
    assert read.count(CANARY) == 1  # what was said by name


def test_how_many_answered_shows_nowhere_while_a_window_is_open(pairs, client):
    with time_machine.travel(ASKS, tick=False):
        before = pairs.page(client)
        for number in range(4):
            pairs.say(number)
        after = pairs.page(client)
    assert before == after


def test_no_word_of_it_stands_in_a_table_or_a_dump_and_a_moved_one_does_not_open(pairs):
    first, second = pairs.say(0, more=CANARY), pairs.say(1, more=CANARY)
    pairs.say(2, more=CANARY, is_named=True)
    told = []
    for model in apps.get_models(include_auto_created=True):
        with connection.cursor() as cursor:
            cursor.execute(f"select * from {connection.ops.quote_name(model._meta.db_table)}")
            told += [
                bytes(v) if isinstance(v, memoryview | bytes) else str(v).encode() for r in cursor for v in r
            ]
    dump = io.StringIO()
    call_command("dumpdata", "supervision_feedback", stdout=dump)
    about = json.dumps([[one.about, one.key] for one in Notice.objects.all()])
    assert CANARY.encode() not in b"\n".join(told)
    assert CANARY not in dump.getvalue() + about

    Answer.objects.filter(pk=first.pk).update(sealed=second.sealed)
    with pytest.raises(CannotUnseal):
        Answer.objects.select_related("member").get(pk=first.pk).text
    assert selectors.own_of(pairs.relationships[0], pairs.people[0], now=ASKS).said is None


def test_another_organisation_s_supervisor_finds_nothing_of_this_place(pairs):
    pairs.say(0, more=CANARY, is_named=True)
    elsewhere = make_member(make_organisation("Fern"), roles=("supervisor",), person=pairs.supervisor.person)

    assert selectors.about(elsewhere).named == []


# ---------------------------------------------------------------- doors
def test_it_is_said_on_a_page_and_by_the_api(pairs, client):
    pk = pairs.relationships[0].pk
    client.force_login(pairs.people[0].person)
    with time_machine.travel(ASKS, tick=False):
        page = client.get(f"/feedback/{pk}/")
        assert b"I can say what is hard." in page.content
        wrong = client.post(f"/feedback/{pk}/", {"heard": 3, "way": "together", "more": CANARY})
        assert wrong.status_code == 422
        assert CANARY.encode() in wrong.content  # what was typed stays
        said = client.post(f"/feedback/{pk}/", {**GOOD, "way": "together", "more": CANARY})
        assert said.headers["Location"] == "/feedback/"
        assert CANARY.encode() in client.get("/feedback/").content

        body = {"how": BAD, "more": "", "is_named": True}
        put = client.put(f"/api/v1/feedback/{pk}/", body, content_type="application/json")
        assert (put.status_code, put.json()["said"]["how"]) == (200, BAD)
        assert client.delete(f"/api/v1/feedback/{pk}/").status_code == 204
        again = client.put(
            f"/api/v1/feedback/{pk}/", {**body, "is_named": False}, content_type="application/json"
        )
        assert (again.status_code, again.json()["code"]) == (409, "feedback-by-name-only")


@pytest.mark.parametrize("number", [1, 30])
def test_what_a_supervisor_reads_takes_the_same_queries(number, client, django_assert_num_queries):
    pairs = Pairs(number)
    for one in range(number):
        pairs.say(one, is_named=True)
    with django_assert_num_queries(3 + number):  # each writer's own key
        assert len(selectors.about(pairs.supervisor).named) == number
