"""Answering from the message: opening changes nothing, a press answers once, on a device that is known."""

import logging
import re
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from supervision.errors import Refusal
from supervision.notices import pausing
from supervision.notices.acts import (
    Act,
    Answering,
    Choice,
    Done,
    Fact,
    Over,
    Question,
    register,
    registry,
    services,
)
from supervision.notices.acts.links import MOST_TRIES, address_for, find_link, make_link, number_of
from supervision.notices.acts.ready_made import pause_these, snooze
from supervision.notices.delivery import deliver_due
from supervision.notices.models import Answer, AnswerLink, Notice, PausedKind, Preference
from supervision.notices.unsubscribing import unsubscribe_token
from supervision.people.models import RememberedDevice
from tests.builders import MONDAY_9AM, make_member, make_notice, make_person

pytestmark = pytest.mark.django_db
CANARY = "Canary Quillfeather"


class Taken(Refusal):
    code = "taken"


class Room:
    """A room with one kind of message: a yes can be lost to somebody else, a time is one of two."""

    def __init__(self):
        self.is_taken = False
        self.said = []

    def question(self, notice, now):
        if self.is_taken:
            return Over("Somebody has it already", "Thank you all the same.")
        return Question(
            "Have you room for this today?",
            private_eyebrow=f"{CANARY} asks",
            facts=(Fact("clock", "When", "Today, 16:30"), Fact("user-round", "Who", CANARY, is_private=True)),
            only_you=(f"You noted {CANARY}.",),
            after=("No reason is needed.",),
        )

    def yes(self, pressed):
        self.said.append(pressed.choice)
        Preference.objects.create(member=pressed.member, kind="answered", way="push", is_wanted=True)
        return {"chosen": pressed.choice}

    def lose(self, pressed):
        self.is_taken = True
        raise Taken("Somebody was first.")

    def refuse(self, pressed):
        Preference.objects.create(member=pressed.member, kind="answered", way="push", is_wanted=True)
        raise Taken("Not at that time.")

    def unsay(self, notice, kept, now):
        Preference.objects.filter(member=notice.recipient, kind="answered").delete()

    def done(self, notice, kept, now):
        return Done("Thank you", f"With {CANARY}.")


def times(notice, now):
    return [Choice("1", "17:15", "today"), Choice("2", "08:30", "tomorrow")]


def acts_of(room):
    common = {"done": room.done, "undo": room.unsay}
    return (
        Act("yes", "Yes, I have room", perform=room.yes, **common),
        Act(
            "another",
            "Another time",
            perform=room.yes,
            look="page",
            choices=times,
            press="Offer it",
            **common,
        ),
        Act("folded", "Other times", perform=room.yes, look="fold", choices=times, **common),
        Act("lose", "Not this time", perform=room.lose, **common),
        Act("refuse", "At a bad time", perform=room.refuse, **common),
        Act("for_good", "For good", perform=room.yes, done=room.done),
        snooze(),
    )


@pytest.fixture
def room(trial, monkeypatch):
    """The trial kinds, of which `trial` asks something."""
    monkeypatch.setattr(registry, "_answerings", dict(registry._answerings))
    room = Room()
    register(Answering("trial", room.question, acts_of(room)))
    return room


@pytest.fixture
def asked(room):
    member = make_member(person=make_person(email="wren@alder.example"))
    return make_notice(member, state="sent", inbox_at=MONDAY_9AM, sent_at=MONDAY_9AM)


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(MONDAY_9AM, tick=False) as clock:
        yield clock


def path_of(notice, *, until=MONDAY_9AM + timedelta(days=14)):
    return reverse("answer", args=[make_link(notice, until=until, now=MONDAY_9AM)])


def is_answered(notice):
    return Preference.objects.filter(member=notice.recipient, kind="answered").exists()


def rows():
    return [list(model.objects.order_by("pk").values()) for model in (Answer, AnswerLink, Notice, Preference)]


def test_opening_a_link_changes_nothing_however_often(client, asked):
    path = path_of(asked)
    before = rows()

    for method in ("get", "head", "options", "get"):
        getattr(client, method)(path)
    page = client.get(f"{path}?act=another&choice=2&number={number_of(asked)}")

    assert page.status_code == 200
    assert rows() == before
    assert "Have you room" in page.content.decode()


def test_a_press_without_the_number_on_a_strange_device_changes_nothing(client, asked):
    path = path_of(asked)
    before = rows()

    for act in ("yes", "another", "lose", "later", "undo", "look", ""):
        answer = client.post(path, {"act": act, "choice-another": "1"})
        assert answer.status_code == 422
        assert "Type the number" in answer.content.decode()

    assert rows() == before


def test_a_strange_device_reads_nothing_private_until_it_knows_the_number(client, asked):
    path = path_of(asked)

    assert CANARY not in client.get(path).content.decode()
    assert CANARY not in client.post(path, {"act": "yes", "number": "1"}).content.decode()
    looked = client.post(path, {"act": "look", "number": number_of(asked)}, follow=True)

    assert CANARY in looked.content.decode()
    assert "The number in the message" not in looked.content.decode()
    assert not is_answered(asked)


def test_the_number_and_a_press_answer_and_the_page_says_so(client, asked):
    path = path_of(asked)

    answer = client.post(path, {"act": "yes", "number": f" {number_of(asked)} "}, follow=True)

    assert is_answered(asked)
    assert "Thank you" in answer.content.decode()
    assert "Undo" in answer.content.decode()
    assert answer.redirect_chain == [(path, 302)]
    asked.refresh_from_db()
    assert asked.read_at == MONDAY_9AM


def test_a_signed_in_reader_needs_no_number_and_somebody_else_signed_in_does(client, asked):
    path = path_of(asked)
    client.force_login(make_member().person)
    assert client.post(path, {"act": "yes"}).status_code == 422
    assert not is_answered(asked)

    client.force_login(asked.recipient.person)
    client.post(path, {"act": "yes"})

    assert is_answered(asked)


def test_a_remembered_device_needs_no_number_and_answers_for_nobody_else(client, asked):
    client.post(path_of(asked), {"act": "look", "number": number_of(asked), "remember": "1"})
    cookie = client.cookies["remembered"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert cookie.value not in str(list(RememberedDevice.objects.values()))
    client.cookies.pop("sessionid", None)
    other = make_notice(make_member(), state="sent", inbox_at=MONDAY_9AM)

    assert client.post(path_of(other), {"act": "yes"}).status_code == 422
    assert client.post(path_of(asked), {"act": "yes"}).status_code == 302

    assert is_answered(asked)
    assert not is_answered(other)


def test_the_number_of_one_message_opens_only_that_one(client, asked):
    client.post(path_of(asked), {"act": "look", "number": number_of(asked)})
    second = make_notice(asked.recipient, state="sent", inbox_at=MONDAY_9AM)

    assert client.post(path_of(second), {"act": "yes"}).status_code == 422


def test_three_wrong_numbers_close_a_link_to_strange_devices_alone(client, asked):
    path = path_of(asked)
    wrong = "11" if number_of(asked) != "11" else "12"
    for _ in range(MOST_TRIES):
        assert client.post(path, {"act": "yes", "number": wrong}).status_code == 422

    answer = client.post(path, {"act": "yes", "number": number_of(asked)})

    assert answer.status_code == 422
    assert "answers no more on this device" in answer.content.decode()
    assert not is_answered(asked)
    client.force_login(asked.recipient.person)
    client.post(path, {"act": "yes"})
    assert is_answered(asked)


def test_numbers_have_two_digits_and_differ():
    numbers = {number_of(Notice(pk=pk)) for pk in range(2000)}

    assert all(re.fullmatch("[1-9][0-9]", number) for number in numbers)
    assert len(numbers) == 90


def test_a_message_is_answered_once_by_whichever_of_its_links(client, asked, room):
    client.force_login(asked.recipient.person)
    first, second = path_of(asked), path_of(asked)
    client.post(first, {"act": "yes"})

    again = client.post(second, {"act": "another", "choice-another": "2"}, follow=True)

    assert room.said == [""]
    assert "Thank you" in again.content.decode()
    assert "Have you room" not in again.content.decode()


def test_what_was_answered_shows_to_no_strange_device(client, asked):
    path = path_of(asked)
    services.give_answer(asked, act="yes", now=MONDAY_9AM)

    page = client.get(path).content.decode()

    assert "This is answered" in page
    assert CANARY not in page
    assert 'value="undo"' not in page


def test_an_answer_can_be_undone_for_ten_minutes_and_given_anew(client, asked, monday, room):
    client.force_login(asked.recipient.person)
    path = path_of(asked)
    client.post(path, {"act": "yes"})
    monday.move_to(MONDAY_9AM + timedelta(minutes=9, seconds=59))
    client.post(path, {"act": "undo"})
    assert not is_answered(asked)

    client.post(path, {"act": "another", "choice-another": "2"})
    assert room.said == ["", "2"]
    monday.move_to(MONDAY_9AM + timedelta(minutes=20, seconds=1))
    assert client.post(path, {"act": "undo"}).status_code == 200

    assert is_answered(asked)


def test_what_has_no_way_back_offers_none(client, asked):
    client.force_login(asked.recipient.person)
    path = path_of(asked)

    page = client.post(path, {"act": "for_good"}, follow=True)

    assert 'value="undo"' not in page.content.decode()
    client.post(path, {"act": "undo"})
    assert is_answered(asked)


def test_who_loses_a_race_gets_the_room_s_own_page(client, asked):
    client.force_login(asked.recipient.person)

    answer = client.post(path_of(asked), {"act": "lose"})

    assert answer.status_code == 409
    assert "Somebody has it already" in answer.content.decode()
    assert not Answer.objects.exists()


def test_a_refusal_is_said_and_leaves_nothing_behind(client, asked):
    client.force_login(asked.recipient.person)
    path = path_of(asked)

    answer = client.post(path, {"act": "refuse"})

    assert answer.status_code == 409
    assert "Not at that time." in answer.content.decode()
    assert not is_answered(asked)
    assert client.post(path, {"act": "yes"}).status_code == 302


def test_what_is_not_asked_cannot_be_pressed(client, asked, room):
    client.force_login(asked.recipient.person)
    assert client.post(path_of(asked), {"act": "everything"}).status_code == 409
    room.is_taken = True

    answer = client.post(path_of(asked), {"act": "yes"})

    assert answer.status_code == 409
    assert "Somebody has it already" in answer.content.decode()
    assert not is_answered(asked)


def test_an_old_link_a_foreign_one_and_none_are_answered_alike(client, asked):
    old = client.get(path_of(asked, until=MONDAY_9AM))
    none = client.get("/answer/nothing/")
    asked.recipient.person.is_active = False
    asked.recipient.person.save()
    gone = client.get(path_of(asked))

    assert old.status_code == none.status_code == gone.status_code == 404
    assert old.content == none.content == gone.content
    assert client.post(path_of(asked), {"act": "yes", "number": number_of(asked)}).status_code == 404


def test_somebody_who_has_left_answers_nothing_more(client, asked):
    path = path_of(asked)
    type(asked.recipient).objects.filter(pk=asked.recipient.pk).update(
        end_date=MONDAY_9AM.date() - timedelta(days=1)
    )

    assert client.post(path, {"act": "yes", "number": number_of(asked)}).status_code == 404


def test_undoing_outlasts_a_link_that_ends_meanwhile(client, asked, monday):
    client.force_login(asked.recipient.person)
    path = path_of(asked, until=MONDAY_9AM + timedelta(minutes=1))
    client.post(path, {"act": "yes"})
    monday.move_to(MONDAY_9AM + timedelta(minutes=5))

    client.post(path, {"act": "undo"})

    assert not is_answered(asked)
    assert client.get(path).status_code == 404


def test_another_time_leads_to_a_page_of_times(client, asked):
    client.force_login(asked.recipient.person)
    path = path_of(asked)
    assert 'href="?act=another"' in client.get(path).content.decode()

    page = client.get(f"{path}?act=another&choice=2").content.decode()

    assert "Yes, I have room" not in page
    assert re.search(r'value="2" checked', page)
    assert "Offer it" in page


def test_an_answer_from_the_inbox_needs_no_link_and_is_nobody_else_s(client, asked):
    path = reverse("notices:answer", args=[asked.pk])
    client.force_login(make_member(asked.organisation).person)
    assert client.get(path).status_code == client.post(path, {"act": "yes"}).status_code == 404

    client.force_login(asked.recipient.person)
    client.post(path, {"act": "yes"})

    assert is_answered(asked)


def test_put_off_a_message_comes_once_more_tomorrow_and_can_be_taken_back(client, asked):
    client.force_login(asked.recipient.person)
    path = path_of(asked)
    page = client.post(path, {"act": "later"}, follow=True)
    assert "We ask again on Tuesday" in page.content.decode()
    again = Notice.objects.exclude(pk=asked.pk).get()
    assert (again.kind, again.about, again.state) == (asked.kind, asked.about, "due")
    assert again.not_before.date() == (MONDAY_9AM + timedelta(days=1)).date()

    client.post(path, {"act": "undo"})

    again.refresh_from_db()
    assert again.state == "dropped"


def test_a_letter_carries_the_link_and_the_number_and_its_row_no_token(asked, mailoutbox):
    Notice.objects.filter(pk=asked.pk).update(state="due", inbox_at=None, sent_at=None)
    type(asked.recipient.person).objects.update(last_login=MONDAY_9AM)

    deliver_due(tell_time=lambda: MONDAY_9AM)

    letter = mailoutbox[0]
    html, text = letter.alternatives[0][0], letter.body
    token = re.search(r"/answer/([\w-]{43})/", html)[1]
    assert token in text
    assert f"<strong>{number_of(asked)}</strong>" in html
    assert f"number, it is {number_of(asked)}." in text
    assert find_link(token).notice == asked
    assert token not in str(rows())
    assert number_of(asked) not in letter.subject


def test_no_token_and_no_number_is_ever_logged(client, asked, caplog, settings):
    caplog.set_level(logging.DEBUG)
    path = path_of(asked)
    token = path.split("/")[2]
    for call in (
        lambda: client.get(path),
        lambda: client.post(path, {"act": "yes", "number": "00"}),
        lambda: client.get(f"{path}nothing"),
        lambda: client.put(path),
        lambda: client.post(path, {"act": "yes", "number": number_of(asked)}),
    ):
        call()

    from config.logs import without_words

    for record in caplog.records:
        if record.name.startswith("django.db"):
            continue  # never switched on where it runs
        said = without_words(None, "", {"event": record.getMessage(), "_record": record})
        assert token not in str({name: value for name, value in said.items() if name != "_record"})


def test_after_a_day_only_that_it_was_answered_is_kept(client, asked):
    services.give_answer(asked, act="another", choice="2", now=MONDAY_9AM)
    path = path_of(asked)

    services.forget_answers(now=MONDAY_9AM + timedelta(days=1, seconds=1))

    assert list(Answer.objects.values_list("act", "kept")) == [("", {})]
    client.force_login(asked.recipient.person)
    assert "This is answered" in client.get(path).content.decode()
    services.forget_answers(now=MONDAY_9AM + timedelta(days=16))
    assert not AnswerLink.objects.exists()


def test_a_kind_that_asks_nothing_gets_no_link(room):
    assert address_for(make_notice(kind="trial_soft"), now=MONDAY_9AM) is None
    assert not AnswerLink.objects.exists()


def test_acts_are_named_once_and_lists_have_choices():
    room = Room()
    yes = acts_of(room)[0]
    with pytest.raises(ValueError, match="name of its own"):
        register(Answering("trial", room.question, (yes, yes)))
    with pytest.raises(ValueError, match="list needs choices"):
        register(
            Answering("trial", room.question, (Act("x", "X", perform=room.yes, done=room.done, look="page"),))
        )


# ---------------------------------------------------------------- fewer
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


# ---------------------------------------------------------------- for programs
def test_a_program_reads_what_is_asked_answers_it_and_takes_it_back(client, asked, room):
    client.force_login(asked.recipient.person)
    path = f"/api/v1/inbox/{asked.pk}/answer/"
    shown = client.get(path).json()
    assert shown["heading"] == "Have you room for this today?"
    assert {"term": "Who", "words": CANARY} in shown["facts"]
    assert [act["act"] for act in shown["acts"]][:2] == ["yes", "another"]
    assert shown["acts"][1]["choices"][0] == {"key": "1", "words": "17:15", "note": "today"}
    assert client.get("/api/v1/inbox/").json()["results"][0]["id"] == asked.pk

    answer = client.post(path, {"act": "another", "choice": "2"}, content_type="application/json")
    assert (answer.status_code, answer.json()["answered"], answer.json()["acts"]) == (200, "another", [])
    assert client.post(path, {"act": "yes"}, content_type="application/json").status_code == 409
    assert room.said == ["2"]

    assert client.delete(path).status_code == 204
    assert not is_answered(asked)
    assert client.delete(path).status_code == 409


def test_a_program_of_somebody_else_finds_nothing_to_answer(client, asked):
    client.force_login(make_member(asked.organisation).person)

    for call in (client.get, client.post, client.delete):
        assert call(f"/api/v1/inbox/{asked.pk}/answer/").status_code == 404


def test_signing_out_everywhere_else_forgets_the_devices_that_answer(client, asked):
    client.post(path_of(asked), {"act": "look", "number": number_of(asked), "remember": "1"})
    client.force_login(asked.recipient.person)
    assert "1 device answers" in " ".join(client.get("/me/").content.decode().split())

    client.post("/me/devices/end/")

    assert not RememberedDevice.objects.exists()
