"""Each benchmark still runs, small and one turn, and its variants give the same answer.

Nothing here looks at speed.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
SMALL = {
    "drift": 30,
    "evidence": 2,
    "load": 40,
    "outbox": 12,
    "pairs": 20,
    "rank": 40,
    "recompute": 40,
    "slots": 4,
    "sweep": 20,
    "upkeep": 40,
}


def test_each_is_tried():
    assert {path.stem for path in (ROOT / "benchmarks").glob("[a-z]*.py")} == set(SMALL)


@pytest.mark.parametrize("name", SMALL)
def test_it_runs_to_its_end(name, own_database, processes):
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", name, "--size", str(SMALL[name])]
        + (["--db", "postgres"] if "postgres" in own_database.url else []),
        cwd=ROOT,
        env={**processes.env, "RUNS": "1"},
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stderr[-4000:]
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert lines, done.stderr
    for line in lines:
        assert line["bench"] == name
        assert 0 < line["min_s"] <= line["median_s"] <= line["max_s"]
    assert "holdspace" in {line["variant"] for line in lines}
