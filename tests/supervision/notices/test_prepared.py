"""Words made once for many readers read to the letter like words made for each."""

import quopri
from datetime import date

import pytest
from django.template.loader import get_template
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from supervision.notices import prepared
from supervision.notices.kinds import all_kinds, kind_of
from supervision.notices.letters import page_of, words_of
from supervision.notices.parts import HOLE, page_part, quoted, text_part
from supervision.notices.previews import INVENTED_ENTRY
from supervision.notices.samples import OTHERS, TUESDAY, samples_of
from supervision.people.models import Organisation
from supervision.plain_text import wrapped

ALDER = Organisation(pk=1, name="Alder & Sons <Care>", country="GB")
READERS = (
    ("Nia", "https://holdspace.example/a/1", ""),
    ("O’Neil<script>", "https://h.example/?a=1&b=2", "47"),
)
WEDNESDAY = {**TUESDAY, "day": "Wednesday 11 November", "starts": "14:00", "ends": "15:00 & later"}


@pytest.fixture(autouse=True)
def nothing_made_yet(monkeypatch):
    monkeypatch.setattr(prepared, "_made", {})


def page(kind, facts, reader):
    first_name, link, number = reader
    return page_of(kind, facts, first_name=first_name, organisation=ALDER, link=link, number=number)


def directly(kind, told):
    html, text = (get_template(name).render(dict(told)) for name in (kind.html_template, kind.text_template))
    text = wrapped(text)
    return prepared.Words(html, text, quoted(html), quoted(text))


@pytest.mark.parametrize("language", ["en-gb", "cy"])
@pytest.mark.parametrize(
    ("name", "number"),
    [(kind.name, n) for kind in all_kinds() for n in range(len(samples_of(kind.name)))],
)
def test_every_message_reads_as_if_it_had_been_written_alone(name, number, language):
    kind, facts = kind_of(name), dict(samples_of(name)[number].facts)
    if kind.calendar:
        facts["entry"] = INVENTED_ENTRY
    with translation.override(language):
        for reader in (*READERS, *READERS):
            told = page(kind, facts, reader)
            assert prepared.render(kind, told) == directly(kind, told)


def test_one_form_serves_readers_and_hours_that_differ_and_no_other(monkeypatch):
    kind, rendered = kind_of("session_moved"), []
    render = prepared._render
    monkeypatch.setattr(prepared, "_render", lambda *given: rendered.append(1) or render(*given))

    for reader in READERS[:1]:
        for was in (TUESDAY, WEDNESDAY):
            told = page(kind, {"time": WEDNESDAY, "was": was}, reader)
            assert prepared.render(kind, told) == directly(kind, told)
    assert len(rendered) == 1

    for facts in ({"time": WEDNESDAY, "was": None}, {"time": {**WEDNESDAY, "how": ""}, "was": TUESDAY}):
        told = page(kind, facts, READERS[0])
        assert prepared.render(kind, told) == directly(kind, told)
    assert len(rendered) == 3

    told = page(kind, {"time": WEDNESDAY, "was": TUESDAY}, READERS[1])  # who is asked for a number
    assert prepared.render(kind, told) == directly(kind, told)
    with translation.override("cy"):
        assert prepared.render(kind, told) == directly(kind, told)
    assert len(rendered) == 5


def test_what_decides_or_is_no_plain_value_is_never_shared():
    kind = kind_of("session_recorded")
    first = {"day": date(2026, 10, 22), "stands_on": date(2026, 10, 29)}
    for facts in (first, {**first, "day": date(2026, 10, 23)}, {**first, "who": ALDER}):
        told = page(kind, facts, READERS[0])
        assert prepared.render(kind, told) == directly(kind, told)

    assert len(prepared._made) == 2
    for name in ("\ue0000\ue001", " ", " Nia", "Nia\u2028Bevan", "Nia\nBevan", "Nia\xa0B", "%s%d%", "Zoë 💚"):
        odd = page(kind, first, (name, "/", ""))
        assert prepared.render(kind, odd) == directly(kind, odd)
    hollow = page(kind, {**first, "how": "\ue0000\ue001"}, READERS[0])
    assert prepared.render(kind, hollow) == directly(kind, hollow)


def test_what_is_kept_has_an_end(monkeypatch):
    monkeypatch.setattr(prepared, "MOST", 3)
    kind = kind_of("session_recorded")
    for day in range(1, 12):
        facts = {"day": date(2026, 10, day), "stands_on": date(2026, 10, 29)}
        prepared.render(kind, page(kind, facts, READERS[0]))

    assert len(prepared._made) <= 3


def test_long_lines_are_broken_between_words():
    kind = kind_of("session_proposed")
    facts = {"time": TUESDAY, "times": OTHERS, "until": "Friday 6 November"}
    _, text = words_of(kind, page(kind, facts, READERS[0]))

    assert max(len(line) for line in text.splitlines() if "://" not in line) <= 68
    assert "\n\n\n" not in text and not any(line != line.rstrip() for line in text.splitlines())


words = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=200)


@given(st.lists(words, max_size=8).map("\n".join), st.lists(words, min_size=3, max_size=3))
def test_a_part_reads_and_is_encoded_as_if_it_had_been_written_at_once(pattern, values):
    """Whatever the words around the holes are, and whatever is filled in that is a plain line."""
    values = [value if value.isprintable() and value.strip() == value and value else "x" for value in values]
    first, second, third = (f"{prepared.OPENS}{n}{prepared.CLOSES}" for n in range(3))
    holed = pattern.replace(prepared.OPENS, "").replace("a", second) + f" {first}\n{third}, {second}"
    whole = HOLE.sub(lambda hole: values[int(hole[1])], holed)

    assert page_part(holed).filled(values) == (whole, quoted(whole))
    assert text_part(holed).filled(values) == (wrapped(whole), quoted(wrapped(whole)))
    lines = quoted(whole).split(b"\r\n")
    assert max(len(line) for line in lines) <= 76
    assert quopri.decodestring(quoted(whole)).replace(b"\r\n", b"\n") == whole.replace("\r\n", "\n").encode()
