"""Letters in their reader's language, whoever caused them."""

import re

import pytest
from django.utils import translation

from supervision.languages import speaking
from supervision.notices.kinds import all_kinds
from supervision.notices.subjects import SUBJECTS, subject_of
from tests.builders import make_person
from tests.supervision.notices.letters import (
    DIGEST,
    EVERY_LETTER,
    FRIDAY,
    html_words,
    letter_of,
    parsed,
    words_of,
)

# Common words of English that are no words of Welsh, nor names: one is enough to see what was forgotten.
ENGLISH = set(
    words_of("""
    about all also and any are at be been before book booked but by called calendar can changes choose could
    day days did does due else find for free from get have hear here hour hours how if is it its just know
    last leave link may message messages more new next nobody not nothing now of on once one open or other
    others our out owe owed people see shows sign somebody something stands still suit suits supervision
    supervisor takes team than that the their them there these they this those time times to today two until
    up us was we week what when where which who whose why will with would write yet you your
    """)
) - {"all", "at", "by", "does", "her", "team"}
NAMED = {"holdspace", "samaritans", "alder", "care", "community", "grace"}
NOT_IN_A_SUBJECT = set(
    words_of("""
    absenoldeb achos achosion argyfwng cwyn cyfarfod dyledus goruchwyliaeth goruchwylio goruchwyliwr gwyliau
    hwyr marwolaeth methu niwed risg salwch sâl sesiwn straen therapi trawma ôl-drafodaeth
    """)
)


def english_in(words):
    return sorted(set(words) & ENGLISH - NAMED)


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "facts"), EVERY_LETTER)
def test_every_letter_is_welsh_for_who_chose_it(name, facts):
    """The facts of tests are English words already: those are taken out first."""
    given = re.compile("|".join(sorted(map(re.escape, strings_in(facts)), key=len, reverse=True)) or "$^")
    person = make_person(email="nia.bevan@alder.example", name="Nia Bevan", language="cy")

    letter = letter_of(name, facts, notice_class="S", person=person)

    text = re.sub(r"https?://\S+", "", parsed(letter).get_body(("plain",)).get_content())
    assert english_in(words_of(given.sub("", " ".join(text.split())))) == []
    assert '<html lang="cy">' in letter.html
    assert [word for word in words_of(text) if word.strip("-")] == html_words(letter.html)


def strings_in(value):
    if isinstance(value, dict):
        return {words for each in value.values() for words in strings_in(each)}
    if isinstance(value, list | tuple):
        return {words for each in value for words in strings_in(each)}
    return {value, value.lower()} if isinstance(value, str) and len(value) > 1 else set()


@pytest.mark.django_db
def test_a_subject_with_letters_beyond_ascii_arrives_as_it_was_written():
    letter = letter_of("digest", dict(EVERY_LETTER)["digest"], person=make_person(language="cy"))

    assert parsed(letter)["subject"] == "Eich wythnos ar gip, yn dechrau Llun 9 Tach"
    letter = letter_of(*EVERY_LETTER[0], person=make_person(language="cy"))
    assert parsed(letter)["subject"] == letter.subject == "Awr i’w threfnu, pan fydd gennych funud"
    assert letter.raw.isascii()


@pytest.mark.django_db
def test_a_letter_goes_by_its_reader_and_leaves_the_sender_their_language():
    with translation.override("cy"):
        assert 'lang="en-GB"' in letter_of(*EVERY_LETTER[0]).html
        assert translation.get_language() == "cy"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("days", "words"),
    [(1, "1 diwrnod yn ôl"), (2, "2 ddiwrnod yn ôl"), (3, "3 diwrnod yn ôl"), (17, "17 diwrnod yn ôl")],
)
def test_a_number_changes_the_word_after_it(days, words):
    facts = {"told_as": "own", "due_on": FRIDAY, "days_owed": days, "booked_on": None, "sentence": ""}

    letter = letter_of("overdue", facts, person=make_person(language="cy"))

    assert words in " ".join(letter.text.split())


@pytest.mark.parametrize("key", SUBJECTS)
def test_no_welsh_subject_gives_anything_away(key):
    with speaking("cy"):
        words = subject_of(key, DIGEST["week_of"])

    assert words != subject_of(key, DIGEST["week_of"])
    assert not set(words_of(words)) & NOT_IN_A_SUBJECT
    assert not english_in(words_of(words)) and len(words) < 60


def test_every_kind_is_named_in_welsh():
    with speaking("cy"):
        said = {kind.name: [kind.said_line, kind.said_label, kind.said_help] for kind in all_kinds()}

    plain = {kind.name: [kind.line, kind.label, kind.help_text] for kind in all_kinds()}
    assert {
        name: [words for words, was in zip(said[name], plain[name], strict=True) if was and words == was]
        for name in said
    } == {name: [] for name in said}
