"""Something happened at work: a day, how many people may be touched, and for three months who they are.

What it was is never asked and stands nowhere. There is no column for what anybody did with an offer, so
nobody can be shown one: taking it, passing it and not reading it leave the same rows.
"""

import uuid

from django.db import models
from django.db.models import Q

from peers.events import querysets, rules
from supervision.people.models import Member, Organisation


class Event(models.Model):
    """Somebody noted that something happened. Deleted after three months, with all that hangs on it.

    `people` is how many were named, and stays the same whatever becomes of the offers. `step` is the offer
    that went out last, `next_at` when the one after it does.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    noted_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    happened_on = models.DateField(help_text="In the organisation's zone.")
    noted_at = models.DateTimeField()
    people = models.PositiveSmallIntegerField()
    step = models.PositiveSmallIntegerField(default=rules.FIRST)
    next_at = models.DateTimeField()

    objects = querysets.EventQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(people__gt=0), name="event_of_somebody"),
            models.CheckConstraint(
                condition=Q(step__gte=rules.FIRST, step__lt=rules.LAST), name="event_step_before_last"
            ),
        ]
        indexes = [models.Index(fields=["next_at"], name="event_next_at")]


class Offered(models.Model):
    """One member who may be touched: a run of offers at a time, whoever named them. It says no more."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    member = models.OneToOneField(Member, on_delete=models.CASCADE, related_name="+")
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="+")

    objects = querysets.OfferedQuerySet.as_manager()
