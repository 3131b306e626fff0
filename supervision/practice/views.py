"""Pages of agreements: the list, one agreement, a change to it, a signature; and their dates for others."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from supervision.clock import now as clock_now
from supervision.errors import Refusal
from supervision.languages import worded
from supervision.people.access import admin_required, member_required
from supervision.people.audit import record_readings
from supervision.people.form_parts import let_choose
from supervision.people.models import Member
from supervision.practice import access, agreed, escalating, forgetting, rules, selectors, services
from supervision.practice.agenda import MIDDLE, StepsWrong
from supervision.practice.forms import MONTHS, AgreementForm, ContactForm, SettingsForm, SignForm
from supervision.practice.turning import turns_for
from supervision.practice.words import word_for
from supervision.scheduling.days import local_day

FOLDER = "supervision/practice"


@member_required
@require_safe
def agreements(request):
    """How the agreement stands with everybody one works with, on either side."""
    rows = selectors.rows_for(request.member, now=clock_now())
    turns = turns_for(request.member, now=clock_now())
    context = {
        "own": [row for row in rows if not row.is_supervisor],
        "others": [row for row in rows if row.is_supervisor],
        "own_turns": [turn for turn in turns if not turn.is_supervisor],
        "other_turns": [turn for turn in turns if turn.is_supervisor],
        "word": word_for(request.member),
        "may_see_dates": request.member.is_admin or request.member.is_team_lead,
    }
    return render(request, f"{FOLDER}/agreements.html", context)


@member_required
@require_safe
def page(request, pk):
    """One agreement: what changed, the whole of it, and who signed."""
    return _page(request, access.relationship_or_404(request.member, pk))


@member_required
@require_safe
def version(request, pk, number):
    """One version of an agreement, as it held or waits."""
    return _page(request, access.relationship_or_404(request.member, pk), number=number)


def _page(request, relationship, *, number=None, problem="", status=200):
    shown = selectors.page_of(relationship, request.member, number=number, now=clock_now())
    if shown is None:
        raise Http404
    context = {
        "page": shown,
        "relationship": relationship,
        "problem": problem,
        "passed_on": escalating.told_of(relationship),
    }
    return render(request, f"{FOLDER}/agreement.html", context, status=status)


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request, pk):
    """Put a first version forward, or suggest a change to the one there is."""
    now = clock_now()
    relationship = access.relationship_or_404(request.member, pk)
    shown = selectors.page_of(relationship, request.member, now=now)
    if shown is None or not shown.is_open or shown.asks_for_yes or shown.waits_for_yes:
        raise Http404
    initial = AgreementForm.initial_of({term.slug: term.words for term in shown.terms}, shown.money)
    form = AgreementForm(request.POST if request.method == "POST" else None, initial=initial)
    looks_like = ""
    if request.method == "POST" and form.is_valid():
        try:
            services.propose(
                by=request.member,
                relationship=relationship,
                words=form.words,
                has_read_limits=form.cleaned_data["limits_read"],
                terms=form.agreed_terms,
                is_sure=form.cleaned_data["sure"],
                now=now,
            )
        except rules.LooksLikeClient as refusal:
            looks_like = worded(refusal)
            form.add_error(None, looks_like)
        except rules.FieldsWrong as refusal:
            for slug, words in refusal.problems.items():
                form.add_error(f"t_{slug}", worded(words))
        except Refusal as refusal:
            form.add_error(None, worded(refusal))
        else:
            messages.success(
                request,
                gettext("Signed by you. {name} is asked to read it.").format(
                    name=shown.other.person.get_short_name()
                ),
            )
            return redirect("agreements:page", pk=pk)
    context = {"form": form, "page": shown, "relationship": relationship, "looks_like": looks_like}
    return render(request, f"{FOLDER}/change.html", context, status=422 if form.errors else 200)


@member_required
@require_POST
def sign(request, pk):
    """Sign the version that was read."""
    relationship = access.relationship_or_404(request.member, pk)
    form = SignForm(request.POST)
    if not form.is_valid():
        return _page(request, relationship, problem=gettext("Say which version you sign."), status=422)
    try:
        signed = services.sign(
            by=request.member,
            relationship=relationship,
            number=form.cleaned_data["version"],
            has_read_limits=form.cleaned_data["limits"],
            now=clock_now(),
        )
    except Refusal as refusal:
        return _page(request, relationship, problem=worded(refusal), status=refusal.status)
    other = access.other_side(request.member, relationship).person.get_short_name()
    messages.success(
        request,
        gettext("Signed. Version {number} holds from today; {name} is told.").format(
            number=signed.number, name=other
        ),
    )
    return redirect("agreements:page", pk=pk)


@member_required
@require_POST
def again(request, pk):
    """Sign once more what holds, as it is, when its review is near."""
    relationship = access.relationship_or_404(request.member, pk)
    agreement = access.agreement_between(relationship.supervisor_id, relationship.supervisee_id)
    current = agreed.current_version(agreement) if agreement else None
    if current is None:
        raise Http404
    try:
        services.propose(
            by=request.member,
            relationship=relationship,
            words=agreed.words_of(current),
            has_read_limits=request.POST.get("limits") == "on",
            is_sure=True,
            now=clock_now(),
        )
    except Refusal as refusal:
        return _page(request, relationship, problem=worded(refusal), status=refusal.status)
    other = access.other_side(request.member, relationship).person.get_short_name()
    messages.success(request, gettext("Signed as it is. {name} is asked to sign it too.").format(name=other))
    return redirect("agreements:page", pk=pk)


@member_required
@require_POST
def limits(request, pk):
    """Acknowledge where confidentiality ends, before anything is signed."""
    relationship = access.relationship_or_404(request.member, pk)
    return _act(
        request,
        pk,
        lambda: services.read_limits(by=request.member, relationship=relationship, now=clock_now()),
        gettext("Noted. It stays on this page."),
    )


@member_required
@require_POST
def manager(request, pk):
    """Say whether one's line manager shall be one's supervisor."""
    relationship = access.relationship_or_404(request.member, pk)
    agrees = request.POST.get("agrees") == "yes"
    return _act(
        request,
        pk,
        lambda: services.answer_manager(
            by=request.member, relationship=relationship, agrees=agrees, now=clock_now()
        ),
        gettext("Noted. You can take it back here, any day.")
        if agrees
        else gettext("Noted. Nobody is told."),
    )


def _act(request, pk, act, words):
    try:
        act()
    except Refusal as refusal:
        if refusal.status == 404:
            raise Http404 from None
        messages.error(request, worded(refusal))
    else:
        messages.success(request, words)
    return redirect("agreements:page", pk=pk)


@member_required
@require_safe
def dates(request):
    """Until when whose agreement is signed, for their leads and administrators. Never a word of it."""
    now, viewer = clock_now(), request.member
    if not (viewer.is_admin or viewer.is_team_lead):
        raise Http404
    on = local_day(now, viewer.zone)
    members = list(
        access.dates_visible_to(viewer, on=on).tracked_at(now).with_person().order_by("person__name", "pk")
    )
    found = selectors.dates_of([one.pk for one in members], on=on)
    record_readings(viewer, members, "list", now=now)
    context = {
        "rows": [(one, found[one.pk]) for one in members],
        "coverage": selectors.coverage_of(found.values()),
    }
    return render(request, f"{FOLDER}/dates.html", context)


@admin_required
@require_http_methods(["GET", "HEAD", "POST"])
def organisation(request):
    """An organisation's word for it, what agreements and agendas start with, how long things stay."""
    kept = agreed.settings_of(request.member.organisation_id)
    initial = {name: getattr(kept, name) for name in ("word", "associate_word", *MONTHS)}
    initial |= {"agenda": "\n".join(kept.agenda or MIDDLE)}
    initial |= {f"t_{slug}": text for slug, text in agreed.starting_words(kept.pk).items()}
    form = SettingsForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid() and request.POST.get("act") == "preview":
        goes = forgetting.would_go(request.member.organisation, form.months, now=clock_now())
        return _organisation(request, form, goes=goes)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_settings(
                by=request.member,
                word=form.cleaned_data["word"],
                associate_word=form.cleaned_data["associate_word"],
                agreement=form.words,
                agenda=form.cleaned_data["agenda"].splitlines(),
                months=form.months,
                now=clock_now(),
            )
        except StepsWrong as refusal:
            form.add_error("agenda", worded(refusal))
        else:
            messages.success(request, gettext("Saved. What is signed already stays as it is."))
            return redirect("organisation:practice")
    return _organisation(request, form)


def _organisation(request, form, contact_form=None, goes=None):
    contact_form = contact_form or ContactForm()
    let_choose(contact_form, "contact", _candidates(request.member))
    context = {
        "form": form,
        "contact_form": contact_form,
        "months": [form[name] for name in MONTHS],
        "goes": goes,
        "contacts": escalating.contacts_of(request.member.organisation_id),
        "tab": "practice",
    }
    is_wrong = form.errors or contact_form.errors
    return render(request, f"{FOLDER}/organisation.html", context, status=422 if is_wrong else 200)


def _candidates(viewer):
    today = local_day(clock_now(), viewer.zone)
    return (
        Member.objects.of(viewer.organisation_id).present(today).with_person().order_by("person__name", "pk")
    )


@admin_required
@require_POST
def name_contact(request):
    """Name somebody to be spoken to when confidentiality ends."""
    form = ContactForm(request.POST)
    let_choose(form, "contact", _candidates(request.member))
    if not form.is_valid() or form.cleaned_data["contact"] is None:
        messages.error(request, gettext("Write the name of somebody here, as the list offers it."))
        return redirect("organisation:practice")
    named = form.cleaned_data["contact"]
    escalating.name_contact(named, is_named=True, by=request.member, now=clock_now())
    messages.success(request, gettext("{name} is named.").format(name=named.person.name))
    return redirect("organisation:practice")


@admin_required
@require_POST
def remove_contact(request, pk):
    """Name somebody no longer. What was passed on to them stays readable to them."""
    contacts = escalating.contacts_of(request.member.organisation_id)
    named = next((one for one in contacts if one.pk == pk), None)
    if named is None:
        raise Http404
    escalating.name_contact(named, is_named=False, by=request.member, now=clock_now())
    said = gettext("{name} is named no longer.").format(name=named.person.name)
    messages.success(request, said)
    return redirect("organisation:practice")
