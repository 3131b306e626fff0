"""The inbox, what reaches a member and when, and the way out of a soft kind."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from supervision import clock
from supervision.notices import selectors, services
from supervision.notices.channels import connecting
from supervision.notices.forms import HoursForm
from supervision.notices.kinds import kind_of
from supervision.notices.models import Gateway, Way
from supervision.notices.unsubscribing import read_unsubscribe_token
from supervision.people.access import member_required
from supervision.people.models import Member

ROWS_A_PAGE = 25


@require_safe
@member_required
def inbox(request):
    member, now = request.member, clock.now()
    waiting = selectors.waiting_ids(member, now=now)
    rest = selectors.inbox_of(member).exclude(pk__in=waiting)
    new = selectors.unread_count(member)
    show = request.GET.get("show", "")
    if show == "new":
        rest = rest.unread()
    page = Paginator(rest, ROWS_A_PAGE).get_page(request.GET.get("page"))
    asking = selectors.inbox_of(member).filter(pk__in=waiting)
    context = {
        "show": show if show in ("ask", "new") else "",
        "waiting": selectors.as_rows(asking),
        "reading": selectors.as_rows(page.object_list),
        "page": page,
        "new": new,
        "zone": member.zone,
        "today": now.astimezone(member.zone).date(),
    }
    template = "supervision/notices/_inbox.html" if request.htmx else "supervision/notices/inbox.html"
    return render(request, template, context)


@require_POST
@member_required
def mark_read(request):
    services.mark_all_read(request.member, now=clock.now())
    return redirect("notices:inbox")


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def preferences(request):
    """What reaches a member, by which ways, when, and where to."""
    member = request.member
    times = selectors.reach_times(member)
    initial = {"opens_at": times.opens_at, "closes_at": times.closes_at, "summary": times.summary}
    form = HoursForm(request.POST or None, label_suffix="", initial=initial)
    ways = list(Way.objects.of(member))
    reach = connecting.reach_of(member, selectors.choices_of(member), ways)
    silent: list[str] = []
    if request.method == "POST":
        chosen = connecting.chosen_of(reach, request.POST.getlist("way"))
        if form.is_valid():
            try:
                connecting.keep_reach(member, reach, chosen, **form.cleaned_data)
            except services.OneWayStays as refusal:
                silent = [kind.label for kind in reach if kind.name in refusal.kinds]
            else:
                messages.success(request, f"Saved. Quiet from {form.cleaned_data['closes_at']:%H:%M}.")
                return redirect("notices:preferences")
        reach = connecting.as_chosen(reach, chosen)
    gateways = Gateway.objects.filter(organisation=member.organisation_id).order_by("name", "pk")
    context = {
        "form": form,
        "reach": reach,
        "silent": silent,
        "ways": ways,
        "gateways": gateways,
        "mail_failed_at": selectors.mail_failed_at(member),
    }
    status = 422 if form.errors or silent else 200
    return render(request, "supervision/notices/preferences.html", context, status=status)


@csrf_exempt  # the signed token is the authority: mail programs press this button without a cookie (RFC 8058)
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request, token):
    """Show the question; a POST, from the button or from a mail program, answers it. Asks for no sign-in."""
    member_id, name = read_unsubscribe_token(token) or (0, "")
    kind = kind_of(name)
    member = Member.objects.filter(pk=member_id).first() if kind and kind.can_unsubscribe else None
    if member is None or kind is None:
        raise Http404
    if request.method == "POST":
        services.choose_kinds(member, {kind.name: False}, for_good=True)
    return render(
        request,
        "supervision/notices/unsubscribe.html",
        {"kind": kind, "is_done": request.method == "POST"},
    )
