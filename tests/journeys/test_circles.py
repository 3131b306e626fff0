"""A circle from founding to giving a place up, at a desk and on a phone, without script too; and a guest."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import expect

from peers.circles import guest_letters, hosting, opening, services
from peers.circles.models import Circle, Place
from supervision.clock import now
from tests.builders import make_member, make_organisation

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def alder():
    return make_organisation("Alder")


@pytest.fixture
def nia(alder):
    return make_member(alder, name="Nia Bevan")


@pytest.fixture
def circle(alder):
    femi = make_member(alder, roles=("supervisor",), name="Femi Oladipo")
    plan = hosting.Plan(
        "When it follows you home",
        timezone.localdate() + timedelta(days=9),
        750,
        about="An hour with others who do this work: listen, speak, or just be there.",
        places=2,
        listening=2,
        smallest=2,
        where="Camera on or off, as you like",
    )
    return hosting.found(femi, plan, now=now())


def join(circle, member, alias, **more):
    return services.join(member, circle, circle.meetings.get(), alias=alias, now=now(), **more)


def test_a_place_is_taken_under_another_name_and_given_up(open_page, each_screen, axe, nia, circle):
    page = open_page(each_screen, nia.person)
    page.goto("/circles/")
    expect(page.get_by_role("heading", name="Open circles")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="When it follows you home").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("When it follows you home")
    axe(page)
    pick = page.locator("#take .chip").first
    name = pick.inner_text()
    pick.click()
    expect(page.get_by_label("The name others will see")).to_have_value(name)
    assert not Place.objects.exists()
    page.get_by_role("button", name="Join the circle").click()
    expect(page.get_by_role("alert")).to_be_focused()
    axe(page)
    page.get_by_label("I’ll keep to what we agree").check()
    page.get_by_role("button", name="Join the circle").click()
    expect(page.get_by_role("heading", name=f"A place is kept for {name}")).to_be_visible()
    expect(page.get_by_text("Your organisation isn’t told").first).to_be_visible()
    axe(page)
    page.get_by_role("link", name="Give it up").click()
    expect(page.get_by_role("dialog")).to_contain_text("Give your place up?")
    page.get_by_role("dialog").get_by_role("button", name="Give it up").click()
    expect(page.get_by_text("Nobody is told why, and nothing of it is kept.")).to_be_visible()
    assert not Place.objects.exists()


def test_without_script_a_full_circle_lets_one_wait_and_the_place_comes_by_itself(
    open_page, alder, nia, circle, axe
):
    first = join(circle, make_member(alder), "Ash")
    join(circle, make_member(alder), "Bay")
    page = open_page("phone", nia.person, java_script_enabled=False)
    page.goto(f"/circles/{circle.pk}/")
    page.get_by_role("button", name="Skerry").or_(page.locator("#take .chip").first).first.click()
    page.get_by_label("In the round; passing is fine").check()
    page.get_by_label("I’ll keep to what we agree").check()
    page.get_by_role("button", name="Wait for a place").click()
    expect(page.get_by_text("You’re next.")).to_be_visible()
    services.leave(first, now=now())
    page.reload()
    expect(page.get_by_text("It came free while you waited.")).to_be_visible()
    page.get_by_role("link", name="Give it up").click()
    page.get_by_role("button", name="Give it up").click()
    expect(page.get_by_text("Nobody is told why")).to_be_visible()
    assert Place.objects.count() == 1


def test_a_circle_is_founded_looked_after_and_ended(open_page, each_screen, axe, nia, alder):
    page = open_page(each_screen, nia.person)
    page.goto("/circles/new/")
    axe(page)
    page.get_by_label("A standing group").check()
    page.get_by_label("What it is called").fill("Thursday, half past four")
    page.get_by_label("Video").check()
    page.get_by_label("First day").fill((timezone.localdate() + timedelta(days=5)).isoformat())
    page.get_by_label("At", exact=True).fill("16:30")
    page.get_by_label("How often").select_option("weekly")
    page.get_by_label("How many times").fill("4")
    page.get_by_role("button", name="Hold it").click()
    expect(page.get_by_role("alert")).to_contain_text("There can be 4 to 6 places.")
    axe(page)
    page.get_by_label("Places", exact=True).fill("6")
    page.get_by_role("button", name="Hold it").click()
    expect(page.get_by_text("Nobody has a place yet.")).to_be_visible()
    circle = Circle.objects.get()
    for number, alias in enumerate(("Ash", "Bay", "Cob", "Dew")):
        at = now() + timedelta(seconds=number)
        services.join(make_member(alder), circle, None, alias=alias, note="Captions, please", now=at)
    page.reload()
    expect(page.get_by_text("Opens: Ash")).to_be_visible()
    expect(page.get_by_text("Captions, please").first).to_be_visible()
    axe(page)
    page.get_by_role("link", name="Change it").click()
    axe(page)
    page.go_back()
    page.get_by_role("link", name="Move it").click()
    axe(page)
    page.go_back()
    page.get_by_role("link", name="End it").click()
    axe(page)
    page.get_by_role("button", name="End it").click()
    expect(page.get_by_text("Ended. Whoever had a place is told.")).to_be_visible()


def test_somebody_from_outside_comes_with_an_address_and_nothing_else(
    open_page, each_screen, axe, alder, circle
):
    asha = make_member(alder, roles=("admin",), name="Asha Denholm")
    opening.ask_for_outside(circle, now=now())
    page = open_page(each_screen, asha.person)
    page.goto("/circles/asking/")
    axe(page)
    page.get_by_role("button", name="Let people from outside come").click()
    circle.refresh_from_db()
    guest = open_page(each_screen)
    guest.goto(f"/circles/open/{circle.public_key}/")
    axe(guest)
    guest.get_by_label("Your e-mail address").fill("canary@elsewhere.example")
    guest.get_by_role("button", name="Write to me").click()
    expect(guest.get_by_role("heading", name="Look into your mail")).to_be_visible()
    axe(guest)
    guest_letters.deliver(tell_time=now)
    letter = mail.outbox[-1]
    path = re.search(r"(/circles/guest/\S+)", letter.body)[1]
    number = re.search(r"number, it is (\d\d)", letter.body)[1]
    elsewhere = open_page("phone")
    elsewhere.goto(path)
    axe(elsewhere)
    elsewhere.get_by_label("The number in our letter").fill(number)
    elsewhere.get_by_role("button", name="Yes, keep a place for me").click()
    expect(elsewhere.get_by_role("heading", name="A place is kept for")).to_be_visible()
    axe(elsewhere)
    elsewhere.get_by_role("button", name="Give my place up").click()
    expect(elsewhere.get_by_text("Nothing is held for you any more")).to_be_visible()
    axe(elsewhere)
    assert not Place.objects.exists()
