"""Chromium for the journeys: the system's own, on a phone and on a desk, by day and by night."""

import os
import shutil
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest

SHELL = "chromium-headless-shell"
"""The same engine without a window to hide: it opens a page in half the time. It takes no push messages."""
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
APPLICATIONS = ("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",)
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]
PATIENCE = 15_000
"""So many milliseconds a journey waits for what has to come, on a machine that does other things too."""
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
SCREENS = {
    "phone": {"viewport": PHONE, "has_touch": True, "is_mobile": True, "color_scheme": "light"},
    "phone-dark": {"viewport": PHONE, "has_touch": True, "is_mobile": True, "color_scheme": "dark"},
    "desktop": {"viewport": DESK, "color_scheme": "light"},
    "desktop-dark": {"viewport": DESK, "color_scheme": "dark"},
}


def find_chromium(*, whole: bool = False) -> str | None:
    """Return the program named in CHROMIUM, or the first browser found; a `whole` one is not the shell."""
    chosen = os.environ.get("CHROMIUM")
    names = NAMES if whole else (SHELL, *NAMES)
    found = chosen or next(filter(None, map(shutil.which, names)), None)
    return found or next((path for path in APPLICATIONS if Path(path).exists()), None)


def need_chromium(*, whole: bool = False) -> str:
    """Return a browser. Without one a journey is skipped, and fails where CI is set."""
    program = find_chromium(whole=whole)
    if not program:
        message = "No Chromium was found: install it, or name it in CHROMIUM."
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    return program


@pytest.fixture(scope="session")
def browser_type_launch_args():
    """What pytest-playwright starts."""
    program = need_chromium()
    from playwright.sync_api import expect

    expect.set_options(timeout=PATIENCE)
    return {"executable_path": program, "args": FLAGS, "headless": True}


def until(page, expression, *, seconds=15):
    """Return what a JavaScript expression, or what it promises, is as soon as it is true.

    `page.wait_for_function` takes a promise itself for true, and our content policy refuses an expression
    it has to look at twice. Raises AssertionError after so many seconds.
    """
    end = time.monotonic() + seconds
    while not (value := _now(page, expression)):
        assert time.monotonic() < end, f"still not so after {seconds} s: {expression}"
        page.wait_for_timeout(50)
    return value


def _now(page, expression):
    from playwright.sync_api import Error

    try:
        return page.evaluate(expression)
    except Error as fault:
        if "context was destroyed" in str(fault):  # the page is just making room for the next one
            return None
        raise


@pytest.fixture
def wrongs_of_pages():
    """What `open_page` found wrong so far. A test that breaks something on purpose takes it out again."""
    return []


@pytest.fixture
def open_page(new_context, live_server, wrongs_of_pages):
    """Open a page on one of SCREENS: `open_page("phone-dark", person)`, signed in when `person` is given.

    Its addresses are relative to the live server: `page.goto("/board/")`. The test fails at its end if a page
    broke the content policy, threw an error in script, or asked for anything beyond the live server.
    """
    wrongs = wrongs_of_pages

    def watch(message):
        if message.type == "error" and (
            "Content Security Policy" in message.text or "Refused to" in message.text
        ):
            wrongs.append(message.text)

    def look_at(request):
        where = urlsplit(request.url)
        if where.scheme not in ("blob", "data", "about") and where.netloc != urlsplit(live_server.url).netloc:
            wrongs.append(f"asked for {request.url}")

    def open_one(screen="desktop", person=None, **options):
        context = new_context(
            base_url=live_server.url,
            locale="en-GB",
            timezone_id="Europe/London",
            reduced_motion="reduce",
            # A journey that is about the service worker lets it in.
            **{"service_workers": "block", **SCREENS[screen], **options},
        )
        context.set_default_timeout(PATIENCE)
        if person is not None:
            sign_in(context, person, live_server.url)
        page = context.new_page()
        page.on("console", watch)
        page.on("pageerror", lambda error: wrongs.append(f"script error: {error}"))
        page.on("request", look_at)
        return page

    yield open_one
    assert not wrongs, "\n".join(["What the browser found wrong:", *wrongs])


def sign_in(context, person, address):
    """Give the browser a session of `person`, without the pages of signing in."""
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(person)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": address, "httpOnly": True}])


@pytest.fixture
def phone(open_page):
    """An empty page on a phone by day, nobody signed in."""
    return open_page("phone")


@pytest.fixture
def desktop(open_page):
    """An empty page on a desk by day, nobody signed in."""
    return open_page("desktop")


@pytest.fixture(params=["phone", "desktop-dark"])
def each_screen(request):
    """The name of a screen: a test runs on a phone and on a desk. `axe` looks at each by day and by night."""
    return request.param


@pytest.fixture
def axe():
    """`axe(page)` fails with a list of what axe-core finds wrong with the page as it stands.

    Its colours are looked at once more in the other scheme: by night where it is day, and by day where
    it is night.
    """
    from axe_playwright_python.sync_playwright import Axe

    # Without preload axe does not copy style sheets into the page, which the content policy would refuse.
    options = {"resultTypes": ["violations"], "preload": False}
    colours = {**options, "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}

    def check(page, context=None):
        page.wait_for_load_state()  # half a page after a click has no landmarks yet
        look(page, context, options)
        here, other = ("dark", "light") if is_dark(page) else ("light", "dark")
        page.emulate_media(color_scheme=other, reduced_motion="reduce")  # colours change at once
        try:
            assert is_dark(page) == (other == "dark")
            look(page, context, colours)
        finally:
            page.emulate_media(color_scheme=here)

    def look(page, context, options):
        tool = Axe()
        if page.evaluate("typeof axe !== 'undefined'"):
            tool.axe_script = ""  # half a megabyte that this page has read already
        results = tool.run(page, context=context, options=options)
        assert results.violations_count == 0, results.generate_report()

    def is_dark(page):
        return page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")

    return check
