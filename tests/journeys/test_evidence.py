"""One's own log, and documents made of it and of an organisation, as pages that anybody can read."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from supervision.clock import now as clock_now
from supervision.evidence import documents, making, services
from supervision.evidence.models import Document
from supervision.evidence.rules import Registration
from tests.builders import (
    make_lead,
    make_member,
    make_organisation,
    make_policy,
    make_rule,
    make_session,
    make_team,
)

SHOTS = os.environ.get("EVIDENCE_SHOTS")


def shot(page, name):
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"{name}.png"), full_page=True)


@pytest.fixture
def alder(db):
    organisation = make_organisation("Alder")
    make_rule(make_policy(organisation, "Everyone"), "Every four weeks")
    team = make_team(organisation, "Community")
    judith = make_member(organisation, roles=("supervisor",), name="Judith Marlow")
    people = [make_member(team=team, name=f"Somebody {n}") for n in range(6)]
    nia = make_member(team=team, name="Nia Bevan")
    noon = datetime.combine(clock_now().date(), datetime.min.time(), UTC).replace(hour=12)
    for back in range(3, 330, 14):
        group = back % 3 == 0
        make_session(
            judith,
            [nia, *people] if group else [nia],
            at=noon - timedelta(days=back),
            minutes=90 if group else 60,
            kind="group" if group else "individual",
        )
    services.add_registration(nia.person, Registration("bacp", 2, 1))
    return {
        "nia": nia,
        "lead": make_lead(team, name="Ruth Calder"),
        "admin": make_member(organisation, roles=("admin",), name="Asha Denholm"),
    }


@pytest.mark.django_db(transaction=True)
def test_a_log_is_read_counted_another_way_and_taken_along(alder, open_page, axe, each_screen, settings):
    settings.CELERY_BROKER_URL = ""
    page = open_page(each_screen, alder["nia"].person)
    page.goto("/me/log/")
    expect(page.get_by_text("90 ÷ 7, from five on").first).to_be_visible()
    page.get_by_text("Month by month").click()
    axe(page)
    shot(page, f"log-{each_screen}")
    page.get_by_label("Counted as").select_option("Minutes as they were")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("90 ÷ 7, from five on")).to_have_count(0)

    page.get_by_role("link", name="My bodies, and when their years begin").click()
    page.get_by_label("Counted as").select_option("BABCP: groups up to four")
    page.get_by_label("My year begins on day").fill("31")
    page.get_by_label("of", exact=True).select_option("February")
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_text("There is no such day in a year.").first).to_be_visible()
    axe(page)
    page.get_by_label("My year begins on day").fill("15")
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_text("Each year from 15 February")).to_be_visible()
    axe(page)
    shot(page, f"years-{each_screen}")

    page.get_by_role("link", name="My log").first.click()
    page.get_by_role("link", name="Write down supervision you had elsewhere").click()
    page.get_by_label("Day").fill(str(clock_now().date() - timedelta(days=2)))
    page.get_by_label("Group").check()
    page.get_by_label("With", exact=True).fill("Helen Marsh")
    page.get_by_role("button", name="Put it into my log").click()
    expect(page.get_by_text("Say how many supervisees there were.").first).to_be_visible()
    axe(page)
    page.get_by_label("How many supervisees (optional)").fill("4")
    page.get_by_role("button", name="Put it into my log").click()
    expect(page.get_by_text("Group of 4, 60 minutes")).to_be_visible()
    axe(page)
    shot(page, f"elsewhere-{each_screen}")
    page.get_by_role("link", name="Put right").click()
    axe(page)
    page.get_by_label("Minutes").fill("45")
    page.get_by_role("button", name="Keep it so").click()
    page.get_by_role("link", name="My log").first.click()
    expect(page.get_by_text("you recorded yourself")).to_be_visible()
    axe(page)
    shot(page, f"log-own-{each_screen}")
    page.get_by_role("button", name="PDF").click()
    page.get_by_role("heading", name="It is ready").wait_for()
    axe(page)
    shot(page, f"ready-{each_screen}")
    with page.expect_download() as kept:
        page.get_by_role("link", name="PDF").click()
    assert Path(kept.value.path()).read_bytes().startswith(b"%PDF")
    page.get_by_role("link", name="Read it as a page").click()
    expect(page.get_by_role("heading", name="Every session")).to_be_visible()
    axe(page)
    shot(page, f"read-{each_screen}")


@pytest.mark.django_db(transaction=True)
def test_a_pack_is_made_while_one_looks_on_and_read_as_a_page(
    alder, open_page, axe, each_screen, monkeypatch
):
    admin = alder["admin"]
    monkeypatch.setattr("supervision.evidence.handing.hand_over", lambda task, pk: True)  # a worker will come
    page = open_page(each_screen, admin.person)
    page.goto("/me/log/")
    axe(page)
    shot(page, f"inspection-{each_screen}")
    page.get_by_role("button", name="Make the pack").click()
    expect(page.get_by_text("Waiting for its turn")).to_be_visible()
    document = Document.objects.get()
    Document.objects.filter(pk=document.pk).update(stage="Pages", done=11, total=16)
    page.get_by_text("11 of 16 pages").wait_for()  # it looks again by itself
    axe(page)
    shot(page, f"making-{each_screen}")

    assert making.make(document.pk, clock=clock_now)
    page.get_by_role("heading", name="It is ready").wait_for()
    page.get_by_role("link", name="Read it as a page").click()
    expect(page.get_by_role("heading", name="Pauses, explained")).to_be_visible()
    assert "Nia Bevan" not in page.content()
    axe(page)
    shot(page, f"pack-{each_screen}")


@pytest.mark.django_db(transaction=True)
def test_a_lead_stops_one_and_reads_the_next(alder, open_page, axe, each_screen, monkeypatch):
    lead = alder["lead"]
    monkeypatch.setattr("supervision.evidence.handing.hand_over", lambda task, pk: True)
    page = open_page(each_screen, lead.person)
    page.goto("/me/log/")
    page.get_by_role("button", name="Make the page").click()
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_text("Nothing was kept.")).to_be_visible()
    axe(page)

    period = documents.periods.offered(clock_now().date())[0]
    wish = documents.team_page(lead, lead.team_id, period.since, period.until, now=clock_now())
    document = documents.ask(lead, wish, now=clock_now())
    assert making.make(document.pk, clock=clock_now)
    page.goto(f"/evidence/{document.pk}/read/")
    expect(page.get_by_text("Nia Bevan").first).to_be_visible()
    axe(page)
    shot(page, f"team-{each_screen}")
