"""What holds for agreements, what differs between two, and what looks like a client."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supervision.practice import rules
from supervision.practice.balancing import Column, balance_of
from supervision.practice.comparing import IN, OUT, difference
from supervision.practice.details import Kind, found_in, is_nhs_number, names_of
from supervision.practice.fields import FIELDS, LONGEST, first_words

TODAY = date(2026, 11, 3)


@pytest.mark.parametrize(
    ("held", "is_first", "review"),
    [
        (date(2026, 9, 2), True, date(2027, 3, 2)),
        (date(2026, 8, 31), True, date(2027, 2, 28)),
        (date(2027, 8, 31), True, date(2028, 2, 29)),
        (date(2026, 12, 31), True, date(2027, 6, 30)),
        (date(2027, 3, 2), False, date(2028, 3, 2)),
        (date(2028, 2, 29), False, date(2029, 2, 28)),
    ],
)
def test_the_first_review_comes_after_six_months_then_every_year(held, is_first, review):
    assert rules.review_on(held, is_first=is_first) == review


@pytest.mark.parametrize(
    ("until", "in_date", "near"),
    [
        (None, False, False),
        (date(2026, 11, 2), False, True),
        (TODAY, True, True),
        (date(2026, 11, 24), True, True),
        (date(2026, 11, 25), True, False),
    ],
)
def test_an_agreement_is_in_date_up_to_its_review(until, in_date, near):
    assert rules.is_in_date(until, TODAY) is in_date
    assert rules.is_review_near(until, TODAY) is near


def test_every_field_wants_words_and_not_too_many():
    words = first_words({}) | {"limits": "  ", "urgent": "x" * (LONGEST + 1)}

    with pytest.raises(rules.FieldsWrong) as wrong:
        rules.checked_words(words)

    assert set(wrong.value.problems) == {"limits", "urgent"}
    assert set(rules.checked_words(first_words({}))) == {field.slug for field in FIELDS}


def texts(parts, without):
    return "".join(part.text for part in parts if part.kind != without)


def test_a_difference_is_told_word_by_word():
    parts = difference("We tell each other a day before.", "We tell each other as soon as we know.")

    assert [(part.kind, part.text) for part in parts if part.kind != "same"] == [
        (OUT, "a day before"),
        (IN, "as soon as we know"),
    ]


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_word_is_lost_between_two_versions(old, new):
    parts = difference(old, new)

    assert texts(parts, IN) == old
    assert texts(parts, OUT) == new


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Two funding panels in one week", ()),
        ("We met at 10:00 on 3 November, for 60 minutes", ()),
        ("I drove 120 miles and waited 45 minutes", ()),
        ("Room 2, version 3.2.1, 2026-10-12 to 2026-11-02", ()),
        ("Write to j.smith@example.org", (Kind.EMAIL,)),
        ("Her number is 07700 900123", (Kind.PHONE,)),
        ("ring +44 (0)20 7946 0958", (Kind.PHONE,)),
        ("020 7946 0958.", (Kind.PHONE,)),
        ("+1 212 555 0199", (Kind.PHONE,)),
        ("NHS 943 476 5919", (Kind.NHS_NUMBER,)),
        ("9434765919", (Kind.NHS_NUMBER,)),
        ("943-476-5919", (Kind.NHS_NUMBER,)),
        ("943 476 5918", ()),
        ("invoice 1234567890", ()),
        ("born 12/03/2009", (Kind.BIRTH,)),
        ("12.03.1984", (Kind.BIRTH,)),
        ("1984-03-12", (Kind.BIRTH,)),
        ("on 12th March 1984 she", (Kind.BIRTH,)),
        ("March 12, 1984", (Kind.BIRTH,)),
        ("31/02/1984", ()),
        ("dob 01/10/2026", (Kind.BIRTH,)),
        ("we started on 01/10/2026", ()),
        ("the review of 12 May 2027", ()),
        ("a@b.org and 07700 900123", (Kind.EMAIL, Kind.PHONE)),
    ],
)
def test_what_looks_like_a_client_is_noticed(text, kinds):
    assert found_in(text, today=TODAY) == kinds


@pytest.mark.parametrize(
    ("digits", "is_one"),
    [
        ("9434765919", True),
        ("4010232137", True),
        ("4010232138", False),
        ("1111111111", False),
        ("943476591", False),
    ],
)
def test_an_nhs_number_ends_in_its_check_digit(digits, is_one):
    assert is_nhs_number(digits) is is_one


def test_what_was_found_is_named_in_words():
    assert names_of((Kind.EMAIL,)) == "an e-mail address"
    assert (
        names_of((Kind.EMAIL, Kind.PHONE, Kind.BIRTH))
        == "an e-mail address, a phone number and a date of birth"
    )


@given(st.text(max_size=80))
def test_looking_never_fails(text):
    found_in(text, today=TODAY)


# ---------------------------------------------------------------- how the time went
def column(restorative, formative=20, normative=20):
    return Column(TODAY, restorative, formative, normative)


def test_the_time_is_told_in_shares_and_drawn_on_one_scale():
    balance = balance_of([column(40, 10, 10), column(20, 10, 10)])

    assert balance.finding == (
        "Of the time noted in the last 2 sessions: restorative 60%, formative 20% and normative 20%"
    )
    assert [bar.height for bar in balance.rows[0].bars] == [40, 20]
    assert [bar.height for bar in balance.rows[1].bars] == [10, 10]


def test_without_minutes_there_is_no_chart_and_only_the_last_eight_are_drawn():
    assert balance_of([column(0, 0, 0)]) is None
    assert len(balance_of([column(10)] * 12).columns) == 8


@pytest.mark.parametrize(
    ("restorative", "is_prompted"),
    [((5, 5, 5), True), ((5, 5, 10), False), ((5, 5), False), ((30, 5, 5, 5), True), ((5, 5, 5, 30), False)],
)
def test_a_prompt_comes_only_where_the_restorative_part_keeps_missing(restorative, is_prompted):
    # A fifth of 50 is 10: of 45 and 5, less.
    assert bool(balance_of([column(minutes) for minutes in restorative]).prompt) is is_prompted
