"""Files as people's programs really write them, and as nobody should."""

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supervision.roster.files.checks import Known
from supervision.roster.files.columns import FORMS
from supervision.roster.files.csv_reader import CsvFile, Limits
from supervision.roster.files.problems import SHOWN, Problems
from supervision.roster.files.reading import read_files

SMALL = Limits(size=100_000, rows=50)


def rows_of(content, *, limits=SMALL):
    """Return the rows of a file, header first, and why others were refused."""
    problems = Problems()
    sheet = CsvFile(BytesIO(content), "leave.csv", limits=limits, problems=problems)
    return list(sheet.rows()), [(problem.line, problem.why) for problem in problems.kept]


PLAIN = [(1, ["a", "b"]), (2, ["1", "2"]), (3, ["3", "4"])]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"a,b\n1,2\n3,4\n", id="unix"),
        pytest.param(b"a,b\r\n1,2\r\n3,4\r\n", id="windows"),
        pytest.param(b"a,b\r1,2\r3,4\r", id="old mac"),
        pytest.param(b"a,b\n1,2\n3,4", id="no end of the last line"),
        pytest.param(b"\xef\xbb\xbfa,b\n1,2\n3,4\n", id="byte-order mark"),
        pytest.param(b"a;b\n1;2\n3;4\n", id="semicolons"),
        pytest.param(b" a , b \n 1 ,2\n3, 4 \n", id="spaces"),
        pytest.param(b'"a","b"\n"1","2"\n"3", "4"\n', id="quotes"),
        pytest.param(b"a,b,,\n1,2,,\n3,4\n", id="empty columns at the end"),
        pytest.param(b"a,b\n1,2\n3,4\n\n , \n,,,,\n\n", id="empty lines at the end"),
        pytest.param("a,b\n1,2\n3,4\u00a0\n".encode(), id="no-break space"),
    ],
)
def test_the_same_table_reads_the_same_however_it_was_saved(content):
    assert rows_of(content) == (PLAIN, [])


def test_a_row_is_named_by_the_line_it_starts_on():
    rows, _ = rows_of(b'\n\na,b\n"one\ntwo\r\nthree",2\n\n3,4\n')

    assert rows == [(3, ["a", "b"]), (4, ["one\ntwo\r\nthree", "2"]), (8, ["3", "4"])]


def test_the_line_with_which_spreadsheets_say_their_delimiter_is_passed_over():
    assert rows_of(b"sep=;\na;b\n1;2\n")[0] == [(2, ["a", "b"]), (3, ["1", "2"])]


def test_a_carriage_return_and_its_line_feed_in_two_chunks_are_one_end_of_line():
    filler = b"x" * (64 * 1024 - len("a,b\n") - 1 - len(",y"))
    rows, wrong = rows_of(b"a,b\n" + filler + b",y\r\n1,2\n")

    assert [line for line, _ in rows] == [1, 2, 3] and not wrong


@pytest.mark.parametrize(
    ("content", "line", "why"),
    [
        (b"", 0, "empty"),
        (b"\n\n\n", 0, "empty"),
        (b"\xef\xbb\xbf", 0, "empty"),
        (b"a,b\n1,2\n\xe9t\xe9,4\n", 3, "not UTF-8"),
        (b"a,b\n1,\x002\n", 2, "NUL"),
        ("a,b\n1,2\n".encode("utf-16"), 0, "UTF-16"),
        (b"PK\x03\x04rest", 0, "spreadsheet"),
        (b"a\tb\n1\t2\n", 1, "tabs"),
        (b"a,b\n1,2,3\n", 2, "only 2 columns"),
        (b"a,b\n1\n", 2, "something is missing"),
        (b'a,b\n"1,2\n3,4\n', 2, "none closes it"),
        (b'a,b\n"1"x,2\n3,4\n', 2, "Something follows a closing quotation mark"),
        (b"a,b\n" + b"1,2\n" * 51, 52, "more than 50 rows"),
        (b"a,b\n" + b"1" * 100_001, 0, "larger than"),
        (b"a," * 61 + b"z\n", 1, "more than 60 columns"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_line(content, line, why):
    _, wrong = rows_of(content)

    assert wrong[0][0] == line
    assert why in wrong[0][1]


def test_a_semicolon_in_a_file_parted_by_semicolons_is_answered_with_how_to_write_it():
    _, wrong = rows_of(b"a;b\ncase_manager;supervisor;2\n")

    assert "Put a cell that holds a semicolon in quotation marks." in wrong[0][1]


def test_reading_goes_on_after_a_row_that_cannot_be_read():
    rows, wrong = rows_of(b'a,b\n1,2,3\n"1"x,2\n\xff,2\n5,6\n')

    assert rows[-1] == (5, ["5", "6"])
    assert [line for line, _ in wrong] == [2, 3, 4]


def test_a_line_without_end_is_not_taken_into_memory():
    _, wrong = rows_of(b"a,b\n" + b"1" * 3_000_000, limits=Limits(size=10_000_000, rows=10))

    assert wrong == [(2, "This line is longer than 1 MB.")]


def test_all_problems_are_counted_and_the_first_thousand_kept():
    problems = read_files(
        {"leave.csv": BytesIO(b"email,starts_on,ends_on,kind\n" + b"x,x,x,x\n" * 1000)}, Known()
    ).problems

    assert problems.count == 4000
    assert len(problems.kept) == SHOWN


cells = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        ["", "a@b.c", "2026-02-30", "2026-02-28", "1", "0,5", "-1", '"', "'", "held", "=1+1", "\x00", "\r"]
    ),
)


@given(
    form=st.sampled_from(FORMS),
    rows=st.lists(st.lists(cells, max_size=20), max_size=6),
    delimiter=st.sampled_from([",", ";"]),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    with_header=st.booleans(),
)
def test_whatever_cells_say_the_reader_answers_with_rows_or_problems(form, rows, delimiter, end, with_header):
    lines = [delimiter.join(row) for row in rows]
    if with_header:
        lines.insert(0, delimiter.join(form.names))
    content = end.join(lines).encode("utf-8", "replace")

    reading = read_files({form.name: BytesIO(content)}, Known())

    assert all(problem.file == form.name and problem.why for problem in reading.problems.kept)


@given(st.binary(max_size=300), st.sampled_from(FORMS))
def test_whatever_bytes_come_the_reader_answers_with_rows_or_problems(content, form):
    read_files({form.name: BytesIO(content)}, Known())
    read_files({form.name: BytesIO(",".join(form.names).encode() + b"\n" + content)}, Known())
