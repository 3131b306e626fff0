"""Pages of feedback: whom one may say something about, the saying, and what a supervisor reads of it."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from supervision.clock import now as clock_now
from supervision.errors import Refusal
from supervision.feedback import access, selectors, services
from supervision.feedback.forms import BY_NAME, TOGETHER, AnswerForm
from supervision.languages import worded
from supervision.people.access import member_required
from supervision.practice.words import word_for
from supervision.scheduling.days import local_day

FOLDER = "supervision/feedback"


@never_cache
@member_required
@require_safe
def overview(request):
    """What one may say of each of one's supervisors, and what a supervisor reads of it."""
    viewer = request.member
    context = {
        "owns": selectors.owns_of(viewer, now=clock_now()),
        "about": selectors.about(viewer) if viewer.is_supervisor else None,
        "word": word_for(viewer),
    }
    return render(request, f"{FOLDER}/overview.html", context)


@never_cache
@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def say(request, pk):
    """Say how supervision with somebody is, counted with others or by name."""
    viewer, now = request.member, clock_now()
    relationship = access.own_relationship_or_404(viewer, pk, local_day(now, viewer.zone))
    own = selectors.own_of(relationship, viewer, now=now)
    form = AnswerForm(request.POST if request.method == "POST" else None, initial=_initial(own))
    if request.method == "POST" and form.is_valid():
        try:
            services.answer(
                by=viewer,
                relationship=relationship,
                how=form.how,
                more=form.cleaned_data["more"],
                is_named=form.is_named,
                now=now,
            )
        except Refusal as refusal:
            form.add_error(None, worded(refusal))
        else:
            name = relationship.supervisor.person.get_short_name()
            messages.success(
                request,
                _("{name} can read it.").format(name=name)
                if form.is_named
                else _("Kept. Nobody reads it as it is."),
            )
            return redirect("feedback:overview")
    context = {"form": form, "own": own, "supervisor": relationship.supervisor, "word": word_for(viewer)}
    return render(request, f"{FOLDER}/say.html", context, status=422 if form.errors else 200)


def _initial(own) -> dict:
    way = BY_NAME if own.is_seen or not own.can_be_counted else TOGETHER
    if own.said is None:
        return {"way": way}
    return {"way": BY_NAME if own.said.is_named else way, "more": own.said.more, **own.said.how}


@member_required
@require_POST
def take_back(request, pk):
    """Take back what one said in this window."""
    viewer, now = request.member, clock_now()
    relationship = access.own_relationship_or_404(viewer, pk, local_day(now, viewer.zone))
    if services.take_back(by=viewer, relationship=relationship, now=now):
        messages.success(request, _("Taken back. Its words are gone."))
    return redirect("feedback:overview")
