"""Who is looking, and who may see or do what among people. The table behind it is `visibility`."""

from datetime import date
from functools import wraps
from urllib.parse import urlsplit, urlunsplit

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.shortcuts import render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from supervision.clock import now as clock_now
from supervision.people import rules
from supervision.people.models import Member, Team
from supervision.people.visibility import Audience, Sight, Thing, sight_of

SESSION_KEY = "member"


# ---------------------------------------------------------------- who is looking
def places_of(person, *, now) -> list[Member]:
    """Return the person's places that give access, oldest first.

    A place that has ended gives none from the day after its last day on, in its own zone.
    """
    places = Member.objects.filter(person=person).with_person().order_by("pk")
    return [place for place in places if open_on(place, now)]


def open_on(place: Member, now) -> bool:
    return place.end_date is None or now.astimezone(place.zone).date() <= place.end_date


def place_left_lately(person, *, now) -> Member | None:
    """Return the place that a person left last, for thirty days after; None for whoever was erased there."""
    places = Member.objects.filter(person=person, erased_at=None, end_date__isnull=False).with_person()
    for place in places.order_by("-end_date", "-pk"):
        if rules.may_still_take(place.end_date, today=now.astimezone(place.zone).date()):
            return place
    return None


def no_place(request):
    """Tell somebody who is signed in that no organisation has them today."""
    left = place_left_lately(request.user, now=clock_now())
    return render(request, "errors/no_place.html", {"left_lately": left is not None}, status=403)


def current_member(person, session, *, now) -> Member | None:
    """Return the place this person looks from: the one chosen, else their first; None if they have none."""
    if not person.is_authenticated:
        return None
    places = places_of(person, now=now)
    chosen = session.get(SESSION_KEY)
    return next((place for place in places if place.pk == chosen), places[0] if places else None)


# ---------------------------------------------------------------- doors
def member_required(view):
    """Let in whoever looks from a place. A stranger is led to sign in, a person without one is told."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if request.member is not None:
            return view(request, *args, **kwargs)
        if request.user.is_authenticated:
            return no_place(request)
        if getattr(request, "htmx", False):
            return HttpResponseClientRedirect(resolve_url("account_login"))
        return to_sign_in(request)

    return guarded


def to_sign_in(request):
    """Lead a stranger to sign in, and from there back to the page they were on.

    Whoever pressed a button comes back to where it stands: most buttons' own addresses show nothing.
    """
    here = request.get_full_path()
    if request.method in ("GET", "HEAD"):
        return redirect_to_login(here)
    messages.warning(request, _("You were signed out meanwhile, and nothing was kept."), fail_silently=True)
    before = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(before, {request.get_host()}, require_https=request.is_secure()):
        return redirect_to_login(here)
    page = urlsplit(before)
    return redirect_to_login(urlunsplit(("", "", page.path or "/", page.query, "")))


def _required(may):
    def decorate(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if not may(request.member):
                raise Http404
            return view(request, *args, **kwargs)

        return member_required(guarded)

    return decorate


admin_required = _required(lambda member: is_admin(member))
admin_required.__doc__ = "Let in administrators of the organisation; 404 to everyone else who has a place."
lead_required = _required(lambda member: is_lead(member))
lead_required.__doc__ = "Let in team leads; 404 to everyone else who has a place."


# ---------------------------------------------------------------- who may
def is_admin(member: Member) -> bool:
    return member.is_admin


def is_lead(member: Member) -> bool:
    return member.is_team_lead


def leads(viewer: Member):
    """Return the teams whose supervision the viewer answers for: those they lead, and all below."""
    return Team.objects.led_by(viewer)


def stands_in(viewer: Member, subject: Member) -> bool:
    """Say whether the viewer is an administrator and `subject` in no team, whose flags then go to them."""
    return is_admin(viewer) and subject.team_id is None and viewer.organisation_id == subject.organisation_id


def supervisors_of(member: Member, *, on: date | None = None):
    """Return the members who supervise `member` on this day (today for them), by name."""
    relationships = member.supervised_by.on(on or today_of(member))
    supervisors = Member.objects.of(member.organisation_id).filter(pk__in=relationships.values("supervisor"))
    return supervisors.with_person().order_by("person__name", "pk")


def leads_of(member: Member):
    """Return the members who lead `member`'s own team, themselves left out, by name."""
    leads = Member.objects.of(member.organisation_id).filter(
        is_team_lead=True, leaderships__team=member.team_id
    )
    return leads.exclude(pk=member.pk).with_person().order_by("person__name", "pk")


def today_of(member: Member) -> date:
    """Return the day it is for this member."""
    return clock_now().astimezone(member.zone).date()


def audiences(viewer: Member, subject: Member, *, on: date) -> frozenset[Audience]:
    """Return how the viewer stands to `subject` on this day; nothing across organisations."""
    if viewer.organisation_id != subject.organisation_id:
        return frozenset()
    found: set[Audience]
    if viewer.pk == subject.pk:
        found = {Audience.SELF}
    else:
        found = set() if viewer.is_guest else {Audience.PEER}
        if viewer.supervises.on(on).filter(supervisee=subject).exists():
            found.add(Audience.SUPERVISOR)
    if subject.team_id and leads(viewer).filter(pk=subject.team_id).exists():
        found.add(Audience.LEAD)
    if viewer.is_admin:
        found.add(Audience.ADMIN)
    if stands_in(viewer, subject):
        found.add(Audience.STAND_IN)
    return frozenset(found)


def sight(viewer: Member, subject: Member, thing: Thing, *, on: date | None = None) -> Sight:
    """Return how much of `thing` the viewer sees of `subject`, on this day (today for the viewer)."""
    return sight_of(thing, audiences(viewer, subject, on=on or today_of(viewer)))


def visible_to(
    viewer: Member, *, thing: Thing = Thing.CLOCK, at_least: Sight = Sight.DATES, on: date | None = None
):
    """Return the members of whom the viewer sees at least so much of `thing`, today for the viewer."""
    return Member.objects.visible_to(viewer, on=on or today_of(viewer), thing=thing, at_least=at_least)


def member_or_404(
    viewer: Member,
    pk: int,
    *,
    thing: Thing = Thing.CLOCK,
    at_least: Sight = Sight.DATES,
    on: date | None = None,
) -> Member:
    """Return a member of whom the viewer sees at least so much of `thing`, with their person and team.

    Unless told otherwise that is their clock: themselves, their supervisor, a lead of theirs, and for
    somebody in no team an administrator. Raises Http404 for anybody else and for nobody alike, by the
    same query.
    """
    member = visible_to(viewer, thing=thing, at_least=at_least, on=on).with_person().filter(pk=pk).first()
    if member is None:
        raise Http404
    return member


def led_or_404(viewer: Member, pk: int) -> Member:
    """Return a member of a team that the viewer leads, directly or from above; 404 for any other alike."""
    theirs = Member.objects.of(viewer.organisation_id).filter(team__in=leads(viewer), erased_at=None)
    member = theirs.with_person().filter(pk=pk).first()
    if member is None:
        raise Http404
    return member


def anyone_or_404(viewer: Member, pk: int) -> Member:
    """Return any member of an administrator's organisation; for nobody else, unless it is themselves."""
    return member_or_404(viewer, pk, thing=Thing.PLACE, at_least=Sight.EVERYTHING)


def team_or_404(viewer: Member, pk: int) -> Team:
    """Return a team the viewer leads, directly or from above, or any of theirs for an administrator.

    Raises Http404 for any other and for none alike.
    """
    teams = Team.objects.of(viewer.organisation_id) if is_admin(viewer) else leads(viewer)
    team = teams.select_related("organisation").filter(pk=pk).first()
    if team is None:
        raise Http404
    return team
