"""Handing over: one session, or all that lie in a supervisor's leave, with the cover picked for each."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from supervision.clock import now as clock_now
from supervision.errors import Refusal
from supervision.languages import worded
from supervision.people.access import member_required
from supervision.people.audit import record_readings
from supervision.sessions import access, change_page, covering, covering_many
from supervision.sessions.access import NotYours
from supervision.sessions.change_views import frame, session_for
from supervision.sessions.series_words import sessions_words
from supervision.sessions.telling import tell
from supervision.wording import noted

CLASHES = {"taken": noted("Has something else then"), "not_open": noted("Outside their hours")}


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request, pk):
    """Hand one session to another supervisor; its time stays."""
    now = clock_now()
    session = session_for(request, pk, "hand_over", now=now)
    covers = covering_many.covers_for([session], request.member, now=now)
    clashes = covering_many.clashes_of([session], covers, by=request.member, now=now)
    problems, status = [], 200
    if request.method == "POST":
        cover = next((one for one in covers if str(one.pk) == request.POST.get("to")), None)
        if cover is None:
            problems, status = [_("Choose who covers.")], 422
        else:
            try:
                covering.hand_over(sessions=[session], by=request.member, to=cover, now=now)
            except NotYours as refusal:
                raise Http404 from refusal
            except Refusal as refusal:
                problems, status = [worded(refusal)], 409
            else:
                words = _("{name} has it now. Everybody in it is told.").format(
                    name=cover.person.get_short_name()
                )
                messages.success(request, words)
                visible = access.visible_to(request.member).filter(pk=pk).exists()
                return redirect("sessions:detail", pk=pk) if visible else redirect("sessions:list")
    context = {
        **frame(request, session, now=now),
        "rows": [
            (one, worded(CLASHES.get(clashes[one.pk][session.pk], clashes[one.pk][session.pk])))
            for one in covers
        ],
        "problems": problems,
    }
    return render(request, "supervision/sessions/change/hand_over.html", context, status=status)


@member_required
@require_POST
def decline_cover(request, pk):
    """Say "not this time" to a supervisor who covers; times with one's own follow at once."""
    session = access.session_or_404(request.member, pk)
    if not change_page.may_decline_cover(request.member, session, now=clock_now()):
        raise Http404
    try:
        covering.decline_cover(session=session, by=request.member, now=clock_now())
    except NotYours as refusal:
        raise Http404 from refusal
    except Refusal as refusal:
        messages.error(request, worded(refusal))
        return redirect("sessions:detail", pk=pk)
    messages.success(request, _("That’s fine. No reason is kept, and nobody is asked for one."))
    return redirect("sessions:again", pk=pk)


@member_required
@require_safe
def covers(request):
    """The leaves of supervisors the viewer answers for, and how many sessions lie in each."""
    member = request.member
    if not member.is_supervisor and not member.is_team_lead:
        raise Http404
    leaves = covering_many.leaves_to_cover(member, now=clock_now())
    record_readings(
        member,
        [leave.member_id for leave, _ in leaves if leave.member_id != member.pk],
        "list",
        now=clock_now(),
    )
    return render(request, "supervision/sessions/cover/list.html", {"leaves": leaves})


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def cover(request, pk):
    """All sessions that lie in a leave: who covers each, looked over, then handed over all or none."""
    now = clock_now()
    leave = covering_many.leave_or_none(request.member, pk)
    if leave is None:
        raise Http404
    sessions = list(covering.sessions_in(leave, now=now))
    found = covering_many.covers_for(sessions, request.member, now=now)
    clashes = covering_many.clashes_of(sessions, found, by=request.member, now=now) if sessions else {}
    picks = _picks(request, sessions, found, clashes)
    problems, status = [], 200
    if request.method == "POST" and request.POST.get("act") == "apply":
        try:
            done = covering_many.hand_over_many(
                picks={one: cover for one, cover in picks.items() if cover is not None},
                by=request.member,
                now=now,
            )
        except NotYours as refusal:
            raise Http404 from refusal
        except Refusal as refusal:
            problems, status = [f"{worded(refusal)} {_('Nothing was handed over.')}"], 409
        else:
            messages.success(
                request,
                _("Handed over: {sessions}. Everybody in them is told.").format(
                    sessions=sessions_words(len(done))
                ),
            )
            return redirect("sessions:cover", pk=pk)
    rows = [
        {
            "told": tell(one, request.member, now=now),
            "pick": picks[one],
            "options": [(member, worded(CLASHES.get(clashes[member.pk][one.pk], ""))) for member in found],
            "is_open": any(not clashes[member.pk][one.pk] for member in found),
        }
        for one in sessions
    ]
    context = {
        "leave": leave,
        "is_own": leave.member_id == request.member.pk,
        "rows": rows,
        "covers": found,
        "chosen": sum(pick is not None for pick in picks.values()),
        "problems": problems,
        "number": len(sessions),
    }
    if leave.member_id != request.member.pk:
        record_readings(request.member, [leave.member_id], "list", now=now)
    return render(request, "supervision/sessions/cover/page.html", context, status=status)


def _picks(request, sessions, found, clashes) -> dict:
    """Return who covers each session: as it was sent; at first whoever is free for most of them."""
    by_pk = {str(one.pk): one for one in found}
    for_all = by_pk.get(request.POST.get("all", ""))
    picks = {}
    best = max(found, key=lambda one: sum(not clash for clash in clashes[one.pk].values()), default=None)
    for one in sessions:
        if request.method == "POST" and request.POST.get("act") == "all":
            cover = for_all if for_all and not clashes[for_all.pk][one.pk] else None
        elif request.method == "POST":
            cover = by_pk.get(request.POST.get(f"to-{one.pk}", ""))
        else:
            cover = best if best and not clashes[best.pk][one.pk] else None
        picks[one] = cover
    return picks
