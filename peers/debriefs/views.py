"""Pages of debriefs: asking, being asked, talking, and afterwards."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from peers.debriefs import access, acting, answering, asking, ending, rules, selectors, words
from peers.debriefs.forms import URGENCIES, AfterForm, AskForm
from peers.debriefs.models import Invite, Request
from peers.pool.access import colleagues_of
from supervision.clock import now as clock_now
from supervision.errors import Refusal
from supervision.languages import worded
from supervision.people.access import member_required
from supervision.people.form_parts import let_choose, put_right
from supervision.scheduling.days import local_day

FOLDER = "peers/debriefs"


# ---------------------------------------------------------------- asking
@member_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request):
    """Ask for a colleague: two taps and send."""
    now, member = clock_now(), request.member
    form = AskForm(request.POST or None, initial=_wanted(request.GET), use_required_attribute=False)
    colleagues = colleagues_of(member, on=local_day(now, member.zone))
    let_choose(form, "first", colleagues)
    let_choose(form, "spared", colleagues)
    let_choose(form, "spared_too", colleagues)
    if member.team_id is None:
        del form.fields["within_team"]
    if request.method == "POST" and form.is_valid():
        try:
            asked = asking.ask(asker=member, ask=form.said, now=now)
        except Refusal as refusal:
            put_right(form, refusal)
        else:
            return redirect("talks:asked", asked.pk)
    status = 422 if form.is_bound else 200
    helps = {code: words_ for code, _, words_ in URGENCIES}
    context = {
        "form": form,
        "helps": helps,
        "open": Request.objects.asking().filter(asker=member).first(),
        "more_is_open": form.is_bound and bool(set(form.errors) & {"first", "spared", "spared_too"}),
    }
    return render(request, f"{FOLDER}/ask.html", context, status=status)


def _wanted(said) -> dict[str, str]:
    """Return what a link to the form may choose beforehand: when, and nothing else."""
    when = said.get("when", "")
    return {"urgency": when} if when in rules.URGENCIES else {}


@member_required
@never_cache
@require_safe
def asked(request, pk):
    """How one's own request stands, said honestly."""
    own = access.request_or_404(request.member, pk)
    if own.state in (Request.State.AGREED, Request.State.OVER):
        return redirect("talks:talk", own.pk)
    return render(request, f"{FOLDER}/asked.html", _standing(own))


@member_required
@never_cache
@require_safe
def state(request, pk):
    """The part of that page that changes by itself."""
    own = access.request_or_404(request.member, pk)
    response = render(request, f"{FOLDER}/_state.html", _standing(own))
    if own.state in (Request.State.AGREED, Request.State.OVER):
        response["HX-Redirect"] = f"/talks/{own.pk}/talk/"
    return response


def _standing(own: Request) -> dict:
    now = clock_now()
    return {"asked": selectors.asked_of(own, now=now), "own": own, "now": now}


@member_required
@require_POST
def withdraw(request, pk):
    """Withdraw one's own request."""
    own = access.request_or_404(request.member, pk)
    return _done(
        request,
        lambda: asking.withdraw(own, by=request.member, now=clock_now()),
        gettext("Withdrawn. You can ask again whenever you like."),
        own,
    )


@member_required
@require_POST
def widen(request, pk):
    """Ask again for the next wider time, when nobody was left."""
    own = access.request_or_404(request.member, pk)
    return _done(request, lambda: asking.widen(own, by=request.member, now=clock_now()), "", own, stays=True)


@member_required
@require_POST
def take_offer(request, pk):
    """Take another time that a colleague offered."""
    offered = access.offer_or_404(request.member, pk)
    return _done(
        request,
        lambda: answering.take_offer(offered, by=request.member, now=clock_now()),
        "",
        offered.request,
        stays=True,
    )


def _done(request, act, said: str, own: Request, *, stays: bool = False):
    try:
        act()
    except Refusal as refusal:
        messages.error(request, worded(refusal))
        return redirect("talks:asked", own.pk)
    if said:
        messages.success(request, said)
    return redirect("talks:asked", own.pk) if stays else redirect("today")


# ---------------------------------------------------------------- being asked
@member_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request, pk):
    """Being asked: decide in five seconds, either way. Only a press answers."""
    mine = access.invite_or_404(request.member, pk)
    now = clock_now()
    problem = ""
    if request.method == "POST":
        try:
            response = _answer(request, mine, now)
        except Refusal as refusal:
            problem = worded(refusal)
            mine = access.invite_or_404(request.member, pk)
        else:
            return response
    over = acting.over_of(mine, now)
    if over is not None:
        return render(request, f"{FOLDER}/over.html", {"over": over}, status=409 if problem else 200)
    asks = mine.request
    context = {
        "invite": mine,
        "asks": asks,
        "asker": words.asker_words(asks),
        "heading": words.heading_words(request.member, asks),
        "when": words.when_words(asks, mine, zone=request.member.zone, now=now),
        "how": words.how_words(asks),
        "weight": words.WEIGHTS[asks.weight],
        "wish": rules.WISHES.get(asks.wish, ""),
        "touches": words.touches_words(asks),
        "times": answering.times_to_offer(mine, now=now),
        "has_passed": asks.urgency != rules.NOW and mine.starts_at <= now,
        "problem": problem,
        "today": now,
    }
    return render(request, f"{FOLDER}/invite.html", context, status=409 if problem else 200)


def _answer(request, mine: Invite, now: datetime):
    said = request.POST.get("answer", "")
    member = request.member
    if said == "yes":
        agreed = answering.accept(mine, by=member, now=now)
        messages.success(request, gettext("Thank you. It is agreed."))
        return redirect("talks:talk", agreed.pk)
    if said == "another":
        try:
            starts_at = datetime.fromisoformat(request.POST.get("slot", ""))
        except ValueError:
            starts_at = None
        if starts_at is None or starts_at.tzinfo is None:
            raise rules.NotOffered({"slot": "Choose one of the times."})
        answering.offer(mine, by=member, starts_at=starts_at, now=now)
        messages.success(request, gettext("Offered. It becomes a held time once it is taken."))
        return redirect("today")
    if said == "no":
        answering.let_pass(mine, by=member, now=now)
        messages.success(request, gettext("Passed on. No reason is needed, and nobody is told."))
        return redirect("today")
    raise rules.NotNow("Choose one of the answers.")


# ---------------------------------------------------------------- talking
@member_required
@never_cache
@require_safe
def talk(request, pk):
    """An agreed talk, for its two: how to reach each other, and cards for before, while and after."""
    found = access.talk_or_404(request.member, pk)
    context = {
        "talk": selectors.talk_of(found, request.member, now=clock_now()),
        "weight": words.WEIGHTS[found.weight],
        "wish": rules.WISHES.get(found.wish, ""),
        "cards": words.CARDS,
    }
    return render(request, f"{FOLDER}/talk.html", context)


@member_required
@require_POST
def step_back(request, pk):
    """Call an agreed talk off, before it begins."""
    found = access.talk_or_404(request.member, pk)
    try:
        answering.step_back(found, by=request.member, now=clock_now())
    except Refusal as refusal:
        messages.error(request, worded(refusal))
        return redirect("talks:talk", found.pk)
    messages.success(request, gettext("It is off. The other one is told, without a reason."))
    return redirect("today")


@member_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def after(request, pk):
    """One private question afterwards, and what may help next."""
    question = access.afterwards_or_404(request.member, pk)
    form = AfterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        ending.answer_afterwards(question, answer=form.cleaned_data["answer"], now=clock_now())
        return redirect("talks:after", pk)
    context = {
        "form": form,
        "question": question,
        "answer": question.answer,
        "listened": question.request.listener_id == request.member.pk,
    }
    return render(request, f"{FOLDER}/after.html", context, status=422 if form.errors else 200)
