"""A month on an invoice; what two agreed on, shown, worked out and let go of; and who sees none of it."""

import csv
import io
import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from supervision.invoicing import payable, selectors, services
from supervision.invoicing.models import Waiver
from supervision.invoicing.rules import NothingPayable, RateWrong
from supervision.practice import agreed
from supervision.practice import services as agreements
from supervision.practice.terms import NAME, Late, Terms
from supervision.sessions.cancelling import cancel
from supervision.sessions.models import Move, Session
from tests.builders import (
    make_lead,
    make_member,
    make_organisation,
    make_relationship,
    make_session,
    make_team,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 9, 9, tzinfo=UTC)
MONTH = date(2026, 11, 1)
HALF = Terms(Late(48, 50))


class Pair:
    """Judith, who works for Alder from outside, and Nia, with half payable within 48 hours."""

    def __init__(self, terms=HALF):
        self.organisation = make_organisation("Alder")
        self.team = make_team(self.organisation)
        self.lead, self.admin = make_lead(self.team), make_member(self.organisation, roles=("admin",))
        self.supervisor = make_member(
            self.organisation, roles=("supervisor",), name="Judith Marlow", employment="external"
        )
        self.supervisee = make_member(team=self.team, name="Nia Bevan")
        self.relationship = make_relationship(self.supervisor, self.supervisee)
        self.agree(terms, at=NOW - timedelta(days=60))
        services.set_rate(self.supervisor, pence=7000, currency="GBP", starts_on=date(2026, 1, 1))

    def agree(self, terms, at):
        words = agreed.starting_words(self.organisation.pk)
        version = agreements.propose(
            by=self.supervisor, relationship=self.relationship, words=words, terms=terms,
            has_read_limits=True, now=at,
        )  # fmt: skip
        agreements.sign(
            by=self.supervisee, relationship=self.relationship, number=version.number,
            has_read_limits=True, now=at,
        )  # fmt: skip

    def booked(self, at=NOW + timedelta(hours=24)):
        session = make_session(self.supervisor, self.supervisee, at=at, status="booked")
        return Session.objects.with_people().get(pk=session.pk)

    def off(self, session, *, by=None, at=NOW):
        cancel(session=session, by=by or self.supervisee, now=at)
        return Session.objects.with_people().get(pk=session.pk)

    def percent(self, session):
        return payable.called_off([Session.objects.with_people().get(pk=session.pk)])[session.pk].percent

    def lines(self):
        return [
            (one.day.day, one.minutes, one.what, one.who, one.pence)
            for one in selectors.invoice_of(self.supervisor, MONTH, now=NOW + timedelta(days=20)).lines
        ]


@pytest.fixture
def pair():
    return Pair()


def test_a_month_holds_what_was_held_and_half_of_what_was_called_off_late(pair):
    make_session(pair.supervisor, pair.supervisee, at=datetime(2026, 11, 2, 10, tzinfo=UTC), minutes=90)
    pair.off(pair.booked())
    pair.off(pair.booked(NOW + timedelta(hours=72)))
    pair.off(pair.booked(NOW + timedelta(hours=30)), by=pair.supervisor)
    pair.booked(NOW + timedelta(days=4))

    assert pair.lines() == [
        (2, 90, "held", "NB", 10500),
        (10, 60, "called_off_late", "NB", 3500),
    ]
    found = selectors.invoice_of(pair.supervisor, MONTH, now=NOW + timedelta(days=20))
    assert (found.totals, found.minutes, found.unrecorded) == (["£140.00"], 90, 1)


def test_a_month_ends_where_the_supervisor_s_month_ends(pair):
    """31 October 23:30 UTC is still October in London; 30 November 23:30 is November's."""
    for at in (
        datetime(2026, 10, 31, 23, 30, tzinfo=UTC),
        datetime(2026, 11, 1, 0, 0, tzinfo=UTC),
        datetime(2026, 11, 30, 23, 30, tzinfo=UTC),
        datetime(2026, 12, 1, 0, 0, tzinfo=UTC),
    ):
        make_session(pair.supervisor, pair.supervisee, at=at)

    assert [line[0] for line in pair.lines()] == [1, 30]


def test_the_terms_are_those_that_held_when_it_was_called_off(pair):
    before = pair.off(pair.booked())
    pair.agree(Terms(Late(48, 100)), at=NOW + timedelta(days=2))
    after = pair.off(pair.booked(NOW + timedelta(days=4)), at=NOW + timedelta(days=3))

    assert (pair.percent(before), pair.percent(after)) == (50, 100)


def test_without_terms_nothing_is_payable():
    pair = Pair(terms=Terms())
    assert pair.percent(pair.off(pair.booked())) == 0


def test_booked_anew_it_costs_nothing_and_called_off_again_it_does_once(pair):
    first = pair.off(pair.booked())
    second = pair.booked(NOW + timedelta(days=9))
    Session.objects.filter(pk=second.pk).update(rebooks=first)
    assert pair.percent(first) == 0

    pair.off(Session.objects.with_people().get(pk=second.pk))  # nine days before
    assert (pair.percent(first), pair.percent(second)) == (0, 50)


def test_moved_away_late_and_then_called_off_it_is_payable(pair):
    session = pair.booked(NOW + timedelta(days=9))
    Move.objects.create(
        session=session,
        starts_at=NOW + timedelta(hours=5),
        ends_at=NOW + timedelta(hours=6),
        by=pair.supervisee,
        moved_at=NOW,
    )
    assert pair.percent(pair.off(session)) == 50


def test_sessions_that_rebook_each_other_end_the_chain(pair):
    first, second = pair.off(pair.booked()), pair.off(pair.booked(NOW + timedelta(days=2)))
    Session.objects.filter(pk=first.pk).update(rebooks=second)
    Session.objects.filter(pk=second.pk).update(rebooks=first)
    assert pair.percent(first) == 0


def test_a_group_has_no_terms(pair):
    other = make_member(team=pair.team)
    session = make_session(
        pair.supervisor, [pair.supervisee, other], at=NOW + timedelta(hours=24), status="booked", kind="group"
    )
    session = Session.objects.with_people().get(pk=session.pk)
    pair.off(session, by=pair.lead)
    make_session(pair.supervisor, [pair.supervisee, other], at=NOW - timedelta(days=2), kind="group")

    assert pair.percent(session) == 0
    assert [line[3] for line in pair.lines()] == ["Group of 2"]


def test_the_full_name_stands_there_where_both_signed_that():
    pair = Pair(terms=Terms(Late(48, 50), NAME))
    make_session(pair.supervisor, pair.supervisee, at=NOW - timedelta(days=1))
    assert [line[3] for line in pair.lines()] == ["Nia Bevan"]


# ---------------------------------------------------------------- letting go
def test_whoever_was_ill_says_so_and_why_is_kept_nowhere(pair):
    session = pair.off(pair.booked())
    services.let_go(session, by=pair.supervisee, now=NOW)
    services.let_go(session, by=pair.supervisee, now=NOW)

    assert pair.percent(session) == 0
    assert {field.name for field in Waiver._meta.get_fields()} == {"id", "session", "by", "made_at"}
    assert selectors.invoice_of(pair.supervisor, MONTH, now=NOW).let_go == 1


def test_without_such_terms_only_the_supervisor_lets_go():
    pair = Pair(terms=Terms(Late(48, 50, is_free_when_ill=False)))
    session = pair.off(pair.booked())
    with pytest.raises(NothingPayable):
        services.let_go(session, by=pair.supervisee, now=NOW)
    services.let_go(session, by=pair.supervisor, now=NOW)
    assert pair.percent(session) == 0


def test_nothing_is_let_go_of_where_nothing_is_payable(pair):
    with pytest.raises(NothingPayable):
        services.let_go(pair.off(pair.booked(NOW + timedelta(days=3))), by=pair.supervisor, now=NOW)
    with pytest.raises(RateWrong):
        services.set_rate(pair.supervisor, pence=-1, currency="GBP", starts_on=MONTH)


# ---------------------------------------------------------------- pages
def see(client, member, path, at=NOW):
    with time_machine.travel(at, tick=False):
        client.force_login(member.person)
        return client.get(path)


def test_it_is_said_before_it_is_booked_and_before_it_is_called_off(pair, client):
    make_session(pair.supervisor, pair.supervisee, at=NOW - timedelta(days=20))
    soon, later = pair.booked(), pair.booked(NOW + timedelta(days=5))
    page = see(client, pair.supervisee, "/sessions/book/").content.decode()
    assert "Called off within 48 hours of it: half is payable." in page

    soon_page = see(client, pair.supervisee, f"/sessions/{soon.pk}/call-off/").content.decode()
    assert "Within 48 hours: half is payable, as you agreed." in soon_page
    later_page = see(client, pair.supervisee, f"/sessions/{later.pk}/call-off/").content.decode()
    assert "Nothing is payable: as you agreed, that begins 48 hours before." in later_page
    hers = see(client, pair.supervisor, f"/sessions/{soon.pk}/call-off/").content.decode()
    assert "nothing is payable for what you call off" in hers


def test_two_who_never_met_are_told_at_booking_what_they_read_first(client):
    organisation = make_organisation()
    supervisor, supervisee = make_member(organisation, roles=("supervisor",)), make_member(organisation)
    make_relationship(supervisor, supervisee)
    page = see(client, supervisee, "/sessions/book/").content.decode()
    assert "both of you read where confidentiality ends" in page

    make_session(supervisor, supervisee, at=NOW - timedelta(days=2))
    assert "where confidentiality ends" not in see(client, supervisee, "/sessions/book/").content.decode()


def test_afterwards_the_page_says_what_was_payable_and_takes_it_back(pair, client):
    session = pair.off(pair.booked())
    page = see(client, pair.supervisee, f"/sessions/{session.pk}/").content.decode()
    assert "half is payable, as you agreed" in page
    assert "I was ill: nothing is payable" in page

    with time_machine.travel(NOW, tick=False):
        done = client.post(f"/invoices/sessions/{session.pk}/let-go/")
    assert done.headers["Location"] == f"/sessions/{session.pk}/"
    assert (
        "Nothing is payable for it."
        in see(client, pair.supervisee, f"/sessions/{session.pk}/").content.decode()
    )


def test_a_month_is_read_printed_and_taken_along(pair, client):
    make_session(pair.supervisor, pair.supervisee, at=NOW - timedelta(days=1))
    page = see(client, pair.supervisor, "/invoices/2026-11/").content.decode()
    assert "£70.00" in page
    assert "Nia" not in page
    answer = see(client, pair.supervisor, "/invoices/2026-11/file/")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[1] == ["2026-11-08", "09:00", "60", "Held", "NB", "100%", "70.00", "GBP"]
    assert answer.headers["Content-Disposition"] == 'attachment; filename="invoice-2026-11.csv"'
    assert see(client, pair.supervisor, "/invoices/2026-13/").status_code == 404
    api = see(client, pair.supervisor, "/api/v1/invoices/?month=2026-11").json()
    assert [(one["who"], one["pence"]) for one in api["lines"]] == [("NB", 7000)]
    assert see(client, pair.supervisor, "/api/v1/invoices/?month=soon").status_code == 400


def test_terms_are_signed_shown_and_compared_like_any_other_words(pair, client):
    words = agreed.starting_words(pair.organisation.pk)
    body = {f"t_{slug}": text for slug, text in words.items()}
    body |= {"limits_read": "on", "late_hours": "24", "late_percent": "100", "invoice_name": "name"}
    client.force_login(pair.supervisor.person)
    address = f"/agreements/{pair.relationship.pk}/change/"
    with time_machine.travel(NOW, tick=False):
        assert client.post(address, body | {"late_percent": ""}).status_code == 422
        assert client.post(address, body).status_code == 302
        page = client.get(f"/agreements/{pair.relationship.pk}/").content.decode()
        api = client.get(f"/api/v1/agreements/{pair.relationship.pk}/").json()
    assert "Called off within 24 hours of it: all of it is payable." in page
    assert "If it’s called off late" in page.split("The whole of it")[0]  # among what changed
    assert api["late"] == {"hours": 24, "percent": 100, "is_free_when_ill": False}
    assert api["name_on_invoice"] == "name"


def test_the_api_changes_terms_and_leaves_them_where_it_says_nothing(pair, client):
    client.force_login(pair.supervisee.person)
    words = agreed.starting_words(pair.organisation.pk)
    address = f"/api/v1/agreements/{pair.relationship.pk}/"
    with time_machine.travel(NOW, tick=False):
        kept = client.post(
            address, {"words": words | {"urgent": "Ring."}, "has_read_limits": True}, "application/json"
        )
        assert kept.json()["late"]["percent"] == 50
        gone = client.post(
            address, {"words": words, "late": None, "has_read_limits": True}, "application/json"
        )
    assert gone.json()["late"] is None


# ---------------------------------------------------------------- attacks
def test_nobody_else_sees_terms_amounts_or_rates(pair, client):
    session, ahead = pair.off(pair.booked()), pair.booked(NOW + timedelta(hours=40))
    colleague = make_member(team=pair.team)
    for viewer in (pair.lead, pair.admin, colleague, pair.supervisee):
        for path in (
            *("/invoices/", "/invoices/2026-11/", "/invoices/2026-11/file/"),
            *("/api/v1/invoices/?month=2026-11", "/api/v1/invoices/rates/"),
        ):
            assert see(client, viewer, path).status_code == 404
    for viewer in (pair.lead, pair.admin, colleague):
        for path in (
            f"/sessions/{session.pk}/", f"/sessions/{ahead.pk}/call-off/", f"/people/{pair.supervisee.pk}/",
            f"/sessions/book/?for={pair.supervisee.pk}", "/board/", f"/agreements/{pair.relationship.pk}/",
        ):  # fmt: skip
            assert "payable" not in see(client, viewer, path).content.decode()
        client.force_login(viewer.person)
        assert client.post(f"/invoices/sessions/{session.pk}/let-go/").status_code == 404


def test_nothing_of_one_organisation_stands_on_the_invoice_of_another(pair, client):
    fern = make_organisation("Fern")
    there = make_member(fern, roles=("supervisor",), person=pair.supervisor.person, employment="external")
    viv = make_member(fern, name="Viv Castellano")
    make_relationship(there, viv)
    make_session(there, viv, at=NOW - timedelta(days=2))
    make_session(pair.supervisor, pair.supervisee, at=NOW - timedelta(days=1))

    assert [line[3] for line in pair.lines()] == ["NB"]
    assert [one.who for one in selectors.invoice_of(there, MONTH, now=NOW).lines] == ["VC"]
    assert selectors.rates_of(there) == []


@pytest.mark.parametrize("number", [1, 30])
def test_a_month_costs_the_same_queries_for_one_session_as_for_thirty(
    pair, number, django_assert_num_queries
):
    for n in range(number):
        make_session(
            pair.supervisor,
            pair.supervisee,
            at=datetime(2026, 11, 1, 8, tzinfo=UTC) + timedelta(hours=20 * n),
        )
    pair.off(pair.booked())
    with django_assert_num_queries(14):
        assert len(selectors.invoice_of(pair.supervisor, MONTH, now=NOW).lines) == number + 1


def test_the_day_from_which_a_rate_holds_is_filled_in_as_browsers_read_it(pair, client):
    client.force_login(pair.supervisor.person)

    page = client.get("/invoices/").content.decode()

    found = re.search(r'<input type="date" name="starts_on" value="([^"]*)"', page)
    assert found and date.fromisoformat(found[1])
