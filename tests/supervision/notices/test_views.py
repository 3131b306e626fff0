from datetime import time, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from supervision.notices.models import Hours, Preference
from supervision.notices.unsubscribing import unsubscribe_token
from tests.builders import MONDAY_9AM, make_member, make_notice, make_person

pytestmark = pytest.mark.django_db
INBOX, PREFERENCES = "/inbox/", "/inbox/preferences/"


@pytest.fixture(autouse=True)
def _at_nine(monkeypatch):
    monkeypatch.setattr("supervision.clock.now", lambda: MONDAY_9AM)


def shown(member, **extra):
    extra = {"state": "sent", "inbox_at": MONDAY_9AM, **extra}
    return make_notice(member, **extra)


def choices():
    """What was chosen about the trial kinds; rooms above register others."""
    kept = Preference.objects.filter(kind__startswith="trial")
    return list(kept.values_list("member_id", "kind", "is_wanted"))


def test_the_inbox_shows_what_reached_this_place_and_nothing_else(client, trial):
    member = make_member()
    shown(member)
    make_notice(member, state="due"), make_notice(member, state="dropped")
    shown(make_member(person=member.person)), shown(make_member(member.organisation))
    client.force_login(member.person)
    session = client.session
    session["member"] = member.pk
    session.save()

    page = client.get(INBOX).content.decode()

    assert page.count('<li class="event') == 1
    assert "One tap, when you have a minute" in page and "A day to confirm" in page
    assert "Nobody sees whether you have read these. They go after 90 days" in page


@pytest.mark.parametrize("address", [INBOX, PREFERENCES])
def test_a_stranger_is_led_to_sign_in(client, address):
    assert client.get(address).headers["Location"].startswith(reverse("account_login"))


def test_looking_at_the_inbox_marks_nothing_as_read(client, trial):
    member = make_member()
    notice = shown(member)
    client.force_login(member.person)

    client.get(INBOX)
    assert client.get(reverse("notices:mark-read")).status_code == 405
    notice.refresh_from_db()
    assert notice.read_at is None

    page = client.post(reverse("notices:mark-read"), follow=True).content.decode()
    notice.refresh_from_db()
    assert notice.read_at == MONDAY_9AM
    assert "Mark all as read" not in page and "(new)" not in page


def test_what_waits_for_an_answer_stands_first_and_once(client, trial):
    member = make_member()
    waits, other = shown(member), shown(member, read_at=MONDAY_9AM)
    trial.waits.add(waits.pk)
    client.force_login(member.person)

    page = client.get(INBOX).content.decode()
    waiting, reading = page.split("For reading", 1)
    assert f"/sessions/{waits.pk}/" in waiting and f"/sessions/{waits.pk}/" not in reading
    assert f"/sessions/{other.pk}/" in reading
    assert "One waits for an answer." in page
    assert f"/sessions/{other.pk}/" not in client.get(INBOX, {"show": "ask"}).content.decode()


def test_the_fragment_is_the_part_of_the_page_that_changes(client, trial):
    member = make_member()
    shown(member)
    client.force_login(member.person)

    fragment = client.get(INBOX, {"show": "new"}, headers={"HX-Request": "true"}).content.decode()

    assert fragment.lstrip().startswith('<div class="stack" id="inbox">')
    assert "<html" not in fragment


@pytest.mark.parametrize("query", ["?page=2", "?page=nonsense", "?page=999", "?show=nonsense"])
def test_a_long_inbox_comes_in_pages(client, trial, query):
    member = make_member()
    for n in range(30):
        shown(member, inbox_at=MONDAY_9AM - timedelta(days=n))
    client.force_login(member.person)

    assert client.get(INBOX + query).status_code == 200
    assert client.get(INBOX).content.decode().count('<li class="event') == 25
    assert client.get(INBOX + "?page=2").content.decode().count('<li class="event') == 5


def test_an_inbox_costs_the_same_queries_for_one_row_and_for_thirty(client, trial):
    member = make_member()
    client.force_login(member.person)
    costs = []
    for rows in (1, 29):
        for _ in range(rows):
            shown(member)
        with CaptureQueriesContext(connection) as queries:
            client.get(INBOX)
        costs.append(len(queries))

    assert costs[0] == costs[1] <= 8


def test_a_kind_that_nobody_registers_any_more_leaves_the_inbox_standing(client, trial):
    member = make_member()
    shown(member, kind="gone-kind")
    client.force_login(member.person)

    assert client.get(INBOX).status_code == 200


def test_a_member_chooses_soft_kinds_and_hours(client, trial):
    member = make_member()
    client.force_login(member.person)

    page = client.get(PREFERENCES).content.decode()
    assert 'value="trial_soft:email" checked>' in page
    assert 'value="08:00"' in page and 'value="18:00"' in page
    assert 'value="trial:email" checked disabled>' in page and "For each of these one way stays on." in page

    client.post(PREFERENCES, {"opens_at": "09:30", "closes_at": "17:00", "way": "trial:email"})

    assert sorted(choices()) == [(member.pk, "trial", True), (member.pk, "trial_soft", False)]
    assert Hours.objects.get(member=member).closes_at == time(17)
    assert 'value="trial_soft:email" checked' not in client.get(PREFERENCES).content.decode()


@pytest.mark.parametrize(
    "hours",
    [
        {"opens_at": "", "closes_at": "17:00"},
        {"opens_at": "25:00", "closes_at": "x"},
        {"opens_at": "09:00", "closes_at": "09:00"},
    ],
)
def test_hours_that_cannot_be_are_sent_back_with_what_was_typed(client, trial, hours):
    member = make_member()
    client.force_login(member.person)

    answer = client.post(PREFERENCES, {**hours, "way": []})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert not Hours.objects.exists() and not Preference.objects.exists()
    assert 'role="alert"' in page and 'aria-invalid="true"' in page
    assert 'value="trial_soft:email" checked' not in page
    assert all(f'value="{typed}"' in page for typed in hours.values() if typed)


def fewer(member, kind="trial_soft"):
    return reverse("notices:unsubscribe", args=[unsubscribe_token(member.pk, kind)])


def test_opening_the_link_to_fewer_asks_and_the_button_answers(client, trial):
    member = make_member()

    assert "Stop these e-mails" in client.get(fewer(member)).content.decode()
    assert not Preference.objects.exists()

    assert client.post(fewer(member), {"act": "stop"}).status_code == 422
    assert not Preference.objects.exists()

    client.force_login(member.person)
    assert client.post(fewer(member), {"act": "stop"}).status_code == 200
    assert choices() == [(member.pk, "trial_soft", False)]


def test_the_page_to_fewer_is_in_its_readers_language_whatever_the_browsers_is(client, trial):
    member = make_member(person=make_person(language="cy"))

    said = client.get(fewer(member), headers={"accept-language": "en"}).content.decode()
    assert "Oedi am bedair wythnos" in said and "Pause for four weeks" not in said


def test_a_mail_program_ends_a_kind_with_one_click_and_no_cookie(trial):
    member = make_member()
    strict = Client(enforce_csrf_checks=True)

    assert strict.post(fewer(member), {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert Preference.objects.filter(member=member, is_wanted=False).exists()


@pytest.mark.parametrize("address", ["/inbox/fewer/forged/", "/inbox/fewer/WzEsImEiXQ:1abc:xyz/"])
def test_a_forged_token_is_a_page_that_is_not_there(client, address):
    assert client.get(address).status_code == 404
    assert client.post(address).status_code == 404


def test_a_token_cannot_end_what_must_arrive(client, trial):
    member = make_member()

    assert client.post(fewer(member, "trial")).status_code == 404
    assert not Preference.objects.exists()


def test_a_token_is_for_one_member(client, trial):
    one, other = make_member(), make_member()

    client.force_login(other.person)
    assert client.post(fewer(one), {"act": "stop"}).status_code == 422
    client.post(fewer(one), {"List-Unsubscribe": "One-Click"})

    assert choices() == [(one.pk, "trial_soft", False)]
    assert other.notice_preferences.count() == 0
