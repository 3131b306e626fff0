"""Named points at which a test may stop, slow or break a process (engineering.md, "Two commands")."""

import os
import signal
import time

POINTS = frozenset(
    {"claim.after", "smtp.before", "smtp.after250", "commit.before", "commit.after", "check.after"}
)


class Fault(Exception):
    """Raised by a fault point whose action is `raise`."""


def fault(point: str) -> None:
    """Do what `HOLDSPACE_FAULT=point:action` asks at this point; nothing outside tests.

    Actions: `kill` (SIGKILL to this process), `sleep:ms`, `raise`. Several are parted by commas.
    """
    if os.environ.get("HOLDSPACE_TEST") != "1":
        return
    for spec in filter(None, os.environ.get("HOLDSPACE_FAULT", "").split(",")):
        name, _, action = spec.partition(":")
        if name != point:
            continue
        if action == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        elif action.startswith("sleep:"):
            time.sleep(int(action.removeprefix("sleep:")) / 1000)
        elif action == "raise":
            raise Fault(point)
