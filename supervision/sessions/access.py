"""Who may see a session, and who may say what happened in it."""

from collections.abc import Collection
from datetime import date

from django.db.models import Q
from django.http import Http404

from supervision.errors import Refusal
from supervision.people.access import leads
from supervision.people.models import Member, Relationship
from supervision.sessions import rules
from supervision.sessions.models import Attendance, Session


class NotYours(Refusal):
    """Somebody else's: answered like a session, or a person, that is not there."""

    code = "not_found"
    status = 404


def visible_to(viewer: Member):
    """Sessions the viewer takes part in, and those of people they lead. Nobody else's; none for an admin."""
    led = Attendance.objects.filter(member__team__in=leads(viewer))
    return Session.objects.of(viewer.organisation_id).filter(
        Q(pk__in=Session.objects.involving(viewer).values("pk")) | Q(pk__in=led.values("session"))
    )


def session_or_404(viewer: Member, pk: int) -> Session:
    """Return a session the viewer may see, its people with it. Raises Http404 for any other, and for none."""
    session = visible_to(viewer).with_people().filter(pk=pk).first()
    if session is None:
        raise Http404
    return session


def own_session_or_404(viewer: Member, pk: int) -> Session:
    """Return a session that takes the viewer's time, with its people. Raises Http404 for any other, and a
    lead's too.
    """
    session = Session.objects.of(viewer.organisation_id).involving(viewer).with_people().filter(pk=pk).first()
    if session is None:
        raise Http404
    return session


def side_of(member_id: int, session: Session) -> str:
    """Return the side from which a member speaks: supervisor, supervisee, or else the organisation.

    Whoever is there beside the supervisor speaks from neither.
    """
    if member_id == session.supervisor_id:
        return rules.SUPERVISOR
    if member_id in invited(session):
        return rules.SUPERVISEE
    return rules.ORGANISATION


def invited(session: Session) -> list[int]:
    """Return the ids of the supervisees in a session, in the order they were put down."""
    return [attendance.member_id for attendance in session.attendances.all()]


def beside(session: Session) -> list[int]:
    """Return the ids of those who are there beside a session's supervisor, the first put down first."""
    return [one.member_id for one in session.besides.all()]


def everybody(session: Session) -> list[int]:
    """Return the ids of all whose time a session takes: its supervisor, those invited, those beside."""
    return [session.supervisor_id, *invited(session), *beside(session)]


def speaks_of(member_id: int, session: Session) -> frozenset[int]:
    """Return of whose coming a member can speak: a supervisee of their own, the others of everybody's."""
    everybody = frozenset(invited(session))
    return everybody & {member_id} if side_of(member_id, session) == rules.SUPERVISEE else everybody


def known_to(viewer: Member, session: Session, *, led: Collection[int]) -> list[Attendance]:
    """Return the places in a session whose members the viewer may know of: everybody's, for who was in it.

    For a lead, those of their own people; `led` are the ids of the teams the viewer leads.
    """
    places = list(session.attendances.all())
    if viewer.pk in everybody(session):
        return places
    return [place for place in places if place.member.team_id in led]


def may_speak(viewer: Member, session: Session) -> bool:
    """Say whether the viewer may say what happened: both sides, and the lead of everybody who was invited."""
    if side_of(viewer.pk, session) != rules.ORGANISATION:
        return True
    ids = invited(session)
    return bool(ids) and Member.objects.filter(pk__in=ids, team__in=leads(viewer)).count() == len(ids)


def supervisors_on(day: date, supervisee: Member):
    """Members who supervise `supervisee` on `day`, in one organisation."""
    relationships = Relationship.objects.on(day).filter(supervisee=supervisee)
    return _of(supervisee).filter(pk__in=relationships.values("supervisor"))


def supervisees_on(day: date, supervisor: Member):
    """Members whom `supervisor` supervises on `day`, in one organisation."""
    relationships = Relationship.objects.on(day).filter(supervisor=supervisor)
    return _of(supervisor).filter(pk__in=relationships.values("supervisee"))


def group_of(facilitator: Member, day: date):
    """Members whom `facilitator` supervises on `day`, and those who have been in groups of theirs."""
    invited_before = Attendance.objects.filter(session__supervisor=facilitator, session__kind=rules.GROUP)
    return _of(facilitator).filter(
        Q(pk__in=supervisees_on(day, facilitator).values("pk")) | Q(pk__in=invited_before.values("member"))
    )


def _of(member: Member):
    return Member.objects.of(member.organisation_id).with_person().order_by("person__name", "pk")


def check_may_record(
    viewer: Member, *, supervisor: Member, supervisees: list[Member], kind: str, day: date
) -> None:
    """Raise NotYours unless the viewer may record a session of these people on `day`.

    A supervisor may for whom they supervised that day, and for a group of theirs; a supervisee with
    somebody who supervised them that day; a lead for their own people with such a supervisor.
    """
    people = [supervisor, *supervisees]
    if any(member.organisation_id != viewer.organisation_id for member in people):
        raise NotYours("There is nobody of that name here.")
    ids = {member.pk for member in supervisees}
    if viewer.pk == supervisor.pk:
        known = group_of(viewer, day) if kind == rules.GROUP else supervisees_on(day, viewer)
        if known.filter(pk__in=ids).count() != len(ids):
            raise NotYours("You did not supervise everybody named here on that day.")
        return
    if kind == rules.GROUP:
        raise NotYours("Whoever held a group says who came to it.")
    supervisee = supervisees[0]
    if (
        viewer.pk != supervisee.pk
        and not Member.objects.filter(pk=supervisee.pk, team__in=leads(viewer)).exists()
    ):
        raise NotYours("There is nobody of that name here.")
    if not supervisors_on(day, supervisee).filter(pk=supervisor.pk).exists():
        raise NotYours("That was not their supervisor on that day.")
