"""Words for sets of policies, rules, clocks and flags."""

from datetime import date

from django.db import models
from django.db.models import Q


class PolicyQuerySet(models.QuerySet):
    def of(self, organisation):
        return self.filter(organisation=organisation).order_by("position", "pk")

    def kept(self):
        """Policies that were not removed."""
        return self.filter(ended_on=None)


class RuleQuerySet(models.QuerySet):
    def of(self, organisation):
        return self.filter(policy__organisation=organisation)

    def begun(self, day: date):
        """Rules that have been in force on `day` or before."""
        return self.filter(Q(in_force_from=None) | Q(in_force_from__lte=day))

    def current(self, day: date):
        """Rules in force on `day`, or to come: what is owed now and from when on that changes."""
        return self.filter(Q(in_force_until=None) | Q(in_force_until__gte=day))

    def in_force_on(self, day: date):
        return self.filter(Q(in_force_from=None) | Q(in_force_from__lte=day)).filter(
            Q(in_force_until=None) | Q(in_force_until__gte=day)
        )


class ClockQuerySet(models.QuerySet):
    def moving(self, now):
        """Clocks whose next moment has come."""
        return self.filter(moves_at__lte=now)

    def standing(self, state, now):
        """Clocks in `state` at `now`: their moments decide, unless they are paused (`rules.state_at`)."""
        if state == "paused":
            return self.filter(state=state)
        found = self.exclude(state="paused")
        later = {"due_soon": "overdue", "overdue": "escalated"}.get(state)
        if state != "on_track":
            found = found.filter(**{f"{state}_at__lte": now})
        else:
            later = "due_soon"
        if later:
            found = found.filter(Q(**{f"{later}_at": None}) | Q(**{f"{later}_at__gt": now}))
        return found


class FlagQuerySet(models.QuerySet):
    def open(self):
        return self.filter(closed_at=None)
