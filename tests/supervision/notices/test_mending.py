"""What an administrator can do about a message that did not arrive."""

from datetime import timedelta

import pytest
from django.http import Http404

from supervision.notices import mending, services
from supervision.notices.delivery import deliver_due
from supervision.notices.models import Notice
from supervision.people.audit import first_break
from supervision.people.mail_trouble import clear_trouble, note_trouble
from supervision.people.models import AuditEntry
from tests.builders import MONDAY_9AM, make_member, make_notice, make_organisation, make_way

pytestmark = pytest.mark.django_db
LATER = MONDAY_9AM + timedelta(hours=2)


@pytest.fixture
def admin():
    return make_member(roles=("admin",))


def failed(admin, **extra):
    reader = make_member(admin.organisation)
    extra.setdefault("state", "failed")
    return make_notice(reader, reason="refused with 550", attempts=3, inbox_at=MONDAY_9AM, **extra)


def deeds():
    return list(AuditEntry.objects.order_by("sequence").values_list("action", "object_id"))


@pytest.mark.parametrize("state", ["failed", "uncertain"])
def test_sent_again_it_goes_under_its_old_message_id(admin, trial, mailoutbox, state):
    notice = failed(admin, state=state, message_id="<first@here>", sent_at=MONDAY_9AM)

    assert mending.send_again(notice.pk, by=admin, now=LATER)
    deliver_due(tell_time=lambda: LATER)

    notice.refresh_from_db()
    assert (notice.state, notice.sent_at) == ("sent", LATER)
    assert [mail.extra_headers["Message-ID"] for mail in mailoutbox] == ["<first@here>"]
    assert deeds() == [("notice.sent_again", notice.pk)]
    assert first_break(admin.organisation) is None


def test_one_on_a_topic_is_not_held_back_by_having_been_uncertain_itself(admin, trial, mailoutbox):
    notice = failed(admin, state="uncertain", topic="clock:1", sent_at=MONDAY_9AM)

    mending.send_again(notice.pk, by=admin, now=LATER)
    deliver_due(tell_time=lambda: LATER)

    assert len(mailoutbox) == 1


def test_pressed_twice_it_goes_once(admin, trial, mailoutbox):
    notice = failed(admin)

    pressed = [mending.send_again(notice.pk, by=admin, now=LATER) for _ in range(2)]
    deliver_due(tell_time=lambda: LATER)

    assert pressed == [True, False]
    assert not mending.send_again(notice.pk, by=admin, now=LATER)
    assert not mending.drop_by_hand(notice.pk, by=admin, now=LATER)
    assert len(mailoutbox) == 1
    assert len(deeds()) == 1


def test_dropped_it_stays_and_goes_to_nobody(admin, trial, mailoutbox):
    notice = failed(admin)

    assert mending.drop_by_hand(notice.pk, by=admin, now=LATER)
    assert not mending.drop_by_hand(notice.pk, by=admin, now=LATER)
    deliver_due(tell_time=lambda: LATER)

    notice.refresh_from_db()
    assert (notice.state, notice.inbox_at, len(mailoutbox)) == ("dropped", MONDAY_9AM, 0)
    assert deeds() == [("notice.dropped", notice.pk)]
    services.forget_old(now=MONDAY_9AM + timedelta(days=89))
    assert Notice.objects.filter(pk=notice.pk).exists()
    services.forget_old(now=MONDAY_9AM + timedelta(days=91))
    assert not Notice.objects.filter(pk=notice.pk).exists()


def test_what_has_passed_is_not_sent_again(admin):
    notice = failed(admin, not_after=LATER)

    with pytest.raises(mending.PastItsTime):
        mending.send_again(notice.pk, by=admin, now=LATER)

    notice.refresh_from_db()
    assert notice.state == "failed"
    assert not deeds()


@pytest.mark.parametrize("act", [mending.send_again, mending.drop_by_hand])
def test_only_an_administrator_of_its_organisation_finds_it(admin, act):
    notice = failed(admin)
    elsewhere = make_member(make_organisation(), roles=("admin",))

    for who in (elsewhere, make_member(admin.organisation, roles=("team_lead", "supervisor"))):
        with pytest.raises(Http404):
            act(notice.pk, by=who, now=LATER)

    notice.refresh_from_db()
    assert notice.state == "failed"


@pytest.mark.parametrize("state", ["due", "claimed", "sending", "sent", "dropped"])
def test_what_never_went_wrong_is_not_there(admin, state):
    notice = make_notice(make_member(admin.organisation), state=state)

    for act in (mending.send_again, mending.drop_by_hand):
        with pytest.raises(Http404):
            act(notice.pk, by=admin, now=LATER)


def test_a_soft_one_to_an_address_in_trouble_is_refused_in_words_and_stays_in_the_list(admin, trial, client):
    """It would be dropped at the next look and be gone from the list, as though it had arrived."""
    notice = failed(admin, notice_class="S")
    note_trouble(notice.recipient.person, code="5.1.1", now=MONDAY_9AM)
    client.force_login(admin.person)

    page = client.post(f"/organisation/operations/{notice.pk}/send-again/", follow=True).content.decode()

    assert "Letters to its address still come back" in page
    assert f"N-{notice.pk}" in page
    notice.refresh_from_db()
    assert (notice.state, deeds()) == ("failed", [])
    clear_trouble(notice.recipient.person)
    assert mending.send_again(notice.pk, by=admin, now=LATER)


def test_what_must_arrive_and_what_has_another_way_may_still_be_tried(admin, trial):
    must, soft = failed(admin), failed(admin, notice_class="S")
    for notice in (must, soft):
        note_trouble(notice.recipient.person, code="5.1.1", now=MONDAY_9AM)
    make_way(soft.recipient)
    soft.recipient.notice_preferences.create(kind=soft.kind, way="push", is_wanted=True)

    assert all(mending.send_again(notice.pk, by=admin, now=LATER) for notice in (must, soft))
