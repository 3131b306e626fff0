"""What the section about calendars' answers shows on a session's page."""

from django import template

from supervision.clock import now
from supervision.sessions import answering
from supervision.sessions.models import CalendarAnswer, Session

register = template.Library()


@register.simple_tag(takes_context=True)
def answers_to(context, session: Session) -> list[CalendarAnswer]:
    """Return what calendars answered about a session that is ahead, as far as the viewer may know."""
    if session.status != Session.Status.BOOKED or session.starts_at <= now():
        return []
    return answering.answers_for(session, context["viewer"])


@register.filter
def asking(answers: list[CalendarAnswer]) -> list[CalendarAnswer]:
    """Return those of the answers that ask whether the time still suits."""
    return [one for one in answers if answering.is_question(one) and one.settled_at is None]
