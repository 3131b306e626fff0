"""What two people keep with a session: agenda, things to try, the record; and the page that shows it."""

from datetime import timedelta

import pytest
from django.test import Client

from supervision.people.models import Relationship
from supervision.practice import agenda, records, rules, sharing
from supervision.practice import services as agreements
from supervision.practice.models import Action, AgendaItem, PracticeSettings, RecordAside, SuperviseeNote
from supervision.practice.records import Words
from tests.builders import make_member, make_relationship, make_session
from tests.supervision.practice.pages import Two, note, save

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


# ---------------------------------------------------------------- the agenda
def test_how_the_work_lands_comes_first_and_the_end_keeps_five_minutes(two):
    shown = sharing.agenda_of(two.seat(two.supervisee))

    assert [row.step.slug for row in shown][:2] == ["arriving", "landing"]
    ends_at = two.session.ends_at.astimezone(two.supervisee.zone) - timedelta(minutes=5)
    assert shown[-1].step.hint.startswith(f"From {ends_at:%H:%M}.")


def test_both_bring_thoughts_and_take_back_only_their_own(two):
    sharing.add_point(
        two.seat(two.supervisee), text="The Sunday feeling", step="the-work-itself", now=two.now - DAY
    )
    sharing.add_point(
        two.seat(two.supervisor), text="Two panels in one week", step="the-work-itself", now=two.now
    )
    seat = two.seat(two.supervisee)
    (row,) = [row for row in sharing.agenda_of(seat) if row.points]
    assert [(point.text, point.is_own) for point in row.points] == [
        ("The Sunday feeling", True),
        ("Two panels in one week", False),
    ]

    assert not sharing.remove_point(seat, row.points[1].id)
    assert sharing.remove_point(seat, row.points[0].id)

    assert AgendaItem.objects.count() == 1


def test_a_pair_has_steps_and_a_lens_of_its_own(two):
    seat = two.seat(two.supervisor)
    sharing.add_point(seat, text="Under the old step", step="the-work-itself", now=two.now)
    sharing.set_ways(seat, middle=["One case, slowly", ""], lens="seven_eyes", now=two.now)

    shown = sharing.agenda_of(two.seat(two.supervisee))

    titles = [row.step.title for row in shown]
    assert titles == ["Arriving", "What the work is doing to me", "One case, slowly", "And more", "Landing"]
    assert sharing.ways_of(seat).lens.slug == "seven_eyes"
    with pytest.raises(agenda.StepsWrong):
        sharing.set_ways(seat, middle=[f"Step {n}" for n in range(9)], lens="", now=two.now)


def test_an_organisation_s_steps_hold_where_a_pair_has_none(two):
    PracticeSettings.objects.create(organisation=two.organisation, agenda=["Only this"])

    assert "Only this" in [row.step.title for row in sharing.agenda_of(two.seat(two.supervisee))]


def test_before_the_first_session_the_limits_are_read(two):
    other = make_member(team=two.team)
    relationship = make_relationship(two.supervisor, other)
    first = make_session(two.supervisor, other, at=two.now + DAY, status="booked")
    seat = two.seat(other, first)
    assert sharing.gate_of(seat) == sharing.LIMITS
    with pytest.raises(rules.LimitsUnread):
        sharing.add_point(seat, text="Too soon", step="landing", now=two.now)

    agreements.read_limits(by=other, relationship=relationship, now=two.now)

    assert sharing.gate_of(seat) == ""
    assert sharing.gate_of(two.seat(two.supervisor, first)) == sharing.LIMITS


def test_with_a_line_manager_nothing_is_shared_without_a_yes(two):
    two.supervisee.line_manager = two.supervisor
    two.supervisee.save()
    assert sharing.gate_of(two.seat(two.supervisee)) == sharing.MANAGER

    agreements.answer_manager(
        by=two.supervisee,
        relationship=Relationship.objects.select_related("supervisee", "supervisor").get(),
        agrees=True,
        now=two.now,
    )

    assert sharing.gate_of(two.seat(two.supervisee)) == ""


# ---------------------------------------------------------------- things to try
def test_what_is_open_opens_the_next_session_and_what_is_done_long_ago_does_not(two):
    for text in ("Phone in the glovebox", "Ask for Thursdays"):
        sharing.add_action(
            two.seat(two.supervisee, two.before),
            text=text,
            owner=two.supervisee,
            due_on=None,
            now=two.now - 28 * DAY,
        )
    done = Action.objects.first()
    sharing.tick_action(two.seat(two.supervisor, two.before), done.pk, is_done=True, now=two.now - 27 * DAY)

    shown = sharing.actions_of(two.seat(two.supervisor))
    assert [(one.is_earlier, one.is_done) for one in shown] == [(True, True), (True, False)]
    later = two.meet(two.now + 28 * DAY)
    assert [one.is_done for one in sharing.actions_of(two.seat(two.supervisee, later))] == [False]


def test_another_supervisee_s_actions_open_nothing_here(two):
    other = make_member(team=two.team)
    make_relationship(two.supervisor, other)
    theirs = make_session(two.supervisor, other, at=two.now - 20 * DAY)
    sharing.add_action(two.seat(other, theirs), text="Theirs", owner=other, due_on=None, now=two.now)

    assert sharing.actions_of(two.seat(two.supervisor)) == []
    assert not sharing.tick_action(
        two.seat(two.supervisee), Action.objects.get().pk, is_done=True, now=two.now
    )


# ---------------------------------------------------------------- the shared record
def test_both_write_one_record_and_both_sign_it(two):
    save(two, two.supervisor, 0, restorative=20)
    save(two, two.supervisee, 1, themes="Themes and more", restorative=20)

    assert not records.sign_record(two.seat(two.supervisor), revision=2, now=two.now).is_closed
    assert records.sign_record(two.seat(two.supervisee), revision=2, now=two.now).is_closed

    with pytest.raises(rules.RecordClosed):
        save(two, two.supervisor, 2, themes="Something else")
    assert records.record_of(two.seat(two.supervisee)).words.themes == "Themes and more"


def test_a_change_takes_back_what_was_signed(two):
    save(two, two.supervisor, 0)
    records.sign_record(two.seat(two.supervisor), revision=1, now=two.now)

    save(two, two.supervisee, 1, themes="Changed")

    assert not any(one.signed_at for one in records.record_of(two.seat(two.supervisor)).signed)
    with pytest.raises(rules.NothingToSign):
        records.sign_record(two.seat(two.supervisee), revision=1, now=two.now)


def test_two_who_write_at_once_lose_no_word(two):
    save(two, two.supervisor, 0, themes="First line")
    save(two, two.supervisor, 1, themes="First line, and what Judith added")

    done = save(two, two.supervisee, 1, themes="First line, and what Nia added", agreed="Try")

    assert done.is_aside and "Judith added" in done.words.themes and "Nia added" in done.words.themes
    assert records.record_of(two.seat(two.supervisor)).words.themes == "First line, and what Judith added"
    assert records.record_of(two.seat(two.supervisor)).asides == ()
    assert "Nia added" in records.record_of(two.seat(two.supervisee)).asides[0]
    records.save_record(two.seat(two.supervisee), done.words, revision=done.record.revision, now=two.now)
    assert not RecordAside.objects.exists()


def test_there_is_nothing_to_sign_before_a_session(two):
    ahead = two.meet(two.now + 10 * DAY)
    records.save_record(two.seat(two.supervisor, ahead), Words(themes="Plan"), revision=0, now=two.now)

    with pytest.raises(rules.NotYet):
        records.sign_record(two.seat(two.supervisor, ahead), revision=1, now=two.now)


def test_who_takes_a_session_over_reads_nothing_that_was_shared_before(two):
    save(two, two.supervisor, 0)
    sharing.add_point(two.seat(two.supervisee), text="For Judith", step="landing", now=two.now)
    cover = make_member(two.organisation, roles=("supervisor",))
    two.session.supervisor = cover
    two.session.save()

    assert records.record_of(two.seat(cover)).revision == 0
    assert not any(row.points for row in sharing.agenda_of(two.seat(cover)))


# ---------------------------------------------------------------- the doors of words
def test_the_page_shows_all_of_it_to_both_and_nothing_of_it_to_a_lead(two, client):
    save(two, two.supervisor, 0, themes="Canary themes")
    note(two, two.supervisee, "Canary note")
    client.force_login(two.supervisee.person)
    own = client.get(two.page).content.decode()
    assert "Supervision with Judith Marlow" in own.replace("\n", "")
    assert "Canary themes" in own and "Canary note" in own and "Grounding" in own
    client.force_login(two.supervisor.person)
    other = client.get(two.page).content.decode()
    assert "Canary themes" in other and "Canary note" not in other
    client.force_login(two.lead.person)
    assert "Canary" not in client.get(two.page).content.decode()


def test_plain_forms_do_it_all(two, client):
    client.force_login(two.supervisee.person)
    assert client.post(f"{two.page}agenda/", {"point": "A thought", "step": "landing"}).status_code == 302
    assert (
        client.post(f"{two.page}actions/", {"action": "A walk", "owner": two.supervisor.pk}).status_code
        == 302
    )
    record = client.post(
        f"{two.page}record/", {"themes": "T", "agreed": "A", "restorative": 20, "revision": 0}
    )
    assert record.status_code == 303
    assert client.post(f"{two.page}record/sign/", {"revision": 1}).status_code == 302
    assert client.post(f"{two.page}notes/notes/", {"notes": "Mine", "revision": 0}).status_code == 303
    page = client.get(two.page).content.decode()
    assert all(words in page for words in ("A thought", "A walk", "Nia Bevan signed", "Mine"))


def test_a_plain_form_that_clashes_or_looks_like_a_client_shows_its_words_again(two, client):
    client.force_login(two.supervisee.person)
    warned = client.post(f"{two.page}notes/notes/", {"notes": "Ring 07700 900123", "revision": 0})
    assert warned.status_code == 422 and "Ring 07700 900123" in warned.content.decode()
    sure = client.post(
        f"{two.page}notes/notes/", {"notes": "Ring 07700 900123", "revision": 0, "sure": "phone"}
    )
    assert sure.status_code == 303

    clash = client.post(f"{two.page}notes/notes/", {"notes": "From an old tab", "revision": 0})

    text = clash.content.decode()
    assert clash.status_code == 409 and "From an old tab" in text and "07700 900123" in text
    assert client.get("/notes/").content.decode().count("From an old tab") == 1


def test_script_is_told_in_json(two, client):
    client.force_login(two.supervisee.person)
    ask = {"headers": {"X-Words": "1"}}
    first = client.post(f"{two.page}notes/notes/", {"notes": "Mine", "revision": 0}, **ask)
    assert first.json()["code"] == "saved" and first.json()["revision"] == 1
    clash = client.post(f"{two.page}notes/notes/", {"notes": "Other", "revision": 0}, **ask)
    assert clash.status_code == 409
    assert "Mine" in clash.json()["words"]["notes"] and "Other" in clash.json()["words"]["notes"]
    warned = client.post(f"{two.page}notes/notes/", {"notes": "a@b.org", "revision": 2}, **ask)
    assert warned.status_code == 422 and warned.json()["found"] == ["email"]


def test_a_session_that_ran_out_gives_the_words_back(two, client):
    answer = client.post(f"{two.page}notes/notes/", {"notes": "Half a thought", "revision": 0})

    assert answer.status_code == 401
    assert "Half a thought" in answer.content.decode() and "/accounts/login/" in answer.content.decode()
    assert not SuperviseeNote.objects.exists()
    told = client.post(f"{two.page}record/", {"themes": "Half"}, headers={"X-Words": "1"})
    assert told.status_code == 401 and told.json()["words"]["themes"] == "Half"


def test_a_form_from_before_a_sign_in_gives_the_words_back_to_our_own_pages_alone(two):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(two.supervisee.person)
    body = {"notes": "Half a thought", "revision": 0, "csrfmiddlewaretoken": "old"}

    own = strict.post(f"{two.page}notes/notes/", body, headers={"Origin": "http://testserver"})
    foreign = strict.post(f"{two.page}notes/notes/", body, headers={"Origin": "https://elsewhere.example"})

    assert own.status_code == foreign.status_code == 403
    assert "Half a thought" in own.content.decode()
    assert "Half a thought" not in foreign.content.decode()
    assert not SuperviseeNote.objects.exists()


def test_a_session_page_costs_the_same_for_one_thought_and_for_thirty(two, client):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.force_login(two.supervisee.person)
    note(two, two.supervisee, "Mine")
    counts = []
    for number in (1, 29):
        for _ in range(number):
            sharing.add_point(two.seat(two.supervisor), text="A thought", step="landing", now=two.now)
            sharing.add_action(
                two.seat(two.supervisor), text="A walk", owner=two.supervisor, due_on=None, now=two.now
            )
        client.get(two.page)
        with CaptureQueriesContext(connection) as found:
            client.get(two.page)
        counts.append(len(found))

    assert counts[0] == counts[1], counts


def test_an_administrator_sees_what_would_go_before_it_does(client):
    two = Two()
    old = two.meet(two.now - timedelta(days=400), status="held")
    sharing.add_point(two.seat(two.supervisee, old), text="Old", step="landing", now=two.now)
    client.force_login(two.admin.person)
    form = {"word": "supervision", "associate_word": "supervision", "agenda": ""}
    form |= {"agenda_months": 12, "record_months": 84, "escalation_months": 84}

    page = client.post("/organisation/practice/", form | {"act": "preview"}).content.decode()

    assert "the agendas of 1 session and" in page
    assert not PracticeSettings.objects.exists()
    kept = client.post("/organisation/practice/", form | {"agenda_months": 24, "act": "preview"})
    assert "nothing would go tonight" in kept.content.decode()
