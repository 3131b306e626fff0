"""Who sees what of a person: the table that access asks, and that the page of the same name prints.

`supervision.people.access` and `MemberQuerySet.visible_to` read it; nothing beside it says who may
see whom. Whoever is not named in a row sees nothing.
"""

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from supervision.wording import noted


class Audience(StrEnum):
    """How somebody stands to the person that a thing is about, in the same organisation."""

    SELF = "self"
    SUPERVISOR = "supervisor"
    LEAD = "lead"
    ADMIN = "admin"
    STAND_IN = "stand_in"
    """An administrator, to somebody in no team: nobody leads them, so they are told of their flags."""
    PEER = "peer"
    OPERATOR = "operator"


class Sight(IntEnum):
    """How much of a thing is seen; each holds what is below it.

    Counts never name the person. Dates are facts without a reason: when, whether, "away".
    """

    NOTHING = 0
    COUNTS = 1
    DATES = 2
    EVERYTHING = 3


class Thing(StrEnum):
    """What is kept about a person today."""

    PLACE = "place"
    ADDRESS = "address"
    HOURS = "hours"
    AVAILABILITY = "availability"
    PROTECTED = "protected"
    HEAVY_DAYS = "heavy_days"
    LIMITS = "limits"
    CALENDARS = "calendars"
    LEAVE = "leave"
    SESSIONS = "sessions"
    ACCOUNTS = "accounts"
    LINES = "lines"
    CLOCK = "clock"
    MESSAGES = "messages"
    INBOX = "inbox"
    WAYS = "ways"
    ANSWERS = "answers"
    MAIL_TROUBLE = "mail_trouble"
    PRIVATE_RULE = "private_rule"
    CALENDAR_ANSWERS = "calendar_answers"
    AGREEMENT = "agreement"
    SHARED_RECORD = "shared_record"
    PASSED_ON = "passed_on"
    OWN_NOTES = "own_notes"
    FEEDBACK = "feedback"
    INVOICE = "invoice"
    PROFILE = "profile"
    ASKED_SUPERVISOR = "asked_supervisor"
    FEED = "feed"
    CIRCLES = "circles"
    READINGS = "readings"
    SIGN_INS = "sign_ins"
    PEER_SETTINGS = "peer_settings"
    NOT_WITH = "not_with"
    CHECK_IN = "check_in"
    CHECK_IN_ANSWER = "check_in_answer"
    DEBRIEFS = "debriefs"
    DEBRIEF_ASKED = "debrief_asked"
    AFTERWARDS = "afterwards"
    OWN_LOG = "own_log"
    EVIDENCE = "evidence"
    CLIMATE = "climate"
    OFFERS = "offers"
    OWN_SPACE = "own_space"
    READING = "reading"
    BROUGHT = "brought"
    ERASURE = "erasure"


@dataclass(frozen=True, slots=True)
class Cell:
    """How much one audience sees of one thing, and the words for it."""

    sight: Sight
    words: str


NOTHING = Cell(Sight.NOTHING, noted("Nothing"))


@dataclass(frozen=True, slots=True)
class Row:
    """One thing: its name on the page, and who sees how much of it."""

    thing: Thing
    name: str
    cells: dict[Audience, Cell]

    def cell(self, audience: Audience) -> Cell:
        return self.cells.get(audience, NOTHING)

    @property
    def only_self(self) -> bool:
        return all(self.cell(audience) is NOTHING for audience in Audience if audience is not Audience.SELF)


def _row(thing: Thing, name: str, **cells: tuple[Sight, str]) -> Row:
    return Row(thing, name, {Audience(audience): Cell(*cell) for audience, cell in cells.items()})


C, D, E = Sight.COUNTS, Sight.DATES, Sight.EVERYTHING
ROWS = (
    _row(
        Thing.SESSIONS,
        "Dates and minutes of supervision",
        self=(E, "All"),
        supervisor=(D, "Theirs with you, and those they are there for beside another"),
        lead=(D, "Held or not, date, minutes"),
    ),
    _row(
        Thing.ACCOUNTS,
        "What each of you said took place",
        self=(E, "Yours, and your supervisor’s of it"),
        supervisor=(E, "Theirs, and yours of it"),
        lead=(D, "Held or not"),
    ),
    _row(
        Thing.CALENDAR_ANSWERS,
        "What your calendar answered about a time the two of you share",
        self=(E, "All"),
        supervisor=(E, "Yours to them"),
    ),
    _row(
        Thing.LINES,
        "A line with a booking, or why one was called off",
        self=(E, "Yours, and your supervisor’s to you"),
        supervisor=(E, "Theirs, and yours to them"),
    ),
    _row(
        Thing.AGREEMENT,
        "Your agreement with your supervisor",
        self=(E, "All"),
        supervisor=(E, "All of yours with them"),
        lead=(D, "Signed until"),
        admin=(D, "Signed until"),
    ),
    _row(
        Thing.SHARED_RECORD,
        "Agenda, things to try and the shared record of a session",
        self=(E, "All you were in"),
        supervisor=(E, "Of sessions with them"),
    ),
    _row(
        Thing.FEEDBACK,
        "What you say of how supervision is for you",
        self=(E, "All, until it is counted; then nobody has it"),
        supervisor=(C, "From five of you, in broad bands; by name what you say by name"),
    ),
    _row(
        Thing.INVOICE,
        "Days and minutes on your supervisor’s invoice, and what is payable by your agreement",
        self=(E, "What is payable, on the session’s page"),
        supervisor=(E, "All; they hand it on, with your initials, or your name if you agreed"),
    ),
    _row(
        Thing.ASKED_SUPERVISOR,
        "Whom you asked to be your supervisor",
        self=(E, "All"),
        supervisor=(D, "That you asked them; the one before, that you changed"),
    ),
    _row(
        Thing.PROFILE,
        "What you say of yourself as a supervisor, and whether you have room",
        self=(E, "All"),
        supervisor=(E, "All"),
        lead=(E, "All"),
        admin=(E, "All"),
        peer=(E, "All"),
    ),
    _row(
        Thing.BROUGHT,
        "What you bring from your own space to a session",
        self=(E, "All, and you can take it back"),
        supervisor=(E, "What you chose, until a day after that session"),
    ),
    _row(
        Thing.PASSED_ON,
        "What your supervisor had to pass on where confidentiality ends",
        self=(E, "That it was, to whom and when, if you were told first"),
        supervisor=(E, "What they passed on; beside them the one person named for it"),
    ),
    _row(
        Thing.CLOCK,
        "Your clock: what we owe you, and by when",
        self=(E, "All"),
        supervisor=(E, "All"),
        lead=(E, "All"),
        admin=(C, "Counts; your name and day only while you are in no team, or while trying out a rule"),
        stand_in=(E, "All; of when a session was held the day alone"),
    ),
    _row(
        Thing.LEAVE,
        "Leave",
        self=(E, "All"),
        supervisor=(D, "Away, and until when"),
        lead=(D, "Away, and until when"),
        admin=(E, "The kind, to enter it"),
    ),
    _row(
        Thing.PLACE,
        "Your name, team, roles and line manager, and who supervises you",
        self=(E, "All"),
        supervisor=(D, "All of it"),
        lead=(D, "All of it"),
        admin=(E, "All of it, to enter it"),
    ),
    _row(
        Thing.HOURS,
        "How you are employed: working days, hours, zone, first and last day",
        self=(E, "All"),
        supervisor=(D, "All of it"),
        lead=(D, "All of it"),
        admin=(E, "All of it, to enter it"),
    ),
    _row(
        Thing.AVAILABILITY,
        "When you can be booked: your week, and days that differ",
        self=(E, "All"),
        supervisor=(D, "Free or not"),
        lead=(D, "Free or not"),
        admin=(D, "Free or not"),
        peer=(D, "Free or not"),
    ),
    _row(
        Thing.PROTECTED,
        "Your protected time",
        self=(E, "All, and what you call it"),
        supervisor=(D, "Busy"),
        lead=(D, "Busy"),
        admin=(D, "Busy"),
        peer=(D, "Busy"),
    ),
    _row(
        Thing.ADDRESS,
        "Your work e-mail",
        self=(E, "All"),
        admin=(E, "All of it, to invite you"),
        operator=(E, "All of it, to help you sign in"),
    ),
    _row(
        Thing.MAIL_TROUBLE,
        "That letters to your address come back",
        self=(E, "All"),
        admin=(D, "Since when, and why, to put it right with you"),
    ),
    _row(Thing.HEAVY_DAYS, "Days you marked as heavy", self=(E, "All")),
    _row(Thing.LIMITS, "How many sessions you let yourself have", self=(E, "All")),
    _row(Thing.CALENDARS, "The calendars you link: their links, and what you call them", self=(E, "All")),
    _row(
        Thing.MESSAGES,
        "That messages went out: kind, time, and whether they got through",
        self=(E, "All"),
        admin=(C, "Counts; of one that failed its kind, time and why. Never whose it is, or its words"),
    ),
    _row(
        Thing.WAYS,
        "Your devices and numbers for messages, and what you chose to get by them",
        self=(E, "All"),
    ),
    _row(
        Thing.ANSWERS,
        "Which answer you gave in a message, for a day; and the devices you answer from",
        self=(E, "All"),
    ),
    _row(Thing.INBOX, "The words of messages to you, and whether you opened them", self=(E, "All")),
    _row(Thing.OWN_NOTES, "Your own notes on sessions, and what you prepare", self=(E, "All")),
    _row(Thing.OWN_SPACE, "All that you keep in your own space", self=(E, "All")),
    _row(
        Thing.READING,
        "What you read under Learning, your lines beside it, and your minutes of it",
        self=(E, "All"),
    ),
    _row(Thing.PRIVATE_RULE, "The clock of your professional body", self=(E, "All")),
    _row(
        Thing.OWN_LOG,
        "Your log, how your professional bodies count it, and what you took out of it",
        self=(E, "All"),
    ),
    _row(
        Thing.EVIDENCE,
        "What an inspection pack or a team’s page says of you",
        self=(E, "Who took one out with you in it, and when"),
        lead=(D, "Sessions, minutes, when last and next, whether it is owed, “signed until”"),
        admin=(C, "Counts of five people or more"),
    ),
    _row(Thing.FEED, "The private address for your own calendar", self=(E, "All")),
    _row(
        Thing.PEER_SETTINGS,
        "Whether and how much you listen to colleagues, and what you say of yourself there",
        self=(E, "All"),
    ),
    _row(
        Thing.CHECK_IN,
        "Whether you take part in check-ins, your partner, and when; they see your name and the time",
        self=(E, "All"),
    ),
    _row(Thing.CHECK_IN_ANSWER, "Whether you spoke, or not this time", self=(E, "All")),
    _row(Thing.NOT_WITH, "With whom you would rather not be brought together", self=(E, "All")),
    _row(
        Thing.CIRCLES,
        "Which circles you are in, under which name, and whether you came",
        self=(E, "All; whether you came is noted for whoever holds it alone"),
        peer=(C, "Whoever holds it: the name you chose, and whether it came"),
    ),
    _row(
        Thing.DEBRIEFS,
        "That you asked for a debrief, how heavy, and with whom you talked",
        self=(E, "All, for thirty days"),
        admin=(C, "Counts of five or more, once a month is over"),
        peer=(D, "Whoever is asked: how heavy, when, what it may touch on. Your name and note: who says yes"),
    ),
    _row(Thing.DEBRIEF_ASKED, "That you were asked to listen, and whether you passed", self=(E, "All")),
    _row(
        Thing.OFFERS,
        "That something may have touched you, and what you do with what is offered then",
        self=(E, "Which offer stands, for three months. What you do with it is kept nowhere"),
        peer=(C, "Whoever thought of you: that offers went out. Never whether you took or left one"),
    ),
    _row(
        Thing.CLIMATE,
        "What you answer on the month’s card, and whether you did",
        self=(E, "While you write; after that, only that it is in"),
        lead=(C, "Groups of five or more, in five steps, once the month is over"),
        admin=(C, "Groups of five or more, in five steps, once the month is over"),
        peer=(C, "Groups that are theirs too, of five or more"),
    ),
    _row(Thing.AFTERWARDS, "What you answered after a talk", self=(E, "All")),
    _row(
        Thing.ERASURE,
        "That you asked to be erased, and what was said to it",
        self=(E, "All"),
        admin=(E, "All of it, to answer you"),
    ),
    _row(Thing.READINGS, "Who looked at your dates", self=(E, "All")),
    _row(Thing.SIGN_INS, "Where and when you signed in", self=(E, "All")),
)
TABLE = {row.thing: row for row in ROWS}


def sight_of(thing: Thing, audiences) -> Sight:
    """Return the most that any of these audiences sees of `thing`."""
    row = TABLE[thing]
    return max((row.cell(audience).sight for audience in audiences), default=Sight.NOTHING)


def audiences_who_see(thing: Thing, at_least: Sight) -> frozenset[Audience]:
    """Return the audiences to whom the table gives at least so much of `thing`."""
    row = TABLE[thing]
    return frozenset(audience for audience in Audience if row.cell(audience).sight >= at_least)
