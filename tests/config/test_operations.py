"""The page of operations: counts and fates, and whose they are never."""

from datetime import timedelta

import pytest

from config.operations import SHOWN, chart_of, lead_of, now_context, parts_of, span_words
from supervision.clock import now
from supervision.notices import heartbeats
from supervision.notices import operations as counts
from supervision.notices.kinds import all_kinds, kind_of
from supervision.notices.models import Notice
from supervision.notices.operations import Figures, Hour
from tests.builders import MONDAY_9AM, make_member, make_notice, make_organisation, make_way

pytestmark = pytest.mark.django_db
PAGE = "/organisation/operations/"
MESSAGES = "/api/v1/operations/messages/"
QUIET = Figures(0, 0, 0, None, 0, 0, 0)


@pytest.fixture
def admin(client):
    admin = make_member(roles=("admin",), name="Asha Denholm")
    client.force_login(admin.person)
    return admin


def told(answer):
    """Return what a page says of messages: not the kinds to choose among, which never change."""
    before, _, rest = answer.content.decode().partition("<search>")
    return before + rest.partition("</search>")[2]


def reader(admin, name="Siobhán Marked", email="siobhan.marked@example.org"):
    return make_member(admin.organisation, name=name, email=email)


def test_whose_a_message_is_stands_on_no_page_of_operations(client, admin):
    notice = make_notice(
        reader(admin),
        kind="due_soon",
        state="failed",
        reason="refused with 550",
        inbox_at=now(),
        about={"x": 1},
    )

    for path in (
        PAGE,
        f"{PAGE}now/",
        f"{PAGE}{notice.pk}/",
        "/api/v1/operations/",
        "/api/v1/operations/messages/",
    ):
        said = client.get(path).content.decode()
        assert "Siobh" not in said, path
        assert "marked" not in said, path
    assert f"N-{notice.pk}" in client.get(PAGE).content.decode()
    assert "Supervision coming due" in client.get(PAGE).content.decode()


@pytest.mark.parametrize(
    "kind", [kind.name for kind in all_kinds() if kind.context.__module__.startswith("peers.")]
)
def test_of_what_is_between_peers_an_administrator_learns_not_even_the_kind(client, admin, kind):
    """From whose address letters come back is known; what did, would tell who was asked for a talk."""
    there = kind_of(kind)
    notice = make_notice(reader(admin), kind=kind, state="failed", reason="refused with 550", inbox_at=now())
    gathered = make_notice(
        reader(admin, "B", "b@example.org"), kind="gathered", state="failed", inbox_at=now()
    )

    for path in (PAGE, f"{PAGE}{notice.pk}/", "/api/v1/operations/messages/"):
        said = told(client.get(path))
        assert "Another message" in said, path
        for words in (there.line, there.label, kind):
            assert not words or words not in said, (path, words)
    assert f"N-{gathered.pk}</a>, Another message" in client.get(PAGE).content.decode()


def test_another_organisations_messages_are_neither_shown_nor_counted(client, admin):
    other = make_member(make_organisation())
    theirs = make_notice(other, state="failed")
    make_notice(other, at=now() - timedelta(hours=5))

    answer = client.get(PAGE)

    assert f"N-{theirs.pk}" not in answer.content.decode()
    assert answer.context["figures"] == QUIET
    assert client.get("/api/v1/operations/").json()["failed"] == 0
    assert client.post(f"{PAGE}{theirs.pk}/send-again/").status_code == 404


def test_what_failed_by_another_way_is_shown_with_what_took_over(client, admin):
    notice = make_notice(reader(admin), kind="due_soon", state="sent", mail_took_over=True)
    notice.deliveries.create(
        organisation=admin.organisation, name="Phone", state="failed", reason="the device is gone",
        attempts=1, not_before=now(), created_at=now(), ended_at=now(),
    )  # fmt: skip

    page = client.get(PAGE).content.decode()

    assert "The device is gone. E-mail took over" in page
    assert "Siobh" not in page


def test_each_channel_is_counted_for_this_organisation_alone(client, admin):
    for whose in (admin, make_member(make_organisation())):
        way = make_way(reader(whose, email=f"r{whose.pk}@example.org"))
        for state in ("due", "sent", "failed", "uncertain"):
            notice = make_notice(way.member, kind="due_soon", state="passed_on", sent_at=now())
            notice.deliveries.create(
                way=way,
                organisation=whose.organisation,
                name="Phone",
                state=state,
                not_before=now() - timedelta(minutes=5),
                created_at=now(),
                ended_at=None if state == "due" else now(),
            )
    counted = {
        row["channel"]: [row[name] for name in ("waiting", "sent_today", "failed", "uncertain")]
        for row in client.get("/api/v1/operations/").json()["channels"]
    }

    assert counted == {"email": [0, 0, 0, 0], "push": [1, 1, 1, 1], "gateway": [0, 0, 0, 0]}
    page = client.get(f"{PAGE}now/").content.decode()
    assert "1, the oldest 5 min" in page
    assert "Other services" in page


@pytest.mark.parametrize("rows", [1, 12])
def test_the_figures_cost_the_same_whatever_there_is(client, admin, rows, django_assert_num_queries):
    way = make_way(reader(admin))
    for _ in range(rows):
        notice = make_notice(way.member, kind="due_soon")
        notice.deliveries.create(
            way=way, organisation=admin.organisation, name="Phone", not_before=now(), created_at=now()
        )

    with django_assert_num_queries(7):
        now_context(admin, now())


def test_trying_again_and_dropping_say_so_and_lead_back(client, admin):
    notices = [make_notice(reader(admin, email=f"r{n}@example.org"), state="failed") for n in range(2)]

    again = client.post(f"{PAGE}{notices[0].pk}/send-again/", follow=True)
    dropped = client.post(f"{PAGE}{notices[1].pk}/drop/", follow=True)

    assert "In the queue again." in again.content.decode()
    assert "It stays in the list for 90 days." in dropped.content.decode()
    assert set(Notice.objects.values_list("state", flat=True)) == {"due", "dropped"}
    assert f"N-{notices[1].pk}" in client.get(f"{PAGE}?show=dropped").content.decode()
    assert (
        "It is settled already." in client.post(f"{PAGE}{notices[1].pk}/drop/", follow=True).content.decode()
    )


def ids(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    rows = answer.context["rows"] if answer.context else answer.json()["results"]
    return {row["id"] if isinstance(row, dict) else row.id for row in rows}


@pytest.mark.parametrize("address", [PAGE, MESSAGES])
def test_what_went_wrong_is_found_by_how_it_stands_and_by_kind(client, admin, address):
    whose = reader(admin)
    soon = make_notice(whose, kind="due_soon", state="failed").pk
    month = make_notice(whose, kind="month", state="uncertain").pk
    again = make_notice(whose, kind="month", state="due", mended_at=now()).pk
    arrived = make_notice(whose, kind="month", state="sent", mended_at=now()).pk
    make_notice(whose, kind="month", state="sent")
    make_notice(make_member(make_organisation()), kind="month", state="failed")

    assert ids(client, address) == {soon, month}
    assert ids(client, f"{address}?show=uncertain") == {month}
    assert ids(client, f"{address}?show=waiting") == {again}
    assert ids(client, f"{address}?show=arrived&kind=month") == {arrived}
    assert ids(client, f"{address}?show=all&kind=month") == {month, again, arrived}
    assert ids(client, f"{address}?kind=due_soon") == {soon}


@pytest.mark.parametrize("kind", [kind.name for kind in all_kinds() if kind.is_private])
def test_what_is_between_colleagues_cannot_be_asked_for(client, admin, kind):
    """A list of one such kind, empty or not, would tell of it; so would a count beside its name."""
    there = kind_of(kind)
    make_notice(reader(admin), kind="due_soon", state="failed")
    make_notice(reader(admin, "B", "b@example.org"), kind=kind, state="failed")
    pages = [client.get(f"{PAGE}?kind={name}") for name in (kind, "no-such-kind")]
    programs = [client.get(f"{MESSAGES}?kind={name}") for name in (kind, "no-such-kind")]

    for page in pages:
        assert len(page.context["rows"]) == 2
        assert kind not in [name for name, _ in page.context["kinds"]]
        said = told(page)
        assert kind not in said
        assert not any(words and words in said for words in (there.line, there.label))
    assert [answer.status_code for answer in programs] == [400, 400]
    unknown = [answer.content.decode().replace(kind, "no-such-kind") for answer in programs]
    assert unknown[0] == unknown[1]


def test_the_choice_of_kinds_does_not_depend_on_what_there_is(client, admin):
    before = client.get(PAGE).context["kinds"]
    for kind in ("due_soon", "talk_asked"):
        make_notice(reader(admin, kind, f"{kind}@example.org"), kind=kind, state="failed")

    assert client.get(PAGE).context["kinds"] == before
    assert ("due_soon", "Supervision coming due") in before


def test_pages_of_the_list_and_what_is_done_there_keep_what_was_asked(client, admin):
    for n in range(27):
        make_notice(reader(admin, email=f"r{n}@example.org"), kind="month", state="failed")
    first = client.get(f"{PAGE}?show=failed&kind=month")
    second = client.get(f"{PAGE}?show=failed&kind=month&page=2")

    assert "27 messages, 1 to 25 shown" in first.content.decode()
    assert "?show=failed&amp;kind=month&amp;page=2" in first.content.decode()
    assert [len(page.context["rows"]) for page in (first, second)] == [25, 2]
    drop = f"{PAGE}{second.context['rows'][0].id}/drop/?show=failed&kind=month&page=2"
    assert drop.replace("&", "&amp;") in second.content.decode()
    assert client.post(drop).headers["Location"] == f"{PAGE}?show=failed&kind=month&page=2"
    elsewhere = f"{PAGE}{second.context['rows'][1].id}/send-again/?show=//evil.example&kind=x&page=-1"
    assert client.post(elsewhere).headers["Location"] == PAGE


@pytest.mark.parametrize("query", ["show=nothing", "kind=month%00", "page=x", "show=&kind=&page="])
def test_an_address_that_asks_for_what_there_is_not_shows_what_was_not_delivered(client, admin, query):
    notice = make_notice(reader(admin), state="failed")

    answer = client.get(f"{PAGE}?{query}")

    assert [row.id for row in answer.context["rows"]] == [notice.pk]
    assert answer.context["asked"] == {"show": "open", "kind": "", "page": ""}


@pytest.mark.parametrize("query", ["show=nothing", "show=", "state=failed", "kind=month%00"])
def test_programs_that_ask_for_what_there_is_not_are_told(client, admin, query):
    assert client.get(f"{MESSAGES}?{query}").status_code == 400


def test_every_way_they_can_stand_has_a_name_and_words_for_nothing(client, admin):
    assert list(SHOWN) == list(counts.SHOWN)
    for show, (heading, nothing) in SHOWN.items():
        page = client.get(f"{PAGE}?show={show}").content.decode()
        assert f'<h2 id="bad-h">{heading}</h2>' in page
        assert nothing in page
        assert "0 messages" not in page
        assert "All kinds may show more" in client.get(f"{PAGE}?show={show}&kind=month").content.decode()


def test_what_has_passed_is_refused_with_a_sentence(client, admin):
    notice = make_notice(reader(admin), state="failed", not_after=MONDAY_9AM)

    assert "Its time is over" in client.post(f"{PAGE}{notice.pk}/send-again/", follow=True).content.decode()
    answer = client.post(f"/api/v1/operations/messages/{notice.pk}/send-again/")
    assert (answer.status_code, answer.json()["code"]) == (409, "past-its-time")


def test_programs_do_the_same(client, admin):
    notice = make_notice(reader(admin), kind="due_soon", state="uncertain")
    address = f"/api/v1/operations/messages/{notice.pk}/"

    assert client.get(address).json()["state"] == "uncertain"
    assert [row["id"] for row in client.get("/api/v1/operations/messages/").json()["results"]] == [notice.pk]
    assert client.post(f"{address}send-again/").json()["state"] == "due"
    assert client.post(f"{address}send-again/").json()["state"] == "due"
    assert set(client.get(address).json()) == {
        *("id", "kind", "way", "state", "why", "tried"),
        *("made_at", "ended_at", "mended_at", "not_after"),
    }


@pytest.mark.parametrize("rows", [1, 30])
@pytest.mark.parametrize("query", ["", "?show=all&kind=month", "?show=dropped"])
def test_the_page_costs_the_same_for_one_and_for_thirty(
    client, admin, rows, query, django_assert_max_num_queries
):
    for n in range(rows):
        whose = reader(admin, email=f"r{n}@example.org")
        for state in ("failed", "dropped"):
            make_notice(whose, kind="month", state=state, mended_at=now())
    client.get(PAGE)

    with django_assert_max_num_queries(15):
        assert client.get(f"{PAGE}{query}").context["rows"]
    with django_assert_max_num_queries(4):
        assert client.get(f"{MESSAGES}{query}").json()["results"]


def test_the_lead_says_what_wants_a_look():
    pulses = heartbeats.pulses(now=now())
    silent = parts_of(pulses)
    for part in (heartbeats.BEAT, heartbeats.WORKER):
        heartbeats.note(part, "one", now=now())
    well = parts_of(heartbeats.pulses(now=now()))

    assert lead_of(QUIET, well) == "All is running."
    assert lead_of(QUIET, silent) == "Workers and timetable want a look."
    two = Figures(0, 0, 0, None, 0, 2, 1)
    assert lead_of(two, well) == "All is running. Two messages couldn’t be delivered and one is uncertain."


def test_a_mail_server_that_takes_nothing_wants_a_look_and_says_since_when(client, admin, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    for part in (heartbeats.BEAT, heartbeats.WORKER):
        heartbeats.note(part, "one", now=now())
    heartbeats.note_no_mail(now=now())

    page = " ".join(client.get(PAGE).content.decode().split())

    assert "Mail wants a look." in page
    assert "The mail server takes nothing. Messages wait in the database, since" in page
    heartbeats.forget(heartbeats.NO_MAIL, "")
    assert "All is running." in client.get(PAGE).content.decode()


def test_the_chart_names_its_longest_wait():
    hours = [Hour(MONDAY_9AM + timedelta(hours=n), 41 if n == 3 else 0) for n in range(24)]

    chart = chart_of(hours, MONDAY_9AM.tzinfo)

    assert chart.finding == "The longest wait in the last day was 41 s, at 12:00"
    assert [bar.hour.seconds for bar in chart.bars if bar.is_longest] == [41]
    assert [seconds for seconds, _ in chart.ticks] == [0, 30, 60]
    none = chart_of([Hour(hour.starts_at, 0) for hour in hours], MONDAY_9AM.tzinfo)
    assert none.finding == "Nothing waited in the last day"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 s"), (119, "119 s"), (120, "2 min"), (7199, "119 min"), (7200, "2 h"), (172_800, "2 days")],
)
def test_a_span_is_said_shortly(seconds, words):
    assert span_words(seconds) == words


def test_the_menu_marks_operations_and_not_the_organisation_around_it(client, admin):
    here = client.get(PAGE).content.decode().split('aria-current="page"')

    assert len(here) == 3  # in the rail, and at the foot for a phone
    assert all(before.endswith('href="/organisation/operations/" ') for before in here[:2])
