"""Fewer messages: one kind is paused or ended from the message, and taken back."""

from datetime import timedelta

import pytest
from django.urls import reverse

from supervision.errors import Refusal
from supervision.notices import pausing
from supervision.notices.acts import Answering, register, registry, services
from supervision.notices.acts.links import number_of
from supervision.notices.acts.ready_made import pause_these
from supervision.notices.delivery import deliver_due
from supervision.notices.models import PausedKind, Preference
from supervision.notices.unsubscribing import unsubscribe_token
from tests.builders import MONDAY_9AM, make_member, make_notice, make_person
from tests.supervision.notices.asking import Room

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


@pytest.fixture
def soft(trial):
    member = make_member(person=make_person(email="wren@alder.example"))
    type(member.person).objects.filter(pk=member.person_id).update(last_login=MONDAY_9AM)
    return make_notice(member, kind="trial_soft", notice_class="S")


def fewer(notice):
    return reverse(
        "notices:unsubscribe", args=[unsubscribe_token(notice.recipient_id, notice.kind, notice.pk)]
    )


def test_a_strange_device_pauses_a_kind_by_the_number_alone_and_takes_it_back(client, soft):
    path = fewer(soft)
    for data in ({"act": "pause"}, {"act": "stop", "number": "100"}, {}):
        assert client.post(path, data).status_code == 422
    assert not PausedKind.objects.exists() and not Preference.objects.exists()

    page = client.post(path, {"act": "pause", "number": number_of(soft)})
    assert "Paused until" in page.content.decode()
    client.post(path, {"act": "again", "number": number_of(soft)})

    assert not PausedKind.objects.exists()


def test_guesses_at_a_link_to_fewer_are_counted(client, soft):
    path = fewer(soft)
    for _ in range(6):
        client.post(path, {"act": "stop", "number": "9"})

    answer = client.post(path, {"act": "stop", "number": number_of(soft)})

    assert answer.status_code == 422
    assert not Preference.objects.exists()


def test_what_is_paused_stands_in_the_inbox_and_comes_again_by_itself(client, soft, mailoutbox):
    pausing.pause_kind(soft.recipient, "trial_soft", now=MONDAY_9AM)
    make_notice(soft.recipient, kind="trial")

    deliver_due(tell_time=lambda: MONDAY_9AM)
    assert len(mailoutbox) == 1  # what must arrive
    soft.refresh_from_db()
    assert (soft.state, soft.inbox_at) == ("dropped", MONDAY_9AM)

    afterwards = MONDAY_9AM + timedelta(days=28)
    make_notice(soft.recipient, kind="trial_soft", notice_class="S", at=afterwards)
    deliver_due(tell_time=lambda: afterwards)
    assert len(mailoutbox) == 2


def test_a_pause_ends_on_the_page_of_messages(client, soft):
    pausing.pause_kind(soft.recipient, "trial_soft", now=MONDAY_9AM)
    client.force_login(soft.recipient.person)
    assert "Have them again" in client.get("/inbox/preferences/").content.decode()

    client.post("/inbox/paused/trial_soft/end/")

    assert not PausedKind.objects.exists()


def test_pausing_from_the_message_can_be_undone(client, soft, monkeypatch):
    monkeypatch.setattr(registry, "_answerings", dict(registry._answerings))
    register(Answering("trial_soft", Room().question, (pause_these(),)))
    before = pausing.pause_kind(soft.recipient, "trial_soft", now=MONDAY_9AM - timedelta(days=1))
    assert before is None
    until = PausedKind.objects.get().until

    services.give_answer(soft, act="pause", now=MONDAY_9AM)
    assert PausedKind.objects.get().until == MONDAY_9AM + timedelta(days=28)
    services.undo_answer(soft, now=MONDAY_9AM)

    assert PausedKind.objects.get().until == until


def test_what_must_arrive_cannot_be_paused(asked, monkeypatch):
    register(Answering("trial", Room().question, (pause_these(),)))

    with pytest.raises(Refusal):
        services.give_answer(asked, act="pause", now=MONDAY_9AM)

    assert not PausedKind.objects.exists()
