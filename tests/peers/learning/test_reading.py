"""What somebody read, and their lines: theirs alone, sealed, and to be taken along or let go."""

import csv
import io
from datetime import UTC, date, datetime, timedelta

import pytest

from peers.learning import reading, services
from peers.learning.models import OwnSession, Reading
from peers.learning.programme import programme
from peers.learning.rules import NotASession
from supervision.people.encryption import CannotUnseal, erase_key
from supervision.people.models import AuditEntry
from tests.builders import make_member, make_organisation

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 6, 23, 30, tzinfo=UTC)
WORD = "kingfisherword"
FIRST, SECOND = programme()[0], programme()[1]


def test_the_day_it_was_read_stays_and_its_minutes_add_up():
    nia = make_member()

    reading.mark_read(nia, FIRST, now=NOW)
    reading.mark_read(nia, FIRST, now=NOW + timedelta(days=3))
    reading.mark_read(nia, SECOND, now=NOW)

    read, that_day = reading.read_by(nia), date(2026, 11, 6)
    assert {one.key: one.on for one in read.values()} == {FIRST.key: that_day, SECOND.key: that_day}
    assert sum(one.minutes for one in read.values()) == FIRST.cpd_minutes + SECOND.cpd_minutes


def test_a_day_is_that_of_the_member():
    nia = make_member(time_zone="Asia/Tokyo")

    reading.mark_read(nia, FIRST, now=NOW)

    assert reading.read_by(nia)[FIRST.key].on == date(2026, 11, 7)


def test_what_is_kept_is_sealed_and_says_not_how_much_it_is():
    nia, tom = make_member(), make_member()
    reading.mark_read(nia, FIRST, now=NOW)
    reading.note(nia, FIRST, 1, WORD)
    reading.mark_read(tom, FIRST, now=NOW)

    first, second = (bytes(row.sealed) for row in Reading.objects.order_by("person_id"))
    assert len(first) == len(second)
    assert WORD.encode() not in first and FIRST.key.encode() not in first
    erase_key(nia.person)
    with pytest.raises(CannotUnseal):
        reading.read_by(nia)


def test_taking_all_of_it_back_leaves_no_row():
    nia = make_member()
    reading.mark_read(nia, FIRST, now=NOW)
    reading.note(nia, FIRST, 1, WORD)

    reading.note(nia, FIRST, 1, "  ")
    reading.take_back(nia, FIRST.key)
    reading.take_back(nia, FIRST.key)

    assert not Reading.objects.exists()


def test_minutes_come_as_a_file_with_formulas_escaped():
    nia = make_member()
    row = services.write_session(nia, '+++\ntitle = "=cmd()"\ncpd_minutes = 5\n+++\nWords.', now=NOW)
    reading.mark_read(nia, services.session_by(nia, str(row.pk)), now=NOW)

    rows = list(csv.reader(io.StringIO(reading.minutes_as_csv(nia))))

    assert rows == [["day", "session", "minutes"], ["2026-11-06", "'=cmd()", "5"]]


# ---------------------------------------------------------------- pages
def test_reading_noting_and_printing(client):
    nia = make_member(name="Nia Bevan")
    client.force_login(nia.person)
    at = f"/learning/{FIRST.key}/"

    assert FIRST.title in client.get("/learning/").content.decode()
    assert "I’ve read it" in client.get(at).content.decode()
    client.post(f"{at}read/")
    said = client.post(f"{at}note/", {"exercise": 1, "note": WORD}, headers={"HX-Request": "true"})
    page = client.get(at).content.decode()

    assert said.content.decode() == "Kept. Only you can see it."
    assert WORD in page and "1 of 12" in page
    assert FIRST.title in client.get("/learning/minutes/").content.decode()
    assert client.get("/learning/minutes.csv")["Content-Type"].startswith("text/csv")
    assert "1 of 12" in client.get("/space/").content.decode()
    assert WORD in client.get("/space/file/").content.decode()
    client.post(f"{at}read/", {"undo": "1"})
    assert "0 of 12" in client.get(at).content.decode()
    client.post("/space/wipe/")
    assert not Reading.objects.exists()


@pytest.mark.parametrize(
    "wrong", [{"exercise": 9, "note": "x"}, {"exercise": 1, "note": "x" * 161}, {"note": "x"}]
)
def test_a_line_that_fits_nowhere_is_not_kept(client, wrong):
    client.force_login(make_member().person)

    said = client.post(f"/learning/{FIRST.key}/note/", wrong, headers={"HX-Request": "true"})

    assert said.content.decode() == "That could not be kept." and not Reading.objects.exists()


def test_the_list_takes_as_many_queries_for_thirty_as_for_one(client, django_assert_max_num_queries):
    nia = make_member()
    client.force_login(nia.person)
    counts = []
    for number in range(30):
        services.write_session(nia, f"# Ours {number}\n\nWords.", now=NOW)
        if number in (0, 29):
            with django_assert_max_num_queries(20) as found:
                assert client.get("/learning/").status_code == 200
            counts.append(len(found))

    assert counts[0] == counts[1]


def test_what_one_reads_is_on_nobody_elses_pages_nor_in_the_audit_or_the_log(client, caplog):
    alder = make_organisation("Alder")
    nia = make_member(alder)
    reading.mark_read(nia, FIRST, now=NOW)
    reading.note(nia, FIRST, 1, WORD)

    for roles in (["team_lead"], ["supervisor"], ["admin"]):
        client.force_login(make_member(alder, roles=roles).person)
        own = ("/learning/", "/learning/minutes/", "/space/file/", "/api/v1/me/learning/")
        for path in (*own, f"/learning/{FIRST.key}/"):
            page = client.get(path).content.decode()
            assert WORD not in page and "1 of 12" not in page
    assert not AuditEntry.objects.filter(actor_id=nia.pk).exists()
    assert WORD not in caplog.text and FIRST.key not in caplog.text


# ---------------------------------------------------------------- an organisation's own
def test_an_administrator_writes_changes_and_takes_away_a_session_and_reading_stays(client):
    alder = make_organisation("Alder")
    asha, nia = make_member(alder, roles=["admin"]), make_member(alder)
    client.force_login(asha.person)

    client.post("/organisation/learning/add/", {"text": "# Ours\n\nRing <b>Ruth</b>."})
    (row,) = OwnSession.objects.all()
    reading.mark_read(nia, services.session_by(nia, str(row.pk)), now=NOW)
    upload = io.BytesIO(b"# Ours, anew\n\nRing Ruth.")
    upload.name = "session.md"
    client.post(f"/organisation/learning/{row.pk}/", {"file": upload})

    assert "Ours, anew" in client.get("/organisation/learning/").content.decode()
    assert client.get(f"/organisation/learning/{row.pk}/remove/").status_code == 200
    client.post(f"/organisation/learning/{row.pk}/remove/")
    assert not OwnSession.objects.exists()
    assert [one.title for one in reading.read_by(nia).values()] == ["Ours"]
    deeds = AuditEntry.objects.filter(actor_id=asha.pk, action__startswith="learning")
    assert list(deeds.order_by("sequence").values_list("action", flat=True)) == [
        "learning.written",
        "learning.written",
        "learning.removed",
    ]


def test_a_session_that_can_not_be_read_is_said_back_with_what_was_typed(client):
    client.force_login(make_member(roles=["admin"]).person)

    page = client.post("/organisation/learning/add/", {"text": "no heading"}).content.decode()

    assert "It needs a title" in page and "no heading" in page and not OwnSession.objects.exists()


def test_one_organisations_session_is_not_there_for_another(client):
    asha = make_member(make_organisation("Alder"), roles=["admin"])
    row = services.write_session(asha, "# Ours\n\nWords.", now=NOW)
    other = make_member(make_organisation("Birch"), roles=["admin"])
    client.force_login(other.person)

    for path in (f"/learning/{row.pk}/", f"/api/v1/learning/{row.pk}/", f"/organisation/learning/{row.pk}/"):
        assert client.get(path).status_code == 404
    assert services.write_session(other, "# Mine\n\nWords.", key=row.pk, now=NOW) is None
    assert not services.remove_session(other, row.pk, now=NOW)


def test_there_is_a_bound(monkeypatch):
    monkeypatch.setattr(services, "MOST", 1)
    asha = make_member(roles=["admin"])
    services.write_session(asha, "# Ours\n\nWords.", now=NOW)

    with pytest.raises(services.TooManySessions):
        services.write_session(asha, "# More\n\nWords.", now=NOW)
    with pytest.raises(NotASession):
        services.write_session(asha, "x" * 200_001, now=NOW)


# ---------------------------------------------------------------- the API
def test_the_api_reads_marks_and_takes_back(client):
    nia = make_member()
    client.force_login(nia.person)
    at = f"/api/v1/me/learning/{FIRST.key}/"

    assert client.get("/api/v1/learning/").json()[0]["key"] == FIRST.key
    assert client.get(f"/api/v1/learning/{FIRST.key}/").json()["exercises"][0]["number"] == 1
    assert client.put(at, {"notes": {"1": WORD}}, content_type="application/json").status_code == 204
    mine = client.get("/api/v1/me/learning/").json()
    assert mine["minutes"] == FIRST.cpd_minutes and mine["notes"] == {FIRST.key: {"1": WORD}}
    assert client.delete(at).status_code == 204
    assert client.get("/api/v1/me/learning/").json()["read"] == []
    assert client.get("/api/v1/learning/no-such/").status_code == 404
