"""Public holidays of a country and of its parts."""

from datetime import date

from supervision.people.countries import public_holidays


def test_a_part_of_a_country_keeps_its_own_holidays_and_names_them():
    england, scotland = public_holidays("GB", "ENG", 2026), public_holidays("GB", "SCT", 2026)

    assert england[date(2026, 4, 6)] == "Easter Monday"
    assert date(2026, 4, 6) not in scotland
    assert date(2026, 11, 30) in scotland
    assert list(england) == sorted(england)


def test_names_are_english_where_they_are_known():
    assert public_holidays("ES", "MD", 2026)[date(2026, 1, 6)] == "Epiphany"


def test_a_country_nobody_knows_has_no_holidays():
    assert public_holidays("XX", "", 2026) == {}


def test_a_part_that_is_not_there_is_the_whole_country():
    assert public_holidays("GB", "NOWHERE", 2026) == public_holidays("GB", "", 2026)
