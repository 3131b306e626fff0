"""Say how long an organisation's audit is and how it ends, and whether its chain holds."""

import sys

from django.core.management.base import BaseCommand, CommandError

from supervision.people.audit import first_break
from supervision.people.models import AuditHead, Organisation


class Command(BaseCommand):
    help = (
        "Say how many entries an organisation's audit has and the digest it ends with; a digest noted "
        "elsewhere shows later that none was taken off the end. --verify works the whole chain out again. "
        "Exit code 0: it holds; 1: it is broken; 2: there is no such organisation."
    )

    def add_arguments(self, parser):
        parser.add_argument("--organisation", metavar="SLUG", help="one organisation; all of them without it")
        parser.add_argument("--verify", action="store_true", help="work out every digest again")

    def handle(self, *, organisation, verify, **options):
        chosen = Organisation.objects.order_by("slug")
        if organisation is not None:
            chosen = chosen.filter(slug=organisation)
            if not chosen.exists():
                raise CommandError(f"There is no organisation {organisation!r}.", returncode=2)
        broken = False
        for each in chosen:
            head = AuditHead.objects.filter(pk=each.pk).first() or AuditHead(organisation=each)
            words = f"{each.slug}: {head.sequence:,} entries, ends with {head.digest}"
            if verify:
                at = first_break(each)
                broken |= at is not None
                words += "; the chain holds" if at is None else f"; BROKEN at entry {at:,}"
            self.stdout.write(words)
        if broken:
            sys.exit(1)
