"""Bringing in a staff list: four steps on one address, for administrators."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from supervision.clock import now as clock_now
from supervision.errors import Refusal
from supervision.people.access import admin_required
from supervision.roster import handing, services
from supervision.roster.downloads import changes_csv, problems_csv, sample_of
from supervision.roster.files.columns import FORMS
from supervision.roster.intake import KeptInMemory
from supervision.roster.models import Upload
from supervision.roster.progress import Progress
from supervision.roster.querysets import AT_WORK
from supervision.roster.words import move_said, moves_said, owed_said, things_wrong

LINES_A_PAGE = 50
WAITING_LONG = 10
"""Seconds after which an upload that nobody took on may be taken on by the page itself."""


def take_in_memory(view):
    """Have files of the request kept in memory only: set before anything reads the request's body."""

    @csrf_exempt
    def guarded(request, *args, **kwargs):
        handler = KeptInMemory(request)
        request.upload_handlers = [handler]
        request.intake = handler
        return csrf_protect(view)(request, *args, **kwargs)

    return guarded


@take_in_memory
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@admin_required
def start(request):
    """Choose files; a POST takes them in and leads on to what they say."""
    if request.method != "POST":
        return render(request, "supervision/roster/start.html", {"step": 1})
    given = request.FILES.getlist("files")
    if request.intake.is_overflowing:
        trouble = "Together these files are too large. Bring in sessions.csv in parts, 20 MB each."
    elif not given:
        trouble = "Choose the files to bring in. roster.csv holds the people."
    else:
        upload = _taken(request, given)
        return redirect("roster:upload", upload.pk)
    return render(request, "supervision/roster/start.html", {"step": 1, "trouble": trouble}, status=422)


def _taken(request, given) -> Upload:
    files = {each.name: each.read() for each in given}
    return handing.take(request.member, files, now=clock_now())


def _own(request, pk: int) -> Upload:
    return get_object_or_404(
        Upload.objects.of(request.member).select_related("organisation", "member"), pk=pk
    )


@never_cache
@require_safe
@admin_required
def show(request, pk):
    """Show where an upload stands. A job under way refreshes itself, or by the link."""
    upload = _own(request, pk)
    if request.htmx:
        if upload.state in AT_WORK:
            return render(request, "supervision/roster/_working.html", _working(upload))
        answer = HttpResponse()
        answer["HX-Refresh"] = "true"
        return answer
    if upload.state in AT_WORK:
        return render(request, "supervision/roster/working.html", _working(upload))
    if upload.state == Upload.State.WRONG:
        return render(request, "supervision/roster/wrong.html", _wrong(upload))
    if upload.state == Upload.State.READY:
        return render(request, "supervision/roster/look_over.html", _ready(request, upload))
    if upload.state == Upload.State.APPLIED:
        context = {"upload": upload, "step": 4, "owed": owed_said(upload.changes.get("after"))}
        return render(request, "supervision/roster/done.html", context)
    return render(request, "supervision/roster/ended.html", {"upload": upload, "step": 1})


def _working(upload: Upload) -> dict:
    stage, done, total = upload.stage, upload.done, upload.total
    told = Progress(upload.pk).read() if upload.state == Upload.State.APPLYING else None
    if told:
        stage, done, total = told
    waits = upload.taken_until is None
    return {
        "upload": upload,
        "step": 1 if upload.state == Upload.State.READING else 4,
        "stage": stage,
        "done": min(done, total),
        "total": total,
        "waits": waits,
        "may_hurry": waits and (clock_now() - upload.created_at).total_seconds() > WAITING_LONG,
    }


def _wrong(upload: Upload) -> dict:
    count, mistakes = upload.changes.get("mistake_count", 0), upload.changes.get("mistakes", [])
    return {
        "upload": upload,
        "step": 2,
        "heading": things_wrong(count),
        "count": count,
        "mistakes": mistakes,
        "left_out": count - len(mistakes),
    }


def _ready(request, upload: Upload) -> dict:
    today = clock_now().astimezone(upload.organisation.zone).date()
    clocks = upload.changes.get("clocks")
    lines = Paginator(upload.changes.get("lines", []), LINES_A_PAGE).get_page(request.GET.get("page"))
    return {
        "upload": upload,
        "step": 3,
        "page": lines,
        "moves": moves_said(clocks, today),
        "moved": [move_said(each, today) for each in clocks["named"]]
        if clocks and clocks["count"] > 3
        else [],
        "moved_more": max(0, clocks["count"] - len(clocks["named"])) if clocks else 0,
    }


@never_cache
@require_POST
@admin_required
def bring(request, pk):
    """Bring in what was looked over."""
    upload = _own(request, pk)
    try:
        upload = handing.bring(upload, now=clock_now())
    except Refusal as refusal:
        messages.info(request, str(refusal))
        return redirect("roster:upload", pk)
    if upload.state == Upload.State.APPLIED:
        messages.success(request, "All of it is in. Nobody has been written to.")
    elif upload.state == Upload.State.READY:
        messages.info(request, "Something changed since you looked. Look it over once more.")
    return redirect("roster:upload", pk)


@never_cache
@require_POST
@admin_required
def stop(request, pk):
    """Stop, and keep nothing."""
    upload = _own(request, pk)
    try:
        upload = services.stop_upload(upload, now=clock_now())
    except Refusal as refusal:
        messages.info(request, str(refusal))
    else:
        if upload.state == Upload.State.APPLYING:
            messages.info(request, "It is asked to stop. Nothing will be kept.")
    return redirect("roster:upload", pk)


@never_cache
@require_POST
@admin_required
def hurry(request, pk):
    """Take the next step here and now, where no worker has taken it."""
    handing.go_on(_own(request, pk), now=clock_now())
    return redirect("roster:upload", pk)


@never_cache
@require_safe
@admin_required
def problems_file(request, pk):
    """Everything to put right, as a file, each with its row as it stands."""
    return problems_csv(_own(request, pk))


@never_cache
@require_safe
@admin_required
def changes_file(request, pk):
    """Everything that will change, as a file."""
    return changes_csv(_own(request, pk))


@require_safe
@admin_required
def columns(request):
    """Every file and column, with an example."""
    return render(request, "supervision/roster/columns.html", {"forms": FORMS})


@require_safe
@admin_required
def sample(request, name):
    """One of the files, with a row of examples."""
    for form in FORMS:
        if form.name == name:
            return sample_of(form)
    raise Http404
