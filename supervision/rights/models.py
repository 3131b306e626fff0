"""Somebody asks to be erased, and what became of it."""

from django.db import models
from django.db.models import Q

from supervision.people.models import Member
from supervision.rights import querysets
from supervision.wording import noted


class ErasureRequest(models.Model):
    """A member asks an organisation to erase what it holds of them. One at a time; gone with them."""

    class State(models.TextChoices):
        OPEN = "open", "Asked"
        WITHDRAWN = "withdrawn", "Taken back"
        REFUSED = "refused", "Not as things are"

    class Why(models.TextChoices):
        NONE = "", "It was not refused"
        LAW = "law", noted("A law obliges us to keep it")
        CLAIM = "claim", noted("It is needed for a legal claim")
        SAFETY = "safety", noted("Somebody’s safety depends on it")

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="erasure_requests")
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    why = models.CharField(max_length=6, choices=Why, blank=True, default=Why.NONE)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = querysets.ErasureRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member"], condition=Q(state="open"), name="erasure_asked_once"),
            models.CheckConstraint(
                condition=Q(state="refused") & ~Q(why="") | ~Q(state="refused") & Q(why=""),
                name="erasure_refused_says_why",
            ),
        ]
