"""The page of a series: its dates, how each stands, and what can be done with those to come."""

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from supervision.clock import now as clock_now
from supervision.people.access import member_required
from supervision.people.audit import record_readings
from supervision.sessions import access, change_page
from supervision.sessions.models import Series
from supervision.sessions.series_words import pattern_words
from supervision.sessions.telling import tell


@member_required
@require_safe
def series(request, pk):
    """All sessions of a series that the viewer may see, in the order of their dates."""
    now = clock_now()
    found = access.visible_to(request.member).filter(series=pk).with_people().order_by("starts_at", "pk")
    sessions = list(found)
    plan = Series.objects.filter(pk=pk, organisation=request.member.organisation_id).first()
    if not sessions or plan is None:
        raise Http404
    told = [tell(one, request.member, now=now) for one in sessions]
    if not all(one.is_part or one.is_beside for one in told):
        people = {place.member_id for one in sessions for place in one.attendances.all()}
        record_readings(request.member, sorted(people), "session", now=now)
    ahead = [one for one in told if change_page.is_ahead(one.session, now=now)]
    context = {
        "rows": told,
        "ahead": ahead,
        "next": ahead[0] if ahead else None,
        "acts": change_page.acts_of(request.member, ahead[0].session, now=now) if ahead else None,
        "pattern": pattern_words(plan.pattern, sessions[0].starts_at, sessions[0].supervisor.zone),
        "is_part": told[0].is_part,
    }
    return render(request, "supervision/sessions/series.html", context)
