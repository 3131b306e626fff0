"""One's own space as its owner sees it: the page, the download, and wiping it."""

import pytest

from peers.wellbeing import checking, keeping
from tests.builders import MONDAY_9AM, make_member

pytestmark = pytest.mark.django_db


def test_the_page_says_whose_it_is_and_that_nobody_counts(client):
    member = make_member()
    client.force_login(member.person)

    answer = client.get("/space/")

    assert answer.status_code == 200
    assert "Only you can see any of this" in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]


def test_the_download_is_json_and_never_kept_on_the_way(client):
    member = make_member(name="Nia Bevan")
    client.force_login(member.person)

    answer = client.get("/space/file/")

    assert answer.json()["of"] == "Nia Bevan"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert "no-store" in answer.headers["Cache-Control"]


def test_wiping_is_a_post_and_takes_everything(client):
    member = make_member()
    checking.keep_check(member, {"sleep": 1}, now=MONDAY_9AM)
    client.force_login(member.person)

    assert client.get("/space/wipe/").status_code == 405
    answer = client.post("/space/wipe/", follow=True)

    assert "Nobody can bring it back" in answer.content.decode()
    assert keeping.open_space(member.person_id).row is None
