"""The PDF: how many pages, which fonts, what stands in its head and its outline."""

import re
from io import BytesIO

import pytest

from supervision.evidence import drawing, grid, paper
from supervision.evidence.drawing import draw
from supervision.evidence.paper import Facts, Paper, Section, Table, Words


def pages(number, rows=30):
    """Return a paper of a title page's section and so many further pages."""
    head, shares = ("Month", "People", "Held on time"), (2, 1, 2)
    months = [(f"Month {n}", "12", "8 or more of 12") for n in range(rows)]
    first = Section(
        "At a glance", [Facts([("Sessions", "19")]), Words("Words & <b>more</b>."), Words("Soft.", True)]
    )
    sheets = [
        Section(f"Team {n}", [Table("By month", head, months, shares, (1,))], True) for n in range(number)
    ]
    return Paper("Inspection pack", ("Alder",), (first, *sheets))


def drawn(content, **options):
    out = BytesIO()
    number = draw(content, out, author="Alder", foot="Alder · Inspection pack", **options)
    return number, out.getvalue()


def count_of(pdf):
    return len(re.findall(rb"/Type /Page\b", pdf))


def test_each_team_has_one_page():
    number, pdf = drawn(pages(4))

    assert number == count_of(pdf) == 5
    assert pdf.startswith(b"%PDF-")


def test_a_table_longer_than_a_page_goes_on_under_its_head():
    number, pdf = drawn(pages(1, rows=90))

    assert number == count_of(pdf) == 4
    heads = [one for one in structure(pdf) if one == b"TH"]
    assert len(heads) == 3 + 90  # in the tree the head stands once; what comes again is for the eye


def structure(pdf):
    """Return the kinds of the elements in a document's tree, in the order in which they were put there."""
    return re.findall(rb"/Type/StructElem/S/(\w+)", pdf)


def drawn_open(content, monkeypatch):
    """Return the PDF with its pages' content as it was written, without compression."""
    monkeypatch.setattr(drawing, "COMPRESSED", 0)
    return drawn(content)[1]


def test_each_heading_paragraph_and_cell_says_what_it_is():
    head, rows = ("Month", "People"), [("May", "12"), ("June", "")]
    content = Paper(
        "A pack",
        ("Alder",),
        (
            Section(
                "At a glance",
                [Facts([("Sessions", "19")]), Words("Words."), Table("Months", head, rows, (1, 1))],
            ),
        ),
    )
    _, pdf = drawn(content)

    kinds = structure(pdf)
    assert kinds[:6] == [b"Document", b"H1", b"P", b"H2", b"P", b"P"]
    assert kinds[6:9] == [b"P", b"Table", b"Caption"]
    assert kinds[9:] == [b"TR", b"TH", b"TH"] + [b"TR", b"TH", b"TD"] * 2
    assert b"/Marked true" in pdf
    assert (pdf.count(b"/Scope/Column"), pdf.count(b"/Scope/Row")) == (2, 2)
    assert b"/StructParents 0" in pdf


def test_whatever_is_drawn_is_marked_once_and_in_its_place(monkeypatch):
    pdf = drawn_open(pages(2, rows=90), monkeypatch)

    begun = len(re.findall(rb"\b(?:BDC|BMC)\b", pdf))
    assert begun == len(re.findall(rb"\bEMC\b", pdf)) > 200
    depth = 0
    for word in re.findall(rb"\b(BDC|BMC|EMC|Tj)\b", pdf):
        depth += {b"EMC": -1, b"Tj": 0}.get(word, 1)
        assert 0 <= depth <= 1
        assert word != b"Tj" or depth == 1  # no word stands outside
    # Each number on a page is there once, and the tree has a row for each page.
    numbers = [int(one) for one in re.findall(rb"/MCID (\d+)>> BDC", pdf)]
    assert numbers.count(0) == count_of(pdf) == pdf.count(b"/StructParents ")


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("May", ("May",)),
        ("One two three", ("One two", "three")),
        ("Llanfairpwllgwyngyll", ("Llanfairpwllg", "wyngyll")),
        ("", ("",)),
        ("  spaced \n out  ", ("spaced out",)),
    ],
)
def test_a_cell_is_broken_at_words_if_it_can_be(text, lines):
    drawing.fonts_are_there()

    assert grid.lines_of(text, drawing.PLAIN, 8.5, 50) == lines


def test_a_row_longer_than_a_page_goes_on_on_the_next():
    number, pdf = drawn(
        Paper(
            "A pack",
            (),
            (Section("Long", [Table("Words", ("What", "Why"), [("x", "word " * 900)], (9, 1))]),),
        )
    )

    assert number == count_of(pdf) > 3


def test_every_face_is_in_the_file():
    _, pdf = drawn(pages(1))

    faces = set(re.findall(rb"/BaseFont /(?:[A-Z]{6}\+)?([\w-]+)", pdf))
    assert faces == {b"DejaVuSansCondensed", b"DejaVuSansCondensed-Bold"}
    assert pdf.count(b"/FontFile2") >= 2


def test_the_file_says_its_title_its_language_and_its_headings():
    _, pdf = drawn(pages(2))

    assert re.search(rb"/Lang \(en-GB\)", pdf)
    assert b"/DisplayDocTitle true" in pdf
    assert b"(Inspection pack)" in pdf
    assert pdf.count(b"/Dest") >= 3
    assert b"(Team 1)" in pdf


def test_each_page_is_told_of_and_what_the_listener_raises_stops_it():
    told = []
    drawn(pages(3), tick=told.append)
    assert told == [1, 2, 3, 4]

    class Enough(Exception):
        pass

    def stop(page):
        if page == 2:
            raise Enough

    with pytest.raises(Enough):
        drawn(pages(3), tick=stop)


def test_any_script_of_europe_and_any_markup_can_stand_in_it():
    odd = Paper(
        "Ŵyn & <b>Siobhán",
        ("Ελένη Παπαδοπούλου",),
        (
            Section(
                "<i>Żółć",
                [
                    Table("</para>", ("&amp;",), [("Марія Шевченко " * 12,)], (1,)),
                ],
            ),
        ),
    )

    number, _ = drawn(odd)

    assert number == 1


def test_a_paper_comes_back_as_it_was_kept():
    kept = paper.from_json(paper.to_json(pages(2)))

    assert paper.to_json(kept) == paper.to_json(pages(2))
    assert [type(block) for block in kept.sections[0].blocks] == [Facts, Words, Words]


@pytest.mark.parametrize("number", [0, 1, 16])
def test_the_guess_at_its_length_is_near(number):
    content = pages(number)

    assert abs(paper.pages_about(content) - drawn(content)[0]) <= 1
