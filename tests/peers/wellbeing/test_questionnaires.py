"""Questionnaires from files: all of it or none, each fault named; answers are their owner's."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from peers.wellbeing import questionnaires
from peers.wellbeing.located_json import Wrong
from peers.wellbeing.models import Questionnaire
from peers.wellbeing.questionnaire_files import read_questionnaire
from tests.builders import MONDAY_9AM, make_member

GOOD = """row,key,words,scale,value,part,reversed,from,to
title,,Work and rest,,,,,,
credit,,© 2020 A. Author. Used with leave.,,,,,,
answer,,Never,often,1,,,,
answer,,Often,often,5,,,,
question,q1,I rest well,often,,Rest,,,
question,q2,I lie awake,often,,Rest,yes,,
question,q3,I like my work,often,,Work,,,
band,,Low,,,Rest,,2,5
band,,High,,,Rest,,6,10
"""
AS_JSON = {
    "title": "Work and rest",
    "credit": "© 2020 A. Author. Used with leave.",
    "scales": {"often": [{"words": "Never", "value": 1}, {"words": "Often", "value": 5}]},
    "questions": [
        {"key": "q1", "words": "I rest well", "scale": "often", "part": "Rest"},
        {"key": "q2", "words": "I lie awake", "scale": "often", "part": "Rest", "reversed": True},
        {"key": "q3", "words": "I like my work", "scale": "often", "part": "Work"},
    ],
    "bands": [
        {"part": "Rest", "from": 2, "to": 5, "words": "Low"},
        {"part": "Rest", "from": 6, "to": 10, "words": "High"},
    ],
}


def problems(text):
    with pytest.raises(Wrong) as caught:
        read_questionnaire(text if isinstance(text, bytes) else text.encode())
    return [(one.line, one.column, one.reason) for one in caught.value.problems]


def test_csv_and_json_say_the_same():
    assert read_questionnaire(GOOD.encode()) == read_questionnaire(json.dumps(AS_JSON).encode())


@pytest.mark.parametrize(
    "change", [lambda t: "\ufeff" + t, lambda t: t.replace(",", ";"), lambda t: t.replace("\n", "\r\n")]
)
def test_a_mark_at_the_start_semicolons_and_line_ends_of_windows_are_fine(change):
    assert read_questionnaire(change(GOOD).encode()) == read_questionnaire(GOOD.encode())


@pytest.mark.parametrize(
    ("old", "new", "line", "column", "reason"),
    [
        ("credit,,© 2020 A. Author. Used with leave.", "credit,,", 3, "words", "The credit is missing."),
        ("often,1,", "often,x,", 4, "value", "A value is a whole number from -1000 to 1000."),
        ("answer,,Often", "answer,,Never", 5, "words", "This answer stands twice in its scale."),
        (
            "question,q1",
            "question,q 1",
            6,
            "key",
            "A key is 1 to 40 letters, digits, hyphens or underscores.",
        ),
        ("question,q2", "question,q1", 7, "key", "Another question has this key."),
        ("like my work,often", "like my work,seldom", 8, "scale", "There is no scale of this name."),
        (",Rest,yes,", ",Rest,maybe,", 7, "reversed", "“reversed” is yes or no."),
        ("Rest,,6,10", "Rest,,5,10", 10, "from", "Two bands of this part share a number."),
        ("Rest,,6,10", "Rest,,6,1", 10, "to", "A band ends where it starts, or after it."),
        ("band,,High,,,Rest", "band,,High,,,Sleep", 10, "part", "No question is of this part."),
        (
            "band,,Low",
            "bandage,,Low",
            9,
            "row",
            "A row is one of: title, credit, about, answer, question, band.",
        ),
        ("row,key,words", "row,key,wrods", 1, "wrods", None),
        (
            "title,,Work and rest,,,,,,",
            "title,,Work and rest,,,,,,,,,",
            2,
            "",
            "There are 12 cells, and 9 columns.",
        ),
    ],
)
def test_a_fault_in_csv_is_named_by_line_column_and_reason(old, new, line, column, reason):
    assert old in GOOD
    found = problems(GOOD.replace(old, new, 1))

    assert (found[0][0], found[0][1]) == (line, column)
    assert reason is None or found[0][2] == reason


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ('{\n  "title": "A",\n  "credit" "B"\n}', 3, "12"),
        ('{"title": "A",}', 1, "15"),
        ('{"title": NaN}', 1, "11"),
        ('{"title": "A",\n "title": "B"}', 2, "2"),
        ("[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]", 1, "8"),
        ("[1]", 1, "1"),
        ('{"title": "A"} x', 1, "16"),
    ],
)
def test_a_fault_in_json_is_named_by_line_and_character(text, line, column):
    assert problems(text)[0][:2] == (line, column)


def test_what_json_says_wrong_is_named_where_it_stands():
    text = json.dumps(AS_JSON, indent=1).replace('"value": 5', '"value": "five"')
    line = next(n for n, row in enumerate(text.split("\n"), 1) if '"five"' in row)

    assert problems(text) == [(line, "14", "A value is a whole number from -1000 to 1000.")]


def test_all_that_is_wrong_is_said_at_once():
    assert len(problems(GOOD.replace("often,1,", "often,x,").replace("question,q2", "question,q1"))) == 2


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"row,words\x00", b"a" * 300_000, b"{" * 100_000])
def test_what_is_no_file_of_the_kind_is_refused(content):
    assert problems(content)


def test_a_part_comes_to_its_sum_with_what_is_reversed_and_its_band():
    body = read_questionnaire(GOOD.encode())

    rest, work = questionnaires.parts_of(body, {"q1": 1, "q2": 0, "q3": 0})

    assert (rest.name, rest.total, rest.least, rest.most, rest.band) == ("Rest", 10, 2, 10, "High")
    assert (work.total, work.band) == (1, "")
    assert [part.name for part in questionnaires.parts_of(body, {"q1": 1, "q3": 0})] == ["Work"]


# ---------------------------------------------------------------- doors
@pytest.fixture
def admin(client):
    member = make_member(roles=("admin",))
    client.force_login(member.person)
    return member


def upload(client, text):
    file = SimpleUploadedFile("ours.csv", text.encode())
    return client.post("/organisation/questionnaires/", {"file": file})


@pytest.mark.django_db
def test_a_file_comes_in_whole_and_a_wrong_one_changes_nothing(client, admin):
    assert upload(client, GOOD).status_code == 302
    answer = upload(client, GOOD.replace("often,1,", "often,x,"))

    assert answer.status_code == 422
    assert "Line 4" in answer.content.decode() and "A value is a whole number" in answer.content.decode()
    kept = Questionnaire.objects.get()
    assert kept.credit == "© 2020 A. Author. Used with leave." and kept.withdrawn_at is None

    assert upload(client, GOOD).status_code == 302
    assert Questionnaire.objects.open().count() == 1 and Questionnaire.objects.count() == 2


@pytest.mark.django_db
def test_answers_stand_with_their_credit_in_ones_own_space_and_nowhere_else(client, admin):
    asked = questionnaires.load(admin, GOOD.encode(), now=MONDAY_9AM)
    nia = make_member(admin.organisation)
    client.force_login(nia.person)
    page = client.get(f"/space/questionnaires/{asked.pk}/").content.decode()
    assert "© 2020 A. Author" in page and "I lie awake" in page

    client.post(f"/space/questionnaires/{asked.pk}/", {"q0": "0", "q1": "1"})

    page = client.get("/space/answered/").content.decode()
    assert "Low" in page and "© 2020 A. Author" in page and "2 to 10" in page
    client.force_login(admin.person)
    page = client.get("/organisation/questionnaires/").content.decode()
    assert "Work and rest" in page and "Low" not in page
    client.post(f"/organisation/questionnaires/{asked.pk}/withdraw/")
    client.force_login(nia.person)
    assert client.get(f"/space/questionnaires/{asked.pk}/").status_code == 404
    assert [one.title for one in questionnaires.answered_by(nia)] == ["Work and rest"]
    name = questionnaires.answered_by(nia)[0].name
    client.post("/space/answered/delete/", {"name": name})
    assert questionnaires.answered_by(nia) == []


@pytest.mark.django_db
def test_no_other_organisation_has_it(client, admin):
    asked = questionnaires.load(admin, GOOD.encode(), now=MONDAY_9AM)
    other = make_member(roles=("admin",))
    client.force_login(other.person)

    assert client.get(f"/space/questionnaires/{asked.pk}/").status_code == 404
    assert client.post(f"/organisation/questionnaires/{asked.pk}/withdraw/").status_code == 404
    assert Questionnaire.objects.open().count() == 1
