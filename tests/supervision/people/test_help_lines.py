"""The numbers to ring, as they stand in their file: whole, dialable, and each with where it comes from."""

import re
from datetime import date

import pytest

from supervision.errors import Refusal
from supervision.people import rules
from supervision.people.help_lines import COUNTRIES, ELSEWHERE, Line, country_for

HERE = COUNTRIES[:-1]
LINES = [(country.code, line) for country in HERE for line in country.lines]


def test_codes_are_countries_of_their_own_and_sorted_behind_our_own():
    codes = [country.code for country in HERE]

    assert len(set(codes)) == len(codes) and all(re.fullmatch("[A-Z]{2}", code) for code in codes)
    assert codes[:2] == ["GB", "IE"]
    assert [country.name for country in HERE[2:]] == sorted(country.name for country in HERE[2:])


@pytest.mark.parametrize("country", HERE, ids=lambda country: country.code)
def test_each_country_has_a_line_and_an_emergency_number_with_its_source(country):
    assert country.lines and 0 < country.main <= 3
    assert re.fullmatch(r"\d{3}", country.emergency)
    assert country.emergency_source.startswith("https://")


@pytest.mark.parametrize(("code", "line"), LINES, ids=[f"{code}-{line.name}" for code, line in LINES])
def test_each_line_can_be_rung_and_says_where_it_comes_from_and_when_we_looked(code, line):
    assert re.fullmatch(r"\d[\d ]{1,14}\d", line.number)
    assert line.way in ("ring", "text") and (line.is_text or not line.word)
    assert line.name and line.note and not line.note.endswith(".")
    for address in (line.source, line.seen):
        assert re.fullmatch(r"https://[a-z0-9.-]+/\S*", address)
    assert date(2026, 1, 1) <= line.looked_at


@pytest.mark.parametrize(
    ("way", "word", "href"),
    [("ring", "", "tel:116123"), ("text", "", "sms:116123"), ("text", "SHOUT", "sms:116123?body=SHOUT")],
)
def test_a_line_is_a_plain_address_of_the_phone(way, word, href):
    line = Line(
        "A", "b", "116 123", "https://a.example/", "https://a.example/", date(2026, 11, 22), way, word
    )

    assert line.href == href


def test_where_we_know_no_lines_there_is_a_directory():
    assert country_for("JP") is ELSEWHERE and ELSEWHERE.directory and ELSEWHERE.oldest_look is None
    assert country_for("ie").emergency == "112"


@pytest.mark.parametrize("link", ["", "https://line.example/a?b=1", " https://line.example "])
def test_an_organisations_page_is_taken(link):
    assert rules.checked_link(link) == link.strip()


@pytest.mark.parametrize(
    "link",
    [
        *("line.example", "http://line.example/", "https://", "https://a:b@line.example/"),
        *("javascript:alert(1)", "https://line", 'https://line.example/"x', "https://[line.example/"),
    ],
)
def test_what_is_no_page_over_https_is_refused(link):
    with pytest.raises(Refusal) as refused:
        rules.checked_link(link)

    assert refused.value.code == "not_a_link"
