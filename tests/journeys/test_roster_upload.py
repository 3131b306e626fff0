"""A staff list from wrong to in, on a phone and on a desk."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from supervision.people.models import Leave, Member
from supervision.roster.loading import bring_in, read_for
from tests.supervision.roster.roster_files import LEAVE, PEOPLE, streams, text_of, with_row

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2026, 11, 3, 12, tzinfo=UTC)


@pytest.fixture
def boss():
    bring_in(None, read_for(None, streams(), now=NOW), now=NOW)
    return Member.objects.get(person__email="boss@alder.example")


@pytest.fixture
def files(tmp_path):
    """Write a wrong staff list and a right one, and return where they are."""
    new = {**PEOPLE[2], "email": "zofia@alder.example", "name": "Zofia Wójcik", "start_date": "2026-11-02"}
    leaving = with_row(with_row(PEOPLE, 2, fte="0.6"), 0, supervisor_email="")
    texts = {
        "wrong": {
            "roster.csv": text_of("roster.csv", [*with_row(PEOPLE, 2, team="Comunity"), PEOPLE[1]]),
            "leave.csv": text_of("leave.csv", with_row(LEAVE, 0, ends_on="2026-02-30")),
        },
        "right": {
            "roster.csv": text_of("roster.csv", [*with_row(leaving, 1, end_date="2026-12-31"), new]),
            "leave.csv": text_of("leave.csv", with_row(LEAVE, 0, ends_on="2026-08-20")),
        },
    }
    for state, contents in texts.items():
        (tmp_path / state).mkdir()
        for name, content in contents.items():
            (tmp_path / state / name).write_bytes(content)
    return tmp_path


def choose(page, folder):
    page.get_by_label("Choose").set_input_files(sorted(folder.iterdir()))


def test_a_staff_list_is_put_right_looked_over_and_brought_in(open_page, each_screen, axe, boss, files):
    page = open_page(each_screen, boss.person)
    page.goto("/organisation/upload/")
    axe(page)

    choose(page, files / "wrong")
    page.get_by_role("button", name="Read them").click()
    page.get_by_text("Three things to put right before anything can go in.").wait_for()
    expect(page.get_by_text("Did you mean “Community”?")).to_be_visible()
    axe(page)

    choose(page, files / "right")
    page.get_by_role("button", name="Read them again").click()
    page.get_by_role("heading", name="What will change").wait_for()
    expect(page.get_by_role("row").filter(has_text="Zofia Wójcik")).to_be_visible()
    axe(page)

    page.get_by_role("button", name="Bring all of it in").click()
    page.get_by_role("heading", name="It’s in").wait_for()
    axe(page)
    assert Leave.objects.filter(ends_on="2026-08-20").exists()


def test_the_columns_are_explained(open_page, each_screen, axe, boss):
    page = open_page(each_screen, boss.person)
    page.goto("/organisation/upload/columns/")

    expect(page.get_by_role("heading", name="roster.csv")).to_be_visible()
    axe(page)


@pytest.mark.parametrize("screen", ["phone", "desktop"])
def test_a_staff_list_goes_in_without_scripts(open_page, screen, boss, files):
    page = open_page(screen, boss.person, java_script_enabled=False)
    page.goto("/organisation/upload/")

    choose(page, files / "right")
    page.get_by_role("button", name="Read them").click()
    page.get_by_role("button", name="Bring all of it in").click()

    expect(page.get_by_role("heading", name="It’s in")).to_be_visible()
