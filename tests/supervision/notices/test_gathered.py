"""The one message for what was kept back: as firm as what is under it, and by the ways that is wanted by."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from supervision.notices import claiming, pausing, services
from supervision.notices.checking import ready_to_go
from supervision.notices.delivery import deliver_due
from supervision.notices.models import Hours, Notice, Preference
from supervision.notices.transport import OutcomeUnknown, Refused
from tests.builders import MONDAY_9AM, make_leave, make_member, make_notice
from tests.supervision.notices.reached import AT, states

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SOFT = {"kind": "trial_soft", "notice_class": "S"}
BACK = MONDAY_9AM + DAY


class Post:
    """A mail server that does with each letter what `fate` says: "sent", "lost" or "later"."""

    def __init__(self, fate="sent", meanwhile=None):
        self.fate, self.meanwhile, self.sent = fate, meanwhile, []

    def offer(self, letter):
        if self.fate == "later":
            raise Refused(451)

    def hand_over(self, letter, then=None):
        if self.meanwhile:
            self.meanwhile()
        if self.fate == "lost":
            raise OutcomeUnknown("on purpose")
        self.sent.append(letter)

    def take_back(self): ...
    def close(self): ...


def kept(member, *classes, at=MONDAY_9AM):
    """Return messages that a leave has kept back, one of each class."""
    extras = {"R": {"notice_class": "R"}, "S": SOFT}
    return [make_notice(member, at=at, reason=claiming.AWAY, **extras[letter]) for letter in classes]


def gathered():
    return list(Notice.objects.filter(kind="gathered").order_by("pk"))


def look(member, *notices, now=MONDAY_9AM, owner="looker"):
    """Have a worker take these and look at them again; return what it would send."""
    pks = [notice.pk for notice in notices]
    until = claiming.lease_from(now)
    Notice.objects.filter(pk__in=pks).update(state="claimed", owner=owner, lease_until=until)
    batch = Notice.objects.filter(pk__in=pks).select_related("recipient__person", "recipient__organisation")
    return ready_to_go(list(batch), owner=owner, now=now)


@pytest.mark.parametrize(
    ("classes", "said"), [("SS", "S"), ("SR", "R"), ("RS", "R"), ("RR", "R"), ("SSSSR", "R"), ("SSS", "S")]
)
def test_it_must_arrive_if_anything_under_it_must(trial, classes, said):
    member = make_member()
    look(member, *kept(member, *classes))

    assert [row.notice_class for row in gathered()] == [said]


@pytest.mark.parametrize(("classes", "tries", "state"), [("SS", 1, "uncertain"), ("SR", 2, "sent")])
def test_what_may_have_arrived_is_repeated_only_if_something_in_it_must_arrive(trial, classes, tries, state):
    member = make_member()
    kept(member, *classes)
    calls = []
    post = Post("lost", meanwhile=lambda: calls.append(1))
    deliver_due(tell_time=lambda: MONDAY_9AM, transport=post)
    deliver_due(tell_time=lambda: MONDAY_9AM, transport=post)
    post.fate = "sent"
    deliver_due(tell_time=lambda: MONDAY_9AM + HOUR, transport=post)

    assert (len(calls), [row.state for row in gathered()]) == (tries, [state])


@pytest.mark.parametrize("hand", ["due", "claimed"])
def test_a_soft_one_becomes_firm_when_what_must_arrive_joins_it(trial, hand):
    member = make_member()
    look(member, *kept(member, "S", "S"))
    (one,) = gathered()
    if hand == "claimed":
        Notice.objects.filter(pk=one.pk).update(
            state="claimed", owner="another", lease_until=MONDAY_9AM + HOUR, attempts=3
        )
    look(member, *kept(member, "R"))

    (row,) = gathered()
    assert (row.notice_class, row.state, row.owner, row.attempts) == ("R", "due", "", 0)
    letters = {row.pk: "<a@b>"}
    assert claiming.start_sending_all(letters, owner="another", now=MONDAY_9AM) == set()


def test_one_that_a_worker_is_about_to_drop_is_taken_from_it_when_what_must_arrive_joins(trial):
    """Its reader has just read all that was under it: so that worker found no reason for it any more."""
    member = make_member()
    look(member, *kept(member, "R", "R"))
    services.mark_all_read(member, now=MONDAY_9AM)
    (one,) = claiming.claim(owner="another", now=MONDAY_9AM)
    look(member, *kept(member, "R"))

    claiming.drop([one], owner="another", reason=claiming.GONE, now=MONDAY_9AM)

    assert [(row.notice_class, row.state) for row in gathered()] == [("R", "due")]


def test_a_soft_one_that_a_soft_one_joins_stays_in_the_hand_it_is_in(trial):
    member = make_member()
    look(member, *kept(member, "S", "S"))
    Notice.objects.filter(kind="gathered").update(state="claimed", owner="another", lease_until=BACK)
    look(member, *kept(member, "S"))

    (row,) = gathered()
    assert (row.notice_class, row.state, row.owner) == ("S", "claimed", "another")


def test_what_must_arrive_joins_none_that_is_being_sent(trial):
    member = make_member()
    look(member, *kept(member, "S", "S"))
    Notice.objects.filter(kind="gathered").update(state="sending", owner="another", lease_until=BACK)
    look(member, *kept(member, "R", "S"))

    assert [(row.notice_class, row.state) for row in gathered()] == [("S", "sending"), ("R", "due")]


def test_one_that_the_server_put_off_until_the_next_day_is_joined_by_what_comes_then(trial):
    member = make_member()
    kept(member, "S", "S")
    deliver_due(tell_time=lambda: MONDAY_9AM, transport=Post("later"))
    post = Post()
    kept(member, "R", "R", at=BACK)
    deliver_due(tell_time=lambda: BACK, transport=post)

    assert [(row.notice_class, row.state) for row in gathered()] == [("R", "sent")]
    assert len(post.sent) == 1
    for line in ("A soft one, two times", "A day to confirm, two times"):
        assert line in post.sent[0].text


# ---------------------------------------------------------------- by which ways
@pytest.mark.parametrize("weekly", [False, True])
def test_a_summary_comes_though_it_is_soft(trial, mailoutbox, weekly):
    member = make_member()
    services.choose_hours(
        member, opens_at="08:00", closes_at="18:00", summary=Hours.Summary.WEEKLY if weekly else "day"
    )
    for _ in range(2):
        make_notice(member, **SOFT)
    deliver_due(tell_time=lambda: MONDAY_9AM)
    comes = MONDAY_9AM.replace(hour=8) + DAY * (7 if weekly else 1)
    # Not on the stroke: the one message is made after the moment of the summary.
    deliver_due(tell_time=lambda: comes + timedelta(minutes=3))

    assert [(row.notice_class, row.state) for row in gathered()] == [("S", "sent")]
    assert len(mailoutbox) == 1


def run_back(house):
    """Have the reader come back from a leave, which is looked at on a day of it and on the day after."""
    house.run(AT)
    house.run(AT + 2 * DAY)


def test_what_is_wanted_on_the_phone_alone_comes_there_and_not_by_mail(house, mailoutbox):
    make_leave(house.member, date(2026, 11, 1), date(2026, 11, 3))
    house.choose("trial_soft", "push")
    for _ in range(2):
        make_notice(house.member, **SOFT)

    run_back(house)

    assert (len(mailoutbox), len(house.pushed), len(house.texted)) == (0, 1, 0)
    assert states(gathered()[0]) == ("passed_on", [("Phone", "sent")])


def test_each_kind_under_it_brings_its_own_ways(house, mailoutbox):
    make_leave(house.member, date(2026, 11, 1), date(2026, 11, 3))
    house.choose("trial_soft", "push")
    house.choose("trial", "email", house.number.key)
    make_notice(house.member, **SOFT)
    make_notice(house.member)

    run_back(house)

    assert (len(mailoutbox), len(house.pushed), len(house.texted)) == (1, 1, 1)
    assert gathered()[0].notice_class == "R"


def silence(member, how):
    if how == "paused":
        pausing.pause_kind(member, "trial_soft", now=MONDAY_9AM)
    else:
        services.choose_kinds(member, {"trial_soft": False}, for_good=how == "ended")


@pytest.mark.parametrize("how", ["paused", "unchosen", "ended"])
@pytest.mark.parametrize(("classes", "letters"), [("SS", 0), ("SR", 1)])
def test_what_was_silenced_after_it_was_put_under_it_is_not_sent(trial, mailoutbox, how, classes, letters):
    member = make_member()
    look(member, *kept(member, *classes))
    silence(member, how)

    deliver_due(tell_time=lambda: MONDAY_9AM)

    assert len(mailoutbox) == letters
    assert [row.state for row in gathered()] == ["sent" if letters else "dropped"]
    assert Notice.objects.visible_to(member).in_inbox().filter(reason="gathered").count() == 2


@pytest.mark.parametrize("how", ["paused", "ended"])
def test_what_was_silenced_before_is_not_put_under_it(trial, mailoutbox, how):
    member = make_member()
    silence(member, how)
    soft, *_ = kept(member, "S", "R", "R")

    deliver_due(tell_time=lambda: MONDAY_9AM)

    assert "One tap" not in mailoutbox[0].subject
    assert Notice.objects.get(pk=soft.pk).reason == "e-mail not wanted"


def test_the_second_look_at_gathered_ones_costs_the_same_for_one_and_for_many(
    trial, django_assert_num_queries
):
    def batch(number):
        for _ in range(number):
            member = make_member()
            look(member, *kept(member, "S", "S"))
        rows = Notice.objects.filter(kind="gathered")
        return list(rows.select_related("recipient__organisation", "recipient__person"))

    few, many = batch(1), batch(12)
    for rows in (few, many):
        with django_assert_num_queries(10):
            assert len(ready_to_go(rows, owner="x", now=MONDAY_9AM)) == len(rows)


# ---------------------------------------------------------------- whatever happens
STEPS = st.lists(
    st.sampled_from(["R", "S", "look", "take", "begin", "sent", "lost", "put off", "killed", "read"]),
    min_size=1,
    max_size=14,
)


class Town:
    """One reader, messages that a leave kept back, and workers that take them and are lost."""

    def __init__(self):
        self.member, self.now, self.number = make_member(), MONDAY_9AM, 0
        self.must, self.told = [], set()

    def step(self, what):
        self.number += 1
        self.now += timedelta(seconds=1)
        getattr(self, f"do_{what.replace(' ', '_')}", lambda: self.leave(what))()
        begun_not = Notice.objects.filter(kind="gathered", state__in=("due", "claimed"), attempts=0)
        assert begun_not.count() <= 1

    def leave(self, letter):
        (row,) = kept(self.member, letter, at=self.now)
        if letter == "R":
            self.must.append(row.pk)

    def do_look(self):
        owner = f"looker {self.number}"
        waiting = Notice.objects.exclude(kind="gathered").filter(state="due")
        ready = look(self.member, *waiting, now=self.now, owner=owner)
        assert all(row.kind != "gathered" for row in ready)
        claiming.let_go(owner)

    def do_take(self):
        claiming.claim(owner=f"taker {self.number}", now=self.now)

    def theirs(self, state):
        return Notice.objects.filter(kind="gathered", state=state).order_by("pk").first()

    def do_begin(self):
        row = self.theirs("claimed")
        if row:
            claiming.start_sending(row, owner=row.owner, message_id="<a@b>", now=self.now)

    def do_sent(self):
        row = self.theirs("sending")
        if row:
            claiming.mark_sent(row, owner=row.owner, now=self.now)

    def do_lost(self):
        row = self.theirs("sending")
        if row and row.notice_class == "S":
            claiming.mark_uncertain(row, owner=row.owner, now=self.now)
        elif row:
            self.again(row)

    def do_put_off(self):
        row = self.theirs("sending")
        if row:
            self.again(row)

    def again(self, row):
        claiming.try_later(
            row, owner=row.owner, attempts=row.attempts, reason="refused", now=self.now, chance=0
        )

    def do_killed(self):
        self.now += timedelta(minutes=5)
        claiming.recover(now=self.now)

    def do_read(self):
        services.mark_all_read(self.member, now=self.now)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_nothing_that_must_arrive_is_lost_and_there_is_never_more_than_one_open(trial, steps):
    """Each that must arrive went by itself, was read, or stands under one that must arrive and is told."""
    Notice.objects.all().delete()
    town = Town()
    for step in steps:
        town.step(step)
    town.step("killed")
    town.now += DAY
    deliver_due(tell_time=lambda: town.now, transport=Post())
    deliver_due(tell_time=lambda: town.now + HOUR, transport=Post())

    for row in Notice.objects.filter(pk__in=town.must):
        if row.state == "sent" or row.read_at is not None:
            continue
        assert (row.state, row.reason) == ("dropped", "gathered")
        assert Notice.objects.filter(
            kind="gathered", notice_class="R", state="sent", sent_at__gte=row.inbox_at
        ).exists()


def test_a_choice_of_no_mail_with_no_other_way_keeps_a_soft_summary_away(trial, mailoutbox):
    member = make_member()
    Preference.objects.create(member=member, kind="trial_soft", is_wanted=False)
    kept(member, "S", "S")

    deliver_due(tell_time=lambda: MONDAY_9AM)

    assert not mailoutbox and not gathered()
