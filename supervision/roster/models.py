"""An organisation's own files on their way in: read, checked, looked over, brought in."""

from django.db import models

from supervision.people.models import Member, Organisation
from supervision.roster import querysets


class Upload(models.Model):
    """One set of files a member brought. Its files are sealed, and deleted an hour after they came."""

    class State(models.TextChoices):
        READING = "reading", "Being read"
        WRONG = "wrong", "To put right"
        READY = "ready", "To look over"
        APPLYING = "applying", "Going in"
        APPLIED = "applied", "In"
        STOPPED = "stopped", "Stopped, nothing kept"
        FAILED = "failed", "That was us"

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="uploads")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.READING)
    problems = models.JSONField(default=list, help_text="What is to be put right, the first thousand.")
    changes = models.JSONField(default=dict, help_text="What would change, or did; see `preview`.")
    looked_over = models.CharField(max_length=64, blank=True, help_text="Digest of the plan that was shown.")
    stage = models.CharField(max_length=40, blank=True, help_text="What is being read or written.")
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    stop_asked = models.BooleanField(default=False)
    taken_until = models.DateTimeField(null=True, blank=True, help_text="A worker has it until then.")
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = querysets.UploadQuerySet.as_manager()


class UploadedFile(models.Model):
    """One file of an upload, sealed with its owner's key."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=40)
    sealed = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["upload", "name"], name="uploaded_file_once")]
