"""Answering what a calendar asks: the time stands. To move it, or call it off, there are other pages."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from supervision.clock import now
from supervision.languages import worded
from supervision.people.access import member_required
from supervision.sessions import access, answering


@require_POST
@member_required
def stands(request, pk):
    session = access.own_session_or_404(request.member, pk)
    try:
        answering.say_it_stands(session=session, by=request.member, now=now())
    except answering.NothingAsked as refusal:
        messages.info(request, worded(refusal))
    else:
        messages.success(request, _("It stands. Whoever asked finds that here."))
    return redirect("sessions:detail", pk=pk)
