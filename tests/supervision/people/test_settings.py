"""One's own settings: name, scheme, places, devices, tokens, and who looked."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from supervision.people import tokens
from supervision.people.audit import first_break, record_reading
from supervision.people.models import ApiToken, AuditEntry
from supervision.people.self_service import browser_words
from supervision.people.tokens import in_use, make_token, revoke_token
from tests.builders import MONDAY_9AM, make_lead, make_member, make_organisation, make_person, make_team

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1"
)


@pytest.fixture
def nia():
    return make_member(make_organisation("Alder"), email="nia@alder.example", name="Nia Bevan")


def browser(person, agent=FIREFOX):
    """Return a browser signed in as `person`, the way a person signs in."""
    if not person.check_password("a-quiet-room-2026"):
        person.set_password("a-quiet-room-2026")
        person.save()
    client = Client(headers={"user-agent": agent})
    credentials = {"login": person.email, "password": "a-quiet-room-2026"}
    assert client.post("/accounts/login/", credentials).status_code == 302
    return client


OWN_ADDRESSES = [
    ("get", "/me/"),
    ("get", "/me/looked/"),
    ("post", "/me/name/"),
    ("post", "/me/scheme/"),
    ("post", "/me/place/"),
    ("post", "/me/devices/end/"),
    ("post", "/me/devices/1/end/"),
    ("post", "/me/tokens/"),
    ("post", "/me/tokens/1/end/"),
]


@pytest.mark.parametrize(("method", "address"), OWN_ADDRESSES)
def test_strangers_are_led_to_sign_in(client, method, address):
    assert getattr(client, method)(address).url == f"/accounts/login/?next={address}"


@pytest.mark.parametrize(("method", "address"), OWN_ADDRESSES)
def test_a_person_without_a_place_is_told_so(client, method, address):
    client.force_login(make_person())

    assert getattr(client, method)(address).status_code == 403


@pytest.mark.parametrize("address", [address for method, address in OWN_ADDRESSES if method == "post"])
def test_a_get_changes_nothing(client, nia, address):
    client.force_login(nia.person)

    assert client.get(address).status_code == 405


def test_a_name_is_changed_and_a_wrong_one_kept_in_the_form(client, nia):
    client.force_login(nia.person)

    assert client.post("/me/name/", {"name": "Nia Ŵyn"}).status_code == 302
    nia.person.refresh_from_db()
    assert nia.person.name == "Nia Ŵyn"

    answer = client.post("/me/name/", {"name": "x" * 201})
    assert answer.status_code == 422
    assert "x" * 201 in answer.content.decode()
    nia.person.refresh_from_db()
    assert nia.person.name == "Nia Ŵyn"


def test_the_server_writes_the_scheme_that_was_chosen(client, nia):
    client.force_login(nia.person)
    assert "data-theme" not in client.get("/me/").content.decode()

    client.post("/me/scheme/", {"scheme": "dark"})
    assert '<html lang="en-GB" data-theme="dark">' in client.get("/me/").content.decode()

    assert client.post("/me/scheme/", {"scheme": ""}, headers={"hx-request": "true"}).status_code == 204
    assert "data-theme" not in client.get("/me/").content.decode()
    assert client.post("/me/scheme/", {"scheme": "neon"}).status_code == 404


# ---------------------------------------------------------------- places
def test_a_person_of_two_organisations_looks_from_one_at_a_time(client, nia):
    fern = make_member(make_organisation("Fern"), person=nia.person)
    client.force_login(nia.person)
    assert "in Alder" in client.get("/me/").content.decode()

    assert client.post("/me/place/", {"place": fern.pk}).url == "/"

    assert "in Fern" in client.get("/me/").content.decode()


@pytest.mark.parametrize("whose", ["a stranger's", "one that has ended", "none at all"])
def test_nobody_looks_from_a_place_that_is_not_theirs(client, nia, whose):
    ended = make_member(make_organisation("Gone"), person=nia.person, end_date=date(2021, 1, 1))
    places = {"a stranger's": make_member().pk, "one that has ended": ended.pk, "none at all": "x"}
    client.force_login(nia.person)

    assert client.post("/me/place/", {"place": places[whose]}).status_code == 404
    assert "in Alder" in client.get("/me/").content.decode()
    assert "Gone" not in client.get("/me/").content.decode()


def test_a_place_that_ended_while_chosen_is_left(client, nia):
    fern = make_member(make_organisation("Fern"), person=nia.person)
    client.force_login(nia.person)
    client.post("/me/place/", {"place": fern.pk})
    fern.end_date = date(2021, 1, 1)
    fern.save()

    assert "in Alder" in client.get("/me/").content.decode()


# ---------------------------------------------------------------- devices
@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, "Firefox on Windows"),
        (IPHONE, "Safari on an iPhone"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/130.0 Mobile Safari/537.36", "Chrome on Android"),
        ("Mozilla/5.0 (Macintosh) Chrome/130.0 Safari/537.36 Edg/130.0", "Edge on a Mac"),
        ("", "A browser"),
    ],
)
def test_a_browser_is_named_as_people_know_it(agent, words):
    assert browser_words(agent) == words


def test_devices_are_listed_without_when_they_were_last_used(nia):
    laptop, phone = browser(nia.person), browser(nia.person, IPHONE)
    page = laptop.get("/me/").content.decode()

    assert page.index("Firefox on Windows") < page.index("Safari on an iPhone")
    assert page.count("This one") == 1
    assert "127.0.0.1" not in page
    before = laptop.get("/me/").context["devices"]
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=1)):
        phone.get("/me/")
    assert laptop.get("/me/").context["devices"] == before


def test_one_device_or_all_others_are_signed_out(nia):
    laptop, phone, tablet = (browser(nia.person) for _ in range(3))
    first = laptop.get("/me/").context["devices"][-1].pk

    laptop.post(f"/me/devices/{first}/end/")
    assert phone.get("/me/").status_code == 302
    assert tablet.get("/me/").status_code == 200

    laptop.post("/me/devices/end/")
    assert tablet.get("/me/").status_code == 302
    assert laptop.get("/me/").status_code == 200


def test_nobody_signs_out_somebody_else(nia):
    mine, theirs = browser(make_member().person), browser(nia.person)
    device = theirs.get("/me/").context["devices"][0].pk

    assert mine.post(f"/me/devices/{device}/end/").status_code == 404
    assert theirs.get("/me/").status_code == 200


# ---------------------------------------------------------------- tokens
def test_a_token_is_shown_once_and_kept_as_a_digest(client, nia):
    client.force_login(nia.person)

    page = client.post("/me/tokens/", {"name": "Rota", "lasts_days": "90"})
    text = page.content.decode().split("<code>")[1].split("</code>")[0]

    assert text.startswith("hs_")
    assert "no-store" in page["Cache-Control"]
    assert text not in client.get("/me/").content.decode()
    assert text not in str(list(ApiToken.objects.values()))
    assert AuditEntry.objects.filter(action="token.made", subject_id=nia.pk).count() == 1


@pytest.mark.parametrize("wrong", [{"name": ""}, {"lasts_days": "9999"}, {"lasts_days": ""}])
def test_a_token_without_a_name_or_an_end_is_refused(client, nia, wrong):
    client.force_login(nia.person)

    answer = client.post("/me/tokens/", {"name": "Rota", "lasts_days": "90", **wrong})

    assert answer.status_code == 422
    assert not ApiToken.objects.exists()


def authenticate(text, rf):
    from rest_framework.request import Request

    request = Request(rf.get("/api/v1/", headers={"authorization": f"Bearer {text}"}))
    return tokens.TokenAuthentication().authenticate(request), request


def test_a_token_looks_from_its_place_with_its_scopes(nia, rf):
    row, text = make_token(nia, name="Rota", may_write=False, lasts_days=30, now=tokens.clock_now())

    (person, token), request = authenticate(text, rf)

    assert (person, token) == (nia.person, row)
    assert request.member == request._request.member == nia
    assert token.scopes.split() == ["read"]


@pytest.mark.parametrize("why", ["revoked", "past its day", "place ended", "person shut out", "never made"])
def test_a_token_that_is_over_is_refused(nia, rf, why):
    from rest_framework.exceptions import AuthenticationFailed

    row, text = make_token(nia, name="Rota", may_write=True, lasts_days=30, now=tokens.clock_now())
    if why == "revoked":
        revoke_token(nia, row.pk, now=tokens.clock_now())
    if why == "past its day":
        ApiToken.objects.update(expires_at=tokens.clock_now())
    if why == "place ended":
        type(nia).objects.update(end_date=date(2021, 1, 1))
    if why == "person shut out":
        type(nia.person).objects.update(is_active=False)
    if why == "never made":
        text = "hs_never"

    with pytest.raises(AuthenticationFailed):
        authenticate(text, rf)


def test_somebody_elses_token_cannot_be_ended(client, nia):
    row, _ = make_token(nia, name="Rota", may_write=False, lasts_days=30, now=tokens.clock_now())
    client.force_login(make_member(nia.organisation, roles=("admin",)).person)

    assert client.post(f"/me/tokens/{row.pk}/end/").status_code == 404
    assert in_use(nia, now=tokens.clock_now()).count() == 1


def test_a_token_ends_at_once_and_once(client, nia):
    row, _ = make_token(nia, name="Rota", may_write=False, lasts_days=30, now=tokens.clock_now())
    client.force_login(nia.person)

    assert client.post(f"/me/tokens/{row.pk}/end/").status_code == 302
    assert client.post(f"/me/tokens/{row.pk}/end/").status_code == 404
    assert AuditEntry.objects.filter(action="token.ended").count() == 1
    assert first_break(nia.organisation) is None


def test_twenty_tokens_are_enough(nia):
    for number in range(tokens.MOST):
        make_token(nia, name=str(number), may_write=False, lasts_days=30, now=MONDAY_9AM)

    with pytest.raises(tokens.TooManyTokens):
        make_token(nia, name="one more", may_write=False, lasts_days=30, now=MONDAY_9AM)
    assert ApiToken.objects.count() == tokens.MOST
    make_token(nia, name="later", may_write=False, lasts_days=30, now=MONDAY_9AM + timedelta(days=31))


# ---------------------------------------------------------------- who looked
def test_a_person_reads_who_looked_at_their_dates_and_nobody_elses(client, nia):
    lead = make_lead(make_team(nia.organisation), name="Ruth Calder")
    record_reading(lead, nia, "member", now=MONDAY_9AM)
    record_reading(nia, lead, "member", now=MONDAY_9AM)
    client.force_login(nia.person)

    page = client.get("/me/looked/").content.decode()

    assert page.count("Your page") == 1
    assert "Ruth Calder" in page
    client.force_login(lead.person)
    assert "Ruth Calder" not in client.get("/me/looked/").content.decode().split("<main")[1]


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_of_who_looked_takes_the_same_queries_for_one_as_for_thirty(
    client, nia, count, django_assert_num_queries
):
    for _ in range(count):
        record_reading(make_member(nia.organisation), nia, "member", now=MONDAY_9AM)
    client.force_login(nia.person)
    client.get("/me/looked/")

    with django_assert_num_queries(5):
        client.get("/me/looked/")


@pytest.mark.parametrize("count", [1, 12])
def test_settings_take_the_same_queries_for_one_token_as_for_many(
    client, nia, count, django_assert_num_queries
):
    for number in range(count):
        make_token(nia, name=str(number), may_write=False, lasts_days=30, now=tokens.clock_now())
        make_member(person=nia.person)
    client.force_login(nia.person)
    client.get("/me/")

    with django_assert_num_queries(9):
        client.get("/me/")
