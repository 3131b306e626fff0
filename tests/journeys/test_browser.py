"""The browser of the journeys does what they count on."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Error

from tests.builders import make_member
from tests.services.browser import until

GOOD = """<!doctype html><html lang="en"><title>Today</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><main><h1>Today</h1></main></html>"""


def test_a_page_has_the_size_and_the_scheme_of_its_screen(open_page, each_screen, axe):
    page = open_page(each_screen)
    page.set_content(GOOD)

    assert page.evaluate("innerWidth") == (390 if "phone" in each_screen else 1280)
    assert page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches") == ("dark" in each_screen)
    axe(page)


def test_axe_says_what_is_wrong(desktop, axe):
    desktop.set_content(GOOD.replace("<h1>Today</h1>", "<h1>Today</h1><input>"))

    with pytest.raises(AssertionError, match="every form element has a label"):
        axe(desktop)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_sees_what_is_wrong_in_the_other_scheme(open_page, scheme, axe):
    page = open_page("desktop" if scheme == "dark" else "desktop-dark")
    faint = f"@media (prefers-color-scheme: {scheme}) {{ h1 {{ color: #999; background: #aaa }} }}"
    page.set_content(GOOD.replace("</title>", f"</title><style>{faint}</style>"))

    with pytest.raises(AssertionError, match="contrast"):
        axe(page)


def test_the_browser_reaches_nothing_but_this_machine(new_context):
    with pytest.raises(Error, match="ERR_NAME_NOT_RESOLVED"):
        new_context().new_page().goto("http://holdspace.example/")


def test_a_person_is_signed_in_and_axe_keeps_to_the_content_policy(open_page, axe):
    page = open_page("phone", make_member().person)
    page.goto("/")

    assert "login" not in page.url
    axe(page)


def test_a_page_that_breaks_the_content_policy_is_found_out(open_page, wrongs_of_pages):
    page = open_page("desktop")
    page.goto("/accounts/login/")
    with page.expect_console_message():
        page.evaluate("document.body.setAttribute('style', 'color: red')")

    assert "Content Security Policy" in wrongs_of_pages.pop(0)


def test_until_waits_for_what_is_promised_and_for_what_comes_later(open_page):
    page = open_page("desktop")
    page.goto("/accounts/login/")
    page.evaluate("() => { setTimeout(() => { window.come = 7 }, 200) }")

    assert until(page, "Promise.resolve(window.come)") == 7
    with pytest.raises(AssertionError, match="still not so"):
        until(page, "Promise.resolve(false)", seconds=0.1)
    page.evaluate("() => { setTimeout(() => { location.href = '/help/' }, 300) }")
    assert until(page, "new Promise((done) => setTimeout(done, 200, location.pathname === '/help/'))")


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param("wait_for_" + "function", id="takes a promise for true"),
        pytest.param(r"assert .*\.is_(visible|hidden)" + r"\(\)", id="looks once, and too early"),
    ],
)
def test_no_journey_asks_in_a_way_that_is_too_early(wrong):
    texts = {path.name: path.read_text() for path in Path(__file__).parent.glob("test_*.py")}

    assert [name for name, text in texts.items() if re.search(wrong, text)] == []
