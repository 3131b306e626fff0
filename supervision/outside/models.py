"""Supervisors from outside: that somebody was invited, and what became of it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from supervision.people.models import Member


class Invitation(models.Model):
    """Somebody from outside is asked to be one member's supervisor.

    `guest` is the place made for them: without any role, and so without any sight, until they confirm their
    address by saying yes.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Waiting for an answer")
        ACCEPTED = "accepted", _("Yes")
        DECLINED = "declined", _("Not this time")
        WITHDRAWN = "withdrawn", _("Taken back")
        LAPSED = "lapsed", _("Never answered")

    guest = models.ForeignKey(
        Member, on_delete=models.SET_NULL, null=True, related_name="invitations_as_guest"
    )
    supervisee = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="guests_invited")
    invited_by = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["supervisee"], condition=Q(state="open"), name="guest_invitation_one_open"
            )
        ]
