"""The inspection pack and a team's page: what a month comes to, what is shown of it, and that it stands."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from supervision.evidence import released
from supervision.evidence.figures import KEPT, LATE, OFF, RIGHTED, Months, months_figures, quarter_figures
from supervision.evidence.hiding import NOT_SHOWN
from supervision.evidence.models import Released
from supervision.evidence.pack import pack_of
from supervision.evidence.paper import Table
from supervision.evidence.periods import Period, last_of
from supervision.evidence.team_paper import page_of
from supervision.people.models import Member
from supervision.policy.inputs import read
from tests.builders import (
    make_lead,
    make_leave,
    make_member,
    make_organisation,
    make_policy,
    make_relationship,
    make_rule,
    make_session,
    make_team,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
OCTOBER, QUARTER = date(2026, 10, 1), Period(date(2026, 7, 1), date(2026, 9, 30))


@pytest.fixture
def alder():
    organisation = make_organisation("Alder")
    make_rule(make_policy(organisation, "Everyone"), "Every four weeks")
    return organisation


def untracked(organisation):
    """Return somebody who supervises and is owed nothing, so that members are only those of the test."""
    found = Member.objects.filter(organisation=organisation, is_admin=True).first()
    return found or make_member(organisation, roles=("admin",))


def met(member, at, **extra):
    return make_session(
        extra.pop("supervisor", None) or untracked(member.organisation), member, at=at, **extra
    )


def held(member, *days, **extra):
    for day in days:
        met(member, datetime(day.year, day.month, day.day, 10, tzinfo=UTC), **extra)


def stands(member, month=OCTOBER):
    (facts,) = read([member.pk])
    return Months(facts).stands(month, last_of(month))


# ---------------------------------------------------------------- a member's month
@pytest.mark.parametrize(
    ("days", "found"),
    [
        ([(9, 20), (10, 16)], KEPT),
        ([(9, 20), (10, 18)], KEPT),  # the due date itself
        ([(9, 20), (10, 19)], KEPT),  # held on the day after: no day ended owed
        ([(9, 20), (10, 20)], RIGHTED),
        ([(9, 20), (10, 31)], RIGHTED),
        ([(9, 20), (11, 1)], LATE),
        ([(9, 20)], LATE),
        ([], LATE),
        ([(10, 3)], RIGHTED),  # owed since long before
        ([(9, 30), (10, 27), (11, 20)], KEPT),
    ],
)
def test_a_month_is_kept_up_or_put_right_or_late(alder, days, found):
    member = make_member(alder)
    held(member, *(date(2026, month, day) for month, day in days))

    assert stands(member) == (found, 0)


def test_a_month_away_is_no_debt_and_says_only_how_many_days(alder):
    away, partly = make_member(alder), make_member(alder)
    make_leave(away, date(2026, 9, 1), date(2026, 11, 30), kind="sickness")
    held(partly, date(2026, 9, 20))
    make_leave(partly, date(2026, 10, 10), date(2026, 10, 31), kind="parental")

    assert stands(away) == (OFF, 31)
    assert stands(partly) == (KEPT, 22)


def test_annual_leave_pauses_nothing(alder):
    member = make_member(alder)
    make_leave(member, date(2026, 10, 1), date(2026, 10, 31), kind="annual")

    assert stands(member) == (LATE, 0)


def test_nothing_is_owed_before_the_first_day_after_the_last_or_without_a_rule(alder):
    assert stands(make_member(alder, start_date=date(2026, 11, 1))) is None
    assert stands(make_member(alder, end_date=date(2026, 9, 30))) is None
    assert stands(make_member(make_organisation())) is None
    assert stands(make_member(alder, start_date=date(2026, 10, 25))) == (KEPT, 0)


def test_a_rule_counts_on_the_days_on_which_it_was_in_force():
    organisation = make_organisation()
    rule = make_rule(make_policy(organisation), in_force_until=date(2026, 10, 10))
    member = make_member(organisation)
    held(member, date(2026, 9, 20))  # due on the 18th, when the rule is no more

    assert stands(member) == (KEPT, 0)
    assert stands(member, date(2026, 11, 1)) is None
    rule.in_force_until = None
    rule.save()
    assert stands(member) == (LATE, 0)


# ---------------------------------------------------------------- an organisation's
def test_a_month_is_counted_by_team_and_as_a_whole(alder):
    north = make_team(alder, "North")
    for _ in range(3):
        held(make_member(team=north), date(2026, 9, 20), date(2026, 10, 16))
    make_member(team=north)
    held(make_member(alder), date(2026, 9, 20), date(2026, 10, 30))

    figures = months_figures(alder, [OCTOBER], now=NOW)[OCTOBER]

    assert figures["whole"] == {KEPT: 3, LATE: 1, RIGHTED: 1, "sessions": 4, "minutes": 240}
    assert figures["teams"] == [
        [0, "", {RIGHTED: 1, "sessions": 1, "minutes": 60}],
        [north.pk, "North", {KEPT: 3, LATE: 1, "sessions": 3, "minutes": 180}],
    ]
    assert figures["sessions"] == {"individual": 4, "minutes": 240}


def test_from_a_cancellation_to_the_next_date(alder):
    one, other, alone = (make_member(alder) for _ in range(3))
    off = met(one, datetime(2026, 8, 10, 9, tzinfo=UTC), status="cancelled")
    off.cancelled_at = datetime(2026, 8, 8, 9, tzinfo=UTC)
    off.save()
    instead = met(one, datetime(2026, 8, 20, 9, tzinfo=UTC))
    met(one, datetime(2026, 8, 12, 9, tzinfo=UTC))  # sooner, and not the one in its place
    instead.rebooks = off
    instead.save()
    met(other, datetime(2026, 9, 1, 9, tzinfo=UTC), status="cancelled")
    met(other, datetime(2026, 9, 5, 9, tzinfo=UTC))
    met(alone, datetime(2026, 9, 2, 9, tzinfo=UTC), status="cancelled")
    make_session(
        None, alone, at=datetime(2026, 10, 2, 9, tzinfo=UTC), status="cancelled"
    )  # of the next quarter

    figures = quarter_figures(alder, date(2026, 7, 1), now=NOW)

    assert figures == {"off": 3, "dated": 2, "people": 3, "half_within": 4, "longest": 12}


def test_figures_are_put_together_once_and_stand(alder):
    member = make_member(alder)
    before = released.months_of(alder, [OCTOBER], now=NOW)
    quarter = released.quarters_of(alder, [date(2026, 7, 1)], now=NOW)
    held(member, date(2026, 9, 20), date(2026, 10, 16))
    met(member, datetime(2026, 9, 1, 9, tzinfo=UTC), status="cancelled")

    assert released.months_of(alder, [OCTOBER], now=NOW) == before
    assert released.quarters_of(alder, [date(2026, 7, 1)], now=NOW) == quarter
    assert Released.objects.count() == 2
    assert before[OCTOBER]["whole"][LATE] == 1


# ---------------------------------------------------------------- what is shown
def tables(content):
    return {
        (section.heading, block.caption): [list(row) for row in block.rows]
        for section in content.sections
        for block in section.blocks
        if isinstance(block, Table)
    }


def test_nothing_is_shown_of_an_organisation_of_four(alder):
    for _ in range(4):
        held(make_member(alder), date(2026, 7, 3))

    found = tables(pack_of(alder, QUARTER, now=NOW))

    rows = found["Supervision kept up, month by month", "People, month by month"]
    assert rows == [[month, *[NOT_SHOWN] * 4] for month in ("July 2026", "August 2026", "September 2026")]
    assert found["Without a team", "Supervision kept up, month by month"][0] == [
        "July 2026",
        *[NOT_SHOWN] * 4,
    ]


def test_a_small_team_is_not_shown_and_cannot_be_worked_out(alder):
    sizes = {"Large": 12, "Middle": 6, "Small": 3}
    for name, size in sizes.items():
        team = make_team(alder, name)
        for number in range(size):
            if number != 1:
                held(make_member(team=team), date(2026, 6, 20), date(2026, 7, 15))
            else:
                held(make_member(team=team), date(2026, 6, 20))

    found = tables(pack_of(alder, QUARTER, now=NOW))

    july = found["Supervision kept up, month by month", "People, month by month"][0]
    assert july == ["July 2026", "21", "18", "3", "0"]
    # The small one is three people, so the middle one is left out with it.
    assert found["Small", "Supervision kept up, month by month"][0][1:] == [NOT_SHOWN] * 4
    assert found["Middle", "Supervision kept up, month by month"][0][1:] == [NOT_SHOWN] * 4
    assert found["Large", "Supervision kept up, month by month"][0][1:] == [
        "12",
        "8 or more of 12",
        "11",
        "11 h",
    ]


@pytest.mark.parametrize(("away", "shown"), [(4, [NOT_SHOWN, NOT_SHOWN]), (5, ["5", "50"])])
def test_pauses_are_counted_from_five_people_and_their_kind_never(alder, away, shown):
    for number in range(12):
        member = make_member(alder)
        held(member, date(2026, 6, 20), date(2026, 7, 15))
        if number < away:
            make_leave(member, date(2026, 7, 1), date(2026, 7, 10), kind="parental")

    pack = pack_of(alder, QUARTER, now=NOW)

    assert tables(pack)["Pauses, explained", "Away on some day"][0] == ["July 2026", *shown]
    pauses = next(section for section in pack.sections if section.heading == "Pauses, explained")
    assert "parental" not in repr(pauses)


def test_the_policy_over_time_names_each_rule_and_its_days():
    organisation = make_organisation()
    policy = make_policy(organisation, "Everyone")
    make_rule(policy, "Old", in_force_until=date(2026, 8, 9))
    make_rule(policy, "New", interval_days=21, in_force_from=date(2026, 8, 10), credit="bacp", min_minutes=30)
    make_rule(policy, "Before", in_force_until=date(2026, 6, 30))
    make_rule(policy, "After", in_force_from=date(2026, 10, 1))

    rows = tables(pack_of(organisation, QUARTER, now=NOW))[
        "The policy, and since when", "Everyone. Organisation"
    ]

    assert [[row[0], row[1], row[4]] for row in rows] == [
        ["Old", "every 28 days", "from the start until 9 August 2026"],
        ["New", "every 21 days", "from 10 August 2026"],
    ]
    assert rows[1][2] == "individual and group, from 30 minutes, as BACP counts"
    assert rows[1][3] == "sickness, parental, sabbatical"


def test_a_pack_has_one_page_for_each_team(alder):
    for name in ("North", "South"):
        make_member(team=make_team(alder, name))

    sections = pack_of(alder, QUARTER, now=NOW).sections

    assert [section.heading for section in sections if section.starts_page] == ["North", "South"]


# ---------------------------------------------------------------- a team's page
def test_a_lead_reads_each_of_the_team_by_name(alder):
    team = make_team(alder, "Community")
    lead = make_lead(team, name="Ruth Calder")
    supervisor = make_member(alder, roles=("supervisor",))
    grace = make_member(team=team, name="Grace Adeyemi")
    held(grace, date(2026, 7, 3), date(2026, 8, 3), supervisor=supervisor)
    make_session(supervisor, grace, at=NOW + timedelta(days=5), status="booked")
    make_relationship(supervisor, grace)
    below = make_team(alder, "Below", parent=team)
    make_member(team=below, name="Somebody Else")
    make_leave(lead, date(2026, 11, 1), date(2026, 12, 1), kind="sickness")

    rows = tables(page_of(team, QUARTER, now=NOW))[
        "How supervision was kept up", f"Each of the team, {QUARTER.words}"
    ]

    assert [row[:4] for row in rows] == [
        ["Grace Adeyemi", "2", "2 h", "3 Aug 2026"],
        ["Ruth Calder", "0", "", ""],
    ]
    assert rows[0][5:] == ["27 Nov 2026", "not signed"]
    assert "sickness" not in repr(rows)


def test_packs_and_pages_cost_the_same_for_one_and_for_thirty(alder):
    team = make_team(alder, "Community")

    def queries():
        Released.objects.all().delete()
        with CaptureQueriesContext(connection) as pack:
            pack_of(alder, QUARTER, now=NOW)
        with CaptureQueriesContext(connection) as page:
            page_of(team, QUARTER, now=NOW)
        return len(pack), len(page)

    first = make_member(team=team)
    held(first, date(2026, 7, 3), date(2026, 8, 3))
    met(first, datetime(2026, 9, 1, 9, tzinfo=UTC), status="cancelled")
    few = queries()
    for number in range(29):
        member = make_member(team=team)
        held(member, date(2026, 7, 3) + timedelta(days=number), date(2026, 8, 3))
        met(member, datetime(2026, 9, 1, 9, tzinfo=UTC), status="cancelled")

    assert queries() == few
