"""Nobody is left waiting: when one of the two leaves, is away, or may not be brought together any more."""

from datetime import date, timedelta

import pytest
import time_machine

from peers.debriefs import rules
from peers.debriefs.answering import accept, let_pass, offer, step_back, times_to_offer
from peers.debriefs.asking import go_on_with_due, widen, withdraw
from peers.debriefs.ending import close_ended
from peers.debriefs.held_times import take_answer
from peers.debriefs.models import Invite, Request
from peers.pool import favoured
from peers.pool.services import keep_profile
from supervision.notices.acts.services import NotAsked, give_answer
from supervision.notices.calendars.addresses import answer_address
from supervision.notices.calendars.answers import Answer
from supervision.notices.models import Notice
from supervision.people.arrangements import add_leave
from supervision.people.services import end_membership
from supervision.people.tokens import make_token
from supervision.sessions.models import TakenTime
from tests.builders import MONDAY_9AM, make_listeners, make_member, make_not_with, make_request
from tests.peers.debriefs.asked import LATER, all_invites, told

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("later")]
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
MONDAY = MONDAY_9AM.date()


@pytest.fixture
def admin(house):
    return make_member(house, roles=("admin",))


def agreed_of(house, number=3, **said):
    """Return an agreed talk, and the one who listens."""
    make_listeners(house, number)
    request = make_request(make_member(house), **said)
    mine = all_invites(request)[0]
    return accept(mine, by=mine.member, now=LATER), mine.member


# ---------------------------------------------------------------- who leaves, or is away
def leaves_today(member, admin):
    end_membership(member, last_day=MONDAY - DAY, by=admin, now=LATER)


def falls_ill(member, admin):
    add_leave(member, starts_on=MONDAY, ends_on=None, kind="sickness", by=admin, now=LATER)


@pytest.mark.parametrize("what", [leaves_today, falls_ill])
def test_when_the_listener_will_not_be_there_we_go_on_asking_and_both_hear_of_it(house, admin, what):
    talk, listener = agreed_of(house, 4)

    what(listener, admin)

    talk.refresh_from_db()
    assert (talk.state, talk.listener, talk.next_at) == ("asking", None, LATER)
    assert talk.asker_id in told("talk_off")
    assert not TakenTime.objects.filter(kept_for=talk.pk).exists()
    go_on_with_due(now=LATER)
    assert [one.member for one in all_invites(talk) if one.state == "open"] not in ([], [listener])


def test_a_leave_at_another_time_and_an_asker_s_leave_change_nothing(house, admin):
    talk, listener = agreed_of(house)

    add_leave(listener, starts_on=MONDAY + DAY, ends_on=None, kind="annual", by=admin, now=LATER)
    falls_ill(talk.asker, admin)

    talk.refresh_from_db()
    assert (talk.state, talk.listener) == ("agreed", listener)


def test_when_the_asker_leaves_all_they_asked_for_is_called_off(house, admin):
    talk, listener = agreed_of(house)
    other = make_request(make_member(house))

    leaves_today(talk.asker, admin)
    leaves_today(other.asker, admin)

    talk.refresh_from_db()
    other.refresh_from_db()
    assert (talk.state, other.state) == ("withdrawn", "withdrawn")
    assert listener.pk in told("talk_off")
    assert not Invite.objects.filter(request=other, state="open").exists()


def test_whoever_was_asked_and_left_holds_no_wave_up(house, admin):
    make_listeners(house, 4)
    request = make_request(make_member(house))
    first, *others = all_invites(request)
    for one in others:
        let_pass(one, by=one.member, now=LATER)
    assert go_on_with_due(now=LATER) == 0

    leaves_today(first.member, admin)

    assert go_on_with_due(now=LATER) == 1
    assert len(all_invites(request)) == 4


# ---------------------------------------------------------------- never brought together
def test_a_list_written_after_the_asking_keeps_the_two_apart_and_says_no_more(house):
    make_listeners(house, 1)
    request = make_request(make_member(house))
    (mine,) = all_invites(request)
    make_not_with(request.asker, mine.member)

    with pytest.raises(rules.NotNow, match=r"^This has run out\. Thank you for having room\.$"):
        accept(mine, by=mine.member, now=LATER)

    request.refresh_from_db()
    assert (request.state, request.listener) == ("asking", None)


def test_a_supervisor_since_the_asking_does_not_listen(house):
    make_listeners(house, 1)
    request = make_request(make_member(house))
    (mine,) = all_invites(request)
    request.asker.line_manager = mine.member
    request.asker.save(update_fields=["line_manager"])

    with pytest.raises(rules.NotNow):
        accept(mine, by=mine.member, now=LATER)


# ---------------------------------------------------------------- one person first
def test_one_person_first_comes_before_those_whom_one_would_ring_anyway(house, monkeypatch):
    listeners = make_listeners(house, 4)
    wished = listeners[-1]
    monkeypatch.setattr(favoured, "_readers", [lambda member: {one.pk for one in listeners}])

    request = make_request(make_member(house), urgency="now", minutes=5, first=wished.pk)

    assert [one.member for one in all_invites(request)] == [wished]
    go_on_with_due(now=MONDAY_9AM + 15 * MINUTE)
    assert len(all_invites(request)) == 4


# ---------------------------------------------------------------- closed, by whatever door
def by_page(client, invite):
    client.force_login(invite.member.person)
    assert "Yes, I have room" not in client.get(f"/talks/invite/{invite.pk}/").content.decode()
    answer = client.post(f"/talks/invite/{invite.pk}/", {"answer": "yes"})
    return answer.status_code, answer.content.decode()


def by_api(client, invite):
    _, token = make_token(invite.member, name="Script", may_write=True, lasts_days=30, now=LATER)
    answer = client.post(
        f"/api/v1/debriefs/invites/{invite.pk}/answer/",
        {"answer": "yes"},
        content_type="application/json",
        headers={"authorization": f"Bearer {token}"},
    )
    return answer.status_code, answer.json()["detail"]


def by_message(client, invite):
    notice = Notice.objects.select_related("recipient__person", "recipient__organisation")
    with pytest.raises(NotAsked) as refused:
        give_answer(notice.get(key=f"talk_asked-{invite.pk}"), act="yes", now=LATER)
    return 409, refused.value.over.heading + refused.value.over.words


def by_push(client, invite):
    """A push opens the message's page, which is the invite's own."""
    notice = Notice.objects.get(key=f"talk_asked-{invite.pk}")
    assert notice.about == {"invite": str(invite.pk)}
    return by_page(client, invite)


def by_calendar(client, invite):
    name, member = invite.pk.hex, invite.member
    said = Answer(name, 0, LATER, member.person.email, "accepted")
    code = take_answer(said, frozenset({answer_address(name, member.pk)}), LATER)
    return {"over": 409}[code], "Thank you"


def withdrawn(request):
    withdraw(request, by=request.asker, now=LATER)


def settled(request):
    one = all_invites(request)[1]
    accept(one, by=one.member, now=LATER)


def ran_out(request):
    go_on_with_due(now=request.latest_at)


def asked_wider(request):
    go_on_with_due(now=request.latest_at)
    request.refresh_from_db()
    widen(request, by=request.asker, now=request.latest_at)


@pytest.mark.parametrize("ending", [withdrawn, settled, ran_out, asked_wider])
@pytest.mark.parametrize("door", [by_page, by_api, by_message, by_push, by_calendar])
def test_what_is_closed_is_closed_kindly_by_every_door(client, house, ending, door):
    make_listeners(house, 2)
    request = make_request(make_member(house))
    mine = all_invites(request)[0]
    ending(request)
    request.refresh_from_db()
    before = (request.state, request.listener_id)

    status, words = door(client, mine)

    assert status == 409
    assert any(kind in words for kind in ("Thank you", "That is fine", "nobody’s fault"))
    request.refresh_from_db()
    assert (request.state, request.listener_id) == before


def test_a_time_that_went_by_is_not_offered_for_a_yes_but_another_one_is(client, house):
    make_listeners(house, 1)
    request = make_request(make_member(house), urgency="week")
    (mine,) = all_invites(request)
    client.force_login(mine.member.person)

    with time_machine.travel(mine.starts_at + MINUTE, tick=False):
        page = client.get(f"/talks/invite/{mine.pk}/").content.decode()

    assert "That time has gone by" in page and "Yes, I have room" not in page
    assert "Offer this time" in page and "Not this time" in page


def test_other_times_this_week_lie_on_several_days_and_are_others(house):
    make_listeners(house, 1)
    (week,) = all_invites(make_request(make_member(house), urgency="week"))
    found = times_to_offer(week, now=LATER)

    assert len(found) == len({at.date() for at in found}) == 4 and week.starts_at not in found
    assert len({at.time() for at in found}) > 1


def test_other_times_today_are_the_soonest_and_others(house):
    make_listeners(house, 1)
    (today,) = all_invites(make_request(make_member(house)))
    found = times_to_offer(today, now=LATER)

    assert {at.date() for at in found[:2]} == {MONDAY} and today.starts_at not in found


@pytest.mark.parametrize(
    ("shows_name", "words"), [(False, "a colleague rings you"), (True, "Robin rings you")]
)
def test_who_rings_is_said_as_a_sentence(client, house, shows_name, words):
    make_listeners(house, 1)
    asker = make_member(house, name="Robin Hale")
    (mine,) = all_invites(make_request(asker, shows_name=shows_name))
    client.force_login(mine.member.person)
    assert f"By phone: {words}" in client.get(f"/talks/invite/{mine.pk}/").content.decode()


# ---------------------------------------------------------------- what the pages say honestly
def test_the_last_wave_says_until_when_and_not_that_others_are_asked(client, house):
    make_listeners(house, 1)
    request = make_request(make_member(house))
    client.force_login(request.asker.person)
    assert "we ask the next ones too" in client.get(f"/talks/{request.pk}/").content.decode()

    Request.objects.filter(pk=request.pk).update(next_at=request.latest_at)

    page = client.get(f"/talks/{request.pk}/").content.decode()
    assert "Then we say how it stands" in page and "next ones" not in page


def test_who_left_no_number_is_told_so_on_their_own_page_alone(client, house):
    talk, listener = agreed_of(house)
    keep_profile(listener, now=LATER, phone="07700 900100")
    url = f"/talks/{talk.pk}/talk/"

    client.force_login(listener.person)
    assert "Leave one" not in client.get(url).content.decode()
    client.force_login(talk.asker.person)
    assert "Leave one" in client.get(url).content.decode()


@pytest.mark.parametrize(
    ("links", "shown"),
    [
        ({"asker": "https://a.example/", "listener": "https://l.example/"}, "https://l.example/"),
        ({"asker": "https://a.example/", "listener": ""}, "https://a.example/"),
    ],
)
def test_by_video_both_open_the_same_link_so_that_they_meet(client, house, links, shown):
    talk, listener = agreed_of(house, how="video")
    keep_profile(talk.asker, now=LATER, link=links["asker"])
    keep_profile(listener, now=LATER, link=links["listener"])

    for member in (talk.asker, listener):
        client.force_login(member.person)
        page = client.get(f"/talks/{talk.pk}/talk/").content.decode()
        assert f'href="{shown}"' in page and page.count('.example/" rel') == 1
    client.force_login(make_listeners(house, 1)[0].person)
    assert client.get(f"/talks/{talk.pk}/talk/").status_code == 404


@pytest.mark.parametrize("how", ["video", "in_person"])
def test_without_a_link_and_in_person_a_number_is_there_to_agree_by(client, house, how):
    talk, listener = agreed_of(house, how=how)
    keep_profile(listener, now=LATER, phone="07700 900100")
    client.force_login(talk.asker.person)

    page = client.get(f"/talks/{talk.pk}/talk/").content.decode()

    assert "tel:07700900100" in page and "left no" not in page


@pytest.mark.parametrize("answer", ["lighter", "heavier"])
def test_the_listener_is_offered_a_pause_and_somebody_of_their_own(client, house, answer):
    talk, listener = agreed_of(house)
    close_ended(now=talk.ends_at)
    client.force_login(listener.person)

    page = client.post(f"/talks/{talk.pk}/after/", {"answer": answer}, follow=True).content.decode()

    for words, way in (("A pause of your own", "/pause/"), ("Ask for a talk of your own", "/talks/ask/")):
        assert words in page and f'href="{way}"' in page
    assert "Take a pause from listening" in page


# ---------------------------------------------------------------- stepping back
def test_whoever_stepped_back_does_not_say_yes_once_more(house):
    talk, listener = agreed_of(house, 1)
    mine = all_invites(talk)[0]
    step_back(talk, by=listener, now=LATER + MINUTE)
    mine = all_invites(talk)[0]
    at = times_to_offer(mine, now=LATER + 2 * MINUTE)[0]

    with pytest.raises(rules.NotNow):
        offer(mine, by=listener, starts_at=at, now=LATER + 2 * MINUTE)
    with pytest.raises(rules.NotNow):
        accept(mine, by=listener, now=LATER + 2 * MINUTE)


def test_the_day_of_a_talk_is_the_listener_s_own(house, admin):
    """A leave that begins the day after in their zone leaves a talk late in the evening as it is."""
    talk, listener = agreed_of(house)
    Request.objects.filter(pk=talk.pk).update(
        starts_at=MONDAY_9AM.replace(hour=23, minute=30), ends_at=MONDAY_9AM.replace(hour=23, minute=45)
    )
    add_leave(listener, starts_on=date(2026, 11, 3), ends_on=None, kind="annual", by=admin, now=LATER)
    talk.refresh_from_db()
    assert talk.state == "agreed"
