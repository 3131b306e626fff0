"""Writes what is held of somebody into a file, for whoever runs the machine and is asked for access."""

import os
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from supervision.clock import now
from supervision.people.audit import READ, Deed, record
from supervision.rights import exporting
from supervision.rights.management.commands.erase_member import find


class Command(BaseCommand):
    help = (
        "Write all that is held of somebody into a ZIP, to answer a request for access. What nobody but "
        "they may "
        "see is left out and named, since a file passes through other hands: they take that along "
        "themselves, from "
        "their own page. --everything writes that too, for somebody who can no longer sign in. Either is "
        "in the audit."
    )

    def add_arguments(self, parser):
        parser.add_argument("email", help="Their address.")
        parser.add_argument("--organisation", required=True, metavar="SLUG")
        parser.add_argument(
            "--to", required=True, type=Path, metavar="FILE.zip", help="A file that is not there yet."
        )
        parser.add_argument("--everything", action="store_true", help="Also what nobody but they may see.")

    def handle(self, *args, email, organisation, to, everything, **options):
        member, moment = find(email, organisation), now()
        found = exporting.everything(member, now=moment, is_own=everything)
        try:
            file = os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as trouble:
            raise CommandError(f"{to} can’t be written: {trouble.strerror}.", returncode=2) from None
        with os.fdopen(file, "wb") as out:
            out.write(exporting.as_zip(found))
        action = "rights.exported_all" if everything else "rights.exported_shown"
        deeds = [Deed(member.organisation_id, one, None, member.pk) for one in (action, f"{READ}taken_out")]
        record(deeds, at=moment)
        self.stdout.write(f"{len(found['parts'])} parts written, {len(found['left_out'])} left out.")
