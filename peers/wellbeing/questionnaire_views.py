"""Questionnaires: brought in by administrators, answered by each for themselves."""

from __future__ import annotations

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from peers.wellbeing import questionnaires as asking
from peers.wellbeing.forms import FileForm, QuestionnaireForm
from peers.wellbeing.located_json import Wrong
from peers.wellbeing.models import Questionnaire
from supervision.clock import now as clock_now
from supervision.people.access import admin_required, member_required


@never_cache
@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def questionnaire(request, pk):
    """Answer one of the organisation's questionnaires, for oneself."""
    asked = asking.questionnaire_or_404(request.member, pk)
    form = QuestionnaireForm(request.POST if request.method == "POST" else None, body=asked.body)
    if request.method == "POST" and form.is_valid():
        asking.answer(request.member, asked, form.answers, now=clock_now())
        messages.success(request, _("Kept. Only you can see it."))
        return redirect("space:answered")
    return render(request, "peers/wellbeing/questionnaire.html", {"asked": asked, "form": form})


@never_cache
@member_required
@require_safe
def answered(request):
    """What one answered, and what it came to by its authors' own bands."""
    return render(request, "peers/wellbeing/answered.html", {"answered": asking.answered_by(request.member)})


@member_required
@require_POST
def delete_answers(request):
    """Delete what one answered on one day."""
    if asking.delete_answers(request.member, request.POST.get("name", "")[:80]):
        messages.success(request, _("Deleted. Nobody can bring it back."))
    return redirect("space:answered")


# ---------------------------------------------------------------- the organisation's
@admin_required
@require_http_methods(["GET", "HEAD", "POST"])
def page(request):
    """The organisation's questionnaires, and bringing one in."""
    form = FileForm(request.POST or None, request.FILES or None)
    problems, status = [], 200
    if request.method == "POST" and form.is_valid():
        try:
            made = asking.load(request.member, form.cleaned_data["file"].read(), now=clock_now())
        except Wrong as wrong:
            problems, status = wrong.problems, 422
        else:
            messages.success(request, f"{made.title} is in.")
            return redirect("questionnaires:page")
    context = {
        "form": form,
        "problems": problems,
        "questionnaires": Questionnaire.objects.of(request.member.organisation_id)
        .open()
        .order_by("title", "pk"),
        "tab": "questionnaires",
    }
    return render(request, "peers/wellbeing/organisation_questionnaires.html", context, status=status)


@admin_required
@require_POST
def withdraw(request, pk):
    """Offer a questionnaire no more."""
    asking.withdraw(request.member, pk, now=clock_now())
    messages.success(request, _("Taken out. What people answered stays theirs."))
    return redirect("questionnaires:page")
