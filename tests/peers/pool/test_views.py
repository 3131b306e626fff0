"""One's settings among colleagues: saved in one go, for one's own eyes."""

import pytest

from peers.pool.models import Joined, NotWith, Profile
from tests.builders import make_lead, make_member, make_not_with, make_team

pytestmark = pytest.mark.django_db
SAID = {
    "listening-listens": "in",
    "listening-most_a_week": "1",
    "listening-heaviest": "3",
    "listening-longest_minutes": "15",
    "listening-languages": ["cy", "en"],
    "listening-work": ["housing"],
    "listening-phone": "07700 900318",
    "listening-link": "",
    "listening-training": "canary-training",
    "checkins-turns": "0",
    "circles-hears": "no",
}


def test_one_button_keeps_whether_and_how_much_somebody_listens(client):
    member = make_member()
    client.force_login(member.person)

    assert client.post("/me/peers/", SAID).status_code == 302

    profile = Profile.objects.get(member=member)
    assert Joined.objects.get(member=member).state == "in"
    assert (profile.most_a_week, profile.heaviest, profile.longest_minutes) == (1, 3, 15)
    assert (profile.languages, profile.work) == (",en,cy,", ",housing,")
    assert (profile.phone, profile.training) == ("07700 900318", "canary-training")
    assert b"canary" not in bytes(profile.training_sealed)
    page = client.get("/me/peers/").content.decode()
    assert "canary-training" in page and "07700 900318" in page


def test_what_is_not_on_offer_is_said_beside_it_and_nothing_is_kept(client):
    member = make_member()
    client.force_login(member.person)

    answer = client.post("/me/peers/", SAID | {"listening-most_a_week": "7"})

    assert answer.status_code == 422
    assert not Profile.objects.exists() and not Joined.objects.exists()


def test_somebody_goes_on_the_list_by_name_and_off_it_again(client):
    member = make_member()
    other = make_member(member.organisation, name="Hannah Whitlock")
    client.force_login(member.person)

    client.post("/me/peers/not-with/add/", {"not-other": "hannah whitlock"})
    kept = NotWith.objects.get(member=member, other=other)
    assert "Hannah Whitlock" in client.get("/me/peers/").content.decode()

    client.post(f"/me/peers/not-with/{kept.pk}/take-off/")
    assert not NotWith.objects.exists()


@pytest.mark.parametrize("name", ["", "Nobody Known", "stranger@example.org"])
def test_whom_one_cannot_name_is_said_on_the_page(client, name):
    member = make_member()
    make_member(email="stranger@example.org")
    client.force_login(member.person)

    answer = client.post("/me/peers/not-with/add/", {"not-other": name})

    assert answer.status_code == 422
    assert not NotWith.objects.exists()


def test_nobody_else_finds_somebody_s_list(client):
    team = make_team()
    lead, member = make_lead(team), make_member(team=team)
    kept = make_not_with(member, make_member(team=team, name="Hannah Whitlock"))
    client.force_login(lead.person)

    assert client.post(f"/me/peers/not-with/{kept.pk}/take-off/").status_code == 404
    assert NotWith.objects.filter(pk=kept.pk).exists()


@pytest.mark.parametrize("number", [1, 30])
def test_the_page_costs_the_same_for_one_and_for_thirty(client, number, django_assert_max_num_queries):
    member = make_member()
    for _ in range(number):
        make_not_with(member, make_member(member.organisation))
    client.force_login(member.person)

    with django_assert_max_num_queries(16):
        client.get("/me/peers/")
