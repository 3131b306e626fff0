"""One's own address: the new one answers first, the old one takes it back, nobody learns who has which."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache

from supervision.people import changing_address as changing
from supervision.people import rules, walls
from supervision.people.links import LinkOver, make_link, use_link
from supervision.people.mail_trouble import note_trouble
from supervision.people.models import AddressChange, ApiToken, AuditEntry, MailTrouble
from supervision.people.remembering import is_remembered, remember
from supervision.people.tokens import make_token
from tests.builders import MONDAY_9AM, make_member, make_organisation, make_person

pytestmark = pytest.mark.django_db
NOW, OLD, NEW = MONDAY_9AM, "nia@alder.example", "nia.bevan@fern.example"
DAY, WEEK = timedelta(days=1), timedelta(days=7)


@pytest.fixture(autouse=True)
def _limits_start_afresh():
    cache.clear()


@pytest.fixture
def nia():
    return make_member(make_organisation("Alder"), email=OLD).person


@pytest.fixture
def single_sign_on(settings):
    app = {"provider_id": "alder", "settings": {"domains": ["Alder.example"]}}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}


def ask(person, email=NEW, now=NOW):
    return changing.ask(person, email=email, now=now)


def press(token, person, now=NOW):
    return changing.change_address(token, person=person, this_key=None, now=now)


def changed(person, email=NEW, now=NOW):
    """Return the token of the way back."""
    return press(ask(person, email, now).token, person, now).token


def take_back(token, now=NOW):
    return changing.take_back(token, number=changing.number_of(token), now=now)


def email_of(person):
    person.refresh_from_db()
    return person.email


# ---------------------------------------------------------------- asking
def test_asking_changes_nothing_and_keeps_neither_link_nor_address_in_the_clear(nia):
    asked = ask(nia, "Nia.Bevan@Fern.example ")

    assert (asked.email, asked.holder, email_of(nia)) == (NEW, None, OLD)
    kept = str(list(AddressChange.objects.values()))
    assert asked.token not in kept
    assert "fern" not in kept
    told = changing.address_told(nia, now=NOW)
    assert (told.email, told.waiting, told.until) == (OLD, NEW, NOW + DAY)


@pytest.mark.parametrize(
    ("email", "refusal"), [("no address", rules.NotAnAddress), ("NIA@alder.example", rules.SameAddress)]
)
def test_what_is_no_address_or_is_theirs_is_refused(nia, email, refusal):
    with pytest.raises(refusal):
        ask(nia, email)

    assert not AddressChange.objects.exists()


def test_somebody_else_s_address_looks_the_same_from_the_asker_s_side_and_never_changes_hands(nia):
    holder = make_person(email="Holder@fern.example")

    asked = ask(nia, "holder@fern.example")

    assert asked.holder == holder
    assert changing.address_told(nia, now=NOW).waiting == "holder@fern.example"
    with pytest.raises(rules.AddressTaken):
        press(asked.token, nia)
    assert email_of(nia) == OLD


def test_asking_again_ends_the_link_before(nia):
    first = ask(nia).token
    second = changing.ask_again(nia, now=NOW)

    with pytest.raises(rules.ChangeOver):
        press(first, nia)
    assert second.email == NEW
    press(second.token, nia)
    assert email_of(nia) == NEW


def test_there_is_nothing_to_send_again_where_nothing_waits(nia):
    ask(nia)

    with pytest.raises(rules.NoChange):
        changing.ask_again(nia, now=NOW + DAY)


def test_so_many_letters_an_hour(nia):
    for _ in range(changing.MOST):
        ask(nia)

    with pytest.raises(rules.TooManyTries):
        ask(nia)
    ask(nia, now=NOW + timedelta(hours=1))


def test_what_was_withdrawn_is_over(nia):
    token = ask(nia).token

    assert changing.withdraw(nia)
    assert not changing.withdraw(nia)
    with pytest.raises(rules.ChangeOver):
        press(token, nia)
    assert email_of(nia) == OLD


def test_single_sign_on_decides_for_its_domains(nia, single_sign_on):
    with pytest.raises(rules.WorkAccountDecides):
        ask(nia)
    assert changing.address_told(nia, now=NOW).is_single_sign_on

    elsewhere = make_person(email="tom@fern.example")
    assert ask(elsewhere, "tom@rowan.example").token
    SocialAccount.objects.create(user=elsewhere, provider="alder", uid="1")
    with pytest.raises(rules.WorkAccountDecides):
        ask(elsewhere, "tom@ash.example")


# ---------------------------------------------------------------- pressing
def test_a_pressed_link_changes_it_and_is_written_down_in_every_place(nia):
    here, there = nia.memberships.get(), make_member(make_organisation("Fern"), person=nia)

    changed(nia)

    assert email_of(nia) == NEW
    entries = AuditEntry.objects.filter(action="address.changed").order_by("organisation_id")
    told = [(entry.organisation_id, entry.actor_id, entry.subject_id) for entry in entries]
    assert told == [(one.organisation_id, one.pk, one.pk) for one in (here, there)]


def test_a_link_works_once_for_a_day_and_for_whoever_asked(nia):
    token = ask(nia).token

    assert changing.is_open(token, person=nia, now=NOW + DAY - timedelta(seconds=1))
    for who, at in ((make_person(), NOW), (nia, NOW + DAY)):
        assert not changing.is_open(token, person=who, now=at)
        with pytest.raises(rules.ChangeOver):
            press(token, who, at)
    assert email_of(nia) == OLD
    press(token, nia)
    with pytest.raises(rules.ChangeOver):
        press(token, nia)


def test_taken_meanwhile_it_is_refused_and_nothing_has_changed(nia):
    token = ask(nia).token
    make_person(email="NIA.bevan@fern.example")

    with pytest.raises(rules.AddressTaken):
        press(token, nia)

    assert email_of(nia) == OLD
    assert not AuditEntry.objects.filter(action="address.changed").exists()


def test_single_sign_on_that_came_meanwhile_decides(nia, settings):
    token = ask(nia).token
    app = {"provider_id": "alder", "settings": {"domains": ["alder.example"]}}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}

    with pytest.raises(rules.WorkAccountDecides):
        press(token, nia)

    assert email_of(nia) == OLD


def test_links_letters_that_came_back_and_remembered_devices_go_and_tokens_stay(nia):
    link, device = make_link(nia, now=NOW), remember(nia, now=NOW)
    make_token(nia.memberships.get(), name="Script", may_write=True, lasts_days=30, now=NOW)
    note_trouble(nia, code="5.1.1", now=NOW)

    changed(nia)

    with pytest.raises(LinkOver):
        use_link(link, now=NOW)
    assert not is_remembered(device, nia, now=NOW)
    assert not MailTrouble.objects.exists()
    assert ApiToken.objects.filter(revoked_at=None).count() == 1


# ---------------------------------------------------------------- the way back
def test_the_old_address_takes_it_back_once_and_shuts_everybody_out(nia):
    place = nia.memberships.get()
    back = changed(nia)
    nia.set_password("set-by-somebody-else")
    nia.save()
    make_token(place, name="Theirs", may_write=True, lasts_days=30, now=NOW)
    Authenticator.objects.create(user=nia, type=Authenticator.Type.TOTP, data={}, created_at=NOW)
    Authenticator.objects.create(
        user=nia, type=Authenticator.Type.WEBAUTHN, data={}, created_at=NOW - timedelta(days=30)
    )
    link, waiting = make_link(nia, now=NOW), ask(nia, "third@fern.example").token

    take_back(back, NOW + WEEK - timedelta(seconds=1))

    assert email_of(nia) == OLD
    assert not nia.has_usable_password()
    assert not ApiToken.objects.filter(revoked_at=None).exists()
    assert [one.type for one in Authenticator.objects.all()] == [Authenticator.Type.WEBAUTHN]
    with pytest.raises(LinkOver):
        use_link(link, now=NOW)
    with pytest.raises(rules.ChangeOver):
        press(waiting, nia)
    with pytest.raises(rules.ChangeOver):
        take_back(back, NOW)
    assert AuditEntry.objects.filter(action="address.put_back", subject_id=place.pk).count() == 1


def test_a_way_back_lasts_a_week_and_opens_nothing_else(nia):
    back = changed(nia)

    assert not changing.is_way_back_open(back, now=NOW + WEEK)
    with pytest.raises(rules.ChangeOver):
        take_back(back, NOW + WEEK)
    with pytest.raises(rules.ChangeOver):
        press(back, nia)
    with pytest.raises(rules.ChangeOver):
        take_back(ask(nia, "third@fern.example").token, NOW)
    assert email_of(nia) == NEW


def test_whoever_changed_it_twice_cannot_use_up_the_first_way_back(nia):
    first = changed(nia)
    second = changed(nia, "third@fern.example", NOW + timedelta(minutes=1))

    take_back(second, NOW + timedelta(minutes=2))
    assert email_of(nia) == NEW
    take_back(first, NOW + timedelta(minutes=3))
    assert email_of(nia) == OLD


def test_a_way_back_takes_the_number_in_its_letter_and_few_guesses(nia):
    """Programs that look at mail press what they find; ninety numbers are not tried out in a week."""
    back = changed(nia)
    number = changing.number_of(back)
    wrong = str(109 - int(number))

    for typed in ("", "  ", wrong, wrong, wrong, wrong):
        with pytest.raises(rules.WrongNumber):
            changing.take_back(back, number=typed, now=NOW)
    with pytest.raises(rules.WrongNumber):
        changing.take_back(back, number="x", now=NOW)
    with pytest.raises(rules.TooManyTries):
        changing.take_back(back, number=number, now=NOW)
    assert email_of(nia) == NEW

    changing.take_back(back, number=f" {number} ", now=NOW + timedelta(hours=1))
    assert email_of(nia) == OLD


def test_an_address_that_somebody_has_by_now_does_not_come_back(nia):
    back = changed(nia)
    make_person(email=OLD)

    with pytest.raises(rules.AddressTaken):
        take_back(back, NOW)

    assert email_of(nia) == NEW


# ---------------------------------------------------------------- around it
def test_at_night_what_is_over_is_forgotten(nia):
    changed(nia)
    ask(nia, "third@fern.example")

    assert changing.forget_changes(now=NOW + DAY - timedelta(seconds=1)) == 0
    assert changing.forget_changes(now=NOW + DAY) == 1
    assert changing.forget_changes(now=NOW + WEEK) == 1


def test_it_works_within_the_walls_and_others_are_behind_them(nia):
    stranger = make_member()
    make_member(make_organisation("Fern"), person=nia)
    walls.bind(nia.pk)
    try:
        changed(nia)
        ask(nia, "third@fern.example")
        assert AddressChange.objects.filter(person=nia).count() == 2
        walls.bind(stranger.person_id)
        if walls.is_bound():
            assert not AddressChange.objects.exists()
    finally:
        walls.unbind()
    assert AuditEntry.objects.filter(action="address.changed").count() == 2
    assert email_of(nia) == NEW
