"""The outbox: leaving messages, taking them in hand, and sending them to a mail server on this machine.

SIZE messages (10,000), each to a person of its own: HTML and plain text, and a part for calendars in a tenth.

- `enqueue`: `holdspace` (one statement, as the sweep leaves them) and `message_objects` (from Python, as
  booking does) beside `one_by_one` (a get-or-create loop), `post_office` and `django_mailer`, in their bulk.
- `claim`: `holdspace` (five hundred at a time) beside `one_by_one`, a loop through the ORM.
- `deliver`: `holdspace` (claim, look again, write, send, two commits each) beside `post_office`,
  `django_mailer` and `send_only`: a bare loop over one kept connection with ready-made messages.

The others get their words ready-made; ours are written as they are sent. All must bring the same number of
messages to the same number of addresses. RUNS in the environment says how many turns (3; rivals get one), and
RIVALS how many messages the slow ones are given (2,000 at most): the ratios are a message's.

Beside the results stands what each took of the processor, which a busy machine changes less. How many Celery
messages 1,000 of them take is counted at the broker, by tests/faults/test_broker_messages.py.
"""

import json
import os
import smtplib
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.mail import EmailMultiAlternatives
from django.db import connection, transaction
from django.urls import reverse

from benchmarks._measure import Results, apart, say, timed
from benchmarks._population import empty
from supervision import clock
from supervision.notices import claiming
from supervision.notices.calendars.writing import Entry
from supervision.notices.delivery import deliver_due
from supervision.notices.kinds import Kind, kind_of, register
from supervision.notices.letters import write_letter
from supervision.notices.models import Notice
from supervision.notices.services import Message, queue_notices, queue_selected
from supervision.people.models import Member, Organisation, Person
from supervision.sets import is_postgres, moment

DEFAULT_SIZE = 10_000
RUNS = int(os.environ.get("RUNS", "3"))
NOW = datetime(2026, 11, 10, 10, tzinfo=UTC)
TENTH = 10
SLOW = ("one_by_one", "post_office", "django_mailer")
RIVALS = int(os.environ.get("RIVALS", "2000"))
OF_THE_ROW = ("self",) if is_postgres() else ()
DELIVER = ("holdspace", "send_only", "post_office", "django_mailer")
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


def run(db: str, size: int | None) -> int:
    size = size or DEFAULT_SIZE
    register_kinds()
    reverse("notices:preferences")  # a worker reads the addresses of all pages once in its life
    results = Results("outbox", db)
    people(size)
    for turn in range(RUNS):
        for variant, work in ENQUEUE.items():
            if turn and variant in SLOW:
                continue
            clear()
            number = size_of(variant, size)
            results.add("enqueue", number, variant, *measured(f"enqueue, {variant}", work, number))
        for variant, work in (("holdspace", claim_all), ("one_by_one", claim_one_by_one)):
            if turn and variant in SLOW:
                continue
            clear()
            number = size_of(variant, size)
            leave_selected(number)
            results.add("claim", number, variant, *measured(f"claim, {variant}", work, number))
    told = deliver_in_turns(size, results)
    compare(results, size)
    results.show()
    return int(any(one != expected(one["messages"]) for one in told))


def size_of(variant: str, size: int) -> int:
    """Return how many messages a variant is given."""
    return min(size, RIVALS) if variant in SLOW else size


def expected(number: int) -> dict[str, int]:
    """Return what the server has to count of so many messages."""
    first = Member.objects.order_by("pk").values_list("pk", flat=True)[:number]
    return {"messages": number, "addresses": number, "with_entry": sum(pk % TENTH == 0 for pk in first)}


def measured(name: str, work, *given) -> tuple[float, float]:
    """Run some work in a process of its own; return its seconds and its peak memory, and say the rest."""
    (seconds, processor), peak = apart(lambda: both(work, *given))
    say(f"{name}: {seconds:.2f} s, {processor:.2f} s of the processor")
    return seconds, peak


def both(work, *given) -> tuple[float, float]:
    connection.ensure_connection()
    begun = time.process_time()
    seconds = timed(lambda: work(*given))
    return seconds, time.process_time() - begun


def compare(results: Results, size: int) -> None:
    """Say how many times as long the others take for a message."""
    for work, others in (
        ("enqueue", ("message_objects", "one_by_one", "post_office", "django_mailer")),
        ("claim", ("one_by_one",)),
        ("deliver", DELIVER[1:]),
    ):
        ours = results.median(work, size, "holdspace")
        for other in others:
            number = size_of(other, size)
            each = results.median(work, number, other) / number
            say(f"{work}: {other} takes {each / (ours / size):.2f} times as long")


# ---------------------------------------------------------------- what there is
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


# ---------------------------------------------------------------- enqueue
def leave_selected(size: int) -> int:
    table = Member._meta.db_table
    about = "jsonb_build_object('n', id)" if is_postgres() else "json_object('n', id)"
    at = moment(NOW)
    return queue_selected(
        f"select organisation_id, id, case when id %% {TENTH} = 0 then 'bench_held' else 'bench' end, 'R',"
        f" 'bench-' || id, '', {about}, %s, null{'::timestamptz' if is_postgres() else ''}, %s"
        f" from {table} where is_case_manager order by id limit %s",
        [at, at, size],
    )


def rows(size: int):
    return Member.objects.order_by("pk").values_list("pk", "organisation_id")[:size]


def leave_messages(size: int) -> None:
    queue_notices(
        [
            Message(
                organisation_id=organisation,
                recipient_id=pk,
                kind="bench_held" if pk % TENTH == 0 else "bench",
                notice_class="R",
                key=f"bench-{pk}",
                about={"n": pk},
                not_before=NOW,
            )
            for pk, organisation in rows(size)
        ],
        now=NOW,
    )


def leave_one_by_one(size: int) -> None:
    for pk, organisation in rows(size):
        with transaction.atomic():
            Notice.objects.get_or_create(
                key=f"bench-{pk}",
                defaults={
                    "organisation_id": organisation,
                    "recipient_id": pk,
                    "kind": "bench_held" if pk % TENTH == 0 else "bench",
                    "notice_class": "R",
                    "about": {"n": pk},
                    "not_before": NOW,
                    "created_at": NOW,
                },
            )


def letters(size: int):
    """Yield every message as a letter, and its entry for calendars if it has one."""
    members = Member.objects.select_related("person", "organisation").order_by("pk")[:size]
    for member in members.iterator(chunk_size=1000):
        notice = Notice(
            pk=member.pk, recipient=member, kind="bench_held" if member.pk % TENTH == 0 else "bench"
        )
        kind = kind_of(notice.kind)
        letter = write_letter(notice, kind, kind.context(notice, NOW), now=NOW)
        yield letter, entry_in(letter.raw)


def entry_in(raw: bytes) -> bytes:
    _, found, after = raw.partition(b"method=REQUEST; component=VEVENT\r\n")
    return after.partition(b"\r\n\r\n")[2].partition(b"--=_")[0] if found else b""


def post_office_rows(size: int) -> None:
    from post_office import mail

    plain = []
    for letter, entry in letters(size):
        words = {
            "recipients": [letter.recipient],
            "sender": settings.DEFAULT_FROM_EMAIL,
            "subject": letter.subject,
            "message": letter.text,
            "html_message": letter.html,
        }
        if entry:
            file = {"file": ContentFile(entry), "mimetype": "text/calendar"}
            mail.send(**words, attachments={"invite.ics": file})
        else:
            plain.append(words)
    mail.send_many(plain)


def django_mailer_rows(size: int) -> None:
    from mailer.backend import DbBackend

    made = []
    for letter, entry in letters(size):
        one = EmailMultiAlternatives(
            letter.subject, letter.text, settings.DEFAULT_FROM_EMAIL, [letter.recipient]
        )
        one.attach_alternative(letter.html, "text/html")
        if entry:
            one.attach("invite.ics", entry, "text/calendar")
        made.append(one)
    DbBackend().send_messages(made)


ENQUEUE = {
    "holdspace": leave_selected,
    "message_objects": leave_messages,
    "one_by_one": leave_one_by_one,
    "post_office": post_office_rows,
    "django_mailer": django_mailer_rows,
}


# ---------------------------------------------------------------- claim
def claim_all(size: int) -> None:
    owner, taken = claiming.new_owner(), 0
    while batch := claiming.claim(owner=owner, now=NOW):
        taken += len(batch)
    if taken != size:
        raise RuntimeError(f"{taken} of {size} were taken.")


def claim_one_by_one(size: int) -> None:
    """Take each as one would with the ORM: the first that can be taken, with its reader, and save it."""
    owner, taken = claiming.new_owner(), 0
    while True:
        with transaction.atomic():
            free = Notice.objects.claimable(NOW).select_for_update(skip_locked=is_postgres(), of=OF_THE_ROW)
            one = free.select_related("recipient__person", "recipient__organisation").first()
            if one is None:
                break
            one.state, one.owner, one.lease_until = "claimed", owner, claiming.lease_from(NOW)
            one.save(update_fields=["state", "owner", "lease_until"])
        taken += 1
    if taken != size:
        raise RuntimeError(f"{taken} of {size} were taken.")


# ---------------------------------------------------------------- deliver
def deliver_in_turns(size: int, results: Results) -> list[dict]:
    """Send everything with each variant, in turns, and return what the server counted of each."""
    told = []
    with sink() as port:
        settings.EMAIL_PORT = port
        for turn in range(RUNS):
            for variant in DELIVER:
                if turn and variant in SLOW:
                    continue
                clear()
                number = size_of(variant, size)
                PREPARE[variant](number)
                ask(port, "XNEW")
                results.add("deliver", number, variant, *measured(f"deliver, {variant}", SEND[variant]))
                told.append(ask(port, "XTELL"))
                if told[-1]["messages"] != number:
                    raise RuntimeError(f"{variant} brought {told[-1]} of {number}.")
    return told


@contextmanager
def sink():
    """Run the mail server in a process of its own and yield its port."""
    process = subprocess.Popen([sys.executable, "-m", "benchmarks._sink"], stdout=subprocess.PIPE, text=True)
    try:
        yield int(process.stdout.readline())
    finally:
        process.terminate()
        process.wait(10)


def ask(port: int, verb: str) -> dict:
    with smtplib.SMTP("127.0.0.1", port) as smtp:
        _, answer = smtp.docmd(verb)
    return json.loads(answer) if answer.startswith(b"{") else {}


def send_holdspace() -> None:
    deliver_due(tell_time=clock.now)


def send_post_office() -> None:
    from post_office.mail import send_queued_mail_until_done

    send_queued_mail_until_done(processes=1)


def send_django_mailer() -> None:
    from mailer.engine import send_all

    send_all()


def send_only() -> None:
    with smtplib.SMTP("127.0.0.1", settings.EMAIL_PORT) as smtp:
        smtp.ehlo()
        for letter in READY:
            smtp.mail(letter.sender)
            smtp.rcpt(letter.recipient)
            smtp.data(letter.raw)


READY: list = []


def get_ready(size: int) -> None:
    READY[:] = [letter for letter, _ in letters(size)]


PREPARE = {
    "holdspace": leave_selected,
    "send_only": get_ready,
    "post_office": post_office_rows,
    "django_mailer": django_mailer_rows,
}
SEND = {
    "holdspace": send_holdspace,
    "send_only": send_only,
    "post_office": send_post_office,
    "django_mailer": send_django_mailer,
}
