"""The process that reads calendars: what it may not do, what it costs, and what is believed of it."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from supervision.availability.calendars import reading
from supervision.availability.calendars.expanding import EPOCH, MINUTE
from supervision.availability.calendars.lines import Unreadable
from supervision.availability.calendars.reading import Question, Reading, read_calendar

NINE = "DTSTART:20261124T090000Z\nDURATION:PT1H"


def minute(text: str) -> int:
    return (datetime.fromisoformat(text).replace(tzinfo=UTC) - EPOCH) // MINUTE


FIRST, LAST = minute("2026-11-23"), minute("2027-11-23")


def calendar(*events: str) -> bytes:
    body = "".join(f"BEGIN:VEVENT\n{event}\nEND:VEVENT\n" for event in events)
    return f"BEGIN:VCALENDAR\nVERSION:2.0\n{body}END:VCALENDAR\n".encode()


QUESTION = Question(FIRST, LAST, "Europe/London")


def test_a_process_of_its_own_reads_and_says_minutes_alone():
    found = read_calendar(calendar(f"UID:1\nSUMMARY:Nobody else's business\n{NINE}"), QUESTION)

    nine = minute("2026-11-24 09:00")
    assert found == Reading(((nine, nine + 60),), 0)


def test_the_process_knows_none_of_our_secrets(monkeypatch, tmp_path):
    seen = tmp_path / "seen"
    monkeypatch.setenv("HOLDSPACE_KEYS", "secret")
    monkeypatch.setattr(
        reading, "START", f"import os; open({str(seen)!r}, 'w').write(repr(dict(os.environ)) + os.getcwd())"
    )

    with pytest.raises(Unreadable):
        read_calendar(b"", QUESTION)

    assert seen.read_text() == "{'LC_ALL': 'C.UTF-8'}/"


@pytest.mark.parametrize(
    ("rule", "left_out"),
    [
        ("FREQ=SECONDLY", 1),
        ("FREQ=MINUTELY;COUNT=999999999;BYDAY=MO", 1),
        # Never, and the library looks for it until the year 9999.
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", 1),
        ("FREQ=HOURLY;INTERVAL=24;BYMONTH=2;BYMONTHDAY=30", 1),
        ("FREQ=YEARLY;BYWEEKNO=53;BYMONTH=6", 0),
    ],
)
def test_a_few_bytes_cannot_hold_up_the_reader(rule, left_out):
    begins = datetime.now()
    raw = calendar(f"UID:1\n{NINE}\nRRULE:{rule}", "UID:2\nDTSTART:20261125T090000Z\nDURATION:PT1H")

    found = read_calendar(raw, QUESTION)

    assert found.left_out == left_out
    assert minute("2026-11-25 09:00") in [start for start, _ in found.spans]
    assert datetime.now() - begins < timedelta(seconds=45)


CHILD = (
    "import sys; sys.path.insert(0, sys.argv[1]); from supervision.availability.calendars import reader;"
    "reader.limit(); reader.close_off(); sys.stdin.buffer.read();"
)


@pytest.mark.parametrize(
    "attempt",
    [
        "import socket; socket.create_connection(('127.0.0.1', 80))",
        "import os; os.system('touch /tmp/never')",
        "import subprocess; subprocess.run(['true'])",
        "import os; os.fork()",
        "open('/tmp/never', 'w')",
        "x = bytearray(600 * 1024 * 1024)",
    ],
)
def test_the_process_can_neither_call_out_nor_write_nor_grow(monkeypatch, attempt):
    told = 'print(\'{"spans":[],"left_out":0}\', flush=True)'
    monkeypatch.setattr(reading, "START", f"{CHILD} {told}")
    assert read_calendar(b"x", QUESTION) == Reading((), 0)

    monkeypatch.setattr(reading, "START", f"{CHILD} {attempt}; {told}")
    with pytest.raises(Unreadable) as trouble:
        read_calendar(b"x", QUESTION)

    assert trouble.value.code == "broke"
    assert not Path("/tmp/never").exists()


@pytest.mark.parametrize(
    ("program", "code"),
    [
        ("import time; time.sleep(60)", "too_slow"),
        ("import sys; sys.stdin.buffer.read()\nwhile True: print('x' * 60000)", "too_many"),
        ("import os; os._exit(1)", "broke"),
        ("print('{}')", "broke"),
        ('print(\'{"spans":[1,2],"left_out":0}\')', "broke"),
        (f'print(\'{{"spans":[{FIRST + 5},{FIRST + 5}],"left_out":0}}\')', "broke"),
        (f'print(\'{{"spans":["{FIRST}",{FIRST + 5}],"left_out":0}}\')', "broke"),
        ('print(\'{"fault":"<script>"}\')', "not_understood"),
    ],
)
def test_nothing_is_believed_but_minutes_in_order(monkeypatch, program, code):
    monkeypatch.setattr(reading, "START", program)

    with pytest.raises(Unreadable) as trouble:
        read_calendar(b"x" * 200_000, QUESTION, seconds=2 if code == "too_slow" else 40)

    assert trouble.value.code == code


def test_a_process_that_is_out_of_time_is_gone(monkeypatch):
    started = []
    popen = reading.subprocess.Popen
    monkeypatch.setattr(
        reading.subprocess, "Popen", lambda *a, **k: started.append(popen(*a, **k)) or started[0]
    )
    monkeypatch.setattr(reading, "START", "import time; time.sleep(60)")

    with pytest.raises(Unreadable):
        read_calendar(b"x", QUESTION, seconds=0.2)

    with pytest.raises(ProcessLookupError):
        os.kill(started[0].pid, 0)
