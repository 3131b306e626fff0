"""Pages of invoices: the months, one month to print or take along, what an hour costs, and letting go."""

import csv
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from supervision.clock import now as clock_now
from supervision.errors import Refusal
from supervision.invoicing import rules, selectors, services
from supervision.invoicing.forms import RateForm
from supervision.languages import worded
from supervision.people.access import member_required
from supervision.scheduling.days import local_day
from supervision.sessions import access as session_access

FOLDER = "supervision/invoicing"


def supervisor_of(request):
    """Return the viewer, if they supervise here. Raises Http404 for anybody else."""
    if not request.member.is_supervisor:
        raise Http404
    return request.member


@never_cache
@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def overview(request):
    """The months there are, and what an hour costs."""
    member, now = supervisor_of(request), clock_now()
    rates = selectors.rates_of(member)
    initial = {"starts_on": local_day(now, member.zone), "currency": rates[0].currency if rates else "GBP"}
    form = RateForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.set_rate(
                member,
                pence=form.pence,
                currency=form.cleaned_data["currency"],
                starts_on=form.cleaned_data["starts_on"],
            )
        except Refusal as refusal:
            form.add_error("amount", worded(refusal))
        else:
            messages.success(request, _("Kept. Nobody but you sees it, until you hand an invoice on."))
            return redirect("invoicing:overview")
    context = {
        "form": form,
        "months": selectors.months_of(member, now=now),
        "rates": [(one, rules.money_words(one.pence, one.currency)) for one in rates],
    }
    return render(request, f"{FOLDER}/overview.html", context, status=422 if form.errors else 200)


def _invoice(request, month: str):
    member = supervisor_of(request)
    first = rules.month_of(month)
    if first is None:
        raise Http404
    return selectors.invoice_of(member, first, now=clock_now())


@never_cache
@member_required
@require_safe
def invoice(request, month):
    """One month, to read and to print."""
    shown = _invoice(request, month)
    context = {"invoice": shown, "is_over": shown.first < local_day(clock_now(), shown.member.zone)}
    return render(request, f"{FOLDER}/invoice.html", context)


@never_cache
@member_required
@require_safe
def file(request, month):
    """One month as a file for a spreadsheet."""
    shown = _invoice(request, month)
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="invoice-{month}.csv"'
    csv.writer(answer).writerows(selectors.rows_of(shown))
    return answer


@member_required
@require_POST
def end_rate(request, day):
    """Take back what an hour costs from one day on."""
    member = supervisor_of(request)
    try:
        starts_on = date.fromisoformat(day)
    except ValueError:
        raise Http404 from None
    services.end_rate(member, starts_on=starts_on)
    messages.success(request, _("Taken back. What an hour cost before counts again."))
    return redirect("invoicing:overview")


@member_required
@require_POST
def let_go(request, pk):
    """Have nothing be payable for a session that was called off late."""
    session = session_access.own_session_or_404(request.member, pk)
    try:
        services.let_go(session, by=request.member, now=clock_now())
    except Refusal as refusal:
        if refusal.status == 404:
            raise Http404 from None
        messages.error(request, worded(refusal))
    else:
        messages.success(request, _("Nothing is payable for it. Why is kept nowhere."))
    return redirect("sessions:detail", pk=pk)
