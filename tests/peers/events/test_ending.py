"""Each of the five offers can be ended, or paused, from its own letter; then none of them comes by mail."""

from datetime import timedelta

import pytest
import time_machine

from peers.events import services, telling
from supervision.notices.models import Notice, PausedKind, Preference
from supervision.notices.pausing import paused_until
from tests.builders import MONDAY_9AM, make_lead, make_member, make_organisation, make_team

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
STEPS = {1: 0, 2: 3, 3: 7, 4: 28, 5: 92}
"""On which day each offer comes."""


@pytest.fixture
def reader():
    team = make_team(make_organisation())
    reader = make_member(team=team)
    services.note(by=make_lead(team), days_ago=0, member_ids=[reader.pk], now=MONDAY_9AM)
    return reader


def go_on(deliver, days, after=-1):
    for day in range(after + 1, days + 1):
        services.go_on_with_due(now=MONDAY_9AM + day * DAY)
        deliver(MONDAY_9AM + day * DAY)


def letter_of(step, deliver, mailoutbox):
    """Let the offers go on up to one, and return its letter."""
    days = STEPS[step]
    while days <= STEPS[step] + 4:  # not on a weekend
        go_on(deliver, days)
        if Notice.objects.filter(kind__in=telling.ALL, about__step=step, state="sent").exists():
            return mailoutbox[-1].message(), days
        days += 1
    raise AssertionError("it did not come")


def way_out(letter, settings):
    return letter["List-Unsubscribe"].strip("<>").removeprefix(settings.BASE_URL)


@pytest.mark.parametrize("step", STEPS)
def test_the_button_of_mail_programs_ends_all_of_them(reader, deliver, mailoutbox, client, settings, step):
    letter, days = letter_of(step, deliver, mailoutbox)
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    told = len(mailoutbox)

    with time_machine.travel(MONDAY_9AM + days * DAY, tick=False):
        answer = client.post(way_out(letter, settings), {"List-Unsubscribe": "One-Click"})
    go_on(deliver, 100, after=days)

    assert answer.status_code == 200
    assert [(row.kind, row.is_final) for row in Preference.objects.all()] == [(telling.OFFER, True)]
    assert len(mailoutbox) == told
    assert Notice.objects.visible_to(reader).in_inbox().exists()


def test_one_that_was_paused_from_any_letter_keeps_the_one_with_times_from_coming(
    reader, deliver, mailoutbox, client, settings
):
    letter, days = letter_of(2, deliver, mailoutbox)
    told = len(mailoutbox)
    with time_machine.travel(MONDAY_9AM + days * DAY, tick=False):
        client.force_login(reader.person)
        client.post(way_out(letter, settings), {"act": "pause"})

    go_on(deliver, 14, after=days)

    assert [row.kind for row in PausedKind.objects.all()] == [telling.OFFER]
    assert len(mailoutbox) == told
    times = Notice.objects.get(kind=telling.TIMES)
    assert (times.state, times.inbox_at is not None) == ("dropped", True)


def test_the_letter_with_times_pauses_all_of_them(reader, deliver, mailoutbox, client, settings):
    letter, days = letter_of(3, deliver, mailoutbox)
    now = MONDAY_9AM + days * DAY
    with time_machine.travel(now, tick=False):
        client.force_login(reader.person)
        page = client.get(way_out(letter, settings)).content.decode()
        client.post(way_out(letter, settings), {"act": "pause"})

    assert "When somebody thought of you" in page
    assert paused_until(reader, telling.OFFER, now=now) == now + 28 * DAY
