"""People from outside: an address that they confirm, and nothing else; opening a link changes nothing."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from peers.circles import guest_letters, guests, hosting, opening, services
from peers.circles.models import Guest, GuestLetter, GuestLink, Place
from tests.builders import make_member, make_organisation
from tests.peers.circles.house import NOW, hours, joined, make_circle, meeting_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
ADDRESS = "canary-guest@elsewhere.example"


@pytest.fixture
def opened():
    organisation = make_organisation()
    circle = make_circle(organisation=organisation, places=2, link="https://meet.example/room")
    opening.ask_for_outside(circle, now=NOW)
    admin = make_member(organisation, roles=("admin",))
    opening.answer_for_outside(circle, admin, is_yes=True, now=NOW)
    circle.refresh_from_db()
    return circle


def public(circle):
    return reverse("circles:open", args=[circle.public_key])


def post_is_sent(now=NOW):
    mail.outbox.clear()
    guest_letters.deliver(tell_time=lambda: now)
    return mail.outbox


def link_in(letter):
    return re.search(r"https?://[^/\s]+(/circles/guest/[^\s]+/)", letter.body)[1]


def number_in(letter):
    return re.search(r"number, it is (\d\d)", letter.body)[1]


def test_an_address_confirmed_is_all_it_takes(client, opened):
    words = client.get(public(opened)).content.decode()
    assert opened.title in words and 'name="email"' in words
    assert words.count("<input") == words.count('type="hidden"') + 1  # nothing else is asked

    answer = client.post(public(opened), {"email": ADDRESS})
    assert "Look into your mail" in answer.content.decode()
    assert not Place.objects.exists()
    (letter,) = post_is_sent()
    assert letter.to == [ADDRESS] and letter.subject == "One tap, when you have a minute"

    page = client.get(link_in(letter)).content.decode()
    assert "Take a place?" in page and 'name="number"' not in page  # the device that gave the address
    page = client.post(link_in(letter), follow=True).content.decode()
    assert "A place is kept for" in page
    place = Place.objects.get()
    assert place.guest.email == ADDRESS and place.member is None and place.seat == 1
    (letter,) = post_is_sent()
    assert letter.subject == "A time that is held for you"
    assert b"SUMMARY:Held time" in letter.attachments[0][1] if letter.attachments else True


def test_a_scanner_that_opens_links_and_presses_buttons_takes_nothing(client, opened):
    client.post(public(opened), {"email": ADDRESS})
    (letter,) = post_is_sent()
    client.logout()
    client.cookies.clear()
    for _ in range(3):
        client.get(link_in(letter))
        client.head(link_in(letter))
    assert client.post(link_in(letter)).status_code == 422
    assert not Place.objects.exists() and not GuestLink.objects.filter(used_at__isnull=False).exists()
    answer = client.post(link_in(letter), {"number": number_in(letter)}, follow=True)
    assert "A place is kept for" in answer.content.decode()


def test_a_confirming_link_works_once_and_five_wrong_numbers_end_it(client, opened):
    client.post(public(opened), {"email": ADDRESS})
    (letter,) = post_is_sent()
    client.post(link_in(letter))
    assert client.get(link_in(letter)).status_code == 404
    client.post(public(opened), {"email": "second@elsewhere.example"})
    second = next(one for one in post_is_sent() if one.to == ["second@elsewhere.example"])
    client.cookies.clear()
    wrong = "10" if number_in(second) != "10" else "11"
    for _ in range(guests.MOST_TRIES):
        assert client.post(link_in(second), {"number": wrong}).status_code == 422
    assert client.post(link_in(second), {"number": number_in(second)}).status_code == 404
    assert client.get("/circles/guest/never-was/").status_code == 404


def test_a_guest_gives_the_place_up_and_whoever_waits_has_it(client, opened):
    client.post(public(opened), {"email": ADDRESS})
    client.post(link_in(post_is_sent()[0]))
    (letter,) = post_is_sent()
    joined(opened)
    waits = joined(opened, may_wait=True)
    answer = client.post(link_in(letter), {"give-up": "1"})
    assert "Nothing is held for you any more" in answer.content.decode()
    waits.refresh_from_db()
    assert waits.state == "held"


def test_a_guest_waits_gets_a_place_and_hears_when_it_is_off(client, opened):
    first, _ = joined(opened), joined(opened)
    client.post(public(opened), {"email": ADDRESS})
    client.post(link_in(post_is_sent()[0]))
    assert Place.objects.get(guest__isnull=False).state == "waiting"
    services.leave(first, now=NOW + hours(1))
    (letter,) = post_is_sent(NOW + hours(1))
    assert letter.subject == "A time has come free, and is yours"
    hosting.call_off(meeting_of(opened), now=NOW + hours(2))
    (letter,) = post_is_sent(NOW + hours(2))
    assert letter.subject == "A held time is free again"


def test_letters_that_are_no_answer_wait_for_the_morning(opened):
    guest = guests.ask_as_guest(opened, meeting_of(opened), email=ADDRESS, now=NOW)
    GuestLetter.objects.all().delete()
    services.seat_someone(
        opened, meeting_of(opened), guest=guest, name="Wren", kind="speak", may_wait=False, now=NOW
    )
    GuestLetter.objects.all().delete()
    late = NOW + hours(12.5)
    hosting.call_off(meeting_of(opened), now=late)
    assert post_is_sent(late) == []
    assert len(post_is_sent(NOW + hours(23))) == 1


def test_who_asks_too_often_is_asked_to_wait_and_nothing_tells_whether_an_address_is_known(client, opened):
    answers = [client.post(public(opened), {"email": ADDRESS}) for _ in range(4)]
    assert [one.status_code for one in answers] == [200, 200, 200, 429]
    known = re.sub(r'value="[^"]*"', "", answers[0].content.decode())
    fresh = client.post(public(opened), {"email": "other@elsewhere.example"}).content.decode()
    assert re.sub(r'value="[^"]*"', "", fresh) == known
    assert Guest.objects.count() == 2


@pytest.mark.parametrize(
    "email", ["", "nobody", "a@b", "two words@a.example", "a@b.example\nBcc: c@d.example"]
)
def test_what_is_no_address_is_put_right_and_nothing_kept(client, opened, email):
    assert client.post(public(opened), {"email": email}).status_code == 422
    assert not Guest.objects.exists()


def test_the_page_is_gone_when_it_is_closed_and_a_link_confirms_nothing_then(client, opened):
    client.post(public(opened), {"email": ADDRESS})
    (letter,) = post_is_sent()
    address = public(opened)
    opening.close_to_outside(opened, opened.facilitator, now=NOW)
    assert client.get(address).status_code == 404
    assert client.post(link_in(letter)).status_code == 422
    assert not Place.objects.exists()


def test_nothing_is_kept_of_a_guest_longer_than_it_is_needed(opened):
    guests.ask_as_guest(opened, meeting_of(opened), email=ADDRESS, now=NOW)
    post_is_sent()
    guests.forget_guests(now=NOW + timedelta(days=1))
    assert Guest.objects.exists()
    guests.forget_guests(now=NOW + guests.UNCONFIRMED_KEPT)
    assert not Guest.objects.exists() and not GuestLetter.objects.exists()


def test_tokens_numbers_and_addresses_stand_nowhere_in_clear(opened):
    guest = guests.ask_as_guest(opened, meeting_of(opened), email=ADDRESS, now=NOW)
    (letter,) = post_is_sent()
    token = link_in(letter).split("/")[3]
    link = GuestLink.objects.get()
    kept = " ".join(str(value) for row in (link, guest) for value in vars(row).values())
    assert token not in kept and ADDRESS not in kept and "elsewhere" not in kept
    assert link.number != number_in(letter)


def test_a_letter_goes_again_after_a_refusal_and_once_only_otherwise(opened):
    from supervision.notices.transport import Refused

    class Full:
        def offer(self, letter):
            raise Refused(452)

        def close(self):
            pass

    guests.ask_as_guest(opened, meeting_of(opened), email=ADDRESS, now=NOW)
    assert guest_letters.deliver(tell_time=lambda: NOW, transport=Full()) == 0
    assert GuestLetter.objects.get().state == "due"
    assert post_is_sent(NOW) == []
    assert len(post_is_sent(NOW + hours(1))) == 1
    assert post_is_sent(NOW + hours(2)) == []
