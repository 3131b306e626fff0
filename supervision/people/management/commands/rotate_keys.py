"""Wrap every data key anew with the newest of HOLDSPACE_KEYS, and say when an old one can go."""

import sys

from django.core.management.base import BaseCommand, CommandError

from supervision.people import encryption, signin_secrets


def uses() -> list[encryption.Use]:
    """Return all that `HOLDSPACE_KEYS` wrap: the name, what counts it by key, and what wraps it anew."""
    return [
        ("data keys", encryption.wrapped_by, encryption.rotate_batch),
        ("sign-in secrets", signin_secrets.wrapped_by, signin_secrets.rotate_batch),
        *encryption.more_uses,
    ]


class Command(BaseCommand):
    help = (
        "Wrap every data key anew with the newest of HOLDSPACE_KEYS (the first). Goes on where a killed run "
        "stopped. Exit code 0: only the newest key is in use; 1: an older one still is; 2: cannot run."
    )

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="change nothing; list what each key wraps")
        parser.add_argument("--batch", type=int, default=500, help="rows in one transaction (500)")

    def handle(self, *args, check, batch, **options):
        if batch < 1:
            raise CommandError("--batch must be at least 1.", returncode=2)
        try:
            if not check:
                self.rotate(batch)
            in_use = self.report()
        except encryption.NoKeys as problem:
            raise CommandError(str(problem), returncode=2) from None
        if in_use:
            sys.exit(1)

    def rotate(self, batch: int) -> None:
        for words, _, rotate_batch in uses():
            done = 0
            while moved := rotate_batch(batch):
                done += moved
                if self.stderr.isatty():
                    self.stderr.write(f"\r{words}: {done:,} wrapped anew", ending="")
            if done and self.stderr.isatty():
                self.stderr.write("")
            self.stdout.write(f"{words}: {done:,} wrapped anew")

    def report(self) -> bool:
        """List each key, newest first, and what it wraps; return whether an older one wraps anything."""
        counts = {words: wrapped_by() for words, wrapped_by, _ in uses()}
        names = encryption.known()
        strangers = sorted({name for count in counts.values() for name in count} - set(names))
        old_in_use = False
        for name in [*names, *strangers]:
            wrapped = [f"{count.get(name, 0):,} {words}" for words, count in counts.items()]
            wraps = any(count.get(name) for count in counts.values())
            if name == names[0]:
                state = "newest"
            elif name in strangers:
                state = "not in HOLDSPACE_KEYS: put it back"
            else:
                state = "in use, keep it" if wraps else "not in use, can be dropped"
            old_in_use |= wraps and name != names[0]
            self.stdout.write(f"{name}  {', '.join(wrapped)}  ({state})")
        return old_in_use
