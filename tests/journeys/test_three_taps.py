"""Asking for a colleague on a phone, counted in taps."""

import pytest

from peers.debriefs.models import Request
from tests.builders import make_listeners, make_member, make_organisation

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def tom():
    alder = make_organisation("Alder")
    make_listeners(alder, 3)
    return make_member(alder, name="Tom Ashworth")


def tapper(page):
    """Return what taps a place on the page, and the list of what was tapped."""
    tapped = []

    def tap(place):
        tapped.append(place)
        place.tap()

    return tap, tapped


def test_when_and_how_heavy_and_send_are_three_taps(open_page, tom):
    page = open_page("phone", tom.person, has_touch=True)
    page.goto("/talks/ask/")
    tap, tapped = tapper(page)

    tap(page.get_by_text("This week", exact=True))
    tap(page.get_by_text("Niggling"))
    tap(page.get_by_role("button", name="Ask now"))

    page.get_by_role("heading", level=1).filter(has_not_text="Ask for").wait_for()
    request = Request.objects.get()
    assert (request.urgency, request.weight, len(tapped)) == ("week", 1, 3)


@pytest.mark.parametrize("start", ["/", "/circles/", "/check-in/", "/talks/ask/?when=now"])
def test_from_anywhere_a_heavy_call_now_is_asked_for_in_three_taps_at_most(open_page, tom, start):
    page = open_page("phone", tom.person, has_touch=True)
    page.goto(start)
    tap, tapped = tapper(page)

    if not start.startswith("/talks/"):
        tap(
            page.get_by_role("link", name="Ask for a debrief")
            .or_(page.get_by_role("link", name="Ask", exact=True))
            .first
        )
    tap(page.get_by_role("button", name="Ask now"))

    page.get_by_role("heading", level=1).filter(has_not_text="Ask for").wait_for()
    assert Request.objects.get().urgency == "now" and len(tapped) <= 3
