"""Doors onto oneself: settings, places, devices, tokens, and who looked."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from supervision.clock import now
from supervision.errors import Refusal
from supervision.languages import worded
from supervision.people import self_service
from supervision.people.access import SESSION_KEY, leads_of, member_required, places_of, supervisors_of
from supervision.people.audit import readings_of
from supervision.people.changing_address import address_told
from supervision.people.forms import LanguageForm, NameForm, SchemeForm, TokenForm
from supervision.people.models import Person
from supervision.people.remembering import count_remembered
from supervision.people.signin import second_steps
from supervision.people.tokens import in_use, make_token, revoke_token
from supervision.people.visibility import ROWS, Audience


@member_required
@require_safe
def settings(request):
    return _settings(request)


def _settings(request, *, name_form=None, token_form=None, fresh_token="", status=200):
    member, at = request.member, now()
    values = {
        "name_form": name_form or NameForm(initial={"name": request.user.name}),
        "token_form": token_form or TokenForm(),
        "fresh_token": fresh_token,
        "schemes": Person.Scheme.choices,
        "languages": Person.Language.choices,
        "own_places": places_of(request.user, now=at),
        "remembered": count_remembered(request.user, now=at),
        "devices": self_service.devices(request.user, this_key=request.session.session_key, now=at),
        "tokens": in_use(member, now=at).order_by("pk"),
        "has_second_step": second_steps(request.user).exists(),
        "address": address_told(request.user, now=at),
    }
    return render(request, "supervision/people/settings.html", values, status=status)


@member_required
@require_POST
def change_name(request):
    form = NameForm(request.POST)
    if not form.is_valid():
        return _settings(request, name_form=form, status=422)
    self_service.rename(request.user, form.cleaned_data["name"])
    messages.success(request, _("Your name is changed."))
    return redirect("people:settings")


@member_required
@require_POST
def choose_scheme(request):
    form = SchemeForm(request.POST)
    if not form.is_valid():
        raise Http404
    self_service.choose_scheme(request.user, form.cleaned_data["scheme"])
    return HttpResponse(status=204) if request.htmx else redirect("people:settings")


@member_required
@require_POST
def choose_language(request):
    form = LanguageForm(request.POST)
    if form.is_valid():
        self_service.choose_language(request.user, form.cleaned_data["language"])
    else:
        messages.error(request, _("Choose one of the languages."))
    return redirect("people:settings")


@member_required
@require_POST
def choose_place(request):
    """Look from another of one's own places from now on, and go where the form says there, or to Today."""
    places = {str(place.pk): place for place in places_of(request.user, now=now())}
    chosen = places.get(request.POST.get("place", ""))
    if chosen is None:
        raise Http404
    request.session[SESSION_KEY] = chosen.pk
    messages.success(request, _("You look from {place} now.").format(place=chosen.organisation.name))
    back = request.POST.get("next", "")
    return redirect(back if url_has_allowed_host_and_scheme(back, allowed_hosts=None) else "today")


@member_required
@require_POST
def end_device(request, pk):
    if not self_service.end_devices(request.user, only=pk):
        raise Http404
    messages.success(request, _("That device is signed out."))
    return redirect("people:settings")


@member_required
@require_POST
def end_other_devices(request):
    self_service.end_devices(request.user, keep_key=request.session.session_key)
    messages.success(request, _("Every other device is signed out."))
    return redirect("people:settings")


@never_cache
@member_required
@require_POST
def add_token(request):
    """Answer with the new token in the page itself: it is kept nowhere that a second look could find it."""
    form = TokenForm(request.POST)
    if form.is_valid():
        try:
            _, text = make_token(request.member, now=now(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, worded(refusal))
        else:
            return _settings(request, fresh_token=text)
    return _settings(request, token_form=form, status=422)


@member_required
@require_POST
def end_token(request, pk):
    if not revoke_token(request.member, pk, now=now()):
        raise Http404
    messages.success(request, _("That token no longer works."))
    return redirect("people:settings")


@member_required
@require_safe
def who_looked(request):
    """Show the person who looked at their dates, and on which day."""
    page = Paginator(readings_of(request.member), 50).get_page(request.GET.get("page"))
    return render(request, "supervision/people/who_looked.html", {"page": page})


@require_safe
def who_sees_what(request):
    """Show the table that access asks, to everyone; with the reader's own people named, once signed in."""
    columns = _columns(request.member)
    rows = [
        {
            "name": row.name,
            "cells": [
                {"label": column["label"], "words": cell.words, "sight": cell.sight}
                for column in columns
                for cell in [row.cell(column["audience"])]
            ],
        }
        for row in ROWS
        if not row.only_self
    ]
    only_you = [row for row in ROWS if row.only_self]
    values = {"columns": columns, "rows": rows, "only_you": only_you}
    return render(request, "supervision/people/who_sees_what.html", values)


def _columns(member) -> list[dict]:
    supervisor, lead = _("Your supervisor"), _("Your lead")
    if member:
        supervisor = _named(supervisors_of(member), supervisor)
        lead = _named(leads_of(member), lead)
    return [
        {"audience": Audience.SELF, "name": _("You"), "label": _("You")},
        {"audience": Audience.SUPERVISOR, "name": supervisor, "label": supervisor.partition(",")[0]},
        {"audience": Audience.LEAD, "name": lead, "label": lead.partition(",")[0]},
        {"audience": Audience.ADMIN, "name": _("An administrator"), "label": _("Administrator")},
        {"audience": Audience.PEER, "name": _("Colleagues"), "label": _("Colleagues")},
        {"audience": Audience.OPERATOR, "name": _("Whoever runs the machine"), "label": _("Machine")},
    ]


def _named(people, role: str) -> str:
    """Return "Judith, your supervisor" when there is one, else the role alone."""
    names = [person.person.get_short_name() for person in people[:2]]
    return f"{names[0]}, {role[0].lower()}{role[1:]}" if len(names) == 1 else role
