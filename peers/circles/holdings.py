"""What circles hold of people."""

from __future__ import annotations

from peers.circles import handing, hosting, rules, services
from peers.circles.models import Circle, HandOver
from supervision.people.holdings import NAMELESS, NOBODYS, Erasing, Keeping, erases, holds, keeps
from supervision.people.models import Member
from supervision.people.visibility import Thing
from supervision.wording import counted

AREA = "peers"
DAYS = counted("{number} day after the meeting", "{number} days after the meeting", rules.KEPT.days)


def register_holdings() -> None:
    holds(
        "peers_circles.Circle",
        "Circles that you hold",
        area=AREA,
        fate=NAMELESS,
        whose=("facilitator",),
        named=("outside_by",),
        thing=Thing.CIRCLES,
        why="Those in it read that it has ended. What you wrote about it, and its link, go.",
    )
    holds(
        "peers_circles.Place",
        "Which circles you are in, and under which name",
        area=AREA,
        whose=("member",),
        kept=counted(
            "Names and notes {number} day after the meeting",
            "Names and notes {number} days after the meeting",
            rules.KEPT.days,
        ),
        thing=Thing.CIRCLES,
        owns_words=True,
    )
    holds(
        "peers_circles.Absence",
        "Meetings that you left out",
        area=AREA,
        whose=("place__member",),
        thing=Thing.CIRCLES,
    )
    holds(
        "peers_circles.HandOver",
        "That you were asked to hold a circle",
        area=AREA,
        whose=("to",),
        thing=Thing.CIRCLES,
    )
    for name in ("Meeting", "Guest", "GuestLink", "GuestLetter"):
        holds(f"peers_circles.{name}", "", area=AREA, fate=NOBODYS)
    erases("circles", end_circles)
    keeps(
        Keeping(
            "circles", "Under which name somebody was in a circle, and who came", lambda organisation: DAYS
        )
    )
    keeps(Keeping("guests", "Addresses of guests of open circles", lambda organisation: DAYS))


def end_circles(erasing: Erasing) -> None:
    """End what they still hold: meetings ahead are called off, and whoever is in them is told.

    Names of those in it are sealed anew for nobody by name, so that their own pages go on showing them.
    """
    now = erasing.now
    for circle in Circle.objects.held_by(erasing.member).with_host().order_by("pk"):
        for meeting in services.meetings_ahead(circle, now=now):
            meeting.circle = circle
            hosting.call_off(meeting, now=now)
        to = Member.objects.get(pk=erasing.member.pk)
        to.person = erasing.nobody
        handing.seal_anew(circle, to, now=now)
        circle.link_sealed = b""
        circle.about = circle.where = ""
        circle.ended_at = circle.ended_at or now
        circle.save(update_fields=["link_sealed", "about", "where", "ended_at"])
        HandOver.objects.filter(circle=circle).delete()
    HandOver.objects.filter(to=erasing.member).delete()
