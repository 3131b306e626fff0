"""The one settings file, with kinds of message whose reason always holds: for workers that tests kill."""

from config.settings import *  # noqa: F403
from config.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.faults.trial_app.TrialConfig"]
