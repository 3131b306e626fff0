"""One's own space: what a person keeps about how they are, for themselves alone.

All of it stands in one table, sealed. A row tells whose it is, and nothing else: not which kind of thing,
not of which day, not how long it is. There is no relation from there to anybody else, and none to a session.
Beside it stand what an organisation brings, and when somebody wants to be reminded.
"""

import uuid

from django.db import models

from peers.wellbeing.querysets import QuestionnaireQuerySet
from supervision.people.models import Member, Organisation, Person


class Space(models.Model):
    """One person's space, made when they first keep something. Its key is sealed by the person's own."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, primary_key=True, related_name="+")
    sealed_key = models.BinaryField()


class Kept(models.Model):
    """One thing in a space. `drawer` and `place` are digests that only its key can name."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="+", db_index=False)
    drawer = models.CharField(max_length=32)
    place = models.CharField(max_length=32)
    sealed = models.BinaryField()
    forget_on = models.DateField(
        null=True, blank=True, help_text="The day from which it is deleted; empty until its owner does."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["space", "drawer", "place"], name="kept_once_in_its_place")
        ]
        indexes = [
            models.Index(
                fields=["forget_on"], condition=models.Q(forget_on__isnull=False), name="kept_forget_on"
            )
        ]


class Reminder(models.Model):
    """Somebody asked to be reminded of something of their own, every so many days. It says no more."""

    class About(models.TextChoices):
        CHECK = "check", "The self-check"
        PLAN = "plan", "One's own plan"

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    about = models.CharField(max_length=5, choices=About)
    every_days = models.PositiveSmallIntegerField()
    next_on = models.DateField(db_index=True, help_text="In the member's zone.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "about"], name="own_reminder_once"),
            models.CheckConstraint(condition=models.Q(every_days__gt=0), name="own_reminder_repeats"),
        ]


class Questionnaire(models.Model):
    """A questionnaire that an organisation brought as a file, with its credit line. Nobody's answers."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    title = models.CharField(max_length=120)
    credit = models.CharField(max_length=500)
    body = models.JSONField(
        help_text="Scales, questions, parts and bands, as `questionnaire_files` reads them."
    )
    loaded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = models.Manager.from_queryset(QuestionnaireQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "title"],
                condition=models.Q(withdrawn_at=None),
                name="questionnaire_once_a_title",
            )
        ]


class BreakDefault(models.Model):
    """What an organisation asks for, for whoever set no limits of their own. Only ever more protective."""

    organisation = models.OneToOneField(
        Organisation, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    most_heavy = models.PositiveSmallIntegerField(null=True, blank=True)
    break_after = models.PositiveSmallIntegerField(null=True, blank=True)
    break_minutes = models.PositiveSmallIntegerField()
    apart_minutes = models.PositiveSmallIntegerField()
