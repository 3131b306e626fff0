"""Two people's agreement: put forward, signed by both, looked at again; and what others learn of it."""

from datetime import date, timedelta

import pytest

from supervision.notices.models import Notice
from supervision.people import arrangements
from supervision.people.models import AuditEntry
from supervision.practice import agreed, rules, selectors, services
from supervision.practice.models import Agreement, AgreementVersion
from supervision.practice.reminding import remind
from tests.builders import (
    MONDAY_9AM,
    make_lead,
    make_member,
    make_organisation,
    make_relationship,
    make_session,
    make_team,
)

pytestmark = pytest.mark.django_db
NOW = MONDAY_9AM
DAY = timedelta(days=1)


class Two:
    def __init__(self):
        self.organisation = make_organisation("Alder")
        self.team = make_team(self.organisation)
        self.lead = make_lead(self.team, name="Ruth Calder")
        self.supervisor = make_member(self.organisation, roles=("supervisor",), name="Judith Marlow")
        self.supervisee = make_member(team=self.team, name="Nia Bevan")
        self.relationship = make_relationship(self.supervisor, self.supervisee)

    def words(self, **changed):
        return agreed.starting_words(self.organisation.pk) | changed

    def propose(self, by, now=NOW, read=True, sure=False, **changed):
        return services.propose(
            by=by,
            relationship=self.relationship,
            words=self.words(**changed),
            has_read_limits=read,
            is_sure=sure,
            now=now,
        )

    def sign(self, by, number, now=NOW, read=True):
        return services.sign(
            by=by, relationship=self.relationship, number=number, has_read_limits=read, now=now
        )

    def agree(self, now=NOW, **changed):
        version = self.propose(self.supervisor, now=now, **changed)
        return self.sign(self.supervisee, version.number, now=now)

    @property
    def agreement(self):
        return Agreement.objects.get()

    def page(self, viewer, now=NOW, number=None):
        return selectors.page_of(self.relationship, viewer, number=number, now=now)


@pytest.fixture
def two():
    return Two()


def kinds_for(member):
    return sorted(Notice.objects.filter(recipient=member, state="due").values_list("kind", flat=True))


def test_a_version_holds_once_both_have_signed(two):
    version = two.propose(two.supervisor)
    assert two.agreement.signed_until is None
    assert kinds_for(two.supervisee) == ["agreement_to_sign"]

    two.sign(two.supervisee, version.number)

    assert two.agreement.holds_since == NOW.date()
    assert two.agreement.signed_until == date(2027, 5, 2)
    assert kinds_for(two.supervisee) == []
    assert kinds_for(two.supervisor) == ["agreement_holds"]


def test_a_change_shows_what_was_put_in_and_the_old_one_holds_until_both_signed(two):
    two.agree()
    later = NOW + 30 * DAY
    two.propose(two.supervisee, now=later, cancellation="We tell each other a week before.")

    page = two.page(two.supervisor, now=later)

    assert page.version.number == 2 and page.holds.number == 1
    assert [change.slug for change in page.changes] == ["cancellation"]
    assert page.may_sign and not two.page(two.supervisee, now=later).may_sign
    two.sign(two.supervisor, 2, now=later)
    assert two.agreement.signed_until == date(2027, 12, 2)
    states = dict(AgreementVersion.objects.values_list("number", "state"))
    assert states == {1: "past", 2: "holds"}


def test_another_suggestion_takes_the_place_of_one_that_waits(two):
    two.propose(two.supervisor)
    two.propose(two.supervisee, urgent="Ring me.")

    with pytest.raises(rules.NothingToSign):
        two.sign(two.supervisee, 1)

    assert kinds_for(two.supervisee) == []
    two.sign(two.supervisor, 2)
    assert two.agreement.signed_until is not None
    assert [line.number for line in two.page(two.supervisee).versions] == [2]


def test_nobody_signs_what_they_have_not_read(two):
    with pytest.raises(rules.LimitsUnread):
        two.propose(two.supervisor, read=False)
    version = two.propose(two.supervisor)
    with pytest.raises(rules.LimitsUnread):
        two.sign(two.supervisee, version.number, read=False)

    assert two.agreement.holds_since is None


def test_the_same_words_are_signed_again_only_when_a_review_is_near(two):
    two.agree()
    with pytest.raises(rules.NothingChanged):
        two.propose(two.supervisor, now=NOW + 100 * DAY)

    near = NOW + 165 * DAY
    version = two.propose(two.supervisee, now=near)
    two.sign(two.supervisor, version.number, now=near)

    assert two.agreement.signed_until == rules.review_on(near.date(), is_first=False)
    assert two.page(two.supervisee, now=near).versions[0].words == "signed again as it was"


def test_what_looks_like_a_client_is_asked_about_first(two):
    with pytest.raises(rules.LooksLikeClient):
        two.propose(two.supervisor, urgent="Text me on 07700 900123.")
    assert not AgreementVersion.objects.exists()

    two.propose(two.supervisor, urgent="Text me on 07700 900123.", sure=True)

    assert AgreementVersion.objects.count() == 1


def test_a_stranger_to_the_two_signs_nothing(two):
    version = two.propose(two.supervisor)
    for other in (two.lead, make_member(two.organisation, roles=("admin",))):
        with pytest.raises(rules.NotSides):
            two.sign(other, version.number)

    assert version.signatures.count() == 1


def test_after_the_end_nothing_is_signed_any_more(two):
    two.relationship.ends_on = NOW.date() - DAY
    two.relationship.save()

    with pytest.raises(rules.Over):
        two.propose(two.supervisor)


# ---------------------------------------------------------------- one's line manager
def test_a_line_manager_supervises_only_with_the_supervisee_s_yes(two):
    two.supervisee.line_manager = two.supervisor
    two.supervisee.save()
    two.relationship.refresh_from_db()
    with pytest.raises(rules.NeedsTheirYes):
        two.propose(two.supervisor)
    with pytest.raises(rules.NotSides):
        services.answer_manager(by=two.supervisor, relationship=two.relationship, agrees=True, now=NOW)

    services.answer_manager(by=two.supervisee, relationship=two.relationship, agrees=True, now=NOW)

    assert two.propose(two.supervisor).number == 1
    assert kinds_for(two.lead) == []


def test_nobody_else_can_pair_somebody_with_their_line_manager(two):
    manager = make_member(two.organisation, roles=("supervisor",))
    member = make_member(two.organisation, line_manager=manager)
    admin = make_member(two.organisation, roles=("admin",))
    pair = {"supervisor": manager, "supervisee": member, "starts_on": NOW.date()}

    with pytest.raises(rules.NeedsTheirYes):
        arrangements.start_relationship(**pair, by=admin, now=NOW)

    assert arrangements.start_relationship(**pair, by=member, now=NOW).pk


# ---------------------------------------------------------------- what others learn
def test_a_lead_and_an_administrator_see_a_date_and_not_a_word(two, client):
    canary = "Kestrelword"
    two.agree(purpose=f"A place for {canary}.")
    admin = make_member(two.organisation, roles=("admin",))
    for viewer in (two.lead, admin):
        client.force_login(viewer.person)
        dates = client.get("/agreements/dates/").content.decode()
        assert "2 May 2027" in dates and canary not in dates
        pk = two.relationship.pk
        for path in ("", "change/", "versions/1/"):
            assert client.get(f"/agreements/{pk}/{path}").status_code == 404
        assert client.get(f"/api/v1/agreements/{pk}/").status_code == 404
    client.force_login(two.supervisee.person)
    assert canary in client.get(f"/agreements/{two.relationship.pk}/").content.decode()


def test_words_stand_nowhere_in_the_database(two):
    two.agree(purpose="Kestrelword")

    version = AgreementVersion.objects.get()
    assert b"Kestrelword" not in bytes(version.sealed)
    assert not any("Kestrelword" in str(value) for value in Notice.objects.values_list("about", flat=True))
    assert AuditEntry.objects.filter(action="agreement.holds").count() == 1


def test_words_moved_to_another_version_do_not_open(two):
    from supervision.people.encryption import Tampered

    two.agree(purpose="First")
    two.propose(two.supervisor, now=NOW + 30 * DAY, purpose="Second")
    first, second = AgreementVersion.objects.order_by("number")

    AgreementVersion.objects.filter(pk=second.pk).update(sealed=first.sealed)

    with pytest.raises(Tampered):
        agreed.words_of(AgreementVersion.objects.get(pk=second.pk))


def test_who_is_supervised_by_two_is_covered_once_both_are_signed(two):
    make_relationship(make_member(two.organisation, roles=("supervisor",)), two.supervisee)
    two.agree()

    found = selectors.dates_of([two.supervisee.pk, two.lead.pk], on=NOW.date())

    assert not found[two.supervisee.pk].is_in_date and not found[two.lead.pk].has_supervisor
    assert selectors.coverage_of(found.values()) == selectors.Coverage(0, 1)


# ---------------------------------------------------------------- reminders
def test_a_review_is_said_once_to_both_three_weeks_before(two):
    two.agree()
    Notice.objects.all().delete()
    remind(now=NOW + 158 * DAY)
    assert not Notice.objects.exists()

    near = NOW + 160 * DAY
    remind(now=near)
    remind(now=near + DAY)

    assert kinds_for(two.supervisor) == kinds_for(two.supervisee) == ["agreement_review"]


def test_a_version_that_waits_a_week_is_asked_about_once_more(two):
    two.propose(two.supervisor)
    Notice.objects.all().delete()
    for days in (6, 8, 9, 30):
        remind(now=NOW + days * DAY)

    assert kinds_for(two.supervisee) == ["agreement_to_sign"]
    assert kinds_for(two.supervisor) == []


def test_before_the_first_session_both_are_asked_to_read_the_limits(two):
    make_session(two.supervisor, two.supervisee, at=NOW + 4 * DAY, status="booked")
    services.read_limits(by=two.supervisor, relationship=two.relationship, now=NOW)
    remind(now=NOW)

    assert kinds_for(two.supervisee) == ["agreement_limits"]
    assert kinds_for(two.supervisor) == []


def test_who_has_met_before_is_not_asked_before_each_session(two):
    make_session(two.supervisor, two.supervisee, at=NOW - 30 * DAY)
    make_session(two.supervisor, two.supervisee, at=NOW + 4 * DAY, status="booked")

    remind(now=NOW)

    assert not Notice.objects.exists()


# ---------------------------------------------------------------- pages and API
def test_the_whole_of_it_on_pages(two, client):
    page = f"/agreements/{two.relationship.pk}/"
    client.force_login(two.supervisor.person)
    assert "Put it forward" in client.get(page).content.decode()
    values = {f"t_{slug}": text for slug, text in two.words(urgent="Text me on 07700 900123.").items()}
    missing = client.post(f"{page}change/", values)
    assert missing.status_code == 422 and "Tick that you have read" in missing.content.decode()
    warned = client.post(f"{page}change/", values | {"limits_read": "on"})
    assert warned.status_code == 422 and "a phone number" in warned.content.decode()
    assert "Text me on 07700" in warned.content.decode()
    assert client.post(f"{page}change/", values | {"limits_read": "on", "sure": "on"}).status_code == 302

    client.force_login(two.supervisee.person)
    assert "Sign version 1" in client.get(page).content.decode()
    assert "Read and sign" in client.get("/agreements/").content.decode()
    assert client.post(f"{page}sign/", {"version": 1}).status_code == 409
    assert client.post(f"{page}sign/", {"version": 1, "limits": "on"}).status_code == 302
    assert "Signed by both of you" in client.get(page).content.decode()
    assert "Signed until" in client.get("/agreements/").content.decode()
    client.force_login(two.lead.person)
    assert "Agreement signed until" in client.get("/board/").content.decode()


def test_the_organisation_says_what_agreements_start_with(two, client):
    admin = make_member(two.organisation, roles=("admin",))
    client.force_login(admin.person)
    values = {f"t_{slug}": text for slug, text in two.words(frequency="Weekly at first.").items()}
    values |= {"word": "consultation", "associate_word": "reflective_space"}
    values |= {"agenda_months": "12", "record_months": "36", "escalation_months": "72"}

    assert client.post("/organisation/practice/", values).status_code == 302

    kept = agreed.settings_of(two.organisation.pk)
    assert kept.agreement == {"frequency": "Weekly at first."}
    client.force_login(two.supervisee.person)
    assert "Weekly at first." in client.get(f"/agreements/{two.relationship.pk}/").content.decode()
    assert "your consultation:" in client.get("/agreements/").content.decode()


def test_the_api_does_the_same(two, client):
    client.force_login(two.supervisor.person)
    door = f"/api/v1/agreements/{two.relationship.pk}/"
    body = {"words": two.words(), "has_read_limits": True}
    made = client.post(door, body, content_type="application/json")
    assert made.status_code == 201 and made.json()["state"] == "open"
    client.force_login(two.supervisee.person)
    assert client.get("/api/v1/agreements/").json()[0]["waits_for_you"] is True
    signed = client.post(
        f"{door}sign/", {"version": 1, "has_read_limits": True}, content_type="application/json"
    )
    assert signed.json()["signed_until"]
    client.force_login(two.lead.person)
    dates = client.get("/api/v1/agreements/dates/").json()
    assert {row["member"]: row["is_in_date"] for row in dates}[two.supervisee.pk] is True


def test_a_list_costs_the_same_for_one_and_for_thirty(two, client, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.force_login(two.supervisor.person)
    client.get("/agreements/")
    counts = []
    for number in (0, 29):
        for _ in range(number):
            make_relationship(two.supervisor, make_member(team=two.team))
        with CaptureQueriesContext(
            connection,
        ) as found:
            client.get("/agreements/")
        counts.append(len(found))

    assert counts[0] == counts[1]
