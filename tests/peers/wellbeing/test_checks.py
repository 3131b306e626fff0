"""Self-checks by their pages, what is offered when it stays heavy, and reminders."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from peers.wellbeing import checking, keeping, reminding
from peers.wellbeing.models import Reminder
from peers.wellbeing.signs import SIGNS
from supervision.notices.models import Notice
from tests.builders import MONDAY_9AM, make_member

pytestmark = pytest.mark.django_db
HEAVY = {sign.key: 0 if sign.is_good else 4 for sign in SIGNS}
LIGHT = {sign.key: 4 if sign.is_good else 0 for sign in SIGNS}


@pytest.fixture
def nia(client):
    member = make_member(name="Nia Bevan")
    client.force_login(member.person)
    return member


def days(number):
    return MONDAY_9AM + timedelta(days=number)


@time_machine.travel(MONDAY_9AM, tick=False)
def test_a_check_is_kept_shown_again_and_taken_back_by_leaving_all_out(client, nia):
    assert client.post("/space/check/", {"sleep": "0", "dread": "4", "nothing": "1"}).status_code == 302

    page = client.get("/space/checks/").content.decode()
    assert "One check so far: heavy on Mon 2 Nov were dread and sleep." in page
    assert 'value="4" id="id_dread_4" checked' in client.get("/space/check/").content.decode()
    assert [one.heavy for one in checking.checks_of(nia)] == [["dread", "sleep"]]

    client.post("/space/check/", {"sleep": "4"})
    assert len(checking.checks_of(nia)) == 1
    client.post("/space/check/", {})
    assert checking.checks_of(nia) == []


@time_machine.travel(MONDAY_9AM, tick=False)
def test_an_answer_that_is_none_is_refused_and_nothing_kept(client, nia):
    answer = client.post("/space/check/", {"sleep": "5"})

    assert answer.status_code == 200
    assert 'role="alert"' in answer.content.decode()
    assert checking.checks_of(nia) == []


def test_the_day_of_a_check_is_its_owners_own(nia):
    nia.time_zone = "Pacific/Auckland"
    nia.save(update_fields=["time_zone"])

    assert checking.keep_check(nia, LIGHT, now=MONDAY_9AM.replace(hour=20)).isoformat() == "2026-11-03"


def test_when_it_stays_heavy_its_owner_is_offered_something_until_they_say_not_now(client, nia):
    checking.keep_check(nia, HEAVY, now=days(0))
    with time_machine.travel(days(1), tick=False):
        assert "It has been heavy for a while" not in client.get("/space/").content.decode()
    checking.keep_check(nia, HEAVY, now=days(14))
    with time_machine.travel(days(14), tick=False):
        page = client.get("/space/").content.decode()
        assert "It has been heavy for a while" in page
        assert "In your checks of Mon 2 Nov and Mon 16 Nov at least a third" in page
        assert "/talks/" in page and "/sessions/book/" in page
        assert not Notice.objects.exists()
        client.post("/space/checks/offer/")
        assert "It has been heavy for a while" not in client.get("/space/").content.decode()
    checking.keep_check(nia, HEAVY, now=days(28))
    assert checking.offer_to(nia, checking.checks_of(nia), now=days(28))


def test_the_trend_says_in_words_what_it_shows(client, nia):
    for number in range(15):
        checking.keep_check(nia, HEAVY if number == 7 else LIGHT, now=days(14 * number))

    trend = checking.trend_of(checking.checks_of(nia), today=days(14 * 14).date())

    assert trend.finding.startswith("13 checks since Mon 30 Nov 2026: most was heavy on Mon 8 Feb; ")
    assert len(trend.marks) == 13 * 12 and len(trend.told) == 13
    assert {mark.look for mark in trend.marks} == {"light", "heavy"}
    assert all(34 <= mark.x <= 98 for mark in trend.marks)
    page = client.get("/space/checks/").content.decode()
    assert page.count("<circle") == 13 * 12 and 'role="img"' in page and "The same in words" in page


@pytest.mark.parametrize("number", [1, 30])
def test_the_page_costs_the_same_for_one_check_and_for_thirty(client, nia, number):
    for ago in range(number):
        checking.keep_check(nia, LIGHT, now=days(-14 * ago))
    client.get("/space/checks/")
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/space/checks/").status_code == 200
    assert len(asked) == 7


def test_a_check_is_deleted_by_its_owner_alone(client, nia):
    other = make_member(nia.organisation)
    checking.keep_check(nia, LIGHT, now=days(0))
    checking.keep_check(other, LIGHT, now=days(0))

    client.post("/space/checks/2026-11-02/delete/")

    assert checking.checks_of(nia) == [] and len(checking.checks_of(other)) == 1
    assert client.post("/space/checks/yesterday/delete/").status_code == 404


# ---------------------------------------------------------------- reminders
def test_a_reminder_comes_when_it_was_asked_for_and_never_twice(client, nia):
    reminding.set_reminder(nia, "check", 14, now=days(0))

    assert reminding.remind(now=days(13)) == 0
    assert reminding.remind(now=days(14)) == 1
    assert reminding.remind(now=days(14)) == 0
    assert reminding.remind(now=days(28 + 14 * 5 + 3)) == 1, "after weeks without a beat one, not six"
    assert Reminder.objects.get().next_on == days(28 + 14 * 6).date()
    notice = Notice.objects.first()
    assert (notice.kind, notice.notice_class, notice.about) == ("own_space", "S", {"of": "check"})


def test_whoever_wants_no_more_gets_no_more(client, nia):
    client.post("/space/remind/", {"about": "check", "every_days": "14"})
    assert Reminder.objects.get().every_days == 14
    reminding.remind(now=days(3650))
    assert Notice.objects.count() == 1

    client.post("/space/remind/", {"about": "check", "every_days": ""})

    assert not Reminder.objects.exists() and not Notice.objects.exists()


def test_a_reminder_says_nothing_of_whether_a_check_was_made(nia):
    reminding.set_reminder(nia, "check", 14, now=days(0))
    checking.keep_check(nia, LIGHT, now=days(13))

    assert reminding.remind(now=days(14)) == 1


def test_wiping_ends_reminders_too(client, nia):
    reminding.set_reminder(nia, "check", 14, now=days(0))
    checking.keep_check(nia, LIGHT, now=days(0))

    client.post("/space/wipe/")

    assert not Reminder.objects.exists()
    assert keeping.open_space(nia.person_id).row is None


@time_machine.travel(MONDAY_9AM, tick=False)
def test_the_download_has_every_check(client, nia):
    checking.keep_check(nia, {"sleep": 1}, now=days(0))

    found = client.get("/space/file/").json()

    assert found["space"]["checks"] == [{"name": "2026-11-02", "answers": {"sleep": 1}}]
