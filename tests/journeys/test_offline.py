"""Without a signal: help is there, and nothing of anybody's; the organisation's numbers go at sign-out."""

import re

import pytest
from playwright.sync_api import expect

from peers.wellbeing.models import Kept
from tests.builders import make_member, make_organisation
from tests.services.browser import until

OTHERS = "caches.keys().then((all) => all.filter((name) => !name.startsWith('open-to-everyone-')))"
KEPT = """async () => {
  const found = [];
  for (const name of await caches.keys())
    for (const one of await (await caches.open(name)).keys()) found.push(new URL(one.url).pathname);
  return found;
}"""
WORDS = """async () => {
  let words = "";
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const one of await cache.keys())
      if (!one.url.includes("/static/")) words += await (await cache.match(one)).text();
  }
  return words;
}"""


@pytest.fixture
def member():
    alder = make_organisation("Alder", assistance_name="Staff line", assistance_phone="0808 157 0123")
    return make_member(alder, name="Nia Bevan", roles=["case_manager"])


def installed(page, address="/help/"):
    page.goto(address)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    until(page, "navigator.serviceWorker.controller !== null")
    return page


def test_help_is_there_without_a_signal_and_nothing_of_ones_own_is(member, open_page, axe):
    page = installed(open_page("phone", member.person, service_workers="allow"), "/")
    until(page, "caches.has('of-this-device')")
    page.goto("/inbox/")

    kept = page.evaluate(KEPT)
    pages = {path for path in kept if not path.startswith("/static/")}
    assert pages >= {"/help/", "/offline/", "/help/kept/"}
    assert (
        not [path for path in pages if path.startswith(("/inbox", "/me", "/sessions"))] and "/" not in pages
    )
    assert "Nia" not in page.evaluate(WORDS)

    page.context.set_offline(True)
    page.goto("/help/")
    page.get_by_role("heading", name="Help now", level=1).wait_for()
    assert (
        page.get_by_role("link", name=re.compile("116 123.*Samaritans")).get_attribute("href") == "tel:116123"
    )
    expect(page.get_by_role("link", name=re.compile("0808 157 0123.*Staff line"))).to_be_visible()
    axe(page)
    page.goto("/inbox/")
    page.get_by_role("heading", name="No signal just now").wait_for()
    assert "Nia" not in page.content()
    page.get_by_role("link", name="Help now").click()
    page.get_by_role("heading", name="Help now", level=1).wait_for()
    page.context.set_offline(False)


def test_signing_out_takes_the_organisations_numbers_from_the_device(member, open_page):
    page = installed(open_page("phone", member.person, service_workers="allow"), "/")
    until(page, "caches.has('of-this-device')")

    page.goto("/accounts/logout/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/accounts/login/**")
    until(page, "caches.has('of-this-device').then((has) => !has)")

    assert page.evaluate(OTHERS) == []
    page.context.set_offline(True)
    page.goto("/help/")
    expect(page.get_by_role("link", name=re.compile("116 123.*Samaritans"))).to_be_visible()
    assert "Staff line" not in page.content()
    page.context.set_offline(False)


def test_another_version_takes_the_place_of_the_one_before(open_page, monkeypatch):
    page = installed(open_page("phone", service_workers="allow"))
    (before,) = page.evaluate("caches.keys()")

    monkeypatch.setattr("config.installed.version", lambda: "0123456789abcdef")
    page.evaluate("navigator.serviceWorker.ready.then((worker) => worker.update())")
    until(page, "caches.keys().then((all) => all.join() === 'open-to-everyone-0123456789abcdef')")

    assert before != "open-to-everyone-0123456789abcdef"
    assert "/help/" in page.evaluate(KEPT)


def test_ringing_asks_for_nothing_and_the_keyboard_reaches_it(open_page, caplog):
    page = open_page("phone")
    page.goto("/help/")
    asked = []
    page.wait_for_load_state("networkidle")
    page.on("request", lambda request: asked.append(request.url))
    # What the phone would do is not ours: the press is heard last, after everything of the page had its turn.
    page.evaluate(
        "window.addEventListener('click', (event) => {"
        " window.pressed = event.target.closest('a')?.href; event.preventDefault(); })"
    )
    caplog.clear()

    link = page.get_by_role("link", name="Ring 999")
    link.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("window.pressed") == "tel:999"
    page.get_by_role("link", name=re.compile("85258.*Shout")).click()
    assert page.evaluate("window.pressed") == "sms:85258?body=SHOUT"
    page.wait_for_timeout(300)

    assert asked == []
    assert not [record for record in caplog.records if "help" in record.getMessage()]


def test_help_on_each_screen(open_page, each_screen, axe):
    page = open_page(each_screen)
    page.goto("/help/")
    for details in page.locator("details").all():
        details.locator("summary").first.click()

    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


# ---------------------------------------------------------------- a pause
def test_a_pause_and_each_card_work_without_a_signal(member, open_page, axe):
    page = installed(open_page("phone", member.person, service_workers="allow"), "/")

    page.context.set_offline(True)
    page.get_by_role("link", name="Pause").click()
    page.get_by_role("heading", name="A pause", level=1).wait_for()
    page.get_by_role("radio", name="Heavy").check(force=True)
    expect(page.get_by_text("Nothing is kept, on this device either")).to_be_visible()
    expect(page.get_by_text("That’s a lot to hold alone")).to_be_hidden()
    page.get_by_role("radio", name="Too much").check(force=True)
    expect(page.get_by_text("That’s a lot to hold alone")).to_be_visible()
    axe(page)
    for name in ("Five things", "Feet and hands", "A short walk", "A good moment"):
        page.locator("summary", has_text=name).press("Enter")
        page.locator("details[open]", has_text=name).get_by_role("link").click()
        page.get_by_role("heading", name=name, level=1).wait_for()
        axe(page)
        page.get_by_role("link", name="A pause").click()
    page.context.set_offline(False)
    assert not Kept.objects.exists()


def test_a_pause_by_taps_alone_and_by_keyboard_alone(member, open_page, each_screen, axe):
    page = open_page(each_screen, member.person)
    page.goto("/pause/")
    page.get_by_text("Heavy", exact=True).click()
    page.get_by_text("Noted. Only you can see it.").wait_for()
    page.get_by_role("radio", name="Tight").focus()
    page.keyboard.press("Space")
    page.get_by_label("Today, or lately (optional)").fill("Tea with Callum")
    assert page.locator("#pause [name=turn]").input_value() == "2"  # two taps so far
    with page.expect_navigation():
        page.keyboard.press("Enter")
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    page.goto("/pause/mine/")
    expect(page.get_by_text("Heavy, body tight")).to_be_visible()
    expect(page.get_by_text("Tea with Callum")).to_be_visible()
    axe(page)
    page.get_by_role("button", name=re.compile("Delete")).click()
    page.get_by_text("A pause needs no note to be one.").wait_for()
