"""The inbox, and what reaches a member and when."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from supervision import clock
from supervision.notices import pausing, selectors, services
from supervision.notices.channels import connecting
from supervision.notices.forms import HoursForm
from supervision.notices.models import Gateway, Way
from supervision.people.access import member_required
from supervision.people.mail_trouble import clear_trouble, trouble_of

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
        "trouble": trouble_of(request.user),
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
                messages.success(
                    request,
                    _("Saved. Quiet from {time}.").format(time=f"{form.cleaned_data['closes_at']:%H:%M}"),
                )
                return redirect("notices:preferences")
        reach = connecting.as_chosen(reach, chosen)
    gateways = Gateway.objects.filter(organisation=member.organisation_id).order_by("name", "pk")
    context = {
        "form": form,
        "reach": reach,
        "silent": silent,
        "ways": ways,
        "gateways": gateways,
        "pauses": pausing.pauses_of(member, now=clock.now()),
        "reported": selectors.reported_kinds(member),
        "trouble": trouble_of(request.user),
        "mail_failed_at": selectors.mail_failed_at(member),
    }
    status = 422 if form.errors or silent else 200
    return render(request, "supervision/notices/preferences.html", context, status=status)


@require_POST
@member_required
def end_pause(request, kind):
    """Let a kind that one paused come again."""
    if pausing.end_pause(request.member, kind):
        messages.success(request, _("They come again."))
    return redirect("notices:preferences")


@require_POST
@member_required
def count_on_mail(request):
    """Count on one's address again: the next soft message tries it."""
    if clear_trouble(request.user):
        messages.success(request, _("The next message tries it again."))
    return redirect("notices:preferences")
