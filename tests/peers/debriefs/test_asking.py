"""Asking one's own team alone, asking from anywhere, and a beat that was dead or rings twice."""

from datetime import timedelta

import pytest

from peers.debriefs import tasks
from peers.debriefs.answering import accept
from peers.debriefs.asking import ask, widen
from peers.debriefs.candidates import look
from peers.debriefs.models import Afterwards, Invite, Request
from peers.debriefs.rules import Ask
from supervision.notices.models import Notice
from tests.builders import MONDAY_9AM, make_joined, make_listeners, make_member, make_request, make_team

pytestmark = pytest.mark.django_db
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def clock(monkeypatch, tmp_path):
    """Return what sets the one clock; it stands at nine on Monday."""
    kept = tmp_path / "clock"
    monkeypatch.setenv("HOLDSPACE_CLOCK", str(kept))

    def set_to(moment):
        kept.write_text(moment.isoformat())

    set_to(MONDAY_9AM)
    return set_to


def asked(request):
    return list(Invite.objects.filter(request=request).order_by("pk").values_list("member", flat=True))


def test_ones_own_team_alone_is_asked_and_then_everybody_if_one_likes(house):
    team = make_team(house)
    near, asker = make_joined(make_member(team=team)), make_member(team=team)
    far = make_listeners(house, 2)
    request = make_request(asker, within_team=True)
    assert asked(request) == [near.pk]
    left_out = look(request, now=MONDAY_9AM).left_out
    assert {left_out[one.pk] for one in far} == {"another team"}
    Invite.objects.update(state="passed")
    Request.objects.update(state="nobody", next_at=None)
    request.refresh_from_db()

    again = widen(request, by=asker, now=MONDAY_9AM + MINUTE)

    assert again.urgency == "today" and not again.within_team
    assert set(asked(again)) == {near.pk, *(one.pk for one in far)}


def test_without_a_team_one_s_own_team_is_everybody(house):
    listener, asker = make_joined(make_member(house)), make_member(house)

    made = ask(asker=asker, ask=Ask("today", 2, 15, within_team=True), now=MONDAY_9AM)

    assert asked(made) == [listener.pk] and not made.within_team


def test_from_anywhere_the_form_is_one_link_away_and_a_link_may_say_when(client, house, clock):
    member = make_member(house)
    client.force_login(member.person)
    for page in (
        "/",
        "/inbox/",
        "/circles/",
        "/me/peers/",
        "/check-in/",
        "/talks/ask/",
        "/help/",
        "/who-sees-what/",
    ):
        assert 'href="/talks/ask/"' in client.get(page).content.decode(), page
    words = client.get("/talks/ask/?when=week").content.decode()
    assert 'value="week" required id="id_urgency_2" checked' in words or 'value="week"' in words
    assert client.get("/talks/ask/?when=never").status_code == 200


@pytest.mark.parametrize(("urgency", "size"), [("now", 3), ("today", 3), ("week", 2)])
def test_beat_dead_for_an_hour_then_ringing_twice_asks_nobody_twice_and_forgets_nobody(
    house, clock, urgency, size
):
    make_listeners(house, 20)
    first, second = (make_request(make_member(house), urgency=urgency) for _ in range(2))
    kept = {request.pk: request.next_at for request in (first, second)}
    back = max(kept.values()) + HOUR

    clock(back)
    for _ in range(3):
        tasks.go_on()

    for request in (first, second):
        told = asked(request)
        assert len(told) == len(set(told)) == 2 * size
        request.refresh_from_db()
        assert request.wave == 2 and request.next_at > back
    letters = Notice.objects.filter(kind__startswith="talk_asked").values_list("about__invite", flat=True)
    assert len(letters) == len(set(letters)) == 4 * size


def test_a_request_that_ran_out_while_beat_was_dead_is_told_so_once(house, clock):
    make_listeners(house, 1)
    request = make_request(make_member(house), urgency="now")

    clock(request.latest_at + HOUR)
    for _ in range(2):
        tasks.go_on()

    request.refresh_from_db()
    assert request.state == "nobody"
    assert Notice.objects.filter(kind="talk_nobody_now", recipient=request.asker_id).count() == 1


def test_a_talk_that_ended_while_beat_was_dead_asks_each_of_the_two_once(house, clock):
    make_listeners(house, 1)
    request = make_request(make_member(house), urgency="now")
    invite = Invite.objects.with_request().get(request=request)
    agreed = accept(invite, by=invite.member, now=MONDAY_9AM)

    clock(agreed.ends_at + HOUR)
    for _ in range(2):
        tasks.go_on()

    assert Afterwards.objects.count() == 2
    assert Notice.objects.filter(kind="talk_after").count() == 2
