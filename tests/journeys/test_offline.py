"""Without a signal: help is there, and nothing of anybody's; the organisation's numbers go at sign-out."""

import re

import pytest

from tests.builders import make_member, make_organisation

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
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    return page


def test_help_is_there_without_a_signal_and_nothing_of_ones_own_is(member, open_page, axe):
    page = installed(open_page("phone", member.person, service_workers="allow"), "/")
    page.wait_for_function("caches.has('of-this-device')")
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
    assert page.get_by_role("link", name=re.compile("0808 157 0123.*Staff line")).is_visible()
    axe(page)
    page.goto("/inbox/")
    page.get_by_role("heading", name="No signal just now").wait_for()
    assert "Nia" not in page.content()
    page.get_by_role("link", name="Help now").click()
    page.get_by_role("heading", name="Help now", level=1).wait_for()
    page.context.set_offline(False)


def test_signing_out_takes_the_organisations_numbers_from_the_device(member, open_page):
    page = installed(open_page("phone", member.person, service_workers="allow"), "/")
    page.wait_for_function("caches.has('of-this-device')")

    page.goto("/accounts/logout/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/accounts/login/**")
    page.wait_for_function("caches.has('of-this-device').then((has) => !has)")

    assert page.evaluate(OTHERS) == []
    page.context.set_offline(True)
    page.goto("/help/")
    assert page.get_by_role("link", name=re.compile("116 123.*Samaritans")).is_visible()
    assert "Staff line" not in page.content()
    page.context.set_offline(False)


def test_another_version_takes_the_place_of_the_one_before(open_page, monkeypatch):
    page = installed(open_page("phone", service_workers="allow"))
    (before,) = page.evaluate("caches.keys()")

    monkeypatch.setattr("config.installed.version", lambda: "0123456789abcdef")
    page.evaluate("navigator.serviceWorker.ready.then((worker) => worker.update())")
    page.wait_for_function("caches.keys().then((all) => all.join() === 'open-to-everyone-0123456789abcdef')")

    assert before != "open-to-everyone-0123456789abcdef"
    assert "/help/" in page.evaluate(KEPT)


def test_ringing_asks_for_nothing_and_the_keyboard_reaches_it(open_page, caplog):
    page = open_page("phone")
    page.goto("/help/")
    asked = []
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
