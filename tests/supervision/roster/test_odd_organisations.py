"""Organisations that are unlike the others and right all the same: none may be refused, and twice is once."""

import random
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from supervision.people.models import Member, Organisation
from supervision.policy.models import Worked
from supervision.policy.selectors import answers_on
from supervision.roster.loading import bring_in, read_for
from tests.supervision.roster.roster_files import text_of

NOW = datetime(2028, 2, 29, 12, tzinfo=UTC)
ZONES = (
    "Pacific/Kiritimati",
    "Pacific/Niue",
    "Asia/Kathmandu",
    "America/St_Johns",
    "Pacific/Apia",
    "Africa/Casablanca",
)
ROLES = ("case_manager", "supervisor", "team_lead", "admin")
SHARES = ("1", "1.0", "0.37", "0.14285714", "0.05", "1.2", ".5", "0.333")
LEAVE = ("annual", "study", "sickness", "parental", "sabbatical", "other")
RULES = [
    {"kind": "rolling", "interval_days": "28", "first_within_days": "14", "stages": "42:7;182:14",
     "part_time": "interval", "max_interval_days": "56"},
    {"kind": "calendar_minutes", "minutes": "90", "credit": "bacp", "part_time": "minutes"},
    {"kind": "count", "sessions_a_year": "10", "credit": "babcp", "part_time": "count"},
    {"kind": "units", "units": "7.5", "credit": "divide"},
]  # fmt: skip


def odd_files(seed):
    """Return the files of an organisation made up by chance, every row of it allowed."""
    pick = random.Random(seed)
    zone = pick.choice(ZONES)
    emails = [f"p{n}@odd.example" for n in range(pick.randint(2, 12))]
    start = {email: date(2024, 2, 29) + timedelta(days=pick.randint(-3000, 1400)) for email in emails}
    people = []
    for email in emails:
        ends = start[email] + timedelta(days=pick.randint(0, 2000))
        others = [other for other in emails if other != email]
        people.append(
            {
                "email": email.upper() if pick.random() < 0.2 else email,
                "name": pick.choice(["Ŵyn", "王小明", "O’Neill-Søndergård", "Nnẹka", "Ann"]),
                "team": pick.choice(["", "Team 1", "Team 2", "Équipe"]),
                "roles": ";".join(
                    pick.sample(["case_manager", "supervisor", "team_lead", "admin"], pick.randint(0, 4))
                ),
                "employment": pick.choice(["", "employee", "associate", "external"]),
                "fte": pick.choice(SHARES),
                "start_date": start[email],
                "end_date": ends if pick.random() < 0.4 else "",
                "time_zone": pick.choice(["", *ZONES]),
                "working_days": pick.choice(["", "Mon-Fri", "Fri-Mon", "Sun", "Mon,Wed,Fri"]),
                "line_manager_email": pick.choice(["", *others]),
                "supervisor_email": pick.choice(["", *others]),
            }
        )
    leave = {}
    for _ in range(pick.randint(0, 20)):
        first = date(2026, 1, 1) + timedelta(days=pick.randint(0, 900))
        last = pick.choice(["", "9999-12-31", first, first + timedelta(days=pick.randint(1, 400))])
        row = {"email": pick.choice(emails), "starts_on": first, "ends_on": last, "kind": pick.choice(LEAVE)}
        leave[row["email"], first, str(last).replace("9999-12-31", ""), row["kind"]] = row
    sessions = {}
    # Two days apart: what is booked for one person at one time twice is refused.
    for hours in pick.sample(range(0, 25_000, 48), pick.randint(0, 30)):
        supervisor, *invited = pick.sample(emails, min(len(emails), pick.randint(2, 6)))
        is_group = len(invited) > 1 or pick.random() < 0.3
        status = pick.choice(["held", "held", "booked", "cancelled", "missed"])
        hour = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=hours + pick.randint(0, 23))
        row = {
            "starts_at": hour.isoformat(),
            "minutes": pick.choice([1, 45, 60, 90, 1440]),
            "kind": "group" if is_group else "individual",
            "status": status,
            "supervisor": supervisor,
            "invited": ";".join([*invited, *([supervisor] if is_group and pick.random() < 0.3 else [])]),
            "attended": ";".join(pick.sample(invited, pick.randint(0, len(invited))))
            if status == "held"
            else "",
        }
        sessions[str([sorted(str(value).split(";")) for value in row.values()])] = row
    days = {(pick.choice(emails), date(2028, 1, 1) + timedelta(days=pick.randint(0, 90))) for _ in range(20)}
    return {
        "organisation.csv": [{"name": f"Odd {seed}", "time_zone": zone, "country": "NZ"}],
        "roster.csv": people,
        "policies.csv": [
            {"policy": "All", "applies_to": "organisation"},
            {"policy": "Some", "applies_to": f"role:{pick.choice(ROLES)}"},
        ],
        "rules.csv": [
            {
                "policy": pick.choice(["All", "Some"]),
                "rule": f"R {n}",
                "pausing_leave": "sickness;study",
                **rule,
            }
            for n, rule in enumerate(RULES)
        ],
        "leave.csv": list(leave.values()),
        "sessions.csv": list(sessions.values()),
        "worked.csv": [
            {"email": email, "day": day, "units": pick.choice(["0", "0.125", "7"])} for email, day in days
        ],
    }


def opened(files, **form):
    return {name: BytesIO(text_of(name, rows, **form)) for name, rows in files.items()}


class OddOrganisations(TestCase):
    @settings(max_examples=25)
    @given(st.integers(min_value=0, max_value=10**9))
    def test_whatever_it_is_it_goes_in_and_a_second_time_changes_nothing(self, seed):
        files = odd_files(seed)
        reading = read_for(None, opened(files), now=NOW)
        self.assertEqual([str(problem) for problem in reading.problems.kept], [])

        organisation = bring_in(None, reading, now=NOW).organisation

        self.assertEqual(Member.objects.of(organisation).count(), len(files["roster.csv"]))
        self.assertEqual(Worked.objects.count(), len(files["worked.csv"]))
        list(answers_on(organisation, NOW.date()))
        for later, form in ((0, {}), (1, {"delimiter": ";", "end": "\r\n"}), (500, {"mark": True})):
            again = read_for(organisation, opened(files, **form), now=NOW)
            self.assertEqual([str(problem) for problem in again.problems.kept], [])
            plan = bring_in(organisation, again, now=NOW + timedelta(days=later)).plan
            self.assertTrue(plan.is_empty, plan)


@pytest.mark.django_db
def test_files_read_before_the_organisation_was_made_go_into_it_without_a_change():
    files = odd_files(7)
    first, second = (read_for(None, opened(files), now=NOW) for _ in range(2))

    bring_in(None, first, now=NOW)
    organisation = Organisation.objects.get()
    assert bring_in(organisation, second, now=NOW).plan.is_empty
