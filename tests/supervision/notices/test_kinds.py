from datetime import date

import pytest

from supervision.notices import kinds
from supervision.notices.kinds import Kind, kind_of, register
from supervision.notices.subjects import subject_of


def a_kind(**changed):
    return Kind(
        **{
            "name": "tried",
            "notice_class": "S",
            "subject": "one-tap",
            "line": "One line",
            "context": lambda notice, now: {},
            "path": lambda notice: "/",
            **changed,
        }
    )


@pytest.mark.parametrize(
    "changed",
    [
        {"subject": "Grace is ill"},
        {"notice_class": "X"},
        {"notice_class": "R", "can_unsubscribe": True, "label": "Owed"},
        {"can_unsubscribe": True, "label": ""},
    ],
)
def test_a_kind_that_breaks_the_rules_is_not_registered(changed):
    with pytest.raises(ValueError):
        register(a_kind(**changed))

    assert kind_of("tried") is None


def test_a_subject_holds_a_day_where_it_takes_one():
    assert subject_of("week", date(2026, 11, 9)) == "Your week at a glance, from Mon 9 Nov"
    assert subject_of("week") == "Your week at a glance"
    assert subject_of("one-tap", date(2026, 11, 9)) == "One tap, when you have a minute"


@pytest.mark.parametrize(
    ("own", "chosen", "ended"),
    [
        ({"notice_class": "S", "can_unsubscribe": True, "label": "Own"}, None, "own"),
        ({"notice_class": "S"}, None, ""),
        ({"notice_class": "S"}, {"notice_class": "S", "can_unsubscribe": True, "label": "Chosen"}, "chosen"),
        ({"notice_class": "S"}, {"notice_class": "R", "label": "Chosen"}, ""),
        ({"notice_class": "R"}, {"notice_class": "S", "can_unsubscribe": True, "label": "Chosen"}, ""),
        ({"notice_class": "R"}, None, ""),
    ],
)
def test_a_letter_ends_its_own_kind_or_the_one_it_is_chosen_with_and_never_what_must_arrive(
    monkeypatch, own, chosen, ended
):
    monkeypatch.setattr(kinds, "_kinds", {})
    common = {"subject": "one-tap", "line": "", "context": None, "path": None}
    if chosen:
        register(Kind(name="chosen", **common, **chosen))
    kind = register(Kind(name="own", chosen_with="chosen" if chosen else "", **common, **own))

    assert kinds.ended_by(kind) == ended
