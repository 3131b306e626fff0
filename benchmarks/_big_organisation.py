"""Files of a large organisation, made up, always the same for the same size."""

import csv
import random
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

TODAY = date(2026, 11, 20)
FIRST = (
    "Asha",
    "Zofia",
    "Ŵyn",
    "Daniel",
    "Siobhán",
    "Femi",
    "Grace",
    "Helen",
    "Mehmet",
    "Ruth",
    "Priya",
    "Tomos",
)
LAST = (
    "Denholm",
    "Wójcik",
    "Hopkin",
    "Mensah",
    "Kelly",
    "Oladipo",
    "Stroud",
    "Yılmaz",
    "Okafor",
    "Rahman",
    "Nowak",
)
ZONES = ("Europe/London", "Europe/Madrid", "Pacific/Auckland", "America/St_Johns", "Asia/Kolkata")
DAYS = ("Mon-Fri", "Mon,Wed,Fri", "Tue-Thu", "Fri-Mon")
RULES = (
    "policy,rule,kind,counts,min_minutes,credit,interval_days,stages,first_within_days,max_interval_days,minutes,"
    "sessions_a_year,units,part_time,warn_days,grace_days,escalate_after_days,pausing_leave\n"
    "Everyone,Four weeks,rolling,individual;group,45,full,28,42:7;182:14,14,56,,,,interval,7,3,14,sickness\n"
    "Everyone,An hour a month,calendar_minutes,individual;group,30,bacp,,,,,60,,,minutes,7,3,14,sickness\n"
    "Supervisors,Ten a year,count,individual;group,45,full,,,,,,10,,count,14,7,30,sickness;parental\n"
)


def write_files(folder: Path, *, people: int, sessions: int, name: str = "Large Organisation") -> None:
    """Write the files of an organisation of so many people and sessions into `folder`.

    One in ten supervises. Everybody has leave; sessions lie in the two years up to a fixed day.
    """
    pick = random.Random(f"{people}/{sessions}")
    folder.mkdir(parents=True, exist_ok=True)
    emails = [f"person{number:06}@large.example" for number in range(people)]
    leads = max(1, people // 10)
    (folder / "organisation.csv").write_text(
        f"name,time_zone,country,subdivision\n{name},Europe/London,GB,ENG\n"
    )
    (folder / "policies.csv").write_text(
        "policy,applies_to\nEveryone,organisation\nSupervisors,role:supervisor\n"
    )
    (folder / "rules.csv").write_text(RULES)
    starts = [TODAY - timedelta(days=pick.randrange(30, 3000)) for _ in emails]
    with (folder / "roster.csv").open("w", encoding="utf-8", newline="") as stream:
        sheet = csv.writer(stream)
        sheet.writerow(
            [
                "email",
                "name",
                "team",
                "roles",
                "employment",
                "fte",
                "start_date",
                "end_date",
                "time_zone",
                "working_days",
                "line_manager_email",
                "supervisor_email",
            ]
        )
        for number, email in enumerate(emails):
            roles = "team_lead;supervisor" if number < leads // 4 else "supervisor;case_manager"
            sheet.writerow(
                [
                    email,
                    f"{pick.choice(FIRST)} {pick.choice(LAST)}",
                    f"Team {number % max(1, people // 12)}",
                    roles if number < leads else "case_manager" + (";admin" if number == leads else ""),
                    pick.choice(("employee", "employee", "associate", "external")),
                    pick.choice(("1", "0.8", "0.6", "0.37", "0.14285714")),
                    starts[number],
                    "" if number % 20 else TODAY - timedelta(days=pick.randrange(1, 30)),
                    pick.choice(ZONES) if number % 9 == 0 else "Europe/London",
                    pick.choice(DAYS),
                    emails[number % leads] if number >= leads else "",
                    emails[(number * 7 + 1) % leads]
                    if number >= leads
                    else emails[(number + 1) % leads]
                    if leads > 1
                    else "",
                ]
            )
    with (folder / "leave.csv").open("w", encoding="utf-8", newline="") as stream:
        sheet = csv.writer(stream)
        sheet.writerow(["email", "starts_on", "ends_on", "kind"])
        for email in emails:
            day = TODAY - timedelta(days=pick.randrange(20, 700))
            sheet.writerow(
                [email, day, day + timedelta(days=pick.randrange(1, 20)), pick.choice(("annual", "sickness"))]
            )
    begin = datetime(2024, 11, 20, 9, tzinfo=UTC)
    with (folder / "sessions.csv").open("w", encoding="utf-8", newline="") as stream:
        sheet = csv.writer(stream)
        sheet.writerow(["starts_at", "minutes", "kind", "status", "supervisor", "invited", "attended"])
        for number in range(sessions):
            at = begin + timedelta(minutes=15 * number * 70_000 // max(1, sessions))
            is_group = number % 10 == 0
            invited = pick.sample(emails[leads:] or emails, min(6, people - leads) if is_group else 1)
            status = pick.choice(("held", "held", "held", "held", "held", "cancelled", "missed"))
            came = invited[: 1 + pick.randrange(len(invited))] if status == "held" else []
            sheet.writerow(
                [
                    at.isoformat(),
                    pick.choice((45, 60, 90)),
                    "group" if is_group else "individual",
                    status,
                    emails[number % leads],
                    ";".join(invited),
                    ";".join(came),
                ]
            )
    with (folder / "worked.csv").open("w", encoding="utf-8", newline="") as stream:
        sheet = csv.writer(stream)
        sheet.writerow(["email", "day", "units"])
        for number, email in enumerate(emails):
            for back in range(1, 4):
                sheet.writerow(
                    [email, TODAY - timedelta(days=back + number % 30), pick.choice(("1", "0.5", "7.25"))]
                )
