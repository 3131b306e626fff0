"""Having a calendar read by a process of its own, that may fail, hang or be killed without harm.

The parent believes nothing that comes back but whole numbers in order.
"""

from __future__ import annotations

import json
import os
import selectors
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from supervision.availability.calendars.lines import Unreadable

ROOT = Path(__file__).resolve().parents[3]
START = (
    "import sys; sys.path.insert(0, sys.argv[1]);"
    "from supervision.availability.calendars.reader import main; main()"
)
SECONDS = 60.0
"""How long a reading may take, waiting for a processor and all."""
MOST_OUTPUT = 2_000_000
MOST_SPANS = 20_000
FAULTS = frozenset(
    {"empty", "web_page", "not_a_calendar", "cut_short", "too_many", "too_big", "not_understood"}
)
CHUNK = 65_536


@dataclass(frozen=True, slots=True)
class Reading:
    """What a calendar says: sorted stretches of whole minutes of UTC since 1970 that neither overlap nor
    touch, and how many entries could not be understood."""

    spans: tuple[tuple[int, int], ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class Question:
    """What to ask a calendar; see `expanding.Wanted`."""

    first: int
    last: int
    zone: str
    mine: frozenset[str] = frozenset()
    domain: str = ""


def read_calendar(raw: bytes, question: Question, *, seconds: float = SECONDS) -> Reading:
    """Return the busy spans in `raw`, worked out in a guarded process.

    Raises Unreadable with a short code: one of FAULTS, `too_slow` (out of time), or `broke` (it ended
    without an answer: out of processor or memory, or killed).
    """
    asked = {
        "first": question.first,
        "last": question.last,
        "zone": question.zone,
        "mine": sorted(question.mine),
        "domain": question.domain,
    }
    return _believed(_run(json.dumps(asked).encode() + b"\n" + raw, seconds), question)


def _run(data: bytes, seconds: float) -> bytes:
    """Return what the guarded process writes. It is gone when this returns or raises."""
    process = subprocess.Popen(  # noqa: S603 - our own program, and nothing from outside
        [sys.executable, "-I", "-B", "-X", "utf8", "-c", START, str(ROOT)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"LC_ALL": "C.UTF-8"},
        cwd="/",
        start_new_session=True,
    )
    try:
        return _exchange(process, data, time.monotonic() + seconds)
    finally:
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(BrokenPipeError):
                    pipe.close()


def _exchange(process: subprocess.Popen[bytes], data: bytes, give_up_at: float) -> bytes:
    """Write `data` and read the answer, both at once and neither for longer than allowed."""
    if process.stdin is None or process.stdout is None:
        raise Unreadable("broke")
    answer = bytearray()
    rest = memoryview(data)
    with selectors.DefaultSelector() as waiting:
        for pipe, event in ((process.stdin, selectors.EVENT_WRITE), (process.stdout, selectors.EVENT_READ)):
            os.set_blocking(pipe.fileno(), False)
            waiting.register(pipe, event)
        while True:
            left = give_up_at - time.monotonic()
            if left <= 0:
                raise Unreadable("too_slow")
            for key, _ in waiting.select(left):
                if key.fileobj is process.stdout:
                    piece = os.read(key.fd, CHUNK)
                    if not piece:
                        return bytes(answer)
                    answer += piece
                    if len(answer) > MOST_OUTPUT:
                        raise Unreadable("too_many")
                    continue
                try:
                    rest = rest[os.write(key.fd, rest[:CHUNK]) :]
                except BrokenPipeError:
                    rest = rest[:0]
                if not rest:
                    waiting.unregister(process.stdin)
                    process.stdin.close()


def _believed(answer: bytes, question: Question) -> Reading:
    """Return what `answer` says, if it can be true. Raises Unreadable."""
    try:
        said = json.loads(answer)
        if "fault" in said:
            raise Unreadable(said["fault"] if said["fault"] in FAULTS else "not_understood")
        minutes, left_out = said["spans"], said["left_out"]
        if not all(type(minute) is int for minute in (*minutes, left_out)) or len(minutes) % 2:
            raise ValueError("Minutes come in pairs.")
        in_order = all(before < after for before, after in pairwise(minutes))
        if not in_order or left_out < 0:
            raise ValueError("Minutes come in order.")
        if minutes and not question.first <= minutes[0] < minutes[-1] <= question.last:
            raise ValueError("Minutes lie in the window.")
    except (ValueError, TypeError, KeyError, RecursionError):
        raise Unreadable("broke") from None
    if len(minutes) > 2 * MOST_SPANS:
        raise Unreadable("too_many")
    return Reading(tuple(zip(minutes[::2], minutes[1::2], strict=True)), left_out)
