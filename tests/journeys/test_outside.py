"""A supervisor from outside, asked by letter and working with one pair; and the pages around the practice."""

import os
import re
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from supervision.feedback import services as feedback
from supervision.feedback.rules import half_year_of
from supervision.invoicing import services as invoicing
from supervision.notices.acts import links
from supervision.notices.models import Notice
from supervision.outside import services as outside
from supervision.people.models import Member
from supervision.practice import agreed, directory, escalating, services
from supervision.practice.terms import Late, Terms
from tests.builders import make_member
from tests.supervision.practice.pages import Two

SHOTS = os.environ.get("OUTSIDE_SHOTS")


def look(page, axe, name):
    page.wait_for_load_state()
    axe(page)
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"{name}.png"), full_page=True)


@pytest.fixture
def two(db):
    return Two()


def agree(two, terms):
    words = agreed.starting_words(two.organisation.pk)
    at = two.now - timedelta(days=60)
    services.propose(
        by=two.supervisor,
        relationship=two.relationship,
        words=words,
        terms=terms,
        has_read_limits=True,
        now=at,
    )
    services.sign(by=two.supervisee, relationship=two.relationship, number=1, has_read_limits=True, now=at)


def test_a_guest_answers_the_letter_signs_in_and_works_with_one_pair(two, open_page, axe, each_screen):
    Member.objects.filter(pk=two.supervisee.pk).update(employment="associate")
    nia = open_page(each_screen, two.supervisee.person)
    nia.goto("/supervisors/")
    nia.get_by_role("link", name="Invite a supervisor from outside").click()
    nia.get_by_label("Their name").fill("Kit Rowan")
    nia.get_by_label("Their e-mail address").fill("kit@outside.example")
    look(nia, axe, f"invite-{each_screen}")
    nia.get_by_role("button", name="Send the letter").click()
    expect(nia.get_by_text("They answer from the letter, without an account.")).to_be_visible()
    nia.close()

    guest = Member.objects.with_person().get(person__email="kit@outside.example")
    notice = Notice.objects.get(kind=outside.INVITED, recipient=guest)
    token = links.make_link(notice, until=two.now + timedelta(days=7), now=two.now)
    kit = open_page(each_screen)
    kit.goto(reverse("answer", args=[token]))
    look(kit, axe, f"asked-{each_screen}")
    kit.locator("input[name=number]").fill(links.number_of(notice))
    kit.get_by_role("button", name="Yes, I’d like to").click()
    expect(kit.get_by_text("Thank you").first).to_be_visible()
    kit.close()

    kit = open_page(each_screen, guest.person)
    kit.goto("/")
    assert kit.url.endswith("/desk/")
    expect(kit.get_by_role("link", name="Board")).to_have_count(0)
    look(kit, axe, f"guest-desk-{each_screen}")
    for path, name in (("/times/", "times"), ("/invoices/", "invoices"), ("/agreements/", "agreements")):
        kit.goto(path)
        look(kit, axe, f"guest-{name}-{each_screen}")
    another = make_member(team=two.team, name="Tom Ashworth")
    outside.invite(by=two.admin, supervisee=another, email="kit@outside.example", name="Kit", now=two.now)
    kit.goto("/asked/")
    look(kit, axe, f"guest-asked-{each_screen}")
    kit.get_by_role("button", name="Yes, I’d like to").click()
    expect(kit.get_by_text("You work together from today.")).to_be_visible()
    look(kit, axe, f"guest-answered-{each_screen}")
    kit.get_by_role("button", name=re.compile("Take it back.*Tom")).click()
    expect(kit.get_by_role("button", name="Not this time")).to_be_visible()
    kit.close()


def test_terms_are_agreed_said_and_stand_on_an_invoice(two, open_page, axe, each_screen):
    agree(two, Terms(Late(48, 50)))
    invoicing.set_rate(
        two.supervisor, pence=7200, currency="GBP", starts_on=two.now.date() - timedelta(days=99)
    )
    ahead = two.meet(two.now + timedelta(hours=30))
    judith = open_page(each_screen, two.supervisor.person)
    judith.goto(f"/agreements/{two.relationship.pk}/")
    expect(judith.get_by_text("Called off within 48 hours of it: half is payable.")).to_be_visible()
    look(judith, axe, f"agreement-terms-{each_screen}")
    judith.goto(f"/agreements/{two.relationship.pk}/change/")
    look(judith, axe, f"agreement-change-{each_screen}")
    nia = open_page(each_screen, two.supervisee.person)
    nia.goto("/sessions/book/")
    expect(nia.get_by_text("As you agreed.").first).to_be_visible()
    nia.goto(f"/sessions/{ahead.pk}/call-off/")
    look(nia, axe, f"call-off-{each_screen}")
    nia.get_by_role("button", name="Call it off").click()
    nia.goto(f"/sessions/{ahead.pk}/")
    look(nia, axe, f"called-off-{each_screen}")
    expect(nia.get_by_role("button", name="I was ill: nothing is payable")).to_be_visible()
    month = (two.now + timedelta(hours=30)).strftime("%Y-%m")
    judith.goto(f"/invoices/{month}/")
    expect(judith.get_by_text("Called off late, 50 per cent").first).to_be_visible()
    look(judith, axe, f"invoice-{each_screen}")
    nia.get_by_role("button", name="I was ill: nothing is payable").click()
    expect(nia.get_by_text("Nothing is payable for it.").first).to_be_visible()
    nia.close()
    judith.close()


def test_how_it_is_for_you(two, open_page, axe, each_screen):
    opens_on = half_year_of(two.now.date()).opens_on
    feedback.turn(now=datetime.combine(opens_on, time(9), UTC))
    nia = open_page(each_screen, two.supervisee.person)
    nia.goto("/feedback/")
    look(nia, axe, f"feedback-{each_screen}")
    nia.get_by_role("link", name="Say how it is").click()
    nia.get_by_label("Mostly").first.check()
    nia.get_by_label("What would help more?").fill("A summary at the end.")
    look(nia, axe, f"feedback-say-{each_screen}")
    nia.get_by_role("button", name="Say it").click()
    expect(nia.get_by_text("Judith can read it.")).to_be_visible()
    nia.close()
    judith = open_page(each_screen, two.supervisor.person)
    judith.goto("/feedback/")
    look(judith, axe, f"feedback-about-{each_screen}")
    judith.close()


def test_directory_profile_escalation_and_the_organisation_s_page(two, open_page, axe, each_screen):
    agree(two, Terms())
    femi = make_member(two.organisation, roles=("supervisor",), name="Femi Oladipo")
    directory.set_profile(femi, focus="Moral distress", languages="English, Yoruba")
    contact = make_member(two.organisation, name="Miriam Stone")
    escalating.name_contact(contact, is_named=True, by=two.admin, now=two.now)
    nia = open_page(each_screen, two.supervisee.person)
    nia.goto("/supervisors/")
    look(nia, axe, f"directory-{each_screen}")
    nia.get_by_role("button", name="Ask Femi").click()
    expect(nia.get_by_text("You asked Femi")).to_be_visible()
    nia.close()

    judith = open_page(each_screen, two.supervisor.person)
    judith.goto("/supervisors/about-me/")
    look(judith, axe, f"profile-{each_screen}")
    judith.goto(f"/agreements/{two.relationship.pk}/speak/")
    look(judith, axe, f"speak-{each_screen}")
    judith.close()

    asha = open_page(each_screen, two.admin.person)
    asha.goto("/organisation/practice/")
    asha.get_by_role("button", name="See what would go").click()
    expect(asha.get_by_text("Nothing is saved yet.")).to_be_visible()
    look(asha, axe, f"organisation-practice-{each_screen}")
    asha.goto("/guests/")
    look(asha, axe, f"guests-{each_screen}")
    asha.close()
