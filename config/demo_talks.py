"""Colleagues of the demo who listen, one who asks at the moment, and a talk that is agreed.

Said through the same services as on their pages. The same day gives the same.
"""

from datetime import datetime, timedelta

from config.demo_names import CASE_MANAGERS, email_of
from peers.debriefs.answering import accept
from peers.debriefs.asking import ask
from peers.debriefs.models import Invite
from peers.debriefs.rota import keep_rota, take_turn
from peers.debriefs.rules import Ask, TimePassed
from peers.pool.services import keep_listening
from supervision.availability.taking import TimeTaken
from supervision.people.models import Member
from supervision.people.services import local_today

NOT_LISTENING = 4
"""Every so manieth colleague does not listen: nobody has to."""


def ask_round(*, now: datetime) -> None:
    """Have most case managers of Alder listen, Nia be asked, and Grace have somebody to talk with."""
    names = [name for team in CASE_MANAGERS.values() for name in team.split(";")]
    found = {
        member.person.email: member
        for member in Member.objects.filter(organisation__slug="alder-case-management").select_related(
            "person", "organisation"
        )
    }
    people = [found[email_of(name)] for name in names if email_of(name) in found]
    nia = found[email_of("Nia Bevan")]
    for number, member in enumerate(people):
        if number % NOT_LISTENING == NOT_LISTENING - 1 and member != nia:
            continue
        wanted = {
            "most_a_week": 1 + number % 2,
            "heaviest": 2 + number % 2,
            "longest_minutes": 30,
            "around_for_five": number % 3 == 0,
            "languages": ["en", "cy"] if number % 5 == 0 else ["en"],
            "phone": f"07700 900{100 + number}",
        }
        keep_listening(member, state="in", wanted=wanted, now=now)
    first, second = [member for member in people if member != nia][:2]
    day = local_today(nia, now)
    while day.weekday() > 4:
        day += timedelta(days=1)
    keep_rota(by=found[email_of("Asha Denholm")], has_rota=True, now=now)
    take_turn(nia, day=day, half="pm", now=now)
    ask(
        asker=first,
        ask=Ask(urgency="week", weight=2, minutes=15, wish="listen", touches=("family",), first=nia.pk),
        now=now,
    )
    agreed = ask(asker=second, ask=Ask(urgency="week", weight=1, minutes=30, how="video"), now=now)
    invite = Invite.objects.with_request().filter(request=agreed).order_by("pk").first()
    if invite is not None:
        try:
            accept(invite, by=invite.member, now=now)
        except (TimePassed, TimeTaken):
            return  # on a day on which nothing is free the demo has one talk less
