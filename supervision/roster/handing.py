"""What both doors do with an upload: the next step at once where it is small, else a worker's.

A ring that nobody hears is no error, since beat rings again.
"""

from collections.abc import Mapping
from datetime import datetime

from supervision.people import ringing
from supervision.people.models import Member
from supervision.roster import services
from supervision.roster.models import Upload

READ, APPLY = "roster.read", "roster.apply"
READ_AT_ONCE = 512 * 1024
"""Bytes of files that are read within the request."""
WRITTEN_AT_ONCE = 2_000
"""Rows that are written within the request."""


def take(member: Member, files: Mapping[str, bytes], *, now: datetime) -> Upload:
    """Take a member's files in, and have them read. Raises NothingBrought."""
    upload = services.take_upload(organisation=member.organisation, member=member, files=files, now=now)
    small = sum(len(plain) for plain in files.values()) <= READ_AT_ONCE
    if small or not hand_over(READ, upload):
        upload = services.read_files_of(upload, now=now)
    return upload


def bring(upload: Upload, *, now: datetime) -> Upload:
    """Say yes to what was shown, and have it brought in. Raises NotThatFarYet."""
    upload = services.agree(upload, now=now)
    if upload.total <= WRITTEN_AT_ONCE or not hand_over(APPLY, upload):
        upload = services.apply_upload(upload, now=now)
    return upload


def go_on(upload: Upload, *, now: datetime) -> Upload:
    """Take the next step here and now, where no worker has taken it."""
    if upload.state == Upload.State.READING:
        upload = services.read_files_of(upload, now=now)
    elif upload.state == Upload.State.APPLYING:
        upload = services.apply_upload(upload, now=now)
    return upload


def hand_over(task: str, upload: Upload) -> bool:
    """Ask a worker to take the upload on, and say whether the asking went out."""
    return ringing.hand_over(task, upload.pk)
