#!/usr/bin/env python
"""Run a Holdspace command."""

import os
import sys


def main() -> None:
    """Run the command; where the database has no tables yet, say so in a sentence and end with 1."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.management import execute_from_command_line
    from django.db import OperationalError, ProgrammingError

    try:
        execute_from_command_line(sys.argv)
    except (OperationalError, ProgrammingError) as trouble:
        words = str(trouble)
        if "no such table" in words or ("relation" in words and "does not exist" in words):
            sys.exit(
                "The database lacks tables: run “manage.py migrate” first. (“manage.py up” does so itself.)"
            )
        raise


if __name__ == "__main__":
    main()
