"""The pages: finding a circle, taking a place, waiting, giving up, and the desk; with and without script."""

import pytest
from django.urls import reverse

from peers.circles import opening
from peers.circles.models import Circle, Place
from tests.builders import make_lead, make_member, make_organisation, make_team
from tests.peers.circles.house import NOW, hours, joined, make_circle, make_group, meeting_of

pytestmark = pytest.mark.django_db
SAID = {"alias": "Heron", "agree": "on"}


@pytest.fixture(autouse=True)
def at_nine(monkeypatch, tmp_path):
    clock = tmp_path / "clock"
    clock.write_text(NOW.isoformat())
    monkeypatch.setenv("HOLDSPACE_CLOCK", str(clock))
    return lambda moment: clock.write_text(moment.isoformat())


@pytest.fixture
def signed_in(client):
    def sign_in(member):
        client.force_login(member.person)
        return client

    return sign_in


def page(name, *args):
    return reverse(f"circles:{name}", args=args)


def test_a_place_is_taken_with_one_form_and_the_page_says_what_follows(signed_in):
    circle = make_circle()
    meeting, member = meeting_of(circle), make_member(circle.organisation)
    client = signed_in(member)
    before = client.get(page("meeting", meeting.pk)).content.decode()
    assert "Twelve, so that everyone can be heard. There are places" in before
    assert "Your organisation isn’t told" in before

    answer = client.post(page("join", meeting.pk), SAID, follow=True)

    words = answer.content.decode()
    assert "A place is kept for Heron. The link opens ten minutes before." in words
    assert Place.objects.get().member == member
    assert "There are places" in words


def test_a_ready_name_is_picked_without_taking_anything_and_what_was_typed_stays(signed_in):
    circle = make_circle()
    meeting = meeting_of(circle)
    client = signed_in(make_member(circle.organisation))
    said = {**SAID, "note": "I need captions", "pick": "Skerry"}
    words = client.post(page("join", meeting.pk), said).content.decode()
    assert 'value="Skerry"' in words and "I need captions" in words and "checked" in words
    assert not Place.objects.exists()


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"alias": "Heron"}, "Tick this to take part"),
        ({"agree": "on", "alias": "a@b.example"}, "address isn’t"),
    ],
)
def test_what_is_to_be_put_right_stands_beside_its_field(signed_in, said, words):
    circle = make_circle()
    answer = signed_in(make_member(circle.organisation)).post(page("join", meeting_of(circle).pk), said)
    assert answer.status_code == 422 and words in answer.content.decode()


def test_the_last_place_gone_the_page_offers_to_wait_and_then_says_who_is_before(signed_in):
    circle = make_circle(places=2)
    meeting = meeting_of(circle)
    for _ in range(2):
        joined(circle)
    joined(circle, may_wait=True, now=NOW - hours(1))
    client = signed_in(make_member(circle.organisation))
    answer = client.post(page("join", meeting.pk), SAID)
    assert answer.status_code == 409
    assert "The last place has just gone" in answer.content.decode()
    words = client.post(page("join", meeting.pk), {**SAID, "wait": "1"}, follow=True).content.decode()
    assert "Heron is on the list" in words and "One waits before you" in words


def test_giving_up_asks_first_and_leaves_nothing(signed_in):
    circle = make_circle()
    place = joined(circle)
    client = signed_in(place.member)
    assert "Give your place up?" in client.get(page("leave", place.pk)).content.decode()
    assert Place.objects.exists()
    client.post(page("leave", place.pk))
    assert not Place.objects.exists()


def test_the_link_is_there_ten_minutes_before_for_those_in_it_alone(signed_in, at_nine):
    circle = make_circle(link="https://meet.example/canary-room")
    place, meeting = joined(circle), meeting_of(circle)
    outsider = make_member(circle.organisation)
    for member, before, shown in (
        (place.member, 11, False),
        (place.member, 10, True),
        (outsider, 10, False),
    ):
        at_nine(meeting.starts_at - hours(before / 60))
        words = signed_in(member).get(page("meeting", meeting.pk)).content.decode()
        assert ("canary-room" in words) is shown


def test_a_standing_group_shows_turns_to_those_in_it_and_takes_one_meeting_out(signed_in):
    group = make_group()
    names = ("Ash", "Bay", "Cob", "Dew")
    places = [joined(group, alias=name, now=NOW - hours(4 - n)) for n, name in enumerate(names)]
    first = meeting_of(group)
    client = signed_in(places[0].member)
    words = client.get(page("circle", group.pk)).content.decode()
    assert "Opens: Ash" in words and "Keeps the time: Bay" in words
    words = client.post(page("stay_away", places[0].pk, first.pk), follow=True).content.decode()
    assert "Not this time: noted" in words and "Opens: Bay" in words
    words = client.post(
        page("stay_away", places[0].pk, first.pk), {"back": "1"}, follow=True
    ).content.decode()
    assert "Opens: Ash" in words
    outside = signed_in(make_member(group.organisation)).get(page("circle", group.pk)).content.decode()
    assert "Ash" not in outside and "Bay" not in outside


def test_a_teams_meeting_is_there_for_the_team_and_not_for_its_lead_or_others(signed_in):
    team = make_team()
    lead, host = make_lead(team), make_member(team=team)
    circle = make_circle(host, kind="team", team=team)
    colleague, stranger = make_member(team=team), make_member(team.organisation)
    admin = make_member(team.organisation, roles=("admin",))
    for member, status in ((colleague, 200), (lead, 404), (stranger, 404), (admin, 404)):
        assert signed_in(member).get(page("circle", circle.pk)).status_code == status
    assert circle.title in signed_in(colleague).get(page("list")).content.decode()
    assert circle.title not in signed_in(lead).get(page("list")).content.decode()


def test_any_member_may_found_one_and_a_bad_shape_is_said_beside_the_field(signed_in):
    client = signed_in(make_member())
    said = {
        "kind": "group",
        "title": "Tuesday group",
        "medium": "video",
        "first_day": "2026-11-17",
        "starts": "12:30",
        "minutes": "60",
        "pattern": "weekly",
        "number": "6",
        "places": "9",
        "listening": "0",
        "smallest": "3",
        "decides_hours": "24",
    }
    assert client.get(page("new")).status_code == 200
    answer = client.post(page("new"), said)
    assert answer.status_code == 422 and "There can be 4 to 6 places." in answer.content.decode()
    answer = client.post(page("new"), {**said, "places": "6"}, follow=True)
    assert answer.redirect_chain and Circle.objects.get().meetings.count() == 6
    client.post(page("edit", Circle.objects.get().pk), {**said, "title": "Ours", "places": "5"})
    assert (Circle.objects.get().title, Circle.objects.get().places) == ("Ours", 5)


def test_the_desk_shows_names_notes_and_ticks_and_keeps_who_came(signed_in, at_nine):
    circle = make_circle()
    one, _ = (
        joined(circle, alias="Heron", note="captions please"),
        joined(circle, alias="Wren", listens=False),
    )
    client, meeting = signed_in(circle.facilitator), meeting_of(circle)
    words = client.get(page("desk", circle.pk)).content.decode()
    assert "Heron" in words and "captions please" in words
    assert one.member.person.name not in words
    at_nine(meeting.starts_at + hours(0.5))
    client.post(page("came", meeting.pk), {"came": [str(one.pk)]})
    words = client.get(page("desk", circle.pk)).content.decode()
    assert f'value="{one.pk}" checked' in words and words.count(" checked") == 1


def test_moving_calling_off_and_ending_are_asked_first_and_done_by_post(signed_in):
    circle = make_circle(pattern="weekly", number=3)
    client = signed_in(circle.facilitator)
    first, second = meeting_of(circle, 0), meeting_of(circle, 1)
    assert client.get(page("move", first.pk)).status_code == 200
    client.post(page("move", first.pk), {"day": "2026-11-18", "starts": "09:00"})
    first.refresh_from_db()
    assert f"{first.starts_at:%d %H:%M}" == "18 09:00"
    assert client.get(page("call_off", second.pk)).status_code == 200
    client.post(page("call_off", second.pk))
    second.refresh_from_db()
    assert second.state == "off"
    client.post(page("end", circle.pk))
    circle.refresh_from_db()
    assert circle.ended_at and not circle.meetings.on().exists()


def test_more_meetings_are_planned_from_the_desk(signed_in):
    circle = make_circle(pattern="weekly", number=2)
    client = signed_in(circle.facilitator)
    assert "More meetings" in client.get(page("desk", circle.pk)).content.decode()
    words = client.post(page("go_on", circle.pk), {"number": "3"}, follow=True).content.decode()
    assert "3 meetings more are planned." in words and circle.meetings.count() == 5


def test_an_administrator_says_yes_without_seeing_who_takes_part(signed_in):
    organisation = make_organisation()
    circle = make_circle(organisation=organisation)
    joined(circle, alias="Canaryheron")
    opening.ask_for_outside(circle, now=NOW)
    client = signed_in(make_member(organisation, roles=("admin",)))
    words = client.get(page("asking")).content.decode()
    assert circle.title in words and "Canaryheron" not in words
    client.post(page("answer", circle.pk), {"said": "yes"})
    circle.refresh_from_db()
    assert circle.outside == "opened"


def test_one_file_holds_ones_own_times_and_says_nothing_else(signed_in):
    group = make_group(number=3)
    place = joined(group)
    text = signed_in(place.member).get(page("file")).content.decode()
    assert text.count("BEGIN:VEVENT") == 3 and text.count("SUMMARY:Held time") == 3
    assert group.title not in text and str(place.pk.hex) not in text


@pytest.mark.parametrize("name", ["list", "meeting", "desk"])
def test_pages_cost_the_same_for_one_and_for_many(signed_in, django_assert_max_num_queries, name):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    organisation = make_organisation()
    circle = make_circle(organisation=organisation, places=40)
    member = make_member(organisation)
    client = signed_in(circle.facilitator if name == "desk" else member)
    address = {
        "list": page("list"),
        "meeting": page("meeting", meeting_of(circle).pk),
        "desk": page("desk", circle.pk),
    }

    def cost():
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert client.get(address[name]).status_code == 200
        return len(found)

    joined(circle)
    if name == "list":
        make_group(organisation=organisation)
    client.get(address[name])
    few = cost()
    if name == "list":
        for _ in range(29):
            make_circle(organisation=organisation)
        make_group(organisation=organisation)
    else:
        for _ in range(29):
            joined(circle)
    assert cost() <= few
