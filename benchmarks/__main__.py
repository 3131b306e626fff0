"""Run one benchmark on an empty database: `python -m benchmarks NAME --db sqlite|postgres [--size N]`."""

import argparse
import importlib
import os
import sys
from pathlib import Path

import django
from django.core.management import call_command


def main() -> int:
    here = Path(__file__).parent
    names = sorted(path.stem for path in here.glob("[a-z]*.py"))
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("name", choices=names)
    parser.add_argument("--db", choices=["sqlite", "postgres"], default="sqlite")
    parser.add_argument("--size", type=int)
    args = parser.parse_args()

    # A benchmark that needs other apps beside ours has a settings file of its own.
    own = f"_{args.name}_settings"
    if (here / f"{own}.py").exists():
        os.environ["DJANGO_SETTINGS_MODULE"] = f"benchmarks.{own}"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.db import connection

    if (connection.vendor == "postgresql") != (args.db == "postgres"):
        parser.error(f"DATABASE_URL does not lead to {args.db}; `make bench DB={args.db}` sees to that.")
    call_command("migrate", verbosity=0)
    return importlib.import_module(f"benchmarks.{args.name}").run(args.db, args.size)


if __name__ == "__main__":
    sys.exit(main())
