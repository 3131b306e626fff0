"""Sessions of learning: read from their files, shown safely, and whole."""

import re
from html.parser import HTMLParser

import pytest

from peers.learning.programme import programme, programme_in
from peers.learning.rendering import as_html
from peers.learning.rules import NotASession, session_of
from supervision.languages import speaking
from tests.doors.test_in_welsh import Words, english_on

TITLES = [
    "What vicarious trauma is, and isn’t",
    "Signs in you, in a team, in a system",
    "Compassion rather than absorbing",
    "Boundaries that bend and hold",
    "Grounding in a car park",
    "Looking again at a thought",
    "Telling it with less weight",
    "Recovery is not a weekend",
    "Using supervision",
    "Being the one who listens",
    "Coming back after a break",
    "Leading people who do this",
]


def test_the_programme_has_its_twelve_in_order():
    assert [one.title for one in programme()] == TITLES
    assert [one.number for one in programme()] == list(range(1, 13))
    assert len({one.key for one in programme()}) == 12


@pytest.mark.parametrize("session", programme(), ids=lambda one: one.key)
def test_each_session_is_whole(session):
    assert 680 <= len(session.words.split()) <= 1100
    assert 3 <= session.minutes <= 7 and 10 <= session.cpd_minutes <= 20
    assert 1 <= len(session.exercises) <= 2 and len(session.sources) >= 3
    assert session.lead and not re.search(r"[!_]{1}", session.lead)
    placed = [part.exercise for part in session.parts if part.exercise]
    assert placed == list(session.exercises)
    assert session.parts[-1].words  # an exercise never ends it
    for one in session.sources:
        assert re.search(r"\d{4}|Health and Safety Executive", one)


@pytest.mark.parametrize("session", programme(), ids=lambda one: one.key)
def test_no_session_speaks_loudly_or_leaves_a_mark_unread(session):
    shown = "".join(as_html(part.words) for part in session.parts if not part.exercise)

    assert "!" not in session.words and "{{" not in shown and "+++" not in shown
    assert "<h2>" in shown and "<h1>" not in shown and 'style="' not in shown


# ---------------------------------------------------------------- in Welsh
IN_WELSH = [(one, in_welsh) for one, in_welsh in zip(programme(), programme_in("cy"), strict=True)]


@pytest.mark.parametrize(("english", "welsh"), IN_WELSH, ids=[one.key for one, _ in IN_WELSH])
def test_each_session_is_the_same_in_welsh(english, welsh):
    """The same parts in the same order, under the same key, with the same minutes and sources."""
    assert (english.language, welsh.language) == ("en-GB", "cy")
    for name in ("key", "number", "cpd_minutes", "sources"):
        assert getattr(english, name) == getattr(welsh, name)
    assert welsh.title != english.title and welsh.lead != english.lead
    assert [bool(part.exercise) for part in english.parts] == [bool(part.exercise) for part in welsh.parts]
    for mine, theirs in zip(english.exercises, welsh.exercises, strict=True):
        assert (mine.number, mine.minutes, len(mine.steps)) == (
            theirs.number,
            theirs.minutes,
            len(theirs.steps),
        )
        assert (bool(mine.question), bool(mine.hint)) == (bool(theirs.question), bool(theirs.hint))
    for mark in ("\n## ", "\n- ", "\n1. ", "\n> ", "\n\n"):
        assert english.words.count(mark) == welsh.words.count(mark), mark
    assert 680 <= len(welsh.words.split()) <= 1250 and "!" not in welsh.words


@pytest.mark.parametrize("session", programme_in("cy"), ids=lambda one: one.key)
def test_no_english_is_left_in_a_welsh_session(session):
    page = Words()
    page.said = [session.title, session.lead, *session.words.split("\n")]
    for one in session.exercises:
        page.said += [one.title, *one.steps, one.question, one.hint]

    assert english_on(page) == ""


def test_a_reader_gets_the_programme_in_their_language_and_english_where_there_is_none():
    with speaking("cy"):
        assert programme()[0].title == "Beth yw trawma dirprwyol, a beth nad ydyw"
    assert programme()[0].title == TITLES[0]
    assert [one.title for one in programme_in("fr")] == TITLES


# ---------------------------------------------------------------- an organisation's own
def test_a_file_without_a_head_takes_its_first_heading_as_title():
    session = session_of("7", "\ufeff# How we do it\r\n\r\nRing **Ruth**.")

    assert (session.title, session.words, session.cpd_minutes, session.number) == (
        "How we do it",
        "Ring **Ruth**.",
        0,
        0,
    )


def test_a_head_gives_title_lead_minutes_exercises_and_sources():
    session = session_of(
        "7",
        '+++\ntitle = "Ours"\nlead = "Short."\ncpd_minutes = 10\nsources = ["A book, 2020."]\n'
        '[[exercises]]\ntitle = "Try"\nsteps = ["One", "Two"]\nquestion = "And?"\n+++\n\nBefore.\n\n'
        "{{ exercise 1 }}\n\nAfter.",
    )

    assert (session.lead, session.cpd_minutes, session.sources) == ("Short.", 10, ("A book, 2020.",))
    assert [part.words or part.exercise.title for part in session.parts] == ["Before.", "Try", "After."]


def test_an_exercise_that_the_words_do_not_place_stands_last_and_a_strange_one_nowhere():
    head = '+++\ntitle = "Ours"\n[[exercises]]\ntitle = "Try"\nsteps = ["One"]\n+++\n'
    session = session_of("7", head + "Words.\n\n{{ exercise 9 }}")

    assert [part.words or part.exercise.title for part in session.parts] == ["Words.", "Try"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "No heading at all",
        "# " + "x" * 121 + "\n\nWords.",
        "# Title alone",
        '+++\ntitle = "Open\n+++\nWords',
        '+++\ntitle = "Never closed"\n\nWords',
        '+++\ntitle = "T"\ncpd_minutes = 241\n+++\nWords',
        '+++\ntitle = "T"\ncpd_minutes = true\n+++\nWords',
        '+++\ntitle = "T"\n[[exercises]]\ntitle = "No steps"\n+++\nWords',
        '+++\ntitle = "T"\nexercises = [1]\n+++\nWords',
        "# T\n\n" + "x" * 60_001,
    ],
)
def test_what_is_no_session_is_refused_with_a_reason(text):
    with pytest.raises(NotASession) as refused:
        session_of("7", text)

    assert refused.value.code == "not_a_session" and str(refused.value).endswith(".")


# ---------------------------------------------------------------- safe HTML
class Tags(HTMLParser):
    """The tags of a page with their attributes, as a browser reads them."""

    def __init__(self):
        super().__init__()
        self.seen = []

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))


@pytest.mark.parametrize(
    "words",
    [
        "<script>alert(1)</script>",
        "a <img src=x onerror=alert(1)> b",
        "[press](javascript:alert(1))",
        "[press](JaVaScRiPt:alert(1))",
        "[press](data:text/html;base64,PHNjcmlwdD4=)",
        "[press](vbscript:x)",
        "[press](//evil.example)",
        "![tracked](https://evil.example/pixel.gif)",
        "<a href='javascript:alert(1)'>x</a>",
        "<javascript:alert(1)>",
        "[x]: javascript:alert(1)\n\n[x]",
        '[t](https://a.example "x\\" onmouseover=\\"alert(1)")',
        "```<script>\nalert(1)\n```",
        "&lt;script&gt;<iframe src=https://evil.example>",
        '<p style="position:fixed">over everything</p>',
        "[a\x01](java\tscript:alert(1))",
    ],
)
def test_no_words_become_script_style_or_a_picture(words):
    shown = as_html(words)

    page = Tags()
    page.feed(shown)
    assert {tag for tag, _ in page.seen} <= {"p", "a", "pre", "code", "em", "strong", "h2", "blockquote"}
    for _, attributes in page.seen:
        assert set(attributes) <= {"href", "rel", "title", "class"}
        assert re.match("(https?|mailto|tel):", attributes.get("href", "tel:"))


def test_words_lists_and_links_are_shown():
    shown = as_html("# One\n\n- a *b*\n\n> said\n\n[here](https://a.example/x)")

    assert "<h2>One</h2>" in shown and "<em>b</em>" in shown and "<blockquote>" in shown
    assert '<a href="https://a.example/x" rel="noreferrer noopener">here</a>' in shown
