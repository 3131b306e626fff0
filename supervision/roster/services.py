"""Verbs of an upload: take files in, read them, bring them in, stop, forget.

An upload's state moves only by conditional updates, so a step taken twice, late or beside itself ends
the same. Its files are sealed for the member who brought them, and gone when the job has ended.
"""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from io import BytesIO

from django.db import transaction

from supervision.people.encryption import seal, unseal
from supervision.people.models import Member, Organisation
from supervision.people.walls import over_all_places
from supervision.roster.clocks import owed_after
from supervision.roster.files.csv_reader import UPLOADED
from supervision.roster.files.problems import Problems
from supervision.roster.files.reading import known_file, refuse_unknown
from supervision.roster.loading import bring_in, moves_of, plan_for, read_for
from supervision.roster.models import Upload, UploadedFile
from supervision.roster.preview import after_words, as_dicts, preview_of, shown, wrong_of
from supervision.roster.progress import Progress
from supervision.roster.querysets import AT_WORK
from supervision.roster.rules import ChangedMeanwhile, FilesWrong, NothingBrought, NotThatFarYet, Stopped

logger = logging.getLogger(__name__)

KEPT_FOR = timedelta(hours=1)
TAKEN_FOR = timedelta(minutes=5)
MOST_FOR_MOVES = 20_000
"""Above so many rows to write, clocks are not worked out beforehand: it would hold up everybody's writing."""
FIRST_STEPS = (Upload.State.READING, Upload.State.WRONG, Upload.State.READY)
TABLE, FIELD = "roster_uploaded_file", "sealed"


# ---------------------------------------------------------------- files in
def take_upload(
    *, organisation: Organisation, member: Member, files: Mapping[str, bytes], now: datetime
) -> Upload:
    """Take files in, sealed for `member`, to be read next. An earlier upload of theirs not yet in is stopped.

    Raises NothingBrought without files. A file of an unknown name is kept as a problem.
    """
    if not files:
        raise NothingBrought("Choose the files to bring in. roster.csv holds the people.")
    for earlier in Upload.objects.of(member).filter(state__in=FIRST_STEPS):
        stop_upload(earlier, now=now)
    known = {name: known_file(name) for name in files}
    strays = Problems()
    refuse_unknown([name for name, meant in known.items() if not meant], strays)
    with transaction.atomic():
        upload = Upload.objects.create(
            organisation=organisation,
            member=member,
            created_at=now,
            stage="Your files",
            problems=as_dicts(strays.kept),
        )
        for name, plain in files.items():
            if known[name]:
                _keep(upload, known[name], plain)
    return upload


def _keep(upload: Upload, name: str, plain: bytes) -> None:
    sealed = seal(plain, person=upload.member.person_id, table=TABLE, field=FIELD, row=f"{upload.pk}/{name}")
    UploadedFile.objects.update_or_create(upload=upload, name=name, defaults={"sealed": sealed})


def _opened(upload: Upload) -> dict[str, BytesIO]:
    """Return the files as they were brought."""
    person = upload.member.person_id
    return {
        file.name: BytesIO(
            unseal(
                bytes(file.sealed), person=person, table=TABLE, field=FIELD, row=f"{upload.pk}/{file.name}"
            )
        )
        for file in upload.files.all()
    }


# ---------------------------------------------------------------- reading
def read_upload(
    *, organisation: Organisation, member: Member, files: Mapping[str, bytes], now: datetime
) -> Upload:
    """Take files in and read them at once: the upload comes back to be put right, or to be looked over."""
    upload = take_upload(organisation=organisation, member=member, files=files, now=now)
    return read_files_of(upload, now=now)


def read_files_of(upload: Upload, *, now: datetime) -> Upload:
    """Read an upload's files and plan what they change. Nothing of the organisation is written.

    Leaves it to be put right or to be looked over; if reading breaks, failed, with nothing kept. An
    upload that is not waiting to be read, or that another worker has, is left alone.
    """
    return _take_step(upload, Upload.State.READING, _read, now=now)


def _read(upload: Upload, *, now: datetime) -> None:
    def tell(file: str) -> None:
        Upload.objects.filter(pk=upload.pk).update(stage=file)

    strays = Problems()
    for each in upload.problems:
        strays.add(**each)
    reading = read_for(upload.organisation, _opened(upload), now=now, limits=UPLOADED, tell=tell)
    plan = plan_for(upload.organisation, reading, now=now)
    if reading.problems or strays:
        _settle(
            upload,
            Upload.State.WRONG,
            problems=as_dicts(strays.kept + shown(reading.problems)),
            changes=wrong_of(reading, strays),
        )
        return
    tell("Clocks")
    moves = moves_of(upload.organisation, reading, now=now) if plan.size <= MOST_FOR_MOVES else None
    _settle(upload, Upload.State.READY, changes=preview_of(reading, plan, moves), looked_over=plan.digest)


# ---------------------------------------------------------------- bringing in
def agree(upload: Upload, *, now: datetime) -> Upload:
    """Say yes to what was shown, so that it goes in next. Raises NotThatFarYet if nothing waits for a yes."""
    agreed = Upload.objects.filter(pk=upload.pk, state=Upload.State.READY).update(
        state=Upload.State.APPLYING, stage="", done=0, total=upload.changes.get("size", 0), taken_until=None
    )
    upload.refresh_from_db()
    if not agreed:
        raise NotThatFarYet("This upload is not waiting to be brought in.")
    return upload


def apply_upload(upload: Upload, *, now: datetime) -> Upload:
    """Bring in what was looked over: all of it, or none.

    Says yes first where that has not been done. The upload comes back applied, or stopped if that was
    asked; to be looked over once more if the plan is another by now; failed, with nothing written, if
    it breaks. Raises NotThatFarYet unless it was read and right.
    """
    if upload.state == Upload.State.READY:
        agree(upload, now=now)
    if upload.state != Upload.State.APPLYING:
        raise NotThatFarYet("This upload is not waiting to be brought in.")
    return _take_step(upload, Upload.State.APPLYING, _apply, now=now)


def _apply(upload: Upload, *, now: datetime) -> None:
    progress = Progress(upload.pk)
    done = 0

    def step(what: str, rows: int = 0) -> None:
        nonlocal done
        done += rows
        progress.tell(what, done, upload.total)
        if progress.is_stop_asked() or Upload.objects.filter(pk=upload.pk, stop_asked=True).exists():
            raise Stopped("Nothing was kept.")

    def last() -> None:
        """Settle the upload in the transaction of what it brings: both stand or neither does."""
        step("What is owed")
        changes = upload.changes | {"after": after_words(owed_after(upload.organisation, now=now))}
        going = Upload.objects.filter(pk=upload.pk, state=Upload.State.APPLYING, stop_asked=False)
        if not going.update(
            state=Upload.State.APPLIED, finished_at=now, taken_until=None, done=upload.total, changes=changes
        ):
            raise Stopped("Nothing was kept.")
        upload.files.all().delete()

    try:
        reading = read_for(upload.organisation, _opened(upload), now=now, limits=UPLOADED, tell=step)
        bring_in(
            upload.organisation,
            reading,
            now=now,
            by=upload.member,
            looked_over=upload.looked_over,
            object_id=upload.pk,
            step=step,
            last=last,
        )
    except Stopped:
        _end(upload, Upload.State.STOPPED, now=now)
    except (ChangedMeanwhile, FilesWrong):
        # What is there has changed since it was looked over: read it against that, and ask again.
        Upload.objects.filter(pk=upload.pk, state=Upload.State.APPLYING).update(
            state=Upload.State.READING, taken_until=None
        )
        upload.refresh_from_db()
        read_files_of(upload, now=now)
    finally:
        progress.clear()


# ---------------------------------------------------------------- what is to be put right, with the rows
def problems_with_rows(upload: Upload) -> list[tuple]:
    """Return each problem kept: file, line, column, what it says, why, and the line as it stands."""
    files = _opened(upload)
    lines = {name: stream.getvalue().splitlines() for name, stream in files.items()}

    def row_of(problem: dict) -> str:
        known = lines.get(problem["file"], [])
        line = problem["line"]
        return known[line - 1].decode("utf-8", "replace").lstrip("\ufeff") if 0 < line <= len(known) else ""

    return [
        (each["file"], each["line"] or "", each["column"], each["says"], each["why"], row_of(each))
        for each in upload.problems
    ]


# ---------------------------------------------------------------- stopping and forgetting
def stop_upload(upload: Upload, *, now: datetime) -> Upload:
    """Stop, and keep nothing. What is going in is undone as soon as its worker hears of it.

    Raises NotThatFarYet if it is in already, or has ended.
    """
    if upload.state == Upload.State.APPLYING:
        heard = Progress(upload.pk).ask_stop()
        if not heard:
            Upload.objects.filter(pk=upload.pk, state=Upload.State.APPLYING).update(stop_asked=True)
        # Where no worker has it yet there is nobody to hear.
        free = Upload.objects.filter(pk=upload.pk, state=Upload.State.APPLYING, taken_until=None)
        if free.exists():
            _end(upload, Upload.State.STOPPED, now=now, only=(Upload.State.APPLYING,))
    elif not _end(upload, Upload.State.STOPPED, now=now, only=FIRST_STEPS):
        raise NotThatFarYet("This upload has ended already.")
    upload.refresh_from_db()
    return upload


def forget_uploads(*, now: datetime) -> int:
    """Delete files, and what was read in them, of uploads brought over an hour ago; return how many files.

    What an upload did is kept in counts alone. One that is being written is left to its worker.
    """
    old = Upload.objects.brought_before(now - KEPT_FOR)
    for upload in old.filter(state__in=FIRST_STEPS).free(now):
        _end(upload, Upload.State.STOPPED, now=now, only=FIRST_STEPS)
    ended = old.exclude(state__in=(*AT_WORK, *FIRST_STEPS))
    for upload in ended.exclude(problems=[], changes__lines=None):
        kept = {
            name: value
            for name, value in upload.changes.items()
            if name not in ("lines", "remarks", "clocks")
        }
        Upload.objects.filter(pk=upload.pk).update(problems=[], changes=kept)
    deleted, _ = UploadedFile.objects.filter(upload__in=ended).delete()
    return deleted


def go_on(*, now: datetime) -> int:
    """Take the next step of every upload that waits for one that nobody takes; return how many."""
    waiting = list(Upload.objects.waiting(now).order_by("pk"))
    for upload in waiting:
        if upload.state == Upload.State.READING:
            read_files_of(upload, now=now)
        else:
            apply_upload(upload, now=now)
    return len(waiting)


# ---------------------------------------------------------------- behind the verbs
@over_all_places()  # as a worker: where people of the files are besides, and when they are taken, counts
def _take_step(upload: Upload, state: str, act: Callable[..., None], *, now: datetime) -> Upload:
    """Do one step of an upload that stands in `state` and that nobody has taken."""
    taken = Upload.objects.filter(pk=upload.pk, state=state).free(now).update(taken_until=now + TAKEN_FOR)
    upload.refresh_from_db()
    if not taken:
        return upload
    try:
        act(upload, now=now)
    except Exception:
        # The one place that must not let an upload hang: it is said plainly, and nothing was kept.
        logger.exception("Upload %s could not be taken on.", upload.pk)
        _end(upload, Upload.State.FAILED, now=now)
    upload.refresh_from_db()
    return upload


def _settle(upload: Upload, state: str, **values) -> None:
    """End the reading of an upload, unless it was stopped meanwhile."""
    values = {"problems": [], **values}
    Upload.objects.filter(pk=upload.pk, state=Upload.State.READING).update(
        state=state, stage="", taken_until=None, **values
    )


@transaction.atomic
def _end(
    upload: Upload, state: str, *, now: datetime, only: tuple[str, ...] = (*FIRST_STEPS, *AT_WORK)
) -> bool:
    """End an upload without anything brought in, delete its files, and say whether it was so far."""
    ended = Upload.objects.filter(pk=upload.pk, state__in=only).update(
        state=state, finished_at=now, taken_until=None, problems=[], changes={}, stage=""
    )
    if ended:
        UploadedFile.objects.filter(upload=upload.pk).delete()
    return bool(ended)
