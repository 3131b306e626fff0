"""Another time: one side proposes up to three, the other takes one or keeps the time as it is."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from supervision.clock import now as clock_now
from supervision.errors import Refusal
from supervision.languages import worded
from supervision.people.access import member_required
from supervision.sessions import access, change_page, choosing, rules
from supervision.sessions.access import NotYours
from supervision.sessions.booking_forms import ProposeForm
from supervision.sessions.change_views import frame, refused, session_for
from supervision.sessions.proposing import answer_proposal, withdraw_proposal
from supervision.sessions.proposing import propose as propose_times


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request, pk):
    """Propose up to three other times for a session; they are held until the other side answers."""
    now = clock_now()
    session = session_for(request, pk, "propose", now=now)
    form = ProposeForm(request.POST if request.method == "POST" else request.GET)
    more: dict = {}
    status = 200
    if request.method == "POST" and request.POST.get("act") == "propose":
        if not form.times:
            more, status = {"problems": [_("Tick up to three times.")]}, 422
        else:
            try:
                propose_times(session=session, by=request.member, times=form.times, now=now)
            except Refusal as refusal:
                more, status = refused(refusal, session), 409
            else:
                messages.success(request, _("Proposed. The time stays as it is until one of them is taken."))
                return redirect("sessions:detail", pk=pk)
    weeks, next_free = change_page.weeks_for(session, request.member, form, now=now)
    context = {
        **frame(request, session, now=now),
        "form": form,
        "weeks": weeks,
        "next_free": next_free,
        "many": True,
        "ticked": set(request.POST.getlist("slot")),
        "most": ProposeForm.MOST,
        "apart": choosing.hours_apart(request.member.zone, [session.supervisor], at=session.starts_at),
        **more,
    }
    return render(request, "supervision/sessions/change/propose.html", context, status=status)


@member_required
@require_POST
def answer(request, pk):
    """Take one of the times proposed, keep the time as it is, or take back what one proposed."""
    now = clock_now()
    session = access.session_or_404(request.member, pk)
    found = change_page.proposal_on(session, request.member, now=now)
    if access.side_of(request.member.pk, session) == rules.ORGANISATION:
        raise Http404
    if found is None or str(found["row"].pk) != request.POST.get("proposal"):
        messages.error(request, _("There is nothing to answer any more."))
        return redirect("sessions:detail", pk=pk)
    act, time = request.POST.get("act"), request.POST.get("time", "")
    try:
        if act == "withdraw":
            withdraw_proposal(proposal=found["row"], by=request.member, now=now)
            messages.success(request, _("Taken back. The time stays as it is."))
        else:
            chosen = next((one.starts_at for one in found["times"] if str(one.pk) == time), None)
            if chosen is None and act != "decline":
                raise Http404
            answer_proposal(proposal=found["row"], by=request.member, starts_at=chosen, now=now)
            messages.success(
                request,
                _("Moved. Everybody in it is told.") if chosen else _("It stays as it is; they are told."),
            )
    except NotYours as refusal:
        raise Http404 from refusal
    except Refusal as refusal:
        messages.error(request, worded(refusal))
    return redirect("sessions:detail", pk=pk)
