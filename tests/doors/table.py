"""Every address of Holdspace, and who may knock at it how. An address that is not here is a fault.

Whoever is not named gets 404, as if there were nothing (a stranger is led to sign in). Where an
address names a row (`rows`), that row belongs to the first organisation, and to everybody of the
second it is not there, whatever their role.
"""

from dataclasses import dataclass, field

from django.urls import URLPattern, get_resolver

from tests.doors.house import ROLES

EVERYONE = frozenset({"stranger", *ROLES})
PLACE = frozenset(ROLES)
"""Whoever has a place in an organisation."""
SELF, SIDES = frozenset({"member"}), frozenset({"member", "supervisor"})
SEES = SIDES | {"lead"}
"""Oneself, one's supervisor, one's lead."""
LEAD, ADMIN = frozenset({"lead"}), frozenset({"admin"})
HOST = frozenset({"supervisor"})
"""Whoever holds the circle of the house."""
NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Door:
    """Who may ask (`get`) and who may act, by method. `rows` fill the address, in its order."""

    get: frozenset[str] = NOBODY
    post: frozenset[str] = NOBODY
    put: frozenset[str] = NOBODY
    patch: frozenset[str] = NOBODY
    delete: frozenset[str] = NOBODY
    rows: tuple[str, ...] = ()
    answers: frozenset[int] = field(default=frozenset({200}))
    """What those who may ask get."""

    @property
    def is_foreign_to_others(self) -> bool:
        """Say whether the address names a row that belongs to the first organisation alone."""
        return bool(set(self.rows) - OPEN_ROWS)

    def may(self, method: str, who: str) -> bool:
        role = who.removeprefix("foreign_")
        if role != who and self.is_foreign_to_others:
            return False
        return role in getattr(self, method)


OPEN_ROWS = frozenset(
    {"number", "sample", "step", "link", "fewer", "feed", "day", "answer", "kind", "one", "look"}
    | {"circle_page", "guest_link", "tier", "purpose", "body"}
    | {"circle_page", "guest_link", "tier", "purpose", "month"}
    | {"card", "pause_key", "session_key"}
    | {"card", "pause_key"}
    | {"circle_page", "guest_link", "tier", "purpose", "own_day"}
)
"""Parts of an address that are nobody's: names everybody has, or tokens that are a key themselves."""
MOVED = frozenset({302})
OWN, OWN_EDIT = Door(get=PLACE), Door(get=PLACE, post=PLACE)
KEPT = Door(get=ADMIN, post=ADMIN)


def _changing(*rows: str) -> Door:
    """Return a page about rows that administrators look at and change."""
    return Door(get=ADMIN, post=ADMIN, rows=rows)


PAGES = {
    "": OWN,
    "accessibility/": Door(get=EVERYONE),
    "answer/<str:token>/": Door(get=EVERYONE, post=EVERYONE, rows=("answer",)),
    "agreements/": OWN,
    "agreements/dates/": Door(get=LEAD | ADMIN),
    "agreements/<int:pk>/": Door(get=SIDES, rows=("relationship",)),
    "agreements/<int:pk>/again/": Door(post=SIDES, rows=("relationship",)),
    "agreements/<int:pk>/change/": Door(get=SIDES, post=SIDES, rows=("relationship",)),
    "agreements/<int:pk>/limits/": Door(post=SIDES, rows=("relationship",)),
    "agreements/<int:pk>/manager/": Door(
        rows=("relationship",)
    ),  # where one's line manager is the supervisor
    "agreements/<int:pk>/speak/": Door(
        get=frozenset({"supervisor"}), post=frozenset({"supervisor"}), rows=("relationship",)
    ),
    "agreements/passed-on/<uuid:pk>/": Door(get=frozenset({"supervisor", "lead"}), rows=("passed_on",)),
    "agreements/<int:pk>/sign/": Door(post=SIDES, rows=("relationship",)),
    "agreements/<int:pk>/versions/<int:number>/": Door(get=SIDES, rows=("relationship", "number")),
    "board/": Door(get=PLACE - {"member"}, answers=frozenset({200, 302})),
    "board/counts/": Door(get=ADMIN),
    "board/book/<int:pk>/": Door(post=SEES, rows=("person",)),
    "board/mine/": Door(get=frozenset({"supervisor"})),
    "board/mine/book/": Door(get=frozenset({"supervisor"}), post=frozenset({"supervisor"})),
    "board/undo/<int:pk>/": Door(rows=("session",)),  # for whoever booked it, within ten minutes
    "board/<int:pk>/": Door(get=LEAD, rows=("team",)),
    "calendar/answers/": Door(),  # whoever signs what they hand in: notices/test_webhook.py
    "board/<int:pk>/book/": Door(get=LEAD, post=LEAD, rows=("team",)),
    "feed/<str:token>.ics": Door(get=EVERYONE, rows=("feed",)),
    "circles/": OWN,
    "circles/asking/": Door(get=ADMIN),
    "circles/asking/<uuid:pk>/": Door(post=ADMIN, rows=("circle",)),
    "circles/at/<uuid:pk>/": Door(get=PLACE, rows=("circle_meeting",)),
    "circles/at/<uuid:pk>/call-off/": Door(get=HOST, post=HOST, rows=("circle_meeting",)),
    "circles/at/<uuid:pk>/came/": Door(post=HOST, rows=("circle_meeting",)),
    "circles/at/<uuid:pk>/join/": Door(post=PLACE, rows=("circle_meeting",)),
    "circles/at/<uuid:pk>/move/": Door(get=HOST, post=HOST, rows=("circle_meeting",)),
    "circles/guest/<str:token>/": Door(get=EVERYONE, post=EVERYONE, rows=("guest_link",)),
    "circles/guest/<str:token>/held-time.ics": Door(get=EVERYONE, rows=("guest_link",)),
    "circles/held-time.ics": OWN,
    "circles/new/": OWN_EDIT,
    "circles/open/<str:key>/": Door(get=EVERYONE, post=EVERYONE, rows=("circle_page",)),
    "circles/places/<uuid:pk>/leave/": Door(get=SELF, post=SELF, rows=("circle_place",)),
    "circles/places/<uuid:pk>/not/<uuid:meeting_pk>/": Door(post=SELF, rows=("group_place", "group_meeting")),
    "circles/<uuid:pk>/": Door(get=PLACE, rows=("circle",)),
    "circles/<uuid:pk>/desk/": Door(get=HOST, rows=("circle",)),
    "circles/<uuid:pk>/edit/": Door(get=HOST, post=HOST, rows=("circle",)),
    "circles/<uuid:pk>/end/": Door(get=HOST, post=HOST, rows=("circle",)),
    "circles/<uuid:pk>/go-on/": Door(get=HOST, post=HOST, rows=("circle",)),
    "circles/<uuid:pk>/hand/": Door(get=HOST, post=HOST, rows=("circle",)),
    "circles/<uuid:pk>/hold/": Door(get=SELF, post=SELF, rows=("handed",)),
    "circles/<uuid:pk>/outside/": Door(post=HOST, rows=("circle",)),
    "climate/": OWN,
    "climate/card/": OWN_EDIT,
    "climate/figures/": KEPT,
    "climate/released.csv": OWN,
    "climate/what-leaves/": OWN,
    "organisation/climate/": KEPT,
    "check-in/": OWN,
    "check-in/answer/": Door(post=PLACE),
    "check-in/end-rest/": Door(post=PLACE),
    "check-in/join/": Door(post=PLACE),
    "check-in/leave/": Door(post=PLACE),
    "check-in/rest/": Door(post=PLACE),
    "check-in/take-back/": Door(post=PLACE),
    "check-in/time/": Door(post=PLACE),
    "day/": OWN,
    "day/limits/": OWN_EDIT,
    "day/protect/": Door(post=PLACE),
    "day/weigh/": Door(post=PLACE),
    "day/<str:day>/": Door(get=PLACE, rows=("own_day",)),
    "day/<str:day>/heavy/": Door(post=PLACE, rows=("own_day",)),
    "day/<str:day>/leave-be/": Door(post=PLACE, rows=("own_day",)),
    "day/<str:day>/release/": Door(post=PLACE, rows=("own_day",)),
    "day/<str:day>/unweigh/": Door(post=PLACE, rows=("own_day",)),
    "desk/": Door(get=frozenset({"supervisor"})),
    "health/live": Door(get=EVERYONE),
    "health/ready": Door(get=EVERYONE),
    "held/<str:name>/": Door(get=SEES, rows=("held",), answers=MOVED),
    "help/": Door(get=EVERYONE),
    "help/kept/": OWN,
    "inbox/": OWN,
    "inbox/<int:pk>/": Door(get=SELF, post=SELF, rows=("asked",)),
    "inbox/read/": Door(post=PLACE),
    "inbox/count/": Door(get=PLACE),
    "inbox/preferences/": OWN_EDIT,
    "inbox/ways/device/": Door(post=PLACE),
    "inbox/ways/gateway/<int:gateway_pk>/": Door(post=PLACE, rows=("gateway",)),
    "inbox/mail/again/": Door(post=PLACE),
    "inbox/paused/<str:kind>/end/": Door(post=PLACE, rows=("kind",)),
    "inbox/ways/key/": Door(post=PLACE),
    "inbox/ways/<uuid:pk>/remove/": Door(post=SELF, rows=("way",)),
    "inbox/fewer/<str:token>/": Door(get=EVERYONE, post=EVERYONE, rows=("fewer",)),
    "me/": OWN,
    "me/availability/": OWN_EDIT,
    "me/availability/day/": OWN_EDIT,
    "me/availability/day/clear/": Door(post=PLACE),
    "me/availability/heavy/": Door(post=PLACE),
    "me/availability/protected/add/": OWN_EDIT,
    "me/availability/protected/<int:pk>/": Door(get=SELF, post=SELF, rows=("protected",)),
    "me/availability/protected/<int:pk>/give-up/": Door(get=SELF, post=SELF, rows=("protected",)),
    "me/availability/usual/": Door(post=PLACE),
    "me/availability/week/": Door(post=PLACE),
    "me/calendars/": OWN,
    "me/calendars/add/": OWN_EDIT,
    "me/calendars/<int:pk>/": Door(get=SELF, post=SELF, rows=("calendar",)),
    "me/calendars/<int:pk>/read/": Door(post=SELF, rows=("calendar",)),
    "me/calendars/<int:pk>/take-away/": Door(get=SELF, post=SELF, rows=("calendar",)),
    "me/devices/end/": Door(post=PLACE),
    "me/devices/<int:pk>/end/": Door(post=SELF, rows=("device",)),
    "me/feed/": OWN,
    "me/feed/end/": Door(post=PLACE),
    "me/feed/make/": Door(post=PLACE),
    "me/language/": Door(post=PLACE),
    "me/leave/": OWN_EDIT,
    "me/leave/<int:leave_pk>/remove/": Door(get=SELF, post=SELF, rows=("leave",)),
    "me/looked/": OWN,
    "evidence/log/": Door(post=PLACE),
    "evidence/pack/": Door(post=ADMIN),
    "evidence/team/": Door(post=LEAD),
    "evidence/<uuid:pk>/": Door(get=SELF, rows=("document",)),
    "evidence/<uuid:pk>/read/": Door(get=SELF, rows=("document",)),
    "evidence/<uuid:pk>/document.pdf": Door(get=SELF, rows=("document",)),
    "evidence/<uuid:pk>/stop/": Door(post=SELF, rows=("document",)),
    "evidence/<uuid:pk>/now/": Door(post=SELF, rows=("document",)),
    "evidence/<uuid:pk>/throw-away/": Door(post=SELF, rows=("document",)),
    "me/log/": OWN,
    "me/log/my-log.csv": OWN,
    "me/log/years/": OWN_EDIT,
    "me/log/years/<slug:body>/remove/": Door(post=PLACE, rows=("body",)),
    "me/name/": Door(post=PLACE),
    "me/peers/": OWN_EDIT,
    "me/peers/not-with/add/": Door(post=PLACE),
    "me/peers/not-with/<int:pk>/take-off/": Door(post=SELF, rows=("not_with",)),
    "me/place/": Door(),
    "me/scheme/": Door(post=PLACE),
    "me/tokens/": Door(post=PLACE),
    "me/tokens/<int:pk>/end/": Door(post=SELF, rows=("token",)),
    "metrics": Door(get=EVERYONE),  # from this machine itself, as tests are: `test_metrics`
    "notes/": OWN,
    "notes/file/": OWN,
    "notes/stay/": Door(post=PLACE),
    "notes/<slug:tier>/<uuid:pk>/delete/": Door(post=SELF, rows=("tier", "note")),
    "offline/": Door(get=EVERYONE),
    "pause/": Door(get=EVERYONE, post=PLACE),
    "pause/<str:slug>/": Door(get=EVERYONE, rows=("card",)),
    "pause/<uuid:key>/delete/": Door(post=PLACE, rows=("pause_key",)),
    "pause/mine/": OWN,
    "organisation/": Door(get=ADMIN, answers=MOVED),
    "organisation/booking/": KEPT,
    "organisation/booking/day/": Door(post=ADMIN),
    "organisation/check-ins/": KEPT,
    "organisation/check-ins/team/": Door(post=ADMIN),
    "organisation/questionnaires/": KEPT,
    "organisation/questionnaires/breaks/": KEPT,
    "organisation/questionnaires/<int:pk>/withdraw/": Door(post=ADMIN, rows=("questionnaire",)),
    "organisation/debriefs/": KEPT,
    "organisation/details/": KEPT,
    "organisation/help-lines/": KEPT,
    "organisation/gateways/": KEPT,
    "organisation/gateways/<int:pk>/remove/": _changing("gateway"),
    "organisation/messages/": Door(get=ADMIN),
    "organisation/messages/<slug:name>/<int:number>/": Door(get=ADMIN, rows=("kind", "one")),
    "organisation/messages/<slug:name>/<int:number>/<slug:look>/": Door(
        get=ADMIN, rows=("kind", "one", "look")
    ),
    "organisation/operations/": Door(get=ADMIN),
    "organisation/operations/now/": Door(get=ADMIN),
    "organisation/operations/<int:pk>/": Door(get=ADMIN, rows=("trouble",)),
    "organisation/operations/<int:pk>/send-again/": Door(post=ADMIN, rows=("trouble",)),
    "organisation/operations/<int:pk>/drop/": Door(post=ADMIN, rows=("trouble",)),
    "organisation/practice/": KEPT,
    "organisation/practice/contacts/": Door(post=ADMIN),
    "organisation/practice/contacts/<int:pk>/remove/": Door(post=ADMIN, rows=("contact",)),
    "organisation/people/": Door(get=ADMIN | LEAD),
    "organisation/people/add/": KEPT,
    "organisation/people/<int:pk>/": Door(get=ADMIN | LEAD, post=ADMIN, rows=("person",)),
    "organisation/people/<int:pk>/back/": Door(post=ADMIN, rows=("person",)),
    "organisation/people/<int:pk>/end/": _changing("person"),
    "organisation/people/<int:pk>/leave/add/": Door(post=ADMIN, rows=("person",)),
    "organisation/people/<int:pk>/leave/<int:leave_pk>/": _changing("person", "leave"),
    "organisation/people/<int:pk>/leave/<int:leave_pk>/remove/": _changing("person", "leave"),
    "organisation/people/<int:pk>/supervisors/add/": Door(post=ADMIN, rows=("person",)),
    "organisation/people/<int:pk>/supervisors/<int:relationship_pk>/": _changing("person", "relationship"),
    "organisation/policies/": KEPT,
    "organisation/policies/<int:pk>/": _changing("policy"),
    "organisation/policies/<int:pk>/move/": Door(post=ADMIN, rows=("policy",)),
    "organisation/policies/<int:pk>/remove/": _changing("policy"),
    "organisation/policies/<int:pk>/rules/add/": _changing("policy"),
    "organisation/policies/bodies/": Door(),  # needs a policy or a rule to start from
    "organisation/policies/rules/<int:pk>/": _changing("rule"),
    "organisation/policies/rules/<int:pk>/end/": _changing("rule"),
    "organisation/setup/": Door(get=ADMIN, answers=MOVED),
    "organisation/setup/<slug:step>/": Door(get=ADMIN, post=ADMIN, rows=("step",)),
    "organisation/teams/": KEPT,
    "organisation/teams/<int:pk>/": _changing("team"),
    "organisation/teams/<int:pk>/remove/": _changing("team"),
    "organisation/upload/": KEPT,
    "organisation/upload/columns/": Door(get=ADMIN),
    "organisation/upload/sample/<str:name>": Door(get=ADMIN, rows=("sample",)),
    "organisation/upload/<int:pk>/": Door(get=ADMIN, rows=("upload",)),
    "organisation/upload/<int:pk>/bring-in/": Door(post=ADMIN, rows=("upload",)),
    "organisation/upload/<int:pk>/stop/": Door(post=ADMIN, rows=("upload",)),
    "organisation/upload/<int:pk>/now/": Door(post=ADMIN, rows=("upload",)),
    "organisation/upload/<int:pk>/to-put-right.csv": Door(get=ADMIN, rows=("upload",)),
    "organisation/upload/<int:pk>/what-will-change.csv": Door(get=ADMIN, rows=("upload",)),
    "people/<int:pk>/": Door(get=SEES, rows=("person",)),
    "people/own/body/": Door(post=PLACE),
    "people/own/rule/": Door(post=PLACE),
    "people/own/<uuid:key>/remove/": Door(post=SELF, rows=("own",)),
    "sessions/": OWN,
    "sessions/book/": OWN_EDIT,
    "sessions/book/held/<int:pk>/let-go/": Door(post=SELF, rows=("hold",)),
    "sessions/cover/": Door(get=frozenset({"supervisor", "lead"})),
    "sessions/cover/<int:pk>/": Door(
        get=frozenset({"supervisor"}), post=frozenset({"supervisor"}), rows=("cover",)
    ),
    "sessions/record/": OWN_EDIT,
    "sessions/record/group/": Door(get=frozenset({"supervisor"}), post=frozenset({"supervisor"})),
    "sessions/<int:pk>/": Door(get=SEES, rows=("session",)),
    "sessions/<int:pk>/say/": Door(get=SEES, post=SEES, rows=("session",)),
    "sessions/<int:pk>/held/": Door(post=SEES, rows=("session",)),
    "sessions/<int:pk>/later/": Door(post=SIDES, rows=("session",)),
    "sessions/<int:pk>/confirm/": Door(post=SEES, rows=("session",)),
    "sessions/<int:pk>/stands/": Door(post=SIDES, rows=("session",)),
    "sessions/<int:pk>/undo/": Door(post=SEES, rows=("session",)),
    "sessions/<int:pk>/move/": Door(get=SEES, post=SEES, rows=("ahead",)),
    "sessions/<int:pk>/call-off/": Door(get=SEES, post=SEES, rows=("ahead",)),
    "sessions/<int:pk>/again/": Door(get=SEES, post=SEES, rows=("off",)),
    "sessions/<int:pk>/propose/": Door(get=SIDES, post=SIDES, rows=("ahead",)),
    "sessions/<int:pk>/answer/": Door(post=SIDES, rows=("ahead",)),
    "sessions/<int:pk>/hand-over/": Door(get=SEES - SELF, post=SEES - SELF, rows=("ahead",)),
    "sessions/<int:pk>/not-with-them/": Door(post=SELF, rows=("covered",)),
    "sessions/<int:pk>/agenda/": Door(post=SIDES, rows=("session",)),
    "sessions/<int:pk>/agenda/steps/": Door(get=SIDES, post=SIDES, rows=("session",)),
    "sessions/<int:pk>/agenda/<uuid:item>/remove/": Door(post=SELF, rows=("session", "point")),
    "sessions/<int:pk>/actions/": Door(post=SIDES, rows=("session",)),
    "sessions/<int:pk>/actions/<uuid:item>/": Door(post=SIDES, rows=("session", "action")),
    "sessions/<int:pk>/record/": Door(post=SIDES, rows=("session",)),
    "sessions/<int:pk>/record/sign/": Door(post=SIDES, rows=("session",)),
    "sessions/<int:pk>/record/let-go/": Door(post=SIDES, rows=("session",)),
    "sessions/<int:pk>/notes/<slug:purpose>/": Door(post=SIDES, rows=("session", "purpose")),
    "sessions/<int:pk>/notes/<slug:purpose>/let-go/": Door(post=SIDES, rows=("session", "purpose")),
    "sessions/series/<int:pk>/": Door(get=SEES, rows=("series",)),
    "talks/ask/": OWN_EDIT,
    "talks/invite/<uuid:pk>/": Door(get=SELF, post=SELF, rows=("invited",)),
    "talks/offer/<uuid:pk>/take/": Door(post=SELF, rows=("offered",)),
    "talks/turn/": Door(post=PLACE),
    "talks/<uuid:pk>/": Door(get=SELF, rows=("asking",)),
    "talks/<uuid:pk>/after/": Door(get=SELF, post=SELF, rows=("talked",)),
    "talks/<uuid:pk>/state/": Door(get=SELF, rows=("asking",)),
    "talks/<uuid:pk>/step-back/": Door(post=SELF, rows=("talked",)),
    "talks/<uuid:pk>/talk/": Door(get=SELF, rows=("talked",)),
    "talks/<uuid:pk>/widen/": Door(post=SELF, rows=("asking",)),
    "talks/<uuid:pk>/withdraw/": Door(post=SELF, rows=("asking",)),
    "space/": OWN,
    "space/answered/": OWN,
    "space/answered/delete/": Door(post=PLACE),
    "space/check/": OWN_EDIT,
    "space/checks/": OWN,
    "space/checks/offer/": Door(post=PLACE),
    "space/checks/<str:day>/delete/": Door(post=PLACE, rows=("day",)),
    "space/questionnaires/<int:pk>/": Door(get=PLACE, post=PLACE, rows=("questionnaire",)),
    "space/remind/": Door(post=PLACE),
    "space/plan/": OWN_EDIT,
    "space/plan/looked/": Door(post=PLACE),
    "space/people/add/": Door(post=PLACE),
    "space/people/move/": Door(post=PLACE),
    "space/morning/": Door(post=PLACE),
    "space/thanks/": OWN_EDIT,
    "space/thanks/delete/": Door(post=PLACE),
    "space/journal/": OWN,
    "space/journal/keep/": Door(post=PLACE),
    "space/journal/find/": Door(post=PLACE),
    "space/journal/delete/": Door(post=PLACE),
    "space/file/": OWN,
    "space/wipe/": Door(post=PLACE),
    "invoices/": Door(get=HOST, post=HOST),
    "invoices/rates/<str:day>/end/": Door(post=HOST, rows=("day",)),
    "invoices/sessions/<int:pk>/let-go/": Door(post=SIDES, rows=("session",)),
    "invoices/<str:month>/": Door(get=HOST, rows=("month",)),
    "invoices/<str:month>/file/": Door(get=HOST, rows=("month",)),
    "guests/": Door(get=ADMIN, post=ADMIN),
    "guests/<int:pk>/withdraw/": Door(post=ADMIN, rows=("guest_asked",)),
    "times/": OWN,
    "feedback/": OWN,
    "feedback/<int:pk>/": Door(get=SELF, post=SELF, rows=("relationship",)),
    "feedback/<int:pk>/take-back/": Door(post=SELF, rows=("relationship",)),
    "supervisors/": OWN,
    "supervisors/about-me/": Door(get=frozenset({"supervisor"}), post=frozenset({"supervisor"})),
    "supervisors/take-back/": Door(post=PLACE),
    "supervisors/asked/<int:pk>/": Door(post=frozenset({"supervisor"}), rows=("asked_of",)),
    "supervisors/<int:pk>/ask/": Door(post=PLACE - {"supervisor"}, rows=("a_supervisor",)),
    "learning/": OWN,
    "learning/minutes/": OWN,
    "learning/minutes.csv": OWN,
    "learning/<str:key>/": Door(get=PLACE, rows=("session_key",)),
    "learning/<str:key>/note/": Door(post=PLACE, rows=("session_key",)),
    "learning/<str:key>/read/": Door(post=PLACE, rows=("session_key",)),
    "organisation/learning/": Door(get=ADMIN),
    "organisation/learning/add/": KEPT,
    "organisation/learning/<int:pk>/": Door(get=ADMIN, post=ADMIN, rows=("own_session",)),
    "organisation/learning/<int:pk>/remove/": Door(get=ADMIN, post=ADMIN, rows=("own_session",)),
    "manifest.webmanifest": Door(get=EVERYONE),
    "sw.js": Door(get=EVERYONE),
    "who-sees-what/": Door(get=EVERYONE),
}

API = {
    "api/v1/climate/": OWN,
    "api/v1/climate/figures/": Door(get=ADMIN, put=ADMIN),
    "api/v1/me/climate/": Door(get=PLACE, put=PLACE),
    "api/v1/organisation/climate/": Door(get=ADMIN, put=ADMIN),
    "api/v1/agreements/": OWN,
    "api/v1/agreements/dates/": Door(get=LEAD | ADMIN),
    "api/v1/agreements/<int:pk>/": Door(get=SIDES, post=SIDES, rows=("relationship",)),
    "api/v1/agreements/<int:pk>/limits/": Door(post=SIDES, rows=("relationship",)),
    "api/v1/agreements/<int:pk>/manager/": Door(post=SIDES, rows=("relationship",)),
    "api/v1/agreements/<int:pk>/speak/": Door(post=frozenset({"supervisor"}), rows=("relationship",)),
    "api/v1/agreements/passed-on/<uuid:item>/": Door(
        get=frozenset({"supervisor", "lead"}), rows=("passed_on",)
    ),
    "api/v1/invoices/": Door(get=HOST, answers=frozenset({200, 400})),
    "api/v1/invoices/rates/": Door(get=HOST, post=HOST, delete=HOST),
    "api/v1/sessions/<int:pk>/let-go/": Door(post=SIDES, rows=("session",)),
    "api/v1/guests/": Door(get=ADMIN, post=ADMIN),
    "api/v1/guests/<int:pk>/": Door(delete=ADMIN, rows=("guest_asked",)),
    "api/v1/me/times/": OWN,
    "api/v1/feedback/": OWN,
    "api/v1/feedback/about-me/": Door(get=frozenset({"supervisor"})),
    "api/v1/feedback/<int:pk>/": Door(get=SELF, put=SELF, delete=SELF, rows=("relationship",)),
    "api/v1/supervisors/": OWN,
    "api/v1/supervisors/about-me/": Door(get=frozenset({"supervisor"}), put=frozenset({"supervisor"})),
    "api/v1/supervisors/asked/": Door(get=PLACE, post=PLACE, delete=PLACE),
    "api/v1/supervisors/asked/<int:pk>/": Door(post=frozenset({"supervisor"}), rows=("asked_of",)),
    "api/v1/notes/": Door(get=PLACE, patch=PLACE),
    "api/v1/notes/<slug:tier>/<uuid:item>/": Door(delete=SELF, rows=("tier", "note")),
    "api/v1/sessions/<int:pk>/agenda/": Door(get=SIDES, post=SIDES, put=SIDES, rows=("session",)),
    "api/v1/sessions/<int:pk>/agenda/<uuid:item>/": Door(delete=SELF, rows=("session", "point")),
    "api/v1/sessions/<int:pk>/actions/": Door(get=SIDES, post=SIDES, rows=("session",)),
    "api/v1/sessions/<int:pk>/actions/<uuid:item>/": Door(
        patch=SIDES, delete=SELF, rows=("session", "action")
    ),
    "api/v1/sessions/<int:pk>/record/": Door(get=SIDES, put=SIDES, rows=("session",)),
    "api/v1/sessions/<int:pk>/record/sign/": Door(post=SIDES, rows=("session",)),
    "api/v1/sessions/<int:pk>/notes/<slug:purpose>/": Door(get=SIDES, put=SIDES, rows=("session", "purpose")),
    "api/v1/organisation/practice/contacts/": Door(get=ADMIN, post=ADMIN),
    "api/v1/organisation/practice/contacts/<int:pk>/": Door(delete=ADMIN, rows=("contact",)),
    "api/v1/agreements/<int:pk>/sign/": Door(post=SIDES, rows=("relationship",)),
    "api/v1/organisation/practice/": Door(get=ADMIN, put=ADMIN),
    "api/v1/bodies/": OWN,
    "api/v1/board/counts/": Door(get=ADMIN),
    "api/v1/board/mine/times/": Door(get=frozenset({"supervisor"})),
    "api/v1/debriefs/": OWN_EDIT,
    "api/v1/debriefs/counts/": Door(get=ADMIN),
    "api/v1/debriefs/rota/": OWN_EDIT,
    "api/v1/debriefs/invites/": OWN,
    "api/v1/debriefs/invites/<uuid:pk>/": Door(get=SELF, rows=("invited",)),
    "api/v1/debriefs/invites/<uuid:pk>/answer/": Door(post=SELF, rows=("invited",)),
    "api/v1/debriefs/offers/<uuid:pk>/take/": Door(post=SELF, rows=("offered",)),
    "api/v1/debriefs/<uuid:pk>/": Door(get=SELF, rows=("asking",)),
    "api/v1/debriefs/<uuid:pk>/withdraw/": Door(post=SELF, rows=("asking",)),
    "api/v1/debriefs/<uuid:pk>/widen/": Door(post=SELF, rows=("asking",)),
    "api/v1/debriefs/<uuid:pk>/step-back/": Door(post=SELF, rows=("talked",)),
    "api/v1/debriefs/<uuid:pk>/afterwards/": Door(put=SELF, rows=("talked",)),
    "api/v1/learning/": OWN,
    "api/v1/learning/<str:key>/": Door(get=PLACE, rows=("session_key",)),
    "api/v1/me/learning/": OWN,
    "api/v1/me/learning/<str:key>/": Door(put=PLACE, delete=PLACE, rows=("session_key",)),
    "api/v1/organisation/learning/": Door(get=ADMIN, post=ADMIN),
    "api/v1/organisation/learning/<int:pk>/": Door(put=ADMIN, delete=ADMIN, rows=("own_session",)),
    "api/v1/me/pauses/": OWN,
    "api/v1/me/pauses/<uuid:pk>/": Door(put=PLACE, delete=PLACE, rows=("pause_key",)),
    "api/v1/me/peers/": Door(get=PLACE, patch=PLACE),
    "api/v1/me/peers/not-with/": OWN_EDIT,
    "api/v1/me/peers/not-with/<int:pk>/": Door(delete=SELF, rows=("not_with",)),
    "api/v1/circles/": OWN_EDIT,
    "api/v1/circles/asking/": Door(get=ADMIN),
    "api/v1/circles/asking/<uuid:pk>/": Door(post=ADMIN, rows=("circle",)),
    "api/v1/circles/meetings/<uuid:pk>/call-off/": Door(post=HOST, rows=("circle_meeting",)),
    "api/v1/circles/meetings/<uuid:pk>/came/": Door(put=HOST, rows=("circle_meeting",)),
    "api/v1/circles/meetings/<uuid:pk>/desk/": Door(get=HOST, rows=("circle_meeting",)),
    "api/v1/circles/meetings/<uuid:pk>/join/": Door(post=PLACE, rows=("circle_meeting",)),
    "api/v1/circles/meetings/<uuid:pk>/move/": Door(post=HOST, rows=("circle_meeting",)),
    "api/v1/circles/places/": OWN,
    "api/v1/circles/places/<uuid:pk>/": Door(get=SELF, delete=SELF, rows=("circle_place",)),
    "api/v1/circles/places/<uuid:pk>/not/<uuid:meeting_pk>/": Door(
        put=SELF, delete=SELF, rows=("group_place", "group_meeting")
    ),
    "api/v1/circles/<uuid:pk>/": Door(get=PLACE, patch=HOST, delete=HOST, rows=("circle",)),
    "api/v1/circles/<uuid:pk>/meetings/": Door(get=PLACE, rows=("circle",)),
    "api/v1/circles/<uuid:pk>/go-on/": Door(post=HOST, rows=("circle",)),
    "api/v1/circles/<uuid:pk>/hand/": Door(post=HOST, delete=HOST, rows=("circle",)),
    "api/v1/circles/<uuid:pk>/hold/": Door(post=SELF, rows=("handed",)),
    "api/v1/circles/<uuid:pk>/outside/": Door(post=HOST, delete=HOST, rows=("circle",)),
    "api/v1/clocks/": OWN,
    "api/v1/clocks/<int:pk>/": Door(get=SEES, rows=("clock",)),
    "api/v1/desk/": Door(get=frozenset({"supervisor"})),
    "api/v1/flags/": OWN,
    "api/v1/flags/<int:pk>/": Door(get=SEES, rows=("flag",)),
    "api/v1/gateways/": Door(get=PLACE, post=ADMIN),
    "api/v1/gateways/<int:pk>/": Door(delete=ADMIN, rows=("gateway",)),
    "api/v1/inbox/": OWN,
    "api/v1/inbox/<int:pk>/answer/": Door(get=SELF, post=SELF, delete=SELF, rows=("asked",)),
    "api/v1/inbox/read/": Door(post=PLACE),
    "api/v1/leave/": OWN_EDIT,
    "api/v1/leave/<int:pk>/": Door(get=SEES | ADMIN, put=SELF | ADMIN, delete=SELF | ADMIN, rows=("leave",)),
    "api/v1/me/": OWN,
    "api/v1/me/availability/": OWN,
    "api/v1/me/availability/days/<str:day>/": Door(get=PLACE, put=PLACE, delete=PLACE, rows=("day",)),
    "api/v1/me/availability/heavy/<str:day>/": Door(put=PLACE, delete=PLACE, rows=("day",)),
    "api/v1/me/availability/hours/": Door(put=PLACE, delete=PLACE),
    "api/v1/me/availability/limits/": Door(patch=PLACE),
    "api/v1/me/availability/protected/": OWN_EDIT,
    "api/v1/me/availability/week/": OWN,
    "api/v1/me/availability/protected/<int:pk>/": Door(get=SELF, put=SELF, delete=SELF, rows=("protected",)),
    "api/v1/me/calendars/": OWN_EDIT,
    "api/v1/me/calendars/<int:pk>/": Door(get=SELF, patch=SELF, delete=SELF, rows=("calendar",)),
    "api/v1/me/calendars/<int:pk>/read/": Door(post=SELF, rows=("calendar",)),
    "api/v1/me/check-in/": Door(get=PLACE, patch=PLACE),
    "api/v1/me/check-in/answer/": Door(put=PLACE, delete=PLACE),
    "api/v1/me/check-in/time/": Door(put=PLACE, delete=PLACE),
    "api/v1/me/devices/": OWN,
    "api/v1/me/devices/<int:pk>/": Door(delete=SELF, rows=("device",)),
    "api/v1/me/feed/": Door(get=PLACE, post=PLACE, delete=PLACE),
    "api/v1/documents/": OWN_EDIT,
    "api/v1/documents/periods/": OWN,
    "api/v1/documents/<uuid:pk>/": Door(get=SELF, delete=SELF, rows=("document",)),
    "api/v1/documents/<uuid:pk>/stop/": Door(post=SELF, rows=("document",)),
    "api/v1/documents/<uuid:pk>/content/": Door(get=SELF, rows=("document",)),
    "api/v1/documents/<uuid:pk>/file/": Door(get=SELF, rows=("document",)),
    "api/v1/me/log/": OWN,
    "api/v1/me/log/my-log.csv": OWN,
    "api/v1/me/log/years/": Door(get=PLACE, put=PLACE),
    "api/v1/me/rules/": OWN_EDIT,
    "api/v1/me/rules/<uuid:key>/": Door(delete=SELF, rows=("own",)),
    "api/v1/me/tokens/": OWN,
    "api/v1/me/tokens/<int:pk>/": Door(delete=SELF, rows=("token",)),
    "api/v1/members/": Door(get=PLACE, post=ADMIN),
    "api/v1/members/<int:pk>/": Door(get=SEES | ADMIN, patch=ADMIN, rows=("person",)),
    "api/v1/members/<int:pk>/worked/": Door(get=SELF | ADMIN, rows=("person",)),
    "api/v1/members/<int:pk>/worked/<str:day>/": Door(
        get=SELF | ADMIN, put=SELF | ADMIN, rows=("person", "day")
    ),
    "api/v1/operations/": Door(get=ADMIN),
    "api/v1/operations/messages/": Door(get=ADMIN),
    "api/v1/operations/messages/<int:pk>/": Door(get=ADMIN, rows=("trouble",)),
    "api/v1/operations/messages/<int:pk>/send-again/": Door(post=ADMIN, rows=("trouble",)),
    "api/v1/operations/messages/<int:pk>/drop/": Door(post=ADMIN, rows=("trouble",)),
    "api/v1/organisation/": Door(get=PLACE, patch=ADMIN),
    "api/v1/organisation/booking/": Door(get=ADMIN, patch=ADMIN),
    "api/v1/organisation/booking/days/<str:day>/": Door(put=ADMIN, delete=ADMIN, rows=("day",)),
    "api/v1/organisation/debriefs/": Door(get=ADMIN, put=ADMIN),
    "api/v1/organisation/check-ins/teams/": Door(get=ADMIN, put=ADMIN),
    "api/v1/organisation/check-ins/": Door(get=ADMIN, put=ADMIN),
    "api/v1/organisation/holidays/": Door(get=ADMIN),
    "api/v1/policies/": Door(get=ADMIN, post=ADMIN),
    "api/v1/policies/order/": Door(put=ADMIN),
    "api/v1/policies/<int:pk>/": Door(get=ADMIN, put=ADMIN, delete=ADMIN, rows=("policy",)),
    "api/v1/policies/<int:pk>/rules/": Door(post=ADMIN, rows=("policy",)),
    "api/v1/preferences/": Door(get=PLACE, put=PLACE),
    "api/v1/readings/": OWN,
    "api/v1/relationships/": Door(get=PLACE, post=ADMIN),
    "api/v1/relationships/<int:pk>/": Door(get=SEES | ADMIN, rows=("relationship",)),
    "api/v1/relationships/<int:pk>/end/": Door(post=ADMIN, rows=("relationship",)),
    "api/v1/rules/": OWN,
    "api/v1/rules/preview/": Door(post=ADMIN),
    # The organisation's own rule: everybody here is under it but the administrator, who keeps it.
    "api/v1/rules/<int:pk>/": Door(get=PLACE, patch=ADMIN, delete=ADMIN, rows=("rule",)),
    "api/v1/rules/<int:pk>/take-back/": Door(post=ADMIN, rows=("rule",)),
    "api/v1/schema/": Door(get=EVERYONE),
    "api/v1/schema/browse/": Door(get=EVERYONE),
    "api/v1/sessions/": OWN_EDIT,
    "api/v1/sessions/<int:pk>/": Door(get=SEES, rows=("session",)),
    "api/v1/sessions/<int:pk>/account/": Door(put=SEES, delete=SEES, rows=("session",)),
    "api/v1/sessions/<int:pk>/confirm/": Door(post=SEES, rows=("session",)),
    "api/v1/sessions/<int:pk>/move/": Door(post=SEES, rows=("ahead",)),
    "api/v1/sessions/<int:pk>/cancel/": Door(post=SEES, rows=("ahead",)),
    "api/v1/sessions/<int:pk>/take-back/": Door(rows=("ahead",)),  # whoever booked it, and nobody did here
    "api/v1/sessions/<int:pk>/lines/": Door(get=SIDES, rows=("ahead",)),
    "api/v1/sessions/<int:pk>/decline-cover/": Door(post=SELF, rows=("ahead",)),
    "api/v1/sessions/<int:pk>/proposal/": Door(
        get=SIDES, post=SEES, delete=frozenset({"supervisor"}), rows=("ahead",)
    ),
    "api/v1/sessions/<int:pk>/proposal/answer/": Door(post=SIDES, rows=("ahead",)),
    "api/v1/slots/": Door(get=PLACE, answers=frozenset({400})),
    "api/v1/holds/": Door(post=PLACE),
    "api/v1/holds/<int:pk>/": Door(delete=SELF, rows=("hold",)),
    "api/v1/bookings/": Door(post=PLACE),
    "api/v1/bookings/many/": Door(post=PLACE),
    "api/v1/bookings/preview/": Door(post=PLACE),
    "api/v1/covers/": Door(post=PLACE),
    "api/v1/covers/preview/": Door(post=PLACE),
    "api/v1/sessions/<int:pk>/calendar-answers/": Door(get=SIDES, rows=("session",)),
    "api/v1/sessions/<int:pk>/stands/": Door(post=SIDES, rows=("session",)),
    "api/v1/teams/": Door(get=PLACE, post=ADMIN),
    "api/v1/teams/<int:pk>/": Door(
        get=frozenset({"member", "lead", "admin"}), put=ADMIN, delete=ADMIN, rows=("team",)
    ),
    "api/v1/teams/<int:pk>/board/": Door(get=LEAD, rows=("team",)),
    "api/v1/teams/<int:pk>/times/": Door(get=LEAD, rows=("team",)),
    "api/v1/teams/<int:pk>/leads/": Door(put=ADMIN, rows=("team",)),
    "api/v1/uploads/": Door(get=ADMIN, post=ADMIN),
    "api/v1/uploads/<int:pk>/": Door(get=ADMIN, rows=("upload",)),
    "api/v1/uploads/<int:pk>/apply/": Door(post=ADMIN, rows=("upload",)),
    "api/v1/uploads/<int:pk>/stop/": Door(post=ADMIN, rows=("upload",)),
    "api/v1/uploads/<int:pk>/go-on/": Door(post=ADMIN, rows=("upload",)),
    "api/v1/uploads/<int:pk>/problems.csv": Door(get=ADMIN, rows=("upload",)),
    "api/v1/uploads/<int:pk>/changes.csv": Door(get=ADMIN, rows=("upload",)),
    "api/v1/ways/": OWN_EDIT,
    "api/v1/ways/<uuid:pk>/": Door(delete=SELF, rows=("way",)),
    # What no door stands at.
    "api/v1/": Door(),
}
DOORS = PAGES | API

GROUPS = ("accounts/", "operator/")
"""Pages of Django's own and of allauth, looked at as a whole: `test_other_people_s_pages`."""


def routes() -> list[str]:
    """Return the address of every door there is, as its pattern writes it."""
    return sorted(set(_walk(get_resolver().url_patterns, "")))


def _walk(patterns, before: str):
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route
        else:
            yield from _walk(pattern.url_patterns, route)
