"""Check-ins in the demo: most of Alder take part, one round is over, and another is on."""

from datetime import datetime, timedelta

from config.demo_names import email_of
from peers.checkins.models import Seat
from peers.checkins.rounds import close_rounds, make_round
from peers.checkins.selectors import check_in_of
from peers.checkins.services import choose_time, join
from peers.checkins.telling import REMINDER
from supervision.notices.models import Notice
from supervision.people.models import Member, Organisation
from supervision.scheduling.days import day_starts_at, local_day

WITH_A_TIME = ("Tom Ashworth", "Femi Oladipo", "Grace Adeyemi")
STAYS_OUT = 7
"""Every seventh has not joined."""


def pair_people(*, now: datetime) -> None:
    """Let people of Alder join, make last fortnight's round and this one's, and hold a few times."""
    alder = Organisation.objects.get(slug="alder-case-management")
    members = Member.objects.of(alder).present(local_day(now, alder.zone)).with_person().order_by("pk")
    logins = {email_of(name) for name in (*WITH_A_TIME, "Nia Bevan", "Ruth Calder", "Judith Marlow")}
    for number, member in enumerate(members):
        if member.is_admin or (number % STAYS_OUT == 0 and member.person.email not in logins):
            continue
        join(member, now=now - timedelta(days=40))
    today = local_day(now, alder.zone)
    monday = today - timedelta(days=today.weekday())
    before = day_starts_at(monday - timedelta(days=14), alder.zone)
    first = make_round(alder, now=before)
    spoke = Seat.objects.filter(round=first).order_by("pk").values_list("pk", flat=True)[::2]
    Seat.objects.filter(pk__in=list(spoke)).update(answer=Seat.Answer.SPOKE)
    begins = day_starts_at(monday, alder.zone)
    close_rounds(alder, now=begins)
    make_round(alder, now=begins)
    for member in members:
        if member.person.email not in {email_of(name) for name in WITH_A_TIME}:
            continue
        check_in = check_in_of(member, now=now)
        if check_in is not None and check_in.pair is not None and check_in.times:
            choose_time(member, check_in.times[-1], now=now)
    # They would come in the days ahead, and here all that waits is shown as if it had been sent.
    Notice.objects.filter(kind=REMINDER).delete()
