"""Choosing what to bring to supervision, seeing it as the supervisor will, and taking it back."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from config.bringing import aims_of
from peers.wellbeing import lending
from supervision.clock import now as clock_now
from supervision.errors import Refusal
from supervision.languages import worded
from supervision.people.access import member_required
from supervision.people.form_parts import offer
from supervision.wording import noted

GROUPS = (
    (lending.CHECK, noted("Your latest check")),
    (lending.PLAN, noted("Your plan")),
    (lending.ANSWERS_TO, noted("What you answered")),
    (lending.LINE, noted("Your lines")),
)


class BringForm(forms.Form):
    """Where, and what. Only what its owner has can be chosen."""

    aim = forms.ChoiceField(widget=forms.RadioSelect, error_messages={"required": _("Choose when.")})
    what = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one thing to show.")},
    )

    def __init__(self, *args, aims, offered, **kwargs):
        super().__init__(*args, **kwargs)
        offer(self, "aim", [(aim.key, aim.key) for aim in aims])
        offer(self, "what", [(one.key, one.label) for one in offered])

    def clean(self):
        found = super().clean() or {}
        is_plan = all(key.startswith(f"{lending.PLAN}:") for key in found.get("what", ()))
        if found.get("aim", "").startswith("weeks-") and not is_plan:
            self.add_error("what", _("For a time only parts of your plan. The rest goes to one session."))
        return found


@never_cache
@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def bring(request):
    """Choose, look it over, and bring it. Nothing is shown to anybody before the second button."""
    now, member = clock_now(), request.member
    aims, offered = aims_of(member, now=now), lending.offered_by(member, now=now)
    form = BringForm(request.POST if request.method == "POST" else None, aims=aims, offered=offered)
    looked = None
    if request.method == "POST" and form.is_valid():
        aim = next(one for one in aims if one.key == form.cleaned_data["aim"])
        try:
            chosen = lending.chosen_of(offered, form.cleaned_data["what"])
        except Refusal as refusal:
            form.add_error("what", worded(refusal))
        else:
            if request.POST.get("act") == "bring":
                return _lend(request, aim, chosen, now=now)
            looked = {"aim": aim, "chosen": chosen}
    asked = request.GET.get("session", "")
    context = {
        "form": form,
        "aims": aims,
        "groups": [(title, [one for one in offered if one.kind == kind]) for kind, title in GROUPS],
        "has_any": bool(offered),
        "looked": looked,
        "aim_key": form["aim"].value() or (f"session-{asked}" if asked.isdecimal() else ""),
        "ticked": form["what"].value() or [],
        "shown": lending.lent_by(member, now=now),
    }
    return render(request, "bringing/page.html", context)


def _lend(request, aim, chosen, *, now):
    session = aim.session.pk if aim.session else None
    lending.lend(
        request.member, chosen, supervisor=aim.supervisor.pk, session=session, until=aim.until, now=now
    )
    messages.success(
        request,
        _("{name} can see it now. Take it back any time.").format(
            name=aim.supervisor.person.get_short_name()
        ),
    )
    return redirect("sessions:detail", session) if session else redirect("bringing:page")


@member_required
@require_POST
def take_back(request):
    """Take back what one shows, at once."""
    if lending.take_back(request.member, request.POST.get("name", "")[:40]):
        messages.success(request, _("Taken back. It is not shown any more."))
    return redirect("bringing:page")
