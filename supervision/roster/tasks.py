"""Doors of uploads for workers. Losing a message loses nothing: beat rings for what nobody took on."""

from celery import shared_task

from supervision.clock import now
from supervision.roster import services
from supervision.roster.models import Upload


@shared_task(name="roster.read", acks_late=True)
def read(upload_id: int) -> None:
    """Read an upload's files, and plan what they change."""
    upload = Upload.objects.filter(pk=upload_id).first()
    if upload is not None:
        services.read_files_of(upload, now=now())


@shared_task(name="roster.apply", acks_late=True)
def apply(upload_id: int) -> None:
    """Bring in what was looked over and agreed to."""
    upload = Upload.objects.filter(pk=upload_id, state=Upload.State.APPLYING).first()
    if upload is not None:
        services.apply_upload(upload, now=now())


@shared_task(name="roster.go_on")
def go_on() -> None:
    """Take on what no worker heard of, or what a lost one left. Beat rings every minute."""
    services.go_on(now=now())


@shared_task(name="roster.forget")
def forget() -> None:
    """Delete files, and what was read in them, after an hour. Beat rings every five minutes."""
    services.forget_uploads(now=now())
