"""The guarded process: a calendar comes in, busy minutes go out, and nothing else does.

Started by `supervision.availability.calendars.reading`, with no environment, no Django, and its standard
streams for all it has. Before it reads a byte it takes from itself memory, time, files and the network.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from typing import Any

MEMORY = 512 * 1024 * 1024
CPU_SECONDS = 20
OPEN_FILES = 64


def main() -> None:
    """Read a line of JSON that says what is wanted, then the calendar; write one line of JSON."""
    limit()
    answer: dict[str, Any]
    try:
        import supervision.availability.calendars.expanding  # noqa: F401 - while files may still be opened

        close_off()
        question = json.loads(sys.stdin.buffer.readline(1_000_000))
        answer = answer_to(question, sys.stdin.buffer.read())
    except MemoryError:
        answer = {"fault": "too_big"}
    except Exception:
        answer = {"fault": "not_understood"}
    sys.stdout.write(json.dumps(answer, separators=(",", ":")) + "\n")
    sys.stdout.flush()
    os._exit(0)


def answer_to(question: dict[str, Any], raw: bytes) -> dict[str, Any]:
    """Return the busy spans in `raw`, each as two whole minutes of UTC since 1970, or a short fault."""
    from zoneinfo import ZoneInfo

    from supervision.availability.calendars.expanding import Wanted, busy_in
    from supervision.availability.calendars.lines import Unreadable, calendars_in

    wanted = Wanted(
        first=question["first"],
        last=question["last"],
        zone=ZoneInfo(question["zone"]),
        mine=frozenset(question["mine"]),
        domain=question["domain"],
    )
    try:
        spans, left_out = busy_in(calendars_in(raw), wanted)
    except Unreadable as trouble:
        return {"fault": trouble.code}
    return {"spans": [minute for span in spans for minute in span], "left_out": left_out}


def limit() -> None:
    """Take from this process, for good, what it does not need."""
    for kind, value in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, CPU_SECONDS),
    ):
        resource.setrlimit(kind, (value, value))


FORBIDDEN = (
    "socket.",
    "subprocess.",
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "os.spawn",
    "os.system",
    "os.remove",
    "os.rename",
    "os.mkdir",
    "os.kill",
    "ctypes.",
    "shutil.",
    "pty.",
)


def close_off() -> None:
    """Refuse the network, other programs and changes to files from here on."""

    def look(event: str, details: tuple[Any, ...]) -> None:
        if event.startswith(FORBIDDEN):
            raise PermissionError
        if (
            event == "open"
            and isinstance(details[2], int)
            and details[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
        ):
            raise PermissionError

    sys.addaudithook(look)
