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

from django.conf import settings
from django.db import connection
from django.urls import reverse

from benchmarks import _outbox_rivals as rivals
from benchmarks._measure import Results, apart, say, timed
from benchmarks._outbox_world import NOW, TENTH, clear, people, register_kinds, rows
from supervision import clock
from supervision.notices import claiming
from supervision.notices.delivery import deliver_due
from supervision.notices.services import Message, queue_notices, queue_selected
from supervision.people.models import Member
from supervision.sets import is_postgres, moment

DEFAULT_SIZE = 10_000
RUNS = int(os.environ.get("RUNS", "3"))
SLOW = ("one_by_one", "post_office", "django_mailer")
RIVALS = int(os.environ.get("RIVALS", "2000"))
DELIVER = ("holdspace", "send_only", "post_office", "django_mailer")


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
        for variant, work in (("holdspace", claim_all), ("one_by_one", rivals.claim_one_by_one)):
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


ENQUEUE = {
    "holdspace": leave_selected,
    "message_objects": leave_messages,
    "one_by_one": rivals.leave_one_by_one,
    "post_office": rivals.post_office_rows,
    "django_mailer": rivals.django_mailer_rows,
}


# ---------------------------------------------------------------- claim
def claim_all(size: int) -> None:
    owner, taken = claiming.new_owner(), 0
    while batch := claiming.claim(owner=owner, now=NOW):
        taken += len(batch)
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


PREPARE = {
    "holdspace": leave_selected,
    "send_only": rivals.get_ready,
    "post_office": rivals.post_office_rows,
    "django_mailer": rivals.django_mailer_rows,
}
SEND = {
    "holdspace": send_holdspace,
    "send_only": rivals.send_only,
    "post_office": rivals.send_post_office,
    "django_mailer": rivals.send_django_mailer,
}
