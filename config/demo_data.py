"""A believable organisation, made up to the day it is asked for, in the form of an organisation's own files.

Alder Case Management: 60 people in four teams under two services, with a year of history. One associate
also belongs to Fern Associates, a practice of eight. Everything is invented, and the same day gives the
same people and the same history.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from config.demo_names import (
    ABROAD,
    AWAY_SINCE,
    CASE_MANAGERS,
    DUE_SOON,
    LEADS,
    NEW,
    OWED,
    PART_TIME,
    SUPERVISORS,
    TEAMS,
    email_of,
)
from supervision.roster.files.columns import RULES

PASSWORD = "a-quiet-room-2026"  # noqa: S105  the demo's, printed for all to see
LOGINS = (
    ("ruth.calder@alder.example", "team lead, Community"),
    ("judith.marlow@alder.example", "supervisor"),
    ("nia.bevan@alder.example", "case manager"),
    ("tom.ashworth@alder.example", "associate in two organisations"),
    ("asha.denholm@alder.example", "administrator"),
    ("miriam.stone@alder.example", "service lead, Adult services"),
    ("gwen.parry@fern.example", "administrator, Fern Associates"),
)

Rows = list[dict[str, str]]
Files = dict[str, Rows]

_ZONE = ZoneInfo("Europe/London")


@dataclass
class _Diary:
    """When each supervisor is taken already, so that nobody is in two places at once."""

    taken: set[tuple[str, datetime]] = field(default_factory=set)

    def hour_near(self, day: date, *people: str, chance: random.Random) -> datetime:
        """Return a free hour on a weekday on or before `day`, as an instant with its zone."""
        while True:
            while day.weekday() > 4:
                day -= timedelta(days=1)
            hours = [9, 10, 11, 13, 14, 15]
            chance.shuffle(hours)
            for hour in hours:
                at = datetime.combine(day, time(hour, chance.choice((0, 0, 30))), _ZONE)
                marks = {
                    (person, at.replace(minute=0) + timedelta(hours=step))
                    for person in people
                    for step in (0, 1)
                }
                if not marks & self.taken:
                    self.taken |= marks
                    return at
            day -= timedelta(days=1)


def alder(today: date) -> Files:
    """Return the files of Alder Case Management as they would stand on `today`."""
    chance = random.Random(20_261_105)  # noqa: S311  the same people every time, nothing to guess
    diary = _Diary()
    people = list(_alder_people(today))
    files: Files = {
        "organisation": [_organisation("Alder Case Management")],
        "teams": [
            {"team": name, "parent": parent, "lead_email": email_of(LEADS[name])}
            for name, parent in TEAMS.items()
        ],
        "policies": [
            {"policy": "Everyone", "applies_to": "organisation"},
            {"policy": "Children’s services", "applies_to": "team:Children’s services"},
            {"policy": "Complex injury", "applies_to": "team:Complex injury"},
            {"policy": "Supervisors", "applies_to": "role:supervisor"},
        ],
        "rules": _alder_rules(),
        "roster": people,
        "leave": _alder_leave(today),
        "sessions": [],
        "worked": list(_alder_worked(today, chance)),
    }
    intervals = {"Children’s services": 21, "Complex injury": 30}
    for person in people:
        usual = 42 if "supervisor" in person["roles"] or "team_lead" in person["roles"] else 28
        every = intervals.get(person["team"], usual)
        if person["supervisor_email"]:
            files["sessions"] += _history(person, today, every, diary, chance)
    files["sessions"] += _groups(people, today, diary, chance)
    files["sessions"].sort(key=lambda row: row["starts_at"])
    return files


def fern(today: date) -> Files:
    """Return the files of Fern Associates, a small practice that shares one associate with Alder."""
    chance = random.Random(7)  # noqa: S311
    diary = _Diary()
    names = [
        "Gwen Parry",
        "Lowri Beddoe",
        "Sam Oduya",
        "Teifion Mills",
        "Ursula Penrose",
        "Viv Castellano",
        "Will Okonjo",
    ]
    people = []
    for number, name in enumerate(names):
        roles = ("admin;team_lead", "supervisor;case_manager")[number] if number < 2 else "case_manager"
        people.append(_person(name, "Associates", roles, today - timedelta(days=900), "fern", "Lowri Beddoe"))
    people[1]["supervisor_email"] = email_of("Gwen Parry", "fern")
    people[0]["roles"] += ";supervisor"
    shared = _person("Tom Ashworth", "Associates", "case_manager", today - timedelta(days=200), "alder", "")
    people.append(
        shared
        | {"employment": "associate", "fte": "0.2", "supervisor_email": email_of("Lowri Beddoe", "fern")}
    )
    sessions: Rows = []
    for person in people:
        sessions += _history(person, today, 42, diary, chance)
    sessions.sort(key=lambda row: row["starts_at"])
    return {
        "organisation": [_organisation("Fern Associates", subdivision="WLS")],
        "policies": [{"policy": "Associates", "applies_to": "organisation"}],
        "rules": [
            _rule("Associates", "Every six weeks", "rolling", interval_days="42", first_within_days="21")
        ],
        "roster": people,
        "sessions": sessions,
    }


def _organisation(name: str, subdivision: str = "ENG") -> dict[str, str]:
    return {"name": name, "time_zone": "Europe/London", "country": "GB", "subdivision": subdivision}


def _person(name: str, team: str, roles: str, since: date, house: str, supervisor: str) -> dict[str, str]:
    fte, days = PART_TIME.get(name, ("1.0", "Mon-Fri"))
    return {
        "email": email_of(name, house),
        "name": name,
        "team": team,
        "roles": roles,
        "employment": "employee",
        "fte": fte,
        "start_date": since.isoformat(),
        "end_date": "",
        "time_zone": "Europe/London",
        "working_days": days,
        "line_manager_email": "",
        "supervisor_email": email_of(supervisor, house) if supervisor else "",
    }


def _alder_people(today: date) -> Iterator[dict[str, str]]:
    long_ago = today - timedelta(days=1400)
    yield _person("Asha Denholm", "Alder", "admin;team_lead", long_ago, "alder", "Margaret Quayle")
    yield _person("Miriam Stone", "Adult services", "team_lead", long_ago, "alder", "Margaret Quayle")
    everyone = [name for names in SUPERVISORS.values() for name in names]
    for number, (team, names) in enumerate(SUPERVISORS.items()):
        lead = LEADS[team]
        yield _person(lead, team, "team_lead;case_manager", long_ago, "alder", everyone[-number - 1])
        for name in names:
            other = everyone[(everyone.index(name) + 3) % len(everyone)]
            row = _person(
                name, team, "supervisor;case_manager", long_ago + timedelta(days=200), "alder", other
            )
            row["time_zone"] = ABROAD.get(name, row["time_zone"])
            yield row | {"line_manager_email": email_of(lead)}
        for place, name in enumerate(CASE_MANAGERS[team].split(";")):
            since = today - timedelta(days=NEW.get(name, 500 + 37 * place))
            supervisor = "" if name == "Zofia Wójcik" else names[place % len(names)]
            row = _person(name, team, "case_manager", since, "alder", supervisor)
            row["line_manager_email"] = email_of(lead)
            if name in {"Tom Ashworth", "Leon Baptiste", "Wanda Sikorska"}:
                row["employment"] = "associate"
            if name == "Peter Haldane":
                row["end_date"] = (today + timedelta(days=25)).isoformat()
            yield row


def _rule(policy: str, name: str, kind: str, **given: str) -> dict[str, str]:
    usual = dict.fromkeys(RULES.names, "") | {
        "counts": "individual;group",
        "min_minutes": "45",
        "credit": "full",
        "part_time": "none",
        "warn_days": "7",
        "grace_days": "3",
        "escalate_after_days": "14",
        "pausing_leave": "sickness;parental;sabbatical",
    }
    usual |= {"policy": policy, "rule": name, "kind": kind}
    return usual | given


def _alder_rules() -> Rows:
    first = {"first_within_days": "14"}
    children, complex_injury = "Children’s services", "Complex injury"
    shared = {"min_minutes": "30", "credit": "bacp"}
    later = {"part_time": "count", "warn_days": "14", "grace_days": "7"}
    return [
        _rule("Everyone", "Every four weeks", "rolling", interval_days="28", stages="42:7;182:14", **first),
        _rule(children, "Every three weeks", "rolling", counts="individual", interval_days="21", **first),
        _rule(children, "Ninety minutes a month", "calendar_minutes", minutes="90", **shared),
        _rule(complex_injury, "Ten a year", "count", sessions_a_year="10", **later),
        _rule(complex_injury, "After twenty client hours", "units", units="20", min_minutes="30"),
        _rule("Supervisors", "Every six weeks", "rolling", interval_days="42", first_within_days="21"),
    ]


def _alder_leave(today: date) -> Rows:
    def away(name: str, start: int, end: int | None, kind: str) -> dict[str, str]:
        ends_on = "" if end is None else (today + timedelta(days=end)).isoformat()
        starts_on = (today + timedelta(days=start)).isoformat()
        return {"email": email_of(name), "starts_on": starts_on, "ends_on": ends_on, "kind": kind}

    return [
        away("Megan Pryce", -60, 49, "parental"),
        away("Siobhán Kelly", -30, -17, "sickness"),
        away("Hannah Whitlock", 12, 19, "annual"),
        away("Ŵyn Hopkin", -150, -100, "sabbatical"),
        away("Kwame Asante", -4, 6, "sickness"),
        away("Noor Siddiqui", -20, None, "sickness"),
        away("Judith Marlow", 30, 41, "annual"),
        away("Gareth Nkemelu", -3, 3, "study"),
        away("Priya Raman", -90, -77, "annual"),
    ]


def _alder_worked(today: date, chance: random.Random) -> Iterator[dict[str, str]]:
    for name in CASE_MANAGERS["Complex injury"].split(";"):
        for ago in range(180, 0, -1):
            day = today - timedelta(days=ago)
            if day.weekday() < 5 and chance.random() < 0.35:
                yield {
                    "email": email_of(name),
                    "day": day.isoformat(),
                    "units": chance.choice(("1", "1.5", "2")),
                }


def _session(
    at: datetime,
    minutes: int,
    status: str,
    supervisor: str,
    invited: list[str],
    came: list[str],
    kind="individual",
):
    return {
        "starts_at": at.isoformat(),
        "minutes": str(minutes),
        "kind": kind,
        "status": status,
        "supervisor": supervisor,
        "invited": ";".join(invited),
        "attended": ";".join(came),
    }


def _name_of(person: dict[str, str]) -> str:
    return person["name"]


def _history(person: dict[str, str], today: date, every: int, diary: _Diary, chance: random.Random) -> Rows:
    """Return a year of one person's sessions, backwards from the last one held, and often the next one."""
    rows: Rows = []
    email, supervisor = person["email"], person["supervisor_email"]
    name, since = _name_of(person), date.fromisoformat(person["start_date"])
    if name in OWED:
        last = today - timedelta(days=every + OWED[name])
    elif name in DUE_SOON:
        last = today - timedelta(days=every + AWAY_SINCE.get(name, 0) - DUE_SOON[name])
    else:
        last = today - timedelta(days=chance.randint(1, every - 9))
    day = last
    while day > max(today - timedelta(days=365), since):
        at = diary.hour_near(day, supervisor, email, chance=chance)
        fate = chance.random()
        if day == last or fate < 0.86:
            rows.append(
                _session(at, chance.choice((60, 60, 60, 75, 50)), "held", supervisor, [email], [email])
            )
        else:
            rows.append(_session(at, 60, "cancelled" if fate < 0.95 else "missed", supervisor, [email], []))
        day = at.date() - timedelta(days=every - chance.randint(0, 6))
    if name not in OWED and name not in DUE_SOON and name != "Megan Pryce" and chance.random() < 0.8:
        at = diary.hour_near(
            max(last + timedelta(days=every - 2), today + timedelta(days=4)), supervisor, email, chance=chance
        )
        if at.date() > today:
            rows.append(_session(at, 60, "booked", supervisor, [email], []))
    if name == "Nia Bevan":
        at = diary.hour_near(today - timedelta(days=1), supervisor, email, chance=chance)
        rows.append(_session(at, 60, "booked", supervisor, [email], []))
    return rows


def _groups(people: Rows, today: date, diary: _Diary, chance: random.Random) -> Rows:
    """Return a year of group supervision, every six weeks for each team with a supervisor to hold it."""
    rows: Rows = []
    for team, supervisors in SUPERVISORS.items():
        host = email_of(supervisors[-1])
        for back in range(1, 9):
            day = today - timedelta(days=42 * back - 10)
            eligible = [p for p in people if p["team"] == team and p["roles"] == "case_manager"]
            eligible = [p for p in eligible if _name_of(p) not in OWED | DUE_SOON]
            eligible = [p for p in eligible if p["start_date"] < day.isoformat()]
            circle = [p["email"] for p in eligible][:6]
            came = [email for email in circle if chance.random() < 0.8]
            if len(came) > 1:
                at = diary.hour_near(day, host, *circle, chance=chance)
                rows.append(_session(at, 90, "held", host, circle, came, kind="group"))
    return rows


def instant(day: date) -> datetime:
    """Return noon of `day`, UTC."""
    return datetime.combine(day, time(12), UTC)
