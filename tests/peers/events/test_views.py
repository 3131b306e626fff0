"""The pages and the API: two taps for whoever was there, and an offer that can be left."""

import json
from datetime import datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from peers.events import rules, services
from peers.events.earlier import provide
from peers.events.models import Event, Offered
from supervision.notices.models import Notice
from supervision.people.models import Member
from tests.builders import (
    MONDAY_9AM,
    make_lead,
    make_member,
    make_organisation,
    make_relationship,
    make_session,
    make_team,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
PAGE, OFFERS = "/something-happened/", "/offers/"


@pytest.fixture
def house():
    team = make_team(make_organisation(), name="Community")
    lead = make_lead(team)
    return lead, [make_member(team=team, name=f"{name} Rees") for name in ("Grace", "Imran", "Zofia")]


def signed_in(client, member):
    client.force_login(member.person)
    return client


def page_of(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def hidden_of(text):
    import re

    return {
        name: [
            value
            for n, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', text)
            if n == name
        ]
        for name in ("when", "name", "sure", "who")
    }


def test_two_taps_a_look_and_the_offers_are_out(client, house):
    lead, people = house
    signed_in(client, lead)
    text = page_of(client, PAGE)
    assert all(
        word in text for word in ("Grace", "Imran", "Zofia", "The whole team", "Me too", "What not to ask")
    )
    assert "textarea" not in text and 'type="text"' in text  # names of others, and nothing to describe

    sure = client.post(PAGE, {"when": "0", "who": [people[0].pk], "me": "on"})
    asked = sure.content.decode()
    assert "Send two offers now?" in asked and "Grace Rees" in asked and not Event.objects.exists()
    answer = client.post(PAGE, hidden_of(asked), follow=True)

    assert "Two offers are out. Now ring them." in answer.content.decode()
    assert "two people" in answer.content.decode() and "Four of five left" in answer.content.decode()
    assert set(Offered.objects.values_list("member", flat=True)) == {people[0].pk, lead.pk}
    client.post(PAGE, hidden_of(asked))
    assert Event.objects.count() == 1


def test_the_whole_team_and_somebody_of_another(client, house):
    lead, people = house
    other = make_member(lead.organisation, name="Wanda Okoro", team=make_team(lead.organisation))
    signed_in(client, people[0])

    asked = client.post(
        PAGE, {"when": "2", "teams": [lead.team.pk], "other_1": "wanda okoro"}
    ).content.decode()
    client.post(PAGE, hidden_of(asked))

    named = set(Offered.objects.values_list("member", flat=True))
    assert named == {lead.pk, people[1].pk, people[2].pk, other.pk}
    assert Event.objects.get().happened_on == MONDAY_9AM.date() - timedelta(days=2)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"when": "0"}, "Choose at least one person"),
        ({"when": "7", "me": "on"}, "Select a valid choice"),
        ({"when": "0", "other_1": "Nobody At All"}, "Nobody here that can be chosen"),
        ({"when": "0", "who": ["99999999"]}, "doesn’t work here"),
        ({"when": "0", "who": ["-1"]}, "Select a valid choice"),
        ({"when": "0", "who": ["9" * 30]}, "Select a valid choice"),
        ({"when": "0", "who": ["²"]}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_is_put_right_and_nothing_is_noted(client, house, said, words):
    answer = signed_in(client, house[0]).post(PAGE, said)

    assert answer.status_code == 422 and words in answer.content.decode()
    assert not Event.objects.exists()


def test_more_than_go_out_at_once_are_refused_before_anybody_is_asked_to_send_them(
    client, house, monkeypatch
):
    monkeypatch.setattr(rules, "MOST_PEOPLE", 2)
    lead, people = house

    answer = signed_in(client, lead).post(PAGE, {"when": "0", "teams": [people[0].team_id]})

    text = answer.content.decode()
    assert answer.status_code == 422 and "At most 2 people at once" in text
    assert "now?" not in text and not Event.objects.exists()


def test_foreign_and_missing_people_are_refused_byte_for_byte_alike(client, house):
    stranger = make_member()
    signed_in(client, house[0])

    def asked(pk):
        answer = client.post(PAGE, {"when": "0", "who": [pk], "name": "0b0f2a3e-7d8c-4c1f-9a55-0a1b2c3d4e5f"})
        text = answer.content.decode()
        import re

        return answer.status_code, re.sub(r'csrfmiddlewaretoken" value="[^"]+"|hx-headers=\S+', "", text)

    assert asked(stranger.pk) == asked(10**12)


def test_the_offer_is_there_for_whoever_was_named_and_names_who_thought_of_them(client, house):
    lead, people = house
    services.note(by=lead, days_ago=0, member_ids=[people[0].pk], now=MONDAY_9AM)
    signed_in(client, people[0])

    assert "See what is offered" in page_of(client, "/") and "See what is offered" in page_of(
        client, "/space/"
    )
    text = page_of(client, OFFERS)
    assert lead.person.name in text and "/talks/ask/?when=now" in text and "Protect it" in text
    assert "See what is offered" not in page_of(signed_in(client, people[1]), "/")
    assert "Nothing waits for you here" in page_of(client, OFFERS)


def test_the_rest_of_the_day_is_protected_with_one_tap_and_what_stands_in_it_is_said(client, house, monday):
    lead, people = house
    supervisor = make_member(lead.organisation, roles=("supervisor",))
    make_session(supervisor, people[0], at=MONDAY_9AM + timedelta(hours=5), status="booked")
    services.note(by=lead, days_ago=0, member_ids=[people[0].pk], now=MONDAY_9AM)
    signed_in(client, people[0])

    text = client.post(f"{OFFERS}protect/", follow=True).content.decode()

    assert "The rest of the day is yours" in text and "14:00 to 15:00" in text
    assert people[0].person.protected_times.get().ends == 1440
    monday.move_to(datetime.fromisoformat("2026-11-02T23:55:00+00:00"))
    assert client.post(f"{OFFERS}protect/").status_code == 409


def test_no_more_ends_them_from_any_of_the_pages(client, house):
    lead, people = house
    services.note(by=lead, days_ago=0, member_ids=[people[0].pk], now=MONDAY_9AM)
    signed_in(client, people[0])
    assert "No more of these" in page_of(client, "/offers/later/")

    text = client.post(f"{OFFERS}no-more/", follow=True).content.decode()

    assert "No more of these will come. Nobody is told." in text
    assert not Offered.objects.exists()


def test_after_a_week_three_times_for_an_earlier_supervision_that_lead_to_its_page(client, house, monday):
    lead, people = house
    make_relationship(make_member(lead.organisation, roles=("supervisor",)), people[0])
    services.note(by=lead, days_ago=0, member_ids=[people[0].pk], now=MONDAY_9AM)
    monday.move_to(MONDAY_9AM + timedelta(days=7))
    signed_in(client, people[0])

    text = page_of(client, OFFERS)

    assert "Supervision earlier than planned" in text
    assert text.count('href="/sessions/book/?for=') == 3
    link = text.split('href="/sessions/book/?')[1].split('"')[0].replace("&amp;", "&")
    assert client.get(f"/sessions/book/?{link}").status_code == 200


def test_without_the_other_wing_there_are_no_times_and_the_page_says_what_to_do(client, house, monday):
    from config.earlier import earlier_times

    services.note(by=house[0], days_ago=0, member_ids=[house[1][0].pk], now=MONDAY_9AM)
    monday.move_to(MONDAY_9AM + timedelta(days=8))
    provide(lambda member, now: {"times": [], "is_usual": True, "zone": "", "more": ""})
    try:
        assert "A word with your supervisor" in page_of(signed_in(client, house[1][0]), OFFERS)
    finally:
        provide(earlier_times)


@pytest.mark.parametrize(
    ("how", "words"),
    [("lighter", "Good to hear"), ("there", "comes and goes"), ("heavy", "it can be treated")],
)
def test_the_light_question_is_answered_on_the_spot_and_kept_nowhere(client, house, how, words):
    lead, people = house
    services.note(by=lead, days_ago=0, member_ids=[people[0].pk], now=MONDAY_9AM)
    signed_in(client, people[0])
    client.get("/offers/later/")

    with CaptureQueriesContext(connection) as asked:
        text = client.post("/offers/later/", {"how": how}).content.decode()

    assert words in text and "kept nowhere" in text and "/help/#longer-h" in text
    assert not [one["sql"] for one in asked if one["sql"].split()[0] in ("INSERT", "UPDATE", "DELETE")]
    assert client.post("/offers/later/", {"how": "x"}).status_code == 422


def test_a_page_costs_the_same_queries_for_thirty_people_as_for_one(client, house):
    lead, _ = house
    signed_in(client, lead)
    counts = []
    for number in (0, 30):
        more = [make_member(team=lead.team) for _ in range(number)]
        for one in more[:9]:
            services.note(by=lead, days_ago=0, member_ids=[one.pk], now=MONDAY_9AM)
        client.get(PAGE)
        with CaptureQueriesContext(connection) as asked:
            page_of(client, PAGE)
        counts.append(len(asked))
    assert counts[0] == counts[1] and counts[0] < 20


def test_guests_find_no_page(client, house):
    guest = make_member(house[0].organisation, roles=("supervisor",), employment=Member.Employment.EXTERNAL)
    signed_in(client, guest)

    for address in (PAGE, OFFERS, "/offers/later/", "/api/v1/events/", "/api/v1/me/offers/"):
        assert client.get(address).status_code == 404, address


def test_the_api_notes_shows_ends_and_protects(client, house):
    lead, people = house
    cache.clear()
    signed_in(client, lead)

    def call(method, address, body=None):
        given = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
        return getattr(client, method)(f"/api/v1/{address}", **given)

    answer = call("post", "events/", {"days_ago": 1, "members": [people[0].pk, lead.pk]})
    assert (answer.status_code, answer.json()) == (
        201,
        [{"happened_on": "2026-11-01", "people": 2, "left": 4}],
    )
    assert call("get", "events/").json() == answer.json()
    own = {"step": 1, "thought_of_by": "", "is_own": True}
    assert call("get", "me/offers/").json() == {"offer": own}
    rest = call("post", "me/offers/rest-of-day/")
    assert (rest.status_code, rest.json()) == (201, {"day": "2026-11-02", "starts": 540, "ends": 1440})
    assert call("delete", "me/offers/").status_code == 204
    assert call("get", "me/offers/").json() == {"offer": None}
    for body in (
        {"days_ago": 0, "members": []},
        {"days_ago": 3, "members": [lead.pk]},
        {"days_ago": 0, "members": [lead.pk], "what": "x"},
        {"members": [lead.pk]},
    ):
        assert call("post", "events/", body).status_code == 400, body
    refused = call("post", "events/", {"days_ago": 0, "members": [10**9]})
    assert refused.status_code == 422 and refused["content-type"] == "application/problem+json"


def test_after_seven_days_the_letter_carries_the_times(house, deliver, mailoutbox):
    lead, people = house
    make_relationship(make_member(lead.organisation, roles=("supervisor",)), people[0])
    services.note(by=lead, days_ago=0, member_ids=[people[0].pk], now=MONDAY_9AM)
    deliver(MONDAY_9AM)
    services.go_on_with_due(now=MONDAY_9AM + timedelta(days=7))
    deliver(MONDAY_9AM + timedelta(days=7))

    first, third = mailoutbox
    assert "somebody to ring" in first.body and lead.person.name not in first.body
    assert third.body.count("/sessions/book/?for=") >= 3
    assert Notice.objects.filter(recipient=people[0], state="sent").count() == 2
    assert rules.EARLIER == 3
