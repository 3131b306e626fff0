"""Answers as people's calendar programs write them."""

from datetime import UTC, datetime
from email.message import EmailMessage

from supervision.notices.calendars.addresses import answer_address, calendar_uid

GIVEN = datetime(2026, 11, 3, 10, tzinfo=UTC)

GOOGLE = """BEGIN:VCALENDAR
PRODID:-//Google Inc//Google Calendar 70.9054//EN
VERSION:2.0
CALSCALE:GREGORIAN
METHOD:{method}
BEGIN:VEVENT
DTSTART:{starts}
DTEND:{ends}
DTSTAMP:{stamp}
ORGANIZER:mailto:{organizer}
UID:{uid}
ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT={said};CN=Grace
 Okafor;X-NUM-GUESTS=0:mailto:{attendee}
CLASS:PRIVATE
CREATED:20261101T100000Z
DESCRIPTION:
LAST-MODIFIED:20261103T100000Z
SEQUENCE:{sequence}
STATUS:CONFIRMED
SUMMARY:Held time
TRANSP:OPAQUE
END:VEVENT
END:VCALENDAR
"""
EXCHANGE = """BEGIN:VCALENDAR
METHOD:{method}
PRODID:Microsoft Exchange Server 2010
VERSION:2.0
BEGIN:VTIMEZONE
TZID:GMT Standard Time
BEGIN:STANDARD
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T010000
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
BEGIN:VEVENT
ATTENDEE;PARTSTAT={said};CN="Okafor, Grace: cases":MAILTO:{attendee}
COMMENT;LANGUAGE=en-GB:I am not well\\, sorry
UID:{uid}
SUMMARY;LANGUAGE=en-GB:Declined: Held time
DTSTART;TZID=GMT Standard Time:{local_starts}
DTEND;TZID=GMT Standard Time:{local_ends}
CLASS:PRIVATE
PRIORITY:5
DTSTAMP:{stamp}
TRANSP:OPAQUE
STATUS:CONFIRMED
SEQUENCE:{sequence}
LOCATION;LANGUAGE=en-GB:
X-MICROSOFT-CDO-APPT-SEQUENCE:{sequence}
X-MICROSOFT-CDO-BUSYSTATUS:BUSY
BEGIN:VALARM
DESCRIPTION:REMINDER
TRIGGER;RELATED=START:-PT15M
ACTION:DISPLAY
END:VALARM
END:VEVENT
END:VCALENDAR
"""
APPLE = """BEGIN:VCALENDAR
CALSCALE:GREGORIAN
METHOD:{method}
PRODID:-//Apple Inc.//iPhone OS 19.1//EN
VERSION:2.0
BEGIN:VEVENT
ATTENDEE;CN=Grace;CUTYPE=INDIVIDUAL;EMAIL={attendee};PARTSTAT={said}:mailto:{attendee}
DTEND:{ends}
DTSTAMP:{stamp}
DTSTART:{starts}
ORGANIZER;EMAIL={organizer}:mailto:{organizer}
SEQUENCE:{sequence}
SUMMARY:Held time
UID:{uid}
END:VEVENT
END:VCALENDAR
"""
THUNDERBIRD = """BEGIN:VCALENDAR
PRODID:-//Mozilla.org/NONSGML Mozilla Calendar V1.1//EN
VERSION:2.0
METHOD:{method}
BEGIN:VEVENT
CREATED:20261101T100000Z
LAST-MODIFIED:{stamp}
DTSTAMP:{stamp}
UID:{uid}
SUMMARY:Held time
ORGANIZER:mailto:{organizer}
ATTENDEE;RSVP=TRUE;PARTSTAT={said};ROLE=REQ-PARTICIPANT:mailto:{attendee}
DTSTART:{starts}
DTEND:{ends}
SEQUENCE:{sequence}
END:VEVENT
END:VCALENDAR
"""
MAKERS = {"google": GOOGLE, "exchange": EXCHANGE, "apple": APPLE, "thunderbird": THUNDERBIRD}


def calendar_of(session, member, said="ACCEPTED", *, maker=GOOGLE, method="REPLY", **changed):
    starts, ends = changed.pop("starts_at", session.starts_at), changed.pop("ends_at", session.ends_at)
    facts = {
        "method": method,
        "said": said,
        "uid": calendar_uid(session.calendar_uid),
        "sequence": session.calendar_sequence,
        "stamp": "20261103T100000Z",
        "attendee": member.person.email,
        "organizer": answer_address(session.calendar_uid, member.pk),
        "starts": f"{starts:%Y%m%dT%H%M%SZ}",
        "ends": f"{ends:%Y%m%dT%H%M%SZ}",
        "local_starts": f"{starts:%Y%m%dT%H%M%S}",
        "local_ends": f"{ends:%Y%m%dT%H%M%S}",
        **changed,
    }
    return maker.format(**facts).replace("\n", "\r\n")


def mail_of(calendar, *, to="", method="REPLY", **headers):
    """Return a message with `calendar` in it, as bytes."""
    message = EmailMessage()
    message["From"] = headers.pop("sender", "Grace Okafor <grace@alder.example>")
    message["To"] = to
    message["Subject"] = "Declined: Held time"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content("Grace has answered.\n")
    message.add_alternative(calendar.encode(), maintype="text", subtype="calendar", params={"method": method})
    return message.as_bytes()


def reply_of(session, member, said="ACCEPTED", *, to=None, method="REPLY", headers=None, **changed):
    """Return one member's whole answer about a session, as it arrives."""
    address = answer_address(session.calendar_uid, member.pk) if to is None else to
    calendar = calendar_of(session, member, said, method=method, **changed)
    return mail_of(calendar, to=address, method=method, **(headers or {}))
