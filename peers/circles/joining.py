"""A guest's place: taken when they confirm their address, under a ready name."""

from __future__ import annotations

from datetime import datetime

from peers.circles import guests, rules, services
from peers.circles.models import Circle, GuestLink, Place
from peers.circles.sealing import names_of


def confirm(link: GuestLink, *, now: datetime) -> Place:
    """Use a confirming link up and give its guest a place, or their turn on the list, under a ready name.

    Whoever has one already keeps it. Raises LinkOver, NotOn.
    """

    def act() -> Place:
        circle = services.lock_circle(link.guest.circle)
        if circle.outside != Circle.Outside.OPENED:
            raise services.NotOn("This circle is for people inside only, for now.")
        guests.use_up(link, now=now)
        own = guests.place_of(link)
        if own is not None:
            return own
        places = list(Place.objects.at(circle, link.meeting))
        names = rules.names_left(list(names_of(circle, places).values()), begin=len(places) * 7, number=1)
        return services.seat_someone(
            circle,
            link.meeting,
            guest=link.guest,
            name=names[0] if names else f"Guest {len(places) + 1}",
            kind=rules.SPEAK,
            may_wait=True,
            now=now,
        )

    return services.in_turn(act)
