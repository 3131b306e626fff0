"""What may be shown of answers, and how little four who put theirs together learn of the fifth's."""

from datetime import date
from itertools import product
from math import comb

import pytest

from supervision.feedback import rules

ALL = dict.fromkeys(rules.SLUGS, 4)


@pytest.mark.parametrize(
    ("today", "opens"),
    [
        (date(2026, 1, 1), (date(2026, 1, 1), date(2026, 6, 30))),
        (date(2026, 5, 1), (date(2026, 5, 1), date(2026, 6, 30))),
        (date(2026, 5, 2), None),
        (date(2026, 6, 30), None),
        (date(2026, 7, 1), (date(2026, 7, 1), date(2026, 12, 31))),
        (date(2026, 12, 31), None),
    ],
)
def test_a_window_opens_for_the_rest_of_its_half_year_if_enough_is_left(today, opens):
    found = rules.window_opening(today)
    assert (found and (found.opens_on, found.closes_on)) == opens


@pytest.mark.parametrize(
    ("today", "asks"),
    [
        (date(2026, 5, 18), False),
        (date(2026, 5, 19), True),
        (date(2026, 6, 29), True),
        (date(2026, 6, 30), False),
    ],
)
def test_it_is_asked_in_the_last_six_weeks_and_not_on_the_last_day(today, asks):
    assert rules.is_time_to_ask(date(2026, 6, 30), today) is asks


@pytest.mark.parametrize(
    ("given", "earlier", "may"),
    [
        (range(4), [], False),
        (range(5), [], True),
        (range(5), [range(5)], True),
        (range(6), [range(5)], False),  # the sixth is the difference
        (range(5), [range(6)], False),  # whoever left is
        (range(9), [range(5)], False),
        (range(10), [range(5)], True),
        (range(5, 10), [range(5)], True),
        (range(1, 6), [range(5)], False),  # one came, one went
        (range(10), [range(5), range(11)], False),  # against each of those before
    ],
)
def test_no_set_and_no_difference_names_fewer_than_five(given, earlier, may):
    assert rules.may_release(set(given), [set(one) for one in earlier]) is may


def test_whatever_is_released_over_time_no_difference_names_fewer_than_five():
    people = [frozenset(one) for one in ({*range(n)} ^ {*range(m)} for n, m in product(range(13), range(8)))]
    shown: list[frozenset[int]] = []
    for one in people:
        if rules.may_release(one, shown):
            shown.append(one)

    assert len(shown) > 2
    assert all(len(one) >= 5 for one in shown)
    assert all(not 0 < len(one - other) < 5 for one, other in product(shown, shown))


@pytest.mark.parametrize(
    ("number", "people", "band"),
    [
        *[(0, 5, "few"), (1, 5, "few"), (2, 5, "some"), (3, 5, "some"), (4, 5, "most"), (5, 5, "most")],
        *[(2, 8, "few"), (3, 8, "some"), (5, 8, "some"), (6, 8, "most")],
    ],
)
def test_a_band_is_a_quarter_at_most_three_quarters_at_least_or_between(number, people, band):
    assert rules.band_of(number, people) == band


def chances(often: int, people: int) -> dict[str, float]:
    """Return how likely each band is where so many of these people said "often": worked out apart."""
    turned = 1 / rules.TURNED_IN
    found = dict.fromkeys(rules.BANDS, 0.0)
    for stay, come in product(range(often + 1), range(people - often + 1)):
        likely = comb(often, stay) * (1 - turned) ** stay * turned ** (often - stay)
        likely *= comb(people - often, come) * turned**come * (1 - turned) ** (people - often - come)
        found[rules.band_of(stay + come, people)] += likely
    return found


@pytest.mark.parametrize("people", range(5, 21))
def test_four_who_put_theirs_together_cannot_tell_the_last_answer_from_any_band(people):
    for known in range(people):
        not_often, often = chances(known, people), chances(known + 1, people)
        for band in rules.BANDS:
            assert 0 < not_often[band] < often[band] * (rules.TURNED_IN - 1) + 1e-12
            assert 0 < often[band] < not_often[band] * (rules.TURNED_IN - 1) + 1e-12


def test_where_all_say_the_same_the_band_rarely_says_the_opposite():
    assert chances(5, 5)["most"] > 0.8
    assert chances(5, 5)["few"] < 0.004


def test_bands_turn_one_answer_in_six():
    drawn = iter([0, 1, 1, 1, 1] * 4)
    bands = rules.bands_of([ALL] * 5, draw=lambda below: next(drawn))

    assert bands == dict.fromkeys(rules.SLUGS, "most")  # four of five are left as they were
    drawn = iter([0, 0, 1, 1, 1] * 4)
    assert set(rules.bands_of([ALL] * 5, draw=lambda below: next(drawn)).values()) == {"some"}


def test_words_go_out_from_ten_and_in_no_order_of_their_own():
    nine = [f"word {n}" for n in range(9)]
    assert rules.words_of([*nine, ""], draw=lambda below: 0) == []
    last_first = rules.words_of([*nine, "word 9"], draw=lambda below: below - 1)
    assert last_first == sorted([*nine, "word 9"], reverse=True)


def test_counted_with_others_an_answer_is_whole_and_by_name_any_part_will_do():
    with pytest.raises(rules.FieldsMissing):
        rules.checked({"heard": 4}, "", is_named=False)
    with pytest.raises(rules.NothingSaid):
        rules.checked({}, "  ", is_named=True)
    with pytest.raises(rules.TooLong):
        rules.checked(ALL, "x" * 1001, is_named=False)
    assert rules.checked({"heard": 4, "odd": 2, "safe": 9}, " a ", is_named=True) == ({"heard": 4}, "a")
