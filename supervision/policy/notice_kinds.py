"""The kinds of message about clocks."""

from supervision.notices.kinds import Kind
from supervision.notices.models import Notice
from supervision.people.models import Member
from supervision.policy import months, notice_facts, wanted
from supervision.wording import noted


def hears_of_others(member: Member) -> bool:
    return member.is_supervisor or member.is_team_lead or member.is_admin


def is_of_another(notice: Notice) -> bool:
    """Say whether it is about somebody else: of one's own hour one hears by itself, with times to choose."""
    return notice.about["member"] != notice.recipient_id


KINDS = (
    Kind(
        name="due_soon",
        notice_class="S",
        subject="an-hour-to-find",
        line=noted("An hour comes due, and nothing is booked"),
        icon="calendar-days",
        context=notice_facts.due_soon,
        path=notice_facts.member_page,
        comes_in_heaps=is_of_another,
        label=noted("Supervision coming due"),
        help_text=noted("Yours, and that of those you supervise. Once a week at most."),
        can_unsubscribe=True,
    ),
    Kind(
        name="overdue",
        notice_class="R",
        subject="an-hour-to-arrange",
        line=noted("An hour is owed"),
        icon="calendar-days",
        context=notice_facts.overdue,
        path=notice_facts.member_page,
        comes_in_heaps=is_of_another,
        offered_to=hears_of_others,
        label=noted("An hour that is owed"),
        help_text=noted("To somebody you supervise or lead. Once a week at most."),
    ),
    Kind(
        name="escalated",
        notice_class="R",
        subject="something-to-arrange",
        line=noted("An hour is still owed"),
        icon="calendar-days",
        context=notice_facts.escalated,
        path=notice_facts.member_page,
        comes_in_heaps=is_of_another,
        offered_to=hears_of_others,
        label=noted("An hour that is still owed"),
        help_text=noted("In a team you answer for. Once a week at most."),
    ),
    Kind(
        name=wanted.KIND,
        notice_class="R",
        subject="something-to-arrange",
        line=noted("Somebody needs a supervisor"),
        icon="user-round",
        context=notice_facts.supervisor_wanted,
        path=notice_facts.place_page,
        comes_in_heaps=is_of_another,
        offered_to=lambda member: member.is_admin,
        label=noted("Somebody without a supervisor"),
        help_text=noted("Whoever leads their team asks you to find one. Once a week at most."),
    ),
    Kind(
        name="return_offer",
        notice_class="S",
        subject="a-time-to-choose",
        line=noted("An hour is there, whenever it suits"),
        icon="calendar-days",
        context=notice_facts.return_offer,
        path=notice_facts.member_page,
        label=noted("An hour after some time away"),
        help_text=noted("Once, when you or somebody you supervise is back."),
        can_unsubscribe=True,
    ),
    Kind(
        name="digest",
        notice_class="S",
        subject="week",
        subject_day="week_of",
        line=noted("Where your people stand"),
        icon="users-round",
        context=notice_facts.digest,
        path=notice_facts.board,
        offered_to=lambda member: member.is_team_lead,
        label=noted("Your week at a glance"),
        help_text=noted(
            "Your first working morning of the week: how many in your teams are owed, due and covered."
        ),
        can_unsubscribe=True,
    ),
    Kind(
        name=months.KIND,
        notice_class="S",
        subject="month",
        line=noted("What your month held, and what comes"),
        icon="calendar-days",
        context=months.facts,
        path=months.own_page,
        offered_to=lambda member: member.is_case_manager or member.is_supervisor or member.is_team_lead,
        label=noted("Your month at a glance"),
        help_text=noted("Once a month, on your first working morning. Nobody else gets it."),
        can_unsubscribe=True,
    ),
)
