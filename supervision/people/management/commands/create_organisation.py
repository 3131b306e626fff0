"""Make an empty organisation and its first administrator."""

import json

from django.core.management.base import BaseCommand

from supervision.clock import now
from supervision.errors import Refusal
from supervision.people.services import create_organisation


class Command(BaseCommand):
    help = (
        "Make an empty organisation and its first administrator, who signs in with their address and goes on "
        "from there. Exit code 0: made. 1: refused, with the reason. 2: not understood."
    )

    def add_arguments(self, parser):
        parser.add_argument("name", help="The organisation's name; its slug is made from it.")
        parser.add_argument(
            "--admin", required=True, metavar="EMAIL", help="Work e-mail of the first administrator."
        )
        parser.add_argument(
            "--admin-name", default="", metavar="NAME", help="Their name, if they are new here."
        )
        parser.add_argument(
            "--time-zone", default="Europe/London", help="Such as Europe/London (the default)."
        )
        parser.add_argument(
            "--json", action="store_true", help="Print one JSON object instead of a sentence."
        )

    def handle(self, *, name, admin, admin_name, time_zone, **options):
        try:
            member = create_organisation(
                name=name, admin_email=admin, admin_name=admin_name, time_zone=time_zone, now=now()
            )
        except Refusal as refusal:
            self.stderr.write(str(refusal))
            raise SystemExit(1) from None
        made = {
            "slug": member.organisation.slug,
            "name": member.organisation.name,
            "admin": member.person.email,
        }
        if options["json"]:
            self.stdout.write(json.dumps(made))
        else:
            self.stdout.write(f"{made['name']} is made ({made['slug']}). {made['admin']} can sign in.")
