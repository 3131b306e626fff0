"""Coming in and finding one's own settings, in a browser: by link, by code, by password, by passkey."""

import re
import time

import pytest
from django.core.cache import cache
from playwright.sync_api import expect

from supervision.people.audit import record_reading
from tests.builders import MONDAY_9AM, make_lead, make_member, make_organisation, make_relationship, make_team

PASSWORD = "a-quiet-room-2026"


@pytest.fixture
def nia(transactional_db):
    cache.clear()
    organisation = make_organisation("Alder", assistance_name="Staff line", assistance_phone="0808 157 0123")
    team = make_team(organisation, "Community")
    member = make_member(team=team, email="nia@alder.example", name="Nia Bevan")
    member.person.set_password(PASSWORD)
    member.person.save()
    make_relationship(make_member(organisation, roles=("supervisor",), name="Judith Marlow"), member)
    make_lead(team, name="Ruth Calder")
    return member


def ask_for_a_link(page, email):
    page.goto("/accounts/login/")
    page.get_by_label("Work e-mail", exact=True).fill(email)
    page.get_by_role("button", name="Send me a link").click()
    expect(page.get_by_role("heading", name="Look in your e-mail")).to_be_visible()


def newest(mailoutbox, count=1):
    """Return the newest message once there are `count`; mail goes out aside."""
    give_up = time.monotonic() + 15
    while len(mailoutbox) < count and time.monotonic() < give_up:
        time.sleep(0.05)
    return mailoutbox[count - 1].body


def at_home(page):
    expect(page).to_have_url(re.compile(r"^http://[^/]+/$"))


def test_a_link_is_opened_on_another_device(nia, open_page, mailoutbox, axe, each_screen):
    laptop, phone = open_page("desktop"), open_page(each_screen)
    ask_for_a_link(laptop, nia.person.email)
    axe(laptop)
    link = re.search(r"/accounts/login/link/\S+", newest(mailoutbox)).group()

    phone.goto(link)
    axe(phone)
    phone.get_by_role("button", name="Sign in").click()

    at_home(phone)
    phone.goto(link)
    expect(phone.get_by_role("heading", name="This link is over")).to_be_visible()
    axe(phone)


def test_the_code_is_typed_where_it_was_asked_for(nia, phone, mailoutbox, axe):
    ask_for_a_link(phone, nia.person.email)
    code = re.search(r"^  (\S+)$", newest(mailoutbox), re.MULTILINE).group(1)

    phone.get_by_label("Or type its code here").fill("WRONG1")
    phone.get_by_role("button", name="Come in").click()
    expect(phone.get_by_text("That isn’t the code.")).to_be_visible()
    axe(phone)
    phone.get_by_label("Or type its code here").fill(code.lower())
    phone.get_by_role("button", name="Come in").click()

    at_home(phone)


def test_a_password_lets_in_after_a_wrong_one(nia, open_page, each_screen, axe):
    page = open_page(each_screen)
    page.goto("/accounts/login/")
    axe(page)
    for password in ("not this one", PASSWORD):
        if not page.get_by_label("Password", exact=True).is_visible():
            page.get_by_text("Sign in with a password instead").click()
        page.get_by_label("Work e-mail, for the password").fill(nia.person.email)
        page.get_by_label("Password", exact=True).fill(password)
        page.get_by_role("button", name="Sign in", exact=True).click()
        if password != PASSWORD:
            expect(page.get_by_role("alert")).to_contain_text("don’t belong together")
            axe(page)

    at_home(page)


def test_a_passkey_is_added_and_signs_in_by_itself(nia, phone, axe):
    authenticator = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
    }
    session = phone.context.new_cdp_session(phone)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": authenticator})
    phone.goto("/accounts/login/")
    phone.get_by_text("Sign in with a password instead").click()
    phone.get_by_label("Work e-mail, for the password").fill(nia.person.email)
    phone.get_by_label("Password", exact=True).fill(PASSWORD)
    phone.get_by_role("button", name="Sign in", exact=True).click()
    at_home(phone)

    phone.goto("/accounts/2fa/webauthn/add/")
    phone.get_by_label("Password").fill(PASSWORD)
    phone.get_by_role("button", name="Go on").click()
    expect(phone.get_by_role("heading", name="Add a passkey")).to_be_visible()
    axe(phone)
    phone.get_by_role("button", name="Add it").click()
    expect(phone.get_by_role("heading", name=re.compile("Recovery Codes"))).to_be_visible()
    axe(phone)
    phone.goto("/me/")
    phone.get_by_role("button", name="Sign out here").click()
    expect(phone.get_by_role("heading", name="Come in")).to_be_visible()
    phone.get_by_role("button", name="Passkey").click()

    at_home(phone)


def test_settings_are_kept_and_say_who_looked(nia, open_page, each_screen, axe):
    record_reading(make_lead(nia.team, name="Miriam Stone"), nia, "member", now=MONDAY_9AM)
    page = open_page(each_screen, nia.person)
    page.goto("/me/")
    axe(page)

    page.get_by_text("Dark", exact=True).click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.wait_for_load_state("networkidle")
    page.get_by_text("Make a token").click()
    page.get_by_label("What it is for").fill("Rota")
    page.get_by_role("button", name="Make it").click()
    expect(page.locator("code")).to_contain_text("hs_")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    axe(page)

    page.get_by_role("link", name="Who looked at my dates").click()
    expect(page.get_by_text("Miriam Stone")).to_be_visible()
    axe(page)


def test_help_and_who_sees_what_are_read_by_everyone(nia, open_page, each_screen, axe):
    for person in (None, nia.person):
        page = open_page(each_screen, person)
        for address, heading in (
            ("/help/", "Help now"),
            ("/who-sees-what/", "Who sees what"),
            ("/accessibility/", "Accessibility"),
            ("/no-such-page/", "We can’t find that page"),
        ):
            page.goto(address)
            expect(page.get_by_role("heading", name=heading, level=1)).to_be_visible()
            axe(page)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.get_by_role("button", name="Help now").click()
        expect(page.get_by_role("dialog").get_by_text("Samaritans", exact=True)).to_be_visible()
        expect(page.get_by_role("dialog").get_by_text("Staff line", exact=True)).to_have_count(
            1 if person else 0
        )
        axe(page)
