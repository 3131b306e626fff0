"""From a booking to somebody's calendar and back: the real services, a real mail server, a strict reader."""

from datetime import timedelta

import pytest

from supervision.notices.calendars.inbound import take_message
from supervision.notices.delivery import deliver_due
from supervision.sessions import owed
from supervision.sessions.answering import questions_for
from supervision.sessions.booking import SeriesPlan
from supervision.sessions.cancelling import cancel
from supervision.sessions.covering import hand_over
from supervision.sessions.moving import move
from tests.builders import make_member, make_relationship
from tests.supervision.notices.replies import GOOGLE
from tests.supervision.notices.strict_calendar import check_message
from tests.supervision.sessions.pairs import HOUR, NOW, TEN

pytestmark = pytest.mark.django_db


def arrived(sink, now=NOW):
    """Return what goes out, by address: the method and the one entry of each message."""
    sink.clear()
    deliver_due(tell_time=lambda: now)
    found = {}
    for received in sink.messages:
        root = check_message(received.message)
        assert received.recipients == [received.message["to"]]
        assert root.parts[0].value("ATTENDEE") == f"mailto:{received.recipients[0]}"
        found.setdefault(received.recipients[0], []).append((root.value("METHOD"), root.parts[0]))
    return found


def addresses(*members):
    return {member.person.email for member in members}


def test_a_session_goes_into_both_calendars_moves_there_and_leaves_them(pair, mail_by_smtp, monkeypatch):
    monkeypatch.setattr(owed, "_answers", [lambda ids, now: dict.fromkeys(ids, (TEN + 9 * 24 * HOUR).date())])
    both = addresses(pair.supervisor, pair.supervisee)

    (session,) = pair.book(medium="video", line="Two funding panels in one week")
    booked = arrived(mail_by_smtp)
    move(session=session, by=pair.supervisee, starts_at=TEN + 3 * HOUR, now=NOW)
    moved = arrived(mail_by_smtp)
    session.refresh_from_db()
    cancel(session=session, by=pair.supervisor, reason="The dentist", now=NOW)
    off = arrived(mail_by_smtp)

    assert booked.keys() == moved.keys() == off.keys() == both
    for address in both:
        (first,), (second,), (third,) = booked[address], moved[address], off[address]
        assert [one[0] for one in (first, second, third)] == ["REQUEST", "REQUEST", "CANCEL"]
        assert len({one[1].value("UID") for one in (first, second, third)}) == 1
        assert [int(one[1].value("SEQUENCE")) for one in (first, second, third)] == [0, 1, 2]
        assert second[1].value("DTSTART") == "20261110T130000Z"
    for received in mail_by_smtp.messages:
        words = " ".join(received.text().split())
        assert "These are free for everybody in it, by Thursday 19 November" in words
        assert words.count(" - ") >= 3
        assert b"dentist" not in received.raw and b"funding" not in received.raw
        others = both - {received.recipients[0]}
        assert not any(other.encode() in received.raw for other in others)


def test_each_session_of_a_series_is_an_entry_of_its_own(pair, mail_by_smtp):
    starts = tuple(TEN + timedelta(weeks=week) for week in range(3))
    pair.book(series=SeriesPlan("weekly", starts, number=3))

    found = arrived(mail_by_smtp)

    for address in addresses(pair.supervisor, pair.supervisee):
        assert len({entry.value("UID") for _, entry in found[address]}) == 3
        assert sorted(entry.value("DTSTART") for _, entry in found[address]) == [
            f"{start:%Y%m%dT%H%M%SZ}" for start in starts
        ]


def test_a_handed_over_session_changes_calendars(pair, mail_by_smtp):
    cover = make_member(pair.organisation, roles=("supervisor",))
    make_relationship(cover, pair.supervisee)
    (session,) = pair.book()
    arrived(mail_by_smtp)

    hand_over(sessions=[session], by=pair.supervisor, to=cover, now=NOW)

    methods = {address: [method for method, _ in told] for address, told in arrived(mail_by_smtp).items()}
    assert methods == {
        pair.supervisor.person.email: ["CANCEL"],
        cover.person.email: ["REQUEST"],
        pair.supervisee.person.email: ["REQUEST"],
    }


def test_what_a_calendar_answers_to_the_message_it_was_sent_is_heard(pair, mail_by_smtp, settings):
    settings.REPLY_ADDRESS = "replies@holdspace.example"
    (session,) = pair.book()
    entry = arrived(mail_by_smtp)[pair.supervisee.person.email][0][1]
    organizer = entry.value("ORGANIZER").removeprefix("mailto:")
    calendar = GOOGLE.format(
        method="REPLY",
        said="DECLINED",
        uid=entry.value("UID"),
        sequence=entry.value("SEQUENCE"),
        stamp="20261102T081500Z",
        attendee=entry.value("ATTENDEE").removeprefix("mailto:"),
        organizer=organizer,
        starts=entry.value("DTSTART"),
        ends=entry.value("DTEND"),
    )
    raw = f"From: x@y.example\nTo: {organizer}\nContent-Type: text/calendar\n\n{calendar}"

    assert take_message(raw.encode(), now=NOW + HOUR).became == "noted"
    assert questions_for(session, pair.supervisor, now=NOW + HOUR)
    assert entry.one("ATTENDEE").parameters["RSVP"] == ["TRUE"]
