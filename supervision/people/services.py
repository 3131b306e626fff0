"""Verbs that change organisations, teams and members. Doors ask who may; these keep the rules.

Every verb takes `by`, the member who acts, and `now`. It locks the organisation and then the members
it touches, looks again, writes, tells the rooms below through `changed`, and last leaves Deeds in the
audit: whoever holds a member's row may wait for the chain of the audit, never the reverse. Nothing
that is the same afterwards is written down. Refusals stand in `rules`.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import cast

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError, Q
from django.db.models.functions import Lower
from django.utils.text import slugify

from supervision.people import rules
from supervision.people.audit import Deed, record
from supervision.people.changed import members_changed, organisation_changed
from supervision.people.countries import check_country
from supervision.people.models import ROLES, Leadership, Member, Organisation, Person, Relationship, Team

ORGANISATION_FIELDS = {
    *("name", "time_zone", "country", "subdivision"),
    *("assistance_name", "assistance_phone", "assistance_note", "assistance_hours", "assistance_link"),
    "occupational_health",
}
# What matters elsewhere: who is owed supervision, how much, which day it is for them, when they can meet.
HEARD_FIELDS = {
    "team",
    "fte",
    "start_date",
    "end_date",
    "time_zone",
    "working_days",
    *(f"is_{role}" for role in ROLES),
}


# ---------------------------------------------------------------- what the verbs share
def local_today(place: Organisation | Member, now: datetime) -> date:
    """Return the day it is where an organisation or a member is."""
    return now.astimezone(place.zone).date()


def lock_organisation(by: Member) -> Organisation:
    """Lock the organisation of `by` and return it as it is now. Always taken before any member."""
    return Organisation.objects.locked(by.organisation_id)[0]


def lock_members(by: Member, *members: Member) -> list[Member]:
    """Lock members of the organisation of `by` and return them as they are now, in the order given."""
    now_there = {row.pk: row for row in Member.objects.of(by.organisation_id).locked(*members)}
    if any(member.pk not in now_there for member in members):
        raise rules.NotHere
    return [now_there[member.pk] for member in members]


def _team_here(by: Member, team: Team) -> Team:
    found = Team.objects.of(by.organisation_id).filter(pk=team.pk).first()
    if found is None:
        raise rules.NotHere
    return found


def _member_here(by: Member, member: Member) -> Member:
    found = Member.objects.of(by.organisation_id).filter(pk=member.pk).first()
    if found is None:
        raise rules.NotHere
    return found


def _write(row, values: dict) -> list[str]:
    """Save those of `values` that differ, and return their names."""
    names = [name for name, value in values.items() if getattr(row, name) != value]
    for name in names:
        setattr(row, name, values[name])
    if names:
        row.save(update_fields=names)
    return names


def deed(by: Member, action: str, *, subject: Member | None = None, object_id: int | None = None) -> Deed:
    """Return what is to be written down of an act of `by`, about `subject` if it is about somebody."""
    return Deed(by.organisation_id, action, by.pk, subject.pk if subject else None, object_id)


# ---------------------------------------------------------------- organisations
@transaction.atomic
def create_organisation(
    *, name: str, admin_email: str, admin_name: str = "", time_zone: str = "Europe/London", now: datetime
) -> Member:
    """Make an empty organisation and its first administrator, and return that member.

    The slug is made from the name, numbered if another organisation has it. A person new here is
    called `admin_name`, or what stands before the @. Raises NameMissing, UnknownZone or NotAnAddress.
    """
    name = rules.checked_name(name, "An organisation", 200)
    rules.checked_zone(time_zone)
    person = _person(admin_email, admin_name or admin_email.strip().partition("@")[0])
    organisation = Organisation.objects.create(name=name, slug=_free_slug(name), time_zone=time_zone)
    admin = Member.objects.create(
        organisation=organisation,
        person=person,
        is_admin=True,
        start_date=local_today(organisation, now),
        time_zone=time_zone,
    )
    record([deed(admin, "organisation.created"), deed(admin, "member.added", subject=admin)], at=now)
    return admin


@transaction.atomic
def change_organisation(*, by: Member, now: datetime, **values) -> Organisation:
    """Change the organisation's `name`, `time_zone`, `country`, `subdivision` or help line.

    The help line is `assistance_name`, `_phone`, `_hours`, `_link` and `_note`; `occupational_health` says
    how to reach that. Raises NameMissing, UnknownZone, UnknownCountry, NotAPhoneNumber or NotALink.
    """
    organisation = lock_organisation(by)
    if unknown := set(values) - ORGANISATION_FIELDS:
        raise TypeError(f"An organisation has no {sorted(unknown)}.")
    if "name" in values:
        values["name"] = rules.checked_name(values["name"], "An organisation", 200)
    if "time_zone" in values:
        rules.checked_zone(values["time_zone"])
    if {"country", "subdivision"} & set(values):
        check_country(
            values.get("country", organisation.country), values.get("subdivision", organisation.subdivision)
        )
    if "assistance_phone" in values:
        values["assistance_phone"] = rules.checked_phone(values["assistance_phone"])
    if "assistance_link" in values:
        values["assistance_link"] = rules.checked_link(values["assistance_link"])
    phone = values.get("assistance_phone", organisation.assistance_phone)
    link = values.get("assistance_link", organisation.assistance_link)
    if (phone or link) and not values.get("assistance_name", organisation.assistance_name).strip():
        raise rules.NameMissing("A help line needs a name beside its number.")
    changed = _write(organisation, values)
    if {"country", "subdivision"} & set(changed):
        organisation_changed(organisation.pk, now=now)
    if changed:
        record([deed(by, "organisation.changed", object_id=organisation.pk)], at=now)
    return organisation


# ---------------------------------------------------------------- teams
@transaction.atomic
def add_team(*, name: str, parent: Team | None = None, by: Member, now: datetime) -> Team:
    """Add a team, under `parent` or at the top. Raises NameMissing or TeamNameTaken."""
    organisation = lock_organisation(by)
    name = rules.checked_name(name, "A team")
    _check_team_name(organisation, name)
    team = Team.objects.create(
        organisation=organisation, name=name, parent=_team_here(by, parent) if parent else None
    )
    record([deed(by, "team.added", object_id=team.pk)], at=now)
    return team


@transaction.atomic
def change_team(team: Team, *, name: str, parent: Team | None, by: Member, now: datetime) -> Team:
    """Rename a team, or give it another place in the tree; its people's policies may change with it.

    Raises NameMissing, TeamNameTaken or TeamUnderItself.
    """
    organisation = lock_organisation(by)
    team = _team_here(by, team)
    name = rules.checked_name(name, "A team")
    _check_team_name(organisation, name, but=team)
    parent = _team_here(by, parent) if parent else None
    parents = dict(Team.objects.of(organisation).values_list("pk", "parent"))
    rules.check_parent(team.pk, parent.pk if parent else None, parents)
    changed = _write(team, {"name": name, "parent": parent})
    if "parent" in changed:
        beneath = rules.below(team.pk, parents)
        members_changed(Member.objects.filter(team__in=beneath).values_list("pk", flat=True), now=now)
    if changed:
        record([deed(by, "team.changed", object_id=team.pk)], at=now)
    return team


@transaction.atomic
def remove_team(team: Team, *, by: Member, now: datetime) -> None:
    """Remove a team that holds nobody, no teams and no policy. Raises TeamInUse."""
    lock_organisation(by)
    team = _team_here(by, team)
    if team.children.exists():
        raise rules.TeamInUse(f"There are teams under {team.name}. Move them first.")
    if team.members.exists():
        raise rules.TeamInUse(
            f"{team.name} has people, or had: those who left are still written under it. Move them first."
        )
    pk, name = team.pk, team.name
    try:
        with transaction.atomic():
            team.delete()
    except ProtectedError:
        raise rules.TeamInUse(f"A policy is for {name}. Remove the policy first.") from None
    record([deed(by, "team.removed", object_id=pk)], at=now)


@transaction.atomic
def set_leads(team: Team, *, leads: Iterable[Member], by: Member, now: datetime) -> None:
    """Have exactly these members lead a team; each gets the role of team lead with it.

    Nobody loses the role by no longer leading. Raises HasLeft for one whose last day is over.
    """
    organisation = lock_organisation(by)
    team = _team_here(by, team)
    leads = lock_members(by, *leads)
    for lead in leads:
        if lead.end_date and lead.end_date < local_today(lead, now):
            raise rules.HasLeft("Somebody who has left cannot lead a team.")
    before = set(team.leaderships.values_list("member_id", flat=True))
    wanted = {lead.pk: lead for lead in leads}
    Leadership.objects.filter(team=team, member__in=before - set(wanted)).delete()
    Leadership.objects.bulk_create(Leadership(team=team, member_id=pk) for pk in sorted(set(wanted) - before))
    given = [lead for lead in leads if not lead.is_team_lead]
    Member.objects.filter(pk__in=[lead.pk for lead in given]).update(is_team_lead=True)
    deeds = [Deed(organisation.pk, "lead.removed", by.pk, pk, team.pk) for pk in sorted(before - set(wanted))]
    deeds += [Deed(organisation.pk, "lead.added", by.pk, pk, team.pk) for pk in sorted(set(wanted) - before)]
    members_changed([lead.pk for lead in given], now=now)
    record(deeds, at=now)


# ---------------------------------------------------------------- members
@transaction.atomic
def add_member(*, email: str, name: str, by: Member, now: datetime, **values) -> Member:
    """Add a person, found by e-mail or made, as a member, and return the member.

    A person who already signs in elsewhere keeps the name they have, and nothing says that they do.
    `values` are those of `change_member`; `start_date` is today unless given, the zone the
    organisation's. Raises what `change_member` raises, NameMissing, NotAnAddress or AlreadyMember.
    """
    organisation = lock_organisation(by)
    values.setdefault("start_date", local_today(organisation, now))
    values.setdefault("time_zone", organisation.time_zone)
    person = _person(email, name)
    there = Member.objects.of(organisation).filter(person=person).first()
    if there:
        left = " Their page brings them back." if there.end_date else ""
        raise rules.AlreadyMember(f"{person} is among your people already.{left}")
    member = Member(organisation=organisation, person=person)
    for field, value in _checked(member, values, by=by).items():
        setattr(member, field, value)
    member.save()
    members_changed([member.pk], now=now)
    record([deed(by, "member.added", subject=member)], at=now)
    return member


@transaction.atomic
def change_member(member: Member, *, by: Member, now: datetime, **values) -> Member:
    """Change what is said of a member: any of `team`, `roles` (a collection), `employment`, `fte`,
    `working_days`, `time_zone`, `start_date`, `end_date` and `line_manager`.

    `end_date` is the last day, included; with it ends what hangs on the member, and history stays:
    relationships end that day at the latest, ones yet to start are gone, and once the day is over the
    member leads nothing. None brings the member back, and nothing else. Raises NoSuchRole, NotAShare,
    NoWorkingDay, UnknownZone, EndsBeforeStart, OwnLineManager, LastAdmin, StillLeads, StillSupervises
    or NotHere.
    """
    organisation = lock_organisation(by)
    (member,) = lock_members(by, member)
    fields = _checked(member, values, by=by)
    _check_roles_kept(member, fields, now=now)
    staying = set(
        Member.objects.of(organisation).filter(is_admin=True, end_date=None).values_list("pk", flat=True)
    )
    changed = _write(member, fields)
    after = staying - {member.pk} | ({member.pk} if member.is_admin and member.end_date is None else set())
    rules.check_admin_stays(staying_before=staying, staying_after=after)
    if "end_date" in changed and member.end_date:
        deeds = [deed(by, "member.ended", subject=member), *_end_what_hangs(member, by=by, now=now)]
    else:
        deeds = [deed(by, "member.changed", subject=member)] if changed else []
    if HEARD_FIELDS & set(changed):
        members_changed([member.pk], now=now)
    record(deeds, at=now)
    return member


def end_membership(member: Member, *, last_day: date, by: Member, now: datetime) -> Member:
    """End a membership on `last_day`, included. Raises LastAdmin or EndsBeforeStart."""
    return change_member(member, end_date=last_day, by=by, now=now)


# ---------------------------------------------------------------- behind the verbs
def _end_what_hangs(member: Member, *, by: Member, now: datetime) -> list[Deed]:
    """End a leaving member's relationships and, once the last day is over, leaderships; return the deeds."""
    last_day = cast(date, member.end_date)
    mine = Relationship.objects.filter(Q(supervisor=member) | Q(supervisee=member))
    mine.filter(starts_on__gt=last_day).delete()
    mine.filter(Q(ends_on=None) | Q(ends_on__gt=last_day)).update(ends_on=last_day)
    if last_day >= local_today(member, now):
        return []
    led = list(member.leaderships.order_by("team_id").values_list("team_id", flat=True))
    member.leaderships.all().delete()
    return [deed(by, "lead.removed", subject=member, object_id=team) for team in led]


def _free_slug(name: str) -> str:
    stem = slugify(name)[:90] or "organisation"
    taken = set(Organisation.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    return next(
        slug
        for slug in (stem, *(f"{stem}-{number}" for number in range(2, len(taken) + 3)))
        if slug not in taken
    )


def checked_address(email: str) -> str:
    """Return an e-mail address as it is kept, in small letters. Raises NotAnAddress."""
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        raise rules.NotAnAddress(
            "That is no e-mail address. Write it as name@organisation.example."
        ) from None
    return email


def _person(email: str, name: str) -> Person:
    """Return the person with this address, made with `name` if nobody has it; two at once make one.

    The name is asked for either way, so that an address that is known answers like one that is not.
    """
    name = rules.checked_name(name, "A person", 200)
    email = checked_address(email)
    found = Person.objects.alias(address=Lower("email")).filter(address=email)
    if known := found.first():
        return known
    person = Person(email=email, name=name)
    person.set_unusable_password()
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError:
        return found.get()
    return person


def _check_team_name(organisation: Organisation, name: str, but: Team | None = None) -> None:
    same = Team.objects.of(organisation).filter(name__iexact=name)
    if same.exclude(pk=but and but.pk).exists():
        raise rules.TeamNameTaken(f"There is a team called {name} already.")


def _checked(member: Member, values: dict, *, by: Member) -> dict:
    """Return `values` as the fields they are kept in, each looked at by its rule."""
    values = dict(values)
    fields: dict = {}
    if "roles" in values:
        roles = set(values.pop("roles"))
        if roles - set(ROLES):
            raise rules.NoSuchRole(f"There is no role “{min(roles - set(ROLES))}”.")
        fields |= {f"is_{role}": role in roles for role in ROLES}
    if "team" in values:
        team = values.pop("team")
        fields["team"] = _team_here(by, team) if team else None
    if "employment" in values:
        fields["employment"] = values.pop("employment")
        if fields["employment"] not in Member.Employment.values:
            raise rules.NoSuchEmployment("Somebody is an employee, an associate or external.")
    if "fte" in values:
        fields["fte"] = rules.checked_fte(values.pop("fte"))
    if "working_days" in values:
        fields["working_days"] = rules.checked_working_days(values.pop("working_days"))
    if "time_zone" in values:
        fields["time_zone"] = rules.checked_zone(values.pop("time_zone"))
    if "line_manager" in values:
        manager = values.pop("line_manager")
        if manager is not None and manager.pk == member.pk:
            raise rules.OwnLineManager("Nobody is their own line manager.")
        fields["line_manager"] = _member_here(by, manager) if manager else None
    for name in ("start_date", "end_date"):
        if name in values:
            fields[name] = values.pop(name)
    rules.check_stretch(fields.get("start_date", member.start_date), fields.get("end_date", member.end_date))
    if values:
        raise TypeError(f"A member has no {sorted(values)}.")
    return fields


def _check_roles_kept(member: Member, fields: dict, *, now: datetime) -> None:
    """Refuse to take away a role that the member is needed in."""
    if member.is_team_lead and not fields.get("is_team_lead", True):
        led = member.leaderships.select_related("team").order_by("team__name").first()
        if led:
            raise rules.StillLeads(f"They lead {led.team.name}. Choose its leads first.")
    if member.is_supervisor and not fields.get("is_supervisor", True):
        yesterday = local_today(member, now) - timedelta(days=1)
        if member.supervises.filter(Q(ends_on=None) | Q(ends_on__gt=yesterday)).exists():
            raise rules.StillSupervises("They supervise somebody. Change those people’s supervisor first.")
