"""Doors for changing one's own address: the form, the link to the new one, and the way back."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from supervision.clock import now as clock_now
from supervision.errors import Refusal
from supervision.languages import worded
from supervision.people import address_letters, rules
from supervision.people import changing_address as changing
from supervision.people.access import member_required
from supervision.people.forms import AddressForm
from supervision.people.fresh import unless_fresh

FOLDER = "supervision/people"


# ---------------------------------------------------------------- on one's own settings
@never_cache
@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def address(request):
    """Ask for a new address, with a fresh sign-in."""
    first = unless_fresh(request, otherwise="people:address")
    if first is not None:
        return first
    now = clock_now()
    form = AddressForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            asked = changing.ask(request.user, email=form.cleaned_data["email"], now=now)
        except Refusal as refusal:
            form.add_error("email", worded(refusal))
        else:
            return _on_its_way(request, asked)
    values = {"form": form, "told": changing.address_told(request.user, now=now)}
    return render(request, f"{FOLDER}/address.html", values, status=422 if form.errors else 200)


@member_required
@require_POST
def send_again(request):
    first = unless_fresh(request, otherwise="people:settings")
    if first is not None:
        return first
    try:
        asked = changing.ask_again(request.user, now=clock_now())
    except Refusal as refusal:
        messages.error(request, worded(refusal))
        return redirect("people:settings")
    return _on_its_way(request, asked)


@member_required
@require_POST
def let_go(request):
    changing.withdraw(request.user)
    messages.success(request, _("Your address stays as it is."))
    return redirect("people:settings")


def _on_its_way(request, asked):
    """Say the same whoever has the address."""
    address_letters.write_to_new(asked, request.user)
    messages.success(request, _("A link is on its way to the new address. Press the button behind it."))
    return redirect("people:settings")


# ---------------------------------------------------------------- behind the links
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new_link(request, token):
    """Show one button to whoever asked, signed in; it changes the address. Opening changes nothing."""
    now = clock_now()
    if not request.user.is_authenticated and changing.awaits_sign_in(token, now=now):
        return _behind(request, "address_sign_in", {"next": request.path})
    if not request.user.is_authenticated or not changing.is_open(token, person=request.user, now=now):
        return _behind(request, "address_link_over", status=404)
    first = unless_fresh(request, otherwise=request.path)
    if first is not None:
        return first
    if request.method != "POST":
        return _behind(request, "address_link", {"told": changing.address_told(request.user, now=now)})
    return _change(request, token, now)


def _change(request, token, now):
    key = request.session.session_key
    try:
        changed = changing.change_address(token, person=request.user, this_key=key, now=now)
    except Refusal as refusal:
        if refusal.status == 404:
            return _behind(request, "address_link_over", status=404)
        return _behind(request, "address_link_over", {"why": worded(refusal)}, status=refusal.status)
    address_letters.write_to_old(changed, request.user, now=now)
    messages.success(request, _("You sign in by your new address from now on."))
    return redirect("people:settings" if request.member else "today")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def way_back(request, token):
    """Show one button to whoever reads the address left; with the letter's number it puts that back."""
    now = clock_now()
    if request.method != "POST":
        is_open = changing.is_way_back_open(token, now=now)
        return _behind(
            request, "address_back" if is_open else "address_back_over", status=200 if is_open else 404
        )
    try:
        changing.take_back(token, number=request.POST.get("number", ""), now=now)
    except (rules.WrongNumber, rules.TooManyTries) as problem:
        return _behind(request, "address_back", {"problem": worded(problem)}, status=422)
    except Refusal as refusal:
        why = "" if refusal.status == 404 else worded(refusal)
        return _behind(request, "address_back_over", {"why": why}, status=refusal.status)
    return _behind(request, "address_is_back")


def _behind(request, name: str, values=None, *, status: int = 200):
    response = render(request, f"account/{name}.html", values, status=status)
    response["Referrer-Policy"] = "no-referrer"
    return response
