"""The way from a calendar's entry to its page."""

from django.http import Http404
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from supervision.notices.calendars import sources
from supervision.people.access import member_required


@require_safe
@member_required
def held(request, name):
    """Lead from the link in a calendar, which says nothing, to the page of what is held."""
    page = sources.page_of(request.member, name)
    if page is None:
        raise Http404
    return redirect(page)
