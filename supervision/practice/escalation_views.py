"""Passing something on when confidentiality ends: step by step for the supervisor, and read by one person."""

from __future__ import annotations

from django import forms
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from supervision.clock import now as clock_now
from supervision.errors import Refusal
from supervision.languages import worded
from supervision.people.access import member_required
from supervision.practice import access, escalating, rules, selectors
from supervision.practice.models import Escalation
from supervision.practice.session_forms import sure_of

FOLDER = "supervision/practice"


class PassOnForm(forms.Form):
    """Every step, in the order in which it is thought about."""

    limit = forms.ChoiceField(
        label=_("Which limit is it?"),
        choices=Escalation.Limit.choices,
        widget=forms.RadioSelect,
    )
    told = forms.ChoiceField(
        label=_("Have you told them first?"),
        choices=[
            ("yes", _("Yes: they know that I speak, to whom, and why")),
            ("no", _("No: that itself would put somebody at risk")),
        ],
        widget=forms.RadioSelect,
    )
    why = forms.CharField(
        label=_("If you haven’t told them: why not?"),
        required=False,
        max_length=escalating.LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    contact = forms.TypedChoiceField(
        label=_("To whom do you speak?"), choices=(), coerce=int, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=_("What this one person needs to know"),
        help_text=_("No more than that. No name of a client: say it to them when you ring."),
        max_length=escalating.LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    sure = forms.CharField(required=False, max_length=100)


@never_cache
@sensitive_post_parameters("why", "words")
@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def speak(request, pk):
    """Pass something on: first all steps, then once more what will be read and by whom, then it is done."""
    relationship = access.relationship_or_404(request.member, pk)
    if relationship.supervisor_id != request.member.pk:
        raise Http404
    now = clock_now()
    contacts = escalating.contacts_of(request.member.organisation_id, but=request.member)
    contacts = [one for one in contacts if one.pk != relationship.supervisee_id]
    form = PassOnForm(request.POST if request.method == "POST" else None)
    form.fields["contact"].choices = [(one.pk, one.person.name) for one in contacts]  # type: ignore[attr-defined]
    context = {
        "form": form,
        "relationship": relationship,
        "other": relationship.supervisee.person.get_short_name(),
        "contacts": contacts,
        "page": selectors.page_of(relationship, request.member, now=now),
        "said": request.POST.get("act", ""),
    }
    is_back = request.POST.get("act") == "back"
    if request.method != "POST" or is_back or not form.is_valid():
        return render(
            request, f"{FOLDER}/speak.html", context, status=422 if form.errors and not is_back else 200
        )
    data = form.cleaned_data
    contact = next((one for one in contacts if one.pk == data["contact"]), None)
    steps = {
        "limit": data["limit"],
        "is_told_first": data["told"] == "yes",
        "why": data["why"],
        "contact": contact,
        "words": data["words"],
    }
    try:
        escalating.check_steps(relationship, request.member, **steps)
        if request.POST.get("act") == "pass":
            row = escalating.pass_on(
                relationship, by=request.member, sure=sure_of(data["sure"]), now=now, **steps
            )
            return redirect("agreements:passed_on", row.pk)
    except escalating.Careful as refusal:
        form.add_error(refusal.field, worded(refusal))
        return render(request, f"{FOLDER}/speak.html", context, status=422)
    except rules.LooksLikeClient as refusal:
        context["found"] = ",".join(kind.value for kind in refusal.kinds)
        context["problem"] = worded(refusal)
    except Refusal:
        raise Http404 from None
    context |= {
        "contact": contact,
        "limit": Escalation.Limit(data["limit"]).label,
        "is_told": steps["is_told_first"],
    }
    status = 422 if context.get("problem") else 200
    return render(request, f"{FOLDER}/speak_confirm.html", context, status=status)


@never_cache
@member_required
@require_safe
def passed_on(request, pk):
    """What was passed on: for the one it was passed on to, and the one who did. The look is written down."""
    found = escalating.read_passed_on(request.member, pk, now=clock_now())
    if found is None:
        raise Http404
    context = {"found": found, "row": found.row, "is_contact": found.row.contact_id == request.member.pk}
    return render(request, f"{FOLDER}/passed_on.html", context)
