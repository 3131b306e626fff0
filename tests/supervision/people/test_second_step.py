"""The second step: kept wrapped, asked for after a link, and required of roles that see others."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

from supervision.people import signin
from supervision.people.signin_secrets import unwrap_text, wrap_text
from tests.builders import make_lead, make_member, make_team
from tests.supervision.people.signing_in import PASSWORD, ask, link_in, signed_in_as

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sent_at_once")]


def totp_code(secret):
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def test_secrets_of_the_second_step_are_kept_wrapped(nia):
    app = Authenticator.objects.create(user=nia, type="totp", data={"secret": wrap_text("JBSWY3DPEHPK3PXP")})

    assert "JBSWY3DPEHPK3PXP" not in str(app.data)
    assert unwrap_text(app.data["secret"]) == "JBSWY3DPEHPK3PXP"


def test_whoever_has_a_second_step_is_asked_for_it_after_a_link(client, nia, mailoutbox):
    Authenticator.objects.create(user=nia, type="totp", data={"secret": wrap_text("JBSWY3DPEHPK3PXP")})
    ask(client, nia.email)

    page = client.post(link_in(mailoutbox[0]))
    assert page.url == "/accounts/2fa/authenticate/"
    assert signed_in_as(client) is None
    assert client.get(page.url).status_code == 200

    assert client.post(page.url, {"code": totp_code("JBSWY3DPEHPK3PXP")}).url == "/"
    assert signed_in_as(client) == str(nia.pk)


@pytest.mark.parametrize("roles", [("admin",), ("supervisor",), ("team_lead",)])
def test_roles_that_see_others_are_led_to_set_up_a_second_step(client, settings, roles):
    settings.HOLDSPACE_REQUIRE_MFA = True
    person = make_member(roles=roles).person
    client.force_login(person)

    for address in ("/me/", "/operator/", "/"):
        assert client.get(address).url == "/accounts/2fa/"
    for address in ("/help/", "/accessibility/", "/who-sees-what/", "/accounts/2fa/"):
        assert client.get(address).status_code == 200
    assert client.get("/no-such-page/").status_code == 404

    Authenticator.objects.create(user=person, type="totp", data={"secret": wrap_text("JBSWY3DPEHPK3PXP")})
    assert client.get("/me/").status_code == 200


def test_a_case_manager_needs_no_second_step(client, settings):
    settings.HOLDSPACE_REQUIRE_MFA = True
    client.force_login(make_member().person)

    assert client.get("/me/").status_code == 200


def test_the_last_second_step_of_a_lead_stays_on(settings):
    settings.HOLDSPACE_REQUIRE_MFA = True
    person = make_lead(make_team()).person
    data = {"secret": wrap_text("JBSWY3DPEHPK3PXP")}
    app = Authenticator.objects.create(user=person, type="totp", data=data)
    adapter = signin.MFAAdapter()

    assert not adapter.can_delete_authenticator(app)
    Authenticator.objects.create(user=person, type="webauthn", data={})
    assert adapter.can_delete_authenticator(app)


def test_an_app_is_set_up_with_a_square_that_our_content_policy_allows(
    client, nia, mailoutbox, django_capture_on_commit_callbacks
):
    client.post("/accounts/login/", {"login": nia.email, "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = client.get("/accounts/2fa/totp/activate/").content.decode()

    assert "<svg" in page
    assert "data:image" not in page
    secret = re.search(r'id="authenticator_secret" readonly value="(\w+)"', page).group(1)
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/accounts/2fa/totp/activate/", {"code": totp_code(secret)})

    assert answer.status_code == 302
    kept = Authenticator.objects.get(user=nia, type="totp")
    assert secret not in str(kept.data)
    assert unwrap_text(kept.data["secret"]) == secret
    assert mailoutbox[-1].to == [nia.email]
    assert "127.0.0.1" not in mailoutbox[-1].body
    assert client.get("/accounts/2fa/recovery-codes/").status_code == 200
