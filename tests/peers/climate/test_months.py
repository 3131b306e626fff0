"""A month opens, is answered and released: each once."""

import pytest
from django.db import IntegrityError

from peers.climate import rules, services, sheets
from peers.climate.access import home_of, open_window
from peers.climate.models import Cell, Setting, Sheet, Window
from peers.climate.months import go_on, open_month, release
from peers.climate.tasks import months
from supervision.notices.models import Notice
from supervision.people import encryption
from supervision.people.models import Member
from tests.builders import make_member
from tests.peers.climate.building import MONDAY, card, first_of_next, make_asking, release_month, say
from tests.peers.climate.building import open_month as opened

pytestmark = pytest.mark.django_db


def test_a_month_opens_once_however_often_beat_rings():
    organisation, _, people = make_asking(9, 8)

    for _ in range(3):
        go_on(organisation, now=MONDAY)

    window = Window.objects.get()
    assert (f"{window.month}", f"{window.closes_on}") == ("2026-11-01", "2026-11-30")
    assert Notice.objects.filter(kind="climate_open").count() == 17
    assert {cell.name: len(cell.people) for cell in window.cells.all()} == {
        organisation.name: 17,
        "Team A": 9,
        "Team B": 8,
    }
    assert home_of(people[0][0], window).name == "Team A"


def test_nothing_opens_where_nobody_asked_for_it_or_the_month_is_nearly_over():
    organisation, _, _ = make_asking(9)

    assert open_month(organisation, now=MONDAY.replace(day=25)) is None
    Setting.objects.update(is_on=False)
    go_on(organisation, now=MONDAY)
    months()

    assert not Window.objects.exists()


def test_a_month_is_released_once_and_never_again():
    organisation, _, people = make_asking(9, 8)
    window = opened(organisation)
    say(people[0], 5)
    say(people[1][:6], 1)

    assert not release(window.pk, now=MONDAY.replace(day=30))
    window, cells = release_month(organisation)
    assert cells["Team A"].bands == dict.fromkeys(rules.KEYS, 5)
    assert cells["Team B"].bands == dict.fromkeys(rules.KEYS, 1)
    assert cells[organisation.name].bands == dict.fromkeys(rules.KEYS, 4)
    assert not release(window.pk, now=first_of_next(MONDAY))
    assert not Sheet.objects.filter(window=window).exists()
    assert bytes(window.wrapped) == b"" and window.wrapped_by == ""
    assert Window.objects.of(organisation).unreleased().get().month.month == 12


def test_after_a_long_stop_the_month_is_released_late_and_only_this_one_opens():
    organisation, _, people = make_asking(9)
    opened(organisation)
    say(people[0])

    go_on(organisation, now=MONDAY.replace(year=2027, month=3))

    found = Window.objects.of(organisation).order_by("month")
    assert [f"{window.month:%Y-%m}" for window in found] == ["2026-11", "2027-03"]
    assert found[0].released_at is not None


@pytest.mark.parametrize("answering", [0, 1, 4])
def test_none_and_too_few_are_kept_alike(answering):
    organisation, _, people = make_asking(9, 8)
    opened(organisation)
    say(people[0][:answering])
    say(people[1], 5)

    _, cells = release_month(organisation)

    assert cells["Team A"].bands == {}
    # With nobody of Team A, Team B is the whole; with one to four, their difference would be too few.
    assert bool(cells["Team B"].bands) == (answering == 0)
    assert cells[organisation.name].bands


def test_a_team_of_four_is_never_a_group_and_takes_the_next_smallest_with_it():
    organisation, _, people = make_asking(12, 7, 4)
    window = opened(organisation)

    asked = {cell.name: len(cell.people) for cell in window.cells.all()}
    assert asked == {organisation.name: 23, "Team A": 12, "Team B": 0, "Team C": 0}
    assert home_of(people[2][0], window).name == organisation.name
    sheet_keys = set(Sheet.objects.exclude(key=sheets.WORDS).values_list("key", flat=True))
    assert sheet_keys == set(window.cells.exclude(people=[]).values_list("key", flat=True))


def test_an_organisation_may_ask_for_more_but_never_for_less():
    organisation, _, _ = make_asking(9, 8)
    admin = make_member(organisation, roles=("admin",))
    said = {"is_on": True, "least": 8, "least_words": 12, "asks_words": True, "left_out": []}
    services.keep_setting(by=admin, now=MONDAY, **said)
    for wrong in ({"least": 4}, {"least_words": 9}, {"least": 20, "least_words": 12}, {"left_out": [10**9]}):
        with pytest.raises(rules.NotOffered):
            services.keep_setting(by=admin, now=MONDAY, **said | wrong)
    with pytest.raises(IntegrityError):
        Setting.objects.filter(pk=organisation.pk).update(least=4)


def test_what_is_raised_counts_from_the_next_month_on():
    organisation, _, people = make_asking(9)
    opened(organisation)
    Setting.objects.update(least=20, least_words=20)
    say(people[0], 5)

    _, cells = release_month(organisation)

    assert cells[organisation.name].bands
    assert Window.objects.unreleased().get().least == 20


def test_one_card_each_and_no_way_back():
    organisation, _, people = make_asking(9)
    window = opened(organisation)
    say(people[0][:1])

    with pytest.raises(rules.AnsweredAlready):
        say(people[0][:1])
    for wrong in (card() | {"demands": 6}, {"demands": 3}, {}):
        with pytest.raises(rules.NotOffered):
            services.answer(people[0][1], wrong, now=MONDAY)
    with pytest.raises(rules.NotOpen):
        services.answer(make_member(organisation), card(), now=MONDAY)

    assert len(sheets.read_all(window).answers[home_of(people[0][0], window).key]) == 1


def test_words_are_shown_where_ten_wrote_and_only_of_the_whole():
    organisation, _, people = make_asking(12, 12)
    opened(organisation)
    say(people[0][:9], words="Fewer meetings.")
    say(people[1])
    window, _ = release_month(organisation)
    assert window.words == []

    december = first_of_next(MONDAY)
    for at, member in enumerate(people[0][:10]):
        say([member], words=f"Line {at}", now=december)
    say(people[1], now=december)
    window, _ = release_month(organisation, december)
    assert sorted(window.words) == [f"Line {at}" for at in range(10)]


def test_somebody_who_leaves_does_not_take_their_group_out_of_sight():
    """A few rest for the month, drawn by lot, so that the group can still be shown."""
    organisation, _, people = make_asking(20, 20)
    opened(organisation)
    say(people[0] + people[1])
    release_month(organisation)
    december = first_of_next(MONDAY)
    Window.objects.filter(month__month=12).delete()
    Member.objects.filter(pk=people[0][0].pk).update(end_date=MONDAY.date())

    window = opened(organisation, december)

    asked = {cell.name: set(cell.people) for cell in window.cells.all()}
    assert len(asked["Team A"]) == 15 and people[0][0].pk not in asked["Team A"]
    assert len(asked["Team B"]) == 20 and len(asked[organisation.name]) == 35
    everybody = set(asked[organisation.name])
    say([one for one in people[0] + people[1] if one.pk in everybody], now=december)
    _, cells = release_month(organisation, december)
    assert all(cell.bands for cell in cells.values())


def test_an_erased_member_is_a_number_that_stands_for_nobody():
    organisation, _, people = make_asking(9)
    window = opened(organisation)
    gone = people[0][0].pk

    assert services.forget_member(gone, organisation_id=organisation.pk, stand_in=-7) == 1 + 1
    assert all(gone not in cell.people and -7 in cell.people for cell in Cell.objects.filter(window=window))
    with pytest.raises(ValueError, match="below nought"):
        services.forget_member(gone, organisation_id=organisation.pk, stand_in=7)


def test_months_keys_go_over_to_a_new_key(settings):
    organisation, _, people = make_asking(9)
    window = opened(organisation)
    say(people[0])
    from cryptography.fernet import Fernet

    settings.HOLDSPACE_KEYS = [Fernet.generate_key().decode(), *settings.HOLDSPACE_KEYS]
    assert sheets.rotate_batch(10) == 1
    assert sheets.wrapped_by() == {encryption.newest(): 1}
    settings.HOLDSPACE_KEYS = settings.HOLDSPACE_KEYS[:1]

    assert sum(map(len, sheets.read_all(Window.objects.get(pk=window.pk)).answers.values())) == 9
    assert open_window(people[0][0], now=MONDAY) == window
