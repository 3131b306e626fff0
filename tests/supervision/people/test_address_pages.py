"""Changing one's own address: the page, the links as people and scanners open them, the letters, the API."""

import re
import time
from datetime import timedelta
from unittest import mock

import pytest
from django.core.cache import cache
from django.core.mail import EmailMultiAlternatives
from django.test import Client

from supervision.clock import now
from supervision.people import address_letters, signin
from supervision.people.links import make_link
from supervision.people.tokens import make_token
from tests.builders import make_member, make_organisation, make_person

pytestmark = pytest.mark.django_db
OLD, NEW = "nia@alder.example", "nia.bevan@fern.example"


@pytest.fixture(autouse=True)
def _sent_at_once(monkeypatch):
    cache.clear()
    monkeypatch.setattr(signin, "send_aside", lambda message: message.send())


@pytest.fixture
def nia():
    person = make_member(make_organisation("Alder"), email=OLD, name="Nia Bevan").person
    person.set_unusable_password()
    person.save()
    return person


def browser(person, *, fresh=True):
    """Return a browser signed in as `person` by a link, just now or an hour ago."""
    client = Client(headers={"user-agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0"})
    assert client.post(f"/accounts/login/link/{make_link(person, now=now())}/").status_code == 302
    if not fresh:
        session = client.session
        session["account_authentication_methods"] = [{"method": "code", "at": time.time() - 3600}]
        session.save()
    return client


def link_in(message):
    return re.search(r"https?://[^/]+(/accounts/address/\S+)", message.body).group(1)


def number_in(message):
    return re.search(r"asks for a number, it is (\d\d)", message.body).group(1)


def email_of(person):
    person.refresh_from_db()
    return person.email


def asked(client, mailoutbox, email=NEW):
    """Ask on the page, and return the link that came."""
    assert client.post("/me/address/", {"email": email}).url == "/me/"
    return link_in(mailoutbox[-1])


# ---------------------------------------------------------------- from end to end
def test_from_the_form_to_the_new_address_and_back_again(nia, mailoutbox):
    here, elsewhere = browser(nia), browser(nia)

    link = asked(here, mailoutbox)
    assert mailoutbox[0].to == [NEW]
    page = here.get("/me/").content.decode()
    assert f"A link for {NEW} is waiting to be pressed" in page
    assert (here.get(link).status_code, email_of(nia)) == (200, OLD)

    assert here.post(link).url == "/me/"
    assert email_of(nia) == NEW
    assert NEW in here.get("/me/").content.decode()
    assert elsewhere.get("/me/").status_code == 302
    assert mailoutbox[1].to == [OLD]

    back, anybody = link_in(mailoutbox[1]), Client()
    assert (anybody.get(back).status_code, email_of(nia)) == (200, NEW)
    assert "Your address is back" in anybody.post(back, {"number": number_in(mailoutbox[1])}).content.decode()
    assert email_of(nia) == OLD
    assert here.get("/me/").status_code == 302
    assert anybody.get(back).status_code == anybody.post(back).status_code == 404


def test_letters_say_nothing_in_their_subject_and_no_address_or_name(nia, mailoutbox):
    client = browser(nia)
    client.post(asked(client, mailoutbox))

    for message in mailoutbox:
        (html, _), subject = message.alternatives[0], message.subject
        assert subject == "Your Holdspace address"
        for words in (message.body, html):
            assert link_in(message) in words
            assert not any(said in words for said in ("Nia", OLD, NEW, "Alder"))
            assert "In danger: " in words


def test_letters_are_in_the_language_of_their_reader(nia, mailoutbox):
    nia.language = "cy"
    nia.save()

    client = browser(nia)
    client.post(asked(client, mailoutbox))

    assert [message.subject for message in mailoutbox] == ["Eich cyfeiriad Holdspace"] * 2
    assert "Ai hwn yw eich cyfeiriad newydd?" in mailoutbox[0].body


# ---------------------------------------------------------------- who has which address
def test_an_asker_sees_the_same_whoever_has_the_address(nia, mailoutbox):
    make_person(email="holder@fern.example")
    client, pages, varying = browser(nia), set(), r'csrfmiddlewaretoken" value="[^"]*"|until [^.]*\.'
    for email in ("nobody@fern.example", "holder@fern.example"):
        client.post("/me/address/", {"email": email})
        pages.add(re.sub(varying, "", client.get("/me/").content.decode().replace(email, "…")))
        client.post("/me/address/withdraw/")
        client.get("/me/")

    assert len(pages) == 1
    first, second = mailoutbox
    assert (first.to, second.to) == (["nobody@fern.example"], ["holder@fern.example"])
    assert "/accounts/address/" in first.body
    assert "/accounts/address/" not in second.body
    assert "stays yours" in second.body


# ---------------------------------------------------------------- links
def test_scanners_that_open_links_change_nothing(nia, mailoutbox):
    client = browser(nia)
    link = asked(client, mailoutbox)
    for opener in (Client(), client):
        opener.get(link)
        opener.head(link)
    assert email_of(nia) == OLD
    client.post(link)
    back = link_in(mailoutbox[1])
    for opener in (Client(), client):
        opener.get(back)
        opener.head(back)
    assert email_of(nia) == NEW


def test_what_presses_the_button_without_reading_the_letter_takes_nothing_back(nia, mailoutbox):
    client = browser(nia)
    client.post(asked(client, mailoutbox))
    back, number = link_in(mailoutbox[1]), number_in(mailoutbox[1])

    for typed in ("", str(109 - int(number))):
        answer = Client().post(back, {"number": typed})
        assert answer.status_code == 422
        assert "That isn’t the number in the message." in answer.content.decode()
        assert email_of(nia) == NEW
    assert number in mailoutbox[1].alternatives[0][0]
    assert Client().post(back, {"number": number}).status_code == 200
    assert email_of(nia) == OLD


def test_whoever_has_the_new_address_can_do_nothing_without_being_signed_in_as_who_asked(nia, mailoutbox):
    link, stranger = asked(browser(nia), mailoutbox), Client()

    for answer in (stranger.get(link), stranger.post(link)):
        assert "Sign in first" in answer.content.decode()
    other = browser(make_member().person)
    assert other.get(link).status_code == other.post(link).status_code == 404
    assert email_of(nia) == OLD


def test_links_that_are_over_or_never_were_are_answered_alike(nia, mailoutbox):
    client = browser(nia)
    link = asked(client, mailoutbox)
    client.post("/me/address/withdraw/")

    for address in (link, "/accounts/address/nothing/", "/accounts/address/back/nothing/"):
        for who in (client, Client()):
            assert who.get(address).status_code == who.post(address).status_code == 404
            assert who.get(address).headers["Referrer-Policy"] == "no-referrer"
    assert email_of(nia) == OLD


def test_taken_meanwhile_the_page_says_so(nia, mailoutbox):
    client = browser(nia)
    link = asked(client, mailoutbox)
    make_person(email=NEW)

    answer = client.post(link)

    assert answer.status_code == 409
    assert "can’t be yours here" in answer.content.decode()
    assert email_of(nia) == OLD


# ---------------------------------------------------------------- a mail server that is away
def test_the_old_address_is_told_again_until_a_letter_went_out(nia, mailoutbox, monkeypatch):
    client, at = browser(nia), now()
    link = asked(client, mailoutbox)
    with monkeypatch.context() as away:
        away.setattr(signin, "send_aside", lambda message: None)
        client.post(link)
    soon, later = at + timedelta(minutes=4), at + timedelta(minutes=10)

    assert address_letters.write_again(now=soon) == 0
    with monkeypatch.context() as away:
        away.setattr(EmailMultiAlternatives, "send", mock.Mock(side_effect=ConnectionRefusedError))
        assert address_letters.write_again(now=later) == 0
    assert address_letters.write_again(now=later) == 1
    assert address_letters.write_again(now=later) == 0

    (_, told) = mailoutbox
    assert told.to == [OLD]
    Client().post(link_in(told), {"number": number_in(told)})
    assert email_of(nia) == OLD


def test_what_went_out_is_not_written_again(nia, mailoutbox):
    client = browser(nia)
    client.post(asked(client, mailoutbox))

    assert address_letters.write_again(now=now() + timedelta(hours=1)) == 0
    assert len(mailoutbox) == 2


# ---------------------------------------------------------------- a fresh sign-in
def test_asking_and_pressing_take_a_fresh_sign_in(nia, mailoutbox):
    link, stale = asked(browser(nia), mailoutbox), browser(nia, fresh=False)

    for answer in (stale.get("/me/address/"), stale.post("/me/address/", {"email": "other@fern.example"})):
        assert answer.status_code == 403
        assert "Sign in again" in answer.content.decode()
    assert stale.post("/me/address/again/").status_code == 403
    assert stale.get(link).status_code == stale.post(link).status_code == 403

    assert (len(mailoutbox), email_of(nia)) == (1, OLD)
    nia.set_password("a-quiet-room-2026")
    nia.save()
    stale = browser(nia, fresh=False)
    assert stale.post(link).url.startswith("/accounts/reauthenticate/?next=%2Faccounts%2Faddress%2F")


def test_it_is_sent_again_and_let_go_from_the_settings(nia, mailoutbox):
    client = browser(nia)
    first = asked(client, mailoutbox)

    assert client.post("/me/address/again/").url == "/me/"
    second = link_in(mailoutbox[1])
    assert (client.get(first).status_code, client.get(second).status_code) == (404, 200)
    client.post("/me/address/withdraw/")
    assert "waiting to be pressed" not in client.get("/me/").content.decode()
    assert client.get(second).status_code == 404


def test_a_wrong_address_stays_in_the_form(nia, mailoutbox):
    answer = browser(nia).post("/me/address/", {"email": "no address"})
    assert answer.status_code == 422
    assert "no address" in answer.content.decode()

    answer = browser(nia).post("/me/address/", {"email": OLD.upper()})
    assert answer.status_code == 422
    assert "your address already" in answer.content.decode()
    assert not mailoutbox


def test_single_sign_on_leaves_no_form(nia, mailoutbox, settings):
    app = {"provider_id": "alder", "settings": {"domains": ["alder.example"]}}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    client = browser(nia)

    assert 'href="/me/address/"' not in client.get("/me/").content.decode()
    assert 'name="email"' not in client.get("/me/address/").content.decode()
    assert client.post("/me/address/", {"email": NEW}).status_code == 422
    assert not mailoutbox


# ---------------------------------------------------------------- the API
@pytest.fixture
def call(client, nia):
    def by_token(method, body=None, *, may_write=True):
        place = nia.memberships.get()
        _, text = make_token(place, name="Script", may_write=may_write, lasts_days=30, now=now())
        return getattr(client, method)(
            "/api/v1/me/address/",
            body,
            content_type="application/json",
            headers={"Authorization": f"Bearer {text}"},
        )

    return by_token


def test_a_program_asks_and_its_person_presses(call, nia, mailoutbox):
    answer = call("post", {"email": NEW})

    assert answer.status_code == 202
    assert (answer.json()["email"], answer.json()["waiting"]) == (OLD, NEW)
    assert call("get").json() == answer.json()
    assert email_of(nia) == OLD
    browser(nia).post(link_in(mailoutbox[0]))
    assert call("get").json()["email"] == NEW
    assert call("get").json()["waiting"] == ""


def test_a_program_lets_it_go(call, nia, mailoutbox):
    call("post", {"email": NEW})

    assert call("delete").status_code == 204
    assert call("get").json()["until"] is None
    assert browser(nia).get(link_in(mailoutbox[0])).status_code == 404


def test_a_program_is_refused_what_the_page_is(call, nia, mailoutbox):
    assert call("post", {"email": NEW}, may_write=False).status_code == 403
    assert call("post", {"email": "no address"}).status_code == 400
    assert call("post", {"email": OLD}).json()["code"] == "same-address"
    assert not mailoutbox


def test_a_program_is_told_the_same_whoever_has_the_address(call, mailoutbox):
    make_person(email="holder@fern.example")
    first, second = (call("post", {"email": f"{name}@fern.example"}) for name in ("nobody", "holder"))

    assert first.status_code == second.status_code == 202
    assert set(first.json()) == set(second.json())
    assert second.json()["waiting"] == "holder@fern.example"
