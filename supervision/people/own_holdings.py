"""What people itself holds, and the tables of the libraries by which people come in."""

from __future__ import annotations

import json
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session as SignedIn

from supervision.people.answered import answer_to
from supervision.people.audit import READ, READINGS, readings_of
from supervision.people.changing_address import WAY_BACK
from supervision.people.encryption import CannotUnseal
from supervision.people.holdings import (
    NAMELESS,
    NOBODYS,
    PERSON,
    UNTIL_DELETED,
    Activity,
    Erasing,
    Keeping,
    activity,
    erases,
    holds,
    keeps,
)
from supervision.people.models import IdempotentCall, Leave, Member, Person
from supervision.people.remembering import LASTS as REMEMBERED
from supervision.people.visibility import Thing
from supervision.wording import counted, noted

AREA, SIGN_IN = "people", "sign_in"
LAST_PLACE = noted("Until your last place in any organisation is erased")


def register_holdings() -> None:
    activity(
        Activity(
            AREA,
            "Who works here",
            "To know who is owed supervision, by whom, and when they are there.",
            "Legitimate interests, or the contract of employment: Art. 6(1)(b) and (f). For leave, "
            "employment "
            "law: Art. 6(1)(c).",
            "The kind of a leave may be sickness: Art. 9(2)(b). Nobody but you and administrators sees it.",
        )
    )
    activity(
        Activity(
            SIGN_IN,
            "Signing in",
            "To let people in, and nobody else in their name.",
            "Legitimate interests in security: Art. 6(1)(f) and Art. 32.",
        )
    )
    holds(
        "supervision_people.Person",
        "Your name, address, language and how pages look to you",
        area=AREA,
        fate=PERSON,
        whose=("memberships",),
        thing=Thing.PLACE,
        kept=LAST_PLACE,
        read=_person,
    )
    holds(
        "supervision_people.Member",
        "Your place: team, roles, hours, zone, first and last day, line manager",
        area=AREA,
        fate=NAMELESS,
        named=("person", "line_manager"),
        thing=Thing.HOURS,
        why="Sessions of others point at it. Of it only a number and the last day are left.",
        read=_place,
    )
    holds(
        "supervision_people.Leadership",
        "Which teams you lead",
        area=AREA,
        whose=("member",),
        thing=Thing.PLACE,
    )
    holds(
        "supervision_people.Relationship",
        "Who supervises whom, from when to when",
        area=AREA,
        fate=NAMELESS,
        whose=("supervisor", "supervisee"),
        thing=Thing.PLACE,
        why="It is the other side’s as well.",
    )
    holds("supervision_people.Leave", "Your leave", area=AREA, whose=("member",), thing=Thing.LEAVE)
    holds(
        "supervision_people.AuditEntry",
        "Who looked at your dates, and what was changed by whom",
        area=AREA,
        fate=NAMELESS,
        thing=Thing.READINGS,
        kept="As long as the organisation",
        why="Each entry is chained to the one before it, and holds numbers alone: never a name or a word.",
        read=_looked,
    )
    holds("supervision_people.ApiToken", "Your tokens for programs", area=SIGN_IN, whose=("member",))
    holds(
        "supervision_people.IdempotentCall",
        "Answers to calls of your programs, so that a repeated one is answered once",
        area=SIGN_IN,
        whose=("member",),
        kept="A week",
        in_export=False,
    )
    keeps(Keeping("answers", "Answers to calls of programs", lambda organisation: noted("A week")))
    for label, words in (
        (
            "supervision_people.PersonKey",
            noted("The key that seals what you write; destroyed, nothing of it opens"),
        ),
        ("supervision_people.SignInLink", noted("Links that signed you in, for a quarter of an hour each")),
        ("account.EmailAddress", noted("An address that you sign in with; empty at Holdspace")),
        ("socialaccount.SocialAccount", noted("The work account that you sign in with")),
    ):
        holds(label, words, area=SIGN_IN, fate=PERSON, whose=_user(label), kept=LAST_PLACE, in_export=False)
    holds(
        "supervision_people.RememberedDevice",
        "Devices on which you answer messages without signing in",
        area=SIGN_IN,
        fate=PERSON,
        whose=("person",),
        kept=counted("{number} day", "{number} days", REMEMBERED.days),
        thing=Thing.ANSWERS,
    )
    holds(
        "supervision_people.AddressChange",
        "An address that you asked for, and the one before it, while a link can still change yours",
        area=SIGN_IN,
        fate=PERSON,
        whose=("person",),
        kept=counted("{number} day", "{number} days", WAY_BACK.days),
        in_export=False,
    )
    holds(
        "supervision_people.MailTrouble",
        "That letters to your address come back",
        area=SIGN_IN,
        fate=PERSON,
        whose=("person",),
        kept="Until one arrives",
        thing=Thing.MAIL_TROUBLE,
    )
    holds(
        "mfa.Authenticator",
        "Your second steps",
        area=SIGN_IN,
        fate=PERSON,
        whose=("user",),
        kept=UNTIL_DELETED,
        leave_out=("data",),
    )
    holds(
        "usersessions.UserSession",
        "Where and when you signed in",
        area=SIGN_IN,
        fate=PERSON,
        whose=("user",),
        kept="Until you sign out, 14 days at most",
        thing=Thing.SIGN_INS,
        leave_out=("session_key", "data"),
    )
    holds(
        "admin.LogEntry",
        "What an operator of the installation did",
        area=SIGN_IN,
        fate=PERSON,
        whose=("user",),
        kept=LAST_PLACE,
        in_export=False,
    )
    for label in (
        *("supervision_people.Organisation", "supervision_people.Team", "supervision_people.AuditHead"),
        *("auth.Group", "auth.Permission", "contenttypes.ContentType", "sessions.Session"),
        *("account.EmailConfirmation", "socialaccount.SocialApp", "socialaccount.SocialToken"),
    ):
        holds(label, "", area=SIGN_IN, fate=NOBODYS)
    erases("people", forget_member)


def _user(label: str) -> tuple[str]:
    return ("person",) if label.startswith("supervision") else ("user",)


# ---------------------------------------------------------------- for the export
def _person(member: Member) -> list[dict[str, Any]]:
    person = member.person
    return [
        {"name": person.name, "email": person.email, "language": person.language, "scheme": person.scheme}
    ]


def _place(member: Member) -> list[dict[str, Any]]:
    manager = member.line_manager
    return [
        {
            "organisation": member.organisation.name,
            "team": member.team.name if member.team else "",
            "roles": list(member.roles),
            "employment": member.employment,
            "full_time_equivalent": str(member.fte),
            "start_date": member.start_date.isoformat(),
            "end_date": member.end_date.isoformat() if member.end_date else "",
            "time_zone": member.time_zone,
            "working_days": member.working_days,
            "line_manager": manager.person.name if manager else "",
        }
    ]


def _looked(member: Member) -> list[dict[str, Any]]:
    return [
        {
            "at": entry.at.isoformat(),
            "who": entry.who or "",
            "what": READINGS.get(entry.action.removeprefix(READ), entry.action),
        }
        for entry in readings_of(member)
    ]


# ---------------------------------------------------------------- when somebody is erased
def forget_member(erasing: Erasing) -> None:
    """Let go of what names them elsewhere: in others' kept answers to programs, and of sign-ins.

    Leave goes with the rest; so that nothing is left of its kind, not even in a copied row, it goes first.
    """
    member, person = erasing.member, erasing.person
    Leave.objects.filter(member=member).delete()
    Member.objects.filter(line_manager=member).update(line_manager=None)
    words = tuple({person.email.lower(), person.name.lower()} - {""})
    calls = IdempotentCall.objects.filter(member__organisation=member.organisation_id).exclude(sealed=b"")
    said = [call.pk for call in calls.select_related("member").iterator() if _may_name(call, words)]
    IdempotentCall.objects.filter(pk__in=said).delete()
    if erasing.is_last:
        from allauth.usersessions.models import UserSession

        keys = UserSession.objects.filter(user_id=person.pk).values_list("session_key", flat=True)
        SignedIn.objects.filter(session_key__in=list(keys)).delete()
        kind = ContentType.objects.get_for_model(Person)
        LogEntry.objects.filter(content_type=kind, object_id=str(person.pk)).update(
            object_repr="", change_message=""
        )


def _may_name(call: IdempotentCall, words: tuple[str, ...]) -> bool:
    """Say whether an answer names somebody; one that opens no more is not worth keeping."""
    try:
        return _names(answer_to(call), words)
    except CannotUnseal:
        return True


def _names(body: Any, words: tuple[str, ...]) -> bool:
    text = json.dumps(body, ensure_ascii=False).lower()
    return any(word in text for word in words)
