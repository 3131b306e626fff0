"""Two organisations with one of each role, and rows of the first that others might try to reach."""

import uuid
from datetime import date, timedelta

from allauth.usersessions.models import UserSession
from django.test import Client

from peers.circles import guests, hosting
from peers.circles.models import Circle, HandOver
from peers.circles.services import join, seat_someone
from peers.debriefs.models import Afterwards, Invite, Request
from peers.learning.services import write_session
from peers.wellbeing.models import Questionnaire
from supervision.availability.calendars.services import add_address
from supervision.availability.checks import Protected
from supervision.availability.services import protect
from supervision.clock import now as clock_now
from supervision.evidence import documents, making
from supervision.evidence.entries import Entry, add_entry
from supervision.notices.acts.links import make_link as make_answer_link
from supervision.notices.calendars.feeds import make_feed
from supervision.notices.unsubscribing import unsubscribe_token
from supervision.outside.services import invite as invite_guest
from supervision.people.links import make_link
from supervision.people.tokens import make_token
from supervision.policy import services
from supervision.policy.clock import Rule as RuleValues
from supervision.policy.models import Clock, Flag, Worked
from supervision.policy.private import OwnRule
from supervision.practice import agreed, directory, escalating, sharing
from supervision.practice import services as agreements
from supervision.practice.access import seat_in
from supervision.practice.notes import save_note
from supervision.rights import services as rights
from supervision.roster.models import Upload
from supervision.sessions.models import Hold, Proposal, Series, Session
from tests.builders import (
    LONG_AGO,
    make_gateway,
    make_lead,
    make_leave,
    make_member,
    make_not_with,
    make_notice,
    make_organisation,
    make_policy,
    make_relationship,
    make_rule,
    make_session,
    make_team,
    make_way,
)

ROLES = ("member", "supervisor", "lead", "admin")
"""The one a thing is about; the other side; who leads their team; an administrator."""
WORKED_ON = date(2026, 10, 6)
ELSEWHERE = Entry(WORKED_ON, 60, "individual", 1, "Somebody")


def merged(*parts: dict) -> dict:
    """Return all rows in one. Raises ValueError for two of one name, which would send a door astray."""
    rows: dict = {}
    for part in parts:
        if twice := set(rows) & set(part):
            raise ValueError(f"Two rows of one name: {sorted(twice)}")
        rows |= part
    return rows


class House:
    """Everybody who might knock, and the numbers of what is the member's (uploads: the administrator's)."""

    def __init__(self):
        now = clock_now()
        self.people = {"stranger": None}
        for place in ("", "foreign_"):
            organisation = make_organisation()
            team = make_team(organisation)
            at_home = {
                "lead": make_lead(team),
                "supervisor": make_member(organisation, roles=("supervisor",)),
                "member": make_member(team=team),
                "admin": make_member(organisation, roles=("admin",)),
            }
            self.people |= {f"{place}{role}": member for role, member in at_home.items()}
            make_relationship(at_home["supervisor"], at_home["member"])
            make_rule(make_policy(organisation))
            if not place:
                self.rows = merged(
                    self._rows(organisation, team, at_home, now),
                    self._booked(organisation, at_home, now),
                    self._circles(at_home, now),
                    self._talks(organisation, at_home["member"], now),
                    self._space(organisation, now),
                    self._rights(at_home, now),
                )
        services.refresh(organisation=self.people["member"].organisation, now=now)
        services.refresh(organisation=self.people["foreign_member"].organisation, now=now)
        member = self.people["member"]
        clock = Clock.objects.get(member=member)
        self.rows["clock"] = clock.pk
        self.rows["flag"] = (
            Flag.objects.filter(member=member).first()
            or Flag.objects.create(
                clock=clock, member=member, rule=clock.rule, due_on=date(2026, 10, 1), opened_at=now
            )
        ).pk
        self.clients = {who: self._client(person) for who, person in self.people.items()}

    def _rows(self, organisation, team, at_home, now):
        member, admin, supervisor = at_home["member"], at_home["admin"], at_home["supervisor"]
        session = make_session(supervisor, member, at=now - timedelta(days=3), status="booked")
        ahead = make_session(supervisor, member, at=now + timedelta(days=3), status="booked")
        ends_at, until = ahead.ends_at + timedelta(days=1), now + timedelta(days=1)
        Proposal.objects.create(session=ahead, proposed_by=supervisor, created_at=now, expires_at=until)
        hold = Hold.objects.create(
            organisation=organisation,
            held_by=member,
            supervisor=supervisor,
            kind="individual",
            starts_at=ahead.starts_at + timedelta(days=1),
            ends_at=ends_at,
            created_at=now,
            expires_at=until,
        )
        leave = make_leave(member, LONG_AGO, LONG_AGO, kind="annual")
        policy = organisation.policies.get()
        own = OwnRule("Mine", RuleValues(kind="count", counts=frozenset({"individual"}), sessions_a_year=6))
        upload = Upload.objects.create(organisation=organisation, member=admin, created_at=now, state="ready")
        token, self.token_text = make_token(member, name="Script", may_write=True, lasts_days=30, now=now)
        Worked.objects.create(member=member, day=WORKED_ON, units=1)
        about = {"session": session.pk, "account": 0}
        asked = make_notice(member, kind="session_recorded", state="sent", inbox_at=now, about=about)
        protected = protect(member, Protected("weekly", "Writing up", ("Thu",), None, 900, 1020), now=now)
        calendar = add_address(member, address="https://calendar.example.org/mine.ics", now=now)
        rows = {
            "person": member.pk,
            "protected": protected.pk,
            "calendar": calendar.pk,
            "team": team.pk,
            "relationship": member.supervised_by.get().pk,
            "leave": leave.pk,
            "session": session.pk,
            "ahead": ahead.pk,
            "hold": hold.pk,
            "held": session.calendar_uid,
            "policy": policy.pk,
            "rule": policy.rules.get().pk,
            "own": services.add_own_rule(member=member, own=own, now=now).pk,
            "gateway": make_gateway(organisation).pk,
            "way": make_way(member).pk,
            "not_with": make_not_with(member, supervisor).pk,
            "trouble": make_notice(member, state="failed", inbox_at=now, attempts=1).pk,
            "upload": upload.pk,
            "token": token.pk,
            "day": WORKED_ON.isoformat(),
            "number": self._agreed(member, supervisor, now),
            "sample": "roster.csv",
            "body": "bacp",
            "document": self._document(member, now),
            "entry": add_entry(member, ELSEWHERE, now=now).pk,
            "kind": "due_soon",
            "one": 1,
            "look": "dark",
            "step": "help",
            "card": "breathing",
            "session_key": "what-it-is",
            "own_session": write_session(admin, "# Ours\n\nWords.", now=now).pk,
            "pause_key": "8a1c8c0e-5b0c-4c44-9d0c-3f2b6f9a7d10",
            "link": make_link(member.person, now=now),
            "feed": make_feed(member, now=now).address.rpartition("/")[2].removesuffix(".ics"),
            "asked": asked.pk,
            "answer": make_answer_link(asked, until=until, now=now),
            "fewer": unsubscribe_token(member.pk, "due_soon"),
        }
        return merged(rows, self._kept(organisation, session, at_home, now))

    def _rights(self, at_home, now):
        member = at_home["member"]
        left = make_member(member.organisation, end_date=LONG_AGO)
        return {
            "export": rights.ask_for_everything(member, now=now).pk,
            "leaver": left.pk,
            "erasure": rights.ask_to_be_erased(left, now=now).pk,
        }

    def _document(self, member, now):
        """Return a document the member asked for, made and ready."""
        document = documents.ask(member, documents.own_log(member, now=now), now=now)
        assert making.make(document.pk, clock=lambda: now)
        return document.pk

    def _agreed(self, member, supervisor, now) -> int:
        """Return the number of a version of their agreement, which waits for the member's signature."""
        return agreements.propose(
            by=supervisor,
            relationship=member.supervised_by.get(),
            words=agreed.starting_words(member.organisation_id),
            has_read_limits=True,
            now=now,
        ).number

    def _kept(self, organisation, session, at_home, now) -> dict:
        """Return what the member wrote on a session's page, and what the supervisor passed on to the lead."""
        member, supervisor, lead = at_home["member"], at_home["supervisor"], at_home["lead"]
        agreements.read_limits(by=member, relationship=member.supervised_by.get(), now=now)
        session = Session.objects.with_people().get(pk=session.pk)
        seat = seat_in(session, member)
        escalating.name_contact(lead, is_named=True, by=at_home["admin"], now=now)
        passed_on = escalating.pass_on(
            member.supervised_by.get(),
            by=supervisor,
            limit="law",
            is_told_first=True,
            contact=lead,
            words="One line.",
            now=now,
        )
        return {
            "point": sharing.add_point(seat, text="A thought", step="landing", now=now).pk,
            "action": sharing.add_action(seat, text="A walk", owner=member, due_on=None, now=now).pk,
            "note": save_note(member, "supervisee", session, "notes", "Mine.", revision=0, now=now).note.id,
            "passed_on": passed_on.pk,
            "contact": lead.pk,
            "asked_of": directory.ask(lead, supervisor, now=now).pk,
            "a_supervisor": supervisor.pk,
            "guest_asked": invite_guest(
                by=at_home["admin"], supervisee=member, email="outside@example.org", name="Out Side", now=now
            ).pk,
            "tier": "supervisee",
            "month": "2026-10",
            "purpose": "notes",
        }

    def _booked(self, organisation, at_home, now):
        """Return what is booked between the member and the supervisor, or was, and what hangs on it."""
        member, supervisor = at_home["member"], at_home["supervisor"]
        other = make_member(organisation, roles=("supervisor",))
        days = [now + timedelta(days=number) for number in range(40, 46)]
        off, of_series, covered = (
            make_session(supervisor, member, at=day, status=status)
            for day, status in zip(days, ("cancelled", "booked", "booked"), strict=False)
        )
        series = Series.objects.create(
            organisation=organisation,
            supervisor=supervisor,
            pattern="weekly",
            first_day=days[1].date(),
            starts=600,
            number=2,
            created_at=now,
        )
        Session.objects.filter(pk=of_series.pk).update(series=series)
        Session.objects.filter(pk=off.pk).update(cancelled_at=now, cancelled_by="supervisor")
        Session.objects.filter(pk=covered.pk).update(covers_for=other)
        away = make_leave(supervisor, days[0].date(), days[5].date(), kind="annual")
        return {
            "off": off.pk,
            "series": series.pk,
            "covered": covered.pk,
            "cover": away.pk,
        }

    def _circles(self, at_home, now):
        """Return an open circle of the supervisor's and a standing group, with the member in both."""
        member, supervisor, admin = at_home["member"], at_home["supervisor"], at_home["admin"]
        plan = {"first_day": (now + timedelta(days=60)).date(), "starts": 600}
        circle = hosting.found(supervisor, hosting.Plan("Open", **plan), now=now)
        meeting = circle.meetings.get()
        group = {**plan, "kind": "group", "places": 6, "starts": 900}
        standing = hosting.found(admin, hosting.Plan("Standing", **group), now=now)
        Circle.objects.filter(pk=circle.pk).update(outside="opened", public_key="open-to-all")
        circle.refresh_from_db()
        place = join(member, circle, meeting, alias="Heron", now=now)
        guest = guests.ask_as_guest(circle, meeting, email="guest@example.org", now=now)
        seat_someone(circle, meeting, guest=guest, name="Wren", kind="speak", may_wait=False, now=now)
        token, _ = guests.make_link(guest, meeting, "place", now=now)
        other = hosting.found(make_member(member.organisation), hosting.Plan("Other", **plan), now=now)
        HandOver.objects.create(circle=other, to=member, asked_at=now)
        return {
            "handed": other.pk,
            "circle": circle.pk,
            "circle_meeting": meeting.pk,
            "circle_place": place.pk,
            "circle_page": circle.public_key,
            "guest_link": token,
            "group_place": join(member, standing, None, alias="Tern", now=now).pk,
            "group_meeting": standing.meetings.get().pk,
        }

    def _talks(self, organisation, member, now):
        """Return what stands between the member and a colleague: asked for, asked, agreed, afterwards."""
        colleague = make_member(organisation)
        soon = now + timedelta(days=2)
        common = {
            "organisation": organisation,
            "urgency": "week",
            "weight": 2,
            "minutes": 15,
            "how": "phone",
            "latest_at": now + timedelta(days=7),
            "created_at": now,
            "erase_at": now + timedelta(days=30),
        }
        asking = Request.objects.create(asker=member, next_at=soon, **common)
        other = Request.objects.create(asker=colleague, next_at=soon, **common)
        talked = Request.objects.create(
            asker=member,
            listener=colleague,
            state="agreed",
            starts_at=soon,
            ends_at=soon + timedelta(minutes=15),
            agreed_at=now,
            **common,
        )
        Invite.objects.create(
            request=talked, member=colleague, wave=1, state="accepted", starts_at=soon, asked_at=now
        )
        Afterwards.objects.create(request=talked, member=member)
        asked = {"wave": 1, "starts_at": soon, "asked_at": now}
        return {
            "asking": asking.pk,
            "talked": talked.pk,
            "invited": Invite.objects.create(request=other, member=member, **asked).pk,
            "offered": Invite.objects.create(
                request=asking, member=colleague, state="offered", offered_at=soon, **asked
            ).pk,
        }

    def _space(self, organisation, now):
        """Return what the organisation brought for people's spaces. What they keep there has no address."""
        body = {"title": "Ours", "credit": "By us", "about": "", "scales": {}, "questions": [], "bands": []}
        asked = Questionnaire.objects.create(
            organisation=organisation, title="Ours", credit="By us", body=body, loaded_at=now
        )
        return {"questionnaire": asked.pk, "own_day": now.date().isoformat(), "own_key": uuid.uuid4()}

    def _client(self, member) -> Client:
        client = Client(raise_request_exception=False)
        if member is not None:
            client.force_login(member.person)
            device, _ = UserSession.objects.get_or_create(
                session_key=client.session.session_key,
                defaults={"user": member.person, "ip": "127.0.0.1", "user_agent": "Firefox"},
            )
            if member is self.people["member"]:
                self.rows["device"] = device.pk
        return client
