"""An administrator looks whether everything gets through, and settles what did not."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from supervision.clock import now
from supervision.notices import heartbeats
from supervision.notices.models import Notice
from tests.builders import make_member, make_notice


@pytest.fixture
def admin(transactional_db):
    admin = make_member(roles=("admin",), name="Asha Denholm")
    reader = make_member(admin.organisation)
    for part in (heartbeats.BEAT, heartbeats.WORKER, heartbeats.RING):
        heartbeats.note(part, "one", now=now())
    heartbeats.note(heartbeats.SWEEP, now=now(), took_ms=400)
    kinds = {"kind": "due_soon", "attempts": 3, "inbox_at": now()}
    make_notice(reader, state="failed", reason="refused with 550", **kinds)
    make_notice(reader, state="uncertain", reason="outcome not known", **kinds)
    for hours in range(20):
        at = now() - timedelta(hours=hours)
        make_notice(
            reader, at=at, created_at=at, state="sent", sent_at=at + timedelta(seconds=2 + 39 * (hours == 3))
        )
    return admin


def test_looking_trying_again_and_dropping(admin, open_page, each_screen, axe):
    page = open_page(each_screen, admin.person)
    page.goto("/organisation/operations/")
    axe(page)
    assert page.get_by_role("heading", level=1).inner_text() == "Operations"
    page.get_by_text("One message couldn’t be delivered and one is uncertain.").wait_for()

    page.get_by_role("button", name="Try again").first.click()
    page.get_by_text("In the queue again.").wait_for()
    page.get_by_role("button", name="Drop").click()
    page.get_by_text("It stays in the list for 90 days.").wait_for()
    page.get_by_text("Nothing. Every message that could go has gone.").wait_for()
    axe(page)

    page.get_by_label("How they stand").select_option("Dropped")
    page.get_by_label("Kind").select_option("Supervision coming due")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("heading", name="Dropped")).to_be_visible()
    expect(page.get_by_text("1 message", exact=True)).to_be_visible()
    assert "show=dropped&kind=due_soon" in page.url
    axe(page)
    page.get_by_role("link", name="N-").click()
    page.get_by_text("Dropped by an administrator").wait_for()
    axe(page)
    assert set(Notice.objects.exclude(state="sent").values_list("state", flat=True)) == {"due", "dropped"}


def test_a_page_that_stays_open_brings_its_figures_up_by_itself(admin, open_page):
    page = open_page("desktop", admin.person)
    page.clock.install()
    page.goto("/organisation/operations/")
    Notice.objects.filter(state="failed").update(state="due", not_before=now() - timedelta(minutes=9))

    with page.expect_response("**/operations/now/"):
        page.clock.fast_forward(31_000)

    page.get_by_text("worth a look").wait_for()
    assert "9 min" in page.locator("#now").inner_text()


def test_a_long_rail_on_a_low_screen_leaves_the_mark_alone_and_is_reached_to_its_end(
    transactional_db, open_page
):
    admin = make_member(roles=("admin", "team_lead"), name="Ada Lomax")
    page = open_page("desktop", admin.person)
    page.set_viewport_size({"width": 1280, "height": 640})
    page.goto("/organisation/messages/")
    rail = page.locator(".nav")

    assert rail.evaluate("(nav) => nav.scrollHeight > innerHeight - 100")
    mark, first = page.locator(".brand").bounding_box(), rail.locator("a").first.bounding_box()
    assert first["y"] >= mark["y"] + mark["height"]

    page.mouse.wheel(0, 300)  # within a page that goes on
    rail.locator("a:visible").last.scroll_into_view_if_needed()
    page.wait_for_timeout(300)
    last = rail.locator("a:visible").last.bounding_box()
    assert last["y"] + last["height"] <= 640
    assert page.evaluate("scrollY") < 600


def test_on_a_phone_an_administrator_finds_every_place_at_the_foot(admin, open_page, axe):
    page = open_page("phone", admin.person)
    page.goto("/")
    page.get_by_text("All other places").click()
    axe(page)
    page.get_by_role("navigation", name="All other places").get_by_role("link", name="Operations").click()
    page.get_by_role("heading", level=1, name="Operations").wait_for()

    page.set_viewport_size({"width": 1280, "height": 800})
    expect(page.get_by_text("All other places")).to_be_hidden()  # the rail has them
