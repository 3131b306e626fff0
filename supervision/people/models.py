"""Persons, organisations, members, teams, leave, and who supervises whom."""

import uuid
from zoneinfo import ZoneInfo

from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from supervision.languages import worded
from supervision.people import querysets, rules

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
DEFAULT_ZONE = "Europe/London"


class Person(AbstractBaseUser, PermissionsMixin):
    """A human who signs in: one login, however many organisations."""

    class Scheme(models.TextChoices):
        DEVICE = "", _("As the device")
        LIGHT = "light", pgettext_lazy("colours", "Light")
        DARK = "dark", _("Dark")

    class Language(models.TextChoices):
        ENGLISH = "en-gb", "English"
        WELSH = "cy", "Cymraeg"

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200, blank=True)
    scheme = models.CharField(max_length=5, choices=Scheme, blank=True, default=Scheme.DEVICE)
    language = models.CharField(
        max_length=5,
        choices=Language,
        blank=True,
        default="",
        help_text="Of pages and messages. Empty: pages as the browser asks, messages in English.",
    )
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(
        default=False, help_text="An operator of this installation, not of an organisation."
    )
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = querysets.PersonManager()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="person_email_whatever_case")]

    def __str__(self):
        return self.name or self.email

    def get_full_name(self):
        return self.name

    def get_short_name(self):
        return self.name.split(" ")[0]


class PersonKey(models.Model):
    """A person's data key, wrapped by `HOLDSPACE_KEYS`. Destroying it erases all that it sealed."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="key", primary_key=True)
    key_id = models.UUIDField(default=uuid.uuid4, unique=True)
    wrapped = models.BinaryField()
    wrapped_by = models.CharField(
        max_length=16, default="", db_index=True, help_text="Which of HOLDSPACE_KEYS, by name."
    )
    created_at = models.DateTimeField(auto_now_add=True)


class SignInLink(models.Model):
    """A link that signs one person in, once. Only its digest is kept."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)


class AddressChange(models.Model):
    """An address that one person's may be changed to by a link: a new one, or the one it was before.

    Only the link's digest is kept, and the address sealed under the person's key. A row that was used or
    withdrawn is gone.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    sealed = models.BinaryField()
    is_way_back = models.BooleanField(default=False)
    asked_at = models.DateTimeField(help_text="Of a way back too: when the change was asked for.")
    expires_at = models.DateTimeField()
    told_at = models.DateTimeField(
        null=True, help_text="Of a way back: when the letter with it was handed to the mail server."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(is_way_back=False), name="address_change_waits_once"
            )
        ]


class RememberedDevice(models.Model):
    """A device on which one person may answer messages without signing in. Its cookie's digest is kept."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "digest"], name="remembered_once")]


class MailTrouble(models.Model):
    """Since when letters don't reach a person's address, and why. Gone once one arrives."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="+", primary_key=True)
    address = models.EmailField(help_text="Which one it was: it counts as long as it is theirs.")
    since = models.DateTimeField()
    last_at = models.DateTimeField()
    code = models.CharField(max_length=12, help_text="As in RFC 3463: 5.1.1.")

    @property
    def words(self) -> str:
        return rules.words_for(self.code)

    @property
    def said_words(self) -> str:
        """The same in the language of whoever reads it."""
        return worded(self.words)

    @property
    def never_leaves(self) -> bool:
        """Whether letters don't come back from the address, but can't even be written to it."""
        return rules.never_leaves(self.code)


class Organisation(models.Model):
    """A tenant; nothing of one is ever visible in another."""

    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=100, unique=True)
    time_zone = models.CharField(max_length=64, default=DEFAULT_ZONE)
    country = models.CharField(max_length=2, default="GB")
    subdivision = models.CharField(max_length=10, blank=True)
    assistance_name = models.CharField("assistance programme", max_length=120, blank=True)
    assistance_phone = models.CharField(max_length=40, blank=True)
    assistance_note = models.CharField(max_length=200, blank=True)
    assistance_hours = models.CharField(max_length=120, blank=True)
    assistance_link = models.CharField(max_length=300, blank=True)
    occupational_health = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = querysets.OrganisationQuerySet.as_manager()

    def __str__(self):
        return self.name

    @property
    def zone(self):
        return ZoneInfo(self.time_zone)


class Team(models.Model):
    """A group of members, and a place in the organisation's tree: services hold teams."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="teams")
    name = models.CharField(max_length=120)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )

    objects = querysets.TeamQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("organisation", Lower("name"), name="team_name_once_in_organisation"),
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("id")), name="team_not_its_own_parent"
            ),
        ]

    def __str__(self):
        return self.name


class Member(models.Model):
    """A person's place in one organisation, with roles. Everything else points at members."""

    class Employment(models.TextChoices):
        EMPLOYEE = "employee", "Employee"
        ASSOCIATE = "associate", "Associate"
        EXTERNAL = "external", "External"

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, blank=True, related_name="members")
    is_case_manager = models.BooleanField(default=False)
    is_supervisor = models.BooleanField(default=False)
    is_team_lead = models.BooleanField(default=False)
    is_admin = models.BooleanField(default=False)
    employment = models.CharField(max_length=10, choices=Employment, default=Employment.EMPLOYEE)
    fte = models.DecimalField("full-time equivalent", max_digits=9, decimal_places=8, default=1)
    start_date = models.DateField()
    end_date = models.DateField(null=True, blank=True)
    time_zone = models.CharField(max_length=64, default=DEFAULT_ZONE)
    working_days = models.CharField(max_length=27, default="Mon,Tue,Wed,Thu,Fri")
    line_manager = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="managed_members"
    )
    erased_at = models.DateTimeField(
        null=True, blank=True, help_text="Since when the row is nobody's, and only stands where others point."
    )

    objects = querysets.MemberQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "person"], name="member_once_in_organisation"),
            models.CheckConstraint(condition=Q(fte__gt=0), name="member_fte_above_nothing"),
            models.CheckConstraint(
                condition=Q(end_date=None) | Q(end_date__gte=F("start_date")), name="member_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(line_manager=None) | ~Q(line_manager=F("id")), name="member_not_own_line_manager"
            ),
        ]
        indexes = [
            models.Index(fields=["team"], name="member_team"),
            # Who is told where nobody leads: a handful among thousands.
            models.Index(fields=["organisation"], condition=Q(is_admin=True), name="member_admin"),
        ]

    def __str__(self):
        return f"member {self.pk}"

    @property
    def zone(self):
        return ZoneInfo(self.time_zone)

    @property
    def is_guest(self) -> bool:
        """Somebody from outside who supervises here, or is asked to, and is nothing else."""
        is_more = self.is_case_manager or self.is_team_lead or self.is_admin
        return self.employment == self.Employment.EXTERNAL and not is_more

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles held, in the order the glossary lists them."""
        return tuple(role for role in ROLES if getattr(self, f"is_{role}"))


ROLES = ("case_manager", "supervisor", "team_lead", "admin")
TRACKED_ROLES = ("case_manager", "supervisor", "team_lead")


class Leadership(models.Model):
    """A member answers for the supervision of a team being booked. A team may have several leads."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="leaderships")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="leaderships")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "member"], name="leadership_once")]


class Relationship(models.Model):
    """Who supervises whom, from when to when (both days included; no end, for now)."""

    supervisor = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="supervises")
    supervisee = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="supervised_by")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    objects = querysets.RelationshipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["supervisor", "supervisee"], condition=Q(ends_on=None), name="relationship_open_once"
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="relationship_ends_after_start",
            ),
            models.CheckConstraint(condition=~Q(supervisor=F("supervisee")), name="relationship_of_two"),
        ]
        indexes = [models.Index(fields=["supervisee"], condition=Q(ends_on=None), name="relationship_open")]


class Leave(models.Model):
    """Days away, both ends included; no end, for good. Others see only "away", never the kind."""

    class Kind(models.TextChoices):
        ANNUAL = "annual", _("Annual")
        STUDY = "study", _("Study")
        SICKNESS = "sickness", _("Sickness")
        PARENTAL = "parental", _("Parental")
        SABBATICAL = "sabbatical", _("Sabbatical")
        OTHER = "other", _("Other")

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="leaves")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    kind = models.CharField(max_length=10, choices=Kind)

    objects = querysets.LeaveQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "kind", "starts_on"], name="leave_starts_once"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="leave_ends_after"
            ),
        ]


class AuditHead(models.Model):
    """Where an organisation's audit chain ends. Locked, it puts one writer after another."""

    organisation = models.OneToOneField(
        Organisation, on_delete=models.CASCADE, primary_key=True, related_name="audit"
    )
    sequence = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="0" * 64)


class AuditEntry(models.Model):
    """One thing done, or one personal fact read, chained to the entry before it. Never changed.

    Members are kept as plain numbers: an entry outlives the row that it speaks of.
    """

    # Found by `audit_sequence_once`, which begins with it.
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+", db_index=False)
    sequence = models.BigIntegerField()
    at = models.DateTimeField()
    action = models.CharField(max_length=40)
    actor_id = models.BigIntegerField(null=True)
    subject_id = models.BigIntegerField(null=True)
    object_id = models.BigIntegerField(null=True)
    digest = models.CharField(max_length=64)

    objects = querysets.AuditQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "sequence"], name="audit_sequence_once")
        ]
        indexes = [models.Index(fields=["subject_id", "at"], name="audit_subject")]


class ApiToken(models.Model):
    """A member's personal token for the API. Only its digest is kept."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)


class IdempotentCall(models.Model):
    """An unsafe API call already answered, so that the same key gives the same answer once more.

    The answer may hold private words, so it is sealed for whoever called; the fingerprint of what was said
    is keyed, so that nobody who reads the table can try words against it.
    """

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    sealed = models.BinaryField(default=b"")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "key"], name="idempotent_key_once")]
