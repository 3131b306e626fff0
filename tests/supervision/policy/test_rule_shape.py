"""What a rule must say to be kept."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supervision.people.models import Leave
from supervision.policy import rule_shape
from supervision.policy.clock import Rule as ClockRule
from supervision.policy.clock import parse_stages
from supervision.policy.clock.credit import FORMULAS
from supervision.policy.clock.values import KINDS, PART_TIME
from supervision.policy.models import Rule
from supervision.policy.rule_shape import RuleDoesNotHold, clean_rule
from supervision.sessions.models import Session

ROLLING = {"name": "Every four weeks", "kind": "rolling", "interval_days": 28}
SMALLEST = {
    "rolling": ROLLING,
    "calendar_minutes": {"name": "Ninety a month", "kind": "calendar_minutes", "minutes": 90},
    "count": {"name": "Ten a year", "kind": "count", "sessions_a_year": 10},
    "units": {"name": "After eight shifts", "kind": "units", "units": "8"},
}


def problems(**changes):
    with pytest.raises(RuleDoesNotHold) as refused:
        clean_rule({**ROLLING, **changes})
    return refused.value.problems


def test_the_words_here_are_the_words_of_the_tables_and_of_the_clock():
    assert set(rule_shape.SESSION_KINDS) == set(Session.Kind.values)
    assert set(rule_shape.LEAVE_KINDS) == set(Leave.Kind.values)
    assert set(rule_shape.CREDITS) == set(FORMULAS) == set(Rule.Credit.values)
    assert set(rule_shape.KINDS) == set(KINDS) == set(Rule.Kind.values)
    assert set(rule_shape.PART_TIMES) == set(PART_TIME) == set(Rule.PartTime.values)
    assert set(rule_shape.DEFAULTS) <= {field.name for field in Rule._meta.get_fields()}


@pytest.mark.parametrize("kind", SMALLEST)
def test_each_kind_holds_with_the_one_number_it_needs(kind):
    kept = clean_rule(SMALLEST[kind])

    assert kept["counts"] == "individual;group"
    assert kept["pausing_leave"] == "sickness;parental;sabbatical"
    assert (kept["warn_days"], kept["grace_days"], kept["escalate_after_days"]) == (7, 3, 14)


@pytest.mark.parametrize("kind", SMALLEST)
def test_each_kind_asks_for_the_one_number_it_needs(kind):
    needed = rule_shape.KINDS[kind][0]

    with pytest.raises(RuleDoesNotHold) as refused:
        clean_rule({**SMALLEST[kind], needed: ""})

    assert set(refused.value.problems) == {needed}


def test_what_belongs_to_another_kind_is_not_kept():
    kept = clean_rule(
        {**SMALLEST["count"], "interval_days": 28, "stages": "nonsense", "units": "x", "minutes": -4}
    )

    assert (kept["interval_days"], kept["stages"], kept["units"], kept["minutes"]) == (None, "", None, None)


def test_with_nothing_said_of_the_first_one_the_interval_holds_for_it():
    assert clean_rule(ROLLING)["first_within_days"] == 28
    assert clean_rule({**ROLLING, "first_within_days": "0"})["first_within_days"] == 0


@pytest.mark.parametrize(
    ("field", "least", "most"), [(name, low, high) for name, (low, high, _) in rule_shape.LIMITS.items()]
)
def test_numbers_hold_at_both_edges_and_not_beyond(field, least, most):
    base = next(
        (SMALLEST[kind] for kind, names in rule_shape.KINDS.items() if field in names),
        {**ROLLING, "interval_days": 3660},
    )
    together = {"interval_days": least} if field == "max_interval_days" else {}
    for value in (least, str(most)):
        if field == "aim_days" and value == str(most):
            continue  # an aim is oftener than the rule
        assert clean_rule({**base, **together, field: value})[field] == int(value)
    for value in (least - 1, most + 1):
        with pytest.raises(RuleDoesNotHold) as refused:
            clean_rule({**base, **together, field: value})
        assert field in refused.value.problems


@pytest.mark.parametrize("value", ["28.5", "four", "2e1", True, 1.5, [28], "٢٨ days"])
def test_what_is_no_whole_number_is_said_so(value):
    assert problems(interval_days=value)["interval_days"] == "Days apart must be a whole number."


@pytest.mark.parametrize("units", ["0", "-1", "1000000", "0.0000001", "NaN", "Infinity", "eight"])
def test_units_are_a_number_above_nothing(units):
    with pytest.raises(RuleDoesNotHold):
        clean_rule({**SMALLEST["units"], "units": units})


def test_units_are_kept_exactly():
    assert clean_rule({**SMALLEST["units"], "units": "7.1"})["units"] == Decimal("7.1")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"kind": "sometimes"}, "kind"),
        ({"counts": []}, "counts"),
        ({"counts": "walk"}, "counts"),
        ({"pausing_leave": "sickness;holiday"}, "pausing_leave"),
        ({"credit": "double"}, "credit"),
        ({"part_time": "half"}, "part_time"),
        ({"part_time": "minutes"}, "part_time"),
        ({"stages": "42"}, "stages"),
        ({"stages": "42:0"}, "stages"),
        ({"stages": "42:7;42:14"}, "stages"),
        ({"stages": "9999:7"}, "stages"),
        ({"stages": ";".join(f"{n * 10}:7" for n in range(1, 60))}, "stages"),
        ({"max_interval_days": 27}, "max_interval_days"),
        ({"aim_days": 28}, "aim_days"),
        ({"colour": "green"}, "colour"),
    ],
)
def test_each_thing_that_does_not_hold_is_named(changes, field):
    assert set(problems(**changes)) == {field}


def test_several_wrong_things_come_back_together():
    assert set(problems(name="", interval_days="x", stages="y", counts="")) == {
        "name",
        "interval_days",
        "stages",
        "counts",
    }


_text = st.text("ab1٢:;,.- ", max_size=10)
_anything = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), _text, st.lists(_text, max_size=3)
)
_fields = st.sampled_from(sorted(rule_shape.DEFAULTS))


@given(st.dictionaries(_fields, _anything))
def test_whatever_is_written_is_kept_or_refused_and_never_breaks(given_values):
    try:
        clean_rule(given_values)
    except RuleDoesNotHold as refused:
        assert refused.problems


_numbers = {name: st.integers(low, min(high, 400)) for name, (low, high, _) in rule_shape.LIMITS.items()}


@given(
    st.sampled_from(sorted(SMALLEST)),
    st.fixed_dictionaries({}, optional={**_numbers, "units": st.decimals("0.01", 99, places=2)}),
    st.lists(st.sampled_from(rule_shape.SESSION_KINDS), min_size=1),
    st.lists(st.sampled_from(rule_shape.LEAVE_KINDS)),
    st.sampled_from(rule_shape.CREDITS),
    st.lists(st.integers(1, 400), min_size=1, max_size=4, unique=True),
)
def test_what_is_kept_is_kept_the_same_again_and_the_clock_takes_it(
    kind, numbers, counts, leave, credit, belows
):
    stages = ";".join(f"{below}:{below}" for below in sorted(belows))
    written = {
        **SMALLEST[kind],
        **numbers,
        "counts": counts,
        "pausing_leave": leave,
        "credit": credit,
        "stages": stages,
    }
    try:
        kept = clean_rule(written)
    except RuleDoesNotHold as refused:
        assert set(refused.problems) <= {"max_interval_days", "aim_days"}
        return

    assert clean_rule(kept) == kept
    ClockRule(
        kind=kept["kind"],
        counts=frozenset(kept["counts"].split(";")),
        min_minutes=kept["min_minutes"],
        credit=kept["credit"],
        interval_days=kept["interval_days"],
        stages=parse_stages(kept["stages"]),
        first_within_days=kept["first_within_days"],
        max_interval_days=kept["max_interval_days"],
        minutes=kept["minutes"],
        sessions_a_year=kept["sessions_a_year"],
        units=kept["units"],
        part_time=kept["part_time"],
        warn_days=kept["warn_days"],
        grace_days=kept["grace_days"],
        escalate_after_days=kept["escalate_after_days"],
        pausing_leave=frozenset(filter(None, kept["pausing_leave"].split(";"))),
        aim_days=kept["aim_days"],
    )
