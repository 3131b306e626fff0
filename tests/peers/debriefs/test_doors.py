"""Every door leads to the same: page, API, the message itself, and the reader's calendar."""

from datetime import timedelta

import pytest

from peers.debriefs.answering import accept, times_to_offer
from peers.debriefs.ending import close_ended
from peers.debriefs.held_times import entries_of, take_answer
from peers.debriefs.models import Afterwards, OnCall, Request, Tally
from supervision.notices.acts.services import NotAsked, give_answer, undo_answer
from supervision.notices.calendars.addresses import answer_address
from supervision.notices.calendars.answers import Answer
from supervision.notices.models import Notice
from supervision.people.tokens import make_token
from tests.builders import make_joined, make_listeners, make_member, make_request
from tests.peers.debriefs.asked import LATER, all_invites

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("later")]
MINUTE = timedelta(minutes=1)


def notice_of(invite):
    found = Notice.objects.select_related("recipient__person", "recipient__organisation")
    return found.get(key=f"talk_asked-{invite.pk}")


def by_page(client, invite):
    client.force_login(invite.member.person)
    return client.post(f"/talks/invite/{invite.pk}/", {"answer": "yes"}).status_code


def by_api(client, invite):
    _, token = make_token(invite.member, name="Script", may_write=True, lasts_days=30, now=LATER)
    return client.post(
        f"/api/v1/debriefs/invites/{invite.pk}/answer/",
        {"answer": "yes"},
        content_type="application/json",
        headers={"authorization": f"Bearer {token}"},
    ).status_code


def by_message(client, invite):
    try:
        give_answer(notice_of(invite), act="yes", now=LATER)
    except NotAsked as refused:
        assert "Thank you" in refused.over.heading
        return 409
    return 302


def by_calendar(client, invite):
    name, member = invite.pk.hex, invite.member
    said = Answer(name, 0, LATER, member.person.email, "accepted")
    code = take_answer(said, frozenset({answer_address(name, member.pk)}), LATER)
    return {"noted": 302, "over": 409}[code]


@pytest.mark.parametrize("late", [by_page, by_api, by_message, by_calendar])
@pytest.mark.parametrize("early", [by_page, by_api, by_message, by_calendar])
def test_the_first_yes_has_it_by_whatever_doors(client, house, early, late):
    make_listeners(house, 2)
    request = make_request(make_member(house))
    first, second = all_invites(request)

    assert early(client, first) in (200, 302)
    assert late(client, second) == 409

    request.refresh_from_db()
    assert request.listener_id == first.member_id


def test_a_calendar_says_yes_for_nobody_but_its_owner(house):
    make_listeners(house, 2)
    request = make_request(make_member(house))
    first, second = all_invites(request)
    name = first.pk.hex
    theirs = frozenset({answer_address(name, second.member_id)})
    own = frozenset({answer_address(name, first.member_id)})

    forged = Answer(name, 0, LATER, first.member.person.email, "accepted")
    assert take_answer(forged, theirs, LATER) == "not authentic"
    foreign = Answer(name, 0, LATER, second.member.person.email, "accepted")
    assert take_answer(foreign, own, LATER) == "not theirs"
    assert take_answer(Answer("0" * 32, 0, LATER, "x@example.org", "accepted"), own, LATER) is None
    assert Request.objects.get().state == "asking"


def test_a_yes_from_a_message_can_be_taken_back_and_a_pass_too(house):
    make_listeners(house, 1)
    request = make_request(make_member(house))
    notice = notice_of(all_invites(request)[0])

    give_answer(notice, act="yes", now=LATER)
    undo_answer(notice, now=LATER + MINUTE)
    request.refresh_from_db()
    assert (request.state, request.listener) == ("asking", None)


def test_another_time_by_page_waits_for_the_asker_who_takes_it(client, house):
    make_listeners(house, 1)
    asker = make_member(house)
    request = make_request(asker)
    (mine,) = all_invites(request)
    at = times_to_offer(mine, now=LATER)[0]
    client.force_login(mine.member.person)
    assert client.post(f"/talks/invite/{mine.pk}/", {"answer": "another", "slot": "never"}).status_code == 409

    client.post(f"/talks/invite/{mine.pk}/", {"answer": "another", "slot": at.isoformat()})
    client.force_login(asker.person)
    client.post(f"/talks/offer/{mine.pk}/take/")

    request.refresh_from_db()
    assert (request.state, request.starts_at) == ("agreed", at)


def test_opening_the_invite_changes_nothing(client, house):
    make_listeners(house, 1)
    request = make_request(make_member(house))
    (mine,) = all_invites(request)
    client.force_login(mine.member.person)

    assert client.get(f"/talks/invite/{mine.pk}/").status_code == 200

    assert all_invites(request)[0].state == "open"


def test_asking_by_page_takes_two_choices(client, house):
    make_listeners(house, 1)
    asker = make_member(house)
    client.force_login(asker.person)

    said = {"urgency": "today", "weight": "1", "how": "phone"}
    answer = client.post("/talks/ask/", said, follow=True)

    assert "One colleague with room was asked" in answer.content.decode()
    assert (Request.objects.get().minutes, Request.objects.get().asker) == (15, asker)
    assert client.post("/talks/ask/", said).status_code == 422
    assert client.post("/talks/ask/", {"urgency": "soon"}).status_code == 422


def test_what_is_agreed_stands_in_the_feed_of_both_and_of_nobody_else(house):
    make_listeners(house, 2)
    asker = make_member(house)
    request = make_request(asker)
    first, second = all_invites(request)
    accept(first, by=first.member, now=LATER)

    for member, number in ((asker, 1), (first.member, 1), (second.member, 0)):
        assert len(list(entries_of(member, LATER))) == number


def test_the_question_afterwards_is_answered_by_its_owner_alone(client, house):
    make_listeners(house, 1)
    asker = make_member(house)
    request = make_request(asker)
    (mine,) = all_invites(request)
    agreed = accept(mine, by=mine.member, now=LATER)
    close_ended(now=agreed.ends_at)
    client.force_login(asker.person)

    client.post(f"/talks/{request.pk}/after/", {"answer": "lighter"})

    assert Afterwards.objects.get(member=asker).answer == "lighter"
    assert Afterwards.objects.get(member=mine.member).answer == ""


def test_half_a_day_of_the_rota_is_one_person_s(client, house):
    one, other = make_joined(make_member(house)), make_joined(make_member(house))
    turn = {"turn": "2026-11-03 am"}
    client.force_login(one.person)
    client.post("/talks/turn/", turn)
    assert not OnCall.objects.exists() and "On call for" not in client.get("/me/peers/").content.decode()
    client.force_login(make_member(house, roles=("admin",)).person)
    client.post("/organisation/debriefs/", {"has_rota": "True"})
    client.force_login(one.person)
    client.post("/talks/turn/", turn)
    client.force_login(other.person)
    client.post("/talks/turn/", turn)
    client.post("/talks/turn/?give-back=1", turn)
    assert OnCall.objects.get().member == one

    client.force_login(one.person)
    assert "On call for" in client.get("/me/peers/").content.decode()
    client.post("/talks/turn/?give-back=1", turn)
    assert not OnCall.objects.exists()


def test_turned_off_the_rota_is_forgotten_and_orders_nobody(client, house):
    one, admin = make_joined(make_member(house)), make_member(house, roles=("admin",))
    make_listeners(house, 20)
    client.force_login(admin.person)
    client.put("/api/v1/organisation/debriefs/", {"has_rota": True}, content_type="application/json")
    client.force_login(one.person)
    turn = {"day": "2026-11-02", "half": "am", "is_yours": True}
    listed = client.post("/api/v1/debriefs/rota/", turn, content_type="application/json").json()["results"]
    assert listed[0] == {"day": "2026-11-02", "half": "am", "name": one.person.name, "is_yours": True}
    request = make_request(make_member(house), urgency="now")
    assert one in [invite.member for invite in all_invites(request)]

    client.force_login(admin.person)
    client.put("/api/v1/organisation/debriefs/", {"has_rota": False}, content_type="application/json")

    assert not OnCall.objects.exists()
    client.force_login(one.person)
    again = client.post("/api/v1/debriefs/rota/", turn, content_type="application/json")
    assert (again.status_code, again.json()["code"]) == (409, "no-rota")


@pytest.mark.parametrize(("number", "people", "shown"), [(4, 5, None), (5, 4, None), (5, 5, 5)])
def test_administrators_read_counts_of_five_or_more_and_leads_none(client, house, number, people, shown):
    make_listeners(house, people)
    Tally.objects.create(organisation=house, month="2026-08-01", number=number)
    admin, lead = make_member(house, roles=("admin",)), make_member(house, roles=("team_lead",))
    client.force_login(lead.person)
    assert client.get("/api/v1/debriefs/counts/").status_code == 404

    client.force_login(admin.person)
    months = {one["month"]: one["number"] for one in client.get("/api/v1/debriefs/counts/").json()["results"]}

    assert months["2026-08-01"] == shown
    assert months["2026-10-01"] is None
