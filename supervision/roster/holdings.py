"""What files on their way in hold of people."""

from __future__ import annotations

import json

from supervision.people.holdings import Erasing, Keeping, erases, holds, keeps
from supervision.roster.models import Upload, UploadedFile
from supervision.roster.services import FIRST_STEPS
from supervision.wording import noted


def register_holdings() -> None:
    holds(
        "supervision_roster.Upload",
        "Files of the organisation that you brought in",
        area="people",
        whose=("member",),
        kept="What was in them an hour; that you brought them as long as you are here",
        leave_out=("changes", "problems", "looked_over"),
    )
    holds(
        "supervision_roster.UploadedFile",
        "The files themselves, for an hour",
        area="people",
        whose=("upload__member",),
        kept="An hour",
        in_export=False,
    )
    erases("roster", forget_uploads_naming)
    keeps(
        Keeping(
            "uploads",
            "Files of the organisation that were brought in",
            lambda organisation: noted("An hour"),
            would_go=lambda organisation, now: UploadedFile.objects.filter(
                upload__organisation=organisation
            ).count(),
        )
    )


def forget_uploads_naming(erasing: Erasing) -> None:
    """Let go of files on their way in, and of what was read in them: they may name whoever is erased.

    One that is being written has its worker, and its words go within the hour like all others.
    """
    here = Upload.objects.filter(organisation=erasing.member.organisation_id)
    waiting = here.filter(state__in=FIRST_STEPS)
    UploadedFile.objects.filter(upload__in=here.exclude(state=Upload.State.APPLYING)).delete()
    waiting.update(
        state=Upload.State.STOPPED,
        finished_at=erasing.now,
        taken_until=None,
        problems=[],
        changes={},
        stage="",
    )
    words = tuple({erasing.person.email.lower(), erasing.person.name.lower()} - {""})
    for upload in here.only("changes", "problems").iterator():
        text = json.dumps([upload.changes, upload.problems], ensure_ascii=False).lower()
        if any(word in text for word in words):
            Upload.objects.filter(pk=upload.pk).update(problems=[], changes={})
