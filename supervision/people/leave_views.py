"""Leave: a person's, for an administrator, and one's own."""

from datetime import date, timedelta

from django.contrib import messages
from django.db.models import Q
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from supervision.clock import now
from supervision.errors import Refusal
from supervision.people import arrangements, services
from supervision.people.access import admin_required, anyone_or_404, member_required
from supervision.people.form_parts import put_right
from supervision.people.member_forms import LeaveForm
from supervision.people.models import Leave, Member

FOLDER = "supervision/people/organisation"
SHOWN = timedelta(days=730)


def recent_leave(member: Member, today: date) -> list[Leave]:
    """Return a member's leave to come and of the last two years, latest first."""
    found = member.leaves.filter(Q(ends_on=None) | Q(ends_on__gte=today - SHOWN))
    return list(found.order_by("-starts_on", "-pk"))


def _leave_or_404(member: Member, pk: int) -> Leave:
    found = member.leaves.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def removal_of_leave(leave: Leave, *, action: str, back: str) -> dict:
    """Return what the question before taking a leave away says."""
    return {
        "id": f"remove-leave-{leave.pk}",
        "question": _("Take this leave away?"),
        "words": _(
            "It will be as if it had never been: clocks that paused for it run on through those days."
        ),
        "action": action,
        "back": back,
        "yes": _("Take it away"),
        "no": _("Keep it"),
    }


@admin_required
@require_http_methods(["POST"])
def add_leave(request, pk):
    """Write down a person's leave."""
    member = anyone_or_404(request.member, pk)
    form = LeaveForm(request.POST, prefix="l")
    back = reverse("organisation:person", args=[pk])
    if _leave_went_in(request, member, form):
        return redirect(back)
    return render(
        request, f"{FOLDER}/leave.html", {"member": member, "form": form, "back": back, "tab": "people"}
    )


def _leave_went_in(request, member: Member, form: LeaveForm, leave: Leave | None = None) -> bool:
    """Add a leave or change one, as the form says; say whether it went in."""
    if not form.is_valid():
        return False
    try:
        if leave:
            arrangements.change_leave(leave, **form.cleaned_data, by=request.member, now=now())
        else:
            arrangements.add_leave(member, **form.cleaned_data, by=request.member, now=now())
    except Refusal as refusal:
        put_right(form, refusal, {"leave_already_there": "starts_on", "ends_before_start": "ends_on"})
        return False
    messages.success(
        request, _("Saved. Others see only that you are away.") if member == request.member else _("Saved.")
    )
    return True


@admin_required
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request, pk, leave_pk):
    """Change one leave of a person."""
    member = anyone_or_404(request.member, pk)
    found = _leave_or_404(member, leave_pk)
    facts = {"starts_on": found.starts_on, "ends_on": found.ends_on, "kind": found.kind}
    form = LeaveForm(request.POST if request.method == "POST" else None, initial=facts, prefix="l")
    if request.method == "POST" and _leave_went_in(request, member, form, found):
        return redirect("organisation:person", pk=pk)
    back = reverse("organisation:person", args=[pk])
    action = reverse("organisation:leave-remove", args=[pk, leave_pk])
    ask = removal_of_leave(found, action=action, back=back)
    context = {"member": member, "leave": found, "form": form, "remove": ask, "back": back, "tab": "people"}
    return render(request, f"{FOLDER}/leave.html", context)


@admin_required
@require_http_methods(["GET", "HEAD", "POST"])
def remove_leave(request, pk, leave_pk):
    """Ask, then take a leave away."""
    member = anyone_or_404(request.member, pk)
    found = _leave_or_404(member, leave_pk)
    back = reverse("organisation:person", args=[pk])
    return _remove_leave(request, found, back=back)


def _remove_leave(request, found: Leave, *, back: str):
    if request.method == "POST":
        arrangements.remove_leave(found, by=request.member, now=now())
        messages.success(request, _("Taken away."))
        return redirect(back)
    return render(request, "asks.html", {"ask": removal_of_leave(found, action=request.path, back=back)})


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def own_leave(request):
    """A member's own leave: the days, and the kind, which nobody but them and administrators sees."""
    member = request.member
    form = LeaveForm(
        request.POST if request.method == "POST" else None, initial={"kind": Leave.Kind.ANNUAL}, prefix="l"
    )
    if request.method == "POST" and _leave_went_in(request, member, form):
        return redirect("people:leave")
    back = reverse("people:leave")
    leaves = [
        (each, removal_of_leave(each, action=reverse("people:leave-remove", args=[each.pk]), back=back))
        for each in recent_leave(member, services.local_today(member, now()))
    ]
    return render(request, "supervision/people/leave.html", {"form": form, "leaves": leaves})


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def remove_own_leave(request, leave_pk):
    """Ask, then take away a leave of one's own."""
    return _remove_leave(request, _leave_or_404(request.member, leave_pk), back=reverse("people:leave"))
