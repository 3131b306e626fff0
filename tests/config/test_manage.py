"""Commands on a machine where nothing has been set up yet."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_without_tables_a_command_says_what_to_do_and_ends_with_one(tmp_path):
    fresh = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
    fresh |= {"DJANGO_SETTINGS_MODULE": "config.settings", "HOLDSPACE_DATA": str(tmp_path)}

    ended = subprocess.run(
        [sys.executable, "manage.py", "clocks", "--organisation", "alder", "--csv"],
        cwd=ROOT,
        env=fresh,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert (ended.returncode, ended.stdout) == (1, "")
    assert "manage.py migrate" in ended.stderr and "Traceback" not in ended.stderr
