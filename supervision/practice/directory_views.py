"""The directory of supervisors: look, ask one, answer, and say something of oneself."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from supervision.clock import now as clock_now
from supervision.errors import Refusal
from supervision.languages import worded
from supervision.people.access import member_required
from supervision.people.models import Member
from supervision.practice import directory
from supervision.practice.models import SupervisorProfile
from supervision.practice.words import word_for
from supervision.scheduling.days import local_day

FOLDER = "supervision/practice"


class ProfileForm(forms.ModelForm):
    """What a supervisor says of themselves."""

    class Meta:
        model = SupervisorProfile
        fields = directory.PROFILE
        labels = {
            "focus": _("What you like to work on"),
            "training": _("Training and registration"),
            "languages": _("Languages"),
            "about": _("A line or two about how you work"),
            "is_open": _("I may be asked now"),
        }
        widgets = {"about": forms.Textarea(attrs={"rows": 3})}


@member_required
@require_safe
def supervisors(request):
    """Everybody who supervises here, those with room first."""
    now, viewer = clock_now(), request.member
    words = request.GET.get("q", "").strip()[:100]
    today = local_day(now, viewer.zone)
    context = {
        "entries": directory.entries_for(viewer, words=words, now=now),
        "words": words,
        "asked": directory.open_request_of(viewer),
        "own": list(
            viewer.supervised_by.on(today).select_related("supervisor__person").order_by("starts_on", "pk")
        ),
        "waiting": directory.requests_to(viewer) if viewer.is_supervisor else [],
        "word": word_for(viewer),
        "may_invite": viewer.is_admin or viewer.employment != Member.Employment.EMPLOYEE,
    }
    return render(request, f"{FOLDER}/supervisors.html", context)


@member_required
@require_POST
def ask(request, pk):
    """Ask somebody, beside the supervisor one has or instead of them. No reason is asked."""
    viewer, now = request.member, clock_now()
    supervisor = Member.objects.of(viewer.organisation_id).filter(pk=pk, is_supervisor=True).first()
    if supervisor is None:
        raise Http404
    instead = request.POST.get("instead_of", "")
    leaves = None
    if instead.isascii() and instead.isdigit() and len(instead) < 18:
        leaves = viewer.supervised_by.filter(pk=int(instead)).first()
    try:
        directory.ask(viewer, supervisor, instead_of=leaves, now=now)
    except Refusal as refusal:
        if refusal.status == 404:
            raise Http404 from None
        messages.error(request, worded(refusal))
    else:
        messages.success(request, gettext("Asked. Nobody else is told; you hear as soon as they answer."))
    return redirect("supervisors:list")


@member_required
@require_POST
def take_back(request):
    """Take back what one asked."""
    if directory.take_back(request.member, now=clock_now()):
        messages.success(request, gettext("Taken back."))
    return redirect("supervisors:list")


@member_required
@require_POST
def answer(request, pk):
    """Say yes, or not this time."""
    agrees = request.POST.get("agrees") == "yes"
    try:
        row = directory.answer(request.member, pk, agrees=agrees, now=clock_now())
    except Refusal as refusal:
        if refusal.status == 404:
            raise Http404 from None
        messages.error(request, worded(refusal))
    else:
        name = row.supervisee.person.get_short_name()
        messages.success(
            request,
            gettext("You work with {name} from today.").format(name=name)
            if agrees
            else gettext("Said. No reason goes out."),
        )
    back = request.POST.get("next", "")
    return redirect(back if url_has_allowed_host_and_scheme(back, allowed_hosts=None) else "supervisors:list")


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request):
    """What a supervisor says of themselves to everybody here."""
    if not request.member.is_supervisor:
        raise Http404
    kept = SupervisorProfile.objects.filter(member=request.member).first()
    form = ProfileForm(request.POST if request.method == "POST" else None, instance=kept)
    if request.method == "POST" and form.is_valid():
        directory.set_profile(request.member, **form.cleaned_data)
        messages.success(request, gettext("Saved. Everybody here can read it."))
        return redirect("supervisors:list")
    return render(
        request, f"{FOLDER}/supervisor_profile.html", {"form": form}, status=422 if form.errors else 200
    )
