"""A pause: open to everyone with nothing to answer, and what is answered is its owner's alone."""

import uuid
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from peers.wellbeing import keeping, pausing
from peers.wellbeing.cards import CARDS
from peers.wellbeing.models import Kept
from peers.wellbeing.pause_rules import LOADS, Pause, body_of, drawn, is_overtaken
from tests.builders import make_member, make_organisation

NOW = datetime(2026, 11, 6, 9, 30, tzinfo=UTC)
LONDON = ZoneInfo("Europe/London")
WORD = "kingfisherword"


# ---------------------------------------------------------------- rules
def pause(load, *, on):
    return Pause(str(uuid.uuid4()), datetime(on.year, on.month, on.day, 12, tzinfo=UTC), load)


@pytest.mark.parametrize("given", [{}, {"load": None, "reset": "", "nourished": ""}])
def test_nothing_answered_is_nothing_kept(given):
    assert body_of(given, None, at=NOW) == {}


def test_a_pause_keeps_its_first_moment_and_what_is_answered_last():
    first = body_of({"load": 3}, None, at=NOW)

    after = body_of({"load": 4, "nourished": "tea"}, first, at=NOW + timedelta(minutes=2))

    assert after == {"at": NOW.isoformat(), "load": 4, "nourished": "tea"}


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (Pause("a", NOW), ""),
        (Pause("a", NOW, 3), "Full"),
        (Pause("a", NOW, 3, 2, "tea"), "Full, body awake. Water or tea"),
        (Pause("a", NOW, None, 5), "Body numb"),
        (Pause("a", NOW, reset="walk"), "A short walk"),
    ],
)
def test_a_pause_is_read_back_in_words(one, words):
    assert one.words == words


def test_a_week_has_the_middle_word_that_was_chosen_and_an_empty_one_says_nothing():
    today = date(2026, 11, 6)  # a Friday
    this_week = [pause(5, on=today), pause(2, on=today), pause(3, on=date(2026, 11, 2))]
    drawing = drawn(
        [*this_week, pause(1, on=date(2026, 9, 7))],
        today=today,
        zone=LONDON,
    )

    assert [week.word for week in drawing.weeks] == ["Light", *[""] * 7, "Full"]
    assert drawing.weeks[0].starts_on == date(2026, 9, 7)
    assert drawing.finding.endswith("light at first, full lately")
    assert len(drawing.dots) == 4 and min(drawing.dots)[1] == 190


def test_what_lies_before_those_weeks_or_says_nothing_of_it_is_not_drawn():
    today = date(2026, 11, 6)

    assert drawn([pause(3, on=date(2026, 9, 6)), pause(None, on=today)], today=today, zone=LONDON) is None


def test_each_card_has_steps_a_time_and_another_way():
    assert [card.slug for card in CARDS] == ["breathing", "senses", "movement", "walk", "good"]
    for card in CARDS:
        assert len(card.steps) >= 3 and card.takes and card.otherwise and card.lead


@pytest.mark.parametrize(
    ("kept", "turn", "overtaken"),
    [(2, 1, True), (2, 2, False), (2, 3, False), (2, None, False), (None, 0, False)],
)
def test_a_page_is_overtaken_only_by_a_later_turn_of_its_own(kept, turn, overtaken):
    before = body_of({"load": 3, "turn": kept}, None, at=NOW)

    assert is_overtaken({"load": 4, "turn": turn}, before) is overtaken
    assert not is_overtaken({"load": 4, "turn": turn}, None)


# ---------------------------------------------------------------- services
@pytest.mark.django_db
def test_what_is_kept_can_be_read_by_its_owner_alone_and_not_in_the_database():
    nia, tom = make_member(), make_member()
    key = uuid.uuid4()

    pausing.note_pause(nia, key, {"load": 4, "nourished": WORD}, now=NOW)
    pausing.note_pause(tom, key, {"load": 1}, now=NOW)

    assert [(one.load, one.nourished) for one in pausing.pauses_of(nia)] == [(4, WORD)]
    assert [(one.load, one.nourished) for one in pausing.pauses_of(tom)] == [(1, "")]
    assert not any(WORD.encode() in bytes(row.sealed) for row in Kept.objects.all())
    assert {row.forget_on for row in Kept.objects.all()} == {date(2028, 11, 5)}


@pytest.mark.django_db
def test_taking_back_every_answer_takes_the_pause_back():
    nia, key = make_member(), uuid.uuid4()
    pausing.note_pause(nia, key, {"load": 4}, now=NOW)

    assert pausing.note_pause(nia, key, {}, now=NOW) is None
    assert pausing.pauses_of(nia) == []


@pytest.mark.django_db
def test_a_program_gone_wild_is_stopped_and_another_day_is_not(monkeypatch):
    monkeypatch.setattr(pausing, "A_DAY", 2)
    nia, keys = make_member(), [uuid.uuid4() for _ in range(3)]
    for key in keys[:2]:
        pausing.note_pause(nia, key, {"load": 4}, now=NOW)

    with pytest.raises(pausing.TooMany):
        pausing.note_pause(nia, keys[2], {"load": 4}, now=NOW)
    pausing.note_pause(nia, keys[0], {"load": 1}, now=NOW)
    pausing.note_pause(nia, keys[2], {"load": 4}, now=NOW + timedelta(days=1))

    assert len(pausing.pauses_of(nia)) == 3


# ---------------------------------------------------------------- doors
@pytest.mark.django_db
def test_a_stranger_pauses_with_nothing_to_send_and_without_a_query(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get("/pause/")

    page = answer.content.decode()
    assert 'method="post"' not in page and "csrfmiddlewaretoken" not in page and "Nothing is kept" in page
    assert all(word in page for word in LOADS) and not answer.cookies
    assert client.post("/pause/", {"key": uuid.uuid4(), "load": 3}).status_code == 302


@pytest.mark.django_db
def test_a_tap_is_kept_in_its_place_with_script_and_without(client):
    nia, key = make_member(), uuid.uuid4()
    client.force_login(nia.person)

    said = client.post("/pause/", {"key": key, "load": 3}, headers={"HX-Request": "true"})
    client.post("/pause/", {"key": key, "load": 3, "body": 2, "reset": "walk", "nourished": WORD})

    assert said.content.decode().strip() == "Noted. Only you can see it."
    (one,) = pausing.pauses_of(nia)
    assert (one.load, one.body, one.reset, one.nourished) == (3, 2, "walk", WORD)


@pytest.mark.django_db
def test_a_tap_that_comes_in_after_what_was_sent_later_takes_nothing_away(client):
    nia, key = make_member(), uuid.uuid4()
    client.force_login(nia.person)

    client.post("/pause/", {"key": key, "turn": 3, "load": 3, "nourished": WORD})
    late = client.post("/pause/", {"key": key, "turn": 2, "load": 3}, headers={"HX-Request": "true"})

    assert late.content.decode().strip() == "Noted. Only you can see it."
    (one,) = pausing.pauses_of(nia)
    assert one.nourished == WORD


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", [{"load": 6}, {"body": 0}, {"reset": "shout"}, {"nourished": "x" * 121}])
def test_what_is_no_answer_is_not_kept_and_not_said_back(client, wrong):
    nia = make_member()
    client.force_login(nia.person)

    said = client.post("/pause/", {"key": uuid.uuid4(), **wrong}, headers={"HX-Request": "true"})

    assert "could not be kept" in said.content.decode() and "xxx" not in said.content.decode()
    assert pausing.pauses_of(nia) == []


@pytest.mark.django_db
def test_ones_own_pauses_take_the_same_queries_for_one_and_for_thirty(client, django_assert_max_num_queries):
    nia = make_member()
    client.force_login(nia.person)
    counts = []
    for number in range(30):
        pausing.note_pause(nia, uuid.uuid4(), {"load": 1 + number % 5}, now=NOW - timedelta(days=number))
        if number in (0, 29):
            with django_assert_max_num_queries(20) as found:
                assert client.get("/pause/mine/").status_code == 200
            counts.append(len(found))

    assert counts[0] == counts[1]


@pytest.mark.django_db
def test_deleting_somebody_elses_does_nothing_and_says_nothing_of_it(client):
    nia, tom, key = make_member(), make_member(), uuid.uuid4()
    pausing.note_pause(nia, key, {"load": 4}, now=NOW)
    client.force_login(tom.person)

    theirs = client.post(f"/pause/{key}/delete/")
    none = client.post(f"/pause/{uuid.uuid4()}/delete/")

    assert (theirs.status_code, theirs.url) == (none.status_code, none.url)
    assert len(pausing.pauses_of(nia)) == 1


@pytest.mark.django_db
def test_the_api_gives_ones_own_and_takes_what_is_said(client):
    nia, key = make_member(), uuid.uuid4()
    client.force_login(nia.person)
    at = f"/api/v1/me/pauses/{key}/"

    put = client.put(at, {"load": 2, "reset": "tea"}, content_type="application/json")
    assert put.status_code == 200 and put.json()["id"] == str(key)
    assert [one["load"] for one in client.get("/api/v1/me/pauses/").json()] == [2]
    assert client.put(at, {"load": 9}, content_type="application/json").status_code == 400
    assert client.put(at, {}, content_type="application/json").status_code == 204
    assert client.delete(at).status_code == 204 and client.get("/api/v1/me/pauses/").json() == []


@pytest.mark.django_db
def test_a_pause_stands_in_ones_space_and_its_download_and_goes_with_it(client):
    nia = make_member()
    client.force_login(nia.person)
    pausing.note_pause(nia, uuid.uuid4(), {"load": 4, "nourished": WORD}, now=NOW)

    assert "Your pauses" in client.get("/space/").content.decode()
    assert WORD in client.get("/space/file/").content.decode()
    client.post("/space/wipe/")
    assert not keeping.open_space(nia.person_id).all(pausing.PAUSES)


@pytest.mark.django_db
def test_lead_supervisor_and_administrator_find_no_word_of_it_anywhere(client, caplog):
    alder = make_organisation("Alder")
    nia = make_member(alder, name="Nia Bevan")
    pausing.note_pause(nia, uuid.uuid4(), {"load": 5, "body": 5, "nourished": WORD}, now=NOW)

    for roles in (["team_lead"], ["supervisor"], ["admin"]):
        other = make_member(alder, roles=roles)
        client.force_login(other.person)
        for path in ("/", "/space/file/", "/pause/mine/", "/api/v1/me/pauses/", "/board/", "/inbox/"):
            assert WORD not in client.get(path).content.decode()
    assert WORD not in caplog.text


# ---------------------------------------------------------------- cards
@pytest.mark.django_db
@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.slug)
def test_each_card_has_a_page_open_to_everyone_without_a_query(client, card, django_assert_num_queries):
    with django_assert_num_queries(0):
        page = client.get(f"/pause/{card.slug}/").content.decode()

    assert f"<h1>{card.name}</h1>" in page and page.count("<li>") >= len(card.steps)
    assert 'style="' not in page


@pytest.mark.django_db
def test_a_card_that_is_none_is_not_there(client):
    assert client.get("/pause/no-such-card/").status_code == 404


@pytest.mark.django_db
def test_a_pause_is_one_tap_from_every_page(client):
    client.force_login(make_member().person)

    for path in ("/", "/help/", "/inbox/", "/space/", "/nowhere/"):
        assert 'href="/pause/"' in client.get(path).content.decode()
