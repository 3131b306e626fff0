"""What the outbox is measured in: people, kinds of message with their facts, and tables made empty."""

from datetime import UTC, date, datetime, timedelta

from django.db import connection

from benchmarks._population import empty
from supervision.notices.calendars.writing import Entry
from supervision.notices.kinds import Kind, register
from supervision.notices.models import Notice
from supervision.people.models import Member, Organisation, Person
from supervision.sets import is_postgres

NOW = datetime(2026, 11, 10, 10, tzinfo=UTC)
TENTH = 10
TIME = {
    "day": "Tuesday 17 November",
    "starts": "10:00",
    "ends": "11:00",
    "zone": "UK time",
    "how": "by video",
}
FACTS = {"day": date(2026, 10, 22), "stands_on": date(2026, 10, 29)}


def held(notice, now):
    starts = NOW + timedelta(days=7)
    entry = Entry(f"{notice.pk:032x}", 0, starts, starts + timedelta(hours=1), NOW)
    return {"time": TIME, "entry": entry}


def register_kinds() -> None:
    common = {"notice_class": "R", "subject": "one-tap", "line": "", "ignores_hours": True}
    path = "/sessions/"
    register(
        Kind(
            name="bench",
            context=lambda notice, now: FACTS,
            path=lambda notice: path,
            template="session_recorded",
            **common,
        )
    )
    register(
        Kind(
            name="bench_held",
            context=held,
            path=lambda notice: path,
            template="session_booked",
            calendar=lambda notice, context: context["entry"],
            **common,
        )
    )


def people(size: int) -> None:
    empty()
    organisation = Organisation.objects.create(name="Alder Case Management", slug="alder", country="GB")
    made = Person.objects.bulk_create(
        [Person(email=f"reader-{n}@example.org", name=f"Reader {n}", last_login=NOW) for n in range(size)],
        batch_size=1000,
    )
    Member.objects.bulk_create(
        [
            Member(organisation=organisation, person=one, is_case_manager=True, start_date=date(2020, 1, 6))
            for one in made
        ],
        batch_size=1000,
    )


def clear() -> None:
    from mailer.models import Message as MailerMessage
    from mailer.models import MessageLog
    from post_office.models import Attachment, Email, Log

    for model in (Log, Attachment, Email, MessageLog, MailerMessage, Notice):
        table = model._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute(f"truncate {table} cascade" if is_postgres() else "pragma foreign_keys=off")
            if not is_postgres():
                cursor.execute(f"delete from {table}")
    with connection.cursor() as cursor:
        if is_postgres():
            cursor.execute("analyze")
        else:
            cursor.execute("delete from post_office_attachment_emails")
            cursor.execute("pragma foreign_keys=on")


def rows(size: int):
    return Member.objects.order_by("pk").values_list("pk", "organisation_id")[:size]
