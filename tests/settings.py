"""The one settings file, with an environment that belongs to this run of the tests alone."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

data = tempfile.mkdtemp(prefix="hs-data-")
atexit.register(shutil.rmtree, data, ignore_errors=True)
os.environ["HOLDSPACE_DATA"] = data
Path(data, "static").mkdir()
os.environ["HOLDSPACE_TEST"] = "1"
os.environ["SECRET_KEY"] = "tests-only-" + "0123456789" * 5
os.environ["HOLDSPACE_KEYS"] = "dGVzdHMtb25seS10ZXN0cy1vbmx5LXRlc3RzLW9ubHk="
os.environ.setdefault("DATABASE_URL", f"sqlite:///{data}/holdspace.sqlite3")
for name in (
    "REDIS_URL",
    "EMAIL_URL",
    "HOLDSPACE_BASE_URL",
    "HOLDSPACE_ENV",
    "HOLDSPACE_CLOCK",
    "HOLDSPACE_FAULT",
    "HOLDSPACE_CALENDAR_HOSTS",
):
    os.environ.pop(name, None)

from config.settings import *  # noqa: E402, F403

# A password is checked in a fraction of the time; what tests sign in with is not worth guessing.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
