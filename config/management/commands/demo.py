"""Bring in the demo organisations, made up to today."""

import csv
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import localdate

from config import (
    demo_booking,
    demo_calendars,
    demo_checkins,
    demo_circles,
    demo_climate,
    demo_data,
    demo_desk,
    demo_events,
    demo_evidence,
    demo_feedback,
    demo_learning,
    demo_outside,
    demo_pauses,
    demo_practice,
    demo_rights,
    demo_space,
    demo_talks,
)
from supervision.clock import now
from supervision.notices.models import Notice
from supervision.people.models import Organisation, Person
from supervision.policy.models import Flag
from supervision.scheduling.days import day_starts_at

SLUGS = ("alder-case-management", "fern-associates")


class Command(BaseCommand):
    help = (
        "Bring in Alder Case Management (60 people, four teams, a year of history up to today) and "
        "Fern Associates, with demo logins. Refuses where there is an organisation, unless --beside is given."
    )

    def add_arguments(self, parser):
        parser.add_argument("--beside", action="store_true", help="bring them in beside other organisations")

    def handle(self, *, beside, verbosity, **options):
        if Organisation.objects.exists() and not beside:
            raise CommandError(
                "There is an organisation here already. --beside brings the demo in next to it."
            )
        today = localdate(now())
        for files in (demo_data.alder(today), demo_data.fern(today)):
            with tempfile.TemporaryDirectory() as folder:
                for name, rows in files.items():
                    write(Path(folder, f"{name}.csv"), rows)
                call_command("load_organisation", folder, verbosity=verbosity, stdout=self.stdout)
        emails = [email for email, _ in demo_data.LOGINS]
        Person.objects.filter(email__in=emails).update(password=make_password(demo_data.PASSWORD))
        Organisation.objects.filter(slug="alder-case-management").update(
            assistance_name="Staff counselling line",
            assistance_phone="0808 157 0123",
            assistance_hours="Day and night",
            assistance_link="https://counselling.example/alder",
            assistance_note="We are never told who rings",
            occupational_health="occupational.health@alder.example",
        )
        demo_booking.say_hours(now=now())
        demo_calendars.link_calendars(now=now())
        demo_desk.fill_week(now=now())
        demo_practice.sign_agreements(now=now())
        demo_practice.keep_sessions(now=now())
        demo_evidence.register(now=now())
        demo_feedback.say_how_it_is(now=now())
        demo_outside.bring_guest(now=now())
        demo_circles.hold_circles(now=now())
        demo_checkins.pair_people(now=now())
        demo_talks.ask_round(now=now())
        demo_space.keep_spaces(now=now())
        demo_pauses.keep_pauses(now=now())
        demo_climate.ask_about_climate(now=now())
        demo_learning.read_sessions(now=now())
        demo_events.note_something(now=now())
        demo_rights.let_one_leave(now=now())
        as_if_here_all_along(now())
        for email, role in demo_data.LOGINS if verbosity else ():
            self.stdout.write(f"{email:34} {role}; password {demo_data.PASSWORD}")


def as_if_here_all_along(at: datetime) -> None:
    """Let flags and messages stand where they would if the demo had run for weeks, not since a moment ago.

    Flags opened when the grace was over; messages came on the last working morning, half of them read.
    Everybody has signed in before.
    """
    people = Person.objects.filter(memberships__organisation__slug__in=SLUGS, last_login=None)
    people.update(last_login=at - timedelta(days=3))
    for flag in Flag.objects.open().select_related("rule", "member").order_by("pk"):
        on = flag.due_on + timedelta(days=flag.rule.grace_days + 1)
        opened_at = min(day_starts_at(on, flag.member.zone), at)
        Flag.objects.filter(pk=flag.pk).update(opened_at=opened_at)
    morning = (at - timedelta(days=1)).replace(hour=8, minute=4, second=0, microsecond=0)
    while morning.weekday() > 4:
        morning -= timedelta(days=1)
    waiting = Notice.objects.filter(state=Notice.State.DUE)
    waiting.update(state=Notice.State.SENT, sent_at=morning, inbox_at=morning, created_at=morning)
    read = Notice.objects.filter(state=Notice.State.SENT).order_by("pk").values_list("pk", flat=True)[::2]
    Notice.objects.filter(pk__in=read).update(read_at=morning + timedelta(hours=2))


def write(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
