"""Whether kept clocks drift: random edits, then everything worked out afresh. `size` counts edits."""

from collections import Counter

from benchmarks._edits import Town
from benchmarks._measure import Results, apart, say, timed

DEFAULT_SIZE = 10_000
LOOK_EVERY = 1000


def run(db: str, size: int | None) -> int:
    size = size or DEFAULT_SIZE
    results = Results("drift", db)
    (seconds, found, kinds), peak = apart(lambda: edits(size))
    results.add("random_edits", size, "holdspace", seconds, peak)
    for line in found[:20]:
        say(line)
    say(f"{sum(kinds.values())} edits ({dict(kinds)}), {len(found)} differences")
    results.show()
    return int(bool(found))


def edits(size: int) -> tuple[float, list[str], Counter]:
    town, kinds, found = Town(40), Counter(), []

    def story() -> None:
        for number in range(1, size + 1):
            kinds[town.edit()] += 1
            if number % LOOK_EVERY == 0 or number == size:
                found.extend(f"after {number}: {line}" for line in town.differences())

    return timed(story), found, kinds
