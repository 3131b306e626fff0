"""What pairs of the demo agreed on: most signed and in date, some waiting, some to be looked at again.

Said through the same services as on their pages. The same day gives the same agreements.
"""

from datetime import datetime, timedelta

from config.demo_names import email_of
from supervision.invoicing import services as invoicing
from supervision.people.models import Member, Relationship
from supervision.practice import agreed, directory, escalating, records, services, sharing
from supervision.practice.access import seat_in
from supervision.practice.notes import save_note
from supervision.practice.records import Words
from supervision.practice.terms import Late, Terms
from supervision.sessions.models import Session

NIA = email_of("Nia Bevan")
WORDS = {
    "purpose": "A place to think about the work and what it does to you. Not line management, not therapy.",
    "frequency": "Every four weeks, sixty minutes, by video; once a year in person. More whenever asked.",
    "confidentiality": "What is said, written here or prepared. Alder is told date and minutes.",
    "limits": "If somebody is in danger, or a law makes Judith speak. She tells you first, unless that "
    "itself would put someone at risk, and then speaks to one named person: Miriam Stone.",
    "cancellation": "We tell each other a day before. Inside 24 hours Judith’s time is still paid by Alder.",
    "urgent": "Urgent: text Judith, she answers the same working day. Otherwise the agenda.",
    "ending": "Say so to each other first. Either may end it, without explaining it to a manager. Alder "
    "finds somebody else within a fortnight.",
}
POINTS = (
    ("landing", "The Sunday feeling, three weeks running"),
    ("landing", "Going quiet at home after hospital meetings"),
    ("the-work-itself", "Holding a boundary with a solicitor who rings in the evening"),
    ("caseload-and-tasks-ten-minutes-at-most", "Two funding panels in one week"),
    ("looking-after-yourself", "Is the 12:15 protected time surviving?"),
)
RECORDS = (
    (
        Words(
            "Carrying hospital meetings home. Evening calls and where the day ends. What steady looked like "
            "in September.",
            "Three things to try, above. Next time, start with how the evenings went.",
            25,
            15,
            20,
        ),
        "I hadn’t noticed how long I sit in the car before going in. Ten minutes, some days.\n"
        "Ask for the Thursday after panel weeks to be kept light.",
    ),
    (Words("Saying no to a fourth visit in a day.", "A line to say it with.", 10, 20, 30), "Say it sooner."),
    (Words("A meeting that went round in circles.", "Who chairs, and how.", 15, 30, 15), "Felt small. Why?"),
    (Words("The long drive home as a border.", "Radio off until the bridge.", 30, 15, 15), "The bridge."),
    (
        Words("What the first year taught.", "Write it down for the next one.", 20, 35, 5),
        "I have learned a lot.",
    ),
)
PROFILES: dict[str, dict] = {
    "Judith Marlow": {
        "focus": "Complex injury, families, endings",
        "training": "Seven-eyed supervision; BACP senior accredited",
        "languages": "English",
        "about": "Slow to start, and then to the point. I like drawing on paper.",
    },
    "Femi Oladipo": {
        "focus": "Moral distress, teams under strain",
        "training": "Reflective practice groups; social work",
        "languages": "English, Yoruba",
        "about": "I ask more than I say.",
    },
    "Helen Stroud": {
        "focus": "Children’s services, court work",
        "training": "Restorative supervision",
        "languages": "English, British Sign Language",
    },
}
CONTACTS = (email_of("Miriam Stone"),)
LATER = {
    "cancellation": "We tell each other as soon as we know, and agree a new time in the same message. Inside "
    "24 hours Judith’s time is still paid by Alder, twice a year without a word."
}


def sign_agreements(*, now: datetime) -> None:
    """Let everybody at Alder have agreed with their supervisor, or nearly."""
    today = now.date()
    pairs = (
        Relationship.objects.on(today)
        .filter(supervisee__organisation__slug="alder-case-management")
        .select_related(
            "supervisor__person", "supervisee__person", "supervisor__organisation", "supervisee__organisation"
        )
        .order_by("pk")
    )
    for number, pair in enumerate(pairs):
        if agreed.is_line_manager(pair):
            continue
        if pair.supervisee.person.email == NIA:
            _nia(pair, now)
        elif number % 9 == 4:
            continue
        elif number % 9 == 7:
            _agree(pair, now - timedelta(days=195 + number))
        else:
            _agree(pair, now - timedelta(days=15 + 5 * (number % 30)))


def keep_sessions(*, now: datetime) -> None:
    """Let Nia and Judith have a history: records they signed, an agenda, things to try, and notes."""
    pair = Relationship.objects.select_related("supervisee", "supervisor").get(
        supervisee__person__email=NIA, supervisee__organisation__slug="alder-case-management", ends_on=None
    )
    held = list(
        Session.objects.held()
        .filter(supervisor=pair.supervisor, attendances__member=pair.supervisee, kind="individual")
        .with_people()
        .order_by("-starts_at")[:5]
    )
    for session, (words, notes) in zip(held, RECORDS, strict=False):
        nia, judith = seat_in(session, pair.supervisee), seat_in(session, pair.supervisor)
        after = session.ends_at + timedelta(minutes=6)
        for step, text in POINTS if session is held[0] else ():
            before = session.starts_at - timedelta(days=1)
            sharing.add_point(nia, text=text, step=step, now=before)
        done = records.save_record(judith, words, revision=0, now=after)
        records.sign_record(judith, revision=done.record.revision, now=after)
        if session is not held[0]:
            records.sign_record(nia, revision=done.record.revision, now=after + timedelta(hours=3))
        save_note(pair.supervisee, "supervisee", session, "notes", notes, revision=0, now=after)
    if held:
        nia, judith = seat_in(held[0], pair.supervisee), seat_in(held[0], pair.supervisor)
        day = held[0].starts_at.date()
        for seat, text, days in (
            (nia, "Phone in the glovebox after 18:00", 0),
            (nia, "Say to Ruth that two panels in a week is too many", 7),
            (judith, "Send the paper on compassion and distress", 3),
        ):
            due_on = day + timedelta(days=days) if days else None
            sharing.add_action(seat, text=text, owner=seat.member, due_on=due_on, now=held[0].ends_at)
        text = "Ask how the Thursdays went before anything else."
        save_note(pair.supervisor, "supervisor", held[0], "notes", text, revision=0, now=held[0].ends_at)
    for name, profile in PROFILES.items():
        member = Member.objects.filter(
            person__email=email_of(name), organisation=pair.supervisee.organisation_id
        ).first()
        if member is not None and member.is_supervisor:
            directory.set_profile(member, **profile)
    for email in CONTACTS:
        contact = Member.objects.get(person__email=email, organisation=pair.supervisee.organisation_id)
        admin = Member.objects.filter(organisation=pair.supervisee.organisation_id, is_admin=True)[0]
        escalating.name_contact(contact, is_named=True, by=admin, now=now)


def _nia(pair: Relationship, now: datetime) -> None:
    """Two versions that held, and a third that waits for Nia's name."""
    start = agreed.starting_words(pair.supervisee.organisation_id)
    first = start | WORDS | {"frequency": "Every three weeks, sixty minutes, by video."}
    _agree(pair, now - timedelta(days=440), first)
    _agree(pair, now - timedelta(days=250), start | WORDS, Terms(Late(24, 50)))
    _propose(pair, now - timedelta(days=4), start | WORDS | LATER)
    a_year_ago = (now - timedelta(days=400)).date()
    invoicing.set_rate(pair.supervisor, pence=7200, currency="GBP", starts_on=a_year_ago)


def _agree(
    pair: Relationship, at: datetime, words: dict[str, str] | None = None, terms: Terms | None = None
) -> None:
    version = _propose(pair, at, words, terms)
    services.sign(
        by=pair.supervisee,
        relationship=pair,
        number=version.number,
        has_read_limits=True,
        now=at + timedelta(days=1),
    )


def _propose(
    pair: Relationship, at: datetime, words: dict[str, str] | None = None, terms: Terms | None = None
):
    words = words or agreed.starting_words(pair.supervisee.organisation_id)
    return services.propose(
        by=pair.supervisor,
        relationship=pair,
        words=words,
        terms=terms,
        has_read_limits=True,
        is_sure=True,
        now=at,
    )
