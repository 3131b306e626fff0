"""The supervisor's desk."""

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from supervision.clock import now as clock_now
from supervision.people.access import member_required, places_of
from supervision.policy.desk import desk_of
from supervision.scheduling.days import local_day


@member_required
@require_safe
def desk(request):
    """The week ahead in each of one's organisations, what waits, how full it is, and one's own clock."""
    if not request.member.is_supervisor:
        raise Http404
    now = clock_now()
    places = places_of(request.user, now=now)
    context = {
        "desk": desk_of(request.member, places, now=now),
        "today": local_day(now, request.member.zone),
        "now": now,
    }
    return render(request, "supervision/policy/desk.html", context)
