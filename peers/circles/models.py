"""Circles, their meetings, and who has a place under which name.

Names, notes to the facilitator, the link to meet by and who came are sealed with the key of whoever
holds the circle, and are erased 30 days after a meeting. Nothing here hangs on a lead's or an
administrator's pages.
"""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from peers.circles import querysets, rules
from supervision.availability.models import Medium
from supervision.people.encryption import SealedText
from supervision.people.models import DEFAULT_ZONE, Member, Organisation, Team


class Seat(models.TextChoices):
    SPEAK = rules.SPEAK, "A place in the round"
    LISTEN = rules.LISTEN, "Only listening"


class Circle(models.Model):
    """A group session and its plan: who holds it, when it repeats, how many places it has."""

    class Kind(models.TextChoices):
        OPEN = rules.OPEN, "An open circle"
        GROUP = rules.GROUP, "A standing group"
        TEAM = rules.TEAM, "A team’s support meeting"
        SERIES = rules.SERIES, "A learning series"

    class Outside(models.TextChoices):
        CLOSED = "", "For people here"
        ASKED = "asked", "Asked to be opened"
        OPENED = "opened", "Open to people from outside"
        REFUSED = "refused", "Not this time"

    class Pattern(models.TextChoices):
        ONCE = "", _("Once")
        WEEKLY = "weekly", _("Every week")
        FORTNIGHTLY = "fortnightly", _("Every two weeks")
        FOUR_WEEKLY = "four_weekly", _("Every four weeks")
        MONTHLY_DATE = "monthly_date", _("Every month, on the same date")
        MONTHLY_WEEKDAY = "monthly_weekday", _("Every month, on the same weekday")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    facilitator = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=6, choices=Kind, default=Kind.OPEN)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    title = models.CharField(max_length=80)
    about = models.CharField(max_length=1000, blank=True)
    medium = models.CharField(max_length=9, choices=Medium, default=Medium.VIDEO)
    where = models.CharField(max_length=120, blank=True, help_text="A room, or how one meets; never a link.")
    link_sealed = models.BinaryField(default=b"", blank=True)
    pattern = models.CharField(max_length=16, choices=Pattern, blank=True)
    first_day = models.DateField()
    starts = models.PositiveSmallIntegerField(help_text="Minutes after midnight on the wall.")
    minutes = models.PositiveSmallIntegerField()
    time_zone = models.CharField(max_length=64, default=DEFAULT_ZONE)
    places = models.PositiveSmallIntegerField()
    listening = models.PositiveSmallIntegerField(default=0, help_text="Places only to listen, beside those.")
    smallest = models.PositiveSmallIntegerField(default=2)
    decides_hours = models.PositiveSmallIntegerField(
        default=24, help_text="So many hours before a meeting it is called off when there are too few."
    )
    goes_through = models.JSONField(
        default=list, blank=True, help_text="Of a learning series: keys of what it goes through, in order."
    )
    outside = models.CharField(max_length=7, choices=Outside, blank=True, default=Outside.CLOSED)
    public_key = models.CharField(max_length=32, unique=True, null=True, blank=True)
    outside_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    link = SealedText("link_sealed", person="facilitator.person_id")

    objects = querysets.CircleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(places__gt=0), name="circle_has_places"),
            models.CheckConstraint(
                condition=Q(kind=rules.TEAM, team__isnull=False) | (~Q(kind=rules.TEAM) & Q(team=None)),
                name="circle_of_a_team",
            ),
            models.CheckConstraint(
                condition=Q(outside="opened", public_key__isnull=False) | ~Q(outside="opened"),
                name="circle_opened_has_a_page",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "ended_at"], name="circle_of_organisation")]

    @property
    def is_standing(self) -> bool:
        """Say whether a place is for all meetings, instead of for one."""
        return self.kind in rules.STANDING


class Meeting(models.Model):
    """One meeting of a circle."""

    class State(models.TextChoices):
        PLANNED = "planned", "Planned"
        GOING = "going", "Goes on"
        OFF = "off", _("Called off")

    class Why(models.TextChoices):
        NONE = "", "It is on"
        FEW = "few", "Too few had a place"
        HOST = "host", "By whoever holds it"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    circle = models.ForeignKey(Circle, on_delete=models.CASCADE, related_name="meetings")
    number = models.PositiveSmallIntegerField(help_text="Counted from 0 in its circle.")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    state = models.CharField(max_length=7, choices=State, default=State.PLANNED)
    why_off = models.CharField(max_length=4, choices=Why, blank=True, default=Why.NONE)
    sequence = models.PositiveIntegerField(default=0, help_text="Of its entry in calendars.")
    changed_at = models.DateTimeField()
    came_sealed = models.BinaryField(default=b"", blank=True)
    came_number = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Of a learning series: how many came, and nobody’s name."
    )
    erased_at = models.DateTimeField(null=True, blank=True)

    came = SealedText("came_sealed", person="circle.facilitator.person_id")

    objects = querysets.MeetingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["circle", "number"], name="meeting_number_once"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="meeting_ends_after_start"),
            models.CheckConstraint(
                condition=Q(state="off") & ~Q(why_off="") | ~Q(state="off") & Q(why_off=""),
                name="meeting_says_why_off",
            ),
        ]
        indexes = [
            models.Index(fields=["circle", "starts_at"], name="meeting_of_circle"),
            models.Index(fields=["starts_at"], condition=Q(state="planned"), name="meeting_to_decide"),
            models.Index(fields=["ends_at"], condition=Q(erased_at=None), name="meeting_to_erase"),
        ]


class Guest(models.Model):
    """Somebody from outside who confirmed an e-mail address; nothing else is asked of them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    circle = models.ForeignKey(Circle, on_delete=models.CASCADE, related_name="guests")
    digest = models.CharField(max_length=64, help_text="Of the address, keyed: so that each is there once.")
    email_sealed = models.BinaryField()
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True, help_text="Until then no place is theirs.")

    email = SealedText("email_sealed", person="circle.facilitator.person_id")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["circle", "digest"], name="guest_once_in_circle")]


class Place(models.Model):
    """One person's place in a circle, or their turn on its waiting list. Given up, the row is gone.

    For one meeting of an open circle, or, without a meeting, for all of a standing one.
    """

    class State(models.TextChoices):
        HELD = "held", "Has a place"
        WAITING = "waiting", "Waits for one"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    circle = models.ForeignKey(Circle, on_delete=models.CASCADE, related_name="places_taken")
    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, null=True, blank=True, related_name="places"
    )
    member = models.ForeignKey(Member, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    guest = models.ForeignKey(Guest, on_delete=models.CASCADE, null=True, blank=True, related_name="places")
    seat_kind = models.CharField(max_length=6, choices=Seat, default=Seat.SPEAK)
    seat = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Numbered from 1 for each kind.")
    state = models.CharField(max_length=7, choices=State)
    alias_sealed = models.BinaryField()
    note_sealed = models.BinaryField(default=b"", blank=True)
    asked_at = models.DateTimeField()
    came_free_at = models.DateTimeField(null=True, blank=True, help_text="When the waiting list gave it.")

    alias = SealedText("alias_sealed", person="circle.facilitator.person_id")
    note = SealedText("note_sealed", person="circle.facilitator.person_id")

    objects = querysets.PlaceQuerySet.as_manager()

    class Meta:
        constraints = [
            # The backstop: a numbered place has one holder. Numbers end with the circle's places.
            models.UniqueConstraint(
                fields=["meeting", "seat_kind", "seat"],
                condition=Q(state="held", meeting__isnull=False),
                name="circle_seat_once_at_meeting",
            ),
            models.UniqueConstraint(
                fields=["circle", "seat_kind", "seat"],
                condition=Q(state="held", meeting=None),
                name="circle_seat_once_in_circle",
            ),
            models.UniqueConstraint(
                fields=["meeting", "member"],
                condition=Q(meeting__isnull=False, member__isnull=False),
                name="circle_member_once_at_meeting",
            ),
            models.UniqueConstraint(
                fields=["circle", "member"],
                condition=Q(meeting=None, member__isnull=False),
                name="circle_member_once_in_circle",
            ),
            models.UniqueConstraint(
                fields=["meeting", "guest"],
                condition=Q(guest__isnull=False),
                name="circle_guest_once_at_meeting",
            ),
            models.CheckConstraint(
                condition=Q(member__isnull=False, guest=None)
                | Q(member=None, guest__isnull=False, meeting__isnull=False),
                name="circle_place_of_one",
            ),
            models.CheckConstraint(
                condition=Q(state="held", seat__gt=0) | Q(state="waiting", seat=None),
                name="circle_place_has_a_seat",
            ),
        ]
        indexes = [
            models.Index(fields=["circle", "meeting", "state"], name="circle_place_at"),
            models.Index(fields=["member"], name="circle_place_of_member"),
        ]


class Absence(models.Model):
    """ "Not this time": somebody of a standing circle who leaves out one meeting."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="absences")
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="absences")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["place", "meeting"], name="circle_absence_once")]


class GuestLink(models.Model):
    """An address in a letter to a guest. Only its digest is kept; it does one thing, for one meeting."""

    class Purpose(models.TextChoices):
        CONFIRM = "confirm", "Confirm the address and take a place, once"
        PLACE = "place", "See one’s place, and give it up"

    guest = models.ForeignKey(Guest, on_delete=models.CASCADE, related_name="links")
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="+")
    purpose = models.CharField(max_length=7, choices=Purpose)
    digest = models.CharField(max_length=64, unique=True)
    number = models.CharField(max_length=64, help_text="The two digits in the letter, keyed and hashed.")
    tries = models.PositiveSmallIntegerField(default=0, help_text="Wrong numbers.")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="guest_link_expires")]


class GuestLetter(models.Model):
    """One letter to a guest, who has no inbox: the same outbox on a small scale. At least once."""

    class State(models.TextChoices):
        DUE = "due", "Waiting"
        SENDING = "sending", "Being sent"
        SENT = "sent", "Sent"
        DROPPED = "dropped", "Not sent any more"
        FAILED = "failed", "Could not be sent"

    guest = models.ForeignKey(Guest, on_delete=models.CASCADE, related_name="letters")
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="+")
    place = models.UUIDField(null=True, blank=True, help_text="Kept when the place itself is gone.")
    kind = models.CharField(max_length=30)
    key = models.CharField(max_length=200, unique=True)
    told_as = models.CharField(max_length=10, blank=True)
    was = models.DateTimeField(null=True, blank=True, help_text="When the meeting was to start before.")
    state = models.CharField(max_length=7, choices=State, default=State.DUE)
    not_before = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    owner = models.CharField(max_length=40, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(
                fields=["not_before", "id"],
                condition=Q(state__in=["due", "sending"]),
                name="guest_letter_due",
            )
        ]


class HandOver(models.Model):
    """A circle looks for somebody else to hold it: one colleague, or with nobody named whoever is in it."""

    circle = models.OneToOneField(
        Circle, on_delete=models.CASCADE, primary_key=True, related_name="hand_over"
    )
    to = models.ForeignKey(Member, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField()
