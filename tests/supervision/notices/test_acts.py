"""Answering from the message: opening changes nothing, a press answers once and can be taken back."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from supervision.notices.acts import Act, Answering, register, services
from supervision.notices.acts.links import address_for, number_of
from supervision.notices.models import Answer, AnswerLink, Notice
from tests.builders import MONDAY_9AM, make_member, make_notice
from tests.supervision.notices.asking import CANARY, Room, acts_of, is_answered, path_of, rows

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


def test_opening_a_link_changes_nothing_however_often(client, asked):
    path = path_of(asked)
    before = rows()

    for method in ("get", "head", "options", "get"):
        getattr(client, method)(path)
    page = client.get(f"{path}?act=another&choice=2&number={number_of(asked)}")

    assert page.status_code == 200
    assert rows() == before
    assert "Have you room" in page.content.decode()


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
