"""Answering messages about check-ins from the message: one tap, and nobody is shown which."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.urls import reverse

from peers.checkins import services
from peers.checkins.access import seat_of
from peers.checkins.models import Seat
from peers.checkins.rules import MINUTES, NoPartner, TimeGone
from peers.checkins.selectors import moment_words, next_round_words, others_in, place_of, suggested
from peers.checkins.telling import EVE, FREED, MIDDLE, MISSED, PARTNER, REMINDER
from supervision.languages import listed
from supervision.notices.acts import (
    Act,
    Answering,
    Choice,
    Done,
    Fact,
    Goes,
    Over,
    Pressed,
    Question,
    register,
)
from supervision.notices.acts.ready_made import snooze
from supervision.notices.acts.registry import Kept
from supervision.notices.models import Notice
from supervision.scheduling.days import day_starts_at
from supervision.wording import Dated, Sentence, noted, sentence

SEEN = noted("Nobody is shown what you say here, and nothing follows from it.")
OVER = Over("That is over", "There is nothing to say about it any more. Thank you.")


def page() -> Goes:
    return Goes(reverse("checkins:page"), "Open it in Holdspace")


def _seat(notice: Notice, now: datetime) -> Seat | None:
    """Return the reader's place in the round that is on, if it is still the pair of the message."""
    seat = seat_of(notice.recipient, now=now)
    return seat if seat and seat.pair and str(seat.pair.pk) == notice.about["pair"] else None


def _seat_or_refuse(pressed: Pressed) -> Seat:
    seat = _seat(pressed.notice, pressed.now)
    if seat is None:
        raise NoPartner(OVER.words)
    return seat


def _how_long(seat: Seat) -> Sentence:
    until = seat.round.ends_on
    day = Dated.of(f"{until.day} {until:%B}", until, "j F")
    return sentence("{minutes} minutes, until {day}", minutes=MINUTES, day=day)


def _with(seat: Seat) -> Fact:
    names = listed([one.member.person.name for one in others_in(seat)])
    return Fact("users-round", "With", names, is_private=True)


# ---------------------------------------------------------------- what is asked
def about_partner(notice: Notice, now: datetime) -> Question | Over:
    seat = _seat(notice, now)
    if seat is None or seat.pair is None or seat.answer:
        return OVER
    if seat.pair.starts_at is not None:
        return Over("A time is held already", "It stands in your calendar as held time.", page())
    return Question(
        heading="Would one of these suit?",
        facts=(
            Fact("clock", "How long", _how_long(seat)),
            _with(seat),
        ),
        after=("You needn’t answer.", "“Not this time” needs no reason."),
        audience=SEEN,
        goes=page(),
    )


def about_reminder(notice: Notice, now: datetime) -> Question | Over:
    seat = _seat(notice, now)
    if seat is None or seat.pair is None or seat.answer:
        return OVER
    at, moment = seat.pair.starts_at, notice.about["moment"]
    facts = [_with(seat)]
    if at is not None:
        facts.insert(0, Fact("clock", "When", moment_words(at, notice.recipient.zone)))
    elif moment != MIDDLE:
        return OVER
    return Question(
        heading="Does it still suit?" if moment == EVE else "Did you get to it?",
        facts=tuple(facts),
        after=("All three are fine, and so is no answer.",),
        audience=SEEN,
        goes=page(),
        acts=("other", "not") if moment == EVE else None,
    )


def about_freed(notice: Notice, now: datetime) -> Question | Over:
    seat = _seat(notice, now)
    if seat is None or seat.pair is None or seat.answer:
        return OVER
    if seat.pair.starts_at is not None:
        return Over("Another time is held already", "It stands in your calendar as held time.", page())
    return Question("Would one of these suit?", facts=(_with(seat),), audience=SEEN, goes=page())


def about_missed(notice: Notice, now: datetime) -> Question | Over:
    place = place_of(notice.recipient, now=now)
    if not place.is_in or place.rests_until is not None:
        return Over("You have chosen already", "You can change it at any time.", page())
    return Question(
        heading="What suits you now?",
        after=("You needn’t answer.", "Doing nothing keeps you in."),
        audience="Only you were asked. Nobody is shown what you choose.",
        goes=page(),
    )


# ---------------------------------------------------------------- answering
def free_times(notice: Notice, now: datetime) -> Sequence[Choice]:
    seat = _seat(notice, now)
    if seat is None or seat.pair is None or seat.pair.starts_at is not None:
        return ()
    members = [seat.member, *(one.member for one in others_in(seat))]
    return [
        Choice(at.isoformat(), moment_words(at, notice.recipient.zone))
        for at in suggested(seat.round, members, now=now)
    ]


def hold(pressed: Pressed) -> Kept:
    _seat_or_refuse(pressed)
    try:
        at = datetime.fromisoformat(pressed.choice)
    except ValueError:
        raise TimeGone("Choose one of the times.") from None
    if at.tzinfo is None:
        raise TimeGone("Choose one of the times.")
    services.choose_time(pressed.member, at, now=pressed.now)
    return {"at": at.isoformat()}


def held(notice: Notice, kept: Kept, now: datetime) -> Done:
    at = datetime.fromisoformat(kept["at"])
    return Done("Held for all of you", f"{moment_words(at, notice.recipient.zone)}.", page())


def let_go(notice: Notice, kept: Kept, now: datetime) -> None:
    services.another_time(notice.recipient, now=now)


def spoke(pressed: Pressed) -> None:
    _seat_or_refuse(pressed)
    services.say(pressed.member, Seat.Answer.SPOKE, now=pressed.now)


def not_this_time(pressed: Pressed) -> None:
    _seat_or_refuse(pressed)
    services.say(pressed.member, Seat.Answer.NOT, now=pressed.now)


def unsay(notice: Notice, kept: Kept, now: datetime) -> None:
    services.take_back(notice.recipient, now=now)


def another(pressed: Pressed) -> None:
    _seat_or_refuse(pressed)
    services.another_time(pressed.member, now=pressed.now)


def good(notice: Notice, kept: Kept, now: datetime) -> Done:
    return Done("Good", "That’s all we needed.")


def fine(notice: Notice, kept: Kept, now: datetime) -> Done:
    return Done(
        "That’s fine",
        sentence("The next round begins on {day}.", day=next_round_words(notice.recipient, now=now)),
    )


def see_times(notice: Notice, kept: Kept, now: datetime) -> Done:
    return Done(
        "Choose whenever it suits", "The times that are free for all of you stand on its page.", page()
    )


# ---------------------------------------------------------------- after two rounds
def stay(pressed: Pressed) -> None:
    """Nothing changes: whoever does nothing stays in as well."""


def half_as_often(pressed: Pressed) -> Kept:
    place = place_of(pressed.member, now=pressed.now)
    services.join(pressed.member, turns=2, now=pressed.now)
    return {"turns": place.turns}


def as_often_as_before(notice: Notice, kept: Kept, now: datetime) -> None:
    services.join(notice.recipient, turns=kept["turns"], now=now)


def skip(pressed: Pressed) -> None:
    services.rest(pressed.member, now=pressed.now)


def unskip(notice: Notice, kept: Kept, now: datetime) -> None:
    services.end_rest(notice.recipient)


def leave(pressed: Pressed) -> None:
    services.leave(pressed.member, now=pressed.now)


def come_back(notice: Notice, kept: Kept, now: datetime) -> None:
    services.join(notice.recipient, now=now)


def chosen(words: str):
    def done(notice: Notice, kept: Kept, now: datetime) -> Done:
        return Done("As you like", words, page())

    return done


TIME = Act(
    "time",
    "Find a time",
    perform=hold,
    done=held,
    undo=let_go,
    look="times",
    choices=free_times,
    legend="Free for all of you",
    press="Hold this one",
)
SPOKE = Act("spoke", "We spoke", perform=spoke, done=good, undo=unsay, icon="check")
OTHER = Act("other", "Another time", perform=another, done=see_times, icon="calendar-days")
NOT = Act("not", "Not this time", perform=not_this_time, done=fine, undo=unsay, icon="coffee")


def end_of(notice: Notice, now: datetime) -> datetime | None:
    """Return when the round of a message is over."""
    seat = _seat(notice, now)
    if seat is None:
        return None
    return day_starts_at(seat.round.ends_on + timedelta(days=1), notice.organisation.zone)


def register_answers() -> None:
    register(Answering(kind=PARTNER, question=about_partner, acts=(TIME, NOT, snooze()), lasts=end_of))
    register(Answering(kind=FREED, question=about_freed, acts=(TIME, NOT), lasts=end_of))
    register(
        Answering(
            kind=REMINDER, question=about_reminder, acts=(SPOKE, OTHER, NOT), is_equal=True, lasts=end_of
        )
    )
    register(
        Answering(
            kind=MISSED,
            question=about_missed,
            acts=(
                Act(
                    "stay", "Stay in as I am", perform=stay, done=chosen(noted("You stay in.")), icon="check"
                ),
                Act(
                    "half",
                    "Half as often",
                    perform=half_as_often,
                    done=chosen(noted("You are in every other round from now on.")),
                    undo=as_often_as_before,
                ),
                Act(
                    "skip",
                    "Skip a round",
                    perform=skip,
                    done=chosen(noted("Enjoy the rest. You are in again by yourself after it.")),
                    undo=unskip,
                ),
                Act(
                    "leave",
                    "Leave for now",
                    perform=leave,
                    done=chosen(noted("You’re out. Come back whenever you like.")),
                    undo=come_back,
                ),
            ),
        )
    )
