"""An administrator sees what the organisation's people are written to, before anybody is."""

import pytest

from tests.builders import make_member, make_organisation


@pytest.fixture
def admin(transactional_db):
    organisation = make_organisation(name="Alder Case Management")
    return make_member(organisation, roles=("admin",), name="Asha Denholm")


def test_every_message_as_it_arrives(admin, open_page, each_screen, axe):
    page = open_page(each_screen, admin.person)
    page.goto("/organisation/gateways/")
    page.get_by_role("link", name="See every message as it arrives").click()
    page.get_by_role("heading", name="Must arrive").wait_for()
    axe(page)

    page.locator("a[href='/organisation/messages/due_soon/1/']").click()
    page.get_by_role("heading", name="As plain text").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for title, ground in (("Narrow, light", "rgb(243, 242, 236)"), ("Narrow, dark", "rgb(19, 23, 21)")):
        page.get_by_title(title).scroll_into_view_if_needed()
        letter = page.frame_locator(f"iframe[title='{title}']")
        letter.get_by_role("link", name="Mon 9 Nov, 15:30 to 16:30").wait_for()
        body = letter.locator("body")
        assert body.evaluate("body => getComputedStyle(body).backgroundColor") == ground
        assert body.evaluate("body => body.scrollWidth <= innerWidth")
    axe(page)


def test_unseen_words_make_no_empty_line(transactional_db, open_page):
    """Chromium, wrapping prettily, leaves one where unseen words stand before a break."""
    admin = make_member(roles=("admin",))
    page = open_page("phone", admin.person)
    page.goto("/organisation/messages/")

    grown = page.evaluate(
        """() => [...document.querySelectorAll(".rows p:has(.vh)")].filter((row) => {
             const before = row.offsetHeight;
             row.querySelectorAll(".vh").forEach((unseen) => unseen.remove());
             return row.offsetHeight < before;
           }).length"""
    )
    assert grown == 0
