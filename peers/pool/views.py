"""The page of one's own settings among colleagues. Nobody has a way to anybody else's."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from peers.pool.models import NotWith
from peers.pool.own_sections import not_with_form
from peers.pool.sections import all_sections
from peers.pool.services import put_on_list, take_off_list
from supervision.clock import now as clock_now
from supervision.errors import Refusal
from supervision.people.access import member_required
from supervision.people.form_parts import put_right


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request):
    """Whether and how much one takes part, and with whom rather not; one button saves all of it."""
    if request.method != "POST":
        return _page(request)
    now, member = clock_now(), request.member
    forms = {section.name: section.form(member, request.POST) for section in all_sections() if section.form}
    if not any(form.errors for form in forms.values()):
        name = ""
        try:
            with transaction.atomic():
                for section in all_sections():
                    if section.save and section.name in forms:
                        name = section.name
                        section.save(member, forms[name], now)
        except Refusal as refusal:
            put_right(forms[name], refusal)
        else:
            messages.success(request, gettext("Saved."))
            return redirect("peers:settings")
    return _page(request, forms, status=422)


@member_required
@require_POST
def add_not_with(request):
    """Put somebody on one's own list, at once. What else was typed on the page is not saved by it."""
    form = not_with_form(request.member, request.POST, now=clock_now())
    if form.is_valid():
        try:
            put_on_list(request.member, [form.cleaned_data["other"]])
        except Refusal as refusal:
            put_right(form, refusal, {"not_oneself": "other"})
        else:
            return redirect("peers:settings")
    return _page(request, not_with=form, status=422)


@member_required
@require_POST
def take_off_not_with(request, pk):
    """Take somebody off one's own list, at once."""
    kept = NotWith.objects.filter(pk=pk, member=request.member).first()
    if kept is None:
        raise Http404
    take_off_list(request.member, kept.other_id)
    return redirect("peers:settings")


def _page(request, forms=None, *, not_with=None, status=200):
    now, member = clock_now(), request.member
    forms = forms or {}
    shown = []
    for section in all_sections():
        form = forms.get(section.name) or (section.form(member, None) if section.form else None)
        read = section.read(member, now)
        if section.name == "not_with" and not_with is not None:
            read["form"] = not_with
        shown.append(
            {"template": section.template, "section": read, "form": form, "beside": section.is_beside}
        )
    wrong = [form for form in [*forms.values(), not_with] if form is not None and form.errors]
    context = {
        "main": [one for one in shown if not one["beside"]],
        "beside": [one for one in shown if one["beside"]],
        "wrong": wrong,
        "tab": "colleagues",
    }
    return render(request, "peers/pool/settings.html", context, status=status)
