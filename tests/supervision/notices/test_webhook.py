"""The door for mail servers: signed, fresh, and not too large, or nothing is there."""

import json

import pytest
from django.test import Client

from config.checks import unsafe
from supervision.clock import now as clock_now
from supervision.notices.calendars import webhook
from supervision.notices.calendars.reading import MOST_BYTES
from tests.supervision.notices.test_reading import AWAY, HOSTILE, NO_ANSWERS

pytestmark = pytest.mark.django_db
PATH = "/calendar/answers/"


@pytest.fixture(autouse=True)
def key(settings):
    settings.ANSWERS_KEY = "k" * 32


def hand_in(raw, *, signature=None, seconds=0):
    signature = (
        signature
        if signature is not None
        else webhook.signature_of(raw, at=int(clock_now().timestamp()) + seconds)
    )
    return Client(enforce_csrf_checks=True).post(
        PATH, raw, content_type="message/rfc822", headers={"Holdspace-Signature": signature}
    )


def test_a_signed_message_is_taken_in():
    answer = hand_in(AWAY)
    assert (answer.status_code, json.loads(answer.content)) == (200, {"became": "absence note"})
    unknown = NO_ANSWERS["somebody else's"][0]
    assert hand_in(unknown).json() == {"became": "not ours"}


def test_one_that_cannot_be_read_is_said_to_be_so():
    answer = hand_in(HOSTILE["cut off"])
    assert (answer.status_code, answer.json()) == (400, {"became": "unreadable"})


@pytest.mark.parametrize("seconds", [-301, 301])
def test_an_old_signature_opens_nothing(seconds, time_machine):
    time_machine.move_to(clock_now(), tick=False)
    assert hand_in(AWAY, seconds=seconds).status_code == 404


@pytest.mark.parametrize("signature", ["", "t=1,v1=", "v1=0", "t=x,v1=" + "0" * 64, "t=1,v1=" + "0" * 64])
def test_a_wrong_signature_opens_nothing(signature):
    assert hand_in(AWAY, signature=signature).status_code == 404


def test_a_signature_is_for_one_message_and_one_moment():
    at = int(clock_now().timestamp())
    other = webhook.signature_of(b"another", at=at)
    moved = webhook.signature_of(AWAY, at=at).replace(f"t={at}", f"t={at + 1}")
    assert hand_in(AWAY, signature=other).status_code == hand_in(AWAY, signature=moved).status_code == 404


def test_without_a_key_no_signature_is_right(settings):
    settings.ANSWERS_KEY = ""
    assert hand_in(AWAY).status_code == 404


def test_a_large_one_is_refused():
    raw = AWAY + b"x" * MOST_BYTES
    assert hand_in(raw).status_code == 404  # what is read of it is not what was signed
    cut = raw[: MOST_BYTES + 1]
    assert hand_in(cut).status_code == 413


def test_a_short_key_and_an_open_mailbox_are_not_for_production(settings):
    settings.ANSWERS_KEY, settings.ANSWERS_IMAP = "short", "imap://a:b@mail.example/"
    numbers = {number for number, _ in unsafe()}
    assert {"007", "008"} <= numbers
    settings.ANSWERS_KEY, settings.ANSWERS_IMAP = "k" * 32, "imaps://a:b@mail.example/"
    assert not {"007", "008"} & {number for number, _ in unsafe()}
