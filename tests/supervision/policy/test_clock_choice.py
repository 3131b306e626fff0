import pytest

from supervision.policy.clock import parse_scope, policy_for

POLICIES = [
    (parse_scope(scope), name)
    for name, scope in [
        ("Everyone", "organisation"),
        ("North", "team:North"),
        ("Leads", "role:team_lead"),
        ("Supervisors", "role:supervisor"),
        ("Children", "team:Children"),
        ("Later", "organisation"),
    ]
]


@pytest.mark.parametrize(
    ("roles", "team_path", "expected"),
    [
        (["case_manager"], [], "Everyone"),
        (["case_manager"], ["South"], "Everyone"),
        (["case_manager"], ["North"], "North"),
        (["supervisor"], ["South"], "Supervisors"),
        (["supervisor", "team_lead"], ["South"], "Leads"),  # the first in the organisation's order
        (["supervisor"], ["North"], "North"),  # a team before a role
        (["case_manager"], ["Under-fives", "Children", "North"], "Children"),  # the nearest team
        (["admin"], ["North"], None),  # not tracked
        (["admin", "supervisor"], [], "Supervisors"),
    ],
)
def test_the_most_specific_policy_wins(roles, team_path, expected):
    assert policy_for(POLICIES, roles=roles, team_path=team_path) == expected


def test_without_a_policy_nothing_is_owed():
    assert policy_for(POLICIES[1:2], roles=["case_manager"], team_path=["South"]) is None


@pytest.mark.parametrize("text", ["", "team", "team:", "organisation:x", "role:boss", "person:Sam"])
def test_a_scope_nobody_can_have_is_refused(text):
    with pytest.raises(ValueError, match=r"\w"):
        parse_scope(text)
