"""Timing: each run in a process of its own, so that its memory is its own; results as JSON lines."""

import gc
import json
import os
import pickle
import resource
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.db import connections


def apart(work: Callable[[], Any]) -> tuple[Any, float]:
    """Run `work` in a forked process and return what it returned and its peak memory in MB.

    Raises RuntimeError, with the traceback on standard error, if it failed.
    """
    connections.close_all()
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reader)
        gc.freeze()  # what was there before is no rubbish, so that collecting before each timing is quick
        status = 1
        try:
            result = work()
            connections.close_all()
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            with os.fdopen(writer, "wb") as pipe:
                pickle.dump((result, peak), pipe)
            status = 0
        except BaseException:
            import traceback

            traceback.print_exc()
        finally:
            os._exit(status)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        data = pipe.read()
    os.waitpid(pid, 0)
    if not data:
        raise RuntimeError("A run failed.")
    return pickle.loads(data)


def timed(work: Callable[[], Any]) -> float:
    """Return how many seconds `work` took."""
    gc.collect()
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


class Results:
    """Times by work, size and variant, printed as one JSON object a line."""

    def __init__(self, bench: str, db: str):
        self.bench, self.db = bench, db
        self.times: dict[tuple[str, int, str], list[float]] = defaultdict(list)
        self.peaks: dict[tuple[str, int, str], float] = defaultdict(float)

    def add(self, work: str, size: int, variant: str, seconds: float, peak_mb: float) -> None:
        self.times[work, size, variant].append(seconds)
        self.peaks[work, size, variant] = max(self.peaks[work, size, variant], peak_mb)

    def median(self, work: str, size: int, variant: str) -> float:
        return statistics.median(self.times[work, size, variant])

    def show(self) -> None:
        for (work, size, variant), seconds in self.times.items():
            line = {
                "bench": self.bench,
                "work": work,
                "db": self.db,
                "size": size,
                "variant": variant,
                "runs": len(seconds),
                "median_s": round(statistics.median(seconds), 6),
                "min_s": round(min(seconds), 6),
                "max_s": round(max(seconds), 6),
                "peak_mb": round(self.peaks[work, size, variant], 1),
            }
            print(json.dumps(line), flush=True)
        self.times.clear()


def say(words: str) -> None:
    """Say how far it is, beside the results."""
    print(words, file=sys.stderr, flush=True)
