"""What an hour of a supervisor costs, and what was let go of. Days and minutes stand in sessions."""

from django.db import models

from supervision.people.models import Member
from supervision.sessions.models import Session


class Rate(models.Model):
    """What an hour with one supervisor costs in one organisation, from a day on. Theirs alone to see."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="rates")
    starts_on = models.DateField()
    pence = models.PositiveIntegerField(help_text="An hour, in hundredths of the currency.")
    currency = models.CharField(max_length=3, default="GBP")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "starts_on"], name="rate_once_a_day")]


class Waiver(models.Model):
    """Nothing is payable for a session that was called off. It says by whom, and not why."""

    session = models.OneToOneField(Session, on_delete=models.CASCADE, related_name="waiver")
    by = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField()
