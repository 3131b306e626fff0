"""What professional bodies ask for, as rules that a member may add privately for themselves.

Each was read from the source it names. Bodies change their minds and have exceptions that no rule
holds, so every note is shown beside its rule, and `CHECK` after it. A body that leaves the amount to
its members or colleges has no rule here; `WITHOUT_A_FIGURE` says so.
"""

from __future__ import annotations

from dataclasses import dataclass

from supervision.policy.clock import Rule, Stage
from supervision.wording import noted

CHECK = noted("As published when this was written; check your body’s current text.")

ONE_TO_ONE = frozenset({"individual"})
ANY_KIND = frozenset({"individual", "group"})
LONG_LEAVE = frozenset({"sickness", "parental", "sabbatical"})


@dataclass(frozen=True, slots=True)
class BodyRule:
    """A body's rule: whose it is, what it is called, and one sentence on what the source says."""

    key: str
    body: str
    name: str
    rule: Rule
    source: str
    says: str


BODY_RULES = (
    BodyRule(
        key="bacp-accredited",
        body="British Association for Counselling and Psychotherapy (BACP)",
        name="Accredited member: an hour and a half a month",
        rule=Rule(
            kind="calendar_minutes",
            counts=ANY_KIND,
            minutes=90,
            credit="bacp",
            pausing_leave=LONG_LEAVE,
        ),
        source="https://www.bacp.co.uk/membership/accredited-membership/apply-for-individual-accreditation/supervision/",
        says=(
            "At least 1½ hours in every month of practice, not averaged; in a group of up to four count "
            "half the time, from five divide it by the number of supervisees."
        ),
    ),
    BodyRule(
        key="bacp-student",
        body="British Association for Counselling and Psychotherapy (BACP)",
        name="Student on placement: every two weeks",
        rule=Rule(
            kind="rolling", counts=ANY_KIND, interval_days=14, first_within_days=14, pausing_leave=LONG_LEAVE
        ),
        source="https://www.bacp.co.uk/supervision/",
        says=(
            "Supervision at least every two weeks, beside 1½ hours a month and an hour for every eight of "
            "client work; this rule holds the two weeks only."
        ),
    ),
    BodyRule(
        key="babcp-accredited",
        body="British Association for Behavioural and Cognitive Psychotherapies (BABCP)",
        name="Accredited therapist: an hour and a half a month",
        rule=Rule(
            kind="calendar_minutes",
            counts=ANY_KIND,
            minutes=90,
            credit="babcp",
            part_time="minutes",
            pausing_leave=LONG_LEAVE,
        ),
        source="https://www.babcp.com/Accreditation/CBT-Practice-Supervision-CPD/Supervision-Guidance/Supervision-Guidance-for-Accredited-Therapists",
        says=(
            "At least 1½ hours a month for full-time practice, less pro rata but never under 45 minutes; the "
            "body allows an average, and all time in groups of up to six, where this rule is stricter: each "
            "month by itself, and group time as it is counted in training."
        ),
    ),
    BodyRule(
        key="lga-newly-qualified",
        body="Local Government Association, standards for employers of social workers in England",
        name="Newly qualified social worker: weekly, then fortnightly, then monthly",
        rule=Rule(
            kind="rolling",
            counts=ONE_TO_ONE,
            min_minutes=90,
            interval_days=28,
            stages=(Stage(42, 7), Stage(182, 14)),
            first_within_days=7,
            pausing_leave=LONG_LEAVE,
        ),
        source="https://www.local.gov.uk/our-support/workforce-and-hr-support/social-workers/standards-employers-social-workers-england-4",
        says=(
            "At least weekly for the first six weeks, fortnightly for the first six months and monthly after "
            "that, an hour and a half uninterrupted; here a month is four weeks, and sessions one to one."
        ),
    ),
    BodyRule(
        key="lga-social-worker",
        body="Local Government Association, standards for employers of social workers in England",
        name="Social worker: every month",
        rule=Rule(
            kind="calendar_minutes",
            counts=ONE_TO_ONE,
            min_minutes=90,
            minutes=90,
            pausing_leave=LONG_LEAVE,
        ),
        source="https://www.local.gov.uk/our-support/workforce-and-hr-support/social-workers/standards-employers-social-workers-england-4",
        says=(
            "In line with identified needs and at least monthly, an hour and a half without interruption; "
            "here that is one session of that length, one to one, in each calendar month."
        ),
    ),
    BodyRule(
        key="ncps-registrant",
        body="National Counselling and Psychotherapy Society (NCPS)",
        name="Registrant: an hour and a half a month",
        rule=Rule(kind="calendar_minutes", counts=ANY_KIND, minutes=90, pausing_leave=LONG_LEAVE),
        source="https://nationalcounsellingsociety.org/become-a-member/individual/accredited-professional-registrant-1",
        says=(
            "An hour and a half a month in full-time practice; the page does not say how group time is "
            "shared, so all of it is counted here."
        ),
    ),
    BodyRule(
        key="ncip-member",
        body="National Council of Integrative Psychotherapists (NCIP)",
        name="Registered member: an hour a month",
        rule=Rule(
            kind="calendar_minutes", counts=ANY_KIND, minutes=60, credit="half", pausing_leave=LONG_LEAVE
        ),
        source="https://the-ncip.org/supervision",
        says=(
            "At least an hour in each calendar month, an hour and a half from 24 client hours a month; half "
            "of the time in a group of up to four counts. The body lets hours even out over the year."
        ),
    ),
    BodyRule(
        key="napcp-accredited",
        body="NAPCP, Ireland",
        name="Accredited counsellor: an hour for every twenty with clients",
        rule=Rule(kind="units", counts=ANY_KIND, min_minutes=60, units=20, pausing_leave=LONG_LEAVE),
        source="http://www.napcp.ie/accredited-member/",
        says=(
            "One hour of supervision for twenty of client work once accredited, thirty after five years, and "
            "at least monthly; group time counts in full, for up to half of it. Client hours are the units."
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class WithoutAFigure:
    """A body that asks for supervision without a number that holds for all its members."""

    body: str
    source: str
    says: str


WITHOUT_A_FIGURE = (
    WithoutAFigure(
        body="UK Council for Psychotherapy (UKCP)",
        source="https://www.psychotherapy.org.uk/ukcp-members/supervision/",
        says="One statement for all members, and each college sets its own requirements: ask yours.",
    ),
    WithoutAFigure(
        body="British Psychological Society (BPS)",
        source="https://bps.org.uk/guideline/supervision-guidance-psychologists",
        says="Regular supervision for practitioner psychologists; how often differs by field and experience.",
    ),
    WithoutAFigure(
        body="BACP, members who are not accredited",
        source="https://www.bacp.co.uk/supervision/",
        says="Enough supervision for the work; no number of hours for all members.",
    ),
)
