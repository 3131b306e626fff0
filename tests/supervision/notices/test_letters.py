"""What goes over the wire: every kind rendered, and its words scanned."""

import re
from html import unescape

import pytest
from django.conf import settings

from supervision.notices.kinds import Kind
from supervision.notices.letters import BadAddress, message_id_of, wire_address, write_letter
from supervision.notices.subjects import SUBJECTS
from tests.builders import MONDAY_9AM, make_member, make_notice, make_organisation, make_person
from tests.supervision.notices.letters import (
    EVERY_LETTER,
    NO_PICKS,
    SUBJECT_OF,
    html_words,
    letter_of,
    parsed,
    words_of,
)

# Words of the trade, of blame and of illness: none may stand on a lock screen, in a header or in the body.
NOWHERE = words_of(
    """
    abuse alert assault at-risk breakdown burnout burnt cancelled case cases client clients
    complaint compliance compliant counselling crisis death debrief debriefs declined depressed
    depression died distress distressing emergency escalated escalation exhausted failed failure
    fault-finding harm ill illness incident late lateness maternity mental missed negligence
    non-compliant overdue parental paternity patient risk sabbatical score sick sickness stress
    stressed suicide therapy trauma traumatic unwell violation violence warning
    """
)
# A subject also says nothing of supervision, nor of anybody's being away.
NOT_IN_A_SUBJECT = [
    *NOWHERE,
    "supervision",
    "supervisor",
    "session",
    "leave",
    "away",
    "back",
    "owed",
    "owe",
    "due",
]


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "facts"), EVERY_LETTER)
def test_no_word_of_a_letter_gives_anything_away(name, facts):
    letter = letter_of(name, facts, notice_class="S")
    message = parsed(letter)

    subject = words_of(message["subject"])
    headers = words_of(
        " ".join(f"{key} {value}" for key, value in message.items() if key != "List-Unsubscribe")
    )
    body = words_of(message.get_body(("plain",)).get_content()) + html_words(letter.html)

    assert set(subject).intersection(NOT_IN_A_SUBJECT) == set()
    assert set(subject).isdisjoint({"grace", "okafor", "alder", "community"})
    assert set(headers + body).intersection(NOWHERE) == set()


@pytest.mark.parametrize("words", SUBJECTS.values())
def test_no_subject_on_the_list_gives_anything_away(words):
    assert not set(words_of(words)) & set(NOT_IN_A_SUBJECT)
    assert words.isascii() and len(words) < 60


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "facts"), EVERY_LETTER)
def test_the_plain_text_has_the_words_of_the_page(name, facts):
    letter = letter_of(name, facts, notice_class="S")
    text = re.sub(r"https?://\S+", "", parsed(letter).get_body(("plain",)).get_content())

    assert [word for word in words_of(text) if word.strip("-")] == html_words(letter.html)


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "facts"), EVERY_LETTER)
def test_a_letter_is_plain_and_follows_nobody(name, facts):
    """One link besides the one to fewer and those of times, no pictures, no script, nothing fetched."""
    letter = letter_of(name, facts)
    picks = facts.get("picks", NO_PICKS)
    more = [*(pick["link"] for pick in picks["times"]), *([picks["more"]] if picks["times"] else [])]

    links = [unescape(link) for link in re.findall(r'href="([^"]*)"', letter.html)]
    assert links == [*more, f"{settings.BASE_URL}/people/7/"]
    assert [link for link in more if link not in letter.text] == []
    assert not re.search(r"<(img|script|link|iframe|object|svg)|url\(|@import|src=", letter.html)
    assert "{{" not in letter.html + letter.text and "{%" not in letter.html + letter.text
    assert all(len(line) <= 78 for line in letter.raw.decode("ascii").split("\r\n"))
    assert b"\n" not in letter.raw.replace(b"\r\n", b"")


@pytest.mark.django_db
def test_headers_say_that_a_machine_wrote_and_to_whom_alone():
    message = parsed(letter_of(*EVERY_LETTER[0]))

    assert message["to"] == "grace.okafor@alder.example"
    assert message["from"] == settings.DEFAULT_FROM_EMAIL
    assert message["auto-submitted"] == "auto-generated"
    # "All" would hold back Exchange's reports of what came back (NDR), which are read here.
    hushed = set(message["x-auto-response-suppress"].split(", "))
    assert hushed == {"DR", "RN", "NRN", "OOF", "AutoReply"}
    assert re.fullmatch(r"<[0-9a-f]{32}@[\w.-]+>", message["message-id"])
    assert message["date"].datetime == MONDAY_9AM
    assert "list-unsubscribe" not in message and "cc" not in message and "bcc" not in message


@pytest.mark.django_db
def test_a_soft_letter_can_be_ended_with_one_click():
    message = parsed(letter_of(*EVERY_LETTER[0], notice_class="S"))

    assert re.fullmatch(rf"<{settings.BASE_URL}/inbox/fewer/[\w:.-]+/>", message["list-unsubscribe"])
    assert message["list-unsubscribe-post"] == "List-Unsubscribe=One-Click"


@pytest.mark.django_db
def test_a_name_with_markup_stays_text():
    organisation = make_organisation(name="Ŵye <b>& Sons</b>\r\nBcc: x@y.example")
    notice = make_notice(
        make_member(organisation, person=make_person(name="O’Neil<script> B")), kind="overdue"
    )
    name, facts = EVERY_LETTER[3]
    kind = Kind(name, "R", SUBJECT_OF[name], "", lambda n, now: facts, lambda n: "/")

    letter = write_letter(notice, kind, facts, now=MONDAY_9AM)

    assert "<script>" not in letter.html and "&lt;b&gt;" in letter.html
    assert "Ŵye <b>& Sons</b>" in letter.text
    assert "bcc" not in parsed(letter)


@pytest.mark.django_db
def test_a_message_keeps_the_id_that_it_was_first_sent_under():
    one, other = make_notice(), make_notice()

    assert message_id_of(one) == message_id_of(one) != message_id_of(other)
    one.message_id = "<first@holdspace.example>"
    assert message_id_of(one) == "<first@holdspace.example>"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "grace",
        "@alder.example",
        "grace@",
        "two words@a.example",
        "a@b.example\r\nBcc: c@d.example",
        "a,b@c.example",
        "gráinne@a.example",
        "a@b@c",
    ],
)
def test_an_address_that_cannot_be_written_is_refused(address):
    with pytest.raises(BadAddress):
        wire_address(address)


def test_a_domain_of_other_letters_is_written_in_ascii():
    assert wire_address("grace@bücher.example") == "grace@xn--bcher-kva.example"


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "facts"), EVERY_LETTER)
def test_where_one_meets_ends_its_sentence(name, facts):
    """“(UK time), by video was called off” has lost its comma; behind the sentence it needs none."""
    words = " ".join(parsed(letter_of(name, facts)).get_body(("plain",)).get_content().split())

    assert re.search(r"\), (by|in) \w+ [a-z]", words) is None
