import pytest

from peers.checkins.models import Pair, Rhythm, Seat
from peers.checkins.selectors import check_in_of
from peers.checkins.services import choose_time, join
from peers.pool.services import keep_profile
from supervision.notices.models import Notice
from supervision.people.models import Leadership
from tests.builders import make_joined, make_lead, make_member, make_relationship, make_team
from tests.peers.checkins.building import MONDAY, turn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


def signed_in(client, member):
    client.force_login(member.person)
    return client


def minute_of(at):
    return int(at.timestamp()) // 60


def test_the_page_says_with_whom_and_offers_times(client, two):
    page = signed_in(client, two[0]).get("/check-in/").content.decode()
    assert two[1].person.name in page
    assert page.count('name="slot"') >= 3
    assert "We spoke" in page and "Not this time" in page
    assert "Your check-in partner until 15 November" in page


def test_choosing_and_answering_on_the_page(client, two):
    signed_in(client, two[0])
    at = check_in_of(two[0], now=MONDAY).times[1]
    assert client.post("/check-in/time/", {"slot": minute_of(at)}).status_code == 302
    assert Pair.objects.get().starts_at == at
    assert "Held for you" in client.get("/check-in/").content.decode()
    assert client.post("/check-in/time/", {"slot": minute_of(MONDAY)}).status_code == 409
    assert client.post("/check-in/time/", {"slot": "x"}).status_code == 422
    client.post("/check-in/answer/", {"a": "other"})
    assert Pair.objects.get().starts_at is None
    client.post("/check-in/answer/", {"a": "spoke"})
    assert Seat.objects.get(member=two[0]).answer == "spoke"
    assert "You said" in client.get("/check-in/").content.decode()
    client.post("/check-in/take-back/")
    assert Seat.objects.get(member=two[0]).answer == ""


def test_resting_and_leaving_on_the_page(client, two):
    signed_in(client, two[0])
    client.post("/check-in/rest/", {"rounds": 2})
    assert "Be in the next round after all" in client.get("/check-in/").content.decode()
    client.post("/check-in/end-rest/")
    client.post("/check-in/leave/")
    client.post("/check-in/join/")
    assert check_in_of(two[0], now=MONDAY) is not None


def test_who_is_in_no_round_sees_what_comes(client, two):
    newcomer = make_member(two[0].organisation)
    signed_in(client, newcomer)
    assert "Would you like a partner?" in client.get("/check-in/").content.decode()
    join(newcomer, now=MONDAY)
    assert "The next round begins on Monday 16 November" in client.get("/check-in/").content.decode()


def test_the_settings_have_a_section_that_joins_and_leaves(client, two):
    member = make_member(two[0].organisation)
    signed_in(client, member)
    page = client.get("/me/peers/").content.decode()
    assert "A partner every" in page and "Fortnight" in page and "Four weeks" in page
    from peers.checkins.own_section import partner_form, save_partner

    form = partner_form(member, {"checkins-turns": "2"})
    assert form.is_valid()
    save_partner(member, form, MONDAY)
    assert partner_form(member, None).initial == {"turns": 2}
    form = partner_form(member, {"checkins-turns": "0"})
    assert form.is_valid()
    save_partner(member, form, MONDAY)
    assert partner_form(member, None).initial == {"turns": 0}


def test_an_administrator_says_how_often(client):
    admin = make_member(roles=("admin",))
    signed_in(client, admin)
    assert "Every fortnight" in client.get("/organisation/check-ins/").content.decode()
    assert client.post("/organisation/check-ins/", {"every_days": 28, "by_team": "True"}).status_code == 302
    kept = Rhythm.objects.get()
    assert (kept.every_days, kept.by_team) == (28, True)
    assert client.post("/organisation/check-ins/", {"every_days": 3, "by_team": "True"}).status_code == 200
    assert Rhythm.objects.get().every_days == 28


def test_today_shows_the_partner_and_nothing_when_there_is_none(client, two):
    assert two[1].person.name in signed_in(client, two[0]).get("/").content.decode()
    stranger = make_member(two[0].organisation)
    assert "check-in partner" not in signed_in(client, stranger).get("/").content.decode()


def test_a_number_to_ring_shows_once_a_time_is_held(client, two):
    keep_profile(two[1], phone="07700 900251", now=MONDAY)
    signed_in(client, two[0])
    assert "07700" not in client.get("/check-in/").content.decode()
    choose_time(two[0], check_in_of(two[0], now=MONDAY).times[1], now=MONDAY)
    assert "tel:07700900251" in client.get("/check-in/").content.decode()


# ---------------------------------------------------------------- as an attack
LOOKED_AT = (
    "/",
    "/check-in/",
    "/inbox/",
    "/board/",
    "/board/counts/",
    "/organisation/check-ins/",
    "/organisation/people/",
    "/organisation/operations/",
    "/me/looked/",
    "/api/v1/me/check-in/",
    "/api/v1/organisation/check-ins/",
    "/api/v1/members/",
    "/api/v1/inbox/",
    "/api/v1/readings/",
)


def watched_pair():
    """Two who checked in, both of one team; the lead, the supervisor and an administrator look on."""
    team = make_team()
    one, other = (
        make_joined(make_member(team=team, name=f"Canary{number} Vellichor"), "checkins") for number in (1, 2)
    )
    supervisor = make_member(team.organisation, roles=("supervisor",))
    make_relationship(supervisor, one)
    lead = make_lead(team)
    admin = make_member(team.organisation, roles=("admin", "team_lead"))
    Leadership.objects.create(team=team, member=admin)
    return one, other, [lead, supervisor, admin]


def seen_by(client, member):
    client.force_login(member.person)
    pages = {}
    for address in (*LOOKED_AT, f"/people/{Seat.objects.first().member_id}/"):
        answer = client.get(address, follow=True)
        pages[address] = answer.content.decode() if answer.status_code == 200 else answer.status_code
    return pages


def without_tokens(pages):
    import re

    return {
        address: re.sub(r'(csrfmiddlewaretoken" value=|"request_id":)"[^"]*"', "", page)
        if isinstance(page, str)
        else page
        for address, page in pages.items()
    }


def test_nobody_sees_an_answer_not_even_by_what_is_missing(client):
    """Lead, supervisor, administrator and the partner see byte for byte the same whatever was answered."""
    one, other, lookers = watched_pair()
    turn(one.organisation, MONDAY)
    foreign = make_member(roles=("admin", "team_lead", "supervisor"))
    for looker in [*lookers, other, foreign]:
        shown = []
        for answer in ("", "spoke", "not"):
            Seat.objects.filter(member=one).update(answer=answer)
            shown.append(without_tokens(seen_by(client, looker)))
        assert shown[0] == shown[1] == shown[2], looker


def test_a_lead_a_supervisor_and_an_administrator_see_no_trace_of_a_check_in(client):
    """With and without a round, all that they can open is the same; those in it are named nowhere new."""
    one, other, lookers = watched_pair()
    turn(one.organisation, MONDAY)
    choose_time(one, check_in_of(one, now=MONDAY).times[1], now=MONDAY)
    for looker in lookers:
        pages = seen_by(client, looker)
        for address in ("/check-in/", "/api/v1/me/check-in/", "/organisation/check-ins/", "/"):
            if isinstance(pages[address], str) and address != "/":
                assert "Canary" not in pages[address], address
        for address, page in pages.items():
            if isinstance(page, str) and address not in ("/check-in/", "/organisation/check-ins/"):
                assert "check-in partner" not in page, address
    notices = Notice.objects.filter(kind__startswith="checkin_")
    assert set(notices.values_list("recipient", flat=True)) == {one.pk, other.pk}
    assert "Canary" not in "".join(str(row) for row in notices.values_list("about", "key", "kind", "topic"))
