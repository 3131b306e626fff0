"""Climate: a month's card, the sheets its answers lie on while it is open, and what was released of it.

No table says who answered, what one person answered, or when. See docs/climate.md for what each could give
away, and to whom.
"""

import uuid

from django.db import models
from django.db.models import F, Q

from peers.climate import querysets, rules
from supervision.people.models import Organisation


class Setting(models.Model):
    """Whether an organisation asks, and of how many people it shows something. No row: it doesn't ask."""

    organisation = models.OneToOneField(
        Organisation, on_delete=models.CASCADE, primary_key=True, related_name="climate_setting"
    )
    is_on = models.BooleanField(default=False)
    least = models.PositiveSmallIntegerField(default=rules.LEAST)
    least_words = models.PositiveSmallIntegerField(default=rules.LEAST_WORDS)
    asks_words = models.BooleanField(default=True)
    left_out = models.JSONField(
        default=list, help_text="Teams, by number, of which nothing is shown by themselves."
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(least__gte=rules.LEAST), name="climate_least"),
            models.CheckConstraint(
                condition=Q(least_words__gte=rules.LEAST_WORDS) & Q(least_words__gte=F("least")),
                name="climate_least_words",
            ),
        ]


class Window(models.Model):
    """One month of an organisation, begun once. Its sizes and groups are fixed when it opens.

    `wrapped`: the month's own key, wrapped by the installation's; emptied when the month is released.
    `words`: free words of the whole organisation, once released, in an order that says nothing.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="climate_windows")
    month = models.DateField(help_text="Its first day.")
    closes_on = models.DateField(help_text="The last day on which one can answer.")
    least = models.PositiveSmallIntegerField()
    least_words = models.PositiveSmallIntegerField()
    asks_words = models.BooleanField()
    wrapped = models.BinaryField(default=bytes)
    wrapped_by = models.CharField(max_length=16, default="", blank=True)
    words = models.JSONField(default=list)
    released_at = models.DateTimeField(null=True, blank=True)

    objects = querysets.WindowQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "month"], name="climate_month_once"),
            models.CheckConstraint(condition=Q(closes_on__gte=F("month")), name="climate_closes_after"),
            models.CheckConstraint(condition=Q(least__gte=rules.LEAST), name="climate_window_least"),
        ]


class Cell(models.Model):
    """A group in a month: the organisation (`key` 0) or a team, under the name it had when the month opened.

    `people`: who was asked as one of it, as members' numbers; somebody erased is a number below nought that
    stands for nobody. `bands`: what was released, by question; empty when nothing was, whatever the reason.
    """

    window = models.ForeignKey(Window, on_delete=models.CASCADE, related_name="cells")
    key = models.BigIntegerField()
    above = models.BigIntegerField(null=True)
    name = models.CharField(max_length=200)
    size = models.PositiveIntegerField(help_text="How many belonged to it when the month opened.")
    people = models.JSONField(default=list)
    bands = models.JSONField(default=dict)

    objects = querysets.CellQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["window", "key"], name="climate_cell_once")]


class Sheet(models.Model):
    """Answers of many people in one sealed piece, and apart from them, blind marks of who gave one.

    All of a month's sheets are made when it opens, full of nothing, and keep their length: a row says neither
    how many answered nor who. They are deleted when the month is released.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    window = models.ForeignKey(Window, on_delete=models.CASCADE, related_name="sheets")
    key = models.BigIntegerField(help_text="The group; below nought for words, which belong to all of them.")
    number = models.PositiveSmallIntegerField()
    sealed = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["window", "key", "number"], name="climate_sheet_once")]


class Figure(models.Model):
    """A number an organisation typed in about a month of its own."""

    class Kind(models.TextChoices):
        TURNOVER = "turnover", rules.FIGURES["turnover"]
        SICKNESS = "sickness", rules.FIGURES["sickness"]
        COMPLAINTS = "complaints", rules.FIGURES["complaints"]
        MISTAKES = "mistakes", rules.FIGURES["mistakes"]

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="climate_figures")
    month = models.DateField(help_text="Its first day.")
    kind = models.CharField(max_length=10, choices=Kind)
    number = models.PositiveIntegerField()

    objects = querysets.FigureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "month", "kind"], name="climate_figure_once")
        ]
