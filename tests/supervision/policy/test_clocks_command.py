"""The `clocks` command, as somebody at a prompt meets it."""

import json

import pytest
from django.core.management import CommandError, call_command

from tests.builders import make_member, make_organisation, make_policy, make_rule, make_session
from tests.supervision.policy import northmoor_tables

pytestmark = pytest.mark.django_db


def clocks(capsys, *words):
    call_command("clocks", *words)
    return capsys.readouterr().out


@pytest.mark.parametrize("day", ["2026-11-03", "2026-11-20"])
def test_northmoors_clocks_equal_the_expected_file_to_the_last_character(capsys, day):
    northmoor_tables.load()

    printed = clocks(capsys, "--organisation", "northmoor-case-management", "--on", day, "--csv")

    assert printed == (northmoor_tables.HOME / f"expected-{day}.csv").read_text(encoding="utf-8")


def test_without_a_day_it_is_today_in_each_members_own_zone(capsys, time_machine):
    time_machine.move_to("2026-11-02T11:30:00+00:00", tick=False)
    organisation = make_organisation()
    make_rule(make_policy(organisation), interval_days=28, first_within_days=14, warn_days=0)
    make_member(organisation, email="apia@example.org", time_zone="Pacific/Apia", start_date="2026-10-20")
    make_member(organisation, email="london@example.org", time_zone="Europe/London", start_date="2026-10-20")

    lines = [
        json.loads(line)
        for line in clocks(capsys, "--organisation", organisation.slug, "--json").splitlines()
    ]

    # Due on the 3rd for both; it is the 3rd in Apia alone.
    assert [(line["email"], line["state"]) for line in lines] == [
        ("apia@example.org", "due_soon"),
        ("london@example.org", "on_track"),
    ]


def test_sessions_after_the_day_are_not_known_yet_and_another_organisation_is_not_seen(capsys):
    organisation = make_organisation()
    make_rule(make_policy(organisation))
    member = make_member(organisation, email="one@example.org")
    make_session(supervisees=member)
    make_member(make_organisation(), email="foreign@example.org")

    before = clocks(capsys, "--organisation", organisation.slug, "--on", "2026-11-01", "--csv")
    after = clocks(capsys, "--organisation", organisation.slug, "--on", "2026-11-02", "--csv")

    assert "one@example.org" in before and "2026-11-02" not in before
    assert "2026-11-02" in after and "foreign" not in after


def test_a_policy_without_a_rule_is_passed_over_however_specific_it_is(capsys):
    organisation = make_organisation()
    make_rule(make_policy(organisation), "Every four weeks")
    make_policy(organisation, level="role", role="case_manager")
    make_member(organisation, email="one@example.org")

    printed = clocks(capsys, "--organisation", organisation.slug, "--on", "2026-11-01", "--csv")

    assert "one@example.org,Every four weeks," in printed


def test_the_table_for_people_names_its_columns(capsys):
    organisation = make_organisation()
    make_rule(make_policy(organisation), "Every four weeks")
    make_member(organisation, email="one@example.org")

    head, line = clocks(capsys, "--organisation", organisation.slug, "--on", "2026-11-01").splitlines()

    assert head.split("  ")[0] == "E-mail" and "Every four weeks" in line


def test_an_organisation_without_members_says_so(capsys):
    organisation = make_organisation()

    assert "Nobody is tracked" in clocks(capsys, "--organisation", organisation.slug)
    assert clocks(capsys, "--organisation", organisation.slug, "--csv").count("\n") == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--organisation", "nowhere"], "nowhere"),
        (["--organisation", "here", "--on", "20261103"], "20261103"),
        (["--organisation", "here", "--on", "2026-02-30"], "2026-02-30"),
    ],
)
def test_what_cannot_be_found_or_read_is_named(words, said):
    with pytest.raises(CommandError, match=said) as refused:
        call_command("clocks", *words)

    assert refused.value.returncode == 1


@pytest.mark.parametrize("people", [1, 30])
def test_reading_costs_the_same_queries_for_one_and_for_thirty(django_assert_num_queries, people):
    from supervision.policy.selectors import answers_on
    from tests.builders import MONDAY_9AM

    organisation = make_organisation()
    make_rule(make_policy(organisation), kind="units", units=8, interval_days=None)
    for _ in range(people):
        make_session(supervisees=make_member(organisation))

    with django_assert_num_queries(7):
        answers = list(answers_on(organisation, now=MONDAY_9AM))

    assert len(answers) == people * 2
