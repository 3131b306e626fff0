"""Erases somebody who has left, for whoever runs the machine."""

from django.core.management.base import BaseCommand, CommandError

from supervision.clock import now
from supervision.errors import Refusal
from supervision.people.models import Member
from supervision.rights import erasing


class Command(BaseCommand):
    help = (
        "Erase somebody who has left an organisation: all that is theirs, for good. What others' rows "
        "need stays "
        "without a name. Somebody with a place elsewhere keeps that one. Without --yes it only says what "
        "it would do."
    )

    def add_arguments(self, parser):
        parser.add_argument("email", help="Their address.")
        parser.add_argument("--organisation", required=True, metavar="SLUG")
        parser.add_argument("--yes", action="store_true", help="Do it. Nothing brings it back.")

    def handle(self, *args, email, organisation, yes, **options):
        member = find(email, organisation)
        try:
            erasing.check(member, now=now())
            if not yes:
                self.stdout.write("One place would be erased. Nothing was done: say --yes.")
                return
            erasing.erase(member, by=None, now=now())
        except Refusal as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write("Erased. Backups made before now still hold it: see docs/data-rights.md.")


def find(email: str, organisation: str) -> Member:
    """Return the member of this organisation with this address. Raises CommandError for any other."""
    found = Member.objects.filter(
        organisation__slug=organisation, person__email__iexact=email, erased_at=None
    )
    member = found.select_related("person", "organisation", "team", "line_manager__person").first()
    if member is None:
        raise CommandError("Nobody of this organisation has this address.", returncode=2)
    return member
