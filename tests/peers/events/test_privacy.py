"""Attacks on offers: by whoever noted it, by leads and administrators, and by whoever holds the database."""

import re
from datetime import timedelta

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import connection
from django.urls import get_resolver

from peers.events import services, telling
from peers.events.models import Event, Offered
from supervision.notices.models import Notice
from supervision.people.models import AuditEntry, IdempotentCall
from tests.builders import (
    MONDAY_9AM,
    make_lead,
    make_member,
    make_organisation,
    make_relationship,
    make_team,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
DAY, NOW = timedelta(days=1), MONDAY_9AM
CANARY = "Quillonaceous"


@pytest.fixture
def house():
    team = make_team(make_organisation())
    return make_lead(team), [make_member(team=team) for _ in range(4)]


def note(by, members, *, now=NOW):
    return services.note(by=by, days_ago=0, member_ids=[one.pk for one in members], now=now)


def tidy(text):
    return re.sub(
        r'csrfmiddlewaretoken" value="[^"]+"|[0-9a-f]{8}-[0-9a-f-]{27}|"X-CSRFToken": "[^"]+"', "", text
    )


def all_that_somebody_reads(client, member, *addresses):
    client.force_login(member.person)
    return {address: tidy(client.get(address).content.decode()) for address in addresses}


READ_BY_THE_NOTER = ("/something-happened/", "/api/v1/events/", "/board/")


def test_what_the_noter_sees_is_the_same_whatever_anybody_did_with_an_offer(client, house):
    lead, people = house
    note(lead, people)
    before = all_that_somebody_reads(client, lead, *READ_BY_THE_NOTER)

    services.no_more(people[0])
    client.force_login(people[1].person)
    client.get("/offers/")
    client.post("/offers/protect/")
    client.post("/offers/later/", {"how": "heavy"})

    assert all_that_somebody_reads(client, lead, *READ_BY_THE_NOTER) == before


def test_noting_once_more_tells_nobody_who_was_on_a_list_already_or_wanted_no_more(client, house):
    """The noter tries each person by themselves, and compares every answer."""
    lead, people = house
    others = make_member(lead.organisation)
    note(others, people[:2])
    services.no_more(people[1])
    cache.clear()
    client.force_login(lead.person)

    answers = []
    for one in people:  # on a list, wanted no more, twice nothing of it
        Event.objects.noted_by(lead).delete()
        answer = client.post(
            "/api/v1/events/", {"days_ago": 0, "members": [one.pk]}, content_type="application/json"
        )
        answers.append((answer.status_code, answer.content, sorted(answer.headers)))
    assert answers.count(answers[0]) == 4


def test_leads_admins_supervisors_and_colleagues_find_nothing_of_anybodys_offers(client, house):
    lead, people = house
    noter = make_member(lead.organisation, name=f"{CANARY} Price")
    supervisor = make_member(lead.organisation, roles=("supervisor",))
    admin = make_member(lead.organisation, roles=("admin",))
    make_relationship(supervisor, people[0])
    lookers = (lead, supervisor, admin, people[1], make_member(roles=("admin",)))
    addresses = (
        *("/", "/something-happened/", "/offers/", "/offers/later/", "/board/", "/space/", "/inbox/"),
        *(f"/people/{people[0].pk}/", "/organisation/operations/", "/desk/", "/climate/"),
        *("/api/v1/events/", "/api/v1/me/offers/", "/api/v1/inbox/", "/api/v1/readings/"),
    )
    before = [all_that_somebody_reads(client, one, *addresses) for one in lookers]

    note(noter, people[:1])

    after = [all_that_somebody_reads(client, one, *addresses) for one in lookers]
    for one, (was, became) in enumerate(zip(before, after, strict=True)):
        for address in addresses:
            if address != "/organisation/operations/":  # counts messages of any kind
                assert became[address] == was[address], (one, address)
            assert (
                CANARY not in became[address].replace(f"{CANARY} Price</", "")
                or address == "/something-happened/"
            )
    assert CANARY in all_that_somebody_reads(client, people[0], "/offers/")["/offers/"]


def test_declining_leaves_the_database_byte_for_byte_as_it_was(client, house):
    lead, people = house
    note(lead, people)
    client.force_login(people[0].person)
    client.get("/offers/")

    def rows():
        skipped = {"django_session", "usersessions_usersession"}
        with connection.cursor() as cursor:
            found = {}
            for table in sorted({model._meta.db_table for model in apps.get_models()} - skipped):
                cursor.execute(f'select * from "{table}"')
                found[table] = sorted(map(repr, cursor.fetchall()))
            return found

    before = rows()
    client.get("/offers/")
    client.get("/offers/later/")
    client.post("/offers/later/", {"how": "there"})
    client.get("/")
    assert rows() == before


def test_whoever_holds_the_database_finds_no_word_of_it_and_after_three_months_no_link(client, house):
    lead, people = house
    client.force_login(lead.person)
    asked = {"when": "0", "who": [people[0].pk], "what": CANARY, "note": CANARY, "sure": "on"}
    assert client.post(f"/something-happened/?{CANARY}=1", asked).status_code == 302

    columns = {field.name for model in (Event, Offered) for field in model._meta.fields}
    assert columns == {
        *("id", "organisation", "noted_by", "happened_on", "noted_at", "people", "step", "next_at"),
        *("member", "event"),
    }
    for model in apps.get_models():
        for row in model.objects.values_list() if hasattr(model, "objects") else ():
            assert CANARY not in repr(row), model
    for day in (3, 7, 28, 93):
        services.go_on_with_due(now=NOW + day * DAY)
    assert not Event.objects.exists() and not Offered.objects.exists()
    (last,) = Notice.objects.filter(kind__in=telling.ALL)
    assert last.about == {"step": 5} and not AuditEntry.objects.exists()


def test_no_call_to_the_api_is_kept_by_its_key(client, house):
    lead, people = house
    cache.clear()
    client.force_login(lead.person)
    for _ in range(2):
        answer = client.post(
            "/api/v1/events/",
            {"days_ago": 0, "members": [people[0].pk]},
            content_type="application/json",
            headers={"Idempotency-Key": "one"},
        )
        assert answer.status_code == 201

    assert not IdempotentCall.objects.exists()
    assert Offered.objects.count() == 1 and Notice.objects.filter(kind__in=telling.ALL).count() == 1


def test_letters_name_nobody_and_no_address_holds_a_number(house, deliver, mailoutbox):
    lead, people = house
    note(lead, people[:1])
    deliver(NOW)
    for day in (3, 7, 28, 92):
        services.go_on_with_due(now=NOW + day * DAY)
        deliver(NOW + day * DAY + timedelta(hours=3))

    assert len(mailoutbox) >= 4
    for letter in mailoutbox:
        said = f"{letter.subject}{letter.body}{letter.alternatives}".casefold()
        assert lead.person.name.casefold() not in said
        for word in ("event", "trauma", "incident", "happened", "client", "death", "touched"):
            assert word not in letter.subject.casefold() and word not in letter.body.casefold(), word
    routes = [route for route in get_resolver().reverse_dict if isinstance(route, str)]
    assert not [route for route in routes if "offers" in route and "pk" in route]
