"""Two people agree, meet, keep a record together and notes apart; whatever happens, no word is lost."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from supervision.practice import agreed, records, services, sharing
from supervision.practice.models import SuperviseeNote
from supervision.practice.notes import note_of
from supervision.practice.records import Words
from tests.supervision.practice.pages import Two

SHOTS = os.environ.get("PRACTICE_SHOTS")


def shot(page, name):
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"{name}.png"), full_page=True)


@pytest.fixture
def two(db):
    return Two()


def agree(two):
    words = agreed.starting_words(two.organisation.pk)
    services.propose(
        by=two.supervisor,
        relationship=two.relationship,
        words=words,
        has_read_limits=True,
        now=two.now - timedelta(days=60),
    )
    services.sign(
        by=two.supervisee,
        relationship=two.relationship,
        number=1,
        has_read_limits=True,
        now=two.now - timedelta(days=60),
    )


def note_now(two):
    return note_of(two.supervisee, "supervisee", two.session, "notes").text


def test_a_change_is_suggested_seen_and_signed(two, open_page, axe, each_screen):
    agree(two)
    judith = open_page(each_screen, two.supervisor.person)
    judith.goto(f"/agreements/{two.relationship.pk}/change/")
    axe(judith)
    judith.get_by_label("If one of us can’t come").fill("We tell each other a week before, if we can.")
    judith.get_by_label("I have read where confidentiality ends").check()
    judith.get_by_role("button", name="Sign it and ask Nia").click()
    expect(judith.get_by_text("Signed by you. Nia is asked to read it.")).to_be_visible()

    nia = open_page(each_screen, two.supervisee.person)
    nia.goto("/agreements/")
    axe(nia)
    shot(nia, f"agreements-{each_screen}")
    nia.get_by_role("link", name="Read and sign").click()
    expect(nia.get_by_text("Version 2, against version 1")).to_be_visible()
    axe(nia)
    shot(nia, f"agreement-{each_screen}")
    nia.get_by_label("I have read where confidentiality ends").check()
    nia.get_by_role("button", name="Sign version 2").click()
    expect(nia.get_by_text("Signed. Version 2 holds from today; Judith is told.")).to_be_visible()
    nia.close()
    judith.close()


def test_the_page_of_a_session(two, open_page, axe, each_screen):
    seat = two.seat(two.supervisor)
    for session, minutes in ((two.before, (20, 20, 20)), (two.session, (30, 10, 20))):
        words = Words("Carrying it home.", "Three things to try.", *minutes)
        records.save_record(two.seat(two.supervisor, session), words, revision=0, now=two.now)
    records.sign_record(seat, revision=1, now=two.now)
    sharing.set_ways(seat, middle=["The work itself", "Looking after Nia"], lens="functions", now=two.now)
    sharing.add_point(two.seat(two.supervisee), text="The Sunday feeling", step="landing", now=two.now)
    sharing.add_action(seat, text="Send the paper", owner=two.supervisor, due_on=None, now=two.now)
    page = open_page(each_screen, two.supervisee.person)
    page.goto(two.page)
    axe(page)
    shot(page, f"session-{each_screen}")
    page.get_by_label("Add a thought").fill("Two panels in one week")
    page.get_by_role("button", name="Add", exact=True).first.click()
    page.get_by_text("Two panels in one week").first.wait_for()
    page.get_by_role("button", name="It’s a fair record: sign").click()
    expect(page.get_by_text("Signed. It stays as it is.")).to_be_visible()
    page.goto(f"{two.page}agenda/steps/")
    axe(page)
    page.goto("/notes/")
    axe(page)
    page.close()


def test_words_are_saved_as_they_are_typed_and_outlast_a_lost_connection(two, open_page):
    page = open_page("desktop", two.supervisee.person)
    page.goto(two.page)
    box = page.locator("#id_notes")
    said = page.locator("section[aria-labelledby=notes-h] [data-words-said]")
    box.fill("First line.")
    said.get_by_text("Saved at").wait_for()
    assert note_now(two) == "First line."

    page.context.set_offline(True)
    box.fill("First line. Written in a dead spot.")
    said.get_by_text("Your words stay here").wait_for()
    assert note_now(two) == "First line."
    page.context.set_offline(False)
    said.get_by_text("Saved at").wait_for()

    assert note_now(two) == "First line. Written in a dead spot."
    page.close()


def test_two_tabs_lose_no_word(two, open_page):
    one = open_page("desktop", two.supervisee.person)
    one.goto(two.page)
    other = one.context.new_page()
    other.goto(one.url)
    for page, words in ((one, "From the first tab."), (other, "From the second tab.")):
        page.locator("#id_notes").fill(words)
        if page is one:
            page.locator("section[aria-labelledby=notes-h]").get_by_text("Saved at").wait_for()
    other.get_by_text("It was changed elsewhere").wait_for()
    both = other.locator("#id_notes").input_value()
    assert "From the first tab." in both and "From the second tab." in both
    other.locator("section[aria-labelledby=notes-h]").get_by_role("button", name="Save").click()
    other.locator("section[aria-labelledby=notes-h]").get_by_text("Saved at").wait_for()

    assert note_now(two) == both
    one.close()


def test_a_sign_in_that_ran_out_loses_no_word(two, open_page):
    from django.contrib.sessions.models import Session as SignIn

    page = open_page("phone", two.supervisee.person)
    page.goto(two.page)
    kept = {one.pk: (one.session_data, one.expire_date) for one in SignIn.objects.all()}
    cookies = page.context.cookies()
    SignIn.objects.all().delete()
    page.locator("#id_notes").fill("Half a thought")
    page.get_by_text("You were signed out in the meantime. Your words are still here.").wait_for()
    assert page.locator("#id_notes").input_value() == "Half a thought"
    assert not SuperviseeNote.objects.exists()

    for pk, (data, until) in kept.items():
        SignIn.objects.create(pk=pk, session_data=data, expire_date=until)
    page.context.add_cookies(cookies)
    page.locator("#id_notes").fill("Half a thought, and the other half")
    page.locator("section[aria-labelledby=notes-h]").get_by_text("Saved at").wait_for()

    assert note_now(two) == "Half a thought, and the other half"
    page.close()


def test_what_looks_like_a_client_is_asked_about_before_it_is_kept(two, open_page, axe):
    page = open_page("phone", two.supervisee.person)
    page.goto(two.page)
    page.locator("#id_notes").fill("Ring 07700 900123 on Monday")
    page.get_by_text("That looks like a phone number.").wait_for()
    axe(page)
    assert not SuperviseeNote.objects.exists()
    page.get_by_role("button", name="It names no client. Keep it as it is").click()
    page.locator("section[aria-labelledby=notes-h]").get_by_text("Saved at").wait_for()

    assert note_now(two) == "Ring 07700 900123 on Monday"
    page.close()
