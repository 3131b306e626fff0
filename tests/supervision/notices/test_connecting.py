"""Connecting gateways and ways, on pages and by programs; and the secrets behind them."""

import re
from io import StringIO

import pytest
from cryptography.fernet import Fernet
from django.core.management import call_command

from supervision.notices.channels import connecting, gateways, secrets, trying
from supervision.notices.models import Gateway, InstallationSecret, Notice, Way
from supervision.people.models import AuditEntry
from tests.builders import MONDAY_9AM, make_gateway, make_member, make_organisation, make_way
from tests.services.receiver import Browser

pytestmark = pytest.mark.django_db
TEXT = "twilio://AC0123456789abcdef0123456789abcdef:0123456789abcdef0123456789abcdef@15005550006/{to}"
PAGE = "/inbox/preferences/"
HOURS = {"opens_at": "08:00", "closes_at": "18:00", "summary": ""}


@pytest.fixture
def admin(client):
    admin = make_member(roles=("admin",))
    client.force_login(admin.person)
    return admin


# ---------------------------------------------------------------- gateways
@pytest.mark.parametrize(
    "url",
    [
        "json://127.0.0.1/{to}",
        "xmls://internal.example/{to}",
        "mailto://me:word@example.org/{to}",
        "syslog://{to}",
        "file:///etc/{to}",
        TEXT.replace("{to}", "447700900000"),
        TEXT + "/{to}",
        "twilio://{to}",
        "no address {to}",
        "workflows://10.0.0.1/{to}/signature",
        "workflows://prod-12.westeurope.logic.azure.com/{to}/signature",
        "x" * 600,
    ],
)
def test_only_services_that_the_operator_allows_can_be_added(admin, url):
    with pytest.raises(gateways.NotAGateway):
        connecting.add_gateway(by=admin, name="Text", asks_for="Your number", url=url, now=MONDAY_9AM)

    assert not Gateway.objects.exists()
    assert not InstallationSecret.objects.exists()


def test_a_gateways_address_is_kept_sealed_and_never_shown_again(client, admin):
    answer = client.post(
        "/organisation/gateways/",
        {"name": "Text", "asks_for": "Your mobile number", "url": TEXT},
        follow=True,
    )

    gateway = Gateway.objects.get()
    assert "AC0123" not in answer.content.decode()
    assert b"AC0123" not in bytes(InstallationSecret.objects.get().wrapped)
    assert secrets.read(f"gateway:{gateway.pk}") == TEXT
    assert [entry.action for entry in AuditEntry.objects.all()] == ["gateway.added"]
    assert "url" not in client.get("/api/v1/gateways/").json()["results"][0]


def test_taking_a_gateway_away_takes_its_secret_and_everybodys_numbers(client, admin):
    gateway = make_gateway(admin.organisation)
    make_way(make_member(admin.organisation), gateway=gateway)

    client.get(f"/organisation/gateways/{gateway.pk}/remove/")
    assert Gateway.objects.exists()
    client.post(f"/organisation/gateways/{gateway.pk}/remove/")

    assert not Gateway.objects.exists() and not InstallationSecret.objects.exists()
    assert not Way.objects.exists()


def test_a_second_of_one_name_is_refused_where_it_stands(client, admin):
    make_gateway(admin.organisation)

    answer = client.post("/organisation/gateways/", {"name": "Text", "asks_for": "Number", "url": TEXT})

    assert answer.status_code == 422
    assert "There is one of that name already." in answer.content.decode()


@pytest.mark.parametrize("to", ["", "x", "a/b/c", "a?b=c", "a&b", "a:b", "x" * 90, "é", "{to}", "a\nb/c"])
def test_an_address_cannot_change_where_a_gateway_leads(admin, to):
    with pytest.raises(gateways.NotAnAddress):
        connecting.add_address(admin, make_gateway(admin.organisation).pk, to=to, now=MONDAY_9AM)


def test_another_organisations_gateway_is_not_there(client, admin):
    theirs = make_gateway(make_organisation())

    assert client.post(f"/inbox/ways/gateway/{theirs.pk}/", {"to": "+447700900318"}).status_code == 404
    assert (
        client.post(
            "/api/v1/ways/", {"gateway": theirs.pk, "to": "+447700900318"}, "application/json"
        ).status_code
        == 404
    )
    assert not Way.objects.exists()


# ---------------------------------------------------------------- one's own ways
def test_a_member_connects_chooses_and_removes(client, admin, receiver, settings):
    settings.PUSH_SERVICES = [receiver.url]
    gateway = make_gateway(admin.organisation)

    client.post("/inbox/ways/device/", {"subscription": Browser(receiver).subscription})
    client.post(f"/inbox/ways/gateway/{gateway.pk}/", {"to": "07700 900318"})
    page = client.get(PAGE).content.decode()
    assert "07700900318, Text" in page
    assert 'value="session_recorded:push">' in page

    kinds = ["session_recorded:push", f"overdue:gateway-{gateway.pk}", "overdue:email"]
    assert client.post(PAGE, {**HOURS, "way": kinds}).status_code in (302, 422)

    for way in Way.objects.all():
        client.post(f"/inbox/ways/{way.pk}/remove/")
    assert not Way.objects.exists()


@pytest.fixture
def texted(admin, receiver, settings):
    """A member's own number at a gateway that a receiver stands for."""
    settings.GATEWAYS = {"json"}
    gateway = make_gateway(admin.organisation)
    secrets.keep(f"gateway:{gateway.pk}", f"{receiver.url.replace('http', 'json')}/{{to}}")
    return make_way(admin, gateway=gateway)


def test_a_test_goes_there_and_mends_what_had_failed(client, texted, receiver):
    Way.objects.update(failures=3, failed_at=MONDAY_9AM)

    page = client.post(f"/inbox/ways/{texted.pk}/try/", follow=True).content.decode()

    assert "Sent. It should be there in a moment" in page
    (call,) = receiver.calls
    assert call.path == "/07700900318"
    assert re.fullmatch(r"Holdspace, \d\d:\d\d\. http\S+/inbox/", call.json()["message"])
    texted.refresh_from_db()
    assert (texted.failures, texted.failed_at) == (0, None)
    assert not Notice.objects.exists()


def test_a_test_that_is_not_taken_says_so_and_counts_like_any_message(client, texted, receiver):
    receiver.answer = lambda call: 400

    page = client.post(f"/inbox/ways/{texted.pk}/try/", follow=True).content.decode()

    assert "It was not taken, so e-mail goes on as before." in page
    texted.refresh_from_db()
    assert texted.failures == 1 and texted.failed_at is not None
    answer = client.post(f"/api/v1/ways/{texted.pk}/try/", content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (409, "way-not-taken")


def test_an_answer_that_never_came_counts_as_nothing(client, texted, receiver):
    receiver.answer = lambda call: 0

    page = client.post(f"/inbox/ways/{texted.pk}/try/", follow=True).content.decode()

    assert "No answer came." in page
    texted.refresh_from_db()
    assert texted.failures == 0


def test_a_device_that_is_gone_is_found_out_by_a_test(client, admin, receiver, settings):
    settings.PUSH_SERVICES = [receiver.url]
    receiver.answer = lambda call: 410
    client.post("/inbox/ways/device/", {"subscription": Browser(receiver).subscription})
    way = Way.objects.get()

    for _ in range(2):
        page = client.post(f"/inbox/ways/{way.pk}/try/", follow=True).content.decode()
        assert "This device takes nothing any more." in page

    way.refresh_from_db()
    assert way.ended_at is not None and len(receiver.calls) == 1
    assert "Send a test" not in page


def test_tests_are_few_and_ones_own(client, texted, receiver):
    for _ in range(trying.MOST):
        client.post(f"/inbox/ways/{texted.pk}/try/")

    page = client.post(f"/inbox/ways/{texted.pk}/try/", follow=True).content.decode()

    assert "That was a lot of tries." in page
    assert len(receiver.calls) == trying.MOST
    client.force_login(make_member(texted.member.organisation).person)
    assert client.post(f"/inbox/ways/{texted.pk}/try/").status_code == 404
    assert client.get(f"/inbox/ways/{texted.pk}/try/").status_code == 405


def test_what_must_arrive_stands_first_and_what_keeps_its_e_mail_says_why(client, admin):
    make_way(admin)

    page = client.get(PAGE).content.decode()

    must, _, soft = page.partition("What you can have or leave")
    assert "What has to reach you" in must and 'value="session_booked:email" checked disabled' in must
    assert "E-mail stays on: your calendar takes its entry from it." in must
    assert "session_recorded:email" in soft and "disabled" not in soft.partition("Where they go")[0]


def test_what_must_arrive_is_not_silenced_and_the_page_says_which(client, trial, receiver):
    member = make_member()
    client.force_login(member.person)
    make_way(member)
    kept = [f"{kind}:email" for kind in ("trial_soft",)]

    answer = client.post(PAGE, {**HOURS, "way": kept})

    assert answer.status_code == 422
    assert "“Told anyway” has to reach you: leave one way on." in answer.content.decode()
    assert not member.notice_preferences.exists()


def test_programs_do_the_same(client, trial, receiver, settings):
    settings.PUSH_SERVICES = [receiver.url]
    member = make_member()
    client.force_login(member.person)
    made = client.post("/api/v1/ways/", {"subscription": Browser(receiver).subscription}, "application/json")
    assert made.status_code == 201
    assert set(made.json()) == {"id", "way", "label", "made_at", "failures", "failed_at", "ended_at"}

    body = {
        "opens_at": "08:00",
        "closes_at": "18:00",
        "kinds": {},
        "ways": {"trial": ["push"]},
        "summary": "day",
    }
    answer = client.put("/api/v1/preferences/", body, "application/json")
    assert answer.status_code == 200, answer.content
    (shown,) = [kind for kind in answer.json()["ways"] if kind["kind"] == "trial"]
    assert [way["way"] for way in shown["ways"] if way["is_chosen"]] == ["push"]
    assert answer.json()["summary"] == "day"

    refused = client.put("/api/v1/preferences/", {**body, "ways": {"trial": []}}, "application/json")
    assert (refused.status_code, refused.json()["code"]) == (422, "one-way-stays")
    assert (
        client.put(
            "/api/v1/preferences/", {**body, "ways": {"trial": ["fax"]}}, "application/json"
        ).status_code
        == 400
    )
    assert client.delete(f"/api/v1/ways/{made.json()['id']}/").status_code == 204


def test_the_count_in_the_menu_is_one_more_query_and_leads_nobody_away(client, django_assert_max_num_queries):
    member = make_member()
    client.force_login(member.person)
    client.get("/inbox/count/")

    with django_assert_max_num_queries(4):  # who it is, their session and their places, and the count
        assert client.get("/inbox/count/", headers={"HX-Request": "true"}).status_code == 200
    client.logout()
    assert client.get("/inbox/count/", headers={"HX-Request": "true"}).status_code == 286


# ---------------------------------------------------------------- secrets
def test_our_key_at_push_services_is_made_once_and_outlives_new_keys(settings):
    first = secrets.public_key()
    old = settings.HOLDSPACE_KEYS
    settings.HOLDSPACE_KEYS = [Fernet.generate_key().decode(), *old]

    call_command("rotate_keys", stdout=StringIO())
    settings.HOLDSPACE_KEYS = settings.HOLDSPACE_KEYS[:1]

    assert secrets.public_key() == first
    assert InstallationSecret.objects.count() == 1


def test_an_operators_own_key_goes_before_the_one_kept(settings):
    kept = secrets.public_key()
    settings.VAPID_KEY = secrets._fresh()

    assert secrets.public_key() != kept
