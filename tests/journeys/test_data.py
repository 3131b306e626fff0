"""Taking along what is one's own, leaving, and being erased, as pages that anybody can use."""

import os
import time
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as project
from django.contrib.sessions.backends.db import SessionStore

from supervision.clock import now as clock_now
from supervision.people.models import Member
from supervision.rights import services
from tests.builders import make_member, make_organisation, make_session

SHOTS = os.environ.get("RIGHTS_SHOTS")


def shot(page, name):
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"{name}.png"), full_page=True)


def freshen(page):
    """Let whoever is signed in have said just now who they are."""
    cookies = {one["name"]: one["value"] for one in page.context.cookies()}
    session = SessionStore(cookies[project.SESSION_COOKIE_NAME])
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session.save()


@pytest.fixture
def alder(db):
    organisation = make_organisation("Alder")
    judith = make_member(organisation, roles=("supervisor",), name="Judith Marlow")
    nia = make_member(organisation, name="Nia Bevan")
    gone = make_member(organisation, name="Tom Ashworth", end_date=clock_now().date() - timedelta(days=3))
    for who in (nia, gone):
        make_session(judith, who, at=clock_now() - timedelta(days=20))
    services.ask_to_be_erased(gone, now=clock_now())
    return {
        "nia": nia,
        "gone": gone,
        "admin": make_member(organisation, roles=("admin",), name="Asha Denholm"),
    }


@pytest.mark.django_db(transaction=True)
def test_somebody_takes_along_what_is_theirs_and_asks_to_be_erased(
    alder, open_page, axe, each_screen, settings, tmp_path
):
    settings.CELERY_BROKER_URL = ""
    page = open_page(each_screen, alder["nia"].person)
    page.goto("/me/")
    page.get_by_role("link", name="Your data").click()
    axe(page)
    shot(page, f"own-{each_screen}")

    page.get_by_role("button", name="Make the file").click()
    page.get_by_role("link", name="Take it").wait_for()
    axe(page)
    shot(page, f"ready-{each_screen}")
    freshen(page)
    with page.expect_download() as coming:
        page.get_by_role("link", name="Take it").click()
    file = tmp_path / "mine.zip"
    coming.value.save_as(file)
    assert "everything.html" in zipfile.ZipFile(file).namelist()

    page.get_by_role("button", name="Ask to be erased").click()
    page.get_by_text("owes you an answer by").wait_for()
    axe(page)
    page.get_by_role("button", name="Take it back").click()
    page.get_by_role("button", name="Ask to be erased").wait_for()


@pytest.mark.django_db(transaction=True)
def test_who_left_is_led_to_what_is_theirs(alder, open_page, axe, each_screen):
    page = open_page(each_screen, alder["gone"].person)
    page.goto("/")
    axe(page)
    page.get_by_role("link", name="Your data").click()
    page.get_by_text("Your last day was").wait_for()
    axe(page)
    shot(page, f"left-{each_screen}")


@pytest.mark.django_db(transaction=True)
def test_an_administrator_answers_and_erases(alder, open_page, axe, each_screen):
    page = open_page(each_screen, alder["admin"].person)
    page.goto("/organisation/data/")
    axe(page)
    shot(page, f"data-{each_screen}")
    for link, name in (("Look at it", "kept"), ("Read or print it", "pack")):
        page.get_by_role("link", name=link).click()
        axe(page)
        shot(page, f"{name}-{each_screen}")
        page.get_by_role("link", name="Data", exact=True).first.click()

    page.get_by_role("link", name="See what goes of Tom Ashworth").click()
    page.get_by_role("heading", name="Is it you?").or_(
        page.get_by_role("button", name="Go on")
    ).first.wait_for()
    freshen(page)
    page.goto(f"/organisation/data/people/{alder['gone'].pk}/")
    axe(page)
    shot(page, f"erase-{each_screen}")
    page.get_by_role("button", name="Erase for good").click()
    axe(page)
    page.get_by_label("Their name, as it stands above").fill("Tom Ashworth")
    page.get_by_role("button", name="Erase for good").click()
    page.get_by_text("Nobody asks just now.").wait_for()
    assert Member.objects.get(pk=alder["gone"].pk).erased_at is not None
