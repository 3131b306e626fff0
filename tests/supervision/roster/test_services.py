"""An upload's life: sealed, read, looked over, in; or stopped; and forgotten after an hour."""

from datetime import UTC, datetime, timedelta

import pytest

from supervision.people.models import Leave, Member, Organisation
from supervision.roster import handing, services, tasks
from supervision.roster.loading import bring_in, read_for
from supervision.roster.models import Upload, UploadedFile
from supervision.roster.rules import NothingBrought, NotThatFarYet
from tests.builders import make_member
from tests.supervision.roster.roster_files import ALL, LEAVE, PEOPLE, streams, text_of, texts, with_row

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 3, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
LONGER = {"leave.csv": text_of("leave.csv", with_row(LEAVE, 0, ends_on="2026-08-20"))}
WRONG = {"leave.csv": text_of("leave.csv", with_row(LEAVE, 0, ends_on="2026-02-30"))}


@pytest.fixture
def boss():
    bring_in(None, read_for(None, streams(), now=NOW), now=NOW)
    return Member.objects.get(person__email="boss@alder.example")


def take(boss, files):
    return services.take_upload(organisation=boss.organisation, member=boss, files=files, now=NOW)


def read(boss, files):
    return services.read_upload(organisation=boss.organisation, member=boss, files=files, now=NOW)


def is_lengthened():
    return Leave.objects.filter(ends_on="2026-08-20").exists()


# ---------------------------------------------------------------- taken in
def test_files_are_sealed_for_the_one_who_brought_them(boss):
    upload = take(boss, LONGER)

    sealed = bytes(upload.files.get().sealed)
    assert upload.state == "reading"
    assert b"asha" not in sealed and b"2026-08-20" not in sealed


def test_without_files_nothing_is_taken_in(boss):
    with pytest.raises(NothingBrought):
        take(boss, {})
    assert not Upload.objects.exists()


def test_a_file_of_an_unknown_name_is_something_to_put_right(boss):
    upload = read(boss, {**LONGER, "Staff list.xlsx": b"PK", "sesions.csv": b""})

    assert upload.state == "wrong"
    assert [(each["file"], "Did you mean" in each["why"]) for each in upload.problems] == [
        ("Staff list.xlsx", False),
        ("sesions.csv", True),
    ]
    assert upload.changes["mistake_count"] == 2
    assert [(each["file"], each["lines"]) for each in upload.changes["mistakes"]] == [
        ("Staff list.xlsx", ""),
        ("sesions.csv", ""),
    ]


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("northmoor.zip", "A zip is not opened here. Unpack it, and choose the files that are in it."),
        ("Staff list.xlsx", "A spreadsheet is not read as it is. Save each of its sheets as CSV"),
        ("expected.csv", "No file of this name is read. These are: organisation.csv, teams.csv, roster.csv"),
    ],
)
def test_a_file_that_is_not_read_says_what_to_bring_instead(boss, name, why):
    upload = read(boss, {**LONGER, name: b"PK"})

    assert upload.problems[0]["why"].startswith(why)


def test_files_are_known_whatever_the_case_of_their_names(boss):
    assert read(boss, {"LEAVE.CSV": LONGER["leave.csv"]}).state == "ready"


def test_bringing_files_again_stops_what_was_there_before(boss):
    first = read(boss, WRONG)
    second = read(boss, LONGER)

    first.refresh_from_db()
    assert (first.state, second.state) == ("stopped", "ready")
    assert set(UploadedFile.objects.values_list("upload", flat=True)) == {second.pk}


# ---------------------------------------------------------------- read
def test_what_is_wrong_is_kept_for_the_page_and_nothing_is_written(boss):
    upload = read(boss, WRONG)

    assert upload.state == "wrong"
    assert upload.problems == [
        {
            "file": "leave.csv",
            "line": 2,
            "column": "ends_on",
            "says": "2026-02-30",
            "why": "There is no such day. Dates are written 2026-02-28.",
        }
    ]
    assert (
        services.problems_with_rows(upload)[0][-1]
        == '"asha@alder.example","2026-08-03","2026-02-30","annual"'
    )


def test_what_changes_is_kept_for_the_page_and_nothing_is_written(boss):
    people = with_row(PEOPLE, 2, team="Hospital")
    people.append(
        {**PEOPLE[2], "email": "zofia@alder.example", "name": "Zofia Wójcik", "start_date": "2026-11-02"}
    )
    before = list(Member.objects.values_list())

    upload = read(boss, {"roster.csv": text_of("roster.csv", people)})

    assert upload.state == "ready"
    assert upload.changes["figures"] == {"new": 1, "changed": 1, "leaving": 0, "same": 3}
    # Asha now belongs to everyone's policy: due four weeks after 5 October instead of three.
    moves = {
        each["name"]: (each["is_new"], each["is_gone"], each["due"])
        for each in upload.changes["clocks"]["named"]
    }
    assert upload.changes["clocks"]["count"] == 3
    assert moves["Zofia Wójcik"] == (True, False, "2026-11-16")
    assert ("Asha Denholm" in moves) and list(Member.objects.values_list()) == before


def test_reading_twice_at_once_reads_once(boss):
    upload = take(boss, LONGER)
    Upload.objects.filter(pk=upload.pk).update(taken_until=NOW + MINUTE)

    assert services.read_files_of(upload, now=NOW).state == "reading"
    assert services.read_files_of(upload, now=NOW + 2 * MINUTE).state == "ready"


def test_reading_that_breaks_says_so_and_keeps_nothing(boss, monkeypatch):
    monkeypatch.setattr(services, "read_for", lambda *args, **kwargs: 1 / 0)

    upload = read(boss, LONGER)

    assert (upload.state, upload.files.count()) == ("failed", 0)


# ---------------------------------------------------------------- brought in
def test_what_was_looked_over_goes_in_and_the_files_are_gone(boss):
    upload = read(boss, LONGER)
    assert not is_lengthened()

    upload = services.apply_upload(upload, now=NOW)

    assert upload.state == "applied"
    assert is_lengthened() and upload.files.count() == 0
    # Asha's last counted session was three weeks before 26 October; her supervisor has two clocks of hers.
    assert upload.changes["after"] == {"owed": 2, "soon": 1, "clocks": 3}


def test_an_upload_goes_in_once(boss):
    upload = services.apply_upload(read(boss, LONGER), now=NOW)

    with pytest.raises(NotThatFarYet):
        services.apply_upload(upload, now=NOW)


@pytest.mark.parametrize("files", [WRONG, {"nothing.csv": b""}])
def test_what_is_wrong_never_goes_in(boss, files):
    upload = read(boss, files)

    with pytest.raises(NotThatFarYet):
        services.apply_upload(upload, now=NOW)
    with pytest.raises(NotThatFarYet):
        services.agree(upload, now=NOW)


def test_when_something_changed_meanwhile_it_is_looked_over_once_more(boss):
    upload = read(boss, LONGER)
    Leave.objects.filter(kind="annual").delete()

    upload = services.apply_upload(upload, now=NOW)

    assert upload.state == "ready"
    assert upload.changes["summary"]["leave"]["new"] == 1
    assert services.apply_upload(upload, now=NOW).state == "applied"


def test_when_it_breaks_in_the_middle_nothing_is_written(boss, monkeypatch):
    upload = read(boss, LONGER)
    monkeypatch.setenv("HOLDSPACE_FAULT", "commit.before:raise")

    upload = services.apply_upload(upload, now=NOW)

    assert (upload.state, upload.files.count()) == ("failed", 0)
    assert not is_lengthened()


# ---------------------------------------------------------------- stopped
@pytest.mark.parametrize("files", [WRONG, LONGER])
def test_stopping_keeps_nothing(boss, files):
    upload = services.stop_upload(read(boss, files), now=NOW)

    assert (upload.state, upload.problems, upload.changes, upload.files.count()) == ("stopped", [], {}, 0)
    with pytest.raises(NotThatFarYet):
        services.apply_upload(upload, now=NOW)


def test_stopping_while_it_goes_in_undoes_it(boss, monkeypatch):
    upload = services.agree(read(boss, LONGER), now=NOW)
    stop_in_the_middle(monkeypatch, upload)

    upload = services.apply_upload(upload, now=NOW)

    assert (upload.state, upload.files.count()) == ("stopped", 0)
    assert not is_lengthened()


def stop_in_the_middle(monkeypatch, upload):
    """Have a stop asked for while the rows are being written."""
    from supervision.roster import writing

    write = writing.Writer.write_leave

    def asked(self):
        Upload.objects.filter(pk=upload.pk).update(stop_asked=True)
        write(self)

    monkeypatch.setattr(writing.Writer, "write_leave", asked)


def test_stopping_before_a_worker_took_it_ends_it_at_once(boss):
    upload = services.agree(read(boss, LONGER), now=NOW)

    assert services.stop_upload(upload, now=NOW).state == "stopped"
    tasks.apply(upload.pk)
    assert not is_lengthened()


def test_what_is_in_cannot_be_stopped(boss):
    upload = services.apply_upload(read(boss, LONGER), now=NOW)

    with pytest.raises(NotThatFarYet):
        services.stop_upload(upload, now=NOW)
    assert is_lengthened()


# ---------------------------------------------------------------- forgotten
@pytest.mark.parametrize("files", [WRONG, LONGER])
def test_files_and_what_was_read_in_them_are_forgotten_after_an_hour(boss, files):
    upload = read(boss, files)

    services.forget_uploads(now=NOW + 60 * MINUTE)
    assert upload.files.exists()
    services.forget_uploads(now=NOW + 61 * MINUTE)

    upload.refresh_from_db()
    assert (upload.state, upload.problems, upload.changes, upload.files.exists()) == (
        "stopped",
        [],
        {},
        False,
    )


def test_of_what_went_in_only_the_counts_are_kept(boss):
    upload = services.apply_upload(read(boss, LONGER), now=NOW)

    services.forget_uploads(now=NOW + 61 * MINUTE)

    upload.refresh_from_db()
    assert upload.state == "applied"
    assert "lines" not in upload.changes and "Asha" not in str(upload.changes)
    assert upload.changes["summary"]["leave"] == {"changed": 1, "same": 1}


# ---------------------------------------------------------------- workers
def test_the_tasks_take_an_upload_all_the_way(boss):
    upload = take(boss, LONGER)

    tasks.read(upload.pk)
    upload.refresh_from_db()
    services.agree(upload, now=NOW)
    tasks.apply(upload.pk)
    tasks.apply(upload.pk)

    upload.refresh_from_db()
    assert upload.state == "applied" and is_lengthened()


def test_what_nobody_took_on_is_taken_on_by_the_bell(boss):
    upload = take(boss, LONGER)

    assert services.go_on(now=NOW) == 1
    upload.refresh_from_db()
    services.agree(upload, now=NOW)
    assert services.go_on(now=NOW) == 1
    assert services.go_on(now=NOW) == 0
    upload.refresh_from_db()
    assert upload.state == "applied"


def test_without_a_broker_nothing_is_handed_over(boss, settings):
    settings.CELERY_BROKER_URL = None

    assert handing.hand_over(handing.READ, take(boss, LONGER)) is False


def test_a_task_for_an_upload_that_is_gone_does_nothing():
    tasks.read(4711)
    tasks.apply(4711)


# ---------------------------------------------------------------- walls
def test_an_upload_is_seen_by_nobody_else(boss):
    upload = read(boss, WRONG)
    other = make_member(boss.organisation, roles=("admin",))

    assert list(Upload.objects.of(boss)) == [upload]
    assert not Upload.objects.of(other).exists()


def test_a_page_never_makes_an_organisation(boss):
    files = {**texts(), "organisation.csv": text_of("organisation.csv", [{"name": "Birch"}])}

    assert read(boss, files).state == "wrong"
    assert Organisation.objects.count() == 1
    assert read(boss, texts(ALL)).changes["is_empty"] is True


def test_stopping_is_heard_while_files_are_still_being_read(boss, monkeypatch):
    upload = services.agree(read(boss, LONGER), now=NOW)
    Upload.objects.filter(pk=upload.pk).update(stop_asked=True)
    monkeypatch.setattr(services, "bring_in", lambda *args, **kwargs: pytest.fail("It was brought in."))

    assert services.apply_upload(upload, now=NOW).state == "stopped"
