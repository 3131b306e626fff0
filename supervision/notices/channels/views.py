"""Pages of ways: what a member connects, what an organisation does; the count in the menu; the worker."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from supervision.clock import now
from supervision.errors import Refusal
from supervision.languages import worded
from supervision.notices import selectors
from supervision.notices.channels import connecting, secrets, trying
from supervision.notices.models import Gateway
from supervision.people.access import admin_required, member_required

STOP_POLLING = 286
"""What htmx takes as: do not ask again."""


# ---------------------------------------------------------------- a member's own ways
@member_required
@require_POST
def key(request):
    """Give the public half of our key at push services; it is made with the first device."""
    return HttpResponse(secrets.public_key(), content_type="text/plain")


@member_required
@require_POST
def add_device(request):
    """Let messages come to this browser."""
    return _tried(
        request,
        lambda: connecting.add_device(
            request.member,
            subscription=request.POST.get("subscription", ""),
            user_agent=request.headers.get("User-Agent", ""),
            now=now(),
        ),
        _("This device is connected. Choose what comes to it."),
    )


@member_required
@require_POST
def add_address(request, gateway_pk):
    """Let messages come to one's own number or name at a gateway."""
    return _tried(
        request,
        lambda: connecting.add_address(request.member, gateway_pk, to=request.POST.get("to", ""), now=now()),
        _("Connected. Choose what comes to it."),
    )


@member_required
@require_POST
def remove(request, pk):
    """Send nothing there any more."""
    return _tried(
        request, lambda: connecting.remove_way(request.member, pk), _("Removed. Nothing goes there.")
    )


@member_required
@require_POST
def try_one(request, pk):
    """Send a time of day there, to see whether it arrives."""
    return _tried(
        request,
        lambda: trying.try_way(request.member, pk, now=now()),
        _("Sent. It should be there in a moment: “Holdspace”, and the time."),
    )


def _tried(request, act, words: str):
    try:
        act()
    except Refusal as refusal:
        messages.error(request, worded(refusal))
    else:
        messages.success(request, words)
    return redirect("notices:preferences")


# ---------------------------------------------------------------- the count in the menu
@never_cache
@require_safe
def count(request):
    """How many messages are new, for the menu. Nobody is led away from what they write by a sign-in's end."""
    if request.member is None and request.htmx:
        return HttpResponse(status=STOP_POLLING)
    return _count(request)


@member_required
def _count(request):
    return render(request, "supervision/notices/_count.html", {"new": selectors.unread_count(request.member)})


# ---------------------------------------------------------------- an organisation's gateways
class GatewayForm(forms.Form):
    name = forms.CharField(label="Name", max_length=40, help_text="As members choose it: “Text”, “Teams”.")
    asks_for = forms.CharField(
        label="What a member is asked for", max_length=60, help_text="“Your mobile number”, for example."
    )
    url = forms.CharField(
        label="Address of the service",
        max_length=500,
        help_text="As Apprise writes it, with {to} where the member’s own goes: twilio://…@…/{to}. "
        "It is kept sealed, and never shown again.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


@admin_required
@require_http_methods(["GET", "HEAD", "POST"])
def gateways(request):
    """The services by which an organisation lets its members be reached."""
    form = GatewayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            gateway = connecting.add_gateway(by=request.member, now=now(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error("name" if refusal.code == "gateway_name_taken" else "url", worded(refusal))
        else:
            messages.success(request, f"{gateway.name} is there. Members choose it under Messages.")
            return redirect("gateways:list")
    rows = Gateway.objects.filter(organisation=request.member.organisation_id).order_by("name", "pk")
    services = sorted(settings.GATEWAYS) or ["none"]
    context = {"form": form, "rows": rows, "services": services, "tab": "gateways"}
    status = 422 if form.errors else 200
    return render(request, "supervision/notices/gateways.html", context, status=status)


@admin_required
@require_http_methods(["GET", "HEAD", "POST"])
def remove_gateway(request, pk):
    """Ask, then take a service away."""
    gateway = Gateway.objects.filter(organisation=request.member.organisation_id, pk=pk).first()
    if request.method == "POST" or gateway is None:
        connecting.remove_gateway(pk, by=request.member, now=now())
        messages.success(request, _("Removed. What was on its way goes by e-mail."))
        return redirect("gateways:list")
    ask = {
        "id": "remove-gateway",
        "question": f"Take {gateway.name} away?",
        "words": _(
            "Members’ own numbers for it go with it. What they chose to get this way comes by e-mail."
        ),
        "action": reverse("gateways:remove", args=[pk]),
        "back": reverse("gateways:list"),
        "yes": _("Take it away"),
        "no": _("Keep it"),
    }
    return render(request, "asks.html", {"ask": ask})
