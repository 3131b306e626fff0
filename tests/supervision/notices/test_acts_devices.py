"""Who may answer from the message: on a strange device by its number, on a known one by a press."""

import logging
import re

import pytest

from supervision.notices.acts.links import MOST_TRIES, find_link, number_of
from supervision.notices.delivery import deliver_due
from supervision.notices.models import Notice
from supervision.people.models import RememberedDevice
from tests.builders import MONDAY_9AM, make_member, make_notice
from tests.supervision.notices.asking import CANARY, is_answered, path_of, rows

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


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


def test_signing_out_everywhere_else_forgets_the_devices_that_answer(client, asked):
    client.post(path_of(asked), {"act": "look", "number": number_of(asked), "remember": "1"})
    client.force_login(asked.recipient.person)
    assert "1 device answers" in " ".join(client.get("/me/").content.decode().split())

    client.post("/me/devices/end/")

    assert not RememberedDevice.objects.exists()
