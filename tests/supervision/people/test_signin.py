"""Coming in: by the link, by its code, by a password; and who is kept out."""

import threading
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.test import Client, RequestFactory

from supervision.clock import now
from supervision.people import signin
from supervision.people.addresses import correct_address
from supervision.people.links import LASTS, LinkOver, make_link, use_link
from supervision.people.models import Person, SignInLink
from tests.builders import MONDAY_9AM, make_member, make_organisation, make_person
from tests.supervision.people.signing_in import (
    PASSWORD,
    ask,
    code_in,
    link_in,
    signed_in_as,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sent_at_once")]


# ---------------------------------------------------------------- the link
def test_a_link_signs_in_by_a_pressed_button_on_any_device(client, nia, mailoutbox):
    ask(client, "NIA@alder.example")
    link, phone = link_in(mailoutbox[0]), Client()

    opened = phone.get(link)
    assert opened.status_code == 200
    assert b"Sign in" in opened.content
    assert signed_in_as(phone) is None

    assert phone.post(link).url == "/"
    assert signed_in_as(phone) == str(nia.pk)


def test_a_scanner_that_opens_the_link_uses_nothing_up(client, nia, mailoutbox):
    ask(client, nia.email)
    link = link_in(mailoutbox[0])

    for _ in range(3):
        Client().get(link)
        Client().head(link)
    assert not SignInLink.objects.exclude(used_at=None).exists()
    assert Client().post(link).status_code == 302


def test_a_link_works_once(client, nia, mailoutbox):
    ask(client, nia.email)
    link = link_in(mailoutbox[0])
    Client().post(link)

    again = Client()
    assert again.get(link).status_code == 404
    assert again.post(link).status_code == 404
    assert signed_in_as(again) is None


def test_a_link_lasts_a_quarter_of_an_hour(client, nia, mailoutbox):
    with time_machine.travel(MONDAY_9AM, tick=False):
        ask(client, nia.email)
    link = link_in(mailoutbox[0])

    with time_machine.travel(MONDAY_9AM + LASTS, tick=False):
        assert client.get(link).status_code == 404
        assert client.post(link).status_code == 404
    with time_machine.travel(MONDAY_9AM + LASTS - timedelta(seconds=1), tick=False):
        assert client.post(link).status_code == 302


def test_using_one_link_ends_the_others(nia):
    first, second = make_link(nia, now=MONDAY_9AM), make_link(nia, now=MONDAY_9AM)
    use_link(second, now=MONDAY_9AM)

    with pytest.raises(LinkOver):
        use_link(first, now=MONDAY_9AM)


def test_only_the_digest_of_a_link_is_kept(nia):
    token = make_link(nia, now=MONDAY_9AM)

    assert token not in str(list(SignInLink.objects.values()))


def test_a_link_of_somebody_shut_out_is_over(client, nia, mailoutbox):
    ask(client, nia.email)
    nia.is_active = False
    nia.save()

    assert client.post(link_in(mailoutbox[0])).status_code == 404


def test_a_link_goes_on_to_the_page_that_was_asked_for_and_nowhere_else(client, nia, mailoutbox):
    ask(client, nia.email, next="/me/")
    ask(client, nia.email, next="https://elsewhere.example/")

    assert Client().post(link_in(mailoutbox[0])).url == "/me/"
    assert "elsewhere" not in link_in(mailoutbox[1])
    token = make_link(nia, now=signin.now())
    assert Client().post(f"/accounts/login/link/{token}/?next=https://elsewhere.example/").url == "/"


def test_a_link_takes_the_place_of_whoever_was_signed_in(client, nia):
    client.force_login(make_person())
    token = make_link(nia, now=signin.now())

    client.post(f"/accounts/login/link/{token}/")

    assert signed_in_as(client) == str(nia.pk)


def test_a_session_gets_a_new_key_at_sign_in(client, nia, mailoutbox):
    ask(client, nia.email)
    before = client.session.session_key

    client.post(link_in(mailoutbox[0]))

    assert client.session.session_key != before


# ---------------------------------------------------------------- the code
def test_the_code_signs_in_where_it_was_asked_for(client, nia, mailoutbox):
    page = ask(client, nia.email)
    assert page.url == "/accounts/login/code/confirm/"

    assert client.post(page.url, {"code": code_in(mailoutbox[0])}).url == "/"
    assert signed_in_as(client) == str(nia.pk)


def test_a_code_that_went_to_a_mistyped_address_is_over_once_that_is_put_right(client, mailoutbox):
    admin = make_member(roles=("admin",))
    member = make_member(admin.organisation, email="wrong@alder.example")
    Person.objects.filter(pk=member.person_id).update(last_login=None)
    page = ask(client, "wrong@alder.example")
    correct_address(member, email="right@alder.example", by=admin, now=now())

    answer = client.post(page.url, {"code": code_in(mailoutbox[0])}, follow=True)

    assert signed_in_as(client) is None
    assert "That isn’t the code." in answer.content.decode()
    client.post(page.url, {"code": code_in(mailoutbox[0])})
    assert signed_in_as(client) is None


def test_three_wrong_codes_end_the_asking(client, nia, mailoutbox):
    page = ask(client, nia.email)
    for _ in range(3):
        client.post(page.url, {"code": "WRONG1"})

    client.post(page.url, {"code": code_in(mailoutbox[0])})
    assert signed_in_as(client) is None


def test_the_message_gives_nothing_away_and_goes_to_one(client, nia, mailoutbox):
    ask(client, nia.email)

    message = mailoutbox[0]
    assert message.subject == "Your Holdspace link"
    assert message.to == [nia.email]
    html = message.alternatives[0].content
    assert link_in(message) in html
    assert code_in(message) in html


def test_the_message_is_as_narrow_as_any_and_names_the_lines_of_the_country(client, mailoutbox):
    member = make_member(make_organisation(country="IE"), email="aoife@out.example")

    ask(client, member.person.email)

    message = mailoutbox[0]
    assert max(len(line) for line in message.body.splitlines() if "://" not in line) <= 68
    for words in (message.body, message.alternatives[0].content):
        assert "In danger: 112." in words
        assert "999" not in words


# ---------------------------------------------------------------- who is kept out
def test_an_unknown_address_gets_the_same_answer_and_no_message(client, nia, mailoutbox):
    known = ask(client, nia.email)
    unknown = ask(Client(), "nobody@alder.example")

    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert len(mailoutbox) == 1
    pages = [each.get(known.url) for each in (client, Client())]
    assert pages[0].status_code == 200


def test_nobody_signs_themselves_up(client):
    assert b"By invitation" in client.get("/accounts/signup/").content
    client.post("/accounts/signup/", {"email": "new@x.example", "password1": PASSWORD})
    assert signed_in_as(client) is None


@pytest.mark.parametrize("address", ["email/", "password/reset/", "confirm-email/", "sessions/", "3rdparty/"])
def test_pages_that_holdspace_has_no_use_for_are_not_there(client, nia, address):
    client.force_login(nia)

    assert client.get(f"/accounts/{address}").status_code == 404


def test_an_address_that_was_theirs_once_lets_nobody_in(client, nia, mailoutbox):
    page = ask(client, nia.email)
    client.post(page.url, {"code": code_in(mailoutbox[0])})
    assert not EmailAddress.objects.exists()
    EmailAddress.objects.create(user=nia, email="old@alder.example", verified=True, primary=True)

    ask(Client(), "old@alder.example")

    assert len(mailoutbox) == 1


def test_asking_again_and_again_is_slowed_down(client, nia, mailoutbox):
    for _ in range(6):
        answer = ask(client, nia.email)

    assert len(mailoutbox) == 3
    assert b"a lot of tries" in answer.content


def test_a_password_signs_in_and_a_wrong_one_says_no_more_than_that(client, nia):
    wrong = client.post("/accounts/login/", {"login": nia.email, "password": "not this one"})
    nobody = client.post("/accounts/login/", {"login": "no@x.example", "password": "not this one"})
    for answer in (wrong, nobody):
        assert "don’t belong together" in answer.content.decode()
        assert b"not this one" not in answer.content

    assert client.post("/accounts/login/", {"login": nia.email, "password": PASSWORD}).url == "/"
    assert signed_in_as(client) == str(nia.pk)


def test_guessing_a_password_is_stopped_even_for_the_right_one(client, nia):
    for _ in range(12):
        client.post("/accounts/login/", {"login": nia.email, "password": "not this one"})

    client.post("/accounts/login/", {"login": nia.email, "password": PASSWORD})
    assert signed_in_as(client) is None


def test_limits_count_in_one_place_for_every_process(settings):
    assert settings.CACHES["default"]["BACKEND"].endswith(("DatabaseCache", "RedisCache"))


@pytest.mark.parametrize(
    ("peer", "forwarded", "trusted", "address"),
    [
        ("203.0.113.9", "", [], "203.0.113.9"),
        ("203.0.113.9", "198.51.100.1", [], "203.0.113.9"),
        ("10.0.0.1", "198.51.100.1", ["10.0.0.0/8"], "198.51.100.1"),
        ("10.0.0.1", "6.6.6.6, 198.51.100.1", ["10.0.0.0/8"], "198.51.100.1"),
        ("10.0.0.1", "6.6.6.6, 198.51.100.1, 10.0.0.2", ["10.0.0.0/8"], "198.51.100.1"),
        ("10.0.0.1", "nonsense", ["10.0.0.1"], "0.0.0.0"),
        ("", "", [], "127.0.0.1"),
    ],
)
def test_a_client_cannot_choose_the_address_it_is_counted_under(settings, peer, forwarded, trusted, address):
    settings.TRUSTED_PROXIES = trusted
    request = RequestFactory().get("/", REMOTE_ADDR=peer, HTTP_X_FORWARDED_FOR=forwarded)

    assert signin.client_address(request) == address


def test_a_mail_server_that_is_gone_shows_nobody_an_error(client, nia, monkeypatch, settings, caplog):
    monkeypatch.undo()
    settings.EMAIL_BACKEND = "tests.supervision.people.no_such_backend.Backend"
    threads = []
    real = signin.send_aside
    monkeypatch.setattr(signin, "send_aside", lambda message: threads.append(real(message)))

    assert ask(client, nia.email).status_code == 302
    threads[0].join()
    assert "could not be sent" in caplog.text
    assert nia.email not in caplog.text


# ---------------------------------------------------------------- work accounts and operators
class WorkAccount:
    """What a provider says about somebody, as far as the adapter looks."""

    def __init__(self, email, *, verified=True, domains=("alder.example",), existing=None):
        self.user = existing or make_person(email="someone@else.example")
        self.is_existing = existing is not None
        self.email_addresses = [EmailAddress(email=email, verified=verified)]
        app = type("App", (), {"settings": {"domains": list(domains)}})
        self.provider = type("Provider", (), {"app": app})
        self.connected = None

    def connect(self, request, person):
        self.connected = person


def arrive(work_account):
    request = RequestFactory().get("/")
    request.user, request.session, request.member = AnonymousUser(), {}, None
    signin.WorkAccountAdapter(request).pre_social_login(request, work_account)


def test_a_work_account_lets_in_whom_its_organisation_brought_in(nia):
    account = WorkAccount(nia.email)
    arrive(account)

    assert account.connected == nia


@pytest.mark.parametrize(
    "account",
    [
        {"email": "nia@alder.example", "verified": False},
        {"email": "nia@alder.example", "domains": ["birch.example"]},
        {"email": "nia@alder.example", "domains": []},
        {"email": "stranger@alder.example"},
    ],
)
def test_a_work_account_speaks_for_its_own_domains_and_known_people_alone(nia, account):
    with pytest.raises(signin.ImmediateHttpResponse) as refused:
        arrive(WorkAccount(**account))

    assert refused.value.response.status_code == 403


def test_operators_come_in_like_everybody_and_find_no_supervision(client):
    assert client.get("/operator/").url == "/operator/login/?next=/operator/"
    assert client.get("/operator/login/").url.startswith("/accounts/login/")

    client.force_login(make_person(is_staff=True, is_superuser=True))
    page = client.get("/operator/").content.decode()
    assert "Persons" in page
    for word in ("Session", "Member", "Authenticator", "Clock", "Audit", "Token", "Notice"):
        assert f'{word.lower()}/"' not in page


def test_a_member_is_no_operator(client):
    client.force_login(make_member(make_organisation(), roles=("admin",)).person)

    assert client.get("/operator/").status_code in (302, 403)


def test_signing_in_answers_as_fast_for_nobody_as_for_somebody(client, nia, monkeypatch):
    """The mail goes out aside: a slow mail server tells nobody which addresses are known."""
    monkeypatch.undo()
    cache.clear()
    has_answered, begun = threading.Event(), threading.Event()
    order = []

    def send(self, **kwargs):
        begun.set()
        has_answered.wait(20)
        order.append("sent")

    monkeypatch.setattr("django.core.mail.EmailMessage.send", send)

    ask(client, nia.email)
    order.append("answered")
    has_answered.set()

    assert begun.wait(20)
    assert order[0] == "answered"
