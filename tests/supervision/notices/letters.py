"""Every letter with facts of its own, and how its words are read."""

import re
from datetime import date
from email import message_from_bytes, policy
from html.parser import HTMLParser

from django.conf import settings

from supervision.notices.facts import (
    CalendarStoppedFacts,
    DigestFacts,
    DueSoonFacts,
    MonthFacts,
    OverdueFacts,
    PickFacts,
    PickWords,
    RearrangedDay,
    ReminderFacts,
    ReturnOfferFacts,
    SessionRecordedFacts,
    TeamWeek,
    TimeWords,
)
from supervision.notices.kinds import Kind
from supervision.notices.letters import write_letter
from tests.builders import MONDAY_9AM, make_member, make_notice, make_organisation, make_person

FRIDAY, LONG_PAST = date(2026, 11, 13), date(2026, 10, 23)
SENTENCE = "Due 13 Nov: last held 2 Oct + 28 days, + 14 days’ leave."
TEAMS = [
    TeamWeek(name="Community", owed=2, due_soon=1, covered=7, paused=1),
    TeamWeek(name="Ŵye & Dŵr’s", owed=0, due_soon=0, covered=12, paused=0),
]
DIGEST = {"week_of": date(2026, 11, 9), "due_by": FRIDAY, "teams": TEAMS}
TIME = TimeWords(day="Tuesday 10 November", starts="10:00", ends="11:00", zone="UK time", how="by video")
PAGE = f"{settings.BASE_URL}/sessions/book/?for=7"
PICKS = PickFacts(
    times=[
        PickWords(
            day=day,
            starts="15:30",
            ends="16:30",
            link=f"{PAGE}&with=3&slot={day[4:6].strip()}",
            value="1-2-60",
        )
        for day in ("Mon 9 Nov", "Tue 10 Nov", "Thu 12 Nov")
    ],
    is_usual=True,
    zone="UK time",
    more=PAGE,
)
NO_PICKS = PickFacts(times=[], is_usual=True, zone="UK time", more=PAGE)
MONTH = {
    "month": date(2026, 10, 1),
    "days": [date(2026, 10, 6), date(2026, 10, 13), LONG_PAST],
    "hours": "an hour and a half",
}
EVERY_LETTER = [
    *[
        (
            "due_soon",
            DueSoonFacts(told_as=who, due_on=FRIDAY, sentence=SENTENCE if who == "own" else "", picks=picks),
        )
        for who in ("own", "supervisor", "lead")
        for picks in (PICKS, {**PICKS, "is_usual": False}, NO_PICKS)
    ],
    *[
        (name, OverdueFacts(told_as=who, due_on=LONG_PAST, days_owed=days, booked_on=booked, sentence=""))
        for name in ("overdue", "escalated")
        for who in ("own", "supervisor", "lead")
        for days, booked in ((1, None), (17, FRIDAY))
    ],
    *[
        ("return_offer", ReturnOfferFacts(told_as=who, offer_until=FRIDAY, picks=picks))
        for who in ("own", "supervisor", "lead")
        for picks in (PICKS, NO_PICKS)
    ],
    (
        "digest",
        DigestFacts(
            **DIGEST, owed_unbooked=1, without_supervisor=2, held=6, unconfirmed=1, own_due_on=FRIDAY
        ),
    ),
    (
        "digest",
        DigestFacts(**DIGEST, owed_unbooked=0, without_supervisor=0, held=0, unconfirmed=0, own_due_on=None),
    ),
    ("session_recorded", SessionRecordedFacts(day=LONG_PAST, stands_on=FRIDAY)),
    ("session_booked", {"time": TIME}),
    *[("session_reminder", ReminderFacts(told_as=when, time=TIME)) for when in ("day", "hour", "soon")],
    ("month", MonthFacts(**MONTH, given=6, unrecorded=1, next=TIME, due_on=FRIDAY, sentence=SENTENCE)),
    (
        "month",
        MonthFacts(
            **{**MONTH, "days": [], "hours": ""}, given=0, unrecorded=0, next=None, due_on=None, sentence=""
        ),
    ),
    *[
        ("checkin_partner", {"until": "Friday 20 November", "is_three": is_three, "times": times})
        for is_three in (False, True)
        for times in ([], [TIME, {**TIME, "day": "Wed 11 Nov"}])
    ],
    *[(name, {"next_on": "Monday 23 November"}) for name in ("checkin_alone", "checkin_missed")],
    ("checkin_held", {"time": TIME}),
    *[("checkin_freed", {"time": TIME, "times": times}) for times in ([], [TIME])],
    *[
        ("checkin_reminder", {"moment": moment, "time": TIME, "times": [], "reader_rings": rings})
        for moment in ("eve", "day")
        for rings in (False, True)
    ],
    *[
        ("checkin_reminder", {"moment": "middle", "time": None, "times": times, "reader_rings": True})
        for times in ([], [TIME])
    ],
    *[("session_moved", {"time": TIME, "was": was}) for was in (None, {**TIME, "how": ""})],
    *[
        ("session_cancelled", {"told_as": "off", "time": TIME, "times": times, "before": before})
        for times in ([], [TIME, {**TIME, "day": "Wed 11 Nov"}])
        for before in ("", "Friday 20 November")
    ],
    ("session_cancelled", {"told_as": "left", "time": {**TIME, "how": ""}, "times": [], "before": ""}),
    *[("session_handed_over", {"told_as": who, "time": TIME}) for who in ("stays", "comes", "goes", "fewer")],
    ("session_proposed", {"time": TIME, "times": [TIME, TIME], "until": "Friday 13 November"}),
    *[("session_proposal_answered", {"time": TIME, "is_taken": taken}) for taken in (True, False)],
    *[("calendar_stopped", CalendarStoppedFacts(read_on=day)) for day in (None, LONG_PAST)],
    *[
        ("session_asked", {"told_as": who, "time": TIME, "times": times})
        for who in ("own", "other", "person")
        for times in ([], [TIME, TIME])
    ],
    *[(f"agreement_{name}", {}) for name in ("to_sign", "holds", "limits")],
    ("agreement_review", {"review_on": FRIDAY}),
    ("feedback_invited", {"until": FRIDAY}),
    ("feedback_by_name", {}),
    ("guest_invited", {}),
    *[("guest_answered", {"is_yes": is_yes}) for is_yes in (True, False)],
    *[(name, {}) for name in ("passed_on", "supervisor_asked", "supervisor_changed")],
    *[
        (
            "supervision_rearranged",
            {
                "told_as": who,
                "days": [RearrangedDay(day=FRIDAY, more=more, fewer=fewer)],
                "is_shown": booked < 3,
                "booked": booked,
            },
        )
        for who in ("supervisee", "supervisor")
        for more, fewer, booked in ((1, 0, 0), (2, 0, 0), (0, 1, 1), (0, 13, 0), (1, 1, 1), (2, 3, 3))
    ],
    *[("supervisor_answered", {"is_yes": is_yes}) for is_yes in (True, False)],
    ("session_offer", {"about": "often"}),
    ("session_get_in_touch", {"about": "often"}),
    *[("circle_joined", {"time": TIME, "repeats": repeats}) for repeats in (True, False)],
    ("circle_came_free", {"time": TIME, "repeats": False}),
    ("circle_moved", {"time": TIME, "was": TIME}),
    *[
        ("circle_called_off", {"time": TIME, "told_as": why, "is_host": is_host})
        for why in ("few", "host")
        for is_host in (True, False)
    ],
    *[("circle_let_go", {"time": TIME, "told_as": why, "is_host": False}) for why in ("left", "clash")],
    ("circle_tomorrow", {"time": TIME, "repeats": False}),
    ("circle_asks", {"is_yes": False}),
    *[("circle_answered", {"is_yes": is_yes}) for is_yes in (True, False)],
    *[
        ("circle_hands", {"leaves": leaves, "is_one": is_one})
        for leaves in (True, False)
        for is_one in (True, False)
    ],
    *[("circle_handed", {"is_yes": is_yes}) for is_yes in (True, False)],
    ("circle_new_host", {"time": TIME}),
    ("circle_new", {"time": TIME}),
    ("gathered", {"count": 3, "lines": [("Your next hour comes due", 2), ("A day to confirm", 1)]}),
]
TALK = {"day": "today", "starts": "16:30", "ends": "16:45", "zone": "UK time"}
EVERY_LETTER += [("own_space", {})]
EVERY_LETTER += [
    *[
        (
            "talk_asked",
            {
                "length": "a quarter of an hour",
                "is_now": is_now,
                "room": "today",
                "time": TALK,
                "how": "by phone",
                "goes_on": goes_on,
                "entry": None,
            },
        )
        for is_now in (True, False)
        for goes_on in ("", "15:30")
    ],
    *[
        ("talk_agreed", {"is_now": is_now, "time": TALK, "how": "by video", "entry": None})
        for is_now in (True, False)
    ],
    *[("talk_released", {"is_needed": is_needed, "entry": None}) for is_needed in (True, False)],
    ("talk_offered", {"time": TALK}),
    *[("talk_nobody", {"can_widen": can_widen}) for can_widen in (True, False)],
    *[("talk_off", {"time": TALK, "goes_on": goes_on, "entry": None}) for goes_on in (True, False)],
    ("talk_after", {}),
    ("document_ready", {"until": FRIDAY}),
    ("data_asked", {"until": FRIDAY}),
    *[("supervisor_wanted", {"is_soon": is_soon}) for is_soon in (False, True)],
    ("data_answered", {}),
    ("climate_open", {"until": "Mon 30 Nov"}),
    *[("event_offer", {"step": step}) for step in (1, 2, 4, 5)],
    *[("event_times", {"told_as": "own", "picks": picks}) for picks in (PICKS, NO_PICKS)],
]
SUBJECT_OF = {
    "agreement_to_sign": "something-to-read",
    "agreement_holds": "an-answer",
    "agreement_limits": "something-to-read",
    "agreement_review": "something-to-read",
    "feedback_invited": "a-few-minutes",
    "feedback_by_name": "something-to-read",
    "guest_invited": "one-tap",
    "guest_answered": "an-answer",
    "talk_asked": "a-few-minutes",
    "talk_agreed": "held",
    "talk_released": "free-again",
    "talk_offered": "a-time-to-choose",
    "talk_nobody": "an-answer",
    "talk_off": "free-again",
    "talk_after": "one-tap",
    "document_ready": "something-to-read",
    "data_asked": "something-to-read",
    "data_answered": "an-answer",
    "climate_open": "a-few-minutes",
    "event_offer": "something-to-read",
    "event_times": "a-time-to-choose",
    "passed_on": "something-to-arrange",
    "supervisor_asked": "one-tap",
    "supervisor_wanted": "something-to-arrange",
    "supervisor_answered": "an-answer",
    "supervisor_changed": "small-change",
    "supervision_rearranged": "something-to-read",
    "calendar_stopped": "to-mend",
    "due_soon": "an-hour-to-find",
    "overdue": "an-hour-to-arrange",
    "escalated": "something-to-arrange",
    "return_offer": "a-time-to-choose",
    "digest": "week",
    "session_recorded": "one-tap",
    "session_booked": "held",
    "session_reminder": "held-soon",
    "month": "month",
    "session_moved": "moved",
    "session_cancelled": "free-again",
    "session_handed_over": "small-change",
    "session_proposed": "a-time-to-choose",
    "session_proposal_answered": "an-answer",
    "session_asked": "still-suits",
    "session_offer": "a-time-to-choose",
    "session_get_in_touch": "one-tap",
    "circle_joined": "held",
    "circle_came_free": "yours-now",
    "circle_moved": "moved",
    "circle_called_off": "free-again",
    "circle_let_go": "free-again",
    "circle_tomorrow": "held-soon",
    "circle_asks": "one-tap",
    "circle_answered": "an-answer",
    "circle_hands": "one-tap",
    "circle_handed": "an-answer",
    "circle_new_host": "small-change",
    "circle_new": "something-to-read",
    "gathered": "in-one",
    "checkin_partner": "a-time-to-choose",
    "checkin_alone": "something-to-read",
    "checkin_missed": "something-to-read",
    "checkin_held": "held",
    "checkin_freed": "free-again",
    "checkin_reminder": "one-tap",
    "own_space": "something-to-read",
}


def words_of(text):
    return re.findall(r"[\w’'-]+", text.lower())


def letter_of(name, facts, *, notice_class="R", **member):
    kind = Kind(
        name=name,
        notice_class=notice_class,
        subject=SUBJECT_OF[name],
        line="",
        context=lambda notice, now: facts,
        path=lambda notice: "/people/7/",
        subject_day="week_of" if name == "digest" else "",
        label="Soft",
        can_unsubscribe=notice_class == "S",
    )
    organisation = make_organisation(name="Alder Care")
    person = member.pop("person", None) or make_person(
        email="grace.okafor@alder.example", name="Grace Okafor"
    )
    notice = make_notice(
        make_member(organisation, person=person, **member), kind=name, notice_class=notice_class
    )
    return write_letter(notice, kind, facts, now=MONDAY_9AM)


def parsed(letter):
    return message_from_bytes(letter.raw, policy=policy.default)


class Words(HTMLParser):
    """The words of a page without its head."""

    def __init__(self):
        super().__init__()
        self.words, self.is_hidden = [], False

    def handle_starttag(self, tag, attrs):
        self.is_hidden = tag in ("head", "style", "title") or self.is_hidden

    def handle_endtag(self, tag):
        self.is_hidden = self.is_hidden and tag != "head"

    def handle_data(self, data):
        if not self.is_hidden:
            self.words += words_of(data)


def html_words(html):
    parser = Words()
    parser.feed(html)
    return parser.words
